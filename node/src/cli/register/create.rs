//! `sluis register create`: draws up the first root and the first section of every country.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use sluis_protocol::core::Judge;
use sluis_protocol::crypto::Salt;
use sluis_protocol::register::Register;
use sluis_schemas::Timestamp;

use crate::card::{AuthorityCard, NodeCard};
use crate::cli::output::{Form, Reader};
use crate::cli::policy::read_federation;
use crate::crypto::{self, RingCrypto};
use crate::register_draft::{Plan, draw_up};

use super::drawn::hand_over;

/// Draw up the first root and sections of a register: a new federation begins
///
/// All of it is one file, which goes from one signer to the next. The section of a country is signed with the key of its
/// authority, or with those given for it: more than half of them. A node without a card stands in it without keys: its members
/// can neither send nor receive until a later version, which `sluis register propose` draws up.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    sluis register create --federation federation.json --authority nl.json --authority be.json --authority de.json \\\n    \
    --section-key fr.json --section-key it.json --node nl/card.json --node be/card.json --out genesis.cose")]
pub(in crate::cli) struct Arguments {
    /// Nodes, members, mandates, agreements, authorities, threshold
    #[arg(long, value_name = "FILE")]
    pub(super) federation: PathBuf,
    /// Card of an authority
    #[arg(long, value_name = "CARD", num_args = 1..)]
    pub(super) authority: Vec<PathBuf>,
    /// Card of a key that signs the section of its country
    #[arg(long, value_name = "CARD", num_args = 1..)]
    pub(super) section_key: Vec<PathBuf>,
    /// Card of a node
    #[arg(long, value_name = "CARD", num_args = 1..)]
    pub(super) node: Vec<PathBuf>,
    /// Where all of it is written
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// When it is drawn up, and from when keys count [default: now]
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<Timestamp>,
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
    let federation = read_federation(&arguments.federation, Reader::default().language())?;
    let authorities =
        arguments.authority.iter().map(|card| AuthorityCard::read(card)).collect::<Result<Vec<_>, _>>()?;
    let section_keys =
        arguments.section_key.iter().map(|card| AuthorityCard::read(card)).collect::<Result<Vec<_>, _>>()?;
    let nodes = arguments.node.iter().map(|card| NodeCard::read(card)).collect::<Result<Vec<_>, _>>()?;
    let judge = Judge::new(&RingCrypto)?;
    let drawn = draw_up(&Plan {
        federation: Some(&federation),
        authorities: &authorities,
        section_keys: &section_keys,
        nodes: &nodes,
        changes: &[],
        settles: &[],
        packs: judge.packs(),
        before: None,
        salt: Salt(crypto::random().context("the system gives no random bytes")?),
        at: arguments.at.unwrap_or(now),
    })?;
    name_those_without_keys(&drawn.register, notes)?;
    writeln!(out, "`{}`:", federation.name)?;
    hand_over(drawn, &[], None, &arguments.out, Form::default(), out)
}

/// Says who can do nothing until a later version.
pub(super) fn name_those_without_keys(version: &Register, notes: &mut dyn Write) -> anyhow::Result<()> {
    let nodes = version.nodes.iter().filter(|(_, node)| node.keys.is_none() && node.removed.is_none());
    let nodes: Vec<&str> = nodes.map(|(id, _)| id.as_str()).collect();
    if !nodes.is_empty() {
        writeln!(
            notes,
            "without keys: {}; their members can neither send nor receive until a later version",
            nodes.join(", ")
        )?;
    }
    let has_keys = |node| version.nodes.get(node).is_some_and(|node| node.keys.is_some() && node.removed.is_none());
    let members = version.members.iter().filter(|(_, member)| member.keys.is_empty() && has_keys(&member.node));
    let members: Vec<&str> = members.map(|(id, _)| id.as_str()).collect();
    if !members.is_empty() {
        writeln!(
            notes,
            "without a key on their node's card: {}; they cannot send until a later version",
            members.join(", ")
        )?;
    }
    Ok(())
}
