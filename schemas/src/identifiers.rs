//! Identifier schemes.
use crate::vocabulary::Scheme;
use serde::{Deserialize, Serialize};
use thiserror::Error;
/// Stub replaced by the identifiers work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    scheme: Scheme,
    value: String,
}
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("malformed")]
pub struct IdentifierError;
impl IdentifierError {
    /// Rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        "8 digits"
    }
}
impl Identifier {
    /// Stub.
    ///
    /// # Errors
    /// Stub.
    pub fn parse(scheme: Scheme, given: &str) -> Result<Self, IdentifierError> {
        let kvk = given.len() == 8 && given.bytes().all(|b| b.is_ascii_digit());
        if scheme == Scheme::NlKvk && !kvk {
            Err(IdentifierError)
        } else {
            Ok(Self { scheme, value: given.to_owned() })
        }
    }
}
