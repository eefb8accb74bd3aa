//! The signed form of a version: COSE_Sign (RFC 9052 §4.1), one signature a key.

use coset::{
    CoseSign, CoseSignature, Header, HeaderBuilder, ProtectedHeader, SignatureContext, TaggedCborSerializable,
    iana::Algorithm, sig_structure_data,
};
use thiserror::Error;

use super::Version;
use crate::cbor::{self, CborError};
use crate::crypto::{Crypto, Digest, KeyId, PublicKey, Signature, Signer};

/// Largest signed version, in bytes: 4,096 members fit, and it fits a message.
pub(super) const MAX_REGISTER: usize = 3 * 1024 * 1024;
const CONTENT_TYPE: &str = "application/vnd.sluis.register+cbor";

/// A version of the root or of a section with the signatures it bears, none of them checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedVersion {
    /// The version.
    pub version: Version,
    /// SHA-256 over its payload: what the next version names as `previous`.
    pub digest: Digest,
    /// The payload.
    pub payload: Vec<u8>,
    /// Signatures, in order of key id.
    pub signatures: Vec<VersionSignature>,
}

/// A signature of an authority, or of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSignature {
    /// Which key.
    pub key: KeyId,
    /// Its signature over the Sig_structure.
    pub signature: Signature,
}

/// Why bytes are no signed register.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignedVersionError {
    /// Larger than allowed.
    #[error("the register has {size} bytes, at most {MAX_REGISTER} are allowed")]
    Oversized {
        /// Bytes given.
        size: usize,
    },
    /// Not a tagged COSE_Sign of the one form.
    #[error(
        "not a signed register: expected a tagged COSE_Sign (RFC 9052) with attached payload and empty unprotected headers"
    )]
    Envelope,
    /// The envelope's or the payload's encoding.
    #[error("the register is {0}")]
    Payload(#[from] CborError),
}

/// A version without signatures yet, to hand to those who sign it.
///
/// # Errors
/// As [`cbor::encode`].
pub fn draft(crypto: &impl Crypto, version: Version) -> Result<SignedVersion, SignedVersionError> {
    let payload = cbor::encode(&version)?;
    Ok(SignedVersion { digest: crypto.sha256(&[&payload]), version, payload, signatures: Vec::new() })
}

/// Adds a signature; signing twice changes nothing.
pub fn countersign(crypto: &impl Crypto, signed: &mut SignedVersion, signer: &impl Signer) {
    let key = crypto.key_id(&signer.public_key());
    let signature = signer.sign(&sig_structure(key, &signed.payload));
    signed.signatures.retain(|s| s.key != key);
    signed.signatures.push(VersionSignature { key, signature });
    signed.signatures.sort_by_key(|s| s.key);
}

impl SignedVersion {
    /// Reads the file or wire form.
    ///
    /// # Errors
    /// [`SignedVersionError`]; signatures are not checked here.
    pub fn parse(crypto: &impl Crypto, bytes: &[u8]) -> Result<Self, SignedVersionError> {
        if bytes.len() > MAX_REGISTER {
            return Err(SignedVersionError::Oversized { size: bytes.len() });
        }
        let cose = CoseSign::from_tagged_slice(bytes).map_err(|_| SignedVersionError::Envelope)?;
        let payload = cose.payload.clone().ok_or(SignedVersionError::Envelope)?;
        let signatures = cose.signatures.iter().map(read_signature).collect::<Option<Vec<_>>>();
        let signatures = signatures.ok_or(SignedVersionError::Envelope)?;
        let version = cbor::decode(&payload)?;
        let signed = Self { digest: crypto.sha256(&[&payload]), version, payload, signatures };
        if signed.to_bytes().as_deref() == Ok(bytes) { Ok(signed) } else { Err(SignedVersionError::Envelope) }
    }

    /// The file and wire form.
    ///
    /// # Errors
    /// [`SignedVersionError::Envelope`] if it cannot be encoded, which does not happen for parsed or drafted versions.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SignedVersionError> {
        let signature = |s: &VersionSignature| CoseSignature {
            protected: signer_header(s.key),
            unprotected: Header::default(),
            signature: s.signature.0.to_vec(),
        };
        CoseSign {
            protected: body_header(),
            unprotected: Header::default(),
            payload: Some(self.payload.clone()),
            signatures: self.signatures.iter().map(signature).collect(),
        }
        .to_tagged_vec()
        .map_err(|_| SignedVersionError::Envelope)
    }

    /// Whether it bears a valid signature of a key.
    #[must_use]
    pub fn is_signed_with(&self, crypto: &impl Crypto, key: &PublicKey) -> bool {
        let id = crypto.key_id(key);
        let signature = self.signatures.iter().find(|s| s.key == id);
        signature.is_some_and(|s| crypto.verify(key, &sig_structure(id, &self.payload), &s.signature))
    }

    /// How many of these keys signed it.
    pub fn count<'k>(&self, crypto: &impl Crypto, keys: impl IntoIterator<Item = &'k PublicKey>) -> usize {
        keys.into_iter().filter(|key| self.is_signed_with(crypto, key)).count()
    }
}

fn read_signature(signature: &CoseSignature) -> Option<VersionSignature> {
    Some(VersionSignature {
        key: KeyId::from_slice(&signature.protected.header.key_id)?,
        signature: Signature::from_slice(&signature.signature)?,
    })
}

fn body_header() -> ProtectedHeader {
    let header = HeaderBuilder::new().content_type(CONTENT_TYPE.to_owned()).build();
    ProtectedHeader { original_data: None, header }
}

fn signer_header(key: KeyId) -> ProtectedHeader {
    let header = HeaderBuilder::new().algorithm(Algorithm::EdDSA).key_id(key.0.to_vec()).build();
    ProtectedHeader { original_data: None, header }
}

fn sig_structure(key: KeyId, payload: &[u8]) -> Vec<u8> {
    sig_structure_data(SignatureContext::CoseSignature, body_header(), Some(signer_header(key)), &[], payload)
}
