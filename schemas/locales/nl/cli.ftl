# Wat de opdrachtregel zegt rond regels en uitkomsten: eerst de koppen.

cli-basis = Rechtsgrond
cli-code = Code
cli-codes = Codes
cli-exported = Geschreven naar { $file }: { $bytes } bytes, zoals ondertekend.
cli-exported-no-receipts = Nog geen lid heeft de ontvangst bevestigd, of het signaal is zelf ontvangen.
cli-exported-receipts = Ontvangstbewijzen van: { $members }.
cli-label = Benaming
cli-list = Lijst
cli-member = Lid
cli-next-step = Volgende stap
cli-name = Naam
cli-outcome = Uitkomst
cli-answer = Antwoord
cli-rule = Regel
cli-why = Waarom
cli-id = Id
cli-from = Van
cli-to = Aan
cli-at = Op
cli-since = Sinds
cli-pack = Pakket
cli-register = Register
cli-country = Land
cli-title = Titel
cli-purpose = Doel
cli-hold-until = Bewaren tot en met
cli-delivery = Bezorging
cli-waiting = Wacht op verbinding
cli-without-receipt = Zonder ontvangstbewijs
cli-node = Knooppunt
cli-whose = Van wie
cli-fault = Fout
cli-hash = Hash
cli-user = Gebruiker
cli-roles = Rollen
cli-no-link-with = Geen verbinding met
cli-obstacle = Waarom
cli-side = Kant
cli-with = Met
cli-state = Stand
cli-due = Uiterlijk
cli-changed = Gewijzigd

## Signals

cli-nothing-yet = Nog niets.
cli-there-is-more = Er is meer: geef een grotere --limit.
cli-signed-by = van { $origin }, ondertekend { $at }
cli-released-as = vrijgegeven als { $record }
cli-draft-kept = concept { $draft }, vrij te geven met `sluis signals release`
cli-release-it = Vrijgeven aan de leden voor wie het is toegestaan?
cli-yes-or-no = {"[j/N]"}
cli-yes = j
cli-nobody-to-ask = er is niemand om het aan te vragen: bekijk de tabel en geef dan --table-hash { $hash } of --yes

## Requests

cli-request-asking = door ons gevraagd
cli-request-asked = aan ons gevraagd
cli-request-overdue = over de termijn
cli-request-written = het verzoek staat in { $file }: bekijk het, vul het aan en verstuur het met `sluis request ask`
cli-match-waits = Nog niet iedereen heeft geantwoord: kijk opnieuw met --id { $id }

## Deliveries

cli-delivery-withheld = niet verstuurd
cli-delivery-waiting = wacht op verbinding
cli-delivery-sent = verstuurd, nog geen ontvangstbewijs
cli-delivery-accepted = aangenomen
cli-delivery-declined = afgewezen
cli-delivery-deferred = aangehouden
cli-delivery-relinquished = afgestaan
cli-delivery-absent = nooit aangekomen
cli-delivery-erased = gewist
cli-delivery-restricted = beperkt
cli-delivery-recalled = teruggeroepen, nog geen ontvangstbewijs
cli-delivery-retracted = teruggenomen, nog geen ontvangstbewijs
cli-delivery-superseded = vervangen, nog geen ontvangstbewijs
cli-delivery-let-go = voorbij, de verantwoording wordt niet meer bewaard
cli-through = via { $relay }

## Terugroepen, rectificatie, beperking

cli-version = Versie
cli-told = Gemeld
cli-closed-since = Onleesbaar sinds
cli-said = Ontvangstbewijs
cli-count = Aantal
cli-signer = Ondertekend door
cli-version-of = versie { $version }, in plaats van { $previous }
cli-recall-told = gemeld, nog geen ontvangstbewijs
cli-recall-closed = onleesbaar, wordt vernietigd
cli-recall-relinquished = vernietigd; een buur op zijn knooppunt heeft het nog
cli-recall-absent = nooit aangekomen
cli-recall-erased = vernietigd
cli-recall-restricted = bewaard onder beperking, niet gelezen
cli-recall-overdue = te laat
cli-recall-reaches = Het terugroepen bereikt { $members }. Het is niet ongedaan te maken.
cli-recall-reaches-nobody = Geen ander lid heeft het. Terugroepen is niet ongedaan te maken.
cli-recall-it = Terugroepen?
cli-nobody-to-confirm = er is niemand om het aan te vragen: bekijk `sluis signals board { $id }` en geef dan --yes
cli-recalled-since = teruggeroepen { $at }: { $ground }; overal te vernietigen voor { $deadline }
cli-recall-complete = Ieder die het had heeft gezegd wat ervan geworden is.
cli-recall-incomplete = { $count ->
    [one] Eén lid heeft nog niet gezegd wat ervan geworden is.
   *[other] { $count } leden hebben nog niet gezegd wat ervan geworden is.
}
cli-recall-exports = { $count ->
    [one] Het is hier één keer geëxporteerd: vernietig die kopie zelf.
   *[other] Het is hier { $count } keer geëxporteerd: vernietig die kopieën zelf.
}
cli-recall-not-sent = Nooit verzonden aan: { $members }.
cli-widenings-none = Geen nieuw lid mag een van de eigen signalen hebben.
cli-widenings-how = Laat er een gaan: `sluis signals widen ID --to LID`.
cli-widened-to-nobody = Het gaat naar geen van hen.
cli-taken-back = eerder teruggenomen: een rectificatie mag erheen
cli-has-it = heeft het zonder doorgever
cli-ordered = een doorgever geeft het door
cli-held = onder beperking: { $id }
cli-hold-lifted = beperking opgeheven: { $id }
cli-reaffirmed = `{ $id }` klopt: wie het heeft krijgt dat te horen, getekend met de sleutel die nu geldt
cli-erasures-none = Er wacht niets op vernietiging.
cli-erasures-waiting = Wacht op u om vernietigd te worden: `sluis erasures let --reason TEKST`
cli-erasures-why-mass = meer van één lid tegelijk dan vanzelf gaat
cli-erasures-why-clock = aan de beurt volgens een klok waaraan getwijfeld wordt
cli-erasures-clock = De klok wijkt af van die van de andere knooppunten: op deze klok wordt niets vernietigd. Zet de klok goed, of geef `sluis erasures let`.
cli-erasures-overdue = Langer geleden teruggeroepen dan de uiterste termijn, en geen ontvangstbewijs zegt wat ervan geworden is
cli-erasures-let = vrijgegeven: { $count } records worden nu vernietigd
cli-status-erasures = wacht op vernietiging: { $waiting }; elders te laat: { $overdue }; zie `sluis erasures list`
cli-gaps-what = Wat
cli-gaps-missing = Ontbreekt
cli-gaps-count = Keren
cli-gaps-open = Nog
cli-gaps-days = Dagen
cli-gaps-median = Helft binnen
cli-gaps-channel = Hoort bij
cli-gaps-none = Geen wettelijke leemte heeft een signaal van dit lid tegengehouden.
cli-gaps-total = { $count } keer, waarvan { $open } nog; samen { $days } dagen.
cli-gaps-exported = Geschreven naar { $file }: { $count } soorten leemten, aantallen onder vijf niet vermeld. Uitvoer over tijdvakken die overlappen zegt samen meer dan elk apart.
cli-gaps-nothing-waits = Er wacht niets op overdracht.
cli-gaps-how = Is er een overgedragen: `sluis gaps hand-over ID --to CHANNEL`.
cli-gaps-handed-over = overgedragen aan { $channel }: { $id }

## Status

cli-status-node = knooppunt { $node } ({ $version })
cli-status-register = register van `{ $name }`: versie { $sequence }, digest { $digest }
cli-status-links = verbindingen: { $links }
cli-status-no-links = verbindingen: geen
cli-status-journal = logboek: { $entries } regels
cli-status-waiting = wacht op verbinding: { $waiting }
cli-status-register-contradicted = voor één plaats in het register zijn meer versies ondertekend: { $versions }; wat alle toelaten geldt
cli-status-http = HTTP: { $http }
cli-status-for-nodes = voor knooppunten: { $listening }
cli-status-serves = bedient: { $members }
cli-status-quarantined = in quarantaine sinds { $since } ({ $cause }): er wordt niets gelezen of verstuurd totdat deze knooppunten hebben bevestigd: { $awaited }
cli-status-restored = teruggezet op { $since } ({ $cause }); sindsdien niets gehoord van: { $awaited }
cli-status-lost = verstrekt, hier verloren: { $count } signalen die leden elders hebben en dit knooppunt niet
cli-status-without-keys = zonder datasleutel: { $count } signalen, die als vernietigd gelden
cli-status-evidence = bewijs: { $count } ondertekende verklaringen van andere knooppunten spreken eerdere tegen, zie `sluis doctor --evidence`
cli-status-carried = { $node } wordt bereikt via { $through }, dat doorgeeft wat het niet kan lezen
cli-nobody = niemand
cli-backed-up = geschreven naar { $out }: { $what }
cli-backups-removed = { $count } oudere back-ups van datasleutels verwijderd
cli-keys-in-backup = `keys/` zit in deze back-up: wie die heeft kan namens uw leden spreken en alles lezen; versleutel hem en bewaar hem apart
cli-restored = teruggezet in { $dir }: bij de eerste start begint de quarantaine, totdat andere knooppunten hebben bevestigd
cli-quarantine-lifted = de quarantaine is opgeheven; het journaal zegt waarom
cli-fault-ours = van ons, zegt het
cli-fault-theirs = van hen

## Tokens

cli-revoked = ingetrokken: { $hash }
cli-token-written = token geschreven naar { $file }

## Nodes that do not answer

cli-no-token = geen token: geef --token-file of SLUIS_TOKEN; de beheerder maakt er een met `sluis token create`
cli-unreachable = op `{ $at }` antwoordt geen knooppunt: { $why }; draait het?
cli-not-sluis = wat op `{ $at }` antwoordt is geen Sluis-knooppunt van deze versie (status { $status })
cli-cannot-call = `{ $at }` kan niet worden aangeroepen: { $why }

## Explain

cli-nobody-submits = er staat niet bij wie het indient: geef `--from LID`
cli-cannot-read = het bestand kan niet worden gelezen: { $why }
cli-and-more = { $first }, en nog { $count }
cli-english-only = Er zijn geen zinnen in het { $language }: ze zijn in het Engels. Benamingen zijn vertaald.

## Vocabulary

cli-no-such-list = er is geen codelijst `{ $list }`: zie `sluis vocabulary list`

## Register

cli-register-title = { $name } ({ $environment }), versie { $version }
cli-register-drawn-up = opgesteld { $at }
cli-register-digest = digest   { $digest }
cli-register-no-digest = digest   pas als alles ondertekend is
cli-register-genesis = genesis  { $digest }
cli-register-authorities = { $threshold } van de autoriteiten { $authorities } ondertekenen de wortel; elk land ondertekent zijn deel
cli-register-lines = Wortel en delen
cli-register-root = wortel
cli-register-section = deel van { $country }
cli-register-line-signed = { $line }: versie { $version }, { $at }; { $signed } van { $needed } handtekeningen
cli-register-line-held = { $line }: versie { $version }, { $at }, digest { $digest }
cli-register-nodes = Knooppunten en hun leden
cli-register-removed = verwijderd { $since }
cli-register-without-keys = zonder sleutels
cli-register-through = via { $nodes }
cli-register-third-country = derde land
cli-register-successor = opgevolgd door { $successor }
cli-register-mandate = { $purpose } op { $basis }
cli-register-offences = strafbare feiten
cli-register-sectors = sectoren { $sectors }
cli-register-transfer = doorgifte op { $instrument }
cli-register-agreements = Overeenkomsten
cli-register-agreement = { $between }: op { $basis } sinds { $since }
cli-register-packs = Regelpakketten
cli-register-holds = het register van `{ $name }` ({ $environment }) klopt
cli-register-chain = { $count } versies van wortel en delen, elk ondertekend door genoeg van wie erover gaan
cli-register-next = versie   { $version }, { $threshold } van { $authorities } autoriteiten moeten de volgende wortel ondertekenen
cli-register-same-packs = pakketten  dezelfde als in dit programma
cli-register-other-packs = pakketten  anders dan in dit programma: { $packs }

## Tables

cli-outcomes-others = { $count ->
    [0] Alle andere leden zijn geadresseerd.
    [one] Eén ander lid is niet geadresseerd.
   *[other] { $count } andere leden zijn niet geadresseerd.
}
