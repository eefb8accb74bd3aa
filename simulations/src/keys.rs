//! Everybody's keys, and the register that names them: its root signed by two of three authorities, each section by its country.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::Attestation;
use sluis_protocol::crypto::{Crypto, Digest, Salt, Signer};
use sluis_protocol::register::{
    Delegation, Directory, KeyEntry, Line, Member, Node, NodeKeys, Register, Version, Wanted, countersign, draft, draw,
};
use sluis_schemas::federation::{Federation, MemberEntry, NodeEntry};
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};

use crate::crypto::{ModelCrypto, ModelSigner};
use crate::{SimError, scenario};

/// Keys of a federation.
#[derive(Debug, Clone)]
pub struct Keys {
    authorities: BTreeMap<Country, ModelSigner>,
    /// Who signs the section of each country.
    sections: BTreeMap<Country, ModelSigner>,
    /// Attestation keys.
    pub nodes: BTreeMap<NodeId, ModelSigner>,
    /// Record keys.
    pub members: BTreeMap<MemberId, ModelSigner>,
    /// Keys that followed, by the id of the member or node, the oldest first.
    followed: BTreeMap<String, Vec<ModelSigner>>,
    /// How many of those that followed a member's first key its node signs with: as many as there were when it started.
    taken_up: BTreeMap<MemberId, usize>,
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
            sections: federation
                .nodes
                .iter()
                .map(|n| (n.country.clone(), signer("section", n.country.as_str())))
                .collect(),
            nodes: federation.nodes.iter().map(|n| (n.id.clone(), signer("node", n.id.as_str()))).collect(),
            members: federation.members.iter().map(|m| (m.id.clone(), signer("member", m.id.as_str()))).collect(),
            followed: BTreeMap::new(),
            taken_up: BTreeMap::new(),
        }
    }

    /// Makes the next key of a member or a node. Nothing uses it before the register names it.
    pub(crate) fn follow(&mut self, seed: u64, owner: &str) -> ModelSigner {
        let followed = self.followed.entry(owner.to_owned()).or_default();
        let signer = ModelSigner::new(seed, &format!("follows {owner} {}", followed.len()));
        followed.push(signer);
        signer
    }

    /// The node of these members starts: it reads every key of theirs that there is.
    pub(crate) fn take_up(&mut self, members: &[MemberId]) {
        for member in members {
            let followed = self.followed.get(member.as_str()).map_or(0, Vec::len);
            self.taken_up.insert(member.clone(), followed);
        }
    }

    /// Whether a member's node signs with the newest key that was made.
    pub(crate) fn is_taken_up(&self, member: &MemberId) -> bool {
        let followed = self.followed.get(member.as_str()).map_or(0, Vec::len);
        self.taken_up.get(member).copied().unwrap_or(0) == followed
    }

    fn all(&self, owner: &str, first: Option<&ModelSigner>) -> Vec<ModelSigner> {
        first.into_iter().chain(self.followed.get(owner).into_iter().flatten()).copied().collect()
    }

    /// A node's attestation keys.
    pub(crate) fn attestation(&self, node: &NodeId) -> Option<Attestation<ModelSigner>> {
        let first = self.nodes.get(node)?;
        Some(Attestation::new(*first, self.all(node.as_str(), None)))
    }

    /// The key that a member signs with under a register.
    #[must_use]
    pub fn of_member(&self, directory: &Directory, member: &MemberId, now: Timestamp) -> Option<ModelSigner> {
        let mut held = self.all(member.as_str(), self.members.get(member));
        held.truncate(1 + self.taken_up.get(member).copied().unwrap_or(0));
        let is_held = |key: &_| held.iter().any(|signer| signer.public_key() == *key);
        let used = KeyEntry::to_use(&directory.member(member)?.keys, now, is_held)?;
        held.iter().copied().find(|signer| signer.public_key() == used.key)
    }

    /// The register as it begins.
    #[must_use]
    pub fn genesis(&self, federation: &Federation, packs: BTreeMap<String, Digest>, at: Timestamp) -> Register {
        Register {
            sequence: 0,
            name: federation.name.clone(),
            environment: federation.environment,
            at,
            authorities: self.authorities.iter().map(|(c, key)| (c.clone(), key.public_key())).collect(),
            threshold: federation.threshold,
            delegations: self.sections.iter().map(|(country, key)| (country.clone(), to_one(key))).collect(),
            nodes: federation.nodes.iter().map(|n| (n.id.clone(), self.node(n, at))).collect(),
            members: federation.members.iter().map(|m| (m.id.clone(), self.member(m, at))).collect(),
            agreements: federation.agreements.iter().cloned().collect(),
            packs,
        }
    }

    fn node(&self, entry: &NodeEntry, from: Timestamp) -> Node {
        let keys = self.nodes.get(&entry.id).map(|key| NodeKeys {
            transport: vec![since(&ModelSigner::new(0, &format!("transport {}", entry.id)), from)],
            attestation: vec![since(key, from)],
        });
        let (country, operator) = (entry.country.clone(), entry.operator.clone());
        Node { country, operator, keys, endpoints: Vec::new(), routes: BTreeSet::new(), removed: None }
    }

    fn member(&self, entry: &MemberEntry, from: Timestamp) -> Member {
        Member {
            country: entry.country.clone(),
            role: entry.role,
            name: entry.name.clone(),
            node: entry.node.clone(),
            third_country: entry.third_country,
            mandates: entry.mandates.clone(),
            successor: None,
            keys: self.members.get(&entry.id).map(|key| since(key, from)).into_iter().collect(),
        }
    }

    /// What is to be signed for a register to become as wanted, each version signed by as many as it takes.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if no node would accept it.
    pub fn sign(
        &self,
        held: Option<&Directory>,
        register: &Register,
        settles: &BTreeMap<Line, BTreeSet<Digest>>,
        at: Timestamp,
    ) -> Result<Vec<Vec<u8>>, SimError> {
        let salt = Salt(ModelCrypto.sha256(&[b"register", register.name.as_bytes()]).0);
        let wanted = Wanted { register, settles, salt, at };
        let drawn = draw(&ModelCrypto, held, &wanted).map_err(scenario)?;
        drawn.into_iter().map(|version| self.sign_version(version, register.threshold)).collect()
    }

    fn sign_version(&self, version: Version, threshold: u16) -> Result<Vec<u8>, SimError> {
        let country = match version.line() {
            Line::Root => None,
            Line::Section(country) => Some(country),
        };
        let signers: Vec<&ModelSigner> = match &country {
            None => self.authorities.values().take(threshold.into()).collect(),
            Some(country) => self.sections.get(country).into_iter().collect(),
        };
        let mut signed = draft(&ModelCrypto, version).map_err(scenario)?;
        signers.into_iter().for_each(|signer| countersign(&ModelCrypto, &mut signed, signer));
        signed.to_bytes().map_err(scenario)
    }
}

fn to_one(key: &ModelSigner) -> Delegation {
    Delegation::first([key.public_key()].into(), 1)
}

fn since(key: &ModelSigner, from: Timestamp) -> KeyEntry {
    KeyEntry::since(key.public_key(), from)
}
