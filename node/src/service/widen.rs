//! Own signals that go to more members than when they were released: those that may have them now, and those that another
//! passes them on to.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::{Input, Reply};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::Actor;
use sluis_schemas::MemberId;
use sluis_schemas::content::Submission;

use super::recall::not_found;
use super::{ATTEMPTS, Overview, Service, ServiceError, unexpected};
use crate::store::{Conditions, Cursor, Direction};

/// The question that going through own signals is.
const WIDENINGS: &str = "widenings";

/// An own signal, and whom it did not go to that may have it now.
#[derive(Debug, Clone)]
pub struct Widening {
    /// Its newest version.
    pub overview: Overview,
    /// The members.
    pub members: BTreeSet<MemberId>,
}

impl Service {
    /// The place that a client was given as the next of this list; none if it was not.
    #[must_use]
    pub fn widening_place(&self, member: &MemberId, text: &str) -> Option<Cursor> {
        self.place_of(member, WIDENINGS, text)
    }

    /// Goes through the newest versions of some own signals, newest first: those that more members may have now, and
    /// where to go on if there is more to go through. The look is journalled as a list.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] without a role that lists.
    pub async fn widenings(
        &self,
        actor: &Actor,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<Widening>, Option<String>), ServiceError> {
        let own = Conditions { direction: Some(Direction::Own), ..Conditions::default() };
        let (overviews, next) = self.page(actor, &own, after, limit).await?;
        let next = next.map(|place| self.seal(&actor.member, WIDENINGS, place)).transpose()?;
        let ids: Vec<RecordId> = overviews.iter().map(|overview| overview.record).collect();
        let mut kept = self.store.kept_beside(&actor.member, &ids).await?;
        let mut widenings = Vec::new();
        for overview in overviews {
            let Some(private) = kept.remove(&overview.record) else { continue };
            let (content, distribution) = (overview.signal.content.clone(), private.meant_for());
            // A reply goes to who asked; whether others may have it is judged as if nobody had.
            let submission = Submission { content, distribution };
            let (_, now) = self.judge(&actor.member, &submission, (None, None), Reasons::Kept)?;
            let released: BTreeSet<&MemberId> = private.receivers().collect();
            let members: BTreeSet<MemberId> = now.permitted().filter(|m| !released.contains(m)).cloned().collect();
            if !members.is_empty() {
                widenings.push(Widening { overview, members });
            }
        }
        Ok((widenings, next))
    }

    /// Lets the newest version of an own signal go to members that may have it now; `signal` is the id of any version.
    /// What becomes of each: an outcome, or that it was taken back from there. Saying it again changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the signal is not this member's own, [`ServiceError::Closed`] where it ended,
    /// [`ServiceError::NotAllowed`] without the role.
    pub async fn widen(
        &self,
        actor: &Actor,
        signal: RecordId,
        to: &BTreeSet<MemberId>,
    ) -> Result<BTreeMap<MemberId, String>, ServiceError> {
        self.let_go(actor, signal, None, to).await
    }

    /// Has the newest version of an own signal passed on to members by one that has it; `signal` is the id of any version.
    /// What becomes of each: an outcome, or that it has it, was ordered before, or was taken back from there.
    ///
    /// # Errors
    /// As [`Service::widen`]; [`ServiceError::RelayLacksIt`], [`ServiceError::RelaysRequest`].
    pub async fn relay(
        &self,
        actor: &Actor,
        signal: RecordId,
        through: &MemberId,
        to: &BTreeSet<MemberId>,
    ) -> Result<BTreeMap<MemberId, String>, ServiceError> {
        self.let_go(actor, signal, Some(through), to).await
    }

    /// Lets the newest version of an own signal go to more members; what becomes of each.
    async fn let_go(
        &self,
        actor: &Actor,
        signal: RecordId,
        through: Option<&MemberId>,
        to: &BTreeSet<MemberId>,
    ) -> Result<BTreeMap<MemberId, String>, ServiceError> {
        for _ in 0..ATTEMPTS {
            let versions = self.store.versions(&actor.member, signal).await?;
            // Who lacks the role is told that by the core, and not whether there is such a signal.
            let (first, record) = match (versions.first(), versions.last()) {
                (Some(first), Some(newest)) => (first.id, newest.id),
                _ => (signal, signal),
            };
            let (by, through, to) = (actor.clone(), through.cloned(), to.clone());
            let input = move |ticket| match through {
                Some(through) => Input::Relay { ticket, actor: by, signal: first, record, through, to },
                None => Input::Widen { ticket, actor: by, signal: first, record, to },
            };
            match self.core.ask(input).await? {
                Reply::Widened { outcomes } => return Ok(outcomes),
                Reply::Stale => {}
                Reply::NotFound => return Err(not_found(signal)),
                Reply::Closed { why } => return Err(self.closed(actor, Some(signal), why).await?),
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }
}
