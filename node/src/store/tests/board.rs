//! How a recall fares at everybody who had the signal, and what is to be told of exports.

use std::collections::BTreeSet;

use sluis_protocol::core::{Direction, FeedPlace, HeldState, RecordOf, Write, WriteBatch};
use sluis_protocol::crypto::{Digest, Salt};
use sluis_protocol::envelope::{self, MAX_RECORD, RecordId};
use sluis_protocol::feeds::{FIRST_EPOCH, FeedState};
use sluis_protocol::journal::{Actor, Detail, ReadForm};
use sluis_protocol::records::{Exception, Lane, Recall, Record, State};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::{Ending, RecallGround};

use super::world::*;
use crate::crypto::{Ed25519Signer, RingCrypto};
use crate::store::{Board, Delivery, Outstanding};

pub(super) const RECALL: u8 = 200;

/// The recall of signal 1, kept as evidence.
fn evidence() -> WriteBatch {
    let signer = Ed25519Signer::from_seed(&[1; 32]).unwrap();
    let (salt, register, origin) = (Salt([2; 32]), Digest([3; 32]), origin());
    let recall = Recall { salt, at: at(0), register, origin, signal: record_id(1), ground: RecallGround::Unlawful };
    let payload = sluis_protocol::cbor::encode(&recall).unwrap();
    let scope = directory().scope();
    let bytes = envelope::seal(&RingCrypto, &signer, scope, Recall::CONTENT_TYPE, payload, MAX_RECORD).unwrap();
    let of = RecordOf { signer: super::world::origin(), first: record_id(RECALL), version: 1 };
    let record = Write::Record { id: record_id(RECALL), at: at(5), bytes: bytes.into(), of };
    vec![record, held(RECALL, super::world::origin(), 5, HeldState::Notice)]
}

fn told(to: &MemberId, version: u8, place: u64) -> Write {
    let had = FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place };
    let (feed, signal, version) = (feed(origin(), to.clone()), record_id(1), record_id(version));
    Write::Told { feed, signal, version, had, urgent: 1, at: at(5) }
}

fn withhold(to: &MemberId, version: u8, outcome: &str) -> Write {
    let (feed, outcome) = (feed(origin(), to.clone()), outcome.to_owned());
    Write::Withheld { feed, record: record_id(version), outcome, at: at(5) }
}

fn said(from: &MemberId, place: u64, state: State, millis: u64) -> Write {
    let exception = Exception { lane: Lane::Bulk, place, state, rule: None };
    let feed = feed(origin(), from.clone());
    Write::Exception { direction: Direction::Out, feed, exception, at: at(millis) }
}

/// A receipt that covers the urgent lane up to a place.
fn receipt(from: &MemberId, bulk: &[RecordId], urgent: u64, millis: u64) -> Write {
    let feed = feed(origin(), from.clone());
    let mut state = state_after(&feed, bulk, bulk.len());
    state.acknowledged.urgent.place = urgent;
    Write::Acknowledged { feed, at: at(millis), state, receipt: format!("receipt at {millis}").as_bytes().into() }
}

pub(super) fn others() -> [MemberId; 3] {
    ["be-een", "be-twee", "be-drie"].map(member)
}

/// Two versions of signal 1: the first one member had, the second two; it never went to a third. Then it was recalled.
pub(super) async fn recalled_signal() -> World {
    let mut world = World::new().await;
    let [one, two, three] = others();
    let permitted = |members: &[&MemberId]| -> Vec<(MemberId, &'static str)> {
        members.iter().map(|m| ((*m).clone(), "permitted")).collect()
    };
    world.commit(version(1, 1, 1, 0, &permitted(&[&one]))).await;
    world.commit(version(2, 1, 2, 1, &permitted(&[&one, &two, &three]))).await;
    let (first, both) = ([record_id(2)], [record_id(1), record_id(2)]);
    world.commit(vec![entries(Direction::Out, feed(origin(), one.clone()), &both, 1, 2)]).await;
    world.commit(vec![entries(Direction::Out, feed(origin(), two.clone()), &first, 1, 2)]).await;
    world.commit(vec![withhold(&one, 1, "superseded"), receipt(&one, &both, 0, 3), receipt(&two, &first, 0, 3)]).await;
    let tell = vec![
        recalled(1, origin(), 5),
        told(&one, 1, 1),
        told(&one, 2, 2),
        told(&two, 2, 1),
        withhold(&one, 2, "recalled"),
        withhold(&two, 2, "recalled"),
        withhold(&three, 2, "recalled"),
    ];
    world.commit([evidence(), tell].concat()).await;
    world
}

pub(super) async fn board(world: &World) -> Board {
    world.store.reader().board(&origin(), record_id(1)).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_board_follows_a_recall_to_what_each_member_said_of_every_version() {
    let mut world = recalled_signal().await;
    let [one, two, three] = others();
    let shown = board(&world).await;
    assert_eq!((shown.recall, shown.ground, shown.at), (record_id(RECALL), RecallGround::Unlawful, at(5)));
    assert_eq!(shown.not_sent, BTreeSet::from([three]));
    assert_eq!(shown.members.len(), 2);
    assert!(shown.members.values().all(|told| told.told == at(5) && told.closed.is_none() && told.said.is_none()));

    let both = [record_id(1), record_id(2)];
    world.commit(vec![receipt(&one, &both, 1, 7), said(&one, 1, State::Erased, 6)]).await;
    let shown = board(&world).await;
    assert_eq!((shown.members[&one].closed, shown.members[&one].said), (Some(at(7)), None), "of one version only");
    world.commit(vec![said(&one, 2, State::Relinquished, 8), receipt(&one, &both, 1, 8)]).await;
    world.commit(vec![said(&two, 1, State::Restricted, 9)]).await;
    for destroyed in [false, true] {
        let shown = board(&world).await;
        assert_eq!(shown.members[&one].said, Some((State::Relinquished, at(8))));
        assert_eq!(shown.members[&two].said, Some((State::Restricted, at(9))));
        assert_eq!(shown.not_sent.len(), 1);
        if !destroyed {
            let destroy = [1, 2].map(|n| destroy(n, origin(), Ending::Recalled, 10));
            world.commit(destroy.to_vec()).await;
        }
    }
    let reader = world.store.reader();
    assert_eq!(reader.board(&origin(), record_id(2)).await.unwrap(), None);
    assert_eq!(reader.board(&neighbour(), record_id(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_hold_is_told_before_an_erasure_and_its_end_is_waited_for() {
    let mut world = recalled_signal().await;
    let [one, ..] = others();
    world.commit(vec![said(&one, 1, State::Erased, 9), said(&one, 2, State::Restricted, 8)]).await;
    assert_eq!(board(&world).await.members[&one].said, Some((State::Restricted, at(8))));
    world.commit(vec![said(&one, 2, State::Lifted, 10)]).await;
    assert_eq!(board(&world).await.members[&one].said, None);
}

/// Of an entry the last word of a commit counts, and each entry has its own.
#[tokio::test]
async fn what_is_said_of_many_entries_in_one_commit_is_said_of_each() {
    let mut world = recalled_signal().await;
    let [one, two, _] = others();
    let open = async |world: &mut World| -> Vec<(i64, i64)> {
        let select = "SELECT feed, place FROM told WHERE open = 1 ORDER BY feed, place";
        sqlx::query_as(select).fetch_all(world.store.writer.connection()).await.unwrap()
    };
    assert_eq!(open(&mut world).await, [(1, 1), (1, 2), (2, 1)]);
    let words = [said(&one, 1, State::Restricted, 6), said(&two, 1, State::Erased, 6), said(&one, 1, State::Lifted, 7)];
    world
        .commit([words.to_vec(), vec![said(&one, 2, State::Deferred, 7), said(&one, 9, State::Erased, 7)]].concat())
        .await;
    assert_eq!(open(&mut world).await, [(1, 1), (1, 2)]);
    world.commit(vec![said(&one, 2, State::Deferred, 8), said(&one, 1, State::Erased, 8)]).await;
    assert_eq!(open(&mut world).await, [(1, 2)]);
}

/// After a restore receivers attest how far they hold a feed: what ended and lies beyond joins no later epoch, and its
/// place goes to another record.
#[tokio::test]
async fn a_version_that_ended_before_it_arrived_is_not_waited_for_in_a_new_epoch() {
    let mut world = recalled_signal().await;
    let [one, two, _] = others();
    let (first, both) = ([record_id(2)], [record_id(1), record_id(2)]);
    let epoch = |to: &MemberId, held: &[RecordId], count: usize| {
        let feed = feed(origin(), to.clone());
        let anchor = state_after(&feed, &held[..count], 0).lanes;
        Write::Epoch { state: FeedState::anchored(&RingCrypto, &feed, 2, anchor), feed }
    };
    world.commit(vec![epoch(&one, &both, 1), epoch(&two, &first, 0)]).await;

    world.commit(vec![said(&one, 1, State::Erased, 7), said(&two, 1, State::Erased, 8)]).await;

    let shown = board(&world).await;
    assert_eq!(shown.members[&one].said, Some((State::Erased, at(7))));
    assert!(!shown.members.contains_key(&two) && shown.not_sent.contains(&two), "{shown:?}");
    assert!(world.store.reader().overdue_erasures(at(9)).await.unwrap().is_empty());
}

/// It may hold again what it said that it had erased.
#[tokio::test]
async fn what_a_restored_holder_said_before_is_waited_for_again_and_said_anew() {
    let mut world = recalled_signal().await;
    let [one, ..] = others();
    let both = [record_id(1), record_id(2)];
    world.commit(vec![receipt(&one, &both, 1, 6)]).await;
    world.commit(vec![said(&one, 1, State::Erased, 7), said(&one, 2, State::Erased, 7)]).await;
    let overdue = async |world: &World| {
        let overdue = world.store.reader().overdue_erasures(at(9)).await.unwrap();
        overdue.iter().any(|late| late.feed.receiver == one)
    };
    assert!(!overdue(&world).await);

    let feed = feed(origin(), one.clone());
    let unsaid = Write::Unsaid { state: state_after(&feed, &both, 2), feed, since: at(0) };
    // What came in the same commit on the link before counts no more either.
    world.commit(vec![said(&one, 2, State::Erased, 8), unsaid, said(&one, 1, State::Restricted, 8)]).await;

    let shown = &board(&world).await.members[&one];
    assert_eq!((shown.closed, &shown.said), (Some(at(6)), &None), "of version 2 it said nothing yet");
    assert!(overdue(&world).await);
    world.commit(vec![said(&one, 2, State::Erased, 8)]).await;
    assert_eq!(board(&world).await.members[&one].said, Some((State::Restricted, at(8))));
}

/// A copy that was put back by hand recalled at a place that the lost store had given away.
#[tokio::test]
async fn a_recall_that_stands_at_a_later_place_is_closed_once_that_place_is_acknowledged() {
    let mut world = recalled_signal().await;
    let [one, ..] = others();
    world
        .commit(vec![Write::Parted {
            feed: feed(origin(), one.clone()),
            lane: Lane::Urgent,
            after: 0,
            places: vec![(1, Some(3)), (2, Some(4))],
        }])
        .await;

    let both = [record_id(1), record_id(2)];
    world.commit(vec![receipt(&one, &both, 2, 7)]).await;
    assert_eq!(board(&world).await.members[&one].closed, None);
    world.commit(vec![receipt(&one, &both, 3, 8)]).await;
    assert_eq!(board(&world).await.members[&one].closed, Some(at(8)));
}

#[tokio::test]
async fn a_version_that_stands_nowhere_any_more_was_never_there() {
    let mut world = recalled_signal().await;
    let [one, ..] = others();
    let feed = feed(origin(), one.clone());
    world.commit(vec![Write::Parted { feed, lane: Lane::Bulk, after: 1, places: vec![(2, None)] }]).await;

    world.commit(vec![said(&one, 1, State::Erased, 9)]).await;

    assert_eq!(board(&world).await.members[&one].said, Some((State::Erased, at(9))), "version 2 is not asked for");
}

#[tokio::test]
async fn a_signal_that_was_recalled_twice_is_closed_with_the_first_recall() {
    let mut world = recalled_signal().await;
    let [one, ..] = others();
    let parted =
        Write::Parted { feed: feed(origin(), one.clone()), lane: Lane::Urgent, after: 0, places: vec![(1, Some(2))] };
    world.commit(vec![parted, told(&one, 1, 1), told(&one, 2, 2)]).await;

    world.commit(vec![receipt(&one, &[record_id(1), record_id(2)], 1, 7)]).await;

    assert_eq!(board(&world).await.members[&one].closed, Some(at(7)));
}

#[tokio::test]
async fn a_version_that_the_rules_kept_back_was_never_there() {
    let mut world = recalled_signal().await;
    let [one, ..] = others();
    let keep_back = "UPDATE withheld SET outcome = 'forbidden:EU-F2' WHERE outcome = 'superseded'";
    sqlx::query(keep_back).execute(world.store.writer.connection()).await.unwrap();
    world.commit(vec![said(&one, 2, State::Erased, 9)]).await;
    assert_eq!(board(&world).await.members[&one].said, Some((State::Erased, at(9))));
}

#[tokio::test]
async fn who_has_not_said_since_long_is_overdue() {
    let mut world = recalled_signal().await;
    let [one, two, _] = others();
    let overdue = async |world: &World, before| world.store.reader().overdue_erasures(at(before)).await.unwrap();
    let expected = |to: &MemberId| Outstanding { feed: feed(origin(), to.clone()), entries: 1, since: at(5) };
    assert_eq!(overdue(&world, 5).await, []);
    assert_eq!(overdue(&world, 6).await, [expected(&one), expected(&two)]);
    world.commit(vec![said(&two, 1, State::Erased, 8), said(&one, 1, State::Erased, 8)]).await;
    assert_eq!(overdue(&world, 6).await, [expected(&one)]);
    world.commit(vec![said(&one, 2, State::Restricted, 9)]).await;
    assert_eq!(overdue(&world, 6).await, []);
}

#[tokio::test]
async fn what_is_said_in_a_later_epoch_ends_what_is_overdue_and_a_hold_that_is_lifted_begins_it_again() {
    let mut world = recalled_signal().await;
    let [one, two, _] = others();
    world.commit(vec![said(&two, 1, State::Erased, 8), said(&one, 1, State::Erased, 8)]).await;
    let overdue = async |world: &World| world.store.reader().overdue_erasures(at(6)).await.unwrap().len();
    assert_eq!(overdue(&world).await, 1);
    let to_one = feed(origin(), one.clone());
    let state =
        FeedState::anchored(&RingCrypto, &to_one, 2, state_after(&to_one, &[record_id(1), record_id(2)], 0).lanes);
    world.commit(vec![Write::Epoch { feed: to_one, state }]).await;
    for (state, expected) in [(State::Restricted, 0), (State::Lifted, 1), (State::Erased, 0)] {
        world.commit(vec![said(&one, 2, state, 9)]).await;
        assert_eq!(overdue(&world).await, expected, "{state:?}");
    }
}

#[tokio::test]
async fn who_declined_before_the_recall_was_told_is_not_overdue() {
    let mut world = recalled_signal().await;
    let [one, ..] = others();
    world.commit(vec![said(&one, 9, State::Declined, 3)]).await;
    let before = world.store.reader().overdue_erasures(at(6)).await.unwrap();
    let had = FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place: 9 };
    let (feed, signal, version) = (feed(origin(), one), record_id(77), record_id(1));
    world.commit(vec![Write::Told { feed, signal, version, had, urgent: 1, at: at(5) }]).await;
    assert_eq!(world.store.reader().overdue_erasures(at(6)).await.unwrap(), before);
}

#[tokio::test]
async fn delivery_tells_what_was_recalled_from_what_was_kept_back_and_from_what_is_gone() {
    let mut world = recalled_signal().await;
    let [one, two, three] = others();
    let delivery = async |world: &World, to: &MemberId| {
        let mut all = world.store.reader().delivery(&origin(), record_id(2)).await.unwrap().unwrap();
        all.remove(to).unwrap()
    };
    let recalled = Delivery::Ending { ending: Ending::Recalled, since: at(5) };
    assert_eq!([delivery(&world, &one).await, delivery(&world, &two).await], [recalled.clone(), recalled.clone()]);
    assert_eq!(delivery(&world, &three).await, Delivery::Withheld { outcome: "recalled".into() });
    world.commit(vec![said(&one, 2, State::Erased, 8), said(&two, 1, State::Restricted, 8)]).await;
    assert_eq!(delivery(&world, &one).await, Delivery::Ended { state: State::Erased });
    assert_eq!(delivery(&world, &two).await, Delivery::Ended { state: State::Restricted });
    world.commit(vec![said(&two, 1, State::Lifted, 9), destroy(2, origin(), Ending::Recalled, 9)]).await;
    assert_eq!(delivery(&world, &two).await, recalled);
}

/// A new epoch goes on from before it, and what is destroyed does not wait again.
#[tokio::test]
async fn what_expired_and_is_in_no_feed_any_more_is_told_as_expired() {
    let mut world = World::new().await;
    let ids = [record_id(1)];
    world.commit(released(1, 1, &[(abroad(), "permitted")])).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids, 1, 2), acknowledged(outgoing(), &ids, 1, 3)]).await;
    world.commit(vec![destroy(1, origin(), Ending::Expired, 4)]).await;
    let anchor = state_after(&outgoing(), &[], 0).lanes;
    let state = FeedState::anchored(&RingCrypto, &outgoing(), 2, anchor);
    world.commit(vec![Write::Epoch { feed: outgoing(), state }]).await;

    let all = world.store.reader().delivery(&origin(), record_id(1)).await.unwrap().unwrap();

    assert_eq!(all[&abroad()], Delivery::Withheld { outcome: "expired".into() });
}

#[tokio::test]
async fn where_a_hold_was_lifted_the_record_is_held_as_before() {
    let mut world = World::new().await;
    let ids = [record_id(1)];
    world.commit(released(1, 1, &[(abroad(), "permitted")])).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids, 1, 2), acknowledged(outgoing(), &ids, 1, 3)]).await;
    let delivery = async |world: &World| {
        world.store.reader().delivery(&origin(), record_id(1)).await.unwrap().unwrap().remove(&abroad()).unwrap()
    };
    for (state, expected) in [
        (State::Restricted, Delivery::Ended { state: State::Restricted }),
        (State::Lifted, Delivery::Accepted { at: at(3) }),
    ] {
        world.commit(vec![said(&abroad(), 1, state, 5), acknowledged(outgoing(), &ids, 1, 5)]).await;
        assert_eq!(delivery(&world).await, expected);
    }
    let receipts = "SELECT count(*) FROM receipt";
    let receipts: i64 = sqlx::query_scalar(receipts).fetch_one(world.store.writer.connection()).await.unwrap();
    assert_eq!(receipts, 3, "each receipt that said something is kept");
    let first = world.store.reader().receipts(&origin(), record_id(1)).await.unwrap().unwrap();
    assert_eq!(first[&abroad()].run.ids, ids);
}

#[tokio::test]
async fn versions_are_found_by_any_of_them_and_the_newest_says_whether_the_signal_is_closed() {
    let mut world = World::new().await;
    world.commit([version(1, 1, 1, 0, &[]), version(2, 1, 2, 5, &[])].concat()).await;
    world.commit(vec![end(1, origin(), Ending::Superseded, 5)]).await;
    let reader = world.store.reader().clone();
    for n in [1, 2] {
        let versions = reader.versions(&origin(), record_id(n)).await.unwrap();
        assert_eq!(
            versions.iter().map(|v| (v.id, v.version, v.at)).collect::<Vec<_>>(),
            [(record_id(1), 1, at(0)), (record_id(2), 2, at(5)),]
        );
        assert_eq!(reader.closed_signal(&origin(), record_id(n)).await.unwrap(), None);
    }
    assert_eq!(reader.versions(&neighbour(), record_id(1)).await.unwrap(), []);
    assert!(reader.closed(&origin(), record_id(1)).await.unwrap().is_some());
    world.commit(vec![end(2, origin(), Ending::Recalled, 9)]).await;
    assert!(reader.closed_signal(&origin(), record_id(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn exports_are_counted_by_member_with_who_made_them() {
    let mut world = recalled_signal().await;
    let read = |member: MemberId, user: &str, form, outcome: &str| Detail::Read {
        actor: Actor { member, user: user.into(), roles: BTreeSet::new(), purpose: None, case: None },
        form,
        records: vec![record_id(1), record_id(2)],
        outcome: outcome.into(),
    };
    let all = [
        read(origin(), "a.user", ReadForm::Export, "permitted"),
        read(origin(), "b.user", ReadForm::Export, "permitted"),
        read(origin(), "b.user", ReadForm::Export, "permitted"),
        read(origin(), "c.user", ReadForm::Export, "refused:access-role"),
        read(origin(), "c.user", ReadForm::Content, "permitted"),
        read(neighbour(), "d.user", ReadForm::Export, "permitted"),
    ];
    for detail in &all {
        let journal = world.journal_of(detail, 6);
        world.commit(vec![journal]).await;
    }
    let world = world.restart().await;
    let exports = async |member: MemberId, n| world.store.reader().exports(&member, record_id(n)).await.unwrap();
    let own = exports(origin(), 1).await;
    assert_eq!((own.count, own.users), (3, BTreeSet::from(["a.user".to_owned(), "b.user".to_owned()])));
    assert_eq!(exports(neighbour(), 2).await.count, 1);
    assert_eq!(exports(abroad(), 1).await.count, 0);
    assert_eq!(board(&world).await.exports, 6, "three of each version");
}
