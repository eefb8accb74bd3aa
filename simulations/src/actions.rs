//! What happens in a run of the swarm, as a list: members that act, faults, and time that passes.
//!
//! Each action holds everything that was drawn for it, so that a run is its seed and its list, and nothing else. Signals
//! and requests are numbered by the action that brings them; an action on one that never came about does nothing, so that
//! any part of a list is a list.

use std::fmt;

use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Direction, Write};
use sluis_protocol::records::Notice;
use sluis_schemas::vocabulary::{Answer, Purpose};
use sluis_schemas::{MemberId, NodeId};

use crate::net::CrashPoint;
use crate::packs::PackSet;

/// What a member says of the follow-up of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "as the steps of ownership")]
pub enum Owning {
    Offer,
    Propose,
    Withdraw,
    Accept,
    Refuse,
    HandOver,
    Close,
}

impl Owning {
    /// Each of them.
    pub const ALL: [Self; 7] =
        [Self::Offer, Self::Propose, Self::Withdraw, Self::Accept, Self::Refuse, Self::HandOver, Self::Close];
}

/// What a member says of a dispute about a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "as the steps of disputes")]
pub enum Disputing {
    Open,
    Uphold,
    Yield,
    Escalate,
    Withdraw,
    Find,
}

impl Disputing {
    /// Each of them.
    pub const ALL: [Self; 6] = [Self::Open, Self::Uphold, Self::Yield, Self::Escalate, Self::Withdraw, Self::Find];
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum Action {
    /// A member submits a case and releases it; kept for some days, where they are given.
    Submit {
        signal: u32,
        by: MemberId,
        case: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<u32>,
    },
    /// A member drafts a case.
    Draft { signal: u32, by: MemberId, case: String },
    /// It releases what it drafted, under the table that it saw then.
    Release { signal: u32, by: MemberId },
    /// A member asks another.
    Ask { request: u32, by: MemberId, to: MemberId, purpose: Purpose },
    /// Somebody answers, with a case.
    Reply { signal: u32, request: u32, by: MemberId, case: String, answer: Answer },
    /// Somebody says what becomes of a request.
    Notify { request: u32, by: MemberId, to: MemberId, notice: Notice },
    /// Who asked lets a request go on.
    PassOn { request: u32, by: MemberId, to: MemberId },
    /// A member corrects its signal; who is named is not meant any more.
    Correct {
        signal: u32,
        by: MemberId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        without: Option<MemberId>,
    },
    /// A member says who is to follow a signal up, or how that goes, towards another.
    Own { signal: u32, by: MemberId, to: MemberId, says: Owning },
    /// A member opens a dispute about a signal with another, or says something of the newest that it has; whoever mediates is
    /// named.
    Dispute { signal: u32, by: MemberId, with: MemberId, mediator: MemberId, says: Disputing },
    /// A member has its signal passed on to another by one that has it.
    Relay { signal: u32, by: MemberId, through: MemberId, to: MemberId },
    /// A member recalls its signal, in every version.
    Recall { signal: u32, by: MemberId },
    /// Who asked recalls the question.
    Withdraw { request: u32, by: MemberId },
    /// A member puts what it holds of a signal under legal hold, or lifts the hold.
    Hold { signal: u32, by: MemberId, on: bool },
    /// An administrator lets be destroyed, at the member's node, what waits for one.
    LetBeDestroyed { by: MemberId },
    /// A member's keys come a step further, in a version of the register that a node is handed: a new key joins the old
    /// one, or the old one, where a new one has joined, is retired so many milliseconds from then.
    Rotate { member: MemberId, node: NodeId, ms: u64 },
    /// A member's key is revoked, since somebody else may have had it for so many milliseconds: the one that it signed with
    /// then. Its node signs with one that came after it.
    Revoke { member: MemberId, node: NodeId, ms: u64 },
    /// A member says that its signal stands, whatever became of the key that it was signed with.
    Reaffirm { signal: u32, by: MemberId },
    /// A policy officer of a member puts packs in force at its node.
    Activate { by: MemberId, packs: PackSet },
    /// A member asks another whether it has something about the number in a case.
    Match { by: MemberId, of: MemberId, case: String },
    /// A member reads all that it holds or held.
    Read { by: MemberId, purpose: Purpose },
    /// A line is cut.
    Cut { a: NodeId, b: NodeId },
    /// It is mended.
    Heal { a: NodeId, b: NodeId },
    /// Every line is mended.
    HealAll,
    /// A node crashes.
    Crash { node: NodeId },
    /// A node will crash at its next commit with such a write.
    CrashAt { node: NodeId, point: CrashPoint, write: WriteKind },
    /// A node's next commit will fail.
    FailCommit { node: NodeId },
    /// A node's disk takes so long for each commit from now on.
    SlowDisk { node: NodeId, ms: u64 },
    /// A node's disk says from now on that it wrote what it did not. Not in the standard swarm: nothing survives it.
    LyingDisk { node: NodeId },
    /// A node's clock jumps, forward or back.
    ClockJump { node: NodeId, ms: i64 },
    /// A node's store is copied.
    BackUp { node: NodeId, copy: u32 },
    /// A node's store is put back to a copy of it: with `sluis restore`, or by hand, where nothing tells the store.
    Restore { node: NodeId, copy: u32, by_hand: bool },
    /// An operator does not wait for the nodes that have not confirmed, and ends a node's quarantine.
    LiftQuarantine { node: NodeId },
    /// A node starts, if it is down.
    Restart { node: NodeId },
    /// Every node that is down starts.
    RestartAll,
    /// A node is handed the next version of the register.
    ChangeRegister { node: NodeId, change: RegisterChange },
    /// Time passes, and whatever happens in it.
    Advance { ms: u64 },
}

/// What changes in a version of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are what their types say")]
pub enum RegisterChange {
    /// A member loses its last mandate.
    TakeMandate { member: MemberId },
    /// A member loses all its mandates.
    TakeMandates { member: MemberId },
    /// A member's mandates cover no sector any more.
    TakeSectors { member: MemberId },
    /// A member has the mandates again that it began with.
    ReturnMandates { member: MemberId },
    /// A member's agreements begin tomorrow only.
    DelayAgreements { member: MemberId },
    /// A member mediates from now on, in place of what it was.
    Mediates { member: MemberId },
    /// All agreements end.
    EndAgreements,
}

/// A write that a crash waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteKind {
    /// A submission.
    Submission,
    /// A record that a member gets.
    Held,
    /// Entries that are let out.
    LetOut,
    /// Entries that arrive.
    Arrival,
    /// A receipt.
    Acknowledged,
    /// A request that comes further.
    Progress,
    /// What is withheld.
    Withheld,
    /// A register.
    Register,
    /// A record that ends.
    End,
    /// Content that is destroyed.
    Destroy,
    /// What keeps an ended record from coming back.
    Tombstone,
    /// A retraction to be signed.
    ToRetract,
    /// One that was signed.
    Retracted,
    /// A legal hold.
    Hold,
    /// What waits for an operator, or was let by one.
    Operator,
    /// A review that came to its end.
    Reviewed,
    /// An order, or what is passed on by one.
    Relayed,
    /// Packs that come into force.
    Packs,
    /// The question of a match, or what is answered to one.
    Match,
}

impl WriteKind {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::Submission,
        Self::Held,
        Self::LetOut,
        Self::Arrival,
        Self::Acknowledged,
        Self::Progress,
        Self::Withheld,
        Self::Register,
        Self::End,
        Self::Destroy,
        Self::Tombstone,
        Self::ToRetract,
        Self::Retracted,
        Self::Hold,
        Self::Operator,
        Self::Reviewed,
        Self::Relayed,
        Self::Packs,
        Self::Match,
    ];

    /// Whether a write is of this kind.
    #[must_use]
    pub fn picks(self) -> fn(&Write) -> bool {
        match self {
            Self::Submission => |write| matches!(write, Write::Private { .. }),
            Self::Held => |write| matches!(write, Write::Held { .. }),
            Self::LetOut => |write| matches!(write, Write::Entries { direction: Direction::Out, .. }),
            Self::Arrival => |write| matches!(write, Write::Entries { direction: Direction::In, .. }),
            Self::Acknowledged => |write| matches!(write, Write::Acknowledged { .. }),
            Self::Progress => |write| matches!(write, Write::Progress { .. }),
            Self::Withheld => |write| matches!(write, Write::Withheld { .. }),
            Self::Register => |write| matches!(write, Write::Register { .. }),
            Self::End => |write| matches!(write, Write::End { .. }),
            Self::Destroy => |write| matches!(write, Write::Destroy { .. }),
            Self::Tombstone => |write| matches!(write, Write::Tombstone { .. }),
            Self::ToRetract => |write| matches!(write, Write::ToRetract { .. }),
            Self::Retracted => |write| matches!(write, Write::Retracted { .. }),
            Self::Hold => |write| matches!(write, Write::Hold { .. }),
            Self::Operator => |write| matches!(write, Write::AwaitOperator { .. } | Write::OperatorLet { .. }),
            Self::Reviewed => |write| matches!(write, Write::Reviewed { .. }),
            Self::Packs => |write| matches!(write, Write::Packs { .. }),
            Self::Match => |write| {
                matches!(write, Write::MatchAsked { .. } | Write::MatchAnswered { .. } | Write::MatchLearnt { .. })
            },
            Self::Relayed => |write| {
                matches!(
                    write,
                    Write::ToOrder { .. } | Write::Ordered { .. } | Write::Relayed { .. } | Write::RelaySaid { .. }
                )
            },
        }
    }
}

impl Action {
    /// Its name, as in a trace.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Submit { .. } => "submit",
            Self::Draft { .. } => "draft",
            Self::Release { .. } => "release",
            Self::Ask { .. } => "ask",
            Self::Reply { .. } => "reply",
            Self::Notify { .. } => "notify",
            Self::PassOn { .. } => "pass-on",
            Self::Correct { .. } => "correct",
            Self::Own { .. } => "own",
            Self::Dispute { .. } => "dispute",
            Self::Relay { .. } => "relay",
            Self::Recall { .. } => "recall",
            Self::Withdraw { .. } => "withdraw",
            Self::Hold { .. } => "hold",
            Self::LetBeDestroyed { .. } => "let-be-destroyed",
            Self::Rotate { .. } => "rotate",
            Self::Revoke { .. } => "revoke",
            Self::Reaffirm { .. } => "reaffirm",
            Self::Activate { .. } => "activate",
            Self::Match { .. } => "match",
            Self::Read { .. } => "read",
            Self::Cut { .. } => "cut",
            Self::Heal { .. } => "heal",
            Self::HealAll => "heal-all",
            Self::Crash { .. } => "crash",
            Self::CrashAt { .. } => "crash-at",
            Self::FailCommit { .. } => "fail-commit",
            Self::SlowDisk { .. } => "slow-disk",
            Self::LyingDisk { .. } => "lying-disk",
            Self::ClockJump { .. } => "clock-jump",
            Self::BackUp { .. } => "back-up",
            Self::Restore { by_hand: false, .. } => "restore",
            Self::Restore { by_hand: true, .. } => "restore-by-hand",
            Self::LiftQuarantine { .. } => "lift-quarantine",
            Self::Restart { .. } => "restart",
            Self::RestartAll => "restart-all",
            Self::ChangeRegister { .. } => "change-register",
            Self::Advance { .. } => "advance",
        }
    }

    /// Whether it is a fault: something that the protocol must bear, and nobody wants.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        match self {
            Self::Cut { .. }
            | Self::Crash { .. }
            | Self::CrashAt { .. }
            | Self::FailCommit { .. }
            | Self::LyingDisk { .. }
            | Self::ClockJump { .. }
            | Self::Revoke { .. }
            | Self::Restore { .. } => true,
            // A disk that is fast again is a fault that ends.
            Self::SlowDisk { ms, .. } => *ms > 0,
            Self::Submit { .. }
            | Self::Draft { .. }
            | Self::Release { .. }
            | Self::Ask { .. }
            | Self::Reply { .. }
            | Self::Notify { .. }
            | Self::PassOn { .. }
            | Self::Correct { .. }
            | Self::Own { .. }
            | Self::Dispute { .. }
            | Self::Relay { .. }
            | Self::Recall { .. }
            | Self::Withdraw { .. }
            | Self::Hold { .. }
            | Self::LetBeDestroyed { .. }
            | Self::Rotate { .. }
            | Self::Reaffirm { .. }
            | Self::Activate { .. }
            | Self::Match { .. }
            | Self::Read { .. }
            | Self::Heal { .. }
            | Self::HealAll
            | Self::BackUp { .. }
            | Self::LiftQuarantine { .. }
            | Self::Restart { .. }
            | Self::RestartAll
            | Self::ChangeRegister { .. }
            | Self::Advance { .. } => false,
        }
    }
}

/// As one line of a scenario that somebody reads.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submit { signal, by, case, days: None } => write!(f, "{by} submits {case} as signal {signal}"),
            Self::Submit { signal, by, case, days: Some(days) } => {
                write!(f, "{by} submits {case} as signal {signal}, to be kept for {days} days")
            }
            Self::Draft { signal, by, case } => write!(f, "{by} drafts {case} as signal {signal}"),
            Self::Release { signal, by } => write!(f, "{by} releases signal {signal}"),
            Self::Ask { request, by, to, purpose } => write!(f, "{by} asks {to} for {purpose}, as request {request}"),
            Self::Reply { signal, request, by, case, answer } => {
                write!(f, "{by} answers request {request} with {case} (`{answer}`), as signal {signal}")
            }
            Self::Notify { request, by, to, notice } => write!(f, "{by} tells {to} of request {request}: {notice:?}"),
            Self::PassOn { request, by, to } => write!(f, "{by} lets request {request} go on to {to}"),
            Self::Correct { signal, by, without: None } => write!(f, "{by} corrects signal {signal}"),
            Self::Correct { signal, by, without: Some(without) } => {
                write!(f, "{by} corrects signal {signal}, which {without} is not to have any more")
            }
            Self::Own { signal, by, to, says } => {
                write!(f, "{by} says to {to} who follows signal {signal} up: {says:?}")
            }
            Self::Dispute { signal, by, with, mediator, says } => {
                write!(f, "{by} and {with} dispute signal {signal}, {mediator} may mediate: {says:?}")
            }
            Self::Relay { signal, by, through, to } => {
                write!(f, "{by} has signal {signal} passed on to {to} by {through}")
            }
            Self::Recall { signal, by } => write!(f, "{by} recalls signal {signal}"),
            Self::Withdraw { request, by } => write!(f, "{by} recalls request {request}"),
            Self::Hold { signal, by, on: true } => write!(f, "{by} puts signal {signal} under legal hold"),
            Self::Hold { signal, by, on: false } => write!(f, "{by} lifts the legal hold of signal {signal}"),
            Self::LetBeDestroyed { by } => write!(f, "an administrator of {by} lets be destroyed what waits"),
            Self::Rotate { member, node, ms } => {
                write!(f, "the keys of {member} come a step further at {node}, the old one ends {ms} ms later")
            }
            Self::Revoke { member, node, ms } => {
                write!(f, "{node} learns that somebody else may have had the key of {member} for {ms} ms")
            }
            Self::Reaffirm { signal, by } => write!(f, "{by} says that signal {signal} stands"),
            Self::Activate { by, packs } => write!(f, "the node of {by} judges by the packs {packs:?} from now on"),
            Self::Match { by, of, case } => {
                write!(f, "{by} asks {of} whether it has something about the number in {case}")
            }
            Self::Read { by, purpose } => write!(f, "{by} reads what it holds and held, for {purpose}"),
            Self::Cut { a, b } => write!(f, "the line between {a} and {b} is cut"),
            Self::Heal { a, b } => write!(f, "the line between {a} and {b} is mended"),
            Self::HealAll => f.write_str("all lines are mended"),
            Self::Crash { node } => write!(f, "{node} crashes"),
            Self::CrashAt { node, point, write } => {
                write!(f, "{node} will crash {point:?} of its next commit with {write:?}")
            }
            Self::FailCommit { node } => write!(f, "the next commit of {node} will fail"),
            Self::SlowDisk { node, ms } => write!(f, "the disk of {node} takes {ms} ms for a commit"),
            Self::LyingDisk { node } => write!(f, "the disk of {node} lies from now on"),
            Self::ClockJump { node, ms } => write!(f, "the clock of {node} jumps by {ms} ms"),
            Self::BackUp { node, copy } => write!(f, "the store of {node} is copied, as copy {copy}"),
            Self::Restore { node, copy, by_hand: false } => write!(f, "{node} is restored from copy {copy}"),
            Self::Restore { node, copy, by_hand: true } => write!(f, "copy {copy} is put back by hand at {node}"),
            Self::LiftQuarantine { node } => write!(f, "an operator of {node} ends its quarantine"),
            Self::Restart { node } => write!(f, "{node} starts"),
            Self::RestartAll => f.write_str("every node that is down starts"),
            Self::ChangeRegister { node, change } => write!(f, "{node} gets a new register: {change}"),
            Self::Advance { ms } => write!(f, "{ms} ms pass"),
        }
    }
}

impl fmt::Display for RegisterChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TakeMandate { member } => write!(f, "{member} loses its last mandate"),
            Self::TakeMandates { member } => write!(f, "{member} loses all its mandates"),
            Self::TakeSectors { member } => write!(f, "the mandates of {member} cover no sector"),
            Self::DelayAgreements { member } => write!(f, "the agreements of {member} begin tomorrow only"),
            Self::ReturnMandates { member } => write!(f, "{member} has its first mandates again"),
            Self::Mediates { member } => write!(f, "{member} mediates"),
            Self::EndAgreements => f.write_str("all agreements end"),
        }
    }
}
