# La règle d’un système à laquelle un identifiant ne satisfait pas.

identifier-broken = { $ruleKey ->
    [form] n’a pas la forme de ce système ({ identifier-form })
    [length] n’a pas la longueur de ce système ({ identifier-form })
    [check-digit] le chiffre de contrôle ne correspond pas au reste
    [unknown-court] ce tribunal de registre n’est pas connu ; écrivez tribunal, registre et numéro
    [unknown-country] aucune règle n’est connue pour ce pays
    [unknown-register] le registre dans le numéro n’est pas connu
    [office] le bureau qui a délivré le numéro n’existe pas
    [birth-date] la date de naissance qu’il contient n’est pas un jour du calendrier
    [natural-person] est le numéro d’une personne physique, alors que celui d’une personne morale est demandé
    [unknown-place] UN/LOCODE ne connaît aucun port, aéroport ou poste-frontière de ce code dans les huit pays
    [not-normal] un signalement contient la forme normalisée, et la forme donnée seulement si elle diffère
   *[other] { identifier-form }
}

identifier-form = { $schemeCode ->
    [nl-kvk] 8 chiffres
    [nl-rsin] 9 chiffres
    [be-kbo] 10 chiffres, le premier étant 0 ou 1
    [de-hr] tribunal, nature du registre (HRA, HRB, GnR, PR, VR, GsR) et numéro de 6 chiffres au plus, comme `Aachen HRB 123`
    [fr-siren] 9 chiffres
    [fr-siret] 14 chiffres
    [it-piva] 11 chiffres
    [it-cf] 16 caractères pour une personne, 11 chiffres pour une personne morale
    [es-cif] une lettre, 7 chiffres et un caractère de contrôle
    [se-orgnr] 10 chiffres
    [pt-nipc] 9 chiffres
    [euid] pays, registre, un point et le numéro dans ce registre
    [vat] les lettres du pays et le numéro dans la forme de ce pays
    [lei] 18 lettres ou chiffres et 2 chiffres
    [imo] 7 chiffres
    [iso6346] 3 lettres, puis U, J ou Z, et 7 chiffres
    [vin] 17 lettres et chiffres, sans I, O ni Q
    [iban] pays, 2 chiffres et le numéro de compte dans la forme de ce pays
    [locode] 2 lettres pour le pays et 3 caractères pour le lieu
   *[other] { $rule }
}
