//! Putting a node back from its backups. It starts in quarantine: it has forgotten what its peers have not.

use std::fs;
use std::path::{Path, PathBuf};

use sluis_protocol::crypto::Salt;
use sluis_protocol::standing::Incarnation;
use sluis_schemas::{NodeId, Timestamp};

use super::take::{KEY_FILES, copy, private_dir, sync_dir};
use super::{BackupError, Kind, Manifest, StoreState};
use crate::keys::KeyRing;
use crate::kill_point::kill_point;
use crate::register_file;
use crate::store::{DATA, KEYS, PARTIAL, Store};

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

/// Puts a node back into `dir` from a backup of data and one of data keys, in any order. Broken off at any point it
/// leaves either no store there or one that is in quarantine.
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
    let mut placing = Placing::begin(dir)?;
    for name in data_manifest.files.keys().filter(|name| *name != DATA) {
        placing.place(data, name)?;
    }
    if !dir.join(KEY_FILES).exists() {
        return Err(BackupError::NoKeys(dir.join(KEY_FILES)));
    }
    let partial = dir.join(PARTIAL);
    for (backup, name) in [(*data, DATA), (*keys, KEYS)] {
        copy(&backup.join(name), &partial.join(name))?;
    }
    let incarnation = Incarnation(Salt(crate::crypto::random().ok_or(BackupError::Random)?));
    let mut store = Store::open(&partial, &KeyRing::load(dir)?).await?;
    if data_manifest.store != Some(StoreState::of(store.reader().state().await?)) {
        return Err(BackupError::Changed(data.join(DATA)));
    }
    let without_keys = store.put_back(incarnation, now).await?;
    store.close().await?;
    kill_point("before-restored-moves");
    placing.finish()?;
    Ok(PutBack { node: data_manifest.node.clone(), incarnation, without_keys })
}

/// Files that are being put into a node's directory; taken away again unless all of it succeeds.
struct Placing<'a> {
    dir: &'a Path,
    placed: Vec<PathBuf>,
}

impl<'a> Placing<'a> {
    /// Refuses a directory where a store is, and clears what a restore left that was broken off.
    fn begin(dir: &'a Path) -> Result<Self, BackupError> {
        let partial = dir.join(PARTIAL);
        let names: &[&str] = if partial.exists() { &[DATA] } else { &[DATA, KEYS, register_file::FILE] };
        if let Some(path) = names.iter().map(|name| dir.join(name)).find(|path| path.exists()) {
            return Err(BackupError::Exists(path));
        }
        private_dir(dir)?;
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(BackupError::io(&partial))?;
        }
        private_dir(&partial)?;
        sync_dir(dir)?;
        Ok(Self { dir, placed: vec![] })
    }

    /// Copies a file, unless the directory brings its own keys or settings. Never half of it.
    fn place(&mut self, backup: &Path, name: &str) -> Result<(), BackupError> {
        let target = self.dir.join(name);
        if target.exists() && name != register_file::FILE {
            return Ok(());
        }
        if let Some(folder) = target.parent() {
            private_dir(folder)?;
        }
        let copied = self.dir.join(PARTIAL).join("file");
        copy(&backup.join(name), &copied)?;
        self.placed.push(target.clone());
        fs::rename(&copied, &target).map_err(BackupError::io(&target))
    }

    /// Moves the databases into their place, the data last: with it the store is there.
    fn finish(mut self) -> Result<(), BackupError> {
        let partial = self.dir.join(PARTIAL);
        for name in [KEYS, DATA] {
            let target = self.dir.join(name);
            self.placed.push(target.clone());
            fs::rename(partial.join(name), &target).map_err(BackupError::io(&target))?;
            sync_dir(self.dir)?;
            kill_point("restored-moves");
        }
        self.placed.clear();
        Ok(())
    }
}

impl Drop for Placing<'_> {
    fn drop(&mut self) {
        // What cannot be removed is found by the next attempt.
        for path in &self.placed {
            let _ = fs::remove_file(path);
        }
        let _ = fs::remove_dir_all(self.dir.join(PARTIAL));
    }
}
