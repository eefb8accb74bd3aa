//! `sluis audit decisions`: the decision log, in forms of ours and of others.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use serde_json::json;
use sluis_protocol::journal::JournalSeq;
use sluis_protocol::journal::decisions::Logged;
use sluis_schemas::{Date, MemberId, Timestamp};

use super::{Node, take_openings};
use crate::cli::output::{Progress, named};
use crate::cli::remote::Speech;
use crate::decision_log::{Form, Placed, Writer};
use crate::owner_only;
use crate::store::{Between, JournalRow, Reader};

/// Entries looked at at a time.
pub(super) const PAGE: u32 = 500;

/// Write every decision of the journal about what leaves: one a signal with the outcome for every member, none left out
///
/// One line of JSON each, to standard output or OUT: what was decided, for whom, when, under which register, packs and day,
/// about a record of which class, with which outcome for every member. It names facts by reference, and no user, case or
/// person. It names members and records, also who was excluded: the journal keeps who took it out. The node may run.
///
/// The forms of others are those of Logius: authorization-decision-log (consultation version 1.0.0) and
/// logboek-dataverwerkingen.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sluis audit decisions --dir node-nl\n  \
    sluis audit decisions --dir node-nl --since 2026-07-01 --until 2026-12-31 --member nl-maasdorp \\\n    \
    --format authorization-decision-log --out decisions.ndjson")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    node: Node,
    #[command(flatten)]
    which: Which,
    /// In which form
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    /// Where the register of processing activities lies, for logboek-dataverwerkingen: a purpose's code is put behind it
    #[arg(long, value_name = "URI", default_value = "urn:sluis:processing-activity:")]
    activities: String,
    /// File to make, in place of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    form: Speech,
}

/// Which decisions.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Which {
    /// Only from this day on (UTC)
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only until this day, included (UTC)
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Only what was decided for this member
    #[arg(long, value_name = "MEMBER")]
    pub(super) member: Option<MemberId>,
}

impl Which {
    /// The moments between which it was decided.
    pub(super) fn between(&self) -> Between {
        Between {
            from: self.since.map_or(Timestamp::default(), Date::start),
            before: self.until.map_or(Timestamp::MAX, Date::end),
        }
    }
}

/// What was written.
#[derive(Default)]
struct Count {
    decisions: u64,
    erased: u64,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { node: of, which, format, activities, out, form } = arguments;
    if !activities.contains(':') {
        bail!(form.say_of_audit("activities", [("given", named(&activities))]));
    }
    let (node, reader) = of.open().await?;
    let genesis = reader.snapshot().await?.directory.scope().genesis;
    // A file that cannot be made is found before the journal says that something was taken out.
    let file = out.as_ref().map(|path| {
        owner_only::file(path).with_context(|| form.say_of_audit("file", [("file", named(path.display()))]))
    });
    let file = file.transpose()?;
    take_openings(&of.dir, form).await?;
    let writer = Writer { node, genesis, activities, lang: form.language() };
    let count = match file {
        Some(file) => write(&reader, &which, &writer, format, &mut BufWriter::new(file)).await?,
        None => write(&reader, &which, &writer, format, &mut BufWriter::new(std::io::stdout())).await?,
    };
    let Count { decisions, erased } = count;
    let words = || {
        let mut words = form.say_of_audit("decisions", [("decisions", named(decisions))]);
        if erased > 0 {
            words.push('\n');
            words.push_str(&form.say_of_audit("decisions-erased", [("erased", named(erased))]));
        }
        words
    };
    match out {
        Some(to) => form.print(&json!({"to": to, "decisions": decisions, "erased": erased}), words)?,
        None => eprintln!("{}", words()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn write(
    reader: &Reader,
    which: &Which,
    writer: &Writer,
    format: Form,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<Count> {
    let (mut after, mut count, mut progress) = (JournalSeq(0), Count::default(), Progress::endless("entries"));
    loop {
        let page = reader.decision_page(after, which.between(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.entry.seq;
        for row in &page {
            entry(row, which, writer, format, out, &mut count)?;
        }
        progress.step_by(page.len() as u64);
    }
    out.flush()?;
    Ok(count)
}

fn entry(
    row: &JournalRow,
    which: &Which,
    writer: &Writer,
    format: Form,
    out: &mut dyn Write,
    count: &mut Count,
) -> anyhow::Result<()> {
    let entry = &row.entry;
    let Some(opening) = &row.opening else {
        count.erased += 1;
        if let Some(line) = writer.erased(format, entry) {
            writeln!(out, "{line}")?;
        }
        return Ok(());
    };
    let detail = opening.detail().with_context(|| format!("entry {} of the journal", entry.seq.0))?;
    for (number, logged) in (0..).zip(&Logged::all(detail)) {
        if which.member.as_ref().is_none_or(|member| logged.member.as_ref() == Some(member)) {
            count.decisions += 1;
            writeln!(out, "{}", writer.line(format, Placed { entry, number, logged }))?;
        }
    }
    Ok(())
}
