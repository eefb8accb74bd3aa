//! What is known of one peer: where it is, the link that stands, the connections that may become one, the next dial.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use libp2p::swarm::ConnectionId;
use libp2p::{Multiaddr, PeerId};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::backoff::Backoff;
use super::carry::is_carried;
use super::greeting::Standing;
use super::handle::Live;
use super::limits::DIRECT_FIRST;
use super::peer::Peer;

/// One peer.
pub(super) struct Contact {
    pub(super) peer: Peer,
    pub(super) current: Option<Current>,
    /// Dials and connections that may become a link or are one.
    attempts: BTreeMap<ConnectionId, Attempt>,
    dials: usize,
    /// Dials since the last link, or the last change of addresses.
    tries: usize,
    backoff: Backoff,
    dial_at: Instant,
    held_until: Option<Instant>,
}

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    /// Dialled; the stream is not there yet.
    Dialled,
    /// A task has its stream, and will tell when it ends.
    Running,
}

/// The link that stands.
pub(super) struct Current {
    pub(super) live: Arc<Live>,
    pub(super) incarnation: u64,
    pub(super) number: u64,
    /// Ends with the link's task.
    pub(super) over: oneshot::Receiver<()>,
}

impl Contact {
    /// Dialled at once, or a little later where only a carrier reaches it.
    pub(super) fn new(peer: Peer, now: Instant) -> Self {
        let (attempts, dial_at) = (BTreeMap::new(), first_dial(&peer, now));
        Self {
            peer,
            current: None,
            attempts,
            dials: 0,
            tries: 0,
            backoff: Backoff::default(),
            dial_at,
            held_until: None,
        }
    }

    pub(super) fn standing(&self) -> Option<Standing> {
        self.current.as_ref().map(|current| Standing {
            incarnation: current.incarnation,
            number: current.number,
            confirmed: current.live.confirmed.load(Ordering::Acquire),
        })
    }

    /// When to dial, if the peer is to be dialled at all.
    pub(super) fn dial_at(&self) -> Option<Instant> {
        let idle = self.current.is_none() && self.attempts.is_empty() && !self.peer.addresses.is_empty();
        idle.then(|| self.held_until.map_or(self.dial_at, |until| until.max(self.dial_at)))
    }

    /// The key that is to answer at the next dial: each in turn, since the peer uses one of them.
    pub(super) fn expected(&self) -> Option<PeerId> {
        let keys = self.peer.peer_ids.len();
        self.peer.peer_ids.get(self.dials.checked_rem(keys)?).copied()
    }

    /// Where to dial next: with each key directly, then with each through carriers, and again.
    pub(super) fn places(&self) -> Vec<Multiaddr> {
        let (carried, direct): (Vec<_>, Vec<_>) = self.peer.addresses.iter().cloned().partition(is_carried);
        let rounds = self.tries.checked_div(self.peer.peer_ids.len()).unwrap_or_default();
        let directly = carried.is_empty() || !direct.is_empty() && rounds.is_multiple_of(2);
        if directly { direct } else { carried }
    }

    pub(super) fn dial(&mut self, connection: ConnectionId) {
        self.dials = self.dials.wrapping_add(1);
        self.tries = self.tries.wrapping_add(1);
        self.attempts.insert(connection, Attempt::Dialled);
    }

    pub(super) fn run(&mut self, connection: ConnectionId) {
        self.attempts.insert(connection, Attempt::Running);
    }

    pub(super) fn is_running(&self, connection: ConnectionId) -> bool {
        self.attempts.get(&connection) == Some(&Attempt::Running)
    }

    /// A dial led to no stream, and whether it was one of ours. If it led to one, its task tells of the end.
    pub(super) fn fail(&mut self, connection: ConnectionId, now: Instant, random: u64) -> bool {
        let dialled = self.attempts.get(&connection) == Some(&Attempt::Dialled);
        if dialled {
            self.end(connection, false, now, random);
        }
        dialled
    }

    /// An attempt came to its end, as a link that lasted or not, and puts the next dial off.
    pub(super) fn end(&mut self, connection: ConnectionId, lasted: bool, now: Instant, random: u64) {
        if self.attempts.remove(&connection).is_none() {
            return;
        }
        if lasted {
            self.tries = 0;
            self.backoff.reset();
        }
        self.dial_at = now + self.backoff.next(random);
    }

    /// New addresses and keys are tried at once.
    pub(super) fn move_to(&mut self, peer: Peer, now: Instant) {
        if self.peer != peer {
            self.tries = 0;
            self.backoff.reset();
            self.dial_at = first_dial(&peer, now);
        }
        self.peer = peer;
    }

    pub(super) fn hold_off(&mut self, until: Instant) {
        self.held_until = Some(until);
    }

    pub(super) fn is_held_off(&self, now: Instant) -> bool {
        self.held_until.is_some_and(|until| until > now)
    }
}

fn first_dial(peer: &Peer, now: Instant) -> Instant {
    if peer.addresses.iter().all(is_carried) { now + DIRECT_FIRST } else { now }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::net::keypair_of;

    fn contact(now: Instant) -> Contact {
        let peer_id = keypair_of([1; 32].into()).unwrap().public().to_peer_id();
        let addresses = vec!["/ip4/192.0.2.1/tcp/443".parse().unwrap()];
        Contact::new(Peer { node: "be".parse().unwrap(), peer_ids: vec![peer_id], addresses }, now)
    }

    #[test]
    fn peer_is_dialled_at_once_and_then_after_a_pause() {
        let now = Instant::now();
        let mut contact = contact(now);
        assert_eq!(contact.dial_at(), Some(now));
        let attempt = ConnectionId::new_unchecked(1);
        contact.dial(attempt);
        assert_eq!(contact.dial_at(), None);
        contact.fail(attempt, now, 1023);
        assert_eq!(contact.dial_at(), Some(now + Duration::from_millis(200)));
        contact.fail(attempt, now, 1023);
        assert_eq!(contact.dial_at(), Some(now + Duration::from_millis(200)));
    }

    #[test]
    fn link_that_lasted_starts_the_pauses_again() {
        let now = Instant::now();
        let mut contact = contact(now);
        for _ in 0..5 {
            contact.dial(ConnectionId::new_unchecked(1));
            contact.fail(ConnectionId::new_unchecked(1), now, 1023);
        }
        contact.run(ConnectionId::new_unchecked(2));
        contact.fail(ConnectionId::new_unchecked(2), now, 1023);
        assert_eq!(contact.dial_at(), None);
        contact.end(ConnectionId::new_unchecked(2), true, now, 1023);
        assert_eq!(contact.dial_at(), Some(now + Duration::from_millis(200)));
    }

    #[test]
    fn peer_held_off_is_not_dialled_before_its_time() {
        let now = Instant::now();
        let mut contact = contact(now);
        contact.hold_off(now + Duration::from_secs(60));
        assert!(contact.is_held_off(now));
        assert_eq!(contact.dial_at(), Some(now + Duration::from_secs(60)));
        assert!(!contact.is_held_off(now + Duration::from_secs(60)));
    }

    #[test]
    fn peer_behind_a_carrier_may_dial_first() {
        let now = Instant::now();
        let mut peer = contact(now).peer;
        peer.addresses = vec![crate::net::through(peer.addresses.remove(0), peer.peer_ids[0])];
        assert_eq!(Contact::new(peer, now).dial_at(), Some(now + DIRECT_FIRST));
    }

    #[test]
    fn direct_way_is_tried_before_a_carrier_with_each_key() {
        let now = Instant::now();
        let mut contact = contact(now);
        let (direct, id) = (contact.peer.addresses[0].clone(), contact.peer.peer_ids[0]);
        let carried = crate::net::through(direct.clone(), id);
        contact.peer.peer_ids.push(keypair_of([2; 32].into()).unwrap().public().to_peer_id());
        contact.peer.addresses.insert(0, carried.clone());
        let mut next = || {
            let places = contact.places();
            contact.dial(ConnectionId::new_unchecked(1));
            contact.fail(ConnectionId::new_unchecked(1), now, 1023);
            places
        };
        let direct = vec![direct];
        assert_eq!([next(), next(), next(), next()], [direct.clone(), direct, vec![carried.clone()], vec![carried]]);
    }

    #[test]
    fn peer_without_addresses_has_to_dial() {
        let now = Instant::now();
        let mut contact = contact(now);
        contact.peer.addresses.clear();
        assert_eq!(contact.dial_at(), None);
    }
}
