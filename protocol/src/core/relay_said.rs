//! What becomes of what was passed on: a relay says that nothing comes of an order; a receiver says to the origin what it
//! did with a record, and the relay takes that there.

use std::sync::Arc;

use sluis_schemas::MemberId;

use super::contract::{Fact, Facts, Key, ReadSet, Waiting, WaitingFor, Write};
use super::ending::{Buried, Entry as FeedPlace};
use super::recall::{keep_evidence, keep_statement, spread};
use super::receive::{KEY_ENDED, Taken};
use super::relay::NOT_ORDERED;
use super::work::Work;
use super::{Core, CoreError};
use crate::crypto::{Crypto, Signer};
use crate::envelope::{MAX_RECORD, RecordId, Unverified};
use crate::journal::Detail;
use crate::records::{Exception, FeedId, Lane, Receipt, RelayReceipt, State};
use crate::register::Verified;

fn order_at(feed: &FeedId, exception: &Exception) -> Key {
    Key::OrderAt { feed: feed.clone(), lane: exception.lane, place: exception.place }
}

fn given_up(receipt: &Receipt) -> impl Iterator<Item = &Exception> {
    let is_one = |said: &&Exception| matches!(said.state, State::Declined | State::Absent) && said.lane == Lane::Urgent;
    receipt.exceptions.iter().filter(is_one)
}

/// What is read before a receipt is taken in that says of orders that nothing comes of them.
pub(super) fn given_up_needs(receipt: &Receipt, keys: &mut ReadSet) {
    keys.extend(given_up(receipt).map(|exception| order_at(&receipt.feed, exception)));
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A relay does not pass a correction on: whom it passed the version before it on to is to have neither. Or it was put
    /// back, and has forgotten an order whose end it is to take to who has the version.
    pub(super) fn mind_what_is_not_passed_on(work: &mut Work, facts: &Facts, receipt: &Receipt) {
        for exception in given_up(receipt) {
            let Some(Fact::OrderAt { what, has_earlier, ended_while_held }) =
                facts.get(&order_at(&receipt.feed, exception))
            else {
                continue;
            };
            if *ended_while_held || *has_earlier && exception.state == State::Declined {
                let feed = FeedId { discloser: what.origin.clone(), receiver: what.receiver.clone() };
                Self::take_back(work, &feed, what.signal);
            }
        }
    }

    /// A record does not go in a feed: where that was ordered, who did is told.
    pub(super) fn not_passed_on(
        &mut self,
        work: &mut Work,
        feed: &FeedId,
        record: &Waiting,
        outcome: &str,
    ) -> Result<(), CoreError> {
        let WaitingFor::Relayed { order, entry, .. } = &record.what else { return Ok(()) };
        let (id, order) = self.read_order(order).ok_or(CoreError::DamagedRecord { record: record.id })?;
        let feed = FeedId { discloser: order.origin, receiver: feed.discloser.clone() };
        self.say_not_passed_on(work, feed, (id, *entry), outcome)
    }

    /// In the feed in which an order came its origin is told that nothing comes of it.
    pub(super) fn say_not_passed_on(
        &mut self,
        work: &mut Work,
        feed: FeedId,
        (id, entry): (RecordId, FeedPlace),
        outcome: &str,
    ) -> Result<(), CoreError> {
        let rule = outcome.split_once(':').map_or(outcome, |(_, rule)| rule).to_owned();
        self.journal_entry(work, &Detail::NotPassedOn { feed: feed.clone(), order: id, rule: rule.clone() })?;
        let exception = Exception { lane: entry.lane, place: entry.place, state: State::Declined, rule: Some(rule) };
        self.say_of(work, &feed, exception);
        Ok(())
    }

    /// The origin of what a relay passed on in a feed is told what became of a record.
    pub(super) fn say_to_origin(
        &mut self,
        work: &mut Work,
        feed: &FeedId,
        (origin, signal): (&MemberId, RecordId),
        (record, state, rule): (RecordId, Option<State>, Option<String>),
    ) -> Result<(), CoreError> {
        let (receiver, relay) = (feed.receiver.clone(), feed.discloser.clone());
        let receipt = RelayReceipt {
            salt: self.salts.draw(&self.crypto),
            at: work.now,
            register: self.directory.digest(),
            receiver: receiver.clone(),
            relay: relay.clone(),
            origin: origin.clone(),
            signal,
            record,
            state,
            rule,
        };
        let bytes: Arc<[u8]> = self.attest(work.now, &receipt)?.into();
        let damaged = |_| CoreError::DamagedRecord { record };
        let id = Unverified::parse(&bytes, MAX_RECORD).map_err(damaged)?.id(&self.crypto);
        self.journal_entry(work, &Detail::RelayReceipt { receiver: receiver.clone(), receipt: id })?;
        keep_statement(work, (&receiver, &receiver), &receiver, (id, &bytes));
        self.send_or_queue(work, FeedId { discloser: receiver, receiver: relay }, id, &bytes, false);
        Ok(())
    }

    /// What became of what was passed on: the relay takes it to the origin, which keeps it.
    pub(super) fn take_relay_receipt(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        receipt: &Verified<RelayReceipt>,
    ) -> Taken {
        let RelayReceipt { receiver, relay, origin, signal, record, state, rule, .. } = receipt.record();
        if *relay == feed.receiver {
            let orders = work.orders(facts, relay, origin, *signal);
            let is_ordered = orders.iter().any(|ordered| ordered.what.receiver == *receiver);
            // Before this store was put back it may have gone there by an order that is forgotten.
            let entered = || facts.get(&Key::Entered(way_there(receipt.record()), *record));
            let went = || matches!(entered(), Some(Fact::Entered { waits: false }));
            // It is not known yet what its receiver holds: the origin knows what it ordered.
            let is_unsure = || self.directory.node_of(receiver).is_some_and(|node| self.standing.awaits(node));
            if !is_ordered && !went() && !is_unsure() {
                return Taken::Refused(NOT_ORDERED.to_owned());
            }
            keep_evidence(work, relay, receiver, receipt);
            let onwards = way_home(receipt.record());
            // Before this store was put back, it may have gone there.
            if facts.get(&Key::Entered(onwards.clone(), receipt.id())).is_none() {
                self.send_or_queue(work, onwards, receipt.id(), receipt.bytes(), false);
            }
            return Taken::Held;
        }
        let is_own = !spread(facts, origin, *signal).is_empty();
        if !is_own {
            return Taken::Refused(NOT_ORDERED.to_owned());
        }
        keep_evidence(work, origin, relay, receipt);
        // What was passed on came too late for its key, and is not kept there until it is attested: the receiver is not to
        // go on with what it has.
        let came_late = *state == Some(State::Declined) && rule.as_deref() == Some(KEY_ENDED);
        // Its relay may have been put back, and have forgotten where to take the recall or retraction.
        let is_held = !state.is_some_and(State::is_last_word);
        let orders = work.orders(facts, origin, origin, *signal);
        let mut of_it = orders.iter().filter(|ordered| ordered.what.receiver == *receiver);
        let stands = of_it.clone().any(|ordered| ordered.stands);
        let is_withdrawn = !stands && of_it.any(|ordered| ordered.ended && ordered.what.record == *record);
        let is_recalled = match work.buried(facts, origin, *signal) {
            Some(Buried::Recalled { recall }) => recall != *record,
            Some(Buried::Superseded) | None => false,
        };
        if came_late || is_held && (is_recalled || is_withdrawn) {
            let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            Self::take_back(work, &feed, *signal);
        }
        work.writes.push(Write::RelaySaid {
            origin: origin.clone(),
            relay: relay.clone(),
            receiver: receiver.clone(),
            signal: *signal,
            record: *record,
            state: *state,
            rule: rule.clone(),
            at: work.now,
        });
        Taken::Held
    }
}

/// The feed in which it was passed on.
pub(super) fn way_there(receipt: &RelayReceipt) -> FeedId {
    FeedId { discloser: receipt.relay.clone(), receiver: receipt.receiver.clone() }
}

/// The feed in which a relay takes a receipt to the origin.
pub(super) fn way_home(receipt: &RelayReceipt) -> FeedId {
    FeedId { discloser: receipt.relay.clone(), receiver: receipt.origin.clone() }
}
