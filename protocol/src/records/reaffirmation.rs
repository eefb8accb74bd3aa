//! What a member signed with a key that ended, attested with one that counts.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use sluis_schemas::{MemberId, Timestamp};

use super::{KeyUse, Record};
use crate::crypto::{Digest, Salt};
use crate::envelope::RecordId;

/// Most records that one reaffirmation names.
pub const MAX_REAFFIRMED: usize = 1_000;

/// Says that records stand which their origin signed with a key that has ended: they are its own, unchanged. It is for one
/// receiver and names only what was disclosed to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reaffirmation {
    /// See [`super::Signal::salt`].
    pub salt: Salt,
    /// When the signer says it signed.
    pub at: Timestamp,
    /// Digest of the register the signer saw.
    pub register: Digest,
    /// The member that answers for the records.
    pub origin: MemberId,
    /// The member that has them, or will.
    pub receiver: MemberId,
    /// The records, ascending; at least one, at most [`MAX_REAFFIRMED`].
    #[serde(deserialize_with = "ascending")]
    pub records: Vec<RecordId>,
}

fn ascending<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RecordId>, D::Error> {
    let records = Vec::<RecordId>::deserialize(deserializer)?;
    let in_order = records.is_sorted_by(|one, next| one < next);
    if in_order && (1..=MAX_REAFFIRMED).contains(&records.len()) {
        Ok(records)
    } else {
        Err(D::Error::custom("a reaffirmation names 1 to 1,000 records, ascending"))
    }
}

impl Record for Reaffirmation {
    const CONTENT_TYPE: &'static str = "application/vnd.sluis.reaffirmation+cbor";
    const KEY: KeyUse = KeyUse::Member;

    fn speaker(&self) -> &MemberId {
        &self.origin
    }
}
