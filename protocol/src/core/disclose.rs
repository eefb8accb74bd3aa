//! Letting records out: from the outbox into a feed, from a feed onto a link.

use std::sync::Arc;

use serde_bytes::ByteBuf;
use sluis_schemas::vocabulary::Category;
use sluis_schemas::{NodeId, Timestamp};

use super::contract::{Effect, Fact, Facts, Input, Key, LinkId, ReadSet, Waiting, Write};
use super::links::WINDOW;
use super::work::Work;
use super::{Core, CoreError, Direction};
use crate::cbor;
use crate::crypto::{Crypto, Signer};
use crate::envelope::{self, MAX_RECORD, RecordId};
use crate::feeds::{self, Block, FIRST_EPOCH, FeedState};
use crate::journal::Withheld;
use crate::records::{FeedHead, FeedId, Lane, Lanes, Record, Signal};
use crate::wire::{MAX_PUSH, MAX_PUSH_BYTES, Message, Push};

/// Most feeds looked at in one pump: bounds what a batch reads.
const MAX_PUMPED: usize = 16;

/// Entries that will go onto a link once they are durable.
pub(super) struct Outgoing {
    node: NodeId,
    link: LinkId,
    feed: FeedId,
    epoch: u32,
    lane: Lane,
    first: u64,
    records: Vec<Arc<[u8]>>,
    bytes: usize,
    lanes: Lanes,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Whether a record just released may join its feed at once: the link is ready and nothing older waits.
    pub(super) fn may_let_out_now(&self, feed: &FeedId, signal: &Signal) -> bool {
        self.outbox.get(feed).is_none_or(|waiting| *waiting == 0) && self.link_allows(feed, signal)
    }

    /// Whether the receiver's link is ready, has room, and may carry this record.
    fn link_allows(&self, feed: &FeedId, signal: &Signal) -> bool {
        let personal = signal.content.handling.categories.contains(&Category::Personal);
        let link = self.directory.node_of(&feed.receiver).and_then(|node| self.links.get(node));
        // Where the peer judges by other packs, personal records wait: what we predict of its gate may not hold.
        link.is_some_and(|l| l.is_ready() && l.in_flight < WINDOW && (l.same_packs || !personal))
    }

    /// Appends a record to its feed and, where the link has come that far, puts it on the link.
    pub(super) fn let_out(&mut self, work: &mut Work, feed: &FeedId, id: RecordId, bytes: &Arc<[u8]>) {
        let lane = Lane::Bulk;
        let key = (Direction::Out, feed.clone());
        let crypto = &self.crypto;
        let state = self.feeds.entry(key).or_insert_with(|| FeedState::new(crypto, feed, FIRST_EPOCH));
        let before = state.lanes;
        let head = before.get(lane);
        *state.lanes.get_mut(lane) = feeds::append(crypto, head, id);
        let block = work.block(feed, lane, || Block { before: head.hash, first: head.place + 1, ids: Vec::new() });
        block.ids.push(id);
        let Some(node) = self.directory.node_of(&feed.receiver).cloned() else { return };
        let Some(link) = self.links.get_mut(&node).filter(|l| l.is_ready()) else { return };
        let cursor = link.cursors.entry(feed.clone()).or_insert(before);
        if cursor.get(lane) == head {
            self.put_on_link(&node, feed, lane, id, bytes.clone());
        }
    }

    /// Moves the link's cursor over the next entry and queues it for sending.
    fn put_on_link(&mut self, node: &NodeId, feed: &FeedId, lane: Lane, id: RecordId, bytes: Arc<[u8]>) {
        let Some(link) = self.links.get_mut(node) else { return };
        let Some(cursor) = link.cursors.get_mut(feed) else { return };
        let Some(state) = self.feeds.get(&(Direction::Out, feed.clone())) else { return };
        let head = feeds::append(&self.crypto, cursor.get(lane), id);
        *cursor.get_mut(lane) = head;
        link.in_flight += 1;
        let size = bytes.len();
        let joins = |o: &&mut Outgoing| {
            o.feed == *feed
                && o.lane == lane
                && o.link == link.id
                && o.records.len() < MAX_PUSH
                && o.bytes + size <= MAX_PUSH_BYTES
                && o.first + o.records.len() as u64 == head.place
        };
        match self.outgoing.iter_mut().rev().find(joins) {
            Some(last) => {
                last.records.push(bytes);
                last.bytes += size;
                last.lanes = *cursor;
            }
            None => self.outgoing.push(Outgoing {
                node: node.clone(),
                link: link.id,
                feed: feed.clone(),
                epoch: state.epoch,
                lane,
                first: head.place,
                records: vec![bytes],
                bytes: size,
                lanes: *cursor,
            }),
        }
    }

    /// What a pump for `node` reads: the next pages of feeds that the link is behind on, and what waits in outboxes.
    pub(super) fn pump_needs(&self, node: &NodeId, keys: &mut ReadSet) {
        let Some(link) = self.links.get(node).filter(|l| l.is_ready() && l.in_flight < WINDOW) else { return };
        let limit = MAX_PUSH as u32;
        let behind = link.cursors.iter().flat_map(|(feed, cursor)| {
            let state = self.feeds.get(&(Direction::Out, feed.clone()));
            [Lane::Urgent, Lane::Bulk].into_iter().filter_map(move |lane| {
                let after = cursor.get(lane).place;
                let more = state.is_some_and(|s| s.lanes.get(lane).place > after);
                more.then(|| Key::Page { feed: feed.clone(), lane, after, limit })
            })
        });
        let waiting =
            self.outbox.iter().filter(|(feed, n)| **n > 0 && self.directory.node_of(&feed.receiver) == Some(node));
        let waiting = waiting.map(|(feed, _)| Key::Outbox { feed: feed.clone(), limit });
        keys.extend(behind.take(MAX_PUMPED));
        keys.extend(waiting.take(MAX_PUMPED));
    }

    /// Sends on what a link is behind on, then lets out what waits, each decision made again.
    pub(super) fn pump(&mut self, work: &mut Work, facts: &Facts, node: &NodeId) -> Result<(), CoreError> {
        let mut keys = ReadSet::new();
        self.pump_needs(node, &mut keys);
        let mut progress = false;
        for key in keys {
            match (key.clone(), facts.get(&key)) {
                (Key::Page { feed, lane, .. }, Some(Fact::Page(entries))) => {
                    for entry in entries {
                        if self.links.get(node).is_none_or(|l| l.in_flight >= WINDOW) {
                            break;
                        }
                        self.put_on_link(node, &feed, lane, entry.id, entry.bytes.clone());
                        progress = true;
                    }
                }
                (Key::Outbox { feed, .. }, Some(Fact::Outbox(waiting))) => {
                    progress |= self.empty_outbox(work, &feed, waiting)?;
                }
                _ => {}
            }
        }
        if progress {
            work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
        }
        Ok(())
    }

    /// Judges what waits again; says whether anything moved.
    fn empty_outbox(&mut self, work: &mut Work, feed: &FeedId, waiting: &[Waiting]) -> Result<bool, CoreError> {
        let mut moved = false;
        for record in waiting {
            if work.taken.contains(&(feed.clone(), record.id)) {
                continue;
            }
            let signal = Self::own_copy(record.id, &record.bytes)?;
            if !self.link_allows(feed, &signal) {
                // Records join a feed in the order they were released: what comes behind waits too.
                break;
            }
            let judged = self.judge.disclose(&self.directory, &signal, &record.distribution, &feed.receiver, work.now);
            let withheld = match judged {
                super::Judged::Permitted => {
                    self.let_out(work, feed, record.id, &record.bytes);
                    None
                }
                // The gate could not decide: wait until it can.
                super::Judged::Error => break,
                super::Judged::Refused(outcome) => Some(outcome),
            };
            if let Some(outcome) = withheld.clone() {
                work.withhold(Withheld { feed: feed.clone(), record: record.id, outcome });
            }
            work.taken.insert((feed.clone(), record.id));
            work.writes.push(Write::OutboxRemove { feed: feed.clone(), record: record.id, withheld });
            if let Some(n) = self.outbox.get_mut(feed) {
                *n = n.saturating_sub(1);
            }
            moved = true;
        }
        Ok(moved)
    }

    /// Asks for a pump of every link that is ready.
    pub(super) fn pump_all(&self, work: &mut Work) {
        let ready = self.links.iter().filter(|(_, l)| l.is_ready());
        work.effects.extend(ready.map(|(node, _)| Effect::Again(Input::Pump { node: node.clone() })));
    }

    /// The push of entries that are durable now, under a head signed for them.
    pub(super) fn sign_push(&mut self, now: Timestamp, outgoing: Outgoing) -> Result<Effect, CoreError> {
        let Outgoing { node, link, feed, epoch, lane, first, records, lanes, .. } = outgoing;
        let head = FeedHead {
            salt: self.salts.draw(&self.crypto),
            at: now,
            register: self.directory.digest(),
            feed,
            epoch,
            lanes,
        };
        let head = ByteBuf::from(self.attest(&head)?);
        let records = records.iter().map(|r| ByteBuf::from(r.to_vec())).collect();
        Ok(Effect::Send { node, link, message: Message::Push(Push { lane, first, records, head }) })
    }

    /// Signs with the node's attestation key.
    pub(super) fn attest<T: Record>(&self, record: &T) -> Result<Vec<u8>, CoreError> {
        let payload = cbor::encode(record)?;
        let scope = self.directory.scope();
        envelope::seal(&self.crypto, &self.attestation, scope, T::CONTENT_TYPE, payload, MAX_RECORD)
            .map_err(|e| CoreError::Encoding(cbor::CborError::Form(e.to_string())))
    }
}
