//! When a member is absent, and who is named instead.

use sluis_protocol::core::{Absence, Idempotency, Input, Reply};
use sluis_protocol::journal::Actor;
use sluis_schemas::Date;
use sluis_schemas::calls::AbsenceOf;

use super::{Service, ServiceError, idempotency, unexpected};

impl Service {
    /// Says that the member is absent: what it is asked to follow up, or does, and is due before it is back goes back to the
    /// signal's origin, which is told whom to ask instead.
    ///
    /// # Errors
    /// [`ServiceError::NoAbsence`] where it is not taken; [`ServiceError::Malformed`] where the other member is unknown.
    pub async fn announce_absence(
        &self,
        actor: &Actor,
        of: &AbsenceOf,
        key: Option<&str>,
    ) -> Result<Absence, ServiceError> {
        self.must_be_member(("/delegate", &of.delegate))?;
        let parts = [actor.member.as_str(), &of.from.to_string(), &of.until.to_string(), of.delegate.as_str()];
        let body = self.keys.keyed_hash("absence", &parts.map(str::as_bytes));
        let idempotency = key.map(|key| Idempotency { key: idempotency(&self.keys, &actor.member, key), body });
        let AbsenceOf { from, until, delegate } = of.clone();
        let input = |actor| move |ticket| Input::Absence { ticket, actor, idempotency, from, until, delegate };
        match self.core.ask(input(actor.clone())).await? {
            Reply::Done { .. } => {}
            Reply::NoAbsence { why } => return Err(ServiceError::NoAbsence { why }),
            other => return Err(unexpected(other)),
        }
        let absences = self.store.absences(&actor.member).await?;
        let kept = absences.into_iter().find(|absence| absence.from == of.from);
        // Repeated under its key after it was over.
        kept.ok_or_else(|| ServiceError::NotFound { what: "absence", id: of.from.to_string() })
    }

    /// When the member is absent, or will be.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] where the user may list nothing.
    pub async fn absences(&self, actor: &Actor) -> Result<Vec<Absence>, ServiceError> {
        self.check_may_list(actor)?;
        let today = self.today();
        let absences = self.store.absences(&actor.member).await?;
        Ok(absences.into_iter().filter(|absence| today <= absence.until).collect())
    }

    /// Says that the member is there after all, or is back before. What it gave away stays so.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where no absence begins on that day.
    pub async fn end_absence(&self, actor: &Actor, from: Date) -> Result<(), ServiceError> {
        let actor = actor.clone();
        match self.core.ask(move |ticket| Input::EndAbsence { ticket, actor, from }).await? {
            Reply::Done { .. } => Ok(()),
            Reply::NotFound => Err(ServiceError::NotFound { what: "absence", id: from.to_string() }),
            other => Err(unexpected(other)),
        }
    }
}
