//! Packs with a rule dropped, a condition negated or a precedence swapped: a case or a promise tells on each.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::vocabulary::{Category, SignalType};

use super::super::proof::prove;
use super::super::rules::Gate;
use super::super::{DecisionTable, Engine, ReasonKind, Rule};
use super::against_model::{case, outcomes};
use super::fixture::{Case, ENGINE, published, set_categories};
use super::model;

/// Random cases beside the published ones.
const RANDOM: usize = 1_500;

/// For the submission, and for each member.
type Outcomes = (String, BTreeMap<String, String>);

struct Mutant {
    rule: String,
    what: &'static str,
    packs: Vec<PackSource>,
}

/// A pack's text with one rule's text changed.
fn changed(rule: &Rule, change: impl FnOnce(&str) -> Option<String>) -> Option<Vec<PackSource>> {
    let mut all = packs::all();
    let text = &mut all.iter_mut().find(|pack| pack.name == rule.pack)?.text;
    let from = text.find(&format!("@id(\"{}\")", rule.id))?;
    let to = text[from + 1..].find("@id(").map_or(text.len(), |next| from + 1 + next);
    let new = change(&text[from..to])?;
    text.replace_range(from..to, &new);
    Some(all)
}

fn negated(rule: &str) -> Option<String> {
    let swapped = [("\nwhen {", "\nunless {"), ("\nunless {", "\nwhen {")];
    let (from, to) = swapped.into_iter().find(|(from, _)| rule.contains(from))?;
    Some(rule.replacen(from, to, 1))
}

/// The place of a rule becomes that of the next of its kind in its pack, and the other way round. Grounds have no
/// precedence: with any of them it is permitted.
fn swapped(rule: &Rule) -> Option<Vec<PackSource>> {
    if rule.kind == ReasonKind::Permitted {
        return None;
    }
    let is_next = |other: &&Rule| {
        (&other.pack, other.gate, other.kind) == (&rule.pack, rule.gate, rule.kind) && other.order > rule.order
    };
    let next = ENGINE.rules().filter(is_next).min_by_key(|other| other.order)?;
    let order = |n: u32| format!("@order(\"{n}\")");
    let mut all = changed(rule, |text| Some(text.replace(&order(rule.order), "@order(\"swapped\")")))?;
    let text = &mut all.iter_mut().find(|pack| pack.name == rule.pack)?.text;
    let at = text.find(&format!("@id(\"{}\")", next.id))?;
    let there = text[at..].replacen(&order(next.order), &order(rule.order), 1);
    text.replace_range(at.., &there);
    *text = text.replace("@order(\"swapped\")", &order(next.order));
    Some(all)
}

fn mutants() -> Vec<Mutant> {
    let of = |rule: &Rule| {
        let no_ask = |text: &str| {
            let lines = text.lines().filter(|line| !line.starts_with("@ask") && !line.starts_with("@grants"));
            rule.grant.is_some().then(|| lines.collect::<Vec<_>>().join("\n"))
        };
        let kinds = [
            ("dropped", changed(rule, |_| Some(String::new()))),
            ("negated", changed(rule, negated)),
            ("place swapped with the next", swapped(rule)),
            // The forbids of the floor come before those of a country.
            ("forbids in place of asking", changed(rule, no_ask)),
        ];
        let rule = rule.id.to_string();
        kinds.map(|(what, packs)| packs.map(|packs| Mutant { rule: rule.clone(), what, packs }))
    };
    ENGINE.rules().filter(|rule| rule.gate != Gate::Access).flat_map(of).flatten().collect()
}

/// Cases with what must come of them, by the published word or the independent model.
fn cases() -> Vec<(Case, Outcomes)> {
    let expected = |value: &Value| {
        let members = value["expect"]["members"].as_object().unwrap();
        let members = members.iter().map(|(id, outcome)| (id.clone(), outcome.as_str().unwrap().to_owned()));
        (value["expect"]["submit"].as_str().unwrap().to_owned(), members.collect())
    };
    let published = published().values().map(|value| (Case::read(value), expected(value)));
    let mut runner = TestRunner::deterministic();
    let mut random = || {
        let case = case().new_tree(&mut runner).unwrap().current();
        let outcomes = model::outcomes(&case);
        (case, outcomes)
    };
    // Refusals that seldom meet by chance.
    let minor = |without_term: bool, of: SignalType| {
        let made = super::fixture::case("c01", |case| {
            set_categories(case, &[Category::Personal, Category::Minor]);
            case.content.r#type = of;
            if without_term {
                case.content.handling.necessity = None;
            }
        });
        let outcomes = model::outcomes(&made);
        (made, outcomes)
    };
    let minors = [(true, SignalType::EnforcementMeasure), (false, SignalType::Phenomenon)].map(|(t, of)| minor(t, of));
    published.chain(minors).chain((0..RANDOM).map(|_| random())).collect()
}

#[test]
#[expect(clippy::disallowed_macros, reason = "how many were caught is what the test is run for")]
fn every_mutant_of_the_packs_is_caught() {
    let (cases, mutants, today) = (cases(), mutants(), "2026-11-23".parse().unwrap());
    let mut missed = Vec::new();
    let mut by = BTreeMap::new();
    for Mutant { rule, what, packs } in &mutants {
        let caught = match Engine::new(packs::SCHEMA, packs.clone()) {
            Err(_) => Some("loading"),
            Ok(engine) => {
                let mut decisions = DecisionTable::default();
                let differs =
                    |(case, expected): &(Case, _)| outcomes(&case.table_with(&engine, &mut decisions)) != *expected;
                if cases.iter().any(differs) {
                    Some("a case")
                } else {
                    prove(packs, today, &mut |_, _| {}).map_or(true, |proof| !proof.holds()).then_some("a promise")
                }
            }
        };
        match caught {
            Some(caught) => *by.entry(caught).or_insert(0) += 1,
            None => missed.push(format!("{rule}: {what}")),
        }
    }
    eprintln!("caught {} of {} planted: {by:?}", mutants.len() - missed.len(), mutants.len());
    assert_eq!(missed, Vec::<String>::new());
}
