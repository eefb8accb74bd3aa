//! `sluis follow-up`: who follows signals up, until when, and what nobody does.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use comfy_table::ColumnConstraint;
use serde_json::{Value, json};
use sluis_schemas::vocabulary::{FollowUpOutcome, OwnCheck, RefusalGround};

use super::remote::{Remote, Speech};
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::http::follow_ups::{FollowUpItem, FollowUpPage};

/// Most signals that the node gives at once.
const PAGE: u32 = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Ask a member to follow an own signal up, or take it by naming yourself; of another's signal, name one to its origin
    ///
    /// The member has five working days to accept, and the days given to close it, both in the calendar of its country.
    #[command(
        after_help = "Example:\n  sluis follow-up offer 5f…c1 --to be-ariec-oost --close-within 20 --token-file desk.token"
    )]
    Offer {
        /// The member
        #[arg(long, value_name = "MEMBER")]
        to: String,
        /// Working days until it is to be closed: more than 5, at most 250 [default: 20]
        #[arg(long, value_name = "DAYS")]
        close_within: Option<u32>,
        #[command(flatten)]
        one: One,
    },
    /// Take back what a member was asked, whether it accepted or not
    #[command(after_help = "Example:\n  sluis follow-up withdraw 5f…c1 --token-file desk.token")]
    Withdraw(One),
    /// Follow a signal up that the member was asked to
    #[command(after_help = "Example:\n  sluis follow-up accept 5f…c1 --token-file desk.token")]
    Accept(One),
    /// Refuse to follow a signal up, with the ground
    #[command(
        after_help = "Example:\n  sluis follow-up refuse 5f…c1 --ground not-competent --better de-rurheim --token-file desk.token"
    )]
    Refuse {
        /// Why: `not-competent`, `insufficient` or `duplicate`
        #[arg(long, value_name = "GROUND")]
        ground: RefusalGround,
        /// Who is competent, where the ground is `not-competent`
        #[arg(long, value_name = "MEMBER")]
        better: Option<String>,
        #[command(flatten)]
        one: One,
    },
    /// Give an owned signal back to its origin, and name who could follow it up
    #[command(after_help = "Example:\n  sluis follow-up hand-over 5f…c1 --to de-rurheim --token-file desk.token")]
    HandOver {
        /// The member
        #[arg(long, value_name = "MEMBER")]
        to: String,
        #[command(flatten)]
        one: One,
    },
    /// End the follow-up of an owned signal
    #[command(
        after_help = "Example:\n  sluis follow-up close 5f…c1 --outcome measure-taken --check confirmed --token-file desk.token"
    )]
    Close {
        /// What came of it, see `sluis vocabulary show follow-up-outcomes`
        #[arg(long, value_name = "OUTCOME")]
        outcome: FollowUpOutcome,
        /// What your own check found, see `sluis vocabulary show own-checks`
        #[arg(long, value_name = "CHECK")]
        check: OwnCheck,
        #[command(flatten)]
        one: One,
    },
    /// List signals that nobody follows up, that are overdue, or that the member follows up; newest first
    #[command(after_help = "Example:\n  sluis follow-up list --only unowned --token-file desk.token")]
    List {
        /// Only these; where it is left out, all of which something was said
        #[arg(long, value_name = "LIST")]
        only: Option<Which>,
        /// Most signals to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        remote: Remote,
    },
    /// Show who follows a signal up, as far as the member is told
    #[command(after_help = "Example:\n  sluis follow-up show 5f…c1 --token-file desk.token")]
    Show(One),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Which {
    Unowned,
    Overdue,
    Mine,
}

#[derive(Debug, Args)]
pub(super) struct One {
    /// Id of the signal
    id: String,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Offer { to, close_within, one } => {
            let mut step = json!({ "step": "offered", "to": to });
            if let Some((fields, days)) = step.as_object_mut().zip(close_within) {
                fields.insert("closeWithin".to_owned(), days.into());
            }
            take(&one, &step)
        }
        Command::Withdraw(one) => take(&one, &json!({ "step": "withdrawn" })),
        Command::Accept(one) => take(&one, &json!({ "step": "accepted" })),
        Command::Refuse { ground, better, one } => {
            let mut step = json!({ "step": "refused", "ground": ground });
            if let Some((fields, better)) = step.as_object_mut().zip(better) {
                fields.insert("better".to_owned(), better.into());
            }
            take(&one, &step)
        }
        Command::HandOver { to, one } => take(&one, &json!({ "step": "handed-over", "to": to })),
        Command::Close { outcome, check, one } => {
            take(&one, &json!({ "step": "closed", "outcome": outcome, "check": check }))
        }
        Command::List { only, limit, remote } => list(&remote, only, limit),
        Command::Show(one) => {
            let client = one.remote.client()?;
            let (item, _) = wait_for(async { Ok(client.follow_up(&one.id).await?) })?;
            show(&one, &item)
        }
    }
}

/// Takes a step as things stand now.
fn take(one: &One, step: &Value) -> anyhow::Result<ExitCode> {
    let client = one.remote.client()?;
    let item = wait_for(async {
        let (_, tag) = client.follow_up(&one.id).await?;
        Ok(client.own(&one.id, &tag, step).await?)
    })?;
    show(one, &item)
}

fn show(one: &One, item: &FollowUpItem) -> anyhow::Result<ExitCode> {
    let form = one.remote.form;
    form.print(item, || in_words(std::slice::from_ref(item), form))?;
    Ok(ExitCode::SUCCESS)
}

fn list(remote: &Remote, only: Option<Which>, limit: usize) -> anyhow::Result<ExitCode> {
    let only = only.map(|only| match only {
        Which::Unowned => "unowned",
        Which::Overdue => "overdue",
        Which::Mine => "mine",
    });
    let (client, form) = (remote.client()?, remote.form);
    let page = wait_for(async { Ok(collect(&client, only, limit).await?) })?;
    form.print(&page, || match page.items.is_empty() {
        true => form.say("follow-up-none", []),
        false if page.next.is_some() => format!("{}\n{}", in_words(&page.items, form), form.say("there-is-more", [])),
        false => in_words(&page.items, form),
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn collect(client: &Client, only: Option<&str>, limit: usize) -> Result<FollowUpPage, ClientError> {
    let mut all = FollowUpPage { items: Vec::new(), next: None };
    loop {
        let wanted = u32::try_from(limit.saturating_sub(all.items.len())).unwrap_or(PAGE).min(PAGE);
        if wanted == 0 {
            return Ok(all);
        }
        let page = client.follow_ups(only, all.next.as_deref(), wanted).await?;
        all.items.extend(page.items);
        all.next = page.next;
        if all.next.is_none() {
            return Ok(all);
        }
    }
}

fn in_words(items: &[FollowUpItem], form: Speech) -> String {
    let mut shown = form.table(&["id", "from", "state", "owner", "accept-by", "close-by"]);
    // An id is there to be copied: it stays on one line, however wide the table gets.
    if let Some(id) = shown.column_mut(0) {
        id.set_constraint(ColumnConstraint::ContentWidth);
    }
    for item in items {
        let owner = item.owner.clone().unwrap_or_else(|| match item.state.as_str() {
            "owned" | "closed" => form.say("follow-up-nobody", []),
            _ => String::new(),
        });
        let day = |day: &Option<String>| day.clone().unwrap_or_default();
        shown.add_row([
            &item.id,
            &item.origin,
            &state(item, form),
            &owner,
            &day(&item.accept_by),
            &day(&item.close_by),
        ]);
    }
    shown.to_string()
}

/// The state in words, with what belongs to it.
fn state(item: &FollowUpItem, form: Speech) -> String {
    let mut said = vec![item.state_label.clone()];
    if item.overdue {
        said.push(form.say("follow-up-overdue", []));
    }
    said.extend([&item.ground_label, &item.outcome_label, &item.check_label].into_iter().flatten().cloned());
    if !item.proposed.is_empty() {
        said.push(format!("{}: {}", form.say("follow-up-proposed", []), item.proposed.join(", ")));
    }
    said.join("\n")
}
