//! Correcting, recalling and reaffirming own signals, and legal hold.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sluis_protocol::register::Directory;
use sluis_schemas::calls::{HoldOf, RecallOf};
use sluis_schemas::messages::label;
use sluis_schemas::vocabulary::{Language, RecallGround};
use sluis_schemas::{MemberId, Timestamp};
use utoipa::ToSchema;

use super::answer::{json, localised};
use super::bodies::{self, Delivery, Draft};
use super::document::{BoardProblems, CorrectProblems, StepProblems};
use super::drafts::drafted;
use super::problem::Problem;
use super::request::{Caller, Id, JsonBytes, Lang, idempotency_key, record};
use crate::clock;
use crate::service::{Recalled, Service, ServiceError};
use crate::store::{Delivery as Stored, Told, Version};

/// A recall that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecallGiven {
    /// The recall's record, in hex.
    pub recall: String,
}

/// How far a recall has come at everybody who had the signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecallBoard {
    /// The signal: its first version, in hex.
    pub signal: String,
    /// The recall's record, in hex.
    pub recall: String,
    /// Why it was recalled: a code of the list `recall-grounds`.
    pub ground: String,
    /// The ground in words, in the reader's language.
    pub ground_label: String,
    /// When it was recalled.
    #[schema(format = DateTime)]
    pub at: String,
    /// When each holder must have destroyed it, or said that it is restricted.
    #[schema(format = DateTime)]
    pub deadline: String,
    /// Whether each holder has said that it no longer holds it, or that it is restricted.
    pub complete: bool,
    /// How often users of this member exported it: those copies are theirs to destroy.
    pub exports: u64,
    /// By member: everybody who had it.
    pub members: BTreeMap<String, RecallAt>,
    /// Members that it was released to and never went to.
    pub not_sent: Vec<String>,
}

/// How far a recall has come at one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecallAt {
    /// The member's name in the register.
    pub name: String,
    /// `told` (no receipt yet), `closed` (nobody there reads it any more), `relinquished` (destroyed; a neighbour on its
    /// node may hold it still), `erased` (destroyed, and nobody on its node holds it), `restricted` (under legal hold,
    /// unread), `absent` (it never came there).
    pub state: String,
    /// When the recall was let out to it, or to who passes it on.
    #[schema(format = DateTime)]
    pub told: String,
    /// When its receipt for the recall came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub closed: Option<String>,
    /// When its receipt came that says what became of the signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub said: Option<String>,
    /// Whether the deadline passed without that.
    pub overdue: bool,
    /// The member that passed it on there, and passes on the recall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// Where every version of an own signal went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The signal: its first version, in hex.
    pub signal: String,
    /// Its versions, the newest last.
    pub versions: Vec<AccountOf>,
    /// How far its recall has come; none where it was not recalled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<RecallBoard>,
}

/// Where one version went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountOf {
    /// Its record, in hex.
    pub id: String,
    /// Its number, from 1.
    pub version: u32,
    /// When it was released.
    #[schema(format = DateTime)]
    pub at: String,
    /// What became of it at each member that it was released to, or that a relay was to pass it on to.
    pub members: BTreeMap<String, Delivery>,
}

impl RecallBoard {
    fn of(recalled: &Recalled, directory: &Directory, lang: Language) -> Self {
        let Recalled { signal, board, deadline } = recalled;
        let member = |(id, told): (&MemberId, &Told)| (id.to_string(), RecallAt::of(id, told, *deadline, directory));
        let members: BTreeMap<String, RecallAt> = board.members.iter().map(member).collect();
        Self {
            signal: signal.to_string(),
            recall: board.recall.to_string(),
            ground: board.ground.to_string(),
            ground_label: label(lang, RecallGround::LIST, board.ground.as_str()).text,
            at: board.at.to_string(),
            deadline: deadline.to_string(),
            complete: members.values().all(|member| member.said.is_some()),
            exports: board.exports,
            members,
            not_sent: board.not_sent.iter().map(ToString::to_string).collect(),
        }
    }
}

impl RecallAt {
    fn of(id: &MemberId, told: &Told, deadline: Timestamp, directory: &Directory) -> Self {
        let state = match (&told.said, told.closed) {
            (Some((state, _)), _) => bodies::code(state),
            (None, Some(_)) => "closed".to_owned(),
            (None, None) => "told".to_owned(),
        };
        Self {
            name: directory.member(id).map(|member| member.name.clone()).unwrap_or_default(),
            state,
            told: told.told.to_string(),
            closed: told.closed.map(|at| at.to_string()),
            said: told.said.map(|(_, at)| at.to_string()),
            overdue: told.said.is_none() && deadline < clock::now(),
            through: told.through.as_ref().map(ToString::to_string),
        }
    }
}

/// Draft a correction of an own signal
///
/// The body is a submission, judged and kept as a draft; its release takes the place of the version before, at everybody
/// who holds that. Who may not have the new version has it taken back.
#[utoipa::path(
    post,
    path = "/v1/signals/{id}/corrections",
    operation_id = "correct",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record of any of its versions, in hex"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this call: repeated with the \
            same body it gives the same draft, with another body a 409"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(
        content = ref("#/components/schemas/Submission"),
        content_type = "application/json",
        description = "The whole signal as it should have been, at most 1 MiB",
    ),
    responses(
        (status = 201, description = "The draft with its outcome table", body = Draft, headers(
            ("Location" = String, description = "The draft"),
            ("ETag" = String, description = "Names this version of it, for `If-Match`"),
        )),
        CorrectProblems,
    ),
)]
pub(super) async fn correct(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let id = record(&id, "signal").map_err(|e| Problem::of(e, lang))?;
    let draft = service.correct(&actor, id, &body, key.as_deref()).await.map_err(|e| Problem::of(e, lang))?;
    Ok(drafted(&draft, lang))
}

/// Recall an own signal in all its versions
///
/// Nobody reads it from then on, here at once and elsewhere when the recall arrives; each holder destroys it after a
/// grace and says so in a receipt. It cannot be undone. Repeating it gives the same recall.
#[utoipa::path(
    post,
    path = "/v1/signals/{id}/recall",
    operation_id = "recall",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record of any of its versions, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Recall"), content_type = "application/json"),
    responses(
        (status = 200, description = "It was recalled before", body = RecallGiven),
        (status = 201, description = "Signed, and on its way", body = RecallGiven, headers(
            ("Location" = String, description = "How far it has come"),
        )),
        StepProblems,
    ),
)]
pub(super) async fn recall(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let call = RecallOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let id = record(&id, "signal").map_err(problem)?;
    let (recall, is_new) = service.recall(&actor, id, call.ground).await.map_err(problem)?;
    let given = RecallGiven { recall: recall.to_string() };
    if !is_new {
        return Ok(json(StatusCode::OK, &given));
    }
    let location = [(header::LOCATION, format!("/v1/signals/{id}/recall"))];
    Ok((location, json(StatusCode::CREATED, &given)).into_response())
}

/// Show how far a recall has come
///
/// Everybody who had the signal, since when each knows of the recall, and what each has said became of it. A receipt is
/// a signed statement, not a proof that nothing is left.
#[utoipa::path(
    get,
    path = "/v1/signals/{id}/recall",
    operation_id = "show_recall",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record of any of its versions, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels"),
    ),
    responses((status = 200, description = "The board", body = RecallBoard), BoardProblems),
)]
pub(super) async fn board(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let recalled = service.board(&actor, record(&id, "signal").map_err(problem)?).await.map_err(problem)?;
    Ok(localised(StatusCode::OK, &RecallBoard::of(&recalled, &service.directory(), lang), lang))
}

/// Show where every version of an own signal went
///
/// No content: who was to have it, who has it, and since when; and how far its recall has come.
#[utoipa::path(
    get,
    path = "/v1/signals/{id}/account",
    operation_id = "account",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record of any of its versions, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of labels"),
    ),
    responses((status = 200, description = "Versions and members", body = Account), BoardProblems),
)]
pub(super) async fn account(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let (versions, recalled) =
        service.account(&actor, record(&id, "signal").map_err(problem)?).await.map_err(problem)?;
    let of = |(version, members): &(Version, BTreeMap<MemberId, Stored>)| AccountOf {
        id: version.id.to_string(),
        version: version.version,
        at: version.at.to_string(),
        members: members.iter().map(|(member, stored)| (member.to_string(), Delivery::from(stored))).collect(),
    };
    let signal = versions.first().map(|(version, _)| version.id.to_string()).unwrap_or_default();
    let recall = recalled.map(|recalled| RecallBoard::of(&recalled, &service.directory(), lang));
    let account = Account { signal, versions: versions.iter().map(of).collect(), recall };
    Ok(localised(StatusCode::OK, &account, lang))
}

/// Say that an own signal stands
///
/// After a key of the member was revoked: what it signed counts no more where nobody had it before the key was
/// compromised, until the member attests it with a key that counts. Everybody who has the signal is told so. Saying it
/// again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/signals/{id}/reaffirmation",
    operation_id = "reaffirm",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record of any of its versions, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    responses((status = 204, description = "It is being signed, and goes to everybody who has the signal"), StepProblems),
)]
pub(super) async fn reaffirm(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let problem = |e| Problem::of(e, lang);
    service.reaffirm(&actor, record(&id, "signal").map_err(problem)?).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a record under legal hold, or lift the hold
///
/// Under hold nobody reads it and nothing destroys it; who disclosed it is told so in a receipt. The reason goes into
/// the journal.
#[utoipa::path(
    put,
    path = "/v1/signals/{id}/hold",
    operation_id = "hold",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record, in hex"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body(content = ref("#/components/schemas/Hold"), content_type = "application/json"),
    responses((status = 204, description = "It is so, now or since before"), StepProblems),
)]
pub(super) async fn hold(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, Problem> {
    let problem = |e| Problem::of(e, lang);
    let HoldOf { on, reason } = HoldOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    service.hold(&actor, record(&id, "signal").map_err(problem)?, on, reason).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}
