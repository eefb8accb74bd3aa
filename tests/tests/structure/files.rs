//! The repository's files.

use std::path::{Path, PathBuf};

/// The top of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A file's text, by its path from the top.
pub(crate) fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A TOML file.
pub(crate) fn toml(path: &str) -> toml::Table {
    text(path).parse().unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every text file: its path from the top, and its text. What is built or belongs to git is left out.
pub(crate) fn all() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let built = root().join("target");
    let mut waiting = vec![root().to_owned()];
    while let Some(folder) = waiting.pop() {
        for path in entries(&folder) {
            // Cargo marks a folder only where it makes it itself.
            if path.ends_with(".git") || path == built || path.join("CACHEDIR.TAG").exists() {
                continue;
            }
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.extend(std::fs::read_to_string(&path).ok().map(|text| (from_top(&path), text)));
            }
        }
    }
    assert!(found.len() > 50, "the repository has more than {} files", found.len());
    found
}

/// Every Rust file.
pub(crate) fn rust() -> Vec<(String, String)> {
    all().into_iter().filter(|(path, _)| path.ends_with(".rs")).collect()
}

/// What a folder holds.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn from_top(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()
}
