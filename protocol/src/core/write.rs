//! What the core has its store keep.

use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_schemas::packs::PackSource;
use sluis_schemas::vocabulary::{Answer, Ending, Purpose, Rating, SignalType};
use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

use super::absence::Absence;
use super::consent::KeptConsent;
use super::contract::{
    Direction, DraftBody, DraftId, Fingerprint, HeldState, Idempotency, Private, RecordOf, ToRetract, Witnessed,
};
use super::disputed::Disputed;
use super::ending::{Buried, Entry as FeedPlace};
use super::evidence::Evidence;
use super::figures::Figures;
use super::follow_up::{FollowUp, ToTell};
use super::gaps::{Gap, GapEnd};
use super::matching::{AskedMatch, Counted, MatchCounter, MatchId};
use super::relay::ToOrder;
use super::request::Request;
use super::terms::Term;
use crate::crypto::Digest;
use crate::envelope::RecordId;
use crate::feeds::{Block, FeedState};
use crate::journal::note::Checkpoint;
use crate::journal::tree::Subtree;
use crate::journal::{Entry, JournalHead, JournalSeq, Opening, PolicyEpoch, RefusalId, RightsChange};
use crate::records::{Exception, FeedId, Lane, LaneHead, Lanes, State};
use crate::standing::Standing;
use crate::wire::PeerFault;

/// One change to the store.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Write {
    /// Other packs are in force.
    Packs { at: Timestamp, digest: Digest, packs: Arc<[PackSource]> },
    /// Keep a draft.
    Draft { id: DraftId, member: MemberId, at: Timestamp, body: Arc<DraftBody>, fingerprint: Fingerprint },
    /// The same draft under another table.
    Retabled { id: DraftId, member: MemberId, at: Timestamp, body: Arc<DraftBody> },
    /// The draft is no more, nor what stands for it.
    DraftGone { id: DraftId, member: MemberId },
    /// The draft became a record.
    DraftReleased { id: DraftId, member: MemberId, record: RecordId },
    /// Remember what an idempotency key stands for: the id of a draft, of a match, or of a record.
    Idempotency { idempotency: Idempotency, made: String, at: Timestamp },
    /// Keep a record's bytes, once however many members hold it, and again where they were destroyed.
    Record { id: RecordId, at: Timestamp, bytes: Arc<[u8]>, of: RecordOf },
    /// Keep what never leaves the origin.
    Private { record: RecordId, member: MemberId, private: Arc<Private> },
    /// The record goes to more members: what was kept beside it is replaced.
    Widened { record: RecordId, member: MemberId, private: Arc<Private> },
    /// A member here asked, or was asked.
    Request { member: MemberId, request: RecordId, other: MemberId, as_kept: Request },
    /// A request has come further: what was kept before is replaced, but for what its asker says of the answer.
    Progress { member: MemberId, request: RecordId, other: MemberId, as_kept: Request },
    /// What who asked says of the answer to a request: what it said before is replaced.
    Rated { member: MemberId, request: RecordId, other: MemberId, rating: Rating },
    /// How a signal, named by its first version, is followed up as a member keeps it: what was kept before is replaced.
    FollowUp { member: MemberId, signal: RecordId, as_kept: FollowUp },
    /// What was asked of a signal, named by its first version, as a member keeps it: what was kept before is replaced.
    Consent { member: MemberId, signal: RecordId, request: RecordId, as_kept: KeptConsent },
    /// A holder of an own signal is to be told how far it is; what it was to be told before need not be said any more.
    ToTell { what: ToTell, at: Timestamp },
    /// That was signed, or need not be said any more.
    TellDone { feed: FeedId, signal: RecordId },
    /// A member here is absent for some days.
    Absence { member: MemberId, absence: Absence },
    /// It is not any more, or not after all; named by the first day.
    AbsenceOver { member: MemberId, from: Date },
    /// A dispute as a member keeps it: what was kept before is replaced.
    Dispute { member: MemberId, id: RecordId, as_kept: Disputed },
    /// So much is counted of questions; what was counted on days before yesterday is let go of.
    MatchCount { counter: MatchCounter, counted: Counted },
    /// A member here put a question, as signed. It is let go of after 30 days.
    MatchAsked { id: MatchId, query: RecordId, asked: AskedMatch, bytes: Arc<[u8]> },
    /// What was answered to it.
    MatchLearnt { query: RecordId, hit: bool, at: Timestamp },
    /// A member here answered a question. It is let go of after two days.
    MatchAnswered { member: MemberId, query: RecordId, hit: bool, at: Timestamp },
    /// The receipt for a reply ends its request.
    ReplyAwaited { feed: FeedId, record: RecordId, request: RecordId, answer: Answer },
    /// The receipt for a reply came, or will not count any more.
    ReplySettled { feed: FeedId, record: RecordId },
    /// A member holds a record, and finds it by these terms. It came at this place of the feed, and is kept until it ends.
    Held {
        member: MemberId,
        record: RecordId,
        from: MemberId,
        at: Timestamp,
        state: HeldState,
        terms: BTreeSet<Term>,
        place: Option<FeedPlace>,
        ends: Option<Timestamp>,
    },
    /// A member may not read a record any more; its content is destroyed at `ends`.
    End { member: MemberId, record: RecordId, ending: Ending, at: Timestamp, ends: Timestamp },
    /// A member's key to a record is destroyed; with the last one the content.
    Destroy { member: MemberId, record: RecordId, ending: Ending, at: Timestamp },
    /// Content that was to be destroyed waits for an operator.
    AwaitOperator { member: MemberId, record: RecordId },
    /// An operator let be destroyed, from this moment on, what waits for one and what has ended by then.
    OperatorLet { at: Timestamp },
    /// A record is under legal hold, or no more.
    Hold { member: MemberId, record: RecordId, on: bool, at: Timestamp },
    /// A signer's record is ended, and is never held again.
    Tombstone { signer: MemberId, record: RecordId, buried: Buried, at: Timestamp },
    /// What was submitted as this record is refused when it is submitted again.
    RefuseAgain { member: MemberId, record: RecordId, signal: RecordId },
    /// A receiver is told of a recall, at a place of the urgent lane; it had a version at a place of its feed.
    Told { feed: FeedId, signal: RecordId, version: RecordId, had: FeedPlace, urgent: u64, at: Timestamp },
    /// A receiver is no longer to have a signal: a retraction is to be signed.
    ToRetract { what: ToRetract, at: Timestamp },
    /// Of these records their origin is to sign for the feed's receiver that they stand; saying it again changes nothing.
    ToReaffirm { feed: FeedId, records: Vec<RecordId> },
    /// It did.
    ReaffirmationSigned { feed: FeedId, records: Vec<RecordId> },
    /// A signer has attested records again.
    Reaffirmed { signer: MemberId, records: Vec<RecordId>, at: Timestamp },
    /// A signal is to be passed on: its origin is to sign the order. Earlier ones for the same receiver that are not signed
    /// stand no more.
    ToOrder { what: ToOrder, at: Timestamp },
    /// It did, or the relay has the order; there it came at a place of the feed between them.
    Ordered { keeper: MemberId, what: ToOrder, order: RecordId, entry: Option<FeedPlace>, at: Timestamp },
    /// What a member keeps of orders to pass a signal on to a receiver, signed or not, stands no more.
    OrderEnded { keeper: MemberId, origin: MemberId, signal: RecordId, receiver: MemberId, at: Timestamp },
    /// A record goes in a feed of who did not sign it, by an order.
    Relayed { feed: FeedId, record: RecordId, order: RecordId },
    /// What became of a record that was passed on, as its receiver attests; of none it is held. The last word counts.
    RelaySaid {
        origin: MemberId,
        relay: MemberId,
        receiver: MemberId,
        signal: RecordId,
        record: RecordId,
        state: Option<State>,
        rule: Option<String>,
        at: Timestamp,
    },
    /// All that was disclosed was judged again under these rules; or not all of it any more.
    Reviewed { epoch: Option<PolicyEpoch> },
    /// What was to be retracted was signed, or need not be any more.
    Retracted { feed: FeedId, signal: RecordId },
    /// A record waits to join a feed.
    OutboxAdd { feed: FeedId, record: RecordId, at: Timestamp },
    /// It waits no longer: it joined, or was withheld.
    OutboxRemove { feed: FeedId, record: RecordId },
    /// When its turn came to join a feed, or to be sent in it, a record was refused: it never goes to that receiver.
    Withheld { feed: FeedId, record: RecordId, outcome: String, at: Timestamp },
    /// A lane of a feed went another way than its receiver holds: entries after this place are no part of it, and each that
    /// stood at a place stands at another one, or at none, when the batch is done.
    Parted { feed: FeedId, lane: Lane, after: u64, places: Vec<(u64, Option<u64>)> },
    /// Entries joined a feed; `state` is the feed's state after them.
    Entries { direction: Direction, feed: FeedId, lane: Lane, at: Timestamp, block: Block, state: FeedState },
    /// The receiver acknowledged; `state` is the feed's state after that.
    Acknowledged { feed: FeedId, at: Timestamp, state: FeedState, receipt: Arc<[u8]> },
    /// What was said of one entry of a feed, by the receiver that is here or there; saying it again changes nothing.
    Exception { direction: Direction, feed: FeedId, exception: Exception, at: Timestamp },
    /// A signal, named by its first version, may not go to a member, since something is missing. Where it was so before, this
    /// is what is missing now, and the day on which it began stays.
    Gap { signal: RecordId, receiver: MemberId, gap: Arc<Gap>, on: Date },
    /// What kept a signal from members, or without any from everybody, is no more; which signal it was is forgotten. Where
    /// nothing did, nothing changes.
    GapsEnded { signal: RecordId, of: Option<BTreeSet<MemberId>>, end: GapEnd, on: Date },
    /// The same of the oldest gap between two members for a purpose that wanted a step: of those that began on one day, of the
    /// lowest signal.
    GapAnswered { member: MemberId, receiver: MemberId, purpose: Purpose, on: Date },
    /// What happened on a day, by member and class; added to what was counted before.
    Figures { on: Date, counted: Figures },
    /// A submission was refused by a rule, as this entry of the journal says, and waits for its hand-over.
    Refusal {
        id: RefusalId,
        member: MemberId,
        entry: JournalSeq,
        purpose: Purpose,
        r#type: SignalType,
        rule: String,
        at: Timestamp,
    },
    /// It was handed over, as this entry says.
    HandedOver { id: RefusalId, member: MemberId, entry: JournalSeq, at: Timestamp },
    /// A token was given or taken.
    Rights { change: RightsChange, at: Timestamp },
    /// A new version of the register, at its place among all that were accepted.
    Register { sequence: u64, bytes: Arc<[u8]> },
    /// An entry of the journal, what opens it, its leaf's hash, and the subtrees that it completed and that are kept.
    Journal { entry: Entry, opening: Opening, leaf: Digest, completed: Vec<(Subtree, Digest)> },
    /// The journal's head after the entries of this commit.
    JournalHead(JournalHead),
    /// The journal goes on as the log of this number.
    JournalLog(u32),
    /// The newest checkpoint of another node's journal that this node cosigns.
    Witnessed { node: NodeId, at: Timestamp, witnessed: Witnessed },
    /// A checkpoint of this node's journal, cosigned by another.
    Cosigned { node: NodeId, at: Timestamp, checkpoint: Checkpoint, note: Arc<str> },
    /// Two checkpoints that a node signed and of which one does not continue the other; keeping them again changes nothing.
    JournalFork { node: NodeId, at: Timestamp, held: Arc<str>, shown: Arc<str> },
    /// What a peer did wrong, or said that we did.
    Fault { node: NodeId, at: Timestamp, ours: bool, fault: PeerFault },
    /// The newest head of an incoming feed, as signed; one that does not reach further than the one kept changes nothing.
    HeadReceived { feed: FeedId, epoch: u32, lanes: Lanes, at: Timestamp, bytes: Arc<[u8]> },
    /// Signed statements that contradict each other.
    Evidence(Evidence),
    /// How the store stands to what its node last knew.
    Standing(Standing),
    /// An outgoing feed goes on in a new epoch: entries beyond its anchor are no part of it any more.
    Epoch { feed: FeedId, state: FeedState },
    /// What the receiver of an outgoing feed said of its entries since a moment counts no more: it is put back, and says
    /// it again.
    Unsaid { feed: FeedId, state: FeedState, since: Timestamp },
    /// Records that were entries wait again to join their feed, ahead of all others, in this order.
    Requeue { feed: FeedId, records: Vec<RecordId>, at: Timestamp },
    /// An entry that its receiver holds and of which nothing is kept here; of a correction the signal is known, named by its
    /// first version, of all else that is the record itself.
    Lost { feed: FeedId, lane: Lane, place: u64, record: RecordId, signal: RecordId, at: Timestamp },
    /// The receiver of such entries of a signal is told that a later version took their place; or with [`u32::MAX`] that the
    /// signal ended.
    LostEnded { feed: FeedId, signal: RecordId, version: u32 },
    /// A receiver holds what was thought to be withheld from it.
    NotWithheld { feed: FeedId, record: RecordId },
    /// The oldest entries of a lane, these records, are let go of at one end of a feed up to this head, with what hangs on
    /// them; `state` is the feed's state after that.
    Pruned { direction: Direction, feed: FeedId, lane: Lane, last: LaneHead, records: Vec<RecordId>, state: FeedState },
}
