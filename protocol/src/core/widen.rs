//! Widening discloses nothing by itself: whom the rules keep an own signal from no longer, since a mandate, an agreement
//! or a pack came, is given it when a releaser says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::{SignalType, UserRole};

use super::answering::Own;
use super::contract::{Fact, Facts, HeldState, Key, Private, ReadSet, Reply, Ticket};
use super::ending::Reached;
use super::judge::lacks;
use super::recall::spread;
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
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Lets an own signal go to those of the members named that may have it now; what becomes of each is answered.
    pub(super) fn widen(&mut self, work: &mut Work, facts: &Facts, asked: Widening) -> Result<(), CoreError> {
        let Widening { ticket, actor, signal: first, record, to } = asked;
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let member = actor.member.clone();
        let is_live = match facts.get(&Key::Held(member.clone(), record)) {
            Some(Fact::Held { state: HeldState::Own, .. }) => !work.ended.contains(&(member.clone(), record)),
            Some(Fact::Closed(why)) => return Self::reply(work, ticket, Reply::Closed { why: *why }),
            _ => return Self::reply(work, ticket, Reply::NotFound),
        };
        let newest = spread(facts, &member, first).last().filter(|newest| newest.id == record);
        let (Some(newest), true) = (newest, is_live) else { return Self::reply(work, ticket, Reply::Stale) };
        let Some(own) = Own::of(work, facts, &member, record)? else {
            return Self::reply(work, ticket, Reply::NotFound);
        };
        let (mut outcomes, mut new) = (BTreeMap::new(), BTreeSet::new());
        for receiver in to {
            let released = own.private.receivers().any(|released| *released == receiver);
            let outcome = match newest.receivers.get(&receiver) {
                Some(Reached::Ended(_) | Reached::Withheld) => TAKEN_BACK.to_owned(),
                _ if released => Judged::Permitted.outcome(),
                _ => {
                    let judged = self.judge.disclose(
                        &self.directory,
                        &own.signal,
                        &own.private.meant_for(),
                        &receiver,
                        None,
                        work.now,
                    );
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
        self.let_go_to(work, facts, &own, new);
        Self::reply(work, ticket, Reply::Widened { outcomes })
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
        for receiver in members {
            if signal.content.r#type == SignalType::Request {
                work.ask_too(facts, signal, *id, &receiver);
            }
            let feed = FeedId { discloser: signal.origin.clone(), receiver };
            self.send_or_queue(work, feed, *id, bytes, signal.is_personal());
        }
    }
}
