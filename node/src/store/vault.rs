//! Encryption at rest: AES-256-GCM with a data key for each item, and data keys wrapped with the storage key.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_schemas::{Date, Timestamp};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::blind::Blind;
use super::error::StoreError;
use crate::crypto::fixed;
use crate::keys::Seed;

/// A key of AES-256.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct DataKey([u8; 32]);

/// The keys that a holder has for an item.
#[derive(Clone)]
pub(super) struct HolderKeys {
    /// Opens the item; the same for all its holders.
    pub(super) shared: DataKey,
    /// Opens what this holder alone keeps of it.
    pub(super) own: DataKey,
}

/// Something that has data keys of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    pub(super) kind: i64,
    pub(super) id: Vec<u8>,
}

impl Item {
    pub(super) const RECORD: i64 = 1;
    pub(super) const DRAFT: i64 = 2;
    pub(super) const TOKEN: i64 = 3;
    pub(super) const DAY: i64 = 4;

    pub(super) fn record(id: RecordId) -> Self {
        Self { kind: Self::RECORD, id: id.0.0.to_vec() }
    }

    pub(super) fn draft(id: &str) -> Self {
        Self { kind: Self::DRAFT, id: id.as_bytes().to_vec() }
    }

    pub(super) fn token(hash: Digest) -> Self {
        Self { kind: Self::TOKEN, id: hash.0.to_vec() }
    }

    /// The day of a journal entry.
    pub(super) fn day(at: Timestamp) -> Self {
        Self { kind: Self::DAY, id: Date::of(at).to_string().into_bytes() }
    }
}

/// Seals and opens. Holds the storage key, and the key of blind indexes.
pub(super) struct Vault {
    storage: LessSafeKey,
    blind: Blind,
    random: SystemRandom,
}

impl Vault {
    pub(super) fn new(storage: &Seed, blind: Blind) -> Result<Self, StoreError> {
        Ok(Self { storage: aes(storage.expose())?, blind, random: SystemRandom::new() })
    }

    /// Makes the tokens of searches.
    pub(super) const fn blind(&self) -> &Blind {
        &self.blind
    }

    pub(super) fn random<const N: usize>(&self) -> Result<[u8; N], StoreError> {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes).map_err(|_| StoreError::Randomness)?;
        Ok(bytes)
    }

    /// A fresh key, drawn for one item.
    pub(super) fn new_key(&self) -> Result<DataKey, StoreError> {
        Ok(DataKey(self.random()?))
    }

    /// Encrypts with a data key; `aad` binds the result to its row.
    pub(super) fn seal(&self, key: &DataKey, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.encrypt(&aes(&key.0)?, aad, plain)
    }

    /// Decrypts, if it is what [`Self::seal`] made for this row.
    pub(super) fn open(&self, key: &DataKey, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        decrypt(&aes(&key.0).ok()?, aad, sealed)
    }

    pub(super) fn wrap(&self, item: &Item, holder: &str, keys: &HolderKeys) -> Result<Vec<u8>, StoreError> {
        let plain = Zeroizing::new([keys.shared.0, keys.own.0].concat());
        self.encrypt(&self.storage, &holder_aad(item, holder), &plain)
    }

    pub(super) fn unwrap(&self, item: &Item, holder: &str, wrapped: &[u8]) -> Option<HolderKeys> {
        let plain = Zeroizing::new(decrypt(&self.storage, &holder_aad(item, holder), wrapped)?);
        let (shared, own) = plain.split_at_checked(32).filter(|(_, own)| own.len() == 32)?;
        Some(HolderKeys { shared: DataKey(fixed(shared)), own: DataKey(fixed(own)) })
    }

    /// Encrypts a value that tells later whether the storage key is the right one.
    pub(super) fn seal_check(&self, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.encrypt(&self.storage, &aad("key-check", &[]), value)
    }

    pub(super) fn open_check(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        decrypt(&self.storage, &aad("key-check", &[]), sealed)
    }

    fn encrypt(&self, key: &LessSafeKey, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce: [u8; NONCE_LEN] = self.random()?;
        let mut out = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(plain);
        let body = out.get_mut(NONCE_LEN..).unwrap_or_default();
        let too_large = |_| StoreError::TooLarge { what: "content" };
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(aad), body).map_err(too_large)?;
        out.extend_from_slice(tag.as_ref());
        Ok(out)
    }
}

fn decrypt(key: &LessSafeKey, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
    let mut body = body.to_vec();
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let length = key.open_in_place(nonce, Aad::from(aad), &mut body).ok()?.len();
    body.truncate(length);
    Some(body)
}

fn aes(key: &[u8; 32]) -> Result<LessSafeKey, StoreError> {
    let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| StoreError::TooLarge { what: "a key" })?;
    Ok(LessSafeKey::new(key))
}

/// What binds a ciphertext to its table and row, each part with its length.
pub(super) fn aad(table: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in std::iter::once(&table.as_bytes()).chain(parts) {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

fn holder_aad(item: &Item, holder: &str) -> Vec<u8> {
    aad("data_key", &[&item.kind.to_be_bytes(), &item.id, holder.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        let dir = tempfile::tempdir().unwrap();
        let ring = crate::keys::KeyRing::create(dir.path()).unwrap();
        Vault::new(&Seed::generate().unwrap(), Blind::new(&ring)).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_only_for_its_row_and_key() {
        let vault = vault();
        let (key, other) = (vault.new_key().unwrap(), vault.new_key().unwrap());
        let sealed = vault.seal(&key, &aad("t", &[b"1"]), b"content").unwrap();
        assert_eq!(vault.open(&key, &aad("t", &[b"1"]), &sealed).unwrap(), b"content");
        assert_eq!(vault.open(&key, &aad("t", &[b"2"]), &sealed), None);
        assert_eq!(vault.open(&other, &aad("t", &[b"1"]), &sealed), None);
        for end in 0..sealed.len() {
            assert_eq!(vault.open(&key, &aad("t", &[b"1"]), &sealed[..end]), None);
        }
    }

    #[test]
    fn sealing_twice_gives_other_bytes() {
        let vault = vault();
        let key = vault.new_key().unwrap();
        assert_ne!(vault.seal(&key, b"", b"same").unwrap(), vault.seal(&key, b"", b"same").unwrap());
    }

    #[test]
    fn a_wrapped_key_serves_one_item_one_holder_and_one_storage_key() {
        let made = vault();
        let keys = HolderKeys { shared: made.new_key().unwrap(), own: made.new_key().unwrap() };
        let item = Item::draft("d-1");
        let wrapped = made.wrap(&item, "nl-a", &keys).unwrap();
        let back = made.unwrap(&item, "nl-a", &wrapped).unwrap();
        assert_eq!((back.shared.0, back.own.0), (keys.shared.0, keys.own.0));
        assert!(made.unwrap(&item, "nl-b", &wrapped).is_none());
        assert!(made.unwrap(&Item::draft("d-2"), "nl-a", &wrapped).is_none());
        assert!(vault().unwrap(&item, "nl-a", &wrapped).is_none());
    }
}
