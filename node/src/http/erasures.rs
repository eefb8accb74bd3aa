//! What is to be destroyed and is not yet, for the operator.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_schemas::calls::LetGo;
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
    /// Members that had a recalled signal and have not said within the deadline what became of it.
    pub overdue: Vec<OverdueErasure>,
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

/// What one member recalled, and another has not said what became of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OverdueErasure {
    /// Who recalled.
    pub from: String,
    /// Who has not said.
    pub to: String,
    /// How many signals.
    pub count: u64,
    /// Since when the oldest of them is recalled.
    #[schema(format = DateTime)]
    pub since: String,
}

impl From<crate::store::WaitingErasure> for WaitingErasure {
    fn from(stored: crate::store::WaitingErasure) -> Self {
        let crate::store::WaitingErasure { member, signer, count, since, is_mass } = stored;
        let why = if is_mass { "mass" } else { "clock" }.to_owned();
        Self { member: member.to_string(), signer: signer.to_string(), count, since: since.to_string(), why }
    }
}

impl From<crate::store::Outstanding> for OverdueErasure {
    fn from(stored: crate::store::Outstanding) -> Self {
        let Outstanding { from, to, count, since } = Outstanding::from(&stored);
        Self { from, to, count, since }
    }
}

/// What waits, and what is overdue elsewhere.
pub(super) async fn of(service: &Service) -> Result<Erasures, ServiceError> {
    let (waiting, overdue) = service.erasures().await?;
    Ok(Erasures {
        doubtful_clock: service.core().clock_is_doubtful(),
        waiting: waiting.into_iter().map(WaitingErasure::from).collect(),
        overdue: overdue.into_iter().map(OverdueErasure::from).collect(),
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
    let LetGo { reason } = LetGo::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let waited = control.let_destroy(reason).await.map_err(problem)?;
    Ok(json(StatusCode::OK, &waited))
}

impl Control {
    /// Lets go what waits, and says what that was.
    async fn let_destroy(&self, reason: String) -> Result<Erasures, ServiceError> {
        let waited = of(&self.service).await?;
        let node = self.service.node();
        // The journal's entries name a member; what waits may be of several, and any of them stands for the node.
        let member = self.service.directory().served_by(node).first().cloned();
        let member = member.ok_or(ServiceError::NotFound { what: "member", id: node.to_string() })?;
        self.service.let_destroy(self.actor(member), reason).await?;
        Ok(waited)
    }
}
