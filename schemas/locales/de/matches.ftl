# Was Mitglieder auf die Frage antworten, ob sie etwas zu einer Nummer haben.

match-waiting = noch keine Antwort
match-hit = hat etwas, das es auf ein Ersuchen hin senden könnte
match-no-answer = keine Antwort: nichts vorhanden, oder nichts, was gesagt werden darf
match-unreached = war nicht rechtzeitig erreichbar
