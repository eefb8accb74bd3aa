//! The register as a node holds it: the versions of each line from the genesis on, and what is in force of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};

use super::content::{check_content, check_kept};
use super::error::MAX_TIPS;
use super::{
    ExtensionError, GenesisError, KeyEntry, Line, Member, Node, Place, Register, RegisterError, Root, Section,
    SignedVersion, Version, meet,
};
use crate::crypto::{Crypto, Digest, KeyId};
use crate::envelope::Scope;
use crate::records::KeyUse;

/// The versions of a line that no other takes the place of: one, unless two were signed for one place.
pub(super) type Tips = BTreeMap<Digest, Arc<Version>>;

/// The verified register: the versions of its root and sections, and an index of the keys in force.
#[derive(Debug, Clone)]
pub struct Directory {
    /// As signed, in the order in which they were accepted.
    versions: Vec<Arc<[u8]>>,
    /// Line and digest of each.
    index: Vec<(Line, Digest)>,
    /// Where each stands among them.
    places: BTreeMap<Digest, usize>,
    lines: BTreeMap<Line, Tips>,
    /// Every version of the root: earlier ones say who signed earlier sections.
    roots: BTreeMap<Digest, Arc<Version>>,
    /// What is in force.
    head: Arc<Register>,
    digest: Digest,
    scope: Scope,
    keys: BTreeMap<KeyId, Owner>,
    served: BTreeMap<NodeId, Vec<MemberId>>,
}

/// How far a line is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Head {
    /// Whose section; none for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Sequence of its newest version.
    pub sequence: u64,
    /// When that was drawn up.
    pub at: Timestamp,
    /// Its digest; where several contradict each other, over all their digests.
    pub digest: Digest,
}

impl Head {
    /// The line.
    #[must_use]
    pub fn line(&self) -> Line {
        self.country.clone().map_or(Line::Root, Line::Section)
    }
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

static NO_TIPS: Tips = Tips::new();

impl Directory {
    /// Reads versions in an order in which they can be accepted: the first root, then what it lets be signed.
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
        let signed = SignedVersion::parse(crypto, bytes)?;
        let Version::Root(root) = &signed.version else { return Err(GenesisError::NotFirst.into()) };
        if root.sequence != 0 || root.previous.is_some() {
            return Err(GenesisError::NotFirst.into());
        }
        check_content(&signed.version, None).map_err(GenesisError::Content)?;
        check_authorities(crypto, &signed, root).map_err(GenesisError::Content)?;
        let scope = Scope { genesis: signed.digest, environment: root.environment };
        let empty = Self {
            versions: Vec::new(),
            index: Vec::new(),
            places: BTreeMap::new(),
            lines: BTreeMap::new(),
            roots: BTreeMap::new(),
            head: Arc::new(Register::of(root, [])),
            digest: signed.digest,
            scope,
            keys: BTreeMap::new(),
            served: BTreeMap::new(),
        };
        empty.with(crypto, signed, bytes, Tips::new()).map_err(|e| GenesisError::Content(e).into())
    }

    /// This register and the next version of one of its lines.
    ///
    /// # Errors
    /// [`RegisterError`]; the register held stays as it was.
    pub fn extend(&self, crypto: &impl Crypto, bytes: &[u8]) -> Result<Self, RegisterError> {
        let signed = SignedVersion::parse(crypto, bytes)?;
        let (line, sequence) = (signed.version.line(), signed.version.sequence());
        self.accept(crypto, signed, bytes).map_err(|error| RegisterError::Extension { line, sequence, error })
    }

    fn accept(&self, crypto: &impl Crypto, signed: SignedVersion, bytes: &[u8]) -> Result<Self, ExtensionError> {
        let tips = self.tips_of(&signed.version.line());
        let before = self.taken_place_of(crypto, &signed.version)?;
        let is_fork = !tips.is_empty() && !before.keys().any(|digest| tips.contains_key(digest));
        match &signed.version {
            Version::Root(_) => {
                // Keys that no version in force names any more put nothing beside it.
                let beside = is_fork.then_some(tips.values()).into_iter().flatten();
                let by = before.values().chain(beside).filter_map(|version| root_of(version));
                by.into_iter().try_for_each(|root| check_authorities(crypto, &signed, root))?;
            }
            Version::Section(section) => self.check_delegated(crypto, &signed, section)?,
        }
        if is_fork && tips.len() >= MAX_TIPS {
            return Err(ExtensionError::TooManyHeads);
        }
        check_content(&signed.version, Some(&self.scope.genesis))?;
        before.values().try_for_each(|version| check_kept(version, &signed.version))?;
        let mut left = tips.clone();
        left.retain(|digest, _| !before.contains_key(digest));
        self.with(crypto, signed, bytes, left)
    }

    /// The versions that a next one takes the place of: the one before it, and those that it settles.
    fn taken_place_of(&self, crypto: &impl Crypto, next: &Version) -> Result<Tips, ExtensionError> {
        let line = next.line();
        let tips = self.tips_of(&line);
        let held = tips.values().map(|tip| tip.sequence()).max();
        let follows = || ExtensionError::DoesNotFollow { held };
        let before = match next.previous() {
            // The first of a section follows nothing.
            None if line != Line::Root && next.sequence() == 0 => None,
            None => return Err(follows()),
            Some(previous) => {
                let before = self.version(crypto, &previous).filter(|before| before.line() == line);
                let before = before.filter(|before| next.sequence() == before.sequence().saturating_add(1));
                Some((previous, before.ok_or_else(follows)?))
            }
        };
        // One that is not known here is settled all the same.
        let settled = next.settles().iter().filter_map(|digest| Some((*digest, tips.get(digest)?.clone())));
        Ok(settled.chain(before).collect())
    }

    /// Whether a section is signed with enough of the keys that every root in force names for its place.
    fn check_delegated(
        &self,
        crypto: &impl Crypto,
        signed: &SignedVersion,
        section: &Section,
    ) -> Result<(), ExtensionError> {
        let Section { country, sequence, .. } = section;
        for root in self.roots_in_force() {
            let delegation = self.roots_before(root).filter_map(|root| root.delegations.get(country));
            let delegation = delegation.into_iter().find(|delegation| delegation.covers(*sequence));
            let delegation = delegation.ok_or(ExtensionError::NotDelegated)?;
            let (found, needed) = (signed.count(crypto, &delegation.keys), delegation.threshold);
            if found < usize::from(needed) {
                let before = self.roots_before(root).filter_map(|root| root.delegations.get(country));
                let is_old = before.into_iter().any(|d| signed.count(crypto, &d.keys) >= usize::from(d.threshold));
                return Err(if is_old {
                    ExtensionError::Replaced
                } else {
                    ExtensionError::Signatures { found, needed }
                });
            }
            // With the keys before, only what leads to the section that their successors go on from.
            let newest = root.delegations.get(country).filter(|newest| !newest.covers(*sequence));
            if newest.and_then(|newest| newest.after).is_some_and(|after| self.holds(&after.digest)) {
                return Err(ExtensionError::Replaced);
            }
        }
        Ok(())
    }

    fn roots_in_force(&self) -> impl Iterator<Item = &Root> {
        self.tips_of(&Line::Root).values().filter_map(|version| root_of(version))
    }

    /// A root and those before it, the newest first.
    fn roots_before<'d>(&'d self, root: &'d Root) -> impl Iterator<Item = &'d Root> {
        std::iter::successors(Some(root), |root| root_of(self.roots.get(&root.previous?)?))
    }

    fn version(&self, crypto: &impl Crypto, digest: &Digest) -> Option<Arc<Version>> {
        let place = *self.places.get(digest)?;
        let (line, _) = self.index.get(place)?;
        let stored = || {
            let signed = SignedVersion::parse(crypto, self.versions.get(place)?).ok()?;
            Some(Arc::new(signed.version))
        };
        self.tips_of(line).get(digest).cloned().or_else(stored)
    }

    /// This register and those versions of another that it lacks, as far as they can be accepted.
    #[must_use]
    pub fn joined_by(&self, crypto: &impl Crypto, other: &Self) -> Self {
        let theirs = other.versions.iter().zip(&other.index);
        let lacking = theirs.filter(|(_, (_, digest))| !self.holds(digest));
        lacking.fold(self.clone(), |joined, (bytes, _)| joined.extend(crypto, bytes).unwrap_or(joined))
    }

    /// Whether a version stands beside one that is held, in one place, and settles nothing.
    #[must_use]
    pub fn is_forked_by(&self, next: &Version) -> bool {
        let tips = self.tips_of(&next.line());
        let Some(previous) = next.previous() else { return !tips.is_empty() };
        let follows = self.holds(&previous);
        follows && (!tips.contains_key(&previous) || tips.len() > 1 && !tips.keys().all(|tip| next.names(tip)))
    }

    /// The lines that are held, each with the versions that no other takes the place of. More than one contradict each
    /// other: they were signed for one place, and have to be settled.
    pub fn lines(&self) -> impl Iterator<Item = (&Line, &BTreeMap<Digest, Arc<Version>>)> {
        self.lines.iter()
    }

    /// Of a line, as [`Self::lines`].
    #[must_use]
    pub fn tips_of(&self, line: &Line) -> &BTreeMap<Digest, Arc<Version>> {
        self.lines.get(line).unwrap_or(&NO_TIPS)
    }

    /// The versions that contradict others of their line.
    pub fn contradicting(&self) -> impl Iterator<Item = (&Digest, &Arc<Version>)> {
        self.lines.values().filter(|tips| tips.len() > 1).flatten()
    }

    /// Whether versions were signed that contradict each other, and are not settled.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.contradicting().next().is_some()
    }

    /// What is in force of a line.
    pub(super) fn in_force(&self, line: &Line) -> Option<Version> {
        let tips = self.tips_of(line).values();
        match line {
            Line::Root => meet::roots(tips.filter_map(|version| root_of(version))).map(Version::Root),
            Line::Section(_) => meet::sections(tips.filter_map(|version| section_of(version))).map(Version::Section),
        }
    }

    fn with(
        &self,
        crypto: &impl Crypto,
        signed: SignedVersion,
        bytes: &[u8],
        mut tips: Tips,
    ) -> Result<Self, ExtensionError> {
        if let Version::Section(section) = &signed.version {
            // Of each section by itself, whatever of it is in force.
            index_keys(crypto, &section.nodes, &section.members)?;
            self.check_names(section)?;
        }
        let mut next = self.clone();
        let (line, digest, version) = (signed.version.line(), signed.digest, Arc::new(signed.version));
        next.places.insert(digest, next.versions.len());
        next.index.push((line.clone(), digest));
        next.versions.push(bytes.into());
        if line == Line::Root {
            next.roots.insert(digest, version.clone());
        }
        tips.insert(digest, version);
        next.lines.insert(line, tips);
        next.drop_what_roots_overrule(crypto);
        next.join(crypto)?;
        Ok(next)
    }

    /// A country takes no name that stands in another's section.
    fn check_names(&self, section: &Section) -> Result<(), ExtensionError> {
        let tips = self.lines.values().flat_map(BTreeMap::values).filter_map(|version| section_of(version));
        for other in tips.filter(|other| other.country != section.country) {
            let node = section.nodes.keys().find(|id| other.nodes.contains_key(id)).map(ToString::to_string);
            let member = || section.members.keys().find(|id| other.members.contains_key(id)).map(ToString::to_string);
            if let Some(id) = node.or_else(member) {
                return Err(ExtensionError::Taken { id, country: other.country.clone() });
            }
        }
        Ok(())
    }

    /// Where the root names the section that a country's new keys go on from, what stands beside it counts no more.
    fn drop_what_roots_overrule(&mut self, crypto: &impl Crypto) {
        let contradicted = self.lines.iter().filter(|(_, tips)| tips.len() > 1);
        let countries = contradicted.filter_map(|(line, _)| match line {
            Line::Root => None,
            Line::Section(country) => Some(country.clone()),
        });
        for country in countries.collect::<Vec<_>>() {
            let named = self.roots_in_force().map(|root| root.delegations.get(&country)?.after);
            let Some(Some(after)) = named.reduce(|one, other| one.filter(|_| one == other)) else { continue };
            let Some(goes_on) = self.version(crypto, &after.digest) else { continue };
            let line = Line::Section(country);
            let mut left = self.tips_of(&line).clone();
            left.retain(|digest, tip| self.descends(crypto, (*digest, tip.clone()), &after));
            if left.is_empty() {
                left.insert(after.digest, goes_on);
            }
            self.lines.insert(line, left);
        }
    }

    fn descends(&self, crypto: &impl Crypto, tip: (Digest, Arc<Version>), from: &Place) -> bool {
        let before = |(_, version): &(Digest, Arc<Version>)| {
            let previous = version.previous().filter(|_| version.sequence() > from.sequence)?;
            Some((previous, self.version(crypto, &previous)?))
        };
        std::iter::successors(Some(tip), before).any(|(digest, _)| digest == from.digest)
    }

    /// Works out what is in force.
    fn join(&mut self, crypto: &impl Crypto) -> Result<(), ExtensionError> {
        let Some(Version::Root(root)) = self.in_force(&Line::Root) else { return Err(ExtensionError::NotDelegated) };
        let lines = self.lines.keys().filter_map(|line| self.in_force(line));
        let sections: Vec<Section> = lines
            .filter_map(|version| match version {
                Version::Section(section) => Some(section),
                Version::Root(_) => None,
            })
            .collect();
        let head = Register::of(&root, &sections);
        self.keys = index_keys(crypto, &head.nodes, &head.members)?;
        self.served = BTreeMap::new();
        for (id, member) in &head.members {
            self.served.entry(member.node.clone()).or_default().push(id.clone());
        }
        self.head = Arc::new(head);
        self.digest = digest_over(crypto, self.lines.values().flat_map(BTreeMap::keys));
        Ok(())
    }

    /// What is in force.
    #[must_use]
    pub fn head(&self) -> &Arc<Register> {
        &self.head
    }

    /// Digest of what is in force: over the newest versions of all lines, whichever came first.
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

    /// Whether the version with this digest is held, whoever's signatures it bears.
    #[must_use]
    pub fn holds(&self, version: &Digest) -> bool {
        self.places.contains_key(version)
    }

    /// How far each line is held.
    pub fn heads(&self, crypto: &impl Crypto) -> Vec<Head> {
        let head = |(line, tips): (&Line, &Tips)| {
            let newest = tips.values().max_by_key(|tip| tip.sequence())?;
            let country = match line {
                Line::Root => None,
                Line::Section(country) => Some(country.clone()),
            };
            let digest = match tips.keys().next() {
                Some(only) if tips.len() == 1 => *only,
                _ => digest_over(crypto, tips.keys()),
            };
            Some(Head { country, sequence: newest.sequence(), at: newest.at(), digest })
        };
        self.lines.iter().filter_map(head).collect()
    }

    /// The versions that a peer may lack which says how far it holds each line, in an order in which they can be accepted: those
    /// after what it holds, or all of a line where there is no telling. Of a line in which the peer is further, none.
    #[must_use]
    pub fn lacking(&self, crypto: &impl Crypto, theirs: &[Head]) -> Vec<&Arc<[u8]>> {
        let after: BTreeMap<Line, usize> = self
            .heads(crypto)
            .into_iter()
            .filter_map(|ours| {
                let line = ours.line();
                let Some(theirs) = theirs.iter().find(|theirs| theirs.country == ours.country) else {
                    return Some((line, 0));
                };
                let is_behind = theirs.sequence <= ours.sequence || self.holds(&theirs.digest);
                // As many as the newest one counts: there never were two for one place.
                let of_line = self.index.iter().filter(|(of, _)| *of == line).count();
                let known =
                    self.places.get(&theirs.digest).filter(|_| of_line as u64 == ours.sequence.saturating_add(1));
                let after = known.map_or(0, |place| place.saturating_add(1));
                (theirs.digest != ours.digest && is_behind).then_some((line, after))
            })
            .collect();
        let all = self.versions.iter().zip(&self.index).enumerate();
        // The genesis is the same at both.
        let lacking = all.skip(1).filter(|(place, (_, (line, _)))| after.get(line).is_some_and(|after| place >= after));
        lacking.map(|(_, (bytes, _))| bytes).collect()
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
        successors(&self.head, other).any(|successor| successor == member)
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

fn root_of(version: &Version) -> Option<&Root> {
    if let Version::Root(root) = version { Some(root) } else { None }
}

fn section_of(version: &Version) -> Option<&Section> {
    if let Version::Section(section) = version { Some(section) } else { None }
}

fn digest_over<'d>(crypto: &impl Crypto, digests: impl Iterator<Item = &'d Digest>) -> Digest {
    let named: Vec<&[u8]> = digests.map(|digest| digest.0.as_slice()).collect();
    crypto.sha256(&[&[b"sluis/heads/1".as_slice()], named.as_slice()].concat())
}

fn check_authorities(crypto: &impl Crypto, signed: &SignedVersion, by: &Root) -> Result<(), ExtensionError> {
    let (found, needed) = (signed.count(crypto, by.authorities.values()), by.threshold);
    if found < usize::from(needed) { Err(ExtensionError::Signatures { found, needed }) } else { Ok(()) }
}

impl Register {
    /// Who stands in a member's place now: the last of those that succeed it; none where it was not succeeded.
    #[must_use]
    pub fn successor(&self, member: &MemberId) -> Option<&MemberId> {
        successors(self, member).last()
    }
}

/// Who succeeds a member, and who succeeds that one, until one has no successor. No more than there are members.
fn successors<'r>(register: &'r Register, member: &MemberId) -> impl Iterator<Item = &'r MemberId> {
    let of = |id: &MemberId| register.members.get(id)?.successor.as_ref();
    std::iter::successors(of(member), move |id| of(id)).take(register.members.len() + 1)
}

pub(super) fn index_keys(
    crypto: &impl Crypto,
    nodes: &BTreeMap<NodeId, Node>,
    members: &BTreeMap<MemberId, Member>,
) -> Result<BTreeMap<KeyId, Owner>, ExtensionError> {
    let mut keys = BTreeMap::new();
    let of_members = members.iter().flat_map(|(id, m)| m.keys.iter().map(|k| Owner::Member(id.clone(), k.clone())));
    let of_nodes = nodes.iter().flat_map(|(id, n)| {
        let attestation = n.keys.iter().flat_map(|k| &k.attestation);
        attestation.map(|k| Owner::Node(id.clone(), ending_with(k, n.removed)))
    });
    for owner in of_members.chain(of_nodes) {
        let id = crypto.key_id(&owner.entry().key);
        if let Some(first) = keys.insert(id, owner.clone()) {
            return Err(ExtensionError::SharedKey { first: name(&first), second: name(&owner) });
        }
    }
    check_transport(crypto, nodes, &keys)?;
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
    nodes: &BTreeMap<NodeId, Node>,
    signing: &BTreeMap<KeyId, Owner>,
) -> Result<(), ExtensionError> {
    let mut seen = BTreeMap::new();
    let of_node = |(id, node): (&'_ NodeId, &Node)| {
        let transport = node.keys.iter().flat_map(|keys| &keys.transport);
        transport.map(|entry| (id.clone(), crypto.key_id(&entry.key))).collect::<Vec<_>>()
    };
    for (id, key) in nodes.iter().flat_map(of_node) {
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
