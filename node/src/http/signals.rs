//! Signals that a member holds.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sluis_protocol::core::HeldState;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Actor;
use utoipa::IntoParams;

use super::answer::{json, localised};
use super::bodies::{Delivery, Item, Page, RECORD, Receipts, Signal};
use super::document::{ListProblems, Record, ShowProblems};
use super::problem::{FieldError, Problem};
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
            Some(_) => Err(FieldError::named("direction", "unknown-code", "is neither `sent` nor `received`")),
        };
        let not_ours = |_| FieldError::named("cursor", "malformed", "is not the `next` of a page, begin without it");
        let cursor = self.cursor.as_deref().map(str::parse).transpose().map_err(not_ours);
        let limit = self.limit.as_deref().map_or(Ok(DEFAULT_PAGE), |given| {
            let out_of_range =
                || FieldError::named("limit", "malformed", format!("is not a number from 1 to {MAX_PAGE}"));
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

/// Export a record's bytes as its origin signed them
///
/// Judged as a read, and journalled as an export with its purpose and case.
#[utoipa::path(
    get,
    path = "/v1/signals/{id}/record",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record, in hex"),
        ("Sluis-Purpose" = String, Header, description = "For what it is read: a purpose among the member's mandates"),
        ("Sluis-Case" = Option<String>, Header, description = "In which case; needed where it holds personal data"),
    ),
    responses(
        (
            status = 200,
            description = "A tagged COSE_Sign1 (RFC 9052)",
            body = Record,
            content_type = "application/cose; cose-type=\"cose-sign1\"",
        ),
        ShowProblems,
    ),
)]
pub(super) async fn export(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let not_found = || ServiceError::NotFound { what: "signal", id: id.clone() };
    let record: RecordId = id.parse().map_err(|_| problem(not_found()))?;
    let bytes = service.export(&actor, record).await.map_err(|e| with_headers(e, &actor, problem))?;
    let file = format!("attachment; filename=\"{record}.cose\"");
    let headers = [(header::CONTENT_TYPE, RECORD), (header::CONTENT_DISPOSITION, file.as_str())];
    Ok((headers, bytes.to_vec()).into_response())
}

/// Export the receipts for an own signal, as signed
///
/// Each says that a member holds it, or why not. Judged as a read, and journalled as an export; empty for a signal that
/// was received.
#[utoipa::path(
    get,
    path = "/v1/signals/{id}/receipts",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record, in hex"),
        ("Sluis-Purpose" = String, Header, description = "For what it is read: a purpose among the member's mandates"),
        ("Sluis-Case" = Option<String>, Header, description = "In which case; needed where it holds personal data"),
    ),
    responses((status = 200, description = "The receipts that came", body = Receipts), ShowProblems),
)]
pub(super) async fn receipts(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let not_found = || ServiceError::NotFound { what: "signal", id: id.clone() };
    let record: RecordId = id.parse().map_err(|_| problem(not_found()))?;
    let receipts = service.receipts(&actor, record).await.map_err(|e| with_headers(e, &actor, problem))?;
    let receipts = receipts.iter().map(|(member, receipt)| (member.to_string(), receipt.into())).collect();
    Ok(json(StatusCode::OK, &Receipts { receipts }))
}

/// Says which headers to give, where one that is missing may be why.
fn with_headers(error: ServiceError, actor: &Actor, problem: impl Fn(ServiceError) -> Problem) -> Problem {
    let denied = matches!(error, ServiceError::NotAllowed { .. });
    let mut problem = problem(error);
    if denied && actor.purpose.is_none() {
        let give = "give the purpose it is read for: a code of the list purposes, among the member's mandates";
        problem.errors.push(FieldError::named(PURPOSE, "missing", give));
    }
    if denied && actor.case.is_none() {
        problem.errors.push(FieldError::named(
            CASE,
            "missing",
            "give the case it is read in: it may hold personal data",
        ));
    }
    problem
}
