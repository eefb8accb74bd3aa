//! What leaves, as an example: in JSON, and as files for `sluis policy explain`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use sluis_protocol::gates::proof::Example;
use sluis_schemas::vocabulary::Language;

use crate::cli::output::{named, say_of_proof as say};

#[derive(Serialize)]
pub(super) struct Answer {
    federation: Value,
    case: Value,
}

impl From<&Example> for Answer {
    fn from(example: &Example) -> Self {
        Self { federation: example.federation(), case: example.case() }
    }
}

/// Where examples are written.
#[derive(Debug, Args)]
pub(super) struct Target {
    /// Where to write each example, as files for `sluis policy explain`
    #[arg(long, value_name = "DIR")]
    examples: Option<PathBuf>,
}

impl Target {
    /// The folder, where one is named.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.examples.as_deref()
    }

    /// Writes each under its name, if a folder is named.
    pub(super) fn write<'e>(
        &self,
        examples: impl Iterator<Item = (String, &'e Example)>,
        lang: Language,
    ) -> anyhow::Result<()> {
        let Some(folder) = self.folder() else { return Ok(()) };
        write(folder, examples).map_err(|error| {
            let why = [("folder", named(folder.display())), ("why", named(error))];
            anyhow::anyhow!(say(lang, "example-not-written", why))
        })
    }
}

/// The files of an example: its case, and the federation that it plays in.
pub(super) fn files(folder: &Path, name: &str) -> [PathBuf; 2] {
    ["json", "federation"].map(|extension| folder.join(format!("{name}.{extension}")))
}

fn write<'e>(folder: &Path, examples: impl Iterator<Item = (String, &'e Example)>) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, example) in examples {
        let [case, federation] = files(folder, &name);
        fs::write(case, format!("{:#}\n", example.case()))?;
        fs::write(federation, format!("{:#}\n", example.federation()))?;
    }
    Ok(())
}
