//! Consents of origins: asked by who holds a signal, granted, refused and withdrawn by its origin.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{ConsentStage, KeptConsent};
use sluis_protocol::journal::Actor;
use sluis_protocol::records::ConsentTo;
use sluis_schemas::calls::{ConsentAnswer, ConsentOf};
use sluis_schemas::messages;
use sluis_schemas::vocabulary::{ConsentKind, ConsentState, Language, Purpose, RefusalGround, Use};
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::{ConsentProblems, ListProblems, ShowProblems};
use super::paging::{limit, not_given, unreadable};
use super::problem::{FieldError, Problem};
use super::request::{Caller, Id, JsonBytes, Lang, idempotency_key, record};
use crate::service::{ConsentBeside, ConsentShown, Service, ServiceError};
use crate::store::Cursor;

/// A page of consents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentPage {
    /// What was asked, newest first.
    pub items: Vec<ConsentItem>,
    /// Give it as `cursor` for the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What a holder of a signal asked of its origin, and what that says; no content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentItem {
    /// How it stands.
    #[serde(flatten)]
    pub consent: ConsentOfSignal,
    /// The version of the signal that the member has.
    pub record: String,
    /// Rendered in the reader's language.
    pub title: String,
    /// The signal's origin, which answers.
    pub origin: String,
    /// What the signal may be used for without: a code of the list `uses`.
    pub r#use: String,
    /// The use in words, in the reader's language.
    pub use_label: String,
    /// The holder's own reference of its case; absent once that can be read no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Until when it was asked, UTC.
    #[schema(format = Date)]
    pub asked_until: String,
    /// When it changed last.
    #[schema(format = DateTime)]
    pub changed: String,
}

/// A consent as it stands beside its signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentOfSignal {
    /// The record that asks it.
    pub id: String,
    /// Who asked.
    pub holder: String,
    /// A code of the list `consent-kinds`.
    pub kind: String,
    /// The kind in words, in the reader's language.
    pub kind_label: String,
    /// For which purpose, where it is for one: a code of the list `purposes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The purpose in words, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose_label: Option<String>,
    /// To whom it is to be passed on, where it is for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<String>,
    /// A code of the list `consent-states`; the origin consents today where it is `granted`.
    pub state: String,
    /// The state in words, in the reader's language.
    pub state_label: String,
    /// Last day on which the origin consents, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub until: Option<String>,
    /// Why it was refused: a code of the list `refusal-grounds`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// The ground in words, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground_label: Option<String>,
}

impl ConsentOfSignal {
    /// In a language.
    #[must_use]
    pub fn of(beside: &ConsentBeside, lang: Language) -> Self {
        let ConsentBeside { request, kept, state } = beside;
        let label = |list, code: &str| messages::label(lang, list, code).text;
        let KeptConsent { holder, to, stage, .. } = kept;
        let kind = to.kind();
        let (purpose, receiver) = match to {
            ConsentTo::Cite => (None, None),
            ConsentTo::Purpose(purpose) => (Some(purpose), None),
            ConsentTo::Onward(receiver) => (None, Some(receiver)),
        };
        let (until, ground) = match stage {
            ConsentStage::Granted { until } => (Some(until), None),
            ConsentStage::Refused { ground } => (None, Some(ground)),
            ConsentStage::Asked | ConsentStage::Withdrawn | ConsentStage::Ended => (None, None),
        };
        Self {
            id: request.to_string(),
            holder: holder.to_string(),
            kind: kind.to_string(),
            kind_label: label(ConsentKind::LIST, kind.as_str()),
            purpose: purpose.map(ToString::to_string),
            purpose_label: purpose.map(|purpose| label(Purpose::LIST, purpose.as_str())),
            receiver: receiver.map(ToString::to_string),
            state: state.to_string(),
            state_label: label(ConsentState::LIST, state.as_str()),
            until: until.map(ToString::to_string),
            ground: ground.map(ToString::to_string),
            ground_label: ground.map(|ground| label(RefusalGround::LIST, ground.as_str())),
        }
    }
}

impl ConsentItem {
    fn of(shown: &ConsentShown, lang: Language) -> Self {
        let ConsentShown { request, record, content, kept, state, case } = shown;
        let beside = ConsentBeside { request: *request, kept: kept.clone(), state: *state };
        let r#use = content.content.handling.r#use;
        Self {
            consent: ConsentOfSignal::of(&beside, lang),
            record: record.to_string(),
            title: messages::title(lang, &content.content).text,
            origin: kept.origin.to_string(),
            r#use: r#use.to_string(),
            use_label: messages::label(lang, Use::LIST, r#use.as_str()).text,
            case: case.clone(),
            asked_until: kept.asked_until.to_string(),
            changed: kept.changed.to_string(),
        }
    }
}

/// Ask the origin of a signal for its consent
///
/// To cite it in a decision, which needs none where it may be cited; to use it for another purpose, which must be one of the
/// member's mandates; or to pass it on to one member. The record goes to the origin, and to nobody else; its answer comes back.
#[utoipa::path(
    post,
    path = "/v1/consents",
    operation_id = "ask_consent",
    tag = "signals",
    params(
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it asks once, with another body it is a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels"),
    ),
    request_body(content = ref("#/components/schemas/Consent"), content_type = "application/json"),
    responses(
        (status = 201, description = "Signed, and on its way", body = ConsentItem, headers(
            ("Location" = String, description = "The consent"),
        )),
        ConsentProblems,
    ),
)]
pub(super) async fn ask(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let of = ConsentOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let signal = record(&of.signal, "signal").map_err(problem)?;
    let shown = service.ask_consent(&actor, signal, &of, key.as_deref()).await.map_err(problem)?;
    let mut response = localised(StatusCode::CREATED, &ConsentItem::of(&shown, lang), lang);
    let location = format!("/v1/consents/{}", shown.request).parse().map_err(|_| Problem::internal())?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// The `next` of the page before.
    #[param(pattern = "^[0-9a-f]{88}$")]
    cursor: Option<String>,
    /// Most in the page: 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// List what the member asked of origins, and what was asked of it, newest first
///
/// Of signals that it has and may read: a consent ends with its signal.
#[utoipa::path(
    get,
    path = "/v1/consents",
    operation_id = "list_consents",
    tag = "signals",
    params(Listing, ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels")),
    responses((status = 200, description = "A page: how each stands, no content", body = ConsentPage), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    listing: Result<Query<Listing>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(listing) = listing.map_err(unreadable).map_err(Problem::malformed)?;
    let (after, limit) = listing.read(&service, &actor).map_err(Problem::malformed)?;
    let (items, next) = service.consents(&actor, after, limit).await.map_err(|e| Problem::of(e, lang))?;
    let items = items.iter().map(|shown| ConsentItem::of(shown, lang)).collect();
    Ok(localised(StatusCode::OK, &ConsentPage { items, next }, lang))
}

impl Listing {
    fn read(&self, service: &Service, actor: &Actor) -> Result<(Option<Cursor>, u32), Vec<FieldError>> {
        let place = |text: &str| service.consents_place(&actor.member, text).ok_or_else(not_given);
        match (self.cursor.as_deref().map(place).transpose(), limit(self.limit.as_deref())) {
            (Ok(after), Ok(limit)) => Ok((after, limit)),
            (after, limit) => Err([after.err(), limit.err()].into_iter().flatten().collect()),
        }
    }
}

/// Show a consent
#[utoipa::path(
    get,
    path = "/v1/consents/{id}",
    operation_id = "show_consent",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record that asks it, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels"),
    ),
    responses((status = 200, description = "How it stands, no content", body = ConsentItem), ShowProblems),
)]
pub(super) async fn show(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let shown = service.consent(&actor, record(&id, "consent").map_err(problem)?).await.map_err(problem)?;
    Ok(localised(StatusCode::OK, &ConsentItem::of(&shown, lang), lang))
}

/// Answer what was asked of the member, as the origin of the signal
///
/// `granted` up to the last day that was asked, or that is given; `refused` with its ground; `withdrawn` what was granted,
/// which ends it at once. The record goes to who asked. To grant that the signal is passed on orders it, where the rules let
/// that member have it; to withdraw that takes it back from there.
#[utoipa::path(
    post,
    path = "/v1/consents/{id}/answer",
    operation_id = "answer_consent",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record that asks it, in hex"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it answers once, with another body it is a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels"),
    ),
    request_body(content = ref("#/components/schemas/ConsentAnswer"), content_type = "application/json"),
    responses(
        (status = 201, description = "Signed, and on its way; how it stands now", body = ConsentItem),
        ConsentProblems,
    ),
)]
pub(super) async fn answer(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let answer = ConsentAnswer::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let request = record(&id, "consent").map_err(problem)?;
    let shown = service.answer_consent(&actor, request, answer, key.as_deref()).await.map_err(problem)?;
    Ok(localised(StatusCode::CREATED, &ConsentItem::of(&shown, lang), lang))
}
