//! Every code list by its name, with the labels of its codes in a reader's language.

use crate::codelists::{self, COUNTRY_LIST, Level, Nace, Region, RegionKind};
use crate::content::{AdmiraltyInformation, AdmiraltySource, Deferred, FourInformation, FourSource};
use crate::messages::{Catalogue, Text, code_key};
use crate::vocabulary::{
    Answer, Category, Channel, ConsentKind, ConsentState, DisputeAnswer, DisputeGround, DisputeLevel, DisputeMatter,
    DisputeState, Ending, Environment, FindingOutcome, FollowUpOutcome, FollowUpState, HandlingCode, Language,
    MeasureKind, Onward, OwnCheck, Purpose, Question, Rating, RecallGround, RefusalGround, RelationKind, RequestState,
    RetractionGround, Review, Role, Scheme, SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel, Use,
    UserRole,
};

/// Name of the list of legal bases.
pub const LEGAL_BASES: &str = "legal-bases";

/// A code list.
#[derive(Debug, Clone, Copy)]
pub struct CodeList {
    /// Its name.
    pub name: &'static str,
    make: Make,
}

/// How its codes come to their labels.
#[derive(Debug, Clone, Copy)]
enum Make {
    /// Labels are messages, or those of a list that is looked up.
    Codes(fn() -> Vec<String>),
    /// The source gives a label with each code, in no language.
    Named(fn() -> Vec<(String, String)>),
}

/// A code as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The untranslated code.
    pub code: String,
    /// Its label, where it has one.
    pub label: Option<String>,
    /// The label's language: English where the one asked for has none; none for names of places and courts.
    pub lang: Option<Language>,
}

impl CodeList {
    /// Its codes, in their order.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        match self.make {
            Make::Codes(codes) => codes(),
            Make::Named(named) => named().into_iter().map(|(code, _)| code).collect(),
        }
    }

    /// Its codes with their labels for a reader of a language.
    #[must_use]
    pub fn entries(&self, lang: Language) -> Vec<Entry> {
        let labelled = |code: String| {
            let label = label_of(lang, self.name, &code);
            let (label, lang) = label.map_or((None, None), |label| (Some(label.text), label.lang));
            Entry { code, label, lang }
        };
        match self.make {
            Make::Codes(codes) => codes().into_iter().map(labelled).collect(),
            Make::Named(named) => {
                let entry = |(code, label)| Entry { code, label: Some(label), lang: None };
                named().into_iter().map(entry).collect()
            }
        }
    }

    /// The languages that it has labels in.
    #[must_use]
    pub fn languages(&self) -> Vec<Language> {
        let has = |lang: &Language| self.entries(*lang).iter().any(|entry| entry.lang == Some(*lang));
        Language::ALL.iter().copied().filter(has).collect()
    }
}

macro_rules! lists {
    ($($list:ident),+ $(,)?) => {
        &[
            $(CodeList {
                name: $list::LIST,
                make: Make::Codes(|| $list::ALL.iter().map(ToString::to_string).collect()),
            },)+
            CodeList {
                name: LEGAL_BASES,
                make: Make::Codes(|| codelists::legal_bases().map(|b| b.id.to_string()).collect()),
            },
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
    Channel,
    Language,
    FourSource,
    FourInformation,
    AdmiraltySource,
    AdmiraltyInformation,
    Deferred,
    Level,
    RequestState,
    Rating,
    RefusalGround,
    FollowUpState,
    FollowUpOutcome,
    OwnCheck,
    DisputeMatter,
    DisputeGround,
    DisputeLevel,
    DisputeState,
    DisputeAnswer,
    FindingOutcome,
    ConsentKind,
    ConsentState,
    RecallGround,
    RetractionGround,
    Ending,
];

/// Lists that bring labels of their own: not every code has one in every language.
pub const SOURCED: &[CodeList] = &[
    CodeList { name: Nace::LIST, make: Make::Codes(|| Nace::all().map(String::from).collect()) },
    CodeList { name: Region::LIST, make: Make::Codes(|| Region::all().map(String::from).collect()) },
    CodeList {
        name: NUTS,
        make: Make::Codes(|| {
            Region::all().filter(|region| region.kind() == RegionKind::Nuts).map(String::from).collect()
        }),
    },
    CodeList { name: "locodes", make: Make::Named(|| owned(codelists::places())) },
    CodeList {
        name: COUNTRY_LIST,
        make: Make::Codes(|| codelists::countries().map(|c| c.code().to_owned()).collect()),
    },
    CodeList {
        name: "courts",
        make: Make::Named(|| {
            let court =
                |court: &codelists::Court| (court.name().to_owned(), court.codes().collect::<Vec<_>>().join(" "));
            codelists::courts().map(court).collect()
        }),
    },
    CodeList { name: "vat-structures", make: Make::Named(|| owned(codelists::vat_structures())) },
    CodeList { name: "iban-structures", make: Make::Named(|| owned(codelists::iban_structures())) },
    CodeList { name: "euid-registers", make: Make::Named(|| owned(codelists::euid_registers())) },
];

const NUTS: &str = "nuts";

fn owned(rows: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<(String, String)> {
    rows.map(|(code, label)| (code.to_owned(), label.to_owned())).collect()
}

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

/// A label, and the language that it is in where it is in one.
struct Label {
    text: String,
    lang: Option<Language>,
}

fn label_of(lang: Language, list: &str, code: &str) -> Option<Label> {
    let named = |label: codelists::Label<'_>| Label { text: label.text.to_owned(), lang: label.lang };
    match list {
        Nace::LIST => {
            let label = code.parse::<Nace>().ok()?.label_in(lang);
            Some(Label { text: label.text, lang: Some(label.lang) })
        }
        Region::LIST | NUTS => code.parse::<Region>().ok()?.label(lang).map(named),
        COUNTRY_LIST => codelists::country(code)?.label(lang).map(named),
        _ => [lang, Language::En].into_iter().find_map(|lang| {
            let text = Catalogue::of(lang).format(&code_key(list, code), &Default::default())?;
            Some(Label { text, lang: Some(lang) })
        }),
    }
}

/// The label of a code, without the code, and the language that it really is in; a name that is in no language counts as
/// the reader's. None where the code has no name.
#[must_use]
pub fn label(lang: Language, list: &str, code: &str) -> Option<Text> {
    label_of(lang, list, code).map(|label| Text { text: label.text, lang: label.lang.unwrap_or(lang) })
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
