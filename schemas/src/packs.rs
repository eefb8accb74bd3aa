//! Policy packs: law as data, in Cedar text. Illustrative readings with sources and a confidence, never legal advice.
//!
//! A pack's country is its scope: its permits, asks and forbids concern what that country's own members originate, its
//! declines what they accept. Packs without a country bind everyone. This module only carries the texts; who evaluates
//! them checks them against [`SCHEMA`].

use serde::{Deserialize, Serialize};

use crate::ids::Country;

/// The Cedar schema: the facts that policies may look at, and the four questions asked of them.
pub const SCHEMA: &str = include_str!("../packs/sluis.cedarschema");

/// What the floor promises, as conditions in Cedar under which nothing leaves. No pack: nothing is judged by them.
pub const PROMISES: &str = include_str!("../packs/promises.cedar");

/// One policy pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackSource {
    /// Short name, as in the register: `floor`, `nl`.
    pub name: String,
    /// Whose law it is; without one it binds everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Cedar text.
    pub text: String,
}

const TEXTS: &[(&str, Option<&str>, &str)] = &[
    ("floor", None, include_str!("../packs/floor.cedar")),
    ("grounds", None, include_str!("../packs/grounds.cedar")),
    ("access", None, include_str!("../packs/access.cedar")),
    ("nl", Some("NL"), include_str!("../packs/nl.cedar")),
    ("be", Some("BE"), include_str!("../packs/be.cedar")),
    ("de", Some("DE"), include_str!("../packs/de.cedar")),
    ("fr", Some("FR"), include_str!("../packs/fr.cedar")),
    ("it", Some("IT"), include_str!("../packs/it.cedar")),
    ("es", Some("ES"), include_str!("../packs/es.cedar")),
    ("se", Some("SE"), include_str!("../packs/se.cedar")),
    ("pt", Some("PT"), include_str!("../packs/pt.cedar")),
];

/// The packs that ship: the layers that bind everyone first, then one a country of the C8.
#[must_use]
pub fn all() -> Vec<PackSource> {
    TEXTS
        .iter()
        .map(|(name, country, text)| PackSource {
            name: (*name).to_owned(),
            country: country.and_then(|code| code.parse().ok()),
            text: (*text).to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::case::{CASES, Case, FEDERATION};
    use crate::codelists::{Level, legal_bases, legal_basis};
    use crate::federation::Federation;
    use crate::ids::{BasisId, C8};
    use crate::vocabulary::{HandlingCode, Onward, Purpose, Role, Scheme, SignalType, SubjectKind, UserRole};

    #[test]
    fn every_country_of_the_c8_has_exactly_one_pack() {
        let countries: Vec<_> = all().into_iter().filter_map(|pack| pack.country).collect();
        let distinct: BTreeSet<_> = countries.iter().map(ToString::to_string).collect();
        assert_eq!(distinct, C8.into_iter().map(str::to_owned).collect());
        assert_eq!(countries.len(), C8.len());
    }

    #[test]
    fn every_pack_says_that_it_is_no_legal_advice() {
        for pack in all() {
            let head: Vec<_> = pack.text.lines().take(3).collect();
            assert!(
                head.concat().contains("Illustrative") && head.concat().contains("Not legal advice"),
                "{}",
                pack.name
            );
        }
    }

    /// The codes of `entity NAME enum [ … ]` in the schema.
    fn enumerated(name: &str) -> Vec<&'static str> {
        let start = format!("entity {name} enum [");
        let (_, rest) = SCHEMA.split_once(&start).unwrap();
        let (list, _) = rest.split_once(']').unwrap();
        list.split(',').map(|code| code.trim().trim_matches('"')).collect()
    }

    #[test]
    fn the_schema_enumerates_the_code_lists_of_the_vocabulary() {
        macro_rules! same {
            ($($list:ident),+) => {
                $(assert_eq!(enumerated(stringify!($list)), $list::ALL.iter().map(|c| c.as_str()).collect::<Vec<_>>());)+
            };
        }
        same!(SignalType, Purpose, Role, HandlingCode, Onward, SubjectKind, Scheme, UserRole);
    }

    /// Every basis that a Cedar text names.
    fn named(text: &str) -> impl Iterator<Item = &str> {
        text.split("Basis::\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(id, _)| id)
    }

    #[test]
    fn every_basis_of_packs_federation_and_cases_is_listed() {
        let federation = Federation::parse(FEDERATION.as_bytes()).unwrap();
        let mandates = federation.members.iter().flat_map(|member| &member.mandates);
        let mut bases: BTreeSet<BasisId> = mandates.map(|mandate| mandate.legal_basis.clone()).collect();
        bases.extend(federation.agreements.iter().map(|agreement| agreement.basis.clone()));
        for (_, text) in CASES {
            bases.extend(Case::parse(text.as_bytes()).unwrap().submission.content.handling.legal_bases);
        }
        for pack in all() {
            bases.extend(named(&pack.text).map(|id| id.parse::<BasisId>().unwrap()));
        }
        let listed: BTreeSet<BasisId> = legal_bases().map(|basis| basis.id.clone()).collect();
        assert_eq!(bases.difference(&listed).collect::<Vec<_>>(), Vec::<&BasisId>::new());
    }

    #[test]
    fn no_permit_rests_on_a_basis_that_we_are_unsure_of() {
        let packs = all();
        let policies = packs.iter().flat_map(|pack| pack.text.split("@id(").skip(1));
        let permits: Vec<_> = policies.filter(|policy| policy.lines().any(|l| l.starts_with("permit"))).collect();
        let bases: Vec<_> = permits.into_iter().flat_map(named).collect();
        assert!(!bases.is_empty());
        for id in bases {
            assert_ne!(legal_basis(&id.parse().unwrap()).unwrap().level, Level::Unsure, "{id}");
        }
    }
}
