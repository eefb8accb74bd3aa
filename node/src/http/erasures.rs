//! What is to be destroyed and is not yet, for the operator.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_schemas::calls::Reasoned;
use utoipa::ToSchema;

use super::answer::json;
use super::bodies::Outstanding;
use super::control::Control;
use super::problem::Problem;
use super::request::{JsonBytes, Lang};
use crate::service::{Service, ServiceError};

/// What is to be destroyed and is not yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Erasures {
    /// Whether the clock disagrees with the peers' clocks, so that nothing is destroyed by it.
    pub doubtful_clock: bool,
    /// What waits for the operator.
    pub waiting: Vec<WaitingErasure>,
    /// Who recalled, and who had the signals and has not said within the deadline what became of them.
    pub overdue: Vec<Outstanding>,
}

/// Records of one signer that wait to be destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitingErasure {
    /// The member here that holds them.
    pub member: String,
    /// Who signed them, and ended them.
    pub signer: String,
    /// How many.
    pub count: u64,
    /// Since when the oldest of them is ended.
    #[schema(format = DateTime)]
    pub since: String,
    /// `mass`: more of one member's at once than goes by itself; `clock`: due by a clock that is doubted.
    pub why: String,
}

impl From<crate::store::WaitingErasure> for WaitingErasure {
    fn from(stored: crate::store::WaitingErasure) -> Self {
        let crate::store::WaitingErasure { member, signer, count, since, is_mass } = stored;
        let why = if is_mass { "mass" } else { "clock" }.to_owned();
        Self { member: member.to_string(), signer: signer.to_string(), count, since: since.to_string(), why }
    }
}

/// What waits, and what is overdue elsewhere.
pub(super) async fn of(service: &Service) -> Result<Erasures, ServiceError> {
    let (waiting, overdue) = service.erasures().await?;
    Ok(Erasures {
        doubtful_clock: service.core().clock_is_doubtful(),
        waiting: waiting.into_iter().map(WaitingErasure::from).collect(),
        overdue: overdue.iter().map(Outstanding::from).collect(),
    })
}

pub(super) async fn list(State(control): State<Control>, Lang(lang): Lang) -> Result<Response, Problem> {
    let erasures = of(&control.service).await.map_err(|e| Problem::of(e, lang))?;
    Ok(json(StatusCode::OK, &erasures))
}

/// Lets go what waits, and says what that was.
pub(super) async fn let_go(
    State(control): State<Control>,
    Lang(lang): Lang,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let Reasoned { reason } = Reasoned::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let waited = of(&control.service).await.map_err(problem)?;
    control.service.let_destroy(control.operator.clone(), reason).await.map_err(problem)?;
    Ok(json(StatusCode::OK, &waited))
}
