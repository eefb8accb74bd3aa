//! `sluis status`: how a node fares.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::remote::{Remote, table};
use super::wait_for;
use crate::client::Client;
use crate::http::bodies::{OperatorStatus, Status};

/// Show how a node fares: register, links, what waits, faults
///
/// With --dir through the socket in the node's directory, for its operator; otherwise over HTTP, for a token's holder.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis status --dir node-nl")]
pub(super) struct StatusOf {
    /// Directory of the node
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(status: &StatusOf) -> anyhow::Result<ExitCode> {
    let form = status.remote.form;
    if let Some(dir) = &status.dir {
        let client = Client::operator(dir, form.language())?;
        let status = wait_for(async { Ok(client.operator_status().await?) })?;
        form.print(&status, || operator_in_words(&status))?;
    } else {
        let client = status.remote.client()?;
        let status = wait_for(async { Ok(client.status().await?) })?;
        form.print(&status, || in_words(&status))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(status: &Status) -> String {
    let register = &status.register;
    let links = if status.links.is_empty() { "none".to_owned() } else { status.links.join(", ") };
    let mut words = format!(
        "node {} ({})\nregister of `{}`: version {}, digest {}\nlinks: {links}\njournal: {} entries\nwaiting for a link: {}",
        status.node,
        status.version,
        register.name,
        register.sequence,
        register.digest,
        status.journal_seq,
        status.waiting,
    );
    if !status.outstanding.is_empty() {
        let mut shown = table(&["from", "to", "without receipt", "since"]);
        for feed in &status.outstanding {
            shown.add_row([&feed.from, &feed.to, &feed.count.to_string(), &feed.since]);
        }
        words.push_str(&format!("\n{shown}"));
    }
    words
}

fn operator_in_words(status: &OperatorStatus) -> String {
    let OperatorStatus { status: common, http, listening, members, faults } = status;
    let mut words = in_words(common);
    words.push_str(&format!("\nHTTP: {http}\nfor nodes: {}\nserves: {}", listening.join(", "), members.join(", ")));
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
