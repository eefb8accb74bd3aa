//! The signal: what was seen or asked, signed by its origin.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use sluis_schemas::content::{Content, Distribution};
use sluis_schemas::vocabulary::Category;
use sluis_schemas::{MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, Salt};
use crate::envelope::RecordId;

/// The version that a signal begins with.
pub const FIRST_VERSION: u32 = 1;

/// A salted commitment to audience and exclusions, which themselves never leave the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AudienceCommitment(pub Digest);

impl AudienceCommitment {
    /// Commits to a distribution.
    ///
    /// # Errors
    /// As [`cbor::encode`].
    pub fn to(crypto: &impl Crypto, salt: &Salt, distribution: &Distribution) -> Result<Self, CborError> {
        Ok(Self(crypto.sha256(&[b"sluis/audience/1", &salt.0, &cbor::encode(distribution)?])))
    }
}

/// The version before, in a correction (GDPR 16): the highest number wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Corrects {
    /// The first version, which names the signal.
    pub first: RecordId,
    /// The version that this one takes the place of.
    pub previous: RecordId,
    /// Which version this is, from 2.
    #[serde(deserialize_with = "later_version")]
    pub version: u32,
}

fn later_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let version = u32::deserialize(deserializer)?;
    if version > FIRST_VERSION { Ok(version) } else { Err(D::Error::custom("a correction is a later version")) }
}

/// A signal, also of type `request`, replies, and corrections of all these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signal {
    /// Makes the id confirm no guess about a person; erased with the content.
    pub salt: Salt,
    /// When the origin says it signed. A claim: evidence is what others received and when.
    pub at: Timestamp,
    /// Digest of the register the origin saw.
    pub register: Digest,
    /// The member that answers for it.
    pub origin: MemberId,
    /// Commitment to audience and exclusions.
    pub audience: AudienceCommitment,
    /// What it corrects, where it is not the first version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Corrects>,
    /// What it says.
    pub content: Content,
}

impl Signal {
    /// Whether it holds data on identifiable persons.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.content.handling.categories.contains(&Category::Personal)
    }

    /// Which version of its signal it is.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.corrects.map_or(FIRST_VERSION, |corrects| corrects.version)
    }

    /// The id of its signal's first version, given its own.
    #[must_use]
    pub fn first(&self, own: RecordId) -> RecordId {
        self.corrects.map_or(own, |corrects| corrects.first)
    }
}

impl Record for Signal {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.signal+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
