//! Widening discloses nothing by itself: whom the rules keep an own signal from no longer, since a mandate, an agreement
//! or a pack came, is given it when a releaser says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::UserRole;

use super::answering::Own;
use super::contract::{Fact, Facts, HeldState, Key, Private, ReadSet, Ticket};
use super::effects::Reply;
use super::ending::{Reached, SentVersion};
use super::gaps::GapEnd;
use super::judge::{Disclosure, lacks};
use super::recall::spread;
use super::relay::{self, ORDERED};
use super::work::Work;
use super::{Core, CoreError, Judged};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::journal::{Actor, Detail};
use crate::records::FeedId;

/// Outcome for a member that the newest version was taken back from, or withheld from when its turn came: that version
/// does not go there again, a correction does.
pub const TAKEN_BACK: &str = "taken-back";

/// What a releaser asks for.
pub(super) struct Widening {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    /// The signal: the id of its first version.
    pub(super) signal: RecordId,
    /// Its newest version.
    pub(super) record: RecordId,
    pub(super) to: BTreeSet<MemberId>,
}

pub(super) fn needs(member: &MemberId, signal: RecordId, record: RecordId, keys: &mut ReadSet) {
    keys.insert(Key::Held(member.clone(), record));
    keys.insert(Key::Own(member.clone(), record));
    keys.insert(Key::Spread(member.clone(), signal));
    keys.insert(Key::Request(member.clone(), record));
    keys.insert(Key::FollowUp(member.clone(), signal));
    keys.insert(relay::orders_key(member, member, signal));
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Lets an own signal go to those of the members named that may have it now; what becomes of each is answered.
    pub(super) fn widen(&mut self, work: &mut Work, facts: &Facts, asked: Widening) -> Result<(), CoreError> {
        let Widening { ticket, actor, signal: first, record, to } = asked;
        let (newest, own) = match Self::newest_own(work, facts, &actor, first, record)? {
            Ok(found) => found,
            Err(reply) => return Self::reply(work, ticket, reply),
        };
        let orders = work.orders(facts, &actor.member, &actor.member, first);
        let relayed = relay::standing(&orders);
        let (mut outcomes, mut new) = (BTreeMap::new(), BTreeSet::new());
        for receiver in to {
            let released = own.private.receivers().any(|released| *released == receiver);
            let outcome = match newest.receivers.get(&receiver) {
                Some(Reached::Ended(_) | Reached::Withheld) => TAKEN_BACK.to_owned(),
                Some(_) => Judged::Permitted.outcome(),
                None if relayed.contains_key(&receiver) => ORDERED.to_owned(),
                None if released && !orders.iter().any(|ordered| ordered.what.receiver == receiver) => {
                    Judged::Permitted.outcome()
                }
                None => {
                    let (signal, distribution) = (&own.signal, &own.private.meant_for());
                    let disclosure =
                        Disclosure { signal, distribution, receiver: &receiver, request: None, holder: None };
                    let judged = self.judge.disclose(&self.directory, disclosure, work.now);
                    if judged == Judged::Permitted {
                        new.insert(receiver.clone());
                    }
                    judged.outcome()
                }
            };
            outcomes.insert(receiver, outcome);
        }
        let epoch = self.epoch(work.now);
        self.journal_entry(work, &Detail::Widening { actor, record, outcomes: outcomes.clone(), epoch })?;
        self.begin_gaps(work, (&own.signal.origin, first, &own.signal.content), &outcomes);
        self.let_go_to(work, facts, &own, new);
        Self::reply(work, ticket, Reply::Widened { outcomes })
    }

    /// The newest version of an own signal, or why a releaser may not let it go further.
    pub(super) fn newest_own<'f>(
        work: &Work,
        facts: &'f Facts,
        actor: &Actor,
        signal: RecordId,
        record: RecordId,
    ) -> Result<Result<(&'f SentVersion, Own), Reply>, CoreError> {
        if let Some(rule) = lacks(actor, UserRole::Releaser) {
            return Ok(Err(Reply::Refused { rule }));
        }
        let member = &actor.member;
        let is_live = match facts.get(&Key::Held(member.clone(), record)) {
            Some(Fact::Held { state: HeldState::Own, .. }) => !work.ended.contains(&(member.clone(), record)),
            Some(Fact::Closed(why)) => return Ok(Err(Reply::Closed { why: *why })),
            _ => return Ok(Err(Reply::NotFound)),
        };
        let newest = spread(facts, member, signal).last().filter(|newest| newest.id == record);
        let (Some(newest), true) = (newest, is_live) else { return Ok(Err(Reply::Stale)) };
        let Some(own) = Own::of(work, facts, member, record)? else { return Ok(Err(Reply::NotFound)) };
        Ok(Ok((newest, own)))
    }

    /// A record goes to more members that the gates permit.
    pub(super) fn let_go_to(&mut self, work: &mut Work, facts: &Facts, own: &Own, members: BTreeSet<MemberId>) {
        if members.is_empty() {
            return;
        }
        let Own { id, signal, bytes, private } = own;
        let mut widened = Private::clone(private);
        for receiver in &members {
            widened.table.members.insert(receiver.clone(), Judged::Permitted.outcome());
        }
        work.widen(*id, &signal.origin, Arc::new(widened));
        work.end_gaps(signal.first(*id), Some(members.clone()), GapEnd::Widened);
        self.count_sent(work, signal, &members);
        Self::tell_new(work, facts, (&signal.origin, signal.first(*id)), &members);
        for receiver in members {
            work.ask_too(facts, signal, *id, &receiver);
            let feed = FeedId { discloser: signal.origin.clone(), receiver };
            self.send_or_queue(work, feed, *id, bytes, signal.is_personal());
        }
    }
}
