# Designações das listas de códigos. O código, nunca traduzido, figura ao lado da palavra.

## types

code-types-licence-integrity-concern = Dúvidas sobre a integridade do titular de uma licença
code-types-enforcement-measure = Medida administrativa
code-types-registration-irregularity = Irregularidade num registo
code-types-address-misuse = Uso indevido de um endereço
code-types-front-person = Testa de ferro
code-types-premises-misuse = Uso indevido de um local
code-types-procurement-chain = Cadeia de contratação
code-types-certificate-forgery = Certificado falso
code-types-document-fraud = Fraude documental
code-types-insider-pressure = Pressão sobre uma pessoa com acesso interno
code-types-official-intimidation = Intimidação de titulares de cargos públicos
code-types-corruption-concern = Preocupação com corrupção
code-types-access-pass-incident = Incidente com um cartão de acesso
code-types-customs-risk = Risco aduaneiro
code-types-financial-construct = Construção financeira
code-types-sanctions-evasion = Evasão a sanções
code-types-labour-exploitation = Exploração laboral
code-types-illegal-goods-storage = Armazenamento de mercadorias ilícitas
code-types-assessment-result = Resultado de uma avaliação
code-types-displacement = Deslocação
code-types-phenomenon = Fenómeno
code-types-request = Pedido

## purposes

code-purposes-licence-decision = decisão sobre uma licença
code-purposes-subsidy-decision = decisão sobre uma subvenção
code-purposes-procurement-decision = decisão sobre um contrato público
code-purposes-property-decision = decisão sobre um imóvel
code-purposes-registry-gatekeeping = controlo de entrada num registo
code-purposes-premises-measure = medida sobre um local
code-purposes-facility-access = acesso a uma instalação
code-purposes-customs-supervision = controlo aduaneiro
code-purposes-care-supervision = supervisão de cuidados
code-purposes-labour-supervision = inspeção do trabalho
code-purposes-phenomenon-picture = quadro de um fenómeno
code-purposes-criminal-investigation = investigação criminal
code-purposes-tax-assessment = liquidação de impostos
code-purposes-intelligence = informações de segurança

## roles

code-roles-municipality = município
code-roles-information-centre = centro de informação
code-roles-district = distrito (Kreis)
code-roles-district-government = governo distrital (Bezirksregierung)
code-roles-business-register = registo comercial
code-roles-licensing-authority = autoridade licenciadora
code-roles-procurement-authority = entidade adjudicante
code-roles-customs = alfândega
code-roles-labour-inspectorate = inspeção laboral
code-roles-care-inspectorate = inspeção de cuidados
code-roles-prefecture = prefeitura
code-roles-port-facility = instalação portuária
code-roles-housing-association = entidade de habitação social
code-roles-mediator = mediador
code-roles-supervisory-authority = autoridade de controlo

## categories

code-categories-personal = dados pessoais
code-categories-offence = dados relativos a infrações
code-categories-special = categorias especiais de dados pessoais
code-categories-tax = dados sob sigilo fiscal
code-categories-minor = dados de um menor

## handling-codes

code-handling-codes-H0 = H0: apenas contra a criminalidade; uso administrativo mediante autorização
code-handling-codes-H1 = H1: não utilizável em processos
code-handling-codes-H2 = H2: sem transferência ulterior sem o consentimento da autoridade de origem
code-handling-codes-H3 = H3: para uso administrativo, outras restrições conforme indicado

## uses

code-uses-lead-only = apenas como indício
code-uses-ask-before-citing = perguntar antes de citar
code-uses-may-be-cited = pode ser citado

## tlp

code-tlp-CLEAR = TLP:CLEAR, sem limite
code-tlp-GREEN = TLP:GREEN, dentro da comunidade
code-tlp-AMBER = TLP:AMBER, necessidade de conhecer
code-tlp-AMBER-STRICT = TLP:AMBER+STRICT, dentro da organização
code-tlp-RED = TLP:RED, apenas destinatários nomeados

## onward

code-onward-none = em nenhum caso
code-onward-with-consent = com o consentimento da autoridade de origem
code-onward-in-country = no país do detentor
code-onward-audience = a todos os destinatários previstos

## threats

code-threats-don-1 = uso da rede de proteção social
code-threats-don-2 = mancha de óleo do envolvimento
code-threats-don-3 = influência nas decisões
code-threats-don-4 = os proventos encontram o seu caminho
code-threats-don-5 = imbricação com atores estatais ou ideológicos

## subject-kinds

code-subject-kinds-legal-entity = pessoa coletiva
code-subject-kinds-natural-person = pessoa singular
code-subject-kinds-premises = local
code-subject-kinds-vehicle = veículo
code-subject-kinds-vessel = navio
code-subject-kinds-container = contentor
code-subject-kinds-licence = licença
code-subject-kinds-access-pass = cartão de acesso
code-subject-kinds-certificate = certificado
code-subject-kinds-account = conta
code-subject-kinds-event = evento

## subject-roles

code-subject-roles-operator = explorador
code-subject-roles-applicant = requerente
code-subject-roles-contractor = adjudicatário
code-subject-roles-consignee = destinatário da remessa
code-subject-roles-consignment = remessa
code-subject-roles-location = localização
code-subject-roles-resident = residente
code-subject-roles-pass = cartão
code-subject-roles-person-under-pressure = pessoa sob pressão
code-subject-roles-owner = proprietário
code-subject-roles-director = administrador
code-subject-roles-employee = trabalhador
code-subject-roles-other = outro

## relations

code-relations-director-of = administrador de
code-relations-owner-of = proprietário de
code-relations-located-at = situado em
code-relations-uses = utiliza
code-relations-subcontractor-of = subcontratado de
code-relations-other = outra

## measures

code-measures-closure = encerramento
code-measures-refusal = indeferimento
code-measures-withdrawal = revogação
code-measures-penalty = sanção
code-measures-prohibition = proibição
code-measures-condition = condição

## reviews

code-reviews-open = recorrível
code-reviews-under-appeal = em recurso
code-reviews-final = definitiva
code-reviews-annulled = anulada

## questions

code-questions-known-to-you = do vosso conhecimento
code-questions-measures-taken = medidas tomadas
code-questions-still-in-force = ainda em vigor
code-questions-other = outra

## answers

code-answers-full = completa
code-answers-part = parcial
code-answers-none = sem resposta

## urgency

code-urgency-normal = normal
code-urgency-urgent = urgente
code-urgency-immediate = imediata

## schemes

code-schemes-nl-kvk = número da câmara de comércio neerlandesa (KVK)
code-schemes-nl-rsin = RSIN neerlandês
code-schemes-be-kbo = número de empresa belga (KBO/BCE)
code-schemes-de-hr = número do registo comercial alemão
code-schemes-fr-siren = número SIREN francês
code-schemes-fr-siret = número SIRET francês
code-schemes-it-piva = número de IVA italiano (partita IVA)
code-schemes-it-cf = código fiscal italiano (codice fiscale)
code-schemes-es-cif = número fiscal espanhol (NIF/CIF)
code-schemes-se-orgnr = número de organização sueco
code-schemes-pt-nipc = número de identificação de pessoa coletiva (NIPC)
code-schemes-euid = identificador único europeu (EUID)
code-schemes-vat = número de IVA
code-schemes-lei = identificador de entidade jurídica (LEI)
code-schemes-imo = número IMO de navio
code-schemes-iso6346 = número de contentor (ISO 6346)
code-schemes-vin = número de identificação do veículo (VIN)
code-schemes-iban = número de conta bancária (IBAN)
code-schemes-locode = porto ou lugar (UN/LOCODE)

## environments

code-environments-test = teste
code-environments-acceptance = aceitação
code-environments-production = produção

## user-roles

code-user-roles-reader = leitor
code-user-roles-submitter = redator
code-user-roles-releaser = autorizador
code-user-roles-policy-officer = responsável pelas políticas
code-user-roles-administrator = administrador
code-user-roles-auditor = auditor

## channels

code-channels-police = polícia
code-channels-tax = administração fiscal
code-channels-fiu = unidade de informação financeira (UIF)
code-channels-intelligence = serviço de informações

## languages

code-languages-nl = neerlandês
code-languages-fr = francês
code-languages-de = alemão
code-languages-en = inglês
code-languages-it = italiano
code-languages-es = espanhol
code-languages-sv = sueco
code-languages-pt = português

## 4x4-source

code-4x4-source-A = A: sem dúvida sobre a fonte
code-4x4-source-B = B: até agora geralmente fiável
code-4x4-source-C = C: até agora geralmente não fiável
code-4x4-source-X = X: não avaliável

## 4x4-information

code-4x4-information-1 = 1: exatidão fora de dúvida
code-4x4-information-2 = 2: conhecida pessoalmente pela fonte, não por quem relata
code-4x4-information-3 = 3: não conhecida pessoalmente pela fonte, corroborada
code-4x4-information-4 = 4: não conhecida pessoalmente pela fonte, não corroborada

## admiralty-source

code-admiralty-source-A = A: totalmente fiável
code-admiralty-source-B = B: normalmente fiável
code-admiralty-source-C = C: razoavelmente fiável
code-admiralty-source-D = D: normalmente não fiável
code-admiralty-source-E = E: não fiável
code-admiralty-source-F = F: fiabilidade não avaliável

## admiralty-information

code-admiralty-information-1 = 1: confirmada por outras fontes
code-admiralty-information-2 = 2: provavelmente verdadeira
code-admiralty-information-3 = 3: possivelmente verdadeira
code-admiralty-information-4 = 4: duvidosa
code-admiralty-information-5 = 5: improvável
code-admiralty-information-6 = 6: veracidade não avaliável

## notification-states

code-notification-states-deferred = adiada

## confidence-levels

code-confidence-levels-verified = verificado
code-confidence-levels-well-known = bem conhecido
code-confidence-levels-illustrative = ilustrativo
code-confidence-levels-unsure = incerto

## request-states

code-request-states-open = aberto
code-request-states-accepted = aceite
code-request-states-forwarded = encaminhado
code-request-states-partly-answered = respondido em parte
code-request-states-refused = recusado
code-request-states-answered = respondido
code-request-states-closed = encerrado

## ratings

code-ratings-helped = útil
code-ratings-no-help = sem utilidade

## refusal-grounds

code-refusal-grounds-not-competent = autoridade não competente
code-refusal-grounds-no-legal-ground = sem fundamento jurídico
code-refusal-grounds-disproportionate = desproporcionado
code-refusal-grounds-insufficient = indicações insuficientes
code-refusal-grounds-duplicate = já apresentado
code-refusal-grounds-secrecy = sigilo
code-refusal-grounds-absent = ausente

## follow-up-states

code-follow-up-states-unowned = sem responsável
code-follow-up-states-offered = proposto
code-follow-up-states-refused = recusado
code-follow-up-states-owned = tem um responsável
code-follow-up-states-handed-over = transferido
code-follow-up-states-closed = encerrado

## follow-up-outcomes

code-follow-up-outcomes-measure-taken = medida tomada
code-follow-up-outcomes-no-measure-needed = nenhuma medida necessária
code-follow-up-outcomes-no-power = sem poder para agir
code-follow-up-outcomes-other-channel = para outro canal

## own-checks

code-own-checks-confirmed = confirmado
code-own-checks-partly-confirmed = confirmado em parte
code-own-checks-not-confirmed = não confirmado
code-own-checks-contradicted = desmentido

## dispute-matters

code-dispute-matters-refusal = recusa
code-dispute-matters-condition = condição
code-dispute-matters-grading = avaliação
code-dispute-matters-ownership = responsabilidade pelo seguimento

## dispute-grounds

code-dispute-grounds-law = o direito é interpretado de outro modo
code-dispute-grounds-facts = os factos são outros
code-dispute-grounds-proportion = desproporcionado
code-dispute-grounds-competence = outro é competente

## dispute-levels

code-dispute-levels-officer = funcionários
code-dispute-levels-lawyer = juristas
code-dispute-levels-mediator = mediador
code-dispute-levels-steering-group = comité de direção

## dispute-states

code-dispute-states-open = aberto
code-dispute-states-upheld = mantido
code-dispute-states-settled = resolvido
code-dispute-states-withdrawn = retirado
code-dispute-states-found = com constatação do mediador

## dispute-answers

code-dispute-answers-upheld = mantém
code-dispute-answers-yielded = cede

## finding-outcomes

code-finding-outcomes-agreement = acordo
code-finding-outcomes-pack-change = alteração de um pacote de regras
code-finding-outcomes-gap = lacuna jurídica
## consent-kinds

code-consent-kinds-cite = citar numa decisão
code-consent-kinds-purpose = utilizar para outro fim
code-consent-kinds-onward = transmitir a

## consent-states

code-consent-states-asked = pedido
code-consent-states-granted = concedido
code-consent-states-refused = recusado
code-consent-states-withdrawn = retirado
code-consent-states-expired = expirado
code-consent-states-ended = extinto com o sinal

## recall-grounds

code-recall-grounds-error = erro
code-recall-grounds-unlawful = tratamento ilícito
code-recall-grounds-erasure-request = pedido de apagamento
code-recall-grounds-expired = já não necessário
code-recall-grounds-acquittal = absolvição
code-recall-grounds-dismissal = arquivamento

## retraction-grounds

code-retraction-grounds-narrowed = já não se destina a este destinatário
code-retraction-grounds-rules = já não permitido pelas regras

## endings

code-endings-recalled = recolhida
code-endings-retracted = retomada
code-endings-superseded = substituída por uma retificação
code-endings-expired = prazo de conservação terminado

## legal-bases

code-legal-bases-nl-wgs = lei neerlandesa sobre o tratamento de dados por parcerias (Wgs)
code-legal-bases-nl-bibob = lei neerlandesa Bibob (avaliação da integridade)
code-legal-bases-nl-brp-local = regulamento municipal neerlandês sobre dados da população (BRP)
code-legal-bases-nl-wpg-wjsg = leis neerlandesas sobre dados policiais e judiciais (Wpg, Wjsg)
code-legal-bases-nl-gatekeeper = protocolo Gatekeeper
code-legal-bases-be-law-2024-01-15 = lei belga de 15 de janeiro de 2024 sobre a abordagem administrativa municipal (DIOB)
code-legal-bases-be-gas = lei belga de 24 de junho de 2013 sobre sanções administrativas municipais (GAS/SAC)
code-legal-bases-de-vwvfg = lei alemã do procedimento administrativo, §§ 4 a 8 (VwVfG, Amtshilfe)
code-legal-bases-de-ao-31a = código fiscal alemão, § 31a (AO)
code-legal-bases-de-gewo = código alemão das atividades económicas (GewO)
code-legal-bases-de-schwarzarbg = lei alemã contra o trabalho não declarado (SchwarzArbG)
code-legal-bases-fr-csi-l333-2 = código francês da segurança interna, art. L. 333-2
code-legal-bases-fr-codaf = comité francês antifraude (CODAF, MICAF)
code-legal-bases-it-antimafia = código antimáfia italiano (d.lgs. 159/2011)
code-legal-bases-es-ley40-155 = lei espanhola 40/2015, art. 155
code-legal-bases-se-lag-2016-774 = lei sueca (2016:774) sobre o dever de comunicação
code-legal-bases-se-osl-10-15a = lei sueca da publicidade e do sigilo, cap. 10, § 15 a (OSL)
code-legal-bases-pt-cpa-66 = Código do Procedimento Administrativo, art. 66 (CPA)
code-legal-bases-eu-gdpr = Regulamento Geral sobre a Proteção de Dados (RGPD)
code-legal-bases-eu-led = Diretiva (UE) 2016/680
code-legal-bases-eu-imi = Regulamento IMI (UE) n.º 1024/2012
code-legal-bases-eu-amld6 = regras contra o branqueamento (UE) 2024/1624 e 2024/1640
code-legal-bases-eu-ai-act = Regulamento da Inteligência Artificial (UE) 2024/1689
code-legal-bases-eu-other = outros atos da União
code-legal-bases-nl-gemeentewet = lei municipal neerlandesa e poderes próprios do presidente e do município (Gemeentewet)
code-legal-bases-nl-arbeid = inspeção do trabalho neerlandesa
code-legal-bases-eu-gdpr-6-1-e = missão de interesse público (RGPD, art. 6, n.º 1, al. e)
code-legal-bases-eu-reg-515-97 = assistência mútua entre autoridades aduaneiras (Regulamento (CE) n.º 515/97)
code-legal-bases-eu-bris = interligação dos registos comerciais (BRIS)
code-legal-bases-be-haven = segurança portuária belga, acesso de pessoas
