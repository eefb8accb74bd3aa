//! The command line: one module a command. Exit code 0 only on success, 2 for wrong usage, 1 for everything else.

mod inbox;
mod output;
mod policy;
mod register;
mod remote;
mod signals;
mod status;
mod submit;
mod token;
mod vocabulary;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// A federation node for the cross-border exchange of signals between administrations.
///
/// Signals are signed by their origin, judged by policy at the border in both directions, delivered with signed
/// receipts, and accounted for in a journal. Begin with `sluis demo`.
#[derive(Debug, Parser)]
#[command(name = "sluis", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw up, sign, publish, show and verify the register of members
    #[command(subcommand)]
    Register(register::Command),
    /// Say what policy makes of a submission, before anything is sent
    #[command(subcommand)]
    Policy(policy::Command),
    /// Show code lists, check identifiers
    #[command(subcommand)]
    Vocabulary(vocabulary::Command),
    Submit(submit::Submit),
    /// Work with what a member holds
    #[command(subcommand)]
    Signals(signals::Command),
    Inbox(inbox::Inbox),
    Status(status::StatusOf),
    /// Give, list and take back tokens of a running node
    #[command(subcommand)]
    Token(token::Command),
    /// Print shell completions
    #[command(after_help = "Example:\n  sluis completions bash > /etc/bash_completion.d/sluis")]
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
}

/// Runs the command that the process's arguments name.
#[must_use]
pub fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sluis: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Register(command) => register::run(command),
        Command::Policy(command) => policy::run(command),
        Command::Vocabulary(command) => vocabulary::run(command),
        Command::Submit(submit) => submit::run(&submit),
        Command::Signals(command) => signals::run(command),
        Command::Inbox(inbox) => inbox::run(&inbox),
        Command::Status(status) => status::run(&status),
        Command::Token(command) => token::run(command),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "sluis", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs a command line as tests give it, without the program's name.
#[cfg(test)]
pub(crate) fn run_line(line: &[&str]) -> anyhow::Result<ExitCode> {
    run(Arguments::try_parse_from(std::iter::once(&"sluis").chain(line))?.command)
}
