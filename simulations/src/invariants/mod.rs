//! What must always hold, checked from outside: from writes before they are committed, from effects before they run,
//! after each restart, and over everything once the world is at rest.
//!
//! | number | invariant | checked |
//! |---|---|---|
//! | 1 | no leak: only whom the rules permit at that moment is shown anything, and nobody sees audience or exclusions | `commits`, `said` |
//! |   | and that something is held is told to whom it might be sent alone, and at instants that tell nothing | `matches` |
//! | 2 | authentic: what is stored or acknowledged bears the signature of whoever speaks | `commits`, `said`, `signatures` |
//! |   | and what is consented to was asked, and is said by its origin | `consents` |
//! | 3 | delivered: once all is whole and quiet, each entitled member holds each record, once, and both ends of a feed agree | `rest` |
//! |   | and a holder counts on no consent that does not stand at its origin | `consents` |
//! | 4 | recalled: what ended is never shown, sent or taken in again, and is destroyed in time, as receipts say | `endings` |
//! | 5 | durable: what was answered, pushed or acknowledged is in the store and survives a crash, nothing twice | `said`, `Witness` |
//! | 6 | accounted: each submission, refusal, let-out, arrival and read has its journal entry; what witnesses cosign is the journal as first written, and in the end they cosigned all of it | `commits`, `said`, `journals`, `rest` |
//! |   | and each legal gap is counted where it is met, until it is none any more | `gaps` |
//! |   | and what was asked and answered of matches | `matches` |
//! |   | and what is let go of is over at both ends of its feed, long enough, and known to be | `pruning` |
//! | 7 | owned: a signal has one owner with a term, of whom it was asked, or is listed as without one; others know no more than that | `ownership` |
//! | 8 | bounded: entries in flight, reads and messages stay below their limits | `said`, `Witness` |
//! | 9 | civil: nodes that play by the rules find no fault in each other | `said` |
//!
//! The reference for the first is the gates asked anew with the whole submission, not what a core remembered of it.

mod classes;
mod commits;
mod consents;
mod disputes;
mod endings;
mod gaps;
mod journals;
mod judged;
mod matches;
mod ownership;
mod pruning;
mod rest;
mod said;
mod signatures;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use sluis_protocol::core::{DraftId, Input, Judge, Key, LinkId, ReadSet};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::DecisionTable;
use sluis_protocol::journal::Detail;
use sluis_protocol::journal::tree::MAX_PROOF;
use sluis_protocol::records::{FeedId, Lane};
use sluis_protocol::register::Directory;
use sluis_protocol::wire::{Checked, MAX_PUSH, MAX_RECOUNT, MAX_RESUME};
use sluis_schemas::content::Distribution;
use sluis_schemas::{MemberId, NodeId, Timestamp};

use crate::net::SimNode;

use classes::Classes;

pub(crate) use endings::{is_forgotten_by_both, is_known_to_have_ended};
pub(crate) use gaps::uncounted;
pub(crate) use pruning::wrongly_pruned;
pub(crate) use rest::at_rest;
pub(crate) use said::{JOURNAL_FORK, is_doubted};

/// An invariant, by its number in the table above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Invariant {
    /// Only whom the rules permit is shown anything.
    NoLeak = 1,
    /// Signatures hold.
    Authentic = 2,
    /// Each entitled member holds each record, once.
    Delivered = 3,
    /// What ended does not come back.
    Recalled = 4,
    /// What was said is in the store.
    Durable = 5,
    /// The journal tells it all.
    Accounted = 6,
    /// Each signal has one owner with a term, or is listed as without one.
    Owned = 7,
    /// Limits hold.
    Bounded = 8,
    /// Honest nodes find no fault in each other.
    Civil = 9,
}

/// An invariant that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// At which node.
    pub node: NodeId,
    /// When.
    pub at: Timestamp,
    /// What was seen.
    pub text: String,
}

impl Invariant {
    /// Each of them.
    pub const ALL: [Self; 9] = [
        Self::NoLeak,
        Self::Authentic,
        Self::Delivered,
        Self::Recalled,
        Self::Durable,
        Self::Accounted,
        Self::Owned,
        Self::Bounded,
        Self::Civil,
    ];
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "invariant {} ({:?}) at {} at {}: {}",
            self.invariant as u8, self.invariant, self.node, self.at, self.text
        )
    }
}

/// A record as its origin released it.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    pub(crate) origin: MemberId,
    pub(crate) distribution: Distribution,
    pub(crate) outcomes: BTreeMap<MemberId, String>,
}

/// When an effect runs, and under which rules.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) now: Timestamp,
    pub(crate) node: &'a SimNode,
    /// The register before the batch that the effect follows from; the node has the one after it.
    pub(crate) before: &'a Arc<Directory>,
    /// Requests that came further in that batch, each at whom: an answer may have had its turn while one was open.
    pub(crate) moved: &'a BTreeSet<(MemberId, RecordId)>,
    pub(crate) judge: &'a Judge,
}

/// What an asker was told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Draft(MemberId, DraftId),
    Released(MemberId, RecordId),
    Acknowledged(FeedId, Lane, u64),
    Pushed(FeedId, Lane, u64),
}

/// Leaves by the number of their log and their place in it.
type Leaves = BTreeMap<(u32, u64), Digest>;

/// How far one feed went on one link: before its first entry there, and its newest.
type Span = (u64, u64);

/// Sees everything that nodes write and say, and remembers what must hold of it.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    pub(crate) releases: BTreeMap<RecordId, Release>,
    /// Each version of a signal, with its first.
    pub(crate) versions: BTreeMap<RecordId, RecordId>,
    /// When signals were recalled, by their first versions.
    pub(crate) recalled: BTreeMap<RecordId, Timestamp>,
    /// When versions were corrected.
    pub(crate) superseded: BTreeMap<RecordId, Timestamp>,
    /// What the reference judgement found permitted at the moment it joined a feed. It is asked again at each send.
    pub(crate) disclosed: BTreeSet<(FeedId, RecordId)>,
    /// What origins ordered to be passed on: in which feed which version.
    pub(crate) orders: BTreeSet<(FeedId, RecordId)>,
    /// Entries of which some push told the id alone.
    told_alone: BTreeSet<(FeedId, RecordId)>,
    told: BTreeMap<NodeId, BTreeSet<Told>>,
    in_flight: BTreeMap<(NodeId, LinkId), BTreeMap<(FeedId, Lane), Span>>,
    clean: BTreeSet<RecordId>,
    classes: Classes,
    /// The leaves of each node's logs as they were first committed, whatever became of the journal since; anew for each
    /// time that its store was put back.
    leaves: BTreeMap<NodeId, Vec<Leaves>>,
    /// Nodes that went on with a copy of their store that nothing told them of.
    by_hand: BTreeSet<NodeId>,
    /// Nodes whose store was put back, whoever knew it.
    put_back: BTreeSet<NodeId>,
    /// Of each recall, retraction and correction the signal that it ends, or a version of it.
    ends: BTreeMap<RecordId, RecordId>,
    /// What the newest commit of each node put into its journal.
    newest: Vec<Detail>,
    matches: matches::Heard,
    /// By the packs.
    decisions: BTreeMap<Digest, DecisionTable>,
    violations: Vec<Violation>,
}

impl Witness {
    pub(crate) fn violations(&self) -> &[Violation] {
        &self.violations
    }

    pub(crate) fn broken(&mut self, invariant: Invariant, node: &NodeId, at: Timestamp, text: impl fmt::Display) {
        self.violations.push(Violation { invariant, node: node.clone(), at, text: text.to_string() });
    }

    /// A core could not go on with its own store.
    pub(crate) fn damaged(&mut self, at: Timestamp, node: &NodeId, error: &str) {
        self.broken(Invariant::Durable, node, at, format!("the core stopped: {error}"));
    }

    /// What a batch wants to read.
    pub(crate) fn reads(&mut self, at: Timestamp, node: &NodeId, batch: &[Input], keys: &ReadSet) {
        self.newest.clear();
        if let Some(key) = keys.iter().find(|key| limit(key).0 > limit(key).1) {
            self.broken(Invariant::Bounded, node, at, format!("reads without a bound: {key:?}"));
        }
        let most: usize = batch.iter().map(most_reads).sum();
        if keys.len() > most {
            let text = format!("{} reads for a batch of {}, {most} expected at most", keys.len(), batch.len());
            self.broken(Invariant::Bounded, node, at, text);
        }
    }

    /// A node started again: what it told anybody must still be there.
    pub(crate) fn restored(&mut self, at: Timestamp, node: &SimNode) {
        let lost: Vec<Told> =
            self.told.get(&node.id).into_iter().flatten().filter(|told| !is_stored(node, told)).cloned().collect();
        for told in lost {
            self.broken(Invariant::Durable, &node.id, at, format!("after a restart nothing is known of {told:?}"));
        }
    }

    /// A node's store was put back from a copy: what it said since is known to it no more, and its journal goes on from
    /// where it stood then.
    pub(crate) fn rolled_back(&mut self, node: &SimNode) {
        self.told.remove(&node.id);
        self.put_back.insert(node.id.clone());
        self.leaves.entry(node.id.clone()).or_default().push(Leaves::new());
        self.begins_log(node, node.store.log());
    }

    /// Whether a node's store was ever put back.
    pub(crate) fn was_put_back(&self, node: &NodeId) -> bool {
        self.put_back.contains(node)
    }

    /// Nothing tells the node so: its journal may go on otherwise than its witnesses have it.
    pub(crate) fn rolled_back_by_hand(&mut self, node: &SimNode) {
        self.by_hand.insert(node.id.clone());
        self.rolled_back(node);
    }

    fn tell(&mut self, at: Timestamp, node: &SimNode, told: Told) {
        if !is_stored(node, &told) {
            self.broken(Invariant::Durable, &node.id, at, format!("was said and is not stored: {told:?}"));
        }
        self.told.entry(node.id.clone()).or_default().insert(told);
    }
}

/// How much a key asks for, and the most that it may. What has no limit of its own is one thing, or what belongs to one
/// feed, signal or message, each of which has its bound.
fn limit(key: &Key) -> (usize, usize) {
    match key {
        Key::Outbox { limit, .. }
        | Key::Page { limit, .. }
        | Key::Ends { limit }
        | Key::SaidSince { limit, .. }
        | Key::ToRetract { limit }
        | Key::ToReaffirm { limit }
        | Key::ToOrder { limit }
        | Key::Relayed { limit, .. }
        | Key::OpenMatches { limit }
        | Key::ToTell { limit }
        | Key::Due { limit, .. }
        | Key::Matching { limit, .. }
        | Key::Oldest { limit, .. }
        | Key::Reaffirmable { limit } => (*limit as usize, MAX_PUSH),
        Key::Received { limit, .. } => (*limit as usize, MAX_RECOUNT),
        Key::Exceptions { from, to, .. } => {
            (usize::try_from(to.saturating_sub(*from)).unwrap_or(usize::MAX), MAX_RECOUNT)
        }
        Key::Draft(..)
        | Key::Idempotency(_)
        | Key::Held(..)
        | Key::BlockAt { .. }
        | Key::Request(..)
        | Key::Own(..)
        | Key::FollowUp(..)
        | Key::Consents(..)
        | Key::TellDue(..)
        | Key::Dispute(..)
        | Key::Disputes(..)
        | Key::MatchCount(_)
        | Key::AskedMatch(_)
        | Key::MatchAnswered(..)
        | Key::Replies(_)
        | Key::NewestHead(_)
        | Key::NewestReceipt(_)
        | Key::Beyond { .. }
        | Key::LostAt(..)
        | Key::Known { .. }
        | Key::Spread(..)
        | Key::Holdings(..)
        | Key::Tombstone(..)
        | Key::Resubmitted(_)
        | Key::Refusal(..)
        | Key::RetractionDue(..)
        | Key::Kept(..)
        | Key::Reaffirmed(..)
        | Key::ReaffirmedCount(_)
        | Key::Unread(..)
        | Key::Orders { .. }
        | Key::Entered(..)
        | Key::OrderAt { .. }
        | Key::Subtree(_) => (1, 1),
    }
}

/// Bounds that do not depend on how much a store holds.
fn most_reads(input: &Input) -> usize {
    match input {
        Input::Draft { .. } | Input::Replace { .. } => 4,
        // Of the member, and of three that it succeeds.
        Input::Recall { .. } => 20,
        Input::Retract { .. } => 8,
        Input::Widen { .. } | Input::Relay { .. } => 6,
        Input::Release { .. } => 8,
        Input::Ownership { .. } => 4,
        // Of the record, and of each member that it is said to.
        Input::Dispute { said, .. } => 4 + said.len(),
        Input::Find { said, .. } => 1 + said.len(),
        // Of what is granted or withdrawn, also what is ordered to be passed on.
        Input::Consent { .. } => 9,
        Input::Tell { .. } => 5,
        Input::PassOn { .. } | Input::Reaffirmation { .. } | Input::Order { .. } => 2,
        // Of the key, of the user, of the case and of each member.
        Input::Match { queries, .. } => 3 + queries.len(),
        Input::Message { message: Checked::MatchQuery(Some(_)), .. } => 3,
        Input::Message { message: Checked::MatchAnswer(_), .. } | Input::AskAgain { .. } => 1,
        Input::Tick => 7,
        Input::Reaffirm { .. } => 4,
        Input::Reopen { .. } => 1,
        Input::Opened(_) => 9,
        Input::Notice { .. }
        | Input::Rate { .. }
        | Input::Discard { .. }
        | Input::Hold { .. }
        | Input::Activate { .. }
        | Input::HandOver { .. }
        | Input::Absence { .. }
        | Input::Review
        | Input::Prune => 1,
        Input::Read { .. } => MAX_PUSH,
        Input::Pump { .. } => 48,
        Input::Checkpoint { .. } => 2 * MAX_PROOF,
        Input::Message { message: Checked::Cosigned(_), .. } => MAX_PROOF,
        Input::Message { message: Checked::Resume(_), .. } => 2 * MAX_RESUME,
        Input::Message { message: Checked::Push(push), .. } => 1 + 10 * push.items.len(),
        Input::Message { message: Checked::Receipt(receipt), .. } => 3 + 2 * receipt.record().exceptions.len(),
        Input::Message { message: Checked::Recount(_), .. } => 2,
        Input::Message { message: Checked::Attest(said), .. } => 2 * said.shown.len(),
        Input::Attest { .. } | Input::Anchor { .. } => 5 * MAX_RESUME,
        Input::Message {
            message:
                Checked::Hello(_)
                | Checked::Register(_)
                | Checked::Checkpoint(_)
                | Checked::Ask
                | Checked::Recounted(_)
                | Checked::ClassOffer(_)
                | Checked::ClassAnswer(_)
                | Checked::MatchQuery(None)
                | Checked::Fault(_),
            ..
        }
        | Input::Destroy { .. }
        | Input::EndAbsence { .. }
        | Input::TakeOpenings { .. }
        | Input::Rights { .. }
        | Input::Register { .. }
        | Input::Up { .. }
        | Input::Down { .. }
        | Input::Misbehaved { .. }
        | Input::LiftQuarantine { .. } => 0,
    }
}

/// Whether a member's content of a record was destroyed as it must be.
fn is_over(node: &SimNode, member: &MemberId, id: RecordId) -> bool {
    node.store.held.get(&(member.clone(), id)).is_some_and(|holding| holding.destroyed)
}

fn is_stored(node: &SimNode, told: &Told) -> bool {
    use sluis_protocol::core::Direction::{In, Out};
    let store = &node.store;
    let reached = |direction, feed: &FeedId, lane: Lane, place: u64| {
        let state = store.feeds.get(&(direction, feed.clone()));
        place == 0 || state.is_some_and(|s| s.lanes.get(lane).place >= place)
    };
    match told {
        Told::Draft(member, id) => store.drafts.contains_key(&(member.clone(), id.clone())),
        Told::Released(member, id) => {
            (store.records.contains_key(id) && store.private.contains_key(id) || is_over(node, member, *id))
                && store.held.contains_key(&(member.clone(), *id))
                && (store.drafts.values().any(|draft| draft.released == Some(*id)) || is_over(node, member, *id))
        }
        Told::Acknowledged(feed, lane, place) => reached(In, feed, *lane, *place),
        Told::Pushed(feed, lane, place) => reached(Out, feed, *lane, *place),
    }
}
