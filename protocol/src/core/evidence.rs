//! Signed statements of a peer that contradict what it signed before, kept for whoever must judge it.
//!
//! The store puts the other side beside each: the newest head, or the newest receipt, that it keeps of the feed.

use std::sync::Arc;

use sluis_schemas::{NodeId, Timestamp};

use super::contract::Write;
use super::work::Work;
use crate::records::{FeedHead, FeedId, Lane, Lanes, Receipt};
use crate::register::Verified;
use crate::wire::PeerFault;

/// A signed statement, and what it contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The peer.
    pub node: NodeId,
    /// The feed.
    pub feed: FeedId,
    /// What is wrong with it.
    pub kind: Contradiction,
    /// Epoch that it speaks of.
    pub epoch: u32,
    /// Places that it speaks of, urgent and bulk.
    pub places: (u64, u64),
    /// When it came.
    pub at: Timestamp,
    /// The statement, as signed.
    pub statement: Arc<[u8]>,
    /// What it contradicts.
    pub against: Against,
}

/// How a statement contradicts an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contradiction {
    /// Another hash for a place, or a chain that does not lead to it.
    Fork,
    /// Entries between the earlier one and this one did not come.
    Gap,
    /// It claims more than was disclosed.
    Ahead,
    /// It goes back behind the earlier one: the peer's store was put back. Evidence of a restore, and no fault.
    WentBack,
}

/// The other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// The newest head received for an incoming feed.
    Head,
    /// The newest receipt received for an outgoing feed.
    Receipt,
}

impl Contradiction {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Fork, Self::Gap, Self::Ahead, Self::WentBack];

    /// Its name, in lists and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::Gap => "gap",
            Self::Ahead => "ahead",
            Self::WentBack => "went-back",
        }
    }

    /// What a fault found in a signed statement makes of it; most prove nothing.
    fn of(fault: &PeerFault) -> Option<Self> {
        match fault.code.as_str() {
            "fork" => Some(Self::Fork),
            "gap" => Some(Self::Gap),
            "head-ahead" => Some(Self::Ahead),
            _ => None,
        }
    }
}

const fn places(lanes: &Lanes) -> (u64, u64) {
    (lanes.get(Lane::Urgent).place, lanes.get(Lane::Bulk).place)
}

impl Work {
    /// Keeps a head that contradicts the newest one.
    pub(super) fn contradicts_head(&mut self, node: &NodeId, kind: Contradiction, head: &Verified<FeedHead>) {
        let FeedHead { feed, epoch, lanes, .. } = head.record();
        self.writes.push(Write::Evidence(Evidence {
            node: node.clone(),
            feed: feed.clone(),
            kind,
            epoch: *epoch,
            places: places(lanes),
            at: self.now,
            statement: head.bytes().clone(),
            against: Against::Head,
        }));
    }

    /// Keeps a receipt that contradicts the newest one.
    pub(super) fn contradicts_receipt(&mut self, node: &NodeId, kind: Contradiction, receipt: &Verified<Receipt>) {
        let Receipt { feed, epoch, lanes, .. } = receipt.record();
        self.writes.push(Write::Evidence(Evidence {
            node: node.clone(),
            feed: feed.clone(),
            kind,
            epoch: *epoch,
            places: places(lanes),
            at: self.now,
            statement: receipt.bytes().clone(),
            against: Against::Receipt,
        }));
    }

    /// Keeps the head of a push that was refused, if it proves something.
    pub(super) fn head_was_wrong(&mut self, node: &NodeId, head: &Verified<FeedHead>, fault: &PeerFault) {
        if let Some(kind) = Contradiction::of(fault) {
            self.contradicts_head(node, kind, head);
        }
    }

    /// Keeps a receipt that was refused, if it proves something.
    pub(super) fn receipt_was_wrong(&mut self, node: &NodeId, receipt: &Verified<Receipt>, fault: &PeerFault) {
        if let Some(kind) = Contradiction::of(fault) {
            self.contradicts_receipt(node, kind, receipt);
        }
    }
}
