//! What holds for every request: a line in the log, a time limit, no panic, problem documents, headers.

use std::net::IpAddr;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use sluis_protocol::crypto::Crypto;
use sluis_schemas::vocabulary::Language;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use super::problem::{MEDIA_TYPE, Problem};
use super::request::reader;
use super::{no_such_method, no_such_route};
use crate::crypto::RingCrypto;

/// Longest that a request may take: shorter than a connection may be silent, and long enough to prove packs on a busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(50);
/// Where a call comes from, where it comes over a network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client(pub(super) Option<IpAddr>);

/// Version of the interface, as the NL API Design Rules want it in every answer.
pub(super) const API_VERSION: &str = "1.0.0";
/// Media type of what has no end.
const EVENTS: &str = "text/event-stream";
/// Largest answer that gets an entity tag: a page of signals is less.
const MAX_TAGGED: usize = 4 << 20;

/// Puts the shell around routes.
pub(super) fn around<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    within(TIME_LIMIT, router)
}

fn within<S: Clone + Send + Sync + 'static>(limit: Duration, router: Router<S>) -> Router<S> {
    router
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(from_fn(tag))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limit))
        .layer(CatchPanicLayer::custom(|_| Problem::internal().into_response()))
        .layer(from_fn(finish))
        .layer(from_fn(log))
}

/// The path's pattern is logged, never the path: it names what somebody looks for.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let start = tokio::time::Instant::now();
    let response = next.run(request).await;
    let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status = response.status().as_u16(), ms, "request");
    response
}

/// Makes a problem document of every failure that is none yet, and adds the headers that all answers have.
async fn finish(request: Request, next: Next) -> Response {
    let lang = reader(request.headers());
    let mut response = next.run(request).await;
    let status = response.status();
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t == MEDIA_TYPE);
    if (status.is_client_error() || status.is_server_error()) && !is_problem {
        let allow = response.headers().get(header::ALLOW).cloned();
        response = Problem::unexplained(status).into_response();
        allow.and_then(|allow| response.headers_mut().insert(header::ALLOW, allow));
    }
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        speak(&mut response, problem, lang);
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("api-version", HeaderValue::from_static(API_VERSION));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'none'"));
    response
}

/// Puts a problem in the reader's language, and says which languages it is in.
fn speak(response: &mut Response, problem: Problem, lang: Language) {
    let (problem, languages) = problem.in_language(lang);
    let languages: Vec<&str> = languages.into_iter().map(Language::as_str).collect();
    let (Ok(body), Ok(languages)) = (serde_json::to_vec(&problem), HeaderValue::from_str(&languages.join(", "))) else {
        return;
    };
    response.headers_mut().insert(header::CONTENT_LANGUAGE, languages);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(body);
}

/// Gives what was read its entity tag, after the version that the handler names if it does, and answers 304 to who has it already. The read is journalled all the same.
async fn tag(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let is_read = request.method() == Method::GET;
    let response = next.run(request).await;
    let streams = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t == EVENTS);
    if !is_read || response.status() != StatusCode::OK || streams {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_TAGGED).await else { return Problem::internal().into_response() };
    let digest = RingCrypto.sha256(&[&bytes]);
    let version = parts.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| tag.trim_matches('"'));
    let etag = version.map_or_else(|| format!("\"{digest}\""), |version| format!("\"{version}.{digest}\""));
    let has_it = known.is_some_and(|known| known.to_str().is_ok_and(|known| matches(known, &etag)));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        parts.headers.insert(header::ETAG, value);
    }
    if has_it {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn matches(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_panic_becomes_a_problem_that_says_nothing() {
        async fn panics() -> StatusCode {
            panic!("a secret")
        }
        let router: Router = around(Router::new().route("/x", axum::routing::get(panics)));
        let response = router.oneshot(Request::get("/x").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], MEDIA_TYPE);
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }

    #[tokio::test]
    async fn what_takes_too_long_is_a_problem_too() {
        let routes = Router::new().route("/x", axum::routing::get(std::future::pending::<StatusCode>));
        let router: Router = within(Duration::from_millis(1), routes);
        let response = router.oneshot(Request::get("/x").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(response.headers()[header::CONTENT_TYPE], MEDIA_TYPE);
    }

    #[test]
    fn entity_tags_match_in_lists_and_weakly() {
        assert!(matches("\"a\", W/\"b\"", "\"b\"") && matches("*", "\"b\""));
        assert!(!matches("\"a\"", "\"b\""));
    }
}
