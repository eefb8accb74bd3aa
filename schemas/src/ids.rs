//! Names of members, nodes, legal bases and countries.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A name that does not have its form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{given}` is not {what}: {rule}")]
pub struct MalformedId {
    /// What was expected.
    pub what: &'static str,
    /// What was given, cut to 64 characters.
    pub given: String,
    /// The form it must have.
    pub rule: &'static str,
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $what:literal, $rule:literal, $ok:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;
            fn from_str(given: &str) -> Result<Self, MalformedId> {
                let ok: fn(&str) -> bool = $ok;
                if ok(given) {
                    Ok(Self(given.to_owned()))
                } else {
                    Err(MalformedId { what: $what, given: given.chars().take(64).collect(), rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedId;
            fn try_from(given: String) -> Result<Self, MalformedId> {
                given.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn kebab(given: &str) -> bool {
    (1..=64).contains(&given.len())
        && given.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !given.starts_with('-')
        && !given.ends_with('-')
}

id!(
    /// A legal body in the register.
    MemberId, "a member id", "1 to 64 of a-z, 0-9 and -, not - at either end", kebab
);
id!(
    /// A node in the register.
    NodeId, "a node id", "1 to 64 of a-z, 0-9 and -, not - at either end", kebab
);
id!(
    /// A legal basis, as `nl.bibob`; each stands in `legal_bases.json` with its conditions.
    BasisId, "a legal basis id", "a country or `eu`, a dot, then 1 to 40 of a-z, 0-9, - and _",
    |given| given.split_once('.').is_some_and(|(country, name)| {
        country.len() == 2
            && country.bytes().all(|b| b.is_ascii_lowercase())
            && (1..=40).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    })
);
id!(
    /// ISO 3166-1 alpha-2 country code, upper case. Only the form is checked here; `codelists::country` knows the list.
    Country, "a country code", "two letters A-Z (ISO 3166-1 alpha-2)",
    |given| given.len() == 2 && given.bytes().all(|b| b.is_ascii_uppercase())
);

/// The countries that the federation was made for.
pub const C8: [&str; 8] = ["NL", "BE", "DE", "FR", "IT", "ES", "SE", "PT"];
