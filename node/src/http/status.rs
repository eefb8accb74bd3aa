//! How the node fares: for users, and for what watches over it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sluis_protocol::crypto::Digest;
use sluis_protocol::register::{Directory, Version};
use sluis_schemas::MemberId;

use super::answer::json;
use super::bodies::{Contradicting, Health, Outstanding, RegisterState, Status};
use super::document::{AnyProblems, NotReady};
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Lang};
use crate::service::{Service, ServiceError};
use crate::store::Outstanding as Stored;

/// Say how the node fares
#[utoipa::path(
    get,
    path = "/v1/status",
    tag = "node",
    responses((status = 200, description = "How the node fares", body = Status), AnyProblems),
)]
pub(super) async fn status(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
) -> Result<Response, Problem> {
    let status = of(&service, Some(&actor.member)).await.map_err(|e| Problem::of(e, lang))?;
    Ok(json(StatusCode::OK, &status))
}

/// The status, with what waits and what has no receipt: of one member, or of all.
pub(super) async fn of(service: &Service, member: Option<&MemberId>) -> Result<Status, ServiceError> {
    let directory = service.directory();
    let counts = service.store().counts().await?;
    let of_member = |all: &[Stored]| -> Vec<Outstanding> {
        all.iter().filter(|o| member.is_none_or(|m| o.feed.discloser == *m)).map(Outstanding::from).collect()
    };
    let waiting_for = of_member(&counts.waiting);
    Ok(Status {
        node: service.node().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        register: RegisterState {
            name: directory.head().name.clone(),
            sequence: directory.head().sequence,
            digest: directory.digest().to_string(),
            contradicting: contradicting(&directory),
        },
        links: service.core().links().iter().filter(|n| *n != service.node()).map(ToString::to_string).collect(),
        waiting: waiting_for.iter().map(|waiting| waiting.count).sum(),
        waiting_for,
        outstanding: of_member(&counts.outstanding),
    })
}

fn contradicting(directory: &Directory) -> Vec<Contradicting> {
    let version = |(digest, version): (&Digest, &Arc<Version>)| Contradicting {
        line: version.line().to_string(),
        sequence: version.sequence(),
        digest: digest.to_string(),
    };
    directory.contradicting().map(version).collect()
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
/// Ready means: the database is migrated, keys are unlocked, the journal can be written, the register names this node,
/// and the store is not in quarantine.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "node",
    security(()),
    responses((status = 200, description = "It is ready", body = Health), NotReady),
)]
pub(super) async fn ready(State(service): State<Service>) -> Result<Response, Problem> {
    let missing = service.not_ready().await;
    if missing.is_empty() {
        return Ok(json(StatusCode::OK, &Health { status: "ok".to_owned() }));
    }
    let errors = missing
        .iter()
        .map(|what| FieldError::named(what, "not-ready", words(&format!("not-ready-{what}"), [])))
        .collect();
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", "not ready");
    Err(problem.errors(errors))
}
