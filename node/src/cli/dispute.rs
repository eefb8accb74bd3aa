//! `sluis dispute`: what members hold against each other, how far up it is, what mediators find, and what follows from it.

mod draft;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use comfy_table::ColumnConstraint;
use serde_json::{Map, Value, json};
use sluis_schemas::vocabulary::{DisputeAnswer, DisputeGround, DisputeMatter, FindingOutcome, Purpose, SignalType};

use super::remote::{Remote, Speech};
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::http::disputes::{DisputeItem, DisputePage, FindingItem, Precedents};

/// Most disputes that the node gives at once.
const PAGE: u32 = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open a dispute about a signal or a request with its origin, or as its origin with who has it
    ///
    /// Of a request its refusal is disputed; of a signal its conditions, its grading or who follows it up. Officers have
    /// five working days for it. The words name nobody.
    #[command(
        after_help = "Example:\n  sluis dispute open 5f…c1 --about grading --ground facts --words \"the source was heard since\" --token-file desk.token"
    )]
    Open {
        /// Id of the signal or request
        record: String,
        /// With whom; without one, with its origin
        #[arg(long, value_name = "MEMBER")]
        with: Option<String>,
        /// What is disputed: `refusal`, `condition`, `grading` or `ownership`
        #[arg(long, value_name = "MATTER")]
        about: DisputeMatter,
        /// Why: `law`, `facts`, `proportion` or `competence`
        #[arg(long, value_name = "GROUND")]
        ground: DisputeGround,
        /// The same in words, without names and numbers
        #[arg(long)]
        words: String,
        #[command(flatten)]
        remote: Remote,
    },
    /// List the member's disputes, as a party or as a mediator; newest first
    #[command(after_help = "Example:\n  sluis dispute list --only overdue --token-file desk.token")]
    List {
        /// Only these
        #[arg(long, value_name = "LIST")]
        only: Option<Which>,
        /// Most disputes to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        remote: Remote,
    },
    /// Show a dispute
    #[command(after_help = "Example:\n  sluis dispute show 9a…07 --token-file desk.token")]
    Show(One),
    /// Answer a dispute that another member opened
    #[command(
        after_help = "Example:\n  sluis dispute answer 9a…07 --answer upheld --words \"the decision stands\" --token-file desk.token"
    )]
    Answer {
        /// `upheld` or `yielded`
        #[arg(long, value_name = "ANSWER")]
        answer: DisputeAnswer,
        /// Why, without names and numbers
        #[arg(long)]
        words: String,
        #[command(flatten)]
        one: One,
    },
    /// Take a dispute to the next level, once it was answered or its term is over
    ///
    /// From officers to lawyers, to a mediator of the register, to the steering group. From the lawyers on this is for a
    /// policy officer. The mediator learns what is disputed by whom, and not which record it is about.
    #[command(
        after_help = "Example:\n  sluis dispute escalate 9a…07 --mediator be-bemiddeling --token-file lawyer.token"
    )]
    Escalate {
        /// Who mediates, where that is the next level
        #[arg(long, value_name = "MEMBER")]
        mediator: Option<String>,
        #[command(flatten)]
        one: One,
    },
    /// Let a dispute rest that the member opened
    #[command(after_help = "Example:\n  sluis dispute withdraw 9a…07 --token-file desk.token")]
    Withdraw(One),
    /// Find in a dispute, as the mediator that it was brought to
    ///
    /// A finding opens no gate: it proposes an agreement or a change of a pack, or counts as a legal gap. Others read it as a
    /// precedent: its words name no member.
    #[command(
        after_help = "Example:\n  sluis dispute finding 9a…07 --outcome gap --type premises-misuse --purpose licence-decision --basis nl.gemeentewet --words \"no ground covers it\" --token-file mediator.token"
    )]
    Finding {
        /// `agreement`, `pack-change` or `gap`
        #[arg(long, value_name = "OUTCOME")]
        outcome: FindingOutcome,
        /// The legal basis
        #[arg(long, value_name = "BASIS")]
        basis: String,
        /// Whose pack is to be changed
        #[arg(long, value_name = "COUNTRY", required_if_eq("outcome", "pack-change"))]
        country: Option<String>,
        /// Type of the signals that it is about
        #[arg(long, value_name = "TYPE", required_if_eq_any([("outcome", "pack-change"), ("outcome", "gap")]))]
        r#type: Option<SignalType>,
        /// What they are for
        #[arg(long, value_name = "PURPOSE", required_if_eq_any([("outcome", "pack-change"), ("outcome", "gap")]))]
        purpose: Option<Purpose>,
        /// Why, without names and numbers
        #[arg(long)]
        words: String,
        #[command(flatten)]
        one: One,
    },
    /// Search what mediators found before
    #[command(
        after_help = "Example:\n  sluis dispute precedents --about refusal --text \"licence law\" --token-file desk.token"
    )]
    Precedents {
        /// What was disputed
        #[arg(long, value_name = "MATTER")]
        about: Option<DisputeMatter>,
        /// Words that stand in it
        #[arg(long, value_name = "WORDS")]
        text: Option<String>,
        #[command(flatten)]
        remote: Remote,
    },
    /// Write what a finding proposes: a pack for `policy diff`, or a federation file for `register propose`
    ///
    /// A change of a pack gives the country's pack with a permit added: put it into a folder with the other packs and look
    /// with `sluis policy diff`. An agreement gives the federation file with the agreement added. Neither is in force.
    #[command(after_help = "Examples:\n  sluis dispute draft 9a…07 --token-file desk.token > new-packs/be.cedar\n  \
        sluis dispute draft 9a…07 --federation federation.json --token-file desk.token > next.json")]
    Draft {
        /// The pack that it is added to; without one, that which ships
        #[arg(long, value_name = "FILE")]
        pack: Option<PathBuf>,
        /// The federation file that an agreement is added to
        #[arg(long, value_name = "FILE")]
        federation: Option<PathBuf>,
        #[command(flatten)]
        one: One,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Which {
    Open,
    Overdue,
}

#[derive(Debug, Args)]
pub(super) struct One {
    /// Id of the dispute
    id: String,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Open { record, with, about, ground, words, remote } => {
            let mut body = json!({ "record": record, "matter": about, "ground": ground, "words": words });
            put(&mut body, "with", with);
            let client = remote.client()?;
            let item = wait_for(async { Ok(client.open_dispute(&body, &key()).await?) })?;
            show(remote.form, &item)
        }
        Command::List { only, limit, remote } => list(&remote, only, limit),
        Command::Show(one) => show(one.remote.form, &one.get()?),
        Command::Answer { answer, words, one } => {
            one.say("steps", &json!({ "step": "answered", "answer": answer, "words": words }))
        }
        Command::Escalate { mediator, one } => {
            let mut body = json!({ "step": "escalated" });
            put(&mut body, "mediator", mediator);
            one.say("steps", &body)
        }
        Command::Withdraw(one) => one.say("steps", &json!({ "step": "withdrawn" })),
        Command::Finding { outcome, basis, country, r#type, purpose, words, one } => {
            let mut body = json!({ "outcome": outcome, "basis": basis, "words": words });
            put(&mut body, "country", country);
            put(&mut body, "type", r#type.map(|code| code.to_string()));
            put(&mut body, "purpose", purpose.map(|code| code.to_string()));
            one.say("finding", &body)
        }
        Command::Precedents { about, text, remote } => {
            let mut body = Value::Object(Map::new());
            put(&mut body, "matter", about.map(|code| code.to_string()));
            put(&mut body, "text", text);
            let client = remote.client()?;
            let found = wait_for(async { Ok(client.precedents(&body).await?) })?;
            remote.form.print(&found, || precedents(&found, remote.form))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Draft { pack, federation, one } => {
            let text = draft::of(&one.get()?, pack.as_deref(), federation.as_deref(), one.remote.form)?;
            draft::print(&text, one.remote.form)
        }
    }
}

fn put(body: &mut Value, field: &str, value: Option<String>) {
    if let Some((fields, value)) = body.as_object_mut().zip(value) {
        fields.insert(field.to_owned(), value.into());
    }
}

/// A call that is cut off may be made again by hand: it names itself anew, and the core says what was said before.
fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

impl One {
    fn get(&self) -> anyhow::Result<DisputeItem> {
        let client = self.remote.client()?;
        wait_for(async { Ok(client.dispute(&self.id).await?) })
    }

    fn say(&self, what: &str, body: &Value) -> anyhow::Result<ExitCode> {
        let client = self.remote.client()?;
        let item = wait_for(async { Ok(client.say_of_dispute(&self.id, what, body, &key()).await?) })?;
        show(self.remote.form, &item)
    }
}

fn show(form: Speech, item: &DisputeItem) -> anyhow::Result<ExitCode> {
    form.print(item, || {
        let mut said = vec![in_words(std::slice::from_ref(item), form), item.words.clone()];
        said.extend(item.answer.as_ref().map(|answer| format!("{}: {}", answer.answer_label, answer.words)));
        said.extend(item.finding.as_ref().map(|finding| of_finding(finding, form)));
        said.join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn of_finding(finding: &FindingItem, form: Speech) -> String {
    let class = [&finding.country, &finding.r#type, &finding.purpose].into_iter().flatten();
    let what: Vec<&str> = class.map(String::as_str).chain([finding.basis.as_str()]).collect();
    let (name, outcome) = (form.say("dispute-finding", []), &finding.outcome_label);
    format!("{name}: {outcome} ({}): {}", what.join(", "), finding.words)
}

fn list(remote: &Remote, only: Option<Which>, limit: usize) -> anyhow::Result<ExitCode> {
    let only = only.map(|only| match only {
        Which::Open => "open",
        Which::Overdue => "overdue",
    });
    let (client, form) = (remote.client()?, remote.form);
    let page = wait_for(async { Ok(collect(&client, only, limit).await?) })?;
    form.print(&page, || match page.items.is_empty() {
        true => form.say("dispute-none", []),
        false if page.next.is_some() => format!("{}\n{}", in_words(&page.items, form), form.say("there-is-more", [])),
        false => in_words(&page.items, form),
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn collect(client: &Client, only: Option<&str>, limit: usize) -> Result<DisputePage, ClientError> {
    let mut all = DisputePage { items: Vec::new(), next: None };
    loop {
        let wanted = u32::try_from(limit.saturating_sub(all.items.len())).unwrap_or(PAGE).min(PAGE);
        if wanted == 0 {
            return Ok(all);
        }
        let page = client.disputes(only, all.next.as_deref(), wanted).await?;
        all.items.extend(page.items);
        all.next = page.next;
        if all.next.is_none() {
            return Ok(all);
        }
    }
}

fn in_words(items: &[DisputeItem], form: Speech) -> String {
    let headings = ["id", "dispute-parties", "dispute-about", "state", "dispute-level", "dispute-due"];
    let mut shown = form.table(&headings);
    // An id is there to be copied: it stays on one line, however wide the table gets.
    if let Some(id) = shown.column_mut(0) {
        id.set_constraint(ColumnConstraint::ContentWidth);
    }
    for item in items {
        let mut state = vec![item.state_label.clone()];
        if item.overdue {
            state.push(form.say("dispute-overdue", []));
        }
        let mediator = item.mediator.iter().map(|mediator| format!("{}: {mediator}", form.say("dispute-mediator", [])));
        shown.add_row([
            item.id.clone(),
            [item.opener.clone(), item.against.clone()].into_iter().chain(mediator).collect::<Vec<_>>().join("\n"),
            format!("{}\n{}", item.matter_label, item.ground_label),
            state.join("\n"),
            item.level_label.clone(),
            item.due.clone(),
        ]);
    }
    shown.to_string()
}

fn precedents(found: &Precedents, form: Speech) -> String {
    if found.items.is_empty() {
        return form.say("dispute-no-precedents", []);
    }
    let mut shown = form.table(&["dispute-year", "dispute-about", "dispute-finding"]);
    for item in &found.items {
        let about = format!("{}\n{}", item.matter_label, item.ground_label);
        shown.add_row([item.year.to_string(), about, of_finding(&item.finding, form)]);
    }
    shown.to_string()
}
