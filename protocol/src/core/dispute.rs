//! Disputes: opened about a record by one of the two members that know of it, answered, taken up level by level, and ended
//! by a finding of a mediator. No gate reads them.
//!
//! Between the parties a step goes as one of ownership does: to a holder only where the record itself goes. A mediator is told
//! what is disputed and by whom, and not which record it is about.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_schemas::vocabulary::{Answer, DisputeLevel, DisputeMatter, DisputeState, RequestState, Role, UserRole};
use sluis_schemas::{Date, MemberId};

use super::contract::{Fact, Facts, Idempotency, Key, ReadSet, Ticket, Write};
use super::disputed::{DisputeBar, Disputed};
use super::effects::Reply;
use super::gaps::Gap;
use super::judge::lacks;
use super::ownership::holders;
use super::recall::{keep_evidence, spread};
use super::receive::Taken;
use super::request::Progress;
use super::work::{Repeated, Work};
use super::{Core, CoreError};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::gates::Outcome;
use crate::journal::{Actor, Detail};
use crate::records::{About, Dispute, DisputeStep, DisputedClass, FeedId, Finding, Found, Record, Remedy};
use crate::register::Verified;

/// Most disputes about one record that a member has when it opens another.
const MAX_DISPUTES: usize = 16;

/// What is read before a step is taken, given by a member here or arrived for one.
pub(super) fn needs(member: &MemberId, id: RecordId, said: &Dispute, keys: &mut ReadSet) {
    keys.insert(Key::Dispute(member.clone(), said.step.dispute().unwrap_or(id)));
    if let (DisputeStep::Opened { .. }, Some(About { of, signal })) = (&said.step, &said.about) {
        keys.insert(Key::Tombstone(of.clone(), *signal));
        let is_own = of == member;
        keys.insert(if is_own { Key::Spread(of.clone(), *signal) } else { Key::Holdings(of.clone(), *signal) });
        keys.insert(Key::Request(member.clone(), *signal));
        keys.insert(Key::Disputes(member.clone(), *signal));
    }
}

/// What is read before a finding is taken, given or arrived.
pub(super) fn finding_needs(member: &MemberId, dispute: RecordId, keys: &mut ReadSet) {
    keys.insert(Key::Dispute(member.clone(), dispute));
}

/// Something said by a user, to each member that it is for.
pub(super) struct Saying<T> {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) idempotency: Option<Idempotency>,
    pub(super) said: Vec<Verified<T>>,
}

impl Work {
    /// A dispute as a member keeps it, with what this batch changed.
    fn dispute(&self, facts: &Facts, member: &MemberId, id: RecordId) -> Option<Disputed> {
        let stored = || match facts.get(&Key::Dispute(member.clone(), id)) {
            Some(Fact::Dispute(stored)) => Some(stored.clone()),
            _ => None,
        };
        self.disputes.get(&(member.clone(), id)).cloned().or_else(stored)
    }

    /// All that a member keeps about a record.
    fn disputes_of(&self, facts: &Facts, member: &MemberId, signal: RecordId) -> BTreeMap<RecordId, Disputed> {
        let mut all = match facts.get(&Key::Disputes(member.clone(), signal)) {
            Some(Fact::Disputes(stored)) => stored.clone(),
            _ => BTreeMap::new(),
        };
        let changed = self
            .disputes
            .iter()
            .filter(|((of, _), kept)| of == member && kept.about.as_ref().is_some_and(|about| about.signal == signal));
        all.extend(changed.map(|((_, id), kept)| (*id, kept.clone())));
        all
    }

    fn keep_dispute(&mut self, member: &MemberId, id: RecordId, as_kept: Disputed) {
        self.disputes.insert((member.clone(), id), as_kept.clone());
        self.writes.push(Write::Dispute { member: member.clone(), id, as_kept });
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A user's step: signed for each member that it is for, kept, journalled, and on its way.
    pub(super) fn dispute(&mut self, work: &mut Work, facts: &Facts, saying: Saying<Dispute>) -> Result<(), CoreError> {
        let Saying { ticket, actor, idempotency, said } = saying;
        if let Some(reply) = self.said_before(work, facts, &actor, (idempotency, &said)) {
            return Self::reply(work, ticket, reply);
        }
        let Some(first) = said.first() else { return Self::reply(work, ticket, Reply::Stale) };
        let (member, step) = (&actor.member, &first.record().step);
        let id = step.dispute().unwrap_or_else(|| first.id());
        let kept = work.dispute(facts, member, id);
        if let Some(rule) = lacks(&actor, who_says(kept.as_ref().map(|kept| kept.level))) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let next = match (kept, step) {
            (None, DisputeStep::Opened { .. }) => match self.opens(work, facts, first) {
                Err(reply) => return Self::reply(work, ticket, *reply),
                Ok(opened) => opened,
            },
            (None, _) => return Self::reply(work, ticket, Reply::NotFound),
            (Some(kept), step) => {
                let is_for = said.iter().map(|one| (&one.record().addressee, &one.record().about, &one.record().step));
                let is_for: Vec<_> = is_for.collect();
                let sayings = kept.sayings(member, step);
                let expected: Vec<_> = sayings.iter().map(|one| (&one.addressee, &one.about, &one.step)).collect();
                let may = kept.is_from(member, step).and_then(|()| kept.is_time_for(step, Date::of(work.now)));
                if let Err(why) = may.and_then(|()| self.is_to_mediator(&kept, step)) {
                    return Self::reply(work, ticket, Reply::Barred { why });
                }
                // What was signed rests on another state than this one.
                if is_for != expected {
                    return Self::reply(work, ticket, Reply::Stale);
                }
                kept.with(step, work.now)
            }
        };
        for one in &said {
            let Dispute { addressee, step, .. } = one.record().clone();
            let detail = Detail::Dispute { actor: actor.clone(), record: one.id(), dispute: id, addressee, step };
            self.journal_entry(work, &detail)?;
            keep_evidence(work, member, member, one);
            self.send_saying(work, one);
        }
        work.keep_dispute(member, id, next);
        self.say_done(work, ticket, idempotency, first.id())
    }

    /// What a call comes to that was made before, or rests on another register.
    fn said_before<T: Record>(
        &self,
        work: &Work,
        facts: &Facts,
        actor: &Actor,
        (idempotency, said): (Option<Idempotency>, &[Verified<T>]),
    ) -> Option<Reply> {
        match idempotency.and_then(|idempotency| work.repeated(facts, &idempotency)) {
            Some(Repeated::Same { made }) => return Some(Reply::Done { notice: made.parse().ok() }),
            Some(Repeated::Another) => return Some(Reply::IdempotencyConflict),
            None => {}
        }
        let is_stale = |one: &Verified<T>| {
            one.checked_against() != self.directory.digest() || *one.record().speaker() != actor.member
        };
        said.iter().any(is_stale).then_some(Reply::Stale)
    }

    fn say_done(
        &self,
        work: &mut Work,
        ticket: Ticket,
        idempotency: Option<Idempotency>,
        id: RecordId,
    ) -> Result<(), CoreError> {
        if let Some(idempotency) = idempotency {
            work.remember(idempotency, &id.to_string());
        }
        Self::reply(work, ticket, Reply::Done { notice: Some(id) })
    }

    /// To who holds a record its origin says nothing that goes where the record does not.
    fn send_saying(&mut self, work: &mut Work, said: &Verified<Dispute>) {
        let Dispute { origin, addressee, .. } = said.record();
        let feed = FeedId { discloser: origin.clone(), receiver: addressee.clone() };
        let is_origins = said.record().of_own_signal().is_some();
        self.send_beside(work, feed, (said.id(), said.bytes()), is_origins);
    }

    /// A dispute that a member here opens.
    fn opens(&self, work: &Work, facts: &Facts, said: &Verified<Dispute>) -> Result<Disputed, Box<Reply>> {
        let (member, other) = (&said.record().origin, &said.record().addressee);
        let barred = |why| Box::new(Reply::Barred { why });
        let about = said.record().about.as_ref().ok_or_else(|| barred(DisputeBar::NotParty))?;
        if let Some(reply) = Self::has_no_signal(work, facts, member, &about.of, about.signal) {
            return Err(Box::new(reply));
        }
        let opened = self.new_dispute(work, facts, said, member).map_err(barred)?;
        let before = work.disputes_of(facts, member, about.signal);
        let is_same = |kept: &Disputed| {
            kept.end.is_none()
                && kept.opener == *member
                && kept.against == *other
                && kept.case.matter == opened.case.matter
        };
        if before.len() >= MAX_DISPUTES || before.values().any(is_same) {
            return Err(barred(DisputeBar::Disputed));
        }
        // Who was asked may not know yet how the question ended; who disputes that does.
        let requests = work.requests(facts, member, about.signal);
        let is_refused = requests.get(other).is_some_and(|request| is_refused(&request.progress));
        if opened.case.matter == DisputeMatter::Refusal && !is_refused {
            return Err(barred(DisputeBar::NothingRefused));
        }
        Ok(opened)
    }

    /// A dispute as it begins at a party here, if both know of the record and the same is not disputed.
    fn new_dispute(
        &self,
        work: &Work,
        facts: &Facts,
        said: &Verified<Dispute>,
        here: &MemberId,
    ) -> Result<Disputed, DisputeBar> {
        let Dispute { origin: opener, addressee: against, about, step, .. } = said.record();
        let (DisputeStep::Opened { case, due }, Some(about)) = (step, about) else { return Err(DisputeBar::NotParty) };
        let (there, is_own) = (if here == opener { against } else { opener }, about.of == *here);
        let has_it = || {
            let feed = FeedId { discloser: here.clone(), receiver: there.clone() };
            holders(spread(facts, here, about.signal)).contains(there)
                && !work.to_retract.contains(&(feed, about.signal))
        };
        if opener == against || !is_own && about.of != *there || is_own && !has_it() {
            return Err(DisputeBar::NotParty);
        }
        let is_request = !work.requests(facts, here, about.signal).is_empty();
        if is_request != (case.matter == DisputeMatter::Refusal) {
            return Err(DisputeBar::NotDisputable);
        }
        // Both parties may open some at the same time: whoever says so counts them more strictly.
        if work.disputes_of(facts, here, about.signal).len() >= 2 * MAX_DISPUTES {
            return Err(DisputeBar::Disputed);
        }
        Ok(Disputed {
            about: Some(about.clone()),
            opener: opener.clone(),
            against: against.clone(),
            case: case.clone(),
            level: DisputeLevel::Officer,
            due: *due,
            mediator: None,
            answer: None,
            end: None,
            at: work.now,
            changed: work.now,
        })
    }

    fn is_mediator(&self, member: &MemberId) -> bool {
        self.directory.member(member).is_some_and(|member| member.role == Role::Mediator)
    }

    /// Whom a dispute is brought to mediates by the register, and is no party.
    fn is_to_mediator(&self, kept: &Disputed, step: &DisputeStep) -> Result<(), DisputeBar> {
        match step {
            DisputeStep::Escalated { mediator: Some(mediator), .. }
                if !self.is_mediator(mediator) || kept.other(mediator).is_some() =>
            {
                Err(DisputeBar::NotMediator)
            }
            _ => Ok(()),
        }
    }

    /// A step that arrived. The rule on when one may go up binds who says so; who hears it follows.
    pub(super) fn take_dispute(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        said: &Verified<Dispute>,
    ) -> Taken {
        let (member, step) = (&feed.receiver, &said.record().step);
        let id = step.dispute().unwrap_or_else(|| said.id());
        let next = match (work.dispute(facts, member, id), step) {
            (Some(kept), step) => kept.is_from(&feed.discloser, step).map(|()| kept.with(step, work.now)),
            (None, DisputeStep::Opened { .. }) => {
                let about = said.record().about.as_ref();
                match about.map(|about| Self::has_no_signal(work, facts, member, &about.of, about.signal)) {
                    Some(Some(Reply::Closed { .. })) => return Taken::Over,
                    Some(None) => self.new_dispute(work, facts, said, member),
                    Some(Some(_)) | None => Err(DisputeBar::NotParty),
                }
            }
            (None, DisputeStep::Referred { .. }) => self.brought(work, feed, step),
            (None, _) => Err(DisputeBar::Unknown),
        };
        match next {
            Err(why) => return Taken::Refused(format!("declined:{}", why.code())),
            Ok(next) => work.keep_dispute(member, id, next),
        }
        keep_evidence(work, member, &feed.discloser, said);
        Taken::Held
    }

    /// A dispute as a mediator here keeps it, when a party brings it.
    fn brought(&self, work: &Work, feed: &FeedId, step: &DisputeStep) -> Result<Disputed, DisputeBar> {
        let DisputeStep::Referred { opener, against, case, level, due, .. } = step else {
            return Err(DisputeBar::Unknown);
        };
        let kept = Disputed {
            about: None,
            opener: opener.clone(),
            against: against.clone(),
            case: case.clone(),
            level: *level,
            due: *due,
            mediator: Some(feed.receiver.clone()),
            answer: None,
            end: None,
            at: work.now,
            changed: work.now,
        };
        if !self.is_mediator(&feed.receiver) || kept.other(&feed.receiver).is_some() {
            return Err(DisputeBar::NotMediator);
        }
        kept.is_from(&feed.discloser, step)?;
        Ok(kept)
    }

    /// What a mediator's user finds: signed for each party, kept, journalled, and on its way.
    pub(super) fn find(&mut self, work: &mut Work, facts: &Facts, saying: Saying<Finding>) -> Result<(), CoreError> {
        let Saying { ticket, actor, idempotency, said } = saying;
        if let Some(reply) = self.said_before(work, facts, &actor, (idempotency, &said)) {
            return Self::reply(work, ticket, reply);
        }
        if let Some(rule) = lacks(&actor, who_says(Some(DisputeLevel::Mediator))) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let Some(first) = said.first() else { return Self::reply(work, ticket, Reply::Stale) };
        let (member, Finding { dispute: id, found, .. }) = (&actor.member, first.record());
        if !self.is_mediator(member) {
            return Self::reply(work, ticket, Reply::Barred { why: DisputeBar::NotMediator });
        }
        let Some(kept) = work.dispute(facts, member, *id) else {
            return Self::reply(work, ticket, Reply::NotFound);
        };
        // A member that mediates elsewhere may be a party here.
        if kept.mediator.as_ref() != Some(member) {
            return Self::reply(work, ticket, Reply::Barred { why: DisputeBar::NotMediator });
        }
        if kept.end.is_some() {
            return Self::reply(work, ticket, Reply::Barred { why: DisputeBar::Over });
        }
        let is_for = said.iter().map(|one| (&one.record().addressee, &one.record().dispute, &one.record().found));
        let expected = [&kept.opener, &kept.against].map(|party| (party, id, found));
        if !is_for.eq(expected) {
            return Self::reply(work, ticket, Reply::Stale);
        }
        for one in &said {
            let Finding { addressee, dispute, found, .. } = one.record().clone();
            let detail = Detail::Finding { actor: actor.clone(), record: one.id(), dispute, addressee, found };
            self.journal_entry(work, &detail)?;
            keep_evidence(work, member, member, one);
            let feed = FeedId { discloser: member.clone(), receiver: one.record().addressee.clone() };
            self.send_or_queue(work, feed, one.id(), one.bytes(), false);
        }
        work.keep_dispute(member, *id, kept.with_finding(member, found, work.now));
        self.say_done(work, ticket, idempotency, first.id())
    }

    /// A finding that arrived. It ends the dispute, and changes nothing else: what the law lacks is counted.
    pub(super) fn take_finding(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        said: &Verified<Finding>,
    ) -> Taken {
        let (member, Finding { dispute, found, .. }) = (&feed.receiver, said.record());
        let Some(kept) = work.dispute(facts, member, *dispute) else {
            return Taken::Refused(format!("declined:{}", DisputeBar::Unknown.code()));
        };
        // Whoever a party brought it to knows of it. That it did may still be on the way from there.
        let mediator = &feed.discloser;
        let is_theirs = kept.mediator.as_ref().is_none_or(|named| named == mediator);
        if !self.is_mediator(mediator) || !is_theirs || kept.other(mediator).is_some() {
            return Taken::Refused(format!("declined:{}", DisputeBar::NotMediator.code()));
        }
        if kept.state() != DisputeState::Found {
            self.count_gap(work, member, (*dispute, &kept), found);
        }
        work.keep_dispute(member, *dispute, kept.with_finding(mediator, found, work.now));
        keep_evidence(work, member, mediator, said);
        Taken::Held
    }

    /// The gap that was found counts where signals are kept from going; it belongs to no signal, so that nothing ends it.
    fn count_gap(&self, work: &mut Work, member: &MemberId, (id, kept): (RecordId, &Disputed), found: &Found) {
        let Remedy::Gap { class: DisputedClass { r#type, purpose, basis } } = &found.outcome else { return };
        let Some((from, to)) = kept.way().filter(|(from, _)| *from == member) else { return };
        let country = |member: &MemberId| self.directory.member(member).map(|member| member.country.clone());
        let (Some(origin), Some(receiver)) = (country(from), country(to)) else { return };
        let gap = Gap {
            member: member.clone(),
            origin,
            receiver,
            purpose: *purpose,
            r#type: *r#type,
            bases: [basis.clone()].into(),
            missing: Outcome::NoGround.to_string(),
        };
        let (receiver, gap, on) = (to.clone(), Arc::new(gap), Date::of(work.now));
        work.writes.push(Write::Gap { signal: id, receiver, gap, on });
    }
}

/// Officers release; from the lawyers on it is for the policy officer of a member.
const fn who_says(level: Option<DisputeLevel>) -> UserRole {
    match level {
        None | Some(DisputeLevel::Officer) => UserRole::Releaser,
        Some(_) => UserRole::PolicyOfficer,
    }
}

/// Whether a question was refused, or answered with nothing or with a part.
const fn is_refused(progress: &Progress) -> bool {
    match progress {
        Progress::Answered { answer } => !matches!(answer, Answer::Full),
        other => matches!(other.state(), RequestState::Refused | RequestState::PartlyAnswered),
    }
}
