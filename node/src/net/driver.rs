//! One task that owns the swarm: dials, admits links, ends them. Frames never pass through it.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use futures::StreamExt;
use libp2p::allow_block_list::NotAllowed;
use libp2p::core::transport::ListenerId;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{ConnectionId, ListenError, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Swarm, relay};
use ring::rand::{SecureRandom, SystemRandom};
use sluis_protocol::stream::Greeting;
use sluis_schemas::NodeId;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::carry::{Carried, Routes, is_carried};
use super::contact::{Contact, Current};
use super::event::{DownReason, LinkId, NetEvent, Refusal};
use super::greeting::{decider_takes, follower_takes};
use super::handle::{Command, Live, Meeting, Shared};
use super::limits::{EVENTS, Limits, SETTLED};
use super::link::{self, Admitted, Ask, Candidate, Ended, Order};
use super::obstacle;
use super::peer::{Known, Peer, PeersError};
use super::streams::Opened;
use super::swarm::{Behaviour, BehaviourEvent};
use crate::clock;

/// What the swarm tells.
pub(super) type Notice = SwarmEvent<BehaviourEvent>;

/// Asks waiting for the driver; a candidate waits for its own.
const ASKS: usize = 64;

/// The task.
pub(super) struct Driver {
    swarm: Swarm<Behaviour>,
    own: NodeId,
    incarnation: u64,
    limits: Arc<Limits>,
    shared: Arc<Shared>,
    events: mpsc::Sender<NetEvent>,
    asks: mpsc::Sender<Ask>,
    asked: mpsc::Receiver<Ask>,
    contacts: BTreeMap<NodeId, Contact>,
    nodes: BTreeMap<PeerId, NodeId>,
    carries: Carried,
    routes: Routes<ListenerId>,
    tasks: JoinSet<Ended>,
    last_link: u64,
    refused: u64,
}

impl Driver {
    pub(super) fn new(
        swarm: Swarm<Behaviour>,
        own: NodeId,
        limits: Limits,
        shared: Arc<Shared>,
        events: mpsc::Sender<NetEvent>,
        carries: Carried,
    ) -> Self {
        let (asks, asked) = mpsc::channel(ASKS);
        Self {
            swarm,
            own,
            incarnation: random(),
            limits: Arc::new(limits),
            shared,
            events,
            asks,
            asked,
            contacts: BTreeMap::new(),
            nodes: BTreeMap::new(),
            carries,
            routes: Routes::new(),
            tasks: JoinSet::new(),
            last_link: 0,
            refused: 0,
        }
    }

    /// Takes the first peers, and what happened before there was a driver.
    pub(super) fn begin(&mut self, peers: Known, early: Vec<Notice>) {
        self.take_peers(peers);
        for notice in early {
            self.on_notice(notice);
        }
    }

    /// Runs until it is told to stop or the last handle is dropped.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let stopped = loop {
            let next_dial = self.contacts.values().filter_map(Contact::dial_at).min();
            tokio::select! {
                notice = self.swarm.select_next_some() => self.on_notice(notice),
                Some(ask) = self.asked.recv() => self.on_ask(ask),
                Some(Ok(ended)) = self.tasks.join_next() => self.on_ended(ended),
                () = until(next_dial) => self.dial_due(),
                () = until(self.routes.ask_at()) => self.ask_carriers(),
                command = commands.recv() => match command {
                    Some(Command::SetPeers(peers, done)) => {
                        // A caller that is gone needs no answer.
                        let _ = done.send(self.set_peers(peers));
                    }
                    Some(Command::ShutDown(done)) => break Some(done),
                    None => break None,
                },
            }
        };
        let patience = self.limits.farewell.saturating_mul(2);
        let _ = timeout(patience, self.wind_down()).await;
        drop(self);
        drop(stopped);
    }

    /// Says goodbye on every link, then lets the connections close.
    async fn wind_down(&mut self) {
        for live in self.shared.links().values() {
            live.order(Order::Farewell { last: None, reason: DownReason::ShutDown });
        }
        self.asked.close();
        while !self.tasks.is_empty() {
            tokio::select! {
                _ = self.swarm.select_next_some() => {}
                Some(Ok(ended)) = self.tasks.join_next() => self.on_ended(ended),
            }
        }
        let left: Vec<PeerId> = self.swarm.connected_peers().copied().collect();
        for peer in left {
            // An error only says that it had no connection.
            let _ = self.swarm.disconnect_peer_id(peer);
        }
        while self.swarm.network_info().num_peers() > 0 {
            self.swarm.select_next_some().await;
        }
    }

    fn set_peers(&mut self, peers: Vec<Peer>) -> Result<(), PeersError> {
        let peers = Known::of(peers, &self.own)?;
        self.take_peers(peers);
        Ok(())
    }

    fn take_peers(&mut self, Known { peers, routes }: Known) {
        // What has none of its keys any more is another node under the same name.
        let stays = |contact: &Contact| {
            let peer = peers.get(&contact.peer.node);
            peer.is_some_and(|peer| peer.peer_ids.iter().any(|id| contact.peer.peer_ids.contains(id)))
        };
        let gone: Vec<NodeId> =
            self.contacts.values().filter(|contact| !stays(contact)).map(|contact| contact.peer.node.clone()).collect();
        for node in gone {
            self.remove(&node);
        }
        let now = Instant::now();
        for id in self.carries.take(*self.swarm.local_peer_id(), peers.values()) {
            // What was carried ends with the connection; the link between the two comes again.
            let _ = self.swarm.disconnect_peer_id(id);
        }
        for listener in self.routes.take(routes, now) {
            self.swarm.remove_listener(listener);
        }
        let door = &mut self.swarm.behaviour_mut().door;
        door.know(peers.values().flat_map(|peer| &peer.addresses));
        for (node, peer) in peers {
            for id in &peer.peer_ids {
                self.swarm.behaviour_mut().allowed.allow_peer(*id);
                self.nodes.insert(*id, node.clone());
            }
            let before = self.contacts.get(&node).map(|contact| contact.peer.peer_ids.clone()).unwrap_or_default();
            for id in before.into_iter().filter(|id| !peer.peer_ids.contains(id)) {
                self.disallow(id);
            }
            match self.contacts.get_mut(&node) {
                Some(contact) => contact.move_to(peer, now),
                None => {
                    self.shared.meetings().insert(node.clone(), Meeting::none(None));
                    self.contacts.insert(node, Contact::new(peer, now));
                }
            }
        }
    }

    fn remove(&mut self, node: &NodeId) {
        let Some(contact) = self.contacts.remove(node) else { return };
        self.shared.meetings().remove(node);
        if let Some(current) = contact.current {
            current.live.order(Order::Cut(DownReason::Removed));
            self.shared.links().remove(node);
        }
        for id in contact.peer.peer_ids {
            self.disallow(id);
        }
    }

    /// A key opens no links any more.
    fn disallow(&mut self, id: PeerId) {
        self.nodes.remove(&id);
        self.swarm.behaviour_mut().allowed.disallow_peer(id);
        // An error only says that it had no connection.
        let _ = self.swarm.disconnect_peer_id(id);
    }

    fn dial_due(&mut self) {
        let now = Instant::now();
        let due = |contact: &Contact| contact.dial_at().is_some_and(|at| at <= now);
        for contact in self.contacts.values_mut().filter(|contact| due(contact)) {
            let Some(expected) = contact.expected() else { continue };
            // A reused TCP port lets crossing dials meet in one connection that both sides believe to have dialled.
            let options = DialOpts::peer_id(expected)
                .condition(PeerCondition::Always)
                .addresses(contact.places())
                .allocate_new_port()
                .build();
            let connection = options.connection_id();
            contact.dial(connection);
            if let Err(error) = self.swarm.dial(options) {
                tracing::debug!(node = %contact.peer.node, %error, "could not dial");
                contact.fail(connection, now, random());
            }
        }
    }

    /// Asks carriers to let this node be reached through them.
    fn ask_carriers(&mut self) {
        let Self { routes, swarm, .. } = self;
        routes.ask(Instant::now(), |route| {
            let asked = swarm.listen_on(route.clone());
            asked.map_err(|error| tracing::warn!(%route, %error, "this is no way to be reached")).ok()
        });
    }

    fn on_carried(&self, event: &relay::Event) {
        let name = |id: &PeerId| self.nodes.get(id).map_or_else(|| id.to_string(), ToString::to_string);
        match event {
            relay::Event::ReservationReqAccepted { src_peer_id, renewed: false } => {
                tracing::info!(node = name(src_peer_id), "carrying its links");
            }
            relay::Event::CircuitReqAccepted { src_peer_id, dst_peer_id } => {
                tracing::info!(from = name(src_peer_id), to = name(dst_peer_id), "carrying a link");
            }
            relay::Event::CircuitReqDenied { src_peer_id, dst_peer_id, .. } => {
                tracing::info!(from = name(src_peer_id), to = name(dst_peer_id), "not carrying a link");
            }
            relay::Event::CircuitClosed { src_peer_id, dst_peer_id, .. } => {
                tracing::info!(from = name(src_peer_id), to = name(dst_peer_id), "a link that was carried ended");
            }
            _ => {}
        }
    }

    fn on_notice(&mut self, notice: Notice) {
        match notice {
            SwarmEvent::Behaviour(BehaviourEvent::Streams(opened)) => self.on_opened(opened),
            SwarmEvent::Behaviour(BehaviourEvent::Carrier(event)) => self.on_carried(&event),
            SwarmEvent::OutgoingConnectionError { connection_id, peer_id: Some(peer), error } => {
                tracing::debug!(%peer, %error, "dial failed");
                self.fail(peer, connection_id, &obstacle::of_dial(&error));
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, .. } => {
                self.fail(peer_id, connection_id, obstacle::NO_LINK);
            }
            SwarmEvent::IncomingConnectionError {
                send_back_addr,
                error: ListenError::Denied { cause },
                peer_id,
                ..
            } => {
                let stranger = cause.downcast_ref::<NotAllowed>().is_some();
                self.refuse(peer_id, send_back_addr, if stranger { Refusal::Stranger } else { Refusal::Busy });
            }
            SwarmEvent::NewListenAddr { address, .. } => {
                if !is_carried(&address) {
                    // A carrier has to name a place where it listens.
                    self.swarm.add_external_address(address.clone());
                }
                self.shared.listening().push(address.clone());
                self.tell(NetEvent::Listening { address });
            }
            SwarmEvent::ExpiredListenAddr { address, .. } => self.shared.listening().retain(|other| *other != address),
            SwarmEvent::ListenerClosed { listener_id, addresses, reason } => {
                match self.routes.closed(&listener_id) {
                    Some(route) => tracing::info!(%route, ?reason, "not reached through this carrier"),
                    None => tracing::error!(?addresses, ?reason, "no longer listening"),
                }
                self.shared.listening().retain(|other| !addresses.contains(other));
            }
            _ => {}
        }
    }

    fn on_opened(&mut self, Opened { peer, connection, address, carrier, stream }: Opened) {
        let now = Instant::now();
        let contact = self.nodes.get(&peer).and_then(|node| self.contacts.get_mut(node));
        let (Some(contact), Some(stream)) = (contact, stream) else {
            self.swarm.close_connection(connection);
            return;
        };
        if contact.is_held_off(now) {
            self.swarm.close_connection(connection);
            self.refuse(Some(peer), address, Refusal::HeldOff);
            return;
        }
        contact.run(connection);
        let confirmed = contact.standing().filter(|standing| standing.confirmed);
        let holding = confirmed.map_or(0, |standing| standing.number);
        let node = contact.peer.node.clone();
        let through = carrier.and_then(|carrier| self.nodes.get(&carrier).cloned());
        self.tasks.spawn(link::run(Candidate {
            decides: self.own < node,
            through,
            node,
            connection,
            stream,
            ours: Greeting { incarnation: self.incarnation, holding },
            limits: self.limits.clone(),
            shared: self.shared.clone(),
            asks: self.asks.clone(),
            events: self.events.clone(),
        }));
    }

    /// Admits a candidate as the link, in place of the one that stands, or refuses it by dropping the ask.
    fn on_ask(&mut self, ask: Ask) {
        let Some(contact) = self.contacts.get_mut(&ask.node) else { return };
        let standing = contact.standing();
        let takes = match ask.number {
            None => decider_takes(standing, ask.ours, ask.theirs),
            Some(number) => follower_takes(standing, ask.theirs, number),
        };
        // A task of a key that the register has dropped meanwhile is no longer among the running ones.
        if !takes || !contact.is_running(ask.connection) || contact.is_held_off(Instant::now()) {
            return;
        }
        self.last_link += 1;
        let link = LinkId(self.last_link);
        let number = ask.number.unwrap_or(link.0);
        let (outbox, queued) = mpsc::channel(self.limits.queue_frames);
        let (orders, ordered) = watch::channel(Order::Carry);
        let (over_sender, over) = oneshot::channel();
        let confirmed = Arc::new(AtomicBool::new(false));
        let room = Arc::new(Semaphore::new(self.limits.queue_bytes));
        let live = Arc::new(Live { link, number, outbox, room, orders, confirmed: confirmed.clone() });
        let new = Current { live: live.clone(), incarnation: ask.theirs.incarnation, number, over };
        let before = contact.current.replace(new).map(|old| {
            old.live.order(Order::Cut(DownReason::Replaced));
            old.over
        });
        self.routes.ask_soon(Instant::now());
        let meeting = Meeting { since: clock::now(), obstacle: None, through: ask.through };
        self.shared.meetings().insert(ask.node.clone(), meeting);
        self.shared.links().insert(ask.node, live);
        let admitted = Admitted { link, number, outbox: queued, orders: ordered, confirmed, before, over: over_sender };
        // A candidate that is gone tells of its end on its own.
        let _ = ask.reply.send(admitted);
    }

    fn on_ended(&mut self, Ended { node, connection, link }: Ended) {
        self.swarm.close_connection(connection);
        let Some(contact) = self.contacts.get_mut(&node) else { return };
        let now = Instant::now();
        let lasted = link.as_ref().is_some_and(|(_, age, _)| *age >= SETTLED);
        contact.end(connection, lasted, now, random());
        let Some((link, _, reason)) = link else { return };
        if matches!(reason, DownReason::Closed(_)) {
            contact.hold_off(now + self.limits.hold_off);
        }
        if contact.current.as_ref().is_some_and(|current| current.live.link == link) {
            contact.current = None;
            self.shared.links().remove(&node);
            self.shared.meetings().insert(node, Meeting::none(Some(reason.to_string())));
        }
    }

    fn fail(&mut self, peer: PeerId, connection: ConnectionId, why: &str) {
        let Some(node) = self.nodes.get(&peer) else { return };
        let Some(contact) = self.contacts.get_mut(node) else { return };
        let was_tried = contact.fail(connection, Instant::now(), random());
        if !was_tried || contact.current.is_some() {
            return;
        }
        if let Some(meeting) = self.shared.meetings().get_mut(node)
            && meeting.obstacle.as_deref() != Some(why)
        {
            tracing::info!(%node, why, "no link");
            meeting.obstacle = Some(why.to_owned());
        }
    }

    fn refuse(&mut self, peer: Option<PeerId>, address: Multiaddr, why: Refusal) {
        self.refused = self.refused.saturating_add(1);
        self.tell(NetEvent::Refused { peer, address, why, count: self.refused });
    }

    /// Tells what may be left out. Half of the queue is kept for links, so that strangers can't hold them up.
    fn tell(&self, event: NetEvent) {
        if self.events.capacity() > EVENTS / 2 {
            // The queue may be closed, when nobody cares any more.
            let _ = self.events.try_send(event);
        }
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

/// For jitter and incarnations. Should the system have no randomness, no link would be made anyway.
fn random() -> u64 {
    let mut bytes = [0; size_of::<u64>()];
    let _ = SystemRandom::new().fill(&mut bytes);
    u64::from_be_bytes(bytes)
}
