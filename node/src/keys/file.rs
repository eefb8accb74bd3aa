//! One secret in one file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::owner_only;

/// Longest key file that is read, in bytes: a header line and 64 digits fit many times over.
const MAX_FILE: u64 = 1_024;

/// 32 secret bytes, wiped when dropped and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Fresh bytes of the system's randomness.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate() -> Result<Self, KeyError> {
        crate::crypto::random().map(Self).ok_or(KeyError::Randomness)
    }

    /// The bytes, for what computes with them.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(secret)")
    }
}

/// Why a key file could not be made or used.
#[derive(Debug, Error)]
pub enum KeyError {
    /// There is one already, and keys are never overwritten.
    #[error("`{}` exists already and is not overwritten", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It is not there.
    #[error("the key file `{}` is missing: make the node's keys with `sluis init`, or restore them", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Others than its owner may use it.
    #[error("`{}` is open to others (mode {mode:03o}): run `chmod {wanted} {}`", path.display(), path.display())]
    TooOpen {
        /// The file or directory.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// The mode it should have.
        wanted: &'static str,
    },
    /// Not a key.
    #[error("`{}` holds no key: expected one line of 64 hex digits after lines that begin with #", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// A file among the members' keys that is named after no member.
    #[error("`{}` is not named after a member: expected `<member>.key`", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// The file system.
    #[error("cannot use `{}`: {error}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Randomness,
}

impl KeyError {
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            _ => Self::Io { path, error },
        }
    }
}

/// Writes a fresh secret to a new file of mode 0600, and makes it durable.
pub(super) fn create(path: &Path, what: &str) -> Result<Seed, KeyError> {
    let seed = Seed::generate()?;
    let digits = Zeroizing::new(hex::encode(seed.expose()));
    let text = Zeroizing::new(format!("# {what}; keep it secret\n{}\n", digits.as_str()));
    owner_only::write(path, text.as_bytes()).map_err(|e| KeyError::io(path, e))?;
    Ok(seed)
}

/// Reads a secret, if only its owner can.
pub(super) fn load(path: &Path) -> Result<Seed, KeyError> {
    let io = |e| KeyError::io(path, e);
    let file = File::open(path).map_err(io)?;
    check_mode(path, file.metadata().map_err(io)?.mode(), "600")?;
    let mut text = Zeroizing::new(String::new());
    let malformed = || KeyError::Malformed { path: path.to_owned() };
    file.take(MAX_FILE).read_to_string(&mut text).map_err(|e| match e.kind() {
        io::ErrorKind::InvalidData => malformed(),
        _ => io(e),
    })?;
    parse(&text).ok_or_else(malformed)
}

fn parse(text: &str) -> Option<Seed> {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let (digits, rest) = (lines.next()?, lines.next());
    let mut seed = Seed([0; 32]);
    hex::decode_to_slice(digits, &mut seed.0).ok()?;
    rest.is_none().then_some(seed)
}

/// Makes a directory of mode 0700, or checks that an old one has it.
pub(super) fn private_dir(path: &Path) -> Result<(), KeyError> {
    match owner_only::folder(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => check_dir(path),
        done => done.map_err(|error| KeyError::Io { path: path.to_owned(), error }),
    }
}

/// Checks that only its owner can enter a directory.
pub(super) fn check_dir(path: &Path) -> Result<(), KeyError> {
    let metadata = fs::metadata(path).map_err(|e| KeyError::io(path, e))?;
    check_mode(path, metadata.mode(), "700")
}

fn check_mode(path: &Path, mode: u32, wanted: &'static str) -> Result<(), KeyError> {
    let mode = mode & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyError::TooOpen { path: path.to_owned(), mode, wanted }) }
}
