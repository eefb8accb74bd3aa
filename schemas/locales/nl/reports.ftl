# Verslagen: wat er over een betrokkene is, en cijfers waarin niemand voorkomt.

report-no-such = Op { $today } is er niets over { $scheme } { $value }.
report-found = { $count ->
    [one] Eén bericht noemt { $scheme } { $value }, stand { $today }.
   *[other] { $count } berichten noemen { $scheme } { $value }, stand { $today }.
}
report-more = { $count } oudere berichten staan er niet bij: zoek ze met `sluis signals list`.
report-drafts = Concepten die het noemen: { $drafts }
report-more-drafts = Er zijn oudere concepten die niet zijn doorzocht.
report-what = Wat
report-source = Van, sinds
report-given = Aan wie
report-told = Ingelicht
report-next = Zo volgt elke kopie
report-state-own = eigen
report-state-accepted = ontvangen
report-state-restricted = onder beperking, door niemand te lezen
report-state-doubted = niet te lezen tot het lid het opnieuw bevestigt
report-state-not-readable = niet te lezen door u
report-notification-not-said = de oorsprong zegt niet of de betrokkene is ingelicht
report-notification-done = de betrokkene is ingelicht
report-notification-due = de betrokkene moet nog worden ingelicht
report-notification-deferred = inlichten van de betrokkene is uitgesteld
report-notification-by = uiterlijk { $day }
report-notification-passed = sinds { $day } te laat
report-notification-ground = grond: { $ground }
report-notification-responsible = staat ervoor in: { $responsible }
report-kept-until = bewaard tot en met { $day }
report-exports = { $count ->
    [one] één keer
   *[other] { $count } keer
} geëxporteerd
report-passed-on = doorgegeven aan { $members }
report-next-rectify = Verbeter het: de nieuwe versie komt in de plaats van elke kopie.
report-next-erase = Roep het terug: elke houder vernietigt het en zegt dat.
report-next-restrict = Beperk het: niemand leest het hier, niets vernietigt het.
report-next-ask-origin = Alleen { $origin } verbetert het of roept het terug, en deze kopie volgt dat: vraag het daar.
report-next-follow = Zie hoe ver het einde is gekomen.
report-next-exports = { $count ->
    [one] Er is één export gemaakt: die kopie volgt niets en moet met de hand worden verbeterd of vernietigd.
   *[other] Er zijn { $count } exports gemaakt: die kopieën volgen niets en moeten met de hand worden verbeterd of vernietigd.
}

## Brief

report-letter-head = { $member } antwoordt welke gegevens zij heeft onder { $scheme } { $value }, op { $today }.
report-letter-nothing = Onder dit nummer zijn er geen gegevens.
report-letter-record = { $number }. { $title }, sinds { $day }
report-letter-about = Over u vastgelegd: { $what }
report-letter-purpose = Gebruikt voor: { $purpose }
report-letter-bases = Grondslag: { $bases }
report-letter-source = Afkomstig van: { $origin }
report-letter-source-deferred = Waar het vandaan komt en wie het kreeg, kan nu niet worden gezegd.
report-letter-given = Verstrekt aan: { $members }
report-letter-given-nobody = Aan niemand verstrekt.
report-letter-until = Bewaard tot uiterlijk { $day }, en dan vernietigd.
report-letter-until-open = Er is geen laatste dag bepaald.
report-letter-closed = { $count ->
    [one] Eén ander bericht is gesloten: niemand leest het, en het wordt vernietigd als de termijn om is.
   *[other] { $count } andere berichten zijn gesloten: niemand leest ze, en ze worden vernietigd als de termijn om is.
}
report-letter-drafts = { $count ->
    [one] Eén concept dat naar niemand ging, noemt dit nummer.
   *[other] { $count } concepten die naar niemand gingen, noemen dit nummer.
}
report-letter-more = Er zijn oudere gegevens die deze brief niet opsomt.
report-letter-rights = U kunt onjuiste gegevens laten verbeteren en vragen om wissing of beperking. Wat wij verbeteren of wissen, volgt elke kopie die wij verstrekten. Gegevens van een ander orgaan worden daar verbeterd; wij geven uw verzoek door. U kunt een klacht indienen bij de toezichthouder voor gegevensbescherming.

## Cijfers

report-half-title = { $member }, { $half }: cijfers tot en met { $until }
report-counted-since = Pas geteld sinds { $day }.
report-not-told = Getallen onder { $below } staan er niet: “<{ $below }”. “-” staat waar er een uit te berekenen zou zijn, of waar niet is geteld.
report-sent = Verzonden aan leden
report-received = Ontvangen
report-outcomes = Uitkomsten van vrijgaven
report-asking = Gestelde vragen
report-asked = Ontvangen vragen
report-follow-ups = Opgevolgd door anderen, naar land
report-offered = gevraagd
report-accepted-in-time = op tijd aanvaard
report-closed = afgesloten
report-recalls = Teruggeroepen
report-gaps = Begonnen juridische leemtes
report-type = Soort
report-purpose = Doel
report-country = Land
report-number = Aantal
report-total = Totaal
report-number-of = Hoeveel
report-answered = Beantwoord
report-median-days = Dagen tot een antwoord, mediaan
report-with-term = Beantwoord die een termijn hadden
report-in-time = Op tijd
report-accepted-in-week = Binnen 7 dagen aangenomen
report-answers = Met een antwoord, ook deels
report-unanswered = Onbeantwoord aan het eind van de termijn
report-rated = Beoordeeld door wie vroeg
report-no-help = Hielp niet
report-percent = { $percent } %
report-written = Geschreven naar { $file }.
report-trend-title = Signalen van { $month }, geteld tot en met { $until }, naast { $months ->
    [0] geen maand ervoor
    [one] de maand ervoor
   *[other] de { $months } maanden ervoor
}
report-no-figures = Er is niets geteld.
report-sector = Branche
report-region = Gebied
report-mean = Gemiddelde van een maand ervoor
report-range = Minste en meeste
report-between = { $from } tot { $to }
report-around-title = Rond { $on }: { $before } dagen ervoor, { $after } dagen vanaf dan. Tussen haakjes het aantal per 30 dagen.
report-relation = Welke
report-relation-place = de plek zelf
report-relation-neighbour = ernaast
report-relation-other-sector = een andere branche daar
report-before = Ervoor
report-after = Erna
report-neighbours-nuts-1 = Ernaast zijn de gebieden van hetzelfde NUTS-niveau 1. Welke over een grens liggen is hier niet bekend: noem ze met --beside.
report-neighbours-nuts-1-and-named = Ernaast zijn de gebieden van hetzelfde NUTS-niveau 1, en die zijn genoemd.
