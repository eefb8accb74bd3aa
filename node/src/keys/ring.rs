//! All keys of a node.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ::ring::hmac;
use sluis_protocol::crypto::{Digest, PublicKey, Signer};
use sluis_schemas::MemberId;

use super::file::{self, KeyError, Seed};
use crate::crypto::{Ed25519Signer, UnusableSeed, fixed};

const DIR: &str = "keys";
const MEMBERS: &str = "members";
const TRANSPORT: (&str, &str) = ("transport.key", "Sluis transport key: opens links to other nodes");
const ATTESTATION: (&str, &str) = ("attestation.key", "Sluis attestation key: signs feed heads and receipts");
const STORAGE: (&str, &str) = ("storage.key", "Sluis storage key: without it nothing stored can be read");
const INDEX: (&str, &str) = ("index.key", "Sluis index key: without it repeated requests are not recognised");

/// All keys of a node, in memory.
#[derive(Debug)]
pub struct KeyRing {
    transport: Seed,
    attestation: Seed,
    storage: Seed,
    index: Seed,
    members: BTreeMap<MemberId, Seed>,
}

/// The public halves of a node's keys, as its card and the register hold them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// Opens links.
    pub transport: PublicKey,
    /// Signs heads and receipts.
    pub attestation: PublicKey,
    /// Sign members' records.
    pub members: BTreeMap<MemberId, PublicKey>,
}

impl KeyRing {
    /// The public halves.
    ///
    /// # Errors
    /// [`UnusableSeed`] if a seed is no key.
    pub fn public(&self) -> Result<PublicKeys, UnusableSeed> {
        let public = |seed| Ed25519Signer::try_from(seed).map(|signer| signer.public_key());
        let members = self.members.iter().map(|(id, seed)| Ok((id.clone(), public(seed)?)));
        Ok(PublicKeys {
            transport: public(&self.transport)?,
            attestation: public(&self.attestation)?,
            members: members.collect::<Result<_, _>>()?,
        })
    }

    /// Makes the keys of a new node, without any member's yet. `dir` is the node's directory and must exist.
    ///
    /// # Errors
    /// [`KeyError::Exists`] if one is there already: nothing is ever overwritten.
    pub fn create(dir: &Path) -> Result<Self, KeyError> {
        let keys = dir.join(DIR);
        file::private_dir(&keys)?;
        file::private_dir(&keys.join(MEMBERS))?;
        let create = |(name, what): (&str, &str)| file::create(&keys.join(name), what);
        Ok(Self {
            transport: create(TRANSPORT)?,
            attestation: create(ATTESTATION)?,
            storage: create(STORAGE)?,
            index: create(INDEX)?,
            members: BTreeMap::new(),
        })
    }

    /// Makes the record key of a member that this node serves.
    ///
    /// # Errors
    /// [`KeyError::Exists`] if the member has one.
    pub fn create_member(&mut self, dir: &Path, member: &MemberId) -> Result<(), KeyError> {
        let path = dir.join(DIR).join(MEMBERS).join(format!("{member}.key"));
        let seed = file::create(&path, &format!("Sluis record key of {member}: signs what it submits"))?;
        self.members.insert(member.clone(), seed);
        Ok(())
    }

    /// Reads all keys of a node.
    ///
    /// # Errors
    /// The first [`KeyError`], naming the file; keys that others may read are refused.
    pub fn load(dir: &Path) -> Result<Self, KeyError> {
        let keys = dir.join(DIR);
        file::check_dir(&keys)?;
        let load = |(name, _): (&str, &str)| file::load(&keys.join(name));
        Ok(Self {
            transport: load(TRANSPORT)?,
            attestation: load(ATTESTATION)?,
            storage: load(STORAGE)?,
            index: load(INDEX)?,
            members: load_members(&keys.join(MEMBERS))?,
        })
    }

    /// Seed of the key that opens links.
    #[must_use]
    pub const fn transport(&self) -> &Seed {
        &self.transport
    }

    /// Seed of the key that signs heads and receipts.
    #[must_use]
    pub const fn attestation(&self) -> &Seed {
        &self.attestation
    }

    /// Seed of a member's record key.
    #[must_use]
    pub fn member(&self, member: &MemberId) -> Option<&Seed> {
        self.members.get(member)
    }

    /// The members that have a record key here.
    pub fn members(&self) -> impl Iterator<Item = &MemberId> {
        self.members.keys()
    }

    /// The key that wraps data keys.
    pub(crate) const fn storage(&self) -> &Seed {
        &self.storage
    }

    /// HMAC-SHA-256 with the index key over a label and parts, each bound to its length: finds things by what they
    /// hold, and tells nothing to who has no key.
    #[must_use]
    pub fn keyed_hash(&self, label: &str, parts: &[&[u8]]) -> Digest {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.index.expose());
        let mut context = hmac::Context::with_key(&key);
        for part in std::iter::once(&label.as_bytes()).chain(parts) {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        Digest(fixed(context.sign().as_ref()))
    }
}

/// A seed as what signs.
impl TryFrom<&Seed> for Ed25519Signer {
    type Error = crate::crypto::UnusableSeed;
    fn try_from(seed: &Seed) -> Result<Self, Self::Error> {
        Self::from_seed(seed.expose())
    }
}

fn load_members(dir: &Path) -> Result<BTreeMap<MemberId, Seed>, KeyError> {
    file::check_dir(dir)?;
    let io = |e| KeyError::io(dir, e);
    let mut members = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let name = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".key"));
        let member = name.and_then(|n| n.parse().ok()).ok_or_else(|| KeyError::Name { path: path.clone() })?;
        members.insert(member, file::load(&path)?);
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn member() -> MemberId {
        "nl-gemeente".parse().unwrap()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn keys_come_back_as_they_were_made() {
        let dir = tempfile::tempdir().unwrap();
        let mut made = KeyRing::create(dir.path()).unwrap();
        made.create_member(dir.path(), &member()).unwrap();
        let loaded = KeyRing::load(dir.path()).unwrap();
        assert_eq!(loaded.transport().expose(), made.transport().expose());
        assert_eq!(loaded.member(&member()).unwrap().expose(), made.member(&member()).unwrap().expose());
        assert_eq!(loaded.keyed_hash("a", &[b"b"]), made.keyed_hash("a", &[b"b"]));
        assert_ne!(loaded.transport().expose(), loaded.attestation().expose());
    }

    #[test]
    fn only_the_owner_may_read_keys() {
        let dir = tempfile::tempdir().unwrap();
        KeyRing::create(dir.path()).unwrap().create_member(dir.path(), &member()).unwrap();
        let keys = dir.path().join("keys");
        assert_eq!((mode(&keys), mode(&keys.join("members"))), (0o700, 0o700));
        assert_eq!(mode(&keys.join("storage.key")), 0o600);
        assert_eq!(mode(&keys.join("members/nl-gemeente.key")), 0o600);
        fs::set_permissions(keys.join("index.key"), fs::Permissions::from_mode(0o640)).unwrap();
        let error = KeyRing::load(dir.path()).unwrap_err();
        assert!(matches!(error, KeyError::TooOpen { mode: 0o640, .. }), "{error}");
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }

    #[test]
    fn keys_are_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let mut made = KeyRing::create(dir.path()).unwrap();
        made.create_member(dir.path(), &member()).unwrap();
        assert!(matches!(KeyRing::create(dir.path()), Err(KeyError::Exists { .. })));
        assert!(matches!(made.create_member(dir.path(), &member()), Err(KeyError::Exists { .. })));
        assert_eq!(KeyRing::load(dir.path()).unwrap().storage().expose(), made.storage().expose());
    }

    #[test]
    fn a_missing_or_malformed_key_is_named() {
        let dir = tempfile::tempdir().unwrap();
        KeyRing::create(dir.path()).unwrap();
        let path = dir.path().join("keys/attestation.key");
        for wrong in ["", "# only a comment\n", "abcd\n", &"00".repeat(33), &format!("{}\nmore", "00".repeat(32))] {
            fs::write(&path, wrong).unwrap();
            let error = KeyRing::load(dir.path()).unwrap_err();
            assert!(matches!(&error, KeyError::Malformed { path: named } if *named == path), "`{wrong}`: {error}");
        }
        fs::remove_file(&path).unwrap();
        assert!(matches!(KeyRing::load(dir.path()), Err(KeyError::Missing { path: named }) if named == path));
    }

    #[test]
    fn keyed_hashes_bind_label_and_parts() {
        let dir = tempfile::tempdir().unwrap();
        let ring = KeyRing::create(dir.path()).unwrap();
        let hash = ring.keyed_hash("label", &[b"ab", b"c"]);
        assert_eq!(hash, ring.keyed_hash("label", &[b"ab", b"c"]));
        assert_ne!(hash, ring.keyed_hash("label", &[b"a", b"bc"]));
        assert_ne!(hash, ring.keyed_hash("labela", &[b"b", b"c"]));
    }

    #[test]
    fn debug_prints_no_secret() {
        let dir = tempfile::tempdir().unwrap();
        let ring = KeyRing::create(dir.path()).unwrap();
        let shown = format!("{ring:?}");
        assert!(!shown.contains(&hex::encode(ring.storage().expose())) && shown.contains("Seed(secret)"), "{shown}");
    }
}
