//! `sluis policy`: what the rules make of something, before anything is sent.

mod check;
mod diff;
mod examples;
mod explain;
mod files;
mod ground;
mod in_force;
mod mend;
mod packs;
mod reduce;
mod report;
mod verdict;

#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::Subcommand;
use sluis_schemas::Date;

use crate::clock;

pub(super) use ground::read_federation;
pub(super) use packs::digests_of as digests_of_packs;

/// What can be asked of policy.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Explain(explain::Arguments),
    Check(check::Arguments),
    Diff(diff::Arguments),
    InForce(in_force::InForce),
    Activate(in_force::Activation),
    Mend(mend::Arguments),
    Reduce(reduce::Arguments),
}

/// Runs a command.
pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Explain(arguments) => {
            let whole = explain::explain(&arguments, Date::of(clock::now()), &mut std::io::stdout().lock())?;
            Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Diff(arguments) => {
            diff::diff(&arguments, Date::of(clock::now()), &mut std::io::stdout().lock())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::InForce(arguments) => in_force::show(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Activate(arguments) => in_force::activate(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Mend(arguments) => {
            let found = mend::mend(&arguments, Date::of(clock::now()), &mut std::io::stdout().lock())?;
            Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Reduce(arguments) => {
            let found = reduce::reduce(&arguments, Date::of(clock::now()), &mut std::io::stdout().lock())?;
            Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Check(arguments) => {
            let holds = check::check(&arguments, Date::of(clock::now()), &mut std::io::stdout().lock())?;
            Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// What the command prints for a line of arguments.
#[cfg(test)]
pub(super) fn explained(line: &[&str]) -> String {
    tests::run(line).map(|(_, out)| out).unwrap()
}
