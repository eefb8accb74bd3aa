//! What answers are made of. The same types read them back at the client.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sluis_protocol::core::Preview;
use sluis_protocol::gates;
use sluis_protocol::gates::table::OutcomeTable;
use sluis_schemas::messages;
use sluis_schemas::vocabulary::{Ending, Language, Use};
use sluis_schemas::{MemberId, Timestamp};
use utoipa::ToSchema;

use super::action::Action;
use super::consents::ConsentOfSignal;
use super::erasures::Erasures;
use super::restored::Restored;
use crate::service::{Overview, Shown};
use crate::store::Ended;
use crate::store::{Acknowledgement, Delivery as Stored, FaultRow, Token};

/// Media type of a record (RFC 9052 §2): a tagged COSE_Sign1.
pub const RECORD: &str = "application/cose; cose-type=\"cose-sign1\"";

/// What the gates say of a submission, for every member but its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// SHA-256 over RFC 8785 JSON of `{submit, members: {id: outcome}}`, in hex. A release names it.
    pub hash: String,
    /// Digest of the register it was judged under, in hex.
    pub register_digest: String,
    /// The other rules it was judged under.
    pub policy_epoch: Epoch,
    /// `accepted` or `refused:<rule>`.
    pub submit: String,
    /// The outcome for each member, by its id.
    pub members: BTreeMap<String, MemberOutcome>,
    /// The language that reasons are in.
    #[schema(example = "nl")]
    pub lang: String,
}

/// Which rules were in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Epoch {
    /// Digest over all policy packs, in hex.
    pub packs: String,
    /// The day (UTC), since terms begin and end with one.
    #[schema(format = Date)]
    pub day: String,
}

/// The outcome for one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberOutcome {
    /// `permitted`, `not-in-audience`, `forbidden:<rule>`, `ask-first:<step>`, `no-ground`, `declined:<rule>`, `error`.
    pub outcome: String,
    /// Why, the outcome's rule first. Empty where the reasons were not worked out again.
    pub reasons: Vec<Reason>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The rule; none for a legal gap.
    pub rule: Option<String>,
    /// What the rule rests on.
    pub basis: Option<String>,
    /// Its sentence in the reader's language.
    pub text: String,
    /// The next step in the reader's language, or that nothing changes this; none where nothing need be done.
    pub remedy: Option<String>,
    /// The next step for a program; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

impl Reason {
    /// In a language.
    #[must_use]
    pub fn of(reason: &gates::Reason, lang: Language) -> Self {
        Self {
            rule: reason.rule.as_ref().map(ToString::to_string),
            basis: reason.basis.clone(),
            text: reason.message.text(lang).text,
            remedy: reason.next_step().map(|step| step.text(lang).text),
            action: Action::of(reason),
        }
    }
}

impl Table {
    /// The table of a preview. Reasons come from `judged`, for outcomes that are still the same there.
    #[must_use]
    pub fn of(preview: &Preview, judged: Option<&OutcomeTable>, lang: Language) -> Self {
        let reasons = |member: &MemberId, outcome: &str| -> Vec<Reason> {
            let decision = judged.and_then(|table| table.members.get(member));
            let same = decision.filter(|decision| decision.outcome.to_string() == outcome);
            same.map(|decision| decision.reasons.iter().map(|r| Reason::of(r, lang)).collect()).unwrap_or_default()
        };
        let member = |(id, outcome): (&MemberId, &String)| {
            (id.to_string(), MemberOutcome { outcome: outcome.clone(), reasons: reasons(id, outcome) })
        };
        Self {
            hash: preview.hash.to_string(),
            register_digest: preview.epoch.register.to_string(),
            policy_epoch: Epoch { packs: preview.epoch.packs.to_string(), day: preview.epoch.day.to_string() },
            submit: preview.submit.clone(),
            members: preview.members.iter().map(member).collect(),
            lang: messages::sentences(lang).to_string(),
        }
    }
}

/// A draft with its table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Its id.
    pub id: String,
    /// Who would receive it, who not, and why.
    pub table: Table,
    /// The signal that it corrects: its first version, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
}

/// What a release names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Release {
    /// The hash of the table that was looked at, in hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub table_hash: String,
}

/// A released signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Released {
    /// The id of the signed record, in hex.
    pub record_id: String,
    /// The table it was released under, without reasons.
    pub table: Table,
}

/// A page of signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// The signals, newest first.
    pub items: Vec<Item>,
    /// Give it as `cursor` for the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A signal in a list: its class, no content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The record.
    pub id: String,
    /// Who says it.
    pub origin: String,
    /// Who disclosed it to this member; the member itself where it is its own.
    pub from: String,
    /// When it was released here, or came.
    #[schema(format = DateTime)]
    pub at: String,
    /// `own` or `accepted`.
    pub state: String,
    /// Kind of signal.
    pub r#type: String,
    /// What it may be used for.
    pub purpose: String,
    /// Rendered from type, measure and role, in the reader's language.
    pub title: String,
    /// Europol handling code.
    pub handling_code: String,
    /// How it may be used: a code of the list `uses`.
    pub r#use: String,
    /// The use in words, in the reader's language.
    pub use_label: String,
    /// What was asked of its origin, and what that says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentOfSignal>,
    /// Last day it may be held (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub retain_until: Option<String>,
}

impl Item {
    /// In a language.
    #[must_use]
    pub fn of(overview: &Overview, lang: Language) -> Self {
        let content = &overview.signal.content;
        Self {
            id: overview.record.to_string(),
            origin: overview.signal.origin.to_string(),
            from: overview.from.to_string(),
            at: overview.at.to_string(),
            state: code(overview.state),
            r#type: content.r#type.to_string(),
            purpose: content.handling.purpose.to_string(),
            title: messages::title(lang, content).text,
            handling_code: content.handling.handling_code.to_string(),
            r#use: content.handling.r#use.to_string(),
            use_label: messages::label(lang, Use::LIST, content.handling.r#use.as_str()).text,
            consents: overview.consents.iter().map(|consent| ConsentOfSignal::of(consent, lang)).collect(),
            retain_until: content.handling.retain_until.map(|day| day.to_string()),
        }
    }
}

/// A signal that the member held and may not read any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EndedItem {
    /// The record.
    pub id: String,
    /// How it ended: a code of the list `endings`.
    pub ending: String,
    /// The same in words, in the reader's language.
    pub ending_label: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// How often users of the member exported it: those copies are theirs to destroy.
    pub exports: u64,
}

impl EndedItem {
    /// In a language.
    #[must_use]
    pub fn of(ended: &Ended, exports: u64, lang: Language) -> Self {
        Self {
            id: ended.record.to_string(),
            ending: ended.ending.to_string(),
            ending_label: messages::label(lang, Ending::LIST, ended.ending.as_str()).text,
            at: ended.at.to_string(),
            exports,
        }
    }
}

/// A signal in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Signal {
    /// The record.
    pub id: String,
    /// Who says it.
    pub origin: String,
    /// When it was signed, as its origin says.
    #[schema(format = DateTime)]
    pub at: String,
    /// Digest of the register that its origin saw, in hex.
    pub register_digest: String,
    /// `own` or `accepted`.
    pub state: String,
    /// Rendered from type, measure and role, in the reader's language.
    pub title: String,
    /// Which version of its signal it is, from 1.
    pub version: u32,
    /// The version that it took the place of, in hex; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
    /// How it may be used: a code of the list `uses`.
    pub r#use: String,
    /// The use in words, in the reader's language.
    pub use_label: String,
    /// What was asked of its origin, and what that says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentOfSignal>,
    /// What was signed.
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
    /// What became of it at each member; only where it is the reader's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<BTreeMap<String, Delivery>>,
}

impl Signal {
    /// In a language; none where the content has no JSON form, which does not happen.
    #[must_use]
    pub fn of(shown: &Shown, delivery: Option<BTreeMap<String, Delivery>>, lang: Language) -> Option<Self> {
        let signal = &shown.signal;
        Some(Self {
            id: shown.record.to_string(),
            origin: signal.origin.to_string(),
            at: signal.at.to_string(),
            register_digest: signal.register.to_string(),
            state: code(shown.state),
            title: messages::title(lang, &signal.content).text,
            version: signal.version(),
            corrects: signal.corrects.map(|corrects| corrects.previous.to_string()),
            r#use: signal.content.handling.r#use.to_string(),
            use_label: messages::label(lang, Use::LIST, signal.content.handling.r#use.as_str()).text,
            consents: shown.consents.iter().map(|consent| ConsentOfSignal::of(consent, lang)).collect(),
            content: serde_json::to_value(&signal.content).ok()?,
            delivery,
        })
    }
}

/// What became of an own signal at one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// `withheld` (not let out, see `outcome`), `waiting` (for a link), `sent` (no receipt yet), `accepted`, or what else
    /// the receiver's receipt says: `declined`, `deferred`, `relinquished`, `erased`, `restricted`. `recalled`, `retracted`
    /// and `superseded` where that was let out and no receipt says yet what became of it there. `let-go` where it was over
    /// so long ago that the account of it is kept no more.
    pub state: String,
    /// Why it was not let out, or the rule that the receiver names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub at: Option<String>,
    /// The member that passes it on, where it does not go there by itself. Then `waiting` and `sent` say how far the order
    /// came, `withheld` what that member says against it, and all else what the receiver attests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

impl From<&Stored> for Delivery {
    fn from(stored: &Stored) -> Self {
        let new = |state: &str, outcome: Option<&String>, at: Option<&Timestamp>| Self {
            state: state.to_owned(),
            outcome: outcome.cloned(),
            at: at.map(ToString::to_string),
            through: None,
        };
        match stored {
            Stored::Waiting { since } => new("waiting", None, Some(since)),
            Stored::Sent { since } => new("sent", None, Some(since)),
            Stored::Accepted { at } => new("accepted", None, Some(at)),
            Stored::Declined { rule } => new("declined", rule.as_ref(), None),
            Stored::Deferred => new("deferred", None, None),
            Stored::Ended { state } => new(&code(state), None, None),
            Stored::Ending { ending, since } => new(ending.as_str(), None, Some(since)),
            Stored::Withheld { outcome } => new("withheld", Some(outcome), None),
            Stored::LetGo => new("let-go", None, None),
            Stored::Relayed { through, became } => {
                Self { through: Some(through.to_string()), ..became.as_ref().into() }
            }
        }
    }
}

impl From<&crate::store::Outstanding> for Outstanding {
    fn from(stored: &crate::store::Outstanding) -> Self {
        Self {
            from: stored.feed.discloser.to_string(),
            to: stored.feed.receiver.to_string(),
            count: stored.entries,
            since: stored.since.to_string(),
        }
    }
}

impl From<FaultRow> for Fault {
    fn from(row: FaultRow) -> Self {
        let FaultRow { node, at, ours, fault } = row;
        Self { node: node.to_string(), at: at.to_string(), ours, code: fault.code, text: fault.text }
    }
}

impl From<Token> for KnownToken {
    fn from(token: Token) -> Self {
        Self {
            hash: token.hash.to_string(),
            member: token.member.to_string(),
            user: token.user,
            roles: token.roles.iter().map(ToString::to_string).collect(),
            at: token.at.to_string(),
        }
    }
}

/// How the node fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The node.
    pub node: String,
    /// Version of its program.
    pub version: String,
    /// The register in force.
    pub register: RegisterState,
    /// Nodes that it has a link with now.
    pub links: Vec<String>,
    /// How often a signal waits for a link: of the token's member, or at the operator's socket of any.
    pub waiting: u64,
    /// For whom, and since when; of the same members.
    pub waiting_for: Vec<Outstanding>,
    /// Feeds with signals that no receipt covers yet; of the same members.
    pub outstanding: Vec<Outstanding>,
}

/// A version of the register that contradicts another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contradicting {
    /// What it is of: the root, or the section of a country.
    pub line: String,
    /// Its number there.
    pub sequence: u64,
    /// Its digest, in hex.
    pub digest: String,
}

/// Which register is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegisterState {
    /// Name of the federation.
    pub name: String,
    /// How many versions of root and sections came after the first ones.
    pub sequence: u64,
    /// Digest of all that is in force, in hex.
    pub digest: String,
    /// Versions that were signed for one place and are not settled: what all of them let be is in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradicting: Vec<Contradicting>,
}

/// What one member has for another that waits, or that was sent and has no receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outstanding {
    /// Whose.
    pub from: String,
    /// For whom.
    pub to: String,
    /// How many.
    pub count: u64,
    /// Since when the oldest waits, or when it was sent.
    #[schema(format = DateTime)]
    pub since: String,
}

/// How the node fares, for its operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperatorStatus {
    /// What every user sees.
    #[serde(flatten)]
    pub status: Status,
    /// Where members' users and programs come in.
    pub http: String,
    /// Where other nodes come in.
    pub listening: Vec<String>,
    /// Members that it serves.
    pub members: Vec<String>,
    /// How much waits for the operator to be destroyed, and why; see `sluis erasures`.
    pub erasures: Erasures,
    /// Entries in its journal. For the operator alone: neighbours would see each other's work in it.
    pub journal_seq: u64,
    /// The other nodes of the register, and whether there is a link with them.
    pub peers: Vec<Peer>,
    /// The newest faults, newest first.
    pub faults: Vec<Fault>,
    /// What the last restore left, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Restored>,
    /// How many signed statements of peers are kept that contradict what they signed before, with forks of their journals.
    pub evidence: u64,
}

/// Another node of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Peer {
    /// The node.
    pub node: String,
    /// Whether there is a link with it.
    pub linked: bool,
    /// Since when there is a link, or none.
    #[schema(format = DateTime)]
    pub since: String,
    /// What stood in the way at the last attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<String>,
    /// The node that carries the link, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// What a peer did wrong, or says that this node did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// The peer.
    pub node: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Whether the peer says that it is ours.
    pub ours: bool,
    /// Its kind.
    pub code: String,
    /// What happened.
    pub text: String,
}

/// Whether a check holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// `ok`.
    pub status: String,
}

/// A token to give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewToken {
    /// For which member.
    pub member: String,
    /// Person or machine, as the member names it.
    pub user: String,
    /// What it may do.
    pub roles: BTreeSet<String>,
}

/// A token given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GivenToken {
    /// Shown this once.
    pub token: String,
}

/// A token as the node knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownToken {
    /// Its hash, in hex: names it, and opens nothing.
    pub hash: String,
    /// Its member.
    pub member: String,
    /// Its user.
    pub user: String,
    /// What it may do.
    pub roles: BTreeSet<String>,
    /// Since when.
    pub at: String,
}

/// The receipts for an own signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipts {
    /// By member, whose node signed it. A member that has not acknowledged the signal is left out.
    pub receipts: BTreeMap<String, Receipt>,
}

/// A receipt as signed, and what ties the signal to the head that it repeats: a chain of SHA-256 over `sluis/entry/1`,
/// the hash before, the place in 8 bytes and the record's id, from `before` at `first` over all `records`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The receipt, a tagged COSE_Sign1 (RFC 9052), in hex.
    pub cose: String,
    /// The lane of the feed: `urgent` or `bulk`.
    pub lane: String,
    /// The signal's place in that lane.
    pub first: u64,
    /// Hash of the lane's chain before it, in hex.
    pub before: String,
    /// Ids of the records from the signal up to the place that the receipt names, in hex.
    pub records: Vec<String>,
}

impl From<&Acknowledgement> for Receipt {
    fn from(Acknowledgement { receipt, lane, run }: &Acknowledgement) -> Self {
        Self {
            cose: hex::encode(receipt),
            lane: code(lane),
            first: run.first,
            before: run.before.to_string(),
            records: run.ids.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The kebab-case form of a state.
pub(super) fn code(state: impl Serialize) -> String {
    serde_json::to_value(state).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
