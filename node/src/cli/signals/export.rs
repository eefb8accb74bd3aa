//! `sluis signals export`: a record as a file that others can verify.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Args;
use serde::Serialize;
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_schemas::MemberId;
use sluis_schemas::messages::{self, Arg};
use sluis_schemas::vocabulary::{Language, Purpose};

use super::super::remote::Remote;
use super::super::wait_for;
use super::Reading;
use crate::crypto::RingCrypto;
use crate::http::bodies::Receipts;
use crate::owner_only;

/// Stands for standard output.
const STANDARD_OUTPUT: &str = "-";

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    read: Reading,
    /// Where to write the record, a tagged COSE_Sign1 (RFC 9052); `-` is standard output
    #[arg(long, value_name = "FILE")]
    cose: PathBuf,
    /// Also write the receipts for an own signal into this directory: for each member `MEMBER.cose`, as signed, and
    /// `MEMBER.json`, which ties the signal to it
    #[arg(long, value_name = "DIR")]
    receipts: Option<PathBuf>,
    /// Write over files that are there already
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    remote: Remote,
}

/// What was written.
#[derive(Serialize)]
struct Written<'a> {
    id: RecordId,
    file: &'a Path,
    bytes: usize,
    /// Members whose receipt was written; none where they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipts: Option<Vec<MemberId>>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { read, cose: file, receipts, force, remote } = arguments;
    let id: RecordId = read.id.parse().with_context(|| format!("`{}` is not the id of a record", read.id))?;
    let to_stdout = file.as_os_str() == STANDARD_OUTPUT;
    // Before the node is asked: an export that comes to nothing should stand in no journal.
    ensure!(!(to_stdout && receipts.is_some()), "with --receipts name a file for the record");
    ensure!(
        !(to_stdout && remote.form.is_json()),
        "standard output takes the record: leave out --json, or name a file"
    );
    if !to_stdout && !force && file.symlink_metadata().is_ok() {
        bail!("`{}` exists already: choose another file, or give --force to write over it", file.display());
    }
    let client = remote.client()?;
    let (purpose, case) = (read.purpose.map(Purpose::as_str), read.case.as_deref());
    let bytes = wait_for(async { Ok(client.record(&read.id, purpose, case).await?) })?;
    ensure!(
        is_of(id, &bytes),
        "the node answered with other bytes than those of the record `{id}`: nothing was written"
    );
    if to_stdout {
        io::stdout().write_all(&bytes).context("standard output cannot be written to")?;
        return Ok(ExitCode::SUCCESS);
    }
    write(file, &bytes, *force)?;
    let receipts = match receipts {
        Some(dir) => {
            let found = wait_for(async { Ok(client.receipts(&read.id, purpose, case).await?) })?;
            Some(write_receipts(dir, &found, *force)?)
        }
        None => None,
    };
    let written = Written { id, file, bytes: bytes.len(), receipts };
    remote.form.print(&written, || sentence(&written, remote.form.language()))?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the bytes are a record with this id.
fn is_of(id: RecordId, bytes: &[u8]) -> bool {
    Unverified::parse(bytes, MAX_RECORD).is_ok_and(|envelope| envelope.id(&RingCrypto) == id)
}

fn sentence(written: &Written<'_>, lang: Language) -> String {
    let text = |key, args: &[(&str, String)]| {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), Arg::Text(value.clone()))).collect();
        messages::text(lang, key, &args).text
    };
    let bytes = ("bytes", written.bytes.to_string());
    let mut said = text("cli-exported", &[("file", written.file.display().to_string()), bytes]);
    if let Some(members) = &written.receipts {
        let from = members.iter().map(MemberId::as_str).collect::<Vec<_>>().join(", ");
        let key = if members.is_empty() { "cli-exported-no-receipts" } else { "cli-exported-receipts" };
        said = format!("{said}\n{}", text(key, &[("members", from)]));
    }
    said
}

/// Writes each receipt and what ties the signal to it; says from whom they are.
fn write_receipts(dir: &Path, found: &Receipts, force: bool) -> anyhow::Result<Vec<MemberId>> {
    std::fs::create_dir_all(dir).with_context(|| format!("`{}` cannot be made", dir.display()))?;
    let mut members = Vec::new();
    for (member, receipt) in &found.receipts {
        // A name becomes a file's: it must be one.
        let member: MemberId = member.parse()?;
        let cose = hex::decode(&receipt.cose).context("the node answered with a receipt that is not hex")?;
        write(&dir.join(format!("{member}.cose")), &cose, force)?;
        write(&dir.join(format!("{member}.json")), &serde_json::to_vec_pretty(receipt)?, force)?;
        members.push(member);
    }
    Ok(members)
}

fn write(path: &Path, bytes: &[u8], force: bool) -> anyhow::Result<()> {
    write_privately(path, bytes, force).with_context(|| format!("`{}` cannot be written", path.display()))
}

/// For its owner alone: it holds what the signal says. A file written over is replaced in one step.
fn write_privately(path: &Path, bytes: &[u8], force: bool) -> io::Result<()> {
    if force {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        return file.persist(path).map(drop).map_err(|error| error.error);
    }
    owner_only::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_its_owners_alone_and_written_over_only_when_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.cose");
        write_privately(&path, b"one", false).unwrap();
        assert_eq!(write_privately(&path, b"two", false).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((std::fs::read(&path).unwrap(), mode(&path)), (b"one".to_vec(), 0o600));
        write_privately(&path, b"two", true).unwrap();
        assert_eq!((std::fs::read(&path).unwrap(), mode(&path)), (b"two".to_vec(), 0o600));
    }

    #[test]
    fn what_is_no_record_has_no_id() {
        assert!(!is_of("0".repeat(64).parse().unwrap(), b"{}"));
    }
}
