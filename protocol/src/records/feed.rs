//! What feeds sign: heads by the discloser's node, receipts by the receiver's.

use serde::{Deserialize, Serialize};
use sluis_schemas::{MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};

/// A feed: everything that one member disclosed to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedId {
    /// Who discloses.
    pub discloser: MemberId,
    /// Who receives.
    pub receiver: MemberId,
}

impl std::fmt::Display for FeedId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} → {}", self.discloser, self.receiver)
    }
}

/// The two ordered lanes of a feed: recalls, retractions, corrections and relay orders overtake all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lane {
    /// Recalls, retractions, corrections, relay orders.
    Urgent,
    /// Everything else.
    Bulk,
}

impl Lane {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Urgent, Self::Bulk];
}

/// The last entry of a lane: its place, from 1, and the hash of the chain up to it. Place 0 is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LaneHead {
    /// Place of the last entry.
    pub place: u64,
    /// Hash of the chain up to and with it.
    pub hash: Digest,
}

/// Both lanes' heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lanes {
    /// The urgent lane.
    pub urgent: LaneHead,
    /// The bulk lane.
    pub bulk: LaneHead,
}

impl Lanes {
    /// One lane's head.
    #[must_use]
    pub const fn get(&self, lane: Lane) -> LaneHead {
        match lane {
            Lane::Urgent => self.urgent,
            Lane::Bulk => self.bulk,
        }
    }

    /// Whether one of the lanes goes further than in another.
    #[must_use]
    pub const fn exceed(&self, other: &Self) -> bool {
        self.urgent.place > other.urgent.place || self.bulk.place > other.bulk.place
    }

    /// One lane's head, to change it.
    pub const fn get_mut(&mut self, lane: Lane) -> &mut LaneHead {
        match lane {
            Lane::Urgent => &mut self.urgent,
            Lane::Bulk => &mut self.bulk,
        }
    }
}

/// A signed statement of how far a feed goes. Two for one place with other hashes prove a fork.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedHead {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When.
    pub at: Timestamp,
    /// Digest of the register its signer saw.
    pub register: Digest,
    /// The feed.
    pub feed: FeedId,
    /// Its epoch, from 1; a new one begins when a store was restored or a member moved.
    pub epoch: u32,
    /// How far both lanes go.
    pub lanes: Lanes,
}

impl Record for FeedHead {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.feed-head+cbor";
    const KEY: KeyUse = KeyUse::Attestation;

    fn speaker(&self) -> &MemberId {
        &self.feed.discloser
    }
}

/// What became of a record other than that it was accepted and is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The receiver's law does not let it be held; it was not stored.
    Declined,
    /// Not understood yet (an unknown code, an error); kept unread and tried again.
    Deferred,
    /// This member's key was destroyed; a neighbour on the node still holds.
    Relinquished,
    /// The last copy here was destroyed.
    Erased,
    /// Under legal hold: unreadable.
    Restricted,
    /// The hold was lifted: it is held as before.
    Lifted,
    /// Only its id came: nothing of it was ever held.
    Absent,
}

impl State {
    /// Whether nothing is held where this is said, and nothing will be.
    #[must_use]
    pub const fn is_last_word(self) -> bool {
        matches!(self, Self::Declined | Self::Relinquished | Self::Erased | Self::Absent)
    }
}

/// One entry of a feed that was not simply accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exception {
    /// Its lane.
    pub lane: Lane,
    /// Its place there.
    pub place: u64,
    /// What became of it.
    pub state: State,
    /// The rule that says so, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A receiver's signed statement, made after commit, that it holds a feed up to a place, but for the exceptions named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Receipt {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// The time of the newest entry of its node's journal: all that was said until then is said.
    pub at: Timestamp,
    /// Digest of the register its signer saw.
    pub register: Digest,
    /// The feed.
    pub feed: FeedId,
    /// Its epoch.
    pub epoch: u32,
    /// The heads held, repeated.
    pub lanes: Lanes,
    /// Exceptions among the entries since the receipt before, oldest first: of an entry the last word counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Where more of what was said before is still to be said again: everything said until then is said. Without it,
    /// everything until `at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Record for Receipt {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.receipt+cbor";
    const KEY: KeyUse = KeyUse::Attestation;

    fn speaker(&self) -> &MemberId {
        &self.feed.receiver
    }
}
