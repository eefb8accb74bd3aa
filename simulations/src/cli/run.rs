//! `run`: a scenario under its seeds, and `scenarios`: those that come with the program.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{CliError, side_by_side, table};
use crate::engine::hash;
use crate::studies::{GALLERY, Measure, Outcome, Scenario, Study, Summary, Verdict, summary, trace, verdict};

/// The versions of everything that this program was built from.
const LOCK: &[u8] = include_bytes!("../../../Cargo.lock");

/// Play a scenario under its seeds, and tell what was measured
///
/// With `--out` it writes `summary.csv`, `runs.csv` with a line for each seed, and `manifest.json` with all it takes to
/// play it again. Exit code 0 only if the scenario expects nothing that did not come.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis-sim run simulations/scenarios/infect-and-die.toml\n  \
                        sluis-sim run mine.toml --seeds 1000 --out results\n  \
                        sluis-sim scenarios infect-and-die > mine.toml")]
pub(super) struct RunArguments {
    /// The scenario, in TOML
    scenario: PathBuf,
    /// The first seed
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=u64::MAX / 2))]
    seed: u64,
    /// How many seeds, in the place of those that the scenario says
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: Option<u64>,
    /// Runs that go side by side; as many as there are cores where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Where the files go; made where it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// List the scenarios that come with the program, or print one
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis-sim scenarios\n  sluis-sim scenarios infect-and-die > mine.toml")]
pub(super) struct ListArguments {
    /// The one to print
    name: Option<String>,
}

/// What it takes to play it again. Nothing in it depends on the machine.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    version: &'static str,
    /// SHA-256 of the lock file that the program was built from.
    lock: String,
    question: &'a str,
    first_seed: u64,
    seeds: u64,
    events: u64,
    /// SHA-256 over the traces of all runs, in the order of their seeds.
    trace: String,
    topology: Option<File<'a>>,
    /// The scenario itself.
    scenario: &'a str,
}

/// A file that the scenario names.
#[derive(Debug, Serialize)]
struct File<'a> {
    file: &'a str,
    sha256: String,
}

/// A measure over all runs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Figure {
    measure: &'static str,
    meaning: &'static str,
    #[serde(flatten)]
    summary: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<f64>,
    #[serde(flatten)]
    verdict: Option<Verdict>,
}

/// Plays a scenario; whether all came as it expects.
pub(super) fn run(arguments: &RunArguments) -> Result<bool, CliError> {
    let text = super::text(&arguments.scenario)?;
    let path = arguments.scenario.display().to_string();
    let scenario = Scenario::parse(&text).map_err(|source| CliError::Scenario { path, source })?;
    if let Some(out) = &arguments.out {
        let path = out.display().to_string();
        std::fs::create_dir_all(out).map_err(|source| CliError::Write { path, source })?;
        super::check_folder(out)?;
    }
    let beside = arguments.scenario.parent().unwrap_or(Path::new(""));
    let file = scenario.topology.get_ref().file().map(|file| beside.join(file));
    let ground = file.as_deref().map(super::text).transpose()?.unwrap_or_default();
    let study = Study::new(scenario, &ground).map_err(|source| match &file {
        Some(file) => CliError::Topology { path: file.display().to_string(), source },
        None => CliError::Graph(source),
    })?;

    let seeds = arguments.seeds.unwrap_or(study.scenario().seeds.get());
    let play = |piece| study.play(arguments.seed + piece as u64);
    let outcomes = side_by_side::in_order(seeds as usize, side_by_side::threads(arguments.threads), |_| 1, play);
    let figures = figures(&study, &outcomes);
    let topology = study.scenario().topology.get_ref().file();
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION"),
        lock: hash(LOCK).to_string(),
        question: &study.scenario().question,
        first_seed: arguments.seed,
        seeds,
        events: outcomes.iter().map(|outcome| outcome.events).sum(),
        trace: trace(&outcomes).to_string(),
        topology: topology.map(|file| File { file, sha256: hash(ground.as_bytes()).to_string() }),
        scenario: &text,
    };
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let whole = serde_json::json!({ "manifest": manifest, "figures": figures });
        writeln!(out, "{}", serde_json::to_string_pretty(&whole)?)?;
    } else {
        print(&mut out, &manifest, &figures)?;
    }
    if let Some(folder) = &arguments.out {
        keep(folder, "summary.csv", &summary_csv(&figures))?;
        keep(folder, "runs.csv", &runs_csv(arguments.seed, &study.measures(), &outcomes))?;
        keep(folder, "manifest.json", &(serde_json::to_string_pretty(&manifest)? + "\n"))?;
    }
    let failed = |figure: &&Figure| figure.verdict.is_some_and(|verdict| !verdict.passes);
    for figure in figures.iter().filter(failed) {
        eprintln!("sluis-sim: `{}` is not as expected", figure.measure);
    }
    Ok(!figures.iter().any(|figure| failed(&figure)))
}

fn figures(study: &Study, outcomes: &[Outcome]) -> Vec<Figure> {
    let of = |(index, Measure { name, kind, meaning }): (usize, Measure)| {
        let value = |outcome: &Outcome| outcome.values.get(index).copied().flatten();
        let summary = summary(kind, &outcomes.iter().filter_map(value).collect::<Vec<f64>>());
        let expectation = study.scenario().expect.iter().find(|expectation| expectation.measure.get_ref() == name);
        let verdict =
            expectation.zip(summary.as_ref()).map(|(e, summary)| verdict(summary, kind, e.value, e.within, false));
        // What is expected and was not there in any run has not come.
        let none = Verdict { off: 0.0, may_be_off: 0.0, passes: false };
        let verdict = verdict.or(expectation.map(|_| none));
        Figure { measure: name, meaning, summary, expected: expectation.map(|e| e.value), verdict }
    };
    study.measures().into_iter().enumerate().map(of).collect()
}

fn print(out: &mut impl Write, manifest: &Manifest<'_>, figures: &[Figure]) -> std::io::Result<()> {
    writeln!(out, "{}\n", manifest.question)?;
    let mut rows = vec![["measure", "mean", "sd", "95 % from", "to", "expected", ""].map(str::to_owned).to_vec()];
    for Figure { measure, summary, expected, verdict, .. } in figures {
        let Some(summary) = summary else {
            rows.push(vec![(*measure).to_owned(), "none".to_owned()]);
            continue;
        };
        let figure = |value| table::figure(value, summary.standard_error);
        rows.push(vec![
            (*measure).to_owned(),
            figure(summary.mean),
            table::figure(summary.sd, summary.sd / 10.0),
            figure(summary.low),
            figure(summary.high),
            expected.map(|value| value.to_string()).unwrap_or_default(),
            verdict
                .map(|verdict| if verdict.passes { "as expected" } else { "NOT AS EXPECTED" })
                .unwrap_or_default()
                .to_owned(),
        ]);
    }
    table::write(out, &rows, 1)?;
    writeln!(out, "\nseeds   {} from {}", manifest.seeds, manifest.first_seed)?;
    writeln!(out, "events  {}", manifest.events)?;
    writeln!(out, "trace   {}", manifest.trace)
}

fn summary_csv(figures: &[Figure]) -> String {
    let mut text = "measure,runs,mean,sd,standard_error,low_95,high_95,least,median,most,expected,passes\n".to_owned();
    for Figure { measure, summary, expected, verdict, .. } in figures {
        let cells = summary.map(|s| {
            [s.mean, s.sd, s.standard_error, s.low, s.high, s.least, s.median, s.most].map(|value| value.to_string())
        });
        let runs = summary.map_or(0, |summary| summary.runs);
        let cells = cells.unwrap_or_default().join(",");
        let expected = expected.map(|value| value.to_string()).unwrap_or_default();
        let passes = verdict.map(|verdict| verdict.passes.to_string()).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(text, "{measure},{runs},{cells},{expected},{passes}");
    }
    text
}

fn runs_csv(first: u64, measures: &[Measure], outcomes: &[Outcome]) -> String {
    let names: Vec<&str> = measures.iter().map(|measure| measure.name).collect();
    let mut text = format!("seed,{},events,trace\n", names.join(","));
    for (outcome, seed) in outcomes.iter().zip(first..) {
        let value = |value: &Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let values: Vec<String> = outcome.values.iter().map(value).collect();
        let _ = writeln!(text, "{seed},{},{},{}", values.join(","), outcome.events, outcome.trace);
    }
    text
}

fn keep(folder: &Path, name: &str, text: &str) -> Result<(), CliError> {
    let file = folder.join(name);
    std::fs::write(&file, text).map_err(|source| CliError::Write { path: file.display().to_string(), source })
}

/// Lists the gallery, or prints one of it; whether that was there.
pub(super) fn list(arguments: &ListArguments) -> Result<bool, CliError> {
    let mut out = std::io::stdout().lock();
    if let Some(name) = &arguments.name {
        let shown = GALLERY.iter().find(|shown| shown.name == name);
        let shown = shown.ok_or_else(|| CliError::NoScenario { name: name.clone() })?;
        write!(out, "{}", shown.text)?;
        return Ok(true);
    }
    for shown in GALLERY {
        let path = shown.name.to_owned();
        let scenario = Scenario::parse(shown.text).map_err(|source| CliError::Scenario { path, source })?;
        writeln!(out, "{}\n  {}", shown.name, scenario.question)?;
        for expectation in &scenario.expect {
            writeln!(out, "  expected: {} {}", expectation.measure.get_ref(), expectation.value)?;
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "question = \"how far?\"\nseeds = 6\n[topology.random]\nnodes = 40\nprobability = 0.2\n\
                         [network]\nloss = 0.1\ndelay_ms = { from = 5, to = 50 }\n[protocol.gossip]\n\
                         direction = \"push\"\ncontacts = 2\npace = \"at-once\"\n\
                         [protocol.gossip.stop.counter]\nk = 1\nfeedback = false\n\
                         [[expect]]\nmeasure = \"coverage\"\nvalue = 0\n";

    fn played(text: &str, threads: usize) -> (Study, Vec<Outcome>) {
        let study = Study::new(Scenario::parse(text).unwrap(), "").unwrap();
        let outcomes = side_by_side::in_order(6, threads, |_| 1, |piece| study.play(piece as u64));
        (study, outcomes)
    }

    #[test]
    fn one_thread_and_two_write_the_same_files() {
        let written = |threads| {
            let (study, outcomes) = played(SMALL, threads);
            let runs = runs_csv(0, &study.measures(), &outcomes);
            (summary_csv(&figures(&study, &outcomes)), runs, trace(&outcomes))
        };
        assert_eq!(written(1), written(2));
        assert_eq!(written(1).1.lines().count(), 7);
    }

    #[test]
    fn what_does_not_come_as_expected_fails() {
        let (study, outcomes) = played(SMALL, 1);
        let figures = figures(&study, &outcomes);
        assert!(figures[0].verdict.is_some_and(|verdict| !verdict.passes));
        assert!(figures[1..].iter().all(|figure| figure.verdict.is_none()));
    }

    #[test]
    fn every_scenario_of_the_gallery_is_read_and_has_what_it_expects() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        for shown in GALLERY {
            let scenario = Scenario::parse(shown.text).unwrap_or_else(|error| panic!("{}: {error}", shown.name));
            assert!(!scenario.expect.is_empty() && !scenario.question.is_empty(), "{}", shown.name);
            let file = scenario.topology.get_ref().file().map(|file| folder.join(file));
            let ground = file.map(|file| std::fs::read_to_string(file).unwrap()).unwrap_or_default();
            Study::new(scenario, &ground).unwrap();
        }
        let on_disk = std::fs::read_dir(&folder).unwrap().filter_map(|entry| {
            let path = entry.unwrap().path();
            path.extension().is_some_and(|end| end == "toml").then(|| path.file_stem().unwrap().to_owned())
        });
        let on_disk: std::collections::BTreeSet<_> = on_disk.collect();
        assert_eq!(on_disk, GALLERY.iter().map(|shown| shown.name.into()).collect());
    }
}
