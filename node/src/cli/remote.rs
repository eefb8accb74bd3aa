//! What commands that call a node share: where it is, who calls, how the answer is shown.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use comfy_table::Table;
use serde::Serialize;
use sluis_protocol::gates::NOT_IN_AUDIENCE;
use sluis_schemas::messages::{Arg, Message};
use sluis_schemas::vocabulary::Language;
use zeroize::Zeroizing;

use super::output::{self, Reader};
use super::secret;
use crate::client::Client;
use crate::http::bodies::{self, MemberOutcome};

/// Which node, as whom.
#[derive(Debug, Args)]
pub(super) struct Remote {
    /// Address of the node's HTTP interface
    #[arg(long, value_name = "URL", env = "SLUIS_URL", default_value = "http://127.0.0.1:7480")]
    url: String,
    /// The token; better in a file, since others see command lines [env: SLUIS_TOKEN]
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// A file that holds the token, for its owner only [env: SLUIS_TOKEN_FILE]
    #[arg(long, value_name = "FILE", conflicts_with = "token")]
    token_file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) form: Speech,
}

/// How the answer is written, and in which language.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Speech {
    #[command(flatten)]
    form: output::Form,
    #[command(flatten)]
    reader: Reader,
}

impl Remote {
    pub(super) fn client(&self) -> anyhow::Result<Client> {
        let token = match (&self.token, &self.token_file) {
            (Some(token), _) => Some(Zeroizing::new(token.clone())),
            (None, Some(file)) => Some(secret::in_file(file)?),
            (None, None) => secret::in_environment("SLUIS_TOKEN")?,
        };
        let token = token.with_context(|| output::word(self.form.language(), "no-token"))?;
        Ok(Client::at(&self.url, Some(token.trim().to_owned()), self.form.language())?)
    }
}

impl Speech {
    /// The reader's language.
    pub(super) fn language(self) -> Language {
        self.reader.language()
    }

    /// Whether a program reads the answer.
    pub(super) const fn is_json(self) -> bool {
        self.form.json
    }

    /// A table whose headings are words of the command line.
    pub(super) fn table(self, headings: &[&str]) -> Table {
        output::table(self.language(), headings)
    }

    /// A sentence of the command line.
    pub(super) fn say<const N: usize>(self, key: &str, named: [(&str, Arg); N]) -> String {
        output::say(self.language(), key, named)
    }

    /// A sentence about audits.
    pub(super) fn say_of_audit<const N: usize>(self, key: &str, named: [(&str, Arg); N]) -> String {
        output::say_of_audit(self.language(), key, named)
    }

    /// A sentence about what the gates say today of what is held.
    pub(super) fn say_of_whatif<const N: usize>(self, key: &str, named: [(&str, Arg); N]) -> String {
        output::say_of_whatif(self.language(), key, named)
    }

    /// A sentence of a report.
    pub(super) fn say_of_report<const N: usize>(self, key: &str, named: [(&str, Arg); N]) -> String {
        output::say_of_report(self.language(), key, named)
    }

    /// Prints JSON, or else the words.
    pub(super) fn print(self, value: &impl Serialize, words: impl FnOnce() -> String) -> anyhow::Result<()> {
        let text = if self.is_json() { serde_json::to_string(value)? } else { words() };
        // Not `println!`, which panics where the reader has seen enough, as `head` has.
        Ok(writeln!(io::stdout().lock(), "{text}")?)
    }
}

/// An outcome table for people: who gets it first, then who does not and why; who was not meant is only counted.
pub(super) fn outcomes(outcomes: &bodies::Table, lang: Language) -> String {
    let (unmeant, mut meant): (Vec<_>, Vec<_>) =
        outcomes.members.iter().partition(|(_, member)| member.outcome == NOT_IN_AUDIENCE);
    meant.sort_by_key(|(_, member)| member.outcome != "permitted");
    let mut shown = output::table(lang, &["member", "outcome", "why", "next-step"]);
    for (id, member) in meant {
        shown.add_row(outcome_row(id, member, lang));
    }
    let count = Arg::Count(unmeant.len());
    format!("{shown}\n{}", output::say(lang, "outcomes-others", [("count", count)]))
}

fn outcome_row(id: &str, member: &MemberOutcome, lang: Language) -> [String; 4] {
    let reason = member.reasons.first();
    let why = reason.map_or_else(String::new, |r| {
        match output::basis(lang, r.rule.as_deref(), r.basis.as_deref()).as_str() {
            "" => r.text.clone(),
            basis => format!("{} ({basis})", r.text),
        }
    });
    let kind = member.outcome.split(':').next().unwrap_or_default();
    let outcome = format!("{}\n{}", Message::plain(format!("outcome-{kind}")).text(lang).text, member.outcome);
    let remedy = reason.and_then(|r| r.remedy.clone()).unwrap_or_default();
    [id.to_owned(), outcome, why, remedy]
}

/// Whether a person can be asked.
pub(super) fn may_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on standard error; only a clear yes is one, in the reader's language or in English.
pub(super) fn confirmed(question: &str, lang: Language) -> anyhow::Result<bool> {
    eprint!("{question} {} ", output::word(lang, "yes-or-no"));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(answer == output::word(lang, "yes") || ["y", "yes"].contains(&answer.as_str()))
}
