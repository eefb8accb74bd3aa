//! Which nodes the register lets us talk to, and where they are reached.

use std::collections::BTreeMap;

use libp2p::Multiaddr;
use sluis_protocol::register::{Directory, KeyEntry};
use sluis_schemas::{NodeId, Timestamp};

use crate::net::{self, Peer, peer_id_of};

/// Every active node, this one for the carriers that it is reached through. A key or address that does not read is left out and logged: it would keep a single
/// node away, not all.
#[must_use]
pub fn peers_of(directory: &Directory, now: Timestamp) -> Vec<Peer> {
    let direct = |id| peer(directory, id, now);
    let direct: BTreeMap<_, _> = directory.head().nodes.keys().filter_map(|id| Some((id, direct(id)?))).collect();
    let through = |id: &NodeId| {
        let carriers = directory.active_node(id).into_iter().flat_map(|node| &node.routes);
        carriers.filter_map(|carrier| direct.get(carrier)).flat_map(ways).collect::<Vec<_>>()
    };
    let all = direct.iter().map(|(id, peer)| {
        let mut peer = peer.clone();
        peer.addresses.extend(through(id));
        peer
    });
    all.collect()
}

/// Where a carrier is asked for a node: wherever it listens, under any of its keys.
fn ways(carrier: &Peer) -> Vec<Multiaddr> {
    let keys = |address: &Multiaddr| carrier.peer_ids.iter().map(|id| net::through(address.clone(), *id)).collect();
    carrier.addresses.iter().flat_map(|address| -> Vec<_> { keys(address) }).collect()
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
