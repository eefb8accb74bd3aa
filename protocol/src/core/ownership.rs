//! Steps of ownership: offered by the origin of a signal, accepted, refused, handed over and closed by who was asked, and
//! put in order where they arrive at the origin. Other holders are told how far it is, and not by whom.
//!
//! A step goes to a holder only where the signal itself goes: it is let out behind that, and stays back where that does.

use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::{Ending, UserRole};

use super::contract::{Fact, Facts, Input, Key, ReadSet, Ticket, Write};
use super::effects::{Effect, Reply};
use super::ending::{Buried, Closed, Reached, SentVersion};
use super::follow_up::{Came, FollowUp, NotNow, Said, ToTell};
use super::judge::lacks;
use super::recall::{keep_evidence, spread};
use super::receive::Taken;
use super::work::Work;
use super::{Core, CoreError};
use crate::cbor;
use crate::crypto::{Crypto, Signer};
use crate::envelope::{MAX_RECORD, RecordId, Unverified};
use crate::journal::{Actor, Detail};
use crate::records::{Announced, Consent, Dispute, FeedId, Ownership, OwnershipStep, Record};
use crate::register::Verified;

/// The signal that a record is about, where that is a step of ownership, a dispute or a consent from its origin to a holder.
/// Only for bytes of our own store.
#[must_use]
pub fn step_to_holder(bytes: &[u8]) -> Option<RecordId> {
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    let payload = &envelope.payload;
    match envelope.header.content_type.as_str() {
        Ownership::CONTENT_TYPE => {
            let said: Ownership = cbor::decode(payload).ok()?;
            said.step.is_origins().then_some(said.signal)
        }
        Consent::CONTENT_TYPE => {
            let said: Consent = cbor::decode(payload).ok()?;
            said.step.is_origins().then_some(said.signal)
        }
        Dispute::CONTENT_TYPE => cbor::decode::<Dispute>(payload).ok()?.of_own_signal(),
        _ => None,
    }
}

/// Most signatures that are asked for at once.
const MAX_TO_TELL: u32 = 256;

/// What is read before a step is taken, given by a member here or arrived for one.
pub(super) fn needs(member: &MemberId, said: &Ownership, keys: &mut ReadSet) {
    let (of, signal) = (said.of(), said.signal);
    keys.insert(Key::FollowUp(member.clone(), signal));
    keys.insert(Key::Tombstone(of.clone(), signal));
    keys.insert(if of == member { Key::Spread(of.clone(), signal) } else { Key::Holdings(of.clone(), signal) });
    keys.insert(Key::Request(member.clone(), signal));
}

/// What is read before something is said without a user.
pub(super) fn told_needs(said: &Ownership, keys: &mut ReadSet) {
    needs(&said.origin, said, keys);
    if !said.step.is_origins() {
        return;
    }
    let feed = FeedId { discloser: said.origin.clone(), receiver: said.addressee.clone() };
    keys.insert(Key::TellDue(feed, said.signal));
}

/// What a tick reads.
pub(super) fn tick_needs(keys: &mut ReadSet) {
    keys.insert(Key::ToTell { limit: MAX_TO_TELL });
}

/// The holders that an own signal went to, or is on its way to: of its newest version, while it stands.
pub(super) fn holders(versions: &[SentVersion]) -> BTreeSet<&MemberId> {
    let newest = versions.last().filter(|newest| newest.live);
    let goes = |reached: &Reached| matches!(reached, Reached::Joined(_) | Reached::Waiting);
    let receivers = newest.into_iter().flat_map(|newest| &newest.receivers);
    receivers.filter(|(_, reached)| goes(reached)).map(|(receiver, _)| receiver).collect()
}

impl Work {
    /// The follow-up of a signal as a member keeps it, with what this batch changed.
    pub(super) fn follow_up(&self, facts: &Facts, member: &MemberId, signal: RecordId) -> Option<FollowUp> {
        let stored = || match facts.get(&Key::FollowUp(member.clone(), signal)) {
            Some(Fact::FollowUp(stored)) => Some(stored.clone()),
            _ => None,
        };
        self.follow_ups.get(&(member.clone(), signal)).cloned().or_else(stored)
    }

    fn follow_up_or_new(&self, facts: &Facts, member: &MemberId, origin: &MemberId, signal: RecordId) -> FollowUp {
        self.follow_up(facts, member, signal).unwrap_or_else(|| FollowUp::new(origin.clone(), self.now))
    }

    fn keep_follow_up(&mut self, member: &MemberId, signal: RecordId, as_kept: FollowUp) {
        self.follow_ups.insert((member.clone(), signal), as_kept.clone());
        self.writes.push(Write::FollowUp { member: member.clone(), signal, as_kept });
    }

    /// A member does not have a signal any more: whatever it was asked, it is not asked now.
    pub(super) fn end_follow_up(&mut self, facts: &Facts, member: &MemberId, signal: RecordId) {
        if let Some(kept) = self.follow_up(facts, member, signal) {
            let ended = FollowUp::new(kept.origin, self.now);
            self.keep_follow_up(member, signal, ended);
        }
    }

    fn is_request(facts: &Facts, member: &MemberId, signal: RecordId) -> bool {
        matches!(facts.get(&Key::Request(member.clone(), signal)), Some(Fact::Request(requests)) if !requests.is_empty())
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A user's step: signed, kept, journalled, and on its way to the member that it is for.
    pub(super) fn take_step(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        actor: Actor,
        said: &Verified<Ownership>,
    ) -> Result<(), CoreError> {
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let Ownership { origin: member, addressee, signal, step, .. } = said.record();
        if said.checked_against() != self.directory.digest() || *member != actor.member {
            return Self::reply(work, ticket, Reply::Stale);
        }
        let of = said.record().of();
        if let Some(reply) = Self::has_no_signal(work, facts, member, of, *signal) {
            return Self::reply(work, ticket, reply);
        }
        let id = said.id();
        let now = Said { id, by: member, to: addressee, step, now: work.now };
        let kept = work.follow_up_or_new(facts, member, of, *signal);
        let next = match Self::next_of_own(work, facts, &kept, now, *signal) {
            Ok(next) => next,
            Err(why) => return Self::reply(work, ticket, Reply::NotNow { why }),
        };
        let told = Self::told(Some(actor), said);
        self.journal_entry(work, &told)?;
        keep_evidence(work, member, member, said);
        if let Some(next) = next {
            self.keep_and_tell(work, facts, member, *signal, next);
        }
        if addressee != member {
            self.send_step(work, said);
        }
        Self::reply(work, ticket, Reply::Done { notice: Some(id) })
    }

    pub(super) fn told(actor: Option<Actor>, said: &Verified<Ownership>) -> Detail {
        let Ownership { origin, addressee, signal, step, .. } = said.record().clone();
        Detail::Ownership { actor, member: origin, record: said.id(), signal, addressee, step }
    }

    pub(super) fn send_step(&mut self, work: &mut Work, said: &Verified<Ownership>) {
        let Ownership { origin, addressee, step, .. } = said.record();
        let feed = FeedId { discloser: origin.clone(), receiver: addressee.clone() };
        self.send_beside(work, feed, (said.id(), said.bytes()), step.is_origins());
    }

    /// What an origin says of its signal waits for its turn, when it is judged as the signal is.
    pub(super) fn send_beside(
        &mut self,
        work: &mut Work,
        feed: FeedId,
        (record, bytes): (RecordId, &Arc<[u8]>),
        is_origins: bool,
    ) {
        if !is_origins {
            return self.send_or_queue(work, feed, record, bytes, false);
        }
        if let Some(node) = self.directory.node_of(&feed.receiver) {
            work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
        }
        work.writes.push(Write::OutboxAdd { feed: feed.clone(), record, at: work.now });
        *self.outbox.entry(feed).or_default() += 1;
    }

    /// What a step of a member here makes of what it keeps; nothing where it names somebody to the origin.
    fn next_of_own(
        work: &Work,
        facts: &Facts,
        kept: &FollowUp,
        said: Said<'_>,
        signal: RecordId,
    ) -> Result<Option<FollowUp>, NotNow> {
        if Work::is_request(facts, said.by, signal) {
            return Err(NotNow::IsRequest);
        }
        if matches!(said.step, OwnershipStep::Proposed { .. }) && kept.origin != *said.by {
            return Ok(None);
        }
        let is_offer = matches!(said.step, OwnershipStep::Offered { .. });
        if is_offer && said.to != said.by {
            let feed = FeedId { discloser: said.by.clone(), receiver: said.to.clone() };
            let has_it = holders(spread(facts, said.by, signal)).contains(said.to);
            if !has_it || work.to_retract.contains(&(feed, signal)) {
                return Err(NotNow::NotHeld);
            }
        }
        match kept.after(said)? {
            Came::To(next) => Ok(Some(next)),
            Came::Same => Err(match said.step {
                OwnershipStep::Accepted { .. } => NotNow::Owned,
                OwnershipStep::Closed { .. } => NotNow::Closed,
                _ => NotNow::NotOwner,
            }),
        }
    }

    /// Why a member cannot say anything of a signal, where it does not have it.
    pub(super) fn has_no_signal(
        work: &Work,
        facts: &Facts,
        member: &MemberId,
        of: &MemberId,
        signal: RecordId,
    ) -> Option<Reply> {
        if let Some(Buried::Recalled { .. }) = work.buried(facts, of, signal) {
            let why = Closed::Ended { ending: Ending::Recalled, at: work.now, destroyed: false };
            return Some(Reply::Closed { why });
        }
        let has_it = if of == member {
            spread(facts, member, signal).last().is_some_and(|newest| newest.live)
        } else {
            work.holdings(facts, of, signal).iter().any(|holding| holding.member == *member)
        };
        (!has_it).then_some(Reply::NotFound)
    }

    /// A step that arrived. At its origin a step counts if it can be taken as things stand there; what the origin says
    /// counts where the signal is held.
    pub(super) fn take_ownership(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        said: &Verified<Ownership>,
    ) -> Taken {
        let Ownership { signal, step, .. } = said.record();
        let (member, of) = (&feed.receiver, said.record().of());
        match Self::has_no_signal(work, facts, member, of, *signal) {
            Some(Reply::Closed { .. }) => return Taken::Over,
            Some(_) => return Taken::Refused(format!("declined:{}", NotNow::NotHeld.code())),
            None => {}
        }
        // Who does not have the signal has no say in who follows it up.
        let is_stranger = || !holders(spread(facts, of, *signal)).contains(&feed.discloser);
        if matches!(step, OwnershipStep::Proposed { .. }) && of == member && is_stranger() {
            return Taken::Refused(format!("declined:{}", NotNow::NotHeld.code()));
        }
        let now = Said { id: said.id(), by: &feed.discloser, to: member, step, now: work.now };
        let kept = work.follow_up_or_new(facts, member, of, *signal);
        let came = if of == member { kept.after(now) } else { Ok(Came::To(kept.heard(now))) };
        match came {
            Err(why) => return Taken::Refused(format!("declined:{}", why.code())),
            Ok(Came::To(next)) => {
                let next = next.with_named();
                self.give_away(work, member, *signal, &next);
                self.keep_and_tell(work, facts, member, *signal, next);
            }
            Ok(Came::Same) => {}
        }
        keep_evidence(work, member, &feed.discloser, said);
        Taken::Held
    }

    /// Keeps how far it is, and has the other holders told where that is news to them.
    pub(super) fn keep_and_tell(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        member: &MemberId,
        signal: RecordId,
        mut next: FollowUp,
    ) {
        let before = work.follow_up(facts, member, signal).map(|kept| kept.stage.state());
        if next.origin == *member && before != Some(next.stage.state()) {
            self.count_follow_up(work, member, &next.stage);
        }
        let state = next.stage.announced();
        if next.origin == *member && state != next.told.unwrap_or(Announced::Unowned) {
            next.told = Some(state);
            let others = holders(spread(facts, member, signal)).into_iter();
            let others = others.filter(|holder| next.stage.offer().is_none_or(|offer| offer.to != **holder));
            for holder in others {
                Self::to_tell(work, member, holder, signal, state);
            }
        }
        work.keep_follow_up(member, signal, next);
    }

    fn to_tell(work: &mut Work, origin: &MemberId, holder: &MemberId, signal: RecordId, state: Announced) {
        let feed = FeedId { discloser: origin.clone(), receiver: holder.clone() };
        let what = ToTell { feed, signal, state };
        work.writes.push(Write::ToTell { what: what.clone(), at: work.now });
        work.effects.push(Effect::SignOwnership(what.into()));
    }

    /// Who gets a signal later is told as well, where others were.
    pub(super) fn tell_new<'a>(
        work: &mut Work,
        facts: &Facts,
        (origin, signal): (&MemberId, RecordId),
        holders: impl IntoIterator<Item = &'a MemberId>,
    ) {
        let told = work.follow_up(facts, origin, signal).and_then(|kept| kept.told);
        if let Some(state) = told.filter(|state| *state != Announced::Unowned) {
            holders.into_iter().for_each(|holder| Self::to_tell(work, origin, holder, signal, state));
        }
    }

    /// A member is to have a signal no longer: it is not its owner any more, nor asked to be.
    pub(super) fn owner_lost(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (origin, signal): (&MemberId, RecordId),
        holder: &MemberId,
    ) {
        let kept = work.follow_up(facts, origin, signal).filter(|kept| kept.stage.is_with(holder));
        if let Some(kept) = kept {
            let next = kept.at(super::follow_up::Stage::Unowned, work.now);
            self.keep_and_tell(work, facts, origin, signal, next);
        }
    }

    /// Has signed what holders are to be told and were not.
    pub(super) fn ask_to_tell(work: &mut Work, facts: &Facts) {
        if let Some(Fact::ToTell(waiting)) = facts.get(&Key::ToTell { limit: MAX_TO_TELL }) {
            work.effects.extend(waiting.iter().cloned().map(|what| Effect::SignOwnership(what.into())));
        }
    }

    /// What a member says without a user was signed.
    pub(super) fn say_without_user(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        said: &Verified<Ownership>,
    ) -> Result<(), CoreError> {
        match said.record().step {
            OwnershipStep::Announced { state } => self.tell_holder(work, facts, said, state),
            _ => self.say_away(work, facts, said),
        }
    }

    /// What a holder is told was signed: it goes there, if that still has the signal and nothing changed since.
    fn tell_holder(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        said: &Verified<Ownership>,
        state: Announced,
    ) -> Result<(), CoreError> {
        let Ownership { origin, addressee, signal, .. } = said.record();
        let feed = FeedId { discloser: origin.clone(), receiver: addressee.clone() };
        let what = ToTell { feed: feed.clone(), signal: *signal, state };
        let due = matches!(facts.get(&Key::TellDue(feed.clone(), *signal)), Some(Fact::TellDue(due)) if *due == state);
        // What changed in this batch is signed anew.
        let told = work.follow_up(facts, origin, *signal).and_then(|kept| kept.told);
        if !due || told != Some(state) || work.told_now.contains(&what) {
            return Ok(());
        }
        if said.checked_against() != self.directory.digest() {
            work.effects.push(Effect::SignOwnership(what.into()));
            return Ok(());
        }
        work.told_now.insert(what);
        work.writes.push(Write::TellDone { feed: feed.clone(), signal: *signal });
        let is_over = work.buried(facts, origin, *signal).is_some_and(|buried| buried != Buried::Superseded);
        if is_over || !holders(spread(facts, origin, *signal)).contains(addressee) {
            return Ok(());
        }
        self.journal_entry(work, &Self::told(None, said))?;
        keep_evidence(work, origin, origin, said);
        self.send_step(work, said);
        Ok(())
    }
}
