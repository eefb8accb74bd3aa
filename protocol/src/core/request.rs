//! A request as each of its two members keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{Answer, Purpose, Rating, RefusalGround, RequestState};
use sluis_schemas::{BasisId, Date, MemberId, Timestamp};

use crate::envelope::RecordId;
use crate::gates::facts::RequestView;
use crate::records::{Lane, Notice};

/// Days for an answer where who asked names no day: five weeks, as the 25 working days of Directive 2014/67/EU, article 6(6).
pub const ANSWER_TERM: u32 = 35;

/// Which part a member has in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// It asked.
    Asking,
    /// It was asked.
    Asked,
}

impl Side {
    /// Whose notice it is: who asked closes, who was asked says everything else.
    #[must_use]
    pub const fn that_says(notice: &Notice) -> Self {
        if matches!(notice, Notice::Closed) { Self::Asking } else { Self::Asked }
    }
}

/// How far a request has come between its two members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Progress {
    /// See [`RequestState::Open`].
    Open,
    /// See [`RequestState::Accepted`].
    Accepted,
    /// See [`RequestState::Forwarded`].
    Forwarded { to: MemberId },
    /// See [`RequestState::PartlyAnswered`].
    PartlyAnswered,
    /// See [`RequestState::Refused`].
    Refused { ground: RefusalGround, basis: Option<BasisId> },
    /// See [`RequestState::Answered`].
    Answered { answer: Answer },
    /// See [`RequestState::Closed`].
    Closed,
}

impl Progress {
    /// Its code.
    #[must_use]
    pub const fn state(&self) -> RequestState {
        match self {
            Self::Open => RequestState::Open,
            Self::Accepted => RequestState::Accepted,
            Self::Forwarded { .. } => RequestState::Forwarded,
            Self::PartlyAnswered => RequestState::PartlyAnswered,
            Self::Refused { .. } => RequestState::Refused,
            Self::Answered { .. } => RequestState::Answered,
            Self::Closed => RequestState::Closed,
        }
    }

    /// Whether a reply still counts: neither refused, answered nor closed.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::Accepted | Self::Forwarded { .. } | Self::PartlyAnswered)
    }

    /// Whether an answer to it came, in part or in full.
    const fn is_answer(&self) -> bool {
        matches!(self, Self::PartlyAnswered | Self::Answered { .. })
    }

    /// What an answer makes of it.
    pub(super) const fn answered(answer: Option<Answer>) -> Self {
        match answer {
            Some(answer @ (Answer::Full | Answer::None)) => Self::Answered { answer },
            Some(Answer::Part) | None => Self::PartlyAnswered,
        }
    }
}

impl From<&Notice> for Progress {
    fn from(notice: &Notice) -> Self {
        match notice {
            Notice::Accepted => Self::Accepted,
            Notice::Forwarded { to } => Self::Forwarded { to: to.clone() },
            Notice::Refused { ground, basis } => Self::Refused { ground: *ground, basis: basis.clone() },
            Notice::Closed => Self::Closed,
        }
    }
}

/// A request between a member here and one other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which part the member here has.
    pub side: Side,
    /// What for: a reply for another purpose does not count.
    pub purpose: Purpose,
    /// How far it has come.
    pub progress: Progress,
    /// When the answer is wanted, if who asked says so.
    pub due: Option<Date>,
    /// When it was asked, or arrived.
    pub at: Timestamp,
    /// When that changed last.
    pub changed: Timestamp,
    /// When who was asked first said that it works on it, or answered.
    pub accepted: Option<Timestamp>,
    /// When the first answer came, in part or in full.
    pub replied: Option<Timestamp>,
    /// What who asked says of the answer. It stays with who asked.
    pub rating: Option<Rating>,
}

impl Request {
    /// A request that was just asked, or just arrived.
    #[must_use]
    pub const fn new(side: Side, purpose: Purpose, due: Option<Date>, at: Timestamp) -> Self {
        let progress = Progress::Open;
        Self { side, purpose, progress, due, at, changed: at, accepted: None, replied: None, rating: None }
    }

    /// The same, come so far at a moment.
    #[must_use]
    pub fn come_to(&self, progress: Progress, now: Timestamp) -> Self {
        let is_answer = progress.is_answer();
        let is_accepted = is_answer || progress == Progress::Accepted;
        Self {
            accepted: self.accepted.or_else(|| is_accepted.then_some(now)),
            replied: self.replied.or_else(|| is_answer.then_some(now)),
            progress,
            changed: now,
            ..self.clone()
        }
    }

    /// The day that who asked wants the answer by, UTC. One that was over when it was asked binds nobody: that is so where it
    /// is sent on because of that.
    #[must_use]
    pub fn wanted_by(&self) -> Option<Date> {
        self.due.filter(|due| Date::of(self.at) <= *due)
    }

    /// The last day of its term, UTC.
    #[must_use]
    pub fn term(&self) -> Date {
        self.wanted_by().unwrap_or_else(|| Date::of(self.at).plus_days(ANSWER_TERM))
    }

    /// Whether it waits for an answer after its term.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.progress.is_open() && self.term() < today
    }

    /// Whether its term passed without a word that ended the wait: no answer, not even in part, no refusal, no other member
    /// named, and it was not closed. What comes later changes nothing of that.
    #[must_use]
    pub fn was_unanswered(&self, today: Date) -> bool {
        let term = self.term();
        let by_then = |at: Timestamp| Date::of(at) <= term;
        let ended = match self.progress {
            Progress::Open | Progress::Accepted | Progress::PartlyAnswered => false,
            Progress::Forwarded { .. } | Progress::Refused { .. } | Progress::Answered { .. } | Progress::Closed => {
                by_then(self.changed)
            }
        };
        term < today && !ended && !self.replied.is_some_and(by_then)
    }

    /// Whether a notice may be given by the member here, or where `from_other`, by the other one: it is theirs to give,
    /// the request is open, and it says something new.
    pub(super) fn admits(&self, notice: &Notice, from_other: bool) -> bool {
        let is_theirs = (self.side == Side::that_says(notice)) != from_other;
        is_theirs && self.progress.is_open() && self.progress != Progress::from(notice)
    }
}

/// What one member keeps of one request: an entry for each other member.
pub type Requests = BTreeMap<MemberId, Request>;

/// A request as the gates see it when `member` replies to it: only who was asked can.
#[must_use]
pub fn view(member: &MemberId, id: RecordId, requests: &Requests) -> Option<RequestView> {
    let (asker, request) = requests.iter().find(|(_, request)| request.side == Side::Asked)?;
    Some(RequestView {
        id: id.to_string(),
        from: asker.clone(),
        to: member.clone(),
        forwarded_to: None,
        purpose: request.purpose,
        open: request.progress.is_open(),
    })
}

/// A full or empty reply whose receipt is awaited: until it comes the request is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedReply {
    /// The reply.
    pub record: RecordId,
    /// What it answers.
    pub request: RecordId,
    /// That request as who replied keeps it.
    pub kept: Requests,
    /// How far.
    pub answer: Answer,
    /// Its lane and place in the feed, once it joined.
    pub place: Option<(Lane, u64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(side: Side, progress: Progress) -> Request {
        Request { progress, ..Request::new(side, Purpose::LicenceDecision, None, Timestamp::from_millis(1)) }
    }

    #[test]
    fn who_was_asked_accepts_and_refuses_and_who_asked_closes() {
        for (side, from_other, closes) in [
            (Side::Asking, false, true),
            (Side::Asking, true, false),
            (Side::Asked, false, false),
            (Side::Asked, true, true),
        ] {
            let request = at(side, Progress::Open);
            assert_eq!(request.admits(&Notice::Closed, from_other), closes, "{side:?} {from_other}");
            assert_eq!(request.admits(&Notice::Accepted, from_other), !closes, "{side:?} {from_other}");
        }
    }

    #[test]
    fn what_was_said_before_is_not_said_again() {
        let forwarded = |to: &str| Notice::Forwarded { to: to.parse().unwrap() };
        assert!(!at(Side::Asked, Progress::Accepted).admits(&Notice::Accepted, false));
        let request = at(Side::Asked, Progress::from(&forwarded("be-b")));
        assert!(!request.admits(&forwarded("be-b"), false));
        assert!(request.admits(&forwarded("de-c"), false) && request.admits(&Notice::Accepted, false));
    }

    #[test]
    fn nothing_is_said_of_a_request_that_has_ended() {
        let ended = [
            Progress::Refused { ground: RefusalGround::Duplicate, basis: None },
            Progress::Answered { answer: Answer::Full },
            Progress::Closed,
        ];
        for progress in ended {
            assert!(!at(Side::Asked, progress.clone()).admits(&Notice::Accepted, false), "{progress:?}");
            assert!(!at(Side::Asking, progress.clone()).admits(&Notice::Closed, false), "{progress:?}");
        }
    }

    #[test]
    fn a_part_leaves_it_open_and_the_whole_ends_it() {
        assert!(Progress::answered(Some(Answer::Part)).is_open());
        assert!(Progress::answered(None).is_open());
        assert!(!Progress::answered(Some(Answer::Full)).is_open());
        assert!(!Progress::answered(Some(Answer::None)).is_open());
    }

    fn day(day: &str) -> Date {
        day.parse().unwrap()
    }

    fn due(due: &str) -> Request {
        Request::new(Side::Asking, Purpose::LicenceDecision, Some(day(due)), "2026-03-02T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn it_is_overdue_after_the_day_that_was_named_or_after_five_weeks() {
        let named = due("2026-03-09");
        assert!(!named.is_overdue(day("2026-03-09")) && named.is_overdue(day("2026-03-10")));
        for none in [Request { due: None, ..due("2026-03-09") }, due("2026-03-01")] {
            assert_eq!((none.wanted_by(), none.term()), (None, day("2026-04-06")));
        }
        let ended = Request { progress: Progress::Closed, ..due("2026-03-09") };
        assert!(!ended.is_overdue(day("2026-03-10")));
    }

    #[test]
    fn what_came_after_the_term_leaves_it_unanswered_at_the_term() {
        let (early, late) = ("2026-03-09T23:59:59Z".parse().unwrap(), "2026-03-10T00:00:00Z".parse().unwrap());
        let forwarded = Progress::Forwarded { to: "be-b".parse().unwrap() };
        let refused = Progress::Refused { ground: RefusalGround::Secrecy, basis: None };
        let answered = Progress::Answered { answer: Answer::Full };
        for progress in [forwarded, refused, answered, Progress::PartlyAnswered, Progress::Closed] {
            let come = |at| due("2026-03-09").come_to(progress.clone(), at).was_unanswered(day("2026-05-01"));
            assert_eq!((come(early), come(late)), (false, true), "{progress:?}");
        }
        let accepted = due("2026-03-09").come_to(Progress::Accepted, early);
        assert!(accepted.was_unanswered(day("2026-03-10")) && !accepted.was_unanswered(day("2026-03-09")));
        let in_part = due("2026-03-09").come_to(Progress::PartlyAnswered, early);
        assert!(!in_part.come_to(Progress::Closed, late).was_unanswered(day("2026-05-01")), "a part came in time");
    }

    #[test]
    fn the_first_acceptance_and_the_first_answer_are_kept() {
        let at = Timestamp::from_millis;
        let all = [Progress::Accepted, Progress::PartlyAnswered, Progress::Answered { answer: Answer::Full }];
        let come = |steps: &[Progress]| {
            steps.iter().zip(10..).fold(due("2026-03-09"), |r, (step, now)| r.come_to(step.clone(), at(now)))
        };
        assert_eq!((come(&all).accepted, come(&all).replied), (Some(at(10)), Some(at(11))));
        assert_eq!((come(&all[1..]).accepted, come(&all[..1]).replied), (Some(at(10)), None));
    }

    #[test]
    fn who_asked_has_no_view_to_reply_by() {
        let (member, other): (MemberId, MemberId) = ("nl-a".parse().unwrap(), "be-b".parse().unwrap());
        let id = RecordId(crate::crypto::Digest::ZERO);
        let asking = Requests::from([(other.clone(), at(Side::Asking, Progress::Open))]);
        let asked = Requests::from([(other, at(Side::Asked, Progress::Closed))]);
        assert_eq!(view(&member, id, &asking), None);
        assert!(!view(&member, id, &asked).unwrap().open);
    }
}
