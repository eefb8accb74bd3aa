//! Draws up the next versions of the register from a federation file, cards and proposals: of its root and of those sections
//! that change. Keys, nodes and members are carried over: what the federation file no longer names ends, and never disappears.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::crypto::{Digest, PublicKey, Salt};
use sluis_protocol::register::{
    Delegation, Directory, KeyEntry, Line, Member, Node, NodeKeys, Register, RegisterError, SignedVersion, Version,
    Wanted, draw,
};
use sluis_schemas::federation::{Federation, MemberEntry, NodeEntry};
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};
use thiserror::Error;

use crate::card::{AuthorityCard, NodeCard};
use crate::crypto::RingCrypto;
use crate::proposal::{Change, ProposalError};

/// What the next versions are drawn up from.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Nodes, members, mandates, agreements, authorities and their threshold; without it they stay as they were.
    pub(crate) federation: Option<&'a Federation>,
    /// Of authorities that are new or have a new key.
    pub(crate) authorities: &'a [AuthorityCard],
    /// Keys that sign the sections of their countries, instead of those before or of the country's authority.
    pub(crate) section_keys: &'a [AuthorityCard],
    /// Of nodes that are new, or have new keys, endpoints or members.
    pub(crate) nodes: &'a [NodeCard],
    /// What is to change beside that.
    pub(crate) changes: &'a [Change],
    /// Versions for the same place as the newest of their lines, which are settled.
    pub(crate) settles: &'a [SignedVersion],
    /// SHA-256 of each policy pack, for a register from a federation file.
    pub(crate) packs: &'a BTreeMap<String, Digest>,
    /// The register before; none for the genesis.
    pub(crate) before: Option<&'a Directory>,
    /// 32 random bytes.
    pub(crate) salt: Salt,
    /// When it is drawn up: new keys count from here.
    pub(crate) at: Timestamp,
}

/// What was drawn up.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// The register as it will be.
    pub(crate) register: Register,
    /// What has to be signed for that, the root first.
    pub(crate) versions: Vec<Version>,
}

/// Why nothing can be drawn up.
#[derive(Debug, Error)]
pub(crate) enum DrawUpError {
    /// An authority without a key.
    #[error("the authority of {0} has no key: give its card with `--authority`")]
    NoAuthorityKey(Country),
    /// A country without a key.
    #[error("nobody signs the section of {0}: give the card of its key with `--section-key`")]
    NoSectionKey(Country),
    /// A card of an authority that the file does not have.
    #[error("the federation file has no authority of {0}, but a card of it is given")]
    UnknownAuthority(Country),
    /// A card of a node that the file does not have.
    #[error("the federation file has no node `{0}`, but a card of it is given")]
    UnknownNode(NodeId),
    /// Two cards of one owner.
    #[error("two cards of `{0}` are given: keep one")]
    TwoCards(String),
    /// A card with the key of a member that another node serves.
    #[error("the card of node `{node}` has a key of `{member}`, which the federation file does not let it serve")]
    NotServed {
        /// The card's node.
        node: NodeId,
        /// The member.
        member: MemberId,
    },
    /// A key that has ended.
    #[error("the key of `{0}` on its card has ended: a new one is needed")]
    EndedKey(String),
    /// A node that was removed.
    #[error("node `{0}` was removed in an earlier version and cannot come back: give it a new id")]
    RemovedNode(NodeId),
    /// Neither a file nor a version before.
    #[error("a first version is drawn up from a federation file")]
    NothingToGoOn,
    /// Nothing that anybody would have to sign.
    #[error("nothing in the register changes by this")]
    NothingChanges,
    /// A change that cannot be carried out.
    #[error(transparent)]
    Proposal(#[from] ProposalError),
    /// A moment before the newest version.
    #[error("{at} is not after {before}, when the newest version was drawn up")]
    TooEarly {
        /// Given.
        at: Timestamp,
        /// Of the newest version.
        before: Timestamp,
    },
    /// What every node would refuse.
    #[error("no node would accept this: {0}")]
    Refused(#[from] RegisterError),
}

/// Draws up what is to be signed next, or first. It bears no signatures yet; but for those, every node would accept it.
pub(crate) fn draw_up(plan: &Plan<'_>) -> Result<Drawn, DrawUpError> {
    let head = plan.head();
    if let Some(head) = head.filter(|head| plan.at <= head.at) {
        return Err(DrawUpError::TooEarly { at: plan.at, before: head.at });
    }
    let mut register = match (plan.federation, head) {
        (Some(federation), _) => Filled { plan, federation }.register()?,
        (None, Some(head)) => Register { packs: plan.packs.clone(), ..head.clone() },
        (None, None) => return Err(DrawUpError::NothingToGoOn),
    };
    let mut settles: BTreeMap<Line, BTreeSet<Digest>> = BTreeMap::new();
    for rival in plan.settles {
        settles.entry(rival.version.line()).or_default().insert(rival.digest);
        settle(&mut register, &rival.version);
    }
    for change in plan.changes {
        change.apply(&mut register)?;
    }
    let wanted = Wanted { register: &register, settles: &settles, salt: plan.salt, at: plan.at };
    let versions = draw(&RingCrypto, plan.before, &wanted)?;
    if versions.is_empty() { Err(DrawUpError::NothingChanges) } else { Ok(Drawn { register, versions }) }
}

impl<'a> Plan<'a> {
    fn head(&self) -> Option<&'a Register> {
        self.before.map(|before| &**before.head())
    }
}

/// A plan with a federation file.
struct Filled<'a> {
    plan: &'a Plan<'a>,
    federation: &'a Federation,
}

impl<'a> Filled<'a> {
    fn head(&self) -> Option<&'a Register> {
        self.plan.head()
    }

    fn register(&self) -> Result<Register, DrawUpError> {
        self.check_cards()?;
        Ok(Register {
            sequence: 0,
            name: self.federation.name.clone(),
            environment: self.federation.environment,
            at: self.plan.at,
            authorities: self.authority_keys()?,
            threshold: self.federation.threshold,
            delegations: self.delegations()?,
            nodes: self.all_nodes()?,
            members: self.all_members()?,
            agreements: self.federation.agreements.iter().cloned().collect(),
            packs: self.plan.packs.clone(),
        })
    }

    fn check_cards(&self) -> Result<(), DrawUpError> {
        for (place, card) in self.plan.authorities.iter().enumerate() {
            if !self.federation.authorities.iter().any(|authority| authority.country == card.country) {
                return Err(DrawUpError::UnknownAuthority(card.country.clone()));
            }
            if self.plan.authorities.iter().skip(place + 1).any(|other| other.country == card.country) {
                return Err(DrawUpError::TwoCards(card.country.to_string()));
            }
        }
        for (place, card) in self.plan.nodes.iter().enumerate() {
            if !self.federation.nodes.iter().any(|node| node.id == card.node) {
                return Err(DrawUpError::UnknownNode(card.node.clone()));
            }
            if self.plan.nodes.iter().skip(place + 1).any(|other| other.node == card.node) {
                return Err(DrawUpError::TwoCards(card.node.to_string()));
            }
            self.check_served(card)?;
        }
        Ok(())
    }

    fn check_served(&self, card: &NodeCard) -> Result<(), DrawUpError> {
        let serves = |id: &MemberId| self.federation.members.iter().any(|m| m.id == *id && m.node == card.node);
        match card.members.keys().find(|id| !serves(id)) {
            Some(member) => Err(DrawUpError::NotServed { node: card.node.clone(), member: member.clone() }),
            None => Ok(()),
        }
    }

    fn card(&self, node: &NodeId) -> Option<&'a NodeCard> {
        self.plan.nodes.iter().find(|card| card.node == *node)
    }

    fn authority_keys(&self) -> Result<BTreeMap<Country, PublicKey>, DrawUpError> {
        let key = |country: &Country| {
            let card = self.plan.authorities.iter().find(|card| card.country == *country).map(|card| card.key);
            let held = || self.head()?.authorities.get(country).copied();
            card.or_else(held).ok_or_else(|| DrawUpError::NoAuthorityKey(country.clone()))
        };
        let countries = self.federation.authorities.iter().map(|authority| &authority.country);
        countries.map(|country| Ok((country.clone(), key(country)?))).collect()
    }

    /// A country's section is signed with the keys given for it, more than half of them; or as before; or by its authority.
    fn delegations(&self) -> Result<BTreeMap<Country, Delegation>, DrawUpError> {
        let authorities = self.authority_keys()?;
        let file = self.federation;
        let held = self.head().map(|head| head.delegations.clone()).unwrap_or_default();
        let countries = file.nodes.iter().map(|node| &node.country).chain(file.members.iter().map(|m| &m.country));
        let countries = countries.chain(self.plan.section_keys.iter().map(|card| &card.country)).chain(held.keys());
        let countries: BTreeSet<&Country> = countries.chain(authorities.keys()).collect();
        let delegation = |country: &Country| {
            let given = self.plan.section_keys.iter().filter(|card| card.country == *country);
            let given: BTreeSet<PublicKey> = given.map(|card| card.key).collect();
            if !given.is_empty() {
                let more_than_half = u16::try_from(given.len() / 2 + 1).unwrap_or(u16::MAX);
                return Some(Delegation::first(given, more_than_half));
            }
            let was_authority = self.head().and_then(|head| head.authorities.get(country));
            let before = held.get(country).filter(|held| !held.keys.iter().eq(was_authority));
            let by_authority = || Some(Delegation::first([*authorities.get(country)?].into(), 1));
            before.cloned().or_else(by_authority).or_else(|| held.get(country).cloned())
        };
        let each = countries.into_iter().map(|country| Ok((country.clone(), delegation(country).ok_or(country)?)));
        each.collect::<Result<_, &Country>>().map_err(|country| DrawUpError::NoSectionKey(country.clone()))
    }

    fn all_nodes(&self) -> Result<BTreeMap<NodeId, Node>, DrawUpError> {
        let mut nodes = self.head().map(|head| head.nodes.clone()).unwrap_or_default();
        for (id, node) in &mut nodes {
            if !self.federation.nodes.iter().any(|entry| entry.id == *id) {
                node.removed = node.removed.or(Some(self.plan.at));
            }
        }
        for entry in &self.federation.nodes {
            let node = self.node(entry, nodes.get(&entry.id))?;
            nodes.insert(entry.id.clone(), node);
        }
        Ok(nodes)
    }

    fn node(&self, entry: &NodeEntry, before: Option<&Node>) -> Result<Node, DrawUpError> {
        if before.is_some_and(|node| node.removed.is_some()) {
            return Err(DrawUpError::RemovedNode(entry.id.clone()));
        }
        let (country, operator) = (entry.country.clone(), entry.operator.clone());
        let keys = before.and_then(|node| node.keys.clone());
        let Some(card) = self.card(&entry.id) else {
            let (endpoints, routes) =
                before.map(|node| (node.endpoints.clone(), node.routes.clone())).unwrap_or_default();
            return Ok(Node { country, operator, keys, endpoints, routes, removed: None });
        };
        let (transport, attestation) = keys.map(|keys| (keys.transport, keys.attestation)).unwrap_or_default();
        let transport = self.with_key(transport, card.transport, entry.id.as_str())?;
        let attestation = self.with_key(attestation, card.attestation, entry.id.as_str())?;
        let keys = Some(NodeKeys { transport, attestation });
        let endpoints = card.endpoints.iter().map(ToString::to_string).collect();
        let routes = card.routes.clone();
        Ok(Node { country, operator, keys, endpoints, routes, removed: None })
    }

    fn all_members(&self) -> Result<BTreeMap<MemberId, Member>, DrawUpError> {
        let mut members = self.head().map(|head| head.members.clone()).unwrap_or_default();
        for (id, member) in &mut members {
            if !self.federation.members.iter().any(|entry| entry.id == *id) {
                end(member, self.plan.at);
            }
        }
        for entry in &self.federation.members {
            let before = members.get(&entry.id);
            let successor = before.and_then(|member| member.successor.clone());
            let keys = before.map(|member| member.keys.clone()).unwrap_or_default();
            members.insert(entry.id.clone(), Member { successor, ..self.member(entry, keys)? });
        }
        Ok(members)
    }

    fn member(&self, entry: &MemberEntry, keys: Vec<KeyEntry>) -> Result<Member, DrawUpError> {
        let on_card = self.card(&entry.node).and_then(|card| card.members.get(&entry.id));
        let keys = match on_card {
            Some(key) => self.with_key(keys, *key, entry.id.as_str())?,
            None => keys,
        };
        Ok(Member {
            country: entry.country.clone(),
            role: entry.role,
            name: entry.name.clone(),
            node: entry.node.clone(),
            third_country: entry.third_country,
            mandates: entry.mandates.clone(),
            successor: None,
            keys,
        })
    }

    /// Adds a key that is not there yet. Earlier ones stay: what they signed is still under way.
    fn with_key(&self, mut keys: Vec<KeyEntry>, key: PublicKey, owner: &str) -> Result<Vec<KeyEntry>, DrawUpError> {
        match keys.iter().find(|entry| entry.key == key) {
            Some(entry) if entry.until.is_some() || entry.compromised_since.is_some() => {
                return Err(DrawUpError::EndedKey(owner.to_owned()));
            }
            Some(_) => {}
            None => keys.push(KeyEntry::since(key, self.plan.at)),
        }
        Ok(keys)
    }
}

/// Takes up what another version for the same place has: what it names stays, without what only one of the two grants, and
/// ends where either ended it. Of a root nothing is taken up: who signs is as the register that is extended says.
fn settle(register: &mut Register, rival: &Version) {
    let Version::Section(rival) = rival else { return };
    for (id, node) in &rival.nodes {
        let ours = register.nodes.entry(id.clone()).or_insert_with(|| node.clone());
        ours.removed = earliest(ours.removed, node.removed);
        match (&mut ours.keys, &node.keys) {
            (Some(ours), Some(theirs)) => {
                settle_keys(&mut ours.transport, &theirs.transport);
                settle_keys(&mut ours.attestation, &theirs.attestation);
            }
            (none @ None, theirs) => none.clone_from(theirs),
            (Some(_), None) => {}
        }
    }
    for (id, member) in &rival.members {
        let added = || Member { mandates: Vec::new(), ..member.clone() };
        let ours = register.members.entry(id.clone()).or_insert_with(added);
        ours.successor = ours.successor.clone().or_else(|| member.successor.clone());
        settle_keys(&mut ours.keys, &member.keys);
    }
}

fn settle_keys(ours: &mut Vec<KeyEntry>, theirs: &[KeyEntry]) {
    for entry in theirs {
        match ours.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => {
                known.until = earliest(known.until, entry.until);
                known.compromised_since = earliest(known.compromised_since, entry.compromised_since);
            }
            None => ours.push(entry.clone()),
        }
    }
}

fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    [one, other].into_iter().flatten().min()
}

/// A member that left: it may do nothing more, and signs nothing more.
fn end(member: &mut Member, at: Timestamp) {
    member.mandates.clear();
    for key in member.keys.iter_mut().filter(|key| key.until.is_none_or(|until| until > at)) {
        key.until = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_schemas::case::FEDERATION;

    fn federation() -> Federation {
        Federation::parse(FEDERATION.as_bytes()).unwrap()
    }

    fn authorities() -> Vec<AuthorityCard> {
        let card = |(place, country): (u8, &str)| AuthorityCard {
            country: country.parse().unwrap(),
            key: PublicKey([place; 32]),
        };
        (1..).zip(["NL", "BE", "DE"]).map(card).collect()
    }

    fn section_keys<const N: usize>(countries: [&str; N]) -> Vec<AuthorityCard> {
        let card = |(place, country): (u8, &str)| AuthorityCard {
            country: country.parse().unwrap(),
            key: PublicKey([place; 32]),
        };
        (200..).zip(countries).map(card).collect()
    }

    fn card(node: &str, member: &str, seed: u8) -> NodeCard {
        NodeCard {
            node: node.parse().unwrap(),
            transport: PublicKey([seed; 32]),
            attestation: PublicKey([seed + 1; 32]),
            endpoints: vec!["/ip4/127.0.0.1/tcp/7470".parse().unwrap()],
            routes: BTreeSet::new(),
            members: BTreeMap::from([(member.parse().unwrap(), PublicKey([seed + 2; 32]))]),
        }
    }

    fn drawn(federation: &Federation, authorities: &[AuthorityCard], nodes: &[NodeCard]) -> Result<Drawn, DrawUpError> {
        let section_keys = section_keys(["FR", "IT"]);
        let (packs, salt, at) = (BTreeMap::new(), Salt([7; 32]), Timestamp::from_millis(1_000));
        let federation = Some(federation);
        draw_up(&Plan {
            federation,
            authorities,
            section_keys: &section_keys,
            nodes,
            changes: &[],
            settles: &[],
            packs: &packs,
            before: None,
            salt,
            at,
        })
    }

    #[test]
    fn a_genesis_holds_the_file_and_the_keys_of_the_cards() {
        let Drawn { register, versions } =
            drawn(&federation(), &authorities(), &[card("node-nl", "nl-maasdorp", 10)]).unwrap();
        assert_eq!(versions.len(), 6, "a root and five sections");
        assert_eq!((register.sequence, register.members.len(), register.nodes.len()), (0, 16, 5));
        let member = &register.members[&"nl-maasdorp".parse().unwrap()];
        assert_eq!((member.keys[0].key, member.keys[0].from), (PublicKey([12; 32]), Timestamp::from_millis(1_000)));
        assert!(register.nodes[&"node-be".parse().unwrap()].keys.is_none());
    }

    #[test]
    fn cards_that_do_not_fit_the_file_are_refused() {
        let mut fewer = federation();
        fewer.authorities.pop();
        let refused = |result: Result<Drawn, DrawUpError>| result.unwrap_err();
        let (file, all) = (federation(), authorities());
        assert!(matches!(refused(drawn(&file, &all[..2], &[])), DrawUpError::NoAuthorityKey(c) if c.as_str() == "DE"));
        assert!(matches!(refused(drawn(&fewer, &all, &[])), DrawUpError::UnknownAuthority(_)));
        assert!(matches!(
            refused(drawn(&file, &all, &[card("node-xx", "nl-maasdorp", 10)])),
            DrawUpError::UnknownNode(_)
        ));
        let twice = [card("node-nl", "nl-maasdorp", 10), card("node-nl", "nl-maasdorp", 20)];
        assert!(matches!(refused(drawn(&file, &all, &twice)), DrawUpError::TwoCards(_)));
        let foreign = [card("node-nl", "be-haven", 10)];
        assert!(matches!(refused(drawn(&file, &all, &foreign)), DrawUpError::NotServed { .. }));
    }

    #[test]
    fn a_country_is_signed_for_by_its_authority_or_more_than_half_of_its_keys() {
        let all = [section_keys(["FR", "IT", "NL", "NL"])].concat();
        let (file, packs) = (federation(), BTreeMap::new());
        let drawn = |section_keys: &[AuthorityCard]| {
            draw_up(&Plan {
                federation: Some(&file),
                authorities: &authorities(),
                section_keys,
                nodes: &[],
                changes: &[],
                settles: &[],
                packs: &packs,
                before: None,
                salt: Salt([7; 32]),
                at: Timestamp::from_millis(1_000),
            })
        };
        let delegations = drawn(&all).unwrap().register.delegations;
        let of = |country: &str| &delegations[&country.parse::<Country>().unwrap()];
        assert_eq!((of("NL").keys.len(), of("NL").threshold), (2, 2));
        assert_eq!((of("BE").keys.first(), of("BE").threshold), (Some(&PublicKey([2; 32])), 1));
        assert!(matches!(drawn(&all[1..]), Err(DrawUpError::NoSectionKey(country)) if country.as_str() == "FR"));
    }

    #[test]
    fn one_key_for_two_owners_is_refused_before_anybody_signs() {
        let shared = [card("node-nl", "nl-maasdorp", 10), card("node-be", "be-haven", 10)];
        assert!(matches!(drawn(&federation(), &authorities(), &shared), Err(DrawUpError::Refused(_))));
    }
}
