//! What ended: it is read and sent no more, comes back nowhere, and is destroyed in time, as receipts say.

use sluis_protocol::cbor;
use sluis_protocol::core::{Buried, Direction, HeldState, Write, own_copy};
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{
    Exception, FeedId, Lane, Reaffirmation, Recall, Record, RequestNotice, Retraction, State,
};
use sluis_schemas::vocabulary::RetractionGround;
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::commits::Commit;
use super::{Invariant, Moment, Witness};
use crate::net::{Net, SimNode};
use crate::store::{Holding, Operator};

/// What ended must be destroyed by then, since the world came to rest later: the grace and a little.
const DESTROYED: u64 = 90 * 60_000;

/// What evidence says: records that are no signals.
#[derive(Debug, Clone)]
pub(super) enum Evidence {
    Notice(RequestNotice),
    Recall(Recall),
    Retraction(Retraction),
    Reaffirmation(Reaffirmation),
}

impl Evidence {
    /// In bytes that were verified before.
    pub(super) fn in_bytes(bytes: &[u8]) -> Option<Self> {
        let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
        let payload = &envelope.payload;
        match envelope.header.content_type.as_str() {
            RequestNotice::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Notice),
            Recall::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Recall),
            Retraction::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Retraction),
            Reaffirmation::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Reaffirmation),
            _ => None,
        }
    }

    pub(super) const fn origin(&self) -> &MemberId {
        match self {
            Self::Notice(notice) => &notice.origin,
            Self::Recall(recall) => &recall.origin,
            Self::Retraction(retraction) => &retraction.origin,
            Self::Reaffirmation(said) => &said.origin,
        }
    }
}

impl Witness {
    /// Whether a receiver may hear of the end of a signal: it was let have a version of it.
    pub(super) fn may_hear(&self, feed: &FeedId, signal: RecordId) -> bool {
        let versions = self.versions.iter().filter(|(_, first)| **first == signal).map(|(version, _)| version);
        versions.into_iter().any(|version| self.disclosed.contains(&(feed.clone(), *version)))
    }

    /// What a commit says of endings is in its journal, and nothing that ended comes back.
    pub(super) fn ending(&mut self, commit: &Commit<'_>, write: &Write) {
        match write {
            Write::Held { member, record, .. } => {
                let of = commit.of(*record);
                let buried = of.and_then(|of| {
                    let tombstone = |id| commit.node.store.tombstones.get(&(of.signer.clone(), id));
                    let whole = tombstone(of.first).filter(|buried| matches!(buried, Buried::Recalled { .. }));
                    whole.or_else(|| tombstone(*record))
                });
                if buried.is_some() {
                    self.resurrected(commit, format!("{member} is given record {record}, which ended"));
                }
            }
            Write::End { member, record, .. } => {
                let told = commit.details.iter().any(|d| {
                    matches!(d, Detail::Recall { .. } | Detail::Submission { corrects: Some(_), .. })
                        || matches!(d, Detail::Arrival { .. } | Detail::Opened { .. })
                        || has_come_back(d)
                });
                if !told {
                    self.unaccounted(commit, format!("the end of record {record} at {member}"));
                }
            }
            Write::Destroy { member, record, .. } => {
                let told = commit.details.iter().any(|d| {
                    matches!(d, Detail::Destruction { destroyed, .. }
                        if destroyed.iter().any(|d| d.member == *member && d.record == *record))
                });
                if !told {
                    self.unaccounted(commit, format!("the destruction of record {record} at {member}"));
                }
                let holding = commit.node.store.held.get(&(member.clone(), *record));
                if holding.and_then(|holding| holding.ends).is_none_or(|ends| ends > commit.now) {
                    self.resurrected(commit, format!("record {record} of {member} is destroyed before its time"));
                }
            }
            Write::Hold { record, .. } => {
                let told = |d: &Detail| matches!(d, Detail::Hold { record: r, .. } if r == record);
                if !commit.details.iter().any(told) {
                    self.unaccounted(commit, format!("the hold of record {record}"));
                }
            }
            Write::OperatorLet { .. } if !commit.details.iter().any(|d| matches!(d, Detail::OperatorLet { .. })) => {
                self.unaccounted(commit, "what an operator let be destroyed".to_owned());
            }
            _ => {}
        }
    }

    /// Whether an entry goes no more because it ended: for what a commit says so.
    pub(super) fn ended_by(commit: &Commit<'_>, outcome: &str) -> bool {
        commit.details.iter().any(|detail| match detail {
            Detail::Recall { .. } => outcome == "recalled",
            Detail::Submission { corrects: Some(_), .. } => outcome == "superseded",
            Detail::Retraction { .. } => outcome == "retracted",
            Detail::Destruction { .. } => outcome == "expired",
            _ => has_come_back(detail),
        })
    }

    /// An entry that is destroyed, held or read after all is told of by the entry that says so.
    pub(super) fn is_destruction(commit: &Commit<'_>, feed: &FeedId, exception: &Exception) -> bool {
        let entries = commit.node.store.entries(Direction::In, feed, exception.lane);
        let Some((_, id)) = entries.into_iter().find(|(place, _)| *place == exception.place) else { return false };
        commit.details.iter().any(|detail| match detail {
            Detail::Destruction { destroyed, .. } => {
                destroyed.iter().any(|d| d.member == feed.receiver && d.record == id && d.state == exception.state)
            }
            Detail::Opened { feed: of, record, state } => of == feed && *record == id && *state == exception.state,
            Detail::Hold { record, on, .. } => {
                *record == id && exception.state == if *on { State::Restricted } else { State::Lifted }
            }
            _ => false,
        })
    }

    fn resurrected(&mut self, commit: &Commit<'_>, text: String) {
        self.broken(Invariant::Recalled, &commit.node.id, commit.now, text);
    }

    /// A record on its way is not one that its origin recalled.
    pub(super) fn sent_after_recall(&mut self, now: Timestamp, node: &SimNode, id: RecordId) {
        let Some(of) = node.store.of.get(&id) else { return };
        let tombstone = node.store.tombstones.get(&(of.signer.clone(), of.first));
        if matches!(tombstone, Some(Buried::Recalled { .. })) {
            self.broken(Invariant::Recalled, &node.id, now, format!("record {id} is sent after its recall"));
        }
    }

    /// A receipt says that content was destroyed only where that is so.
    pub(super) fn said_destroyed(&mut self, now: Timestamp, node: &SimNode, feed: &FeedId, exceptions: &[Exception]) {
        for exception in exceptions.iter().filter(|e| matches!(e.state, State::Erased | State::Relinquished)) {
            let id = node.store.entries(Direction::In, feed, exception.lane).find(|(p, _)| *p == exception.place);
            let Some((_, id)) = id else { continue };
            let here = node.store.held.get(&(feed.receiver.clone(), id));
            let again = here.is_some_and(|holding| holding.place.is_none_or(|p| p.place > exception.place));
            let erased = exception.state == State::Erased && here.is_some() && node.store.has_record(id);
            if !again && (here.is_some_and(|holding| !holding.destroyed) || erased) {
                let text = format!("the receipt for {feed} says that place {} was destroyed", exception.place);
                self.broken(Invariant::Recalled, &node.id, now, text);
            }
        }
    }
}

/// What ended and is not closed and destroyed where it was held, and receivers that have not said so.
pub(super) fn at_rest(net: &Net) -> Vec<(Invariant, NodeId, String)> {
    let mut found = Vec::new();
    for node in net.nodes.values() {
        for ((member, record), holding) in &node.store.held {
            if let Some(text) = not_over(net, node, member, *record, holding) {
                found.push((Invariant::Recalled, node.id.clone(), format!("{member}, record {record}: {text}")));
            }
        }
        for what in node.store.to_retract.values() {
            let text = format!("signal {} is still to be taken back in {}", what.signal, what.feed);
            let gone = what.ground == RetractionGround::Rules || !node.is_running();
            found.extend((!gone).then(|| (Invariant::Recalled, node.id.clone(), text)));
        }
    }
    found
}

/// Whether the journal has entries of urgent lanes that came back after a restore: what they ended is ended again.
fn has_come_back(detail: &Detail) -> bool {
    matches!(detail, Detail::Epochs { recounted, .. } if recounted.iter().any(|entries| entries.lane == Lane::Urgent))
}

/// Signals that are read by members that the rules no longer let have them. Replies were judged while their requests
/// were open, and are not looked at.
pub(super) fn narrowed(net: &mut Net) -> Vec<(Invariant, NodeId, String)> {
    let mut found = Vec::new();
    let live: Vec<(NodeId, MemberId, RecordId)> = net
        .nodes
        .values()
        .flat_map(|node| {
            // What is kept too long where a clock is doubted may be read by nobody all the same.
            let doubted = |h: &Holding| node.doubts_its_clock() && h.ends.is_some_and(|ends| ends <= net.now);
            let read = move |h: &Holding| h.is_open() && h.state == HeldState::Accepted && !doubted(h);
            let open = node.store.held.iter().filter(move |(_, h)| read(h));
            open.map(|((member, record), _)| (node.id.clone(), member.clone(), *record))
        })
        .collect();
    for (node, member, record) in live {
        let Some(origin) = net.witness.releases.get(&record).map(|release| release.origin.clone()) else { continue };
        if !net.may_reach(&origin, &node) || !net.may_reach(&member, &node) {
            continue;
        }
        let feed = FeedId { discloser: origin, receiver: member };
        let of_origin = net.nodes.values().find(|n| n.store.sent.contains_key(&record));
        let Some(home) = of_origin else { continue };
        let bytes = home.store.records.get(&record);
        let is_reply = bytes.and_then(|bytes| own_copy(bytes)).is_none_or(|s| s.content.handling.in_reply_to.is_some());
        let Some(directory) = home.directory().cloned() else { continue };
        let moment = Moment { now: net.now, node: home, before: &directory, judge: &net.judge };
        if !is_reply && !net.witness.permits_now(&moment, record, &feed) {
            found.push((Invariant::Recalled, node, format!("{} may no longer have record {record}", feed.receiver)));
        }
    }
    found
}

fn not_over(net: &Net, node: &SimNode, member: &MemberId, record: RecordId, holding: &Holding) -> Option<String> {
    let first = net.witness.versions.get(&record)?;
    let since = net.witness.recalled.get(first).or_else(|| net.witness.superseded.get(&record))?;
    let reached = net.may_reach(&holding.from, &node.id);
    if !reached || holding.hold.is_some() || holding.operator == Operator::Asked {
        return None;
    }
    if holding.ended.is_none() {
        return Some("may still be read".to_owned());
    }
    let late = net.now.as_millis() > since.as_millis() + DESTROYED
        && holding.ended.is_some_and(|(_, at)| net.now.as_millis() > at.as_millis() + DESTROYED);
    (late && !holding.destroyed && !node.doubts_its_clock()).then(|| format!("{member} still keeps it"))
}
