//! What the gates say today of a signal that a member holds.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::gates::{Decision, PERMITTED};
use sluis_schemas::messages::{Message, sentences};
use sluis_schemas::vocabulary::Language;
use utoipa::ToSchema;

use super::answer::localised;
use super::bodies::{Delivery, Reason};
use super::document::ShowProblems;
use super::problem::Problem;
use super::request::{Caller, Id, Lang, record};
use super::signals::with_headers;
use crate::service::{By, Service, WhatIf as Judged};

/// Deliveries by which a member has a signal, or is to have it.
const HAS_IT: [&str; 4] = ["waiting", "sent", "accepted", "deferred"];

/// What the gates say today of a signal, for each member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// The record that was judged, in hex: of an own signal, its newest version.
    pub id: String,
    /// `origin`: from all facts, what it would be to disclose it now. `holder`: what an order of its origin, that this member
    /// pass it on, could come to at best.
    pub judged_by: String,
    /// By member.
    pub members: BTreeMap<String, MemberNow>,
    /// What a holder cannot know; empty at the origin.
    pub unknown: Vec<Unknown>,
    /// The language that texts are in.
    #[schema(example = "nl")]
    pub lang: String,
}

/// What the gates say for one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberNow {
    /// The outcome at the origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The outcome at best, as a holder can know it: a no is certain, a yes is for the origin to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_best: Option<String>,
    /// Why, the outcome's rule first.
    pub reasons: Vec<Reason>,
    /// What became of it there; none where it did not go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has: Option<Delivery>,
    /// `more` where it may go now and did not, `less` where it went and may not go now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
}

/// Something that a holder cannot know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unknown {
    /// `audience`, `consent` or `request`.
    pub code: String,
    /// In the reader's language.
    pub text: String,
}

/// Say what the gates make today of a signal that this member holds
///
/// Of an own one: the outcome for each member as of now, beside what became of it there. Of another's: what an order to
/// pass it on could come to at best, from what was signed and the register. Whom its origin means it for, whom it excludes and
/// what it consents to never leave the origin. The latter is a read, journalled with its purpose and case. Nothing is sent.
#[utoipa::path(
    get,
    path = "/v1/signals/{id}/what-if",
    operation_id = "whatIf",
    tag = "signals",
    params(
        ("id" = String, Path, description = "The record, in hex; of an own signal that of any version"),
        ("Sluis-Purpose" = Option<String>, Header, max_length = 200,
            description = "For what another's is read: a purpose among the member's mandates"),
        ("Sluis-Case" = Option<String>, Header, max_length = 200,
            description = "In which case; needed where another's holds personal data"),
        ("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`"),
    ),
    responses((status = 200, description = "The outcomes", body = WhatIf), ShowProblems),
)]
pub(super) async fn what_if(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let record = record(&id, "signal").map_err(problem)?;
    let judged = service.what_if(&actor, record).await.map_err(|e| with_headers(e, &actor, problem))?;
    Ok(localised(StatusCode::OK, &WhatIf::of(&judged, lang), sentences(lang)))
}

impl WhatIf {
    fn of(judged: &Judged, lang: Language) -> Self {
        let members = judged.members.iter().map(|(member, decision)| {
            let has = match &judged.by {
                By::Origin(has) => Some(has.get(member).map(Delivery::from)),
                By::Holder { .. } => None,
            };
            (member.to_string(), MemberNow::of(decision, has, lang))
        });
        let (judged_by, unknown) = match judged.by {
            By::Origin(_) => ("origin", Vec::new()),
            By::Holder { is_reply: false } => ("holder", vec!["audience", "consent"]),
            By::Holder { is_reply: true } => ("holder", vec!["audience", "consent", "request"]),
        };
        let text = |code: &str| Message::plain(format!("whatif-unknown-{code}")).text(lang).text;
        Self {
            id: judged.record.to_string(),
            judged_by: judged_by.to_owned(),
            members: members.collect(),
            unknown: unknown.into_iter().map(|code| Unknown { code: code.to_owned(), text: text(code) }).collect(),
            lang: sentences(lang).to_string(),
        }
    }
}

impl MemberNow {
    /// `has` is what became of it, where that is known at all.
    fn of(decision: &Decision, has: Option<Option<Delivery>>, lang: Language) -> Self {
        let outcome = decision.outcome.to_string();
        let reasons = decision.reasons.iter().map(|reason| Reason::of(reason, lang)).collect();
        let Some(has) = has else {
            return Self { outcome: None, at_best: Some(outcome), reasons, has: None, change: None };
        };
        let went = has.as_ref().is_some_and(|has| HAS_IT.contains(&has.state.as_str()));
        let change = match (outcome == PERMITTED, went) {
            (true, false) if has.is_none() => Some("more".to_owned()),
            (false, true) => Some("less".to_owned()),
            _ => None,
        };
        Self { outcome: Some(outcome), at_best: None, reasons, has, change }
    }
}
