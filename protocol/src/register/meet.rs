//! Versions of one line of the register that were signed for one place: what is in force until they are settled.
//!
//! Every restriction of either counts and no grant of one alone: a node, member, key, mandate or agreement is in force only
//! if it stands in both, and ends when the first of them ends it.

use std::collections::BTreeMap;

use sluis_schemas::Timestamp;
use sluis_schemas::federation::Mandate;

use super::{KeyEntry, Member, Node, NodeKeys, Root, Section};

/// What all versions of a root let be.
pub(super) fn roots<'v>(all: impl IntoIterator<Item = &'v Root>) -> Option<Root> {
    all.into_iter().cloned().reduce(|one, other| {
        let delegations = both(&one.delegations, &other.delegations).filter(|(_, a, b)| a == b);
        let delegations = delegations.map(|(country, a, _)| (country.clone(), a.clone())).collect();
        let packs = both(&one.packs, &other.packs).filter(|(_, a, b)| a == b).map(|(name, a, _)| (name.clone(), *a));
        let packs = packs.collect();
        let newer = if other.sequence > one.sequence { other } else { one };
        Root { delegations, packs, ..newer }
    })
}

/// What all versions of a section let be.
pub(super) fn sections<'v>(all: impl IntoIterator<Item = &'v Section>) -> Option<Section> {
    all.into_iter().cloned().reduce(|one, other| {
        let nodes = both(&one.nodes, &other.nodes).filter_map(|(id, a, b)| Some((id.clone(), node(a, b)?)));
        let members = both(&one.members, &other.members).filter_map(|(id, a, b)| Some((id.clone(), member(a, b)?)));
        let (nodes, members) = (nodes.collect(), members.collect());
        let agreements = one.agreements.intersection(&other.agreements).cloned().collect();
        let pack = one.pack.filter(|pack| other.pack == Some(*pack));
        let newer = if other.sequence > one.sequence { other } else { one };
        Section { nodes, members, agreements, pack, ..newer }
    })
}

/// What stands under one name in both.
fn both<'r, K: Ord, V>(
    one: &'r BTreeMap<K, V>,
    other: &'r BTreeMap<K, V>,
) -> impl Iterator<Item = (&'r K, &'r V, &'r V)> {
    one.iter().filter_map(|(name, a)| Some((name, a, other.get(name)?)))
}

/// A node that both name in one country; its links are opened where both say.
fn node(one: &Node, other: &Node) -> Option<Node> {
    let keys = one.keys.as_ref().zip(other.keys.as_ref()).map(|(a, b)| NodeKeys {
        transport: keys(&a.transport, &b.transport),
        attestation: keys(&a.attestation, &b.attestation),
    });
    (one.country == other.country).then(|| Node {
        country: one.country.clone(),
        operator: one.operator.clone(),
        keys,
        endpoints: one.endpoints.iter().filter(|endpoint| other.endpoints.contains(endpoint)).cloned().collect(),
        routes: one.routes.intersection(&other.routes).cloned().collect(),
        removed: earliest(one.removed, other.removed),
    })
}

/// A member that is the same in both. Which node serves it is a grant as well.
fn member(one: &Member, other: &Member) -> Option<Member> {
    let same = one.country == other.country && one.role == other.role && one.node == other.node;
    same.then(|| Member {
        country: one.country.clone(),
        role: one.role,
        name: one.name.clone(),
        node: one.node.clone(),
        third_country: one.third_country || other.third_country,
        mandates: one.mandates.iter().filter_map(|mandate| in_both(mandate, &other.mandates)).collect(),
        successor: one.successor.clone().filter(|successor| other.successor.as_ref() == Some(successor)),
        keys: keys(&one.keys, &other.keys),
    })
}

/// A mandate as far as another version has it too.
fn in_both(mandate: &Mandate, others: &[Mandate]) -> Option<Mandate> {
    others.contains(mandate).then(|| mandate.clone())
}

/// Keys that both name, each as long as both let it count.
fn keys(one: &[KeyEntry], other: &[KeyEntry]) -> Vec<KeyEntry> {
    let narrowed = |a: &KeyEntry| {
        let b = other.iter().find(|b| b.key == a.key)?;
        Some(KeyEntry {
            key: a.key,
            from: a.from.max(b.from),
            until: earliest(a.until, b.until),
            compromised_since: earliest(a.compromised_since, b.compromised_since),
        })
    };
    one.iter().filter_map(narrowed).collect()
}

fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    [one, other].into_iter().flatten().min()
}
