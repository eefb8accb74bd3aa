//! The code lists of the federation's vocabulary.

use crate::code::codes;

codes! {
    /// What kind of signal it is.
    SignalType in "types" {
        LicenceIntegrityConcern = "licence-integrity-concern",
        EnforcementMeasure = "enforcement-measure",
        RegistrationIrregularity = "registration-irregularity",
        AddressMisuse = "address-misuse",
        FrontPerson = "front-person",
        PremisesMisuse = "premises-misuse",
        ProcurementChain = "procurement-chain",
        CertificateForgery = "certificate-forgery",
        DocumentFraud = "document-fraud",
        InsiderPressure = "insider-pressure",
        OfficialIntimidation = "official-intimidation",
        CorruptionConcern = "corruption-concern",
        AccessPassIncident = "access-pass-incident",
        CustomsRisk = "customs-risk",
        FinancialConstruct = "financial-construct",
        SanctionsEvasion = "sanctions-evasion",
        LabourExploitation = "labour-exploitation",
        IllegalGoodsStorage = "illegal-goods-storage",
        AssessmentResult = "assessment-result",
        Displacement = "displacement",
        Phenomenon = "phenomenon",
        Request = "request",
    }
}

impl SignalType {
    /// Types that never hold personal data: pictures of many cases.
    #[must_use]
    pub const fn is_aggregate(self) -> bool {
        matches!(self, Self::Displacement | Self::Phenomenon)
    }
}

codes! {
    /// Why the data is used (GDPR 5(1)(b)). The last three are known only to be refused and sent to the right channel.
    Purpose in "purposes" {
        LicenceDecision = "licence-decision",
        SubsidyDecision = "subsidy-decision",
        ProcurementDecision = "procurement-decision",
        PropertyDecision = "property-decision",
        RegistryGatekeeping = "registry-gatekeeping",
        PremisesMeasure = "premises-measure",
        FacilityAccess = "facility-access",
        CustomsSupervision = "customs-supervision",
        CareSupervision = "care-supervision",
        LabourSupervision = "labour-supervision",
        PhenomenonPicture = "phenomenon-picture",
        CriminalInvestigation = "criminal-investigation",
        TaxAssessment = "tax-assessment",
        Intelligence = "intelligence",
    }
}

codes! {
    /// The role of a member in its country's administration.
    Role in "roles" {
        Municipality = "municipality",
        InformationCentre = "information-centre",
        District = "district",
        DistrictGovernment = "district-government",
        BusinessRegister = "business-register",
        LicensingAuthority = "licensing-authority",
        ProcurementAuthority = "procurement-authority",
        Customs = "customs",
        LabourInspectorate = "labour-inspectorate",
        CareInspectorate = "care-inspectorate",
        Prefecture = "prefecture",
        PortFacility = "port-facility",
        HousingAssociation = "housing-association",
        Mediator = "mediator",
        SupervisoryAuthority = "supervisory-authority",
    }
}

codes! {
    /// Categories of data that the law treats apart.
    Category in "categories" {
        /// Data on an identified or identifiable person (GDPR 4(1)).
        Personal = "personal",
        /// Suspicion or finding of a punishable act by an identifiable person (GDPR 10, C-439/19).
        Offence = "offence",
        /// Special categories (GDPR 9).
        Special = "special",
        /// Under tax secrecy.
        Tax = "tax",
        /// On a minor.
        Minor = "minor",
    }
}

codes! {
    /// Europol handling codes.
    HandlingCode in "handling-codes" { H0 = "H0", H1 = "H1", H2 = "H2", H3 = "H3", }
}

codes! {
    /// What the receiver may do with it.
    Use in "uses" {
        LeadOnly = "lead-only",
        AskBeforeCiting = "ask-before-citing",
        MayBeCited = "may-be-cited",
    }
}

codes! {
    /// Traffic Light Protocol 2.0 label. For export; no rule reads it.
    Tlp in "tlp" { Clear = "CLEAR", Green = "GREEN", Amber = "AMBER", AmberStrict = "AMBER+STRICT", Red = "RED", }
}

codes! {
    /// Whether a receiver may pass the record on.
    Onward in "onward" {
        None = "none",
        WithConsent = "with-consent",
        InCountry = "in-country",
        Audience = "audience",
    }
}

codes! {
    /// Forms of organised subversive crime (letter of 26 May 2026).
    Threat in "threats" {
        /// Use of the social safety net.
        Don1 = "don-1",
        /// Oil stain of involvement.
        Don2 = "don-2",
        /// Influence on decisions.
        Don3 = "don-3",
        /// Proceeds find their way.
        Don4 = "don-4",
        /// Entanglement with state or ideological actors.
        Don5 = "don-5",
    }
}

codes! {
    /// What a subject is.
    SubjectKind in "subject-kinds" {
        LegalEntity = "legal-entity",
        NaturalPerson = "natural-person",
        Premises = "premises",
        Vehicle = "vehicle",
        Vessel = "vessel",
        Container = "container",
        Licence = "licence",
        AccessPass = "access-pass",
        Certificate = "certificate",
        Account = "account",
        Event = "event",
    }
}

codes! {
    /// The part a subject has in what was seen.
    SubjectRole in "subject-roles" {
        Operator = "operator",
        Applicant = "applicant",
        Contractor = "contractor",
        Consignee = "consignee",
        Consignment = "consignment",
        Location = "location",
        Resident = "resident",
        Pass = "pass",
        PersonUnderPressure = "person-under-pressure",
        Owner = "owner",
        Director = "director",
        Employee = "employee",
        Other = "other",
    }
}

codes! {
    /// How one subject relates to another.
    RelationKind in "relations" {
        DirectorOf = "director-of",
        OwnerOf = "owner-of",
        LocatedAt = "located-at",
        Uses = "uses",
        SubcontractorOf = "subcontractor-of",
        Other = "other",
    }
}

codes! {
    /// What an authority decided.
    MeasureKind in "measures" {
        Closure = "closure",
        Refusal = "refusal",
        Withdrawal = "withdrawal",
        Penalty = "penalty",
        Prohibition = "prohibition",
        Condition = "condition",
    }
}

codes! {
    /// Where the review of a measure stands.
    Review in "reviews" {
        Open = "open",
        UnderAppeal = "under-appeal",
        Final = "final",
        Annulled = "annulled",
    }
}

codes! {
    /// What a request asks.
    Question in "questions" {
        KnownToYou = "known-to-you",
        MeasuresTaken = "measures-taken",
        StillInForce = "still-in-force",
        Other = "other",
    }
}

codes! {
    /// How far a reply answers its request.
    Answer in "answers" { Full = "full", Part = "part", None = "none", }
}

codes! {
    /// How urgent a request is.
    UrgencyLevel in "urgency" { Normal = "normal", Urgent = "urgent", Immediate = "immediate", }
}

codes! {
    /// How far a request has come, as either side sees it.
    RequestState in "request-states" {
        /// Nobody has said anything yet.
        Open = "open",
        /// Whoever was asked works on it.
        Accepted = "accepted",
        /// Whoever was asked named another member.
        Forwarded = "forwarded",
        /// Answered in part; more may follow.
        PartlyAnswered = "partly-answered",
        /// Refused with a ground.
        Refused = "refused",
        /// Answered in full, or with "no answer".
        Answered = "answered",
        /// Ended by whoever asked.
        Closed = "closed",
    }
}

codes! {
    /// What who asked says of an answer.
    Rating in "ratings" {
        /// It helped.
        Helped = "helped",
        /// It was no help.
        NoHelp = "no-help",
    }
}

codes! {
    /// Why a request is refused (VwVfG 5; Reg. (EU) 1024/2012 art. 7).
    RefusalGround in "refusal-grounds" {
        /// Another body is competent.
        NotCompetent = "not-competent",
        /// No law lets whoever was asked answer this.
        NoLegalGround = "no-legal-ground",
        /// The effort or the intrusion is out of proportion.
        Disproportionate = "disproportionate",
        /// It says too little to be answered.
        Insufficient = "insufficient",
        /// It was asked before.
        Duplicate = "duplicate",
        /// A duty of secrecy stands in the way.
        Secrecy = "secrecy",
        /// Nobody is there to answer in time.
        Absent = "absent",
    }
}

codes! {
    /// How far the follow-up of a signal has come.
    FollowUpState in "follow-up-states" {
        /// Nobody follows it up.
        Unowned = "unowned",
        /// A member was asked to.
        Offered = "offered",
        /// It refused.
        Refused = "refused",
        /// A member does.
        Owned = "owned",
        /// It gave the signal back and named another.
        HandedOver = "handed-over",
        /// It is done.
        Closed = "closed",
    }
}

codes! {
    /// What a holder of a signal may ask its origin's consent for.
    ConsentKind in "consent-kinds" {
        /// To cite it in a decision.
        Cite = "cite",
        /// To use it for another purpose.
        Purpose = "purpose",
        /// To pass it on to one member.
        Onward = "onward",
    }
}

codes! {
    /// How far a consent has come.
    ConsentState in "consent-states" {
        /// The origin has not answered.
        Asked = "asked",
        /// It consents.
        Granted = "granted",
        /// It refused.
        Refused = "refused",
        /// It consented, and does no more.
        Withdrawn = "withdrawn",
        /// It consented up to a day that is over.
        Expired = "expired",
        /// The signal ended, or is to be had no longer.
        Ended = "ended",
    }
}

codes! {
    /// What came of a signal that was followed up.
    FollowUpOutcome in "follow-up-outcomes" {
        /// A measure was taken.
        MeasureTaken = "measure-taken",
        /// It is kept in mind, and nothing more is called for.
        NoMeasureNeeded = "no-measure-needed",
        /// Something is called for, and no power reaches that far.
        NoPower = "no-power",
        /// It belongs to another channel, and went there.
        OtherChannel = "other-channel",
    }
}

codes! {
    /// What the owner's own check of a signal found.
    OwnCheck in "own-checks" {
        /// It is so.
        Confirmed = "confirmed",
        /// A part of it is so.
        PartlyConfirmed = "partly-confirmed",
        /// Nothing was found that speaks for it.
        NotConfirmed = "not-confirmed",
        /// It is not so.
        Contradicted = "contradicted",
    }
}

codes! {
    /// What of a record is disputed.
    DisputeMatter in "dispute-matters" {
        /// That a request was refused, or answered with nothing or less than was asked.
        Refusal = "refusal",
        /// On which conditions a signal was disclosed.
        Condition = "condition",
        /// How reliable a signal is said to be.
        Grading = "grading",
        /// Who is to follow a signal up.
        Ownership = "ownership",
    }
}

codes! {
    /// Why it is disputed.
    DisputeGround in "dispute-grounds" {
        /// The law is read in another way.
        Law = "law",
        /// The facts are others.
        Facts = "facts",
        /// It is out of proportion.
        Proportion = "proportion",
        /// Another is competent.
        Competence = "competence",
    }
}

codes! {
    /// Who sees to a dispute, in the order in which it goes up.
    DisputeLevel in "dispute-levels" {
        /// Officers of both members.
        Officer = "officer",
        /// Lawyers of both members.
        Lawyer = "lawyer",
        /// A mediator.
        Mediator = "mediator",
        /// The steering group, to which the mediator brings it.
        SteeringGroup = "steering-group",
    }
}

codes! {
    /// How a dispute stands.
    DisputeState in "dispute-states" {
        /// It waits for an answer, or for a finding.
        Open = "open",
        /// The other member holds to what it did, as it answered at this level.
        Upheld = "upheld",
        /// The other member gave way.
        Settled = "settled",
        /// Who opened it lets it rest.
        Withdrawn = "withdrawn",
        /// A mediator has found.
        Found = "found",
    }
}

codes! {
    /// What a member answers to a dispute.
    DisputeAnswer in "dispute-answers" {
        /// It holds to what it did.
        Upheld = "upheld",
        /// It gives way.
        Yielded = "yielded",
    }
}

codes! {
    /// What is to become of a dispute by the finding of a mediator. None of them opens a gate.
    FindingOutcome in "finding-outcomes" {
        /// The two members are to agree on a legal basis.
        Agreement = "agreement",
        /// The policy pack of a country is to be changed.
        PackChange = "pack-change",
        /// The law lacks a ground.
        Gap = "gap",
    }
}

codes! {
    /// Why an origin recalls a signal (GDPR 17, 19).
    RecallGround in "recall-grounds" {
        /// It was wrong.
        Error = "error",
        /// It should not have been processed (GDPR 17(1)(d)).
        Unlawful = "unlawful",
        /// A data subject asked, and is right (GDPR 17(1)).
        ErasureRequest = "erasure-request",
        /// What it was kept for is over (GDPR 17(1)(a)).
        Expired = "expired",
        /// A court acquitted: the ground of an incident fell away.
        Acquittal = "acquittal",
        /// The case was dismissed: the ground of an incident fell away.
        Dismissal = "dismissal",
    }
}

codes! {
    /// Why a discloser takes back what it disclosed to one member.
    RetractionGround in "retraction-grounds" {
        /// The member is no longer meant to have it.
        Narrowed = "narrowed",
        /// The rules no longer let it go there: a mandate, an agreement or a pack changed.
        Rules = "rules",
    }
}

codes! {
    /// Why a signal that a member held is no longer to be read.
    Ending in "endings" {
        /// Its origin recalled it.
        Recalled = "recalled",
        /// It was taken back from this member.
        Retracted = "retracted",
        /// A correction took its place.
        Superseded = "superseded",
        /// Its retention is over.
        Expired = "expired",
    }
}

codes! {
    /// Identifier schemes with checked form and, where the scheme has one, check digit.
    Scheme in "schemes" {
        NlKvk = "nl-kvk",
        NlRsin = "nl-rsin",
        BeKbo = "be-kbo",
        DeHr = "de-hr",
        FrSiren = "fr-siren",
        FrSiret = "fr-siret",
        ItPiva = "it-piva",
        ItCf = "it-cf",
        EsCif = "es-cif",
        SeOrgnr = "se-orgnr",
        PtNipc = "pt-nipc",
        Euid = "euid",
        Vat = "vat",
        Lei = "lei",
        Imo = "imo",
        Iso6346 = "iso6346",
        Vin = "vin",
        Iban = "iban",
        Locode = "locode",
    }
}

codes! {
    /// The federation an instance belongs to; records of one never enter another.
    Environment in "environments" { Test = "test", Acceptance = "acceptance", Production = "production", }
}

codes! {
    /// What a user of a member may do.
    UserRole in "user-roles" {
        Reader = "reader",
        Submitter = "submitter",
        Releaser = "releaser",
        PolicyOfficer = "policy-officer",
        Administrator = "administrator",
        Auditor = "auditor",
    }
}

codes! {
    /// Where what is not for this federation goes: outside of it, by a way of its own.
    Channel in "channels" {
        Police = "police",
        Tax = "tax",
        Fiu = "fiu",
        Intelligence = "intelligence",
    }
}

codes! {
    /// Official languages of the C8 in which labels exist.
    Language in "languages" {
        Nl = "nl", Fr = "fr", De = "de", En = "en", It = "it", Es = "es", Sv = "sv", Pt = "pt",
    }
}
