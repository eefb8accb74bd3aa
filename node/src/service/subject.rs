//! What a member holds about a data subject, for who answers them: each record that is shown is journalled as read.

use std::collections::BTreeMap;

use sluis_protocol::core::{DraftId, HeldState, Term, lacks};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_protocol::records::Signal;
use sluis_schemas::identifiers::Identifier;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{Date, MemberId, Timestamp};

use super::{MAX_PAGE, Service, ServiceError};
use crate::store::{Delivery, Kept};

/// Most records, and most drafts, that one report looks at. Beyond, it says that there are more.
const MAX_REPORTED: u32 = 1_000;

/// What is held about an identifier.
#[derive(Debug, Clone)]
pub struct AboutSubject {
    /// On which day that was so.
    pub today: Date,
    /// Whether the reader decides on policy, and so sees what is not told yet.
    pub is_policy_officer: bool,
    /// Records, newest first.
    pub records: Vec<RecordAbout>,
    /// How many older ones this leaves out.
    pub more: u64,
    /// Drafts that name it, with the moments they were written; none for who may not see drafts.
    pub drafts: Option<Vec<(DraftId, Timestamp)>>,
    /// Whether there are older drafts, which were not looked through.
    pub more_drafts: bool,
}

/// One record about it.
#[derive(Debug, Clone)]
pub struct RecordAbout {
    /// How it is kept.
    pub kept: Kept,
    /// What it says; none where the reader may not read it.
    pub signal: Option<Signal>,
    /// Of an own one: what became of it at each member that it was to go to.
    pub sent: BTreeMap<MemberId, Delivery>,
    /// How often users of the member exported it.
    pub exports: u64,
}

impl Service {
    /// What the member holds about an identifier, for a reader's purpose and case. That nothing is held is journalled too.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] where the user might read nothing about anybody.
    pub async fn about_subject(&self, actor: &Actor, asked: &Identifier) -> Result<AboutSubject, ServiceError> {
        let term = Term::Identifier(asked.scheme(), asked.value().to_owned());
        let (kept, all) = self.store.kept_about(&actor.member, &term, MAX_REPORTED).await?;
        let mut read = self.read_about(actor, &kept).await?;
        let more = all.saturating_sub(kept.len() as u64);
        let mut records = Vec::with_capacity(kept.len());
        for kept in kept {
            let signal = read.remove(&kept.record);
            let sent = match kept.state {
                HeldState::Own => self.store.delivery(&actor.member, kept.record).await?.unwrap_or_default(),
                HeldState::Accepted | HeldState::Deferred | HeldState::Notice => BTreeMap::new(),
            };
            let exports = self.store.count_exports(&actor.member, kept.record).await?;
            records.push(RecordAbout { kept, signal, sent, exports });
        }
        let may_see_drafts = lacks(actor, UserRole::Submitter).is_none() || lacks(actor, UserRole::Releaser).is_none();
        let (drafts, more_drafts) = if may_see_drafts {
            let (drafts, more) = self.store.drafts_about(&actor.member, &term, MAX_REPORTED).await?;
            (Some(drafts), more)
        } else {
            (None, false)
        };
        let today = self.today();
        let is_policy_officer = lacks(actor, UserRole::PolicyOfficer).is_none();
        Ok(AboutSubject { today, is_policy_officer, records, more, drafts, more_drafts })
    }

    /// Reads what may be read of these; the journal has an entry for each page, and one where there is nothing.
    async fn read_about(&self, actor: &Actor, kept: &[Kept]) -> Result<BTreeMap<RecordId, Signal>, ServiceError> {
        let ids: Vec<RecordId> = kept.iter().filter(|kept| kept.closed.is_none()).map(|kept| kept.record).collect();
        if ids.is_empty() {
            self.read(actor, ids, ReadForm::Subject).await?;
            return Ok(BTreeMap::new());
        }
        let mut found = BTreeMap::new();
        for page in ids.chunks(MAX_PAGE as usize) {
            let read = self.read(actor, page.to_vec(), ReadForm::Subject).await?;
            found.extend(read.into_iter().map(|(id, signal, _)| (id, signal)));
        }
        Ok(found)
    }
}
