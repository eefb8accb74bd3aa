//! What the transport tells the node.

use std::io;

use libp2p::{Multiaddr, PeerId};
pub use sluis_protocol::core::LinkId;
use sluis_schemas::NodeId;
use thiserror::Error;

/// Something happened. For one node, `Up`, its `Frame`s and `Down` come in this order, and the `Down` of a link comes
/// before the `Up` of the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NetEvent {
    /// Both ends agree on a link.
    Up {
        /// The peer.
        node: NodeId,
        /// The link.
        link: LinkId,
    },
    /// A link is gone.
    Down {
        /// The peer.
        node: NodeId,
        /// The link.
        link: LinkId,
        /// Why.
        reason: DownReason,
    },
    /// A frame came in. It is never empty.
    Frame {
        /// The peer.
        node: NodeId,
        /// The link.
        link: LinkId,
        /// What it holds.
        bytes: Vec<u8>,
    },
    /// A connection was refused. Such events are left out when the node is busy; the count is not.
    Refused {
        /// Who, if the handshake came that far.
        peer: Option<PeerId>,
        /// Where from.
        address: Multiaddr,
        /// Why.
        why: Refusal,
        /// Refusals since the start, this one included.
        count: u64,
    },
    /// The node can be reached here. [`super::NetHandle::listening`] lists all such addresses.
    Listening {
        /// Address with the actual port.
        address: Multiaddr,
    },
}

/// Why a link went down.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DownReason {
    /// The peer closed it.
    #[error("the peer closed the link")]
    ClosedByPeer,
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Lost(io::ErrorKind),
    /// Nothing came for too long.
    #[error("the peer has been silent for too long")]
    Silent,
    /// The peer announced a frame above the limit.
    #[error("the peer announced a frame of {length} bytes, more than the {max} allowed")]
    Oversized {
        /// What it announced.
        length: usize,
        /// The limit.
        max: usize,
    },
    /// This node closed it to begin a new one.
    #[error("closed by this node to begin anew: {0}")]
    Anew(String),
    /// A newer link to the same node took its place.
    #[error("a newer link took its place")]
    Replaced,
    /// The register no longer names the node, or names another key for it.
    #[error("the register no longer names the node with this key")]
    Removed,
    /// This node closed it.
    #[error("closed by this node: {0}")]
    Closed(String),
    /// This node is stopping.
    #[error("this node is stopping")]
    ShutDown,
}

/// Why a connection was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Its key is not in the register.
    #[error("the key is not in the register")]
    Stranger,
    /// Too many connections, in all, from this peer, or from strangers.
    #[error("too many connections")]
    Busy,
    /// It was closed on purpose a short while ago.
    #[error("closed on purpose, and not yet welcome again")]
    HeldOff,
}
