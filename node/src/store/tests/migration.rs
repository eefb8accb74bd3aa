//! Files of earlier schemas.

use sluis_protocol::core::{Direction, Fact, FeedPlace, Holding, Key, Write};
use sluis_protocol::crypto::Digest;
use sluis_protocol::feeds::FIRST_EPOCH;
use sluis_protocol::records::Lane;
use sluis_schemas::vocabulary::Ending;
use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};

use super::search::{content, signed};
use super::world::*;
use crate::store::open::DATA_MIGRATIONS;
use crate::store::{Conditions, Store};

/// Puts in the place of a store's file one with the same rows under the schema of the migrations before this one.
async fn age(dir: &std::path::Path, before: i64) {
    let (new, old) = (dir.join("sluis.db"), dir.join("old.db"));
    std::fs::File::create_new(&old).unwrap();
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", old.display())).await.unwrap();
    let migrations: Vec<_> = DATA_MIGRATIONS.iter().filter(|m| m.version < before).cloned().collect();
    Migrator { migrations: migrations.into(), ..Migrator::DEFAULT }.run(&mut connection).await.unwrap();
    sqlx::query("ATTACH DATABASE ? AS new")
        .bind(new.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut connection).await.unwrap();
    let tables = "SELECT name, (SELECT group_concat(quote(c.name)) FROM pragma_table_info(t.name) c) FROM \
                  (SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\') t";
    let tables: Vec<(String, String)> = sqlx::query_as(tables).fetch_all(&mut connection).await.unwrap();
    assert!(tables.len() > 15, "{tables:?}");
    for (table, columns) in tables {
        let columns = columns.replace('\'', "\"");
        // What a later migration gave another name.
        let now = match table.as_str() {
            "journal" => columns.replace("\"hash\"", "\"leaf\""),
            "head" => columns.replace("\"journal_hash\"", "\"journal_root\""),
            _ => columns.clone(),
        };
        let copy = format!("INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {now} FROM new.{table}");
        sqlx::query(sqlx::AssertSqlSafe(copy)).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    std::fs::rename(old, new).unwrap();
}

#[tokio::test]
async fn a_store_from_before_endings_is_brought_up_to_date() {
    let mut world = World::new().await;
    let mut kept = content("c01");
    kept.handling.retain_until = Some("2027-03-01".parse().unwrap());
    let with_content = |writes: Vec<Write>| {
        let filled = writes.into_iter().map(|write| match write {
            Write::Record { id, at, of, .. } => Write::Record { id, at, bytes: signed(&kept).into(), of },
            other => other,
        });
        filled.collect::<Vec<_>>()
    };
    let release = Write::DraftReleased { id: draft_id(1), member: origin(), record: record_id(1) };
    world.commit(vec![draft(1, "text"), idempotency(1, 1)]).await;
    let own = released(1, 0, &[(abroad(), "permitted")]);
    world.commit(with_content([own, vec![release]].concat())).await;
    let ids = [record_id(9), record_id(2)];
    world.commit(with_content(received(2, origin(), 2, None))).await;
    world.commit(vec![entries(Direction::In, incoming(), &ids, 1, 0)]).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids[1..], 1, 0)]).await;
    world.commit(vec![acknowledged(outgoing(), &ids[1..], 1, 3)]).await;
    let World { dir, ring, store, .. } = world;
    store.close().await.unwrap();

    age(dir.path(), 4).await;

    let mut store = Store::open(dir.path(), &ring).await.unwrap();
    let fact = async |store: &Store, key: Key| store.reader().find(&[key.clone()].into()).await.unwrap().remove(&key);
    let Some(Fact::Holdings(held)) = fact(&store, Key::Holdings(abroad(), record_id(2))).await else { panic!() };
    assert_eq!(held, [Holding { member: origin(), record: record_id(2), version: 1, from: abroad() }]);
    let Some(Fact::Holdings(held)) = fact(&store, Key::Holdings(origin(), record_id(1))).await else { panic!() };
    assert_eq!(held.len(), 1);
    let Some(Fact::Kept(row)) = fact(&store, Key::Kept(origin(), record_id(2))).await else { panic!() };
    assert_eq!(row.entry, Some(FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place: 2 }));
    let Some(Fact::Ends(due)) = fact(&store, Key::Ends { limit: 9 }).await else { panic!() };
    let end = "2027-03-01".parse::<sluis_schemas::Date>().unwrap().end();
    assert_eq!(due.ending.iter().map(|kept| kept.ends).collect::<Vec<_>>(), [Some(end); 2]);
    assert_eq!(store.reader().receipts(&origin(), record_id(1)).await.unwrap().unwrap().len(), 0);
    assert_eq!(store.reader().search(&origin(), &Conditions::default(), None, 9).await.unwrap().0.len(), 2);

    let refuse = Write::RefuseAgain { member: origin(), record: record_id(1), signal: record_id(1) };
    store.commit(vec![refuse, destroy(1, origin(), Ending::Recalled, 9)]).await.unwrap();
    assert!(fact(&store, Key::Resubmitted(Digest([1; 32]))).await.is_some());
    assert!(fact(&store, Key::Draft(origin(), draft_id(1))).await.is_none());
}

#[tokio::test]
async fn what_was_lost_before_its_signal_was_kept_beside_it_is_found_by_itself() {
    let mut world = World::new().await;
    world.commit(released(1, 0, &[(abroad(), "permitted")])).await;
    let (record, signal) = (record_id(6), record_id(6));
    world.commit(vec![Write::Lost { feed: outgoing(), lane: Lane::Bulk, place: 6, record, signal, at: at(3) }]).await;
    let World { dir, ring, store, .. } = world;
    store.close().await.unwrap();

    age(dir.path(), 13).await;

    let store = Store::open(dir.path(), &ring).await.unwrap();
    let key = Key::LostAt(origin(), signal);
    let found = store.reader().find(&[key.clone()].into()).await.unwrap().remove(&key);
    let Some(Fact::LostAt(receivers)) = found else { panic!("{found:?}") };
    assert_eq!(receivers, [(abroad(), 0)].into());
}

#[tokio::test]
async fn a_store_from_before_figures_says_since_when_it_counts_and_keeps_its_questions() {
    let mut world = World::new().await;
    assert_eq!(world.store.reader().counted_since().await.unwrap(), None, "nothing happened yet");
    let asked_at = sluis_schemas::Timestamp::from_millis(3 * 86_400_000);
    let purpose = sluis_schemas::vocabulary::Purpose::LicenceDecision;
    let as_kept = sluis_protocol::core::Request::new(sluis_protocol::core::Side::Asking, purpose, None, asked_at);
    world.commit(vec![Write::Request { member: origin(), request: record_id(1), other: abroad(), as_kept }]).await;
    let World { dir, ring, store, .. } = world;
    store.close().await.unwrap();

    age(dir.path(), 19).await;

    let store = Store::open(dir.path(), &ring).await.unwrap();
    let since = store.reader().counted_since().await.unwrap();
    assert_eq!(since, Some(sluis_schemas::Date::of(asked_at)), "the day of its last commit");
    let kept = store.reader().requests(&origin(), record_id(1)).await.unwrap();
    assert_eq!(kept[&abroad()].due, None);
}

#[tokio::test]
async fn a_store_from_before_ratings_knows_of_its_questions_when_they_were_answered_and_are_overdue() {
    use sluis_protocol::core::{Progress, Request, Side};
    use sluis_schemas::vocabulary::{Answer, Purpose};

    let mut world = World::new().await;
    let due = Some("2026-12-01".parse().unwrap());
    let states = [
        Progress::Open,
        Progress::Accepted,
        Progress::PartlyAnswered,
        Progress::Answered { answer: Answer::None },
        Progress::Forwarded { to: neighbour() },
    ];
    let mut expected = Vec::new();
    for (n, progress) in (1_u8..).zip(states) {
        let due = if n % 2 == 0 { due } else { None };
        let as_kept = Request::new(Side::Asking, Purpose::LicenceDecision, due, at(1)).come_to(progress, at(9));
        let (request, other, member) = (record_id(n), abroad(), origin());
        world.commit(vec![Write::Request { member, request, other, as_kept: as_kept.clone() }]).await;
        expected.push(as_kept);
    }
    let World { dir, ring, store, .. } = world;
    store.close().await.unwrap();

    age(dir.path(), 23).await;

    let store = Store::open(dir.path(), &ring).await.unwrap();
    let overdue = async |day: &str| {
        let which = crate::store::WhichRequests { overdue: Some(day.parse().unwrap()), ..Default::default() };
        store.reader().list_requests(&origin(), which, None, 9).await.unwrap().0.len()
    };
    for (n, as_kept) in (1_u8..).zip(expected) {
        assert_eq!(store.reader().requests(&origin(), record_id(n)).await.unwrap()[&abroad()], as_kept);
    }
    assert_eq!((overdue("2026-12-01").await, overdue("2026-12-02").await, overdue("2026-12-24").await), (0, 1, 4));
}
