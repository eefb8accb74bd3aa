//! `sluis register`: who is a member. Its root is signed by k of n authorities, the section of each country with the country's
//! own keys. Drawn up from a federation file, the cards of nodes and authorities and proposals, signed by each where it keeps
//! its key, published to the directories of nodes.

mod authority;
mod create;
mod drawn;
mod propose;
mod proposed;
mod publish;
mod revoke;
mod rotate;
mod say;
mod show;
mod sign;
mod succeed;
mod verify;

#[cfg(test)]
mod tests;

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;

use crate::clock;

/// What can be done with the register.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Authority(authority::Arguments),
    Create(create::Arguments),
    Rotate(rotate::Arguments),
    Revoke(revoke::Arguments),
    Succeed(succeed::Arguments),
    Propose(propose::Arguments),
    Sign(sign::Arguments),
    Publish(publish::Arguments),
    Show(show::Arguments),
    Verify(verify::Arguments),
}

/// Runs a command.
pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    let out: &mut dyn Write = &mut std::io::stdout().lock();
    match command {
        Command::Authority(arguments) => authority::run(&arguments, out),
        Command::Create(arguments) => create::run(&arguments, clock::now(), out, &mut std::io::stderr().lock()),
        Command::Rotate(arguments) => rotate::run(&arguments, clock::now(), out),
        Command::Revoke(arguments) => revoke::run(&arguments, out),
        Command::Succeed(arguments) => succeed::run(&arguments, out),
        Command::Propose(arguments) => propose::run(&arguments, clock::now(), out, &mut std::io::stderr().lock()),
        Command::Sign(arguments) => sign::run(&arguments, out),
        Command::Publish(arguments) => publish::run(&arguments, out),
        Command::Show(arguments) => show::run(&arguments, out),
        Command::Verify(arguments) => verify::run(&arguments, out),
    }
    .map(|()| ExitCode::SUCCESS)
}
