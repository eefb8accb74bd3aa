# De regel van een stelsel waaraan een identificatie niet voldoet.

identifier-broken = { $ruleKey ->
    [form] heeft niet de vorm van dit stelsel ({ identifier-form })
    [length] heeft niet de lengte van dit stelsel ({ identifier-form })
    [check-digit] het controlecijfer past niet bij de rest
    [unknown-court] het registergerecht is niet bekend; schrijf gerecht, register en nummer
    [unknown-country] voor dit land is geen regel bekend
    [unknown-register] het register in het nummer is niet bekend
    [office] het kantoor dat het nummer uitgaf bestaat niet
    [birth-date] de geboortedatum erin is geen dag van de kalender
    [natural-person] is een nummer van een persoon, en er wordt een van een rechtspersoon gevraagd
    [unknown-place] UN/LOCODE kent geen haven, luchthaven of grensovergang met deze code in de acht landen
    [not-normal] een signaal bevat de genormaliseerde vorm, en de gegeven vorm alleen als die anders is
   *[other] { identifier-form }
}

identifier-form = { $schemeCode ->
    [nl-kvk] 8 cijfers
    [nl-rsin] 9 cijfers
    [be-kbo] 10 cijfers, het eerste een 0 of een 1
    [de-hr] gerecht, soort register (HRA, HRB, GnR, PR, VR, GsR) en een nummer van hoogstens 6 cijfers, zoals `Aachen HRB 123`
    [fr-siren] 9 cijfers
    [fr-siret] 14 cijfers
    [it-piva] 11 cijfers
    [it-cf] 16 tekens voor een persoon, 11 cijfers voor een rechtspersoon
    [es-cif] een letter, 7 cijfers en een controleteken
    [se-orgnr] 10 cijfers
    [pt-nipc] 9 cijfers
    [euid] land, register, een punt en het nummer in dat register
    [vat] de letters van het land en het nummer in de vorm van dat land
    [lei] 18 letters of cijfers en 2 cijfers
    [imo] 7 cijfers
    [iso6346] 3 letters, dan U, J of Z, en 7 cijfers
    [vin] 17 letters en cijfers, zonder I, O en Q
    [iban] land, 2 cijfers en het rekeningnummer in de vorm van dat land
    [locode] 2 letters voor het land en 3 tekens voor de plaats
   *[other] { $rule }
}
