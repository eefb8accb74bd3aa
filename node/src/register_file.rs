//! The register as files: `register.cbor`, all versions of its root and sections in a node's directory, and drafts on their
//! way between those who sign them.
//!
//! Both are the canonical CBOR array of versions as signed, each a byte string, in an order in which they can be accepted. A
//! draft begins with the root under which it was drawn up.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_bytes::ByteBuf;
use sluis_protocol::cbor;
use sluis_protocol::crypto::Digest;
use sluis_protocol::register::{Directory, ExtensionError, Line, RegisterError, SignedVersion, SignedVersionError};
use thiserror::Error;

use crate::crypto::RingCrypto;

/// Name of the register in a node's directory.
pub(crate) const FILE: &str = "register.cbor";

/// Why a register file cannot be used.
#[derive(Debug, Error)]
pub(crate) enum RegisterFileError {
    /// No such file.
    #[error("there is no file `{}`", .0.display())]
    Missing(PathBuf),
    /// The file system.
    #[error("`{}` cannot be used: {error}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Neither kind of file.
    #[error("`{}` is neither a register (register.cbor) nor a draft of one, as `sluis register create` writes it", .0.display())]
    Kind(PathBuf),
    /// A version's form.
    #[error("`{}`: {error}", .path.display())]
    Version {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: SignedVersionError,
    },
    /// Its versions.
    #[error("`{}`: {error}", .path.display())]
    Chain {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: RegisterError,
    },
    /// Two versions for one place.
    #[error(
        "`{}` holds another version {sequence} of {line}: two were signed for one place; keep both files and report them to those who sign them", .path.display()
    )]
    Fork {
        /// Which file.
        path: PathBuf,
        /// Their line.
        line: Line,
        /// Their sequence number.
        sequence: u64,
    },
    /// Another federation than the one pinned, or not as far.
    #[error(
        "the genesis digest is {found}, and no version here is {pinned}: this is another federation, or not the register you were told of"
    )]
    Pin {
        /// Found.
        found: Digest,
        /// Given.
        pinned: Digest,
    },
}

/// Reads and checks a whole register.
pub(crate) fn read_register(path: &Path) -> Result<Directory, RegisterFileError> {
    let versions = read_versions(path)?;
    Directory::open(&RingCrypto, &versions).map_err(|error| RegisterFileError::Chain { path: path.to_owned(), error })
}

/// The versions in a file as they are, whatever signatures they bear: those of a register, of a draft, or a single one.
pub(crate) fn read_versions(path: &Path) -> Result<Vec<Vec<u8>>, RegisterFileError> {
    let bytes = read_file(path)?;
    if !is_list(&bytes) {
        parse(path, &bytes)?;
        return Ok(vec![bytes]);
    }
    let versions: Vec<ByteBuf> = cbor::decode(&bytes).map_err(|_| RegisterFileError::Kind(path.to_owned()))?;
    Ok(versions.into_iter().map(ByteBuf::into_vec).collect())
}

/// The same, with what each says.
pub(crate) fn read_signed(path: &Path) -> Result<Vec<SignedVersion>, RegisterFileError> {
    read_versions(path)?.iter().map(|bytes| parse(path, bytes)).collect()
}

/// Writes a draft in the place of what was there.
pub(crate) fn write_draft(path: &Path, versions: &[SignedVersion]) -> Result<(), RegisterFileError> {
    let bytes = versions.iter().map(SignedVersion::to_bytes).collect::<Result<Vec<_>, _>>();
    write(path, &bytes.map_err(|error| RegisterFileError::Version { path: path.to_owned(), error })?)
}

/// Writes a whole register in the place of what was there.
pub(crate) fn write_register(path: &Path, register: &Directory) -> Result<(), RegisterFileError> {
    write(path, register.versions())
}

fn write(path: &Path, versions: &[impl AsRef<[u8]>]) -> Result<(), RegisterFileError> {
    let versions: Vec<_> = versions.iter().map(|version| serde_bytes::Bytes::new(version.as_ref())).collect();
    let bytes = cbor::encode(&versions).map_err(|_| RegisterFileError::Kind(path.to_owned()))?;
    replace(path, &bytes)
}

/// The register in a node's directory once it is extended by the versions of a file, and those of them that bear too few
/// signatures yet. Nothing is written. Where the directory has none, the versions must begin with a genesis.
pub(crate) fn extended(dir: &Path, versions: &[Vec<u8>]) -> Result<(Directory, Vec<RegisterError>), RegisterFileError> {
    let path = dir.join(FILE);
    let chain = |error| RegisterFileError::Chain { path: path.clone(), error };
    let open = |versions: &[Vec<u8>]| Directory::open(&RingCrypto, versions).map_err(chain);
    let (before, mut register) = match read_register(&path) {
        Err(RegisterFileError::Missing(_)) => (0, open(versions.get(..1).unwrap_or_default())?),
        held => held.map(|held| (held.versions().len(), held))?,
    };
    let mut unsigned = Vec::new();
    for bytes in versions {
        if holds(&path, &register, bytes)? {
            continue;
        }
        match register.extend(&RingCrypto, bytes) {
            Ok(next) => register = next,
            Err(error @ RegisterError::Extension { error: ExtensionError::Signatures { .. }, .. }) => {
                unsigned.push(error)
            }
            Err(error) => return Err(chain(error)),
        }
    }
    match unsigned.first() {
        Some(error) if register.versions().len() == before => Err(chain(error.clone())),
        _ => Ok((register, unsigned)),
    }
}

/// Holds a register against the digest that somebody was told: of the genesis, of a recent version, or of all in force.
pub(crate) fn check_pin(register: &Directory, pinned: Digest) -> Result<(), RegisterFileError> {
    let found = register.scope().genesis;
    let is_there = register.holds(&pinned) || register.digest() == pinned;
    if is_there { Ok(()) } else { Err(RegisterFileError::Pin { found, pinned }) }
}

fn holds(path: &Path, register: &Directory, bytes: &[u8]) -> Result<bool, RegisterFileError> {
    let version = parse(path, bytes)?;
    if register.holds(&version.digest) {
        return Ok(true);
    }
    // Nodes keep such a version when a peer shows it; nobody publishes one knowingly.
    if register.is_forked_by(&version.version) {
        let (line, sequence) = (version.version.line(), version.version.sequence());
        return Err(RegisterFileError::Fork { path: path.to_owned(), line, sequence });
    }
    Ok(false)
}

fn parse(path: &Path, bytes: &[u8]) -> Result<SignedVersion, RegisterFileError> {
    SignedVersion::parse(&RingCrypto, bytes).map_err(|error| match error {
        SignedVersionError::Envelope => RegisterFileError::Kind(path.to_owned()),
        error => RegisterFileError::Version { path: path.to_owned(), error },
    })
}

/// A CBOR array; a single version is a tag.
fn is_list(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|first| first >> 5 == 4)
}

fn read_file(path: &Path) -> Result<Vec<u8>, RegisterFileError> {
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => RegisterFileError::Missing(path.to_owned()),
        _ => RegisterFileError::Io { path: path.to_owned(), error },
    })
}

/// A reader sees the old file or the new one, whole, also after a crash.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), RegisterFileError> {
    let io = |error| RegisterFileError::Io { path: path.to_owned(), error };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    readable_by_all(file.as_file()).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(path).map_err(|error| io(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
}

/// A register is public, and temporary files are their owner's alone.
#[cfg(unix)]
fn readable_by_all(file: &File) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> io::Result<()> {
    Ok(())
}
