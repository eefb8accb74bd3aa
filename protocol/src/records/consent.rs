//! Consent of a signal's origin: asked by a member that holds it, granted, refused and withdrawn by the origin.

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{ConsentKind, Purpose, RefusalGround};
use sluis_schemas::{Date, MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;

/// A step of a consent, between the origin of a signal and one member that holds it. It holds codes, dates, ids and the
/// holder's own reference of its case, and no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Consent {
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
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// What is said.
    pub step: ConsentStep,
}

/// What is asked, or said of what was asked. What was asked is named by the record that asked it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentStep {
    /// A holder asks the origin.
    #[serde(rename_all = "camelCase")]
    Asked {
        /// To do what.
        to: ConsentTo,
        /// The holder's reference of the case that it is for.
        case: String,
        /// Last day, UTC.
        until: Date,
    },
    /// The origin consents.
    #[serde(rename_all = "camelCase")]
    Granted {
        /// To what was asked so.
        request: RecordId,
        /// Last day, UTC.
        until: Date,
    },
    /// It does not.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// What was asked so.
        request: RecordId,
        /// Why.
        ground: RefusalGround,
    },
    /// It did, and does no more.
    #[serde(rename_all = "camelCase")]
    Withdrawn {
        /// What was asked so.
        request: RecordId,
    },
}

/// What a holder asks to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentTo {
    /// To cite the signal in a decision.
    Cite,
    /// To use it for another purpose of its own mandates.
    Purpose(Purpose),
    /// To pass it on to this member.
    Onward(MemberId),
}

impl ConsentTo {
    /// Its code.
    #[must_use]
    pub const fn kind(&self) -> ConsentKind {
        match self {
            Self::Cite => ConsentKind::Cite,
            Self::Purpose(_) => ConsentKind::Purpose,
            Self::Onward(_) => ConsentKind::Onward,
        }
    }
}

impl ConsentStep {
    /// Whether it is the signal's origin that says it.
    #[must_use]
    pub const fn is_origins(&self) -> bool {
        !matches!(self, Self::Asked { .. })
    }
}

impl Consent {
    /// The origin of the signal.
    #[must_use]
    pub const fn of(&self) -> &MemberId {
        if self.step.is_origins() { &self.origin } else { &self.addressee }
    }
}

impl Record for Consent {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.consent+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
