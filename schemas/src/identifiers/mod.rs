//! Identifiers of organisations, persons, ships, containers, vehicles and accounts: checked and brought to one form.
//!
//! Published numbers are dirty. What is unambiguous is normalised: spaces, dots, dashes, slashes, lower case, characters
//! of other widths, the words around a number (`clean`, `label`). The rest is refused with the rule it breaks, and with
//! the scheme that it seems to be of (`guess`). Each scheme has exactly the check digits that its issuer gave
//! it; nothing is looked up, so an accepted identifier is well formed, not known to exist.
//!
//! The rules and vectors are those of `schemas/data/identifiers.json`; where that is silent, the issuer's. A test of the
//! whole compares them with python-stdnum and names the differences: a Belgian number ends with 01 to 97, an LEI has 20
//! characters, an organisation's number in Sweden is no person's, zeros before a German register number mean nothing,
//! an RSIN has all of its nine digits, a container's category is U, J or Z, banks' own checks inside an IBAN are not made.
//!
//! | schemes | in |
//! |---|---|
//! | `nl-kvk` `nl-rsin` `be-kbo` `fr-siren` `fr-siret` `pt-nipc` `se-orgnr` | `national` |
//! | `it-piva` `it-cf` | `italy` |
//! | `es-cif` | `spain` |
//! | `de-hr` | `germany` |
//! | `vat` | `vat`, `vat_elsewhere` |
//! | `euid` | `euid` |
//! | `lei` `iban` `imo` `iso6346` `vin` `locode` | `global` |

mod checks;
mod clean;
mod error;
mod euid;
mod germany;
mod global;
mod guess;
mod italy;
mod label;
mod matchable;
mod national;
mod spain;
mod vat;
mod vat_elsewhere;

#[cfg(test)]
mod dirt;
#[cfg(test)]
mod published;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use error::{IdentifierError, Rule, Warning};
pub use guess::Seems;
pub use matchable::{Matchable, NotMatchable};

use crate::vocabulary::Scheme;
use error::Checked;

/// The longest text that is looked at, in characters.
const MAX_GIVEN: usize = 128;

/// A checked identifier in the normal form of its scheme, with the text as given where that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Identifier {
    scheme: Scheme,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<String>,
}

impl Identifier {
    /// Checks a text against the rules of its scheme and normalises it.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn parse(scheme: Scheme, given: &str) -> Result<Self, IdentifierError> {
        let value = normalise(scheme, given).map_err(|broken| {
            let seems = broken.misshapen().then(|| guess::seems(scheme, given)).flatten();
            IdentifierError::new(scheme, broken, seems)
        })?;
        let given = (given != value).then(|| given.to_owned());
        Ok(Self { scheme, value, given })
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The normal form: what identifiers are compared by.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The text as given, where it differs from the normal form.
    #[must_use]
    pub fn given(&self) -> Option<&str> {
        self.given.as_deref()
    }

    /// What looks wrong although the scheme does not forbid it.
    #[must_use]
    pub fn warning(&self) -> Option<Warning> {
        (self.scheme == Scheme::Vin && !global::vin_check_fits(&self.value)).then_some(Warning::VinCheckDigit)
    }
}

/// As it stands in JSON or CBOR, before it is checked again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    scheme: Scheme,
    value: String,
    #[serde(default)]
    given: Option<String>,
}

impl TryFrom<Unchecked> for Identifier {
    type Error = IdentifierError;
    fn try_from(read: Unchecked) -> Result<Self, IdentifierError> {
        let not_normal = || IdentifierError::new(read.scheme, error::NOT_NORMAL, None);
        let text = read.given.as_deref().unwrap_or(&read.value);
        let checked = Self::parse(read.scheme, text)?;
        let whole = checked.value == read.value && checked.given == read.given;
        if whole { Ok(checked) } else { Err(not_normal()) }
    }
}

fn normalise(scheme: Scheme, given: &str) -> Checked {
    if given.chars().count() > MAX_GIVEN {
        return Err(error::TOO_LONG);
    }
    let text = clean::plain(given);
    let rule = rule_of(scheme);
    match scheme {
        // Spaces and dots mean something in these.
        Scheme::DeHr | Scheme::Euid => rule(&text),
        Scheme::BeKbo => label::labelled(scheme, national::without_platform_suffix(&text), rule),
        _ => label::labelled(scheme, &text, rule),
    }
}

fn rule_of(scheme: Scheme) -> fn(&str) -> Checked {
    match scheme {
        Scheme::NlKvk => national::kvk,
        Scheme::NlRsin => national::rsin,
        Scheme::BeKbo => national::kbo,
        Scheme::DeHr => germany::register_number,
        Scheme::FrSiren => national::siren,
        Scheme::FrSiret => national::siret,
        Scheme::ItPiva => italy::piva,
        Scheme::ItCf => italy::codice_fiscale,
        Scheme::EsCif => spain::cif,
        Scheme::SeOrgnr => national::orgnr,
        Scheme::PtNipc => national::nipc,
        Scheme::Euid => euid::euid,
        Scheme::Vat => vat::vat,
        Scheme::Lei => global::lei,
        Scheme::Imo => global::imo,
        Scheme::Iso6346 => global::container,
        Scheme::Vin => global::vin,
        Scheme::Iban => global::iban,
        Scheme::Locode => global::locode,
    }
}
