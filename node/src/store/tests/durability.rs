//! What survives, and what a failed commit leaves: nothing.

use std::fs;

use sluis_protocol::core::{Direction, Fact, HeldState, Key, Write};
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::tree::{consistency, proves_consistency};

use super::world::*;
use crate::crypto::RingCrypto;
use crate::store::{Conditions, StoreError};

#[tokio::test]
async fn what_was_committed_survives_a_restart() {
    let mut world = World::new().await;
    let journal = world.journal("user", 1);
    world.commit([released(1, 0, &[]), vec![draft(1, "text"), idempotency(1, 2), journal]].concat()).await;
    let world = world.restart().await;
    assert_eq!(world.bytes(origin(), 1).await.unwrap(), b"record 1");
    assert!(world.fact(Key::Draft(origin(), draft_id(1))).await.is_some());
    assert!(world.fact(Key::Idempotency(Digest([1; 32]))).await.is_some());
    assert_eq!(world.store.reader().verify_journal().await.unwrap(), world.journal_head());
}

/// Each of these fails at another table, after others of the same batch were written.
#[tokio::test]
async fn a_commit_is_all_or_nothing() {
    let ids = [record_id(1)];
    let mut world = World::new().await;
    let journal = world.journal("user", 1);
    let block = || entries(Direction::Out, outgoing(), &ids, 1, 0);
    let done = vec![
        idempotency(1, 2),
        block(),
        journal.clone(),
        Write::Register { sequence: 1, bytes: b"v".as_slice().into() },
    ];
    world.commit([released(1, 0, &[]), done].concat()).await;
    let again = Write::Register { sequence: 1, bytes: b"other".as_slice().into() };
    for (what, failing) in [("key", idempotency(1, 3)), ("block", block()), ("journal", journal), ("register", again)] {
        let batch = [released(2, 0, &[]), vec![draft(1, "text"), idempotency(7, 7), waits(2, 0), failing]].concat();
        let error = world.refused(batch).await;
        assert!(matches!(error, StoreError::Database { file: "sluis.db", .. }), "{what}: {error}");
        assert_eq!(world.bytes(origin(), 2).await, None, "{what}");
        assert!(world.fact(Key::Draft(origin(), draft_id(1))).await.is_none(), "{what}");
        assert!(world.fact(Key::Idempotency(Digest([7; 32]))).await.is_none(), "{what}");
    }
    world.commit([released(2, 0, &[]), vec![draft(1, "text"), waits(2, 0)]].concat()).await;
    assert_eq!(world.bytes(origin(), 2).await.unwrap(), b"record 2");
    let Some(Fact::Outbox(waiting)) = world.fact(Key::Outbox { feed: outgoing(), limit: 9 }).await else { panic!() };
    assert_eq!(waiting.len(), 1);
}

#[tokio::test]
async fn time_never_runs_back() {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    world.commit(released(1, 50, &[])).await;
    world.commit(released(2, 20, &[])).await;
    assert_eq!(world.store.snapshot().await.unwrap().last_time, at(50));
}

#[tokio::test]
async fn content_is_in_no_file_in_the_clear() {
    let marker = "Wilhelmina Verzonnen-Vondelaar";
    let mut world = World::new().await;
    let journal = world.journal(marker, 1);
    let rights = Write::Rights { change: grant(1, marker), at: at(0) };
    let own = held(1, origin(), 0, HeldState::Own);
    let private = Write::Private { record: record_id(1), member: origin(), private: private(&[]) };
    world.commit(vec![draft(1, marker), record(1, 0, marker), private, own, journal, rights]).await;
    let dir = world.dir.path().to_owned();
    let search = || {
        let files = fs::read_dir(&dir).unwrap().map(|f| f.unwrap().path()).filter(|p| p.is_file());
        let files: Vec<_> = files.map(|p| (fs::read(&p).unwrap(), p)).collect();
        for (bytes, path) in &files {
            for hidden in [marker, "nl-uitgesloten"] {
                assert!(!contains(bytes, hidden.as_bytes()), "`{hidden}` in {}", path.display());
            }
        }
        files.iter().any(|(bytes, _)| contains(bytes, origin().as_str().as_bytes()))
    };
    assert!(search(), "the search itself finds nothing");
    world.store.close().await.unwrap();
    assert!(search(), "the search itself finds nothing");
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[tokio::test]
async fn a_full_disk_refuses_the_commit_and_keeps_what_was() {
    let mut world = World::new().await;
    world.commit(released(1, 0, &[])).await;
    sqlx::query("PRAGMA max_page_count = 1").execute(world.store.writer.connection()).await.unwrap();
    let large = record(2, 0, &"x".repeat(1 << 20));
    let error = world.refused(vec![large, held(2, origin(), 0, HeldState::Own)]).await;
    assert!(matches!(error, StoreError::DiskFull { file: "sluis.db" }), "{error}");
    assert_eq!(world.bytes(origin(), 1).await.unwrap(), b"record 1");
}

#[tokio::test]
async fn a_commit_that_sqlite_itself_rolled_back_is_refused_and_the_next_one_is_made() {
    let mut world = World::new().await;
    world.commit(released(1, 0, &[])).await;
    // As where the disk is full or fails in the middle of it.
    let failing = "CREATE TRIGGER failing BEFORE INSERT ON held BEGIN SELECT RAISE(ROLLBACK, 'the disk fails'); END";
    sqlx::query(failing).execute(world.store.writer.connection()).await.unwrap();
    world.refused(released(2, 1, &[])).await;
    sqlx::query("DROP TRIGGER failing").execute(world.store.writer.connection()).await.unwrap();
    world.commit(released(2, 1, &[])).await;
    assert_eq!(world.bytes(origin(), 2).await.unwrap(), b"record 2");
}

#[tokio::test]
async fn a_rewritten_journal_is_noticed() {
    let mut world = World::new().await;
    for n in 1..=3 {
        let journal = world.journal("user", n);
        world.commit(vec![journal]).await;
    }
    assert_eq!(world.store.reader().verify_journal().await.unwrap(), world.journal_head());
    let tamper = async |world: &mut World, statement: &'static str| {
        sqlx::query(statement).execute(world.store.writer.connection()).await.unwrap();
    };
    tamper(&mut world, "UPDATE journal SET at = at + 1 WHERE seq = 2").await;
    let error = world.store.reader().verify_journal().await.unwrap_err();
    assert!(error.to_string().contains("entry 2"), "{error}");
    tamper(&mut world, "UPDATE journal SET at = at - 1 WHERE seq = 2").await;
    tamper(&mut world, "DELETE FROM opening WHERE seq = 3").await;
    tamper(&mut world, "DELETE FROM journal WHERE seq = 3").await;
    assert!(world.store.reader().verify_journal().await.is_err());
    let World { store, dir, ring, .. } = world;
    drop(store);
    let error = crate::store::Store::open(dir.path(), &ring).await.unwrap_err();
    assert!(matches!(&error, StoreError::Damaged { file: "sluis.db", .. }), "{error}");
}

#[tokio::test]
async fn a_journal_from_before_there_was_a_tree_gets_one_at_the_next_start() {
    let mut world = World::new().await;
    for n in 1..=20 {
        let journal = world.journal("user", n);
        world.commit(vec![journal]).await;
    }
    for statement in
        ["DELETE FROM subtree", "UPDATE journal SET leaf = zeroblob(32)", "UPDATE head SET journal_root = zeroblob(0)"]
    {
        sqlx::query(statement).execute(world.store.writer.connection()).await.unwrap();
    }
    let mut world = world.restart().await;
    assert_eq!(world.store.reader().verify_journal().await.unwrap(), world.journal_head());
    let count = sqlx::query_scalar("SELECT count(*) FROM subtree").fetch_one(world.store.writer.connection()).await;
    assert_eq!(count.unwrap_or(0_i64), 2, "of eight entries each");
}

#[tokio::test]
async fn what_is_stored_of_the_tree_proves_that_it_continues_each_of_its_pasts() {
    let mut world = World::new().await;
    let mut roots = vec![world.journal_head().root];
    for n in 1..=75 {
        let journal = world.journal("user", n);
        world.commit(vec![journal]).await;
        roots.push(world.journal_head().root);
    }
    for old in [1, 2, 7, 8, 9, 31, 64, 65, 74] {
        let spans = consistency(old, 75);
        let found = world.facts(spans.iter().flat_map(|span| span.subtrees()).map(Key::Subtree)).await;
        let find = |subtree| match found.get(&Key::Subtree(subtree)) {
            Some(Fact::Subtree(hash)) => Some(*hash),
            _ => None,
        };
        let proof: Vec<_> = spans.iter().map(|span| span.hash(&RingCrypto, &find).unwrap()).collect();
        let root = |size: u64| (size, roots[usize::try_from(size).unwrap()]);
        assert!(proves_consistency(&RingCrypto, root(old), root(75), &proof), "from {old}");
    }
}

#[tokio::test]
async fn a_task_of_its_own_may_own_the_store() {
    let mut world = World::new().await;
    let reader = world.store.reader().clone();
    let task = tokio::spawn(async move {
        world.store.install_genesis(&directory()).await.unwrap();
        world.commit(released(1, 0, &[])).await;
        world.store.snapshot().await.unwrap();
        world
    });
    let world = task.await.unwrap();
    let listed = tokio::spawn(async move { reader.search(&origin(), &Conditions::default(), None, 9).await })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(listed.0.len(), 1);
    drop(world);
}
