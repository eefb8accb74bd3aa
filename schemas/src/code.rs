//! Code lists as enums: each code has one untranslated kebab-case form, used in JSON, CBOR and the CLI.

use thiserror::Error;

/// A code that is not in its list.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{given}` is not a code of the list {list}")]
pub struct UnknownCode {
    /// Name of the list, as in `sluis vocabulary list`.
    pub list: &'static str,
    /// What was given.
    pub given: String,
}

/// Defines an enum of codes with its list name, order, parsing, display and serde forms.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident in $list:literal { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* #[doc = concat!("`", $code, "`")] $variant,)+
        }

        impl $name {
            /// Name of the code list.
            pub const LIST: &'static str = $list;
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The untranslated code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownCode;
            fn from_str(given: &str) -> Result<Self, Self::Err> {
                match given {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownCode { list: $list, given: given.to_owned() }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let given = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                given.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use codes;
