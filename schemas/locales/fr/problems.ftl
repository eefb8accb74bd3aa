# Ce qui ne va pas dans une requête dans son ensemble : titres par nature, puis ce qui s’est passé et que faire.

problem-title-malformed = la requête n’a pas la bonne forme
problem-title-refused = refusé au dépôt
problem-title-not-allowed = non autorisé
problem-title-not-found = introuvable
problem-title-method-not-allowed = cette méthode n’est pas admise ici
problem-title-request-timeout = la requête a duré trop longtemps
problem-title-idempotency-conflict = un autre contenu sous la même clé d’idempotence
problem-title-table-changed = le tableau des résultats a changé
problem-title-record-too-large = le signalement est trop volumineux
problem-title-payload-too-large = le contenu est trop volumineux
problem-title-unsupported-media-type = ce type de média n’est pas accepté
problem-title-bad-request = la requête n’est pas lisible
problem-title-unauthorized = pas de jeton valable
problem-title-unavailable = pas maintenant
problem-title-quarantined = en quarantaine
problem-title-not-ready = pas prêt
problem-title-internal = erreur interne
problem-title-handed-over = déjà transmis
problem-title-request-ended = la demande est trop avancée pour cela
problem-title-others-step = une étape de l’autre membre
problem-title-not-answered = il n’y a pas encore de réponse
problem-title-not-permitted = les règles ne la laissent pas y aller
problem-title-over-quota = trop de questions aujourd’hui
problem-title-changed = modifié entre-temps
problem-title-already-released = déjà libéré
problem-title-too-many-requests = trop de requêtes
problem-title-too-many-streams = trop de flux
problem-title-precondition-required = une condition préalable manque
problem-title-recalled = rappelé
problem-title-retracted = repris
problem-title-superseded = remplacé par une rectification
problem-title-expired = durée de conservation écoulée
problem-title-restricted = conservation imposée
problem-title-doubted = signé avec une clé volée
problem-title-was-recalled = déjà soumis, puis rappelé
problem-title-request-not-corrected = une demande ne se rectifie pas
problem-title-request-not-relayed = une demande ne se relaie pas
problem-title-relay-lacks-it = le relais ne l’a pas
problem-title-member-succeeded = un autre a pris sa place
problem-title-packs-refused = les jeux sont refusés
problem-title-not-applicable = la modification ne convient pas

problem-malformed-one = une chose ne va pas dans la requête, voir `errors`
problem-malformed-many = { $count } choses ne vont pas dans la requête, voir `errors`
problem-not-found = pour ce membre, il n’existe pas { $what ->
    [draft] de projet
    [signal] de signalement
    [member] de membre
    [token] de jeton
    [request] de demande
    [match] de correspondance
    [recall] de rappel de
    [refusal] de refus
    [proposal] de proposition
    [absence] d’absence à partir du
   *[other] { $what }
} `{ $id }`
problem-idempotency-conflict = cette clé d’idempotence a déjà servi pour un autre dépôt
problem-table-changed = le tableau des résultats a changé : consultez-le de nouveau
problem-unsettled = le registre ou les règles ont changé pendant la décision : réessayez
problem-record-too-large = le signalement signé dépasserait { $max } octets : raccourcissez ses textes
problem-no-key = ce nœud n’a pas de clé de `{ $member }` que le registre connaisse : voir `sluis check`
problem-quarantined = les données du nœud ont été restaurées d’une sauvegarde : il ne montre et n’accepte rien tant que les nœuds avec lesquels il échange n’ont pas dit où en sont leurs flux. Revenez plus tard ; son exploitant voit dans `sluis status` qui est attendu
problem-stopping = le nœud s’arrête : réessayez
problem-internal = le nœud n’a pas pu faire cela ; son journal technique dit pourquoi
problem-needs-role = il faut pour cela le rôle { $role }, que le jeton n’a pas
problem-no-token = joignez un jeton : `Authorization: Bearer …`
problem-unknown-token = ce jeton n’est pas connu ici : il n’a jamais été délivré, ou a été retiré
problem-give-purpose = indiquez la finalité de la consultation : un code de la liste purposes, parmi les mandats du membre
problem-give-case = indiquez le dossier de la consultation : le signalement peut contenir des données à caractère personnel
problem-unknown-purpose = n’est pas un code de la liste purposes, voir `sluis vocabulary show purposes`
problem-not-utf8 = n’est pas de l’UTF-8
problem-send-type = envoyez le contenu en `Content-Type: { $type }`
problem-body-broke-off = le contenu a été interrompu
problem-body-too-large = un contenu a au plus { $max } octets
problem-no-such-path = il n’y a rien à ce chemin, voir `/v1/openapi.json`
problem-see-allow = voir l’en-tête `Allow` pour ce que ce chemin accepte
problem-direction = n’est ni `sent` ni `received`
problem-cursor = n’est pas le `next` d’une page, commencez sans
problem-limit = n’est pas un nombre de 1 à { $max }
problem-table-hash = n’est pas l’empreinte d’un tableau : 64 caractères parmi 0-9 et a-f
problem-not-ready-database = la base de données n’est pas lisible : voir `sluis check`
problem-not-ready-keys = la clé d’un membre manque : voir `sluis check`
problem-not-ready-journal = rien ne peut être écrit au journal : voir le journal technique du nœud
problem-not-ready-quarantine = les données ont été restaurées d’une sauvegarde et attendent la confirmation d’autres nœuds : voir `sluis status`
problem-not-ready-register = le registre ne nomme pas ce nœud avec ses clés : voir `sluis register show`
problem-request-ended = la demande en est déjà là : { $state }
problem-others-step = seul le membre qui a demandé clôt une demande ou dit si une réponse a été utile ; seul celui à qui elle est adressée l’accepte, la transmet, la refuse ou y répond
problem-not-answered = aucune réponse n’est encore venue qui ait pu être utile ou non
problem-handed-over = la transmission du refus `{ $id }` a déjà été enregistrée : voir `sluis gaps waiting` pour ce qui attend encore
problem-day = n’est pas un jour : `AAAA-MM-JJ`
problem-export = n’est ni `true` ni `false`
problem-half = n’est pas un semestre commencé : `2026-H2`
problem-month = n’est pas un mois commencé : `2026-11`
problem-sector = n’est pas une division de NACE : deux chiffres
problem-region = n’est pas une région NUTS de niveau 2, comme `NL42`
problem-on = n’est pas un jour venu : `AAAA-MM-JJ`
problem-days = n’est pas un nombre de { $min } à { $max }
problem-not-permitted = la demande ne peut pas aller à `{ $member }` : { $outcome }
problem-over-quota-user = vous avez posé { $most } questions aujourd’hui, le maximum par utilisateur : revenez demain (UTC)
problem-over-quota-case = { $most } questions ont été posées aujourd’hui dans ce dossier, le maximum : revenez demain (UTC)
problem-over-quota-member = votre membre a posé { $most } questions à `{ $member }` aujourd’hui, le maximum : revenez demain (UTC)
problem-changed = le brouillon n’est pas la version que nomme `If-Match` : consultez-le de nouveau
problem-already-released = le brouillon a été libéré sous { $record } : ce qui est libéré le reste
problem-too-many-requests = plus d’appels que ce nœud n’en accepte d’un jeton ou d’une adresse : revenez dans { $seconds } s
problem-too-many-streams = plus de flux à la fois que ce nœud n’en garde ouverts, { $most } par jeton : fermez-en un d’abord
problem-precondition-required = indiquez la version qui a été vue : `If-Match` avec l’`ETag` qui l’accompagnait
problem-took-too-long = cela a duré plus longtemps que ce nœud n’en laisse à une requête
problem-unreadable = la requête est illisible
problem-no-such-thing = rien de tel n’existe pour ce membre
problem-repeated = figure plus d’une fois
problem-entity-tags = n’est ni `*` ni une liste d’entity-tags entre guillemets
problem-start = n’est ni `newest` ni `oldest`
problem-event-id = n’est pas l’identifiant d’un événement de ce membre
problem-side = n’est ni `asking` ni `asked`
problem-open = n’est ni `true` ni `false`
problem-overdue = n’est pas `true`
problem-recalled = le signalement `{ $id }` a été rappelé par son origine le { $since } : il ne doit plus être lu ni utilisé, détruisez ce qui en a été fait
problem-retracted = le signalement `{ $id }` a été repris à ce membre le { $since } : il ne doit plus être lu ni utilisé
problem-superseded = cette version du signalement, `{ $id }`, a été remplacée par une rectification le { $since } : cherchez la version la plus récente parmi vos signalements
problem-expired = la durée de conservation du signalement `{ $id }` s’est écoulée le { $since }
problem-restricted = le signalement `{ $id }` est sous conservation imposée depuis le { $since } : il est gardé sans être lu, adressez-vous à votre chargé de la politique
problem-doubted = le signalement `{ $id }` est arrivé alors que la clé qui l’a signé pouvait être en d’autres mains, depuis le { $since } : il est gardé sans être lu jusqu’à ce que son membre le confirme
problem-was-recalled = ceci a déjà été soumis sous `{ $signal }`, qui a été rappelé : ce qui a été rappelé ne revient pas, ne soumettez que ce qui est exact
problem-request-not-corrected = une demande ne se rectifie pas : fermez-la avec `sluis request close` et demandez à nouveau
problem-request-not-relayed = une demande n’est pas transmise par un relais : interrogez le membre lui-même
problem-relay-lacks-it = le relais n’a pas accusé réception de la dernière version du signal, et seul qui l’a peut la transmettre : voir `sluis signals show`
problem-member-succeeded = `{ $by }` a succédé à `{ $member }` : soumettez au nom de ce membre, et nommez celui-ci ; de `{ $member }`, on ne rectifie que ce qu’il a soumis et on ne répond qu’à ce qu’il a demandé ou à ce qui lui a été demandé
problem-packs-unusable = Les jeux sont inutilisables : voir `sluis policy check --packs`.
problem-packs-undecided = Rien ne peut être prouvé de ces jeux : voir `sluis policy check --packs`.
problem-packs-reading = Le jeu { $pack } dit qui peut lire. Aucune promesse n’en parle ; il ne vient donc qu’avec une version de Sluis : laissez-le tel qu’il est livré.
problem-not-applicable = L’opération { $operation } (à partir de 0) ne convient pas au projet tel qu’il est : regardez-le de nouveau. Rien n’a été modifié.
problem-operation-does-not-fit = ce que cette opération nomme n’existe pas ou n’est pas ce qu’elle attend, ou elle n’est ni add, ni replace, ni remove, ni test
problem-packs-broken = Les jeux ne tiennent pas ce que le socle promet ; `sluis policy check --packs` montre ce qui sortirait.
