//! The transport: opaque frames between registered nodes, over libp2p.
//!
//! It keeps exactly one link with each peer: both sides dial, crossing dials are settled (`greeting`), a link that
//! broke is made again. It knows no records, members or rules, and it has no discovery: that a signal exists is itself
//! protected, so nobody but the nodes of the register is told anything.
//!
//! | look for | in |
//! |---|---|
//! | start, configuration, what can go wrong | `start` |
//! | send, close, new peers, stop | `handle` |
//! | events | `event` |
//! | bounds and their reasons | `limits` |
//! | the life of one link | `link`, `greeting`, `frame`, `rate` |
//! | when to dial, which link stands | `driver`, `contact`, `backoff` |
//! | links that another node carries | `carry` |
//! | what libp2p is told | `swarm`, `door`, `streams` |
//!
//! A connection is no sign of acceptance: the peer's allow list acts after the handshake. `Up` is, since both ends
//! have spoken by then.

mod backoff;
mod carry;
mod contact;
mod door;
mod driver;
mod event;
mod frame;
mod greeting;
mod handle;
mod limits;
mod link;
mod obstacle;
mod peer;
mod rate;
mod start;
mod streams;
mod swarm;
#[cfg(test)]
mod tests;

pub use carry::through;
pub use event::NetEvent;
pub use handle::{Meeting, NetHandle};
pub use limits::{Limits, SILENCE};
pub use peer::{NotAKey, Peer, keypair_of, peer_id_of};
pub(crate) use start::probe;
pub use start::{Net, NetConfig, NetError};
