//! The register as a node holds it: a chain of versions from the genesis, and who owns which key at its head.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_schemas::{MemberId, NodeId, Timestamp};
use thiserror::Error;

use super::meet::meet;
use super::{KeyEntry, Member, Node, Register, SignedRegister, SignedRegisterError};
use crate::crypto::{Crypto, Digest, KeyId};
use crate::envelope::Scope;
use crate::records::KeyUse;

/// Most versions that contradict each other and are kept: what is in force is what all of them let be.
const MAX_TIPS: usize = 8;

/// The verified register: its chain of versions and an index of its keys.
#[derive(Debug, Clone)]
pub struct Directory {
    /// As signed, in the order in which they were accepted.
    versions: Vec<Arc<[u8]>>,
    /// Where each stands among them.
    places: BTreeMap<Digest, usize>,
    /// The versions that no other takes the place of: one, unless authorities signed two for one place.
    tips: BTreeMap<Digest, Arc<Register>>,
    /// What is in force: what all of them let be.
    head: Arc<Register>,
    digest: Digest,
    scope: Scope,
    keys: BTreeMap<KeyId, Owner>,
    served: BTreeMap<NodeId, Vec<MemberId>>,
}

/// Whose a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// A member's record key.
    Member(MemberId, KeyEntry),
    /// A node's attestation key.
    Node(NodeId, KeyEntry),
}

impl Owner {
    pub(super) const fn key_use(&self) -> KeyUse {
        match self {
            Self::Member(..) => KeyUse::Member,
            Self::Node(..) => KeyUse::Attestation,
        }
    }

    pub(super) const fn member(&self) -> Option<&MemberId> {
        match self {
            Self::Member(member, _) => Some(member),
            Self::Node(..) => None,
        }
    }

    pub(super) const fn entry(&self) -> &KeyEntry {
        match self {
            Self::Member(_, entry) | Self::Node(_, entry) => entry,
        }
    }
}

/// Why a file or message holds no acceptable register.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegisterError {
    /// The bytes.
    #[error(transparent)]
    Signed(#[from] SignedRegisterError),
    /// The first version.
    #[error("the genesis is refused: {0}")]
    Genesis(#[from] GenesisError),
    /// A later version.
    #[error("version {sequence} is refused: {error}")]
    Extension {
        /// Its sequence number.
        sequence: u64,
        /// Why.
        error: ExtensionError,
    },
}

/// Why a first version is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GenesisError {
    /// Not the first.
    #[error("it is not the first version (sequence 0, without a previous one)")]
    NotFirst,
    /// What it says.
    #[error(transparent)]
    Content(#[from] ExtensionError),
}

/// Why a version is not accepted after the one held.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExtensionError {
    /// Its place in the chain.
    #[error(
        "it does not follow the version held (sequence {held}): it must be the next and name its digest; if authorities signed two versions for one place, report both to them"
    )]
    DoesNotFollow {
        /// Sequence held.
        held: u64,
    },
    /// Too few signatures.
    #[error("{found} valid signatures of authorities, {needed} needed")]
    Signatures {
        /// Valid ones.
        found: usize,
        /// Threshold.
        needed: u16,
    },
    /// The threshold.
    #[error("the threshold {threshold} must be more than half of {authorities} authorities and not above them")]
    Threshold {
        /// Given.
        threshold: u16,
        /// Of how many.
        authorities: usize,
    },
    /// Too many versions for one place.
    #[error("{MAX_TIPS} versions that contradict each other are held already: have the authorities settle them")]
    TooManyHeads,
    /// What stands unsettled, and a version that does not settle all of it.
    #[error("authorities signed several versions for one place: the next must name the digests of all of them")]
    Unsettled,
    /// Name or environment.
    #[error("name and environment of a federation cannot change")]
    Identity,
    /// Something was removed.
    #[error(
        "{what} `{id}` was removed or its past changed; nodes and keys may only end, members may only lose mandates"
    )]
    Removed {
        /// Node, member or key.
        what: &'static str,
        /// Which.
        id: String,
    },
    /// A member on a node that is not there.
    #[error("member `{member}` is served by node `{node}`, which is not in the register")]
    UnknownNode {
        /// Member.
        member: MemberId,
        /// Node.
        node: NodeId,
    },
    /// Links that nobody there carries.
    #[error("the links of node `{node}` are to be carried by `{carrier}`, which is no other node of the register")]
    Route {
        /// Whose links.
        node: NodeId,
        /// Who is to carry them.
        carrier: NodeId,
    },
    /// A successor that is none.
    #[error(
        "the successor of `{member}` must be another member of the register, and no member may come to succeed itself"
    )]
    Successor {
        /// Whose.
        member: MemberId,
    },
    /// An agreement between others than two members.
    #[error("an agreement must stand between exactly two members of the register")]
    Agreement,
    /// One key for two owners.
    #[error("the key of `{second}` is already the key of `{first}`")]
    SharedKey {
        /// First owner.
        first: String,
        /// Second owner.
        second: String,
    },
}

impl Directory {
    /// Reads a chain of versions, the genesis first.
    ///
    /// # Errors
    /// [`RegisterError`] names the version and why it is refused.
    pub fn open(crypto: &impl Crypto, versions: &[impl AsRef<[u8]>]) -> Result<Self, RegisterError> {
        let (first, rest) = versions.split_first().ok_or(GenesisError::NotFirst)?;
        let mut directory = Self::genesis(crypto, first.as_ref())?;
        for bytes in rest {
            directory = directory.extend(crypto, bytes.as_ref())?;
        }
        Ok(directory)
    }

    fn genesis(crypto: &impl Crypto, bytes: &[u8]) -> Result<Self, RegisterError> {
        let signed = SignedRegister::parse(crypto, bytes)?;
        let register = &signed.register;
        if register.sequence != 0 || register.previous.is_some() {
            return Err(GenesisError::NotFirst.into());
        }
        check_content(register).map_err(GenesisError::Content)?;
        check_signatures(crypto, &signed, register).map_err(GenesisError::Content)?;
        let scope = Scope { genesis: signed.digest, environment: register.environment };
        Self::with(crypto, None, signed, bytes, scope).map_err(|e| GenesisError::Content(e).into())
    }

    /// This register and its next version.
    ///
    /// # Errors
    /// [`RegisterError`]; the register held stays as it was.
    pub fn extend(&self, crypto: &impl Crypto, bytes: &[u8]) -> Result<Self, RegisterError> {
        let signed = SignedRegister::parse(crypto, bytes)?;
        let sequence = signed.register.sequence;
        let refuse = |error| RegisterError::Extension { sequence, error };
        let before = self.taken_place_of(crypto, &signed.register).map_err(refuse)?;
        for register in before.values() {
            check_place(&signed.register, register).map_err(refuse)?;
            check_signatures(crypto, &signed, register).map_err(refuse)?;
        }
        let is_fork = !before.keys().any(|digest| self.tips.contains_key(digest));
        if is_fork {
            // Keys that no version in force names any more put nothing beside it.
            for tip in self.tips.values() {
                check_signatures(crypto, &signed, tip).map_err(refuse)?;
            }
            if self.tips.len() >= MAX_TIPS {
                return Err(refuse(ExtensionError::TooManyHeads));
            }
        }
        check_content(&signed.register).map_err(refuse)?;
        for register in before.values() {
            check_kept(register, &signed.register).map_err(refuse)?;
        }
        let mut tips = self.tips.clone();
        tips.retain(|digest, _| !before.contains_key(digest));
        Self::with(crypto, Some((self, tips)), signed, bytes, self.scope).map_err(refuse)
    }

    /// The versions that a next one takes the place of: the one before it, and those that it settles.
    fn taken_place_of(
        &self,
        crypto: &impl Crypto,
        next: &Register,
    ) -> Result<BTreeMap<Digest, Arc<Register>>, ExtensionError> {
        let follows = || ExtensionError::DoesNotFollow { held: self.head.sequence };
        let previous = next.previous.ok_or_else(follows)?;
        let before = self.version(crypto, &previous).ok_or_else(follows)?;
        if next.sequence != before.sequence.saturating_add(1) {
            return Err(follows());
        }
        // One that is not known here is settled all the same.
        let settled = next.settles.iter().filter_map(|digest| Some((*digest, self.tips.get(digest)?.clone())));
        Ok(settled.chain([(previous, before)]).collect())
    }

    fn version(&self, crypto: &impl Crypto, digest: &Digest) -> Option<Arc<Register>> {
        let stored = || {
            let bytes = self.versions.get(*self.places.get(digest)?)?;
            SignedRegister::parse(crypto, bytes).ok().map(|signed| Arc::new(signed.register))
        };
        self.tips.get(digest).cloned().or_else(stored)
    }

    /// This register and those versions of another that it lacks, as far as they can be accepted.
    #[must_use]
    pub fn joined_by(&self, crypto: &impl Crypto, other: &Self) -> Self {
        other.versions.iter().fold(self.clone(), |joined, bytes| {
            let known = SignedRegister::parse(crypto, bytes).is_ok_and(|version| joined.holds(&version.digest));
            if known { joined } else { joined.extend(crypto, bytes).unwrap_or(joined) }
        })
    }

    /// Whether a version stands beside one that is held, in one place, and settles nothing.
    #[must_use]
    pub fn is_forked_by(&self, next: &Register) -> bool {
        let before = next.previous.filter(|previous| self.places.contains_key(previous));
        before.is_some_and(|previous| !self.tips.contains_key(&previous))
            || before.is_some() && self.tips.len() > 1 && !self.tips.keys().all(|tip| names(next, tip))
    }

    /// The versions that no other takes the place of. More than one contradict each other: authorities signed them for one
    /// place, and have to settle it.
    pub fn tips(&self) -> impl Iterator<Item = (&Digest, &Arc<Register>)> {
        self.tips.iter()
    }

    /// Whether authorities signed versions that contradict each other, and have not settled it.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.tips.len() > 1
    }

    /// Whether a version would stand as the first, or after the one `held`, if enough authorities signed it.
    ///
    /// # Errors
    /// [`RegisterError`], as when it is opened or extended with its signatures.
    pub fn check_draft(crypto: &impl Crypto, held: Option<&Self>, next: &Register) -> Result<(), RegisterError> {
        let checked = match held {
            Some(held) => held.check_next(crypto, next),
            None if next.sequence != 0 || next.previous.is_some() => return Err(GenesisError::NotFirst.into()),
            None => check_content(next),
        };
        let checked = checked.and_then(|()| index_keys(crypto, next).map(drop));
        checked.map_err(|error| match held {
            Some(_) => RegisterError::Extension { sequence: next.sequence, error },
            None => GenesisError::Content(error).into(),
        })
    }

    fn check_next(&self, crypto: &impl Crypto, next: &Register) -> Result<(), ExtensionError> {
        let before = self.taken_place_of(crypto, next)?;
        if !self.tips.keys().all(|tip| before.contains_key(tip)) {
            let follows = ExtensionError::DoesNotFollow { held: self.head.sequence };
            return Err(if self.is_contradicted() { ExtensionError::Unsettled } else { follows });
        }
        check_content(next)?;
        before.values().try_for_each(|register| {
            check_place(next, register)?;
            check_kept(register, next)
        })
    }

    fn with(
        crypto: &impl Crypto,
        before: Option<(&Self, BTreeMap<Digest, Arc<Register>>)>,
        signed: SignedRegister,
        bytes: &[u8],
        scope: Scope,
    ) -> Result<Self, ExtensionError> {
        // Of each version by itself, whatever of it is in force.
        index_keys(crypto, &signed.register)?;
        let (mut versions, mut places, mut tips) =
            before.map(|(before, tips)| (before.versions.clone(), before.places.clone(), tips)).unwrap_or_default();
        places.insert(signed.digest, versions.len());
        versions.push(bytes.into());
        let newest = Arc::new(signed.register);
        tips.insert(signed.digest, newest.clone());
        let (head, digest) = if tips.len() > 1 {
            let in_force = tips.values().fold(Register::clone(&newest), |met, tip| meet(&met, tip));
            let named: Vec<&[u8]> = tips.keys().map(|digest| digest.0.as_slice()).collect();
            (Arc::new(in_force), crypto.sha256(&[&[b"sluis/heads/1".as_slice()], named.as_slice()].concat()))
        } else {
            (newest, signed.digest)
        };
        let keys = index_keys(crypto, &head)?;
        let mut served: BTreeMap<NodeId, Vec<MemberId>> = BTreeMap::new();
        for (id, member) in &head.members {
            served.entry(member.node.clone()).or_default().push(id.clone());
        }
        Ok(Self { versions, places, tips, head, digest, scope, keys, served })
    }

    /// What is in force: the newest version, or what those let be together that contradict each other.
    #[must_use]
    pub fn head(&self) -> &Arc<Register> {
        &self.head
    }

    /// Digest of what is in force: of the newest version, or of all that contradict each other, whichever came first.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The federation that records belong to.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Every version's bytes in the order in which they were accepted, the genesis first.
    #[must_use]
    pub fn versions(&self) -> &[Arc<[u8]>] {
        &self.versions
    }

    /// Whether the chain holds the version with this digest, whichever authorities' signatures it bears.
    #[must_use]
    pub fn holds(&self, version: &Digest) -> bool {
        self.places.contains_key(version)
    }

    /// The versions that a peer may lack whose newest is the one with this digest: those after it, or all but the genesis
    /// where there is no telling.
    #[must_use]
    pub fn versions_after(&self, newest: &Digest) -> &[Arc<[u8]>] {
        // As many as the newest one counts: there never were two for one place.
        let is_line = self.versions.len() as u64 == self.head.sequence.saturating_add(1);
        let known = self.places.get(newest).filter(|_| is_line).copied();
        self.versions.get(known.unwrap_or_default().saturating_add(1)..).unwrap_or_default()
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: &MemberId) -> Option<&Member> {
        self.head.members.get(id)
    }

    /// A node that has keys and was not removed.
    #[must_use]
    pub fn active_node(&self, id: &NodeId) -> Option<&Node> {
        self.head.nodes.get(id).filter(|n| n.removed.is_none() && n.keys.is_some())
    }

    /// Whether a member succeeds another, perhaps by way of others.
    #[must_use]
    pub fn succeeds(&self, member: &MemberId, other: &MemberId) -> bool {
        successors(&self.head, other).flatten().any(|successor| successor == member)
    }

    /// Members that a member succeeds.
    pub fn predecessors(&self, member: &MemberId) -> impl Iterator<Item = &MemberId> {
        self.head.members.keys().filter(move |other| self.succeeds(member, other))
    }

    /// The node that serves a member.
    #[must_use]
    pub fn node_of(&self, member: &MemberId) -> Option<&NodeId> {
        self.head.members.get(member).map(|m| &m.node)
    }

    /// The members a node serves.
    #[must_use]
    pub fn served_by(&self, node: &NodeId) -> &[MemberId] {
        self.served.get(node).map_or(&[], Vec::as_slice)
    }

    pub(super) fn owner(&self, key: &KeyId) -> Option<&Owner> {
        self.keys.get(key)
    }
}

/// Whether a version names another as one that it takes the place of.
fn names(next: &Register, digest: &Digest) -> bool {
    next.previous == Some(*digest) || next.settles.contains(digest)
}

fn check_place(next: &Register, before: &Register) -> Result<(), ExtensionError> {
    if next.name != before.name || next.environment != before.environment {
        return Err(ExtensionError::Identity);
    }
    Ok(())
}

fn check_signatures(crypto: &impl Crypto, signed: &SignedRegister, by: &Register) -> Result<(), ExtensionError> {
    let found = signed.signers(crypto, by).count();
    if found < usize::from(by.threshold) {
        return Err(ExtensionError::Signatures { found, needed: by.threshold });
    }
    Ok(())
}

fn check_content(register: &Register) -> Result<(), ExtensionError> {
    let authorities = register.authorities.len();
    let threshold = register.threshold;
    if usize::from(threshold) * 2 <= authorities || usize::from(threshold) > authorities {
        return Err(ExtensionError::Threshold { threshold, authorities });
    }
    let keys: BTreeSet<_> = register.authorities.values().collect();
    if keys.len() != authorities {
        return Err(ExtensionError::SharedKey { first: "an authority".into(), second: "another authority".into() });
    }
    for (id, member) in &register.members {
        if !register.nodes.contains_key(&member.node) {
            return Err(ExtensionError::UnknownNode { member: id.clone(), node: member.node.clone() });
        }
    }
    for (id, node) in &register.nodes {
        let carries = |carrier: &&NodeId| *carrier != id && register.nodes.contains_key(*carrier);
        if let Some(carrier) = node.routes.iter().find(|carrier| !carries(carrier)) {
            return Err(ExtensionError::Route { node: id.clone(), carrier: carrier.clone() });
        }
    }
    for (id, member) in &register.members {
        if member.successor.is_some() && !successors(register, id).all(|next| next.is_some_and(|next| next != id)) {
            return Err(ExtensionError::Successor { member: id.clone() });
        }
    }
    let two_members = |a: &sluis_schemas::federation::Agreement| {
        a.between.len() == 2 && a.between.iter().all(|m| register.members.contains_key(m))
    };
    if register.agreements.iter().all(two_members) { Ok(()) } else { Err(ExtensionError::Agreement) }
}

/// Nodes, members and keys of the version before must still stand, with at most an end added.
fn check_kept(before: &Register, after: &Register) -> Result<(), ExtensionError> {
    let removed = |what, id: &dyn std::fmt::Display| ExtensionError::Removed { what, id: id.to_string() };
    for (id, node) in &before.nodes {
        let kept = after.nodes.get(id).is_some_and(|n| {
            n.country == node.country
                && (node.removed.is_none() || n.removed == node.removed)
                && node.keys.as_ref().is_none_or(|old| n.keys.as_ref().is_some_and(|new| node_keys_kept(old, new)))
        });
        if !kept {
            return Err(removed("node", id));
        }
    }
    for (id, member) in &before.members {
        let kept = after.members.get(id).is_some_and(|m| {
            m.country == member.country
                && (member.successor.is_none() || m.successor == member.successor)
                && keys_kept(&member.keys, &m.keys)
        });
        if !kept {
            return Err(removed("member", id));
        }
    }
    Ok(())
}

/// Who succeeds a member, and who succeeds that one, until one has no successor; none for one that is not there. More than
/// there are members leads in a circle, which its members find.
fn successors<'r>(register: &'r Register, member: &MemberId) -> impl Iterator<Item = Option<&'r MemberId>> {
    let of = |id: &MemberId| register.members.get(id)?.successor.as_ref();
    let named = std::iter::successors(of(member), move |id| of(id)).take(register.members.len() + 1);
    named.map(|id| register.members.contains_key(id).then_some(id))
}

fn node_keys_kept(before: &super::NodeKeys, after: &super::NodeKeys) -> bool {
    keys_kept(&before.attestation, &after.attestation) && keys_kept(&before.transport, &after.transport)
}

fn keys_kept(before: &[KeyEntry], after: &[KeyEntry]) -> bool {
    before.iter().all(|old| after.iter().any(|new| old.may_become(new)))
}

fn index_keys(crypto: &impl Crypto, register: &Register) -> Result<BTreeMap<KeyId, Owner>, ExtensionError> {
    let mut keys = BTreeMap::new();
    let members =
        register.members.iter().flat_map(|(id, m)| m.keys.iter().map(|k| Owner::Member(id.clone(), k.clone())));
    let nodes = register.nodes.iter().flat_map(|(id, n)| {
        let attestation = n.keys.iter().flat_map(|k| &k.attestation);
        attestation.map(|k| Owner::Node(id.clone(), ending_with(k, n.removed)))
    });
    for owner in members.chain(nodes) {
        let id = crypto.key_id(&owner.entry().key);
        if let Some(first) = keys.insert(id, owner.clone()) {
            return Err(ExtensionError::SharedKey { first: name(&first), second: name(&owner) });
        }
    }
    check_transport(crypto, register, &keys)?;
    Ok(keys)
}

/// A key that counts no longer than the node it belongs to is part of the federation.
fn ending_with(key: &KeyEntry, removed: Option<Timestamp>) -> KeyEntry {
    let until = [key.until, removed].into_iter().flatten().min();
    KeyEntry { until, ..key.clone() }
}

/// What opens links signs nothing, and stands for one node only.
fn check_transport(
    crypto: &impl Crypto,
    register: &Register,
    signing: &BTreeMap<KeyId, Owner>,
) -> Result<(), ExtensionError> {
    let mut seen = BTreeMap::new();
    let of_node = |(id, node): (&'_ NodeId, &Node)| {
        let transport = node.keys.iter().flat_map(|keys| &keys.transport);
        transport.map(|entry| (id.clone(), crypto.key_id(&entry.key))).collect::<Vec<_>>()
    };
    for (id, key) in register.nodes.iter().flat_map(of_node) {
        let first =
            signing.get(&key).map(name).or_else(|| seen.insert(key, id.clone()).map(|first: NodeId| first.to_string()));
        if let Some(first) = first {
            return Err(ExtensionError::SharedKey { first, second: id.to_string() });
        }
    }
    Ok(())
}

fn name(owner: &Owner) -> String {
    match owner {
        Owner::Member(id, _) => id.to_string(),
        Owner::Node(id, _) => id.to_string(),
    }
}
