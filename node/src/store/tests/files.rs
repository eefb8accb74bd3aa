//! Opening files that are not as they should be.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::world::*;
use crate::keys::KeyRing;
use crate::store::{Store, StoreError};

/// A store with something in it, closed.
async fn closed() -> (tempfile::TempDir, KeyRing) {
    let mut world = World::new().await;
    let journal = world.journal("user", 1);
    world.commit([released(1, 0, &[]), vec![draft(1, "text"), journal]].concat()).await;
    let World { dir, ring, store, .. } = world;
    store.close().await.unwrap();
    (dir, ring)
}

async fn refused(dir: &Path, ring: &KeyRing) -> StoreError {
    Store::open(dir, ring).await.unwrap_err()
}

#[tokio::test]
async fn a_directory_is_opened_by_one_at_a_time() {
    let world = World::new().await;
    let error = refused(world.dir.path(), &world.ring).await;
    assert!(matches!(&error, StoreError::Locked { dir } if *dir == world.dir.path()), "{error}");
    world.restart().await;
}

#[tokio::test]
async fn files_are_for_their_owner_alone() {
    let mut world = World::new().await;
    world.commit(released(1, 0, &[])).await;
    let files = fs::read_dir(world.dir.path()).unwrap().map(|f| f.unwrap().path()).filter(|p| p.is_file());
    let modes: Vec<_> = files.map(|p| (p.metadata().unwrap().permissions().mode() & 0o777, p)).collect();
    assert!(modes.len() >= 5, "{modes:?}");
    assert!(modes.iter().all(|(mode, _)| *mode == 0o600), "{modes:?}");
}

#[tokio::test]
async fn a_damaged_file_is_named() {
    for file in ["sluis.db", "datakeys.db"] {
        for (from, to) in [(0, 100), (4_096 + 8, 8_192)] {
            let (dir, ring) = closed().await;
            let path = dir.path().join(file);
            let mut bytes = fs::read(&path).unwrap();
            bytes[from..to].fill(0xa5);
            fs::write(&path, bytes).unwrap();
            let error = refused(dir.path(), &ring).await;
            assert!(
                matches!(&error, StoreError::Damaged { file: named, .. } if *named == file),
                "{file} {from}: {error}"
            );
            assert!(error.to_string().contains("backup"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_truncated_file_is_named() {
    let (dir, ring) = closed().await;
    let file = fs::OpenOptions::new().write(true).open(dir.path().join("sluis.db")).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    let error = refused(dir.path(), &ring).await;
    assert!(matches!(&error, StoreError::Damaged { file: "sluis.db", .. }), "{error}");
}

#[tokio::test]
async fn other_keys_are_told_apart_from_damage() {
    for (name, storage) in [("storage.key", true), ("index.key", false)] {
        let (dir, _) = closed().await;
        let other = tempfile::tempdir().unwrap();
        KeyRing::create(other.path()).unwrap();
        fs::copy(other.path().join("keys").join(name), dir.path().join("keys").join(name)).unwrap();
        let error = refused(dir.path(), &keys_of(dir.path())).await;
        let expected = if storage {
            matches!(error, StoreError::WrongStorageKey)
        } else {
            matches!(error, StoreError::WrongIndexKey)
        };
        assert!(expected && error.to_string().contains(name), "{error}");
    }
}

#[tokio::test]
async fn files_that_do_not_belong_together_are_refused() {
    for missing in ["sluis.db", "datakeys.db"] {
        let (dir, ring) = closed().await;
        fs::remove_file(dir.path().join(missing)).unwrap();
        let error = refused(dir.path(), &ring).await;
        assert!(matches!(error, StoreError::NotTogether), "without {missing}: {error}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let (dir, ring) = closed().await;
    let mut world = Store::open(dir.path(), &ring).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', 1, x'00', 0)";
    sqlx::query(newer).execute(world.writer.connection()).await.unwrap();
    world.close().await.unwrap();
    let error = refused(dir.path(), &ring).await;
    assert!(matches!(error, StoreError::NewerSchema { file: "sluis.db", version: 9999 }), "{error}");
}

#[tokio::test]
async fn changed_content_is_noticed() {
    let mut world = World::new().await;
    world.commit(released(1, 0, &[])).await;
    let overwrite = "UPDATE record SET sealed = zeroblob(length(sealed))";
    sqlx::query(overwrite).execute(world.store.writer.connection()).await.unwrap();
    let keys = [sluis_protocol::core::Key::Held(origin(), record_id(1))].into();
    let error = world.store.reader().find(&keys).await.unwrap_err();
    assert!(error.to_string().contains("column sealed of record"), "{error}");
}

#[tokio::test]
async fn sound_files_pass_the_full_check() {
    let mut world = World::new().await;
    world.commit(released(1, 0, &[])).await;
    world.store.reader().check_files().await.unwrap();
}

#[tokio::test]
async fn what_may_not_be_written_is_named_so() {
    let world = World::new().await;
    let mut connection = world.store.reader().connection().await.unwrap();
    let error = sqlx::query("DELETE FROM head").execute(&mut *connection).await.unwrap_err();
    assert!(matches!(StoreError::of("sluis.db", error), StoreError::ReadOnly { file: "sluis.db" }));
}

#[tokio::test]
async fn a_missing_directory_is_no_damage() {
    let dir = tempfile::tempdir().unwrap();
    let ring = KeyRing::create(dir.path()).unwrap();
    let error = refused(&dir.path().join("elsewhere"), &ring).await;
    assert!(matches!(&error, StoreError::Io { .. }), "{error}");
}
