//! `sluis status`: how a node fares.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use sluis_schemas::vocabulary::Language;

use super::output::{Waiting, named};
use super::remote::{Remote, Speech};
use super::wait_for;
use crate::client::Client;
use crate::http::bodies::{OperatorStatus, Status};
use crate::http::restored::Restored;

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
        form.print(&found, || operator_in_words(&found, form))?;
        if status.wait.is_some() && !found.peers.iter().all(|peer| peer.linked) {
            return Ok(ExitCode::FAILURE);
        }
    } else {
        let client = status.remote.client()?;
        let status = wait_for(async { Ok(client.status().await?) })?;
        form.print(&status, || in_words(&status, form))?;
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
        form.say("status-waiting", [("waiting", named(status.waiting))]),
    ]
    .join("\n");
    if !register.contradicting.is_empty() {
        let versions = register.contradicting.iter().map(|v| format!("{} {} {}", v.line, v.sequence, v.digest));
        let versions: Vec<_> = versions.collect();
        let versions = ("versions", named(versions.join(", ")));
        words.push_str(&format!("\n{}", form.say("status-register-contradicted", [versions])));
    }
    for (what, feeds) in [("waiting", &status.waiting_for), ("without-receipt", &status.outstanding)] {
        if !feeds.is_empty() {
            let mut shown = form.table(&["from", "to", what, "since"]);
            for feed in feeds {
                shown.add_row([&feed.from, &feed.to, &feed.count.to_string(), &feed.since]);
            }
            words.push_str(&format!("\n{shown}"));
        }
    }
    words
}

fn operator_in_words(status: &OperatorStatus, form: Speech) -> String {
    let OperatorStatus {
        status: common,
        http,
        listening,
        members,
        erasures,
        journal_seq,
        peers,
        faults,
        restored,
        evidence,
    } = status;
    let mut words = [
        in_words(common, form),
        form.say("status-http", [("http", named(http))]),
        form.say("status-for-nodes", [("listening", named(listening.join(", ")))]),
        form.say("status-serves", [("members", named(members.join(", ")))]),
        form.say("status-journal", [("entries", named(journal_seq))]),
    ]
    .join("\n");
    if let Some(restored) = restored {
        words.push_str(&format!("\n{}", restored_in_words(restored, form)));
    }
    if *evidence > 0 {
        words.push_str(&format!("\n{}", form.say("status-evidence", [("count", named(evidence))])));
    }
    if erasures.doubtful_clock {
        words.push_str(&format!("\n{}", form.say("erasures-clock", [])));
    }
    let waiting: u64 = erasures.waiting.iter().map(|waiting| waiting.count).sum();
    let overdue: u64 = erasures.overdue.iter().map(|overdue| overdue.count).sum();
    if waiting > 0 || overdue > 0 {
        let about = [("waiting", named(waiting)), ("overdue", named(overdue))];
        words.push_str(&format!("\n{}", form.say("status-erasures", about)));
    }
    for peer in peers {
        if let Some(through) = peer.through.as_ref().filter(|_| peer.linked) {
            let carried = [("node", named(&peer.node)), ("through", named(through))];
            words.push_str(&format!("\n{}", form.say("status-carried", carried)));
        }
    }
    let absent: Vec<_> = peers.iter().filter(|peer| !peer.linked).collect();
    if !absent.is_empty() {
        let mut shown = form.table(&["no-link-with", "since", "obstacle"]);
        for peer in absent {
            shown.add_row([&peer.node, &peer.since, peer.obstacle.as_deref().unwrap_or_default()]);
        }
        words.push_str(&format!("\n{shown}"));
    }
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

fn restored_in_words(restored: &Restored, form: Speech) -> String {
    let awaited = if restored.awaited.is_empty() { form.say("nobody", []) } else { restored.awaited.join(", ") };
    let key = if restored.quarantined { "status-quarantined" } else { "status-restored" };
    let since = named(&restored.since);
    let said = [("since", since), ("cause", named(&restored.cause)), ("awaited", named(awaited))];
    let mut lines = vec![form.say(key, said)];
    if restored.lost > 0 {
        lines.push(form.say("status-lost", [("count", named(restored.lost))]));
    }
    lines.extend(restored.newest_lost.iter().map(|lost| format!("  {} {} → {}", lost.id, lost.from, lost.to)));
    lines.join("\n")
}
