//! What is done with a proposal once it is made: written to its file, and told.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::cli::output::{self, Form};
use crate::proposal::Proposal;

#[derive(Serialize)]
struct Done<'a> {
    out: &'a Path,
    #[serde(flatten)]
    proposal: &'a Proposal,
}

/// Writes a proposal for a register, and says what it changes and what to do with it.
pub(super) fn hand_over(
    proposal: &Proposal,
    register: &Path,
    file: &Path,
    form: Form,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    proposal.write(file)?;
    if form.json {
        return Ok(output::json_document(out, &Done { out: file, proposal })?);
    }
    for change in &proposal.changes {
        writeln!(out, "{change}")?;
    }
    let (register, file) = (register.display(), file.display());
    writeln!(out, "next: sluis register propose --register {register} {file} --out NEXT.cose")?;
    Ok(())
}
