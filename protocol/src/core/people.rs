//! What users do: drafts, release, reading; and what changes their rights.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::sync::Arc;

use super::contract::{
    Decided, DraftBody, DraftId, Fact, Facts, Fingerprint, HeldState, Idempotency, IdempotencyKey, Key, Prepared,
    Preview, Private, RecordOf, Ticket, Write,
};
use super::effects::{Effect, Reply};
use super::ending::Closed;
use super::gaps::RefusedSubmission;
use super::judge::lacks;
use super::terms::terms;
use super::work::{Repeated, Work};
use super::{Core, CoreError, answering};
use crate::crypto::{Crypto, Digest, Signer};
use crate::envelope::RecordId;
use crate::gates::PERMITTED;
use crate::gates::facts::RequestView;
use crate::journal::{Actor, Class, Detail, ReadForm, RightsChange};
use crate::records::{FeedId, Signal};
use crate::register::Verified;
use crate::wire::MAX_PUSH;
use sluis_schemas::content::Content;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{Date, MemberId, Timestamp};

pub(super) struct NewDraft {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) id: DraftId,
    pub(super) idempotency: Option<IdempotencyKey>,
    pub(super) fingerprint: Fingerprint,
    pub(super) body: Decided<DraftBody>,
}

pub(super) struct Release {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) draft: DraftId,
    pub(super) table_hash: Digest,
    pub(super) prepared: Prepared,
}

/// A change of a draft as it was when somebody looked at it.
pub(super) struct Change {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) id: DraftId,
    pub(super) version: Digest,
}

pub(super) fn class(content: &Content) -> Class {
    let handling = &content.handling;
    Class {
        r#type: content.r#type,
        purpose: handling.purpose,
        bases: handling.legal_bases.clone(),
        categories: handling.categories.clone(),
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    pub(super) fn draft(&mut self, work: &mut Work, facts: &Facts, new: NewDraft) -> Result<(), CoreError> {
        let NewDraft { ticket, actor, id, idempotency, fingerprint, body } = new;
        let Decided { value: body, epoch, request } = body;
        if let Some(rule) = lacks(&actor, UserRole::Submitter) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        if epoch != self.epoch(work.now) || request != work.request_view(facts, &actor.member, &body.content) {
            return Self::reply(work, ticket, Reply::Stale);
        }
        let body = Arc::new(body);
        let idempotency = idempotency.map(|key| Idempotency { key, body: fingerprint });
        if let Some(Fact::Resubmitted(signal)) = facts.get(&Key::Resubmitted(fingerprint)) {
            return Self::reply(work, ticket, Reply::WasRecalled { signal: *signal });
        }
        let reply = match idempotency.and_then(|idempotency| work.repeated(facts, &idempotency)) {
            Some(Repeated::Same { made }) => {
                Some(Reply::Draft { id: DraftId(made), body: body.clone(), repeated: true })
            }
            Some(Repeated::Another) => Some(Reply::IdempotencyConflict),
            None => self.names_succeeded(&actor.member, &body, request.as_ref()),
        };
        if let Some(reply) = reply {
            return Self::reply(work, ticket, reply);
        }
        if let Some(rule) = body.table.submit.strip_prefix("refused:") {
            let (class, rule) = (class(&body.content), rule.to_owned());
            let reply = self.refuse(work, facts, RefusedSubmission { actor, class, epoch, rule, fingerprint })?;
            return Self::reply(work, ticket, reply);
        }
        let outcomes = body.table.members.clone();
        let draft = id.0.clone();
        let member = actor.member.clone();
        self.journal_entry(work, &Detail::Draft { actor, draft, class: class(&body.content), epoch, outcomes })?;
        work.drafts.insert((member.clone(), id.clone()), Some(body.clone()));
        work.writes.push(Write::Draft { id: id.clone(), member, at: work.now, body: body.clone(), fingerprint });
        if let Some(idempotency) = idempotency {
            work.remember(idempotency, &id.0);
        }
        Self::reply(work, ticket, Reply::Draft { id, body, repeated: false })
    }

    /// Another submission takes the draft's place; it is judged and journalled like a new one.
    pub(super) fn replace(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        change: Change,
        fingerprint: Fingerprint,
        body: Decided<DraftBody>,
    ) -> Result<(), CoreError> {
        if let Some(reply) = self.cannot_change(work, facts, &change)? {
            return Self::reply(work, change.ticket, reply);
        }
        let Change { ticket, actor, id, .. } = change;
        self.draft(work, facts, NewDraft { ticket, actor, id, idempotency: None, fingerprint, body })
    }

    /// A draft that nobody wants any more.
    pub(super) fn discard(&mut self, work: &mut Work, facts: &Facts, change: Change) -> Result<(), CoreError> {
        if let Some(reply) = self.cannot_change(work, facts, &change)? {
            return Self::reply(work, change.ticket, reply);
        }
        let Change { ticket, actor, id, .. } = change;
        let member = actor.member.clone();
        self.journal_entry(work, &Detail::Discard { actor, draft: id.0.clone() })?;
        work.drafts.insert((member.clone(), id.clone()), None);
        work.writes.push(Write::DraftGone { id, member });
        Self::reply(work, ticket, Reply::Done { notice: None })
    }

    /// Why a draft may not be changed, if so.
    fn cannot_change(&self, work: &Work, facts: &Facts, change: &Change) -> Result<Option<Reply>, CoreError> {
        let Change { actor, id, version, .. } = change;
        if let Some(rule) = lacks(actor, UserRole::Submitter) {
            return Ok(Some(Reply::Refused { rule }));
        }
        let Some(DraftNow { body, released, .. }) = draft_now(work, facts, &actor.member, id) else {
            return Ok(Some(Reply::NotFound));
        };
        if let Some(record) = released {
            return Ok(Some(Reply::Released { record, table: body.table.clone() }));
        }
        Ok((body.version(&self.crypto)? != *version).then_some(Reply::Changed))
    }

    pub(super) fn release(&mut self, work: &mut Work, facts: &Facts, release: Release) -> Result<(), CoreError> {
        let Release { ticket, actor, draft, table_hash, prepared } = release;
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let Some(DraftNow { body, released, recalled }) = draft_now(work, facts, &actor.member, &draft) else {
            return Self::reply(work, ticket, Reply::NotFound);
        };
        if let Some(record) = released {
            return Self::reply(work, ticket, Reply::Released { record, table: body.table.clone() });
        }
        if let Some(signal) = recalled {
            return Self::reply(work, ticket, Reply::WasRecalled { signal });
        }
        if let Some(reply) = self.obstacle(work, facts, &actor, &body, table_hash, &prepared) {
            if let Reply::TableChanged { table } = &reply {
                // The new table was shown now, and may be named next.
                self.journal_entry(
                    work,
                    &Detail::Draft {
                        actor: actor.clone(),
                        draft: draft.0.clone(),
                        class: class(&body.content),
                        epoch: table.epoch,
                        outcomes: table.members.clone(),
                    },
                )?;
                let body = Arc::new(DraftBody { table: table.clone(), ..DraftBody::clone(&body) });
                work.drafts.insert((actor.member.clone(), draft.clone()), Some(body.clone()));
                work.writes.push(Write::Retabled { id: draft, member: actor.member, at: work.now, body });
            } else if let Reply::Refused { rule } = &reply {
                let (class, epoch, rule) = (class(&body.content), self.epoch(work.now), rule.clone());
                self.journal_entry(work, &Detail::Refusal { actor, class, epoch, rule, waits: None })?;
            }
            return Self::reply(work, ticket, reply);
        }
        self.submit(work, facts, ticket, actor, draft, prepared)
    }

    /// Why this release may not go ahead now.
    fn obstacle(
        &self,
        work: &Work,
        facts: &Facts,
        actor: &Actor,
        body: &DraftBody,
        table_hash: Digest,
        prepared: &Prepared,
    ) -> Option<Reply> {
        let Prepared { record, table, distribution, request, .. } = prepared;
        let signal = record.record();
        let fresh = table.epoch == self.epoch(work.now)
            && record.checked_against() == self.directory.digest()
            && *request == work.request_view(facts, &actor.member, &signal.content);
        let same = signal.origin == actor.member
            && signal.content == body.content
            && *distribution == body.distribution
            && signal.corrects.map(|corrects| corrects.first) == body.corrects;
        if !fresh || !same {
            return Some(Reply::Stale);
        }
        let reply = self
            .cannot_correct(work, facts, signal)
            .or_else(|| self.names_succeeded(&actor.member, body, request.as_ref()));
        if reply.is_some() {
            return reply;
        }
        if let Some(rule) = table.submit.strip_prefix("refused:") {
            return Some(Reply::Refused { rule: rule.to_owned() });
        }
        let shown = table_hash == body.table.hash;
        let added = table.permitted().any(|member| !body.table.permits(member));
        (!shown || added).then(|| Reply::TableChanged { table: table.clone() })
    }

    /// What a member that was succeeded submitted is corrected, and what it was asked is answered. All else is for its
    /// successor to submit, and to be given.
    fn names_succeeded(&self, origin: &MemberId, body: &DraftBody, answered: Option<&RequestView>) -> Option<Reply> {
        if body.corrects.is_some() || answered.is_some() {
            return None;
        }
        let named = iter::once(origin).chain(&body.distribution.audience.members);
        let mut succeeded = named.filter_map(|member| Some((member, self.directory.head().successor(member)?)));
        succeeded.next().map(|(member, by)| Reply::Succeeded { member: member.clone(), by: by.clone() })
    }

    /// The record enters the federation: stored, journalled, and on its way to every member permitted.
    fn submit(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        actor: Actor,
        draft: DraftId,
        prepared: Prepared,
    ) -> Result<(), CoreError> {
        let Prepared { record, audience_salt, distribution, table, request } = prepared;
        let id = record.id();
        let member = actor.member.clone();
        self.journal_entry(
            work,
            &Detail::Submission {
                actor,
                draft: draft.0.clone(),
                record: id,
                class: class(&record.record().content),
                epoch: table.epoch,
                outcomes: table.members.clone(),
                corrects: record.record().corrects.map(|corrects| corrects.previous),
                request: request.clone(),
            },
        )?;
        let private = Arc::new(Private {
            audience_salt,
            distribution: distribution.clone(),
            answers: answering::answers(&record.record().content),
            added: BTreeSet::new(),
            table: table.clone(),
        });
        let at = work.now;
        let signal = record.record();
        let of = RecordOf { signer: member.clone(), first: signal.first(id), version: signal.version() };
        work.writes.extend([
            Write::Record { id, at, bytes: record.bytes().clone(), of },
            Write::Private { record: id, member: member.clone(), private },
            Write::Held {
                member: member.clone(),
                record: id,
                from: member.clone(),
                at,
                state: HeldState::Own,
                terms: terms(&signal.content),
                place: None,
                ends: retention_end(&signal.content),
            },
            Write::DraftReleased { id: draft.clone(), member: member.clone(), record: id },
        ]);
        work.released.insert(draft, id);
        if let Some(ends) = retention_end(&signal.content) {
            self.expect_end(work, ends);
        }
        Self::asked(work, facts, &record, &table);
        Self::replied(work, &record, &table, request.as_ref());
        self.gaps_of_release(work, (id, record.record()), &table, request.as_ref());
        self.count_release(work, record.record(), &table);
        match signal.corrects {
            Some(corrects) => self.send_correction(work, facts, &record, corrects, (&distribution, &table)),
            None => self.send_out(work, &record, &table),
        }
        Self::reply(work, ticket, Reply::Released { record: id, table })
    }

    /// Lets the record out to those whose link is ready; for the others it waits.
    fn send_out(&mut self, work: &mut Work, record: &Verified<Signal>, table: &Preview) {
        for receiver in table.permitted() {
            let feed = FeedId { discloser: record.record().origin.clone(), receiver: receiver.clone() };
            self.send_or_queue(work, feed, record.id(), record.bytes(), record.record().is_personal());
        }
    }

    pub(super) fn read(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        actor: Actor,
        records: Vec<RecordId>,
        form: ReadForm,
    ) -> Result<(), CoreError> {
        // That nothing is held about somebody is an answer as well, and nobody learns it who may not ask.
        let about_subject = form == ReadForm::Subject;
        if about_subject && let Some(rule) = self.judge.may_report(&self.directory, &actor, work.now) {
            let outcome = format!("refused:{rule}");
            self.journal_entry(work, &Detail::Read { actor, form, records, outcome })?;
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let (mut shown, mut closed) = (Vec::new(), None);
        let mut refused: BTreeMap<String, Vec<RecordId>> = BTreeMap::new();
        for id in records.into_iter().take(MAX_PUSH) {
            let (bytes, state) = match facts.get(&Key::Held(actor.member.clone(), id)) {
                Some(Fact::Held { bytes, state: HeldState::Accepted, since, reaffirmed: false })
                    if self.doubted(bytes, *since).is_some() =>
                {
                    closed = self.doubted(bytes, *since).map(|since| Closed::Doubted { since });
                    continue;
                }
                Some(Fact::Held { bytes, state, .. }) => (bytes, state),
                Some(Fact::Closed(why)) => {
                    closed = Some(*why);
                    continue;
                }
                _ => continue,
            };
            if matches!(state, HeldState::Deferred | HeldState::Notice)
                || work.ended.contains(&(actor.member.clone(), id))
                || work.holds.contains_key(&(actor.member.clone(), id))
            {
                continue;
            }
            let content = Self::own_copy(id, bytes)?.content;
            match self.judge.may_read(&self.directory, &actor, &content, form, work.now) {
                None => shown.push((id, bytes.clone(), *state)),
                Some(rule) => refused.entry(rule).or_default().push(id),
            }
        }
        let rule = refused.keys().next().cloned();
        for (rule, records) in refused {
            let outcome = format!("refused:{rule}");
            self.journal_entry(work, &Detail::Read { actor: actor.clone(), form, records, outcome })?;
        }
        let reply = match rule {
            Some(rule) if shown.is_empty() && !about_subject => Reply::Refused { rule },
            None if shown.is_empty() && !about_subject => closed.map_or(Reply::NotFound, |why| Reply::Closed { why }),
            _ => {
                let records = shown.iter().map(|(id, ..)| *id).collect();
                let outcome = PERMITTED.to_owned();
                self.journal_entry(work, &Detail::Read { actor, form, records, outcome })?;
                Reply::Records(shown)
            }
        };
        Self::reply(work, ticket, reply)
    }

    pub(super) fn rights(
        &mut self,
        work: &mut Work,
        ticket: Ticket,
        actor: Actor,
        change: RightsChange,
    ) -> Result<(), CoreError> {
        if let RightsChange::Grant { member, .. } = &change
            && !self.serves(member)
        {
            return Self::reply(work, ticket, Reply::NotFound);
        }
        self.journal_entry(work, &Detail::Rights { actor, change: change.clone() })?;
        work.writes.push(Write::Rights { change, at: work.now });
        Self::reply(work, ticket, Reply::Done { notice: None })
    }

    #[allow(clippy::unnecessary_wraps, reason = "ends handlers that can fail")]
    pub(super) fn reply(work: &mut Work, ticket: Ticket, reply: Reply) -> Result<(), CoreError> {
        work.effects.push(Effect::Reply { ticket, reply });
        Ok(())
    }

    /// Reads back a record from our own store: verified when it came in, its bytes authenticated by the store.
    pub(super) fn own_copy(id: RecordId, bytes: &[u8]) -> Result<Signal, CoreError> {
        read_own_copy(bytes).ok_or(CoreError::DamagedRecord { record: id })
    }
}

/// When a record's retention is over, if it has one: then its content is destroyed wherever it is held.
pub(super) fn retention_end(content: &Content) -> Option<Timestamp> {
    content.handling.retain_until.map(Date::end)
}

/// A draft as earlier inputs of the batch left it.
struct DraftNow {
    body: Arc<DraftBody>,
    /// The record that it became.
    released: Option<RecordId>,
    /// The signal that was recalled of which it says the same.
    recalled: Option<RecordId>,
}

fn draft_now(work: &Work, facts: &Facts, member: &MemberId, id: &DraftId) -> Option<DraftNow> {
    let Some(Fact::Draft { body, released, recalled }) = facts.get(&Key::Draft(member.clone(), id.clone())) else {
        return None;
    };
    let released = work.released.get(id).copied().or(*released);
    let (body, recalled) = match work.drafts.get(&(member.clone(), id.clone())) {
        // Whether what it says now was recalled was looked at when it was changed.
        Some(changed) => (changed.clone()?, None),
        None => (body.clone(), *recalled),
    };
    Some(DraftNow { body, released, recalled })
}

/// The signal in bytes that were verified when they came in. Never for bytes from anywhere but our own store.
#[must_use]
pub fn read_own_copy(bytes: &[u8]) -> Option<Signal> {
    let envelope = crate::envelope::Unverified::parse(bytes, crate::envelope::MAX_RECORD).ok()?;
    crate::cbor::decode(&envelope.payload).ok()
}
