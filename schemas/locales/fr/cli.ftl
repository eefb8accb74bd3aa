# Ce que dit la ligne de commande autour des règles et des résultats : d’abord les en-têtes.

cli-basis = Base juridique
cli-code = Code
cli-codes = Codes
cli-label = Libellé
cli-list = Liste
cli-member = Membre
cli-next-step = Étape suivante
cli-name = Nom
cli-outcome = Résultat
cli-answer = Réponse
cli-rule = Règle
cli-why = Pourquoi
cli-id = Id
cli-from = De
cli-to = À
cli-at = Le
cli-since = Depuis
cli-pack = Jeu
cli-register = Registre
cli-country = Pays
cli-title = Titre
cli-purpose = Finalité
cli-hold-until = À conserver jusqu’au
cli-delivery = Remise
cli-waiting = En attente d’un lien
cli-without-receipt = Sans accusé de réception
cli-node = Nœud
cli-whose = De qui
cli-fault = Faute
cli-hash = Empreinte
cli-user = Utilisateur
cli-roles = Rôles
cli-no-link-with = Pas de lien avec
cli-obstacle = Pourquoi
cli-side = Côté
cli-with = Avec
cli-state = État
cli-due = Échéance
cli-changed = Modifié
cli-exported = Écrit dans { $file } : { $bytes } octets, tel que signé.
cli-exported-no-receipts = Aucun membre n’en a encore accusé réception, ou le signal a été reçu.
cli-exported-receipts = Accusés de réception de : { $members }.

## Signals

cli-nothing-yet = Rien pour l’instant.
cli-there-is-more = Il y en a davantage : indiquez un --limit plus grand.
cli-signed-by = de { $origin }, signé le { $at }
cli-released-as = libéré sous { $record }
cli-draft-kept = projet { $draft }, à libérer avec `sluis signals release`
cli-release-it = Le libérer pour les membres autorisés ?
cli-yes-or-no = {"[o/N]"}
cli-yes = o
cli-nobody-to-ask = il n’y a personne à qui demander : consultez le tableau, puis indiquez --table-hash { $hash } ou --yes

## Requests

cli-request-asking = demandé par nous
cli-request-asked = demandé à nous
cli-request-overdue = en retard
cli-request-written = la demande est écrite dans { $file } : relisez-la, complétez-la et envoyez-la avec `sluis request ask`
cli-match-waits = Tous n’ont pas encore répondu : regardez à nouveau avec --id { $id }

## Deliveries

cli-delivery-withheld = non envoyé
cli-delivery-waiting = attend une liaison
cli-delivery-sent = envoyé, sans accusé de réception
cli-delivery-accepted = accepté
cli-delivery-declined = décliné
cli-delivery-deferred = différé
cli-delivery-relinquished = abandonné
cli-delivery-absent = jamais arrivé
cli-delivery-erased = effacé
cli-delivery-restricted = limité
cli-delivery-recalled = rappelé, pas encore d’accusé
cli-delivery-retracted = repris, pas encore d’accusé
cli-delivery-superseded = remplacé, pas encore d’accusé
cli-delivery-let-go = clos, il n’en est plus gardé de trace
cli-through = par { $relay }

## Rappel, rectification, conservation imposée

cli-version = Version
cli-told = Averti
cli-closed-since = Illisible depuis
cli-said = Accusé
cli-count = Nombre
cli-signer = Signé par
cli-version-of = version { $version }, à la place de { $previous }
cli-recall-told = averti, pas encore d’accusé
cli-recall-closed = illisible, à détruire
cli-recall-relinquished = détruit ; un voisin sur son nœud le détient
cli-recall-absent = jamais arrivé
cli-recall-erased = détruit
cli-recall-restricted = gardé sous conservation imposée, non lu
cli-recall-overdue = en retard
cli-recall-reaches = Le rappel atteint { $members }. Il est irréversible.
cli-recall-reaches-nobody = Aucun autre membre ne l’a. Le rappel est irréversible.
cli-recall-it = Rappeler ?
cli-nobody-to-confirm = il n’y a personne à interroger : regardez `sluis signals board { $id }`, puis donnez --yes
cli-recalled-since = rappelé { $at } : { $ground } ; à détruire partout avant { $deadline }
cli-recall-complete = Tous ceux qui l’avaient ont dit ce qu’il est devenu.
cli-recall-incomplete = { $count ->
    [one] Un membre n’a pas encore dit ce qu’il est devenu.
   *[other] { $count } membres n’ont pas encore dit ce qu’il est devenu.
}
cli-recall-exports = { $count ->
    [one] Il a été exporté ici une fois : détruisez vous-mêmes cette copie.
   *[other] Il a été exporté ici { $count } fois : détruisez vous-mêmes ces copies.
}
cli-recall-not-sent = Jamais envoyé à : { $members }.
cli-widenings-none = Aucun nouveau membre ne peut avoir l’un des signaux propres.
cli-widenings-how = Pour en transmettre un : `sluis signals widen ID --to MEMBRE`.
cli-widened-to-nobody = Il ne va à aucun d’eux.
cli-taken-back = repris auparavant : une rectification peut y aller
cli-has-it = l’a sans relais
cli-ordered = un relais doit le transmettre
cli-held = sous conservation imposée : { $id }
cli-hold-lifted = conservation imposée levée : { $id }
cli-reaffirmed = `{ $id }` est confirmé : tous ceux qui l’ont en sont avertis, avec la signature de la clé qui vaut maintenant
cli-erasures-none = Rien n’attend d’être détruit.
cli-erasures-waiting = Attend votre décision pour être détruit : `sluis erasures let --reason TEXTE`
cli-erasures-why-mass = plus d’un seul membre à la fois que ce qui va de soi
cli-erasures-why-clock = échu selon une horloge mise en doute
cli-erasures-clock = L’horloge diffère de celles des autres nœuds : rien n’est détruit d’après elle. Réglez l’horloge, ou donnez `sluis erasures let`.
cli-erasures-overdue = Rappelé depuis plus longtemps que le délai, et aucun accusé ne dit ce qu’il est devenu
cli-erasures-let = libéré : { $count } enregistrements sont détruits maintenant
cli-status-erasures = en attente de destruction : { $waiting } ; en retard ailleurs : { $overdue } ; voir `sluis erasures list`
cli-gaps-what = Quoi
cli-gaps-missing = Ce qui manque
cli-gaps-count = Fois
cli-gaps-open = Encore
cli-gaps-days = Jours
cli-gaps-median = Moitié en
cli-gaps-channel = Relève de
cli-gaps-none = Aucune lacune juridique n’a retenu un signalement de ce membre.
cli-gaps-total = { $count } fois, dont { $open } encore ; { $days } jours en tout.
cli-gaps-exported = Écrit dans { $file } : { $count } sortes de lacunes, les nombres inférieurs à cinq ne sont pas indiqués. Des exportations de périodes qui se recoupent en disent plus ensemble que chacune seule.
cli-gaps-nothing-waits = Rien n’attend d’être transmis.
cli-gaps-how = Une fois la transmission faite : `sluis gaps hand-over ID --to CHANNEL`.
cli-gaps-handed-over = transmis à { $channel } : { $id }

## Status

cli-status-node = nœud { $node } ({ $version })
cli-status-register = registre de `{ $name }` : version { $sequence }, empreinte { $digest }
cli-status-links = liaisons : { $links }
cli-status-no-links = liaisons : aucune
cli-status-journal = journal : { $entries } inscriptions
cli-status-waiting = en attente d’une liaison : { $waiting }
cli-status-register-contradicted = plusieurs versions ont été signées pour une même place du registre : { $versions } ; ce que toutes permettent est en vigueur
cli-status-http = HTTP : { $http }
cli-status-for-nodes = pour les nœuds : { $listening }
cli-status-serves = dessert : { $members }
cli-status-quarantined = en quarantaine depuis { $since } ({ $cause }) : rien n’est lu ni envoyé tant que ces nœuds n’ont pas confirmé : { $awaited }
cli-status-restored = restauré le { $since } ({ $cause }) ; sans nouvelles depuis de : { $awaited }
cli-status-lost = communiqué, perdu ici : { $count } signaux que des membres détiennent ailleurs et que ce nœud n’a plus
cli-status-without-keys = sans clé de données : { $count } signaux, qui comptent comme détruits
cli-status-evidence = preuves : { $count } déclarations signées d’autres nœuds en contredisent de plus anciennes, voir `sluis doctor --evidence`
cli-status-carried = { $node } est joint par { $through }, qui transmet ce qu’il ne peut pas lire
cli-nobody = personne
cli-backed-up = écrit dans { $out } : { $what }
cli-backups-removed = { $count } sauvegardes plus anciennes de clés de données supprimées
cli-keys-in-backup = `keys/` est dans cette sauvegarde : qui l’a peut parler au nom de vos membres et tout lire ; chiffrez-la et gardez-la à part
cli-restored = restauré dans { $dir } : la quarantaine commence au premier démarrage, jusqu’à la confirmation des autres nœuds
cli-quarantine-lifted = la quarantaine est levée ; le journal dit pourquoi
cli-fault-ours = la nôtre, selon lui
cli-fault-theirs = la leur

## Tokens

cli-revoked = retiré : { $hash }
cli-token-written = jeton écrit dans { $file }

## Nodes that do not answer

cli-no-token = pas de jeton : indiquez --token-file ou SLUIS_TOKEN ; l’exploitant en crée un avec `sluis token create`
cli-unreachable = aucun nœud ne répond à `{ $at }` : { $why } ; fonctionne-t-il ?
cli-not-sluis = ce qui répond à `{ $at }` n’est pas un nœud Sluis de cette version (statut { $status })
cli-cannot-call = `{ $at }` ne peut pas être appelé : { $why }

## Explain

cli-nobody-submits = rien ne dit qui le dépose : indiquez `--from MEMBRE`
cli-cannot-read = le fichier n’est pas lisible : { $why }
cli-and-more = { $first }, et { $count } autres
cli-english-only = Il n’y a pas de phrases en { $language } : elles sont en anglais. Les libellés sont traduits.

## Vocabulary

cli-no-such-list = il n’y a pas de liste de codes `{ $list }` : voir `sluis vocabulary list`

## Register

cli-register-title = { $name } ({ $environment }), version { $version }
cli-register-drawn-up = établi le { $at }
cli-register-digest = empreinte  { $digest }
cli-register-no-digest = empreinte  pas avant que tout soit signé
cli-register-genesis = genèse     { $digest }
cli-register-authorities = { $threshold } des autorités { $authorities } signent la racine ; chaque pays signe sa section
cli-register-lines = Racine et sections
cli-register-root = racine
cli-register-section = section de { $country }
cli-register-line-signed = { $line } : version { $version }, { $at } ; { $signed } signatures sur { $needed }
cli-register-line-held = { $line } : version { $version }, { $at }, empreinte { $digest }
cli-register-nodes = Nœuds et leurs membres
cli-register-removed = retiré le { $since }
cli-register-without-keys = sans clés
cli-register-through = par { $nodes }
cli-register-third-country = pays tiers
cli-register-successor = remplacé par { $successor }
cli-register-mandate = { $purpose } au titre de { $basis }
cli-register-offences = infractions
cli-register-sectors = secteurs { $sectors }
cli-register-transfer = transfert au titre de { $instrument }
cli-register-agreements = Accords
cli-register-agreement = { $between } : au titre de { $basis } depuis le { $since }
cli-register-packs = Paquets de règles
cli-register-holds = le registre de `{ $name }` ({ $environment }) est valable
cli-register-chain = { $count } versions de la racine et des sections, chacune signée par assez de ceux qui en décident
cli-register-next = version    { $version }, { $threshold } autorités sur { $authorities } doivent signer la prochaine racine
cli-register-same-packs = paquets    les mêmes que dans ce programme
cli-register-other-packs = paquets    autres que dans ce programme : { $packs }

## Tables

cli-outcomes-others = { $count ->
    [0] Tous les autres membres font partie des destinataires prévus.
    [one] Un autre membre ne fait pas partie des destinataires prévus.
   *[other] { $count } autres membres ne font pas partie des destinataires prévus.
}
