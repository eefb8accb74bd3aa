//! Drawing up the next versions: what has to be signed, by whom, for the register to become what is wanted.

use std::collections::{BTreeMap, BTreeSet};

use sluis_schemas::federation::Agreement;
use sluis_schemas::{Country, MemberId, Timestamp};

use super::content::{check_content, check_kept};
use super::directory::{Tips, index_keys};
use super::in_force::pack_of;
use super::{
    Delegation, Directory, ExtensionError, GenesisError, Line, Member, Place, Register, RegisterError, Root, Section,
    Version,
};
use crate::cbor;
use crate::crypto::{Crypto, Digest, Salt};

/// What the next versions are drawn up from.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The register as it is to be. Its sequence and time do not matter, nor what keys of a country begin after.
    pub register: &'a Register,
    /// Lines that get a next version in any case, and other versions that it takes the place of.
    pub settles: &'a BTreeMap<Line, BTreeSet<Digest>>,
    /// 32 random bytes.
    pub salt: Salt,
    /// When it is drawn up.
    pub at: Timestamp,
}

/// Draws up the versions of those lines that change, the root first; all lines where nothing is held. They bear no
/// signatures; but for those, every node would accept them.
///
/// # Errors
/// [`RegisterError`] as when they are opened or accepted with their signatures.
pub fn draw(
    crypto: &impl Crypto,
    held: Option<&Directory>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Version>, RegisterError> {
    let root = next_root(held, wanted);
    let genesis = match held {
        Some(held) => held.scope().genesis,
        None => crypto.sha256(&[&cbor::encode(&Version::Root(root.clone())).map_err(super::SignedVersionError::from)?]),
    };
    let sections =
        root.delegations.keys().map(|country| Version::Section(next_section(held, wanted, country, genesis)));
    let all: Vec<Version> = std::iter::once(Version::Root(root.clone())).chain(sections).collect();
    let changed = all.into_iter().filter(|next| wanted.settles.contains_key(&next.line()) || changes(held, next));
    let changed: Vec<Version> = changed.collect();
    for next in &changed {
        check(held, next).map_err(|error| refused(held, next, error))?;
    }
    if let Some(error) = check_whole(crypto, wanted.register).err() {
        let named = changed.last().ok_or(GenesisError::NotFirst)?;
        return Err(refused(held, named, error));
    }
    Ok(changed)
}

fn refused(held: Option<&Directory>, next: &Version, error: ExtensionError) -> RegisterError {
    match (held, next) {
        (None, Version::Root(_)) => GenesisError::Content(error).into(),
        _ => RegisterError::Extension { line: next.line(), sequence: next.sequence(), error },
    }
}

/// The version that the next one names as the one before: of several that contradict each other the furthest.
fn newest(held: Option<&Directory>, line: &Line) -> Option<Place> {
    let tips = held?.tips_of(line).iter();
    tips.map(|(digest, tip)| Place { sequence: tip.sequence(), digest: *digest })
        .max_by_key(|at| (at.sequence, at.digest))
}

/// Those that it takes the place of beside that.
fn settled(held: Option<&Directory>, wanted: &Wanted<'_>, line: &Line, previous: Option<Digest>) -> BTreeSet<Digest> {
    let tips = held.into_iter().flat_map(|held| held.tips_of(line).keys().copied());
    let given = wanted.settles.get(line).into_iter().flatten().copied();
    tips.chain(given).filter(|digest| Some(*digest) != previous).collect()
}

fn next_root(held: Option<&Directory>, wanted: &Wanted<'_>) -> Root {
    let (register, newest) = (wanted.register, newest(held, &Line::Root));
    let previous = newest.map(|at| at.digest);
    Root {
        salt: wanted.salt,
        sequence: newest.map_or(0, |at| at.sequence.saturating_add(1)),
        previous,
        settles: settled(held, wanted, &Line::Root, previous),
        name: register.name.clone(),
        environment: register.environment,
        at: wanted.at,
        authorities: register.authorities.clone(),
        threshold: register.threshold,
        delegations: register.delegations.iter().map(|(c, d)| (c.clone(), next_delegation(held, c, d))).collect(),
        packs: register.packs_of_no_country(),
    }
}

/// Other keys than before begin after the newest section.
fn next_delegation(held: Option<&Directory>, country: &Country, wanted: &Delegation) -> Delegation {
    let before = held.and_then(|held| held.head().delegations.get(country));
    match before {
        Some(before) if before.keys == wanted.keys && before.threshold == wanted.threshold => before.clone(),
        _ => Delegation { after: newest(held, &Line::Section(country.clone())), ..wanted.clone() },
    }
}

fn next_section(held: Option<&Directory>, wanted: &Wanted<'_>, country: &Country, genesis: Digest) -> Section {
    let register = wanted.register;
    let line = Line::Section(country.clone());
    let newest = newest(held, &line);
    let previous = newest.map(|at| at.digest);
    let nodes = register.nodes.iter().filter(|(_, node)| node.country == *country);
    let members = register.members.iter().filter(|(_, member)| member.country == *country);
    // What waits for another country stands in no register, and stays in the section.
    let (waiting_members, waiting_agreements) = held.map(|held| waiting(held, &line)).unwrap_or_default();
    Section {
        salt: wanted.salt,
        country: country.clone(),
        sequence: newest.map_or(0, |at| at.sequence.saturating_add(1)),
        previous,
        settles: settled(held, wanted, &line, previous),
        genesis,
        at: wanted.at,
        nodes: nodes.map(|(id, node)| (id.clone(), node.clone())).collect(),
        members: members.map(|(id, member)| (id.clone(), member.clone())).chain(waiting_members).collect(),
        agreements: register.agreements_of(country).into_iter().chain(waiting_agreements).collect(),
        pack: register.packs.get(&pack_of(country)).copied(),
    }
}

/// Members and agreements of a section that are not in force.
fn waiting(held: &Directory, line: &Line) -> (BTreeMap<MemberId, Member>, BTreeSet<Agreement>) {
    let Some(Version::Section(mut section)) = held.in_force(line) else { return Default::default() };
    section.members.retain(|id, _| !held.head().members.contains_key(id));
    section.agreements.retain(|agreement| !held.head().agreements.contains(agreement));
    (section.members, section.agreements)
}

/// Whether a next version says anything else than what is in force.
fn changes(held: Option<&Directory>, next: &Version) -> bool {
    match (held.and_then(|held| held.in_force(&next.line())), next) {
        (Some(Version::Root(now)), Version::Root(next)) => {
            let Root { salt, sequence, previous, settles, at, .. } = now.clone();
            Root { salt, sequence, previous, settles, at, ..next.clone() } != now
        }
        (Some(Version::Section(now)), Version::Section(next)) => {
            let Section { salt, sequence, previous, settles, at, .. } = now.clone();
            Section { salt, sequence, previous, settles, at, ..next.clone() } != now
        }
        (None, Version::Section(Section { nodes, members, .. })) => !nodes.is_empty() || !members.is_empty(),
        _ => true,
    }
}

fn check(held: Option<&Directory>, next: &Version) -> Result<(), ExtensionError> {
    check_content(next, None)?;
    let tips = held.map(|held| held.tips_of(&next.line()));
    tips.into_iter().flat_map(Tips::values).try_for_each(|tip| check_kept(tip, next))
}

/// What no section can be held to by itself.
fn check_whole(crypto: &impl Crypto, register: &Register) -> Result<(), ExtensionError> {
    for (id, member) in &register.members {
        if !register.nodes.contains_key(&member.node) {
            return Err(ExtensionError::UnknownNode { member: id.clone(), node: member.node.clone() });
        }
    }
    for (id, node) in &register.nodes {
        if let Some(carrier) = node.routes.iter().find(|carrier| !register.nodes.contains_key(*carrier)) {
            return Err(ExtensionError::Route { node: id.clone(), carrier: carrier.clone() });
        }
    }
    let of_a_section = |country: &Country| register.delegations.contains_key(country);
    let mut countries =
        register.nodes.values().map(|n| &n.country).chain(register.members.values().map(|m| &m.country));
    if countries.any(|country| !of_a_section(country)) {
        return Err(ExtensionError::NotDelegated);
    }
    let stands = |id| register.members.contains_key(id);
    if register.agreements.iter().any(|a| a.between.len() != 2 || !a.between.iter().all(stands)) {
        return Err(ExtensionError::Agreement);
    }
    index_keys(crypto, &register.nodes, &register.members).map(drop)
}
