# De grootste versie van een indiening die weg mag.

reduction-basis = de grondslag { $what }, en wat daarop berust
reduction-category = de categorie { $what }
reduction-subject = een betrokkene: { $what }
reduction-relation = een relatie van een betrokkene die wordt weggelaten
reduction-measure = de maatregel
reduction-text = een tekst die kan verraden wat is weggelaten

## Het verslag

reduction-whole = `{ $member }` mag het geheel hebben: er hoeft niets weg
reduction-none = er is geen versie die naar `{ $member }` mag: weglaten verandert niets
reduction-refused-before = zoals het is, wordt het bij indiening geweigerd
reduction-proposal = Voorstel { $number }: weggelaten
reduction-review = Bekijk wat overblijft voordat het wordt vrijgegeven, het kan nog verraden wat is weggelaten: { $places }
reduction-rewrite = Teksten worden niet ingekort maar weggelaten: schrijf nieuwe waarin hier niets van staat.
reduction-written = Geschreven naar `{ $file }`: voorstel { $number }
reduction-now = Voor en na, voor elk lid waarvoor het bedoeld is:
reduction-before = voor
reduction-after = na
reduction-no-such-member = er is geen lid `{ $member }` in deze federatie
reduction-no-such-proposal = er is geen voorstel { $number }
