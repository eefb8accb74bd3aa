//! Peers, and keys as libp2p wants them.

use std::collections::{BTreeMap, BTreeSet};

use libp2p::identity::{Keypair, PublicKey, ed25519};
use libp2p::{Multiaddr, PeerId};
use sluis_schemas::NodeId;
use thiserror::Error;
use zeroize::Zeroizing;

use super::carry::is_carried;

/// A registered node that this one keeps a link with; this node itself, for where others reach it through carriers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its name in the register.
    pub node: NodeId,
    /// Its transport keys, see [`peer_id_of`]; the one that is dialled first, first.
    pub peer_ids: Vec<PeerId>,
    /// Where to dial it, as `/ip4/192.0.2.1/udp/7443/quic-v1` or `/dns4/node.example/tcp/443`. If there are none, it
    /// has to dial. With a carrier as [`super::through`] makes them.
    pub addresses: Vec<Multiaddr>,
}

/// A key that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an Ed25519 key")]
pub struct NotAKey;

/// Peers that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PeersError {
    /// Two entries for one node.
    #[error("node `{0}` is listed twice")]
    NodeTwice(NodeId),
    /// Two nodes with one key: whose link would it be?
    #[error("nodes `{0}` and `{1}` have the same transport key")]
    SharedKey(NodeId, NodeId),
}

/// The libp2p name of an Ed25519 public key.
///
/// # Errors
/// [`NotAKey`] if the bytes are no point of the curve.
pub fn peer_id_of(public: &[u8; 32]) -> Result<PeerId, NotAKey> {
    let key = ed25519::PublicKey::try_from_bytes(public).map_err(|_| NotAKey)?;
    Ok(PublicKey::from(key).to_peer_id())
}

/// The transport key from its seed, which is wiped.
///
/// # Errors
/// [`NotAKey`] never happens for 32 bytes, but libp2p allows for it.
pub fn keypair_of(mut seed: Zeroizing<[u8; 32]>) -> Result<Keypair, NotAKey> {
    Keypair::ed25519_from_bytes(seed.as_mut_slice()).map_err(|_| NotAKey)
}

/// What a list of peers says.
#[derive(Debug)]
pub(super) struct Known {
    /// The others.
    pub(super) peers: BTreeMap<NodeId, Peer>,
    /// Where carriers are asked to let this node be reached through them.
    pub(super) routes: BTreeSet<Multiaddr>,
}

impl Known {
    /// From the point of view of `own`.
    pub(super) fn of(mut peers: Vec<Peer>, own: &NodeId) -> Result<Self, PeersError> {
        let ours = peers.extract_if(.., |peer| peer.node == *own).flat_map(|peer| peer.addresses);
        let routes = ours.filter(is_carried).collect();
        Ok(Self { peers: by_node(peers)?, routes })
    }
}

fn by_node(peers: Vec<Peer>) -> Result<BTreeMap<NodeId, Peer>, PeersError> {
    let mut keys = BTreeMap::new();
    let mut nodes = BTreeMap::new();
    for peer in peers {
        for id in &peer.peer_ids {
            if let Some(other) = keys.insert(*id, peer.node.clone())
                && other != peer.node
            {
                return Err(PeersError::SharedKey(other, peer.node));
            }
        }
        if let Some(other) = nodes.insert(peer.node.clone(), peer) {
            return Err(PeersError::NodeTwice(other.node));
        }
    }
    Ok(nodes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::through;

    fn peer(node: &str, seed: u8) -> Peer {
        let keypair = keypair_of(Zeroizing::new([seed; 32])).unwrap();
        Peer { node: node.parse().unwrap(), peer_ids: vec![keypair.public().to_peer_id()], addresses: Vec::new() }
    }

    #[test]
    fn peer_id_follows_from_the_public_key() {
        let keypair = keypair_of(Zeroizing::new([7; 32])).unwrap();
        let public = keypair.public().try_into_ed25519().unwrap().to_bytes();
        assert_eq!(peer_id_of(&public).unwrap(), keypair.public().to_peer_id());
    }

    #[test]
    fn two_nodes_with_one_key_and_one_node_twice_are_refused() {
        let (a, b) = (peer("a", 1).node, peer("b", 1).node);
        let shared = by_node(vec![peer("a", 1), peer("b", 1)]);
        assert_eq!(shared, Err(PeersError::SharedKey(a.clone(), b)));
        assert_eq!(by_node(vec![peer("a", 1), peer("a", 2)]), Err(PeersError::NodeTwice(a)));
    }

    #[test]
    fn own_entry_says_where_carriers_are_asked_and_is_no_peer() {
        let carried = through("/ip4/192.0.2.1/tcp/443".parse().unwrap(), peer("b", 2).peer_ids[0]);
        let mut own = peer("own", 1);
        own.addresses = vec!["/ip4/192.0.2.9/tcp/443".parse().unwrap(), carried.clone()];
        let known = Known::of(vec![own, peer("b", 2)], &"own".parse().unwrap()).unwrap();
        assert_eq!((known.peers.len(), known.routes), (1, BTreeSet::from([carried])));
    }
}
