//! What lets a member pass on what another signed, and what says what became of it.

use serde::{Deserialize, Serialize};
use sluis_schemas::{Date, MemberId, Timestamp};

use super::{KeyUse, Record, State};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;

/// The origin of a signal has a member that holds it, the relay, pass one version of it on to one other member. It goes
/// with what is passed on, so that the receiver sees why it came this way; of other receivers it says nothing. It is the
/// origin's consent for this relay and receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelayOrder {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the origin says it signed.
    pub at: Timestamp,
    /// Digest of the register the origin saw.
    pub register: Digest,
    /// The member that answers for the signal.
    pub origin: MemberId,
    /// The member that is to pass it on.
    pub relay: MemberId,
    /// The member that is to have it.
    pub receiver: MemberId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// The version.
    pub record: RecordId,
    /// Last day, UTC, on which it is passed on, where its origin gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Record for RelayOrder {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.relay-order+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}

/// What became of a record at a member that a relay passed it on to, for its origin: the relay takes it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelayReceipt {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When.
    pub at: Timestamp,
    /// Digest of the register its signer saw.
    pub register: Digest,
    /// The member that it was passed on to.
    pub receiver: MemberId,
    /// The member that passed it on.
    pub relay: MemberId,
    /// The member that signed the order.
    pub origin: MemberId,
    /// The signal: the id of its first version.
    pub signal: RecordId,
    /// What came: a version of it, or what ends it.
    pub record: RecordId,
    /// What became of that, other than that it was accepted and is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// The rule that says so, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

impl Record for RelayReceipt {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.relay-receipt+cbor";
    const KEY: KeyUse = KeyUse::Attestation;

    fn speaker(&self) -> &MemberId {
        &self.receiver
    }
}
