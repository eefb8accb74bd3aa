//! What a finding proposes, as a file for those who decide on it.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use serde::Serialize;
use serde_json::{Value, json};
use sluis_schemas::packs;

use crate::cli::remote::Speech;
use crate::clock;
use crate::http::disputes::{DisputeItem, FindingItem};
use sluis_schemas::Date;

/// What is drafted.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Draft {
    /// The name that its file has where it is read.
    file: String,
    /// What stands in it.
    text: String,
}

/// The draft that follows from a dispute's finding.
pub(super) fn of(
    dispute: &DisputeItem,
    pack: Option<&Path>,
    federation: Option<&Path>,
    form: Speech,
) -> anyhow::Result<Draft> {
    match &dispute.finding {
        Some(finding) if finding.outcome == "agreement" => {
            let file = federation.with_context(|| form.say("dispute-no-federation", []))?;
            agreement(dispute, finding, file)
        }
        Some(FindingItem { country: Some(country), r#type: Some(r#type), purpose: Some(purpose), basis, .. }) => {
            let name = country.to_ascii_lowercase();
            let before = match pack {
                Some(file) => fs::read_to_string(file).with_context(|| file.display().to_string())?,
                None => {
                    packs::all().into_iter().find(|pack| pack.name == name).map(|pack| pack.text).unwrap_or_default()
                }
            };
            let note = form.say("dispute-draft", []);
            let class = Class { country, r#type, purpose, basis };
            Ok(Draft { file: format!("{name}.cedar"), text: with_permit(before, class, &note) })
        }
        _ => bail!(form.say("dispute-no-draft", [])),
    }
}

/// Writes the draft as it is, or with the name of its file for programs.
pub(super) fn print(draft: &Draft, form: Speech) -> anyhow::Result<ExitCode> {
    if form.is_json() {
        form.print(draft, String::new)?;
    } else {
        io::stdout().lock().write_all(draft.text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The federation file with the agreement that was found.
fn agreement(dispute: &DisputeItem, finding: &FindingItem, file: &Path) -> anyhow::Result<Draft> {
    let shown = || file.display().to_string();
    let mut federation: Value = serde_json::from_slice(&fs::read(file).with_context(shown)?).with_context(shown)?;
    let since = Date::of(clock::now()).to_string();
    let one = json!({ "between": [dispute.opener, dispute.against], "basis": finding.basis, "since": since });
    let fields = federation.as_object_mut().with_context(shown)?;
    let agreements = fields.entry("agreements").or_insert_with(|| json!([]));
    agreements.as_array_mut().with_context(shown)?.push(one);
    let text = format!("{}\n", serde_json::to_string_pretty(&federation)?);
    Ok(Draft { file: "federation.json".to_owned(), text })
}

/// What the pack is to permit.
struct Class<'a> {
    country: &'a str,
    r#type: &'a str,
    purpose: &'a str,
    basis: &'a str,
}

/// A pack with a permit added, for members that have a mandate on the basis: the narrowest that the finding asks for.
fn with_permit(before: String, class: Class<'_>, note: &str) -> String {
    let Class { country, r#type, purpose, basis } = class;
    let is_free = |id: &String| !before.contains(&format!("\"{id}\""));
    let id = (1..).map(|n| format!("{country}-P{n}")).find(is_free).unwrap_or_default();
    // Packs that bind everyone are ordered with it.
    let others = packs::all();
    let texts = others.iter().map(|pack| pack.text.as_str()).chain([before.as_str()]);
    let order = texts.flat_map(orders).max().unwrap_or_default().saturating_add(1);
    let mut text = before;
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "\n// {note}\n@id(\"{id}\")\n@order(\"{order}\")\n@basis(\"{basis}\")\n@source(\"{note}\")\n\
         @confidence(\"illustrative\")\npermit (principal, action == Action::\"disclose\", resource)\nwhen {{\n    \
         context.record.type == SignalType::\"{type}\" &&\n    context.record.purpose == Purpose::\"{purpose}\" &&\n    \
         context.record.bases.contains(Basis::\"{basis}\") &&\n    \
         context.receiver.mandateBases.contains(Basis::\"{basis}\")\n}};\n",
        r#type = r#type,
    );
    text
}

fn orders(pack: &str) -> impl Iterator<Item = u32> + use<'_> {
    let after = pack.split("@order(\"").skip(1);
    after.filter_map(|rest| rest.split('"').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use sluis_protocol::core::Judge;

    use super::*;
    use crate::crypto::RingCrypto;

    #[test]
    fn a_pack_with_the_permit_that_was_found_is_one_that_can_be_used() {
        for name in ["be", "nl", "fr", "pt"] {
            let (country, basis) = (name.to_uppercase(), "eu.gdpr-6-1-e");
            let class = Class { country: &country, r#type: "premises-misuse", purpose: "licence-decision", basis };
            let mut all = packs::all();
            let pack = all.iter_mut().find(|pack| pack.name == name).unwrap();
            pack.text = with_permit(std::mem::take(&mut pack.text), class, "found");
            Judge::of(&RingCrypto, all, &[]).unwrap();
        }
    }
}
