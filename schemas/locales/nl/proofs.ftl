# Wat regelpakketten beloven, en of ze het houden.

promise-special-and-minor = bijzondere persoonsgegevens en gegevens van minderjarigen gaan nooit weg
promise-no-administrative-use = H0 gaat nooit weg waar bestuurlijk gebruik niet mag
promise-bibob-abroad = Bibob-gegevens gaan nooit naar het buitenland
promise-uncorroborated-abroad = persoonsgegevens die niemand bevestigde, gaan nooit naar het buitenland
promise-floor = geen pakket laat weggaan wat de ondergrens tegenhoudt
promise-unsure = niets gaat weg op enkel een grondslag waarvan de lezing onzeker is

reachable-based = elk bericht noemt een grondslag, behalve een beeld van vele gevallen
reachable-mandates = wat een mandaat dekt of noemt, is er alleen met een mandaat voor het doel
reachable-own-law = een mandaat op het recht van één land heeft een lid van dat land
reachable-union = een lid in een van de acht landen is niet in een derde land
reachable-consent = toestemming krijgt wie een bericht doorgeeft
reachable-holder = waar niemand het doorgeeft, is het land van de houder dat van de herkomst
reachable-term = een termijn die bij het indienen voorbij was, is dat ook bij het verzenden, en er is er dan een

## Het verslag

proof-decided = { $policies } regels, { $combinations } combinaties van feiten die bestaan, alle beslist
proof-days = Naar de regels van deze dagen en alle die volgen: { $days }
proof-left-out = Buiten beschouwing, omdat ze niet bestaan ({ $unreachable }):
proof-kept = ok   { $promise } ({ $regions ->
    [one] één gebied
   *[other] { $regions } gebieden
})
proof-broken = FAIL { $promise }
proof-example = Dit gaat op { $day } toch weg; herkomst: { $origin }, { $originCountry }; ontvanger: { $receiver }, { $receiverCountry }:
proof-written = Geschreven naar `{ $folder }`; kijk zelf: { $command }
proof-unlisted = FAIL een regel noemt de grondslag `{ $basis }`, en die staat niet in de lijst van grondslagen
proof-no-packs = in `{ $folder }` staat geen regelpakket (*.cedar)
proof-folder = `{ $folder }` kan niet worden gelezen: { $why }
proof-example-not-written = het voorbeeld kan niet naar `{ $folder }` worden geschreven: { $why }

## Wat andere pakketten veranderen

proof-rules-added = nieuwe regels: { $rules }
proof-rules-dropped = regels die vervallen: { $rules }
proof-rules-changed = regels die iets anders zeggen: { $rules }
proof-nothing-differs = geen regel zegt iets anders
proof-nothing-leaves-otherwise = en er gaat niets anders weg, wat er ook wordt ingediend
proof-more = { $origin } naar { $receiver }: er gaat meer weg, bijvoorbeeld: { $type }; herkomst: { $from }; ontvanger: { $to }
proof-less = { $origin } naar { $receiver }: er gaat minder weg, bijvoorbeeld niet meer: { $type }; herkomst: { $from }; ontvanger: { $to }
proof-elsewhere = { $countries } staan voor elk land dat geen regel noemt
proof-written-diff = Voorbeelden staan in `{ $folder }`; kijk zelf met `sluis policy explain BESTAND --federation BESTAND`

## Pakketten van kracht

proof-held-nothing = Voor eigen signalen zou er niets veranderen.
proof-held = Teruggenomen bij leden: { $retracted }; door een vrijgever aan leden te geven: { $released }
proof-held-retracted = teruggenomen: { $outcome }
proof-held-to-release = voor een vrijgever
proof-activate-ask = Deze pakketten voor alle leden van het knooppunt van kracht maken?
proof-activate-not = er is niets van kracht geworden
proof-activate-unasked = zeg --yes waar niemand gevraagd kan worden; `sluis policy diff in-force PAKKETTEN` toont wat er zou veranderen
proof-activated = Van kracht: { $set }; terug kan met: `sluis policy activate { $before } --reason …`
proof-activated-before = Deze pakketten waren al van kracht: { $set }
proof-activated-unregistered = Anders dan het register ze noemt: { $packs }. Persoonsgegevens wachten bij verbindingen met knooppunten die die hebben.
proof-in-force-history = Van kracht sinds, met de digest van de verzameling, wiens medewerker en waarom:
proof-in-force-additions = Aanvullingen van de beheerder: { $additions }
proof-in-force-not-shipped = Deze versie van Sluis brengt andere pakketten mee: zie `sluis policy diff in-force shipped`.
proof-registered = zoals genoemd
proof-not-registered = een ander
