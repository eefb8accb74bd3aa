//! What ended, what ends next, and what is known of both.

use std::collections::BTreeMap;

use sluis_protocol::core::{
    Buried, Closed, Direction, DraftId, DueEnds, FeedPlace, HeldState, Holding as Held, Kept, Reached, SaidAfter,
    SentVersion,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{Exception, FeedId, Lane};
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, Timestamp};

use super::{Draft, Holding, MemoryStore, Operator};

/// Why a holding may not be read, if so.
pub(super) fn closed(holding: &Holding) -> Option<Closed> {
    let Holding { ended, hold, destroyed, .. } = holding;
    let ended = ended.map(|(ending, at)| Closed::Ended { ending, at, destroyed: *destroyed });
    ended.or_else(|| hold.map(|since| Closed::Restricted { since }))
}

impl MemoryStore {
    pub(super) fn still_kept(&self, member: &MemberId, record: RecordId) -> Option<Kept> {
        let key = (member.clone(), record);
        self.held.get(&key).filter(|holding| !holding.destroyed)?;
        self.kept(&key)
    }

    pub(crate) fn spread(&self, member: &MemberId, first: RecordId) -> Vec<SentVersion> {
        let versions = self
            .of
            .iter()
            .filter(|(id, of)| of.first == first && self.sent.get(id).is_some_and(|(owner, _)| owner == member));
        let mut versions: Vec<_> = versions
            .map(|(id, of)| {
                let live = self.held.get(&(member.clone(), *id)).is_some_and(|holding| holding.ended.is_none());
                let receivers = self.sent.get(id).map(|(_, receivers)| receivers).into_iter().flatten();
                let reached =
                    receivers.filter_map(|receiver| Some((receiver.clone(), self.reached(member, receiver, *id)?)));
                SentVersion { id: *id, version: of.version, live, receivers: reached.collect() }
            })
            .collect();
        versions.sort_by_key(|version| version.version);
        versions
    }

    /// None of what was ordered to be passed on before it joined.
    fn reached(&self, member: &MemberId, receiver: &MemberId, id: RecordId) -> Option<Reached> {
        let feed = FeedId { discloser: member.clone(), receiver: receiver.clone() };
        if self.outbox.get(&feed).is_some_and(|waiting| waiting.contains(&id)) {
            return Some(Reached::Waiting);
        }
        let withheld = self.withheld.contains_key(&(feed.clone(), id));
        match self.place(&feed, id) {
            Some(entry) if withheld => Some(Reached::Ended(entry)),
            Some(entry) => Some(Reached::Joined(entry)),
            None => withheld.then_some(Reached::Withheld),
        }
    }

    /// How far a record came that its receiver has not acknowledged.
    fn unheard(&self, member: &MemberId, receiver: &MemberId, id: RecordId) -> Option<(FeedId, Reached)> {
        let feed = FeedId { discloser: member.clone(), receiver: receiver.clone() };
        let reached = self.reached(member, receiver, id)?;
        let acknowledged = self.feeds.get(&(Direction::Out, feed.clone())).map(|state| state.acknowledged);
        let heard = match reached {
            Reached::Joined(entry) => acknowledged.is_some_and(|lanes| lanes.get(entry.lane).place >= entry.place),
            Reached::Waiting => false,
            Reached::Withheld | Reached::Ended(_) => true,
        };
        (!heard).then_some((feed, reached))
    }

    pub(super) fn place(&self, feed: &FeedId, id: RecordId) -> Option<FeedPlace> {
        let epoch = self.feeds.get(&(Direction::Out, feed.clone()))?.epoch;
        [Lane::Urgent, Lane::Bulk].into_iter().find_map(|lane| {
            let (place, _) = self.entries(Direction::Out, feed, lane).find(|(_, entry)| *entry == id)?;
            Some(FeedPlace { epoch, lane, place })
        })
    }

    pub(crate) fn holdings(&self, signer: &MemberId, first: RecordId) -> Vec<Held> {
        let open =
            self.held.iter().filter(|(_, holding)| holding.ended.is_none() && holding.state != HeldState::Notice);
        open.filter_map(|((member, record), holding)| {
            let of = self.of.get(record).filter(|of| of.first == first && of.signer == *signer)?;
            Some(Held { member: member.clone(), record: *record, version: of.version, from: holding.from.clone() })
        })
        .collect()
    }

    fn kept(&self, key: &(MemberId, RecordId)) -> Option<Kept> {
        let (member, record) = key;
        let holding = self.held.get(key)?;
        let others = self.held.iter().filter(|((m, r), h)| r == record && m != member && !h.destroyed);
        let sent = self.sent.get(record).filter(|(owner, _)| owner == member).map(|(_, receivers)| receivers);
        let passed = self
            .orders
            .keys()
            .filter(|(keeper, what)| keeper == member && what.relay == *member && what.record == *record);
        let receivers = sent.into_iter().flatten().chain(passed.map(|(_, what)| &what.receiver));
        let unheard = receivers.filter_map(|receiver| self.unheard(member, receiver, *record));
        Some(Kept {
            ends: holding.ends,
            member: member.clone(),
            record: *record,
            signal: self.of.get(record)?.first,
            signer: self.of.get(record)?.signer.clone(),
            from: holding.from.clone(),
            entry: holding.place,
            ending: holding.ended.map(|(ending, _)| ending),
            hold: holding.hold.is_some(),
            let_by_operator: holding.operator == Operator::Let,
            other_holders: others.count() as u64,
            unheard: unheard.collect(),
            ordered: self.onwards(member, *record),
        })
    }

    /// What is to be destroyed some day, soonest first.
    fn ending(&self) -> Vec<(Timestamp, &(MemberId, RecordId))> {
        let waits = |h: &&Holding| !h.destroyed && h.hold.is_none() && h.operator != Operator::Asked;
        let ends = self.held.iter().filter_map(|(key, h)| Some((Some(h).filter(waits)?.ends?, key)));
        let mut ends: Vec<_> = ends.collect();
        ends.sort();
        ends
    }

    pub(super) fn soonest(&self) -> Option<Timestamp> {
        self.ending().first().map(|(at, _)| *at)
    }

    pub(super) fn due(&self, limit: u32) -> DueEnds {
        let ending = self.ending();
        let mut by_signer = BTreeMap::new();
        for (key, holding) in &self.held {
            if holding.ended.is_some() && !holding.destroyed && holding.operator != Operator::Let {
                let signer = self.of.get(&key.1).map(|of| of.signer.clone());
                if let Some(signer) = signer {
                    *by_signer.entry(signer).or_default() += 1;
                }
            }
        }
        DueEnds {
            ending: ending.iter().take(limit as usize).filter_map(|(_, key)| self.kept(key)).collect(),
            next: ending.get(limit as usize).map(|(at, _)| *at),
            by_signer,
            held: self.held.values().filter(|holding| !holding.destroyed).count() as u64,
        }
    }

    pub(super) fn said_since(&self, feed: &FeedId, after: SaidAfter, limit: u32) -> Vec<(Timestamp, Exception)> {
        let said = self.said.iter().filter(|((direction, f, ..), _)| *direction == Direction::In && f == feed);
        let mut said: Vec<(SaidAfter, Exception)> = said
            .filter_map(|((direction, f, lane, place), at)| {
                let exception = self.exceptions.get(&(*direction, f.clone(), *lane))?.get(place)?;
                Some((SaidAfter { at: *at, lane: *lane, place: *place }, exception.clone()))
            })
            .filter(|(at, _)| *at > after)
            .collect();
        said.sort_by_key(|(at, _)| *at);
        said.into_iter().take(limit as usize).map(|(at, exception)| (at.at, exception)).collect()
    }

    pub(super) fn unknown_recalled(&self) -> BTreeMap<MemberId, u64> {
        let mut unknown = BTreeMap::new();
        for ((signer, record), buried) in &self.tombstones {
            if matches!(buried, Buried::Recalled { .. }) && !self.of.contains_key(record) {
                *unknown.entry(signer.clone()).or_default() += 1;
            }
        }
        unknown
    }

    pub(super) fn let_be_destroyed(&mut self, at: Timestamp) {
        let waits = |h: &&mut Holding| h.operator == Operator::Asked || h.ends.is_some_and(|ends| ends <= at);
        for holding in self.held.values_mut().filter(|h| !h.destroyed).filter(waits) {
            (holding.operator, holding.ends) = (Operator::Let, Some(at));
        }
    }

    pub(super) fn refuse_again(&mut self, member: &MemberId, record: RecordId, signal: RecordId) {
        let of_member = self.drafts.iter().filter(|((m, _), draft)| m == member && draft.released == Some(record));
        let fingerprints: Vec<_> = of_member.map(|(_, draft)| draft.fingerprint).collect();
        self.refused_again.extend(fingerprints.into_iter().map(|fingerprint| (fingerprint, signal)));
    }

    pub(super) fn with_holding(&mut self, member: &MemberId, record: RecordId, change: impl FnOnce(&mut Holding)) {
        let holding = self.held.get_mut(&(member.clone(), record));
        let known = holding.map(change).is_some();
        self.anomaly(!known, || format!("{member} does not hold record {record}, whose end is written"));
    }

    pub(super) fn destroy(&mut self, member: &MemberId, record: RecordId, ending: Ending, at: Timestamp) {
        let hold = self.held.get(&(member.clone(), record)).is_some_and(|holding| holding.hold.is_some());
        self.anomaly(hold, || format!("record {record} of {member} is under legal hold, and is destroyed"));
        self.with_holding(member, record, |holding| {
            holding.ended = holding.ended.or(Some((ending, at)));
            holding.destroyed = true;
        });
        let became = |(m, _): &(MemberId, DraftId), draft: &Draft| m == member && draft.released == Some(record);
        self.drafts.retain(|key, draft| !became(key, draft));
        if self.private.get(&record).is_some_and(|(owner, _)| owner == member) {
            self.private.remove(&record);
        }
        if self.held.iter().all(|((_, r), holding)| *r != record || holding.destroyed) {
            self.records.remove(&record);
        }
    }
}
