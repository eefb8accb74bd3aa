//! `sluis status`: how a node fares.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use sluis_schemas::vocabulary::Language;

use super::output::Waiting;
use super::remote::{Remote, table};
use super::wait_for;
use crate::client::Client;
use crate::http::bodies::{OperatorStatus, Status};

/// How often a node is asked while it is waited for.
const POLL: Duration = Duration::from_millis(300);

/// Show how a node fares: register, links, what waits, faults
///
/// With --dir through the socket in the node's directory, for its operator; otherwise over HTTP, for a token's holder.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis status --dir node-nl\n  sluis status --dir node-nl --wait 60")]
pub(super) struct StatusOf {
    /// Directory of the node
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Wait so many seconds until it runs and has a link with every node of the register; exit code 1 if it has not
    #[arg(long, value_name = "SECONDS", requires = "dir")]
    wait: Option<u64>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(status: &StatusOf) -> anyhow::Result<ExitCode> {
    let form = status.remote.form;
    if let Some(dir) = &status.dir {
        let patience = Duration::from_secs(status.wait.unwrap_or_default());
        let found = wait_for(linked(dir, form.language(), patience))?;
        form.print(&found, || operator_in_words(&found))?;
        if status.wait.is_some() && !found.peers.iter().all(|peer| peer.linked) {
            return Ok(ExitCode::FAILURE);
        }
    } else {
        let client = status.remote.client()?;
        let status = wait_for(async { Ok(client.status().await?) })?;
        form.print(&status, || in_words(&status))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The status once every other node is linked, or as it is when patience ends.
async fn linked(dir: &Path, language: Language, patience: Duration) -> anyhow::Result<OperatorStatus> {
    let _waiting = Waiting::on("waiting for the node and its links");
    let began = Instant::now();
    loop {
        let asked = async { Client::operator(dir, language)?.operator_status().await };
        let asked = asked.await;
        let settled = asked.as_ref().is_ok_and(|status| status.peers.iter().all(|peer| peer.linked));
        if settled || began.elapsed() >= patience {
            return Ok(asked?);
        }
        tokio::time::sleep(POLL).await;
    }
}

fn in_words(status: &Status) -> String {
    let register = &status.register;
    let links = if status.links.is_empty() { "none".to_owned() } else { status.links.join(", ") };
    let mut words = format!(
        "node {} ({})\nregister of `{}`: version {}, digest {}\nlinks: {links}\nwaiting for a link: {}",
        status.node, status.version, register.name, register.sequence, register.digest, status.waiting,
    );
    for (what, feeds) in [("waiting", &status.waiting_for), ("without receipt", &status.outstanding)] {
        if !feeds.is_empty() {
            let mut shown = table(&["from", "to", what, "since"]);
            for feed in feeds {
                shown.add_row([&feed.from, &feed.to, &feed.count.to_string(), &feed.since]);
            }
            words.push_str(&format!("\n{shown}"));
        }
    }
    words
}

fn operator_in_words(status: &OperatorStatus) -> String {
    let OperatorStatus { status: common, http, listening, members, journal_seq, peers, faults } = status;
    let mut words = in_words(common);
    let (listening, members) = (listening.join(", "), members.join(", "));
    words.push_str(&format!(
        "\nHTTP: {http}\nfor nodes: {listening}\nserves: {members}\njournal: {journal_seq} entries"
    ));
    let absent: Vec<_> = peers.iter().filter(|peer| !peer.linked).collect();
    if !absent.is_empty() {
        let mut shown = table(&["no link with", "since", "what stood in the way"]);
        for peer in absent {
            shown.add_row([&peer.node, &peer.since, peer.obstacle.as_deref().unwrap_or_default()]);
        }
        words.push_str(&format!("\n{shown}"));
    }
    if !faults.is_empty() {
        let mut shown = table(&["node", "at", "whose", "fault"]);
        for fault in faults {
            let whose = if fault.ours { "ours, it says" } else { "theirs" };
            shown.add_row([&fault.node, &fault.at, whose, &format!("{}: {}", fault.code, fault.text)]);
        }
        words.push_str(&format!("\n{shown}"));
    }
    words
}
