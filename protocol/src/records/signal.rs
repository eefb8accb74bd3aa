//! The signal: what was seen or asked, signed by its origin.

use serde::{Deserialize, Serialize};
use sluis_schemas::content::{Content, Distribution};
use sluis_schemas::vocabulary::Category;
use sluis_schemas::{MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, Salt};

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

/// A signal, also of type `request`, and replies.
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
    /// What it says.
    pub content: Content,
}

impl Signal {
    /// Whether it holds data on identifiable persons.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.content.handling.categories.contains(&Category::Personal)
    }
}

impl Record for Signal {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.signal+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
