//! Entries that are let go of, and what hangs on them.

use sluis_protocol::core::{Direction, Fact, HeldState, Keeps, Key, OldBlock, PageEntry, Write};
use sluis_protocol::feeds::{Block, FIRST_EPOCH, FeedState, Pruned, append_all, start};
use sluis_protocol::journal::{Arrived, Detail, LetOut, Withheld};
use sluis_protocol::records::{Exception, FeedId, Lane, LaneHead, State};
use sluis_schemas::vocabulary::Ending;

use super::board::{board, others, recalled_signal};
use super::recovery::findings;
use super::world::*;
use crate::crypto::RingCrypto;
use crate::store::Delivery;

const ALL: [u8; 4] = [1, 2, 3, 4];

fn ids(numbers: &[u8]) -> Vec<sluis_protocol::envelope::RecordId> {
    numbers.iter().map(|n| record_id(*n)).collect()
}

fn head_at(feed: &FeedId, count: usize) -> LaneHead {
    append_all(&RingCrypto, start(&RingCrypto, feed, FIRST_EPOCH, Lane::Bulk), &ids(&ALL[..count]))
}

fn said(direction: Direction, feed: FeedId, place: u64, state: State, millis: u64) -> Write {
    let exception = Exception { lane: Lane::Bulk, place, state, rule: None };
    Write::Exception { direction, feed, exception, at: at(millis) }
}

fn state_of(feed: &FeedId, pruned: u64) -> FeedState {
    let state = state_after(feed, &ids(&ALL), ALL.len());
    FeedState { pruned: Pruned { urgent: 0, bulk: pruned }, ..state }
}

/// Lets go of the first entries of a feed.
fn pruned(direction: Direction, feed: FeedId, count: usize) -> Write {
    let (last, records, state) = (head_at(&feed, count), ids(&ALL[..count]), state_of(&feed, count as u64));
    Write::Pruned { direction, feed, lane: Lane::Bulk, last, records, state }
}

fn detail(direction: Direction, feed: FeedId, count: usize) -> Detail {
    let last = head_at(&feed, count);
    Detail::Pruned { direction, feed, epoch: FIRST_EPOCH, lane: Lane::Bulk, last }
}

fn oldest(direction: Direction, feed: FeedId) -> Key {
    Key::Oldest { direction, feed, lane: Lane::Bulk, before: at(1_000), limit: 256 }
}

async fn blocks(world: &World, key: Key) -> Vec<OldBlock> {
    match world.fact(key).await {
        Some(Fact::Oldest(blocks)) => blocks,
        other => panic!("{other:?}"),
    }
}

/// Four own records in a feed, in two blocks; two are destroyed here and erased there, one of them withheld since.
async fn disclosed() -> World {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    let mut batch: Vec<Write> = ALL.iter().flat_map(|n| released(*n, 0, &[(abroad(), "permitted")])).collect();
    let let_out =
        |first: u64, numbers: &[u8]| LetOut { feed: outgoing(), lane: Lane::Bulk, first, records: ids(numbers) };
    let (entries_told, epoch) = (vec![let_out(1, &ALL[..3])], preview(&[]).epoch);
    batch.push(entries(Direction::Out, outgoing(), &ids(&ALL[..3]), 1, 1));
    batch.push(world.journal_of(&Detail::LetOut { entries: entries_told, withheld: Vec::new(), epoch }, 1));
    world.commit(batch).await;
    let entries_told = vec![let_out(4, &ALL[3..])];
    let withheld_told = vec![Withheld { feed: outgoing(), record: record_id(2), outcome: "recalled".to_owned() }];
    let told = world.journal_of(&Detail::LetOut { entries: entries_told, withheld: withheld_told, epoch }, 2);
    world.commit(vec![entries(Direction::Out, outgoing(), &ids(&ALL), 4, 2), withheld(2, "recalled", 2), told]).await;
    world.commit(vec![acknowledged(outgoing(), &ids(&ALL), 1, 3)]).await;
    world.commit(vec![acknowledged(outgoing(), &ids(&ALL), 4, 3)]).await;
    let over = |n: u8| {
        vec![
            destroy(n, origin(), Ending::Recalled, 5),
            said(Direction::Out, outgoing(), u64::from(n), State::Erased, 6),
        ]
    };
    world.commit([over(1), over(2)].concat()).await;
    world
}

async fn prune(world: &mut World, direction: Direction, feed: FeedId, count: usize) {
    let told = world.journal_of(&detail(direction, feed.clone(), count), 9);
    world.commit(vec![pruned(direction, feed, count), told]).await;
}

async fn count(world: &mut World, table: &str) -> i64 {
    let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    sqlx::query_scalar(count).fetch_one(world.store.writer.connection()).await.unwrap()
}

#[tokio::test]
async fn of_the_oldest_entries_it_is_told_what_is_left() {
    let world = disclosed().await;
    let found = blocks(&world, oldest(Direction::Out, outgoing())).await;
    let told: Vec<_> = found.iter().flat_map(|block| &block.entries).map(|e| (e.keeps, e.said, e.last)).collect();
    let (over, kept) =
        ((Keeps::Nothing, Some((State::Erased, at(6))), at(6)), |joined| (Keeps::Content, None, at(joined)));
    assert_eq!(told, [over, over, kept(1), kept(2)]);
    assert_eq!(found.iter().map(|block| block.before).collect::<Vec<_>>(), [0, 3].map(|n| head_at(&outgoing(), n)));
    let before = Key::Oldest { direction: Direction::Out, feed: outgoing(), lane: Lane::Bulk, before: at(2), limit: 2 };
    assert_eq!(blocks(&world, before).await.iter().map(|block| block.entries.len()).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn what_is_let_go_of_is_gone_with_what_hangs_on_it_and_the_rest_goes_on_from_its_hash() {
    let mut world = disclosed().await;
    prune(&mut world, Direction::Out, outgoing(), 2).await;
    for (table, left) in [("block", 2), ("exception", 0), ("withheld", 0), ("receipt", 1)] {
        assert_eq!(count(&mut world, table).await, left, "{table}");
    }
    let mut world = world.restart().await;
    let feeds = world.store.snapshot().await.unwrap().feeds;
    assert_eq!(feeds[&(Direction::Out, outgoing())], state_of(&outgoing(), 2));
    let page = |after| Key::Page { feed: outgoing(), lane: Lane::Bulk, after, limit: 9 };
    let Some(Fact::Page(entries)) = world.fact(page(2)).await else { panic!("no page") };
    assert!(matches!(entries.as_slice(), [PageEntry::Record(three), _] if three.id == record_id(3)), "{entries:?}");
    assert!(matches!(world.fact(page(0)).await, Some(Fact::Page(none)) if none.is_empty()));
    for place in 1..=4 {
        let found = world.fact(Key::BlockAt { feed: outgoing(), lane: Lane::Bulk, place }).await;
        let head = match found {
            Some(Fact::Block(block)) => block.head_at(&RingCrypto, place),
            _ => None,
        };
        assert_eq!(head, (place > 1).then(|| head_at(&outgoing(), usize::try_from(place).unwrap())), "{place}");
    }
    prune(&mut world, Direction::Out, outgoing(), 4).await;
    assert_eq!((count(&mut world, "block").await, count(&mut world, "receipt").await), (0, 1), "the newest receipt");
    assert!(blocks(&world, oldest(Direction::Out, outgoing())).await.is_empty());
}

#[tokio::test]
async fn what_became_of_it_is_told_as_let_go_of() {
    let mut world = disclosed().await;
    prune(&mut world, Direction::Out, outgoing(), 2).await;
    let delivered = async |n| world.store.reader().delivery(&origin(), record_id(n)).await.unwrap().unwrap();
    assert_eq!(delivered(1).await[&abroad()], Delivery::LetGo);
    assert!(matches!(delivered(3).await[&abroad()], Delivery::Accepted { .. }));
    assert!(world.store.reader().receipts(&origin(), record_id(1)).await.unwrap().unwrap().is_empty());
    world.store.reader().counts().await.unwrap();
}

#[tokio::test]
async fn a_recalls_board_goes_on_without_who_was_let_go_of() {
    let mut world = recalled_signal().await;
    let [one, two, three] = others();
    let (feed, records) = (feed(origin(), one.clone()), ids(&[1, 2]));
    let mut state = state_after(&feed, &records, 2);
    state.pruned.bulk = 2;
    let last = state.lanes.bulk;
    world.commit(vec![Write::Pruned { direction: Direction::Out, feed, lane: Lane::Bulk, last, records, state }]).await;
    let shown = board(&world).await;
    assert_eq!(shown.members.keys().collect::<Vec<_>>(), [&two]);
    assert_eq!(shown.not_sent, [three].into(), "who had it was sent it");
    let overdue = world.store.reader().overdue_erasures(at(100)).await.unwrap();
    assert!(overdue.iter().all(|late| late.feed.receiver != one) && count(&mut world, "tombstone").await == 1);
}

#[tokio::test]
async fn a_commit_that_fails_lets_go_of_nothing() {
    let mut world = disclosed().await;
    let unknown = held(99, origin(), 9, HeldState::Own);
    world.refused(vec![pruned(Direction::Out, outgoing(), 2), unknown]).await;
    let mut world = world.restart().await;
    assert_eq!((count(&mut world, "block").await, count(&mut world, "exception").await), (2, 2));
}

#[tokio::test]
async fn an_audit_knows_what_was_let_go_of_and_finds_what_was_removed_besides() {
    let mut world = disclosed().await;
    let sound = findings(&world).await;
    prune(&mut world, Direction::Out, outgoing(), 2).await;
    assert_eq!(findings(&world).await, sound, "nothing new");
    let other = "UPDATE block SET before = zeroblob(32) WHERE first = 3";
    sqlx::query(other).execute(world.store.writer.connection()).await.unwrap();
    let named = findings(&world).await;
    assert!(named.iter().any(|found| found.contains("from 3: audit-chain-broken")), "{named:?}");
    sqlx::query("DELETE FROM block WHERE first = 3").execute(world.store.writer.connection()).await.unwrap();
    let named = findings(&world).await;
    assert!(named.iter().any(|found| found.contains("from 3: audit-removed-told")), "{named:?}");
}

/// What was said of what stood at a place before a restore is not said of what stands there now.
#[tokio::test]
async fn a_word_of_an_earlier_epoch_counts_for_what_stood_there_then() {
    let mut world = disclosed().await;
    let anchor = state_after(&outgoing(), &ids(&ALL[..1]), 0).lanes;
    let mut state = FeedState::anchored(&RingCrypto, &outgoing(), 2, anchor);
    let before = state.lanes.bulk;
    state.lanes.bulk = append_all(&RingCrypto, before, &ids(&ALL[3..]));
    let block = Block { before: before.hash, first: 2, ids: ids(&ALL[3..]) };
    let (feed, lane) = (outgoing(), Lane::Bulk);
    let begun = Write::Epoch { feed: feed.clone(), state: state.clone() };
    world.commit(vec![begun, Write::Entries { direction: Direction::Out, feed, lane, at: at(8), block, state }]).await;
    let found = blocks(&world, oldest(Direction::Out, outgoing())).await;
    let said: Vec<_> = found.iter().flat_map(|block| &block.entries).map(|entry| (entry.id, entry.said)).collect();
    assert_eq!(said, [(record_id(1), Some((State::Erased, at(6)))), (record_id(4), None)]);
}

/// Records that a member here received, of which the first was declined.
#[tokio::test]
async fn what_a_receiver_lets_go_of_goes_with_what_it_said() {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    let arrived = |n: u8, outcome: &str| Arrived { record: record_id(n), outcome: outcome.to_owned() };
    let outcomes = ["declined", "permitted", "permitted", "permitted"];
    let told: Vec<_> = ALL.iter().zip(outcomes).map(|(n, outcome)| arrived(*n, outcome)).collect();
    let (feed, lane, epoch) = (incoming(), Lane::Bulk, preview(&[]).epoch);
    let arrival = world.journal_of(&Detail::Arrival { feed, lane, first: 1, entries: told, epoch }, 1);
    let mut batch: Vec<Write> = (2..=4).flat_map(|n| received(n, origin(), u64::from(n), None)).collect();
    batch.extend([entries(Direction::In, incoming(), &ids(&ALL), 1, 1), arrival]);
    batch.push(said(Direction::In, incoming(), 1, State::Declined, 1));
    world.commit(batch).await;
    let found = blocks(&world, oldest(Direction::In, incoming())).await;
    let keeps: Vec<_> = found.iter().flat_map(|block| &block.entries).map(|entry| entry.keeps).collect();
    assert_eq!(keeps, [Keeps::Nothing, Keeps::Content, Keeps::Content, Keeps::Content]);

    prune(&mut world, Direction::In, incoming(), 1).await;

    assert_eq!((count(&mut world, "block").await, count(&mut world, "exception").await), (1, 0));
    assert_eq!(findings(&world).await, Vec::<String>::new());
    let received = Key::Received { feed: incoming(), lane: Lane::Bulk, after: 1, limit: 9 };
    let Some(Fact::Received(rest)) = world.fact(received).await else { panic!("nothing received") };
    assert_eq!(rest.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids(&ALL[1..]));
}
