//! Putting a node back from its backups. It starts in quarantine: it has forgotten what its peers have not.

use std::fs;
use std::path::{Path, PathBuf};

use sluis_protocol::crypto::Salt;
use sluis_protocol::standing::Incarnation;
use sluis_schemas::{NodeId, Timestamp};

use super::take::{KEY_FILES, copy, private_dir};
use super::{BackupError, Kind, Manifest};
use crate::keys::KeyRing;
use crate::register_file;
use crate::store::{DATA, KEYS, Store};

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// The node.
    pub node: NodeId,
    /// The life of the store that begins now.
    pub incarnation: Incarnation,
    /// How much of what members held no data key opens any more: it counts as destroyed.
    pub without_keys: u64,
}

/// Puts a node back into `dir` from a backup of data and one of data keys, in any order.
///
/// # Errors
/// [`BackupError`]; `dir` is then as it was.
pub async fn put_back(backups: &[PathBuf], dir: &Path, now: Timestamp) -> Result<PutBack, BackupError> {
    let read = backups.iter().map(|path| Ok((path.as_path(), Manifest::read(path)?)));
    let read = read.collect::<Result<Vec<_>, BackupError>>()?;
    let of = |kind| {
        let mut found = read.iter().filter(move |(_, manifest)| manifest.kind == kind);
        found.next().filter(|_| found.next().is_none()).ok_or(BackupError::NotOneOfEach)
    };
    let ((data, data_manifest), (keys, key_manifest)) = (of(Kind::Data)?, of(Kind::DataKeys)?);
    if data_manifest.node != key_manifest.node {
        return Err(BackupError::NotOneOfEach);
    }
    data_manifest.verify(data)?;
    key_manifest.verify(keys)?;
    let mut placed = Placed::default();
    placed.refuse_to_overwrite(dir)?;
    private_dir(dir)?;
    let files = data_manifest.files.keys().map(|name| (*data, name.as_str()));
    for (backup, name) in files.chain(std::iter::once((*keys, KEYS))) {
        placed.copy(backup, dir, name)?;
    }
    if !dir.join(KEY_FILES).exists() {
        return Err(BackupError::NoKeys(dir.join(KEY_FILES)));
    }
    let incarnation = Incarnation(Salt(crate::crypto::random().ok_or(BackupError::Random)?));
    let mut store = Store::open(dir, &KeyRing::load(dir)?).await?;
    let without_keys = store.put_back(incarnation, now).await?;
    store.close().await?;
    placed.keep();
    Ok(PutBack { node: data_manifest.node.clone(), incarnation, without_keys })
}

/// Files that were put into a node's directory; taken away again unless they are kept.
#[derive(Default)]
struct Placed(Vec<PathBuf>);

impl Placed {
    fn refuse_to_overwrite(&self, dir: &Path) -> Result<(), BackupError> {
        let names = [DATA, KEYS, register_file::FILE];
        let there = names.iter().map(|name| dir.join(name)).find(|path| path.exists());
        there.map_or(Ok(()), |path| Err(BackupError::Exists(path)))
    }

    /// Copies a file, unless the directory brings its own keys or settings.
    fn copy(&mut self, backup: &Path, dir: &Path, name: &str) -> Result<(), BackupError> {
        let target = dir.join(name);
        if target.exists() {
            return Ok(());
        }
        if let Some(folder) = target.parent() {
            private_dir(folder)?;
        }
        self.0.push(target.clone());
        copy(&backup.join(name), &target)
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        for path in &self.0 {
            for companion in ["", "-wal", "-shm"] {
                let mut path = path.as_os_str().to_owned();
                path.push(companion);
                // What cannot be removed is found by the next attempt, which overwrites nothing.
                let _ = fs::remove_file(PathBuf::from(path));
            }
        }
    }
}
