//! Legal gaps and what belongs to other channels, on the command line of real nodes and over a kill.

use std::fs;

use serde_json::{Value, json};

use crate::federation::{Federation, case, output, run};

const CENTRE: &str = "nl-riec-zuid";
const TOWN: &str = "nl-maasdorp";

fn gaps(federation: &Federation, member: &str, words: &[&str]) -> String {
    run(federation.as_user(member, &["gaps"]).args(words))
}

fn json(federation: &Federation, member: &str, words: &[&str]) -> Value {
    serde_json::from_str(&run(federation.as_user(member, &["gaps"]).args(words).arg("--json"))).unwrap()
}

#[test]
fn a_desk_sees_what_is_missing_where_in_its_language_and_the_figures_outlive_a_kill_and_a_recall() {
    let mut federation = Federation::of_three();
    let (record, outcomes) = federation.submit(CENTRE, &case("c03")["submission"]);
    assert_eq!(outcomes["be-ariec-oost"], "no-ground");
    federation.submit("be-ariec-oost", &case("c04")["submission"]);
    let dutch = gaps(&federation, CENTRE, &["--lang", "nl"]);
    assert!(dutch.contains("leemte") && dutch.contains("nl.wgs") && dutch.contains("2 keer"), "{dutch}");
    let german = gaps(&federation, "be-ariec-oost", &["--lang", "de"]);
    assert!(german.contains("ask-first:agreement") && german.contains("2 Mal, davon 2 noch"), "{german}");
    let before = json(&federation, CENTRE, &[]);

    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);

    assert_eq!(json(&federation, CENTRE, &[]), before);
    let auditor = federation.give_token("node-nl", CENTRE, &["auditor"]);
    let seen = run(federation.as_user(CENTRE, &["gaps", "--json"]).env("SLUIS_TOKEN", auditor));
    assert_eq!(serde_json::from_str::<Value>(&seen).unwrap(), before);
    run(&mut federation.as_user(CENTRE, &["signals", "recall", &record, "--ground", "error", "--yes"]));
    let after = json(&federation, CENTRE, &[]);
    assert_eq!(after["total"], json!({ "count": 2, "open": 0, "days": 0 }));
    assert_eq!(after["items"][0]["ended"], json!({ "recalled": 1 }));
    assert_eq!(json(&federation, CENTRE, &["--until", "2026-01-01"])["items"], json!([]));

    let file = federation.root().join("gaps.csv");
    run(federation.as_user(CENTRE, &["gaps", "--export"]).arg(&file));
    let csv = fs::read_to_string(&file).unwrap();
    let row = csv.lines().find(|row| row.starts_with("NL,BE,")).unwrap();
    assert!(row.contains(",nl.wgs,no-ground,<5,,,,"), "{csv}");
    let twice = output(federation.as_user(CENTRE, &["gaps", "--export"]).arg(&file));
    assert!(!twice.status.success(), "a file that is there stays");
}

#[test]
fn what_belongs_to_the_police_waits_until_somebody_says_that_it_was_handed_over() {
    let mut federation = Federation::of_three();
    let file = federation.root().join("police.json");
    fs::write(&file, case("c12")["submission"].to_string()).unwrap();
    let refused = output(federation.as_user(TOWN, &["submit", "--lang", "nl"]).arg(&file));
    let words = String::from_utf8(refused.stdout).unwrap();
    let next = words.lines().find_map(|line| line.trim().strip_prefix("sluis gaps hand-over ")).expect("the next step");
    let id = next.split(' ').next().unwrap();
    assert!(!refused.status.success() && words.contains("politiekanaal"), "{words}");
    let again = output(federation.as_user(TOWN, &["submit", "--release"]).arg(&file));
    assert!(String::from_utf8(again.stdout).unwrap().contains(id), "the same refusal");
    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);
    let waiting = gaps(&federation, TOWN, &["waiting", "--lang", "de"]);
    assert!(waiting.contains(id) && waiting.contains("criminal-investigation"), "{waiting}");
    assert_eq!(json(&federation, TOWN, &["waiting"]).as_array().unwrap().len(), 1);
    assert_eq!(json(&federation, CENTRE, &["waiting"]), json!([]), "a neighbour's");

    let said = gaps(&federation, TOWN, &["hand-over", id, "--to", "police", "--reference", "2026-118", "--lang", "nl"]);

    assert!(said.contains("politie (police)"), "{said}");
    assert_eq!(json(&federation, TOWN, &["waiting"]), json!([]));
    let twice = output(&mut federation.as_user(TOWN, &["gaps", "hand-over", id, "--to", "police"]));
    assert!(!twice.status.success());
    let dir = federation.dir_of("node-nl").display().to_string();
    let audited = run(crate::federation::sluis().args(["audit", "verify", "--dir", &dir]));
    assert!(!audited.contains("FAIL"), "{audited}");
}
