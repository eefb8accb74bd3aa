//! To come.

/// To come.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {}

pub(super) fn run(command: Command) -> anyhow::Result<std::process::ExitCode> {
    match command {}
}
