//! `sluis policy mend`: the next step for one member, and a submission changed so that it may go there.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use json_patch::Patch;
use serde::Serialize;
use serde_json::Value;
use sluis_protocol::gates::table::OutcomeTable;
use sluis_protocol::gates::{Outcome, Reason};
use sluis_schemas::content::Submission;
use sluis_schemas::messages;
use sluis_schemas::vocabulary::Language;
use sluis_schemas::{Date, MemberId};

use super::verdict::{AskedFile, Failure};
use crate::cli::output::{self, Form, Reader, named, say_of_mending as say};
use crate::http::action::Action;
use crate::http::bodies;
use crate::owner_only;

/// Say what would let a member have a submission, and make that change
///
/// Needs no running node. A next step is named only where it leads to "permitted". Where it is a change that needs no writing,
/// such as naming the member or another of the origin's legal bases, each way is listed, and --out writes the submission
/// so changed. Whether a change is right is yours to say: a basis is named because the signal rests on it.
///
/// FILE is a submission or a case file, as for `sluis policy explain`. Exit code 1 where nothing here can be changed by a
/// program; the next step for a person is printed all the same.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis policy mend signal.json --for de-rurheim --from nl-maasdorp --federation federation.json\n  \
    sluis policy mend signal.json --for de-rurheim --from nl-maasdorp --dir node-nl --way 1 --out mended.json")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    asked: AskedFile,
    /// Who should get it
    #[arg(long = "for", value_name = "MEMBER")]
    wanted: MemberId,
    /// File to make with the changed submission, for its owner alone
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Which way to go there
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    way: usize,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    reader: Reader,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    /// The language that texts are in.
    lang: Language,
    #[serde(rename = "for")]
    wanted: &'a MemberId,
    submit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    reasons: Vec<bodies::Reason>,
    /// Each way, in the order of the changes of the first reason's action.
    ways: Vec<WayAnswer<'a>>,
}

#[derive(Serialize)]
struct WayAnswer<'a> {
    change: &'a Patch,
    outcome: String,
}

/// A submission changed, and what the gates say of it for the member.
struct Way {
    change: Patch,
    submission: Submission,
    outcome: Outcome,
}

/// Says what would help, and writes one way if a file is named. False where there is none.
pub(super) fn mend(arguments: &Arguments, now: Date, out: &mut dyn Write) -> anyhow::Result<bool> {
    let lang = arguments.reader.language();
    let wanted = &arguments.wanted;
    let mut bench = arguments.asked.bench([wanted], now, lang)?;
    let of_file = |failure: Failure| failure.of_file(&arguments.asked.file, lang);
    let (submission, whole) = bench.read(&arguments.asked.file).map_err(of_file)?;
    let action = reasons(&whole, wanted).first().and_then(Action::of);
    let mut ways = Vec::new();
    for change in action.map(|action| action.changes).unwrap_or_default() {
        let mut changed: Value = serde_json::to_value(&submission)?;
        json_patch::patch(&mut changed, &change)?;
        let submission = Submission::parse(&serde_json::to_vec(&changed)?)
            .map_err(|problems| anyhow::anyhow!("{}", output::problem_lines(lang, &problems)))?;
        let table = bench.instead(&arguments.asked.file, &submission).map_err(of_file)?;
        let outcome = table.members.get(wanted).map_or(Outcome::Error, |decision| decision.outcome.clone());
        ways.push(Way { change, submission, outcome });
    }
    if arguments.form.json {
        output::json_document(out, &answer(wanted, &whole, &ways, lang))?;
    } else {
        for_people(out, wanted, &whole, &ways, lang)?;
    }
    if let (Some(file), false) = (&arguments.out, ways.is_empty()) {
        let chosen = arguments.way.checked_sub(1).and_then(|place| ways.get(place));
        let chosen = chosen.with_context(|| say(lang, "no-such-way", [("number", named(arguments.way))]))?;
        let mut written = owner_only::file(file).with_context(|| format!("`{}` cannot be made", file.display()))?;
        output::json_document(&mut written, &chosen.submission)?;
        if !arguments.form.json {
            let (file, number) = (named(file.display()), named(arguments.way));
            writeln!(out, "{}", say(lang, "written", [("file", file), ("number", number)]))?;
        }
    }
    Ok(!ways.is_empty())
}

/// Why the member may not have it: of a submission that is refused, why nobody may.
fn reasons<'a>(table: &'a OutcomeTable, wanted: &MemberId) -> &'a [Reason] {
    table.members.get(wanted).map_or(table.submit.reasons.as_slice(), |decision| decision.reasons.as_slice())
}

fn answer<'a>(wanted: &'a MemberId, whole: &OutcomeTable, ways: &'a [Way], lang: Language) -> Answer<'a> {
    Answer {
        lang: messages::sentences(lang),
        wanted,
        submit: whole.submit.outcome.to_string(),
        outcome: whole.members.get(wanted).map(|decision| decision.outcome.to_string()),
        reasons: reasons(whole, wanted).iter().map(|reason| bodies::Reason::of(reason, lang)).collect(),
        ways: ways.iter().map(|way| WayAnswer { change: &way.change, outcome: way.outcome.to_string() }).collect(),
    }
}

fn for_people(
    out: &mut dyn Write,
    wanted: &MemberId,
    whole: &OutcomeTable,
    ways: &[Way],
    lang: Language,
) -> anyhow::Result<()> {
    let outcome = whole.members.get(wanted).map_or_else(|| whole.submit.outcome.to_string(), |d| d.outcome.to_string());
    writeln!(out, "{}", output::heading(&format!("{wanted}: {outcome}")))?;
    for reason in reasons(whole, wanted) {
        let bodies::Reason { rule, text, remedy, .. } = bodies::Reason::of(reason, lang);
        let rule = rule.map(|rule| format!("{rule}: ")).unwrap_or_default();
        writeln!(out, "  {rule}{text}")?;
        if let Some(remedy) = remedy {
            writeln!(out, "  → {remedy}")?;
        }
    }
    for (number, way) in (1..).zip(ways) {
        let named = [("number", named(number)), ("outcome", named(&way.outcome))];
        writeln!(out, "{}", say(lang, "way", named))?;
        for operation in &way.change.0 {
            writeln!(out, "  {operation}")?;
        }
    }
    if !ways.is_empty() {
        writeln!(out, "{}", say(lang, "yours", []))?;
    }
    Ok(())
}
