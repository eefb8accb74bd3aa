//! Every code list by its name, with the labels of its codes in a reader's language.

use crate::codelists::{self, COUNTRY_LIST, Level, Nace, Region};
use crate::content::{AdmiraltyInformation, AdmiraltySource, Deferred, FourInformation, FourSource};
use crate::messages::{Catalogue, Text, code_key};
use crate::vocabulary::{
    Answer, Category, Environment, HandlingCode, Language, MeasureKind, Onward, Purpose, Question, RefusalGround,
    RelationKind, RequestState, Review, Role, Scheme, SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel,
    Use, UserRole,
};

/// Name of the list of legal bases.
pub const LEGAL_BASES: &str = "legal-bases";

/// A code list.
#[derive(Debug, Clone, Copy)]
pub struct CodeList {
    /// Its name.
    pub name: &'static str,
    codes: fn() -> Vec<String>,
}

impl CodeList {
    /// Its codes, in their order.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        (self.codes)()
    }
}

macro_rules! lists {
    ($($list:ident),+ $(,)?) => {
        &[
            $(CodeList { name: $list::LIST, codes: || $list::ALL.iter().map(ToString::to_string).collect() },)+
            CodeList { name: LEGAL_BASES, codes: || codelists::legal_bases().map(|b| b.id.to_string()).collect() },
        ]
    };
}

/// Lists whose labels are messages: every language has a label for each code.
pub const LABELLED: &[CodeList] = lists![
    SignalType,
    Purpose,
    Role,
    Category,
    HandlingCode,
    Use,
    Tlp,
    Onward,
    Threat,
    SubjectKind,
    SubjectRole,
    RelationKind,
    MeasureKind,
    Review,
    Question,
    Answer,
    UrgencyLevel,
    Scheme,
    Environment,
    UserRole,
    Language,
    FourSource,
    FourInformation,
    AdmiraltySource,
    AdmiraltyInformation,
    Deferred,
    Level,
    RequestState,
    RefusalGround,
];

/// Lists that bring labels of their own: not every code has one in every language.
pub const SOURCED: &[CodeList] = &[
    CodeList { name: Nace::LIST, codes: || Nace::all().map(String::from).collect() },
    CodeList { name: Region::LIST, codes: || Region::all().map(String::from).collect() },
    CodeList { name: COUNTRY_LIST, codes: || codelists::countries().map(|c| c.code().to_owned()).collect() },
];

/// Every list.
pub fn all() -> impl Iterator<Item = &'static CodeList> {
    LABELLED.iter().chain(SOURCED)
}

/// The list of this name; `nace` is the NACE of today.
#[must_use]
pub fn code_list(name: &str) -> Option<&'static CodeList> {
    let name = if name == "nace" { Nace::LIST } else { name };
    all().find(|list| list.name == name)
}

/// The label of a code, without the code, and the language that it really is in. None where the code has no name.
#[must_use]
pub fn label(lang: Language, list: &str, code: &str) -> Option<Text> {
    let named = |text: &str| Text { text: text.to_owned(), lang };
    match list {
        Nace::LIST => code.parse::<Nace>().ok().map(|nace| nace.label_in(lang)),
        Region::LIST => code.parse::<Region>().ok()?.label_in(lang).map(named),
        COUNTRY_LIST => codelists::country(code).map(|country| named(country.label_in(lang))),
        _ => [lang, Language::En].into_iter().find_map(|lang| {
            let text = Catalogue::of(lang).format(&code_key(list, code), &Default::default())?;
            Some(Text { text, lang })
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_a_label_in_every_language() {
        for lang in Language::ALL {
            for list in LABELLED {
                for code in list.codes() {
                    assert_eq!(label(*lang, list.name, &code).map(|l| l.lang), Some(*lang), "{}: {code}", list.name);
                }
            }
        }
    }

    #[test]
    fn no_label_stands_for_two_codes_of_a_list() {
        for lang in Language::ALL {
            for list in LABELLED {
                let codes = list.codes();
                let labels: BTreeSet<_> =
                    codes.iter().filter_map(|c| label(*lang, list.name, c)).map(|l| l.text).collect();
                assert_eq!(labels.len(), codes.len(), "{lang}: {}", list.name);
            }
        }
    }

    #[test]
    fn no_language_labels_a_code_that_no_list_has() {
        let keys: BTreeSet<_> =
            LABELLED.iter().flat_map(|list| list.codes().into_iter().map(|code| code_key(list.name, &code))).collect();
        for lang in Language::ALL {
            let labels = Catalogue::of(*lang).keys().filter(|key| key.starts_with("code-"));
            assert_eq!(labels.map(str::to_owned).collect::<BTreeSet<_>>(), keys, "{lang}");
        }
    }

    #[test]
    fn lists_of_sources_have_labels_and_say_in_which_language() {
        let label = |lang, list, code| label(lang, list, code).map(|label| (label.text, label.lang));
        assert_eq!(label(Language::De, "countries", "NL"), Some(("Niederlande".to_owned(), Language::De)));
        assert_eq!(label(Language::Sv, Nace::LIST, "47.11").map(|(_, lang)| lang), Some(Language::En));
        assert_eq!(label(Language::Nl, "regions", "DE3"), None, "the list has no names for level 1");
        assert_eq!(label(Language::Nl, "gossip", "x"), None);
        assert_eq!(code_list("nace").map(|list| list.name), Some(Nace::LIST));
        assert!(code_list("gossip").is_none());
    }
}
