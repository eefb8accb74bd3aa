//! Starting the transport, and what can go wrong.

use std::collections::BTreeSet;
use std::env;
use std::io;
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;

use futures::StreamExt;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::SwarmEvent;
use libp2p::{Multiaddr, Swarm, TransportError};
use sluis_schemas::NodeId;
use thiserror::Error;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::carry::Carried;
use super::driver::{Driver, Notice};
use super::event::NetEvent;
use super::handle::{NetHandle, Shared};
use super::limits::{EVENTS, Limits};
use super::peer::{Known, Peer, PeersError};
use super::swarm::{self, Behaviour};

/// rustls writes the secrets of every connection into the file that this variable names.
const KEY_LOG: &str = "SSLKEYLOGFILE";
/// Commands waiting for the driver; each caller waits for its own.
const COMMANDS: usize = 16;

/// How to listen, and what to grant.
#[derive(Debug, Clone, Default)]
pub struct NetConfig {
    /// Addresses to listen at, as `/ip4/0.0.0.0/udp/7443/quic-v1` and `/ip4/0.0.0.0/tcp/443`; port 0 takes a free one.
    pub listen: Vec<Multiaddr>,
    /// Whose links to carry, where the register has this node do so.
    pub carries: BTreeSet<NodeId>,
    /// Bounds.
    pub limits: Limits,
}

/// Why the transport did not start.
#[derive(Debug, Error)]
pub enum NetError {
    /// The environment asks for the secrets of connections to be written to a file.
    #[error(
        "the environment variable `{KEY_LOG}` is set, which writes the secrets of all connections to a file: unset it"
    )]
    KeyLog,
    /// The limits contradict each other.
    #[error(
        "a frame may have {max_frame} bytes, which must be between 1 and the {queue_bytes} of the queue, below 4 GiB"
    )]
    Limits {
        /// Largest frame.
        max_frame: usize,
        /// Size of the queue.
        queue_bytes: usize,
    },
    /// The certificate of the transport key could not be made.
    #[error("could not make a certificate from the transport key: {0}")]
    Certificate(String),
    /// The system's name resolver could not be read.
    #[error("could not read the settings of the name resolver, see `/etc/resolv.conf`")]
    Resolver(#[source] io::Error),
    /// An address can't be listened at.
    #[error(
        "can't listen at `{address}`: check that it is free, local, and of the form `/ip4/0.0.0.0/udp/7443/quic-v1` or `/ip4/0.0.0.0/tcp/443`"
    )]
    Listen {
        /// The address.
        address: Multiaddr,
        /// What the system said.
        #[source]
        source: Option<io::Error>,
    },
    /// No address was ready in time.
    #[error("the addresses to listen at were not ready in time")]
    ListenTimeout,
    /// The peers contradict each other.
    #[error(transparent)]
    Peers(#[from] PeersError),
}

/// The transport.
#[derive(Debug)]
pub struct Net;

impl Net {
    /// Listens, begins to dial, and runs until [`NetHandle::shut_down`] or until the last handle is dropped. Take
    /// the events steadily: what is not taken holds back the peers.
    ///
    /// # Errors
    /// [`NetError`]; nothing is running then.
    pub async fn start(
        key: Keypair,
        config: NetConfig,
        own: NodeId,
        peers: Vec<Peer>,
    ) -> Result<(NetHandle, mpsc::Receiver<NetEvent>), NetError> {
        refuse_key_log(env::var_os(KEY_LOG).is_some())?;
        check(&config.limits)?;
        let peers = Known::of(peers, &own)?;
        let carries = Carried::new(config.carries);
        let mut swarm = swarm::build(key, &config.limits, &carries)?;
        let early = timeout(config.limits.handshake, listen(&mut swarm, config.listen))
            .await
            .map_err(|_| NetError::ListenTimeout)??;
        let (events, inbox) = mpsc::channel(EVENTS);
        let (commands, orders) = mpsc::channel(COMMANDS);
        let shared = Arc::new(Shared::default());
        let max_frame = config.limits.max_frame;
        let mut driver = Driver::new(swarm, own, config.limits, shared.clone(), events, carries);
        // Before the caller goes on, so that it can read the addresses at once.
        driver.begin(peers, early);
        tokio::spawn(driver.run(orders));
        Ok((NetHandle { shared, commands, max_frame }, inbox))
    }
}

fn refuse_key_log(set: bool) -> Result<(), NetError> {
    if set { Err(NetError::KeyLog) } else { Ok(()) }
}

fn check(limits: &Limits) -> Result<(), NetError> {
    let Limits { max_frame, queue_bytes, .. } = *limits;
    let sound = max_frame > 0 && max_frame <= queue_bytes && u32::try_from(queue_bytes).is_ok();
    if sound { Ok(()) } else { Err(NetError::Limits { max_frame, queue_bytes }) }
}

/// Listens and waits for the first address of each listener. What happens meanwhile is returned for the driver.
async fn listen(swarm: &mut Swarm<Behaviour>, addresses: Vec<Multiaddr>) -> Result<Vec<Notice>, NetError> {
    let mut waiting = BTreeSet::new();
    // All before the first is taken: a probe of `::` would find the port taken by our own `0.0.0.0`.
    for address in &addresses {
        probe(address).map_err(|error| NetError::Listen { address: address.clone(), source: Some(error) })?;
    }
    for address in addresses {
        let listener = swarm.listen_on(address.clone()).map_err(|error| refused(address, error))?;
        waiting.insert(listener.to_string());
    }
    let mut early = Vec::new();
    while !waiting.is_empty() {
        let notice = swarm.select_next_some().await;
        if let SwarmEvent::NewListenAddr { listener_id, .. } = &notice {
            waiting.remove(&listener_id.to_string());
        }
        early.push(notice);
    }
    Ok(early)
}

/// libp2p shares TCP ports, so it would listen beside another node of the same user and get half of its calls.
pub(crate) fn probe(address: &Multiaddr) -> io::Result<()> {
    let mut parts = address.iter();
    let ip: IpAddr = match parts.next() {
        Some(Protocol::Ip4(ip)) => ip.into(),
        Some(Protocol::Ip6(ip)) => ip.into(),
        _ => return Ok(()),
    };
    match parts.next() {
        Some(Protocol::Tcp(port)) => TcpListener::bind((ip, port)).map(drop),
        _ => Ok(()),
    }
}

fn refused(address: Multiaddr, error: TransportError<io::Error>) -> NetError {
    let source = match error {
        TransportError::Other(error) => Some(error),
        TransportError::MultiaddrNotSupported(_) => None,
    };
    NetError::Listen { address, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_log_is_refused_by_name() {
        assert!(refuse_key_log(true).unwrap_err().to_string().contains("SSLKEYLOGFILE"));
        assert!(refuse_key_log(false).is_ok());
    }

    #[test]
    fn queue_must_hold_the_largest_frame() {
        let limits = Limits { max_frame: 11, queue_bytes: 10, ..Limits::default() };
        assert!(matches!(check(&limits), Err(NetError::Limits { max_frame: 11, queue_bytes: 10 })));
        assert!(check(&Limits::default()).is_ok());
    }
}
