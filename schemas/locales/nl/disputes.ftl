# Geschillen: wat gezegd wordt van wat niet kan, en de woorden van `sluis dispute`.

problem-title-not-a-party = geen partij
problem-title-already-disputed = al in geschil
problem-title-not-disputable = hierover is geen geschil mogelijk
problem-title-nothing-refused = niets geweigerd
problem-title-dispute-over = het geschil is over
problem-title-not-yours-to-say = niet aan u om te zeggen
problem-title-term-runs = de termijn loopt
problem-title-not-the-next-level = niet het volgende niveau
problem-title-not-a-mediator = geen bemiddelaar
problem-title-no-dispute = geen geschil

problem-not-a-party = alleen de herkomst van een signaal of verzoek en wie het heeft voeren er een geschil over
problem-already-disputed = daarover is al een geschil, of er zijn er te veel over dit signaal: wacht tot dat over is
problem-not-disputable = van een verzoek is de weigering te betwisten; van een signaal de voorwaarde, de beoordeling of het eigenaarschap
problem-nothing-refused = het verzoek is niet geweigerd en niet maar ten dele beantwoord: wacht op het antwoord
problem-dispute-over = het geschil is over, en blijft dat
problem-not-yours-to-say = alleen wie het geschil begon trekt het in, en alleen de ander antwoordt; verder neemt een partij het een niveau hoger
problem-term-runs = de termijn loopt nog en er is niet geantwoord: wacht op het antwoord, of op het eind van de termijn
problem-not-the-next-level = het geschil gaat niveau voor niveau omhoog: behandelaars, juristen, bemiddelaar, stuurgroep; een bemiddelaar hoort bij de laatste twee
problem-not-a-mediator = alleen een bemiddelaar uit het register aan wie het geschil is voorgelegd doet een bevinding, en die is geen partij
problem-no-dispute = dit geschil is hier niet bekend
problem-dispute-list = geef `open` of `overdue`

cli-dispute-parties = tussen
cli-dispute-about = waarover
cli-dispute-said = gezegd
cli-dispute-level = niveau
cli-dispute-due = uiterlijk
cli-dispute-overdue = over de termijn
cli-dispute-none = geen geschillen in deze lijst
cli-dispute-mediator = bemiddelaar
cli-dispute-finding = bevinding
cli-dispute-year = jaar
cli-dispute-no-precedents = geen bevinding gevonden
cli-dispute-no-draft = deze bevinding leidt niet tot een ontwerp: er is geen bevinding, of zij stelt een leemte vast
cli-dispute-no-federation = geef met `--federation` het federatiebestand waar de afspraak bij komt
cli-dispute-draft = Voorstel na de bevinding van een bemiddelaar. Een ontwerp: niemand heeft het ondertekend.
