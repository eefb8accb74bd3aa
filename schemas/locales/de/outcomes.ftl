# Ergebnisse in wenigen Worten. Warum, sagen die Regeln; was zu tun ist, sagen die nächsten Schritte.

outcome-accepted = Angenommen: Der Hinweis darf eingereicht werden.
outcome-refused = Abgelehnt: So darf der Hinweis nicht eingereicht werden.
outcome-not-in-audience = Nicht für dieses Mitglied vorgesehen.
outcome-forbidden = Verboten: Das Recht lässt es nicht zu.
outcome-ask-first = Erst anfragen: Es fehlt ein Schritt.
outcome-no-ground = Keine Grundlage: eine Rechtslücke.
outcome-declined = Zurückgewiesen: Das eigene Recht des Empfängers lässt nicht zu, dass er dies hat.
outcome-permitted = Erlaubt: Der Hinweis darf gesendet werden.
outcome-error = Keine Entscheidung: Eine Regel ließ sich nicht anwenden.
