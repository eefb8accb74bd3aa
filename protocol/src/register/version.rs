//! Versions of the register, as signed: of its root, and of the section of each country.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::vocabulary::{Environment, Role};
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};

use crate::crypto::{Digest, PublicKey, Salt};

/// Which of the register's lines of versions a version belongs to. Each line goes on by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Who signs: the authorities, and for each country the keys that its section is signed with.
    Root,
    /// What a country says of itself.
    Section(Country),
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root => f.write_str("the root"),
            Self::Section(country) => write!(f, "the section of {country}"),
        }
    }
}

/// One version of one line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Version {
    /// Of the root.
    Root(Root),
    /// Of a country's section.
    Section(Section),
}

impl From<Root> for Version {
    fn from(root: Root) -> Self {
        Self::Root(root)
    }
}

impl From<Section> for Version {
    fn from(section: Section) -> Self {
        Self::Section(section)
    }
}

impl Version {
    /// The line that it belongs to.
    #[must_use]
    pub fn line(&self) -> Line {
        match self {
            Self::Root(_) => Line::Root,
            Self::Section(section) => Line::Section(section.country.clone()),
        }
    }

    /// Its place there: 0 for the first, then one more each time.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        match self {
            Self::Root(root) => root.sequence,
            Self::Section(section) => section.sequence,
        }
    }

    /// Digest of the version before.
    #[must_use]
    pub const fn previous(&self) -> Option<Digest> {
        match self {
            Self::Root(root) => root.previous,
            Self::Section(section) => section.previous,
        }
    }

    /// Digests of others that it takes the place of.
    #[must_use]
    pub const fn settles(&self) -> &BTreeSet<Digest> {
        match self {
            Self::Root(root) => &root.settles,
            Self::Section(section) => &section.settles,
        }
    }

    /// When it was drawn up.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Root(root) => root.at,
            Self::Section(section) => section.at,
        }
    }

    /// Whether it names another as one that it takes the place of.
    pub(super) fn names(&self, digest: &Digest) -> bool {
        self.previous() == Some(*digest) || self.settles().contains(digest)
    }
}

/// A version of the root: who signs what. Signed by k of n authorities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Root {
    /// Makes the genesis digest of two federations with the same authorities differ.
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
    /// Who signs the root, one authority a country.
    pub authorities: BTreeMap<Country, PublicKey>,
    /// How many of them must sign.
    pub threshold: u16,
    /// Who signs the section of each country.
    pub delegations: BTreeMap<Country, Delegation>,
    /// SHA-256 of the text of each policy pack that is no country's, by the pack's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub packs: BTreeMap<String, Digest>,
}

/// Who signs a country's section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Delegation {
    /// The country's keys.
    pub keys: BTreeSet<PublicKey>,
    /// How many of them must sign.
    pub threshold: u16,
    /// The newest section that the keys before these signed; none for a country's first keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Place>,
}

impl Delegation {
    /// To the first keys of a country.
    #[must_use]
    pub const fn first(keys: BTreeSet<PublicKey>, threshold: u16) -> Self {
        Self { keys, threshold, after: None }
    }

    /// Whether a section with this sequence number is signed with these keys.
    #[must_use]
    pub fn covers(&self, sequence: u64) -> bool {
        self.after.is_none_or(|after| sequence > after.sequence)
    }
}

/// Where a version stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Place {
    /// Its sequence number.
    pub sequence: u64,
    /// Its digest.
    pub digest: Digest,
}

/// A version of a country's section: what the country says of itself. Signed by m of the keys that the root delegates to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Section {
    /// Makes the digests of two that say the same differ.
    pub salt: Salt,
    /// Whose.
    pub country: Country,
    /// 0 for the first, then one more each time.
    pub sequence: u64,
    /// Digest of the version before; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Digest>,
    /// Digests of other versions that this one takes the place of, beside the one before.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub settles: BTreeSet<Digest>,
    /// The federation: the digest of its first root.
    pub genesis: Digest,
    /// When it was drawn up.
    pub at: Timestamp,
    /// Nodes of the country.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub nodes: BTreeMap<NodeId, Node>,
    /// Members of the country.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<MemberId, Member>,
    /// Agreements of its members. One with another country's member is in force once it stands in both sections.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub agreements: BTreeSet<Agreement>,
    /// SHA-256 of the text of the country's policy pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<Digest>,
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
        usable.max_by_key(|entry| (entry.settles_at() <= now, entry.from))
    }

    /// From when on it is used before those that it follows: every peer's clock has come to it.
    #[must_use]
    pub fn settles_at(&self) -> Timestamp {
        self.from.plus_millis(SETTLING)
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
