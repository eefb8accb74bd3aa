//! The command line of `sluis-sim`, one module a command. Clocks, threads and files are here alone; a run knows none of
//! them.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "campaigns take real time; runs do not")]

mod replay;
mod run;
mod shrink;
mod side_by_side;
mod swarm;
mod table;
mod validate;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use thiserror::Error;

use crate::studies::ScenarioError;
use crate::swarm::{Trace, TraceError};
use crate::topology::FileError;

/// A deterministic world that drives the very protocol that Sluis nodes run, under faults; and studies of protocols that
/// others published, on the same draws.
///
/// Begin with `sluis-sim swarm --seconds 10`, or with `sluis-sim scenarios`. Exit code 0 where no invariant was broken, a
/// trace was shrunk and all came as expected, 2 for wrong usage, 1 for everything else.
#[derive(Debug, Parser)]
#[command(name = "sluis-sim", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Swarm(swarm::Arguments),
    Replay(replay::Arguments),
    Shrink(shrink::Arguments),
    Validate(validate::Arguments),
    Run(run::RunArguments),
    Scenarios(run::ListArguments),
}

/// Why a command could not do its work.
#[derive(Debug, Error)]
enum CliError {
    #[error("can't read `{path}`: {source}")]
    Read { path: String, source: std::io::Error },
    #[error("can't write `{path}`: {source}")]
    Write { path: String, source: std::io::Error },
    #[error("`{path}`: {source}")]
    Trace { path: String, source: TraceError },
    #[error("nothing fails in `{path}` any more: there is nothing to shrink")]
    Sound { path: String },
    #[error("`{path}`: {source}")]
    Scenario { path: String, source: ScenarioError },
    #[error("`{path}`: {source}")]
    Topology { path: String, source: FileError },
    #[error("the topology: {0}")]
    Graph(FileError),
    #[error("no scenario is called `{name}`: `sluis-sim scenarios` lists them")]
    NoScenario { name: String },
    #[error("standard output: {0}")]
    Output(#[from] std::io::Error),
    #[error("can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Runs the command that the process's arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Swarm(arguments) => swarm::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Shrink(arguments) => shrink::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Scenarios(arguments) => run::list(&arguments),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        // Whoever reads the answer has seen enough, as `head` does.
        Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("sluis-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether files can be written to a folder: found out before a long run, and not after it.
fn check_folder(folder: &Path) -> Result<(), CliError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let probe = folder.join(format!(".sluis-sim-{}", std::process::id()));
    let written = std::fs::write(&probe, []).and_then(|()| std::fs::remove_file(&probe));
    written.map_err(|source| CliError::Write { path: folder.display().to_string(), source })
}

fn text(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|source| CliError::Read { path: path.display().to_string(), source })
}

fn read(path: &Path) -> Result<Trace, CliError> {
    let name = path.display().to_string();
    let text = text(path)?;
    Trace::parse(&text).map_err(|source| CliError::Trace { path: name, source })
}

fn write(path: &Path, trace: &Trace) -> Result<(), CliError> {
    let name = path.display().to_string();
    let text = trace.to_text().map_err(|source| CliError::Trace { path: name.clone(), source })?;
    std::fs::write(path, text).map_err(|source| CliError::Write { path: name, source })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_is_well_formed_and_has_an_example() {
        Arguments::command().debug_assert();
        for command in Arguments::command().get_subcommands() {
            let example = command.get_after_help().is_some_and(|help| help.to_string().contains("sluis-sim "));
            assert!(example, "`{}` has no example", command.get_name());
        }
    }
}
