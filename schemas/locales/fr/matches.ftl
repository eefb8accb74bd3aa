# Ce que répondent les membres à qui l’on demande s’ils ont quelque chose au sujet d’un numéro.

match-waiting = pas encore de réponse
match-hit = a quelque chose qu’il pourrait envoyer en réponse à une demande
match-no-answer = pas de réponse : rien de détenu, ou rien qui puisse être dit
match-unreached = n’a pas pu être joint à temps
