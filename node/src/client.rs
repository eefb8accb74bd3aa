//! A node's interface as programs see it: over HTTP for members, over the socket in its directory for its operator.

mod absences;

use std::path::Path;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sluis_schemas::vocabulary::{Channel, Language, Rating, RecallGround};
use sluis_schemas::{Date, HalfYear};
use thiserror::Error;

use crate::cli::output::{named, say};
use crate::http::bodies::{
    Draft, GivenToken, Health, KnownToken, NewToken, OperatorStatus, Page, RECORD, Receipts, Release, Released, Signal,
    Status,
};
use crate::http::consents::{ConsentItem, ConsentPage};
use crate::http::control;
use crate::http::displacement::DisplacementReport;
use crate::http::disputes::{DisputeItem, DisputePage, Precedents};
use crate::http::erasures::Erasures;
use crate::http::follow_ups::{FollowUpItem, FollowUpPage};
use crate::http::gaps::{GapReport, RefusalPage};
use crate::http::half_year::HalfYearReport;
use crate::http::matches::Match;
use crate::http::packs::{Activated, Comparison, Policy, Texts};
use crate::http::problem::{MEDIA_TYPE, Problem};
use crate::http::recall::{Account, RecallBoard, RecallGiven};
use crate::http::request::{CASE, IDEMPOTENCY_KEY, PURPOSE};
use crate::http::requests::{Notices, RequestPage};
use crate::http::restored::Evidence;
use crate::http::subject::SubjectReport;
use crate::http::trends::TrendReport;
use crate::http::what_if::WhatIf;
use crate::http::widen::{Widened, Widenings};

/// Longest wait for an answer: a little more than a node takes at most.
const TIME_LIMIT: Duration = Duration::from_secs(55);
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
        // The empty pointer is the whole document: there is no place to name.
        let place = error.pointer.as_ref().or(error.parameter.as_ref()).filter(|place| !place.is_empty());
        let place = place.map_or_else(String::new, |place| format!("`{}`: ", place.escape_debug()));
        words.push_str(&format!("\n  {place}{}", error.detail));
    }
    if let Some(refusal) = &problem.refusal {
        words.push_str(&format!("\n  sluis gaps hand-over {refusal} --to CHANNEL"));
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
        self.ask(self.read(&format!("/v1/signals/{}", segment(id)), purpose, case)).await
    }

    /// What the gates make today of a signal.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn what_if(&self, id: &str, purpose: Option<&str>, case: Option<&str>) -> Result<WhatIf, ClientError> {
        self.ask(self.read(&format!("/v1/signals/{}/what-if", segment(id)), purpose, case)).await
    }

    /// A record's bytes as signed.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn record(&self, id: &str, purpose: Option<&str>, case: Option<&str>) -> Result<Vec<u8>, ClientError> {
        let call = self.read(&format!("/v1/signals/{}/record", segment(id)), purpose, case);
        let response = self.send(call.header(header::ACCEPT, RECORD)).await?;
        let status = response.status();
        let is_record = response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == RECORD);
        let bytes = if is_record { response.bytes().await.ok() } else { None };
        bytes.map(Vec::from).ok_or_else(|| ClientError::NotSluis { lang: self.language, at: self.at.clone(), status })
    }

    /// The receipts for an own signal, as signed.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn receipts(&self, id: &str, purpose: Option<&str>, case: Option<&str>) -> Result<Receipts, ClientError> {
        self.ask(self.read(&format!("/v1/signals/{}/receipts", segment(id)), purpose, case)).await
    }

    /// What the member holds about a data subject, with a letter to them where that is wanted.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn report_subject(
        &self,
        (scheme, value): (&str, &str),
        letter: bool,
        purpose: Option<&str>,
        case: Option<&str>,
    ) -> Result<SubjectReport, ClientError> {
        let call = read_for(self.call(Method::POST, "/v1/reports/subject"), purpose, case);
        self.ask(call.json(&serde_json::json!({ "scheme": scheme, "value": value, "letter": letter }))).await
    }

    /// What the member did in half a year, in figures; in that of today where none is named.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn report_half_year(&self, half: Option<HalfYear>) -> Result<HalfYearReport, ClientError> {
        let half = half.map(|half| ("half", half.to_string()));
        self.ask(self.call(Method::GET, &format!("/v1/reports/half-year{}", query(half.as_slice())))).await
    }

    /// What became known in a month, beside those before it; `conditions` by name.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn report_trends(&self, conditions: &[(&str, String)]) -> Result<TrendReport, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/reports/trends{}", query(conditions)))).await
    }

    /// What became known around an intervention; `conditions` by name.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn report_displacement(&self, conditions: &[(&str, String)]) -> Result<DisplacementReport, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/reports/displacement{}", query(conditions)))).await
    }

    fn read(&self, path: &str, purpose: Option<&str>, case: Option<&str>) -> RequestBuilder {
        read_for(self.call(Method::GET, path), purpose, case)
    }

    /// Judges a question and keeps it as a draft.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn ask_request(&self, question: Vec<u8>, key: &str) -> Result<Draft, ClientError> {
        let call = self.call(Method::POST, "/v1/requests").header(IDEMPOTENCY_KEY, key);
        self.ask(call.header(header::CONTENT_TYPE, "application/json").body(question)).await
    }

    /// Judges an answer to a request and keeps it as a draft.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn answer_request(&self, id: &str, answer: Vec<u8>, key: &str) -> Result<Draft, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/requests/{}/replies", segment(id)));
        let call = call.header(IDEMPOTENCY_KEY, key).header(header::CONTENT_TYPE, "application/json");
        self.ask(call.body(answer)).await
    }

    /// Says what becomes of a request.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn step_request(&self, id: &str, step: &serde_json::Value) -> Result<Notices, ClientError> {
        self.ask(self.call(Method::POST, &format!("/v1/requests/{}/steps", segment(id))).json(step)).await
    }

    /// Says of the answer to an own request whether it helped: of that of a member, where more than one answered.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn rate_answer(&self, id: &str, rating: Rating, of: Option<&str>) -> Result<(), ClientError> {
        let call = self.call(Method::POST, &format!("/v1/requests/{}/rating", segment(id)));
        self.send(call.json(&serde_json::json!({ "rating": rating, "of": of }))).await.map(drop)
    }

    /// Lets an own request go on to the member that it was forwarded to, or to another one once an answer is overdue.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn pass_on_request(&self, id: &str, to: &str) -> Result<(), ClientError> {
        let call = self.call(Method::POST, &format!("/v1/requests/{}/pass-on", segment(id)));
        self.send(call.json(&serde_json::json!({ "to": to }))).await.map(drop)
    }

    /// How a signal is followed up, and what names that.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn follow_up(&self, id: &str) -> Result<(FollowUpItem, String), ClientError> {
        let response = self.send(self.call(Method::GET, &format!("/v1/signals/{}/ownership", segment(id)))).await?;
        let status = response.status();
        let not_sluis = || ClientError::NotSluis { lang: self.language, at: self.at.clone(), status };
        let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        Ok((response.json().await.map_err(|_| not_sluis())?, tag.ok_or_else(not_sluis)?))
    }

    /// Says who is to follow a signal up, or how that goes, as it stands by a tag.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn own(&self, id: &str, tag: &str, step: &Value) -> Result<FollowUpItem, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/signals/{}/ownership", segment(id)));
        self.ask(call.header(header::IF_MATCH, tag).json(step)).await
    }

    /// Opens a dispute under an idempotency key.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn open_dispute(&self, body: &Value, key: &str) -> Result<DisputeItem, ClientError> {
        self.ask(self.call(Method::POST, "/v1/disputes").header(IDEMPOTENCY_KEY, key).json(body)).await
    }

    /// Says a step of a dispute, or what is found in it: `what` is `steps` or `finding`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn say_of_dispute(
        &self,
        id: &str,
        what: &str,
        body: &Value,
        key: &str,
    ) -> Result<DisputeItem, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/disputes/{}/{what}", segment(id)));
        self.ask(call.header(IDEMPOTENCY_KEY, key).json(body)).await
    }

    /// A dispute.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn dispute(&self, id: &str) -> Result<DisputeItem, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/disputes/{}", segment(id)))).await
    }

    /// A page of disputes; `list` is `open` or `overdue`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn disputes(
        &self,
        list: Option<&str>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<DisputePage, ClientError> {
        let mut path = format!("/v1/disputes?limit={limit}");
        for (name, value) in [("list", list), ("cursor", cursor)] {
            path.extend(value.map(|value| format!("&{name}={}", segment(value))));
        }
        self.ask(self.call(Method::GET, &path)).await
    }

    /// Findings that meet conditions.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn precedents(&self, body: &Value) -> Result<Precedents, ClientError> {
        self.ask(self.call(Method::POST, "/v1/precedents/search").json(body)).await
    }

    /// A page of follow-ups; `list` is `unowned`, `overdue` or `mine`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn follow_ups(
        &self,
        list: Option<&str>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<FollowUpPage, ClientError> {
        let mut path = format!("/v1/follow-ups?limit={limit}");
        for (name, value) in [("list", list), ("cursor", cursor)] {
            path.extend(value.map(|value| format!("&{name}={}", segment(value))));
        }
        self.ask(self.call(Method::GET, &path)).await
    }

    /// Asks the origin of a signal for its consent.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn ask_consent(&self, body: &Value) -> Result<ConsentItem, ClientError> {
        self.ask(self.call(Method::POST, "/v1/consents").json(body)).await
    }

    /// Answers what was asked of the member.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn answer_consent(&self, id: &str, answer: &Value) -> Result<ConsentItem, ClientError> {
        self.ask(self.call(Method::POST, &format!("/v1/consents/{}/answer", segment(id))).json(answer)).await
    }

    /// A consent, by the record that asks it.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn consent(&self, id: &str) -> Result<ConsentItem, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/consents/{}", segment(id)))).await
    }

    /// A page of consents.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn consents(&self, cursor: Option<&str>, limit: u32) -> Result<ConsentPage, ClientError> {
        let mut path = format!("/v1/consents?limit={limit}");
        path.extend(cursor.map(|cursor| format!("&cursor={}", segment(cursor))));
        self.ask(self.call(Method::GET, &path)).await
    }

    /// Asks members whether they have something about an identifier.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn ask_match(&self, body: &Value) -> Result<Match, ClientError> {
        self.ask(self.call(Method::POST, "/v1/matches").json(body)).await
    }

    /// A match, with what was answered so far.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn matched(&self, id: &str) -> Result<Match, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/matches/{}", segment(id)))).await
    }

    /// A request, once for each other member.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn request(&self, id: &str) -> Result<RequestPage, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/requests/{}", segment(id)))).await
    }

    /// A page of requests; `side` is `asking` or `asked`. Only those that are open, or overdue, where that is wanted.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn requests(
        &self,
        side: Option<&str>,
        (open, overdue): (bool, bool),
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<RequestPage, ClientError> {
        let mut path = format!("/v1/requests?limit={limit}");
        for (name, _) in [("open", open), ("overdue", overdue)].into_iter().filter(|(_, wanted)| *wanted) {
            path = format!("{path}&{name}=true");
        }
        for (name, value) in [("side", side), ("cursor", cursor)] {
            path.extend(value.map(|value| format!("&{name}={}", segment(value))));
        }
        self.ask(self.call(Method::GET, &path)).await
    }

    /// Judges the next version of an own signal and keeps it as a draft.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn correct(&self, id: &str, submission: Vec<u8>, key: &str) -> Result<Draft, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/signals/{}/corrections", segment(id)));
        let call = call.header(IDEMPOTENCY_KEY, key).header(header::CONTENT_TYPE, "application/json");
        self.ask(call.body(submission)).await
    }

    /// Recalls an own signal.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn recall(&self, id: &str, ground: RecallGround) -> Result<RecallGiven, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/signals/{}/recall", segment(id)));
        self.ask(call.json(&serde_json::json!({ "ground": ground }))).await
    }

    /// How far a recall has come.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn board(&self, id: &str) -> Result<RecallBoard, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/signals/{}/recall", segment(id)))).await
    }

    /// Where every version of an own signal went.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn account(&self, id: &str) -> Result<Account, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/signals/{}/account", segment(id)))).await
    }

    /// Says that an own signal stands.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn reaffirm(&self, id: &str) -> Result<(), ClientError> {
        let call = self.call(Method::POST, &format!("/v1/signals/{}/reaffirmation", segment(id)));
        self.send(call).await.map(drop)
    }

    /// Puts a record under legal hold, or lifts the hold.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn hold(&self, id: &str, on: bool, reason: &str) -> Result<(), ClientError> {
        let call = self.call(Method::PUT, &format!("/v1/signals/{}/hold", segment(id)));
        self.send(call.json(&serde_json::json!({ "on": on, "reason": reason }))).await.map(drop)
    }

    /// Legal gaps that began in a span of days; `export` for figures that may be handed on.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn gaps(&self, since: Option<Date>, until: Option<Date>, export: bool) -> Result<GapReport, ClientError> {
        let mut path = format!("/v1/gaps?export={export}");
        for (name, day) in [("since", since), ("until", until)] {
            path.extend(day.map(|day| format!("&{name}={day}")));
        }
        self.ask(self.call(Method::GET, &path)).await
    }

    /// Refusals that wait for their hand-over: a page.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn refusals(&self, cursor: Option<&str>) -> Result<RefusalPage, ClientError> {
        let query = cursor.map(|cursor| format!("?cursor={}", segment(cursor))).unwrap_or_default();
        self.ask(self.call(Method::GET, &format!("/v1/refusals{query}"))).await
    }

    /// Records that what was refused was handed over.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn hand_over(&self, id: &str, to: Channel, reference: Option<&str>) -> Result<(), ClientError> {
        let call = self.call(Method::POST, &format!("/v1/refusals/{}/hand-over", segment(id)));
        self.send(call.json(&serde_json::json!({ "to": to, "reference": reference }))).await.map(drop)
    }

    /// Own signals that more members may have now: a page.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn widenings(&self, cursor: Option<&str>) -> Result<Widenings, ClientError> {
        let query = cursor.map(|cursor| format!("?cursor={}", segment(cursor))).unwrap_or_default();
        self.ask(self.call(Method::GET, &format!("/v1/widenings{query}"))).await
    }

    /// Lets an own signal go to more members.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn widen(&self, id: &str, members: &[String]) -> Result<Widened, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/signals/{}/widening", segment(id)));
        self.ask(call.json(&serde_json::json!({ "members": members }))).await
    }

    /// Has an own signal passed on by a member that has it.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn relay(&self, id: &str, through: &str, members: &[String]) -> Result<Widened, ClientError> {
        let call = self.call(Method::POST, &format!("/v1/signals/{}/relay", segment(id)));
        self.ask(call.json(&serde_json::json!({ "through": through, "members": members }))).await
    }

    /// The policy packs in force.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn policy(&self) -> Result<Policy, ClientError> {
        self.ask(self.call(Method::GET, "/v1/policy")).await
    }

    /// The texts of a set of packs that is or was in force.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn pack_set(&self, set: &str) -> Result<Texts, ClientError> {
        self.ask(self.call(Method::GET, &format!("/v1/policy/sets/{}", segment(set)))).await
    }

    /// Puts packs in force; `packs` is an object with their texts, or with the digest of a set.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn activate(&self, mut packs: Value, reason: &str) -> Result<Activated, ClientError> {
        if let Some(fields) = packs.as_object_mut() {
            fields.insert("reason".to_owned(), reason.into());
        }
        self.ask(self.call(Method::POST, "/v1/policy/activations").json(&packs)).await
    }

    /// What packs would change for own signals: of some, and where to go on.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn compare_packs(&self, packs: &Value, cursor: Option<&str>) -> Result<Comparison, ClientError> {
        let query = cursor.map(|cursor| format!("?cursor={}", segment(cursor))).unwrap_or_default();
        self.ask(self.call(Method::POST, &format!("/v1/policy/comparisons{query}")).json(packs)).await
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

    /// What is to be destroyed and is not yet. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn erasures(&self) -> Result<Erasures, ClientError> {
        self.ask(self.call(Method::GET, "/erasures")).await
    }

    /// Lets be destroyed what waits; what waited. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn let_destroy(&self, reason: &str) -> Result<Erasures, ClientError> {
        self.ask(self.call(Method::POST, "/erasures").json(&serde_json::json!({ "reason": reason }))).await
    }

    /// Whether the node can do its work.
    ///
    /// # Errors
    /// [`ClientError::Problem`] names what is missing.
    pub async fn ready(&self) -> Result<Health, ClientError> {
        self.ask(self.call(Method::GET, "/readyz")).await
    }

    /// Gives a user a token. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn grant(&self, wanted: &NewToken) -> Result<GivenToken, ClientError> {
        self.ask(self.call(Method::POST, "/tokens").json(wanted)).await
    }

    /// Ends a quarantine. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn lift_quarantine(&self, reason: &str) -> Result<(), ClientError> {
        let call = self.call(Method::DELETE, "/quarantine").json(&serde_json::json!({ "reason": reason }));
        self.send(call).await.map(drop)
    }

    /// Tells the journal that what its entries stand for is taken out. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn take_openings(&self) -> Result<(), ClientError> {
        self.send(self.call(Method::POST, "/openings")).await.map(drop)
    }

    /// Signed statements of peers that contradict each other. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn evidence(&self) -> Result<Vec<Evidence>, ClientError> {
        self.ask(self.call(Method::GET, "/evidence")).await
    }

    /// Versions of the register that contradict each other, as signed, in hex by their digests. For operators.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn contradicting_versions(&self) -> Result<std::collections::BTreeMap<String, String>, ClientError> {
        self.ask(self.call(Method::GET, "/evidence/register")).await
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

/// Conditions as the query of a path; empty where there are none.
fn query(conditions: &[(&str, String)]) -> String {
    let conditions = conditions.iter().map(|(name, value)| format!("{name}={}", segment(value)));
    let joined = conditions.collect::<Vec<_>>().join("&");
    if joined.is_empty() { joined } else { format!("?{joined}") }
}

/// Says for what is read.
fn read_for(call: RequestBuilder, purpose: Option<&str>, case: Option<&str>) -> RequestBuilder {
    let given = [(PURPOSE, purpose), (CASE, case)].into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.fold(call, |call, (name, value)| call.header(name, value.as_bytes()))
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
