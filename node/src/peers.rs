//! Which nodes the register lets us talk to, and where they listen.

use libp2p::Multiaddr;
use sluis_protocol::register::Directory;
use sluis_schemas::NodeId;

use crate::net::{Peer, peer_id_of};

/// Every active node but this one. A key or address that does not read is left out and logged: it would keep a single
/// node away, not all.
#[must_use]
pub fn peers_of(directory: &Directory, own: &NodeId) -> Vec<Peer> {
    let others = directory.head().nodes.keys().filter(|id| *id != own);
    others.filter_map(|id| peer(directory, id)).collect()
}

fn peer(directory: &Directory, id: &NodeId) -> Option<Peer> {
    let node = directory.active_node(id)?;
    let transport = node.keys.as_ref()?.transport;
    let peer_id = peer_id_of(&transport.0)
        .map_err(|error| tracing::warn!(node = %id, %error, "the register holds a transport key that is none"))
        .ok()?;
    let address = |text: &String| {
        text.parse::<Multiaddr>()
            .map_err(|error| tracing::warn!(node = %id, %error, "the register holds an address that is none"))
            .ok()
    };
    Some(Peer { node: id.clone(), peer_id, addresses: node.endpoints.iter().filter_map(address).collect() })
}
