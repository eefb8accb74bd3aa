//! A rule holds on the days of its basis, and on no others.

use sluis_schemas::Date;
use sluis_schemas::packs::{self, PackSource};

use super::super::proof::prove;
use super::super::{DecisionTable, Engine, Outcome, PackErrorKind};
use super::fixture::Case;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The packs that ship, where one rule says something more.
fn with(pack: &str, rule: &str, annotations: &str) -> Vec<PackSource> {
    let mut all = packs::all();
    let text = &mut all.iter_mut().find(|source| source.name == pack).unwrap().text;
    let id = format!("@id(\"{rule}\")");
    assert!(text.contains(&id), "{rule} is not in {pack}");
    *text = text.replace(&id, &format!("{id}\n{annotations}"));
    all
}

fn outcome(engine: &Engine, decisions: &mut DecisionTable, on: &str) -> Outcome {
    let table = Case::published("c01").table_with(&engine.on(day(on)), decisions);
    table.members[&"de-rurheim".parse().unwrap()].outcome.clone()
}

#[test]
fn a_ground_permits_from_its_first_day_to_its_last_whatever_was_decided_before() {
    let dates = "@since(\"2026-11-23\")\n@until(\"2026-11-24\")";
    let engine = Engine::new(packs::SCHEMA, with("nl", "NL-P1", dates)).unwrap();
    let mut decisions = DecisionTable::default();
    for (on, expected) in [
        ("2026-11-22", Outcome::NoGround),
        ("2026-11-23", Outcome::Permitted),
        ("2026-11-24", Outcome::Permitted),
        ("2026-11-25", Outcome::NoGround),
        ("2026-11-23", Outcome::Permitted),
    ] {
        assert_eq!(outcome(&engine, &mut decisions, on), expected, "{on}");
    }
}

#[test]
fn what_was_decided_is_kept_over_a_night_in_which_no_rule_begins_or_ends() {
    let engine = Engine::shipped().unwrap();
    let mut decisions = DecisionTable::default();
    outcome(&engine, &mut decisions, "2026-11-23");
    let kept = decisions.len();
    outcome(&engine, &mut decisions, "2026-11-24");
    assert_eq!(decisions.len(), kept);
}

#[test]
fn a_rule_that_ends_before_it_begins_is_refused() {
    let dates = "@since(\"2026-11-23\")\n@until(\"2026-11-22\")";
    let error = Engine::new(packs::SCHEMA, with("nl", "NL-P1", dates)).unwrap_err();
    assert!(matches!(error.kind, PackErrorKind::Annotation { name: "until", .. }), "{error}");
}

#[test]
fn a_promise_that_is_broken_from_a_later_day_on_is_found_with_that_day() {
    // Bibob data stays at home until the new year.
    let packs = with("nl", "NL-F1", "@until(\"2026-12-31\")");
    let proof = prove(&packs, day("2026-11-23"), &mut |_, _| {}).unwrap();
    assert_eq!(proof.days, [day("2026-11-23"), day("2027-01-01")]);
    let broken: Vec<_> = proof.promises.iter().filter_map(|promise| promise.broken.as_ref()).collect();
    assert!(!broken.is_empty() && broken.iter().all(|example| example.on == day("2027-01-01")), "{broken:?}");
    assert_eq!(broken[0].case()["today"], "2027-01-01");
}
