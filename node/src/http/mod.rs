//! The HTTP interface: what members' users and programs call.
//!
//! | look for | in |
//! |---|---|
//! | drafts and their release | `drafts` |
//! | reduced versions of them | `reduce` |
//! | signals held: lists, searches, one | `signals` |
//! | corrections, recalls, legal hold | [`recall`] |
//! | more members that a signal goes to: that may have it now, that another passes it on to | [`widen`] |
//! | whether members have something about an identifier | [`matches`] |
//! | when members are absent | [`absences`] |
//! | consents of origins | [`consents`] |
//! | who follows signals up, what has no owner or is overdue | [`follow_ups`] |
//! | disputes, what mediators find and found before | [`disputes`] |
//! | policy packs: in force, compared, put in force | [`packs`] |
//! | legal gaps, refusals that wait for their hand-over | [`gaps`] |
//! | what is held about a data subject, and the letter to them | [`subject`], `letter` |
//! | figures of half a year, of months, around a day; what of them is told | [`half_year`], [`questions`], [`trends`], [`displacement`], [`told`] |
//! | status, health, readiness | `status` |
//! | what arrives, as events | `events` |
//! | nothing is shown while the store is in quarantine | `quarantine` |
//! | how often and how much at once | `limits` |
//! | who calls, in which language, how large | [`request`] |
//! | what answers are made of | [`bodies`] |
//! | next steps for programs | [`action`] |
//! | lists that go on | `paging` |
//! | problem documents | [`problem`] |
//! | what holds for every request: log, time limit, headers | `shell` |
//! | the OpenAPI document | `document`, `schema` |
//! | the operator's socket | [`control`], [`erasures`], [`restored`] |
//! | figures for monitoring | `metrics` |
//! | listening and stopping | [`serve`] |
//!
//! It decides nothing: every question goes to [`crate::service::Service`]. Neither tokens nor content nor URIs are logged.

pub mod absences;
pub mod action;
mod answer;
pub mod bodies;
pub mod consents;
pub mod control;
pub mod displacement;
pub mod disputes;
mod document;
mod drafts;
pub mod erasures;
mod events;
pub mod follow_ups;
pub mod gaps;
pub mod half_year;
mod letter;
mod limits;
pub mod matches;
mod metrics;
pub mod packs;
mod paging;
pub mod problem;
mod quarantine;
pub mod questions;
pub mod recall;
mod reduce;
pub mod request;
pub mod requests;
pub mod restored;
mod schema;
pub mod serve;
mod shell;
mod signals;
mod status;
pub mod subject;
#[cfg(test)]
mod tests;
pub mod told;
pub mod trends;
pub mod what_if;
pub mod widen;

use std::sync::Arc;

use axum::Router;
use axum::extract::Extension;
use axum::http::StatusCode;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::service::Service;
use crate::settings;
use problem::Problem;

pub use control::{control_listener, control_router};
pub use metrics::metrics_router;
pub use serve::{HttpError, serve};

/// The members' interface of a node.
pub fn router(service: Service, limits: &settings::Limits) -> Router {
    let (router, document) = documented();
    let limits = Arc::new(limits::Limits::new(limits));
    let router = quarantine::guard(document::serve(router, document), service.clone());
    shell::around(router).layer(Extension(limits)).with_state(service)
}

/// The OpenAPI document of [`router`], as JSON.
#[cfg(test)]
#[must_use]
pub fn openapi() -> serde_json::Value {
    document::complete(documented().1)
}

fn documented() -> (Router<Service>, OpenApi) {
    OpenApiRouter::with_openapi(document::base())
        .routes(routes!(drafts::create))
        .routes(routes!(drafts::look, drafts::replace, drafts::change, drafts::discard))
        .routes(routes!(drafts::release))
        .routes(routes!(reduce::reduce))
        .routes(routes!(signals::list))
        .routes(routes!(signals::search))
        .routes(routes!(signals::show))
        .routes(routes!(signals::export))
        .routes(routes!(signals::receipts))
        .routes(routes!(recall::correct))
        .routes(routes!(recall::recall, recall::board))
        .routes(routes!(recall::account))
        .routes(routes!(recall::hold))
        .routes(routes!(what_if::what_if))
        .routes(routes!(widen::list))
        .routes(routes!(widen::widen))
        .routes(routes!(widen::relay))
        .routes(routes!(recall::reaffirm))
        .routes(routes!(follow_ups::show, follow_ups::step))
        .routes(routes!(follow_ups::list))
        .routes(routes!(absences::announce, absences::list))
        .routes(routes!(absences::end))
        .routes(routes!(disputes::open, disputes::list))
        .routes(routes!(disputes::show))
        .routes(routes!(disputes::step))
        .routes(routes!(disputes::find))
        .routes(routes!(disputes::precedents))
        .routes(routes!(consents::ask, consents::list))
        .routes(routes!(consents::show))
        .routes(routes!(consents::answer))
        .routes(routes!(events::follow))
        .routes(routes!(requests::ask, requests::list))
        .routes(routes!(matches::ask))
        .routes(routes!(matches::show))
        .routes(routes!(requests::show))
        .routes(routes!(requests::answer))
        .routes(routes!(requests::step))
        .routes(routes!(requests::rate))
        .routes(routes!(requests::pass_on))
        .routes(routes!(packs::in_force))
        .routes(routes!(packs::set))
        .routes(routes!(packs::activate))
        .routes(routes!(packs::compare))
        .routes(routes!(gaps::gaps))
        .routes(routes!(gaps::refusals))
        .routes(routes!(gaps::hand_over))
        .routes(routes!(subject::report))
        .routes(routes!(half_year::half_year))
        .routes(routes!(trends::trends))
        .routes(routes!(displacement::displacement))
        .routes(routes!(status::status))
        .routes(routes!(status::health))
        .routes(routes!(status::ready))
        .split_for_parts()
}

async fn no_such_route() -> Problem {
    Problem::of_status(StatusCode::NOT_FOUND).detail(problem::words("no-such-path", []))
}

async fn no_such_method() -> Problem {
    Problem::of_status(StatusCode::METHOD_NOT_ALLOWED).detail(problem::words("see-allow", []))
}
