# Wat de poorten vandaag zeggen van een signaal dat men heeft.

whatif-origin = Beoordeeld door de oorsprong, op alle feiten, van nu:
whatif-holder = Beoordeeld door wie het heeft: wat doorgeven ten hoogste kan opleveren. Een nee is zeker; een ja is aan de oorsprong.
whatif-has = daar: { $state }
whatif-more = + mag daar nu heen en ging niet: zie `sluis signals widen`
whatif-less = - ging daarheen, en mag er nu niet heen
whatif-nobody = er is geen uitkomst voor `{ $member }`
whatif-unknown-audience = Voor wie de oorsprong het bedoelt, en wie hij uitsluit, weet alleen de oorsprong.
whatif-unknown-consent = Waarmee de oorsprong instemt, of wat hij zou opdragen, weet alleen de oorsprong.
whatif-unknown-request = Wiens vraag het beantwoordt, en of die nog openstaat, weet alleen de oorsprong.
