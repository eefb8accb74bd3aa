//! `sluis report subject`.

use std::io;
use std::process::ExitCode;

use clap::Args;
use sluis_schemas::messages::Arg;
use sluis_schemas::vocabulary::{Purpose, Scheme};

use crate::cli::output::named;
use crate::cli::remote::{Remote, Speech};
use crate::cli::wait_for;
use crate::http::subject::{Coded, NotificationState, SubjectItem, SubjectReport};

#[derive(Debug, Args)]
pub(in crate::cli) struct Asking {
    /// Scheme of the identifier, see `sluis vocabulary show schemes`
    scheme: Scheme,
    /// The identifier; `-` to read it from standard input, since others see command lines
    value: String,
    /// Write a text that can be handed to the data subject
    #[arg(long, conflicts_with = "json")]
    letter: bool,
    /// What it is read for, see `sluis vocabulary show purposes`
    #[arg(long, value_name = "PURPOSE")]
    purpose: Option<Purpose>,
    /// In which case
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(Asking { scheme, value, letter, purpose, case, remote }: &Asking) -> anyhow::Result<ExitCode> {
    let (client, form) = (remote.client()?, remote.form);
    let value = if value == "-" { io::read_to_string(io::stdin())?.trim().to_owned() } else { value.clone() };
    let purpose = purpose.map(|purpose| purpose.to_string());
    let asked = (scheme.as_str(), value.as_str());
    let report =
        wait_for(async { Ok(client.report_subject(asked, *letter, purpose.as_deref(), case.as_deref()).await?) })?;
    let words = || report.letter.clone().unwrap_or_else(|| in_words(&report, form));
    form.print(&report, words)?;
    Ok(ExitCode::SUCCESS)
}

fn in_words(report: &SubjectReport, form: Speech) -> String {
    let asked = || {
        let id = &report.identifier;
        [("scheme", named(&id.scheme)), ("value", named(&id.value)), ("today", named(&report.today))]
    };
    let mut words = Vec::new();
    if report.items.is_empty() {
        words.push(form.say_of_report("no-such", asked()));
    } else {
        let [scheme, value, today] = asked();
        let count = ("count", Arg::Count(report.items.len()));
        words.push(form.say_of_report("found", [scheme, value, today, count]));
        words.push(table(report, form));
        words.extend(report.items.iter().filter_map(|item| steps(item, form)));
    }
    if report.more > 0 {
        words.push(form.say_of_report("more", [("count", named(report.more))]));
    }
    let drafts = report.drafts.as_ref().filter(|drafts| !drafts.is_empty());
    if let Some(drafts) = drafts {
        let ids = drafts.iter().map(|draft| draft.id.as_str()).collect::<Vec<_>>().join(", ");
        words.push(form.say_of_report("drafts", [("drafts", named(ids))]));
    }
    if report.more_drafts {
        words.push(form.say_of_report("more-drafts", []));
    }
    words.join("\n")
}

fn table(report: &SubjectReport, form: Speech) -> String {
    let mut shown = super::table(form, &["what", "source", "given", "told"]);
    for item in &report.items {
        shown.add_row([what(item, form), source(item), given(item, form), told(item, form)]);
    }
    shown.to_string()
}

/// What it says, on which ground, and until when.
fn what(item: &SubjectItem, form: Speech) -> String {
    let state = format!("{} ({})", item.state_label, item.state);
    let Some(said) = &item.said else { return state };
    let coded = |coded: &Coded| format!("{} ({})", coded.label, coded.code);
    let mut lines = vec![said.title.clone(), state, coded(&said.purpose)];
    lines.extend(said.legal_bases.iter().map(coded));
    if let Some(day) = &said.retain_until {
        lines.push(form.say_of_report("kept-until", [("day", named(day))]));
    }
    lines.join("\n")
}

fn source(item: &SubjectItem) -> String {
    let day = item.at.split('T').next().unwrap_or_default();
    if item.from == item.origin {
        return format!("{}\n{day}", item.origin);
    }
    format!("{} ({})\n{day}", item.origin, item.from)
}

fn given(item: &SubjectItem, form: Speech) -> String {
    let sent = item.sent.iter().map(|(member, what)| {
        format!("{member}: {} ({})", form.say(&format!("delivery-{}", what.state), []), what.state)
    });
    let mut lines: Vec<String> = sent.collect();
    if !item.passed_on.is_empty() {
        lines.push(form.say_of_report("passed-on", [("members", named(item.passed_on.join(", ")))]));
    }
    if item.exports > 0 {
        let count = Arg::Count(usize::try_from(item.exports).unwrap_or(usize::MAX));
        lines.push(form.say_of_report("exports", [("count", count)]));
    }
    lines.join("\n")
}

fn told(item: &SubjectItem, form: Speech) -> String {
    let Some(NotificationState { state, label, by, passed, ground, responsible }) =
        item.said.as_ref().map(|said| &said.notification)
    else {
        return String::new();
    };
    let mut lines = vec![format!("{label} ({state})")];
    if let Some(day) = by {
        let key = if *passed { "notification-passed" } else { "notification-by" };
        lines.push(form.say_of_report(key, [("day", named(day))]));
    }
    let ground = ground.as_ref().map(|ground| form.say_of_report("notification-ground", [("ground", named(ground))]));
    let responsible = responsible.as_ref();
    let responsible =
        responsible.map(|who| form.say_of_report("notification-responsible", [("responsible", named(who))]));
    lines.extend(ground.into_iter().chain(responsible));
    lines.join("\n")
}

/// How every copy of a record follows; none where nothing is to be done.
fn steps(item: &SubjectItem, form: Speech) -> Option<String> {
    let steps = item.next.iter().map(|step| match &step.command {
        Some(command) => format!("  {}\n    {command}", step.text),
        None => format!("  {}", step.text),
    });
    let steps: Vec<String> = steps.collect();
    let heading = format!("\n{} ({})", form.say_of_report("next", []), item.id);
    (!steps.is_empty()).then(|| format!("{heading}\n{}", steps.join("\n")))
}
