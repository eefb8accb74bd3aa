//! `shrink`: the smallest scenario that breaks the same invariant.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::CliError;
use crate::swarm::{EVENTS, Plan, Trace, play, shrink};

/// Take out of a failing trace what has no part in the failure, and write the rest as a trace
///
/// Exit code 0 once it is written, though what it plays fails; 1 where nothing fails in the trace any more.
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
    let out = arguments.out.clone().unwrap_or_else(|| beside(&arguments.trace));
    super::check_folder(out.parent().unwrap_or(Path::new("")))?;
    let Plan { seed, actions } = super::read(&arguments.trace)?.plan();
    let failure = |actions: &[_]| play(&Plan { seed, actions: actions.to_vec() }, 0).failed;
    let path = arguments.trace.display().to_string();
    let wanted = failure(&actions).ok_or(CliError::Sound { path })?;

    let (before, mut tried, mut shortest) = (actions.len(), 0_u64, actions.len());
    let terminal = std::io::stderr().is_terminal();
    let small = shrink(actions, |actions| {
        let fails = failure(actions).is_some_and(|error| error.is_like(&wanted));
        (tried, shortest) = (tried + 1, if fails { shortest.min(actions.len()) } else { shortest });
        if terminal {
            eprint!("\r{tried} tried, {shortest} of {before} actions left ");
        }
        fails
    });
    if terminal {
        eprintln!();
    }
    let trace = Trace::of(&Plan { seed, actions: small }, EVENTS);
    super::write(&out, &trace)?;
    let mut to = std::io::stdout().lock();
    writeln!(to, "{} of {before} actions are left after {tried} runs; seed {seed}:", trace.actions.len())?;
    trace.actions.iter().try_for_each(|action| writeln!(to, "  {action}"))?;
    trace.violations().take(5).try_for_each(|violation| writeln!(to, "breaks {violation}"))?;
    writeln!(to, "written to {}", out.display())?;
    Ok(true)
}

/// The small trace of a trace: another name than its own, whatever that is.
fn beside(trace: &Path) -> PathBuf {
    let name = trace.file_name().unwrap_or_default().to_string_lossy();
    trace.with_file_name(format!("{}.small.json", name.strip_suffix(".json").unwrap_or(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_trace_takes_the_place_of_no_other() {
        let names = ["a/trace-7.json", "a/trace-7.small.json", "a/trace.7.json", "a/trace-7", "trace-7.json"];
        let small: Vec<_> = names.iter().map(|name| beside(Path::new(name))).collect();
        assert_eq!(small[..2], [Path::new("a/trace-7.small.json"), Path::new("a/trace-7.small.small.json")]);
        assert_eq!(small[2..], ["a/trace.7.small.json", "a/trace-7.small.json", "trace-7.small.json"].map(Path::new));
    }
}
