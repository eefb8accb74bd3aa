//! Matches: questions to members before anything is asked for, and what they answered.

use std::collections::BTreeMap;

use sluis_protocol::core::{AskedMatch, Idempotency, Input, Judge, MatchId, Reply};
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::Actor;
use sluis_protocol::records::MatchQuery;
use sluis_protocol::register::Verified;
use sluis_schemas::calls::MatchOf;
use sluis_schemas::content::Submission;
use sluis_schemas::{MemberId, Timestamp};

use super::signing::{fingerprint_of_match, idempotency};
use super::{ATTEMPTS, Service, ServiceError, refuses, salt, signed, unexpected};
use crate::clock;
use crate::store::StoredMatch;

/// What a member that was asked answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchAnswer {
    /// Nothing yet; it may still come.
    Waiting,
    /// It has something that it might disclose.
    Hit,
    /// It has nothing, may not say, or was asked too much today: which of these nobody can tell.
    NoAnswer,
    /// Its node was not reached in time.
    Unreached,
}

impl MatchAnswer {
    fn of(asked: &AskedMatch, now: Timestamp) -> Self {
        match asked.hit {
            Some(true) => Self::Hit,
            Some(false) => Self::NoAnswer,
            None if asked.is_open(now) => Self::Waiting,
            None => Self::Unreached,
        }
    }

    /// Its code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Hit => "hit",
            Self::NoAnswer => "no-answer",
            Self::Unreached => "unreached",
        }
    }
}

/// A match as its member looks at it.
#[derive(Debug, Clone)]
pub struct MatchShown {
    /// Its id.
    pub id: MatchId,
    /// One of its questions, as long as the journal of its day can be opened.
    pub query: Option<MatchQuery>,
    /// When it was asked.
    pub at: Timestamp,
    /// The answers, and for a hit the request that may follow.
    pub members: BTreeMap<MemberId, (MatchAnswer, Option<Submission>)>,
}

impl Service {
    /// Asks members whether they have something about one identifier that they might disclose. Asked again under the same
    /// key, it gives the match that there is.
    ///
    /// # Errors
    /// [`ServiceError::Malformed`], [`ServiceError::Refused`], [`ServiceError::NotPermitted`] where a member may not be asked,
    /// [`ServiceError::OverQuota`], [`ServiceError::IdempotencyConflict`], and the general ones. Then nobody is asked.
    pub async fn ask_match(&self, actor: &Actor, body: &[u8], key: Option<&str>) -> Result<MatchShown, ServiceError> {
        let known = self.directory();
        let is_other = |member: &MemberId| known.member(member).is_some() && *member != actor.member;
        let of = MatchOf::parse(body, is_other).map_err(ServiceError::Malformed)?;
        let actor = Actor { purpose: Some(of.purpose), case: Some(of.case.clone()), ..actor.clone() };
        let id = MatchId(uuid::Uuid::now_v7().to_string());
        let body = fingerprint_of_match(&self.keys, &actor.member, &of);
        let idempotency = key.map(|key| Idempotency { key: idempotency(&self.keys, &actor.member, key), body });
        for _ in 0..ATTEMPTS {
            let queries = self.questions(&actor, &of)?;
            let first = queries.first().map(|query| query.record().clone());
            let (by, named) = (actor.clone(), id.clone());
            let input = move |ticket| Input::Match { ticket, actor: by, id: named, idempotency, queries };
            match self.core.ask(input).await? {
                Reply::Asked { id } => return self.match_of(&actor.member, &id).await,
                Reply::Stale => {}
                Reply::MayNotAsk { member, outcome } => return Err(ServiceError::NotPermitted { member, outcome }),
                Reply::OverQuota { quota } => return Err(ServiceError::OverQuota { quota }),
                Reply::Refused { rule } => return Err(self.may_not_match(&actor, first.as_ref(), rule)),
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// A question for each member, signed by who asks.
    fn questions(&self, actor: &Actor, of: &MatchOf) -> Result<Vec<Verified<MatchQuery>>, ServiceError> {
        let (directory, at) = (self.directory(), clock::now());
        let query = |addressee: &MemberId| {
            let query = MatchQuery {
                salt: salt()?,
                at,
                register: directory.digest(),
                origin: actor.member.clone(),
                addressee: addressee.clone(),
                identifier: of.identifier.clone(),
                purpose: of.purpose,
                case: of.case.clone(),
            };
            signed(&directory, &self.keys, &query, at)
        };
        of.members.iter().map(query).collect()
    }

    /// What the submission gate refuses of a request it refuses of a match, for the same reasons.
    fn may_not_match(&self, actor: &Actor, query: Option<&MatchQuery>, rule: String) -> ServiceError {
        let submission = query.and_then(|query| self.request_of(query));
        let judged = submission.map(|asked| self.judge(&actor.member, &asked, (None, None), Reasons::Told));
        match judged {
            Some(Ok((table, preview))) if refuses(&preview, &rule) => ServiceError::Refused(Box::new(table)),
            Some(Err(error)) => error,
            _ => ServiceError::NotAllowed { rule },
        }
    }

    /// The request that a question stands for.
    fn request_of(&self, query: &MatchQuery) -> Option<Submission> {
        let (directory, now) = (self.directory(), self.core.now());
        let may = self.judges.with(|judge: &mut Judge| judge.may_ask(&directory, query, now));
        may.ok().map(|may| may.request)
    }

    /// A match of the user's member, with what was answered so far.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also where another member asked; [`ServiceError::NotAllowed`] without a role that reads.
    pub async fn matched(&self, actor: &Actor, id: &MatchId) -> Result<MatchShown, ServiceError> {
        self.check_may_list(actor)?;
        self.match_of(&actor.member, id).await
    }

    async fn match_of(&self, member: &MemberId, id: &MatchId) -> Result<MatchShown, ServiceError> {
        let now = self.core.now();
        let stored = self.store.matched(member, id).await?;
        let not_found = || ServiceError::NotFound { what: "match", id: id.0.clone() };
        let first = stored.first().ok_or_else(not_found)?;
        let (at, query) = (first.asked.at, first.query.clone());
        let answer = |StoredMatch { asked, query }: StoredMatch| {
            let answer = MatchAnswer::of(&asked, now);
            let query = query.filter(|_| answer == MatchAnswer::Hit);
            (asked.addressee, (answer, query.and_then(|query| self.request_of(&query))))
        };
        Ok(MatchShown { id: id.clone(), query, at, members: stored.into_iter().map(answer).collect() })
    }
}
