//! Backups of a node that never ran beyond its first commit.

use std::path::Path;

use super::*;
use crate::keys::KeyRing;
use crate::store::{KEYS, Store};

const DAY: u64 = 24 * 60 * 60 * 1_000;

/// A node's directory with empty databases.
async fn node() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let keys = KeyRing::create(dir.path()).unwrap();
    fs::write(dir.path().join("sluis.toml"), "node = \"node-nl\"").unwrap();
    Store::open(dir.path(), &keys).await.unwrap().close().await.unwrap();
    dir
}

fn day(n: u64) -> Timestamp {
    Timestamp::from_millis(1_795_000_000_000 + n * DAY)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_rotation_keeps_the_days_told_and_removes_nothing_else() {
    let (node, place) = (node().await, tempfile::tempdir().unwrap());
    fs::create_dir(place.path().join("datakeys-of-somebody-else")).unwrap();
    let first = rotate_keys(node.path(), place.path(), 7, day(0)).await.unwrap().made;
    let second = rotate_keys(node.path(), place.path(), 7, day(7)).await.unwrap();
    assert!(second.removed.is_empty() && first.exists());
    let third = rotate_keys(node.path(), place.path(), 7, day(8)).await.unwrap();
    assert_eq!(third.removed, [first]);
    assert_eq!(names(place.path()).len(), 3);
    assert!(place.path().join("datakeys-of-somebody-else").exists());
}

#[tokio::test]
async fn data_keys_are_in_no_backup_of_data_and_own_keys_only_where_asked_for() {
    let (node, place) = (node().await, tempfile::tempdir().unwrap());
    let [plain, with_keys] = ["plain", "with"].map(|name| place.path().join(name));
    take_data(node.path(), &plain, false, day(0)).await.unwrap();
    let manifest = take_data(node.path(), &with_keys, true, day(0)).await.unwrap();
    assert_eq!(names(&plain), ["manifest.json", "sluis.db", "sluis.toml"]);
    assert!(manifest.files.contains_key("keys/storage.key") && !with_keys.join(KEYS).exists());
    assert_eq!(Manifest::read(&with_keys).unwrap(), manifest);
    manifest.verify(&with_keys).unwrap();
}

#[tokio::test]
async fn a_place_in_use_is_refused_and_a_manifest_cannot_name_files_elsewhere() {
    let (node, place) = (node().await, tempfile::tempdir().unwrap());
    let out = place.path().join("data");
    let mut manifest = take_data(node.path(), &out, false, day(0)).await.unwrap();
    let again = take_data(node.path(), &out, false, day(0)).await.unwrap_err();
    assert!(matches!(again, BackupError::Exists(path) if path == out));
    let state = manifest.files["sluis.db"].clone();
    for name in ["../sluis.db", "/etc/passwd", "keys//a", "."] {
        manifest.files = [(name.to_owned(), state.clone())].into();
        fs::write(out.join(MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
        assert!(matches!(Manifest::read(&out), Err(BackupError::NoBackup { .. })), "{name}");
    }
}
