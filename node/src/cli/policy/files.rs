//! Which files are meant.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// A file to explain.
#[derive(Debug)]
pub(super) struct Listed {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Whether a directory was named, and not the file itself.
    pub(super) in_directory: bool,
}

/// The files named, and for a directory its `*.json` in the order of their names, without the federation file.
pub(super) fn list(named: &[PathBuf], federation: Option<&Path>) -> anyhow::Result<Vec<Listed>> {
    let federation = federation.and_then(|file| file.canonicalize().ok());
    let mut listed = Vec::new();
    for path in named {
        if path.is_dir() {
            let inside = json_files(path).with_context(|| format!("`{}` cannot be listed", path.display()))?;
            let mut inside = inside.into_iter().filter(|file| file.canonicalize().ok() != federation).peekable();
            if inside.peek().is_none() {
                bail!("there is no submission or case file (*.json) in `{}`", path.display());
            }
            listed.extend(inside.map(|path| Listed { path, in_directory: true }));
        } else {
            listed.push(Listed { path: path.clone(), in_directory: false });
        }
    }
    Ok(listed)
}

fn json_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "json") && !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
