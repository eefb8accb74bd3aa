# Nächste Schritte: was jemand tun kann, damit es erlaubt ist. Schlüssel sind `step-` und der Schritt.

step-origin-consent = Bitten Sie die übermittelnde Stelle um ihre Zustimmung, den Hinweis an diesen Empfänger ({ who-receiver }) weiterzugeben.
step-agreement = Lassen Sie übermittelnde Stelle und Empfänger eine Vereinbarung nach dem Gesetz vom 15. Januar 2024 (be.law-2024-01-15) unterzeichnen und in das Register eintragen.
step-request = Warten Sie, bis der Empfänger ({ who-receiver }) mit einem Ersuchen für den Zweck { $purpose } danach fragt. Senden Sie den Hinweis dann als Antwort und nennen Sie darin dieses Ersuchen (inReplyTo).
step-right-channel = Geben Sie ihn ab an { $purposeCode ->
    [criminal-investigation] { channel-criminal-investigation }
    [tax-assessment] { channel-tax-assessment }
   *[intelligence] { channel-intelligence }
} und halten Sie die Abgabe fest.
step-leave-out-special = Lassen Sie die besonderen Kategorien weg, auch aus den Texten, und reichen Sie das Übrige ein.
step-leave-out-minor = Lassen Sie die Daten über Minderjährige weg, auch aus den Texten, und reichen Sie das Übrige ein.
step-leave-out-categories = Lassen Sie weg, was hierunter fällt: { $categories }. Oder wählen Sie eine Art und einen Zweck, die das enthalten dürfen.
step-state-necessity-and-term = { $necessity ->
    [no] { $retainUntil ->
        [no] Geben Sie an, wofür der Empfänger die Daten benötigt (necessity) und bis zu welchem Tag sie aufbewahrt werden dürfen (retainUntil).
       *[yes] { $expired ->
            [yes] Geben Sie an, wofür der Empfänger die Daten benötigt (necessity), und, falls sie noch benötigt werden, einen letzten Tag, der nicht vorbei ist (retainUntil).
           *[no] Geben Sie an, wofür der Empfänger die Daten benötigt (necessity).
        }
    }
   *[yes] { $retainUntil ->
        [no] Geben Sie an, bis zu welchem Tag die Daten aufbewahrt werden dürfen (retainUntil).
       *[yes] Geben Sie, falls die Daten noch benötigt werden, einen letzten Tag an, der nicht vorbei ist (retainUntil).
    }
} Reichen Sie ihn dann erneut ein.
step-use-own-mandate = { $originHasPurpose ->
    [no] Wählen Sie einen Zweck, für den Sie ein Mandat haben, oder überlassen Sie den Hinweis einem Mitglied mit einem Mandat für { $purpose }.
   *[yes] Nennen Sie nur Rechtsgrundlagen, auf denen Ihre Mandate für diesen Zweck beruhen ({ $originBases }), oder überlassen Sie den Hinweis einem Mitglied, dessen Mandat diese Rechtsgrundlage hat: { $originLacks }.
}
step-name-personal = Nennen Sie die Kategorie personenbezogene Daten (personal), mit Begründung (necessity) und letztem Tag (retainUntil), oder lassen Sie weg, was auf die Person hinweist.

## Schritte, die sich aus den Tatsachen ergeben, wo keine Regel danach fragt

step-name-in-audience = Falls dieses Mitglied den Hinweis für seine Aufgabe benötigt, nennen Sie es als Empfänger (audience) und sehen Sie sich die Ergebnisse erneut an.
step-other-basis = Für den Zweck { $purpose } haben Sie auch ein Mandat mit anderer Rechtsgrundlage: { $otherBases }. Falls der Hinweis darauf beruht, nennen Sie diese: Dann darf er an dieses Mitglied gehen.
step-name-sector = Nennen Sie die Branche, die der Hinweis betrifft (sector). Gehört sie zu { $receiverSectors }, so darf diese Gemeinde ihn haben.

step-ask-for-role = Bitten Sie Ihren Administrator um eine Rolle, die Einsicht in den Inhalt gibt.
step-name-own-purpose = Nennen Sie einen Zweck, für den Ihr Mitglied ein Mandat hat (Sluis-Purpose).
step-name-case = Nennen Sie das Aktenzeichen, unter dem Sie lesen (Sluis-Case).

## Anstelle eines nächsten Schritts

remedy-none = Sie können daran nichts ändern{ $kind ->
    [ask-first] : Auch nach diesem Schritt dürfte der Hinweis nicht an dieses Mitglied gehen.
    [no-ground] : Es fehlt eine gesetzliche Regelung. Melden Sie die Lücke der bei Ihnen für Grundsatzfragen zuständigen Stelle.
    [declined] : Das eigene Recht des Empfängers entscheidet.
    [not-in-audience] : Auch wenn Sie es nennen, dürfte der Hinweis nicht an dieses Mitglied gehen.
   *[other] .
}
remedy-operator = Melden Sie es dem Betreiber Ihres Knotens: Die Regel muss berichtigt werden. Sehen Sie sich die Ergebnisse danach erneut an.

## Kanäle für das, was nicht hierher gehört

channel-criminal-investigation = den Kanal der Polizei
channel-tax-assessment = den Kanal der Finanzbehörden
channel-intelligence = den eigenen Kanal der Nachrichtendienste
