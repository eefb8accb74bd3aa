//! What ends a signal: its origin recalls it everywhere, or takes it back from one member.

use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::{RecallGround, RetractionGround};
use sluis_schemas::{MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;

/// Ends a signal in all its versions, wherever it went (GDPR 17, 19). It says nothing of whom or what the signal was
/// about, so that it may outlive it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recall {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the signer says it signed.
    pub at: Timestamp,
    /// Digest of the register the signer saw.
    pub register: Digest,
    /// The member that answers for the signal.
    pub origin: MemberId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// Why.
    pub ground: RecallGround,
}

impl Record for Recall {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.recall+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}

/// Ends what one member disclosed to another: the signal stays with everybody else, and may be disclosed again later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Retraction {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the signer says it signed.
    pub at: Timestamp,
    /// Digest of the register the signer saw.
    pub register: Digest,
    /// The member that disclosed.
    pub origin: MemberId,
    /// The member that it disclosed to.
    pub receiver: MemberId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// Why.
    pub ground: RetractionGround,
}

impl Record for Retraction {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.retraction+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
