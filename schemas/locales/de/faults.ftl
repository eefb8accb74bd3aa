# Was an einem Dokument nicht stimmt, Stelle für Stelle. Was der JSON-Leser sagt, bleibt englisch.

problem-in-document = das Dokument: { $fault }
problem-at = `{ $pointer }`: { $fault }

## Form

fault-not-json = ist kein JSON in Zeile { $line }, Spalte { $column }: { $detail }
fault-duplicate-field = steht mehr als einmal in seinem Objekt, behalten Sie eines
fault-missing = fehlt
fault-unknown-field = ist kein bekanntes Feld, entfernen Sie es oder prüfen Sie die Schreibweise
fault-wrong-type = muss { $expectedKey ->
    [an-object] ein Objekt
    [a-list] eine Liste
    [a-text] ein Text
    [true-or-false] true oder false
    [a-whole-number-from-0] eine ganze Zahl ab 0
   *[other] { $expected }
} sein
fault-unknown-code = `{ $given }` ist kein Code der Liste { $list }, siehe `sluis vocabulary show { $list }`
fault-malformed = { $whatKey ->
    [a-member-id] ist kein Name eines Mitglieds: 1 bis 64 Zeichen aus a-z, 0-9 und -, kein - am Anfang oder Ende
    [a-node-id] ist kein Name eines Knotens: 1 bis 64 Zeichen aus a-z, 0-9 und -, kein - am Anfang oder Ende
    [a-legal-basis-id] ist kein Name einer Rechtsgrundlage: ein Land oder `eu`, ein Punkt, dann 1 bis 40 Zeichen aus a-z, 0-9, - und _
    [a-country-code] ist kein Ländercode: zwei Buchstaben A-Z (ISO 3166-1 alpha-2)
    [a-date] ist kein Datum: ein Kalendertag als JJJJ-MM-TT
    [a-plain-text] ist kein einfacher Text: von den Steuerzeichen sind nur Zeilenumbrüche und Tabulatoren erlaubt
    [the-beginning-of-a-nace-code] ist kein Anfang eines NACE-Codes: 1 bis 5 Ziffern und ein Punkt, etwa `56` oder `56.1`, ohne den Buchstaben des Abschnitts
    [a-version-of-nace] ist keine Fassung von NACE: Branchen stehen in `2.1`
    [a-grading-scheme] ist kein Bewertungssystem: geben Sie `4x4` oder `admiralty` an
    [a-notification] ist keine Benachrichtigung: geben Sie `due`, `done` oder ein Objekt mit dem Stand `deferred` an
    [a-direction] ist keine Richtung: geben Sie `sent` oder `received` an
    [a-page-length] ist keine Seitenlänge: eine Zahl von 1 bis 100
    [a-table-hash] ist kein Hash einer Tabelle: 64 Zeichen aus 0-9 und a-f
    [a-step-of-a-request] ist kein Schritt eines Ersuchens: geben Sie `accepted`, `forwarded`, `refused` oder `closed` an
    [the-type-of-a-question] ist nicht der Typ einer Frage: das ist `request`
    [the-request-of-this-reply] ist nicht das Ersuchen dieser Antwort: nennen Sie das beantwortete Ersuchen oder lassen Sie es weg
   *[other] ist nicht { $what }: { $rule }
}
fault-identifier = ist keine gültige Kennung, { $scheme }: { $rule }
fault-not-matchable = kann nicht abgeglichen werden: Ein Abgleich gilt der Nummer einer juristischen Person, einer Betriebsstätte, eines Fahrzeugs oder eines Schiffes, und { $scheme } kann eine Person, ein Konto oder einen Ort bezeichnen
fault-too-long = ist länger als { $max } Zeichen
fault-too-many = hat mehr als { $max } Einträge
fault-empty = ist leer
fault-repeated = wiederholt einen früheren Eintrag der Liste, behalten Sie einen

## Submissions

fault-cited-with-h1 = `may-be-cited` steht nie zusammen mit dem Bearbeitungscode H1, wählen Sie `lead-only` oder `ask-before-citing`
fault-measure-missing = fehlt: Eine `enforcement-measure` sagt, was entschieden wurde
fault-bases-missing = ist leer: nennen Sie mindestens eine Rechtsgrundlage
fault-request-audience = muss in einem `request` genau ein Mitglied nennen und keine Länder oder Rollen
fault-questions-outside-request = steht nur in einem `request`
fault-answer-without-request = steht nur in einer Antwort, nennen Sie das Ersuchen in `handling.inReplyTo`
fault-unknown-member = `{ $member }` ist kein Mitglied dieser Föderation
fault-subject-out-of-range = es gibt keinen Betroffenen { $given }, gezählt wird von 0 bis { $last }
fault-period-reversed = endet, bevor es beginnt

## Federation files

fault-unknown-node = `{ $node }` steht nicht unter den Knoten
fault-threshold-out-of-range = muss mehr als die Hälfte der { $authorities } Stellen sein und höchstens alle
fault-agreement-parties = muss zwei verschiedene Mitglieder nennen
