//! The command line: one module a command. Exit code 0 only on success, 2 for wrong usage, 1 for everything else.

mod absence;
mod audit;
mod backup;
mod bench;
mod consent;
mod demo;
mod dispute;
mod doctor;
mod erasures;
mod follow_up;
mod gaps;
mod inbox;
mod init;
mod matching;
pub(crate) mod output;
mod policy;
mod register;
mod remote;
mod report;
mod request;
mod restore;
mod run;
mod secret;
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
    Demo(demo::Arguments),
    Init(init::Arguments),
    /// Verify the journal, prove its entries, write it as files
    #[command(subcommand)]
    Audit(audit::Command),
    /// Measure this machine and the node on it
    #[command(subcommand)]
    Bench(bench::Command),
    Check(run::CheckArguments),
    Doctor(doctor::Arguments),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Run(run::Arguments),
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
    /// Ask other members, and answer what they ask
    #[command(subcommand)]
    Request(request::Command),
    /// Say who follows signals up, and list what nobody does or is overdue
    #[command(subcommand)]
    FollowUp(follow_up::Command),
    /// Say when the member is absent, and who is named instead
    #[command(subcommand)]
    Absence(absence::Command),
    /// Dispute refusals, conditions, gradings and ownership with another member, up to a mediator's finding
    #[command(subcommand)]
    Dispute(dispute::Command),
    /// Ask origins for consent to cite a signal, use it for another purpose or pass it on, and answer what others ask
    #[command(subcommand)]
    Consent(consent::Command),
    Match(matching::Matching),
    Gaps(gaps::Gaps),
    /// Report what is held about a data subject
    #[command(subcommand)]
    Report(report::Command),
    Status(status::StatusOf),
    /// What is to be destroyed and waits for the operator
    #[command(subcommand)]
    Erasures(erasures::Command),
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
        // Whoever reads the answer has seen enough, as `head` does.
        Err(error) if is_closed_pipe(&error) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("sluis: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Runs what waits for sockets, files or other processes.
fn wait_for<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(arguments) => wait_for(demo::run(arguments)),
        Command::Init(arguments) => init::run(arguments),
        Command::Audit(command) => audit::run(command),
        Command::Bench(command) => bench::run(command),
        Command::Check(arguments) => wait_for(run::check(arguments)),
        Command::Backup(arguments) => wait_for(backup::run(arguments)),
        Command::Restore(arguments) => wait_for(restore::run(arguments)),
        Command::Doctor(arguments) => wait_for(doctor::run(arguments)),
        Command::Run(arguments) => wait_for(run::run(arguments)),
        Command::Register(command) => register::run(command),
        Command::Policy(command) => policy::run(command),
        Command::Vocabulary(command) => vocabulary::run(command),
        Command::Submit(submit) => submit::run(&submit),
        Command::Signals(command) => signals::run(command),
        Command::Request(command) => request::run(command),
        Command::Dispute(command) => dispute::run(command),
        Command::FollowUp(command) => follow_up::run(command),
        Command::Absence(command) => absence::run(command),
        Command::Consent(command) => consent::run(command),
        Command::Match(matching) => matching::run(&matching),
        Command::Inbox(inbox) => inbox::run(&inbox),
        Command::Gaps(gaps) => gaps::run(&gaps),
        Command::Report(command) => report::run(command),
        Command::Status(status) => status::run(&status),
        Command::Erasures(command) => erasures::run(command),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_that_does_something_has_an_example() {
        fn check(command: &clap::Command) {
            let inner: Vec<_> = command.get_subcommands().collect();
            let example = command.get_after_help().is_some_and(|help| help.to_string().contains("sluis "));
            assert!(!inner.is_empty() || example, "`{}` has no example", command.get_name());
            inner.into_iter().for_each(check);
        }
        check(&Arguments::command());
    }
}
