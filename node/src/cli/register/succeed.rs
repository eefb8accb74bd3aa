//! `sluis register succeed`: a member that merges, or whose place another takes.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use sluis_protocol::register::Register;
use sluis_schemas::MemberId;

use super::proposed::hand_over;
use crate::cli::output::Form;
use crate::proposal::{Change, Proposal};
use crate::register_file;

/// Propose that a member takes the place of another
///
/// Nothing new is submitted by the other or disclosed to it any more. What it submitted and holds stays, under the mandates
/// of its successor: its node's operator gives the successor's people tokens for it, and they read, correct and recall in
/// its name. From the same node its successor may recall in its own. Once named, a successor stays.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    sluis register succeed nl-maasdorp --by nl-riec-zuid --register nl/register.cbor --out succession.json")]
pub(in crate::cli) struct Arguments {
    /// The member that merges or leaves
    pub(super) member: MemberId,
    /// The member in its place
    #[arg(long, value_name = "MEMBER")]
    pub(super) by: MemberId,
    /// The register, or a version of it
    #[arg(long, value_name = "REGISTER")]
    pub(super) register: PathBuf,
    /// Where the proposal is written
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) form: Form,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let register = register_file::read_register(&arguments.register)?;
    let change = Change::Succeed { member: arguments.member.clone(), successor: arguments.by.clone() };
    // What could not be carried out is not proposed.
    change.apply(&mut Register::clone(register.head()))?;
    let proposal = Proposal { changes: vec![change] };
    hand_over(&proposal, &arguments.register, &arguments.out, arguments.form, out)
}
