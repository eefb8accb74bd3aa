//! `sluis report`: what is held about a data subject; figures without anybody in them.

mod figures;
mod half_year;
mod subject;

use std::process::ExitCode;

use clap::Subcommand;
use comfy_table::{Table, presets};
use sluis_schemas::messages::Arg;

use super::output::{named, sized_table};
use super::remote::Speech;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say what the member holds about a data subject: from whom, on which ground, to whom it went, when it goes
    ///
    /// Each record that is told is journalled as read, with its purpose and case; so is that there is none. With --letter, a
    /// text that can be handed to the subject: it names no other subject, and no source where telling the subject is deferred,
    /// unless a policy officer asks.
    #[command(after_help = "Examples:\n  \
        sluis report subject nl-kvk 90000001 --purpose licence-decision --case AVG-2026-7 --token-file desk.token\n  \
        sluis report subject nl-kvk - --letter --lang nl --purpose licence-decision --case AVG-2026-7 < number")]
    Subject(subject::Asking),
    /// Count what the member did in half a year: sent, received, outcomes, questions, recalls, legal gaps
    ///
    /// Nobody is in it, and it may be handed on: numbers below five are not told, nor what they could be computed from.
    #[command(after_help = "Examples:\n  sluis report half-year --half 2026-H2 --token-file desk.token\n  \
                      sluis report half-year --csv half-year.csv --token-file desk.token")]
    HalfYear(half_year::Asking),
    /// Count what became known in a month by branch and region, beside the twelve months before it
    #[command(after_help = "Examples:\n  sluis report trends --month 2026-11 --token-file desk.token\n  \
                      sluis report trends --sector 56 --region NL42 --token-file desk.token")]
    Trends(figures::Trends),
    /// Count what became known before and after an intervention, in the place and beside it
    ///
    /// In the branch there, in the same branch in regions beside it, and in other branches in the place: whether what was
    /// driven out shows elsewhere. It says what was reported where, not why.
    #[command(after_help = "Example:\n  sluis report displacement --sector 56 --region NL42 --on 2026-09-14 \
                      --beside BE22,DEA2 --token-file desk.token")]
    Displacement(figures::Displacement),
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Subject(asking) => subject::run(&asking),
        Command::HalfYear(asking) => half_year::run(&asking),
        Command::Trends(trends) => figures::trends(&trends),
        Command::Displacement(around) => figures::displacement(&around),
    }
}

/// A table whose headings are words of reports.
fn table(form: Speech, headings: &[&str]) -> Table {
    let mut table = sized_table();
    let headings = headings.iter().map(|key| form.say_of_report(key, []));
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(headings);
    table
}

/// Which numbers are not told.
fn not_told(below: u64, form: Speech) -> String {
    form.say_of_report("not-told", [("below", named(below))])
}

/// A number of steps to count by.
fn count(number: u64) -> Arg {
    Arg::Count(usize::try_from(number).unwrap_or(usize::MAX))
}
