# Was eine Prüfung des Journals sagt, und was sie findet.

audit-entries = { $count ->
    [one] Ein Eintrag, Wurzel { $root }
   *[other] { $count } Einträge, Wurzel { $root }
}
audit-compared = { $opened } geöffnet, { $erased } gelöscht; { $rows } Zeilen anderer Tabellen verglichen
audit-cosigned = { $witness } hat { $size } davon mitgezeichnet
audit-nobody-cosigned = kein anderer Knoten hat einen mitgezeichnet: was mit allen Schlüsseln neu geschrieben wäre, fiele nicht auf
audit-sound = ok   nichts wurde geändert, entfernt, hinzugefügt oder verschoben
audit-finding = FAIL { $table } { $row }: { $what }
audit-not-proved = es gibt keinen Eintrag `{ $entry }`, oder noch kein anderer Knoten hat ihn mitgezeichnet: siehe `sluis audit verify`, versuchen Sie es in einer Minute erneut
audit-exported = `{ $to }`: { $entries } Einträge, { $checkpoints } Kontrollpunkte, { $forks } Gabelungen
audit-folder = `{ $to }` kann nicht angelegt werden: nennen Sie einen Ordner, den es noch nicht gibt ({ $why })

## Befunde

audit-removed = entfernt
audit-removed-between = entfernt: die Einträge davor und danach sind da
audit-removed-at-the-end = entfernt: der Kopf des Journals nennt sie
audit-removed-cosigned = entfernt: { $witness } hat { $size } Einträge mitgezeichnet
audit-removed-told = entfernt: das Journal berichtet davon
audit-added-at-the-end = hinzugefügt: der Kopf des Journals endet davor
audit-added-subtree = hinzugefügt: keine Einträge gehören dazu
audit-added-untold = hinzugefügt: das Journal berichtet nicht davon
audit-moved = verschoben oder geändert: er ist früher als der Eintrag davor
audit-unreadable = geändert: nicht lesbar
audit-leaf-differs = geändert: nicht das, was sein Blatt im Baum sagt
audit-does-not-open = geändert, oder von einem anderen Eintrag verschoben: es lässt sich nicht öffnen
audit-does-not-fit = samt seinem Blatt geändert, oder seine Öffnung wurde es: sie passen nicht zusammen
audit-other-kind = geändert: von anderer Art als seine Öffnung
audit-subtree-differs = geändert, oder einer der Einträge { $first } bis { $last } wurde es samt seinem Blatt
audit-root-differs = geändert: seine Wurzel ist nicht die der Einträge, oder die neuesten davon wurden geändert
audit-cosigned-others = geändert: { $witness } hat bei { $size } Einträgen andere mitgezeichnet
audit-signature-fails = geändert: eine Unterschrift gilt nicht
audit-content-differs = geändert: sein Inhalt ist nicht der, den seine Kennung nennt
audit-told-otherwise = geändert: das Journal berichtet anderes
audit-chain-broken = geändert: setzt den Block davor nicht fort
audit-other-version = geändert: das Journal berichtet von einer anderen Fassung

## Das Entscheidungsprotokoll

audit-decisions = { $decisions } Entscheidungen
audit-decisions-erased = { $erased } Einträge lassen sich nicht mehr öffnen: ihre Schlüssel wurden vernichtet
audit-file = `{ $file }` kann nicht angelegt werden: nennen Sie eine Datei, die es noch nicht gibt
audit-activities = `{ $given }` ist kein URI: nennen Sie, wo das Verzeichnis der Verarbeitungstätigkeiten liegt, etwa `https://example.org/taetigkeiten/`
audit-decided-submission = Entscheidung, an welche Mitglieder ein Hinweis gehen darf
audit-decided-refusal = Entscheidung, dass ein Hinweis nicht eingereicht werden darf
audit-decided-widening = Entscheidung, an welche weiteren Mitglieder ein Hinweis nach geänderten Regeln gehen darf
audit-decided-relay = Entscheidung, an welche Mitglieder ein Hinweis weitergegeben werden darf
audit-decided-passed-on = Entscheidung, ob ein Ersuchen an das Mitglied gehen darf, an das es verwiesen wurde
audit-decided-withheld = Entscheidung, dass ein Datensatz zurückgehalten wird, wenn er an der Reihe ist
audit-replay-agree = { $count } Entscheidungen fallen wieder gleich aus
audit-replay-differs = FEHLER Eintrag { $entry }, { $member }: `{ $logged }` im Journal, `{ $replayed }` neu beurteilt
audit-replay-entry-erased = { $count } nicht neu beurteilt: was den Eintrag öffnet, wurde vernichtet
audit-replay-content-erased = { $count } nicht neu beurteilt: ihr Inhalt wurde vernichtet
audit-replay-other-packs = { $count } nicht neu beurteilt: nach Regeln entschieden, die hier nie galten, oder mit anderen Ergänzungen als jetzt
audit-replay-other-register = { $count } nicht neu beurteilt: das genannte Register liegt hier nicht vor
audit-replay-request-not-told = { $count } nicht neu beurteilt: der Eintrag sagt nicht, wie das beantwortete Ersuchen stand
audit-replay-refused = { $count } nicht neu beurteilt: bei der Einreichung abgelehnt, daher kein Inhalt aufbewahrt
audit-replay-later = { $count } nicht neu beurteilt: spätere Entscheidungen hängen auch davon ab, wie weit der Hinweis war
