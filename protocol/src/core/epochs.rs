//! After a restore outgoing feeds go on in new epochs, from where their receivers say that they hold them.
//!
//! What a receiver holds and this store has forgotten takes its place again, by its id: the chain shows that it is what
//! was disclosed. What the receiver does not hold waits once more to be let out. So everything arrives once.
//!
//! A store that did not know that it was behind may have let recalls and corrections join feeds at places that it had
//! given away before. Those feeds go back to what their receivers acknowledged, take up again what these hold, and go on
//! with the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::{MemberId, NodeId};

use super::attest::{Attesting, Forgotten};
use super::contract::{BeyondEntry, Fact, Facts, Input, Key, LinkId, ReadSet, Write};
use super::effects::Effect;
use super::ended_again;
use super::evidence::Contradiction;
use super::links::{Phase, Standpoint, other_chain};
use super::prune::pruned_below;
use super::work::Work;
use super::{Core, CoreError, Direction};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::feeds::{self, Block, FIRST_EPOCH, FeedState};
use crate::journal::{Begun, Detail, LetOut, Regained, Withdrawn};
use crate::records::{FeedId, Lane, LaneHead, Lanes, Receipt, State};
use crate::register::Verified;
use crate::wire::{Checked, Item, PeerFault};

/// What the journal is told of the feeds to one node.
#[derive(Default)]
struct Told {
    begun: Vec<Begun>,
    recounted: Vec<LetOut>,
    again: Vec<Withdrawn>,
    regained: Vec<Regained>,
    not_withheld: Vec<Withdrawn>,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Feeds to members of a node that this store or that node knows.
    fn feeds_to(&self, node: &NodeId, attesting: &Attesting) -> BTreeSet<FeedId> {
        let known = self.feeds.keys().filter(|(direction, _)| *direction == Direction::Out).map(|(_, feed)| feed);
        known.chain(attesting.receipts.keys()).filter(|feed| self.goes_to(node, feed)).cloned().collect()
    }

    pub(super) fn out_state(&self, feed: &FeedId) -> FeedState {
        let state = self.feeds.get(&(Direction::Out, feed.clone())).cloned();
        state.unwrap_or_else(|| FeedState::new(&self.crypto, feed, FIRST_EPOCH))
    }

    /// What a receiver says that it holds, or nothing of the first epoch.
    fn attested_lanes(&self, feed: &FeedId, receipt: Option<&Verified<Receipt>>) -> (u32, Lanes) {
        let nothing = || (FIRST_EPOCH, FeedState::new(&self.crypto, feed, FIRST_EPOCH).lanes);
        receipt.map_or_else(nothing, |receipt| (receipt.record().epoch, receipt.record().lanes))
    }

    /// Whether a feed cannot go on where it is: its head may have been signed before, for other records, or its receiver
    /// holds less than this epoch goes on from.
    fn begins_anew(&self, node: &NodeId, feed: &FeedId, receipt: Option<&Verified<Receipt>>) -> bool {
        let state = self.out_state(feed);
        let (epoch, lanes) = self.attested_lanes(feed, receipt);
        let is_below = epoch < state.epoch && state.anchor != Some(lanes);
        self.standing.awaits(node) || is_below
    }

    fn attesting(&self, node: &NodeId, id: LinkId) -> Option<&Attesting> {
        match self.links.get(node).filter(|link| link.id == id).map(|link| &link.phase) {
            Some(Phase::Attesting(attesting)) if attesting.is_complete() => Some(attesting),
            _ => None,
        }
    }

    pub(super) fn anchor_needs(&self, node: &NodeId, id: LinkId, keys: &mut ReadSet) {
        let Some(attesting) = self.attesting(node, id) else { return };
        for feed in self.feeds_to(node, attesting) {
            let receipt = attesting.receipts.get(&feed);
            let (_, lanes) = self.attested_lanes(&feed, receipt);
            keys.insert(Key::Replies(feed.clone()));
            for lane in Lane::ALL {
                let place = lanes.get(lane).place;
                keys.extend([place, self.common(attesting, &feed, lane)].map(|place| {
                    let feed = feed.clone();
                    Key::BlockAt { feed, lane, place }
                }));
                if self.begins_anew(node, &feed, receipt) {
                    keys.insert(self.beyond(attesting, &feed, lane, place));
                }
                if let Some(forgotten) = attesting.recounts.get(&(feed.clone(), lane)) {
                    forgotten.records.values().for_each(|item| ended_again::needs(&feed, item, keys));
                    keys.extend(forgotten.ids.iter().map(|id| Key::Tombstone(feed.discloser.clone(), *id)));
                    keys.insert(Key::Known { feed: feed.clone(), ids: Arc::from(forgotten.ids.as_slice()) });
                }
            }
        }
    }

    /// What joined a lane here after what its receiver holds, or after the two went different ways.
    fn beyond(&self, attesting: &Attesting, feed: &FeedId, lane: Lane, held: u64) -> Key {
        let after = if attesting.has_parted(feed, lane) { self.common(attesting, feed, lane) } else { held };
        Key::Beyond { feed: feed.clone(), lane, after }
    }

    /// The feeds to a node go on, now that it is known where they stand.
    pub(super) fn anchor(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        id: LinkId,
    ) -> Result<(), CoreError> {
        if self.attesting(node, id).is_none() {
            return Ok(());
        }
        // What joined in this batch, or came to wait by an order, was not among the facts that say what lies beyond the anchor.
        let joined = work.blocks.keys().any(|(feed, _)| self.goes_to(node, feed));
        let to_node = |member: &MemberId| self.directory.node_of(member) == Some(node);
        if joined || work.orders.keys().any(|(keeper, what)| *keeper == what.relay && to_node(&what.receiver)) {
            work.effects.push(Effect::Again(Input::Anchor { node: node.clone(), link: id }));
            return Ok(());
        }
        let compared = self.attesting(node, id).map(|attesting| self.compared(facts, attesting));
        if let Some(compared) = compared.filter(|compared| !compared.is_empty()) {
            self.part_behind(node, compared);
            work.effects.push(Effect::Again(Input::Anchor { node: node.clone(), link: id }));
            return Ok(());
        }
        let parted = self.attesting(node, id).map(|attesting| self.newly_parted(attesting, node));
        if let Some(parted) = parted.filter(|parted| !parted.is_empty()) {
            self.recount_parted(work, node, id, parted);
            return Ok(());
        }
        let Some(link) = self.links.get_mut(node) else { return Ok(()) };
        let Phase::Attesting(attesting) = std::mem::replace(&mut link.phase, Phase::Ready) else { return Ok(()) };
        let mut told = Told::default();
        match self.cursors_from(work, facts, node, &attesting, &mut told) {
            Err(fault) => {
                self.cut(work, node, id, fault);
                Ok(())
            }
            Ok(cursors) => {
                if let Some(link) = self.links.get_mut(node) {
                    link.begin(attesting.held, cursors);
                    let id = link.id;
                    let heard_now = link.take_early().into_iter().map(Checked::Receipt);
                    let heard_now = heard_now.map(|message| Input::Message { node: node.clone(), link: id, message });
                    work.effects.extend(heard_now.map(Effect::Again));
                    self.meet_witness(work, node, id);
                    work.effects.push(Self::asks_again(node));
                }
                let Told { begun, recounted, again, regained, not_withheld } = told;
                if !begun.is_empty() {
                    let node = node.clone();
                    let epochs = Detail::Epochs { node, begun, recounted, again, regained, not_withheld };
                    self.journal_entry(work, &epochs)?;
                }
                work.effects.push(Effect::Again(Input::Pump { node: node.clone() }));
                self.confirm_if_level(work, node)
            }
        }
    }

    fn cursors_from(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        attesting: &Attesting,
        told: &mut Told,
    ) -> Result<BTreeMap<FeedId, Lanes>, PeerFault> {
        let feeds = self.feeds_to(node, attesting);
        // Looked at first: what must not go on leaves nothing behind.
        for feed in &feeds {
            let (_, held) = self.attested_lanes(feed, attesting.receipts.get(feed));
            let state = self.out_state(feed);
            if state.has_pruned(&held) {
                return Err(pruned_below(feed, &state));
            }
            if let Some(receipt) = attesting.receipts.get(feed) {
                self.check_attested(work, facts, node, attesting, receipt)?;
            }
        }
        let mut cursors = BTreeMap::new();
        for feed in feeds {
            let receipt = attesting.receipts.get(&feed);
            let cursor = if self.begins_anew(node, &feed, receipt) {
                for lane in Lane::ALL {
                    if let Some((forgotten, receipt)) = attesting.recounts.get(&(feed.clone(), lane)).zip(receipt) {
                        self.take_up_again(work, facts, (attesting, lane, forgotten), receipt, told);
                    }
                }
                self.begin_epoch(work, facts, (attesting, &feed), receipt, told)
            } else {
                self.goes_on_at(facts, node, &feed, attesting)?
            };
            cursors.insert(feed, cursor);
        }
        for item in attesting.recounts.values().flat_map(|forgotten| forgotten.records.values()) {
            Self::retract_from_others(work, facts, item);
        }
        Ok(cursors)
    }

    /// Where a feed goes on that nothing happened to at our end.
    fn goes_on_at(
        &self,
        facts: &Facts,
        node: &NodeId,
        feed: &FeedId,
        attesting: &Attesting,
    ) -> Result<Lanes, PeerFault> {
        let Some(held) = attesting.held.iter().find(|held| held.feed == *feed) else {
            return Ok(self.out_state(feed).beginning(&self.crypto, feed));
        };
        match self.held_lanes(facts, node, held)? {
            Standpoint::At(lanes) => Ok(lanes),
            Standpoint::Forked => Err(other_chain(feed)),
            Standpoint::Ahead | Standpoint::Below => {
                Err(PeerFault::new("head-ahead", format!("feed {feed}: the resume and the receipt differ")))
            }
        }
    }

    /// Lanes to a node of which it holds more than it acknowledged, where this store has more as well. It may go another
    /// way there: what ends signals waits for nobody and may have joined before the store knew that it was behind, and
    /// places may have been given to other records if the store was put back to here before. And what was withheld here
    /// may have come there before. So what it holds is counted from where both ends agreed. The same of one that was put
    /// back itself, and then to a later copy: it holds again what its feed went on without.
    fn newly_parted(&self, attesting: &Attesting, node: &NodeId) -> BTreeSet<(FeedId, Lane)> {
        let may_have_parted = |feed: &FeedId, lane: Lane, receipt: &Receipt| {
            let (state, theirs) = (self.out_state(feed), receipt.lanes.get(lane));
            let agreed = state.acknowledged.get(lane).place;
            let forgot = self.standing.awaits(node) && state.lanes.get(lane).place > agreed;
            let came_back = receipt.epoch < state.epoch && state.anchor != Some(receipt.lanes);
            theirs.place > agreed && (forgot || came_back)
        };
        let lanes = attesting.receipts.iter().flat_map(|(feed, receipt)| Lane::ALL.map(|lane| (feed, lane, receipt)));
        let others = lanes.filter(|(feed, lane, _)| !attesting.has_parted(feed, *lane));
        let parted = others.filter(|(feed, lane, receipt)| may_have_parted(feed, *lane, receipt.record()));
        parted.map(|(feed, lane, _)| (feed.clone(), lane)).collect()
    }

    /// The head of a lane at a place that a receiver attests: on our chain, or with what it holds besides.
    fn reached(&self, facts: &Facts, attesting: &Attesting, feed: &FeedId, lane: Lane, place: u64) -> Option<LaneHead> {
        let state = self.out_state(feed);
        let beginning = state.beginning(&self.crypto, feed).get(lane);
        match attesting.recounts.get(&(feed.clone(), lane)) {
            Some(forgotten) => {
                let before = self.common_head(facts, attesting, feed, lane);
                Some(feeds::append_all(&self.crypto, before, &forgotten.ids))
            }
            None if place == beginning.place => Some(beginning),
            None => self.head_at(facts, feed, &state, lane, place),
        }
    }

    /// What a receiver attests must lie on our chain, or go on from it.
    fn check_attested(
        &self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        attesting: &Attesting,
        receipt: &Verified<Receipt>,
    ) -> Result<(), PeerFault> {
        let Receipt { feed, epoch, lanes, .. } = receipt.record();
        if *epoch != self.out_state(feed).epoch {
            // Epochs that this store has forgotten began at anchors that nobody else can name.
            return Ok(());
        }
        for lane in Lane::ALL {
            let theirs = lanes.get(lane);
            if self.reached(facts, attesting, feed, lane, theirs.place) != Some(theirs) {
                work.contradicts_receipt(node, Contradiction::Fork, receipt);
                return Err(PeerFault::new(
                    "fork",
                    format!("feed {feed}: another chain is held than goes on from here"),
                ));
            }
        }
        Ok(())
    }

    /// Entries that the receiver holds take their places again. Those of which nothing is kept are lost here.
    fn take_up_again(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (attesting, lane, forgotten): (&Attesting, Lane, &Forgotten),
        receipt: &Verified<Receipt>,
        told: &mut Told,
    ) {
        let feed = &receipt.record().feed;
        let mut state = self.out_state(feed);
        let before = self.common_head(facts, attesting, feed, lane);
        if attesting.has_parted(feed, lane) {
            work.writes.extend(self.parted_ways(facts, attesting, feed, lane));
        }
        let block = Block { before: before.hash, first: before.place.saturating_add(1), ids: forgotten.ids.clone() };
        *state.lanes.get_mut(lane) = receipt.record().lanes.get(lane);
        self.feeds.insert((Direction::Out, feed.clone()), state.clone());
        let known = facts.get(&Key::Known { feed: feed.clone(), ids: Arc::from(forgotten.ids.as_slice()) });
        if let Some(Fact::Known { waiting, kept: here }) = known {
            if block.ids.iter().any(|id| waiting.contains_key(id)) {
                self.review_again(work, feed);
            }
            let mut not_withheld = Vec::new();
            for (place, record) in (block.first..).zip(&block.ids) {
                let unread = forgotten.exceptions.iter().any(|e| e.place == place && e.state == State::Deferred);
                // A correction that is kept unread there has ended nothing.
                let counts = |item: &&Item| lane == Lane::Urgent && !(unread && matches!(item, Item::Signal(_)));
                let item = forgotten.records.get(record).filter(counts);
                let is_known = here.contains_key(record);
                let kept = item.is_some_and(|item| self.end_again(work, facts, (feed, place), item, is_known));
                if kept {
                    told.regained.push(Regained { member: feed.discloser.clone(), record: *record });
                }
                let is_lost = !is_known && !kept;
                if let Some(order) = waiting.get(record) {
                    self.leave_outbox(work, feed, *record);
                    // It went there by an order that came again before this.
                    let relayed = order.map(|order| Write::Relayed { feed: feed.clone(), record: *record, order });
                    work.writes.extend(relayed);
                }
                let signal = here.get(record).map_or_else(|| ended_again::signal_of(*record, item), |here| here.first);
                if is_lost {
                    work.lost_there.insert((feed.clone(), signal));
                    let (feed, record, at) = (feed.clone(), *record, work.now);
                    work.writes.push(Write::Lost { feed, lane, place, record, signal, at });
                }
                if lane == Lane::Bulk || item.is_some_and(|item| matches!(item, Item::Signal(_))) {
                    let ids = (*record, signal);
                    if Self::held_after_its_end(work, facts, (feed, lane), ids, here.get(record)) {
                        not_withheld.push(*record);
                    }
                }
            }
            if !not_withheld.is_empty() {
                told.not_withheld.push(Withdrawn { feed: feed.clone(), records: not_withheld });
            }
        }
        let last = before.place.saturating_add(block.ids.len() as u64);
        let within = forgotten.exceptions.iter().filter(|e| e.lane == lane && (block.first..=last).contains(&e.place));
        for exception in within {
            let (direction, exception) = (Direction::Out, exception.clone());
            work.writes.push(Write::Exception { direction, feed: feed.clone(), exception, at: work.now });
        }
        told.recounted.push(LetOut { feed: feed.clone(), lane, first: block.first, records: block.ids.clone() });
        let (feed, at) = (feed.clone(), work.now);
        work.writes.push(Write::Entries { direction: Direction::Out, feed, lane, at, block, state });
    }

    /// Takes our own way back to where it parted from the receiver's, and says where each entry stands then.
    fn parted_ways(&self, facts: &Facts, attesting: &Attesting, feed: &FeedId, lane: Lane) -> Option<Write> {
        let theirs = &attesting.recounts.get(&(feed.clone(), lane))?.ids;
        let after = self.common(attesting, feed, lane);
        let Fact::Beyond(own) = facts.get(&self.beyond(attesting, feed, lane, after))? else { return None };
        let place_of: BTreeMap<&RecordId, u64> = theirs.iter().zip(after.saturating_add(1)..).collect();
        let mut behind = after.saturating_add(theirs.len() as u64).saturating_add(1)..;
        let places = own.iter().zip(after.saturating_add(1)..).map(|(entry, before)| {
            // What is not urgent waits again, or goes no more: it has no place.
            let later = || (lane == Lane::Urgent).then(|| behind.next()).flatten();
            (before, place_of.get(&entry.record).copied().or_else(later))
        });
        let places = places.filter(|(before, after)| *after != Some(*before)).collect();
        Some(Write::Parted { feed: feed.clone(), lane, after, places })
    }

    /// Begins an epoch at what the receiver attests; gives its beginning.
    fn begin_epoch(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (attesting, feed): (&Attesting, &FeedId),
        receipt: Option<&Verified<Receipt>>,
        told: &mut Told,
    ) -> Lanes {
        let (attested_epoch, anchor) = self.attested_lanes(feed, receipt);
        let mut before = self.out_state(feed);
        for lane in Lane::ALL.into_iter().filter(|lane| attesting.has_parted(feed, *lane)) {
            // What was acknowledged behind it is not what stands there now.
            let common = self.common_head(facts, attesting, feed, lane);
            if common.place < before.acknowledged.get(lane).place {
                *before.acknowledged.get_mut(lane) = common;
            }
        }
        if let Some(receipt) = receipt.filter(|_| attested_epoch >= before.epoch && anchor.exceed(&before.acknowledged))
        {
            // The receipt is what the epoch rests on, and proves what was delivered in the one before.
            // What it said of an entry before, and was heard, it does not say again there, but where it counts again.
            let again = Lane::ALL.into_iter().filter_map(|lane| attesting.recounts.get(&(feed.clone(), lane)));
            let said = receipt.record().exceptions.iter().chain(again.flat_map(|lane| &lane.exceptions));
            Self::settle_replies(work, facts, feed, said, (&before.acknowledged, &anchor));
            before.acknowledged = anchor;
            let (feed, at, receipt) = (feed.clone(), work.now, receipt.bytes().clone());
            work.writes.push(Write::Acknowledged { feed, at, state: before.clone(), receipt });
        }
        let epoch = before.epoch.max(attested_epoch).saturating_add(1);
        let mut state = before.in_epoch(&self.crypto, feed, epoch, anchor);
        let beginning = state.lanes;
        state.receipt_at = before.receipt_at;
        work.writes.push(Write::Epoch { feed: feed.clone(), state: state.clone() });
        told.begun.push(Begun { feed: feed.clone(), epoch, anchor });
        for lane in Lane::ALL {
            let Some(Fact::Beyond(entries)) = facts.get(&self.beyond(attesting, feed, lane, anchor.get(lane).place))
            else {
                continue;
            };
            let there = attesting.recounts.get(&(feed.clone(), lane)).map_or(&[][..], |forgotten| &forgotten.ids);
            let there: BTreeSet<&RecordId> = there.iter().collect();
            // What is urgent keeps its place though it goes no more: peers and boards count by places.
            let stays = |entry: &&BeyondEntry| {
                (lane == Lane::Urgent || entry.goes && !work.withheld_now(feed, entry.record))
                    && !there.contains(&entry.record)
            };
            let again: Vec<_> = entries.iter().filter(stays).collect();
            let records: Vec<RecordId> = again.iter().map(|entry| entry.record).collect();
            if records.is_empty() {
                continue;
            }
            match lane {
                Lane::Urgent => {
                    self.chain_again(work, feed, &mut state, &records);
                    Self::forgotten_there_too(work, feed, again);
                }
                Lane::Bulk => {
                    work.writes.push(Write::Requeue { feed: feed.clone(), records: records.clone(), at: work.now });
                    *self.outbox.entry(feed.clone()).or_default() += records.len() as u64;
                }
            }
            told.again.push(Withdrawn { feed: feed.clone(), records });
        }
        self.feeds.insert((Direction::Out, feed.clone()), state);
        beginning
    }

    /// Recalls and corrections never wait: they stay in the feed, in its new epoch.
    fn chain_again(&self, work: &mut Work, feed: &FeedId, state: &mut FeedState, ids: &[RecordId]) {
        let before = state.lanes.urgent;
        state.lanes.urgent = feeds::append_all(&self.crypto, before, ids);
        let block = Block { before: before.hash, first: before.place.saturating_add(1), ids: ids.to_vec() };
        work.writes.push(Write::Entries {
            direction: Direction::Out,
            feed: feed.clone(),
            lane: Lane::Urgent,
            at: work.now,
            block,
            state: state.clone(),
        });
    }
}
