//! A running node: its parts, started in order and stopped in reverse.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use libp2p::Multiaddr;
use sluis_protocol::core::Input;
use sluis_protocol::register::{Directory, RegisterError};
use sluis_schemas::{NodeId, packs};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::clock;
use crate::crypto::{RingCrypto, UnusableSeed};
use crate::driver::{CoreHandle, Driver, DriverError};
use crate::http::{self, HttpError};
use crate::keys::{KeyError, KeyRing, Pair};
use crate::links;
use crate::net::{Limits, Net, NetConfig, NetError, NotAKey, keypair_of};
use crate::peers::peers_of;
use crate::policy::{AdditionError, JudgeFactory, JudgePool};
use crate::register_file::{self, RegisterFileError, read_register};
use crate::service::Service;
use crate::settings::{Settings, SettingsError};
use crate::store::{Store, StoreError};

/// How often the register file is looked at for a newer version. An operator who publishes one waits no longer.
const REGISTER_POLL: Duration = Duration::from_millis(500);
/// How often it is looked whether a key of another node has ended.
const KEYS_POLL: Duration = Duration::from_secs(1);
/// Frames that may wait for a slow peer: the window and one message.
const SEND_QUEUE: usize = sluis_protocol::core::WINDOW_BYTES + 2 * sluis_protocol::wire::MAX_MESSAGE;

/// Why a node does not run.
#[derive(Debug, Error)]
pub enum NodeError {
    /// Its configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Its keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A key file that holds no key.
    #[error(transparent)]
    Seed(#[from] UnusableSeed),
    /// The transport key.
    #[error(transparent)]
    Transport(#[from] NotAKey),
    /// Its store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its register file.
    #[error(transparent)]
    RegisterFile(#[from] RegisterFileError),
    /// The register it holds and the file do not fit.
    #[error("`{}` does not continue the register in the store: {why}; get the newest register from another node's operator", path.display())]
    RegisterFork {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The register that the store holds.
    #[error("the register in the store does not verify: {0}")]
    Register(#[from] RegisterError),
    /// The register does not know this node with these keys.
    #[error("{0}")]
    NotRegistered(#[from] crate::check::Mismatch),
    /// What its operator adds to the packs.
    #[error(transparent)]
    Additions(#[from] AdditionError),
    /// The network.
    #[error(transparent)]
    Net(#[from] NetError),
    /// HTTP.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The task that owns the core.
    #[error(transparent)]
    Driver(#[from] DriverError),
    /// A task ended that must not.
    #[error("a part of the node failed: see its log")]
    Task,
}

/// A node whose parts all run.
pub struct Node {
    /// Cancelled to stop it.
    pub stop: CancellationToken,
    net: crate::net::NetHandle,
    driver: tokio::task::JoinHandle<Result<(), DriverError>>,
    tasks: tokio_util::task::TaskTracker,
    /// What it does for its members' users.
    pub service: Service,
    /// Where HTTP is served.
    pub http: SocketAddr,
    /// Where figures are told, if so.
    pub metrics: Option<SocketAddr>,
    /// Where other nodes come in.
    pub listening: Vec<Multiaddr>,
}

impl Node {
    /// Starts the node that lives in `dir`.
    ///
    /// # Errors
    /// [`NodeError`] says which part did not start, and what to do.
    pub async fn start(dir: &Path, settings: Settings) -> Result<Self, NodeError> {
        let keys = Arc::new(KeyRing::load(dir)?);
        let mut store = Store::open(dir, &keys).await?;
        let newer = bring_register(&mut store, dir).await?;
        store.install_packs(clock::now(), &packs::all()).await?;
        let held = store.snapshot().await?.directory;
        crate::check::registered(&settings.node, &keys.public(), newer.as_ref().unwrap_or(&held), clock::now())?;

        let stop = CancellationToken::new();
        let tasks = tokio_util::task::TaskTracker::new();
        let config =
            NetConfig { listen: settings.net.listen.clone(), carries: settings.net.carries.clone(), limits: limits() };
        let transport = keypair_of(Zeroizing::new(*opens_links(&settings.node, &keys, &held).seed.expose()))?;
        let peers = peers_of(&held, clock::now());
        let (net, events) = Net::start(transport, config, settings.node.clone(), peers).await?;

        let reader = store.reader().clone();
        let judges = JudgeFactory::of(dir)?;
        let attestation = keys.attestation_signers()?;
        let driver = Driver {
            node: settings.node.clone(),
            attestation,
            keys: keys.clone(),
            terms: settings.erasure.terms,
            store,
            judges: judges.clone(),
            net: net.clone(),
        };
        let (core, running) = driver.start(stop.clone()).await?;
        if let Some(directory) = newer {
            // An error means that the driver ended; `wait` says why.
            let _ = core.tell(Input::Register { directory: Box::new(directory) }).await;
        }
        tasks.spawn(links::dispatch(events, net.clone(), core.clone()));
        tasks.spawn(watch_register(dir.to_owned(), core.clone(), stop.clone()));
        tasks.spawn(watch_transport_keys(core.clone(), net.clone(), stop.clone()));

        let service = Service::new(
            core,
            reader,
            keys,
            JudgePool::new(judges),
            settings.node.clone(),
            net.clone(),
            settings.erasure.terms,
        );
        let (listener, http) = bind(settings.http.listen).await?;
        let metrics = match &settings.metrics {
            Some(metrics) => Some(bind(metrics.listen).await?),
            None => None,
        };
        let listening = net.listening();
        let control = http::control_listener(dir)?;
        let router = http::router(service.clone(), &settings.http.limits);
        tasks.spawn(http::serve(listener, router, stop.clone()));
        let metrics = metrics.map(|(listener, address)| {
            tasks.spawn(http::serve(listener, http::metrics_router(service.clone()), stop.clone()));
            address
        });
        tasks.spawn(http::serve(control, http::control_router(service.clone(), http), stop.clone()));
        Ok(Self { stop, net, driver: running, tasks, service, http, metrics, listening })
    }

    /// Waits until the node is told to stop or a part of it fails, then stops the rest: nothing new is taken in, what
    /// was taken in becomes durable, links are closed.
    ///
    /// # Errors
    /// Why it failed, if it did.
    pub async fn wait(mut self) -> Result<(), NodeError> {
        let ended = tokio::select! {
            () = self.stop.cancelled() => None,
            ended = &mut self.driver => Some(ended),
        };
        self.stop.cancel();
        let ended = match ended {
            Some(ended) => ended,
            None => self.driver.await,
        };
        self.net.shut_down().await;
        self.tasks.close();
        self.tasks.wait().await;
        ended.map_err(|_| NodeError::Task)?.map_err(NodeError::from)
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), HttpError> {
    let bind = async {
        let listener = TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    bind.await.map_err(|source| HttpError::Bind { address: address.to_string(), source })
}

fn limits() -> Limits {
    Limits { max_frame: sluis_protocol::wire::MAX_MESSAGE, queue_bytes: SEND_QUEUE, ..Limits::default() }
}

/// The key to open links with; the newest where the register held knows none of them yet.
fn opens_links<'k>(node: &NodeId, keys: &'k KeyRing, register: &Directory) -> &'k Pair {
    let known = register.active_node(node).and_then(|node| node.keys.as_ref());
    let entries = known.map(|keys| keys.transport.as_slice()).unwrap_or_default();
    keys.transport().to_use(entries, clock::now()).unwrap_or_else(|| keys.transport().newest())
}

/// Takes the register file into a store that has none yet. Gives the register in the file where that is newer.
async fn bring_register(store: &mut Store, dir: &Path) -> Result<Option<Directory>, NodeError> {
    let path = dir.join(register_file::FILE);
    let file = read_register(&path)?;
    let held = match store.snapshot().await {
        Ok(snapshot) => snapshot.directory,
        Err(StoreError::NoRegister) => {
            store.install_genesis(&file).await?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    newer(&path, file, &held)
}

/// The register in a file, where it continues the one held.
fn newer(path: &Path, file: Directory, held: &Directory) -> Result<Option<Directory>, NodeError> {
    let fork = |why: &str| NodeError::RegisterFork { path: path.to_owned(), why: why.to_owned() };
    if file.scope() != held.scope() {
        return Err(fork("it is another federation's"));
    }
    let joined = held.joined_by(&RingCrypto, &file);
    if joined.is_contradicted() {
        let why = fork("several versions were signed for one place");
        tracing::error!(%why, "what all of them let be is in force until it is settled");
    }
    Ok((joined.versions().len() > held.versions().len()).then_some(joined))
}

/// Gives the core each newer version that an operator publishes into the file.
async fn watch_register(dir: PathBuf, core: CoreHandle, stop: CancellationToken) {
    let path = dir.join(register_file::FILE);
    let mut seen = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(REGISTER_POLL) => {}
        }
        let modified = std::fs::metadata(&path).and_then(|m| m.modified()).ok();
        if modified == seen {
            continue;
        }
        seen = modified;
        match newer_register(&path, &core.directory()) {
            Ok(Some(directory)) => {
                if core.tell(Input::Register { directory: Box::new(directory) }).await.is_err() {
                    return;
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "the register file was not taken in; the register held stays in force")
            }
        }
    }
}

/// Keys of other nodes begin and end by the clock, without a new version of the register.
async fn watch_transport_keys(core: CoreHandle, net: crate::net::NetHandle, stop: CancellationToken) {
    let mut known = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(KEYS_POLL) => {}
        }
        let peers = peers_of(&core.directory(), clock::now());
        if known.as_ref() == Some(&peers) {
            continue;
        }
        if let Err(error) = net.set_peers(peers.clone()).await {
            tracing::error!(%error, "the keys of other nodes could not be taken over");
        }
        known = Some(peers);
    }
}

fn newer_register(path: &Path, held: &Directory) -> Result<Option<Directory>, NodeError> {
    newer(path, read_register(path)?, held)
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node").field("http", &self.http).finish_non_exhaustive()
    }
}
