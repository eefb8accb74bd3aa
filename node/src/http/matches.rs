//! Matches: whether members have something about one identifier, asked before anything is asked for.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sluis_protocol::core::MatchId;
use sluis_schemas::messages::Message;
use sluis_schemas::vocabulary::Language;
use utoipa::ToSchema;

use super::answer::localised;
use super::document::{DraftProblems, RequestProblems};
use super::problem::Problem;
use super::request::{Caller, Id, JsonBytes, Lang, idempotency_key};
use super::subject::AskedFor;
use crate::service::{MatchShown, Service};

/// A match, with what was answered so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// Its id.
    pub id: String,
    /// When it was asked.
    #[schema(format = DateTime)]
    pub at: String,
    /// What it is about; absent once the journal of its day can be opened no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<AskedFor>,
    /// What for; absent with the identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// In which case; absent with the identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The answers, by member.
    pub members: BTreeMap<String, MatchMember>,
}

/// What a member answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchMember {
    /// `hit`, `no-answer`, `waiting`, or `unreached` where its node was not there in time. Nothing held, nothing that may be
    /// said and too much asked are all `no-answer`.
    pub answer: String,
    /// The answer in words, in the reader's language.
    pub answer_label: String,
    /// After a hit: a submission of type `request` to that member, to be looked at, completed and sent by a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub request: Option<Value>,
}

impl Match {
    fn of(shown: &MatchShown, lang: Language) -> serde_json::Result<Self> {
        let query = shown.query.as_ref();
        let mut members = BTreeMap::new();
        for (member, (answer, request)) in &shown.members {
            let label = Message::plain(format!("match-{}", answer.as_str())).text(lang).text;
            let request = request.as_ref().map(serde_json::to_value).transpose()?;
            let answer = MatchMember { answer: answer.as_str().to_owned(), answer_label: label, request };
            members.insert(member.to_string(), answer);
        }
        Ok(Self {
            id: shown.id.0.clone(),
            at: shown.at.to_string(),
            identifier: query.map(|query| AskedFor::of(query.identifier.identifier())),
            purpose: query.map(|query| query.purpose.to_string()),
            case: query.map(|query| query.case.clone()),
            members,
        })
    }
}

/// Ask members whether they have something about one identifier that they might disclose
///
/// A question before any request: the exact identifier of a legal entity, its premises, a vehicle or a vessel, with purpose
/// and case, to members by name. Each answers `hit` or `no-answer` within seconds; look at the match until none waits. Where
/// one of the members may not be asked, or a quota is used up, nobody is asked.
#[utoipa::path(
    post,
    path = "/v1/matches",
    operation_id = "match",
    tag = "requests",
    params(
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it gives the same match and asks nobody again, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(
        content = ref("#/components/schemas/Matching"),
        content_type = "application/json",
        description = "What is asked of whom",
    ),
    responses(
        (status = 201, description = "The match; answers come within seconds", body = Match, headers(
            ("Location" = String, description = "The match"),
        )),
        DraftProblems,
    ),
)]
pub(super) async fn ask(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let shown = service.ask_match(&actor, &body, key.as_deref()).await.map_err(|e| Problem::of(e, lang))?;
    let body = Match::of(&shown, lang).map_err(|_| Problem::internal())?;
    let mut response = localised(StatusCode::CREATED, &body, lang);
    let location = format!("/v1/matches/{}", shown.id.0).parse().map_err(|_| Problem::internal())?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// Show what was answered in a match
#[utoipa::path(
    get,
    path = "/v1/matches/{id}",
    operation_id = "show_match",
    tag = "requests",
    params(
        ("id" = String, Path, description = "The match"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels: `nl`, `fr`, `de` or `en`"),
    ),
    responses((status = 200, description = "The match, with what was answered so far", body = Match), RequestProblems),
)]
pub(super) async fn show(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let shown = service.matched(&actor, &MatchId(id)).await.map_err(|e| Problem::of(e, lang))?;
    let body = Match::of(&shown, lang).map_err(|_| Problem::internal())?;
    Ok(localised(StatusCode::OK, &body, lang))
}
