//! How a signal is followed up, as its origin and each holder keep it.

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{FollowUpOutcome, FollowUpState, OwnCheck};
use sluis_schemas::{Date, MemberId, Timestamp};

use crate::envelope::RecordId;
use crate::records::{Announced, FeedId, OwnershipRefusal, OwnershipStep};

/// Most members that wait to be offered a signal.
pub(super) const MAX_PROPOSED: usize = 16;

/// What the origin asked a member to follow up, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The record that says so.
    pub id: RecordId,
    /// Whom it was offered to.
    pub to: MemberId,
    /// Last day on which it is accepted in time.
    pub accept_by: Date,
    /// Last day on which it is closed in time.
    pub close_by: Date,
    /// When it was made, or arrived.
    pub at: Timestamp,
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Stage {
    /// See [`FollowUpState::Unowned`].
    Unowned,
    /// See [`FollowUpState::Offered`].
    Offered { offer: Offer },
    /// See [`FollowUpState::Refused`].
    Refused { offer: Offer, why: OwnershipRefusal },
    /// See [`FollowUpState::Owned`].
    Owned { offer: Offer, accepted: Timestamp },
    /// See [`FollowUpState::HandedOver`].
    HandedOver { offer: Offer, to: MemberId },
    /// See [`FollowUpState::Closed`].
    Closed { offer: Offer, outcome: FollowUpOutcome, check: OwnCheck, closed: Timestamp },
    /// What its origin told a holder that is not asked: how far it is, and not by whom.
    Elsewhere { state: Announced },
}

/// How a member keeps the follow-up of a signal. Without one nobody follows it up, as far as that member knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowUp {
    /// The origin of the signal.
    pub origin: MemberId,
    /// How far it has come.
    pub stage: Stage,
    /// At the origin: whom holders named, in the order in which that came, and who was not offered it since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<MemberId>,
    /// At the origin: what other holders were told last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Announced>,
    /// When that changed last.
    pub changed: Timestamp,
}

/// A step that cannot be taken as things stand at the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotNow {
    /// It is offered to somebody who has not answered.
    Offered,
    /// It has an owner.
    Owned,
    /// It is done.
    Closed,
    /// That offer does not stand.
    NotOffered,
    /// Only its owner can say so.
    NotOwner,
    /// Only its origin can say so.
    NotOrigin,
    /// The member does not have the signal, or may not have it any more.
    NotHeld,
    /// It was proposed before, or too many were.
    Proposed,
    /// What becomes of a request is said of the request.
    IsRequest,
}

impl NotNow {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Offered => "already-offered",
            Self::Owned => "already-owned",
            Self::Closed => "follow-up-closed",
            Self::NotOffered => "not-offered",
            Self::NotOwner => "not-owner",
            Self::NotOrigin => "not-origin",
            Self::NotHeld => "not-a-holder",
            Self::Proposed => "already-proposed",
            Self::IsRequest => "is-a-request",
        }
    }
}

/// What a step comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came {
    /// From now on it is so.
    To(FollowUp),
    /// It was so before.
    Same,
}

/// A step as it comes: its record, by whom it is said, to whom, when.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) id: RecordId,
    pub(super) by: &'a MemberId,
    pub(super) to: &'a MemberId,
    pub(super) step: &'a OwnershipStep,
    pub(super) now: Timestamp,
}

/// Another holder of a signal that its origin is to tell how far it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToTell {
    /// From the origin to that holder.
    pub feed: FeedId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// What it is told.
    pub state: Announced,
}

/// What a member says of a signal without a user: its node has it signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSay {
    /// From that member to whom it is said.
    pub feed: FeedId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// What.
    pub step: OwnershipStep,
}

impl From<ToTell> for ToSay {
    fn from(ToTell { feed, signal, state }: ToTell) -> Self {
        Self { feed, signal, step: OwnershipStep::Announced { state } }
    }
}

impl Stage {
    /// Its code.
    #[must_use]
    pub const fn state(&self) -> FollowUpState {
        match self {
            Self::Unowned | Self::Elsewhere { state: Announced::Unowned } => FollowUpState::Unowned,
            Self::Offered { .. } => FollowUpState::Offered,
            Self::Refused { .. } => FollowUpState::Refused,
            Self::Owned { .. } | Self::Elsewhere { state: Announced::Owned } => FollowUpState::Owned,
            Self::HandedOver { .. } => FollowUpState::HandedOver,
            Self::Closed { .. } | Self::Elsewhere { state: Announced::Closed } => FollowUpState::Closed,
        }
    }

    /// What others learn of it.
    #[must_use]
    pub const fn announced(&self) -> Announced {
        match self {
            Self::Owned { .. } => Announced::Owned,
            Self::Closed { .. } => Announced::Closed,
            Self::Elsewhere { state } => *state,
            Self::Unowned | Self::Offered { .. } | Self::Refused { .. } | Self::HandedOver { .. } => Announced::Unowned,
        }
    }

    /// The offer that it rests on.
    #[must_use]
    pub const fn offer(&self) -> Option<&Offer> {
        match self {
            Self::Offered { offer }
            | Self::Refused { offer, .. }
            | Self::Owned { offer, .. }
            | Self::HandedOver { offer, .. }
            | Self::Closed { offer, .. } => Some(offer),
            Self::Unowned | Self::Elsewhere { .. } => None,
        }
    }

    /// The day after which it is overdue.
    #[must_use]
    pub const fn due(&self) -> Option<Date> {
        match self {
            Self::Offered { offer } => Some(offer.accept_by),
            Self::Owned { offer, .. } => Some(offer.close_by),
            _ => None,
        }
    }

    /// Whether a member is asked, or is the owner.
    #[must_use]
    pub fn is_with(&self, member: &MemberId) -> bool {
        matches!(self, Self::Offered { offer } | Self::Owned { offer, .. } if offer.to == *member)
    }
}

impl FollowUp {
    /// Nobody follows it up yet.
    #[must_use]
    pub const fn new(origin: MemberId, at: Timestamp) -> Self {
        Self { origin, stage: Stage::Unowned, proposed: Vec::new(), told: None, changed: at }
    }

    /// The same at another stage.
    pub(super) fn at(&self, stage: Stage, changed: Timestamp) -> Self {
        Self { stage, changed, ..self.clone() }
    }

    /// What a step of its origin makes of it at who is told: the origin's word counts, whatever was so before.
    pub(super) fn heard(&self, said: Said<'_>) -> Self {
        let stage = match said.step {
            OwnershipStep::Offered { accept_by, close_by } => {
                Stage::Offered { offer: said.offer(*accept_by, *close_by) }
            }
            OwnershipStep::Announced { state } => Stage::Elsewhere { state: *state },
            _ => Stage::Unowned,
        };
        self.at(stage, said.now)
    }

    /// What a step makes of it at the origin, or at the member that says it.
    pub(super) fn after(&self, said: Said<'_>) -> Result<Came, NotNow> {
        let now = said.now;
        let stage = match said.step {
            OwnershipStep::Offered { accept_by, close_by } => {
                return self.offered(said, said.offer(*accept_by, *close_by));
            }
            OwnershipStep::Proposed { owner } => return self.proposed(owner, now),
            // Nobody says it but the core of the origin's node.
            OwnershipStep::Announced { .. } => return Ok(Came::Same),
            // Who was asked is to hear of it, and nobody else.
            OwnershipStep::Withdrawn { offer } => match &self.stage {
                Stage::Offered { offer: stands } | Stage::Owned { offer: stands, .. }
                    if is_it(stands, offer, said.to) =>
                {
                    Stage::Unowned
                }
                _ => return Err(NotNow::NotOffered),
            },
            OwnershipStep::Accepted { offer } => match &self.stage {
                Stage::Offered { offer: stands } if is_it(stands, offer, said.by) => {
                    Stage::Owned { offer: stands.clone(), accepted: now }
                }
                Stage::Owned { offer: stands, .. } if is_it(stands, offer, said.by) => return Ok(Came::Same),
                _ => return Err(NotNow::NotOffered),
            },
            OwnershipStep::Refused { offer, why } => match &self.stage {
                Stage::Offered { offer: stands } if is_it(stands, offer, said.by) => {
                    Stage::Refused { offer: stands.clone(), why: why.clone() }
                }
                Stage::Refused { offer: stands, .. } if is_it(stands, offer, said.by) => return Ok(Came::Same),
                _ => return Err(NotNow::NotOffered),
            },
            OwnershipStep::HandedOver { offer, to } => match &self.stage {
                Stage::Owned { offer: stands, .. } if is_it(stands, offer, said.by) => {
                    Stage::HandedOver { offer: stands.clone(), to: to.clone() }
                }
                Stage::HandedOver { offer: stands, .. } if is_it(stands, offer, said.by) => return Ok(Came::Same),
                _ => return Err(NotNow::NotOwner),
            },
            OwnershipStep::Closed { offer, outcome, check } => match &self.stage {
                Stage::Owned { offer: stands, .. } if is_it(stands, offer, said.by) => {
                    Stage::Closed { offer: stands.clone(), outcome: *outcome, check: *check, closed: now }
                }
                Stage::Closed { offer: stands, .. } if is_it(stands, offer, said.by) => return Ok(Came::Same),
                _ => return Err(NotNow::NotOwner),
            },
        };
        Ok(Came::To(self.at(stage, now)))
    }

    /// At the origin: who refuses or hands over says who could. Whom nobody asked yet waits with the others.
    pub(super) fn with_named(mut self) -> Self {
        let named = match &self.stage {
            Stage::Refused { why, .. } => why.better().cloned(),
            Stage::HandedOver { to, .. } => Some(to.clone()),
            _ => None,
        };
        if let Some(named) = named.filter(|named| self.has_room_for(named)) {
            self.proposed.push(named);
        }
        self
    }

    fn offered(&self, said: Said<'_>, offer: Offer) -> Result<Came, NotNow> {
        match &self.stage {
            Stage::Offered { .. } => return Err(NotNow::Offered),
            Stage::Owned { .. } => return Err(NotNow::Owned),
            Stage::Closed { .. } => return Err(NotNow::Closed),
            Stage::Unowned | Stage::Refused { .. } | Stage::HandedOver { .. } | Stage::Elsewhere { .. } => {}
        }
        // Nobody needs to be asked for what they take themselves.
        let stage = match said.by == said.to {
            true => Stage::Owned { offer, accepted: said.now },
            false => Stage::Offered { offer },
        };
        let mut next = self.at(stage, said.now);
        next.proposed.retain(|proposed| proposed != said.to);
        Ok(Came::To(next))
    }

    fn proposed(&self, owner: &MemberId, now: Timestamp) -> Result<Came, NotNow> {
        if matches!(self.stage, Stage::Closed { .. }) {
            return Err(NotNow::Closed);
        }
        if !self.has_room_for(owner) {
            return Err(NotNow::Proposed);
        }
        let mut next = self.at(self.stage.clone(), now);
        next.proposed.push(owner.clone());
        Ok(Came::To(next))
    }

    fn has_room_for(&self, named: &MemberId) -> bool {
        self.proposed.len() < MAX_PROPOSED && !self.proposed.contains(named)
    }
}

impl Said<'_> {
    fn offer(&self, accept_by: Date, close_by: Date) -> Offer {
        Offer { id: self.id, to: self.to.clone(), accept_by, close_by, at: self.now }
    }
}

/// Whether an offer is the one that is named, and was made to this member.
fn is_it(offer: &Offer, named: &RecordId, to: &MemberId) -> bool {
    offer.id == *named && offer.to == *to
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Digest;

    const ORIGIN: &str = "nl-a";
    const OWNER: &str = "be-b";
    const OTHER: &str = "de-c";

    fn member(id: &str) -> MemberId {
        id.parse().unwrap()
    }

    fn id(n: u8) -> RecordId {
        RecordId(Digest([n; 32]))
    }

    fn offered() -> OwnershipStep {
        OwnershipStep::Offered { accept_by: "2026-11-30".parse().unwrap(), close_by: "2026-12-21".parse().unwrap() }
    }

    fn step(from: &FollowUp, n: u8, [by, to]: [&str; 2], step: &OwnershipStep) -> Result<Came, NotNow> {
        let now = Timestamp::from_millis(u64::from(n));
        from.after(Said { id: id(n), by: &member(by), to: &member(to), step, now })
    }

    fn came(from: &FollowUp, n: u8, ends: [&str; 2], said: &OwnershipStep) -> FollowUp {
        match step(from, n, ends, said) {
            Ok(Came::To(next)) => next,
            other => panic!("{other:?}"),
        }
    }

    fn new() -> FollowUp {
        FollowUp::new(member(ORIGIN), Timestamp::from_millis(0))
    }

    fn owned() -> FollowUp {
        let asked = came(&new(), 1, [ORIGIN, OWNER], &offered());
        came(&asked, 2, [OWNER, ORIGIN], &OwnershipStep::Accepted { offer: id(1) })
    }

    #[test]
    fn an_offer_is_accepted_by_whom_it_was_made_to_and_by_its_name() {
        let asked = came(&new(), 1, [ORIGIN, OWNER], &offered());
        let accepted = |offer| OwnershipStep::Accepted { offer };
        assert_eq!(step(&asked, 2, [OTHER, ORIGIN], &accepted(id(1))), Err(NotNow::NotOffered));
        assert_eq!(step(&asked, 2, [OWNER, ORIGIN], &accepted(id(9))), Err(NotNow::NotOffered));
        assert_eq!(step(&new(), 2, [OWNER, ORIGIN], &accepted(id(1))), Err(NotNow::NotOffered));
        let owned = came(&asked, 2, [OWNER, ORIGIN], &accepted(id(1)));
        assert_eq!(owned.stage.state(), FollowUpState::Owned);
        assert_eq!(step(&owned, 3, [OWNER, ORIGIN], &accepted(id(1))), Ok(Came::Same));
    }

    #[test]
    fn one_offer_stands_at_a_time() {
        let asked = came(&new(), 1, [ORIGIN, OWNER], &offered());
        assert_eq!(step(&asked, 2, [ORIGIN, OTHER], &offered()), Err(NotNow::Offered));
        assert_eq!(step(&owned(), 3, [ORIGIN, OTHER], &offered()), Err(NotNow::Owned));
        let withdrawal = OwnershipStep::Withdrawn { offer: id(1) };
        assert_eq!(
            step(&owned(), 3, [ORIGIN, OTHER], &withdrawal),
            Err(NotNow::NotOffered),
            "its owner would not know"
        );
        let withdrawn = came(&owned(), 3, [ORIGIN, OWNER], &withdrawal);
        let again = came(&withdrawn, 4, [ORIGIN, OTHER], &offered());
        let late = OwnershipStep::Accepted { offer: id(1) };
        assert_eq!(step(&again, 5, [OWNER, ORIGIN], &late), Err(NotNow::NotOffered));
    }

    #[test]
    fn only_its_owner_closes_it_or_hands_it_over() {
        let closed =
            OwnershipStep::Closed { offer: id(1), outcome: FollowUpOutcome::MeasureTaken, check: OwnCheck::Confirmed };
        let over = OwnershipStep::HandedOver { offer: id(1), to: member(OTHER) };
        for said in [&closed, &over] {
            assert_eq!(step(&owned(), 3, [OTHER, ORIGIN], said), Err(NotNow::NotOwner));
            assert_eq!(step(&new(), 3, [OWNER, ORIGIN], said), Err(NotNow::NotOwner));
        }
        let done = came(&owned(), 3, [OWNER, ORIGIN], &closed);
        assert_eq!(step(&done, 4, [ORIGIN, OTHER], &offered()), Err(NotNow::Closed));
        assert_eq!(step(&done, 4, [OWNER, ORIGIN], &over), Err(NotNow::NotOwner));
        assert_eq!(step(&done, 4, [OWNER, ORIGIN], &closed), Ok(Came::Same));
    }

    #[test]
    fn who_could_is_kept_in_order_until_they_are_asked() {
        let named = |owner: &str| OwnershipStep::Proposed { owner: member(owner) };
        let one = came(&new(), 1, [OTHER, ORIGIN], &named(OTHER));
        let two = came(&one, 2, [OWNER, ORIGIN], &named(OWNER));
        assert_eq!(two.proposed, [member(OTHER), member(OWNER)]);
        assert_eq!(step(&two, 3, [OWNER, ORIGIN], &named(OTHER)), Err(NotNow::Proposed));
        assert_eq!(came(&two, 3, [ORIGIN, OTHER], &offered()).proposed, [member(OWNER)]);
        let why = OwnershipRefusal::NotCompetent { better: member(OTHER) };
        let asked = came(&new(), 1, [ORIGIN, OWNER], &offered());
        let refused = came(&asked, 2, [OWNER, ORIGIN], &OwnershipStep::Refused { offer: id(1), why });
        assert_eq!(refused.with_named().proposed, [member(OTHER)]);
    }

    #[test]
    fn what_the_origin_takes_itself_has_an_owner_at_once() {
        let taken = came(&new(), 1, [ORIGIN, ORIGIN], &offered());
        assert!(taken.stage.is_with(&member(ORIGIN)) && taken.stage.announced() == Announced::Owned);
    }

    #[test]
    fn the_origins_word_counts_whatever_was_so_before() {
        let (by, to) = (member(ORIGIN), member(OWNER));
        let now = Timestamp::from_millis(9);
        let told = OwnershipStep::Announced { state: Announced::Owned };
        let heard = owned().heard(Said { id: id(9), by: &by, to: &to, step: &told, now });
        assert!(!heard.stage.is_with(&to) && heard.stage.state() == FollowUpState::Owned);
    }
}
