//! What the packs promise, decided for every combination of facts that they tell apart.
//!
//! Policies look at finitely many facts. Here each policy becomes a condition over them, and so does "this record leaves
//! for that member": the gate of submissions takes it, nothing forbids or asks, a ground permits, and the receiver's law
//! does not decline. A promise is the condition under which that must never be. Both are decided for whole regions of
//! combinations at once, so that the answer covers all of them; what is found is asked of the [`Engine`] as well.
//!
//! | look for | in |
//! |---|---|
//! | conditions, and the search | `expr` |
//! | the facts, and which combinations exist | `space` |
//! | from Cedar to conditions | `read` |
//! | a combination as a submission | [`Example`] |
//!
//! What it does not do: it says nothing of who may read ([`Gate::Access`]), nor whether a reading of the law is right.

mod example;
mod expr;
mod read;
mod space;

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{Policy, PolicySet};
use serde_json::Value;
use sluis_schemas::codelists::{Level, legal_basis};
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::{BasisId, Country};
use thiserror::Error;

pub use self::example::Example;
use self::expr::{Expr, Region, Values, Var, count, search};
use self::read::{Mentioned, Undecidable, condition, json};
use self::space::{Fact, Party, Space};
use super::engine::Engine;
use super::outcome::{Outcome, ReasonKind, SubmitOutcome};
use super::rules::{Gate, Grant, Loaded, PackError, Rule, load};

/// That no pack lets leave what the floor that ships holds back.
pub const FLOOR: &str = "floor";
/// That nothing leaves for a basis alone of which the reading is unsure.
pub const UNSURE: &str = "unsure";

/// What was decided, and how much of it there was.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Policies of the gates that a record passes on its way.
    pub policies: usize,
    /// Combinations of facts that exist, over all origins' countries.
    pub combinations: u128,
    /// Combinations left out, since they do not exist.
    pub unreachable: u128,
    /// By which rules they do not: the message `reachable-<name>` says each.
    pub rules: Vec<&'static str>,
    /// Bases that a policy names and the list of bases does not.
    pub unlisted: Vec<BasisId>,
    /// Each promise: the message `promise-<id>` says it.
    pub promises: Vec<Promise>,
}

impl Proof {
    /// Whether every promise is kept and every basis listed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.unlisted.is_empty() && self.promises.iter().all(|promise| promise.broken.is_none())
    }
}

/// A promise, and whether it is kept.
#[derive(Debug, Clone)]
pub struct Promise {
    /// Its id.
    pub id: String,
    /// Regions of combinations that were decided at once.
    pub regions: u64,
    /// What leaves all the same.
    pub broken: Option<Box<Example>>,
}

/// Packs of which nothing can be proved.
#[derive(Debug, Error)]
pub enum ProofError {
    /// They cannot be used.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A policy uses what is not decided here.
    #[error("policy `{policy}` says what cannot be decided for every combination: {what}")]
    Undecidable {
        /// Which.
        policy: String,
        /// The part of it, in Cedar's JSON form.
        what: String,
    },
    /// The promises cannot be read.
    #[error("the promises cannot be read: {0}")]
    Promises(String),
    /// Deciding and judging differ: a defect of this program.
    #[error(
        "promise `{0}` is broken by what is decided here and kept by how the gates judge: a defect of this program"
    )]
    Disagrees(String),
}

/// How far it has come: so many of so many questions.
pub type Step<'s> = &'s mut dyn FnMut(usize, usize);

/// Decides the promises that ship, of these packs.
///
/// # Errors
/// Where packs or promises cannot be read, or say what cannot be decided.
pub fn prove(packs: &[PackSource], step: Step<'_>) -> Result<Proof, ProofError> {
    let engine = Engine::new(packs::SCHEMA, packs.to_vec())?;
    let ground = Ground::new(packs)?;
    let promised = ground.promised()?;
    let total = promised.len() * ground.space.places().count();
    let mut proof = Proof {
        policies: ground.rules.len(),
        combinations: 0,
        unreachable: 0,
        rules: ground.space.reachable().iter().map(|(name, _)| *name).collect(),
        unlisted: ground.space.bases().filter(|basis| legal_basis(basis).is_none()).cloned().collect(),
        promises: Vec::new(),
    };
    let reachable = Expr::All(ground.space.reachable().into_iter().map(|(_, rule)| rule).collect()).parts();
    for origin in ground.space.places() {
        let region = ground.space.region(origin);
        let exist = count(&reachable, &region);
        proof.combinations += exist;
        proof.unreachable += region.size() - exist;
    }
    let mut done = 0;
    for (id, never) in promised {
        let mut promise = Promise { id, regions: 0, broken: None };
        for origin in ground.space.places() {
            if promise.broken.is_none() {
                ground.decide(&engine, origin, &never, &reachable, &mut promise)?;
            }
            done += 1;
            step(done, total);
        }
        proof.promises.push(promise);
    }
    Ok(proof)
}

/// What must never leave.
enum Never {
    /// What this holds of.
    Where(Expr),
    /// What would not leave without this basis.
    ForThisAlone(Vec<BasisId>),
}

/// The policies as conditions.
struct Ground {
    space: Space,
    rules: Vec<(Rule, Expr)>,
    floor: Expr,
    promised: Vec<(String, Expr)>,
}

impl Ground {
    fn new(packs: &[PackSource]) -> Result<Self, ProofError> {
        let (given, shipped) = (load(packs::SCHEMA, packs)?, load(packs::SCHEMA, &packs::all())?);
        let (given, shipped) = (on_the_way(&given)?, on_the_way(&shipped)?);
        let promised = promises()?;
        let mut mentioned = Mentioned::default();
        let texts = given.iter().chain(&shipped).map(|(_, text)| text);
        texts.chain(promised.iter().map(|(_, text)| text)).for_each(|text| mentioned.add(text));
        let space = Space::new(&mentioned);
        let read = |(rule, text): &(Rule, Value)| match condition(&space, rule.gate == Gate::Submit, text) {
            Ok(expr) => Ok((rule.clone(), expr)),
            Err(Undecidable(what)) => Err(ProofError::Undecidable { policy: rule.id.to_string(), what }),
        };
        let rules = given.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let holds_back = |(rule, _): &&(Rule, Value)| rule.country.is_none() && rule.kind != ReasonKind::Permitted;
        let floor = shipped.iter().filter(holds_back).map(read).map(|rule| rule.map(|(_, expr)| expr));
        let floor = Expr::Any(floor.collect::<Result<_, _>>()?);
        let said = |(id, text): &(String, Value)| match condition(&space, false, text) {
            Ok(expr) => Ok((id.clone(), expr)),
            Err(Undecidable(what)) => Err(ProofError::Undecidable { policy: id.clone(), what }),
        };
        let promised = promised.iter().map(said).collect::<Result<_, _>>()?;
        Ok(Self { space, rules, floor, promised })
    }

    fn promised(&self) -> Result<Vec<(String, Never)>, ProofError> {
        let unsure = |basis: &&BasisId| legal_basis(basis).is_some_and(|basis| basis.level == Level::Unsure);
        let unsure: Vec<BasisId> = self.space.bases().filter(unsure).cloned().collect();
        let said = self.promised.iter().map(|(id, expr)| (id.clone(), Never::Where(expr.clone())));
        let own =
            [(FLOOR.to_owned(), Never::Where(self.floor.clone())), (UNSURE.to_owned(), Never::ForThisAlone(unsure))];
        Ok(said.chain(own).collect())
    }

    /// Looks for what leaves from a country against a promise.
    fn decide(
        &self,
        engine: &Engine,
        origin: &Country,
        never: &Never,
        reachable: &[Expr],
        promise: &mut Promise,
    ) -> Result<(), ProofError> {
        let leaves = self.leaves(origin);
        let all = |first: Vec<Expr>| {
            let parts = first.into_iter().chain(leaves.iter().cloned()).chain(reachable.iter().cloned());
            Expr::All(parts.collect())
        };
        let conditions: Vec<Expr> = match never {
            Never::Where(expr) => vec![all(expr.clone().parts())],
            Never::ForThisAlone(bases) => bases
                .iter()
                .filter_map(|basis| self.space.basis(basis))
                .map(|var| all(vec![Expr::Is(var, Values::YES), without(&leaves, var)]))
                .collect(),
        };
        for condition in conditions {
            let mut broken: Option<Region> = None;
            let searched = search(&condition, &self.space.region(origin), &mut |region| {
                broken = Some(region.clone());
                true
            });
            promise.regions += searched.regions;
            if let Some(region) = broken {
                promise.broken = Some(Box::new(self.example(engine, &promise.id, &region)?));
                return Ok(());
            }
        }
        Ok(())
    }

    fn example(&self, engine: &Engine, promise: &str, region: &Region) -> Result<Example, ProofError> {
        let disagrees = || ProofError::Disagrees(promise.to_owned());
        let facts = self.space.submission(region).zip(self.space.disclosure(region));
        let (submission, disclosure) = facts.ok_or_else(disagrees)?;
        let accepted = engine.judge_submission(&submission).outcome == SubmitOutcome::Accepted;
        if !accepted || engine.judge_disclosure(&disclosure).outcome != Outcome::Permitted {
            return Err(disagrees());
        }
        Ok(Example { submission, disclosure })
    }

    /// When a record of this country's member leaves for the receiver.
    fn leaves(&self, origin: &Country) -> Vec<Expr> {
        let speaks = |rule: &Rule| rule.country.as_ref().is_none_or(|country| country == origin);
        let of = |gate, kind| {
            let chosen = self.rules.iter().filter(move |(rule, _)| rule.gate == gate && rule.kind == kind);
            chosen.filter(move |(rule, _)| speaks(rule))
        };
        let grounds = Expr::Any(of(Gate::Disclose, ReasonKind::Permitted).map(|(_, expr)| expr.clone()).collect());
        let mut parts = vec![grounds.clone()];
        for (gate, kind) in [
            (Gate::Submit, ReasonKind::Refused),
            (Gate::Disclose, ReasonKind::NotInAudience),
            (Gate::Disclose, ReasonKind::Forbidden),
        ] {
            parts.extend(of(gate, kind).map(|(_, expr)| expr.clone().not()));
        }
        for (rule, asks) in of(Gate::Disclose, ReasonKind::AskFirst) {
            let granted = rule.grant.as_ref().map_or_else(|| grounds.clone(), |grant| self.granted(&grounds, grant));
            parts.push(Expr::All(vec![asks.clone(), granted]).not());
        }
        for (rule, declines) in self.rules.iter().filter(|(rule, _)| rule.gate == Gate::Accept) {
            let here = rule.country.as_ref().map(|country| self.space.in_country(Party::Receiver, country));
            parts.push(Expr::All(here.into_iter().chain([declines.clone()]).collect()).not());
        }
        Expr::All(parts).parts()
    }

    fn granted(&self, grounds: &Expr, grant: &Grant) -> Expr {
        let fact = match grant {
            Grant::Consent => Fact::Consent,
            Grant::ReplyToReceiver => Fact::ReplyToReceiver,
            Grant::Agreement(basis) => Fact::Agreement(basis.clone()),
        };
        match self.space.yes(&fact) {
            Expr::Is(var, values) => grounds.with(var, values),
            _ => grounds.clone(),
        }
    }
}

/// What holds does not without this fact, a yes or no.
fn without(parts: &[Expr], fact: Var) -> Expr {
    let looks_at = |part: &&Expr| {
        let mut facts = BTreeSet::new();
        part.facts(&mut facts);
        facts.contains(&fact)
    };
    Expr::Any(parts.iter().filter(looks_at).map(|part| part.with(fact, Values::at([0])).not()).collect())
}

/// Rules of the gates that a record passes on its way, in Cedar's JSON form.
fn on_the_way(loaded: &Loaded) -> Result<Vec<(Rule, Value)>, ProofError> {
    let by_id: BTreeMap<&str, &Policy> = loaded.policies.iter().map(|policy| (policy.id().as_ref(), policy)).collect();
    let rules = loaded.rules.values().filter(|rule| rule.gate != Gate::Access);
    let with_text = rules.filter_map(|rule| Some((rule, *by_id.get(rule.id.as_str())?)));
    let read = |(rule, policy): (&Rule, &Policy)| match json(policy) {
        Ok(text) => Ok((rule.clone(), text)),
        Err(Undecidable(what)) => Err(ProofError::Undecidable { policy: rule.id.to_string(), what }),
    };
    with_text.map(read).collect()
}

/// The promises that ship, in Cedar's JSON form.
fn promises() -> Result<Vec<(String, Value)>, ProofError> {
    let failed = |what: String| ProofError::Promises(what);
    let set: PolicySet =
        packs::PROMISES.parse().map_err(|error: cedar_policy::ParseErrors| failed(error.to_string()))?;
    let read = |policy: &Policy| {
        let id = policy.annotation("id").ok_or_else(|| failed("a promise has no @id".to_owned()))?;
        let text = json(policy).map_err(|Undecidable(what)| failed(what))?;
        Ok((id.to_owned(), text))
    };
    let mut promises = set.policies().map(read).collect::<Result<Vec<_>, ProofError>>()?;
    promises.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(promises)
}

#[cfg(test)]
mod tests;
