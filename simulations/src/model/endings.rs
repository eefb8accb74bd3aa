//! What ends: who may still read it, who must not, and that nothing of it comes back.
//!
//! A record ends by its origin's recall, by a later version of its signal, when the day until which it is kept is over
//! at whoever holds it, and where a version of the register or a day, since it was released, does not let it be held. A
//! legal hold closes it too, but keeps it.

use sluis_protocol::core::Buried;
use sluis_protocol::records::State;
use sluis_schemas::Timestamp;
use sluis_schemas::vocabulary::Ending;

use super::*;
use crate::invariants::{is_forgotten_by_both, is_known_to_have_ended};
use crate::model::keys::{has_revoked_key, recall, retraction};
use crate::net::SimNode;

/// Whether a member's legal hold on a record stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LegalHold {
    On,
    Off,
    /// The answer was lost.
    Either,
}

impl Signal {
    fn kept_until(&self) -> Option<Timestamp> {
        self.released.submission.content.handling.retain_until.map(Date::end)
    }
}

impl Model {
    /// A signal was recalled by its origin, or may have been.
    pub(crate) fn recalled(&mut self, first: RecordId, sure: bool) {
        *self.recalls.entry(first).or_insert(sure) |= sure;
        let asked: Vec<_> = self.dialogues.keys().filter(|(request, _)| *request == first).cloned().collect();
        for (request, other) in asked {
            let Some(by) = self.signals.get(&request).map(|signal| signal.released.origin.clone()) else { return };
            self.noted(request, &by, &other, &Notice::Closed, sure);
        }
    }

    /// A member put a record under legal hold or lifted the hold, or may have.
    pub(crate) fn legal_hold(&mut self, member: &MemberId, record: RecordId, on: bool, sure: bool) {
        let hold = match (sure, on) {
            (true, true) => LegalHold::On,
            (true, false) => LegalHold::Off,
            (false, _) => LegalHold::Either,
        };
        self.holds.insert((member.clone(), record), hold);
    }

    /// What a member read, or could read, at some time.
    pub(crate) fn once_read_by(&self, member: &MemberId) -> Vec<RecordId> {
        self.ever.iter().filter(|(m, _)| m == member).map(|(_, record)| *record).collect()
    }

    /// Versions that came after a record, or may have.
    pub(super) fn later(&self, record: RecordId) -> impl Iterator<Item = RecordId> {
        let first = self.signals.get(&record).map_or(record, |signal| signal.first);
        let versions = self.versions.get(&first).into_iter().flatten();
        versions.copied().skip_while(move |version| *version != record).skip(1)
    }

    /// Whether a record's origin ended it, and says so.
    pub(super) fn is_ended(&self, net: &Net, record: RecordId, signal: &Signal) -> bool {
        let exists = |version: RecordId| {
            let Some(signal) = self.signals.get(&version) else { return false };
            let row = net.row(&signal.released.origin, version);
            // One that was kept too long by a clock that is ahead goes to nobody any more.
            let over = row.and_then(|row| row.ended).is_some_and(|(ending, _)| ending == Ending::Expired);
            !over && (signal.released.sure || row.is_some())
        };
        let recalled = self.recalls.get(&signal.first);
        recalled.is_some_and(|sure| *sure || is_known(net, signal)) || self.later(record).any(exists)
    }

    /// Whether its origin may have ended it, as far as anybody was told.
    pub(super) fn may_be_ended(&self, record: RecordId, signal: &Signal) -> bool {
        self.recalls.contains_key(&signal.first) || self.later(record).next().is_some()
    }

    /// Whether the day until which a record is kept was over on some node's clock.
    pub(super) fn may_be_over(&self, signal: &Signal) -> bool {
        signal.kept_until().is_some_and(|end| self.clocks.values().any(|latest| end <= *latest))
    }

    pub(super) fn may_be_on_hold(&self, member: &MemberId, record: RecordId) -> bool {
        self.holds.get(&(member.clone(), record)).is_some_and(|hold| *hold != LegalHold::Off)
    }

    /// Whether the rules may have taken a record back from a member.
    pub(super) fn may_be_taken_back(&self, net: &Net, record: RecordId, member: &MemberId) -> bool {
        self.signals.get(&record).is_some_and(|signal| self.may_be_withheld(net, signal, member))
    }

    /// Whether there is a reason that a member may not read a record any more.
    fn may_be_closed(&self, net: &Net, member: &MemberId, record: RecordId) -> bool {
        let Some(signal) = self.signals.get(&record) else { return false };
        let latest = net.node_of(member).and_then(|node| self.clocks.get(&node).copied());
        self.may_be_ended(record, signal)
            || self.may_be_on_hold(member, record)
            || signal.kept_until().zip(latest).is_some_and(|(end, latest)| end <= latest)
            || may_go_along(net, member, record, signal)
            || *member != signal.released.origin && self.may_be_withheld(net, signal, member)
    }

    /// What could be read before and cannot any more without a reason, and what can be read again though it ended.
    pub(super) fn lost(&mut self, net: &Net) -> Found {
        let now: BTreeSet<(MemberId, RecordId)> = Self::read(net).collect();
        let lost: Vec<_> = self.seen.difference(&now).cloned().collect();
        let text = |(member, record): &(MemberId, RecordId)| {
            (!self.may_be_closed(net, member, *record)).then(|| {
                let text = format!("{member} could read record {record} and cannot any more");
                Some((Invariant::Durable, net.node_of(member)?, text))
            })?
        };
        let mut found: Found = lost.iter().filter_map(text).collect();
        // What ended it may have come again, and wait there for its member's word.
        let waits = |member: &MemberId, record: RecordId| {
            let unread = |version| net.row(member, version).is_some_and(|row| row.state == HeldState::Deferred);
            self.later(record).any(unread) || self.has_unread_recall(net, member, record)
        };
        let again = now.intersection(&self.over);
        for (member, record) in again.filter(|(m, r)| self.has_ended(net, *r) && !waits(m, *r)) {
            let text = format!("{member} can read record {record} again, which ended");
            let node = net.node_of(member).filter(|node| !self.may_not_know(net, node));
            found.extend(node.map(|node| (Invariant::Recalled, node, text)));
        }
        // A hold is lifted, and what ended elsewhere meanwhile ends here later.
        let over = lost.into_iter().filter(|pair| !self.holds.contains_key(pair));
        let over: Vec<_> = over.filter(|(_, record)| self.has_ended(net, *record)).collect();
        self.over.extend(over);
        self.ever.extend(now.iter().cloned());
        self.seen = now;
        found
    }

    /// Whether a member keeps a recall of a record unread.
    pub(super) fn has_unread_recall(&self, net: &Net, member: &MemberId, record: RecordId) -> bool {
        let Some(node) = net.node_of(member).and_then(|node| net.nodes.get(&node)) else { return false };
        let unread = node.store.held.iter().filter(|((m, _), h)| m == member && h.state == HeldState::Deferred);
        let mut recalls = unread.filter_map(|((_, id), _)| recall(node.store.records.get(id)?));
        self.signals.get(&record).is_some_and(|signal| recalls.any(|recall| recall.signal == signal.first))
    }

    pub(super) fn has_ended(&self, net: &Net, record: RecordId) -> bool {
        self.signals.get(&record).is_some_and(|signal| self.is_ended(net, record, signal))
    }

    /// Once all is whole and quiet, what ended can be read nowhere.
    pub(super) fn lingering(&self, net: &Net) -> Found {
        let knows = |member: &MemberId, record: RecordId| {
            let origin = self.signals.get(&record).map(|signal| &signal.released.origin);
            !origin.is_some_and(|origin| is_forgotten_by_both(net, origin, member, record))
        };
        let ended = Self::read(net).filter(|(m, record)| self.has_ended(net, *record) && knows(m, *record));
        let text = |member: &MemberId, record| format!("{member} can still read record {record}, which ended");
        ended.filter_map(|(m, record)| Some((Invariant::Recalled, net.node_of(&m)?, text(&m, record)))).collect()
    }

    /// Once every clock agrees and operators let it be, nothing is left of what ended but what is under legal hold, and
    /// its origin was told so by everybody.
    pub(super) fn remains(&self, net: &Net) -> Found {
        let mut found = Found::new();
        let over = |s: &Signal| s.kept_until().is_some_and(|end| end <= net.now());
        for (record, signal) in self.signals.iter().filter(|(r, s)| over(s) || self.is_ended(net, **r, s)) {
            for node in net.nodes.values() {
                let texts = self.remains_at(net, node, *record, signal).into_iter();
                found.extend(texts.map(|text| (Invariant::Recalled, node.id.clone(), text)));
            }
        }
        found
    }

    fn remains_at(&self, net: &Net, node: &SimNode, record: RecordId, signal: &Signal) -> Vec<String> {
        let rows = node.store.held.iter().filter(|((_, r), _)| *r == record);
        let mut found = Vec::new();
        let mut may_stay =
            rows.clone().any(|((m, _), _)| is_forgotten_by_both(net, &signal.released.origin, m, record));
        let rows = rows.filter(|((m, _), _)| !is_forgotten_by_both(net, &signal.released.origin, m, record));
        for ((member, _), holding) in rows {
            let hold = self.holds.get(&(member.clone(), record)).copied().unwrap_or(LegalHold::Off);
            let by_relay = holding.from != signal.released.origin;
            let relayed = || net.relay_said(record, member.as_str()).and_then(|(state, _)| state);
            let said = if by_relay { relayed() } else { net.said_of(record, member.as_str()) };
            // An origin that forgot it is told nothing of it.
            let own = *member == signal.released.origin || net.row(&signal.released.origin, record).is_none();
            may_stay |= hold != LegalHold::Off;
            let text = match hold {
                LegalHold::Either => None,
                LegalHold::On if holding.destroyed => Some("was destroyed under legal hold"),
                LegalHold::On if !own && said != Some(State::Restricted) => Some("is not said to be restricted"),
                LegalHold::Off if !holding.destroyed => Some("is not destroyed"),
                LegalHold::Off if !own && !matches!(said, Some(State::Erased | State::Relinquished)) => {
                    Some("is not said to be destroyed")
                }
                _ => None,
            };
            found.extend(text.map(|text| format!("record {record} of {member}, which ended, {text}")));
        }
        if !may_stay && found.is_empty() && node.store.keeps_content(record) {
            found.push(format!("record {record} ended, and something of it is still in the store"));
        }
        found
    }
}

/// Whether a correction may be taken back with the version before it: its origin forgot it, and where somebody else may
/// have had its key since, does not know it for one any more. Or it took the version before back from a receiver that was
/// put back to before the correction, and then to after it. Or it was put back itself, let the version before out again, and
/// then learnt of the correction from others.
fn may_go_along(net: &Net, member: &MemberId, record: RecordId, signal: &Signal) -> bool {
    let origin = &signal.released.origin;
    let is_forgotten = || net.row(origin, record).is_none();
    record != signal.first && (is_forgotten() && has_revoked_key(net, origin) || was_taken_back(net, member, signal))
}

/// Whether an origin has taken a signal back from a member, and the node of one of them was put back.
fn was_taken_back(net: &Net, member: &MemberId, signal: &Signal) -> bool {
    let origin = &signal.released.origin;
    let Some(home) = net.node_of(origin).and_then(|node| net.nodes.get(&node)) else { return false };
    let kept = home.store.held.iter().filter(|((m, _), h)| m == origin && h.state == HeldState::Notice);
    let mut retractions = kept.filter_map(|((_, id), _)| retraction(home.store.records.get(id)?));
    [member, origin].into_iter().any(|m| net.node_of(m).is_some_and(|node| net.witness.was_put_back(&node)))
        && retractions.any(|retraction| retraction.signal == signal.first && retraction.receiver == *member)
}

/// Whether anybody knows that a signal was recalled: then its origin, though it may have forgotten that, learns it again.
/// Where it forgot the signal too, it does not know whom to tell.
fn is_known(net: &Net, signal: &Signal) -> bool {
    net.row(&signal.released.origin, signal.first).is_some() && is_known_to_have_ended(net, signal.first)
}

/// Whether anybody took in a recall of it, whatever became of that recall's key since.
pub(super) fn is_buried(net: &Net, signal: &Signal) -> bool {
    let key = (signal.released.origin.clone(), signal.first);
    let mut buried = net.nodes.values().filter_map(|node| node.store.tombstones.get(&key));
    buried.any(|buried| matches!(buried, Buried::Recalled { .. }))
}
