//! Narrowing acts at once: where the rules changed, what was disclosed is judged again, and taken back where it may no
//! longer be held. Widening discloses nothing by itself.
//!
//! A review goes through every outgoing feed, a page at a time, beside all other work. It is kept under which rules the
//! last one was finished, so that one that a crash broke off begins anew.

use std::collections::BTreeMap;

use sluis_schemas::vocabulary::RetractionGround;

use super::answering::CLOSED;
use super::contract::{Fact, Facts, Input, Key, PageEntry, ReadSet, ToRetract, Waiting, WaitingFor, Write};
use super::effects::Effect;
use super::judge::Disclosure;
use super::people::retention_end;
use super::recall::{EXPIRED, LOST, RECALLED, RETRACTED, SUPERSEDED};
use super::relay::{self, NOT_HELD};
use super::work::Work;
use super::{Core, CoreError, Direction, Judged};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::journal::PolicyEpoch;
use crate::records::{FeedId, Lane};
use crate::wire::MAX_PUSH;

const LIMIT: u32 = MAX_PUSH as u32;

/// A review under way.
pub(super) struct Review {
    /// Under these rules.
    epoch: PolicyEpoch,
    /// Feeds still to go through, each with the lane and the place to go on after.
    pending: BTreeMap<FeedId, (Lane, u64)>,
    /// Then the orders, after one; none once they are gone through.
    orders: Option<Key>,
}

impl Review {
    fn next(&self) -> Option<Key> {
        let Some((feed, (lane, after))) = self.pending.first_key_value() else { return self.orders.clone() };
        Some(Key::Page { feed: feed.clone(), lane: *lane, after: *after, limit: LIMIT })
    }
}

/// Whether an entry was withheld because the gates say no, and not because it ended.
pub(super) fn is_by_rules(outcome: &str) -> bool {
    ![CLOSED, EXPIRED, LOST, NOT_HELD, RECALLED, RETRACTED, SUPERSEDED].contains(&outcome)
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Begins a review, if the rules are others than at the last one.
    pub(super) fn begin_review(&mut self, work: &mut Work) {
        if self.standing.is_quarantined() {
            return;
        }
        let epoch = self.epoch(work.now);
        let under_way = self.review.as_ref().map(|review| review.epoch);
        if [self.reviewed, under_way].contains(&Some(epoch)) {
            return;
        }
        let out = self.feeds.keys().filter(|(direction, _)| *direction == Direction::Out);
        let pending = out.map(|(_, feed)| (feed.clone(), (Lane::Urgent, 0))).collect();
        // One that was under way goes on with the new one's pages.
        let orders = Some(relay::review_key(None));
        if self.review.replace(Review { epoch, pending, orders }).is_none() {
            work.effects.push(Effect::Again(Input::Review));
        }
    }

    /// Judges a feed again though the rules are the same: what waited, and was to be judged when it is let out, has a place
    /// in it. That survives a crash, after which all is reviewed.
    pub(super) fn review_again(&mut self, work: &mut Work, feed: &FeedId) {
        let epoch = self.epoch(work.now);
        let before = self.reviewed.take();
        work.writes.push(Write::Reviewed { epoch: None });
        match &mut self.review {
            Some(review) => drop(review.pending.insert(feed.clone(), (Lane::Urgent, 0))),
            None if before == Some(epoch) && !self.standing.is_quarantined() => {
                let pending = BTreeMap::from([(feed.clone(), (Lane::Urgent, 0))]);
                self.review = Some(Review { epoch, pending, orders: None });
                work.effects.push(Effect::Again(Input::Review));
            }
            None => self.begin_review(work),
        }
    }

    pub(super) fn review_needs(&self, keys: &mut ReadSet) {
        keys.extend(self.next_page());
    }

    /// The page to go on with: what was let go of is over, and not judged again.
    fn next_page(&self) -> Option<Key> {
        let next = self.review.as_ref()?.next()?;
        Some(match next {
            Key::Page { feed, lane, after, limit } => {
                let pruned = self.feeds.get(&(Direction::Out, feed.clone())).map(|state| state.pruned);
                Key::Page { after: after.max(pruned.unwrap_or_default().get(lane)), feed, lane, limit }
            }
            other => other,
        })
    }

    /// Goes through one page.
    pub(super) fn review(&mut self, work: &mut Work, facts: &Facts) -> Result<(), CoreError> {
        let Some(key) = self.next_page() else { return self.end_review(work) };
        if let (Key::Relayed { .. }, Some(Fact::Relayed(orders))) = (&key, facts.get(&key)) {
            let after = self.review_orders(work, orders)?;
            if let Some(review) = &mut self.review {
                review.orders = after.map(|after| relay::review_key(Some(after)));
            }
            work.effects.push(Effect::Again(Input::Review));
            return Ok(());
        }
        // The batch before began this page, or another input of this one went through it: it is read at the next.
        let (Key::Page { feed, lane, after, .. }, Some(Fact::Page(entries))) = (&key, facts.get(&key)) else {
            work.effects.push(Effect::Again(Input::Review));
            return Ok(());
        };
        // What took its place again in this batch is not among the facts.
        if work.held_there.iter().any(|(of, _)| of == feed) {
            work.effects.push(Effect::Again(Input::Review));
            return Ok(());
        }
        for (place, entry) in (after + 1..).zip(entries) {
            if let PageEntry::Record(record) = entry {
                // Of a correction the receiver has an earlier version, which it is not to keep either.
                let came = *lane == Lane::Urgent || self.may_have_come(feed, *lane, place);
                self.review_one(work, feed, record, came)?;
            }
        }
        let next = match (entries.len() >= MAX_PUSH, lane) {
            (true, lane) => Some((*lane, after + entries.len() as u64)),
            (false, Lane::Urgent) => Some((Lane::Bulk, 0)),
            (false, Lane::Bulk) => None,
        };
        if let Some(review) = &mut self.review {
            match next {
                Some(next) => drop(review.pending.insert(feed.clone(), next)),
                None => drop(review.pending.remove(feed)),
            }
        }
        work.effects.push(Effect::Again(Input::Review));
        Ok(())
    }

    fn end_review(&mut self, work: &mut Work) -> Result<(), CoreError> {
        if let Some(Review { epoch, .. }) = self.review.take() {
            self.reviewed = Some(epoch);
            work.writes.push(Write::Reviewed { epoch: self.reviewed });
        }
        Ok(())
    }

    /// Whether an entry was acknowledged, is on a link now, or is said there to be held. Where a link broke, the receiver
    /// says so at the next one; where this store was put back, its node has yet to say.
    fn may_have_come(&self, feed: &FeedId, lane: Lane, place: u64) -> bool {
        let link = self.directory.node_of(&feed.receiver).and_then(|node| self.links.get(node));
        let on_the_link = link.into_iter().flat_map(|link| [link.cursors.get(feed), link.held.get(feed)]).flatten();
        let acknowledged = self.feeds.get(&(Direction::Out, feed.clone())).map(|state| &state.acknowledged);
        self.has_yet_to_tell(&feed.receiver)
            || on_the_link.chain(acknowledged).any(|lanes| place <= lanes.get(lane).place)
    }

    /// The rules do not let a receiver keep what it may have.
    pub(super) fn take_back(work: &mut Work, feed: &FeedId, signal: RecordId) {
        let (feed, ground) = (feed.clone(), RetractionGround::Rules);
        Self::to_retract(work, ToRetract { feed, signal, ground });
    }

    /// What may no longer be held is withheld, and taken back from whom it may have come to. What is kept too long ends by itself at whoever holds it.
    fn review_one(&mut self, work: &mut Work, feed: &FeedId, record: &Waiting, came: bool) -> Result<(), CoreError> {
        let WaitingFor::Signal { distribution, request, ended: None } = &record.what else { return Ok(()) };
        let signal = Self::own_copy(record.id, &record.bytes)?;
        let is_over = retention_end(&signal.content).is_some_and(|end| end <= work.now);
        if is_over || work.withheld_now(feed, record.id) {
            return Ok(());
        }
        // A reply was let out while its request was open, and that request ends with it.
        let request = work.view_beside(&feed.discloser, &signal.content, request);
        let request = request.map(|request| crate::gates::facts::RequestView { open: true, ..request });
        let (request, receiver) = (request.as_ref(), &feed.receiver);
        let disclosure = Disclosure { signal: &signal, distribution, receiver, request, holder: None };
        let judged = self.judge.disclose(&self.directory, disclosure, work.now);
        if let Judged::Refused(outcome) = judged {
            work.withhold(feed, record.id, outcome);
            if came {
                Self::take_back(work, feed, signal.first(record.id));
            }
        }
        Ok(())
    }
}
