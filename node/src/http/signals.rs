//! Signals that a member holds.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use sluis_protocol::core::HeldState;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Actor;
use sluis_schemas::messages::Arg;
use utoipa::IntoParams;

use super::answer::localised;
use super::bodies::{Delivery, Item, Page, Signal};
use super::document::{ListProblems, ShowProblems};
use super::problem::{FieldError, Problem, words};
use super::request::{CASE, Caller, Lang, PURPOSE};
use crate::service::{MAX_PAGE, Service, ServiceError};
use crate::store::{Cursor, Direction};

/// Signals in a page where nothing is asked.
const DEFAULT_PAGE: u32 = 50;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// `sent` or `received`; both where it is left out.
    direction: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// Most signals in the page: 1 to 100.
    limit: Option<String>,
}

/// List what the member holds, newest first
#[utoipa::path(
    get,
    path = "/v1/signals",
    tag = "signals",
    params(Listing),
    responses((status = 200, description = "A page: classes, no content", body = Page), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    listing: Result<Query<Listing>, QueryRejection>,
) -> Result<Response, Problem> {
    let unreadable = |e: QueryRejection| vec![FieldError::named("query", "malformed", e.body_text())];
    let Query(listing) = listing.map_err(unreadable).map_err(Problem::malformed)?;
    let (direction, after, limit) = listing.read().map_err(Problem::malformed)?;
    let page = service.list(&actor, direction, after, limit).await.map_err(|e| Problem::of(e, lang))?;
    let items = page.0.iter().map(|overview| Item::of(overview, lang)).collect();
    Ok(localised(StatusCode::OK, &Page { items, next: page.1.map(|cursor| cursor.to_string()) }, lang))
}

impl Listing {
    fn read(&self) -> Result<(Option<Direction>, Option<Cursor>, u32), Vec<FieldError>> {
        let direction = match self.direction.as_deref() {
            None => Ok(None),
            Some("sent") => Ok(Some(Direction::Own)),
            Some("received") => Ok(Some(Direction::Received)),
            Some(_) => Err(FieldError::named("direction", "unknown-code", words("direction", []))),
        };
        let not_ours = |_| FieldError::named("cursor", "malformed", words("cursor", []));
        let cursor = self.cursor.as_deref().map(str::parse).transpose().map_err(not_ours);
        let limit = self.limit.as_deref().map_or(Ok(DEFAULT_PAGE), |given| {
            let out_of_range =
                || FieldError::named("limit", "malformed", words("limit", [("max", Arg::Text(MAX_PAGE.to_string()))]));
            given.parse().ok().filter(|n| (1..=MAX_PAGE).contains(n)).ok_or_else(out_of_range)
        });
        match (direction, cursor, limit) {
            (Ok(direction), Ok(cursor), Ok(limit)) => Ok((direction, cursor, limit)),
            (direction, cursor, limit) => {
                Err([direction.err(), cursor.err(), limit.err()].into_iter().flatten().collect())
            }
        }
    }
}

/// Read a signal in full
///
/// The read is journalled with its purpose and case. Unknown and another member's look the same.
#[utoipa::path(
    get,
    path = "/v1/signals/{id}",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record, in hex"),
        ("Sluis-Purpose" = String, Header, description = "For what it is read: a purpose among the member's mandates"),
        ("Sluis-Case" = Option<String>, Header, description = "In which case; needed where it holds personal data"),
    ),
    responses((status = 200, description = "The signal", body = Signal), ShowProblems),
)]
pub(super) async fn show(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let not_found = || ServiceError::NotFound { what: "signal", id: id.clone() };
    let record: RecordId = id.parse().map_err(|_| problem(not_found()))?;
    let shown = service.show(&actor, record).await.map_err(|e| with_headers(e, &actor, problem))?;
    let delivery = match shown.state {
        HeldState::Own => Some(service.delivery(&actor, record).await.map_err(problem)?),
        HeldState::Accepted | HeldState::Deferred => None,
    };
    let delivery = delivery.map(|d| d.iter().map(|(member, d)| (member.to_string(), Delivery::from(d))).collect());
    let body = Signal::of(&shown, delivery, lang).ok_or_else(Problem::internal)?;
    Ok(localised(StatusCode::OK, &body, lang))
}

/// Says which headers to give, where one that is missing may be why.
fn with_headers(error: ServiceError, actor: &Actor, problem: impl Fn(ServiceError) -> Problem) -> Problem {
    let denied = matches!(error, ServiceError::NotAllowed { .. });
    let mut problem = problem(error);
    if denied && actor.purpose.is_none() {
        problem.errors.push(FieldError::named(PURPOSE, "missing", words("give-purpose", [])));
    }
    if denied && actor.case.is_none() {
        problem.errors.push(FieldError::named(CASE, "missing", words("give-case", [])));
    }
    problem
}
