//! Evidence that others can verify: records as they were signed, and keys as the register shows them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::federation::{Federation, case, output, run, sluis};
use crate::tools;

/// For what and in which case the members of these tests read.
const READING: [&str; 4] = ["--purpose", "premises-measure", "--case", "Z-2026-17"];

/// A signal from the Netherlands that a German town received.
fn exchanged() -> (Federation, String) {
    let federation = Federation::of_three();
    let (record, _) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    federation.wait_for("de-rurheim", &record);
    (federation, record)
}

fn export(federation: &Federation, member: &str, record: &str, to: &Path) -> Command {
    let mut command = federation.as_user(member, &["signals", "export", record, "--cose"]);
    command.arg(to).args(READING);
    command
}

fn exported(federation: &Federation, member: &str, record: &str) -> PathBuf {
    let file = federation.root().join(format!("{member}.cose"));
    run(&mut export(federation, member, record, &file));
    file
}

fn error(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_record_is_the_same_at_origin_and_receiver_and_after_a_restart() {
    let (mut federation, record) = exchanged();
    let origin = std::fs::read(exported(&federation, "nl-maasdorp", &record)).unwrap();
    assert!(federation.process("node-de").stop().success());
    federation.start("node-de", &[]);
    let receiver = output(&mut export(&federation, "de-rurheim", &record, Path::new("-")));
    assert!(receiver.status.success() && receiver.stderr.is_empty(), "{receiver:?}");
    assert_eq!(receiver.stdout, origin);
    assert_eq!(origin[0], 0xd2, "tag 18");
}

#[test]
fn an_export_is_refused_as_a_read_is_and_leaves_no_file() {
    let (federation, record) = exchanged();
    let file = federation.root().join("refused.cose");
    let no_case = output(federation.as_user("de-rurheim", &["signals", "export", &record, "--cose"]).arg(&file));
    assert!(error(&no_case).contains("Sluis-Purpose"), "{no_case:?}");
    let unknown = "0".repeat(64);
    let mut strangers = Vec::new();
    for id in [&record, &unknown] {
        let refused = error(&output(&mut export(&federation, "nl-terminal-a", id, &file)));
        strangers.push(refused.replace(id.as_str(), "ID"));
    }
    assert_eq!(strangers[0], strangers[1], "what another member holds looks like what does not exist");
    assert!(error(&output(&mut export(&federation, "de-rurheim", "12", &file))).contains("`12`"));
    assert!(!file.exists());
}

#[test]
fn a_file_is_written_over_only_when_told_and_said_so_in_the_readers_language() {
    let (federation, record) = exchanged();
    let file = exported(&federation, "de-rurheim", &record);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, "precious").unwrap();
    assert!(error(&output(&mut export(&federation, "de-rurheim", &record, &file))).contains("--force"));
    assert_eq!(std::fs::read(&file).unwrap(), b"precious");
    let told = run(export(&federation, "de-rurheim", &record, &file).args(["--force", "--lang", "nl"]));
    assert!(told.contains(&format!("{} bytes, zoals ondertekend", bytes.len())), "{told}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    let json = run(export(&federation, "de-rurheim", &record, &file).args(["--force", "--json"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["id"], &json["bytes"]), (&record.into(), &bytes.len().into()));
}

#[test]
fn a_received_signal_has_no_receipts_to_export() {
    let (federation, record) = exchanged();
    let (file, receipts) = (federation.root().join("received.cose"), federation.root().join("none"));
    let told = run(export(&federation, "de-rurheim", &record, &file).arg("--receipts").arg(&receipts).arg("--json"));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["receipts"], std::fs::read_dir(&receipts).unwrap().count()), (&serde_json::json!([]), 0));
}

#[test]
fn a_cose_library_of_others_verifies_a_record_with_the_keys_that_the_register_shows() {
    if !tools::python_has("pycose") {
        return;
    }
    let (federation, record) = exchanged();
    // From a node that has nothing to do with the record.
    let shown = run(sluis().args(["register", "show", "--json", "--dir"]).arg(federation.dir_of("node-be")));
    let register = federation.root().join("register.json");
    std::fs::write(&register, shown).unwrap();
    federation.wait_for_receipts("nl-maasdorp", &record, &["de-rurheim"].into());
    let receipts = federation.root().join("receipts");
    let (origin, command) = (federation.root().join("with-receipts.cose"), "--receipts");
    let told = run(export(&federation, "nl-maasdorp", &record, &origin).arg(command).arg(&receipts));
    assert!(told.contains("Receipts of: ") && told.contains("de-rurheim"), "{told}");
    for (file, more) in [
        (exported(&federation, "de-rurheim", &record), vec![]),
        (origin, vec![command.as_ref(), receipts.as_os_str(), "--receiver".as_ref(), "de-rurheim".as_ref()]),
    ] {
        let words = ["--id", &record, "--origin", "nl-maasdorp"].map(AsRef::as_ref);
        let printed =
            tools::python("verify_cose.py", &[&[file.as_os_str(), register.as_os_str()][..], &words, &more].concat());
        let verified: Value = serde_json::from_str(&printed).unwrap();
        assert!(verified["bits"].as_u64() > Some(1_000) && verified["keys"].as_u64() > Some(10), "{verified}");
    }
}
