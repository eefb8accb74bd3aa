# Ce que promettent les jeux de règles, et s’ils le tiennent.

promise-special-and-minor = les catégories particulières et les données de mineurs ne sortent jamais
promise-no-administrative-use = H0 ne sort jamais là où l’usage administratif n’est pas permis
promise-bibob-abroad = les données Bibob ne vont jamais à l’étranger
promise-uncorroborated-abroad = les données personnelles que personne n’a corroborées ne vont jamais à l’étranger
promise-floor = aucun jeu ne laisse sortir ce que le socle retient
promise-unsure = rien ne sort sur la seule base d’un texte dont la lecture est incertaine

reachable-based = toute fiche nomme une base, sauf un tableau de nombreux cas
reachable-mandates = ce qu’un mandat couvre ou nomme n’existe qu’avec un mandat pour la finalité
reachable-own-law = un mandat fondé sur le droit d’un pays appartient à un membre de ce pays
reachable-union = un membre de l’un des huit pays n’est pas dans un pays tiers
reachable-consent = un consentement est donné à qui transmet une fiche
reachable-holder = là où personne ne transmet, le pays du détenteur est celui de l’origine
reachable-term = un délai passé au dépôt l’est aussi à l’envoi, et il y en a un

## Le rapport

proof-decided = { $policies } règles, { $combinations } combinaisons de faits qui existent, toutes décidées
proof-days = Selon les règles de ces jours et de tous les suivants : { $days }
proof-left-out = Laissées de côté, car elles n’existent pas ({ $unreachable }) :
proof-kept = ok   { $promise } ({ $regions ->
    [one] une région
   *[other] { $regions } régions
})
proof-broken = FAIL { $promise }
proof-example = Ceci sort malgré tout le { $day } ; origine : { $origin }, { $originCountry } ; destinataire : { $receiver }, { $receiverCountry } :
proof-written = Écrit dans « { $folder } » ; voyez vous-même : { $command }
proof-unlisted = FAIL une règle nomme la base « { $basis } », absente de la liste des bases
proof-no-packs = dans « { $folder } » il n’y a pas de jeu de règles (*.cedar)
proof-folder = « { $folder } » est illisible : { $why }
proof-example-not-written = l’exemple ne peut pas être écrit dans « { $folder } » : { $why }

## Ce que changent d’autres jeux

proof-rules-added = nouvelles règles : { $rules }
proof-rules-dropped = règles supprimées : { $rules }
proof-rules-changed = règles qui disent autre chose : { $rules }
proof-nothing-differs = aucune règle ne dit autre chose
proof-nothing-leaves-otherwise = et rien ne sort autrement, quoi que l’on dépose
proof-more = { $origin } vers { $receiver } : davantage sort, par exemple : { $type } ; origine : { $from } ; destinataire : { $to }
proof-less = { $origin } vers { $receiver } : moins sort, ne sort plus par exemple : { $type } ; origine : { $from } ; destinataire : { $to }
proof-elsewhere = { $countries } représentent tout pays qu’aucune règle ne nomme
proof-written-diff = Les exemples sont dans « { $folder } » ; voyez vous-même avec `sluis policy explain FICHIER --federation FICHIER`

## Jeux en vigueur

proof-held-nothing = Rien ne changerait pour les signaux propres.
proof-held = Repris à des membres : { $retracted } ; à remettre à des membres par un responsable : { $released }
proof-held-retracted = repris : { $outcome }
proof-held-to-release = pour un responsable
proof-activate-ask = Mettre ces jeux en vigueur pour tous les membres du nœud ?
proof-activate-not = rien n’a été mis en vigueur
proof-activate-unasked = dites --yes là où personne ne peut être interrogé ; `sluis policy diff in-force JEUX` montre ce qui changerait
proof-activated = En vigueur : { $set } ; pour revenir : `sluis policy activate { $before } --reason …`
proof-activated-before = Ces jeux étaient déjà en vigueur : { $set }
proof-activated-unregistered = Autres que ceux du registre : { $packs }. Les données personnelles attendent aux liaisons avec les nœuds qui ont ceux-là.
proof-in-force-history = En vigueur depuis, avec l’empreinte de l’ensemble, de quel membre et pourquoi :
proof-in-force-additions = Ajouts de l’exploitant : { $additions }
proof-in-force-not-shipped = Cette version de Sluis apporte d’autres jeux : voir `sluis policy diff in-force shipped`.
proof-registered = tel que nommé
proof-not-registered = un autre
