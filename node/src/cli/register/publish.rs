//! `sluis register publish`: puts what was signed into the directories of nodes.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use sluis_protocol::crypto::Digest;

use crate::register_file::{self, FILE};

/// Put what was signed into the directories of nodes
///
/// Each directory's register.cbor is extended by those versions of the file that bear enough signatures and follow what is
/// held; sections that are still to be signed are named and left out. A directory without a register begins with this one:
/// compare the genesis digest that is printed with what the authorities told you, or give it with --pin. Nothing is written
/// unless every directory accepts it. A running node takes it over by itself.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis register publish genesis.cose --dir nl --dir be --dir de")]
pub(in crate::cli) struct Arguments {
    /// The signed file, or a whole register
    pub(super) file: PathBuf,
    /// Directory of a node
    #[arg(long, required = true, value_name = "NODE_DIR", num_args = 1..)]
    pub(super) dir: Vec<PathBuf>,
    /// The digest of the genesis or of a recent version that it must hold, in hex
    #[arg(long, value_name = "DIGEST")]
    pub(super) pin: Option<Digest>,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let versions = register_file::read_versions(&arguments.file)?;
    let mut extended = Vec::new();
    for dir in &arguments.dir {
        if !dir.is_dir() {
            bail!("there is no directory `{}`: make a node's directory with `sluis init`", dir.display());
        }
        let is_new = !dir.join(FILE).exists();
        let (register, unsigned) = register_file::extended(dir, &versions)
            .with_context(|| format!("`{}` is not published to `{}`", arguments.file.display(), dir.display()))?;
        arguments.pin.map_or(Ok(()), |pinned| register_file::check_pin(&register, pinned))?;
        extended.push((dir, is_new, register, unsigned));
    }
    for (dir, is_new, register, unsigned) in &extended {
        register_file::write_register(&dir.join(FILE), register)?;
        writeln!(out, "{}: version {}, digest {}", dir.display(), register.head().sequence, register.digest())?;
        for error in unsigned {
            writeln!(out, "  left out: {error}")?;
        }
        if *is_new && arguments.pin.is_none() {
            let genesis = register.scope().genesis;
            writeln!(out, "  genesis {genesis}: compare it with what the authorities told you")?;
        }
    }
    Ok(())
}
