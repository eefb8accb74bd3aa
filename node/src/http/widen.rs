//! Own signals that go to more members than when they were released: by themselves, or passed on by a member that has them.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{HAS_IT, ORDERED};
use sluis_protocol::gates::PERMITTED;
use sluis_schemas::MemberId;
use sluis_schemas::calls::{RelayOf, WideningOf};
use utoipa::ToSchema;

use super::answer::localised;
use super::bodies::Item;
use super::document::{ListProblems, WidenProblems};
use super::paging::Place;
use super::problem::Problem;
use super::request::{Caller, Id, JsonBytes, Lang, record};
use crate::service::{MAX_PAGE, Service, ServiceError};

/// Own signals that more members may have now: of some that were gone through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Widenings {
    /// The signals, newest first; there may be none in a page that has a next.
    pub items: Vec<Widening>,
    /// Give it back as `cursor` to go on; absent where all were gone through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An own signal that more members may have now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Widening {
    /// Its newest version: its class, no content.
    pub signal: Item,
    /// The members, each with its name in the register.
    pub members: BTreeMap<String, String>,
}

/// What became of each member named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Widened {
    /// By member: an outcome as in a draft's table, `taken-back` where that version was taken back before and only a
    /// correction may go, `has-it` where it went without a relay, `ordered` where a relay is to pass it on.
    pub members: BTreeMap<String, String>,
    /// Members that it goes to, or went to before; also where a relay passes it on.
    pub goes_to: BTreeSet<String>,
}

/// List own signals that more members may have now
///
/// Nothing goes by itself when a mandate, an agreement or a rule comes: a releaser lets it go. Each page goes through up
/// to 100 own signals and gives those of them that somebody new may have.
#[utoipa::path(
    get,
    path = "/v1/widenings",
    operation_id = "listWidenings",
    tag = "signals",
    params(Place, ("Accept-Language" = Option<String>, Header, description = "Language of titles")),
    responses((status = 200, description = "Signals and members", body = Widenings), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    place: Result<Query<Place>, QueryRejection>,
) -> Result<Response, Problem> {
    let after = Place::read(place, |text| service.widening_place(&actor.member, text)).map_err(Problem::malformed)?;
    let (widenings, next) = service.widenings(&actor, after, MAX_PAGE).await.map_err(|e| Problem::of(e, lang))?;
    let directory = service.directory();
    let named =
        |member: &MemberId| (member.to_string(), directory.member(member).map(|m| m.name.clone()).unwrap_or_default());
    let items = widenings.iter().map(|widening| Widening {
        signal: Item::of(&widening.overview, lang),
        members: widening.members.iter().map(named).collect(),
    });
    Ok(localised(StatusCode::OK, &Widenings { items: items.collect(), next }, lang))
}

/// Let an own signal go to more members
///
/// Each is judged now; it goes to those permitted, in its newest version. Repeating it changes nothing.
#[utoipa::path(
    post,
    path = "/v1/signals/{id}/widening",
    operation_id = "widen",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record of any of its versions, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Widening"), content_type = "application/json"),
    responses((status = 200, description = "What became of each", body = Widened), WidenProblems),
)]
pub(super) async fn widen(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let asked = WideningOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let outcomes =
        service.widen(&actor, record(&id, "signal").map_err(problem)?, &asked.members).await.map_err(problem)?;
    Ok(localised(StatusCode::OK, &Widened::from(outcomes), lang))
}

/// Have an own signal passed on by a member that has it
///
/// For members that a link to this node does not reach. Each is judged now, with the relay as holder; those permitted get
/// its newest version from the relay, and what ends it after that. Later versions follow by themselves. Repeating it
/// changes nothing.
#[utoipa::path(
    post,
    path = "/v1/signals/{id}/relay",
    operation_id = "relay",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record of any of its versions, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Relaying"), content_type = "application/json"),
    responses((status = 200, description = "What became of each", body = Widened), WidenProblems),
)]
pub(super) async fn relay(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let RelayOf { through, members } =
        RelayOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let signal = record(&id, "signal").map_err(problem)?;
    let outcomes = service.relay(&actor, signal, &through, &members).await.map_err(problem)?;
    Ok(localised(StatusCode::OK, &Widened::from(outcomes), lang))
}

impl From<BTreeMap<MemberId, String>> for Widened {
    fn from(outcomes: BTreeMap<MemberId, String>) -> Self {
        let goes = outcomes.iter().filter(|(_, outcome)| [PERMITTED, HAS_IT, ORDERED].contains(&outcome.as_str()));
        let goes_to = goes.map(|(member, _)| member.to_string()).collect();
        let members = outcomes.iter().map(|(member, outcome)| (member.to_string(), outcome.clone())).collect();
        Self { members, goes_to }
    }
}
