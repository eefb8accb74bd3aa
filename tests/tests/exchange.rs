//! What a federation of real processes must do with real signals.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::federation::{Federation, READING, case, eventually};

const CASES: [&str; 9] = ["c01", "c02", "c03", "c10", "c13", "c14", "c17", "c18", "c19"];

#[test]
fn every_member_ends_up_with_exactly_what_the_cases_say() {
    let federation = Federation::of_three();
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in CASES {
        let case = case(name);
        let origin = case["submittedBy"].as_str().unwrap();
        let (record, outcomes) = federation.submit(origin, &case["submission"]);
        assert_eq!(json!(outcomes), case["expect"]["members"], "{name}");
        for (member, outcome) in outcomes {
            if outcome == "permitted" {
                expected.entry(member).or_default().insert(record.clone());
            }
        }
    }
    for member in federation.members() {
        let entitled = expected.remove(member).unwrap_or_default();
        entitled.iter().for_each(|record| federation.wait_for(member, record));
        let held = federation.inbox(member);
        assert_eq!(held.len(), entitled.len(), "{member} holds something twice, or what it may not have");
        assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), entitled, "{member}");
    }
}

#[test]
fn an_excluded_member_on_the_same_node_cannot_tell_that_a_signal_exists() {
    let federation = Federation::of_three();
    let insider = case("c18");

    let (record, _) = federation.submit("nl-terminal-a", &insider["submission"]);

    let look = |id: &str| federation.request("nl-terminal-b", "GET", &format!("/v1/signals/{id}"), &READING, None);
    let unknown = "0".repeat(64);
    let (excluded, stranger) = (look(&record), look(&unknown));
    assert_eq!((excluded.status, stranger.status), (404, 404));
    let without_id = |body: &Value, id: &str| body.to_string().replace(id, "");
    assert_eq!(without_id(&excluded.body, &record), without_id(&stranger.body, &unknown));
    assert!(federation.inbox("nl-terminal-b").is_empty());
}

#[test]
fn a_node_that_was_away_catches_up_and_holds_each_record_once() {
    let mut federation = Federation::of_three();
    assert!(federation.process("node-de").stop().success(), "SIGTERM ends a node with success");
    let closed = case("c01");
    let missed: BTreeSet<String> =
        (0..20).map(|n| federation.submit("nl-maasdorp", &numbered(&closed["submission"], n)).0).collect();

    federation.start("node-de", &[]);

    missed.iter().for_each(|record| federation.wait_for("de-rurheim", record));
    let held = federation.inbox("de-rurheim");
    assert_eq!(held.len(), missed.len());
    assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), missed);
    for record in &missed {
        federation.wait_for_receipts("nl-maasdorp", record, &BTreeSet::from(["de-rurheim"]));
    }
}

#[test]
fn content_stands_in_no_raw_file() {
    let federation = Federation::of_three();
    let mut closed = case("c01")["submission"].clone();
    closed["title"] = json!("Merkwoord-titel");
    closed["summary"][0]["text"] = json!("Merkwoord-samenvatting over de Voorbeeldhof");
    closed["subjects"][0]["name"] = json!("Merkwoord-naam B.V.");
    let (record, _) = federation.submit("nl-maasdorp", &closed);
    federation.wait_for_receipts("nl-maasdorp", &record, &BTreeSet::from(["de-rurheim", "be-grensbeek"]));

    for node in ["node-nl", "node-be", "node-de"] {
        for file in files(federation.dir_of(node)) {
            let bytes = std::fs::read(&file).unwrap();
            for word in ["Merkwoord", "90000001", "samenvatting"] {
                let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
                assert!(!found, "`{word}` stands in {}", file.display());
            }
        }
    }
}

#[test]
fn a_node_removed_by_an_extension_of_the_register_gets_nothing_more() {
    let federation = Federation::of_three();
    let closed = case("c01");
    let (before, _) = federation.submit("nl-maasdorp", &closed["submission"]);
    federation.wait_for("de-rurheim", &before);
    let mut file: Value =
        serde_json::from_slice(&std::fs::read(federation.root().join("federation.json")).unwrap()).unwrap();
    file["nodes"].as_array_mut().unwrap().retain(|n| n["id"] != "node-de");
    file["members"].as_array_mut().unwrap().retain(|m| m["node"] != "node-de");
    std::fs::write(federation.root().join("without-de.json"), file.to_string()).unwrap();

    federation.publish_register("without-de.json", &["node-nl"], Some("node-nl"));
    // Published on one node: the other learns of it over the link.
    federation.wait_for_links("node-nl", 1);
    federation.wait_for_links("node-be", 1);
    federation.wait_for_links("node-de", 0);
    let (after, _) = federation.submit("nl-maasdorp", &numbered(&closed["submission"], 1));

    federation.wait_for("be-grensbeek", &after);
    assert_eq!(federation.inbox("de-rurheim"), [before]);
}

#[test]
fn a_stranger_is_served_nothing() {
    let mut federation = Federation::of_three();
    let stranger = Federation::stranger_to(&federation);
    let log = eventually("the stranger is refused", || {
        Some(federation.process("node-nl").log()).filter(|log| log.contains("refused a connection"))
    });

    let (record, _) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    federation.wait_for("be-grensbeek", &record);

    assert_eq!(stranger.links("node-be"), 0, "{log}");
    federation.wait_for_links("node-nl", 2);
}

/// The same submission with another reference.
fn numbered(submission: &Value, number: u32) -> Value {
    let mut submission = submission.clone();
    submission["measure"]["reference"] = json!(format!("voorbeeld-{number}"));
    submission
}

fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
    entries.filter(|p| p.is_file()).collect()
}
