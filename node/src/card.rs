//! Cards: what nodes and authorities hand in so that a register can be drawn up. Public keys and places, no secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use libp2p::Multiaddr;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sluis_protocol::crypto::PublicKey;
use sluis_schemas::{Country, MemberId, NodeId};
use thiserror::Error;

use crate::keys::KeyRing;

/// What a node hands in: `sluis init` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NodeCard {
    /// The node.
    pub(crate) node: NodeId,
    /// Opens its links.
    pub(crate) transport: PublicKey,
    /// Signs its feed heads, receipts and checkpoints.
    pub(crate) attestation: PublicKey,
    /// Where it listens.
    pub(crate) endpoints: Vec<Multiaddr>,
    /// Nodes that carry its links.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) routes: BTreeSet<NodeId>,
    /// The record key of each member it serves.
    pub(crate) members: BTreeMap<MemberId, PublicKey>,
}

/// What an authority of the register hands in, or who signs the section of a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AuthorityCard {
    /// Its country.
    pub(crate) country: Country,
    /// What its signatures are checked with.
    pub(crate) key: PublicKey,
}

/// Why a card cannot be read or written.
#[derive(Debug, Error)]
pub(crate) enum CardError {
    /// The file system.
    #[error("the card `{}` cannot be used: {error}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another form.
    #[error("`{}` is not {what}: {error}", .path.display())]
    Form {
        /// Which file.
        path: PathBuf,
        /// What was expected, and who makes it.
        what: &'static str,
        /// What is wrong.
        error: serde_json::Error,
    },
}

impl NodeCard {
    /// With the newest of its keys.
    pub(crate) fn of(node: &NodeId, keys: &KeyRing, endpoints: Vec<Multiaddr>, routes: BTreeSet<NodeId>) -> Self {
        let newest = |member: &MemberId| Some((member.clone(), keys.member(member)?.newest().public));
        Self {
            node: node.clone(),
            transport: keys.transport().newest().public,
            attestation: keys.attestation().newest().public,
            endpoints,
            routes,
            members: keys.members().filter_map(newest).collect(),
        }
    }

    /// Reads a card.
    pub(crate) fn read(path: &Path) -> Result<Self, CardError> {
        read(path, "the card of a node, as `sluis init` writes it")
    }
}

impl AuthorityCard {
    /// Reads a card.
    pub(crate) fn read(path: &Path) -> Result<Self, CardError> {
        read(path, "the card of an authority, as `sluis register authority` writes it")
    }
}

/// Writes a card as JSON for people to look at.
pub(crate) fn write(path: &Path, card: &impl Serialize) -> Result<(), CardError> {
    let io = |error| CardError::Io { path: path.to_owned(), error };
    let mut text = serde_json::to_string_pretty(card).map_err(|error| io(error.into()))?;
    text.push('\n');
    fs::write(path, text).map_err(io)
}

fn read<T: DeserializeOwned>(path: &Path, what: &'static str) -> Result<T, CardError> {
    let text = fs::read(path).map_err(|error| CardError::Io { path: path.to_owned(), error })?;
    serde_json::from_slice(&text).map_err(|error| CardError::Form { path: path.to_owned(), what, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("card.json");
        let card = NodeCard {
            node: "node-nl".parse().unwrap(),
            transport: PublicKey([1; 32]),
            attestation: PublicKey([2; 32]),
            endpoints: vec!["/ip4/127.0.0.1/udp/7470/quic-v1".parse().unwrap()],
            routes: BTreeSet::from(["node-be".parse().unwrap()]),
            members: BTreeMap::from([("nl-a".parse().unwrap(), PublicKey([3; 32]))]),
        };
        write(&path, &card).unwrap();
        assert_eq!(NodeCard::read(&path).unwrap(), card);
        let other = AuthorityCard::read(&path).unwrap_err().to_string();
        assert!(other.contains("not the card of an authority"), "{other}");
    }

    #[test]
    fn a_wrong_address_or_key_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("card.json");
        let key = "0".repeat(64);
        for (endpoint, transport, says) in [("nowhere", key.as_str(), "multiaddr"), ("/ip4/1.2.3.4", "00", "32 bytes")]
        {
            let card = serde_json::json!({
                "node": "n", "transport": transport, "attestation": key, "endpoints": [endpoint], "members": {},
            });
            fs::write(&path, card.to_string()).unwrap();
            let error = NodeCard::read(&path).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
