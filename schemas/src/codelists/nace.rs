//! NACE 2.1, the European classification of economic activities.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{text_form, unknown};
use crate::UnknownCode;
use crate::messages::Text;
use crate::vocabulary::Language;

/// A NACE 2.1 division, group or class, without its section letter, as `77`, `77.1` or `77.11`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nace(String);

impl Nace {
    /// Name of the code list.
    pub const LIST: &'static str = "nace-2.1";

    /// Every division, group and class, each after the one it lies in.
    pub fn all() -> impl Iterator<Item = Self> {
        HEADINGS.keys().map(|digits| Self(dotted(digits)))
    }

    /// The code with its dot.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The division that it lies in: its first two digits.
    #[must_use]
    pub fn division(&self) -> Self {
        Self(self.0.chars().take(2).collect())
    }

    /// The heading in English.
    #[must_use]
    pub fn label(&self) -> &'static str {
        HEADINGS.get(&undotted(&self.0)).copied().unwrap_or_default()
    }

    /// The heading in a language, or else in English: of some 300 groups and classes that came with version 2.1 there is
    /// no other heading here.
    #[must_use]
    pub fn label_in(&self, lang: Language) -> Text {
        let translated = TRANSLATED.get(&lang).and_then(|headings| headings.get(&self.0));
        let in_english = || Text { text: self.label().to_owned(), lang: Language::En };
        translated.map_or_else(in_english, |heading| Text { text: heading.clone(), lang })
    }

    /// Whether the code lies in a branch, written with or without its dot. An empty prefix names no branch.
    #[must_use]
    pub fn begins_with(&self, prefix: &str) -> bool {
        let prefix = undotted(prefix);
        !prefix.is_empty() && undotted(&self.0).starts_with(&prefix)
    }
}

impl FromStr for Nace {
    type Err = UnknownCode;
    /// Takes `77.11` and `7711`.
    fn from_str(given: &str) -> Result<Self, UnknownCode> {
        let digits = match given.split_once('.') {
            Some((division, rest)) if division.len() == 2 && !rest.is_empty() => format!("{division}{rest}"),
            Some(_) => return Err(unknown(Self::LIST, given)),
            None => given.to_owned(),
        };
        if !HEADINGS.contains_key(&digits) {
            return Err(unknown(Self::LIST, given));
        }
        Ok(Self(dotted(&digits)))
    }
}

text_form!(Nace);

fn dotted(digits: &str) -> String {
    match digits.split_at_checked(2) {
        Some((division, rest)) if !rest.is_empty() => format!("{division}.{rest}"),
        _ => digits.to_owned(),
    }
}

fn undotted(code: &str) -> String {
    code.replace('.', "")
}

/// Headings by undotted code. In the file a line's indentation says how many digits it shares with the line above it.
static HEADINGS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut headings = BTreeMap::new();
    let mut path = String::new();
    for line in include_str!("../../data/nace/nace21.dat").lines() {
        let Some((part, label)) = entry(line) else { continue };
        path.truncate(shared_digits(line));
        path.push_str(part);
        headings.insert(path.clone(), label);
    }
    headings
});

/// Headings in other languages than English, by code: see `schemas/data/SOURCES.md`.
static TRANSLATED: LazyLock<BTreeMap<Language, BTreeMap<String, String>>> = LazyLock::new(|| {
    let mut file = csv::Reader::from_reader(include_str!("../../data/nace/nace21_labels.csv").as_bytes());
    let languages: Vec<Option<Language>> =
        file.headers().map(|names| names.iter().map(|name| name.parse().ok()).collect()).unwrap_or_default();
    let mut translated: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for row in file.into_records().filter_map(Result::ok) {
        let code = row.get(0).unwrap_or_default();
        for (lang, heading) in languages.iter().zip(&row).filter_map(|(lang, heading)| Some(((*lang)?, heading))) {
            translated.entry(lang).or_default().insert(code.to_owned(), heading.to_owned());
        }
    }
    translated
});

/// The digits and the heading of a line; none for comments and for sections, which are letters.
fn entry(line: &'static str) -> Option<(&'static str, &'static str)> {
    let (part, attributes) = line.trim_start().split_once(' ')?;
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let label = attributes.split_once("label=\"")?.1.split_once('"')?.0;
    Some((part, label))
}

/// A division has two digits, so the first step inwards adds two and each further step one.
fn shared_digits(line: &str) -> usize {
    match line.len() - line.trim_start().len() {
        0 => 0,
        depth => depth + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nace(given: &str) -> Nace {
        given.parse().unwrap()
    }

    #[test]
    fn the_list_has_every_division_group_and_class() {
        let with_digits = |n: usize| HEADINGS.keys().filter(|code| code.len() == n).count();
        assert_eq!((with_digits(2), with_digits(3), with_digits(4)), (87, 287, 651));
        assert!(HEADINGS.values().all(|label| !label.is_empty()));
    }

    #[test]
    fn all_codes_are_codes_in_order() {
        let all: Vec<Nace> = Nace::all().collect();
        assert_eq!(all.len(), HEADINGS.len());
        assert!(all.iter().all(|code| nace(code.as_str()) == *code) && all.is_sorted());
    }

    #[test]
    fn dotted_and_undotted_codes_are_one() {
        assert_eq!(nace("7711"), nace("77.11"));
        assert_eq!(nace("7711").as_str(), "77.11");
        assert_eq!(nace("56").as_str(), "56");
        assert_eq!((nace("56.11").division(), nace("56").division()), (nace("56"), nace("56")));
        assert_eq!(nace("01.1").label(), "Growing of non-perennial crops");
        assert_eq!(nace("01.13").label(), "Growing of vegetables and melons, roots and tubers");
    }

    #[test]
    fn every_division_has_its_heading_in_every_language_and_others_say_which_they_have() {
        for lang in Language::ALL {
            for code in Nace::all().filter(|code| code.as_str().len() == 2) {
                assert_eq!(code.label_in(*lang).lang, *lang, "{code}");
            }
        }
        assert!(nace("77.11").label_in(Language::Nl).text.starts_with("Verhuur en lease van personenauto"));
        let new_in_this_version = nace("47.11").label_in(Language::De);
        assert_eq!(
            (new_in_this_version.lang, new_in_this_version.text.as_str()),
            (Language::En, nace("47.11").label())
        );
        assert!(TRANSLATED.values().flat_map(BTreeMap::keys).all(|code| code.parse::<Nace>().is_ok()));
    }

    #[test]
    fn section_letters_and_unknown_codes_are_refused() {
        for wrong in ["N", "N77.11", "N7711", "00", "77.99", "77.", ".77", "7.711", "77.1.1", "", " 77", "７７"] {
            assert!(wrong.parse::<Nace>().is_err(), "`{wrong}` was taken for a NACE code");
        }
    }

    #[test]
    fn a_branch_covers_what_lies_in_it() {
        for prefix in ["77", "77.1", "771", "77.11", "7711", "7"] {
            assert!(nace("77.11").begins_with(prefix), "`{prefix}`");
        }
        for prefix in ["78", "77.2", "77.111", "", "."] {
            assert!(!nace("77.11").begins_with(prefix), "`{prefix}`");
        }
        assert!(!nace("77").begins_with("77.1"));
    }

    #[test]
    fn json_is_checked_when_it_is_read() {
        assert_eq!(serde_json::from_str::<Nace>("\"7711\"").unwrap(), nace("77.11"));
        assert_eq!(serde_json::to_string(&nace("7711")).unwrap(), "\"77.11\"");
        assert!(serde_json::from_str::<Nace>("\"99.99\"").is_err());
    }
}
