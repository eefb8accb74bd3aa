//! Who follows signals up: offered, accepted, refused, handed over, closed; and the lists of what has no owner or is overdue.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{FollowUp, Stage};
use sluis_protocol::journal::Actor;
use sluis_protocol::records::OwnershipRefusal;
use sluis_schemas::calls::FollowUpStep;
use sluis_schemas::messages;
use sluis_schemas::vocabulary::{FollowUpOutcome, FollowUpState, Language, OwnCheck, RefusalGround};
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::{ListProblems, OwnershipProblems, ShowProblems};
use super::drafts::seen;
use super::paging::{limit, not_given, unreadable};
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Id, JsonBytes, Lang, record};
use crate::service::{FollowUpList, FollowUpShown, Service, ServiceError};
use crate::store::Cursor;

/// A page of signals with how they are followed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpPage {
    /// The signals, newest first.
    pub items: Vec<FollowUpItem>,
    /// Give it as `cursor` for the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How a signal is followed up, as the reader's member knows it; no content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpItem {
    /// The signal, by its first version.
    pub id: String,
    /// The version that the member has.
    pub record: String,
    /// Rendered in the reader's language.
    pub title: String,
    /// The signal's origin, which says who is to follow it up.
    pub origin: String,
    /// A code of the list `follow-up-states`.
    pub state: String,
    /// The state in words, in the reader's language.
    pub state_label: String,
    /// Who is asked, or owns it, or did last; told to its origin and to that member alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Last day on which it is accepted in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub accept_by: Option<String>,
    /// Last day on which it is closed in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub close_by: Option<String>,
    /// Whether the term that runs is over.
    pub overdue: bool,
    /// Why it was refused: a code of the list `refusal-grounds`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// The ground in words, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground_label: Option<String>,
    /// Where it was refused since the member asked is absent: its last day of that, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub absent_until: Option<String>,
    /// What came of it: a code of the list `follow-up-outcomes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The outcome in words, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_label: Option<String>,
    /// What the owner's own check found: a code of the list `own-checks`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The check in words, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_label: Option<String>,
    /// At the origin: whom holders named and nobody asked yet, in the order in which that came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<String>,
    /// When that changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub changed: Option<String>,
}

impl FollowUpItem {
    fn of(shown: &FollowUpShown, lang: Language) -> Self {
        let FollowUpShown { signal, record, origin, kept, content, is_overdue, .. } = shown;
        let state = kept.as_ref().map_or(FollowUpState::Unowned, |kept| kept.stage.state());
        let label = |list, code: &str| messages::label(lang, list, code).text;
        let mut item = Self {
            id: signal.to_string(),
            record: record.to_string(),
            title: messages::title(lang, &content.content).text,
            origin: origin.to_string(),
            state: state.to_string(),
            state_label: label(FollowUpState::LIST, state.as_str()),
            owner: None,
            accept_by: None,
            close_by: None,
            overdue: *is_overdue,
            ground: None,
            ground_label: None,
            absent_until: None,
            outcome: None,
            outcome_label: None,
            check: None,
            check_label: None,
            proposed: Vec::new(),
            changed: None,
        };
        let Some(FollowUp { stage, proposed, changed, .. }) = kept else { return item };
        item.proposed = proposed.iter().map(ToString::to_string).collect();
        item.changed = Some(changed.to_string());
        if let Some(offer) = stage.offer() {
            item.owner = Some(offer.to.to_string());
            item.accept_by = Some(offer.accept_by.to_string());
            item.close_by = Some(offer.close_by.to_string());
        }
        match stage {
            Stage::Refused { why, .. } => {
                let ground = why.ground();
                item.ground = Some(ground.to_string());
                item.ground_label = Some(label(RefusalGround::LIST, ground.as_str()));
                if let OwnershipRefusal::Absent { until, .. } = why {
                    item.absent_until = Some(until.to_string());
                }
                if let Some(better) = why.better() {
                    item.propose(better.as_str());
                }
            }
            Stage::HandedOver { to, .. } => item.propose(to.as_str()),
            Stage::Closed { outcome, check, .. } => {
                item.outcome = Some(outcome.to_string());
                item.outcome_label = Some(label(FollowUpOutcome::LIST, outcome.as_str()));
                item.check = Some(check.to_string());
                item.check_label = Some(label(OwnCheck::LIST, check.as_str()));
            }
            Stage::Unowned | Stage::Offered { .. } | Stage::Owned { .. } | Stage::Elsewhere { .. } => {}
        }
        item
    }

    /// Who named it sees whom it named.
    fn propose(&mut self, named: &str) {
        if !self.proposed.iter().any(|proposed| proposed == named) {
            self.proposed.push(named.to_owned());
        }
    }
}

/// Which signals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// `unowned`, `overdue` or `mine`; where it is left out, all of which something was said.
    #[param(pattern = "^(unowned|overdue|mine)$")]
    list: Option<String>,
    /// The `next` of the page before, of the same list.
    #[param(pattern = "^[0-9a-f]{88}$")]
    cursor: Option<String>,
    /// Most signals in the page: 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// List signals that nobody follows up, that are overdue, or that the member follows up
///
/// A signal is without an owner until a member accepts it, and again once that hands it over: questions are followed up as
/// requests. Overdue is what was not accepted, or not closed, by the last day of its term.
#[utoipa::path(
    get,
    path = "/v1/follow-ups",
    operation_id = "list_follow_ups",
    tag = "signals",
    params(Listing, ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels")),
    responses((status = 200, description = "A page: how far each is, no content", body = FollowUpPage), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    listing: Result<Query<Listing>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(listing) = listing.map_err(unreadable).map_err(Problem::malformed)?;
    let (list, after, limit) = listing.read(&service, &actor).map_err(Problem::malformed)?;
    let (items, next) = service.follow_ups(&actor, list, after, limit).await.map_err(|e| Problem::of(e, lang))?;
    let items = items.iter().map(|shown| FollowUpItem::of(shown, lang)).collect();
    Ok(localised(StatusCode::OK, &FollowUpPage { items, next }, lang))
}

impl Listing {
    fn read(&self, service: &Service, actor: &Actor) -> Result<(FollowUpList, Option<Cursor>, u32), Vec<FieldError>> {
        let list = match self.list.as_deref() {
            None => Ok(FollowUpList::All),
            Some("unowned") => Ok(FollowUpList::Unowned),
            Some("overdue") => Ok(FollowUpList::Overdue),
            Some("mine") => Ok(FollowUpList::Mine),
            Some(_) => Err(FieldError::named("list", "unknown-code", words("follow-up-list", []))),
        };
        let limit = limit(self.limit.as_deref());
        let of = *list.as_ref().unwrap_or(&FollowUpList::All);
        let place = |text: &str| service.follow_up_place(&actor.member, of, text).ok_or_else(not_given);
        match (list, self.cursor.as_deref().map(place).transpose(), limit) {
            (Ok(list), Ok(after), Ok(limit)) => Ok((list, after, limit)),
            (list, after, limit) => Err([list.err(), after.err(), limit.err()].into_iter().flatten().collect()),
        }
    }
}

/// Show how a signal is followed up
#[utoipa::path(
    get,
    path = "/v1/signals/{id}/ownership",
    operation_id = "ownership",
    tag = "signals",
    params(
        ("id" = String, Path, description = "A version of the signal, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels"),
    ),
    responses(
        (status = 200, description = "How far it is, no content", body = FollowUpItem, headers(
            ("ETag" = String, description = "Names how it stands, for `If-Match`"),
        )),
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
    let shown = service.follow_up(&actor, record(&id, "signal").map_err(problem)?).await.map_err(problem)?;
    Ok(told(StatusCode::OK, &shown, lang))
}

/// Say who is to follow a signal up, or how that goes
///
/// Its origin says `offered` with the member in `to`, or its own name to take it itself, and `withdrawn`. Who is asked says
/// `accepted`, or `refused` with its `ground`; who owns it says `handed-over` with another member in `to`, or `closed` with
/// outcome and check. Of any other holder `offered` is a proposal to the origin. Each is a signed record that goes to the
/// other member; the origin puts them in order. `If-Match` names what was seen.
#[utoipa::path(
    post,
    path = "/v1/signals/{id}/ownership",
    operation_id = "own",
    tag = "signals",
    params(
        ("id" = String, Path, description = "A version of the signal, in hex"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of how it was seen to stand, or `*`; needed"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/FollowUpStep"), content_type = "application/json"),
    responses(
        (status = 201, description = "Signed, and on its way; how it stands now", body = FollowUpItem, headers(
            ("ETag" = String, description = "Names how it stands, for `If-Match`"),
        )),
        OwnershipProblems,
    ),
)]
pub(super) async fn step(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let seen = seen(&headers).map_err(|e| Problem::malformed(vec![e]))?.ok_or_else(Problem::precondition_required)?;
    let step = FollowUpStep::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let id = record(&id, "signal").map_err(problem)?;
    let shown = service.follow_up_step(&actor, id, &seen, &step).await.map_err(problem)?;
    Ok(told(StatusCode::CREATED, &shown, lang))
}

fn told(status: StatusCode, shown: &FollowUpShown, lang: Language) -> Response {
    let tag = [(header::ETAG, format!("\"{}\"", shown.tag))];
    (tag, localised(status, &FollowUpItem::of(shown, lang), lang)).into_response()
}
