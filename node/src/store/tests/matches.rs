//! Questions of matches on real files: kept sealed, counted by the day, found again after a restart.

use std::sync::Arc;

use sluis_protocol::core::{
    AskedMatch, Counted, Fact, HeldState, Idempotency, Key, MatchCounter, MatchId, OwnRecord, RecordOf, Write,
    WriteBatch, terms,
};
use sluis_protocol::crypto::{Digest, Salt};
use sluis_protocol::envelope::{self, MAX_RECORD};
use sluis_protocol::records::{MatchQuery, Record};
use sluis_schemas::content::Content;
use sluis_schemas::identifiers::Matchable;
use sluis_schemas::vocabulary::Purpose;

use super::search::{content, signed};
use super::world::*;
use crate::crypto::{Ed25519Signer, RingCrypto};

const DAY: u64 = 86_400_000;

fn about(content: &Content) -> Matchable {
    content.subjects[0].identifiers[0].clone().try_into().unwrap()
}

/// A question of the origin to another, put at a moment.
fn put(n: u8, millis: u64) -> Write {
    let query = MatchQuery {
        salt: Salt([n; 32]),
        at: at(millis),
        register: Digest([3; 32]),
        origin: origin(),
        addressee: abroad(),
        identifier: about(&content("c01")),
        purpose: Purpose::LicenceDecision,
        case: "merkwoord-zaak".to_owned(),
    };
    let signer = Ed25519Signer::from_seed(&[1; 32]).unwrap();
    let payload = sluis_protocol::cbor::encode(&query).unwrap();
    let scope = directory().scope();
    let bytes = envelope::seal(&RingCrypto, &signer, scope, MatchQuery::CONTENT_TYPE, payload, MAX_RECORD).unwrap();
    let asked = AskedMatch { member: origin(), addressee: abroad(), at: at(millis), hit: None };
    Write::MatchAsked { id: MatchId("m-1".to_owned()), query: record_id(n), asked, bytes: bytes.into() }
}

/// A record of the origin's own, found by its content's terms.
fn own(n: u8, content: &Content) -> WriteBatch {
    let of = RecordOf { signer: origin(), first: record_id(n), version: 1 };
    vec![
        Write::Record { id: record_id(n), at: at(n.into()), bytes: signed(content).into(), of },
        Write::Private { record: record_id(n), member: origin(), private: private(&[]) },
        Write::Held {
            member: origin(),
            record: record_id(n),
            from: origin(),
            at: at(n.into()),
            state: HeldState::Own,
            terms: terms(content),
            place: None,
            ends: None,
        },
    ]
}

#[tokio::test]
async fn a_question_is_found_again_with_its_answer_and_stands_in_no_file_in_the_clear() {
    let mut world = World::new().await;
    world.commit(vec![put(1, 5), put(2, 6)]).await;
    let open = |fact| if let Some(Fact::OpenMatches(open)) = fact { open } else { panic!("none") };
    let before = open(world.fact(Key::OpenMatches { limit: 9 }).await);
    assert_eq!(before.iter().map(|(asked, _)| asked.at).collect::<Vec<_>>(), [at(6), at(5)]);
    world.commit(vec![Write::MatchLearnt { query: record_id(2), hit: true, at: at(9) }]).await;

    assert_eq!(open(world.fact(Key::OpenMatches { limit: 9 }).await).len(), 1);
    let Some(Fact::AskedMatch(asked)) = world.fact(Key::AskedMatch(record_id(2))).await else { panic!("none") };
    assert_eq!((asked.hit, asked.addressee), (Some(true), abroad()));
    let stored = world.store.reader().matched(&origin(), &MatchId("m-1".to_owned())).await.unwrap();
    assert_eq!(stored.len(), 2);
    assert!(stored.iter().all(|one| one.query.as_ref().unwrap().identifier == about(&content("c01"))));
    assert!(world.store.reader().matched(&neighbour(), &MatchId("m-1".to_owned())).await.unwrap().is_empty());
    let twice = world.refused(vec![Write::MatchLearnt { query: record_id(2), hit: false, at: at(9) }]).await;
    assert!(twice.to_string().contains("asked_match"), "{twice}");

    let dir = world.dir.path().to_owned();
    drop(world.store.close().await);
    for file in ["sluis.db", "datakeys.db"] {
        let bytes = std::fs::read(dir.join(file)).unwrap();
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!has(b"90000001") && !has(b"merkwoord"), "{file}");
    }
}

#[tokio::test]
async fn own_records_that_may_be_read_are_found_by_a_number_newest_first() {
    let mut world = World::new().await;
    let (one, other) = (content("c01"), content("c17"));
    for (n, content) in [(1, &one), (2, &one), (3, &other)] {
        world.commit(own(n, content)).await;
    }
    let key = |member| Key::Matching { member, identifier: about(&one), limit: 9 };
    let found = |fact| if let Some(Fact::Matching(found)) = fact { found } else { panic!("none") };
    let ids = |found: Vec<OwnRecord>| found.iter().map(|record| record.id).collect::<Vec<_>>();
    let first = found(world.fact(key(origin())).await);
    assert_eq!(first[0].private, private(&[]));
    assert_eq!(*first[0].bytes, *Arc::<[u8]>::from(signed(&one)));
    assert_eq!(ids(first), [2, 1].map(record_id));
    assert!(found(world.fact(key(neighbour())).await).is_empty());
    world.commit(vec![Write::Hold { member: origin(), record: record_id(2), on: true, at: at(9) }]).await;
    assert_eq!(ids(found(world.fact(key(origin())).await)), [record_id(1)]);
}

#[tokio::test]
async fn counts_and_answers_are_kept_while_they_matter_and_then_let_go_of() {
    let mut world = World::new().await;
    let counter = |user: &str| MatchCounter::User { member: origin(), user: user.to_owned() };
    let count = |user: &str, day: &str, count| {
        let counted = Counted { day: day.parse().unwrap(), count };
        Write::MatchCount { counter: counter(user), counted }
    };
    let answered =
        |n: u8, millis| Write::MatchAnswered { member: origin(), query: record_id(n), hit: true, at: at(millis) };
    world.commit(vec![count("a", "2026-11-18", 1), count("b", "2026-11-18", 7), answered(1, 0)]).await;
    world.commit(vec![count("a", "2026-11-18", 2)]).await;
    let Some(Fact::MatchCount(counted)) = world.fact(Key::MatchCount(counter("a"))).await else { panic!("none") };
    assert_eq!((counted.day.to_string().as_str(), counted.count), ("2026-11-18", 2));
    let other = MatchCounter::Case { member: origin(), case: "a".to_owned() };
    assert!(world.fact(Key::MatchCount(other)).await.is_none());

    world.commit(vec![count("a", "2026-11-19", 1), answered(2, DAY)]).await;
    assert!(world.fact(Key::MatchCount(counter("b"))).await.is_some(), "a clock may be set back by a day");
    assert!(matches!(
        world.fact(Key::MatchAnswered(origin(), record_id(1))).await,
        Some(Fact::MatchAnswered { hit: true })
    ));
    assert!(world.fact(Key::MatchAnswered(neighbour(), record_id(1))).await.is_none());
    let idempotency = Idempotency { key: Digest([7; 32]), body: Digest([8; 32]) };
    world.commit(vec![put(1, 0), Write::Idempotency { idempotency, made: "m-1".to_owned(), at: at(0) }]).await;
    assert!(world.fact(Key::Idempotency(idempotency.key)).await.is_some());
    world.commit(vec![count("a", "2026-11-20", 1), answered(3, 3 * DAY), put(2, 31 * DAY)]).await;
    assert!(world.fact(Key::MatchCount(counter("b"))).await.is_none());
    assert!(world.fact(Key::MatchAnswered(origin(), record_id(1))).await.is_none());
    assert!(world.fact(Key::AskedMatch(record_id(1))).await.is_none());
    assert!(world.fact(Key::AskedMatch(record_id(2))).await.is_some());
    assert!(world.fact(Key::Idempotency(idempotency.key)).await.is_none(), "a key goes with its match");
}
