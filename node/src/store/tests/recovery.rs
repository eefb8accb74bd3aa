//! What a restore and contradicting peers leave in the store.

use std::collections::BTreeMap;

use sluis_protocol::core::{
    Against, Buried, Closed, Contradiction, Direction, Evidence, Fact, HeldState, Key, KnownEntry, PageEntry,
    SaidAfter, Waiting, WaitingFor, Write,
};
use sluis_protocol::crypto::Salt;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::FeedState;
use sluis_protocol::journal::{Actor, Class, Detail};
use sluis_protocol::records::{FeedId, Lane, State};
use sluis_protocol::standing::{Cause, Incarnation, Stage, Standing};
use sluis_schemas::vocabulary::{Ending, Purpose, SignalType};

use super::world::*;
use crate::crypto::RingCrypto;
use crate::store::{DATA, KEYS, Store, copy_of};

fn ids(numbers: impl IntoIterator<Item = u8>) -> Vec<RecordId> {
    numbers.into_iter().map(record_id).collect()
}

/// Five own records in one feed, in two blocks.
async fn with_five() -> World {
    let mut world = World::new().await;
    let mut batch: Vec<Write> = (1..=5).flat_map(|n| released(n, 0, &[(abroad(), "permitted")])).collect();
    batch.push(entries(Direction::Out, outgoing(), &ids(1..=3), 1, 1));
    world.commit(batch).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids(1..=5), 4, 2)]).await;
    world
}

/// The next epoch of the feed, which goes on after so many entries.
fn epoch_after(count: u8) -> FeedState {
    FeedState::anchored(&RingCrypto, &outgoing(), 2, state_after(&outgoing(), &ids(1..=count), 0).lanes)
}

async fn found(world: &World, key: Key) -> Vec<RecordId> {
    match world.fact(key).await {
        Some(Fact::Beyond(entries)) => entries.iter().filter(|entry| entry.goes).map(|entry| entry.record).collect(),
        Some(Fact::Outbox(waiting)) => waiting.iter().map(|waiting| waiting.id).collect(),
        other => panic!("{other:?}"),
    }
}

fn beyond(after: u64) -> Key {
    Key::Beyond { feed: outgoing(), lane: Lane::Bulk, after }
}

#[tokio::test]
async fn a_new_epoch_cuts_what_lies_beyond_its_anchor_wherever_a_block_ends() {
    for anchor in 0..=5 {
        let mut world = with_five().await;
        let withdrawn = found(&world, beyond(u64::from(anchor))).await;
        assert_eq!(withdrawn, ids(anchor + 1..=5));
        world.commit(vec![Write::Epoch { feed: outgoing(), state: epoch_after(anchor) }]).await;
        assert_eq!(found(&world, beyond(0)).await, ids(1..=anchor), "after {anchor}");
    }
}

#[tokio::test]
async fn what_waits_again_waits_first_and_in_its_order() {
    let mut world = with_five().await;
    world.commit([released(6, 3, &[]), vec![waits(6, 3)]].concat()).await;
    let again = Write::Requeue { feed: outgoing(), records: ids(4..=5), at: at(4) };
    world.commit(vec![Write::Epoch { feed: outgoing(), state: epoch_after(3) }, again, gone(4)]).await;
    let outbox = Key::Outbox { feed: outgoing(), limit: 9 };
    assert_eq!(found(&world, outbox.clone()).await, ids([5, 6]));
    let mut world = world.restart().await;
    world.commit([released(7, 5, &[]), vec![waits(7, 5)]].concat()).await;
    assert_eq!(found(&world, outbox).await, ids([5, 6, 7]));
}

/// The receiver holds a sixth record, of which nothing is kept here.
fn sixth_is_lost() -> Write {
    let (record, signal) = (record_id(6), record_id(6));
    Write::Lost { feed: outgoing(), lane: Lane::Bulk, place: 6, record, signal, at: at(3) }
}

#[tokio::test]
async fn what_was_lost_here_keeps_its_place_by_its_id_and_is_listed() {
    let mut world = with_five().await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids(1..=6), 6, 3)]).await;
    world.commit(vec![sixth_is_lost()]).await;
    let page = world.fact(Key::Page { feed: outgoing(), lane: Lane::Bulk, after: 4, limit: 9 }).await;
    let Some(Fact::Page(page)) = page else { panic!("no page") };
    assert!(matches!(page.as_slice(), [PageEntry::Record(_), PageEntry::Withheld { id, .. }] if *id == record_id(6)));
    assert_eq!(found(&world, beyond(4)).await, ids([5]), "it cannot go again");
    let (count, newest) = world.store.reader().lost(9).await.unwrap();
    assert_eq!((count, newest[0].record, &newest[0].feed), (1, record_id(6), &outgoing()));
    let known = Key::Known { feed: outgoing(), ids: ids([5, 6]).into() };
    let Some(Fact::Known { waiting, kept }) = world.fact(known).await else { panic!("nothing known") };
    let fifth = KnownEntry { first: record_id(5), withheld: None };
    assert_eq!((waiting.len(), kept), (0, [(record_id(5), fifth)].into()));
}

#[tokio::test]
async fn who_holds_what_is_lost_here_is_known_with_what_it_was_told() {
    let mut world = with_five().await;
    world.commit(vec![sixth_is_lost()]).await;
    let lost_at = async |world: &World| match world.fact(Key::LostAt(origin(), record_id(6))).await {
        Some(Fact::LostAt(receivers)) => receivers,
        other => panic!("{other:?}"),
    };
    assert_eq!(lost_at(&world).await, [(abroad(), 0)].into());
    for (version, expected) in [(3, 3), (2, 3), (u32::MAX, u32::MAX)] {
        world.commit(vec![Write::LostEnded { feed: outgoing(), signal: record_id(6), version }]).await;
        assert_eq!(lost_at(&world).await, [(abroad(), expected)].into());
    }
    world.commit(vec![sixth_is_lost()]).await;
    assert_eq!(lost_at(&world).await, [(abroad(), 0)].into(), "it was lost once more, and with it what was said");
}

#[tokio::test]
async fn what_is_lost_beyond_an_anchor_is_found_with_its_signal_and_what_its_receiver_was_told_of_that() {
    let mut world = with_five().await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids(1..=6), 6, 3)]).await;
    let lost = async |world: &World| match world.fact(beyond(4)).await {
        Some(Fact::Beyond(entries)) => entries.into_iter().map(|entry| entry.lost).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    // It came without its bytes first, and with them when it was counted again.
    for (signal, version) in [(6, 0), (4, 2)] {
        let (record, signal) = (record_id(6), record_id(signal));
        let sixth = Write::Lost { feed: outgoing(), lane: Lane::Bulk, place: 6, record, signal, at: at(3) };
        world.commit(vec![sixth, Write::LostEnded { feed: outgoing(), signal, version }]).await;
        assert_eq!(lost(&world).await, [None, Some((signal, version))]);
    }
}

#[tokio::test]
async fn what_is_found_to_be_held_by_its_receiver_is_withheld_no_more() {
    let mut world = with_five().await;
    let withheld =
        Write::Withheld { feed: outgoing(), record: record_id(5), outcome: "recalled".to_owned(), at: at(3) };
    world.commit(vec![withheld]).await;
    let fifth = async |world: &World| match world.fact(Key::Known { feed: outgoing(), ids: ids([5]).into() }).await {
        Some(Fact::Known { kept, .. }) => kept[&record_id(5)].clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fifth(&world).await, KnownEntry { first: record_id(5), withheld: Some("recalled".to_owned()) });
    world.commit(vec![Write::NotWithheld { feed: outgoing(), record: record_id(5) }]).await;
    assert_eq!(fifth(&world).await, KnownEntry { first: record_id(5), withheld: None });
}

#[tokio::test]
async fn an_entry_is_read_with_how_its_signal_ended() {
    let mut world = with_five().await;
    let buried = Buried::Recalled { recall: record_id(9) };
    world.commit(vec![Write::Tombstone { signer: origin(), record: record_id(5), buried, at: at(3) }]).await;
    let page = world.fact(Key::Page { feed: outgoing(), lane: Lane::Bulk, after: 3, limit: 9 }).await;
    let Some(Fact::Page(page)) = page else { panic!("no page") };
    let ended = page.iter().map(|entry| match entry {
        PageEntry::Record(Waiting { what: WaitingFor::Signal { ended, .. }, .. }) => *ended,
        other => panic!("{other:?}"),
    });
    assert_eq!(ended.collect::<Vec<_>>(), [None, Some(buried)]);
}

fn head(feed: FeedId, place: u8, bytes: &[u8]) -> Write {
    let lanes = state_after(&feed, &ids(1..=place), 0).lanes;
    Write::HeadReceived { feed, epoch: 1, lanes, at: at(1), bytes: bytes.into() }
}

fn forked(place: u64) -> Write {
    Write::Evidence(Evidence {
        node: "node-be".parse().unwrap(),
        feed: incoming(),
        kind: Contradiction::Fork,
        epoch: 1,
        places: (0, place),
        at: at(2),
        statement: b"later".as_slice().into(),
        against: Against::Head,
    })
}

#[tokio::test]
async fn the_newest_head_is_kept_and_put_beside_what_contradicts_it() {
    let mut world = World::new().await;
    world.commit(vec![entries(Direction::In, incoming(), &ids([1]), 1, 1), head(incoming(), 2, b"two")]).await;
    world.commit(vec![head(incoming(), 1, b"one, signed again")]).await;
    let newest = world.fact(Key::NewestHead(incoming())).await;
    assert!(matches!(newest, Some(Fact::Signed(bytes)) if *bytes == *b"two"));
    world.commit(vec![forked(2)]).await;
    let evidence = world.store.reader().evidence().await.unwrap();
    assert_eq!((evidence[0].statement.as_slice(), evidence[0].earlier.as_deref()), (&b"later"[..], Some(&b"two"[..])));
}

#[tokio::test]
async fn the_same_evidence_is_kept_once_and_no_peer_fills_the_table() {
    let mut world = World::new().await;
    world.commit(vec![forked(7), forked(7)]).await;
    assert_eq!(world.store.reader().evidence().await.unwrap().len(), 1);
    world.commit((0..200).map(forked).collect()).await;
    assert_eq!(world.store.reader().evidence().await.unwrap().len(), 64);
}

#[tokio::test]
async fn the_standing_is_drawn_with_the_store_and_kept() {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    let first = world.store.snapshot().await.unwrap().standing;
    assert_ne!(first.incarnation, Incarnation(Salt([0; 32])));
    assert_eq!(first.recovery, None);
    let incarnation = Incarnation(Salt([7; 32]));
    let behind = Cause::Behind { node: "node-be".parse().unwrap(), feed: outgoing() };
    let standing = Standing::after(incarnation, behind, Stage::Quarantined, at(9));
    world.commit(vec![Write::Standing(standing.clone())]).await;
    let world = world.restart().await;
    assert_eq!(world.store.snapshot().await.unwrap().standing, standing);
}

#[tokio::test]
async fn a_review_counts_until_something_is_to_be_judged_again() {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    let reviewed = Some(epoch());
    world.commit(vec![Write::Reviewed { epoch: reviewed }]).await;
    world.commit(vec![Write::Standing(Standing::new(Incarnation(Salt([7; 32]))))]).await;
    assert_eq!(world.store.snapshot().await.unwrap().reviewed, reviewed);
    world.commit(vec![Write::Reviewed { epoch: None }]).await;
    let world = world.restart().await;
    assert_eq!(world.store.snapshot().await.unwrap().reviewed, None);
}

#[tokio::test]
async fn a_copy_is_of_one_moment_and_holds_nothing_that_was_deleted() {
    let mut world = World::new().await;
    let entry = world.journal("Merkwoord", 1);
    world.commit([released(1, 0, &[]), vec![entry]].concat()).await;
    let copies = tempfile::tempdir().unwrap();
    let copy = |file: &str| copies.path().join(file);
    for file in [DATA, KEYS] {
        std::fs::write(copy(file), "").unwrap();
    }
    let state = copy_of(&world.dir.path().join(DATA), &copy(DATA)).await.unwrap().unwrap();
    world.commit(released(2, 2, &[])).await;
    assert_eq!(copy_of(&world.dir.path().join(KEYS), &copy(KEYS)).await.unwrap(), None);
    assert_eq!(state.1, world.journal_head());
    drop(world.store);
    let mut store = Store::open(copies.path(), &world.ring).await.unwrap();
    assert_eq!(store.put_back(Incarnation(Salt([8; 32])), at(9)).await.unwrap(), 0);
    let keys = [1, 2].map(|n| Key::Held(origin(), record_id(n))).into();
    assert_eq!(store.reader().find(&keys).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_has_no_key_after_a_restore_is_destroyed_and_may_come_again_for_a_neighbour() {
    let mut world = World::new().await;
    let accepted = |member| held(1, member, 0, HeldState::Accepted);
    world.commit(vec![record(1, 0, "one"), accepted(origin())]).await;
    world.commit([released(2, 0, &[]), vec![waits(2, 0), draft(1, "text")]].concat()).await;
    world.store.writer.keys().destroy_holder(origin().as_str()).await;
    assert_eq!(world.store.put_back(Incarnation(Salt([8; 32])), at(9)).await.unwrap(), 2);
    let mut world = world.restart().await;
    assert_eq!(world.bytes(origin(), 1).await, None);
    assert!(found(&world, Key::Outbox { feed: outgoing(), limit: 9 }).await.is_empty());
    assert_eq!(world.fact(Key::Draft(origin(), draft_id(1))).await.map(drop), None);
    let closed = world.fact(Key::Held(origin(), record_id(1))).await;
    assert!(matches!(closed, Some(Fact::Closed(Closed::Ended { destroyed: true, .. }))), "{closed:?}");
    world.commit(vec![record(1, 5, "one"), accepted(neighbour())]).await;
    assert_eq!(world.bytes(neighbour(), 1).await.unwrap(), b"one");
}

/// The keys were backed up after the data, and went in between.
#[tokio::test]
async fn who_disclosed_what_no_key_opens_any_more_is_told_that_it_is_gone() {
    let mut world = World::new().await;
    world.commit(vec![entries(Direction::In, incoming(), &ids(1..=2), 1, 1)]).await;
    world.commit([received(1, origin(), 1, None), received(2, origin(), 2, None)].concat()).await;
    world.commit(vec![held(2, neighbour(), 1, HeldState::Accepted)]).await;
    world.store.writer.keys().destroy_holder(origin().as_str()).await;

    world.store.put_back(Incarnation(Salt([8; 32])), at(9)).await.unwrap();

    let since = Key::SaidSince { feed: incoming(), after: SaidAfter::from(at(9)), limit: 9 };
    let Some(Fact::SaidSince(said)) = world.fact(since).await else { panic!("nothing is said") };
    let said: Vec<_> = said.iter().map(|(_, said)| (said.lane, said.place, said.state)).collect();
    assert_eq!(said, [(Lane::Bulk, 1, State::Erased), (Lane::Bulk, 2, State::Relinquished)]);
}

/// A draft, a token and a record of the origin's, with the entries that tell of them.
async fn with_entries() -> World {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    let actor = Actor { member: origin(), user: "a".into(), roles: [].into(), purpose: None, case: None };
    let class = Class {
        r#type: SignalType::Phenomenon,
        purpose: Purpose::PhenomenonPicture,
        bases: [].into(),
        categories: [].into(),
    };
    let (draft_, outcomes, epoch) = (draft_id(1).0, BTreeMap::new(), preview(&[]).epoch);
    let drafted =
        Detail::Draft { actor: actor.clone(), draft: draft_, class: class.clone(), epoch, outcomes: outcomes.clone() };
    let (draft_, record) = (draft_id(2).0, record_id(1));
    let submitted = Detail::Submission {
        actor: actor.clone(),
        draft: draft_,
        record,
        class,
        epoch,
        outcomes,
        corrects: None,
        request: None,
    };
    let entries = [world.journal_of(&drafted, 1), world.journal_of(&submitted, 1), world.journal("a", 1)];
    let release = Write::DraftReleased { id: draft_id(2), member: origin(), record };
    let rights = Write::Rights { change: grant(9, "a"), at: at(1) };
    world.commit([vec![draft(1, "one"), draft(2, "two")], entries.to_vec(), vec![rights]].concat()).await;
    world.commit([released(1, 2, &[]), vec![release]].concat()).await;
    world
}

/// What an audit finds; the records of these tests are no envelopes, of which it is right to say so.
pub(super) async fn findings(world: &World) -> Vec<String> {
    let audit = world.store.reader().audit(&"node-nl".parse().unwrap(), &mut |_| ()).await.unwrap();
    let findings = audit.findings.iter().filter(|finding| finding.what.key != "audit-content-differs");
    findings.map(|finding| format!("{} {}: {}", finding.table, finding.row, finding.what.key)).collect()
}

#[tokio::test]
async fn the_journal_tells_what_went_with_keys_that_a_restore_lacks() {
    let mut world = with_entries().await;
    assert_eq!(findings(&world).await, Vec::<String>::new());
    world.store.writer.keys().destroy_holder(origin().as_str()).await;
    world.store.put_back(Incarnation(Salt([8; 32])), at(9)).await.unwrap();
    assert_eq!(findings(&world).await, Vec::<String>::new());
    let world = world.restart().await;
    assert_eq!(findings(&world).await, Vec::<String>::new());
    assert_eq!(world.store.reader().verify_journal().await.unwrap().seq.0, 4);
}

#[tokio::test]
async fn what_entries_told_before_others_lost_their_key_may_have_changed_since() {
    let mut world = with_entries().await;
    let discard = |n| sqlx::query("DELETE FROM draft WHERE id = ?").bind(draft_id(n).0);
    discard(1).execute(world.store.writer.connection()).await.unwrap();
    assert_eq!(findings(&world).await.len(), 1, "nobody says that it was discarded");
    let next_day = world.journal("b", 24 * 60 * 60 * 1_000);
    world.commit(vec![next_day]).await;
    let newest = "DELETE FROM data_key WHERE number = (SELECT max(number) FROM data_key WHERE kind = 4)";
    sqlx::query(newest).execute(world.store.writer.keys().connection()).await.unwrap();
    assert_eq!(findings(&world).await, Vec::<String>::new(), "the entry that cannot be opened may say so");
    sqlx::query("DELETE FROM held").execute(world.store.writer.connection()).await.unwrap();
    assert_eq!(findings(&world).await.len(), 1, "what is held stays in its table whatever becomes of it");
}

#[tokio::test]
async fn keys_of_what_was_destroyed_before_the_data_was_backed_up_go_when_it_is_put_back() {
    let mut world = World::new().await;
    world.commit([released(1, 0, &[]), released(2, 0, &[])].concat()).await;
    let older = world.store.writer.keys().rows().await;
    world.commit(vec![destroy(1, origin(), Ending::Recalled, 5)]).await;
    world.store.writer.keys().put_rows(&older).await;
    world.store.put_back(Incarnation(Salt([8; 32])), at(9)).await.unwrap();
    assert_eq!(world.store.writer.keys().count().await, 1);
    assert_eq!(world.bytes(origin(), 2).await.unwrap(), b"record 2");
}
