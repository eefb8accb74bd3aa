//! Matches: signed questions, and answers of one form and one size. An answer is not signed: that a member has something
//! about somebody is told to who asked, over the link, and cannot be shown to anybody else.

use serde::{Deserialize, Serialize};
use sluis_schemas::Timestamp;
use sluis_schemas::calls::MAX_CASE;

use super::PeerFault;
use crate::crypto::Crypto;
use crate::envelope::RecordId;
use crate::records::MatchQuery;
use crate::register::{Directory, Rejection, Verified};

/// The answer to a question: whether there is something that might be disclosed. What is not held, what may not be said and
/// what is not answered any more today is no different in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchAnswer {
    /// The question.
    pub query: RecordId,
    /// Whether there is.
    pub hit: bool,
}

/// Verifies a question. One that this build does not understand, or whose key has ended while it was on its way, is left
/// unanswered, as if its addressee were not there.
pub(super) fn check_query(
    directory: &Directory,
    crypto: &impl Crypto,
    now: Timestamp,
    bytes: &[u8],
) -> Result<Option<Box<Verified<MatchQuery>>>, PeerFault> {
    match directory.verify::<MatchQuery>(crypto, bytes, now) {
        Ok(query) if !is_case(&query.record().case) => {
            Err(PeerFault::new("match-query", format!("a case has 1 to {MAX_CASE} characters")))
        }
        Ok(query) => Ok(Some(Box::new(query))),
        Err(Rejection::NotUnderstood { .. } | Rejection::KeyNotValid { .. }) => Ok(None),
        Err(rejection) => Err(rejection.into()),
    }
}

fn is_case(case: &str) -> bool {
    !case.trim().is_empty() && case.chars().nth(MAX_CASE).is_none()
}
