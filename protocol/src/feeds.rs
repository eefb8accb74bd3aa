//! The hash chain of a feed, as both of its ends keep it.

use serde::{Deserialize, Serialize};

use crate::crypto::{Crypto, Digest};
use crate::envelope::RecordId;
use crate::records::{FeedId, Lane, LaneHead, Lanes};

/// The first epoch of a feed.
pub const FIRST_EPOCH: u32 = 1;

/// How far one end of a feed has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// Epoch.
    pub epoch: u32,
    /// Heads of both lanes.
    pub lanes: Lanes,
    /// Heads that the receiver's newest receipt repeats; at the receiver's end the same as `lanes`.
    pub acknowledged: Lanes,
}

impl FeedState {
    /// A feed with nothing in it yet.
    #[must_use]
    pub fn new(crypto: &impl Crypto, feed: &FeedId, epoch: u32) -> Self {
        let lanes =
            Lanes { urgent: start(crypto, feed, epoch, Lane::Urgent), bulk: start(crypto, feed, epoch, Lane::Bulk) };
        Self { epoch, lanes, acknowledged: lanes }
    }
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
