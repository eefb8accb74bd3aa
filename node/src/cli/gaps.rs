//! `sluis gaps`: legal gaps in figures; what was refused, belongs to another channel and waits for its hand-over.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use comfy_table::ColumnConstraint;
use serde::Serialize;
use sluis_schemas::Date;
use sluis_schemas::messages::Arg;
use sluis_schemas::vocabulary::Channel;

use super::output::{Progress, named};
use super::remote::{Remote, Speech};
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::http::gaps::{GapItem, GapReport, RefusalItem};

/// Headings of an export, as the JSON names them.
const HEADINGS: &str =
    "originCountry,receiverCountry,purpose,type,bases,missing,count,open,daysTotal,daysMedian,today\n";

/// Count what the law does not let the member's signals do: which ground is missing where, how often it hurt, and how many
/// days it cost
///
/// A gap begins when a signal is released that may not go to a member it was meant for, since no rule lets it or a step
/// comes first. It ends when a releaser lets it go there, or the signal is no more.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  sluis gaps --since 2026-07-01 --until 2026-12-31 --token-file desk.token\n  \
                  sluis gaps --export gaps.csv --token-file desk.token"
)]
pub(super) struct Gaps {
    #[command(subcommand)]
    command: Option<Command>,
    /// Only what began on this day (UTC) or later
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only what began on this day (UTC) or earlier
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Write a CSV file that may be handed on: numbers below five are not told, nor what they could be computed from
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what was refused, belongs to another channel, and was not handed over yet
    #[command(after_help = "Example:\n  sluis gaps waiting --token-file desk.token")]
    Waiting {
        #[command(flatten)]
        remote: Remote,
    },
    /// Record that what was refused was handed over to the channel where it belongs
    ///
    /// Nothing is sent: the hand-over itself goes by that channel's own way. The journal keeps who recorded it.
    #[command(after_help = "Example:\n  sluis gaps hand-over 5f…c1 --to police --reference 'their case 2026-118'")]
    HandOver {
        /// Name of the refusal, as `sluis gaps waiting` lists it
        id: String,
        /// Where it went: `police`, `tax`, `fiu` or `intelligence`, see `sluis vocabulary show channels`
        #[arg(long, value_name = "CHANNEL")]
        to: Channel,
        /// What it is known by there, for the journal
        #[arg(long, value_name = "TEXT")]
        reference: Option<String>,
        #[command(flatten)]
        remote: Remote,
    },
}

/// What was recorded.
#[derive(Serialize)]
struct HandedOver<'a> {
    refusal: &'a str,
    to: Channel,
}

pub(super) fn run(gaps: &Gaps) -> anyhow::Result<ExitCode> {
    match &gaps.command {
        None => figures(gaps)?,
        Some(Command::Waiting { remote }) => {
            let (client, form) = (remote.client()?, remote.form);
            let waiting = wait_for(async { Ok(collect(&client).await?) })?;
            form.print(&waiting, || waiting_in_words(&waiting, form))?;
        }
        Some(Command::HandOver { id, to, reference, remote }) => {
            let (client, form) = (remote.client()?, remote.form);
            wait_for(async { Ok(client.hand_over(id, *to, reference.as_deref()).await?) })?;
            let said = HandedOver { refusal: id, to: *to };
            let channel = Arg::code(Channel::LIST, to.as_str());
            form.print(&said, || form.say("gaps-handed-over", [("id", named(id)), ("channel", channel)]))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn figures(Gaps { since, until, export, remote, .. }: &Gaps) -> anyhow::Result<()> {
    let (client, form) = (remote.client()?, remote.form);
    let report = wait_for(async { Ok(client.gaps(*since, *until, export.is_some()).await?) })?;
    let Some(file) = export else { return form.print(&report, || in_words(&report, form)) };
    write(file, &report)?;
    let said = [("file", named(file.display())), ("count", Arg::Count(report.items.len()))];
    form.print(&report, || form.say("gaps-exported", said))
}

fn write(file: &Path, report: &GapReport) -> anyhow::Result<()> {
    let name = file.display();
    let opened = OpenOptions::new().write(true).create_new(true).open(file);
    let mut opened = opened
        .with_context(|| format!("`{name}` cannot be made: name a file that is not there yet, in a folder that is"))?;
    opened.write_all(csv(report).as_bytes()).with_context(|| format!("`{name}` cannot be written"))
}

/// Codes and numbers alone: nothing in it needs quotes.
fn csv(report: &GapReport) -> String {
    let too_few = report.below.map(|below| format!("<{below}")).unwrap_or_default();
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let row = |item: &GapItem| {
        let GapItem { origin_country, receiver_country, purpose, r#type, missing, count, open, days, .. } = item;
        let count = count.map_or_else(|| too_few.clone(), |count| count.to_string());
        let cells = [
            origin_country.clone(),
            receiver_country.clone(),
            purpose.clone(),
            r#type.clone(),
            item.bases.join(";"),
            missing.clone(),
            count,
            number(*open),
            number(days.as_ref().map(|days| days.total)),
            number(days.as_ref().map(|days| days.median)),
            report.today.clone(),
        ];
        cells.join(",") + "\n"
    };
    HEADINGS.to_owned() + &report.items.iter().map(row).collect::<String>()
}

fn in_words(report: &GapReport, form: Speech) -> String {
    let GapReport { items, total, .. } = report;
    if items.is_empty() {
        return form.say("gaps-none", []);
    }
    let headings = ["from", "to", "gaps-what", "gaps-missing", "gaps-count", "gaps-open", "gaps-days", "gaps-median"];
    let mut shown = form.table(&headings);
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    for item in items {
        let (of_type, of_purpose) = ((&item.type_label, &item.r#type), (&item.purpose_label, &item.purpose));
        shown.add_row([
            item.origin_country.clone(),
            item.receiver_country.clone(),
            // In one cell: codes are there to be read, and break in narrow ones.
            format!("{}\n{}", kind(of_type, of_purpose), item.bases.join(", ")),
            format!("{}\n{}", item.missing_label, item.missing),
            number(item.count),
            number(item.open),
            number(item.days.as_ref().map(|days| days.total)),
            number(item.days.as_ref().map(|days| days.median)),
        ]);
    }
    let total = total.as_ref().map_or_else(String::new, |total| {
        let figures = [("count", named(total.count)), ("open", named(total.open)), ("days", named(total.days))];
        format!("\n{}", form.say("gaps-total", figures))
    });
    format!("{shown}{total}")
}

/// Type and purpose, each in words with its code.
fn kind(of_type: (&String, &String), of_purpose: (&String, &String)) -> String {
    [of_type, of_purpose].map(|(label, code)| format!("{label} ({code})")).join("\n")
}

async fn collect(client: &Client) -> Result<Vec<RefusalItem>, ClientError> {
    let (mut all, mut next) = (Vec::new(), None);
    let mut progress = Progress::endless("refusals");
    loop {
        let page = client.refusals(next.as_deref()).await?;
        progress.step_by(page.items.len() as u64);
        all.extend(page.items);
        next = page.next;
        if next.is_none() {
            return Ok(all);
        }
    }
}

fn waiting_in_words(waiting: &[RefusalItem], form: Speech) -> String {
    if waiting.is_empty() {
        return form.say("gaps-nothing-waits", []);
    }
    let mut shown = form.table(&["id", "gaps-what"]);
    // An id is there to be copied: it stays on one line, however wide the table gets.
    if let Some(id) = shown.column_mut(0) {
        id.set_constraint(ColumnConstraint::ContentWidth);
    }
    for refusal in waiting {
        let RefusalItem { id, at, user, purpose_label, purpose, type_label, r#type, channel, .. } = refusal;
        let user = user.as_ref().map_or_else(String::new, |user| format!(" {user}"));
        let mut what = format!("{at}{user}\n{}", kind((type_label, r#type), (purpose_label, purpose)));
        if let Some(channel) = channel {
            what += &format!("\n{}: {channel}", form.say("gaps-channel", []));
        }
        shown.add_row([id, &what]);
    }
    format!("{shown}\n{}", form.say("gaps-how", []))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::gaps::GapDays;

    #[test]
    fn an_export_tells_that_a_number_is_small_and_not_which() {
        let item = |count: Option<u64>| GapItem {
            origin_country: "NL".to_owned(),
            receiver_country: "BE".to_owned(),
            purpose: "licence-decision".to_owned(),
            purpose_label: "licence".to_owned(),
            r#type: "address-misuse".to_owned(),
            type_label: "address".to_owned(),
            bases: vec!["nl.gemeentewet".to_owned(), "nl.wgs".to_owned()],
            missing: "no-ground".to_owned(),
            missing_label: "no ground".to_owned(),
            count,
            open: count,
            ended: None,
            days: count.map(|_| GapDays { total: 63, median: 9 }),
        };
        let (since, until, total) = (None, None, None);
        let items = vec![item(Some(7)), item(None)];
        let report = GapReport { since, until, today: "2026-11-30".to_owned(), below: Some(5), items, total };
        let alike = "NL,BE,licence-decision,address-misuse,nl.gemeentewet;nl.wgs,no-ground";
        assert_eq!(csv(&report), format!("{HEADINGS}{alike},7,7,63,9,2026-11-30\n{alike},<5,,,,2026-11-30\n"));
    }
}
