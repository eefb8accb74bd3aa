# Die Regel eines Nummernsystems, der eine Kennung nicht entspricht.

identifier-broken = { $ruleKey ->
    [form] entspricht nicht der Form dieses Systems ({ identifier-form })
    [length] hat nicht die Länge dieses Systems ({ identifier-form })
    [check-digit] die Prüfziffer passt nicht zu den übrigen Zeichen
    [unknown-court] dieses Registergericht ist nicht bekannt; schreiben Sie Gericht, Register und Nummer
    [unknown-country] für dieses Land ist keine Regel bekannt
    [unknown-register] das Register in der Nummer ist nicht bekannt
    [office] die Stelle, die die Nummer vergab, gibt es nicht
    [birth-date] das Geburtsdatum darin ist kein Kalendertag
    [natural-person] ist die Nummer einer natürlichen Person; verlangt ist die einer juristischen Person
    [unknown-place] UN/LOCODE kennt in den acht Ländern keinen Hafen, Flughafen oder Grenzübergang mit diesem Code
    [not-normal] ein Hinweis enthält die normierte Form, und die angegebene nur, wenn sie abweicht
   *[other] { identifier-form }
}

identifier-form = { $schemeCode ->
    [nl-kvk] 8 Ziffern
    [nl-rsin] 9 Ziffern
    [be-kbo] 10 Ziffern, die erste eine 0 oder 1
    [de-hr] Gericht, Registerart (HRA, HRB, GnR, PR, VR, GsR) und eine Nummer mit höchstens 6 Ziffern, etwa `Aachen HRB 123`
    [fr-siren] 9 Ziffern
    [fr-siret] 14 Ziffern
    [it-piva] 11 Ziffern
    [it-cf] 16 Zeichen für eine Person, 11 Ziffern für eine juristische Person
    [es-cif] ein Buchstabe, 7 Ziffern und ein Prüfzeichen
    [se-orgnr] 10 Ziffern
    [pt-nipc] 9 Ziffern
    [euid] Land, Register, ein Punkt und die Nummer in diesem Register
    [vat] die Buchstaben des Landes und die Nummer in der Form dieses Landes
    [lei] 18 Buchstaben oder Ziffern und 2 Ziffern
    [imo] 7 Ziffern
    [iso6346] 3 Buchstaben, dann U, J oder Z, und 7 Ziffern
    [vin] 17 Buchstaben und Ziffern ohne I, O und Q
    [iban] Land, 2 Ziffern und die Kontonummer in der Form dieses Landes
    [locode] 2 Buchstaben für das Land und 3 Zeichen für den Ort
   *[other] { $rule }
}
