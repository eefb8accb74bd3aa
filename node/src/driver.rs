//! The one task that owns the core: group commit, effects after commit, deadlines.
//!
//! Everybody else holds a bounded channel to it. If a commit fails nothing was acknowledged: the core is thrown away,
//! links are closed so that peers start over, and it is restored from what the disk holds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use sluis_protocol::core::{
    Attestation, Core, CoreError, Effect, HeldState, Input, LinkId, Parts, Reply, SELF_LINK, STARTS_OVER, Step, Terms,
    Ticket, Write,
};
use sluis_protocol::crypto::{Salt, Salts};
use sluis_protocol::journal::RightsChange;
use sluis_protocol::records::FeedId;
use sluis_protocol::register::Directory;
use sluis_protocol::standing::Standing;
use sluis_protocol::wire::{self, Message, PeerFault};
use sluis_schemas::packs::PackSource;
use sluis_schemas::{MemberId, NodeId, Timestamp};
use thiserror::Error;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

mod counters;
mod held_back;

pub use counters::Counters;
use held_back::HeldBack;

use crate::clock;
use crate::crypto::{Ed25519Signer, RingCrypto};
use crate::keys::KeyRing;
use crate::kill_point::kill_point;
use crate::net::NetHandle;
use crate::policy::JudgeFactory;
use crate::service::{self, ServiceError};
use crate::store::{Store, StoreError};

/// Inputs that may wait for the core: a burst from every link and caller, and no more.
const QUEUE: usize = 1_024;
/// Commits that who follows along may be behind before they must look for themselves.
const FOLLOWED: usize = 256;
/// How soon it is tried again to cut the logs down.
const CUT_AGAIN: Duration = Duration::from_millis(500);
/// How long a link waits for the register that it brought: many times what taking it over takes.
const REGISTER_PATIENCE: Duration = Duration::from_secs(10);
/// Most inputs handled in one commit: some 10 ms of work, so that the first of them need not wait long.
const MAX_BATCH: usize = 256;

type NodeCore = Core<RingCrypto, Arc<Ed25519Signer>>;

/// A request to the core, with whoever waits for its answer.
struct Request {
    input: Box<dyn FnOnce(Ticket) -> Input + Send>,
    reply: Option<oneshot::Sender<Reply>>,
}

/// Holds a channel to the core. Cheap to clone.
#[derive(Clone)]
pub struct CoreHandle {
    requests: mpsc::Sender<Request>,
    directory: watch::Receiver<Arc<Directory>>,
    links: watch::Receiver<Vec<NodeId>>,
    doubtful_clock: watch::Receiver<bool>,
    durable: watch::Receiver<bool>,
    recovery: watch::Receiver<Arc<Recovering>>,
    committed: Arc<broadcast::Receiver<Arc<Committed>>>,
    commits: watch::Receiver<u64>,
    time: watch::Receiver<Timestamp>,
    counters: Counters,
}

/// How the store stands to what the node last knew, and which nodes have still to say where their feeds stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovering {
    /// The store's standing.
    pub standing: Standing,
    /// The nodes.
    pub awaited: BTreeSet<NodeId>,
}

impl Recovering {
    fn of(core: &NodeCore) -> Self {
        let standing = core.standing().clone();
        let awaited = if standing.recovery.is_some() { core.awaited() } else { BTreeSet::new() };
        Self { standing, awaited }
    }
}

/// What became durable, as far as somebody may wait for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// Members that received something, or may not read any more what they held.
    pub told: BTreeSet<MemberId>,
    /// Whether a token was taken back.
    pub revoked: bool,
}

impl Committed {
    fn of(writes: &[Write]) -> Self {
        let mut committed = Self::default();
        for write in writes {
            match write {
                Write::Held { member, state: HeldState::Accepted, .. } | Write::End { member, .. } => {
                    committed.told.insert(member.clone());
                }
                Write::Rights { change: RightsChange::Revoke { .. }, .. } => committed.revoked = true,
                _ => {}
            }
        }
        committed
    }
}

/// The core is gone: the node is stopping, or its store failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the node is stopping, or its store failed; see its log")]
pub struct CoreGone;

impl CoreHandle {
    /// Gives an input that is answered, and waits for the answer: what it says is durable.
    ///
    /// # Errors
    /// If the core is gone, or lost the request with a failed commit: ask again.
    pub async fn ask(&self, input: impl FnOnce(Ticket) -> Input + Send + 'static) -> Result<Reply, CoreGone> {
        let (reply, answer) = oneshot::channel();
        let request = Request { input: Box::new(input), reply: Some(reply) };
        self.requests.send(request).await.map_err(|_| CoreGone)?;
        answer.await.map_err(|_| CoreGone)
    }

    /// Gives an input that nobody waits for.
    ///
    /// # Errors
    /// If the core is gone.
    pub async fn tell(&self, input: Input) -> Result<(), CoreGone> {
        let request = Request { input: Box::new(|_| input), reply: None };
        self.requests.send(request).await.map_err(|_| CoreGone)
    }

    /// The time that the core goes by: what is judged beside it is judged for the same day, though the clock was set back.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        clock::now().max(*self.time.borrow())
    }

    /// Whether inputs are taken and the newest commit became durable.
    #[must_use]
    pub fn can_write(&self) -> bool {
        !self.requests.is_closed() && *self.durable.borrow()
    }

    /// How the store stands to what the node last knew.
    #[must_use]
    pub fn recovery(&self) -> Arc<Recovering> {
        self.recovery.borrow().clone()
    }

    /// How many commits became durable since the core started; tells of each.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    /// Waits until the link to a node is ready.
    pub async fn linked(&self, node: &NodeId) {
        // An error means that the core is gone, which the caller notices at its next input.
        let _ = self.links.clone().wait_for(|links| links.contains(node)).await;
    }

    /// The register in force.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.directory.borrow().clone()
    }

    /// Waits until at least so many versions of the register are held, or so long that they will not be: two links may bring
    /// versions of which some exclude each other. What is then refused for want of one is sent again over the next link.
    pub async fn register_reached(&self, versions: usize) {
        let mut directory = self.directory.clone();
        let reached = directory.wait_for(|d| d.versions().len() >= versions);
        // An error within that time means that the core is gone, which the caller notices at its next input.
        let _ = timeout(REGISTER_PATIENCE, reached).await;
    }

    /// Follows what becomes durable from now on. It ends when the core does.
    #[must_use]
    pub fn follow(&self) -> broadcast::Receiver<Arc<Committed>> {
        self.committed.resubscribe()
    }

    /// Whether the clock disagrees with the peers' clocks, so that nothing is destroyed by it.
    #[must_use]
    pub fn clock_is_doubtful(&self) -> bool {
        *self.doubtful_clock.borrow()
    }

    /// What was counted since the node started.
    #[must_use]
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Nodes whose links are ready.
    #[must_use]
    pub fn links(&self) -> Vec<NodeId> {
        self.links.borrow().clone()
    }
}

/// Why the driver stopped. The node must stop too.
#[derive(Debug, Error)]
pub enum DriverError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The core.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// A policy pack.
    #[error(transparent)]
    Packs(#[from] sluis_protocol::core::JudgeError),
    /// The system's random source.
    #[error("the system gives no random numbers")]
    Random,
}

/// What the driver is made of.
pub struct Driver {
    /// This node.
    pub node: NodeId,
    /// Signs heads and receipts.
    pub attestation: Attestation<Arc<Ed25519Signer>>,
    /// Sign what members say.
    pub keys: Arc<KeyRing>,
    /// When content that ended is destroyed.
    pub terms: Terms,
    /// The store.
    pub store: Store,
    /// Makes policy engines.
    pub judges: JudgeFactory,
    /// The network.
    pub net: NetHandle,
}

struct Running {
    driver: Driver,
    core: NodeCore,
    /// Where what was signed beside the core comes back in. Weak: the core ends when nobody else can ask it.
    requests: mpsc::WeakSender<Request>,
    waiting: BTreeMap<Ticket, oneshot::Sender<Reply>>,
    again: VecDeque<Input>,
    next_ticket: u64,
    held_back: HeldBack,
    directory: watch::Sender<Arc<Directory>>,
    links: watch::Sender<Vec<NodeId>>,
    doubtful_clock: watch::Sender<bool>,
    /// Whether the newest commit became durable.
    durable: watch::Sender<bool>,
    recovery: watch::Sender<Arc<Recovering>>,
    committed: broadcast::Sender<Arc<Committed>>,
    /// How many did.
    commits: watch::Sender<u64>,
    time: watch::Sender<Timestamp>,
    counters: Counters,
}

impl Driver {
    /// Starts the task that owns the core. It ends when `stop` is cancelled, after what was accepted is durable, or
    /// with the error that stops the node.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn start(
        self,
        stop: CancellationToken,
    ) -> Result<(CoreHandle, tokio::task::JoinHandle<Result<(), DriverError>>), DriverError> {
        let core = self.restore().await?;
        let (requests, inbox) = mpsc::channel(QUEUE);
        let (directory, directory_rx) = watch::channel(core.directory().clone());
        let (links, links_rx) = watch::channel(Vec::new());
        let (doubtful_clock, doubtful_clock_rx) = watch::channel(false);
        let (durable, durable_rx) = watch::channel(true);
        let (recovery, recovery_rx) = watch::channel(Arc::new(Recovering::of(&core)));
        let (committed, committed_rx) = broadcast::channel(FOLLOWED);
        let (commits, commits_rx) = watch::channel(0);
        let (time, time_rx) = watch::channel(core.time());
        let counters = Counters::default();
        let weak = requests.downgrade();
        let handle = CoreHandle {
            requests,
            directory: directory_rx,
            links: links_rx,
            doubtful_clock: doubtful_clock_rx,
            durable: durable_rx,
            recovery: recovery_rx,
            committed: Arc::new(committed_rx),
            commits: commits_rx,
            time: time_rx,
            counters: counters.clone(),
        };
        let again = core.start().into();
        let waiting = BTreeMap::new();
        let running = Running {
            driver: self,
            core,
            requests: weak,
            waiting,
            again,
            next_ticket: 1,
            held_back: HeldBack::default(),
            directory,
            links,
            doubtful_clock,
            durable,
            recovery,
            committed,
            commits,
            time,
            counters,
        };
        Ok((handle, tokio::spawn(running.run(inbox, stop))))
    }

    async fn restore(&self) -> Result<NodeCore, DriverError> {
        let seed = crate::crypto::random().ok_or(DriverError::Random)?;
        if let Some(packs) = self.store.reader().packs().await? {
            self.judges.put_in_force(packs.into());
        }
        let parts = Parts {
            node: self.node.clone(),
            crypto: RingCrypto,
            attestation: self.attestation.clone(),
            salts: Salts::new(Salt(seed)),
            judge: self.judges.make()?,
            terms: self.terms,
        };
        Ok(Core::restore(parts, self.store.snapshot().await?))
    }
}

impl Running {
    async fn run(mut self, mut inbox: mpsc::Receiver<Request>, stop: CancellationToken) -> Result<(), DriverError> {
        let mut cut_again = tokio::time::interval(CUT_AGAIN);
        cut_again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let mut batch: Vec<Input> = Vec::new();
            let is_held_back = self.driver.store.is_held_back();
            let is_in_doubt = !*self.durable.borrow();
            if self.held_back.is_full() {
                // Nothing is taken in until what it would add to can go.
                tokio::select! {
                    () = stop.cancelled() => break,
                    _ = cut_again.tick() => self.cut_logs().await,
                }
                continue;
            }
            // A deadline that passed does not wait until nobody asks anything.
            if self.core.next_deadline().is_some_and(|(at, _)| at <= clock::now()) {
                batch.push(Input::Tick);
            } else if self.again.is_empty() {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => break,
                    request = inbox.recv() => match request {
                        Some(request) => batch.push(self.accept(request)),
                        None => break,
                    },
                    () = until(self.core.next_deadline().map(|(at, _)| at)) => batch.push(Input::Tick),
                    _ = cut_again.tick(), if is_held_back || is_in_doubt => {
                        if is_in_doubt {
                            self.try_disk().await;
                        }
                        if is_held_back {
                            self.cut_logs().await;
                        }
                        continue;
                    }
                }
            }
            if is_held_back && cut_again.tick().now_or_never().is_some() {
                self.cut_logs().await;
            }
            // What came early and waits to be heard again is not overtaken by what came since.
            while batch.len() < MAX_BATCH {
                let Some(input) = self.again.pop_front() else { break };
                batch.push(input);
            }
            while self.again.is_empty() && batch.len() < 2 * MAX_BATCH {
                match inbox.try_recv() {
                    Ok(request) => batch.push(self.accept(request)),
                    Err(_) => break,
                }
            }
            self.turn(batch).await?;
        }
        // Folds the write-ahead logs into the files, so that a copy of the files alone is whole.
        self.driver.store.close().await?;
        Ok(())
    }

    fn accept(&mut self, request: Request) -> Input {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        if let Some(reply) = request.reply {
            self.waiting.insert(ticket, reply);
        }
        (request.input)(ticket)
    }

    /// Reads, decides, commits, and only then speaks.
    async fn turn(&mut self, batch: Vec<Input>) -> Result<(), DriverError> {
        let facts = self.driver.store.read(&self.core.needs(&batch)).await?;
        let now = clock::now();
        let Step { writes, after_commit } = self.core.handle(now, batch, &facts)?;
        self.time.send_replace(self.core.time());
        if !writes.is_empty() {
            let points = kill_points(&writes);
            kill_point(points.0);
            let (committed, totals, began) = (Committed::of(&writes), Counters::of(&writes), Instant::now());
            let packs = packs_of(&writes);
            if let Err(error) = self.driver.store.commit(writes).await {
                self.counters.failed.inc();
                return self.start_over(error).await;
            }
            self.counters.add(totals, began.elapsed());
            if let Some(packs) = packs {
                self.driver.judges.put_in_force(packs);
            }
            self.durable.send_replace(true);
            self.commits.send_modify(|commits| *commits += 1);
            kill_point(points.1);
            if committed != Committed::default() {
                // An error means that nobody follows.
                let _ = self.committed.send(Arc::new(committed));
            }
        }
        // Before anything is said: what is shut must be shut by then.
        self.tell_recovery();
        self.run_effects(now, after_commit).await;
        let effects = self.core.committed(now)?;
        let attested =
            |effect: &Effect| matches!(effect, Effect::Send { message: Message::Push(_) | Message::Receipt(_), .. });
        if effects.iter().any(attested) {
            kill_point("before-receipt");
        }
        self.run_effects(now, effects).await;
        self.links.send_if_modified(|links| {
            let ready: Vec<NodeId> = self.core.ready_links().cloned().collect();
            let changed = *links != ready;
            *links = ready;
            changed
        });
        let doubtful = self.core.clock_is_doubtful();
        if self.doubtful_clock.send_if_modified(|before| std::mem::replace(before, doubtful) != doubtful) && doubtful {
            tracing::warn!("this clock disagrees with the peers' clocks: nothing is destroyed by it until it agrees");
        }
        Ok(())
    }

    fn tell_recovery(&self) {
        let before = self.recovery.borrow().standing.recovery.is_some();
        if !before && self.core.standing().recovery.is_none() {
            return;
        }
        let now = Recovering::of(&self.core);
        self.recovery.send_if_modified(|told| {
            let changed = **told != now;
            if changed {
                tracing::warn!(quarantined = now.standing.is_quarantined(), awaited = ?now.awaited, "the store was put back");
                *told = Arc::new(now);
            }
            changed
        });
    }

    /// After a failed commit: forget everything since the last one, here and at the peers.
    async fn start_over(&mut self, error: StoreError) -> Result<(), DriverError> {
        tracing::error!(%error, "a commit failed; nothing of it was acknowledged; starting over from the disk");
        self.durable.send_replace(false);
        self.waiting.clear();
        self.again.clear();
        self.held_back.clear();
        for (node, link) in self.core.open_links() {
            self.driver.net.close(node, link, None, "this node starts over after a failed commit".to_owned());
        }
        self.core = self.driver.restore().await?;
        self.again.extend(self.core.start());
        Ok(())
    }

    async fn run_effects(&mut self, now: Timestamp, effects: Vec<Effect>) {
        for effect in self.held_back.pass(effects, self.driver.store.is_held_back()) {
            self.counters.send(&effect);
            match effect {
                Effect::Reply { ticket, reply } => {
                    if let Some(waiting) = self.waiting.remove(&ticket) {
                        // Whoever asked may have gone; the answer is durable all the same.
                        let _ = waiting.send(reply);
                    }
                }
                Effect::Send { node, link, message } if node == self.driver.node => self.loop_back(now, link, &message),
                Effect::Send { node, link, message } => self.send(&node, link, &message),
                Effect::Cut { node, link, fault } => self.cut(&node, link, fault),
                Effect::Again(input) => self.again.push_back(input),
                Effect::SignRetraction(what) => self.sign_beside(what.feed.clone(), move |directory, keys| {
                    let retraction = Box::new(service::sign_retraction(directory, keys, &what)?);
                    Ok(Input::Retract { retraction })
                }),
                Effect::SignOwnership(what) => self.sign_beside(what.feed.clone(), move |directory, keys| {
                    Ok(Input::Tell { said: Box::new(service::sign_ownership(directory, keys, &what)?) })
                }),
                Effect::SignOrder(what) => {
                    let feed = FeedId { discloser: what.origin.clone(), receiver: what.relay.clone() };
                    self.sign_beside(feed, move |directory, keys| {
                        Ok(Input::Order { order: Box::new(service::sign_order(directory, keys, &what)?) })
                    });
                }
                Effect::SignReaffirmation { feed, records } => {
                    self.sign_beside(feed.clone(), move |directory, keys| {
                        let reaffirmation = service::sign_reaffirmation(directory, keys, &feed, records)?;
                        Ok(Input::Reaffirmation { reaffirmation: Box::new(reaffirmation) })
                    });
                }
                Effect::Peers(directory) => {
                    let peers = crate::peers::peers_of(&directory, clock::now());
                    if let Err(error) = self.driver.net.set_peers(peers).await {
                        tracing::error!(%error, "the nodes of the new register were not taken over by the network");
                    }
                    self.directory.send_replace(directory);
                }
            }
        }
    }

    /// What was held back goes once the logs are cut down.
    async fn cut_logs(&mut self) {
        match self.driver.store.cut_logs().await {
            Ok(true) => self.run_effects(clock::now(), Vec::new()).await,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the write-ahead logs could not be cut; it is tried again"),
        }
    }

    /// After a failed commit, whether the next one would go: a node with nothing to write would not find out.
    async fn try_disk(&mut self) {
        match self.driver.store.probe().await {
            Ok(()) => drop(self.durable.send_replace(true)),
            Err(error) => tracing::warn!(%error, "the disk still takes nothing; it is tried again"),
        }
    }

    /// Signs beside the core, and gives it what was signed. What is lost here the core asks for again.
    fn sign_beside(
        &self,
        feed: FeedId,
        sign: impl FnOnce(&Directory, &KeyRing) -> Result<Input, ServiceError> + Send + 'static,
    ) {
        let (directory, keys) = (self.core.directory().clone(), self.driver.keys.clone());
        let requests = self.requests.clone();
        tokio::task::spawn_blocking(move || match sign(&directory, &keys) {
            Ok(input) => {
                let request = Request { input: Box::new(|_| input), reply: None };
                // Where the node is stopping, the core asks again when it starts.
                let _ = requests.upgrade().map(|requests| requests.blocking_send(request));
            }
            Err(error) => {
                tracing::error!(%error, %feed, "what the core asked for could not be signed; it is tried again")
            }
        });
    }

    fn send(&self, node: &NodeId, link: LinkId, message: &Message) {
        let sent = match message.encode() {
            Ok(frame) => self.driver.net.send(node, link, frame).map_err(|e| e.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = sent {
            // Nothing is lost: the peer says at the next link how far it came.
            tracing::info!(%node, error, "a message could not be sent; closing the link");
            self.driver.net.close(node, link, None, "a message could not be sent".to_owned());
        }
    }

    /// Members of this node disclose to each other through the same records and the same checks.
    fn loop_back(&mut self, now: Timestamp, link: LinkId, message: &Message) {
        debug_assert_eq!(link, SELF_LINK);
        let node = self.driver.node.clone();
        let checked = message
            .encode()
            .map_err(|e| PeerFault::new("encoding", e.to_string()))
            .and_then(|bytes| wire::check(self.core.directory(), &RingCrypto, now.max(self.core.time()), &bytes));
        self.again.push_back(match checked {
            Ok(message) => Input::Message { node, link, message },
            Err(fault) => Input::Misbehaved { node, link, fault },
        });
    }

    fn cut(&self, node: &NodeId, link: LinkId, fault: PeerFault) {
        tracing::warn!(%node, code = fault.code, "cutting a link: {}", fault.text);
        let (reason, anew) = (fault.to_string(), fault.code == STARTS_OVER);
        let last = Message::Fault(fault).encode().ok();
        if anew {
            self.driver.net.close_to_begin_anew(node, link, last, reason);
        } else {
            self.driver.net.close(node, link, last, reason);
        }
    }
}

/// Names of the points before and after a commit. What witnesses say has its own: it comes when it comes.
fn kill_points(writes: &[Write]) -> (&'static str, &'static str) {
    let of_witnesses = |write: &Write| matches!(write, Write::Witnessed { .. } | Write::Cosigned { .. });
    if writes.iter().all(of_witnesses) {
        ("before-witnessing", "after-witnessing")
    } else {
        ("before-commit", "after-commit")
    }
}

/// The packs that a batch puts in force.
fn packs_of(writes: &[Write]) -> Option<Arc<[PackSource]>> {
    writes.iter().rev().find_map(|write| match write {
        Write::Packs { packs, .. } => Some(packs.clone()),
        _ => None,
    })
}

async fn until(deadline: Option<Timestamp>) {
    match deadline {
        Some(at) => {
            let millis = at.as_millis().saturating_sub(clock::now().as_millis());
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
        None => std::future::pending().await,
    }
}
