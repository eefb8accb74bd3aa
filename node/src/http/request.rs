//! What requests bring: who asks, in which language, and bodies within their bounds.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Actor;
use sluis_schemas::messages::{self, Arg, Args, Message};
use sluis_schemas::vocabulary::{Language, Purpose};

use super::limits::Limits;
use super::problem::{FieldError, Problem, words};
use super::shell::Client;
use crate::service::{Service, ServiceError};

/// Most bytes of a body: several times the largest record.
pub const MAX_BODY: usize = 1 << 20;
/// Bytes of a body that is too large which are still read and dropped, so that its sender gets to read the answer.
const MAX_DRAINED: usize = 16 << 20;
/// Most characters of a case or an idempotency key.
const MAX_HEADER: usize = 200;

/// The header that says what a reader reads for.
pub const PURPOSE: &str = "Sluis-Purpose";
/// The header that says in which case.
pub const CASE: &str = "Sluis-Case";
/// The header under which a request may be repeated.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The user that a valid token stands for, with purpose and case where given.
pub(super) struct Caller(pub(super) Actor);

impl FromRequestParts<Service> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        Session::from_request_parts(parts, service).await.map(|session| Self(session.actor))
    }
}

/// The same, with the token that it was.
pub(super) struct Session {
    pub(super) actor: Actor,
    pub(super) token: Digest,
}

impl FromRequestParts<Service> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let known = match bearer(&parts.headers) {
            Some(token) => service.authenticate(token).await.map_err(|e| Problem::of(e, Language::En))?,
            None => return Err(stranger(parts, "no-token")),
        };
        let known = known.ok_or_else(|| stranger(parts, "unknown-token"))?;
        if let Some(limits) = parts.extensions.get::<Arc<Limits>>() {
            limits.call(known.hash)?;
        }
        let (purpose, case) = match (purpose(&parts.headers), text(&parts.headers, CASE)) {
            (Ok(purpose), Ok(case)) => (purpose, case),
            (purpose, case) => {
                return Err(Problem::malformed([purpose.err(), case.err()].into_iter().flatten().collect()));
            }
        };
        let actor = Actor { member: known.member, user: known.user, roles: known.roles, purpose, case };
        Ok(Self { actor, token: known.hash })
    }
}

/// Who has no token that is known may try only so often.
fn stranger(parts: &Parts, key: &str) -> Problem {
    let limits = parts.extensions.get::<Arc<Limits>>();
    let client = parts.extensions.get::<Client>().and_then(|client| client.0);
    let limited = limits.zip(client).and_then(|(limits, client)| limits.stranger(client).err());
    limited.map_or_else(|| unauthorized(key), Problem::from)
}

/// The last part of a path that names something. What cannot be read names nothing.
pub(super) struct Id(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unreadable = |_| Problem::of_status(StatusCode::NOT_FOUND).detail(words("no-such-thing", []));
        Path::<String>::from_request_parts(parts, state).await.map(|Path(id)| Self(id)).map_err(unreadable)
    }
}

/// The record that a path names. What cannot be an id names nothing.
pub(super) fn record(id: &str, what: &'static str) -> Result<RecordId, ServiceError> {
    id.parse().map_err(|_| ServiceError::NotFound { what, id: id.to_owned() })
}

fn unauthorized(why: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "no valid token").detail(words(why, []))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    if headers.get_all(header::AUTHORIZATION).iter().count() > 1 {
        return None;
    }
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn purpose(headers: &HeaderMap) -> Result<Option<Purpose>, FieldError> {
    let unknown = || FieldError::named(PURPOSE, "unknown-code", words("unknown-purpose", []));
    let parse = |code: String| code.parse().map_err(|_| unknown());
    text(headers, PURPOSE)?.map(parse).transpose()
}

/// The text of a header, if it is there.
pub(super) fn text(headers: &HeaderMap, name: &str) -> Result<Option<String>, FieldError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(FieldError::named(name, "repeated", words("repeated", [])));
    }
    let value = std::str::from_utf8(value.as_bytes())
        .map_err(|_| FieldError::named(name, "malformed", words("not-utf8", [])))?
        .trim();
    match value.chars().count() {
        0 => Err(FieldError::named(name, "empty", Message::plain("fault-empty"))),
        n if n > MAX_HEADER => {
            let max = Args::from([("max".to_owned(), Arg::Text(MAX_HEADER.to_string()))]);
            Err(FieldError::named(name, "too-long", Message::new("fault-too-long", max)))
        }
        _ => Ok(Some(value.to_owned())),
    }
}

/// The reader's language: the best of `Accept-Language` that has sentences, else the best that has labels, else English.
pub(super) struct Lang(pub(super) Language);

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(reader(&parts.headers)))
    }
}

/// The reader's language, see [`Lang`].
pub(super) fn reader(headers: &HeaderMap) -> Language {
    negotiate(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default())
}

fn negotiate(wanted: &str) -> Language {
    let mut best = (false, 0.0, Language::En);
    for range in wanted.split(',') {
        let (tag, quality) = range.split_once(";q=").unwrap_or((range, "1"));
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let quality: f32 = quality.trim().parse().unwrap_or(0.0);
        let Ok(lang) = primary.parse::<Language>() else { continue };
        let offer = (messages::sentences(lang) == lang, quality, lang);
        if quality > 0.0 && (offer.0, offer.1) > (best.0, best.1) {
            best = offer;
        }
    }
    best.2
}

/// A JSON body within its bounds, unread.
pub(super) struct JsonBytes(pub(super) Vec<u8>);

impl<S: Sync> FromRequest<S> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        of_type("application/json", request).await.map(Self)
    }
}

/// A JSON Patch (RFC 6902) within the same bounds, unread.
pub(super) struct PatchBytes(pub(super) Vec<u8>);

impl<S: Sync> FromRequest<S> for PatchBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        of_type("application/json-patch+json", request).await.map(Self)
    }
}

async fn of_type(wanted: &str, request: Request) -> Result<Vec<u8>, Problem> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_wanted = given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted);
    let bytes = read(request.into_body()).await?;
    let other = || {
        let detail = words("send-type", [("type", Arg::Text(wanted.to_owned()))]);
        Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE).detail(detail)
    };
    is_wanted.then_some(bytes).ok_or_else(other)
}

async fn read(body: Body) -> Result<Vec<u8>, Problem> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST).detail(words("body-broke-off", [])))?;
        seen = seen.saturating_add(chunk.len());
        if seen > MAX_DRAINED {
            break;
        }
        if seen <= MAX_BODY {
            bytes.extend_from_slice(&chunk);
        }
    }
    if seen <= MAX_BODY {
        return Ok(bytes);
    }
    Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE)
        .detail(words("body-too-large", [("max", Arg::Text(MAX_BODY.to_string()))])))
}

/// A small JSON body, read as what it must be.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let code = if error.is_data() { "wrong-type" } else { "not-json" };
            Problem::malformed(vec![FieldError::at("", code, error.to_string())])
        })
    }
}

/// What names a call, where its caller gave a name.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Vec<FieldError>> {
    text(headers, IDEMPOTENCY_KEY).map_err(|error| vec![error])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_language_with_sentences_is_taken_else_one_with_labels_else_english() {
        let cases = [
            ("nl", Language::Nl),
            ("nl-BE,en;q=0.5", Language::Nl),
            ("en;q=0.4, nl;q=0.9", Language::Nl),
            ("sv, nl;q=0.1", Language::Nl),
            ("sv", Language::Sv),
            ("sv, en;q=0.1", Language::En),
            ("fr;q=0, de-AT", Language::De),
            ("ja", Language::En),
            ("", Language::En),
            ("*;q=x,,;", Language::En),
        ];
        for (wanted, expected) in cases {
            assert_eq!(negotiate(wanted), expected, "{wanted}");
        }
    }
}
