//! JSON answers.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sluis_schemas::vocabulary::Language;

use super::problem::Problem;

/// A JSON answer.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => Problem::internal().into_response(),
    }
}

/// A JSON answer with sentences in a language.
pub(super) fn localised(status: StatusCode, body: &impl Serialize, lang: Language) -> Response {
    ([(header::CONTENT_LANGUAGE, lang.as_str())], json(status, body)).into_response()
}
