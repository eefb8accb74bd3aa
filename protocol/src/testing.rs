//! Real Ed25519 and SHA-256 for this crate's own tests.

use ring::digest;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::crypto::{Crypto, Digest, PublicKey, Signature, Signer};

#[derive(Debug, Clone, Copy)]
pub(crate) struct RingCrypto;

impl Crypto for RingCrypto {
    fn sha256(&self, parts: &[&[u8]]) -> Digest {
        let mut context = digest::Context::new(&digest::SHA256);
        parts.iter().for_each(|p| context.update(p));
        Digest::from_slice(context.finish().as_ref()).unwrap()
    }

    fn verify(&self, key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
        UnparsedPublicKey::new(&ED25519, key.0).verify(message, &signature.0).is_ok()
    }
}

pub(crate) struct RingSigner(Ed25519KeyPair);

impl RingSigner {
    pub(crate) fn from_seed(seed: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }
}

impl Signer for RingSigner {
    fn public_key(&self) -> PublicKey {
        PublicKey::from_slice(self.0.public_key().as_ref()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Signature {
        Signature::from_slice(self.0.sign(message).as_ref()).unwrap()
    }
}
