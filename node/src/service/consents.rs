//! Consents of origins: asked, answered and listed.

use std::collections::BTreeMap;

use sluis_protocol::core::{Idempotency, Input, KeptConsent, NotNow, Reply};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_protocol::records::{Consent, ConsentStep, ConsentTo, Signal};
use sluis_schemas::calls::{ConsentAnswer, ConsentFor, ConsentOf};
use sluis_schemas::vocabulary::ConsentState;
use sluis_schemas::{Date, MemberId};

use super::{ATTEMPTS, MAX_PAGE, Service, ServiceError, idempotency, salt, signed, unexpected};
use crate::clock;
use crate::cursor::Cursors;
use crate::store::{Cursor, ListedConsent};

/// What a cursor is good for.
const QUESTION: &str = "consents";

/// A consent, as a user of either end sees it.
#[derive(Debug, Clone)]
pub struct ConsentShown {
    /// The record that asks it.
    pub request: RecordId,
    /// The version of the signal that the member has.
    pub record: RecordId,
    /// The signal itself; lists show its class only.
    pub content: Signal,
    /// How it stands.
    pub kept: KeptConsent,
    /// How far it is today.
    pub state: ConsentState,
    /// The holder's case, where the record that names it is there.
    pub case: Option<String>,
}

/// A consent beside its signal.
#[derive(Debug, Clone)]
pub struct ConsentBeside {
    /// The record that asks it.
    pub request: RecordId,
    /// How it stands.
    pub kept: KeptConsent,
    /// How far it is today.
    pub state: ConsentState,
}

/// A step to be signed, and the versions that it is about.
struct Said {
    signal: RecordId,
    record: RecordId,
    addressee: MemberId,
    step: ConsentStep,
}

impl Service {
    /// Asks the origin of a signal for its consent; the record that asks it.
    ///
    /// # Errors
    /// [`ServiceError::NoConsent`] where it cannot be asked; [`ServiceError::NotFound`] where the member does not have the
    /// signal.
    pub async fn ask_consent(
        &self,
        actor: &Actor,
        id: RecordId,
        of: &ConsentOf,
        key: Option<&str>,
    ) -> Result<ConsentShown, ServiceError> {
        let found = self.followed(actor, id).await?;
        let to = match &of.to {
            ConsentFor::Cite => ConsentTo::Cite,
            ConsentFor::Purpose(purpose) => ConsentTo::Purpose(*purpose),
            ConsentFor::Onward(receiver) => {
                self.must_be_member(("/receiver", receiver))?;
                ConsentTo::Onward(receiver.clone())
            }
        };
        let step = ConsentStep::Asked { to, case: of.case.clone(), until: of.until };
        let said = Said { signal: found.signal, record: found.record, addressee: found.origin, step };
        let request = self.say_of_consent(actor, &said, key).await?;
        self.consent(actor, request).await
    }

    /// Answers what was asked of the member.
    ///
    /// # Errors
    /// [`ServiceError::NoConsent`] as it stands; [`ServiceError::NotNow`] where another member is to answer it.
    pub async fn answer_consent(
        &self,
        actor: &Actor,
        request: RecordId,
        answer: ConsentAnswer,
        key: Option<&str>,
    ) -> Result<ConsentShown, ServiceError> {
        let ListedConsent { signal, record, kept, .. } = self.listed_consent(actor, request).await?;
        if kept.origin != actor.member {
            return Err(ServiceError::NotNow { why: NotNow::NotOrigin });
        }
        let step = match answer {
            ConsentAnswer::Granted { until } => {
                ConsentStep::Granted { request, until: until.unwrap_or(kept.asked_until) }
            }
            ConsentAnswer::Refused { ground } => ConsentStep::Refused { request, ground },
            ConsentAnswer::Withdrawn => ConsentStep::Withdrawn { request },
        };
        self.say_of_consent(actor, &Said { signal, record, addressee: kept.holder, step }, key).await?;
        self.consent(actor, request).await
    }

    async fn say_of_consent(&self, actor: &Actor, said: &Said, key: Option<&str>) -> Result<RecordId, ServiceError> {
        let Said { signal, record, addressee, step } = said;
        let parts = [actor.member.as_str().to_owned(), signal.to_string(), format!("{step:?}")];
        let body = self.keys.keyed_hash("consent", &parts.each_ref().map(|part| part.as_bytes()));
        let idempotency = key.map(|key| Idempotency { key: idempotency(&self.keys, &actor.member, key), body });
        let (signal, record) = (*signal, *record);
        for _ in 0..ATTEMPTS {
            let (directory, at) = (self.directory(), clock::now());
            let (salt, register, origin) = (salt()?, directory.digest(), actor.member.clone());
            let (addressee, step) = (addressee.clone(), step.clone());
            let said = Consent { salt, at, register, origin, addressee, signal, step };
            let said = Box::new(signed(&directory, &self.keys, &said, at)?);
            let actor = actor.clone();
            match self.core.ask(move |ticket| Input::Consent { ticket, actor, idempotency, record, said }).await? {
                Reply::Done { notice: Some(said) } => return Ok(said),
                Reply::Stale => {}
                Reply::NoConsent { why } => return Err(ServiceError::NoConsent { why }),
                Reply::NotFound => {
                    return Err(ServiceError::NotFound { what: "signal", id: record.to_string() });
                }
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    async fn listed_consent(&self, actor: &Actor, request: RecordId) -> Result<ListedConsent, ServiceError> {
        if let Some(found) = self.store.consent(&actor.member, request).await? {
            return Ok(found);
        }
        // Its signal is not to be read any more: the core says why.
        if let Some(signal) = self.store.consented(&actor.member, request).await? {
            self.read(actor, vec![signal], ReadForm::List).await?;
        }
        Err(ServiceError::NotFound { what: "consent", id: request.to_string() })
    }

    /// A consent, by the record that asks it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Closed`] where its signal is no longer to be read.
    pub async fn consent(&self, actor: &Actor, request: RecordId) -> Result<ConsentShown, ServiceError> {
        let found = self.listed_consent(actor, request).await?;
        let mut shown = self.consents_shown(actor, vec![found]).await?;
        shown.pop().ok_or_else(|| ServiceError::NotFound { what: "consent", id: request.to_string() })
    }

    /// The place that a client was given as the next of the list; none if it was not.
    #[must_use]
    pub fn consents_place(&self, member: &MemberId, text: &str) -> Option<Cursor> {
        Cursors::new(&self.keys)?.open(member, QUESTION, text)
    }

    /// What the member asked and was asked, newest first, and where to go on.
    ///
    /// # Errors
    /// The general ones.
    pub async fn consents(
        &self,
        actor: &Actor,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<ConsentShown>, Option<String>), ServiceError> {
        let (listed, next) = self.store.list_consents(&actor.member, after, limit.clamp(1, MAX_PAGE)).await?;
        if listed.is_empty() {
            self.check_may_list(actor)?;
            return Ok((Vec::new(), None));
        }
        let next = next.map(|last| self.seal(&actor.member, QUESTION, last)).transpose()?;
        Ok((self.consents_shown(actor, listed).await?, next))
    }

    /// Each is a read of its signal's class, judged and journalled as any other.
    async fn consents_shown(
        &self,
        actor: &Actor,
        listed: Vec<ListedConsent>,
    ) -> Result<Vec<ConsentShown>, ServiceError> {
        let mut ids: Vec<RecordId> = listed.iter().map(|listed| listed.record).collect();
        ids.sort_unstable();
        ids.dedup();
        let shown = match self.read(actor, ids, ReadForm::List).await {
            // What was listed a moment ago may have ended since.
            Err(ServiceError::NotFound { .. } | ServiceError::Closed { .. }) => Vec::new(),
            other => other?,
        };
        let signals: BTreeMap<RecordId, Signal> = shown.into_iter().map(|(id, signal, _)| (id, signal)).collect();
        let mut cases = self.store.consent_cases(&actor.member, listed.iter().map(|listed| listed.request)).await?;
        let today = self.today();
        let with_content = |listed: ListedConsent| {
            let ListedConsent { request, record, kept, .. } = listed;
            let content = signals.get(&record)?.clone();
            let (state, case) = (kept.state(today), cases.remove(&request));
            Some(ConsentShown { request, record, content, kept, state, case })
        };
        Ok(listed.into_iter().filter_map(with_content).collect())
    }

    /// What was asked of signals, each named by its first version, to be shown beside them.
    pub(super) async fn consents_beside(
        &self,
        member: &MemberId,
        signals: &[RecordId],
    ) -> Result<BTreeMap<RecordId, Vec<ConsentBeside>>, ServiceError> {
        let found = self.store.consents_of(member, signals).await?;
        let today: Date = self.today();
        let beside = |(request, kept): (RecordId, KeptConsent)| {
            let state = kept.state(today);
            ConsentBeside { request, kept, state }
        };
        Ok(found.into_iter().map(|(signal, all)| (signal, all.into_iter().map(beside).collect())).collect())
    }
}
