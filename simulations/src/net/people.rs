//! Members that act, through the same steps as the node's service takes.

use sluis_protocol::cbor;
use sluis_protocol::core::{
    Decided, DraftBody, DraftId, Idempotency, Input, Prepared, Preview, Proposed, Reply, request_view,
};
use sluis_protocol::crypto::{Crypto, Digest, Salt};
use sluis_protocol::envelope::{self, MAX_RECORD, RecordId};
use sluis_protocol::gates::facts::RequestView;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_protocol::records::{AudienceCommitment, Notice, Record, RequestNotice, Signal};
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Purpose, UserRole};
use sluis_schemas::{MemberId, NodeId};

use super::Net;
use crate::crypto::ModelCrypto;
use crate::draws::draw;
use crate::{SimError, scenario};

/// A draft as its writer sees it.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// Its id.
    pub id: DraftId,
    /// What was submitted.
    pub submission: Submission,
    /// The table that was shown.
    pub table: Preview,
}

/// A member's user, with every right that the member's work needs.
pub struct Person<'a> {
    net: &'a mut Net,
    member: MemberId,
    node: NodeId,
    actor: Actor,
}

/// Which version of a draft somebody saw.
fn version(seen: &Drafted) -> Result<Digest, SimError> {
    let Submission { content, distribution } = seen.submission.clone();
    let body = DraftBody { content, distribution, table: seen.table.clone() };
    body.version(&ModelCrypto).map_err(scenario)
}

impl<'a> Person<'a> {
    pub(super) fn new(net: &'a mut Net, member: MemberId, node: NodeId) -> Self {
        let roles = [UserRole::Reader, UserRole::Submitter, UserRole::Releaser].into();
        let actor = Actor { member: member.clone(), user: "someone".to_owned(), roles, purpose: None, case: None };
        Self { net, member, node, actor }
    }

    /// Acts for a purpose in a case.
    #[must_use]
    pub fn for_purpose(mut self, purpose: Purpose, case: &str) -> Self {
        self.actor.purpose = Some(purpose);
        self.actor.case = Some(case.to_owned());
        self
    }

    /// Acts in these roles only.
    #[must_use]
    pub fn in_roles(mut self, roles: &[UserRole]) -> Self {
        self.actor.roles = roles.iter().copied().collect();
        self
    }

    /// Judges a submission at the member's node, as things stand there now.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if the node is down.
    pub fn preview(&mut self, submission: &Submission) -> Result<Preview, SimError> {
        let directory = self.net.node(self.node.as_str())?.directory().cloned();
        let directory = directory.ok_or_else(|| scenario(format!("`{}` is down", self.node)))?;
        let request = self.answered(submission)?;
        let proposed = Proposed { origin: &self.member, submission, request: request.as_ref() };
        let now = self.net.time_at(&self.node);
        let net = &mut *self.net;
        let judged = net.judge.preview(&ModelCrypto, &directory, now, proposed, Reasons::Kept);
        let (_, preview) = judged.map_err(scenario)?;
        Ok(preview)
    }

    /// The request that a submission answers, as the member's node keeps it.
    fn answered(&self, submission: &Submission) -> Result<Option<RequestView>, SimError> {
        let named = submission.content.handling.in_reply_to.as_deref();
        let Some(id) = named.and_then(|named| named.parse().ok()) else { return Ok(None) };
        let requests = self.net.requests(self.member.as_str(), id)?;
        Ok(request_view(&self.member, id, &requests))
    }

    /// Writes a draft, under an idempotency key where one is given; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn draft_as(&mut self, submission: &Submission, key: Option<&str>) -> Result<Option<Reply>, SimError> {
        let table = self.preview(submission)?;
        let Submission { content, distribution } = submission.clone();
        let request = self.answered(submission)?;
        let body = Decided { epoch: table.epoch, value: DraftBody { content, distribution, table }, request };
        let id = DraftId(format!("{:016x}", self.luck("draft")));
        let idempotency = key.map(|key| self.idempotency(submission, key)).transpose()?;
        let actor = self.actor.clone();
        let input = |ticket| Input::Draft { ticket, actor, id, idempotency, body };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Writes a draft that must be kept.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it was not.
    pub fn draft(&mut self, submission: &Submission) -> Result<Drafted, SimError> {
        match self.draft_as(submission, None)? {
            Some(Reply::Draft { id, body, .. }) => {
                Ok(Drafted { id, submission: submission.clone(), table: body.table.clone() })
            }
            other => Err(scenario(format!("no draft but {other:?}"))),
        }
    }

    /// Puts another submission in the place of a draft's as it was seen; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn replace(&mut self, seen: &Drafted, submission: &Submission) -> Result<Option<Reply>, SimError> {
        let table = self.preview(submission)?;
        let Submission { content, distribution } = submission.clone();
        let request = self.answered(submission)?;
        let body = Decided { epoch: table.epoch, value: DraftBody { content, distribution, table }, request };
        let (actor, id, version) = (self.actor.clone(), seen.id.clone(), version(seen)?);
        let input = |ticket| Input::Replace { ticket, actor, id, version, body };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Forgets a draft as it was seen.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn discard(&mut self, seen: &Drafted) -> Result<Option<Reply>, SimError> {
        let (actor, id, version) = (self.actor.clone(), seen.id.clone(), version(seen)?);
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::Discard { ticket, actor, id, version });
        self.net.checked()?;
        Ok(reply)
    }

    /// Releases a draft under the table that was shown; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn release(&mut self, draft: &Drafted) -> Result<Option<Reply>, SimError> {
        Ok(self.release_watched(draft)?.2)
    }

    /// The same; first the record that was signed for it, and the table, which are known though no answer comes.
    pub(crate) fn release_watched(&mut self, draft: &Drafted) -> Result<(RecordId, Preview, Option<Reply>), SimError> {
        let table = self.preview(&draft.submission)?;
        let prepared = Box::new(self.sign(&draft.submission, table.clone())?);
        let record = prepared.record.id();
        let (actor, id, table_hash) = (self.actor.clone(), draft.id.clone(), draft.table.hash);
        let input = |ticket| Input::Release { ticket, actor, draft: id, table_hash, prepared };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok((record, table, reply))
    }

    /// Drafts and releases.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it was not released.
    pub fn submit(&mut self, submission: &Submission) -> Result<RecordId, SimError> {
        let draft = self.draft(submission)?;
        match self.release(&draft)? {
            Some(Reply::Released { record, .. }) => Ok(record),
            other => Err(scenario(format!("not released but {other:?}"))),
        }
    }

    /// Reads a record in full.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken.
    pub fn read(&mut self, record: RecordId) -> Result<Option<Reply>, SimError> {
        self.read_all(vec![record])
    }

    /// Reads records in full.
    ///
    /// # Errors
    /// [`SimError`] if an invariant is broken.
    pub fn read_all(&mut self, records: Vec<RecordId>) -> Result<Option<Reply>, SimError> {
        let actor = self.actor.clone();
        let input = |ticket| Input::Read { ticket, actor, records, form: ReadForm::Content };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Says to the other member of a request what becomes of it; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn notify(&mut self, request: RecordId, addressee: &str, notice: Notice) -> Result<Option<Reply>, SimError> {
        let directory = self.net.node(self.node.as_str())?.directory().cloned();
        let directory = directory.ok_or_else(|| scenario(format!("`{}` is down", self.node)))?;
        let no_key = || scenario(format!("no key of `{}`", self.member));
        let signer = *self.net.keys.members.get(&self.member).ok_or_else(no_key)?;
        let (salt, at, register, origin) =
            (self.salt("notice"), self.net.time_at(&self.node), directory.digest(), self.member.clone());
        let addressee = addressee.parse().map_err(scenario)?;
        let notice = RequestNotice { salt, at, register, origin, addressee, request, notice };
        let payload = cbor::encode(&notice).map_err(scenario)?;
        let kind = RequestNotice::CONTENT_TYPE;
        let bytes = envelope::seal(&ModelCrypto, &signer, directory.scope(), kind, payload, MAX_RECORD);
        let verified = directory.verify(&ModelCrypto, &bytes.map_err(scenario)?, at).map_err(scenario)?;
        let (actor, notice) = (self.actor.clone(), Box::new(verified));
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::Notice { ticket, actor, notice });
        self.net.checked()?;
        Ok(reply)
    }

    /// Lets an own request go on to the member that it was forwarded to.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn pass_on(&mut self, request: RecordId, to: &str) -> Result<Option<Reply>, SimError> {
        let (actor, to) = (self.actor.clone(), to.parse().map_err(scenario)?);
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::PassOn { ticket, actor, request, to });
        self.net.checked()?;
        Ok(reply)
    }

    fn sign(&mut self, submission: &Submission, table: Preview) -> Result<Prepared, SimError> {
        let Submission { content, distribution } = submission.clone();
        let directory = self.net.node(self.node.as_str())?.directory().cloned();
        let directory = directory.ok_or_else(|| scenario(format!("`{}` is down", self.node)))?;
        let no_key = || scenario(format!("no key of `{}`", self.member));
        let signer = *self.net.keys.members.get(&self.member).ok_or_else(no_key)?;
        let (audience_salt, salt) = (self.salt("audience"), self.salt("record"));
        let audience = AudienceCommitment::to(&ModelCrypto, &audience_salt, &distribution).map_err(scenario)?;
        let (at, register, origin) = (self.net.time_at(&self.node), directory.digest(), self.member.clone());
        let payload = cbor::encode(&Signal { salt, at, register, origin, audience, content }).map_err(scenario)?;
        let scope = directory.scope();
        let bytes = envelope::seal(&ModelCrypto, &signer, scope, Signal::CONTENT_TYPE, payload, MAX_RECORD);
        let record = directory.verify(&ModelCrypto, &bytes.map_err(scenario)?, at).map_err(scenario)?;
        let request = self.answered(submission)?;
        Ok(Prepared { record, audience_salt, distribution, table, request })
    }

    fn idempotency(&self, submission: &Submission, key: &str) -> Result<Idempotency, SimError> {
        let member = self.member.as_str().as_bytes();
        let content = cbor::encode(&submission.content).map_err(scenario)?;
        let distribution = cbor::encode(&submission.distribution).map_err(scenario)?;
        let hash = |parts: &[&[u8]]| -> Digest { ModelCrypto.sha256(parts) };
        Ok(Idempotency { key: hash(&[member, key.as_bytes()]), body: hash(&[member, &content, &distribution]) })
    }

    fn luck(&mut self, what: &str) -> u64 {
        self.net.drawn += 1;
        draw(self.net.seed, what, self.member.as_str(), self.net.drawn)
    }

    fn salt(&mut self, what: &str) -> Salt {
        let number = self.luck(what).to_be_bytes();
        Salt(ModelCrypto.sha256(&[what.as_bytes(), self.member.as_str().as_bytes(), &number]).0)
    }
}
