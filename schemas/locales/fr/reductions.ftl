# La plus grande version d’un dépôt qui peut partir.

reduction-basis = la base { $what }, et ce qui repose sur elle
reduction-category = la catégorie { $what }
reduction-subject = un sujet : { $what }
reduction-relation = une relation d’un sujet qui est laissé de côté
reduction-measure = la mesure
reduction-text = un texte qui peut révéler ce qui est laissé de côté

## Le rapport

reduction-whole = `{ $member }` peut avoir le tout : rien ne doit être laissé de côté
reduction-none = aucune version ne peut aller à `{ $member }` : en laisser de côté n’y change rien
reduction-refused-before = tel quel, il est refusé au dépôt
reduction-proposal = Proposition { $number } : laissé de côté
reduction-review = Regardez ce qui reste avant de le libérer, cela peut encore révéler ce qui est laissé de côté : { $places }
reduction-rewrite = Les textes ne sont pas raccourcis mais laissés de côté : écrivez-en de nouveaux qui n’en disent rien.
reduction-written = Écrit dans `{ $file }` : proposition { $number }
reduction-now = Avant et après, pour chaque membre auquel il est destiné :
reduction-before = avant
reduction-after = après
reduction-no-such-member = il n’y a pas de membre `{ $member }` dans cette fédération
reduction-no-such-proposal = il n’y a pas de proposition { $number }
