# Wer einem Signal nachgeht: was über einen Schritt gesagt wird, der nicht geht, und die Wörter von `sluis follow-up`.

problem-title-already-offered = bereits angeboten
problem-title-already-owned = hat bereits einen Verantwortlichen
problem-title-follow-up-closed = die Bearbeitung ist abgeschlossen
problem-title-not-offered = nicht angeboten
problem-title-not-owner = nicht verantwortlich
problem-title-not-origin = nicht der Urheber
problem-title-not-a-holder = hat das Signal nicht
problem-title-already-proposed = bereits vorgeschlagen
problem-title-is-a-request = einem Ersuchen wird als solchem nachgegangen
problem-title-no-calendar = Arbeitstage nicht bekannt

problem-already-offered = das Signal ist einem Mitglied angeboten, das noch nicht geantwortet hat: warten Sie darauf, oder nehmen Sie das Angebot zurück
problem-already-owned = das Signal hat einen Verantwortlichen: nehmen Sie das zuerst zurück, oder warten Sie, bis es übergeben wird
problem-follow-up-closed = die Bearbeitung ist abgeschlossen und bleibt es
problem-not-offered = dieses Angebot besteht nicht: nur wen der Urheber gefragt hat, nimmt an oder lehnt ab, und nur solange er fragt
problem-not-owner = nur wer für das Signal verantwortlich ist, schließt es ab oder übergibt es
problem-not-origin = nur der Urheber des Signals nimmt ein Angebot zurück
problem-not-a-holder = das Mitglied hat das Signal nicht: lassen Sie es zuerst dorthin gehen, siehe `sluis signals widen`
problem-already-proposed = dieses Mitglied wurde bereits vorgeschlagen, oder es wurden zu viele vorgeschlagen
problem-is-a-request = einem Ersuchen wird mit `sluis request` nachgegangen
problem-no-calendar = die Arbeitstage von `{ $member }` sind für diese Zeit nicht bekannt: wählen Sie eine kürzere Frist oder ein anderes Mitglied
problem-follow-up-list = geben Sie `unowned`, `overdue` oder `mine` an

cli-owner = verantwortlich
cli-accept-by = annehmen bis
cli-close-by = abschließen bis
cli-follow-up-proposed = könnte dem nachgehen
cli-follow-up-overdue = überfällig
cli-follow-up-nobody = nicht mitgeteilt
cli-follow-up-none = nichts in dieser Liste
