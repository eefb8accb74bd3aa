# Titel aus Art, Maßnahme und Rolle des ersten Betroffenen.

title = { $what } – { $role }
title-measure-closure = Schließung von Räumlichkeiten
title-measure-refusal = Ablehnung eines Antrags
title-measure-withdrawal = Entzug einer Erlaubnis
title-measure-penalty = Sanktion
title-measure-prohibition = Untersagung
title-measure-condition = Auflage zu einer Erlaubnis
