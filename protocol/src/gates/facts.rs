//! Facts: everything a policy may look at, derived by one fixed list.
//!
//! | fact | is true where, or holds |
//! |---|---|
//! | `record.type`, `purpose`, `bases`, `handlingCode`, `adminUse`, `onward` | as the record says |
//! | `record.aggregate` | the type is a picture of many cases: `displacement`, `phenomenon` |
//! | `record.categorised` | the record names any category |
//! | `record.personal`, `offence`, `special`, `tax`, `minor` | that category is named |
//! | `record.corroborated` | its grading says that somebody corroborated it, or there is no grading |
//! | `record.expired` | today is after `retainUntil` |
//! | `draft.subjectKinds`, `draft.schemes` | of all subjects and their identifiers |
//! | `draft.necessity`, `draft.retainUntil` | present and not blank |
//! | `origin.…`, `receiver.…`: `country`, `role`, `thirdCountry` | as the register says |
//! | `….hasPurpose` | a mandate has the record's purpose |
//! | `….mandateBases` | bases of the mandates with the record's purpose |
//! | `….offenceFlag`, `….transferInstrument` | some mandate with the purpose has the flag, or names an instrument |
//! | `….sectorCovered` | some mandate with the purpose lists a prefix of the record's sector; never where either is missing |
//! | `relation.inAudience`, `excluded` | the origin's distribution names the receiver so |
//! | `relation.abroad` | the receiver's country is not the origin's |
//! | `relation.relayed` | a holder that is not the origin passes the record on |
//! | `relation.inHolderCountry` | the receiver's country is the holder's, or the origin's without a relay |
//! | `relation.consent` | the origin consented that this holder passes it to this receiver |
//! | `relation.agreementBases` | bases of agreements between exactly origin and receiver, in force today |
//! | `relation.replyToReceiver` | `inReplyTo` names an open request from the receiver to, or forwarded to, the origin, for the record's purpose |
//! | `reader.…`, and of what is looked at `personal`, `expired`, `figures` | see [`AccessFacts`] |
//!
//! Facts are plain ordered data, so that a decision is a pure function of them and is kept by them. Members that are
//! equal in all that policies see are equal here.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sluis_schemas::content::{Content, Distribution};
use sluis_schemas::federation::{Agreement, Mandate, MemberEntry};
use sluis_schemas::vocabulary::{
    Category, HandlingCode, Onward, Purpose, Role, Scheme, SignalType, SubjectKind, UserRole,
};
use sluis_schemas::{BasisId, Country, Date, MemberId};

/// What the gates need of a member in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberView<'a> {
    /// Its id.
    pub id: &'a MemberId,
    /// Its country.
    pub country: &'a Country,
    /// Its role there.
    pub role: Role,
    /// Whether it lies outside the Union.
    pub third_country: bool,
    /// What it may do, and on what.
    pub mandates: &'a [Mandate],
}

impl<'a> From<&'a MemberEntry> for MemberView<'a> {
    fn from(entry: &'a MemberEntry) -> Self {
        Self {
            id: &entry.id,
            country: &entry.country,
            role: entry.role,
            third_country: entry.third_country,
            mandates: &entry.mandates,
        }
    }
}

/// A request that exists, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestView {
    /// What a reply names in `inReplyTo`.
    pub id: String,
    /// Who asked.
    pub from: MemberId,
    /// Who was asked.
    pub to: MemberId,
    /// To whom a coordinator forwarded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_to: Option<MemberId>,
    /// What for.
    pub purpose: Purpose,
    /// Whether it is not yet refused, answered or closed.
    pub open: bool,
}

/// A consent of the origin that this record is passed on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConsentView {
    /// By whom.
    pub holder: MemberId,
    /// To whom.
    pub receiver: MemberId,
}

/// What the record says of itself, as far as policies look at it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordFacts {
    /// Its type.
    #[serde(rename = "type")]
    pub signal_type: SignalType,
    /// Its purpose.
    pub purpose: Purpose,
    /// Its bases.
    pub bases: BTreeSet<BasisId>,
    /// Its categories.
    pub categories: BTreeSet<Category>,
    /// Its handling code.
    pub handling_code: HandlingCode,
    /// Whether administrative use is allowed.
    pub admin_use: bool,
    /// Its onward rule.
    pub onward: Onward,
    /// Whether somebody corroborated it, or nobody graded it.
    pub corroborated: bool,
    /// Whether its term is over.
    pub expired: bool,
}

impl RecordFacts {
    /// Of a record, on a day.
    #[must_use]
    pub fn of(content: &Content, today: Date) -> Self {
        let handling = &content.handling;
        Self {
            signal_type: content.r#type,
            purpose: handling.purpose,
            bases: handling.legal_bases.clone(),
            categories: handling.categories.clone(),
            handling_code: handling.handling_code,
            admin_use: handling.admin_use,
            onward: handling.onward,
            corroborated: content.grading.is_none_or(sluis_schemas::content::Grading::is_corroborated),
            expired: handling.retain_until.is_some_and(|last| today > last),
        }
    }
}

/// What only the submission gate looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftFacts {
    /// Kinds of its subjects.
    pub subject_kinds: BTreeSet<SubjectKind>,
    /// Schemes of their identifiers.
    pub schemes: BTreeSet<Scheme>,
    /// Whether it says why the receiver needs it.
    pub necessity: bool,
    /// Whether it says until when it may be held.
    pub retain_until: bool,
}

impl DraftFacts {
    /// Of a draft.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        let identifiers = content.subjects.iter().flat_map(|subject| &subject.identifiers);
        Self {
            subject_kinds: content.subjects.iter().map(|subject| subject.kind).collect(),
            schemes: identifiers.map(sluis_schemas::identifiers::Identifier::scheme).collect(),
            necessity: content.handling.necessity.as_deref().is_some_and(is_said),
            retain_until: content.handling.retain_until.is_some(),
        }
    }
}

/// Blank is absent.
pub(crate) fn is_said(text: &str) -> bool {
    !text.trim().is_empty()
}

/// A member, in view of a record's purpose and sector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberFacts {
    /// Its country.
    pub country: Country,
    /// Its role.
    pub role: Role,
    /// Whether it lies outside the Union.
    pub third_country: bool,
    /// Whether a mandate has the purpose.
    pub has_purpose: bool,
    /// Bases of its mandates with the purpose.
    pub mandate_bases: BTreeSet<BasisId>,
    /// Whether a mandate with the purpose covers data on offences.
    pub offence_flag: bool,
    /// Whether a mandate with the purpose names a transfer instrument.
    pub transfer_instrument: bool,
    /// Whether a mandate with the purpose lists the sector.
    pub sector_covered: bool,
}

impl MemberFacts {
    /// Of a member, for a record.
    #[must_use]
    pub fn of(member: MemberView<'_>, content: &Content) -> Self {
        let covered = covering(member, content.handling.purpose).any(|mandate| covers(mandate, content));
        Self::covered(member, content.handling.purpose, covered)
    }

    fn covered(member: MemberView<'_>, purpose: Purpose, sector_covered: bool) -> Self {
        let mandates = || covering(member, purpose);
        let instrument = |mandate: &Mandate| mandate.transfer_instrument.as_deref().is_some_and(is_said);
        Self {
            country: member.country.clone(),
            role: member.role,
            third_country: member.third_country,
            has_purpose: mandates().next().is_some(),
            mandate_bases: mandates().map(|mandate| mandate.legal_basis.clone()).collect(),
            offence_flag: mandates().any(|mandate| mandate.offence),
            transfer_instrument: mandates().any(instrument),
            sector_covered,
        }
    }
}

fn covering(member: MemberView<'_>, purpose: Purpose) -> impl Iterator<Item = &Mandate> {
    member.mandates.iter().filter(move |mandate| mandate.purpose == purpose)
}

fn covers(mandate: &Mandate, content: &Content) -> bool {
    let Some(sector) = content.sector.as_ref().filter(|sector| is_said(sector.code.as_str())) else {
        return false;
    };
    mandate.sectors.iter().any(|prefix| is_said(prefix) && sector.code.begins_with(prefix))
}

/// How origin, holder and receiver stand to each other and to the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelationFacts {
    /// Whether the origin means it for the receiver.
    pub in_audience: bool,
    /// Whether the origin excluded the receiver.
    pub excluded: bool,
    /// Whether the receiver's country is not the origin's.
    pub abroad: bool,
    /// Whether somebody other than the origin passes it on.
    pub relayed: bool,
    /// Whether the receiver's country is the holder's.
    pub in_holder_country: bool,
    /// Whether the origin consented to this relay.
    pub consent: bool,
    /// Bases of agreements in force between origin and receiver.
    pub agreement_bases: BTreeSet<BasisId>,
    /// Whether it answers an open request of the receiver.
    pub reply_to_receiver: bool,
}

/// What the submission gate looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubmissionFacts {
    /// The record.
    pub record: RecordFacts,
    /// More of it.
    pub draft: DraftFacts,
    /// Who submits.
    pub origin: MemberFacts,
}

impl SubmissionFacts {
    /// Of a draft by a member, on a day.
    #[must_use]
    pub fn of(content: &Content, origin: MemberView<'_>, today: Date) -> Self {
        Self {
            record: RecordFacts::of(content, today),
            draft: DraftFacts::of(content),
            origin: MemberFacts::of(origin, content),
        }
    }
}

/// What the disclosure gate looks at: a decision is a pure function of this and the packs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facts {
    /// The origin's country: whose packs speak.
    pub origin_country: Country,
    /// The origin's role.
    pub origin_role: Role,
    /// How they stand to each other.
    pub relation: RelationFacts,
    /// The receiver.
    pub receiver: MemberFacts,
    /// The record, the same for every receiver.
    pub record: Arc<RecordFacts>,
}

/// What the acceptance gate looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AcceptFacts {
    /// The record.
    pub record: Arc<RecordFacts>,
    /// Who would hold it.
    pub receiver: MemberFacts,
}

impl AcceptFacts {
    /// Of a record that arrives at a member, on a day.
    #[must_use]
    pub fn of(content: &Content, receiver: MemberView<'_>, today: Date) -> Self {
        Self { record: Arc::new(RecordFacts::of(content, today)), receiver: MemberFacts::of(receiver, content) }
    }
}

/// A record as the acceptance gate sees it, without what the register tells: what is offered of a record before the record
/// itself goes. It names no subject, and of the sector only whether the receiver's mandate covers it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordClass {
    /// The record.
    pub record: RecordFacts,
    /// Whether a mandate of the receiver with the purpose lists the sector.
    pub sector_covered: bool,
}

impl RecordClass {
    /// Of a record for a receiver, on a day.
    #[must_use]
    pub fn of(content: &Content, receiver: MemberView<'_>, today: Date) -> Self {
        let sector_covered = MemberFacts::of(receiver, content).sector_covered;
        Self { record: RecordFacts::of(content, today), sector_covered }
    }

    /// What the acceptance gate of a receiver looks at.
    #[must_use]
    pub fn arriving(self, receiver: MemberView<'_>) -> AcceptFacts {
        let receiver = MemberFacts::covered(receiver, self.record.purpose, self.sector_covered);
        AcceptFacts { record: Arc::new(self.record), receiver }
    }
}

/// What the access gate looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccessFacts {
    /// The reader's member's country.
    pub country: Country,
    /// The user's roles.
    pub roles: BTreeSet<UserRole>,
    /// Whether the member holds the record.
    pub holds: bool,
    /// Whether a mandate of the member has the purpose that the user reads for.
    pub has_purpose: bool,
    /// Whether the user named a case.
    pub has_case: bool,
    /// Whether the record holds personal data.
    pub personal: bool,
    /// Whether its term is over.
    pub expired: bool,
    /// Whether figures alone are looked at, and no content.
    pub figures: bool,
}

impl AccessFacts {
    /// Of a user of `member` who wants to read, on a day. `holds` is the store's answer; a blank case is none.
    #[must_use]
    pub fn of(
        content: &Content,
        member: MemberView<'_>,
        holds: bool,
        roles: BTreeSet<UserRole>,
        purpose: Purpose,
        case: Option<&str>,
        today: Date,
    ) -> Self {
        Self {
            country: member.country.clone(),
            roles,
            holds,
            has_purpose: member.mandates.iter().any(|mandate| mandate.purpose == purpose),
            has_case: case.is_some_and(is_said),
            personal: content.handling.categories.contains(&Category::Personal),
            expired: content.handling.retain_until.is_some_and(|last| today > last),
            figures: false,
        }
    }
}

/// Everything around a record from which the relation to a receiver follows.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The record.
    pub content: &'a Content,
    /// Whom it is meant for.
    pub distribution: &'a Distribution,
    /// Whose it is.
    pub origin: MemberView<'a>,
    /// Who passes it on; the origin itself is no relay.
    pub holder: Option<MemberView<'a>>,
    /// Agreements in the register.
    pub agreements: &'a [Agreement],
    /// Requests known to the origin.
    pub requests: &'a [RequestView],
    /// Consents that the origin gave for this record.
    pub consents: &'a [ConsentView],
    /// The day.
    pub today: Date,
}

impl<'a> Surroundings<'a> {
    /// The holder, where it is not the origin.
    #[must_use]
    pub fn relay(&self) -> Option<MemberView<'a>> {
        self.holder.filter(|holder| holder.id != self.origin.id)
    }

    /// The facts about one receiver. `record` is of the same content and day.
    #[must_use]
    pub fn facts(&self, record: &Arc<RecordFacts>, receiver: MemberView<'_>) -> Facts {
        Facts {
            origin_country: self.origin.country.clone(),
            origin_role: self.origin.role,
            relation: self.relation(receiver),
            receiver: MemberFacts::of(receiver, self.content),
            record: Arc::clone(record),
        }
    }

    fn relation(&self, receiver: MemberView<'_>) -> RelationFacts {
        let relay = self.relay();
        let holder_country = relay.map_or(self.origin.country, |holder| holder.country);
        RelationFacts {
            in_audience: self.distribution.audience.names(receiver.id, receiver.country, receiver.role),
            excluded: self.distribution.exclude.contains(receiver.id),
            abroad: receiver.country != self.origin.country,
            relayed: relay.is_some(),
            in_holder_country: receiver.country == holder_country,
            consent: relay.is_some_and(|holder| self.consented(holder.id, receiver.id)),
            agreement_bases: self.agreed(receiver.id),
            reply_to_receiver: self.replies_to(receiver.id),
        }
    }

    fn consented(&self, holder: &MemberId, receiver: &MemberId) -> bool {
        self.consents.iter().any(|consent| consent.holder == *holder && consent.receiver == *receiver)
    }

    fn agreed(&self, receiver: &MemberId) -> BTreeSet<BasisId> {
        let both = |agreement: &&Agreement| {
            agreement.between.len() == 2
                && agreement.between.contains(self.origin.id)
                && agreement.between.contains(receiver)
        };
        let in_force = self.agreements.iter().filter(both).filter(|agreement| agreement.since <= self.today);
        in_force.map(|agreement| agreement.basis.clone()).collect()
    }

    fn replies_to(&self, receiver: &MemberId) -> bool {
        let Some(named) = &self.content.handling.in_reply_to else { return false };
        self.requests.iter().any(|request| {
            request.id == *named
                && request.open
                && request.purpose == self.content.handling.purpose
                && request.from == *receiver
                && (request.to == *self.origin.id || request.forwarded_to.as_ref() == Some(self.origin.id))
        })
    }
}
