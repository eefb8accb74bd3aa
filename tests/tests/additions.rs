//! What an operator adds to the packs: it binds the node's own members, also in what they disclosed before, and never widens.

use serde_json::Value;

use crate::federation::{Federation, READING, case, eventually, output, sluis};

/// Keeps enforcement measures from going to Germany.
const NARROWS: &str = r#"
@id("NL-X1")
@order("9001")
@basis("council decision of 3 November 2026 (invented)")
@source("an invented council")
@confidence("illustrative")
forbid (principal, action == Action::"disclose", resource)
when { context.record.type == SignalType::"enforcement-measure" && context.receiver.country == Country::"DE" };
"#;

fn add(federation: &Federation, text: &str) {
    let folder = federation.dir_of("node-nl").join("policy");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("own.cedar"), text).unwrap();
}

#[test]
fn what_an_operator_adds_is_held_to_from_the_next_start_and_takes_back_what_went_before() {
    let mut federation = Federation::of_three();
    let (record, _) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    federation.wait_for("de-rurheim", &record);
    federation.wait_for("be-grensbeek", &record);

    federation.process("node-nl").stop();
    add(&federation, NARROWS);
    federation.start("node-nl", &[]);

    let path = format!("/v1/signals/{record}");
    let reads = |member| federation.request(member, "GET", &path, &READING, None).status;
    eventually("it is taken back from Rurheim", || (reads("de-rurheim") == 410).then_some(()));
    assert_eq!(reads("be-grensbeek"), 200);
    let (_, outcomes) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    assert_eq!((&*outcomes["de-rurheim"], &*outcomes["be-grensbeek"]), ("forbidden:NL-X1", "permitted"));
}

#[test]
fn an_addition_that_permits_is_refused_by_name_before_anything_is_judged() {
    let mut federation = Federation::of_three();
    federation.process("node-nl").stop();
    add(&federation, &NARROWS.replace("forbid (", "permit ("));
    let dir = federation.dir_of("node-nl").to_owned();

    let run = output(sluis().arg("run").arg("--dir").arg(&dir));

    let text = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{text}");
    assert!(text.contains("policy/own.cedar") && text.contains("NL-X1") && text.contains("only narrows"), "{text}");
    let checked = output(sluis().args(["check", "--json", "--dir"]).arg(&dir));
    let found: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let additions = found["findings"].as_array().unwrap().iter().find(|found| found["what"] == "additions").unwrap();
    assert!(additions["ok"] == false && additions["detail"].as_str().unwrap().contains("NL-X1"), "{found}");
}
