//! Legal bases with their conditions: an illustrative reading of the law, never legal advice.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{BasisId, Country};

codes! {
    /// How sure we are of a legal basis. Only `unsure` bars a permit.
    Level in "confidence-levels" {
        Verified = "verified",
        WellKnown = "well-known",
        Illustrative = "illustrative",
        Unsure = "unsure",
    }
}

/// A legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegalBasis {
    /// Its name in mandates, records and rules.
    pub id: BasisId,
    /// The country whose law it is, or `EU`.
    pub country: Country,
    /// Name of the instrument.
    pub title: String,
    /// Where it was published; empty where that is not recorded.
    pub reference: String,
    /// What it asks, in words.
    pub conditions: Vec<String>,
    /// What was verified and where.
    pub confidence: String,
    /// How sure we are on the whole.
    pub level: Level,
}

/// The legal basis with this id.
#[must_use]
pub fn legal_basis(id: &BasisId) -> Option<&'static LegalBasis> {
    BASES.get(id)
}

/// Every legal basis, by id.
pub fn legal_bases() -> impl Iterator<Item = &'static LegalBasis> {
    BASES.values()
}

static BASES: LazyLock<BTreeMap<BasisId, LegalBasis>> = LazyLock::new(|| {
    let all: Vec<LegalBasis> = serde_json::from_str(include_str!("../../data/legal_bases.json")).unwrap_or_default();
    all.into_iter().map(|basis| (basis.id.clone(), basis)).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn level(id: &str) -> Level {
        legal_basis(&id.parse().unwrap()).unwrap().level
    }

    #[test]
    fn every_entry_of_the_file_is_read() {
        let entries: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../data/legal_bases.json")).unwrap();
        assert_eq!(entries.len(), 30);
        assert_eq!(legal_bases().count(), entries.len());
    }

    #[test]
    fn levels_follow_the_confidence_of_each_entry() {
        assert_eq!(level("nl.bibob"), Level::Verified);
        assert_eq!(level("eu.gdpr"), Level::WellKnown);
        assert_eq!(level("eu.bris"), Level::Illustrative);
        assert_eq!(level("nl.gemeentewet"), Level::Illustrative);
        assert_eq!(level("be.haven"), Level::Unsure);
        for basis in legal_bases() {
            assert_eq!(basis.confidence.starts_with("unsure"), basis.level == Level::Unsure, "{}", basis.id);
            assert!(basis.level != Level::Verified || basis.confidence.contains("verified"), "{}", basis.id);
        }
    }

    #[test]
    fn an_id_without_entry_has_no_basis() {
        assert_eq!(legal_basis(&"nl.nothing".parse().unwrap()), None);
    }
}
