//! `sluis signals`: what a member holds.

mod export;
mod recall;
mod what_if;
mod widen;

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use sluis_schemas::messages::label;
use sluis_schemas::vocabulary::Purpose;

use comfy_table::ColumnConstraint;

use super::output::{Progress, named};
use super::remote::{Remote, Speech, confirmed, may_ask, outcomes};
use super::wait_for;
use crate::client::Client;
use crate::http::bodies::{Delivery, Page, Signal};

/// Most signals that the node gives at once.
const PAGE: u32 = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what the member sent and received, newest first
    #[command(after_help = "Example:\n  sluis signals list --direction sent --token-file desk.token")]
    List {
        /// Only what was sent, or only what was received
        #[arg(long, value_parser = ["sent", "received"])]
        direction: Option<String>,
        #[command(flatten)]
        listing: Listing,
        #[command(flatten)]
        remote: Remote,
    },
    /// Show a signal in full; the read is journalled with its purpose and case
    #[command(after_help = "Example:\n  sluis signals show 5f…c1 --purpose licence-decision --case Z-2026-114")]
    Show {
        #[command(flatten)]
        read: Reading,
        #[command(flatten)]
        remote: Remote,
    },
    /// Write a record's bytes exactly as its origin signed them: evidence that anybody can verify
    #[command(
        after_help = "Example:\n  sluis signals export 5f…c1 --cose 5f…c1.cose --purpose licence-decision --case Z-2026-114"
    )]
    Export(export::Arguments),
    /// Draft a correction of an own signal; with --release, put it in the place of the version before
    ///
    /// Whoever holds the version before gets the new one in its place; who may not have the new one has it taken back.
    #[command(after_help = "Example:\n  sluis signals correct 5f…c1 closure.json --release --token-file desk.token")]
    Correct(recall::Correcting),
    /// Recall an own signal in all its versions: nobody reads it any more, every holder destroys it and says so
    ///
    /// Says first whom it reaches, and asks; then shows the board. It cannot be undone.
    #[command(after_help = "Examples:\n  sluis signals recall 5f…c1 --ground error\n  \
        sluis signals recall 5f…c1 --ground erasure-request --yes --wait 60 --token-file desk.token")]
    Recall(recall::Recalling),
    /// Show where every version of an own signal went, and how far its recall has come
    #[command(after_help = "Example:\n  sluis signals board 5f…c1 --token-file desk.token")]
    Board(recall::One),
    /// Say that an own signal stands though the key that signed it was revoked
    ///
    /// Where nobody had it before the key was compromised it counts no more, and nobody reads it, until this is said. Look
    /// at each signal first: what somebody else signed with the key is not yours to confirm.
    #[command(after_help = "Example:\n  sluis signals reaffirm 5f…c1")]
    Reaffirm(recall::One),
    /// Put a signal under legal hold, where it is neither read nor destroyed, or lift the hold
    #[command(after_help = "Examples:\n  sluis signals hold 5f…c1 --reason 'objection Z-2026-114'\n  \
        sluis signals hold 5f…c1 --lift --reason 'objection decided'")]
    Hold(recall::Holding),
    /// List own signals that more members may have now than when they were released; let one go to some of them
    ///
    /// Nothing goes by itself when a mandate, an agreement or a rule comes. What was taken back from a member goes there
    /// again as a correction.
    #[command(after_help = "Examples:\n  sluis signals widen --token-file desk.token\n  \
        sluis signals widen 5f…c1 --to be-grensbeek --to de-rurheim --token-file desk.token")]
    Widen(widen::Widening),
    /// Have an own signal passed on by a member that has it, to members that this node does not reach
    ///
    /// Each is judged with that member as holder. Later versions and what ends the signal follow by the same way.
    #[command(after_help = "Example:\n  \
        sluis signals relay 5f…c1 --through be-grensbeek --to de-rurheim --token-file desk.token")]
    Relay(widen::Relaying),
    /// Say what the gates make today of a signal that the member holds
    ///
    /// Of an own one: the outcome for each member as of now, beside what became of it there. Of another's: what passing it on
    /// could come to at best, and what only its origin knows. Nothing is sent.
    #[command(after_help = "Examples:\n  sluis signals what-if 5f…c1 --token-file desk.token\n  \
        sluis signals what-if 5f…c1 --to be-grensbeek --purpose licence-decision --case Z-2026-114")]
    WhatIf(what_if::Asking),
    /// Sign a draft and send it to every member that its table permits
    #[command(after_help = "Example:\n  sluis signals release 0198…7f --token-file desk.token")]
    Release {
        /// Id of the draft
        draft: String,
        /// Hash of the table that was looked at; without it the table is shown, and a person asked
        #[arg(long, value_name = "HASH")]
        table_hash: Option<String>,
        /// Release under the table as it is kept, without asking
        #[arg(long, conflicts_with = "table_hash")]
        yes: bool,
        #[command(flatten)]
        remote: Remote,
    },
}

/// What is read, and for what.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Id of the record
    id: String,
    /// What it is read for, see `sluis vocabulary show purposes`
    #[arg(long, value_name = "PURPOSE")]
    purpose: Option<Purpose>,
    /// In which case
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
}

/// How much is listed.
#[derive(Debug, Args)]
pub(super) struct Listing {
    /// Most signals to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::List { direction, listing, remote } => list(&remote, &listing, direction.as_deref()),
        Command::Show { read, remote } => show(&remote, &read),
        Command::Export(arguments) => export::run(&arguments),
        Command::Correct(correcting) => recall::correct(correcting),
        Command::Recall(recalling) => recall::recall(&recalling),
        Command::Board(one) => recall::board(&one),
        Command::Reaffirm(one) => recall::reaffirm(&one),
        Command::Hold(holding) => recall::hold(&holding),
        Command::Widen(widening) => widen::run(&widening),
        Command::Relay(relaying) => widen::relay(&relaying),
        Command::WhatIf(asking) => what_if::run(&asking),
        Command::Release { draft, table_hash, yes, remote } => release(&remote, &draft, table_hash, yes),
    }
}

pub(super) fn list(remote: &Remote, listing: &Listing, direction: Option<&str>) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    let page = wait_for(async { Ok(collect(&client, direction, listing.limit).await?) })?;
    remote.form.print(&page, || in_words(&page, remote.form))?;
    Ok(ExitCode::SUCCESS)
}

async fn collect(client: &Client, direction: Option<&str>, limit: usize) -> Result<Page, crate::client::ClientError> {
    let mut all = Page { items: Vec::new(), next: None };
    let mut progress = Progress::endless("signals listed");
    loop {
        let wanted = u32::try_from(limit.saturating_sub(all.items.len())).unwrap_or(PAGE).min(PAGE);
        if wanted == 0 {
            return Ok(all);
        }
        let page = client.signals(direction, all.next.as_deref(), wanted).await?;
        progress.step_by(page.items.len() as u64);
        all.items.extend(page.items);
        all.next = page.next;
        if all.next.is_none() {
            return Ok(all);
        }
    }
}

fn in_words(page: &Page, form: Speech) -> String {
    if page.items.is_empty() {
        return form.say("nothing-yet", []);
    }
    let mut shown = form.table(&["id", "from", "at", "title", "purpose", "code", "use", "hold-until"]);
    // An id is there to be copied: it stays on one line, however wide the table gets.
    if let Some(id) = shown.column_mut(0) {
        id.set_constraint(ColumnConstraint::ContentWidth);
    }
    for item in &page.items {
        let until = item.retain_until.clone().unwrap_or_default();
        let used = super::consent::beside(&item.use_label, &item.consents, form);
        let purpose = format!("{} ({})", label(form.language(), Purpose::LIST, &item.purpose).text, item.purpose);
        shown.add_row([&item.id, &item.from, &item.at, &item.title, &purpose, &item.handling_code, &used, &until]);
    }
    match page.next {
        Some(_) => format!("{shown}\n{}", form.say("there-is-more", [])),
        None => shown.to_string(),
    }
}

fn show(remote: &Remote, Reading { id, purpose, case }: &Reading) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    let signal = wait_for(async { Ok(client.signal(id, purpose.map(Purpose::as_str), case.as_deref()).await?) })?;
    let content = serde_json::to_string_pretty(&signal.content)?;
    remote.form.print(&signal, || signal_in_words(&signal, &content, remote.form))?;
    Ok(ExitCode::SUCCESS)
}

fn signal_in_words(signal: &Signal, content: &str, form: Speech) -> String {
    let signed = form.say("signed-by", [("origin", named(&signal.origin)), ("at", named(&signal.at))]);
    let version = signal.corrects.as_ref().map(|previous| {
        let about = [("version", named(signal.version)), ("previous", named(previous))];
        format!("\n{}", form.say("version-of", about))
    });
    let used = super::consent::beside(&signal.use_label, &signal.consents, form);
    let mut words = format!("{}\n{signed}{}\n{used}\n\n{content}", signal.title, version.unwrap_or_default());
    if let Some(delivery) = &signal.delivery {
        let mut shown = form.table(&["member", "delivery", "since", "why"]);
        for (member, what) in delivery {
            let [at, why] = [&what.at, &what.outcome].map(|text| text.clone().unwrap_or_default());
            shown.add_row([member, &delivery_in_words(what, form), &at, &why]);
        }
        words.push_str(&format!("\n\n{shown}"));
    }
    words
}

/// What became of a signal at a member, and who passes it on there.
fn delivery_in_words(what: &Delivery, form: Speech) -> String {
    let state = format!("{} ({})", form.say(&format!("delivery-{}", what.state), []), what.state);
    through(state, what.through.as_deref(), form)
}

fn through(state: String, through: Option<&str>, form: Speech) -> String {
    match through {
        Some(relay) => format!("{state}\n{}", form.say("through", [("relay", named(relay))])),
        None => state,
    }
}

fn release(remote: &Remote, draft: &str, hash: Option<String>, yes: bool) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    let hash = match hash {
        Some(hash) => hash,
        None => match agreed(&client, draft, yes, remote.form)? {
            Some(hash) => hash,
            None => return Ok(ExitCode::FAILURE),
        },
    };
    let released = wait_for(async { Ok(client.release(draft, &hash).await?) })?;
    remote.form.print(&released, || remote.form.say("released-as", [("record", named(&released.record_id))]))?;
    Ok(ExitCode::SUCCESS)
}

/// Shows the table and asks; the hash of the table that was agreed to.
fn agreed(client: &Client, draft: &str, yes: bool, form: Speech) -> anyhow::Result<Option<String>> {
    let found = wait_for(async { Ok(client.look(draft).await?) })?;
    eprintln!("{}", outcomes(&found.table, form.language()));
    if yes {
        return Ok(Some(found.table.hash));
    }
    if !may_ask() {
        bail!(form.say("nobody-to-ask", [("hash", named(&found.table.hash))]));
    }
    Ok(confirmed(&form.say("release-it", []), form.language())?.then_some(found.table.hash))
}
