//! The outcome table of one submission: what the gates say about every member.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use sluis_schemas::MemberId;

use super::decisions::DecisionTable;
use super::engine::Engine;
use super::facts::{Facts, MemberView, RecordFacts, SubmissionFacts, Surroundings};
use super::named::Named;
use super::outcome::{Decision, Outcome, SubmitDecision, SubmitOutcome};
use super::ways::Ways;

/// What a preview shows and a release names by its hash. Stays with the origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeTable {
    /// Whether it may go in; `accepted` where a holder passes it on, since that was judged before.
    pub submit: SubmitDecision,
    /// Every member but origin and holder; empty where the submission is refused.
    pub members: BTreeMap<MemberId, Arc<Decision>>,
}

impl OutcomeTable {
    /// What the table's hash is taken over, in the form of RFC 8785: `{submit, members: {id: outcome}}`.
    #[must_use]
    pub fn hash_input(&self) -> Value {
        let members: BTreeMap<_, _> =
            self.members.iter().map(|(id, decision)| (id.as_str(), decision.outcome.to_string())).collect();
        json!({ "submit": self.submit.outcome.to_string(), "members": members })
    }
}

/// Judges a submission, or a relay of it, for every member given.
pub fn table<'m>(
    engine: &Engine,
    decisions: &mut DecisionTable,
    around: &Surroundings<'_>,
    members: impl IntoIterator<Item = MemberView<'m>>,
) -> OutcomeTable {
    let submit = submission(engine, decisions, around);
    if submit.outcome != SubmitOutcome::Accepted {
        return OutcomeTable { submit, members: BTreeMap::new() };
    }
    let record = Arc::new(RecordFacts::of(around.content, around.today));
    let passes_on = |member: &MemberView<'_>| around.relay().is_some_and(|holder| holder.id == member.id);
    let others = members.into_iter().filter(|member| member.id != around.origin.id && !passes_on(member));
    let mut judge = |member| told(engine, decisions, around, member, around.facts(&record, member));
    let members = others.map(|member| (member.id.clone(), judge(member))).collect();
    OutcomeTable { submit, members }
}

/// A decision; where it says no, with what its sentences name beside the facts, and with what the origin can change.
fn told(
    engine: &Engine,
    decisions: &mut DecisionTable,
    around: &Surroundings<'_>,
    member: MemberView<'_>,
    facts: Facts,
) -> Arc<Decision> {
    let decided = decisions.decide(engine, facts.clone());
    if decided.outcome == Outcome::Permitted {
        return decided;
    }
    let mut decision = Decision::clone(&decided);
    let beside = Named::default().beside(around.content, Some(member)).into();
    decision.reasons.iter_mut().for_each(|reason| reason.naming(&beside));
    Ways { engine, decisions, around }.add(&facts, member, &mut decision);
    Arc::new(decision)
}

fn submission(engine: &Engine, decisions: &mut DecisionTable, around: &Surroundings<'_>) -> SubmitDecision {
    if around.relay().is_some() {
        return SubmitDecision { outcome: SubmitOutcome::Accepted, reasons: Vec::new() };
    }
    let facts = SubmissionFacts::of(around.content, around.origin, around.today);
    let mut decision = SubmitDecision::clone(&decisions.decide_submission(engine, facts));
    let beside = Named::default().beside(around.content, None).into();
    decision.reasons.iter_mut().for_each(|reason| reason.naming(&beside));
    decision
}
