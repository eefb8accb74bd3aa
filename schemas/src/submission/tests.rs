use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::case::{CASES, Case};
use crate::content::Notification;
use crate::vocabulary::{Onward, Use};

/// The least that is a submission.
fn least() -> Value {
    json!({
        "type": "premises-misuse",
        "handling": {
            "purpose": "premises-measure", "legalBases": ["nl.gemeentewet"], "categories": [],
            "adminUse": true, "handlingCode": "H3", "audience": {}
        }
    })
}

/// The least, with other fields; null takes one away.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut form = least();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        form.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    form
}

fn read(changes: &[(&str, Value)]) -> Submission {
    Submission::from_json(&with(changes)).unwrap()
}

fn found(changes: &[(&str, Value)]) -> Vec<(String, &'static str)> {
    let problems = Submission::from_json(&with(changes)).err().unwrap_or_default();
    problems.into_iter().map(|p| (p.pointer, p.fault.code())).collect()
}

#[track_caller]
fn assert_fault(changes: &[(&str, Value)], pointer: &str, code: &'static str) {
    assert_eq!(found(changes), [(pointer.to_owned(), code)]);
}

#[test]
fn what_is_left_out_has_the_narrowest_meaning() {
    let least = read(&[]);
    assert_eq!(least.content.handling.r#use, Use::LeadOnly);
    assert_eq!(least.content.handling.onward, Onward::None);
    assert_eq!(least.distribution, Distribution::default());
}

#[test]
fn every_case_reads_back_what_it_writes() {
    for (name, text) in CASES {
        let submission = Case::parse(text.as_bytes()).unwrap().submission;
        let written = serde_json::to_vec(&submission).unwrap();
        assert_eq!(Submission::parse(&written).as_ref(), Ok(&submission), "{name}");
    }
}

#[test]
fn an_identifier_is_written_back_as_it_was_given() {
    let given = "BE 0999.000.129";
    let subject = json!([{"kind": "legal-entity", "role": "operator",
        "identifiers": [{"scheme": "be-kbo", "value": given}]}]);
    let submission = read(&[("/subjects", subject)]);
    let written = serde_json::to_value(&submission).unwrap();
    assert_eq!(written["subjects"][0]["identifiers"][0], json!({"scheme": "be-kbo", "value": given}));
    assert_eq!(Submission::from_json(&written), Ok(submission));

    let mut normalised = json!({"scheme": "be-kbo", "value": "0999000129", "given": given});
    as_given(&mut normalised);
    assert_eq!(normalised, json!({"scheme": "be-kbo", "value": given}));
}

#[test]
fn every_required_field_is_asked_for() {
    assert_fault(&[("/type", Value::Null)], "/type", "missing");
    assert_fault(&[("/handling", Value::Null)], "/handling", "missing");
    for field in ["purpose", "legalBases", "categories", "adminUse", "handlingCode", "audience"] {
        let pointer = format!("/handling/{field}");
        assert_fault(&[(&pointer, Value::Null)], &pointer, "missing");
    }
}

#[test]
fn null_and_blank_are_absent() {
    let blank: Vec<(&str, Value)> = ["necessity", "retainUntil", "inReplyTo", "tlp", "use", "onward", "notification"]
        .iter()
        .map(|field| (*field, json!(" \u{a0}")))
        .collect();
    let mut form = with(&[
        ("/title", json!("\t")),
        ("/sector", json!({"nace": "2.1", "code": " "})),
        ("/subjects", json!([{"kind": "premises", "role": "location", "name": "", "address": {"postcode": " "}}])),
        ("/observed", Value::Null),
    ]);
    for (field, value) in blank {
        form["handling"][field] = value;
    }
    let read = Submission::from_json(&form).unwrap();
    assert_eq!(read.content.handling, self::read(&[]).content.handling);
    assert_eq!((read.content.title, read.content.sector), (None, None));
    let subject = &read.content.subjects[0];
    assert_eq!((subject.name.as_ref(), subject.address.as_ref().unwrap().postcode.as_ref()), (None, None));
}

#[test]
fn a_wrong_code_is_named_with_its_list() {
    let problems = Submission::from_json(&with(&[("/type", json!("gossip"))])).unwrap_err();
    assert_eq!(problems[0].fault, Fault::UnknownCode { list: "types", given: "gossip".to_owned() });
    for (pointer, value) in
        [("/threats", json!(["don-9"])), ("/handling/categories", json!(["secret"])), ("/questions", json!(["why"]))]
    {
        let place = format!("{pointer}/0");
        let kind = ("/type", json!("request"));
        let asked = ("/handling/audience", json!({"members": ["de-a"]}));
        assert_fault(&[kind, asked, (pointer, value)], &place, "unknown-code");
    }
    assert_fault(&[("/sector", json!({"nace": "2", "code": "56"}))], "/sector/nace", "malformed");
    assert_fault(
        &[("/handling/audience", json!({"countries": ["ZZ"]}))],
        "/handling/audience/countries/0",
        "unknown-code",
    );
    assert_fault(&[("/handling/notification", json!("never"))], "/handling/notification", "malformed");
}

#[test]
fn an_identifier_against_its_scheme_is_named_without_its_value() {
    let subject = json!([{"kind": "legal-entity", "role": "operator",
        "identifiers": [{"scheme": "nl-kvk", "value": "12AB5678"}]}]);
    let problems = Submission::from_json(&with(&[("/subjects", subject)])).unwrap_err();
    assert_eq!(problems[0].pointer, "/subjects/0/identifiers/0/value");
    assert_eq!(problems[0].fault.code(), "identifier");
    assert!(!problems[0].to_string().contains("12AB5678"));
}

#[test]
fn a_basis_that_nobody_knows_is_for_the_rules_and_only_its_form_is_judged() {
    assert_eq!(found(&[("/handling/legalBases", json!(["xx.never-heard-of"]))]), []);
    assert_fault(&[("/handling/legalBases", json!(["Wet Bibob"]))], "/handling/legalBases/0", "malformed");
}

#[test]
fn only_aggregates_go_without_a_basis() {
    let none = ("/handling/legalBases", json!([]));
    assert_fault(std::slice::from_ref(&none), "/handling/legalBases", "bases-missing");
    for aggregate in ["displacement", "phenomenon"] {
        assert_eq!(found(&[none.clone(), ("/type", json!(aggregate))]), []);
    }
}

#[test]
fn h1_is_never_cited() {
    let cited = ("/handling/use", json!("may-be-cited"));
    assert_fault(&[cited.clone(), ("/handling/handlingCode", json!("H1"))], "/handling/use", "cited-with-h1");
    assert_eq!(found(&[cited, ("/handling/handlingCode", json!("H2"))]), []);
    assert_eq!(found(&[("/handling/handlingCode", json!("H1"))]), []);
}

#[test]
fn an_enforcement_measure_says_what_was_decided() {
    let kind = ("/type", json!("enforcement-measure"));
    assert_fault(std::slice::from_ref(&kind), "/measure", "measure-missing");
    let measure = json!({"kind": "closure", "decidedOn": "2026-09-14", "review": "open"});
    assert_eq!(found(&[kind.clone(), ("/measure", measure)]), []);
    assert_eq!(found(&[kind, ("/measure", json!({}))]).len(), 3);
}

#[test]
fn a_request_asks_exactly_one_named_member() {
    let request = |audience: Value| found(&[("/type", json!("request")), ("/handling/audience", audience)]);
    assert_eq!(request(json!({"members": ["de-a"]})), []);
    for wrong in [
        json!({}),
        json!({"members": ["de-a", "de-b"]}),
        json!({"members": ["de-a"], "countries": ["DE"]}),
        json!({"members": ["de-a"], "roles": ["customs"]}),
        json!({"countries": ["DE"]}),
    ] {
        assert_eq!(request(wrong), [("/handling/audience".to_owned(), "request-audience")]);
    }
}

#[test]
fn only_requests_ask_and_only_replies_answer() {
    assert_fault(&[("/questions", json!(["known-to-you"]))], "/questions", "questions-outside-request");
    assert_fault(&[("/answer", json!("full"))], "/answer", "answer-without-request");
    assert_eq!(found(&[("/answer", json!("full")), ("/handling/inReplyTo", json!("req-1"))]), []);
}

#[test]
fn a_period_does_not_end_before_it_begins() {
    let period = |from: &str, to: &str| ("/observed", json!({"from": from, "to": to}));
    assert_fault(&[period("2026-09-02", "2026-09-01")], "/observed/to", "period-reversed");
    assert_eq!(found(&[period("2026-09-01", "2026-09-01")]), []);
    assert_fault(&[period("2026-09-31", "2026-09-01")], "/observed/from", "malformed");
}

#[test]
fn relations_stand_between_subjects_that_are_there() {
    let subject = json!({"kind": "premises", "role": "location"});
    let related = |to: Value| {
        found(&[
            ("/subjects", json!([subject, subject])),
            ("/relations", json!([{"from": 0, "kind": "uses", "to": to}])),
        ])
    };
    assert_eq!(related(json!(1)), []);
    for (to, code) in
        [(json!(2), "subject-out-of-range"), (json!(1u64 << 40), "subject-out-of-range"), (json!(-1), "wrong-type")]
    {
        assert_eq!(related(to), [("/relations/0/to".to_owned(), code)]);
    }
}

#[test]
fn a_language_has_one_summary() {
    let text = json!({"lang": "nl", "text": "Gezien."});
    assert!(read(&[("/summary", json!([text]))]).content.summary[0].original);
    assert_fault(&[("/summary", json!([text, text]))], "/summary/1", "repeated");
}

#[test]
fn a_deferred_notification_says_why_and_until_when() {
    let deferred = json!({"state": "deferred", "ground": "GDPR 23", "reviewOn": "2027-01-01", "responsible": "FG"});
    let read = read(&[("/handling/notification", deferred)]);
    assert!(matches!(read.content.handling.notification, Some(Notification::Deferred(_))));
    let bare = [("/handling/notification", json!({"state": "deferred"}))];
    assert_eq!(found(&bare).len(), 3);
}

#[test]
fn limits_hold() {
    assert_fault(&[("/title", json!("é".repeat(201)))], "/title", "too-long");
    assert_eq!(found(&[("/title", json!("é".repeat(200)))]), []);
    let large = with(&[("/assessment", json!("x".repeat(10 << 20)))]).to_string();
    let problems = Submission::parse(large.as_bytes()).unwrap_err();
    assert_eq!(problems, [Problem { pointer: "/assessment".to_owned(), fault: Fault::TooLong { max: 8_000 } }]);
    let subject = json!({"kind": "premises", "role": "location"});
    assert_fault(&[("/subjects", json!(vec![subject; 65]))], "/subjects", "too-many");
    let members: Vec<String> = (0..4097).map(|i| format!("nl-{i}")).collect();
    assert_fault(&[("/handling/exclude", json!(members))], "/handling/exclude", "too-many");
}

#[test]
fn all_problems_are_found_at_once() {
    let problems = found(&[
        ("/titel", json!("x")),
        ("/type", json!("enforcement-measure")),
        ("/observed", json!({"from": "yesterday"})),
        ("/handling/legalBases", json!([])),
        ("/handling/adminUse", json!("yes")),
        ("/handling/audience", json!({"members": ["nl-a", "Not An Id"]})),
    ]);
    let mut pointers: Vec<_> = problems.iter().map(|(pointer, _)| pointer.as_str()).collect();
    pointers.sort_unstable();
    let expected = [
        "/handling/adminUse",
        "/handling/audience/members/1",
        "/handling/legalBases",
        "/measure",
        "/observed/from",
        "/titel",
    ];
    assert_eq!(pointers, expected);
}

#[test]
fn an_unknown_member_is_named_where_it_was_given() {
    let form = with(&[
        ("/handling/audience", json!({"members": ["nl-z", "nl-gone", "nl-a"]})),
        ("/handling/exclude", json!(["nl-gone"])),
    ]);
    let known = |member: &MemberId| member.as_str() != "nl-gone";
    let pointers = |problems: &[Problem]| problems.iter().map(|p| p.pointer.clone()).collect::<Vec<_>>();
    let found = Submission::parse_among(form.to_string().as_bytes(), known).unwrap_err();
    assert_eq!(pointers(&found), ["/handling/audience/members/1", "/handling/exclude/0"]);

    let stored = Submission::from_json(&form).unwrap();
    let found = stored.unknown_members(known);
    assert_eq!(pointers(&found), ["/handling/audience/members/1", "/handling/exclude/0"]);
    let written = serde_json::to_value(&stored).unwrap();
    assert_eq!(written.pointer(&found[0].pointer), Some(&json!("nl-gone")));
    assert_eq!(stored.unknown_members(|_| true), []);
}

#[test]
fn a_duplicate_field_is_found_together_with_the_rest() {
    let text = least().to_string().replacen('{', r#"{"type": "gossip", "titel": 1, "#, 1);
    let found = Submission::parse(text.as_bytes()).unwrap_err();
    let mut codes: Vec<_> = found.iter().map(|p| p.fault.code()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["duplicate-field", "unknown-code", "unknown-field"]);
}

#[test]
fn what_is_no_object_is_refused() {
    for text in ["[]", "1", "null", r#""x""#] {
        assert_eq!(Submission::parse(text.as_bytes()).unwrap_err()[0].pointer, "", "{text}");
    }
    assert_eq!(Submission::parse(b"{\"type\": \"\xff\"}").unwrap_err()[0].fault.code(), "not-json");
}

/// Any JSON, with the field names and codes of a submission among its words.
fn any_json() -> impl Strategy<Value = Value> {
    let words = super::FIELDS.iter().chain(["handling", "audience", "members", "due", "kind", "code", "nl-a"].iter());
    let word = proptest::sample::select(words.map(|w| (*w).to_owned()).collect::<Vec<_>>());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(word.clone(), inner, 0..6).prop_map(|m| m.into_iter().collect()),
        ]
    })
}

/// A place in the first case where something else shall stand.
fn any_place() -> impl Strategy<Value = String> {
    fn places(value: &Value, at: &str, all: &mut Vec<String>) {
        all.push(at.to_owned());
        match value {
            Value::Object(fields) => fields.iter().for_each(|(k, v)| places(v, &format!("{at}/{k}"), all)),
            Value::Array(entries) => entries.iter().enumerate().for_each(|(i, v)| places(v, &format!("{at}/{i}"), all)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    places(&first_case(), "", &mut all);
    proptest::sample::select(all)
}

fn first_case() -> Value {
    serde_json::from_str::<Value>(CASES[0].1).unwrap()["submission"].take()
}

proptest! {
    #[test]
    fn no_document_makes_it_panic_or_pass_unread(at in any_place(), value in any_json()) {
        let mut form = first_case();
        *form.pointer_mut(&at).unwrap() = value;
        match Submission::parse(form.to_string().as_bytes()) {
            Ok(read) => prop_assert_eq!(Submission::from_json(&serde_json::to_value(&read).unwrap()), Ok(read)),
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        prop_assert!(Submission::parse(&bytes).is_err());
    }
}
