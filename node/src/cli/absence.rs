//! `sluis absence`: when a member is absent, and who is named instead of it.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;
use sluis_schemas::Date;

use super::output::named;
use super::remote::{Remote, Speech};
use super::wait_for;
use crate::http::absences::AbsenceItem;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say that nobody of the member is there for some days, and who is named instead
    ///
    /// What the member is asked to follow up, or does, of others' signals and is due by the last day goes back to the signal's
    /// origin, which is told whom to ask instead and decides that. What is due later waits.
    #[command(
        after_help = "Example:\n  sluis absence set --from 2026-12-21 --until 2027-01-03 --delegate de-rurheim --token-file desk.token"
    )]
    Set {
        /// First day (UTC)
        #[arg(long, value_name = "DATE")]
        from: Date,
        /// Last day (UTC)
        #[arg(long, value_name = "DATE")]
        until: Date,
        /// The other member: it has a mandate for one of the same purposes
        #[arg(long, value_name = "MEMBER")]
        delegate: String,
        #[command(flatten)]
        remote: Remote,
    },
    /// List when the member is absent, or will be
    #[command(after_help = "Example:\n  sluis absence list --token-file desk.token")]
    List {
        #[command(flatten)]
        remote: Remote,
    },
    /// Say that the member is there after all, or is back before
    ///
    /// An absence ends by itself after its last day. What was given away stays so.
    #[command(after_help = "Example:\n  sluis absence end 2026-12-21 --token-file desk.token")]
    End {
        /// First day of the absence
        from: Date,
        #[command(flatten)]
        remote: Remote,
    },
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Set { from, until, delegate, remote } => {
            let (client, form) = (remote.client()?, remote.form);
            let body = json!({ "from": from, "until": until, "delegate": delegate });
            let item = wait_for(async { Ok(client.announce_absence(&body).await?) })?;
            form.print(&item, || in_words(std::slice::from_ref(&item), form))?;
        }
        Command::List { remote } => {
            let (client, form) = (remote.client()?, remote.form);
            let list = wait_for(async { Ok(client.absences().await?) })?;
            form.print(&list, || match list.items.is_empty() {
                true => form.say("absence-none", []),
                false => in_words(&list.items, form),
            })?;
        }
        Command::End { from, remote } => {
            let (client, form) = (remote.client()?, remote.form);
            wait_for(async { Ok(client.end_absence(&from.to_string()).await?) })?;
            form.print(&json!({ "ended": from }), || form.say("absence-ended", [("from", named(from))]))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(items: &[AbsenceItem], form: Speech) -> String {
    let mut shown = form.table(&["absent-from", "absent-until", "delegate"]);
    for item in items {
        shown.add_row([&item.from, &item.until, &item.delegate]);
    }
    shown.to_string()
}
