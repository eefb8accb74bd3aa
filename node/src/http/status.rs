//! How the node fares: for users, and for what watches over it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sluis_schemas::MemberId;

use super::App;
use super::answer::json;
use super::bodies::{Health, Outstanding, RegisterState, Status};
use super::document::{AnyProblems, NotReady};
use super::problem::{FieldError, Problem};
use super::request::{Caller, Lang};
use crate::service::ServiceError;

/// Say how the node fares
#[utoipa::path(
    get,
    path = "/v1/status",
    tag = "node",
    responses((status = 200, description = "How the node fares", body = Status), AnyProblems),
)]
pub(super) async fn status(
    State(app): State<App>,
    Lang(lang): Lang,
    Caller(actor): Caller,
) -> Result<Response, Problem> {
    let status = of(&app, Some(&actor.member)).await.map_err(|e| Problem::of(e, lang))?;
    Ok(json(StatusCode::OK, &status))
}

/// The status, with what waits of one member or of all.
pub(super) async fn of(app: &App, member: Option<&MemberId>) -> Result<Status, ServiceError> {
    let directory = app.service.directory();
    let store = app.service.store();
    let waiting = store.outstanding().await?;
    let of_member = waiting.iter().filter(|(feed, ..)| member.is_none_or(|m| feed.discloser == *m));
    Ok(Status {
        node: app.node.to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        register: RegisterState {
            name: directory.head().name.clone(),
            sequence: directory.head().sequence,
            digest: directory.digest().to_string(),
        },
        links: app.service.core().links().iter().filter(|n| **n != app.node).map(ToString::to_string).collect(),
        journal_seq: store.journal().await?.seq.0,
        outstanding: of_member
            .map(|(feed, count, since)| Outstanding {
                from: feed.discloser.to_string(),
                to: feed.receiver.to_string(),
                count: *count,
                since: since.to_string(),
            })
            .collect(),
    })
}

/// Say that the process answers
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "node",
    security(()),
    responses((status = 200, description = "It answers", body = Health)),
)]
pub(super) async fn health() -> Response {
    json(StatusCode::OK, &Health { status: "ok".to_owned() })
}

/// Say whether the node can do its work
///
/// Ready means: the database is migrated, keys are unlocked, the journal can be written, and the register names this node.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "node",
    security(()),
    responses((status = 200, description = "It is ready", body = Health), NotReady),
)]
pub(super) async fn ready(State(app): State<App>) -> Result<Response, Problem> {
    let missing = app.service.not_ready(&app.node).await;
    if missing.is_empty() {
        return Ok(json(StatusCode::OK, &Health { status: "ok".to_owned() }));
    }
    let errors = missing.iter().map(|(what, why)| FieldError::named(what, "not-ready", *why)).collect();
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", "not ready");
    Err(problem.errors(errors))
}
