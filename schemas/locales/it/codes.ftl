# Etichette degli elenchi di codici. Il codice, mai tradotto, sta accanto alla parola.

## types

code-types-licence-integrity-concern = Dubbi sull’integrità del titolare di un’autorizzazione
code-types-enforcement-measure = Misura amministrativa
code-types-registration-irregularity = Irregolarità in un registro
code-types-address-misuse = Uso improprio di un indirizzo
code-types-front-person = Prestanome
code-types-premises-misuse = Uso improprio di un immobile
code-types-procurement-chain = Catena degli appalti
code-types-certificate-forgery = Certificato falso
code-types-document-fraud = Frode documentale
code-types-insider-pressure = Pressione su un addetto interno
code-types-official-intimidation = Intimidazione di amministratori pubblici
code-types-corruption-concern = Timore di corruzione
code-types-access-pass-incident = Incidente con un badge di accesso
code-types-customs-risk = Rischio doganale
code-types-financial-construct = Costruzione finanziaria
code-types-sanctions-evasion = Elusione di sanzioni
code-types-labour-exploitation = Sfruttamento lavorativo
code-types-illegal-goods-storage = Deposito di merci illecite
code-types-assessment-result = Esito di una valutazione
code-types-displacement = Spostamento
code-types-phenomenon = Fenomeno
code-types-request = Richiesta

## purposes

code-purposes-licence-decision = decisione su un’autorizzazione
code-purposes-subsidy-decision = decisione su una sovvenzione
code-purposes-procurement-decision = decisione su un appalto
code-purposes-property-decision = decisione su un immobile
code-purposes-registry-gatekeeping = controllo all’ingresso di un registro
code-purposes-premises-measure = misura su un immobile
code-purposes-facility-access = accesso a un impianto
code-purposes-customs-supervision = vigilanza doganale
code-purposes-care-supervision = vigilanza sull’assistenza
code-purposes-labour-supervision = vigilanza sul lavoro
code-purposes-phenomenon-picture = quadro di un fenomeno
code-purposes-criminal-investigation = indagine penale
code-purposes-tax-assessment = accertamento fiscale
code-purposes-intelligence = intelligence

## roles

code-roles-municipality = comune
code-roles-information-centre = centro informativo
code-roles-district = distretto (Kreis)
code-roles-district-government = governo distrettuale (Bezirksregierung)
code-roles-business-register = registro delle imprese
code-roles-licensing-authority = autorità di rilascio delle autorizzazioni
code-roles-procurement-authority = stazione appaltante
code-roles-customs = dogana
code-roles-labour-inspectorate = ispettorato del lavoro
code-roles-care-inspectorate = ispettorato dell’assistenza
code-roles-prefecture = prefettura
code-roles-port-facility = impianto portuale
code-roles-housing-association = ente di edilizia sociale
code-roles-mediator = mediatore
code-roles-supervisory-authority = autorità di vigilanza

## categories

code-categories-personal = dati personali
code-categories-offence = dati relativi a reati
code-categories-special = categorie particolari di dati personali
code-categories-tax = dati coperti da segreto fiscale
code-categories-minor = dati relativi a un minore

## handling-codes

code-handling-codes-H0 = H0: solo contro la criminalità; uso amministrativo previa autorizzazione
code-handling-codes-H1 = H1: da non usare in un procedimento
code-handling-codes-H2 = H2: nessun trasferimento successivo senza il consenso dell’autorità di origine
code-handling-codes-H3 = H3: per uso amministrativo, altre restrizioni come indicato

## uses

code-uses-lead-only = solo come spunto
code-uses-ask-before-citing = chiedere prima di citare
code-uses-may-be-cited = può essere citato

## tlp

code-tlp-CLEAR = TLP:CLEAR, senza limiti
code-tlp-GREEN = TLP:GREEN, nella comunità
code-tlp-AMBER = TLP:AMBER, solo chi deve sapere
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, nell’organizzazione
code-tlp-RED = TLP:RED, solo destinatari nominati

## onward

code-onward-none = in nessun caso
code-onward-with-consent = con il consenso dell’autorità di origine
code-onward-in-country = nel paese del detentore
code-onward-audience = a tutti i destinatari previsti

## threats

code-threats-don-1 = uso della rete di protezione sociale
code-threats-don-2 = macchia d’olio del coinvolgimento
code-threats-don-3 = influenza sulle decisioni
code-threats-don-4 = i proventi trovano la loro strada
code-threats-don-5 = intreccio con attori statali o ideologici

## subject-kinds

code-subject-kinds-legal-entity = persona giuridica
code-subject-kinds-natural-person = persona fisica
code-subject-kinds-premises = immobile
code-subject-kinds-vehicle = veicolo
code-subject-kinds-vessel = nave
code-subject-kinds-container = container
code-subject-kinds-licence = autorizzazione
code-subject-kinds-access-pass = badge di accesso
code-subject-kinds-certificate = certificato
code-subject-kinds-account = conto
code-subject-kinds-event = evento

## subject-roles

code-subject-roles-operator = gestore
code-subject-roles-applicant = richiedente
code-subject-roles-contractor = appaltatore
code-subject-roles-consignee = destinatario della spedizione
code-subject-roles-consignment = spedizione
code-subject-roles-location = luogo
code-subject-roles-resident = residente
code-subject-roles-pass = badge
code-subject-roles-person-under-pressure = persona sotto pressione
code-subject-roles-owner = proprietario
code-subject-roles-director = amministratore
code-subject-roles-employee = dipendente
code-subject-roles-other = altro

## relations

code-relations-director-of = amministratore di
code-relations-owner-of = proprietario di
code-relations-located-at = situato in
code-relations-uses = utilizza
code-relations-subcontractor-of = subappaltatore di
code-relations-other = altro

## measures

code-measures-closure = chiusura
code-measures-refusal = diniego
code-measures-withdrawal = revoca
code-measures-penalty = sanzione
code-measures-prohibition = divieto
code-measures-condition = prescrizione

## reviews

code-reviews-open = impugnabile
code-reviews-under-appeal = impugnata
code-reviews-final = definitiva
code-reviews-annulled = annullata

## questions

code-questions-known-to-you = noto a voi
code-questions-measures-taken = misure adottate
code-questions-still-in-force = ancora in vigore
code-questions-other = altro

## answers

code-answers-full = completa
code-answers-part = parziale
code-answers-none = nessuna risposta

## urgency

code-urgency-normal = normale
code-urgency-urgent = urgente
code-urgency-immediate = immediata

## schemes

code-schemes-nl-kvk = numero della camera di commercio olandese (KVK)
code-schemes-nl-rsin = RSIN olandese
code-schemes-be-kbo = numero di impresa belga (KBO/BCE)
code-schemes-de-hr = numero del registro di commercio tedesco
code-schemes-fr-siren = numero SIREN francese
code-schemes-fr-siret = numero SIRET francese
code-schemes-it-piva = partita IVA
code-schemes-it-cf = codice fiscale
code-schemes-es-cif = numero fiscale spagnolo (NIF/CIF)
code-schemes-se-orgnr = numero di organizzazione svedese
code-schemes-pt-nipc = NIPC portoghese
code-schemes-euid = identificativo unico europeo (EUID)
code-schemes-vat = numero IVA
code-schemes-lei = identificativo della persona giuridica (LEI)
code-schemes-imo = numero IMO della nave
code-schemes-iso6346 = numero di container (ISO 6346)
code-schemes-vin = numero di identificazione del veicolo (VIN)
code-schemes-iban = numero di conto bancario (IBAN)
code-schemes-locode = porto o luogo (UN/LOCODE)

## environments

code-environments-test = test
code-environments-acceptance = collaudo
code-environments-production = produzione

## user-roles

code-user-roles-reader = lettore
code-user-roles-submitter = redattore
code-user-roles-releaser = autorizzatore
code-user-roles-policy-officer = responsabile delle politiche
code-user-roles-administrator = amministratore di sistema
code-user-roles-auditor = revisore

## channels

code-channels-police = polizia
code-channels-tax = amministrazione fiscale
code-channels-fiu = unità di informazione finanziaria (UIF)
code-channels-intelligence = servizio di intelligence

## languages

code-languages-nl = olandese
code-languages-fr = francese
code-languages-de = tedesco
code-languages-en = inglese
code-languages-it = italiano
code-languages-es = spagnolo
code-languages-sv = svedese
code-languages-pt = portoghese

## 4x4-source

code-4x4-source-A = A: nessun dubbio sulla fonte
code-4x4-source-B = B: finora per lo più affidabile
code-4x4-source-C = C: finora per lo più inaffidabile
code-4x4-source-X = X: non valutabile

## 4x4-information

code-4x4-information-1 = 1: esattezza fuori dubbio
code-4x4-information-2 = 2: nota personalmente alla fonte, non a chi riferisce
code-4x4-information-3 = 3: non nota personalmente alla fonte, confermata
code-4x4-information-4 = 4: non nota personalmente alla fonte, non confermata

## admiralty-source

code-admiralty-source-A = A: del tutto affidabile
code-admiralty-source-B = B: di norma affidabile
code-admiralty-source-C = C: abbastanza affidabile
code-admiralty-source-D = D: di norma non affidabile
code-admiralty-source-E = E: inaffidabile
code-admiralty-source-F = F: affidabilità non valutabile

## admiralty-information

code-admiralty-information-1 = 1: confermata da altre fonti
code-admiralty-information-2 = 2: probabilmente vera
code-admiralty-information-3 = 3: forse vera
code-admiralty-information-4 = 4: dubbia
code-admiralty-information-5 = 5: improbabile
code-admiralty-information-6 = 6: verità non valutabile

## notification-states

code-notification-states-deferred = differita

## confidence-levels

code-confidence-levels-verified = verificato
code-confidence-levels-well-known = ben noto
code-confidence-levels-illustrative = illustrativo
code-confidence-levels-unsure = incerto

## request-states

code-request-states-open = aperta
code-request-states-accepted = accettata
code-request-states-forwarded = inoltrata
code-request-states-partly-answered = risposta parziale
code-request-states-refused = rifiutata
code-request-states-answered = risposta data
code-request-states-closed = chiusa

## ratings

code-ratings-helped = utile
code-ratings-no-help = di nessun aiuto

## refusal-grounds

code-refusal-grounds-not-competent = autorità non competente
code-refusal-grounds-no-legal-ground = nessuna base giuridica
code-refusal-grounds-disproportionate = sproporzionata
code-refusal-grounds-insufficient = indicazioni insufficienti
code-refusal-grounds-duplicate = già presentata
code-refusal-grounds-secrecy = segreto
code-refusal-grounds-absent = assente

## follow-up-states

code-follow-up-states-unowned = senza responsabile
code-follow-up-states-offered = proposto
code-follow-up-states-refused = rifiutato
code-follow-up-states-owned = ha un responsabile
code-follow-up-states-handed-over = trasferito
code-follow-up-states-closed = chiuso

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = misura adottata
code-follow-up-outcomes-no-measure-needed = nessuna misura necessaria
code-follow-up-outcomes-no-power = nessun potere di agire
code-follow-up-outcomes-other-channel = a un altro canale

## own-checks

code-own-checks-confirmed = confermato
code-own-checks-partly-confirmed = confermato in parte
code-own-checks-not-confirmed = non confermato
code-own-checks-contradicted = smentito

## dispute-matters

code-dispute-matters-refusal = diniego
code-dispute-matters-condition = condizione
code-dispute-matters-grading = valutazione
code-dispute-matters-ownership = responsabilità del seguito

## dispute-grounds

code-dispute-grounds-law = il diritto è letto in altro modo
code-dispute-grounds-facts = i fatti sono altri
code-dispute-grounds-proportion = sproporzionato
code-dispute-grounds-competence = è competente un altro

## dispute-levels

code-dispute-levels-officer = funzionari
code-dispute-levels-lawyer = giuristi
code-dispute-levels-mediator = mediatore
code-dispute-levels-steering-group = comitato direttivo

## dispute-states

code-dispute-states-open = aperta
code-dispute-states-upheld = confermata
code-dispute-states-settled = composta
code-dispute-states-withdrawn = ritirata
code-dispute-states-found = con accertamento del mediatore

## dispute-answers

code-dispute-answers-upheld = conferma
code-dispute-answers-yielded = cede

## finding-outcomes

code-finding-outcomes-agreement = accordo
code-finding-outcomes-pack-change = modifica di un pacchetto di regole
code-finding-outcomes-gap = lacuna giuridica
## consent-kinds

code-consent-kinds-cite = citare in una decisione
code-consent-kinds-purpose = usare per un altro scopo
code-consent-kinds-onward = trasmettere a

## consent-states

code-consent-states-asked = richiesto
code-consent-states-granted = concesso
code-consent-states-refused = rifiutato
code-consent-states-withdrawn = revocato
code-consent-states-expired = scaduto
code-consent-states-ended = estinto con il segnale

## recall-grounds

code-recall-grounds-error = errore
code-recall-grounds-unlawful = trattamento illecito
code-recall-grounds-erasure-request = richiesta di cancellazione
code-recall-grounds-expired = non più necessario
code-recall-grounds-acquittal = assoluzione
code-recall-grounds-dismissal = archiviazione

## retraction-grounds

code-retraction-grounds-narrowed = non più destinato a questo destinatario
code-retraction-grounds-rules = non più consentito dalle regole

## endings

code-endings-recalled = richiamato
code-endings-retracted = ripreso
code-endings-superseded = sostituito da una rettifica
code-endings-expired = periodo di conservazione scaduto

## legal-bases

code-legal-bases-nl-wgs = legge olandese sul trattamento dei dati da parte dei partenariati (Wgs)
code-legal-bases-nl-bibob = legge olandese Bibob (valutazione dell’integrità)
code-legal-bases-nl-brp-local = regolamento comunale olandese sui dati anagrafici (BRP)
code-legal-bases-nl-wpg-wjsg = leggi olandesi sui dati di polizia e giudiziari (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = protocollo Gatekeeper
code-legal-bases-be-law-2024-01-15 = legge belga del 15 gennaio 2024 sull’approccio amministrativo comunale (DIOB)
code-legal-bases-be-gas = legge belga del 24 giugno 2013 sulle sanzioni amministrative comunali (GAS/SAC)
code-legal-bases-de-vwvfg = legge tedesca sul procedimento amministrativo, §§ 4–8 (VwVfG, Amtshilfe)
code-legal-bases-de-ao-31a = codice tributario tedesco, § 31a (AO)
code-legal-bases-de-gewo = codice tedesco delle attività economiche (GewO)
code-legal-bases-de-schwarzarbg = legge tedesca contro il lavoro sommerso (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = codice francese della sicurezza interna, art. L. 333-2
code-legal-bases-fr-codaf = comitato francese antifrode (CODAF, MICAF)
code-legal-bases-it-antimafia = codice antimafia (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = legge spagnola 40/2015, art. 155
code-legal-bases-se-lag-2016-774 = legge svedese (2016:774) sull’obbligo di comunicazione
code-legal-bases-se-osl-10-15a = legge svedese sulla pubblicità e sul segreto, cap. 10, § 15 a (OSL)
code-legal-bases-pt-cpa-66 = codice portoghese del procedimento amministrativo, art. 66 (CPA)
code-legal-bases-eu-gdpr = regolamento generale sulla protezione dei dati (GDPR)
code-legal-bases-eu-led = direttiva (UE) 2016/680
code-legal-bases-eu-imi = regolamento IMI (UE) n. 1024/2012
code-legal-bases-eu-amld6 = norme antiriciclaggio (UE) 2024/1624 e 2024/1640
code-legal-bases-eu-ai-act = regolamento sull’intelligenza artificiale (UE) 2024/1689
code-legal-bases-eu-other = altri atti dell’Unione
code-legal-bases-nl-gemeentewet = legge comunale olandese e poteri propri del sindaco e del comune (Gemeentewet)
code-legal-bases-nl-arbeid = ispezione del lavoro olandese
code-legal-bases-eu-gdpr-6-1-e = compito di interesse pubblico (GDPR, art. 6, par. 1, lett. e)
code-legal-bases-eu-reg-515-97 = mutua assistenza tra autorità doganali (regolamento (CE) n. 515/97)
code-legal-bases-eu-bris = interconnessione dei registri delle imprese (BRIS)
code-legal-bases-be-haven = sicurezza portuale belga, accesso delle persone
