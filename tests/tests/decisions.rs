//! The decision log: every decision of a node in each form, over a kill, and the same again when it is judged again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::federation::{Federation, case, output, run, sluis};
use crate::recall;

const FORMS: [&str; 3] = ["plain", "authorization-decision-log", "logboek-dataverwerkingen"];
/// Cases of Dutch members, whose node takes them in.
const CASES: [&str; 4] = ["c01", "c02", "c03", "c18"];

fn lines(federation: &Federation, node: &str, words: &[&str]) -> Vec<Value> {
    let told = run(sluis().args(["audit", "decisions", "--dir"]).arg(federation.dir_of(node)).args(words));
    told.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

fn replay(dir: &std::path::Path) -> Value {
    let found = output(sluis().args(["audit", "replay", "--json", "--dir"]).arg(dir));
    let told: Value = serde_json::from_slice(&found.stdout).unwrap_or_else(|_| panic!("{found:?}"));
    assert_eq!(told["ok"].as_bool(), Some(found.status.success()), "{told}");
    told
}

fn of_matter<'l>(lines: &'l [Value], matter: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["matter"] == matter).collect()
}

/// Submits cases; gives each record with its outcomes.
fn submitted(federation: &Federation, names: &[&str]) -> BTreeMap<String, BTreeMap<String, String>> {
    let one = |name: &&str| {
        let case = case(name);
        federation.submit(case["submittedBy"].as_str().unwrap(), &case["submission"])
    };
    names.iter().map(one).collect()
}

#[test]
fn every_signal_is_one_decision_with_every_outcome_also_after_a_kill() {
    let mut federation = Federation::of_three();
    let mut expected = submitted(&federation, &CASES);
    federation.process("node-nl").kill();
    let while_dead = lines(&federation, "node-nl", &[]);
    federation.start("node-nl", &[]);
    expected.extend(submitted(&federation, &["c09"]));
    let mut refused = case("c01")["submission"].clone();
    refused["handling"]["categories"] = serde_json::json!(["personal", "special"]);
    assert_eq!(federation.draft("nl-maasdorp", &refused, &[]).status, 422);

    let plain = lines(&federation, "node-nl", &[]);
    let submissions = of_matter(&plain, "submission");
    let told: BTreeMap<String, BTreeMap<String, String>> = submissions
        .iter()
        .map(|line| {
            let outcomes = serde_json::from_value(line["outcomes"].clone()).unwrap();
            (line["record"].as_str().unwrap().to_owned(), outcomes)
        })
        .collect();
    assert_eq!(submissions.len(), expected.len(), "one a signal");
    assert_eq!(told, expected);
    assert_eq!(of_matter(&plain, "refusal").len(), 1);
    assert_eq!(of_matter(&while_dead, "submission").len(), expected.len() - 1);
    let again = replay(federation.dir_of("node-nl"));
    assert_eq!(again["agree"], expected.len(), "{again}");
    assert_eq!(again["differ"], serde_json::json!([]));
}

#[test]
fn each_form_has_every_decision_and_names_no_user_or_subject() {
    let federation = Federation::of_three();
    let mut marked = case("c01")["submission"].clone();
    marked["subjects"][0]["name"] = serde_json::json!("Merkwoord-naam B.V.");
    federation.submit("nl-maasdorp", &marked);
    let forms = FORMS.map(|form| lines(&federation, "node-nl", &["--format", form]));
    let count = forms[0].len();
    assert!(count > 0);
    for (form, lines) in FORMS.iter().zip(&forms) {
        assert_eq!(lines.len(), count, "{form}");
        for line in lines {
            let text = line.to_string();
            assert!(!text.contains("Merkwoord") && !text.contains("e.voorbeeld"), "{form}: {text}");
        }
    }
    let traces = |lines: &[Value]| -> BTreeSet<String> {
        lines.iter().map(|line| format!("{}{}", line["trace_id"], line["span_id"])).collect()
    };
    assert_eq!(traces(&forms[1]).len(), count, "each decision has a span of its own");
    assert_eq!(traces(&forms[1]), traces(&forms[2]));
    for record in &forms[1] {
        let fields: BTreeSet<&str> = record.as_object().unwrap().keys().map(String::as_str).collect();
        let standard =
            ["attributes", "body", "event_name", "resource", "span_id", "status", "timestamp", "trace_id"].into();
        assert_eq!(fields, standard);
    }
    for line in &forms[2] {
        let fields: BTreeSet<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let standard =
            ["attributes", "end_time", "name", "resource", "span_id", "start_time", "status", "trace_id"].into();
        assert_eq!(fields, standard);
        let attributes: Vec<_> = line["attributes"].as_object().unwrap().keys().collect();
        assert_eq!(attributes, ["dpl.core.processing_activity_id"]);
    }
    assert_eq!(lines(&federation, "node-nl", &["--member", "nl-riec-zuid"]), [] as [Value; 0]);
    assert_eq!(lines(&federation, "node-nl", &["--until", "2026-01-01"]), [] as [Value; 0]);
}

#[test]
fn the_journal_keeps_that_decisions_were_taken_out() {
    let federation = Federation::of_three();
    let dir = federation.dir_of("node-nl");
    let out = federation.root().join("decisions.ndjson");
    run(sluis().args(["audit", "decisions", "--dir"]).arg(dir).arg("--out").arg(&out));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "");
    let journal = federation.root().join("journal");
    run(sluis().args(["audit", "export"]).arg(&journal).arg("--dir").arg(dir));
    let leaves = std::fs::read_to_string(journal.join("leaves.ndjson")).unwrap();
    assert!(leaves.contains("\"openings-taken\""), "{leaves}");
    let again = output(sluis().args(["audit", "decisions", "--dir"]).arg(dir).arg("--out").arg(&out));
    assert!(!again.status.success(), "a file that is there is not written over");
}

#[test]
fn what_was_destroyed_is_counted_as_not_judged_again() {
    let federation = recall::federation(&[recall::AT_ONCE]);
    let kept = recall::sent(&federation, &case("c01")["submission"]);
    let mut other = case("c01")["submission"].clone();
    other["title"] = serde_json::json!("Wordt teruggeroepen");
    let ended = recall::sent(&federation, &other);
    recall::recall(&federation, &ended);
    recall::wait_for_board(&federation, &ended);
    let again = replay(federation.dir_of("node-nl"));
    assert_eq!(again["agree"], 1, "{kept}: {again}");
    assert_eq!(again["notReplayed"][0]["why"], "content-erased", "{again}");
}

#[test]
fn every_submission_of_the_demo_comes_out_the_same_again() {
    let dir = tempfile::tempdir().unwrap();
    run(sluis().args(["demo", "--once", "--json", "--dir"]).arg(dir.path()));
    let mut agree = 0;
    for node in ["node-nl", "node-be", "node-de"] {
        let home = dir.path().join(node);
        let told = run(sluis().args(["audit", "decisions", "--dir"]).arg(&home));
        let submissions = told.lines().filter(|line| line.contains("\"matter\":\"submission\"")).count();
        let again = replay(&home);
        let not: Vec<_> = again["notReplayed"].as_array().unwrap().iter().map(|one| one["why"].clone()).collect();
        assert!(not.iter().all(|why| why == "content-erased" || why == "later" || why == "refused"), "{again}");
        let erased = not.iter().filter(|why| *why == "content-erased").count();
        assert_eq!(again["agree"].as_u64().unwrap() as usize + erased, submissions, "{node}: {again}");
        agree += again["agree"].as_u64().unwrap();
    }
    assert!(agree > 3, "{agree}");
}
