//! Code lists.
use serde::{Deserialize, Serialize};
use thiserror::Error;
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nace(String);
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region(String);
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not listed")]
pub struct NotListed;
impl Nace {
    /// Text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl std::str::FromStr for Nace {
    type Err = NotListed;
    fn from_str(given: &str) -> Result<Self, NotListed> {
        let ok = (1..=5).contains(&given.len()) && given.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if ok { Ok(Self(given.to_owned())) } else { Err(NotListed) }
    }
}
impl std::str::FromStr for Region {
    type Err = NotListed;
    fn from_str(given: &str) -> Result<Self, NotListed> {
        let ok = (2..=5).contains(&given.len()) && given.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if ok { Ok(Self(given.to_owned())) } else { Err(NotListed) }
    }
}
/// Stub.
#[must_use]
pub fn country(code: &str) -> Option<&'static str> {
    (code != "ZZ").then_some("stub")
}
