//! GossipSub 1.0: a mesh that each node keeps between two bounds, messages pushed through it, and their ids told to others
//! beside it, who ask for what they lack.
//!
//! After the abstract simulator of the protocol's author (github.com/vyzo/gerbil-simsub, `gossipsub-base.ss`,
//! `gossipsub-v1_0.ss`, `scripts.ss`), whose logs are published. Nodes know their neighbours from the beginning; there is
//! one topic. Ids are not forgotten, for a run is shorter than their 120 heartbeats.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Deserialize;

use super::{Played, Span};
use crate::draws::{Stream, mix};
use crate::engine::{Actor, Context, Engine, Id, Links, Message, Moment};
use crate::topology::Graph;

/// Parameters.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GossipSub {
    /// Neighbours in the mesh that a node wishes for: D.
    pub degree: u32,
    /// Fewer than these, and it grafts others.
    pub low: u32,
    /// More than these, and it prunes some.
    pub high: u32,
    /// Neighbours outside the mesh that are told ids at a heartbeat.
    pub gossip: u32,
    /// Heartbeats whose messages are told of.
    pub window: u32,
    /// From one heartbeat to the next.
    pub heartbeat_ms: Span,
    /// From the beginning to the first message.
    pub warm_up_ms: Span,
    /// From one message to the next, and ten times that from the last to the end.
    pub interval_ms: Span,
    /// How many messages are published.
    pub messages: u32,
    /// Nodes that publish them, each message by one of them that is drawn.
    pub publishers: u32,
}

/// What nodes say.
#[derive(Debug, Clone)]
pub enum Word {
    /// A message, by its id.
    Message(u32),
    /// Ids of messages that the sender has.
    Have(Vec<u32>),
    /// Ids of messages that the sender wants.
    Want(Vec<u32>),
    /// The sender takes the receiver into its mesh.
    Graft,
    /// And out of it.
    Prune,
}

impl Message for Word {
    fn label(&self) -> u64 {
        let of = |kind, ids: &[u32]| ids.iter().fold(kind, |label, &id| mix(label ^ u64::from(id)));
        match self {
            Self::Message(id) => of(1, &[*id]),
            Self::Have(ids) => of(2, ids),
            Self::Want(ids) => of(3, ids),
            Self::Graft => 4,
            Self::Prune => 5,
        }
    }
}

/// What is noted of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traffic {
    /// Times that a node got a message for the first time, its publisher included.
    pub delivered: u64,
    /// Times that a message itself was sent.
    pub messages: u64,
    /// Neighbours taken into a mesh.
    pub grafts: u64,
    /// Neighbours taken out of one.
    pub prunes: u64,
    /// Times that ids were told.
    pub haves: u64,
    /// Times that messages were asked for.
    pub wants: u64,
}

struct Node<'p> {
    rules: &'p GossipSub,
    stream: Stream,
    mesh: BTreeSet<Id>,
    seen: BTreeSet<u32>,
    /// Ids since the last heartbeat, and of each heartbeat before, the newest first.
    now: Vec<u32>,
    before: VecDeque<Vec<u32>>,
    heartbeat: Moment,
    /// What it is to publish.
    publishes: BTreeMap<Moment, u32>,
}

impl Node<'_> {
    /// When it has something to do of itself next.
    fn next(&self) -> Moment {
        self.publishes.keys().next().map_or(self.heartbeat, |&publish| publish.min(self.heartbeat))
    }

    /// Takes a message in that is new, and passes it on through the mesh.
    fn deliver(&mut self, id: u32, from: Option<Id>, context: &mut Context<'_, Self>) {
        if !self.seen.insert(id) {
            return;
        }
        self.now.push(id);
        context.record.delivered += 1;
        for &other in self.mesh.iter().filter(|&&other| Some(other) != from) {
            context.record.messages += 1;
            context.send(other, Word::Message(id));
        }
    }

    fn beat(&mut self, context: &mut Context<'_, Self>) {
        let have = self.mesh.len() as u32;
        if have < self.rules.low {
            for other in self.outside(self.rules.degree - have, context) {
                context.record.grafts += 1;
                context.send(other, Word::Graft);
                self.mesh.insert(other);
            }
        }
        if have > self.rules.high {
            let all: Vec<Id> = self.mesh.iter().copied().collect();
            for index in self.stream.some_below(have, have - self.rules.degree) {
                if let Some(&other) = all.get(index as usize) {
                    context.record.prunes += 1;
                    context.send(other, Word::Prune);
                    self.mesh.remove(&other);
                }
            }
        }
        self.before.push_front(std::mem::take(&mut self.now));
        self.before.truncate(self.rules.window as usize);
        let ids: Vec<u32> = self.before.iter().flatten().copied().collect();
        if !ids.is_empty() {
            for other in self.outside(self.rules.gossip, context) {
                context.record.haves += 1;
                context.send(other, Word::Have(ids.clone()));
            }
        }
    }

    /// Neighbours that are not in the mesh, drawn.
    fn outside(&mut self, count: u32, context: &Context<'_, Self>) -> Vec<Id> {
        let all: Vec<Id> = context.graph.neighbours(context.me).filter(|other| !self.mesh.contains(other)).collect();
        let drawn = self.stream.some_below(all.len() as u32, count);
        drawn.into_iter().filter_map(|index| all.get(index as usize).copied()).collect()
    }
}

impl Actor for Node<'_> {
    type Message = Word;
    type Record = Traffic;

    fn wake(&mut self, context: &mut Context<'_, Self>) {
        while let Some((_, id)) =
            self.publishes.first_entry().filter(|next| *next.key() <= context.now).map(|n| n.remove_entry())
        {
            self.deliver(id, None, context);
        }
        if self.heartbeat <= context.now {
            self.beat(context);
            self.heartbeat = context.now.after(self.rules.heartbeat_ms.0);
        }
        context.wake_at(self.next());
    }

    fn receive(&mut self, from: Id, word: Word, context: &mut Context<'_, Self>) {
        match word {
            Word::Message(id) => self.deliver(id, Some(from), context),
            Word::Have(ids) => {
                let lacks: Vec<u32> = ids.into_iter().filter(|id| !self.seen.contains(id)).collect();
                if !lacks.is_empty() {
                    context.record.wants += 1;
                    context.send(from, Word::Want(lacks));
                }
            }
            Word::Want(ids) => {
                for id in ids.into_iter().filter(|id| self.seen.contains(id)) {
                    context.record.messages += 1;
                    context.send(from, Word::Message(id));
                }
            }
            Word::Graft => {
                self.mesh.insert(from);
            }
            Word::Prune => {
                self.mesh.remove(&from);
            }
        }
    }
}

/// Plays a run: what was noted of it, and what it leaves behind.
pub(crate) fn play(rules: &GossipSub, graph: &Graph, links: Links, seed: u64) -> (Traffic, Played) {
    let mut script = Stream::new(seed, "publishers", "");
    let publishers = script.some_below(graph.nodes(), rules.publishers);
    let mut publishes: BTreeMap<u32, BTreeMap<Moment, u32>> = BTreeMap::new();
    for id in 0..rules.messages {
        let at = Moment(rules.warm_up_ms.0).after(rules.interval_ms.0.saturating_mul(u64::from(id)));
        script.pick(&publishers).map(|&node| publishes.entry(node).or_default().insert(at, id));
    }
    // Heartbeats begin after one of them, each node's at another moment of the next.
    let node = |node| {
        let mut stream = Stream::numbered(seed, "gossipsub", node);
        let heartbeat = Moment(rules.heartbeat_ms.0).after(stream.below(rules.heartbeat_ms.0));
        let publishes = publishes.remove(&node).unwrap_or_default();
        let (mesh, seen, now, before) = Default::default();
        Node { rules, stream, mesh, seen, now, before, heartbeat, publishes }
    };
    let nodes: Vec<Node<'_>> = (0..graph.nodes()).map(node).collect();
    let firsts: Vec<Moment> = nodes.iter().map(Node::next).collect();
    let mut engine = Engine::new(nodes, graph, links, Traffic::default());
    firsts.into_iter().zip(0..).for_each(|(at, node)| engine.wake(Id(node), at));
    let over = rules.interval_ms.0.saturating_mul(u64::from(rules.messages) + 10);
    engine.run(Moment(rules.warm_up_ms.0).after(over), |_| false);
    let (traffic, sent, events) = (*engine.record(), engine.sent(), engine.events());
    (traffic, Played { sent, events, digest: engine.digest() })
}
