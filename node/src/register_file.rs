//! The register as files: `register.cbor`, the whole chain of versions in a node's directory, and single versions on
//! their way between the authorities.
//!
//! `register.cbor` is the canonical CBOR array of the versions as signed, each a byte string, the genesis first.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_bytes::ByteBuf;
use sluis_protocol::cbor;
use sluis_protocol::crypto::Digest;
use sluis_protocol::register::{Directory, RegisterError, SignedRegister, SignedRegisterError};
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
    #[error("`{}` is neither a register (register.cbor) nor a version of one, as `sluis register create` writes it", .0.display())]
    Kind(PathBuf),
    /// A whole register where one version is wanted.
    #[error("`{}` holds a whole register: give the file of one version, as `sluis register create` writes it", .0.display())]
    WholeChain(PathBuf),
    /// A version's form.
    #[error("`{}`: {error}", .path.display())]
    Version {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: SignedRegisterError,
    },
    /// The chain.
    #[error("`{}`: {error}", .path.display())]
    Chain {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: RegisterError,
    },
    /// Two versions for one place.
    #[error(
        "`{}` holds another version {sequence}: two were signed for one place; keep both files and report them to the authorities", .path.display()
    )]
    Fork {
        /// Which file.
        path: PathBuf,
        /// Their sequence number.
        sequence: u64,
    },
    /// Another federation than the one pinned.
    #[error(
        "the genesis digest is {found}, not {pinned}: this is another federation, or not the register you were told of"
    )]
    Pin {
        /// Found.
        found: Digest,
        /// Given.
        pinned: Digest,
    },
}

/// Reads and checks a whole register. A signed genesis alone counts as one.
pub(crate) fn read_register(path: &Path) -> Result<Directory, RegisterFileError> {
    open(path, &read_versions(path)?)
}

/// Reads one version, whatever signatures it bears.
pub(crate) fn read_version(path: &Path) -> Result<SignedRegister, RegisterFileError> {
    let bytes = read_file(path)?;
    if is_chain(&bytes) {
        return Err(RegisterFileError::WholeChain(path.to_owned()));
    }
    parse(path, &bytes)
}

/// The versions in a file, unchecked: all of a register, or one on its way.
pub(crate) fn read_versions(path: &Path) -> Result<Vec<Vec<u8>>, RegisterFileError> {
    let bytes = read_file(path)?;
    if !is_chain(&bytes) {
        parse(path, &bytes)?;
        return Ok(vec![bytes]);
    }
    let versions: Vec<ByteBuf> = cbor::decode(&bytes).map_err(|_| RegisterFileError::Kind(path.to_owned()))?;
    Ok(versions.into_iter().map(ByteBuf::into_vec).collect())
}

/// Writes a version in the place of what was there.
pub(crate) fn write_version(path: &Path, version: &SignedRegister) -> Result<(), RegisterFileError> {
    let bytes = version.to_bytes().map_err(|error| RegisterFileError::Version { path: path.to_owned(), error })?;
    replace(path, &bytes)
}

/// Writes a whole register in the place of what was there.
pub(crate) fn write_register(path: &Path, register: &Directory) -> Result<(), RegisterFileError> {
    let versions: Vec<&serde_bytes::Bytes> = register.versions().iter().map(|v| serde_bytes::Bytes::new(v)).collect();
    let bytes = cbor::encode(&versions).map_err(|_| RegisterFileError::Kind(path.to_owned()))?;
    replace(path, &bytes)
}

/// The register in a node's directory once it is extended by the versions of a file; unchanged where it holds them
/// already. Nothing is written yet. Where the directory has none, the versions must begin with a genesis.
pub(crate) fn extended(dir: &Path, versions: &[Vec<u8>]) -> Result<Directory, RegisterFileError> {
    let path = dir.join(FILE);
    let mut register = match read_register(&path) {
        Err(RegisterFileError::Missing(_)) => return open(&path, versions),
        held => held?,
    };
    for bytes in versions {
        if !holds(&path, &register, bytes)? {
            register = register
                .extend(&RingCrypto, bytes)
                .map_err(|error| RegisterFileError::Chain { path: path.clone(), error })?;
        }
    }
    Ok(register)
}

/// Every version of a register with its signatures, the genesis first.
pub(crate) fn signed_versions(path: &Path, register: &Directory) -> Result<Vec<SignedRegister>, RegisterFileError> {
    register.versions().iter().map(|bytes| parse(path, bytes)).collect()
}

/// Holds a register against the genesis digest that somebody was told.
pub(crate) fn check_pin(register: &Directory, pinned: Digest) -> Result<(), RegisterFileError> {
    let found = register.scope().genesis;
    if found == pinned { Ok(()) } else { Err(RegisterFileError::Pin { found, pinned }) }
}

fn holds(path: &Path, register: &Directory, bytes: &[u8]) -> Result<bool, RegisterFileError> {
    let version = parse(path, bytes)?;
    if register.holds(&version.digest) {
        return Ok(true);
    }
    // Nodes keep such a version when a peer shows it; nobody publishes one knowingly.
    if register.is_forked_by(&version.register) {
        return Err(RegisterFileError::Fork { path: path.to_owned(), sequence: version.register.sequence });
    }
    Ok(false)
}

fn open(path: &Path, versions: &[Vec<u8>]) -> Result<Directory, RegisterFileError> {
    Directory::open(&RingCrypto, versions).map_err(|error| RegisterFileError::Chain { path: path.to_owned(), error })
}

fn parse(path: &Path, bytes: &[u8]) -> Result<SignedRegister, RegisterFileError> {
    SignedRegister::parse(&RingCrypto, bytes).map_err(|error| match error {
        SignedRegisterError::Envelope => RegisterFileError::Kind(path.to_owned()),
        error => RegisterFileError::Version { path: path.to_owned(), error },
    })
}

/// A CBOR array; a version is a tag.
fn is_chain(bytes: &[u8]) -> bool {
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
