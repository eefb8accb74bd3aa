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
//! | what must hold for a record to leave | `law` |
//! | what other packs would change | [`compare`] |
//! | a combination as a submission | [`Example`] |
//!
//! What it does not do: it says nothing of who may read (the gate of access), nor whether a reading of the law is right.

mod compare;
mod example;
mod expr;
mod law;
mod read;
mod space;

use std::collections::BTreeSet;

use cedar_policy::{Policy, PolicySet};
use serde_json::Value;
use sluis_schemas::codelists::{Level, legal_basis};
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::{BasisId, Country, Date};
use thiserror::Error;

pub use self::compare::{Difference, Flow, compare};
pub use self::example::Example;
use self::expr::{Expr, Region, Values, Var, count, search};
use self::law::{Law, Texts, example};
use self::read::{Mentioned, Undecidable, condition, json};
use self::space::Space;
use super::engine::Engine;
use super::outcome::ReasonKind;
use super::rules::{PackError, Rule};

/// That no pack lets leave what the floor that ships holds back.
pub const FLOOR: &str = "floor";
/// That nothing leaves for a basis alone of which the reading is unsure.
pub const UNSURE: &str = "unsure";

/// What was decided, and how much of it there was.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Policies of the gates that a record passes on its way.
    pub policies: usize,
    /// The days from the first asked for on, that one included, on which other rules hold than before: all was decided for
    /// each of them.
    pub days: Vec<Date>,
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
    /// What leaves all the same, on the first of the days on which something does.
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

/// Decides the promises that ship, of these packs, for every day from one on.
///
/// # Errors
/// Where packs or promises cannot be read, or say what cannot be decided.
pub fn prove(packs: &[PackSource], from: Date, step: Step<'_>) -> Result<Proof, ProofError> {
    let engine = Engine::new(packs::SCHEMA, packs.to_vec())?;
    let ground = Ground::new(packs)?;
    let promised = ground.promised()?;
    let days: Vec<Date> = engine.turns(from).into_iter().collect();
    let total = days.len() * promised.len() * ground.space.places().count();
    let mut proof = Proof {
        policies: ground.texts.0.len(),
        days,
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
    let moments = proof.days.iter().map(|day| ground.on(&engine, *day)).collect::<Result<Vec<_>, _>>()?;
    for (id, never) in promised {
        let mut promise = Promise { id, regions: 0, broken: None };
        for moment in &moments {
            for origin in ground.space.places() {
                if promise.broken.is_none() {
                    ground.decide(moment, origin, &never, &reachable, &mut promise)?;
                }
                done += 1;
                step(done, total);
            }
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

/// The packs that are checked, and what is promised of them.
struct Ground {
    space: Space,
    texts: Texts,
    floor: Expr,
    promised: Vec<(String, Expr)>,
}

/// The rules that hold from a day on.
struct Moment {
    day: Date,
    law: Law,
    engine: Engine,
}

impl Ground {
    fn on(&self, engine: &Engine, day: Date) -> Result<Moment, ProofError> {
        Ok(Moment { day, law: Law::read(&self.space, &self.texts.on(day))?, engine: engine.on(day) })
    }

    fn new(packs: &[PackSource]) -> Result<Self, ProofError> {
        let (given, shipped, promised) = (Texts::of(packs)?, Texts::of(&packs::all())?, promises()?);
        let mut mentioned = Mentioned::default();
        given.mention(&mut mentioned);
        shipped.mention(&mut mentioned);
        promised.iter().for_each(|(_, text)| mentioned.add(text));
        let space = Space::new(&mentioned);
        let holds_back = |rule: &Rule| rule.country.is_none() && rule.kind != ReasonKind::Permitted;
        let floor = Law::read(&space, &shipped)?.0.into_iter().filter(|(rule, _)| holds_back(rule));
        let floor = Expr::Any(floor.map(|(_, expr)| expr).collect());
        let said = |(id, text): &(String, Value)| match condition(&space, false, text) {
            Ok(expr) => Ok((id.clone(), expr)),
            Err(Undecidable(what)) => Err(ProofError::Undecidable { policy: id.clone(), what }),
        };
        let promised = promised.iter().map(said).collect::<Result<_, _>>()?;
        Ok(Self { texts: given, space, floor, promised })
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
        moment: &Moment,
        origin: &Country,
        never: &Never,
        reachable: &[Expr],
        promise: &mut Promise,
    ) -> Result<(), ProofError> {
        let leaves = moment.law.leaves(&self.space, origin);
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
                let example = example(&self.space, &moment.engine, moment.day, &promise.id, &region)?;
                promise.broken = Some(Box::new(example));
                return Ok(());
            }
        }
        Ok(())
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
