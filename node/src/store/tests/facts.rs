//! Each write and the fact it becomes.

use std::sync::Arc;

use sluis_protocol::core::{Direction, Fact, HeldState, Key, PageEntry, Waiting, WaitingFor, Write};
use sluis_protocol::crypto::Digest;
use sluis_protocol::records::{Exception, Lane, State};
use sluis_schemas::content::Distribution;

use super::world::*;

#[tokio::test]
async fn a_draft_is_read_back_by_its_member_alone() {
    let mut world = World::new().await;
    world.commit(vec![draft(1, "text")]).await;
    let found = world.fact(Key::Draft(origin(), draft_id(1))).await;
    assert!(
        matches!(found, Some(Fact::Draft { body: stored, released: None, recalled: None }) if stored == body("text"))
    );
    assert!(world.fact(Key::Draft(neighbour(), draft_id(1))).await.is_none());
    assert!(world.fact(Key::Draft(origin(), draft_id(2))).await.is_none());
}

#[tokio::test]
async fn a_new_table_replaces_the_draft_and_a_release_marks_it() {
    let mut world = World::new().await;
    world.commit(vec![draft(1, "first"), draft(1, "second")]).await;
    world.commit(vec![draft(1, "third")]).await;
    let mut release = released(1, 0, &[]);
    release.push(Write::DraftReleased { id: draft_id(1), member: origin(), record: record_id(1) });
    world.commit(release).await;
    let found = world.fact(Key::Draft(origin(), draft_id(1))).await;
    let third = body("third");
    assert!(matches!(found, Some(Fact::Draft { body, released: Some(r), .. }) if body == third && r == record_id(1)),);
}

#[tokio::test]
async fn a_release_of_no_draft_is_refused() {
    let mut world = World::new().await;
    let mut release = released(1, 0, &[]);
    release.push(Write::DraftReleased { id: draft_id(1), member: origin(), record: record_id(1) });
    assert!(world.refused(release).await.to_string().contains("draft `draft-1`"));
    assert_eq!(world.bytes(origin(), 1).await, None);
}

#[tokio::test]
async fn an_idempotency_key_is_remembered() {
    let mut world = World::new().await;
    world.commit(vec![idempotency(1, 2)]).await;
    let found = world.fact(Key::Idempotency(Digest([1; 32]))).await;
    let expected = (Digest([2; 32]), draft_id(1).0);
    assert!(matches!(found, Some(Fact::Idempotency { body, made }) if (body, made.clone()) == expected));
    assert!(world.fact(Key::Idempotency(Digest([2; 32]))).await.is_none());
}

#[tokio::test]
async fn many_drafts_are_read_and_marked_together() {
    let mut world = World::new().await;
    // More than one statement holds, and not a multiple of it.
    let numbers = 1..=70;
    world.commit(numbers.clone().flat_map(|n| [draft(n, "text"), idempotency(n, n)]).collect()).await;
    let release = |n| Write::DraftReleased { id: draft_id(n), member: origin(), record: record_id(n) };
    world
        .commit(
            numbers
                .clone()
                .flat_map(|n| [record(n, 0, "r"), held(n, origin(), 0, HeldState::Own), release(n)])
                .collect(),
        )
        .await;
    let keys = numbers.flat_map(|n| [Key::Draft(origin(), draft_id(n)), Key::Idempotency(Digest([n; 32]))]);
    let found = world.facts(keys).await;
    let marked = |n: u8| match found.get(&Key::Draft(origin(), draft_id(n))) {
        Some(Fact::Draft { released, .. }) => *released == Some(record_id(n)),
        _ => false,
    };
    assert!((1..=70).all(marked));
    assert_eq!(found.len(), 140);
}

#[tokio::test]
async fn each_member_sees_what_it_holds_and_how() {
    let mut world = World::new().await;
    let deferred = held(2, neighbour(), 0, HeldState::Deferred);
    world.commit(vec![record(1, 0, "one"), record(2, 0, "two"), held(1, origin(), 0, HeldState::Own), deferred]).await;
    assert_eq!(world.bytes(origin(), 1).await.unwrap(), b"one");
    assert_eq!(world.bytes(neighbour(), 1).await, None);
    let found = world.fact(Key::Held(neighbour(), record_id(2))).await;
    assert!(matches!(found, Some(Fact::Held { state: HeldState::Deferred, .. })));
    world.commit(vec![held(2, neighbour(), 9, HeldState::Accepted)]).await;
    let found = world.fact(Key::Held(neighbour(), record_id(2))).await;
    assert!(matches!(found, Some(Fact::Held { state: HeldState::Accepted, bytes, .. }) if *bytes == *b"two"));
}

#[tokio::test]
async fn a_second_member_opens_the_record_that_a_neighbour_brought() {
    let mut world = World::new().await;
    let accepted = |member| held(1, member, 0, HeldState::Accepted);
    world.commit(vec![record(1, 0, "one"), accepted(origin())]).await;
    world.commit(vec![record(1, 5, "one"), accepted(neighbour())]).await;
    world
        .commit(vec![
            record(2, 5, "two"),
            held(2, origin(), 0, HeldState::Own),
            held(2, neighbour(), 5, HeldState::Accepted),
        ])
        .await;
    for holder in [origin(), neighbour()] {
        assert_eq!(world.bytes(holder.clone(), 1).await.unwrap(), b"one");
        assert_eq!(world.bytes(holder, 2).await.unwrap(), b"two");
    }
}

#[tokio::test]
async fn a_record_that_nobody_holds_is_refused() {
    let mut world = World::new().await;
    assert!(world.refused(vec![record(1, 0, "one")]).await.to_string().contains("held by nobody"));
    assert!(world.refused(vec![held(1, origin(), 0, HeldState::Own)]).await.to_string().contains("not stored"));
}

#[tokio::test]
async fn an_outbox_gives_the_oldest_first_until_they_are_gone() {
    let mut world = World::new().await;
    for n in [3, 1, 2] {
        let mut batch = released(n, u64::from(n), &[]);
        batch.push(waits(n, 10));
        world.commit(batch).await;
    }
    assert_eq!(waiting(&world, 2).await, [record_id(3), record_id(1)]);
    world.commit(vec![gone(3), gone(1), withheld(1, "no-ground", 10)]).await;
    assert_eq!(waiting(&world, 9).await, [record_id(2)]);
    let mut world = world.restart().await;
    world.commit(vec![waits(1, 20)]).await;
    assert_eq!(waiting(&world, 9).await, [record_id(2), record_id(1)]);
}

async fn waiting(world: &World, limit: u32) -> Vec<sluis_protocol::envelope::RecordId> {
    let Some(Fact::Outbox(waiting)) = world.fact(Key::Outbox { feed: outgoing(), limit }).await else {
        panic!("no outbox")
    };
    for record in &waiting {
        assert!(record.bytes.starts_with(b"record "));
        assert_eq!(*distribution(record), private(&[]).distribution);
    }
    waiting.iter().map(|w| w.id).collect()
}

/// Ten records in blocks of 1, 3, 5 and 1.
async fn disclosed() -> World {
    let mut world = World::new().await;
    let ids: Vec<_> = (1..=10).map(record_id).collect();
    for (first, last) in [(1, 1), (2, 4), (5, 9), (10, 10)] {
        let mut batch: Vec<Write> = (first..=last).flat_map(|n| released(n as u8, 0, &[])).collect();
        batch.push(entries(Direction::Out, outgoing(), &ids[..last], first, last as u64));
        world.commit(batch).await;
    }
    world
}

#[tokio::test]
async fn a_page_begins_inside_a_block_and_ends_at_its_limit() {
    let world = disclosed().await;
    let page = async |after, limit| {
        let key = Key::Page { feed: outgoing(), lane: Lane::Bulk, after, limit };
        let Some(Fact::Page(entries)) = world.fact(key).await else { panic!("no page") };
        entries.iter().map(|entry| going(entry).id.0.0[0]).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 100).await, (1..=10).collect::<Vec<u8>>());
    assert_eq!(page(2, 4).await, [3, 4, 5, 6]);
    assert_eq!(page(4, 1).await, [5]);
    assert_eq!(page(9, 5).await, [10]);
    assert!(page(10, 5).await.is_empty());
    assert!(page((1 << 62) - 1, 5).await.is_empty());
}

fn distribution(record: &Waiting) -> &Distribution {
    let WaitingFor::Signal { distribution, .. } = &record.what else { panic!("a notice") };
    distribution
}

fn going(entry: &PageEntry) -> &Waiting {
    let PageEntry::Record(record) = entry else { panic!("withheld") };
    assert!(record.bytes.starts_with(b"record "));
    assert_eq!(*distribution(record), private(&[]).distribution);
    record
}

#[tokio::test]
async fn what_was_withheld_keeps_its_place_in_the_page_of_that_feed_alone() {
    let mut world = disclosed().await;
    let other = feed(origin(), neighbour());
    let ids: Vec<_> = (1..=10).map(record_id).collect();
    world.commit(vec![withheld(3, "no-ground", 10), entries(Direction::Out, other.clone(), &ids, 1, 11)]).await;
    let page = async |feed| {
        let Some(Fact::Page(entries)) = world.fact(Key::Page { feed, lane: Lane::Bulk, after: 1, limit: 3 }).await
        else {
            panic!("no page")
        };
        entries
    };
    let ours = page(outgoing()).await;
    assert!(matches!(&ours[1], PageEntry::Withheld { id, .. } if *id == record_id(3)));
    assert_eq!([going(&ours[0]).id, going(&ours[2]).id], [record_id(2), record_id(4)]);
    assert_eq!(page(other).await.iter().map(|entry| going(entry).id).collect::<Vec<_>>(), ids[1..4]);
}

#[tokio::test]
async fn a_block_is_found_by_any_place_in_it() {
    let world = disclosed().await;
    let first = async |place| match world.fact(Key::BlockAt { feed: outgoing(), lane: Lane::Bulk, place }).await {
        Some(Fact::Block(block)) => {
            let ids: Vec<_> = (1..=10).map(record_id).collect();
            let expected = state_after(&outgoing(), &ids[..place as usize], 0).lanes.bulk;
            assert_eq!(block.head_at(&crate::crypto::RingCrypto, place), Some(expected));
            Some(block.first)
        }
        _ => None,
    };
    let expected = [None, Some(1), Some(2), Some(2), Some(2), Some(5), Some(5)];
    for (place, expected) in expected.into_iter().enumerate() {
        assert_eq!(first(place as u64).await, expected, "place {place}");
    }
    assert_eq!((first(10).await, first(11).await, first(u64::MAX).await), (Some(10), None, None));
}

#[tokio::test]
async fn exceptions_are_found_by_place_and_saying_one_again_changes_nothing() {
    let mut world = World::new().await;
    let exception = |place, state| Exception { lane: Lane::Bulk, place, state, rule: Some("BE-R1".into()) };
    let write = |place, state, millis| Write::Exception {
        direction: Direction::In,
        feed: incoming(),
        exception: exception(place, state),
        at: at(millis),
    };
    let ids = [record_id(1), record_id(2), record_id(3)];
    world
        .commit(vec![
            write(1, State::Declined, 1),
            write(3, State::Deferred, 1),
            entries(Direction::In, incoming(), &ids, 1, 1),
        ])
        .await;
    world.commit(vec![write(1, State::Declined, 2), write(3, State::Declined, 2)]).await;
    let found = async |from, to| {
        let key = Key::Exceptions { feed: incoming(), lane: Lane::Bulk, from, to };
        let Some(Fact::Exceptions(found)) = world.fact(key).await else { panic!("no exceptions") };
        found
    };
    assert_eq!(found(1, 3).await, [exception(1, State::Declined), exception(3, State::Declined)]);
    assert_eq!(found(2, 2).await, []);
}

#[tokio::test]
async fn a_snapshot_is_what_the_core_left() {
    let mut world = World::new().await;
    assert!(matches!(world.store.snapshot().await, Err(crate::store::StoreError::NoRegister)));
    let register = directory();
    world.store.install_genesis(&register).await.unwrap();
    assert!(matches!(world.store.install_genesis(&register).await, Err(crate::store::StoreError::RegisterHeld)));
    let ids = [record_id(1), record_id(2)];
    let mut batch = [released(1, 0, &[]), released(2, 0, &[]), released(3, 0, &[])].concat();
    let journal = world.journal("user", 7);
    batch.extend([entries(Direction::Out, outgoing(), &ids, 1, 3), waits(3, 5), journal]);
    batch.push(entries(Direction::In, incoming(), &[record_id(9)], 1, 4));
    world.commit(batch).await;
    world.commit(vec![acknowledged(outgoing(), &ids, 1, 6)]).await;
    let world = world.restart().await;
    let snapshot = world.store.snapshot().await.unwrap();
    assert_eq!(snapshot.directory.digest(), register.digest());
    assert_eq!(snapshot.journal.root(&crate::crypto::RingCrypto), world.journal_head().root);
    assert_eq!(snapshot.last_time, at(7));
    assert_eq!(snapshot.outbox.into_iter().collect::<Vec<_>>(), [(outgoing(), 1)]);
    let out = ((Direction::Out, outgoing()), state_after(&outgoing(), &ids, 1));
    let incoming = ((Direction::In, incoming()), state_after(&incoming(), &[record_id(9)], 0));
    assert_eq!(snapshot.feeds.into_iter().collect::<Vec<_>>(), [out, incoming]);
}

#[tokio::test]
async fn many_rows_of_each_kind_fit_one_commit() {
    let mut world = World::new().await;
    let ids: Vec<_> = (1..=100).map(record_id).collect();
    let mut batch: Vec<Write> = (1..=100).flat_map(|n| released(n, 0, &[])).collect();
    batch.extend((1..=100).map(|n| held(n, neighbour(), 1, HeldState::Accepted)));
    batch.extend((1..=100).map(|n| waits(n, 1)));
    batch.extend((1..=100).map(|n| draft(n, "text")));
    batch.push(entries(Direction::Out, feed(origin(), neighbour()), &ids, 1, 1));
    world.commit(batch).await;
    let facts = world.facts((1..=100).map(|n| Key::Held(neighbour(), record_id(n)))).await;
    assert_eq!(facts.len(), 100);
    for (key, fact) in facts {
        let (Key::Held(_, id), Fact::Held { bytes, .. }) = (key, fact) else { panic!("another fact") };
        assert_eq!(bytes, Arc::from(format!("record {}", id.0.0[0]).as_bytes()));
    }
    world.commit((1..=99).map(gone).collect()).await;
    assert_eq!(waiting(&world, 200).await, [record_id(100)]);
}
