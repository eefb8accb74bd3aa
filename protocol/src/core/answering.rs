//! Requests between two members: who asked and was asked is kept with the record, replies count while it is open, and
//! notices say what else becomes of it.
//!
//! A forwarded request does not travel on from who was asked: the notice names the other member to who asked, whose own
//! node then lets the request go there by its own law. Without categories of data it goes by itself; with any, a
//! releaser has to say so, since held personal data is never disclosed to more members unasked.

use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_schemas::content::Content;
use sluis_schemas::vocabulary::{SignalType, UserRole};
use sluis_schemas::{Date, MemberId, Timestamp};

use super::contract::{Fact, Facts, Key, Preview, Private, ReadSet, Ticket, Write};
use super::effects::Reply;
use super::judge::{Disclosure, lacks};
use super::people::read_own_copy;
use super::recall::keep_evidence;
use super::receive::Taken;
use super::request::{self, Progress, Request, Requests, Side};
use super::work::Work;
use super::{Core, CoreError, Judged, consenting, dispute, ownership, reaffirm, recall, relay};
use crate::crypto::{Crypto, Signer};
use crate::envelope::RecordId;
use crate::gates::facts::RequestView;
use crate::journal::{Actor, Detail};
use crate::records::{Exception, FeedId, Lanes, Notice, RequestNotice, Signal, State};
use crate::register::Verified;
use crate::wire::Item;

/// Most members that one request is passed on to.
const MAX_PASSED_ON: usize = 16;

/// The request that content answers. Only a record id as it is written counts: who asked and who was asked must read
/// the same.
pub(super) fn answers(content: &Content) -> Option<RecordId> {
    let named = content.handling.in_reply_to.as_deref()?;
    named.parse().ok().filter(|id: &RecordId| id.to_string() == named)
}

/// Where the request that content answers is kept.
pub(super) fn request_key(member: &MemberId, content: &Content) -> Option<Key> {
    answers(content).map(|id| Key::Request(member.clone(), id))
}

/// What is read before an item is taken in for a member.
pub(super) fn item_needs(receiver: &MemberId, item: &Item, keys: &mut ReadSet) {
    relay::item_needs(receiver, item, keys);
    match item {
        Item::Signal(signal) => {
            keys.insert(Key::Held(receiver.clone(), signal.id()));
            keys.extend(request_key(receiver, &signal.record().content));
            if is_request(&signal.record().content) {
                keys.insert(Key::Request(receiver.clone(), signal.id()));
            }
            recall::signal_needs(signal, keys);
        }
        Item::Recall(recall) => {
            let said = recall.record();
            keys.insert(Key::Held(receiver.clone(), recall.id()));
            recall::end_needs(receiver, &said.origin, said.signal, keys);
        }
        Item::Relayed(relayed) => item_needs(receiver, &relayed.item, keys),
        Item::Retraction(retraction) => {
            let said = retraction.record();
            keys.insert(Key::Held(receiver.clone(), retraction.id()));
            recall::end_needs(receiver, &said.origin, said.signal, keys);
        }
        Item::Notice(notice) => {
            let request = notice.record().request;
            keys.insert(Key::Request(receiver.clone(), request));
            keys.insert(Key::Unread(receiver.clone(), request));
            if matches!(notice.record().notice, Notice::Forwarded { .. }) {
                keys.insert(Key::Own(receiver.clone(), request));
            }
        }
        Item::Ownership(said) => ownership::needs(receiver, said.record(), keys),
        Item::Dispute(said) => dispute::needs(receiver, said.id(), said.record(), keys),
        Item::Finding(said) => dispute::finding_needs(receiver, said.record().dispute, keys),
        Item::Consent(said) => consenting::needs(receiver, said.record(), keys),
        Item::Reaffirmation(said) => reaffirm::arrival_needs(said.record(), keys),
        Item::Unattested(item) => {
            reaffirm::unattested_needs(item, keys);
            item_needs(receiver, item, keys);
        }
        Item::NotUnderstood { id, signer, .. } => {
            keys.insert(Key::Tombstone(signer.clone(), *id));
        }
        Item::Order(_) | Item::RelayReceipt(_) | Item::Unproved { .. } | Item::Withheld { .. } => {}
    }
}

/// Whether something is a question to one member.
pub(super) fn is_request(content: &Content) -> bool {
    content.r#type == SignalType::Request
}

/// A request as a member of this part keeps it from now on; none of another signal.
pub(super) fn request_of(signal: &Signal, side: Side, now: Timestamp) -> Option<Request> {
    let content = &signal.content;
    is_request(content).then(|| Request::new(side, content.handling.purpose, content.due_by, now))
}

/// Why a request does not go to a member: who asked closed it before it went.
pub const CLOSED: &str = "closed";

impl Work {
    /// Whether a record that waits is a request which its origin closed: nobody is to be asked any more. The
    /// notice goes all the same, and is declined by who was not asked.
    pub(super) fn is_closed(&self, feed: &FeedId, id: RecordId, content: &Content, kept: &Requests) -> bool {
        let requests = self.requests_or(&feed.discloser, id, kept);
        let request = requests.get(&feed.receiver).filter(|_| is_request(content));
        request.is_some_and(|request| request.side == Side::Asking && request.progress == Progress::Closed)
    }

    /// A request as a member keeps it, with what this batch changed.
    pub(super) fn requests(&self, facts: &Facts, member: &MemberId, id: RecordId) -> Requests {
        match (self.requests.get(&(member.clone(), id)), facts.get(&Key::Request(member.clone(), id))) {
            (Some(changed), _) => changed.clone(),
            (None, Some(Fact::Request(stored))) => stored.clone(),
            _ => Requests::new(),
        }
    }

    /// The request that content answers, as the gates see it.
    pub(super) fn request_view(&self, facts: &Facts, member: &MemberId, content: &Content) -> Option<RequestView> {
        let id = answers(content)?;
        request::view(member, id, &self.requests(facts, member, id))
    }

    /// The same, where the store gave the request together with its reply.
    pub(super) fn view_beside(&self, member: &MemberId, content: &Content, stored: &Requests) -> Option<RequestView> {
        let id = answers(content)?;
        request::view(member, id, self.requests_or(member, id, stored))
    }

    fn requests_or<'a>(&'a self, member: &MemberId, id: RecordId, stored: &'a Requests) -> &'a Requests {
        self.requests.get(&(member.clone(), id)).unwrap_or(stored)
    }

    /// What is kept beside an own record is another from now on.
    pub(super) fn widen(&mut self, record: RecordId, member: &MemberId, private: Arc<Private>) {
        self.widened.insert(record, private.clone());
        self.writes.push(Write::Widened { record, member: member.clone(), private });
    }

    /// An own request is asked of one more member; of another signal nothing is kept.
    pub(super) fn ask_too(&mut self, facts: &Facts, signal: &Signal, id: RecordId, other: &MemberId) {
        if let Some(asked) = request_of(signal, Side::Asking, self.now) {
            self.keep_request(facts, &signal.origin, id, other, asked);
        }
    }

    fn keep_request(&mut self, facts: &Facts, member: &MemberId, id: RecordId, other: &MemberId, as_kept: Request) {
        let mut requests = self.requests(facts, member, id);
        requests.insert(other.clone(), as_kept.clone());
        self.requests.insert((member.clone(), id), requests);
        self.writes.push(Write::Request { member: member.clone(), request: id, other: other.clone(), as_kept });
    }

    /// A request, kept so far as `requests`, comes further.
    pub(super) fn progress(
        &mut self,
        mut requests: Requests,
        member: &MemberId,
        id: RecordId,
        other: &MemberId,
        progress: Progress,
    ) {
        let Some(request) = requests.get_mut(other) else { return };
        *request = request.come_to(progress, self.now);
        let as_kept = request.clone();
        self.requests.insert((member.clone(), id), requests);
        let (member, other) = (member.clone(), other.clone());
        self.writes.push(Write::Progress { member, request: id, other, as_kept });
    }
}

impl<C: Crypto, S: Signer> Core<C, S> {
    /// A request just released: its asker keeps it open towards whom it goes to.
    pub(super) fn asked(work: &mut Work, facts: &Facts, record: &Verified<Signal>, table: &Preview) {
        for other in table.permitted() {
            work.ask_too(facts, record.record(), record.id(), other);
        }
    }

    /// A full or empty reply just released: the asker's receipt for it will end the request.
    pub(super) fn replied(work: &mut Work, record: &Verified<Signal>, table: &Preview, request: Option<&RequestView>) {
        let signal = record.record();
        let Some(answer) = signal.content.answer else { return };
        let (Some(id), Some(request)) = (answers(&signal.content), request) else { return };
        let counts = request.open && request.purpose == signal.content.handling.purpose;
        let goes = table.permitted().any(|member| *member == request.from);
        if counts && goes && !Progress::answered(Some(answer)).is_open() {
            let feed = FeedId { discloser: signal.origin.clone(), receiver: request.from.clone() };
            work.writes.push(Write::ReplyAwaited { feed, record: record.id(), request: id, answer });
        }
    }

    /// A signal was accepted: it may be a request to the receiver, or an answer to one of its own.
    pub(super) fn took_in(work: &mut Work, facts: &Facts, receiver: &MemberId, signal: &Verified<Signal>) {
        let content = &signal.record().content;
        let origin = &signal.record().origin;
        // Of one that was kept unread its asker may have said more by now.
        if let Some(request) = request_of(signal.record(), Side::Asked, work.now)
            && !work.requests(facts, receiver, signal.id()).contains_key(origin)
        {
            work.keep_request(facts, receiver, signal.id(), origin, request);
        }
        let Some(id) = answers(content) else { return };
        let requests = work.requests(facts, receiver, id);
        let counts = |request: &&Request| {
            request.side == Side::Asking && request.progress.is_open() && request.purpose == content.handling.purpose
        };
        if requests.get(origin).filter(counts).is_some() {
            work.progress(requests, receiver, id, origin, Progress::answered(content.answer));
        }
    }

    /// The receipt of who asked covers replies: their requests are answered, but for what it says of them apart.
    pub(super) fn settle_replies<'a>(
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        exceptions: impl Iterator<Item = &'a Exception> + Clone,
        (before, reached): (&Lanes, &Lanes),
    ) {
        let Some(Fact::Replies(awaited)) = facts.get(&Key::Replies(feed.clone())) else { return };
        for reply in awaited {
            let Some((lane, place)) = reply.place else { continue };
            let arrived = before.get(lane).place < place && place <= reached.get(lane).place;
            let is_here = |e: &&Exception| (e.lane, e.place) == (lane, place);
            match exceptions.clone().find(is_here).map(|e| e.state) {
                Some(State::Deferred) => continue,
                None | Some(State::Restricted) if !arrived => continue,
                // It was kept unread until now; or what says so was lost, and it came under a legal hold meanwhile.
                None | Some(State::Lifted | State::Restricted) => {
                    let kept = work.requests_or(&feed.discloser, reply.request, &reply.kept).clone();
                    if kept.get(&feed.receiver).is_some_and(|request| request.progress.is_open()) {
                        let progress = Progress::Answered { answer: reply.answer };
                        work.progress(kept, &feed.discloser, reply.request, &feed.receiver, progress);
                    }
                }
                Some(_) => {}
            }
            work.writes.push(Write::ReplySettled { feed: feed.clone(), record: reply.record });
        }
    }

    /// A user's notice: signed, kept, journalled, and on its way to the other member of the request.
    pub(super) fn give_notice(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        actor: Actor,
        notice: &Verified<RequestNotice>,
    ) -> Result<(), CoreError> {
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let RequestNotice { origin, addressee, request: id, notice: said, .. } = notice.record();
        if notice.checked_against() != self.directory.digest() || *origin != actor.member {
            return Self::reply(work, ticket, Reply::Stale);
        }
        let requests = work.requests(facts, origin, *id);
        let Some(request) = requests.get(addressee) else { return Self::reply(work, ticket, Reply::NotFound) };
        if !request.admits(said, false) {
            let progress = request.progress.clone();
            return Self::reply(work, ticket, Reply::Ended { progress });
        }
        let (record, addressee) = (notice.id(), addressee.clone());
        let told = Detail::Notice { actor, record, request: *id, addressee: addressee.clone(), notice: said.clone() };
        self.journal_entry(work, &told)?;
        keep_evidence(work, origin, origin, notice);
        work.progress(requests, origin, *id, &addressee, said.into());
        let feed = FeedId { discloser: origin.clone(), receiver: addressee };
        self.send_or_queue(work, feed, record, notice.bytes(), false);
        Self::reply(work, ticket, Reply::Done { notice: Some(record) })
    }

    /// The request to this member that a notice of its asker is about, where that is kept unread until it is attested.
    fn kept_unread(work: &Work, facts: &Facts, feed: &FeedId, id: RecordId) -> Option<Request> {
        let stored = || match facts.get(&Key::Unread(feed.receiver.clone(), id)) {
            Some(Fact::Unread { bytes, from }) if *from == feed.discloser => {
                request_of(&read_own_copy(bytes)?, Side::Asked, work.now)
            }
            _ => None,
        };
        work.unread_requests.get(&(feed.clone(), id)).cloned().or_else(stored)
    }

    /// A notice that arrived. One about a request that is not kept is declined: it answers nobody's question.
    pub(super) fn take_notice(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        feed: &FeedId,
        notice: &Verified<RequestNotice>,
    ) -> Result<Taken, CoreError> {
        let RequestNotice { addressee, request: id, notice: said, .. } = notice.record();
        let requests = work.requests(facts, &feed.receiver, *id);
        let kept = requests.get(&feed.discloser).cloned();
        let is_kept = kept.is_some();
        let request =
            kept.or_else(|| Self::kept_unread(work, facts, feed, *id)).filter(|_| *addressee == feed.receiver);
        let Some(request) = request else { return Ok(Taken::Refused("declined".to_owned())) };
        if request.admits(said, true) {
            if is_kept {
                work.progress(requests, &feed.receiver, *id, &feed.discloser, said.into());
            } else {
                let request = request.come_to(said.into(), work.now);
                work.keep_request(facts, &feed.receiver, *id, &feed.discloser, request);
            }
            if let Notice::Forwarded { to } = said {
                self.forwarded(work, facts, &feed.receiver, *id, to)?;
            }
        }
        keep_evidence(work, &feed.receiver, &feed.discloser, notice);
        Ok(Taken::Held)
    }

    /// Passes an own request on by itself, where it holds no categories of data.
    fn forwarded(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        member: &MemberId,
        id: RecordId,
        to: &MemberId,
    ) -> Result<(), CoreError> {
        let known = self.directory.member(to).is_some() && to != member;
        let again = work.requests(facts, member, id).contains_key(to);
        let Some(own) = Own::of(work, facts, member, id)?.filter(|_| known && !again) else { return Ok(()) };
        if own.signal.content.handling.categories.is_empty() && own.private.added.len() < MAX_PASSED_ON {
            self.pass_on_now(work, facts, None, own, to)?;
        }
        Ok(())
    }

    /// A releaser lets an own request go to the member that it was forwarded to, or to another one once an answer is overdue.
    pub(super) fn pass_on(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        ticket: Ticket,
        actor: Actor,
        id: RecordId,
        to: MemberId,
    ) -> Result<(), CoreError> {
        if let Some(rule) = lacks(&actor, UserRole::Releaser) {
            return Self::reply(work, ticket, Reply::Refused { rule });
        }
        let requests = work.requests(facts, &actor.member, id);
        let today = Date::of(work.now);
        let may_go = |request: &Request| {
            request.side == Side::Asking
                && (request.progress == Progress::Forwarded { to: to.clone() } || request.is_overdue(today))
        };
        let own = Own::of(work, facts, &actor.member, id)?.filter(|_| requests.values().any(may_go));
        let Some(own) = own else { return Self::reply(work, ticket, Reply::NotFound) };
        if let Some(request) = requests.get(&to) {
            let progress = request.progress.clone();
            return Self::reply(work, ticket, Reply::Ended { progress });
        }
        let reply = match self.pass_on_now(work, facts, Some(actor), own, &to)? {
            None => Reply::Done { notice: None },
            Some(outcome) => Reply::NotPermitted { outcome },
        };
        Self::reply(work, ticket, reply)
    }

    /// Judges an own request for one more member and lets it go there; the outcome, if it may not.
    fn pass_on_now(
        &mut self,
        work: &mut Work,
        facts: &Facts,
        actor: Option<Actor>,
        own: Own,
        to: &MemberId,
    ) -> Result<Option<String>, CoreError> {
        let Own { id, signal, bytes, private } = own;
        let mut widened = Private::clone(&private);
        widened.added.insert(to.clone());
        let distribution = &widened.meant_for();
        let disclosure = Disclosure { signal: &signal, distribution, receiver: to, request: None, holder: None };
        let judged = self.judge.disclose(&self.directory, disclosure, work.now);
        let outcome = judged.outcome();
        let (request, epoch) = (id, self.epoch(work.now));
        self.journal_entry(
            work,
            &Detail::PassedOn { actor, request, to: to.clone(), outcome: outcome.clone(), epoch },
        )?;
        if judged != Judged::Permitted {
            return Ok(Some(outcome));
        }
        let own = Own { id, signal, bytes, private: Arc::new(widened) };
        self.let_go_to(work, facts, &own, BTreeSet::from([to.clone()]));
        Ok(None)
    }
}

/// An own record with what is kept beside it, as this batch left it.
pub(super) struct Own {
    pub(super) id: RecordId,
    pub(super) signal: Signal,
    pub(super) bytes: Arc<[u8]>,
    pub(super) private: Arc<Private>,
}

impl Own {
    pub(super) fn of(work: &Work, facts: &Facts, member: &MemberId, id: RecordId) -> Result<Option<Self>, CoreError> {
        let Some(Fact::Own { bytes, private }) = facts.get(&Key::Own(member.clone(), id)) else { return Ok(None) };
        let private = work.widened.get(&id).unwrap_or(private).clone();
        let signal = read_own_copy(bytes).ok_or(CoreError::DamagedRecord { record: id })?;
        Ok(Some(Self { id, signal, bytes: bytes.clone(), private }))
    }
}
