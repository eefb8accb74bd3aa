//! Requests: asked, answered, accepted, forwarded, refused, closed.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Progress, Side};
use sluis_protocol::journal::Actor;
use sluis_protocol::records::Notice;
use sluis_schemas::calls::{PassOn, RatingOf, RequestStep};
use sluis_schemas::messages;
use sluis_schemas::vocabulary::{Language, Rating};
use utoipa::{IntoParams, ToSchema};

use super::answer::localised;
use super::bodies::Draft;
use super::document::{AnswerProblems, DraftProblems, ListProblems, PassOnProblems, RequestProblems, StepProblems};
use super::drafts::drafted;
use super::paging::{limit, not_given, unreadable};
use super::problem::{FieldError, Problem, words};
use super::request::{Caller, Id, JsonBytes, Lang, idempotency_key, record};
use crate::service::{RequestShown, Service, ServiceError};
use crate::store::WhichRequests;

/// A page of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestPage {
    /// The requests, newest first.
    pub items: Vec<RequestItem>,
    /// Give it as `cursor` for the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A request between the reader's member and one other: how far it has come, no content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestItem {
    /// The request's record.
    pub id: String,
    /// `asking` where the reader's member asked, `asked` where it was asked.
    pub side: String,
    /// The other member.
    pub other: String,
    /// Rendered in the reader's language.
    pub title: String,
    /// What for. A reply for another purpose does not count.
    pub purpose: String,
    /// A code of the list `request-states`.
    pub state: String,
    /// The state in words, in the reader's language.
    pub state_label: String,
    /// Whether a reply still counts.
    pub open: bool,
    /// The member that it was forwarded to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_to: Option<String>,
    /// Why it was refused: a code of the list `refusal-grounds`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// The ground in words, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground_label: Option<String>,
    /// The law that the refusal rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// How far it was answered: `full` or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// How urgent it is: a code of the list `urgency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// When the answer is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_by: Option<String>,
    /// Whether it waits for an answer after that day; where none is named, or it was over, after 35 days.
    pub overdue: bool,
    /// What the reader's member, which asked, says of the answer: a code of the list `ratings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// The same in words, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating_label: Option<String>,
    /// When it was asked, or arrived.
    #[schema(format = DateTime)]
    pub at: String,
    /// When its state changed last.
    #[schema(format = DateTime)]
    pub changed: String,
}

impl RequestItem {
    fn of(shown: &RequestShown, lang: Language) -> Self {
        let RequestShown { id, other, request, signal, is_overdue } = shown;
        let state = request.progress.state();
        let mut item = Self {
            id: id.to_string(),
            side: match request.side {
                Side::Asking => "asking".to_owned(),
                Side::Asked => "asked".to_owned(),
            },
            other: other.to_string(),
            title: messages::title(lang, &signal.content).text,
            purpose: request.purpose.to_string(),
            state: state.to_string(),
            state_label: messages::label(lang, sluis_schemas::vocabulary::RequestState::LIST, state.as_str()).text,
            open: request.progress.is_open(),
            forwarded_to: None,
            ground: None,
            ground_label: None,
            basis: None,
            answer: None,
            urgency: signal.content.urgency.as_ref().map(|urgency| urgency.level.to_string()),
            due_by: signal.content.due_by.map(|day| day.to_string()),
            overdue: *is_overdue,
            rating: request.rating.map(|rating| rating.to_string()),
            rating_label: request.rating.map(|rating| messages::label(lang, Rating::LIST, rating.as_str()).text),
            at: request.at.to_string(),
            changed: request.changed.to_string(),
        };
        match &request.progress {
            Progress::Forwarded { to } => item.forwarded_to = Some(to.to_string()),
            Progress::Refused { ground, basis } => {
                let label = messages::label(lang, sluis_schemas::vocabulary::RefusalGround::LIST, ground.as_str());
                item.ground = Some(ground.to_string());
                item.ground_label = Some(label.text);
                item.basis = basis.as_ref().map(ToString::to_string);
            }
            Progress::Answered { answer } => item.answer = Some(answer.to_string()),
            Progress::Open | Progress::Accepted | Progress::PartlyAnswered | Progress::Closed => {}
        }
        item
    }
}

/// Notices that were signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notices {
    /// Their records, in hex; none where the same was said before.
    pub notices: Vec<String>,
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// `asking` or `asked`; both where it is left out.
    #[param(pattern = "^(asking|asked)$")]
    side: Option<String>,
    /// `true` or `false`: whether a reply still counts; both where it is left out.
    #[param(pattern = "^(true|false)$")]
    open: Option<String>,
    /// `true`: only those that wait for an answer after their term.
    #[param(pattern = "^true$")]
    overdue: Option<String>,
    /// The `next` of the page before, under the same conditions.
    #[param(pattern = "^[0-9a-f]{88}$")]
    cursor: Option<String>,
    /// Most requests in the page: 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// List the requests that the member asked or was asked, newest first
#[utoipa::path(
    get,
    path = "/v1/requests",
    operation_id = "list_requests",
    tag = "requests",
    params(Listing, ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels")),
    responses((status = 200, description = "A page: how far each has come, no content", body = RequestPage), ListProblems),
)]
pub(super) async fn list(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    listing: Result<Query<Listing>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(listing) = listing.map_err(unreadable).map_err(Problem::malformed)?;
    let (which, after, limit) = listing.read(&service, &actor).map_err(Problem::malformed)?;
    let (items, next) = service.requests(&actor, which, after, limit).await.map_err(|e| Problem::of(e, lang))?;
    let items = items.iter().map(|shown| RequestItem::of(shown, lang)).collect();
    Ok(localised(StatusCode::OK, &RequestPage { items, next }, lang))
}

type Asked = (WhichRequests, Option<u64>, u32);

impl Listing {
    fn read(&self, service: &Service, actor: &Actor) -> Result<Asked, Vec<FieldError>> {
        let unknown = |name: &str| FieldError::named(name, "unknown-code", words(name, []));
        let side = match self.side.as_deref() {
            None => Ok(None),
            Some("asking") => Ok(Some(Side::Asking)),
            Some("asked") => Ok(Some(Side::Asked)),
            Some(_) => Err(unknown("side")),
        };
        let open = self.open.as_deref().map(|given| given.parse().map_err(|_| unknown("open")));
        let open: Result<Option<bool>, _> = open.transpose();
        let overdue = match self.overdue.as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(service.today())),
            Some(_) => Err(unknown("overdue")),
        };
        let limit = limit(self.limit.as_deref());
        let which = WhichRequests {
            side: *side.as_ref().unwrap_or(&None),
            open: *open.as_ref().unwrap_or(&None),
            overdue: *overdue.as_ref().unwrap_or(&None),
        };
        let place = |text: &str| service.request_place(&actor.member, which, text).ok_or_else(not_given);
        let after = self.cursor.as_deref().map(place).transpose();
        match (side, open, overdue, after, limit) {
            (Ok(_), Ok(_), Ok(_), Ok(after), Ok(limit)) => Ok((which, after, limit)),
            (side, open, overdue, after, limit) => {
                let faults = [side.err(), open.err(), overdue.err(), after.err(), limit.err()];
                Err(faults.into_iter().flatten().collect())
            }
        }
    }
}

/// Show how far a request has come with each member it is kept with
#[utoipa::path(
    get,
    path = "/v1/requests/{id}",
    operation_id = "show_request",
    tag = "requests",
    params(
        ("id" = String, Path, description = "The request's record, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of titles and labels"),
    ),
    responses((status = 200, description = "The request, once for each other member", body = RequestPage), RequestProblems),
)]
pub(super) async fn show(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let shown = service.request(&actor, record(&id, "request").map_err(problem)?).await.map_err(problem)?;
    let items = shown.iter().map(|shown| RequestItem::of(shown, lang)).collect();
    Ok(localised(StatusCode::OK, &RequestPage { items, next: None }, lang))
}

/// Draft a question to one member
///
/// The body is a submission of type `request`, judged and kept as a draft; its release asks the question.
#[utoipa::path(
    post,
    path = "/v1/requests",
    operation_id = "ask",
    tag = "requests",
    params(
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it gives the same draft, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(
        content = ref("#/components/schemas/Submission"),
        content_type = "application/json",
        description = "The question, at most 1 MiB",
    ),
    responses(
        (status = 201, description = "The draft with its outcome table", body = Draft, headers(
            ("Location" = String, description = "The draft"),
            ("ETag" = String, description = "Names this version of it, for `If-Match`"),
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
    let draft = service.ask(&actor, &body, key.as_deref()).await.map_err(|e| Problem::of(e, lang))?;
    Ok(drafted(&draft, lang))
}

/// Draft an answer to a request that the member was asked
///
/// The body is a submission with `answer`; `inReplyTo` and an audience of who asked are filled in where they are left
/// out. Its release answers.
#[utoipa::path(
    post,
    path = "/v1/requests/{id}/replies",
    operation_id = "answer",
    tag = "requests",
    params(
        ("id" = String, Path, description = "The request's record, in hex"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it gives the same draft, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(
        content = ref("#/components/schemas/Reply"),
        content_type = "application/json",
        description = "The answer, at most 1 MiB",
    ),
    responses(
        (status = 201, description = "The draft with its outcome table", body = Draft, headers(
            ("Location" = String, description = "The draft"),
            ("ETag" = String, description = "Names this version of it, for `If-Match`"),
        )),
        AnswerProblems,
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
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let id = record(&id, "request").map_err(|e| Problem::of(e, lang))?;
    let draft = service.answer(&actor, id, &body, key.as_deref()).await.map_err(|e| Problem::of(e, lang))?;
    Ok(drafted(&draft, lang))
}

/// Say what becomes of a request
///
/// Who was asked says `accepted`, `forwarded` with the member in `to`, or `refused` with its `ground`; who asked says
/// `closed`. Each is a signed record that goes to the other member. Saying the same again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/requests/{id}/steps",
    operation_id = "step",
    tag = "requests",
    params(
        ("id" = String, Path, description = "The request's record, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/RequestStep"), content_type = "application/json"),
    responses(
        (status = 200, description = "The same was said before", body = Notices),
        (status = 201, description = "Signed, and on its way", body = Notices),
        StepProblems,
    ),
)]
pub(super) async fn step(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let step = RequestStep::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let notice = match step {
        RequestStep::Accepted => Notice::Accepted,
        RequestStep::Forwarded { to } => Notice::Forwarded { to },
        RequestStep::Refused { ground, basis } => Notice::Refused { ground, basis },
        RequestStep::Closed => Notice::Closed,
    };
    let said = service.notify(&actor, record(&id, "request").map_err(problem)?, &notice).await.map_err(problem)?;
    let status = if said.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    Ok(localised(status, &Notices { notices: said.iter().map(ToString::to_string).collect() }, lang))
}

/// Say of the answer to an own request whether it helped
///
/// It stays with the member that asked: who answered does not learn of it. The last word counts, and figures tell it by country
/// alone. `of` names whose answer, where more than one member answered.
#[utoipa::path(
    post,
    path = "/v1/requests/{id}/rating",
    operation_id = "rate_answer",
    tag = "requests",
    params(
        ("id" = String, Path, description = "The request's record, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Rating"), content_type = "application/json"),
    responses((status = 204, description = "It is kept, or was before"), StepProblems),
)]
pub(super) async fn rate(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, Problem> {
    let problem = |e| Problem::of(e, lang);
    let given = RatingOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    service.rate(&actor, record(&id, "request").map_err(problem)?, &given).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let an own request go on to the member that it was forwarded to, or to another one once an answer is overdue
///
/// Where it was forwarded: needed where it holds personal data or other categories; without any it goes by itself. Where an
/// answer is overdue it goes by this alone, such as to a coordinator. Either way it goes where the rules let it go.
#[utoipa::path(
    post,
    path = "/v1/requests/{id}/pass-on",
    operation_id = "pass_on",
    tag = "requests",
    params(
        ("id" = String, Path, description = "The request's record, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/PassOn"), content_type = "application/json"),
    responses((status = 204, description = "It goes, or went before"), PassOnProblems),
)]
pub(super) async fn pass_on(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, Problem> {
    let problem = |e| Problem::of(e, lang);
    let call = PassOn::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    service.pass_on(&actor, record(&id, "request").map_err(problem)?, &call.to).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}
