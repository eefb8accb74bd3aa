# Wat een onderzoek van het journaal zegt, en wat het vindt.

audit-entries = { $count ->
    [one] Eén regel, wortel { $root }
   *[other] { $count } regels, wortel { $root }
}
audit-compared = { $opened } geopend, { $erased } gewist; { $rows } rijen van andere tabellen vergeleken
audit-cosigned = { $witness } heeft er { $size } medeondertekend
audit-nobody-cosigned = geen ander knooppunt heeft er een medeondertekend: wat met alle sleutels herschreven is, valt dan niet op
audit-sound = ok   niets is veranderd, verwijderd, toegevoegd of verplaatst
audit-finding = FAIL { $table } { $row }: { $what }
audit-not-proved = er is geen regel `{ $entry }`, of geen ander knooppunt heeft die al medeondertekend: zie `sluis audit verify`, probeer het over een minuut opnieuw
audit-exported = `{ $to }`: { $entries } regels, { $checkpoints } controlepunten, { $forks } splitsingen
audit-folder = `{ $to }` kan niet worden gemaakt: noem een map die er nog niet is ({ $why })

## Bevindingen

audit-removed = verwijderd
audit-removed-between = verwijderd: de regels eromheen zijn er
audit-removed-at-the-end = verwijderd: de kop van het journaal noemt ze
audit-removed-cosigned = verwijderd: { $witness } heeft { $size } regels medeondertekend
audit-removed-told = verwijderd: het journaal vermeldt het
audit-added-at-the-end = toegevoegd: de kop van het journaal eindigt ervoor
audit-added-subtree = toegevoegd: er horen geen regels bij
audit-added-untold = toegevoegd: het journaal vermeldt het niet
audit-moved = verplaatst of veranderd: het is vroeger dan de regel ervoor
audit-unreadable = veranderd: het is niet te lezen
audit-leaf-differs = veranderd: het is niet wat zijn blad in de boom zegt
audit-does-not-open = veranderd, of verplaatst van een andere regel: het gaat niet open
audit-does-not-fit = veranderd samen met zijn blad, of de opening is veranderd: ze passen niet bij elkaar
audit-other-kind = veranderd: het is van een andere soort dan zijn opening
audit-subtree-differs = veranderd, of een van de regels { $first } tot en met { $last } is met zijn blad veranderd
audit-root-differs = veranderd: de wortel is niet die van de regels, of de nieuwste daarvan zijn veranderd
audit-cosigned-others = veranderd: { $witness } heeft bij { $size } regels andere medeondertekend
audit-signature-fails = veranderd: een handtekening klopt niet
audit-content-differs = veranderd: de inhoud is niet wat zijn kenmerk noemt
audit-told-otherwise = veranderd: het journaal vermeldt iets anders
audit-chain-broken = veranderd: het zet het blok ervoor niet voort
audit-other-version = veranderd: het journaal vermeldt een andere versie

## Het beslissingenlogboek

audit-decisions = { $decisions } beslissingen
audit-decisions-erased = { $erased } regels kunnen niet meer geopend worden: hun sleutels zijn vernietigd
audit-file = `{ $file }` kan niet gemaakt worden: noem een bestand dat er nog niet is
audit-activities = `{ $given }` is geen URI: noem waar het register van verwerkingsactiviteiten staat, zoals `https://example.org/activiteiten/`
audit-decided-submission = Beslissing naar welke leden een signaal mag gaan
audit-decided-refusal = Beslissing dat een signaal niet mag worden ingediend
audit-decided-widening = Beslissing naar welke leden een signaal nu ook mag gaan, omdat de regels veranderd zijn
audit-decided-relay = Beslissing naar welke leden een signaal mag worden doorgegeven
audit-decided-passed-on = Beslissing of een verzoek naar het lid mag gaan waarnaar het is doorverwezen
audit-decided-withheld = Beslissing dat een bericht wordt tegengehouden als het aan de beurt is
audit-replay-agree = { $count } beslissingen vallen weer hetzelfde uit
audit-replay-differs = FOUT regel { $entry }, { $member }: `{ $logged }` in het journaal, `{ $replayed }` opnieuw beoordeeld
audit-replay-entry-erased = { $count } niet opnieuw beoordeeld: wat de regel opent is vernietigd
audit-replay-content-erased = { $count } niet opnieuw beoordeeld: hun inhoud is vernietigd
audit-replay-other-packs = { $count } niet opnieuw beoordeeld: er is beslist met regels die hier nooit golden, of met andere aanvullingen dan nu
audit-replay-other-register = { $count } niet opnieuw beoordeeld: het register dat zij noemen is hier niet
audit-replay-request-not-told = { $count } niet opnieuw beoordeeld: de regel zegt niet hoe het verzoek ervoor stond dat zij beantwoorden
audit-replay-refused = { $count } niet opnieuw beoordeeld: bij indiening geweigerd, zodat geen inhoud bewaard is
audit-replay-later = { $count } niet opnieuw beoordeeld: latere beslissingen hangen ook af van hoe ver het signaal was
