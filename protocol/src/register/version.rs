//! One version of the register, as signed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::vocabulary::{Environment, Role};
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};

use crate::crypto::{Digest, PublicKey, Salt};

/// One version of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Register {
    /// Makes the genesis digest of two federations with the same members differ.
    pub salt: Salt,
    /// 0 for the genesis, then one more each time.
    pub sequence: u64,
    /// Digest of the version before; none for the genesis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Digest>,
    /// Digests of other versions that this one takes the place of, beside the one before: authorities had signed two for one
    /// place.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub settles: BTreeSet<Digest>,
    /// Name of the federation.
    pub name: String,
    /// Test, acceptance or production.
    pub environment: Environment,
    /// When it was drawn up.
    pub at: Timestamp,
    /// Who signs, one authority a country.
    pub authorities: BTreeMap<Country, PublicKey>,
    /// How many of them must sign.
    pub threshold: u16,
    /// Nodes.
    pub nodes: BTreeMap<NodeId, Node>,
    /// Members.
    pub members: BTreeMap<MemberId, Member>,
    /// Agreements between two members.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub agreements: BTreeSet<Agreement>,
    /// SHA-256 of each policy pack's text, by the pack's name.
    pub packs: BTreeMap<String, Digest>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Node {
    /// Its country.
    pub country: Country,
    /// Who runs it.
    pub operator: String,
    /// Its keys; none until it has handed them in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<NodeKeys>,
    /// Where it listens: multiaddresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<String>,
    /// Nodes that carry its links: others reach it through them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub routes: BTreeSet<NodeId>,
    /// Since when it is no longer part of the federation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Timestamp>,
}

/// The keys of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeKeys {
    /// Open links, sign nothing else. While a node changes over, its peers take the old key and the new one.
    pub transport: Vec<KeyEntry>,
    /// Sign feed heads, receipts and checkpoints.
    pub attestation: Vec<KeyEntry>,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Member {
    /// Its country.
    pub country: Country,
    /// Its role there.
    pub role: Role,
    /// Its name.
    pub name: String,
    /// The node that serves it.
    pub node: NodeId,
    /// Whether it lies outside the Union (GDPR 44).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub third_country: bool,
    /// What it may do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mandates: Vec<Mandate>,
    /// The member that it merged into, or that took its place: it may recall what this one signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<MemberId>,
    /// Keys that sign its records; none until its node has handed them in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyEntry>,
}

/// A key and when it counts. Only ever ended, never removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyEntry {
    /// The key.
    pub key: PublicKey,
    /// Valid from.
    pub from: Timestamp,
    /// Retired: signs nothing evidenced at or after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Revoked: nothing evidenced at or after this is trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compromised_since: Option<Timestamp>,
}

/// How long a key has counted before it is signed with beside an older one, in milliseconds: a peer whose clock is behind
/// would refuse it.
const SETTLING: u64 = 5 * 60_000;

impl KeyEntry {
    /// A key that counts from a moment on, without an end.
    #[must_use]
    pub const fn since(key: PublicKey, from: Timestamp) -> Self {
        Self { key, from, until: None, compromised_since: None }
    }

    /// Which of the keys `held` to use now: the newest that counts and that peers' clocks agree on.
    pub fn to_use(entries: &[Self], now: Timestamp, held: impl Fn(&PublicKey) -> bool) -> Option<&Self> {
        let usable = entries.iter().filter(|entry| entry.is_valid_at(now) && held(&entry.key));
        usable.max_by_key(|entry| (entry.from.plus_millis(SETTLING) <= now, entry.from))
    }

    /// Whether it counts no more, and never will.
    #[must_use]
    pub fn has_ended(&self, now: Timestamp) -> bool {
        [self.until, self.compromised_since].into_iter().flatten().any(|end| end <= now)
    }

    /// Whether a signature whose earliest evidence is `evidence` counts.
    #[must_use]
    pub fn is_valid_at(&self, evidence: Timestamp) -> bool {
        self.from <= evidence
            && self.until.is_none_or(|until| evidence < until)
            && self.compromised_since.is_none_or(|since| evidence < since)
    }

    /// Whether `later` is this key with an end added or brought forward.
    pub(super) fn may_become(&self, later: &Self) -> bool {
        let ends = |now: Option<Timestamp>, then: Option<Timestamp>| match (now, then) {
            (None, _) => true,
            (Some(now), Some(then)) => then <= now,
            (Some(_), None) => false,
        };
        self.key == later.key
            && self.from == later.from
            && ends(self.until, later.until)
            && ends(self.compromised_since, later.compromised_since)
    }
}
