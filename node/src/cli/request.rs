//! `sluis request`: the question first, and what becomes of it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use comfy_table::ColumnConstraint;
use serde::Serialize;
use serde_json::{Value, json};
use sluis_schemas::messages::label;
use sluis_schemas::vocabulary::{Answer, Purpose, Rating, RefusalGround};

use super::output::named;
use super::remote::{Remote, Speech, outcomes};
use super::submit::files;
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::http::bodies::{Draft, Table};
use crate::http::requests::{RequestItem, RequestPage};

/// Most requests that the node gives at once.
const PAGE: u32 = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Draft a question to one member; with --release, ask it
    ///
    /// FILE is a submission of type `request` as JSON, or a case file.
    #[command(after_help = "Example:\n  sluis request ask question.json --release --token-file desk.token")]
    Ask(Asking),
    /// Draft an answer to a request; with --release, send it
    ///
    /// FILE is a submission as JSON. Whom it goes to and what it answers need not stand in it.
    #[command(after_help = "Example:\n  sluis request answer 5f…c1 answer.json --answer full --release")]
    Answer(Answering),
    /// Say that a request is worked on
    #[command(after_help = "Example:\n  sluis request accept 5f…c1 --token-file desk.token")]
    Accept(One),
    /// Name another member to who asked
    ///
    /// Whether the question goes there is for who asked to say; without categories of data it goes by itself.
    #[command(after_help = "Example:\n  sluis request forward 5f…c1 --to de-rurheim --token-file desk.token")]
    Forward(ToAnother),
    /// Let an own request go on to the member that it was forwarded to, or to a coordinator once an answer is overdue
    ///
    /// It goes where the rules let it go. Who gets it does not learn who was asked before.
    #[command(after_help = "Example:\n  sluis request pass-on 5f…c1 --to de-rurheim --token-file desk.token")]
    PassOn(ToAnother),
    /// Refuse a request with its ground
    #[command(after_help = "Example:\n  sluis request refuse 5f…c1 --ground no-legal-ground --basis de.vwvfg")]
    Refuse {
        /// Why, see `sluis vocabulary show refusal-grounds`
        #[arg(long, value_name = "GROUND")]
        ground: RefusalGround,
        /// The law that it rests on, such as `de.vwvfg`
        #[arg(long, value_name = "BASIS")]
        basis: Option<String>,
        #[command(flatten)]
        one: One,
    },
    /// Say of the answer to an own request whether it helped; it stays with the member that asked
    ///
    /// The last word counts. Figures tell it by country alone.
    #[command(after_help = "Example:\n  sluis request rate 5f…c1 no-help --token-file desk.token")]
    Rate(Rated),
    /// End an own request: no more answers are wanted
    #[command(after_help = "Example:\n  sluis request close 5f…c1 --token-file desk.token")]
    Close(One),
    /// List what the member asked and was asked, newest first
    #[command(after_help = "Example:\n  sluis request list --side asked --open --token-file desk.token")]
    List {
        /// Only what the member asked, or only what it was asked
        #[arg(long)]
        side: Option<WhichSide>,
        /// Only what an answer still counts for
        #[arg(long)]
        open: bool,
        /// Only what waits for an answer after its term
        #[arg(long)]
        overdue: bool,
        /// Most requests to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        remote: Remote,
    },
    /// Show how far a request has come; `sluis signals show` shows what it asks
    #[command(after_help = "Example:\n  sluis request show 5f…c1 --token-file desk.token")]
    Show(One),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum WhichSide {
    Asking,
    Asked,
}

#[derive(Debug, Args)]
pub(super) struct Asking {
    /// The question
    file: PathBuf,
    /// Release the draft under the table shown
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(super) struct Answering {
    /// Id of the request
    id: String,
    /// The answer
    file: PathBuf,
    /// How far it answers, where the file does not say: `full`, `part` or `none`
    #[arg(long, value_name = "HOW-FAR")]
    answer: Option<Answer>,
    /// Release the draft under the table shown
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(super) struct One {
    /// Id of the request
    id: String,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(super) struct Rated {
    /// Id of the request
    id: String,
    /// Whether the answer helped: `helped` or `no-help`
    rating: Rating,
    /// Whose answer, where more than one member answered
    #[arg(long, value_name = "MEMBER")]
    of: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(super) struct ToAnother {
    /// Id of the request
    id: String,
    /// The member
    #[arg(long, value_name = "MEMBER")]
    to: String,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Ask(asking) => {
            let question = files::taken(read(&asking.file)?);
            let key = files::key(&question);
            let client = asking.remote.client()?;
            let draft = wait_for(async { Ok(client.ask_request(question, &key).await?) })?;
            finish(&asking.remote, &client, draft, asking.release)
        }
        Command::Answer(answering) => answer(answering),
        Command::Accept(one) => step(&one, &json!({ "step": "accepted" })),
        Command::Forward(ToAnother { id, to, remote }) => {
            step(&One { id, remote }, &json!({ "step": "forwarded", "to": to }))
        }
        Command::PassOn(ToAnother { id, to, remote }) => {
            let client = remote.client()?;
            wait_for(async { Ok(client.pass_on_request(&id, &to).await?) })?;
            show(&One { id, remote })
        }
        Command::Refuse { ground, basis, one } => {
            step(&one, &json!({ "step": "refused", "ground": ground, "basis": basis }))
        }
        Command::Rate(Rated { id, rating, of, remote }) => {
            let client = remote.client()?;
            wait_for(async { Ok(client.rate_answer(&id, rating, of.as_deref()).await?) })?;
            show(&One { id, remote })
        }
        Command::Close(one) => step(&one, &json!({ "step": "closed" })),
        Command::List { side, open, overdue, limit, remote } => list(&remote, side, (open, overdue), limit),
        Command::Show(one) => show(&one),
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))
}

fn answer(answering: Answering) -> anyhow::Result<ExitCode> {
    let Answering { id, file, answer, release, remote } = answering;
    let text = with_answer(files::taken(read(&file)?), answer);
    // Two requests may be answered in the same words.
    let key = files::key(&[id.as_bytes(), &text].concat());
    let client = remote.client()?;
    let draft = wait_for(async { Ok(client.answer_request(&id, text, &key).await?) })?;
    finish(&remote, &client, draft, release)
}

/// Says how far it answers, where the text does not. A text that is no JSON object is left for the node to judge.
fn with_answer(text: Vec<u8>, answer: Option<Answer>) -> Vec<u8> {
    let Some(answer) = answer else { return text };
    match serde_json::from_slice::<Value>(&text) {
        Ok(Value::Object(mut fields)) if !fields.contains_key("answer") => {
            fields.insert("answer".to_owned(), answer.as_str().into());
            Value::Object(fields).to_string().into_bytes()
        }
        _ => text,
    }
}

/// What became of a question, an answer or a correction.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Fate {
    draft: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    table: Table,
}

pub(super) fn finish(remote: &Remote, client: &Client, draft: Draft, release: bool) -> anyhow::Result<ExitCode> {
    let Draft { id, table, .. } = draft;
    let record = if release {
        let released: Result<_, ClientError> = wait_for(async { Ok(client.release(&id, &table.hash).await) })?;
        Some(released?.record_id)
    } else {
        None
    };
    let fate = Fate { draft: id, record, table };
    let form = remote.form;
    form.print(&fate, || {
        let what = match &fate.record {
            Some(record) => form.say("released-as", [("record", named(record))]),
            None => form.say("draft-kept", [("draft", named(&fate.draft))]),
        };
        format!("{}\n{what}", outcomes(&fate.table, form.language()))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn step(one: &One, step: &Value) -> anyhow::Result<ExitCode> {
    let client = one.remote.client()?;
    wait_for(async { Ok(client.step_request(&one.id, step).await?) })?;
    show(one)
}

fn show(one: &One) -> anyhow::Result<ExitCode> {
    let client = one.remote.client()?;
    let page = wait_for(async { Ok(client.request(&one.id).await?) })?;
    one.remote.form.print(&page, || in_words(&page, one.remote.form))?;
    Ok(ExitCode::SUCCESS)
}

fn list(remote: &Remote, side: Option<WhichSide>, only: (bool, bool), limit: usize) -> anyhow::Result<ExitCode> {
    let side = side.map(|side| match side {
        WhichSide::Asking => "asking",
        WhichSide::Asked => "asked",
    });
    let client = remote.client()?;
    let page = wait_for(async { Ok(collect(&client, side, only, limit).await?) })?;
    remote.form.print(&page, || in_words(&page, remote.form))?;
    Ok(ExitCode::SUCCESS)
}

async fn collect(
    client: &Client,
    side: Option<&str>,
    only: (bool, bool),
    limit: usize,
) -> Result<RequestPage, ClientError> {
    let mut all = RequestPage { items: Vec::new(), next: None };
    loop {
        let wanted = u32::try_from(limit.saturating_sub(all.items.len())).unwrap_or(PAGE).min(PAGE);
        if wanted == 0 {
            return Ok(all);
        }
        let page = client.requests(side, only, all.next.as_deref(), wanted).await?;
        all.items.extend(page.items);
        all.next = page.next;
        if all.next.is_none() {
            return Ok(all);
        }
    }
}

fn in_words(page: &RequestPage, form: Speech) -> String {
    if page.items.is_empty() {
        return form.say("nothing-yet", []);
    }
    let mut shown = form.table(&["id", "side", "with", "state", "purpose", "due", "changed"]);
    // An id is there to be copied: it stays on one line, however wide the table gets.
    if let Some(id) = shown.column_mut(0) {
        id.set_constraint(ColumnConstraint::ContentWidth);
    }
    for item in &page.items {
        let due = item.due_by.clone().unwrap_or_default();
        let side = form.say(&format!("request-{}", item.side), []);
        let purpose = format!("{} ({})", label(form.language(), Purpose::LIST, &item.purpose).text, item.purpose);
        shown.add_row([&item.id, &side, &item.other, &state(item, form), &purpose, &due, &item.changed]);
    }
    match page.next {
        Some(_) => format!("{shown}\n{}", form.say("there-is-more", [])),
        None => shown.to_string(),
    }
}

/// The state in words, with what belongs to it.
fn state(item: &RequestItem, form: Speech) -> String {
    let overdue = item.overdue.then(|| form.say("request-overdue", []));
    let more = [
        item.forwarded_to.as_ref(),
        item.ground_label.as_ref(),
        item.basis.as_ref(),
        item.answer.as_ref(),
        item.rating_label.as_ref(),
        overdue.as_ref(),
    ];
    let more: Vec<&str> = more.into_iter().flatten().map(String::as_str).collect();
    match more.is_empty() {
        true => item.state_label.clone(),
        false => format!("{}: {}", item.state_label, more.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_answers_is_said_only_where_the_file_does_not() {
        let with = |text: &str| String::from_utf8(with_answer(text.into(), Some(Answer::Part))).unwrap();
        assert_eq!(with("{}"), r#"{"answer":"part"}"#);
        assert_eq!(with(r#"{"answer":"full"}"#), r#"{"answer":"full"}"#);
        assert_eq!(with("{broken"), "{broken");
    }
}
