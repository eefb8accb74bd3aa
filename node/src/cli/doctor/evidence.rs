//! Evidence as files that a COSE library of others reads.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::Context;
use sluis_schemas::vocabulary::Language;

use crate::client::Client;

/// Writes each pair of statements into a directory: `NUMBER-KIND-later.cose` and `-earlier.cose`, and a list of them all;
/// and versions of the register that contradict each other: `register-DIGEST.cose`.
pub(super) async fn write(node: &Path, out: &Path) -> anyhow::Result<()> {
    let client = Client::operator(node, Language::En)?;
    let (evidence, versions) = (client.evidence().await?, client.contradicting_versions().await?);
    let made = || format!("`{}` cannot be made", out.display());
    DirBuilder::new().recursive(true).mode(0o700).create(out).with_context(made)?;
    for one in &evidence {
        let sides = [("later", Some(&one.later)), ("earlier", one.earlier.as_ref())];
        for (side, bytes) in sides.into_iter().filter_map(|(side, bytes)| Some((side, bytes?))) {
            let name = format!("{}-{}-{side}.cose", one.number, one.kind);
            let bytes = hex::decode(bytes).with_context(|| format!("`{name}` is not hex"))?;
            new_file(&out.join(name), &bytes)?;
        }
    }
    for (digest, bytes) in &versions {
        let name = format!("register-{digest}.cose");
        let bytes = hex::decode(bytes).with_context(|| format!("`{name}` is not hex"))?;
        new_file(&out.join(name), &bytes)?;
    }
    new_file(&out.join("evidence.json"), &serde_json::to_vec_pretty(&evidence)?)
}

fn new_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.with_context(|| format!("`{}` cannot be written; an existing file is never overwritten", path.display()))
}
