//! Backups of a node that never ran beyond its first commit.

use std::path::Path;

use super::*;
use crate::clock::DAY;
use crate::keys::KeyRing;
use crate::store::{KEYS, Store};

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

/// A backup of the data and one of the keys, and a directory that has the node's own keys and nothing else.
async fn backed_up(place: &Path) -> ([PathBuf; 2], tempfile::TempDir) {
    let node = node().await;
    let [data, keys] = ["data", "keys"].map(|name| place.join(name));
    take_data(node.path(), &data, false, day(0)).await.unwrap();
    let keys = rotate_keys(node.path(), &keys, 7, day(0)).await.unwrap().made;
    for entry in fs::read_dir(node.path()).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_file() {
            fs::remove_file(entry).unwrap()
        }
    }
    ([data, keys], node)
}

async fn incarnation(dir: &Path) -> Incarnation {
    Store::open(dir, &KeyRing::load(dir).unwrap()).await.unwrap().reader().state().await.unwrap().0
}

#[tokio::test]
async fn a_backup_may_be_named_with_a_slash_and_leaves_nothing_else_behind() {
    let (node, place) = (node().await, tempfile::tempdir().unwrap());
    take_data(node.path(), &place.path().join("data/"), false, day(0)).await.unwrap();
    assert_eq!(names(place.path()), ["data"]);
}

#[tokio::test]
async fn a_restore_that_was_broken_off_is_no_store_and_is_begun_anew() {
    let place = tempfile::tempdir().unwrap();
    let (backups, node) = backed_up(place.path()).await;
    let partial = node.path().join(crate::store::PARTIAL);
    fs::create_dir(&partial).unwrap();
    fs::copy(backups[0].join("sluis.db"), partial.join("sluis.db")).unwrap();
    fs::write(node.path().join(KEYS), "half of it").unwrap();
    let opened = Store::open(node.path(), &KeyRing::load(node.path()).unwrap()).await;
    assert!(matches!(opened, Err(StoreError::BrokenOff { .. })), "{:?}", opened.map(drop));

    let put_back = put_back(&backups, node.path(), day(1)).await.unwrap();

    assert_eq!(incarnation(node.path()).await, put_back.incarnation);
    assert!(!partial.exists());
}

#[tokio::test]
async fn nothing_is_put_back_where_a_store_is_and_a_failure_leaves_the_directory_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let (backups, node) = backed_up(place.path()).await;
    fs::write(node.path().join(KEYS), "somebody's").unwrap();
    let error = put_back(&backups, node.path(), day(1)).await.unwrap_err();
    assert!(matches!(error, BackupError::Exists(path) if path.ends_with(KEYS)));
    fs::remove_file(node.path().join(KEYS)).unwrap();
    let mut manifest = Manifest::read(&backups[0]).unwrap();
    manifest.store.as_mut().unwrap().journal_entries = 7;
    fs::write(backups[0].join(MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
    let before = names(node.path());
    let error = put_back(&backups, node.path(), day(1)).await.unwrap_err();
    assert!(matches!(error, BackupError::Changed(_)), "{error}");
    assert_eq!(names(node.path()), before);
}
