//! The queue of events in order of time and sequence, and how time passes.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use sluis_protocol::cbor;
use sluis_protocol::core::{Input, LinkId, ToOrder, ToRetract, ToSay};
use sluis_protocol::wire::Message;
use sluis_schemas::{NodeId, Timestamp};

use super::Net;
use crate::SimError;
use crate::draws::{draw, mix};

/// Most events in one run to rest: far above what any scenario needs, so that a livelock ends as an error.
const MAX_EVENTS: u64 = 200_000;

/// Something that will happen.
#[derive(Debug)]
pub(super) enum Event {
    /// A node handles what waits for it.
    Turn(NodeId),
    /// A frame reaches a node.
    Frame { to: NodeId, from: NodeId, link: LinkId, bytes: Vec<u8> },
    /// A node learns that its link is gone.
    Down { node: NodeId, peer: NodeId, link: LinkId },
    /// A connection that one end gave up comes to its end.
    Close { a: NodeId, b: NodeId, link: LinkId },
    /// Two nodes try to connect.
    Dial { a: NodeId, b: NodeId },
    /// A slow disk is done with a commit.
    Written { node: NodeId, number: u64 },
    /// What a core asked to be signed is signed, beside it.
    Sign { node: NodeId, what: ToRetract },
    /// The same of an order.
    SignOrder { node: NodeId, what: ToOrder },
    /// The same of what a member says of a signal without a user.
    SignOwnership { node: NodeId, what: ToSay },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Turn(node) => write!(f, "{node} works"),
            Self::Frame { to, from, bytes, .. } => {
                write!(f, "{to} gets from {from}: {}", described(bytes))
            }
            Self::Down { node, peer, .. } => write!(f, "{node} learns that its link with {peer} is gone"),
            Self::Close { a, b, .. } => write!(f, "{a} ends the link with {b}"),
            Self::Dial { a, b } => write!(f, "{a} and {b} connect"),
            Self::Written { node, .. } => write!(f, "the disk of {node} is done"),
            Self::Sign { node, what } => {
                write!(f, "{node} signs that {} is not to have {}", what.feed.receiver, what.signal)
            }
            Self::SignOwnership { node, what } => {
                write!(f, "{node} signs for {} what is said of {}", what.feed.receiver, what.signal)
            }
            Self::SignOrder { node, what } => {
                write!(f, "{node} signs that {} passes {} on to {}", what.relay, what.record, what.receiver)
            }
        }
    }
}

/// A message in words.
fn described(bytes: &[u8]) -> String {
    match cbor::decode(bytes) {
        Ok(Message::Hello(hello)) => format!("hello, {} lines of the register", hello.register.len()),
        Ok(Message::Register(versions)) => format!("{} versions of the register", versions.len()),
        Ok(Message::Resume(resume)) => format!("how far it holds {} feeds", resume.feeds.len()),
        Ok(Message::Push(push)) => format!("{} entries from place {}", push.entries.len(), push.first),
        Ok(Message::Receipt(_)) => "a receipt".to_owned(),
        Ok(Message::Checkpoint(_)) => "a checkpoint of its journal".to_owned(),
        Ok(Message::Cosigned(_)) => "a cosignature".to_owned(),
        Ok(Message::Ask(_)) => "where do feeds stand?".to_owned(),
        Ok(Message::Attest(said)) => format!("where {} feeds stand", said.receipts.len() + said.heads.len()),
        Ok(Message::Recount(asked)) => format!("what is held of {} after place {}?", asked.feed, asked.after),
        Ok(Message::Recounted(said)) => format!("{} entries that it holds", said.ids.len()),
        Ok(Message::ClassOffer(offer)) => format!("may {} hold records of a class?", offer.receiver),
        Ok(Message::ClassAnswer(answer)) => format!("of a class for {}: {:?}", answer.receiver, answer.said),
        Ok(Message::MatchQuery(_)) => "a question of a match".to_owned(),
        Ok(Message::MatchAnswer(answer)) => format!("to {}: {}", answer.query, answer.hit),
        Ok(Message::Fault(fault)) => format!("a fault: {fault}"),
        Err(_) => format!("{} bytes that are no message", bytes.len()),
    }
}

/// Events to come.
#[derive(Debug, Default)]
pub(super) struct Queue {
    events: BTreeMap<(Timestamp, u64), Event>,
    sequence: u64,
    pub(super) handled: u64,
}

/// The last events, in words, where somebody asked for them.
#[derive(Debug, Default)]
pub(super) struct Told {
    events: VecDeque<String>,
    most: usize,
}

impl Net {
    /// Schedules an event after a delay in milliseconds.
    pub(super) fn after(&mut self, millis: u64, event: Event) {
        self.at(self.now.plus_millis(millis), event);
    }

    pub(super) fn at(&mut self, at: Timestamp, event: Event) {
        self.queue.sequence += 1;
        self.queue.events.insert((at, self.queue.sequence), event);
    }

    /// A delay for the `sequence`-th thing of its kind.
    pub(super) fn delay(&self, purpose: &str, entity: &str, bound: u64) -> u64 {
        1 + draw(self.seed, purpose, entity, self.queue.sequence).checked_rem(bound).unwrap_or(0)
    }

    /// Runs until nothing is left to happen but deadlines of days to come.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken, or the world does not come to rest.
    pub fn run_until_quiet(&mut self) -> Result<(), SimError> {
        let mut events = 0;
        while let Some((at, _)) = self.queue.events.keys().next().copied() {
            self.step(at)?;
            events += 1;
            if events > MAX_EVENTS {
                return Err(SimError::NotQuiet { seed: self.seed, events });
            }
        }
        Ok(())
    }

    pub(super) fn run_until(&mut self, end: Timestamp) -> Result<(), SimError> {
        let mut events = 0;
        while let Some(at) = self.next_moment().filter(|at| *at <= end) {
            self.step(at)?;
            events += 1;
            if events > MAX_EVENTS {
                return Err(SimError::NotQuiet { seed: self.seed, events });
            }
        }
        self.now = self.now.max(end);
        Ok(())
    }

    fn next_moment(&self) -> Option<Timestamp> {
        let event = self.queue.events.keys().next().map(|(at, _)| *at);
        let deadline = self.nodes.values().filter_map(|n| n.deadline()).min();
        [event, deadline].into_iter().flatten().min()
    }

    /// One step at a moment: the deadlines that passed by then, or else the next event.
    fn step(&mut self, at: Timestamp) -> Result<(), SimError> {
        let due: Vec<NodeId> =
            self.nodes.values().filter(|n| n.deadline().is_some_and(|d| d <= at)).map(|n| n.id.clone()).collect();
        if due.is_empty() {
            self.now = self.now.max(at);
            if let Some((_, event)) = self.queue.events.pop_first() {
                self.happen(event);
            }
        }
        for node in due {
            let deadline = self.nodes.get(&node).and_then(|n| n.deadline());
            self.now = self.now.max(deadline.unwrap_or(at));
            self.note(2, node.as_str().as_bytes());
            self.give_and_turn(&node, Input::Tick);
        }
        self.checked()
    }

    fn happen(&mut self, event: Event) {
        self.queue.handled += 1;
        self.say(|| event.to_string());
        match event {
            Event::Turn(node) => {
                if let Some(n) = self.nodes.get_mut(&node) {
                    n.turn_planned = false;
                }
                self.turn(&node);
            }
            Event::Frame { to, from, link, bytes } => {
                if self.connection(&to, &from) == Some(link) {
                    self.note(3, &bytes);
                    self.frames += 1;
                    self.arrive(&to, &from, link, bytes);
                }
            }
            Event::Down { node, peer, link } => {
                self.give(&node, Input::Down { node: peer.clone(), link });
                self.dial_soon(&node, &peer);
            }
            Event::Close { a, b, link } => self.disconnect(&a, &b, link),
            Event::Dial { a, b } => self.dial(&a, &b),
            Event::Written { node, number } => self.written(&node, number),
            Event::Sign { node, what } => self.sign_retraction(&node, &what),
            Event::SignOrder { node, what } => self.sign_order(&node, what),
            Event::SignOwnership { node, what } => self.sign_ownership(&node, what),
        }
    }

    /// Gives a node an input; it handles it soon, with whatever else has come by then.
    pub(super) fn give(&mut self, node: &NodeId, input: Input) {
        let Some(n) = self.nodes.get_mut(node).filter(|n| n.is_running()) else { return };
        n.queue.push_back(input);
        self.plan_turn(node);
    }

    pub(super) fn plan_turn(&mut self, node: &NodeId) {
        let busy = self.delay("turn", node.as_str(), 4);
        let Some(n) = self.nodes.get_mut(node).filter(|n| n.is_running() && !n.turn_planned) else { return };
        n.turn_planned = true;
        self.after(busy, Event::Turn(node.clone()));
    }

    /// Gives a node an input that it handles now.
    pub(super) fn give_and_turn(&mut self, node: &NodeId, input: Input) {
        if let Some(n) = self.nodes.get_mut(node).filter(|n| n.is_running()) {
            n.queue.push_back(input);
            self.turn(node);
        }
    }

    /// From now on keeps the last events in words, at most so many.
    pub(crate) const fn tell(&mut self, most: usize) {
        self.told.most = most;
    }

    /// Keeps an event in words, where somebody asked for them.
    pub(crate) fn say(&mut self, text: impl FnOnce() -> String) {
        if self.told.most == 0 {
            return;
        }
        if self.told.events.len() >= self.told.most {
            self.told.events.pop_front();
        }
        self.told.events.push_back(format!("{} {}", self.now, text()));
    }

    /// The last events in words.
    pub(crate) fn told(&self) -> Vec<String> {
        self.told.events.iter().cloned().collect()
    }

    /// Adds to the trace.
    pub(super) fn note(&mut self, kind: u64, bytes: &[u8]) {
        let moment = mix(self.trace ^ self.now.as_millis() ^ (kind << 56));
        self.trace = bytes.chunks(8).fold(moment, |trace, chunk| {
            mix(trace ^ chunk.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)))
        });
    }
}
