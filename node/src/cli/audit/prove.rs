//! `sluis audit prove`: that an entry is in the journal that witnesses saw.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;
use sluis_protocol::journal::JournalSeq;

use super::Node;
use crate::cli::output::named;
use crate::cli::remote::Speech;

/// Prove that an entry is in the journal that other nodes cosigned
///
/// Prints a proof in the form of c2sp.org/tlog-proof, against the newest cosigned checkpoint: the entry's leaf as its
/// extra data, its place, the hashes, the checkpoint with its signatures. `audit export` gives the keys to check it with.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  sluis audit prove 1 --dir node-nl")]
pub(in crate::cli) struct Arguments {
    /// Place of the entry, from 1
    seq: u64,
    #[command(flatten)]
    node: Node,
    #[command(flatten)]
    form: Speech,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (_, reader) = arguments.node.open().await?;
    let seq = arguments.seq;
    let proof = reader.prove(JournalSeq(seq)).await?;
    let form = arguments.form;
    let proof = proof.with_context(|| form.say_of_audit("not-proved", [("entry", named(seq))]))?;
    let mut out = io::stdout().lock();
    if form.is_json() {
        let witnesses: Vec<_> = proof.note.lines.iter().skip(1).filter_map(|line| line.witness()).collect();
        let says = json!({
            "seq": seq,
            "at": proof.entry.at.to_string(),
            "kind": proof.entry.kind,
            "leaf": hex::encode(proof.entry.leaf()),
            "size": proof.note.checkpoint.size,
            "root": proof.note.checkpoint.root,
            "witnesses": witnesses,
            "proof": proof.file,
        });
        writeln!(out, "{says}")?;
    } else {
        write!(out, "{}", proof.file)?;
    }
    Ok(ExitCode::SUCCESS)
}
