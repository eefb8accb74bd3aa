//! Identifier schemes.
use crate::vocabulary::Scheme;
use serde::{Deserialize, Serialize};
/// Stub replaced by the identifiers work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    scheme: Scheme,
    value: String,
}
impl Identifier {
    /// Scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }
}
