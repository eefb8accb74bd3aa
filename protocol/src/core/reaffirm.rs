//! What was signed with keys that ended: not taken in, and not shown, without evidence from before that, until its member
//! attests it with a key that counts.
//!
//! | at | what happens |
//! |---|---|
//! | a receiver | what arrives under such a key is kept unread; what is held and came after the key was compromised is closed. Both open with the reaffirmation |
//! | the origin | of a retired key it reaffirms by itself what came too late; of a revoked one, what a releaser says: a signal, and its recall. What it took back by itself it takes back again |
//!
//! Evidence is that the record was held here before: this node's own store, whose time never runs back.

use std::collections::BTreeSet;

use sluis_schemas::vocabulary::{Ending, UserRole};
use sluis_schemas::{MemberId, Timestamp};

use super::contract::{Fact, Facts, Input, Key, PageEntry, ReadSet, Ticket, ToRetract, Write};
use super::effects::{Effect, Reply};
use super::ending::Buried;
use super::judge::lacks;
use super::recall::{keep_evidence, spread};
use super::receive::{KEY_ENDED, MAX_EXCEPTIONS, Taken};
use super::work::Work;
use super::{Core, CoreError, answering, recall};
use crate::crypto::{Crypto, Signer};
use crate::envelope::{MAX_RECORD, RecordId, Unverified};
use crate::journal::{Actor, Detail};
use crate::records::{Exception, FeedId, Lane, MAX_REAFFIRMED, Reaffirmation, Receipt, Retraction, State};
use crate::register::{KeyEntry, KeyStanding, Verified};
use crate::wire::{Item, MAX_PUSH, check_reaffirmed};

/// Most records of one signer that are known as reaffirmed and were not held when that was said.
const MAX_KEPT: u64 = 100_000;
const LIMIT: u32 = MAX_PUSH as u32;

/// A record that was kept unread, and that its member has reaffirmed.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The feed it came in.
    pub feed: FeedId,
    /// The record, verified again.
    pub item: Item,
}

pub(super) fn tick_needs(keys: &mut ReadSet) {
    keys.insert(Key::ToReaffirm { limit: LIMIT });
    keys.insert(Key::Reaffirmable { limit: LIMIT });
}

/// What is read before a record under a key that ended is used.
pub(super) fn unattested_needs(item: &Item, keys: &mut ReadSet) {
    if let Some(signer) = item.signer() {
        keys.insert(Key::Reaffirmed(signer.clone(), item.id()));
        keys.insert(Key::Tombstone(signer.clone(), item.id()));
    }
}

/// What is read before a reaffirmation that arrived is used.
pub(super) fn arrival_needs(said: &Reaffirmation, keys: &mut ReadSet) {
    keys.insert(Key::ReaffirmedCount(said.origin.clone()));
}

/// What is read before a receipt is used that says of entries that they came too late for their key.
pub(super) fn late_needs(receipt: &Receipt, keys: &mut ReadSet) {
    keys.extend(late_entries(receipt));
}

fn late_entries(receipt: &Receipt) -> impl Iterator<Item = Key> {
    let late = |e: &&Exception| e.state == State::Deferred && e.rule.as_deref() == Some(KEY_ENDED);
    receipt.exceptions.iter().filter(late).take(MAX_EXCEPTIONS).map(|exception| Key::Page {
        feed: receipt.feed.clone(),
        lane: exception.lane,
        after: exception.place.saturating_sub(1),
        limit: 1,
    })
}

/// What is read before an opened record is taken in.
pub(super) fn opened_needs(opened: &Opened, keys: &mut ReadSet) {
    answering::item_needs(&opened.feed.receiver, &opened.item, keys);
    recall::succession_needs(&opened.feed, &opened.item, keys);
    keys.insert(Key::Kept(opened.feed.receiver.clone(), opened.item.id()));
    keys.insert(Key::Unread(opened.feed.receiver.clone(), opened.item.id()));
}

impl<C: Crypto, S: Signer> Core<C, S> {
    fn key_standing(&self, bytes: &[u8], now: Timestamp) -> Option<KeyStanding> {
        let key = Unverified::parse(bytes, MAX_RECORD).ok()?.header.key;
        self.directory.key_standing(&key, now)
    }

    /// Since when the key may have been stolen that signed a held record, where nothing shows that it was signed before.
    pub(super) fn doubted(&self, bytes: &[u8], held_since: Timestamp) -> Option<Timestamp> {
        match self.key_standing(bytes, held_since)? {
            KeyStanding::Compromised { since } => Some(since),
            KeyStanding::Counts | KeyStanding::Retired => None,
        }
    }

    /// A receiver says of what it was sent that it came too late for its key. Of one that was retired meanwhile, or is by
    /// the receiver's clock, it has to be told that it stands; of a stolen one a releaser says so.
    pub(super) fn mind_what_came_late(&self, work: &mut Work, facts: &Facts, receipt: &Receipt) {
        for key in late_entries(receipt) {
            let Some(Fact::Page(page)) = facts.get(&key) else { continue };
            for entry in page {
                let PageEntry::Record(record) = entry else { continue };
                match self.key_standing(&record.bytes, Timestamp::MAX) {
                    Some(KeyStanding::Retired) => Self::to_reaffirm(work, &receipt.feed, [record.id]),
                    Some(KeyStanding::Compromised { .. }) => {
                        self.take_back_again(work, &receipt.feed.discloser, &record.bytes);
                        // A releaser may have attested it while it waited to go.
                        Self::tick_again(work);
                    }
                    Some(KeyStanding::Counts) | None => {}
                }
            }
        }
    }

    /// What this node took back by itself, under a key that was revoked since, it takes back under the next one: from whom
    /// it did, whoever was to tell it.
    fn take_back_again(&self, work: &mut Work, discloser: &MemberId, bytes: &[u8]) {
        let Ok(said) = self.directory.verify_ended::<Retraction>(&self.crypto, bytes, Timestamp::MAX) else { return };
        let Retraction { origin, receiver, signal, ground, .. } = said.record();
        if origin == discloser {
            let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
            Self::to_retract(work, ToRetract { feed, signal: *signal, ground: *ground });
        }
    }

    fn to_reaffirm(work: &mut Work, feed: &FeedId, records: impl IntoIterator<Item = RecordId>) {
        let new: Vec<RecordId> =
            records.into_iter().filter(|record| work.to_reaffirm.insert((feed.clone(), *record))).collect();
        if !new.is_empty() {
            work.writes.push(Write::ToReaffirm { feed: feed.clone(), records: new });
            Self::tick_again(work);
        }
    }

    /// A tick follows: it asks for one signature over all that waits, and for what absent members give away.
    pub(super) fn tick_again(work: &mut Work) {
        if !std::mem::replace(&mut work.ticks_again, true) {
            work.effects.push(Effect::Again(Input::Tick));
        }
    }

    /// A releaser says that an own signal stands, named by its first version.
    pub(super) fn reaffirm(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        actor: Actor,
        signal: RecordId,
    ) -> Result<(), CoreError> {
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let versions = spread(facts, &actor.member, signal);
        if versions.is_empty() {
            return Self::reply(work, ticket, Reply::NotFound);
        }
        let recall = match work.buried(facts, &actor.member, signal) {
            Some(Buried::Recalled { recall }) => Some(recall),
            Some(Buried::Superseded) | None => None,
        };
        for (receiver, version, _, goes_no_more) in recall::joined(versions) {
            let feed = FeedId { discloser: actor.member.clone(), receiver: receiver.clone() };
            // Whoever had it may wait for the word that it ended.
            let stands = recall.or_else(|| (!goes_no_more).then_some(version));
            Self::to_reaffirm(work, &feed, stands);
        }
        // So may who has it from a relay.
        for ordered in work.orders(facts, &actor.member, &actor.member, signal).into_iter().filter(|one| one.held) {
            let feed = FeedId { discloser: actor.member.clone(), receiver: ordered.what.receiver };
            match recall {
                // The recall went to the relay, and may not have come here under that key.
                Some(_) => Self::take_back(work, &feed, signal),
                None => Self::to_reaffirm(work, &feed, [ordered.what.record]),
            }
        }
        // Of what waits to go, or goes in this batch, nothing is said before it went.
        for (receiver, version) in recall::waiting(versions) {
            let feed = FeedId { discloser: actor.member.clone(), receiver: receiver.clone() };
            Self::to_reaffirm(work, &feed, [version]);
        }
        self.journal_entry(work, &Detail::Reaffirm { actor, signal })?;
        Self::reply(work, ticket, Reply::Done { notice: None })
    }

    /// Has what waits for it signed, and opens what was reaffirmed.
    pub(super) fn see_to_ended_keys(work: &mut Work, facts: &Facts) {
        if let Some(Fact::ToReaffirm(waiting)) = facts.get(&Key::ToReaffirm { limit: LIMIT }) {
            let mut feeds: Vec<(FeedId, Vec<RecordId>)> = Vec::new();
            for (feed, record) in waiting {
                match feeds.iter_mut().find(|(known, records)| known == feed && records.len() < MAX_REAFFIRMED) {
                    Some((_, records)) => records.push(*record),
                    None => feeds.push((feed.clone(), vec![*record])),
                }
            }
            let signing = |(feed, mut records): (FeedId, Vec<RecordId>)| {
                records.sort_unstable();
                records.dedup();
                Effect::SignReaffirmation { feed, records }
            };
            work.effects.extend(feeds.into_iter().map(signing));
        }
        if let Some(Fact::Reaffirmable(kept)) = facts.get(&Key::Reaffirmable { limit: LIMIT }) {
            work.effects.extend(
                kept.iter()
                    .map(|(member, record)| Effect::Again(Input::Reopen { member: member.clone(), record: *record })),
            );
        }
    }

    /// A reaffirmation was signed: it goes to its receiver.
    pub(super) fn reaffirmed(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        said: &Verified<Reaffirmation>,
    ) -> Result<(), CoreError> {
        let Reaffirmation { origin, receiver, records, .. } = said.record();
        let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
        let waiting: BTreeSet<RecordId> = match facts.get(&Key::ToReaffirm { limit: LIMIT }) {
            Some(Fact::ToReaffirm(waiting)) => waiting.iter().filter(|(f, _)| *f == feed).map(|(_, id)| *id).collect(),
            _ => BTreeSet::new(),
        };
        let fresh = |record: &RecordId| waiting.contains(record) && !work.reaffirmed.contains(&(feed.clone(), *record));
        // By the end of this key it would have to be attested itself: where another follows, the tick asks for that one's.
        let lasts = |key: &KeyEntry| key.is_valid_at(Timestamp::MAX);
        let keys = self.directory.member(origin).into_iter().flat_map(|member| &member.keys);
        let follows = keys.filter(|key| lasts(key)).map(KeyEntry::settles_at).min();
        if let Some(settles) = follows
            && self.key_standing(said.bytes(), Timestamp::MAX) != Some(KeyStanding::Counts)
        {
            if settles > work.now {
                self.expect_end(work, settles);
            }
            return Ok(());
        }
        // Asked for twice, or under a register that changed since: the tick asks again for what still waits.
        if said.checked_against() != self.directory.digest() || !records.iter().all(fresh) {
            Self::tick_again(work);
            return Ok(());
        }
        work.reaffirmed.extend(records.iter().map(|record| (feed.clone(), *record)));
        work.writes.push(Write::ReaffirmationSigned { feed: feed.clone(), records: records.clone() });
        let (reaffirmation, of) = (said.id(), feed.clone());
        self.journal_entry(work, &Detail::Reaffirmation { feed: of, reaffirmation, records: records.clone() })?;
        keep_evidence(work, origin, origin, said);
        self.let_out(work, &feed, Lane::Urgent, said.id(), said.bytes());
        Ok(())
    }

    /// An origin attests what it signed with a key that ended.
    pub(super) fn take_reaffirmation(
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        said: &Verified<Reaffirmation>,
    ) -> Taken {
        let Reaffirmation { origin, records, .. } = said.record();
        let kept = match facts.get(&Key::ReaffirmedCount(origin.clone())) {
            Some(Fact::Count(kept)) => *kept,
            _ => 0,
        };
        if kept.saturating_add(records.len() as u64) > MAX_KEPT {
            return Taken::Refused("declined:quota".to_owned());
        }
        work.known_reaffirmed.extend(records.iter().map(|record| (origin.clone(), *record)));
        let (signer, records, at) = (origin.clone(), records.clone(), work.now);
        work.writes.push(Write::Reaffirmed { signer, records, at });
        keep_evidence(work, &feed.receiver, &feed.discloser, said);
        Self::tick_again(work);
        Taken::Held
    }

    /// Whether a record's member has attested it with a key that counts, also in this batch.
    pub(super) fn is_reaffirmed(work: &Work, facts: &Facts, signer: &MemberId, record: RecordId) -> bool {
        let key = Key::Reaffirmed(signer.clone(), record);
        work.known_reaffirmed.contains(&(signer.clone(), record)) || facts.get(&key).is_some()
    }

    /// Reads a record again that was kept unread and is reaffirmed now.
    pub(super) fn reopen(&self, work: &mut Work, facts: &Facts, member: MemberId, record: RecordId) {
        let Some(Fact::Unread { bytes, from }) = facts.get(&Key::Unread(member.clone(), record)) else { return };
        // It was verified when it came; what does not verify any more stays unread.
        if let Ok(item) = check_reaffirmed(&self.directory, &self.crypto, bytes) {
            let feed = FeedId { discloser: from.clone(), receiver: member };
            work.effects.push(Effect::Again(Input::Opened(Box::new(Opened { feed, item }))));
        }
    }

    /// Takes in what was kept unread until now.
    pub(super) fn take_opened(&mut self, work: &mut Work, facts: &Facts, opened: &Opened) -> Result<(), CoreError> {
        let Opened { feed, item } = opened;
        // Another tick may have had it opened meanwhile.
        if facts.get(&Key::Unread(feed.receiver.clone(), item.id())).is_none() {
            return Ok(());
        }
        let Some(Fact::Kept(kept)) = facts.get(&Key::Kept(feed.receiver.clone(), item.id())) else { return Ok(()) };
        let Some(entry) = kept.entry.filter(|_| work.opened.insert((feed.receiver.clone(), item.id()))) else {
            return Ok(());
        };
        let state = match self.take_in(work, facts, feed, item, entry)? {
            Taken::Held | Taken::Again => State::Lifted,
            Taken::Refused(_) | Taken::Deferred | Taken::Unattested | Taken::Absent | Taken::Over => State::Declined,
        };
        if state == State::Declined && kept.ending.is_none() {
            self.end(work, &feed.receiver, item.id(), Ending::Expired);
        }
        self.journal_entry(work, &Detail::Opened { feed: feed.clone(), record: item.id(), state })?;
        self.say(work, kept, state)?;
        Ok(())
    }
}
