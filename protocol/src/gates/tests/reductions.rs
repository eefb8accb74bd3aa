//! The largest version that may go: what is left out, what never changes, and that it goes.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use sluis_schemas::MemberId;
use sluis_schemas::content::{Measure, Relation, Submission, Summary};
use sluis_schemas::vocabulary::{Category, SubjectKind};

use super::super::reduce::{MAX_PROPOSALS, Reduction, What, reduce};
use super::super::{DecisionTable, Outcome};
use super::against_model;
use super::fixture::{Case, ENGINE, Member, case, mandate, set_bases, set_categories};

fn reduced(case: &Case, wanted: &str) -> Vec<Reduction> {
    let members: Vec<_> = case.federation.members.iter().map(Member::view).collect();
    reduce(&ENGINE, &mut DecisionTable::default(), &case.around(), &members, &[wanted.parse().unwrap()].into())
}

/// Places of what is left out.
fn left_out(reduction: &Reduction) -> Vec<&str> {
    reduction.left_out.iter().map(|left| left.pointer.as_str()).collect()
}

fn person() -> sluis_schemas::content::Subject {
    serde_json::from_value(json!({ "kind": "natural-person", "role": "director", "name": "N. N." })).unwrap()
}

fn measure() -> Measure {
    let measure = json!({ "kind": "refusal", "decidedOn": "2026-09-01", "review": "final", "reference": "Z-1" });
    serde_json::from_value(measure).unwrap()
}

#[test]
fn a_bibob_finding_alone_has_no_version_for_abroad() {
    assert_eq!(reduced(&Case::published("c02"), "de-rurheim"), []);
}

#[test]
fn without_the_bibob_finding_the_rest_may_go() {
    let both = case("c01", |case| {
        set_bases(case, &["nl.bibob", "nl.gemeentewet"]);
        let own = mandate(case.content.handling.purpose, "nl.bibob");
        case.federation.member_mut("nl-maasdorp").mandates.push(own);
    });
    assert_eq!(both.outcome("de-rurheim"), "forbidden:NL-F1");
    let found = reduced(&both, "de-rurheim");
    let [first, ..] = found.as_slice() else { panic!("no version: {:?}", both.table().submit) };
    let bases: Vec<_> = first.submission.content.handling.legal_bases.iter().map(ToString::to_string).collect();
    assert_eq!(bases, ["nl.gemeentewet"]);
    assert_eq!(first.left_out[0].what, What::Basis("nl.bibob".parse().unwrap()));
    assert!(first.submission.content.summary.is_empty() && first.submission.content.title.is_none());
    assert_eq!(first.submission.content.subjects, both.content.subjects);
    // An enforcement measure is nothing without its measure: it stays, and a person looks at it.
    assert!(first.submission.content.measure.is_some() && first.review.contains(&"/measure".to_owned()));
}

#[test]
fn without_the_person_a_signal_that_hides_one_is_taken_in_and_goes() {
    let hidden = Case::published("c23");
    let found = reduced(&hidden, "de-rurheim");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(left_out(&found[0]), ["/subjects/0", "/title", "/summary"]);
    assert!(found[0].submission.content.subjects.is_empty());
}

#[test]
fn without_the_person_what_nobody_corroborated_may_cross_the_border() {
    let doubtful = case("c14", |case| {
        case.content.subjects.insert(0, person());
        case.content.subjects.truncate(2);
        let place = u16::try_from(case.content.subjects.len() - 1).unwrap();
        let relation = json!({ "from": 0, "kind": "other", "to": place });
        case.content.relations = vec![serde_json::from_value(relation).unwrap()];
    });
    let wanted = doubtful.table().members.into_iter().find(|(_, d)| d.outcome.to_string() == "forbidden:EU-F11");
    let (wanted, _) = wanted.expect("somebody abroad");
    let found = reduced(&doubtful, wanted.as_str());
    let kinds: Vec<_> = found[0].submission.content.subjects.iter().map(|subject| subject.kind).collect();
    assert!(!kinds.contains(&SubjectKind::NaturalPerson), "{kinds:?}");
    assert!(found[0].submission.content.handling.categories.is_empty());
    assert!(left_out(&found[0]).contains(&"/relations/0"));
    assert_eq!(found[0].submission.content.grading, doubtful.content.grading, "doubt is not hidden");
}

#[test]
fn what_may_go_whole_is_the_one_proposal() {
    let whole = Case::published("c01");
    let found = reduced(&whole, "de-rurheim");
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].submission.content, found[0].left_out.len()), (&whole.content, 0));
}

#[test]
fn a_category_never_goes_without_what_it_names() {
    let mut labelled = Case::published("c14");
    set_categories(&mut labelled, &[Category::Personal]);
    labelled.content.subjects.retain(|subject| subject.kind != SubjectKind::NaturalPerson);
    let wanted = "de-rurheim";
    for reduction in reduced(&labelled, wanted) {
        // No subject is known to be a person, so what the category names may be any of them.
        assert!(reduction.left_out.is_empty() || reduction.submission.content.subjects.is_empty(), "{reduction:?}");
    }
    let mut secret = case("c14", |case| case.content.subjects.push(person()));
    set_categories(&mut secret, &[Category::Personal, Category::Tax]);
    for reduction in reduced(&secret, wanted) {
        let content = &reduction.submission.content;
        assert!(content.subjects.is_empty() && content.measure.is_none(), "{reduction:?}");
    }
}

#[test]
fn whoever_passes_on_changes_nothing() {
    let relayed = Case::published("c20");
    let anyone = relayed.table().members.keys().next().unwrap().clone();
    assert_eq!(reduced(&relayed, anyone.as_str()), []);
}

/// A random case with texts, a measure and a relation, disclosed by its origin.
fn full(mut case: Case) -> Case {
    case.holder = None;
    let content = &mut case.content;
    content.title = Some("t".to_owned());
    content.summary =
        vec![Summary { lang: sluis_schemas::vocabulary::Language::Nl, text: "s".to_owned(), original: true }];
    content.measure = Some(measure());
    if content.subjects.len() > 1 {
        let relation: Relation = serde_json::from_value(json!({ "from": 0, "kind": "other", "to": 1 })).unwrap();
        content.relations = vec![relation];
    }
    case
}

/// Whether each leaf of one document stands in another, in the same order.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|whole| is_part(value, whole)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            let mut rest = whole.iter();
            part.iter().all(|value| rest.any(|whole| is_part(value, whole)))
        }
        _ => part == whole,
    }
}

/// With subjects in place of their numbers, which change.
fn document(submission: &Submission) -> Value {
    let mut document = serde_json::to_value(submission).unwrap();
    let subjects = document["subjects"].clone();
    if let Some(relations) = document.get_mut("relations").and_then(Value::as_array_mut) {
        for relation in relations {
            for end in ["from", "to"] {
                let place = usize::try_from(relation[end].as_u64().unwrap()).unwrap();
                relation[end] = subjects[place].clone();
            }
        }
    }
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_reduction_goes_to_who_is_wanted_and_adds_nothing(random in against_model::case(), wanted in any::<Index>()) {
        let case = full(random);
        let wanted: MemberId = wanted.get(&case.federation.members).id.clone();
        let whole = Submission { content: case.content.clone(), distribution: case.distribution.clone() };
        let found = reduced(&case, wanted.as_str());
        prop_assert!(found.len() <= MAX_PROPOSALS);
        prop_assert_eq!(&found, &reduced(&case, wanted.as_str()));
        for one in &found {
            prop_assert_eq!(&one.table.members[&wanted].outcome, &Outcome::Permitted);
            prop_assert_eq!(&one.submission.distribution, &whole.distribution);
            prop_assert!(is_part(&document(&one.submission), &document(&whole)), "{:?}", one.left_out);
            let (before, after) = (&whole.content, &one.submission.content);
            prop_assert_eq!(before.grading, after.grading);
            prop_assert_eq!(before.handling.purpose, after.handling.purpose);
            if before.handling.categories != after.handling.categories {
                prop_assert!(after.handling.categories.is_empty());
                prop_assert!(after.subjects.len() < before.subjects.len() || before.subjects.is_empty());
            }
            // Nobody is given more than before: the same content, or less of it.
            prop_assert!(one.left_out.is_empty() == (before == after));
        }
        let sets: Vec<BTreeSet<_>> = found.iter().map(|one| {
            one.left_out.iter().map(|left| format!("{left:?}")).collect()
        }).collect();
        for (place, one) in sets.iter().enumerate() {
            prop_assert!(sets.iter().enumerate().all(|(other, set)| other == place || !one.is_superset(set)));
        }
    }
}
