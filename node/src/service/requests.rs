//! Requests: asked, answered, and what else becomes of them.

use std::collections::BTreeMap;

use sluis_protocol::core::{Input, Progress, Reply, Request, Requests, Side, request_view};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::facts::RequestView;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_protocol::records::{Notice, RequestNotice, Signal};
use sluis_schemas::MemberId;
use sluis_schemas::calls::RatingOf;
use sluis_schemas::content::Submission;
use sluis_schemas::problem::{Fault, Problem};

use super::{ATTEMPTS, Draft, MAX_PAGE, Service, ServiceError, salt, signed, unexpected};
use crate::clock;
use crate::cursor::Cursors;
use crate::store::{Cursor, WhichRequests};

/// A request between the user's member and one other, in a list.
#[derive(Debug, Clone)]
pub struct RequestShown {
    /// The request.
    pub id: RecordId,
    /// The other member.
    pub other: MemberId,
    /// How it stands.
    pub request: Request,
    /// The request itself; lists show its class only.
    pub signal: Signal,
    /// Whether it waits for an answer after its term.
    pub is_overdue: bool,
}

impl Service {
    /// Judges a question and keeps it as a draft.
    ///
    /// # Errors
    /// As [`Service::draft`].
    pub async fn ask(&self, actor: &Actor, body: &[u8], key: Option<&str>) -> Result<Draft, ServiceError> {
        let known = self.directory();
        let submission = Submission::parse_request(body, |m| known.member(m).is_some());
        self.keep(actor, submission.map_err(ServiceError::Malformed)?, None, key).await
    }

    /// Judges an answer to an open request and keeps it as a draft.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::OthersStep`] where the member itself asked,
    /// [`ServiceError::RequestEnded`] where no answer counts any more, and as [`Service::draft`].
    pub async fn answer(
        &self,
        actor: &Actor,
        id: RecordId,
        body: &[u8],
        key: Option<&str>,
    ) -> Result<Draft, ServiceError> {
        let requests = self.store.requests(&actor.member, id).await?;
        let asked = requests.iter().find(|(_, request)| request.side == Side::Asked);
        let (asker, request) = asked.ok_or_else(|| missing(&requests, id))?;
        if !request.progress.is_open() {
            return Err(ServiceError::RequestEnded { progress: request.progress.clone() });
        }
        let known = self.directory();
        let submission = Submission::parse_reply(body, &id.to_string(), asker, |m| known.member(m).is_some());
        self.keep(actor, submission.map_err(ServiceError::Malformed)?, None, key).await
    }

    /// The request that a submission answers, as its origin keeps it.
    pub(super) async fn answered(
        &self,
        member: &MemberId,
        submission: &Submission,
    ) -> Result<Option<RequestView>, ServiceError> {
        let named = submission.content.handling.in_reply_to.as_deref();
        let Some(id) = named.and_then(|named| named.parse().ok().filter(|id: &RecordId| id.to_string() == named))
        else {
            return Ok(None);
        };
        Ok(request_view(member, id, &self.store.requests(member, id).await?))
    }

    /// The same as it stood when a signal that was released went: it was open, and ended with the answer.
    pub(super) async fn answered_then(
        &self,
        member: &MemberId,
        submission: &Submission,
    ) -> Result<Option<RequestView>, ServiceError> {
        let request = self.answered(member, submission).await?;
        Ok(request.map(|request| RequestView { open: true, ..request }))
    }

    /// Says what becomes of a request: who was asked to who asked, or, for [`Notice::Closed`], who asked to everybody
    /// asked who has not answered. The notices' ids; none where the same was said before.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::OthersStep`], [`ServiceError::RequestEnded`],
    /// [`ServiceError::Malformed`] for an unknown member.
    pub async fn notify(&self, actor: &Actor, id: RecordId, notice: &Notice) -> Result<Vec<RecordId>, ServiceError> {
        if let Notice::Forwarded { to } = notice {
            self.must_know("/to", to, actor)?;
        }
        let requests = self.store.requests(&actor.member, id).await?;
        let side = Side::that_says(notice);
        let mut obstacle = missing(&requests, id);
        let (mut said, mut before) = (Vec::new(), false);
        for (addressee, _) in requests.iter().filter(|(_, request)| request.side == side) {
            match self.notify_one(actor, id, addressee, notice).await {
                Ok(record) => said.push(record),
                Err(ServiceError::RequestEnded { progress }) if progress == Progress::from(notice) => before = true,
                Err(error @ ServiceError::RequestEnded { .. }) => obstacle = error,
                Err(error) => return Err(error),
            }
        }
        if said.is_empty() && !before { Err(obstacle) } else { Ok(said) }
    }

    async fn notify_one(
        &self,
        actor: &Actor,
        request: RecordId,
        addressee: &MemberId,
        notice: &Notice,
    ) -> Result<RecordId, ServiceError> {
        for _ in 0..ATTEMPTS {
            let (directory, at) = (self.directory(), clock::now());
            let (salt, register, origin) = (salt()?, directory.digest(), actor.member.clone());
            let (addressee, notice) = (addressee.clone(), notice.clone());
            let said = RequestNotice { salt, at, register, origin, addressee, request, notice };
            let notice = Box::new(signed(&directory, &self.keys, &said, at)?);
            let actor = actor.clone();
            match self.core.ask(move |ticket| Input::Notice { ticket, actor, notice }).await? {
                Reply::Done { notice: Some(record) } => return Ok(record),
                Reply::Stale => {}
                Reply::NotFound => return Err(not_found(request)),
                Reply::Ended { progress } => return Err(ServiceError::RequestEnded { progress }),
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// Says of the answer to an own request whether it helped: of that of a member, where more than one answered.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::OthersStep`] where the member was asked, [`ServiceError::NotAnswered`],
    /// [`ServiceError::Malformed`] where it has to be named whose, or for an unknown member.
    pub async fn rate(&self, actor: &Actor, id: RecordId, given: &RatingOf) -> Result<(), ServiceError> {
        if let Some(of) = &given.of {
            self.must_know("/of", of, actor)?;
        }
        let requests = self.store.requests(&actor.member, id).await?;
        let asked = || requests.iter().filter(|(_, request)| request.side == Side::Asking);
        if asked().next().is_none() {
            return Err(missing(&requests, id));
        }
        let is_meant = |of: &MemberId| given.of.as_ref().is_none_or(|named| named == of);
        let mut answered = asked().filter(|(of, request)| is_meant(of) && request.replied.is_some());
        let of = match (answered.next(), answered.next()) {
            (None, _) => return Err(ServiceError::NotAnswered),
            (Some((of, _)), None) => of.clone(),
            (Some(_), Some(_)) => {
                let problem = Problem { pointer: "/of".to_owned(), fault: Fault::Missing };
                return Err(ServiceError::Malformed(vec![problem]));
            }
        };
        let (actor, rating) = (actor.clone(), given.rating);
        match self.core.ask(move |ticket| Input::Rate { ticket, actor, request: id, of, rating }).await? {
            Reply::Done { .. } => Ok(()),
            Reply::NotFound => Err(not_found(id)),
            Reply::NotAnswered => Err(ServiceError::NotAnswered),
            other => Err(unexpected(other)),
        }
    }

    /// Lets an own request go on to the member that it was forwarded to, or to another one once an answer is overdue.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where nobody forwarded it there and no answer is overdue, [`ServiceError::NotPermitted`] where the gates say no.
    pub async fn pass_on(&self, actor: &Actor, id: RecordId, to: &MemberId) -> Result<(), ServiceError> {
        self.must_know("/to", to, actor)?;
        let (asker, member) = (actor.clone(), to.clone());
        let input = move |ticket| Input::PassOn { ticket, actor: asker, request: id, to: member };
        match self.core.ask(input).await? {
            // Ended: it went there before.
            Reply::Done { .. } | Reply::Ended { .. } => Ok(()),
            Reply::NotFound => Err(not_found(id)),
            Reply::NotPermitted { outcome } => Err(ServiceError::NotPermitted { member: to.clone(), outcome }),
            other => Err(unexpected(other)),
        }
    }

    fn must_know(&self, pointer: &str, member: &MemberId, actor: &Actor) -> Result<(), ServiceError> {
        if self.directory().member(member).is_some() && *member != actor.member {
            return Ok(());
        }
        let fault = Fault::UnknownMember { member: member.clone() };
        Err(ServiceError::Malformed(vec![Problem { pointer: pointer.to_owned(), fault }]))
    }

    /// A request as the member keeps it, with everybody it is kept with.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also where another member has it.
    pub async fn request(&self, actor: &Actor, id: RecordId) -> Result<Vec<RequestShown>, ServiceError> {
        let requests: Requests = self.store.requests(&actor.member, id).await?;
        self.check_may_list(actor)?;
        if requests.is_empty() {
            return Err(not_found(id));
        }
        let listed = requests.into_iter().map(|(other, request)| (id, other, request)).collect();
        self.with_signals(actor, listed).await
    }

    /// The place that a client was given as the next of a list of requests; none if it was not.
    #[must_use]
    pub fn request_place(&self, member: &MemberId, which: WhichRequests, text: &str) -> Option<u64> {
        Some(Cursors::new(&self.keys)?.open(member, &question(which), text)?.minor)
    }

    /// A member's requests, newest first, and where to go on.
    ///
    /// # Errors
    /// The general ones.
    pub async fn requests(
        &self,
        actor: &Actor,
        which: WhichRequests,
        after: Option<u64>,
        limit: u32,
    ) -> Result<(Vec<RequestShown>, Option<String>), ServiceError> {
        let (listed, next) = self.store.list_requests(&actor.member, which, after, limit.clamp(1, MAX_PAGE)).await?;
        if listed.is_empty() {
            self.check_may_list(actor)?;
            return Ok((Vec::new(), None));
        }
        let cursor = |minor| self.seal(&actor.member, &question(which), Cursor { major: 0, minor });
        let next = next.map(cursor).transpose()?;
        let listed = listed.into_iter().map(|listed| (listed.id, listed.other, listed.request)).collect();
        Ok((self.with_signals(actor, listed).await?, next))
    }

    /// Each list is a read of the requests' class, judged and journalled as any other.
    async fn with_signals(
        &self,
        actor: &Actor,
        listed: Vec<(RecordId, MemberId, Request)>,
    ) -> Result<Vec<RequestShown>, ServiceError> {
        let mut ids: Vec<_> = listed.iter().map(|(id, ..)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        let shown = match self.read(actor, ids, ReadForm::List).await {
            // What was listed a moment ago may have ended since.
            Err(ServiceError::NotFound { .. } | ServiceError::Closed { .. }) => Vec::new(),
            other => other?,
        };
        let signals: BTreeMap<RecordId, Signal> = shown.into_iter().map(|(id, signal, _)| (id, signal)).collect();
        let today = self.today();
        let with_signal = |(id, other, request): (RecordId, MemberId, Request)| {
            let is_overdue = request.is_overdue(today);
            Some(RequestShown { id, other, request, signal: signals.get(&id)?.clone(), is_overdue })
        };
        Ok(listed.into_iter().filter_map(with_signal).collect())
    }
}

/// What a cursor is good for: the same list on another day too.
fn question(WhichRequests { side, open, overdue }: WhichRequests) -> String {
    format!("requests {side:?} {open:?} {}", overdue.is_some())
}

/// What to say where the member does not have the side of a request that is needed.
fn missing(requests: &Requests, id: RecordId) -> ServiceError {
    if requests.is_empty() { not_found(id) } else { ServiceError::OthersStep }
}

fn not_found(id: RecordId) -> ServiceError {
    ServiceError::NotFound { what: "request", id: id.to_string() }
}
