//! `sluis signals export`: a record as a file that others can verify.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Args;
use serde::Serialize;
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_schemas::messages::{self, Arg};
use sluis_schemas::vocabulary::{Language, Purpose};

use super::super::remote::Remote;
use super::super::wait_for;
use super::Reading;
use crate::crypto::RingCrypto;

/// Stands for standard output.
const STANDARD_OUTPUT: &str = "-";

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    read: Reading,
    /// Where to write the record, a tagged COSE_Sign1 (RFC 9052); `-` is standard output
    #[arg(long, value_name = "FILE")]
    cose: PathBuf,
    /// Write over a file that is there already
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
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { read, cose: file, force, remote } = arguments;
    let id: RecordId = read.id.parse().with_context(|| format!("`{}` is not the id of a record", read.id))?;
    let to_stdout = file.as_os_str() == STANDARD_OUTPUT;
    // Before the node is asked: an export that comes to nothing should stand in no journal.
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
    write(file, &bytes, *force).with_context(|| format!("`{}` cannot be written", file.display()))?;
    let written = Written { id, file, bytes: bytes.len() };
    remote.form.print(&written, || sentence(&written, remote.form.language()))?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the bytes are a record with this id.
fn is_of(id: RecordId, bytes: &[u8]) -> bool {
    Unverified::parse(bytes, MAX_RECORD).is_ok_and(|envelope| envelope.id(&RingCrypto) == id)
}

fn sentence(written: &Written<'_>, lang: Language) -> String {
    let args = [("file", written.file.display().to_string()), ("bytes", written.bytes.to_string())];
    let args = args.map(|(name, value)| (name.to_owned(), Arg::Text(value))).into();
    messages::text(lang, "cli-exported", &args).text
}

/// For its owner alone: it holds what the signal says. A file written over is replaced in one step.
fn write(path: &Path, bytes: &[u8], force: bool) -> io::Result<()> {
    if force {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        return file.persist(path).map(drop).map_err(|error| error.error);
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
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
        write(&path, b"one", false).unwrap();
        assert_eq!(write(&path, b"two", false).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((std::fs::read(&path).unwrap(), mode(&path)), (b"one".to_vec(), 0o600));
        write(&path, b"two", true).unwrap();
        assert_eq!((std::fs::read(&path).unwrap(), mode(&path)), (b"two".to_vec(), 0o600));
    }

    #[test]
    fn what_is_no_record_has_no_id() {
        assert!(!is_of("0".repeat(64).parse().unwrap(), b"{}"));
    }
}
