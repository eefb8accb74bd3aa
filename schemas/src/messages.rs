//! Sentences in the reader's language, through Fluent: every text that a person reads goes through here.
//!
//! | keys | say |
//! |---|---|
//! | `rule-<rule>` | a rule's sentence: the fact, and what is missing |
//! | `basis-<rule>` | what it rests on |
//! | `reason-<outcome>` | the same where no rule speaks |
//! | `step-<step>` | a next step |
//! | `remedy-…` | what stands in the place of a next step |
//! | `outcome-<outcome>` | an outcome in a few words |
//! | `channel-<purpose>` | where a refused purpose belongs |
//! | `who-…` | a member as sentences name it |
//! | `code-<list>-<code>` | a label |
//! | `title-…` | parts of rendered titles |
//! | `cli-…` | what the command line says |
//! | `report-…` | reports, and the letter to a data subject |
//! | `fault-<code>`, `problem-…` | what is wrong at a place of a document, and with a request as a whole |
//! | `identifier-…` | the rule of a scheme that an identifier breaks |
//!
//! Dutch, French, German and English have all of them; the other languages have labels and titles. A text that a
//! language lacks is given in English, and says so.

mod catalogue;
mod title;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lists;
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
    /// `yes` or `no`, to choose between clauses.
    Flag(bool),
    /// A number, to count by.
    Count(usize),
    /// A code: `$name` is its label in the message's language with the code beside it, `$nameCode` the code alone.
    Code {
        /// Its code list.
        list: &'static str,
        /// The untranslated code.
        code: String,
    },
    /// Codes: `$name` is them all, each as above, with commas between; `$nameCount` how many.
    Codes {
        /// Their code list.
        list: &'static str,
        /// The untranslated codes.
        codes: Vec<String>,
    },
    /// A sentence inside the sentence.
    Message(Message),
}

impl Arg {
    /// A code of a list.
    #[must_use]
    pub fn code(list: &'static str, code: impl Into<String>) -> Self {
        Self::Code { list, code: code.into() }
    }

    /// Codes of a list.
    #[must_use]
    pub fn codes(list: &'static str, codes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Codes { list, codes: codes.into_iter().map(Into::into).collect() }
    }
}

/// A sentence before it is in any language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// Its key.
    pub key: String,
    /// Its variables, shared by the sentences about one thing.
    pub args: Arc<Args>,
}

impl Message {
    /// A sentence with its variables.
    #[must_use]
    pub fn new(key: impl Into<String>, args: impl Into<Arc<Args>>) -> Self {
        Self { key: key.into(), args: args.into() }
    }

    /// A sentence without variables.
    #[must_use]
    pub fn plain(key: impl Into<String>) -> Self {
        Self::new(key, Args::new())
    }

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
    let format = |lang| Catalogue::of(lang).format(key, args).map(|text| Text { text, lang });
    format(lang).or_else(|| format(Language::En)).unwrap_or_else(|| Text { text: key.to_owned(), lang: Language::En })
}

/// The language that sentences come in for a reader of this one: itself, or English where it has labels alone.
#[must_use]
pub fn sentences(lang: Language) -> Language {
    if Catalogue::of(lang).has_sentences() { lang } else { Language::En }
}

/// The label of a code, without the code; the code where it has no name. Shown with the code beside it.
#[must_use]
pub fn label(lang: Language, list: &str, code: &str) -> Text {
    lists::label(lang, list, code).unwrap_or_else(|| Text { text: code.to_owned(), lang: Language::En })
}

#[cfg(test)]
mod tests;
