//! The journal: what was decided, disclosed and read, in a Merkle tree whose leaves hold salted commitments only.
//!
//! What a commitment opens (who, what, which record) lies apart with its own retention, so that erasing a person's
//! data leaves the tree whole.
//!
//! | look for | in |
//! |---|---|
//! | the tree's right edge, proofs and their check | [`tree`] |
//! | what of it was decided at the gates on the way out | [`decisions`] |
//! | checkpoints, signatures of the log and of its witnesses, as text | [`note`] |

pub mod decisions;
pub mod note;
pub mod tree;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{
    Category, Channel, Ending, Purpose, Rating, RecallGround, RetractionGround, SignalType, UserRole,
};
use sluis_schemas::{BasisId, Date, MemberId, NodeId, Timestamp};

use crate::cbor::{self, CborError};
use crate::core::MatchQuota;
use crate::crypto::{Crypto, Digest, Salt};
use crate::envelope::RecordId;
use crate::feeds::Direction;
use crate::gates::facts::RequestView;
use crate::records::{ConsentStep, DisputeStep, FeedId, Found, Lane, LaneHead, Lanes, Notice, OwnershipStep, State};
use crate::standing::{Cause, Incarnation};
use tree::{Frontier, Subtree};

/// Place of an entry in the journal, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct JournalSeq(pub u64);

/// The journal's head: how many entries, and the root over all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalHead {
    /// Entries so far.
    pub seq: JournalSeq,
    /// Root of the tree over them.
    pub root: Digest,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place.
    pub seq: JournalSeq,
    /// When.
    pub at: Timestamp,
    /// What kind of thing happened.
    pub kind: Kind,
    /// Salted commitment to the [`Detail`].
    pub commitment: Digest,
}

/// What each leaf begins with.
const LEAF: &[u8; 15] = b"sluis/journal/2";

impl Entry {
    /// The leaf of the tree, 64 bytes: `sluis/journal/2` in ASCII, place and milliseconds since the Unix epoch as 8 bytes
    /// each, big-endian, the kind's number as one byte, the commitment.
    #[must_use]
    pub fn leaf(&self) -> Vec<u8> {
        let (seq, at) = (self.seq.0.to_be_bytes(), self.at.as_millis().to_be_bytes());
        [LEAF.as_slice(), &seq, &at, &[self.kind.number()], &self.commitment.0].concat()
    }

    /// The hash of its leaf.
    #[must_use]
    pub fn leaf_hash(&self, crypto: &impl Crypto) -> Digest {
        tree::leaf_hash(crypto, &self.leaf())
    }
}

/// What kind of thing an entry records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Kind {
    /// A draft was judged and kept, or discarded.
    Draft = 1,
    /// The submission gate refused.
    Refusal = 2,
    /// A draft was released: signed and submitted.
    Submission = 3,
    /// Records were let out: joined feeds.
    LetOut = 4,
    /// Records arrived.
    Arrival = 5,
    /// Content was read.
    Read = 6,
    /// Rights changed.
    Rights = 7,
    /// The register changed.
    Register = 8,
    /// A notice about a request was signed.
    Notice = 9,
    /// A request was let go on to the member that it was forwarded to, or to another one once an answer was overdue.
    PassedOn = 10,
    /// An own signal was recalled.
    Recall = 11,
    /// A signal was taken back from one member.
    Retraction = 12,
    /// Content was destroyed, or waits for an operator.
    Destruction = 13,
    /// A record was put under legal hold, or the hold was lifted.
    Hold = 14,
    /// An operator let be destroyed what waited.
    OperatorLet = 15,
    /// An operator took out what the entries so far stand for.
    OpeningsTaken = 16,
    /// An own signal was let go to members that may have it since the rules changed.
    Widening = 17,
    /// A releaser said that own signals stand, or that was signed for a receiver; or a record was read that had been kept
    /// unread.
    Reaffirmation = 18,
    /// The store was found to be an older one: nothing is shown until its peers have told where it stands.
    Quarantine = 20,
    /// Feeds to a node went on in new epochs, from where it says that it holds them.
    Epochs = 21,
    /// The quarantine ended.
    Cleared = 22,
    /// A store was put back with data keys of another moment: what none of them opens counts as destroyed.
    KeysLost = 23,
    /// A member moved here from another node.
    TookOver = 24,
    /// An own signal was let be passed on by a member that has it; an order for that was signed, was kept with what it let
    /// come, or let nothing go; or what became of that was signed for the origin.
    Relay = 25,
    /// Entries of a feed that had long been over were let go of at one end of it.
    Pruned = 26,
    /// What was refused, since it belongs to another channel, was handed over there.
    HandOver = 27,
    /// Other policy packs were put in force.
    Activation = 28,
    /// A user asked members about an identifier, or was not let to; or what one of them answered came.
    MatchAsked = 29,
    /// A member here answered such a question.
    MatchAnswered = 30,
    /// It was said who is to follow a signal up, or how that goes.
    Ownership = 31,
    /// A dispute was opened, answered, taken to the next level or withdrawn.
    Dispute = 32,
    /// A mediator here found in a dispute.
    Finding = 33,
    /// Consent to something was asked of the origin of a signal, or that answered.
    Consent = 34,
    /// A member that asked said of an answer whether it helped.
    Rating = 35,
    /// A user said that its member is absent for some days, and who stands in.
    Absence = 36,
    /// A user said that its member is not absent after all, or not any more.
    AbsenceEnded = 37,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 36] = [
        Self::Draft,
        Self::Refusal,
        Self::Submission,
        Self::LetOut,
        Self::Arrival,
        Self::Read,
        Self::Rights,
        Self::Register,
        Self::Notice,
        Self::PassedOn,
        Self::Recall,
        Self::Retraction,
        Self::Destruction,
        Self::Hold,
        Self::OperatorLet,
        Self::OpeningsTaken,
        Self::Widening,
        Self::Reaffirmation,
        Self::Quarantine,
        Self::Epochs,
        Self::Cleared,
        Self::KeysLost,
        Self::TookOver,
        Self::Relay,
        Self::Pruned,
        Self::HandOver,
        Self::Activation,
        Self::MatchAsked,
        Self::MatchAnswered,
        Self::Ownership,
        Self::Dispute,
        Self::Finding,
        Self::Consent,
        Self::Rating,
        Self::Absence,
        Self::AbsenceEnded,
    ];

    /// Its number in leaves.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// What opens a commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Salt of the commitment.
    pub salt: Salt,
    /// Deterministic CBOR of the [`Detail`].
    #[serde(with = "serde_bytes")]
    pub detail: Vec<u8>,
}

impl Opening {
    /// The commitment that this opens.
    #[must_use]
    pub fn commitment(&self, crypto: &impl Crypto) -> Digest {
        crypto.sha256(&[b"sluis/detail/1", &self.salt.0, &self.detail])
    }

    /// What it says.
    ///
    /// # Errors
    /// As [`cbor::decode`].
    pub fn detail(&self) -> Result<Detail, CborError> {
        cbor::decode(&self.detail)
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Actor {
    /// For which member.
    pub member: MemberId,
    /// Person or machine, as the member names it.
    pub user: String,
    /// What it may do.
    pub roles: BTreeSet<UserRole>,
    /// For what it acts now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// In which case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
}

/// Which rules a decision was made under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyEpoch {
    /// Digest of the register.
    pub register: Digest,
    /// Digest of all policy packs.
    pub packs: Digest,
    /// The day: validity of agreements and retention begin and end with one.
    pub day: Date,
}

/// Names a submission that was refused and belongs to another channel: the same for the same submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RefusalId(pub Digest);

impl std::fmt::Display for RefusalId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for RefusalId {
    type Err = crate::crypto::NotHex;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The class of a record: what rules see of it, without content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Type.
    pub r#type: SignalType,
    /// Purpose.
    pub purpose: Purpose,
    /// Bases.
    pub bases: BTreeSet<BasisId>,
    /// Categories.
    pub categories: BTreeSet<Category>,
}

/// An entry as it is added to the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The entry.
    pub entry: Entry,
    /// What opens it.
    pub opening: Opening,
    /// The hash of its leaf.
    pub leaf: Digest,
    /// The subtrees that it completes, as far as they are kept.
    pub completed: Vec<(Subtree, Digest)>,
}

/// Adds to the journal, at the right edge of its tree.
///
/// # Errors
/// As [`cbor::encode`].
pub fn append(
    crypto: &impl Crypto,
    tree: &mut Frontier,
    salt: Salt,
    at: Timestamp,
    detail: &Detail,
) -> Result<Appended, CborError> {
    let opening = Opening { salt, detail: cbor::encode(detail)? };
    let (seq, kind) = (JournalSeq(tree.size() + 1), detail.kind());
    let entry = Entry { seq, at, kind, commitment: opening.commitment(crypto) };
    let leaf = entry.leaf_hash(crypto);
    let completed = tree.append(crypto, leaf);
    Ok(Appended { entry, opening, leaf, completed })
}

/// What happened, in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Detail {
    /// See [`Kind::Draft`].
    Draft { actor: Actor, draft: String, class: Class, epoch: PolicyEpoch, outcomes: BTreeMap<MemberId, String> },
    /// A draft was discarded. See [`Kind::Draft`].
    Discard { actor: Actor, draft: String },
    /// See [`Kind::Refusal`]. What belongs to another channel waits under this name for its hand-over.
    Refusal {
        actor: Actor,
        class: Class,
        epoch: PolicyEpoch,
        rule: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waits: Option<RefusalId>,
    },
    /// See [`Kind::HandOver`]. Where it went, and what it is known by there.
    HandOver {
        actor: Actor,
        refusal: RefusalId,
        to: Channel,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
    /// See [`Kind::Submission`].
    Submission {
        actor: Actor,
        draft: String,
        record: RecordId,
        class: Class,
        epoch: PolicyEpoch,
        outcomes: BTreeMap<MemberId, String>,
        /// The version that it takes the place of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        corrects: Option<RecordId>,
        /// The request that it answers, as it stood then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<RequestView>,
    },
    /// See [`Kind::LetOut`].
    LetOut { entries: Vec<LetOut>, withheld: Vec<Withheld>, epoch: PolicyEpoch },
    /// See [`Kind::Arrival`].
    Arrival { feed: FeedId, lane: Lane, first: u64, entries: Vec<Arrived>, epoch: PolicyEpoch },
    /// See [`Kind::Read`].
    Read { actor: Actor, form: ReadForm, records: Vec<RecordId>, outcome: String },
    /// See [`Kind::Rights`].
    Rights { actor: Actor, change: RightsChange },
    /// See [`Kind::Register`]. The version's digest, and its place among all that were accepted.
    Register { sequence: u64, digest: Digest },
    /// See [`Kind::Notice`].
    Notice { actor: Actor, record: RecordId, request: RecordId, addressee: MemberId, notice: Notice },
    /// See [`Kind::Ownership`]. Without an actor the origin told another holder how far it is, or an absent member gave away
    /// what is due meanwhile.
    Ownership {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<Actor>,
        member: MemberId,
        record: RecordId,
        signal: RecordId,
        addressee: MemberId,
        step: OwnershipStep,
    },
    /// See [`Kind::Dispute`]. `dispute` is the record that opened it.
    Dispute { actor: Actor, record: RecordId, dispute: RecordId, addressee: MemberId, step: DisputeStep },
    /// See [`Kind::Finding`].
    Finding { actor: Actor, record: RecordId, dispute: RecordId, addressee: MemberId, found: Found },
    /// See [`Kind::Consent`].
    Consent {
        actor: Actor,
        member: MemberId,
        record: RecordId,
        signal: RecordId,
        addressee: MemberId,
        step: ConsentStep,
    },
    /// See [`Kind::Rating`]. `of` answered.
    Rating { actor: Actor, request: RecordId, of: MemberId, rating: Rating },
    /// See [`Kind::Absence`]. Both days included, UTC.
    Absence { actor: Actor, from: Date, until: Date, delegate: MemberId },
    /// See [`Kind::AbsenceEnded`]. It is named by its first day.
    AbsenceEnded { actor: Actor, from: Date },
    /// See [`Kind::PassedOn`]. Without an actor it held no categories of data and went by itself.
    PassedOn { actor: Option<Actor>, request: RecordId, to: MemberId, outcome: String, epoch: PolicyEpoch },
    /// See [`Kind::Recall`]. `told` had it; from the outboxes of `unsent` it was taken. It was signed by `predecessor`, where
    /// the actor's member succeeds that.
    Recall {
        actor: Actor,
        recall: RecordId,
        signal: RecordId,
        ground: RecallGround,
        told: BTreeSet<MemberId>,
        unsent: BTreeSet<MemberId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        predecessor: Option<MemberId>,
    },
    /// See [`Kind::Retraction`].
    Retraction { feed: FeedId, retraction: RecordId, signal: RecordId, ground: RetractionGround },
    /// See [`Kind::Destruction`].
    Destruction { destroyed: Vec<Destroyed>, waits: Vec<Awaiting>, signers: BTreeMap<MemberId, u64> },
    /// See [`Kind::Activation`]. Digests over all packs, without what the operator adds.
    Activation { actor: Actor, before: Digest, packs: Digest, reason: String },
    /// See [`Kind::Hold`].
    Hold { actor: Actor, record: RecordId, on: bool, reason: String },
    /// See [`Kind::OperatorLet`].
    OperatorLet { released: Released },
    /// See [`Kind::OpeningsTaken`].
    OpeningsTaken { operator: String, entries: u64 },
    /// See [`Kind::Widening`]. The outcome for each member that was named.
    Widening { actor: Actor, record: RecordId, outcomes: BTreeMap<MemberId, String>, epoch: PolicyEpoch },
    /// See [`Kind::Reaffirmation`].
    Reaffirm { actor: Actor, signal: RecordId },
    /// See [`Kind::Reaffirmation`].
    Reaffirmation { feed: FeedId, reaffirmation: RecordId, records: Vec<RecordId> },
    /// See [`Kind::Reaffirmation`].
    Opened { feed: FeedId, record: RecordId, state: State },
    /// See [`Kind::Quarantine`].
    Quarantine { incarnation: Incarnation, cause: Cause },
    /// See [`Kind::Epochs`]. `recounted` are entries that the node holds and this store had forgotten, as far as they
    /// joined feeds again here; `again` those it does not hold, which are urgent and join once more or wait to be let out
    /// once more; `regained` what came back of them and is kept; `not_withheld` what it holds and was withheld here.
    Epochs {
        node: NodeId,
        begun: Vec<Begun>,
        recounted: Vec<LetOut>,
        again: Vec<Withdrawn>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        regained: Vec<Regained>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_withheld: Vec<Withdrawn>,
    },
    /// See [`Kind::Cleared`]. An operator who did not wait for the nodes named says why.
    Cleared { confirmed: BTreeSet<NodeId>, missing: BTreeSet<NodeId>, released: Option<Released> },
    /// See [`Kind::KeysLost`]. `held` are records that members kept, `drafts` and `tokens` what went with its key.
    KeysLost { held: Vec<Destroyed>, drafts: Vec<LostDraft>, tokens: Vec<Digest> },
    /// See [`Kind::Relay`]. The outcome for each member that was named.
    Relay {
        actor: Actor,
        record: RecordId,
        through: MemberId,
        outcomes: BTreeMap<MemberId, String>,
        epoch: PolicyEpoch,
    },
    /// See [`Kind::Relay`].
    Ordered { order: RecordId, origin: MemberId, relay: MemberId, receiver: MemberId, record: RecordId },
    /// See [`Kind::Relay`]. The receiver of the feed keeps the order by which a signal came in it.
    OrderKept { feed: FeedId, order: RecordId },
    /// See [`Kind::Relay`]. By an order that came in this feed nothing is passed on, since this rule says no.
    NotPassedOn { feed: FeedId, order: RecordId, rule: String },
    /// See [`Kind::Relay`]. The receiver signed what became of what came.
    RelayReceipt { receiver: MemberId, receipt: RecordId },
    /// See [`Kind::Pruned`]. `last` is the last of them: what is listed here goes on from its hash.
    Pruned { direction: Direction, feed: FeedId, epoch: u32, lane: Lane, last: LaneHead },
    /// See [`Kind::MatchAsked`]. The questions by whom they were put to, and what the gates say of putting them; none are
    /// put where one may not be, or where they would be over a quota. What they are about opens with the questions alone.
    MatchAsked {
        actor: Actor,
        asked: String,
        purpose: Purpose,
        case: String,
        queries: BTreeMap<MemberId, RecordId>,
        outcomes: BTreeMap<MemberId, String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        over: Option<MatchQuota>,
        epoch: PolicyEpoch,
    },
    /// See [`Kind::MatchAsked`].
    MatchLearnt { member: MemberId, from: MemberId, query: RecordId, hit: bool },
    /// See [`Kind::MatchAnswered`]. What the gates say of each record about it, and whether its asker has used up what it
    /// may ask today.
    MatchAnswered {
        member: MemberId,
        asker: MemberId,
        query: RecordId,
        purpose: Purpose,
        case: String,
        outcomes: BTreeMap<RecordId, String>,
        over: bool,
        hit: bool,
        epoch: PolicyEpoch,
    },
    /// See [`Kind::TookOver`].
    TookOver { member: MemberId, incarnation: Incarnation },
}

impl Detail {
    /// The kind shown in the chain.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Draft { .. } | Self::Discard { .. } => Kind::Draft,
            Self::Refusal { .. } => Kind::Refusal,
            Self::Submission { .. } => Kind::Submission,
            Self::LetOut { .. } => Kind::LetOut,
            Self::Arrival { .. } => Kind::Arrival,
            Self::Read { .. } => Kind::Read,
            Self::Rights { .. } => Kind::Rights,
            Self::Register { .. } => Kind::Register,
            Self::Notice { .. } => Kind::Notice,
            Self::Ownership { .. } => Kind::Ownership,
            Self::Dispute { .. } => Kind::Dispute,
            Self::Finding { .. } => Kind::Finding,
            Self::Consent { .. } => Kind::Consent,
            Self::Rating { .. } => Kind::Rating,
            Self::Absence { .. } => Kind::Absence,
            Self::AbsenceEnded { .. } => Kind::AbsenceEnded,
            Self::PassedOn { .. } => Kind::PassedOn,
            Self::Widening { .. } => Kind::Widening,
            Self::Recall { .. } => Kind::Recall,
            Self::Retraction { .. } => Kind::Retraction,
            Self::Destruction { .. } => Kind::Destruction,
            Self::Activation { .. } => Kind::Activation,
            Self::Hold { .. } => Kind::Hold,
            Self::OperatorLet { .. } => Kind::OperatorLet,
            Self::OpeningsTaken { .. } => Kind::OpeningsTaken,
            Self::Reaffirm { .. } | Self::Reaffirmation { .. } | Self::Opened { .. } => Kind::Reaffirmation,
            Self::Quarantine { .. } => Kind::Quarantine,
            Self::Epochs { .. } => Kind::Epochs,
            Self::Cleared { .. } => Kind::Cleared,
            Self::KeysLost { .. } => Kind::KeysLost,
            Self::TookOver { .. } => Kind::TookOver,
            Self::Relay { .. }
            | Self::Ordered { .. }
            | Self::OrderKept { .. }
            | Self::NotPassedOn { .. }
            | Self::RelayReceipt { .. } => Kind::Relay,
            Self::Pruned { .. } => Kind::Pruned,
            Self::HandOver { .. } => Kind::HandOver,
            Self::MatchAsked { .. } | Self::MatchLearnt { .. } => Kind::MatchAsked,
            Self::MatchAnswered { .. } => Kind::MatchAnswered,
        }
    }
}

/// Content of a record that a member held and that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// The member.
    pub member: MemberId,
    /// The record.
    pub record: RecordId,
    /// Why.
    pub ending: Ending,
    /// Whether a neighbour here still holds it, or nobody.
    pub state: State,
}

/// Content that is to be destroyed and waits for an operator: too much of one signer's ends at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaiting {
    /// The member that holds it.
    pub member: MemberId,
    /// The record.
    pub record: RecordId,
}

/// A draft whose data key is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostDraft {
    /// The member that wrote it.
    pub member: MemberId,
    /// Its id.
    pub draft: String,
}

/// A feed that went on in a new epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The feed.
    pub feed: FeedId,
    /// The epoch.
    pub epoch: u32,
    /// The heads that it goes on from.
    pub anchor: Lanes,
}

/// Records that had joined a feed beyond what its receiver holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The feed.
    pub feed: FeedId,
    /// The records, in their order.
    pub records: Vec<RecordId>,
}

/// A recall or retraction that its member gave, that its store forgot, and that who was told of it gave back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regained {
    /// The member.
    pub member: MemberId,
    /// The record.
    pub record: RecordId,
}

/// An operator who did not wait: for all nodes to confirm, or with destroying what is much at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// The operator, as the system names the user.
    pub operator: String,
    /// Why.
    pub reason: String,
}

/// A run of records that joined a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetOut {
    /// The feed.
    pub feed: FeedId,
    /// The lane.
    pub lane: Lane,
    /// Place of the first.
    pub first: u64,
    /// The records.
    pub records: Vec<RecordId>,
}

/// A record whose decision had changed when its turn came to join a feed, or to be sent in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// From whom to whom.
    pub feed: FeedId,
    /// The record.
    pub record: RecordId,
    /// The outcome now.
    pub outcome: String,
}

/// A record that arrived, and what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// The record.
    pub record: RecordId,
    /// `permitted`, `held` where it was held before, `declined:<rule>`, `deferred` or `deferred:<rule>`, `withheld` where only its id came, or `ended` where its origin has
    /// ended it before it came.
    pub outcome: String,
}

/// How much of a record was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadForm {
    /// Type, origin, dates: an overview.
    List,
    /// Everything.
    Content,
    /// Everything, as signed bytes that leave the node.
    Export,
    /// What a report about a data subject says of it.
    Subject,
}

/// A change of what a user may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum RightsChange {
    /// A token was given out.
    Grant { token: Digest, member: MemberId, user: String, roles: BTreeSet<UserRole> },
    /// A token was taken back.
    Revoke { token: Digest },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::RingCrypto;

    #[test]
    fn whoever_verifies_a_journal_from_outside_is_told_of_every_kind() {
        let page = include_str!("../../../docs/evidence.md");
        let verifier = include_str!("../../../tests/python/verify_tlog.py");
        for kind in Kind::ALL {
            let (name, number) = (serde_json::to_value(kind).unwrap(), kind.number());
            let name = name.as_str().unwrap();
            assert!(page.contains(&format!("{name} {number}")), "{name} is not in the page on evidence");
            assert!(verifier.contains(&format!("\"{name}\": {number}")), "{name} is not known to the verifier");
        }
    }

    #[test]
    fn a_leaf_changes_with_each_part_of_its_entry() {
        let entry =
            Entry { seq: JournalSeq(1), at: Timestamp::from_millis(7), kind: Kind::Draft, commitment: Digest([3; 32]) };
        let others = [
            Entry { seq: JournalSeq(2), ..entry.clone() },
            Entry { at: Timestamp::from_millis(8), ..entry.clone() },
            Entry { kind: Kind::Read, ..entry.clone() },
            Entry { commitment: Digest([4; 32]), ..entry.clone() },
        ];
        let mut hashes: std::collections::BTreeSet<_> = others.iter().map(|e| e.leaf_hash(&RingCrypto)).collect();
        hashes.insert(entry.leaf_hash(&RingCrypto));
        assert_eq!((hashes.len(), entry.leaf().len()), (5, 64));
        let begins = "736c7569732f6a6f75726e616c2f32".to_owned() + "0000000000000001" + "0000000000000007" + "01";
        assert_eq!(hex::encode(&entry.leaf()[..32]), begins);
    }
}
