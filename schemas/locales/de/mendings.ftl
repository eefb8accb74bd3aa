# Änderungen, mit denen eine Meldung gehen darf.

mending-way = Weg { $number }, danach: { $outcome }
mending-yours = Ob eine Änderung richtig ist, sagen Sie: eine Rechtsgrundlage steht da, weil der Hinweis auf ihr beruht, ein Mitglied, weil es ihn für seine Aufgabe braucht.
mending-written = Geschrieben nach `{ $file }`: Weg { $number }
mending-no-such-way = es gibt keinen Weg { $number }
