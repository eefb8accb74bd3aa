//! What stood in the way of a link, in words for who looks after the node.

use std::error::Error;

use libp2p::multiaddr::Protocol;
use libp2p::swarm::DialError;
use libp2p::{Multiaddr, TransportError};

/// A connection that ended before it became a link, without a reason: so does a node that does not know our key.
pub(super) const NO_LINK: &str =
    "it closed the connection before there was a link: does its register name this node with this key?";

/// Why a dial failed, for each address that was tried.
pub(super) fn of_dial(error: &DialError) -> String {
    match error {
        DialError::Transport(tried) => {
            let each = tried.iter().map(|(address, error)| format!("{}: {}", place(address), at_bottom(error)));
            each.collect::<Vec<_>>().join("; ")
        }
        DialError::WrongPeerId { address, .. } | DialError::LocalPeerId { address } => {
            format!("{}: another node answers there than the register says", place(address))
        }
        DialError::NoAddresses => "the register names no address for it".to_owned(),
        other => other.to_string(),
    }
}

/// An address as the register has it, without the peer's id that dialling adds.
fn place(address: &Multiaddr) -> Multiaddr {
    address.iter().filter(|part| !matches!(part, Protocol::P2p(_))).collect()
}

/// The innermost cause: what lies above it names layers of the transport, one a line.
fn at_bottom(error: &TransportError<std::io::Error>) -> String {
    let TransportError::Other(error) = error else { return "not an address that can be dialled".to_owned() };
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn each_address_is_named_with_what_the_system_said() {
        let refused = TransportError::Other(io::Error::other(io::Error::from(io::ErrorKind::ConnectionRefused)));
        let peer = crate::net::keypair_of([1; 32].into()).unwrap().public().to_peer_id();
        let address = format!("/ip4/192.0.2.1/tcp/443/p2p/{peer}").parse().unwrap();
        let error = DialError::Transport(vec![(address, refused)]);
        assert_eq!(of_dial(&error), "/ip4/192.0.2.1/tcp/443: connection refused");
    }

    #[test]
    fn another_node_at_the_address_is_told_apart() {
        let obtained = crate::net::keypair_of([1; 32].into()).unwrap().public().to_peer_id();
        let address = "/ip4/192.0.2.1/tcp/443".parse().unwrap();
        assert!(of_dial(&DialError::WrongPeerId { obtained, address }).contains("another node answers"));
    }
}
