# Wat er mis is met een document, plaats voor plaats. Wat de JSON-lezer zegt blijft in het Engels.

problem-in-document = het document: { $fault }
problem-at = `{ $pointer }`: { $fault }

## Form

fault-not-json = is geen JSON op regel { $line }, kolom { $column }: { $detail }
fault-duplicate-field = staat meer dan eens in zijn object, laat er één staan
fault-missing = ontbreekt
fault-unknown-field = is geen bekend veld, haal het weg of kijk de spelling na
fault-wrong-type = moet { $expectedKey ->
    [an-object] een object
    [a-list] een lijst
    [a-text] een tekst
    [true-or-false] true of false
    [a-whole-number-from-0] een geheel getal vanaf 0
   *[other] { $expected }
} zijn
fault-unknown-code = `{ $given }` is geen code van de lijst { $list }, zie `sluis vocabulary show { $list }`
fault-malformed = { $whatKey ->
    [a-member-id] is geen naam van een lid: 1 tot 64 tekens uit a-z, 0-9 en -, geen - aan begin of eind
    [a-node-id] is geen naam van een knooppunt: 1 tot 64 tekens uit a-z, 0-9 en -, geen - aan begin of eind
    [a-legal-basis-id] is geen naam van een rechtsgrond: een land of `eu`, een punt, dan 1 tot 40 tekens uit a-z, 0-9, - en _
    [a-country-code] is geen landcode: twee letters A-Z (ISO 3166-1 alpha-2)
    [a-date] is geen datum: een dag van de kalender als JJJJ-MM-DD
    [a-plain-text] is geen gewone tekst: van de stuurtekens mogen er alleen regeleinden en tabs in staan
    [the-beginning-of-a-nace-code] is geen begin van een NACE-code: 1 tot 5 cijfers en een punt, zoals `56` of `56.1`, zonder de letter van de sectie
    [a-version-of-nace] is geen versie van NACE: sectoren staan in `2.1`
    [a-grading-scheme] is geen waarderingsstelsel: geef `4x4` of `admiralty`
    [a-direction] is geen richting: geef `sent` of `received`
    [a-page-length] is geen lengte van een pagina: een getal van 1 tot en met 100
    [a-table-hash] is geen hash van een tabel: 64 tekens uit 0-9 en a-f
    [a-notification] is geen kennisgeving: geef `due`, `done`, of een object met de staat `deferred`
    [a-step-of-a-request] is geen stap van een verzoek: geef `accepted`, `forwarded`, `refused` of `closed`
    [the-type-of-a-question] is niet het type van een vraag: dat is `request`
    [the-request-of-this-reply] is niet het verzoek van dit antwoord: noem het verzoek dat beantwoord wordt, of laat het weg
   *[other] is niet { $what }: { $rule }
}
fault-identifier = is geen geldig { $scheme }: { $rule }
fault-not-matchable = kan niet in een match: die gaat over het nummer van een rechtspersoon, een vestiging, een voertuig of een schip, en { $scheme } kan een persoon, een rekening of een plaats aanduiden
fault-too-long = is langer dan { $max } tekens
fault-too-many = heeft meer dan { $max } onderdelen
fault-empty = is leeg
fault-repeated = herhaalt een eerder onderdeel van de lijst, laat er één staan

## Submissions

fault-cited-with-h1 = `may-be-cited` gaat nooit samen met behandelcode H1, kies `lead-only` of `ask-before-citing`
fault-measure-missing = ontbreekt: een `enforcement-measure` zegt wat er besloten is
fault-bases-missing = is leeg: noem ten minste één rechtsgrond
fault-request-audience = moet in een `request` precies één lid noemen, en geen landen of rollen
fault-questions-outside-request = staat alleen in een `request`
fault-answer-without-request = staat alleen in een antwoord, noem het verzoek in `handling.inReplyTo`
fault-unknown-member = `{ $member }` is geen lid van deze federatie
fault-subject-out-of-range = er is geen onderwerp { $given }, ze tellen van 0 tot en met { $last }
fault-period-reversed = eindigt voor het begint

## Federation files

fault-unknown-node = `{ $node }` staat niet bij de knooppunten
fault-threshold-out-of-range = moet meer dan de helft van de { $authorities } autoriteiten zijn en niet meer dan alle
fault-agreement-parties = moet twee verschillende leden noemen
