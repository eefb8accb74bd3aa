//! Code lists.
use serde::{Deserialize, Serialize};
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nace(String);
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region(String);
impl Nace {
    /// Text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl Nace {
    /// Whether the code lies in a branch, written with or without its dot.
    #[must_use]
    pub fn begins_with(&self, prefix: &str) -> bool {
        let prefix = prefix.replace('.', "");
        !prefix.is_empty() && self.0.replace('.', "").starts_with(&prefix)
    }
}
