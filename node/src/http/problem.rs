//! Problem documents (RFC 9457): the body of every answer that is not a success.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sluis_protocol::gates::table::OutcomeTable;
use sluis_schemas::messages::{self, Arg, Args};
use sluis_schemas::problem::Problem as Fault;
use sluis_schemas::vocabulary::Language;
use utoipa::ToSchema;

use super::bodies::{Reason, Table};
use crate::service::ServiceError;

/// Media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// Prefix of every problem's type.
const TYPE: &str = "urn:sluis:problem:";
/// Seconds after which to come back when the node could not decide now.
const RETRY_AFTER: u64 = 1;
/// Seconds after which a stream may have ended.
const RETRY_STREAM: u64 = 10;

/// What went wrong, as RFC 9457 lays it out. Never repeats what a signal says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Names the kind of problem.
    #[schema(example = "urn:sluis:problem:malformed")]
    pub r#type: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Everything that is wrong, at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The rule that says no, as `refused:<rule>`, or a missing role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why a gate says no, its first rule first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// The outcome table as it stands now, where that is what changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// Seconds after which to come back.
    #[serde(skip)]
    #[schema(ignore)]
    retry_after: Option<u64>,
    /// The language of the sentences in it.
    #[serde(skip)]
    #[schema(ignore)]
    lang: Option<Language>,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body; empty for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Name of a header, of a query parameter, or of what is not ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// A stable name of the fault.
    #[schema(example = "unknown-code")]
    pub code: String,
    /// What is wrong, in words.
    pub detail: String,
}

impl FieldError {
    /// About a place in the body.
    #[must_use]
    pub fn at(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.to_owned()), parameter: None, code: code.to_owned(), detail: detail.into() }
    }

    /// A fault of the body, in the reader's language.
    #[must_use]
    pub fn of(problem: &Fault, lang: Language) -> Self {
        Self::at(&problem.pointer, problem.fault.code(), problem.fault.message().text(lang).text)
    }

    /// About a header or a query parameter.
    #[must_use]
    pub fn named(parameter: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: None, parameter: Some(parameter.to_owned()), code: code.to_owned(), detail: detail.into() }
    }
}

impl Problem {
    /// A problem of a kind, without details.
    #[must_use]
    pub fn new(status: StatusCode, kind: &str, title: &str) -> Self {
        Self {
            r#type: format!("{TYPE}{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: None,
            errors: Vec::new(),
            rule: None,
            reasons: Vec::new(),
            table: None,
            retry_after: None,
            lang: None,
        }
    }

    /// The problem that a bare status stands for.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_lowercase();
        Self::new(status, &title.replace(' ', "-"), &title)
    }

    /// With what happened and what to do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With everything that is wrong.
    #[must_use]
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// Something in the request does not have its form.
    #[must_use]
    pub fn malformed(errors: Vec<FieldError>) -> Self {
        Self::malformed_in(errors, Language::En)
    }

    /// [`Self::malformed`], in the reader's language.
    #[must_use]
    pub fn malformed_in(errors: Vec<FieldError>, lang: Language) -> Self {
        let key = if errors.len() == 1 { "malformed-request-one" } else { "malformed-request-many" };
        let args = Args::from([("count".to_owned(), Arg::Text(errors.len().to_string()))]);
        let detail = messages::text(lang, key, &args);
        let malformed = Self::new(StatusCode::BAD_REQUEST, "malformed", "malformed request");
        Self { errors, lang: Some(detail.lang), ..malformed.detail(detail.text) }
    }

    /// What the service says, in the reader's language where a rule speaks.
    #[must_use]
    pub fn of(error: ServiceError, lang: Language) -> Self {
        let new = |status, kind, title| Self::new(status, kind, title).detail(error.to_string());
        match &error {
            ServiceError::Malformed(problems) => {
                Self::malformed_in(problems.iter().map(|problem| FieldError::of(problem, lang)).collect(), lang)
            }
            ServiceError::Refused(table) => Self::refused(table, lang),
            ServiceError::NotAllowed { rule } => Self::not_allowed(rule, lang),
            ServiceError::NotFound { .. } => new(StatusCode::NOT_FOUND, "not-found", "not found"),
            ServiceError::RequestEnded { .. } => {
                new(StatusCode::CONFLICT, "request-ended", "the request has come too far for this")
            }
            ServiceError::NotPermitted { .. } => {
                new(StatusCode::CONFLICT, "not-permitted", "the rules do not let it go there")
            }
            ServiceError::IdempotencyConflict => {
                new(StatusCode::CONFLICT, "idempotency-conflict", "another body under the same idempotency key")
            }
            ServiceError::TableChanged(draft) => {
                let table = Table::of(&draft.preview, Some(&draft.table), lang);
                let changed = new(StatusCode::CONFLICT, "table-changed", "the outcome table changed");
                Self { table: Some(table), lang: Some(lang), ..changed }
            }
            ServiceError::Changed => new(StatusCode::PRECONDITION_FAILED, "changed", "changed meanwhile"),
            ServiceError::AlreadyReleased { .. } => new(StatusCode::CONFLICT, "already-released", "already released"),
            ServiceError::TooLarge => new(StatusCode::PAYLOAD_TOO_LARGE, "record-too-large", "the record is too large"),
            ServiceError::Unsettled | ServiceError::Gone(_) | ServiceError::NoKey { .. } => {
                new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "not now")
            }
            ServiceError::Store(_) | ServiceError::Internal => {
                tracing::error!(%error, "a request failed");
                Self::internal()
            }
        }
    }

    /// Something that must not happen did: nothing is said of it but that.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "internal error")
            .detail("the node could not do this; its log says why")
    }

    /// What the layers around the routes refuse.
    #[must_use]
    pub fn unexplained(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::REQUEST_TIMEOUT => "it took longer than this node gives a request",
            _ => "the request could not be read",
        };
        Self::of_status(status).detail(detail)
    }

    /// Somebody calls too often.
    #[must_use]
    pub fn too_many_requests(seconds: u64) -> Self {
        let detail = format!("more calls than this node takes from one token or address: come back in {seconds} s");
        Self { retry_after: Some(seconds), ..Self::of_status(StatusCode::TOO_MANY_REQUESTS).detail(detail) }
    }

    /// Somebody follows too much at once.
    #[must_use]
    pub fn too_many_streams(most: u32) -> Self {
        let detail = format!("more streams at once than this node keeps open, {most} for one token: close one first");
        let many = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-streams", "too many streams");
        Self { retry_after: Some(RETRY_STREAM), ..many.detail(detail) }
    }

    /// A change without saying which version was seen.
    #[must_use]
    pub fn precondition_required() -> Self {
        let detail = "say which version was seen: `If-Match` with the `ETag` that it came with";
        let missing = FieldError::named("If-Match", "missing", "is missing");
        Self::of_status(StatusCode::PRECONDITION_REQUIRED).detail(detail).errors(vec![missing])
    }

    fn refused(table: &OutcomeTable, lang: Language) -> Self {
        let rule = table.submit.outcome.to_string();
        let reasons: Vec<Reason> = table.submit.reasons.iter().map(|r| Reason::of(r, lang)).collect();
        let field = |(reason, words): (&sluis_protocol::gates::Reason, &Reason)| {
            let code = reason.rule.as_ref().map_or_else(|| reason.kind.as_str().to_owned(), |r| format!("refused:{r}"));
            FieldError::at(reason.pointer.as_deref().unwrap_or_default(), &code, words.text.clone())
        };
        let errors = table.submit.reasons.iter().zip(&reasons).map(field).collect();
        let sentence = |r: &Reason| r.remedy.iter().fold(r.text.clone(), |text, remedy| format!("{text} {remedy}"));
        let detail = reasons.first().map(sentence);
        let title = messages::text(lang, "outcome-refused", &Args::new());
        let refused = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", &title.text);
        Self { detail, errors, rule: Some(rule), reasons, lang: Some(lang), ..refused }
    }

    fn not_allowed(rule: &str, lang: Language) -> Self {
        let forbidden = Self::new(StatusCode::FORBIDDEN, "not-allowed", "not allowed");
        let (detail, lang) = match rule.strip_prefix("needs-role-") {
            Some(role) => (format!("this takes the role `{role}`, which the token does not have"), Language::En),
            None => {
                let sentence = messages::text(lang, &format!("rule-{rule}"), &Args::new());
                (sentence.text, sentence.lang)
            }
        };
        Self { rule: Some(rule.to_owned()), lang: Some(lang), ..forbidden.detail(detail) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let lang = self.lang.unwrap_or(Language::En).as_str();
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let headers = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CONTENT_LANGUAGE, lang)];
        let mut response = (status, headers, body).into_response();
        match status {
            StatusCode::UNAUTHORIZED => {
                let scheme = HeaderValue::from_static("Bearer realm=\"sluis\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
            }
            _ => {}
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
