use std::collections::BTreeSet;

use serde_json::{Value, json};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::decisions::{Logged, Matter};
use sluis_protocol::journal::{Class, Entry, JournalSeq, Kind, PolicyEpoch};
use sluis_schemas::Timestamp;
use sluis_schemas::vocabulary::{Category, Language, Purpose, SignalType};

use super::{Form, Placed, Writer};

fn writer() -> Writer {
    Writer {
        node: "node-nl".parse().unwrap(),
        genesis: Digest([9; 32]),
        activities: "https://example.org/activities/".to_owned(),
        lang: Language::Nl,
    }
}

fn entry(commitment: u8) -> Entry {
    let at = Timestamp::from_millis(1_795_435_200_000);
    Entry { seq: JournalSeq(7), at, kind: Kind::Submission, commitment: Digest([commitment; 32]) }
}

fn submission() -> Logged {
    Logged {
        matter: Matter::Submission,
        member: Some("nl-maasdorp".parse().unwrap()),
        record: Some(RecordId(Digest([3; 32]))),
        corrects: None,
        through: None,
        class: Some(Class {
            r#type: SignalType::PremisesMisuse,
            purpose: Purpose::PremisesMeasure,
            bases: ["nl.gemeentewet".parse().unwrap()].into(),
            categories: [Category::Personal].into(),
        }),
        epoch: PolicyEpoch { register: Digest([1; 32]), packs: Digest([2; 32]), day: "2026-11-23".parse().unwrap() },
        request: None,
        submit: Some("accepted".to_owned()),
        outcomes: [
            ("be-grensbeek".parse().unwrap(), "permitted".to_owned()),
            ("de-rurheim".parse().unwrap(), "forbidden:X".to_owned()),
        ]
        .into(),
    }
}

fn line(form: Form, logged: &Logged) -> Value {
    writer().line(form, Placed { entry: &entry(5), number: 0, logged })
}

fn is_hex(value: &Value, bytes: usize) -> bool {
    value.as_str().is_some_and(|text| {
        text.len() == 2 * bytes && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

#[test]
fn the_plain_line_has_all_that_the_decision_has() {
    let line = line(Form::Plain, &submission());
    let mut decision = line.clone();
    for place in ["node", "seq", "at", "kind", "leaf"] {
        assert!(decision.as_object_mut().unwrap().remove(place).is_some(), "{place}");
    }
    assert_eq!(serde_json::from_value::<Logged>(decision).unwrap(), submission());
}

#[test]
fn a_log_record_of_decisions_has_the_fields_of_its_standard() {
    let record = line(Form::AuthorizationDecisionLog, &submission());
    assert!(is_hex(&record["trace_id"], 16) && is_hex(&record["span_id"], 8), "{record}");
    assert_eq!(record["event_name"], "adl.access_evaluations");
    assert_eq!(record["timestamp"], 1_795_435_200_000_u64);
    assert_eq!(record["status"], "Unset");
    assert_eq!(record["attributes"]["adl.core.information"]["signal"]["id"], "03".repeat(32));
    let (request, response) = (&record["body"]["adl.core.request"], &record["body"]["adl.core.response"]);
    let asked: Vec<_> = request["evaluations"].as_array().unwrap().iter().map(|e| e["subject"]["id"].clone()).collect();
    assert_eq!(asked, ["nl-maasdorp", "be-grensbeek", "de-rurheim"]);
    let said: Vec<_> = response["evaluations"].as_array().unwrap().iter().map(|e| e["decision"].clone()).collect();
    assert_eq!(said, [true, true, false]);
    assert_eq!(response["evaluations"][2]["context"]["outcome"], "forbidden:X");
}

#[test]
fn what_a_log_record_carries_stands_in_its_body_or_in_its_attributes_and_not_in_both() {
    let record = line(Form::AuthorizationDecisionLog, &submission());
    let keys = |part: &str| record[part].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert!(keys("body").is_disjoint(&keys("attributes")));
}

#[test]
fn a_refusal_is_one_question_and_its_answer() {
    let submit = Some("refused:X".to_owned());
    let refusal = Logged { matter: Matter::Refusal, record: None, submit, outcomes: [].into(), ..submission() };
    let record = line(Form::AuthorizationDecisionLog, &refusal);
    assert_eq!(record["event_name"], "adl.access_evaluation");
    assert_eq!(record["body"]["adl.core.response"], json!({"decision": false, "context": {"outcome": "refused:X"}}));
    assert_eq!(record["body"]["adl.core.request"]["resource"]["id"], "node-nl/7");
}

#[test]
fn a_gate_that_could_not_decide_is_an_error_and_a_no_is_none() {
    let mut failed = submission();
    failed.outcomes.insert("be-grensbeek".parse().unwrap(), "error".to_owned());
    for form in [Form::AuthorizationDecisionLog, Form::LogboekDataverwerkingen] {
        assert_eq!(line(form, &failed)["status"], "Error");
        assert_eq!(line(form, &submission())["status"], "Unset");
    }
}

#[test]
fn a_line_of_processing_has_the_fields_of_its_standard_and_names_no_data_subject() {
    let line = line(Form::LogboekDataverwerkingen, &submission());
    assert!(is_hex(&line["trace_id"], 16) && is_hex(&line["span_id"], 8), "{line}");
    assert_eq!(line["start_time"], line["end_time"]);
    assert!(line["name"].as_str().unwrap().starts_with("Beslissing"), "{line}");
    assert_eq!(
        line["attributes"],
        json!({"dpl.core.processing_activity_id": "https://example.org/activities/premises-measure"})
    );
    assert_eq!(line["resource"]["attributes"]["sluis.member"], "nl-maasdorp");
}

#[test]
fn every_matter_has_its_name_in_every_language_of_sentences() {
    let matters =
        [Matter::Submission, Matter::Refusal, Matter::Widening, Matter::Relay, Matter::PassedOn, Matter::Withheld];
    for lang in [Language::Nl, Language::Fr, Language::De, Language::En] {
        for matter in matters {
            let logged = Logged { matter, ..submission() };
            let writer = Writer { lang, ..writer() };
            let line =
                writer.line(Form::LogboekDataverwerkingen, Placed { entry: &entry(5), number: 0, logged: &logged });
            assert!(!line["name"].as_str().unwrap().starts_with("audit-"), "{lang:?} {line}");
        }
    }
}

#[test]
fn a_decision_has_one_trace_wherever_it_is_written_and_others_have_others() {
    let ids = |commitment, number| {
        let line = writer()
            .line(Form::LogboekDataverwerkingen, Placed { entry: &entry(commitment), number, logged: &submission() });
        (line["trace_id"].clone(), line["span_id"].clone())
    };
    assert_eq!(ids(5, 0), ids(5, 0));
    assert_eq!(ids(5, 0).0, ids(5, 1).0);
    assert_ne!(ids(5, 0).1, ids(5, 1).1);
    assert_ne!(ids(5, 0).0, ids(6, 0).0);
    assert_eq!(ids(5, 0).0, line(Form::AuthorizationDecisionLog, &submission())["trace_id"]);
}

#[test]
fn an_entry_that_cannot_be_opened_stands_in_our_form_alone() {
    let erased = writer().erased(Form::Plain, &entry(5)).unwrap();
    assert_eq!((&erased["erased"], &erased["seq"]), (&json!(true), &json!(7)));
    assert!(writer().erased(Form::AuthorizationDecisionLog, &entry(5)).is_none());
}
