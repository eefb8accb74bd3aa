# Streitfälle: was über das gesagt wird, was nicht geht, und die Wörter von `sluis dispute`.

problem-title-not-a-party = keine Partei
problem-title-already-disputed = bereits streitig
problem-title-not-disputable = hierüber gibt es keinen Streitfall
problem-title-nothing-refused = nichts abgelehnt
problem-title-dispute-over = der Streitfall ist beendet
problem-title-not-yours-to-say = nicht Ihre Erklärung
problem-title-term-runs = die Frist läuft
problem-title-not-the-next-level = nicht die nächste Stufe
problem-title-not-a-mediator = keine Schlichtungsstelle
problem-title-no-dispute = kein Streitfall

problem-not-a-party = nur der Urheber eines Signals oder Ersuchens und wer es hat, streiten darüber
problem-already-disputed = darüber gibt es bereits einen Streitfall, oder es sind zu viele über dieses Signal: warten Sie, bis er beendet ist
problem-not-disputable = bei einem Ersuchen wird die Ablehnung bestritten; bei einem Signal die Bedingung, die Bewertung oder die Zuständigkeit für die Nachverfolgung
problem-nothing-refused = das Ersuchen wurde weder abgelehnt noch nur zum Teil beantwortet: warten Sie auf die Antwort
problem-dispute-over = der Streitfall ist beendet und bleibt es
problem-not-yours-to-say = nur wer den Streitfall begonnen hat, nimmt ihn zurück, und nur die andere Seite antwortet; sonst bringt ihn eine Partei auf die nächste Stufe
problem-term-runs = die Frist läuft noch, und es wurde nicht geantwortet: warten Sie auf die Antwort oder auf das Ende der Frist
problem-not-the-next-level = der Streitfall geht Stufe für Stufe nach oben: Sachbearbeitung, Rechtsreferate, Schlichtungsstelle, Lenkungsgruppe; eine Schlichtungsstelle gehört zu den beiden letzten
problem-not-a-mediator = nur eine Schlichtungsstelle des Registers, der der Streitfall vorgelegt wurde, stellt etwas fest, und sie ist keine Partei
problem-no-dispute = dieser Streitfall ist hier nicht bekannt
problem-dispute-list = geben Sie `open` oder `overdue` an

cli-dispute-parties = zwischen
cli-dispute-about = worüber
cli-dispute-said = gesagt
cli-dispute-level = Stufe
cli-dispute-due = spätestens
cli-dispute-overdue = überfällig
cli-dispute-none = keine Streitfälle in dieser Liste
cli-dispute-mediator = Schlichtungsstelle
cli-dispute-finding = Feststellung
cli-dispute-year = Jahr
cli-dispute-no-precedents = keine Feststellung gefunden
cli-dispute-no-draft = aus dieser Feststellung folgt kein Entwurf: es gibt keine, oder sie stellt eine Rechtslücke fest
cli-dispute-no-federation = geben Sie mit `--federation` die Föderationsdatei an, zu der die Vereinbarung kommt
cli-dispute-draft = Vorschlag nach der Feststellung einer Schlichtungsstelle. Ein Entwurf: niemand hat ihn unterzeichnet.
