//! Destroying what ended: after the grace of a recall, or when retention is over; and what keeps it from being destroyed.
//!
//! A receipt says of each entry what became of it, only after the commit that destroyed it. What the discloser has not
//! heard is said again when the link is ready: it tells with its newest receipt how far it heard.

use std::collections::BTreeMap;

use sluis_schemas::vocabulary::{Ending, UserRole};
use sluis_schemas::{MemberId, NodeId, Timestamp};

use super::contract::{Fact, Facts, Input, Key, ReadSet, Ticket, Write};
use super::disclose::MAX_PUMPED;
use super::effects::{Effect, Reply};
use super::ending::{Due, Holding, Kept, Reached, SaidAfter};
use super::gaps::GapEnd;
use super::judge::lacks;
use super::recall::{EXPIRED, MAX_TO_RETRACT};
use super::work::Work;
use super::{Core, CoreError, Direction};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::journal::{Actor, Awaiting, Destroyed, Detail, Released};
use crate::records::{Exception, FeedId, Lane, State};
use crate::wire::MAX_PUSH;

/// How far the clock may be from the median of the peers' clocks before nothing is destroyed by it.
const MAX_SKEW: u64 = 5 * 60_000;
/// When the clock is looked at again.
const LOOK_AGAIN: u64 = 10 * 60_000;
const LIMIT: u32 = MAX_PUSH as u32;

/// What a tick reads.
pub(super) fn tick_needs(keys: &mut ReadSet) {
    keys.insert(Key::Ends { limit: LIMIT });
    keys.insert(Key::ToRetract { limit: MAX_TO_RETRACT });
}

/// A legal hold that begins or ends.
pub(super) struct Holds {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) record: RecordId,
    pub(super) on: bool,
    pub(super) reason: String,
}

/// What became of entries that ended in one batch.
#[derive(Default)]
struct Destruction {
    destroyed: Vec<Destroyed>,
    waits: Vec<Awaiting>,
    signers: BTreeMap<MemberId, u64>,
    /// How many holders of a record went.
    gone: BTreeMap<RecordId, u64>,
}

impl Work {
    fn is_kept_now(&self, kept: &Kept) -> bool {
        let key = (kept.member.clone(), kept.record);
        let came = |holding: &Holding| holding.member == kept.member && holding.record == kept.record;
        self.holds.contains_key(&key) || self.taken_in.values().flatten().any(came)
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Something ends then: the next tick comes no later.
    pub(super) fn expect_end(&mut self, work: &mut Work, ends: Timestamp) {
        work.ends = Some(work.ends.map_or(ends, |before| before.min(ends)));
        self.ends = Some(self.ends.map_or(ends, |before| before.min(ends)));
    }

    /// A peer said what time it is there. What waited only for the clock to be believed waits no longer than that.
    pub(super) fn heard_time(&mut self, work: &mut Work, node: &NodeId, theirs: Timestamp) {
        if *node == self.node {
            return;
        }
        let doubted = self.clock_is_doubtful();
        let ahead = i128::from(theirs.as_millis()) - i128::from(work.now.as_millis());
        self.clocks.insert(node.clone(), i64::try_from(ahead).unwrap_or(i64::MAX));
        if doubted && !self.clock_is_doubtful() {
            self.expect_end(work, work.now);
        }
    }

    /// Whether the clock disagrees with the median of the peers' clocks, so that nothing is destroyed by it.
    #[must_use]
    pub fn clock_is_doubtful(&self) -> bool {
        let mut skews: Vec<i64> = self.clocks.values().copied().collect();
        skews.sort_unstable();
        skews.get(skews.len() / 2).is_some_and(|median| median.unsigned_abs() > MAX_SKEW)
    }

    /// Destroys what has ended.
    pub(super) fn destroy_ended(&mut self, work: &mut Work, facts: &Facts) -> Result<(), CoreError> {
        let Some(Fact::Ends(due)) = facts.get(&Key::Ends { limit: LIMIT }) else { return Ok(()) };
        if work.destroyed_ended {
            return Ok(());
        }
        work.destroyed_ended = true;
        let mut ended: Vec<&Kept> =
            due.ending.iter().filter(|kept| kept.ends.is_some_and(|at| at <= work.now)).collect();
        let seen = ended.len();
        let doubtful = self.clock_is_doubtful();
        if doubtful {
            ended.retain(|kept| kept.let_by_operator);
        }
        let mut done = Destruction::default();
        for kept in &ended {
            // A hold of this batch, or the same record come again, is newer than what was read.
            if !work.is_kept_now(kept) {
                self.destroy(work, &mut done, due, kept)?;
            }
        }
        // What ends since this batch is not among what was read.
        let next = due.ending.get(seen).and_then(|next| next.ends).or(due.next);
        self.ends = [next, work.ends].into_iter().flatten().min();
        if doubtful && ended.len() < seen {
            let look_again = Timestamp::from_millis(work.now.as_millis().saturating_add(LOOK_AGAIN));
            self.ends = Some(work.ends.map_or(look_again, |ends| ends.min(look_again)));
        } else if seen == due.ending.len() && due.next.is_some() {
            work.effects.push(Effect::Again(Input::Tick));
        }
        if done.destroyed.is_empty() && done.waits.is_empty() {
            return Ok(());
        }
        let Destruction { destroyed, waits, signers, .. } = done;
        self.journal_entry(work, &Detail::Destruction { destroyed, waits, signers })
    }

    fn destroy(&mut self, work: &mut Work, done: &mut Destruction, due: &Due, kept: &Kept) -> Result<(), CoreError> {
        let (member, record) = (kept.member.clone(), kept.record);
        let ending_now = due.by_signer.get(&kept.signer).copied().unwrap_or_default();
        if kept.ending.is_some() && !kept.let_by_operator && self.terms.is_mass(ending_now, due.held) {
            done.signers.insert(kept.signer.clone(), ending_now);
            done.waits.push(Awaiting { member: member.clone(), record });
            work.writes.push(Write::AwaitOperator { member, record });
            return Ok(());
        }
        for (feed, reached) in &kept.unheard {
            match reached {
                Reached::Waiting => {
                    self.leave_outbox(work, feed, record);
                    work.withhold_waiting(feed, record, EXPIRED.to_owned());
                    let ordered = kept.ordered.iter().find(|(onwards, ..)| onwards == feed);
                    if let Some((_, order, entry)) = ordered {
                        let from = FeedId { discloser: kept.signer.clone(), receiver: member.clone() };
                        self.say_not_passed_on(work, from, (*order, *entry), EXPIRED)?;
                    }
                }
                Reached::Joined(entry) => {
                    work.withhold(feed, record, EXPIRED.to_owned());
                    // Of a correction the receiver has the version before, which may be kept for longer.
                    if entry.lane == Lane::Urgent && kept.ending.is_none() && kept.signer == member {
                        Self::take_back(work, feed, kept.signal);
                    }
                }
                Reached::Withheld | Reached::Ended(_) => {}
            }
        }
        let gone = done.gone.entry(record).or_default();
        let came = work.taken_in.values().flatten().any(|new| new.record == record && new.member != member);
        let state = if came || kept.other_holders > *gone { State::Relinquished } else { State::Erased };
        *gone += 1;
        let ending = kept.ending.unwrap_or(Ending::Expired);
        if ending == Ending::Expired && kept.signer == member {
            work.end_gaps(kept.signal, None, GapEnd::Expired);
        }
        work.writes.push(Write::Destroy { member: member.clone(), record, ending, at: work.now });
        self.say(work, kept, state)?;
        done.destroyed.push(Destroyed { member, record, ending, state });
        Ok(())
    }

    /// The discloser is told what became of an entry, once that is durable.
    pub(super) fn say(&mut self, work: &mut Work, kept: &Kept, state: State) -> Result<(), CoreError> {
        let Some(entry) = kept.entry else { return Ok(()) };
        let feed = FeedId { discloser: kept.from.clone(), receiver: kept.member.clone() };
        self.say_of(work, &feed, Exception { lane: entry.lane, place: entry.place, state, rule: None });
        if kept.from != kept.signer {
            self.say_to_origin(work, &feed, (&kept.signer, kept.signal), (kept.record, Some(state), None))?;
        }
        Ok(())
    }

    /// The same, in so many words.
    pub(super) fn say_of(&mut self, work: &mut Work, feed: &FeedId, exception: Exception) {
        let (direction, at) = (Direction::In, work.now);
        work.writes.push(Write::Exception { direction, feed: feed.clone(), exception: exception.clone(), at });
        // To whoever stands at the other end of the link now; to anybody later the store tells it.
        if let Some(due) = self.due_now(feed) {
            due.say(at, [exception]);
        }
    }

    /// What a pump reads of what the peer has not heard.
    pub(super) fn said_needs(&self, node: &NodeId, keys: &mut ReadSet) {
        let Some(link) = self.links.get(node).filter(|link| link.is_ready()) else { return };
        let unheard = link.unheard.iter().take(MAX_PUMPED);
        keys.extend(unheard.map(|(feed, after)| Key::SaidSince { feed: feed.clone(), after: *after, limit: LIMIT }));
    }

    /// Says again what the peer has not heard; whether there may be more.
    pub(super) fn say_again(&mut self, facts: &Facts, node: &NodeId) -> bool {
        let mut keys = ReadSet::new();
        self.said_needs(node, &mut keys);
        for key in keys {
            let (Key::SaidSince { feed, .. }, Some(Fact::SaidSince(said))) = (&key, facts.get(&key)) else { continue };
            let last = said.last().filter(|_| said.len() >= MAX_PUSH);
            let last = last.map(|(at, last)| SaidAfter { at: *at, lane: last.lane, place: last.place });
            let Some(link) = self.links.get_mut(node) else { return false };
            match last {
                Some(after) => drop(link.unheard.insert(feed.clone(), after)),
                None => drop(link.unheard.remove(feed)),
            }
            if said.is_empty() {
                continue;
            }
            let Some(due) = self.due_now(feed) else { return false };
            // More may have been said at that moment: it is all said up to before it.
            let until = last.map(|last| Timestamp::from_millis(last.at.as_millis().saturating_sub(1)));
            due.say_first(said, until);
        }
        self.links.get(node).is_some_and(|link| !link.unheard.is_empty())
    }

    /// A policy officer puts a record under legal hold, or lifts the hold.
    pub(super) fn hold(&mut self, work: &mut Work, facts: &Facts, holds: Holds) -> Result<(), CoreError> {
        let Holds { ticket, actor, record, on, reason } = holds;
        if let Some(rule) = lacks(&actor, UserRole::PolicyOfficer) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let member = actor.member.clone();
        let Some(Fact::Kept(kept)) = facts.get(&Key::Kept(member.clone(), record)) else {
            return Self::reply(work, ticket, Reply::NotFound);
        };
        // An earlier input of the batch may have changed what was read.
        let before = work.holds.insert((member.clone(), record), on).unwrap_or(kept.hold);
        if before == on {
            return Self::reply(work, ticket, Reply::Done { notice: None });
        }
        self.journal_entry(work, &Detail::Hold { actor, record, on, reason })?;
        work.writes.push(Write::Hold { member, record, on, at: work.now });
        self.say(work, kept, if on { State::Restricted } else { State::Lifted })?;
        if let Some(ends) = kept.ends.filter(|_| !on) {
            self.expect_end(work, ends);
        }
        Self::reply(work, ticket, Reply::Done { notice: None })
    }

    /// The operator lets be destroyed what waits.
    pub(super) fn operator_let(
        &mut self,
        work: &mut Work,
        ticket: Ticket,
        released: Released,
    ) -> Result<(), CoreError> {
        self.journal_entry(work, &Detail::OperatorLet { released })?;
        work.writes.push(Write::OperatorLet { at: work.now });
        self.expect_end(work, work.now);
        work.effects.push(Effect::Again(Input::Tick));
        Self::reply(work, ticket, Reply::Done { notice: None })
    }
}
