# Ce pour quoi l’accord de l’origine d’un signal est demandé : ce qui est dit d’une étape impossible, et les mots de
# `sluis consent`.

problem-title-consent-not-needed = aucun accord nécessaire
problem-title-no-mandate = pas de mandat pour cette finalité
problem-title-may-not-be-passed-on = ne peut être transmis
problem-title-day-is-over = ce jour est passé
problem-title-own-signal = le signal est le vôtre
problem-title-too-many-asked = trop de demandes
problem-title-not-asked = non demandé
problem-title-consent-answered = déjà répondu
problem-title-not-granted = non accordé

problem-consent-not-needed = le signal peut être utilisé ainsi sans demander : il peut être cité, ou c’est déjà sa finalité ; ou celui qui le recevrait l’a déjà, ou va l’avoir
problem-no-mandate = votre organisation n’a pas de mandat pour cette finalité : un accord n’y changerait rien
problem-may-not-be-passed-on = les règles ne permettent pas de transmettre le signal à ce membre, ou l’origine ne le lui destine pas : un consentement n’y changerait rien
problem-day-is-over = donnez un dernier jour qui n’est pas encore passé
problem-own-signal = le signal est le vôtre : il n’y a personne à qui demander
problem-too-many-asked = trop de demandes sur ce signal attendent la réponse de son origine : attendez-la
problem-not-asked = ce membre n’a rien demandé de tel
problem-consent-answered = la réponse a été donnée : un refus ou un retrait vaut jusqu’à une nouvelle demande
problem-not-granted = il n’y a pas d’accord à retirer

cli-holder = demandé par
cli-use = utilisation
cli-consent-to = pour
cli-consent-until = jusqu’au
cli-consent-none = rien n’a été demandé
