//! Disputes: opened, answered, taken up, found in; and what was found before as precedents.

use sluis_protocol::core::{DisputeBar, Disputed, Idempotency, Input, Reply, Saying, Ticket, lacks, next_level};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Actor, ReadForm};
use sluis_protocol::records::{About, Dispute, DisputeStep, DisputedClass, Finding, Found, Matter, Record, Remedy};
use sluis_protocol::register::{Directory, Verified};
use sluis_schemas::calls::{ClassOf, DisputeOf, DisputeStepOf, FindingOf, FoundOf, NAMELESS, PrecedentsOf};
use sluis_schemas::problem::{Fault, Problem};
use sluis_schemas::vocabulary::{DisputeGround, DisputeLevel, DisputeMatter, UserRole};
use sluis_schemas::working_days::{Calendar, DISPUTE_WITHIN};
use sluis_schemas::{Date, MemberId, Words};

use super::{ATTEMPTS, MAX_PAGE, Service, ServiceError, idempotency, salt, signed, unexpected};
use crate::clock;
use crate::cursor::Cursors;
use crate::store::{Cursor, WhichDisputes};

/// Findings that are looked through, the newest.
const MAX_FOUND: u32 = 10_000;
/// Most precedents that are shown at once.
const MAX_PRECEDENTS: usize = 100;

/// A list that users name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeList {
    /// Those that go on.
    Open,
    /// Those whose term is over.
    Overdue,
    /// All.
    All,
}

/// A dispute, as a member keeps it.
#[derive(Debug, Clone)]
pub struct DisputeShown {
    /// The record that opened it.
    pub id: RecordId,
    /// How it stands.
    pub kept: Disputed,
    /// Whether its term is over today.
    pub is_overdue: bool,
}

/// What was found in a dispute, without whose it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedent {
    /// What was disputed.
    pub matter: DisputeMatter,
    /// Why.
    pub ground: DisputeGround,
    /// How far up it came.
    pub level: DisputeLevel,
    /// In which year it was found.
    pub year: i32,
    /// What was found.
    pub found: Found,
}

/// A call with what repeats it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The body as it came.
    pub body: &'a [u8],
    /// The idempotency key, where one is given.
    pub key: Option<&'a str>,
}

impl Service {
    /// Opens a dispute about a record with its origin, or as its origin with who has it.
    ///
    /// # Errors
    /// [`ServiceError::Malformed`], [`ServiceError::NotFound`] and [`ServiceError::Closed`] of the record,
    /// [`ServiceError::Barred`] where it cannot be disputed, [`ServiceError::NoCalendar`].
    pub async fn open_dispute(&self, actor: &Actor, call: Call<'_>) -> Result<DisputeShown, ServiceError> {
        let of = DisputeOf::parse(call.body).map_err(ServiceError::Malformed)?;
        let not_found = || ServiceError::NotFound { what: "signal", id: of.record.clone() };
        let record: RecordId = of.record.parse().map_err(|_| not_found())?;
        let Some(found) = self.store.followed(&actor.member, record).await? else {
            // It is not there, or not any more: the core says which.
            self.read(actor, vec![record], ReadForm::List).await?;
            return Err(not_found());
        };
        let with = match of.with {
            Some(with) => with,
            None if found.origin == actor.member => return Err(missing("/with")),
            None => found.origin.clone(),
        };
        if self.directory().member(&with).is_none() {
            let fault = Fault::UnknownMember { member: with };
            return Err(ServiceError::Malformed(vec![Problem { pointer: "/with".to_owned(), fault }]));
        }
        let due = self.due(DisputeLevel::Officer, &with)?;
        let case = Matter { matter: of.matter, ground: of.ground, words: of.words };
        let about = Some(About { of: found.origin, signal: found.signal });
        let saying = Saying { addressee: with, about, step: DisputeStep::Opened { case, due } };
        for _ in 0..ATTEMPTS {
            let said = self.sign_sayings(actor, std::slice::from_ref(&saying))?;
            if let Some(id) = self.said(actor, ("open", call), (dispute, said)).await? {
                return self.dispute(actor, id).await;
            }
        }
        Err(ServiceError::Unsettled)
    }

    /// Says a step of a dispute, to the other party and to the mediator where it has one.
    ///
    /// # Errors
    /// [`ServiceError::Malformed`], [`ServiceError::NotFound`], [`ServiceError::Barred`], [`ServiceError::NoCalendar`].
    pub async fn dispute_step(
        &self,
        actor: &Actor,
        id: RecordId,
        call: Call<'_>,
    ) -> Result<DisputeShown, ServiceError> {
        let of = DisputeStepOf::parse(call.body).map_err(ServiceError::Malformed)?;
        for _ in 0..ATTEMPTS {
            let kept = self.kept_dispute(actor, id).await?;
            let sayings = kept.sayings(&actor.member, &self.step_said(id, &kept, &of)?);
            // Who only mediates says nothing but what it finds.
            if kept.other(&actor.member).is_none() {
                return Err(ServiceError::Barred { why: DisputeBar::NotYours });
            }
            let said = self.sign_sayings(actor, &sayings)?;
            if self.said(actor, (&id.to_string(), call), (dispute, said)).await?.is_some() {
                return self.dispute(actor, id).await;
            }
        }
        Err(ServiceError::Unsettled)
    }

    fn step_said(&self, dispute: RecordId, kept: &Disputed, of: &DisputeStepOf) -> Result<DisputeStep, ServiceError> {
        Ok(match of {
            DisputeStepOf::Withdrawn => DisputeStep::Withdrawn { dispute },
            DisputeStepOf::Answered { answer, words } => {
                DisputeStep::Answered { dispute, level: kept.level, view: *answer, words: words.clone() }
            }
            DisputeStepOf::Escalated { mediator } => {
                let level = next_level(kept.level).ok_or(ServiceError::Barred { why: DisputeBar::NotNext })?;
                let mediator = mediator.clone().or_else(|| kept.mediator.clone());
                if level >= DisputeLevel::Mediator && mediator.is_none() {
                    return Err(missing("/mediator"));
                }
                let due = self.due(level, mediator.as_ref().unwrap_or(&kept.against))?;
                DisputeStep::Escalated { dispute, level, due, mediator }
            }
        })
    }

    /// Finds in a dispute, as its mediator.
    ///
    /// # Errors
    /// [`ServiceError::Malformed`], [`ServiceError::NotFound`], [`ServiceError::Barred`] for who does not mediate.
    pub async fn find(&self, actor: &Actor, id: RecordId, call: Call<'_>) -> Result<DisputeShown, ServiceError> {
        let FindingOf { outcome, words } = FindingOf::parse(call.body).map_err(ServiceError::Malformed)?;
        let directory = self.directory();
        if names_a_member(&directory, &words) {
            let fault = Fault::Malformed { what: "words that name nobody", rule: NAMELESS };
            return Err(ServiceError::Malformed(vec![Problem { pointer: "/words".to_owned(), fault }]));
        }
        let found = Found { outcome: remedy(outcome), words };
        for _ in 0..ATTEMPTS {
            let kept = self.store.dispute(&actor.member, id).await?;
            // The core says why who does not mediate cannot find.
            let parties = kept.map_or_else(|| vec![actor.member.clone()], |kept| vec![kept.opener, kept.against]);
            let (directory, at) = (self.directory(), clock::now());
            let sign = |addressee| {
                let (salt, register, origin) = (salt()?, directory.digest(), actor.member.clone());
                let said = Finding { salt, at, register, origin, addressee, dispute: id, found: found.clone() };
                signed(&directory, &self.keys, &said, at)
            };
            let said = parties.into_iter().map(sign).collect::<Result<Vec<_>, ServiceError>>()?;
            if self.said(actor, (&format!("find {id}"), call), (finding, said)).await?.is_some() {
                return self.dispute(actor, id).await;
            }
        }
        Err(ServiceError::Unsettled)
    }

    fn sign_sayings(&self, actor: &Actor, sayings: &[Saying]) -> Result<Vec<Verified<Dispute>>, ServiceError> {
        let (directory, at) = (self.directory(), clock::now());
        let sign = |saying: &Saying| {
            let (salt, register, origin) = (salt()?, directory.digest(), actor.member.clone());
            let Saying { addressee, about, step } = saying.clone();
            signed(&directory, &self.keys, &Dispute { salt, at, register, origin, addressee, about, step }, at)
        };
        sayings.iter().map(sign).collect()
    }

    /// Gives to the core what was signed; the first record, or none where it rests on what does not hold any more.
    async fn said<T: Record + Send + Sync + 'static>(
        &self,
        actor: &Actor,
        (what, call): (&str, Call<'_>),
        (give, said): (Give<T>, Vec<Verified<T>>),
    ) -> Result<Option<RecordId>, ServiceError> {
        let body = self.keys.keyed_hash("dispute", &[actor.member.as_str().as_bytes(), what.as_bytes(), call.body]);
        let key = call.key.map(|key| Idempotency { key: idempotency(&self.keys, &actor.member, key), body });
        let actor = actor.clone();
        let reply = self.core.ask(move |ticket| give(ticket, actor, key, said)).await?;
        match reply {
            Reply::Done { notice } => notice.map(Some).ok_or(ServiceError::Internal),
            Reply::Stale => Ok(None),
            Reply::Barred { why } => Err(ServiceError::Barred { why }),
            Reply::NotFound => Err(ServiceError::NotFound { what: "dispute", id: what.to_owned() }),
            other => Err(unexpected(other)),
        }
    }

    /// A level's last day, in the calendar of who has to act there.
    fn due(&self, level: DisputeLevel, who: &MemberId) -> Result<Date, ServiceError> {
        let directory = self.directory();
        let country = directory.member(who).map(|member| member.country.clone());
        let no_calendar = || ServiceError::NoCalendar { member: who.clone() };
        let calendar = country.as_ref().and_then(Calendar::of).ok_or_else(no_calendar)?;
        let [officer, lawyer, mediator, steering] = DISPUTE_WITHIN;
        let days = match level {
            DisputeLevel::Officer => officer,
            DisputeLevel::Lawyer => lawyer,
            DisputeLevel::Mediator => mediator,
            DisputeLevel::SteeringGroup => steering,
        };
        calendar.after(self.today(), days).map_err(|_| no_calendar())
    }

    async fn kept_dispute(&self, actor: &Actor, id: RecordId) -> Result<Disputed, ServiceError> {
        let kept = self.store.dispute(&actor.member, id).await?;
        kept.ok_or_else(|| ServiceError::NotFound { what: "dispute", id: id.to_string() })
    }

    /// A dispute, as the member keeps it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::NotAllowed`] for who does not read.
    pub async fn dispute(&self, actor: &Actor, id: RecordId) -> Result<DisputeShown, ServiceError> {
        may_read(actor)?;
        let kept = self.kept_dispute(actor, id).await?;
        Ok(self.shown(id, kept))
    }

    fn shown(&self, id: RecordId, kept: Disputed) -> DisputeShown {
        let is_overdue = kept.is_overdue(self.today());
        DisputeShown { id, kept, is_overdue }
    }

    /// The place that a client was given as the next of a list; none if it was not.
    #[must_use]
    pub fn dispute_place(&self, member: &MemberId, list: DisputeList, text: &str) -> Option<Cursor> {
        Cursors::new(&self.keys)?.open(member, &question(list), text)
    }

    /// A member's disputes in a list, newest first, and where to go on.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] for who does not read.
    pub async fn disputes(
        &self,
        actor: &Actor,
        list: DisputeList,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<DisputeShown>, Option<String>), ServiceError> {
        may_read(actor)?;
        let which = match list {
            DisputeList::Open => WhichDisputes::Open,
            DisputeList::Overdue => WhichDisputes::Overdue(self.today()),
            DisputeList::All => WhichDisputes::All,
        };
        let listed = self.store.list_disputes(&actor.member, which, after, limit.clamp(1, MAX_PAGE)).await?;
        let (listed, next) = listed;
        let next = next.map(|last| self.seal(&actor.member, &question(list), last)).transpose()?;
        Ok((listed.into_iter().map(|(id, kept)| self.shown(id, kept)).collect(), next))
    }

    /// What mediators found before in disputes of members of this node, newest first, without whose they were.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] for who does not read.
    pub async fn precedents(&self, actor: &Actor, of: &PrecedentsOf) -> Result<Vec<Precedent>, ServiceError> {
        may_read(actor)?;
        let wanted = of.text.as_deref().unwrap_or_default().to_lowercase();
        let precedent = |kept: Disputed| {
            let (found, case) = (kept.found()?.clone(), &kept.case);
            let text = found.words.as_str().to_lowercase();
            let is_asked = of.matter.is_none_or(|matter| matter == case.matter)
                && wanted.split_whitespace().all(|word| text.contains(word));
            let (matter, ground, level) = (case.matter, case.ground, kept.level);
            is_asked.then(|| Precedent { matter, ground, level, year: Date::of(kept.changed).year(), found })
        };
        let found = self.store.found_disputes(MAX_FOUND).await?;
        Ok(found.into_iter().filter_map(precedent).take(MAX_PRECEDENTS).collect())
    }
}

/// How the core is given what was signed.
type Give<T> = fn(Ticket, Actor, Option<Idempotency>, Vec<Verified<T>>) -> Input;

const fn dispute(
    ticket: Ticket,
    actor: Actor,
    idempotency: Option<Idempotency>,
    said: Vec<Verified<Dispute>>,
) -> Input {
    Input::Dispute { ticket, actor, idempotency, said }
}

const fn finding(
    ticket: Ticket,
    actor: Actor,
    idempotency: Option<Idempotency>,
    said: Vec<Verified<Finding>>,
) -> Input {
    Input::Find { ticket, actor, idempotency, said }
}

fn may_read(actor: &Actor) -> Result<(), ServiceError> {
    lacks(actor, UserRole::Reader).map_or(Ok(()), |rule| Err(ServiceError::NotAllowed { rule }))
}

fn missing(pointer: &str) -> ServiceError {
    ServiceError::Malformed(vec![Problem { pointer: pointer.to_owned(), fault: Fault::Missing }])
}

/// Whether a member of the register stands in a text, by id or by name.
fn names_a_member(directory: &Directory, words: &Words) -> bool {
    let text = words.as_str().to_lowercase();
    let members = directory.head().members.iter();
    let mut names = members.flat_map(|(id, member)| [id.as_str().to_owned(), member.name.to_lowercase()]);
    names.any(|name| !name.is_empty() && text.contains(&name))
}

fn remedy(outcome: FoundOf) -> Remedy {
    let class_of = |ClassOf { r#type, purpose, basis }| DisputedClass { r#type, purpose, basis };
    match outcome {
        FoundOf::Agreement { basis } => Remedy::Agreement { basis },
        FoundOf::PackChange { country, class } => Remedy::PackChange { country, class: class_of(class) },
        FoundOf::Gap { class } => Remedy::Gap { class: class_of(class) },
    }
}

/// What a cursor is good for.
fn question(list: DisputeList) -> String {
    format!("disputes {list:?}")
}
