//! What of the journal was decided at the gates on the way out: the decision log.
//!
//! One [`Logged`] a signal, when it is submitted, with the outcome for every member; and one for each later decision about
//! it. None is left out or drawn by lot. A decision names its facts and does not repeat them: the record (its content and
//! whom it is meant for lie with its origin), the register and packs by their digests, the day, and the request that it
//! answers as it stood. From these [`crate::core::Judge::preview`] comes to the same outcomes again.
//!
//! What a member accepts ([`Detail::Arrival`]) and what a user reads ([`Detail::Read`]) are entries of their own kinds.
//! Previews are left out: nothing leaves by them, and a release decides again. Who acted is left out, too: the decision is
//! about members, and a log that names users is another processing of personal data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sluis_schemas::MemberId;

use super::{Class, Detail, Kind, PolicyEpoch};
use crate::envelope::RecordId;
use crate::gates::facts::RequestView;

/// Kinds of entries that hold decisions.
pub const KINDS: [Kind; 6] =
    [Kind::Submission, Kind::Refusal, Kind::Widening, Kind::Relay, Kind::PassedOn, Kind::LetOut];

/// What was decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A signal came in: to whom it may go.
    Submission,
    /// A signal was refused at submission; nothing of its content is kept.
    Refusal,
    /// Which more members may have an own signal since the rules changed.
    Widening,
    /// Which members another may pass an own signal on to.
    Relay,
    /// Whether a request may go on to whom it was forwarded to.
    PassedOn,
    /// When its turn came to go, a record was held back.
    Withheld,
}

impl Matter {
    /// Its code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Refusal => "refusal",
            Self::Widening => "widening",
            Self::Relay => "relay",
            Self::PassedOn => "passed-on",
            Self::Withheld => "withheld",
        }
    }
}

/// A decision, with its facts by reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Logged {
    /// What was decided about.
    pub matter: Matter,
    /// Whose record it is, or who passes it on; none of a request that went on by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// The record; none where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The version that it takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RecordId>,
    /// Who is to pass it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<MemberId>,
    /// What rules see of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Under which rules.
    pub epoch: PolicyEpoch,
    /// The request that it answers, as it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestView>,
    /// `accepted`, or `refused:<rule>`, where the submission gate was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submit: Option<String>,
    /// The outcome for each member that was asked about.
    pub outcomes: BTreeMap<MemberId, String>,
}

impl Logged {
    const fn of(matter: Matter, epoch: PolicyEpoch) -> Self {
        Self {
            matter,
            member: None,
            record: None,
            corrects: None,
            through: None,
            class: None,
            epoch,
            request: None,
            submit: None,
            outcomes: BTreeMap::new(),
        }
    }

    /// The decisions in an entry, in its order.
    #[must_use]
    pub fn all(detail: Detail) -> Vec<Self> {
        match detail {
            Detail::Submission { actor, record, class, epoch, outcomes, corrects, request, .. } => vec![Self {
                member: Some(actor.member),
                record: Some(record),
                corrects,
                class: Some(class),
                request,
                submit: Some("accepted".to_owned()),
                outcomes,
                ..Self::of(Matter::Submission, epoch)
            }],
            Detail::Refusal { actor, class, epoch, rule, waits: _ } => vec![Self {
                member: Some(actor.member),
                class: Some(class),
                submit: Some(format!("refused:{rule}")),
                ..Self::of(Matter::Refusal, epoch)
            }],
            Detail::Widening { actor, record, outcomes, epoch } => vec![Self {
                member: Some(actor.member),
                record: Some(record),
                outcomes,
                ..Self::of(Matter::Widening, epoch)
            }],
            Detail::Relay { actor, record, through, outcomes, epoch } => vec![Self {
                member: Some(actor.member),
                record: Some(record),
                through: Some(through),
                outcomes,
                ..Self::of(Matter::Relay, epoch)
            }],
            Detail::PassedOn { actor, request, to, outcome, epoch } => vec![Self {
                member: actor.map(|actor| actor.member),
                record: Some(request),
                outcomes: [(to, outcome)].into(),
                ..Self::of(Matter::PassedOn, epoch)
            }],
            Detail::LetOut { withheld, epoch, .. } => {
                let one = |withheld: super::Withheld| Self {
                    member: Some(withheld.feed.discloser),
                    record: Some(withheld.record),
                    outcomes: [(withheld.feed.receiver, withheld.outcome)].into(),
                    ..Self::of(Matter::Withheld, epoch)
                };
                withheld.into_iter().map(one).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a gate could not decide.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.outcomes.values().chain(&self.submit).any(|outcome| outcome == "error")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Digest;
    use crate::journal::{Actor, LetOut, Withheld};
    use crate::records::{FeedId, Lane};
    use sluis_schemas::vocabulary::{Purpose, SignalType};

    fn member(id: &str) -> MemberId {
        id.parse().unwrap()
    }

    fn epoch() -> PolicyEpoch {
        PolicyEpoch { register: Digest([1; 32]), packs: Digest([2; 32]), day: "2026-11-23".parse().unwrap() }
    }

    fn actor() -> Actor {
        Actor { member: member("nl-a"), user: "jan".to_owned(), roles: [].into(), purpose: None, case: None }
    }

    fn class() -> Class {
        let (r#type, purpose) = (SignalType::PremisesMisuse, Purpose::PremisesMeasure);
        Class { r#type, purpose, bases: [].into(), categories: [].into() }
    }

    fn submission() -> Detail {
        Detail::Submission {
            actor: actor(),
            draft: "d1".to_owned(),
            record: RecordId(Digest([3; 32])),
            class: class(),
            epoch: epoch(),
            outcomes: [(member("be-b"), "permitted".to_owned()), (member("de-c"), "no-ground".to_owned())].into(),
            corrects: None,
            request: None,
        }
    }

    #[test]
    fn a_submission_is_one_decision_with_the_outcome_for_every_member() {
        let logged = Logged::all(submission());
        assert_eq!(logged.len(), 1);
        assert_eq!((logged[0].matter, logged[0].outcomes.len()), (Matter::Submission, 2));
        assert_eq!(logged[0].epoch, epoch());
    }

    #[test]
    fn nothing_names_a_user() {
        let refusal =
            Detail::Refusal { actor: actor(), class: class(), epoch: epoch(), rule: "X".to_owned(), waits: None };
        for detail in [submission(), refusal] {
            let text = serde_json::to_string(&Logged::all(detail)).unwrap();
            assert!(!text.contains("jan"), "{text}");
        }
    }

    #[test]
    fn each_record_held_back_is_a_decision() {
        let feed = FeedId { discloser: member("nl-a"), receiver: member("be-b") };
        let one = |n| Withheld { feed: feed.clone(), record: RecordId(Digest([n; 32])), outcome: "error".to_owned() };
        let let_out = LetOut { feed: feed.clone(), lane: Lane::Bulk, first: 1, records: vec![] };
        let logged =
            Logged::all(Detail::LetOut { entries: vec![let_out], withheld: vec![one(1), one(2)], epoch: epoch() });
        assert_eq!(logged.len(), 2);
        assert!(logged.iter().all(Logged::has_failed));
    }

    #[test]
    fn an_entry_that_holds_decisions_is_of_a_kind_that_does() {
        let discard = Detail::Discard { actor: actor(), draft: "d1".to_owned() };
        assert!(Logged::all(discard).is_empty());
        assert!(KINDS.contains(&submission().kind()));
    }
}
