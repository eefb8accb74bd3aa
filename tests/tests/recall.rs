//! Recall, correction, legal hold and destruction across real processes.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::federation::{Answer, Federation, READING, case, eventually, run, sluis};
use crate::tools;

/// Content is destroyed as soon as it ended.
pub const AT_ONCE: (&str, &str) = ("SLUIS_ERASURE__GRACE", "0");
/// Every end waits for the operator.
const ASK_FIRST: (&str, &str) = ("SLUIS_ERASURE__THRESHOLD", "0");
const NODES: [&str; 3] = ["node-nl", "node-be", "node-de"];
const ORIGIN: &str = "nl-maasdorp";
const HOLDERS: [&str; 3] = ["be-ariec-oost", "be-grensbeek", "de-rurheim"];

/// Case c01 with names that stand nowhere else.
fn marked() -> Value {
    let mut closed = case("c01")["submission"].clone();
    closed["title"] = json!("Merkwoord-titel");
    closed["summary"][0]["text"] = json!("Merkwoord-samenvatting over de Voorbeeldhof");
    closed["subjects"][0]["name"] = json!("Merkwoord-naam B.V.");
    closed
}

pub fn federation(environment: &[(&str, &str)]) -> Federation {
    let mut federation = Federation::of_three();
    for node in NODES {
        federation.process(node).stop();
        federation.start(node, environment);
    }
    for node in NODES {
        federation.wait_for_links(node, 2);
    }
    federation
}

/// A signal that every holder has.
pub fn sent(federation: &Federation, submission: &Value) -> String {
    let (record, _) = federation.submit(ORIGIN, submission);
    federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from(HOLDERS));
    record
}

pub fn recall(federation: &Federation, record: &str) {
    let body = br#"{"ground": "error"}"#.to_vec();
    let answer = federation.request(ORIGIN, "POST", &format!("/v1/signals/{record}/recall"), &[], Some(body));
    assert!([200, 201].contains(&answer.status), "{}", answer.body);
}

/// Corrects a signal; gives its new version.
pub fn corrected(federation: &Federation, record: &str, submission: &Value) -> String {
    let file = federation.root().join("better.json");
    std::fs::write(&file, submission.to_string()).unwrap();
    let mut correct = federation.as_user(ORIGIN, &["signals", "correct", record]);
    let fate: Value = serde_json::from_str(&run(correct.arg(&file).args(["--release", "--json"]))).unwrap();
    fate["record"].as_str().unwrap().to_owned()
}

fn board(federation: &Federation, record: &str) -> Value {
    federation.request(ORIGIN, "GET", &format!("/v1/signals/{record}/recall"), &[], None).body
}

/// Waits until every holder has said what became of a recalled signal.
pub fn wait_for_board(federation: &Federation, record: &str) -> Value {
    eventually(&format!("everybody says what became of {record}"), || {
        Some(board(federation, record)).filter(|board| board["complete"] == true)
    })
}

fn read(federation: &Federation, member: &str, record: &str) -> Answer {
    federation.request(member, "GET", &format!("/v1/signals/{record}"), &READING, None)
}

fn kind(answer: &Answer) -> String {
    answer.body["type"].as_str().unwrap_or_default().replace("urn:sluis:problem:", "")
}

/// Nobody is shown a record, in a list or alone; who had it is told that it is over.
fn assert_shown_to_nobody(federation: &Federation, record: &str, ending: &str) {
    for member in federation.members() {
        assert!(!federation.inbox(member).contains(&record.to_owned()), "{member} lists it");
        let sent = federation.request(member, "GET", "/v1/signals?direction=sent&limit=100", &[], None);
        assert!(!sent.body.to_string().contains(record), "{member} lists it");
        let had = HOLDERS.contains(&member.as_str()) || member == ORIGIN;
        let answer = read(federation, member, record);
        let expected = if had { (410, ending.to_owned()) } else { (404, "not-found".to_owned()) };
        assert_eq!((answer.status, kind(&answer)), expected, "{member}");
    }
}

#[test]
fn a_recall_reaches_who_was_away_and_nothing_of_the_signal_is_left_anywhere() {
    let mut federation = federation(&[AT_ONCE]);
    let record = sent(&federation, &marked());
    for node in NODES {
        assert!(!tools::content_of(federation.dir_of(node), &record).is_empty(), "{node} has it");
    }
    federation.process("node-de").kill();

    recall(&federation, &record);

    let there = |federation: &Federation, member: &str| board(federation, &record)["members"][member]["state"].clone();
    eventually("the Belgian node says so", || (there(&federation, "be-grensbeek") != "told").then_some(()));
    assert_eq!(there(&federation, "de-rurheim"), "told");
    federation.start("node-de", &[AT_ONCE]);
    let board = wait_for_board(&federation, &record);
    assert_eq!(board["members"]["de-rurheim"]["state"], "erased");
    let belgian = ["be-ariec-oost", "be-grensbeek"].map(|m| board["members"][m]["state"].as_str().unwrap().to_owned());
    assert_eq!(BTreeSet::from(belgian), BTreeSet::from(["erased".to_owned(), "relinquished".to_owned()]));
    assert_shown_to_nobody(&federation, &record, "recalled");
    for node in NODES {
        assert!(federation.process(node).stop().success());
    }
    for node in NODES {
        let dir = federation.dir_of(node);
        assert_eq!((tools::content_of(dir, &record), tools::left_of_what_ended(dir)), (vec![], vec![]), "{node}");
        federation.start(node, &[AT_ONCE]);
    }
    assert_shown_to_nobody(&federation, &record, "recalled");
}

#[test]
fn a_recall_survives_kills_of_who_recalls_and_of_who_is_told() {
    for (node, point) in [("node-nl", "after-commit"), ("node-de", "before-commit"), ("node-de", "before-receipt")] {
        let mut federation = federation(&[AT_ONCE]);
        let record = sent(&federation, &case("c01")["submission"]);
        federation.process(node).stop();
        federation.start(node, &[AT_ONCE, ("SLUIS_KILL_AT", &format!("{point}:1"))]);
        let body = br#"{"ground": "error"}"#.to_vec();
        let path = format!("/v1/signals/{record}/recall");
        // Whoever recalls at a node that dies may get no answer, and says it again.
        let _ = federation.try_request(ORIGIN, "POST", &path, &[], Some(body));
        federation.process(node).wait();

        federation.start(node, &[AT_ONCE]);

        recall(&federation, &record);
        wait_for_board(&federation, &record);
        assert_shown_to_nobody(&federation, &record, "recalled");
    }
}

#[test]
fn a_corrected_signal_shows_only_its_newest_version_and_is_taken_back_from_who_may_not_have_that() {
    let federation = federation(&[AT_ONCE]);
    let first = sent(&federation, &marked());
    let mut better = marked();
    better["title"] = json!("Rechtgezet");
    better["handling"]["audience"] = json!({ "members": ["be-grensbeek", "be-ariec-oost"] });

    let second = corrected(&federation, &first, &better);
    let second = second.as_str();

    for member in ["be-grensbeek", "be-ariec-oost"] {
        federation.wait_for(member, second);
        assert_eq!(federation.inbox(member), [second], "{member}");
        assert_eq!(kind(&read(&federation, member, &first)), "superseded", "{member}");
    }
    eventually("it is taken back", || (kind(&read(&federation, "de-rurheim", &first)) == "retracted").then_some(()));
    assert!(federation.inbox("de-rurheim").is_empty());
    assert_eq!(read(&federation, "de-rurheim", second).status, 404);
    recall(&federation, second);
    let board = wait_for_board(&federation, second);
    assert_eq!(board["signal"], first.as_str());
    assert!(federation.inbox("be-grensbeek").is_empty());
}

#[test]
fn what_is_under_legal_hold_is_kept_unread_and_named_in_the_receipt() {
    let federation = federation(&[AT_ONCE]);
    let record = sent(&federation, &case("c01")["submission"]);
    let officer = federation.give_token("node-de", "de-rurheim", &["policy-officer"]);
    let hold = |more: &[&str]| {
        let mut command = federation.as_user("de-rurheim", &["signals", "hold", &record, "--reason", "Widerspruch"]);
        run(command.args(more).env("SLUIS_TOKEN", &officer))
    };
    hold(&[]);

    recall(&federation, &record);

    let board = wait_for_board(&federation, &record);
    assert_eq!(board["members"]["de-rurheim"]["state"], "restricted");
    assert_eq!(read(&federation, "de-rurheim", &record).status, 410);
    hold(&["--lift"]);
    eventually("it is destroyed after the hold", || {
        (self::board(&federation, &record)["members"]["de-rurheim"]["state"] == "erased").then_some(())
    });
}

#[test]
fn a_resubmission_is_refused_on_the_command_line_in_the_readers_language() {
    let federation = federation(&[AT_ONCE]);
    let record = sent(&federation, &case("c01")["submission"]);
    let file = federation.root().join("again.json");
    std::fs::write(&file, case("c01").to_string()).unwrap();
    let recalled = run(&mut federation.as_user(
        ORIGIN,
        &["signals", "recall", &record, "--ground", "error", "--yes", "--wait", "60", "--lang", "nl"],
    ));
    assert!(recalled.contains("teruggeroepen") && recalled.contains("vernietigd"), "{recalled}");
    for (lang, words) in [("nl", "teruggeroepen"), ("de", "zurückgerufen")] {
        let output = federation.as_user(ORIGIN, &["submit", "--lang", lang]).arg(&file).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!output.status.success() && said.contains(words) && said.contains(&record), "{said}");
    }
}

#[test]
fn a_mass_of_ends_waits_for_the_operator_and_goes_on_when_let() {
    let federation = federation(&[AT_ONCE, ASK_FIRST]);
    let record = sent(&federation, &case("c01")["submission"]);
    recall(&federation, &record);
    let erasures = |node: &str| -> Value {
        let mut list = sluis();
        serde_json::from_str(&run(list.args(["erasures", "list", "--json", "--dir"]).arg(federation.dir_of(node))))
            .unwrap()
    };
    for node in NODES {
        let waiting = eventually(&format!("{node} asks"), || {
            let waiting = erasures(node)["waiting"].as_array().cloned().unwrap();
            (!waiting.is_empty()).then_some(waiting)
        });
        assert!(waiting.iter().all(|some| some["signer"] == ORIGIN), "{waiting:?}");
        assert_eq!(board(&federation, &record)["complete"], false);
    }
    let doctor = sluis().args(["doctor", "--dir"]).arg(federation.dir_of("node-de")).output().unwrap();
    assert!(String::from_utf8(doctor.stdout).unwrap().contains("sluis erasures let") && !doctor.status.success());

    for node in NODES {
        run(sluis().args(["erasures", "let", "--reason", "nagevraagd", "--dir"]).arg(federation.dir_of(node)));
    }

    wait_for_board(&federation, &record);
    assert!(NODES.iter().all(|node| erasures(node)["waiting"] == json!([])));
}

/// Somebody who reads a node's database for long, as a backup does.
struct Reading(std::process::Child);

impl Reading {
    fn of(federation: &Federation, node: &str) -> Self {
        let script = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\ndb.execute('BEGIN')\n\
                      db.execute('SELECT count(*) FROM head').fetchone()\nprint('reading', flush=True)\nsys.stdin.read()";
        let file = federation.dir_of(node).join("sluis.db");
        let mut python = Command::new("python3");
        let python = python.args(["-c", script]).arg(file).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = python.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said.trim(), "reading");
        Self(child)
    }

    fn end(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

#[test]
fn while_somebody_reads_for_long_nothing_is_said_to_be_destroyed_and_everything_else_goes_on() {
    let federation = federation(&[AT_ONCE]);
    let record = sent(&federation, &marked());
    let reading = Reading::of(&federation, "node-de");

    recall(&federation, &record);

    let there = |member: &str| board(&federation, &record)["members"][member]["state"].clone();
    eventually("the Belgian node says so", || (there("be-grensbeek") != "told").then_some(()));
    eventually("nobody reads it there", || {
        (kind(&read(&federation, "de-rurheim", &record)) == "recalled").then_some(())
    });
    let (second, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    federation.wait_for("de-rurheim", &second);
    assert!(["told", "closed"].contains(&there("de-rurheim").as_str().unwrap()), "{}", there("de-rurheim"));
    reading.end();
    wait_for_board(&federation, &record);
    federation.wait_for_receipts(ORIGIN, &second, &BTreeSet::from(HOLDERS));
    assert_eq!(there("de-rurheim"), "erased");
}
