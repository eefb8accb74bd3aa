//! Which packs are meant: those that ship, or a folder of others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Value, json};
use sluis_protocol::core::Judge;
use sluis_protocol::crypto::Digest;
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::vocabulary::Language;

use super::in_force;
use crate::cli::output::{self, say_of_proof as say};
use crate::cli::wait_for;
use crate::crypto::RingCrypto;
use crate::keys::KeyRing;
use crate::policy::JudgeFactory;
use crate::store::{DATA, Store};

/// Packs in place of those that ship.
#[derive(Debug, Default, Args)]
pub(super) struct Packs {
    /// A folder of packs in place of those that ship: nl.cedar is the law of NL; floor.cedar, grounds.cedar and
    /// access.cedar bind everyone
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
}

impl Packs {
    /// The folder, where one is named.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.packs.as_deref()
    }

    pub(super) fn read(&self, lang: Language) -> anyhow::Result<Vec<PackSource>> {
        self.folder().map_or_else(|| Ok(packs::all()), |folder| read(folder, lang))
    }

    /// What the node in a directory judges by: those that are in force there, with what its operator adds. A folder of packs
    /// takes the place of the former; without a directory, those that ship.
    pub(super) fn at_node(
        &self,
        dir: Option<&Path>,
        lang: Language,
    ) -> anyhow::Result<(Vec<PackSource>, JudgeFactory)> {
        let additions = dir.map(JudgeFactory::of).transpose()?.unwrap_or_default();
        let in_force = dir.filter(|_| self.packs.is_none()).map(in_force_at).transpose()?.flatten();
        Ok((in_force.map_or_else(|| self.read(lang), Ok)?, additions))
    }
}

/// The packs in force at a node; none before it has run.
fn in_force_at(dir: &Path) -> anyhow::Result<Option<Vec<PackSource>>> {
    if !dir.join(DATA).exists() {
        return Ok(None);
    }
    let keys = KeyRing::load(dir)?;
    wait_for(async { Ok(Store::beside(dir, &keys).await?.packs().await?) })
}

/// The word for the packs that ship, where two sets are named.
const SHIPPED: &str = "shipped";

/// The packs of a folder, or those that ship.
pub(super) fn named(which: &Path, lang: Language) -> anyhow::Result<Vec<PackSource>> {
    if which.as_os_str() == SHIPPED { Ok(packs::all()) } else { read(which, lang) }
}

/// The word for the packs that a node judges by.
pub(super) const IN_FORCE: &str = "in-force";

/// The body that asks a node for packs: the texts of a folder or of those that ship, or the digest of a set that was in
/// force.
pub(super) fn as_asked(which: &Path, lang: Language) -> anyhow::Result<Value> {
    let text = which.to_string_lossy();
    let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) && !which.exists();
    if is_digest {
        return Ok(json!({ "set": text.to_ascii_lowercase() }));
    }
    Ok(in_force::texts(&named(which, lang)?))
}

/// Digests of packs that can be used, by their names.
pub(in crate::cli) fn digests_of(which: &Path, lang: Language) -> anyhow::Result<BTreeMap<String, Digest>> {
    Ok(Judge::of(&RingCrypto, named(which, lang)?, &[])?.packs().clone())
}

/// The packs of a folder, in the order of their names. A name of two letters is the country's whose law it is.
fn read(folder: &Path, lang: Language) -> anyhow::Result<Vec<PackSource>> {
    let shown = || output::named(folder.display());
    let failed = |error: &std::io::Error| say(lang, "folder", [("folder", shown()), ("why", output::named(error))]);
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let entries = entries.map_err(|error| anyhow::anyhow!(failed(&error)))?;
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "cedar"));
    files.sort();
    if files.is_empty() {
        bail!(say(lang, "no-packs", [("folder", shown())]));
    }
    let one = |file: &PathBuf| {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let country = (name.len() == 2).then(|| name.to_ascii_uppercase().parse()).transpose();
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        Ok(PackSource { country: country.with_context(|| file.display().to_string())?, name, text })
    };
    files.iter().map(one).collect()
}
