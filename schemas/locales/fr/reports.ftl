# Rapports : ce qui est détenu sur une personne concernée, et des chiffres où personne ne figure.

report-no-such = Rien n’est détenu sur { $scheme } { $value } le { $today }.
report-found = { $count ->
    [one] Un enregistrement nomme { $scheme } { $value }, état au { $today }.
   *[other] { $count } enregistrements nomment { $scheme } { $value }, état au { $today }.
}
report-more = { $count } enregistrements plus anciens sont omis : cherchez-les avec `sluis signals list`.
report-drafts = Brouillons qui le nomment : { $drafts }
report-more-drafts = Il y a des brouillons plus anciens qui n’ont pas été parcourus.
report-what = Quoi
report-source = De, depuis
report-given = À qui
report-told = Informée
report-next = Pour que chaque copie suive
report-state-own = propre
report-state-accepted = reçu
report-state-restricted = sous conservation imposée, lu par personne
report-state-doubted = à ne pas lire avant que son membre l’atteste de nouveau
report-state-not-readable = à ne pas lire par vous
report-notification-not-said = l’origine ne dit pas si la personne a été informée
report-notification-done = la personne a été informée
report-notification-due = la personne est encore à informer
report-notification-deferred = l’information de la personne est différée
report-notification-by = au plus tard le { $day }
report-notification-passed = en retard depuis le { $day }
report-notification-ground = motif : { $ground }
report-notification-responsible = en répond : { $responsible }
report-kept-until = conservé jusqu’au { $day }
report-exports = exporté { $count ->
    [one] une fois
   *[other] { $count } fois
}
report-passed-on = transmis à { $members }
report-next-rectify = Corrigez-le : la nouvelle version remplace chaque copie.
report-next-erase = Rappelez-le : chaque détenteur le détruit et le dit.
report-next-restrict = Mettez-le sous conservation imposée : personne ne le lit ici, rien ne le détruit.
report-next-ask-origin = Seul { $origin } le corrige ou le rappelle, et cette copie suit : demandez là-bas.
report-next-follow = Voyez où en est sa fin.
report-next-exports = { $count ->
    [one] Un export a été fait : cette copie ne suit rien et est à corriger ou à détruire à la main.
   *[other] { $count } exports ont été faits : ces copies ne suivent rien et sont à corriger ou à détruire à la main.
}

## Lettre

report-letter-head = { $member } répond sur les données détenues sous { $scheme } { $value }, le { $today }.
report-letter-nothing = Aucune donnée n’est détenue sous ce numéro.
report-letter-record = { $number }. { $title }, détenu depuis le { $day }
report-letter-about = Enregistré à votre sujet : { $what }
report-letter-purpose = Utilisé pour : { $purpose }
report-letter-bases = Base juridique : { $bases }
report-letter-source = Provient de : { $origin }
report-letter-source-deferred = D’où cela vient et qui l’a reçu ne peut être dit à présent.
report-letter-given = Communiqué à : { $members }
report-letter-given-nobody = Communiqué à personne.
report-letter-until = Conservé jusqu’au { $day } au plus tard, puis détruit.
report-letter-until-open = Aucun dernier jour n’est fixé.
report-letter-closed = { $count ->
    [one] Un autre enregistrement est fermé : personne ne le lit, et il est détruit à la fin de son délai.
   *[other] { $count } autres enregistrements sont fermés : personne ne les lit, et ils sont détruits à la fin de leur délai.
}
report-letter-drafts = { $count ->
    [one] Un brouillon qui n’est allé à personne nomme ce numéro.
   *[other] { $count } brouillons qui ne sont allés à personne nomment ce numéro.
}
report-letter-more = Il y a des données plus anciennes que cette lettre n’énumère pas.
report-letter-rights = Vous pouvez faire corriger des données inexactes et demander l’effacement ou la limitation. Ce que nous corrigeons ou effaçons suit chaque copie que nous avons donnée. Les données d’un autre organisme sont corrigées là-bas ; nous transmettons votre demande. Vous pouvez introduire une réclamation auprès de l’autorité de protection des données.

## Chiffres

report-half-title = { $member }, { $half } : chiffres jusqu’au { $until }
report-counted-since = Compté depuis le { $day } seulement.
report-not-told = Les nombres inférieurs à { $below } ne sont pas dits : « <{ $below } ». « - » figure là où l’un d’eux pourrait être calculé, ou rien n’a été compté.
report-sent = Envoyés à des membres
report-received = Reçus
report-outcomes = Résultats des libérations
report-asking = Questions posées
report-asked = Questions reçues
report-follow-ups = Suivi par d’autres, par pays
report-offered = demandé
report-accepted-in-time = accepté à temps
report-closed = clos
report-recalls = Rappelés
report-gaps = Lacunes juridiques commencées
report-type = Type
report-purpose = Finalité
report-country = Pays
report-number = Nombre
report-total = Total
report-number-of = Combien
report-answered = Répondues
report-median-days = Jours jusqu’à une réponse, médiane
report-with-term = Répondues qui avaient un terme
report-in-time = À temps
report-accepted-in-week = Acceptées sous 7 jours
report-answers = Avec une réponse, même partielle
report-unanswered = Sans réponse à l’échéance
report-rated = Évaluées par qui a demandé
report-no-help = Inutiles
report-percent = { $percent } %
report-written = Écrit dans { $file }.
report-trend-title = Signalements de { $month }, comptés jusqu’au { $until }, à côté { $months ->
    [0] d’aucun mois précédent
    [one] du mois précédent
   *[other] des { $months } mois précédents
}
report-no-figures = Rien n’a été compté.
report-sector = Branche
report-region = Région
report-mean = Moyenne d’un mois précédent
report-range = Le moins et le plus
report-between = { $from } à { $to }
report-around-title = Autour du { $on } : { $before } jours avant, { $after } jours à partir de là. Entre parenthèses le nombre par 30 jours.
report-relation = Lequel
report-relation-place = le lieu même
report-relation-neighbour = à côté
report-relation-other-sector = une autre branche sur place
report-before = Avant
report-after = Après
report-neighbours-nuts-1 = À côté sont les régions du même niveau 1 de NUTS. Lesquelles sont au-delà d’une frontière n’est pas connu ici : nommez-les avec --beside.
report-neighbours-nuts-1-and-named = À côté sont les régions du même niveau 1 de NUTS, et celles qui ont été nommées.
