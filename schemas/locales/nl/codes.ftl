# Labels of the code lists. The untranslated code stands beside the word.

## types

code-types-licence-integrity-concern = Zorg over de integriteit van een vergunninghouder
code-types-enforcement-measure = Handhavingsmaatregel
code-types-registration-irregularity = Onregelmatigheid in een registratie
code-types-address-misuse = Misbruik van een adres
code-types-front-person = Stroman
code-types-premises-misuse = Misbruik van een pand
code-types-procurement-chain = Keten van aanbesteding
code-types-certificate-forgery = Vervalst certificaat
code-types-document-fraud = Documentfraude
code-types-insider-pressure = Druk op een insider
code-types-official-intimidation = Intimidatie van ambtsdragers
code-types-corruption-concern = Zorg over corruptie
code-types-access-pass-incident = Voorval met een toegangspas
code-types-customs-risk = Douanerisico
code-types-financial-construct = Financiële constructie
code-types-sanctions-evasion = Ontwijking van sancties
code-types-labour-exploitation = Arbeidsuitbuiting
code-types-illegal-goods-storage = Opslag van illegale goederen
code-types-assessment-result = Uitkomst van een beoordeling
code-types-displacement = Verplaatsing
code-types-phenomenon = Fenomeen
code-types-request = Verzoek

## purposes

code-purposes-licence-decision = besluit over een vergunning
code-purposes-subsidy-decision = besluit over een subsidie
code-purposes-procurement-decision = besluit over een aanbesteding
code-purposes-property-decision = besluit over vastgoed
code-purposes-registry-gatekeeping = poortwachtersrol van een register
code-purposes-premises-measure = maatregel tegen een pand
code-purposes-facility-access = toegang tot een voorziening
code-purposes-customs-supervision = toezicht door de douane
code-purposes-care-supervision = toezicht op de zorg
code-purposes-labour-supervision = toezicht op arbeid
code-purposes-phenomenon-picture = beeld van een fenomeen
code-purposes-criminal-investigation = opsporing
code-purposes-tax-assessment = belastingheffing
code-purposes-intelligence = inlichtingen

## roles

code-roles-municipality = gemeente
code-roles-information-centre = informatiecentrum
code-roles-district = district (Kreis)
code-roles-district-government = districtsregering (Bezirksregierung)
code-roles-business-register = handelsregister
code-roles-licensing-authority = vergunningverlener
code-roles-procurement-authority = aanbestedende dienst
code-roles-customs = douane
code-roles-labour-inspectorate = arbeidsinspectie
code-roles-care-inspectorate = zorginspectie
code-roles-prefecture = prefectuur
code-roles-port-facility = havenfaciliteit
code-roles-housing-association = woningcorporatie
code-roles-mediator = bemiddelaar
code-roles-supervisory-authority = toezichthouder

## categories

code-categories-personal = persoonsgegevens
code-categories-offence = gegevens over strafbare feiten
code-categories-special = bijzondere categorieën van persoonsgegevens
code-categories-tax = gegevens onder fiscale geheimhouding
code-categories-minor = gegevens over een minderjarige

## handling-codes

code-handling-codes-H0 = H0: alleen tegen criminaliteit; bestuurlijk gebruik na toestemming
code-handling-codes-H1 = H1: niet te gebruiken in procedures
code-handling-codes-H2 = H2: niet doorverstrekken zonder toestemming van de verstrekker
code-handling-codes-H3 = H3: voor bestuurlijk gebruik, overige beperkingen zoals vermeld

## uses

code-uses-lead-only = alleen als aanwijzing
code-uses-ask-before-citing = vragen voor aanhalen
code-uses-may-be-cited = mag worden aangehaald

## tlp

code-tlp-CLEAR = TLP:CLEAR, geen beperking
code-tlp-GREEN = TLP:GREEN, binnen de gemeenschap
code-tlp-AMBER = TLP:AMBER, wie het moet weten
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, binnen de organisatie
code-tlp-RED = TLP:RED, alleen genoemde ontvangers

## onward

code-onward-none = in geen geval
code-onward-with-consent = met toestemming van de verstrekker
code-onward-in-country = binnen het land van de houder
code-onward-audience = aan alle geadresseerden

## threats

code-threats-don-1 = gebruik van het sociale vangnet
code-threats-don-2 = olievlek van betrokkenheid
code-threats-don-3 = invloed op besluiten
code-threats-don-4 = opbrengsten vinden hun weg
code-threats-don-5 = verwevenheid met statelijke of ideologische actoren

## subject-kinds

code-subject-kinds-legal-entity = rechtspersoon
code-subject-kinds-natural-person = natuurlijke persoon
code-subject-kinds-premises = pand
code-subject-kinds-vehicle = voertuig
code-subject-kinds-vessel = vaartuig
code-subject-kinds-container = container
code-subject-kinds-licence = vergunning
code-subject-kinds-access-pass = toegangspas
code-subject-kinds-certificate = certificaat
code-subject-kinds-account = rekening
code-subject-kinds-event = evenement

## subject-roles

code-subject-roles-operator = exploitant
code-subject-roles-applicant = aanvrager
code-subject-roles-contractor = opdrachtnemer
code-subject-roles-consignee = geadresseerde van de zending
code-subject-roles-consignment = zending
code-subject-roles-location = locatie
code-subject-roles-resident = bewoner
code-subject-roles-pass = pas
code-subject-roles-person-under-pressure = persoon onder druk
code-subject-roles-owner = eigenaar
code-subject-roles-director = bestuurder
code-subject-roles-employee = werknemer
code-subject-roles-other = overig

## relations

code-relations-director-of = bestuurder van
code-relations-owner-of = eigenaar van
code-relations-located-at = gevestigd op
code-relations-uses = gebruikt
code-relations-subcontractor-of = onderaannemer van
code-relations-other = overig

## measures

code-measures-closure = sluiting
code-measures-refusal = weigering
code-measures-withdrawal = intrekking van een vergunning
code-measures-penalty = sanctie
code-measures-prohibition = verbod
code-measures-condition = voorschrift

## reviews

code-reviews-open = rechtsmiddel staat open
code-reviews-under-appeal = in beroep
code-reviews-final = onherroepelijk
code-reviews-annulled = vernietigd

## questions

code-questions-known-to-you = bij u bekend
code-questions-measures-taken = genomen maatregelen
code-questions-still-in-force = nog van kracht
code-questions-other = anders

## answers

code-answers-full = volledig
code-answers-part = gedeeltelijk
code-answers-none = geen antwoord

## urgency

code-urgency-normal = normaal
code-urgency-urgent = spoed
code-urgency-immediate = onmiddellijk

## schemes

code-schemes-nl-kvk = KVK-nummer
code-schemes-nl-rsin = RSIN
code-schemes-be-kbo = Belgisch ondernemingsnummer (KBO)
code-schemes-de-hr = Duits handelsregisternummer
code-schemes-fr-siren = Frans SIREN-nummer
code-schemes-fr-siret = Frans SIRET-nummer
code-schemes-it-piva = Italiaans btw-nummer (partita IVA)
code-schemes-it-cf = Italiaans fiscaal nummer (codice fiscale)
code-schemes-es-cif = Spaans fiscaal nummer (NIF/CIF)
code-schemes-se-orgnr = Zweeds organisatienummer
code-schemes-pt-nipc = Portugees NIPC-nummer
code-schemes-euid = Europese unieke identificatie (EUID)
code-schemes-vat = btw-nummer
code-schemes-lei = Legal entity identifier (LEI)
code-schemes-imo = IMO-scheepsnummer
code-schemes-iso6346 = Containernummer (ISO 6346)
code-schemes-vin = Voertuigidentificatienummer (VIN)
code-schemes-iban = Rekeningnummer (IBAN)
code-schemes-locode = Haven of plaats (UN/LOCODE)

## environments

code-environments-test = test
code-environments-acceptance = acceptatie
code-environments-production = productie

## user-roles

code-user-roles-reader = lezer
code-user-roles-submitter = indiener
code-user-roles-releaser = vrijgever
code-user-roles-policy-officer = beleidsmedewerker
code-user-roles-administrator = beheerder
code-user-roles-auditor = auditor

## channels

code-channels-police = politie
code-channels-tax = belastingdienst
code-channels-fiu = financiële-inlichtingeneenheid (FIU)
code-channels-intelligence = inlichtingendienst

## languages

code-languages-nl = Nederlands
code-languages-fr = Frans
code-languages-de = Duits
code-languages-en = Engels
code-languages-it = Italiaans
code-languages-es = Spaans
code-languages-sv = Zweeds
code-languages-pt = Portugees

## 4x4-source

code-4x4-source-A = A: geen twijfel over de bron
code-4x4-source-B = B: tot nu toe meestal betrouwbaar
code-4x4-source-C = C: tot nu toe meestal onbetrouwbaar
code-4x4-source-X = X: niet te beoordelen

## 4x4-information

code-4x4-information-1 = 1: juistheid staat vast
code-4x4-information-2 = 2: de bron weet het zelf, de melder niet
code-4x4-information-3 = 3: de bron weet het niet zelf, wel bevestigd
code-4x4-information-4 = 4: de bron weet het niet zelf, niet bevestigd

## admiralty-source

code-admiralty-source-A = A: volkomen betrouwbaar
code-admiralty-source-B = B: gewoonlijk betrouwbaar
code-admiralty-source-C = C: redelijk betrouwbaar
code-admiralty-source-D = D: gewoonlijk niet betrouwbaar
code-admiralty-source-E = E: onbetrouwbaar
code-admiralty-source-F = F: betrouwbaarheid niet te beoordelen

## admiralty-information

code-admiralty-information-1 = 1: bevestigd door andere bronnen
code-admiralty-information-2 = 2: waarschijnlijk juist
code-admiralty-information-3 = 3: mogelijk juist
code-admiralty-information-4 = 4: twijfelachtig
code-admiralty-information-5 = 5: onwaarschijnlijk
code-admiralty-information-6 = 6: juistheid niet te beoordelen

## notification-states

code-notification-states-deferred = uitgesteld

## confidence-levels

code-confidence-levels-verified = geverifieerd
code-confidence-levels-well-known = algemeen bekend
code-confidence-levels-illustrative = illustratief
code-confidence-levels-unsure = onzeker

## request-states

code-request-states-open = open
code-request-states-accepted = aangenomen
code-request-states-forwarded = doorgezonden
code-request-states-partly-answered = gedeeltelijk beantwoord
code-request-states-refused = geweigerd
code-request-states-answered = beantwoord
code-request-states-closed = afgesloten

## ratings

code-ratings-helped = hielp
code-ratings-no-help = hielp niet

## refusal-grounds

code-refusal-grounds-not-competent = niet bevoegd
code-refusal-grounds-no-legal-ground = geen rechtsgrond
code-refusal-grounds-disproportionate = onevenredig
code-refusal-grounds-insufficient = onvoldoende gegevens
code-refusal-grounds-duplicate = eerder gevraagd
code-refusal-grounds-secrecy = geheimhouding
code-refusal-grounds-absent = afwezig

## follow-up-states

code-follow-up-states-unowned = zonder eigenaar
code-follow-up-states-offered = aangeboden
code-follow-up-states-refused = geweigerd
code-follow-up-states-owned = heeft een eigenaar
code-follow-up-states-handed-over = overgedragen
code-follow-up-states-closed = afgesloten

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = maatregel genomen
code-follow-up-outcomes-no-measure-needed = geen maatregel nodig
code-follow-up-outcomes-no-power = geen bevoegdheid
code-follow-up-outcomes-other-channel = naar een ander kanaal

## own-checks

code-own-checks-confirmed = bevestigd
code-own-checks-partly-confirmed = deels bevestigd
code-own-checks-not-confirmed = niet bevestigd
code-own-checks-contradicted = weerlegd

## dispute-matters

code-dispute-matters-refusal = weigering
code-dispute-matters-condition = voorwaarde
code-dispute-matters-grading = beoordeling
code-dispute-matters-ownership = eigenaarschap

## dispute-grounds

code-dispute-grounds-law = het recht wordt anders gelezen
code-dispute-grounds-facts = de feiten liggen anders
code-dispute-grounds-proportion = niet evenredig
code-dispute-grounds-competence = een ander is bevoegd

## dispute-levels

code-dispute-levels-officer = behandelaars
code-dispute-levels-lawyer = juristen
code-dispute-levels-mediator = bemiddelaar
code-dispute-levels-steering-group = stuurgroep

## dispute-states

code-dispute-states-open = open
code-dispute-states-upheld = gehandhaafd
code-dispute-states-settled = geschikt
code-dispute-states-withdrawn = ingetrokken
code-dispute-states-found = bevinding van de bemiddelaar

## dispute-answers

code-dispute-answers-upheld = handhaaft
code-dispute-answers-yielded = geeft toe

## finding-outcomes

code-finding-outcomes-agreement = afspraak
code-finding-outcomes-pack-change = wijziging van een regelpakket
code-finding-outcomes-gap = wettelijke leemte
## consent-kinds

code-consent-kinds-cite = aanhalen in een besluit
code-consent-kinds-purpose = voor een ander doel gebruiken
code-consent-kinds-onward = doorgeven aan

## consent-states

code-consent-states-asked = gevraagd
code-consent-states-granted = toegestaan
code-consent-states-refused = geweigerd
code-consent-states-withdrawn = ingetrokken
code-consent-states-expired = verlopen
code-consent-states-ended = vervallen met het signaal

## recall-grounds

code-recall-grounds-error = fout
code-recall-grounds-unlawful = onrechtmatige verwerking
code-recall-grounds-erasure-request = verzoek om wissing
code-recall-grounds-expired = niet meer nodig
code-recall-grounds-acquittal = vrijspraak
code-recall-grounds-dismissal = zaak geseponeerd

## retraction-grounds

code-retraction-grounds-narrowed = niet meer voor deze ontvanger bestemd
code-retraction-grounds-rules = niet meer toegestaan door de regels

## endings

code-endings-recalled = teruggeroepen
code-endings-retracted = teruggenomen
code-endings-superseded = vervangen door een rectificatie
code-endings-expired = bewaartermijn verstreken

## legal-bases

code-legal-bases-nl-wgs = Wet gegevensverwerking door samenwerkingsverbanden (Wgs)
code-legal-bases-nl-bibob = Wet Bibob
code-legal-bases-nl-brp-local = gemeentelijke verordening over bevolkingsgegevens (BRP)
code-legal-bases-nl-wpg-wjsg = Wet politiegegevens en Wet justitiële en strafvorderlijke gegevens (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = Gatekeeper-protocol
code-legal-bases-be-law-2024-01-15 = Belgische wet van 15 januari 2024 over de gemeentelijke bestuurlijke handhaving (DIOB)
code-legal-bases-be-gas = Belgische wet van 24 juni 2013 over gemeentelijke administratieve sancties (GAS)
code-legal-bases-de-vwvfg = Duitse wet bestuursprocesrecht, §§ 4–8 (VwVfG, Amtshilfe)
code-legal-bases-de-ao-31a = Duitse belastingwet, § 31a (AO)
code-legal-bases-de-gewo = Duitse bedrijvenwet (GewO)
code-legal-bases-de-schwarzarbg = Duitse wet tegen zwartwerk (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = Frans wetboek binnenlandse veiligheid, art. L. 333-2
code-legal-bases-fr-codaf = Frans departementaal fraudecomité (CODAF, MICAF)
code-legal-bases-it-antimafia = Italiaans antimafiawetboek (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = Spaanse wet 40/2015, art. 155
code-legal-bases-se-lag-2016-774 = Zweedse wet (2016:774) over de plicht gegevens te verstrekken
code-legal-bases-se-osl-10-15a = Zweedse wet openbaarheid en geheimhouding, hfst. 10 § 15 a (OSL)
code-legal-bases-pt-cpa-66 = Portugees wetboek bestuursprocesrecht, art. 66 (CPA)
code-legal-bases-eu-gdpr = Algemene verordening gegevensbescherming (AVG)
code-legal-bases-eu-led = Richtlijn (EU) 2016/680
code-legal-bases-eu-imi = IMI-verordening (EU) nr. 1024/2012
code-legal-bases-eu-amld6 = witwasregels (EU) 2024/1624 en 2024/1640
code-legal-bases-eu-ai-act = AI-verordening (EU) 2024/1689
code-legal-bases-eu-other = andere handelingen van de Unie
code-legal-bases-nl-gemeentewet = Gemeentewet en eigen bevoegdheden van burgemeester en gemeente
code-legal-bases-nl-arbeid = Nederlandse arbeidsinspectie
code-legal-bases-eu-gdpr-6-1-e = taak van algemeen belang (AVG art. 6, lid 1, onder e)
code-legal-bases-eu-reg-515-97 = wederzijdse bijstand tussen douaneautoriteiten (Verordening (EG) nr. 515/97)
code-legal-bases-eu-bris = koppeling van handelsregisters (BRIS)
code-legal-bases-be-haven = Belgische havenbeveiliging, toegang van personen
