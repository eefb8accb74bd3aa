//! The gates as the core and the workers beside it ask them: members come from the register, the day from the time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::content::{Audience, Content, Distribution, Submission};
use sluis_schemas::federation::Agreement;
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{Date, MemberId, Timestamp};
use thiserror::Error;

use super::contract::Preview;
use super::matching::{MayAsk, question};
use crate::crypto::{Crypto, Digest};
use crate::envelope::RecordId;
use crate::gates::facts::{ConsentView, RecordClass, RecordFacts, RequestView, SubmissionFacts, Surroundings, is_said};
use crate::gates::reduce::{Reduction, reduce};
use crate::gates::table::{OutcomeTable, Reasons, table};
use crate::gates::{
    AcceptFacts, AccessFacts, Decision, DecisionTable, Engine, MemberView, Outcome, PERMITTED, PackError, SubmitOutcome,
};
use crate::journal::{Actor, PolicyEpoch, ReadForm};
use crate::records::{MatchQuery, Signal};
use crate::register::{Directory, Member, Register};

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// Yes.
    Permitted,
    /// No: the outcome as text, such as `forbidden:<rule>`.
    Refused(String),
    /// It could not decide. Treated as no, and raised as an alarm.
    Error,
}

impl Judged {
    /// The outcome as text.
    pub(super) fn outcome(&self) -> String {
        match self {
            Self::Permitted => PERMITTED.to_owned(),
            Self::Refused(outcome) => outcome.clone(),
            Self::Error => "error".to_owned(),
        }
    }
}

impl From<&Decision> for Judged {
    fn from(decision: &Decision) -> Self {
        match &decision.outcome {
            Outcome::Permitted => Self::Permitted,
            Outcome::Error => Self::Error,
            refused => Self::Refused(refused.to_string()),
        }
    }
}

/// Why nothing could be judged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JudgeError {
    /// A policy pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A member that the register does not know.
    #[error("member `{member}` is not in the register")]
    UnknownMember {
        /// Which.
        member: MemberId,
    },
    /// The table has no canonical JSON, which does not happen.
    #[error("the outcome table has no canonical form")]
    Table,
}

/// A record that could go to a member.
#[derive(Clone, Copy)]
pub(super) struct Disclosure<'a> {
    pub(super) signal: &'a Signal,
    pub(super) distribution: &'a Distribution,
    pub(super) receiver: &'a MemberId,
    /// The request that it answers, as its origin keeps it.
    pub(super) request: Option<&'a RequestView>,
    /// Who passes it on, with its origin's consent; none where its origin discloses it.
    pub(super) holder: Option<&'a MemberId>,
}

/// What a member would submit.
#[derive(Debug, Clone, Copy)]
pub struct Proposed<'a> {
    /// The member.
    pub origin: &'a MemberId,
    /// What it would submit.
    pub submission: &'a Submission,
    /// The request that it answers, as its origin keeps it.
    pub request: Option<&'a RequestView>,
    /// The signal that it corrects, by the id of its first version.
    pub corrects: Option<RecordId>,
}

/// A policy engine with the decisions it made. Each worker holds its own: a shared one costs both cores.
#[derive(Debug)]
pub struct Judge {
    engine: Arc<Engine>,
    decisions: DecisionTable,
    packs: BTreeMap<String, Digest>,
    digest: Digest,
    /// The same, with what the operator adds.
    in_force: Digest,
}

impl Judge {
    /// With the packs that ship.
    ///
    /// # Errors
    /// If a pack does not hold, naming pack and policy.
    pub fn new(crypto: &impl Crypto) -> Result<Self, JudgeError> {
        Self::of(crypto, packs::all(), &[])
    }

    /// With given packs, and what the node's operator adds to them.
    ///
    /// # Errors
    /// If one does not hold, naming pack and policy.
    pub fn of(crypto: &impl Crypto, packs: Vec<PackSource>, additions: &[PackSource]) -> Result<Self, JudgeError> {
        let engine = Arc::new(Engine::narrowed(packs::SCHEMA, packs, additions)?);
        let packs = pack_digests(crypto, engine.packs());
        let digest = set_digest(crypto, &packs);
        let mut in_force = digest;
        for addition in additions {
            in_force = crypto.sha256(&[b"sluis/addition/1", in_force.as_bytes(), addition.text.as_bytes()]);
        }
        Ok(Self { engine, decisions: DecisionTable::default(), packs, digest, in_force })
    }

    /// Another judge of the same packs, which are parsed once; its decisions are its own.
    #[must_use]
    pub fn beside(&self) -> Self {
        let (engine, packs) = (self.engine.clone(), self.packs.clone());
        Self { engine, decisions: DecisionTable::default(), packs, digest: self.digest, in_force: self.in_force }
    }

    /// SHA-256 of each pack's text, as the register holds them.
    #[must_use]
    pub const fn packs(&self) -> &BTreeMap<String, Digest> {
        &self.packs
    }

    /// Digest over all packs, without what the operator adds: peers compare it, since by it they predict what is declined.
    #[must_use]
    pub const fn packs_digest(&self) -> Digest {
        self.digest
    }

    /// The engine, for what needs no register.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// From this moment on the rules of its day hold.
    fn turn(&mut self, now: Timestamp) {
        let today = Date::of(now);
        if self.engine.day() != Some(today) {
            self.engine = Arc::new(self.engine.on(today));
        }
    }

    /// Forgets the decisions made, so that each is judged anew.
    pub fn forget(&mut self) {
        self.decisions = DecisionTable::default();
    }

    /// The rules in force.
    #[must_use]
    pub fn epoch(&self, directory: &Directory, now: Timestamp) -> PolicyEpoch {
        PolicyEpoch { register: directory.digest(), packs: self.in_force, day: Date::of(now) }
    }

    /// Judges a submission for every member, with the form of the table that a release names.
    ///
    /// # Errors
    /// If the origin is not in the register.
    pub fn preview(
        &mut self,
        crypto: &impl Crypto,
        directory: &Directory,
        now: Timestamp,
        proposed: Proposed<'_>,
        reasons: Reasons,
    ) -> Result<(OutcomeTable, Preview), JudgeError> {
        self.turn(now);
        let Proposed { origin, submission, request, corrects } = proposed;
        let agreements = agreements(directory);
        let unknown = || JudgeError::UnknownMember { member: origin.clone() };
        let origin = view(directory.head(), origin).ok_or_else(unknown)?;
        let around = surroundings(&submission.content, &submission.distribution, origin, &agreements, request, now);
        let members = receivers(directory, request, corrects);
        let table = table(&self.engine, &mut self.decisions, &around, members, reasons);
        let canonical = serde_json_canonicalizer::to_vec(&table.hash_input()).map_err(|_| JudgeError::Table)?;
        let preview = Preview {
            hash: crypto.sha256(&[&canonical]),
            submit: table.submit.outcome.to_string(),
            members: table.members.iter().map(|(id, d)| (id.clone(), d.outcome.to_string())).collect(),
            epoch: self.epoch(directory, now),
        };
        Ok((table, preview))
    }

    /// The largest versions of a submission that may go to a member, as [`reduce`] finds them.
    ///
    /// # Errors
    /// If the origin is not in the register, or the member.
    pub fn reduce(
        &mut self,
        directory: &Directory,
        now: Timestamp,
        proposed: Proposed<'_>,
        wanted: &MemberId,
    ) -> Result<Vec<Reduction>, JudgeError> {
        self.turn(now);
        let Proposed { origin, submission, request, corrects } = proposed;
        let agreements = agreements(directory);
        let known =
            |id: &MemberId| view(directory.head(), id).ok_or_else(|| JudgeError::UnknownMember { member: id.clone() });
        let (origin, _) = (known(origin)?, known(wanted)?);
        let around = surroundings(&submission.content, &submission.distribution, origin, &agreements, request, now);
        let members: Vec<_> = receivers(directory, request, corrects).collect();
        Ok(reduce(&self.engine, &mut self.decisions, &around, &members, &[wanted.clone()].into()))
    }

    /// What a holder can know of passing a record on: the outcome for each member at best, as if its origin meant it for that
    /// member, and had an open request of theirs where it is a reply. Audience, exclusions and consents are the origin's alone.
    ///
    /// # Errors
    /// If origin or holder is not in the register.
    pub fn at_best(
        &mut self,
        directory: &Directory,
        signal: &Signal,
        holder: &MemberId,
        now: Timestamp,
    ) -> Result<BTreeMap<MemberId, Arc<Decision>>, JudgeError> {
        self.turn(now);
        let agreements = agreements(directory);
        let known =
            |id: &MemberId| view(directory.head(), id).ok_or_else(|| JudgeError::UnknownMember { member: id.clone() });
        let (origin, holder) = (known(&signal.origin)?, known(holder)?);
        let record = Arc::new(RecordFacts::of(&signal.content, Date::of(now)));
        let handling = &signal.content.handling;
        let mut outcomes = BTreeMap::new();
        for receiver in receivers(directory, None, None).filter(|m| m.id != origin.id && m.id != holder.id) {
            let request = handling.in_reply_to.as_ref().map(|id| RequestView {
                id: id.clone(),
                from: receiver.id.clone(),
                to: origin.id.clone(),
                forwarded_to: None,
                purpose: handling.purpose,
                open: true,
            });
            let audience = Audience { members: [receiver.id.clone()].into(), ..Audience::default() };
            let distribution = Distribution { audience, ..Distribution::default() };
            let around = surroundings(&signal.content, &distribution, origin, &agreements, request.as_ref(), now);
            let around = Surroundings { holder: Some(holder), ..around };
            let decision = self.decisions.decide(&self.engine, &around.facts(&record, receiver));
            outcomes.insert(receiver.id.clone(), decision);
        }
        Ok(outcomes)
    }

    /// Whether a record may go to a member now.
    pub(super) fn disclose(&mut self, directory: &Directory, what: Disclosure<'_>, now: Timestamp) -> Judged {
        self.turn(now);
        let Disclosure { signal, distribution, receiver, request, holder } = what;
        let agreements = agreements(directory);
        let consents: Vec<_> = holder
            .map(|holder| ConsentView { holder: holder.clone(), receiver: receiver.clone() })
            .into_iter()
            .collect();
        let holder = match holder.map(|holder| view(directory.head(), holder)) {
            Some(None) => return Judged::Error,
            Some(known) => known,
            None => None,
        };
        let Some(origin) = view(directory.head(), &signal.origin) else { return Judged::Error };
        let Some(receiver) = view(directory.head(), receiver) else { return Judged::Error };
        let around = surroundings(&signal.content, distribution, origin, &agreements, request, now);
        self.judge_for(&Surroundings { holder, consents: &consents, ..around }, receiver)
    }

    /// Whether a member may hold a record that arrived.
    pub(super) fn accept(
        &mut self,
        directory: &Directory,
        signal: &Signal,
        receiver: &MemberId,
        now: Timestamp,
    ) -> Judged {
        self.turn(now);
        let Some(receiver) = view(directory.head(), receiver) else { return Judged::Error };
        let facts = AcceptFacts::of(&signal.content, receiver, Date::of(now));
        Judged::from(&self.engine.judge_acceptance(&facts))
    }

    /// The request that a question of a match stands for, resting on the first basis of who asks by which the gates let it go,
    /// or else on the first; and what they say of it.
    ///
    /// # Errors
    /// If who asks is not in the register, or who is asked.
    pub fn may_ask(&mut self, directory: &Directory, query: &MatchQuery, now: Timestamp) -> Result<MayAsk, JudgeError> {
        self.turn(now);
        let agreements = agreements(directory);
        let known =
            |id: &MemberId| view(directory.head(), id).ok_or_else(|| JudgeError::UnknownMember { member: id.clone() });
        let (origin, receiver) = (known(&query.origin)?, known(&query.addressee)?);
        let mandates = origin.mandates.iter().filter(|mandate| mandate.purpose == query.purpose);
        let mut bases = mandates.map(|mandate| &mandate.legal_basis);
        let mut on = |basis| {
            let request = question(query, basis);
            let around = surroundings(&request.content, &request.distribution, origin, &agreements, None, now);
            let judged = match self.submit(&around) {
                Judged::Permitted => Ok(self.judge_for(&around, receiver)),
                Judged::Error => Ok(Judged::Error),
                Judged::Refused(outcome) => Err(outcome.split_once(':').map_or(outcome.clone(), |(_, r)| r.to_owned())),
            };
            MayAsk { request, judged }
        };
        let first = on(bases.next());
        let goes = |may: &MayAsk| may.judged == Ok(Judged::Permitted);
        let other = if goes(&first) { None } else { bases.map(|basis| on(Some(basis))).find(goes) };
        Ok(other.unwrap_or(first))
    }

    /// Whether a member might send an own record in reply to who asks, as if that had requested it under this id for the same
    /// purpose. Whom the record must never go to counts, whom else it was meant for does not.
    pub(super) fn in_reply(
        &mut self,
        directory: &Directory,
        signal: Signal,
        exclude: &BTreeSet<MemberId>,
        (id, query): (RecordId, &MatchQuery),
        now: Timestamp,
    ) -> Judged {
        self.turn(now);
        let agreements = agreements(directory);
        let known = view(directory.head(), &query.addressee).zip(view(directory.head(), &query.origin));
        let Some((origin, receiver)) = known else { return Judged::Error };
        let mut content = signal.content;
        content.handling.in_reply_to = Some(id.to_string());
        let audience = Audience { members: [query.origin.clone()].into(), ..Audience::default() };
        let distribution = Distribution { audience, exclude: exclude.clone() };
        let request = RequestView {
            id: id.to_string(),
            from: query.origin.clone(),
            to: query.addressee.clone(),
            forwarded_to: None,
            purpose: query.purpose,
            open: true,
        };
        let around = surroundings(&content, &distribution, origin, &agreements, Some(&request), now);
        match self.submit(&around) {
            Judged::Permitted => self.judge_for(&around, receiver),
            refused => refused,
        }
    }

    /// What the submission gate says.
    fn submit(&mut self, around: &Surroundings<'_>) -> Judged {
        let facts = SubmissionFacts::of(around.content, around.origin, around.today);
        match &self.decisions.decide_submission(&self.engine, &facts).outcome {
            SubmitOutcome::Accepted => Judged::Permitted,
            SubmitOutcome::Error => Judged::Error,
            refused @ SubmitOutcome::Refused(_) => Judged::Refused(refused.to_string()),
        }
    }

    /// What the gates say of a record for one member.
    fn judge_for(&mut self, around: &Surroundings<'_>, receiver: MemberView<'_>) -> Judged {
        let record = Arc::new(RecordFacts::of(around.content, around.today));
        Judged::from(&*self.decisions.decide(&self.engine, &around.facts(&record, receiver)))
    }

    /// What is offered of a record before it goes; none where the register does not know the receiver.
    pub(super) fn class(
        &self,
        directory: &Directory,
        content: &Content,
        receiver: &MemberId,
        now: Timestamp,
    ) -> Option<RecordClass> {
        view(directory.head(), receiver).map(|receiver| RecordClass::of(content, receiver, Date::of(now)))
    }

    /// Whether a member may hold records of a class.
    pub(super) fn accept_class(
        &mut self,
        directory: &Directory,
        class: RecordClass,
        receiver: &MemberId,
        now: Timestamp,
    ) -> Judged {
        self.turn(now);
        let Some(receiver) = view(directory.head(), receiver) else { return Judged::Error };
        Judged::from(&self.engine.judge_acceptance(&class.arriving(receiver)))
    }

    /// Why a user may not even list, if so: whatever is held, none of their roles reads.
    ///
    /// # Errors
    /// [`JudgeError::UnknownMember`].
    pub fn may_list(
        &mut self,
        directory: &Directory,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Option<String>, JudgeError> {
        self.may_look(directory, actor, now, false)
    }

    /// Why a user may not see figures of what the member did, which hold no content, if so.
    ///
    /// # Errors
    /// [`JudgeError::UnknownMember`].
    pub fn may_see_figures(
        &mut self,
        directory: &Directory,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Option<String>, JudgeError> {
        self.may_look(directory, actor, now, true)
    }

    fn may_look(
        &mut self,
        directory: &Directory,
        actor: &Actor,
        now: Timestamp,
        figures: bool,
    ) -> Result<Option<String>, JudgeError> {
        self.turn(now);
        let unknown = || JudgeError::UnknownMember { member: actor.member.clone() };
        let member = view(directory.head(), &actor.member).ok_or_else(unknown)?;
        let facts = AccessFacts {
            country: member.country.clone(),
            roles: actor.roles.clone(),
            holds: true,
            has_purpose: true,
            has_case: true,
            personal: false,
            expired: false,
            figures,
        };
        Ok(refusal(Judged::from(&self.engine.judge_access(&facts))))
    }

    /// Why a user may not ask what is held about a data subject, if so: as it would be to read a personal record, whether
    /// anything is held or not.
    pub(super) fn may_report(&mut self, directory: &Directory, actor: &Actor, now: Timestamp) -> Option<String> {
        self.turn(now);
        let Some(member) = view(directory.head(), &actor.member) else { return Some("not-a-member".to_owned()) };
        let facts = AccessFacts {
            country: member.country.clone(),
            roles: actor.roles.clone(),
            holds: true,
            has_purpose: member.mandates.iter().any(|mandate| Some(mandate.purpose) == actor.purpose),
            has_case: actor.case.as_deref().is_some_and(is_said),
            personal: true,
            expired: false,
            figures: false,
        };
        refusal(Judged::from(&self.engine.judge_access(&facts)))
    }

    /// Why a user may not read a record, if so. A list shows no content, so purpose and case are not asked for it.
    #[must_use]
    pub fn may_read(
        &mut self,
        directory: &Directory,
        actor: &Actor,
        content: &Content,
        form: ReadForm,
        now: Timestamp,
    ) -> Option<String> {
        self.turn(now);
        let Some(member) = view(directory.head(), &actor.member) else { return Some("not-a-member".to_owned()) };
        let purpose = actor.purpose.unwrap_or(content.handling.purpose);
        let case = actor.case.as_deref();
        let mut facts = AccessFacts::of(content, member, true, actor.roles.clone(), purpose, case, Date::of(now));
        if form == ReadForm::List {
            facts.has_purpose = true;
            facts.has_case = true;
        } else {
            facts.has_purpose &= actor.purpose.is_some();
        }
        refusal(Judged::from(&self.engine.judge_access(&facts)))
    }
}

/// SHA-256 of each pack's text, by its name, as the register holds them.
#[must_use]
pub fn pack_digests(crypto: &impl Crypto, packs: &[PackSource]) -> BTreeMap<String, Digest> {
    packs.iter().map(|pack| (pack.name.clone(), crypto.sha256(&[pack.text.as_bytes()]))).collect()
}

fn set_digest(crypto: &impl Crypto, packs: &BTreeMap<String, Digest>) -> Digest {
    let named = packs.iter().flat_map(|(name, digest)| [name.as_bytes(), b"\0", digest.as_bytes()]);
    let parts: Vec<&[u8]> = [b"sluis/packs/1".as_slice()].into_iter().chain(named).collect();
    crypto.sha256(&parts)
}

/// Digest over packs, as peers compare it and as the journal names them.
#[must_use]
pub fn packs_digest(crypto: &impl Crypto, packs: &[PackSource]) -> Digest {
    set_digest(crypto, &pack_digests(crypto, packs))
}

/// The rule that says no, if one does.
fn refusal(judged: Judged) -> Option<String> {
    match judged {
        Judged::Permitted => None,
        Judged::Refused(outcome) => Some(outcome.split_once(':').map_or(outcome.clone(), |(_, r)| r.to_owned())),
        Judged::Error => Some("error".to_owned()),
    }
}

/// That a user lacks a role, as the rule that says so; none where they have it.
#[must_use]
pub fn lacks(actor: &Actor, role: UserRole) -> Option<String> {
    (!actor.roles.contains(&role)).then(|| format!("needs-role-{role}"))
}

/// Whom a submission could go to. Nothing new goes to a member that was succeeded; what it has is corrected, and what it
/// asked is answered.
fn receivers<'d>(
    directory: &'d Directory,
    request: Option<&'d RequestView>,
    corrects: Option<RecordId>,
) -> impl Iterator<Item = MemberView<'d>> {
    let asked = move |id: &MemberId| request.is_some_and(|request| request.from == *id);
    let members = directory.head().members.iter();
    let members = members.filter(move |(id, m)| m.successor.is_none() || corrects.is_some() || asked(id));
    members.filter_map(|(id, _)| view(directory.head(), id))
}

fn agreements(directory: &Directory) -> Vec<Agreement> {
    directory.head().agreements.iter().cloned().collect()
}

fn surroundings<'a>(
    content: &'a Content,
    distribution: &'a Distribution,
    origin: MemberView<'a>,
    agreements: &'a [Agreement],
    request: Option<&'a RequestView>,
    now: Timestamp,
) -> Surroundings<'a> {
    let (requests, today) = (request.map_or(&[][..], std::slice::from_ref), Date::of(now));
    Surroundings { content, distribution, origin, holder: None, agreements, requests, consents: &[], today }
}

/// What the gates see of a member; none of one that the register does not know. Who succeeds another acts for it under its
/// own mandates, and those of the other count no more.
#[must_use]
pub fn view<'a>(register: &'a Register, id: &MemberId) -> Option<MemberView<'a>> {
    let (id, member) = register.members.get_key_value(id)?;
    let acts = register.successor(id).and_then(|successor| register.members.get(successor)).unwrap_or(member);
    let Member { country, role, third_country, .. } = member;
    Some(MemberView { id, country, role: *role, third_country: *third_country, mandates: &acts.mandates })
}
