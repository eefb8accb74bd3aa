//! Finding records by keyed hashes, and following what arrives.

use std::collections::BTreeSet;

use sluis_protocol::core::{HeldState, RecordOf, Term, Write, WriteBatch, terms};
use sluis_protocol::crypto::{Digest, Salt};
use sluis_protocol::envelope::{self, MAX_RECORD};
use sluis_protocol::records::{AudienceCommitment, Record, Signal};
use sluis_schemas::MemberId;
use sluis_schemas::case::{CASES, Case};
use sluis_schemas::content::Content;
use sluis_schemas::vocabulary::Scheme;

use super::world::*;
use crate::crypto::{Ed25519Signer, RingCrypto};
use crate::store::{Conditions, Cursor, Direction, Store};

pub(super) fn content(case: &str) -> Content {
    let (_, text) = CASES.iter().find(|(name, _)| name.starts_with(case)).unwrap();
    Case::parse(text.as_bytes()).unwrap().submission.content
}

pub(super) fn identifier(content: &Content) -> Term {
    let id = content.subjects.iter().flat_map(|s| &s.identifiers).next().unwrap();
    Term::Identifier(id.scheme(), id.value().to_owned())
}

/// Bytes that read back as a signal with this content; nobody verifies them here.
pub(super) fn signed(content: &Content) -> Vec<u8> {
    let signer = Ed25519Signer::from_seed(&[1; 32]).unwrap();
    let audience = AudienceCommitment::to(&RingCrypto, &Salt([1; 32]), &Default::default()).unwrap();
    let (salt, register, origin) = (Salt([2; 32]), Digest([3; 32]), origin());
    let signal = Signal { salt, at: at(0), register, origin, audience, corrects: None, content: content.clone() };
    let payload = sluis_protocol::cbor::encode(&signal).unwrap();
    envelope::seal(&RingCrypto, &signer, directory().scope(), Signal::CONTENT_TYPE, payload, MAX_RECORD).unwrap()
}

/// A record with this content, held by these members.
fn holding(n: u8, content: &Content, members: &[MemberId]) -> WriteBatch {
    let of = RecordOf { signer: origin(), first: record_id(n), version: 1 };
    let record = Write::Record { id: record_id(n), at: at(u64::from(n)), bytes: signed(content).into(), of };
    let held = members.iter().map(|member| Write::Held {
        member: member.clone(),
        record: record_id(n),
        from: abroad(),
        at: at(u64::from(n)),
        state: HeldState::Accepted,
        terms: terms(content),
        place: None,
        ends: None,
    });
    std::iter::once(record).chain(held).collect()
}

async fn found(world: &World, member: MemberId, conditions: Conditions) -> Vec<u8> {
    let (listed, more) = world.store.reader().search(&member, &conditions, None, 9).await.unwrap();
    assert!(!more);
    listed.iter().map(|l| l.record.0.0[0]).collect()
}

fn by(terms: &[Term]) -> Conditions {
    Conditions { terms: terms.to_vec(), ..Conditions::default() }
}

#[tokio::test]
async fn every_condition_must_hold_and_each_member_finds_its_own() {
    let mut world = World::new().await;
    let (one, other) = (content("c01"), content("c10"));
    world.commit(holding(1, &one, &[origin(), neighbour()])).await;
    world.commit(holding(2, &other, &[origin()])).await;
    let kind = Term::Type(one.r#type);
    let sector = Term::sector(&one.sector.as_ref().unwrap().code.as_str()[..2]);
    assert_eq!(found(&world, origin(), Conditions::default()).await, [2, 1]);
    for term in [&kind, &sector, &identifier(&one)] {
        assert_eq!(found(&world, origin(), by(std::slice::from_ref(term))).await, [1], "{term:?}");
        assert_eq!(found(&world, neighbour(), by(std::slice::from_ref(term))).await, [1], "{term:?}");
        assert_eq!(found(&world, abroad(), by(std::slice::from_ref(term))).await, [0; 0], "{term:?}");
    }
    assert_eq!(found(&world, origin(), by(&[kind.clone(), sector, identifier(&one)])).await, [1]);
    assert_eq!(found(&world, origin(), by(&[Term::Type(other.r#type), identifier(&one)])).await, [0; 0]);
    let sent = Conditions { direction: Some(Direction::Own), ..by(&[kind]) };
    assert_eq!(found(&world, origin(), sent).await, [0; 0]);
    let then = Conditions { from: Some(at(2)), until: Some(at(3)), ..Conditions::default() };
    assert_eq!(found(&world, origin(), then).await, [2]);
}

/// Each row that searches read, with its blobs.
async fn tokens(world: &mut World) -> (BTreeSet<Vec<u8>>, Vec<(String, Vec<u8>)>) {
    let connection = world.store.writer.connection();
    let identifiers = sqlx::query_scalar("SELECT token FROM identifier").fetch_all(&mut *connection).await.unwrap();
    let held = sqlx::query_as("SELECT member, terms FROM held").fetch_all(connection).await.unwrap();
    (identifiers.into_iter().collect(), held)
}

#[tokio::test]
async fn the_files_show_neither_an_identifier_nor_that_two_members_hold_the_same() {
    let mut world = World::new().await;
    let one = content("c01");
    let Term::Identifier(_, value) = identifier(&one) else { panic!() };
    world.commit(holding(1, &one, &[origin(), neighbour()])).await;
    let (identifiers, held) = tokens(&mut world).await;
    assert_eq!(identifiers.len(), 2, "one token a member");
    let of = |member: MemberId| {
        let (_, terms) = held.iter().find(|(name, _)| *name == member.to_string()).unwrap();
        terms.chunks(8).map(<[u8]>::to_vec).collect::<BTreeSet<_>>()
    };
    assert!(of(origin()).len() > 2 && of(origin()).is_disjoint(&of(neighbour())));
    let World { dir, store, .. } = world;
    store.close().await.unwrap();
    for file in ["sluis.db", "datakeys.db"] {
        let bytes = std::fs::read(dir.path().join(file)).unwrap();
        assert!(!bytes.windows(value.len()).any(|window| window == value.as_bytes()), "{file}");
    }
}

#[tokio::test]
async fn what_was_held_before_there_was_a_search_is_found_after_the_next_start() {
    let mut world = World::new().await;
    let one = content("c01");
    for n in 1..=3 {
        world.commit(holding(n, &one, &[origin(), neighbour()])).await;
    }
    world.commit(vec![record(4, 4, "not understood"), held(4, origin(), 4, HeldState::Deferred)]).await;
    let connection = world.store.writer.connection();
    for before in ["DELETE FROM identifier", "UPDATE held SET terms = NULL, arrival = CASE state WHEN 1 THEN 0 END"] {
        sqlx::query(before).execute(&mut *connection).await.unwrap();
    }
    assert_eq!(found(&world, origin(), by(&[identifier(&one)])).await, [0; 0]);
    let world = world.restart().await;
    for member in [origin(), neighbour()] {
        assert_eq!(found(&world, member.clone(), by(&[identifier(&one)])).await, [3, 2, 1]);
        assert_eq!(found(&world, member, by(&[Term::Type(one.r#type)])).await, [3, 2, 1]);
    }
    assert_eq!(arrived(&world, Cursor::OLDEST).await, [1, 2, 3]);
}

/// What the store of the first version looked like: its migration alone.
#[tokio::test]
async fn a_store_of_the_first_version_is_brought_up_to_date() {
    let mut world = World::new().await;
    world.commit(holding(1, &content("c01"), &[origin()])).await;
    let connection = world.store.writer.connection();
    for step in [
        "DROP INDEX held_by_arrival",
        "DROP INDEX held_without_terms",
        "DROP TABLE identifier",
        "ALTER TABLE held DROP COLUMN terms",
        "ALTER TABLE held DROP COLUMN arrival",
        "DELETE FROM _sqlx_migrations WHERE version = 2",
    ] {
        sqlx::query(step).execute(&mut *connection).await.unwrap();
    }
    let world = world.restart().await;
    assert_eq!(found(&world, origin(), by(&[identifier(&content("c01"))])).await, [1]);
    assert_eq!(arrived(&world, Cursor::OLDEST).await, [1]);
    Store::open(tempfile::tempdir().unwrap().path(), &world.ring).await.unwrap();
}

async fn arrived(world: &World, mut after: Cursor) -> Vec<u8> {
    let mut seen = Vec::new();
    loop {
        let (listed, more) = world.store.reader().arrived(&origin(), after, 1).await.unwrap();
        let Some(last) = listed.last() else { return seen };
        seen.extend(listed.iter().map(|l| l.record.0.0[0]));
        after = last.cursor;
        if !more {
            return seen;
        }
    }
}

#[tokio::test]
async fn arrivals_come_in_the_order_of_their_commits_whatever_the_clock_and_the_numbers_say() {
    let mut world = World::new().await;
    let one = content("c01");
    // A neighbour holds this one first, so that its number is lower than that of what comes before it here.
    world.commit(holding(9, &one, &[neighbour()])).await;
    world.commit(vec![record(2, 50, "x"), held(2, origin(), 50, HeldState::Accepted)]).await;
    let newest = world.store.reader().newest_arrival().await.unwrap();
    world.commit(vec![held(9, origin(), 50, HeldState::Accepted)]).await;
    world.commit(vec![record(3, 50, "x"), held(3, origin(), 50, HeldState::Deferred)]).await;
    world.commit(vec![record(4, 50, "x"), held(4, origin(), 50, HeldState::Own)]).await;
    assert_eq!(arrived(&world, Cursor::OLDEST).await, [2, 9]);
    assert_eq!(arrived(&world, newest).await, [9]);
    // What was deferred arrives once it is understood.
    world.commit(vec![held(3, origin(), 50, HeldState::Accepted)]).await;
    let world = world.restart().await;
    assert_eq!(arrived(&world, newest).await, [9, 3]);
}

#[tokio::test]
async fn an_identifier_is_looked_up_and_the_list_is_not_gone_through() {
    let mut world = World::new().await;
    world.commit(holding(1, &content("c01"), &[origin()])).await;
    let plan = "EXPLAIN QUERY PLAN SELECT h.at FROM (SELECT record FROM identifier WHERE token = x'00') i0 \
                CROSS JOIN held h CROSS JOIN record r ON r.number = h.record \
                WHERE h.member = 'a' AND h.record = i0.record ORDER BY h.at DESC, h.record DESC LIMIT 9";
    let rows: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(plan).fetch_all(world.store.writer.connection()).await.unwrap();
    let plan = rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("\n");
    assert!(plan.contains("identifier USING PRIMARY KEY") && plan.contains("held_by_record"), "{plan}");
    assert_eq!(found(&world, origin(), by(&[Term::Identifier(Scheme::NlKvk, "00000000".into())])).await, [0; 0]);
}
