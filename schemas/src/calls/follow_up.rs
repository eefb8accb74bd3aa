//! What is said over HTTP of who follows a signal up.

use super::notice::needed;
use super::parse;
use crate::ids::MemberId;
use crate::problem::{Fault, Problem};
use crate::vocabulary::{FollowUpOutcome, OwnCheck, RefusalGround};
use crate::walk::{Node, Read, code, id, number, string};
use crate::working_days::{ACCEPT_WITHIN, CLOSE_WITHIN, LONGEST_TERM};

/// A step of the follow-up of a signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowUpStep {
    /// Its origin asks a member, or takes it itself; a holder names one to the origin.
    Offered {
        /// Whom.
        to: MemberId,
        /// Within how many working days of the member's calendar it is to be closed.
        close_within: u32,
    },
    /// Its origin takes back what it asked.
    Withdrawn,
    /// Who was asked follows it up.
    Accepted,
    /// Who was asked does not.
    Refused {
        /// Why.
        why: Refusal,
    },
    /// Its owner gives it back and names another.
    HandedOver {
        /// Whom.
        to: MemberId,
    },
    /// Its owner is done.
    Closed {
        /// What came of it.
        outcome: FollowUpOutcome,
        /// What the owner's own check found.
        check: OwnCheck,
    },
}

/// Why who was asked does not follow a signal up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Another is competent.
    NotCompetent {
        /// Which.
        better: MemberId,
    },
    /// It says too little.
    Insufficient,
    /// The same is followed up already.
    Duplicate,
}

impl FollowUpStep {
    /// Reads a step from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, step)
    }
}

const FIELDS: [&str; 7] = ["step", "to", "closeWithin", "ground", "better", "outcome", "check"];
const NAMES: &str = "give `offered`, `withdrawn`, `accepted`, `refused`, `handed-over` or `closed`";
const GROUNDS: &str = "give `not-competent`, `insufficient` or `duplicate`";
const TERM: &str = "give more than 5 and at most 250 working days";

fn step(node: Node<'_>) -> Read<FollowUpStep> {
    let fields = node.object(&FIELDS)?;
    let name = fields.required("step", |node| string(node).map(str::to_owned));
    let to = fields.optional("to", id);
    let close_within = fields.optional("closeWithin", term);
    let ground = fields.optional("ground", ground);
    let better = fields.optional("better", id);
    let (outcome, check) = (fields.optional("outcome", code), fields.optional("check", code));
    let name = name?;
    let belong: &[&str] = match name.as_str() {
        "offered" => &["to", "closeWithin"],
        "refused" => &["ground", "better"],
        "handed-over" => &["to"],
        "closed" => &["outcome", "check"],
        _ => &[],
    };
    for field in FIELDS.iter().skip(1).filter(|field| !belong.contains(field) && !fields.lacks(field)) {
        fields.report_at(field, Fault::UnknownField);
    }
    match name.as_str() {
        "offered" => {
            let (to, close_within) = (needed(&fields, "to", to), close_within);
            Ok(FollowUpStep::Offered { to: to?, close_within: close_within?.unwrap_or(CLOSE_WITHIN) })
        }
        "withdrawn" => Ok(FollowUpStep::Withdrawn),
        "accepted" => Ok(FollowUpStep::Accepted),
        "refused" => {
            let why = match needed(&fields, "ground", ground)? {
                RefusalGround::NotCompetent => Refusal::NotCompetent { better: needed(&fields, "better", better)? },
                other => {
                    if !fields.lacks("better") {
                        return Err(fields.report_at("better", Fault::UnknownField));
                    }
                    if other == RefusalGround::Duplicate { Refusal::Duplicate } else { Refusal::Insufficient }
                }
            };
            Ok(FollowUpStep::Refused { why })
        }
        "handed-over" => Ok(FollowUpStep::HandedOver { to: needed(&fields, "to", to)? }),
        "closed" => {
            let (outcome, check) = (needed(&fields, "outcome", outcome), needed(&fields, "check", check));
            Ok(FollowUpStep::Closed { outcome: outcome?, check: check? })
        }
        _ => Err(fields.report_at("step", Fault::Malformed { what: "a step of a follow-up", rule: NAMES })),
    }
}

/// Grounds of requests that stand for ownership as well.
fn ground(node: Node<'_>) -> Read<RefusalGround> {
    let ground = code(node)?;
    match ground {
        RefusalGround::NotCompetent | RefusalGround::Insufficient | RefusalGround::Duplicate => Ok(ground),
        _ => Err(node.report(Fault::Malformed { what: "a ground to refuse a follow-up", rule: GROUNDS })),
    }
}

fn term(node: Node<'_>) -> Read<u32> {
    let days = u32::try_from(number(node)?).ok();
    let is_one = |days: &u32| (ACCEPT_WITHIN + 1..=LONGEST_TERM).contains(days);
    days.filter(is_one).ok_or_else(|| node.report(Fault::Malformed { what: "a term", rule: TERM }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(body: Value) -> Result<FollowUpStep, Vec<(String, &'static str)>> {
        let found = FollowUpStep::parse(body.to_string().as_bytes());
        found.map_err(|problems| problems.into_iter().map(|p| (p.pointer, p.fault.code())).collect())
    }

    #[test]
    fn each_step_has_its_own_fields() {
        let to: MemberId = "be-b".parse().unwrap();
        let offered = read(json!({ "step": "offered", "to": "be-b" }));
        assert_eq!(offered, Ok(FollowUpStep::Offered { to: to.clone(), close_within: CLOSE_WITHIN }));
        let offered = read(json!({ "step": "offered", "to": "be-b", "closeWithin": 6 }));
        assert_eq!(offered, Ok(FollowUpStep::Offered { to: to.clone(), close_within: 6 }));
        let refused = read(json!({ "step": "refused", "ground": "not-competent", "better": "be-b" }));
        assert_eq!(refused, Ok(FollowUpStep::Refused { why: Refusal::NotCompetent { better: to } }));
        assert_eq!(read(json!({ "step": "withdrawn" })), Ok(FollowUpStep::Withdrawn));
        let closed = json!({ "step": "closed", "outcome": "no-power", "check": "confirmed" });
        assert!(matches!(read(closed), Ok(FollowUpStep::Closed { .. })));
    }

    #[test]
    fn what_is_missing_or_does_not_belong_is_named() {
        let at = |place: &str, code| Err(vec![(place.to_owned(), code)]);
        assert_eq!(read(json!({ "step": "refused", "ground": "not-competent" })), at("/better", "missing"));
        let other = json!({ "step": "refused", "ground": "duplicate", "better": "be-b" });
        assert_eq!(read(other), at("/better", "unknown-field"));
        assert_eq!(read(json!({ "step": "refused", "ground": "secrecy" })), at("/ground", "malformed"));
        assert_eq!(read(json!({ "step": "accepted", "to": "be-b" })), at("/to", "unknown-field"));
        for days in [0, 5, 251] {
            let offered = json!({ "step": "offered", "to": "be-b", "closeWithin": days });
            assert_eq!(read(offered), at("/closeWithin", "malformed"), "{days}");
        }
        assert_eq!(read(json!({ "step": "dance" })), at("/step", "malformed"));
        let both = vec![("/outcome".to_owned(), "missing"), ("/check".to_owned(), "missing")];
        assert_eq!(read(json!({ "step": "closed" })), Err(both));
    }
}
