//! Code lists too long for enums, read once from `schemas/data`; its `SOURCES.md` names sources and licences.
//!
//! Deliberately absent: local administrative units and regions outside the C8; there is no free list of them here.

mod country;
mod court;
mod legal_basis;
mod nace;
mod region;
mod structure;

pub use country::{COUNTRY_LIST, CountryName, countries, country};
pub use court::{Court, courts};
pub(crate) use court::{court, court_of_code, fold};
pub use legal_basis::{LegalBasis, Level, legal_bases, legal_basis};
pub use nace::Nace;
pub(crate) use region::port;
pub use region::{Region, RegionKind, places};
pub(crate) use structure::{euid_register, vat_structure};
pub use structure::{euid_registers, iban_structures, vat_structures};

use crate::vocabulary::Language;

use crate::UnknownCode;

/// What a code is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// The name.
    pub text: &'a str,
    /// Its language; none for names of places and courts, which stand in their own.
    pub lang: Option<Language>,
}

fn unknown(list: &'static str, given: &str) -> UnknownCode {
    UnknownCode { list, given: given.chars().take(64).collect() }
}

/// The string forms of a checked code: `FromStr` is written by hand, the rest follows from it.
macro_rules! text_form {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = $crate::UnknownCode;
            fn try_from(given: String) -> Result<Self, Self::Error> {
                given.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use text_form;
