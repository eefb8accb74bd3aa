//! Drafts: judged, kept, shown, released.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sluis_protocol::core::DraftId;
use sluis_schemas::messages::sentences;
use sluis_schemas::vocabulary::Language;

use super::answer::localised;
use super::bodies::{Draft, Release, Released, Table};
use super::document::{DraftProblems, LookProblems, ReleaseProblems};
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, IDEMPOTENCY_KEY, Json, JsonBytes, Lang, text};
use crate::service::{self, Service};

/// Judge a submission for every member and keep it as a draft
///
/// Nothing is sent. A malformed submission leaves no trace; one that the submission gate refuses leaves a journal entry
/// without content.
#[utoipa::path(
    post,
    path = "/v1/drafts",
    tag = "drafts",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Names this request: repeated with the same body it \
            gives the same draft, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de`, `en`; titles also `it`, `es`, `sv`, `pt`"),
    ),
    request_body(
        content = ref("#/components/schemas/Submission"),
        content_type = "application/json",
        description = "The submission, at most 1 MiB",
    ),
    responses(
        (status = 201, description = "The draft with its outcome table", body = Draft, headers(
            ("Location" = String, description = "The draft"),
            ("Content-Language" = String, description = "The language that sentences are in"),
        )),
        DraftProblems,
    ),
)]
pub(super) async fn create(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let key = text(&headers, IDEMPOTENCY_KEY).map_err(|e| Problem::malformed(vec![e]))?;
    let draft = service.draft(&actor, &body, key.as_deref()).await.map_err(|e| Problem::of(e, lang))?;
    let location = [(header::LOCATION, format!("/v1/drafts/{}", draft.id.0))];
    Ok((location, localised(StatusCode::CREATED, &body_of(&draft, lang), sentences(lang))).into_response())
}

/// Show an own draft with the table that a release must name
#[utoipa::path(
    get,
    path = "/v1/drafts/{id}",
    tag = "drafts",
    params(("id" = String, Path, description = "The draft")),
    responses((status = 200, description = "The draft", body = Draft), LookProblems),
)]
pub(super) async fn look(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let draft = service.look(&actor, &DraftId(id)).await.map_err(|e| Problem::of(e, lang))?;
    Ok(localised(StatusCode::OK, &body_of(&draft, lang), sentences(lang)))
}

/// Sign a draft and submit it to the federation
///
/// Names the table that was looked at. If a member would newly receive it, the answer is 409 with the new table.
/// Repeating a release gives the same record.
#[utoipa::path(
    post,
    path = "/v1/drafts/{id}/release",
    tag = "drafts",
    params(("id" = String, Path, description = "The draft")),
    request_body = Release,
    responses((status = 201, description = "The released record", body = Released), ReleaseProblems),
)]
pub(super) async fn release(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Path(id): Path<String>,
    Json(release): Json<Release>,
) -> Result<Response, Problem> {
    let not_a_hash = |_| FieldError::at("/tableHash", "malformed", words("table-hash", []));
    let hash = release.table_hash.parse().map_err(|e| Problem::malformed(vec![not_a_hash(e)]))?;
    let released = service.release(&actor, &DraftId(id), hash).await.map_err(|e| Problem::of(e, lang))?;
    let record_id = released.record.to_string();
    let location = [(header::LOCATION, format!("/v1/signals/{record_id}"))];
    let body = Released { record_id, table: Table::of(&released.preview, None, lang) };
    Ok((location, localised(StatusCode::CREATED, &body, sentences(lang))).into_response())
}

fn body_of(draft: &service::Draft, lang: Language) -> Draft {
    Draft { id: draft.id.0.clone(), table: Table::of(&draft.preview, Some(&draft.table), lang) }
}
