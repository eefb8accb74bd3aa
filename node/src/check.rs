//! What must fit before a node can run: its keys and its register.

use sluis_protocol::core::pack_digests;
use sluis_protocol::crypto::PublicKey;
use sluis_protocol::register::{Directory, KeyEntry};
use sluis_schemas::packs::PackSource;
use sluis_schemas::{MemberId, NodeId, Timestamp};
use thiserror::Error;

use crate::crypto::RingCrypto;
use crate::keys::PublicKeys;

/// The register does not know this node as it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Mismatch {
    /// Not there.
    #[error(
        "the register knows no node `{node}`: hand its card to the authorities, and publish the version that names it"
    )]
    UnknownNode {
        /// This node.
        node: NodeId,
    },
    /// Removed, or without keys yet.
    #[error("the register names node `{node}`, but without keys or as removed: hand its card to the authorities")]
    Inactive {
        /// This node.
        node: NodeId,
    },
    /// Another key.
    #[error(
        "of the {key} keys that the register holds for node `{node}` none that counts is in `keys/`: restore it, or make another with `sluis register rotate`"
    )]
    OtherKey {
        /// Which key.
        key: &'static str,
        /// This node.
        node: NodeId,
    },
    /// A member without its key here.
    #[error(
        "the register holds another record key for member `{member}` than `keys/members/`, or none is there: restore the key, or hand in a new card"
    )]
    OtherMemberKey {
        /// Which member.
        member: MemberId,
    },
}

/// Whether the register knows this node with the keys it has.
///
/// # Errors
/// The first [`Mismatch`].
pub fn registered(node: &NodeId, keys: &PublicKeys, directory: &Directory, now: Timestamp) -> Result<(), Mismatch> {
    if !directory.head().nodes.contains_key(node) {
        return Err(Mismatch::UnknownNode { node: node.clone() });
    }
    let active = directory.active_node(node).and_then(|n| n.keys.as_ref());
    let registered = active.ok_or_else(|| Mismatch::Inactive { node: node.clone() })?;
    let other = |key| Mismatch::OtherKey { key, node: node.clone() };
    let has_one = |entries: &[KeyEntry], ours: &[PublicKey]| {
        entries.iter().any(|entry| !entry.has_ended(now) && ours.contains(&entry.key))
    };
    if !has_one(&registered.transport, &keys.transport) {
        return Err(other("transport"));
    }
    if !has_one(&registered.attestation, &keys.attestation) {
        return Err(other("attestation"));
    }
    for member in directory.served_by(node) {
        let entries = directory.member(member).map(|m| m.keys.as_slice()).unwrap_or_default();
        let ours = keys.members.get(member).map(Vec::as_slice).unwrap_or_default();
        // One that left has only keys that ended.
        if !entries.iter().any(|entry| ours.contains(&entry.key)) {
            return Err(Mismatch::OtherMemberKey { member: member.clone() });
        }
    }
    Ok(())
}

/// Names of packs whose text differs from what the register names; personal records wait at links where that is so.
#[must_use]
pub fn differing(packs: &[PackSource], directory: &Directory) -> Vec<String> {
    let (ours, registered) = (pack_digests(&RingCrypto, packs), &directory.head().packs);
    let names = ours.keys().chain(registered.keys()).collect::<std::collections::BTreeSet<_>>();
    names.into_iter().filter(|name| ours.get(*name) != registered.get(*name)).cloned().collect()
}
