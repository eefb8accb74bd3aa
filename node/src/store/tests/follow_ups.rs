//! Who follows signals up, as the store keeps it and lists it.

use sluis_protocol::core::{Fact, FollowUp, HeldState, Key, Offer, Stage, ToTell, WaitingFor, Write};
use sluis_protocol::records::{Announced, FeedId};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::Ending;

use super::world::*;
use crate::store::WhichFollowUps;

fn offer(n: u8, to: MemberId) -> Offer {
    let (accept_by, close_by) = ("2026-11-30".parse().unwrap(), "2026-12-21".parse().unwrap());
    Offer { id: record_id(n), to, accept_by, close_by, at: at(2) }
}

fn kept(signal: u8, member: MemberId, stage: Stage) -> Write {
    let as_kept = FollowUp { stage, changed: at(9), ..FollowUp::new(origin(), at(1)) };
    Write::FollowUp { member, signal: record_id(signal), as_kept }
}

async fn listed(world: &World, member: MemberId, which: WhichFollowUps) -> Vec<u8> {
    let (listed, _) = world.store.reader().list_follow_ups(&member, which, None, 9).await.unwrap();
    listed.iter().map(|listed| listed.signal.0.0[0]).collect()
}

#[tokio::test]
async fn a_follow_up_is_kept_replaced_and_listed_while_its_signal_may_be_read() {
    let mut world = World::new().await;
    world.commit(released(1, 1, &[(abroad(), "permitted")])).await;
    world.commit(released(2, 2, &[(abroad(), "permitted")])).await;
    let unowned = async |world: &World| listed(world, origin(), WhichFollowUps::Unowned).await;
    assert_eq!(unowned(&world).await, [2, 1]);

    world.commit(vec![kept(1, origin(), Stage::Offered { offer: offer(7, abroad()) })]).await;
    assert_eq!(unowned(&world).await, [2, 1]);
    let owned = Stage::Owned { offer: offer(7, origin()), accepted: at(4) };
    world.commit(vec![kept(1, origin(), owned.clone())]).await;
    let mut world = world.restart().await;

    let Some(Fact::FollowUp(found)) = world.fact(Key::FollowUp(origin(), record_id(1))).await else { panic!("none") };
    assert_eq!((found.stage, found.changed), (owned, at(9)));
    assert_eq!(unowned(&world).await, [2]);
    let overdue = |day: &str| WhichFollowUps::Overdue(day.parse().unwrap());
    assert!(listed(&world, origin(), overdue("2026-12-21")).await.is_empty());
    assert_eq!(listed(&world, origin(), overdue("2026-12-22")).await, [1]);
    assert_eq!(listed(&world, origin(), WhichFollowUps::Mine).await, [1]);
    assert_eq!(listed(&world, origin(), WhichFollowUps::All).await, [1]);
    assert!(listed(&world, neighbour(), WhichFollowUps::Mine).await.is_empty());

    world.commit(vec![end(1, origin(), Ending::Recalled, 5)]).await;
    for which in [WhichFollowUps::Mine, WhichFollowUps::All, overdue("2026-12-22")] {
        assert!(listed(&world, origin(), which).await.is_empty(), "{which:?}");
    }
}

#[tokio::test]
async fn a_corrected_signal_is_listed_once_by_its_first_version() {
    let mut world = World::new().await;
    world.commit(released(1, 1, &[(abroad(), "permitted")])).await;
    world.commit(version(2, 1, 2, 2, &[(abroad(), "permitted")])).await;
    world.commit(vec![end(1, origin(), Ending::Superseded, 2)]).await;
    world.commit(vec![kept(1, origin(), Stage::Owned { offer: offer(7, origin()), accepted: at(4) })]).await;

    assert_eq!(listed(&world, origin(), WhichFollowUps::Mine).await, [1]);
    for id in [1, 2] {
        let found = world.store.reader().followed(&origin(), record_id(id)).await.unwrap().unwrap();
        assert_eq!((found.signal, found.record), (record_id(1), record_id(2)));
        assert!(found.kept.is_some());
    }
    assert!(world.store.reader().followed(&neighbour(), record_id(1)).await.unwrap().is_none());
}

#[tokio::test]
async fn who_is_to_be_told_waits_until_that_is_signed() {
    let mut world = World::new().await;
    let feed: FeedId = outgoing();
    let to_tell = |state| ToTell { feed: outgoing(), signal: record_id(1), state };
    for state in [Announced::Owned, Announced::Closed] {
        world.commit(vec![Write::ToTell { what: to_tell(state), at: at(1) }]).await;
    }
    let waiting = async |world: &World| match world.fact(Key::ToTell { limit: 9 }).await {
        Some(Fact::ToTell(waiting)) => waiting,
        other => panic!("{other:?}"),
    };
    assert_eq!(waiting(&world).await, [to_tell(Announced::Closed)]);
    let due = world.fact(Key::TellDue(feed.clone(), record_id(1))).await;
    assert!(matches!(due, Some(Fact::TellDue(Announced::Closed))));
    world.commit(vec![Write::TellDone { feed: feed.clone(), signal: record_id(1) }]).await;
    assert!(waiting(&world).await.is_empty());
    assert!(world.fact(Key::TellDue(feed, record_id(1))).await.is_none());
}

#[tokio::test]
async fn other_evidence_waits_as_a_notice() {
    let mut world = World::new().await;
    world.commit(vec![record(1, 1, "a notice"), held(1, origin(), 1, HeldState::Notice), waits(1, 1)]).await;
    let Some(Fact::Outbox(waiting)) = world.fact(Key::Outbox { feed: outgoing(), limit: 9 }).await else { panic!() };
    assert!(matches!(waiting[0].what, WaitingFor::Notice));
}
