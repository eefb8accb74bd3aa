//! Policy packs: which are in force, what others would change for what is held, and putting them in force.

use std::collections::BTreeMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::packs_digest;
use sluis_schemas::MemberId;
use sluis_schemas::calls::{ActivationOf, ComparisonOf};
use sluis_schemas::packs::{PackSource, all};
use utoipa::ToSchema;

use super::answer::localised;
use super::bodies::Item;
use super::document::{AnyProblems, LookProblems, PacksProblems};
use super::paging::Place;
use super::problem::Problem;
use super::request::{Caller, Id, JsonBytes, Lang};
use crate::crypto::RingCrypto;
use crate::service::{MAX_PAGE, Service, ServiceError};
use crate::store::Era;

/// The policy packs that a node judges by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Digest over all packs, in hex: nodes compare it when they meet.
    pub set: String,
    /// The packs.
    pub packs: Vec<Pack>,
    /// What the node's operator adds; it only narrows, and binds the node's own members.
    pub additions: Vec<String>,
    /// Whether these are the packs that came with the node's version of Sluis.
    pub as_shipped: bool,
    /// Which sets were in force, the newest first: up to 100.
    pub history: Vec<Set>,
}

/// A policy pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pack {
    /// Its name.
    #[schema(example = "nl")]
    pub name: String,
    /// Whose law it is; without one it binds everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Whether it is the one that the register names.
    pub as_registered: bool,
}

/// A set of packs that was in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Set {
    /// Digest over all its packs, in hex.
    pub set: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
    /// Whose policy officer put it in force; none of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The texts of a set of packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Texts {
    /// The packs.
    pub packs: Vec<TextOf>,
}

/// A policy pack with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextOf {
    /// Its name.
    #[schema(example = "nl")]
    pub name: String,
    /// Whose law it is; without one it binds everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Cedar text.
    pub text: String,
}

/// What was put in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activated {
    /// Digest over the packs in force now, in hex.
    pub set: String,
    /// Digest over those before; the same where nothing changed.
    pub before: String,
    /// Packs that are not as the register names them: personal records wait at links to nodes that have those.
    pub not_registered: Vec<String>,
}

/// Own signals that other packs would let go to other members: of some that were gone through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The signals, newest first; there may be none in a page that has a next.
    pub items: Vec<Changed>,
    /// Give it back as `cursor` to go on; absent where all were gone through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An own signal that other packs would let go to other members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// Its newest version: its class, no content.
    pub signal: Item,
    /// Members that it was released to, and that it would be taken back from: the outcome for each.
    pub retracted: BTreeMap<String, String>,
    /// Members that may not have it and might then, each with its name in the register; a releaser would have to let it go.
    pub to_release: BTreeMap<String, String>,
}

impl From<Era> for Set {
    fn from(era: Era) -> Self {
        let (member, reason) = era.said.unzip();
        let member = member.map(|member: MemberId| member.to_string());
        Self { set: era.digest.to_string(), since: era.at.to_string(), member, reason }
    }
}

impl From<&PackSource> for TextOf {
    fn from(pack: &PackSource) -> Self {
        let PackSource { name, country, text } = pack.clone();
        Self { name, country: country.map(|country| country.to_string()), text }
    }
}

/// The policy packs in force
///
/// With what the node's operator adds, and which were in force before.
#[utoipa::path(
    get,
    path = "/v1/policy",
    operation_id = "policyInForce",
    tag = "policy",
    responses((status = 200, description = "The packs", body = Policy), AnyProblems),
)]
pub(super) async fn in_force(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(_caller): Caller,
) -> Result<Response, Problem> {
    let found = service.packs_in_force().await.map_err(|e| Problem::of(e, lang))?;
    let pack = |pack: &PackSource| Pack {
        name: pack.name.clone(),
        country: pack.country.as_ref().map(ToString::to_string),
        as_registered: !found.differing.contains(&pack.name),
    };
    let policy = Policy {
        set: packs_digest(&RingCrypto, &found.packs).to_string(),
        packs: found.packs.iter().map(pack).collect(),
        additions: found.additions,
        as_shipped: *found.packs == *all(),
        history: found.eras.into_iter().map(Set::from).collect(),
    };
    Ok(localised(StatusCode::OK, &policy, lang))
}

/// The texts of a set of packs
///
/// Of one that is in force, or was.
#[utoipa::path(
    get,
    path = "/v1/policy/sets/{id}",
    operation_id = "policySet",
    tag = "policy",
    params(("id" = String, Path, description = "Digest over all packs of the set, in hex")),
    responses((status = 200, description = "The packs", body = Texts), LookProblems),
)]
pub(super) async fn set(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(_caller): Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let packs = service.pack_set(&id).await.map_err(|e| Problem::of(e, lang))?;
    Ok(localised(StatusCode::OK, &Texts { packs: packs.iter().map(TextOf::from).collect() }, lang))
}

/// Put policy packs in force
///
/// For all members of the node, by a policy officer. The packs must keep what the floor promises, which is decided first;
/// what no longer may be held elsewhere is taken back then, and what more members may have waits for a releaser. A set that
/// was in force before is named by its digest. Repeating it changes nothing.
#[utoipa::path(
    post,
    path = "/v1/policy/activations",
    operation_id = "activatePolicy",
    tag = "policy",
    params(("Accept-Language" = Option<String>, Header, description = "Language of sentences: `nl`, `fr`, `de` or `en`")),
    request_body(content = ref("#/components/schemas/Activation"), content_type = "application/json"),
    responses((status = 200, description = "They are in force", body = Activated), PacksProblems),
)]
pub(super) async fn activate(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let ActivationOf { packs, reason } =
        ActivationOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let activated = service.activate(&actor, packs, reason).await.map_err(problem)?;
    let answer = Activated {
        set: activated.packs.to_string(),
        before: activated.before.to_string(),
        not_registered: activated.differing,
    };
    Ok(localised(StatusCode::OK, &answer, lang))
}

/// Compare policy packs with those in force, for own signals
///
/// What would be taken back from whom, and what a releaser could let go to whom. Each page goes through up to 100 own signals
/// and gives those of them for which something would change.
#[utoipa::path(
    post,
    path = "/v1/policy/comparisons",
    operation_id = "comparePolicy",
    tag = "policy",
    params(Place, ("Accept-Language" = Option<String>, Header, description = "Language of titles")),
    request_body(content = ref("#/components/schemas/PacksCompared"), content_type = "application/json"),
    responses((status = 200, description = "Signals and members", body = Comparison), PacksProblems),
)]
pub(super) async fn compare(
    State(service): State<Service>,
    Lang(lang): Lang,
    Caller(actor): Caller,
    place: Result<Query<Place>, QueryRejection>,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let after = Place::read(place, |text| service.comparison_place(&actor.member, text)).map_err(Problem::malformed)?;
    let asked = ComparisonOf::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    let (changed, next) = service.compare(&actor, asked.packs, after, MAX_PAGE).await.map_err(problem)?;
    let directory = service.directory();
    let name = |member: &MemberId| directory.member(member).map(|m| m.name.clone()).unwrap_or_default();
    let items = changed.iter().map(|changed| Changed {
        signal: Item::of(&changed.overview, lang),
        retracted: changed.narrows.iter().map(|(member, outcome)| (member.to_string(), outcome.clone())).collect(),
        to_release: changed.widens.iter().map(|member| (member.to_string(), name(member))).collect(),
    });
    Ok(localised(StatusCode::OK, &Comparison { items: items.collect(), next }, lang))
}
