//! `shrink`: the smallest scenario that breaks the same invariant.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use super::CliError;
use crate::swarm::{Plan, Trace, play, shrink};

/// Take out of a failing trace what has no part in the failure, and write the rest as a trace
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis-sim shrink trace-7.json --out small.json")]
pub(super) struct Arguments {
    /// A file that `swarm` wrote
    trace: PathBuf,
    /// Where the small one goes; beside the other, ending in `.small.json`, where not given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Shrinks it; whether that could be done.
pub(super) fn run(arguments: &Arguments) -> Result<bool, CliError> {
    let Plan { seed, actions } = super::read(&arguments.trace)?.plan();
    let breaks = |actions: &[_]| play(&Plan { seed, actions: actions.to_vec() }, 0).failed.map(|e| e.invariant());
    let path = arguments.trace.display().to_string();
    let wanted = breaks(&actions).ok_or(CliError::Sound { path })?;

    let (before, mut tried, mut shortest) = (actions.len(), 0_u64, actions.len());
    let terminal = std::io::stderr().is_terminal();
    let small = shrink(actions, |actions| {
        let fails = breaks(actions) == Some(wanted);
        (tried, shortest) = (tried + 1, if fails { shortest.min(actions.len()) } else { shortest });
        if terminal {
            eprint!("\r{tried} tried, {shortest} of {before} actions left ");
        }
        fails
    });
    if terminal {
        eprintln!();
    }
    let trace = Trace::of(&Plan { seed, actions: small });
    let out = arguments.out.clone().unwrap_or_else(|| arguments.trace.with_extension("").with_extension("small.json"));
    super::write(&out, &trace)?;
    let mut to = std::io::stdout().lock();
    writeln!(to, "{} of {before} actions are left after {tried} runs; seed {seed}:", trace.actions.len())?;
    trace.actions.iter().try_for_each(|action| writeln!(to, "  {action}"))?;
    trace.violations().take(5).try_for_each(|violation| writeln!(to, "breaks {violation}"))?;
    writeln!(to, "written to {}", out.display())?;
    Ok(true)
}
