//! Disputes between members, what mediators find in them, and what was found before.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::journal::Actor;
use sluis_protocol::records::{DisputedClass, Found, Remedy};
use sluis_schemas::calls::PrecedentsOf;
use sluis_schemas::messages;
use sluis_schemas::vocabulary::{
    DisputeAnswer, DisputeGround, DisputeLevel, DisputeMatter, DisputeState, FindingOutcome, Language,
};
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::document::{AnswerProblems, CorrectProblems, ListProblems, RequestProblems, SearchProblems};
use super::paging::{limit, not_given, unreadable};
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Id, JsonBytes, Lang, idempotency_key, record};
use crate::service::{Call, DisputeList, DisputeShown, Precedent, Service, ServiceError};
use crate::store::Cursor;

/// A page of disputes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputePage {
    /// The disputes, newest first.
    pub items: Vec<DisputeItem>,
    /// Give it as `cursor` for the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A dispute, as the reader's member knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeItem {
    /// The record that opened it.
    pub id: String,
    /// The signal or request that it is about, by its first version; a mediator is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Who opened it.
    pub opener: String,
    /// With whom.
    pub against: String,
    /// What is disputed: a code of the list `dispute-matters`.
    pub matter: String,
    /// The same in words, in the reader's language.
    pub matter_label: String,
    /// Why: a code of the list `dispute-grounds`.
    pub ground: String,
    /// The ground in words, in the reader's language.
    pub ground_label: String,
    /// What who opened it says.
    pub words: String,
    /// A code of the list `dispute-states`.
    pub state: String,
    /// The state in words, in the reader's language.
    pub state_label: String,
    /// Who sees to it: a code of the list `dispute-levels`.
    pub level: String,
    /// The level in words, in the reader's language.
    pub level_label: String,
    /// The last day for that level.
    #[schema(format = Date)]
    pub due: String,
    /// Whether it goes on and that day is over.
    pub overdue: bool,
    /// Who mediates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediator: Option<String>,
    /// What was answered last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerItem>,
    /// What the mediator found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingItem>,
    /// When it was opened, or arrived.
    #[schema(format = DateTime)]
    pub opened: String,
    /// When that changed last.
    #[schema(format = DateTime)]
    pub changed: String,
}

/// What was answered in a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnswerItem {
    /// At which level: a code of the list `dispute-levels`.
    pub level: String,
    /// A code of the list `dispute-answers`.
    pub answer: String,
    /// The answer in words, in the reader's language.
    pub answer_label: String,
    /// Why.
    pub words: String,
}

/// What a mediator found. It opens no gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingItem {
    /// A code of the list `finding-outcomes`.
    pub outcome: String,
    /// The outcome in words, in the reader's language.
    pub outcome_label: String,
    /// The legal basis that it is about.
    pub basis: String,
    /// Whose pack is to be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Of which type the signals are that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// What they are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Why, as the mediator wrote it.
    pub words: String,
}

/// Findings, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Precedents {
    /// The findings: neither members nor records nor days.
    pub items: Vec<PrecedentItem>,
}

/// What was found before in a dispute of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PrecedentItem {
    /// In which year.
    pub year: i32,
    /// What was disputed: a code of the list `dispute-matters`.
    pub matter: String,
    /// The same in words, in the reader's language.
    pub matter_label: String,
    /// Why: a code of the list `dispute-grounds`.
    pub ground: String,
    /// The ground in words, in the reader's language.
    pub ground_label: String,
    /// How far up it came: a code of the list `dispute-levels`.
    pub level: String,
    /// What was found.
    pub finding: FindingItem,
}

fn label(lang: Language, list: &'static str, code: &str) -> String {
    messages::label(lang, list, code).text
}

impl DisputeItem {
    fn of(shown: &DisputeShown, lang: Language) -> Self {
        let DisputeShown { id, kept, is_overdue } = shown;
        let (case, state) = (&kept.case, kept.state());
        let answer = kept.answer.as_ref().map(|reply| AnswerItem {
            level: reply.level.to_string(),
            answer: reply.view.to_string(),
            answer_label: label(lang, DisputeAnswer::LIST, reply.view.as_str()),
            words: reply.words.to_string(),
        });
        Self {
            id: id.to_string(),
            record: kept.about.as_ref().map(|about| about.signal.to_string()),
            opener: kept.opener.to_string(),
            against: kept.against.to_string(),
            matter: case.matter.to_string(),
            matter_label: label(lang, DisputeMatter::LIST, case.matter.as_str()),
            ground: case.ground.to_string(),
            ground_label: label(lang, DisputeGround::LIST, case.ground.as_str()),
            words: case.words.to_string(),
            state: state.to_string(),
            state_label: label(lang, DisputeState::LIST, state.as_str()),
            level: kept.level.to_string(),
            level_label: label(lang, DisputeLevel::LIST, kept.level.as_str()),
            due: kept.due.to_string(),
            overdue: *is_overdue,
            mediator: kept.mediator.as_ref().map(ToString::to_string),
            answer,
            finding: kept.found().map(|found| FindingItem::of(found, lang)),
            opened: kept.at.to_string(),
            changed: kept.changed.to_string(),
        }
    }
}

impl FindingItem {
    fn of(found: &Found, lang: Language) -> Self {
        let outcome = found.outcome.outcome();
        let (basis, country, class) = match &found.outcome {
            Remedy::Agreement { basis } => (basis, None, None),
            Remedy::PackChange { country, class } => (&class.basis, Some(country.to_string()), Some(class)),
            Remedy::Gap { class } => (&class.basis, None, Some(class)),
        };
        Self {
            outcome: outcome.to_string(),
            outcome_label: label(lang, FindingOutcome::LIST, outcome.as_str()),
            basis: basis.to_string(),
            country,
            r#type: class.map(|DisputedClass { r#type, .. }| r#type.to_string()),
            purpose: class.map(|class| class.purpose.to_string()),
            words: found.words.to_string(),
        }
    }
}

impl PrecedentItem {
    fn of(precedent: &Precedent, lang: Language) -> Self {
        let Precedent { matter, ground, level, year, found } = precedent;
        Self {
            year: *year,
            matter: matter.to_string(),
            matter_label: label(lang, DisputeMatter::LIST, matter.as_str()),
            ground: ground.to_string(),
            ground_label: label(lang, DisputeGround::LIST, ground.as_str()),
            level: level.to_string(),
            finding: FindingItem::of(found, lang),
        }
    }
}

/// Open a dispute about a signal or a request
///
/// With the record's origin, or as its origin with who has it, in `with`. Of a request its refusal is disputed; of a signal its
/// conditions, its grading or who follows it up. Officers have five working days; a dispute that is answered, or whose term is
/// over, either member takes to the next level. The words name nobody.
#[utoipa::path(
    post,
    path = "/v1/disputes",
    operation_id = "open_dispute",
    tag = "disputes",
    params(
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it gives the same dispute, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Dispute"), content_type = "application/json"),
    responses(
        (status = 201, description = "Signed, and on its way to the other member", body = DisputeItem, headers(
            ("Location" = String, description = "The dispute"),
        )),
        CorrectProblems,
    ),
)]
pub(super) async fn open(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let call = Call { body: &body, key: key.as_deref() };
    let shown = service.open_dispute(&actor, call).await.map_err(|e| Problem::of(e, lang))?;
    let mut response = localised(StatusCode::CREATED, &DisputeItem::of(&shown, lang), lang);
    let location = format!("/v1/disputes/{}", shown.id).parse().map_err(|_| Problem::internal())?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// Which disputes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// `open` or `overdue`; where it is left out, all.
    #[param(pattern = "^(open|overdue)$")]
    list: Option<String>,
    /// The `next` of the page before, of the same list.
    #[param(pattern = "^[0-9a-f]{88}$")]
    cursor: Option<String>,
    /// Most disputes in the page: 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

impl Listing {
    fn read(&self, service: &Service, actor: &Actor) -> Result<(DisputeList, Option<Cursor>, u32), Vec<FieldError>> {
        let list = match self.list.as_deref() {
            None => Ok(DisputeList::All),
            Some("open") => Ok(DisputeList::Open),
            Some("overdue") => Ok(DisputeList::Overdue),
            Some(_) => Err(FieldError::named("list", "unknown-code", words("dispute-list", []))),
        };
        let limit = limit(self.limit.as_deref());
        let of = *list.as_ref().unwrap_or(&DisputeList::All);
        let place = |text: &str| service.dispute_place(&actor.member, of, text).ok_or_else(not_given);
        match (list, self.cursor.as_deref().map(place).transpose(), limit) {
            (Ok(list), Ok(after), Ok(limit)) => Ok((list, after, limit)),
            (list, after, limit) => Err([list.err(), after.err(), limit.err()].into_iter().flatten().collect()),
        }
    }
}

/// List the member's disputes, as a party or as a mediator
#[utoipa::path(
    get,
    path = "/v1/disputes",
    operation_id = "list_disputes",
    tag = "disputes",
    params(Listing, ("Accept-Language" = Option<String>, Header, description = "Language of labels")),
    responses((status = 200, description = "A page", body = DisputePage), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    listing: Result<Query<Listing>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(listing) = listing.map_err(unreadable).map_err(Problem::malformed)?;
    let (list, after, limit) = listing.read(&service, &actor).map_err(Problem::malformed)?;
    let (items, next) = service.disputes(&actor, list, after, limit).await.map_err(|e| Problem::of(e, lang))?;
    let items = items.iter().map(|shown| DisputeItem::of(shown, lang)).collect();
    Ok(localised(StatusCode::OK, &DisputePage { items, next }, lang))
}

/// Show a dispute
#[utoipa::path(
    get,
    path = "/v1/disputes/{id}",
    operation_id = "show_dispute",
    tag = "disputes",
    params(
        ("id" = String, Path, description = "The dispute"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels"),
    ),
    responses((status = 200, description = "How it stands", body = DisputeItem), RequestProblems),
)]
pub(super) async fn show(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let id = record(&id, "dispute").map_err(problem)?;
    let shown = service.dispute(&actor, id).await.map_err(problem)?;
    Ok(localised(StatusCode::OK, &DisputeItem::of(&shown, lang), lang))
}

/// Answer a dispute, take it to the next level, or withdraw it
///
/// Who was disputed with says `answered`, with `upheld` or `yielded` and why. Either member says `escalated` once it was
/// answered or its term is over: to the lawyers, then to the mediator named in `mediator`, then to the steering group. Who
/// opened it says `withdrawn`. From the lawyers on that is for a policy officer.
#[utoipa::path(
    post,
    path = "/v1/disputes/{id}/steps",
    operation_id = "step_dispute",
    tag = "disputes",
    params(
        ("id" = String, Path, description = "The dispute"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it is said once, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/DisputeStep"), content_type = "application/json"),
    responses((status = 201, description = "Signed, and on its way; how it stands now", body = DisputeItem), AnswerProblems),
)]
pub(super) async fn step(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e: ServiceError| Problem::of(e, lang);
    let (id, key) = (record(&id, "dispute").map_err(problem)?, idempotency_key(&headers).map_err(Problem::malformed)?);
    let call = Call { body: &body, key: key.as_deref() };
    let shown = service.dispute_step(&actor, id, call).await.map_err(problem)?;
    Ok(localised(StatusCode::CREATED, &DisputeItem::of(&shown, lang), lang))
}

/// Find in a dispute, as the mediator that it was brought to
///
/// The finding is signed for both members and ends the dispute. It opens no gate: it proposes an agreement or a change of a
/// pack, or counts as a legal gap. Its words name no member: others read them as a precedent.
#[utoipa::path(
    post,
    path = "/v1/disputes/{id}/finding",
    operation_id = "find_dispute",
    tag = "disputes",
    params(
        ("id" = String, Path, description = "The dispute"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it is said once, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Finding"), content_type = "application/json"),
    responses((status = 201, description = "Signed, and on its way to both", body = DisputeItem), AnswerProblems),
)]
pub(super) async fn find(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e: ServiceError| Problem::of(e, lang);
    let (id, key) = (record(&id, "dispute").map_err(problem)?, idempotency_key(&headers).map_err(Problem::malformed)?);
    let call = Call { body: &body, key: key.as_deref() };
    let shown = service.find(&actor, id, call).await.map_err(problem)?;
    Ok(localised(StatusCode::CREATED, &DisputeItem::of(&shown, lang), lang))
}

/// Search what mediators found before
///
/// In disputes of any member that this node serves: what was disputed and found, and not between whom. At most 100.
#[utoipa::path(
    post,
    path = "/v1/precedents/search",
    operation_id = "search_precedents",
    tag = "disputes",
    params(("Accept-Language" = Option<String>, Header, description = "Language of labels")),
    request_body(content = ref("#/components/schemas/PrecedentSearch"), content_type = "application/json"),
    responses((status = 200, description = "Findings, newest first", body = Precedents), SearchProblems),
)]
pub(super) async fn precedents(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e: ServiceError| Problem::of(e, lang);
    let of = PrecedentsOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let found = service.precedents(&actor, &of).await.map_err(problem)?;
    let items = found.iter().map(|precedent| PrecedentItem::of(precedent, lang)).collect();
    Ok(localised(StatusCode::OK, &Precedents { items }, lang))
}
