//! Who may begin a handshake. Strangers have a small budget of their own, so that they can't use up that of peers.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::net::IpAddr;
use std::task::{Context, Poll};

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent, THandlerOutEvent, ToSwarm,
    dummy,
};
use libp2p::{Multiaddr, PeerId};
use thiserror::Error;
use tokio::time::Instant;

use super::carry::is_carried;
use super::limits::{PENDING, STRANGERS_PENDING, STRANGERS_PER_SECOND};
use super::rate::Bucket;

/// No room for another handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("too many handshakes in progress")]
pub(super) struct Crowded;

/// Counts handshakes in progress, known addresses apart from others.
#[derive(Debug)]
pub(super) struct Door {
    known: BTreeSet<IpAddr>,
    /// Handshakes in progress, and whether a stranger began them.
    pending: BTreeMap<ConnectionId, bool>,
    strangers: Bucket,
}

impl Door {
    pub(super) fn new(now: Instant) -> Self {
        Self { known: BTreeSet::new(), pending: BTreeMap::new(), strangers: Bucket::new(STRANGERS_PER_SECOND, 1, now) }
    }

    /// Peers may call from these addresses. A peer behind a name or another address shares the strangers' budget, and
    /// is dialled from here in any case.
    pub(super) fn know<'a>(&mut self, addresses: impl Iterator<Item = &'a Multiaddr>) {
        self.known = addresses.filter_map(ip_of).collect();
    }

    fn knock(
        &mut self,
        connection: ConnectionId,
        here: &Multiaddr,
        from: &Multiaddr,
        now: Instant,
    ) -> Result<(), Crowded> {
        // What comes through a carrier comes from a registered node: it lets nobody else call.
        let stranger = !is_carried(here) && ip_of(from).is_none_or(|ip| !self.known.contains(&ip));
        let strangers = self.pending.values().filter(|stranger| **stranger).count();
        if stranger && (strangers >= STRANGERS_PENDING || !self.strangers.try_take(now)) {
            return Err(Crowded);
        }
        if self.pending.len() >= PENDING {
            return Err(Crowded);
        }
        self.pending.insert(connection, stranger);
        Ok(())
    }
}

fn ip_of(address: &Multiaddr) -> Option<IpAddr> {
    address.iter().find_map(|part| match part {
        Protocol::Ip4(ip) => Some(IpAddr::V4(ip)),
        Protocol::Ip6(ip) => Some(ip.to_canonical()),
        _ => None,
    })
}

impl NetworkBehaviour for Door {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Infallible;

    fn handle_pending_inbound_connection(
        &mut self,
        connection: ConnectionId,
        here: &Multiaddr,
        from: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        self.knock(connection, here, from, Instant::now()).map_err(ConnectionDenied::new)
    }

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(dummy::ConnectionHandler)
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(dummy::ConnectionHandler)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionEstablished(established) => self.pending.remove(&established.connection_id),
            FromSwarm::ListenFailure(failure) => self.pending.remove(&failure.connection_id),
            _ => None,
        };
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Multiaddr {
        text.parse().unwrap()
    }

    fn knocks(door: &mut Door, from: &str, times: usize, from_id: usize) -> usize {
        let (here, now) = (address("/ip4/192.0.2.9/tcp/443"), Instant::now());
        let knock =
            |n: &usize| door.knock(ConnectionId::new_unchecked(from_id + n), &here, &address(from), now).is_ok();
        (0..times).filter(knock).count()
    }

    #[test]
    fn strangers_use_up_their_own_budget_and_peers_still_come_in() {
        let mut door = Door::new(Instant::now());
        door.know([address("/ip4/192.0.2.1/udp/7443/quic-v1")].iter());
        let let_in = knocks(&mut door, "/ip4/198.51.100.9/tcp/1000", 1_000, 0);
        assert!(let_in <= STRANGERS_PENDING);
        assert_eq!(knocks(&mut door, "/ip4/192.0.2.1/tcp/50000", 10, 1_000), 10);
    }

    #[test]
    fn known_address_has_a_bound_as_well() {
        let mut door = Door::new(Instant::now());
        door.know([address("/ip4/192.0.2.1/tcp/443")].iter());
        assert_eq!(knocks(&mut door, "/ip4/192.0.2.1/tcp/50000", 1_000, 0), PENDING);
    }
}
