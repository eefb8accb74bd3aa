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

## Le journal des décisions

audit-decisions = { $decisions } décisions
audit-decisions-erased = { $erased } entrées ne peuvent plus être ouvertes : leurs clés ont été détruites
audit-file = `{ $file }` ne peut pas être créé : nommez un fichier qui n’existe pas encore
audit-activities = `{ $given }` n’est pas un URI : indiquez où se trouve le registre des activités de traitement, par exemple `https://example.org/activites/`
audit-decided-submission = Décision sur les membres auxquels un signalement peut aller
audit-decided-refusal = Décision qu’un signalement ne peut pas être déposé
audit-decided-widening = Décision sur les membres auxquels un signalement peut aller en plus, les règles ayant changé
audit-decided-relay = Décision sur les membres auxquels un signalement peut être transmis par un autre
audit-decided-passed-on = Décision si une demande peut aller au membre auquel elle a été renvoyée
audit-decided-withheld = Décision de retenir un enregistrement quand vient son tour de partir
audit-replay-agree = { $count } décisions donnent de nouveau le même résultat
audit-replay-differs = ÉCHEC entrée { $entry }, { $member } : `{ $logged }` dans le journal, `{ $replayed }` jugé de nouveau
audit-replay-entry-erased = { $count } non jugées de nouveau : ce qui ouvre l’entrée a été détruit
audit-replay-content-erased = { $count } non jugées de nouveau : leur contenu a été détruit
audit-replay-other-packs = { $count } non jugées de nouveau : décidées selon des règles jamais en vigueur ici, ou d’autres ajouts que maintenant
audit-replay-other-register = { $count } non jugées de nouveau : le registre qu’elles nomment n’est pas détenu
audit-replay-request-not-told = { $count } non jugées de nouveau : l’entrée ne dit pas où en était la demande à laquelle elles répondent
audit-replay-refused = { $count } non jugées de nouveau : refusées au dépôt, aucun contenu n’a été gardé
audit-replay-later = { $count } non jugées de nouveau : les décisions ultérieures dépendent aussi d’où en était le signalement
