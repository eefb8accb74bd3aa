//! The project's cases as scenarios take them.

use serde_json::json;
use sluis_schemas::MemberId;
use sluis_schemas::case::{CASES, Case, CaseRequest, FEDERATION};
use sluis_schemas::content::Submission;
use sluis_schemas::federation::Federation;
use sluis_schemas::identifiers::Matchable;
use sluis_schemas::vocabulary::Purpose;

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

/// A request without categories of data, from one member to another, on a basis that the asker has for the purpose.
///
/// # Errors
/// [`SimError::Scenario`] if the asker has no such basis.
pub fn question(from: &MemberId, to: &MemberId, purpose: Purpose) -> Result<Submission, SimError> {
    let federation = Federation::parse(FEDERATION.as_bytes()).map_err(|_| scenario("the federation file"))?;
    let mandates = federation.members.iter().filter(|m| m.id == *from).flat_map(|m| &m.mandates);
    let basis = mandates.filter(|m| m.purpose == purpose).map(|m| &m.legal_basis).next();
    let basis = basis.ok_or_else(|| scenario(format!("{from} has no mandate for {purpose}")))?;
    let form = json!({
        "type": "request",
        "questions": ["known-to-you"],
        "handling": {
            "purpose": purpose, "legalBases": [basis], "categories": [], "adminUse": true, "handlingCode": "H3",
            "audience": { "members": [to] },
        },
    });
    Submission::from_json(&form).map_err(|problems| scenario(format!("the question has {} problems", problems.len())))
}

/// The first number in a case that a match may be about, if it has one.
#[must_use]
pub fn matchable(case: &Case) -> Option<Matchable> {
    let subjects = case.submission.content.subjects.iter().filter(|subject| Matchable::may_name(subject.kind));
    subjects.flat_map(|subject| &subject.identifiers).find_map(|id| Matchable::try_from(id.clone()).ok())
}

/// The question that a case presumes to have been asked.
///
/// # Errors
/// As [`question`].
pub fn question_of(request: &CaseRequest) -> Result<Submission, SimError> {
    question(&request.from, &request.to, request.purpose)
}
