//! `sluis demo`.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::demo::{self, Options};

/// A whole federation on this machine: who receives what, who does not, and why
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  sluis demo --once\n\nExit code 0 only if every outcome was as expected.")]
pub(super) struct Arguments {
    /// End after the story, instead of staying up
    #[arg(long)]
    once: bool,
    /// Tell it as one JSON document
    #[arg(long)]
    json: bool,
    /// Keep the nodes in this directory
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Language of the sentences
    #[arg(long, default_value = "en")]
    lang: String,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { once, json, dir, lang } = arguments;
    let ok = demo::run(Options { once, json, dir, language: lang }).await?;
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
