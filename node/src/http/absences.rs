//! When a member is absent, and who is named instead of it.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::Absence;
use sluis_schemas::calls::AbsenceOf;
use utoipa::ToSchema;

use super::answer::localised;
use super::document::{AbsenceProblems, EndAbsenceProblems, ListProblems};
use super::problem::Problem;
use super::request::{Caller, Id, JsonBytes, Lang, idempotency_key};
use crate::service::{Service, ServiceError};

/// The absences of a member that are not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceList {
    /// By their first day.
    pub items: Vec<AbsenceItem>,
}

/// Days on which nobody of the member is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceItem {
    /// First day, UTC; it names the absence.
    #[schema(format = Date)]
    pub from: String,
    /// Last day, UTC.
    #[schema(format = Date)]
    pub until: String,
    /// The member that is named instead.
    pub delegate: String,
    /// When that was said.
    #[schema(format = DateTime)]
    pub said: String,
}

impl From<&Absence> for AbsenceItem {
    fn from(Absence { from, until, delegate, said }: &Absence) -> Self {
        Self {
            from: from.to_string(),
            until: until.to_string(),
            delegate: delegate.to_string(),
            said: said.to_string(),
        }
    }
}

/// Say that the member is absent, and who is named instead
///
/// What it is asked to follow up, or does, of others' signals and is due by the last day goes back to the signal's origin by
/// a signed record: refused as `absent`, or handed over, with the other member named. The origin decides whether to ask it,
/// and its rules judge that as any offer. What is due later waits, and what is the member's own stays with it. The other
/// member has a mandate for one of its purposes, and is not absent itself.
#[utoipa::path(
    post,
    path = "/v1/absences",
    operation_id = "announce_absence",
    tag = "signals",
    params(
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it counts once, with another body it is a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Absence"), content_type = "application/json"),
    responses(
        (status = 201, description = "Kept", body = AbsenceItem, headers(("Location" = String, description = "The absence"))),
        AbsenceProblems,
    ),
)]
pub(super) async fn announce(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let of = AbsenceOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let absence = service.announce_absence(&actor, &of, key.as_deref()).await.map_err(problem)?;
    let mut response = localised(StatusCode::CREATED, &AbsenceItem::from(&absence), lang);
    let location = format!("/v1/absences/{}", absence.from).parse().map_err(|_| Problem::internal())?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// List when the member is absent, or will be
#[utoipa::path(
    get,
    path = "/v1/absences",
    operation_id = "list_absences",
    tag = "signals",
    responses((status = 200, description = "Absences that are not over", body = AbsenceList), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
) -> Result<Response, Problem> {
    let absences = service.absences(&actor).await.map_err(|e| Problem::of(e, lang))?;
    let items = absences.iter().map(AbsenceItem::from).collect();
    Ok(localised(StatusCode::OK, &AbsenceList { items }, lang))
}

/// Say that the member is there after all, or is back before
///
/// It ends by itself after its last day. What was given away stays so: its origin can offer it again.
#[utoipa::path(
    delete,
    path = "/v1/absences/{id}",
    operation_id = "end_absence",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The first day of the absence"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    responses((status = 204, description = "It is over"), EndAbsenceProblems),
)]
pub(super) async fn end(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(from): Id,
) -> Result<StatusCode, Problem> {
    let problem = |e| Problem::of(e, lang);
    let day = from.parse().map_err(|_| problem(ServiceError::NotFound { what: "absence", id: from.clone() }))?;
    service.end_absence(&actor, day).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}
