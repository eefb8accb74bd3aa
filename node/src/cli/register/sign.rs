//! `sluis register sign`: the signatures of one key.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use sluis_protocol::crypto::Signer;
use sluis_protocol::register;

use super::say::{Say, missing};
use crate::crypto::RingCrypto;
use crate::{key_file, register_file};

/// Sign what a key has a say in: the root as an authority, a section as its country
///
/// The signatures are added to the file. Look at what you sign first, with `sluis register show FILE`. A root is signed by the
/// authorities that the one before it names, a section with the keys that the newest root of the file delegates to.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis register sign genesis.cose --key authority-nl.key")]
pub(in crate::cli) struct Arguments {
    /// What was drawn up, as `sluis register create` or `propose` wrote it
    pub(super) file: PathBuf,
    /// The key of an authority, or of a country
    #[arg(long)]
    pub(super) key: PathBuf,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut versions = register_file::read_signed(&arguments.file)?;
    let signer = key_file::read(&arguments.key)?;
    let key = signer.public_key();
    let (mut has_a_say, mut signed) = (false, false);
    for place in 0..versions.len() {
        let say = versions.get(place).and_then(|version| Say::of(version, &versions));
        let Some((say, country)) = say.and_then(|say| say.country(&key).cloned().map(|country| (say, country))) else {
            continue;
        };
        has_a_say = true;
        if say.is_enough() {
            continue;
        }
        signed = true;
        if let Some(version) = versions.get_mut(place) {
            register::countersign(&RingCrypto, version, &signer);
        }
        let Some((version, say)) = versions.get(place).and_then(|v| Some((v, Say::of(v, &versions)?))) else {
            continue;
        };
        let (line, sequence) = (version.version.line(), version.version.sequence());
        let (count, needed) = (say.count(), say.needed());
        writeln!(out, "version {sequence} of {line}: signed for {country}, {count} of {needed} signatures so far")?;
    }
    let missing = missing(&versions);
    if !has_a_say || !signed && !missing.is_empty() {
        let key = arguments.key.display();
        bail!("`{key}` has no say in what is to be signed: {}", missing.join(", "));
    }
    register_file::write_draft(&arguments.file, &versions)?;
    if missing.is_empty() {
        writeln!(out, "enough: sluis register publish {} --dir NODE_DIR", arguments.file.display())?;
    } else {
        writeln!(out, "still to be signed: {}", missing.join(", "))?;
    }
    Ok(())
}
