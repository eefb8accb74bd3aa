# Ein Satz für jede Regel: die Tatsache, und was fehlt. Schlüssel sind `rule-` und der Name der Regel. Die Tatsachen, nach
# denen entschieden wurde, wählen die Satzteile, damit der Leser erfährt, welche es war.

## Mitglieder, wie Sätze sie nennen

who-origin = { $originRole }, { $originCountry }
who-receiver = { $receiverRole }, { $receiverCountry }

## Ablehnungen bei der Einreichung

rule-EU-F1 = Der Zweck { $purpose } ist kein Verwaltungszweck. Hier werden Hinweise nur für den Verwaltungsgebrauch ausgetauscht; dieser gehört in einen anderen Kanal.
rule-EU-F4 = Der Hinweis enthält besondere Kategorien personenbezogener Daten (special), etwa über Gesundheit, Religion oder Herkunft. Solche Daten werden hier nicht ausgetauscht.
rule-EU-F6 = Der Hinweis enthält personenbezogene Daten.{ $necessity ->
    [no] {" "}Es fehlt die Angabe, wofür der Empfänger sie benötigt (necessity).
   *[yes] {""}
}{ $retainUntil ->
    [no] {" "}Es fehlt die Angabe, bis wann sie aufbewahrt werden dürfen (retainUntil).
   *[yes] { $expired ->
        [yes] {" "}Die Aufbewahrungsfrist ist abgelaufen: Letzter Tag war { $lastDay }.
       *[no] {""}
    }
}
rule-EU-F8 = Der Hinweis enthält Daten über Minderjährige (minor). Solche Daten werden hier nicht ausgetauscht.
rule-EU-F10 = { $aggregate ->
    [yes] Ein Hinweis der Art { $type } ist ein Lagebild aus vielen Fällen
   *[no] Ein Hinweis für den Zweck { $purpose } ist ein Lagebild aus vielen Fällen
} und enthält keine personenbezogenen Daten; dieser nennt jedoch: { $categories }.
rule-EU-F13 = { $originHasPurpose ->
    [no] Das einreichende Mitglied ({ who-origin }) hat nach dem Register kein Mandat für den Zweck { $purpose }.
   *[yes] Das einreichende Mitglied ({ who-origin }) hat zwar Mandate für den Zweck { $purpose }, aber keines auf folgender Rechtsgrundlage: { $originLacks }. Seine Mandate für diesen Zweck beruhen auf: { $originBases }.
}
rule-EU-F14 = Der Hinweis betrifft eine bestimmbare Person, nennt aber die Kategorie personenbezogene Daten (personal) nicht.{ $kind-natural-person ->
    [yes] {" "}Er bezieht sich auf eine natürliche Person.
   *[no] {""}
}{ $kind-access-pass ->
    [yes] {" "}Er bezieht sich auf einen Zugangsausweis, und ein Ausweis gehört zu einer Person.
   *[no] {""}
}{ $kind-account ->
    [yes] {" "}Er bezieht sich auf ein Konto, und ein Konto führt zu einer Person.
   *[no] {""}
}{ $scheme-it-cf ->
    [yes] {" "}Er enthält eine italienische Steuernummer (it-cf), die eine Person bezeichnet.
   *[no] {""}
}{ $has-offence ->
    [yes] {" "}Er nennt Daten über Straftaten (offence), und diese betreffen stets eine Person.
   *[no] {""}
}

## Die Untergrenze: Übermittlung

rule-EU-N1 = Dieses Mitglied gehört nicht zu den vorgesehenen Empfängern: Weder ist es selbst genannt, noch sind sein Land und seine Rolle ({ who-receiver }) zusammen genannt.{ $excluded ->
    [yes] {" "}Es ist außerdem ausgeschlossen.
   *[no] {""}
}
rule-EU-F2 = Der Hinweis enthält personenbezogene Daten. Der Empfänger ({ who-receiver }) hat nach dem Register kein Mandat für den Zweck { $purpose } und darf sie deshalb nicht erhalten.
rule-EU-F3 = Der Hinweis trägt den Bearbeitungscode H0, und der Verwaltungsgebrauch ist nicht erlaubt (adminUse): Eine Verwaltungsbehörde darf ihn nicht verwenden.
rule-EU-F5 = Der Hinweis enthält Daten über Straftaten. { $receiverHasPurpose ->
    [yes] Der Empfänger ({ who-receiver }) hat zwar ein Mandat für den Zweck { $purpose }, aber keines, das Daten über Straftaten umfasst.
   *[no] Der Empfänger ({ who-receiver }) hat kein Mandat für den Zweck { $purpose } und damit auch keines, das Daten über Straftaten umfasst.
}
rule-EU-F7 = Der Hinweis enthält personenbezogene Daten, und der Empfänger ({ who-receiver }) hat seinen Sitz in einem Drittland außerhalb der Union. { $receiverHasPurpose ->
    [yes] Seine Mandate für den Zweck { $purpose } nennen kein Übermittlungsinstrument.
   *[no] Er hat kein Mandat für den Zweck { $purpose } und damit auch keines, das ein Übermittlungsinstrument nennt.
}
rule-EU-F9 = { $onwardCode ->
    [in-country] Die übermittelnde Stelle erlaubt die Weiterübermittlung nur im Land des Inhabers, und dieser Empfänger ({ who-receiver }) hat seinen Sitz in einem anderen Land.
   *[none] Die übermittelnde Stelle erlaubt keine Weiterübermittlung.
}
rule-EU-F11 = Der Hinweis enthält personenbezogene Daten, die nach der Bewertung niemand bestätigt hat, und ginge über eine Grenze: { $originCountry } – { $receiverCountry }. Solange niemand sie bestätigt, bleiben solche Daten im Land.
rule-EU-F12 = Die übermittelnde Stelle hat dieses Mitglied zum Schutz ihrer Quelle ausgeschlossen. Solange das gilt, erhält es von diesem Hinweis nichts.
rule-EU-F15 = Die Aufbewahrungsfrist des Hinweises ist abgelaufen: Letzter Tag war { $lastDay }.
rule-EU-A1 = { $onwardCode ->
    [with-consent] Der Hinweis darf nur mit Zustimmung der übermittelnden Stelle weiterübermittelt werden
   *[other] Der Hinweis trägt den Bearbeitungscode { $handlingCodeCode }: Er darf nur mit Zustimmung der übermittelnden Stelle weiterübermittelt werden
}; sie hat der Weitergabe durch diesen Inhaber an diesen Empfänger ({ who-receiver }) nicht zugestimmt.

## Rechtsgrundlagen der Union

rule-EU-P1 = Es ist ein Lagebild aus vielen Fällen ohne personenbezogene Daten: Jedes Mitglied darf es erhalten.
rule-EU-P2 = Der Zoll darf den Zoll vor einem Zollrisiko warnen (Verordnung (EG) Nr. 515/97).
rule-EU-P3 = Ein Handelsregister darf ein anderes Handelsregister auf Unregelmäßigkeiten hinweisen, um die Register zu schützen.
rule-EU-P4 = Es ist eine Frage ohne jede Datenkategorie an ein Mitglied mit einem Mandat für den Zweck { $purpose }.

## Niederlande

rule-NL-F1 = Der Hinweis beruht auf dem niederländischen Bibob-Gesetz (nl.bibob). Dieses Gesetz verpflichtet zur Geheimhaltung und kennt keinen Empfänger im Ausland; dieser Empfänger ({ who-receiver }) hat seinen Sitz im Ausland.
rule-NL-P1 = Eine Gemeinde darf Stellen des Verwaltungsansatzes in den Niederlanden, Belgien und Deutschland über eigene Entscheidungen und deren Anlass unterrichten, und dieser Empfänger ist eine solche Stelle ({ who-receiver }).
rule-NL-P2 = Ein Informationszentrum darf Daten an niederländische Mitglieder geben, die für diesen Zweck ein Mandat nach demselben Gesetz haben (nl.wgs), und dieser Empfänger hat eines.
rule-NL-P3 = Niederländische Mitglieder mit einem Mandat nach dem Bibob-Gesetz (nl.bibob) für diesen Zweck dürfen den Hinweis erhalten, und dieser Empfänger hat eines.
rule-NL-P4 = Niederländische Mitglieder, die dem Gatekeeper-Protokoll beigetreten sind (nl.gatekeeper), dürfen den Hinweis erhalten, und dieser Empfänger ist beigetreten.
rule-NL-Q1 = Eine Gemeinde oder ein Informationszentrum darf Stellen des Verwaltungsansatzes in den Niederlanden, Belgien und Deutschland eine Frage stellen, und dieser Empfänger ist eine solche Stelle ({ who-receiver }).

## Belgien

rule-BE-A1 = Nach dem belgischen Gesetz vom 15. Januar 2024 (be.law-2024-01-15) geht ein Hinweis nur dann ins Ausland, wenn übermittelnde Stelle und Empfänger eine Vereinbarung haben. Zwischen der übermittelnden Stelle ({ who-origin }) und diesem Empfänger ({ who-receiver }) steht keine im Register.
rule-BE-P1 = Belgische Mitglieder mit einem Mandat nach dem Gesetz vom 15. Januar 2024 (be.law-2024-01-15) für diesen Zweck dürfen den Hinweis erhalten, und dieser Empfänger hat eines.
rule-BE-P2 = Übermittelnde Stelle und Empfänger haben eine Vereinbarung nach dem Gesetz vom 15. Januar 2024 (be.law-2024-01-15), und der Empfänger ist eine Stelle des Verwaltungsansatzes ({ who-receiver }).
rule-BE-Q1 = Es ist eine Frage nach dem Gesetz vom 15. Januar 2024 (be.law-2024-01-15) an eine Stelle des Verwaltungsansatzes ({ who-receiver }).
rule-BE-R1 = Eine belgische Gemeinde darf personenbezogene Daten für den Zweck { $purpose } nur in den Branchen haben, die sie selbst bestimmt hat (Königlicher Erlass vom 22. April 2024). { $sectorNamed ->
    [yes] Der Hinweis betrifft die Branche { $sector }.
   *[no] Der Hinweis nennt keine Branche.
} { $receiverSectorsCount ->
    [0] Die Mandate dieser Gemeinde für diesen Zweck nennen keine Branche.
   *[other] Die Mandate dieser Gemeinde für diesen Zweck nennen: { $receiverSectors }.
}

## Deutschland

rule-DE-F1 = Der Hinweis enthält Daten unter dem Steuergeheimnis (tax). Sie dürfen nur an eine Arbeitsaufsichtsbehörde gehen, für die Arbeitsaufsicht und nach § 31a AO (de.ao-31a).{ $basis-de-ao-31a ->
    [yes] {""}
   *[no] {" "}Der Hinweis nennt diese Rechtsgrundlage nicht.
}{ $purposeCode ->
    [labour-supervision] {""}
   *[other] {" "}Sein Zweck ist ein anderer: { $purpose }.
}{ $receiverRoleCode ->
    [labour-inspectorate] {""}
   *[other] {" "}Dieser Empfänger ist keine Arbeitsaufsichtsbehörde ({ who-receiver }).
}
rule-DE-A1 = Eine deutsche Behörde darf solche Daten auf Ersuchen einer anderen Behörde übermitteln (Amtshilfe, §§ 4–8 VwVfG), nicht aber ungefragt. { $inReplyTo ->
    [yes] Der Hinweis nennt zwar ein Ersuchen, doch ist es kein offenes Ersuchen dieses Empfängers ({ who-receiver }) für den Zweck { $purpose }.
   *[no] Der Hinweis beantwortet kein Ersuchen: Von diesem Empfänger ({ who-receiver }) liegt kein offenes Ersuchen für den Zweck { $purpose } vor.
}
rule-DE-P1 = Der Hinweis beantwortet ein offenes Amtshilfeersuchen des Empfängers, einer Stelle des Verwaltungsansatzes ({ who-receiver }).
rule-DE-P2 = Der Hinweis beantwortet ein offenes Ersuchen einer Arbeitsaufsichtsbehörde nach § 31a AO (de.ao-31a).
rule-DE-Q1 = Es ist ein Amtshilfeersuchen an eine Stelle des Verwaltungsansatzes ({ who-receiver }).

## Italien

rule-IT-F1 = Antimafia-Unterlagen (it.antimafia) gehen nur an einen geschlossenen Kreis: Vergabestellen, Präfekturen und Erlaubnisbehörden. Dieser Empfänger gehört nicht dazu ({ who-receiver }).

## Einsicht

rule-EU-L1 = Keine der Rollen des Benutzers erlaubt Einsicht in den Inhalt.
rule-EU-L2 = Das Mitglied hat kein Mandat für den Zweck, den der Benutzer nennt.
rule-EU-L3 = Der Hinweis enthält personenbezogene Daten, und der Benutzer nennt kein Aktenzeichen.
rule-EU-L4 = Die Aufbewahrungsfrist des Hinweises ist abgelaufen.
rule-EU-L5 = Das Mitglied hat den Hinweis, und sein Benutzer liest ihn für einen eigenen Zweck des Mitglieds.

## Wo keine Regel spricht

reason-no-ground = Nichts verbietet es, aber keine Regel erlaubt es: Es gibt keine Grundlage, auf der die übermittelnde Stelle ({ who-origin }) einen Hinweis der Art { $type } für den Zweck { $purpose } (Rechtsgrundlage: { $bases }) an diesen Empfänger ({ who-receiver }) senden darf.{ $otherBasis ->
    [yes] {""}
   *[no] {" "}Das ist eine Rechtslücke, kein Fehler des Hinweises.
}
reason-error = Eine Regel ließ sich auf diese Tatsachen nicht anwenden; es gibt daher keine Entscheidung. Bis dahin geht nichts hinaus.

# Eine Regel, die der Betreiber des Knotens den Paketen hinzugefügt hat
added-rule = Eine Regel des Betreibers dieses Knotens hält es zurück ({ $rule }, gestützt auf { $basis }).
