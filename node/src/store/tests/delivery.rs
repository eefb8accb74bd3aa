//! What became of an own record.

use sluis_protocol::core::{Direction, HeldState, Write};
use sluis_protocol::feeds::{FIRST_EPOCH, append_all, start};
use sluis_protocol::records::{Exception, Lane, State};

use super::world::*;
use crate::crypto::RingCrypto;
use crate::store::Delivery;

async fn at_receiver(world: &World, n: u8) -> Delivery {
    let mut all = world.store.reader().delivery(&origin(), record_id(n)).await.unwrap().unwrap();
    assert_eq!(all.len(), 1, "only members that the table permits are listed");
    all.remove(&abroad()).unwrap()
}

fn said(place: u64, state: State, rule: Option<&str>) -> Write {
    let exception = Exception { lane: Lane::Bulk, place, state, rule: rule.map(str::to_owned) };
    Write::Exception { direction: Direction::Out, feed: outgoing(), exception, at: at(9) }
}

#[tokio::test]
async fn a_record_goes_from_waiting_to_sent_to_accepted() {
    let mut world = World::new().await;
    let table = [(abroad(), "permitted"), (member("de-kreis"), "no-ground")];
    world.commit([released(1, 1, &table), vec![waits(1, 2)]].concat()).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Waiting { since: at(2) });
    let ids = [record_id(1), record_id(2)];
    world.commit(vec![gone(1), entries(Direction::Out, outgoing(), &ids[..1], 1, 5)]).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Sent { since: at(5) });
    world.commit([released(2, 6, &table), vec![entries(Direction::Out, outgoing(), &ids, 2, 6)]].concat()).await;
    world.commit(vec![acknowledged(outgoing(), &ids, 1, 7)]).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Accepted { at: at(7) });
    assert_eq!(at_receiver(&world, 2).await, Delivery::Sent { since: at(6) });
    world.commit(vec![acknowledged(outgoing(), &ids, 2, 8)]).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Accepted { at: at(7) });
    assert_eq!(at_receiver(&world, 2).await, Delivery::Accepted { at: at(8) });
}

#[tokio::test]
async fn what_the_receiver_said_otherwise_is_shown() {
    let mut world = World::new().await;
    let ids: Vec<_> = (1..=3).map(record_id).collect();
    let mut batch: Vec<Write> = (1..=3).flat_map(|n| released(n, 0, &[(abroad(), "permitted")])).collect();
    batch.push(entries(Direction::Out, outgoing(), &ids, 1, 0));
    world.commit(batch).await;
    let said =
        vec![said(1, State::Declined, Some("BE-R1")), said(2, State::Deferred, None), said(3, State::Erased, None)];
    world.commit([said, vec![acknowledged(outgoing(), &ids, 3, 9)]].concat()).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Declined { rule: Some("BE-R1".into()) });
    assert_eq!(at_receiver(&world, 2).await, Delivery::Deferred);
    assert_eq!(at_receiver(&world, 3).await, Delivery::Ended { state: State::Erased });
}

#[tokio::test]
async fn what_was_withheld_says_why() {
    let mut world = World::new().await;
    world.commit([released(1, 1, &[(abroad(), "permitted")]), vec![waits(1, 2)]].concat()).await;
    world.commit(vec![gone(1), withheld(1, "forbidden:EU-F15", 3)]).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Withheld { outcome: "forbidden:EU-F15".into() });
}

#[tokio::test]
async fn what_was_withheld_after_it_joined_its_feed_stays_so_under_a_receipt() {
    let mut world = World::new().await;
    let ids = [record_id(1), record_id(2)];
    let table = [(abroad(), "permitted")];
    world.commit([released(1, 1, &table), released(2, 1, &table)].concat()).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids, 1, 2)]).await;
    world.commit(vec![withheld(1, "forbidden:EU-F2", 3)]).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Withheld { outcome: "forbidden:EU-F2".into() });
    world.commit(vec![acknowledged(outgoing(), &ids, 2, 4)]).await;
    assert_eq!(at_receiver(&world, 1).await, Delivery::Withheld { outcome: "forbidden:EU-F2".into() });
    assert_eq!(at_receiver(&world, 2).await, Delivery::Accepted { at: at(4) });
}

#[tokio::test]
async fn only_the_origin_learns_of_delivery() {
    let mut world = World::new().await;
    world.commit([released(1, 1, &[]), vec![held(1, neighbour(), 1, HeldState::Accepted)]].concat()).await;
    assert_eq!(world.store.reader().delivery(&neighbour(), record_id(1)).await.unwrap(), None);
    assert_eq!(world.store.reader().delivery(&origin(), record_id(9)).await.unwrap(), None);
}

#[tokio::test]
async fn a_receipt_covers_a_record_with_the_entries_up_to_the_head_that_it_repeats() {
    let mut world = World::new().await;
    let ids: Vec<_> = (1..=4).map(record_id).collect();
    let table = [(abroad(), "permitted")];
    let receipts = async |world: &World, n| world.store.reader().receipts(&origin(), record_id(n)).await.unwrap();
    world.commit((1..=4).flat_map(|n| released(n, 0, &table)).collect()).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids[..2], 1, 1)]).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids, 3, 2)]).await;
    assert_eq!(receipts(&world, 2).await.unwrap().len(), 0, "nothing was acknowledged yet");
    world.commit(vec![acknowledged(outgoing(), &ids, 1, 3)]).await;
    world.commit(vec![acknowledged(outgoing(), &ids, 3, 4)]).await;

    let acknowledged = receipts(&world, 2).await.unwrap().remove(&abroad()).unwrap();

    let head = |count| append_all(&RingCrypto, start(&RingCrypto, &outgoing(), FIRST_EPOCH, Lane::Bulk), &ids[..count]);
    assert_eq!((acknowledged.run.first, &acknowledged.run.ids[..]), (2, &ids[1..3]));
    assert_eq!(acknowledged.run.before, head(1).hash);
    assert_eq!(acknowledged.run.head_at(&RingCrypto, 3), Some(head(3)));
    assert_eq!(receipts(&world, 4).await.unwrap().len(), 0, "no receipt reaches it");
    assert_eq!(receipts(&world, 9).await, None);
}
