//! What happens in the demo: ten of the project's cases, for real, each held against what must come of it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use serde::Serialize;
use serde_json::{Value, json};
use sluis_schemas::case::CASES;

use super::ends::{self, Correction, Recall};
use super::federation::Running;

/// The cases told, in order: closures, secrecy, a gap, customs, what belongs to the police, a picture without persons,
/// an uncorroborated tip, a sector that the receiver's law leaves out, an exclusion on one node, registers.
const STORY: [&str; 10] = ["c01", "c02", "c03", "c10", "c12", "c13", "c14", "c17", "c18", "c19"];

/// All that happened.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
    /// Whether everything was as expected.
    pub(super) ok: bool,
    /// Each signal.
    pub(super) signals: Vec<Signal>,
    /// How many signals each member received.
    pub(super) received: BTreeMap<String, usize>,
    /// One of them, corrected.
    pub(super) correction: Correction,
    /// One of them, recalled.
    pub(super) recall: Recall,
}

/// One signal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Signal {
    pub(super) case: String,
    pub(super) title: String,
    pub(super) story: String,
    pub(super) submitted_by: String,
    pub(super) r#type: String,
    pub(super) submit: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) submit_reasons: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<String>,
    pub(super) members: BTreeMap<String, Member>,
    /// What was not as expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) surprises: Vec<String>,
}

/// What a signal came to for one member.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    pub(super) outcome: String,
    pub(super) reasons: Vec<Value>,
    /// When its signed receipt was stored at the origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receipt: Option<String>,
}

/// Lets it happen.
pub(super) async fn tell(federation: &Running, language: &str, at_the_ends: impl FnOnce()) -> anyhow::Result<Told> {
    let mut signals = Vec::new();
    for name in STORY {
        signals.push(one(federation, &case(name)?, language).await?);
    }
    let received = check_inboxes(federation, &mut signals).await?;
    at_the_ends();
    let correction = ends::correct(federation, &signals).await?;
    let recall = ends::recall(federation, &signals).await?;
    let as_expected = signals.iter().map(|signal| &signal.surprises).chain([&correction.surprises, &recall.surprises]);
    let ok = as_expected.into_iter().all(Vec::is_empty);
    Ok(Told { ok, signals, received, correction, recall })
}

/// A case of the project, by the beginning of its name.
pub(super) fn case(name: &str) -> anyhow::Result<Value> {
    let (_, text) = CASES.iter().find(|(id, _)| id.starts_with(name)).with_context(|| format!("no case {name}"))?;
    Ok(serde_json::from_str(text)?)
}

/// Drafts, shows, releases and waits for the receipts of one case.
async fn one(federation: &Running, case: &Value, language: &str) -> anyhow::Result<Signal> {
    let text = |pointer: &str| case.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let origin = text("/submittedBy");
    let submission = case.get("submission").context("a case has a submission")?.clone();
    let (status, draft) = federation
        .call(&origin, |http, url| {
            http.post(format!("{url}/v1/drafts")).header("Accept-Language", language).json(&submission)
        })
        .await?;
    let mut signal = Signal {
        case: text("/id"),
        title: text("/title"),
        story: text("/story"),
        submitted_by: origin.clone(),
        r#type: text("/submission/type"),
        submit: String::new(),
        submit_reasons: Vec::new(),
        record: None,
        members: BTreeMap::new(),
        surprises: Vec::new(),
    };
    if status == 422 {
        signal.submit = string(&draft, "/rule");
        signal.submit_reasons = array(&draft, "/reasons");
    } else {
        ensure!(status == 201, "drafting {} was answered with {status}: {draft}", signal.case);
        signal.submit = string(&draft, "/table/submit");
        signal.members = members(&draft);
        let record = release(federation, &origin, &draft).await?;
        let purpose = text("/submission/handling/purpose");
        let entitled: BTreeSet<String> =
            signal.members.iter().filter(|(_, m)| m.outcome == "permitted").map(|(id, _)| id.clone()).collect();
        let receipts = await_receipts(federation, &origin, &entitled, &record, &purpose).await?;
        for (id, at) in receipts {
            if let Some(member) = signal.members.get_mut(&id) {
                member.receipt = Some(at);
            }
        }
        signal.record = Some(record);
    }
    compare(federation, &mut signal, case);
    Ok(signal)
}

fn members(draft: &Value) -> BTreeMap<String, Member> {
    let members = draft.pointer("/table/members").and_then(Value::as_object).into_iter().flatten();
    let member =
        |value: &Value| Member { outcome: string(value, "/outcome"), reasons: array(value, "/reasons"), receipt: None };
    members.map(|(id, value)| (id.clone(), member(value))).collect()
}

pub(super) async fn release(federation: &Running, origin: &str, draft: &Value) -> anyhow::Result<String> {
    let id = string(draft, "/id");
    let body = json!({ "tableHash": string(draft, "/table/hash") });
    let (status, released) =
        federation.call(origin, |http, url| http.post(format!("{url}/v1/drafts/{id}/release")).json(&body)).await?;
    ensure!(status == 201, "releasing was answered with {status}: {released}");
    Ok(string(&released, "/recordId"))
}

/// Waits until every member entitled has said, signed, that it holds the record; when each receipt came.
pub(super) async fn await_receipts(
    federation: &Running,
    origin: &str,
    entitled: &BTreeSet<String>,
    record: &str,
    purpose: &str,
) -> anyhow::Result<BTreeMap<String, String>> {
    let accepted = async || {
        let (_, shown) = federation
            .call(origin, |http, url| {
                http.get(format!("{url}/v1/signals/{record}"))
                    .header("Sluis-Purpose", purpose)
                    .header("Sluis-Case", "demo")
            })
            .await
            .ok()?;
        let delivery = shown.get("delivery")?.clone();
        let receipt = |id: &String| {
            let state = delivery.get(id)?;
            (string(state, "/state") == "accepted").then(|| (id.clone(), string(state, "/at")))
        };
        entitled.iter().map(receipt).collect::<Option<BTreeMap<_, _>>>()
    };
    federation.eventually(&format!("receipts for {record}"), accepted).await
}

/// Holds the outcomes against what the case expects of the members that are here.
fn compare(federation: &Running, signal: &mut Signal, case: &Value) {
    let expected = string(case, "/expect/submit");
    if signal.submit != expected {
        signal.surprises.push(format!("submission: {} instead of {expected}", signal.submit));
    }
    for (id, expected) in case.pointer("/expect/members").and_then(Value::as_object).into_iter().flatten() {
        let outcome = signal.members.get(id).map(|m| m.outcome.as_str());
        if federation.members().contains_key(id) && outcome != expected.as_str() {
            signal.surprises.push(format!("{id}: {outcome:?} instead of {expected}"));
        }
    }
}

/// Every member holds what it was permitted, once, and nothing else.
async fn check_inboxes(federation: &Running, signals: &mut [Signal]) -> anyhow::Result<BTreeMap<String, usize>> {
    let mut received = BTreeMap::new();
    for member in federation.members().keys() {
        let (status, page) = federation
            .call(member, |http, url| http.get(format!("{url}/v1/signals?direction=received&limit=100")))
            .await?;
        ensure!(status == 200, "the inbox of {member} was answered with {status}: {page}");
        let ids: Vec<String> = array(&page, "/items").iter().map(|item| string(item, "/id")).collect();
        for signal in signals.iter_mut() {
            let Some(record) = &signal.record else { continue };
            let holds = ids.iter().filter(|id| *id == record).count();
            let entitled = signal.members.get(member).is_some_and(|m| m.outcome == "permitted");
            if holds != usize::from(entitled) {
                signal.surprises.push(format!("{member} holds it {holds} times, entitled: {entitled}"));
            }
        }
        received.insert(member.clone(), ids.len());
    }
    Ok(received)
}

pub(super) fn string(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn array(value: &Value, pointer: &str) -> Vec<Value> {
    value.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default()
}
