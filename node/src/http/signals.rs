//! Signals that a member holds.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sluis_protocol::core::{HeldState, Term};
use sluis_protocol::journal::Actor;
use sluis_schemas::Timestamp;
use sluis_schemas::calls::{Search, Way};
use sluis_schemas::vocabulary::Language;
use utoipa::IntoParams;

use super::answer::{json, localised};
use super::bodies::{Delivery, Item, Page, RECORD, Receipts, Signal};
use super::document::{ListProblems, Record, SearchProblems, ShowProblems};
use super::paging::{DEFAULT_PAGE, limit, not_given, unreadable};
use super::problem::{FieldError, Problem, words};
use super::request::{CASE, Caller, Id, JsonBytes, Lang, PURPOSE, record};
use crate::clock::DAY;
use crate::service::{Service, ServiceError};
use crate::store::{Conditions, Cursor, Direction};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// `sent` or `received`; both where it is left out.
    #[param(pattern = "^(sent|received)$")]
    direction: Option<String>,
    /// The `next` of the page before, under the same direction.
    #[param(pattern = "^[0-9a-f]{88}$")]
    cursor: Option<String>,
    /// Most signals in the page: 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// List what the member holds, newest first
#[utoipa::path(
    get,
    path = "/v1/signals",
    tag = "signals",
    params(Listing, ("Accept-Language" = Option<String>, Header, description = "Language of titles")),
    responses((status = 200, description = "A page: classes, no content", body = Page), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    listing: Result<Query<Listing>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(listing) = listing.map_err(unreadable).map_err(Problem::malformed)?;
    let asked = listing.read(&service, &actor).map_err(Problem::malformed)?;
    page(&service, &actor, asked, lang).await
}

/// Search what the member holds, newest first
///
/// Every condition must be met. What is searched for stands in the body, since a URI ends in logs. The answer has the
/// same class-only items as the list, and the search is journalled as a list.
#[utoipa::path(
    post,
    path = "/v1/signals/search",
    tag = "signals",
    params(("Accept-Language" = Option<String>, Header, description = "Language of titles")),
    request_body(
        content = ref("#/components/schemas/Search"),
        content_type = "application/json",
        description = "What to look for; without conditions: everything",
    ),
    responses((status = 200, description = "A page: classes, no content", body = Page), SearchProblems),
)]
pub(super) async fn search(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let malformed = |problems| Problem::of(ServiceError::Malformed(problems), lang);
    let search = Search::parse(&body).map_err(malformed)?;
    let conditions = conditions(&search);
    let not_ours = || Problem::malformed(vec![FieldError::at("/cursor", "malformed", words("cursor", []))]);
    let after = match &search.cursor {
        Some(text) => Some(service.place(&actor.member, &conditions, text).ok_or_else(not_ours)?),
        None => None,
    };
    let limit = search.limit.unwrap_or(DEFAULT_PAGE);
    page(&service, &actor, Asked { conditions, after, limit }, lang).await
}

/// A page of a list.
struct Asked {
    conditions: Conditions,
    after: Option<Cursor>,
    limit: u32,
}

async fn page(service: &Service, actor: &Actor, asked: Asked, lang: Language) -> Result<Response, Problem> {
    let Asked { conditions, after, limit } = asked;
    let listed = service.list(actor, &conditions, after, limit).await;
    let (items, next) = listed.map_err(|e| Problem::of(e, lang))?;
    let items = items.iter().map(|overview| Item::of(overview, lang)).collect();
    Ok(localised(StatusCode::OK, &Page { items, next }, lang))
}

/// A day begins at midnight UTC; the last one is searched to its end.
fn conditions(search: &Search) -> Conditions {
    let begin = |day: sluis_schemas::Date| Timestamp::from_millis(day.end().as_millis().saturating_sub(DAY));
    let terms = [
        search.r#type.map(Term::Type),
        search.sector.as_ref().map(|nace| Term::sector(nace.as_str())),
        search.region.as_ref().map(|region| Term::Region(region.as_str().to_owned())),
        search.identifier.as_ref().map(|id| Term::Identifier(id.scheme(), id.value().to_owned())),
    ];
    Conditions {
        direction: search.direction.map(|way| match way {
            Way::Sent => Direction::Own,
            Way::Received => Direction::Received,
        }),
        from: search.from.map(begin),
        until: search.to.map(sluis_schemas::Date::end),
        terms: terms.into_iter().flatten().collect(),
    }
}

impl Listing {
    fn read(&self, service: &Service, actor: &Actor) -> Result<Asked, Vec<FieldError>> {
        let direction = match self.direction.as_deref() {
            None => Ok(None),
            Some("sent") => Ok(Some(Direction::Own)),
            Some("received") => Ok(Some(Direction::Received)),
            Some(_) => Err(FieldError::named("direction", "unknown-code", words("direction", []))),
        };
        let conditions = Conditions { direction: direction.as_ref().ok().copied().flatten(), ..Conditions::default() };
        let place = |text: &str| service.place(&actor.member, &conditions, text).ok_or_else(not_given);
        let after = self.cursor.as_deref().map(place).transpose();
        let limit = limit(self.limit.as_deref());
        match (direction, after, limit) {
            (Ok(_), Ok(after), Ok(limit)) => Ok(Asked { conditions, after, limit }),
            (direction, after, limit) => {
                Err([direction.err(), after.err(), limit.err()].into_iter().flatten().collect())
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
        ("Sluis-Purpose" = Option<String>, Header, max_length = 200,
            description = "For what it is read: a purpose among the member's mandates; needed"),
        ("Sluis-Case" = Option<String>, Header, max_length = 200,
            description = "In which case; needed where it holds personal data"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what is at hand: 304 if it is the same"),
        ("Accept-Language" = Option<String>, Header, description = "Language of titles"),
    ),
    responses(
        (status = 200, description = "The signal", body = Signal, headers(("ETag" = String))),
        (status = 304, description = "It is what `If-None-Match` says"),
        ShowProblems,
    ),
)]
pub(super) async fn show(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let record = record(&id, "signal").map_err(problem)?;
    let shown = service.show(&actor, record).await.map_err(|e| with_headers(e, &actor, problem))?;
    let delivery = match shown.state {
        HeldState::Own => Some(service.delivery(&actor, record).await.map_err(problem)?),
        HeldState::Accepted | HeldState::Deferred | HeldState::Notice => None,
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
        ("Sluis-Purpose" = Option<String>, Header, max_length = 200,
            description = "For what it is read: a purpose among the member's mandates; needed"),
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
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let record = record(&id, "signal").map_err(problem)?;
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
        ("Sluis-Purpose" = Option<String>, Header, max_length = 200,
            description = "For what it is read: a purpose among the member's mandates; needed"),
        ("Sluis-Case" = Option<String>, Header, description = "In which case; needed where it holds personal data"),
    ),
    responses((status = 200, description = "The receipts that came", body = Receipts), ShowProblems),
)]
pub(super) async fn receipts(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let record = record(&id, "signal").map_err(problem)?;
    let receipts = service.receipts(&actor, record).await.map_err(|e| with_headers(e, &actor, problem))?;
    let receipts = receipts.iter().map(|(member, receipt)| (member.to_string(), receipt.into())).collect();
    Ok(json(StatusCode::OK, &Receipts { receipts }))
}

/// Says which headers to give, where one that is missing may be why.
pub(super) fn with_headers(error: ServiceError, actor: &Actor, problem: impl Fn(ServiceError) -> Problem) -> Problem {
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
