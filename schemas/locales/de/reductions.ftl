# Die größte Fassung einer Einreichung, die gehen darf.

reduction-basis = die Grundlage { $what }, und was auf ihr beruht
reduction-category = die Kategorie { $what }
reduction-subject = ein Betroffener oder Gegenstand: { $what }
reduction-relation = eine Beziehung zu etwas, das weggelassen wird
reduction-measure = die Maßnahme
reduction-text = ein Text, der verraten kann, was weggelassen ist

## Der Bericht

reduction-whole = `{ $member }` darf es ganz haben: nichts muss weg
reduction-none = es gibt keine Fassung, die an `{ $member }` gehen darf: Weglassen ändert nichts
reduction-refused-before = so, wie es ist, wird es bei der Einreichung abgelehnt
reduction-proposal = Vorschlag { $number }: weggelassen
reduction-review = Sehen Sie an, was bleibt, bevor es freigegeben wird, es kann noch verraten, was weggelassen ist: { $places }
reduction-rewrite = Texte werden nicht gekürzt, sondern weggelassen: schreiben Sie neue, in denen nichts davon steht.
reduction-written = Geschrieben nach `{ $file }`: Vorschlag { $number }
reduction-now = Vorher und nachher, für jedes Mitglied, für das es bestimmt ist:
reduction-before = vorher
reduction-after = nachher
reduction-no-such-member = es gibt kein Mitglied `{ $member }` in dieser Föderation
reduction-no-such-proposal = es gibt keinen Vorschlag { $number }
