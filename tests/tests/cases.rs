//! Every case of the project through five real nodes that serve sixteen members, but the relays, which stand with what they
//! test: the same outcomes and reasons as `policy explain` gives, and in the end each member holds exactly what it is
//! entitled to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::federation::{Federation, eventually, run, sluis};

fn case_files() -> BTreeMap<String, (PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/cases");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let cases = files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with('c'));
    let read = |path: PathBuf| (path.clone(), serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap());
    cases.map(read).map(|(path, case)| (case["id"].as_str().unwrap().to_owned(), (path, case))).collect()
}

/// Asks for real what a case presumes to have been asked, without categories of data; the request's record.
fn ask(federation: &Federation, request: &Value) -> String {
    let (from, to) = (request["from"].as_str().unwrap(), &request["to"]);
    let mandates =
        federation_file()["members"].as_array().unwrap().iter().find(|m| m["id"] == from).unwrap()["mandates"].clone();
    let basis =
        mandates.as_array().unwrap().iter().find(|m| m["purpose"] == request["purpose"]).unwrap()["legalBasis"].clone();
    let question = json!({
        "type": "request", "questions": ["known-to-you"],
        "handling": {
            "purpose": request["purpose"], "legalBases": [basis], "categories": [], "adminUse": true,
            "handlingCode": "H3", "audience": { "members": [to] },
        },
    });
    let (record, _) = federation.submit(from, &question);
    federation.wait_for(to.as_str().unwrap(), &record);
    record
}

fn federation_file() -> Value {
    serde_json::from_str(include_str!("../../schemas/cases/federation.json")).unwrap()
}

/// What `policy explain` says of a case, without a node.
fn explained(path: &Path) -> Value {
    let federation = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/cases/federation.json");
    let mut explain = sluis();
    explain.args(["policy", "explain", "--json"]).arg(path).arg("--federation").arg(federation);
    serde_json::from_str(&run(&mut explain)).unwrap()
}

/// Rule and basis of every reason.
fn reasons(member: &Value) -> Vec<(Value, Value)> {
    let reasons = member["reasons"].as_array().unwrap();
    reasons.iter().map(|reason| (reason["rule"].clone(), reason["basis"].clone())).collect()
}

#[test]
fn five_nodes_give_every_member_exactly_what_each_case_says_and_for_the_same_reasons() {
    let federation = Federation::of_five();
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, (path, mut case)) in case_files().into_iter().filter(|(_, (_, case))| case["holder"].is_null()) {
        let origin = case["submittedBy"].as_str().unwrap().to_owned();
        for request in case["requests"].as_array().cloned().unwrap_or_default() {
            let record = ask(&federation, &request);
            expected.entry(request["to"].as_str().unwrap().to_owned()).or_default().insert(record.clone());
            case["submission"]["handling"]["inReplyTo"] = json!(record);
        }
        let draft = federation.draft(&origin, &case["submission"], &[]);
        let explained = explained(&path);
        if let Some(refused) = case["expect"]["submit"].as_str().filter(|submit| *submit != "accepted") {
            assert_eq!((draft.status, draft.body["rule"].as_str()), (422, Some(refused)), "{name}");
            assert_eq!(
                reasons(&json!({ "reasons": draft.body["reasons"] })),
                reasons(&json!({ "reasons": explained["submitReasons"] })),
                "{name}"
            );
            continue;
        }
        assert_eq!(draft.status, 201, "{name}: {}", draft.body);
        let released = federation.release(&origin, &draft);
        let record = released.body["recordId"].as_str().unwrap_or_else(|| panic!("{name}: {}", released.body));
        for (member, outcome) in case["expect"]["members"].as_object().unwrap() {
            let shown = &draft.body["table"]["members"][member];
            assert_eq!(shown["outcome"], *outcome, "{name}: {member}");
            assert_eq!(reasons(shown), reasons(&explained["members"][member]), "{name}: {member}");
            if outcome == "permitted" {
                expected.entry(member.clone()).or_default().insert(record.to_owned());
            }
        }
    }
    assert_eq!(federation.members().count(), 16);
    for member in federation.members() {
        let entitled = expected.remove(member).unwrap_or_default();
        entitled.iter().for_each(|record| federation.wait_for(member, record));
        let held = federation.inbox(member);
        assert_eq!(held.len(), entitled.len(), "{member} holds something twice, or what it may not have");
        assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), entitled, "{member}");
    }
}

/// A request's state at a member.
fn state(federation: &Federation, member: &str, request: &str) -> Value {
    federation.request(member, "GET", &format!("/v1/requests/{request}"), &[], None).body["items"][0]["state"].clone()
}

#[test]
fn a_german_answer_reaches_who_asked_across_the_border_and_ends_the_request_on_both_sides() {
    let federation = Federation::of_three();
    let question = crate::federation::case("c07")["submission"].clone();
    let (request, _) = federation.submit("nl-maasdorp", &question);
    federation.wait_for("de-rurheim", &request);
    let mut answer = crate::federation::case("c06")["submission"].clone();
    answer["answer"] = json!("full");
    answer["handling"]["inReplyTo"].take();
    answer["handling"]["audience"].take();

    let path = format!("/v1/requests/{request}/replies");
    let draft = federation.request("de-rurheim", "POST", &path, &[], Some(answer.to_string().into_bytes()));
    assert_eq!(draft.status, 201, "{}", draft.body);
    let released = federation.release("de-rurheim", &draft);

    federation.wait_for("nl-maasdorp", released.body["recordId"].as_str().unwrap());
    for member in ["nl-maasdorp", "de-rurheim"] {
        eventually(&format!("{member} knows of the answer"), || {
            (state(&federation, member, &request) == "answered").then_some(())
        });
    }
    let again = federation.request("de-rurheim", "POST", &path, &[], Some(answer.to_string().into_bytes()));
    assert_eq!(again.status, 409, "{}", again.body);
}

#[test]
fn each_country_asks_by_its_own_rule() {
    let federation = Federation::of_three();
    let about = |purpose: &str, basis: &str, categories: &[&str], to: &str| {
        json!({
            "type": "request", "questions": ["known-to-you"],
            "subjects": [{ "kind": "legal-entity", "role": "applicant", "name": "Voorbeeldhof B.V." }],
            "handling": {
                "purpose": purpose, "legalBases": [basis], "categories": categories, "adminUse": true,
                "handlingCode": "H3", "necessity": "Een besluit op een aanvraag.", "retainUntil": "2029-01-01",
                "audience": { "members": [to] },
            },
        })
    };
    for (rule, from, to, basis, categories) in [
        ("EU-P4", "nl-maasdorp", "be-grensbeek", "nl.gemeentewet", &[][..]),
        ("NL-Q1", "nl-maasdorp", "de-rurheim", "nl.gemeentewet", &["personal"][..]),
        ("BE-Q1", "be-grensbeek", "nl-maasdorp", "be.law-2024-01-15", &["personal"][..]),
        ("DE-Q1", "de-rurheim", "be-ariec-oost", "de.vwvfg", &["personal"][..]),
    ] {
        let question = about("licence-decision", basis, categories, to);
        let draft = federation.request(from, "POST", "/v1/requests", &[], Some(question.to_string().into_bytes()));
        assert_eq!(draft.status, 201, "{rule}: {}", draft.body);
        let grounds = &draft.body["table"]["members"][to];
        assert!(reasons(grounds).iter().any(|(found, _)| found == rule), "{rule}: {grounds}");
        let released = federation.release(from, &draft);
        federation.wait_for(to, released.body["recordId"].as_str().unwrap());
    }
}
