//! From frames to inputs: every link has a task that checks its messages in order, beside the core.

use std::collections::BTreeMap;

use sluis_protocol::core::{Input, LinkId};
use sluis_protocol::wire::{self, Checked, PeerFault};
use sluis_schemas::NodeId;
use tokio::sync::mpsc;

use crate::clock;
use crate::crypto::RingCrypto;
use crate::driver::{CoreGone, CoreHandle};
use crate::net::{NetEvent, NetHandle};

/// Frames of one link that may wait to be checked. An honest peer stops at its window, which is less.
const FRAMES: usize = 64;

/// Hands the network's events to a task for each link, until the network ends.
pub async fn dispatch(mut events: mpsc::Receiver<NetEvent>, net: NetHandle, core: CoreHandle) {
    let mut links: BTreeMap<NodeId, (LinkId, mpsc::Sender<Vec<u8>>)> = BTreeMap::new();
    while let Some(event) = events.recv().await {
        match event {
            NetEvent::Up { node, link } => {
                tracing::info!(%node, "link up");
                let (frames, inbox) = mpsc::channel(FRAMES);
                links.insert(node.clone(), (link, frames));
                tokio::spawn(serve(node, link, inbox, core.clone()));
            }
            NetEvent::Down { node, link, reason } => {
                tracing::info!(%node, %reason, "link down");
                if links.get(&node).is_some_and(|(id, _)| *id == link) {
                    links.remove(&node);
                }
            }
            NetEvent::Frame { node, link, bytes } => {
                let queue = links.get(&node).filter(|(id, _)| *id == link);
                // Never wait here: one peer that sends more than its window must not hold up its neighbours.
                if queue.is_some_and(|(_, frames)| frames.try_send(bytes).is_err()) {
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

async fn serve(node: NodeId, link: LinkId, mut frames: mpsc::Receiver<Vec<u8>>, core: CoreHandle) {
    // The core is gone only when the node stops: then there is nothing left to do here.
    let _ = serve_until_gone(&node, link, &mut frames, &core).await;
    let _ = core.tell(Input::Down { node, link }).await;
}

async fn serve_until_gone(
    node: &NodeId,
    link: LinkId,
    frames: &mut mpsc::Receiver<Vec<u8>>,
    core: &CoreHandle,
) -> Result<(), CoreGone> {
    core.tell(Input::Up { node: node.clone(), link }).await?;
    while let Some(frame) = frames.recv().await {
        let directory = core.directory();
        let checked = tokio::task::spawn_blocking(move || wire::check(&directory, &RingCrypto, clock::now(), &frame));
        let checked = checked.await.unwrap_or_else(|_| Err(PeerFault::new("message", "the message could not be read")));
        match checked {
            Ok(message) => {
                // What follows a register must be checked against it.
                let reached = match &message {
                    Checked::Register(directory) => Some(directory.head().sequence),
                    _ => None,
                };
                core.tell(Input::Message { node: node.clone(), link, message }).await?;
                if let Some(sequence) = reached {
                    core.register_reached(sequence).await;
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
