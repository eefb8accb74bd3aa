//! Reports on the command line of real nodes: what is held about a data subject, and half a year in figures.

use std::fs;

use serde_json::{Value, json};

use crate::federation::{Federation, case, eventually, output, run};

const TOWN: &str = "nl-maasdorp";
const ABROAD: &str = "be-grensbeek";
const FOR: [&str; 4] = ["--purpose", "premises-measure", "--case", "AVG-2026-7"];
const NUMBER: &str = "90000001";

fn subject(federation: &Federation, member: &str, words: &[&str]) -> String {
    run(federation.as_user(member, &["report", "subject", "nl-kvk", NUMBER]).args(FOR).args(words))
}

fn json_of(federation: &Federation, member: &str) -> Value {
    serde_json::from_str(&subject(federation, member, &["--json"])).unwrap()
}

/// A signal about the subject, of which telling the subject is deferred until a day that has passed.
fn deferred() -> Value {
    let mut signal = case("c01")["submission"].clone();
    signal["subjects"].as_array_mut().unwrap().push(json!({
        "kind": "natural-person", "role": "director", "name": "Testpersoon Elders",
    }));
    signal["handling"]["notification"] = json!({
        "state": "deferred", "ground": "toezicht loopt", "reviewOn": "2026-01-31", "responsible": "bureau juridisch",
    });
    signal
}

#[test]
fn a_desk_answers_a_data_subject_from_what_it_holds_and_from_what_became_of_it_elsewhere() {
    let mut federation = Federation::of_three();
    let nothing = subject(&federation, TOWN, &["--lang", "nl"]);
    assert!(nothing.contains("niets over nl-kvk 90000001"), "{nothing}");
    let (record, _) = federation.submit(TOWN, &deferred());
    eventually("both have it", || {
        let sent = json_of(&federation, TOWN)["items"][0]["sent"].clone();
        let accepted = |member: &str| sent[member]["state"] == "accepted";
        (accepted(ABROAD) && accepted("de-rurheim")).then_some(())
    });

    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);

    let own = subject(&federation, TOWN, &["--lang", "nl"]);
    for told in ["be-grensbeek", "nl.gemeentewet", "2029-09-14", "2026-01-31", "bureau juridisch", "signals recall"] {
        assert!(own.contains(told), "{told} is not in {own}");
    }
    assert!(own.contains(&format!("sluis signals correct {record}")) && !own.contains("Testpersoon"), "{own}");
    let there = json_of(&federation, ABROAD);
    let item = &there["items"][0];
    assert_eq!((&item["origin"], &item["state"]), (&json!(TOWN), &json!("accepted")));
    assert_eq!(item["said"]["notification"]["passed"], true, "{there}");

    let letter = subject(&federation, ABROAD, &["--letter", "--lang", "fr"]);
    assert!(letter.contains(NUMBER) && letter.contains("Grensbeek"), "{letter}");
    for kept in ["Maasdorp", "maasdorp", "Testpersoon", "toezicht", "juridisch", "AVG-2026-7"] {
        assert!(!letter.contains(kept), "{kept} in {letter}");
    }
    let officer = federation.give_token("node-be", ABROAD, &["reader", "policy-officer"]);
    let mut asked = federation.as_user(ABROAD, &["report", "subject", "nl-kvk", NUMBER, "--letter", "--lang", "de"]);
    let letter = run(asked.args(FOR).env("SLUIS_TOKEN", officer));
    assert!(letter.contains("Gemeente Maasdorp") && !letter.contains("Testpersoon"), "{letter}");
    let bare = output(&mut federation.as_user(TOWN, &["report", "subject", "nl-kvk", NUMBER]));
    assert!(!bare.status.success() && String::from_utf8_lossy(&bare.stderr).contains("Sluis-Purpose"));

    run(&mut federation.as_user(TOWN, &["signals", "recall", &record, "--ground", "erasure-request", "--yes"]));
    eventually("the erasure follows the copy", || {
        let item = json_of(&federation, ABROAD)["items"][0].clone();
        (item.is_null() || item["state"] == "recalled" && item.get("said").is_none()).then_some(())
    });
    let dir = federation.dir_of("node-nl").display().to_string();
    let log = fs::read_to_string(federation.dir_of("node-nl").join("log")).unwrap();
    assert!(!log.contains(NUMBER), "what was asked for is in no log");
    let audited = run(crate::federation::sluis().args(["audit", "verify", "--dir", &dir]));
    assert!(!audited.contains("FAIL"), "{audited}");
}

#[test]
fn half_a_year_is_counted_over_a_kill_and_an_erasure_and_small_numbers_are_not_told() {
    let mut federation = Federation::of_three();
    let mut records = Vec::new();
    for number in 0..5 {
        let mut signal = case("c01")["submission"].clone();
        signal["title"] = format!("Signaal {number}").into();
        signal["handling"]["audience"] = json!({ "members": [ABROAD] });
        records.push(federation.submit(TOWN, &signal).0);
    }
    let half_year = |federation: &Federation, member: &str, words: &[&str]| {
        run(federation.as_user(member, &["report", "half-year"]).args(words))
    };
    let json = |federation: &Federation, member: &str| -> Value {
        serde_json::from_str(&half_year(federation, member, &["--json"])).unwrap()
    };
    eventually("all came", || (json(&federation, ABROAD)["received"]["total"]["count"] == 5).then_some(()));
    let before = json(&federation, TOWN);
    assert_eq!(before["sent"]["items"][0]["figure"], json!({ "count": 5 }), "{before}");

    run(&mut federation.as_user(TOWN, &["signals", "recall", &records[0], "--ground", "error", "--yes"]));
    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);

    let after = json(&federation, TOWN);
    assert_eq!((&after["sent"], &after["outcomes"]), (&before["sent"], &before["outcomes"]));
    assert_eq!(
        (&after["recalls"][0]["figure"], &after["recalled"]),
        (&json!({ "kept": "few" }), &json!({ "kept": "withheld" }))
    );
    let auditor = federation.give_token("node-nl", TOWN, &["auditor"]);
    let seen = run(federation.as_user(TOWN, &["report", "half-year", "--json"]).env("SLUIS_TOKEN", auditor));
    assert_eq!(serde_json::from_str::<Value>(&seen).unwrap(), after);
    let dutch = half_year(&federation, TOWN, &["--lang", "nl"]);
    assert!(dutch.contains("België (BE)") && dutch.contains("<5") && !dutch.contains("Voorbeeldhof"), "{dutch}");

    let file = federation.root().join("half-year.csv");
    run(federation.as_user(TOWN, &["report", "half-year", "--csv"]).arg(&file));
    let csv = fs::read_to_string(&file).unwrap();
    let row = |row: &str| csv.lines().any(|line| line.ends_with(row));
    assert!(row(",sent,enforcement-measure,premises-measure,BE,,5") && row(",recalls,,,,error,<5"), "{csv}");
    let twice = output(federation.as_user(TOWN, &["report", "half-year", "--csv"]).arg(&file));
    assert!(!twice.status.success(), "a file that is there stays");
    let around =
        ["report", "displacement", "--sector", "56", "--region", "NL42", "--on", "2026-09-14", "--beside", "BE22"];
    let around = run(&mut federation.as_user(TOWN, &[&around[..], &["--lang", "de"]].concat()));
    assert!(around.contains("BE22") && around.contains("NL41") && around.contains("der Ort selbst"), "{around}");
    let trends = run(&mut federation.as_user(TOWN, &["report", "trends", "--sector", "56", "--lang", "en"]));
    assert!(trends.contains("Signals of 20"), "{trends}");
}
