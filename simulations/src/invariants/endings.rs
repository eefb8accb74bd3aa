//! What ended: it is read and sent no more, comes back nowhere, and is destroyed in time, as receipts say.

use std::collections::BTreeSet;

use sluis_protocol::cbor;
use sluis_protocol::core::{
    Buried, CLOSED, Direction, EXPIRED, HeldState, NOT_HELD, Progress, RECALLED, RETRACTED, RecordOf, SUPERSEDED,
    Write, own_copy,
};
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{
    Consent, Dispute, Exception, FeedId, Finding, Lane, Ownership, Reaffirmation, Recall, Record, RelayOrder,
    RelayReceipt, RequestNotice, Retraction, State,
};
use sluis_protocol::register::KeyStanding;
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::commits::Commit;
use super::{Invariant, Moment, Told, Witness};
use crate::net::{Net, SimNode};
use crate::store::{Draft, Holding, Operator};

/// What ended must be destroyed by then, since the world came to rest later: the grace and a little.
const DESTROYED: u64 = 90 * 60_000;

/// What evidence says: records that are no signals.
#[derive(Debug, Clone)]
pub(super) enum Evidence {
    Notice(RequestNotice),
    Ownership(Ownership),
    Dispute(Dispute),
    Finding(Finding),
    Consent(Consent),
    Recall(Recall),
    Retraction(Retraction),
    Reaffirmation(Reaffirmation),
    Order(RelayOrder),
    RelayReceipt(RelayReceipt),
}

impl Evidence {
    /// In bytes that were verified before.
    pub(super) fn in_bytes(bytes: &[u8]) -> Option<Self> {
        let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
        let payload = &envelope.payload;
        match envelope.header.content_type.as_str() {
            RequestNotice::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Notice),
            Ownership::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Ownership),
            Dispute::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Dispute),
            Finding::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Finding),
            Consent::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Consent),
            Recall::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Recall),
            Retraction::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Retraction),
            Reaffirmation::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Reaffirmation),
            RelayOrder::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::Order),
            RelayReceipt::CONTENT_TYPE => cbor::decode(payload).ok().map(Self::RelayReceipt),
            _ => None,
        }
    }

    pub(super) const fn origin(&self) -> &MemberId {
        match self {
            Self::Notice(notice) => &notice.origin,
            Self::Ownership(said) => &said.origin,
            Self::Dispute(said) => &said.origin,
            Self::Finding(said) => &said.origin,
            Self::Consent(said) => &said.origin,
            Self::Recall(recall) => &recall.origin,
            Self::Retraction(retraction) => &retraction.origin,
            Self::Reaffirmation(said) => &said.origin,
            Self::Order(order) => &order.origin,
            Self::RelayReceipt(receipt) => &receipt.receiver,
        }
    }
}

impl Witness {
    /// Whether a receiver may hear of the end of a signal: it was let have a version of it.
    pub(super) fn may_hear(&self, feed: &FeedId, signal: RecordId) -> bool {
        let versions = self.versions.iter().filter(|(_, first)| **first == signal).map(|(version, _)| version);
        let mut versions = versions.map(|version| (feed.clone(), *version));
        let by_relay = |(of, record): &&(FeedId, RecordId)| {
            let is_own = self.releases.get(record).is_some_and(|release| release.origin == feed.discloser);
            is_own && of.receiver == feed.receiver && self.versions.get(record) == Some(&signal)
        };
        versions.any(|entry| self.disclosed.contains(&entry))
            || self.orders.iter().filter(by_relay).any(|entry| self.disclosed.contains(entry))
    }

    /// Whether an origin ordered that a version of its signal is passed on in a feed.
    pub(super) fn was_ordered(&self, feed: &FeedId, first: RecordId) -> bool {
        let is_version = |record: &RecordId| self.versions.get(record) == Some(&first);
        self.orders.iter().any(|(of, record)| of == feed && is_version(record))
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
            Write::End { member, record, ending, .. } if !self.tells_the_end(commit, member, *record, *ending) => {
                self.unaccounted(commit, format!("the end of record {record} at {member}, {ending}"));
            }
            Write::Destroy { member, record, at, .. } => {
                // The draft that it was goes with it.
                let was = |draft: &Draft| draft.released == Some(*record);
                let gone = commit.node.store.drafts.iter().filter(|((m, _), draft)| m == member && was(draft));
                let gone: BTreeSet<Told> = gone.map(|((m, id), _)| Told::Draft(m.clone(), id.clone())).collect();
                self.told.entry(commit.node.id.clone()).or_default().retain(|told| !gone.contains(told));
                let told = commit.details.iter().any(|d| {
                    matches!(d, Detail::Destruction { destroyed, .. }
                        if destroyed.iter().any(|d| d.member == *member && d.record == *record))
                });
                if !told {
                    self.unaccounted(commit, format!("the destruction of record {record} at {member}"));
                }
                let holding = commit.node.store.held.get(&(member.clone(), *record));
                // A node whose clock stands goes on by milliseconds.
                let now = commit.now.max((*at).min(commit.now.plus_millis(1_000)));
                if holding.and_then(|holding| holding.ends).is_none_or(|ends| ends > now) {
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

    /// The first version of the signal that a record is a version of.
    fn first_of(&self, commit: &Commit<'_>, record: RecordId) -> Option<RecordId> {
        commit.of(record).map(|of| of.first).or_else(|| self.versions.get(&record).copied())
    }

    /// What a commit says of endings is remembered: of each record that ends others, what it ends.
    pub(super) fn remember_endings(&mut self, commit: &Commit<'_>) {
        for detail in &commit.details {
            let (by, ended) = match detail {
                Detail::Recall { recall, signal, .. } => (*recall, Some(*signal)),
                Detail::Retraction { retraction, signal, .. } => (*retraction, Some(*signal)),
                Detail::Submission { record, corrects: Some(_), .. } => (*record, self.first_of(commit, *record)),
                _ => continue,
            };
            self.ends.extend(ended.map(|ended| (by, ended)));
        }
    }

    /// Whether the journal has this very end of a record at a member: its origin's word given here, or come here.
    fn tells_the_end(&self, commit: &Commit<'_>, member: &MemberId, record: RecordId, ending: Ending) -> bool {
        let Some(of) = commit.of(record) else { return false };
        commit.details.iter().any(|detail| match detail {
            Detail::Recall { actor, signal, .. } => {
                // What a predecessor signed its successor recalls.
                let own = actor.member == *member || of.signer == *member;
                ending == Ending::Recalled && own && *signal == of.first
            }
            Detail::Submission { actor, record: newer, corrects: Some(_), .. } => {
                ending == Ending::Superseded
                    && actor.member == *member
                    && commit.of(*newer).is_some_and(|newer| newer.first == of.first && newer.version > of.version)
            }
            Detail::Arrival { feed, entries, .. } => {
                entries.iter().any(|entry| self.arrived_end(commit, feed, entry.record, member, of) == Some(ending))
            }
            // What may not be held once it is read.
            Detail::Opened { feed, record: entry, state: State::Declined }
                if feed.receiver == *member && *entry == record =>
            {
                ending == Ending::Expired
            }
            Detail::Opened { feed, record: entry, .. } => {
                self.arrived_end(commit, feed, *entry, member, of) == Some(ending)
            }
            _ => self.has_come_back(detail, member, of.first),
        })
    }

    /// How an entry that arrived ends a record at a member, if it does.
    fn arrived_end(
        &self,
        commit: &Commit<'_>,
        feed: &FeedId,
        entry: RecordId,
        member: &MemberId,
        of: &RecordOf,
    ) -> Option<Ending> {
        if of.signer != feed.discloser && !self.was_ordered(feed, of.first) {
            return None;
        }
        match commit.bytes(entry).and_then(|bytes| Evidence::in_bytes(&bytes)) {
            Some(Evidence::Recall(recall)) => (recall.signal == of.first).then_some(Ending::Recalled),
            Some(Evidence::Retraction(retraction)) => {
                (retraction.signal == of.first && retraction.receiver == *member).then_some(Ending::Retracted)
            }
            Some(
                Evidence::Notice(_)
                | Evidence::Ownership(_)
                | Evidence::Dispute(_)
                | Evidence::Finding(_)
                | Evidence::Consent(_)
                | Evidence::Reaffirmation(_)
                | Evidence::Order(_)
                | Evidence::RelayReceipt(_),
            ) => None,
            // A correction that the receiver declines ends what it has all the same, and is not kept.
            None => {
                let same = self.first_of(commit, entry) == Some(of.first) && feed.receiver == *member;
                // One with the same number takes the place of one that its origin forgot.
                let later = commit.of(entry).is_none_or(|newer| newer.version >= of.version);
                (same && later).then_some(Ending::Superseded)
            }
        }
    }

    /// Whether the journal has an entry of a member's urgent lane that came back after a restore and ends a signal: that
    /// ends again.
    fn has_come_back(&self, detail: &Detail, member: &MemberId, first: RecordId) -> bool {
        let Detail::Epochs { recounted, .. } = detail else { return false };
        let own = recounted.iter().filter(|entries| entries.lane == Lane::Urgent && entries.feed.discloser == *member);
        own.flat_map(|entries| &entries.records).any(|record| self.ends.get(record) == Some(&first))
    }

    /// Whether a record goes no more in a feed because it ended: for what a commit says so.
    pub(super) fn ended_by(&self, commit: &Commit<'_>, feed: &FeedId, id: RecordId, outcome: &str) -> bool {
        let order = commit.bytes(id).and_then(|bytes| Evidence::in_bytes(&bytes));
        let (first, of) = match order {
            Some(Evidence::Order(order)) => (Some(order.signal), order.record),
            _ => (self.first_of(commit, id), id),
        };
        // What a restore brought back, or made wait again, goes no more where its end is known.
        let known = match commit.node.store.tombstones.get(&(feed.discloser.clone(), of)) {
            Some(Buried::Recalled { .. }) => outcome == RECALLED,
            Some(Buried::Superseded) => outcome == SUPERSEDED,
            None => false,
        };
        known
            || commit.details.iter().any(|detail| match detail {
                Detail::Recall { signal, .. } => outcome == RECALLED && first == Some(*signal),
                Detail::Submission { record, corrects: Some(_), .. } => {
                    outcome == SUPERSEDED && first.is_some() && first == self.first_of(commit, *record)
                }
                Detail::Retraction { feed: from, signal, .. } => {
                    let by_relay = || {
                        let onwards = FeedId { discloser: feed.receiver.clone(), receiver: from.receiver.clone() };
                        self.was_ordered(&onwards, *signal)
                    };
                    outcome == RETRACTED && (from == feed || by_relay()) && first == Some(*signal)
                }
                // A question goes to nobody whom its asker did not ask any more.
                _ if outcome == CLOSED => {
                    let requests = commit.node.store.requests.get(&(feed.discloser.clone(), id));
                    let request = requests.and_then(|requests| requests.get(&feed.receiver));
                    request.is_some_and(|request| request.progress == Progress::Closed)
                }
                // What a relay may not read any more it does not pass on.
                _ if outcome == NOT_HELD => self.orders.contains(&(feed.clone(), id)),
                Detail::Destruction { destroyed, .. } => {
                    outcome == EXPIRED && destroyed.iter().any(|d| d.member == feed.discloser && d.record == id)
                }
                _ => {
                    let ends = [RECALLED, RETRACTED, SUPERSEDED].contains(&outcome);
                    ends && first.is_some_and(|first| self.has_come_back(detail, &feed.discloser, first))
                }
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
            // At the relay: what was ordered was judged again, and does not go.
            Detail::LetOut { withheld, .. } => {
                let bytes = commit.bytes(id).and_then(|bytes| Evidence::in_bytes(&bytes));
                let Some(Evidence::Order(order)) = bytes else { return false };
                let onwards = FeedId { discloser: order.relay, receiver: order.receiver };
                let names = withheld.iter().any(|w| w.feed == onwards && w.record == order.record);
                names && exception.state == State::Declined
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
            // It may have come to a neighbour since, another way, and what was said is said again.
            let came_since = |ends: Timestamp| {
                let others =
                    node.store.held.iter().filter(|((member, record), _)| *record == id && *member != feed.receiver);
                let mut open = others.filter(|(_, other)| !other.destroyed);
                open.all(|(_, other)| other.since >= ends)
            };
            let is_last = here.is_some_and(|holding| !holding.ends.is_some_and(came_since));
            let erased = exception.state == State::Erased && is_last && node.store.has_record(id);
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
            found.extend(node.is_running().then(|| (Invariant::Recalled, node.id.clone(), text)));
        }
    }
    found
}

/// Signals that are read by members that the rules no longer let have them. Replies were judged while their requests
/// were open, and are not looked at.
pub(super) fn narrowed(net: &mut Net) -> Vec<(Invariant, NodeId, String)> {
    let (mut found, now) = (Vec::new(), net.now);
    let live: Vec<(NodeId, MemberId, RecordId, MemberId)> = net
        .nodes
        .values()
        .flat_map(|node| {
            // What is kept too long where a clock is doubted may be read by nobody all the same.
            let unsure = node.doubts_its_clock() || node.jumped;
            let doubted = move |h: &Holding| unsure && h.ends.is_some_and(|ends| ends <= now);
            let read = move |h: &Holding| h.is_open() && h.state == HeldState::Accepted && !doubted(h);
            let open = node.store.held.iter().filter(move |(_, h)| read(h));
            open.map(|((member, record), held)| (node.id.clone(), member.clone(), *record, held.from.clone()))
        })
        .collect();
    for (node, member, record, from) in live {
        let Some(origin) = net.witness.releases.get(&record).map(|release| release.origin.clone()) else { continue };
        let relay = net.node_of(&from).filter(|_| from != origin);
        let by_relay = relay.is_none_or(|relay| net.may_reach(&origin, &relay) && net.may_reach(&from, &node));
        if !net.may_reach(&origin, &node) && from == origin || !by_relay || !net.may_reach(&member, &node) {
            continue;
        }
        let feed = FeedId { discloser: from, receiver: member };
        let of_origin = net.nodes.values().find(|n| n.store.sent.contains_key(&record));
        let Some(home) = of_origin else { continue };
        let bytes = home.store.records.get(&record);
        let is_reply = bytes.and_then(|bytes| own_copy(bytes)).is_none_or(|s| s.content.handling.in_reply_to.is_some());
        let Some(directory) = home.directory().cloned() else { continue };
        let moved = BTreeSet::new();
        // Where its clock is ahead another day may have begun there.
        let moments = [net.now, home.time(net.now)];
        let moments =
            moments.map(|now| Moment { now, node: home, before: &directory, moved: &moved, judge: &home.judge });
        if !is_reply && !moments.iter().any(|moment| net.witness.permits_now(moment, record, &feed)) {
            found.push((Invariant::Recalled, node, format!("{} may no longer have record {record}", feed.receiver)));
        }
    }
    found
}

/// Whether any store still knows of the recall of a signal: where its origin was put back to before it and nobody else was
/// told, it never was.
pub(crate) fn is_known_to_have_ended(net: &Net, first: RecordId) -> bool {
    let recalled = |node: &SimNode| {
        let recall = node.store.tombstones.iter().find_map(|((origin, id), buried)| match buried {
            Buried::Recalled { recall } if *id == first => Some((origin, recall)),
            _ => None,
        });
        recall.is_some_and(|(origin, recall)| counts_for(net, node, origin, *recall))
    };
    net.nodes.values().any(recalled)
}

/// Whether what a node holds of an origin ends anything for that: not where it forgot it, and somebody else may have had
/// the key that signed it.
fn counts_for(net: &Net, node: &SimNode, origin: &MemberId, record: RecordId) -> bool {
    let knows = home_of(net, origin).is_some_and(|home| home.store.records.contains_key(&record));
    let bytes = node.store.records.get(&record);
    let key = bytes.and_then(|bytes| Some(Unverified::parse(bytes, MAX_RECORD).ok()?.header.key));
    let standing = key.and_then(|key| node.directory()?.key_standing(&key, Timestamp::MAX));
    knows || !matches!(standing, Some(KeyStanding::Compromised { .. }))
}

fn home_of<'a>(net: &'a Net, member: &MemberId) -> Option<&'a SimNode> {
    net.nodes.get(&net.node_of(member)?)
}

/// The same of a later version of a signal: one that is kept unread, and that its origin forgot, nobody will attest.
fn has_a_later_version(net: &Net, record: RecordId) -> bool {
    let later = |node: &SimNode| {
        let store = &node.store;
        let Some(of) = store.of.get(&record) else { return false };
        // One that was kept too long by a clock that is ahead goes to nobody any more.
        let over = |h: &Holding| h.ended.is_some_and(|(ending, _)| ending == Ending::Expired);
        let counts = |h: &Holding| h.state != HeldState::Deferred && !over(h);
        let is_read = |id: RecordId| store.held.iter().any(|((_, r), h)| *r == id && counts(h));
        let is_later = |other: &RecordOf| other.first == of.first && other.version > of.version;
        let mut others = store.of.iter().filter(|(_, other)| is_later(other));
        others.any(|(id, other)| is_read(*id) && counts_for(net, node, &other.signer, *id))
    };
    net.nodes.values().any(later)
}

/// Whether one restore made an origin and its relay, members of one node, forget that a record was passed on to a member:
/// then nobody knows whom to tell of its end.
pub(crate) fn is_forgotten_by_both(net: &Net, origin: &MemberId, member: &MemberId, record: RecordId) -> bool {
    let from = net.row(member, record).map(|holding| &holding.from).filter(|from| *from != origin);
    let home = home_of(net, origin).filter(|home| from.and_then(|from| net.node_of(from)).as_ref() == Some(&home.id));
    home.zip(from).is_some_and(|(home, from)| {
        let onwards = FeedId { discloser: from.clone(), receiver: member.clone() };
        net.witness.was_put_back(&home.id) && !home.store.relayed.contains_key(&(onwards, record))
    })
}

fn not_over(net: &Net, node: &SimNode, member: &MemberId, record: RecordId, holding: &Holding) -> Option<String> {
    let first = *net.witness.versions.get(&record)?;
    let recalled = net.witness.recalled.get(&first).filter(|_| is_known_to_have_ended(net, first));
    let superseded = net.witness.superseded.get(&record).filter(|_| has_a_later_version(net, record));
    let since = recalled.or(superseded)?;
    let relay = net.witness.releases.get(&record).filter(|release| release.origin != holding.from);
    // An origin that forgot a signal does not know whom it had it passed on to.
    let knows = |origin| home_of(net, origin).is_some_and(|home| home.store.sent.contains_key(&record));
    let by_relay = relay.is_none_or(|release| {
        let reaches = |relay| net.may_reach(&release.origin, &relay);
        let forgotten = is_forgotten_by_both(net, &release.origin, member, record);
        knows(&release.origin) && net.node_of(&holding.from).is_some_and(reaches) && !forgotten
    });
    let reached = net.may_reach(&holding.from, &node.id) && by_relay;
    if !reached || holding.hold.is_some() || holding.operator == Operator::Asked {
        return None;
    }
    if holding.ended.is_none() {
        return Some("may still be read".to_owned());
    }
    let late = net.now.as_millis() > since.as_millis() + DESTROYED
        && holding.ended.is_some_and(|(_, at)| net.now.as_millis() > at.as_millis() + DESTROYED);
    (late && !holding.destroyed && !node.doubts_its_clock() && !node.is_behind_itself(net.now))
        .then(|| format!("{member} still keeps it"))
}
