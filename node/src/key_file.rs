//! Private keys as files: the 32-byte seed of RFC 8032 in hex, readable by its owner alone.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::crypto::{self, Ed25519Signer};
use crate::owner_only;

/// Why a key cannot be made or read. Nothing of a key stands in it.
#[derive(Debug, Error)]
pub(crate) enum KeyFileError {
    /// A key is never overwritten.
    #[error("`{}` exists already, and a key is never overwritten: choose another place", .0.display())]
    Exists(PathBuf),
    /// The file system.
    #[error("the key file `{}` cannot be used: {error}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Others than its owner may use it.
    #[error("the key file `{}` is open to others (mode {mode:03o}): run `chmod 600 {}`", path.display(), path.display())]
    TooOpen {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Not the one form.
    #[error("`{}` is not a private key: expected 64 hex digits, as `sluis register authority` writes them", .0.display())]
    Form(PathBuf),
    /// The system's random source.
    #[error("the system gives no random bytes, so no key can be made")]
    Random,
}

/// Makes a key, keeps it in a new file with mode 0600, and gives its signer.
pub(crate) fn make(path: &Path) -> Result<Ed25519Signer, KeyFileError> {
    let seed = Zeroizing::new(crypto::random().ok_or(KeyFileError::Random)?);
    let signer = Ed25519Signer::from_seed(&seed).map_err(|_| KeyFileError::Random)?;
    let text = Zeroizing::new(format!("{}\n", hex::encode(*seed)));
    owner_only::write(path, text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
        _ => KeyFileError::Io { path: path.to_owned(), error },
    })?;
    Ok(signer)
}

/// Reads a key.
pub(crate) fn read(path: &Path) -> Result<Ed25519Signer, KeyFileError> {
    let io = |error| KeyFileError::Io { path: path.to_owned(), error };
    let text = Zeroizing::new(fs::read(path).map_err(io)?);
    let form = || KeyFileError::Form(path.to_owned());
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim_ascii(), seed.as_mut_slice()).map_err(|_| form())?;
    let mode = fs::metadata(path).map_err(io)?.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::TooOpen { path: path.to_owned(), mode });
    }
    Ed25519Signer::from_seed(&seed).map_err(|_| form())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_protocol::crypto::Signer;

    #[test]
    fn a_key_is_read_back_and_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.key");
        let made = make(&path).unwrap();
        assert_eq!(read(&path).unwrap().public_key(), made.public_key());
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.key");
        make(&path).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        let error = read(&path).map(drop).unwrap_err().to_string();
        assert!(error.contains("mode 640") && error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn a_key_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.key");
        let first = make(&path).unwrap().public_key();
        assert!(matches!(make(&path), Err(KeyFileError::Exists(_))));
        assert_eq!(read(&path).unwrap().public_key(), first);
    }

    #[test]
    fn what_is_no_key_is_refused_without_repeating_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.key");
        make(&path).unwrap();
        fs::write(&path, "c0ffee").unwrap();
        let error = read(&path).map(drop).unwrap_err().to_string();
        assert!(error.contains("64 hex digits") && !error.contains("c0ffee"), "{error}");
        assert!(matches!(read(&dir.path().join("none")), Err(KeyFileError::Io { .. })));
    }
}
