//! While the store is in quarantine nothing of it is shown and nothing is taken in: every call under `/v1/` is answered
//! so, whoever calls, but for the interface's own description.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use crate::service::Service;

/// What is told to everybody at all times.
const DESCRIPTION: &str = "/v1/openapi.json";

/// Puts the guard before routes.
pub(super) fn guard(router: Router<Service>, service: Service) -> Router<Service> {
    router.layer(from_fn_with_state(service, keep_out))
}

async fn keep_out(State(service): State<Service>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if service.is_quarantined() && path.starts_with("/v1/") && path != DESCRIPTION {
        return Problem::quarantined().into_response();
    }
    next.run(request).await
}
