//! Lists, tokens, the journal and numbers.

use sluis_protocol::core::{Direction as End, HeldState, Write};
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::{Detail, JournalSeq, RightsChange};
use sluis_protocol::wire::PeerFault;

use super::world::*;
use crate::store::{Conditions, Direction, Outstanding};

#[tokio::test]
async fn a_list_is_newest_first_and_goes_on_where_it_stopped() {
    let mut world = World::new().await;
    for n in 1..=5 {
        let state = if n % 2 == 0 { HeldState::Own } else { HeldState::Accepted };
        // Two of each moment: the cursor must tell them apart.
        world.commit(vec![record(n, 0, "x"), held(n, origin(), u64::from(n / 2), state)]).await;
    }
    let list = async |direction, limit| {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let conditions = Conditions { direction, ..Conditions::default() };
            let (page, more) = world.store.reader().search(&origin(), &conditions, after, limit).await.unwrap();
            assert!(page.len() <= limit as usize);
            seen.extend(page.iter().map(|l| l.record.0.0[0]));
            match page.last().filter(|_| more) {
                Some(last) => after = Some(last.cursor),
                None => return seen,
            }
        }
    };
    for limit in [1, 2, 5, 9] {
        assert_eq!(list(None, limit).await, [5, 4, 3, 2, 1], "limit {limit}");
        assert_eq!(list(Some(Direction::Own), limit).await, [4, 2], "limit {limit}");
        assert_eq!(list(Some(Direction::Received), limit).await, [5, 3, 1], "limit {limit}");
    }
    let nothing = world.store.reader().search(&neighbour(), &Conditions::default(), None, 9).await.unwrap();
    assert_eq!(nothing, (vec![], false));
}

#[tokio::test]
async fn a_token_counts_until_it_is_taken_back() {
    let mut world = World::new().await;
    world.commit(vec![Write::Rights { change: grant(1, "a.user"), at: at(4) }]).await;
    let world_token = world.store.reader().token(Digest([1; 32])).await.unwrap().unwrap();
    let RightsChange::Grant { roles, .. } = grant(1, "a.user") else { panic!() };
    assert_eq!((world_token.member.clone(), world_token.user.as_str(), world_token.at), (origin(), "a.user", at(4)));
    assert_eq!(world_token.roles, roles);
    assert_eq!(world.store.reader().tokens(&origin()).await.unwrap(), [world_token]);
    assert_eq!(world.store.reader().tokens(&neighbour()).await.unwrap(), []);
    world.commit(vec![Write::Rights { change: RightsChange::Revoke { token: Digest([1; 32]) }, at: at(5) }]).await;
    assert_eq!(world.store.reader().token(Digest([1; 32])).await.unwrap(), None);
}

#[tokio::test]
async fn the_journal_is_shown_with_what_opens_it() {
    let mut world = World::new().await;
    let day = 24 * 60 * 60 * 1_000;
    for n in 0..3 {
        let journal = world.journal("a.user", n * day);
        world.commit(vec![journal]).await;
    }
    let world = world.restart().await;
    let page = world.store.reader().journal_page(JournalSeq(1), 9).await.unwrap();
    assert_eq!(page.iter().map(|row| row.entry.seq.0).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(world.store.reader().verify_openings().await.unwrap(), 3);
    for row in &page {
        let detail = row.opening.as_ref().unwrap().detail().unwrap();
        assert!(matches!(detail, Detail::Rights { actor, .. } if actor.user == "a.user"));
    }
}

#[tokio::test]
async fn faults_are_listed_newest_first() {
    let mut world = World::new().await;
    for (millis, ours) in [(1, false), (2, true)] {
        let fault = PeerFault::new("gap", format!("number {millis}"));
        world.commit(vec![Write::Fault { node: "node-be".parse().unwrap(), at: at(millis), ours, fault }]).await;
    }
    let faults = world.store.reader().faults(9).await.unwrap();
    assert_eq!(
        faults.iter().map(|f| (f.at, f.ours, f.fault.text.as_str())).collect::<Vec<_>>(),
        [(at(2), true, "number 2"), (at(1), false, "number 1"),]
    );
    assert_eq!(world.store.reader().faults(1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn counts_say_what_is_outstanding_and_since_when() {
    let mut world = World::new().await;
    let ids: Vec<_> = (1..=4).map(record_id).collect();
    world.commit((1..=4).flat_map(|n| released(n, 0, &[])).collect()).await;
    world.commit(vec![entries(End::Out, outgoing(), &ids[..2], 1, 10), draft(1, "x"), waits(4, 1)]).await;
    world.commit(vec![entries(End::Out, outgoing(), &ids[..3], 3, 20)]).await;
    world.commit(vec![entries(End::In, incoming(), &ids, 1, 30)]).await;
    let outstanding = async |world: &World| world.store.reader().counts().await.unwrap().outstanding;
    let expected = |entries, since| [Outstanding { feed: outgoing(), entries, since: at(since) }];
    assert_eq!(outstanding(&world).await, expected(3, 10));
    let waiting = world.store.reader().counts().await.unwrap().waiting;
    assert_eq!(waiting.iter().map(|w| (&w.feed, w.entries)).collect::<Vec<_>>(), [(&outgoing(), 1)]);
    world.commit(vec![acknowledged(outgoing(), &ids[..3], 1, 40)]).await;
    assert_eq!(outstanding(&world).await, expected(2, 10));
    world.commit(vec![acknowledged(outgoing(), &ids[..3], 2, 40)]).await;
    assert_eq!(outstanding(&world).await, expected(1, 20));
    world.commit(vec![acknowledged(outgoing(), &ids[..3], 3, 40)]).await;
    let counts = world.store.reader().counts().await.unwrap();
    assert_eq!(counts.outstanding, []);
    assert_eq!((counts.records, counts.drafts, counts.outbox, counts.feeds), (4, 1, 1, 2));
}
