//! Keys as others read them: a `COSE_Key` with the time in which it counts.

use serde::Serialize;
use sluis_protocol::crypto::{Crypto, KeyId, PublicKey};
use sluis_protocol::register::KeyEntry;
use sluis_schemas::Timestamp;

use crate::crypto::RingCrypto;

/// A key of a member or node, and when it counts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyView {
    #[serde(flatten)]
    key: CoseKey,
    /// Counts from then.
    from: String,
    /// Retired: counts no longer from then, also because its node was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Revoked: nothing evidenced from then on is trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    compromised_since: Option<String>,
}

impl KeyView {
    /// Of an entry that ends with its node, where that was removed.
    pub(super) fn of(entry: &KeyEntry, removed: Option<Timestamp>) -> Self {
        let until = [entry.until, removed].into_iter().flatten().min();
        let [until, compromised_since] = [until, entry.compromised_since].map(|end| end.map(|end| end.to_string()));
        Self { key: CoseKey::of(&entry.key), from: entry.from.to_string(), until, compromised_since }
    }
}

/// A key as `COSE_Key` (RFC 9052 §7), whole and taken apart; byte strings in hex.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CoseKey {
    /// The public key alone: the same as `x`.
    key: PublicKey,
    /// What records name it by: its thumbprint (RFC 9679).
    kid: KeyId,
    /// The whole `COSE_Key` in CBOR.
    cose_key: String,
    cose_key_members: Members,
}

/// The members of a `COSE_Key`, by their names.
#[derive(Serialize)]
struct Members {
    kty: u8,
    kid: KeyId,
    alg: i8,
    crv: u8,
    x: PublicKey,
}

impl CoseKey {
    pub(super) fn of(key: &PublicKey) -> Self {
        let kid = RingCrypto.key_id(key);
        let cose_key = hex::encode(key.cose_key(&kid));
        // OKP, EdDSA and Ed25519 (RFC 9053 §§2.2, 7.1, 7.2): there are no others here.
        let cose_key_members = Members { kty: 1, kid, alg: -8, crv: 6, x: *key };
        Self { key: *key, kid, cose_key, cose_key_members }
    }
}
