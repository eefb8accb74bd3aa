//! The project's cases as scenarios take them.

use sluis_schemas::case::{CASES, Case};

use crate::{SimError, scenario};

/// The case whose name begins so, such as `c01`.
///
/// # Errors
/// [`SimError::Scenario`] if there is none, or it does not read.
pub fn case(name: &str) -> Result<Case, SimError> {
    let (_, text) =
        CASES.iter().find(|(full, _)| full.starts_with(name)).ok_or_else(|| scenario(format!("no case `{name}`")))?;
    Case::parse(text.as_bytes()).map_err(|problems| scenario(format!("case `{name}` has {} problems", problems.len())))
}
