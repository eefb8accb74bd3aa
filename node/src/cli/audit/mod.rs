//! `sluis audit`: the journal, its proofs.

mod decisions;
mod export;
mod prove;
mod replay;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use sluis_protocol::journal::Detail;
use sluis_schemas::NodeId;

use super::remote::Speech;
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::clock;
use crate::http::control;
use crate::keys::KeyRing;
use crate::settings::Settings;
use crate::store::{Reader, Store};

/// What can be done with a node's journal.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Verify(verify::Arguments),
    Prove(prove::Arguments),
    Export(export::Arguments),
    Decisions(decisions::Arguments),
    Replay(replay::Arguments),
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
        Command::Decisions(arguments) => wait_for(decisions::run(arguments)),
        Command::Replay(arguments) => wait_for(replay::run(arguments)),
    }
}

/// The journal is told who takes out what its entries stand for: by the node where it runs, else here.
async fn take_openings(dir: &Path, form: Speech) -> anyhow::Result<()> {
    if let Ok(client) = Client::operator(dir, form.language()) {
        match client.take_openings().await {
            // A node that was killed leaves its socket behind.
            Err(ClientError::Unreachable { .. }) => {}
            taken => return Ok(taken?),
        }
    }
    let mut store = Store::open(dir, &KeyRing::load(dir)?).await?;
    let entries = store.reader().state().await?.1.seq.0;
    let taken = Detail::OpeningsTaken { operator: control::operator(), entries };
    store.tell(&taken, clock::now()).await?;
    Ok(store.close().await?)
}
