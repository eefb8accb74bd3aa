//! Disputes, as the store keeps them and lists them.

use sluis_protocol::core::{DisputeEnd, Disputed, Fact, Key, Write};
use sluis_protocol::records::{About, Found, Matter, Remedy};
use sluis_schemas::MemberId;
use sluis_schemas::Words;
use sluis_schemas::vocabulary::{DisputeGround, DisputeLevel, DisputeMatter};

use super::world::*;
use crate::store::WhichDisputes;

fn disputed(end: Option<DisputeEnd>) -> Disputed {
    let words = Words::new("the conditions do not fit").unwrap();
    Disputed {
        about: Some(About { of: origin(), signal: record_id(1) }),
        opener: abroad(),
        against: origin(),
        case: Matter { matter: DisputeMatter::Condition, ground: DisputeGround::Proportion, words },
        level: DisputeLevel::Officer,
        due: "2026-11-30".parse().unwrap(),
        mediator: None,
        answer: None,
        end,
        at: at(1),
        changed: at(9),
    }
}

fn kept(member: MemberId, id: u8, end: Option<DisputeEnd>) -> Write {
    Write::Dispute { member, id: record_id(id), as_kept: disputed(end) }
}

fn found() -> DisputeEnd {
    let outcome = Remedy::Agreement { basis: "be.law-2024-01-15".parse().unwrap() };
    DisputeEnd::Found(Found { outcome, words: Words::new("they are to agree").unwrap() })
}

async fn listed(world: &World, member: MemberId, which: WhichDisputes) -> Vec<u8> {
    let (listed, _) = world.store.reader().list_disputes(&member, which, None, 9).await.unwrap();
    listed.iter().map(|(id, _)| id.0.0[0]).collect()
}

#[tokio::test]
async fn a_dispute_is_kept_replaced_listed_while_it_goes_on_and_a_precedent_once_it_is_found() {
    let mut world = World::new().await;
    world.commit(vec![kept(origin(), 7, None), kept(origin(), 8, None)]).await;
    let mut world = world.restart().await;

    assert_eq!(listed(&world, origin(), WhichDisputes::Open).await, [8, 7]);
    let overdue = |day: &str| WhichDisputes::Overdue(day.parse().unwrap());
    assert!(listed(&world, origin(), overdue("2026-11-30")).await.is_empty());
    assert_eq!(listed(&world, origin(), overdue("2026-12-01")).await, [8, 7]);
    assert!(listed(&world, neighbour(), WhichDisputes::All).await.is_empty());
    assert!(world.store.reader().found_disputes(9).await.unwrap().is_empty());

    world.commit(vec![kept(origin(), 7, Some(found())), kept(neighbour(), 7, Some(found()))]).await;

    assert_eq!(listed(&world, origin(), WhichDisputes::Open).await, [8]);
    assert_eq!(listed(&world, origin(), WhichDisputes::All).await, [8, 7]);
    assert_eq!(world.store.reader().found_disputes(9).await.unwrap(), [disputed(Some(found()))]);
    let Some(Fact::Dispute(one)) = world.fact(Key::Dispute(origin(), record_id(7))).await else { panic!("none") };
    assert_eq!(one, disputed(Some(found())));
    let of = world.fact(Key::Disputes(origin(), record_id(1))).await;
    assert!(matches!(of, Some(Fact::Disputes(all)) if all.len() == 2));
    assert!(world.fact(Key::Dispute(abroad(), record_id(7))).await.is_none());
}

#[tokio::test]
async fn a_list_of_disputes_goes_on_where_a_page_ended() {
    let mut world = World::new().await;
    world.commit((1..=5).map(|id| kept(origin(), id, None)).collect()).await;
    let reader = world.store.reader();
    let (first, next) = reader.list_disputes(&origin(), WhichDisputes::All, None, 3).await.unwrap();
    let (rest, none) = reader.list_disputes(&origin(), WhichDisputes::All, next, 3).await.unwrap();
    let ids: Vec<u8> = first.iter().chain(&rest).map(|(id, _)| id.0.0[0]).collect();
    assert_eq!((ids, none), (vec![5, 4, 3, 2, 1], None));
}
