//! The packs of one moment as conditions: what must hold for a record to leave.

use std::collections::BTreeMap;

use cedar_policy::Policy;
use serde_json::Value;
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::{Country, Date};

use super::ProofError;
use super::expr::{Expr, Region};
use super::read::{Mentioned, Undecidable, condition, json};
use super::space::{Fact, Party, Space};
use crate::gates::engine::Engine;
use crate::gates::outcome::{Outcome, ReasonKind, SubmitOutcome};
use crate::gates::proof::Example;
use crate::gates::rules::{Gate, Grant, Loaded, Rule, load};

/// Rules of the gates that a record passes on its way, in Cedar's JSON form.
pub(super) struct Texts(pub(super) Vec<(Rule, Value)>);

impl Texts {
    pub(super) fn of(packs: &[PackSource]) -> Result<Self, ProofError> {
        on_the_way(&load(packs::SCHEMA, packs, &[])?).map(Self)
    }

    /// Those that hold on a day.
    pub(super) fn on(&self, day: Date) -> Self {
        Self(self.0.iter().filter(|(rule, _)| rule.holds_on(day)).cloned().collect())
    }

    pub(super) fn mention(&self, mentioned: &mut Mentioned) {
        self.0.iter().for_each(|(_, text)| mentioned.add(text));
    }
}

/// The same as conditions over the facts of a space.
pub(super) struct Law(pub(super) Vec<(Rule, Expr)>);

impl Law {
    pub(super) fn read(space: &Space, texts: &Texts) -> Result<Self, ProofError> {
        let read = |(rule, text): &(Rule, Value)| match condition(space, rule.gate == Gate::Submit, text) {
            Ok(expr) => Ok((rule.clone(), expr)),
            Err(Undecidable(what)) => Err(ProofError::Undecidable { policy: rule.id.to_string(), what }),
        };
        texts.0.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// When a record of this country's member leaves for the receiver.
    pub(super) fn leaves(&self, space: &Space, origin: &Country) -> Vec<Expr> {
        let speaks = |rule: &Rule| rule.country.as_ref().is_none_or(|country| country == origin);
        let of = |gate, kind| {
            let chosen = self.0.iter().filter(move |(rule, _)| rule.gate == gate && rule.kind == kind);
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
            let granted = rule.grant.as_ref().map_or_else(|| grounds.clone(), |grant| granted(space, &grounds, grant));
            parts.push(Expr::All(vec![asks.clone(), granted]).not());
        }
        for (rule, declines) in self.0.iter().filter(|(rule, _)| rule.gate == Gate::Accept) {
            let here = rule.country.as_ref().map(|country| space.in_country(Party::Receiver, country));
            parts.push(Expr::All(here.into_iter().chain([declines.clone()]).collect()).not());
        }
        Expr::All(parts).parts()
    }
}

/// A condition as it is with a step done.
fn granted(space: &Space, grounds: &Expr, grant: &Grant) -> Expr {
    let fact = match grant {
        Grant::Consent => Fact::Consent,
        Grant::ReplyToReceiver => Fact::ReplyToReceiver,
        Grant::Agreement(basis) => Fact::Agreement(basis.clone()),
    };
    match space.yes(&fact) {
        Expr::Is(var, values) => grounds.with(var, values),
        _ => grounds.clone(),
    }
}

/// The first combination of a region, which is to leave by what is decided here, and does by how the engine judges.
pub(super) fn example(
    space: &Space,
    engine: &Engine,
    on: Date,
    what: &str,
    region: &Region,
) -> Result<Example, ProofError> {
    let disagrees = || ProofError::Disagrees(what.to_owned());
    let facts = space.submission(region).zip(space.disclosure(region));
    let (submission, disclosure) = facts.ok_or_else(disagrees)?;
    let accepted = engine.judge_submission(&submission).outcome == SubmitOutcome::Accepted;
    if !accepted || engine.judge_disclosure(&disclosure).outcome != Outcome::Permitted {
        return Err(disagrees());
    }
    Ok(Example { on, submission, disclosure })
}

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
