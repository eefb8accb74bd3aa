//! Countries of ISO 3166-1.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A country with its English name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryName {
    code: String,
    label: String,
}

impl CountryName {
    /// ISO 3166-1 alpha-2 code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// English name.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// The country with this ISO 3166-1 alpha-2 code, upper case. Greece is `GR` and the United Kingdom `GB`;
/// `EL` and `UK` are unknown here.
#[must_use]
pub fn country(code: &str) -> Option<&'static CountryName> {
    COUNTRIES.get(code)
}

/// Every country, in order of the codes.
pub fn countries() -> impl Iterator<Item = &'static CountryName> {
    COUNTRIES.values()
}

#[derive(Deserialize, Default)]
struct File {
    countries: BTreeMap<String, Names>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    UsualFirst(Vec<String>),
}

impl Names {
    fn usual(self) -> Option<String> {
        match self {
            Self::One(name) => Some(name),
            Self::UsualFirst(names) => names.into_iter().next(),
        }
    }
}

static COUNTRIES: LazyLock<BTreeMap<String, CountryName>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../../data/iso/countries_en.json")).unwrap_or_default();
    let named = |(code, names): (String, Names)| names.usual().map(|label| (code.clone(), CountryName { code, label }));
    file.countries.into_iter().filter_map(named).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::C8;

    #[test]
    fn the_list_is_whole_and_knows_only_iso_codes() {
        assert_eq!(countries().count(), 250);
        assert!(C8.iter().all(|code| country(code).is_some()));
        assert_eq!(country("NL").map(CountryName::label), Some("Netherlands"));
        assert_eq!(country("GR").map(CountryName::code), Some("GR"));
        for wrong in ["EL", "UK", "nl", "NLD", "", "ZZ"] {
            assert_eq!(country(wrong), None, "`{wrong}` was taken for a country");
        }
    }
}
