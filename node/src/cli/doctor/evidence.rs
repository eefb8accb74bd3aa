//! Evidence as files that tools of others read.

use std::path::Path;

use anyhow::Context;
use sluis_schemas::vocabulary::Language;

use crate::client::Client;
use crate::owner_only;

/// Writes each pair into a directory, as `NUMBER-KIND-later` and `-earlier`: statements as `.cose`, checkpoints as
/// `.note`; versions of the register that contradict each other as `register-DIGEST.cose`; and a list of the pairs.
pub(super) async fn write(node: &Path, out: &Path) -> anyhow::Result<()> {
    let client = Client::operator(node, Language::En)?;
    let (evidence, versions) = (client.evidence().await?, client.contradicting_versions().await?);
    owner_only::folders(out).with_context(|| format!("`{}` cannot be made", out.display()))?;
    for one in &evidence {
        let ending = if one.statements == "checkpoint" { "note" } else { "cose" };
        let sides = [("later", Some(&one.later)), ("earlier", one.earlier.as_ref())];
        for (side, bytes) in sides.into_iter().filter_map(|(side, bytes)| Some((side, bytes?))) {
            let name = format!("{}-{}-{side}.{ending}", one.number, one.kind);
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
    let written = owner_only::write(path, bytes);
    written.with_context(|| format!("`{}` cannot be written; an existing file is never overwritten", path.display()))
}
