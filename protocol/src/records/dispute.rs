//! Dispute: what two members hold against each other about a record that both know, and what a mediator finds.

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{
    DisputeAnswer, DisputeGround, DisputeLevel, DisputeMatter, FindingOutcome, Purpose, SignalType,
};
use sluis_schemas::{BasisId, Country, Date, MemberId, Timestamp, Words};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;

/// A step of a dispute. It names no subject. Between its two parties it says which record it is about; to a mediator it does
/// not, who need not learn that there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dispute {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the signer says it signed.
    pub at: Timestamp,
    /// Digest of the register the signer saw.
    pub register: Digest,
    /// The member that answers for the step.
    pub origin: MemberId,
    /// The member it is for.
    pub addressee: MemberId,
    /// What it is about, where the addressee is the other party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// What is said.
    pub step: DisputeStep,
}

/// The record that is disputed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct About {
    /// Its origin: one of the two parties.
    pub of: MemberId,
    /// The signal, questions among them: the id of its first version.
    pub signal: RecordId,
}

/// What is said of a dispute, which is named by the record that opened it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisputeStep {
    /// It begins, between officers.
    #[serde(rename_all = "camelCase")]
    Opened {
        /// What is disputed, why, and until when officers have for it.
        case: Matter,
        /// Last day of that, in the calendar of the addressee's country.
        due: Date,
    },
    /// Who is disputed with answers.
    #[serde(rename_all = "camelCase")]
    Answered {
        /// The dispute.
        dispute: RecordId,
        /// At which level.
        level: DisputeLevel,
        /// Whether it gives way.
        view: DisputeAnswer,
        /// Why.
        words: Words,
    },
    /// A party takes it to the next level.
    #[serde(rename_all = "camelCase")]
    Escalated {
        /// The dispute.
        dispute: RecordId,
        /// Which level.
        level: DisputeLevel,
        /// Last day for that level, in the calendar of who has to act there.
        due: Date,
        /// Who mediates, from that level on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mediator: Option<MemberId>,
    },
    /// Who opened it lets it rest.
    #[serde(rename_all = "camelCase")]
    Withdrawn {
        /// The dispute.
        dispute: RecordId,
    },
    /// To the mediator: it is at its level, or with the steering group.
    #[serde(rename_all = "camelCase")]
    Referred {
        /// The dispute.
        dispute: RecordId,
        /// Who opened it.
        opener: MemberId,
        /// With whom.
        against: MemberId,
        /// What is disputed and why.
        case: Matter,
        /// Which level.
        level: DisputeLevel,
        /// Last day for that level.
        due: Date,
    },
}

/// What is disputed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Matter {
    /// What.
    pub matter: DisputeMatter,
    /// Why.
    pub ground: DisputeGround,
    /// The same in words.
    pub words: Words,
}

impl DisputeStep {
    /// The dispute that it is a step of; none where it opens one.
    #[must_use]
    pub const fn dispute(&self) -> Option<RecordId> {
        match self {
            Self::Opened { .. } => None,
            Self::Answered { dispute, .. }
            | Self::Escalated { dispute, .. }
            | Self::Withdrawn { dispute }
            | Self::Referred { dispute, .. } => Some(*dispute),
        }
    }
}

impl Dispute {
    /// The signal, where its origin says this to who holds it.
    #[must_use]
    pub fn of_own_signal(&self) -> Option<RecordId> {
        self.about.as_ref().filter(|about| about.of == self.origin).map(|about| about.signal)
    }
}

impl Record for Dispute {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.dispute+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}

/// What a mediator finds in a dispute, said to one of its parties. It opens no gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Finding {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the signer says it signed.
    pub at: Timestamp,
    /// Digest of the register the signer saw.
    pub register: Digest,
    /// The mediator.
    pub origin: MemberId,
    /// The party it is for: each has one of its own.
    pub addressee: MemberId,
    /// The dispute.
    pub dispute: RecordId,
    /// What is found.
    pub found: Found,
}

/// What is found, alike for both parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Found {
    /// What is to become of it.
    pub outcome: Remedy,
    /// Why, in words that name nobody: others read them as a precedent.
    pub words: Words,
}

/// What is to become of a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// The parties are to agree on a legal basis.
    #[serde(rename_all = "camelCase")]
    Agreement {
        /// Which.
        basis: BasisId,
    },
    /// The pack of a country is to permit what is described.
    #[serde(rename_all = "camelCase")]
    PackChange {
        /// Whose pack.
        country: Country,
        /// What.
        class: DisputedClass,
    },
    /// The law lacks a ground for what is described.
    #[serde(rename_all = "camelCase")]
    Gap {
        /// What.
        class: DisputedClass,
    },
}

/// A class of signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisputedClass {
    /// Of which type.
    pub r#type: SignalType,
    /// What for.
    pub purpose: Purpose,
    /// On which basis.
    pub basis: BasisId,
}

impl Remedy {
    /// Its code.
    #[must_use]
    pub const fn outcome(&self) -> FindingOutcome {
        match self {
            Self::Agreement { .. } => FindingOutcome::Agreement,
            Self::PackChange { .. } => FindingOutcome::PackChange,
            Self::Gap { .. } => FindingOutcome::Gap,
        }
    }
}

impl Record for Finding {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.finding+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
