//! Regions (NUTS 2024) and ports, airports and border crossings (UN/LOCODE) of the C8.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Label, country, text_form, unknown};
use crate::UnknownCode;
use crate::vocabulary::Language;

/// A NUTS region of any level, or a place of UN/LOCODE. A text that could be both is the region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

/// Which list a region is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionKind {
    /// NUTS 2024.
    Nuts,
    /// UN/LOCODE.
    Locode,
}

impl Region {
    /// Name of the code list.
    pub const LIST: &'static str = "regions";

    /// Every region of every level, each after the one it lies in, then every place.
    pub fn all() -> impl Iterator<Item = Self> {
        let levels = |code: &'static String| (2..=code.len()).filter_map(|len| code.get(..len));
        let regions: BTreeSet<&str> = NUTS3.keys().flat_map(levels).collect();
        let places = PLACES.keys().map(String::as_str).filter(|code| !is_nuts(code));
        regions.into_iter().chain(places).map(|code| Self(code.to_owned()))
    }

    /// The code, upper case and without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The NUTS region of level 2 that it is or lies in; none for a larger one, and for places.
    #[must_use]
    pub fn level_2(&self) -> Option<Self> {
        let code = self.0.get(..4).filter(|_| self.kind() == RegionKind::Nuts)?;
        Some(Self(code.to_owned()))
    }

    /// Regions of its level that lie in the same one of the level above; none for countries and places.
    #[must_use]
    pub fn siblings(&self) -> Vec<Self> {
        let Some(above) = self.0.get(..self.0.len().saturating_sub(1)) else { return Vec::new() };
        if self.kind() != RegionKind::Nuts || above.len() < 2 {
            return Vec::new();
        }
        let alike = |other: &Self| other.0.len() == self.0.len() && other.0.starts_with(above) && other != self;
        Self::all().filter(|other| other.kind() == RegionKind::Nuts).filter(alike).collect()
    }

    /// Which list it is from.
    #[must_use]
    pub fn kind(&self) -> RegionKind {
        if is_nuts(&self.0) { RegionKind::Nuts } else { RegionKind::Locode }
    }

    /// The name: of a country and a level-3 region in the reader's language, of a place in its own. The list has no
    /// names for levels 1 and 2.
    #[must_use]
    pub fn label(&self, lang: Language) -> Option<Label<'static>> {
        match self.kind() {
            RegionKind::Nuts if self.0.len() == 2 => country(&self.0)?.label(lang),
            RegionKind::Nuts => NUTS3.get(self.0.as_str())?.get(&lang).map(|text| Label { text, lang: Some(lang) }),
            RegionKind::Locode => PLACES.get(&self.0).map(|text| Label { text, lang: None }),
        }
    }
}

impl FromStr for Region {
    type Err = UnknownCode;
    /// Takes lower case, and `NL RTM` for `NLRTM`.
    fn from_str(given: &str) -> Result<Self, UnknownCode> {
        let code = given.to_ascii_uppercase();
        if is_nuts(&code) {
            return Ok(Self(code));
        }
        port(&code).map(Self).ok_or_else(|| unknown(Self::LIST, given))
    }
}

text_form!(Region);

/// Every place of UN/LOCODE with its name, also those whose code is a region's.
pub fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    PLACES.iter().map(|(code, name)| (code.as_str(), name.as_str()))
}

/// The place of UN/LOCODE, as `NLRTM`, that an upper-case text means; `NL RTM` means the same.
pub(crate) fn port(code: &str) -> Option<String> {
    let joined = match code.split_once(' ') {
        Some((country, place)) if country.len() == 2 => format!("{country}{place}"),
        _ => code.to_owned(),
    };
    PLACES.contains_key(&joined).then_some(joined)
}

fn is_nuts(code: &str) -> bool {
    let next = NUTS3.range(code.to_owned()..).next();
    code.len() >= 2 && next.is_some_and(|(listed, _)| listed.starts_with(code))
}

/// Names of each level-3 region by language.
static NUTS3: LazyLock<BTreeMap<String, BTreeMap<Language, String>>> = LazyLock::new(|| {
    [
        include_str!("../../data/nuts/nuts3_bel.csv"),
        include_str!("../../data/nuts/nuts3_deu.csv"),
        include_str!("../../data/nuts/nuts3_esp.csv"),
        include_str!("../../data/nuts/nuts3_fra.csv"),
        include_str!("../../data/nuts/nuts3_ita.csv"),
        include_str!("../../data/nuts/nuts3_nld.csv"),
        include_str!("../../data/nuts/nuts3_prt.csv"),
        include_str!("../../data/nuts/nuts3_swe.csv"),
    ]
    .into_iter()
    .flat_map(nuts_rows)
    .collect()
});

/// Rows without a code of their own are references to overseas codes.
static PLACES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    first_two_columns(include_str!("../../data/unlocode/unlocode_2022_c8.csv"))
        .filter(|(code, _)| code.len() == 5)
        .collect()
});

/// Names stand in columns headed by ISO 639-2 codes.
fn nuts_rows(file: &'static str) -> impl Iterator<Item = (String, BTreeMap<Language, String>)> {
    use Language::{De, En, Es, Fr, It, Nl, Pt, Sv};
    let columns =
        [("nld", Nl), ("fra", Fr), ("deu", De), ("eng", En), ("ita", It), ("spa", Es), ("swe", Sv), ("por", Pt)];
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let headings = reader.headers().cloned().unwrap_or_default();
    reader.into_records().filter_map(Result::ok).filter_map(move |row| {
        let named = headings.iter().zip(row.iter()).filter_map(|(heading, name)| {
            let (_, lang) = columns.iter().find(|(column, _)| *column == heading)?;
            Some((*lang, name.to_owned()))
        });
        Some((row.get(0)?.to_owned(), named.collect()))
    })
}

fn first_two_columns(file: &'static str) -> impl Iterator<Item = (String, String)> {
    let rows = csv::Reader::from_reader(file.as_bytes()).into_records().filter_map(Result::ok);
    rows.filter_map(|row| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(given: &str) -> Region {
        given.parse().unwrap()
    }

    #[test]
    fn every_row_of_the_files_is_read() {
        assert_eq!(NUTS3.len(), 806);
        assert!(NUTS3.iter().all(|(code, names)| code.len() == 5 && names.len() == 8));
        assert_eq!(PLACES.len(), 4213);
    }

    #[test]
    fn a_region_of_any_level_counts() {
        for (code, label) in [
            ("NL", Some("Netherlands")),
            ("NL4", None),
            ("NL42", None),
            ("BE100", Some("Arr. de Bruxelles-Capitale/Arr. Brussel-Hoofdstad")),
        ] {
            let named = region(code).label(Language::En).map(|label| label.text);
            assert_eq!((region(code).kind(), named), (RegionKind::Nuts, label), "{code}");
        }
        assert_eq!(region("nl423").as_str(), "NL423");
    }

    #[test]
    fn a_region_lies_in_one_of_level_2_and_has_siblings_in_the_same_one_above() {
        assert_eq!(region("NL423").level_2(), Some(region("NL42")));
        assert_eq!(region("NL42").level_2(), Some(region("NL42")));
        assert_eq!([region("NL4").level_2(), region("NL").level_2(), region("NLRTM").level_2()], [None, None, None]);
        assert_eq!(region("NL42").siblings(), [region("NL41")]);
        assert!(region("DEA2").siblings().contains(&region("DEA1")) && region("DEA2").siblings().len() == 4);
        assert!(region("NL").siblings().is_empty() && region("NLRTM").siblings().is_empty());
    }

    #[test]
    fn all_regions_are_regions_and_none_comes_twice() {
        let all: Vec<Region> = Region::all().collect();
        assert!(all.iter().all(|code| region(code.as_str()) == *code));
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(["NL", "NL4", "NL42", "NL423", "NLRTM"].iter().all(|code| all.contains(&region(code))));
    }

    #[test]
    fn a_port_is_written_with_or_without_its_space() {
        assert_eq!(region("NL RTM"), region("NLRTM"));
        let rotterdam = region("NLRTM").label(Language::Sv);
        assert_eq!(region("NLRTM").kind(), RegionKind::Locode);
        assert_eq!(rotterdam, Some(Label { text: "Rotterdam", lang: None }));
    }

    #[test]
    fn a_code_of_both_lists_is_the_region() {
        assert!(PLACES.contains_key("DE23A"));
        assert_eq!(region("DE23A").kind(), RegionKind::Nuts);
    }

    #[test]
    fn what_stands_in_neither_list_is_refused() {
        for wrong in ["", "N", "XX", "NL9", "NL4231", "NLQQQ", "N LRTM", "NL  RTM", "ÑL"] {
            assert!(wrong.parse::<Region>().is_err(), "`{wrong}` was taken for a region");
        }
        assert!(serde_json::from_str::<Region>("\"ZZ123\"").is_err());
    }
}
