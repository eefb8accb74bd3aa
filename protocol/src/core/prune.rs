//! Letting go of what is over: of entries below a place that both ends signed, that ended long ago, no account need be kept.
//!
//! Each end does so for itself, once a day, a page of one lane at a time, from the oldest entry on: the chain goes on from
//! the first that is left. What a member still keeps, what its receiver still has or has said nothing of, what was said and
//! not heard, stays, with everything behind it. Tombstones are no part of feeds: nothing comes back.

use std::collections::BTreeSet;

use sluis_schemas::{Date, Timestamp};

use super::contract::{Fact, Facts, Input, Key, ReadSet, Write};
use super::effects::Effect;
use super::links::NEVER;
use super::work::Work;
use super::{Core, CoreError, Direction};
use crate::cbor;
use crate::crypto::{Crypto, Signer};
use crate::envelope::{MAX_RECORD, RecordId, Unverified};
use crate::feeds::{Block, FeedState};
use crate::journal::Detail;
use crate::records::{
    Consent, Dispute, FeedId, Finding, Lane, LaneHead, Ownership, Reaffirmation, Recall, Record, RelayOrder,
    RelayReceipt, RequestNotice, Retraction, State,
};
use crate::wire::{MAX_PUSH, PeerFault};

/// Code of the fault of a peer that asks for what was let go of here: its backup is too old.
pub const PRUNED: &str = "pruned";

const LIMIT: u32 = MAX_PUSH as u32;

/// Entries of one block, or its first ones, with what is left of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldBlock {
    /// Their epoch.
    pub epoch: u32,
    /// Place of the first, and the hash of the chain before it.
    pub before: LaneHead,
    /// In order of place.
    pub entries: Vec<OldEntry>,
}

/// What is left of an entry at one end of its feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldEntry {
    /// The record.
    pub id: RecordId,
    /// When something last became of it: it joined, ended here, or was spoken of.
    pub last: Timestamp,
    /// What its receiver said of it last, and when that came or was said; none where it holds it.
    pub said: Option<(State, Timestamp)>,
    /// What the member at this end keeps of it.
    pub keeps: Keeps,
    /// Whether it is still to be taken back from the receiver.
    pub retraction_due: bool,
}

/// What a member keeps of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing: it is destroyed, or was never held.
    Nothing,
    /// Its content, read or unread.
    Content,
    /// It is evidence, and is kept as such.
    Evidence {
        /// Whether something that it is about is still kept by the member or listed in the feed, or an order of the
        /// member's still to be answered.
        is_needed: bool,
    },
}

impl OldEntry {
    /// Whether all is over that the discloser knows of.
    fn is_over_out(&self) -> bool {
        let said = self.said.map(|(state, _)| state);
        match self.keeps {
            Keeps::Content => false,
            Keeps::Nothing => !self.retraction_due && said.is_some_and(State::is_last_word),
            Keeps::Evidence { is_needed } => !is_needed && !matches!(said, Some(State::Deferred | State::Restricted)),
        }
    }

    /// Whether all is over that the receiver knows of, and its discloser heard until a moment what it said.
    fn is_over_in(&self, heard: Timestamp) -> bool {
        let is_heard = self.said.is_none_or(|(_, at)| at <= heard);
        is_heard && matches!(self.keeps, Keeps::Nothing | Keeps::Evidence { is_needed: false })
    }
}

/// What a record is about that is no signal: signals, by their first versions, or records; none where it does not say so.
#[must_use]
pub fn subjects(bytes: &[u8]) -> Option<Vec<RecordId>> {
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    let payload = &envelope.payload;
    Some(match envelope.header.content_type.as_str() {
        Recall::CONTENT_TYPE => vec![cbor::decode::<Recall>(payload).ok()?.signal],
        Retraction::CONTENT_TYPE => vec![cbor::decode::<Retraction>(payload).ok()?.signal],
        RequestNotice::CONTENT_TYPE => vec![cbor::decode::<RequestNotice>(payload).ok()?.request],
        Dispute::CONTENT_TYPE => {
            cbor::decode::<Dispute>(payload).ok()?.about.map(|about| about.signal).into_iter().collect()
        }
        Finding::CONTENT_TYPE => Vec::new(),
        Ownership::CONTENT_TYPE => vec![cbor::decode::<Ownership>(payload).ok()?.signal],
        Consent::CONTENT_TYPE => vec![cbor::decode::<Consent>(payload).ok()?.signal],
        Reaffirmation::CONTENT_TYPE => cbor::decode::<Reaffirmation>(payload).ok()?.records,
        RelayOrder::CONTENT_TYPE => vec![cbor::decode::<RelayOrder>(payload).ok()?.signal],
        RelayReceipt::CONTENT_TYPE => vec![cbor::decode::<RelayReceipt>(payload).ok()?.signal],
        _ => return None,
    })
}

/// What a peer is told that asks for entries which were let go of here.
pub(super) fn pruned_below(feed: &FeedId, state: &FeedState) -> PeerFault {
    let [urgent, bulk] = Lane::ALL.map(|lane| state.pruned.get(lane).saturating_add(1));
    let text = format!(
        "feed {feed}: this end lists entries from place {urgent} of the urgent lane and {bulk} of the bulk lane on, and let \
         go of those before; a newer backup is needed"
    );
    PeerFault::new(PRUNED, text)
}

/// What a peer is told that let go of entries which are to be counted again here: the backup here is too old.
pub(super) fn let_go_of(feed: &FeedId, lane: Lane, first: u64) -> PeerFault {
    let lane = match lane {
        Lane::Urgent => "urgent",
        Lane::Bulk => "bulk",
    };
    let text = format!(
        "feed {feed}: its receiver lists entries from place {first} of the {lane} lane on, and let go of those before, which \
         are missing here; a newer backup is needed here"
    );
    PeerFault::new(PRUNED, text)
}

/// Letting go, under way.
pub(super) struct Pruning {
    /// Of what was over before this.
    before: Timestamp,
    /// Lanes still to go through.
    pending: BTreeSet<(Direction, FeedId, Lane)>,
}

/// Entries to let go of together.
struct Over {
    epoch: u32,
    last: LaneHead,
    records: Vec<RecordId>,
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Begins with a new day, unless what is over is not known for sure.
    pub(super) fn begin_pruning(&mut self, work: &mut Work) {
        let today = Date::of(work.now);
        if self.standing.is_quarantined() || self.pruned_on.replace(today) == Some(today) {
            return;
        }
        let lanes =
            self.feeds.keys().flat_map(|(direction, feed)| Lane::ALL.map(|lane| (*direction, feed.clone(), lane)));
        let pending: BTreeSet<_> =
            lanes.filter(|(direction, feed, lane)| self.may_prune(*direction, feed, *lane)).collect();
        if pending.is_empty() {
            return;
        }
        let before = self.terms.account_until(work.now);
        if self.pruning.replace(Pruning { before, pending }).is_none() {
            work.effects.push(Effect::Again(Input::Prune));
        }
    }

    /// Whether both ends signed more of a lane than was let go of, and nothing that ends a signal is unheard.
    fn may_prune(&self, direction: Direction, feed: &FeedId, lane: Lane) -> bool {
        let (here, there) = match direction {
            Direction::Out => (&feed.discloser, &feed.receiver),
            Direction::In => (&feed.receiver, &feed.discloser),
        };
        let is_known = |state: &FeedState| {
            let urgent = state.acknowledged.urgent.place == state.lanes.urgent.place;
            urgent && state.acknowledged.get(lane).place > state.pruned.get(lane)
        };
        // A node that has not confirmed since a restore may hold what this store knows otherwise.
        let awaited = self.directory.node_of(there).is_some_and(|node| self.standing.awaits(node));
        self.serves(here) && !awaited && self.feeds.get(&(direction, feed.clone())).is_some_and(is_known)
    }

    /// Until when the discloser of a feed is known to have heard all that was said of it here.
    fn heard_until(&self, feed: &FeedId) -> Timestamp {
        let node = self.directory.node_of(&feed.discloser);
        let here = self.feeds.get(&(Direction::Out, feed.clone())).filter(|_| node == Some(&self.node));
        let told = || node.and_then(|node| self.links.get(node))?.heard.get(feed).copied();
        here.map(|state| state.receipt_at).or_else(told).unwrap_or(NEVER)
    }

    pub(super) fn prune_needs(&self, keys: &mut ReadSet) {
        keys.extend(self.pruning.as_ref().and_then(Pruning::next));
    }

    /// Goes through one page.
    pub(super) fn prune(&mut self, work: &mut Work, facts: &Facts) -> Result<(), CoreError> {
        let Some(key) = self.pruning.as_ref().and_then(Pruning::next) else {
            self.pruning = None;
            return Ok(());
        };
        work.effects.push(Effect::Again(Input::Prune));
        // The batch before began this page, or another input of this one went through it: it is read at the next.
        let (Key::Oldest { direction, feed, lane, before, .. }, Some(Fact::Oldest(blocks))) = (&key, facts.get(&key))
        else {
            return Ok(());
        };
        let of = (*direction, feed, *lane);
        match self.over(of, *before, blocks) {
            Some(over) => self.let_go(work, of, over),
            None => {
                if let Some(pruning) = &mut self.pruning {
                    pruning.pending.remove(&(*direction, feed.clone(), *lane));
                }
                Ok(())
            }
        }
    }

    /// The longest run of the oldest entries that are over.
    fn over(
        &self,
        (direction, feed, lane): (Direction, &FeedId, Lane),
        before: Timestamp,
        blocks: &[OldBlock],
    ) -> Option<Over> {
        let state = self.feeds.get(&(direction, feed.clone())).filter(|_| self.may_prune(direction, feed, lane))?;
        let heard = self.heard_until(feed);
        let signed = state.acknowledged.get(lane).place;
        let mut over: Option<Over> = None;
        let mut records = Vec::new();
        for block in blocks {
            let is_over = |(place, entry): &(u64, &OldEntry)| {
                let is_over = match direction {
                    Direction::Out => entry.is_over_out(),
                    Direction::In => entry.is_over_in(heard),
                };
                *place <= signed && entry.last < before && is_over
            };
            let first = block.before.place.saturating_add(1);
            let ids = (first..).zip(&block.entries).take_while(is_over).map(|(_, entry)| entry.id);
            let ids: Vec<RecordId> = ids.collect();
            let count = ids.len();
            records.extend(&ids);
            let run = Block { before: block.before.hash, first, ids };
            let last = run.head_at(&self.crypto, block.before.place.saturating_add(count as u64));
            if let Some(last) = last.filter(|_| count > 0) {
                over = Some(Over { epoch: block.epoch, last, records: records.clone() });
            }
            if count < block.entries.len() {
                break;
            }
        }
        over
    }

    fn let_go(
        &mut self,
        work: &mut Work,
        (direction, feed, lane): (Direction, &FeedId, Lane),
        Over { epoch, last, records }: Over,
    ) -> Result<(), CoreError> {
        let Some(state) = self.feeds.get_mut(&(direction, feed.clone())) else { return Ok(()) };
        *state.pruned.get_mut(lane) = last.place;
        let (state, feed) = (state.clone(), feed.clone());
        self.journal_entry(work, &Detail::Pruned { direction, feed: feed.clone(), epoch, lane, last })?;
        work.writes.push(Write::Pruned { direction, feed: feed.clone(), lane, last, records, state });
        // What one lane lists may be what kept the other.
        if let Some(pruning) = &mut self.pruning {
            pruning.pending.extend(Lane::ALL.map(|lane| (direction, feed.clone(), lane)));
        }
        Ok(())
    }
}

impl Pruning {
    fn next(&self) -> Option<Key> {
        let (direction, feed, lane) = self.pending.first()?.clone();
        Some(Key::Oldest { direction, feed, lane, before: self.before, limit: LIMIT })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Digest;

    fn entry(said: Option<State>, keeps: Keeps) -> OldEntry {
        let (id, last) = (RecordId(Digest([1; 32])), Timestamp::from_millis(1));
        OldEntry { id, last, said: said.map(|state| (state, last)), keeps, retraction_due: false }
    }

    #[test]
    fn what_a_receiver_may_still_have_is_not_over_for_who_disclosed_it() {
        for state in [State::Declined, State::Relinquished, State::Erased, State::Absent] {
            assert!(entry(Some(state), Keeps::Nothing).is_over_out(), "{state:?}");
        }
        for said in [None, Some(State::Deferred), Some(State::Restricted), Some(State::Lifted)] {
            assert!(!entry(said, Keeps::Nothing).is_over_out(), "{said:?}");
        }
        assert!(!OldEntry { retraction_due: true, ..entry(Some(State::Erased), Keeps::Nothing) }.is_over_out());
        assert!(!entry(Some(State::Deferred), Keeps::Evidence { is_needed: false }).is_over_out());
    }

    #[test]
    fn what_is_kept_is_over_at_no_end_and_what_was_not_heard_not_for_who_said_it() {
        let later = Timestamp::from_millis(2);
        for keeps in [Keeps::Content, Keeps::Evidence { is_needed: true }] {
            let kept = entry(Some(State::Erased), keeps);
            assert!(!kept.is_over_out() && !kept.is_over_in(later));
        }
        let evidence = entry(None, Keeps::Evidence { is_needed: false });
        assert!(evidence.is_over_out() && evidence.is_over_in(NEVER));
        let erased = entry(Some(State::Erased), Keeps::Nothing);
        assert!(erased.is_over_in(erased.last) && !erased.is_over_in(NEVER));
    }
}
