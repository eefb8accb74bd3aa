//! What passes between the core and its store: inputs and facts in, writes out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sluis_schemas::content::{Content, Distribution};
use sluis_schemas::identifiers::Matchable;
use sluis_schemas::vocabulary::{Channel, Rating, RetractionGround};
use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

use super::activate::Proven;
use super::consent::Consents;
use super::disputed::Disputed;
use super::ending::{Buried, Closed, Due, Entry as FeedPlace, Holding, Kept, SaidAfter, SentVersion};
use super::follow_up::{FollowUp, ToTell};
use super::matching::{AskedMatch, Counted, MatchCounter, MatchId, OwnRecord};
pub use super::private::Private;
use super::prune::OldBlock;
use super::reaffirm::Opened;
use super::relay::{Ordered, OrderedSignal, ToOrder};
use super::request::{AwaitedReply, Requests};
pub use super::write::Write;
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, Salt};
use crate::envelope::RecordId;
use crate::feeds::Block;
pub use crate::feeds::Direction;
use crate::gates::PERMITTED;
use crate::gates::facts::RequestView;
use crate::journal::note::Checkpoint;
use crate::journal::tree::Subtree;
use crate::journal::{Actor, PolicyEpoch, ReadForm, RefusalId, Released, RightsChange};
use crate::records::{
    Announced, Consent, Dispute, Exception, FeedId, Finding, Lane, MatchQuery, Ownership, Reaffirmation, Recall,
    RelayOrder, RequestNotice, Retraction, Signal,
};
use crate::register::{Directory, Verified};
use crate::wire::{Checked, PeerFault};

/// Names an asker that waits for a [`super::Reply`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Names one connection to a peer; a later one has a higher number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

impl std::fmt::Display for LinkId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Names a draft; drawn by the driver, ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftId(pub String);

/// Something judged, with the rules it was judged under. Stale under others.
#[derive(Debug, Clone)]
pub struct Decided<T> {
    /// What was judged.
    pub value: T,
    /// The rules.
    pub epoch: PolicyEpoch,
    /// The request that it answers, as it stood.
    pub request: Option<RequestView>,
}

/// What a member wrote and what the gates say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DraftBody {
    /// To be signed.
    pub content: Content,
    /// To stay here.
    pub distribution: Distribution,
    /// What was shown.
    pub table: Preview,
    /// The signal that it corrects, by the id of its first version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RecordId>,
}

impl DraftBody {
    /// The stored form.
    ///
    /// # Errors
    /// As [`cbor::encode`].
    pub fn encode(&self) -> Result<Vec<u8>, CborError> {
        cbor::encode(self)
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// As [`cbor::decode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        cbor::decode(bytes)
    }

    /// What changes with anything in it: who changes a draft names the version that was seen.
    ///
    /// # Errors
    /// As [`cbor::encode`].
    pub fn version(&self, crypto: &impl Crypto) -> Result<Digest, CborError> {
        Ok(crypto.sha256(&[b"sluis/draft/1", &self.encode()?]))
    }
}

/// The outcome table as its hash covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// SHA-256 over RFC 8785 JSON of `{submit, members}`.
    pub hash: Digest,
    /// `accepted` or `refused:<rule>`.
    pub submit: String,
    /// The outcome for every member.
    pub members: BTreeMap<MemberId, String>,
    /// Under which rules.
    pub epoch: PolicyEpoch,
}

impl Preview {
    /// Whether this table permits a member.
    #[must_use]
    pub fn permits(&self, member: &MemberId) -> bool {
        self.members.get(member).is_some_and(|outcome| outcome == PERMITTED)
    }

    /// Members that this table permits.
    pub fn permitted(&self) -> impl Iterator<Item = &MemberId> {
        self.members.iter().filter(|(_, outcome)| *outcome == PERMITTED).map(|(member, _)| member)
    }
}

/// An idempotency key as the store knows it: a keyed hash over member and key.
pub type IdempotencyKey = Digest;

/// What a release brings: the record, signed and verified, and the table as it stands now.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The signed record.
    pub record: Verified<Signal>,
    /// Salt of the commitment to the distribution.
    pub audience_salt: Salt,
    /// Whom it is meant for.
    pub distribution: Distribution,
    /// The table now.
    pub table: Preview,
    /// The request that it answers, as it stood when the table was judged.
    pub request: Option<RequestView>,
}

/// An input.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Input {
    /// Keep a draft.
    Draft {
        ticket: Ticket,
        actor: Actor,
        id: DraftId,
        idempotency: Option<IdempotencyKey>,
        fingerprint: Fingerprint,
        body: Decided<DraftBody>,
    },
    /// Release a draft under the table the releaser saw.
    Release { ticket: Ticket, actor: Actor, draft: DraftId, table_hash: Digest, prepared: Box<Prepared> },
    /// Put another submission in the place of a draft's, if the draft is still the version named.
    Replace {
        ticket: Ticket,
        actor: Actor,
        id: DraftId,
        version: Digest,
        fingerprint: Fingerprint,
        body: Decided<DraftBody>,
    },
    /// Forget a draft, if it is still the version named.
    Discard { ticket: Ticket, actor: Actor, id: DraftId, version: Digest },
    /// Show records to a user.
    Read { ticket: Ticket, actor: Actor, records: Vec<RecordId>, form: ReadForm },
    /// Tell the other member of a request what became of it.
    Notice { ticket: Ticket, actor: Actor, notice: Box<Verified<RequestNotice>> },
    /// Say of a signal who is to follow it up, or how that goes.
    Ownership { ticket: Ticket, actor: Actor, said: Box<Verified<Ownership>> },
    /// Ask the origin of a signal for its consent, or answer as its origin. `record` is the version that the member has.
    Consent {
        ticket: Ticket,
        actor: Actor,
        idempotency: Option<Idempotency>,
        record: RecordId,
        said: Box<Verified<Consent>>,
    },
    /// Say that the actor's member is absent, both days included, and who is named instead.
    Absence {
        ticket: Ticket,
        actor: Actor,
        idempotency: Option<Idempotency>,
        from: Date,
        until: Date,
        delegate: MemberId,
    },
    /// Say that it is there after all, or is back before; the absence is named by its first day.
    EndAbsence { ticket: Ticket, actor: Actor, from: Date },
    /// What a member says of a signal without a user: how far an own one is, to another holder; or, absent, that it does not
    /// follow it up. The core asks for it.
    Tell { said: Box<Verified<Ownership>> },
    /// Say something of a dispute: to the other party, and to the mediator where it has one ([`Disputed::sayings`]).
    Dispute { ticket: Ticket, actor: Actor, idempotency: Option<Idempotency>, said: Vec<Verified<Dispute>> },
    /// Find in a dispute, as its mediator: to who opened it, then to the other party.
    Find { ticket: Ticket, actor: Actor, idempotency: Option<Idempotency>, said: Vec<Verified<Finding>> },
    /// Say of the answer that a member gave to an own request whether it helped. It goes nowhere.
    Rate { ticket: Ticket, actor: Actor, request: RecordId, of: MemberId, rating: Rating },
    /// Let an own request go on to the member that it was forwarded to, or to another one once an answer is overdue.
    PassOn { ticket: Ticket, actor: Actor, request: RecordId, to: MemberId },
    /// Ask members whether they have something about one identifier that they might disclose: a question for each.
    Match {
        ticket: Ticket,
        actor: Actor,
        id: MatchId,
        idempotency: Option<Idempotency>,
        queries: Vec<Verified<MatchQuery>>,
    },
    /// Put again, over a new link to a node, what is not answered. The core asks for it.
    AskAgain { node: NodeId },
    /// Let an own signal, named by its first version, go to members that may have it since the rules changed: its newest
    /// version.
    Widen { ticket: Ticket, actor: Actor, signal: RecordId, record: RecordId, to: BTreeSet<MemberId> },
    /// Have an own signal, named by its first version, passed on to members by one that has it: its newest version.
    Relay {
        ticket: Ticket,
        actor: Actor,
        signal: RecordId,
        record: RecordId,
        through: MemberId,
        to: BTreeSet<MemberId>,
    },
    /// The order that says so was signed. The core asks for it.
    Order { order: Box<Verified<RelayOrder>> },
    /// End an own signal in all its versions.
    Recall { ticket: Ticket, actor: Actor, recall: Box<Verified<Recall>> },
    /// End what was disclosed to one member. The core asks for it.
    Retract { retraction: Box<Verified<Retraction>> },
    /// Say of an own signal, named by its first version, that it stands though the key that signed it was revoked.
    Reaffirm { ticket: Ticket, actor: Actor, signal: RecordId },
    /// That, signed for one receiver. The core asks for it.
    Reaffirmation { reaffirmation: Box<Verified<Reaffirmation>> },
    /// Read again what was kept unread and was reaffirmed. The core asks for it.
    Reopen { member: MemberId, record: RecordId },
    /// Take it in. The core asks for it.
    Opened(Box<Opened>),
    /// Put a record under legal hold, where it is neither read nor destroyed, or lift the hold.
    Hold { ticket: Ticket, actor: Actor, record: RecordId, on: bool, reason: String },
    /// Let be destroyed what waits for an operator.
    Destroy { ticket: Ticket, released: Released },
    /// Put other packs in force, with what the operator adds to them.
    Activate { ticket: Ticket, actor: Actor, proven: Box<Proven>, reason: String },
    /// Record that what was refused, and belongs to another channel, was handed over there.
    HandOver { ticket: Ticket, actor: Actor, refusal: RefusalId, to: Channel, reference: Option<String> },
    /// Change a user's rights.
    Rights { ticket: Ticket, actor: Actor, change: RightsChange },
    /// The operator installed a register, verified from its genesis on.
    Register { directory: Box<Directory> },
    /// A link to a registered node stands.
    Up { node: NodeId, link: LinkId },
    /// It is gone.
    Down { node: NodeId, link: LinkId },
    /// A checked message.
    Message { node: NodeId, link: LinkId, message: Checked },
    /// The peer sent what could not be accepted.
    Misbehaved { node: NodeId, link: LinkId, fault: PeerFault },
    /// Send on what waits for a node. The core asks for it.
    Pump { node: NodeId },
    /// Go on judging again what was disclosed. The core asks for it.
    Review,
    /// Go on letting go of what is over. The core asks for it.
    Prune,
    /// Offer a node a checkpoint of the journal. The core asks for it.
    Checkpoint { node: NodeId },
    /// A deadline passed.
    Tick,
    /// An operator ends the quarantine before all nodes have confirmed, and says why.
    LiftQuarantine { ticket: Ticket, released: Released },
    /// The operator takes out what the journal's entries stand for.
    TakeOpenings { ticket: Ticket, operator: String },
    /// Tell a node where the feeds between it and this one stand. The core asks for it.
    Attest { node: NodeId, link: LinkId },
    /// Go on with the feeds to a node from where it says that it holds them. The core asks for it.
    Anchor { node: NodeId, link: LinkId },
}

impl Input {
    /// In which order the inputs of a batch are handled: what was read of an own signal's spread must not be moved before
    /// it is used.
    pub(super) fn turn(&self) -> u8 {
        match self {
            Self::Recall { .. } | Self::Retract { .. } | Self::Activate { .. } => 0,
            Self::Release { prepared, .. } if prepared.record.record().corrects.is_some() => 1,
            // What came in this batch counts where the last copy of a record is destroyed.
            Self::Tick => 3,
            // What ends in this batch is shown to nobody any more, nor does it go anywhere.
            Self::Read { .. } | Self::Pump { .. } => 4,
            _ => 2,
        }
    }
}

/// A keyed hash over member and canonical submission: what was recalled is known by it when it comes again.
pub type Fingerprint = Digest;

/// An idempotency key with the keyed hash of the body it came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idempotency {
    /// Keyed hash over member and key.
    pub key: IdempotencyKey,
    /// That of the submission, or of what is asked in a match or said of a dispute.
    pub body: Fingerprint,
}

/// What the core must read before it handles a batch. Keys only, bounded.
pub type ReadSet = BTreeSet<Key>;

/// Names something in the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Key {
    /// A draft of a member.
    Draft(MemberId, DraftId),
    /// What an idempotency key stands for.
    Idempotency(IdempotencyKey),
    /// A record as a member holds it.
    Held(MemberId, RecordId),
    /// The oldest records that wait to join a feed.
    Outbox { feed: FeedId, limit: u32 },
    /// Entries of an outgoing feed after a place, with what they are judged by; none where these were let go of.
    Page { feed: FeedId, lane: Lane, after: u64, limit: u32 },
    /// What was said of entries of an incoming feed, both places included.
    Exceptions { feed: FeedId, lane: Lane, from: u64, to: u64 },
    /// The block of an outgoing feed that holds a place; where that was let go of, the one that begins right behind it.
    BlockAt { feed: FeedId, lane: Lane, place: u64 },
    /// A request as a member keeps it.
    Request(MemberId, RecordId),
    /// The follow-up of a signal, named by its first version, as a member keeps it.
    FollowUp(MemberId, RecordId),
    /// What was asked of a signal, named by its first version, as a member keeps it.
    Consents(MemberId, RecordId),
    /// What holders of own signals are to be told of their follow-up, and were not.
    ToTell { limit: u32 },
    /// The same of one feed and signal.
    TellDue(FeedId, RecordId),
    /// What members that are absent on a day are asked to follow up, or do, of others' signals, and is due by the last day of
    /// that absence; soonest first.
    Due { on: Date, limit: u32 },
    /// A dispute, named by the record that opened it, as a member keeps it.
    Dispute(MemberId, RecordId),
    /// All disputes about a signal, named by its first version, that a member keeps as a party.
    Disputes(MemberId, RecordId),
    /// What was counted of questions.
    MatchCount(MatchCounter),
    /// A question that a member here put.
    AskedMatch(RecordId),
    /// The newest questions of members here that were not answered.
    OpenMatches { limit: u32 },
    /// What a member here answered to a question.
    MatchAnswered(MemberId, RecordId),
    /// The newest of a member's own records, as far as they may be read, that are found by an identifier.
    Matching { member: MemberId, identifier: Matchable, limit: u32 },
    /// A member's own record with what never leaves its origin.
    Own(MemberId, RecordId),
    /// Full and empty replies in an outgoing feed whose receipt is awaited.
    Replies(FeedId),
    /// The newest head that came for an incoming feed, as signed.
    NewestHead(FeedId),
    /// The newest receipt that came for an outgoing feed, as signed.
    NewestReceipt(FeedId),
    /// Entries of an incoming feed after a place.
    Received { feed: FeedId, lane: Lane, after: u64, limit: u32 },
    /// Entries of an outgoing feed after a place, whatever their epoch.
    Beyond { feed: FeedId, lane: Lane, after: u64 },
    /// Receivers of versions of a member's signal of which nothing is kept here.
    LostAt(MemberId, RecordId),
    /// What is known here of records that a receiver holds.
    Known { feed: FeedId, ids: Arc<[RecordId]> },
    /// Every version of a member's own signal, named by its first, and where each went.
    Spread(MemberId, RecordId),
    /// What members here hold of a signal of a signer, named by its first version.
    Holdings(MemberId, RecordId),
    /// That a signer's record is ended, whoever held it.
    Tombstone(MemberId, RecordId),
    /// The signal that a submission became and that was recalled.
    Resubmitted(Fingerprint),
    /// Whether a refusal of a member waits for its hand-over.
    Refusal(MemberId, RefusalId),
    /// What ends soonest.
    Ends { limit: u32 },
    /// What was said of entries of an incoming feed since a moment.
    SaidSince { feed: FeedId, after: SaidAfter, limit: u32 },
    /// What is to be retracted, and is not signed yet.
    ToRetract { limit: u32 },
    /// Whether a signal is to be retracted from a feed, and is not yet.
    RetractionDue(FeedId, RecordId),
    /// What a member keeps of a record.
    Kept(MemberId, RecordId),
    /// A complete subtree of the journal's tree.
    Subtree(Subtree),
    /// That a signer has attested a record again.
    Reaffirmed(MemberId, RecordId),
    /// How many records a signer has attested again.
    ReaffirmedCount(MemberId),
    /// Records whose origin is to sign that they stand, and that do not wait to go.
    ToReaffirm { limit: u32 },
    /// Records that members keep unread and whose signer has attested them again.
    Reaffirmable { limit: u32 },
    /// A record that a member keeps unread.
    Unread(MemberId, RecordId),
    /// Orders to pass on a signal of an origin, named by its first version, that a member keeps: the origin or the relay.
    Orders { keeper: MemberId, origin: MemberId, signal: RecordId },
    /// Whether a record is known to have been taken in the outbox of a feed, or to have joined it, by an order; or waits there
    /// again since its receiver was put back, by an order that is forgotten.
    Entered(FeedId, RecordId),
    /// The order at a place of an outgoing feed, if one is there.
    OrderAt { feed: FeedId, lane: Lane, place: u64 },
    /// Orders that their origin is to sign.
    ToOrder { limit: u32 },
    /// Orders that stand, after one, with the version that they are about where that is the newest.
    Relayed { after: Option<(MemberId, RecordId, MemberId)>, limit: u32 },
    /// The oldest entries of a lane at one end of a feed that joined before a moment, with what is left of each.
    Oldest { direction: Direction, feed: FeedId, lane: Lane, before: Timestamp, limit: u32 },
}

/// What the store found.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Fact {
    /// For [`Key::Draft`]: the record that it became, and the signal that what it says became before and that was recalled.
    Draft { body: Arc<DraftBody>, released: Option<RecordId>, recalled: Option<RecordId> },
    /// For [`Key::Idempotency`], with the id of what was made under it.
    Idempotency { body: Digest, made: String },
    /// For [`Key::Held`], where it may be read.
    Held { bytes: Arc<[u8]>, state: HeldState, since: Timestamp, reaffirmed: bool },
    /// For [`Key::Held`], where it may not.
    Closed(Closed),
    /// For [`Key::Outbox`], oldest first.
    Outbox(Vec<Waiting>),
    /// For [`Key::Page`], in order of place.
    Page(Vec<PageEntry>),
    /// For [`Key::Exceptions`], in order of place.
    Exceptions(Vec<Exception>),
    /// For [`Key::BlockAt`].
    Block(Block),
    /// For [`Key::Request`].
    Request(Requests),
    /// For [`Key::FollowUp`].
    FollowUp(FollowUp),
    /// For [`Key::Consents`].
    Consents(Consents),
    /// For [`Key::ToTell`].
    ToTell(Vec<ToTell>),
    /// For [`Key::TellDue`].
    TellDue(Announced),
    /// For [`Key::Due`], each by the first version of its signal.
    Due(Vec<(MemberId, RecordId, FollowUp)>),
    /// For [`Key::Dispute`].
    Dispute(Disputed),
    /// For [`Key::Disputes`].
    Disputes(BTreeMap<RecordId, Disputed>),
    /// For [`Key::Own`].
    Own { bytes: Arc<[u8]>, private: Arc<Private> },
    /// For [`Key::MatchCount`].
    MatchCount(Counted),
    /// For [`Key::AskedMatch`].
    AskedMatch(AskedMatch),
    /// For [`Key::OpenMatches`], newest first, as signed.
    OpenMatches(Vec<(AskedMatch, Arc<[u8]>)>),
    /// For [`Key::MatchAnswered`].
    MatchAnswered { hit: bool },
    /// For [`Key::Matching`], newest first.
    Matching(Vec<OwnRecord>),
    /// For [`Key::Replies`].
    Replies(Vec<AwaitedReply>),
    /// For [`Key::Subtree`].
    Subtree(Digest),
    /// For [`Key::NewestHead`] and [`Key::NewestReceipt`].
    Signed(Arc<[u8]>),
    /// For [`Key::Beyond`], in order of place.
    Beyond(Vec<BeyondEntry>),
    /// For [`Key::LostAt`]: up to which version each was told that a later one took its place, as in
    /// [`Write::LostEnded`].
    LostAt(BTreeMap<MemberId, u32>),
    /// For [`Key::Received`], in order of place: of the urgent lane with the record, where it is kept.
    Received(Vec<(RecordId, Option<Arc<[u8]>>)>),
    /// For [`Key::Known`]: those that wait in the feed's outbox, with the order by which they do where their discloser did
    /// not sign them, and those of which something is kept.
    Known { waiting: BTreeMap<RecordId, Option<RecordId>>, kept: BTreeMap<RecordId, KnownEntry> },
    /// For [`Key::Spread`], in order of version.
    Spread(Vec<SentVersion>),
    /// For [`Key::Holdings`].
    Holdings(Vec<Holding>),
    /// For [`Key::Tombstone`].
    Tombstone(Buried),
    /// For [`Key::Resubmitted`].
    Resubmitted(RecordId),
    /// For [`Key::Refusal`].
    Refusal { is_waiting: bool },
    /// For [`Key::Ends`], soonest first.
    Ends(Due),
    /// For [`Key::SaidSince`], in order of [`SaidAfter`].
    SaidSince(Vec<(Timestamp, Exception)>),
    /// For [`Key::ToRetract`].
    ToRetract(Vec<ToRetract>),
    /// For [`Key::RetractionDue`].
    RetractionDue,
    /// For [`Key::Kept`].
    Kept(Kept),
    /// For [`Key::Reaffirmed`].
    Reaffirmed,
    /// For [`Key::ReaffirmedCount`].
    Count(u64),
    /// For [`Key::ToReaffirm`], oldest first.
    ToReaffirm(Vec<(FeedId, RecordId)>),
    /// For [`Key::Reaffirmable`].
    Reaffirmable(Vec<(MemberId, RecordId)>),
    /// For [`Key::Unread`].
    Unread { bytes: Arc<[u8]>, from: MemberId },
    /// For [`Key::Entered`]; whether it waits to join the feed, and nothing is known of an order.
    Entered {
        /// See above.
        waits: bool,
    },
    /// For [`Key::Orders`], oldest first.
    Orders(Vec<Ordered>),
    /// For [`Key::OrderAt`]: what it says; whether an order for an earlier version stands for the same receiver; and whether
    /// it ended itself, while its receiver attests to have the version.
    OrderAt { what: ToOrder, has_earlier: bool, ended_while_held: bool },
    /// For [`Key::ToOrder`], oldest first.
    ToOrder(Vec<ToOrder>),
    /// For [`Key::Relayed`], in order of origin, record, receiver.
    Relayed(Vec<OrderedSignal>),
    /// For [`Key::Oldest`], in order of place, without a gap.
    Oldest(Vec<OldBlock>),
}

/// A signal that a member is no longer to have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToRetract {
    /// From whom to whom it was disclosed.
    pub feed: FeedId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// Why.
    pub ground: RetractionGround,
}

/// A record that waits to join a feed, or to be sent in it.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its id.
    pub id: RecordId,
    /// Its bytes, from our own store.
    pub bytes: Arc<[u8]>,
    /// What it is, as far as that decides whether it may go.
    pub what: WaitingFor,
}

/// What a record that waits is judged by.
#[derive(Debug, Clone)]
pub enum WaitingFor {
    /// A signal: whom it is meant for, and the request that it answers or is, as its origin keeps it.
    Signal {
        /// Whom it is meant for.
        distribution: Arc<Distribution>,
        /// The request it answers, where it is a reply to one; or the request that it is.
        request: Requests,
        /// How it ended. One that joined goes no more all the same where it is not withheld yet: after a restore.
        ended: Option<Buried>,
    },
    /// A notice: it goes to its addressee.
    Notice,
    /// A step of ownership, a dispute or a consent from a signal's origin to a holder: it goes where the signal goes, judged
    /// as that is. Steps to the origin are notices.
    Ownership {
        /// The version of the signal that goes there, or went; none where it does not any more.
        signal: Option<Box<Waiting>>,
        /// Whether that version joined the feed. A correction of what waits itself stands behind the step.
        joined: bool,
    },
    /// What another member signed, passed on by its order.
    Relayed {
        /// The order, as signed.
        order: Arc<[u8]>,
        /// Where the order came in the feed of who signed it.
        entry: FeedPlace,
        /// Whether the order stands, nothing known to this node has ended the record, and the member that passes it on
        /// may read it.
        is_open: bool,
    },
}

/// An entry of a feed.
#[derive(Debug, Clone)]
pub enum PageEntry {
    /// It may go, if the gates still say so.
    Record(Waiting),
    /// It was withheld ([`Write::Withheld`]) and stays so.
    Withheld {
        /// The record.
        id: RecordId,
        /// The first version of its signal.
        first: RecordId,
        /// What it was withheld for.
        outcome: String,
    },
}

/// How a member holds a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldState {
    /// Its own.
    Own,
    /// Received and accepted.
    Accepted,
    /// Received, kept unread until it is understood.
    Deferred,
    /// A notice, step of ownership, a dispute or a consent, finding, recall or retraction, given or received: evidence, and
    /// no signal.
    Notice,
}

/// What was found; a key without a fact was not.
#[derive(Debug, Clone, Default)]
pub struct Facts(BTreeMap<Key, Fact>);

impl Facts {
    /// From what a store found.
    #[must_use]
    pub const fn new(found: BTreeMap<Key, Fact>) -> Self {
        Self(found)
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Fact> {
        self.0.get(key)
    }
}

/// An entry of an outgoing feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeyondEntry {
    /// The record.
    pub record: RecordId,
    /// Whether it still goes: it is neither withheld nor lost.
    pub goes: bool,
    /// Where it is lost: the signal that it belongs to as in [`Write::Lost`], and what its receiver was told of that as in
    /// [`Write::LostEnded`].
    pub lost: Option<(RecordId, u32)>,
}

/// What is kept of a record that a receiver holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    /// The first version of the signal that it belongs to; itself where it belongs to none.
    pub first: RecordId,
    /// Why it stands here as withheld from the receiver, if so.
    pub withheld: Option<String>,
}

/// What the store knows of a record without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOf {
    /// Whose key signed it.
    pub signer: MemberId,
    /// The first version of the signal that it is a version of; itself for every other kind of record.
    pub first: RecordId,
    /// Which version it is.
    pub version: u32,
}

/// The newest checkpoint of another node's journal that this node cosigns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// As that node signed it.
    pub note: Arc<str>,
}
