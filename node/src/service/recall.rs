//! Correcting and recalling own signals; legal hold; what waits for the operator.

use std::collections::BTreeMap;

use sluis_protocol::core::{Closed, Input, Reply};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Actor, Released as Lifted};
use sluis_protocol::records::{Corrects, Recall};
use sluis_schemas::vocabulary::{RecallGround, SignalType};
use sluis_schemas::{MemberId, Timestamp};

use super::{ATTEMPTS, Draft, Service, ServiceError, salt, signed, unexpected};
use crate::clock;
use crate::store::{Board, Delivery, Exports, Figures, Outstanding, Version, WaitingErasure};

/// What became of a record at each member.
type Deliveries = BTreeMap<MemberId, Delivery>;

/// A recall as its origin follows it.
#[derive(Debug, Clone)]
pub struct Recalled {
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// The recall, and who was told of it.
    pub board: Board,
    /// When each holder must have destroyed it, or said that it is restricted.
    pub deadline: Timestamp,
}

impl Service {
    /// Judges the next version of an own signal and keeps it as a draft; `signal` is the id of any of its versions.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the signal is not this member's own, [`ServiceError::Closed`] where it ended,
    /// [`ServiceError::CorrectsRequest`], and as [`Service::draft`].
    pub async fn correct(
        &self,
        actor: &Actor,
        signal: RecordId,
        body: &[u8],
        key: Option<&str>,
    ) -> Result<Draft, ServiceError> {
        let submission = self.parse(body)?;
        let versions = self.versions(&actor.member, signal).await?;
        let first = versions.first().ok_or_else(|| not_found(signal))?.id;
        if let Some(why) = self.store.closed_signal(&actor.member, first).await? {
            return Err(self.closed(actor, Some(signal), why).await?);
        }
        let asked = !self.store.requests(&actor.member, first).await?.is_empty();
        if asked || submission.content.r#type == SignalType::Request {
            return Err(ServiceError::CorrectsRequest);
        }
        self.keep(actor, submission, Some(first), key).await
    }

    /// What to say of a record that may not be read any more: to who might have read it.
    pub(super) async fn closed(
        &self,
        actor: &Actor,
        record: Option<RecordId>,
        why: Closed,
    ) -> Result<ServiceError, ServiceError> {
        self.check_may_list(actor)?;
        let exports = match record {
            Some(record) => self.store.exports(&actor.member, record).await?,
            None => Exports::default(),
        };
        Ok(ServiceError::Closed { id: record.map(|id| id.to_string()).unwrap_or_default(), why, exports })
    }

    /// Where the next version of an own signal goes: after the newest.
    pub(super) async fn next_version(&self, member: &MemberId, first: RecordId) -> Result<Corrects, ServiceError> {
        let versions = self.versions(member, first).await?;
        let newest = versions.last().ok_or_else(|| not_found(first))?;
        let version = newest.version.checked_add(1).ok_or(ServiceError::Internal)?;
        Ok(Corrects { first, previous: newest.id, version })
    }

    /// The versions of an own signal in their order, given any of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the signal is not this member's own.
    pub async fn versions(&self, member: &MemberId, signal: RecordId) -> Result<Vec<Version>, ServiceError> {
        let versions = self.store.versions(member, signal).await?;
        if versions.is_empty() { Err(not_found(signal)) } else { Ok(versions) }
    }

    /// The versions of a signal of a member or of one that it succeeds, and whose it is; none where it is neither's.
    async fn answered_for(
        &self,
        member: &MemberId,
        signal: RecordId,
    ) -> Result<(MemberId, Vec<Version>), ServiceError> {
        let directory = self.directory();
        for owner in std::iter::once(member).chain(directory.predecessors(member)) {
            let versions = self.store.versions(owner, signal).await?;
            if !versions.is_empty() {
                return Ok((owner.clone(), versions));
            }
        }
        Ok((member.clone(), Vec::new()))
    }

    /// Ends an own signal in all its versions; `signal` is the id of any of them. Saying it again gives the same recall; and whether it
    /// is new.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the signal is not this member's own, [`ServiceError::NotAllowed`] without the
    /// role.
    pub async fn recall(
        &self,
        actor: &Actor,
        signal: RecordId,
        ground: RecallGround,
    ) -> Result<(RecordId, bool), ServiceError> {
        let versions = self.answered_for(&actor.member, signal).await?.1;
        // Who lacks the role is told that by the core, and not whether there is such a signal.
        let first = versions.first().map_or(signal, |version| version.id);
        for _ in 0..ATTEMPTS {
            let (directory, at) = (self.directory(), clock::now());
            let (salt, register, origin) = (salt()?, directory.digest(), actor.member.clone());
            let said = Recall { salt, at, register, origin, signal: first, ground };
            let recall = Box::new(signed(&directory, &self.keys, &said, at)?);
            let (actor, new) = (actor.clone(), recall.id());
            match self.core.ask(move |ticket| Input::Recall { ticket, actor, recall }).await? {
                Reply::Recalled { recall } => return Ok((recall, recall == new)),
                Reply::Stale => {}
                Reply::NotFound => return Err(not_found(signal)),
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// How far a recall has come.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the member recalled no such signal, [`ServiceError::NotAllowed`] without a role
    /// that lists.
    pub async fn board(&self, actor: &Actor, signal: RecordId) -> Result<Recalled, ServiceError> {
        self.check_may_list(actor)?;
        let (owner, versions) = self.answered_for(&actor.member, signal).await?;
        let first = versions.first().ok_or_else(|| not_found(signal))?.id;
        let not_recalled = || ServiceError::NotFound { what: "recall", id: signal.to_string() };
        let board = self.store.board(&owner, first).await?.ok_or_else(not_recalled)?;
        Ok(Recalled { signal: first, deadline: self.terms.deadline(board.at), board })
    }

    /// Every version of an own signal with what became of it at each member, and how far its recall has come.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the signal is not this member's own, [`ServiceError::NotAllowed`] without a role
    /// that lists.
    pub async fn account(
        &self,
        actor: &Actor,
        signal: RecordId,
    ) -> Result<(Vec<(Version, Deliveries)>, Option<Recalled>), ServiceError> {
        self.check_may_list(actor)?;
        let mut account = Vec::new();
        let (owner, versions) = self.answered_for(&actor.member, signal).await?;
        if versions.is_empty() {
            return Err(not_found(signal));
        }
        for version in versions {
            let deliveries = self.store.delivery(&owner, version.id).await?.unwrap_or_default();
            account.push((version, deliveries));
        }
        let recalled = match self.board(actor, signal).await {
            Err(ServiceError::NotFound { .. }) => None,
            other => Some(other?),
        };
        Ok((account, recalled))
    }

    /// Puts a record under legal hold, or lifts the hold. Saying it again changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the member does not keep it, [`ServiceError::NotAllowed`] without the role.
    pub async fn hold(&self, actor: &Actor, record: RecordId, on: bool, reason: String) -> Result<(), ServiceError> {
        let actor = actor.clone();
        match self.core.ask(move |ticket| Input::Hold { ticket, actor, record, on, reason }).await? {
            Reply::Done { .. } => Ok(()),
            Reply::NotFound => Err(not_found(record)),
            other => Err(unexpected(other)),
        }
    }

    /// Says of an own signal, named by any of its versions, that it stands: whoever has it is told so by a signature with
    /// a key that counts.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where it is not this member's own, [`ServiceError::NotAllowed`] without the role.
    pub async fn reaffirm(&self, actor: &Actor, signal: RecordId) -> Result<(), ServiceError> {
        let versions = self.store.versions(&actor.member, signal).await?;
        // Who lacks the role is told that by the core, and not whether there is such a signal.
        let first = versions.first().map_or(signal, |version| version.id);
        let actor = actor.clone();
        match self.core.ask(move |ticket| Input::Reaffirm { ticket, actor, signal: first }).await? {
            Reply::Done { .. } => Ok(()),
            Reply::NotFound => Err(not_found(signal)),
            other => Err(unexpected(other)),
        }
    }

    /// What waits for the operator to be destroyed; and who was told of a recall longer ago than the deadline, and has
    /// not said what became of the signal.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn erasures(&self) -> Result<(Vec<WaitingErasure>, Vec<Outstanding>), ServiceError> {
        let recalled_before = self.terms.overdue_since(clock::now());
        let due = self.core.clock_is_doubtful().then(clock::now);
        Ok((self.store.waiting_erasures(due).await?, self.store.overdue_erasures(recalled_before).await?))
    }

    /// Figures for monitoring.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn figures(&self) -> Result<Figures, ServiceError> {
        Ok(self.store.figures(self.terms.overdue_since(clock::now())).await?)
    }

    /// Lets be destroyed what waits for the operator. The journal keeps who did so and why.
    ///
    /// # Errors
    /// The general ones.
    pub async fn let_destroy(&self, operator: String, reason: String) -> Result<(), ServiceError> {
        let released = Lifted { operator, reason };
        match self.core.ask(move |ticket| Input::Destroy { ticket, released }).await? {
            Reply::Done { .. } => Ok(()),
            other => Err(unexpected(other)),
        }
    }
}

pub(super) fn not_found(signal: RecordId) -> ServiceError {
    ServiceError::NotFound { what: "signal", id: signal.to_string() }
}
