//! What is wrong with a document, place by place: for people, for problem documents (RFC 9457) and for message keys.
//!
//! No text here repeats a name, a title or an identifier: a problem may end in a log.

use std::fmt;

use thiserror::Error;

use crate::ids::{MemberId, NodeId};
use crate::messages::{self, Arg, Args, Message, Text};
use crate::vocabulary::{Language, Scheme};

/// One fault and its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Problem {
    /// JSON pointer (RFC 6901) into the document; empty for the whole. It ends at the object that holds a field name of
    /// more than 64 characters.
    pub pointer: String,
    /// What is wrong there.
    pub fault: Fault,
}

impl Problem {
    /// The place and what is wrong there, in a language.
    #[must_use]
    pub fn text(&self, lang: Language) -> Text {
        let fault = self.fault.message().text(lang);
        // Field names are the sender's own: escaped, so that they cannot steer a terminal.
        let args = args([("pointer", self.pointer.escape_debug().to_string()), ("fault", fault.text)]);
        let key = if self.pointer.is_empty() { "problem-in-document" } else { "problem-at" };
        messages::text(lang, key, &args)
    }
}

/// In English.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En).text)
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// Not JSON (RFC 8259), not UTF-8, or nested too deeply.
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the JSON reader says, without anything of the document.
        detail: String,
    },
    /// A field that stands more than once in an object.
    DuplicateField,
    /// A field that must be there.
    Missing,
    /// A field that nobody knows.
    UnknownField,
    /// A value of another JSON type.
    WrongType {
        /// What it must be.
        expected: &'static str,
    },
    /// A code that is not in its list.
    UnknownCode {
        /// Name of the list.
        list: &'static str,
        /// What was given, cut to 64 characters.
        given: String,
    },
    /// A text that does not have its form.
    Malformed {
        /// What it must be.
        what: &'static str,
        /// The form of it.
        rule: &'static str,
    },
    /// An identifier against the rules of its scheme; its value is not repeated.
    Identifier {
        /// Its scheme.
        scheme: Scheme,
        /// The rule that it breaks.
        rule: Message,
    },
    /// An identifier of something that a match is not about.
    NotMatchable {
        /// Its scheme.
        scheme: Scheme,
    },
    /// A text beyond its limit.
    TooLong {
        /// The limit, in characters.
        max: usize,
    },
    /// A list beyond its limit.
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Nothing but white space where something must stand.
    Empty,
    /// What must be there once stands there again.
    Repeated,
    /// `may-be-cited` with handling code H1.
    CitedWithH1,
    /// An enforcement measure that does not say which.
    MeasureMissing,
    /// No legal basis in a type that needs one.
    BasesMissing,
    /// A request to other than one named member.
    RequestAudience,
    /// Questions in what is not a request.
    QuestionsOutsideRequest,
    /// An answer that does not say to what.
    AnswerWithoutRequest,
    /// A member that the register does not have.
    UnknownMember {
        /// The member.
        member: MemberId,
    },
    /// A relation to a subject that is not there.
    SubjectOutOfRange {
        /// The place given.
        given: u64,
        /// How many subjects there are.
        subjects: usize,
    },
    /// A period that ends before it begins.
    PeriodReversed,
    /// A member on a node that the file does not have.
    UnknownNode {
        /// The node.
        node: NodeId,
    },
    /// A threshold that is no majority of the authorities, or more than all.
    ThresholdOutOfRange {
        /// How many authorities there are.
        authorities: usize,
    },
    /// An agreement that is not between two members.
    AgreementParties,
}

impl Fault {
    /// A stable name in kebab-case: key of the sentence in a reader's language, and last part of a problem's type.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not-json",
            Self::DuplicateField => "duplicate-field",
            Self::Missing => "missing",
            Self::UnknownField => "unknown-field",
            Self::WrongType { .. } => "wrong-type",
            Self::UnknownCode { .. } => "unknown-code",
            Self::Malformed { .. } => "malformed",
            Self::Identifier { .. } => "identifier",
            Self::NotMatchable { .. } => "not-matchable",
            Self::TooLong { .. } => "too-long",
            Self::TooMany { .. } => "too-many",
            Self::Empty => "empty",
            Self::Repeated => "repeated",
            Self::CitedWithH1 => "cited-with-h1",
            Self::MeasureMissing => "measure-missing",
            Self::BasesMissing => "bases-missing",
            Self::RequestAudience => "request-audience",
            Self::QuestionsOutsideRequest => "questions-outside-request",
            Self::AnswerWithoutRequest => "answer-without-request",
            Self::UnknownMember { .. } => "unknown-member",
            Self::SubjectOutOfRange { .. } => "subject-out-of-range",
            Self::PeriodReversed => "period-reversed",
            Self::UnknownNode { .. } => "unknown-node",
            Self::ThresholdOutOfRange { .. } => "threshold-out-of-range",
            Self::AgreementParties => "agreement-parties",
        }
    }

    /// The sentence, before it is in any language. It follows the place that it speaks of. What the JSON reader says
    /// is English in every language.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new(format!("fault-{}", self.code()), self.args())
    }

    fn args(&self) -> Args {
        match self {
            Self::NotJson { line, column, detail } => {
                args([("line", line.to_string()), ("column", column.to_string()), ("detail", detail.clone())])
            }
            Self::WrongType { expected } => {
                args([("expected", (*expected).to_owned()), ("expectedKey", kebab(expected))])
            }
            Self::UnknownCode { list, given } => {
                args([("list", (*list).to_owned()), ("given", given.escape_debug().to_string())])
            }
            Self::Malformed { what, rule } => {
                args([("what", (*what).to_owned()), ("whatKey", kebab(what)), ("rule", (*rule).to_owned())])
            }
            Self::Identifier { scheme, rule } => Args::from([
                ("scheme".to_owned(), Arg::code(Scheme::LIST, scheme.as_str())),
                ("rule".to_owned(), Arg::Message(rule.clone())),
            ]),
            Self::NotMatchable { scheme } => {
                Args::from([("scheme".to_owned(), Arg::code(Scheme::LIST, scheme.as_str()))])
            }
            Self::TooLong { max } | Self::TooMany { max } => args([("max", max.to_string())]),
            Self::UnknownMember { member } => args([("member", member.to_string())]),
            Self::SubjectOutOfRange { given, subjects } => {
                args([("given", given.to_string()), ("last", subjects.saturating_sub(1).to_string())])
            }
            Self::UnknownNode { node } => args([("node", node.to_string())]),
            Self::ThresholdOutOfRange { authorities } => args([("authorities", authorities.to_string())]),
            _ => Args::new(),
        }
    }

    pub(crate) fn unknown_code(list: &'static str, given: &str) -> Self {
        Self::UnknownCode { list, given: given.chars().take(64).collect() }
    }
}

/// In English.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().text(Language::En).text)
    }
}

fn args<const N: usize>(named: [(&str, String); N]) -> Args {
    named.into_iter().map(|(name, value)| (name.to_owned(), Arg::Text(value))).collect()
}

/// Name under which a language finds its own words for an English phrase.
fn kebab(phrase: &str) -> String {
    phrase.to_lowercase().replace(' ', "-")
}

/// A fault of every kind.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Fault> {
    let (what, rule) = ("a date", "a day of the calendar as YYYY-MM-DD");
    vec![
        Fault::NotJson { line: 3, column: 14, detail: "expected value".to_owned() },
        Fault::DuplicateField,
        Fault::Missing,
        Fault::UnknownField,
        Fault::WrongType { expected: "a list" },
        Fault::unknown_code("purposes", "gossip"),
        Fault::Malformed { what, rule },
        Fault::Identifier { scheme: Scheme::ALL[0], rule: Message::plain("identifier-luhn") },
        Fault::NotMatchable { scheme: Scheme::ItCf },
        Fault::TooLong { max: 8_000 },
        Fault::TooMany { max: 4_096 },
        Fault::Empty,
        Fault::Repeated,
        Fault::CitedWithH1,
        Fault::MeasureMissing,
        Fault::BasesMissing,
        Fault::RequestAudience,
        Fault::QuestionsOutsideRequest,
        Fault::AnswerWithoutRequest,
        Fault::UnknownMember { member: "nl-maasdorp".parse().unwrap() },
        Fault::SubjectOutOfRange { given: 7, subjects: 3 },
        Fault::PeriodReversed,
        Fault::UnknownNode { node: "node-nl".parse().unwrap() },
        Fault::ThresholdOutOfRange { authorities: 3 },
        Fault::AgreementParties,
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::messages::Catalogue;

    #[test]
    fn every_fault_has_its_own_sentence_with_every_variable_filled() {
        let faults = samples();
        let codes: BTreeSet<_> = faults.iter().map(|fault| format!("fault-{}", fault.code())).collect();
        let arms = include_str!("problem.rs").lines().filter(|line| line.starts_with("            Self::"));
        assert_eq!(arms.filter(|arm| arm.contains("=> \"")).count(), codes.len(), "a fault has no sample");
        for lang in [Language::Nl, Language::Fr, Language::De, Language::En] {
            let catalogue = Catalogue::of(lang);
            let keys = catalogue.keys().filter(|key| key.starts_with("fault-")).map(str::to_owned);
            assert_eq!(keys.collect::<BTreeSet<_>>(), codes, "{lang}");
            for fault in &faults {
                let Message { key, args } = fault.message();
                assert_eq!(catalogue.problems(&key, &args), Vec::<String>::new(), "{lang}: {key}");
            }
        }
    }

    #[test]
    fn a_fault_shows_its_values_as_they_are_and_its_sentence_in_the_readers_language() {
        let said = |fault: Fault| (fault.to_string(), fault.message().text(Language::Nl).text);
        let (en, nl) = said(Fault::TooLong { max: 8_000 });
        assert_eq!((en.as_str(), nl.as_str()), ("is longer than 8000 characters", "is langer dan 8000 tekens"));
        let (en, nl) = said(Fault::WrongType { expected: "a list" });
        assert_eq!((en.as_str(), nl.as_str()), ("must be a list", "moet een lijst zijn"));
        let (en, nl) = said(Fault::unknown_code("purposes", "a\u{1b}b"));
        for sentence in [en, nl] {
            assert!(sentence.starts_with(r"`a\u{1b}b`") && sentence.ends_with("`sluis vocabulary show purposes`"));
        }
    }

    /// The phrases of faults stand with their readers; each must be among those of every language but English.
    #[test]
    fn every_form_that_a_reader_expects_has_words_in_each_language() {
        let sources = [
            include_str!("walk.rs"),
            include_str!("ids.rs"),
            include_str!("federation/read.rs"),
            include_str!("submission/content.rs"),
            include_str!("submission/handling.rs"),
            include_str!("calls.rs"),
            include_str!("calls/notice.rs"),
            include_str!("submission/mod.rs"),
        ];
        let others = [
            include_str!("../locales/nl/faults.ftl"),
            include_str!("../locales/fr/faults.ftl"),
            include_str!("../locales/de/faults.ftl"),
        ];
        let phrases = |mark: &'static str| {
            let cut = |rest: &str| rest.split_once('"').map(|(phrase, _)| phrase.to_owned());
            sources.into_iter().flat_map(move |text| text.split(mark).skip(1).filter_map(cut).collect::<Vec<_>>())
        };
        let ids = include_str!("ids.rs").lines().filter_map(|line| line.split_once(", \"a "));
        let ids = ids.filter_map(|(_, rest)| rest.split_once('"')).map(|(what, _)| format!("a {what}"));
        let found: BTreeSet<_> = phrases("what: \"").chain(phrases("expected: \"")).chain(ids).collect();
        assert!(found.len() > 10, "{found:?}");
        for phrase in found {
            let has_words = |text: &str| text.contains(&format!("[{}]", kebab(&phrase)));
            assert!(others.into_iter().all(has_words), "{phrase}");
        }
    }

    #[test]
    fn a_problem_names_its_place_and_cannot_steer_a_terminal() {
        let problem = |pointer: &str| Problem { pointer: pointer.to_owned(), fault: Fault::Missing }.to_string();
        assert_eq!(problem("/handling/purpose"), "`/handling/purpose`: is missing");
        assert_eq!(problem(""), "the document: is missing");
        assert!(!problem("/\u{1b}[2J").contains('\u{1b}'));
    }

    #[test]
    fn a_wrong_code_is_repeated_to_64_characters_only() {
        let Fault::UnknownCode { given, .. } = Fault::unknown_code("types", &"é".repeat(70)) else {
            panic!("other fault")
        };
        assert_eq!(given.chars().count(), 64);
    }
}
