//! What is in force: the root and the sections of all countries, joined. It is derived, and signed by nobody as a whole.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sluis_schemas::federation::Agreement;
use sluis_schemas::vocabulary::Environment;
use sluis_schemas::{Country, MemberId, NodeId, Timestamp};

use super::{Delegation, Member, Node, Root, Section};
use crate::crypto::{Digest, PublicKey};

/// The register as it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    /// How many versions were signed beyond the first of each line.
    pub sequence: u64,
    /// Name of the federation.
    pub name: String,
    /// Test, acceptance or production.
    pub environment: Environment,
    /// When the newest version was drawn up.
    pub at: Timestamp,
    /// Who signs the root.
    pub authorities: BTreeMap<Country, PublicKey>,
    /// How many of them must sign it.
    pub threshold: u16,
    /// Who signs the section of each country.
    pub delegations: BTreeMap<Country, Delegation>,
    /// Nodes of all countries.
    pub nodes: BTreeMap<NodeId, Node>,
    /// Members of all countries.
    pub members: BTreeMap<MemberId, Member>,
    /// Agreements that stand in the sections of both members.
    pub agreements: BTreeSet<Agreement>,
    /// SHA-256 of each policy pack's text, by the pack's name.
    pub packs: BTreeMap<String, Digest>,
}

impl Register {
    /// Of a root and the sections under it. A member whose node stands in no section can do nothing: it is left out.
    #[must_use]
    pub fn of<'s>(root: &Root, sections: impl IntoIterator<Item = &'s Section> + Clone) -> Self {
        let sections = || sections.clone().into_iter();
        let nodes: BTreeMap<_, _> = sections().flat_map(|s| s.nodes.clone()).collect();
        let members = sections().flat_map(|s| s.members.clone());
        let members: BTreeMap<_, _> = members.filter(|(_, member)| nodes.contains_key(&member.node)).collect();
        let is_named = |agreement: &Agreement| {
            agreement.between.iter().all(|id| {
                let country = members.get(id).map(|member| &member.country);
                sections().any(|s| Some(&s.country) == country && s.agreements.contains(agreement))
            })
        };
        let agreements = sections().flat_map(|s| &s.agreements).filter(|a| is_named(a)).cloned().collect();
        let of_countries = sections().filter_map(|s| Some((pack_of(&s.country), s.pack?)));
        Self {
            sequence: sections().map(|s| s.sequence).fold(root.sequence, u64::saturating_add),
            name: root.name.clone(),
            environment: root.environment,
            at: sections().map(|s| s.at).fold(root.at, Timestamp::max),
            authorities: root.authorities.clone(),
            threshold: root.threshold,
            delegations: root.delegations.clone(),
            nodes,
            members,
            agreements,
            packs: root.packs.clone().into_iter().chain(of_countries).collect(),
        }
    }

    /// Of a root and some sections that are still to be signed: what waits for others stands in it too.
    #[must_use]
    pub fn drafted<'s>(root: &Root, sections: impl IntoIterator<Item = &'s Section> + Clone) -> Self {
        let all = || sections.clone().into_iter();
        Self {
            members: all().flat_map(|s| s.members.clone()).collect(),
            agreements: all().flat_map(|s| s.agreements.clone()).collect(),
            ..Self::of(root, sections.clone())
        }
    }

    /// What of its packs is no country's.
    pub(super) fn packs_of_no_country(&self) -> BTreeMap<String, Digest> {
        let is_ours = |name: &String| self.delegations.keys().any(|country| pack_of(country) == *name);
        self.packs.iter().filter(|(name, _)| !is_ours(name)).map(|(name, digest)| (name.clone(), *digest)).collect()
    }

    /// What of it stands in the section of a country.
    pub(super) fn agreements_of(&self, country: &Country) -> BTreeSet<Agreement> {
        let is_its = |id: &MemberId| self.members.get(id).is_some_and(|member| member.country == *country);
        self.agreements.iter().filter(|a| a.between.iter().any(is_its)).cloned().collect()
    }
}

/// The name of a country's policy pack.
pub(super) fn pack_of(country: &Country) -> String {
    country.as_str().to_lowercase()
}
