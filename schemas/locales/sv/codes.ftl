# Kodlistornas benämningar. Koden, aldrig översatt, står bredvid ordet.

## types

code-types-licence-integrity-concern = Oro för en tillståndshavares vandel
code-types-enforcement-measure = Myndighetsåtgärd
code-types-registration-irregularity = Oriktighet i ett register
code-types-address-misuse = Missbruk av en adress
code-types-front-person = Bulvan
code-types-premises-misuse = Missbruk av en lokal
code-types-procurement-chain = Upphandlingskedja
code-types-certificate-forgery = Förfalskat intyg
code-types-document-fraud = Dokumentbedrägeri
code-types-insider-pressure = Påtryckning mot en insider
code-types-official-intimidation = Hot mot förtroendevalda och tjänstemän
code-types-corruption-concern = Oro för korruption
code-types-access-pass-incident = Händelse med ett passerkort
code-types-customs-risk = Tullrisk
code-types-financial-construct = Finansiellt upplägg
code-types-sanctions-evasion = Kringgående av sanktioner
code-types-labour-exploitation = Arbetskraftsexploatering
code-types-illegal-goods-storage = Lagring av olagliga varor
code-types-assessment-result = Resultat av en bedömning
code-types-displacement = Förflyttning
code-types-phenomenon = Fenomen
code-types-request = Begäran

## purposes

code-purposes-licence-decision = beslut om tillstånd
code-purposes-subsidy-decision = beslut om bidrag
code-purposes-procurement-decision = beslut om upphandling
code-purposes-property-decision = beslut om fastighet
code-purposes-registry-gatekeeping = kontroll vid registrering
code-purposes-premises-measure = åtgärd mot en lokal
code-purposes-facility-access = tillträde till en anläggning
code-purposes-customs-supervision = tullkontroll
code-purposes-care-supervision = tillsyn över vård och omsorg
code-purposes-labour-supervision = arbetslivstillsyn
code-purposes-phenomenon-picture = bild av ett fenomen
code-purposes-criminal-investigation = brottsutredning
code-purposes-tax-assessment = beskattning
code-purposes-intelligence = underrättelseverksamhet

## roles

code-roles-municipality = kommun
code-roles-information-centre = informationscentrum
code-roles-district = krets (Kreis)
code-roles-district-government = distriktsregering (Bezirksregierung)
code-roles-business-register = företagsregister
code-roles-licensing-authority = tillståndsmyndighet
code-roles-procurement-authority = upphandlande myndighet
code-roles-customs = tull
code-roles-labour-inspectorate = arbetsinspektion
code-roles-care-inspectorate = vårdinspektion
code-roles-prefecture = prefektur
code-roles-port-facility = hamnanläggning
code-roles-housing-association = bostadsbolag
code-roles-mediator = medlare
code-roles-supervisory-authority = tillsynsmyndighet

## categories

code-categories-personal = personuppgifter
code-categories-offence = uppgifter om lagöverträdelser
code-categories-special = särskilda kategorier av personuppgifter
code-categories-tax = uppgifter under skattesekretess
code-categories-minor = uppgifter om en minderårig

## handling-codes

code-handling-codes-H0 = H0: endast mot brottslighet; administrativ användning efter tillstånd
code-handling-codes-H1 = H1: får inte användas i förfaranden
code-handling-codes-H2 = H2: ingen vidareöverföring utan ursprungsmyndighetens samtycke
code-handling-codes-H3 = H3: för administrativ användning, övriga begränsningar enligt uppgift

## uses

code-uses-lead-only = endast som uppslag
code-uses-ask-before-citing = fråga före citat
code-uses-may-be-cited = får citeras

## tlp

code-tlp-CLEAR = TLP:CLEAR, ingen begränsning
code-tlp-GREEN = TLP:GREEN, inom gemenskapen
code-tlp-AMBER = TLP:AMBER, den som behöver veta
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, inom organisationen
code-tlp-RED = TLP:RED, endast namngivna mottagare

## onward

code-onward-none = inte alls
code-onward-with-consent = med ursprungsmyndighetens samtycke
code-onward-in-country = inom innehavarens land
code-onward-audience = till alla avsedda mottagare

## threats

code-threats-don-1 = utnyttjande av det sociala skyddsnätet
code-threats-don-2 = inblandning som sprider sig som en oljefläck
code-threats-don-3 = påverkan på beslut
code-threats-don-4 = vinsterna finner sin väg
code-threats-don-5 = sammanflätning med statliga eller ideologiska aktörer

## subject-kinds

code-subject-kinds-legal-entity = juridisk person
code-subject-kinds-natural-person = fysisk person
code-subject-kinds-premises = lokal
code-subject-kinds-vehicle = fordon
code-subject-kinds-vessel = fartyg
code-subject-kinds-container = container
code-subject-kinds-licence = tillstånd
code-subject-kinds-access-pass = passerkort
code-subject-kinds-certificate = intyg
code-subject-kinds-account = konto
code-subject-kinds-event = händelse

## subject-roles

code-subject-roles-operator = verksamhetsutövare
code-subject-roles-applicant = sökande
code-subject-roles-contractor = leverantör
code-subject-roles-consignee = sändningens mottagare
code-subject-roles-consignment = sändning
code-subject-roles-location = plats
code-subject-roles-resident = boende
code-subject-roles-pass = kort
code-subject-roles-person-under-pressure = person under påtryckning
code-subject-roles-owner = ägare
code-subject-roles-director = företrädare
code-subject-roles-employee = anställd
code-subject-roles-other = annan

## relations

code-relations-director-of = företrädare för
code-relations-owner-of = ägare av
code-relations-located-at = belägen i
code-relations-uses = använder
code-relations-subcontractor-of = underleverantör till
code-relations-other = annan

## measures

code-measures-closure = stängning
code-measures-refusal = avslag
code-measures-withdrawal = återkallelse
code-measures-penalty = sanktion
code-measures-prohibition = förbud
code-measures-condition = villkor

## reviews

code-reviews-open = kan överklagas
code-reviews-under-appeal = överklagad
code-reviews-final = laga kraft
code-reviews-annulled = upphävd

## questions

code-questions-known-to-you = känt hos er
code-questions-measures-taken = vidtagna åtgärder
code-questions-still-in-force = gäller fortfarande
code-questions-other = annat

## answers

code-answers-full = fullständigt
code-answers-part = delvis
code-answers-none = inget svar

## urgency

code-urgency-normal = normal
code-urgency-urgent = brådskande
code-urgency-immediate = omedelbar

## schemes

code-schemes-nl-kvk = nummer hos Nederländernas handelskammare (KVK)
code-schemes-nl-rsin = nederländskt RSIN
code-schemes-be-kbo = belgiskt företagsnummer (KBO/BCE)
code-schemes-de-hr = tyskt handelsregisternummer
code-schemes-fr-siren = franskt SIREN-nummer
code-schemes-fr-siret = franskt SIRET-nummer
code-schemes-it-piva = italienskt momsnummer (partita IVA)
code-schemes-it-cf = italienskt skattenummer (codice fiscale)
code-schemes-es-cif = spanskt skattenummer (NIF/CIF)
code-schemes-se-orgnr = organisationsnummer
code-schemes-pt-nipc = portugisiskt NIPC
code-schemes-euid = europeisk unik identitetsbeteckning (EUID)
code-schemes-vat = momsregistreringsnummer
code-schemes-lei = identifieringskod för juridiska personer (LEI)
code-schemes-imo = IMO-nummer för fartyg
code-schemes-iso6346 = containernummer (ISO 6346)
code-schemes-vin = fordonets identifieringsnummer (VIN)
code-schemes-iban = bankkontonummer (IBAN)
code-schemes-locode = hamn eller plats (UN/LOCODE)

## environments

code-environments-test = test
code-environments-acceptance = acceptanstest
code-environments-production = produktion

## user-roles

code-user-roles-reader = läsare
code-user-roles-submitter = inlämnare
code-user-roles-releaser = frisläppare
code-user-roles-policy-officer = policyhandläggare
code-user-roles-administrator = administratör
code-user-roles-auditor = revisor

## channels

code-channels-police = polisen
code-channels-tax = skattemyndigheten
code-channels-fiu = finansunderrättelseenheten (FIU)
code-channels-intelligence = underrättelsetjänsten

## languages

code-languages-nl = nederländska
code-languages-fr = franska
code-languages-de = tyska
code-languages-en = engelska
code-languages-it = italienska
code-languages-es = spanska
code-languages-sv = svenska
code-languages-pt = portugisiska

## 4x4-source

code-4x4-source-A = A: inget tvivel om källan
code-4x4-source-B = B: hittills oftast tillförlitlig
code-4x4-source-C = C: hittills oftast inte tillförlitlig
code-4x4-source-X = X: kan inte bedömas

## 4x4-information

code-4x4-information-1 = 1: riktigheten är ställd utom tvivel
code-4x4-information-2 = 2: känd av källan själv, inte av uppgiftslämnaren
code-4x4-information-3 = 3: inte känd av källan själv, men bekräftad
code-4x4-information-4 = 4: inte känd av källan själv, inte bekräftad

## admiralty-source

code-admiralty-source-A = A: helt tillförlitlig
code-admiralty-source-B = B: vanligen tillförlitlig
code-admiralty-source-C = C: tämligen tillförlitlig
code-admiralty-source-D = D: vanligen inte tillförlitlig
code-admiralty-source-E = E: inte tillförlitlig
code-admiralty-source-F = F: tillförlitligheten kan inte bedömas

## admiralty-information

code-admiralty-information-1 = 1: bekräftad av andra källor
code-admiralty-information-2 = 2: sannolikt riktig
code-admiralty-information-3 = 3: möjligen riktig
code-admiralty-information-4 = 4: tveksam
code-admiralty-information-5 = 5: osannolik
code-admiralty-information-6 = 6: riktigheten kan inte bedömas

## notification-states

code-notification-states-deferred = uppskjuten

## confidence-levels

code-confidence-levels-verified = kontrollerad
code-confidence-levels-well-known = allmänt känd
code-confidence-levels-illustrative = illustrativ
code-confidence-levels-unsure = osäker

## request-states

code-request-states-open = öppen
code-request-states-accepted = godtagen
code-request-states-forwarded = vidarebefordrad
code-request-states-partly-answered = delvis besvarad
code-request-states-refused = avslagen
code-request-states-answered = besvarad
code-request-states-closed = avslutad

## ratings

code-ratings-helped = till hjälp
code-ratings-no-help = till ingen hjälp

## refusal-grounds

code-refusal-grounds-not-competent = inte behörig
code-refusal-grounds-no-legal-ground = rättslig grund saknas
code-refusal-grounds-disproportionate = oproportionerlig
code-refusal-grounds-insufficient = otillräckliga uppgifter
code-refusal-grounds-duplicate = redan begärd
code-refusal-grounds-secrecy = sekretess
code-refusal-grounds-absent = frånvarande

## follow-up-states

code-follow-up-states-unowned = utan ansvarig
code-follow-up-states-offered = erbjuden
code-follow-up-states-refused = avböjd
code-follow-up-states-owned = har en ansvarig
code-follow-up-states-handed-over = överlämnad
code-follow-up-states-closed = avslutad

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = åtgärd vidtagen
code-follow-up-outcomes-no-measure-needed = ingen åtgärd behövs
code-follow-up-outcomes-no-power = befogenhet saknas
code-follow-up-outcomes-other-channel = till en annan kanal

## own-checks

code-own-checks-confirmed = bekräftad
code-own-checks-partly-confirmed = delvis bekräftad
code-own-checks-not-confirmed = inte bekräftad
code-own-checks-contradicted = motbevisad

## dispute-matters

code-dispute-matters-refusal = avslag
code-dispute-matters-condition = villkor
code-dispute-matters-grading = värdering
code-dispute-matters-ownership = ansvar för uppföljning

## dispute-grounds

code-dispute-grounds-law = lagen läses på annat sätt
code-dispute-grounds-facts = sakförhållandena är andra
code-dispute-grounds-proportion = oproportionerligt
code-dispute-grounds-competence = en annan är behörig

## dispute-levels

code-dispute-levels-officer = handläggare
code-dispute-levels-lawyer = jurister
code-dispute-levels-mediator = medlare
code-dispute-levels-steering-group = styrgrupp

## dispute-states

code-dispute-states-open = öppen
code-dispute-states-upheld = vidhållen
code-dispute-states-settled = löst
code-dispute-states-withdrawn = återtagen
code-dispute-states-found = medlaren har funnit

## dispute-answers

code-dispute-answers-upheld = vidhåller
code-dispute-answers-yielded = ger efter

## finding-outcomes

code-finding-outcomes-agreement = överenskommelse
code-finding-outcomes-pack-change = ändring av ett regelpaket
code-finding-outcomes-gap = rättslig lucka
## consent-kinds

code-consent-kinds-cite = citera i ett beslut
code-consent-kinds-purpose = använda för ett annat ändamål
code-consent-kinds-onward = vidarebefordra till

## consent-states

code-consent-states-asked = begärt
code-consent-states-granted = beviljat
code-consent-states-refused = nekat
code-consent-states-withdrawn = återkallat
code-consent-states-expired = utgånget
code-consent-states-ended = upphört med signalen

## recall-grounds

code-recall-grounds-error = fel
code-recall-grounds-unlawful = olaglig behandling
code-recall-grounds-erasure-request = begäran om radering
code-recall-grounds-expired = behövs inte längre
code-recall-grounds-acquittal = frikännande
code-recall-grounds-dismissal = ärendet nedlagt

## retraction-grounds

code-retraction-grounds-narrowed = inte längre avsedd för denna mottagare
code-retraction-grounds-rules = inte längre tillåten enligt reglerna

## endings

code-endings-recalled = återkallad
code-endings-retracted = återtagen
code-endings-superseded = ersatt av en rättelse
code-endings-expired = lagringstiden har gått ut

## legal-bases

code-legal-bases-nl-wgs = nederländsk lag om samverkansorgans behandling av uppgifter (Wgs)
code-legal-bases-nl-bibob = nederländska Bibob-lagen (vandelsprövning)
code-legal-bases-nl-brp-local = nederländsk kommunal föreskrift om folkbokföringsuppgifter (BRP)
code-legal-bases-nl-wpg-wjsg = nederländska lagar om polisiära och rättsliga uppgifter (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = Gatekeeper-protokollet
code-legal-bases-be-law-2024-01-15 = belgisk lag av den 15 januari 2024 om kommunernas administrativa arbetssätt (DIOB)
code-legal-bases-be-gas = belgisk lag av den 24 juni 2013 om kommunala administrativa sanktioner (GAS/SAC)
code-legal-bases-de-vwvfg = tysk förvaltningsprocesslag, 4–8 §§ (VwVfG, Amtshilfe)
code-legal-bases-de-ao-31a = tysk skattelag, 31a § (AO)
code-legal-bases-de-gewo = tysk näringslag (GewO)
code-legal-bases-de-schwarzarbg = tysk lag mot svartarbete (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = fransk lag om inre säkerhet, art. L. 333-2
code-legal-bases-fr-codaf = fransk samverkanskommitté mot fusk (CODAF, MICAF)
code-legal-bases-it-antimafia = italiensk antimaffialag (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = spansk lag 40/2015, art. 155
code-legal-bases-se-lag-2016-774 = lag (2016:774) om uppgiftsskyldighet
code-legal-bases-se-osl-10-15a = offentlighets- och sekretesslagen, 10 kap. 15 a § (OSL)
code-legal-bases-pt-cpa-66 = portugisisk förvaltningsprocesslag, art. 66 (CPA)
code-legal-bases-eu-gdpr = dataskyddsförordningen (GDPR)
code-legal-bases-eu-led = direktiv (EU) 2016/680
code-legal-bases-eu-imi = IMI-förordningen (EU) nr 1024/2012
code-legal-bases-eu-amld6 = penningtvättsregler (EU) 2024/1624 och 2024/1640
code-legal-bases-eu-ai-act = förordningen om artificiell intelligens (EU) 2024/1689
code-legal-bases-eu-other = andra unionsakter
code-legal-bases-nl-gemeentewet = nederländska kommunallagen och borgmästarens och kommunens egna befogenheter (Gemeentewet)
code-legal-bases-nl-arbeid = nederländsk arbetsinspektion
code-legal-bases-eu-gdpr-6-1-e = uppgift av allmänt intresse (GDPR art. 6.1 e)
code-legal-bases-eu-reg-515-97 = ömsesidigt bistånd mellan tullmyndigheter (förordning (EG) nr 515/97)
code-legal-bases-eu-bris = sammankoppling av företagsregister (BRIS)
code-legal-bases-be-haven = belgiskt hamnskydd, personers tillträde
