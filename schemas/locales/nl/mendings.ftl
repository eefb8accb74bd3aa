# Wijzigingen waarmee een indiening weg mag.

mending-way = Manier { $number }, daarna: { $outcome }
mending-yours = Of een wijziging klopt, is aan u: een grondslag staat er omdat het signaal erop berust, een lid omdat het dit voor zijn taak nodig heeft.
mending-written = Geschreven naar `{ $file }`: manier { $number }
mending-no-such-way = er is geen manier { $number }
