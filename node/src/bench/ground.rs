//! The ground that everything is measured on: two nodes of the case federation, and as many signals as are wanted.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use sluis_protocol::core::Terms;
use sluis_protocol::journal::Actor;
use sluis_schemas::case::CASES;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId};

use crate::clock::DAY;
use crate::demo::federation::{Federation, of_the_cases};
use crate::net::SILENCE;
use crate::node::{Node, NodeError};
use crate::settings::Settings;

/// The node that signals come from.
pub(super) const SENDER: &str = "node-nl";
/// The node that they go to.
pub(super) const RECEIVER: &str = "node-be";
/// The member that submits.
const ORIGIN: &str = "nl-maasdorp";
/// The member that receives, and of which there are copies for signals to ten.
const NEIGHBOUR: &str = "be-grensbeek";
/// The case whose submission is sent: a closure, about 1 KB when signed.
const CASE: &str = "c01";
/// Longest wait for anything that must come true on a slow and busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(600);

/// Longest wait for sockets that a node before it held. QUIC forgets a connection whose first packet also closes it, as
/// when two nodes dial each other, only after the silence that ends a link.
const SOCKETS: Duration = SILENCE.saturating_add(Duration::from_secs(15));

const RETRY: Duration = Duration::from_millis(50);

/// Directories of two nodes that know each other, and what is submitted.
pub(super) struct Ground {
    dir: PathBuf,
    template: Value,
    /// Who submits.
    pub(super) actor: Actor,
}

impl Ground {
    /// Makes both nodes with the commands of the guide, as the demo does. Nothing runs yet.
    pub(super) fn make(dir: &Path) -> anyhow::Result<Self> {
        let mut file = of_the_cases(&[SENDER, RECEIVER])?;
        add_copies(&mut file).context("the case federation has its members")?;
        Federation::make(dir, &file)?;
        let (_, case) = CASES.iter().find(|(id, _)| id.starts_with(CASE)).with_context(|| format!("no case {CASE}"))?;
        let case: Value = serde_json::from_str(case)?;
        let template = case.get("submission").context("a case has a submission")?.clone();
        let actor = Actor {
            member: ORIGIN.parse()?,
            user: "bench".to_owned(),
            roles: [UserRole::Reader, UserRole::Submitter, UserRole::Releaser].into(),
            purpose: None,
            case: None,
        };
        Ok(Self { dir: dir.to_owned(), template, actor })
    }

    /// A node's directory.
    pub(super) fn dir_of(&self, node: &str) -> PathBuf {
        self.dir.join(node)
    }

    /// Runs a node in this process: its real sockets, links and files.
    pub(super) async fn start(&self, node: &str) -> anyhow::Result<Node> {
        let dir = self.dir_of(node);
        let mut settings = Settings::load(&dir)?;
        // What ends is destroyed at once, and no operator is asked: what is measured is the work.
        settings.erasure.terms = Terms::new(0, DAY, u64::MAX)?;
        let end = Instant::now() + SOCKETS;
        loop {
            match Node::start(&dir, settings.clone()).await {
                // A node that ran in this process a moment ago may not have let go of its sockets yet.
                Err(NodeError::Net(_)) if Instant::now() < end => tokio::time::sleep(RETRY).await,
                started => return started.with_context(|| format!("{node} did not start")),
            }
        }
    }

    /// One member, or that and nine copies of it, all on the receiving node.
    pub(super) fn receivers(&self, count: usize) -> anyhow::Result<Vec<MemberId>> {
        (0..count).map(|number| Ok(copy(number).parse()?)).collect()
    }

    /// A submission that differs from all others in its reference, for these receivers.
    pub(super) fn submission(&self, reference: &str, receivers: &[MemberId]) -> Arc<[u8]> {
        let mut submission = self.template.clone();
        let mut set = |pointer: &str, value: Value| {
            if let Some(place) = submission.pointer_mut(pointer) {
                *place = value;
            }
        };
        set("/measure/reference", json!(reference));
        set("/handling/audience", json!({ "members": receivers, "countries": [], "roles": [] }));
        submission.to_string().into_bytes().into()
    }
}

fn copy(number: usize) -> String {
    if number == 0 { NEIGHBOUR.to_owned() } else { format!("{NEIGHBOUR}-{number}") }
}

/// Nine members more, each with the mandates of the one they are copied from.
fn add_copies(file: &mut Value) -> Option<()> {
    let members = file.get_mut("members")?.as_array_mut()?;
    let neighbour = members.iter().find(|m| m.get("id").is_some_and(|id| id == NEIGHBOUR))?.clone();
    for number in 1..10 {
        let mut copied = neighbour.clone();
        *copied.get_mut("id")? = json!(copy(number));
        members.push(copied);
    }
    Some(())
}

/// Waits until both nodes have their link.
pub(super) async fn linked(sender: &Node, receiver: &Node) -> anyhow::Result<()> {
    let (from, to): (NodeId, NodeId) = (SENDER.parse()?, RECEIVER.parse()?);
    within("both nodes are linked", async {
        sender.service.core().linked(&to).await;
        receiver.service.core().linked(&from).await;
    })
    .await
}

/// Waits for something that must come true.
pub(super) async fn within<T>(what: &str, work: impl Future<Output = T>) -> anyhow::Result<T> {
    tokio::time::timeout(PATIENCE, work).await.with_context(|| format!("after {PATIENCE:?} still not so: {what}"))
}

/// Stops a node and waits until its files are closed.
pub(super) async fn stop(node: Node) -> anyhow::Result<()> {
    node.stop.cancel();
    Ok(node.wait().await?)
}

/// When work must end that is bounded by time as well as by number.
pub(super) fn deadline(seconds: f64) -> Instant {
    Instant::now() + Duration::from_secs_f64(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_receivers_are_one_member_and_nine_copies_of_it() {
        let mut file = of_the_cases(&[SENDER, RECEIVER]).unwrap();
        add_copies(&mut file).unwrap();
        let members = file["members"].as_array().unwrap();
        let copies = members.iter().filter(|m| m["id"].as_str().unwrap().starts_with(NEIGHBOUR)).count();
        assert_eq!(copies, 10);
        assert!(members.iter().all(|m| m["node"] == SENDER || m["node"] == RECEIVER));
    }
}
