//! One link: greeting, then frames both ways, then a farewell. One task each, which also tells of its `Up` and `Down`.

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use libp2p::Stream;
use libp2p::swarm::ConnectionId;
use sluis_protocol::stream::Greeting;
use sluis_schemas::NodeId;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader, BufWriter, ReadHalf, WriteHalf};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::compat::{Compat, FuturesAsyncReadCompatExt};

use super::event::{DownReason, LinkId, NetEvent};
use super::frame;
use super::greeting::{self, EMPTY_FRAME};
use super::handle::Shared;
use super::limits::Limits;
use super::rate::Bucket;

/// Small, since every idle link holds one; large frames pass it by.
const READ_BUFFER: usize = 8 * 1024;
/// Measured: yamux over TCP moves 1 KB frames seven times as fast when written in pieces of this size.
const WRITE_BUFFER: usize = 32 * 1024;

type Wire = Compat<Stream>;

/// A connection with its stream, before both ends agreed that it is the link.
pub(super) struct Candidate {
    pub(super) node: NodeId,
    pub(super) connection: ConnectionId,
    pub(super) stream: Stream,
    /// What the decider says; a follower looks up what it holds when it answers.
    pub(super) ours: Greeting,
    pub(super) decides: bool,
    /// Who carries it, if somebody does.
    pub(super) through: Option<NodeId>,
    pub(super) limits: Arc<Limits>,
    pub(super) shared: Arc<Shared>,
    pub(super) asks: mpsc::Sender<Ask>,
    pub(super) events: mpsc::Sender<NetEvent>,
}

/// A candidate asks to become the link.
pub(super) struct Ask {
    pub(super) node: NodeId,
    pub(super) connection: ConnectionId,
    pub(super) ours: Greeting,
    pub(super) theirs: Greeting,
    /// The decider's number, if the peer is the decider.
    pub(super) number: Option<u64>,
    pub(super) through: Option<NodeId>,
    /// Answered by dropping it if the candidate is refused.
    pub(super) reply: oneshot::Sender<Admitted>,
}

/// What a candidate gets with which it is the link.
pub(super) struct Admitted {
    pub(super) link: LinkId,
    pub(super) number: u64,
    pub(super) outbox: mpsc::Receiver<Outgoing>,
    pub(super) orders: watch::Receiver<Order>,
    /// Set when both ends agree.
    pub(super) confirmed: Arc<AtomicBool>,
    /// Ends when the link before it has told of its end.
    pub(super) before: Option<oneshot::Receiver<()>>,
    /// Dropped at the end, for the link after it.
    pub(super) over: oneshot::Sender<()>,
}

/// A frame in the queue, with its share of the queue's bytes.
pub(super) struct Outgoing {
    pub(super) bytes: Vec<u8>,
    pub(super) share: OwnedSemaphorePermit,
}

/// What the node wants of a link.
#[derive(Debug, Clone, Default)]
pub(super) enum Order {
    /// Go on.
    #[default]
    Carry,
    /// Flush, send this, say goodbye, within the time for farewells.
    Farewell { last: Option<Vec<u8>>, reason: DownReason },
    /// End at once.
    Cut(DownReason),
}

/// The task is over; the connection can go.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) node: NodeId,
    pub(super) connection: ConnectionId,
    /// Number and age of the link, if it became one, and why it ended.
    pub(super) link: Option<(LinkId, Duration, DownReason)>,
}

/// Runs a candidate to its end.
pub(super) async fn run(candidate: Candidate) -> Ended {
    let Candidate { node, connection, limits, events, .. } = &candidate;
    let (node, connection, limits, events) = (node.clone(), *connection, limits.clone(), events.clone());
    let started = Instant::now();
    let mut admitted = None;
    let agreed = timeout(limits.handshake, agree(candidate, &mut admitted)).await;
    let Some(admitted) = admitted else { return Ended { node, connection, link: None } };
    let Admitted { link, outbox, orders, confirmed, before, over, .. } = admitted;
    let reason = match agreed {
        Err(_) => DownReason::Silent,
        Ok(Err(error)) => DownReason::Lost(error.kind()),
        Ok(Ok(wire)) => {
            confirmed.store(true, Ordering::Release);
            if let Some(before) = before {
                // Either way the link before is over.
                let _ = before.await;
            }
            let carrier = Carrier { node: node.clone(), link, limits, events };
            carrier.carry(wire, outbox, orders).await
        }
    };
    drop(over);
    Ended { node, connection, link: Some((link, started.elapsed(), reason)) }
}

/// Greets, asks the driver, and returns the stream once both ends agree. What the driver granted stays in `granted`
/// even if this fails or is cut short, so that it can be taken back.
async fn agree(candidate: Candidate, granted: &mut Option<Admitted>) -> io::Result<Wire> {
    let Candidate { node, connection, stream, mut ours, decides, through, shared, asks, .. } = candidate;
    let mut wire = stream.compat();
    if decides {
        greeting::send(ours, &mut wire).await?;
    }
    let theirs = greeting::receive(&mut wire).await?;
    if !decides {
        ours.holding = shared.held(&node);
        greeting::send(ours, &mut wire).await?;
    }
    let number = if decides { None } else { Some(wire.read_u64().await?) };
    let (reply, answer) = oneshot::channel();
    let ask = Ask { node, connection, ours, theirs, number, through, reply };
    asks.send(ask).await.map_err(|_| io::ErrorKind::ConnectionAborted)?;
    let admitted = answer.await.map_err(|_| io::ErrorKind::ConnectionRefused)?;
    let number = granted.insert(admitted).number;
    if decides {
        wire.write_u64(number).await?;
        wire.flush().await?;
        if wire.read_u32().await? != EMPTY_FRAME {
            return Err(io::ErrorKind::InvalidData.into());
        }
    } else {
        wire.write_u32(EMPTY_FRAME).await?;
        wire.flush().await?;
    }
    Ok(wire)
}

struct Carrier {
    node: NodeId,
    link: LinkId,
    limits: Arc<Limits>,
    events: mpsc::Sender<NetEvent>,
}

impl Carrier {
    /// Tells of the link, carries frames until it ends, tells of its end. A failed send means that nobody listens
    /// any more, which `receive` finds out too.
    async fn carry(&self, wire: Wire, outbox: mpsc::Receiver<Outgoing>, orders: watch::Receiver<Order>) -> DownReason {
        let (node, link) = (self.node.clone(), self.link);
        let _ = self.events.send(NetEvent::Up { node: node.clone(), link }).await;
        let reason = self.exchange(wire, outbox, orders).await;
        let _ = self.events.send(NetEvent::Down { node, link, reason: reason.clone() }).await;
        reason
    }

    async fn exchange(
        &self,
        wire: Wire,
        outbox: mpsc::Receiver<Outgoing>,
        orders: watch::Receiver<Order>,
    ) -> DownReason {
        let (from, to) = tokio::io::split(wire);
        let receiving = self.receive(from);
        let sending = self.send(to, outbox, orders.clone());
        let cut = cut(orders, self.limits.farewell);
        tokio::pin!(receiving, sending, cut);
        // An order comes first, since the connection may break because of it.
        let said = tokio::select! {
            biased;
            reason = &mut cut => return reason,
            reason = &mut receiving => return reason,
            said = &mut sending => said,
        };
        match said {
            Err(error) => DownReason::Lost(error.kind()),
            // A connection closed now would discard what is under way, so the peer hangs up first.
            Ok(reason) => tokio::select! {
                _ = &mut receiving => reason,
                reason = &mut cut => reason,
            },
        }
    }

    /// Passes frames on, no faster than the peer may send: what is not read holds the peer back.
    async fn receive(&self, from: ReadHalf<Wire>) -> DownReason {
        let limits = &self.limits;
        let now = Instant::now();
        let mut frames = Bucket::new(limits.frames_per_second, limits.burst_seconds, now);
        let mut bytes = Bucket::new(limits.bytes_per_second, limits.burst_seconds, now);
        let mut from = BufReader::with_capacity(READ_BUFFER, from);
        loop {
            let frame = match frame::read(&mut from, limits.max_frame, limits.silence).await {
                Ok(frame) => frame,
                Err(reason) => return reason,
            };
            let now = Instant::now();
            let size = u32::try_from(frame.len()).unwrap_or(u32::MAX);
            let pause = frames.take(1, now).max(bytes.take(size, now));
            if !frame.is_empty() && self.pass_on(frame).await.is_err() {
                return DownReason::ShutDown;
            }
            if !pause.is_zero() {
                sleep(pause).await;
            }
        }
    }

    async fn pass_on(&self, bytes: Vec<u8>) -> Result<(), mpsc::error::SendError<NetEvent>> {
        self.events.send(NetEvent::Frame { node: self.node.clone(), link: self.link, bytes }).await
    }

    /// Writes frames as they come, flushes when there are no more, and keeps the link alive in between.
    async fn send(
        &self,
        to: WriteHalf<Wire>,
        mut outbox: mpsc::Receiver<Outgoing>,
        mut orders: watch::Receiver<Order>,
    ) -> io::Result<DownReason> {
        let mut to = BufWriter::with_capacity(WRITE_BUFFER, to);
        loop {
            let first = tokio::select! {
                biased;
                (last, reason) = farewell(&mut orders) => {
                    say_goodbye(&mut to, outbox, last).await?;
                    return Ok(reason);
                }
                first = outbox.recv() => first,
                () = sleep(self.limits.keepalive) => {
                    frame::write(&mut to, &[]).await?;
                    to.flush().await?;
                    continue;
                }
            };
            match first {
                Some(first) => write_all(&mut to, first, &mut outbox).await?,
                None => pending().await,
            }
        }
    }
}

/// Frames written before the writer looks up for orders and flushes, so that a busy queue starves neither.
const TURN: usize = 256;

async fn write_all(
    to: &mut BufWriter<WriteHalf<Wire>>,
    first: Outgoing,
    more: &mut mpsc::Receiver<Outgoing>,
) -> io::Result<()> {
    let mut turn = VecDeque::from([first]);
    let mut written = 0;
    while let Some(Outgoing { bytes, share }) = turn.pop_front() {
        frame::write(to, &bytes).await?;
        drop(share);
        written += 1;
        if written < TURN {
            turn.extend(more.try_recv().ok());
        }
    }
    to.flush().await
}

async fn say_goodbye(
    to: &mut BufWriter<WriteHalf<Wire>>,
    mut outbox: mpsc::Receiver<Outgoing>,
    last: Option<Vec<u8>>,
) -> io::Result<()> {
    outbox.close();
    while let Ok(Outgoing { bytes, .. }) = outbox.try_recv() {
        frame::write(to, &bytes).await?;
    }
    if let Some(last) = last {
        frame::write(to, &last).await?;
    }
    to.shutdown().await
}

/// Waits until a farewell is ordered.
async fn farewell(orders: &mut watch::Receiver<Order>) -> (Option<Vec<u8>>, DownReason) {
    let ordered = orders.wait_for(|order| matches!(order, Order::Farewell { .. })).await.map(|order| order.clone());
    match ordered {
        Ok(Order::Farewell { last, reason }) => (last, reason),
        _ => pending().await,
    }
}

/// Waits until the link must end at once: by order, or since a farewell takes too long.
async fn cut(mut orders: watch::Receiver<Order>, patience: Duration) -> DownReason {
    let ordered = orders.wait_for(|order| !matches!(order, Order::Carry)).await.map(|order| order.clone());
    match ordered {
        Err(_) => DownReason::ShutDown,
        Ok(Order::Farewell { reason, .. }) => {
            let cut = orders.wait_for(|order| matches!(order, Order::Cut(_)));
            match timeout(patience, cut).await {
                Ok(Ok(order)) => order.reason().unwrap_or(reason),
                _ => reason,
            }
        }
        Ok(order) => order.reason().unwrap_or(DownReason::ShutDown),
    }
}

impl Order {
    fn reason(&self) -> Option<DownReason> {
        match self {
            Self::Carry => None,
            Self::Farewell { reason, .. } | Self::Cut(reason) => Some(reason.clone()),
        }
    }
}
