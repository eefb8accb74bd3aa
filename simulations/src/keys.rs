//! Everybody's keys, and the register that names them, signed by two of three authorities.

use std::collections::BTreeMap;

use sluis_protocol::crypto::{Crypto, Digest, Salt, Signer};
use sluis_protocol::register::{KeyEntry, Member, Node, NodeKeys, Register, countersign, draft};
use sluis_schemas::federation::{Federation, MemberEntry, NodeEntry};
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};

use crate::crypto::{ModelCrypto, ModelSigner};
use crate::{SimError, scenario};

/// Keys of a federation.
#[derive(Debug, Clone)]
pub struct Keys {
    authorities: BTreeMap<Country, ModelSigner>,
    /// Attestation keys.
    pub nodes: BTreeMap<NodeId, ModelSigner>,
    /// Record keys.
    pub members: BTreeMap<MemberId, ModelSigner>,
}

impl Keys {
    /// Keys for everybody in a federation file.
    #[must_use]
    pub fn draw(seed: u64, federation: &Federation) -> Self {
        let signer = |kind: &str, id: &str| ModelSigner::new(seed, &format!("{kind} {id}"));
        Self {
            authorities: federation
                .authorities
                .iter()
                .map(|a| (a.country.clone(), signer("authority", a.country.as_str())))
                .collect(),
            nodes: federation.nodes.iter().map(|n| (n.id.clone(), signer("node", n.id.as_str()))).collect(),
            members: federation.members.iter().map(|m| (m.id.clone(), signer("member", m.id.as_str()))).collect(),
        }
    }

    /// The first version of the register.
    #[must_use]
    pub fn genesis(&self, federation: &Federation, packs: BTreeMap<String, Digest>, at: Timestamp) -> Register {
        Register {
            salt: Salt(ModelCrypto.sha256(&[b"genesis", federation.name.as_bytes()]).0),
            sequence: 0,
            previous: None,
            name: federation.name.clone(),
            environment: federation.environment,
            at,
            authorities: self.authorities.iter().map(|(c, key)| (c.clone(), key.public_key())).collect(),
            threshold: federation.threshold,
            nodes: federation.nodes.iter().map(|n| (n.id.clone(), self.node(n, at))).collect(),
            members: federation.members.iter().map(|m| (m.id.clone(), self.member(m, at))).collect(),
            agreements: federation.agreements.iter().cloned().collect(),
            packs,
        }
    }

    fn node(&self, entry: &NodeEntry, from: Timestamp) -> Node {
        let keys = self.nodes.get(&entry.id).map(|key| NodeKeys {
            transport: ModelSigner::new(0, &format!("transport {}", entry.id)).public_key(),
            attestation: vec![since(key, from)],
        });
        let (country, operator) = (entry.country.clone(), entry.operator.clone());
        Node { country, operator, keys, endpoints: Vec::new(), removed: None }
    }

    fn member(&self, entry: &MemberEntry, from: Timestamp) -> Member {
        Member {
            country: entry.country.clone(),
            role: entry.role,
            name: entry.name.clone(),
            node: entry.node.clone(),
            third_country: entry.third_country,
            mandates: entry.mandates.clone(),
            keys: self.members.get(&entry.id).map(|key| since(key, from)).into_iter().collect(),
        }
    }

    /// A version signed by as many authorities as it takes, in bytes.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it cannot be encoded.
    pub fn sign(&self, register: Register) -> Result<Vec<u8>, SimError> {
        let needed = usize::from(register.threshold);
        let mut signed = draft(&ModelCrypto, register).map_err(scenario)?;
        for signer in self.authorities.values().take(needed) {
            countersign(&ModelCrypto, &mut signed, signer);
        }
        signed.to_bytes().map_err(scenario)
    }
}

fn since(key: &ModelSigner, from: Timestamp) -> KeyEntry {
    KeyEntry { key: key.public_key(), from, until: None, compromised_since: None }
}
