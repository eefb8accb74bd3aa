# Ce qui ne va pas dans un document, endroit par endroit. Ce que dit le lecteur JSON reste en anglais.

problem-in-document = le document : { $fault }
problem-at = `{ $pointer }` : { $fault }

## Form

fault-not-json = n’est pas du JSON à la ligne { $line }, colonne { $column } : { $detail }
fault-duplicate-field = figure plus d’une fois dans son objet, n’en gardez qu’un
fault-missing = manque
fault-unknown-field = n’est pas un champ connu, retirez-le ou vérifiez son orthographe
fault-wrong-type = doit être { $expectedKey ->
    [an-object] un objet
    [a-list] une liste
    [a-text] un texte
    [true-or-false] true ou false
    [a-whole-number-from-0] un nombre entier à partir de 0
   *[other] { $expected }
}
fault-unknown-code = `{ $given }` n’est pas un code de la liste { $list }, voir `sluis vocabulary show { $list }`
fault-malformed = { $whatKey ->
    [a-member-id] n’est pas un nom de membre : 1 à 64 caractères parmi a-z, 0-9 et -, sans - au début ni à la fin
    [a-node-id] n’est pas un nom de nœud : 1 à 64 caractères parmi a-z, 0-9 et -, sans - au début ni à la fin
    [a-legal-basis-id] n’est pas un nom de base juridique : un pays ou `eu`, un point, puis 1 à 40 caractères parmi a-z, 0-9, - et _
    [a-country-code] n’est pas un code de pays : deux lettres A-Z (ISO 3166-1 alpha-2)
    [a-date] n’est pas une date : un jour du calendrier sous la forme AAAA-MM-JJ
    [a-plain-text] n’est pas un texte simple : parmi les caractères de contrôle, seuls les sauts de ligne et les tabulations sont admis
    [the-beginning-of-a-nace-code] n’est pas le début d’un code NACE : 1 à 5 chiffres et un point, comme `56` ou `56.1`, sans la lettre de la section
    [a-version-of-nace] n’est pas une version de la NACE : les secteurs sont donnés en `2.1`
    [a-grading-scheme] n’est pas un système d’évaluation : indiquez `4x4` ou `admiralty`
    [a-notification] n’est pas une notification : indiquez `due`, `done` ou un objet à l’état `deferred`
    [a-direction] n’est pas un sens : indiquez `sent` ou `received`
    [a-page-length] n’est pas une longueur de page : un nombre de 1 à 100
    [a-table-hash] n’est pas l’empreinte d’un tableau : 64 caractères parmi 0-9 et a-f
    [a-step-of-a-request] n’est pas une étape d’une demande : indiquez `accepted`, `forwarded`, `refused` ou `closed`
    [the-type-of-a-question] n’est pas le type d’une question : c’est `request`
    [the-request-of-this-reply] n’est pas la demande de cette réponse : indiquez la demande à laquelle elle répond, ou ne l’indiquez pas
   *[other] n’est pas { $what } : { $rule }
}
fault-identifier = n’est pas un identifiant valide, { $scheme } : { $rule }
fault-not-matchable = ne peut pas faire l’objet d’une correspondance, qui porte sur le numéro d’une personne morale, d’un établissement, d’un véhicule ou d’un navire : { $scheme } peut désigner une personne physique, un compte ou un lieu
fault-too-long = dépasse { $max } caractères
fault-too-many = a plus de { $max } éléments
fault-empty = est vide
fault-repeated = répète un élément antérieur de la liste, n’en gardez qu’un

## Submissions

fault-cited-with-h1 = `may-be-cited` ne va jamais avec le code de traitement H1, choisissez `lead-only` ou `ask-before-citing`
fault-measure-missing = manque : une `enforcement-measure` dit ce qui a été décidé
fault-bases-missing = est vide : indiquez au moins une base juridique
fault-request-audience = doit, dans un `request`, nommer exactement un membre, et ni pays ni rôles
fault-questions-outside-request = ne figure que dans un `request`
fault-answer-without-request = ne figure que dans une réponse, indiquez la demande dans `handling.inReplyTo`
fault-unknown-member = `{ $member }` n’est pas un membre de cette fédération
fault-subject-out-of-range = il n’y a pas de sujet { $given }, ils sont comptés de 0 à { $last }
fault-period-reversed = finit avant de commencer

## Federation files

fault-unknown-node = `{ $node }` ne figure pas parmi les nœuds
fault-threshold-out-of-range = doit dépasser la moitié des { $authorities } autorités, sans dépasser leur nombre
fault-agreement-parties = doit nommer deux membres différents
