//! Hashes and signatures that behave like the real ones to whoever plays by the rules, at a fraction of their cost.
//!
//! Not secure and not meant to be: whoever knows a public key can sign with it here. Adversaries of the simulator
//! therefore sign with their own keys only.

use sluis_protocol::crypto::{Crypto, Digest, PublicKey, Signature, Signer};

use crate::draws::mix;

/// The model of SHA-256 and Ed25519: a 256-bit mix without keys, and signatures that are hashes over key and message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModelCrypto;

/// A key pair of the model. It holds the public half only, since that is all a model signature needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelSigner(PublicKey);

impl ModelSigner {
    /// The key that a seed and a name stand for.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        Self(PublicKey(hash(&[b"key", &seed.to_be_bytes(), name.as_bytes()])))
    }
}

impl Signer for ModelSigner {
    fn public_key(&self) -> PublicKey {
        self.0
    }

    fn sign(&self, message: &[u8]) -> Signature {
        sign(&self.0, message)
    }
}

impl Crypto for ModelCrypto {
    fn sha256(&self, parts: &[&[u8]]) -> Digest {
        Digest(hash(parts))
    }

    fn verify(&self, key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
        sign(key, message) == *signature
    }
}

fn sign(key: &PublicKey, message: &[u8]) -> Signature {
    let first = hash(&[b"sign", &key.0, message]);
    let second = hash(&[b"sign again", &first]);
    let mut both = [0; 64];
    both.iter_mut().zip(first.into_iter().chain(second)).for_each(|(to, from)| *to = from);
    Signature(both)
}

/// Four lanes of 64 bits; each word goes through one lane and disturbs the next, and the length closes the message.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let message = parts.concat();
    let (mut a, mut b, mut c, mut d) = (0x6a09_e667_u64, 0xbb67_ae85_u64, 0x3c6e_f372_u64, 0xa54f_f53a_u64);
    for chunk in message.chunks(8) {
        let word = chunk.iter().fold(0_u64, |word, byte| (word << 8) | u64::from(*byte));
        let mixed = mix(a ^ word);
        (a, b, c, d) = (b.wrapping_add(mixed), c ^ mixed.rotate_left(23), d.wrapping_add(mixed.rotate_left(41)), mixed);
    }
    a ^= message.len() as u64;
    for _ in 0..4 {
        (a, b, c, d) = (mix(a ^ d), mix(b ^ a), mix(c ^ b), mix(d ^ c));
    }
    let mut out = [0; 32];
    let words = [a, b, c, d].into_iter().flat_map(|word| mix(word).to_be_bytes());
    out.iter_mut().zip(words).for_each(|(to, from)| *to = from);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_every_byte_and_not_on_how_they_are_cut() {
        let whole = ModelCrypto.sha256(&[b"a message of some length"]);
        assert_eq!(whole, ModelCrypto.sha256(&[b"a mess", b"", b"age of some length"]));
        for changed in [&b"b message of some length"[..], b"a message of some lengti", b"a message of some length\0"] {
            assert_ne!(whole, ModelCrypto.sha256(&[changed]));
        }
    }

    #[test]
    fn a_signature_holds_for_its_key_and_message_alone() {
        let (ours, theirs) = (ModelSigner::new(1, "ours"), ModelSigner::new(1, "theirs"));
        let signature = ours.sign(b"text");
        assert!(ModelCrypto.verify(&ours.public_key(), b"text", &signature));
        assert!(!ModelCrypto.verify(&theirs.public_key(), b"text", &signature));
        assert!(!ModelCrypto.verify(&ours.public_key(), b"test", &signature));
        let mut flipped = signature;
        flipped.0[63] ^= 1;
        assert!(!ModelCrypto.verify(&ours.public_key(), b"text", &flipped));
    }
}
