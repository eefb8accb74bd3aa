//! Problem documents (RFC 9457): the body of every answer that is not a success.

use std::collections::BTreeSet;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Closed, MatchQuota, NotProven};
use sluis_protocol::envelope::MAX_RECORD;
use sluis_protocol::gates::table::OutcomeTable;
use sluis_schemas::messages::{self, Arg, Args, Message, Text};
use sluis_schemas::problem::Problem as Fault;
use sluis_schemas::vocabulary::{Language, RequestState, UserRole};
use sluis_schemas::{Date, Timestamp};
use utoipa::ToSchema;

use super::bodies::{Reason, Table};
use crate::clock;
use crate::service::{PacksRefused, ServiceError};

/// Media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// Prefix of every problem's type.
const TYPE: &str = "urn:sluis:problem:";
/// Seconds after which to come back when the node could not decide now.
const RETRY_AFTER: u64 = 1;
/// Seconds after which peers may have confirmed.
const RETRY_QUARANTINE: u64 = 10;
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
    /// Since when it is so, for what is no longer to be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub since: Option<String>,
    /// Exports that users of the member made of it: those copies are theirs to destroy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exports: Option<Exports>,
    /// The signal that was recalled, in hex, where that is what was submitted again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
    /// What was refused and belongs to another channel, in hex: its hand-over is still to be recorded, at
    /// `/v1/refusals/{id}/hand-over`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Seconds after which to come back.
    #[serde(skip)]
    #[schema(ignore)]
    retry_after: Option<u64>,
    /// The detail before it is in any language.
    #[serde(skip)]
    #[schema(ignore)]
    said: Option<Message>,
    /// The language of reasons and tables in it.
    #[serde(skip)]
    #[schema(ignore)]
    lang: Option<Language>,
}

/// Exports that were made of something that is no longer to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Exports {
    /// How many.
    pub count: u64,
    /// Who made them, as far as the journal still says.
    pub users: Vec<String>,
}

/// Words of a problem: a message, which the answer puts in the reader's language, or English as it stands.
#[derive(Debug, Clone)]
pub enum Words {
    /// In the reader's language.
    Message(Message),
    /// As it stands.
    Plain(String),
}

impl From<Message> for Words {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl Words {
    /// The words in English, and the message they come from.
    fn taken(self) -> (String, Option<Message>) {
        match self {
            Self::Message(message) => (message.text(Language::En).text, Some(message)),
            Self::Plain(text) => (text, None),
        }
    }
}

/// A message of this interface: `problem-` and the key.
#[must_use]
pub fn words<const N: usize>(key: &str, args: [(&str, Arg); N]) -> Message {
    let args: Args = args.into_iter().map(|(name, arg)| (name.to_owned(), arg)).collect();
    Message::new(format!("problem-{key}"), args)
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
    /// The words before they are in any language.
    #[serde(skip)]
    #[schema(ignore)]
    said: Option<Box<Message>>,
}

impl FieldError {
    /// About a place in the body.
    #[must_use]
    pub fn at(pointer: &str, code: &str, detail: impl Into<Words>) -> Self {
        let (detail, said) = detail.into().taken();
        let said = said.map(Box::new);
        Self { pointer: Some(pointer.to_owned()), parameter: None, code: code.to_owned(), detail, said }
    }

    /// A fault of the body.
    #[must_use]
    pub fn of(problem: &Fault) -> Self {
        Self::at(&problem.pointer, problem.fault.code(), problem.fault.message())
    }

    /// About a header or a query parameter.
    #[must_use]
    pub fn named(parameter: &str, code: &str, detail: impl Into<Words>) -> Self {
        let (detail, said) = detail.into().taken();
        let said = said.map(Box::new);
        Self { pointer: None, parameter: Some(parameter.to_owned()), code: code.to_owned(), detail, said }
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
            since: None,
            exports: None,
            signal: None,
            refusal: None,
            retry_after: None,
            said: None,
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
    pub fn detail(mut self, detail: impl Into<Words>) -> Self {
        let (detail, said) = detail.into().taken();
        (self.detail, self.said) = (Some(detail), said);
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
        let key = if errors.len() == 1 { "malformed-one" } else { "malformed-many" };
        let detail = words(key, [("count", Arg::Text(errors.len().to_string()))]);
        Self::new(StatusCode::BAD_REQUEST, "malformed", "malformed request").detail(detail).errors(errors)
    }

    /// What the service says; reasons and tables in the reader's language.
    #[must_use]
    pub fn of(error: ServiceError, lang: Language) -> Self {
        let new = |status, kind, title| {
            let problem = Self::new(status, kind, title);
            match message(&error) {
                Some(message) => problem.detail(message),
                None => problem.detail(error.to_string()),
            }
        };
        match &error {
            ServiceError::Malformed(problems) => Self::malformed(problems.iter().map(FieldError::of).collect()),
            ServiceError::Refused(table) => Self::refused(table, lang),
            ServiceError::WrongChannel { table, refusal } => {
                Self { refusal: refusal.map(|refusal| refusal.to_string()), ..Self::refused(table, lang) }
            }
            ServiceError::HandedOver { .. } => new(StatusCode::CONFLICT, "handed-over", "handed over before"),
            ServiceError::NotAllowed { rule } => Self::not_allowed(rule),
            ServiceError::NotFound { .. } => new(StatusCode::NOT_FOUND, "not-found", "not found"),
            ServiceError::RequestEnded { .. } => {
                new(StatusCode::CONFLICT, "request-ended", "the request has come too far for this")
            }
            ServiceError::OthersStep => new(StatusCode::CONFLICT, "others-step", "the other member's step"),
            ServiceError::NotAnswered => new(StatusCode::CONFLICT, "not-answered", "there is no answer yet"),
            ServiceError::Barred { why } => new(StatusCode::CONFLICT, why.code(), "not as the dispute stands"),
            ServiceError::NotNow { why } => new(StatusCode::CONFLICT, why.code(), "not as the follow-up stands"),
            ServiceError::NoAbsence { why } => new(StatusCode::CONFLICT, why.code(), "no such absence"),
            ServiceError::NoConsent { why } => new(StatusCode::CONFLICT, why.code(), "not as the consent stands"),
            ServiceError::NoCalendar { .. } => {
                new(StatusCode::UNPROCESSABLE_ENTITY, "no-calendar", "working days are not known")
            }
            ServiceError::NotPermitted { .. } => {
                new(StatusCode::CONFLICT, "not-permitted", "the rules do not let it go there")
            }
            ServiceError::OverQuota { .. } => {
                let over = new(StatusCode::TOO_MANY_REQUESTS, "over-quota", "too much asked today");
                Self { retry_after: Some(seconds_of_today()), ..over }
            }
            ServiceError::IdempotencyConflict => {
                new(StatusCode::CONFLICT, "idempotency-conflict", "another body under the same idempotency key")
            }
            ServiceError::TableChanged(draft) => {
                let table = Table::of(&draft.preview, Some(&draft.table), lang);
                let changed = new(StatusCode::CONFLICT, "table-changed", "the outcome table changed");
                Self { table: Some(table), lang: Some(messages::sentences(lang)), ..changed }
            }
            ServiceError::Closed { why, exports, .. } => {
                let (kind, since) = closed(why);
                let exports = Exports { count: exports.count, users: exports.users.iter().cloned().collect() };
                let exports = Some(exports).filter(|exports| exports.count > 0);
                Self { since: Some(since.to_string()), exports, ..new(StatusCode::GONE, kind, "no longer to be read") }
            }
            ServiceError::WasRecalled { signal } => {
                let again = new(StatusCode::CONFLICT, "was-recalled", "submitted before, and recalled");
                Self { signal: Some(signal.to_string()), ..again }
            }
            ServiceError::CorrectsRequest => {
                new(StatusCode::CONFLICT, "request-not-corrected", "a request is not corrected")
            }
            ServiceError::RelaysRequest => {
                new(StatusCode::CONFLICT, "request-not-relayed", "a request is not passed on")
            }
            ServiceError::RelayLacksIt => new(StatusCode::CONFLICT, "relay-lacks-it", "the relay does not have it"),
            ServiceError::Succeeded { .. } => new(StatusCode::CONFLICT, "member-succeeded", "another is in its place"),
            ServiceError::NotApplicable { operation } => {
                let at =
                    FieldError::at(&format!("/{operation}"), "not-applicable", words("operation-does-not-fit", []));
                new(StatusCode::UNPROCESSABLE_ENTITY, "not-applicable", "the patch does not fit").errors(vec![at])
            }
            ServiceError::Changed => new(StatusCode::PRECONDITION_FAILED, "changed", "changed meanwhile"),
            ServiceError::AlreadyReleased { .. } => new(StatusCode::CONFLICT, "already-released", "already released"),
            ServiceError::PacksRefused(why) => Self::packs_refused(why),
            ServiceError::TooLarge => new(StatusCode::PAYLOAD_TOO_LARGE, "record-too-large", "the record is too large"),
            ServiceError::Quarantined => Self::quarantined(),
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
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "internal error").detail(words("internal", []))
    }

    /// The store was put back and its peers have not confirmed yet.
    #[must_use]
    pub fn quarantined() -> Self {
        let shut = Self::new(StatusCode::SERVICE_UNAVAILABLE, "quarantined", "in quarantine");
        Self { retry_after: Some(RETRY_QUARANTINE), ..shut.detail(words("quarantined", [])) }
    }

    /// What the layers around the routes refuse.
    #[must_use]
    pub fn unexplained(status: StatusCode) -> Self {
        let key = if status == StatusCode::REQUEST_TIMEOUT { "took-too-long" } else { "unreadable" };
        Self::of_status(status).detail(words(key, []))
    }

    /// Somebody calls too often.
    #[must_use]
    pub fn too_many_requests(seconds: u64) -> Self {
        let detail = words("too-many-requests", [("seconds", Arg::Text(seconds.to_string()))]);
        Self { retry_after: Some(seconds), ..Self::of_status(StatusCode::TOO_MANY_REQUESTS).detail(detail) }
    }

    /// Somebody follows too much at once.
    #[must_use]
    pub fn too_many_streams(most: u32) -> Self {
        let detail = words("too-many-streams", [("most", Arg::Text(most.to_string()))]);
        let many = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-streams", "too many streams");
        Self { retry_after: Some(RETRY_STREAM), ..many.detail(detail) }
    }

    /// A change without saying which version was seen.
    #[must_use]
    pub fn precondition_required() -> Self {
        let detail = words("precondition-required", []);
        let missing = FieldError::named("If-Match", "missing", Message::plain("fault-missing"));
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
        let refused = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", "refused at submission");
        Self { detail, errors, rule: Some(rule), reasons, lang: Some(messages::sentences(lang)), ..refused }
    }

    fn packs_refused(why: &PacksRefused) -> Self {
        let refused = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "packs-refused", "the packs are refused");
        let at = |code: &str, words: Words| FieldError::at("/packs", code, words);
        match why {
            PacksRefused::Unusable(error) => {
                refused.detail(words("packs-unusable", [])).errors(vec![at("unusable", error.to_string().into())])
            }
            PacksRefused::NotProven(NotProven::Undecided(error)) => {
                refused.detail(words("packs-undecided", [])).errors(vec![at("undecided", error.to_string().into())])
            }
            PacksRefused::NotProven(NotProven::Reading { pack }) => {
                refused.detail(words("packs-reading", [("pack", Arg::Text(pack.clone()))]))
            }
            PacksRefused::NotProven(NotProven::Broken(proof)) => {
                let broken = proof.promises.iter().filter(|promise| promise.broken.is_some());
                let broken = broken
                    .map(|promise| at("promise-broken", Message::plain(format!("promise-{}", promise.id)).into()));
                let unlisted = proof.unlisted.iter().map(|basis| {
                    let args: Args = [("basis".to_owned(), Arg::Text(basis.to_string()))].into();
                    at("unlisted-basis", Message::new("proof-unlisted".to_owned(), args).into())
                });
                refused.detail(words("packs-broken", [])).errors(broken.chain(unlisted).collect())
            }
        }
    }

    fn not_allowed(rule: &str) -> Self {
        let message = match rule.strip_prefix("needs-role-") {
            Some(role) => words("needs-role", [("role", Arg::code(UserRole::LIST, role))]),
            None => Message::plain(format!("rule-{rule}")),
        };
        let forbidden = Self::new(StatusCode::FORBIDDEN, "not-allowed", "not allowed").detail(message);
        Self { rule: Some(rule.to_owned()), ..forbidden }
    }

    /// In the reader's language, as far as there are words for it; and the languages that it really is in.
    #[must_use]
    pub fn in_language(mut self, wanted: Language) -> (Self, BTreeSet<Language>) {
        let as_it_stands = self.lang.unwrap_or(Language::En);
        let mut languages = BTreeSet::new();
        let mut say = |text: &mut String, said: Option<&Message>, otherwise: Language| {
            let put = said.map(|message| message.text(wanted));
            let Text { text: words, lang } = put.unwrap_or_else(|| Text { text: text.clone(), lang: otherwise });
            *text = words;
            languages.insert(lang);
        };
        let title = self.r#type.strip_prefix(TYPE).map(|kind| words(&format!("title-{kind}"), []));
        let title = title.filter(|title| title.text(Language::En).text != title.key);
        say(&mut self.title, title.as_ref(), Language::En);
        if let Some(detail) = &mut self.detail {
            say(detail, self.said.as_ref(), as_it_stands);
        }
        for error in &mut self.errors {
            say(&mut error.detail, error.said.as_deref(), as_it_stands);
        }
        (self, languages)
    }
}

/// What is left of the day on which so much was asked.
fn seconds_of_today() -> u64 {
    let now = clock::now();
    Date::of(now).end().as_millis().saturating_sub(now.as_millis()).div_ceil(1_000)
}

/// The kind of problem that something closed is, and since when.
const fn closed(why: &Closed) -> (&'static str, Timestamp) {
    match why {
        Closed::Ended { ending, at, .. } => (ending.as_str(), *at),
        Closed::Doubted { since } => ("doubted", *since),
        Closed::Restricted { since } => ("restricted", *since),
    }
}

/// What a service error says, where it says it in every language.
fn message(error: &ServiceError) -> Option<Message> {
    let text = |text: &dyn std::fmt::Display| Arg::Text(text.to_string());
    Some(match error {
        ServiceError::NotFound { what, id } => {
            words("not-found", [("what", text(what)), ("id", Arg::Text(id.escape_debug().to_string()))])
        }
        ServiceError::RequestEnded { progress } => {
            words("request-ended", [("state", Arg::code(RequestState::LIST, progress.state().as_str()))])
        }
        ServiceError::NotPermitted { member, outcome } => {
            words("not-permitted", [("member", text(member)), ("outcome", text(outcome))])
        }
        ServiceError::OverQuota { quota } => {
            let most = text(&quota.most());
            match quota {
                MatchQuota::User => words("over-quota-user", [("most", most)]),
                MatchQuota::Case => words("over-quota-case", [("most", most)]),
                MatchQuota::Member { asked } => words("over-quota-member", [("most", most), ("member", text(asked))]),
            }
        }
        ServiceError::Closed { id, why, .. } => {
            let (kind, since) = closed(why);
            words(kind, [("id", Arg::Text(id.escape_debug().to_string())), ("since", text(&since))])
        }
        ServiceError::WasRecalled { signal } => words("was-recalled", [("signal", text(signal))]),
        ServiceError::CorrectsRequest => words("request-not-corrected", []),
        ServiceError::RelaysRequest => words("request-not-relayed", []),
        ServiceError::RelayLacksIt => words("relay-lacks-it", []),
        ServiceError::Succeeded { member, by } => {
            words("member-succeeded", [("member", text(member)), ("by", text(by))])
        }
        ServiceError::HandedOver { refusal } => words("handed-over", [("id", text(refusal))]),
        ServiceError::OthersStep => words("others-step", []),
        ServiceError::NotAnswered => words("not-answered", []),
        ServiceError::NotNow { why } => words(why.code(), []),
        ServiceError::Barred { why } => words(why.code(), []),
        ServiceError::NoAbsence { why } => words(why.code(), []),
        ServiceError::NoConsent { why } => words(why.code(), []),
        ServiceError::NoCalendar { member } => words("no-calendar", [("member", text(member))]),
        ServiceError::NotApplicable { operation } => words("not-applicable", [("operation", text(operation))]),
        ServiceError::Changed => words("changed", []),
        ServiceError::AlreadyReleased { record } => words("already-released", [("record", text(record))]),
        ServiceError::IdempotencyConflict => words("idempotency-conflict", []),
        ServiceError::TableChanged(_) => words("table-changed", []),
        ServiceError::Unsettled => words("unsettled", []),
        ServiceError::TooLarge => words("record-too-large", [("max", text(&MAX_RECORD))]),
        ServiceError::NoKey { member } => words("no-key", [("member", text(member))]),
        ServiceError::Gone(_) => words("stopping", []),
        _ => return None,
    })
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let headers = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CONTENT_LANGUAGE, Language::En.as_str())];
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
        // Who reads it is known in the shell around all routes, which puts it in their language.
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(languages: &BTreeSet<Language>) -> Vec<&'static str> {
        languages.iter().map(|lang| lang.as_str()).collect()
    }

    #[test]
    fn every_kind_of_problem_is_told_in_the_readers_language() {
        let problems = [
            Problem::malformed(vec![FieldError::named(
                "limit",
                "malformed",
                words("limit", [("max", Arg::Count(100))]),
            )]),
            Problem::of(ServiceError::NotFound { what: "signal", id: "5f".to_owned() }, Language::De),
            Problem::of(ServiceError::NotAllowed { rule: "needs-role-releaser".to_owned() }, Language::De),
            Problem::of(ServiceError::IdempotencyConflict, Language::De),
            Problem::of(ServiceError::Unsettled, Language::De),
            Problem::of(ServiceError::TooLarge, Language::De),
            Problem::of(ServiceError::NoKey { member: "nl-maasdorp".parse().unwrap() }, Language::De),
            Problem::internal(),
            Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
                .detail(words("send-type", [("type", Arg::Text("application/json".to_owned()))])),
            Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE),
            Problem::of_status(StatusCode::REQUEST_TIMEOUT),
            Problem::of_status(StatusCode::METHOD_NOT_ALLOWED),
        ];
        for problem in problems {
            let (told, languages) = problem.clone().in_language(Language::De);
            assert_eq!(codes(&languages), ["de"], "{told:?}");
            assert!(
                told.title != problem.title && (told.detail.is_none() || told.detail != problem.detail),
                "{told:?}"
            );
            assert_eq!(problem.clone().in_language(Language::En).0, problem, "English is what it was made in");
        }
    }

    #[test]
    fn a_problem_that_is_partly_english_says_so() {
        let (told, languages) = Problem::internal().detail("as it stands").in_language(Language::Nl);
        assert_eq!((told.title.as_str(), codes(&languages)), ("interne fout", vec!["nl", "en"]));
        let (told, languages) = Problem::internal().in_language(Language::Sv);
        assert_eq!((told.title.as_str(), codes(&languages)), ("internal error", vec!["en"]));
    }

    #[test]
    fn a_missing_role_is_named_with_its_label() {
        let problem = Problem::of(ServiceError::NotAllowed { rule: "needs-role-releaser".to_owned() }, Language::Nl);
        let detail = problem.in_language(Language::Nl).0.detail.unwrap();
        assert!(detail.contains("vrijgever (releaser)"), "{detail}");
    }
}
