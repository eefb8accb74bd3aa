//! `sluis policy explain`: the outcome for each member, with its reasons.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use sluis_schemas::{Date, MemberId};

use super::files::{self, Listed};
use super::ground::Ground;
use super::packs::Packs;
use super::report::Report;
use super::verdict::{Bench, Flags};
use crate::cli::output::{Form, Progress, Reader};

/// Say for each member whether it may have a submission, and why
///
/// Needs no running node. FILE is a submission or a case file: an object with a field `submission` beside it
/// `submittedBy`, `holder`, `requests`, `consents` and `today`. The flags stand for what a file does not bring. Without
/// a date a case file is judged on 2026-11-23 and a submission on the current day (UTC).
///
/// One file gives one answer. Several files, or a directory, give one line of JSON each with `file`; of a directory all
/// *.json in the order of their names, without the federation file. A file that cannot be read gives a line with
/// `error`, and exit code 1 at the end.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis policy explain signal.json --from nl-maasdorp --federation federation.json\n  \
    sluis policy explain cases --federation cases/federation.json --json")]
pub(in crate::cli) struct Arguments {
    /// Submissions, case files, or directories of them
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Who submits, where a file does not say it
    #[arg(long, value_name = "MEMBER")]
    pub(super) from: Option<MemberId>,
    /// Who passes it on, where a file does not say it
    #[arg(long, value_name = "MEMBER")]
    pub(super) holder: Option<MemberId>,
    /// The members and agreements, as a federation file
    #[arg(long, value_name = "FILE")]
    pub(super) federation: Option<PathBuf>,
    /// The members and agreements, as the register of the node in this directory, and the packs that it judges by
    #[arg(long, value_name = "DIR", conflicts_with = "federation")]
    pub(super) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) packs: Packs,
    /// The day it is judged on, where a file does not say it
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<Date>,
    #[command(flatten)]
    pub(super) form: Form,
    #[command(flatten)]
    pub(super) reader: Reader,
}

/// Explains every file. False where one could not be explained.
pub(super) fn explain(arguments: &Arguments, now: Date, out: &mut dyn Write) -> anyhow::Result<bool> {
    let lang = arguments.reader.language();
    let ground = Ground::read(arguments.federation.as_deref(), arguments.dir.as_deref(), lang)?;
    let flags =
        Flags { from: arguments.from.clone(), holder: arguments.holder.clone(), today: arguments.today, now, lang };
    let (packs, judges) = arguments.packs.at_node(arguments.dir.as_deref(), lang)?;
    let mut bench = Bench::new(ground, (packs, judges.additions()), flags)?;
    let listed = files::list(&arguments.files, arguments.federation.as_deref())?;
    let several = arguments.files.len() > 1 || listed.iter().any(|file| file.in_directory);
    let mut report = Report::new(arguments.form, lang, several, BufWriter::new(out));
    let mut progress = Progress::new(listed.len());
    let mut whole = true;
    for Listed { path, in_directory } in listed {
        match bench.judge(&path) {
            Err(failure) if in_directory && failure.is_federation => {}
            Err(failure) => {
                whole = false;
                progress.aside(|| report.failure(&path, &failure))?;
            }
            Ok(table) => progress.aside(|| report.table(&path, &table))?,
        }
        progress.step();
    }
    drop(progress);
    report.finish()?;
    Ok(whole)
}
