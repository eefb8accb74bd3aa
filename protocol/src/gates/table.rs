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

/// How much the reasons of a table say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasons {
    /// What the facts give: enough for the outcomes.
    Kept,
    /// For readers: also what sentences name beside the facts, and what the origin can change.
    Told,
}

/// Judges a submission, or a relay of it, for every member given.
pub fn table<'m>(
    engine: &Engine,
    decisions: &mut DecisionTable,
    around: &Surroundings<'_>,
    members: impl IntoIterator<Item = MemberView<'m>>,
    reasons: Reasons,
) -> OutcomeTable {
    let submit = submission(engine, decisions, around, reasons);
    if submit.outcome != SubmitOutcome::Accepted {
        return OutcomeTable { submit, members: BTreeMap::new() };
    }
    let record = Arc::new(RecordFacts::of(around.content, around.today));
    let passes_on = |member: &MemberView<'_>| around.relay().is_some_and(|holder| holder.id == member.id);
    let others = members.into_iter().filter(|member| member.id != around.origin.id && !passes_on(member));
    let mut judge = |member| {
        let facts = around.facts(&record, member);
        let decided = decisions.decide(engine, &facts);
        match reasons {
            Reasons::Told if decided.outcome != Outcome::Permitted => {
                told(Ways { engine, decisions, around }, &facts, member, &decided)
            }
            _ => decided,
        }
    };
    let members = others.map(|member| (member.id.clone(), judge(member))).collect();
    OutcomeTable { submit, members }
}

/// A no, with what its sentences name beside the facts, and with what the origin can change.
fn told(mut ways: Ways<'_, '_>, facts: &Facts, member: MemberView<'_>, decided: &Decision) -> Arc<Decision> {
    let mut decision = decided.clone();
    let beside = Named::default().beside(ways.around.content, Some(member)).into();
    decision.reasons.iter_mut().for_each(|reason| reason.naming(&beside));
    ways.add(facts, member, &mut decision);
    Arc::new(decision)
}

fn submission(
    engine: &Engine,
    decisions: &mut DecisionTable,
    around: &Surroundings<'_>,
    reasons: Reasons,
) -> SubmitDecision {
    if around.relay().is_some() {
        return SubmitDecision { outcome: SubmitOutcome::Accepted, reasons: Vec::new() };
    }
    let facts = SubmissionFacts::of(around.content, around.origin, around.today);
    let mut decision = SubmitDecision::clone(&decisions.decide_submission(engine, &facts));
    if reasons == Reasons::Told {
        let beside = Named::default().beside(around.content, None).into();
        decision.reasons.iter_mut().for_each(|reason| reason.naming(&beside));
    }
    decision
}
