//! What the gates say today of a signal that a member holds: its own, to anybody; another's, as far as a holder can know
//! what an order of its origin to pass it on would come to.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{HeldState, Judge, JudgeError};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::Decision;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_schemas::MemberId;
use sluis_schemas::content::Submission;

use super::recall::not_found;
use super::{Service, ServiceError};
use crate::store::Delivery;

/// What the gates say of a signal, for each member.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// The record that was judged: of an own signal, its newest version.
    pub record: RecordId,
    /// By whom, and so from what.
    pub by: By,
    /// For each member.
    pub members: BTreeMap<MemberId, Arc<Decision>>,
}

/// Who judged.
#[derive(Debug, Clone)]
pub enum By {
    /// Its origin, from all facts; with what became of it at each member.
    Origin(BTreeMap<MemberId, Delivery>),
    /// One that holds it: at best, as if it were meant for each, excluded for none, and each had asked where it is a reply.
    Holder {
        /// Whether it is a reply.
        is_reply: bool,
    },
}

impl Service {
    /// What the gates say today of a signal, for each member.
    ///
    /// An own one, named by any of its versions, is listed by that, and the look is journalled so. Of another's only what
    /// was signed and what the register says is looked at; that is a read of it, judged and journalled as one.
    ///
    /// # Errors
    /// As [`Service::show`]; of an own signal [`ServiceError::NotAllowed`] without a role that lists.
    pub async fn what_if(&self, actor: &Actor, signal: RecordId) -> Result<WhatIf, ServiceError> {
        match self.store.versions(&actor.member, signal).await?.last() {
            Some(newest) => self.own_now(actor, newest.id).await,
            None => self.relayed_at_best(actor, signal).await,
        }
    }

    async fn own_now(&self, actor: &Actor, record: RecordId) -> Result<WhatIf, ServiceError> {
        let member = &actor.member;
        let read = self.read(actor, vec![record], ReadForm::List).await?;
        let (_, signal, _) = read.into_iter().next().ok_or_else(|| not_found(record))?;
        let private = self.store.kept_beside(member, &[record]).await?.remove(&record);
        let distribution = private.ok_or_else(|| not_found(record))?.meant_for();
        let submission = Submission { content: signal.content, distribution };
        let request = self.answered_then(member, &submission).await?;
        let about = (request.as_ref(), signal.corrects.map(|corrects| corrects.first));
        let (table, _) = self.judge(member, &submission, about, Reasons::Told)?;
        let has = self.store.delivery(member, record).await?.unwrap_or_default();
        Ok(WhatIf { record, by: By::Origin(has), members: table.members })
    }

    async fn relayed_at_best(&self, actor: &Actor, record: RecordId) -> Result<WhatIf, ServiceError> {
        let shown = self.show(actor, record).await?;
        if shown.state != HeldState::Accepted {
            return Err(not_found(record));
        }
        let (directory, now) = (self.directory(), self.core.now());
        let judge = |judge: &mut Judge| -> Result<_, JudgeError> {
            judge.at_best(&directory, &shown.signal, &actor.member, now)
        };
        let members = self.judges.with(judge).map_err(|error| {
            tracing::error!(%error, "a signal that is held could not be judged");
            ServiceError::Internal
        })?;
        let is_reply = shown.signal.content.handling.in_reply_to.is_some();
        Ok(WhatIf { record, by: By::Holder { is_reply }, members })
    }
}
