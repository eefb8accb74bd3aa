//! Reduced versions of a draft.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::DraftId;
use sluis_protocol::gates::reduce::Left;
use sluis_protocol::gates::table::OutcomeTable;
use sluis_schemas::calls::ReductionOf;
use sluis_schemas::messages::sentences;
use sluis_schemas::vocabulary::Language;
use utoipa::ToSchema;

use super::answer::localised;
use super::bodies::Draft;
use super::document::ReduceProblems;
use super::drafts::drafted;
use super::problem::Problem;
use super::request::{Caller, Id, JsonBytes, Lang, idempotency_key};
use crate::service::{self, Service, ServiceError};

/// For whom a draft is to be reduced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReduceFor {
    /// The member that should get it.
    pub r#for: String,
    /// The `name` of the proposal that is to become a draft; absent to look at them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub take: Option<String>,
}

/// The largest versions of a draft that may go to a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reductions {
    /// What the submission gate says of the draft whole.
    pub submit: String,
    /// The outcome of the draft whole, by member.
    pub members: BTreeMap<String, String>,
    /// The versions, that which leaves out least first. None where leaving out changes nothing; one with nothing left out
    /// where the member may have it whole.
    pub proposals: Vec<Proposal>,
    /// The language that texts are in.
    #[schema(example = "nl")]
    pub lang: String,
}

/// A version that may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// Names it: give it as `take` to make it a draft.
    pub name: String,
    /// What the draft has and it has not.
    pub left_out: Vec<LeftOut>,
    /// Places in it that may still tell what was left out (RFC 6901): a person looks at them before it is released.
    pub review: Vec<String>,
    /// Its outcome, by member.
    pub members: BTreeMap<String, String>,
}

/// Something left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Where it stands in the draft's submission (RFC 6901).
    pub pointer: String,
    /// `basis`, `category`, `subject`, `relation`, `measure` or `text`.
    pub what: String,
    /// In the reader's language, without content.
    pub text: String,
}

/// Propose the largest versions of an own draft that may go to a member
///
/// Without the person, without what stays home: it leaves out, and adds and changes nothing. With `take` one of them becomes
/// a draft of its own, to be looked at and released like any; the draft that it was made of stays. Texts are left out
/// whenever anything is: write them anew, by replacing the new draft's submission.
#[utoipa::path(
    post,
    path = "/v1/drafts/{id}/reductions",
    operation_id = "reduce",
    tag = "drafts",
    params(
        ("id" = String, Path, description = "The draft"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "Names this request, where it makes a \
            draft: repeated it gives the same draft"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    request_body = ReduceFor,
    responses(
        (status = 200, description = "The proposals; nothing is kept of them", body = Reductions),
        (status = 201, description = "The new draft", body = Draft, headers(
            ("Location" = String, description = "The draft"),
            ("ETag" = String, description = "Names this version of it, for `If-Match`"),
        )),
        ReduceProblems,
    ),
)]
pub(super) async fn reduce(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let key = idempotency_key(&headers).map_err(Problem::malformed)?;
    let ReductionOf { wanted, take } =
        ReductionOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let draft = DraftId(id);
    if let Some(name) = take {
        let name = name.parse().map_err(|_| Problem::internal())?;
        let kept = service.take_reduction(&actor, &draft, (&wanted, name), key.as_deref()).await.map_err(problem)?;
        return Ok(drafted(&kept, lang));
    }
    let found = service.reductions(&actor, &draft, &wanted).await.map_err(problem)?;
    Ok(localised(StatusCode::OK, &Reductions::of(&found, lang), sentences(lang)))
}

impl Reductions {
    fn of(found: &service::Reductions, lang: Language) -> Self {
        Self {
            submit: found.table.submit.outcome.to_string(),
            members: outcomes(&found.table),
            proposals: found.proposals.iter().map(|proposal| Proposal::of(proposal, lang)).collect(),
            lang: sentences(lang).to_string(),
        }
    }
}

impl Proposal {
    fn of(proposal: &service::Proposal, lang: Language) -> Self {
        let left = |left: &Left| LeftOut {
            pointer: left.pointer.clone(),
            what: left.what.as_str().to_owned(),
            text: left.message().text(lang).text,
        };
        Self {
            name: proposal.name.to_string(),
            left_out: proposal.reduction.left_out.iter().map(left).collect(),
            review: proposal.reduction.review.clone(),
            members: outcomes(&proposal.reduction.table),
        }
    }
}

fn outcomes(table: &OutcomeTable) -> BTreeMap<String, String> {
    table.members.iter().map(|(member, decision)| (member.to_string(), decision.outcome.to_string())).collect()
}
