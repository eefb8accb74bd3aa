//! The journal under audit: rows changed behind its back are named, a rewritten journal is found out by its witnesses,
//! and a program of others verifies what is exported.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::federation::{Federation, case, eventually, output, run, sluis};
use crate::{recall, tools};

/// A federation in which a signal was exchanged, another was recalled and destroyed, and every entry of node-nl was
/// cosigned, which is then stopped.
fn witnessed() -> Federation {
    let mut federation = recall::federation(&[recall::AT_ONCE]);
    let (record, _) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    federation.wait_for_receipts("nl-maasdorp", &record, &["de-rurheim", "be-grensbeek"].into());
    let mut other = case("c01")["submission"].clone();
    other["title"] = serde_json::json!("Wordt teruggeroepen");
    let ended = recall::sent(&federation, &other);
    recall::recall(&federation, &ended);
    recall::wait_for_board(&federation, &ended);
    // At a new link everything is shown at once.
    assert!(federation.process("node-nl").stop().success());
    federation.start("node-nl", &[]);
    eventually("both witnesses cosigned all of it", || {
        let audit = audit(&federation, "node-nl");
        assert_eq!(audit["findings"], serde_json::json!([]));
        let all = |witness: &str| audit["cosigned"][witness] == audit["entries"];
        (all("node-be") && all("node-de")).then_some(())
    });
    assert!(federation.process("node-nl").stop().success());
    federation
}

fn audit(federation: &Federation, node: &str) -> Value {
    let found = output(sluis().args(["audit", "verify", "--json", "--dir"]).arg(federation.dir_of(node)));
    let audit: Value = serde_json::from_slice(&found.stdout).unwrap_or_else(|_| panic!("{found:?}"));
    assert_eq!(audit["ok"].as_bool(), Some(found.status.success()), "{audit}");
    audit
}

/// Does something to a database behind the node's back.
fn tamper(file: &Path, statements: &str) {
    let script = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\ndb.executescript(sys.argv[2])\ndb.close()";
    run(Command::new("python3").args(["-c", script]).arg(file).arg(statements));
}

/// What is done to a row, the table that must be named and how the row's name begins.
const TAMPERED: [(&str, &str, &str); 22] = [
    ("UPDATE journal SET at = at + 1 WHERE seq = 2", "journal", "2"),
    ("UPDATE journal SET kind = 6 WHERE seq = 2", "journal", "2"),
    ("UPDATE journal SET commitment = zeroblob(32) WHERE seq = 2", "journal", "2"),
    ("DELETE FROM journal WHERE seq = 2", "journal", "2"),
    ("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)", "journal", ""),
    ("INSERT INTO journal SELECT max(seq) + 1, at, kind, commitment, leaf FROM journal", "journal", ""),
    (
        "UPDATE journal SET seq = -1 WHERE seq = 1; UPDATE journal SET seq = 1 WHERE seq = 2; \
         UPDATE journal SET seq = 2 WHERE seq = -1",
        "journal",
        "1",
    ),
    ("DELETE FROM opening WHERE seq = 2", "opening", "2"),
    ("UPDATE opening SET sealed = (SELECT sealed FROM opening WHERE seq = 1) WHERE seq = 2", "opening", "2"),
    ("UPDATE subtree SET hash = zeroblob(32) WHERE number = 0 AND level = 3", "subtree", "3 0"),
    (
        "UPDATE cosignature SET note = replace(note, 'node-be', 'node-de') WHERE witness = 'node-be'",
        "cosignature",
        "node-be",
    ),
    ("UPDATE witnessed SET note = replace(note, '=', 'A') WHERE node = 'node-be'", "witnessed", "node-be"),
    ("UPDATE block SET ids = zeroblob(32) WHERE first = 1 AND feed = (SELECT min(feed) FROM block)", "block", "out"),
    ("DELETE FROM block WHERE feed = (SELECT min(feed) FROM block)", "block", "out"),
    ("DELETE FROM held", "held", "nl-maasdorp"),
    ("UPDATE held SET state = 1", "held", "nl-maasdorp"),
    ("UPDATE record SET sealed = zeroblob(100)", "record", ""),
    ("DELETE FROM private", "private", "nl-maasdorp"),
    ("DELETE FROM draft", "draft", "nl-maasdorp"),
    ("UPDATE token SET roles = 'reader'", "token", ""),
    ("DELETE FROM token", "token", ""),
    ("INSERT INTO token SELECT zeroblob(32), member, roles, at, sealed FROM token LIMIT 1", "token", "0000"),
];

#[test]
fn every_row_changed_behind_the_journals_back_is_named() {
    let federation = witnessed();
    let file = federation.dir_of("node-nl").join("sluis.db");
    let whole = std::fs::read(&file).unwrap();
    assert_eq!(audit(&federation, "node-nl")["ok"], true);
    for (statements, table, row) in TAMPERED {
        tamper(&file, statements);
        let findings = audit(&federation, "node-nl")["findings"].clone();
        let named = |f: &Value| f["table"] == table && f["row"].as_str().is_some_and(|name| name.starts_with(row));
        assert!(findings.as_array().unwrap().iter().any(named), "{statements}: {findings}");
        put_back(&file, &whole);
    }
    assert_eq!(audit(&federation, "node-nl")["ok"], true);
}

fn put_back(file: &Path, whole: &[u8]) {
    for log in ["sluis.db-wal", "sluis.db-shm"] {
        // Most changes leave none behind.
        let _ = std::fs::remove_file(file.with_file_name(log));
    }
    std::fs::write(file, whole).unwrap();
}

#[test]
fn a_node_that_rewrote_its_journal_is_found_out_by_its_witnesses() {
    let mut federation = witnessed();
    let file = federation.dir_of("node-nl").join("sluis.db");
    tools::python("rewrite_journal.py", &[file.as_os_str(), OsStr::new("3")]);
    let found = audit(&federation, "node-nl")["findings"].clone();
    assert!(found.to_string().contains("cosigned others"), "its own cosigned checkpoints tell: {found}");
    federation.start("node-nl", &[]);
    for node in ["node-be", "node-de", "node-nl"] {
        eventually(&format!("{node} tells its operator"), || {
            let status = run(sluis().args(["status", "--json", "--dir"]).arg(federation.dir_of(node)));
            status.contains("journal-fork").then_some(())
        });
    }
    let doctor = output(sluis().args(["doctor", "--dir"]).arg(federation.dir_of("node-be")));
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("journal-fork") && !doctor.status.success());
    let export = federation.root().join("evidence");
    let told =
        run(sluis().args(["audit", "export", "--json"]).arg(&export).arg("--dir").arg(federation.dir_of("node-be")));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["forks"], 1, "{told}");
    let notes = ["held", "shown"]
        .map(|which| std::fs::read_to_string(export.join(format!("forks/node-nl-0-{which}.note"))).unwrap());
    assert_ne!(notes[0], notes[1], "two checkpoints that one key signed");
}

/// An exported journal and a proof of one of its entries.
struct Exported {
    folder: PathBuf,
    proof: PathBuf,
}

fn exported(federation: &Federation) -> Exported {
    let dir = federation.dir_of("node-nl");
    let (folder, proof) = (federation.root().join("journal"), federation.root().join("5.tlog-proof"));
    run(sluis().args(["audit", "export"]).arg(&folder).arg("--dir").arg(dir));
    std::fs::write(&proof, run(sluis().args(["audit", "prove", "5", "--dir"]).arg(dir))).unwrap();
    Exported { folder, proof }
}

impl Exported {
    fn verify(&self) -> Output {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/verify_tlog.py");
        output(Command::new("python3").arg(script).arg(&self.folder).arg(&self.proof))
    }

    fn checkpoint(&self) -> PathBuf {
        let mut notes = std::fs::read_dir(self.folder.join("checkpoints")).unwrap().map(|entry| entry.unwrap().path());
        notes.next().unwrap()
    }

    /// With a file changed, the verifier refuses; the file is put back.
    fn refuses(&self, what: &str, file: &Path, change: impl FnOnce(&str) -> String) {
        let text = std::fs::read_to_string(file).unwrap();
        let changed = change(&text);
        assert_ne!(changed, text, "{what} changes nothing");
        std::fs::write(file, changed).unwrap();
        let verified = self.verify();
        assert!(!verified.status.success(), "{what} was accepted: {verified:?}");
        std::fs::write(file, text).unwrap();
    }
}

#[test]
fn a_verifier_of_others_accepts_what_is_exported_and_refuses_every_tampered_part() {
    if !tools::python_has("cryptography") {
        return;
    }
    let federation = witnessed();
    let exported = exported(&federation);
    let good = exported.verify();
    let told: Value = serde_json::from_slice(&good.stdout).unwrap_or_else(|_| panic!("{good:?}"));
    assert_eq!(told["witnesses"], 2, "{told}");
    let (leaves, keys) = (exported.folder.join("leaves.ndjson"), exported.folder.join("keys.txt"));
    let (note, proof) = (exported.checkpoint(), exported.proof.clone());
    exported.refuses("a removed leaf", &leaves, |text| text.split_once('\n').unwrap().1.to_owned());
    exported.refuses("leaves in another order", &leaves, |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(0, 1);
        lines.join("\n") + "\n"
    });
    exported.refuses("another commitment", &leaves, |text| replace_after(text, "\"commitment\":\"", 2));
    exported.refuses("a changed leaf", &leaves, |text| replace_after(text, "\"leaf\":\"7", 70));
    exported.refuses("another key of the log", &keys, |text| replace_after(text, "/node-nl/1+", 20));
    exported.refuses("no keys of witnesses", &keys, |text| {
        text.lines().filter(|line| line.contains("node-nl")).map(|line| format!("{line}\n")).collect()
    });
    exported.refuses("another size", &note, |text| text.replacen('\n', "\n1", 1));
    exported.refuses("another root", &note, |text| {
        let line = text.lines().nth(2).unwrap();
        text.replacen(line, &replace_after(line, "", 3), 1)
    });
    exported.refuses("a signature of the log", &note, |text| replace_after(text, "/node-nl/1 ", 20));
    exported.refuses("a cosignature", &note, |text| replace_after(text, "/node-be ", 30));
    exported.refuses("another place", &proof, |text| text.replacen("index 4", "index 5", 1));
    exported.refuses("another leaf in the proof", &proof, |text| replace_after(text, "extra ", 60));
    exported.refuses("another hash in the proof", &proof, |text| replace_after(text, "index 4\n", 8));
    exported.refuses("a proof without its last hash", &proof, |text| {
        let (head, note) = text.split_once("\n\n").unwrap();
        format!("{}\n\n{note}", head.rsplit_once('\n').unwrap().0)
    });
    assert!(exported.verify().status.success(), "all was put back");
}

/// Changes one character of a text, some places after a mark.
fn replace_after(text: &str, mark: &str, places: usize) -> String {
    let at = text.find(mark).expect(mark) + mark.len() + places;
    let other = if text[at..].starts_with('0') { "1" } else { "0" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

#[test]
fn what_entries_stand_for_is_exported_only_when_asked_and_a_proof_only_of_what_is_there() {
    let federation = witnessed();
    let dir = federation.dir_of("node-nl");
    let export = |name: &str, more: &[&str]| {
        let folder = federation.root().join(name);
        run(sluis().args(["audit", "export"]).arg(&folder).args(more).arg("--dir").arg(dir));
        folder
    };
    let (plain, opened) = (export("plain", &[]), export("opened", &["--openings"]));
    assert!(!plain.join("openings.ndjson").exists());
    let openings = std::fs::read_to_string(opened.join("openings.ndjson")).unwrap();
    assert!(openings.contains(&hex::encode("e.voorbeeld")));
    let kinds = |folder: &Path| std::fs::read_to_string(folder.join("leaves.ndjson")).unwrap();
    let taken = |folder: &Path| kinds(folder).matches("openings-taken").count();
    assert_eq!((taken(&plain), taken(&opened)), (0, 1), "who took them out stands in the journal, before they are out");
    for entry in std::fs::read_dir(&plain).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(entry).unwrap();
        assert!(!text.contains("voorbeeld") && !text.contains(&hex::encode("voorbeeld")));
    }
    let again = output(sluis().args(["audit", "export"]).arg(&plain).arg("--dir").arg(dir));
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("not there yet"));
    let absent = output(sluis().args(["audit", "prove", "9999", "--dir"]).arg(dir));
    assert!(!absent.status.success() && String::from_utf8_lossy(&absent.stderr).contains("`9999`"));
    let proof: Value =
        serde_json::from_str(&run(sluis().args(["audit", "prove", "1", "--json", "--dir"]).arg(dir))).unwrap();
    assert_eq!((&proof["seq"], proof["witnesses"].as_array().map(Vec::len)), (&1.into(), Some(2)), "{proof}");
}
