//! All keys of a node.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::ring::hmac;
use sluis_protocol::core::Attestation;
use sluis_protocol::crypto::{Digest, PublicKey};
use sluis_schemas::MemberId;

use super::file::{self, KeyError, Seed};
use super::pair::{self, Pair, Pairs};
use crate::crypto::{Ed25519Signer, UnusableSeed, fixed};

const DIR: &str = "keys";
const MEMBERS: &str = "members";
const TRANSPORT: (&str, &str) = ("transport", "Sluis transport key: opens links to other nodes");
const ATTESTATION: (&str, &str) = ("attestation", "Sluis attestation key: signs feed heads and receipts");
const STORAGE: (&str, &str) = ("storage", "Sluis storage key: without it nothing stored can be read");
const INDEX: (&str, &str) = ("index", "Sluis index key: without it repeated requests are not recognised");

/// What a signing key is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Opens links.
    Transport,
    /// Signs heads, receipts and checkpoints.
    Attestation,
    /// Signs what this member says.
    Member(MemberId),
}

/// All keys of a node, in memory.
#[derive(Debug)]
pub struct KeyRing {
    transport: Pairs,
    attestation: Pairs,
    storage: Seed,
    index: Seed,
    members: BTreeMap<MemberId, Pairs>,
}

/// The public halves of a node's keys, of each use the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// Open links.
    pub transport: Vec<PublicKey>,
    /// Sign heads and receipts.
    pub attestation: Vec<PublicKey>,
    /// Sign members' records.
    pub members: BTreeMap<MemberId, Vec<PublicKey>>,
}

impl KeyRing {
    /// The public halves.
    #[must_use]
    pub fn public(&self) -> PublicKeys {
        let public = |pairs: &Pairs| pairs.all().map(|pair| pair.public).collect();
        PublicKeys {
            transport: public(&self.transport),
            attestation: public(&self.attestation),
            members: self.members.iter().map(|(id, pairs)| (id.clone(), public(pairs))).collect(),
        }
    }

    /// Makes the keys of a new node, without any member's yet. `dir` is the node's directory and must exist.
    ///
    /// # Errors
    /// [`KeyError::Exists`] if one is there already: nothing is ever overwritten.
    pub fn create(dir: &Path) -> Result<Self, KeyError> {
        let keys = dir.join(DIR);
        file::private_dir(&keys)?;
        file::private_dir(&keys.join(MEMBERS))?;
        let path = |stem: &str| keys.join(format!("{stem}.key"));
        Ok(Self {
            transport: Pairs::new(Pair::create(&path(TRANSPORT.0), TRANSPORT.1)?),
            attestation: Pairs::new(Pair::create(&path(ATTESTATION.0), ATTESTATION.1)?),
            storage: file::create(&path(STORAGE.0), STORAGE.1)?,
            index: file::create(&path(INDEX.0), INDEX.1)?,
            members: BTreeMap::new(),
        })
    }

    /// Makes the record key of a member that this node serves.
    ///
    /// # Errors
    /// [`KeyError::Exists`] if the member has one.
    pub fn create_member(&mut self, dir: &Path, member: &MemberId) -> Result<(), KeyError> {
        let path = dir.join(DIR).join(MEMBERS).join(format!("{member}.key"));
        let pair = Pair::create(&path, &of_member(member))?;
        self.members.insert(member.clone(), Pairs::new(pair));
        Ok(())
    }

    /// Makes a key that is to follow the newest of its use. Nothing uses it before the register names it.
    ///
    /// # Errors
    /// [`KeyError::Missing`] if there is none that it could follow; as [`Self::create`].
    pub fn add(&mut self, dir: &Path, what: &Use) -> Result<PublicKey, KeyError> {
        let keys = dir.join(DIR);
        match what {
            Use::Transport => self.transport.add(&keys, TRANSPORT.0, TRANSPORT.1),
            Use::Attestation => self.attestation.add(&keys, ATTESTATION.0, ATTESTATION.1),
            Use::Member(member) => {
                let members = keys.join(MEMBERS);
                let missing = || KeyError::Missing { path: members.join(format!("{member}.key")) };
                let pairs = self.members.get_mut(member).ok_or_else(missing)?;
                pairs.add(&members, member.as_str(), &of_member(member))
            }
        }
    }

    /// Reads all keys of a node.
    ///
    /// # Errors
    /// The first [`KeyError`], naming the file; keys that others may read are refused.
    pub fn load(dir: &Path) -> Result<Self, KeyError> {
        let keys = dir.join(DIR);
        file::check_dir(&keys)?;
        let load = |(stem, _): (&str, &str)| file::load(&keys.join(format!("{stem}.key")));
        Ok(Self {
            transport: Pairs::load(&keys, TRANSPORT.0)?,
            attestation: Pairs::load(&keys, ATTESTATION.0)?,
            storage: load(STORAGE)?,
            index: load(INDEX)?,
            members: load_members(&keys.join(MEMBERS))?,
        })
    }

    /// The keys that open links.
    #[must_use]
    pub const fn transport(&self) -> &Pairs {
        &self.transport
    }

    /// The keys that sign heads and receipts.
    #[must_use]
    pub const fn attestation(&self) -> &Pairs {
        &self.attestation
    }

    /// They as the core signs with them.
    ///
    /// # Errors
    /// [`UnusableSeed`] if a seed is no key.
    pub fn attestation_signers(&self) -> Result<Attestation<Arc<Ed25519Signer>>, UnusableSeed> {
        let signer = |pair: &Pair| Ed25519Signer::try_from(&pair.seed).map(Arc::new);
        let mut all = self.attestation.all().map(signer);
        let oldest = all.next().ok_or(UnusableSeed)??;
        Ok(Attestation::new(oldest, all.collect::<Result<_, _>>()?))
    }

    /// A member's record keys.
    #[must_use]
    pub fn member(&self, member: &MemberId) -> Option<&Pairs> {
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

fn of_member(member: &MemberId) -> String {
    format!("Sluis record key of {member}: signs what it submits")
}

fn load_members(dir: &Path) -> Result<BTreeMap<MemberId, Pairs>, KeyError> {
    file::check_dir(dir)?;
    let mut files: BTreeMap<MemberId, Vec<(u32, PathBuf)>> = BTreeMap::new();
    for (path, name) in pair::named(dir)? {
        let named = name.and_then(|(member, number)| Some((member.parse::<MemberId>().ok()?, number)));
        let (member, number) = named.ok_or_else(|| KeyError::Name { path: path.clone() })?;
        files.entry(member).or_default().push((number, path));
    }
    let read = |(member, files): (MemberId, _)| Ok((member.clone(), Pairs::read(dir, member.as_str(), files)?));
    files.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_protocol::register::KeyEntry;
    use sluis_schemas::Timestamp;
    use std::fs;
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
        assert_eq!(loaded.public(), made.public());
        assert_eq!(loaded.storage().expose(), made.storage().expose());
        assert_eq!(loaded.keyed_hash("a", &[b"b"]), made.keyed_hash("a", &[b"b"]));
        assert_ne!(loaded.public().transport, loaded.public().attestation);
    }

    #[test]
    fn a_key_follows_another_and_takes_the_place_of_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut made = KeyRing::create(dir.path()).unwrap();
        made.create_member(dir.path(), &member()).unwrap();
        for what in [Use::Transport, Use::Attestation, Use::Member(member()), Use::Member(member())] {
            made.add(dir.path(), &what).unwrap();
        }
        fs::remove_file(dir.path().join("keys/members/nl-gemeente.2.key")).unwrap();
        let mut loaded = KeyRing::load(dir.path()).unwrap();
        let third = made.public().members[&member()][2];
        assert_eq!(loaded.public().members[&member()], [made.public().members[&member()][0], third]);
        assert_eq!((loaded.public().transport, loaded.public().attestation.len()), (made.public().transport, 2));
        loaded.add(dir.path(), &Use::Member(member())).unwrap();
        assert!(dir.path().join("keys/members/nl-gemeente.4.key").exists(), "no number is given twice");
        let stranger = Use::Member("nl-anders".parse().unwrap());
        assert!(matches!(loaded.add(dir.path(), &stranger), Err(KeyError::Missing { .. })));
    }

    #[test]
    fn the_newest_that_counts_and_is_here_is_used_once_clocks_agree_on_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut ring = KeyRing::create(dir.path()).unwrap();
        ring.add(dir.path(), &Use::Attestation).unwrap();
        let at = |minutes: u64| Timestamp::from_millis(minutes * 60_000);
        let keys = ring.public().attestation;
        let entries = [
            KeyEntry::since(keys[0], at(0)),
            KeyEntry::since(keys[1], at(100)),
            KeyEntry::since(PublicKey([7; 32]), at(101)),
        ];
        let used = |entries: &[KeyEntry], now| ring.attestation().to_use(entries, at(now)).map(|pair| pair.public);
        assert_eq!((used(&entries, 99), used(&entries, 101)), (Some(keys[0]), Some(keys[0])));
        assert_eq!(used(&entries, 105), Some(keys[1]), "one that is not here is not used");
        let retired = KeyEntry { until: Some(at(100)), ..entries[0].clone() };
        assert_eq!(used(&[retired.clone(), entries[1].clone()], 101), Some(keys[1]), "there is no other");
        assert_eq!(used(&[retired], 101), None);
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
