//! `sluis register sign`: one authority's signature.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use sluis_protocol::crypto::Signer;
use sluis_protocol::register;

use crate::crypto::RingCrypto;
use crate::{key_file, register_file};

/// Sign a version of the register as an authority
///
/// The signature is added to the file. Look at what you sign first, with `sluis register show FILE`. Signatures are
/// counted by the authorities that the version names; a new authority counts from the next version on.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis register sign genesis.cose --key authority-nl.key")]
pub(in crate::cli) struct Arguments {
    /// The version, as `sluis register create` wrote it
    pub(super) file: PathBuf,
    /// The authority's key
    #[arg(long)]
    pub(super) key: PathBuf,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut version = register_file::read_version(&arguments.file)?;
    let signer = key_file::read(&arguments.key)?;
    let authorities = &version.register.authorities;
    let Some(country) = authorities.iter().find(|(_, key)| **key == signer.public_key()).map(|(c, _)| c.clone()) else {
        let names: Vec<&str> = authorities.keys().map(|country| country.as_str()).collect();
        let key = arguments.key.display();
        bail!("`{key}` is not the key of an authority of this register: its authorities are {}", names.join(", "));
    };
    register::countersign(&RingCrypto, &mut version, &signer);
    register_file::write_version(&arguments.file, &version)?;
    let signers = version.signers(&RingCrypto, &version.register).count();
    let threshold = version.register.threshold;
    writeln!(out, "signed for {country}: {signers} of {threshold} signatures so far")?;
    if signers >= usize::from(threshold) {
        writeln!(out, "enough: sluis register publish {} --dir NODE_DIR", arguments.file.display())?;
    }
    Ok(())
}
