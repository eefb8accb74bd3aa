//! A plain model of what must come about, beside the federation: it is told what members did and were answered, and knows
//! neither feeds nor links, neither outboxes nor receipts.
//!
//! | look for | in |
//! |---|---|
//! | who must hold what in the end, who may, and who must not | `holdings` |
//! | what ends, who may still read it, and that nothing of it comes back | `endings` |
//! | how far each request must have come | `requests` |
//! | what keys that ended signed, and whether their members' word for it has come | `keys` |
//! | what a node forgot whose store was put back | `restores` |
//!
//! Whether a record may go to a member is the gates' to say, which are asked anew. What the model adds to the
//! [`crate::invariants`], which look at what nodes write and say: whatever became of a record inside, a member that was
//! permitted in every version of the register and on every day since must hold it; what could be read once can be read
//! until it ends; what ended is read nowhere, comes back nowhere and is destroyed; and both members of a request see how
//! it ended.

mod endings;
mod holdings;
mod keys;
mod requests;
mod restores;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_protocol::core::{HeldState, view};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::PERMITTED;
use sluis_protocol::records::Notice;
use sluis_protocol::register::Register;
use sluis_protocol::standing::Incarnation;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::SignalType;
use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

use crate::invariants::Invariant;
use crate::net::Net;
use crate::packs::PackSet;

use endings::LegalHold;
use requests::Dialogue;

/// A record that a member released.
#[derive(Debug, Clone)]
pub(crate) struct Released {
    /// By whom.
    pub(crate) origin: MemberId,
    /// What was submitted.
    pub(crate) submission: Submission,
    /// The outcome for every member, as the releaser was shown it.
    pub(crate) outcomes: BTreeMap<MemberId, String>,
    /// Whether the node said that it is released; if not, the answer was lost and it may be or not.
    pub(crate) sure: bool,
    /// The version of the register that it was judged by.
    pub(crate) register: u64,
    /// The first version of the signal that it corrects.
    pub(crate) corrects: Option<RecordId>,
}

/// A record with what became of it since.
struct Signal {
    released: Released,
    /// The first version; itself, where it corrects nothing.
    first: RecordId,
    day: Date,
    /// The request that it answers.
    answers: Option<RecordId>,
    /// Members to whom a request was forwarded, and whether their asker was told that it went on.
    added: BTreeMap<MemberId, bool>,
}

/// What must come about.
pub(crate) struct Model {
    signals: BTreeMap<RecordId, Signal>,
    dialogues: BTreeMap<(RecordId, MemberId), Dialogue>,
    /// Versions of each signal, by the first, in order; some may not have come about.
    versions: BTreeMap<RecordId, Vec<RecordId>>,
    /// Signals that were let be passed on to members by others, by their first versions, or may have been.
    relayed: BTreeSet<(RecordId, MemberId)>,
    /// Signals that were recalled, by their first versions, and whether that was answered.
    recalls: BTreeMap<RecordId, bool>,
    holds: BTreeMap<(MemberId, RecordId), LegalHold>,
    /// Versions of the register, in order; some may have reached nobody.
    registers: Vec<Arc<Register>>,
    /// Sets of packs that nodes may have judged by so far, besides those that ship.
    packs: BTreeMap<NodeId, BTreeSet<PackSet>>,
    /// The latest day on any node's clock so far.
    latest: Date,
    /// The latest time that each node went by so far.
    clocks: BTreeMap<NodeId, Timestamp>,
    /// What can be read.
    seen: BTreeSet<(MemberId, RecordId)>,
    /// What could be read at some time.
    ever: BTreeSet<(MemberId, RecordId)>,
    /// What could be read, and ended for good.
    over: BTreeSet<(MemberId, RecordId)>,
    /// Nodes that may go on with a copy of their store and not know it yet, with its incarnation.
    unaware: BTreeMap<NodeId, Incarnation>,
}

/// What is found to be broken.
type Found = Vec<(Invariant, NodeId, String)>;

impl Model {
    /// The model of a federation in which nothing happened yet.
    pub(crate) fn of(net: &Net) -> Self {
        Self {
            signals: BTreeMap::new(),
            dialogues: BTreeMap::new(),
            versions: BTreeMap::new(),
            relayed: BTreeSet::new(),
            recalls: BTreeMap::new(),
            holds: BTreeMap::new(),
            registers: vec![Arc::new(net.register().clone())],
            packs: BTreeMap::new(),
            latest: Date::of(net.now()),
            clocks: BTreeMap::new(),
            seen: BTreeSet::new(),
            ever: BTreeSet::new(),
            over: BTreeSet::new(),
            unaware: BTreeMap::new(),
        }
    }

    /// Further versions of the register were signed: of several at once only the keys differ, which it does not judge by, or
    /// they are sections that change together.
    pub(crate) fn registered(&mut self, net: &Net) {
        let newest = Arc::new(net.register().clone());
        let known = self.registers.len() as u64;
        self.registers.extend((known..=newest.sequence).map(|_| newest.clone()));
    }

    /// A member released a record, or may have.
    pub(crate) fn released(&mut self, net: &Net, record: RecordId, released: Released) {
        let day = net.node_of(&released.origin).map_or(self.latest, |node| Date::of(net.time_at(&node)));
        let answers = released.submission.content.handling.in_reply_to.as_deref().and_then(|id| id.parse().ok());
        if released.submission.content.r#type == SignalType::Request {
            for other in released.outcomes.iter().filter(|(_, o)| *o == PERMITTED).map(|(other, _)| other) {
                self.dialogues.insert((record, other.clone()), Dialogue::default());
            }
        }
        if let Some(asked) = answers {
            self.answered(asked, record, &released);
        }
        let first = released.corrects.unwrap_or(record);
        let versions = self.versions.entry(first).or_default();
        if !versions.contains(&record) {
            versions.push(record);
        }
        let signal = Signal { released, first, day, answers, added: BTreeMap::new() };
        // Releasing what was released before gives the record that there is.
        self.signals.entry(record).and_modify(|s| s.released.sure |= signal.released.sure).or_insert(signal);
    }

    /// A member said what becomes of a request, or may have.
    pub(crate) fn said(&mut self, request: RecordId, by: &MemberId, to: &MemberId, notice: &Notice, sure: bool) {
        if let Notice::Forwarded { to } = notice
            && let Some(signal) = self.signals.get_mut(&request)
        {
            signal.added.entry(to.clone()).or_insert(false);
        }
        self.noted(request, by, to, notice, sure);
    }

    /// Who asked let a request go on, or may have.
    pub(crate) fn passed_on(&mut self, request: RecordId, to: &MemberId, sure: bool) {
        if let Some(signal) = self.signals.get_mut(&request) {
            *signal.added.entry(to.clone()).or_insert(sure) |= sure;
        }
    }

    /// Packs came into force at a member's node, or may have.
    pub(crate) fn activated(&mut self, net: &Net, by: &MemberId, packs: PackSet) {
        if let Some(node) = net.node_of(by) {
            self.packs.entry(node).or_default().insert(packs);
        }
    }

    /// A member let a signal be passed on to another, or may have.
    pub(crate) fn relayed(&mut self, first: RecordId, to: &MemberId) {
        self.relayed.insert((first, to.clone()));
    }

    /// Looks at clocks and holdings after each action: what could be read is read no less, but for a reason.
    pub(crate) fn watch(&mut self, net: &mut Net) {
        for node in net.nodes.keys() {
            let time = net.time_at(node);
            let latest = self.clocks.entry(node.clone()).or_insert(time);
            *latest = time.max(*latest);
        }
        let times = self.clocks.values().copied().chain([net.now()]);
        self.latest = times.map(Date::of).chain([self.latest]).max().unwrap_or(self.latest);
        self.unaware.retain(|node, incarnation| net.standing(node).incarnation == *incarnation);
        let found = self.lost(net);
        report(net, found);
    }

    /// What must hold at any time: nobody holds what was not permitted, nor what nobody released.
    pub(crate) fn safety(&mut self, net: &mut Net) {
        self.watch(net);
        let found = self.strangers(net);
        report(net, found);
    }

    /// What must have come about once all is whole and quiet.
    pub(crate) fn liveness(&mut self, net: &mut Net) {
        // Whoever could tell a node that its store was put back has done so.
        self.unaware.clear();
        let mut found = self.missing(net);
        found.extend(self.unattested(net));
        found.extend(self.lingering(net));
        found.extend(self.dialogues_at_rest(net));
        report(net, found);
    }

    /// What must be gone once every clock agrees and operators let it be.
    pub(crate) fn nothing_remains(&self, net: &mut Net) {
        let found = self.remains(net);
        report(net, found);
    }
}

fn report(net: &mut Net, found: Found) {
    let now = net.now();
    for (invariant, node, text) in found {
        net.witness.broken(invariant, &node, now, format!("by the model, {text}"));
    }
}
