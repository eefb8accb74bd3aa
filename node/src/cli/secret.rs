//! Secrets that a user gives in a file or in the environment. Where `NAME` holds a secret, `NAME_FILE` may name a file
//! that does, as services and containers hand them over.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

/// Longest secret that is read, in bytes; tokens have some 50.
const MAX: u64 = 8_192;
/// What a secret's file grants to nobody: all of it to others, and writing to the group. Services are often handed
/// files that their group may read.
const TOO_OPEN: u32 = 0o027;

/// Why a secret cannot be used. Nothing of it stands here.
#[derive(Debug, Error)]
pub(super) enum SecretError {
    /// The file system.
    #[error("the secret's file `{}` cannot be read: {error}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Others may read or change it.
    #[error("`{}` holds a secret and is open to others (mode {mode:03o}): run `chmod 600 {}`", path.display(), path.display())]
    TooOpen {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Nothing in it.
    #[error("the secret's file `{}` is empty: it must hold the secret, on one line", .0.display())]
    Empty(PathBuf),
    /// Something else than one line of text.
    #[error("the secret's file `{}` holds something else than one line of text", .0.display())]
    Form(PathBuf),
    /// Two places.
    #[error("`{0}` and `{0}_FILE` are both set: unset one of them")]
    Both(&'static str),
}

/// The secret in a file.
pub(super) fn in_file(path: &Path) -> Result<Zeroizing<String>, SecretError> {
    let unreadable = |error| SecretError::Unreadable { path: path.to_owned(), error };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    let mode = metadata.mode() & 0o777;
    if metadata.is_file() && mode & TOO_OPEN != 0 {
        return Err(SecretError::TooOpen { path: path.to_owned(), mode });
    }
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(MAX).read_to_end(&mut bytes).map_err(unreadable)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| SecretError::Form(path.to_owned()))?.trim();
    match text {
        "" => Err(SecretError::Empty(path.to_owned())),
        text if text.contains(char::is_control) => Err(SecretError::Form(path.to_owned())),
        text => Ok(Zeroizing::new(text.to_owned())),
    }
}

/// The secret that the environment holds as `name`, or in the file that `name_FILE` names. An empty variable is none.
pub(super) fn in_environment(name: &'static str) -> Result<Option<Zeroizing<String>>, SecretError> {
    among(name, |name| std::env::var(name).ok())
}

fn among(
    name: &'static str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<Zeroizing<String>>, SecretError> {
    let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    match (set(name), set(&format!("{name}_FILE"))) {
        (Some(_), Some(_)) => Err(SecretError::Both(name)),
        (Some(secret), None) => Ok(Some(Zeroizing::new(secret.trim().to_owned()))),
        (None, Some(file)) => in_file(Path::new(&file)).map(Some),
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn file(text: &[u8], mode: u32) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (dir, path)
    }

    #[test]
    fn a_secret_stands_in_the_environment_or_in_a_file() {
        let (_dir, path) = file(b"s3cret\n", 0o640);
        let of = |name: &str, value: &str| {
            let (name, value) = (name.to_owned(), value.to_owned());
            among("SLUIS_X", move |asked| (asked == name).then(|| value.clone())).unwrap()
        };
        assert_eq!(of("SLUIS_X", " plain ").unwrap().as_str(), "plain");
        assert_eq!(of("SLUIS_X_FILE", path.to_str().unwrap()).unwrap().as_str(), "s3cret");
        assert_eq!(of("SLUIS_X", ""), None);
    }

    #[test]
    fn two_places_for_one_secret_are_refused() {
        let error = among("SLUIS_X", |_| Some("s3cret".to_owned())).unwrap_err().to_string();
        assert!(error.contains("SLUIS_X_FILE") && !error.contains("s3cret"), "{error}");
    }

    #[test]
    fn a_file_that_others_may_read_or_change_is_refused_with_what_to_do() {
        for mode in [0o644, 0o604, 0o660, 0o602] {
            let (_dir, path) = file(b"s3cret", mode);
            let error = in_file(&path).unwrap_err();
            assert!(matches!(error, SecretError::TooOpen { mode: found, .. } if found == mode), "{error}");
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn what_is_missing_empty_or_no_line_of_text_is_named() {
        let (_dir, path) = file(b" \n", 0o600);
        assert!(in_file(&path).unwrap_err().to_string().contains("is empty"));
        assert!(in_file(&path.with_extension("none")).unwrap_err().to_string().contains("cannot be read"));
        for wrong in [b"one\ntwo".as_slice(), &[0xff, 0xfe]] {
            let (_dir, path) = file(wrong, 0o600);
            assert!(matches!(in_file(&path), Err(SecretError::Form(_))));
        }
    }
}
