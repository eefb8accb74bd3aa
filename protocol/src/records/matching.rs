//! The question of a match: does one member have something about an exact identifier that it might disclose?

use serde::{Deserialize, Serialize};
use sluis_schemas::identifiers::Matchable;
use sluis_schemas::vocabulary::Purpose;
use sluis_schemas::{MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};

/// A question to one member, outside the feeds: no chain holds it, and whoever has its id can guess at no identifier. Its
/// signature says who asked, what for and in which case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchQuery {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the signer says it signed.
    pub at: Timestamp,
    /// Digest of the register the signer saw.
    pub register: Digest,
    /// The member that asks.
    pub origin: MemberId,
    /// The member that is asked. Who else is asked has questions of their own.
    pub addressee: MemberId,
    /// What it asks about.
    pub identifier: Matchable,
    /// What for.
    pub purpose: Purpose,
    /// The asker's case, as it names it.
    pub case: String,
}

impl Record for MatchQuery {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.match-query+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
