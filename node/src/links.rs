//! From frames to inputs: every link has a task that checks its messages in order, beside the core.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use sluis_protocol::core::{Input, LinkId};
use sluis_protocol::wire::{self, Checked, PeerFault};
use sluis_schemas::NodeId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::crypto::RingCrypto;
use crate::driver::{CoreGone, CoreHandle};
use crate::net::{NetEvent, NetHandle};

/// Frames of one link that may wait to be checked: twice the window of an honest peer, which may send one record each.
const FRAMES: usize = 8_192;
/// Bytes of them: the window and what a handshake brings.
const BYTES: usize = sluis_protocol::core::WINDOW_BYTES + 4 * sluis_protocol::wire::MAX_MESSAGE;

/// Largest frame that is checked on the spot: a record or two, some tenths of a millisecond. Handing so little to another
/// thread takes longer than checking it.
const ON_THE_SPOT: usize = 4 * 1024;

/// What waits to be checked of one link.
struct Queue {
    link: LinkId,
    frames: mpsc::Sender<Frame>,
    room: Arc<Semaphore>,
}

/// A frame and the room it takes up until it was checked.
struct Frame {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl Queue {
    /// Whether the frame found room.
    fn take(&self, bytes: Vec<u8>) -> bool {
        let size = u32::try_from(bytes.len()).ok();
        let room = size.and_then(|size| self.room.clone().try_acquire_many_owned(size).ok());
        room.is_some_and(|room| self.frames.try_send(Frame { bytes, _room: room }).is_ok())
    }
}

/// Hands the network's events to a task for each link, until the network ends.
pub async fn dispatch(mut events: mpsc::Receiver<NetEvent>, net: NetHandle, core: CoreHandle) {
    let mut links: BTreeMap<NodeId, Queue> = BTreeMap::new();
    while let Some(event) = events.recv().await {
        match event {
            NetEvent::Up { node, link } => {
                tracing::info!(%node, "link up");
                let (frames, inbox) = mpsc::channel(FRAMES);
                links.insert(node.clone(), Queue { link, frames, room: Arc::new(Semaphore::new(BYTES)) });
                tokio::spawn(serve(node, link, inbox, core.clone()));
            }
            NetEvent::Down { node, link, reason } => {
                tracing::info!(%node, %reason, "link down");
                if links.get(&node).is_some_and(|queue| queue.link == link) {
                    links.remove(&node);
                }
            }
            NetEvent::Frame { node, link, bytes } => {
                let queue = links.get(&node).filter(|queue| queue.link == link);
                // Never wait here: one peer that sends more than its window must not hold up its neighbours.
                if queue.is_some_and(|queue| !queue.take(bytes)) {
                    tracing::warn!(%node, "a peer sends faster than its window allows; closing the link");
                    links.remove(&node);
                    net.close(&node, link, None, "it sends faster than its window allows".to_owned());
                }
            }
            NetEvent::Refused { peer, address, why, count } => {
                tracing::info!(peer = peer.map(|p| p.to_string()), %address, %why, count, "refused a connection");
            }
            NetEvent::Listening { address } => tracing::info!(%address, "listening for nodes"),
        }
    }
}

async fn serve(node: NodeId, link: LinkId, mut frames: mpsc::Receiver<Frame>, core: CoreHandle) {
    // The core is gone only when the node stops: then there is nothing left to do here.
    let _ = serve_until_gone(&node, link, &mut frames, &core).await;
    let _ = core.tell(Input::Down { node, link }).await;
}

async fn serve_until_gone(
    node: &NodeId,
    link: LinkId,
    frames: &mut mpsc::Receiver<Frame>,
    core: &CoreHandle,
) -> Result<(), CoreGone> {
    core.tell(Input::Up { node: node.clone(), link }).await?;
    while let Some(frame) = frames.recv().await {
        let directory = core.directory();
        let (small, now) = (frame.bytes.len() <= ON_THE_SPOT, core.now());
        let check = move || wire::check(&directory, &RingCrypto, now, &frame.bytes);
        // Whatever a decoder may do with a peer's bytes, it ends no task of ours.
        let checked = if small {
            std::panic::catch_unwind(AssertUnwindSafe(check)).ok()
        } else {
            tokio::task::spawn_blocking(check).await.ok()
        };
        let checked = checked.unwrap_or_else(|| Err(PeerFault::new("message", "the message could not be read")));
        match checked {
            Ok(message) => {
                // What follows a register must be checked against it.
                let reached = match &message {
                    Checked::Register(directory) => Some(directory.versions().len()),
                    _ => None,
                };
                core.tell(Input::Message { node: node.clone(), link, message }).await?;
                if let Some(versions) = reached {
                    core.register_reached(versions).await;
                }
            }
            Err(fault) => {
                core.tell(Input::Misbehaved { node: node.clone(), link, fault }).await?;
                return Ok(());
            }
        }
    }
    Ok(())
}
