//! Countries of ISO 3166-1.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Label;
use crate::vocabulary::Language;

/// Name of the list of countries.
pub const COUNTRY_LIST: &str = "countries";

/// A country with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryName {
    code: String,
    names: BTreeMap<Language, String>,
}

impl CountryName {
    /// ISO 3166-1 alpha-2 code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Its name in a language; in English where that has none.
    #[must_use]
    pub fn label(&self, lang: Language) -> Option<Label<'_>> {
        let named = |lang| self.names.get(&lang).map(|text| Label { text, lang: Some(lang) });
        named(lang).or_else(|| named(Language::En))
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
    Several(Vec<String>),
}

impl Names {
    /// The name in use. The Dutch list puts the official one before it.
    fn usual(self, lang: Language) -> Option<String> {
        match self {
            Self::One(name) => Some(name),
            Self::Several(names) => names.into_iter().nth(usize::from(lang == Language::Nl)),
        }
    }
}

const FILES: [(Language, &str); 8] = [
    (Language::Nl, include_str!("../../data/iso/countries_nl.json")),
    (Language::Fr, include_str!("../../data/iso/countries_fr.json")),
    (Language::De, include_str!("../../data/iso/countries_de.json")),
    (Language::En, include_str!("../../data/iso/countries_en.json")),
    (Language::It, include_str!("../../data/iso/countries_it.json")),
    (Language::Es, include_str!("../../data/iso/countries_es.json")),
    (Language::Sv, include_str!("../../data/iso/countries_sv.json")),
    (Language::Pt, include_str!("../../data/iso/countries_pt.json")),
];

static COUNTRIES: LazyLock<BTreeMap<String, CountryName>> = LazyLock::new(|| {
    let mut all: BTreeMap<String, CountryName> = BTreeMap::new();
    for (lang, text) in FILES {
        let file: File = serde_json::from_str(text).unwrap_or_default();
        for (code, names) in file.countries {
            let country = || CountryName { code: code.clone(), names: BTreeMap::new() };
            let country = all.entry(code.clone()).or_insert_with(country);
            country.names.extend(names.usual(lang).map(|name| (lang, name)));
        }
    }
    all
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::C8;

    #[test]
    fn the_list_is_whole_and_knows_only_iso_codes() {
        assert_eq!(countries().count(), 250);
        assert!(C8.iter().all(|code| country(code).is_some()));
        assert!(countries().all(|country| country.names.len() == 8));
        assert_eq!(country("GR").map(CountryName::code), Some("GR"));
        for wrong in ["EL", "UK", "nl", "NLD", "", "ZZ"] {
            assert_eq!(country(wrong), None, "`{wrong}` was taken for a country");
        }
    }

    #[test]
    fn a_country_has_its_name_in_the_readers_language() {
        let germany = |lang| country("DE").and_then(|country| country.label(lang)).map(|label| label.text);
        assert_eq!(germany(Language::Nl), Some("Duitsland"));
        assert_eq!(germany(Language::Sv), Some("Tyskland"));
        assert_eq!(germany(Language::En), Some("Germany"));
    }
}
