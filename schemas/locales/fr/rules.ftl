# Une phrase pour chaque règle : le fait, et ce qui manque. Les clés sont `rule-` et le nom de la règle. Les faits qui ont
# décidé choisissent les propositions, afin que le lecteur sache duquel il s’agit.

## Les membres tels que les phrases les nomment

who-origin = { $originRole }, { $originCountry }
who-receiver = { $receiverRole }, { $receiverCountry }

## Refus au dépôt

rule-EU-F1 = La finalité { $purpose } n’est pas administrative. Seuls des signalements à usage administratif sont échangés ici ; celui-ci relève d’une autre voie.
rule-EU-F4 = Le signalement contient des catégories particulières de données à caractère personnel (special), par exemple sur la santé, les convictions ou l’origine. Elles ne sont pas échangées ici.
rule-EU-F6 = Le signalement contient des données à caractère personnel.{ $necessity ->
    [no] {" "}Il n’indique pas pourquoi le destinataire en a besoin (necessity).
   *[yes] {""}
}{ $retainUntil ->
    [no] {" "}Il n’indique pas jusqu’à quand elles peuvent être conservées (retainUntil).
   *[yes] { $expired ->
        [yes] {" "}Leur durée de conservation a pris fin le { $lastDay }.
       *[no] {""}
    }
}
rule-EU-F8 = Le signalement contient des données relatives à un mineur (minor). Elles ne sont pas échangées ici.
rule-EU-F10 = { $aggregate ->
    [yes] Un signalement du type { $type } est un tableau de nombreux cas
   *[no] Un signalement pour la finalité { $purpose } est un tableau de nombreux cas
} et ne contient pas de données à caractère personnel ; celui-ci mentionne pourtant : { $categories }.
rule-EU-F13 = { $originHasPurpose ->
    [no] Le membre qui dépose le signalement ({ who-origin }) n’a, selon le registre, aucun mandat pour la finalité { $purpose }.
   *[yes] Le membre qui dépose le signalement ({ who-origin }) a bien des mandats pour la finalité { $purpose }, mais aucun fondé sur : { $originLacks }. Pour cette finalité, ses mandats sont fondés sur : { $originBases }.
}
rule-EU-F14 = Le signalement porte sur une personne identifiable, mais ne mentionne pas la catégorie des données à caractère personnel (personal).{ $kind-natural-person ->
    [yes] {" "}Il concerne une personne physique.
   *[no] {""}
}{ $kind-access-pass ->
    [yes] {" "}Il concerne un badge d’accès, et un badge appartient à une personne.
   *[no] {""}
}{ $kind-account ->
    [yes] {" "}Il concerne un compte, et un compte mène à une personne.
   *[no] {""}
}{ $scheme-it-cf ->
    [yes] {" "}Il comporte un code fiscal italien (it-cf), qui désigne une personne.
   *[no] {""}
}{ $has-offence ->
    [yes] {" "}Il mentionne des données relatives aux infractions (offence), qui portent toujours sur une personne.
   *[no] {""}
}

## Le socle : transmission

rule-EU-N1 = Ce membre ne fait pas partie des destinataires prévus : il n’est pas nommé lui-même, et son pays et son rôle ({ who-receiver }) ne sont pas nommés ensemble.{ $excluded ->
    [yes] {" "}Il est en outre exclu.
   *[no] {""}
}
rule-EU-F2 = Le signalement contient des données à caractère personnel. Le destinataire ({ who-receiver }) n’a, selon le registre, aucun mandat pour la finalité { $purpose } et ne peut donc pas les recevoir.
rule-EU-F3 = Le signalement porte le code de traitement H0, et l’usage administratif n’est pas autorisé (adminUse) : une administration ne peut pas l’utiliser.
rule-EU-F5 = Le signalement contient des données relatives aux infractions. { $receiverHasPurpose ->
    [yes] Le destinataire ({ who-receiver }) a bien un mandat pour la finalité { $purpose }, mais aucun qui couvre les données relatives aux infractions.
   *[no] Le destinataire ({ who-receiver }) n’a aucun mandat pour la finalité { $purpose }, ni par conséquent de mandat couvrant les données relatives aux infractions.
}
rule-EU-F7 = Le signalement contient des données à caractère personnel, et le destinataire ({ who-receiver }) se trouve dans un pays tiers, hors de l’Union. { $receiverHasPurpose ->
    [yes] Ses mandats pour la finalité { $purpose } ne mentionnent aucun instrument de transfert.
   *[no] Il n’a aucun mandat pour la finalité { $purpose }, ni par conséquent de mandat mentionnant un instrument de transfert.
}
rule-EU-F9 = { $onwardCode ->
    [in-country] L’autorité d’origine n’autorise la transmission ultérieure que dans le pays du détenteur, et ce destinataire ({ who-receiver }) se trouve dans un autre pays.
   *[none] L’autorité d’origine n’autorise aucune transmission ultérieure.
}
rule-EU-F11 = Le signalement contient des données à caractère personnel que, selon son évaluation, personne n’a corroborées, et il franchirait une frontière : { $originCountry } – { $receiverCountry }. Tant que personne ne les corrobore, de telles données restent dans le pays.
rule-EU-F12 = L’autorité d’origine a exclu ce membre pour protéger sa source. Tant que cette exclusion demeure, il ne reçoit rien de ce signalement.
rule-EU-F15 = La durée de conservation du signalement a pris fin le { $lastDay }.
rule-EU-A1 = { $onwardCode ->
    [with-consent] Le signalement ne peut être transmis ultérieurement qu’avec l’accord de l’autorité d’origine
   *[other] Le signalement porte le code de traitement { $handlingCodeCode } : il ne peut être transmis ultérieurement qu’avec l’accord de l’autorité d’origine
}, et celle-ci n’a pas donné son accord pour que ce détenteur le transmette à ce destinataire ({ who-receiver }).

## Bases juridiques de l’Union

rule-EU-P1 = C’est un tableau de nombreux cas sans données à caractère personnel : tout membre peut le recevoir.
rule-EU-P2 = La douane peut avertir la douane d’un risque douanier (règlement (CE) n° 515/97).
rule-EU-P3 = Un registre du commerce peut signaler des irrégularités à un autre registre du commerce, afin de protéger les registres.
rule-EU-P4 = C’est une question qui ne mentionne aucune catégorie de données, adressée à un membre ayant un mandat pour la finalité { $purpose }.

## Pays-Bas

rule-NL-F1 = Le signalement repose sur la loi néerlandaise Bibob (nl.bibob). Cette loi impose le secret et ne connaît aucun destinataire à l’étranger ; ce destinataire ({ who-receiver }) se trouve à l’étranger.
rule-NL-P1 = Une commune peut informer les organes de l’approche administrative aux Pays-Bas, en Belgique et en Allemagne de ses propres décisions et de ce qui y a conduit ; ce destinataire en est un ({ who-receiver }).
rule-NL-P2 = Un centre d’information peut partager avec les membres néerlandais qui ont, pour cette finalité, un mandat fondé sur la même loi (nl.wgs) ; ce destinataire en a un.
rule-NL-P3 = Les membres néerlandais qui ont, pour cette finalité, un mandat fondé sur la loi Bibob (nl.bibob) peuvent le recevoir ; ce destinataire en a un.
rule-NL-P4 = Les membres néerlandais qui ont adhéré au protocole Gatekeeper (nl.gatekeeper) peuvent le recevoir ; ce destinataire y a adhéré.
rule-NL-Q1 = Une commune ou un centre d’information peut adresser une question aux organes de l’approche administrative aux Pays-Bas, en Belgique et en Allemagne ; ce destinataire en est un ({ who-receiver }).

## Belgique

rule-BE-A1 = Au titre de la loi belge du 15 janvier 2024 (be.law-2024-01-15), un signalement ne part à l’étranger qu’en vertu d’un accord entre l’autorité d’origine et le destinataire. Le registre n’en contient aucun entre l’autorité d’origine ({ who-origin }) et ce destinataire ({ who-receiver }).
rule-BE-P1 = Les membres belges qui ont, pour cette finalité, un mandat fondé sur la loi du 15 janvier 2024 (be.law-2024-01-15) peuvent le recevoir ; ce destinataire en a un.
rule-BE-P2 = L’autorité d’origine et le destinataire ont conclu un accord au titre de la loi du 15 janvier 2024 (be.law-2024-01-15), et le destinataire est un organe de l’approche administrative ({ who-receiver }).
rule-BE-Q1 = C’est une question posée au titre de la loi du 15 janvier 2024 (be.law-2024-01-15) à un organe de l’approche administrative ({ who-receiver }).
rule-BE-R1 = Une commune belge ne peut détenir des données à caractère personnel pour la finalité { $purpose } que dans les secteurs qu’elle a elle-même désignés (arrêté royal du 22 avril 2024). { $sectorNamed ->
    [yes] Le signalement concerne le secteur { $sector }.
   *[no] Le signalement ne mentionne aucun secteur.
} { $receiverSectorsCount ->
    [0] Les mandats de cette commune pour cette finalité ne mentionnent aucun secteur.
   *[other] Les mandats de cette commune pour cette finalité mentionnent : { $receiverSectors }.
}

## Allemagne

rule-DE-F1 = Le signalement contient des données couvertes par le secret fiscal (tax). Elles ne peuvent être transmises qu’à une inspection du travail, pour le contrôle du travail, sur la base de l’article 31a du code fiscal allemand (de.ao-31a).{ $basis-de-ao-31a ->
    [yes] {""}
   *[no] {" "}Le signalement ne mentionne pas cette base juridique.
}{ $purposeCode ->
    [labour-supervision] {""}
   *[other] {" "}Sa finalité est autre : { $purpose }.
}{ $receiverRoleCode ->
    [labour-inspectorate] {""}
   *[other] {" "}Ce destinataire n’est pas une inspection du travail ({ who-receiver }).
}
rule-DE-A1 = Une autorité allemande peut transmettre de telles données à une autre autorité qui en fait la demande (assistance mutuelle), mais pas de sa propre initiative. { $inReplyTo ->
    [yes] Le signalement mentionne une demande, mais celle-ci n’est pas une demande ouverte de ce destinataire ({ who-receiver }) pour la finalité { $purpose }.
   *[no] Le signalement ne répond à aucune demande : ce destinataire ({ who-receiver }) n’a pas de demande ouverte pour la finalité { $purpose }.
}
rule-DE-P1 = Il répond à une demande ouverte du destinataire, un organe de l’approche administrative ({ who-receiver }) : assistance mutuelle.
rule-DE-P2 = Il répond à une demande ouverte d’une inspection du travail, sur la base de l’article 31a du code fiscal allemand (de.ao-31a).
rule-DE-Q1 = C’est une demande d’assistance mutuelle adressée à un organe de l’approche administrative ({ who-receiver }).

## Italie

rule-IT-F1 = La documentation antimafia (it.antimafia) ne va qu’à une liste fermée : pouvoirs adjudicateurs, préfectures et autorités de délivrance d’autorisations. Ce destinataire n’en fait pas partie ({ who-receiver }).

## Consultation

rule-EU-L1 = Aucun des rôles de l’utilisateur ne permet de consulter le contenu.
rule-EU-L2 = Le membre n’a aucun mandat pour la finalité que l’utilisateur indique.
rule-EU-L3 = Le signalement contient des données à caractère personnel, et l’utilisateur n’indique aucun dossier.
rule-EU-L4 = La durée de conservation du signalement a pris fin.
rule-EU-L5 = Le membre le détient, et son utilisateur le consulte pour une finalité propre au membre.

## Là où aucune règle ne parle

reason-no-ground = Rien ne l’interdit, mais aucune règle ne le permet : il n’existe pas de base sur laquelle l’autorité d’origine ({ who-origin }) pourrait envoyer un signalement du type { $type }, pour la finalité { $purpose } (base juridique : { $bases }), à ce destinataire ({ who-receiver }).{ $otherBasis ->
    [yes] {""}
   *[no] {" "}C’est une lacune juridique, non une erreur du signalement.
}
reason-error = Une règle n’a pas pu être appliquée à ces faits : il n’y a donc pas de décision. D’ici là, rien ne part.

# Une règle que l’opérateur du nœud a ajoutée aux jeux
added-rule = Une règle de l’opérateur de ce nœud le retient ({ $rule }, fondée sur { $basis }).
