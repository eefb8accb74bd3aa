//! Connections between pairs of nodes, made and lost; frames keep their order, a lost connection loses its frames.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::{Input, LinkId};
use sluis_protocol::wire::Message;
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::Net;
use super::events::Event;
use crate::SimError;
use crate::keys::Keys;

/// Wait before a lost connection is tried again, in milliseconds; it doubles with each fault of a peer.
const RETRY: u64 = 500;
const MAX_DOUBLINGS: u32 = 7;

/// Changes a message on its way, with the keys of whoever the scenario lets cheat.
pub(crate) type Tamper = Box<dyn FnMut(&Keys, Message) -> Message>;

/// All pairs of nodes.
#[derive(Default)]
pub(crate) struct Links {
    pairs: BTreeMap<(NodeId, NodeId), Pair>,
    last_link: u64,
    tampering: BTreeMap<(NodeId, NodeId), Tamper>,
    /// Nodes that a scenario lets cheat; faults of theirs are expected.
    pub(crate) cheats: BTreeSet<NodeId>,
}

#[derive(Default)]
struct Pair {
    cut: bool,
    connection: Option<Connection>,
    dialling: bool,
    faults: u32,
}

struct Connection {
    link: LinkId,
    /// Nothing more is taken once one end gave up.
    closing: bool,
    /// When the newest frame to each end arrives: the next one must not overtake it.
    newest: BTreeMap<NodeId, Timestamp>,
}

fn key(a: &NodeId, b: &NodeId) -> (NodeId, NodeId) {
    if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) }
}

impl Net {
    /// Cuts the line between two nodes: frames on their way are lost.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn cut(&mut self, a: &str, b: &str) -> Result<(), SimError> {
        let (a, b) = (self.node(a)?.id.clone(), self.node(b)?.id.clone());
        self.links.pairs.entry(key(&a, &b)).or_default().cut = true;
        if let Some(link) = self.connection(&a, &b) {
            self.disconnect(&a, &b, link);
        }
        self.checked()
    }

    /// Mends the line between two nodes.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn heal(&mut self, a: &str, b: &str) -> Result<(), SimError> {
        let (a, b) = (self.node(a)?.id.clone(), self.node(b)?.id.clone());
        let pair = self.links.pairs.entry(key(&a, &b)).or_default();
        (pair.cut, pair.faults) = (false, 0);
        self.dial_soon(&a, &b);
        self.checked()
    }

    /// Mends every line.
    pub fn heal_all(&mut self) {
        let ids = self.node_ids();
        for (i, a) in ids.iter().enumerate() {
            for b in ids.iter().skip(i + 1) {
                let pair = self.links.pairs.entry(key(a, b)).or_default();
                (pair.cut, pair.faults) = (false, 0);
                self.dial_soon(a, b);
            }
        }
    }

    /// Lets a node cheat: every message it sends to another goes through `change` first.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn tamper(
        &mut self,
        from: &str,
        to: &str,
        change: impl FnMut(&Keys, Message) -> Message + 'static,
    ) -> Result<(), SimError> {
        let (from, to) = (self.node(from)?.id.clone(), self.node(to)?.id.clone());
        self.links.cheats.insert(from.clone());
        self.links.tampering.insert((from, to), Box::new(change));
        Ok(())
    }

    /// A node cheats no longer; what it did is forgiven but not forgotten.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if there is no such node.
    pub fn behave(&mut self, from: &str, to: &str) -> Result<(), SimError> {
        let pair = (self.node(from)?.id.clone(), self.node(to)?.id.clone());
        self.links.tampering.remove(&pair);
        Ok(())
    }

    /// The link between two nodes, if one stands.
    pub(super) fn connection(&self, a: &NodeId, b: &NodeId) -> Option<LinkId> {
        Some(self.links.pairs.get(&key(a, b))?.connection.as_ref()?.link)
    }

    /// Whether both run, the line is whole, and each finds the other in its register.
    pub(crate) fn may_connect(&self, a: &NodeId, b: &NodeId) -> bool {
        let knows = |x: &NodeId, y: &NodeId| {
            self.nodes.get(x).and_then(|n| n.directory()).is_some_and(|d| d.active_node(y).is_some())
        };
        a != b && knows(a, b) && knows(b, a) && !self.links.pairs.get(&key(a, b)).is_some_and(|p| p.cut)
    }

    /// Whether a member's node may reach another now, or is the same.
    pub(crate) fn may_reach(&self, member: &MemberId, node: &NodeId) -> bool {
        let known = self.nodes.get(node).and_then(|n| n.directory());
        let of_member = known.and_then(|directory| directory.node_of(member));
        of_member.is_some_and(|other| other == node || self.may_connect(other, node))
    }

    /// Plans a dial, if one makes sense and none is planned.
    pub(super) fn dial_soon(&mut self, a: &NodeId, b: &NodeId) {
        if !self.may_connect(a, b) {
            return;
        }
        let jitter = self.delay("dial", a.as_str(), RETRY);
        let pair = self.links.pairs.entry(key(a, b)).or_default();
        if pair.connection.is_some() || pair.dialling {
            return;
        }
        pair.dialling = true;
        let wait = (RETRY << pair.faults.min(MAX_DOUBLINGS)) + jitter;
        self.after(wait, Event::Dial { a: a.clone(), b: b.clone() });
    }

    pub(super) fn dial_all(&mut self, node: &NodeId) {
        for other in self.node_ids() {
            self.dial_soon(node, &other);
        }
    }

    pub(super) fn dial(&mut self, a: &NodeId, b: &NodeId) {
        let possible = self.may_connect(a, b);
        self.links.last_link += 1;
        let link = LinkId(self.links.last_link);
        let pair = self.links.pairs.entry(key(a, b)).or_default();
        pair.dialling = false;
        if !possible || pair.connection.is_some() {
            return;
        }
        pair.connection = Some(Connection { link, closing: false, newest: BTreeMap::new() });
        self.give(a, Input::Up { node: b.clone(), link });
        self.give(b, Input::Up { node: a.clone(), link });
    }

    /// Ends a connection; both ends learn of it after a while.
    pub(super) fn disconnect(&mut self, a: &NodeId, b: &NodeId, link: LinkId) {
        let Some(pair) = self.links.pairs.get_mut(&key(a, b)) else { return };
        if pair.connection.as_ref().is_none_or(|c| c.link != link) {
            return;
        }
        pair.connection = None;
        for (node, peer) in [(a, b), (b, a)] {
            let notice = self.delay("notice", node.as_str(), 200);
            self.after(notice, Event::Down { node: node.clone(), peer: peer.clone(), link });
        }
    }

    pub(super) fn disconnect_all(&mut self, node: &NodeId) {
        for other in self.node_ids() {
            if let Some(link) = self.connection(node, &other) {
                self.disconnect(node, &other, link);
            }
        }
    }

    /// Puts a message on a link, if it still stands.
    pub(super) fn send(&mut self, from: &NodeId, to: &NodeId, link: LinkId, message: Message) {
        let message = match self.links.tampering.get_mut(&(from.clone(), to.clone())) {
            Some(tamper) => tamper(&self.keys, message),
            None => message,
        };
        let Ok(bytes) = message.encode() else { return };
        let delay = 4 + self.delay("delay", &format!("{from}>{to}"), 40);
        let arrival = self.now.plus_millis(delay);
        let Some(pair) = self.links.pairs.get_mut(&key(from, to)) else { return };
        let Some(connection) = pair.connection.as_mut().filter(|c| c.link == link && !c.closing) else { return };
        let newest = connection.newest.entry(to.clone()).or_insert(arrival);
        *newest = arrival.max(*newest);
        let arrival = *newest;
        self.at(arrival, Event::Frame { to: to.clone(), from: from.clone(), link, bytes });
    }

    /// Tells the peer why, then ends the connection once that has arrived.
    pub(super) fn send_and_close(&mut self, from: &NodeId, to: &NodeId, link: LinkId, message: Message) {
        self.send(from, to, link, message);
        let Some(pair) = self.links.pairs.get_mut(&key(from, to)) else { return };
        let Some(connection) = pair.connection.as_mut().filter(|c| c.link == link) else { return };
        connection.closing = true;
        pair.faults += 1;
        let last = connection.newest.values().max().copied().unwrap_or(self.now);
        self.at(last, Event::Close { a: from.clone(), b: to.clone(), link });
    }
}

impl Links {
    /// Whether a scenario asked for a line to be cut.
    pub(crate) fn is_cut(&self, a: &NodeId, b: &NodeId) -> bool {
        self.pairs.get(&key(a, b)).is_some_and(|p| p.cut)
    }

    /// Whether any line is cut.
    pub(crate) fn any_is_cut(&self) -> bool {
        self.pairs.values().any(|pair| pair.cut)
    }
}
