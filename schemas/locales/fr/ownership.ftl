# Qui donne suite à un signal : ce qui est dit d’une étape impossible, et les mots de `sluis follow-up`.

problem-title-already-offered = déjà proposé
problem-title-already-owned = a déjà un responsable
problem-title-follow-up-closed = le suivi est clos
problem-title-not-offered = non proposé
problem-title-not-owner = pas le responsable
problem-title-not-origin = pas l’émetteur
problem-title-not-a-holder = n’a pas le signal
problem-title-already-proposed = déjà suggéré
problem-title-is-a-request = une demande est suivie comme telle
problem-title-no-calendar = jours ouvrables inconnus

problem-already-offered = le signal est proposé à un membre qui n’a pas encore répondu : attendez, ou retirez la proposition
problem-already-owned = le signal a un responsable : retirez-le d’abord, ou attendez qu’il le transmette
problem-follow-up-closed = le suivi est clos, et le reste
problem-not-offered = cette proposition ne tient pas : seul le membre sollicité par l’émetteur accepte ou refuse, et seulement tant qu’il l’est
problem-not-owner = seul le responsable du signal le clôt ou le transmet
problem-not-origin = seul l’émetteur du signal retire une proposition
problem-not-a-holder = ce membre n’a pas le signal : laissez-le d’abord y aller, voir `sluis signals widen`
problem-already-proposed = ce membre a déjà été suggéré, ou trop l’ont été
problem-is-a-request = une demande est suivie avec `sluis request`
problem-no-calendar = les jours ouvrables de `{ $member }` ne sont pas connus aussi loin : choisissez un délai plus court, ou un autre membre
problem-follow-up-list = donnez `unowned`, `overdue` ou `mine`

cli-owner = responsable
cli-accept-by = accepter avant la fin du
cli-close-by = clore avant la fin du
cli-follow-up-proposed = pourrait y donner suite
cli-follow-up-overdue = en retard
cli-follow-up-nobody = non communiqué
cli-follow-up-none = rien dans cette liste
