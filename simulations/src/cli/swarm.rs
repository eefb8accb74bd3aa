//! `swarm`: seed after seed on every core, until the time is over.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;

use super::CliError;
use crate::draws::mix;
use crate::swarm::{EVENTS, Plan, Run, Tally, Trace, play};

/// Failing seeds after which a campaign ends: more of them tell nothing new.
const ENOUGH: usize = 3;
const USUAL_SECONDS: u64 = 60;

/// Play random actions under random faults, seed by seed, and check every invariant
///
/// Ends after three seeds that fail, or when the time is over. Exit code 0 only if no seed failed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis-sim swarm --seconds 600\n  sluis-sim swarm --seeds 0..64 --json\n  \
                        sluis-sim swarm --seed 7 --out traces")]
pub(super) struct Arguments {
    /// Begin no further seed after so many seconds; 60 where no seeds are given
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// These seeds, the last one left out
    #[arg(long, value_name = "FROM..TO", conflicts_with = "seed")]
    seeds: Option<Seeds>,
    /// This seed alone
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..u64::MAX))]
    seed: Option<u64>,
    /// Seeds that run side by side; as many as there are cores where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Where the trace of a failing seed goes; a folder that exists and can be written to
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

/// A range of seeds, as `0..64`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seeds(Range<u64>);

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text.split_once("..").ok_or("give two numbers, such as `0..64`")?;
        let number = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is no number"));
        let (from, to) = (number(from)?, number(to)?);
        if from < to { Ok(Self(from..to)) } else { Err("the first number must be below the second".to_owned()) }
    }
}

/// What became of a campaign.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    version: &'static str,
    first_seed: u64,
    seeds: u64,
    seconds: f64,
    threads: usize,
    per_second: f64,
    /// One number for all runs, in the order of their seeds.
    trace: String,
    #[serde(flatten)]
    tally: Tally,
    violations: Vec<Failure>,
}

/// A seed that failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    seed: u64,
    what: Vec<String>,
    trace_file: PathBuf,
    /// Why there is no such file, if so: the seed draws the same run again.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_written: Option<String>,
}

/// Runs a campaign; whether nothing was broken.
pub(super) fn run(arguments: &Arguments) -> Result<bool, CliError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.map_or(cores, usize::from);
    let given = arguments.seed.map(|seed| seed..seed.saturating_add(1));
    let given = given.or_else(|| arguments.seeds.as_ref().map(|seeds| seeds.0.clone()));
    let seconds = arguments.seconds.or_else(|| given.is_none().then_some(USUAL_SECONDS));
    let seeds = given.unwrap_or(0..u64::MAX);

    super::check_folder(&arguments.out)?;
    let began = Instant::now();
    let runs = campaign(seeds.clone(), threads, seconds.map(|s| began + Duration::from_secs(s)));
    let report = report(seeds.start, threads, began.elapsed(), &runs, arguments);
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        print(&mut out, &report)?;
    }
    Ok(report.violations.is_empty())
}

/// Plays seeds in order on several threads, each seed on one of them.
fn campaign(seeds: Range<u64>, threads: usize, end: Option<Instant>) -> BTreeMap<u64, Run> {
    let (next, stop) = (AtomicU64::new(seeds.start), AtomicBool::new(false));
    let work = |done: mpsc::Sender<(u64, Run)>| {
        while end.is_none_or(|end| Instant::now() < end) && !stop.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end || done.send((seed, play(&Plan::draw(seed), 0))).is_err() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        let (done, runs) = mpsc::channel();
        for _ in 0..threads {
            let done = done.clone();
            scope.spawn(|| work(done));
        }
        drop(done);
        collect(&runs, &stop)
    })
}

fn collect(runs: &mpsc::Receiver<(u64, Run)>, stop: &AtomicBool) -> BTreeMap<u64, Run> {
    let began = Instant::now();
    let (mut all, mut failed, mut told) = (BTreeMap::new(), 0, 0);
    let terminal = std::io::stderr().is_terminal();
    for (seed, run) in runs {
        failed += usize::from(run.failed.is_some());
        if failed >= ENOUGH {
            stop.store(true, Ordering::Relaxed);
        }
        all.insert(seed, run);
        if terminal && began.elapsed().as_secs() > told {
            told = began.elapsed().as_secs();
            eprint!("\r{told} s: {} seeds, {failed} with violations ", all.len());
        }
    }
    if told > 0 {
        eprintln!();
    }
    all
}

fn report(first_seed: u64, threads: usize, took: Duration, runs: &BTreeMap<u64, Run>, arguments: &Arguments) -> Report {
    let mut tally = Tally::default();
    let mut violations = Vec::new();
    for (seed, run) in runs {
        tally.add(&run.tally);
        if run.failed.is_some() {
            violations.push(failure(*seed, arguments));
        }
    }
    let trace = runs.iter().fold(0, |all, (seed, run)| mix(all ^ mix(*seed) ^ run.trace));
    let seconds = took.as_secs_f64();
    let (seeds, trace) = (runs.len() as u64, format!("{trace:016x}"));
    let per_second = (seeds as f64 / seconds * 100.0).round() / 100.0;
    let version = env!("CARGO_PKG_VERSION");
    Report { version, first_seed, seeds, seconds, threads, per_second, trace, tally, violations }
}

/// Plays a failing seed once more, this time telling its events, and writes its trace.
fn failure(seed: u64, arguments: &Arguments) -> Failure {
    let trace = Trace::of(&Plan::draw(seed), EVENTS);
    let trace_file = arguments.out.join(format!("trace-{seed}.json"));
    let not_written = super::write(&trace_file, &trace).err().map(|error| error.to_string());
    Failure { seed, what: trace.violations().map(str::to_owned).collect(), trace_file, not_written }
}

fn print(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    let Report { first_seed, seeds, seconds, threads, per_second, trace, tally, violations, .. } = report;
    let kinds = |counts: &BTreeMap<&'static str, u64>| {
        let counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
    };
    writeln!(out, "seeds       {seeds} from {first_seed} in {seconds:.1} s on {threads} threads: {per_second}/s")?;
    writeln!(out, "trace       {trace}")?;
    writeln!(out, "events      {}", tally.events)?;
    writeln!(out, "done        {}", kinds(&tally.done))?;
    writeln!(out, "no effect   {}", kinds(&tally.idle))?;
    writeln!(out, "faults      {}", kinds(&tally.faults))?;
    writeln!(out, "violations  {}", violations.len())?;
    for Failure { seed, what, trace_file, not_written } in violations {
        match not_written {
            None => writeln!(out, "\nseed {seed} fails; `sluis-sim replay {}` plays it again:", trace_file.display())?,
            Some(why) => writeln!(out, "\nseed {seed} fails; `sluis-sim swarm --seed {seed}` plays it again ({why}):")?,
        }
        what.iter().take(5).try_for_each(|what| writeln!(out, "  {what}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_seeds_is_two_numbers_in_order() {
        assert_eq!("3..9".parse(), Ok(Seeds(3..9)));
        for wrong in ["3", "3..", "9..3", "3..3", "a..b", "-1..4"] {
            assert!(wrong.parse::<Seeds>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_thread_and_two_give_the_same_runs() {
        let traces = |threads| -> Vec<(u64, u64, Tally)> {
            campaign(0..4, threads, None).into_iter().map(|(seed, run)| (seed, run.trace, run.tally)).collect()
        };
        assert_eq!(traces(1), traces(2));
    }
}
