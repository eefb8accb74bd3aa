//! `sluis inbox`: what was received.

use std::process::ExitCode;

use clap::Args;

use super::remote::Remote;
use super::signals::{self, Listing};

/// Show the signals that the member received, newest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis inbox --token-file desk.token")]
pub(super) struct Inbox {
    #[command(flatten)]
    listing: Listing,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(inbox: &Inbox) -> anyhow::Result<ExitCode> {
    signals::list(&inbox.remote, &inbox.listing, Some("received"))
}
