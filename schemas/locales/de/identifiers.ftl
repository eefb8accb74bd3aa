# Warum eine Kennung abgelehnt wird: `identifier-` und die Regel. Jeder Satz folgt dem Text oder der Art der Kennung.

identifier-seems = { $rule }; es sieht nach einer anderen Nummer aus: { $scheme }
identifier-seems-region = { $rule }; es sieht nach dem Code einer Region (NUTS) aus

## Alle Arten

identifier-characters = darin steht anderes als Buchstaben, Ziffern und Trennzeichen, oder Wörter, die kein Name der Nummer sind
identifier-too-long = sie hat mehr als 128 Zeichen
identifier-not-normal = ein Datensatz enthält die Normalform, und den angegebenen Text nur, wo er abweicht
identifier-luhn = die letzte Ziffer passt nicht zu den anderen (Luhn)
identifier-mod-11 = die letzte Ziffer passt nicht zu den anderen (Modulo 11)
identifier-mod-11-10 = die letzte Ziffer passt nicht zu den anderen (ISO 7064 Modulo 11,10)
identifier-eleven-test = die letzte Ziffer passt nicht zu den anderen (Elferprobe)
identifier-check-digit = die Prüfziffer passt nicht zu den anderen
identifier-birth-date = das Geburtsdatum darin ist kein Tag des Kalenders

## Nationale Nummern

identifier-kvk-length = eine KvK-Nummer hat 8 Ziffern
identifier-rsin-length = eine RSIN hat 9 Ziffern
identifier-kbo-length = eine Unternehmensnummer hat 10 Ziffern, oder 9 ohne die führende 0
identifier-kbo-first = eine Unternehmensnummer beginnt mit 0 oder 1
identifier-kbo-check = die letzten zwei Ziffern sind nicht 97 minus den Rest der ersten acht durch 97
identifier-siren-length = eine SIREN hat 9 Ziffern
identifier-siret-length = eine SIRET hat 14 Ziffern
identifier-siret-siren = die ersten neun Ziffern sind keine SIREN (Luhn)
identifier-siret-la-poste = die Quersumme ist kein Vielfaches von 5 (La Poste)
identifier-orgnr-length = eine Organisationsnummer hat 10 Ziffern
identifier-orgnr-person = die dritte Ziffer der Nummer einer juristischen Person ist 2 oder mehr; dies ist die Nummer einer natürlichen Person
identifier-nipc-length = eine NIPC hat 9 Ziffern
identifier-nipc-first = eine NIPC beginnt nicht mit 0
identifier-cif-length = ein CIF hat 9 Zeichen
identifier-cif-form = ein CIF ist ein Buchstabe aus A-H J N P-S U-W, 7 Ziffern und ein Prüfzeichen
identifier-cif-check = das letzte Zeichen passt nicht zu den Ziffern
identifier-cif-person = es ist die Nummer einer natürlichen Person (NIF, NIE); ein CIF gehört einer juristischen Person
identifier-nif-form = ein NIF einer Person besteht aus 8 Ziffern, oder einem Buchstaben und 7, und einem letzten Buchstaben
identifier-piva-length = eine partita IVA hat 11 Ziffern
identifier-piva-zeros = die ersten 7 Ziffern einer partita IVA sind nicht alle 0
identifier-piva-office = die Ziffern 8 bis 10 sind kein Amt (001-100, 120, 121, 888, 999)
identifier-cf-length = ein codice fiscale hat 16 Zeichen, oder 11 Ziffern bei einer juristischen Person
identifier-cf-form = ein codice fiscale ist 6 Buchstaben, 2 Ziffern, ein Monatsbuchstabe, 2 Ziffern, ein Buchstabe, 3 Ziffern, ein Buchstabe
identifier-cf-check = der letzte Buchstabe passt nicht zu den anderen Zeichen
identifier-hr-form = es ist ein Gericht, eines von HRA HRB GnR PR VR GsR und eine Nummer, wie `Aachen HRB 123`
identifier-hr-no-court = das Gericht fehlt: eine Registernummer ist nur mit ihrem Gericht eindeutig, wie `Aachen HRB 123`
identifier-hr-court = kein Registergericht dieses Namens ist bekannt; Gericht, Register und Nummer angeben, siehe `sluis vocabulary show courts`
identifier-hr-length = die Registernummer hat höchstens 6 Ziffern
identifier-hr-zero = die Registernummer ist nicht 0
identifier-hr-suffix = hinter Gericht, Register und Nummer dürfen höchstens 3 Buchstaben stehen

## Europa und die Welt

identifier-vat-country = eine USt-IdNr. beginnt mit dem Kürzel eines Mitgliedstaats der Europäischen Union oder XI (Griechenland ist EL)
identifier-vat-form = die USt-IdNr. dieses Landes ist sein Kürzel und { $detail } (9 eine Ziffer, A ein Buchstabe, X eines von beiden)
identifier-vat-zeros = weder die Nummer noch der Zusatz besteht nur aus Nullen
identifier-vat-first-zero = die erste Ziffer hinter dem Kürzel ist nicht 0
identifier-vat-places = darin steht eine Ziffer, die dieses Land an der Stelle nicht vergibt
identifier-vat-nl-check = weder die Elferprobe noch Modulo 97 geht auf
identifier-vat-fr-letters = die zwei Zeichen hinter FR sind kein I und kein O
identifier-vat-fr-siren = die SIREN darin passt nicht zu ihrer letzten Ziffer (Luhn)
identifier-vat-fr-key = die zwei Zeichen hinter FR passen nicht zur SIREN
identifier-vat-se-01 = eine schwedische USt-IdNr. endet auf 01
identifier-euid-form = es ist ein Land, ein Register, ein Punkt und eine nationale Nummer, wie `NLNHR.09155985`
identifier-euid-country = sie beginnt mit einem Land des Verbunds der Handelsregister (Griechenland ist EL)
identifier-euid-register = das Register dieses Landes ist { $detail }
identifier-euid-register-fr = ein Register von FR hat 4 Ziffern
identifier-euid-register-de = ein Register von DE ist der Code eines Gerichts, wie K1101R; siehe `sluis vocabulary show courts`
identifier-euid-number-de = die deutsche Nummer ist eines von HRA HRB GNR PR VR GSR, 1 bis 6 Ziffern, höchstens 3 Buchstaben
identifier-lei-length = ein LEI hat 20 Zeichen
identifier-lei-form = ein LEI ist 18 Buchstaben oder Ziffern und 2 Ziffern
identifier-lei-check = die letzten zwei Ziffern passen nicht zum Rest (ISO 7064 Modulo 97)
identifier-iban-form = eine IBAN ist ein Land, 2 Ziffern und das Konto in der Form des Landes
identifier-iban-country = das Land hat keine IBAN
identifier-iban-length = die IBAN dieses Landes hat eine andere Länge
identifier-iban-check = die Prüfziffern passen nicht zum Rest (ISO 7064 Modulo 97)
identifier-imo-length = eine IMO-Nummer hat 7 Ziffern
identifier-imo-check = die letzte Ziffer passt nicht zu den anderen (IMO)
identifier-container-length = eine Containernummer hat 11 Zeichen
identifier-container-form = eine Containernummer ist 3 Buchstaben, U, J oder Z, und 7 Ziffern
identifier-container-check = die letzte Ziffer passt nicht zum Rest (ISO 6346)
identifier-vin-length = eine Fahrzeugnummer hat 17 Zeichen
identifier-vin-form = eine Fahrzeugnummer besteht aus Ziffern und Buchstaben ohne I, O und Q
identifier-warning-vin-check = das neunte Zeichen ist nicht die Prüfziffer Nordamerikas und Chinas; mit dem Fahrzeug vergleichen
identifier-locode-length = ein Ort hat 2 Buchstaben für sein Land und 3 Zeichen
identifier-locode-unknown = UN/LOCODE hat keinen Hafen, Flughafen oder Grenzübergang der C8 mit diesem Code

## What `sluis vocabulary` says

cli-identifier-valid = gültig
cli-identifier-not-valid = nicht gültig
cli-identifier-but = aber
cli-identifier-not-utf-8 = ist kein UTF-8-Text
cli-label-languages = Sprachen der Namen
