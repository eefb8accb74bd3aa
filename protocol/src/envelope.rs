//! The COSE_Sign1 envelope (RFC 9052 §4.2) that every record crosses a border in.
//!
//! Tagged, attached payload, EdDSA over Ed25519 only, empty unprotected map, empty external data, deterministic. The
//! protected header holds content type, key id, record version, the federation's genesis hash and environment. The id
//! of a record is SHA-256 over its Sig_structure, so one signed content has one id whatever bytes carry it.

use coset::cbor::value::Value;
use coset::iana::Algorithm;
use coset::{
    ContentType, CoseSign1, Header, HeaderBuilder, Label, ProtectedHeader, RegisteredLabelWithPrivate,
    SignatureContext, TaggedCborSerializable, sig_structure_data,
};
use serde::{Deserialize, Serialize};
use sluis_schemas::vocabulary::Environment;
use thiserror::Error;

use crate::crypto::{Crypto, Digest, KeyId, Signature, Signer};

/// Largest record, in bytes, of any kind but the register.
pub const MAX_RECORD: usize = 64 * 1024;
/// Version of records that this build writes; it reads this one and the one before, of which there is none yet.
pub const RECORD_VERSION: u16 = 1;

// Private use (RFC 9052 §11.1, labels below -65536).
const LABEL_VERSION: i64 = -70_001;
const LABEL_GENESIS: i64 = -70_002;
const LABEL_ENVIRONMENT: i64 = -70_003;

/// The id of a record: SHA-256 over its Sig_structure. Salted content makes it confirm no guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub Digest);

impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for RecordId {
    type Err = crate::crypto::NotHex;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The federation that a record belongs to; one of another federation or environment is never accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Digest of the first version of the register.
    pub genesis: Digest,
    /// Test, acceptance or production.
    pub environment: Environment,
}

/// What a protected header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordHeader {
    /// Media type of the payload.
    pub content_type: String,
    /// Key that signed.
    pub key: KeyId,
    /// Record version.
    pub version: u16,
    /// Its federation.
    pub scope: Scope,
}

/// Why bytes are no envelope of this protocol. The peer's fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// Larger than allowed.
    #[error("the record has {size} bytes, at most {max} are allowed")]
    Oversized {
        /// Bytes received.
        size: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not a tagged COSE_Sign1, or followed by other bytes.
    #[error("not a tagged COSE_Sign1 (RFC 9052), or followed by other bytes")]
    Malformed,
    /// The unprotected map holds something.
    #[error("the unprotected header must be empty")]
    Unprotected,
    /// The payload is detached.
    #[error("the payload must be attached")]
    Detached,
    /// Another algorithm than EdDSA.
    #[error("the algorithm must be EdDSA")]
    Algorithm,
    /// A header parameter is missing, unknown or of another type.
    #[error("the protected header must hold exactly alg, content type, key id, version, genesis and environment")]
    Header,
    /// Another encoding of the same envelope.
    #[error("the envelope is not in deterministic encoding")]
    NotDeterministic,
}

/// A well-formed envelope whose signature nobody has checked yet.
#[derive(Debug, Clone)]
pub struct Unverified {
    /// Its header.
    pub header: RecordHeader,
    /// Its payload.
    pub payload: Vec<u8>,
    /// Its signature.
    pub signature: Signature,
    /// What was signed: the Sig_structure.
    pub signed: Vec<u8>,
}

impl Unverified {
    /// Reads an envelope of at most `max` bytes.
    ///
    /// # Errors
    /// [`EnvelopeError`]; nothing of the payload is looked at.
    pub fn parse(bytes: &[u8], max: usize) -> Result<Self, EnvelopeError> {
        if bytes.len() > max {
            return Err(EnvelopeError::Oversized { size: bytes.len(), max });
        }
        let cose = CoseSign1::from_tagged_slice(bytes).map_err(|_| EnvelopeError::Malformed)?;
        if !cose.unprotected.is_empty() {
            return Err(EnvelopeError::Unprotected);
        }
        let header = read_header(&cose.protected.header)?;
        let payload = cose.payload.clone().ok_or(EnvelopeError::Detached)?;
        let signature = Signature::from_slice(&cose.signature).ok_or(EnvelopeError::Malformed)?;
        let again = assemble(&header, payload.clone(), &signature)?;
        if again != bytes {
            return Err(EnvelopeError::NotDeterministic);
        }
        let signed = sig_structure(&header, &payload);
        Ok(Self { header, payload, signature, signed })
    }

    /// The record's id.
    #[must_use]
    pub fn id(&self, crypto: &impl Crypto) -> RecordId {
        RecordId(crypto.sha256(&[&self.signed]))
    }
}

/// Signs a payload; gives the record's bytes.
///
/// # Errors
/// [`EnvelopeError::Oversized`] if the record would exceed `max` bytes.
pub fn seal(
    crypto: &impl Crypto,
    signer: &impl Signer,
    scope: Scope,
    content_type: &str,
    payload: Vec<u8>,
    max: usize,
) -> Result<Vec<u8>, EnvelopeError> {
    let header = RecordHeader {
        content_type: content_type.to_owned(),
        key: crypto.key_id(&signer.public_key()),
        version: RECORD_VERSION,
        scope,
    };
    let signature = signer.sign(&sig_structure(&header, &payload));
    let bytes = assemble(&header, payload, &signature)?;
    if bytes.len() > max { Err(EnvelopeError::Oversized { size: bytes.len(), max }) } else { Ok(bytes) }
}

fn sig_structure(header: &RecordHeader, payload: &[u8]) -> Vec<u8> {
    sig_structure_data(SignatureContext::CoseSign1, write_header(header), None, &[], payload)
}

fn assemble(header: &RecordHeader, payload: Vec<u8>, signature: &Signature) -> Result<Vec<u8>, EnvelopeError> {
    CoseSign1 {
        protected: write_header(header),
        unprotected: Header::default(),
        payload: Some(payload),
        signature: signature.0.to_vec(),
    }
    .to_tagged_vec()
    .map_err(|_| EnvelopeError::Malformed)
}

/// The protected header in its one deterministic form: labels in bytewise order of their encoding.
pub(crate) fn write_header(header: &RecordHeader) -> ProtectedHeader {
    let built = HeaderBuilder::new()
        .algorithm(Algorithm::EdDSA)
        .content_type(header.content_type.clone())
        .key_id(header.key.0.to_vec())
        .value(LABEL_VERSION, Value::from(header.version))
        .value(LABEL_GENESIS, Value::Bytes(header.scope.genesis.0.to_vec()))
        .value(LABEL_ENVIRONMENT, Value::Text(header.scope.environment.to_string()))
        .build();
    ProtectedHeader { original_data: None, header: built }
}

pub(crate) fn read_header(header: &Header) -> Result<RecordHeader, EnvelopeError> {
    if header.alg != Some(RegisteredLabelWithPrivate::Assigned(Algorithm::EdDSA)) {
        return Err(EnvelopeError::Algorithm);
    }
    let Some(ContentType::Text(content_type)) = header.content_type.clone() else { return Err(EnvelopeError::Header) };
    let private = |label: i64| {
        header.rest.iter().find(|(l, _)| *l == Label::Int(label)).map(|(_, v)| v).ok_or(EnvelopeError::Header)
    };
    let extra = header.rest.len() != 3
        || !header.crit.is_empty()
        || !header.iv.is_empty()
        || !header.partial_iv.is_empty()
        || !header.counter_signatures.is_empty();
    let version = private(LABEL_VERSION)?.as_integer().and_then(|v| u16::try_from(v).ok());
    let genesis = private(LABEL_GENESIS)?.as_bytes().and_then(|b| Digest::from_slice(b));
    let environment = private(LABEL_ENVIRONMENT)?.as_text().and_then(|t| t.parse().ok());
    let key = KeyId::from_slice(&header.key_id);
    match (extra, version, genesis, environment, key) {
        (false, Some(version), Some(genesis), Some(environment), Some(key)) => {
            Ok(RecordHeader { content_type, key, version, scope: Scope { genesis, environment } })
        }
        _ => Err(EnvelopeError::Header),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::records::Signal;
    use crate::testing::RingCrypto;
    use crate::vectors::federation::{directory, now, scope, signer};
    use crate::vectors::{full_content, sealed_signal, signal};

    fn sealed(content_type: &str, payload: Vec<u8>) -> Result<Vec<u8>, EnvelopeError> {
        seal(&RingCrypto, &signer("nl-molenstad"), scope(), content_type, payload, MAX_RECORD)
    }

    #[test]
    fn every_flipped_bit_of_a_record_is_refused() {
        let directory = directory();
        let record = sealed_signal(&signal(full_content()));
        assert!(directory.verify::<Signal>(&RingCrypto, &record, now()).is_ok());
        for bit in 0..record.len() * 8 {
            let mut flipped = record.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(directory.verify::<Signal>(&RingCrypto, &flipped, now()).is_err(), "bit {bit} does not matter");
        }
    }

    #[test]
    fn a_record_too_large_is_neither_sealed_nor_read() {
        let max = MAX_RECORD;
        assert!(matches!(sealed("a/b", vec![0; max]), Err(EnvelopeError::Oversized { .. })));
        let size = max + 1;
        assert_eq!(Unverified::parse(&vec![0; size], max).unwrap_err(), EnvelopeError::Oversized { size, max });
    }

    proptest! {
        #[test]
        fn what_was_sealed_is_read_back(subtype in "[a-z]{1,20}", payload in vec(any::<u8>(), 0..600)) {
            let content_type = format!("application/{subtype}");
            let bytes = sealed(&content_type, payload.clone()).unwrap();
            let read = Unverified::parse(&bytes, MAX_RECORD).unwrap();
            let key = RingCrypto.key_id(&signer("nl-molenstad").public_key());
            let header = RecordHeader { content_type, key, version: RECORD_VERSION, scope: scope() };
            prop_assert!(RingCrypto.verify(&signer("nl-molenstad").public_key(), &read.signed, &read.signature));
            prop_assert_eq!((read.header, read.payload), (header, payload));
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
            let _ = Unverified::parse(&bytes, MAX_RECORD);
        }

        #[test]
        fn a_changed_record_is_another_or_none(
            changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let record = sealed_signal(&signal(full_content()));
            let mut changed = record.clone();
            for (place, value) in changes {
                changed[place.index(record.len())] = value;
            }
            prop_assert!(changed == record || directory().verify::<Signal>(&RingCrypto, &changed, now()).is_err());
            prop_assert!(Unverified::parse(&changed[..cut.index(record.len())], MAX_RECORD).is_err());
        }
    }
}
