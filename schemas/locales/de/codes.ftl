# Bezeichnungen der Codelisten. Der Code, nie übersetzt, steht neben dem Wort.

## types

code-types-licence-integrity-concern = Zweifel an der Zuverlässigkeit eines Erlaubnisinhabers
code-types-enforcement-measure = Behördliche Maßnahme
code-types-registration-irregularity = Unregelmäßigkeit in einem Register
code-types-address-misuse = Missbrauch einer Anschrift
code-types-front-person = Strohperson
code-types-premises-misuse = Missbrauch von Räumlichkeiten
code-types-procurement-chain = Auftragskette bei Vergaben
code-types-certificate-forgery = Gefälschtes Zertifikat
code-types-document-fraud = Urkundenfälschung
code-types-insider-pressure = Druck auf eine Person mit innerem Zugang
code-types-official-intimidation = Einschüchterung von Amtsträgern
code-types-corruption-concern = Sorge wegen Korruption
code-types-access-pass-incident = Vorfall mit einem Zugangsausweis
code-types-customs-risk = Zollrisiko
code-types-financial-construct = Finanzkonstruktion
code-types-sanctions-evasion = Umgehung von Sanktionen
code-types-labour-exploitation = Arbeitsausbeutung
code-types-illegal-goods-storage = Lagerung illegaler Waren
code-types-assessment-result = Ergebnis einer Bewertung
code-types-displacement = Verdrängung
code-types-phenomenon = Phänomen
code-types-request = Ersuchen

## purposes

code-purposes-licence-decision = Entscheidung über eine Erlaubnis
code-purposes-subsidy-decision = Entscheidung über eine Zuwendung
code-purposes-procurement-decision = Entscheidung über eine Vergabe
code-purposes-property-decision = Entscheidung über eine Immobilie
code-purposes-registry-gatekeeping = Eingangskontrolle eines Registers
code-purposes-premises-measure = Maßnahme gegen Räumlichkeiten
code-purposes-facility-access = Zugang zu einer Anlage
code-purposes-customs-supervision = Zollaufsicht
code-purposes-care-supervision = Aufsicht über die Pflege
code-purposes-labour-supervision = Arbeitsaufsicht
code-purposes-phenomenon-picture = Lagebild eines Phänomens
code-purposes-criminal-investigation = Strafverfolgung
code-purposes-tax-assessment = Steuerfestsetzung
code-purposes-intelligence = Nachrichtendienst

## roles

code-roles-municipality = Gemeinde
code-roles-information-centre = Informationszentrum
code-roles-district = Kreis
code-roles-district-government = Bezirksregierung
code-roles-business-register = Handelsregister
code-roles-licensing-authority = Erlaubnisbehörde
code-roles-procurement-authority = Vergabestelle
code-roles-customs = Zoll
code-roles-labour-inspectorate = Arbeitsaufsichtsbehörde
code-roles-care-inspectorate = Pflegeaufsicht
code-roles-prefecture = Präfektur
code-roles-port-facility = Hafenanlage
code-roles-housing-association = Wohnungsgesellschaft
code-roles-mediator = Vermittler
code-roles-supervisory-authority = Aufsichtsbehörde

## categories

code-categories-personal = personenbezogene Daten
code-categories-offence = Daten über Straftaten
code-categories-special = besondere Kategorien personenbezogener Daten
code-categories-tax = Daten unter dem Steuergeheimnis
code-categories-minor = Daten über Minderjährige

## handling-codes

code-handling-codes-H0 = H0: nur gegen Kriminalität; Verwaltungsgebrauch mit Erlaubnis
code-handling-codes-H1 = H1: nicht in Verfahren zu verwenden
code-handling-codes-H2 = H2: keine Weiterübermittlung ohne Zustimmung der übermittelnden Stelle
code-handling-codes-H3 = H3: für den Verwaltungsgebrauch, weitere Beschränkungen wie angegeben

## uses

code-uses-lead-only = nur als Anhaltspunkt
code-uses-ask-before-citing = vor dem Anführen fragen
code-uses-may-be-cited = darf angeführt werden

## tlp

code-tlp-CLEAR = TLP:CLEAR, ohne Beschränkung
code-tlp-GREEN = TLP:GREEN, innerhalb der Gemeinschaft
code-tlp-AMBER = TLP:AMBER, Kenntnis nur wenn nötig
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, innerhalb der Organisation
code-tlp-RED = TLP:RED, nur für namentlich genannte Empfänger

## onward

code-onward-none = in keinem Fall
code-onward-with-consent = mit Zustimmung der übermittelnden Stelle
code-onward-in-country = im Land des Inhabers
code-onward-audience = an alle vorgesehenen Empfänger

## threats

code-threats-don-1 = Nutzung des sozialen Netzes
code-threats-don-2 = Verstrickung, die sich wie ein Ölfleck ausbreitet
code-threats-don-3 = Einfluss auf Entscheidungen
code-threats-don-4 = Erträge finden ihren Weg
code-threats-don-5 = Verflechtung mit staatlichen oder ideologischen Akteuren

## subject-kinds

code-subject-kinds-legal-entity = juristische Person
code-subject-kinds-natural-person = natürliche Person
code-subject-kinds-premises = Räumlichkeiten
code-subject-kinds-vehicle = Fahrzeug
code-subject-kinds-vessel = Schiff
code-subject-kinds-container = Container
code-subject-kinds-licence = Erlaubnis
code-subject-kinds-access-pass = Zugangsausweis
code-subject-kinds-certificate = Zertifikat
code-subject-kinds-account = Konto
code-subject-kinds-event = Veranstaltung

## subject-roles

code-subject-roles-operator = Betreiber
code-subject-roles-applicant = Antragsteller
code-subject-roles-contractor = Auftragnehmer
code-subject-roles-consignee = Empfänger der Sendung
code-subject-roles-consignment = Sendung
code-subject-roles-location = Ort
code-subject-roles-resident = Bewohner
code-subject-roles-pass = Ausweis
code-subject-roles-person-under-pressure = Person unter Druck
code-subject-roles-owner = Eigentümer
code-subject-roles-director = Geschäftsführer
code-subject-roles-employee = Beschäftigter
code-subject-roles-other = Sonstiges

## relations

code-relations-director-of = Geschäftsführer von
code-relations-owner-of = Eigentümer von
code-relations-located-at = gelegen in
code-relations-uses = nutzt
code-relations-subcontractor-of = Nachunternehmer von
code-relations-other = Sonstiges

## measures

code-measures-closure = Schließung
code-measures-refusal = Versagung
code-measures-withdrawal = Entzug
code-measures-penalty = Sanktion
code-measures-prohibition = Untersagung
code-measures-condition = Auflage

## reviews

code-reviews-open = anfechtbar
code-reviews-under-appeal = angefochten
code-reviews-final = bestandskräftig
code-reviews-annulled = aufgehoben

## questions

code-questions-known-to-you = bei Ihnen bekannt
code-questions-measures-taken = ergriffene Maßnahmen
code-questions-still-in-force = noch in Kraft
code-questions-other = Sonstiges

## answers

code-answers-full = vollständig
code-answers-part = teilweise
code-answers-none = keine Antwort

## urgency

code-urgency-normal = normal
code-urgency-urgent = eilig
code-urgency-immediate = sofort

## schemes

code-schemes-nl-kvk = Nummer der niederländischen Handelskammer (KVK)
code-schemes-nl-rsin = niederländische RSIN
code-schemes-be-kbo = belgische Unternehmensnummer (KBO/ZUD)
code-schemes-de-hr = Handelsregisternummer
code-schemes-fr-siren = französische SIREN-Nummer
code-schemes-fr-siret = französische SIRET-Nummer
code-schemes-it-piva = italienische Umsatzsteuernummer (partita IVA)
code-schemes-it-cf = italienische Steuernummer (codice fiscale)
code-schemes-es-cif = spanische Steuernummer (NIF/CIF)
code-schemes-se-orgnr = schwedische Organisationsnummer
code-schemes-pt-nipc = portugiesische NIPC
code-schemes-euid = europäische einheitliche Kennung (EUID)
code-schemes-vat = Umsatzsteuer-Identifikationsnummer
code-schemes-lei = Rechtsträgerkennung (LEI)
code-schemes-imo = IMO-Schiffsnummer
code-schemes-iso6346 = Containernummer (ISO 6346)
code-schemes-vin = Fahrzeug-Identifizierungsnummer (VIN)
code-schemes-iban = Bankkontonummer (IBAN)
code-schemes-locode = Hafen oder Ort (UN/LOCODE)

## environments

code-environments-test = Test
code-environments-acceptance = Abnahme
code-environments-production = Produktion

## user-roles

code-user-roles-reader = Leser
code-user-roles-submitter = Einreicher
code-user-roles-releaser = Freigeber
code-user-roles-policy-officer = Fachreferent
code-user-roles-administrator = Administrator
code-user-roles-auditor = Prüfer

## channels

code-channels-police = Polizei
code-channels-tax = Finanzbehörde
code-channels-fiu = Zentralstelle für Finanztransaktionsuntersuchungen (FIU)
code-channels-intelligence = Nachrichtendienst

## languages

code-languages-nl = Niederländisch
code-languages-fr = Französisch
code-languages-de = Deutsch
code-languages-en = Englisch
code-languages-it = Italienisch
code-languages-es = Spanisch
code-languages-sv = Schwedisch
code-languages-pt = Portugiesisch

## 4x4-source

code-4x4-source-A = A: kein Zweifel an der Quelle
code-4x4-source-B = B: bisher meist zuverlässig
code-4x4-source-C = C: bisher meist unzuverlässig
code-4x4-source-X = X: nicht zu beurteilen

## 4x4-information

code-4x4-information-1 = 1: Richtigkeit steht fest
code-4x4-information-2 = 2: der Quelle selbst bekannt, nicht dem Meldenden
code-4x4-information-3 = 3: der Quelle nicht selbst bekannt, aber bestätigt
code-4x4-information-4 = 4: der Quelle nicht selbst bekannt, nicht bestätigt

## admiralty-source

code-admiralty-source-A = A: vollkommen zuverlässig
code-admiralty-source-B = B: in der Regel zuverlässig
code-admiralty-source-C = C: ziemlich zuverlässig
code-admiralty-source-D = D: in der Regel nicht zuverlässig
code-admiralty-source-E = E: unzuverlässig
code-admiralty-source-F = F: Zuverlässigkeit nicht zu beurteilen

## admiralty-information

code-admiralty-information-1 = 1: durch andere Quellen bestätigt
code-admiralty-information-2 = 2: wahrscheinlich zutreffend
code-admiralty-information-3 = 3: möglicherweise zutreffend
code-admiralty-information-4 = 4: zweifelhaft
code-admiralty-information-5 = 5: unwahrscheinlich
code-admiralty-information-6 = 6: Richtigkeit nicht zu beurteilen

## notification-states

code-notification-states-deferred = aufgeschoben

## confidence-levels

code-confidence-levels-verified = geprüft
code-confidence-levels-well-known = allgemein bekannt
code-confidence-levels-illustrative = beispielhaft
code-confidence-levels-unsure = unsicher

## request-states

code-request-states-open = offen
code-request-states-accepted = angenommen
code-request-states-forwarded = weitergeleitet
code-request-states-partly-answered = teilweise beantwortet
code-request-states-refused = abgelehnt
code-request-states-answered = beantwortet
code-request-states-closed = abgeschlossen

## ratings

code-ratings-helped = hilfreich
code-ratings-no-help = nicht hilfreich

## refusal-grounds

code-refusal-grounds-not-competent = nicht zuständig
code-refusal-grounds-no-legal-ground = keine Rechtsgrundlage
code-refusal-grounds-disproportionate = unverhältnismäßig
code-refusal-grounds-insufficient = unzureichende Angaben
code-refusal-grounds-duplicate = bereits gestellt
code-refusal-grounds-secrecy = Geheimhaltung
code-refusal-grounds-absent = abwesend

## follow-up-states

code-follow-up-states-unowned = ohne Verantwortlichen
code-follow-up-states-offered = angeboten
code-follow-up-states-refused = abgelehnt
code-follow-up-states-owned = hat einen Verantwortlichen
code-follow-up-states-handed-over = übergeben
code-follow-up-states-closed = abgeschlossen

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = Maßnahme getroffen
code-follow-up-outcomes-no-measure-needed = keine Maßnahme nötig
code-follow-up-outcomes-no-power = keine Befugnis
code-follow-up-outcomes-other-channel = an einen anderen Kanal

## own-checks

code-own-checks-confirmed = bestätigt
code-own-checks-partly-confirmed = teilweise bestätigt
code-own-checks-not-confirmed = nicht bestätigt
code-own-checks-contradicted = widerlegt

## dispute-matters

code-dispute-matters-refusal = Ablehnung
code-dispute-matters-condition = Bedingung
code-dispute-matters-grading = Bewertung
code-dispute-matters-ownership = Zuständigkeit für die Nachverfolgung

## dispute-grounds

code-dispute-grounds-law = das Recht wird anders gelesen
code-dispute-grounds-facts = der Sachverhalt ist ein anderer
code-dispute-grounds-proportion = unverhältnismäßig
code-dispute-grounds-competence = eine andere Stelle ist zuständig

## dispute-levels

code-dispute-levels-officer = Sachbearbeitung
code-dispute-levels-lawyer = Rechtsreferate
code-dispute-levels-mediator = Schlichtungsstelle
code-dispute-levels-steering-group = Lenkungsgruppe

## dispute-states

code-dispute-states-open = offen
code-dispute-states-upheld = aufrechterhalten
code-dispute-states-settled = beigelegt
code-dispute-states-withdrawn = zurückgenommen
code-dispute-states-found = Feststellung der Schlichtungsstelle liegt vor

## dispute-answers

code-dispute-answers-upheld = hält daran fest
code-dispute-answers-yielded = gibt nach

## finding-outcomes

code-finding-outcomes-agreement = Vereinbarung
code-finding-outcomes-pack-change = Änderung eines Regelpakets
code-finding-outcomes-gap = Rechtslücke
## consent-kinds

code-consent-kinds-cite = in einer Entscheidung anführen
code-consent-kinds-purpose = für einen anderen Zweck verwenden
code-consent-kinds-onward = weitergeben an

## consent-states

code-consent-states-asked = erbeten
code-consent-states-granted = erteilt
code-consent-states-refused = verweigert
code-consent-states-withdrawn = zurückgenommen
code-consent-states-expired = abgelaufen
code-consent-states-ended = mit dem Signal erloschen

## recall-grounds

code-recall-grounds-error = Fehler
code-recall-grounds-unlawful = unrechtmäßige Verarbeitung
code-recall-grounds-erasure-request = Löschungsersuchen
code-recall-grounds-expired = nicht mehr erforderlich
code-recall-grounds-acquittal = Freispruch
code-recall-grounds-dismissal = Verfahren eingestellt

## retraction-grounds

code-retraction-grounds-narrowed = nicht mehr für diesen Empfänger bestimmt
code-retraction-grounds-rules = nach den Regeln nicht mehr zulässig

## endings

code-endings-recalled = zurückgerufen
code-endings-retracted = zurückgenommen
code-endings-superseded = durch eine Berichtigung ersetzt
code-endings-expired = Aufbewahrungsfrist abgelaufen

## legal-bases

code-legal-bases-nl-wgs = niederländisches Gesetz über die Datenverarbeitung durch Kooperationsverbünde (Wgs)
code-legal-bases-nl-bibob = niederländisches Bibob-Gesetz (Zuverlässigkeitsprüfung)
code-legal-bases-nl-brp-local = niederländische Gemeindeverordnung über Bevölkerungsdaten (BRP)
code-legal-bases-nl-wpg-wjsg = niederländische Gesetze über Polizei- und Justizdaten (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = Gatekeeper-Protokoll
code-legal-bases-be-law-2024-01-15 = belgisches Gesetz vom 15. Januar 2024 über die kommunale Verwaltungsdurchsetzung (DIOB)
code-legal-bases-be-gas = belgisches Gesetz vom 24. Juni 2013 über kommunale Verwaltungssanktionen (GAS)
code-legal-bases-de-vwvfg = Verwaltungsverfahrensgesetz, §§ 4–8 Amtshilfe (VwVfG)
code-legal-bases-de-ao-31a = Abgabenordnung, § 31a (AO)
code-legal-bases-de-gewo = Gewerbeordnung (GewO)
code-legal-bases-de-schwarzarbg = Schwarzarbeitsbekämpfungsgesetz (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = französisches Gesetzbuch über die innere Sicherheit, Art. L. 333-2
code-legal-bases-fr-codaf = französischer Ausschuss zur Betrugsbekämpfung (CODAF, MICAF)
code-legal-bases-it-antimafia = italienisches Antimafia-Gesetzbuch (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = spanisches Gesetz 40/2015, Art. 155
code-legal-bases-se-lag-2016-774 = schwedisches Gesetz (2016:774) über Mitteilungspflichten
code-legal-bases-se-osl-10-15a = schwedisches Öffentlichkeits- und Geheimhaltungsgesetz, Kap. 10 § 15 a (OSL)
code-legal-bases-pt-cpa-66 = portugiesisches Verwaltungsverfahrensgesetz, Art. 66 (CPA)
code-legal-bases-eu-gdpr = Datenschutz-Grundverordnung (DSGVO)
code-legal-bases-eu-led = Richtlinie (EU) 2016/680
code-legal-bases-eu-imi = IMI-Verordnung (EU) Nr. 1024/2012
code-legal-bases-eu-amld6 = Geldwäschevorschriften (EU) 2024/1624 und 2024/1640
code-legal-bases-eu-ai-act = Verordnung über künstliche Intelligenz (EU) 2024/1689
code-legal-bases-eu-other = weitere Rechtsakte der Union
code-legal-bases-nl-gemeentewet = niederländische Gemeindeordnung und eigene Befugnisse von Bürgermeister und Gemeinde (Gemeentewet)
code-legal-bases-nl-arbeid = niederländische Arbeitsaufsicht
code-legal-bases-eu-gdpr-6-1-e = Aufgabe im öffentlichen Interesse (DSGVO Art. 6 Abs. 1 Buchst. e)
code-legal-bases-eu-reg-515-97 = gegenseitige Amtshilfe der Zollbehörden (Verordnung (EG) Nr. 515/97)
code-legal-bases-eu-bris = Verknüpfung der Handelsregister (BRIS)
code-legal-bases-be-haven = belgische Hafensicherheit, Zugang von Personen
