# Wat leden antwoorden op de vraag of zij iets over een nummer hebben.

match-waiting = nog geen antwoord
match-hit = heeft iets dat het in antwoord op een verzoek zou kunnen sturen
match-no-answer = geen antwoord: niets in huis, of niets dat gezegd mag worden
match-unreached = was niet op tijd bereikbaar
