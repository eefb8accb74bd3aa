//! What members pass on for others.

use std::collections::BTreeSet;

use sluis_protocol::core::{
    Buried, Direction, Fact, FeedPlace, HeldState, Key, Ordered, PageEntry, Reached, RecordOf, ToOrder, WaitingFor,
    Write, WriteBatch,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::FIRST_EPOCH;
use sluis_protocol::records::{Exception, FeedId, Lane, State};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::Ending;

use super::board::{RECALL, board, others, recalled_signal};
use super::world::*;
use crate::store::{Delivery, Outstanding};

/// The order.
const ORDER: u8 = 100;

fn receiver() -> MemberId {
    member("de-kreis")
}

fn relay() -> MemberId {
    neighbour()
}

/// The record of this number is passed on as signal 1 of a member.
fn what(signer: &MemberId, n: u8) -> ToOrder {
    let (origin, relay, receiver) = (signer.clone(), relay(), receiver());
    ToOrder { origin, relay, receiver, signal: record_id(1), record: record_id(n), until: None }
}

fn onwards() -> FeedId {
    feed(relay(), receiver())
}

/// An order as a member keeps it.
fn order(n: u8, keeper: &MemberId, what: &ToOrder) -> WriteBatch {
    let of = RecordOf { signer: what.origin.clone(), first: record_id(n), version: 1 };
    let entry = FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place: u64::from(n) };
    let entry = (*keeper == what.relay).then_some(entry);
    let (what, keeper, order) = (what.clone(), keeper.clone(), record_id(n));
    vec![
        Write::Record { id: order, at: at(2), bytes: format!("order {n}").as_bytes().into(), of },
        held(n, keeper.clone(), 2, HeldState::Notice),
        Write::Ordered { keeper, what, order, entry, at: at(2) },
    ]
}

fn order_ends(keeper: &MemberId, what: &ToOrder) -> Write {
    let ToOrder { origin, receiver, signal, .. } = what.clone();
    Write::OrderEnded { keeper: keeper.clone(), origin, signal, receiver, at: at(6) }
}

fn receiver_said(what: &ToOrder, record: u8, state: Option<State>, millis: u64) -> Write {
    let ToOrder { origin, relay, receiver, signal, .. } = what.clone();
    let (record, rule) = (record_id(record), state.map(|_| "DE-R1".to_owned()));
    Write::RelaySaid { origin, relay, receiver, signal, record, state, rule, at: at(millis) }
}

/// A relay that was ordered to pass on a record of a member abroad, which waits.
async fn at_relay() -> World {
    let mut world = World::new().await;
    world.commit(received(1, relay(), 1, Some(50))).await;
    let waits = Write::OutboxAdd { feed: onwards(), record: record_id(1), at: at(2) };
    world.commit([order(ORDER, &relay(), &what(&abroad(), 1)), vec![waits]].concat()).await;
    world
}

/// An origin that ordered a relay to pass its signal on.
async fn at_origin() -> World {
    let mut world = World::new().await;
    world.commit(released(1, 1, &[(relay(), "permitted")])).await;
    world.commit(vec![Write::ToOrder { what: what(&origin(), 1), at: at(2) }]).await;
    world
}

async fn waiting(world: &World) -> WaitingFor {
    match world.fact(Key::Outbox { feed: onwards(), limit: 9 }).await {
        Some(Fact::Outbox(waiting)) => waiting.into_iter().next().unwrap().what,
        other => panic!("{other:?}"),
    }
}

async fn orders(world: &World, keeper: MemberId, origin: MemberId) -> Vec<Ordered> {
    match world.fact(Key::Orders { keeper, origin, signal: record_id(1) }).await {
        Some(Fact::Orders(orders)) => orders,
        other => panic!("{other:?}"),
    }
}

fn is_open(what: &WaitingFor) -> Option<bool> {
    match what {
        WaitingFor::Relayed { is_open, .. } => Some(*is_open),
        WaitingFor::Signal { .. } | WaitingFor::Notice | WaitingFor::Ownership { .. } => None,
    }
}

#[tokio::test]
async fn what_waits_at_a_relay_goes_by_its_order_while_that_stands_and_the_record_is_read() {
    let mut world = at_relay().await;
    let WaitingFor::Relayed { order, entry, is_open: open } = waiting(&world).await else { panic!() };
    assert_eq!((&*order, entry.place, entry.lane, open), (b"order 100".as_slice(), 100, Lane::Bulk, true));
    let hold = |on| Write::Hold { member: relay(), record: record_id(1), on, at: at(3) };
    world.commit(vec![hold(true)]).await;
    assert_eq!(is_open(&waiting(&world).await), Some(false));
    world.commit(vec![hold(false)]).await;
    assert_eq!(is_open(&waiting(&world).await), Some(true));

    world.commit(vec![order_ends(&relay(), &what(&abroad(), 1))]).await;

    assert_eq!(is_open(&waiting(&world).await), Some(false));
    assert!(!orders(&world, relay(), abroad()).await[0].stands);
}

#[tokio::test]
async fn what_waits_at_a_relay_goes_no_more_once_anybody_here_knows_that_it_ended() {
    let mut world = at_relay().await;
    let buried = Buried::Recalled { recall: record_id(9) };
    let bury = |signer| Write::Tombstone { signer, record: record_id(1), buried, at: at(3) };
    world.commit(vec![bury(relay())]).await;
    assert_eq!(is_open(&waiting(&world).await), Some(true), "another's tombstone says nothing of it");

    world.commit(vec![bury(abroad())]).await;

    assert_eq!(is_open(&waiting(&world).await), Some(false));
}

#[tokio::test]
async fn what_joined_and_what_ends_it_name_the_order_that_they_go_by() {
    let mut world = at_relay().await;
    let ids = [record_id(1), record_id(2)];
    let joins = |n| Write::Relayed { feed: onwards(), record: record_id(n), order: record_id(ORDER) };
    world.commit(vec![record(2, 3, "recall"), held(2, relay(), 3, HeldState::Notice), joins(1), joins(2)]).await;
    // Said again after a restore.
    world.commit(vec![joins(1), entries(Direction::Out, onwards(), &ids, 1, 4)]).await;

    let Some(Fact::Page(page)) = world.fact(Key::Page { feed: onwards(), lane: Lane::Bulk, after: 0, limit: 9 }).await
    else {
        panic!()
    };

    let order_of = |entry: &PageEntry| match entry {
        PageEntry::Record(waiting) => match &waiting.what {
            WaitingFor::Relayed { order, .. } => order.to_vec(),
            other => panic!("{other:?}"),
        },
        PageEntry::Withheld { id, .. } => panic!("{id}"),
    };
    assert_eq!(page.iter().map(order_of).collect::<Vec<_>>(), [b"order 100", b"order 100"]);
    let ordered = orders(&world, relay(), abroad()).await.remove(0);
    assert!(ordered.passed && ordered.stands && ordered.lost.is_empty());
    assert_eq!(ordered.order.map(|(id, _)| id), Some(record_id(ORDER)));
}

#[tokio::test]
async fn a_copy_that_ends_at_its_relay_is_known_where_it_waits_and_only_there() {
    let mut world = at_relay().await;
    // Somebody else here holds it too.
    world.commit(received(1, member("nl-buurman"), 1, Some(50))).await;
    let Some(Fact::Ends(due)) = world.fact(Key::Ends { limit: 9 }).await else { panic!() };
    let of = |member: &MemberId| due.ending.iter().find(|kept| kept.member == *member).unwrap();
    assert_eq!(of(&relay()).unheard, [(onwards(), Reached::Waiting)]);
    assert_eq!(of(&relay()).signal, record_id(1));
    assert_eq!(of(&member("nl-buurman")).unheard, []);

    let leaves = Write::OutboxRemove { feed: onwards(), record: record_id(1) };
    let joins = Write::Relayed { feed: onwards(), record: record_id(1), order: record_id(ORDER) };
    world.commit(vec![leaves, joins, entries(Direction::Out, onwards(), &[record_id(1)], 1, 4)]).await;

    // Also where it was ended there.
    world.commit(vec![end(1, relay(), Ending::Recalled, 5)]).await;
    let Some(Fact::Kept(kept)) = world.fact(Key::Kept(relay(), record_id(1))).await else { panic!() };
    assert!(matches!(kept.unheard[..], [(_, Reached::Joined(FeedPlace { place: 1, .. }))]), "{:?}", kept.unheard);
    world.commit(vec![destroy(1, relay(), Ending::Recalled, 60)]).await;
    let Some(Fact::Page(page)) = world.fact(Key::Page { feed: onwards(), lane: Lane::Bulk, after: 0, limit: 9 }).await
    else {
        panic!()
    };
    assert!(matches!(page[..], [PageEntry::Withheld { .. }]), "{page:?}");
}

#[tokio::test]
async fn a_record_that_entered_a_feed_is_known_also_where_only_its_receiver_kept_it() {
    let mut world = World::new().await;
    let entered = |n| Key::Entered(onwards(), record_id(n));
    assert_eq!(world.facts([entered(1), entered(2), entered(3)]).await.len(), 0);
    let lost = Write::Lost {
        feed: onwards(),
        lane: Lane::Bulk,
        place: 1,
        record: record_id(2),
        signal: record_id(2),
        at: at(3),
    };
    let joins = Write::Relayed { feed: onwards(), record: record_id(3), order: record_id(ORDER) };
    world.commit(received(1, relay(), 1, None)).await;
    world.commit([order(ORDER, &relay(), &what(&abroad(), 1)), vec![lost, joins]].concat()).await;

    assert_eq!(world.facts([entered(1), entered(2), entered(3), entered(4)]).await.len(), 3);

    assert_eq!(orders(&world, relay(), abroad()).await[0].lost, BTreeSet::from([record_id(2)]));
}

#[tokio::test]
async fn an_order_is_asked_for_until_it_is_signed_or_another_takes_its_place() {
    let mut world = at_origin().await;
    let to_order = async |world: &World| match world.fact(Key::ToOrder { limit: 9 }).await {
        Some(Fact::ToOrder(waiting)) => waiting,
        other => panic!("{other:?}"),
    };
    assert_eq!(to_order(&world).await, [what(&origin(), 1)]);
    assert_eq!(orders(&world, origin(), origin()).await[0].order, None);

    world.commit(version(2, 1, 2, 3, &[(relay(), "permitted")])).await;
    world.commit(vec![Write::ToOrder { what: what(&origin(), 2), at: at(3) }]).await;

    assert_eq!(to_order(&world).await, [what(&origin(), 2)]);
    world.commit(order(ORDER, &origin(), &what(&origin(), 2))).await;
    assert_eq!(to_order(&world).await, []);
    let orders = orders(&world, origin(), origin()).await;
    let stand: Vec<_> = orders.iter().map(|ordered| (ordered.what.record, ordered.stands)).collect();
    assert_eq!(stand, [(record_id(1), false), (record_id(2), true)]);
}

#[tokio::test]
async fn an_order_stands_at_its_origin_until_relay_or_receiver_decline_it() {
    for by_relay in [true, false] {
        let mut world = at_origin().await;
        world.commit(order(ORDER, &origin(), &what(&origin(), 1))).await;
        let to_relay = feed(origin(), relay());
        let ids = [record_id(1), record_id(ORDER)];
        world.commit(vec![entries(Direction::Out, to_relay.clone(), &ids, 1, 3)]).await;
        assert!(orders(&world, origin(), origin()).await[0].stands);
        let relayed = async |world: &World, after: Option<(MemberId, RecordId, MemberId)>| match world
            .fact(Key::Relayed { after, limit: 9 })
            .await
        {
            Some(Fact::Relayed(orders)) => orders.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(relayed(&world, None).await, 1);
        assert_eq!(relayed(&world, Some((origin(), record_id(1), receiver()))).await, 0);

        let rule = Some("EU-F9".to_owned());
        let exception = Exception { lane: Lane::Bulk, place: 2, state: State::Declined, rule };
        world
            .commit(vec![match by_relay {
                true => Write::Exception { direction: Direction::Out, feed: to_relay, exception, at: at(4) },
                false => receiver_said(&what(&origin(), 1), 1, Some(State::Declined), 4),
            }])
            .await;

        assert!(!orders(&world, origin(), origin()).await[0].stands);
        assert_eq!(relayed(&world, None).await, 0);
        let became = match by_relay {
            true => Delivery::Withheld { outcome: "declined:EU-F9".into() },
            false => Delivery::Declined { rule: Some("DE-R1".into()) },
        };
        assert_eq!(through_relay(&world).await, became);
    }
}

#[tokio::test]
async fn who_has_what_was_recalled_from_a_relay_is_overdue_until_it_says_that_it_is_gone() {
    let mut world = at_origin().await;
    let what = what(&origin(), 1);
    world.commit(order(ORDER, &origin(), &what)).await;
    world.commit(vec![receiver_said(&what, 1, None, 4)]).await;
    let (keeper, origin_, signal, receiver_) = (origin(), origin(), what.signal, receiver());
    world.commit(vec![Write::OrderEnded { keeper, origin: origin_, signal, receiver: receiver_, at: at(5) }]).await;
    let overdue = async |world: &World, before| world.store.reader().overdue_erasures(at(before)).await.unwrap();

    assert_eq!(overdue(&world, 5).await, []);
    let expected = Outstanding { feed: feed(origin(), receiver()), entries: 1, since: at(5) };
    assert_eq!(overdue(&world, 6).await, [expected]);
    world.commit(vec![receiver_said(&what, 1, Some(State::Erased), 7)]).await;
    assert_eq!(overdue(&world, 6).await, []);
}

/// What became of the signal at its receiver.
async fn through_relay(world: &World) -> Delivery {
    let all = world.store.reader().delivery(&origin(), record_id(1)).await.unwrap().unwrap();
    match &all[&receiver()] {
        Delivery::Relayed { through, became } if *through == relay() => (**became).clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_record_that_left_an_outbox_for_a_relay_is_shown_as_far_as_it_came_there() {
    let mut world = World::new().await;
    let direct = feed(origin(), receiver());
    let waits = |feed: FeedId| Write::OutboxAdd { feed, record: record_id(1), at: at(1) };
    let all = [(relay(), "permitted"), (receiver(), "permitted")];
    let written = [released(1, 1, &all), vec![waits(direct.clone()), waits(feed(origin(), relay()))]].concat();
    world.commit(written).await;
    let leaves = Write::OutboxRemove { feed: direct, record: record_id(1) };
    world.commit(vec![leaves, Write::ToOrder { what: what(&origin(), 1), at: at(2) }]).await;

    assert_eq!(through_relay(&world).await, Delivery::Waiting { since: at(2) });
    let Some(Fact::Spread(versions)) = world.fact(Key::Spread(origin(), record_id(1))).await else { panic!() };
    assert_eq!(versions[0].receivers.keys().collect::<Vec<_>>(), [&relay()]);
    world.commit(order(ORDER, &origin(), &what(&origin(), 1))).await;
    let to_relay = feed(origin(), relay());
    world.commit(vec![entries(Direction::Out, to_relay, &[record_id(ORDER)], 1, 3)]).await;
    assert_eq!(through_relay(&world).await, Delivery::Sent { since: at(2) });
    let what = what(&origin(), 1);
    world.commit(vec![receiver_said(&what, 1, None, 5)]).await;
    assert_eq!(through_relay(&world).await, Delivery::Accepted { at: at(5) });
    world.commit(vec![order_ends(&origin(), &what)]).await;
    assert_eq!(through_relay(&world).await, Delivery::Ending { ending: Ending::Retracted, since: at(6) });
    world.commit(vec![receiver_said(&what, 1, Some(State::Erased), 7)]).await;
    assert_eq!(through_relay(&world).await, Delivery::Ended { state: State::Erased });
}

#[tokio::test]
async fn who_has_it_from_a_relay_is_on_the_board_and_answers_by_way_of_that() {
    let mut world = recalled_signal().await;
    let [relay, two, _] = others();
    let [first, second, third] = ["de-een", "de-twee", "de-drie"].map(member);
    let what = |receiver: &MemberId| {
        let (relay, receiver, record) = (relay.clone(), receiver.clone(), record_id(2));
        ToOrder { origin: origin(), relay, receiver, signal: record_id(1), record, until: None }
    };
    let orders = [order(101, &origin(), &what(&first)), order(102, &origin(), &what(&second))].concat();
    world.commit(orders).await;
    world.commit(vec![Write::ToOrder { what: what(&third), at: at(3) }]).await;
    let to_relay = feed(origin(), relay.clone());
    let ids = [record_id(1), record_id(2), record_id(101), record_id(102)];
    world.commit(vec![entries(Direction::Out, to_relay.clone(), &ids, 3, 3)]).await;
    let shown = board(&world).await;
    assert!(shown.not_sent.contains(&third) && !shown.members.contains_key(&third));
    assert_eq!(shown.members[&two].through, None);
    assert_eq!(shown.members[&first].through, Some(relay.clone()));
    assert_eq!((shown.members[&first].told, shown.members[&first].said), (at(5), None));

    let declined = Exception { lane: Lane::Bulk, place: 4, state: State::Declined, rule: Some("not-held".into()) };
    let recall_came = receiver_said(&what(&first), RECALL, None, 7);
    let declined = Write::Exception { direction: Direction::Out, feed: to_relay, exception: declined, at: at(8) };
    world.commit(vec![recall_came, declined]).await;

    let shown = board(&world).await;
    assert_eq!((shown.members[&first].closed, shown.members[&first].said), (Some(at(7)), None));
    assert_eq!(shown.members[&second].said, Some((State::Absent, at(8))), "it was not passed on");
    world.commit(vec![receiver_said(&what(&first), 2, Some(State::Erased), 9)]).await;
    assert_eq!(board(&world).await.members[&first].said, Some((State::Erased, at(9))));
}
