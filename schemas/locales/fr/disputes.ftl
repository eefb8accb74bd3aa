# Différends : ce qui est dit de ce qui ne se peut pas, et les mots de `sluis dispute`.

problem-title-not-a-party = pas une partie
problem-title-already-disputed = déjà contesté
problem-title-not-disputable = non contestable
problem-title-nothing-refused = rien n’a été refusé
problem-title-dispute-over = le différend est clos
problem-title-not-yours-to-say = pas à vous de le dire
problem-title-term-runs = le délai court
problem-title-not-the-next-level = pas le niveau suivant
problem-title-not-a-mediator = pas un médiateur
problem-title-no-dispute = pas de différend

problem-not-a-party = seuls l’émetteur d’un signal ou d’une demande et celui qui l’a en contestent quelque chose
problem-already-disputed = un différend porte déjà là-dessus, ou trop portent sur ce signal : attendez qu’il soit clos
problem-not-disputable = d’une demande, c’est le refus qui se conteste ; d’un signal, la condition, l’évaluation ou la prise en charge du suivi
problem-nothing-refused = la demande n’a été ni refusée ni répondue en partie seulement : attendez la réponse
problem-dispute-over = le différend est clos, et le reste
problem-not-yours-to-say = seul celui qui a ouvert le différend le retire, et seul l’autre répond ; pour le reste, une partie le porte au niveau suivant
problem-term-runs = le délai court encore et il n’y a pas de réponse : attendez la réponse, ou la fin du délai
problem-not-the-next-level = le différend monte niveau par niveau : agents, juristes, médiateur, comité de pilotage ; un médiateur va avec les deux derniers
problem-not-a-mediator = seul un médiateur du registre saisi du différend rend un constat, et il n’est pas une partie
problem-no-dispute = ce différend n’est pas connu ici
problem-dispute-list = donnez `open` ou `overdue`

cli-dispute-parties = entre
cli-dispute-about = sur quoi
cli-dispute-said = dit
cli-dispute-level = niveau
cli-dispute-due = au plus tard
cli-dispute-overdue = en retard
cli-dispute-none = aucun différend dans cette liste
cli-dispute-mediator = médiateur
cli-dispute-finding = constat
cli-dispute-year = année
cli-dispute-no-precedents = aucun constat trouvé
cli-dispute-no-draft = ce constat ne mène à aucun projet : il n’y en a pas, ou il constate une lacune
cli-dispute-no-federation = donnez avec `--federation` le fichier de fédération auquel l’accord s’ajoute
cli-dispute-draft = Proposition après le constat d’un médiateur. Un projet : personne ne l’a signé.
