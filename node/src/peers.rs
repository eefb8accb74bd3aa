//! Which nodes the register lets us talk to, and where they listen.

use libp2p::Multiaddr;
use sluis_protocol::register::{Directory, KeyEntry};
use sluis_schemas::{NodeId, Timestamp};

use crate::net::{Peer, peer_id_of};

/// Every active node but this one. A key or address that does not read is left out and logged: it would keep a single
/// node away, not all.
#[must_use]
pub fn peers_of(directory: &Directory, own: &NodeId, now: Timestamp) -> Vec<Peer> {
    let others = directory.head().nodes.keys().filter(|id| *id != own);
    others.filter_map(|id| peer(directory, id, now)).collect()
}

fn peer(directory: &Directory, id: &NodeId, now: Timestamp) -> Option<Peer> {
    let node = directory.active_node(id)?;
    let peer_id = |entry: &&KeyEntry| {
        peer_id_of(&entry.key.0)
            .map_err(|error| tracing::warn!(node = %id, %error, "the register holds a transport key that is none"))
            .ok()
    };
    // One that counts soon is let in early: the clock there may be ahead.
    let mut keys: Vec<&KeyEntry> = node.keys.iter().flat_map(|keys| &keys.transport).collect();
    keys.retain(|entry| !entry.has_ended(now));
    keys.sort_by_key(|entry| std::cmp::Reverse(entry.from));
    let peer_ids: Vec<_> = keys.iter().filter_map(peer_id).collect();
    if peer_ids.is_empty() {
        return None;
    }
    let address = |text: &String| {
        text.parse::<Multiaddr>()
            .map_err(|error| tracing::warn!(node = %id, %error, "the register holds an address that is none"))
            .ok()
    };
    Some(Peer { node: id.clone(), peer_ids, addresses: node.endpoints.iter().filter_map(address).collect() })
}
