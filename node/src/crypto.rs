//! The protocol's hashes and signatures, computed by ring.

use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sluis_protocol::crypto::{Crypto, Digest, PublicKey, Signature, Signer};
use thiserror::Error;

/// SHA-256 and Ed25519 of ring.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RingCrypto;

impl Crypto for RingCrypto {
    fn sha256(&self, parts: &[&[u8]]) -> Digest {
        let mut context = digest::Context::new(&digest::SHA256);
        parts.iter().for_each(|part| context.update(part));
        Digest(fixed(context.finish().as_ref()))
    }

    fn verify(&self, key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
        UnparsedPublicKey::new(&ED25519, key.0).verify(message, &signature.0).is_ok()
    }
}

/// Signs with one Ed25519 key.
pub(crate) struct Ed25519Signer(Ed25519KeyPair);

/// A seed that ring makes no key of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the 32 bytes are no Ed25519 seed")]
pub(crate) struct UnusableSeed;

impl Ed25519Signer {
    /// From the 32-byte seed of RFC 8032.
    ///
    /// # Errors
    /// [`UnusableSeed`] if ring refuses it.
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Result<Self, UnusableSeed> {
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(|_| UnusableSeed)
    }
}

impl Signer for Ed25519Signer {
    fn public_key(&self) -> PublicKey {
        PublicKey(fixed(self.0.public_key().as_ref()))
    }

    fn sign(&self, message: &[u8]) -> Signature {
        Signature(fixed(self.0.sign(message).as_ref()))
    }
}

fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    out
}

/// 32 bytes from the system's random source.
#[must_use]
pub(crate) fn random() -> Option<[u8; 32]> {
    let mut out = [0; 32];
    SystemRandom::new().fill(&mut out).ok()?;
    Some(out)
}
