# Was an einer Anfrage im Ganzen nicht stimmt: Titel nach Art, dann was geschah und was zu tun ist.

problem-title-malformed = die Anfrage hat nicht die richtige Form
problem-title-refused = bei der Einreichung abgelehnt
problem-title-not-allowed = nicht erlaubt
problem-title-not-found = nicht gefunden
problem-title-method-not-allowed = diese Methode ist hier nicht erlaubt
problem-title-request-timeout = die Anfrage dauerte zu lange
problem-title-idempotency-conflict = ein anderer Inhalt unter demselben Idempotenzschlüssel
problem-title-table-changed = die Ergebnistabelle hat sich geändert
problem-title-record-too-large = der Hinweis ist zu groß
problem-title-payload-too-large = der Inhalt ist zu groß
problem-title-unsupported-media-type = dieser Medientyp wird nicht angenommen
problem-title-bad-request = die Anfrage ist nicht lesbar
problem-title-unauthorized = kein gültiges Token
problem-title-unavailable = derzeit nicht möglich
problem-title-quarantined = in Quarantäne
problem-title-not-ready = nicht bereit
problem-title-internal = interner Fehler
problem-title-handed-over = schon abgegeben
problem-title-request-ended = das Ersuchen ist dafür zu weit
problem-title-others-step = ein Schritt des anderen Mitglieds
problem-title-not-answered = es gibt noch keine Antwort
problem-title-not-permitted = die Regeln lassen es nicht dorthin
problem-title-over-quota = heute zu viel gefragt
problem-title-changed = inzwischen geändert
problem-title-already-released = bereits freigegeben
problem-title-too-many-requests = zu viele Anfragen
problem-title-too-many-streams = zu viele Ströme
problem-title-precondition-required = eine Vorbedingung fehlt
problem-title-recalled = zurückgerufen
problem-title-retracted = zurückgenommen
problem-title-superseded = durch eine Berichtigung ersetzt
problem-title-expired = Aufbewahrungsfrist abgelaufen
problem-title-restricted = Verarbeitung eingeschränkt
problem-title-doubted = mit gestohlenem Schlüssel signiert
problem-title-was-recalled = schon eingereicht und zurückgerufen
problem-title-request-not-corrected = ein Ersuchen wird nicht berichtigt
problem-title-request-not-relayed = ein Ersuchen wird nicht weitergegeben
problem-title-relay-lacks-it = der Weitergebende hat es nicht
problem-title-member-succeeded = ein anderer steht an seiner Stelle
problem-title-packs-refused = die Pakete werden abgelehnt
problem-title-not-applicable = die Änderung passt nicht

problem-malformed-one = an der Anfrage stimmt eines nicht, siehe `errors`
problem-malformed-many = an der Anfrage stimmen { $count } Dinge nicht, siehe `errors`
problem-not-found = für dieses Mitglied gibt es { $what ->
    [draft] den Entwurf
    [signal] den Hinweis
    [member] das Mitglied
    [token] das Token
    [request] das Ersuchen
    [match] den Abgleich
    [recall] einen Rückruf von
    [refusal] die Ablehnung
    [proposal] den Vorschlag
    [absence] eine Abwesenheit ab
   *[other] { $what }
} `{ $id }` nicht
problem-idempotency-conflict = dieser Idempotenzschlüssel wurde bereits für eine andere Einreichung verwendet
problem-table-changed = die Ergebnistabelle hat sich geändert: Sehen Sie sie erneut an
problem-unsettled = das Register oder die Regeln haben sich während der Entscheidung geändert: Versuchen Sie es erneut
problem-record-too-large = der unterzeichnete Hinweis wäre größer als { $max } Bytes: Kürzen Sie die Texte
problem-no-key = dieser Knoten hat keinen Schlüssel von `{ $member }`, den das Register kennt: siehe `sluis check`
problem-quarantined = der Speicher des Knotens wurde aus einer Sicherung zurückgeholt: Er zeigt und nimmt nichts an, bis die Knoten, mit denen er austauscht, gesagt haben, wo ihre Folgen stehen. Kommen Sie später wieder; der Betreiber sieht in `sluis status`, auf wen gewartet wird
problem-stopping = der Knoten wird beendet: Versuchen Sie es erneut
problem-internal = der Knoten konnte dies nicht ausführen; den Grund nennt sein Protokoll
problem-needs-role = dazu ist die Rolle { $role } nötig, die das Token nicht hat
problem-no-token = geben Sie ein Token an: `Authorization: Bearer …`
problem-unknown-token = dieses Token ist hier nicht bekannt: Es wurde nie vergeben oder ist widerrufen
problem-give-purpose = nennen Sie den Zweck, für den gelesen wird: ein Code der Liste purposes aus den Mandaten des Mitglieds
problem-give-case = nennen Sie das Aktenzeichen, unter dem gelesen wird: Der Hinweis kann personenbezogene Daten enthalten
problem-unknown-purpose = ist kein Code der Liste purposes, siehe `sluis vocabulary show purposes`
problem-not-utf8 = ist kein UTF-8
problem-send-type = senden Sie den Inhalt als `Content-Type: { $type }`
problem-body-broke-off = der Inhalt brach ab
problem-body-too-large = ein Inhalt hat höchstens { $max } Bytes
problem-no-such-path = unter diesem Pfad gibt es nichts, siehe `/v1/openapi.json`
problem-see-allow = was dieser Pfad annimmt, steht in der Kopfzeile `Allow`
problem-direction = ist weder `sent` noch `received`
problem-cursor = ist nicht das `next` einer Seite, beginnen Sie ohne
problem-limit = ist keine Zahl von 1 bis { $max }
problem-table-hash = ist kein Hash einer Tabelle: 64 Zeichen aus 0-9 und a-f
problem-not-ready-database = die Datenbank ist nicht lesbar: siehe `sluis check`
problem-not-ready-keys = der Schlüssel eines Mitglieds fehlt: siehe `sluis check`
problem-not-ready-journal = in das Journal kann nichts geschrieben werden: siehe das Protokoll des Knotens
problem-not-ready-quarantine = der Speicher wurde aus einer Sicherung zurückgeholt und wartet auf die Bestätigung anderer Knoten: siehe `sluis status`
problem-not-ready-register = das Register nennt diesen Knoten nicht mit seinen Schlüsseln: siehe `sluis register show`
problem-request-ended = das Ersuchen ist bereits so weit: { $state }
problem-others-step = nur wer gefragt hat, schließt ein Ersuchen oder sagt, ob eine Antwort geholfen hat; nur wer gefragt wurde, nimmt es an, leitet es weiter, lehnt es ab oder beantwortet es
problem-not-answered = noch kam keine Antwort, die hätte helfen können oder nicht
problem-handed-over = von der Ablehnung `{ $id }` ist die Abgabe schon festgehalten: siehe `sluis gaps waiting` für das, was noch wartet
problem-day = ist kein Tag: `JJJJ-MM-TT`
problem-export = ist weder `true` noch `false`
problem-half = ist kein Halbjahr, das begonnen hat: `2026-H2`
problem-month = ist kein Monat, der begonnen hat: `2026-11`
problem-sector = ist keine Abteilung der NACE: zwei Ziffern
problem-region = ist keine NUTS-Region der Ebene 2, wie `NL42`
problem-on = ist kein Tag, der schon da ist: `JJJJ-MM-TT`
problem-days = ist keine Zahl von { $min } bis { $max }
problem-not-permitted = das Ersuchen darf nicht an `{ $member }` gehen: { $outcome }
problem-over-quota-user = Sie haben heute { $most } Fragen gestellt, das Höchste für einen Nutzer: kommen Sie morgen wieder (UTC)
problem-over-quota-case = in diesem Fall wurden heute { $most } Fragen gestellt, das ist das Höchste: kommen Sie morgen wieder (UTC)
problem-over-quota-member = Ihr Mitglied hat `{ $member }` heute { $most } Fragen gestellt, das ist das Höchste: kommen Sie morgen wieder (UTC)
problem-changed = der Entwurf ist nicht die Fassung, die `If-Match` nennt: Sehen Sie ihn erneut an
problem-already-released = der Entwurf wurde als { $record } freigegeben: was freigegeben ist, bleibt
problem-too-many-requests = mehr Aufrufe, als dieser Knoten von einem Token oder einer Adresse annimmt: Versuchen Sie es in { $seconds } s erneut
problem-too-many-streams = mehr Ströme zugleich, als dieser Knoten offen hält, { $most } je Token: Schließen Sie zuerst einen
problem-precondition-required = Geben Sie an, welche Fassung gesehen wurde: `If-Match` mit dem `ETag`, mit dem sie kam
problem-took-too-long = es dauerte länger, als dieser Knoten einer Anfrage gibt
problem-unreadable = die Anfrage ist nicht lesbar
problem-no-such-thing = so etwas gibt es für dieses Mitglied nicht
problem-repeated = steht mehr als einmal da
problem-entity-tags = ist weder `*` noch eine Liste von Entity-Tags in Anführungszeichen
problem-start = ist weder `newest` noch `oldest`
problem-event-id = ist nicht die Kennung eines Ereignisses dieses Mitglieds
problem-side = ist weder `asking` noch `asked`
problem-open = ist weder `true` noch `false`
problem-overdue = ist nicht `true`
problem-recalled = der Hinweis `{ $id }` wurde von seiner Herkunft am { $since } zurückgerufen: er darf nicht mehr gelesen oder verwendet werden, vernichten Sie, was daraus entstanden ist
problem-retracted = der Hinweis `{ $id }` wurde am { $since } von diesem Mitglied zurückgenommen: er darf nicht mehr gelesen oder verwendet werden
problem-superseded = diese Fassung des Hinweises, `{ $id }`, wurde am { $since } durch eine Berichtigung ersetzt: suchen Sie die neueste Fassung unter Ihren Hinweisen
problem-expired = die Aufbewahrungsfrist des Hinweises `{ $id }` ist am { $since } abgelaufen
problem-restricted = die Verarbeitung des Hinweises `{ $id }` ist seit { $since } eingeschränkt: er wird aufbewahrt und nicht gelesen, wenden Sie sich an Ihren Fachreferenten
problem-doubted = der Hinweis `{ $id }` kam an, als der Schlüssel, mit dem er signiert ist, in anderen Händen sein konnte, seit { $since }: er wird aufbewahrt und nicht gelesen, bis sein Mitglied ihn bestätigt
problem-was-recalled = dies wurde schon als `{ $signal }` eingereicht und zurückgerufen: was zurückgerufen wurde, kommt nicht wieder, reichen Sie nur ein, was richtig ist
problem-request-not-corrected = ein Ersuchen wird nicht berichtigt: schließen Sie es mit `sluis request close` und ersuchen Sie neu
problem-request-not-relayed = ein Ersuchen wird nicht von einem anderen weitergegeben: ersuchen Sie das Mitglied selbst
problem-relay-lacks-it = der Weitergebende hat den Empfang der neuesten Fassung des Signals nicht bestätigt, und nur wer sie hat, kann sie weitergeben: siehe `sluis signals show`
problem-member-succeeded = `{ $by }` ist Rechtsnachfolger von `{ $member }`: reichen Sie in dessen Namen ein und nennen Sie dieses Mitglied; von `{ $member }` wird nur berichtigt, was es eingereicht hat, und beantwortet, was es fragte oder gefragt wurde
problem-packs-unusable = Die Pakete sind nicht brauchbar: siehe `sluis policy check --packs`.
problem-packs-undecided = Über die Pakete lässt sich nichts beweisen: siehe `sluis policy check --packs`.
problem-packs-reading = Das Paket { $pack } sagt, wer lesen darf. Davon handelt kein Versprechen; es kommt daher nur mit einer Version von Sluis: lassen Sie es, wie es mitkommt.
problem-not-applicable = Schritt { $operation } (ab 0) passt nicht zu dem Entwurf, wie er ist: sehen Sie ihn erneut an. Nichts wurde geändert.
problem-operation-does-not-fit = was dieser Schritt nennt, gibt es nicht oder ist nicht das, was er erwartet, oder er ist weder add noch replace, remove oder test
problem-packs-broken = Die Pakete halten nicht, was die Untergrenze verspricht; `sluis policy check --packs` zeigt, was hinausginge.
