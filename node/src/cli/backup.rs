//! `sluis backup`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::output::{Waiting, named};
use super::remote::Speech;
use crate::settings::Settings;
use crate::{backup, clock};

/// Back a node up, while it runs or not
///
/// Without --keys: everything but data keys, into the new directory OUT. With --keys: data keys, into a new directory
/// below OUT, and older ones there are removed. What members erase is gone for good once the backups of data keys from
/// before have been removed; keep them nowhere else. Exit code 0 only if the backup stands and reads.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sluis backup /mnt/backup/nl-monday --dir node-nl\n  sluis backup /mnt/keys/nl --keys --dir node-nl"
)]
pub(super) struct Backup {
    /// Where to write it
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// The node's directory
    #[arg(long, env = "SLUIS_DIR", default_value = ".")]
    dir: PathBuf,
    /// Back up data keys, and remove older backups of them below OUT
    #[arg(long)]
    keys: bool,
    /// Remove those older than so many days; without it, what sluis.toml says, else 7
    #[arg(long, value_name = "DAYS", requires = "keys")]
    keep: Option<u32>,
    /// Put the node's own keys (`keys/`) into the backup too: whoever has it can speak as its members
    #[arg(long, conflicts_with = "keys")]
    with_own_keys: bool,
    #[command(flatten)]
    form: Speech,
}

pub(super) async fn run(arguments: Backup) -> anyhow::Result<ExitCode> {
    let Backup { out, dir, keys, keep, with_own_keys, form } = arguments;
    let _waiting = Waiting::on("copying the database");
    if keys {
        let days = keep.unwrap_or(Settings::load(&dir)?.backup.key_days);
        let rotated = backup::rotate_keys(&dir, &out, days, clock::now()).await?;
        let told = json!({ "made": rotated.made, "removed": rotated.removed, "keptDays": days });
        form.print(&told, || {
            let what = named("datakeys.db");
            let made = form.say("backed-up", [("out", named(rotated.made.display())), ("what", what)]);
            let removed = form.say("backups-removed", [("count", named(rotated.removed.len()))]);
            format!("{made}\n{removed}")
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let manifest = backup::take_data(&dir, &out, with_own_keys, clock::now()).await?;
    if with_own_keys {
        eprintln!("sluis: {}", form.say("keys-in-backup", []));
    }
    form.print(&json!({ "made": out, "manifest": manifest }), || {
        let what = manifest.files.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        form.say("backed-up", [("out", named(out.display())), ("what", named(what))])
    })?;
    Ok(ExitCode::SUCCESS)
}
