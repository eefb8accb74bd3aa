//! What is done with versions once they are drawn up: written to one file, and told.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use sluis_protocol::crypto::Digest;
use sluis_protocol::register::{self, Directory, Line, SignedVersion};

use super::say::{Say, missing};
use crate::cli::output::{self, Form};
use crate::crypto::RingCrypto;
use crate::proposal::Change;
use crate::register_draft::Drawn;
use crate::register_file;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done<'a> {
    out: &'a Path,
    changes: &'a [Change],
    versions: Vec<DraftView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DraftView {
    line: String,
    version: u64,
    digest: Digest,
    signatures_needed: usize,
}

/// Writes a draft, behind the root that it was drawn up under, and says who has to sign what of it.
pub(super) fn hand_over(
    drawn: Drawn,
    changes: &[Change],
    before: Option<&Directory>,
    file: &Path,
    form: Form,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let roots = before.into_iter().flat_map(|held| held.tips_of(&Line::Root).keys().map(move |digest| (held, digest)));
    let signed = roots.filter_map(|(held, digest)| {
        let all = held.versions().iter().filter_map(|bytes| SignedVersion::parse(&RingCrypto, bytes).ok());
        all.into_iter().find(|version| version.digest == *digest)
    });
    let mut versions: Vec<SignedVersion> = signed.collect();
    let first = versions.len();
    for version in drawn.versions {
        versions.push(register::draft(&RingCrypto, version)?);
    }
    register_file::write_draft(file, &versions)?;
    let drafts = versions.iter().skip(first).map(|version| DraftView {
        line: version.version.line().to_string(),
        version: version.version.sequence(),
        digest: version.digest,
        signatures_needed: Say::of(version, &versions).map_or(0, |say| say.needed()),
    });
    let drafts: Vec<DraftView> = drafts.collect();
    if form.json {
        return Ok(output::json_document(out, &Done { out: file, changes, versions: drafts })?);
    }
    for change in changes {
        writeln!(out, "{change}")?;
    }
    for draft in drafts {
        writeln!(out, "version {} of {}, digest {}", draft.version, draft.line, draft.digest)?;
    }
    writeln!(out, "to be signed: {}", missing(&versions).join(", "))?;
    writeln!(out, "next: sluis register sign {} --key KEY, at each who signs it", file.display())?;
    Ok(())
}
