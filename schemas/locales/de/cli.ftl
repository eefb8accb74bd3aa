# Was die Befehlszeile um Regeln und Ergebnisse herum sagt: zuerst die Überschriften.

cli-basis = Rechtsgrundlage
cli-code = Code
cli-codes = Codes
cli-label = Bezeichnung
cli-list = Liste
cli-member = Mitglied
cli-next-step = Nächster Schritt
cli-name = Name
cli-outcome = Ergebnis
cli-answer = Antwort
cli-rule = Regel
cli-why = Warum
cli-id = Id
cli-from = Von
cli-to = An
cli-at = Am
cli-since = Seit
cli-pack = Paket
cli-register = Register
cli-country = Staat
cli-title = Titel
cli-purpose = Zweck
cli-hold-until = Aufbewahren bis
cli-delivery = Zustellung
cli-waiting = Wartet auf Verbindung
cli-without-receipt = Ohne Empfangsbestätigung
cli-node = Knoten
cli-whose = Wessen
cli-fault = Fehler
cli-hash = Hash
cli-user = Benutzer
cli-roles = Rollen
cli-no-link-with = Keine Verbindung mit
cli-obstacle = Warum
cli-side = Seite
cli-with = Mit
cli-state = Stand
cli-due = Frist
cli-changed = Geändert
cli-exported = Nach { $file } geschrieben: { $bytes } Bytes, wie unterzeichnet.
cli-exported-no-receipts = Noch kein Mitglied hat den Empfang bestätigt, oder das Signal wurde selbst empfangen.
cli-exported-receipts = Empfangsbestätigungen von: { $members }.

## Signals

cli-nothing-yet = Noch nichts.
cli-there-is-more = Es gibt mehr: Geben Sie ein größeres --limit an.
cli-signed-by = von { $origin }, unterzeichnet { $at }
cli-released-as = freigegeben als { $record }
cli-draft-kept = Entwurf { $draft }, freizugeben mit `sluis signals release`
cli-release-it = An die Mitglieder freigeben, für die es erlaubt ist?
cli-yes-or-no = {"[j/N]"}
cli-yes = j
cli-nobody-to-ask = niemand kann gefragt werden: Sehen Sie die Tabelle an und geben Sie dann --table-hash { $hash } oder --yes an

## Requests

cli-request-asking = von uns gefragt
cli-request-asked = an uns gerichtet
cli-request-overdue = überfällig
cli-request-written = das Ersuchen steht in { $file }: sehen Sie es an, ergänzen Sie es und senden Sie es mit `sluis request ask`
cli-match-waits = Noch haben nicht alle geantwortet: sehen Sie mit --id { $id } wieder nach

## Deliveries

cli-delivery-withheld = nicht gesendet
cli-delivery-waiting = wartet auf Verbindung
cli-delivery-sent = gesendet, noch ohne Empfangsbestätigung
cli-delivery-accepted = angenommen
cli-delivery-declined = zurückgewiesen
cli-delivery-deferred = zurückgestellt
cli-delivery-relinquished = aufgegeben
cli-delivery-absent = nie angekommen
cli-delivery-erased = gelöscht
cli-delivery-restricted = eingeschränkt
cli-delivery-recalled = zurückgerufen, noch keine Quittung
cli-delivery-retracted = zurückgenommen, noch keine Quittung
cli-delivery-superseded = ersetzt, noch keine Quittung
cli-delivery-let-go = vorbei, der Nachweis wird nicht mehr aufbewahrt
cli-through = über { $relay }

## Rückruf, Berichtigung, Einschränkung

cli-version = Fassung
cli-told = Benachrichtigt
cli-closed-since = Unlesbar seit
cli-said = Quittung
cli-count = Anzahl
cli-signer = Unterzeichnet von
cli-version-of = Fassung { $version }, anstelle von { $previous }
cli-recall-told = benachrichtigt, noch keine Quittung
cli-recall-closed = unlesbar, wird vernichtet
cli-recall-relinquished = vernichtet; ein Nachbar auf seinem Knoten hat ihn noch
cli-recall-absent = nie angekommen
cli-recall-erased = vernichtet
cli-recall-restricted = eingeschränkt aufbewahrt, nicht gelesen
cli-recall-overdue = überfällig
cli-recall-reaches = Der Rückruf erreicht { $members }. Er lässt sich nicht rückgängig machen.
cli-recall-reaches-nobody = Kein anderes Mitglied hat ihn. Der Rückruf lässt sich nicht rückgängig machen.
cli-recall-it = Zurückrufen?
cli-nobody-to-confirm = es gibt niemanden zu fragen: sehen Sie `sluis signals board { $id }` an, dann geben Sie --yes
cli-recalled-since = zurückgerufen { $at }: { $ground }; überall zu vernichten bis { $deadline }
cli-recall-complete = Alle, die ihn hatten, haben gesagt, was daraus geworden ist.
cli-recall-incomplete = { $count ->
    [one] Ein Mitglied hat noch nicht gesagt, was daraus geworden ist.
   *[other] { $count } Mitglieder haben noch nicht gesagt, was daraus geworden ist.
}
cli-recall-exports = { $count ->
    [one] Er wurde hier einmal exportiert: vernichten Sie diese Kopie selbst.
   *[other] Er wurde hier { $count }-mal exportiert: vernichten Sie diese Kopien selbst.
}
cli-recall-not-sent = Nie gesendet an: { $members }.
cli-widenings-none = Kein weiteres Mitglied darf eines der eigenen Signale haben.
cli-widenings-how = So geht eines hinaus: `sluis signals widen ID --to MITGLIED`.
cli-widened-to-nobody = Es geht an keines von ihnen.
cli-taken-back = vorher zurückgenommen: eine Berichtigung darf dorthin
cli-has-it = hat es ohne Weitergebenden
cli-ordered = wird von einem anderen weitergegeben
cli-held = Verarbeitung eingeschränkt: { $id }
cli-hold-lifted = Einschränkung aufgehoben: { $id }
cli-reaffirmed = `{ $id }` ist bestätigt: alle, die ihn haben, erfahren es, signiert mit dem Schlüssel, der jetzt gilt
cli-erasures-none = Nichts wartet darauf, vernichtet zu werden.
cli-erasures-waiting = Wartet auf Sie, um vernichtet zu werden: `sluis erasures let --reason TEXT`
cli-erasures-why-mass = mehr von einem Mitglied auf einmal, als von selbst geht
cli-erasures-why-clock = fällig nach einer Uhr, an der gezweifelt wird
cli-erasures-clock = Die Uhr weicht von denen der anderen Knoten ab: nach ihr wird nichts vernichtet. Stellen Sie die Uhr, oder geben Sie `sluis erasures let`.
cli-erasures-overdue = Vor längerer Zeit als der Frist zurückgerufen, und keine Quittung sagt, was daraus geworden ist
cli-erasures-let = freigegeben: { $count } Datensätze werden jetzt vernichtet
cli-status-erasures = zu vernichten: { $waiting }; anderswo überfällig: { $overdue }; siehe `sluis erasures list`
cli-gaps-what = Was
cli-gaps-missing = Es fehlt
cli-gaps-count = Mal
cli-gaps-open = Noch
cli-gaps-days = Tage
cli-gaps-median = Hälfte in
cli-gaps-channel = Gehört zu
cli-gaps-none = Keine Rechtslücke hat ein Signal dieses Mitglieds aufgehalten.
cli-gaps-total = { $count } Mal, davon { $open } noch; zusammen { $days } Tage.
cli-gaps-exported = In { $file } geschrieben: { $count } Arten von Lücken, Zahlen unter fünf nicht genannt. Ausgaben über Zeiträume, die sich überschneiden, sagen zusammen mehr als jede allein.
cli-gaps-nothing-waits = Nichts wartet auf die Abgabe.
cli-gaps-how = Ist eine Abgabe erfolgt: `sluis gaps hand-over ID --to CHANNEL`.
cli-gaps-handed-over = abgegeben an { $channel }: { $id }

## Status

cli-status-node = Knoten { $node } ({ $version })
cli-status-register = Register von `{ $name }`: Version { $sequence }, Digest { $digest }
cli-status-links = Verbindungen: { $links }
cli-status-no-links = Verbindungen: keine
cli-status-journal = Journal: { $entries } Einträge
cli-status-waiting = wartet auf Verbindung: { $waiting }
cli-status-register-contradicted = für einen Platz des Registers wurden mehrere Fassungen signiert: { $versions }; es gilt, was alle zulassen
cli-status-http = HTTP: { $http }
cli-status-for-nodes = für Knoten: { $listening }
cli-status-serves = bedient: { $members }
cli-status-quarantined = in Quarantäne seit { $since } ({ $cause }): nichts wird gelesen oder gesendet, bis diese Knoten bestätigt haben: { $awaited }
cli-status-restored = zurückgeholt am { $since } ({ $cause }); seitdem nichts gehört von: { $awaited }
cli-status-lost = offengelegt, hier verloren: { $count } Signale, die Mitglieder anderswo haben und dieser Knoten nicht
cli-status-without-keys = ohne Datenschlüssel: { $count } Signale, die als vernichtet gelten
cli-status-evidence = Beweise: { $count } unterschriebene Erklärungen anderer Knoten widersprechen früheren, siehe `sluis doctor --evidence`
cli-status-carried = { $node } wird über { $through } erreicht, der weitergibt, was er nicht lesen kann
cli-nobody = niemanden
cli-backed-up = nach { $out } geschrieben: { $what }
cli-backups-removed = { $count } ältere Sicherungen von Datenschlüsseln entfernt
cli-keys-in-backup = `keys/` liegt in dieser Sicherung: Wer sie hat, kann für Ihre Mitglieder sprechen und alles lesen; verschlüsseln Sie sie und bewahren Sie sie getrennt auf
cli-restored = nach { $dir } zurückgeholt: Beim ersten Start beginnt die Quarantäne, bis andere Knoten bestätigt haben
cli-quarantine-lifted = die Quarantäne ist aufgehoben; das Journal sagt, warum
cli-fault-ours = unserer, sagt er
cli-fault-theirs = deren

## Tokens

cli-revoked = widerrufen: { $hash }
cli-token-written = Token geschrieben nach { $file }

## Nodes that do not answer

cli-no-token = kein Token: Geben Sie --token-file oder SLUIS_TOKEN an; der Betreiber erstellt eines mit `sluis token create`
cli-unreachable = unter `{ $at }` antwortet kein Knoten: { $why }; läuft er?
cli-not-sluis = was unter `{ $at }` antwortet, ist kein Sluis-Knoten dieser Version (Status { $status })
cli-cannot-call = `{ $at }` kann nicht aufgerufen werden: { $why }

## Explain

cli-nobody-submits = niemand sagt, wer ihn einreicht: Geben Sie `--from MITGLIED` an
cli-cannot-read = die Datei ist nicht lesbar: { $why }
cli-and-more = { $first }, und { $count } weitere
cli-english-only = Sätze gibt es auf { $language } nicht: Sie sind auf Englisch. Bezeichnungen sind übersetzt.

## Vocabulary

cli-no-such-list = es gibt keine Codeliste `{ $list }`: siehe `sluis vocabulary list`

## Register

cli-register-title = { $name } ({ $environment }), Version { $version }
cli-register-drawn-up = erstellt { $at }
cli-register-digest = Digest   { $digest }
cli-register-no-digest = Digest   erst wenn alles unterzeichnet ist
cli-register-genesis = Genesis  { $digest }
cli-register-authorities = { $threshold } der Stellen { $authorities } unterzeichnen die Wurzel; jedes Land unterzeichnet seinen Teil
cli-register-lines = Wurzel und Teile
cli-register-root = Wurzel
cli-register-section = Teil von { $country }
cli-register-line-signed = { $line }: Version { $version }, { $at }; { $signed } von { $needed } Unterschriften
cli-register-line-held = { $line }: Version { $version }, { $at }, Digest { $digest }
cli-register-nodes = Knoten und ihre Mitglieder
cli-register-removed = entfernt { $since }
cli-register-without-keys = ohne Schlüssel
cli-register-through = über { $nodes }
cli-register-third-country = Drittland
cli-register-successor = Nachfolge: { $successor }
cli-register-mandate = { $purpose } auf { $basis }
cli-register-offences = Straftaten
cli-register-sectors = Branchen { $sectors }
cli-register-transfer = Übermittlung nach { $instrument }
cli-register-agreements = Vereinbarungen
cli-register-agreement = { $between }: auf { $basis } seit { $since }
cli-register-packs = Regelpakete
cli-register-holds = das Register von `{ $name }` ({ $environment }) ist gültig
cli-register-chain = { $count } Versionen von Wurzel und Teilen, jede von genügend der dafür Zuständigen unterzeichnet
cli-register-next = Version  { $version }, { $threshold } von { $authorities } Stellen müssen die nächste Wurzel unterzeichnen
cli-register-same-packs = Pakete   dieselben wie in diesem Programm
cli-register-other-packs = Pakete   andere als in diesem Programm: { $packs }

## Tables

cli-outcomes-others = { $count ->
    [0] Alle anderen Mitglieder sind als Empfänger vorgesehen.
    [one] Ein anderes Mitglied ist nicht als Empfänger vorgesehen.
   *[other] { $count } andere Mitglieder sind nicht als Empfänger vorgesehen.
}
