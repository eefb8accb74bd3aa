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
