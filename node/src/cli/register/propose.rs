//! `sluis register propose`: the next versions of those lines that change, from the register before and what is to change.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use sluis_protocol::crypto::Salt;
use sluis_schemas::Timestamp;

use super::create::name_those_without_keys;
use super::drawn::hand_over;
use crate::card::{AuthorityCard, NodeCard};
use crate::cli::output::{Form, Reader};
use crate::cli::policy::{digests_of_packs, read_federation};
use crate::crypto;
use crate::proposal::{Change, Proposal};
use crate::register_draft::{Plan, draw_up};
use crate::register_file;

/// Draw up what is next in the register, for those who sign it
///
/// Only what changes is drawn up: mostly the section of one country, which signs it alone. Everything is carried over that
/// nothing changes. Keys change by proposals, as `rotate` and `revoke` write them. A federation file changes nodes, members,
/// mandates, agreements and authorities: nodes that it no longer has are removed from now on; members that it no longer has
/// lose their mandates, and their keys end. A card with a new key adds it; earlier keys stay valid until a proposal ends them.
/// Cards of section keys take the place of all keys that signed the section of their country so far: the authorities sign that.
/// Where two versions were signed for one place, both stand with what both let be until --settles: keys and ends of both are
/// taken up, and mandates and agreements are those of REGISTER.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis register propose --register nl/register.cbor rotation.json revocation.json --out next.cose\n  \
    sluis register propose --register nl/register.cbor --packs new-packs --out next.cose\n  \
    sluis register propose --register nl/register.cbor --federation federation.json --node de/card.json --out next.cose")]
pub(in crate::cli) struct Arguments {
    /// What is to change, in this order
    #[arg(value_name = "PROPOSAL", required_unless_present_any = ["federation", "settles", "packs"])]
    pub(super) proposals: Vec<PathBuf>,
    /// The register that it extends
    #[arg(long, value_name = "REGISTER")]
    pub(super) register: PathBuf,
    /// Nodes, members, mandates, agreements, authorities, threshold
    #[arg(long, value_name = "FILE")]
    pub(super) federation: Option<PathBuf>,
    /// Another version that was signed for the same place as the newest, or the draft with it: both end with the next one
    #[arg(long, value_name = "VERSION", num_args = 1..)]
    pub(super) settles: Vec<PathBuf>,
    /// Card of an authority that is new or has a new key
    #[arg(long, value_name = "CARD", num_args = 1.., requires = "federation")]
    pub(super) authority: Vec<PathBuf>,
    /// Card of a key that signs the section of its country from now on
    #[arg(long, value_name = "CARD", num_args = 1.., requires = "federation")]
    pub(super) section_key: Vec<PathBuf>,
    /// Card of a node that is new, or has new keys, endpoints or members
    #[arg(long, value_name = "CARD", num_args = 1.., requires = "federation")]
    pub(super) node: Vec<PathBuf>,
    /// The policy packs that are named from now on: a folder of them, or `shipped` for those of this program
    #[arg(long, value_name = "PACKS")]
    pub(super) packs: Option<PathBuf>,
    /// Where it is written
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// When it is drawn up [default: now]
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<Timestamp>,
    #[command(flatten)]
    pub(super) form: Form,
}

pub(super) fn run(
    arguments: &Arguments,
    now: Timestamp,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<()> {
    if arguments.out.exists() {
        bail!("`{}` exists already: choose another file", arguments.out.display());
    }
    let federation = match &arguments.federation {
        Some(file) => Some(read_federation(file, Reader::default().language())?),
        None => None,
    };
    let authorities =
        arguments.authority.iter().map(|card| AuthorityCard::read(card)).collect::<Result<Vec<_>, _>>()?;
    let section_keys =
        arguments.section_key.iter().map(|card| AuthorityCard::read(card)).collect::<Result<Vec<_>, _>>()?;
    let nodes = arguments.node.iter().map(|card| NodeCard::read(card)).collect::<Result<Vec<_>, _>>()?;
    let proposals = arguments.proposals.iter().map(|file| Proposal::read(file)).collect::<Result<Vec<_>, _>>()?;
    let changes: Vec<Change> = proposals.into_iter().flat_map(|proposal| proposal.changes).collect();
    let before = register_file::read_register(&arguments.register)?;
    let mut settles = Vec::new();
    for file in &arguments.settles {
        settles.extend(register_file::read_signed(file)?.into_iter().filter(|version| !before.holds(&version.digest)));
    }
    let packs = match &arguments.packs {
        Some(which) => digests_of_packs(which, Reader::default().language())?,
        None => before.head().packs.clone(),
    };
    let drawn = draw_up(&Plan {
        federation: federation.as_ref(),
        authorities: &authorities,
        section_keys: &section_keys,
        nodes: &nodes,
        changes: &changes,
        settles: &settles,
        packs: &packs,
        before: Some(&before),
        salt: Salt(crypto::random().context("the system gives no random bytes")?),
        at: arguments.at.unwrap_or(now),
    })?;
    name_those_without_keys(&drawn.register, notes)?;
    hand_over(drawn, &changes, Some(&before), &arguments.out, arguments.form, out)
}
