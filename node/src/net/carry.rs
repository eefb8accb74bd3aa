//! Links that another node carries: who cannot be reached is reached through one that can (libp2p's circuit relay).
//!
//! The register names, for a node, those that carry its links, and each of those says itself whose it carries. A carrier
//! passes bytes on and can do no more: what it carries is TLS 1.3 between the two ends, each of which the other knows by its
//! key. It learns who has links with whom, when, and how much goes over them. What it alters breaks the link; what it
//! withholds is a cut, which either end sees.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId, relay};
use sluis_schemas::NodeId;
use tokio::time::Instant;

use super::limits::{CALLS, CALLS_IN, CARRIED, CARRIED_FOR, CARRY_AGAIN, RESERVED_FOR};
use super::peer::Peer;

/// An address of a node that a carrier is asked for; `carrier` is where that one listens.
#[must_use]
pub fn through(carrier: Multiaddr, id: PeerId) -> Multiaddr {
    carrier.with(Protocol::P2p(id)).with(Protocol::P2pCircuit)
}

/// Who carries what goes to an address, if somebody does.
pub(super) fn carrier_of(address: &Multiaddr) -> Option<PeerId> {
    let mut before = None;
    for part in address {
        match part {
            Protocol::P2p(id) => before = Some(id),
            Protocol::P2pCircuit => return before,
            _ => {}
        }
    }
    None
}

pub(super) fn is_carried(address: &Multiaddr) -> bool {
    address.iter().any(|part| part == Protocol::P2pCircuit)
}

/// Whose links this node carries.
#[derive(Debug, Clone, Default)]
pub(super) struct Carried {
    /// As its operator says.
    agreed: BTreeSet<NodeId>,
    /// Keys of those of them that the register has it carry.
    ids: Arc<Mutex<BTreeSet<PeerId>>>,
}

impl Carried {
    pub(super) fn new(agreed: BTreeSet<NodeId>) -> Self {
        Self { agreed, ..Self::default() }
    }

    /// Those of the peers that have an address through `own`; whose links are carried no more.
    pub(super) fn take<'p>(&self, own: PeerId, peers: impl Iterator<Item = &'p Peer>) -> Vec<PeerId> {
        let ours = |peer: &&Peer| peer.addresses.iter().any(|address| carrier_of(address) == Some(own));
        let (agreed, others): (Vec<_>, Vec<_>) = peers.filter(ours).partition(|peer| self.agreed.contains(&peer.node));
        for peer in others {
            tracing::warn!(node = %peer.node, "the register has this node carry its links: name it in `net.carries` to do so");
        }
        let ids: BTreeSet<_> = agreed.into_iter().flat_map(|peer| peer.peer_ids.iter().copied()).collect();
        let before = std::mem::replace(&mut *self.ids.lock().unwrap_or_else(PoisonError::into_inner), ids.clone());
        before.difference(&ids).copied().collect()
    }

    fn holds(&self, peer: PeerId) -> bool {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).contains(&peer)
    }

    /// What carries them. Everybody with a connection here is a registered node: each may call those, and nobody else.
    pub(super) fn behaviour(&self, own: PeerId) -> relay::Behaviour {
        let carried = self.clone();
        let config = relay::Config {
            max_reservations: CARRIED,
            max_reservations_per_peer: 1,
            reservation_duration: RESERVED_FOR,
            reservation_rate_limiters: vec![Box::new(move |peer, _: &Multiaddr, _| carried.holds(peer))],
            max_circuits: CARRIED,
            max_circuits_per_peer: CARRIED,
            max_circuit_duration: CARRIED_FOR,
            max_circuit_bytes: 0,
            circuit_src_rate_limiters: Vec::new(),
        };
        let config = config.circuit_src_per_peer(CALLS, CALLS_IN);
        relay::Behaviour::new(own, config)
    }
}

/// The carriers that this node asks to be reached through.
#[derive(Debug)]
pub(super) struct Routes<L> {
    /// Where to ask, each with what listens there.
    wanted: BTreeMap<Multiaddr, Option<L>>,
    ask_at: Option<Instant>,
}

impl<L: PartialEq> Routes<L> {
    pub(super) const fn new() -> Self {
        Self { wanted: BTreeMap::new(), ask_at: None }
    }

    /// Takes other routes; what is to stop listening.
    pub(super) fn take(&mut self, routes: impl IntoIterator<Item = Multiaddr>, now: Instant) -> Vec<L> {
        let mut before = std::mem::take(&mut self.wanted);
        self.wanted = routes.into_iter().map(|route| (route.clone(), before.remove(&route).flatten())).collect();
        self.ask_at = Some(now);
        before.into_values().flatten().collect()
    }

    /// When to ask those again that do not carry yet.
    pub(super) fn ask_at(&self) -> Option<Instant> {
        self.ask_at.filter(|_| self.wanted.values().any(Option::is_none))
    }

    /// Something changed, as a new link does: those that do not carry yet may take this node now.
    pub(super) fn ask_soon(&mut self, now: Instant) {
        self.ask_at = self.ask_at.map(|at| at.min(now));
    }

    /// Asks those that do not carry yet.
    pub(super) fn ask(&mut self, now: Instant, mut listen: impl FnMut(&Multiaddr) -> Option<L>) {
        self.ask_at = Some(now + CARRY_AGAIN);
        for (route, listener) in self.wanted.iter_mut().filter(|(_, listener)| listener.is_none()) {
            *listener = listen(route);
        }
    }

    /// Something listens no more; the route, if it was one of these.
    pub(super) fn closed(&mut self, listener: &L) -> Option<&Multiaddr> {
        let (route, held) = self.wanted.iter_mut().find(|(_, held)| held.as_ref() == Some(listener))?;
        *held = None;
        Some(route)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::keypair_of;

    fn id(seed: u8) -> PeerId {
        keypair_of([seed; 32].into()).unwrap().public().to_peer_id()
    }

    fn hub() -> Multiaddr {
        "/ip4/192.0.2.1/tcp/443".parse().unwrap()
    }

    #[test]
    fn an_address_names_its_carrier_and_a_direct_one_has_none() {
        let carried = through(hub(), id(1)).with(Protocol::P2p(id(2)));
        assert_eq!(carrier_of(&carried), Some(id(1)));
        assert!(is_carried(&carried) && !is_carried(&hub()));
        assert_eq!(carrier_of(&hub().with(Protocol::P2p(id(2)))), None);
    }

    #[test]
    fn only_those_are_carried_that_have_an_address_through_this_node_and_that_its_operator_named() {
        let peer =
            |name: &str, seed, addresses| Peer { node: name.parse().unwrap(), peer_ids: vec![id(seed)], addresses };
        let peers = [
            peer("behind-us", 2, vec![through(hub(), id(1))]),
            peer("behind-another", 3, vec![through(hub(), id(9))]),
            peer("in-the-open", 4, vec![hub()]),
            peer("not-named", 5, vec![through(hub(), id(1))]),
        ];
        let named = ["behind-us", "behind-another", "in-the-open"];
        let carried = Carried::new(named.iter().map(|name| name.parse().unwrap()).collect());
        assert!(carried.take(id(1), peers.iter()).is_empty());
        assert_eq!([2, 3, 4, 5].map(|seed| carried.holds(id(seed))), [true, false, false, false]);
        assert_eq!(carried.take(id(1), std::iter::empty()), [id(2)]);
        assert!(!carried.holds(id(2)));
    }

    #[test]
    fn a_route_is_asked_for_again_after_it_closed_and_one_that_is_gone_is_closed() {
        let now = Instant::now();
        let mut routes = Routes::new();
        assert!(routes.take([hub()], now).is_empty());
        assert_eq!(routes.ask_at(), Some(now));
        routes.ask(now, |_| Some(7));
        assert_eq!(routes.ask_at(), None);
        assert_eq!(routes.closed(&7), Some(&hub()));
        assert_eq!(routes.ask_at(), Some(now + CARRY_AGAIN));
        routes.ask(now, |_| Some(8));
        assert_eq!(routes.closed(&7), None);
        assert_eq!(routes.take([], now), [8]);
    }
}
