//! Sentences in the reader's language, through Fluent: every text that a person reads goes through here.
//!
//! Keys: `rule-<rule>` a rule's sentence, `step-<step>` a next step, `outcome-<outcome>` an outcome, `channel-<purpose>`
//! where a refused purpose belongs, `code-<list>-<code>` a label, `title-…` parts of rendered titles, `cli-…` what the
//! command line says, `fault-<code>` what is wrong at a place of a document, `identifier-…`
//! the rule that an identifier breaks. A text that a language lacks is given in
//! English, and says so.

mod catalogue;
mod title;

use std::collections::BTreeMap;

use crate::vocabulary::Language;

pub use catalogue::{Catalogue, code_key};
pub use title::title;

/// Values of a message's variables, by name.
pub type Args = BTreeMap<String, Arg>;

/// Value of a variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// A code: `$name` is its label in the message's language with the code beside it, `$nameCode` the code alone.
    Code {
        /// Its code list.
        list: &'static str,
        /// The untranslated code.
        code: &'static str,
    },
    /// A sentence within the sentence, in the same language.
    Message(Message),
}

impl Arg {
    /// A code of a list.
    #[must_use]
    pub const fn code(list: &'static str, code: &'static str) -> Self {
        Self::Code { list, code }
    }
}

/// A sentence before it is in any language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// Its key.
    pub key: String,
    /// Its variables.
    pub args: Args,
}

impl Message {
    /// The sentence in a language.
    #[must_use]
    pub fn text(&self, lang: Language) -> Text {
        text(lang, &self.key, &self.args)
    }
}

/// A sentence, and the language it really is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The sentence; the key, where no language has it.
    pub text: String,
    /// Its language: English where the one asked for lacks it.
    pub lang: Language,
}

/// A message in a language, or else in English.
#[must_use]
pub fn text(lang: Language, key: &str, args: &Args) -> Text {
    let format = |lang| Catalogue::for_language(lang)?.format(key, args).map(|text| Text { text, lang });
    format(lang).or_else(|| format(Language::En)).unwrap_or_else(|| Text { text: key.to_owned(), lang: Language::En })
}

/// The label of a code, without the code. Shown with the code beside it.
#[must_use]
pub fn label(lang: Language, list: &str, code: &str) -> Text {
    text(lang, &code_key(list, code), &Args::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{AdmiraltyInformation, AdmiraltySource, Deferred, FourInformation, FourSource};
    use crate::vocabulary::*;

    const FILLED: [Language; 2] = [Language::En, Language::Nl];

    fn code_lists() -> Vec<(&'static str, Vec<&'static str>)> {
        macro_rules! lists {
            ($($list:ident),+ $(,)?) => {
                vec![$(($list::LIST, $list::ALL.iter().map(|code| code.as_str()).collect())),+]
            };
        }
        lists![
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
        ]
    }

    #[test]
    fn every_code_has_a_label_in_the_languages_that_are_filled() {
        for lang in FILLED {
            for (list, codes) in code_lists() {
                for code in codes {
                    let label = label(lang, list, code);
                    assert!(label.lang == lang && label.text != code_key(list, code), "{lang}: {list} {code}");
                }
            }
        }
    }

    #[test]
    fn the_filled_languages_have_the_same_messages() {
        let keys = |lang| Catalogue::for_language(lang).unwrap().keys().collect::<Vec<_>>();
        assert_eq!(keys(Language::En), keys(Language::Nl));
    }

    #[test]
    fn no_label_stands_for_two_codes_of_a_list() {
        for lang in FILLED {
            for (list, codes) in code_lists() {
                let labels: std::collections::BTreeSet<_> =
                    codes.iter().map(|code| label(lang, list, code).text).collect();
                assert_eq!(labels.len(), codes.len(), "{lang}: {list}");
            }
        }
    }

    /// Everything that the sentences may name.
    fn full_args() -> Args {
        let faults = crate::problem::samples().into_iter().flat_map(|fault| fault.message().args);
        faults.chain(gate_args()).collect()
    }

    /// What the sentences of gates and of problems as a whole may name.
    fn gate_args() -> Args {
        let code = |name: &str, list, code| (name.to_owned(), Arg::code(list, code));
        let text = |name: &str, value: &str| (name.to_owned(), Arg::Text(value.to_owned()));
        Args::from([
            code("type", SignalType::LIST, "request"),
            code("purpose", Purpose::LIST, "intelligence"),
            code("handlingCode", HandlingCode::LIST, "H2"),
            code("onward", Onward::LIST, "none"),
            code("originRole", Role::LIST, "customs"),
            code("receiverRole", Role::LIST, "municipality"),
            text("originCountry", "NL"),
            text("receiverCountry", "BE"),
            text("bases", "nl.wgs"),
            text("what", "Closure"),
            text("role", "operator"),
            text("pointer", "/handling"),
            text("fault", "is missing"),
            text("count", "2"),
            text("file", "a.cose"),
            text("bytes", "1234"),
            text("members", "nl-a, nl-b"),
        ])
    }

    #[test]
    fn no_message_has_a_variable_that_nothing_fills() {
        for lang in FILLED {
            let catalogue = Catalogue::for_language(lang).unwrap();
            for key in catalogue.keys() {
                assert_eq!(catalogue.problems(key, &full_args()), Vec::<String>::new(), "{lang}: {key}");
            }
        }
    }

    #[test]
    fn no_sentence_calls_anybody_suspect_or_guilty() {
        for lang in FILLED {
            let catalogue = Catalogue::for_language(lang).unwrap();
            for key in catalogue.keys() {
                let text = catalogue.format(key, &full_args()).unwrap().to_lowercase();
                for word in ["suspect", "guilty", "verdacht", "schuldig", "dader"] {
                    assert!(!text.contains(word), "{lang}: {key} says `{word}`");
                }
            }
        }
    }

    #[test]
    fn a_language_without_the_sentence_falls_back_to_english_and_says_so() {
        let swedish = text(Language::Sv, "outcome-permitted", &Args::new());
        assert_eq!(swedish, text(Language::En, "outcome-permitted", &Args::new()));
        assert_eq!(swedish.lang, Language::En);
    }

    #[test]
    fn a_key_that_no_language_has_is_shown_as_it_is() {
        assert_eq!(text(Language::Nl, "rule-XX-F1", &Args::new()).text, "rule-XX-F1");
    }

    #[test]
    fn a_code_in_a_sentence_stands_beside_its_word() {
        let args = Args::from([("purpose".to_owned(), Arg::code(Purpose::LIST, "intelligence"))]);
        let sentence = text(Language::Nl, "rule-EU-F1", &args).text;
        assert!(sentence.contains("(intelligence)"), "{sentence}");
        assert!(!sentence.contains('\u{2068}'), "isolation marks are off");
    }

    #[test]
    fn each_refused_purpose_names_its_own_channel() {
        for lang in FILLED {
            let step = |purpose| {
                text(
                    lang,
                    "step-right-channel",
                    &Args::from([("purpose".to_owned(), Arg::code(Purpose::LIST, purpose))]),
                )
                .text
            };
            let channel = |purpose: &str| text(lang, &format!("channel-{purpose}"), &Args::new()).text;
            for purpose in ["criminal-investigation", "tax-assessment", "intelligence"] {
                assert!(step(purpose).contains(&channel(purpose)), "{lang}: {purpose}");
            }
            assert_ne!(channel("criminal-investigation"), channel("intelligence"));
        }
    }
}
