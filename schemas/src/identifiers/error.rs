//! Why an identifier is refused.

use std::fmt;

use thiserror::Error;

use crate::vocabulary::Scheme;

/// An identifier that its scheme does not allow. It never holds what was given, since that may be personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a valid {scheme}: {text}")]
pub struct IdentifierError {
    /// The scheme whose rule is broken.
    pub scheme: Scheme,
    /// The rule.
    pub rule: Rule,
    /// The rule in words.
    pub text: &'static str,
}

impl IdentifierError {
    pub(super) const fn new(scheme: Scheme, broken: Broken) -> Self {
        Self { scheme, rule: broken.0, text: broken.1 }
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

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VinCheckDigit => {
                "the ninth character is not the check digit of North America and China; compare it with the vehicle"
            }
        })
    }
}

/// A broken rule, before the scheme is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken(pub(super) Rule, pub(super) &'static str);

/// The normal form, or the rule that stands in its way.
pub(super) type Checked = Result<String, Broken>;

pub(super) const NOT_NORMAL: Broken =
    Broken(Rule::NotNormal, "a record holds the normal form, and the given text only where it differs");

/// `Ok` where a rule holds.
pub(super) fn ensure(holds: bool, rule: Rule, text: &'static str) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken(rule, text)) }
}
