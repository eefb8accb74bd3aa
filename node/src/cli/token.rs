//! `sluis token`: who may call a node.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::UserRole;

use super::output::named;
use super::remote::Speech;
use super::wait_for;
use crate::client::Client;
use crate::http::bodies::{KnownToken, NewToken};
use crate::owner_only;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Give a user of a member a token; it is shown this once and kept as a hash
    #[command(
        after_help = "Example:\n  sluis token create --dir node-nl --member nl-maasdorp --user d.devries --role submitter --role releaser --out desk.token"
    )]
    Create {
        #[command(flatten)]
        operator: Operator,
        /// For which member it acts
        #[arg(long, value_name = "MEMBER")]
        member: MemberId,
        /// Person or machine, as the member names it
        #[arg(long, value_name = "USER")]
        user: String,
        /// What it may do: reader, submitter, releaser, policy-officer, administrator, auditor
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<UserRole>,
        /// Write the token into this new file, for its owner only, instead of showing it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// List the tokens that count now
    #[command(after_help = "Example:\n  sluis token list --dir node-nl")]
    List {
        #[command(flatten)]
        operator: Operator,
    },
    /// Take a token back, at once
    #[command(after_help = "Example:\n  sluis token revoke --dir node-nl 3a…9f")]
    Revoke {
        #[command(flatten)]
        operator: Operator,
        /// Hash of the token, from `sluis token list`
        hash: String,
    },
}

/// Which node.
#[derive(Debug, Args)]
pub(super) struct Operator {
    /// Directory of the running node
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    pub(super) form: Speech,
}

impl Operator {
    pub(super) fn client(&self) -> anyhow::Result<Client> {
        Ok(Client::operator(&self.dir, self.form.language())?)
    }
}

pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Create { operator, member, user, roles, out } => {
            let roles = roles.iter().map(ToString::to_string).collect();
            create(&operator, &NewToken { member: member.to_string(), user, roles }, out.as_deref())?;
        }
        Command::List { operator } => {
            let client = operator.client()?;
            let tokens = wait_for(async { Ok(client.tokens().await?) })?;
            operator.form.print(&tokens, || in_words(&tokens, operator.form))?;
        }
        Command::Revoke { operator, hash } => {
            let client = operator.client()?;
            wait_for(async { Ok(client.revoke(&hash).await?) })?;
            operator.form.print(&serde_json::json!({ "revoked": hash }), || {
                operator.form.say("revoked", [("hash", named(&hash))])
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn create(operator: &Operator, wanted: &NewToken, out: Option<&Path>) -> anyhow::Result<()> {
    let client = operator.client()?;
    // The file first: a token that cannot be written would be given for nothing.
    let file = out.map(new_file).transpose()?;
    let given = wait_for(async { Ok(client.grant(wanted).await?) });
    let given = match (given, out) {
        (Ok(given), _) => given,
        (Err(error), Some(path)) => {
            std::fs::remove_file(path).ok();
            return Err(error);
        }
        (Err(error), None) => return Err(error),
    };
    match (file, out) {
        (Some(mut file), Some(path)) => {
            writeln!(file, "{}", given.token)
                .with_context(|| format!("the token was not written to `{}`", path.display()))?;
            operator.form.print(&serde_json::json!({ "file": path }), || {
                operator.form.say("token-written", [("file", named(path.display()))])
            })
        }
        _ => operator.form.print(&given, || given.token.clone()),
    }
}

fn new_file(path: &Path) -> anyhow::Result<std::fs::File> {
    owner_only::file(path)
        .with_context(|| format!("`{}` cannot be made; an existing file is never overwritten", path.display()))
}

fn in_words(tokens: &[KnownToken], form: Speech) -> String {
    let mut shown = form.table(&["hash", "member", "user", "roles", "since"]);
    for token in tokens {
        let roles = token.roles.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        shown.add_row([&token.hash, &token.member, &token.user, &roles, &token.at]);
    }
    shown.to_string()
}
