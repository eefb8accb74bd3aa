//! Witnesses of journals: what a node cosigns is the journal as it was first written, and it kept that before.

use sluis_protocol::core::Witnessed;
use sluis_protocol::journal::note::{Checkpoint, Note};
use sluis_protocol::journal::tree::Frontier;
use sluis_schemas::Timestamp;

use super::{Invariant, Witness};
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
        if !is_of(&checkpoint, log) {
            let text = format!("cosigns a journal of {} that was never written so", log.id);
            self.broken(Invariant::Accounted, &node.id, now, text);
        }
    }
}

/// Whether a checkpoint is of the journal as it was first committed.
fn is_of(checkpoint: &Checkpoint, log: &SimNode) -> bool {
    let mut tree = Frontier::default();
    for index in 0..checkpoint.size {
        let Some(leaf) = log.store.first_leaves.get(&(checkpoint.origin.log, index)) else { return false };
        drop(tree.append(&ModelCrypto, *leaf));
    }
    checkpoint.origin.node == log.id && tree.root(&ModelCrypto) == checkpoint.root
}

/// Once all is whole and quiet, every node that can be reached has cosigned the whole journal, and its owner knows.
pub(super) fn unwitnessed(net: &Net, log: &SimNode) -> impl Iterator<Item = String> {
    let size = log.store.journal.len() as u64;
    let honest = |node: &&SimNode| ![&node.id, &log.id].into_iter().any(|id| net.links.cheats.contains(id));
    let peers = net.nodes.values().filter(honest).filter(|node| net.may_connect(&node.id, &log.id));
    // Checkpoints keep time by the clock.
    let late = log.is_behind_itself(net.now);
    peers.filter(move |_| size > 0 && !late).filter_map(move |node| {
        let held = node.store.witnessed.get(&log.id).map(|Witnessed { checkpoint, .. }| checkpoint.size);
        let known = log.store.cosigned.get(&node.id).map(|(_, size)| *size);
        let whole = held == Some(size) && known == Some(size);
        (!whole).then(|| format!("{} cosigned {held:?} of {size} entries, and {known:?} is known of it", node.id))
    })
}
