//! Witnesses of journals: what a node cosigns is the journal as it was first written, and it kept that before.

use sluis_protocol::core::Witnessed;
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::note::{Checkpoint, Note};
use sluis_protocol::journal::tree::Frontier;
use sluis_protocol::journal::{Entry, Opening};
use sluis_schemas::{NodeId, Timestamp};

use super::{Invariant, Leaves, Witness};
use crate::crypto::ModelCrypto;
use crate::net::{Net, SimNode};

impl Witness {
    /// A node says up to where it cosigned another's journal.
    pub(crate) fn cosigns(&mut self, now: Timestamp, node: &SimNode, log: &SimNode, note: &str) {
        let Ok(Note { checkpoint, .. }) = Note::parse(note) else {
            return self.broken(Invariant::Accounted, &node.id, now, "cosigns what is no note");
        };
        if node.store.witnessed.get(&log.id).map(|held| &held.checkpoint) != Some(&checkpoint) {
            let text = format!("cosigns {} entries of {} and does not keep that", checkpoint.size, log.id);
            self.broken(Invariant::Accounted, &node.id, now, text);
        }
        if !self.is_of(&checkpoint, log) {
            let text = format!("cosigns a journal of {} that was never written so", log.id);
            self.broken(Invariant::Accounted, &node.id, now, text);
        }
    }

    /// Whether a checkpoint is of the journal as it was first committed, or as it was since a store was put back.
    fn is_of(&self, checkpoint: &Checkpoint, log: &SimNode) -> bool {
        let root = |leaves: &Leaves| {
            let mut tree = Frontier::default();
            for index in 0..checkpoint.size {
                drop(tree.append(&ModelCrypto, *leaves.get(&(checkpoint.origin.log, index))?));
            }
            Some(tree.root(&ModelCrypto))
        };
        let histories = self.leaves.get(&log.id);
        checkpoint.origin.node == log.id
            && histories.into_iter().flatten().any(|leaves| root(leaves) == Some(checkpoint.root))
    }

    /// An entry is committed for the first time.
    pub(super) fn is_written(&mut self, node: &NodeId, log: u32, index: u64, leaf: Digest) {
        let histories = self.leaves.entry(node.clone()).or_insert_with(|| vec![Leaves::new()]);
        if let Some(newest) = histories.last_mut() {
            newest.entry((log, index)).or_insert(leaf);
        }
    }

    /// A node's journal as it is stored becomes the beginning of another log.
    pub(crate) fn begins_log(&mut self, node: &SimNode, log: u32) {
        for ((entry, _), index) in node.store.journal.iter().zip(0..) {
            self.is_written(&node.id, log, index, entry.leaf_hash(&ModelCrypto));
        }
    }
}

/// How long an entry may go without a cosignature: a checkpoint comes twice a minute, and has to travel.
const COSIGNED: u64 = 45_000;

/// Once all is whole and quiet, every node that can be reached has cosigned the whole journal, and its owner knows.
pub(super) fn unwitnessed(net: &Net, log: &SimNode) -> impl Iterator<Item = String> {
    let journal = &log.store.journal;
    let is_new = |(entry, _): &&(Entry, Opening)| entry.at.as_millis().saturating_add(COSIGNED) > net.now.as_millis();
    let size = journal.len() as u64;
    let settled = size - journal.iter().rev().take_while(is_new).count() as u64;
    let honest = |node: &&SimNode| ![&node.id, &log.id].into_iter().any(|id| net.links.cheats.contains(id));
    let peers = net.nodes.values().filter(honest).filter(|node| net.may_connect(&node.id, &log.id));
    // Checkpoints keep time by the clock, which may have been ahead when the last one was due.
    let late = log.jumped;
    peers.filter(move |_| settled > 0 && !late).filter_map(move |node| {
        let held = node.store.witnessed.get(&log.id).map(|Witnessed { checkpoint, .. }| checkpoint.size);
        let known = log.store.cosigned.get(&node.id).map(|(_, size)| *size);
        let whole = |cosigned: Option<u64>| cosigned.is_some_and(|cosigned| (settled..=size).contains(&cosigned));
        (!whole(held) || !whole(known))
            .then(|| format!("{} cosigned {held:?} of {size} entries, and {known:?} is known of it", node.id))
    })
}
