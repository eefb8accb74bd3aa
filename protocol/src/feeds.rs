//! The hash chain of a feed, as both of its ends keep it.

use serde::{Deserialize, Serialize};
use sluis_schemas::Timestamp;

use crate::crypto::{Crypto, Digest};
use crate::envelope::RecordId;
use crate::records::{FeedId, Lane, LaneHead, Lanes};

/// The first epoch of a feed.
pub const FIRST_EPOCH: u32 = 1;

/// Which end of a feed something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A member here discloses.
    Out,
    /// A member here receives.
    In,
}

/// Up to which place one end of a feed has let go of each lane; zero where it lists all. Heads and hashes stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pruned {
    /// The urgent lane.
    pub urgent: u64,
    /// The bulk lane.
    pub bulk: u64,
}

impl Pruned {
    /// One lane's place.
    #[must_use]
    pub const fn get(&self, lane: Lane) -> u64 {
        match lane {
            Lane::Urgent => self.urgent,
            Lane::Bulk => self.bulk,
        }
    }

    /// One lane's place, to change it.
    pub const fn get_mut(&mut self, lane: Lane) -> &mut u64 {
        match lane {
            Lane::Urgent => &mut self.urgent,
            Lane::Bulk => &mut self.bulk,
        }
    }
}

/// How far one end of a feed has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// Epoch.
    pub epoch: u32,
    /// Heads of both lanes.
    pub lanes: Lanes,
    /// Heads that the receiver's newest receipt repeats; at the receiver's end the same as `lanes`.
    pub acknowledged: Lanes,
    /// Heads of the epoch before that this epoch goes on from; none for the first epoch.
    pub anchor: Option<Lanes>,
    /// Until when everything that the receiver said was heard; zero where nothing was, and at the receiver's end.
    pub receipt_at: Timestamp,
    /// Up to where it is listed here no more; never beyond what both ends signed.
    pub pruned: Pruned,
}

impl FeedState {
    /// A feed with nothing in it yet.
    #[must_use]
    pub fn new(crypto: &impl Crypto, feed: &FeedId, epoch: u32) -> Self {
        let lanes =
            Lanes { urgent: start(crypto, feed, epoch, Lane::Urgent), bulk: start(crypto, feed, epoch, Lane::Bulk) };
        let (receipt_at, pruned) = (Timestamp::from_millis(0), Pruned::default());
        Self { epoch, lanes, acknowledged: lanes, anchor: None, receipt_at, pruned }
    }

    /// A later epoch with nothing in it yet. Places go on from the anchor; the chain is bound to it.
    #[must_use]
    pub fn anchored(crypto: &impl Crypto, feed: &FeedId, epoch: u32, anchor: Lanes) -> Self {
        let lanes = Lanes {
            urgent: start_after(crypto, feed, epoch, Lane::Urgent, anchor.urgent),
            bulk: start_after(crypto, feed, epoch, Lane::Bulk, anchor.bulk),
        };
        let (receipt_at, pruned) = (Timestamp::from_millis(0), Pruned::default());
        Self { epoch, lanes, acknowledged: lanes, anchor: Some(anchor), receipt_at, pruned }
    }

    /// The same feed in a later epoch with nothing in it yet: what was let go of stays so.
    #[must_use]
    pub fn in_epoch(&self, crypto: &impl Crypto, feed: &FeedId, epoch: u32, anchor: Lanes) -> Self {
        Self { pruned: self.pruned, ..Self::anchored(crypto, feed, epoch, anchor) }
    }

    /// Where its epoch begins.
    #[must_use]
    pub fn beginning(&self, crypto: &impl Crypto, feed: &FeedId) -> Lanes {
        match self.anchor {
            None => Self::new(crypto, feed, self.epoch).lanes,
            Some(anchor) => Self::anchored(crypto, feed, self.epoch, anchor).lanes,
        }
    }

    /// Whether a place of some lane lies below what is listed here. Right behind what was let go of a feed goes on.
    #[must_use]
    pub fn has_pruned(&self, lanes: &Lanes) -> bool {
        Lane::ALL.into_iter().any(|lane| lanes.get(lane).place < self.pruned.get(lane))
    }

    /// Whether heads of an epoch lie beyond this state.
    #[must_use]
    pub const fn is_behind(&self, epoch: u32, lanes: &Lanes) -> bool {
        epoch > self.epoch || epoch == self.epoch && lanes.exceed(&self.lanes)
    }
}

/// Where a lane of a later epoch begins: at the anchor's place, with a hash that binds the chain to it.
#[must_use]
pub fn start_after(crypto: &impl Crypto, feed: &FeedId, epoch: u32, lane: Lane, anchor: LaneHead) -> LaneHead {
    let start = start(crypto, feed, epoch, lane);
    let hash = crypto.sha256(&[b"sluis/anchor/1", &start.hash.0, &anchor.place.to_be_bytes(), &anchor.hash.0]);
    LaneHead { place: anchor.place, hash }
}

/// Place 0 of a lane: its hash binds the chain to this feed, epoch and lane.
#[must_use]
pub fn start(crypto: &impl Crypto, feed: &FeedId, epoch: u32, lane: Lane) -> LaneHead {
    let lane = match lane {
        Lane::Urgent => [0],
        Lane::Bulk => [1],
    };
    let discloser = feed.discloser.as_str().as_bytes();
    let parts: [&[u8]; 6] =
        [b"sluis/feed/1\0", discloser, b"\0", feed.receiver.as_str().as_bytes(), &epoch.to_be_bytes(), &lane];
    LaneHead { place: 0, hash: crypto.sha256(&parts) }
}

/// The head after one more entry.
#[must_use]
pub fn append(crypto: &impl Crypto, head: LaneHead, id: RecordId) -> LaneHead {
    let place = head.place.saturating_add(1);
    let hash = crypto.sha256(&[b"sluis/entry/1", &head.hash.0, &place.to_be_bytes(), &id.0.0]);
    LaneHead { place, hash }
}

/// The head after more entries.
#[must_use]
pub fn append_all<'a>(crypto: &impl Crypto, head: LaneHead, ids: impl IntoIterator<Item = &'a RecordId>) -> LaneHead {
    ids.into_iter().fold(head, |head, id| append(crypto, head, *id))
}

/// A run of entries of one lane, as stored in one row: one block a feed and commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Hash of the chain before the first entry.
    pub before: Digest,
    /// Place of the first entry.
    pub first: u64,
    /// The entries.
    pub ids: Vec<RecordId>,
}

impl Block {
    /// The head at a place inside this block, or just before it.
    #[must_use]
    pub fn head_at(&self, crypto: &impl Crypto, place: u64) -> Option<LaneHead> {
        let count = usize::try_from(place.checked_add(1)?.checked_sub(self.first)?).ok()?;
        let before = LaneHead { place: self.first.saturating_sub(1), hash: self.before };
        Some(append_all(crypto, before, self.ids.get(..count)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::RingCrypto;
    use crate::vectors::federation::{feed, member_id};

    fn ids(max: usize) -> impl Strategy<Value = Vec<RecordId>> {
        // Few different ids, so that sequences that share parts are likely.
        vec((0..4_u8).prop_map(|n| RecordId(Digest([n; 32]))), 0..max)
    }

    fn bulk() -> LaneHead {
        start(&RingCrypto, &feed(), FIRST_EPOCH, Lane::Bulk)
    }

    #[test]
    fn no_two_lanes_begin_alike() {
        let back = FeedId { discloser: feed().receiver, receiver: feed().discloser };
        let shifted =
            |discloser: &str, receiver: &str| FeedId { discloser: member_id(discloser), receiver: member_id(receiver) };
        let starts = [
            start(&RingCrypto, &feed(), 1, Lane::Bulk),
            start(&RingCrypto, &feed(), 1, Lane::Urgent),
            start(&RingCrypto, &feed(), 2, Lane::Bulk),
            start(&RingCrypto, &back, 1, Lane::Bulk),
            start(&RingCrypto, &shifted("a", "bc"), 1, Lane::Bulk),
            start(&RingCrypto, &shifted("ab", "c"), 1, Lane::Bulk),
        ];
        let different: std::collections::BTreeSet<_> = starts.iter().map(|head| head.hash).collect();
        assert_eq!(different.len(), starts.len());
    }

    #[test]
    fn an_epoch_goes_on_from_its_anchor_and_is_bound_to_it() {
        let anchor = |n| Lanes {
            urgent: LaneHead { place: 2, hash: Digest([n; 32]) },
            bulk: append(&RingCrypto, bulk(), RecordId(Digest([n; 32]))),
        };
        let (one, other) = (anchor(1), anchor(2));
        let state = FeedState::anchored(&RingCrypto, &feed(), 2, one);
        assert_eq!((state.lanes.urgent.place, state.lanes.bulk.place), (2, 1));
        assert_eq!(state.beginning(&RingCrypto, &feed()), state.lanes);
        assert_ne!(state.lanes.bulk.hash, FeedState::anchored(&RingCrypto, &feed(), 2, other).lanes.bulk.hash);
        assert_ne!(state.lanes.bulk.hash, FeedState::anchored(&RingCrypto, &feed(), 3, one).lanes.bulk.hash);
        assert!(state.is_behind(3, &one) && !state.is_behind(2, &state.lanes) && !state.is_behind(1, &one));
    }

    #[test]
    fn a_place_beyond_all_numbers_is_in_no_block() {
        let block = Block { before: bulk().hash, first: 1, ids: vec![RecordId(Digest::ZERO)] };
        assert_eq!(block.head_at(&RingCrypto, u64::MAX), None);
        assert_eq!(block.head_at(&RingCrypto, 2), None);
    }

    proptest! {
        #[test]
        fn a_block_knows_the_head_at_each_of_its_places(before in ids(6), inside in ids(6)) {
            let start = append_all(&RingCrypto, bulk(), &before);
            let block = Block { before: start.hash, first: start.place + 1, ids: inside.clone() };
            for count in 0..=inside.len() {
                let head = append_all(&RingCrypto, start, &inside[..count]);
                prop_assert_eq!(block.head_at(&RingCrypto, head.place), Some(head));
            }
            prop_assert_eq!(block.head_at(&RingCrypto, start.place + 1 + inside.len() as u64), None);
        }

        #[test]
        fn two_different_sequences_never_have_one_head(one in ids(6), other in ids(6)) {
            let head = |ids: &[RecordId]| append_all(&RingCrypto, bulk(), ids);
            prop_assert_eq!(one == other, head(&one) == head(&other));
            prop_assert_eq!(one == other, head(&one).hash == head(&other).hash);
        }
    }
}
