//! `sluis audit verify`: whether everything is as the journal tells, and the journal as witnesses saw it.

use std::process::ExitCode;

use serde_json::json;
use sluis_schemas::messages::Arg;

use super::Node;
use crate::cli::output::{Progress, named};
use crate::cli::remote::Speech;
use crate::store::{Audit, Finding};

/// Look through the journal and all rows that it covers, and name each that was changed, removed, added or moved
///
/// Compares entries, what opens them, the tree over them and the checkpoints that other nodes cosigned; then drafts,
/// records, who holds them, feeds, refusals, tokens and versions of the register with what the entries tell. Changes
/// nothing; the node may run. Exit code 0 only if nothing is wrong.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sluis audit verify --dir node-nl\n  sluis audit verify --dir node-nl --lang nl --json"
)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    node: Node,
    #[command(flatten)]
    form: Speech,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (node, reader) = arguments.node.open().await?;
    let mut progress = Progress::endless("entries");
    let audit = reader.audit(&node, &mut |entries| progress.step_by(entries)).await?;
    drop(progress);
    let form = arguments.form;
    form.print(&as_json(&audit, form), || in_words(&audit, form))?;
    Ok(if audit.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn as_json(audit: &Audit, form: Speech) -> serde_json::Value {
    let finding = |Finding { table, row, what }: &Finding| {
        let code = what.key.strip_prefix("audit-").unwrap_or(&what.key);
        json!({ "table": table, "row": row, "code": code, "what": what.text(form.language()).text })
    };
    json!({
        "ok": audit.findings.is_empty(),
        "entries": audit.head.seq.0,
        "root": audit.head.root,
        "opened": audit.opened,
        "erased": audit.erased,
        "rows": audit.compared,
        "cosigned": audit.cosigned,
        "findings": audit.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn in_words(audit: &Audit, form: Speech) -> String {
    let Audit { head, opened, erased, compared, cosigned, findings } = audit;
    let count = Arg::Count(usize::try_from(head.seq.0).unwrap_or(usize::MAX));
    let seen = [("opened", named(opened)), ("erased", named(erased)), ("rows", named(compared))];
    let mut words = vec![
        form.say_of_audit("entries", [("count", count), ("root", named(head.root))]),
        form.say_of_audit("compared", seen),
    ];
    for (witness, size) in cosigned {
        words.push(form.say_of_audit("cosigned", [("witness", named(witness)), ("size", named(size))]));
    }
    if cosigned.is_empty() {
        words.push(form.say_of_audit("nobody-cosigned", []));
    }
    for Finding { table, row, what } in findings {
        let what = named(what.text(form.language()).text);
        words.push(form.say_of_audit("finding", [("table", named(table)), ("row", named(row)), ("what", what)]));
    }
    if findings.is_empty() {
        words.push(form.say_of_audit("sound", []));
    }
    words.join("\n")
}
