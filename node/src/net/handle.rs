//! What the node holds: send, close, new peers, stop.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
#[cfg(test)]
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libp2p::Multiaddr;
use sluis_schemas::{NodeId, Timestamp};
use thiserror::Error;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use super::event::{DownReason, LinkId};
use super::link::{Order, Outgoing};
use super::peer::{Peer, PeersError};
use crate::clock;

/// Why a frame was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    /// The link is gone; wait for the next `Up`.
    #[error("no link `{link}` to node `{node}`")]
    NoLink {
        /// The peer.
        node: NodeId,
        /// The link asked for.
        link: LinkId,
    },
    /// The peer takes frames more slowly than they come; try again later.
    #[error("the queue to node `{node}` is full")]
    Full {
        /// The peer.
        node: NodeId,
    },
    /// The frame is empty or above the limit.
    #[error("a frame of {length} bytes is not between 1 and {max}")]
    Length {
        /// Its length.
        length: usize,
        /// The limit.
        max: usize,
    },
}

/// The driver is gone, and every link with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the transport has stopped")]
pub struct Stopped;

/// Why new peers were not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SetPeersError {
    /// They contradict each other.
    #[error(transparent)]
    Peers(#[from] PeersError),
    /// The transport has stopped.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// A live link, as the node and the driver see it.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) link: LinkId,
    /// What the decider calls it.
    pub(super) number: u64,
    pub(super) outbox: mpsc::Sender<Outgoing>,
    pub(super) room: Arc<Semaphore>,
    pub(super) orders: watch::Sender<Order>,
    pub(super) confirmed: Arc<AtomicBool>,
}

impl Live {
    /// An end that was ordered is not softened by a later order: a cut stands, a farewell gives way only to a cut.
    pub(super) fn order(&self, order: Order) {
        self.orders.send_if_modified(|standing| {
            let harder = matches!((&*standing, &order), (Order::Carry, _) | (Order::Farewell { .. }, Order::Cut(_)));
            if harder {
                *standing = order;
            }
            harder
        });
    }
}

/// How a peer was last met, for people who look after the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Since when its link stands; or since when there is none.
    pub since: Timestamp,
    /// What stood in the way at the last attempt; none while a link stands, or before the first attempt ended.
    pub obstacle: Option<String>,
    /// The node that carries the link, if one does.
    pub through: Option<NodeId>,
}

impl Meeting {
    /// Without a link since now.
    pub(super) fn none(obstacle: Option<String>) -> Self {
        Self { since: clock::now(), obstacle, through: None }
    }
}

/// What driver and handles share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    links: Mutex<BTreeMap<NodeId, Arc<Live>>>,
    listening: Mutex<Vec<Multiaddr>>,
    meetings: Mutex<BTreeMap<NodeId, Meeting>>,
}

impl Shared {
    /// Nothing here can panic halfway, so a poisoned lock still guards whole data.
    pub(super) fn links(&self) -> MutexGuard<'_, BTreeMap<NodeId, Arc<Live>>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn listening(&self) -> MutexGuard<'_, Vec<Multiaddr>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn meetings(&self) -> MutexGuard<'_, BTreeMap<NodeId, Meeting>> {
        self.meetings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The decider's number of the link that stands with `node`, or 0.
    pub(super) fn held(&self, node: &NodeId) -> u64 {
        self.links().get(node).map_or(0, |live| live.number)
    }

    fn live(&self, node: &NodeId, link: LinkId) -> Option<Arc<Live>> {
        self.links().get(node).filter(|live| live.link == link).cloned()
    }
}

/// What the driver is told to do.
#[derive(Debug)]
pub(super) enum Command {
    SetPeers(Vec<Peer>, oneshot::Sender<Result<(), PeersError>>),
    ShutDown(oneshot::Sender<()>),
}

/// The node's end of the transport. Clones share it; when the last is dropped, the transport stops.
#[derive(Debug, Clone)]
pub struct NetHandle {
    pub(super) shared: Arc<Shared>,
    pub(super) commands: mpsc::Sender<Command>,
    pub(super) max_frame: usize,
}

impl NetHandle {
    /// Queues a frame; never waits. That it was taken says nothing about its arrival.
    ///
    /// # Errors
    /// [`SendError`]: the link is gone, its queue is full, or the frame has no allowed length.
    pub fn send(&self, node: &NodeId, link: LinkId, frame: Vec<u8>) -> Result<(), SendError> {
        let length = frame.len();
        let size = u32::try_from(length).ok().filter(|_| (1..=self.max_frame).contains(&length));
        let size = size.ok_or(SendError::Length { length, max: self.max_frame })?;
        let no_link = || SendError::NoLink { node: node.clone(), link };
        let live = self.shared.live(node, link).ok_or_else(no_link)?;
        let full = || SendError::Full { node: node.clone() };
        let share = live.room.clone().try_acquire_many_owned(size).map_err(|_| full())?;
        live.outbox.try_send(Outgoing { bytes: frame, share }).map_err(|error| match error {
            TrySendError::Full(_) => full(),
            TrySendError::Closed(_) => no_link(),
        })
    }

    /// Cuts a peer off: sends what is queued and `last_frame`, closes the link, and keeps the peer away for the
    /// hold-off. Returns at once; `Down` follows. A link that is gone already stays gone.
    pub fn close(&self, node: &NodeId, link: LinkId, last_frame: Option<Vec<u8>>, reason: String) {
        if let Some(live) = self.shared.live(node, link) {
            live.order(Order::Farewell { last: last_frame, reason: DownReason::Closed(reason) });
        }
    }

    /// Closes a link as [`Self::close`] does, and lets the peer come back at once: nothing is wrong with it.
    pub fn close_to_begin_anew(&self, node: &NodeId, link: LinkId, last_frame: Option<Vec<u8>>, reason: String) {
        if let Some(live) = self.shared.live(node, link) {
            live.order(Order::Farewell { last: last_frame, reason: DownReason::Anew(reason) });
        }
    }

    /// Takes a new list of peers. When this returns, nodes that are not in it, or have another key, are blocked and
    /// their links end.
    ///
    /// # Errors
    /// [`SetPeersError`]; the old list then stands.
    pub async fn set_peers(&self, peers: Vec<Peer>) -> Result<(), SetPeersError> {
        let (done, answer) = oneshot::channel();
        self.commands.send(Command::SetPeers(peers, done)).await.map_err(|_| Stopped)?;
        Ok(answer.await.map_err(|_| Stopped)??)
    }

    /// The addresses at which this node listens, with actual ports.
    #[must_use]
    pub fn listening(&self) -> Vec<Multiaddr> {
        self.shared.listening().clone()
    }

    /// How each peer of the register was last met.
    #[must_use]
    pub fn meetings(&self) -> BTreeMap<NodeId, Meeting> {
        self.shared.meetings().clone()
    }

    /// Nodes that have a link at this moment.
    #[cfg(test)]
    #[must_use]
    pub fn linked(&self) -> Vec<NodeId> {
        let confirmed = |live: &Live| live.confirmed.load(Ordering::Acquire);
        self.shared.links().iter().filter(|(_, live)| confirmed(live)).map(|(node, _)| node.clone()).collect()
    }

    /// Sends what is queued, closes every link and stops. Keep taking events until this returns.
    pub async fn shut_down(&self) {
        let (done, answer) = oneshot::channel();
        if self.commands.send(Command::ShutDown(done)).await.is_ok() {
            // A driver that is gone has stopped as well.
            let _ = answer.await;
        }
    }
}
