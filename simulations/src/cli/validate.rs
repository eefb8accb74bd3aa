//! `validate`: what others published, played again.

use std::io::Write;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;

use super::{CliError, side_by_side, table};
use crate::engine::Digest;
use crate::studies::{Cell, Outcome, Protocol, Row, Study, Summary, Topology, Verdict, rows, summary, trace, verdict};

/// Play protocols that others published figures of, and hold ours against theirs
///
/// A figure passes where the mean over all seeds is within three standard errors of it, plus what its rounding took; one
/// that was published of a single run, where that run is within three standard deviations. Exit code 0 only if all pass;
/// what does not is named.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sluis-sim validate\n  sluis-sim validate --seeds 400 --threads 8 --json > validate.json"
)]
pub(super) struct Arguments {
    /// Under how many seeds each is played, from 0 on
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(2..))]
    seeds: u32,
    /// Runs that go side by side; as many as there are cores where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// What came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    version: &'static str,
    seeds: u32,
    threads: usize,
    seconds: f64,
    events: u64,
    /// One hash for all runs, in their order.
    trace: String,
    passes: bool,
    rows: Vec<Played>,
}

/// A row with our figures.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Played {
    name: String,
    trace: String,
    cells: Vec<Held>,
}

/// A figure beside ours.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Held {
    measure: &'static str,
    published: f64,
    as_published: &'static str,
    rounding: f64,
    of_one_run: bool,
    #[serde(flatten)]
    ours: Summary,
    #[serde(flatten)]
    verdict: Verdict,
}

/// Plays all rows; whether all pass.
pub(super) fn run(arguments: &Arguments) -> Result<bool, CliError> {
    let (began, threads) = (Instant::now(), side_by_side::threads(arguments.threads));
    let report = report(&rows(), arguments.seeds, threads, || began.elapsed())?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        print(&mut out, &report)?;
    }
    for row in &report.rows {
        for cell in row.cells.iter().filter(|cell| !cell.verdict.passes) {
            eprintln!("sluis-sim: {}: `{}` is not reproduced", row.name, cell.measure);
        }
    }
    Ok(report.passes)
}

fn report(rows: &[Row], seeds: u32, threads: usize, took: impl Fn() -> Duration) -> Result<Report, CliError> {
    let study = |row: &Row| Study::new(row.scenario.clone(), "");
    let studies: Vec<Study> = rows.iter().map(study).collect::<Result<_, _>>().map_err(CliError::Graph)?;
    let pieces: Vec<(usize, u64)> = rows
        .iter()
        .zip(0..)
        .flat_map(|(row, at)| (0..if row.once { 1 } else { u64::from(seeds) }).map(move |seed| (at, seed)))
        .collect();
    let study_of = |piece: usize| pieces.get(piece).and_then(|&(at, seed)| Some((studies.get(at)?, seed)));
    let weigh = |piece| study_of(piece).map_or(1, |(study, _)| weight(study));
    let outcomes: Vec<Option<Outcome>> = side_by_side::in_order(pieces.len(), threads, weigh, |piece| {
        study_of(piece).map(|(study, seed)| study.play(seed))
    });
    let all: Vec<(usize, Outcome)> =
        pieces.iter().zip(outcomes).filter_map(|(&(at, _), outcome)| Some((at, outcome?))).collect();

    let mut played = Vec::new();
    for ((row, study), at) in rows.iter().zip(&studies).zip(0..) {
        let outcomes: Vec<&Outcome> = all.iter().filter(|(of, _)| *of == at).map(|(_, outcome)| outcome).collect();
        let cells = row.cells.iter().filter_map(|cell| held(cell, study, &outcomes)).collect();
        played.push(Played { name: row.name.clone(), trace: trace(outcomes).to_string(), cells });
    }
    let passes = played.iter().flat_map(|row| &row.cells).all(|cell| cell.verdict.passes);
    let whole: Digest = trace(all.iter().map(|(_, outcome)| outcome));
    let events = all.iter().map(|(_, outcome)| outcome.events).sum();
    let (version, seconds, trace) = (env!("CARGO_PKG_VERSION"), took().as_secs_f64(), whole.to_string());
    Ok(Report { version, seeds, threads, seconds, events, trace, passes, rows: played })
}

/// About how long a run takes, beside others.
fn weight(study: &Study) -> u64 {
    let messages = match study.scenario().protocol() {
        Some(Protocol::Gossipsub(rules)) => u64::from(rules.messages),
        _ => 1,
    };
    match study.scenario().topology.get_ref() {
        Topology::Full { nodes } | Topology::Picked { nodes, .. } => u64::from(*nodes) * messages,
        _ => 1_000,
    }
}

fn held(cell: &Cell, study: &Study, outcomes: &[&Outcome]) -> Option<Held> {
    let (index, measure) = study.measures().into_iter().enumerate().find(|(_, m)| m.name == cell.measure)?;
    let values: Vec<f64> = outcomes.iter().filter_map(|outcome| outcome.values.get(index).copied().flatten()).collect();
    let ours = summary(measure.kind, &values)?;
    let (published, rounding) = (cell.value(), cell.rounding());
    let verdict = verdict(&ours, measure.kind, published, rounding, cell.of_one_run);
    let (measure, as_published, of_one_run) = (cell.measure, cell.published, cell.of_one_run);
    Some(Held { measure, published, as_published, rounding, of_one_run, ours, verdict })
}

fn print(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    let head = ["", "measure", "published", "ours", "sd", "off by", "may be off", ""].map(str::to_owned).to_vec();
    let mut lines = vec![head];
    for row in &report.rows {
        for (cell, at) in row.cells.iter().zip(0..) {
            let Held { measure, as_published, ours, verdict, .. } = cell;
            lines.push(vec![
                if at == 0 { row.name.clone() } else { String::new() },
                (*measure).to_owned(),
                (*as_published).to_owned(),
                table::figure(ours.mean, ours.standard_error),
                table::figure(ours.sd, ours.sd / 10.0),
                table::figure(verdict.off, ours.standard_error),
                table::figure(verdict.may_be_off, verdict.may_be_off / 10.0),
                if verdict.passes { "passes" } else { "FAILS" }.to_owned(),
            ]);
        }
    }
    table::write(out, &lines, 2)?;
    let Report { seeds, threads, seconds, events, trace, .. } = report;
    let cells = || report.rows.iter().flat_map(|row| &row.cells);
    let passed = cells().filter(|cell| cell.verdict.passes).count();
    writeln!(out, "\n{passed} of {} figures reproduced, {seeds} seeds", cells().count())?;
    writeln!(out, "trace   {trace}")?;
    writeln!(out, "events  {events} in {seconds:.1} s on {threads} threads")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of few sites, which play in no time.
    fn small() -> Vec<Row> {
        rows().into_iter().filter(|row| ["n = 100", "k = 5"].iter().any(|part| row.name.ends_with(part))).collect()
    }

    fn played(rows: &[Row], threads: usize) -> Report {
        report(rows, 12, threads, || Duration::ZERO).unwrap()
    }

    #[test]
    fn one_thread_and_two_give_the_same_traces_and_figures() {
        let (one, two) = (played(&small(), 1), played(&small(), 2));
        assert_eq!(one.trace, two.trace);
        assert_eq!(serde_json::to_value(&one.rows).unwrap(), serde_json::to_value(&two.rows).unwrap());
    }

    #[test]
    fn what_is_not_reproduced_fails_and_is_shown() {
        let mut rows = small();
        rows.retain(|row| row.name.starts_with("Pittel"));
        assert!(played(&rows, 1).passes);
        rows[0].cells[0].published = "30.00";
        let report = played(&rows, 1);
        let mut out = Vec::new();
        print(&mut out, &report).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!report.passes && text.contains("FAILS") && text.contains("0 of 1 figures reproduced"), "{text}");
    }
}
