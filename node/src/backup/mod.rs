//! Backups of a node, and what is put back from them.
//!
//! Data and data keys are backed up apart. Content is erased by destroying its data key, so a backup of data keys keeps
//! what should be gone: those backups are short-lived, and how long they live is how long erasure takes.
//!
//! | look for | in |
//! |---|---|
//! | what a backup says of itself | here |
//! | taking one, while the node runs or not | `take` |
//! | putting back | `put_back` |

mod put_back;
mod take;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use sluis_protocol::journal::JournalHead;
use sluis_protocol::standing::Incarnation;
use sluis_schemas::{NodeId, Timestamp};
use thiserror::Error;

use crate::keys::KeyError;
use crate::settings::SettingsError;
use crate::store::StoreError;

pub use put_back::put_back;
pub use take::{rotate_keys, take_data};

/// Name of the manifest in a backup.
pub const MANIFEST: &str = "manifest.json";
/// The form of manifests that this build writes and reads.
const FORMAT: u16 = 1;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The form of this document.
    pub format: u16,
    /// What is in the backup.
    pub kind: Kind,
    /// The node.
    pub node: NodeId,
    /// The program that took it.
    pub version: String,
    /// When.
    pub at: Timestamp,
    /// The life of the store that it was taken of, and its journal then; only of data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreState>,
    /// The files, by their path in the backup.
    pub files: BTreeMap<String, FileState>,
}

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everything but data keys.
    Data,
    /// Data keys.
    DataKeys,
}

/// How far a store was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoreState {
    /// Its incarnation, in hex.
    pub incarnation: String,
    /// Entries in its journal.
    pub journal_entries: u64,
    /// The root of the tree over all of them, in hex.
    pub journal_root: String,
}

impl StoreState {
    fn of((incarnation, head): (Incarnation, JournalHead)) -> Self {
        Self { incarnation: incarnation.to_string(), journal_entries: head.seq.0, journal_root: head.root.to_string() }
    }
}

/// A file as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileState {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 over it, in hex.
    pub sha256: String,
}

/// Why there is no backup, or nothing was put back.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A file or directory.
    #[error("cannot use `{}`: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Something is there already.
    #[error("`{}` is there already, and nothing is ever overwritten: name another place", .0.display())]
    Exists(PathBuf),
    /// No manifest, or one that does not read.
    #[error("`{}` is no backup: its {MANIFEST} {why}", dir.display())]
    NoBackup {
        /// The directory.
        dir: PathBuf,
        /// Why.
        why: String,
    },
    /// A file is not what the manifest says.
    #[error("`{}` is not what its manifest says: it is damaged or was changed; use another backup", .0.display())]
    Changed(PathBuf),
    /// Not one backup of data and one of data keys.
    #[error("give one backup of data and one of data keys, of the same node")]
    NotOneOfEach,
    /// There are no keys.
    #[error("there is no `{}`: put the node's keys there first, from where they are kept apart", .0.display())]
    NoKeys(PathBuf),
    /// The node has no database yet.
    #[error("there is nothing to back up in `{}`: the node never ran", .0.display())]
    Nothing(PathBuf),
    /// The configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The databases.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system's random source.
    #[error("the system gives no random numbers")]
    Random,
}

impl BackupError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |error| Self::Io { path: path.to_owned(), error }
    }
}

impl Manifest {
    /// Reads a backup's manifest.
    ///
    /// # Errors
    /// [`BackupError::NoBackup`] if there is none that this build reads.
    pub fn read(dir: &Path) -> Result<Self, BackupError> {
        let no = |why: String| BackupError::NoBackup { dir: dir.to_owned(), why };
        let text = fs::read(dir.join(MANIFEST)).map_err(|error| no(format!("cannot be read: {error}")))?;
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| no(format!("does not read: {error}")))?;
        if manifest.format != FORMAT {
            return Err(no(format!("has form {}, and this build reads form {FORMAT}", manifest.format)));
        }
        // Names come from a file that anybody may have written.
        let strange = manifest.files.keys().find(|name| {
            let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
            !name.split('/').all(plain) || name.contains('\\')
        });
        strange.map_or(Ok(manifest.clone()), |name| Err(no(format!("names the file `{}`", name.escape_debug()))))
    }

    /// Compares every file with what the manifest says.
    ///
    /// # Errors
    /// [`BackupError::Changed`] names the first that differs.
    pub fn verify(&self, dir: &Path) -> Result<(), BackupError> {
        for (name, state) in &self.files {
            let path = dir.join(name);
            if state_of(&path)? != *state {
                return Err(BackupError::Changed(path));
            }
        }
        Ok(())
    }
}

/// A file's length and hash.
fn state_of(path: &Path) -> Result<FileState, BackupError> {
    let io = |error| BackupError::io(path)(error);
    let mut file = File::open(path).map_err(io)?;
    let (mut hash, mut bytes, mut piece) = (Context::new(&SHA256), 0_u64, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut piece).map_err(io)?;
        let Some(part) = piece.get(..read).filter(|part| !part.is_empty()) else { break };
        hash.update(part);
        bytes += part.len() as u64;
    }
    Ok(FileState { bytes, sha256: hex::encode(hash.finish()) })
}
