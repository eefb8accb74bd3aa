# Étapes : ce que l’on peut faire pour que ce soit permis. Les clés sont `step-` et l’étape.

step-origin-consent = Demandez à l’autorité d’origine son accord pour le transmettre à ce destinataire ({ who-receiver }).
step-agreement = Faites signer à l’autorité d’origine et au destinataire un accord au titre de la loi du 15 janvier 2024 (be.law-2024-01-15), et faites-le inscrire au registre.
step-request = Attendez que le destinataire ({ who-receiver }) le demande, par une demande pour la finalité { $purpose }. Envoyez-le alors en réponse, en mentionnant cette demande (inReplyTo).
step-right-channel = Remettez-le { $purposeCode ->
    [criminal-investigation] { channel-criminal-investigation }
    [tax-assessment] { channel-tax-assessment }
   *[intelligence] { channel-intelligence }
} et consignez cette remise.
step-leave-out-special = Retirez les catégories particulières, des textes aussi, et déposez le reste.
step-leave-out-minor = Retirez les données relatives au mineur, des textes aussi, et déposez le reste.
step-leave-out-categories = Retirez ce qui relève de : { $categories }. Ou choisissez un type et une finalité qui peuvent en contenir.
step-state-necessity-and-term = { $necessity ->
    [no] { $retainUntil ->
        [no] Indiquez pourquoi le destinataire a besoin des données (necessity) et le dernier jour de leur conservation (retainUntil).
       *[yes] { $expired ->
            [yes] Indiquez pourquoi le destinataire a besoin des données (necessity) et, si elles sont encore nécessaires, un dernier jour qui n’est pas passé (retainUntil).
           *[no] Indiquez pourquoi le destinataire a besoin des données (necessity).
        }
    }
   *[yes] { $retainUntil ->
        [no] Indiquez le dernier jour de conservation des données (retainUntil).
       *[yes] Si les données sont encore nécessaires, indiquez un dernier jour qui n’est pas passé (retainUntil).
    }
} Puis déposez-le de nouveau.
step-use-own-mandate = { $originHasPurpose ->
    [no] Choisissez une finalité pour laquelle vous avez un mandat, ou laissez le signalement à un membre qui en a un pour { $purpose }.
   *[yes] N’indiquez que des bases juridiques sur lesquelles vous avez un mandat pour cette finalité ({ $originBases }), ou laissez le signalement à un membre dont le mandat a cette base : { $originLacks }.
}
step-name-personal = Mentionnez la catégorie des données à caractère personnel (personal), avec le motif (necessity) et le dernier jour (retainUntil), ou retirez ce qui désigne la personne.

## Étapes que les faits montrent, là où aucune règle n’en demande

step-name-in-audience = Si ce membre en a besoin pour sa mission, nommez-le parmi les destinataires (audience), puis consultez de nouveau les résultats.
step-other-basis = Pour la finalité { $purpose }, vous avez aussi un mandat sur une autre base juridique : { $otherBases }. Si le signalement repose sur elle, indiquez-la : il peut alors être envoyé à ce membre.
step-name-sector = Indiquez le secteur que concerne le signalement (sector). S’il figure parmi { $receiverSectors }, cette commune peut le détenir.

step-ask-for-role = Demandez à votre administrateur un rôle qui permet de consulter le contenu.
step-name-own-purpose = Indiquez une finalité pour laquelle votre membre a un mandat (Sluis-Purpose).
step-name-case = Indiquez le dossier dans lequel vous consultez (Sluis-Case).

## À la place d’une étape

remedy-none = Vous ne pouvez rien y changer{ $kind ->
    [ask-first] {" "}: même après cette étape, il ne pourrait pas être envoyé à ce membre.
    [no-ground] {" "}: il manque une règle de droit. Signalez la lacune au service chargé des questions juridiques chez vous.
    [declined] {" "}: c’est le droit propre du destinataire qui décide.
    [not-in-audience] {" "}: même si vous le nommiez, le signalement ne pourrait pas lui être envoyé.
   *[other] .
}
remedy-operator = Signalez-le à l’exploitant de votre nœud : la règle doit être corrigée. Consultez ensuite de nouveau les résultats.

## Voies pour ce qui ne relève pas d’ici

channel-criminal-investigation = par la voie policière
channel-tax-assessment = par la voie de l’administration fiscale
channel-intelligence = par la voie propre aux services de renseignement
