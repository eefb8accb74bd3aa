# Les résultats en quelques mots. Les règles disent pourquoi, les étapes disent que faire.

outcome-accepted = Accepté : le signalement peut être déposé.
outcome-refused = Refusé : le signalement ne peut pas être déposé tel quel.
outcome-not-in-audience = Non destiné à ce membre.
outcome-forbidden = Interdit : le droit ne le permet pas.
outcome-ask-first = À demander d’abord : une étape manque.
outcome-no-ground = Aucune base : une lacune juridique.
outcome-declined = Décliné : le droit propre du destinataire ne lui permet pas de le détenir.
outcome-permitted = Permis : le signalement peut être envoyé.
outcome-error = Pas de décision : une règle n’a pas pu être appliquée.
