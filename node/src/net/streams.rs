//! One stream for each connection: the dialler opens it, the other end takes the first and no more.
//!
//! `libp2p-stream` would do, but it does not say which connection a stream belongs to, opens on any of a peer's
//! connections, drops streams that arrive together and keeps a sender for every connection there ever was.

use std::collections::VecDeque;
use std::task::{Context, Poll};
use std::time::Duration;

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::core::upgrade::ReadyUpgrade;
use libp2p::swarm::handler::{ConnectionEvent, ConnectionHandlerEvent};
use libp2p::swarm::{
    ConnectionDenied, ConnectionHandler, ConnectionId, FromSwarm, NetworkBehaviour, SubstreamProtocol, THandler,
    THandlerInEvent, THandlerOutEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId, Stream, StreamProtocol};

use super::carry::carrier_of;

/// Spoken on every link. Another version is another name.
const PROTOCOL: StreamProtocol = StreamProtocol::new("/sluis/link/1");

type Upgrade = ReadyUpgrade<StreamProtocol>;

/// The stream of a connection is there, or never will be.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) peer: PeerId,
    pub(super) connection: ConnectionId,
    /// The peer's.
    pub(super) address: Multiaddr,
    /// Who carries the connection, if somebody does.
    pub(super) carrier: Option<PeerId>,
    /// `None` if the peer does not speak the protocol.
    pub(super) stream: Option<Stream>,
}

/// What a handler tells: the peer's address, who carries the connection, and the stream.
type Report = (Multiaddr, Option<PeerId>, Option<Stream>);

/// Opens or takes the stream of every connection.
#[derive(Debug)]
pub(super) struct Streams {
    timeout: Duration,
    opened: VecDeque<Opened>,
}

impl Streams {
    /// `timeout` bounds the negotiation of a stream.
    pub(super) fn new(timeout: Duration) -> Self {
        Self { timeout, opened: VecDeque::new() }
    }
}

impl NetworkBehaviour for Streams {
    type ConnectionHandler = Handler;
    type ToSwarm = Opened;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        here: &Multiaddr,
        address: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(Handler::new(Stage::Accepting, address.clone(), carrier_of(here), self.timeout))
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        address: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(Handler::new(Stage::ToOpen, address.clone(), carrier_of(address), self.timeout))
    }

    fn on_swarm_event(&mut self, _: FromSwarm<'_>) {}

    fn on_connection_handler_event(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        (address, carrier, stream): THandlerOutEvent<Self>,
    ) {
        self.opened.push_back(Opened { peer, connection, address, carrier, stream });
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        self.opened.pop_front().map_or(Poll::Pending, |opened| Poll::Ready(ToSwarm::GenerateEvent(opened)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    ToOpen,
    Opening,
    Accepting,
    Done,
}

/// The part of [`Streams`] that belongs to one connection.
#[derive(Debug)]
pub(super) struct Handler {
    stage: Stage,
    address: Multiaddr,
    carrier: Option<PeerId>,
    timeout: Duration,
    report: Option<Report>,
}

impl Handler {
    fn new(stage: Stage, address: Multiaddr, carrier: Option<PeerId>, timeout: Duration) -> Self {
        Self { stage, address, carrier, timeout, report: None }
    }

    /// Reports only what the stage expects; any other stream is dropped, which resets it.
    fn settle(&mut self, expected: Stage, stream: Option<Stream>) {
        if self.stage == expected {
            self.stage = Stage::Done;
            self.report = Some((self.address.clone(), self.carrier, stream));
        }
    }
}

impl ConnectionHandler for Handler {
    type FromBehaviour = std::convert::Infallible;
    type ToBehaviour = Report;
    type InboundProtocol = Upgrade;
    type OutboundProtocol = Upgrade;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = ();

    fn listen_protocol(&self) -> SubstreamProtocol<Upgrade> {
        SubstreamProtocol::new(ReadyUpgrade::new(PROTOCOL), ()).with_timeout(self.timeout)
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ConnectionHandlerEvent<Upgrade, (), Report>> {
        if self.stage == Stage::ToOpen {
            self.stage = Stage::Opening;
            let protocol = self.listen_protocol();
            return Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol });
        }
        self.report.take().map_or(Poll::Pending, |report| Poll::Ready(ConnectionHandlerEvent::NotifyBehaviour(report)))
    }

    fn on_behaviour_event(&mut self, event: Self::FromBehaviour) {
        match event {}
    }

    fn on_connection_event(&mut self, event: ConnectionEvent<'_, Upgrade, Upgrade>) {
        match event {
            ConnectionEvent::FullyNegotiatedOutbound(open) => self.settle(Stage::Opening, Some(open.protocol)),
            ConnectionEvent::FullyNegotiatedInbound(open) => self.settle(Stage::Accepting, Some(open.protocol)),
            ConnectionEvent::DialUpgradeError(_) => self.settle(Stage::Opening, None),
            _ => {}
        }
    }
}
