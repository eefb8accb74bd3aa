//! Requests, replies that are awaited, and what a request is meant for once it was passed on.

use std::sync::Arc;

use sluis_protocol::core::{
    Direction, Fact, HeldState, Key, Private, Progress, Request, Side, WaitingFor, Write, WriteBatch,
};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::{Answer, Purpose, Rating, RefusalGround};

use super::world::*;
use crate::store::{Conditions, WhichRequests};

fn asked(n: u8, member: MemberId, other: MemberId, side: Side, millis: u64) -> Write {
    let as_kept = Request::new(side, Purpose::LicenceDecision, Some("2026-12-01".parse().unwrap()), at(millis));
    Write::Request { member, request: record_id(n), other, as_kept }
}

fn progress_of(member: MemberId, n: u8, progress: Progress, millis: u64) -> Write {
    let Write::Request { request, other, as_kept, .. } = asked(n, origin(), abroad(), Side::Asked, 5) else { panic!() };
    Write::Progress { member, request, other, as_kept: as_kept.come_to(progress, at(millis)) }
}

fn progress(n: u8, progress: Progress, millis: u64) -> Write {
    progress_of(origin(), n, progress, millis)
}

/// A reply that waits, to a request of the same number plus 100.
fn reply(n: u8, millis: u64) -> WriteBatch {
    let private = Private { answers: Some(record_id(n + 100)), ..Private::clone(&private(&[(abroad(), "permitted")])) };
    let mut writes = vec![
        record(n, millis, &format!("record {n}")),
        Write::Private { record: record_id(n), member: origin(), private: Arc::new(private) },
        held(n, origin(), millis, HeldState::Own),
        waits(n, millis),
    ];
    writes.push(Write::ReplyAwaited {
        feed: outgoing(),
        record: record_id(n),
        request: record_id(n + 100),
        answer: Answer::Full,
    });
    writes
}

#[tokio::test]
async fn a_request_is_kept_for_its_member_alone_and_comes_further() {
    let mut world = World::new().await;
    let refused = Progress::Refused { ground: RefusalGround::Secrecy, basis: Some("de.vwvfg".parse().unwrap()) };
    world.commit(vec![asked(1, origin(), abroad(), Side::Asked, 5), progress(1, Progress::Accepted, 6)]).await;
    world.commit(vec![progress(1, refused.clone(), 9)]).await;

    let Some(Fact::Request(kept)) = world.fact(Key::Request(origin(), record_id(1))).await else { panic!("none") };
    let request = &kept[&abroad()];
    assert_eq!((&request.progress, request.at, request.changed), (&refused, at(5), at(9)));
    assert!(world.fact(Key::Request(neighbour(), record_id(1))).await.is_none());
    let progress = progress_of(neighbour(), 1, Progress::Closed, 10);
    assert!(world.refused(vec![progress]).await.to_string().contains("request"));
}

#[tokio::test]
async fn a_reply_waits_with_the_request_it_answers_until_it_is_settled() {
    let mut world = World::new().await;
    world.commit(vec![asked(101, origin(), abroad(), Side::Asked, 1)]).await;
    world.commit(reply(1, 2)).await;

    let Some(Fact::Outbox(waiting)) = world.fact(Key::Outbox { feed: outgoing(), limit: 9 }).await else { panic!() };
    let WaitingFor::Signal { request, .. } = &waiting[0].what else { panic!("a notice") };
    assert_eq!(request[&abroad()].side, Side::Asked);
    let awaited = |fact| if let Some(Fact::Replies(awaited)) = fact { awaited } else { panic!("none") };
    let before = awaited(world.fact(Key::Replies(outgoing())).await);
    assert_eq!((before[0].record, before[0].place), (record_id(1), None));

    world.commit(vec![gone(1), entries(Direction::Out, outgoing(), &[record_id(1)], 1, 3)]).await;
    let placed = awaited(world.fact(Key::Replies(outgoing())).await);
    assert_eq!((placed[0].place, placed[0].kept.len()), (Some((sluis_protocol::records::Lane::Bulk, 1)), 1));
    world.commit(vec![Write::ReplySettled { feed: outgoing(), record: record_id(1) }]).await;
    assert!(awaited(world.fact(Key::Replies(outgoing())).await).is_empty());
}

#[tokio::test]
async fn a_notice_waits_without_an_audience_and_stands_in_no_list() {
    let mut world = World::new().await;
    world.commit(vec![record(1, 1, "a notice"), held(1, origin(), 1, HeldState::Notice), waits(1, 1)]).await;

    let Some(Fact::Outbox(waiting)) = world.fact(Key::Outbox { feed: outgoing(), limit: 9 }).await else { panic!() };
    assert!(matches!(waiting[0].what, WaitingFor::Notice));
    let listed = world.store.reader().search(&origin(), &Conditions::default(), None, 9).await.unwrap();
    assert!(listed.0.is_empty());
}

#[tokio::test]
async fn a_request_that_was_passed_on_is_meant_for_one_more() {
    let mut world = World::new().await;
    world.commit(released(1, 1, &[(abroad(), "permitted")])).await;
    let mut widened = Private::clone(&private(&[(abroad(), "permitted"), (neighbour(), "permitted")]));
    widened.added.insert(neighbour());
    let write = |member| Write::Widened { record: record_id(1), member, private: Arc::new(widened.clone()) };
    world.commit(vec![write(origin())]).await;

    let Some(Fact::Own { private, .. }) = world.fact(Key::Own(origin(), record_id(1))).await else { panic!("none") };
    assert!(private.meant_for().audience.members.contains(&neighbour()));
    assert!(world.fact(Key::Own(abroad(), record_id(1))).await.is_none());
    assert!(world.refused(vec![write(neighbour())]).await.to_string().contains("record"));
}

#[tokio::test]
async fn requests_are_listed_newest_first_page_by_page() {
    let mut world = World::new().await;
    for n in 1..=5 {
        let side = if n % 2 == 0 { Side::Asked } else { Side::Asking };
        world.commit(vec![asked(n, origin(), abroad(), side, n.into())]).await;
    }
    world.commit(vec![progress(1, Progress::Closed, 9), asked(9, neighbour(), abroad(), Side::Asked, 9)]).await;
    let reader = world.store.reader();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = reader.list_requests(&origin(), WhichRequests::default(), after, 2).await.unwrap();
        seen.extend(page.0.iter().map(|listed| listed.id));
        after = page.1;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1].map(record_id));
    let open = WhichRequests { side: Some(Side::Asking), open: Some(true), overdue: None };
    let open = reader.list_requests(&origin(), open, None, 9).await.unwrap().0;
    assert_eq!(open.iter().map(|listed| listed.id).collect::<Vec<_>>(), [5, 3].map(record_id));
}

#[tokio::test]
async fn what_is_said_of_an_answer_is_kept_with_the_moments_that_figures_need() {
    let mut world = World::new().await;
    world.commit(vec![asked(1, origin(), abroad(), Side::Asking, 5), progress(1, Progress::PartlyAnswered, 6)]).await;
    let rated = |member, rating| Write::Rated { member, request: record_id(1), other: abroad(), rating };
    world.commit(vec![rated(origin(), Rating::Helped)]).await;
    world.commit(vec![rated(origin(), Rating::NoHelp)]).await;
    world.commit(vec![progress(1, Progress::Closed, 9)]).await;

    let kept = world.store.reader().requests(&origin(), record_id(1)).await.unwrap();
    assert_eq!((kept[&abroad()].rating, kept[&abroad()].changed), (Some(Rating::NoHelp), at(9)));
    world.commit(vec![asked(2, origin(), abroad(), Side::Asked, 5), progress(2, Progress::Accepted, 7)]).await;
    let kept = world.store.reader().requests(&origin(), record_id(2)).await.unwrap();
    assert_eq!((kept[&abroad()].accepted, kept[&abroad()].replied), (Some(at(7)), None));
    assert!(world.refused(vec![rated(neighbour(), Rating::Helped)]).await.to_string().contains("request"));
}

#[tokio::test]
async fn what_waits_after_its_term_is_listed_by_the_day() {
    let mut world = World::new().await;
    let undated = Request { due: None, ..Request::new(Side::Asked, Purpose::LicenceDecision, None, at(5)) };
    let undated = Write::Request { member: origin(), request: record_id(2), other: abroad(), as_kept: undated };
    let ended = vec![asked(3, origin(), abroad(), Side::Asked, 5), progress(3, Progress::Closed, 6)];
    world.commit(vec![asked(1, origin(), abroad(), Side::Asking, 5), undated]).await;
    world.commit(ended).await;
    let overdue = async |day: &str| {
        let which = WhichRequests { overdue: Some(day.parse().unwrap()), ..WhichRequests::default() };
        let (listed, _) = world.store.reader().list_requests(&origin(), which, None, 9).await.unwrap();
        listed.into_iter().map(|listed| listed.id).collect::<Vec<_>>()
    };
    assert_eq!(overdue("2026-12-01").await, []);
    assert_eq!(overdue("2026-12-02").await, [record_id(1)]);
    assert_eq!(overdue("2026-12-23").await, [record_id(1)]);
    assert_eq!(overdue("2026-12-24").await, [record_id(2), record_id(1)], "35 days after it came");
}
