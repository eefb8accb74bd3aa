//! `sluis audit verify`: whether everything is as the journal tells, and the journal as witnesses saw it.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::json;

use super::Node;
use crate::cli::output::Progress;
use crate::store::Audit;

/// Look through the journal and all rows that it covers, and name each that was changed, removed, added or moved
///
/// Compares entries, what opens them, the tree over them and the checkpoints that other nodes cosigned; then drafts,
/// records, who holds them, feeds, refusals, tokens and versions of the register with what the entries tell. Changes
/// nothing; the node may run. Exit code 0 only if nothing is wrong.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sluis audit verify --dir node-nl\n  sluis audit verify --dir node-nl --json")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    node: Node,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (node, reader) = arguments.node.open().await?;
    let mut progress = Progress::endless("entries");
    let audit = reader.audit(&node, &mut |entries| progress.step_by(entries)).await?;
    drop(progress);
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", as_json(&audit))?;
    } else {
        in_words(&audit, &mut out)?;
    }
    Ok(if audit.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn as_json(audit: &Audit) -> serde_json::Value {
    json!({
        "ok": audit.findings.is_empty(),
        "entries": audit.head.seq.0,
        "root": audit.head.root,
        "opened": audit.opened,
        "erased": audit.erased,
        "rows": audit.compared,
        "cosigned": audit.cosigned,
        "findings": audit.findings,
    })
}

fn in_words(audit: &Audit, out: &mut impl Write) -> io::Result<()> {
    let Audit { head, opened, erased, compared, cosigned, findings } = audit;
    writeln!(out, "{} entries, root {}", head.seq.0, head.root)?;
    writeln!(out, "{opened} opened, {erased} erased; {compared} rows of other tables compared")?;
    for (witness, size) in cosigned {
        writeln!(out, "{witness} cosigned {size} of them")?;
    }
    if cosigned.is_empty() {
        writeln!(out, "no other node cosigned any: what was rewritten with all keys would not be found")?;
    }
    for finding in findings {
        writeln!(out, "FAIL {} {}: {}", finding.table, finding.row, finding.what)?;
    }
    if findings.is_empty() { writeln!(out, "ok   nothing was changed, removed, added or moved") } else { Ok(()) }
}
