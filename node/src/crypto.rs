//! The protocol's hashes and signatures, computed by ring.

use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sluis_protocol::crypto::{Crypto, Digest, PublicKey, Signature, Signer};
use thiserror::Error;

/// SHA-256 and Ed25519 of ring.
#[derive(Debug, Clone, Copy, Default)]
pub struct RingCrypto;

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
pub struct Ed25519Signer {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

/// A seed that ring makes no key of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the 32 bytes are no Ed25519 seed")]
pub struct UnusableSeed;

impl Ed25519Signer {
    /// From the 32-byte seed of RFC 8032.
    ///
    /// # Errors
    /// [`UnusableSeed`] if ring refuses it.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, UnusableSeed> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| UnusableSeed)?;
        let public = PublicKey(fixed(pair.public_key().as_ref()));
        Ok(Self { pair, public })
    }
}

impl Signer for Ed25519Signer {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Signature {
        Signature(fixed(self.pair.sign(message).as_ref()))
    }
}

impl std::fmt::Debug for Ed25519Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ed25519Signer").field("public", &self.public).finish_non_exhaustive()
    }
}

/// 32 bytes of the system's randomness; none if it gives none.
#[must_use]
pub fn random() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}

/// A fresh token for a user: 32 random bytes in hex. None if the system gives no randomness.
#[must_use]
pub fn new_token() -> Option<String> {
    random().map(|bytes| format!("sluis_{}", hex::encode(bytes)))
}

/// What is kept of a token. A plain hash will do: a token holds 256 random bits, which nobody guesses.
#[must_use]
pub fn token_hash(token: &str) -> Digest {
    RingCrypto.sha256(&[b"sluis/token/1", token.as_bytes()])
}

/// What ring gives as a slice and whose length its algorithm fixes.
pub(crate) fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032 §7.1, test 2.
    #[test]
    fn signs_as_the_standard_says() {
        let seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        let signer = Ed25519Signer::from_seed(&hex::decode(seed).unwrap().try_into().unwrap()).unwrap();
        let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(signer.public_key().to_string(), public);
        assert_eq!(signer.sign(&[0x72]).to_string(), signature);
        assert!(RingCrypto.verify(&signer.public_key(), &[0x72], &signer.sign(&[0x72])));
        assert!(!RingCrypto.verify(&signer.public_key(), &[0x73], &signer.sign(&[0x72])));
    }

    #[test]
    fn hashes_parts_as_one_text() {
        assert_eq!(RingCrypto.sha256(&[b"a", b"bc"]), RingCrypto.sha256(&[b"abc"]));
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(RingCrypto.sha256(&[b"abc"]).to_string(), abc);
    }

    #[test]
    fn tokens_differ_and_are_known_by_their_hash() {
        let (one, other) = (new_token().unwrap(), new_token().unwrap());
        assert_ne!(token_hash(&one), token_hash(&other));
        assert_eq!(token_hash(&one), token_hash(&one.clone()));
        assert_eq!(one.len(), 6 + 64);
    }

    #[test]
    fn debug_shows_no_private_key() {
        let signer = Ed25519Signer::from_seed(&[7; 32]).unwrap();
        assert!(!format!("{signer:?}").contains("0707"));
    }
}
