//! `sluis register revoke`: a key that was stolen, or may have been.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use sluis_protocol::crypto::PublicKey;
use sluis_protocol::register::{KeyEntry, Register};
use sluis_schemas::Timestamp;

use super::proposed::hand_over;
use crate::cli::output::Form;
use crate::proposal::{Change, Proposal};
use crate::register_file;

/// Propose that a key counts no more, since somebody else may have it
///
/// Say since when: the first moment at which it may have been in other hands. What others had evidence of before that
/// stays; everything else that the key signed counts no more, wherever it is, until its member's new key attests it
/// (`sluis signals reaffirm`). Make that key with `sluis register rotate`, and give both proposals to `propose`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis register revoke nl-maasdorp --register nl/register.cbor --compromised-since 2026-11-20T00:00:00Z --out revocation.json\n  \
    sluis register revoke node-nl --key 5af3… --register nl/register.cbor --compromised-since 2026-11-20T00:00:00Z --out revocation.json")]
pub(in crate::cli) struct Arguments {
    /// A member, or a node
    pub(super) owner: String,
    /// The register, or a version of it
    #[arg(long, value_name = "REGISTER")]
    pub(super) register: PathBuf,
    /// The public key, or how it begins; not needed where only one of the owner's keys counts
    #[arg(long, value_name = "HEX")]
    pub(super) key: Option<String>,
    /// The first moment at which somebody else may have had it
    #[arg(long, value_name = "TIME")]
    pub(super) compromised_since: Timestamp,
    /// Where the proposal is written
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) form: Form,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let register = register_file::read_register(&arguments.register)?;
    let key = the_key(register.head(), arguments)?;
    let change = Change::RevokeKey { key, compromised_since: arguments.compromised_since };
    // What could not be carried out is not proposed.
    change.apply(&mut Register::clone(register.head()))?;
    let proposal = Proposal { changes: vec![change] };
    hand_over(&proposal, &arguments.register, &arguments.out, arguments.form, out)
}

fn the_key(register: &Register, arguments: &Arguments) -> anyhow::Result<PublicKey> {
    let (owner, begins) = (&arguments.owner, arguments.key.as_deref());
    let of_member = register.members.iter().filter(|(id, _)| id.as_str() == owner).flat_map(|(_, member)| &member.keys);
    let of_node =
        register.nodes.iter().filter(|(id, _)| id.as_str() == owner).filter_map(|(_, node)| node.keys.as_ref());
    let of_node = of_node.flat_map(|keys| keys.transport.iter().chain(&keys.attestation));
    let all: Vec<&KeyEntry> = of_member.chain(of_node).collect();
    if all.is_empty() {
        bail!("the register knows no member or node `{owner}` with keys");
    }
    let is_meant = |entry: &&&KeyEntry| match begins {
        Some(begins) => entry.key.to_string().starts_with(&begins.to_lowercase()),
        None => entry.until.is_none() && entry.compromised_since.is_none(),
    };
    let meant: Vec<&&KeyEntry> = all.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [one] => Ok(one.key),
        _ => {
            let keys: Vec<String> = all.iter().map(|entry| entry.key.to_string()).collect();
            bail!("which key of `{owner}`? Name one with --key:\n  {}", keys.join("\n  "))
        }
    }
}
