//! The demo's story for people.

use std::fmt::Write;

use comfy_table::{Table, presets};
use serde_json::Value;
use sluis_protocol::gates::NOT_IN_AUDIENCE;

use super::ends::{Correction, Recall};
use super::federation::Running;
use super::story::{Member, Signal, Told, string};
use crate::cli::output::sized_table;

/// Everything that happened, signal by signal.
pub(super) fn text(told: &Told) -> String {
    let mut out = String::from(
        "\nThree national nodes, each serving several invented members. Every signal below was previewed, released,\nsigned, judged for every member, delivered to those who may have it, judged again there, and acknowledged.\n",
    );
    for (number, signal) in (1..).zip(&told.signals) {
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "\n{number}. {}\n   {}\n   {} submitted: {}\n",
            signal.title, signal.story, signal.submitted_by, signal.r#type
        );
        out.push_str(&outcome(signal));
    }
    out.push_str("\nSignals that each member received\n");
    for (member, count) in &told.received {
        let _ = writeln!(out, "  {count:>3}  {member}");
    }
    out.push_str(&correction(&told.correction));
    out.push_str(&recall(&told.recall));
    let _ = writeln!(
        out,
        "\n{}",
        if told.ok { "Every outcome was as expected." } else { "Some outcomes were not as expected." }
    );
    let of_signals = told.signals.iter().map(|signal| (&signal.case, &signal.surprises));
    let of_ends = [(&told.correction.case, &told.correction.surprises), (&told.recall.case, &told.recall.surprises)];
    for (case, surprises) in of_signals.chain(of_ends) {
        for surprise in surprises {
            let _ = writeln!(out, "  {case}: {surprise}");
        }
    }
    out
}

fn correction(correction: &Correction) -> String {
    let mut out = format!(
        "\nCorrected: {}\n   {} put a second version in its place, which overtakes all else. Nobody reads the first.\n",
        correction.title, correction.submitted_by
    );
    let mut table = new_table(&["member", "outcome"]);
    for (member, at) in &correction.receipts {
        table.add_row([member, &format!("holds the second version alone; its signed receipt came at {}", time_of(at))]);
    }
    let _ = writeln!(out, "{table}");
    out
}

fn recall(recall: &Recall) -> String {
    let mut out = format!(
        "\nRecalled: {}\n   {} recalled it ({}). Everybody who had it destroyed it, and says so in a signed receipt.\n",
        recall.title, recall.submitted_by, recall.ground
    );
    let mut table = new_table(&["member", "name", "receipt says", "at", "its reader is answered"]);
    for (member, holder) in &recall.members {
        table.add_row([member, &holder.name, &holder.state, time_of(&holder.said), &holder.answer]);
    }
    let _ = writeln!(out, "{table}\n   Submitted again, it is refused: {}.", recall.resubmission);
    out
}

fn outcome(signal: &Signal) -> String {
    let mut table = new_table(&["member", "outcome", "rule", "basis", "why", "next step"]);
    if signal.record.is_none() {
        let reason = signal.submit_reasons.first().unwrap_or(&Value::Null);
        table.add_row(row(&signal.submitted_by, "refused at submission; nothing was stored", reason));
        return format!("{table}\n");
    }
    let (unmeant, meant): (Vec<_>, Vec<_>) = signal.members.iter().partition(|(_, m)| m.outcome == NOT_IN_AUDIENCE);
    for (id, member) in meant {
        table.add_row(row(id, &in_words(member), member.reasons.first().unwrap_or(&Value::Null)));
    }
    let others = match unmeant.len() {
        0 => String::new(),
        n => format!("   {n} other members were not meant, and do not learn that it exists.\n"),
    };
    format!("{table}\n{others}")
}

fn in_words(member: &Member) -> String {
    match (&member.receipt, member.outcome.split_once(':').map_or(member.outcome.as_str(), |(kind, _)| kind)) {
        (Some(at), _) => format!("received; its signed receipt came at {}", time_of(at)),
        (None, "forbidden") => "not sent: forbidden".to_owned(),
        (None, "no-ground") => "not sent: no ground (legal gap)".to_owned(),
        (None, "ask-first") => format!("not sent: ask first ({})", member.outcome.trim_start_matches("ask-first:")),
        (None, "declined") => "not sent: the receiver's law declines it".to_owned(),
        (None, other) => other.to_owned(),
    }
}

/// The time of a moment, without its day.
fn time_of(moment: &str) -> &str {
    moment.split_once('T').map_or(moment, |(_, time)| time.split('.').next().unwrap_or(time))
}

fn row(id: &str, outcome: &str, reason: &Value) -> [String; 6] {
    let or_dash = |pointer| Some(string(reason, pointer)).filter(|s| !s.is_empty()).unwrap_or_else(|| "–".to_owned());
    [id.to_owned(), outcome.to_owned(), or_dash("/rule"), or_dash("/basis"), or_dash("/text"), or_dash("/remedy")]
}

fn new_table(header: &[&str]) -> Table {
    let mut table = sized_table();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(header);
    table
}

/// Where to look on while it runs.
pub(super) fn addresses(federation: &Running) {
    println!("\nThe nodes go on running in {}:", federation.dir().display());
    for (node, url) in federation.urls() {
        println!("  {node}  {url}  (OpenAPI: {url}/v1/openapi.json)");
    }
    println!("Press Ctrl-C to stop.");
}
