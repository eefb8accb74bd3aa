# Waarvoor de herkomst van een signaal om toestemming wordt gevraagd: wat gezegd wordt van een stap die niet kan, en de
# woorden van `sluis consent`.

problem-title-consent-not-needed = geen toestemming nodig
problem-title-no-mandate = geen mandaat voor dat doel
problem-title-may-not-be-passed-on = mag niet worden doorgegeven
problem-title-day-is-over = die dag is voorbij
problem-title-own-signal = het is een eigen signaal
problem-title-too-many-asked = te veel gevraagd
problem-title-not-asked = niet gevraagd
problem-title-consent-answered = al beantwoord
problem-title-not-granted = niet toegestaan

problem-consent-not-needed = het signaal mag zonder te vragen zo worden gebruikt: het mag worden aangehaald, of dat is al het doel ervan; of wie het zou krijgen heeft of krijgt het al
problem-no-mandate = uw organisatie heeft geen mandaat voor dat doel: toestemming zou niets veranderen
problem-may-not-be-passed-on = de regels laten niet toe dat het signaal aan dat lid wordt doorgegeven, of de herkomst bedoelt het niet voor dat lid, dus toestemming zou niets veranderen
problem-day-is-over = geef een laatste dag die nog niet voorbij is
problem-own-signal = het signaal is van uzelf: er hoeft niemand te worden gevraagd
problem-too-many-asked = er is over dit signaal te veel gevraagd dat de herkomst nog niet heeft beantwoord: wacht daarop
problem-not-asked = die deelnemer heeft dat niet gevraagd
problem-consent-answered = dat is al beantwoord: een weigering of intrekking geldt tot opnieuw wordt gevraagd
problem-not-granted = er is geen toestemming die kan worden ingetrokken

cli-holder = gevraagd door
cli-use = gebruik
cli-consent-to = om
cli-consent-until = tot en met
cli-consent-none = er is niets gevraagd
