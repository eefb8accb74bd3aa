//! `sluis erasures`: what is to be destroyed and waits for the operator.

use std::process::ExitCode;

use clap::Subcommand;
use sluis_schemas::messages::Arg;

use super::remote::Speech;
use super::token::Operator;
use super::wait_for;
use crate::http::erasures::Erasures;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what is to be destroyed and is not yet, and why
    #[command(after_help = "Example:\n  sluis erasures list --dir node-nl")]
    List {
        #[command(flatten)]
        operator: Operator,
    },
    /// Let be destroyed what waits for the operator; it cannot be undone
    ///
    /// More records of one member that end at once than the threshold of `[erasure]` wait here: that many are a decision,
    /// and may be an accident. So does everything while the clock disagrees with the peers' clocks.
    #[command(after_help = "Example:\n  sluis erasures let --dir node-nl --reason 'asked nl-maasdorp: meant so'")]
    Let {
        #[command(flatten)]
        operator: Operator,
        /// Why, for the journal
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::List { operator } => {
            let client = operator.client()?;
            let erasures = wait_for(async { Ok(client.erasures().await?) })?;
            operator.form.print(&erasures, || in_words(&erasures, operator.form))?;
        }
        Command::Let { operator, reason } => {
            let client = operator.client()?;
            let waited = wait_for(async { Ok(client.let_destroy(&reason).await?) })?;
            operator.form.print(&waited, || operator.form.say("erasures-let", [("count", count(&waited))]))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn count(erasures: &Erasures) -> Arg {
    let waiting: u64 = erasures.waiting.iter().map(|waiting| waiting.count).sum();
    Arg::Count(usize::try_from(waiting).unwrap_or(usize::MAX))
}

fn in_words(erasures: &Erasures, form: Speech) -> String {
    let Erasures { doubtful_clock, waiting, overdue } = erasures;
    let mut words = Vec::new();
    if *doubtful_clock {
        words.push(form.say("erasures-clock", []));
    }
    if !waiting.is_empty() {
        let mut shown = form.table(&["member", "signer", "count", "since", "why"]);
        for some in waiting {
            let why = form.say(&format!("erasures-why-{}", some.why), []);
            shown.add_row([&some.member, &some.signer, &some.count.to_string(), &some.since, &why]);
        }
        words.extend([form.say("erasures-waiting", []), shown.to_string()]);
    }
    if !overdue.is_empty() {
        let mut shown = form.table(&["from", "to", "count", "since"]);
        for some in overdue {
            shown.add_row([&some.from, &some.to, &some.count.to_string(), &some.since]);
        }
        words.extend([form.say("erasures-overdue", []), shown.to_string()]);
    }
    if words.is_empty() { form.say("erasures-none", []) } else { words.join("\n") }
}
