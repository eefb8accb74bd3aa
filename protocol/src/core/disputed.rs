//! A dispute, as each of its parties and its mediator keep it.
//!
//! Nobody puts its steps in order: what two parties say may cross. So a level goes up and never down, an end stays one, and
//! whoever hears the same steps comes to the same, in whichever order they come.

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{DisputeAnswer, DisputeLevel, DisputeMatter, DisputeState};
use sluis_schemas::{Date, MemberId, Timestamp, Words};

use crate::records::{About, DisputeStep, Found, Matter};

/// A dispute as a member keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Disputed {
    /// The record that it is about; a mediator is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Who opened it.
    pub opener: MemberId,
    /// With whom.
    pub against: MemberId,
    /// What is disputed, and why.
    pub case: Matter,
    /// How far up it is.
    pub level: DisputeLevel,
    /// The last day for that level.
    pub due: Date,
    /// Who mediates, from that level on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediator: Option<MemberId>,
    /// What was answered last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<DisputeReply>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DisputeEnd>,
    /// When it was opened, or arrived.
    pub at: Timestamp,
    /// When that changed last.
    pub changed: Timestamp,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisputeReply {
    /// At which level.
    pub level: DisputeLevel,
    /// Whether who answers gives way.
    pub view: DisputeAnswer,
    /// Why.
    pub words: Words,
}

/// How a dispute ended. Where two ends cross, the later of this order counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisputeEnd {
    /// See [`DisputeState::Withdrawn`].
    Withdrawn,
    /// See [`DisputeState::Settled`].
    Settled,
    /// See [`DisputeState::Found`].
    Found(Found),
}

/// Why something cannot be said of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisputeBar {
    /// Only the origin of a record and who has it dispute it with each other.
    NotParty,
    /// The same is disputed already, or too much of the record is.
    Disputed,
    /// Of a question its refusal is disputed, of a signal its conditions, grading or ownership.
    NotDisputable,
    /// The question was not refused.
    NothingRefused,
    /// It has ended.
    Over,
    /// Only who opened it withdraws it, and only the other answers.
    NotYours,
    /// Its term runs, and it was not answered.
    TooEarly,
    /// There is no such level, or it is not the next one.
    NotNext,
    /// Only a mediator of the register that it was brought to finds.
    NotMediator,
    /// There is no such dispute here.
    Unknown,
}

impl DisputeBar {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotParty => "not-a-party",
            Self::Disputed => "already-disputed",
            Self::NotDisputable => "not-disputable",
            Self::NothingRefused => "nothing-refused",
            Self::Over => "dispute-over",
            Self::NotYours => "not-yours-to-say",
            Self::TooEarly => "term-runs",
            Self::NotNext => "not-the-next-level",
            Self::NotMediator => "not-a-mediator",
            Self::Unknown => "no-dispute",
        }
    }
}

/// A step as it is said to one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// To whom.
    pub addressee: MemberId,
    /// What it is about, where that is the other party.
    pub about: Option<About>,
    /// The step.
    pub step: DisputeStep,
}

/// The level above one.
#[must_use]
pub const fn next_level(level: DisputeLevel) -> Option<DisputeLevel> {
    match level {
        DisputeLevel::Officer => Some(DisputeLevel::Lawyer),
        DisputeLevel::Lawyer => Some(DisputeLevel::Mediator),
        DisputeLevel::Mediator => Some(DisputeLevel::SteeringGroup),
        DisputeLevel::SteeringGroup => None,
    }
}

impl DisputeEnd {
    const fn rank(&self) -> u8 {
        match self {
            Self::Withdrawn => 0,
            Self::Settled => 1,
            Self::Found(_) => 2,
        }
    }
}

impl Disputed {
    /// How it stands.
    #[must_use]
    pub fn state(&self) -> DisputeState {
        match &self.end {
            Some(DisputeEnd::Withdrawn) => DisputeState::Withdrawn,
            Some(DisputeEnd::Settled) => DisputeState::Settled,
            Some(DisputeEnd::Found(_)) => DisputeState::Found,
            None if self.is_answered() => DisputeState::Upheld,
            None => DisputeState::Open,
        }
    }

    /// What was found.
    #[must_use]
    pub const fn found(&self) -> Option<&Found> {
        match &self.end {
            Some(DisputeEnd::Found(found)) => Some(found),
            _ => None,
        }
    }

    /// Whether it goes on and its term was over before a day.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.end.is_none() && self.due < today
    }

    /// The other party; none for who is no party.
    #[must_use]
    pub fn other(&self, party: &MemberId) -> Option<&MemberId> {
        match party {
            one if *one == self.opener => Some(&self.against),
            one if *one == self.against => Some(&self.opener),
            _ => None,
        }
    }

    /// Whose signal it keeps from whom, if it is found that the law lacks a ground.
    pub(super) fn way(&self) -> Option<(&MemberId, &MemberId)> {
        let about = self.about.as_ref()?;
        // A question is refused by who was asked: it is that one's answer that does not come.
        let from = if self.case.matter == DisputeMatter::Refusal { &self.against } else { &about.of };
        Some((from, self.other(from)?))
    }

    fn is_answered(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.level == self.level)
    }

    /// To whom a step of a party is said, and how: a mediator who has it is told what it needs, and not of which record.
    #[must_use]
    pub fn sayings(&self, by: &MemberId, step: &DisputeStep) -> Vec<Saying> {
        let other = self.other(by).cloned();
        let to_other = other.map(|addressee| Saying { addressee, about: self.about.clone(), step: step.clone() });
        let mediator = match step {
            DisputeStep::Escalated { mediator, .. } => mediator.as_ref(),
            _ => self.mediator.as_ref(),
        };
        let referred = match step {
            DisputeStep::Escalated { dispute, level, due, .. } => DisputeStep::Referred {
                dispute: *dispute,
                opener: self.opener.clone(),
                against: self.against.clone(),
                case: self.case.clone(),
                level: *level,
                due: *due,
            },
            said => said.clone(),
        };
        let to_mediator = mediator.map(|mediator| Saying { addressee: mediator.clone(), about: None, step: referred });
        to_other.into_iter().chain(to_mediator).collect()
    }

    /// Whether a step is a member's to say.
    pub(super) fn is_from(&self, by: &MemberId, step: &DisputeStep) -> Result<(), DisputeBar> {
        let is_theirs = match step {
            DisputeStep::Opened { .. } | DisputeStep::Withdrawn { .. } => *by == self.opener,
            DisputeStep::Answered { .. } => *by == self.against,
            DisputeStep::Escalated { .. } => self.other(by).is_some(),
            DisputeStep::Referred { opener, against, .. } => {
                self.other(by).is_some() && (opener, against) == (&self.opener, &self.against)
            }
        };
        if is_theirs { Ok(()) } else { Err(DisputeBar::NotYours) }
    }

    /// Whether a party may say a step on a day, as it keeps the dispute.
    pub(super) fn is_time_for(&self, step: &DisputeStep, today: Date) -> Result<(), DisputeBar> {
        if self.end.is_some() {
            return Err(DisputeBar::Over);
        }
        match step {
            DisputeStep::Answered { level, .. } if *level != self.level => Err(DisputeBar::NotNext),
            DisputeStep::Escalated { level, mediator, .. } => {
                let has_mediator = *level >= DisputeLevel::Mediator;
                let keeps_mediator = self.mediator.is_none() || self.mediator == *mediator;
                if next_level(self.level) != Some(*level) || mediator.is_some() != has_mediator || !keeps_mediator {
                    return Err(DisputeBar::NotNext);
                }
                let may_go_up = self.is_answered() || self.due < today;
                if may_go_up { Ok(()) } else { Err(DisputeBar::TooEarly) }
            }
            // What is said to a mediator alone follows from what is said to the other party.
            DisputeStep::Opened { .. } | DisputeStep::Referred { .. } => Err(DisputeBar::NotYours),
            DisputeStep::Answered { .. } | DisputeStep::Withdrawn { .. } => Ok(()),
        }
    }

    /// What a step makes of it.
    pub(super) fn with(&self, step: &DisputeStep, now: Timestamp) -> Self {
        let mut next = Self { changed: now, ..self.clone() };
        match step {
            DisputeStep::Opened { .. } => {}
            DisputeStep::Answered { level, view, words, .. } => {
                let is_newest = next.answer.as_ref().is_none_or(|answer| answer.level <= *level);
                if is_newest {
                    next.answer = Some(DisputeReply { level: *level, view: *view, words: words.clone() });
                }
                if *view == DisputeAnswer::Yielded {
                    next.ends(DisputeEnd::Settled);
                }
            }
            DisputeStep::Escalated { level, due, mediator, .. } => {
                next.goes_up(*level, *due);
                // Where both named one at the same time, both go by the same.
                next.mediator = [next.mediator, mediator.clone()].into_iter().flatten().min();
            }
            DisputeStep::Referred { level, due, .. } => next.goes_up(*level, *due),
            DisputeStep::Withdrawn { .. } => next.ends(DisputeEnd::Withdrawn),
        }
        next
    }

    /// What a finding makes of it. The first one counts.
    pub(super) fn with_finding(&self, mediator: &MemberId, found: &Found, now: Timestamp) -> Self {
        let mediator = self.mediator.clone().or_else(|| Some(mediator.clone()));
        let mut next = Self { mediator, changed: now, ..self.clone() };
        next.ends(DisputeEnd::Found(found.clone()));
        next
    }

    fn goes_up(&mut self, level: DisputeLevel, due: Date) {
        self.due = match level.cmp(&self.level) {
            std::cmp::Ordering::Less => self.due,
            std::cmp::Ordering::Equal => self.due.min(due),
            std::cmp::Ordering::Greater => due,
        };
        self.level = self.level.max(level);
    }

    fn ends(&mut self, end: DisputeEnd) {
        if self.end.as_ref().is_none_or(|before| before.rank() < end.rank()) {
            self.end = Some(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sluis_schemas::vocabulary::DisputeGround;

    use super::*;
    use crate::crypto::Digest;
    use crate::envelope::RecordId;
    use crate::records::Remedy;

    const DISPUTE: RecordId = RecordId(Digest([7; 32]));

    fn member(id: &str) -> MemberId {
        id.parse().unwrap()
    }

    fn day(n: u32) -> Date {
        "2026-11-23".parse::<Date>().unwrap().plus_days(n)
    }

    fn words() -> Words {
        Words::new("the law says otherwise").unwrap()
    }

    fn opened() -> Disputed {
        let case = Matter { matter: DisputeMatter::Grading, ground: DisputeGround::Facts, words: words() };
        let about = About { of: member("nl-a"), signal: RecordId(Digest([1; 32])) };
        let (opener, against, now) = (member("be-b"), member("nl-a"), Timestamp::from_millis(0));
        let (about, level, due) = (Some(about), DisputeLevel::Officer, day(7));
        let (mediator, answer, end) = (None, None, None);
        Disputed { about, opener, against, case, level, due, mediator, answer, end, at: now, changed: now }
    }

    fn up(level: DisputeLevel, due: u32) -> DisputeStep {
        let mediator = (level >= DisputeLevel::Mediator).then(|| member("eu-m"));
        DisputeStep::Escalated { dispute: DISPUTE, level, due: day(due), mediator }
    }

    fn answered(level: DisputeLevel, view: DisputeAnswer) -> DisputeStep {
        DisputeStep::Answered { dispute: DISPUTE, level, view, words: words() }
    }

    #[test]
    fn it_goes_up_by_one_level_once_it_is_answered_or_its_term_is_over() {
        let kept = opened();
        let lawyer = up(DisputeLevel::Lawyer, 20);
        assert_eq!(kept.is_time_for(&lawyer, day(7)), Err(DisputeBar::TooEarly));
        assert_eq!(kept.is_time_for(&lawyer, day(8)), Ok(()));
        assert_eq!(kept.is_time_for(&up(DisputeLevel::Mediator, 20), day(8)), Err(DisputeBar::NotNext));
        let now = Timestamp::from_millis(1);
        let upheld = kept.with(&answered(DisputeLevel::Officer, DisputeAnswer::Upheld), now);
        assert_eq!(upheld.state(), DisputeState::Upheld);
        assert_eq!(upheld.is_time_for(&lawyer, day(1)), Ok(()));
        let higher = upheld.with(&lawyer, now);
        assert_eq!((higher.state(), higher.due), (DisputeState::Open, day(20)));
        assert_eq!(higher.is_time_for(&up(DisputeLevel::Mediator, 40), day(1)), Err(DisputeBar::TooEarly));
    }

    #[test]
    fn who_answers_was_disputed_with_and_who_withdraws_opened_it() {
        let kept = opened();
        let answer = answered(DisputeLevel::Officer, DisputeAnswer::Yielded);
        assert_eq!(kept.is_from(&kept.opener, &answer), Err(DisputeBar::NotYours));
        assert_eq!(kept.is_from(&kept.against, &answer), Ok(()));
        let withdrawn = DisputeStep::Withdrawn { dispute: DISPUTE };
        assert_eq!(kept.is_from(&kept.against, &withdrawn), Err(DisputeBar::NotYours));
        assert_eq!(kept.is_from(&member("de-c"), &up(DisputeLevel::Lawyer, 9)), Err(DisputeBar::NotYours));
        let over = kept.with(&answer, kept.at);
        assert_eq!(over.is_time_for(&withdrawn, day(0)), Err(DisputeBar::Over));
    }

    #[test]
    fn a_mediator_is_not_told_which_record_it_is_about() {
        let kept = opened();
        let said = kept.sayings(&kept.opener, &up(DisputeLevel::Mediator, 30));
        let [to_other, to_mediator] = said.as_slice() else { panic!("{said:?}") };
        assert_eq!((&to_other.addressee, &to_other.about), (&kept.against, &kept.about));
        assert_eq!((to_mediator.addressee.as_str(), &to_mediator.about), ("eu-m", &None));
        assert!(matches!(to_mediator.step, DisputeStep::Referred { .. }));
        assert_eq!(kept.sayings(&kept.opener, &up(DisputeLevel::Lawyer, 30)).len(), 1);
    }

    fn ends() -> impl Strategy<Value = DisputeStep> {
        let level = prop::sample::select(DisputeLevel::ALL);
        let up = (level, 1..60u32).prop_map(|(level, due)| up(level, due));
        prop_oneof![up, Just(DisputeStep::Withdrawn { dispute: DISPUTE })]
    }

    fn theirs() -> impl Strategy<Value = DisputeStep> {
        let level = prop::sample::select(DisputeLevel::ALL);
        let up = (level, 1..60u32).prop_map(|(level, due)| up(level, due));
        let view = prop::sample::select(DisputeAnswer::ALL);
        let answer = (prop::sample::select(DisputeLevel::ALL), view).prop_map(|(level, view)| answered(level, view));
        prop_oneof![up, answer]
    }

    proptest! {
        #[test]
        fn both_parties_come_to_the_same_however_their_steps_cross(
            mine in prop::collection::vec(ends(), 0..6),
            theirs in prop::collection::vec(theirs(), 0..6),
            is_found in any::<bool>(),
        ) {
            let now = Timestamp::from_millis(5);
            let after = |first: &[DisputeStep], second: &[DisputeStep], found_first: bool| {
                let basis = "be.law-2024-01-15".parse().unwrap();
                let found = Found { outcome: Remedy::Agreement { basis }, words: words() };
                let kept = opened();
                let kept = if is_found && found_first { kept.with_finding(&member("eu-m"), &found, now) } else { kept };
                let kept = first.iter().chain(second).fold(kept, |kept, step| kept.with(step, now));
                if is_found { kept.with_finding(&member("eu-m"), &found, now) } else { kept }
            };
            prop_assert_eq!(after(&mine, &theirs, true).end, after(&theirs, &mine, false).end);
            let (one, other) = (after(&mine, &theirs, false), after(&theirs, &mine, true));
            prop_assert_eq!(Disputed { changed: now, ..one }, Disputed { changed: now, ..other });
        }
    }
}
