//! Figures as they are kept: added up by day, told by span, and nothing in them of a signal.

use sluis_protocol::core::{Figure, Figures, Request, Side, Write};
use sluis_schemas::vocabulary::{Purpose, RecallGround, SignalType};
use sluis_schemas::{Date, Timestamp};

use super::world::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn counted(on: &str, figures: &[(Figure, u64)]) -> Write {
    let counted: Figures = figures.iter().map(|(figure, count)| ((origin(), figure.clone()), *count)).collect();
    Write::Figures { on: day(on), counted }
}

/// One of each.
fn all() -> Vec<(Figure, u64)> {
    let (r#type, purpose) = (SignalType::AddressMisuse, Purpose::LicenceDecision);
    vec![
        (Figure::Sent { r#type, purpose, to: "BE".parse().unwrap() }, 1),
        (Figure::Received { r#type, purpose, from: "DE".parse().unwrap() }, 2),
        (Figure::Offered { to: "DE".parse().unwrap() }, 4),
        (Figure::Owned { by: "DE".parse().unwrap(), in_time: true }, 3),
        (Figure::FollowedUp { by: "DE".parse().unwrap(), days: 12, in_time: false }, 2),
        (Figure::Outcome { kind: "no-ground".to_owned() }, 3),
        (Figure::Recalled { ground: RecallGround::Error }, 4),
        (Figure::Seen { sector: Some("56".parse().unwrap()), region: Some("NL42".parse().unwrap()) }, 5),
        (Figure::Seen { sector: Some("56".parse().unwrap()), region: None }, 6),
    ]
}

#[tokio::test]
async fn what_happened_is_added_up_by_day_and_told_for_a_span_of_days() {
    let mut world = World::new().await;
    world.commit(vec![counted("2026-11-01", &all()), counted("2026-11-02", &all())]).await;
    world.commit(vec![counted("2026-11-02", &all()[..1])]).await;
    let world = world.restart().await;
    let told = async |from: &str, until: &str| {
        let counted = world.store.reader().counted(&origin(), day(from), day(until)).await.unwrap();
        counted.into_iter().collect::<Vec<_>>()
    };
    let mut expected = all();
    expected.sort();
    assert_eq!(told("2026-11-01", "2026-11-01").await, expected);
    expected.iter_mut().for_each(|(_, count)| *count *= 2);
    expected[0].1 += 1;
    assert_eq!(told("2026-10-31", "2026-11-30").await, expected);
    assert_eq!(told("2026-11-03", "2026-11-30").await, []);
    assert!(world.store.reader().counted(&abroad(), day("2026-01-01"), day("2026-12-31")).await.unwrap().is_empty());
}

#[tokio::test]
async fn questions_are_told_with_their_terms_for_the_days_on_which_they_were_asked() {
    let mut world = World::new().await;
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let due = Some(day("2026-11-20"));
    let as_kept = Request::new(Side::Asked, Purpose::LicenceDecision, due, at("2026-11-10T23:59:59Z"));
    world.commit(vec![Write::Request { member: origin(), request: record_id(1), other: abroad(), as_kept }]).await;
    let told = async |from: &str, until: &str| {
        world.store.reader().asked_between(&origin(), day(from), day(until)).await.unwrap()
    };
    let asked = told("2026-11-10", "2026-11-10").await;
    assert_eq!(asked.len(), 1);
    assert_eq!((&asked[0].other, asked[0].request.side, asked[0].request.due), (&abroad(), Side::Asked, due));
    assert!(told("2026-11-11", "2026-11-30").await.is_empty() && told("2026-11-01", "2026-11-09").await.is_empty());
}
