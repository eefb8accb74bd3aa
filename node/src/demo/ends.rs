//! How signals of the demo end: one is corrected, one is recalled, and what was recalled is submitted again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use serde::Serialize;
use serde_json::{Value, json};

use super::federation::Running;
use super::story::{Signal, array, await_receipts, case, release, string};

/// The case whose signal is corrected.
const CORRECTED: &str = "c01";
/// The case whose signal is recalled.
const RECALLED: &str = "c13";

/// A correction.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Correction {
    pub(super) case: String,
    pub(super) title: String,
    pub(super) submitted_by: String,
    /// The version before, which nobody reads any more.
    pub(super) before: String,
    /// The version that took its place.
    pub(super) record: String,
    /// Who acknowledged it, and when.
    pub(super) receipts: BTreeMap<String, String>,
    /// What was not as expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) surprises: Vec<String>,
}

/// A recall.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recall {
    pub(super) case: String,
    pub(super) title: String,
    pub(super) submitted_by: String,
    pub(super) signal: String,
    pub(super) recall: String,
    pub(super) ground: String,
    /// Everybody who had it: what its receipt says became of it.
    pub(super) members: BTreeMap<String, Holder>,
    /// The answer to submitting the same again.
    pub(super) resubmission: String,
    /// What was not as expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) surprises: Vec<String>,
}

/// One that had the recalled signal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Holder {
    pub(super) name: String,
    pub(super) state: String,
    /// When its receipt came.
    pub(super) said: String,
    /// The answer to its reader since.
    pub(super) answer: String,
}

/// Corrects a signal: its receivers hold the new version alone.
pub(super) async fn correct(federation: &Running, signals: &[Signal]) -> anyhow::Result<Correction> {
    let (signal, case) = told(signals, CORRECTED)?;
    let before = signal.record.clone().context("the signal to correct was released")?;
    let mut submission = case.get("submission").context("a case has a submission")?.clone();
    let title = format!("{} (gerectificeerd)", string(&submission, "/title"));
    if let Some(given) = submission.get_mut("title") {
        *given = title.into();
    }
    let (status, draft) = federation
        .call(&signal.submitted_by, |http, url| {
            http.post(format!("{url}/v1/signals/{before}/corrections")).json(&submission)
        })
        .await?;
    ensure!(status == 201, "the correction was answered with {status}: {draft}");
    let record = release(federation, &signal.submitted_by, &draft).await?;
    let entitled = array_of_permitted(&draft);
    let purpose = string(&submission, "/handling/purpose");
    let receipts = await_receipts(federation, &signal.submitted_by, &entitled, &record, &purpose).await?;
    let mut surprises = Vec::new();
    for member in &entitled {
        let held = inbox(federation, member).await?;
        if held.contains(&before) || !held.contains(&record) {
            surprises.push(format!("{member} does not hold the new version alone"));
        }
        let answer = kind(&read(federation, member, &before, &purpose).await?);
        if answer != "superseded" {
            surprises.push(format!("the version before is answered to {member} with `{answer}`"));
        }
    }
    let (title, submitted_by) = (signal.title.clone(), signal.submitted_by.clone());
    Ok(Correction { case: signal.case.clone(), title, submitted_by, before, record, receipts, surprises })
}

/// Recalls a signal: nobody is shown it any more, everybody who had it destroys it and says so, it does not come back.
pub(super) async fn recall(federation: &Running, signals: &[Signal]) -> anyhow::Result<Recall> {
    let (signal, case) = told(signals, RECALLED)?;
    let origin = signal.submitted_by.clone();
    let record = signal.record.clone().context("the signal to recall was released")?;
    let path = format!("/v1/signals/{record}/recall");
    let body = json!({ "ground": "error" });
    let (status, given) = federation.call(&origin, |http, url| http.post(format!("{url}{path}")).json(&body)).await?;
    ensure!(status == 201, "the recall was answered with {status}: {given}");
    let complete = async || {
        let (_, board) = federation.call(&origin, |http, url| http.get(format!("{url}{path}"))).await.ok()?;
        board.get("complete")?.as_bool()?.then_some(board)
    };
    let board = federation.eventually("everybody said what became of the recalled signal", complete).await?;
    let submission = case.get("submission").context("a case has a submission")?;
    let purpose = string(submission, "/handling/purpose");
    let mut recall = Recall {
        case: signal.case.clone(),
        title: signal.title.clone(),
        submitted_by: origin.clone(),
        signal: record.clone(),
        recall: string(&given, "/recall"),
        ground: string(&board, "/ground"),
        members: BTreeMap::new(),
        resubmission: String::new(),
        surprises: Vec::new(),
    };
    for (id, at) in board.pointer("/members").and_then(Value::as_object).into_iter().flatten() {
        let answer = kind(&read(federation, id, &record, &purpose).await?);
        let (name, state, said) = (string(at, "/name"), string(at, "/state"), string(at, "/said"));
        recall.members.insert(id.clone(), Holder { name, state, said, answer });
    }
    let (_, again) =
        federation.call(&origin, |http, url| http.post(format!("{url}/v1/drafts")).json(submission)).await?;
    recall.resubmission = kind(&again);
    recall.compare(federation, signal).await?;
    Ok(recall)
}

impl Recall {
    /// Holds it against what a recall must come to.
    async fn compare(&mut self, federation: &Running, signal: &Signal) -> anyhow::Result<()> {
        let had: BTreeSet<&String> =
            signal.members.iter().filter(|(_, m)| m.outcome == "permitted").map(|(id, _)| id).collect();
        if self.members.keys().collect::<BTreeSet<_>>() != had {
            self.surprises.push("the board does not name those who had it".to_owned());
        }
        let mut erased = BTreeSet::new();
        for (id, holder) in &self.members {
            // Of neighbours on one node the last one destroys what there is.
            match holder.state.as_str() {
                "erased" => drop(erased.insert(federation.members().get(id))),
                "relinquished" => {}
                other => self.surprises.push(format!("{id} says `{other}`")),
            }
            if holder.answer != "recalled" {
                self.surprises.push(format!("{id} is answered with `{}`", holder.answer));
            }
        }
        for id in self.members.keys().filter(|id| !erased.contains(&federation.members().get(*id))) {
            self.surprises.push(format!("nobody on the node of {id} says that it is erased"));
        }
        for member in federation.members().keys() {
            if inbox(federation, member).await?.contains(&self.signal) {
                self.surprises.push(format!("{member} is shown it"));
            }
        }
        if self.resubmission != "was-recalled" {
            self.surprises.push(format!("submitting it again is answered with `{}`", self.resubmission));
        }
        Ok(())
    }
}

fn told<'s>(signals: &'s [Signal], name: &str) -> anyhow::Result<(&'s Signal, Value)> {
    let case = case(name)?;
    let id = string(&case, "/id");
    let signal = signals.iter().find(|signal| signal.case == id).with_context(|| format!("{name} was not told"))?;
    Ok((signal, case))
}

fn array_of_permitted(draft: &Value) -> BTreeSet<String> {
    let members = draft.pointer("/table/members").and_then(Value::as_object).into_iter().flatten();
    members.filter(|(_, m)| string(m, "/outcome") == "permitted").map(|(id, _)| id.clone()).collect()
}

async fn inbox(federation: &Running, member: &str) -> anyhow::Result<Vec<String>> {
    let list = |http: &reqwest::Client, url: &str| http.get(format!("{url}/v1/signals?direction=received&limit=100"));
    let (status, page) = federation.call(member, list).await?;
    ensure!(status == 200, "the inbox of {member} was answered with {status}: {page}");
    Ok(array(&page, "/items").iter().map(|item| string(item, "/id")).collect())
}

async fn read(federation: &Running, member: &str, record: &str, purpose: &str) -> anyhow::Result<Value> {
    let read = |http: &reqwest::Client, url: &str| {
        http.get(format!("{url}/v1/signals/{record}")).header("Sluis-Purpose", purpose).header("Sluis-Case", "demo")
    };
    Ok(federation.call(member, read).await?.1)
}

/// Which problem an answer is; `none` if it is not one.
fn kind(answer: &Value) -> String {
    let kind = string(answer, "/type");
    kind.strip_prefix("urn:sluis:problem:").unwrap_or("none").to_owned()
}
