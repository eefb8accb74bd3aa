# Waarom een identificatie wordt geweigerd: `identifier-` en de regel. Elke zin volgt op de tekst of het stelsel.

identifier-seems = { $rule }; het lijkt een ander nummer: { $scheme }
identifier-seems-region = { $rule }; het lijkt de code van een regio (NUTS)

## Elk stelsel

identifier-characters = er staat iets anders in dan letters, cijfers en scheidingstekens, of woorden die geen naam van het nummer zijn
identifier-too-long = het heeft meer dan 128 tekens
identifier-not-normal = een record bevat de normale vorm, en de opgegeven tekst alleen waar die afwijkt
identifier-luhn = het laatste cijfer past niet bij de andere (Luhn)
identifier-mod-11 = het laatste cijfer past niet bij de andere (modulo 11)
identifier-mod-11-10 = het laatste cijfer past niet bij de andere (ISO 7064 modulo 11,10)
identifier-eleven-test = het laatste cijfer past niet bij de andere (elfproef)
identifier-check-digit = het controlecijfer past niet bij de andere
identifier-birth-date = de geboortedatum erin is geen dag van de kalender

## Nationale nummers

identifier-kvk-length = een KvK-nummer heeft 8 cijfers
identifier-rsin-length = een RSIN heeft 9 cijfers
identifier-kbo-length = een ondernemingsnummer heeft 10 cijfers, of 9 zonder de 0 vooraan
identifier-kbo-first = een ondernemingsnummer begint met 0 of 1
identifier-kbo-check = de laatste twee cijfers zijn niet 97 min de rest van de eerste acht bij deling door 97
identifier-siren-length = een SIREN heeft 9 cijfers
identifier-siret-length = een SIRET heeft 14 cijfers
identifier-siret-siren = de eerste negen cijfers zijn geen SIREN (Luhn)
identifier-siret-la-poste = de cijfers zijn samen geen veelvoud van 5 (La Poste)
identifier-orgnr-length = een organisatienummer heeft 10 cijfers
identifier-orgnr-person = het derde cijfer bij een rechtspersoon is 2 of hoger; dit is het nummer van een persoon
identifier-nipc-length = een NIPC heeft 9 cijfers
identifier-nipc-first = een NIPC begint niet met 0
identifier-cif-length = een CIF heeft 9 tekens
identifier-cif-form = een CIF is een letter uit A-H J N P-S U-W, 7 cijfers en een controleteken
identifier-cif-check = het laatste teken past niet bij de cijfers
identifier-cif-person = het is het nummer van een natuurlijke persoon (NIF, NIE); een CIF hoort bij een rechtspersoon
identifier-nif-form = een NIF van een persoon is 8 cijfers, of een letter en 7, en een laatste letter
identifier-piva-length = een partita IVA heeft 11 cijfers
identifier-piva-zeros = de eerste 7 cijfers van een partita IVA zijn niet allemaal 0
identifier-piva-office = cijfers 8 tot 10 zijn geen kantoor (001-100, 120, 121, 888, 999)
identifier-cf-length = een codice fiscale heeft 16 tekens, of 11 cijfers bij een rechtspersoon
identifier-cf-form = een codice fiscale is 6 letters, 2 cijfers, een maandletter, 2 cijfers, een letter, 3 cijfers, een letter
identifier-cf-check = de laatste letter past niet bij de andere tekens
identifier-hr-form = het is een gerecht, een van HRA HRB GnR PR VR GsR, en een nummer, als `Aachen HRB 123`
identifier-hr-no-court = het gerecht ontbreekt: een registernummer is alleen met zijn gerecht uniek, als `Aachen HRB 123`
identifier-hr-court = er is geen registergerecht van deze naam bekend; schrijf gerecht, register en nummer, zie `sluis vocabulary show courts`
identifier-hr-length = het registernummer heeft ten hoogste 6 cijfers
identifier-hr-zero = het registernummer is niet 0
identifier-hr-suffix = achter gerecht, register en nummer mogen ten hoogste 3 letters staan

## Europa en de wereld

identifier-vat-country = een btw-nummer begint met de letters van een lidstaat van de Europese Unie of XI (Griekenland is EL)
identifier-vat-form = het btw-nummer van dit land is de landletters en { $detail } (9 een cijfer, A een letter, X een van beide)
identifier-vat-zeros = het nummer en het achtervoegsel bestaan geen van beide uit alleen nullen
identifier-vat-first-zero = het eerste cijfer achter de landletters is niet 0
identifier-vat-places = er staat een cijfer in dat dit land op die plaats niet geeft
identifier-vat-nl-check = de elfproef klopt niet en modulo 97 ook niet
identifier-vat-fr-letters = de twee tekens achter FR zijn geen I en geen O
identifier-vat-fr-siren = het SIREN erin past niet bij zijn laatste cijfer (Luhn)
identifier-vat-fr-key = de twee tekens achter FR passen niet bij het SIREN
identifier-vat-se-01 = een Zweeds btw-nummer eindigt op 01
identifier-euid-form = het is een land, een register, een punt en een nationaal nummer, als `NLNHR.09155985`
identifier-euid-country = het begint met een land van het netwerk van handelsregisters (Griekenland is EL)
identifier-euid-register = het register van dit land is { $detail }
identifier-euid-register-fr = een register van FR heeft 4 cijfers
identifier-euid-register-de = een register van DE is de code van een gerecht, als K1101R; zie `sluis vocabulary show courts`
identifier-euid-number-de = het Duitse nummer is een van HRA HRB GNR PR VR GSR, 1 tot 6 cijfers, ten hoogste 3 letters
identifier-lei-length = een LEI heeft 20 tekens
identifier-lei-form = een LEI is 18 letters of cijfers en 2 cijfers
identifier-lei-check = de laatste twee cijfers passen niet bij de rest (ISO 7064 modulo 97)
identifier-iban-form = een IBAN is een land, 2 cijfers en de rekening in de vorm van dat land
identifier-iban-country = het land heeft geen IBAN
identifier-iban-length = de IBAN van het land heeft een andere lengte
identifier-iban-check = de controlecijfers passen niet bij de rest (ISO 7064 modulo 97)
identifier-imo-length = een IMO-nummer heeft 7 cijfers
identifier-imo-check = het laatste cijfer past niet bij de andere (IMO)
identifier-container-length = een containernummer heeft 11 tekens
identifier-container-form = een containernummer is 3 letters, U, J of Z, en 7 cijfers
identifier-container-check = het laatste cijfer past niet bij de rest (ISO 6346)
identifier-vin-length = een voertuignummer heeft 17 tekens
identifier-vin-form = een voertuignummer is cijfers en letters zonder I, O en Q
identifier-warning-vin-check = het negende teken is niet het controlecijfer van Noord-Amerika en China; vergelijk het met het voertuig
identifier-locode-length = een plaats heeft 2 letters voor het land en 3 tekens
identifier-locode-unknown = UN/LOCODE heeft geen haven, luchthaven of grensovergang van de C8 met deze code

## What `sluis vocabulary` says

cli-identifier-valid = geldig
cli-identifier-not-valid = niet geldig
cli-identifier-but = maar
cli-identifier-not-utf-8 = is geen UTF-8-tekst
cli-label-languages = Talen van namen
