//! `sluis consent`: what the origin of a signal is asked to let a holder do, and what it answers.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use comfy_table::ColumnConstraint;
use serde_json::{Value, json};
use sluis_schemas::Date;
use sluis_schemas::vocabulary::{ConsentKind, Purpose, RefusalGround};

use super::remote::{Remote, Speech};
use super::wait_for;
use crate::client::{Client, ClientError};
use crate::http::consents::{ConsentItem, ConsentOfSignal, ConsentPage};

/// Most that the node gives at once.
const PAGE: u32 = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Ask the origin of a signal to be let cite it in a decision, use it for another purpose, or pass it on to a member
    ///
    /// What may be cited needs no consent. The other purpose is one of the member's own mandates. The origin alone learns to whom
    /// the signal is to be passed on; where it consents, that is done at once.
    #[command(after_help = "Examples:\n  sluis consent ask 5f…c1 --kind cite --case Z-2026-114 --until 2027-01-31\n  \
            sluis consent ask 5f…c1 --kind purpose --purpose licence-decision --case Z-2026-114 --until 2027-01-31\n  \
            sluis consent ask 5f…c1 --kind onward --receiver be-grensbeek --case Z-2026-114 --until 2027-01-31")]
    Ask {
        /// Id of the signal
        signal: String,
        /// For what: `cite`, `purpose` or `onward`
        #[arg(long, value_name = "KIND")]
        kind: ConsentKind,
        /// For which purpose, see `sluis vocabulary show purposes`
        #[arg(long, value_name = "PURPOSE")]
        purpose: Option<Purpose>,
        /// To which member it is to be passed on
        #[arg(long, value_name = "MEMBER")]
        receiver: Option<String>,
        /// Your own reference of the case that it is for
        #[arg(long, value_name = "CASE")]
        case: String,
        /// Last day (UTC)
        #[arg(long, value_name = "DATE")]
        until: Date,
        #[command(flatten)]
        remote: Remote,
    },
    /// List what the member asked, and what was asked of it; newest first
    #[command(after_help = "Example:\n  sluis consent list --token-file desk.token")]
    List {
        /// Most to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        remote: Remote,
    },
    /// Show what was asked, and what its origin says
    #[command(after_help = "Example:\n  sluis consent show 8a…07 --token-file desk.token")]
    Show(One),
    /// Consent to what was asked of the member, as the origin of the signal
    #[command(after_help = "Example:\n  sluis consent grant 8a…07 --until 2026-12-31 --token-file desk.token")]
    Grant {
        /// Last day (UTC) [default: the one that was asked]
        #[arg(long, value_name = "DATE")]
        until: Option<Date>,
        #[command(flatten)]
        one: One,
    },
    /// Refuse what was asked of the member, with the ground
    #[command(after_help = "Example:\n  sluis consent refuse 8a…07 --ground secrecy --token-file desk.token")]
    Refuse {
        /// Why, see `sluis vocabulary show refusal-grounds`
        #[arg(long, value_name = "GROUND")]
        ground: RefusalGround,
        #[command(flatten)]
        one: One,
    },
    /// Take back what was granted: it ends at once
    #[command(after_help = "Example:\n  sluis consent withdraw 8a…07 --token-file desk.token")]
    Withdraw(One),
}

#[derive(Debug, Args)]
pub(super) struct One {
    /// Id of the consent: the record that asks it
    id: String,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Ask { signal, kind, purpose, receiver, case, until, remote } => {
            let mut body = json!({ "signal": signal, "kind": kind, "case": case, "until": until });
            if let Some(fields) = body.as_object_mut() {
                fields.extend(purpose.map(|purpose| ("purpose".to_owned(), purpose.as_str().into())));
                fields.extend(receiver.map(|receiver| ("receiver".to_owned(), receiver.into())));
            }
            let client = remote.client()?;
            let item = wait_for(async { Ok(client.ask_consent(&body).await?) })?;
            show(remote.form, &item)
        }
        Command::List { limit, remote } => list(&remote, limit),
        Command::Show(One { id, remote }) => {
            let client = remote.client()?;
            let item = wait_for(async { Ok(client.consent(&id).await?) })?;
            show(remote.form, &item)
        }
        Command::Grant { until, one } => {
            let mut step = json!({ "step": "granted" });
            if let Some((fields, until)) = step.as_object_mut().zip(until) {
                fields.insert("until".to_owned(), until.to_string().into());
            }
            answer(&one, &step)
        }
        Command::Refuse { ground, one } => answer(&one, &json!({ "step": "refused", "ground": ground })),
        Command::Withdraw(one) => answer(&one, &json!({ "step": "withdrawn" })),
    }
}

fn answer(One { id, remote }: &One, step: &Value) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    let item = wait_for(async { Ok(client.answer_consent(id, step).await?) })?;
    show(remote.form, &item)
}

fn show(form: Speech, item: &ConsentItem) -> anyhow::Result<ExitCode> {
    form.print(item, || in_words(std::slice::from_ref(item), form))?;
    Ok(ExitCode::SUCCESS)
}

fn list(remote: &Remote, limit: usize) -> anyhow::Result<ExitCode> {
    let (client, form) = (remote.client()?, remote.form);
    let page = wait_for(async { Ok(collect(&client, limit).await?) })?;
    form.print(&page, || match page.items.is_empty() {
        true => form.say("consent-none", []),
        false if page.next.is_some() => format!("{}\n{}", in_words(&page.items, form), form.say("there-is-more", [])),
        false => in_words(&page.items, form),
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn collect(client: &Client, limit: usize) -> Result<ConsentPage, ClientError> {
    let mut all = ConsentPage { items: Vec::new(), next: None };
    loop {
        let wanted = u32::try_from(limit.saturating_sub(all.items.len())).unwrap_or(PAGE).min(PAGE);
        if wanted == 0 {
            return Ok(all);
        }
        let page = client.consents(all.next.as_deref(), wanted).await?;
        all.items.extend(page.items);
        all.next = page.next;
        if all.next.is_none() {
            return Ok(all);
        }
    }
}

fn in_words(items: &[ConsentItem], form: Speech) -> String {
    let mut shown = form.table(&["id", "from", "holder", "use", "consent-to", "consent-until", "state"]);
    // An id is there to be copied: it stays on one line, however wide the table gets.
    if let Some(id) = shown.column_mut(0) {
        id.set_constraint(ColumnConstraint::ContentWidth);
    }
    for item in items {
        let consent = &item.consent;
        let until = consent.until.as_ref().unwrap_or(&item.asked_until);
        shown.add_row([
            &consent.id,
            &item.origin,
            &consent.holder,
            &item.use_label,
            &what(consent),
            until,
            &state(consent),
        ]);
    }
    shown.to_string()
}

/// What is asked, in words.
fn what(consent: &ConsentOfSignal) -> String {
    [Some(&consent.kind_label), consent.purpose_label.as_ref(), consent.receiver.as_ref()]
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .join("\n")
}

/// The state in words, with its ground.
fn state(consent: &ConsentOfSignal) -> String {
    let said = [Some(&consent.state_label), consent.ground_label.as_ref()];
    said.into_iter().flatten().cloned().collect::<Vec<_>>().join("\n")
}

/// How a signal may be used, and what its origin lets be done beside that.
pub(super) fn beside(use_label: &str, consents: &[ConsentOfSignal], form: Speech) -> String {
    let mut lines = vec![format!("{}: {use_label}", form.say("use", []))];
    lines.extend(consents.iter().map(|consent| {
        let until = consent.until.as_ref().map(|until| format!(" ({}: {until})", form.say("consent-until", [])));
        let (what, state) = (what(consent).replace('\n', ", "), state(consent).replace('\n', ", "));
        format!("{} {}: {state}{}", consent.holder, what, until.unwrap_or_default())
    }));
    lines.join("\n")
}
