//! Changing a draft: only as who changes it saw it.

use json_patch::{Patch, PatchOperation};
use sluis_protocol::core::{Decided, DraftBody, DraftId, Input, Reply};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::Actor;
use sluis_schemas::vocabulary::{SignalType, UserRole};

use super::{ATTEMPTS, Draft, Service, ServiceError, fingerprint, no_draft, refuses, unexpected, wrong_channel};
use crate::crypto::RingCrypto;

/// Deepest place of a submission that an operation of a patch names, in steps: none of its fields lies deeper.
const MAX_DEPTH: usize = 8;

/// Which version of a draft somebody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Whichever there is.
    Any,
    /// One with one of these tags.
    Tags(Vec<String>),
}

impl Seen {
    pub(super) fn covers(&self, tag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|seen| seen == tag),
        }
    }
}

/// Whether an operation adds no more than it says. What copies multiplies, and what moves, or goes deep, nests without
/// end: a document that is a few bytes to write would be too much to hold or to walk through.
fn is_bounded(operation: &PatchOperation) -> bool {
    let path = match operation {
        PatchOperation::Add(add) => &add.path,
        PatchOperation::Remove(remove) => &remove.path,
        PatchOperation::Replace(replace) => &replace.path,
        PatchOperation::Test(test) => &test.path,
        PatchOperation::Move(_) | PatchOperation::Copy(_) => return false,
    };
    path.count() <= MAX_DEPTH
}

impl Service {
    /// Puts another submission in the place of a draft's, judged anew.
    ///
    /// # Errors
    /// [`ServiceError::Changed`] where the draft is another than was seen, [`ServiceError::AlreadyReleased`], and as
    /// [`Service::draft`].
    pub async fn replace(&self, actor: &Actor, id: &DraftId, seen: &Seen, body: &[u8]) -> Result<Draft, ServiceError> {
        let submission = self.parse(body)?;
        let fingerprint = fingerprint(&self.keys, &actor.member, &submission)?;
        for _ in 0..ATTEMPTS {
            let (version, corrects) = self.seen_version(actor, id, seen).await?;
            if corrects.is_some() && submission.content.r#type == SignalType::Request {
                return Err(ServiceError::CorrectsRequest);
            }
            let request = self.answered(&actor.member, &submission).await?;
            let about = (request.as_ref(), corrects);
            let (table, preview) = self.judge(&actor.member, &submission, about, Reasons::Told)?;
            let body = DraftBody {
                content: submission.content.clone(),
                distribution: submission.distribution.clone(),
                table: preview.clone(),
                corrects,
            };
            let tag = self.tag(&body)?;
            let body = Decided { epoch: preview.epoch, value: body, request };
            let (actor, draft) = (actor.clone(), id.clone());
            let input = move |ticket| Input::Replace { ticket, actor, id: draft, version, fingerprint, body };
            match self.core.ask(input).await? {
                Reply::Draft { id, .. } => return Ok(Draft { id, preview, table, tag, corrects }),
                Reply::Stale | Reply::Changed => {}
                Reply::Refused { rule } if refuses(&preview, &rule) => {
                    return Err(ServiceError::Refused(Box::new(table)));
                }
                Reply::WrongChannel { refusal, is_waiting, .. } => {
                    return Err(wrong_channel(table, refusal, is_waiting));
                }
                Reply::Released { record, .. } => return Err(ServiceError::AlreadyReleased { record }),
                Reply::NotFound => return Err(no_draft(id)),
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// Carries out a JSON Patch (RFC 6902) on a draft's submission, as [`Self::replace`].
    ///
    /// # Errors
    /// [`ServiceError::NotApplicable`] where an operation cannot be carried out, is a `move` or a `copy`, or names a place
    /// deeper than any field; and as [`Self::replace`].
    pub async fn change(&self, actor: &Actor, id: &DraftId, seen: &Seen, patch: &Patch) -> Result<Draft, ServiceError> {
        for _ in 0..ATTEMPTS {
            let (body, submission) = self.own_draft(actor, id).await?;
            let tag = self.tag(&body)?;
            if !seen.covers(&tag) {
                return Err(ServiceError::Changed);
            }
            let mut changed = serde_json::to_value(&submission).map_err(|_| ServiceError::Internal)?;
            let not_applicable = |operation| ServiceError::NotApplicable { operation };
            patch
                .iter()
                .position(|operation| !is_bounded(operation))
                .map_or(Ok(()), |place| Err(not_applicable(place)))?;
            json_patch::patch(&mut changed, patch).map_err(|error| not_applicable(error.operation))?;
            let changed = serde_json::to_vec(&changed).map_err(|_| ServiceError::Internal)?;
            match self.replace(actor, id, &Seen::Tags(vec![tag]), &changed).await {
                // Somebody else was faster, and who changes it takes whatever is there.
                Err(ServiceError::Changed) if *seen == Seen::Any => {}
                done => return done,
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// Forgets a draft.
    ///
    /// # Errors
    /// As [`Self::replace`].
    pub async fn discard(&self, actor: &Actor, id: &DraftId, seen: &Seen) -> Result<(), ServiceError> {
        for _ in 0..ATTEMPTS {
            let (version, _) = self.seen_version(actor, id, seen).await?;
            let (actor, draft) = (actor.clone(), id.clone());
            match self.core.ask(move |ticket| Input::Discard { ticket, actor, id: draft, version }).await? {
                Reply::Done { .. } => return Ok(()),
                Reply::Changed => {}
                Reply::Released { record, .. } => return Err(ServiceError::AlreadyReleased { record }),
                Reply::NotFound => return Err(no_draft(id)),
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// The version that there is, if it is one that was seen, and what it corrects. Who lacks the role is told that by the core instead.
    async fn seen_version(
        &self,
        actor: &Actor,
        id: &DraftId,
        seen: &Seen,
    ) -> Result<(Digest, Option<RecordId>), ServiceError> {
        let body = self.store.draft(&actor.member, id).await?.ok_or_else(|| no_draft(id))?;
        if !seen.covers(&self.tag(&body)?) && actor.roles.contains(&UserRole::Submitter) {
            return Err(ServiceError::Changed);
        }
        Ok((body.version(&RingCrypto).map_err(|_| ServiceError::Internal)?, body.corrects))
    }

    /// What a version of a draft is called outside: a keyed hash, since who guesses content must not be able to check it.
    pub(super) fn tag(&self, body: &DraftBody) -> Result<String, ServiceError> {
        let version = body.version(&RingCrypto).map_err(|_| ServiceError::Internal)?;
        let tag = self.keys.keyed_hash("draft-version", &[version.as_bytes()]).to_string();
        Ok(tag.chars().take(32).collect())
    }
}
