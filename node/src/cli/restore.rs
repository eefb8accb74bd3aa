//! `sluis restore`: putting a node back, and ending the quarantine that follows.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::output::{Waiting, named};
use super::remote::Speech;
use crate::client::Client;
use crate::{backup, clock};

/// Put a node back from its backups
///
/// Takes a backup of data and one of data keys, verifies both, and overwrites nothing; `keys/` must be in the first, or
/// in DIR already. The node starts in quarantine: it reads and sends nothing until the nodes it exchanges with have said
/// where their feeds stand, and its recalls since are known. With --release the operator of a running node ends that
/// earlier, where a node stays away; the journal keeps the reason.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sluis restore /mnt/backup/nl-monday /mnt/keys/nl/datakeys-20261123T090000.000Z --dir node-nl\n  sluis restore --release --reason \"node-de is away until March\" --dir node-nl"
)]
pub(super) struct Restore {
    /// The backups
    #[arg(value_name = "BACKUP", required_unless_present = "release")]
    backups: Vec<PathBuf>,
    /// Where the node is to live
    #[arg(long, env = "SLUIS_DIR", default_value = ".")]
    dir: PathBuf,
    /// End the quarantine of the running node in DIR
    #[arg(long, conflicts_with = "backups", requires = "reason")]
    release: bool,
    /// Why; for the journal
    #[arg(long, value_name = "TEXT", requires = "release")]
    reason: Option<String>,
    #[command(flatten)]
    form: Speech,
}

pub(super) async fn run(arguments: Restore) -> anyhow::Result<ExitCode> {
    let Restore { backups, dir, reason, form, .. } = arguments;
    if let Some(reason) = reason {
        Client::operator(&dir, form.language())?.lift_quarantine(&reason).await?;
        form.print(&json!({ "released": true, "reason": reason }), || form.say("quarantine-lifted", []))?;
        return Ok(ExitCode::SUCCESS);
    }
    let _waiting = Waiting::on("verifying and copying the backups");
    let put_back = backup::put_back(&backups, &dir, clock::now()).await?;
    let told = json!({
        "dir": dir,
        "node": put_back.node,
        "incarnation": put_back.incarnation.to_string(),
        "withoutKeys": put_back.without_keys,
    });
    form.print(&told, || {
        let restored = form.say("restored", [("dir", named(dir.display()))]);
        let lost = form.say("status-without-keys", [("count", named(put_back.without_keys))]);
        if put_back.without_keys == 0 { restored } else { format!("{restored}\n{lost}") }
    })?;
    Ok(ExitCode::SUCCESS)
}
