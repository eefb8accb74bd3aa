# Wann ein Mitglied abwesend ist: was von einer Abwesenheit gesagt wird, die nicht angenommen wird, und die Wörter von
# `sluis absence`.

problem-title-ends-before-it-begins = endet, bevor sie beginnt
problem-title-own-delegate = das Mitglied selbst
problem-title-delegate-not-competent = das andere Mitglied könnte nicht
problem-title-delegate-absent = das andere Mitglied ist selbst abwesend
problem-title-absent-already = bereits abwesend
problem-title-too-many-absences = zu viele Abwesenheiten

problem-ends-before-it-begins = geben Sie einen letzten Tag an, der nicht vor dem ersten liegt
problem-own-delegate = nennen Sie ein anderes Mitglied als Ihr eigenes
problem-delegate-not-competent = dieses Mitglied hat für keinen Ihrer Zwecke ein Mandat und könnte an Ihrer Stelle nichts übernehmen: nennen Sie ein anderes
problem-delegate-absent = dieses Mitglied ist an einem dieser Tage selbst abwesend: nennen Sie ein anderes
problem-absent-already = Ihre Stelle ist an einem dieser Tage bereits abwesend: beenden Sie zuerst jene Abwesenheit
problem-too-many-absences = es stehen zu viele Abwesenheiten an: beenden Sie zuerst eine

cli-absent-from = von
cli-absent-until = bis einschließlich
cli-delegate = stattdessen
cli-absence-none = es wurde keine Abwesenheit gemeldet
cli-absence-ended = die Abwesenheit ab { $from } ist vorbei
