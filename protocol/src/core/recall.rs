//! Ending signals: recalls and retractions, and corrections, which end the version before.
//!
//! | at | what happens in one commit |
//! |---|---|
//! | the origin | every version is closed and will be destroyed, waits in no outbox, goes in no feed; whoever had one is told in the urgent lane |
//! | a receiver | every version is closed at once, for every member here, and will be destroyed after the grace; a tombstone keeps it from coming back |
//!
//! A tombstone binds the records of its signer alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::MemberId;
use sluis_schemas::content::Distribution;
use sluis_schemas::vocabulary::{Ending, RetractionGround, SignalType, UserRole};

use super::contract::{Fact, Facts, HeldState, Key, Preview, ReadSet, RecordOf, Ticket, ToRetract, Write};
use super::effects::{Effect, Reply};
use super::ended_again::{has_what_is_lost, taken_back};
use super::ending::{Buried, Closed, Holding, Reached, SentVersion};
use super::figures::Figure;
use super::gaps::GapEnd;
use super::judge::lacks;
use super::receive::Taken;
use super::relay;
use super::request::Progress;
use super::work::Work;
use super::{Core, CoreError};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::gates::NOT_IN_AUDIENCE;
use crate::journal::{Actor, Detail};
use crate::records::{Corrects, FIRST_VERSION, FeedId, Lane, Recall, Record, Retraction, Signal};
use crate::register::Verified;
use crate::wire::Item;

/// Most recalls of one signer that are kept of records that nobody here held.
const MAX_UNKNOWN: u64 = 10_000;

/// The rule that a request is not corrected: who asked closes it and asks anew, since its answers are to what was asked.
pub const CORRECTS_REQUEST: &str = "request-not-corrected";

/// What is written of an entry that goes no more, since its signal was recalled.
pub const RECALLED: &str = "recalled";
/// Since a later version took its place.
pub const SUPERSEDED: &str = "superseded";
/// Since its receiver is not to have it any more.
pub const RETRACTED: &str = "retracted";
/// Since it was destroyed before its receipt came.
pub const EXPIRED: &str = "expired";
/// What is written of an entry that the receiver holds and of which nothing is kept here since a restore.
pub const LOST: &str = "lost";

/// What is read before an own signal is recalled or corrected.
pub(super) fn own_needs(origin: &MemberId, signal: RecordId, keys: &mut ReadSet) {
    keys.insert(Key::Spread(origin.clone(), signal));
    keys.insert(Key::Tombstone(origin.clone(), signal));
    keys.insert(relay::orders_key(origin, origin, signal));
    keys.insert(Key::Consents(origin.clone(), signal));
}

/// What is read before a signal that arrived is taken in.
pub(super) fn signal_needs(signal: &Verified<Signal>, keys: &mut ReadSet) {
    let origin = &signal.record().origin;
    keys.insert(Key::Tombstone(origin.clone(), signal.id()));
    if let Some(Corrects { first, .. }) = signal.record().corrects {
        keys.insert(Key::Tombstone(origin.clone(), first));
        keys.insert(Key::Holdings(origin.clone(), first));
    }
}

/// What is read before the end of a signal is taken in.
pub(super) fn end_needs(receiver: &MemberId, origin: &MemberId, signal: RecordId, keys: &mut ReadSet) {
    keys.insert(Key::Holdings(origin.clone(), signal));
    keys.insert(Key::Tombstone(origin.clone(), signal));
    keys.insert(Key::Request(receiver.clone(), signal));
    keys.insert(Key::FollowUp(receiver.clone(), signal));
    keys.insert(Key::Consents(receiver.clone(), signal));
    keys.insert(relay::orders_key(receiver, origin, signal));
}

/// What is read beside that where the successor of its origin ended a signal.
pub(super) fn succession_needs(feed: &FeedId, item: &Item, keys: &mut ReadSet) {
    match item {
        Item::Recall(recall) if recall.record().origin != feed.discloser => {
            end_needs(&feed.receiver, &feed.discloser, recall.record().signal, keys);
        }
        Item::Unattested(item) => succession_needs(feed, item, keys),
        _ => {}
    }
}

/// Where the versions of an own signal went.
pub(super) fn spread<'a>(facts: &'a Facts, origin: &MemberId, signal: RecordId) -> &'a [SentVersion] {
    match facts.get(&Key::Spread(origin.clone(), signal)) {
        Some(Fact::Spread(versions)) => versions,
        _ => &[],
    }
}

impl Work {
    /// Whether a signer's record is ended, also by this batch.
    pub(super) fn buried(&self, facts: &Facts, signer: &MemberId, record: RecordId) -> Option<Buried> {
        let key = (signer.clone(), record);
        match (self.tombstones.get(&key), facts.get(&Key::Tombstone(signer.clone(), record))) {
            (Some(buried), _) => Some(*buried),
            (None, Some(Fact::Tombstone(buried))) => Some(*buried),
            _ => None,
        }
    }

    pub(super) fn bury(&mut self, facts: &Facts, signer: &MemberId, record: RecordId, buried: Buried) {
        if matches!(self.buried(facts, signer, record), Some(before) if before == buried || buried == Buried::Superseded)
        {
            return;
        }
        self.tombstones.insert((signer.clone(), record), buried);
        self.writes.push(Write::Tombstone { signer: signer.clone(), record, buried, at: self.now });
    }

    /// A receiver is told of a recall: there is nothing more to be taken back from it.
    pub(super) fn drop_retraction(&mut self, feed: &FeedId, signal: RecordId) {
        let is_due_now = self.to_retract.remove(&(feed.clone(), signal));
        if self.retracted.insert((feed.clone(), signal)) || is_due_now {
            self.writes.push(Write::Retracted { feed: feed.clone(), signal });
        }
    }

    /// What members here hold of a signal, with what this batch took in and without what it ended.
    pub(super) fn holdings(&self, facts: &Facts, signer: &MemberId, first: RecordId) -> Vec<Holding> {
        let stored = match facts.get(&Key::Holdings(signer.clone(), first)) {
            Some(Fact::Holdings(stored)) => stored.as_slice(),
            _ => &[],
        };
        let new = self.taken_in.get(&(signer.clone(), first)).into_iter().flatten();
        let is_open = |holding: &&Holding| !self.ended.contains(&(holding.member.clone(), holding.record));
        stored.iter().chain(new).filter(is_open).cloned().collect()
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A releaser recalls an own signal.
    pub(super) fn recall(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        actor: Actor,
        recall: &Verified<Recall>,
    ) -> Result<(), CoreError> {
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let Recall { origin: speaker, signal, ground, .. } = recall.record();
        if recall.checked_against() != self.directory.digest() || *speaker != actor.member {
            return Self::reply(work, ticket, Reply::Stale);
        }
        // Its own, or what a member signed that it succeeds.
        let directory = self.directory.clone();
        let mut predecessors = directory.predecessors(speaker);
        let predecessor = predecessors.find(|owner| !spread(facts, owner, *signal).is_empty());
        let origin = predecessor.unwrap_or(speaker);
        if let Some(Buried::Recalled { recall }) = work.buried(facts, origin, *signal) {
            return Self::reply(work, ticket, Reply::Recalled { recall });
        }
        let versions = spread(facts, origin, *signal);
        if versions.is_empty() {
            return Self::reply(work, ticket, Reply::NotFound);
        }
        let unsent = self.take_from_outboxes(work, origin, versions, RECALLED);
        let mut told: BTreeSet<MemberId> = joined(versions).map(|(receiver, ..)| receiver.clone()).collect();
        // Who passed it on passes this on as well.
        let ordered = Self::withdraw_orders(work, facts, (origin, *signal), None, RECALLED);
        let alone = relay::left_alone(&ordered).into_iter().filter(|receiver| !told.contains(*receiver));
        let alone: Vec<FeedId> =
            alone.map(|receiver| FeedId { discloser: origin.clone(), receiver: receiver.clone() }).collect();
        told.extend(ordered.into_iter().map(|ordered| ordered.what.receiver));
        let (id, signal, ground, unsent) = (recall.id(), *signal, *ground, unsent.difference(&told).cloned().collect());
        let predecessor = predecessor.cloned();
        let detail = Detail::Recall { actor, recall: id, signal, ground, told: told.clone(), unsent, predecessor };
        self.journal_entry(work, &detail)?;
        work.count(origin, Figure::Recalled { ground });
        keep_evidence(work, origin, origin, recall);
        work.bury(facts, origin, signal, Buried::Recalled { recall: id });
        self.close_own(work, origin, versions, Ending::Recalled);
        work.end_gaps(signal, None, GapEnd::Recalled);
        for version in versions {
            work.bury(facts, origin, version.id, Buried::Recalled { recall: id });
            work.writes.push(Write::RefuseAgain { member: origin.clone(), record: version.id, signal });
        }
        self.tell(work, origin, versions, signal, recall);
        for feed in alone {
            work.drop_retraction(&feed, signal);
            self.let_out(work, &feed, Lane::Urgent, id, recall.bytes());
        }
        Self::close_request(work, facts, origin, signal);
        work.end_consents(facts, (origin, signal), |_| true);
        Self::reply(work, ticket, Reply::Recalled { recall: id })
    }

    /// Tells everybody that had a version, each once.
    fn tell(
        &mut self,
        work: &mut Work,
        origin: &MemberId,
        versions: &[SentVersion],
        signal: RecordId,
        recall: &Verified<Recall>,
    ) {
        let mut places: BTreeMap<&MemberId, u64> = BTreeMap::new();
        for (receiver, version, had, goes_no_more) in joined(versions) {
            let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            if !goes_no_more {
                work.withhold(&feed, version, RECALLED.to_owned());
            }
            let urgent = *places.entry(receiver).or_insert_with(|| {
                work.drop_retraction(&feed, signal);
                self.let_out(work, &feed, Lane::Urgent, recall.id(), recall.bytes())
            });
            work.writes.push(Write::Told { feed, signal, version, had, urgent, at: work.now });
        }
    }

    /// Takes versions from the outboxes that they wait in; for whom they waited.
    pub(super) fn take_from_outboxes(
        &mut self,
        work: &mut Work,
        origin: &MemberId,
        versions: &[SentVersion],
        outcome: &str,
    ) -> BTreeSet<MemberId> {
        let mut unsent = BTreeSet::new();
        for version in versions {
            for (receiver, _) in version.receivers.iter().filter(|(_, reached)| **reached == Reached::Waiting) {
                let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
                self.leave_outbox(work, &feed, version.id);
                if work.held_there.contains(&(feed.clone(), version.id)) {
                    continue;
                }
                work.withhold_waiting(&feed, version.id, outcome.to_owned());
                unsent.insert(receiver.clone());
            }
        }
        unsent
    }

    /// Closes the versions that the origin's own users could read, and has them destroyed.
    pub(super) fn close_own(&mut self, work: &mut Work, origin: &MemberId, versions: &[SentVersion], ending: Ending) {
        for version in versions.iter().filter(|version| version.live) {
            self.end(work, origin, version.id, ending);
        }
    }

    /// A record is closed now, and destroyed after the grace.
    pub(super) fn end(&mut self, work: &mut Work, member: &MemberId, record: RecordId, ending: Ending) {
        let ends = self.terms.destroyed_at(work.now);
        if work.ended.insert((member.clone(), record)) {
            work.writes.push(Write::End { member: member.clone(), record, ending, at: work.now, ends });
            self.expect_end(work, ends);
        }
    }

    /// A question that is recalled is answered no more.
    pub(super) fn close_request(work: &mut Work, facts: &Facts, member: &MemberId, signal: RecordId) {
        for (other, request) in work.requests(facts, member, signal) {
            if request.progress.is_open() {
                let requests = work.requests(facts, member, signal);
                work.progress(requests, member, signal, &other, Progress::Closed);
            }
        }
    }

    /// Why a correction cannot take its place after the newest version, if so.
    pub(super) fn cannot_correct(&self, work: &Work, facts: &Facts, signal: &Signal) -> Option<Reply> {
        let Corrects { first, previous, version } = signal.corrects?;
        if let Some(Buried::Recalled { .. }) = work.buried(facts, &signal.origin, first) {
            let why = Closed::Ended { ending: Ending::Recalled, at: work.now, destroyed: false };
            return Some(Reply::Closed { why });
        }
        let asks = signal.content.r#type == SignalType::Request;
        if asks || !work.requests(facts, &signal.origin, first).is_empty() {
            return Some(Reply::Refused { rule: CORRECTS_REQUEST.to_owned() });
        }
        let newest = spread(facts, &signal.origin, first).last();
        let Some(newest) = newest else { return Some(Reply::NotFound) };
        let corrected = work.ended.contains(&(signal.origin.clone(), newest.id));
        (corrected || newest.id != previous || newest.version.checked_add(1) != Some(version)).then_some(Reply::Stale)
    }

    /// A correction goes to whom it is permitted: before all else to those that have the version before it. Those that
    /// have it and may not have this one are to have neither.
    pub(super) fn send_correction(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        record: &Verified<Signal>,
        corrects: Corrects,
        (distribution, table): (&Distribution, &Preview),
    ) {
        let origin = &record.record().origin;
        let versions = spread(facts, origin, corrects.first);
        self.take_from_outboxes(work, origin, versions, SUPERSEDED);
        self.close_own(work, origin, versions, Ending::Superseded);
        let (mut had, mut have): (BTreeSet<&MemberId>, BTreeSet<&MemberId>) = (BTreeSet::new(), BTreeSet::new());
        for (receiver, version, _, goes_no_more) in joined(versions) {
            had.insert(receiver);
            if goes_no_more {
                continue;
            }
            let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            work.withhold(&feed, version, SUPERSEDED.to_owned());
            have.insert(receiver);
        }
        for version in versions {
            work.bury(facts, origin, version.id, Buried::Superseded);
        }
        let orders = work.orders(facts, origin, origin, corrects.first);
        for receiver in relay::left_alone(&orders) {
            had.insert(receiver);
            have.insert(receiver);
        }
        let relayed = self.order_again(work, facts, (record.id(), record.record()), distribution, table);
        for receiver in table.permitted().filter(|receiver| !relayed.contains(*receiver)) {
            let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            have.remove(receiver);
            // What was taken back may not have been taken from it yet: the newest version comes first there too.
            if had.contains(receiver) {
                self.let_out(work, &feed, Lane::Urgent, record.id(), record.bytes());
            } else {
                self.send_or_queue(work, feed, record.id(), record.bytes(), record.record().is_personal());
            }
        }
        let new = table.permitted().filter(|receiver| !relayed.contains(*receiver) && !had.contains(receiver));
        Self::tell_new(work, facts, (origin, corrects.first), new);
        for receiver in have {
            let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            let outside = table.members.get(receiver).is_none_or(|outcome| outcome == NOT_IN_AUDIENCE);
            let ground = if outside { RetractionGround::Narrowed } else { RetractionGround::Rules };
            Self::to_retract(work, ToRetract { feed, signal: corrects.first, ground });
        }
    }

    /// A member is no longer to have a signal: what says so to it is to be signed first.
    pub(super) fn to_retract(work: &mut Work, what: ToRetract) {
        if work.to_retract.insert((what.feed.clone(), what.signal)) {
            work.writes.push(Write::ToRetract { what: what.clone(), at: work.now });
            work.effects.push(Effect::SignRetraction(what));
        }
    }

    /// Has those retractions signed that wait for it.
    pub(super) fn ask_for_signatures(&self, work: &mut Work, facts: &Facts) {
        if let Some(Fact::ToRetract(waiting)) = facts.get(&Key::ToRetract { limit: MAX_TO_RETRACT }) {
            let due = waiting.iter().filter(|what| !self.has_yet_to_tell(&what.feed.receiver));
            work.effects.extend(due.cloned().map(Effect::SignRetraction));
        }
    }

    /// Whether a member's node may hold what this store forgot, and has not told yet since it was put back.
    pub(super) fn has_yet_to_tell(&self, member: &MemberId) -> bool {
        let node = self.directory.node_of(member).filter(|node| **node != self.node);
        node.is_some_and(|node| self.standing.awaits(node))
    }

    /// A retraction was signed: it goes to its receiver, if that has the signal.
    pub(super) fn retract(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        retraction: &Verified<Retraction>,
    ) -> Result<(), CoreError> {
        let Retraction { origin, receiver, signal, ground, .. } = retraction.record();
        let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
        let key = Key::RetractionDue(feed.clone(), *signal);
        // What its receiver has of it, and was told, is known once its node has told: the tick asks again then.
        if facts.get(&key).is_none() || self.has_yet_to_tell(receiver) {
            return Ok(());
        }
        if !work.retracted.insert((feed.clone(), *signal)) {
            return Ok(());
        }
        if retraction.checked_against() != self.directory.digest() {
            let what = ToRetract { feed, signal: *signal, ground: *ground };
            work.effects.push(Effect::SignRetraction(what));
            return Ok(());
        }
        work.writes.push(Write::Retracted { feed: feed.clone(), signal: *signal });
        let versions = spread(facts, origin, *signal);
        let recalled = matches!(work.buried(facts, origin, *signal), Some(Buried::Recalled { .. }));
        // A version that was disclosed since takes the place of what was to be taken back; one whose correction is lost
        // does not.
        let newest = versions.last().filter(|newest| newest.live).and_then(|newest| newest.receivers.get(receiver));
        let has_newer = !recalled && matches!(newest, Some(Reached::Joined(_)));
        if !has_newer {
            self.owner_lost(work, facts, (origin, *signal), receiver);
            work.end_consents(facts, (origin, *signal), |kept| kept.holder == *receiver);
        }
        let outcome = if has_newer { SUPERSEDED } else { RETRACTED };
        let ordered = Self::withdraw_orders(work, facts, (origin, *signal), Some(receiver), outcome);
        let is_lost = has_what_is_lost(facts, origin, *signal, receiver);
        let is_alone = is_lost || !relay::left_alone(&ordered).is_empty();
        let ordered = ordered.into_iter().filter(|ordered| ordered.stands);
        let mut told: BTreeSet<_> = ordered.map(|ordered| ordered.what.relay).collect();
        if is_alone || joined(versions).any(|(to, ..)| to == receiver) {
            told.insert(receiver.clone());
        }
        // It never went there, and nobody is to hear that there was something.
        if told.is_empty() {
            return Ok(());
        }
        if has_newer {
            return Ok(());
        }
        work.end_consents(facts, (origin, *signal), |kept| told.contains(&kept.holder) && kept.lets_pass_on(receiver));
        let detail =
            Detail::Retraction { feed: feed.clone(), retraction: retraction.id(), signal: *signal, ground: *ground };
        self.journal_entry(work, &detail)?;
        keep_evidence(work, origin, origin, retraction);
        if is_lost {
            work.writes.push(taken_back(feed.clone(), *signal));
        }
        for (_, version, ..) in joined(versions).filter(|(to, .., goes_no_more)| *to == receiver && !goes_no_more) {
            work.withhold(&feed, version, RETRACTED.to_owned());
        }
        for receiver in told {
            let feed = FeedId { discloser: origin.clone(), receiver };
            self.let_out(work, &feed, Lane::Urgent, retraction.id(), retraction.bytes());
        }
        let requests = work.requests(facts, origin, *signal);
        if requests.get(receiver).is_some_and(|request| request.progress.is_open()) {
            work.progress(requests, origin, *signal, receiver, Progress::Closed);
        }
        Ok(())
    }

    /// What a signal that arrives has come after: its own end, or a later version of it. And what it ends itself.
    pub(super) fn is_over(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        receiver: &MemberId,
        signal: &Verified<Signal>,
    ) -> bool {
        let Signal { origin, corrects, .. } = signal.record();
        if work.buried(facts, origin, signal.id()).is_some() {
            return true;
        }
        let Some(Corrects { first, previous, version }) = *corrects else { return false };
        if matches!(work.buried(facts, origin, first), Some(Buried::Recalled { .. })) {
            return true;
        }
        for before in [first, previous] {
            work.bury(facts, origin, before, Buried::Superseded);
        }
        let held = work.holdings(facts, origin, first);
        let mine = || held.iter().filter(|holding| holding.member == *receiver);
        // An origin that was restored may give the number of a correction that it forgot to another: the later one counts.
        for earlier in mine().filter(|holding| holding.version <= version && holding.record != signal.id()) {
            self.end(work, receiver, earlier.record, Ending::Superseded);
        }
        mine().any(|holding| holding.version > version)
    }

    /// The end of a signal arrived from its origin.
    pub(super) fn take_recall(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        origin: &MemberId,
        recall: &Verified<Recall>,
    ) -> Taken {
        // Signed by its origin, or by who succeeded that.
        let signal = &recall.record().signal;
        let held = work.holdings(facts, origin, *signal);
        let known = matches!(work.buried(facts, origin, *signal), Some(Buried::Recalled { .. }));
        if held.is_empty() && !known {
            let unknown = self.unknown_recalled.entry(origin.clone()).or_default();
            if *unknown >= MAX_UNKNOWN {
                return Taken::Refused("declined:quota".to_owned());
            }
            *unknown += 1;
        }
        work.bury(facts, origin, *signal, Buried::Recalled { recall: recall.id() });
        for holding in held {
            self.end(work, &holding.member, holding.record, Ending::Recalled);
        }
        Self::close_request(work, facts, &feed.receiver, *signal);
        work.end_consents(facts, (&feed.receiver, *signal), |_| true);
        let taken = keep_evidence_once(work, facts, feed, recall);
        let of = (&feed.receiver, origin, *signal);
        self.pass_on_end(work, facts, of, (recall.id(), recall.bytes()), None);
        taken
    }

    /// A discloser takes back what it disclosed to this member.
    pub(super) fn take_retraction(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        retraction: &Verified<Retraction>,
    ) -> Taken {
        let Retraction { origin, receiver, signal, .. } = retraction.record();
        if *receiver != feed.receiver {
            return self.take_others_retraction(work, facts, feed, retraction);
        }
        // What came by a relay its origin takes back itself where that forgot it.
        let came = |holding: &Holding| holding.from == feed.discloser || feed.discloser == *origin;
        let mine = |holding: &Holding| holding.member == feed.receiver && came(holding);
        for holding in work.holdings(facts, origin, *signal).into_iter().filter(mine) {
            self.end(work, &feed.receiver, holding.record, Ending::Retracted);
        }
        Self::close_request(work, facts, &feed.receiver, *signal);
        work.end_follow_up(facts, &feed.receiver, *signal);
        work.end_consents(facts, (&feed.receiver, *signal), |_| true);
        keep_evidence_once(work, facts, feed, retraction)
    }
}

/// Most retractions that signatures are asked for at once.
pub(super) const MAX_TO_RETRACT: u32 = 256;

/// Entries of feeds that versions joined: to whom, which version, where, and whether it goes no more already.
pub(super) fn joined(
    versions: &[SentVersion],
) -> impl Iterator<Item = (&MemberId, RecordId, super::ending::Entry, bool)> {
    versions.iter().flat_map(|version| {
        version.receivers.iter().filter_map(|(receiver, reached)| match reached {
            Reached::Joined(entry) => Some((receiver, version.id, *entry, false)),
            Reached::Ended(entry) => Some((receiver, version.id, *entry, true)),
            Reached::Waiting | Reached::Withheld => None,
        })
    })
}

/// Versions that wait in an outbox, and for whom.
pub(super) fn waiting(versions: &[SentVersion]) -> impl Iterator<Item = (&MemberId, RecordId)> {
    versions.iter().flat_map(|version| {
        let waits = version.receivers.iter().filter(|(_, reached)| matches!(reached, Reached::Waiting));
        waits.map(|(receiver, _)| (receiver, version.id))
    })
}

/// The same of what comes in a feed, and may have come in another: from its origin, and from a relay.
fn keep_evidence_once<T: Record>(work: &mut Work, facts: &Facts, feed: &FeedId, record: &Verified<T>) -> Taken {
    let key = (feed.receiver.clone(), record.id());
    let stored = facts.get(&Key::Held(key.0.clone(), key.1));
    let is_kept = matches!(stored, Some(Fact::Held { state: HeldState::Notice, .. }));
    if is_kept || !work.kept_evidence.insert(key) {
        return Taken::Again;
    }
    keep_evidence(work, &feed.receiver, &feed.discloser, record);
    Taken::Held
}

/// Keeps a record that is evidence and no signal, at the member that gave it or that it is for.
pub(super) fn keep_evidence<T: Record>(work: &mut Work, member: &MemberId, from: &MemberId, record: &Verified<T>) {
    keep_statement(work, (member, from), record.record().speaker(), (record.id(), record.bytes()));
}

/// The same of what this node signed itself.
pub(super) fn keep_statement(
    work: &mut Work,
    (member, from): (&MemberId, &MemberId),
    signer: &MemberId,
    (id, bytes): (RecordId, &Arc<[u8]>),
) {
    let (at, bytes) = (work.now, bytes.clone());
    let of = RecordOf { signer: signer.clone(), first: id, version: FIRST_VERSION };
    let (member, from, terms) = (member.clone(), from.clone(), BTreeSet::new());
    work.writes.push(Write::Record { id, at, bytes, of });
    let state = HeldState::Notice;
    work.writes.push(Write::Held { member, record: id, from, at, state, terms, place: None, ends: None });
}
