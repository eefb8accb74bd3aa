//! `sluis register authority`: the key of an authority or of a country's section, and the card to hand in.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use sluis_protocol::crypto::Signer;
use sluis_schemas::{Country, codelists};

use crate::card::{self, AuthorityCard};
use crate::key_file;

/// Make the key of an authority or of a country's section, and its public card
///
/// An authority's key signs the root with those of the others, and the section of its own country unless that has keys of its
/// own. The key is a file that only its owner may read, and is never overwritten. The card beside it goes to whoever draws
/// up the register.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis register authority --country NL --out authority-nl.key")]
pub(in crate::cli) struct Arguments {
    /// Its country
    #[arg(long)]
    pub(super) country: Country,
    /// The key's file, or a directory for authority-<country>.key; the card has the same name with .json
    #[arg(long, value_name = "DIR_OR_FILE")]
    pub(super) out: PathBuf,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let country = &arguments.country;
    if codelists::country(country.as_str()).is_none() {
        bail!("`{country}` is not a country: see `sluis vocabulary show countries`");
    }
    let key_path = key_path(&arguments.out, country);
    let card_path = key_path.with_extension("json");
    if card_path == key_path {
        bail!("`{}` is the name of the card: give the key another one, as `authority.key`", key_path.display());
    }
    if card_path.exists() {
        bail!("`{}` exists already: choose another place", card_path.display());
    }
    let signer = key_file::make(&key_path)?;
    card::write(&card_path, &AuthorityCard { country: country.clone(), key: signer.public_key() })?;
    writeln!(out, "key   {}  (keep it secret and backed up)", key_path.display())?;
    writeln!(out, "card  {}  (hand it in)", card_path.display())?;
    Ok(())
}

fn key_path(out: &Path, country: &Country) -> PathBuf {
    if out.is_dir() { out.join(format!("authority-{}.key", country.as_str().to_lowercase())) } else { out.to_owned() }
}
