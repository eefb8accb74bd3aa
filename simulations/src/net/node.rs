//! A node of the world: the driver's loop around a core, and the ways in which it can fail.
//!
//! The loop is the contract's: what a batch needs is read, the batch is handled, its writes are committed, and only then
//! anything is said. Frames of one link are checked in order against the register held when they arrive; those behind a
//! register wait until it is installed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Attestation, Core, Effect, Input, Judge, LinkId, Parts, Reply, Step, Terms, Ticket, Write};
use sluis_protocol::crypto::{Salt, Salts};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::register::Directory;
use sluis_protocol::wire::{self, Answer, Checked, Message, PeerFault};
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::events::Event;
use super::{BEGIN, Net, shipped};
use crate::crypto::{ModelCrypto, ModelSigner};
use crate::invariants::{Invariant, Moment, uncounted, wrongly_pruned};
use crate::store::MemoryStore;
use crate::{SimError, scenario};

/// Most inputs handled in one commit, as in the node.
const MAX_BATCH: usize = 256;

/// Where a node can be made to crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CrashPoint {
    /// The batch was handled, nothing of it is durable.
    BeforeCommit,
    /// It is durable, nothing was said.
    AfterCommit,
    /// Effects ran; heads and receipts were not signed.
    BeforeReceipt,
}

impl CrashPoint {
    /// Every point.
    pub const ALL: [Self; 3] = [Self::BeforeCommit, Self::AfterCommit, Self::BeforeReceipt];
}

pub(crate) type SimCore = Core<ModelCrypto, ModelSigner>;
type Trigger = (CrashPoint, fn(&Write) -> bool);

/// A node: what survives a crash, and what does not.
pub(crate) struct SimNode {
    pub(crate) id: NodeId,
    pub(crate) store: MemoryStore,
    pub(crate) crash_at: Option<Trigger>,
    pub(crate) hits: BTreeMap<CrashPoint, u64>,
    core: Option<SimCore>,
    incarnation: u64,
    next_ticket: u64,
    pub(super) queue: VecDeque<Input>,
    /// What the core asked to be given again, and what it says to itself: before what came from outside, as in the node.
    again: VecDeque<Input>,
    pub(super) turn_planned: bool,
    frames: BTreeMap<LinkId, Incoming>,
    replies: BTreeMap<Ticket, Reply>,
    pub(crate) askers: BTreeMap<Ticket, MemberId>,
    /// How far its clock is from the world's, in milliseconds.
    pub(super) skew: i64,
    /// Whether its clock was ever behind the world's: what it read then may come about later.
    pub(super) was_set_back: bool,
    /// Whether its clock ever jumped: until everybody's agrees again it may see late that something is over.
    pub(crate) jumped: bool,
    /// The latest time its core has seen since it was started; the core's own never runs back either.
    time: Timestamp,
    /// Judges as its core does.
    pub(crate) judge: Judge,
    /// How long its disk takes for a commit, in milliseconds.
    pub(super) slow: u64,
    commit: Option<UnderWay>,
    commits: u64,
    pub(crate) failed_commits: u64,
}

/// A commit that a slow disk works on; nothing else is handled meanwhile.
struct UnderWay {
    number: u64,
    /// When it was handled.
    at: Timestamp,
    writes: Vec<Write>,
    after_commit: Vec<Effect>,
    before: Arc<Directory>,
}

/// What effects follow from.
struct After {
    before: Arc<Directory>,
    moved: BTreeSet<(MemberId, RecordId)>,
}

/// Requests that came further, each at whom.
fn moved(writes: &[Write]) -> BTreeSet<(MemberId, RecordId)> {
    let moved = writes.iter().filter_map(|write| match write {
        Write::Progress { member, request, .. } => Some((member.clone(), *request)),
        _ => None,
    });
    moved.collect()
}

/// What came on a link and was not checked yet.
struct Incoming {
    from: NodeId,
    frames: VecDeque<Vec<u8>>,
    /// A version of the register that must be installed first.
    awaits: Option<usize>,
}

impl SimNode {
    pub(crate) fn new(id: &NodeId, store: MemoryStore, judge: Judge) -> Self {
        Self {
            id: id.clone(),
            store,
            crash_at: None,
            hits: BTreeMap::new(),
            core: None,
            incarnation: 0,
            next_ticket: 0,
            queue: VecDeque::new(),
            again: VecDeque::new(),
            turn_planned: false,
            frames: BTreeMap::new(),
            replies: BTreeMap::new(),
            askers: BTreeMap::new(),
            skew: 0,
            was_set_back: false,
            jumped: false,
            time: BEGIN,
            judge,
            slow: 0,
            commit: None,
            commits: 0,
            failed_commits: 0,
        }
    }

    /// What its clock says at a moment of the world. Before the first day of the federation no key is valid, which is
    /// another fault than a clock that jumped.
    pub(super) fn clock(&self, world: Timestamp) -> Timestamp {
        let millis = world.as_millis().saturating_add_signed(self.skew);
        Timestamp::from_millis(millis.max(BEGIN.as_millis()))
    }

    /// The time that its core goes by.
    pub(crate) fn time(&self, world: Timestamp) -> Timestamp {
        self.clock(world).max(self.time)
    }

    /// Whether its clock was set back below the last commit: until it has caught up, deadlines are late.
    pub(crate) fn is_behind_itself(&self, world: Timestamp) -> bool {
        self.clock(world) < self.time
    }

    /// Whether its clock is behind the world's, or was when it read what comes about now.
    pub(crate) const fn may_be_set_back(&self) -> bool {
        self.was_set_back
    }

    /// Whether it destroys nothing, since its clock disagrees with its peers'.
    pub(crate) fn doubts_its_clock(&self) -> bool {
        self.core.as_ref().is_some_and(Core::clock_is_doubtful)
    }

    /// Whether its store was put back and not everybody has confirmed since what became of it.
    pub(crate) fn awaits_others(&self) -> bool {
        self.store.standing().is_quarantined() || self.core.as_ref().is_none_or(|core| !core.awaited().is_empty())
    }

    pub(crate) const fn is_running(&self) -> bool {
        self.core.is_some()
    }

    pub(crate) fn directory(&self) -> Option<&Arc<Directory>> {
        self.core.as_ref().map(Core::directory)
    }

    /// When the core next wants to be woken, as the world's clock will say then.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let core = self.core.as_ref().filter(|_| self.commit.is_none())?;
        let millis = core.next_deadline()?.0.as_millis().saturating_add_signed(-self.skew);
        Some(Timestamp::from_millis(millis))
    }

    fn crashes_at(&mut self, point: CrashPoint, writes: &[Write]) -> bool {
        let hit = self.crash_at.is_some_and(|(at, when)| at == point && writes.iter().any(when));
        if hit {
            self.crash_at = None;
            *self.hits.entry(point).or_default() += 1;
        }
        hit
    }

    /// From a commit that put other packs in force on, they judge.
    fn take_over(&mut self, writes: &[Write]) {
        let packs = writes.iter().rev().find_map(|write| match write {
            Write::Packs { packs, .. } => Some(packs.to_vec()),
            _ => None,
        });
        // They came parsed.
        if let Some(Ok(judge)) = packs.map(|packs| Judge::of(&ModelCrypto, packs, &[])) {
            self.judge = judge;
        }
    }

    /// A core from what the store holds.
    fn restore(&mut self, seed: u64, terms: Terms, attestation: Attestation<ModelSigner>) -> Result<(), SimError> {
        self.incarnation += 1;
        self.judge = match &self.store.packs {
            Some(packs) => Judge::of(&ModelCrypto, packs.to_vec(), &[]).map_err(scenario)?,
            None => shipped()?.beside(),
        };
        let salt = ModelSigner::new(seed, &format!("salts {} {}", self.id, self.incarnation));
        let parts = Parts {
            node: self.id.clone(),
            crypto: ModelCrypto,
            attestation,
            salts: Salts::new(Salt(sluis_protocol::crypto::Signer::public_key(&salt).0)),
            judge: self.judge.beside(),
            terms,
        };
        let core = Core::restore(parts, self.store.snapshot().map_err(scenario)?);
        self.queue.clear();
        self.again = core.start().into();
        self.frames.clear();
        self.core = Some(core);
        self.time = self.store.last_time;
        Ok(())
    }

    /// Checks what came on a link, up to a register that must be installed first.
    fn check_frames(&mut self, link: LinkId, now: Timestamp) {
        let (Some(core), Some(incoming)) = (&self.core, self.frames.get_mut(&link)) else { return };
        let directory = core.directory();
        if incoming.awaits.is_some_and(|versions| directory.versions().len() < versions) {
            return;
        }
        incoming.awaits = None;
        let node = incoming.from.clone();
        while let Some(bytes) = incoming.frames.pop_front() {
            match wire::check(directory, &ModelCrypto, now, &bytes) {
                Ok(message) => {
                    if let Checked::Register(next) = &message {
                        incoming.awaits = Some(next.versions().len());
                    }
                    self.queue.push_back(Input::Message { node: node.clone(), link, message });
                    if incoming.awaits.is_some_and(|versions| directory.versions().len() < versions) {
                        return;
                    }
                }
                Err(fault) => {
                    self.queue.push_back(Input::Misbehaved { node: node.clone(), link, fault });
                    incoming.frames.clear();
                }
            }
        }
    }

    /// Members of one node disclose to each other through the same records and the same checks.
    fn say_to_itself(&mut self, now: Timestamp, link: LinkId, message: &Message) {
        let Some(core) = &self.core else { return };
        let node = self.id.clone();
        let encoded = message.encode().map_err(|e| PeerFault::new("encoding", e.to_string()));
        let checked = encoded.and_then(|bytes| wire::check(core.directory(), &ModelCrypto, now, &bytes));
        self.again.push_back(match checked {
            Ok(message) => Input::Message { node, link, message },
            Err(fault) => Input::Misbehaved { node, link, fault },
        });
    }
}

impl Net {
    /// Starts a node from what its store holds.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node, or its store does not restore.
    pub fn restart(&mut self, node: &str) -> Result<(), SimError> {
        let id = self.node(node)?.id.clone();
        self.note(1, id.as_str().as_bytes());
        self.restore(&id)?;
        self.checked()
    }

    fn restore(&mut self, id: &NodeId) -> Result<(), SimError> {
        let (seed, terms, now) = (self.seed, self.terms, self.clock(id));
        let members = self.authorities.served_by(id).to_vec();
        self.keys.take_up(&members);
        let attestation = self.keys.attestation(id).ok_or_else(|| scenario(format!("no key of `{id}`")))?;
        let node = self.nodes.get_mut(id).ok_or_else(|| scenario(format!("no node `{id}`")))?;
        node.restore(seed, terms, attestation)?;
        self.witness.restored(now, node);
        self.plan_turn(id);
        self.dial_all(id);
        Ok(())
    }

    /// The node is gone, with everything that was not committed.
    pub(super) fn stop(&mut self, id: &NodeId) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.core = None;
            node.commit = None;
            node.store.lose_what_was_not_synced();
            node.queue.clear();
            node.again.clear();
            node.frames.clear();
            node.askers.clear();
        }
        self.note(4, id.as_str().as_bytes());
        self.disconnect_all(id);
    }

    /// A frame reached a node.
    pub(super) fn arrive(&mut self, to: &NodeId, from: &NodeId, link: LinkId, bytes: Vec<u8>) {
        let world = self.now;
        let Some(node) = self.nodes.get_mut(to).filter(|n| n.is_running()) else { return };
        let incoming = Incoming { from: from.clone(), frames: VecDeque::new(), awaits: None };
        node.frames.entry(link).or_insert(incoming).frames.push_back(bytes);
        node.check_frames(link, node.time(world));
        self.plan_turn(to);
    }

    /// Reads, decides, commits, and only then speaks.
    pub(super) fn turn(&mut self, id: &NodeId) {
        let world = self.now;
        let Some(node) = self.nodes.get_mut(id).filter(|n| n.commit.is_none()) else { return };
        let now = node.time(world);
        let Some(core) = node.core.as_mut() else { return };
        let mut batch: Vec<Input> = node.again.drain(..node.again.len().min(MAX_BATCH)).collect();
        if node.again.is_empty() {
            batch.extend(node.queue.drain(..node.queue.len().min(MAX_BATCH)));
        }
        if batch.is_empty() {
            return;
        }
        node.time = now;
        let before = core.directory().clone();
        let keys = core.needs(&batch);
        self.witness.reads(now, id, &batch, &keys);
        let step = core.handle(now, batch, &node.store.read(&keys));
        let Step { writes, after_commit } = match step {
            Ok(step) => step,
            Err(error) => {
                self.witness.damaged(now, id, &error.to_string());
                return self.stop(id);
            }
        };
        if !writes.is_empty() && node.crashes_at(CrashPoint::BeforeCommit, &writes) {
            return self.stop(id);
        }
        node.commits += 1;
        let (number, slow) = (node.commits, node.slow);
        let under_way = UnderWay { number, at: now, writes, after_commit, before };
        if slow == 0 || under_way.writes.is_empty() {
            return self.commit(id, under_way);
        }
        node.commit = Some(under_way);
        self.after(slow, Event::Written { node: id.clone(), number });
    }

    /// A slow disk is done with a commit.
    pub(super) fn written(&mut self, id: &NodeId, number: u64) {
        let commit = self.nodes.get_mut(id).and_then(|n| n.commit.take_if(|c| c.number == number));
        if let Some(commit) = commit {
            self.commit(id, commit);
        }
    }

    fn commit(&mut self, id: &NodeId, commit: UnderWay) {
        let world = self.now;
        let UnderWay { at, writes, after_commit, before, .. } = commit;
        let gaps = self.nodes.get(id).map(|node| uncounted(&node.store, &writes)).unwrap_or_default();
        for text in wrongly_pruned(self, id, at, &writes).into_iter().chain(gaps) {
            self.witness.broken(Invariant::Accounted, id, at, text);
        }
        let Some(node) = self.nodes.get_mut(id) else { return };
        if !writes.is_empty() {
            if !node.store.will_fail() {
                node.take_over(&writes);
                self.witness.commits(at, &before, node, &writes, &node.judge);
            }
            if node.store.commit(&writes).is_err() {
                node.failed_commits += 1;
                return self.start_over(id);
            }
            if node.crashes_at(CrashPoint::AfterCommit, &writes) {
                return self.stop(id);
            }
        }
        let after = After { before, moved: moved(&writes) };
        self.run_effects(id, after_commit, &after);
        let Some(node) = self.nodes.get_mut(id) else { return };
        if node.crashes_at(CrashPoint::BeforeReceipt, &writes) {
            return self.stop(id);
        }
        let now = node.time(world);
        match node.core.as_mut().map(|core| core.committed(now)) {
            Some(Ok(effects)) => self.run_effects(id, effects, &after),
            Some(Err(error)) => self.witness.damaged(now, id, &error.to_string()),
            None => {}
        }
        self.go_on(id);
    }

    /// Looks again at frames that waited for a register, and plans the next turn if there is anything to do.
    fn go_on(&mut self, id: &NodeId) {
        let world = self.now;
        let Some(node) = self.nodes.get_mut(id) else { return };
        for link in node.frames.keys().copied().collect::<Vec<_>>() {
            node.check_frames(link, node.time(world));
        }
        if !(node.queue.is_empty() && node.again.is_empty()) {
            self.plan_turn(id);
        }
    }

    /// After a failed commit: forget everything since the last one, here and at the peers.
    fn start_over(&mut self, id: &NodeId) {
        self.stop(id);
        if let Err(error) = self.restore(id) {
            self.witness.damaged(self.clock(id), id, &error.to_string());
        }
    }

    fn run_effects(&mut self, id: &NodeId, effects: Vec<Effect>, after: &After) {
        for effect in effects {
            if let Some(node) = self.nodes.get(id) {
                let After { before, moved } = after;
                let moment = Moment { now: node.time(self.now), node, before, moved, judge: &node.judge };
                self.witness.effect(&moment, &effect, &self.links);
                self.witnessed(node.id.clone(), &effect);
            }
            self.run_effect(id, effect);
        }
    }

    /// Looks at what a node cosigns of another's journal.
    fn witnessed(&mut self, id: NodeId, effect: &Effect) {
        let Effect::Send { node: to, message: Message::Cosigned(Answer { note: Some(note) }), .. } = effect else {
            return;
        };
        if let (Some(node), Some(log)) = (self.nodes.get(&id), self.nodes.get(to)) {
            self.witness.cosigns(self.now, node, log, note);
        }
    }

    fn run_effect(&mut self, id: &NodeId, effect: Effect) {
        let world = self.now;
        let Some(node) = self.nodes.get_mut(id) else { return };
        let now = node.time(world);
        match effect {
            Effect::Reply { ticket, reply } => drop(node.replies.insert(ticket, reply)),
            Effect::Send { node: to, link, message } if to == *id => node.say_to_itself(now, link, &message),
            Effect::Send { node: to, link, message } => self.send(id, &to, link, message),
            Effect::Cut { node: to, link, fault } => self.send_and_close(id, &to, link, Message::Fault(fault)),
            Effect::Again(input) => node.again.push_back(input),
            Effect::Peers(_) => self.dial_all(id),
            Effect::SignReaffirmation { feed, records } => self.sign_reaffirmation(id, &feed, &records),
            Effect::SignOrder(what) => {
                let busy = self.delay("signer", id.as_str(), 300);
                self.after(busy, Event::SignOrder { node: id.clone(), what });
            }
            Effect::SignOwnership(what) => {
                let busy = self.delay("signer", id.as_str(), 300);
                self.after(busy, Event::SignOwnership { node: id.clone(), what });
            }
            Effect::SignRetraction(what) => {
                let busy = self.delay("signer", id.as_str(), 300);
                self.after(busy, Event::Sign { node: id.clone(), what });
            }
        }
    }

    /// Asks a node something and lets it work until it answers; none if it could not.
    pub(super) fn ask(&mut self, id: &NodeId, member: &MemberId, input: impl FnOnce(Ticket) -> Input) -> Option<Reply> {
        let node = self.nodes.get_mut(id).filter(|n| n.is_running())?;
        node.next_ticket += 1;
        let ticket = Ticket(node.next_ticket);
        node.askers.insert(ticket, member.clone());
        self.give_and_turn(id, input(ticket));
        self.nodes.get_mut(id)?.replies.remove(&ticket)
    }
}
