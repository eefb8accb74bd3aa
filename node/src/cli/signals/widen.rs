//! `sluis signals widen`, `relay`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::output::Progress;
use crate::cli::remote::{Remote, Speech};
use crate::cli::wait_for;
use crate::client::{Client, ClientError};
use crate::http::widen::{Widened, Widenings};

#[derive(Debug, Args)]
pub(in crate::cli) struct Widening {
    /// Id of the record, of any version; without it what more members may have now is listed
    #[arg(requires = "to")]
    id: Option<String>,
    /// A member that it is to go to; may be given several times
    #[arg(long, value_name = "MEMBER", requires = "id")]
    to: Vec<String>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Relaying {
    /// Id of the record, of any version
    id: String,
    /// The member that has it and passes it on
    #[arg(long, value_name = "MEMBER")]
    through: String,
    /// A member that it is to go to; may be given several times
    #[arg(long, value_name = "MEMBER", required = true)]
    to: Vec<String>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn relay(Relaying { id, through, to, remote }: &Relaying) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    let widened = wait_for(async { Ok(client.relay(id, through, to).await?) })?;
    said(&widened, remote.form)
}

pub(super) fn run(Widening { id, to, remote }: &Widening) -> anyhow::Result<ExitCode> {
    let (client, form) = (remote.client()?, remote.form);
    let Some(id) = id else {
        let widenings = wait_for(async { Ok(collect(&client).await?) })?;
        form.print(&widenings, || list_in_words(&widenings, form))?;
        return Ok(ExitCode::SUCCESS);
    };
    let widened = wait_for(async { Ok(client.widen(id, to).await?) })?;
    said(&widened, form)
}

/// Says what became of each; to nobody is no success.
fn said(widened: &Widened, form: Speech) -> anyhow::Result<ExitCode> {
    form.print(widened, || outcomes_in_words(widened, form))?;
    if !form.is_json() && widened.goes_to.is_empty() {
        bail!(form.say("widened-to-nobody", []));
    }
    Ok(if widened.goes_to.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn collect(client: &Client) -> Result<Widenings, ClientError> {
    let mut all = Widenings { items: Vec::new(), next: None };
    let mut progress = Progress::endless("pages gone through");
    loop {
        let page = client.widenings(all.next.as_deref()).await?;
        progress.step_by(1);
        all.items.extend(page.items);
        all.next = page.next;
        if all.next.is_none() {
            return Ok(all);
        }
    }
}

fn list_in_words(widenings: &Widenings, form: Speech) -> String {
    if widenings.items.is_empty() {
        return form.say("widenings-none", []);
    }
    let mut shown = form.table(&["id", "title", "member", "name"]);
    for widening in &widenings.items {
        for (member, name) in &widening.members {
            shown.add_row([&widening.signal.id, &widening.signal.title, member, name]);
        }
    }
    format!("{shown}\n{}", form.say("widenings-how", []))
}

fn outcomes_in_words(widened: &Widened, form: Speech) -> String {
    let mut shown = form.table(&["member", "outcome"]);
    for (member, outcome) in &widened.members {
        let outcome = match outcome.as_str() {
            "taken-back" | "has-it" | "ordered" => form.say(outcome, []),
            other => other.to_owned(),
        };
        shown.add_row([member, &outcome]);
    }
    shown.to_string()
}
