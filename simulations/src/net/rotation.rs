//! Keys that follow each other, are retired and revoked.

use sluis_protocol::crypto::{PublicKey, Signer};
use sluis_protocol::register::{KeyEntry, Register};
use sluis_schemas::{MemberId, Timestamp};

use super::Net;
use crate::{SimError, scenario};

/// Every key that signs records for a member, or attests for a node.
fn entries<'r>(register: &'r mut Register, owner: &str) -> Option<&'r mut Vec<KeyEntry>> {
    let of_node = register.nodes.iter_mut().find(|(id, _)| id.as_str() == owner);
    if let Some((_, node)) = of_node {
        return node.keys.as_mut().map(|keys| &mut keys.attestation);
    }
    register.members.iter_mut().find(|(id, _)| id.as_str() == owner).map(|(_, member)| &mut member.keys)
}

impl Net {
    /// Gives a member or node another key, which counts from now. Those before it are retired, or stay where no end is
    /// given. The version of the register is installed at one node.
    ///
    /// # Errors
    /// [`SimError`] if there is no such owner, or an invariant is broken.
    pub fn rotate(&mut self, owner: &str, at: &str, retired: Option<Timestamp>) -> Result<(), SimError> {
        let (seed, now) = (self.seed, self.now);
        let key = self.keys.follow(seed, owner).public_key();
        self.change_keys(owner, at, |entries| {
            for entry in entries.iter_mut().filter(|entry| entry.until.is_none()) {
                entry.until = retired;
            }
            entries.push(KeyEntry::since(key, now));
        })?;
        self.take_up_keys(owner)
    }

    /// Gives a member another key beside those that it has; its node signs with it once it has started again. The version
    /// of the register is installed at one node.
    ///
    /// # Errors
    /// As [`Self::rotate`].
    pub(crate) fn add_key(&mut self, member: &MemberId, at: &str) -> Result<(), SimError> {
        let (seed, now) = (self.seed, self.now);
        let key = self.keys.follow(seed, member.as_str()).public_key();
        self.change_keys(member.as_str(), at, |entries| entries.push(KeyEntry::since(key, now)))
    }

    /// Retires all keys of a member but the newest, which its node takes up first, if it did not yet.
    ///
    /// # Errors
    /// As [`Self::rotate`].
    pub(crate) fn retire_keys(&mut self, member: &MemberId, at: &str, end: Timestamp) -> Result<(), SimError> {
        self.be_sure_of_newest_key(member)?;
        self.change_keys(member.as_str(), at, |entries| {
            let older = entries.len().saturating_sub(1);
            for entry in entries.iter_mut().take(older).filter(|entry| entry.until.is_none()) {
                entry.until = Some(end);
            }
        })
    }

    /// Takes back the key that a member signed with at a moment, since which somebody else may have it. Where it is the
    /// newest, another follows, which the member's node takes up first.
    ///
    /// # Errors
    /// As [`Self::rotate`].
    pub(crate) fn revoke_since(&mut self, member: &MemberId, at: &str, moment: Timestamp) -> Result<(), SimError> {
        let keys = self.key_entries(member);
        let stolen = keys.iter().rposition(|entry| entry.from <= moment).unwrap_or(0);
        if stolen + 1 == keys.len() {
            self.add_key(member, at)?;
        }
        self.be_sure_of_newest_key(member)?;
        self.change_keys(member.as_str(), at, |entries| {
            for entry in entries.iter_mut().skip(stolen).take(1) {
                entry.compromised_since = Some(entry.compromised_since.map_or(moment, |since| since.min(moment)));
            }
        })
    }

    /// The keys of a member in the newest register, with when they count.
    pub(crate) fn key_entries(&self, member: &MemberId) -> Vec<KeyEntry> {
        self.register().members.get(member).map(|member| member.keys.clone()).unwrap_or_default()
    }

    /// Whether a member's node runs, so that it can be made to take up a key.
    pub(crate) fn serves_now(&self, member: &MemberId) -> bool {
        self.node_of(member).is_some_and(|node| self.is_running(&node))
    }

    fn be_sure_of_newest_key(&mut self, member: &MemberId) -> Result<(), SimError> {
        if self.keys.is_taken_up(member) { Ok(()) } else { self.take_up_keys(member.as_str()) }
    }

    /// A node takes its own keys and those of its members up when it starts.
    fn take_up_keys(&mut self, owner: &str) -> Result<(), SimError> {
        let of_member = owner.parse().ok().and_then(|member| self.node_of(&member));
        let node = of_member.map_or_else(|| owner.to_owned(), |node| node.as_str().to_owned());
        let id = self.node(&node)?.id.clone();
        self.stop(&id);
        self.restart(&node)
    }

    /// Takes a key back that somebody else may have since a moment: the one that an owner began with.
    ///
    /// # Errors
    /// As [`Self::rotate`].
    pub fn revoke(&mut self, owner: &str, at: &str, compromised: Timestamp) -> Result<(), SimError> {
        self.change_keys(owner, at, |entries| {
            if let Some(first) = entries.first_mut() {
                first.compromised_since = Some(compromised);
            }
        })
    }

    fn change_keys(&mut self, owner: &str, at: &str, change: impl FnOnce(&mut Vec<KeyEntry>)) -> Result<(), SimError> {
        let mut known = false;
        self.extend_register(at, |register| {
            if let Some(entries) = entries(register, owner) {
                known = true;
                change(entries);
            }
        })?;
        if known { Ok(()) } else { Err(scenario(format!("no member or node `{owner}`"))) }
    }

    /// The key that signed a record that a node keeps.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it keeps none.
    pub fn signed_with(&self, node: &str, record: sluis_protocol::envelope::RecordId) -> Result<KeyOf, SimError> {
        let bytes = self.node(node)?.store.records.get(&record);
        let bytes = bytes.ok_or_else(|| scenario(format!("`{node}` keeps no {record}")))?;
        let read = sluis_protocol::envelope::Unverified::parse(bytes, sluis_protocol::envelope::MAX_RECORD);
        Ok(KeyOf(read.map_err(scenario)?.header.key))
    }

    /// The keys of a member or node in the newest register, the oldest first.
    #[must_use]
    pub fn keys_of(&self, owner: &str) -> Vec<KeyOf> {
        let mut register = Register::clone(self.register());
        let entries = entries(&mut register, owner);
        entries.into_iter().flatten().map(|entry| KeyOf::of(&entry.key)).collect()
    }
}

/// A key by its thumbprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyOf(sluis_protocol::crypto::KeyId);

impl KeyOf {
    fn of(key: &PublicKey) -> Self {
        use sluis_protocol::crypto::Crypto;
        Self(crate::crypto::ModelCrypto.key_id(key))
    }
}
