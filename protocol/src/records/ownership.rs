//! Ownership: who follows a signal up, said between its origin and one member that holds it.

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{FollowUpOutcome, OwnCheck, RefusalGround};
use sluis_schemas::{Date, MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;

/// A step of ownership. It holds codes, dates and ids only, and one of its two members is the signal's origin, which puts
/// all steps in order: what counts is what arrived there first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ownership {
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
    pub step: OwnershipStep,
}

/// What is said of who follows a signal up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnershipStep {
    /// A holder names to the origin who could follow the signal up: itself or another member.
    #[serde(rename_all = "camelCase")]
    Proposed {
        /// Who.
        owner: MemberId,
    },
    /// The origin asks the addressee to follow the signal up.
    #[serde(rename_all = "camelCase")]
    Offered {
        /// Last day on which it is accepted in time, in the addressee's calendar.
        accept_by: Date,
        /// Last day on which it is closed in time.
        close_by: Date,
    },
    /// The origin takes an offer back, accepted or not.
    #[serde(rename_all = "camelCase")]
    Withdrawn {
        /// The offer.
        offer: RecordId,
    },
    /// The addressee of an offer is the owner from now on.
    #[serde(rename_all = "camelCase")]
    Accepted {
        /// The offer.
        offer: RecordId,
    },
    /// It is not.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// The offer.
        offer: RecordId,
        /// Why.
        why: OwnershipRefusal,
    },
    /// The owner gives the signal back and names who could follow it up.
    #[serde(rename_all = "camelCase")]
    HandedOver {
        /// The offer that it accepted.
        offer: RecordId,
        /// Who.
        to: MemberId,
    },
    /// The owner is done.
    #[serde(rename_all = "camelCase")]
    Closed {
        /// The offer that it accepted.
        offer: RecordId,
        /// What came of the signal.
        outcome: FollowUpOutcome,
        /// What the owner's own check of the signal found.
        check: OwnCheck,
    },
    /// The origin tells another holder how far the signal has come, and not by whom.
    #[serde(rename_all = "camelCase")]
    Announced {
        /// How far.
        state: Announced,
    },
}

/// Why an offer is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnershipRefusal {
    /// Another member is competent.
    #[serde(rename_all = "camelCase")]
    NotCompetent {
        /// Which.
        better: MemberId,
    },
    /// The signal says too little to be followed up.
    Insufficient,
    /// The same is followed up already.
    Duplicate,
    /// The addressee is absent until its term is over; its node says so by itself.
    #[serde(rename_all = "camelCase")]
    Absent {
        /// Its last day of absence.
        until: Date,
        /// Who stands in for it.
        better: MemberId,
    },
}

impl OwnershipRefusal {
    /// Its code.
    #[must_use]
    pub const fn ground(&self) -> RefusalGround {
        match self {
            Self::NotCompetent { .. } => RefusalGround::NotCompetent,
            Self::Insufficient => RefusalGround::Insufficient,
            Self::Duplicate => RefusalGround::Duplicate,
            Self::Absent { .. } => RefusalGround::Absent,
        }
    }

    /// Whom it names instead.
    #[must_use]
    pub const fn better(&self) -> Option<&MemberId> {
        match self {
            Self::NotCompetent { better } | Self::Absent { better, .. } => Some(better),
            Self::Insufficient | Self::Duplicate => None,
        }
    }
}

/// All that a holder learns that is neither origin nor owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Announced {
    /// Nobody follows it up.
    Unowned,
    /// Somebody does.
    Owned,
    /// Somebody did.
    Closed,
}

impl OwnershipStep {
    /// Whether it is the signal's origin that says it; everything else is said to the origin.
    #[must_use]
    pub const fn is_origins(&self) -> bool {
        matches!(self, Self::Offered { .. } | Self::Withdrawn { .. } | Self::Announced { .. })
    }
}

impl Ownership {
    /// The origin of the signal.
    #[must_use]
    pub const fn of(&self) -> &MemberId {
        if self.step.is_origins() { &self.origin } else { &self.addressee }
    }
}

impl Record for Ownership {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.ownership+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
