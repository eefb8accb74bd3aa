//! A federation of real cores in virtual time, with a fluent way to make things happen to it.
//!
//! | look for | in |
//! |---|---|
//! | the queue of events, time, rest | `events` |
//! | connections, cuts, delays, tampering | `links` |
//! | a node: its driver, crashes and restarts | `node` |
//! | crashes, disks and clocks that fail, and their end | `faults` |
//! | members that draft, release, read | `people` |
//! | copies of stores, put back | `restore` |
//! | keys that follow each other, are retired and revoked | `rotation` |

mod events;
mod faults;
mod links;
mod node;
mod people;
mod restore;
mod rotation;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sluis_protocol::core::{
    Consents, Direction, Disputed, FollowUp, Gap, HeldState, Judge, JudgeError, MatchId, Progress, Requests, Terms,
    ToOrder,
};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Detail, Entry, Opening};
use sluis_protocol::records::{Exception, FeedId, State};
use sluis_protocol::register::{Directory, Line, Register, Version};
use sluis_protocol::standing::Standing;
use sluis_schemas::case::FEDERATION;
use sluis_schemas::federation::{Federation, NodeEntry};
use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

pub use node::CrashPoint;
pub use people::{Drafted, Person};

use crate::crypto::ModelCrypto;
use crate::invariants::{Violation, Witness};
use crate::keys::Keys;
use crate::store::{Holding, MemoryStore};
use crate::{SimError, scenario};

use events::{Queue, Told};
pub(crate) use links::Links;
pub(crate) use node::SimNode;

/// When scenarios begin: 2026-11-23T09:00:00Z, the day that cases are judged on.
pub const BEGIN: Timestamp = Timestamp::from_millis(1_795_424_400_000);
const DAY: u64 = 86_400_000;
const HOUR: u64 = 3_600_000;
/// Once everything is whole, all that was waiting has arrived after so long, in milliseconds.
const RECOVERED: u64 = 30 * 60_000;
/// By then every entry of a journal was shown to the node's witnesses, in milliseconds.
const SETTLED: u64 = 61_000;

/// A federation in virtual time. Everything that happens depends on its seed and on what the scenario asks for.
pub struct Net {
    pub(crate) seed: u64,
    pub(crate) terms: Terms,
    pub(crate) now: Timestamp,
    pub(crate) keys: Keys,
    pub(crate) nodes: BTreeMap<NodeId, SimNode>,
    pub(crate) links: Links,
    pub(crate) witness: Witness,
    /// The register as its authorities keep it, wherever it was installed since.
    authorities: Directory,
    queue: Queue,
    trace: u64,
    /// Frames that reached a node.
    frames: u64,
    drawn: u64,
    told: Told,
}

/// The packs that ship, parsed once for all runs.
pub(crate) fn shipped() -> Result<&'static Judge, SimError> {
    static SHIPPED: LazyLock<Result<Judge, JudgeError>> = LazyLock::new(|| Judge::new(&ModelCrypto));
    SHIPPED.as_ref().map_err(scenario)
}

impl Net {
    /// The federation of the cases: five nodes that are started and linked, sixteen members, a signed register.
    ///
    /// # Errors
    /// [`SimError`] if it cannot be set up.
    pub fn new(seed: u64) -> Result<Self, SimError> {
        Self::under(seed, Terms::DEFAULT)
    }

    /// The same, with other terms for destroying what ended.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn under(seed: u64, terms: Terms) -> Result<Self, SimError> {
        let federation = Federation::parse(FEDERATION.as_bytes()).map_err(|_| scenario("the federation file"))?;
        let keys = Keys::draw(seed, &federation);
        let judge = shipped()?;
        let register = keys.genesis(&federation, judge.packs().clone(), BEGIN);
        let versions = keys.sign(None, &register, &BTreeMap::new(), BEGIN)?;
        let directory = Directory::open(&ModelCrypto, &versions).map_err(scenario)?;
        let node = |n: &NodeEntry| (n.id.clone(), SimNode::new(&n.id, MemoryStore::new(&directory), judge.beside()));
        let nodes = federation.nodes.iter().map(node).collect();
        let mut net = Self {
            seed,
            terms,
            now: BEGIN,
            keys,
            nodes,
            links: Links::default(),
            witness: Witness::default(),
            authorities: directory,
            queue: Queue::default(),
            trace: seed,
            frames: 0,
            drawn: 0,
            told: Told::default(),
        };
        for node in federation.nodes {
            net.restart(node.id.as_str())?;
        }
        net.run_until_quiet()?;
        Ok(net)
    }

    /// The seed it runs on.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The time in this world.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// How many events were handled.
    pub(crate) const fn events(&self) -> u64 {
        self.queue.handled
    }

    /// How often a commit failed, as the scenario asked.
    pub(crate) fn failed_commits(&self) -> u64 {
        self.nodes.values().map(|n| n.failed_commits).sum()
    }

    /// A number that two runs share only if everything happened in the same order.
    #[must_use]
    pub const fn trace(&self) -> u64 {
        self.trace
    }

    /// How many messages reached a node so far.
    #[must_use]
    pub const fn messages(&self) -> u64 {
        self.frames
    }

    /// The names of all nodes, in order.
    #[must_use]
    pub fn node_ids(&self) -> Vec<NodeId> {
        self.nodes.keys().cloned().collect()
    }

    /// A member that acts.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is none.
    pub fn member(&mut self, id: &str) -> Result<Person<'_>, SimError> {
        let member: MemberId = id.parse().map_err(scenario)?;
        let known = self.authorities.member(&member);
        let node = known.ok_or_else(|| scenario(format!("no member `{id}`")))?.node.clone();
        Ok(Person::new(self, member, node))
    }

    /// The records that a member received and may read, in order of their ids; what it submitted itself is not among them.
    #[must_use]
    pub fn inbox(&self, member: &str) -> Vec<RecordId> {
        self.held(member, |state| state == HeldState::Accepted)
    }

    /// Every record that a member has and may read, or that is evidence.
    #[must_use]
    pub fn holds(&self, member: &str) -> Vec<RecordId> {
        self.held(member, |_| true)
    }

    /// A record as a member keeps it, or kept it until it was destroyed.
    pub(crate) fn row(&self, member: &MemberId, record: RecordId) -> Option<&Holding> {
        self.nodes.values().find_map(|node| node.store.held.get(&(member.clone(), record)))
    }

    fn held(&self, member: &str, state: impl Fn(HeldState) -> bool) -> Vec<RecordId> {
        let rows = self.nodes.values().flat_map(|node| &node.store.held);
        let open = rows.filter(|((m, _), holding)| m.as_str() == member && holding.is_open() && state(holding.state));
        open.map(|((_, r), _)| *r).collect()
    }

    /// A request as a member keeps it: an entry for each other member.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such member.
    pub fn requests(&self, member: &str, request: RecordId) -> Result<Requests, SimError> {
        let member: MemberId = member.parse().map_err(scenario)?;
        let rows = self.nodes.values().find_map(|node| node.store.requests.get(&(member.clone(), request)));
        Ok(rows.cloned().unwrap_or_default())
    }

    /// How far a request between two members has come, as the first of them keeps it.
    #[must_use]
    pub fn progress(&self, member: &str, request: RecordId, other: &str) -> Option<Progress> {
        let other: MemberId = other.parse().ok()?;
        Some(self.requests(member, request).ok()?.get(&other)?.progress.clone())
    }

    /// Requests whose answer is overdue at a member on a day, with the other member.
    #[must_use]
    pub fn overdue_requests(&self, member: &str, today: Date) -> Vec<(RecordId, MemberId)> {
        let rows = self.nodes.values().flat_map(|node| &node.store.requests).filter(|((m, _), _)| m.as_str() == member);
        let all = rows.flat_map(|((_, id), kept)| kept.iter().map(move |(other, request)| (*id, other, request)));
        all.filter(|(.., request)| request.is_overdue(today)).map(|(id, other, _)| (id, other.clone())).collect()
    }

    /// The follow-up of a signal as a member keeps it.
    #[must_use]
    pub fn follow_up(&self, member: &str, signal: RecordId) -> Option<FollowUp> {
        let key = (member.parse().ok()?, signal);
        self.nodes.values().find_map(|node| node.store.follow_ups.get(&key)).cloned()
    }

    /// A dispute as a member keeps it.
    #[must_use]
    pub fn disputed(&self, member: &str, dispute: RecordId) -> Option<Disputed> {
        let key = (member.parse().ok()?, dispute);
        self.nodes.values().find_map(|node| node.store.disputes.get(&key)).cloned()
    }

    /// The newest dispute that a member keeps.
    #[must_use]
    pub fn newest_dispute(&self, member: &str) -> Option<RecordId> {
        let rows = self.nodes.values().flat_map(|node| &node.store.disputes);
        let of = rows.filter(|((of, _), _)| of.as_str() == member);
        of.max_by_key(|((_, id), kept)| (kept.at, *id)).map(|((_, id), _)| *id)
    }

    /// Disputes of a member that go on, and whose term is over on a day.
    #[must_use]
    pub fn overdue_disputes(&self, member: &str, today: Date) -> Vec<RecordId> {
        let Ok(member) = member.parse() else { return Vec::new() };
        self.nodes.values().flat_map(|node| node.store.overdue_disputes(&member, today)).collect()
    }

    /// Legal gaps that last at a member's node: from which country to which, and what is missing.
    #[must_use]
    pub fn gaps_of(&self, member: &str) -> Vec<Gap> {
        let rows = self.nodes.values().flat_map(|node| node.store.open_gaps());
        rows.filter(|(_, _, gap, _)| gap.member.as_str() == member).map(|(_, _, gap, _)| gap.clone()).collect()
    }

    /// What was asked of the origin of a signal, as a member keeps it.
    #[must_use]
    pub fn consents(&self, member: &str, signal: RecordId) -> Consents {
        let Ok(member) = member.parse() else { return Consents::new() };
        let key = (member, signal);
        self.nodes.values().find_map(|node| node.store.consents.get(&key)).cloned().unwrap_or_default()
    }

    /// Signals of a member that nobody follows up, as far as it knows.
    #[must_use]
    pub fn unowned(&self, member: &str) -> Vec<RecordId> {
        let Ok(member) = member.parse() else { return Vec::new() };
        self.nodes.values().flat_map(|node| node.store.unowned(&member)).collect()
    }

    /// Signals of a member whose term to be accepted or closed is over on a day.
    #[must_use]
    pub fn overdue(&self, member: &str, today: Date) -> Vec<RecordId> {
        let Ok(member) = member.parse() else { return Vec::new() };
        self.nodes.values().flat_map(|node| node.store.overdue(&member, today)).collect()
    }

    /// Signals that a member is asked to follow up, or does.
    #[must_use]
    pub fn owned_by(&self, member: &str) -> Vec<RecordId> {
        let Ok(member) = member.parse() else { return Vec::new() };
        self.nodes.values().flat_map(|node| node.store.owned_by(&member)).collect()
    }

    /// What the members asked in a match answered, and when, as who asked keeps it; none where nothing came so far.
    #[must_use]
    pub fn matched(&self, id: &MatchId) -> BTreeMap<MemberId, Option<(bool, Timestamp)>> {
        let answer = |node: &SimNode| {
            let matches = &node.store.matches;
            let of_it = matches.asked.iter().filter(|(_, (of, ..))| of == id);
            let learnt = |query| matches.learnt.get(query).copied();
            let answers = of_it.map(|(query, (_, asked, _))| (asked.addressee.clone(), asked.hit.zip(learnt(query))));
            answers.collect::<Vec<_>>()
        };
        self.nodes.values().flat_map(answer).collect()
    }

    /// How many records wait for a feed.
    #[must_use]
    pub fn outstanding(&self, discloser: &str, receiver: &str) -> usize {
        let is = |feed: &FeedId| feed.discloser.as_str() == discloser && feed.receiver.as_str() == receiver;
        self.nodes.values().flat_map(|n| &n.store.outbox).filter(|(feed, _)| is(feed)).map(|(_, w)| w.len()).sum()
    }

    /// Why a record was withheld from a member, if it was.
    #[must_use]
    pub fn withheld(&self, record: RecordId, receiver: &str) -> Option<String> {
        let rows = self.nodes.values().flat_map(|node| &node.store.withheld);
        rows.into_iter().find(|((f, r), _)| *r == record && f.receiver.as_str() == receiver).map(|(_, o)| o.clone())
    }

    /// The rule by which a member declined a record, as the origin was told.
    #[must_use]
    pub fn declined(&self, record: RecordId, receiver: &str) -> Option<String> {
        self.exception(record, receiver)?.rule.clone()
    }

    /// What a member's receipts say became of a record, as its origin knows, other than that it is held.
    #[must_use]
    pub fn said_of(&self, record: RecordId, receiver: &str) -> Option<State> {
        Some(self.exception(record, receiver)?.state)
    }

    /// What a member that a record was passed on to says became of it, and by which rule, as its origin knows; none while it
    /// has said nothing, and in it none where it holds the record.
    #[must_use]
    pub fn relay_said(&self, record: RecordId, receiver: &str) -> Option<(Option<State>, Option<String>)> {
        let mut said = self.nodes.values().flat_map(|node| &node.store.relay_said);
        said.find(|((.., to, of), _)| to.as_str() == receiver && *of == record).map(|(_, said)| said.clone())
    }

    /// Whether an order of a record's origin to pass it on to a member stands.
    #[must_use]
    pub fn is_ordered(&self, record: RecordId, receiver: &str) -> bool {
        let is_it = |what: &ToOrder| what.record == record && what.receiver.as_str() == receiver;
        let store = |node: &SimNode| {
            let origin = node.store.sent.get(&record).map(|(origin, _)| origin.clone());
            origin.is_some_and(|origin| node.store.ordered(&origin).any(|(what, stands)| is_it(what) && stands))
        };
        self.nodes.values().any(store)
    }

    fn exception(&self, record: RecordId, receiver: &str) -> Option<&Exception> {
        let store = &self.nodes.values().find(|node| node.store.sent.contains_key(&record))?.store;
        let said = store
            .exceptions
            .iter()
            .filter(|((direction, feed, _), _)| *direction == Direction::Out && feed.receiver.as_str() == receiver);
        said.into_iter().find_map(|((direction, feed, lane), all)| {
            let (place, _) = store.entries(*direction, feed, *lane).find(|(_, id)| *id == record)?;
            all.get(&place)
        })
    }

    /// Whether a node runs.
    #[must_use]
    pub fn is_up(&self, node: &str) -> bool {
        self.node(node).is_ok_and(SimNode::is_running)
    }

    /// A node's store, to look into.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn store(&self, node: &str) -> Result<&MemoryStore, SimError> {
        Ok(&self.node(node)?.store)
    }

    /// What a node's journal tells, from its beginning.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node, or an entry does not read.
    pub fn journal(&self, node: &str) -> Result<Vec<Detail>, SimError> {
        self.node(node)?.store.journal.iter().map(|(_, opening)| opening.detail().map_err(scenario)).collect()
    }

    /// The codes of the faults that a node found in its peers, or its peers in it.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn faults(&self, node: &str) -> Result<Vec<String>, SimError> {
        Ok(self.node(node)?.store.faults.iter().map(|(_, fault)| fault.code.clone()).collect())
    }

    /// How many entries of one node's journal another has cosigned.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn cosigned(&self, witness: &str, log: &str) -> Result<u64, SimError> {
        let witnessed = &self.node(witness)?.store.witnessed;
        Ok(witnessed.iter().find(|(node, _)| node.as_str() == log).map_or(0, |(_, held)| held.checkpoint.size))
    }

    /// The nodes of which a node keeps evidence that they signed two histories.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn forks(&self, node: &str) -> Result<Vec<String>, SimError> {
        Ok(self.node(node)?.store.forks.iter().map(|(node, ..)| node.to_string()).collect())
    }

    /// Lets a node's operator, who has all its keys, write another journal with everything that follows from it. The
    /// node is down meanwhile.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn rewrite_journal(
        &mut self,
        node: &str,
        change: impl FnOnce(&mut Vec<(Entry, Opening)>),
    ) -> Result<(), SimError> {
        let id = self.node(node)?.id.clone();
        self.stop(&id);
        self.links.cheats.insert(id);
        self.node_mut(node)?.store.rewrite_journal(change);
        self.restart(node)
    }

    /// Lets a node that lost the end of its journal begin another log with what it has left.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn begin_log(&mut self, node: &str, left: usize) -> Result<(), SimError> {
        let id = self.node(node)?.id.clone();
        self.stop(&id);
        let store = &mut self.node_mut(node)?.store;
        store.rewrite_journal(|entries| entries.truncate(left));
        store.begin_log();
        self.nodes.get(&id).into_iter().for_each(|down| self.witness.begins_log(down, down.store.log()));
        self.restart(node)
    }

    /// How many versions of the register beyond the first ones are in force at a node.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node, or it is down.
    pub fn register_of(&self, node: &str) -> Result<u64, SimError> {
        let directory = self.node(node)?.directory().ok_or_else(|| scenario(format!("`{node}` is down")))?;
        Ok(directory.head().sequence)
    }

    /// Signs what is next in the register and installs it at one node, from where it spreads.
    ///
    /// # Errors
    /// [`SimError`] if it is not acceptable, or an invariant is broken.
    pub fn extend_register(&mut self, node: &str, change: impl FnOnce(&mut Register)) -> Result<(), SimError> {
        let mut next = Register::clone(self.authorities.head());
        change(&mut next);
        self.sign_register(node, &next, &BTreeMap::new())
    }

    fn sign_register(
        &mut self,
        node: &str,
        next: &Register,
        settles: &BTreeMap<Line, BTreeSet<Digest>>,
    ) -> Result<(), SimError> {
        let id = self.node(node)?.id.clone();
        for version in self.keys.sign(Some(&self.authorities), next, settles, self.now)? {
            self.authorities = self.authorities.extend(&ModelCrypto, &version).map_err(scenario)?;
        }
        let directory = Box::new(self.authorities.clone());
        self.give_and_turn(&id, sluis_protocol::core::Input::Register { directory });
        self.checked()
    }

    /// Has two versions signed for one place, each installed at a node of its own; these must not be linked.
    ///
    /// # Errors
    /// [`SimError`] if one of them is not acceptable, or an invariant is broken.
    pub fn contradict_register(
        &mut self,
        first: (&str, impl FnOnce(&mut Register)),
        second: (&str, impl FnOnce(&mut Register)),
    ) -> Result<(), SimError> {
        let before = self.authorities.clone();
        self.extend_register(first.0, first.1)?;
        let one = std::mem::replace(&mut self.authorities, before);
        self.now = self.now.plus_millis(1);
        self.extend_register(second.0, second.1)?;
        self.authorities = one.joined_by(&ModelCrypto, &self.authorities);
        Ok(())
    }

    /// Whether a node holds versions of the register that contradict each other.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node, or it is down.
    pub fn is_contradicted(&self, node: &str) -> Result<bool, SimError> {
        let directory = self.node(node)?.directory().ok_or_else(|| scenario(format!("`{node}` is down")))?;
        Ok(directory.is_contradicted())
    }

    /// Signs the versions that settle what contradicts each other, and installs them at one node: of each section the members
    /// and nodes as one of the versions has them.
    ///
    /// # Errors
    /// As [`Self::extend_register`].
    pub fn settle_register(&mut self, node: &str) -> Result<(), SimError> {
        let mut next = Register::clone(self.authorities.head());
        let mut settles: BTreeMap<Line, BTreeSet<Digest>> = BTreeMap::new();
        for (digest, version) in self.authorities.contradicting() {
            settles.entry(version.line()).or_default().insert(*digest);
            if let Version::Section(section) = &**version {
                next.nodes.extend(section.nodes.clone());
                next.members.extend(section.members.clone());
            }
        }
        self.sign_register(node, &next, &settles)
    }

    /// Lets days pass, with everything that happens in them.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken, or the world is too busy.
    pub fn advance(&mut self, days: u64) -> Result<(), SimError> {
        self.run_until(self.now.plus_millis(days * DAY))
    }

    /// Lets milliseconds pass.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub fn advance_millis(&mut self, millis: u64) -> Result<(), SimError> {
        self.run_until(self.now.plus_millis(millis))
    }

    /// Ends a scenario: everything heals, comes to rest, and every invariant is checked over all that remains.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken, or the world does not come to rest.
    pub fn finish(mut self) -> Result<u64, SimError> {
        self.come_to_rest()?;
        Ok(self.trace)
    }

    /// The same, for a scenario that goes on.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn come_to_rest(&mut self) -> Result<(), SimError> {
        self.recover()?;
        // What ended meanwhile is destroyed, and everybody hears of it.
        self.advance_millis(2 * HOUR)?;
        self.run_until_quiet()?;
        // Until every witness was offered what the journals hold.
        self.advance_millis(SETTLED)?;
        crate::invariants::at_rest(self);
        self.checked()
    }

    /// Everything heals, and all that was waiting arrives in time.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken, or the world does not come to rest.
    pub(crate) fn recover(&mut self) -> Result<(), SimError> {
        self.end_faults()?;
        let healed = self.now;
        self.run_until_quiet()?;
        if self.now > healed.plus_millis(RECOVERED) {
            return Err(SimError::NotQuiet { seed: self.seed, events: self.queue.handled });
        }
        Ok(())
    }

    /// Lets time pass until no core is ahead of the world any more, and every node hear what time it is elsewhere.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub(crate) fn let_clocks_agree(&mut self) -> Result<(), SimError> {
        let latest = self.nodes.keys().map(|node| self.time_at(node)).max().unwrap_or(self.now);
        self.run_until(latest)?;
        for node in self.node_ids() {
            self.disconnect_all(&node);
        }
        self.run_until_quiet()
    }

    /// The newest version of the register that the authorities signed, whoever has it.
    pub(crate) fn register(&self) -> &Register {
        self.authorities.head()
    }

    /// The version of the register that a member's node has; the first, where it is down.
    pub(crate) fn register_at(&self, member: &MemberId) -> u64 {
        let directory = self.node_of(member).and_then(|node| self.nodes.get(&node)?.directory());
        directory.map_or(0, |directory| directory.head().sequence)
    }

    /// How a node's store stands to what the node last knew.
    pub(crate) fn standing(&self, node: &NodeId) -> Standing {
        self.nodes.get(node).map_or_else(|| MemoryStore::default().standing(), |node| node.store.standing())
    }

    /// The node that serves a member.
    pub(crate) fn node_of(&self, member: &MemberId) -> Option<NodeId> {
        self.authorities.member(member).map(|m| m.node.clone())
    }

    /// The time that a node's core goes by.
    pub(crate) fn time_at(&self, id: &NodeId) -> Timestamp {
        self.nodes.get(id).map_or(self.now, |node| node.time(self.now))
    }

    /// What a node's clock says.
    fn clock(&self, id: &NodeId) -> Timestamp {
        self.nodes.get(id).map_or(self.now, |node| node.clock(self.now))
    }

    pub(crate) fn node(&self, id: &str) -> Result<&SimNode, SimError> {
        self.nodes.values().find(|n| n.id.as_str() == id).ok_or_else(|| scenario(format!("no node `{id}`")))
    }

    fn node_mut(&mut self, id: &str) -> Result<&mut SimNode, SimError> {
        self.nodes.values_mut().find(|n| n.id.as_str() == id).ok_or_else(|| scenario(format!("no node `{id}`")))
    }

    pub(crate) fn is_running(&self, id: &NodeId) -> bool {
        self.nodes.get(id).is_some_and(SimNode::is_running)
    }

    /// What was broken so far ends the scenario.
    pub(crate) fn checked(&self) -> Result<(), SimError> {
        let violations: Vec<Violation> = self.witness.violations().to_vec();
        if violations.is_empty() { Ok(()) } else { Err(SimError::Broken { seed: self.seed, violations }) }
    }
}
