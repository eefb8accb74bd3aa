# Pourquoi un identifiant est refusé : `identifier-` et la règle. Chaque phrase suit le texte ou le système.

identifier-seems = { $rule } ; cela ressemble à un autre numéro : { $scheme }
identifier-seems-region = { $rule } ; cela ressemble au code d’une région (NUTS)

## Tous les systèmes

identifier-characters = il contient autre chose que des lettres, des chiffres et des séparateurs, ou des mots qui ne nomment pas le numéro
identifier-too-long = il a plus de 128 caractères
identifier-not-normal = un enregistrement contient la forme normale, et le texte donné seulement s’il en diffère
identifier-luhn = son dernier chiffre ne correspond pas aux autres (Luhn)
identifier-mod-11 = son dernier chiffre ne correspond pas aux autres (modulo 11)
identifier-mod-11-10 = son dernier chiffre ne correspond pas aux autres (ISO 7064 modulo 11,10)
identifier-eleven-test = son dernier chiffre ne correspond pas aux autres (test des onze)
identifier-check-digit = son chiffre de contrôle ne correspond pas aux autres
identifier-birth-date = la date de naissance qu’il contient n’est pas un jour du calendrier

## Numéros nationaux

identifier-kvk-length = un numéro KvK a 8 chiffres
identifier-rsin-length = un RSIN a 9 chiffres
identifier-kbo-length = un numéro d’entreprise a 10 chiffres, ou 9 sans son 0 initial
identifier-kbo-first = un numéro d’entreprise commence par 0 ou 1
identifier-kbo-check = ses deux derniers chiffres ne sont pas 97 moins le reste des huit premiers par 97
identifier-siren-length = un SIREN a 9 chiffres
identifier-siret-length = un SIRET a 14 chiffres
identifier-siret-siren = ses neuf premiers chiffres ne sont pas un SIREN (Luhn)
identifier-siret-la-poste = la somme de ses chiffres n’est pas un multiple de 5 (La Poste)
identifier-orgnr-length = un numéro d’organisation a 10 chiffres
identifier-orgnr-person = le troisième chiffre du numéro d’une personne morale est 2 ou plus ; c’est le numéro d’une personne physique
identifier-nipc-length = un NIPC a 9 chiffres
identifier-nipc-first = un NIPC ne commence pas par 0
identifier-cif-length = un CIF a 9 caractères
identifier-cif-form = un CIF est une lettre parmi A-H J N P-S U-W, 7 chiffres et un caractère de contrôle
identifier-cif-check = son dernier caractère ne correspond pas aux chiffres
identifier-cif-person = c’est le numéro d’une personne physique (NIF, NIE) ; un CIF appartient à une personne morale
identifier-nif-form = le NIF d’une personne est 8 chiffres, ou une lettre et 7, et une dernière lettre
identifier-piva-length = une partita IVA a 11 chiffres
identifier-piva-zeros = les 7 premiers chiffres d’une partita IVA ne sont pas tous 0
identifier-piva-office = les chiffres 8 à 10 ne sont pas un bureau (001-100, 120, 121, 888, 999)
identifier-cf-length = un codice fiscale a 16 caractères, ou 11 chiffres pour une personne morale
identifier-cf-form = un codice fiscale est 6 lettres, 2 chiffres, une lettre de mois, 2 chiffres, une lettre, 3 chiffres, une lettre
identifier-cf-check = sa dernière lettre ne correspond pas aux autres caractères
identifier-hr-form = c’est un tribunal, un registre parmi HRA HRB GnR PR VR GsR, et un numéro, comme `Aachen HRB 123`
identifier-hr-no-court = le tribunal manque : un numéro de registre n’est unique qu’avec son tribunal, comme `Aachen HRB 123`
identifier-hr-court = aucun tribunal de registre de ce nom n’est connu ; écrivez tribunal, registre et numéro, voir `sluis vocabulary show courts`
identifier-hr-length = le numéro de registre a au plus 6 chiffres
identifier-hr-zero = le numéro de registre n’est pas 0
identifier-hr-suffix = après tribunal, registre et numéro, au plus 3 lettres sont permises

## Europe et monde

identifier-vat-country = un numéro de TVA commence par le préfixe d’un État membre de l’Union européenne ou XI (la Grèce est EL)
identifier-vat-form = le numéro de TVA de ce pays est son préfixe et { $detail } (9 un chiffre, A une lettre, X l’un ou l’autre)
identifier-vat-zeros = ni son numéro ni son suffixe ne se composent de zéros seulement
identifier-vat-first-zero = le premier chiffre après le préfixe n’est pas 0
identifier-vat-places = il contient un chiffre que ce pays ne donne pas à cette place
identifier-vat-nl-check = ni le test des onze ni le modulo 97 ne sont satisfaits
identifier-vat-fr-letters = les deux caractères après FR ne sont ni I ni O
identifier-vat-fr-siren = le SIREN qu’il contient ne correspond pas à son dernier chiffre (Luhn)
identifier-vat-fr-key = les deux caractères après FR ne correspondent pas au SIREN
identifier-vat-se-01 = un numéro de TVA suédois finit par 01
identifier-euid-form = c’est un pays, un registre, un point et un numéro national, comme `NLNHR.09155985`
identifier-euid-country = il commence par un pays du réseau des registres du commerce (la Grèce est EL)
identifier-euid-register = le registre de ce pays est { $detail }
identifier-euid-register-fr = un registre de FR a 4 chiffres
identifier-euid-register-de = un registre de DE est le code d’un tribunal, comme K1101R ; voir `sluis vocabulary show courts`
identifier-euid-number-de = le numéro allemand est l’un de HRA HRB GNR PR VR GSR, 1 à 6 chiffres, au plus 3 lettres
identifier-lei-length = un LEI a 20 caractères
identifier-lei-form = un LEI est 18 lettres ou chiffres et 2 chiffres
identifier-lei-check = ses deux derniers chiffres ne correspondent pas au reste (ISO 7064 modulo 97)
identifier-iban-form = un IBAN est un pays, 2 chiffres et le compte dans la forme du pays
identifier-iban-country = le pays n’a pas d’IBAN
identifier-iban-length = l’IBAN de ce pays a une autre longueur
identifier-iban-check = ses chiffres de contrôle ne correspondent pas au reste (ISO 7064 modulo 97)
identifier-imo-length = un numéro IMO a 7 chiffres
identifier-imo-check = son dernier chiffre ne correspond pas aux autres (IMO)
identifier-container-length = un numéro de conteneur a 11 caractères
identifier-container-form = un numéro de conteneur est 3 lettres, U, J ou Z, et 7 chiffres
identifier-container-check = son dernier chiffre ne correspond pas au reste (ISO 6346)
identifier-vin-length = un numéro de véhicule a 17 caractères
identifier-vin-form = un numéro de véhicule se compose de chiffres et de lettres sans I, O ni Q
identifier-warning-vin-check = le neuvième caractère n’est pas le chiffre de contrôle d’Amérique du Nord et de Chine ; comparez-le avec le véhicule
identifier-locode-length = un lieu a 2 lettres pour son pays et 3 caractères
identifier-locode-unknown = UN/LOCODE n’a ni port, ni aéroport, ni poste frontière du C8 avec ce code

## What `sluis vocabulary` says

cli-identifier-valid = valide
cli-identifier-not-valid = non valide
cli-identifier-but = mais
cli-identifier-not-utf-8 = n’est pas un texte UTF-8
cli-label-languages = Langues des noms
