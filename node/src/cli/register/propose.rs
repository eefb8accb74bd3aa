//! `sluis register propose`: the next version, from the one before and what is to change.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde::Serialize;
use sluis_protocol::core::Judge;
use sluis_protocol::crypto::{Digest, Salt};
use sluis_protocol::register;
use sluis_schemas::Timestamp;

use super::create::name_those_without_keys;
use crate::card::{AuthorityCard, NodeCard};
use crate::cli::output::{self, Form, Reader};
use crate::cli::policy::read_federation;
use crate::crypto::{self, RingCrypto};
use crate::proposal::{Change, Proposal};
use crate::register_draft::{Plan, draw_up};
use crate::register_file;

/// Draw up the next version of the register for the authorities to sign
///
/// Everything is carried over that nothing changes. Keys change by proposals, as `rotate` and `revoke` write them. A
/// federation file changes nodes, members, mandates, agreements and authorities: nodes that it no longer has are removed
/// from now on; members that it no longer has lose their mandates, and their keys end. A card with a new key adds it;
/// earlier keys stay valid until a proposal ends them. Where authorities signed two versions for one place, both stand with
/// what both let be until --settles: keys and ends of both are taken up, and mandates and agreements are those of REGISTER.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis register propose --register nl/register.cbor rotation.json revocation.json --out next.cose\n  \
    sluis register propose --register nl/register.cbor --federation federation.json --node de/card.json --out next.cose")]
pub(in crate::cli) struct Arguments {
    /// What is to change, in this order
    #[arg(value_name = "PROPOSAL", required_unless_present_any = ["federation", "settles"])]
    pub(super) proposals: Vec<PathBuf>,
    /// The register that it extends
    #[arg(long, value_name = "REGISTER")]
    pub(super) register: PathBuf,
    /// Nodes, members, mandates, agreements, authorities, threshold
    #[arg(long, value_name = "FILE")]
    pub(super) federation: Option<PathBuf>,
    /// Another version that was signed for the same place as the newest: both end with the one that is drawn up
    #[arg(long, value_name = "VERSION", num_args = 1..)]
    pub(super) settles: Vec<PathBuf>,
    /// Card of an authority that is new or has a new key
    #[arg(long, value_name = "CARD", num_args = 1.., requires = "federation")]
    pub(super) authority: Vec<PathBuf>,
    /// Card of a node that is new, or has new keys, endpoints or members
    #[arg(long, value_name = "CARD", num_args = 1.., requires = "federation")]
    pub(super) node: Vec<PathBuf>,
    /// Where the version is written
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// When it is drawn up [default: now]
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<Timestamp>,
    #[command(flatten)]
    pub(super) form: Form,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done<'a> {
    out: &'a std::path::Path,
    version: u64,
    digest: Digest,
    changes: &'a [Change],
    signatures_needed: u16,
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
    let nodes = arguments.node.iter().map(|card| NodeCard::read(card)).collect::<Result<Vec<_>, _>>()?;
    let proposals = arguments.proposals.iter().map(|file| Proposal::read(file)).collect::<Result<Vec<_>, _>>()?;
    let changes: Vec<Change> = proposals.into_iter().flat_map(|proposal| proposal.changes).collect();
    let settles =
        arguments.settles.iter().map(|file| register_file::read_version(file)).collect::<Result<Vec<_>, _>>()?;
    let before = register_file::read_register(&arguments.register)?;
    let judge = Judge::new(&RingCrypto)?;
    let version = draw_up(&Plan {
        federation: federation.as_ref(),
        authorities: &authorities,
        nodes: &nodes,
        changes: &changes,
        settles: &settles,
        packs: judge.packs(),
        before: Some(&before),
        salt: Salt(crypto::random().context("the system gives no random bytes")?),
        at: arguments.at.unwrap_or(now),
    })?;
    name_those_without_keys(&version, notes)?;
    let (sequence, signatures_needed, name) = (version.sequence, before.head().threshold, version.name.clone());
    let version = register::draft(&RingCrypto, version)?;
    register_file::write_version(&arguments.out, &version)?;
    if arguments.form.json {
        let (out_file, digest) = (arguments.out.as_path(), version.digest);
        let done = Done { out: out_file, version: sequence, digest, changes: &changes, signatures_needed };
        return Ok(output::json_document(out, &done)?);
    }
    for change in &changes {
        writeln!(out, "{change}")?;
    }
    writeln!(out, "version {sequence} of `{name}`, digest {}", version.digest)?;
    let file = arguments.out.display();
    writeln!(out, "{signatures_needed} authorities must sign it: sluis register sign {file} --key KEY")?;
    Ok(())
}
