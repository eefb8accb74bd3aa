//! Reading packs: Cedar text into rules with their annotations, checked before anything is judged by them.
//!
//! | annotation | says |
//! |---|---|
//! | `@id` | the rule's id; its sentence is the message `rule-<id>` |
//! | `@order` | its place among rules of its kind, as in the domain's order |
//! | `@basis`, `@source` | what it rests on, and where that was read |
//! | `@since`, `@until` | the first and the last day of its basis; on others it does not hold |
//! | `@confidence` | `verified`, `well-known`, `illustrative` or `unsure`; an unsure ground permits nothing |
//! | `@outcome` | `not-in-audience`: what a disclosure's forbid means, where it is not "forbidden" |
//! | `@ask` | a forbid that a step lifts; the step's sentence is the message `step-<step>` |
//! | `@grants` | the fact that this step makes true: `consent`, `replyToReceiver`, `agreementBases:<basis>` |
//! | `@remedy` | the step with which a refused submission, or a refused look, may be mended |
//! | `@pointer` | the field that a refusal is about (RFC 6901) |
//!
//! Which gate a rule belongs to is its Cedar action; whose law it is, its pack's country.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use cedar_policy::{
    ActionConstraint, Effect, Policy, PolicyId, PolicySet, PrincipalConstraint, ResourceConstraint, Schema,
    ValidationMode, Validator,
};
use sluis_schemas::packs::PackSource;
use sluis_schemas::{BasisId, Country, Date};
use thiserror::Error;

use super::facts::Facts;
use super::outcome::{ReasonKind, RuleId, Step};

/// The four questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// May this member put this into the federation?
    Submit,
    /// May this record go to that member?
    Disclose,
    /// May that member hold it?
    Accept,
    /// May this user read it?
    Access,
}

impl Gate {
    /// Every gate.
    pub const ALL: &'static [Self] = &[Self::Submit, Self::Disclose, Self::Accept, Self::Access];

    /// Its Cedar action.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Disclose => "disclose",
            Self::Accept => "accept",
            Self::Access => "access",
        }
    }
}

/// How sure the reading of a basis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Read in the source.
    Verified,
    /// Common knowledge of the field.
    WellKnown,
    /// A reading that shows how it could be.
    Illustrative,
    /// Not known well enough to permit anything.
    Unsure,
}

/// The fact that an ask's own step makes true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// The origin consented to this relay.
    Consent,
    /// The receiver asked.
    ReplyToReceiver,
    /// An agreement on this basis stands between origin and receiver.
    Agreement(BasisId),
}

impl Grant {
    /// The facts as they would be with the step done.
    pub(super) fn apply(&self, facts: &mut Facts) {
        match self {
            Self::Consent => facts.relation.consent = true,
            Self::ReplyToReceiver => facts.relation.reply_to_receiver = true,
            Self::Agreement(basis) => {
                facts.relation.agreement_bases.insert(basis.clone());
            }
        }
    }
}

/// One rule of a pack, as its annotations describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// The pack it stands in.
    pub pack: String,
    /// Whose law it is; without one it binds everyone.
    pub country: Option<Country>,
    /// Which question it answers.
    pub gate: Gate,
    /// What it means where it holds.
    pub kind: ReasonKind,
    /// Its place among rules of its kind.
    pub order: u32,
    /// What it rests on.
    pub basis: String,
    /// Where that was read.
    pub source: String,
    /// The first day on which it holds, in UTC.
    pub since: Option<Date>,
    /// The last.
    pub until: Option<Date>,
    /// How sure the reading is.
    pub confidence: Confidence,
    /// The step that lifts an ask, or mends a refused submission.
    pub step: Option<Step>,
    /// The fact that an ask's step makes true.
    pub grant: Option<Grant>,
    /// The field that a refusal is about.
    pub pointer: Option<String>,
    /// Whether a node's operator added it, so that only its own members are held to it.
    pub added: bool,
}

impl Rule {
    /// Whether its basis is in force.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// An ask with its step and what the step makes true.
    pub(super) fn as_ask(&self) -> Option<(&Self, &Step, &Grant)> {
        Some((self, self.step.as_ref()?, self.grant.as_ref()?))
    }
}

/// A pack that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("pack `{pack}`{}: {kind}", policy.as_ref().map(|id| format!(", policy `{id}`")).unwrap_or_default())]
pub struct PackError {
    /// Which pack.
    pub pack: String,
    /// Which policy: its id, or its place from 1 where it has none.
    pub policy: Option<String>,
    /// What is wrong.
    pub kind: PackErrorKind,
}

/// What is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackErrorKind {
    /// The schema does not parse.
    #[error("the schema cannot be read: {0}")]
    Schema(String),
    /// The text does not parse.
    #[error("cannot be read as Cedar: {0}")]
    Syntax(String),
    /// The text does not fit the schema.
    #[error("does not fit the schema: {0}")]
    Invalid(String),
    /// A template.
    #[error("templates are not used; write a policy")]
    Template,
    /// An annotation is missing.
    #[error("the annotation @{0} is missing")]
    Missing(&'static str),
    /// An annotation that no one reads.
    #[error("the annotation @{0} is not known")]
    Unknown(String),
    /// An annotation that cannot be read, or stands where it means nothing.
    #[error("@{name}(`{given}`) is not {expected}")]
    Annotation {
        /// Which.
        name: &'static str,
        /// Its value.
        given: String,
        /// What it must be.
        expected: &'static str,
    },
    /// The scope is not one action alone.
    #[error("the scope must name one action by == and leave principal and resource open")]
    Scope,
    /// A permit where nothing asks for one.
    #[error("a permit of the action {} is never asked for; write a forbid", .0.as_str())]
    IdlePermit(Gate),
    /// A permit on an unsure reading.
    #[error("a ground of confidence `unsure` permits nothing; leave it out")]
    UnsureGround,
    /// An operator's addition permits.
    #[error("an operator's addition only narrows, and this permits; write a forbid, or have the pack changed")]
    Widens,
    /// An operator's addition asks for a step, declines or says whom something is meant for.
    #[error(
        "an operator's addition forbids what leaves or is read, or refuses what is submitted; an ask or a decline is predicted by other nodes, and stands in a pack"
    )]
    NotForbidding,
    /// Two rules of one id.
    #[error("the id stands in pack `{0}` already")]
    Duplicate(String),
    /// Two rules of one kind at one place.
    #[error("its @order is that of `{0}`, which may hold with it")]
    SameOrder(RuleId),
}

/// Rules with their policies, ready to be laid in layers.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) rules: BTreeMap<String, Rule>,
    pub(super) policies: Vec<Policy>,
}

/// Reads packs, and what an operator adds to them, and checks them against the schema and each other.
pub(super) fn load(schema: &str, packs: &[PackSource], additions: &[PackSource]) -> Result<Loaded, PackError> {
    let (schema, _) = Schema::from_cedarschema_str(schema)
        .map_err(|error| fault("schema", None, PackErrorKind::Schema(error.to_string())))?;
    let validator = Validator::new(schema);
    let mut loaded = Loaded { rules: BTreeMap::new(), policies: Vec::new() };
    for pack in packs {
        load_pack(&validator, pack, &mut loaded)?;
    }
    let steps: BTreeSet<Step> = loaded.rules.values().filter_map(|rule| rule.step.clone()).collect();
    let given: BTreeSet<String> = loaded.rules.keys().cloned().collect();
    for addition in additions {
        load_pack(&validator, addition, &mut loaded)?;
    }
    for rule in loaded.rules.values_mut().filter(|rule| !given.contains(rule.id.as_str())) {
        narrows(rule, &steps).map_err(|kind| fault(&rule.pack, Some(rule.id.as_str()), kind))?;
        rule.added = true;
    }
    orders_differ(&loaded.rules)?;
    Ok(loaded)
}

fn fault(pack: &str, policy: Option<&str>, kind: PackErrorKind) -> PackError {
    PackError { pack: pack.to_owned(), policy: policy.map(str::to_owned), kind }
}

fn load_pack(validator: &Validator, pack: &PackSource, loaded: &mut Loaded) -> Result<(), PackError> {
    let set = PolicySet::from_str(&pack.text)
        .map_err(|error| fault(&pack.name, None, PackErrorKind::Syntax(error.to_string())))?;
    if set.templates().next().is_some() {
        return Err(fault(&pack.name, None, PackErrorKind::Template));
    }
    for policy in set.policies() {
        let named = policy.annotation("id").unwrap_or("without @id");
        let located = |kind| fault(&pack.name, Some(named), kind);
        let rule = read_rule(pack, policy).map_err(located)?;
        let policy = policy.new_id(PolicyId::new(rule.id.as_str()));
        fits(validator, &policy).map_err(located)?;
        if let Some(other) = loaded.rules.get(rule.id.as_str()) {
            return Err(located(PackErrorKind::Duplicate(other.pack.clone())));
        }
        loaded.rules.insert(rule.id.to_string(), rule);
        loaded.policies.push(policy);
    }
    Ok(())
}

/// What an operator adds holds back, and no more: others' nodes do not know it.
fn narrows(rule: &Rule, steps: &BTreeSet<Step>) -> Result<(), PackErrorKind> {
    match rule.kind {
        ReasonKind::Permitted => return Err(PackErrorKind::Widens),
        ReasonKind::Forbidden | ReasonKind::Refused => {}
        _ => return Err(PackErrorKind::NotForbidding),
    }
    let unknown = rule.step.as_ref().filter(|step| !steps.contains(*step));
    unknown.map_or(Ok(()), |step| {
        let expected = "a step of the packs that ship, which has its sentence in every language";
        Err(PackErrorKind::Annotation { name: "remedy", given: step.to_string(), expected })
    })
}

/// Strict validation. A warning (a policy that can never hold, a confusable letter) is an error here: law that says
/// nothing is a mistake.
fn fits(validator: &Validator, policy: &Policy) -> Result<(), PackErrorKind> {
    let invalid = |text: String| PackErrorKind::Invalid(text);
    let set = PolicySet::from_policies([policy.clone()]).map_err(|error| invalid(error.to_string()))?;
    let result = validator.validate(&set, ValidationMode::Strict);
    let errors = result.validation_errors().map(ToString::to_string);
    let found: Vec<_> = errors.chain(result.validation_warnings().map(ToString::to_string)).collect();
    if found.is_empty() { Ok(()) } else { Err(invalid(found.join("; "))) }
}

const DATE: &str = "a date (YYYY-MM-DD)";

const KNOWN: &[&str] = &[
    "id",
    "order",
    "basis",
    "source",
    "since",
    "until",
    "confidence",
    "outcome",
    "ask",
    "grants",
    "remedy",
    "pointer",
];

fn read_rule(pack: &PackSource, policy: &Policy) -> Result<Rule, PackErrorKind> {
    if let Some((name, _)) = policy.annotations().find(|(name, _)| !KNOWN.contains(name)) {
        return Err(PackErrorKind::Unknown(name.to_owned()));
    }
    let id = required(policy, "id", "a rule id: a country or `EU`, a dash, a letter and a number")?;
    let gate = gate(policy)?;
    let kind = kind(policy, gate)?;
    let confidence = required(policy, "confidence", "verified, well-known, illustrative or unsure")?;
    if kind == ReasonKind::Permitted && confidence == Confidence::Unsure {
        return Err(PackErrorKind::UnsureGround);
    }
    let since = optional(policy, "since", DATE)?;
    let until = optional(policy, "until", DATE)?;
    if let (Some(first), Some(last)) = (since, until)
        && last < first
    {
        let given = policy.annotation("until").unwrap_or_default().to_owned();
        return Err(PackErrorKind::Annotation { name: "until", given, expected: "a day from @since on" });
    }
    Ok(Rule {
        id,
        pack: pack.name.clone(),
        country: pack.country.clone(),
        gate,
        kind,
        order: required(policy, "order", "a number")?,
        basis: required(policy, "basis", "a text")?,
        source: required(policy, "source", "a text")?,
        since,
        until,
        confidence,
        step: step(policy, gate, kind)?,
        grant: grant(policy, kind)?,
        pointer: pointer(policy, kind)?,
        added: false,
    })
}

fn optional<T: FromStr>(
    policy: &Policy,
    name: &'static str,
    expected: &'static str,
) -> Result<Option<T>, PackErrorKind> {
    let read =
        |given: &str| given.parse().map_err(|_| PackErrorKind::Annotation { name, given: given.to_owned(), expected });
    policy.annotation(name).map(read).transpose()
}

fn required<T: FromStr>(policy: &Policy, name: &'static str, expected: &'static str) -> Result<T, PackErrorKind> {
    optional(policy, name, expected)?.ok_or(PackErrorKind::Missing(name))
}

fn gate(policy: &Policy) -> Result<Gate, PackErrorKind> {
    let open = policy.principal_constraint() == PrincipalConstraint::Any
        && policy.resource_constraint() == ResourceConstraint::Any;
    match policy.action_constraint() {
        ActionConstraint::Eq(action) if open => {
            let named = |gate: &&Gate| gate.as_str() == action.id().unescaped();
            Gate::ALL.iter().find(named).copied().ok_or(PackErrorKind::Scope)
        }
        _ => Err(PackErrorKind::Scope),
    }
}

fn kind(policy: &Policy, gate: Gate) -> Result<ReasonKind, PackErrorKind> {
    let outcome = policy.annotation("outcome");
    let asks = policy.annotation("ask").is_some();
    match (policy.effect(), gate, outcome, asks) {
        (Effect::Permit, Gate::Submit | Gate::Accept, ..) => Err(PackErrorKind::IdlePermit(gate)),
        (Effect::Permit, _, None, false) => Ok(ReasonKind::Permitted),
        (Effect::Forbid, Gate::Disclose, None, true) => Ok(ReasonKind::AskFirst),
        (Effect::Forbid, Gate::Disclose, Some("not-in-audience"), false) => Ok(ReasonKind::NotInAudience),
        (Effect::Forbid, Gate::Disclose | Gate::Access, None, false) => Ok(ReasonKind::Forbidden),
        (Effect::Forbid, Gate::Submit, None, false) => Ok(ReasonKind::Refused),
        (Effect::Forbid, Gate::Accept, None, false) => Ok(ReasonKind::Declined),
        (.., Some(given), _) => Err(misplaced("outcome", given)),
        (.., true) => Err(misplaced("ask", policy.annotation("ask").unwrap_or_default())),
    }
}

fn misplaced(name: &'static str, given: &str) -> PackErrorKind {
    PackErrorKind::Annotation { name, given: given.to_owned(), expected: "allowed on this policy" }
}

/// An annotation that belongs to one kind of rule, and must stand there where `needed`.
fn only_on<T: FromStr>(
    policy: &Policy,
    (name, expected): (&'static str, &'static str),
    (belongs, needed): (bool, bool),
) -> Result<Option<T>, PackErrorKind> {
    match optional(policy, name, expected)? {
        Some(_) if !belongs => Err(misplaced(name, policy.annotation(name).unwrap_or_default())),
        None if needed => Err(PackErrorKind::Missing(name)),
        found => Ok(found),
    }
}

fn step(policy: &Policy, gate: Gate, kind: ReasonKind) -> Result<Option<Step>, PackErrorKind> {
    const EXPECTED: &str = "a step (a-z and -)";
    let ask = optional(policy, "ask", EXPECTED)?;
    let refused = kind == ReasonKind::Refused;
    let may_be_mended = refused || (gate, kind) == (Gate::Access, ReasonKind::Forbidden);
    let remedy = only_on(policy, ("remedy", EXPECTED), (may_be_mended, refused))?;
    Ok(ask.or(remedy))
}

fn grant(policy: &Policy, kind: ReasonKind) -> Result<Option<Grant>, PackErrorKind> {
    let ask = kind == ReasonKind::AskFirst;
    only_on(policy, ("grants", "consent, replyToReceiver or agreementBases:<basis>"), (ask, ask))
}

fn pointer(policy: &Policy, kind: ReasonKind) -> Result<Option<String>, PackErrorKind> {
    let refusal = kind == ReasonKind::Refused;
    only_on(policy, ("pointer", "a JSON pointer"), (refusal, refusal))
}

/// Rules that can be judged together have different places, so that the first that holds is one rule.
fn orders_differ(rules: &BTreeMap<String, Rule>) -> Result<(), PackError> {
    let mut places = BTreeMap::new();
    let countries: BTreeSet<_> = rules.values().map(|rule| rule.country.clone()).collect();
    for country in &countries {
        places.clear();
        for rule in rules.values().filter(|rule| rule.country.is_none() || rule.country == *country) {
            if let Some(other) = places.insert((rule.gate, rule.kind, rule.order), rule.id.clone()) {
                return Err(fault(&rule.pack, Some(rule.id.as_str()), PackErrorKind::SameOrder(other)));
            }
        }
    }
    Ok(())
}

impl FromStr for Confidence {
    type Err = ();
    fn from_str(given: &str) -> Result<Self, ()> {
        match given {
            "verified" => Ok(Self::Verified),
            "well-known" => Ok(Self::WellKnown),
            "illustrative" => Ok(Self::Illustrative),
            "unsure" => Ok(Self::Unsure),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Verified => "verified",
            Self::WellKnown => "well-known",
            Self::Illustrative => "illustrative",
            Self::Unsure => "unsure",
        })
    }
}

impl FromStr for Grant {
    type Err = ();
    fn from_str(given: &str) -> Result<Self, ()> {
        match given.split_once(':') {
            Some(("agreementBases", basis)) => basis.parse().map(Self::Agreement).map_err(|_| ()),
            None if given == "consent" => Ok(Self::Consent),
            None if given == "replyToReceiver" => Ok(Self::ReplyToReceiver),
            _ => Err(()),
        }
    }
}
