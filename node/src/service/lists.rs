//! What a member holds, as lists: newest first, by what it is found by, or as it arrives.

use std::collections::BTreeMap;

use sluis_protocol::core::{HeldState, JudgeError, terms};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_protocol::records::Signal;
use sluis_schemas::{MemberId, Timestamp};

use super::{ConsentBeside, Service, ServiceError};
use crate::cursor::Cursors;
use crate::store::{Conditions, Cursor, Ended, Listed};

pub use sluis_schemas::calls::MAX_PAGE;

/// A signal in a list: no content but its class.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The record.
    pub record: RecordId,
    /// Who sent it.
    pub from: MemberId,
    /// When it came, or was released.
    pub at: Timestamp,
    /// How it is held.
    pub state: HeldState,
    /// What it says; lists show its class only.
    pub signal: Signal,
    /// What was asked of its origin.
    pub consents: Vec<ConsentBeside>,
    /// Its place in the list.
    cursor: Cursor,
}

/// Something that came to a member.
#[derive(Debug, Clone)]
pub enum Came {
    /// A signal.
    Arrival(Box<Overview>),
    /// That a signal which it held may not be read any more.
    Ended(Ended),
}

/// Some of what came to a member, in its order.
#[derive(Debug, Clone)]
pub struct Arrivals {
    /// What the user may see of it, each with the place after it.
    pub items: Vec<(String, Came)>,
    /// The place after all that was looked at; none where nothing came.
    pub last: Option<Cursor>,
}

/// The question that following arrivals is.
const ARRIVALS: &str = "arrivals";

/// What a cursor is good for: the conditions of its list.
fn question(conditions: &Conditions) -> String {
    format!("{conditions:?}")
}

impl Service {
    /// The place that a client was given as the next of a list under these conditions; none if it was not.
    #[must_use]
    pub fn place(&self, member: &MemberId, conditions: &Conditions, text: &str) -> Option<Cursor> {
        self.place_of(member, &question(conditions), text)
    }

    pub(super) fn place_of(&self, member: &MemberId, question: &str, text: &str) -> Option<Cursor> {
        Cursors::new(&self.keys)?.open(member, question, text)
    }

    /// The place that a client was given with an arrival.
    #[must_use]
    pub fn arrival(&self, member: &MemberId, text: &str) -> Option<Cursor> {
        self.place_of(member, ARRIVALS, text)
    }

    /// How a client is told a place among arrivals.
    ///
    /// # Errors
    /// If the system gives no random numbers.
    pub fn arrival_text(&self, member: &MemberId, cursor: Cursor) -> Result<String, ServiceError> {
        self.seal(member, ARRIVALS, cursor)
    }

    pub(super) fn seal(&self, member: &MemberId, question: &str, cursor: Cursor) -> Result<String, ServiceError> {
        let sealed = Cursors::new(&self.keys).and_then(|cursors| cursors.seal(member, question, cursor));
        sealed.ok_or(ServiceError::Internal)
    }

    /// Those of a member's signals that meet the conditions, newest first, and where to go on if there may be more.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] where no role of the user reads, whether anything is held or not.
    pub async fn list(
        &self,
        actor: &Actor,
        conditions: &Conditions,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<Overview>, Option<String>), ServiceError> {
        let (mut shown, next) = self.page(actor, conditions, after, limit).await?;
        let next = next.map(|last| self.seal(&actor.member, &question(conditions), last)).transpose()?;
        shown.retain(|overview| {
            let found_by = terms(&overview.signal.content);
            conditions.terms.iter().all(|term| found_by.contains(term))
        });
        Ok((shown, next))
    }

    /// What the user may see of a page, and the place to go on at if there may be more.
    pub(super) async fn page(
        &self,
        actor: &Actor,
        conditions: &Conditions,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<Overview>, Option<Cursor>), ServiceError> {
        let limit = limit.clamp(1, MAX_PAGE);
        let (listed, more) = self.store.search(&actor.member, conditions, after, limit).await?;
        let next = listed.last().filter(|_| more).map(|listed| listed.cursor);
        Ok((self.overviews(actor, listed).await?, next))
    }

    /// What came after a place, and what ended, in that order.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub async fn arrivals(&self, actor: &Actor, after: Cursor) -> Result<Arrivals, ServiceError> {
        // Both up to one commit: of a later one the first look would know nothing.
        let newest = self.store.newest_arrival().await?;
        let mut ended = self.store.ended(&actor.member, after, MAX_PAGE).await?;
        let (mut listed, _) = self.store.arrived(&actor.member, after, MAX_PAGE).await?;
        let places = listed.iter().map(|listed| listed.cursor).chain(ended.iter().map(|ended| ended.cursor));
        let mut places: Vec<_> = places.filter(|place| *place <= newest).collect();
        places.sort_unstable();
        places.truncate(MAX_PAGE as usize);
        let last = places.last().copied();
        listed.retain(|listed| Some(listed.cursor) <= last);
        ended.retain(|ended| Some(ended.cursor) <= last);
        let shown = self.overviews(actor, listed).await?;
        let shown = shown.into_iter().map(|overview| (overview.cursor, Came::Arrival(Box::new(overview))));
        let mut came: Vec<_> = shown.chain(ended.into_iter().map(|ended| (ended.cursor, Came::Ended(ended)))).collect();
        came.sort_by_key(|(place, _)| *place);
        let item = |(place, came)| Ok((self.arrival_text(&actor.member, place)?, came));
        Ok(Arrivals { items: came.into_iter().map(item).collect::<Result<_, ServiceError>>()?, last })
    }

    /// Whether the user may list at all.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] if not.
    pub fn check_may_list(&self, actor: &Actor) -> Result<(), ServiceError> {
        let directory = self.directory();
        Self::judged(self.judges.with(|judge| judge.may_list(&directory, actor, self.core.now())))
    }

    /// What the access gate says of a user.
    pub(super) fn judged(rule: Result<Option<String>, JudgeError>) -> Result<(), ServiceError> {
        let rule = rule.map_err(|error| {
            tracing::error!(%error, "a reader could not be judged");
            ServiceError::Internal
        })?;
        rule.map_or(Ok(()), |rule| Err(ServiceError::NotAllowed { rule }))
    }

    /// What the user may see of these, in their order; the look is journalled.
    async fn overviews(&self, actor: &Actor, listed: Vec<Listed>) -> Result<Vec<Overview>, ServiceError> {
        let ids = listed.iter().map(|l| l.record).collect::<Vec<_>>();
        if ids.is_empty() {
            self.check_may_list(actor)?;
            return Ok(Vec::new());
        }
        let shown = match self.read(actor, ids, ReadForm::List).await {
            // What was listed a moment ago may have ended since.
            Err(ServiceError::NotFound { .. } | ServiceError::Closed { .. }) => Vec::new(),
            other => other?,
        };
        let mut shown: BTreeMap<RecordId, (Signal, HeldState)> =
            shown.into_iter().map(|(id, signal, state)| (id, (signal, state))).collect();
        let firsts: Vec<RecordId> = shown.iter().map(|(id, (signal, _))| signal.first(*id)).collect();
        let mut beside = self.consents_beside(&actor.member, &firsts).await?;
        let overview = |l: Listed| {
            let (signal, state) = shown.remove(&l.record)?;
            let consents = beside.remove(&signal.first(l.record)).unwrap_or_default();
            Some(Overview { record: l.record, from: l.from, at: l.at, state, signal, consents, cursor: l.cursor })
        };
        Ok(listed.into_iter().filter_map(overview).collect())
    }
}
