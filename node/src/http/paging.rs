//! Lists that go on where a page ended.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use sluis_schemas::calls::MAX_PAGE;
use sluis_schemas::messages::Arg;
use utoipa::IntoParams;

use super::problem::{FieldError, words};

/// Rows in a page where nothing is asked.
pub(super) const DEFAULT_PAGE: u32 = 50;

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Place {
    /// The `next` of the page before.
    #[param(pattern = "^[0-9a-f]{88}$")]
    cursor: Option<String>,
}

impl Place {
    /// The place after which the page begins, as the list opens what it gave as `next`; none for the first.
    pub(super) fn read<T>(
        place: Result<Query<Self>, QueryRejection>,
        open: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Vec<FieldError>> {
        let Query(Self { cursor }) = place.map_err(unreadable)?;
        cursor.as_deref().map(|text| open(text).ok_or_else(|| vec![not_given()])).transpose()
    }
}

/// How many rows a page has at most, as a query gives it.
pub(super) fn limit(given: Option<&str>) -> Result<u32, FieldError> {
    let Some(given) = given else { return Ok(DEFAULT_PAGE) };
    let max = [("max", Arg::Text(MAX_PAGE.to_string()))];
    let asked = given.parse().ok().filter(|rows| (1..=MAX_PAGE).contains(rows));
    asked.ok_or_else(|| FieldError::named("limit", "malformed", words("limit", max)))
}

/// A query that cannot be read.
pub(super) fn unreadable(rejection: QueryRejection) -> Vec<FieldError> {
    vec![FieldError::named("query", "malformed", rejection.body_text())]
}

/// A cursor that the list did not give.
pub(super) fn not_given() -> FieldError {
    FieldError::named("cursor", "malformed", words("cursor", []))
}
