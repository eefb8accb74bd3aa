//! Who follows signals up: steps, terms and lists.

use std::collections::BTreeMap;

use sluis_protocol::core::{FollowUp, Input, NotNow, Offer, Reply, Stage};
use sluis_protocol::crypto::Crypto;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_protocol::records::{Ownership, OwnershipRefusal, OwnershipStep, Signal};
use sluis_schemas::calls::{FollowUpStep, Refusal};
use sluis_schemas::problem::{Fault, Problem};
use sluis_schemas::working_days::{ACCEPT_WITHIN, Calendar};
use sluis_schemas::{Date, MemberId};

use super::{ATTEMPTS, MAX_PAGE, Seen, Service, ServiceError, salt, signed, unexpected};
use crate::clock;
use crate::crypto::RingCrypto;
use crate::cursor::Cursors;
use crate::store::{Cursor, ListedFollowUp, WhichFollowUps};

/// A list that users name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUpList {
    /// Nobody follows them up.
    Unowned,
    /// A term is over.
    Overdue,
    /// The member is asked, or the owner.
    Mine,
    /// Something was said of them.
    All,
}

/// How a signal is followed up, as its holder sees it.
#[derive(Debug, Clone)]
pub struct FollowUpShown {
    /// The signal, by its first version.
    pub signal: RecordId,
    /// The version held.
    pub record: RecordId,
    /// Its origin.
    pub origin: MemberId,
    /// How it stands; none where nothing was said.
    pub kept: Option<FollowUp>,
    /// The signal itself; lists show its class only.
    pub content: Signal,
    /// Whether its term is over today.
    pub is_overdue: bool,
    /// Names how it stands: who takes a step must have seen it.
    pub tag: String,
}

impl Service {
    /// How a signal, named by any of its versions, is followed up as the member knows it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Closed`] where it is no longer to be read.
    pub async fn follow_up(&self, actor: &Actor, id: RecordId) -> Result<FollowUpShown, ServiceError> {
        let found = self.followed(actor, id).await?;
        let mut shown = self.with_content(actor, vec![found]).await?;
        shown.pop().ok_or_else(|| ServiceError::NotFound { what: "signal", id: id.to_string() })
    }

    /// Says who is to follow a signal up, or how that goes: as its origin, as who was asked, or to the origin, whom a holder
    /// names.
    ///
    /// # Errors
    /// [`ServiceError::Changed`] where it does not stand any more as it was seen; [`ServiceError::NotNow`] where the step
    /// cannot be taken; [`ServiceError::NoCalendar`] where the term cannot be computed.
    pub async fn follow_up_step(
        &self,
        actor: &Actor,
        id: RecordId,
        seen: &Seen,
        step: &FollowUpStep,
    ) -> Result<FollowUpShown, ServiceError> {
        for named in named(step) {
            self.must_be_member(named)?;
        }
        let found = self.followed(actor, id).await?;
        if !seen.covers(&tag(found.kept.as_ref())) {
            return Err(ServiceError::Changed);
        }
        self.say(actor, &found, step).await?;
        self.follow_up(actor, id).await
    }

    pub(super) async fn followed(&self, actor: &Actor, id: RecordId) -> Result<ListedFollowUp, ServiceError> {
        if let Some(found) = self.store.followed(&actor.member, id).await? {
            return Ok(found);
        }
        // It is not there, or not any more: the core says which.
        self.read(actor, vec![id], ReadForm::List).await?;
        Err(ServiceError::NotFound { what: "signal", id: id.to_string() })
    }

    async fn say(&self, actor: &Actor, found: &ListedFollowUp, step: &FollowUpStep) -> Result<(), ServiceError> {
        for _ in 0..ATTEMPTS {
            let (directory, at) = (self.directory(), clock::now());
            let (addressee, step) = self.step_of(actor, found, step, Date::of(at))?;
            let (salt, register, origin) = (salt()?, directory.digest(), actor.member.clone());
            let said = Ownership { salt, at, register, origin, addressee, signal: found.signal, step };
            let said = Box::new(signed(&directory, &self.keys, &said, at)?);
            let actor = actor.clone();
            match self.core.ask(move |ticket| Input::Ownership { ticket, actor, said }).await? {
                Reply::Done { .. } => return Ok(()),
                Reply::Stale => {}
                Reply::NotNow { why } => return Err(ServiceError::NotNow { why }),
                Reply::NotFound => {
                    return Err(ServiceError::NotFound { what: "signal", id: found.record.to_string() });
                }
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// A step as it is signed, and whom it is for.
    fn step_of(
        &self,
        actor: &Actor,
        found: &ListedFollowUp,
        step: &FollowUpStep,
        today: Date,
    ) -> Result<(MemberId, OwnershipStep), ServiceError> {
        let stage = found.kept.as_ref().map(|kept| &kept.stage);
        let stands = stage.and_then(Stage::offer);
        let is_origin = found.origin == actor.member;
        let offer = |why| stands.map(|offer: &Offer| offer.id).ok_or(ServiceError::NotNow { why });
        let origin = found.origin.clone();
        Ok(match step {
            FollowUpStep::Offered { to, close_within } if is_origin => {
                (to.clone(), self.offered(to, *close_within, today)?)
            }
            FollowUpStep::Offered { to, .. } => (origin, OwnershipStep::Proposed { owner: to.clone() }),
            FollowUpStep::Withdrawn if !is_origin => return Err(ServiceError::NotNow { why: NotNow::NotOrigin }),
            FollowUpStep::Withdrawn => {
                let to = stands.map(|offer| offer.to.clone()).unwrap_or(origin);
                (to, OwnershipStep::Withdrawn { offer: offer(NotNow::NotOffered)? })
            }
            FollowUpStep::Accepted => (origin, OwnershipStep::Accepted { offer: offer(NotNow::NotOffered)? }),
            FollowUpStep::Refused { why } => {
                let why = match why {
                    Refusal::NotCompetent { better } => OwnershipRefusal::NotCompetent { better: better.clone() },
                    Refusal::Insufficient => OwnershipRefusal::Insufficient,
                    Refusal::Duplicate => OwnershipRefusal::Duplicate,
                };
                (origin, OwnershipStep::Refused { offer: offer(NotNow::NotOffered)?, why })
            }
            FollowUpStep::HandedOver { to } => {
                (origin, OwnershipStep::HandedOver { offer: offer(NotNow::NotOwner)?, to: to.clone() })
            }
            FollowUpStep::Closed { outcome, check } => {
                let (outcome, check) = (*outcome, *check);
                (origin, OwnershipStep::Closed { offer: offer(NotNow::NotOwner)?, outcome, check })
            }
        })
    }

    /// An offer with both its terms, in the calendar of whom it is made to.
    fn offered(&self, to: &MemberId, close_within: u32, today: Date) -> Result<OwnershipStep, ServiceError> {
        let directory = self.directory();
        let country = directory.member(to).map(|member| member.country.clone());
        let no_calendar = || ServiceError::NoCalendar { member: to.clone() };
        let calendar = country.as_ref().and_then(Calendar::of).ok_or_else(no_calendar)?;
        let after = |days| calendar.after(today, days).map_err(|_| no_calendar());
        Ok(OwnershipStep::Offered { accept_by: after(ACCEPT_WITHIN)?, close_by: after(close_within)? })
    }

    pub(super) fn must_be_member(&self, (pointer, member): (&str, &MemberId)) -> Result<(), ServiceError> {
        if self.directory().member(member).is_some() {
            return Ok(());
        }
        let fault = Fault::UnknownMember { member: member.clone() };
        Err(ServiceError::Malformed(vec![Problem { pointer: pointer.to_owned(), fault }]))
    }

    /// The place that a client was given as the next of a list; none if it was not.
    #[must_use]
    pub fn follow_up_place(&self, member: &MemberId, list: FollowUpList, text: &str) -> Option<Cursor> {
        Cursors::new(&self.keys)?.open(member, &question(list), text)
    }

    /// A member's signals in a list, newest first, and where to go on.
    ///
    /// # Errors
    /// The general ones.
    pub async fn follow_ups(
        &self,
        actor: &Actor,
        list: FollowUpList,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<FollowUpShown>, Option<String>), ServiceError> {
        let which = match list {
            FollowUpList::Unowned => WhichFollowUps::Unowned,
            FollowUpList::Overdue => WhichFollowUps::Overdue(self.today()),
            FollowUpList::Mine => WhichFollowUps::Mine,
            FollowUpList::All => WhichFollowUps::All,
        };
        let listed = self.store.list_follow_ups(&actor.member, which, after, limit.clamp(1, MAX_PAGE)).await?;
        let (listed, next) = listed;
        if listed.is_empty() {
            self.check_may_list(actor)?;
            return Ok((Vec::new(), None));
        }
        let next = next.map(|last| self.seal(&actor.member, &question(list), last)).transpose()?;
        Ok((self.with_content(actor, listed).await?, next))
    }

    /// Each list is a read of the signals' class, judged and journalled as any other.
    async fn with_content(
        &self,
        actor: &Actor,
        listed: Vec<ListedFollowUp>,
    ) -> Result<Vec<FollowUpShown>, ServiceError> {
        let ids = listed.iter().map(|listed| listed.record).collect();
        let shown = match self.read(actor, ids, ReadForm::List).await {
            // What was listed a moment ago may have ended since.
            Err(ServiceError::NotFound { .. } | ServiceError::Closed { .. }) => Vec::new(),
            other => other?,
        };
        let mut signals: BTreeMap<RecordId, Signal> = shown.into_iter().map(|(id, signal, _)| (id, signal)).collect();
        let today = self.today();
        let with_content = |listed: ListedFollowUp| {
            let ListedFollowUp { signal, record, origin, kept } = listed;
            let due = kept.as_ref().and_then(|kept| kept.stage.due());
            let (tag, is_overdue) = (tag(kept.as_ref()), due.is_some_and(|due| due < today));
            let content = signals.remove(&record)?;
            Some(FollowUpShown { signal, record, origin, kept, content, is_overdue, tag })
        };
        Ok(listed.into_iter().filter_map(with_content).collect())
    }
}

/// Members that a step names, each with its place in the body.
fn named(step: &FollowUpStep) -> Vec<(&'static str, &MemberId)> {
    match step {
        FollowUpStep::Offered { to, .. } | FollowUpStep::HandedOver { to } => vec![("/to", to)],
        FollowUpStep::Refused { why: Refusal::NotCompetent { better } } => vec![("/better", better)],
        _ => Vec::new(),
    }
}

/// Names how a follow-up stands.
fn tag(kept: Option<&FollowUp>) -> String {
    let text = kept.and_then(|kept| serde_json::to_vec(kept).ok()).unwrap_or_default();
    RingCrypto.sha256(&[b"sluis/follow-up/1", &text]).to_string()
}

/// What a cursor is good for.
fn question(list: FollowUpList) -> String {
    format!("follow-ups {list:?}")
}
