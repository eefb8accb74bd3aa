//! Taking a backup, while the node runs or not: SQLite gives one moment of a file, whoever writes to it meanwhile.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sluis_schemas::Timestamp;

use super::{BackupError, FORMAT, FileState, Kind, MANIFEST, Manifest, StoreState, state_of};
use crate::clock::DAY;
use crate::settings::{self, Settings};
use crate::store::{self, DATA, KEYS};
use crate::{owner_only, register_file};

/// How the directories of data keys begin that a rotation makes and removes.
const ROTATED: &str = "datakeys-";
/// Directory of a node's keys.
pub(super) const KEY_FILES: &str = "keys";

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The new backup.
    pub made: PathBuf,
    /// Older ones that were removed.
    pub removed: Vec<PathBuf>,
}

/// Backs up everything but data keys into a new directory; with the node's own keys only where asked for.
///
/// # Errors
/// [`BackupError`]; nothing is left behind then.
pub async fn take_data(node: &Path, out: &Path, with_keys: bool, now: Timestamp) -> Result<Manifest, BackupError> {
    let settings = Settings::load(node)?;
    let draft = Draft::begin(node, out)?;
    let state = store::copy_of(&node.join(DATA), &draft.file(DATA)?).await?.map(StoreState::of);
    draft.copy(settings::FILE)?;
    draft.copy(register_file::FILE)?;
    if with_keys {
        draft.copy_all(KEY_FILES)?;
    }
    draft.finish(&settings, Kind::Data, state, now)
}

/// Backs up data keys into a new directory.
///
/// # Errors
/// [`BackupError`]; nothing is left behind then.
pub async fn take_keys(node: &Path, out: &Path, now: Timestamp) -> Result<Manifest, BackupError> {
    let settings = Settings::load(node)?;
    let draft = Draft::begin(node, out)?;
    store::copy_of(&node.join(KEYS), &draft.file(KEYS)?).await?;
    draft.finish(&settings, Kind::DataKeys, None, now)
}

/// Backs up data keys into a new directory below `place`, and removes those there that are older than so many days.
/// What was erased is gone for good once no backup of data keys from before is left.
///
/// # Errors
/// [`BackupError`]; older backups are only removed once the new one stands.
pub async fn rotate_keys(node: &Path, place: &Path, days: u32, now: Timestamp) -> Result<Rotated, BackupError> {
    private_dir(place)?;
    let name = now.to_string().replace([':', '-'], "");
    let made = place.join(format!("{ROTATED}{name}"));
    let manifest = take_keys(node, &made, now).await?;
    let horizon = now.as_millis().saturating_sub(u64::from(days).saturating_mul(DAY));
    let mut removed = Vec::new();
    for entry in fs::read_dir(place).map_err(BackupError::io(place))? {
        let path = entry.map_err(BackupError::io(place))?.path();
        let is_rotated = path.file_name().and_then(|name| name.to_str()).is_some_and(|n| n.starts_with(ROTATED));
        // What does not read is not ours to remove.
        let Some(old) = is_rotated.then(|| Manifest::read(&path).ok()).flatten() else { continue };
        if path != made && old.node == manifest.node && old.kind == Kind::DataKeys && old.at.as_millis() < horizon {
            fs::remove_dir_all(&path).map_err(BackupError::io(&path))?;
            removed.push(path);
        }
    }
    removed.sort();
    Ok(Rotated { made, removed })
}

/// Makes a directory for its owner alone, if there is none.
pub(super) fn private_dir(path: &Path) -> Result<(), BackupError> {
    owner_only::folders(path).map_err(BackupError::io(path))
}

/// Makes an empty file for its owner alone.
pub(super) fn private_file(path: &Path) -> Result<File, BackupError> {
    owner_only::file(path).map_err(BackupError::io(path))
}

/// Puts the names in a directory onto the disk.
pub(super) fn sync_dir(path: &Path) -> Result<(), BackupError> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(BackupError::io(path))
}

/// Copies a file for its owner alone, onto the disk.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut source = File::open(from).map_err(BackupError::io(from))?;
    let mut target = private_file(to)?;
    std::io::copy(&mut source, &mut target).map_err(BackupError::io(to))?;
    target.sync_all().map_err(BackupError::io(to))
}

/// A backup that is being written, beside its place; removed unless it is finished.
struct Draft<'a> {
    node: &'a Path,
    out: PathBuf,
    dir: PathBuf,
    is_finished: bool,
}

impl<'a> Draft<'a> {
    fn begin(node: &'a Path, out: &'a Path) -> Result<Self, BackupError> {
        if !node.join(DATA).exists() {
            return Err(BackupError::Nothing(node.to_owned()));
        }
        // Without what a path may end with: a slash.
        let out: PathBuf = out.components().collect();
        if out.exists() {
            return Err(BackupError::Exists(out));
        }
        let mut dir = out.as_os_str().to_owned();
        dir.push(".partial");
        let dir = PathBuf::from(dir);
        if dir.exists() {
            // Left by one that was broken off.
            fs::remove_dir_all(&dir).map_err(BackupError::io(&dir))?;
        }
        private_dir(&dir)?;
        Ok(Self { node, out, dir, is_finished: false })
    }

    /// A new file in the backup.
    fn file(&self, name: &str) -> Result<PathBuf, BackupError> {
        let path = self.dir.join(name);
        private_file(&path)?;
        Ok(path)
    }

    fn copy(&self, name: &str) -> Result<(), BackupError> {
        let from = self.node.join(name);
        if from.exists() { copy(&from, &self.dir.join(name)) } else { Ok(()) }
    }

    fn copy_all(&self, folder: &str) -> Result<(), BackupError> {
        let from = self.node.join(folder);
        private_dir(&self.dir.join(folder))?;
        for entry in fs::read_dir(&from).map_err(BackupError::io(&from))? {
            let entry = entry.map_err(BackupError::io(&from))?;
            let Some(name) = entry.file_name().to_str().map(|name| format!("{folder}/{name}")) else { continue };
            if entry.path().is_dir() { self.copy_all(&name)? } else { self.copy(&name)? }
        }
        Ok(())
    }

    /// Writes the manifest and puts the backup into its place, in one step.
    fn finish(
        mut self,
        settings: &Settings,
        kind: Kind,
        store: Option<StoreState>,
        now: Timestamp,
    ) -> Result<Manifest, BackupError> {
        let mut files = BTreeMap::new();
        states(&self.dir, "", &mut files)?;
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let manifest = Manifest { format: FORMAT, kind, node: settings.node.clone(), version, at: now, store, files };
        let path = self.dir.join(MANIFEST);
        let text = serde_json::to_vec_pretty(&manifest).map_err(|e| BackupError::io(&path)(e.into()))?;
        owner_only::write(&path, &text).map_err(BackupError::io(&path))?;
        sync_dir(&self.dir)?;
        fs::rename(&self.dir, &self.out).map_err(BackupError::io(&self.out))?;
        self.is_finished = true;
        sync_dir(self.out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        Ok(manifest)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            // Nothing more can be done about a place that cannot be cleared.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// Every file below a directory, for its owner alone, with its hash.
fn states(dir: &Path, prefix: &str, files: &mut BTreeMap<String, FileState>) -> Result<(), BackupError> {
    for entry in fs::read_dir(dir).map_err(BackupError::io(dir))? {
        let entry = entry.map_err(BackupError::io(dir))?;
        let path = entry.path();
        let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else { continue };
        if path.is_dir() {
            states(&path, &format!("{name}/"), files)?;
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(BackupError::io(&path))?;
            files.insert(name, state_of(&path)?);
        }
    }
    Ok(())
}
