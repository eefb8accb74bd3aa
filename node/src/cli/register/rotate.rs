//! `sluis register rotate`: the next key of a member or node, made where it will be used.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use sluis_protocol::crypto::PublicKey;
use sluis_protocol::register::KeyEntry;
use sluis_schemas::{MemberId, Timestamp};

use super::proposed::hand_over;
use crate::cli::output::Form;
use crate::keys::{KeyRing, Use};
use crate::proposal::{Change, KeyOwner, Proposal};
use crate::register_file::{self, FILE};
use crate::settings::Settings;

/// How long the old key counts beside the new one, in milliseconds: 30 days.
const OVERLAP: u64 = 30 * 86_400_000;

/// Make the key that is to follow a member's or node's key, and propose it
///
/// The new key lies beside the old one in the node's directory, and nothing uses it before a version of the register
/// names it. The proposal goes to whoever draws up that version: the new key counts from --from, the old ones until
/// --until. Start the node again once the version is published and --from has come; it uses the newest key that counts.
/// What was signed with the old key before its end stays valid.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis register rotate --dir nl --member nl-maasdorp --out rotation.json\n  \
    sluis register rotate --dir nl --attestation --transport --from 2027-01-04T08:00:00Z --until 2027-02-01T08:00:00Z --out rotation.json")]
pub(in crate::cli) struct Arguments {
    /// Directory of a node
    #[arg(long, value_name = "NODE_DIR")]
    pub(super) dir: PathBuf,
    /// The record key of a member that it serves; repeat it for more
    #[arg(long)]
    pub(super) member: Vec<MemberId>,
    /// The key that signs feed heads, receipts and checkpoints
    #[arg(long)]
    pub(super) attestation: bool,
    /// The key that opens links
    #[arg(long)]
    pub(super) transport: bool,
    /// From when the new keys count [default: now]
    #[arg(long, value_name = "TIME")]
    pub(super) from: Option<Timestamp>,
    /// Until when those before them count [default: 30 days after --from]
    #[arg(long, value_name = "TIME")]
    pub(super) until: Option<Timestamp>,
    /// Where the proposal is written
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) form: Form,
}

pub(super) fn run(arguments: &Arguments, now: Timestamp, out: &mut dyn Write) -> anyhow::Result<()> {
    let Arguments { dir, member, attestation, transport, .. } = arguments;
    let members = member.iter().cloned().map(Use::Member);
    let uses = [(*attestation, Use::Attestation), (*transport, Use::Transport)];
    let uses: Vec<Use> = members.chain(uses.into_iter().filter(|(asked, _)| *asked).map(|(_, what)| what)).collect();
    if uses.is_empty() {
        bail!("nothing is to be rotated: name --member, --attestation or --transport");
    }
    let from = arguments.from.unwrap_or(now);
    let until = arguments.until.unwrap_or_else(|| from.plus_millis(OVERLAP));
    if until <= from {
        bail!("the old keys end at {until}, before the new ones count ({from}): let them overlap");
    }
    if arguments.out.exists() {
        bail!("`{}` exists already: choose another file", arguments.out.display());
    }
    let node = Settings::load(dir)?.node;
    let register = register_file::read_register(&dir.join(FILE))?;
    let keys = register.active_node(&node).and_then(|known| known.keys.clone());
    let keys = keys.with_context(|| format!("the register knows no keys of `{node}`: hand in its card first"))?;
    let mut ring = KeyRing::load(dir)?;
    let mut changes = Vec::new();
    for what in &uses {
        let (owner, entries, ours) = match what {
            Use::Member(member) => {
                if register.node_of(member) != Some(&node) {
                    bail!("the register does not let `{node}` serve `{member}`: rotate its key where it is served");
                }
                let entries = register.member(member).map(|member| member.keys.clone()).unwrap_or_default();
                (KeyOwner::Member(member.clone()), entries, ring.public().members.remove(member).unwrap_or_default())
            }
            Use::Attestation => {
                (KeyOwner::Attestation(node.clone()), keys.attestation.clone(), ring.public().attestation)
            }
            Use::Transport => (KeyOwner::Transport(node.clone()), keys.transport.clone(), ring.public().transport),
        };
        // One that was made before, and stands in no version yet, is proposed again: its proposal may be lost.
        let waiting = ours.into_iter().find(|key| entries.iter().all(|entry| entry.key != *key));
        let key = match waiting {
            Some(waiting) => waiting,
            None => ring.add(dir, what)?,
        };
        changes.push(Change::AddKey { owner, key, from });
        changes.extend(retired(&entries, until));
    }
    let proposal = Proposal { changes };
    hand_over(&proposal, &dir.join(FILE), &arguments.out, arguments.form, out)
}

/// Keys that go on without an end, or with a later one, end when the new one stands alone.
fn retired(entries: &[KeyEntry], until: Timestamp) -> impl Iterator<Item = Change> {
    let goes_on =
        move |entry: &&KeyEntry| entry.compromised_since.is_none() && entry.until.is_none_or(|end| end > until);
    let keys: Vec<PublicKey> = entries.iter().filter(goes_on).map(|entry| entry.key).collect();
    keys.into_iter().map(move |key| Change::RetireKey { key, until })
}
