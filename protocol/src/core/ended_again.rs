//! What this store ended and has forgotten since comes back from those that it told.
//!
//! A recall, retraction or correction in the urgent lane of an own feed was signed here: it ends the signal again, where
//! the store shows it still. Whoever is not known to have been told of a recall is to have the signal no longer; nor, of a
//! correction, the version before it: what took its place is lost.

use std::collections::BTreeMap;

use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::Ending;

use super::contract::{BeyondEntry, Fact, Facts, Key, KnownEntry, ReadSet, Write};
use super::ending::{Buried, Reached, SentVersion};
use super::gaps::GapEnd;
use super::recall::{self, RECALLED, RETRACTED, SUPERSEDED, joined, keep_evidence, spread};
use super::work::Work;
use super::{Core, review};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::records::{Corrects, FIRST_VERSION, FeedId, Lane, Recall};
use crate::register::Verified;
use crate::wire::Item;

/// Told of the end of a signal instead of a version of it.
const WHOLE: u32 = u32::MAX;

/// The signal that a record of an origin ends, or a version of it.
fn ends(item: &Item) -> Option<(&MemberId, RecordId)> {
    match item {
        Item::Recall(recall) => Some((&recall.record().origin, recall.record().signal)),
        Item::Retraction(retraction) => Some((&retraction.record().origin, retraction.record().signal)),
        Item::Signal(signal) => signal.record().corrects.map(|corrects| (&signal.record().origin, corrects.first)),
        _ => None,
    }
}

/// What is read before a record that came back is used.
pub(super) fn needs(feed: &FeedId, item: &Item, keys: &mut ReadSet) {
    if let Some((origin, signal)) = ends(item) {
        recall::own_needs(origin, signal, keys);
        keys.insert(Key::Request(origin.clone(), signal));
        keys.insert(Key::RetractionDue(feed.clone(), signal));
        keys.insert(Key::LostAt(origin.clone(), signal));
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Ends again what an entry at a place of the urgent lane ended; whether the entry itself is kept here now. It is known
    /// where it is kept here already.
    pub(super) fn end_again(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (feed, place): (&FeedId, u64),
        item: &Item,
        is_known: bool,
    ) -> bool {
        let Some((origin, signal)) = ends(item).filter(|(origin, _)| **origin == feed.discloser) else { return false };
        let outcome = match item {
            Item::Recall(recall) => {
                self.recalled_again(work, facts, (feed, place), recall, is_known);
                RECALLED
            }
            Item::Retraction(retraction) if retraction.record().receiver == feed.receiver => {
                if !is_known {
                    keep_evidence(work, origin, origin, retraction);
                }
                RETRACTED
            }
            Item::Signal(correction) => {
                if let Some(corrects) = correction.record().corrects {
                    self.corrected_again(work, facts, origin, corrects);
                }
                SUPERSEDED
            }
            _ => return false,
        };
        let later = |version: u32| matches!(item, Item::Signal(s) if s.record().version() <= version);
        let versions = spread(facts, origin, signal).iter().filter(|sent| !later(sent.version));
        let mut was_here = false;
        for sent in versions {
            let one = std::slice::from_ref(sent);
            let here = joined(one).any(|(to, .., goes_no_more)| *to == feed.receiver && !goes_no_more);
            was_here |= here;
            if here && !work.withheld_now(feed, sent.id) {
                work.withhold(feed, sent.id, outcome.to_owned());
            }
        }
        work.told_there(feed, signal, (ends_up_to(item), outcome));
        // Versions may be lost here: the receiver was told of their end all the same.
        if lost_at(facts, origin, signal).is_some_and(|receivers| receivers.contains_key(&feed.receiver)) {
            let (feed, version) = (feed.clone(), ends_up_to(item));
            work.writes.push(Write::LostEnded { feed, signal, version });
        }
        // What a correction leaves to be retracted is what went no more before, and what was recalled since.
        let is_recalled = matches!(work.buried(facts, origin, signal), Some(Buried::Recalled { .. }));
        let ends_all = was_here && !is_recalled || !matches!(item, Item::Signal(_));
        let due = facts.get(&Key::RetractionDue(feed.clone(), signal)).is_some()
            || work.to_retract.contains(&(feed.clone(), signal));
        if due && ends_all {
            work.drop_retraction(feed, signal);
        }
        !matches!(item, Item::Signal(_))
    }

    fn recalled_again(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (feed, urgent): (&FeedId, u64),
        recall: &Verified<Recall>,
        is_known: bool,
    ) {
        let Recall { origin, signal, .. } = recall.record();
        let (versions, recalled) = (spread(facts, origin, *signal), Buried::Recalled { recall: recall.id() });
        let before = work.buried(facts, origin, *signal);
        if before != Some(recalled) {
            if !is_known {
                keep_evidence(work, origin, origin, recall);
            }
            work.bury(facts, origin, *signal, recalled);
        }
        // Before it was known that this store was behind, it may have been recalled a second time.
        if !matches!(before, Some(Buried::Recalled { .. })) {
            self.take_from_outboxes(work, origin, versions, RECALLED);
            self.close_own(work, origin, versions, Ending::Recalled);
            work.end_gaps(*signal, None, GapEnd::Recalled);
            for version in versions {
                work.bury(facts, origin, version.id, recalled);
                work.writes.push(Write::RefuseAgain { member: origin.clone(), record: version.id, signal: *signal });
            }
            Self::close_request(work, facts, origin, *signal);
        }
        for (_, version, had, _) in joined(versions).filter(|(to, ..)| **to == feed.receiver) {
            let (feed, signal, at) = (feed.clone(), *signal, work.now);
            work.writes.push(Write::Told { feed, signal, version, had, urgent, at });
        }
    }

    /// The correction itself is lost: what it was meant for is not known any more.
    fn corrected_again(&mut self, work: &mut Work, facts: &Facts, origin: &MemberId, corrects: Corrects) {
        let Corrects { first, version, .. } = corrects;
        let versions = before(spread(facts, origin, first), version);
        self.take_from_outboxes(work, origin, versions, SUPERSEDED);
        self.close_own(work, origin, versions, Ending::Superseded);
        for ended in versions.iter().map(|sent| sent.id).chain([first]) {
            work.bury(facts, origin, ended, Buried::Superseded);
        }
    }

    /// An entry has its place in a feed again, since its receiver holds it. Where it ended, the receiver is to know, unless
    /// it was told.
    pub(super) fn held_after_its_end(
        work: &mut Work,
        facts: &Facts,
        (feed, lane): (&FeedId, Lane),
        (record, signal): (RecordId, RecordId),
        kept: Option<&KnownEntry>,
    ) -> bool {
        work.held_there.insert((feed.clone(), record));
        let told = work.told_there.get(&(feed.clone(), signal)).copied();
        match (told, kept) {
            (Some((version, _)), None) => work.writes.push(Write::LostEnded { feed: feed.clone(), signal, version }),
            // By what was stored it waited yet.
            (Some((WHOLE, outcome)), Some(kept)) if lane == Lane::Bulk && kept.withheld.is_none() => {
                work.withhold(feed, record, outcome.to_owned());
            }
            _ => {}
        }
        let buried = work.buried(facts, &feed.discloser, record);
        let withheld = kept.and_then(|kept| kept.withheld.as_deref());
        let is_told = told.is_some_and(|(version, _)| version == WHOLE || buried == Some(Buried::Superseded));
        // It came there before it ended, or before the rules withheld it.
        let is_over = buried.is_some() || withheld.is_some_and(review::is_by_rules);
        if is_told || !is_over {
            return false;
        }
        // What the rules withhold stays so, as where they withhold it from whoever may have it.
        let was_withheld = buried.is_some() && withheld.is_some();
        if was_withheld {
            work.writes.push(Write::NotWithheld { feed: feed.clone(), record });
        }
        Self::take_back(work, feed, signal);
        was_withheld
    }

    /// Once all that a node was told is known again: who has a signal that was recalled, or a version that was corrected,
    /// and is not known to have been told, is to be told that it ended. Where a feed is counted again later, this is taken
    /// back.
    pub(super) fn retract_from_others(work: &mut Work, facts: &Facts, item: &Item) {
        let Some((origin, signal)) = ends(item) else { return };
        let lost = lost_by_now(work, facts, origin, signal);
        // Another may have a later version, of which this receiver was not told.
        let newest = lost.values().copied().filter(|told| *told < WHOLE).max().unwrap_or(FIRST_VERSION);
        let (versions, end) = match item {
            Item::Recall(_) => (spread(facts, origin, signal), WHOLE),
            Item::Signal(correction) => {
                let end = newest.max(correction.record().version());
                (before(spread(facts, origin, signal), end), end)
            }
            _ => return,
        };
        for (receiver, version, _, goes_no_more) in joined(versions) {
            let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            // Of one that a correction ended there, the receiver has what took its place.
            let has_later = work.told_there.get(&(feed.clone(), signal)).is_some_and(|(told, _)| *told < end);
            if !goes_no_more && (has_later || !work.withheld_now(&feed, version)) {
                Self::take_back(work, &feed, signal);
            }
        }
        // What was found to be held there in this batch waited by what is stored.
        for version in versions {
            let waited = version.receivers.iter().filter(|(_, reached)| **reached == Reached::Waiting);
            for (receiver, _) in waited {
                let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
                let told = work.told_there.get(&(feed.clone(), signal)).is_some_and(|(told, _)| *told >= end);
                if !told && work.held_there.contains(&(feed.clone(), version.id)) {
                    Self::take_back(work, &feed, signal);
                }
            }
        }
        // Who passed it on to others told them, if it was told itself.
        for ordered in work.orders(facts, origin, origin, signal).into_iter().filter(|ordered| ordered.order.is_some())
        {
            let to = |receiver: &MemberId| FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            let told = work.told_there.get(&(to(&ordered.what.relay), signal));
            let has = versions.iter().any(|version| version.id == ordered.what.record);
            if has && told.is_none_or(|(told, _)| *told < end) {
                Self::take_back(work, &to(&ordered.what.receiver), signal);
            }
        }
        for (receiver, _) in lost.into_iter().filter(|(_, told)| *told < end) {
            Self::take_back(work, &FeedId { discloser: origin.clone(), receiver }, signal);
        }
    }

    /// Corrections that are lost here, and that their receiver forgot as well: nobody can send them again, and what they
    /// ended there is taken back. Other ends are never lost.
    pub(super) fn forgotten_there_too<'a>(
        work: &mut Work,
        feed: &FeedId,
        entries: impl IntoIterator<Item = &'a BeyondEntry>,
    ) {
        for (signal, told) in entries.into_iter().filter_map(|entry| entry.lost) {
            if (FIRST_VERSION + 1..WHOLE).contains(&told) {
                Self::take_back(work, feed, signal);
            }
        }
    }
}

impl Work {
    /// A receiver was told that a signal ended, or its versions before one.
    fn told_there(&mut self, feed: &FeedId, signal: RecordId, told: (u32, &'static str)) {
        let before = self.told_there.entry((feed.clone(), signal)).or_insert(told);
        *before = told.max(*before);
    }
}

/// The signal that a receiver holds with an entry, by what came along with that.
pub(super) fn signal_of(record: RecordId, item: Option<&Item>) -> RecordId {
    item.and_then(ends).map_or(record, |(_, signal)| signal)
}

/// The version before which a record ends a signal, or all of it.
fn ends_up_to(item: &Item) -> u32 {
    match item {
        Item::Signal(correction) => correction.record().version(),
        _ => WHOLE,
    }
}

/// Receivers of versions that are lost here, with up to which they were told that they ended.
fn lost_at<'a>(facts: &'a Facts, origin: &MemberId, signal: RecordId) -> Option<&'a BTreeMap<MemberId, u32>> {
    match facts.get(&Key::LostAt(origin.clone(), signal)) {
        Some(Fact::LostAt(receivers)) => Some(receivers),
        _ => None,
    }
}

/// The same, with what this batch learnt of them.
fn lost_by_now(work: &Work, facts: &Facts, origin: &MemberId, signal: RecordId) -> BTreeMap<MemberId, u32> {
    let mut all = lost_at(facts, origin, signal).cloned().unwrap_or_default();
    for (feed, _) in work.lost_there.iter().filter(|(feed, of)| feed.discloser == *origin && *of == signal) {
        all.entry(feed.receiver.clone()).or_insert(0);
    }
    for (receiver, told) in &mut all {
        let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
        *told = work.told_there.get(&(feed, signal)).map_or(*told, |(now, _)| (*told).max(*now));
    }
    all
}

/// Whether a receiver has a version that is lost here, and was not told that the signal ended.
pub(super) fn has_what_is_lost(facts: &Facts, origin: &MemberId, signal: RecordId, receiver: &MemberId) -> bool {
    lost_at(facts, origin, signal).and_then(|told| told.get(receiver)).is_some_and(|told| *told < WHOLE)
}

/// What the store is to know once a retraction takes that back.
pub(super) const fn taken_back(feed: FeedId, signal: RecordId) -> Write {
    Write::LostEnded { feed, signal, version: WHOLE }
}

/// The versions before one.
fn before(versions: &[SentVersion], version: u32) -> &[SentVersion] {
    let earlier = versions.iter().take_while(|sent| sent.version < version).count();
    versions.get(..earlier).unwrap_or_default()
}
