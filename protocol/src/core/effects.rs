//! What follows from a batch: writes to commit, effects in the world, answers; and what a core starts from.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_schemas::{Date, MemberId, NodeId, Timestamp};
use thiserror::Error;

use super::absence::{Absence, NoAbsence};
use super::consent::NoConsent;
use super::contract::{
    Direction, DraftBody, DraftId, HeldState, Input, LinkId, Preview, Ticket, ToRetract, Witnessed, Write,
};
use super::disputed::DisputeBar;
use super::ending::Closed;
use super::follow_up::{NotNow, ToSay};
use super::matching::{MatchId, MatchQuota};
use super::relay::ToOrder;
use super::request::Progress;
use crate::cbor::CborError;
use crate::crypto::Digest;
use crate::envelope::RecordId;
use crate::feeds::FeedState;
use crate::journal::tree::Frontier;
use crate::journal::{PolicyEpoch, RefusalId};
use crate::records::FeedId;
use crate::register::Directory;
use crate::standing::Standing;
use crate::wire::PeerFault;

/// The changes of one commit, in order. All or nothing.
pub type WriteBatch = Vec<Write>;

/// What follows from a batch: first commit `writes`, then run `after_commit`, then call
/// [`super::Core::committed`].
#[derive(Debug, Default)]
#[must_use = "commit the writes, then run the effects"]
pub struct Step {
    /// To commit.
    pub writes: WriteBatch,
    /// To do once that is durable, and never before.
    pub after_commit: Vec<Effect>,
}

/// Something to do in the world.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Effect {
    /// Answer an asker.
    Reply { ticket: Ticket, reply: Reply },
    /// Send a message; to the node itself means: check it and give it back as an input.
    Send { node: NodeId, link: LinkId, message: crate::wire::Message },
    /// Tell the peer why, then cut the link.
    Cut { node: NodeId, link: LinkId, fault: PeerFault },
    /// Give this input soon.
    Again(Input),
    /// Sign as their discloser that these records stand, and give it back as an input. The core asks again until it came.
    SignReaffirmation { feed: FeedId, records: Vec<RecordId> },
    /// Sign this order as its origin and give it back as an input. The core asks again until it came.
    SignOrder(ToOrder),
    /// Sign this retraction as its discloser and give it back as an input. The core asks again until it came.
    SignRetraction(ToRetract),
    /// Sign what a member says of a signal without a user and give it back as an input. The core asks again until it came.
    SignOwnership(ToSay),
    /// The register changed: serve and dial these nodes only.
    Peers(Arc<Directory>),
}

/// An answer.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Reply {
    /// The draft is kept; a repeated request gives the first one's id.
    Draft { id: DraftId, body: Arc<DraftBody>, repeated: bool },
    /// The idempotency key stands for another body.
    IdempotencyConflict,
    /// Released now, or before.
    Released { record: RecordId, table: Preview },
    /// The table is not the one named and would add a receiver, or was never shown: look again.
    TableChanged { table: Preview },
    /// Judged under rules that no longer hold: judge again.
    Stale,
    /// The draft is another version than the one named.
    Changed,
    /// There is no such thing for this member.
    NotFound,
    /// The access gate, or the submission gate at release, says no; the rule that says so.
    Refused { rule: String },
    /// The submission gate says no by this rule, since it belongs to another channel; whether that it was handed over there
    /// is still to be recorded.
    WrongChannel { rule: String, refusal: RefusalId, is_waiting: bool },
    /// It was recorded before that it was handed over.
    HandedOver,
    /// The request is not at a point where this can be said of it.
    Ended { progress: Progress },
    /// There is no answer yet that anything could be said of.
    NotAnswered,
    /// As things stand this step of ownership cannot be taken.
    NotNow { why: NotNow },
    /// As things stand this cannot be said of a dispute.
    Barred { why: DisputeBar },
    /// That member is not taken for absent so.
    NoAbsence { why: NoAbsence },
    /// This step of a consent cannot be taken.
    NoConsent { why: NoConsent },
    /// The gates do not let the request go to that member: the outcome.
    NotPermitted { outcome: String },
    /// The members are asked.
    Asked { id: MatchId },
    /// Nobody is asked: the gates do not let this member be asked, with the outcome.
    MayNotAsk { member: MemberId, outcome: String },
    /// Nobody is asked: too much was asked today.
    OverQuota { quota: MatchQuota },
    /// What became of each member that a signal was to go to as well: an outcome, [`super::TAKEN_BACK`], [`super::HAS_IT`] or
    /// [`super::ORDERED`].
    Widened { outcomes: BTreeMap<MemberId, String> },
    /// It was held, and is not to be read.
    Closed { why: Closed },
    /// Nothing new is submitted in the name of a member that was succeeded, nor for it by name.
    Succeeded { member: MemberId, by: MemberId },
    /// It was submitted before, and recalled.
    WasRecalled { signal: RecordId },
    /// It was recalled now, or before.
    Recalled { recall: RecordId },
    /// The records asked for that exist for this member.
    Records(Vec<(RecordId, Arc<[u8]>, HeldState)>),
    /// Done; the notice that says so, where one was given.
    Done { notice: Option<RecordId> },
    /// These packs are in force; before it were those.
    Activated { before: Digest, packs: Digest },
    /// The store was put back, or found to be behind: nothing is shown or taken in until its peers have confirmed.
    Quarantined,
}

/// Everything the core needs to go on after a start or a failed commit.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The register.
    pub directory: Directory,
    /// Every feed's state at our end.
    pub feeds: BTreeMap<(Direction, FeedId), FeedState>,
    /// How many records wait in each outbox.
    pub outbox: BTreeMap<FeedId, u64>,
    /// The right edge of the journal's tree.
    pub journal: Frontier,
    /// The number of the journal's log.
    pub log: u32,
    /// The newest checkpoint that this node cosigned, of each node.
    pub witnessed: BTreeMap<NodeId, Witnessed>,
    /// The newest checkpoint that each node cosigned of this one's journal: log and size.
    pub cosigned: BTreeMap<NodeId, (u32, u64)>,
    /// Time of the last commit; time never runs below it.
    pub last_time: Timestamp,
    /// How the store stands to what its node last knew.
    pub standing: Standing,
    /// When the first of what is held ends.
    pub ends: Option<Timestamp>,
    /// How many recalls of records that nobody here held are kept, by signer.
    pub unknown_recalled: BTreeMap<MemberId, u64>,
    /// When members here are absent that are not back yet, by the first day.
    pub absences: BTreeMap<(MemberId, Date), Absence>,
    /// The newest of [`Write::Reviewed`].
    pub reviewed: Option<PolicyEpoch>,
}

/// Why the next deadline matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeadlineReason {
    /// A day begins: agreements and terms may begin or end, waiting records are judged again, what is over is let go of.
    PolicyDay,
    /// Content is to be destroyed.
    Destruction,
    /// Entries of the journal wait to be shown to witnesses.
    Checkpoint,
    /// Answers to questions go.
    Answers,
}

/// The core was given what it cannot go on with: a damaged store or a driver's mistake. Restore it, or stop.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CoreError {
    /// A stored record no longer reads.
    #[error("the stored record {record} is damaged: restore the node from its backup")]
    DamagedRecord {
        /// Which.
        record: RecordId,
    },
    /// A part of the journal's tree is not there.
    #[error(
        "the journal of {size} entries is damaged: look with `sluis audit verify`, restore the node from its backup"
    )]
    DamagedJournal {
        /// How many entries it should have.
        size: u64,
    },
    /// Something of ours could not be encoded.
    #[error(transparent)]
    Encoding(#[from] CborError),
}
