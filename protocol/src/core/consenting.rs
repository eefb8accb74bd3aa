//! Steps of consents: asked by who holds a signal from its origin, answered there, and heard by who asked.

use sluis_schemas::vocabulary::{Purpose, RetractionGround, SignalType, Use, UserRole};
use sluis_schemas::{Date, MemberId};

use super::consent::{ConsentStage, Consents, KeptConsent, NoConsent, has_room};
use super::contract::{Fact, Facts, Idempotency, Key, ReadSet, Ticket, ToRetract, Write};
use super::effects::Reply;
use super::judge::lacks;
use super::ownership::holders;
use super::people::read_own_copy;
use super::recall::{keep_evidence, spread};
use super::receive::Taken;
use super::relay::{HAS_IT, ORDERED, Relaying, standing};
use super::work::{Repeated, Work};
use super::{Core, CoreError, Judged, widen};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::gates::PERMITTED;
use crate::journal::{Actor, Detail};
use crate::records::{Consent, ConsentStep, ConsentTo, FeedId, Signal};
use crate::register::Verified;

/// A step that a user takes.
pub(super) struct Step {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) idempotency: Option<Idempotency>,
    /// The version of the signal that the member has.
    pub(super) record: RecordId,
    pub(super) said: Box<Verified<Consent>>,
}

/// What is read before a step is taken, given by a member here or arrived for one.
pub(super) fn needs(member: &MemberId, said: &Consent, keys: &mut ReadSet) {
    let (of, signal) = (said.of(), said.signal);
    keys.insert(Key::Consents(member.clone(), signal));
    keys.insert(Key::Tombstone(of.clone(), signal));
    keys.insert(if of == member { Key::Spread(of.clone(), signal) } else { Key::Holdings(of.clone(), signal) });
}

/// What is read beside that where a member here takes it.
pub(super) fn own_needs(
    member: &MemberId,
    said: &Consent,
    (record, idempotency): (RecordId, Option<&Idempotency>),
    keys: &mut ReadSet,
) {
    needs(member, said, keys);
    keys.extend(idempotency.map(|idempotency| Key::Idempotency(idempotency.key)));
    match said.step {
        ConsentStep::Asked { .. } => drop(keys.insert(Key::Held(member.clone(), record))),
        // What it answers may be that the signal is passed on.
        ConsentStep::Granted { .. } | ConsentStep::Withdrawn { .. } => {
            widen::needs(member, said.signal, record, keys);
        }
        ConsentStep::Refused { .. } => {}
    }
}

impl Work {
    /// What was asked of a signal as a member keeps it, with what this batch changed.
    fn consents(&self, facts: &Facts, member: &MemberId, signal: RecordId) -> Consents {
        let stored = || match facts.get(&Key::Consents(member.clone(), signal)) {
            Some(Fact::Consents(stored)) => stored.clone(),
            _ => Consents::new(),
        };
        self.consents.get(&(member.clone(), signal)).cloned().unwrap_or_else(stored)
    }

    fn keep_consent(
        &mut self,
        facts: &Facts,
        (member, signal): (&MemberId, RecordId),
        request: RecordId,
        as_kept: KeptConsent,
    ) {
        let mut kept = self.consents(facts, member, signal);
        kept.insert(request, as_kept.clone());
        self.consents.insert((member.clone(), signal), kept);
        self.writes.push(Write::Consent { member: member.clone(), signal, request, as_kept });
    }

    /// A signal ended at a member, or is to be had no longer by one holder, or by whom that passed it on to: so does what was
    /// let be done.
    pub(super) fn end_consents(
        &mut self,
        facts: &Facts,
        (member, signal): (&MemberId, RecordId),
        is_meant: impl Fn(&KeptConsent) -> bool,
    ) {
        for (request, kept) in self.consents(facts, member, signal) {
            if let Some(ended) = kept.ended(self.now).filter(|_| is_meant(&kept)) {
                self.keep_consent(facts, (member, signal), request, ended);
            }
        }
    }
}

/// Why a holder need not ask, or may not, as its version of the signal has it.
fn may_not_ask(signal: &Signal, to: &ConsentTo) -> Option<NoConsent> {
    let content = &signal.content;
    let is_needed = match to {
        ConsentTo::Cite => content.handling.r#use != Use::MayBeCited,
        ConsentTo::Purpose(purpose) => content.handling.purpose != *purpose,
        ConsentTo::Onward(_) => true,
    };
    if content.r#type == SignalType::Request {
        return Some(NoConsent::IsRequest);
    }
    (!is_needed).then_some(NoConsent::NotNeeded)
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A user's step: signed, kept, journalled, and on its way to the member that it is for.
    pub(super) fn take_consent_step(&mut self, work: &mut Work, facts: &Facts, taken: Step) -> Result<(), CoreError> {
        let Step { ticket, actor, idempotency, record, said } = taken;
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let Consent { origin: member, addressee, signal, step, .. } = said.record();
        if said.checked_against() != self.directory.digest() || *member != actor.member {
            return Self::reply(work, ticket, Reply::Stale);
        }
        match idempotency.and_then(|idempotency| work.repeated(facts, &idempotency)) {
            Some(Repeated::Same { made }) => {
                return Self::reply(work, ticket, Reply::Done { notice: made.parse().ok() });
            }
            Some(Repeated::Another) => return Self::reply(work, ticket, Reply::IdempotencyConflict),
            None => {}
        }
        if !step.is_origins() && addressee == member {
            return Self::reply(work, ticket, Reply::NoConsent { why: NoConsent::Own });
        }
        if let Some(reply) = Self::has_no_signal(work, facts, member, said.record().of(), *signal) {
            return Self::reply(work, ticket, reply);
        }
        let next = match step {
            ConsentStep::Asked { .. } => self.asks(work, facts, &said, record),
            _ => Self::answers(work, facts, &said),
        };
        let next = match next {
            Ok((request, next)) => {
                let passed_on = self.pass_on_as_answered(work, facts, (&actor, record), &said, &next)?;
                passed_on.map(|()| (request, next))
            }
            Err(why) => Err(why),
        };
        let (request, next) = match next {
            Ok(next) => next,
            Err(why) => return Self::reply(work, ticket, Reply::NoConsent { why }),
        };
        let detail = Detail::Consent {
            actor,
            member: member.clone(),
            record: said.id(),
            signal: *signal,
            addressee: addressee.clone(),
            step: step.clone(),
        };
        self.journal_entry(work, &detail)?;
        keep_evidence(work, member, member, &said);
        work.keep_consent(facts, (member, *signal), request, next);
        let feed = FeedId { discloser: member.clone(), receiver: addressee.clone() };
        self.send_beside(work, feed, (said.id(), said.bytes()), step.is_origins());
        if let Some(idempotency) = idempotency {
            work.remember(idempotency, &said.id().to_string());
        }
        Self::reply(work, ticket, Reply::Done { notice: Some(said.id()) })
    }

    /// What an origin here answers is whether its signal is passed on: that is ordered as it would be unasked, judged by the
    /// same rules; and taken back where the origin does not consent any more.
    fn pass_on_as_answered(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        (actor, record): (&Actor, RecordId),
        said: &Verified<Consent>,
        kept: &KeptConsent,
    ) -> Result<Result<(), NoConsent>, CoreError> {
        let Consent { origin, signal, step, .. } = said.record();
        let ConsentTo::Onward(receiver) = &kept.to else { return Ok(Ok(())) };
        match step {
            ConsentStep::Asked { .. } | ConsentStep::Refused { .. } => Ok(Ok(())),
            ConsentStep::Granted { until, .. } => {
                let (through, to) = (kept.holder.clone(), [receiver.clone()].into());
                let asked = Relaying { actor: actor.clone(), signal: *signal, record, through, to };
                let outcomes = self.order_to(work, facts, asked, Some(*until))?;
                let outcome = outcomes.ok().and_then(|mut outcomes| outcomes.remove(receiver));
                Ok(match outcome.as_deref() {
                    Some(PERMITTED) => Ok(()),
                    Some(HAS_IT | ORDERED) => Err(NoConsent::NotNeeded),
                    _ => Err(NoConsent::NotPermitted),
                })
            }
            ConsentStep::Withdrawn { .. } => {
                let orders = work.orders(facts, origin, origin, *signal);
                if standing(&orders).get(receiver).is_some_and(|ordered| ordered.relay == kept.holder) {
                    let feed = FeedId { discloser: origin.clone(), receiver: receiver.clone() };
                    let ground = RetractionGround::Narrowed;
                    Self::to_retract(work, ToRetract { feed, signal: *signal, ground });
                }
                Ok(Ok(()))
            }
        }
    }

    /// What a holder here asks.
    fn asks(
        &mut self,
        work: &Work,
        facts: &Facts,
        said: &Verified<Consent>,
        record: RecordId,
    ) -> Result<(RecordId, KeptConsent), NoConsent> {
        let Consent { origin: member, addressee: of, signal, .. } = said.record();
        let held = facts.get(&Key::Held(member.clone(), record));
        let Some(Fact::Held { bytes, .. }) = held else { return Err(NoConsent::NotHeld) };
        // What came by a relay its origin did not send to this member.
        let holdings = work.holdings(facts, of, *signal);
        let is_sent = holdings.iter().any(|h| h.member == *member && h.record == record && h.from == *of);
        let held = read_own_copy(bytes).filter(|held| is_sent && held.first(record) == *signal);
        let why = held.map_or(Some(NoConsent::NotHeld), |held| match &said.record().step {
            ConsentStep::Asked { to, .. } => {
                may_not_ask(&held, to).or_else(|| self.may_not_be_passed_on(work, &held, member, to))
            }
            _ => None,
        });
        why.map_or_else(|| self.kept_as_asked(work, facts, said, (member, member)), Err)
    }

    /// Whether consent would change nothing, as far as the holder can know: whom the origin means the signal for it cannot.
    fn may_not_be_passed_on(
        &mut self,
        work: &Work,
        held: &Signal,
        holder: &MemberId,
        to: &ConsentTo,
    ) -> Option<NoConsent> {
        let ConsentTo::Onward(receiver) = to else { return None };
        let feed = FeedId { discloser: holder.clone(), receiver: receiver.clone() };
        let judged = self.may_pass_on_now(work.now, &feed, held);
        matches!(judged, Judged::Refused(_)).then_some(NoConsent::NotPermitted)
    }

    /// What is kept of what a holder asks, at one of both ends.
    fn kept_as_asked(
        &self,
        work: &Work,
        facts: &Facts,
        said: &Verified<Consent>,
        (at, holder): (&MemberId, &MemberId),
    ) -> Result<(RecordId, KeptConsent), NoConsent> {
        let Consent { addressee: origin, signal, step, .. } = said.record();
        let ConsentStep::Asked { to, until, .. } = step else { return Err(NoConsent::NotAsked) };
        match to {
            ConsentTo::Purpose(purpose) if !self.has_mandate(holder, *purpose) => return Err(NoConsent::NoMandate),
            ConsentTo::Onward(receiver) if receiver == holder || receiver == origin => {
                return Err(NoConsent::NotNeeded);
            }
            ConsentTo::Onward(receiver) if self.directory.member(receiver).is_none() => {
                return Err(NoConsent::NotPermitted);
            }
            ConsentTo::Cite | ConsentTo::Purpose(_) | ConsentTo::Onward(_) => {}
        }
        if *until < Date::of(work.now) {
            return Err(NoConsent::Past);
        }
        let kept = work.consents(facts, at, *signal);
        if !has_room(&kept, holder) {
            return Err(NoConsent::TooMany);
        }
        let (origin, holder) = (origin.clone(), holder.clone());
        let (to, asked_until, stage) = (to.clone(), *until, ConsentStage::Asked);
        Ok((said.id(), KeptConsent { origin, holder, to, asked_until, stage, changed: work.now }))
    }

    fn has_mandate(&self, member: &MemberId, purpose: Purpose) -> bool {
        let member = self.directory.member(member);
        member.is_some_and(|member| member.mandates.iter().any(|mandate| mandate.purpose == purpose))
    }

    /// What the origin here answers, to who asked and still has the signal.
    fn answers(work: &Work, facts: &Facts, said: &Verified<Consent>) -> Result<(RecordId, KeptConsent), NoConsent> {
        let Consent { origin: member, addressee, signal, step, .. } = said.record();
        let (request, kept) = Self::asked_so(work, facts, (member, addressee), *signal, step)?;
        let feed = FeedId { discloser: member.clone(), receiver: addressee.clone() };
        let has_it = holders(spread(facts, member, *signal)).contains(addressee);
        if !has_it || work.to_retract.contains(&(feed, *signal)) {
            return Err(NoConsent::NotHeld);
        }
        Ok((request, kept.answered(step, work.now)?))
    }

    /// What a step answers, as a member keeps it: asked by that holder, and by no other.
    fn asked_so(
        work: &Work,
        facts: &Facts,
        (member, holder): (&MemberId, &MemberId),
        signal: RecordId,
        step: &ConsentStep,
    ) -> Result<(RecordId, KeptConsent), NoConsent> {
        let request = match step {
            ConsentStep::Granted { request, .. }
            | ConsentStep::Refused { request, .. }
            | ConsentStep::Withdrawn { request } => *request,
            ConsentStep::Asked { .. } => return Err(NoConsent::NotAsked),
        };
        let kept = work.consents(facts, member, signal).remove(&request).filter(|kept| kept.holder == *holder);
        Ok((request, kept.ok_or(NoConsent::NotAsked)?))
    }

    /// A step that arrived: at the origin from who holds the signal, at a holder from its origin, for what was asked.
    pub(super) fn take_consent(
        &self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        said: &Verified<Consent>,
    ) -> Taken {
        let Consent { signal, step, .. } = said.record();
        let (member, of) = (&feed.receiver, said.record().of());
        let declined = |why: NoConsent| Taken::Refused(format!("declined:{}", why.code()));
        match Self::has_no_signal(work, facts, member, of, *signal) {
            Some(Reply::Closed { .. }) => return Taken::Over,
            Some(_) => return declined(NoConsent::NotHeld),
            None => {}
        }
        let next = if step.is_origins() {
            let answered = Self::asked_so(work, facts, (member, member), *signal, step);
            let from_origin = |kept: &KeptConsent| kept.origin == feed.discloser;
            match answered {
                Ok((request, kept)) if from_origin(&kept) => Ok((request, kept.heard(step, work.now))),
                Ok(_) => Err(NoConsent::NotAsked),
                Err(why) => Err(why),
            }
        } else if !holders(spread(facts, of, *signal)).contains(&feed.discloser) {
            Err(NoConsent::NotHeld)
        } else if work.consents(facts, member, *signal).contains_key(&said.id()) {
            return Taken::Again;
        } else {
            self.kept_as_asked(work, facts, said, (member, &feed.discloser))
        };
        match next {
            Err(why) => declined(why),
            Ok((request, next)) => {
                work.keep_consent(facts, (member, *signal), request, next);
                keep_evidence(work, member, &feed.discloser, said);
                Taken::Held
            }
        }
    }
}
