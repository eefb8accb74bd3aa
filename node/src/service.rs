//! What the node does for its members' users. HTTP, CLI and demo come through here; the core decides.

mod absences;
mod changes;
mod consents;
mod disputes;
mod figures;
mod follow_ups;
mod gaps;
mod lists;
mod matches;
mod packs;
mod recall;
mod reduce;
mod requests;
mod signing;
mod subject;
mod what_if;
mod widen;

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{
    CORRECTS_REQUEST, Closed, Decided, DisputeBar, DraftBody, DraftId, HeldState, Input, Judge, MatchQuota, NoAbsence,
    NoConsent, NotNow, Prepared, Preview, Progress, Proposed, RELAY_LACKS_IT, REQUEST_NOT_RELAYED, Reply, Terms, lacks,
};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::{MAX_RECORD, RecordId};
use sluis_protocol::gates::facts::RequestView;
use sluis_protocol::gates::table::{OutcomeTable, Reasons};
use sluis_protocol::journal::{Actor, ReadForm, RefusalId, Released as Lifted, RightsChange};
use sluis_protocol::records::{Corrects, Signal};
use sluis_protocol::register::Directory;
use sluis_schemas::content::Submission;
use sluis_schemas::problem::Problem;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId};
use thiserror::Error;

use crate::crypto::RingCrypto;
use crate::driver::{CoreGone, CoreHandle};
use crate::keys::KeyRing;
use crate::net::{Meeting, NetHandle};
use crate::policy::JudgePool;
use crate::store::{Acknowledgement, Delivery, Exports, Reader, StoreError, Token};

pub use changes::Seen;
pub use consents::{ConsentBeside, ConsentShown};
pub use disputes::{Call, DisputeList, DisputeShown, Precedent};
pub use figures::{Around, AskedThen, HalfYearFigures, Months, Place, Seen as SeenFigures};
pub use follow_ups::{FollowUpList, FollowUpShown};
pub use gaps::GapLine;
pub use lists::{Came, MAX_PAGE, Overview};
pub use matches::MatchShown;
pub use packs::PacksRefused;
pub use recall::Recalled;
pub use reduce::{Proposal, Reductions};
pub use requests::RequestShown;
pub(crate) use signing::{
    Signing, fingerprint, idempotency, sign, sign_order, sign_ownership, sign_reaffirmation, sign_retraction,
};
use signing::{salt, signed};
pub use subject::RecordAbout;
pub use what_if::{By, WhatIf};

/// How often a decision is made again when the rules change under it.
const ATTEMPTS: usize = 4;

/// Why something was not done. Each has its HTTP status and its exit code.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The submission is malformed: everything that is wrong with it.
    #[error("the submission is malformed in {} places", .0.len())]
    Malformed(Vec<Problem>),
    /// The submission gate refuses.
    #[error("refused at submission")]
    Refused(Box<OutcomeTable>),
    /// The same, since it belongs to another channel.
    #[error("refused at submission: it belongs to another channel")]
    WrongChannel {
        /// Why.
        table: Box<OutcomeTable>,
        /// What waits for its hand-over, if it does.
        refusal: Option<RefusalId>,
    },
    /// It was recorded before that a refusal was handed over.
    #[error("the hand-over of the refusal `{refusal}` was recorded before")]
    HandedOver {
        /// Which.
        refusal: RefusalId,
    },
    /// The access gate, or a missing role, says no.
    #[error("not allowed: {rule}")]
    NotAllowed {
        /// The rule that says so.
        rule: String,
    },
    /// There is no such thing for this member.
    #[error("there is no {what} `{id}` for this member")]
    NotFound {
        /// Draft, signal, member.
        what: &'static str,
        /// Its id as given.
        id: String,
    },
    /// A request has come too far for what was to be said of it.
    #[error("the request is already {}", progress.state())]
    RequestEnded {
        /// How far.
        progress: Progress,
    },
    /// Another member of the request is the one to say this of it.
    #[error("this step of the request is the other member's")]
    OthersStep,
    /// Nothing can be said of an answer that did not come.
    #[error("the request is not answered yet")]
    NotAnswered,
    /// As a signal's follow-up stands, a step of it cannot be taken.
    #[error("this step of the follow-up cannot be taken: {}", why.code())]
    NotNow {
        /// Why.
        why: NotNow,
    },
    /// As a dispute stands, this cannot be said of it.
    #[error("this cannot be said of the dispute: {}", why.code())]
    Barred {
        /// Why.
        why: DisputeBar,
    },
    /// The member is not taken for absent so.
    #[error("that absence is not taken: {}", why.code())]
    NoAbsence {
        /// Why.
        why: NoAbsence,
    },
    /// A step of a consent cannot be taken.
    #[error("this step of the consent cannot be taken: {}", why.code())]
    NoConsent {
        /// Why.
        why: NoConsent,
    },
    /// The holidays of a member's country are not known for so long.
    #[error("the working days of `{member}` are not known for that long")]
    NoCalendar {
        /// Whose.
        member: MemberId,
    },
    /// The gates do not let a request go on to another member.
    #[error("the request may not go to `{member}`: {outcome}")]
    NotPermitted {
        /// To whom.
        member: MemberId,
        /// The outcome.
        outcome: String,
    },
    /// Too much was asked in matches today.
    #[error("too much was asked today: at most {} questions", quota.most())]
    OverQuota {
        /// Which quota is used up.
        quota: MatchQuota,
    },
    /// The idempotency key came with another body before.
    #[error("this idempotency key was used with another submission")]
    IdempotencyConflict,
    /// The table named is not the newest, or would add a receiver.
    #[error("the outcome table changed: look at it again")]
    TableChanged(Box<Draft>),
    /// The draft is not the one that was seen.
    #[error("the draft was changed meanwhile: look at it again")]
    Changed,
    /// An operation of a JSON Patch does not fit the draft: what it names is not there, or is not what a `test` says; or it is
    /// one that is not taken.
    #[error("operation {operation} of the patch cannot be carried out on the draft")]
    NotApplicable {
        /// Which, from 0.
        operation: usize,
    },
    /// It was held, and is not to be read.
    #[error("the signal `{id}` is no longer to be read")]
    Closed {
        /// Which, as given.
        id: String,
        /// Why.
        why: Closed,
        /// Exports that users of the member made of it.
        exports: Exports,
    },
    /// It was submitted before, and recalled.
    #[error("this was submitted before as `{signal}`, which was recalled")]
    WasRecalled {
        /// The signal that was recalled.
        signal: RecordId,
    },
    /// A question is not corrected.
    #[error("a request is not corrected: close it and ask anew")]
    CorrectsRequest,
    /// A question is not passed on.
    #[error("a request is not passed on by a relay: ask the member itself")]
    RelaysRequest,
    /// Only who has the newest version can pass it on.
    #[error("the relay does not have the newest version")]
    RelayLacksIt,
    /// Nothing new is submitted in the name of a member that was succeeded, nor for it by name.
    #[error("`{member}` was succeeded by `{by}`")]
    Succeeded {
        /// Which.
        member: MemberId,
        /// Who stands in its place.
        by: MemberId,
    },
    /// The draft became a record.
    #[error("the draft was released as `{record}` and is no more to be changed")]
    AlreadyReleased {
        /// Which.
        record: RecordId,
    },
    /// The rules changed again and again while this was decided.
    #[error("the register or the packs changed while this was decided: try again")]
    Unsettled,
    /// The policy packs are not put in force, or not used.
    #[error("the packs are refused: {0}")]
    PacksRefused(Box<PacksRefused>),
    /// The record would be too large.
    #[error("the signed record would exceed {MAX_RECORD} bytes: shorten its texts")]
    TooLarge,
    /// The member has no record key here.
    #[error("this node holds no record key of `{member}` that the register knows: see `sluis check`")]
    NoKey {
        /// Which member.
        member: MemberId,
    },
    /// The store was put back and its peers have not confirmed yet.
    #[error("the node's store was put back from a backup, and is in quarantine until its peers have confirmed")]
    Quarantined,
    /// The core.
    #[error(transparent)]
    Gone(#[from] CoreGone),
    /// The store.
    #[error(transparent)]
    Store(StoreError),
    /// Something that must not happen did; the log has it.
    #[error("an internal error: see the node's log")]
    Internal,
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        // The driver closes the store when the node stops, while calls may still be under way.
        if error.is_closed() { Self::Gone(CoreGone) } else { Self::Store(error) }
    }
}

/// A draft with the table as it stands now, and why.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The table that a release must name.
    pub preview: Preview,
    /// The same with its reasons.
    pub table: OutcomeTable,
    /// Names this version of it: who changes it must have seen it.
    pub tag: String,
    /// The signal that it corrects, by the id of its first version.
    pub corrects: Option<RecordId>,
}

/// A signal that was released.
#[derive(Debug, Clone)]
pub struct Released {
    /// The record.
    pub record: RecordId,
    /// The table it was released under.
    pub preview: Preview,
}

/// A signal as shown to a user of a member that holds it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The record.
    pub record: RecordId,
    /// What it says.
    pub signal: Signal,
    /// How it is held.
    pub state: HeldState,
    /// What was asked of its origin.
    pub consents: Vec<ConsentBeside>,
}

/// The node, as its users see it. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    core: CoreHandle,
    store: Reader,
    keys: Arc<KeyRing>,
    judges: JudgePool,
    node: NodeId,
    net: NetHandle,
    terms: Terms,
}

impl Service {
    /// Over a running core.
    #[must_use]
    pub const fn new(
        core: CoreHandle,
        store: Reader,
        keys: Arc<KeyRing>,
        judges: JudgePool,
        node: NodeId,
        net: NetHandle,
        terms: Terms,
    ) -> Self {
        Self { core, store, keys, judges, node, net, terms }
    }

    /// The id of this node.
    #[must_use]
    pub const fn node(&self) -> &NodeId {
        &self.node
    }

    /// Where this node listens for others.
    #[must_use]
    pub fn listening(&self) -> Vec<String> {
        self.net.listening().iter().map(ToString::to_string).collect()
    }

    /// How each other node of the register was last met.
    #[must_use]
    pub fn meetings(&self) -> BTreeMap<NodeId, Meeting> {
        self.net.meetings()
    }

    /// The core's handle.
    #[must_use]
    pub const fn core(&self) -> &CoreHandle {
        &self.core
    }

    /// The store, to read.
    #[must_use]
    pub const fn store(&self) -> &Reader {
        &self.store
    }

    /// The register in force.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.core.directory()
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Token>, ServiceError> {
        Ok(self.store.token(crate::crypto::token_hash(token)).await?)
    }

    /// Judges a submission for every member and keeps it as a draft.
    ///
    /// # Errors
    /// [`ServiceError::Malformed`], [`ServiceError::Refused`], [`ServiceError::IdempotencyConflict`] and the general ones.
    pub async fn draft(&self, actor: &Actor, body: &[u8], key: Option<&str>) -> Result<Draft, ServiceError> {
        let submission = self.parse(body)?;
        self.keep(actor, submission, None, key).await
    }

    /// Judges what was read and keeps it as a draft, of a new signal or of the next version of an own one.
    async fn keep(
        &self,
        actor: &Actor,
        submission: Submission,
        corrects: Option<RecordId>,
        key: Option<&str>,
    ) -> Result<Draft, ServiceError> {
        let idempotency = key.map(|key| idempotency(&self.keys, &actor.member, key));
        let fingerprint = fingerprint(&self.keys, &actor.member, &submission)?;
        for _ in 0..ATTEMPTS {
            let request = self.answered(&actor.member, &submission).await?;
            let about = (request.as_ref(), corrects);
            let (table, preview) = self.judge(&actor.member, &submission, about, Reasons::Told)?;
            let body = DraftBody {
                content: submission.content.clone(),
                distribution: submission.distribution.clone(),
                table: preview.clone(),
                corrects,
            };
            let id = DraftId(uuid::Uuid::now_v7().to_string());
            let tag = self.tag(&body)?;
            let body = Decided { epoch: preview.epoch, value: body, request };
            let by = actor.clone();
            let input = move |ticket| Input::Draft { ticket, actor: by, id, idempotency, fingerprint, body };
            match self.core.ask(input).await? {
                Reply::Draft { id, repeated: true, .. } => {
                    let before = self.look(actor, &id).await?;
                    let same = before.corrects == corrects;
                    return if same { Ok(before) } else { Err(ServiceError::IdempotencyConflict) };
                }
                Reply::Draft { id, .. } => return Ok(Draft { id, preview, table, tag, corrects }),
                Reply::Stale => {}
                Reply::Refused { rule } if refuses(&preview, &rule) => {
                    return Err(ServiceError::Refused(Box::new(table)));
                }
                Reply::WrongChannel { refusal, is_waiting, .. } => {
                    return Err(wrong_channel(table, refusal, is_waiting));
                }
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// An own draft with the table that a release must name; its reasons are judged anew.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], also where another member wrote it; [`ServiceError::NotAllowed`] without a role for it.
    pub async fn look(&self, actor: &Actor, draft: &DraftId) -> Result<Draft, ServiceError> {
        let (body, submission) = self.own_draft(actor, draft).await?;
        let request = self.answered(&actor.member, &submission).await?;
        let (table, _) = self.judge(&actor.member, &submission, (request.as_ref(), body.corrects), Reasons::Told)?;
        let (preview, tag, corrects) = (body.table.clone(), self.tag(&body)?, body.corrects);
        Ok(Draft { id: draft.clone(), preview, table, tag, corrects })
    }

    /// An own draft, with its submission, for who may see drafts.
    async fn own_draft(&self, actor: &Actor, draft: &DraftId) -> Result<(Arc<DraftBody>, Submission), ServiceError> {
        if let (Some(rule), Some(_)) = (lacks(actor, UserRole::Submitter), lacks(actor, UserRole::Releaser)) {
            return Err(ServiceError::NotAllowed { rule });
        }
        let body = self.store.draft(&actor.member, draft).await?.ok_or_else(|| no_draft(draft))?;
        let submission = Submission { content: body.content.clone(), distribution: body.distribution.clone() };
        Ok((body, submission))
    }

    /// Whether nothing may be read or sent, since the store was put back.
    #[must_use]
    pub fn is_quarantined(&self) -> bool {
        self.core.recovery().standing.is_quarantined()
    }

    /// Ends the quarantine before all peers have confirmed. The journal keeps who did so and why.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if there is none.
    pub async fn lift_quarantine(&self, operator: String, reason: String) -> Result<(), ServiceError> {
        let released = Lifted { operator, reason };
        match self.core.ask(|ticket| Input::LiftQuarantine { ticket, released }).await? {
            Reply::Done { .. } => Ok(()),
            Reply::NotFound => Err(ServiceError::NotFound { what: "quarantine", id: self.node.to_string() }),
            other => Err(unexpected(other)),
        }
    }

    /// An operator takes out what the journal's entries stand for. The journal keeps who did so.
    ///
    /// # Errors
    /// The general ones.
    pub async fn take_openings(&self, operator: String) -> Result<(), ServiceError> {
        match self.core.ask(|ticket| Input::TakeOpenings { ticket, operator }).await? {
            Reply::Done { .. } => Ok(()),
            other => Err(unexpected(other)),
        }
    }

    /// What keeps the node from its work; empty where it is ready.
    pub async fn not_ready(&self) -> Vec<&'static str> {
        let directory = self.directory();
        let has_keys =
            |m: &MemberId| directory.member(m).is_none_or(|m| m.keys.is_empty()) || self.keys.member(m).is_some();
        let checks = [
            (self.store.counts().await.is_ok(), "database"),
            (directory.served_by(&self.node).iter().all(has_keys), "keys"),
            (self.core.can_write(), "journal"),
            (directory.active_node(&self.node).is_some(), "register"),
            (!self.is_quarantined(), "quarantine"),
        ];
        checks.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what).collect()
    }

    /// Signs a draft and submits it to the federation, under the table its releaser saw.
    ///
    /// # Errors
    /// [`ServiceError::TableChanged`] where the table named is not the newest or would now add a receiver.
    pub async fn release(&self, actor: &Actor, draft: &DraftId, table_hash: Digest) -> Result<Released, ServiceError> {
        for _ in 0..ATTEMPTS {
            let body = self.store.draft(&actor.member, draft).await?.ok_or_else(|| no_draft(draft))?;
            let submission = Submission { content: body.content.clone(), distribution: body.distribution.clone() };
            let request = self.answered(&actor.member, &submission).await?;
            let about = (request.as_ref(), body.corrects);
            let (_, preview) = self.judge(&actor.member, &submission, about, Reasons::Kept)?;
            let corrects = match body.corrects {
                Some(first) => Some(self.next_version(&actor.member, first).await?),
                None => None,
            };
            let prepared = self.sign(&actor.member, submission, preview.clone(), request, corrects)?;
            let prepared = Box::new(prepared);
            let (by, id) = (actor.clone(), draft.clone());
            let input = move |ticket| Input::Release { ticket, actor: by, draft: id, table_hash, prepared };
            match self.core.ask(input).await? {
                Reply::Released { record, table } => return Ok(Released { record, preview: table }),
                Reply::Closed { why } => return Err(self.closed(actor, body.corrects, why).await?),
                // The core keeps the table of today with the draft.
                Reply::TableChanged { .. } => {
                    return Err(ServiceError::TableChanged(Box::new(self.look(actor, draft).await?)));
                }
                Reply::Stale => {}
                Reply::NotFound => return Err(no_draft(draft)),
                Reply::Refused { rule } if refuses(&preview, &rule) => {
                    return Err(ServiceError::Refused(Box::new(self.look(actor, draft).await?.table)));
                }
                other => return Err(unexpected(other)),
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// A signal in full, for a reader's purpose and case.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also where another member holds it: unknown and forbidden look the same.
    pub async fn show(&self, actor: &Actor, record: RecordId) -> Result<Shown, ServiceError> {
        let shown = self.read(actor, vec![record], ReadForm::Content).await?;
        let not_found = ServiceError::NotFound { what: "signal", id: record.to_string() };
        let (record, signal, state) = shown.into_iter().next().ok_or(not_found)?;
        let first = signal.first(record);
        let consents = self.consents_beside(&actor.member, &[first]).await?.remove(&first).unwrap_or_default();
        Ok(Shown { record, signal, state, consents })
    }

    /// A record's bytes, exactly as its origin signed them, for a reader's purpose and case.
    ///
    /// # Errors
    /// As [`Self::show`]; the same gate judges.
    pub async fn export(&self, actor: &Actor, record: RecordId) -> Result<Arc<[u8]>, ServiceError> {
        let found = self.read_bytes(actor, vec![record], ReadForm::Export).await?;
        let not_found = || ServiceError::NotFound { what: "signal", id: record.to_string() };
        found.into_iter().next().map(|(_, bytes, _)| bytes).ok_or_else(not_found)
    }

    async fn read(
        &self,
        actor: &Actor,
        records: Vec<RecordId>,
        form: ReadForm,
    ) -> Result<Vec<(RecordId, Signal, HeldState)>, ServiceError> {
        let found = self.read_bytes(actor, records, form).await?;
        let signal = |bytes: &[u8]| sluis_protocol::core::own_copy(bytes).ok_or(ServiceError::Internal);
        found.iter().map(|(id, bytes, state)| Ok((*id, signal(bytes)?, *state))).collect()
    }

    async fn read_bytes(
        &self,
        actor: &Actor,
        records: Vec<RecordId>,
        form: ReadForm,
    ) -> Result<Vec<(RecordId, Arc<[u8]>, HeldState)>, ServiceError> {
        let asked = records.first().copied();
        let what = asked.map(|id| id.to_string()).unwrap_or_default();
        let by = actor.clone();
        match self.core.ask(move |ticket| Input::Read { ticket, actor: by, records, form }).await? {
            Reply::Records(found) => Ok(found),
            Reply::NotFound => Err(ServiceError::NotFound { what: "signal", id: what }),
            Reply::Closed { why } => Err(self.closed(actor, asked, why).await?),
            other => Err(unexpected(other)),
        }
    }

    /// What became of an own signal at every member.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the record is not this member's own.
    pub async fn delivery(
        &self,
        actor: &Actor,
        record: RecordId,
    ) -> Result<BTreeMap<MemberId, Delivery>, ServiceError> {
        let delivery = self.store.delivery(&actor.member, record).await?;
        delivery.ok_or_else(|| ServiceError::NotFound { what: "signal", id: record.to_string() })
    }

    /// The receipts for an own signal, as signed; none for one that was received. Judged and journalled as an export.
    ///
    /// # Errors
    /// As [`Self::export`].
    pub async fn receipts(
        &self,
        actor: &Actor,
        record: RecordId,
    ) -> Result<BTreeMap<MemberId, Acknowledgement>, ServiceError> {
        self.export(actor, record).await?;
        Ok(self.store.receipts(&actor.member, record).await?.unwrap_or_default())
    }

    /// The tokens of every member that this node serves.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn tokens(&self) -> Result<Vec<Token>, ServiceError> {
        let mut tokens = Vec::new();
        for member in self.directory().served_by(&self.node) {
            tokens.extend(self.store.tokens(member).await?);
        }
        Ok(tokens)
    }

    /// Gives a user a token; it is shown once and stored hashed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where this node does not serve the member.
    pub async fn grant(
        &self,
        actor: Actor,
        member: MemberId,
        user: String,
        roles: std::collections::BTreeSet<UserRole>,
    ) -> Result<String, ServiceError> {
        let token = crate::crypto::new_token().ok_or(ServiceError::Internal)?;
        let hash = crate::crypto::token_hash(&token);
        let id = member.to_string();
        let change = RightsChange::Grant { token: hash, member, user, roles };
        match self.core.ask(move |ticket| Input::Rights { ticket, actor, change }).await? {
            Reply::Done { .. } => Ok(token),
            Reply::NotFound => Err(ServiceError::NotFound { what: "member", id }),
            other => Err(unexpected(other)),
        }
    }

    /// Takes a token back.
    ///
    /// # Errors
    /// The general ones.
    pub async fn revoke(&self, actor: Actor, token: Digest) -> Result<(), ServiceError> {
        let change = RightsChange::Revoke { token };
        match self.core.ask(move |ticket| Input::Rights { ticket, actor, change }).await? {
            Reply::Done { .. } => Ok(()),
            other => Err(unexpected(other)),
        }
    }

    /// Reads a submission whose members the register knows.
    fn parse(&self, body: &[u8]) -> Result<Submission, ServiceError> {
        let known = self.directory();
        Submission::parse_among(body, |m| known.member(m).is_some()).map_err(ServiceError::Malformed)
    }

    fn judge(
        &self,
        origin: &MemberId,
        submission: &Submission,
        (request, corrects): (Option<&RequestView>, Option<RecordId>),
        reasons: Reasons,
    ) -> Result<(OutcomeTable, Preview), ServiceError> {
        let (directory, now) = (self.directory(), self.core.now());
        let proposed = Proposed { origin, submission, request, corrects };
        let judged =
            self.judges.with(|judge: &mut Judge| judge.preview(&RingCrypto, &directory, now, proposed, reasons));
        judged.map_err(|error| {
            tracing::error!(%error, member = %origin, "a submission could not be judged");
            ServiceError::Internal
        })
    }

    fn sign(
        &self,
        member: &MemberId,
        submission: Submission,
        table: Preview,
        request: Option<RequestView>,
        corrects: Option<Corrects>,
    ) -> Result<Prepared, ServiceError> {
        sign(&self.directory(), &self.keys, member, submission, Signing { table, request, corrects })
    }
}

fn no_draft(id: &DraftId) -> ServiceError {
    ServiceError::NotFound { what: "draft", id: id.0.clone() }
}

/// Whether the refusal is the submission gate's, and not that of a missing role.
fn refuses(preview: &Preview, rule: &str) -> bool {
    preview.submit.strip_prefix("refused:") == Some(rule)
}

fn wrong_channel(table: OutcomeTable, refusal: RefusalId, is_waiting: bool) -> ServiceError {
    ServiceError::WrongChannel { table: Box::new(table), refusal: Some(refusal).filter(|_| is_waiting) }
}

fn unexpected(reply: Reply) -> ServiceError {
    match reply {
        Reply::Refused { rule } if rule == CORRECTS_REQUEST => ServiceError::CorrectsRequest,
        Reply::Refused { rule } if rule == REQUEST_NOT_RELAYED => ServiceError::RelaysRequest,
        Reply::Refused { rule } if rule == RELAY_LACKS_IT => ServiceError::RelayLacksIt,
        Reply::WasRecalled { signal } => ServiceError::WasRecalled { signal },
        Reply::Succeeded { member, by } => ServiceError::Succeeded { member, by },
        Reply::Refused { rule } => ServiceError::NotAllowed { rule },
        Reply::IdempotencyConflict => ServiceError::IdempotencyConflict,
        Reply::Stale => ServiceError::Unsettled,
        Reply::Quarantined => ServiceError::Quarantined,
        _ => ServiceError::Internal,
    }
}
