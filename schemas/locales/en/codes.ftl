# Labels of the code lists. The untranslated code stands beside the word.

## types

code-types-licence-integrity-concern = Concern about the integrity of a licence holder
code-types-enforcement-measure = Enforcement measure
code-types-registration-irregularity = Irregularity in a registration
code-types-address-misuse = Misuse of an address
code-types-front-person = Front person
code-types-premises-misuse = Misuse of premises
code-types-procurement-chain = Chain of procurement
code-types-certificate-forgery = Forged certificate
code-types-document-fraud = Document fraud
code-types-insider-pressure = Pressure on an insider
code-types-official-intimidation = Intimidation of officials
code-types-corruption-concern = Concern about corruption
code-types-access-pass-incident = Incident with an access pass
code-types-customs-risk = Customs risk
code-types-financial-construct = Financial construct
code-types-sanctions-evasion = Evasion of sanctions
code-types-labour-exploitation = Labour exploitation
code-types-illegal-goods-storage = Storage of illegal goods
code-types-assessment-result = Result of an assessment
code-types-displacement = Displacement
code-types-phenomenon = Phenomenon
code-types-request = Request

## purposes

code-purposes-licence-decision = decision on a licence
code-purposes-subsidy-decision = decision on a subsidy
code-purposes-procurement-decision = decision on a procurement
code-purposes-property-decision = decision on property
code-purposes-registry-gatekeeping = gatekeeping of a register
code-purposes-premises-measure = measure on premises
code-purposes-facility-access = access to a facility
code-purposes-customs-supervision = supervision by customs
code-purposes-care-supervision = supervision of care
code-purposes-labour-supervision = supervision of labour
code-purposes-phenomenon-picture = picture of a phenomenon
code-purposes-criminal-investigation = criminal investigation
code-purposes-tax-assessment = tax assessment
code-purposes-intelligence = intelligence

## roles

code-roles-municipality = municipality
code-roles-information-centre = information centre
code-roles-district = district (Kreis)
code-roles-district-government = district government (Bezirksregierung)
code-roles-business-register = business register
code-roles-licensing-authority = licensing authority
code-roles-procurement-authority = procurement authority
code-roles-customs = customs
code-roles-labour-inspectorate = labour inspectorate
code-roles-care-inspectorate = care inspectorate
code-roles-prefecture = prefecture
code-roles-port-facility = port facility
code-roles-housing-association = housing association
code-roles-mediator = mediator
code-roles-supervisory-authority = supervisory authority

## categories

code-categories-personal = personal data
code-categories-offence = data on offences
code-categories-special = special categories of personal data
code-categories-tax = data under tax secrecy
code-categories-minor = data on a minor

## handling-codes

code-handling-codes-H0 = H0: against crime only; administrative use by permission
code-handling-codes-H1 = H1: not to be used in proceedings
code-handling-codes-H2 = H2: not passed on without the origin’s consent
code-handling-codes-H3 = H3: for administrative use, other restrictions as stated

## uses

code-uses-lead-only = lead only
code-uses-ask-before-citing = ask before citing
code-uses-may-be-cited = may be cited

## tlp

code-tlp-CLEAR = TLP:CLEAR, no limit
code-tlp-GREEN = TLP:GREEN, within the community
code-tlp-AMBER = TLP:AMBER, need to know
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, within the organisation
code-tlp-RED = TLP:RED, named recipients only

## onward

code-onward-none = not at all
code-onward-with-consent = with the origin’s consent
code-onward-in-country = within the holder’s country
code-onward-audience = to the whole audience

## threats

code-threats-don-1 = use of the social safety net
code-threats-don-2 = oil stain of involvement
code-threats-don-3 = influence on decisions
code-threats-don-4 = proceeds find their way
code-threats-don-5 = entanglement with state or ideological actors

## subject-kinds

code-subject-kinds-legal-entity = legal entity
code-subject-kinds-natural-person = natural person
code-subject-kinds-premises = premises
code-subject-kinds-vehicle = vehicle
code-subject-kinds-vessel = vessel
code-subject-kinds-container = container
code-subject-kinds-licence = licence
code-subject-kinds-access-pass = access pass
code-subject-kinds-certificate = certificate
code-subject-kinds-account = account
code-subject-kinds-event = event

## subject-roles

code-subject-roles-operator = operator
code-subject-roles-applicant = applicant
code-subject-roles-contractor = contractor
code-subject-roles-consignee = consignee
code-subject-roles-consignment = consignment
code-subject-roles-location = location
code-subject-roles-resident = resident
code-subject-roles-pass = pass
code-subject-roles-person-under-pressure = person under pressure
code-subject-roles-owner = owner
code-subject-roles-director = director
code-subject-roles-employee = employee
code-subject-roles-other = other

## relations

code-relations-director-of = director of
code-relations-owner-of = owner of
code-relations-located-at = located at
code-relations-uses = uses
code-relations-subcontractor-of = subcontractor of
code-relations-other = other

## measures

code-measures-closure = closure
code-measures-refusal = refusal
code-measures-withdrawal = withdrawal
code-measures-penalty = penalty
code-measures-prohibition = prohibition
code-measures-condition = condition

## reviews

code-reviews-open = open to review
code-reviews-under-appeal = under appeal
code-reviews-final = final
code-reviews-annulled = annulled

## questions

code-questions-known-to-you = known to you
code-questions-measures-taken = measures taken
code-questions-still-in-force = still in force
code-questions-other = other

## answers

code-answers-full = full
code-answers-part = in part
code-answers-none = no answer

## urgency

code-urgency-normal = normal
code-urgency-urgent = urgent
code-urgency-immediate = immediate

## schemes

code-schemes-nl-kvk = Dutch Chamber of Commerce number (KVK)
code-schemes-nl-rsin = Dutch RSIN
code-schemes-be-kbo = Belgian enterprise number (KBO/BCE)
code-schemes-de-hr = German commercial register number
code-schemes-fr-siren = French SIREN
code-schemes-fr-siret = French SIRET
code-schemes-it-piva = Italian VAT number (partita IVA)
code-schemes-it-cf = Italian tax code (codice fiscale)
code-schemes-es-cif = Spanish tax number (NIF/CIF)
code-schemes-se-orgnr = Swedish organisation number
code-schemes-pt-nipc = Portuguese NIPC
code-schemes-euid = European unique identifier (EUID)
code-schemes-vat = VAT number
code-schemes-lei = Legal entity identifier (LEI)
code-schemes-imo = IMO ship number
code-schemes-iso6346 = Container number (ISO 6346)
code-schemes-vin = Vehicle identification number (VIN)
code-schemes-iban = Bank account number (IBAN)
code-schemes-locode = Port or place (UN/LOCODE)

## environments

code-environments-test = test
code-environments-acceptance = acceptance
code-environments-production = production

## user-roles

code-user-roles-reader = reader
code-user-roles-submitter = submitter
code-user-roles-releaser = releaser
code-user-roles-policy-officer = policy officer
code-user-roles-administrator = administrator
code-user-roles-auditor = auditor

## channels

code-channels-police = police
code-channels-tax = tax authority
code-channels-fiu = financial intelligence unit (FIU)
code-channels-intelligence = intelligence service

## languages

code-languages-nl = Dutch
code-languages-fr = French
code-languages-de = German
code-languages-en = English
code-languages-it = Italian
code-languages-es = Spanish
code-languages-sv = Swedish
code-languages-pt = Portuguese

## 4x4-source

code-4x4-source-A = A: no doubt about the source
code-4x4-source-B = B: mostly reliable so far
code-4x4-source-C = C: mostly unreliable so far
code-4x4-source-X = X: cannot be assessed

## 4x4-information

code-4x4-information-1 = 1: accuracy not in doubt
code-4x4-information-2 = 2: known to the source in person, not to the reporter
code-4x4-information-3 = 3: not known to the source in person, corroborated
code-4x4-information-4 = 4: not known to the source in person, not corroborated

## admiralty-source

code-admiralty-source-A = A: completely reliable
code-admiralty-source-B = B: usually reliable
code-admiralty-source-C = C: fairly reliable
code-admiralty-source-D = D: not usually reliable
code-admiralty-source-E = E: unreliable
code-admiralty-source-F = F: reliability cannot be judged

## admiralty-information

code-admiralty-information-1 = 1: confirmed by other sources
code-admiralty-information-2 = 2: probably true
code-admiralty-information-3 = 3: possibly true
code-admiralty-information-4 = 4: doubtful
code-admiralty-information-5 = 5: improbable
code-admiralty-information-6 = 6: truth cannot be judged

## notification-states

code-notification-states-deferred = deferred

## confidence-levels

code-confidence-levels-verified = verified
code-confidence-levels-well-known = well known
code-confidence-levels-illustrative = illustrative
code-confidence-levels-unsure = unsure

## request-states

code-request-states-open = open
code-request-states-accepted = accepted
code-request-states-forwarded = forwarded
code-request-states-partly-answered = answered in part
code-request-states-refused = refused
code-request-states-answered = answered
code-request-states-closed = closed

## ratings

code-ratings-helped = helped
code-ratings-no-help = no help

## refusal-grounds

code-refusal-grounds-not-competent = authority not competent
code-refusal-grounds-no-legal-ground = no legal basis
code-refusal-grounds-disproportionate = disproportionate
code-refusal-grounds-insufficient = too little to go on
code-refusal-grounds-duplicate = asked before
code-refusal-grounds-secrecy = secrecy
code-refusal-grounds-absent = absent

## follow-up-states

code-follow-up-states-unowned = without an owner
code-follow-up-states-offered = offered
code-follow-up-states-refused = refused
code-follow-up-states-owned = has an owner
code-follow-up-states-handed-over = handed over
code-follow-up-states-closed = closed

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = measure taken
code-follow-up-outcomes-no-measure-needed = no measure needed
code-follow-up-outcomes-no-power = no power to act
code-follow-up-outcomes-other-channel = went to another channel

## own-checks

code-own-checks-confirmed = confirmed
code-own-checks-partly-confirmed = partly confirmed
code-own-checks-not-confirmed = not confirmed
code-own-checks-contradicted = contradicted

## dispute-matters

code-dispute-matters-refusal = refusal
code-dispute-matters-condition = condition
code-dispute-matters-grading = grading
code-dispute-matters-ownership = ownership

## dispute-grounds

code-dispute-grounds-law = the law is read in another way
code-dispute-grounds-facts = the facts are others
code-dispute-grounds-proportion = out of proportion
code-dispute-grounds-competence = another is competent

## dispute-levels

code-dispute-levels-officer = officers
code-dispute-levels-lawyer = lawyers
code-dispute-levels-mediator = mediator
code-dispute-levels-steering-group = steering group

## dispute-states

code-dispute-states-open = open
code-dispute-states-upheld = upheld
code-dispute-states-settled = settled
code-dispute-states-withdrawn = withdrawn
code-dispute-states-found = a mediator has found

## dispute-answers

code-dispute-answers-upheld = holds to it
code-dispute-answers-yielded = gives way

## finding-outcomes

code-finding-outcomes-agreement = agreement
code-finding-outcomes-pack-change = change of a pack
code-finding-outcomes-gap = legal gap
## consent-kinds

code-consent-kinds-cite = cite in a decision
code-consent-kinds-purpose = use for another purpose
code-consent-kinds-onward = pass on to

## consent-states

code-consent-states-asked = asked
code-consent-states-granted = granted
code-consent-states-refused = refused
code-consent-states-withdrawn = withdrawn
code-consent-states-expired = expired
code-consent-states-ended = ended with the signal

## recall-grounds

code-recall-grounds-error = error
code-recall-grounds-unlawful = unlawful processing
code-recall-grounds-erasure-request = request for erasure
code-recall-grounds-expired = no longer needed
code-recall-grounds-acquittal = acquittal
code-recall-grounds-dismissal = case dismissed

## retraction-grounds

code-retraction-grounds-narrowed = no longer meant for this recipient
code-retraction-grounds-rules = no longer allowed by the rules

## endings

code-endings-recalled = recalled
code-endings-retracted = taken back
code-endings-superseded = replaced by a correction
code-endings-expired = retention period over

## legal-bases

code-legal-bases-nl-wgs = Dutch Data Processing by Partnerships Act (Wgs)
code-legal-bases-nl-bibob = Dutch Bibob Act (integrity screening)
code-legal-bases-nl-brp-local = Dutch municipal regulation on population data (BRP)
code-legal-bases-nl-wpg-wjsg = Dutch Police Data Act and Judicial Data Act (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = Gatekeeper protocol
code-legal-bases-be-law-2024-01-15 = Belgian Law of 15 January 2024 on municipal administrative enforcement (DIOB)
code-legal-bases-be-gas = Belgian Law of 24 June 2013 on municipal administrative sanctions (GAS/SAC)
code-legal-bases-de-vwvfg = German Administrative Procedure Act, sections 4 to 8 (VwVfG, Amtshilfe)
code-legal-bases-de-ao-31a = German Fiscal Code, section 31a (AO)
code-legal-bases-de-gewo = German Trade Regulation Act (GewO)
code-legal-bases-de-schwarzarbg = German Act to Combat Undeclared Work (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = French Internal Security Code, art. L. 333-2
code-legal-bases-fr-codaf = French departmental anti-fraud committee (CODAF, MICAF)
code-legal-bases-it-antimafia = Italian Antimafia Code (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = Spanish Law 40/2015, art. 155
code-legal-bases-se-lag-2016-774 = Swedish Act (2016:774) on the duty to report
code-legal-bases-se-osl-10-15a = Swedish Public Access and Secrecy Act, ch. 10, section 15 a (OSL)
code-legal-bases-pt-cpa-66 = Portuguese Code of Administrative Procedure, art. 66 (CPA)
code-legal-bases-eu-gdpr = General Data Protection Regulation (GDPR)
code-legal-bases-eu-led = Directive (EU) 2016/680
code-legal-bases-eu-imi = IMI Regulation (EU) No 1024/2012
code-legal-bases-eu-amld6 = anti-money-laundering rules (EU) 2024/1624 and 2024/1640
code-legal-bases-eu-ai-act = Artificial Intelligence Act (EU) 2024/1689
code-legal-bases-eu-other = other acts of the Union
code-legal-bases-nl-gemeentewet = Dutch Municipalities Act and own powers of mayor and municipality (Gemeentewet)
code-legal-bases-nl-arbeid = Dutch labour inspection
code-legal-bases-eu-gdpr-6-1-e = task in the public interest (GDPR art. 6(1)(e))
code-legal-bases-eu-reg-515-97 = mutual assistance between customs authorities (Reg. (EC) No 515/97)
code-legal-bases-eu-bris = interconnection of business registers (BRIS)
code-legal-bases-be-haven = Belgian port security, access of persons
