//! `sluis bench`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use super::wait_for;
use crate::bench::{self, Bounds, Report};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Ceiling(Ceiling),
    Policy(Policy),
    Submit(Submit),
    Deliver(Deliver),
    Recall(Recall),
}

/// What this machine can do at most: single parts, and the node's work with no HTTP and no network
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis bench ceiling --json > ceiling.json\n\n\
    Exit code 0 only if nothing failed and every row is complete.")]
pub(super) struct Ceiling {
    #[command(flatten)]
    run: Run,
}

/// Decisions of the gates a second, on one core each: from the table and fresh, and whole outcome tables
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis bench policy --json > policy.json\n\n\
    Exit code 0 only if nothing failed and every row is complete.")]
pub(super) struct Policy {
    #[command(flatten)]
    run: Run,
}

/// Submissions to a node on this machine: durable, judged and signed; in bulk, and over HTTP
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis bench submit --clients 64\n\n\
    One submission is a draft and its release: two requests, two commits. The receiver is down meanwhile.\n\
    Exit code 0 only if nothing failed and every row is complete.")]
pub(super) struct Submit {
    /// Clients over HTTP, each of which waits for its answer
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1_024))]
    clients: u32,
    #[command(flatten)]
    run: Run,
}

/// From one node to another on this machine: one at a time, in a burst, and after an absence
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis bench deliver --missed 100000\n\n\
    Rows that a signal costs are counted in the databases, and so is whether all arrived.\n\
    Exit code 0 only if nothing failed and every row is complete.")]
pub(super) struct Deliver {
    /// Signals that the receiver misses while it is down
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    missed: u64,
    #[command(flatten)]
    run: Run,
}

/// Signals delivered to another node on this machine, then recalled all at once, until every receipt says destroyed
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis bench recall --count 10000 --rounds 1\n\n\
    Nobody waits out a grace. Whether all was destroyed on both nodes is counted in the databases.\n\
    Exit code 0 only if nothing failed and every row is complete.")]
pub(super) struct Recall {
    #[command(flatten)]
    run: Run,
}

/// What all have in common.
#[derive(Debug, Args)]
struct Run {
    /// Most signals in a round
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    count: u64,
    /// Longest time of a round, in seconds
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Rounds, whose median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Where the nodes live while they are measured, on the disk in question; removed afterwards
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Print one JSON document, for programs
    #[arg(long)]
    json: bool,
}

impl Run {
    fn bounds(&self, clients: u32) -> Bounds {
        Bounds { count: self.count, seconds: self.seconds.into(), rounds: self.rounds, clients }
    }
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Ceiling(Ceiling { run }) => measure(&run, async |dir| bench::ceiling(dir, run.bounds(1)).await),
        Command::Policy(Policy { run }) => measure(&run, async |dir| bench::policy(dir, run.bounds(1))),
        Command::Submit(Submit { clients, run }) => {
            measure(&run, async |dir| bench::submit(dir, run.bounds(clients)).await)
        }
        Command::Recall(Recall { run }) => measure(&run, async |dir| bench::recall(dir, run.bounds(1)).await),
        Command::Deliver(Deliver { missed, run }) => {
            measure(&run, async |dir| bench::deliver(dir, run.bounds(1), missed).await)
        }
    }
}

/// Measures in a directory that is gone afterwards, also after Ctrl-C or SIGTERM.
fn measure(run: &Run, work: impl AsyncFnOnce(&Path) -> anyhow::Result<Report>) -> anyhow::Result<ExitCode> {
    let mut make = tempfile::Builder::new();
    make.prefix("sluis-bench-");
    let dir = match &run.dir {
        Some(dir) => {
            make.tempdir_in(dir).with_context(|| format!("could not make a directory in `{}`", dir.display()))?
        }
        None => make.tempdir().context("could not make a temporary directory")?,
    };
    // What goes wrong in a node while it is measured must not be lost.
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr);
    // A test of this program may have set one already.
    let _ = log.try_init();
    let report = wait_for(async {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            report = work(dir.path()) => report,
            _ = tokio::signal::ctrl_c() => anyhow::bail!("interrupted; nothing is left behind"),
            _ = terminate.recv() => anyhow::bail!("interrupted; nothing is left behind"),
        }
    });
    remove(dir)?;
    let report = report?;
    if run.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.text());
    }
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Threads of databases may close their files a moment after the runtime is gone.
fn remove(dir: tempfile::TempDir) -> anyhow::Result<()> {
    let path = dir.keep();
    for _ in 0..50 {
        match std::fs::remove_dir_all(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                std::thread::sleep(Duration::from_millis(20));
            }
            _ => return Ok(()),
        }
    }
    std::fs::remove_dir_all(&path).with_context(|| format!("could not remove `{}`", path.display()))
}
