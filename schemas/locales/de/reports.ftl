# Berichte: was über eine betroffene Person vorliegt, und Zahlen, in denen niemand vorkommt.

report-no-such = Am { $today } liegt nichts über { $scheme } { $value } vor.
report-found = { $count ->
    [one] Ein Datensatz nennt { $scheme } { $value }, Stand { $today }.
   *[other] { $count } Datensätze nennen { $scheme } { $value }, Stand { $today }.
}
report-more = { $count } ältere Datensätze fehlen hier: suchen Sie sie mit `sluis signals list`.
report-drafts = Entwürfe, die sie nennen: { $drafts }
report-more-drafts = Es gibt ältere Entwürfe, die nicht durchsucht wurden.
report-what = Was
report-source = Von, seit
report-given = An wen
report-told = Unterrichtet
report-next = So folgt jede Kopie
report-state-own = eigener
report-state-accepted = empfangen
report-state-restricted = eingeschränkt, von niemandem zu lesen
report-state-doubted = nicht zu lesen, bis das Mitglied ihn erneut bestätigt
report-state-not-readable = von Ihnen nicht zu lesen
report-notification-not-said = die Ursprungsstelle sagt nicht, ob die betroffene Person unterrichtet wurde
report-notification-done = die betroffene Person wurde unterrichtet
report-notification-due = die betroffene Person ist noch zu unterrichten
report-notification-deferred = die Unterrichtung der betroffenen Person ist aufgeschoben
report-notification-by = bis { $day }
report-notification-passed = seit { $day } überfällig
report-notification-ground = Grund: { $ground }
report-notification-responsible = verantwortlich: { $responsible }
report-kept-until = aufbewahrt bis { $day }
report-exports = { $count ->
    [one] einmal
   *[other] { $count }-mal
} exportiert
report-passed-on = weitergegeben an { $members }
report-next-rectify = Berichtigen Sie ihn: die neue Fassung tritt an die Stelle jeder Kopie.
report-next-erase = Rufen Sie ihn zurück: jeder Inhaber vernichtet ihn und sagt das.
report-next-restrict = Schränken Sie die Verarbeitung ein: niemand liest ihn hier, nichts vernichtet ihn.
report-next-ask-origin = Nur { $origin } berichtigt ihn oder ruft ihn zurück, und diese Kopie folgt: fragen Sie dort.
report-next-follow = Sehen Sie, wie weit sein Ende gekommen ist.
report-next-exports = { $count ->
    [one] Ein Export wurde gemacht: diese Kopie folgt nichts und ist von Hand zu berichtigen oder zu vernichten.
   *[other] { $count } Exporte wurden gemacht: diese Kopien folgen nichts und sind von Hand zu berichtigen oder zu vernichten.
}

## Schreiben

report-letter-head = { $member } antwortet, welche Daten unter { $scheme } { $value } vorliegen, Stand { $today }.
report-letter-nothing = Unter dieser Nummer liegen keine Daten vor.
report-letter-record = { $number }. { $title }, seit { $day }
report-letter-about = Über Sie festgehalten: { $what }
report-letter-purpose = Verwendet für: { $purpose }
report-letter-bases = Rechtsgrundlage: { $bases }
report-letter-source = Stammt von: { $origin }
report-letter-source-deferred = Woher es stammt und wer es erhielt, kann derzeit nicht mitgeteilt werden.
report-letter-given = Übermittelt an: { $members }
report-letter-given-nobody = An niemanden übermittelt.
report-letter-until = Aufbewahrt bis spätestens { $day }, dann vernichtet.
report-letter-until-open = Ein letzter Tag ist nicht bestimmt.
report-letter-closed = { $count ->
    [one] Ein weiterer Datensatz ist geschlossen: niemand liest ihn, und er wird vernichtet, wenn seine Frist endet.
   *[other] { $count } weitere Datensätze sind geschlossen: niemand liest sie, und sie werden vernichtet, wenn ihre Frist endet.
}
report-letter-drafts = { $count ->
    [one] Ein Entwurf, der an niemanden ging, nennt diese Nummer.
   *[other] { $count } Entwürfe, die an niemanden gingen, nennen diese Nummer.
}
report-letter-more = Es gibt ältere Daten, die dieses Schreiben nicht aufführt.
report-letter-rights = Sie können unrichtige Daten berichtigen lassen und Löschung oder Einschränkung verlangen. Was wir berichtigen oder löschen, folgt jeder Kopie, die wir gegeben haben. Daten einer anderen Stelle werden dort berichtigt; wir geben Ihr Verlangen weiter. Sie können sich bei der Datenschutzaufsicht beschweren.

## Zahlen

report-half-title = { $member }, { $half }: Zahlen bis { $until }
report-counted-since = Erst seit { $day } gezählt.
report-not-told = Zahlen unter { $below } stehen hier nicht: „<{ $below }“. „-“ steht, wo eine daraus zu berechnen wäre oder nicht gezählt wurde.
report-sent = An Mitglieder gesandt
report-received = Empfangen
report-outcomes = Ergebnisse der Freigaben
report-asking = Gestellte Fragen
report-asked = Empfangene Fragen
report-follow-ups = Von anderen bearbeitet, nach Land
report-offered = angefragt
report-accepted-in-time = rechtzeitig angenommen
report-closed = abgeschlossen
report-recalls = Zurückgerufen
report-gaps = Begonnene Rechtslücken
report-type = Art
report-purpose = Zweck
report-country = Land
report-number = Anzahl
report-total = Summe
report-number-of = Wie viele
report-answered = Beantwortet
report-median-days = Tage bis zu einer Antwort, Median
report-with-term = Beantwortete mit Frist
report-in-time = Rechtzeitig
report-accepted-in-week = Binnen 7 Tagen angenommen
report-answers = Mit einer Antwort, auch einer teilweisen
report-unanswered = Unbeantwortet am Ende der Frist
report-rated = Von den Fragenden bewertet
report-no-help = Nicht hilfreich
report-percent = { $percent } %
report-written = Geschrieben in { $file }.
report-trend-title = Hinweise von { $month }, gezählt bis { $until }, neben { $months ->
    [0] keinem Monat davor
    [one] dem Monat davor
   *[other] den { $months } Monaten davor
}
report-no-figures = Nichts wurde gezählt.
report-sector = Branche
report-region = Region
report-mean = Mittel eines Monats davor
report-range = Am wenigsten und am meisten
report-between = { $from } bis { $to }
report-around-title = Um { $on }: { $before } Tage davor, { $after } Tage von da an. In Klammern die Zahl je 30 Tage.
report-relation = Welche
report-relation-place = der Ort selbst
report-relation-neighbour = daneben
report-relation-other-sector = eine andere Branche dort
report-before = Davor
report-after = Danach
report-neighbours-nuts-1 = Daneben sind die Regionen derselben NUTS-Ebene 1. Welche über einer Grenze liegen, ist hier nicht bekannt: nennen Sie sie mit --beside.
report-neighbours-nuts-1-and-named = Daneben sind die Regionen derselben NUTS-Ebene 1, und die genannten.
