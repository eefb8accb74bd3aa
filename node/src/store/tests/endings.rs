//! What is closed, buried, held back and taken back: each write and the fact it becomes.

use sluis_protocol::core::{
    Buried, Closed, Direction, Fact, FeedPlace, HeldState, Holding, Key, PageEntry, Reached, SaidAfter, ToRetract,
    Write,
};
use sluis_protocol::crypto::Digest;
use sluis_protocol::feeds::FIRST_EPOCH;
use sluis_protocol::records::{Exception, Lane, State};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::{Ending, RetractionGround};

use super::world::*;
use crate::store::{Conditions, Cursor, Direction as Listed};

async fn closed(world: &World, member: MemberId, n: u8) -> Option<Closed> {
    match world.fact(Key::Held(member, record_id(n))).await {
        Some(Fact::Closed(why)) => Some(why),
        Some(Fact::Held { .. }) => None,
        other => panic!("{other:?}"),
    }
}

fn ended(ending: Ending, millis: u64) -> Closed {
    Closed::Ended { ending, at: at(millis), destroyed: false }
}

#[tokio::test]
async fn what_ended_is_not_read_and_is_in_no_list() {
    let mut world = World::new().await;
    world.commit([received(1, origin(), 1, None), received(2, origin(), 2, None), released(3, 0, &[])].concat()).await;
    world.commit(vec![end(1, origin(), Ending::Recalled, 5), end(3, origin(), Ending::Superseded, 5)]).await;

    assert_eq!(closed(&world, origin(), 1).await, Some(ended(Ending::Recalled, 5)));
    assert_eq!(closed(&world, origin(), 2).await, None);
    assert!(world.fact(Key::Own(origin(), record_id(3))).await.is_none());
    let reader = world.store.reader();
    for direction in [None, Some(Listed::Received)] {
        let conditions = Conditions { direction, ..Conditions::default() };
        let (listed, _) = reader.search(&origin(), &conditions, None, 9).await.unwrap();
        assert_eq!(listed.iter().map(|l| l.record).collect::<Vec<_>>(), [record_id(2)]);
    }
    let (arrived, _) = reader.arrived(&origin(), Cursor::OLDEST, 9).await.unwrap();
    assert_eq!(arrived.iter().map(|l| l.record).collect::<Vec<_>>(), [record_id(2)]);
}

#[tokio::test]
async fn a_recall_counts_for_more_than_what_came_before_and_puts_nothing_off() {
    let mut world = World::new().await;
    world.commit([received(1, origin(), 1, Some(GRACE + 3)), received(2, origin(), 2, None)].concat()).await;
    world.commit(vec![end(1, origin(), Ending::Retracted, 5), end(2, origin(), Ending::Recalled, 5)]).await;
    world.commit(vec![end(1, origin(), Ending::Recalled, 9), end(2, origin(), Ending::Superseded, 9)]).await;

    assert_eq!(closed(&world, origin(), 1).await, Some(ended(Ending::Recalled, 9)));
    assert_eq!(closed(&world, origin(), 2).await, Some(ended(Ending::Recalled, 5)));
    let Some(Fact::Ends(due)) = world.fact(Key::Ends { limit: 9 }).await else { panic!() };
    assert_eq!(due.ending.iter().map(|kept| kept.ends).collect::<Vec<_>>(), [Some(at(GRACE + 3)), Some(at(GRACE + 5))]);
}

#[tokio::test]
async fn what_is_under_legal_hold_is_not_read_until_the_hold_is_lifted() {
    let mut world = World::new().await;
    let hold = |on, millis| Write::Hold { member: origin(), record: record_id(1), on, at: at(millis) };
    world.commit([received(1, origin(), 1, Some(50)), received(1, neighbour(), 1, None)].concat()).await;
    world.commit(vec![hold(true, 7)]).await;

    assert_eq!(closed(&world, origin(), 1).await, Some(Closed::Restricted { since: at(7) }));
    assert_eq!(closed(&world, neighbour(), 1).await, None);
    let Some(Fact::Kept(kept)) = world.fact(Key::Kept(origin(), record_id(1))).await else { panic!() };
    assert!(kept.hold);
    assert!(world.store.reader().search(&origin(), &Conditions::default(), None, 9).await.unwrap().0.is_empty());
    world.commit(vec![hold(false, 8)]).await;
    assert_eq!(closed(&world, origin(), 1).await, None);
}

#[tokio::test]
async fn what_is_held_anew_is_open_whatever_ended_it_before() {
    let mut world = World::new().await;
    world.commit([received(1, origin(), 1, None), received(2, origin(), 2, None)].concat()).await;
    world.commit(vec![end(1, origin(), Ending::Retracted, 5)]).await;
    let again = |n, place| received(n, origin(), place, None);
    let both = [vec![end(2, origin(), Ending::Retracted, 6)], again(1, 3), again(2, 4)].concat();
    world.commit(both).await;

    for (n, place) in [(1, 3), (2, 4)] {
        assert_eq!(world.bytes(origin(), n).await.unwrap(), format!("record {n}").as_bytes());
        let Some(Fact::Kept(kept)) = world.fact(Key::Kept(origin(), record_id(n))).await else { panic!() };
        let entry = Some(FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place });
        assert_eq!((kept.ending, kept.ends, kept.entry), (None, None, entry));
    }
    world.commit([again(1, 5), vec![end(1, origin(), Ending::Recalled, 9)]].concat()).await;
    assert_eq!(closed(&world, origin(), 1).await, Some(ended(Ending::Recalled, 9)));
}

/// What takes many rows a statement must not mix them up.
#[tokio::test]
async fn what_befalls_one_record_twice_in_a_commit_befalls_it_in_order() {
    let mut world = World::new().await;
    world.commit((1..=70).flat_map(|n| received(n, origin(), u64::from(n), None)).collect()).await;
    world.commit(vec![held(1, neighbour(), 0, HeldState::Accepted)]).await;
    let hold = |n, on, millis| Write::Hold { member: origin(), record: record_id(n), on, at: at(millis) };
    let waits = |n| Write::AwaitOperator { member: origin(), record: record_id(n) };
    let many = (5..=70).map(|n| end(n, origin(), Ending::Retracted, u64::from(n)));
    let mixed = [
        end(1, origin(), Ending::Superseded, 5),
        end(2, origin(), Ending::Recalled, 6),
        end(1, origin(), Ending::Recalled, 9),
        end(2, origin(), Ending::Superseded, 4),
        end(3, origin(), Ending::Retracted, 7),
        waits(3),
        hold(4, true, 7),
        hold(4, false, 8),
        hold(4, true, 9),
        Write::OperatorLet { at: at(20) },
        end(5, origin(), Ending::Recalled, 21),
        waits(5),
    ];
    world.commit(many.chain(mixed).collect()).await;

    assert_eq!(closed(&world, origin(), 1).await, Some(ended(Ending::Recalled, 9)));
    assert_eq!(closed(&world, neighbour(), 1).await, None, "another member's");
    assert_eq!(closed(&world, origin(), 2).await, Some(ended(Ending::Recalled, 6)));
    assert_eq!(closed(&world, origin(), 4).await, Some(Closed::Restricted { since: at(9) }));
    for n in 6..=70 {
        assert_eq!(closed(&world, origin(), n).await, Some(ended(Ending::Retracted, u64::from(n))));
    }
    let kept = async |n| match world.fact(Key::Kept(origin(), record_id(n))).await {
        Some(Fact::Kept(kept)) => (kept.ends, kept.let_by_operator),
        other => panic!("{other:?}"),
    };
    assert_eq!(kept(1).await, (Some(at(GRACE + 5)), false), "nothing puts it off");
    assert_eq!(kept(2).await, (Some(at(GRACE + 4)), false));
    assert_eq!(kept(3).await, (Some(at(20)), true), "it waited when it was let");
    assert_eq!(kept(5).await, (None, false), "it waits since then");
}

#[tokio::test]
async fn a_tombstone_binds_its_signer_and_a_recall_is_never_taken_back() {
    let mut world = World::new().await;
    let superseded =
        |n| Write::Tombstone { signer: abroad(), record: record_id(n), buried: Buried::Superseded, at: at(1) };
    world.commit((1..=70).map(superseded).collect()).await;
    world.commit(vec![recalled(1, abroad(), 2), recalled(71, abroad(), 2)]).await;
    world.commit(vec![superseded(1)]).await;

    let keys = (1..=72).flat_map(|n| [abroad(), origin()].map(|signer| Key::Tombstone(signer, record_id(n))));
    let found = world.facts(keys).await;
    assert_eq!(found.len(), 71, "none binds another signer");
    let buried = |n| match found.get(&Key::Tombstone(abroad(), record_id(n))) {
        Some(Fact::Tombstone(buried)) => *buried,
        other => panic!("{other:?}"),
    };
    assert_eq!([buried(1), buried(71)], [Buried::Recalled { recall: record_id(200) }; 2]);
    assert!((2..=70).all(|n| buried(n) == Buried::Superseded));
}

#[tokio::test]
async fn a_submission_that_was_recalled_is_known_again_also_where_its_version_was_destroyed_before() {
    let mut world = World::new().await;
    for n in 1..=3 {
        let release = Write::DraftReleased { id: draft_id(n), member: origin(), record: record_id(n) };
        world.commit(vec![draft(n, "text")]).await;
        world.commit([version(n, 1, u32::from(n), 0, &[]), vec![release]].concat()).await;
    }
    world.commit(vec![destroy(1, origin(), Ending::Superseded, 5)]).await;
    let refuse = |n| Write::RefuseAgain { member: origin(), record: record_id(n), signal: record_id(1) };
    world.commit(vec![refuse(1), refuse(2), destroy(2, origin(), Ending::Recalled, 6)]).await;

    let found = world.facts((1..=3).map(|n| Key::Resubmitted(Digest([n; 32])))).await;
    let known =
        |n| matches!(found.get(&Key::Resubmitted(Digest([n; 32]))), Some(Fact::Resubmitted(s)) if *s == record_id(1));
    assert_eq!([known(1), known(2), known(3)], [true, true, false]);
}

#[tokio::test]
async fn of_two_signals_that_were_one_submission_the_first_recalled_is_named() {
    let mut world = World::new().await;
    for n in 1..=2 {
        let release = Write::DraftReleased { id: draft_id(n), member: origin(), record: record_id(n) };
        let draft = Write::Draft {
            id: draft_id(n),
            member: origin(),
            at: at(0),
            body: body("text"),
            fingerprint: Digest([7; 32]),
        };
        world.commit([vec![draft], released(n, 0, &[]), vec![release]].concat()).await;
    }
    // The first is known by what is left of it, the second by its draft.
    world.commit(vec![destroy(1, origin(), Ending::Superseded, 5)]).await;
    let refuse = |n| Write::RefuseAgain { member: origin(), record: record_id(n), signal: record_id(n) };
    world.commit(vec![refuse(1), refuse(2)]).await;
    let found = world.fact(Key::Resubmitted(Digest([7; 32]))).await;
    assert!(matches!(found, Some(Fact::Resubmitted(signal)) if signal == record_id(1)), "{found:?}");
}

#[tokio::test]
async fn holdings_are_of_every_version_and_of_that_signer_alone() {
    let mut world = World::new().await;
    world.commit([version(1, 1, 1, 0, &[]), version(2, 1, 2, 0, &[]), received(3, origin(), 1, None)].concat()).await;
    world.commit(vec![held(2, neighbour(), 1, HeldState::Accepted), held(1, neighbour(), 1, HeldState::Notice)]).await;
    world.commit(vec![end(1, origin(), Ending::Superseded, 2)]).await;
    let holdings =
        async |world: &World, signer: MemberId, n| match world.fact(Key::Holdings(signer, record_id(n))).await {
            Some(Fact::Holdings(found)) => {
                let mut found: Vec<_> =
                    found.into_iter().map(|Holding { member, version, .. }| (version, member)).collect();
                found.sort();
                found
            }
            _ => Vec::new(),
        };
    assert_eq!(holdings(&world, origin(), 1).await, [(2, origin()), (2, neighbour())], "the first version ended");
    assert_eq!(holdings(&world, origin(), 2).await, [], "named by its first version only");
    assert_eq!(holdings(&world, origin(), 3).await, []);
    assert_eq!(holdings(&world, abroad(), 3).await, [(1, origin())]);
}

#[tokio::test]
async fn what_was_said_is_told_again_from_where_a_peer_heard_it() {
    let mut world = World::new().await;
    let said = |place, lane, millis| Write::Exception {
        direction: Direction::In,
        feed: incoming(),
        exception: Exception { lane, place, state: State::Erased, rule: None },
        at: at(millis),
    };
    let ids: Vec<_> = (1..=5).map(record_id).collect();
    let (bulk, urgent) = (Lane::Bulk, Lane::Urgent);
    world.commit(vec![entries(Direction::In, incoming(), &ids, 1, 0)]).await;
    world
        .commit(vec![said(5, bulk, 1), said(2, bulk, 2), said(1, bulk, 2), said(9, urgent, 2), said(3, bulk, 3)])
        .await;
    let since = async |after, limit| match world.fact(Key::SaidSince { feed: incoming(), after, limit }).await {
        Some(Fact::SaidSince(said)) => said.iter().map(|(_, e)| (e.lane, e.place)).collect::<Vec<_>>(),
        _ => panic!("nothing"),
    };
    assert_eq!(since(SaidAfter::from(at(2)), 9).await, [(urgent, 9), (bulk, 1), (bulk, 2), (bulk, 3)]);
    assert_eq!(since(SaidAfter { at: at(2), lane: bulk, place: 1 }, 1).await, [(bulk, 2)]);
    assert_eq!(since(SaidAfter::from(at(4)), 9).await, []);
    assert_eq!(since(SaidAfter { place: u64::MAX, ..SaidAfter::from(at(2)) }, 9).await, []);
}

#[tokio::test]
async fn a_retraction_is_due_until_it_is_signed() {
    let mut world = World::new().await;
    let what = ToRetract { feed: outgoing(), signal: record_id(1), ground: RetractionGround::Narrowed };
    let write = Write::ToRetract { what: what.clone(), at: at(1) };
    let key = Key::RetractionDue(outgoing(), record_id(1));
    let waiting = async |world: &World| match world.fact(Key::ToRetract { limit: 9 }).await {
        Some(Fact::ToRetract(waiting)) => waiting,
        _ => panic!("nothing"),
    };
    world.commit(vec![write.clone()]).await;
    world.commit(vec![write]).await;
    let mut world = world.restart().await;
    assert_eq!(waiting(&world).await, [what]);
    assert!(world.fact(key.clone()).await.is_some());
    assert!(world.fact(Key::RetractionDue(outgoing(), record_id(2))).await.is_none());
    world.commit(vec![Write::Retracted { feed: outgoing(), signal: record_id(1) }]).await;
    assert_eq!(waiting(&world).await, []);
    assert!(world.fact(key).await.is_none());
}

#[tokio::test]
async fn a_spread_tells_how_far_each_version_came_also_once_its_content_is_destroyed() {
    let mut world = World::new().await;
    let others = ["be-een", "be-twee", "be-drie", "be-vier"].map(member);
    let table: Vec<_> = others.iter().map(|m| (m.clone(), "permitted")).chain([(abroad(), "no-ground")]).collect();
    let to = |n: usize| feed(origin(), others[n].clone());
    let withhold = |n| Write::Withheld { feed: to(n), record: record_id(1), outcome: "recalled".into(), at: at(3) };
    world.commit([version(1, 1, 1, 0, &table), version(2, 1, 2, 9, &[])].concat()).await;
    world
        .commit(vec![Write::OutboxAdd { feed: to(0), record: record_id(1), at: at(1) }, withhold(1), withhold(3)])
        .await;
    let ids = [record_id(7), record_id(1)];
    world.commit([2, 3].map(|n| entries(Direction::Out, to(n), &ids, 1, 2)).to_vec()).await;

    let entry = FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place: 2 };
    let expected = [Reached::Waiting, Reached::Withheld, Reached::Joined(entry), Reached::Ended(entry)];
    let expected: Vec<_> = others.iter().cloned().zip(expected).collect();
    let spread = async |world: &World| match world.fact(Key::Spread(origin(), record_id(1))).await {
        Some(Fact::Spread(versions)) => versions,
        _ => panic!("no spread"),
    };
    for destroyed in [false, true] {
        let found = spread(&world).await;
        assert_eq!(found.iter().map(|v| (v.id, v.version)).collect::<Vec<_>>(), [(record_id(1), 1), (record_id(2), 2)]);
        assert_eq!((found[0].live, found[1].live), (!destroyed, true));
        let mut reached: Vec<_> = found[0].receivers.clone().into_iter().collect();
        reached.sort_by_key(|(member, _)| others.iter().position(|other| other == member));
        assert_eq!(reached, expected);
        world.commit(vec![destroy(1, origin(), Ending::Superseded, 9)]).await;
    }
    let Some(Fact::Spread(none)) = world.fact(Key::Spread(origin(), record_id(2))).await else { panic!() };
    assert!(none.is_empty(), "named by its first version only");
}

/// Of many signals at once each is told as it is alone.
#[tokio::test]
async fn spreads_of_many_signals_are_not_mixed_up() {
    let mut world = World::new().await;
    let count = 40;
    let table = [(abroad(), "permitted"), (neighbour(), "permitted")];
    world.commit((1..=count).flat_map(|n| version(n, n, 1, u64::from(n), &table)).collect()).await;
    world.commit([version(100, 1, 2, 50, &table[..1]), version(101, 2, 2, 50, &[])].concat()).await;
    let ids: Vec<_> = (1..=count).chain([100]).map(record_id).collect();
    let near: Vec<_> = ids.iter().rev().copied().collect();
    world.commit(vec![entries(Direction::Out, outgoing(), &ids[..20], 1, 60)]).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids, 21, 61)]).await;
    let to_neighbour = feed(origin(), neighbour());
    world.commit(vec![entries(Direction::Out, to_neighbour.clone(), &near[1..30], 1, 60)]).await;
    let waiting = (1..=12).map(|n| Write::OutboxAdd { feed: to_neighbour.clone(), record: record_id(n), at: at(61) });
    world.commit(waiting.chain([withheld(3, "recalled", 62)]).collect()).await;
    world.commit((1..=9).map(|n| destroy(n, origin(), Ending::Recalled, 63)).collect()).await;

    let found = world.facts((1..=count).map(|n| Key::Spread(origin(), record_id(n)))).await;
    assert_eq!(found.len(), usize::from(count));
    let at_place = |place: usize| FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place: place as u64 };
    for n in 1..=count {
        let Some(Fact::Spread(versions)) = found.get(&Key::Spread(origin(), record_id(n))) else { panic!("{n}") };
        let expected: &[u8] = match n {
            1 => &[1, 100],
            2 => &[2, 101],
            n => &[n],
        };
        assert_eq!(
            versions.iter().map(|v| v.id).collect::<Vec<_>>(),
            expected.iter().map(|n| record_id(*n)).collect::<Vec<_>>()
        );
        let [first, ..] = &versions[..] else { panic!("{n}") };
        let entry = at_place(usize::from(n));
        let far = if n == 3 { Reached::Ended(entry) } else { Reached::Joined(entry) };
        assert_eq!(first.receivers.get(&abroad()), Some(&far));
        // What waits is not looked for in the feed.
        let near = if n <= 12 { Reached::Waiting } else { Reached::Joined(at_place(usize::from(41 - n))) };
        assert_eq!(first.receivers.get(&neighbour()), Some(&near));
        assert_eq!(first.live, n > 9);
    }
}

/// The bytes of an id may stand across two others.
#[tokio::test]
async fn a_spread_finds_the_entry_behind_bytes_that_only_look_like_it() {
    let mut world = World::new().await;
    let [before, after] = [[[0; 16], [1; 16]].concat(), [[1; 16], [0; 16]].concat()];
    let id = |bytes: &[u8]| sluis_protocol::envelope::RecordId(Digest::from_slice(bytes).unwrap());
    world.commit(version(1, 1, 1, 0, &[(abroad(), "permitted")])).await;
    let ids = [id(&before), id(&after), record_id(1)];
    world.commit(vec![entries(Direction::Out, outgoing(), &ids, 1, 1)]).await;
    let Some(Fact::Spread(versions)) = world.fact(Key::Spread(origin(), record_id(1))).await else { panic!() };
    let entry = FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place: 3 };
    assert_eq!(versions[0].receivers.get(&abroad()), Some(&Reached::Joined(entry)));
}

#[tokio::test]
async fn an_entry_whose_content_is_destroyed_counts_as_withheld() {
    let mut world = World::new().await;
    let ids = [record_id(1), record_id(2)];
    world.commit([released(1, 0, &[]), released(2, 0, &[])].concat()).await;
    world.commit(vec![entries(Direction::Out, outgoing(), &ids, 1, 1), destroy(1, origin(), Ending::Expired, 2)]).await;
    let key = Key::Page { feed: outgoing(), lane: Lane::Bulk, after: 0, limit: 9 };
    let Some(Fact::Page(page)) = world.fact(key).await else { panic!("no page") };
    assert!(matches!(&page[..], [PageEntry::Withheld { id, .. }, PageEntry::Record(other)] if [*id, other.id] == ids));
}

#[tokio::test]
async fn the_draft_of_what_ended_is_not_shown() {
    let mut world = World::new().await;
    let release = Write::DraftReleased { id: draft_id(1), member: origin(), record: record_id(1) };
    world.commit(vec![draft(1, "text")]).await;
    world.commit([released(1, 0, &[]), vec![release]].concat()).await;
    assert!(world.store.reader().draft(&origin(), &draft_id(1)).await.unwrap().is_some());
    world.commit(vec![end(1, origin(), Ending::Recalled, 5)]).await;
    assert!(world.store.reader().draft(&origin(), &draft_id(1)).await.unwrap().is_none());
}
