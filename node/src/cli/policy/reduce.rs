//! `sluis policy reduce`: the largest version of a submission that may go to a member.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use sluis_protocol::gates::reduce::{Left, Reduction};
use sluis_protocol::gates::table::OutcomeTable;
use sluis_protocol::gates::{Outcome, PERMITTED};
use sluis_schemas::content::Submission;
use sluis_schemas::messages;
use sluis_schemas::vocabulary::Language;
use sluis_schemas::{Date, MemberId};

use super::verdict::{AskedFile, Failure};
use crate::cli::output::{self, Form, Reader, named, say_of_reduction as say};
use crate::owner_only;

/// Propose the largest version of a submission that may go to a member: without the person, without what stays home
///
/// Needs no running node. It leaves out what the gates do not let go, and adds and changes nothing: legal bases with what
/// rests on them, persons with their relations, categories only with what they name, and then every text, since a text may
/// tell. What comes first leaves out least. It is a proposal: read it before you submit it, and write the texts anew.
///
/// FILE is a submission or a case file, as for `sluis policy explain`. Exit code 1 where there is no such version.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis policy reduce signal.json --for de-rurheim --from nl-maasdorp --federation federation.json\n  \
    sluis policy reduce signal.json --for de-rurheim --from nl-maasdorp --dir node-nl --out reduced.json")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    asked: AskedFile,
    /// Who should get it; all of them, where it is given several times
    #[arg(long = "for", value_name = "MEMBER", required = true)]
    wanted: Vec<MemberId>,
    /// File to make with the reduced submission, for its owner alone
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Which proposal to write there
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    proposal: usize,
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
    wanted: &'a BTreeSet<MemberId>,
    /// Of the submission whole.
    submit: String,
    members: BTreeMap<&'a MemberId, String>,
    proposals: Vec<Proposal<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Proposal<'a> {
    left_out: Vec<LeftOut<'a>>,
    review: &'a [String],
    members: BTreeMap<&'a MemberId, String>,
    submission: &'a Submission,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    pointer: &'a str,
    what: &'static str,
    text: String,
}

/// Finds the versions, and writes one if a file is named. False where there is none.
pub(super) fn reduce(arguments: &Arguments, now: Date, out: &mut dyn Write) -> anyhow::Result<bool> {
    let lang = arguments.reader.language();
    let wanted: BTreeSet<MemberId> = arguments.wanted.iter().cloned().collect();
    let mut bench = arguments.asked.bench(&wanted, now, lang)?;
    let of_file = |failure: Failure| failure.of_file(&arguments.asked.file, lang);
    let (whole, proposals) = bench.reduce(&arguments.asked.file, &wanted).map_err(of_file)?;
    if arguments.form.json {
        output::json_document(out, &answer(&wanted, &whole, &proposals, messages::sentences(lang)))?;
    } else {
        for_people(out, &wanted, &whole, &proposals, lang)?;
    }
    if let (Some(file), false) = (&arguments.out, proposals.is_empty()) {
        let chosen = arguments.proposal.checked_sub(1).and_then(|place| proposals.get(place));
        let no_such = || say(lang, "no-such-proposal", [("number", named(arguments.proposal))]);
        let chosen = chosen.with_context(no_such)?;
        let mut file = owner_only::file(file).with_context(|| format!("`{}` cannot be made", file.display()))?;
        output::json_document(&mut file, &chosen.submission)?;
        if !arguments.form.json {
            let to = arguments.out.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
            writeln!(out, "{}", say(lang, "written", [("file", named(to)), ("number", named(arguments.proposal))]))?;
        }
    }
    Ok(!proposals.is_empty())
}

fn outcomes(table: &OutcomeTable) -> BTreeMap<&MemberId, String> {
    table.members.iter().map(|(member, decision)| (member, decision.outcome.to_string())).collect()
}

fn answer<'a>(
    wanted: &'a BTreeSet<MemberId>,
    whole: &'a OutcomeTable,
    proposals: &'a [Reduction],
    lang: Language,
) -> Answer<'a> {
    let left = |left: &'a Left| LeftOut {
        pointer: &left.pointer,
        what: left.what.as_str(),
        text: left.message().text(lang).text,
    };
    let proposal = |one: &'a Reduction| Proposal {
        left_out: one.left_out.iter().map(left).collect(),
        review: &one.review,
        members: outcomes(&one.table),
        submission: &one.submission,
    };
    Answer {
        lang,
        wanted,
        submit: whole.submit.outcome.to_string(),
        members: outcomes(whole),
        proposals: proposals.iter().map(proposal).collect(),
    }
}

fn for_people(
    out: &mut dyn Write,
    wanted: &BTreeSet<MemberId>,
    whole: &OutcomeTable,
    proposals: &[Reduction],
    lang: Language,
) -> anyhow::Result<()> {
    let member = || named(wanted.iter().map(MemberId::as_str).collect::<Vec<_>>().join(", "));
    if whole.members.is_empty() {
        writeln!(out, "{} ({})", say(lang, "refused-before", []), whole.submit.outcome)?;
    }
    match proposals {
        [] => writeln!(out, "{}", say(lang, "none", [("member", member())]))?,
        [one] if one.left_out.is_empty() => writeln!(out, "{}", say(lang, "whole", [("member", member())]))?,
        several => {
            for (number, one) in (1..).zip(several) {
                proposal(out, number, whole, one, lang)?;
            }
        }
    }
    Ok(())
}

fn proposal(
    out: &mut dyn Write,
    number: usize,
    whole: &OutcomeTable,
    one: &Reduction,
    lang: Language,
) -> anyhow::Result<()> {
    writeln!(out, "{}", output::heading(&say(lang, "proposal", [("number", named(number))])))?;
    for left in &one.left_out {
        writeln!(out, "  - {} ({})", left.message().text(lang).text, left.pointer)?;
    }
    writeln!(out, "{}", say(lang, "rewrite", []))?;
    if !one.review.is_empty() {
        writeln!(out, "{}", say(lang, "review", [("places", named(one.review.join(", ")))]))?;
    }
    writeln!(out, "{}", say(lang, "now", []))?;
    let meant = one.table.members.iter().filter(|(_, decision)| decision.outcome != Outcome::NotInAudience);
    for (member, decision) in meant {
        let before =
            whole.members.get(member).map_or_else(|| whole.submit.outcome.to_string(), |d| d.outcome.to_string());
        let after = decision.outcome.to_string();
        let mark = if after == PERMITTED && before != PERMITTED { "+" } else { " " };
        writeln!(out, "  {mark} {member}: {before} → {after}")?;
    }
    writeln!(out)?;
    Ok(())
}
