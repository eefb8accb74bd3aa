//! Members that act, through the same steps as the node's service takes.

use std::sync::Arc;

use sluis_protocol::cbor;
use sluis_protocol::core::{
    Decided, DraftBody, DraftId, Fingerprint, Idempotency, Input, MatchId, Prepared, Preview, Proposed, Proven, Reply,
    Saying, ToOrder, ToRetract, ToSay, own_copy, request_view,
};
use sluis_protocol::crypto::{Crypto, Digest, Salt};
use sluis_protocol::envelope::{self, MAX_RECORD, RecordId};
use sluis_protocol::gates::facts::RequestView;
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::{Actor, ReadForm, RefusalId, Released};
use sluis_protocol::records::{
    About, AudienceCommitment, Consent, ConsentStep, Corrects, Dispute, DisputeStep, FeedId, Finding, Found,
    MatchQuery, Matter, Notice, Ownership, OwnershipStep, Reaffirmation, Recall, Record, RelayOrder, RequestNotice,
    Retraction, Signal,
};
use sluis_protocol::register::{Directory, Verified};
use sluis_schemas::content::Submission;
use sluis_schemas::identifiers::Matchable;
use sluis_schemas::vocabulary::{Channel, Purpose, Rating, RecallGround, UserRole};
use sluis_schemas::{Date, MemberId, NodeId, Timestamp};

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
    /// The signal that it corrects.
    pub corrects: Option<RecordId>,
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
    let body = DraftBody { content, distribution, table: seen.table.clone(), corrects: seen.corrects };
    body.version(&ModelCrypto).map_err(scenario)
}

impl<'a> Person<'a> {
    pub(super) fn new(net: &'a mut Net, member: MemberId, node: NodeId) -> Self {
        let roles = [UserRole::Reader, UserRole::Submitter, UserRole::Releaser, UserRole::PolicyOfficer].into();
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

    /// Acts as another user of the member.
    #[must_use]
    pub fn named(mut self, user: &str) -> Self {
        user.clone_into(&mut self.actor.user);
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
        self.preview_of(submission, None)
    }

    /// The same of the next version of a signal.
    fn preview_of(&mut self, submission: &Submission, corrects: Option<RecordId>) -> Result<Preview, SimError> {
        let directory = self.directory()?;
        let request = self.answered(submission)?;
        let proposed = Proposed { origin: &self.member, submission, request: request.as_ref(), corrects };
        let now = self.net.time_at(&self.node);
        let node = self.net.nodes.get_mut(&self.node).ok_or_else(|| scenario(format!("no node `{}`", self.node)))?;
        let judged = node.judge.preview(&ModelCrypto, &directory, now, proposed, Reasons::Kept);
        let (_, preview) = judged.map_err(scenario)?;
        Ok(preview)
    }

    /// The register as the member's node has it.
    fn directory(&self) -> Result<Arc<Directory>, SimError> {
        let directory = self.net.node(self.node.as_str())?.directory().cloned();
        directory.ok_or_else(|| scenario(format!("`{}` is down", self.node)))
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
        self.draft_with(submission, key, None)
    }

    fn draft_with(
        &mut self,
        submission: &Submission,
        key: Option<&str>,
        corrects: Option<RecordId>,
    ) -> Result<Option<Reply>, SimError> {
        let table = self.preview_of(submission, corrects)?;
        let Submission { content, distribution } = submission.clone();
        let request = self.answered(submission)?;
        let value = DraftBody { content, distribution, table, corrects };
        let body = Decided { epoch: value.table.epoch, value, request };
        let id = DraftId(format!("{:016x}", self.luck("draft")));
        let fingerprint = self.fingerprint(submission)?;
        let member = self.member.as_str().as_bytes();
        let idempotency = key.map(|key| ModelCrypto.sha256(&[member, key.as_bytes()]));
        let actor = self.actor.clone();
        let input = |ticket| Input::Draft { ticket, actor, id, idempotency, fingerprint, body };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Writes a draft that must be kept.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it was not.
    pub fn draft(&mut self, submission: &Submission) -> Result<Drafted, SimError> {
        self.kept_draft(submission, None)
    }

    fn kept_draft(&mut self, submission: &Submission, corrects: Option<RecordId>) -> Result<Drafted, SimError> {
        match self.draft_with(submission, None, corrects)? {
            Some(Reply::Draft { id, body, .. }) => {
                Ok(Drafted { id, submission: submission.clone(), table: body.table.clone(), corrects })
            }
            other => Err(scenario(format!("no draft but {other:?}"))),
        }
    }

    /// Puts another submission in the place of a draft's as it was seen; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn replace(&mut self, seen: &Drafted, submission: &Submission) -> Result<Option<Reply>, SimError> {
        let table = self.preview_of(submission, seen.corrects)?;
        let Submission { content, distribution } = submission.clone();
        let request = self.answered(submission)?;
        let value = DraftBody { content, distribution, table, corrects: seen.corrects };
        let body = Decided { epoch: value.table.epoch, value, request };
        let (actor, id, version) = (self.actor.clone(), seen.id.clone(), version(seen)?);
        let fingerprint = self.fingerprint(submission)?;
        let input = |ticket| Input::Replace { ticket, actor, id, version, fingerprint, body };
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

    /// Records that what was refused went to another channel.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn hand_over(&mut self, refusal: RefusalId, to: Channel) -> Result<Option<Reply>, SimError> {
        let (actor, reference) = (self.actor.clone(), None);
        let input = |ticket| Input::HandOver { ticket, actor, refusal, to, reference };
        let reply = self.net.ask(&self.node, &self.member, input);
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
        let table = self.preview_of(&draft.submission, draft.corrects)?;
        let corrects = draft.corrects.map(|first| self.newest(first)).transpose()?;
        let prepared = Box::new(self.sign(&draft.submission, table.clone(), corrects)?);
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
        let directory = self.directory()?;
        let (salt, at, register, origin) =
            (self.salt("notice"), self.net.time_at(&self.node), directory.digest(), self.member.clone());
        let addressee = addressee.parse().map_err(scenario)?;
        let notice = RequestNotice { salt, at, register, origin, addressee, request, notice };
        let (actor, notice) = (self.actor.clone(), Box::new(self.net.sign(&directory, &notice, at)?));
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::Notice { ticket, actor, notice });
        self.net.checked()?;
        Ok(reply)
    }

    /// Asks members whether they have something about an identifier, for the purpose and in the case that it acts in; the
    /// answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down, nobody said for what and in which case, or an invariant is broken.
    pub fn ask_match(&mut self, identifier: &Matchable, of: &[&str]) -> Result<Option<Reply>, SimError> {
        let directory = self.directory()?;
        let (purpose, case) = self.actor.purpose.zip(self.actor.case.clone()).ok_or_else(|| scenario("no purpose"))?;
        let mut queries = Vec::new();
        for addressee in of {
            let (salt, at) = (self.salt("match"), self.net.time_at(&self.node));
            let query = MatchQuery {
                salt,
                at,
                register: directory.digest(),
                origin: self.member.clone(),
                addressee: addressee.parse().map_err(scenario)?,
                identifier: identifier.clone(),
                purpose,
                case: case.clone(),
            };
            queries.push(self.net.sign(&directory, &query, at)?);
        }
        let (actor, id, idempotency) = (self.actor.clone(), MatchId(format!("{:016x}", self.luck("a match"))), None);
        let reply =
            self.net.ask(&self.node, &self.member, |ticket| Input::Match { ticket, actor, id, idempotency, queries });
        self.net.checked()?;
        Ok(reply)
    }

    /// Says of the answer of a member to an own request whether it helped.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn rate(&mut self, request: RecordId, of: &str, rating: Rating) -> Result<Option<Reply>, SimError> {
        let (actor, of) = (self.actor.clone(), of.parse().map_err(scenario)?);
        let input = |ticket| Input::Rate { ticket, actor, request, of, rating };
        let reply = self.net.ask(&self.node, &self.member, input);
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

    /// Lets the newest version of an own signal, named by its first, go to more members; the answer, if the node lived to
    /// give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn widen(&mut self, signal: RecordId, to: &[&str]) -> Result<Option<Reply>, SimError> {
        let record = self.newest(signal)?.previous;
        let to = to.iter().map(|member| member.parse().map_err(scenario)).collect::<Result<_, _>>()?;
        let actor = self.actor.clone();
        let input = |ticket| Input::Widen { ticket, actor, signal, record, to };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Has the newest version of an own signal, named by its first, passed on to members by one that has it; the answer, if
    /// the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn relay(&mut self, signal: RecordId, through: &str, to: &[&str]) -> Result<Option<Reply>, SimError> {
        let record = self.newest(signal)?.previous;
        let to = to.iter().map(|member| member.parse().map_err(scenario)).collect::<Result<_, _>>()?;
        let (actor, through) = (self.actor.clone(), through.parse().map_err(scenario)?);
        let input = |ticket| Input::Relay { ticket, actor, signal, record, through, to };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Drafts a correction of an own signal, named by its first version.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it was not kept.
    pub fn draft_correction(&mut self, signal: RecordId, submission: &Submission) -> Result<Drafted, SimError> {
        self.kept_draft(submission, Some(signal))
    }

    /// Drafts and releases a correction of an own signal, named by its first version.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it was not released.
    pub fn correct(&mut self, signal: RecordId, submission: &Submission) -> Result<RecordId, SimError> {
        let draft = self.draft_correction(signal, submission)?;
        match self.release(&draft)? {
            Some(Reply::Released { record, .. }) => Ok(record),
            other => Err(scenario(format!("not corrected but {other:?}"))),
        }
    }

    /// What a correction of a signal takes the place of, as the member's node keeps it.
    fn newest(&self, first: RecordId) -> Result<Corrects, SimError> {
        let store = &self.net.node(self.node.as_str())?.store;
        let own = |id: &RecordId| store.sent.get(id).is_some_and(|(owner, _)| *owner == self.member);
        let versions = store.of.iter().filter(|(id, of)| of.first == first && own(id));
        let newest = versions.max_by_key(|(_, of)| of.version).map(|(id, of)| (*id, of.version));
        let (previous, version) = newest.ok_or_else(|| scenario(format!("no own signal {first}")))?;
        Ok(Corrects { first, previous, version: version + 1 })
    }

    /// Recalls an own signal, named by its first version; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn recall(&mut self, signal: RecordId, ground: RecallGround) -> Result<Option<Reply>, SimError> {
        let directory = self.directory()?;
        let (salt, at, register, origin) =
            (self.salt("recall"), self.net.time_at(&self.node), directory.digest(), self.member.clone());
        let recall = Recall { salt, at, register, origin, signal, ground };
        let (actor, recall) = (self.actor.clone(), Box::new(self.net.sign(&directory, &recall, at)?));
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::Recall { ticket, actor, recall });
        self.net.checked()?;
        Ok(reply)
    }

    /// Puts a record under legal hold, or lifts the hold.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn hold(&mut self, record: RecordId, on: bool) -> Result<Option<Reply>, SimError> {
        let (actor, reason) = (self.actor.clone(), "a court asked".to_owned());
        let input = |ticket| Input::Hold { ticket, actor, record, on, reason };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Puts other packs in force at the member's node.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn activate(&mut self, packs: Proven) -> Result<Option<Reply>, SimError> {
        let (actor, reason, proven) = (self.actor.clone(), "the law changed".to_owned(), Box::new(packs));
        let input = |ticket| Input::Activate { ticket, actor, proven, reason };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Lets be destroyed what waits for an operator.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn let_be_destroyed(&mut self) -> Result<Option<Reply>, SimError> {
        let released = Released { operator: "operator".to_owned(), reason: "looked into".to_owned() };
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::Destroy { ticket, released });
        self.net.checked()?;
        Ok(reply)
    }

    fn sign(
        &mut self,
        submission: &Submission,
        table: Preview,
        corrects: Option<Corrects>,
    ) -> Result<Prepared, SimError> {
        let Submission { content, distribution } = submission.clone();
        let directory = self.directory()?;
        let (audience_salt, salt) = (self.salt("audience"), self.salt("record"));
        let audience = AudienceCommitment::to(&ModelCrypto, &audience_salt, &distribution).map_err(scenario)?;
        let (at, register, origin) = (self.net.time_at(&self.node), directory.digest(), self.member.clone());
        let record =
            self.net.sign(&directory, &Signal { salt, at, register, origin, audience, corrects, content }, at)?;
        let request = self.answered(submission)?;
        Ok(Prepared { record, audience_salt, distribution, table, request })
    }

    fn fingerprint(&self, submission: &Submission) -> Result<Fingerprint, SimError> {
        let content = cbor::encode(&submission.content).map_err(scenario)?;
        let distribution = cbor::encode(&submission.distribution).map_err(scenario)?;
        Ok(ModelCrypto.sha256(&[self.member.as_str().as_bytes(), &content, &distribution]))
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

impl Person<'_> {
    /// Says that own signals stand, each by its first version.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn reaffirm(&mut self, signal: RecordId) -> Result<Option<Reply>, SimError> {
        let actor = self.actor.clone();
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::Reaffirm { ticket, actor, signal });
        self.net.checked()?;
        Ok(reply)
    }
}

impl Person<'_> {
    /// Says to a member who is to follow a signal up, or how that goes; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn own(&mut self, signal: RecordId, to: &str, step: OwnershipStep) -> Result<Option<Reply>, SimError> {
        let directory = self.directory()?;
        let (salt, at, register, origin) =
            (self.salt("ownership"), self.net.time_at(&self.node), directory.digest(), self.member.clone());
        let addressee = to.parse().map_err(scenario)?;
        let said = Ownership { salt, at, register, origin, addressee, signal, step };
        let (actor, said) = (self.actor.clone(), Box::new(self.net.sign(&directory, &said, at)?));
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::Ownership { ticket, actor, said });
        self.net.checked()?;
        Ok(reply)
    }
}

impl Person<'_> {
    /// Opens a dispute with a member about a record of one of the two; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn open_dispute(
        &mut self,
        about: About,
        to: &str,
        (case, due): (Matter, Date),
    ) -> Result<Option<Reply>, SimError> {
        let saying = Saying {
            addressee: to.parse().map_err(scenario)?,
            about: Some(about),
            step: DisputeStep::Opened { case, due },
        };
        self.say(vec![saying])
    }

    /// Says a step of a dispute to all whom it is for, as the member keeps it.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn dispute(&mut self, dispute: RecordId, step: DisputeStep) -> Result<Option<Reply>, SimError> {
        let kept = self.net.disputed(self.member.as_str(), dispute);
        let sayings = kept.map(|kept| kept.sayings(&self.member, &step)).unwrap_or_default();
        // Of a dispute that the member does not know nobody is told: the core says so.
        let to_nobody = || vec![Saying { addressee: self.member.clone(), about: None, step }];
        let sayings = if sayings.is_empty() { to_nobody() } else { sayings };
        self.say(sayings)
    }

    fn say(&mut self, sayings: Vec<Saying>) -> Result<Option<Reply>, SimError> {
        let directory = self.directory()?;
        let (at, register) = (self.net.time_at(&self.node), directory.digest());
        let mut said = Vec::new();
        for Saying { addressee, about, step } in sayings {
            let (salt, origin) = (self.salt("dispute"), self.member.clone());
            let record = Dispute { salt, at, register, origin, addressee, about, step };
            said.push(self.net.sign(&directory, &record, at)?);
        }
        let actor = self.actor.clone();
        let input = |ticket| Input::Dispute { ticket, actor, idempotency: None, said };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Finds in a dispute, to both of its parties as the member keeps it.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn find(&mut self, dispute: RecordId, found: &Found) -> Result<Option<Reply>, SimError> {
        let directory = self.directory()?;
        let (at, register) = (self.net.time_at(&self.node), directory.digest());
        let kept = self.net.disputed(self.member.as_str(), dispute);
        let parties = kept.map_or_else(|| vec![self.member.clone()], |kept| vec![kept.opener, kept.against]);
        let mut said = Vec::new();
        for addressee in parties {
            let (salt, origin, found) = (self.salt("finding"), self.member.clone(), found.clone());
            let record = Finding { salt, at, register, origin, addressee, dispute, found };
            said.push(self.net.sign(&directory, &record, at)?);
        }
        let actor = self.actor.clone();
        let input = |ticket| Input::Find { ticket, actor, idempotency: None, said };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Says that the member is absent, and who stands in; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn absent(&mut self, from: Date, until: Date, delegate: &str) -> Result<Option<Reply>, SimError> {
        let (actor, delegate) = (self.actor.clone(), delegate.parse().map_err(scenario)?);
        let input = |ticket| Input::Absence { ticket, actor, idempotency: None, from, until, delegate };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }

    /// Says that it is there after all, or is back before; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// As [`Self::absent`].
    pub fn end_absence(&mut self, from: Date) -> Result<Option<Reply>, SimError> {
        let actor = self.actor.clone();
        let reply = self.net.ask(&self.node, &self.member, |ticket| Input::EndAbsence { ticket, actor, from });
        self.net.checked()?;
        Ok(reply)
    }

    /// Asks the origin of a signal for its consent, or answers as its origin; the answer, if the node lived to give one.
    ///
    /// # Errors
    /// [`SimError`] if the node is down or an invariant is broken.
    pub fn consent(&mut self, signal: RecordId, to: &str, step: ConsentStep) -> Result<Option<Reply>, SimError> {
        self.consent_as(signal, to, step, None)
    }

    /// The same under an idempotency key.
    ///
    /// # Errors
    /// As [`Self::consent`].
    pub fn consent_as(
        &mut self,
        signal: RecordId,
        to: &str,
        step: ConsentStep,
        key: Option<&str>,
    ) -> Result<Option<Reply>, SimError> {
        let directory = self.directory()?;
        let (salt, at, register, origin) =
            (self.salt("consent"), self.net.time_at(&self.node), directory.digest(), self.member.clone());
        let addressee = to.parse().map_err(scenario)?;
        let record = self.net.newest_held(&self.member, signal).unwrap_or(signal);
        let member = self.member.as_str().as_bytes();
        let body = ModelCrypto.sha256(&[format!("{signal} {step:?}").as_bytes()]);
        let idempotency =
            key.map(|key| Idempotency { key: ModelCrypto.sha256(&[member, b"consent", key.as_bytes()]), body });
        let said = Consent { salt, at, register, origin, addressee, signal, step };
        let (actor, said) = (self.actor.clone(), Box::new(self.net.sign(&directory, &said, at)?));
        let input = |ticket| Input::Consent { ticket, actor, idempotency, record, said };
        let reply = self.net.ask(&self.node, &self.member, input);
        self.net.checked()?;
        Ok(reply)
    }
}

impl Net {
    /// The version of a signal that a member has.
    fn newest_held(&self, member: &MemberId, signal: RecordId) -> Option<RecordId> {
        let home = self.node_of(member)?;
        let store = &self.nodes.get(&home)?.store;
        let of_it = |record: &RecordId| {
            let held = own_copy(store.records.get(record)?)?;
            (held.first(*record) == signal).then_some(())
        };
        let mut held = store.held.iter().filter(|((m, _), holding)| m == member && holding.ended.is_none());
        held.find_map(|((_, record), _)| of_it(record).map(|()| *record))
    }

    /// Signs what a member says of a signal without a user, as the core asked for, and gives it back.
    pub(super) fn sign_ownership(&mut self, id: &NodeId, what: ToSay) {
        let Some(directory) = self.nodes.get(id).and_then(|node| node.directory().cloned()) else { return };
        let ToSay { feed, signal, step } = what;
        let at = self.time_at(id);
        self.drawn += 1;
        let salt = draw(self.seed, "told", feed.discloser.as_str(), self.drawn).to_be_bytes();
        let said = Ownership {
            salt: Salt(ModelCrypto.sha256(&[b"told", &salt]).0),
            at,
            register: directory.digest(),
            origin: feed.discloser,
            addressee: feed.receiver,
            signal,
            step,
        };
        if let Ok(verified) = self.sign(&directory, &said, at) {
            self.give(id, Input::Tell { said: Box::new(verified) });
        }
    }

    /// Signs what a member says with its key and takes it through the one door, as the node's service does.
    pub(super) fn sign<T: Record>(
        &self,
        directory: &Directory,
        said: &T,
        at: Timestamp,
    ) -> Result<Verified<T>, SimError> {
        let member = said.speaker();
        let signer = self.keys.of_member(directory, member, at);
        let signer = signer.ok_or_else(|| scenario(format!("no key of `{member}`")))?;
        let payload = cbor::encode(said).map_err(scenario)?;
        let bytes = envelope::seal(&ModelCrypto, &signer, directory.scope(), T::CONTENT_TYPE, payload, MAX_RECORD);
        directory.verify(&ModelCrypto, &bytes.map_err(scenario)?, at).map_err(scenario)
    }

    /// Signs that records stand, as the core asked for, and gives it back.
    pub(super) fn sign_reaffirmation(&mut self, id: &NodeId, feed: &FeedId, records: &[RecordId]) {
        let Some(directory) = self.nodes.get(id).and_then(|node| node.directory().cloned()) else { return };
        let at = self.time_at(id);
        self.drawn += 1;
        let salt = draw(self.seed, "reaffirmation", feed.discloser.as_str(), self.drawn).to_be_bytes();
        let said = Reaffirmation {
            salt: Salt(ModelCrypto.sha256(&[b"reaffirmation", &salt]).0),
            at,
            register: directory.digest(),
            origin: feed.discloser.clone(),
            receiver: feed.receiver.clone(),
            records: records.to_vec(),
        };
        if let Ok(verified) = self.sign(&directory, &said, at) {
            self.give(id, Input::Reaffirmation { reaffirmation: Box::new(verified) });
        }
    }

    /// Signs an order that the core asked for, and gives it back.
    pub(super) fn sign_order(&mut self, id: &NodeId, what: ToOrder) {
        let Some(directory) = self.nodes.get(id).and_then(|node| node.directory().cloned()) else { return };
        let ToOrder { origin, relay, receiver, signal, record, until } = what;
        let at = self.time_at(id);
        self.drawn += 1;
        let salt = draw(self.seed, "order", origin.as_str(), self.drawn).to_be_bytes();
        let salt = Salt(ModelCrypto.sha256(&[b"order", &salt]).0);
        let register = directory.digest();
        let order = RelayOrder { salt, at, register, origin, relay, receiver, signal, record, until };
        if let Ok(verified) = self.sign(&directory, &order, at) {
            self.give(id, Input::Order { order: Box::new(verified) });
        }
    }

    /// Signs a retraction that the core asked for, and gives it back.
    pub(super) fn sign_retraction(&mut self, id: &NodeId, what: &ToRetract) {
        let Some(directory) = self.nodes.get(id).and_then(|node| node.directory().cloned()) else { return };
        let ToRetract { feed, signal, ground } = what;
        let at = self.time_at(id);
        self.drawn += 1;
        let salt = draw(self.seed, "retraction", feed.discloser.as_str(), self.drawn).to_be_bytes();
        let retraction = Retraction {
            salt: Salt(ModelCrypto.sha256(&[b"retraction", &salt]).0),
            at,
            register: directory.digest(),
            origin: feed.discloser.clone(),
            receiver: feed.receiver.clone(),
            signal: *signal,
            ground: *ground,
        };
        if let Ok(verified) = self.sign(&directory, &retraction, at) {
            self.give(id, Input::Retract { retraction: Box::new(verified) });
        }
    }
}
