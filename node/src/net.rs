//! Stub: no network.

use sluis_protocol::core::LinkId;
use sluis_protocol::register::Directory;
use sluis_schemas::NodeId;

/// Stub.
#[derive(Debug, Clone, Default)]
pub struct NetHandle;

/// Stub.
pub struct Peer;

/// Stub.
#[must_use]
pub const fn peers_of(_: &Directory, _: &NodeId) -> Vec<Peer> {
    Vec::new()
}

impl NetHandle {
    /// Stub.
    pub fn send(&self, _: &NodeId, _: LinkId, _: Vec<u8>) -> Result<(), std::io::Error> {
        Ok(())
    }
    /// Stub.
    pub fn close(&self, _: &NodeId, _: LinkId, _: Option<Vec<u8>>) {}
    /// Stub.
    pub const fn close_all(&self, _: &str) {}
    /// Stub.
    pub fn set_peers(&self, _: Vec<Peer>) {}
}
