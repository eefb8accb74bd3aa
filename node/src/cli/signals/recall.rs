//! `sluis signals correct`, `recall`, `board`, `reaffirm`, `hold`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use sluis_schemas::messages::Arg;
use sluis_schemas::vocabulary::RecallGround;

use super::{delivery_in_words, through};
use crate::cli::output::{Waiting, named};
use crate::cli::remote::{Remote, Speech, confirmed, may_ask};
use crate::cli::request::finish;
use crate::cli::submit::files;
use crate::cli::wait_for;
use crate::client::{Client, ClientError};
use crate::http::recall::{Account, RecallBoard};

/// How often the board is looked at while receipts are waited for.
const POLL: Duration = Duration::from_millis(300);

/// A signal, by the id of any of its versions.
#[derive(Debug, Args)]
pub(in crate::cli) struct One {
    /// Id of the record, of any version
    id: String,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Correcting {
    /// Id of the record, of any version
    id: String,
    /// The whole signal as it should have been: a submission as JSON, or a case file
    file: PathBuf,
    /// Release the draft under the table shown
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Recalling {
    /// Why, see `sluis vocabulary show recall-grounds`
    #[arg(long, value_name = "GROUND")]
    ground: RecallGround,
    /// Recall without asking
    #[arg(long)]
    yes: bool,
    /// Wait so many seconds until everybody has said what became of it; exit code 1 if somebody has not
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,
    #[command(flatten)]
    one: One,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Holding {
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Lift the hold
    #[arg(long)]
    lift: bool,
    #[command(flatten)]
    one: One,
}

pub(super) fn correct(correcting: Correcting) -> anyhow::Result<ExitCode> {
    let Correcting { id, file, release, remote } = correcting;
    let text = std::fs::read(&file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    let text = files::taken(text);
    // The same text may correct two signals.
    let key = files::key(&[id.as_bytes(), &text].concat());
    let client = remote.client()?;
    let draft = wait_for(async { Ok(client.correct(&id, text, &key).await?) })?;
    finish(&remote, &client, draft, release)
}

pub(super) fn recall(recalling: &Recalling) -> anyhow::Result<ExitCode> {
    let Recalling { ground, yes, wait, one: One { id, remote } } = recalling;
    let (client, form) = (remote.client()?, remote.form);
    if !yes {
        let account = wait_for(async { Ok(client.account(id).await?) })?;
        if account.recall.is_none() {
            eprintln!("{}", whom(&account, form));
            // A program is not asked: it says so beforehand.
            if form.is_json() || !may_ask() {
                bail!(form.say("nobody-to-confirm", [("id", named(id))]));
            }
            if !confirmed(&form.say("recall-it", []), form.language())? {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    let patience = Duration::from_secs(wait.unwrap_or_default());
    let board = wait_for(async {
        client.recall(id, *ground).await?;
        Ok(settled(&client, id, patience).await?)
    })?;
    form.print(&board, || board_in_words(&board, form))?;
    Ok(if wait.is_some() && !board.complete { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The board once it is complete, or as it is when patience ends.
async fn settled(client: &Client, id: &str, patience: Duration) -> Result<RecallBoard, ClientError> {
    let _waiting = Waiting::on("waiting for receipts");
    let began = Instant::now();
    loop {
        let board = client.board(id).await?;
        if board.complete || began.elapsed() >= patience {
            return Ok(board);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Whom a recall would reach.
fn whom(account: &Account, form: Speech) -> String {
    let reached = |(_, what): &(&String, &crate::http::bodies::Delivery)| {
        !matches!(what.state.as_str(), "waiting" | "withheld" | "declined" | "let-go")
    };
    let mut members: Vec<_> =
        account.versions.iter().flat_map(|v| &v.members).filter(reached).map(|(id, _)| id.as_str()).collect();
    members.sort_unstable();
    members.dedup();
    match members.is_empty() {
        true => form.say("recall-reaches-nobody", []),
        false => form.say("recall-reaches", [("members", named(members.join(", ")))]),
    }
}

pub(super) fn board(One { id, remote }: &One) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    let account = wait_for(async { Ok(client.account(id).await?) })?;
    remote.form.print(&account, || account_in_words(&account, remote.form))?;
    Ok(ExitCode::SUCCESS)
}

fn account_in_words(account: &Account, form: Speech) -> String {
    let mut shown = form.table(&["version", "id", "member", "delivery", "since", "why"]);
    for version in &account.versions {
        let number = version.version.to_string();
        if version.members.is_empty() {
            shown.add_row([&number, &version.id, "", "", &version.at, ""]);
        }
        for (member, what) in &version.members {
            let [at, why] = [&what.at, &what.outcome].map(|text| text.clone().unwrap_or_default());
            shown.add_row([&number, &version.id, member, &delivery_in_words(what, form), &at, &why]);
        }
    }
    match &account.recall {
        Some(board) => format!("{shown}\n\n{}", board_in_words(board, form)),
        None => shown.to_string(),
    }
}

fn board_in_words(board: &RecallBoard, form: Speech) -> String {
    let about =
        [("at", named(&board.at)), ("ground", named(&board.ground_label)), ("deadline", named(&board.deadline))];
    let mut words = form.say("recalled-since", about);
    if !board.members.is_empty() {
        let mut shown = form.table(&["member", "state", "told", "closed-since", "said"]);
        for (id, at) in &board.members {
            let state = format!("{} ({})", form.say(&format!("recall-{}", at.state), []), at.state);
            let state = through(state, at.through.as_deref(), form);
            let state = if at.overdue { format!("{state}\n{}", form.say("recall-overdue", [])) } else { state };
            let [closed, said] = [&at.closed, &at.said].map(|text| text.clone().unwrap_or_default());
            shown.add_row([&format!("{id}\n{}", at.name), &state, &at.told, &closed, &said]);
        }
        words.push_str(&format!("\n{shown}"));
    }
    let open = board.members.values().filter(|at| at.said.is_none()).count();
    let far = if board.complete { "recall-complete" } else { "recall-incomplete" };
    words.push_str(&format!("\n{}", form.say(far, [("count", Arg::Count(open))])));
    if !board.not_sent.is_empty() {
        let members = named(board.not_sent.join(", "));
        words.push_str(&format!("\n{}", form.say("recall-not-sent", [("members", members)])));
    }
    if board.exports > 0 {
        let count = Arg::Count(usize::try_from(board.exports).unwrap_or(usize::MAX));
        words.push_str(&format!("\n{}", form.say("recall-exports", [("count", count)])));
    }
    words
}

pub(super) fn hold(Holding { reason, lift, one: One { id, remote } }: &Holding) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    wait_for(async { Ok(client.hold(id, !lift, reason).await?) })?;
    let key = if *lift { "hold-lifted" } else { "held" };
    let said = serde_json::json!({ "id": id, "hold": !lift });
    remote.form.print(&said, || remote.form.say(key, [("id", named(id))]))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn reaffirm(One { id, remote }: &One) -> anyhow::Result<ExitCode> {
    let client = remote.client()?;
    wait_for(async { Ok(client.reaffirm(id).await?) })?;
    let said = serde_json::json!({ "id": id, "reaffirmed": true });
    remote.form.print(&said, || remote.form.say("reaffirmed", [("id", named(id))]))?;
    Ok(ExitCode::SUCCESS)
}
