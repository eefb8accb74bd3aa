//! A node put back from a backup, or from a copy made by hand, while its peers went on: nothing is shown until they have
//! confirmed, nothing arrives twice, and nothing is lost at them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::federation::{Federation, READING, case, eventually, output, run, sluis};
use crate::{recall, tools};

/// A signal that differs from others by its reference.
fn closed(reference: &str) -> Value {
    let mut closed = case("c01")["submission"].clone();
    closed["measure"]["reference"] = json!(reference);
    closed
}

fn sent(federation: &Federation, reference: &str) -> String {
    let (record, _) = federation.submit("nl-maasdorp", &closed(reference));
    federation.wait_for("de-rurheim", &record);
    record
}

/// Backs up data and data keys; gives both places.
pub fn backed_up(federation: &Federation, node: &str) -> [PathBuf; 2] {
    let [data, keys] = ["data", "keys"].map(|name| federation.root().join(format!("{node}-{name}")));
    let backup = |out: &Path| {
        let mut command = sluis();
        command.arg("backup").arg(out).args(["--json", "--dir"]).arg(federation.dir_of(node));
        command
    };
    run(&mut backup(&data));
    let rotated: Value = serde_json::from_str(&run(backup(&keys).arg("--keys"))).unwrap();
    [data, rotated["made"].as_str().unwrap().into()]
}

/// The node's directory as a new disk has it: its keys, which are kept apart, and nothing else.
pub fn new_disk(federation: &Federation, node: &str) {
    let dir = federation.dir_of(node);
    let lost = federation.root().join(format!("{node}-lost"));
    std::fs::rename(dir, &lost).unwrap();
    run(Command::new("mkdir").args(["-m", "700"]).arg(dir));
    run(Command::new("cp").arg("-rp").arg(lost.join("keys")).arg(dir.join("keys")));
}

/// Puts backups back; what the command says of it.
fn restored(federation: &Federation, node: &str, backups: &[PathBuf]) -> Value {
    let said = run(sluis().arg("restore").args(backups).arg("--json").arg("--dir").arg(federation.dir_of(node)));
    serde_json::from_str(&said).unwrap()
}

fn status(federation: &Federation, node: &str) -> Option<Value> {
    let status = output(sluis().args(["status", "--json", "--dir"]).arg(federation.dir_of(node))).stdout;
    serde_json::from_slice(&status).ok()
}

/// Nothing in the node's databases is other than its journal tells.
fn audited(federation: &Federation, node: &str) {
    let found = output(sluis().args(["audit", "verify", "--json", "--dir"]).arg(federation.dir_of(node)));
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));
}

fn sorted<const N: usize>(records: [&String; N]) -> Vec<String> {
    let mut records: Vec<_> = records.into_iter().cloned().collect();
    records.sort();
    records
}

fn inbox(federation: &Federation, member: &str) -> Vec<String> {
    let mut records = federation.inbox(member);
    records.sort();
    records
}

#[test]
fn a_node_restored_from_its_backup_catches_up_and_nothing_comes_twice() {
    let mut federation = Federation::of_three();
    let first = sent(&federation, "voorbeeld-1");
    let backups = backed_up(&federation, "node-nl");
    let second = sent(&federation, "voorbeeld-2");
    federation.process("node-nl").kill();
    new_disk(&federation, "node-nl");
    restored(&federation, "node-nl", &backups);

    federation.start("node-nl", &[]);

    let third = sent(&federation, "voorbeeld-3");
    assert_eq!(inbox(&federation, "de-rurheim"), sorted([&first, &second, &third]));
    let told = status(&federation, "node-nl").unwrap();
    let lost: Vec<_> = told["restored"]["newestLost"].as_array().unwrap().iter().map(|lost| &lost["id"]).collect();
    assert!(lost.contains(&&json!(second)) && !lost.contains(&&json!(first)), "{told}");
    assert_eq!(told["restored"]["quarantined"], false);
    let peer = status(&federation, "node-de").unwrap();
    assert_eq!(peer["faults"], json!([]), "no fault of the peers: {peer}");
    audited(&federation, "node-nl");
}

#[test]
fn what_was_recalled_since_the_backup_stays_recalled_and_the_journal_tells_of_it() {
    let mut federation = Federation::of_three();
    let first = sent(&federation, "voorbeeld-1");
    let backups = backed_up(&federation, "node-nl");
    recall::recall(&federation, &first);
    for member in ["de-rurheim", "be-grensbeek", "be-ariec-oost"] {
        eventually(&format!("{member} is told"), || federation.inbox(member).is_empty().then_some(()));
    }
    federation.process("node-nl").kill();
    new_disk(&federation, "node-nl");
    restored(&federation, "node-nl", &backups);

    federation.start("node-nl", &[]);

    let path = format!("/v1/signals/{first}");
    assert_eq!(federation.request("nl-maasdorp", "GET", &path, &READING, None).status, 410);
    run(sluis().args(["audit", "verify", "--dir"]).arg(federation.dir_of("node-nl")));
}

/// The correction ended before it got there: the recall takes its place in the feed's new epoch.
#[test]
fn a_recall_that_waits_for_a_node_since_before_the_backup_is_closed_after_it() {
    let mut federation = recall::federation(&[recall::AT_ONCE]);
    let first = recall::sent(&federation, &closed("voorbeeld-1"));
    federation.process("node-de").kill();
    let corrected = recall::corrected(&federation, &first, &closed("voorbeeld-2"));
    recall::recall(&federation, &corrected);
    let backups = backed_up(&federation, "node-nl");
    federation.process("node-nl").kill();
    new_disk(&federation, "node-nl");
    restored(&federation, "node-nl", &backups);

    federation.spawn("node-nl", &[recall::AT_ONCE]);
    federation.start("node-de", &[recall::AT_ONCE]);
    federation.wait_ready("node-nl");

    let board = recall::wait_for_board(&federation, &corrected);
    assert_eq!(board["members"]["de-rurheim"]["state"], "erased", "{board}");
    audited(&federation, "node-nl");
}

#[test]
fn a_restored_node_shows_nothing_while_a_peer_is_away_and_its_operator_may_release_it() {
    let mut federation = Federation::of_three();
    let first = sent(&federation, "voorbeeld-1");
    federation.process("node-nl").stop();
    let backups = backed_up(&federation, "node-nl");
    federation.process("node-de").stop();
    new_disk(&federation, "node-nl");
    restored(&federation, "node-nl", &backups);

    federation.start_unready("node-nl");

    let told = eventually("the node says that it is in quarantine", || {
        let told = status(&federation, "node-nl")?;
        (told["restored"]["awaited"] == json!(["node-de"])).then_some(told)
    });
    assert_eq!(told["restored"]["quarantined"], true);
    let language = [("Accept-Language", "nl")];
    let answer = federation.request("nl-maasdorp", "GET", "/v1/signals", &language, None);
    assert_eq!((answer.status, &answer.body["type"]), (503, &json!("urn:sluis:problem:quarantined")));
    assert!(answer.body["detail"].as_str().unwrap().contains("back-up"), "{}", answer.body);
    assert_eq!(federation.draft("nl-maasdorp", &closed("voorbeeld-2"), &[]).status, 503);
    let ready = federation.request("nl-maasdorp", "GET", "/readyz", &[], None);
    assert_eq!((ready.status, &ready.body["errors"][0]["parameter"]), (503, &json!("quarantine")));
    let doctor = output(sluis().args(["doctor", "--dir"]).arg(federation.dir_of("node-nl")));
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("FAIL quarantine"), "{doctor:?}");

    let mut release = sluis();
    release.args(["restore", "--release", "--reason", "node-de is away", "--dir"]).arg(federation.dir_of("node-nl"));
    run(&mut release);

    federation.wait_ready("node-nl");
    federation.start("node-de", &[]);
    let third = sent(&federation, "voorbeeld-3");
    assert_eq!(inbox(&federation, "de-rurheim"), sorted([&first, &third]));
}

#[test]
fn a_copy_put_back_by_hand_is_found_out_and_goes_on_once() {
    let mut federation = Federation::of_three();
    let copy = federation.root().join("old");
    let first = sent(&federation, "voorbeeld-1");
    federation.process("node-nl").stop();
    run(Command::new("cp").arg("-rp").arg(federation.dir_of("node-nl")).arg(&copy));
    federation.start("node-nl", &[]);
    let second = sent(&federation, "voorbeeld-2");
    federation.process("node-nl").stop();
    std::fs::remove_dir_all(federation.dir_of("node-nl")).unwrap();
    std::fs::rename(&copy, federation.dir_of("node-nl")).unwrap();

    federation.start("node-nl", &[]);

    // Peers that dialled it meanwhile try again only after a pause that doubles.
    let told = eventually("the node has found out and come back", || {
        let told = status(&federation, "node-nl")?["restored"].clone();
        (told["quarantined"] == false && told["awaited"] == json!([])).then_some(told)
    });
    // A head or a receipt tells, or the checkpoint of a witness, whichever comes first.
    let cause = told["cause"].as_str().unwrap();
    assert!(cause.starts_with("behind:") || cause.starts_with("cosigned:"), "{told}");
    federation.wait_ready("node-nl");
    let third = sent(&federation, "voorbeeld-3");
    assert_eq!(inbox(&federation, "de-rurheim"), sorted([&first, &second, &third]));
}

#[test]
fn a_receiver_restored_gets_again_what_it_forgot_and_its_peer_keeps_two_signed_sides() {
    let mut federation = Federation::of_three();
    let first = sent(&federation, "voorbeeld-1");
    let backups = backed_up(&federation, "node-de");
    let second = sent(&federation, "voorbeeld-2");
    federation.wait_for_receipts("nl-maasdorp", &second, &["de-rurheim"].into());
    federation.process("node-de").kill();
    new_disk(&federation, "node-de");
    restored(&federation, "node-de", &backups);

    federation.start("node-de", &[]);

    federation.wait_for("de-rurheim", &second);
    assert_eq!(inbox(&federation, "de-rurheim"), sorted([&first, &second]));
    audited(&federation, "node-de");
    let out = federation.root().join("evidence");
    output(sluis().args(["doctor", "--evidence"]).arg(&out).arg("--dir").arg(federation.dir_of("node-nl")));
    let listed: Vec<Value> = serde_json::from_slice(&std::fs::read(out.join("evidence.json")).unwrap()).unwrap();
    let one = listed.iter().find(|one| one["kind"] == "went-back" && one["statements"] == "receipt").unwrap();
    let side = |side: &str| out.join(format!("{}-went-back-{side}.cose", one["number"]));
    assert_ne!(std::fs::read(side("later")).unwrap(), std::fs::read(side("earlier")).unwrap());
    if tools::python_has("pycose") {
        let shown = run(sluis().args(["register", "show", "--json", "--dir"]).arg(federation.dir_of("node-be")));
        let register = federation.root().join("register.json");
        std::fs::write(&register, shown).unwrap();
        let files = [side("later"), side("earlier")];
        let printed = tools::python(
            "verify_statement.py",
            &[register.as_os_str(), "node-de".as_ref(), files[0].as_os_str(), files[1].as_os_str()],
        );
        assert_eq!(printed.trim(), "2 statements of node-de hold", "{printed}");
    }
}

#[test]
fn what_the_backup_of_keys_does_not_open_counts_as_destroyed_and_the_node_runs() {
    let mut federation = Federation::of_three();
    let first = sent(&federation, "voorbeeld-1");
    let [_, keys] = backed_up(&federation, "node-de");
    let second = sent(&federation, "voorbeeld-2");
    let data = federation.root().join("later");
    run(sluis().arg("backup").arg(&data).arg("--dir").arg(federation.dir_of("node-de")));
    federation.process("node-de").kill();
    new_disk(&federation, "node-de");
    let told = restored(&federation, "node-de", &[data, keys]);
    assert!(told["withoutKeys"].as_u64() > Some(0), "{told}");

    federation.start("node-de", &[]);

    assert_eq!(inbox(&federation, "de-rurheim"), [first]);
    let path = format!("/v1/signals/{second}");
    assert_eq!(federation.request("de-rurheim", "GET", &path, &READING, None).status, 410);
    let third = sent(&federation, "voorbeeld-3");
    assert!(federation.inbox("de-rurheim").contains(&third));
    audited(&federation, "node-de");
    federation.process("node-de").stop();
    run(sluis().args(["check", "--dir"]).arg(federation.dir_of("node-de")));
}

#[test]
fn a_changed_backup_and_a_place_in_use_are_refused_and_leave_nothing() {
    let federation = Federation::of_three();
    let [data, keys] = backed_up(&federation, "node-nl");
    let restore = |dir: &Path| output(sluis().arg("restore").args([&data, &keys]).arg("--dir").arg(dir));
    let told = |output: std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told(restore(federation.dir_of("node-nl"))).contains("nothing is ever overwritten"));
    let empty = federation.root().join("empty");
    assert!(told(restore(&empty)).contains("put the node's keys there first"));
    assert!(std::fs::read_dir(&empty).unwrap().next().is_none(), "nothing stays behind");
    let file = data.join("register.cbor");
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(told(restore(&empty)).contains("is not what its manifest says"));
    let mode = |path: &Path| {
        let permissions = std::fs::metadata(path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::mode(&permissions) & 0o777
    };
    assert_eq!([mode(&data), mode(&keys), mode(&data.join("sluis.db"))], [0o700, 0o700, 0o600]);
}

#[test]
fn a_restore_that_is_killed_leaves_no_store_or_one_in_quarantine() {
    let mut federation = Federation::of_three();
    let first = sent(&federation, "voorbeeld-1");
    let backups = backed_up(&federation, "node-nl");
    federation.process("node-nl").kill();
    new_disk(&federation, "node-nl");
    for point in ["before-restored-moves:1", "restored-moves:1"] {
        let mut restore = sluis();
        restore.env("SLUIS_KILL_AT", point).arg("restore").args(&backups);
        let killed = output(restore.arg("--dir").arg(federation.dir_of("node-nl")));
        assert!(!killed.status.success(), "{point}: {killed:?}");
        let checked = output(sluis().args(["check", "--dir"]).arg(federation.dir_of("node-nl")));
        let said = String::from_utf8_lossy(&checked.stderr).into_owned() + &String::from_utf8_lossy(&checked.stdout);
        assert!(!checked.status.success() && said.contains("broken off"), "{point}: {said}");
    }
    let mut restore = sluis();
    restore.env("SLUIS_KILL_AT", "restored-moves:2").arg("restore").args(&backups);
    output(restore.arg("--dir").arg(federation.dir_of("node-nl")));

    federation.start("node-nl", &[]);

    let told = eventually("peers have confirmed", || {
        let told = status(&federation, "node-nl")?["restored"].clone();
        (told["quarantined"] == false).then_some(told)
    });
    assert_eq!(told["cause"], "restored");
    assert_eq!(inbox(&federation, "de-rurheim"), [first]);
    audited(&federation, "node-nl");
}
