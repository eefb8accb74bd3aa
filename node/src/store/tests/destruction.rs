//! Destroyed content is gone from the files, whatever happens in between.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sluis_protocol::core::{Closed, Fact, HeldState, Key, RecordOf, Term, Write, WriteBatch, terms};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::Ending;
use sqlx::Connection;

use super::search::{content, identifier, signed};
use super::world::*;
use crate::store::{Conditions, StoreError};

/// A record with content of case c01, held by these members; the origin's own, if it is among them.
fn holding(n: u8, members: &[MemberId]) -> WriteBatch {
    let content = content("c01");
    let of = RecordOf { signer: origin(), first: record_id(n), version: 1 };
    let record = Write::Record { id: record_id(n), at: at(0), bytes: signed(&content).into(), of };
    let held = members.iter().map(|member| {
        let state = if *member == origin() { HeldState::Own } else { HeldState::Accepted };
        let (from, terms) = (origin(), terms(&content));
        Write::Held {
            member: member.clone(),
            record: record_id(n),
            from,
            at: at(0),
            state,
            terms,
            place: None,
            ends: None,
        }
    });
    std::iter::once(record).chain(held).collect()
}

/// The origin's own record with its draft, its private part and an identifier.
async fn own() -> World {
    let mut world = World::new().await;
    let private =
        Write::Private { record: record_id(1), member: origin(), private: private(&[(abroad(), "permitted")]) };
    let release = Write::DraftReleased { id: draft_id(1), member: origin(), record: record_id(1) };
    world.commit(vec![draft(1, "text"), idempotency(1, 1)]).await;
    world.commit([holding(1, &[origin()]), vec![private, release]].concat()).await;
    world
}

/// Every blob that stands for content, and for keys.
async fn secrets(world: &mut World) -> Vec<Vec<u8>> {
    let data = "SELECT sealed FROM record UNION ALL SELECT sealed FROM private UNION ALL SELECT sealed FROM draft \
                UNION ALL SELECT token FROM identifier UNION ALL SELECT terms FROM held";
    let keys = "SELECT wrapped FROM data_key WHERE kind IN (1, 2)";
    let mut found: Vec<Vec<u8>> = sqlx::query_scalar(data).fetch_all(world.store.writer.connection()).await.unwrap();
    found.extend(
        sqlx::query_scalar::<_, Vec<u8>>(keys).fetch_all(world.store.writer.keys().connection()).await.unwrap(),
    );
    found
}

/// How many of the secrets stand in a file of the directory.
fn in_files(dir: &Path, secrets: &[Vec<u8>]) -> usize {
    let files = fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()).filter(|p| p.is_file());
    let files: Vec<_> = files.map(|p| fs::read(p).unwrap()).collect();
    let stands =
        |secret: &&Vec<u8>| files.iter().any(|f| f.windows(secret.len()).any(|window| window == secret.as_slice()));
    secrets.iter().filter(stands).count()
}

async fn keys_left(world: &mut World) -> i64 {
    world.store.writer.keys().count().await
}

#[tokio::test]
async fn destroyed_content_its_tokens_and_its_keys_are_in_no_file() {
    let mut world = own().await;
    let secrets = secrets(&mut world).await;
    assert!(secrets.len() >= 7 && secrets.iter().all(|secret| secret.len() >= 8), "{}", secrets.len());
    assert_eq!(in_files(world.dir.path(), &secrets), secrets.len(), "the search itself finds nothing");

    world.commit(vec![destroy(1, origin(), Ending::Recalled, 5)]).await;

    assert_eq!(in_files(world.dir.path(), &secrets), 0);
    assert_eq!(keys_left(&mut world).await, 0);
    let why = Closed::Ended { ending: Ending::Recalled, at: at(5), destroyed: true };
    let found = world.fact(Key::Held(origin(), record_id(1))).await;
    assert!(matches!(found, Some(Fact::Closed(found)) if found == why));
    assert!(world.fact(Key::Draft(origin(), draft_id(1))).await.is_none());
    assert!(world.fact(Key::Kept(origin(), record_id(1))).await.is_none());
    assert!(world.fact(Key::Idempotency(sluis_protocol::crypto::Digest([1; 32]))).await.is_none());
    assert_eq!(world.store.reader().counts().await.unwrap().records, 0);
}

#[tokio::test]
async fn nothing_of_it_is_left_after_a_start_in_any_file() {
    let mut world = own().await;
    let secrets = secrets(&mut world).await;
    world.commit(vec![destroy(1, origin(), Ending::Recalled, 5)]).await;
    let world = world.restart().await;
    assert_eq!(in_files(world.dir.path(), &secrets), 0);
    let World { store, dir, .. } = world;
    store.close().await.unwrap();
    assert_eq!(in_files(dir.path(), &secrets), 0);
}

#[tokio::test]
async fn keys_that_a_crash_spared_go_at_the_next_start() {
    let mut world = own().await;
    let secrets = secrets(&mut world).await;
    let read_only = |on| sqlx::query(if on { "PRAGMA query_only = ON" } else { "PRAGMA query_only = OFF" });
    read_only(true).execute(world.store.writer.keys().connection()).await.unwrap();

    world.refused(vec![destroy(1, origin(), Ending::Recalled, 5)]).await;

    assert_eq!(keys_left(&mut world).await, 2, "the crash came before the keys went");
    let mut world = world.restart().await;
    assert_eq!(keys_left(&mut world).await, 0);
    assert_eq!(in_files(world.dir.path(), &secrets), 0);
    let doomed = sqlx::query_scalar("SELECT count(*) FROM doomed_key");
    let doomed: i64 = doomed.fetch_one(world.store.writer.connection()).await.unwrap();
    assert_eq!(doomed, 0, "what is stored anew keeps its key at the start after");
}

#[tokio::test]
async fn a_commit_that_found_its_keys_locked_is_made_good_by_the_next() {
    let mut world = own().await;
    sqlx::query("PRAGMA query_only = ON").execute(world.store.writer.keys().connection()).await.unwrap();
    world.refused(vec![destroy(1, origin(), Ending::Recalled, 5)]).await;
    sqlx::query("PRAGMA query_only = OFF").execute(world.store.writer.keys().connection()).await.unwrap();
    world.commit(holding(1, &[neighbour()])).await;
    assert_eq!(world.bytes(neighbour(), 1).await.unwrap(), signed(&content("c01")));
    assert_eq!(keys_left(&mut world).await, 1);
}

#[tokio::test]
async fn the_last_of_two_holders_takes_the_content_along() {
    let mut world = World::new().await;
    world.commit(holding(1, &[origin(), neighbour()])).await;
    let found = async |world: &World, member: MemberId| {
        let by = Conditions { terms: vec![identifier(&content("c01"))], ..Conditions::default() };
        world.store.reader().search(&member, &by, None, 9).await.unwrap().0.len()
    };
    let others = async |world: &World, member: MemberId| match world.fact(Key::Kept(member, record_id(1))).await {
        Some(Fact::Kept(kept)) => Some(kept.other_holders),
        _ => None,
    };
    assert_eq!(others(&world, neighbour()).await, Some(1));

    world.commit(vec![destroy(1, origin(), Ending::Expired, 5)]).await;
    assert_eq!((others(&world, origin()).await, others(&world, neighbour()).await), (None, Some(0)));
    assert_eq!(world.bytes(neighbour(), 1).await.unwrap(), signed(&content("c01")));
    assert_eq!((found(&world, origin()).await, found(&world, neighbour()).await), (0, 1));

    let secrets = secrets(&mut world).await;
    world.commit(vec![destroy(1, neighbour(), Ending::Expired, 6)]).await;
    assert_eq!(in_files(world.dir.path(), &secrets[..1]), 0);
    assert_eq!(keys_left(&mut world).await, 0);
}

#[tokio::test]
async fn what_comes_again_after_it_was_destroyed_is_stored_under_a_fresh_key() {
    let mut world = World::new().await;
    world.commit(holding(1, &[neighbour()])).await;
    let before = secrets(&mut world).await;
    world.commit(vec![end(1, neighbour(), Ending::Retracted, 4)]).await;
    world.commit(vec![destroy(1, neighbour(), Ending::Retracted, 5)]).await;

    world.commit(holding(1, &[neighbour()])).await;

    let mut world = world.restart().await;
    assert_eq!(world.bytes(neighbour(), 1).await.unwrap(), signed(&content("c01")));
    let by = |term: Term| Conditions { terms: vec![term], ..Conditions::default() };
    let (listed, _) =
        world.store.reader().search(&neighbour(), &by(identifier(&content("c01"))), None, 9).await.unwrap();
    assert_eq!(listed.len(), 1);
    let after: BTreeSet<_> = secrets(&mut world).await.into_iter().collect();
    let [sealed, .., wrapped] = &before[..] else { panic!("{before:?}") };
    assert!(!after.contains(sealed) && !after.contains(wrapped), "sealed again, under another key");
    assert_eq!(keys_left(&mut world).await, 1);
}

#[tokio::test]
async fn destruction_and_a_new_disclosure_in_one_commit_leave_what_was_disclosed() {
    let mut world = World::new().await;
    world.commit(holding(1, &[neighbour()])).await;
    let again = [vec![destroy(1, neighbour(), Ending::Retracted, 5)], holding(1, &[neighbour()])].concat();
    world.commit(again).await;
    let mut world = world.restart().await;
    assert_eq!(world.bytes(neighbour(), 1).await.unwrap(), signed(&content("c01")));
    world.commit([vec![destroy(1, neighbour(), Ending::Expired, 6)], holding(1, &[origin()])].concat()).await;
    let world = world.restart().await;
    assert_eq!(world.bytes(origin(), 1).await.unwrap(), signed(&content("c01")));
}

/// The log can only be cut once nobody reads from it.
#[tokio::test]
async fn while_somebody_reads_keys_go_and_commits_go_on_and_the_logs_are_cut_afterwards() {
    let mut world = own().await;
    let secrets = secrets(&mut world).await;
    let reader = world.store.reader().clone();
    let mut connection = reader.connection().await.unwrap();
    let mut moment = connection.begin().await.unwrap();
    let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM head");
    count.fetch_one(&mut *moment).await.unwrap();

    world.commit(vec![destroy(1, origin(), Ending::Recalled, 5)]).await;

    assert_eq!(keys_left(&mut world).await, 0);
    assert!(world.store.is_held_back() && !world.store.cut_logs().await.unwrap());
    world.commit(holding(1, &[neighbour()])).await;
    assert!(!world.store.cut_logs().await.unwrap());
    assert_eq!(world.bytes(neighbour(), 1).await.unwrap(), signed(&content("c01")), "its new key is spared");
    drop(moment);
    drop(connection);
    assert!(world.store.cut_logs().await.unwrap() && !world.store.is_held_back());
    assert_eq!(in_files(world.dir.path(), &secrets), 0);
    for log in ["datakeys.db-wal", "sluis.db-wal"] {
        assert_eq!(fs::metadata(world.dir.path().join(log)).unwrap().len(), 0);
    }
}

#[tokio::test]
async fn what_was_held_back_when_the_node_stopped_is_cut_at_the_next_start() {
    let mut world = own().await;
    let secrets = secrets(&mut world).await;
    let reader = world.store.reader().clone();
    let mut connection = reader.connection().await.unwrap();
    let mut moment = connection.begin().await.unwrap();
    sqlx::query_scalar::<_, i64>("SELECT count(*) FROM head").fetch_one(&mut *moment).await.unwrap();
    world.commit(vec![destroy(1, origin(), Ending::Recalled, 5)]).await;
    let mut world = world.restart().await;
    assert!(world.store.is_held_back(), "somebody still reads");
    drop(moment);
    drop(connection);
    assert!(world.store.cut_logs().await.unwrap());
    assert_eq!(in_files(world.dir.path(), &secrets), 0);
}

#[tokio::test]
async fn what_is_not_held_is_not_destroyed() {
    let mut world = own().await;
    let error = world.refused(vec![destroy(1, neighbour(), Ending::Expired, 5)]).await;
    assert!(matches!(error, StoreError::UnknownRecord { record } if record == record_id(1)), "{error}");
    assert!(world.bytes(origin(), 1).await.is_some());
}

/// What takes many rows a statement must not mix them up.
#[tokio::test]
async fn many_destroyed_in_one_commit_take_along_what_belongs_to_each_and_nothing_else() {
    let mut world = World::new().await;
    let own: Vec<u8> = (1..=40_u8).filter(|n| !n.is_multiple_of(8)).collect();
    for n in 1..=40 {
        world.commit(holding(n, &[origin(), neighbour()])).await;
    }
    for n in own.iter().copied() {
        let private =
            Write::Private { record: record_id(n), member: origin(), private: private(&[(abroad(), "permitted")]) };
        let release = Write::DraftReleased { id: draft_id(n), member: origin(), record: record_id(n) };
        world.commit(vec![draft(n, "text"), idempotency(n, n), private, release]).await;
    }
    // One member's of most, of every fourth both, and the last two stay.
    let ending = |n: u8| if n.is_multiple_of(2) { Ending::Recalled } else { Ending::Superseded };
    let gone = (1..=38_u8).flat_map(|n| {
        let other = n.is_multiple_of(4).then(|| destroy(n, neighbour(), Ending::Expired, 5));
        other.into_iter().chain([destroy(n, origin(), ending(n), 6)])
    });
    world.commit(gone.collect()).await;

    let reader = world.store.reader();
    let by = Conditions { terms: vec![identifier(&content("c01"))], ..Conditions::default() };
    let mut found = reader.search(&neighbour(), &by, None, 99).await.unwrap().0;
    found.sort_by_key(|listed| listed.record);
    let left: Vec<_> = (1..=40_u8).filter(|n| *n > 38 || !n.is_multiple_of(4)).map(record_id).collect();
    assert_eq!(found.iter().map(|listed| listed.record).collect::<Vec<_>>(), left);
    assert_eq!(reader.search(&origin(), &by, None, 99).await.unwrap().0.len(), 2);
    assert_eq!(reader.counts().await.unwrap().records, left.len() as u64);
    for n in 1..=40 {
        let found = world.fact(Key::Held(origin(), record_id(n))).await;
        let why = Closed::Ended { ending: ending(n), at: at(6), destroyed: true };
        assert_eq!(matches!(found, Some(Fact::Closed(found)) if found == why), n <= 38, "{n}");
        let draft = world.fact(Key::Draft(origin(), draft_id(n))).await;
        assert_eq!(draft.is_some(), n > 38 && own.contains(&n), "{n}");
    }
    let fingerprints = "SELECT count(*), count(DISTINCT fingerprint) FROM held WHERE fingerprint IS NOT NULL";
    let fingerprints: (i64, i64) =
        sqlx::query_as(fingerprints).fetch_one(world.store.writer.connection()).await.unwrap();
    assert_eq!(fingerprints, (19, 19), "of what was superseded");
    let of_each = "SELECT count(*) FROM held h JOIN record r ON r.number = h.record \
                   WHERE substr(r.id, 1, 1) = substr(h.fingerprint, 1, 1)";
    let of_each: i64 = sqlx::query_scalar(of_each).fetch_one(world.store.writer.connection()).await.unwrap();
    assert_eq!(of_each, 19, "each its own");
    let released = sqlx::query_scalar("SELECT count(*) FROM released_to WHERE member = ? AND receiver = ?");
    let released = released.bind(origin().to_string()).bind(abroad().to_string());
    let released: i64 = released.fetch_one(world.store.writer.connection()).await.unwrap();
    assert_eq!(released, 34);
    // Two own records and one draft, and what the neighbour holds.
    assert_eq!(keys_left(&mut world).await, 2 + 1 + 31);
}

#[tokio::test]
async fn tokens_of_what_nobody_can_read_any_more_go_with_its_last_holder() {
    let mut world = World::new().await;
    for n in 1..=2 {
        world.commit(holding(n, &[origin(), neighbour()])).await;
    }
    world.store.writer.keys().destroy_holder(origin().as_str()).await;
    world.store.writer.keys().destroy_holder(neighbour().as_str()).await;
    let tokens = async |world: &mut World| {
        let select = sqlx::query_scalar("SELECT count(DISTINCT record) FROM identifier");
        let count: i64 = select.fetch_one(world.store.writer.connection()).await.unwrap();
        count
    };
    let gone = [destroy(1, origin(), Ending::Expired, 5), destroy(2, origin(), Ending::Expired, 5)];
    world.commit([gone.to_vec(), vec![destroy(1, neighbour(), Ending::Expired, 5)]].concat()).await;
    assert_eq!(tokens(&mut world).await, 1);
}

#[tokio::test]
async fn of_many_the_one_that_is_not_held_is_named() {
    let mut world = World::new().await;
    for n in 1..=3 {
        world.commit(holding(n, &[if n == 2 { origin() } else { neighbour() }])).await;
    }
    let error = world.refused((1..=3).map(|n| destroy(n, neighbour(), Ending::Expired, 5)).collect()).await;
    assert!(matches!(error, StoreError::UnknownRecord { record } if record == record_id(2)), "{error}");
    assert!(world.bytes(neighbour(), 1).await.is_some() && world.bytes(neighbour(), 3).await.is_some());
}
