# Etiquetas de las listas de códigos. El código, nunca traducido, figura junto a la palabra.

## types

code-types-licence-integrity-concern = Dudas sobre la integridad del titular de una licencia
code-types-enforcement-measure = Medida administrativa
code-types-registration-irregularity = Irregularidad en un registro
code-types-address-misuse = Uso indebido de una dirección
code-types-front-person = Testaferro
code-types-premises-misuse = Uso indebido de un local
code-types-procurement-chain = Cadena de contratación
code-types-certificate-forgery = Certificado falso
code-types-document-fraud = Fraude documental
code-types-insider-pressure = Presión sobre una persona con acceso interno
code-types-official-intimidation = Intimidación de cargos públicos
code-types-corruption-concern = Preocupación por corrupción
code-types-access-pass-incident = Incidente con una tarjeta de acceso
code-types-customs-risk = Riesgo aduanero
code-types-financial-construct = Construcción financiera
code-types-sanctions-evasion = Elusión de sanciones
code-types-labour-exploitation = Explotación laboral
code-types-illegal-goods-storage = Almacenamiento de mercancías ilícitas
code-types-assessment-result = Resultado de una evaluación
code-types-displacement = Desplazamiento
code-types-phenomenon = Fenómeno
code-types-request = Solicitud

## purposes

code-purposes-licence-decision = decisión sobre una licencia
code-purposes-subsidy-decision = decisión sobre una subvención
code-purposes-procurement-decision = decisión sobre un contrato público
code-purposes-property-decision = decisión sobre un inmueble
code-purposes-registry-gatekeeping = control de acceso a un registro
code-purposes-premises-measure = medida sobre un local
code-purposes-facility-access = acceso a una instalación
code-purposes-customs-supervision = control aduanero
code-purposes-care-supervision = supervisión asistencial
code-purposes-labour-supervision = inspección laboral
code-purposes-phenomenon-picture = panorama de un fenómeno
code-purposes-criminal-investigation = investigación penal
code-purposes-tax-assessment = liquidación tributaria
code-purposes-intelligence = inteligencia

## roles

code-roles-municipality = municipio
code-roles-information-centre = centro de información
code-roles-district = distrito (Kreis)
code-roles-district-government = gobierno de distrito (Bezirksregierung)
code-roles-business-register = registro mercantil
code-roles-licensing-authority = autoridad de concesión de licencias
code-roles-procurement-authority = órgano de contratación
code-roles-customs = aduana
code-roles-labour-inspectorate = inspección de trabajo
code-roles-care-inspectorate = inspección asistencial
code-roles-prefecture = prefectura
code-roles-port-facility = instalación portuaria
code-roles-housing-association = entidad de vivienda social
code-roles-mediator = mediador
code-roles-supervisory-authority = autoridad de control

## categories

code-categories-personal = datos personales
code-categories-offence = datos relativos a infracciones
code-categories-special = categorías especiales de datos personales
code-categories-tax = datos sujetos a secreto tributario
code-categories-minor = datos de un menor

## handling-codes

code-handling-codes-H0 = H0: solo contra la delincuencia; uso administrativo con autorización
code-handling-codes-H1 = H1: no utilizable en procedimientos
code-handling-codes-H2 = H2: sin transferencia ulterior sin el consentimiento de la autoridad de origen
code-handling-codes-H3 = H3: para uso administrativo, otras restricciones según se indica

## uses

code-uses-lead-only = solo como indicio
code-uses-ask-before-citing = preguntar antes de citar
code-uses-may-be-cited = puede citarse

## tlp

code-tlp-CLEAR = TLP:CLEAR, sin límite
code-tlp-GREEN = TLP:GREEN, dentro de la comunidad
code-tlp-AMBER = TLP:AMBER, necesidad de conocer
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, dentro de la organización
code-tlp-RED = TLP:RED, solo destinatarios nombrados

## onward

code-onward-none = en ningún caso
code-onward-with-consent = con el consentimiento de la autoridad de origen
code-onward-in-country = dentro del país del poseedor
code-onward-audience = a todos los destinatarios previstos

## threats

code-threats-don-1 = uso de la red de protección social
code-threats-don-2 = mancha de aceite de la implicación
code-threats-don-3 = influencia en las decisiones
code-threats-don-4 = los beneficios encuentran su camino
code-threats-don-5 = imbricación con actores estatales o ideológicos

## subject-kinds

code-subject-kinds-legal-entity = persona jurídica
code-subject-kinds-natural-person = persona física
code-subject-kinds-premises = local
code-subject-kinds-vehicle = vehículo
code-subject-kinds-vessel = buque
code-subject-kinds-container = contenedor
code-subject-kinds-licence = licencia
code-subject-kinds-access-pass = tarjeta de acceso
code-subject-kinds-certificate = certificado
code-subject-kinds-account = cuenta
code-subject-kinds-event = evento

## subject-roles

code-subject-roles-operator = explotador
code-subject-roles-applicant = solicitante
code-subject-roles-contractor = contratista
code-subject-roles-consignee = destinatario del envío
code-subject-roles-consignment = envío
code-subject-roles-location = lugar
code-subject-roles-resident = residente
code-subject-roles-pass = tarjeta
code-subject-roles-person-under-pressure = persona bajo presión
code-subject-roles-owner = propietario
code-subject-roles-director = administrador
code-subject-roles-employee = empleado
code-subject-roles-other = otro

## relations

code-relations-director-of = administrador de
code-relations-owner-of = propietario de
code-relations-located-at = situado en
code-relations-uses = utiliza
code-relations-subcontractor-of = subcontratista de
code-relations-other = otra

## measures

code-measures-closure = cierre
code-measures-refusal = denegación
code-measures-withdrawal = retirada
code-measures-penalty = sanción
code-measures-prohibition = prohibición
code-measures-condition = condición

## reviews

code-reviews-open = recurrible
code-reviews-under-appeal = recurrida
code-reviews-final = firme
code-reviews-annulled = anulada

## questions

code-questions-known-to-you = conocido por ustedes
code-questions-measures-taken = medidas adoptadas
code-questions-still-in-force = aún en vigor
code-questions-other = otra

## answers

code-answers-full = completa
code-answers-part = parcial
code-answers-none = sin respuesta

## urgency

code-urgency-normal = normal
code-urgency-urgent = urgente
code-urgency-immediate = inmediata

## schemes

code-schemes-nl-kvk = número de la cámara de comercio neerlandesa (KVK)
code-schemes-nl-rsin = RSIN neerlandés
code-schemes-be-kbo = número de empresa belga (KBO/BCE)
code-schemes-de-hr = número del registro mercantil alemán
code-schemes-fr-siren = número SIREN francés
code-schemes-fr-siret = número SIRET francés
code-schemes-it-piva = número de IVA italiano (partita IVA)
code-schemes-it-cf = código fiscal italiano (codice fiscale)
code-schemes-es-cif = número de identificación fiscal (NIF/CIF)
code-schemes-se-orgnr = número de organización sueco
code-schemes-pt-nipc = NIPC portugués
code-schemes-euid = identificador único europeo (EUID)
code-schemes-vat = número de IVA
code-schemes-lei = identificador de entidad jurídica (LEI)
code-schemes-imo = número OMI de buque
code-schemes-iso6346 = número de contenedor (ISO 6346)
code-schemes-vin = número de identificación del vehículo (VIN)
code-schemes-iban = número de cuenta bancaria (IBAN)
code-schemes-locode = puerto o lugar (UN/LOCODE)

## environments

code-environments-test = prueba
code-environments-acceptance = aceptación
code-environments-production = producción

## user-roles

code-user-roles-reader = lector
code-user-roles-submitter = redactor
code-user-roles-releaser = autorizador
code-user-roles-policy-officer = responsable de políticas
code-user-roles-administrator = administrador
code-user-roles-auditor = auditor

## channels

code-channels-police = policía
code-channels-tax = administración tributaria
code-channels-fiu = unidad de inteligencia financiera (UIF)
code-channels-intelligence = servicio de inteligencia

## languages

code-languages-nl = neerlandés
code-languages-fr = francés
code-languages-de = alemán
code-languages-en = inglés
code-languages-it = italiano
code-languages-es = español
code-languages-sv = sueco
code-languages-pt = portugués

## 4x4-source

code-4x4-source-A = A: sin duda sobre la fuente
code-4x4-source-B = B: hasta ahora generalmente fiable
code-4x4-source-C = C: hasta ahora generalmente no fiable
code-4x4-source-X = X: no evaluable

## 4x4-information

code-4x4-information-1 = 1: exactitud fuera de duda
code-4x4-information-2 = 2: conocida personalmente por la fuente, no por quien informa
code-4x4-information-3 = 3: no conocida personalmente por la fuente, corroborada
code-4x4-information-4 = 4: no conocida personalmente por la fuente, no corroborada

## admiralty-source

code-admiralty-source-A = A: totalmente fiable
code-admiralty-source-B = B: normalmente fiable
code-admiralty-source-C = C: bastante fiable
code-admiralty-source-D = D: normalmente no fiable
code-admiralty-source-E = E: no fiable
code-admiralty-source-F = F: fiabilidad no evaluable

## admiralty-information

code-admiralty-information-1 = 1: confirmada por otras fuentes
code-admiralty-information-2 = 2: probablemente cierta
code-admiralty-information-3 = 3: posiblemente cierta
code-admiralty-information-4 = 4: dudosa
code-admiralty-information-5 = 5: improbable
code-admiralty-information-6 = 6: veracidad no evaluable

## notification-states

code-notification-states-deferred = aplazada

## confidence-levels

code-confidence-levels-verified = verificado
code-confidence-levels-well-known = bien conocido
code-confidence-levels-illustrative = ilustrativo
code-confidence-levels-unsure = incierto

## request-states

code-request-states-open = abierta
code-request-states-accepted = aceptada
code-request-states-forwarded = remitida
code-request-states-partly-answered = respondida en parte
code-request-states-refused = denegada
code-request-states-answered = respondida
code-request-states-closed = cerrada

## ratings

code-ratings-helped = útil
code-ratings-no-help = sin utilidad

## refusal-grounds

code-refusal-grounds-not-competent = autoridad no competente
code-refusal-grounds-no-legal-ground = sin base jurídica
code-refusal-grounds-disproportionate = desproporcionada
code-refusal-grounds-insufficient = indicaciones insuficientes
code-refusal-grounds-duplicate = ya presentada
code-refusal-grounds-secrecy = secreto
code-refusal-grounds-absent = ausente

## follow-up-states

code-follow-up-states-unowned = sin responsable
code-follow-up-states-offered = ofrecido
code-follow-up-states-refused = rechazado
code-follow-up-states-owned = tiene responsable
code-follow-up-states-handed-over = traspasado
code-follow-up-states-closed = cerrado

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = medida adoptada
code-follow-up-outcomes-no-measure-needed = ninguna medida necesaria
code-follow-up-outcomes-no-power = sin competencia para actuar
code-follow-up-outcomes-other-channel = a otro canal

## own-checks

code-own-checks-confirmed = confirmado
code-own-checks-partly-confirmed = confirmado en parte
code-own-checks-not-confirmed = no confirmado
code-own-checks-contradicted = desmentido

## dispute-matters

code-dispute-matters-refusal = denegación
code-dispute-matters-condition = condición
code-dispute-matters-grading = evaluación
code-dispute-matters-ownership = responsabilidad del seguimiento

## dispute-grounds

code-dispute-grounds-law = el derecho se interpreta de otro modo
code-dispute-grounds-facts = los hechos son otros
code-dispute-grounds-proportion = desproporcionado
code-dispute-grounds-competence = otro es competente

## dispute-levels

code-dispute-levels-officer = funcionarios
code-dispute-levels-lawyer = juristas
code-dispute-levels-mediator = mediador
code-dispute-levels-steering-group = comité de dirección

## dispute-states

code-dispute-states-open = abierta
code-dispute-states-upheld = mantenida
code-dispute-states-settled = resuelta
code-dispute-states-withdrawn = retirada
code-dispute-states-found = con dictamen del mediador

## dispute-answers

code-dispute-answers-upheld = mantiene
code-dispute-answers-yielded = cede

## finding-outcomes

code-finding-outcomes-agreement = acuerdo
code-finding-outcomes-pack-change = cambio de un paquete de reglas
code-finding-outcomes-gap = laguna jurídica
## consent-kinds

code-consent-kinds-cite = citar en una decisión
code-consent-kinds-purpose = utilizar con otro fin
code-consent-kinds-onward = transmitir a

## consent-states

code-consent-states-asked = solicitado
code-consent-states-granted = concedido
code-consent-states-refused = denegado
code-consent-states-withdrawn = retirado
code-consent-states-expired = caducado
code-consent-states-ended = extinguido con la señal

## recall-grounds

code-recall-grounds-error = error
code-recall-grounds-unlawful = tratamiento ilícito
code-recall-grounds-erasure-request = solicitud de supresión
code-recall-grounds-expired = ya no necesario
code-recall-grounds-acquittal = absolución
code-recall-grounds-dismissal = sobreseimiento

## retraction-grounds

code-retraction-grounds-narrowed = ya no está destinado a este destinatario
code-retraction-grounds-rules = las reglas ya no lo permiten

## endings

code-endings-recalled = retirado
code-endings-retracted = recuperado
code-endings-superseded = sustituido por una rectificación
code-endings-expired = plazo de conservación vencido

## legal-bases

code-legal-bases-nl-wgs = ley neerlandesa de tratamiento de datos por asociaciones de colaboración (Wgs)
code-legal-bases-nl-bibob = ley neerlandesa Bibob (evaluación de la integridad)
code-legal-bases-nl-brp-local = ordenanza municipal neerlandesa sobre datos de población (BRP)
code-legal-bases-nl-wpg-wjsg = leyes neerlandesas de datos policiales y judiciales (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = protocolo Gatekeeper
code-legal-bases-be-law-2024-01-15 = ley belga de 15 de enero de 2024 sobre el enfoque administrativo municipal (DIOB)
code-legal-bases-be-gas = ley belga de 24 de junio de 2013 sobre sanciones administrativas municipales (GAS/SAC)
code-legal-bases-de-vwvfg = ley alemana de procedimiento administrativo, §§ 4 a 8 (VwVfG, Amtshilfe)
code-legal-bases-de-ao-31a = código tributario alemán, § 31a (AO)
code-legal-bases-de-gewo = código alemán de actividades económicas (GewO)
code-legal-bases-de-schwarzarbg = ley alemana contra el trabajo no declarado (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = código francés de seguridad interior, art. L. 333-2
code-legal-bases-fr-codaf = comité francés antifraude (CODAF, MICAF)
code-legal-bases-it-antimafia = código antimafia italiano (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = Ley 40/2015, art. 155
code-legal-bases-se-lag-2016-774 = ley sueca (2016:774) sobre la obligación de comunicar datos
code-legal-bases-se-osl-10-15a = ley sueca de publicidad y secreto, cap. 10, § 15 a (OSL)
code-legal-bases-pt-cpa-66 = código portugués de procedimiento administrativo, art. 66 (CPA)
code-legal-bases-eu-gdpr = Reglamento general de protección de datos (RGPD)
code-legal-bases-eu-led = Directiva (UE) 2016/680
code-legal-bases-eu-imi = Reglamento IMI (UE) n.º 1024/2012
code-legal-bases-eu-amld6 = normas contra el blanqueo (UE) 2024/1624 y 2024/1640
code-legal-bases-eu-ai-act = Reglamento de inteligencia artificial (UE) 2024/1689
code-legal-bases-eu-other = otros actos de la Unión
code-legal-bases-nl-gemeentewet = ley municipal neerlandesa y competencias propias del alcalde y del municipio (Gemeentewet)
code-legal-bases-nl-arbeid = inspección de trabajo neerlandesa
code-legal-bases-eu-gdpr-6-1-e = misión de interés público (RGPD, art. 6, apdo. 1, letra e)
code-legal-bases-eu-reg-515-97 = asistencia mutua entre autoridades aduaneras (Reglamento (CE) n.º 515/97)
code-legal-bases-eu-bris = interconexión de los registros mercantiles (BRIS)
code-legal-bases-be-haven = seguridad portuaria belga, acceso de personas
