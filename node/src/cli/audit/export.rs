//! `sluis audit export`: the journal as files, for whoever audits it with tools of their own.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use serde_json::json;
use sluis_protocol::core::Snapshot;
use sluis_protocol::journal::JournalSeq;
use sluis_protocol::journal::note::{Checkpoint, FIRST_LOG, Origin, log_key, witness_key};
use sluis_schemas::NodeId;

use super::{Node, take_openings};
use crate::cli::output::{Progress, named};
use crate::cli::remote::Speech;
use crate::crypto::RingCrypto;
use crate::owner_only;
use crate::store::{JournalFork, JournalRow, Reader};

/// Entries written at a time.
const PAGE: u32 = 500;

/// Write the journal as files, for an auditor
///
/// Makes the folder TO: `leaves.ndjson` (every entry with its leaf), `checkpoints/` (signed notes with cosignatures),
/// `keys.txt` (the keys that they are checked with), `forks/` (evidence against other nodes). What entries stand for
/// names users, members and records, and is written to `openings.ndjson` only with --openings; the journal keeps who took
/// it out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  sluis audit export journal-nl --dir node-nl")]
pub(in crate::cli) struct Arguments {
    /// Folder to make
    to: PathBuf,
    #[command(flatten)]
    node: Node,
    /// Also write what the entries stand for: for an auditor who may know
    #[arg(long)]
    openings: bool,
    #[command(flatten)]
    form: Speech,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { to, node: of, openings, form } = arguments;
    let (node, reader) = of.open().await?;
    let to = to.as_path();
    owner_only::folder(to)
        .map_err(|why| anyhow!(form.say_of_audit("folder", [("to", named(to.display())), ("why", named(why))])))?;
    if openings {
        // Before anything is written.
        take_openings(&of.dir, form).await?;
    }
    let entries = entries(&reader, to, openings).await?;
    let checkpoints = checkpoints(&reader, to).await?;
    let forks = forks(&reader, to).await?;
    keys(&node, &reader.snapshot().await?, to)?;
    form.print(&json!({"to": to, "entries": entries, "checkpoints": checkpoints, "forks": forks}), || {
        let [entries, checkpoints, forks] = [named(entries), named(checkpoints), named(forks)];
        let what = [("to", named(to.display())), ("entries", entries), ("checkpoints", checkpoints), ("forks", forks)];
        form.say_of_audit("exported", what)
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn entries(reader: &Reader, to: &Path, openings: bool) -> anyhow::Result<u64> {
    let mut leaves = BufWriter::new(file(&to.join("leaves.ndjson"))?);
    let mut opened = match openings {
        true => Some(BufWriter::new(file(&to.join("openings.ndjson"))?)),
        false => None,
    };
    let (mut after, mut count, mut progress) = (JournalSeq(0), 0, Progress::endless("entries"));
    loop {
        let page = reader.journal_page(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.entry.seq;
        for row in &page {
            writeln!(leaves, "{}", leaf(row))?;
            if let (Some(file), Some(opening)) = (&mut opened, &row.opening) {
                let detail = hex::encode(&opening.detail);
                writeln!(file, "{}", json!({"seq": row.entry.seq, "salt": opening.salt, "detail": detail}))?;
            }
        }
        count += page.len() as u64;
        progress.step_by(page.len() as u64);
    }
    leaves.flush()?;
    if let Some(mut opened) = opened {
        opened.flush()?;
    }
    Ok(count)
}

fn leaf(row: &JournalRow) -> serde_json::Value {
    let entry = &row.entry;
    json!({
        "seq": entry.seq,
        "at": entry.at,
        "kind": entry.kind,
        "commitment": entry.commitment,
        "leaf": hex::encode(entry.leaf()),
    })
}

/// A log of the journal may have several checkpoints of one size: those that forked, of which one is evidence.
async fn checkpoints(reader: &Reader, to: &Path) -> anyhow::Result<usize> {
    let notes = reader.checkpoints().await?;
    folder(&to.join("checkpoints"))?;
    for note in &notes {
        let Checkpoint { origin, size, root } = &note.checkpoint;
        let root: String = root.to_string().chars().take(16).collect();
        write!(file(&to.join(format!("checkpoints/{}-{size}-{root}.note", origin.log)))?, "{note}")?;
    }
    Ok(notes.len())
}

async fn forks(reader: &Reader, to: &Path) -> anyhow::Result<usize> {
    let forks = reader.forks().await?;
    folder(&to.join("forks"))?;
    for (number, JournalFork { node, held, shown, .. }) in forks.iter().enumerate() {
        for (which, note) in [("held", held), ("shown", shown)] {
            file(&to.join(format!("forks/{node}-{number}-{which}.note")))?.write_all(note.as_bytes())?;
        }
    }
    Ok(forks.len())
}

/// The keys of the journal, one for each of its logs so far, and of everybody who may cosign it, as tools of others take
/// them.
fn keys(node: &NodeId, snapshot: &Snapshot, to: &Path) -> anyhow::Result<()> {
    let genesis = snapshot.directory.scope().genesis;
    let mut out = file(&to.join("keys.txt"))?;
    for (name, known) in &snapshot.directory.head().nodes {
        for entry in known.keys.iter().flat_map(|keys| &keys.attestation) {
            if name != node {
                writeln!(out, "{}", witness_key(&RingCrypto, genesis, name, &entry.key))?;
                continue;
            }
            for log in FIRST_LOG..=snapshot.log {
                writeln!(out, "{}", log_key(&RingCrypto, &Origin { genesis, node: name.clone(), log }, &entry.key))?;
            }
        }
    }
    Ok(())
}

fn folder(path: &Path) -> anyhow::Result<()> {
    owner_only::folder(path).with_context(|| format!("`{}` cannot be made", path.display()))
}

fn file(path: &Path) -> anyhow::Result<File> {
    owner_only::file(path).with_context(|| format!("`{}` cannot be written", path.display()))
}
