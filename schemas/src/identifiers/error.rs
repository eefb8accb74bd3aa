//! Why an identifier is refused.

use std::fmt;

use thiserror::Error;

use super::guess::Seems;
use crate::messages::{Arg, Args, Message};
use crate::vocabulary::{Language, Scheme};

/// An identifier that its scheme does not allow. It never holds what was given, since that may be personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct IdentifierError {
    /// The scheme whose rule is broken.
    pub scheme: Scheme,
    /// The rule.
    pub rule: Rule,
    /// What it would be a good code of.
    pub seems: Option<Seems>,
    broken: Broken,
}

impl IdentifierError {
    pub(super) const fn new(scheme: Scheme, broken: Broken, seems: Option<Seems>) -> Self {
        Self { scheme, rule: broken.rule, seems, broken }
    }

    /// The rule in words, and what the text seems to be instead.
    #[must_use]
    pub fn reason(&self) -> Message {
        let detail = Arg::Text(self.broken.detail.unwrap_or_default().to_owned());
        let args = Args::from([("detail".to_owned(), detail)]);
        let rule = Message::new(format!("identifier-{}", self.broken.key), args);
        let Some(seems) = self.seems else { return rule };
        let (key, named) = match seems {
            Seems::Scheme(scheme) => ("identifier-seems", Arg::code(Scheme::LIST, scheme.as_str())),
            Seems::Region => ("identifier-seems-region", Arg::Text(String::new())),
        };
        let args = Args::from([("rule".to_owned(), Arg::Message(rule)), ("scheme".to_owned(), named)]);
        Message::new(key, args)
    }
}

/// In English.
impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a valid {}: {}", self.scheme, self.reason().text(Language::En).text)
    }
}

/// Kinds of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The characters, or their places.
    Form,
    /// The number of characters.
    Length,
    /// The check digits.
    CheckDigit,
    /// A German register court.
    UnknownCourt,
    /// A country for which the scheme has a known rule.
    UnknownCountry,
    /// The register inside an EUID.
    UnknownRegister,
    /// The Italian province or office that issued the number.
    Office,
    /// The date of birth inside a number.
    BirthDate,
    /// A number of a natural person where one of a legal entity is wanted.
    NaturalPerson,
    /// A place of UN/LOCODE.
    UnknownPlace,
    /// A record holds the normal form, with the given text only where it differs.
    NotNormal,
}

impl Rule {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Form,
        Self::Length,
        Self::CheckDigit,
        Self::UnknownCourt,
        Self::UnknownCountry,
        Self::UnknownRegister,
        Self::Office,
        Self::BirthDate,
        Self::NaturalPerson,
        Self::UnknownPlace,
        Self::NotNormal,
    ];

    /// The kind in kebab-case: a clause of the message `identifier-broken`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Length => "length",
            Self::CheckDigit => "check-digit",
            Self::UnknownCourt => "unknown-court",
            Self::UnknownCountry => "unknown-country",
            Self::UnknownRegister => "unknown-register",
            Self::Office => "office",
            Self::BirthDate => "birth-date",
            Self::NaturalPerson => "natural-person",
            Self::UnknownPlace => "unknown-place",
            Self::NotNormal => "not-normal",
        }
    }
}

/// What looks wrong although the scheme does not forbid it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The ninth character of a vehicle number is not the check digit that North America and China ask for.
    VinCheckDigit,
}

impl Warning {
    /// It in words.
    #[must_use]
    pub fn message(self) -> Message {
        let key = match self {
            Self::VinCheckDigit => "identifier-warning-vin-check",
        };
        Message::plain(key)
    }
}

/// A broken rule, before the scheme is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) rule: Rule,
    /// The sentence is `identifier-<key>`.
    key: &'static str,
    /// What the sentence speaks of.
    detail: Option<&'static str>,
}

impl Broken {
    pub(super) const fn new(rule: Rule, key: &'static str) -> Self {
        Self { rule, key, detail: None }
    }

    /// Whether the text does not even look like a code of the scheme.
    pub(super) const fn misshapen(self) -> bool {
        matches!(self.rule, Rule::Form | Rule::Length | Rule::UnknownCountry)
    }

    pub(super) const fn about(self, detail: &'static str) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

/// The normal form, or the rule that stands in its way.
pub(super) type Checked = Result<String, Broken>;

pub(super) const NOT_NORMAL: Broken = Broken::new(Rule::NotNormal, "not-normal");
pub(super) const TOO_LONG: Broken = Broken::new(Rule::Length, "too-long");

/// `Ok` where a rule holds.
pub(super) fn ensure(holds: bool, broken: Broken) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(broken) }
}
