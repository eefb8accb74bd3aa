//! `sluis audit`: the journal, its proofs.

mod export;
mod prove;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use sluis_schemas::NodeId;

use super::wait_for;
use crate::keys::KeyRing;
use crate::settings::Settings;
use crate::store::{Reader, Store};

/// What can be done with a node's journal.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Verify(verify::Arguments),
    Prove(prove::Arguments),
    Export(export::Arguments),
}

/// Which node's journal. It may run meanwhile.
#[derive(Debug, Args)]
struct Node {
    /// The node's directory
    #[arg(long, env = "SLUIS_DIR", default_value = ".")]
    dir: PathBuf,
}

impl Node {
    /// Its name, and its store as it is at this moment.
    async fn open(&self) -> anyhow::Result<(NodeId, Reader)> {
        let node = Settings::load(&self.dir)?.node;
        let keys = KeyRing::load(&self.dir)?;
        Ok((node, Store::beside(&self.dir, &keys).await?))
    }
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Verify(arguments) => wait_for(verify::run(arguments)),
        Command::Prove(arguments) => wait_for(prove::run(arguments)),
        Command::Export(arguments) => wait_for(export::run(arguments)),
    }
}
