//! Absence of members, and who stands in: what a member is asked, or owns, and is due before it is back goes back to the
//! signal's origin, which is told whom to ask instead. Nobody is asked by that: the origin offers, and its gates judge.
//!
//! What is due later waits for the member, and so do its own signals, which it offers itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{Date, MemberId, Timestamp};

use super::contract::{Fact, Facts, Idempotency, Key, ReadSet, Ticket, Write};
use super::effects::{Effect, Reply};
use super::follow_up::{Came, FollowUp, Said, Stage, ToSay};
use super::judge::lacks;
use super::recall::keep_evidence;
use super::work::{Repeated, Work};
use super::{Core, CoreError};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::journal::{Actor, Detail};
use crate::records::{FeedId, Ownership, OwnershipRefusal, OwnershipStep};
use crate::register::Verified;

/// Most absences that a member has said and that are not over.
const MAX_ABSENCES: usize = 16;
/// Most that is given away at once; the rest waits for the next tick.
const MAX_GIVEN_AWAY: u32 = 256;

/// Days on which nobody of a member is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Absence {
    /// First day, UTC.
    pub from: Date,
    /// Last day, UTC.
    pub until: Date,
    /// The member that is named instead.
    pub delegate: MemberId,
    /// When that was said.
    pub said: Timestamp,
}

impl Absence {
    /// Whether it is on a day.
    #[must_use]
    pub fn is_on(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}

/// Why an absence is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoAbsence {
    /// It ends before it begins.
    Reversed,
    /// Its last day is over.
    Past,
    /// The member is to stand in for itself.
    OwnDelegate,
    /// Who is to stand in is not in the register, or has no mandate for a purpose of the member.
    NotCompetent,
    /// Who is to stand in, at this node, is absent on one of these days itself.
    DelegateAbsent,
    /// The member is absent on one of these days already.
    Overlaps,
    /// Too many absences are to come.
    TooMany,
}

impl NoAbsence {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reversed => "ends-before-it-begins",
            Self::Past => "day-is-over",
            Self::OwnDelegate => "own-delegate",
            Self::NotCompetent => "delegate-not-competent",
            Self::DelegateAbsent => "delegate-absent",
            Self::Overlaps => "absent-already",
            Self::TooMany => "too-many-absences",
        }
    }
}

/// A user says that its member is absent.
pub(super) struct Announcing {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) idempotency: Option<Idempotency>,
    pub(super) from: Date,
    pub(super) until: Date,
    pub(super) delegate: MemberId,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// What a tick reads: what members that are absent give away. It knows of no later day than that of the last batch.
    pub(super) fn absence_needs(&self, keys: &mut ReadSet) {
        let today = Date::of(self.last_time);
        if self.absences.values().any(|absence| absence.is_on(today)) {
            keys.insert(due_key(today));
        }
    }

    /// A user says that its member is absent for some days, and who stands in.
    pub(super) fn announce_absence(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        new: Announcing,
    ) -> Result<(), CoreError> {
        let Announcing { ticket, actor, idempotency, from, until, delegate } = new;
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        match idempotency.and_then(|idempotency| work.repeated(facts, &idempotency)) {
            Some(Repeated::Same { .. }) => return Self::reply(work, ticket, Reply::Done { notice: None }),
            Some(Repeated::Another) => return Self::reply(work, ticket, Reply::IdempotencyConflict),
            None => {}
        }
        let absence = Absence { from, until, delegate, said: work.now };
        if let Err(why) = self.may_be_absent(&actor.member, &absence) {
            return Self::reply(work, ticket, Reply::NoAbsence { why });
        }
        let member = actor.member.clone();
        let delegate = absence.delegate.clone();
        self.journal_entry(work, &Detail::Absence { actor, from, until, delegate })?;
        work.writes.push(Write::Absence { member: member.clone(), absence: absence.clone() });
        self.absences.insert((member, from), absence);
        if let Some(idempotency) = idempotency {
            work.remember(idempotency, &from.to_string());
        }
        Self::tick_again(work);
        Self::reply(work, ticket, Reply::Done { notice: None })
    }

    fn may_be_absent(&self, member: &MemberId, new: &Absence) -> Result<(), NoAbsence> {
        if new.until < new.from {
            return Err(NoAbsence::Reversed);
        }
        if new.until < Date::of(new.said) {
            return Err(NoAbsence::Past);
        }
        if new.delegate == *member {
            return Err(NoAbsence::OwnDelegate);
        }
        let purposes = |member| {
            let member = self.directory.member(member);
            member.into_iter().flat_map(|member| &member.mandates).map(|mandate| mandate.purpose)
        };
        if !purposes(member).any(|purpose| purposes(&new.delegate).any(|other| other == purpose)) {
            return Err(NoAbsence::NotCompetent);
        }
        if self.absences_of(&new.delegate).any(|absence| absence.overlaps(new)) {
            return Err(NoAbsence::DelegateAbsent);
        }
        if self.absences_of(member).any(|absence| absence.overlaps(new)) {
            return Err(NoAbsence::Overlaps);
        }
        if self.absences_of(member).count() >= MAX_ABSENCES { Err(NoAbsence::TooMany) } else { Ok(()) }
    }

    fn absences_of<'a>(&'a self, member: &'a MemberId) -> impl Iterator<Item = &'a Absence> {
        self.absences.iter().filter(move |((of, _), _)| of == member).map(|(_, absence)| absence)
    }

    /// A user says that its member is there after all, or is back before.
    pub(super) fn end_absence(
        &mut self,
        work: &mut Work,
        ticket: Ticket,
        actor: Actor,
        from: Date,
    ) -> Result<(), CoreError> {
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let key = (actor.member.clone(), from);
        if self.absences.remove(&key).is_none() {
            return Self::reply(work, ticket, Reply::NotFound);
        }
        self.journal_entry(work, &Detail::AbsenceEnded { actor, from })?;
        work.writes.push(Write::AbsenceOver { member: key.0, from });
        Self::reply(work, ticket, Reply::Done { notice: None })
    }

    /// Lets go of absences that are over, and has given away what is due in those that are on.
    pub(super) fn mind_absences(&mut self, work: &mut Work, facts: &Facts) {
        let today = Date::of(work.now);
        let (stay, over): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.absences).into_iter().partition(|(_, absence)| today <= absence.until);
        self.absences = stay;
        work.writes.extend(over.into_keys().map(|(member, from)| Write::AbsenceOver { member, from }));
        match facts.get(&due_key(today)) {
            Some(Fact::Due(due)) => {
                due.iter().for_each(|(member, signal, kept)| self.give_away(work, member, *signal, kept));
            }
            // A day has begun since it was read.
            _ if self.absences.values().any(|absence| absence.is_on(today)) => {
                Self::tick_again(work);
            }
            _ => {}
        }
    }

    /// Has a member say that it does not follow a signal up while it is absent, where that is so.
    pub(super) fn give_away(&self, work: &mut Work, member: &MemberId, signal: RecordId, kept: &FollowUp) {
        if let Some(step) = self.given_away(work.now, member, kept) {
            let feed = FeedId { discloser: member.clone(), receiver: kept.origin.clone() };
            work.effects.push(Effect::SignOwnership(ToSay { feed, signal, step }));
        }
    }

    /// What an absent member says to the origin of what it is asked, or owns, and is due before it is back.
    fn given_away(&self, now: Timestamp, member: &MemberId, kept: &FollowUp) -> Option<OwnershipStep> {
        let absence = self.absences_of(member).find(|absence| absence.is_on(Date::of(now)))?;
        let is_due = kept.stage.due().is_some_and(|due| due <= absence.until);
        if !is_due || kept.origin == *member || !kept.stage.is_with(member) {
            return None;
        }
        let (until, better) = (absence.until, absence.delegate.clone());
        match &kept.stage {
            Stage::Offered { offer } => {
                Some(OwnershipStep::Refused { offer: offer.id, why: OwnershipRefusal::Absent { until, better } })
            }
            Stage::Owned { offer, .. } => Some(OwnershipStep::HandedOver { offer: offer.id, to: better }),
            _ => None,
        }
    }

    /// What an absent member says was signed: it goes to the origin, if it is so still.
    pub(super) fn say_away(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        said: &Verified<Ownership>,
    ) -> Result<(), CoreError> {
        let Ownership { origin: member, addressee, signal, step, .. } = said.record();
        let Some(kept) = work.follow_up(facts, member, *signal) else { return Ok(()) };
        if self.given_away(work.now, member, &kept).as_ref() != Some(step)
            || Self::has_no_signal(work, facts, member, addressee, *signal).is_some()
        {
            return Ok(());
        }
        if said.checked_against() != self.directory.digest() {
            self.give_away(work, member, *signal, &kept);
            return Ok(());
        }
        let now = Said { id: said.id(), by: member, to: addressee, step, now: work.now };
        if let Ok(Came::To(next)) = kept.after(now) {
            self.journal_entry(work, &Self::told(None, said))?;
            keep_evidence(work, member, member, said);
            self.keep_and_tell(work, facts, member, *signal, next);
            self.send_step(work, said);
        }
        Ok(())
    }
}

const fn due_key(on: Date) -> Key {
    Key::Due { on, limit: MAX_GIVEN_AWAY }
}
