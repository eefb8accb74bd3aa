//! What operators are told of a restore and of evidence against peers.

use serde::{Deserialize, Serialize};
use sluis_protocol::core::Against;
use sluis_protocol::standing::{Cause, Recovery};
use utoipa::ToSchema;

use crate::driver::Recovering;
use crate::store::{JournalFork, LostRecord, StoredEvidence};

/// What a restore left, and whether peers have confirmed since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// Names the life of the store that began with it.
    pub incarnation: String,
    /// Whether it was put back, found to be behind by what a node showed, or took over a member.
    pub cause: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
    /// Whether nothing is read or sent until the nodes awaited have confirmed.
    pub quarantined: bool,
    /// Nodes that have not said yet where the feeds between them and this node stand.
    pub awaited: Vec<String>,
    /// How many records members elsewhere hold of which nothing is kept here.
    pub lost: u64,
    /// The newest of them.
    pub newest_lost: Vec<Lost>,
}

/// A record that a member elsewhere holds and of which nothing is kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lost {
    /// The record.
    pub id: String,
    /// Whose.
    pub from: String,
    /// Who holds it.
    pub to: String,
}

impl Restored {
    /// From what the core and the store know.
    #[must_use]
    pub fn of(now: &Recovering, recovery: &Recovery, (lost, newest): (u64, Vec<LostRecord>)) -> Self {
        let cause = match &recovery.cause {
            Cause::Restored => "restored".to_owned(),
            Cause::Behind { node, .. } => format!("behind:{node}"),
            Cause::Cosigned { node } => format!("cosigned:{node}"),
            Cause::TookOver { member } => format!("took-over:{member}"),
        };
        let one = |lost: LostRecord| Lost {
            id: lost.record.to_string(),
            from: lost.feed.discloser.to_string(),
            to: lost.feed.receiver.to_string(),
        };
        Self {
            incarnation: now.standing.incarnation.to_string(),
            cause,
            since: recovery.began.to_string(),
            quarantined: now.standing.is_quarantined(),
            awaited: now.awaited.iter().map(ToString::to_string).collect(),
            lost,
            newest_lost: newest.into_iter().map(one).collect(),
        }
    }
}

/// Two signed statements of a peer that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Its number here.
    pub number: u64,
    /// The peer.
    pub node: String,
    /// Who discloses in the feed that both are about; none for checkpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Who receives in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// `fork`, `gap`, `ahead` or `went-back`; of checkpoints `journal-fork`, or `journal-restarted` where the later is
    /// of the next log.
    pub kind: String,
    /// When the later one came.
    pub at: String,
    /// `feed-head`, `receipt` or `checkpoint`: what both are.
    pub statements: String,
    /// The later one, in hex: a tagged COSE_Sign1 (RFC 9052), of a checkpoint its signed note.
    pub later: String,
    /// The earlier one, where one was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<String>,
}

impl From<StoredEvidence> for Evidence {
    fn from(stored: StoredEvidence) -> Self {
        let statements = match stored.against {
            Against::Head => "feed-head",
            Against::Receipt => "receipt",
        };
        Self {
            number: stored.number,
            node: stored.node.to_string(),
            from: Some(stored.feed.discloser.to_string()),
            to: Some(stored.feed.receiver.to_string()),
            kind: stored.kind.as_str().to_owned(),
            at: stored.at.to_string(),
            statements: statements.to_owned(),
            later: hex::encode(&stored.statement),
            earlier: stored.earlier.map(hex::encode),
        }
    }
}

impl From<JournalFork> for Evidence {
    fn from(fork: JournalFork) -> Self {
        // The first line of a note names the log: one that was put back begins its next, and contradicts nothing.
        let same_log = fork.held.lines().next() == fork.shown.lines().next();
        let kind = if same_log { "journal-fork" } else { "journal-restarted" };
        Self {
            number: fork.number,
            node: fork.node.to_string(),
            from: None,
            to: None,
            kind: kind.to_owned(),
            at: fork.at.to_string(),
            statements: "checkpoint".to_owned(),
            later: hex::encode(fork.shown),
            earlier: Some(hex::encode(fork.held)),
        }
    }
}
