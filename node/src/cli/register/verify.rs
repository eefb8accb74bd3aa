//! `sluis register verify`: whether a register holds.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::Args;
use sluis_protocol::core::Judge;
use sluis_protocol::register::{Directory, ExtensionError, GenesisError, RegisterError};
use sluis_schemas::vocabulary::Language;

use crate::cli::output::{Reader, Waiting, named, say, word};
use crate::crypto::RingCrypto;
use crate::register_file;

use super::show::{environment, line_held};

/// Check a register: its versions from the genesis on, and the signatures of each
///
/// Several files are taken as one register, in the order given. Exit code 0 only if all of it holds.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis register verify --dir nl\n  sluis register verify genesis.cose next.cose")]
pub(in crate::cli) struct Arguments {
    /// Registers or drafts, the genesis first
    #[arg(required_unless_present = "dir", conflicts_with = "dir", value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Directory of a node
    #[arg(long)]
    pub(super) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reader: Reader,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let in_dir = arguments.dir.iter().map(|dir| dir.join(register_file::FILE));
    let mut versions: Vec<Vec<u8>> = Vec::new();
    for file in arguments.files.iter().cloned().chain(in_dir) {
        // A draft repeats the root that it was drawn up under.
        let more = register_file::read_versions(&file)?;
        versions.extend(more.into_iter().filter(|version| !versions.contains(version)).collect::<Vec<_>>());
    }
    let waiting = Waiting::on("verifying the versions of the register");
    let register = Directory::open(&RingCrypto, &versions)
        .map_err(|error| advice(&error).map_or_else(|| anyhow!("{error}"), |advice| anyhow!("{error}: {advice}")))
        .context("the register does not hold")?;
    drop(waiting);
    let head = register.head();
    let (count, threshold) = (versions.len(), head.threshold);
    let lang = arguments.reader.language();
    let environment = environment(head.environment, lang);
    let lines = [
        say(lang, "register-holds", [("name", named(&head.name)), ("environment", environment)]),
        say(lang, "register-chain", [("count", named(count))]),
        say(
            lang,
            "register-next",
            [
                ("version", named(head.sequence)),
                ("threshold", named(threshold)),
                ("authorities", named(head.authorities.len())),
            ],
        ),
        say(lang, "register-digest", [("digest", named(register.digest()))]),
        say(lang, "register-genesis", [("digest", named(register.scope().genesis))]),
    ];
    writeln!(out, "{}", lines.join("\n"))?;
    for head in register.heads(&RingCrypto) {
        writeln!(out, "{}", line_held(lang, &head))?;
    }
    compare_packs(&register, lang, out)
}

/// What to do about it.
fn advice(error: &RegisterError) -> Option<&'static str> {
    match error {
        RegisterError::Genesis(GenesisError::NotFirst) => Some("give all of the register, the genesis first"),
        RegisterError::Genesis(GenesisError::Content(ExtensionError::Signatures { .. }))
        | RegisterError::Extension { error: ExtensionError::Signatures { .. }, .. } => {
            Some("have it signed by those who have a say in it, with `sluis register sign`")
        }
        RegisterError::Signed(_) => Some("the file is damaged: take the register of another node"),
        _ => None,
    }
}

/// A difference is no fault of the register, but personal records wait where packs differ.
fn compare_packs(register: &Directory, lang: Language, out: &mut dyn Write) -> anyhow::Result<()> {
    let judge = Judge::new(&RingCrypto)?;
    let in_register = &register.head().packs;
    let names = in_register.keys().chain(judge.packs().keys());
    let mut differing: Vec<&str> =
        names.filter(|name| in_register.get(*name) != judge.packs().get(*name)).map(String::as_str).collect();
    differing.sort_unstable();
    differing.dedup();
    if differing.is_empty() {
        writeln!(out, "{}", word(lang, "register-same-packs"))?;
    } else {
        writeln!(out, "{}", say(lang, "register-other-packs", [("packs", named(differing.join(", ")))]))?;
    }
    Ok(())
}
