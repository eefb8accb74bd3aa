# Wat er mis is met een verzoek als geheel: titels naar soort, dan wat er gebeurde en wat te doen.

problem-title-malformed = het verzoek heeft niet de juiste vorm
problem-title-refused = geweigerd bij het indienen
problem-title-not-allowed = niet toegestaan
problem-title-not-found = niet gevonden
problem-title-method-not-allowed = deze methode is hier niet toegestaan
problem-title-request-timeout = het verzoek duurde te lang
problem-title-idempotency-conflict = een andere inhoud onder dezelfde idempotentiesleutel
problem-title-table-changed = de tabel met uitkomsten is veranderd
problem-title-record-too-large = het signaal is te groot
problem-title-payload-too-large = de inhoud is te groot
problem-title-unsupported-media-type = dit mediatype wordt niet aangenomen
problem-title-bad-request = het verzoek kan niet worden gelezen
problem-title-unauthorized = geen geldig token
problem-title-unavailable = nu niet
problem-title-quarantined = in quarantaine
problem-title-not-ready = niet gereed
problem-title-internal = interne fout
problem-title-handed-over = al overgedragen
problem-title-request-ended = het verzoek is daarvoor te ver
problem-title-others-step = een stap van het andere lid
problem-title-not-answered = er is nog geen antwoord
problem-title-not-permitted = de regels laten het daar niet heen
problem-title-over-quota = te veel gevraagd vandaag
problem-title-changed = intussen gewijzigd
problem-title-already-released = al vrijgegeven
problem-title-too-many-requests = te veel aanvragen
problem-title-too-many-streams = te veel stromen
problem-title-precondition-required = een voorwaarde ontbreekt
problem-title-recalled = teruggeroepen
problem-title-retracted = teruggenomen
problem-title-superseded = vervangen door een rectificatie
problem-title-expired = bewaartermijn verstreken
problem-title-restricted = onder beperking
problem-title-doubted = getekend met een gestolen sleutel
problem-title-was-recalled = eerder ingediend en teruggeroepen
problem-title-request-not-corrected = een verzoek wordt niet gerectificeerd
problem-title-request-not-relayed = een verzoek wordt niet doorgegeven
problem-title-relay-lacks-it = de doorgever heeft het niet
problem-title-member-succeeded = een ander is in de plaats gekomen
problem-title-packs-refused = de pakketten worden geweigerd
problem-title-not-applicable = de wijziging past niet op het concept

problem-malformed-one = er is één ding mis met het verzoek, zie `errors`
problem-malformed-many = er zijn { $count } dingen mis met het verzoek, zie `errors`
problem-not-found = voor dit lid bestaat { $what ->
    [draft] het concept
    [signal] het signaal
    [member] het lid
    [token] het token
    [request] het verzoek
    [match] de match
    [recall] een terugroeping van
    [refusal] de weigering
    [proposal] het voorstel
    [absence] een afwezigheid vanaf
   *[other] { $what }
} `{ $id }` niet
problem-idempotency-conflict = deze idempotentiesleutel is al gebruikt voor een andere indiening
problem-table-changed = de tabel met uitkomsten is veranderd: bekijk haar opnieuw
problem-unsettled = het register of de regels veranderden terwijl hierover werd besloten: probeer het opnieuw
problem-record-too-large = het ondertekende signaal zou groter zijn dan { $max } bytes: kort de teksten in
problem-no-key = dit knooppunt heeft geen sleutel van `{ $member }` die het register kent: zie `sluis check`
problem-quarantined = de opslag van het knooppunt is uit een back-up teruggezet: het toont en neemt niets aan totdat de knooppunten waarmee het uitwisselt hebben gezegd waar hun reeksen staan. Kom later terug; de beheerder ziet in `sluis status` op wie wordt gewacht
problem-stopping = het knooppunt stopt: probeer het opnieuw
problem-internal = het knooppunt kon dit niet doen; waarom staat in zijn log
problem-needs-role = hiervoor is de rol { $role } nodig, en die heeft het token niet
problem-no-token = geef een token mee: `Authorization: Bearer …`
problem-unknown-token = dit token is hier niet bekend: het is nooit gegeven, of ingetrokken
problem-give-purpose = vermeld voor welk doel het wordt gelezen: een code van de lijst purposes, uit de mandaten van het lid
problem-give-case = vermeld in welk dossier het wordt gelezen: het kan persoonsgegevens bevatten
problem-unknown-purpose = is geen code van de lijst purposes, zie `sluis vocabulary show purposes`
problem-not-utf8 = is geen UTF-8
problem-send-type = stuur de inhoud als `Content-Type: { $type }`
problem-body-broke-off = de inhoud brak af
problem-body-too-large = een inhoud heeft hoogstens { $max } bytes
problem-no-such-path = op dit pad is niets, zie `/v1/openapi.json`
problem-see-allow = zie de header `Allow` voor wat dit pad aanneemt
problem-direction = is niet `sent` en niet `received`
problem-cursor = is niet de `next` van een pagina, begin zonder
problem-limit = is geen getal van 1 tot en met { $max }
problem-table-hash = is geen hash van een tabel: 64 tekens uit 0-9 en a-f
problem-not-ready-database = de database kan niet worden gelezen: zie `sluis check`
problem-not-ready-keys = de sleutel van een lid ontbreekt: zie `sluis check`
problem-not-ready-journal = er kan niets in het logboek worden geschreven: zie het log van het knooppunt
problem-not-ready-quarantine = de opslag is uit een back-up teruggezet en wacht op bevestiging van andere knooppunten: zie `sluis status`
problem-not-ready-register = het register noemt dit knooppunt niet met zijn sleutels: zie `sluis register show`
problem-request-ended = het verzoek is al zo ver: { $state }
problem-others-step = alleen wie vroeg sluit een verzoek of zegt of een antwoord hielp; alleen wie gevraagd is neemt het aan, stuurt het door, weigert of beantwoordt het
problem-not-answered = er kwam nog geen antwoord dat kon helpen of niet
problem-handed-over = van de weigering `{ $id }` is de overdracht al vastgelegd: zie `sluis gaps waiting` voor wat nog wacht
problem-day = is geen dag: `JJJJ-MM-DD`
problem-export = is niet `true` en niet `false`
problem-half = is geen half jaar dat begonnen is: `2026-H2`
problem-month = is geen maand die begonnen is: `2026-11`
problem-sector = is geen afdeling van NACE: twee cijfers
problem-region = is geen NUTS-gebied van niveau 2, zoals `NL42`
problem-on = is geen dag die er al is: `JJJJ-MM-DD`
problem-days = is geen getal van { $min } tot en met { $max }
problem-not-permitted = het verzoek mag niet naar `{ $member }`: { $outcome }
problem-over-quota-user = u stelde vandaag { $most } vragen, het meeste voor één gebruiker: kom morgen terug (UTC)
problem-over-quota-case = in deze zaak zijn vandaag { $most } vragen gesteld, het meeste dat mag: kom morgen terug (UTC)
problem-over-quota-member = uw lid stelde `{ $member }` vandaag { $most } vragen, het meeste dat mag: kom morgen terug (UTC)
problem-changed = het concept is niet de versie die `If-Match` noemt: bekijk het opnieuw
problem-already-released = het concept is vrijgegeven als { $record }: wat is vrijgegeven, blijft
problem-too-many-requests = meer aanroepen dan dit knooppunt van één token of adres aanneemt: probeer het over { $seconds } s opnieuw
problem-too-many-streams = meer stromen tegelijk dan dit knooppunt openhoudt, { $most } per token: sluit er eerst een
problem-precondition-required = zeg welke versie is gezien: `If-Match` met de `ETag` waarmee die kwam
problem-took-too-long = het duurde langer dan dit knooppunt een aanvraag geeft
problem-unreadable = de aanvraag is niet te lezen
problem-no-such-thing = zoiets is er niet voor dit lid
problem-repeated = staat er meer dan eens
problem-entity-tags = is geen `*` en geen lijst van entity-tags tussen aanhalingstekens
problem-start = is niet `newest` en niet `oldest`
problem-event-id = is niet het id van een gebeurtenis van dit lid
problem-side = is niet `asking` en niet `asked`
problem-open = is niet `true` en niet `false`
problem-overdue = is niet `true`
problem-recalled = het signaal `{ $id }` is door zijn herkomst teruggeroepen op { $since }: het mag niet meer gelezen of gebruikt worden, vernietig wat ervan gemaakt is
problem-retracted = het signaal `{ $id }` is op { $since } van dit lid teruggenomen: het mag niet meer gelezen of gebruikt worden
problem-superseded = deze versie van het signaal, `{ $id }`, is op { $since } vervangen door een rectificatie: zoek de nieuwste versie bij uw signalen
problem-expired = de bewaartermijn van het signaal `{ $id }` is verstreken op { $since }
problem-restricted = het signaal `{ $id }` staat sinds { $since } onder beperking: het wordt bewaard en niet gelezen, vraag uw beleidsmedewerker
problem-doubted = het signaal `{ $id }` kwam toen de sleutel waarmee het getekend is in andere handen kon zijn, sinds { $since }: het wordt bewaard en niet gelezen tot zijn lid zegt dat het klopt
problem-was-recalled = dit is eerder ingediend als `{ $signal }`, dat is teruggeroepen: wat is teruggeroepen komt niet terug, dien alleen in wat juist is
problem-request-not-corrected = een verzoek wordt niet gerectificeerd: sluit het met `sluis request close` en vraag opnieuw
problem-request-not-relayed = een verzoek wordt niet door een ander doorgegeven: vraag het lid zelf
problem-relay-lacks-it = de doorgever heeft de ontvangst van de nieuwste versie van het signaal niet bevestigd, en alleen wie die heeft kan haar doorgeven: zie `sluis signals show`
problem-member-succeeded = `{ $member }` is opgevolgd door `{ $by }`: dien in als dat lid en noem dat lid; van `{ $member }` wordt alleen gerectificeerd wat het indiende, en beantwoord wat het vroeg of gevraagd werd
problem-packs-unusable = De pakketten zijn niet bruikbaar: zie `sluis policy check --packs`.
problem-packs-undecided = Over de pakketten is niets te bewijzen: zie `sluis policy check --packs`.
problem-packs-reading = Het pakket { $pack } zegt wie mag lezen. Daarover gaat geen belofte; het komt dus alleen met een versie van Sluis: laat het zoals het meekomt.
problem-not-applicable = Bewerking { $operation } (vanaf 0) past niet op het concept zoals het is: bekijk het opnieuw. Er is niets gewijzigd.
problem-operation-does-not-fit = wat deze bewerking noemt, is er niet of is niet wat zij verwacht, of zij is geen add, replace, remove of test
problem-packs-broken = De pakketten houden niet wat de ondergrens belooft; `sluis policy check --packs` toont wat er weg zou gaan.
