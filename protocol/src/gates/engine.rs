//! From policies that hold to an outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use cedar_policy::{AuthorizationError, Authorizer, Effect, Entities, Policy, PolicyId, PolicySet, Request};
use sluis_schemas::messages::{Arg, Args, Message};
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::{Country, Date};

use super::context::{Ask, Builder, Unbuildable};
use super::facts::{AcceptFacts, AccessFacts, Facts, SubmissionFacts};
use super::outcome::{Decision, Outcome, Reason, ReasonKind, Remedy, RuleId, Step, SubmitDecision, SubmitOutcome};
use super::rules::{Gate, Loaded, PackError, PackErrorKind, Rule, load};

/// The packs, parsed and checked, laid out so that a decision asks only what can apply to it.
///
/// A rule holds on the days of its basis alone: [`Engine::on`] says which day it is. Without one every rule counts.
/// Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    law: Arc<Law>,
    day: Option<Date>,
}

/// What does not change with the day.
struct Law {
    packs: Vec<PackSource>,
    rules: BTreeMap<String, Rule>,
    layers: BTreeMap<(Gate, Option<Country>), Layer>,
    authorizer: Authorizer,
    entities: Entities,
    builder: Builder,
    /// Days on which a rule begins to hold, or no longer does.
    turns: BTreeSet<Date>,
}

/// The policies that one gate asks for one country: what narrows, and what opens. Kept apart because Cedar names only
/// the forbids that hold where any does.
#[derive(Debug, Default)]
struct Layer {
    narrowing: PolicySet,
    grounds: PolicySet,
}

/// A gate that could not decide: the policies that failed, none where the facts could not be asked at all.
struct Broken(Vec<RuleId>);

impl From<Unbuildable> for Broken {
    fn from(_: Unbuildable) -> Self {
        Self(Vec::new())
    }
}

/// An outcome with the rules that speak for it, the outcome's own first.
struct Weighed<'e> {
    outcome: Outcome,
    rules: Vec<&'e Rule>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("rules", &self.law.rules.keys()).field("day", &self.day).finish_non_exhaustive()
    }
}

impl Engine {
    /// With the packs that ship.
    ///
    /// # Errors
    /// Where a pack or the schema cannot be used; for the packs that ship a test holds that they can.
    pub fn shipped() -> Result<Self, PackError> {
        Self::new(packs::SCHEMA, packs::all())
    }

    /// With given packs, on a schema whose facts are those of [`super::facts`].
    ///
    /// # Errors
    /// Names pack and policy where a text does not parse, does not fit the schema, or lacks an annotation.
    pub fn new(schema: &str, packs: Vec<PackSource>) -> Result<Self, PackError> {
        Self::narrowed(schema, packs, &[])
    }

    /// The same, with what a node's operator adds: forbids and refusals that bind the node's own members.
    ///
    /// # Errors
    /// The same, and where an addition does more than narrow.
    pub fn narrowed(schema: &str, packs: Vec<PackSource>, additions: &[PackSource]) -> Result<Self, PackError> {
        let loaded = load(schema, &packs, additions)?;
        let layers = lay(&loaded).map_err(|error| PackError { pack: "all".to_owned(), policy: None, kind: error })?;
        let builder = Builder::new().map_err(|Unbuildable| PackError {
            pack: "schema".to_owned(),
            policy: None,
            kind: PackErrorKind::Schema("an entity type has no name".to_owned()),
        })?;
        let (authorizer, entities) = (Authorizer::new(), Entities::empty());
        let begins = loaded.rules.values().filter_map(|rule| rule.since);
        let ends = loaded.rules.values().filter_map(|rule| Some(Date::of(rule.until?.end())));
        let turns = begins.chain(ends).collect();
        let law = Law { packs, rules: loaded.rules, layers, authorizer, entities, builder, turns };
        Ok(Self { law: Arc::new(law), day: None })
    }

    /// The same rules, as they hold on a day in UTC.
    #[must_use]
    pub fn on(&self, day: Date) -> Self {
        Self { law: self.law.clone(), day: Some(day) }
    }

    /// The day whose rules hold, where one was given.
    pub(crate) fn day(&self) -> Option<Date> {
        self.day
    }

    /// The days from one on, that one included, on which other rules hold than on the day before.
    #[must_use]
    pub fn turns(&self, from: Date) -> BTreeSet<Date> {
        self.law.turns.range(from..).copied().chain([from]).collect()
    }

    /// On how many days up to its own the rules that hold changed: engines of the same packs with the same number decide
    /// alike.
    pub(super) fn period(&self) -> Option<usize> {
        self.day.map(|day| self.law.turns.range(..=day).count())
    }

    /// The packs' texts, over which their digests are taken.
    #[must_use]
    pub fn packs(&self) -> &[PackSource] {
        &self.law.packs
    }

    /// Every rule, in the order of their ids.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.law.rules.values()
    }

    /// Whether what a rule refuses is to be handed over to another channel.
    #[must_use]
    pub fn names_channel(&self, rule: &str) -> bool {
        let mut named = self.rules().filter(|known| known.id.as_str() == rule);
        named.any(|rule| rule.step.as_ref().is_some_and(Step::is_hand_over))
    }

    /// May this member put this into the federation? Reasons name every rule that refuses it.
    #[must_use]
    pub fn judge_submission(&self, facts: &SubmissionFacts) -> SubmitDecision {
        let args = Arc::new(facts.args());
        let refusals = match self.narrowing(Gate::Submit, &facts.origin.country, facts) {
            Ok(refusals) => refusals,
            Err(broken) => return SubmitDecision { outcome: SubmitOutcome::Error, reasons: broken.reasons() },
        };
        let outcome =
            refusals.first().map_or(SubmitOutcome::Accepted, |first| SubmitOutcome::Refused(first.id.clone()));
        let reasons = refusals.into_iter().map(|rule| reason(rule, &args, rule.step.as_ref())).collect();
        SubmitDecision { outcome, reasons }
    }

    /// May this record go to that member?
    #[must_use]
    pub fn judge_disclosure(&self, facts: &Facts) -> Decision {
        let decided = self.weigh(facts).and_then(|weighed| {
            let can_be_mended = self.asks_lead_to_permitted(facts, &weighed)?;
            Ok(weighed.decision(facts, can_be_mended))
        });
        decided.unwrap_or_else(Broken::decision)
    }

    /// May that member hold it? Judged by its own country's law.
    #[must_use]
    pub fn judge_acceptance(&self, facts: &AcceptFacts) -> Decision {
        let declines = match self.narrowing(Gate::Accept, &facts.receiver.country, facts) {
            Ok(declines) => declines,
            Err(broken) => return broken.decision(),
        };
        let outcome = declines.first().map_or(Outcome::Permitted, |first| Outcome::Declined(first.id.clone()));
        Weighed { outcome, rules: declines }.decision(facts, false)
    }

    /// May this user read it? `Permitted`, `Forbidden`, or `NoGround` where the member does not hold it.
    #[must_use]
    pub fn judge_access(&self, facts: &AccessFacts) -> Decision {
        let decided = self.weigh_access(facts).map(|weighed| {
            // With every step taken nothing forbids the look any more, and what the member holds may be read.
            let can_be_mended = facts.holds && weighed.rules.iter().all(|rule| rule.step.is_some());
            weighed.decision(facts, can_be_mended)
        });
        decided.unwrap_or_else(Broken::decision)
    }

    fn weigh_access(&self, facts: &AccessFacts) -> Result<Weighed<'_>, Broken> {
        let forbids = self.narrowing(Gate::Access, &facts.country, facts)?;
        if let Some(first) = forbids.first() {
            return Ok(Weighed { outcome: Outcome::Forbidden(first.id.clone()), rules: forbids });
        }
        let grounds = self.grounds(Gate::Access, &facts.country, facts)?;
        let outcome = if grounds.is_empty() { Outcome::NoGround } else { Outcome::Permitted };
        Ok(Weighed { outcome, rules: grounds })
    }

    /// The domain's order of outcomes; the first that applies.
    fn weigh(&self, facts: &Facts) -> Result<Weighed<'_>, Broken> {
        let request = facts.request(&self.law.builder)?;
        let layer = self.layer(Gate::Disclose, &facts.origin_country);
        let narrowing = self.holding(layer.map(|layer| &layer.narrowing), &request)?;
        let of = |kind| narrowing.iter().copied().filter(|rule| rule.kind == kind).collect::<Vec<_>>();
        let absent = of(ReasonKind::NotInAudience);
        if !absent.is_empty() {
            return Ok(Weighed { outcome: Outcome::NotInAudience, rules: absent });
        }
        let forbids = of(ReasonKind::Forbidden);
        if let Some(first) = forbids.first() {
            return Ok(Weighed { outcome: Outcome::Forbidden(first.id.clone()), rules: forbids });
        }
        if let Some(asked) = self.first_ask(facts, of(ReasonKind::AskFirst))? {
            return Ok(asked);
        }
        let grounds = self.holding(layer.map(|layer| &layer.grounds), &request)?;
        if grounds.is_empty() {
            return Ok(Weighed { outcome: Outcome::NoGround, rules: grounds });
        }
        let arrival = AcceptFacts { record: facts.record.clone(), receiver: facts.receiver.clone() };
        let declines = self.narrowing(Gate::Accept, &facts.receiver.country, &arrival)?;
        match declines.first() {
            Some(first) => Ok(Weighed { outcome: Outcome::Declined(first.id.clone()), rules: declines }),
            None => Ok(Weighed { outcome: Outcome::Permitted, rules: grounds }),
        }
    }

    /// The first ask with whose own step done, the other asks left aside, some permit would hold.
    fn first_ask<'e>(&'e self, facts: &Facts, mut asks: Vec<&'e Rule>) -> Result<Option<Weighed<'e>>, Broken> {
        for place in 0..asks.len() {
            let Some((ask, step, grant)) = asks.get(place).and_then(|rule| rule.as_ask()) else { continue };
            let mut done = facts.clone();
            grant.apply(&mut done);
            if !self.grounds(Gate::Disclose, &facts.origin_country, &done)?.is_empty() {
                let outcome = Outcome::AskFirst(step.clone());
                asks.retain(|other| other.id != ask.id);
                asks.insert(0, ask);
                return Ok(Some(Weighed { outcome, rules: asks }));
            }
        }
        Ok(None)
    }

    /// Whether, with every ask that holds granted, the record would go.
    fn asks_lead_to_permitted(&self, facts: &Facts, weighed: &Weighed<'_>) -> Result<bool, Broken> {
        if !matches!(weighed.outcome, Outcome::AskFirst(_)) {
            return Ok(false);
        }
        let mut done = facts.clone();
        for grant in weighed.rules.iter().filter_map(|rule| rule.grant.as_ref()) {
            grant.apply(&mut done);
        }
        Ok(self.weigh(&done)?.outcome == Outcome::Permitted)
    }

    fn layer(&self, gate: Gate, country: &Country) -> Option<&Layer> {
        let layers = &self.law.layers;
        layers.get(&(gate, Some(country.clone()))).or_else(|| layers.get(&(gate, None)))
    }

    fn narrowing(&self, gate: Gate, country: &Country, facts: &impl Ask) -> Result<Vec<&Rule>, Broken> {
        self.ask(self.layer(gate, country).map(|layer| &layer.narrowing), facts)
    }

    fn grounds(&self, gate: Gate, country: &Country, facts: &impl Ask) -> Result<Vec<&Rule>, Broken> {
        self.ask(self.layer(gate, country).map(|layer| &layer.grounds), facts)
    }

    /// As [`Self::holding`], building the request only where there is a policy to ask.
    fn ask(&self, set: Option<&PolicySet>, facts: &impl Ask) -> Result<Vec<&Rule>, Broken> {
        match set.filter(|set| !set.is_empty()) {
            Some(set) => self.holding(Some(set), &facts.request(&self.law.builder)?),
            None => Ok(Vec::new()),
        }
    }

    /// The rules of a set that hold on the day, in their order.
    fn holding(&self, set: Option<&PolicySet>, request: &Request) -> Result<Vec<&Rule>, Broken> {
        let Some(set) = set else { return Ok(Vec::new()) };
        let response = self.law.authorizer.is_authorized(request, set, &self.law.entities);
        let failed = response.diagnostics().errors().map(|AuthorizationError::PolicyEvaluationError(e)| e.policy_id());
        let failed = self.ordered(failed);
        if !failed.is_empty() {
            return Err(Broken(failed.into_iter().map(|rule| rule.id.clone()).collect()));
        }
        Ok(self.ordered(response.diagnostics().reason()))
    }

    fn ordered<'i>(&self, ids: impl Iterator<Item = &'i PolicyId>) -> Vec<&Rule> {
        let known = ids.filter_map(|id| self.law.rules.get::<str>(id.as_ref()));
        let mut rules: Vec<_> = known.filter(|rule| self.day.is_none_or(|day| rule.holds_on(day))).collect();
        rules.sort_by_key(|rule| (rule.kind, rule.order));
        rules
    }
}

/// Lays policies in layers: for each country its own packs and those that bind everyone; for all others the latter.
fn lay(loaded: &Loaded) -> Result<BTreeMap<(Gate, Option<Country>), Layer>, PackErrorKind> {
    let countries: BTreeSet<_> = loaded.rules.values().map(|rule| rule.country.clone()).chain([None]).collect();
    let mut layers = BTreeMap::new();
    for country in countries {
        for gate in Gate::ALL {
            let layer = lay_one(loaded, *gate, country.as_ref())?;
            layers.insert((*gate, country.clone()), layer);
        }
    }
    Ok(layers)
}

fn lay_one(loaded: &Loaded, gate: Gate, country: Option<&Country>) -> Result<Layer, PackErrorKind> {
    let applies = |policy: &&Policy| {
        let rule = loaded.rules.get::<str>(policy.id().as_ref());
        rule.is_some_and(|rule| rule.gate == gate && (rule.country.is_none() || rule.country.as_ref() == country))
    };
    let of = |effect| {
        let chosen = loaded.policies.iter().filter(applies).filter(|policy| policy.effect() == effect);
        PolicySet::from_policies(chosen.cloned()).map_err(|error| PackErrorKind::Syntax(error.to_string()))
    };
    Ok(Layer { narrowing: of(Effect::Forbid)?, grounds: of(Effect::Permit)? })
}

impl Weighed<'_> {
    fn decision(self, facts: &impl Ask, can_be_mended: bool) -> Decision {
        let args = &Arc::new(facts.args());
        let mut reasons: Vec<_> =
            self.rules.iter().map(|rule| reason(rule, args, rule.step.as_ref().filter(|_| can_be_mended))).collect();
        if self.outcome == Outcome::NoGround {
            reasons.push(without_rule(ReasonKind::NoGround, args));
        }
        Decision { outcome: self.outcome, reasons }
    }
}

impl Broken {
    fn reasons(&self) -> Vec<Reason> {
        let failure = |rule: Option<RuleId>| Reason { rule, ..without_rule(ReasonKind::Error, &Arc::default()) };
        if self.0.is_empty() { vec![failure(None)] } else { self.0.iter().cloned().map(Some).map(failure).collect() }
    }

    fn decision(self) -> Decision {
        Decision { outcome: Outcome::Error, reasons: self.reasons() }
    }
}

fn reason(rule: &Rule, args: &Arc<Args>, step: Option<&Step>) -> Reason {
    Reason {
        kind: rule.kind,
        rule: Some(rule.id.clone()),
        basis: Some(rule.basis.clone()),
        message: sentence(rule, args),
        remedy: step.map(|step| Remedy::new(step.clone(), Arc::clone(args))),
        pointer: rule.pointer.clone(),
    }
}

/// The rule's own; what an operator added has none, and is told by its name and basis.
fn sentence(rule: &Rule, args: &Arc<Args>) -> Message {
    if !rule.added {
        return Message::new(format!("rule-{}", rule.id), Arc::clone(args));
    }
    let named = [("rule", rule.id.to_string()), ("basis", rule.basis.clone())];
    let named = named.map(|(name, text)| (name.to_owned(), Arg::Text(text)));
    let args: Args = args.iter().map(|(name, arg)| (name.clone(), arg.clone())).chain(named).collect();
    Message::new("added-rule", args)
}

fn without_rule(kind: ReasonKind, args: &Arc<Args>) -> Reason {
    let message = Message::new(format!("reason-{}", kind.as_str()), Arc::clone(args));
    Reason { kind, rule: None, basis: None, message, remedy: None, pointer: None }
}
