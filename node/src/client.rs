//! A node's interface as programs see it: over HTTP for members, over the socket in its directory for its operator.

use std::path::Path;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use sluis_schemas::vocabulary::Language;
use thiserror::Error;

use crate::cli::output::{named, say};
use crate::http::bodies::{
    Draft, GivenToken, KnownToken, NewToken, OperatorStatus, Page, Release, Released, Signal, Status,
};
use crate::http::control;
use crate::http::problem::{MEDIA_TYPE, Problem};
use crate::http::request::{CASE, IDEMPOTENCY_KEY, PURPOSE};

/// Longest wait for an answer: a little more than a node takes at most.
const TIME_LIMIT: Duration = Duration::from_secs(35);
/// Stands for a node's host where its socket is called.
const SOCKET_HOST: &str = "http://localhost";

/// Why a node's answer did not come, or was no.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The node says no, and why.
    #[error("{}", words(.0))]
    Problem(Box<Problem>),
    /// The node cannot be reached.
    #[error("{}", say(*.lang, "unreachable", [("at", named(.at)), ("why", named(.why))]))]
    Unreachable {
        /// The reader's language.
        lang: Language,
        /// Where.
        at: String,
        /// What the system says.
        why: String,
    },
    /// What answers is no node, or one of another version.
    #[error("{}", say(*.lang, "not-sluis", [("at", named(.at)), ("status", named(.status))]))]
    NotSluis {
        /// The reader's language.
        lang: Language,
        /// Where.
        at: String,
        /// The status it gave.
        status: StatusCode,
    },
    /// The address or the token can't be sent.
    #[error("{}", say(*.lang, "cannot-call", [("at", named(.at)), ("why", named(.why))]))]
    Request {
        /// The reader's language.
        lang: Language,
        /// Where.
        at: String,
        /// Why.
        why: String,
    },
}

fn words(problem: &Problem) -> String {
    let mut words = problem.detail.clone().unwrap_or_else(|| problem.title.clone());
    for error in problem.errors.iter().filter(|e| problem.detail.as_ref().is_none_or(|d| !d.starts_with(&e.detail))) {
        let place = error.pointer.as_ref().or(error.parameter.as_ref()).map_or("", String::as_str);
        words.push_str(&format!("\n  `{}`: {}", place.escape_debug(), error.detail));
    }
    words
}

/// Calls one node.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    at: String,
    token: Option<String>,
    language: Language,
}

impl Client {
    /// Calls the members' interface at an address such as `http://127.0.0.1:7480`.
    ///
    /// # Errors
    /// [`ClientError::Request`] where the system's HTTP cannot be set up.
    pub fn at(url: &str, token: Option<String>, language: Language) -> Result<Self, ClientError> {
        let base = url.trim_end_matches('/').to_owned();
        let http = build(reqwest::Client::builder(), url, language)?;
        Ok(Self { http, at: base.clone(), base, token, language })
    }

    /// Calls the operator's socket of the node in `dir`.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`] where there is no socket.
    pub fn operator(dir: &Path, language: Language) -> Result<Self, ClientError> {
        let socket = control::socket(dir);
        let at = socket.display().to_string();
        if !socket.exists() {
            return Err(ClientError::Unreachable { lang: language, at, why: "there is no such socket".to_owned() });
        }
        let http = build(reqwest::Client::builder().unix_socket(socket), &at, language)?;
        Ok(Self { http, base: SOCKET_HOST.to_owned(), at, token: None, language })
    }

    /// Judges a submission and keeps it as a draft.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn draft(&self, submission: Vec<u8>, key: &str) -> Result<Draft, ClientError> {
        let call = self.call(Method::POST, "/v1/drafts").header(IDEMPOTENCY_KEY, key);
        self.ask(call.header(header::CONTENT_TYPE, "application/json").body(submission)).await
    }

    /// An own draft.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn look(&self, draft: &str) -> Result<Draft, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/drafts/{}", segment(draft)))).await
    }

    /// Releases a draft under the table named.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn release(&self, draft: &str, table_hash: &str) -> Result<Released, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/drafts/{}/release", segment(draft)));
        self.ask(call.json(&Release { table_hash: table_hash.to_owned() })).await
    }

    /// A page of signals; `direction` is `sent` or `received`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn signals(
        &self,
        direction: Option<&str>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page, ClientError> {
        let mut path = format!("/v1/signals?limit={limit}");
        for (name, value) in [("direction", direction), ("cursor", cursor)] {
            path.extend(value.map(|value| format!("&{name}={}", segment(value))));
        }
        self.ask(self.call(Method::GET, &path)).await
    }

    /// A signal in full.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn signal(&self, id: &str, purpose: Option<&str>, case: Option<&str>) -> Result<Signal, ClientError> {
        let mut call = self.call(Method::GET, &format!("/v1/signals/{}", segment(id)));
        for (name, value) in [(PURPOSE, purpose), (CASE, case)] {
            if let Some(value) = value {
                call = call.header(name, value.as_bytes());
            }
        }
        self.ask(call).await
    }

    /// How the node fares, for a user.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn status(&self) -> Result<Status, ClientError> {
        self.ask(self.call(Method::GET, "/v1/status")).await
    }

    /// How the node fares, for its operator.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn operator_status(&self) -> Result<OperatorStatus, ClientError> {
        self.ask(self.call(Method::GET, "/status")).await
    }

    /// Gives a user a token. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn grant(&self, wanted: &NewToken) -> Result<GivenToken, ClientError> {
        self.ask(self.call(Method::POST, "/tokens").json(wanted)).await
    }

    /// The tokens that count now. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn tokens(&self) -> Result<Vec<KnownToken>, ClientError> {
        self.ask(self.call(Method::GET, "/tokens")).await
    }

    /// Takes a token back, by its hash. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn revoke(&self, hash: &str) -> Result<(), ClientError> {
        let call = self.call(Method::DELETE, &format!("/tokens/{}", segment(hash)));
        self.send(call).await.map(drop)
    }

    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        let call = self.http.request(method, format!("{}{path}", self.base));
        let call = call.header(header::ACCEPT_LANGUAGE, self.language.as_str());
        match &self.token {
            Some(token) => call.bearer_auth(token),
            None => call,
        }
    }

    async fn ask<T: DeserializeOwned>(&self, call: RequestBuilder) -> Result<T, ClientError> {
        let response = self.send(call).await?;
        let status = response.status();
        response.json().await.map_err(|_| ClientError::NotSluis { lang: self.language, at: self.at.clone(), status })
    }

    async fn send(&self, call: RequestBuilder) -> Result<Response, ClientError> {
        let response = call.send().await.map_err(|error| self.failure(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let not_sluis = || ClientError::NotSluis { lang: self.language, at: self.at.clone(), status };
        let media = response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == MEDIA_TYPE);
        let problem = if media { response.json().await.ok() } else { None };
        Err(ClientError::Problem(Box::new(problem.ok_or_else(not_sluis)?)))
    }

    fn failure(&self, error: &reqwest::Error) -> ClientError {
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let (lang, at, why) = (self.language, self.at.clone(), cause.to_string());
        if error.is_builder() {
            ClientError::Request { lang, at, why }
        } else {
            ClientError::Unreachable { lang, at, why }
        }
    }
}

fn build(builder: reqwest::ClientBuilder, at: &str, lang: Language) -> Result<reqwest::Client, ClientError> {
    let refused = |error: reqwest::Error| ClientError::Request { lang, at: at.to_owned(), why: error.to_string() };
    builder.timeout(TIME_LIMIT).redirect(reqwest::redirect::Policy::none()).build().map_err(refused)
}

/// What users give, as one segment of a path or one value of a query.
fn segment(given: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    given.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_give_cannot_leave_its_place_in_the_path() {
        assert_eq!(segment("../x?y#z é"), "..%2Fx%3Fy%23z%20%C3%A9");
        assert_eq!(segment("0198-ab_c"), "0198-ab_c");
    }
}
