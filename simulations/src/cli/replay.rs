//! `replay`: exactly what a trace holds, once more.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::CliError;
use crate::swarm::{Outcome, Trace};

/// Play a trace again, action by action, and say whether the same comes of it
///
/// Exit code 0 only if nothing was broken.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sluis-sim replay trace-7.json\n  sluis-sim replay --events 1000 trace-7.small.json"
)]
pub(super) struct Arguments {
    /// A file that `swarm` or `shrink` wrote
    trace: PathBuf,
    /// How many of the last events to show
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    events: usize,
}

/// Plays it; whether nothing was broken.
pub(super) fn run(arguments: &Arguments) -> Result<bool, CliError> {
    let before = super::read(&arguments.trace)?;
    let now = Trace::of(&before.plan(), arguments.events);
    let mut out = std::io::stdout().lock();
    for action in &now.actions {
        writeln!(out, "{action}")?;
    }
    writeln!(out, "\nlast events:")?;
    for event in &now.events {
        writeln!(out, "  {event}")?;
    }
    let violations: Vec<&str> = now.violations().collect();
    writeln!(out, "\nviolations  {}", violations.len())?;
    violations.iter().try_for_each(|violation| writeln!(out, "  {violation}"))?;
    if let (Some(before), Some(now)) = (&before.outcome, &now.outcome) {
        writeln!(out, "trace       {}, {}", now.hash, compared(before, now))?;
    }
    Ok(violations.is_empty())
}

fn compared(before: &Outcome, now: &Outcome) -> String {
    if before == now {
        return "as in the file".to_owned();
    }
    let why = if before.version == now.version {
        "the program changed since".to_owned()
    } else {
        format!("it was made by version {}, this is {}", before.version, now.version)
    };
    format!("where the file has {} and {} violations: {why}", before.hash, before.violations.len())
}
