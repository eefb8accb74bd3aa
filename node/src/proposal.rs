//! Proposals: what is to change in the register, as files on their way to whoever draws up its next version. Public keys
//! and times, no secrets.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sluis_protocol::crypto::PublicKey;
use sluis_protocol::register::{KeyEntry, NodeKeys, Register};
use sluis_schemas::{MemberId, NodeId, Timestamp};
use thiserror::Error;

/// What is to change, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proposal {
    /// Each change.
    pub(crate) changes: Vec<Change>,
}

/// A change. Keys are named by themselves: each has one owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum Change {
    /// A key counts from then.
    AddKey {
        /// Whose, and for what.
        owner: KeyOwner,
        /// The key.
        key: PublicKey,
        /// From when.
        #[serde(with = "moment")]
        from: Timestamp,
    },
    /// A key is retired: what is evidenced before still counts.
    RetireKey {
        /// The key.
        key: PublicKey,
        /// From when it counts no more.
        #[serde(with = "moment")]
        until: Timestamp,
    },
    /// A member merged into another, or another took its place: it may do nothing more, and the other may recall what it
    /// signed.
    Succeed {
        /// The member that is no more.
        member: MemberId,
        /// The member in its place.
        successor: MemberId,
    },
    /// A key was stolen or may have been: nothing without earlier evidence counts.
    RevokeKey {
        /// The key.
        key: PublicKey,
        /// The first moment at which somebody else may have had it.
        #[serde(with = "moment")]
        compromised_since: Timestamp,
    },
}

/// Whose key it is, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyOwner {
    /// Signs what a member says.
    Member(MemberId),
    /// Signs heads and receipts of a node.
    Attestation(NodeId),
    /// Opens links of a node.
    Transport(NodeId),
}

impl std::fmt::Display for KeyOwner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Member(member) => write!(f, "record key of {member}"),
            Self::Attestation(node) => write!(f, "attestation key of {node}"),
            Self::Transport(node) => write!(f, "transport key of {node}"),
        }
    }
}

/// A moment as people write it (RFC 3339).
mod moment {
    use serde::{Deserialize, Deserializer, Serializer, de};
    use sluis_schemas::Timestamp;

    pub(super) fn serialize<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(moment)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Why a proposal cannot be read, written or carried out.
#[derive(Debug, Error)]
pub(crate) enum ProposalError {
    /// The file system.
    #[error("the proposal `{}` cannot be used: {error}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A proposal is never written over another.
    #[error("`{}` exists already: choose another file", .0.display())]
    Exists(PathBuf),
    /// Another form.
    #[error("`{}` is not a proposal, as `sluis register rotate`, `revoke` and `succeed` write them: {error}", .path.display())]
    Form {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// Nobody of that name.
    #[error("the register knows no such owner: {0}")]
    UnknownOwner(KeyOwner),
    /// No member of that name.
    #[error("the register knows no member `{0}`")]
    UnknownMember(MemberId),
    /// A member that has a successor.
    #[error("`{member}` was succeeded by `{successor}` already: what has a successor keeps it")]
    Succeeded {
        /// The member.
        member: MemberId,
        /// Its successor.
        successor: MemberId,
    },
    /// A key that is there.
    #[error("the key {0} stands in the register already")]
    KnownKey(PublicKey),
    /// A key that is not there.
    #[error("the register knows no key {0}: `sluis register show --json` lists each owner's keys")]
    UnknownKey(PublicKey),
    /// An end that was to come later than it stands.
    #[error("the key {key} ends already at {end}; an end may come earlier and never later")]
    LaterEnd {
        /// The key.
        key: PublicKey,
        /// As the register has it.
        end: Timestamp,
    },
    /// A key that would end before it began.
    #[error("the key {key} counts from {from}: it cannot be retired at {until}, before that; revoke it instead")]
    NeverCounted {
        /// The key.
        key: PublicKey,
        /// Its beginning.
        from: Timestamp,
        /// The end given.
        until: Timestamp,
    },
}

impl Proposal {
    /// Reads a proposal.
    pub(crate) fn read(path: &Path) -> Result<Self, ProposalError> {
        let text = fs::read(path).map_err(|error| ProposalError::Io { path: path.to_owned(), error })?;
        serde_json::from_slice(&text).map_err(|error| ProposalError::Form { path: path.to_owned(), error })
    }

    /// Writes a proposal to a new file.
    pub(crate) fn write(&self, path: &Path) -> Result<(), ProposalError> {
        let io = |error| ProposalError::Io { path: path.to_owned(), error };
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| io(error.into()))?;
        text.push(b'\n');
        let mut file = fs::File::create_new(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => ProposalError::Exists(path.to_owned()),
            _ => io(error),
        })?;
        io::Write::write_all(&mut file, &text).map_err(io)
    }
}

impl Change {
    /// Carries it out in a version that is drawn up.
    pub(crate) fn apply(&self, register: &mut Register) -> Result<(), ProposalError> {
        match self {
            Self::AddKey { owner, key, from } => {
                if keys(register).any(|entry| entry.key == *key) {
                    return Err(ProposalError::KnownKey(*key));
                }
                let entries = entries_of(register, owner).ok_or_else(|| ProposalError::UnknownOwner(owner.clone()))?;
                entries.push(KeyEntry::since(*key, *from));
                Ok(())
            }
            Self::RetireKey { key, until } => {
                let entry = entry(register, key)?;
                let (from, until) = (entry.from, *until);
                if until <= from {
                    return Err(ProposalError::NeverCounted { key: *key, from, until });
                }
                bring_forward(*key, &mut entry.until, until)
            }
            Self::Succeed { member, successor } => {
                if !register.members.contains_key(successor) {
                    return Err(ProposalError::UnknownMember(successor.clone()));
                }
                let unknown = || ProposalError::UnknownMember(member.clone());
                let entry = register.members.get_mut(member).ok_or_else(unknown)?;
                if let Some(before) = entry.successor.as_ref().filter(|before| *before != successor) {
                    let (member, successor) = (member.clone(), before.clone());
                    return Err(ProposalError::Succeeded { member, successor });
                }
                entry.successor = Some(successor.clone());
                entry.mandates.clear();
                Ok(())
            }
            Self::RevokeKey { key, compromised_since } => {
                bring_forward(*key, &mut entry(register, key)?.compromised_since, *compromised_since)
            }
        }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AddKey { owner, key, from } => write!(f, "{owner}: {key} counts from {from}"),
            Self::Succeed { member, successor } => write!(f, "{member} is succeeded by {successor}"),
            Self::RetireKey { key, until } => write!(f, "{key} is retired at {until}"),
            Self::RevokeKey { key, compromised_since } => {
                write!(f, "{key} is revoked, compromised since {compromised_since}")
            }
        }
    }
}

fn bring_forward(key: PublicKey, end: &mut Option<Timestamp>, to: Timestamp) -> Result<(), ProposalError> {
    match *end {
        Some(end) if end < to => Err(ProposalError::LaterEnd { key, end }),
        _ => {
            *end = Some(to);
            Ok(())
        }
    }
}

fn keys(register: &mut Register) -> impl Iterator<Item = &mut KeyEntry> {
    let of_members = register.members.values_mut().flat_map(|member| &mut member.keys);
    let of_nodes = register.nodes.values_mut().filter_map(|node| node.keys.as_mut());
    of_members.chain(of_nodes.flat_map(|keys| keys.transport.iter_mut().chain(&mut keys.attestation)))
}

fn entry<'r>(register: &'r mut Register, key: &PublicKey) -> Result<&'r mut KeyEntry, ProposalError> {
    keys(register).find(|entry| entry.key == *key).ok_or(ProposalError::UnknownKey(*key))
}

fn entries_of<'r>(register: &'r mut Register, owner: &KeyOwner) -> Option<&'r mut Vec<KeyEntry>> {
    match owner {
        KeyOwner::Member(member) => register.members.get_mut(member).map(|member| &mut member.keys),
        KeyOwner::Attestation(id) => keys_of(register, id).map(|keys| &mut keys.attestation),
        KeyOwner::Transport(id) => keys_of(register, id).map(|keys| &mut keys.transport),
    }
}

fn keys_of<'r>(register: &'r mut Register, node: &NodeId) -> Option<&'r mut NodeKeys> {
    register.nodes.get_mut(node).filter(|node| node.removed.is_none())?.keys.as_mut()
}
