//! Hashes, keys and signatures as values; what computes them is a parameter (`ring` in the node, a model in simulations).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! bytes {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// From a slice of exactly this length.
            #[must_use]
            pub fn from_slice(slice: &[u8]) -> Option<Self> {
                slice.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({}…)"), hex::encode(self.0.get(..6).unwrap_or_default()))
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotHex;
            fn from_str(text: &str) -> Result<Self, NotHex> {
                let mut out = [0; $len];
                hex::decode_to_slice(text, &mut out).map_err(|_| NotHex { bytes: $len })?;
                Ok(Self(out))
            }
        }

        /// A byte string in CBOR, lower-case hex in JSON.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if s.is_human_readable() { s.collect_str(self) } else { s.serialize_bytes(&self.0) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                use serde::de::Error;
                if d.is_human_readable() {
                    return String::deserialize(d)?.parse().map_err(Error::custom);
                }
                let bytes = serde_bytes::ByteBuf::deserialize(d)?;
                Self::from_slice(&bytes).ok_or_else(|| Error::invalid_length(bytes.len(), &concat!($len, " bytes")))
            }
        }
    };
}

bytes!(
    /// A SHA-256 hash.
    Digest, 32
);
bytes!(
    /// An Ed25519 public key (RFC 8032).
    PublicKey, 32
);
bytes!(
    /// Names a public key: its COSE Key Thumbprint (RFC 9679) with SHA-256.
    KeyId, 32
);
bytes!(
    /// 32 random bytes that make a hash confirm no guess.
    Salt, 32
);
bytes!(
    /// An Ed25519 signature (RFC 8032).
    Signature, 64
);

/// A text that is not hex of the right length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {bytes} bytes in hex")]
pub struct NotHex {
    /// How many bytes were expected.
    pub bytes: usize,
}

impl PublicKey {
    /// Its `COSE_Key` (RFC 9052 §7) in deterministic CBOR: `{1: 1 (OKP), 2: kid, 3: -8 (EdDSA), -1: 6 (Ed25519), -2: x}`.
    #[must_use]
    pub fn cose_key(&self, id: &KeyId) -> Vec<u8> {
        [&[0xa5, 0x01, 0x01, 0x02, 0x58, 0x20][..], &id.0, &[0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20], &self.0]
            .concat()
    }
}

impl Digest {
    /// All zero: before the first link of a chain.
    pub const ZERO: Self = Self([0; 32]);
}

/// What hashes and verifies.
pub trait Crypto {
    /// SHA-256 over the concatenation of `parts`.
    fn sha256(&self, parts: &[&[u8]]) -> Digest;

    /// Whether `signature` is `key`'s over `message` (Ed25519, strict).
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &Signature) -> bool;

    /// The id of a key: SHA-256 over the deterministic CBOR of its `COSE_Key` `{1: 1, -1: 6, -2: x}` (RFC 9679 §4).
    fn key_id(&self, key: &PublicKey) -> KeyId {
        KeyId(self.sha256(&[&[0xa3, 0x01, 0x01, 0x20, 0x06, 0x21, 0x58, 0x20], &key.0]).0)
    }
}

/// What signs with one private key.
pub trait Signer {
    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// Signs.
    fn sign(&self, message: &[u8]) -> Signature;
}

impl<C: Crypto + ?Sized> Crypto for std::sync::Arc<C> {
    fn sha256(&self, parts: &[&[u8]]) -> Digest {
        (**self).sha256(parts)
    }
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
        (**self).verify(key, message, signature)
    }
}

impl<S: Signer + ?Sized> Signer for std::sync::Arc<S> {
    fn public_key(&self) -> PublicKey {
        (**self).public_key()
    }
    fn sign(&self, message: &[u8]) -> Signature {
        (**self).sign(message)
    }
}

/// A source of salts that needs randomness only once: SHA-256 over a random seed and a counter.
///
/// The seed is drawn anew at each start, so no counter needs to be kept.
#[derive(Debug, Clone)]
pub struct Salts {
    seed: Salt,
    next: u64,
}

impl Salts {
    /// From 32 bytes of the driver's randomness.
    #[must_use]
    pub const fn new(seed: Salt) -> Self {
        Self { seed, next: 0 }
    }

    /// The next salt.
    pub fn draw(&mut self, crypto: &impl Crypto) -> Salt {
        self.next = self.next.wrapping_add(1);
        Salt(crypto.sha256(&[b"sluis/salt/1", &self.seed.0, &self.next.to_be_bytes()]).0)
    }
}

#[cfg(test)]
mod tests {
    use coset::iana::{Algorithm, EllipticCurve, EnumI64, KeyType, OkpKeyParameter};
    use coset::{CborSerializable, CoseKeyBuilder, cbor::Value};

    use super::*;

    #[test]
    fn a_cose_key_is_that_of_a_library() {
        let (key, id) = (PublicKey([7; 32]), KeyId([9; 32]));
        let parameter = |builder: CoseKeyBuilder, name: OkpKeyParameter, value| builder.param(name.to_i64(), value);
        let builder = CoseKeyBuilder::new_okp_key().key_id(id.0.to_vec()).algorithm(Algorithm::EdDSA);
        let builder = parameter(builder, OkpKeyParameter::Crv, Value::from(EllipticCurve::Ed25519.to_i64()));
        let built = parameter(builder, OkpKeyParameter::X, Value::Bytes(key.0.to_vec())).build();
        assert_eq!(key.cose_key(&id), built.clone().to_vec().unwrap());
        assert_eq!(built.kty, coset::RegisteredLabel::Assigned(KeyType::OKP));
    }
}
