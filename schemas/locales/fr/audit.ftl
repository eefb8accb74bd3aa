# Ce que dit un contrôle du journal, et ce qu’il trouve.

audit-entries = { $count ->
    [one] Une entrée, racine { $root }
   *[other] { $count } entrées, racine { $root }
}
audit-compared = { $opened } ouvertes, { $erased } effacées ; { $rows } lignes d’autres tables comparées
audit-cosigned = { $witness } en a cosigné { $size }
audit-nobody-cosigned = aucun autre nœud n’en a cosigné : ce qui serait réécrit avec toutes les clés passerait inaperçu
audit-sound = ok   rien n’a été modifié, retiré, ajouté ni déplacé
audit-finding = FAIL { $table } { $row } : { $what }
audit-not-proved = il n’y a pas d’entrée `{ $entry }`, ou aucun autre nœud ne l’a encore cosignée : voyez `sluis audit verify`, réessayez dans une minute
audit-exported = `{ $to }` : { $entries } entrées, { $checkpoints } points de contrôle, { $forks } bifurcations
audit-folder = `{ $to }` ne peut pas être créé : nommez un dossier qui n’existe pas encore ({ $why })

## Constats

audit-removed = retiré
audit-removed-between = retiré : les entrées qui l’entourent sont là
audit-removed-at-the-end = retiré : la tête du journal les nomme
audit-removed-cosigned = retiré : { $witness } a cosigné { $size } entrées
audit-removed-told = retiré : le journal en fait état
audit-added-at-the-end = ajouté : la tête du journal s’arrête avant
audit-added-subtree = ajouté : aucune entrée ne s’y rattache
audit-added-untold = ajouté : le journal n’en fait pas état
audit-moved = déplacé ou modifié : il est antérieur à l’entrée qui le précède
audit-unreadable = modifié : il est illisible
audit-leaf-differs = modifié : il n’est pas ce que dit sa feuille dans l’arbre
audit-does-not-open = modifié, ou déplacé d’une autre entrée : il ne s’ouvre pas
audit-does-not-fit = modifié avec sa feuille, ou son ouverture l’a été : ils ne concordent pas
audit-other-kind = modifié : il est d’un autre genre que son ouverture
audit-subtree-differs = modifié, ou l’une des entrées { $first } à { $last } l’a été avec sa feuille
audit-root-differs = modifié : sa racine n’est pas celle des entrées, ou les plus récentes ont été modifiées
audit-cosigned-others = modifié : { $witness } en a cosigné d’autres à { $size } entrées
audit-signature-fails = modifié : une signature ne tient pas
audit-content-differs = modifié : son contenu n’est pas celui que nomme son identifiant
audit-told-otherwise = modifié : le journal dit autre chose
audit-chain-broken = modifié : il ne continue pas le bloc précédent
audit-other-version = modifié : le journal fait état d’une autre version
