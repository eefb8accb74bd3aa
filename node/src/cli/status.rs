//! `sluis status`: how a node fares.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::output::named;
use super::remote::{Remote, Speech};
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
        form.print(&status, || operator_in_words(&status, form))?;
    } else {
        let client = status.remote.client()?;
        let status = wait_for(async { Ok(client.status().await?) })?;
        form.print(&status, || in_words(&status, form))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(status: &Status, form: Speech) -> String {
    let register = &status.register;
    let links = match status.links.as_slice() {
        [] => form.say("status-no-links", []),
        links => form.say("status-links", [("links", named(links.join(", ")))]),
    };
    let mut words = [
        form.say("status-node", [("node", named(&status.node)), ("version", named(&status.version))]),
        form.say(
            "status-register",
            [
                ("name", named(&register.name)),
                ("sequence", named(register.sequence)),
                ("digest", named(&register.digest)),
            ],
        ),
        links,
        form.say("status-journal", [("entries", named(status.journal_seq))]),
        form.say("status-waiting", [("waiting", named(status.waiting))]),
    ]
    .join("\n");
    if !status.outstanding.is_empty() {
        let mut shown = form.table(&["from", "to", "without-receipt", "since"]);
        for feed in &status.outstanding {
            shown.add_row([&feed.from, &feed.to, &feed.count.to_string(), &feed.since]);
        }
        words.push_str(&format!("\n{shown}"));
    }
    words
}

fn operator_in_words(status: &OperatorStatus, form: Speech) -> String {
    let OperatorStatus { status: common, http, listening, members, faults } = status;
    let mut words = [
        in_words(common, form),
        form.say("status-http", [("http", named(http))]),
        form.say("status-for-nodes", [("listening", named(listening.join(", ")))]),
        form.say("status-serves", [("members", named(members.join(", ")))]),
    ]
    .join("\n");
    if !faults.is_empty() {
        let mut shown = form.table(&["node", "at", "whose", "fault"]);
        for fault in faults {
            let whose = form.say(if fault.ours { "fault-ours" } else { "fault-theirs" }, []);
            shown.add_row([&fault.node, &fault.at, &whose, &format!("{}: {}", fault.code, fault.text)]);
        }
        words.push_str(&format!("\n{shown}"));
    }
    words
}
