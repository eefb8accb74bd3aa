//! Links to other nodes: handshake, register, catching up.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_bytes::ByteBuf;
use sluis_schemas::{NodeId, Timestamp};

use super::attest::Attesting;
use super::classes::Offered;
use super::contract::{Fact, Facts, Input, Key, LinkId, ReadSet, Write};
use super::effects::Effect;
use super::ending::{SaidAfter, Terms};
use super::prune::pruned_below;
use super::quarantine::STARTS_OVER;
use super::witness::Peer;
use super::work::Work;
use super::{Core, CoreError, Direction, SELF_LINK, matching};
use crate::crypto::{Crypto, Signer};
use crate::feeds::{self, FeedState, Pruned};
use crate::journal::Detail;
use crate::records::{FeedId, Lane, LaneHead, Lanes, Receipt};
use crate::register::{Directory, SignedVersion, Verified};
use crate::wire::{Ask, Checked, Held, Hello, LINK_VERSION, MAX_MESSAGE, MAX_RESUME, Message, PeerFault, Resume, Said};

/// Most entries sent on one link without a receipt: bounds what a slow receiver makes us keep in flight.
const WINDOW: usize = 4_096;
/// How many of them are kept free for the urgent lane: a backlog does not keep a recall waiting.
const URGENT_RESERVE: usize = 256;
/// Most bytes of them. A driver's send queue must hold this and one message.
pub const WINDOW_BYTES: usize = 8 * 1024 * 1024;
/// How many of these are kept free for the urgent lane.
const URGENT_RESERVE_BYTES: usize = 1024 * 1024;

/// Until when everything was heard of a receiver that said nothing yet.
pub(super) const NEVER: Timestamp = Timestamp::from_millis(0);

/// Most characters kept of the code that a peer gives for a fault.
const MAX_FAULT_CODE: usize = 64;
/// Most characters kept of its text.
const MAX_FAULT_TEXT: usize = 1_000;

/// A link to a node.
pub(super) struct Link {
    pub(super) id: LinkId,
    pub(super) phase: Phase,
    /// Whether the peer judges by the same packs.
    pub(super) same_packs: bool,
    /// How far each feed was sent on this link.
    pub(super) cursors: BTreeMap<FeedId, Lanes>,
    /// How far the peer said that it holds our feeds when the link began.
    pub(super) held: BTreeMap<FeedId, Lanes>,
    /// Feeds from the peer of which it may not have heard all that was said, and from where on.
    pub(super) unheard: BTreeMap<FeedId, SaidAfter>,
    /// Until when the peer has heard all that was said of its feeds, as it told when the link began.
    pub(super) heard: BTreeMap<FeedId, Timestamp>,
    /// The time there when it said hello.
    pub(super) met: Timestamp,
    /// Classes offered to the peer, where it judges by other packs.
    pub(super) offered: Offered,
    /// The peer as a witness of our journal.
    pub(super) peer: Peer,
    /// Whether one of the two sides was restored, so that both say first where their feeds stand.
    attest: bool,
    /// Whether the peer asked where its feeds stand: once a link is enough, and each answer costs signatures.
    asked: bool,
    /// Epoch and head of the urgent lane of each feed that comes from there, as the peer signed it on this link.
    pub(super) said: Option<BTreeMap<FeedId, (u32, LaneHead)>>,
    /// Receipts that came before the feeds that they are about go on here: the peer was ready first.
    early: Vec<Verified<Receipt>>,
    /// Sizes of entries sent and not acknowledged, in order of place, for each lane.
    in_flight: BTreeMap<(FeedId, Lane), VecDeque<(u64, usize)>>,
    entries: usize,
    bytes: usize,
}

pub(super) enum Phase {
    /// We said hello and wait for theirs.
    Greeting,
    /// Both said hello; their feeds' places are coming.
    Resuming(Vec<Held>),
    /// One of the two may have forgotten something: they are telling each other where their feeds stand.
    Attesting(Box<Attesting>),
    /// Records may flow.
    Ready,
}

/// Where a peer stands in a feed of ours.
pub(super) enum Standpoint {
    /// On our chain: go on from here.
    At(Lanes),
    /// It claims more than was disclosed.
    Ahead,
    /// Behind what this epoch goes on from, or what is still listed.
    Below,
    /// On another chain than ours.
    Forked,
}

impl Link {
    fn new(id: LinkId, phase: Phase, same_packs: bool) -> Self {
        Self {
            id,
            phase,
            same_packs,
            cursors: BTreeMap::new(),
            held: BTreeMap::new(),
            unheard: BTreeMap::new(),
            heard: BTreeMap::new(),
            met: NEVER,
            offered: Offered::default(),
            peer: Peer::default(),
            attest: false,
            asked: false,
            said: None,
            early: Vec::new(),
            in_flight: BTreeMap::new(),
            entries: 0,
            bytes: 0,
        }
    }

    /// Whether the peer said that it holds the next entry: it is sent again for the sake of the receipt only.
    pub(super) fn next_is_held(&self, feed: &FeedId, lane: Lane) -> bool {
        let reached = |lanes: Option<&Lanes>| lanes.map_or(0, |lanes| lanes.get(lane).place);
        reached(self.cursors.get(feed)) < reached(self.held.get(feed))
    }

    /// Whether another entry may be sent.
    pub(super) const fn has_room(&self, lane: Lane) -> bool {
        let (entries, bytes) = match lane {
            Lane::Urgent => (0, 0),
            Lane::Bulk => (URGENT_RESERVE, URGENT_RESERVE_BYTES),
        };
        self.entries < WINDOW - entries && self.bytes < WINDOW_BYTES - bytes
    }

    /// An entry goes onto the link.
    pub(super) fn launched(&mut self, feed: &FeedId, lane: Lane, place: u64, bytes: usize) {
        self.in_flight.entry((feed.clone(), lane)).or_default().push_back((place, bytes));
        self.entries += 1;
        self.bytes += bytes;
    }

    /// Entries were acknowledged.
    pub(super) fn landed(&mut self, feed: &FeedId, upto: &Lanes) {
        for lane in [Lane::Urgent, Lane::Bulk] {
            let key = (feed.clone(), lane);
            let Some(waiting) = self.in_flight.get_mut(&key) else { continue };
            while let Some((_, bytes)) = waiting.pop_front_if(|(place, _)| *place <= upto.get(lane).place) {
                self.entries -= 1;
                self.bytes -= bytes;
            }
            if waiting.is_empty() {
                self.in_flight.remove(&key);
            }
        }
    }

    /// Keeps a receipt until the feeds go on; whether there is room for it.
    fn keep_early(&mut self, receipt: Verified<Receipt>) -> bool {
        let kept: usize = self.early.iter().map(|receipt| receipt.bytes().len()).sum();
        let has_room = kept + receipt.bytes().len() <= WINDOW_BYTES;
        if has_room {
            self.early.push(receipt);
        }
        has_room
    }

    /// What came too early to be heard.
    pub(super) fn take_early(&mut self) -> Vec<Verified<Receipt>> {
        std::mem::take(&mut self.early)
    }

    /// Records may flow from these places.
    pub(super) fn begin(&mut self, held: Vec<Held>, cursors: BTreeMap<FeedId, Lanes>) {
        self.held = held.into_iter().map(|held| (held.feed, held.lanes)).collect();
        self.cursors = cursors;
        self.phase = Phase::Ready;
    }

    /// Whether nothing is on its way.
    pub(super) const fn is_idle(&self) -> bool {
        self.entries == 0
    }

    pub(super) const fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready)
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    pub(super) fn link_to_self(&self) -> Link {
        let own = self
            .feeds
            .iter()
            .filter(|((direction, feed), _)| *direction == Direction::Out && self.serves(&feed.receiver));
        let mut link = Link::new(SELF_LINK, Phase::Ready, true);
        for ((_, feed), state) in own {
            link.cursors.insert(feed.clone(), state.acknowledged);
            if let Some(received) = self.feeds.get(&(Direction::In, feed.clone())) {
                link.held.insert(feed.clone(), received.lanes);
                link.unheard.insert(feed.clone(), SaidAfter::from(state.receipt_at));
            }
        }
        link
    }

    pub(super) fn up(&mut self, work: &mut Work, node: NodeId, id: LinkId) -> Result<(), CoreError> {
        if node == self.node {
            return Ok(());
        }
        if self.directory.active_node(&node).is_none() {
            let fault =
                PeerFault::new("not-registered", format!("node `{node}` is not in the register, or was removed"));
            work.effects.push(Effect::Cut { node, link: id, fault });
            return Ok(());
        }
        let hello = Hello {
            versions: vec![LINK_VERSION],
            node: self.node.clone(),
            scope: self.directory.scope(),
            register: self.directory.heads(&self.crypto),
            packs: self.judge.packs_digest(),
            at: work.now,
            incarnation: self.standing.incarnation,
            attest: self.standing.awaits(&node),
        };
        work.effects.push(Effect::Send { node: node.clone(), link: id, message: Message::Hello(hello) });
        self.links.insert(node, Link::new(id, Phase::Greeting, false));
        Ok(())
    }

    pub(super) fn down(&mut self, node: &NodeId, id: LinkId) {
        if *node != self.node && self.links.get(node).is_some_and(|l| l.id == id) {
            self.links.remove(node);
        }
    }

    /// Tells the peer what was wrong, cuts the link, and keeps the fault for the operator.
    pub(super) fn cut(&mut self, work: &mut Work, node: &NodeId, id: LinkId, fault: PeerFault) {
        if *node == self.node {
            return self.start_over_with_self(work, fault);
        }
        self.down(node, id);
        work.writes.push(Write::Fault { node: node.clone(), at: work.now, ours: false, fault: fault.clone() });
        work.effects.push(Effect::Cut { node: node.clone(), link: id, fault });
    }

    /// The link to itself cannot be cut: it begins again from what its members acknowledged.
    fn start_over_with_self(&mut self, work: &mut Work, fault: PeerFault) {
        self.links.insert(self.node.clone(), self.link_to_self());
        // Sending the same again at once would fail the same way: the next change of the register tries again.
        work.writes.push(Write::Fault { node: self.node.clone(), at: work.now, ours: true, fault });
    }

    pub(super) fn message(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        node: &NodeId,
        id: LinkId,
        message: Checked,
    ) -> Result<(), CoreError> {
        let Some(link) = self.links.get(node).filter(|l| l.id == id) else { return Ok(()) };
        let ready = link.is_ready();
        let greeting = matches!(link.phase, Phase::Greeting);
        let resuming = matches!(link.phase, Phase::Resuming(_));
        let attesting = matches!(link.phase, Phase::Attesting(_));
        let asked = link.asked;
        let outcome = match message {
            Checked::Hello(hello) if greeting => self.hello(work, node, id, &hello),
            Checked::Register(directory) if !greeting => return self.install(work, *directory),
            Checked::Resume(resume) if resuming => self.resume(work, facts, node, resume),
            Checked::Push(push) if !greeting => self.receive(work, facts, node, push)?,
            // The peer may be ready before us.
            Checked::Checkpoint(offer) if !greeting => self.witness(work, node, id, *offer),
            Checked::Cosigned(cosigned) if !greeting => match self.cosigned(work, facts, node, cosigned.as_deref()) {
                Ok(done) => return done,
                Err(fault) => Err(fault),
            },
            Checked::Receipt(receipt) if ready => {
                let outcome = self.acknowledged(work, facts, node, &receipt);
                outcome.inspect_err(|fault| work.receipt_was_wrong(node, &receipt, fault))
            }
            Checked::Receipt(receipt) if attesting => {
                let kept = self.links.get_mut(node).is_some_and(|link| link.keep_early(receipt));
                let full = || PeerFault::new("out-of-turn", "too many receipts before the feeds go on");
                kept.then_some(()).ok_or_else(full)
            }
            Checked::Ask if !greeting && !asked => {
                self.links.entry(node.clone()).and_modify(|link| link.asked = true);
                work.effects.push(Effect::Again(Input::Attest { node: node.clone(), link: id }));
                Ok(())
            }
            Checked::Attest(said) if !greeting => self.attested(work, facts, node, id, *said)?,
            Checked::Recount(recount) if !greeting => self.recount(work, facts, (node, id), recount),
            Checked::Recounted(recounted) if !greeting => self.recounted(work, node, id, *recounted),
            Checked::ClassOffer(offer) if !greeting => {
                self.class_offered(work, node, id, *offer);
                Ok(())
            }
            Checked::ClassAnswer(answer) if ready => self.class_answered(work, node, answer),
            Checked::MatchQuery(None) if !greeting => Ok(()),
            Checked::MatchQuery(Some(query)) if !greeting => {
                return self.match_queried(work, facts, (node, id), &query);
            }
            Checked::MatchAnswer(answer) if !greeting => return self.match_answered(work, facts, node, &answer),
            Checked::Fault(fault) if fault.code == STARTS_OVER => {
                self.down(node, id);
                Ok(())
            }
            Checked::Fault(mut fault) => {
                // The peer hangs up after this. What it says is kept for the operator, within bounds.
                fault.code = fault.code.chars().take(MAX_FAULT_CODE).collect();
                fault.text = fault.text.chars().take(MAX_FAULT_TEXT).collect();
                work.writes.push(Write::Fault { node: node.clone(), at: work.now, ours: true, fault });
                self.down(node, id);
                Ok(())
            }
            _ => Err(PeerFault::new("out-of-turn", "this message is not expected now")),
        };
        if let Err(fault) = outcome {
            self.cut(work, node, id, fault);
        }
        Ok(())
    }

    fn hello(&mut self, work: &mut Work, node: &NodeId, id: LinkId, hello: &Hello) -> Result<(), PeerFault> {
        if hello.node != *node {
            return Err(PeerFault::new("hello", "the hello names another node than the link's key belongs to"));
        }
        if hello.scope != self.directory.scope() {
            return Err(PeerFault::new("federation", "the genesis or environment is another federation's"));
        }
        if !hello.versions.contains(&LINK_VERSION) {
            return Err(PeerFault::new(
                "version",
                format!("version {LINK_VERSION} of the link protocol is spoken here"),
            ));
        }
        let send = |message| Effect::Send { node: node.clone(), link: id, message };
        // A peer that is further sends what is missing here; one that is not, and knows another version, is sent all.
        let lacking = self.directory.lacking(&self.crypto, &hello.register);
        work.effects.extend(register_messages(lacking).into_iter().map(send));
        let attest = hello.attest || self.standing.awaits(node);
        if attest {
            self.forget_what_it_said(work, node);
        }
        work.effects.extend(self.resume_messages(node).into_iter().map(send));
        self.heard_time(work, node, hello.at);
        if let Some(link) = self.links.get_mut(node) {
            link.phase = Phase::Resuming(Vec::new());
            link.same_packs = hello.packs == self.judge.packs_digest();
            link.attest = attest;
            link.met = hello.at;
        }
        Ok(())
    }

    /// A node that was put back may hold again what it said is gone, and so may one that was before we were: it says anew of
    /// every entry what became of it.
    fn forget_what_it_said(&mut self, work: &mut Work, node: &NodeId) {
        let said = self.feeds_of(Direction::Out, node).filter(|(_, state)| state.receipt_at > NEVER);
        for (feed, before) in said.map(|(feed, state)| (feed.clone(), state.clone())).collect::<Vec<_>>() {
            let state = FeedState { receipt_at: NEVER, ..before };
            self.feeds.insert((Direction::Out, feed.clone()), state.clone());
            // What is older the store that was put back knows as well, and may have let go of: it is not said again.
            let since = Terms::known_to_backups(work.now);
            work.writes.push(Write::Unsaid { feed, state, since });
        }
    }

    /// How far members here hold the feeds of members there.
    fn resume_messages(&self, node: &NodeId) -> Vec<Message> {
        let held: Vec<Held> = self
            .feeds
            .iter()
            .filter(|((direction, feed), _)| {
                *direction == Direction::In && self.directory.node_of(&feed.discloser) == Some(node)
            })
            .map(|((_, feed), state)| Held { feed: feed.clone(), epoch: state.epoch, lanes: state.lanes })
            .collect();
        let to_node = |(direction, feed): &(Direction, FeedId)| {
            *direction == Direction::Out && self.directory.node_of(&feed.receiver) == Some(node)
        };
        let sent = self.feeds.iter().filter(|(key, _)| to_node(key));
        let said: Vec<Said> = sent.map(|((_, feed), s)| Said { feed: feed.clone(), at: s.receipt_at }).collect();
        let chunks = held.len().max(said.len()).div_ceil(MAX_RESUME).max(1);
        (0..chunks)
            .map(|i| {
                let feeds = held.iter().skip(i * MAX_RESUME).take(MAX_RESUME).cloned().collect();
                let said = said.iter().skip(i * MAX_RESUME).take(MAX_RESUME).cloned().collect();
                Message::Resume(Resume { feeds, said, more: i + 1 < chunks })
            })
            .collect()
    }

    pub(super) fn message_needs(&self, node: &NodeId, message: &Checked, keys: &mut ReadSet) {
        match message {
            Checked::Resume(resume) => self.resume_needs(node, resume, keys),
            Checked::Push(push) => Self::push_needs(push, keys),
            Checked::Receipt(receipt) => self.receipt_needs(receipt.record(), keys),
            Checked::Recount(recount) => self.recount_needs(node, recount, keys),
            Checked::Attest(said) => self.shown_needs(node, &said.shown, keys),
            Checked::Cosigned(Some(cosigned)) => self.cosigned_needs(cosigned.record(), keys),
            Checked::MatchQuery(Some(query)) => matching::query_needs(query, keys),
            Checked::MatchAnswer(answer) => drop(keys.insert(Key::AskedMatch(answer.query))),
            _ => {}
        }
    }

    fn resume_needs(&self, node: &NodeId, resume: &Resume, keys: &mut ReadSet) {
        // The hello that opens this phase may stand earlier in the same batch, so none is asked for.
        let before = match self.links.get(node).map(|l| &l.phase) {
            Some(Phase::Resuming(before)) => before.as_slice(),
            _ => &[],
        };
        for held in before.iter().chain(&resume.feeds) {
            for lane in [Lane::Urgent, Lane::Bulk] {
                let place = held.lanes.get(lane).place;
                keys.insert(Key::BlockAt { feed: held.feed.clone(), lane, place });
            }
        }
    }

    /// The peer says how far it holds our feeds: send on from there.
    fn resume(&mut self, work: &mut Work, facts: &Facts, node: &NodeId, resume: Resume) -> Result<(), PeerFault> {
        let Some(link) = self.links.get_mut(node) else { return Ok(()) };
        let Phase::Resuming(held) = &mut link.phase else { return Ok(()) };
        held.extend(resume.feeds);
        for Said { feed, at } in resume.said {
            if self.feeds.contains_key(&(Direction::In, feed.clone()))
                && self.directory.node_of(&feed.discloser) == Some(node)
            {
                link.unheard.insert(feed.clone(), SaidAfter::from(at));
                link.heard.insert(feed, at);
            }
        }
        if held.len() > self.directory.served_by(node).len() * self.directory.served_by(&self.node).len() {
            return Err(PeerFault::new("resume", "more feeds than there are pairs of members"));
        }
        if resume.more {
            return Ok(());
        }
        let held = std::mem::take(held);
        if link.attest {
            return self.say_where_feeds_stand(work, node, Attesting::of(held));
        }
        let mut cursors = self.cursors_from_nothing(node);
        let (mut ahead, mut forked, mut below) = (false, None, self.holds_nothing_of_a_later_epoch(node, &held));
        for held in &held {
            match self.held_lanes(facts, node, held)? {
                Standpoint::At(lanes) => drop(cursors.insert(held.feed.clone(), lanes)),
                Standpoint::Ahead => ahead = true,
                Standpoint::Below => below = true,
                Standpoint::Forked => forked = Some(held.feed.clone()),
            }
        }
        // Its word alone does not prove that our store was rolled back: it must show what we signed.
        if let Some(feed) = forked {
            return self.ask_where_feeds_stand(work, node, Attesting::in_doubt(held, other_chain(&feed)));
        }
        let claims_more = || {
            PeerFault::new("head-ahead", "more is held than was disclosed from here, and nothing signed here shows it")
        };
        if ahead {
            return self.ask_where_feeds_stand(work, node, Attesting::in_doubt(held, claims_more()));
        }
        if below {
            let doubt = self.pruned_for(node, &held).unwrap_or_else(claims_more);
            return self.say_where_feeds_stand(work, node, Attesting::in_doubt(held, doubt));
        }
        let again = Input::Pump { node: node.clone() };
        if self.has_forgotten_receipts(node, &held) {
            self.say_what_it_signed(work, node);
        }
        work.effects.push(Self::asks_again(node));
        if let Some(link) = self.links.get_mut(node) {
            link.begin(held, cursors);
            let id = link.id;
            self.meet_witness(work, node, id);
        }
        work.effects.push(Effect::Again(again));
        Ok(())
    }

    fn say_where_feeds_stand(&mut self, work: &mut Work, node: &NodeId, so_far: Attesting) -> Result<(), PeerFault> {
        if let Some(link) = self.links.get_mut(node) {
            link.phase = Phase::Attesting(Box::new(so_far));
        }
        self.say_what_it_signed(work, node);
        Ok(())
    }

    /// A peer that was rolled back learns of it from what it signed itself.
    fn say_what_it_signed(&self, work: &mut Work, node: &NodeId) {
        if let Some(link) = self.links.get(node) {
            work.effects.push(Effect::Again(Input::Attest { node: node.clone(), link: link.id }));
        }
    }

    fn ask_where_feeds_stand(&mut self, work: &mut Work, node: &NodeId, doubt: Attesting) -> Result<(), PeerFault> {
        if let Some(link) = self.links.get_mut(node) {
            link.phase = Phase::Attesting(Box::new(doubt));
            work.effects.push(Effect::Send { node: node.clone(), link: link.id, message: Message::Ask(Ask {}) });
        }
        Ok(())
    }

    /// Whether a peer holds less than its own receipts said.
    fn has_forgotten_receipts(&self, node: &NodeId, held: &[Held]) -> bool {
        self.feeds_of(Direction::Out, node).any(|(feed, ours)| {
            let named = held.iter().find(|held| held.feed == *feed && held.epoch == ours.epoch);
            let lanes = named.map_or_else(|| ours.beginning(&self.crypto, feed), |held| held.lanes);
            ours.acknowledged.exceed(&lanes)
        })
    }

    /// The first of our feeds of which a peer says that it holds less than is still listed here.
    fn pruned_for(&self, node: &NodeId, held: &[Held]) -> Option<PeerFault> {
        let below = |(feed, state): &(&FeedId, &FeedState)| {
            let named = held.iter().find(|held| held.feed == **feed);
            let nothing = || FeedState::new(&self.crypto, feed, feeds::FIRST_EPOCH).lanes;
            state.has_pruned(&named.map_or_else(nothing, |held| held.lanes))
        };
        self.feeds_of(Direction::Out, node).find(below).map(|(feed, state)| pruned_below(feed, state))
    }

    /// Whether a peer names no place in a feed that does not begin at its first, or is not listed from there on.
    fn holds_nothing_of_a_later_epoch(&self, node: &NodeId, held: &[Held]) -> bool {
        let mut unnamed =
            self.feeds_of(Direction::Out, node).filter(|(feed, _)| held.iter().all(|held| held.feed != **feed));
        let begins_later = |state: &FeedState| state.anchor.is_some_and(|a| a.urgent.place > 0 || a.bulk.place > 0);
        unnamed.any(|(_, state)| begins_later(state) || state.pruned != Pruned::default())
    }

    fn cursors_from_nothing(&self, node: &NodeId) -> BTreeMap<FeedId, Lanes> {
        let to_node = self.feeds.iter().filter(|((direction, feed), _)| {
            *direction == Direction::Out && self.directory.node_of(&feed.receiver) == Some(node)
        });
        to_node.map(|((_, f), state)| (f.clone(), state.beginning(&self.crypto, f))).collect()
    }

    /// Checks what a peer says it holds against our own chain.
    pub(super) fn held_lanes(&self, facts: &Facts, node: &NodeId, held: &Held) -> Result<Standpoint, PeerFault> {
        let Held { feed, epoch, lanes } = held;
        if !self.goes_to(node, feed) {
            let text = format!("feed {feed}: not a feed between members of these nodes");
            return Err(PeerFault::new("resume", text));
        }
        let ours = self.feeds.get(&(Direction::Out, feed.clone())).cloned();
        let ours = ours.unwrap_or_else(|| FeedState::new(&self.crypto, feed, feeds::FIRST_EPOCH));
        if ours.is_behind(*epoch, lanes) {
            return Ok(Standpoint::Ahead);
        }
        if ours.has_pruned(lanes) {
            return Ok(Standpoint::Below);
        }
        if *epoch < ours.epoch {
            let is_anchor = ours.anchor == Some(*lanes);
            let beginning = ours.beginning(&self.crypto, feed);
            return Ok(if is_anchor { Standpoint::At(beginning) } else { Standpoint::Below });
        }
        for lane in Lane::ALL {
            let theirs = lanes.get(lane);
            if self.head_at(facts, feed, &ours, lane, theirs.place) != Some(theirs) {
                return Ok(Standpoint::Forked);
            }
        }
        // What is held beyond the newest receipt is sent again: the receiver answers with the receipt that was lost.
        let mut from = *lanes;
        for lane in Lane::ALL {
            if ours.acknowledged.get(lane).place < lanes.get(lane).place {
                *from.get_mut(lane) = ours.acknowledged.get(lane);
            }
        }
        Ok(Standpoint::At(from))
    }

    /// The head of a feed of ours at a place of its present epoch.
    pub(super) fn head_at(
        &self,
        facts: &Facts,
        feed: &FeedId,
        state: &FeedState,
        lane: Lane,
        place: u64,
    ) -> Option<LaneHead> {
        let beginning = state.beginning(&self.crypto, feed).get(lane);
        if place <= beginning.place {
            return (place == beginning.place).then_some(beginning);
        }
        // Of these the heads are known, also where no entry is left.
        let known = [state.lanes, state.acknowledged].map(|lanes| lanes.get(lane));
        if let Some(head) = known.into_iter().find(|head| head.place == place) {
            return Some(head);
        }
        match facts.get(&Key::BlockAt { feed: feed.clone(), lane, place })? {
            Fact::Block(block) => block.head_at(&self.crypto, place),
            _ => None,
        }
    }

    /// The operator or a peer brought an extension of the register.
    pub(super) fn install(&mut self, work: &mut Work, directory: Directory) -> Result<(), CoreError> {
        if directory.scope() != self.directory.scope() {
            return Ok(());
        }
        // Another link may have brought other versions since this one was checked.
        let directory = self.directory.joined_by(&self.crypto, &directory);
        let held = self.directory.versions().len();
        let new: Vec<Arc<[u8]>> = directory.versions().get(held..).unwrap_or_default().to_vec();
        if new.is_empty() {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.directory, Arc::new(directory));
        for (sequence, bytes) in (held as u64..).zip(new.iter().cloned()) {
            let version = SignedVersion::parse(&self.crypto, &bytes);
            let digest = version.map_or_else(|_| self.directory.digest(), |version| version.digest);
            work.writes.push(Write::Register { sequence, bytes });
            self.journal_entry(work, &Detail::Register { sequence, digest })?;
        }
        self.cut_removed(work);
        self.take_over_moved(work, &before)?;
        let others = self.links.iter().filter(|(node, l)| **node != self.node && !matches!(l.phase, Phase::Greeting));
        for (node, link) in others {
            for message in register_messages(&new) {
                work.effects.push(Effect::Send { node: node.clone(), link: link.id, message });
            }
        }
        work.effects.push(Effect::Peers(self.directory.clone()));
        self.begin_review(work);
        self.pump_all(work);
        Ok(())
    }

    /// Cuts links to nodes that are no longer registered, and forgets members that moved away from a link.
    fn cut_removed(&mut self, work: &mut Work) {
        let gone: Vec<(NodeId, LinkId)> = self
            .links
            .iter()
            .filter(|(node, _)| **node != self.node && self.directory.active_node(node).is_none())
            .map(|(node, link)| (node.clone(), link.id))
            .collect();
        for (node, link) in gone {
            self.cut(work, &node, link, PeerFault::new("removed", "the register no longer names this node"));
        }
        for (node, link) in &mut self.links {
            link.cursors.retain(|feed, _| self.directory.node_of(&feed.receiver) == Some(node));
        }
    }
}

/// What a peer holds of a feed is not what was disclosed.
pub(super) fn other_chain(feed: &FeedId) -> PeerFault {
    PeerFault::new("fork", format!("feed {feed}: another chain is held than was disclosed from here"))
}

/// Versions that a peer lacks, in messages that fit.
fn register_messages<'v>(versions: impl IntoIterator<Item = &'v Arc<[u8]>>) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut room = 0;
    for version in versions {
        let version = ByteBuf::from(version.to_vec());
        // A version alone may exceed this; frames for it are split by nobody, so it stays below MAX_MESSAGE by content.
        match messages.last_mut() {
            Some(Message::Register(versions)) if room >= version.len() => {
                room -= version.len();
                versions.push(version);
            }
            _ => {
                room = (MAX_MESSAGE / 2).saturating_sub(version.len());
                messages.push(Message::Register(vec![version]));
            }
        }
    }
    messages
}
