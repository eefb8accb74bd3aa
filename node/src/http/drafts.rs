//! Drafts: judged, kept, shown, changed, released.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sluis_protocol::core::DraftId;
use sluis_schemas::calls;
use sluis_schemas::content::Submission;
use sluis_schemas::messages::sentences;
use sluis_schemas::vocabulary::Language;

use super::action::Operation;
use super::answer::localised;
use super::bodies::{Draft, Release, Released, Table};
use super::document::{ChangeProblems, DiscardProblems, DraftProblems, LookProblems, ReleaseProblems};
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, IDEMPOTENCY_KEY, Id, JsonBytes, Lang, PatchBytes, text};
use crate::service::{self, Seen, Service, ServiceError};

/// The header that says which version of a draft was seen.
const IF_MATCH: &str = "If-Match";

/// Judge a submission for every member and keep it as a draft
///
/// Nothing is sent. A malformed submission leaves no trace; one that the submission gate refuses leaves a journal entry
/// without content.
#[utoipa::path(
    post,
    path = "/v1/drafts",
    tag = "drafts",
    params(
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this request: repeated with \
            the same body it gives the same draft, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(
        content = ref("#/components/schemas/Submission"),
        content_type = "application/json",
        description = "The submission, at most 1 MiB",
    ),
    responses(
        (status = 201, description = "The draft with its outcome table", body = Draft, headers(
            ("Location" = String, description = "The draft"),
            ("ETag" = String, description = "Names this version of it, for `If-Match`"),
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
    let key = text(&headers, IDEMPOTENCY_KEY).map_err(|e| with_body(e, &body))?;
    let draft = service.draft(&actor, &body, key.as_deref()).await.map_err(|e| Problem::of(e, lang))?;
    Ok(drafted(&draft, lang))
}

/// Show an own draft with the table that a release must name
#[utoipa::path(
    get,
    path = "/v1/drafts/{id}",
    tag = "drafts",
    params(
        ("id" = String, Path, description = "The draft"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what is at hand: 304 if it is the same"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    responses(
        (status = 200, description = "The draft", body = Draft, headers(
            ("ETag" = String, description = "Names this version of it, for `If-Match` and `If-None-Match`"),
        )),
        (status = 304, description = "It is what `If-None-Match` says"),
        LookProblems,
    ),
)]
pub(super) async fn look(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let draft = service.look(&actor, &DraftId(id)).await.map_err(|e| Problem::of(e, lang))?;
    Ok(([etag(&draft)], localised(StatusCode::OK, &body_of(&draft, lang), sentences(lang))).into_response())
}

/// Put another submission in the place of a draft's
///
/// It is judged anew and journalled. `If-Match` names the version that was seen, so that nobody overwrites what a
/// colleague changed meanwhile.
#[utoipa::path(
    put,
    path = "/v1/drafts/{id}",
    tag = "drafts",
    params(
        ("id" = String, Path, description = "The draft"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the draft as it was seen, or `*`; needed"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(
        content = ref("#/components/schemas/Submission"),
        content_type = "application/json",
        description = "The submission, at most 1 MiB",
    ),
    responses(
        (status = 200, description = "The draft with its new outcome table", body = Draft, headers(
            ("ETag" = String, description = "Names this version of it, for `If-Match`"),
        )),
        ChangeProblems,
    ),
)]
pub(super) async fn replace(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let seen = seen(&headers).map_err(|e| with_body(e, &body))?.ok_or_else(Problem::precondition_required)?;
    let replaced = service.replace(&actor, &DraftId(id), &seen, &body).await;
    let draft = replaced.map_err(|e| Problem::of(e, lang))?;
    Ok(([etag(&draft)], localised(StatusCode::OK, &body_of(&draft, lang), sentences(lang))).into_response())
}

/// Change some fields of a draft's submission
///
/// Carries out a JSON Patch (RFC 6902) on the submission, all of it or nothing, such as one of an `action`: `add`, `replace`,
/// `remove` and `test` are taken, `move` and `copy` are not. What comes of it is judged anew and journalled, as with `PUT`;
/// `If-Match` is as there.
#[utoipa::path(
    patch,
    path = "/v1/drafts/{id}",
    operation_id = "changeDraft",
    tag = "drafts",
    params(
        ("id" = String, Path, description = "The draft"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the draft as it was seen, or `*`; needed"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(
        content = Vec<Operation>,
        content_type = "application/json-patch+json",
        description = "The operations, in their order, at most 1 MiB",
    ),
    responses(
        (status = 200, description = "The draft with its new outcome table", body = Draft, headers(
            ("ETag" = String, description = "Names this version of it, for `If-Match`"),
        )),
        ChangeProblems,
    ),
)]
pub(super) async fn change(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    PatchBytes(body): PatchBytes,
) -> Result<Response, Problem> {
    let patch = serde_json::from_slice(&body).map_err(|e| FieldError::at("", "not-a-patch", e.to_string()));
    let (seen, patch) = match (seen(&headers), patch) {
        (Ok(seen), Ok(patch)) => (seen.ok_or_else(Problem::precondition_required)?, patch),
        (seen, patch) => return Err(Problem::malformed(seen.err().into_iter().chain(patch.err()).collect())),
    };
    let changed = service.change(&actor, &DraftId(id), &seen, &patch).await;
    let draft = changed.map_err(|e| Problem::of(e, lang))?;
    Ok(([etag(&draft)], localised(StatusCode::OK, &body_of(&draft, lang), sentences(lang))).into_response())
}

/// Forget a draft
///
/// What was released stays: it is recalled, not forgotten.
#[utoipa::path(
    delete,
    path = "/v1/drafts/{id}",
    tag = "drafts",
    params(
        ("id" = String, Path, description = "The draft"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the draft as it was seen, or `*`; needed"),
    ),
    responses((status = 204, description = "It is no more"), DiscardProblems),
)]
pub(super) async fn discard(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let malformed = |e| Problem::malformed(vec![e]);
    let seen = seen(&headers).map_err(malformed)?.ok_or_else(Problem::precondition_required)?;
    service.discard(&actor, &DraftId(id), &seen).await.map_err(|e| Problem::of(e, lang))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign a draft and submit it to the federation
///
/// Names the table that was looked at. If a member would newly receive it, the answer is 409 with the new table.
/// Repeating a release gives the same record.
#[utoipa::path(
    post,
    path = "/v1/drafts/{id}/release",
    tag = "drafts",
    params(
        ("id" = String, Path, description = "The draft"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body = Release,
    responses(
        (status = 201, description = "The released record", body = Released, headers(
            ("Location" = String, description = "The record"),
        )),
        ReleaseProblems,
    ),
)]
pub(super) async fn release(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let malformed = |problems| Problem::of(ServiceError::Malformed(problems), lang);
    let release = calls::Release::parse(&body).map_err(malformed)?;
    let hash = release.table_hash.parse().map_err(|_| Problem::internal())?;
    let released = service.release(&actor, &DraftId(id), hash).await.map_err(|e| Problem::of(e, lang))?;
    let record_id = released.record.to_string();
    let location = [(header::LOCATION, format!("/v1/signals/{record_id}"))];
    let body = Released { record_id, table: Table::of(&released.preview, None, lang) };
    Ok((location, localised(StatusCode::CREATED, &body, sentences(lang))).into_response())
}

/// Says that a draft was made.
pub(super) fn drafted(draft: &service::Draft, lang: Language) -> Response {
    let location = [(header::LOCATION, format!("/v1/drafts/{}", draft.id.0)), etag(draft)];
    (location, localised(StatusCode::CREATED, &body_of(draft, lang), sentences(lang))).into_response()
}

fn body_of(draft: &service::Draft, lang: Language) -> Draft {
    let corrects = draft.corrects.map(|first| first.to_string());
    Draft { id: draft.id.0.clone(), table: Table::of(&draft.preview, Some(&draft.table), lang), corrects }
}

fn etag(draft: &service::Draft) -> (header::HeaderName, String) {
    (header::ETAG, format!("\"{}\"", draft.tag))
}

/// A fault of a header, with those of the body.
fn with_body(of_header: FieldError, body: &[u8]) -> Problem {
    let of_body = Submission::parse(body).err().unwrap_or_default();
    Problem::malformed(std::iter::once(of_header).chain(of_body.iter().map(FieldError::of)).collect())
}

/// Which version of a draft was seen; none where that is not said. Weak tags name no version.
pub(super) fn seen(headers: &HeaderMap) -> Result<Option<Seen>, FieldError> {
    let malformed = || FieldError::named(IF_MATCH, "malformed", words("entity-tags", []));
    let mut tags = Vec::new();
    let mut given = headers.get_all(header::IF_MATCH).iter().peekable();
    if given.peek().is_none() {
        return Ok(None);
    }
    for value in given {
        let value = value.to_str().map_err(|_| malformed())?.trim();
        if value == "*" {
            return Ok(Some(Seen::Any));
        }
        for tag in value.split(',').map(str::trim) {
            let (weak, tag) = tag.strip_prefix("W/").map_or((false, tag), |tag| (true, tag));
            let tag = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).ok_or_else(malformed)?;
            if !weak {
                // What follows the dot names a representation, which changes with the language.
                tags.push(tag.split('.').next().unwrap_or_default().to_owned());
            }
        }
    }
    Ok(Some(Seen::Tags(tags)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_version_seen_is_the_part_before_the_dot_of_each_strong_tag() {
        let read = |given: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, HeaderValue::from_static(given));
            seen(&headers)
        };
        let tags = |tags: &[&str]| Some(Seen::Tags(tags.iter().map(|tag| (*tag).to_owned()).collect()));
        assert_eq!(read("\"a.b\", W/\"c\" , \"d\""), Ok(tags(&["a", "d"])));
        assert_eq!((read("*"), seen(&HeaderMap::new())), (Ok(Some(Seen::Any)), Ok(None)));
        for wrong in ["", "a", "\"a", "\"a\";\"b", "\""] {
            assert_eq!(read(wrong).unwrap_err().code, "malformed", "`{wrong}`");
        }
    }
}
