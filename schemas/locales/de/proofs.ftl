# Was Regelpakete versprechen, und ob sie es halten.

promise-special-and-minor = besondere Kategorien und Daten Minderjähriger gehen nie hinaus
promise-no-administrative-use = H0 geht nie hinaus, wo die Nutzung durch Verwaltungen nicht erlaubt ist
promise-bibob-abroad = Bibob-Daten gehen nie ins Ausland
promise-uncorroborated-abroad = personenbezogene Daten, die niemand bestätigt hat, gehen nie ins Ausland
promise-floor = kein Paket lässt hinaus, was die Untergrenze zurückhält
promise-unsure = nichts geht allein auf einer Grundlage hinaus, deren Lesart unsicher ist

reachable-based = jede Meldung nennt eine Grundlage, außer Lagebildern
reachable-mandates = was ein Mandat abdeckt oder nennt, gibt es nur mit einem Mandat für den Zweck
reachable-own-law = ein Mandat auf dem Recht eines Staates hat ein Mitglied dieses Staates
reachable-union = ein Mitglied in einem der acht Staaten ist in keinem Drittland
reachable-consent = eine Zustimmung erhält, wer eine Meldung weitergibt
reachable-holder = wo niemand weitergibt, ist der Staat des Inhabers der des Ursprungs
reachable-term = eine Frist, die bei der Einreichung vorbei war, ist es auch beim Versand, und es gibt eine

## Der Bericht

proof-decided = { $policies } Regeln, { $combinations } Verbindungen von Tatsachen, die es gibt, alle entschieden
proof-days = Nach den Regeln dieser Tage und aller folgenden: { $days }
proof-left-out = Weggelassen, weil es sie nicht gibt ({ $unreachable }):
proof-kept = ok   { $promise } ({ $regions ->
    [one] ein Bereich
   *[other] { $regions } Bereiche
})
proof-broken = FAIL { $promise }
proof-example = Dies geht am { $day } trotzdem hinaus; Ursprung: { $origin }, { $originCountry }; Empfänger: { $receiver }, { $receiverCountry }:
proof-written = Geschrieben nach `{ $folder }`; sehen Sie selbst: { $command }
proof-unlisted = FAIL eine Regel nennt die Grundlage `{ $basis }`, die nicht in der Liste der Grundlagen steht
proof-no-packs = in `{ $folder }` liegt kein Regelpaket (*.cedar)
proof-folder = `{ $folder }` ist nicht lesbar: { $why }
proof-example-not-written = das Beispiel lässt sich nicht nach `{ $folder }` schreiben: { $why }

## Was andere Pakete ändern

proof-rules-added = neue Regeln: { $rules }
proof-rules-dropped = Regeln, die entfallen: { $rules }
proof-rules-changed = Regeln, die etwas anderes sagen: { $rules }
proof-nothing-differs = keine Regel sagt etwas anderes
proof-nothing-leaves-otherwise = und nichts geht anders hinaus, was auch eingereicht wird
proof-more = { $origin } nach { $receiver }: mehr geht hinaus, zum Beispiel: { $type }; Ursprung: { $from }; Empfänger: { $to }
proof-less = { $origin } nach { $receiver }: weniger geht hinaus, zum Beispiel nicht mehr: { $type }; Ursprung: { $from }; Empfänger: { $to }
proof-elsewhere = { $countries } stehen für jeden Staat, den keine Regel nennt
proof-written-diff = Beispiele stehen in `{ $folder }`; sehen Sie selbst mit `sluis policy explain DATEI --federation DATEI`

## Pakete in Kraft

proof-held-nothing = Für eigene Signale würde sich nichts ändern.
proof-held = Von Mitgliedern zurückgenommen: { $retracted }; durch eine Freigabe an Mitglieder zu geben: { $released }
proof-held-retracted = zurückgenommen: { $outcome }
proof-held-to-release = für eine Freigabe
proof-activate-ask = Diese Pakete für alle Mitglieder des Knotens in Kraft setzen?
proof-activate-not = nichts wurde in Kraft gesetzt
proof-activate-unasked = geben Sie --yes an, wo niemand gefragt werden kann; `sluis policy diff in-force PAKETE` zeigt, was sich ändern würde
proof-activated = In Kraft: { $set }; zurück geht es mit: `sluis policy activate { $before } --reason …`
proof-activated-before = Diese Pakete waren schon in Kraft: { $set }
proof-activated-unregistered = Anders, als das Register sie nennt: { $packs }. Personenbezogene Daten warten an Verbindungen zu Knoten, die jene haben.
proof-in-force-history = In Kraft seit, mit dem Digest der Zusammenstellung, wessen Beauftragter und warum:
proof-in-force-additions = Zusätze des Betreibers: { $additions }
proof-in-force-not-shipped = Diese Version von Sluis bringt andere Pakete mit: siehe `sluis policy diff in-force shipped`.
proof-registered = wie genannt
proof-not-registered = ein anderes
