//! What a signal says: the content that is signed, and the distribution that never leaves its origin.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codelists::{Nace, Region};
use crate::date::Date;
use crate::identifiers::Identifier;
use crate::ids::{BasisId, Country, MemberId};
use crate::vocabulary::{
    Answer, Category, HandlingCode, Language, MeasureKind, Onward, Purpose, Question, RelationKind, Review, Role,
    SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel, Use,
};

/// What a member submits: the content that will be signed, and whom it is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Goes into the record.
    pub content: Content,
    /// Stays at the origin.
    pub distribution: Distribution,
}

/// Whom a signal is meant for. Never leaves the origin's node: a receiver learns that it is entitled, not who else is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Distribution {
    /// Members, or countries and roles.
    pub audience: Audience,
    /// Members that must never learn of it, even where the audience names them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub exclude: BTreeSet<MemberId>,
}

/// Every member named, and every member whose country and role match; an empty one of the two leaves that side open,
/// two empty ones add nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Audience {
    /// Named members.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub members: BTreeSet<MemberId>,
    /// Countries.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub countries: BTreeSet<Country>,
    /// Roles.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub roles: BTreeSet<Role>,
}

impl Audience {
    /// Whether a member is meant.
    #[must_use]
    pub fn names(&self, member: &MemberId, country: &Country, role: Role) -> bool {
        self.members.contains(member)
            || (!(self.countries.is_empty() && self.roles.is_empty())
                && (self.countries.is_empty() || self.countries.contains(country))
                && (self.roles.is_empty() || self.roles.contains(&role)))
    }
}

/// The signed content of a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Content {
    /// Kind of signal.
    pub r#type: SignalType,
    /// The submitter's short text; titles shown to readers are rendered from type, measure and role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One text a language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summary: Vec<Summary>,
    /// When it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Period>,
    /// What the origin makes of it, apart from what was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
    /// Whom or what it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Subject>,
    /// How subjects relate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Branch of trade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// Where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
    /// Form of organised subversive crime.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub threats: Vec<Threat>,
    /// What an authority decided; required for `enforcement-measure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// How reliable it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grading: Option<Grading>,
    /// What a request asks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// When a request wants its answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_by: Option<Date>,
    /// How urgent a request is, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    /// The origin's own case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_ref: Option<String>,
    /// How far a reply answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// What binds a receiver.
    pub handling: Handling,
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Summary {
    /// Its language.
    pub lang: Language,
    /// The text.
    pub text: String,
    /// Written so, or a human translation.
    pub original: bool,
}

/// From a day to a day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// Whom or what a signal is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its part.
    pub role: SubjectRole,
    /// Its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Checked and normalised identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Address {
    /// NUTS region or port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nuts: Option<Region>,
    /// Local administrative unit, as the country writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lau: Option<String>,
    /// Postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
}

/// A relation between two subjects, by their place in `subjects`, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Relation {
    /// Place of the first subject.
    pub from: u16,
    /// Kind.
    pub kind: RelationKind,
    /// Place of the second subject.
    pub to: u16,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
}

/// Branch of trade, in NACE with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sector {
    /// Version of NACE: `2.1`.
    pub nace: String,
    /// The code, without its section letter.
    pub code: Nace,
}

/// A decision of an authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Measure {
    /// What was decided.
    pub kind: MeasureKind,
    /// The article it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// When.
    pub decided_on: Date,
    /// In force from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// In force until, that day included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Where its review stands.
    pub review: Review,
    /// The authority's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A grading in its native scheme, never mapped upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheme", deny_unknown_fields)]
pub enum Grading {
    /// 4x4 (Europol): source A, B, C or X, information 1 to 4.
    #[serde(rename = "4x4")]
    FourByFour {
        /// Reliability of the source.
        source: FourSource,
        /// Reliability of the information.
        information: FourInformation,
    },
    /// Admiralty (NATO STANAG 2511): source A to F, information 1 to 6.
    #[serde(rename = "admiralty")]
    Admiralty {
        /// Reliability of the source.
        source: AdmiraltySource,
        /// Credibility of the information.
        information: AdmiraltyInformation,
    },
}

crate::code::codes! {
    /// 4x4 source evaluation.
    FourSource in "4x4-source" { A = "A", B = "B", C = "C", X = "X", }
}
crate::code::codes! {
    /// 4x4 information evaluation.
    FourInformation in "4x4-information" { I1 = "1", I2 = "2", I3 = "3", I4 = "4", }
}
crate::code::codes! {
    /// Admiralty source reliability.
    AdmiraltySource in "admiralty-source" { A = "A", B = "B", C = "C", D = "D", E = "E", F = "F", }
}
crate::code::codes! {
    /// Admiralty information credibility.
    AdmiraltyInformation in "admiralty-information" { I1 = "1", I2 = "2", I3 = "3", I4 = "4", I5 = "5", I6 = "6", }
}

impl Grading {
    /// Whether anybody corroborated it: not 4x4 information 4 or source X, not Admiralty information 5 or 6 or source F.
    #[must_use]
    pub const fn is_corroborated(self) -> bool {
        match self {
            Self::FourByFour { source, information } => {
                !matches!(source, FourSource::X) && !matches!(information, FourInformation::I4)
            }
            Self::Admiralty { source, information } => {
                !matches!(source, AdmiraltySource::F)
                    && !matches!(information, AdmiraltyInformation::I5 | AdmiraltyInformation::I6)
            }
        }
    }
}

/// How urgent, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Urgency {
    /// Level.
    pub level: UrgencyLevel,
    /// Reason.
    pub reason: String,
}

/// The handling that binds a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Handling {
    /// What it is used for.
    pub purpose: Purpose,
    /// On what it rests; at least one, except in aggregates.
    pub legal_bases: BTreeSet<BasisId>,
    /// Why the receiver needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub necessity: Option<String>,
    /// Categories of data in it.
    pub categories: BTreeSet<Category>,
    /// Whether its police origin allows administrative use.
    pub admin_use: bool,
    /// Europol handling code.
    pub handling_code: HandlingCode,
    /// Label for export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    /// What the receiver may do with it.
    pub r#use: Use,
    /// Whether the receiver may pass it on.
    pub onward: Onward,
    /// Last day it may be held, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain_until: Option<Date>,
    /// The request it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<String>,
    /// Whether the data subject was told (GDPR 14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification: Option<Notification>,
}

/// Whether the data subject was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notification {
    /// Still to be told.
    Due,
    /// Told.
    Done,
    /// Put off.
    #[serde(untagged)]
    Deferred(Deferral),
}

/// Why and until when telling the data subject was put off (GDPR 14(5), 23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deferral {
    /// Always `deferred`.
    pub state: Deferred,
    /// The ground.
    pub ground: String,
    /// When it is looked at again.
    pub review_on: Date,
    /// Who answers for it.
    pub responsible: String,
}

crate::code::codes! {
    /// The state of a deferral.
    Deferred in "notification-states" { Deferred = "deferred", }
}
