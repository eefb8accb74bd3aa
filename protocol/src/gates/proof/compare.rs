//! What other packs would let leave that these do not, and the other way round.

use std::collections::BTreeMap;

use serde_json::Value;
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::{Country, Date};

use super::expr::{Expr, Region, search};
use super::law::{Law, Texts, example};
use super::read::Mentioned;
use super::space::{Party, Space};
use super::{Example, ProofError, Step};
use crate::gates::engine::Engine;
use crate::gates::outcome::RuleId;
use crate::gates::rules::Rule;

/// How two sets of packs differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Rules that only the other packs have.
    pub added: Vec<RuleId>,
    /// Rules that only these have.
    pub dropped: Vec<RuleId>,
    /// Rules that both have and that say something else: when they hold, what that means, or what they rest on.
    pub changed: Vec<RuleId>,
    /// What leaves otherwise, from country to country; those between which nothing changes are left out.
    pub flows: Vec<Flow>,
    /// Countries in `flows` that stand for every country that no rule names.
    pub elsewhere: Vec<Country>,
}

/// What leaves otherwise from one country for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The origin's country.
    pub origin: Country,
    /// The receiver's.
    pub receiver: Country,
    /// Something that would leave and does not now.
    pub more: Option<Box<Example>>,
    /// Something that leaves now and would not.
    pub less: Option<Box<Example>>,
}

/// Compares packs with others that might take their place, as they hold on a day, for every combination of facts that
/// either tells apart.
///
/// # Errors
/// Where packs cannot be read, or say what cannot be decided.
pub fn compare(
    (now, then): (&[PackSource], &[PackSource]),
    day: Date,
    step: Step<'_>,
) -> Result<Difference, ProofError> {
    let (texts_now, texts_then) = (Texts::of(now)?, Texts::of(then)?);
    let mut mentioned = Mentioned::default();
    texts_now.mention(&mut mentioned);
    texts_then.mention(&mut mentioned);
    let space = Space::new(&mentioned);
    let side = |texts: &Texts, packs: &[PackSource]| {
        let engine = Engine::new(packs::SCHEMA, packs.to_vec())?.on(day);
        Ok::<_, ProofError>(Side { day, law: Law::read(&space, &texts.on(day))?, engine })
    };
    let (now, then) = (side(&texts_now, now)?, side(&texts_then, then)?);
    let reachable = Expr::All(space.reachable().into_iter().map(|(_, rule)| rule).collect()).parts();
    let places: Vec<&Country> = space.places().collect();
    let (mut done, total) = (0, places.len() * places.len());
    let mut flows = Vec::new();
    for origin in &places {
        let (leaves_now, leaves_then) = (now.law.leaves(&space, origin), then.law.leaves(&space, origin));
        let more = beyond(&leaves_then, &leaves_now, &reachable);
        let less = beyond(&leaves_now, &leaves_then, &reachable);
        for receiver in &places {
            let found = |condition: &Expr, side: &Side| side.first(&space, condition, (origin, receiver));
            let (more, less) = (found(&more, &then)?, found(&less, &now)?);
            if more.is_some() || less.is_some() {
                flows.push(Flow { origin: (*origin).clone(), receiver: (*receiver).clone(), more, less });
            }
            done += 1;
            step(done, total);
        }
    }
    let (added, dropped, changed) = of_rules(&texts_now, &texts_then);
    Ok(Difference { added, dropped, changed, flows, elsewhere: space.elsewhere().to_vec() })
}

struct Side {
    day: Date,
    law: Law,
    engine: Engine,
}

impl Side {
    /// The first combination between two countries for which a condition holds; it leaves by these packs.
    fn first(
        &self,
        space: &Space,
        condition: &Expr,
        (origin, receiver): (&Country, &Country),
    ) -> Result<Option<Box<Example>>, ProofError> {
        let Expr::Is(var, place) = space.in_country(Party::Receiver, receiver) else { return Ok(None) };
        let mut first: Option<Region> = None;
        search(condition, &space.region(origin).narrowed(var, place), &mut |region| {
            first = Some(region.clone());
            true
        });
        let what = format!("{origin} to {receiver}");
        first.map(|region| example(space, &self.engine, self.day, &what, &region).map(Box::new)).transpose()
    }
}

/// What leaves by the first and not by the other. What both ask alike is no reason that it does not.
fn beyond(leaves: &[Expr], others: &[Expr], reachable: &[Expr]) -> Expr {
    let not = others.iter().filter(|part| !leaves.contains(part)).map(|part| part.clone().not());
    let differs = Expr::Any(not.collect());
    Expr::All([differs].into_iter().chain(leaves.iter().cloned()).chain(reachable.iter().cloned()).collect())
}

/// Rules that are new, gone, or other than they were.
fn of_rules(now: &Texts, then: &Texts) -> (Vec<RuleId>, Vec<RuleId>, Vec<RuleId>) {
    fn by_id(texts: &Texts) -> BTreeMap<&RuleId, &(Rule, Value)> {
        texts.0.iter().map(|said| (&said.0.id, said)).collect()
    }
    let (now, then) = (by_id(now), by_id(then));
    let only = |of: &BTreeMap<&RuleId, _>, other: &BTreeMap<&RuleId, _>| {
        of.keys().filter(|id| !other.contains_key(*id)).copied().cloned().collect::<Vec<_>>()
    };
    let changed = now.iter().filter(|(id, said)| then.get(*id).is_some_and(|other| other != *said));
    (only(&then, &now), only(&now, &then), changed.map(|(id, _)| (*id).clone()).collect())
}
