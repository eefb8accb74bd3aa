# Wie een signaal opvolgt: wat gezegd wordt van een stap die niet kan, en de woorden van `sluis follow-up`.

problem-title-already-offered = al aangeboden
problem-title-already-owned = heeft al een eigenaar
problem-title-follow-up-closed = de opvolging is afgesloten
problem-title-not-offered = niet aangeboden
problem-title-not-owner = niet de eigenaar
problem-title-not-origin = niet de herkomst
problem-title-not-a-holder = heeft het signaal niet
problem-title-already-proposed = al voorgesteld
problem-title-is-a-request = een verzoek wordt als verzoek opgevolgd
problem-title-no-calendar = werkdagen onbekend

problem-already-offered = het signaal is aangeboden aan een deelnemer die nog niet heeft geantwoord: wacht daarop, of trek het aanbod terug
problem-already-owned = het signaal heeft een eigenaar: trek dat eerst terug, of wacht tot het wordt overgedragen
problem-follow-up-closed = de opvolging is afgesloten, en blijft dat
problem-not-offered = dat aanbod geldt niet: alleen wie door de herkomst is gevraagd aanvaardt of weigert, en alleen zolang dat gevraagd wordt
problem-not-owner = alleen de eigenaar van het signaal sluit het af of draagt het over
problem-not-origin = alleen de herkomst van het signaal trekt een aanbod terug
problem-not-a-holder = die deelnemer heeft het signaal niet: laat het er eerst heen gaan, zie `sluis signals widen`
problem-already-proposed = die deelnemer is al voorgesteld, of er zijn er te veel voorgesteld
problem-is-a-request = een verzoek wordt opgevolgd met `sluis request`
problem-no-calendar = de werkdagen van `{ $member }` zijn voor die tijd niet bekend: kies een kortere termijn, of een andere deelnemer
problem-follow-up-list = geef `unowned`, `overdue` of `mine`

cli-owner = eigenaar
cli-accept-by = aanvaarden tot
cli-close-by = afsluiten tot
cli-follow-up-proposed = zou het kunnen opvolgen
cli-follow-up-overdue = over de termijn
cli-follow-up-nobody = niet meegedeeld
cli-follow-up-none = niets in deze lijst
