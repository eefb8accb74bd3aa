//! What a version must say by itself, and what it must keep of the one before it.

use std::collections::BTreeSet;
use std::fmt::Display;

use sluis_schemas::MemberId;
use sluis_schemas::federation::Agreement;

use super::error::MAX_SECTIONS;
use super::{Delegation, ExtensionError, KeyEntry, NodeKeys, Root, Section, Version};
use crate::crypto::Digest;

/// Whether a version may stand by itself in the federation with this genesis; the first root is its own.
pub(super) fn check_content(version: &Version, genesis: Option<&Digest>) -> Result<(), ExtensionError> {
    match version {
        Version::Root(root) => check_root(root),
        Version::Section(section) if genesis.is_some_and(|genesis| section.genesis != *genesis) => {
            Err(ExtensionError::Identity)
        }
        Version::Section(section) => check_section(section),
    }
}

/// Whether a version keeps what the one before it says: at most ends are added.
pub(super) fn check_kept(before: &Version, after: &Version) -> Result<(), ExtensionError> {
    match (before, after) {
        (Version::Root(before), Version::Root(after)) => check_root_kept(before, after),
        (Version::Section(before), Version::Section(after)) => check_section_kept(before, after),
        _ => Err(ExtensionError::Identity),
    }
}

fn check_root(root: &Root) -> Result<(), ExtensionError> {
    let authorities = root.authorities.len();
    let threshold = root.threshold;
    if usize::from(threshold) * 2 <= authorities || usize::from(threshold) > authorities {
        return Err(ExtensionError::Threshold { threshold, authorities });
    }
    let keys: BTreeSet<_> = root.authorities.values().collect();
    if keys.len() != authorities {
        return Err(ExtensionError::SharedKey { first: "an authority".into(), second: "another authority".into() });
    }
    if root.delegations.len() > MAX_SECTIONS {
        return Err(ExtensionError::TooManySections);
    }
    let holds = |d: &Delegation| d.threshold > 0 && usize::from(d.threshold) <= d.keys.len();
    if let Some((country, _)) = root.delegations.iter().find(|(_, delegation)| !holds(delegation)) {
        return Err(ExtensionError::Delegation(country.clone()));
    }
    let of_a_country =
        |pack: &&String| root.delegations.keys().any(|country| country.as_str().eq_ignore_ascii_case(pack));
    root.packs.keys().find(of_a_country).map_or(Ok(()), |pack| Err(ExtensionError::Pack(pack.clone())))
}

fn check_section(section: &Section) -> Result<(), ExtensionError> {
    let nodes = section.nodes.iter().map(|(id, node)| (id.as_str(), &node.country));
    let members = section.members.iter().map(|(id, member)| (id.as_str(), &member.country));
    if let Some((id, country)) = nodes.chain(members).find(|(_, country)| **country != section.country) {
        return Err(ExtensionError::Foreign { id: id.to_owned(), country: country.clone() });
    }
    // Whether a carrier of another country is there is for the whole to say.
    if let Some((id, _)) = section.nodes.iter().find(|(id, node)| node.routes.contains(*id)) {
        return Err(ExtensionError::Route { node: id.clone(), carrier: id.clone() });
    }
    for (id, member) in &section.members {
        if member.successor.is_some() && !successors(section, id).all(|next| next.is_some_and(|next| next != id)) {
            return Err(ExtensionError::Successor { member: id.clone() });
        }
    }
    let stands = |a: &Agreement| a.between.len() == 2 && a.between.iter().any(|m| section.members.contains_key(m));
    if section.agreements.iter().all(stands) { Ok(()) } else { Err(ExtensionError::Agreement) }
}

/// Who succeeds a member, and who succeeds that one, until one has no successor; none for one that is not there. More than
/// there are members leads in a circle, which its members find.
fn successors<'r>(section: &'r Section, member: &MemberId) -> impl Iterator<Item = Option<&'r MemberId>> {
    let of = |id: &MemberId| section.members.get(id)?.successor.as_ref();
    let named = std::iter::successors(of(member), move |id| of(id)).take(section.members.len() + 1);
    named.map(|id| section.members.contains_key(id).then_some(id))
}

fn removed(what: &'static str, id: &dyn Display) -> ExtensionError {
    ExtensionError::Removed { what, id: id.to_string() }
}

fn check_root_kept(before: &Root, after: &Root) -> Result<(), ExtensionError> {
    if after.name != before.name || after.environment != before.environment {
        return Err(ExtensionError::Identity);
    }
    for (country, old) in &before.delegations {
        let new = after.delegations.get(country).ok_or_else(|| removed("delegation", country))?;
        // What the keys before signed stays theirs: new ones begin behind it.
        let goes_on = new.after.is_some_and(|new| old.after.is_none_or(|old| new.sequence >= old.sequence));
        if new != old && !goes_on {
            return Err(ExtensionError::Delegation(country.clone()));
        }
    }
    Ok(())
}

/// Nodes, members and keys of the version before must still stand, with at most an end added.
fn check_section_kept(before: &Section, after: &Section) -> Result<(), ExtensionError> {
    for (id, node) in &before.nodes {
        let kept = after.nodes.get(id).is_some_and(|n| {
            (node.removed.is_none() || n.removed == node.removed)
                && node.keys.as_ref().is_none_or(|old| n.keys.as_ref().is_some_and(|new| node_keys_kept(old, new)))
        });
        if !kept {
            return Err(removed("node", id));
        }
    }
    for (id, member) in &before.members {
        let kept = after.members.get(id).is_some_and(|m| {
            (member.successor.is_none() || m.successor == member.successor) && keys_kept(&member.keys, &m.keys)
        });
        if !kept {
            return Err(removed("member", id));
        }
    }
    Ok(())
}

fn node_keys_kept(before: &NodeKeys, after: &NodeKeys) -> bool {
    keys_kept(&before.attestation, &after.attestation) && keys_kept(&before.transport, &after.transport)
}

fn keys_kept(before: &[KeyEntry], after: &[KeyEntry]) -> bool {
    before.iter().all(|old| after.iter().any(|new| old.may_become(new)))
}
