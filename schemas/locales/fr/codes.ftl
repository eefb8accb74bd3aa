# Libellés des listes de codes. Le code, jamais traduit, figure à côté du mot.

## types

code-types-licence-integrity-concern = Doute sur l’intégrité d’un titulaire d’autorisation
code-types-enforcement-measure = Mesure administrative
code-types-registration-irregularity = Irrégularité dans un registre
code-types-address-misuse = Usage abusif d’une adresse
code-types-front-person = Prête-nom
code-types-premises-misuse = Usage abusif d’un local
code-types-procurement-chain = Chaîne de marchés publics
code-types-certificate-forgery = Faux certificat
code-types-document-fraud = Fraude documentaire
code-types-insider-pressure = Pression sur une personne de l’intérieur
code-types-official-intimidation = Intimidation d’agents publics ou d’élus
code-types-corruption-concern = Inquiétude quant à une corruption
code-types-access-pass-incident = Incident lié à un badge d’accès
code-types-customs-risk = Risque douanier
code-types-financial-construct = Montage financier
code-types-sanctions-evasion = Contournement de sanctions
code-types-labour-exploitation = Exploitation par le travail
code-types-illegal-goods-storage = Entreposage de marchandises illicites
code-types-assessment-result = Résultat d’une évaluation
code-types-displacement = Déplacement
code-types-phenomenon = Phénomène
code-types-request = Demande

## purposes

code-purposes-licence-decision = décision sur une autorisation
code-purposes-subsidy-decision = décision sur une subvention
code-purposes-procurement-decision = décision sur un marché public
code-purposes-property-decision = décision immobilière
code-purposes-registry-gatekeeping = contrôle à l’entrée d’un registre
code-purposes-premises-measure = mesure visant un local
code-purposes-facility-access = accès à une installation
code-purposes-customs-supervision = contrôle douanier
code-purposes-care-supervision = contrôle des soins
code-purposes-labour-supervision = contrôle du travail
code-purposes-phenomenon-picture = tableau d’un phénomène
code-purposes-criminal-investigation = enquête pénale
code-purposes-tax-assessment = établissement de l’impôt
code-purposes-intelligence = renseignement

## roles

code-roles-municipality = commune
code-roles-information-centre = centre d’information
code-roles-district = district (Kreis)
code-roles-district-government = gouvernement de district (Bezirksregierung)
code-roles-business-register = registre du commerce
code-roles-licensing-authority = autorité de délivrance d’autorisations
code-roles-procurement-authority = pouvoir adjudicateur
code-roles-customs = douane
code-roles-labour-inspectorate = inspection du travail
code-roles-care-inspectorate = inspection des soins
code-roles-prefecture = préfecture
code-roles-port-facility = installation portuaire
code-roles-housing-association = bailleur social
code-roles-mediator = médiateur
code-roles-supervisory-authority = autorité de contrôle

## categories

code-categories-personal = données à caractère personnel
code-categories-offence = données relatives aux infractions
code-categories-special = catégories particulières de données à caractère personnel
code-categories-tax = données couvertes par le secret fiscal
code-categories-minor = données relatives à un mineur

## handling-codes

code-handling-codes-H0 = H0 : contre la criminalité uniquement ; usage administratif sur autorisation
code-handling-codes-H1 = H1 : à ne pas utiliser dans une procédure
code-handling-codes-H2 = H2 : pas de transmission ultérieure sans l’accord de l’autorité d’origine
code-handling-codes-H3 = H3 : pour usage administratif, autres restrictions telles qu’indiquées

## uses

code-uses-lead-only = à titre d’indication seulement
code-uses-ask-before-citing = demander avant de citer
code-uses-may-be-cited = peut être cité

## tlp

code-tlp-CLEAR = TLP:CLEAR, sans limite
code-tlp-GREEN = TLP:GREEN, au sein de la communauté
code-tlp-AMBER = TLP:AMBER, besoin d’en connaître
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, au sein de l’organisation
code-tlp-RED = TLP:RED, destinataires nommés uniquement

## onward

code-onward-none = en aucun cas
code-onward-with-consent = avec l’accord de l’autorité d’origine
code-onward-in-country = dans le pays du détenteur
code-onward-audience = à tous les destinataires prévus

## threats

code-threats-don-1 = recours au filet de sécurité sociale
code-threats-don-2 = tache d’huile de l’implication
code-threats-don-3 = influence sur les décisions
code-threats-don-4 = les produits du crime trouvent leur voie
code-threats-don-5 = imbrication avec des acteurs étatiques ou idéologiques

## subject-kinds

code-subject-kinds-legal-entity = personne morale
code-subject-kinds-natural-person = personne physique
code-subject-kinds-premises = local
code-subject-kinds-vehicle = véhicule
code-subject-kinds-vessel = navire
code-subject-kinds-container = conteneur
code-subject-kinds-licence = autorisation
code-subject-kinds-access-pass = badge d’accès
code-subject-kinds-certificate = certificat
code-subject-kinds-account = compte
code-subject-kinds-event = événement

## subject-roles

code-subject-roles-operator = exploitant
code-subject-roles-applicant = demandeur
code-subject-roles-contractor = titulaire de marché
code-subject-roles-consignee = destinataire de l’envoi
code-subject-roles-consignment = envoi
code-subject-roles-location = lieu
code-subject-roles-resident = résident
code-subject-roles-pass = badge
code-subject-roles-person-under-pressure = personne sous pression
code-subject-roles-owner = propriétaire
code-subject-roles-director = dirigeant
code-subject-roles-employee = salarié
code-subject-roles-other = autre

## relations

code-relations-director-of = dirigeant de
code-relations-owner-of = propriétaire de
code-relations-located-at = situé à
code-relations-uses = utilise
code-relations-subcontractor-of = sous-traitant de
code-relations-other = autre

## measures

code-measures-closure = fermeture
code-measures-refusal = refus
code-measures-withdrawal = retrait
code-measures-penalty = sanction
code-measures-prohibition = interdiction
code-measures-condition = condition

## reviews

code-reviews-open = recours ouvert
code-reviews-under-appeal = recours en cours
code-reviews-final = définitive
code-reviews-annulled = annulée

## questions

code-questions-known-to-you = connu de vous
code-questions-measures-taken = mesures prises
code-questions-still-in-force = encore en vigueur
code-questions-other = autre

## answers

code-answers-full = complète
code-answers-part = partielle
code-answers-none = pas de réponse

## urgency

code-urgency-normal = normale
code-urgency-urgent = urgente
code-urgency-immediate = immédiate

## schemes

code-schemes-nl-kvk = numéro de la chambre de commerce néerlandaise (KVK)
code-schemes-nl-rsin = RSIN néerlandais
code-schemes-be-kbo = numéro d’entreprise belge (BCE)
code-schemes-de-hr = numéro du registre du commerce allemand
code-schemes-fr-siren = numéro SIREN français
code-schemes-fr-siret = numéro SIRET français
code-schemes-it-piva = numéro de TVA italien (partita IVA)
code-schemes-it-cf = code fiscal italien (codice fiscale)
code-schemes-es-cif = numéro fiscal espagnol (NIF/CIF)
code-schemes-se-orgnr = numéro d’organisation suédois
code-schemes-pt-nipc = NIPC portugais
code-schemes-euid = identifiant unique européen (EUID)
code-schemes-vat = numéro de TVA
code-schemes-lei = identifiant d’entité juridique (LEI)
code-schemes-imo = numéro OMI de navire
code-schemes-iso6346 = numéro de conteneur (ISO 6346)
code-schemes-vin = numéro d’identification du véhicule (VIN)
code-schemes-iban = numéro de compte bancaire (IBAN)
code-schemes-locode = port ou lieu (UN/LOCODE)

## environments

code-environments-test = test
code-environments-acceptance = recette
code-environments-production = production

## user-roles

code-user-roles-reader = lecteur
code-user-roles-submitter = rédacteur
code-user-roles-releaser = valideur
code-user-roles-policy-officer = chargé de la politique
code-user-roles-administrator = administrateur
code-user-roles-auditor = auditeur

## channels

code-channels-police = police
code-channels-tax = administration fiscale
code-channels-fiu = cellule de renseignement financier (CRF)
code-channels-intelligence = service de renseignement

## languages

code-languages-nl = néerlandais
code-languages-fr = français
code-languages-de = allemand
code-languages-en = anglais
code-languages-it = italien
code-languages-es = espagnol
code-languages-sv = suédois
code-languages-pt = portugais

## 4x4-source

code-4x4-source-A = A : aucun doute sur la source
code-4x4-source-B = B : le plus souvent fiable jusqu’ici
code-4x4-source-C = C : le plus souvent peu fiable jusqu’ici
code-4x4-source-X = X : ne peut être évaluée

## 4x4-information

code-4x4-information-1 = 1 : exactitude hors de doute
code-4x4-information-2 = 2 : connue personnellement de la source, non du rapporteur
code-4x4-information-3 = 3 : non connue personnellement de la source, corroborée
code-4x4-information-4 = 4 : non connue personnellement de la source, non corroborée

## admiralty-source

code-admiralty-source-A = A : entièrement fiable
code-admiralty-source-B = B : habituellement fiable
code-admiralty-source-C = C : assez fiable
code-admiralty-source-D = D : habituellement peu fiable
code-admiralty-source-E = E : non fiable
code-admiralty-source-F = F : fiabilité impossible à apprécier

## admiralty-information

code-admiralty-information-1 = 1 : confirmée par d’autres sources
code-admiralty-information-2 = 2 : probablement exacte
code-admiralty-information-3 = 3 : peut-être exacte
code-admiralty-information-4 = 4 : douteuse
code-admiralty-information-5 = 5 : improbable
code-admiralty-information-6 = 6 : exactitude impossible à apprécier

## notification-states

code-notification-states-deferred = différée

## confidence-levels

code-confidence-levels-verified = vérifié
code-confidence-levels-well-known = bien connu
code-confidence-levels-illustrative = à titre d’illustration
code-confidence-levels-unsure = incertain

## request-states

code-request-states-open = ouverte
code-request-states-accepted = acceptée
code-request-states-forwarded = transmise
code-request-states-partly-answered = réponse partielle
code-request-states-refused = refusée
code-request-states-answered = réponse donnée
code-request-states-closed = close

## ratings

code-ratings-helped = utile
code-ratings-no-help = inutile

## refusal-grounds

code-refusal-grounds-not-competent = autorité non compétente
code-refusal-grounds-no-legal-ground = pas de base juridique
code-refusal-grounds-disproportionate = disproportionnée
code-refusal-grounds-insufficient = indications insuffisantes
code-refusal-grounds-duplicate = déjà demandée
code-refusal-grounds-secrecy = secret
code-refusal-grounds-absent = absent

## follow-up-states

code-follow-up-states-unowned = sans responsable
code-follow-up-states-offered = proposé
code-follow-up-states-refused = refusé
code-follow-up-states-owned = a un responsable
code-follow-up-states-handed-over = transmis
code-follow-up-states-closed = clos

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = mesure prise
code-follow-up-outcomes-no-measure-needed = aucune mesure nécessaire
code-follow-up-outcomes-no-power = aucun pouvoir d’agir
code-follow-up-outcomes-other-channel = vers un autre canal

## own-checks

code-own-checks-confirmed = confirmé
code-own-checks-partly-confirmed = confirmé en partie
code-own-checks-not-confirmed = non confirmé
code-own-checks-contradicted = démenti

## dispute-matters

code-dispute-matters-refusal = refus
code-dispute-matters-condition = condition
code-dispute-matters-grading = évaluation
code-dispute-matters-ownership = prise en charge du suivi

## dispute-grounds

code-dispute-grounds-law = le droit est lu autrement
code-dispute-grounds-facts = les faits sont autres
code-dispute-grounds-proportion = disproportionné
code-dispute-grounds-competence = un autre est compétent

## dispute-levels

code-dispute-levels-officer = agents
code-dispute-levels-lawyer = juristes
code-dispute-levels-mediator = médiateur
code-dispute-levels-steering-group = comité de pilotage

## dispute-states

code-dispute-states-open = ouvert
code-dispute-states-upheld = maintenu
code-dispute-states-settled = réglé
code-dispute-states-withdrawn = retiré
code-dispute-states-found = constat du médiateur rendu

## dispute-answers

code-dispute-answers-upheld = maintient
code-dispute-answers-yielded = cède

## finding-outcomes

code-finding-outcomes-agreement = accord
code-finding-outcomes-pack-change = modification d’un lot de règles
code-finding-outcomes-gap = lacune juridique
## consent-kinds

code-consent-kinds-cite = citer dans une décision
code-consent-kinds-purpose = utiliser à une autre fin
code-consent-kinds-onward = transmettre à

## consent-states

code-consent-states-asked = demandé
code-consent-states-granted = accordé
code-consent-states-refused = refusé
code-consent-states-withdrawn = retiré
code-consent-states-expired = expiré
code-consent-states-ended = éteint avec le signal

## recall-grounds

code-recall-grounds-error = erreur
code-recall-grounds-unlawful = traitement illicite
code-recall-grounds-erasure-request = demande d’effacement
code-recall-grounds-expired = plus nécessaire
code-recall-grounds-acquittal = acquittement
code-recall-grounds-dismissal = classement sans suite

## retraction-grounds

code-retraction-grounds-narrowed = n’est plus destiné à ce destinataire
code-retraction-grounds-rules = n’est plus permis par les règles

## endings

code-endings-recalled = rappelé
code-endings-retracted = repris
code-endings-superseded = remplacé par une rectification
code-endings-expired = durée de conservation échue

## legal-bases

code-legal-bases-nl-wgs = loi néerlandaise sur le traitement de données par les partenariats (Wgs)
code-legal-bases-nl-bibob = loi néerlandaise Bibob (évaluation de l’intégrité)
code-legal-bases-nl-brp-local = arrêté communal néerlandais sur les données de population (BRP)
code-legal-bases-nl-wpg-wjsg = lois néerlandaises sur les données policières et judiciaires (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = protocole Gatekeeper
code-legal-bases-be-law-2024-01-15 = loi belge du 15 janvier 2024 sur l’approche administrative communale (DIOB)
code-legal-bases-be-gas = loi belge du 24 juin 2013 sur les sanctions administratives communales (SAC)
code-legal-bases-de-vwvfg = loi allemande de procédure administrative, art. 4 à 8 (VwVfG, Amtshilfe)
code-legal-bases-de-ao-31a = code fiscal allemand, art. 31a (AO)
code-legal-bases-de-gewo = code allemand du commerce et de l’industrie (GewO)
code-legal-bases-de-schwarzarbg = loi allemande contre le travail non déclaré (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = code de la sécurité intérieure, art. L. 333-2
code-legal-bases-fr-codaf = comité opérationnel départemental antifraude (CODAF, MICAF)
code-legal-bases-it-antimafia = code antimafia italien (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = loi espagnole 40/2015, art. 155
code-legal-bases-se-lag-2016-774 = loi suédoise (2016:774) sur l’obligation de communication
code-legal-bases-se-osl-10-15a = loi suédoise sur la publicité et le secret, chap. 10, art. 15 a (OSL)
code-legal-bases-pt-cpa-66 = code de procédure administrative portugais, art. 66 (CPA)
code-legal-bases-eu-gdpr = règlement général sur la protection des données (RGPD)
code-legal-bases-eu-led = directive (UE) 2016/680
code-legal-bases-eu-imi = règlement IMI (UE) n° 1024/2012
code-legal-bases-eu-amld6 = réglementation antiblanchiment (UE) 2024/1624 et 2024/1640
code-legal-bases-eu-ai-act = règlement sur l’intelligence artificielle (UE) 2024/1689
code-legal-bases-eu-other = autres actes de l’Union
code-legal-bases-nl-gemeentewet = loi communale néerlandaise et pouvoirs propres du bourgmestre et de la commune (Gemeentewet)
code-legal-bases-nl-arbeid = inspection du travail néerlandaise
code-legal-bases-eu-gdpr-6-1-e = mission d’intérêt public (RGPD, art. 6, par. 1, point e)
code-legal-bases-eu-reg-515-97 = assistance mutuelle entre autorités douanières (règlement (CE) n° 515/97)
code-legal-bases-eu-bris = interconnexion des registres du commerce (BRIS)
code-legal-bases-be-haven = sûreté portuaire belge, accès des personnes
