//! The published grammar of content says what the types say.
#![cfg(test)]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sluis_schemas::content::{AdmiraltyInformation, AdmiraltySource, FourInformation, FourSource, Submission};
use sluis_schemas::vocabulary::{
    Answer, Category, HandlingCode, Language, MeasureKind, Onward, Purpose, Question, RelationKind, Review, Scheme,
    SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel, Use,
};

const GRAMMAR: &str = include_str!("../cddl/content.cddl");

/// The text of a rule, up to the next one.
fn rule(name: &str) -> &'static str {
    let start = format!("\n{name} = ");
    let after = GRAMMAR.split_once(&start).unwrap_or_else(|| panic!("no rule `{name}`")).1;
    after.split("\n\n").next().unwrap()
}

fn choices(name: &str) -> Vec<&'static str> {
    rule(name).split('/').map(|choice| choice.trim().trim_matches('"')).collect()
}

fn fields(name: &str) -> BTreeSet<String> {
    let lines = rule(name).lines().filter_map(|line| line.trim_start_matches([' ', '?']).split_once(": "));
    lines.map(|(field, _)| field.trim_matches('"').to_owned()).collect()
}

macro_rules! assert_lists {
    ($($name:literal: $list:ty,)+) => {
        $(assert_eq!(choices($name), <$list>::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>(), $name);)+
    };
}

#[test]
fn every_code_list_of_the_grammar_is_that_of_the_vocabulary() {
    assert_lists! {
        "signal-type": SignalType,
        "purpose": Purpose,
        "category": Category,
        "handling-code": HandlingCode,
        "use": Use,
        "tlp": Tlp,
        "onward": Onward,
        "threat": Threat,
        "subject-kind": SubjectKind,
        "subject-role": SubjectRole,
        "relation-kind": RelationKind,
        "measure-kind": MeasureKind,
        "review": Review,
        "question": Question,
        "answer": Answer,
        "urgency-level": UrgencyLevel,
        "scheme": Scheme,
        "language": Language,
        "four-source": FourSource,
        "four-information": FourInformation,
        "admiralty-source": AdmiraltySource,
        "admiralty-information": AdmiraltyInformation,
    }
}

/// A submission in which every field stands.
fn full() -> Submission {
    let form = json!({
        "type": "request", "title": "t", "summary": [{"lang": "nl", "text": "t", "original": false}],
        "observed": {"from": "2026-09-01", "to": "2026-09-14"}, "assessment": "a",
        "subjects": [{
            "kind": "premises", "role": "location", "name": "n",
            "address": {"nuts": "NL423", "lau": "1", "postcode": "6299 ZZ", "street": "s", "locality": "l"},
            "identifiers": [{"scheme": "nl-kvk", "value": "90000001"}]
        }],
        "relations": [{"from": 0, "kind": "other", "to": 0, "since": "2026-01-01"}],
        "sector": {"nace": "2.1", "code": "56"}, "regions": ["NL423"], "threats": ["don-1"],
        "measure": {
            "kind": "closure", "article": "a", "decidedOn": "2026-09-14", "from": "2026-09-14", "to": "2027-03-14",
            "review": "final", "reference": "r"
        },
        "grading": {"scheme": "4x4", "source": "B", "information": "2"},
        "questions": ["other"], "dueBy": "2026-12-01", "urgency": {"level": "urgent", "reason": "r"},
        "caseRef": "c", "answer": "part",
        "handling": {
            "purpose": "premises-measure", "legalBases": ["nl.gemeentewet"], "necessity": "n",
            "categories": ["personal"], "adminUse": true, "handlingCode": "H3", "tlp": "AMBER", "use": "lead-only",
            "audience": {"members": ["nl-a"]}, "onward": "none", "retainUntil": "2029-09-14", "inReplyTo": "r",
            "notification": {"state": "deferred", "ground": "g", "reviewOn": "2027-01-01", "responsible": "r"}
        }
    });
    Submission::from_json(&form).unwrap()
}

#[test]
fn every_field_of_the_grammar_is_one_of_the_types_and_the_other_way_round() {
    let content = serde_json::to_value(full().content).unwrap();
    for (name, pointer) in [
        ("content", ""),
        ("summary", "/summary/0"),
        ("period", "/observed"),
        ("subject", "/subjects/0"),
        ("address", "/subjects/0/address"),
        ("relation", "/relations/0"),
        ("sector", "/sector"),
        ("measure", "/measure"),
        ("four-by-four", "/grading"),
        ("urgency", "/urgency"),
        ("handling", "/handling"),
        ("deferral", "/handling/notification"),
    ] {
        let Some(Value::Object(written)) = content.pointer(pointer) else { panic!("`{pointer}` was not written") };
        assert_eq!(fields(name), written.keys().cloned().collect(), "{name}");
    }
    assert_eq!(fields("admiralty"), fields("four-by-four"));
}
