//! When what is held is to be destroyed, and what waits for the operator.

use sluis_protocol::core::{DueEnds, Fact, Key, Reached, Write};
use sluis_schemas::vocabulary::Ending;

use super::world::*;
use crate::store::WaitingErasure;

async fn due(world: &World, limit: u32) -> DueEnds {
    match world.fact(Key::Ends { limit }).await {
        Some(Fact::Ends(due)) => due,
        other => panic!("{other:?}"),
    }
}

fn numbers(due: &DueEnds) -> Vec<u8> {
    due.ending.iter().map(|kept| kept.record.0.0[0]).collect()
}

#[tokio::test]
async fn what_ends_soonest_comes_first_and_the_next_is_named() {
    let mut world = World::new().await;
    let held = [(1, Some(30)), (2, Some(10)), (3, None), (4, Some(20))];
    let received = |(n, ends): (u8, Option<u64>)| received(n, origin(), u64::from(n), ends);
    world.commit(held.into_iter().flat_map(received).collect()).await;
    world.store.install_genesis(&directory()).await.unwrap();

    let found = due(&world, 2).await;
    assert_eq!((numbers(&found), found.next), (vec![2, 4], Some(at(30))));
    assert!(found.by_signer.is_empty(), "nothing was ended by its signer");
    let found = due(&world, 3).await;
    assert_eq!((numbers(&found), found.next), (vec![2, 4, 1], None));
    assert_eq!(world.store.snapshot().await.unwrap().ends, Some(at(10)));
    let hold = Write::Hold { member: origin(), record: record_id(2), on: true, at: at(1) };
    world.commit(vec![hold, destroy(4, origin(), Ending::Expired, 2)]).await;
    assert_eq!(numbers(&due(&world, 9).await), [1]);
    assert_eq!(world.store.snapshot().await.unwrap().ends, Some(at(30)));
}

#[tokio::test]
async fn what_waits_for_the_operator_is_not_due_until_it_is_let() {
    let mut world = World::new().await;
    let member = origin();
    world.commit((1..=3).flat_map(|n| received(n, member.clone(), u64::from(n), None)).collect()).await;
    world.commit([released(4, 0, &[]), received(1, neighbour(), 1, None)].concat()).await;
    let ended = (1..=2).map(|n| end(n, member.clone(), Ending::Recalled, 5 + u64::from(n)));
    world.commit(ended.chain([end(4, member.clone(), Ending::Superseded, 9)]).collect()).await;
    let found = due(&world, 9).await;
    assert_eq!((numbers(&found), found.held), (vec![1, 2, 4], 5));
    assert_eq!(found.by_signer.into_iter().collect::<Vec<_>>(), [(abroad(), 2), (member.clone(), 1)]);

    let waits = |n| Write::AwaitOperator { member: member.clone(), record: record_id(n) };
    world.commit(vec![waits(1), waits(2)]).await;
    let found = due(&world, 9).await;
    assert_eq!((numbers(&found), found.by_signer.get(&abroad())), (vec![4], Some(&2)));
    let waiting =
        |signer, count, since, is_mass| WaitingErasure { member: member.clone(), signer, count, since, is_mass };
    let mass = waiting(abroad(), 2, at(6), true);
    assert_eq!(world.store.reader().waiting_erasures(None).await.unwrap(), std::slice::from_ref(&mass));
    let by_clock = [mass, waiting(member.clone(), 1, at(9), false)];
    assert_eq!(world.store.reader().waiting_erasures(Some(at(GRACE + 9))).await.unwrap(), by_clock);
    let Some(Fact::Kept(kept)) = world.fact(Key::Kept(member.clone(), record_id(1))).await else { panic!() };
    assert_eq!((kept.ends, kept.let_by_operator, kept.other_holders), (None, false, 1));

    world.commit(vec![Write::OperatorLet { at: at(20) }]).await;
    let mut world = world.restart().await;
    let found = due(&world, 2).await;
    assert_eq!((numbers(&found), found.next), (vec![1, 2], Some(at(GRACE + 9))));
    assert!(found.ending.iter().all(|kept| kept.let_by_operator && kept.ends == Some(at(20))));
    assert_eq!(due(&world, 9).await.by_signer.get(&abroad()), None, "what was let counts no more");
    assert_eq!(world.store.reader().waiting_erasures(None).await.unwrap(), []);
    world.commit(vec![Write::OperatorLet { at: at(30) }]).await;
    assert_eq!(due(&world, 1).await.ending[0].ends, Some(at(20)), "it lets what waits, and nothing else");
    world.commit(vec![Write::OperatorLet { at: at(GRACE + 9) }]).await;
    let found = due(&world, 9).await.ending;
    let due_by_clock = found.iter().find(|kept| kept.record == record_id(4)).unwrap();
    assert!(due_by_clock.let_by_operator && due_by_clock.ends == Some(at(GRACE + 9)), "what is due by a doubted clock");
}

#[tokio::test]
async fn an_own_record_that_ends_names_the_outboxes_it_waits_in() {
    let mut world = World::new().await;
    let mut writes = released(1, 0, &[]);
    let Write::Held { ends, .. } = &mut writes[2] else { panic!("not held") };
    *ends = Some(at(2));
    world.commit([writes, vec![waits(1, 1)]].concat()).await;
    assert_eq!(due(&world, 9).await.ending[0].unheard, [(outgoing(), Reached::Waiting)]);
}

#[tokio::test]
async fn recalls_of_what_nobody_here_held_are_counted_by_signer() {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    world.commit([received(1, origin(), 1, None), version(3, 2, 2, 0, &[])].concat()).await;
    let superseded = sluis_protocol::core::Buried::Superseded;
    let superseded = Write::Tombstone { signer: abroad(), record: record_id(8), buried: superseded, at: at(1) };
    world.commit(vec![recalled(1, abroad(), 1), recalled(2, origin(), 1), superseded]).await;
    assert!(
        world.store.snapshot().await.unwrap().unknown_recalled.is_empty(),
        "the one is held, of the other a version"
    );
    world.commit(vec![recalled(6, abroad(), 1), recalled(7, abroad(), 1), recalled(1, neighbour(), 1)]).await;
    let unknown = world.store.snapshot().await.unwrap().unknown_recalled;
    assert_eq!(unknown.into_iter().collect::<Vec<_>>(), [(abroad(), 2), (neighbour(), 1)]);
}
