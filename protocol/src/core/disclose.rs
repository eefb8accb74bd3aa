//! Letting records out: from the outbox into a feed, from a feed onto a link.

use std::sync::Arc;

use serde_bytes::ByteBuf;
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::answering::CLOSED;
use super::classes::ClassStanding;
use super::contract::{Fact, Facts, Input, Key, LinkId, PageEntry, ReadSet, Waiting, WaitingFor, Write};
use super::effects::Effect;
use super::ending::Buried;
use super::judge::Disclosure;
use super::people::read_own_copy;
use super::recall::{RECALLED, SUPERSEDED};
use super::relay::{NOT_HELD, NOT_ORDERED, ORDER_OVER, is_past};
use super::work::Work;
use super::{Core, CoreError, Direction, Judged, review};
use crate::cbor;
use crate::crypto::{Crypto, Signer};
use crate::envelope::{self, MAX_RECORD, RecordId};
use crate::feeds::{self, Block, FIRST_EPOCH, FeedState};
use crate::gates::facts::RequestView;
use crate::records::{FeedHead, FeedId, Lane, Lanes, Record};
use crate::wire::{Entry, MAX_PUSH, MAX_PUSH_BYTES, Message, Push};

/// Most feeds looked at in one pump: bounds what a batch reads.
pub(super) const MAX_PUMPED: usize = 16;

/// Entries read at once for a link on which nothing is on its way: the first of them need not wait for the others.
const FIRST_PAGE: u32 = 16;

/// How much to read for a link.
const fn page_size(link: &super::Link) -> u32 {
    if link.is_idle() { FIRST_PAGE } else { MAX_PUSH as u32 }
}

/// What was read for a key. Earlier inputs of the batch may have put something on its way since it was asked for, so
/// that the page read has the other size: it is as good.
fn found<'a>(facts: &'a Facts, key: &Key) -> Option<&'a Fact> {
    let other = |limit: u32| if limit == FIRST_PAGE { MAX_PUSH as u32 } else { FIRST_PAGE };
    facts.get(key).or_else(|| match key {
        Key::Page { feed, lane, after, limit } => {
            facts.get(&Key::Page { feed: feed.clone(), lane: *lane, after: *after, limit: other(*limit) })
        }
        Key::Outbox { feed, limit } => facts.get(&Key::Outbox { feed: feed.clone(), limit: other(*limit) }),
        _ => None,
    })
}

/// Entries that will go onto a link once they are durable.
pub(super) struct Outgoing {
    node: NodeId,
    link: LinkId,
    feed: FeedId,
    epoch: u32,
    lane: Lane,
    first: u64,
    entries: Vec<Sent>,
    bytes: usize,
    lanes: Lanes,
}

/// An entry as it goes onto a link: with its record, or as an id alone.
struct Sent {
    id: RecordId,
    record: Option<Carried>,
}

/// A record, with the order by which it is passed on where its discloser did not sign it.
#[derive(Clone)]
pub(super) struct Carried {
    record: Arc<[u8]>,
    order: Option<Arc<[u8]>>,
}

impl Carried {
    pub(super) const fn by_order(record: Arc<[u8]>, order: Arc<[u8]>) -> Self {
        Self { record, order: Some(order) }
    }

    fn size(&self) -> usize {
        self.record.len() + self.order.as_ref().map_or(0, |order| order.len())
    }
}

impl From<&Arc<[u8]>> for Carried {
    fn from(record: &Arc<[u8]>) -> Self {
        Self { record: record.clone(), order: None }
    }
}

impl From<&Waiting> for Carried {
    fn from(waiting: &Waiting) -> Self {
        let order = match &waiting.what {
            WaitingFor::Relayed { order, .. } => Some(order.clone()),
            WaitingFor::Signal { .. } | WaitingFor::Notice | WaitingFor::Ownership { .. } => None,
        };
        Self { record: waiting.bytes.clone(), order }
    }
}

/// What becomes of a record whose turn it is.
enum Turn {
    /// It goes.
    Goes,
    /// It never goes, for this outcome.
    Withheld(String),
    /// It and what comes behind wait.
    Waits,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Whether a record just released may join its feed at once: the link is ready and nothing older waits.
    fn may_let_out_now(&self, feed: &FeedId, personal: bool) -> bool {
        // Nothing is released in quarantine; what is passed on by itself waits.
        !self.standing.is_quarantined()
            && self.outbox.get(feed).is_none_or(|waiting| *waiting == 0)
            && self.has_room(feed)
            && !self.asks_first(feed, personal)
    }

    /// Lets a record that was just permitted out, or keeps it until its turn comes.
    pub(super) fn send_or_queue(
        &mut self,
        work: &mut Work,
        feed: FeedId,
        record: RecordId,
        bytes: &Arc<[u8]>,
        personal: bool,
    ) {
        if self.may_let_out_now(&feed, personal) {
            self.let_out(work, &feed, Lane::Bulk, record, bytes);
        } else {
            work.writes.push(Write::OutboxAdd { feed: feed.clone(), record, at: work.now });
            // Nothing else looks at it where only its class is to be offered.
            let is_next = self.asks_first(&feed, personal) && self.has_room(&feed);
            if let Some(node) = self.directory.node_of(&feed.receiver).filter(|_| is_next) {
                work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
            }
            *self.outbox.entry(feed).or_default() += 1;
        }
    }

    /// A record waits no longer.
    pub(super) fn leave_outbox(&mut self, work: &mut Work, feed: &FeedId, record: RecordId) {
        if !work.taken.insert((feed.clone(), record)) {
            return;
        }
        work.writes.push(Write::OutboxRemove { feed: feed.clone(), record });
        if let Some(n) = self.outbox.get_mut(feed) {
            *n = n.saturating_sub(1);
        }
    }

    /// Whether the receiver's link is ready and has room.
    fn has_room(&self, feed: &FeedId) -> bool {
        let link = self.directory.node_of(&feed.receiver).and_then(|node| self.links.get(node));
        link.is_some_and(|l| l.is_ready() && l.has_room(Lane::Bulk))
    }

    /// Whether the peer is asked first: it judges by other packs, so that what we predict of its gate may not hold.
    fn asks_first(&self, feed: &FeedId, personal: bool) -> bool {
        let link = self.directory.node_of(&feed.receiver).and_then(|node| self.links.get(node));
        personal && link.is_some_and(|link| !link.same_packs)
    }

    /// Appends a record to its feed and, where the link has come that far, puts it on the link; its place.
    pub(super) fn let_out(
        &mut self,
        work: &mut Work,
        feed: &FeedId,
        lane: Lane,
        id: RecordId,
        carried: impl Into<Carried>,
    ) -> u64 {
        let key = (Direction::Out, feed.clone());
        let crypto = &self.crypto;
        let state = self.feeds.entry(key).or_insert_with(|| FeedState::new(crypto, feed, FIRST_EPOCH));
        let before = state.lanes;
        let head = before.get(lane);
        *state.lanes.get_mut(lane) = feeds::append(crypto, head, id);
        let block = work.block(feed, lane, || Block { before: head.hash, first: head.place + 1, ids: Vec::new() });
        block.ids.push(id);
        let place = head.place + 1;
        let Some(node) = self.directory.node_of(&feed.receiver).cloned() else { return place };
        let Some(link) = self.links.get_mut(&node).filter(|l| l.is_ready()) else { return place };
        let cursor = link.cursors.entry(feed.clone()).or_insert(before);
        if cursor.get(lane) == head {
            self.put_on_link(&node, feed, lane, Sent { id, record: Some(carried.into()) });
        }
        place
    }

    /// Moves the link's cursor over the next entry and queues it for sending.
    fn put_on_link(&mut self, node: &NodeId, feed: &FeedId, lane: Lane, entry: Sent) {
        let Some(link) = self.links.get_mut(node) else { return };
        let Some(cursor) = link.cursors.get_mut(feed) else { return };
        let Some(state) = self.feeds.get(&(Direction::Out, feed.clone())) else { return };
        let head = feeds::append(&self.crypto, cursor.get(lane), entry.id);
        *cursor.get_mut(lane) = head;
        let lanes = *cursor;
        let size = entry.record.as_ref().map_or(entry.id.0.0.len(), Carried::size);
        link.launched(feed, lane, head.place, size);
        let joins = |o: &&mut Outgoing| {
            o.feed == *feed
                && o.lane == lane
                && o.link == link.id
                && o.entries.len() < MAX_PUSH
                && o.bytes + size <= MAX_PUSH_BYTES
                && o.first + o.entries.len() as u64 == head.place
        };
        match self.outgoing.iter_mut().rev().find(joins) {
            Some(last) => {
                last.entries.push(entry);
                last.bytes += size;
                last.lanes = lanes;
            }
            None => self.outgoing.push(Outgoing {
                node: node.clone(),
                link: link.id,
                feed: feed.clone(),
                epoch: state.epoch,
                lane,
                first: head.place,
                entries: vec![entry],
                bytes: size,
                lanes,
            }),
        }
    }

    /// What a pump for `node` reads: the next pages of feeds that the link is behind on, and what waits in outboxes.
    pub(super) fn pump_needs(&self, node: &NodeId, keys: &mut ReadSet) {
        self.said_needs(node, keys);
        let Some(link) = self.links.get(node).filter(|l| l.is_ready() && l.has_room(Lane::Urgent)) else { return };
        let quarantined = self.standing.is_quarantined();
        let limit = page_size(link);
        // What is urgent in any feed goes before all else; in a quarantine nothing else goes.
        let lanes =
            Lane::ALL.into_iter().filter(|lane| link.has_room(*lane) && (!quarantined || *lane == Lane::Urgent));
        let behind = lanes.flat_map(|lane| {
            link.cursors.iter().filter_map(move |(feed, cursor)| {
                let state = self.feeds.get(&(Direction::Out, feed.clone()));
                let after = cursor.get(lane).place;
                let more = state.is_some_and(|s| s.lanes.get(lane).place > after);
                more.then(|| Key::Page { feed: feed.clone(), lane, after, limit })
            })
        });
        let waits =
            |feed: &FeedId, n: u64| !quarantined && n > 0 && self.directory.node_of(&feed.receiver) == Some(node);
        let waiting = self.outbox.iter().filter(|(feed, n)| waits(feed, **n));
        let waiting = waiting.map(|(feed, _)| Key::Outbox { feed: feed.clone(), limit });
        keys.extend(behind.take(MAX_PUMPED));
        if link.has_room(Lane::Bulk) {
            keys.extend(waiting.take(MAX_PUMPED));
        }
    }

    /// Sends on what a link is behind on, and lets out what waits, each decision made again.
    pub(super) fn pump(&mut self, work: &mut Work, facts: &Facts, node: &NodeId) -> Result<(), CoreError> {
        let mut keys = ReadSet::new();
        self.pump_needs(node, &mut keys);
        let mut progress = self.say_again(facts, node);
        let (urgent, others): (Vec<_>, Vec<_>) =
            keys.into_iter().partition(|key| matches!(key, Key::Page { lane: Lane::Urgent, .. }));
        for key in urgent.into_iter().chain(others) {
            match (key.clone(), found(facts, &key)) {
                (Key::Page { feed, lane, .. }, Some(Fact::Page(entries))) => {
                    progress |= self.send_on(work, node, &feed, lane, entries)?;
                }
                (Key::Outbox { feed, .. }, Some(Fact::Outbox(waiting))) => {
                    progress |= self.empty_outbox(work, node, &feed, waiting)?;
                }
                _ => {}
            }
        }
        if progress {
            work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
        }
        Ok(())
    }

    /// Puts entries that joined a feed earlier onto the link, each judged again; says whether anything moved.
    fn send_on(
        &mut self,
        work: &mut Work,
        node: &NodeId,
        feed: &FeedId,
        lane: Lane,
        entries: &[PageEntry],
    ) -> Result<bool, CoreError> {
        let mut moved = false;
        for entry in entries {
            let Some(link) = self.links.get(node).filter(|link| link.has_room(lane)) else { break };
            let sent = match entry {
                PageEntry::Withheld { id, first, outcome } => {
                    // It came there before the rules withheld it.
                    if link.next_is_held(feed, lane) && review::is_by_rules(outcome) {
                        Self::take_back(work, feed, *first);
                    }
                    Sent { id: *id, record: None }
                }
                PageEntry::Record(record) if work.withheld_now(feed, record.id) => Sent { id: record.id, record: None },
                // The receiver needs no more than the chain: what it holds is not withheld from it.
                PageEntry::Record(record) if link.next_is_held(feed, lane) => Sent { id: record.id, record: None },
                PageEntry::Record(record) => match self.turn(work, (node, feed, lane), record, false)? {
                    Turn::Goes => Sent { id: record.id, record: Some(record.into()) },
                    Turn::Withheld(outcome) => {
                        self.withhold_joined(work, feed, lane, record, outcome)?;
                        Sent { id: record.id, record: None }
                    }
                    Turn::Waits => break,
                },
            };
            self.put_on_link(node, feed, lane, sent);
            moved = true;
        }
        Ok(moved)
    }

    /// A record that joined a feed goes no more. Of a correction the receiver has an earlier version, which it is not to
    /// keep either.
    fn withhold_joined(
        &mut self,
        work: &mut Work,
        feed: &FeedId,
        lane: Lane,
        record: &Waiting,
        outcome: String,
    ) -> Result<(), CoreError> {
        self.not_passed_on(work, feed, record, &outcome)?;
        work.withhold(feed, record.id, outcome);
        if lane == Lane::Urgent && matches!(record.what, WaitingFor::Signal { ended: None, .. }) {
            Self::take_back(work, feed, Self::own_copy(record.id, &record.bytes)?.first(record.id));
        }
        Ok(())
    }

    /// Judges what waits again; says whether anything moved.
    fn empty_outbox(
        &mut self,
        work: &mut Work,
        node: &NodeId,
        feed: &FeedId,
        waiting: &[Waiting],
    ) -> Result<bool, CoreError> {
        let mut moved = false;
        for record in waiting {
            if work.taken.contains(&(feed.clone(), record.id)) {
                continue;
            }
            match self.turn(work, (node, feed, Lane::Bulk), record, false)? {
                Turn::Goes => match &record.what {
                    WaitingFor::Relayed { order, .. } => {
                        self.pass_on_signal(work, feed, (record.id, &record.bytes), order)?;
                    }
                    // Its receiver has nothing to follow up before it has the signal.
                    WaitingFor::Ownership { signal, joined } => {
                        let ahead = signal.as_deref().filter(|signal| {
                            let is_out = *joined || work.taken.contains(&(feed.clone(), signal.id));
                            !is_out
                        });
                        for goes in ahead.into_iter().chain([record]) {
                            self.let_out(work, feed, Lane::Bulk, goes.id, &goes.bytes);
                            self.leave_outbox(work, feed, goes.id);
                        }
                    }
                    WaitingFor::Signal { .. } | WaitingFor::Notice => {
                        self.let_out(work, feed, Lane::Bulk, record.id, &record.bytes);
                    }
                },
                Turn::Withheld(outcome) => {
                    self.not_passed_on(work, feed, record, &outcome)?;
                    self.gap_of_waiting(work, feed, record, &outcome)?;
                    work.withhold_waiting(feed, record.id, outcome);
                }
                Turn::Waits => break,
            }
            self.leave_outbox(work, feed, record.id);
            moved = true;
        }
        Ok(moved)
    }

    /// Makes the decision on a record again, now that it could go.
    ///
    /// In the urgent lane nothing waits, since recalls come behind: what cannot be judged does not go. What `is_there` is
    /// judged for what is said of it: an answer went while its question was open, which ended with it.
    fn turn(
        &mut self,
        work: &mut Work,
        (node, feed, lane): (&NodeId, &FeedId, Lane),
        record: &Waiting,
        is_there: bool,
    ) -> Result<Turn, CoreError> {
        // Records go in the order they were released: what comes behind waits too.
        let waits = lane == Lane::Bulk && !self.has_room(feed);
        let (judged, signal) = match &record.what {
            // Its receiver would take it for what nobody ordered.
            WaitingFor::Notice if self.lacks_order(feed, &record.bytes) => {
                return Ok(Turn::Withheld(NOT_ORDERED.to_owned()));
            }
            WaitingFor::Notice => return Ok(Turn::Goes),
            // Nobody hears of a signal that does not go there itself.
            WaitingFor::Ownership { signal, joined } => {
                // Another version may have come for one that was withheld in this batch: it is read again.
                if signal.as_ref().is_some_and(|signal| work.withheld_now(feed, signal.id)) {
                    work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
                    return Ok(Turn::Waits);
                }
                let turn =
                    signal.as_ref().map(|signal| self.turn(work, (node, feed, lane), signal, *joined)).transpose()?;
                return Ok(match turn {
                    Some(Turn::Goes) => Turn::Goes,
                    Some(Turn::Waits) => Turn::Waits,
                    Some(Turn::Withheld(_)) | None => Turn::Withheld(NOT_HELD.to_owned()),
                });
            }
            WaitingFor::Signal { ended: Some(ended), .. } => {
                let outcome = match ended {
                    Buried::Recalled { .. } => RECALLED,
                    Buried::Superseded => SUPERSEDED,
                };
                return Ok(Turn::Withheld(outcome.to_owned()));
            }
            WaitingFor::Signal { distribution, request, ended: None } => {
                if waits {
                    return Ok(Turn::Waits);
                }
                let signal = Self::own_copy(record.id, &record.bytes)?;
                if !is_there && work.is_closed(feed, record.id, &signal.content, request) {
                    return Ok(Turn::Withheld(CLOSED.to_owned()));
                }
                let request = work.view_beside(&feed.discloser, &signal.content, request);
                let request = request.map(|request| RequestView { open: request.open || is_there, ..request });
                let (request, receiver) = (request.as_ref(), &feed.receiver);
                let disclosure = Disclosure { signal: &signal, distribution, receiver, request, holder: None };
                (self.judge.disclose(&self.directory, disclosure, work.now), signal)
            }
            WaitingFor::Relayed { is_open, order, .. } => {
                let ended = |origin: &MemberId| {
                    work.ended.contains(&(feed.discloser.clone(), record.id))
                        || work.tombstones.contains_key(&(origin.clone(), record.id))
                };
                match read_own_copy(&record.bytes) {
                    Some(signal) if *is_open && !ended(&signal.origin) => {
                        if is_past(self.read_order(order).and_then(|(_, order)| order.until), work.now) {
                            return Ok(Turn::Withheld(ORDER_OVER.to_owned()));
                        }
                        if waits {
                            return Ok(Turn::Waits);
                        }
                        (self.may_pass_on_now(work.now, feed, &signal), signal)
                    }
                    // What ends a signal goes wherever that went.
                    None if lane == Lane::Urgent => return Ok(Turn::Goes),
                    // Nor does what nobody here understands.
                    Some(_) | None => return Ok(Turn::Withheld(NOT_HELD.to_owned())),
                }
            }
        };
        Ok(match judged {
            Judged::Permitted if lane == Lane::Bulk && self.asks_first(feed, signal.is_personal()) => {
                match self.class_stands(work, node, &feed.receiver, &signal.content)? {
                    ClassStanding::Accepted => Turn::Goes,
                    ClassStanding::Declined(outcome) => Turn::Withheld(outcome),
                    ClassStanding::Unknown => Turn::Waits,
                }
            }
            Judged::Permitted => Turn::Goes,
            Judged::Refused(outcome) => Turn::Withheld(outcome),
            Judged::Error if lane == Lane::Urgent => Turn::Withheld("error".to_owned()),
            // It is looked at again with each tick.
            Judged::Error => Turn::Waits,
        })
    }

    /// Asks for a pump of every link that is ready.
    pub(super) fn pump_all(&self, work: &mut Work) {
        let ready = self.links.iter().filter(|(_, l)| l.is_ready());
        work.effects.extend(ready.map(|(node, _)| Effect::Again(Input::Pump { node: node.clone() })));
    }

    /// The push of entries that are durable now, under a head signed for them.
    pub(super) fn sign_push(&mut self, now: Timestamp, outgoing: Outgoing) -> Result<Effect, CoreError> {
        let Outgoing { node, link, feed, epoch, lane, first, entries, lanes, .. } = outgoing;
        let head = FeedHead {
            salt: self.salts.draw(&self.crypto),
            at: now,
            register: self.directory.digest(),
            feed,
            epoch,
            lanes,
        };
        let head = ByteBuf::from(self.attest(now, &head)?);
        let entry = |sent: Sent| match sent.record {
            Some(Carried { record, order: None }) => Entry::Record(ByteBuf::from(record.to_vec())),
            Some(Carried { record, order: Some(order) }) => {
                Entry::Relayed { order: ByteBuf::from(order.to_vec()), record: ByteBuf::from(record.to_vec()) }
            }
            None => Entry::Withheld(sent.id),
        };
        let entries = entries.into_iter().map(entry).collect();
        Ok(Effect::Send { node, link, message: Message::Push(Push { lane, first, entries, head }) })
    }

    /// Signs with the node's attestation key.
    pub(super) fn attest<T: Record>(&self, now: Timestamp, record: &T) -> Result<Vec<u8>, CoreError> {
        let payload = cbor::encode(record)?;
        let scope = self.directory.scope();
        envelope::seal(&self.crypto, self.attestation(now), scope, T::CONTENT_TYPE, payload, MAX_RECORD)
            .map_err(|e| CoreError::Encoding(cbor::CborError::Form(e.to_string())))
    }
}
