# Uitkomsten in een paar woorden. Waarom staat bij de regels, wat te doen bij de volgende stappen.

outcome-accepted = Aangenomen: het mag erin.
outcome-refused = Geweigerd: zo mag het er niet in.
outcome-not-in-audience = Niet voor dit lid bedoeld.
outcome-forbidden = Verboden: de wet staat het niet toe.
outcome-ask-first = Eerst vragen: er ontbreekt een stap.
outcome-no-ground = Geen grond: een juridische leemte.
outcome-declined = Afgewezen: het eigen recht van de ontvanger laat niet toe dat die dit heeft.
outcome-permitted = Toegestaan: het mag worden verstuurd.
outcome-error = Geen besluit: een regel kon niet worden toegepast.
