//! Countries of ISO 3166-1.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::vocabulary::Language;

/// A country with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryName {
    code: String,
    labels: BTreeMap<Language, String>,
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
        self.label_in(Language::En)
    }

    /// Name in a language.
    #[must_use]
    pub fn label_in(&self, lang: Language) -> &str {
        self.labels.get(&lang).map_or(&self.code, String::as_str)
    }
}

/// Name of the code list.
pub const COUNTRY_LIST: &str = "countries";

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
    Several(Vec<String>),
}

impl Names {
    /// The usual one. English gives it first; other languages give the official name first, which is the longer one.
    fn usual(self, lang: Language) -> Option<String> {
        match self {
            Self::One(name) => Some(name),
            Self::Several(names) if lang == Language::En => names.into_iter().next(),
            Self::Several(names) => names.into_iter().max_by_key(|name| Reverse(name.chars().count())),
        }
    }
}

static COUNTRIES: LazyLock<BTreeMap<String, CountryName>> = LazyLock::new(|| {
    let mut countries = BTreeMap::new();
    for lang in Language::ALL {
        let file: File = serde_json::from_str(names(*lang)).unwrap_or_default();
        for (code, names) in file.countries {
            let country =
                countries.entry(code.clone()).or_insert_with(|| CountryName { code, labels: BTreeMap::new() });
            country.labels.extend(names.usual(*lang).map(|name| (*lang, name)));
        }
    }
    countries
});

const fn names(lang: Language) -> &'static str {
    match lang {
        Language::Nl => include_str!("../../data/iso/countries_nl.json"),
        Language::Fr => include_str!("../../data/iso/countries_fr.json"),
        Language::De => include_str!("../../data/iso/countries_de.json"),
        Language::En => include_str!("../../data/iso/countries_en.json"),
        Language::It => include_str!("../../data/iso/countries_it.json"),
        Language::Es => include_str!("../../data/iso/countries_es.json"),
        Language::Sv => include_str!("../../data/iso/countries_sv.json"),
        Language::Pt => include_str!("../../data/iso/countries_pt.json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::C8;

    #[test]
    fn the_list_is_whole_and_knows_only_iso_codes() {
        assert_eq!(countries().count(), 250);
        assert!(C8.iter().all(|code| country(code).is_some()));
        assert_eq!(country("NL").map(CountryName::label), Some("Netherlands"));
        assert_eq!(country("NL").map(|c| c.label_in(Language::Nl)), Some("Nederland"));
        assert_eq!(country("DE").map(|c| c.label_in(Language::Pt)), Some("Alemanha"));
        let named = |c: &CountryName| Language::ALL.iter().all(|lang| c.labels.contains_key(lang));
        assert!(countries().all(named), "a country lacks a name");
        assert_eq!(country("GR").map(CountryName::code), Some("GR"));
        for wrong in ["EL", "UK", "nl", "NLD", "", "ZZ"] {
            assert_eq!(country(wrong), None, "`{wrong}` was taken for a country");
        }
    }
}
