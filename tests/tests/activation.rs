//! Packs put in force on a running node: looked at first, refused where they break a promise, kept over a kill, and back.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::federation::{Federation, READING, case, eventually, output, sluis};

/// A folder with the packs that the node judges by, the Dutch one changed.
fn packs(federation: &Federation, name: &str, from: &str, to: &str) -> PathBuf {
    let policy = federation.request("nl-maasdorp", "GET", "/v1/policy", &[], None).body;
    let set = format!("/v1/policy/sets/{}", policy["set"].as_str().unwrap());
    let texts = federation.request("nl-maasdorp", "GET", &set, &[], None).body;
    let folder = federation.dir_of("node-nl").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for pack in texts["packs"].as_array().unwrap() {
        let (name, text) = (pack["name"].as_str().unwrap(), pack["text"].as_str().unwrap());
        let text = if name == "nl" { text.replace(from, to) } else { text.to_owned() };
        std::fs::write(folder.join(format!("{name}.cedar")), text).unwrap();
    }
    folder
}

/// Runs `sluis policy …` at the Dutch node as an officer; the code, and what was printed.
fn policy(federation: &Federation, arguments: &[&str]) -> (Option<i32>, String) {
    let officer = federation.give_token("node-nl", "nl-maasdorp", &["reader", "policy-officer"]);
    let mut command = sluis();
    command.arg("policy").args(arguments).env("SLUIS_URL", federation.url("node-nl")).env("SLUIS_TOKEN", officer);
    let run = output(&mut command);
    let text = [run.stdout, run.stderr].concat();
    (run.status.code(), String::from_utf8(text).unwrap())
}

/// The outcome of the same submission for a member, by what the Dutch node judges by.
fn explained_at_node(federation: &Federation, member: &str) -> String {
    let (dir, file) = (federation.dir_of("node-nl"), federation.dir_of("node-nl").join("c01.json"));
    std::fs::write(&file, case("c01").to_string()).unwrap();
    let run = output(sluis().args(["policy", "explain", "--json", "--dir"]).arg(dir).arg(&file));
    let table: Value = serde_json::from_slice(&run.stdout).unwrap();
    table["members"][member]["outcome"].as_str().unwrap().to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_policy_officer_sees_what_packs_would_change_puts_them_in_force_and_goes_back() {
    let mut federation = Federation::of_three();
    let (record, _) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    federation.wait_for("de-rurheim", &record);
    federation.wait_for("be-grensbeek", &record);
    let german = ["Country::\"BE\", Country::\"DE\"]", "Country::\"BE\"]"];
    let narrower = packs(&federation, "narrower", german[0], german[1]);

    let (code, diff) = policy(&federation, &["diff", "in-force", text(&narrower), "--json"]);
    let diff: Value = serde_json::from_str(&diff).unwrap();
    assert_eq!((code, &diff["changed"]), (Some(0), &json!(["NL-P1", "NL-Q1"])), "{diff}");
    assert_eq!(diff["held"]["items"][0]["retracted"], json!({ "de-rurheim": "no-ground" }));

    let reason = ["--reason", "Stb. 2026, 1", "--yes"];
    let asked = policy(&federation, &["activate", text(&narrower), "--reason", "Stb. 2026, 1"]);
    assert!(asked.0 == Some(1) && asked.1.contains("--yes"), "nobody can be asked: {}", asked.1);
    let (code, said) = policy(&federation, &[&["activate", text(&narrower)], reason.as_slice()].concat());
    assert!(code == Some(0) && said.contains("Not as the register names them: nl"), "{said}");
    let path = format!("/v1/signals/{record}");
    let reads = |federation: &Federation, member| federation.request(member, "GET", &path, &READING, None).status;
    eventually("it is taken back from Rurheim", || (reads(&federation, "de-rurheim") == 410).then_some(()));
    assert_eq!(reads(&federation, "be-grensbeek"), 200);

    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);
    let policy_now = federation.request("nl-maasdorp", "GET", "/v1/policy", &[], None).body;
    assert_eq!(
        (&policy_now["asShipped"], &policy_now["history"][0]["reason"]),
        (&json!(false), &json!("Stb. 2026, 1"))
    );
    assert_eq!(explained_at_node(&federation, "de-rurheim"), "no-ground", "also without asking the node");
    let (second, outcomes) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    assert_eq!(&*outcomes["de-rurheim"], "no-ground");
    federation.wait_for("be-grensbeek", &second);
    let before = policy_now["history"][1]["set"].as_str().unwrap().to_owned();
    let (code, said) = policy(&federation, &[&["activate", &before], reason.as_slice()].concat());
    assert!(code == Some(0), "{said}");
    let (_, shown) = policy(&federation, &["in-force", "--lang", "nl"]);
    assert!(shown.contains(&before) && shown.contains("Stb. 2026, 1") && shown.contains("zoals genoemd"), "{shown}");
    let (_, outcomes) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    assert_eq!(&*outcomes["de-rurheim"], "permitted");
    let replayed = output(sluis().args(["audit", "replay", "--json", "--dir"]).arg(federation.dir_of("node-nl")));
    let replayed: Value = serde_json::from_slice(&replayed.stdout).unwrap();
    assert_eq!((&replayed["agree"], &replayed["differ"]), (&json!(3), &json!([])), "each by the packs of its day");
}

#[test]
fn packs_that_break_a_promise_are_refused_with_it_in_the_readers_language() {
    let federation = Federation::of_three();
    let rule = "context.record.bases.contains(Basis::\"nl.bibob\") && context.relation.abroad";
    let broken = packs(&federation, "broken", rule, &format!("{rule} && context.relation.excluded"));
    let activate = ["activate", text(&broken), "--reason", "r", "--yes"];

    for (lang, words) in [("de", "Bibob"), ("nl", "Bibob")] {
        let (code, said) = policy(&federation, &[&activate[..], &["--lang", lang]].concat());
        assert!(code == Some(1) && said.contains(words), "{said}");
    }
    let policy = federation.request("nl-maasdorp", "GET", "/v1/policy", &[], None).body;
    assert_eq!(policy["asShipped"], true);
}
