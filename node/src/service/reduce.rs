//! Reduced versions of a draft: proposed, and kept as drafts of their own.

use sluis_protocol::core::{DraftId, Judge, Proposed};
use sluis_protocol::crypto::{Crypto, Digest};
use sluis_protocol::gates::reduce::Reduction;
use sluis_protocol::gates::table::{OutcomeTable, Reasons};
use sluis_protocol::journal::Actor;
use sluis_schemas::MemberId;

use super::{Draft, Service, ServiceError};
use crate::crypto::RingCrypto;

/// A version of a draft that may go.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Names it: a hash over the submission.
    pub name: Digest,
    /// The version.
    pub reduction: Reduction,
}

/// A draft's table, and the largest versions of it that may go to a member.
#[derive(Debug, Clone)]
pub struct Reductions {
    /// Of the draft whole.
    pub table: OutcomeTable,
    /// Those that leave out least.
    pub proposals: Vec<Proposal>,
}

impl Service {
    /// The largest versions of an own draft that may go to a member. Nothing is kept of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::NotAllowed`] without a role for drafts.
    pub async fn reductions(
        &self,
        actor: &Actor,
        draft: &DraftId,
        wanted: &MemberId,
    ) -> Result<Reductions, ServiceError> {
        let (body, submission) = self.own_draft(actor, draft).await?;
        let directory = self.directory();
        if directory.member(wanted).is_none() {
            return Err(ServiceError::NotFound { what: "member", id: wanted.to_string() });
        }
        let request = self.answered(&actor.member, &submission).await?;
        let about = (request.as_ref(), body.corrects);
        let (table, _) = self.judge(&actor.member, &submission, about, Reasons::Kept)?;
        let origin = &actor.member;
        let proposed = Proposed { origin, submission: &submission, request: request.as_ref(), corrects: body.corrects };
        let now = self.core.now();
        let found = self.judges.with(|judge: &mut Judge| judge.reduce(&directory, now, proposed, wanted));
        let found = found.map_err(|error| {
            tracing::error!(%error, member = %origin, "a draft could not be reduced");
            ServiceError::Internal
        })?;
        let proposals = found.into_iter().map(|reduction| Ok(Proposal { name: name(&reduction)?, reduction }));
        Ok(Reductions { table, proposals: proposals.collect::<Result<_, ServiceError>>()? })
    }

    /// Makes a proposal a draft of its own; the draft that it was made of stays as it is.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where no proposal has that name now, and as [`Service::draft`].
    pub async fn take_reduction(
        &self,
        actor: &Actor,
        draft: &DraftId,
        (wanted, take): (&MemberId, Digest),
        key: Option<&str>,
    ) -> Result<Draft, ServiceError> {
        let corrects = self.look(actor, draft).await?.corrects;
        let found = self.reductions(actor, draft, wanted).await?.proposals;
        let chosen = found.into_iter().find(|proposal| proposal.name == take);
        let chosen = chosen.ok_or_else(|| ServiceError::NotFound { what: "proposal", id: take.to_string() })?;
        self.keep(actor, chosen.reduction.submission, corrects, key).await
    }
}

fn name(reduction: &Reduction) -> Result<Digest, ServiceError> {
    let canonical = serde_json_canonicalizer::to_vec(&reduction.submission).map_err(|_| ServiceError::Internal)?;
    Ok(RingCrypto.sha256(&[b"sluis/reduction/1", &canonical]))
}
