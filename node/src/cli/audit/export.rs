//! `sluis audit export`: the journal as files, for whoever audits it with tools of their own.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;
use sluis_protocol::core::Snapshot;
use sluis_protocol::journal::JournalSeq;
use sluis_protocol::journal::note::{Origin, log_key, witness_key};
use sluis_schemas::NodeId;

use super::Node;
use crate::cli::output::Progress;
use crate::crypto::RingCrypto;
use crate::store::{JournalRow, Reader};

/// Entries written at a time.
const PAGE: u32 = 500;

/// Write the journal as files, for an auditor
///
/// Makes the folder TO: `leaves.ndjson` (every entry with its leaf), `checkpoints/` (signed notes with cosignatures),
/// `keys.txt` (the keys that they are checked with), `forks/` (evidence against other nodes). What entries stand for
/// names users, members and records, and is written to `openings.ndjson` only with --openings.
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
    /// One JSON document
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (node, reader) = arguments.node.open().await?;
    let to = arguments.to.as_path();
    folder(to)?;
    let entries = entries(&reader, to, arguments.openings).await?;
    let checkpoints = checkpoints(&reader, to).await?;
    let forks = forks(&reader, to).await?;
    keys(&node, &reader.snapshot().await?, to)?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", json!({"to": to, "entries": entries, "checkpoints": checkpoints, "forks": forks}))?;
    } else {
        writeln!(out, "`{}`: {entries} entries, {checkpoints} checkpoints, {forks} forks", to.display())?;
    }
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

async fn checkpoints(reader: &Reader, to: &Path) -> anyhow::Result<usize> {
    let notes = reader.checkpoints().await?;
    folder(&to.join("checkpoints"))?;
    for note in &notes {
        let name = format!("checkpoints/{}-{}.note", note.checkpoint.origin.log, note.checkpoint.size);
        write!(file(&to.join(name))?, "{note}")?;
    }
    Ok(notes.len())
}

async fn forks(reader: &Reader, to: &Path) -> anyhow::Result<usize> {
    let forks = reader.forks().await?;
    folder(&to.join("forks"))?;
    for (number, (node, held, shown)) in forks.iter().enumerate() {
        // A name becomes a file's: it must be one.
        let node: NodeId = node.parse()?;
        for (which, note) in [("held", held), ("shown", shown)] {
            file(&to.join(format!("forks/{node}-{number}-{which}.note")))?.write_all(note.as_bytes())?;
        }
    }
    Ok(forks.len())
}

/// The keys of the journal and of everybody who may cosign it, as tools of others take them.
fn keys(node: &NodeId, snapshot: &Snapshot, to: &Path) -> anyhow::Result<()> {
    let genesis = snapshot.directory.scope().genesis;
    let mut out = file(&to.join("keys.txt"))?;
    for (name, known) in &snapshot.directory.head().nodes {
        for entry in known.keys.iter().flat_map(|keys| &keys.attestation) {
            let key = if name == node {
                log_key(&RingCrypto, &Origin { genesis, node: name.clone(), log: snapshot.log }, &entry.key)
            } else {
                witness_key(&RingCrypto, genesis, name, &entry.key)
            };
            writeln!(out, "{key}")?;
        }
    }
    Ok(())
}

fn folder(path: &Path) -> anyhow::Result<()> {
    let made = DirBuilder::new().mode(0o700).create(path);
    made.with_context(|| format!("`{}` cannot be made: name a folder that is not there yet", path.display()))
}

/// For its owner alone.
fn file(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("`{}` cannot be written", path.display()))
}
