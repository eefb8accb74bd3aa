# Was die Tore heute zu einem Hinweis sagen, den man hat.

whatif-origin = Beurteilt von der Ursprungsstelle, nach allen Tatsachen, Stand jetzt:
whatif-holder = Beurteilt von einem Inhaber: was die Weitergabe bestenfalls ergeben kann. Ein Nein ist sicher; ein Ja ist Sache der Ursprungsstelle.
whatif-has = dort: { $state }
whatif-more = + darf jetzt dorthin und ging nicht: siehe `sluis signals widen`
whatif-less = - ging dorthin, und darf jetzt nicht mehr dorthin
whatif-nobody = es gibt kein Ergebnis für `{ $member }`
whatif-unknown-audience = Für wen die Ursprungsstelle ihn bestimmt, und wen sie ausschließt, weiß nur sie.
whatif-unknown-consent = Womit die Ursprungsstelle einverstanden ist, oder was sie anordnen würde, weiß nur sie.
whatif-unknown-request = Wessen Ersuchen er beantwortet, und ob es offen ist, weiß nur die Ursprungsstelle.
