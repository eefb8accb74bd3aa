//! Identifier schemes.
use crate::vocabulary::Scheme;
use serde::{Deserialize, Serialize};
/// Stub replaced by the identifiers work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    scheme: Scheme,
    value: String,
}
