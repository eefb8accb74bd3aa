# Worum der Urheber eines Signals gebeten wird: was über einen Schritt gesagt wird, der nicht geht, und die Wörter von
# `sluis consent`.

problem-title-consent-not-needed = keine Zustimmung nötig
problem-title-no-mandate = kein Mandat für diesen Zweck
problem-title-may-not-be-passed-on = darf nicht weitergegeben werden
problem-title-day-is-over = dieser Tag ist vorbei
problem-title-own-signal = es ist ein eigenes Signal
problem-title-too-many-asked = zu viel erbeten
problem-title-not-asked = nicht erbeten
problem-title-consent-answered = bereits beantwortet
problem-title-not-granted = nicht erteilt

problem-consent-not-needed = das Signal darf ohne Zustimmung so verwendet werden: es darf angeführt werden, oder das ist schon sein Zweck; oder wer es erhalten soll, hat oder erhält es bereits
problem-no-mandate = Ihre Stelle hat kein Mandat für diesen Zweck: eine Zustimmung würde daran nichts ändern
problem-may-not-be-passed-on = die Regeln lassen nicht zu, dass das Signal an dieses Mitglied weitergegeben wird, oder sein Urheber hat es nicht dafür bestimmt: eine Zustimmung würde nichts ändern
problem-day-is-over = geben Sie einen letzten Tag an, der noch nicht vorbei ist
problem-own-signal = das Signal ist Ihr eigenes: niemand ist zu fragen
problem-too-many-asked = zu diesem Signal wurde zu viel erbeten, was der Urheber noch nicht beantwortet hat: warten Sie darauf
problem-not-asked = dieses Mitglied hat das nicht erbeten
problem-consent-answered = das ist bereits beantwortet: eine Verweigerung oder Rücknahme gilt, bis erneut gefragt wird
problem-not-granted = es gibt keine Zustimmung, die zurückgenommen werden könnte

cli-holder = erbeten von
cli-use = Verwendung
cli-consent-to = um
cli-consent-until = bis einschließlich
cli-consent-none = nichts erbeten
