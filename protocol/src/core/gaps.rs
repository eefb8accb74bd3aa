//! Legal gaps: members that a signal may not go to since no rule lets it, or since a step comes first. And what belongs to
//! another channel, was refused, and waits for its hand-over.
//!
//! | at | a gap |
//! |---|---|
//! | release, correction, widening, relay, the turn of what waited | begins, or is still there, where the outcome says so |
//! | widening, relay, correction, reply | ends, since the way opened |
//! | recall, end of retention, a correction that is not meant for the member any more | ends with what it kept from going |
//!
//! Its figure stays: countries, class, days. Which signal it kept from whom is known while it is there and no longer, so
//! that nothing of a signal is left in the figures once it is erased.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::content::Content;
use sluis_schemas::vocabulary::{Channel, Purpose, SignalType, UserRole};
use sluis_schemas::{BasisId, Country, Date, MemberId};

use super::contract::{Fact, Facts, Fingerprint, Key, Preview, ReadSet, Ticket, Waiting, WaitingFor, Write};
use super::effects::Reply;
use super::judge::lacks;
use super::work::Work;
use super::{Core, CoreError};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::gates::facts::RequestView;
use crate::gates::{Outcome, PERMITTED};
use crate::journal::{Actor, Class, Detail, PolicyEpoch, RefusalId};
use crate::records::{FeedId, Signal};

/// What is missing where: nothing of the signal, nor of whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Whose signal was kept from going.
    pub member: MemberId,
    /// The country of that member.
    pub origin: Country,
    /// The country of the member that it was kept from.
    pub receiver: Country,
    /// What for.
    pub purpose: Purpose,
    /// Of which type.
    pub r#type: SignalType,
    /// On which bases.
    pub bases: BTreeSet<BasisId>,
    /// What is missing, as an outcome: `no-ground` or `ask-first:<step>`.
    pub missing: String,
}

/// How a gap ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapEnd {
    /// A releaser let the signal go there.
    Widened,
    /// A relay was ordered to pass it on.
    Relayed,
    /// Its correction may go there.
    Corrected,
    /// The member asked, and was answered.
    Answered,
    /// Its correction is not meant for the member, or may not go there for another reason.
    Dropped,
    /// The signal was recalled.
    Recalled,
    /// Its retention is over.
    Expired,
}

impl GapEnd {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Widened, Self::Relayed, Self::Corrected, Self::Answered, Self::Dropped, Self::Recalled, Self::Expired];

    /// Whether the way opened; else what it was in the way of is no more.
    #[must_use]
    pub const fn is_opened(self) -> bool {
        matches!(self, Self::Widened | Self::Relayed | Self::Corrected | Self::Answered)
    }
}

/// A refusal that somebody records the hand-over of.
pub(super) struct HandOver {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) refusal: RefusalId,
    pub(super) to: Channel,
    pub(super) reference: Option<String>,
}

/// What a submission is, as far as a refusal keeps it.
pub(super) struct RefusedSubmission {
    pub(super) actor: Actor,
    pub(super) class: Class,
    pub(super) epoch: PolicyEpoch,
    pub(super) rule: String,
    pub(super) fingerprint: Fingerprint,
}

/// Whether an outcome is one of those that are counted.
fn is_gap(outcome: &str) -> bool {
    matches!(outcome.parse(), Ok(Outcome::NoGround | Outcome::AskFirst(_)))
}

impl Work {
    /// What keeps a signal from members is no more; from all of them, where none is named.
    pub(super) fn end_gaps(&mut self, signal: RecordId, of: Option<BTreeSet<MemberId>>, end: GapEnd) {
        if of.as_ref().is_none_or(|members| !members.is_empty()) {
            self.writes.push(Write::GapsEnded { signal, of, end, on: Date::of(self.now) });
        }
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// Keeps what is missing for a signal, named by its first version, to go to members.
    pub(super) fn begin_gaps<'a>(
        &self,
        work: &mut Work,
        (origin, signal, content): (&MemberId, RecordId, &Content),
        outcomes: impl IntoIterator<Item = (&'a MemberId, &'a String)>,
    ) {
        let on = Date::of(work.now);
        let country = |member: &MemberId| self.directory.member(member).map(|member| member.country.clone());
        let Some(from) = country(origin) else { return };
        for (receiver, missing) in outcomes.into_iter().filter(|(_, outcome)| is_gap(outcome)) {
            let Some(to) = country(receiver) else { continue };
            let gap = Gap {
                member: origin.clone(),
                origin: from.clone(),
                receiver: to,
                purpose: content.handling.purpose,
                r#type: content.r#type,
                bases: content.handling.legal_bases.clone(),
                missing: missing.clone(),
            };
            work.writes.push(Write::Gap { signal, receiver: receiver.clone(), gap: Arc::new(gap), on });
        }
    }

    /// A version of a signal was released under a table: what was in its way before is no more, or is again.
    pub(super) fn gaps_of_release(
        &self,
        work: &mut Work,
        (id, signal): (RecordId, &Signal),
        table: &Preview,
        request: Option<&RequestView>,
    ) {
        let first = signal.first(id);
        if signal.corrects.is_some() {
            let of = |matches: fn(&str) -> bool| {
                let members = table.members.iter().filter(|(_, outcome)| matches(outcome));
                Some(members.map(|(member, _)| member.clone()).collect())
            };
            work.end_gaps(first, of(|outcome| outcome == PERMITTED), GapEnd::Corrected);
            work.end_gaps(first, of(|outcome| outcome != PERMITTED && !is_gap(outcome)), GapEnd::Dropped);
        }
        self.begin_gaps(work, (&signal.origin, first, &signal.content), &table.members);
        // An answer is a signal of its own. What waited for the question is the oldest that asked for a step.
        let purpose = signal.content.handling.purpose;
        let answered = request.filter(|request| request.open && request.purpose == purpose);
        if let Some(asker) = answered.map(|request| &request.from).filter(|asker| table.permits(asker)) {
            let (member, receiver) = (signal.origin.clone(), asker.clone());
            work.writes.push(Write::GapAnswered { member, receiver, purpose, on: Date::of(work.now) });
        }
    }

    /// What a member would have got when its turn came may not go there any more.
    pub(super) fn gap_of_waiting(
        &self,
        work: &mut Work,
        feed: &FeedId,
        waiting: &Waiting,
        outcome: &String,
    ) -> Result<(), CoreError> {
        if is_gap(outcome) && matches!(waiting.what, WaitingFor::Signal { ended: None, .. }) {
            let signal = Self::own_copy(waiting.id, &waiting.bytes)?;
            let of = (&feed.discloser, signal.first(waiting.id), &signal.content);
            self.begin_gaps(work, of, [(&feed.receiver, outcome)]);
        }
        Ok(())
    }

    /// What a submission that is refused is known by, where it belongs to another channel.
    fn wrong_channel(&self, rule: &str, fingerprint: &Fingerprint) -> Option<RefusalId> {
        let names = self.judge.engine().names_channel(rule);
        // Of the keyed hash of the submission nobody learns anything by it.
        names.then(|| RefusalId(self.crypto.sha256(&[b"sluis/refusal/1", &fingerprint.0])))
    }

    /// What is read before a draft is refused.
    pub(super) fn refusal_needs(
        &self,
        member: &MemberId,
        table: &Preview,
        fingerprint: &Fingerprint,
        keys: &mut ReadSet,
    ) {
        let rule = table.submit.strip_prefix("refused:");
        let refusal = rule.and_then(|rule| self.wrong_channel(rule, fingerprint));
        keys.extend(refusal.map(|id| Key::Refusal(member.clone(), id)));
    }

    /// Journals that a submission was refused. What belongs to another channel waits from now on, once however often it is
    /// submitted.
    pub(super) fn refuse(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        refused: RefusedSubmission,
    ) -> Result<Reply, CoreError> {
        let RefusedSubmission { actor, class, epoch, rule, fingerprint } = refused;
        let waits = self.wrong_channel(&rule, &fingerprint);
        let member = actor.member.clone();
        if let Some(refusal) = waits
            && let Some(is_waiting) = work.is_waiting(facts, &member, refusal)
        {
            return Ok(Reply::WrongChannel { rule, refusal, is_waiting });
        }
        let (purpose, r#type) = (class.purpose, class.r#type);
        self.journal_entry(work, &Detail::Refusal { actor, class, epoch, rule: rule.clone(), waits })?;
        let Some(refusal) = waits else { return Ok(Reply::Refused { rule }) };
        work.refusals.insert((member.clone(), refusal), true);
        let (entry, at, refused_by) = (self.journal().seq, work.now, rule.clone());
        work.writes.push(Write::Refusal { id: refusal, member, entry, purpose, r#type, rule: refused_by, at });
        Ok(Reply::WrongChannel { rule, refusal, is_waiting: true })
    }

    /// Somebody records that what was refused was handed over.
    pub(super) fn hand_over(&mut self, work: &mut Work, facts: &Facts, given: HandOver) -> Result<(), CoreError> {
        let HandOver { ticket, actor, refusal, to, reference } = given;
        if let Some(rule) = lacks(&actor, UserRole::Submitter) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let member = actor.member.clone();
        match work.is_waiting(facts, &member, refusal) {
            None => return Self::reply(work, ticket, Reply::NotFound),
            Some(false) => return Self::reply(work, ticket, Reply::HandedOver),
            Some(true) => {}
        }
        self.journal_entry(work, &Detail::HandOver { actor, refusal, to, reference })?;
        work.refusals.insert((member.clone(), refusal), false);
        let (entry, at) = (self.journal().seq, work.now);
        work.writes.push(Write::HandedOver { id: refusal, member, entry, at });
        Self::reply(work, ticket, Reply::Done { notice: None })
    }
}

impl Work {
    /// Whether a refusal of a member waits for its hand-over; none if there is no such refusal.
    fn is_waiting(&self, facts: &Facts, member: &MemberId, refusal: RefusalId) -> Option<bool> {
        let key = (member.clone(), refusal);
        let stored = || match facts.get(&Key::Refusal(member.clone(), refusal)) {
            Some(Fact::Refusal { is_waiting }) => Some(*is_waiting),
            _ => None,
        };
        self.refusals.get(&key).copied().or_else(stored)
    }
}

/// By whom and what for refusals of this batch wait, or do no more.
pub(super) type Refusals = BTreeMap<(MemberId, RefusalId), bool>;
