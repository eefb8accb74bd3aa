//! Legal gaps as they are counted and ended, and refusals that wait for their hand-over.

use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_protocol::core::{Fact, Gap, GapEnd, Key, Write};
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::{Actor, Class, Detail, JournalSeq, RefusalId};
use sluis_schemas::vocabulary::{Channel, Purpose, SignalType, UserRole};
use sluis_schemas::{Date, MemberId};

use super::recovery::findings;
use super::world::*;
use crate::store::Gaps;

const NO_GROUND: &str = "no-ground";
const ASKS: &str = "ask-first:agreement";

fn on(day: u8) -> Date {
    format!("2026-11-{day:02}").parse().unwrap()
}

/// A signal may not go to a member since a day of November.
fn gap(signal: u8, receiver: MemberId, missing: &str, day: u8) -> Write {
    let gap = Gap {
        member: origin(),
        origin: "NL".parse().unwrap(),
        receiver: "BE".parse().unwrap(),
        purpose: Purpose::LicenceDecision,
        r#type: SignalType::AddressMisuse,
        bases: ["nl.gemeentewet", "nl.wgs"].map(|basis| basis.parse().unwrap()).into(),
        missing: missing.to_owned(),
    };
    Write::Gap { signal: record_id(signal), receiver, gap: Arc::new(gap), on: on(day) }
}

fn ended(signal: u8, of: Option<&[MemberId]>, end: GapEnd, day: u8) -> Write {
    let of = of.map(|members| members.iter().cloned().collect());
    Write::GapsEnded { signal: record_id(signal), of, end, on: on(day) }
}

/// What was missing since which day, how it ended, and how often.
async fn counted(world: &World) -> Vec<(String, Date, Option<(GapEnd, Date)>, u64)> {
    let found = world.store.reader().gaps(&origin(), None, None).await.unwrap();
    let mut found: Vec<_> =
        found.into_iter().map(|Gaps { class, began, ended, count }| (class.missing, began, ended, count)).collect();
    found.sort_by(|a, b| (&a.0, a.1, a.2).cmp(&(&b.0, b.1, b.2)));
    found
}

/// Rows that still know a signal or a receiver.
async fn links(world: &mut World) -> i64 {
    let count = "SELECT count(*) FROM gap WHERE signal IS NOT NULL OR receiver IS NOT NULL";
    sqlx::query_scalar(count).fetch_one(world.store.writer.connection()).await.unwrap()
}

#[tokio::test]
async fn a_gap_is_counted_once_and_its_figure_stays_when_its_signal_is_forgotten() {
    let mut world = World::new().await;
    world.commit(vec![gap(1, abroad(), NO_GROUND, 2), gap(1, neighbour(), ASKS, 2), gap(2, abroad(), ASKS, 3)]).await;
    world.commit(vec![gap(1, abroad(), ASKS, 5)]).await;
    let agree = |day| (ASKS.to_owned(), on(day), None, if day == 2 { 2 } else { 1 });
    assert_eq!(counted(&world).await, [agree(2), agree(3)], "the newest word on what is missing, since the first day");
    world.commit(vec![ended(1, Some(&[abroad()]), GapEnd::Widened, 9)]).await;
    assert_eq!(links(&mut world).await, 2);
    world.commit(vec![ended(1, None, GapEnd::Recalled, 10), ended(2, None, GapEnd::Expired, 10)]).await;
    assert_eq!(links(&mut world).await, 0);
    let world = world.restart().await;
    let done = |began, end, day| (ASKS.to_owned(), on(began), Some((end, on(day))), 1);
    let all = [done(2, GapEnd::Widened, 9), done(2, GapEnd::Recalled, 10), done(3, GapEnd::Expired, 10)];
    assert_eq!(counted(&world).await, all);
    let class = &world.store.reader().gaps(&origin(), Some(on(3)), Some(on(3))).await.unwrap()[0].class;
    assert_eq!((class.origin.as_str(), class.receiver.as_str(), class.bases.len()), ("NL", "BE", 2));
    assert!(world.store.reader().gaps(&abroad(), None, None).await.unwrap().is_empty(), "another member's");
}

#[tokio::test]
async fn in_one_commit_what_ends_and_begins_again_is_a_gap_of_its_own() {
    let mut world = World::new().await;
    world.commit(vec![gap(1, abroad(), ASKS, 1)]).await;
    world.commit(vec![ended(1, None, GapEnd::Dropped, 4), gap(1, abroad(), ASKS, 4)]).await;
    let first = (ASKS.to_owned(), on(1), Some((GapEnd::Dropped, on(4))), 1);
    assert_eq!(counted(&world).await, [first, (ASKS.to_owned(), on(4), None, 1)]);
}

#[tokio::test]
async fn an_answer_ends_the_oldest_gap_that_waited_for_a_step() {
    let mut world = World::new().await;
    world.commit(vec![gap(1, abroad(), NO_GROUND, 1), gap(2, abroad(), ASKS, 3), gap(3, abroad(), ASKS, 2)]).await;
    let answered = |purpose| Write::GapAnswered { member: origin(), receiver: abroad(), purpose, on: on(8) };
    world.commit(vec![answered(Purpose::FacilityAccess), answered(Purpose::LicenceDecision)]).await;
    let (open, done) = (|missing: &str, day| (missing.to_owned(), on(day), None, 1), Some((GapEnd::Answered, on(8))));
    assert_eq!(counted(&world).await, [(ASKS.to_owned(), on(2), done, 1), open(ASKS, 3), open(NO_GROUND, 1)]);
}

#[tokio::test]
async fn what_many_are_kept_from_ends_for_each_of_them() {
    let mut world = World::new().await;
    let many: Vec<MemberId> = (0..100).map(|n| member(&format!("be-m{n}"))).collect();
    world.commit(many.iter().map(|receiver| gap(1, receiver.clone(), NO_GROUND, 1)).collect()).await;
    world.commit(vec![ended(1, Some(&many[1..]), GapEnd::Corrected, 2)]).await;
    let done = (NO_GROUND.to_owned(), on(1), Some((GapEnd::Corrected, on(2))), 99);
    assert_eq!(counted(&world).await, [(NO_GROUND.to_owned(), on(1), None, 1), done]);
}

fn actor() -> Actor {
    let roles = BTreeSet::from([UserRole::Submitter]);
    Actor { member: origin(), user: "j.desk".into(), roles, purpose: None, case: None }
}

fn refusal_id() -> RefusalId {
    RefusalId(Digest([7; 32]))
}

async fn waiting(world: &World) -> Option<bool> {
    match world.fact(Key::Refusal(origin(), refusal_id())).await {
        Some(Fact::Refusal { is_waiting }) => Some(is_waiting),
        None => None,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_refusal_waits_under_the_name_of_who_submitted_it_until_it_was_handed_over() {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    assert_eq!(waiting(&world).await, None);
    let (purpose, r#type, rule) = (Purpose::CriminalInvestigation, SignalType::PremisesMisuse, "EU-F1".to_owned());
    let class = Class { r#type, purpose, bases: BTreeSet::new(), categories: BTreeSet::new() };
    let waits = Some(refusal_id());
    let told = Detail::Refusal { actor: actor(), class, epoch: epoch(), rule: rule.clone(), waits };
    let told = world.journal_of(&told, 4);
    let entry = JournalSeq(1);
    let refused = Write::Refusal { id: refusal_id(), member: origin(), entry, purpose, r#type, rule, at: at(4) };
    world.commit(vec![told, Write::JournalHead(world.journal_head()), refused]).await;

    let mut world = world.restart().await;
    assert_eq!(waiting(&world).await, Some(true));
    let found = world.store.reader().refusals(&origin(), JournalSeq(0), 9).await.unwrap();
    assert_eq!((found.len(), found[0].user.as_deref(), found[0].at), (1, Some("j.desk"), at(4)));
    assert!(world.store.reader().refusals(&origin(), entry, 9).await.unwrap().is_empty(), "the next page");
    assert!(world.store.reader().refusals(&abroad(), JournalSeq(0), 9).await.unwrap().is_empty());

    let (to, reference) = (Channel::Police, Some("2026-118".to_owned()));
    let told = world.journal_of(&Detail::HandOver { actor: actor(), refusal: refusal_id(), to, reference }, 5);
    let done = Write::HandedOver { id: refusal_id(), member: origin(), entry: JournalSeq(2), at: at(5) };
    world.commit(vec![told, Write::JournalHead(world.journal_head()), done.clone()]).await;
    assert_eq!(waiting(&world).await, Some(false));
    assert!(world.store.reader().refusals(&origin(), JournalSeq(0), 9).await.unwrap().is_empty());
    world.refused(vec![done]).await;
    assert_eq!(findings(&world).await, Vec::<String>::new());
    let rewritten = "UPDATE refusal SET handed_over = NULL";
    sqlx::query(rewritten).execute(world.store.writer.connection()).await.unwrap();
    let found = findings(&world).await;
    assert!(found.iter().any(|one| one.starts_with("refusal ") && one.ends_with("audit-told-otherwise")), "{found:?}");
}
