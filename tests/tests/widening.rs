//! A mandate that comes lets nothing go by itself: a releaser does, over HTTP or on the command line.

use serde_json::{Value, json};

use crate::federation::{Federation, case, eventually, run};

const ORIGIN: &str = "nl-maasdorp";
const RECEIVER: &str = "de-rurheim";

/// The next version of the register, with a member's mandates as given; gives those before.
fn with_mandates(federation: &Federation, file: &str, member: &str, mandates: &Value) -> Value {
    let path = federation.root().join("federation.json");
    let mut content: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let members = content["members"].as_array_mut().unwrap();
    let of_member = &mut members.iter_mut().find(|m| m["id"] == member).unwrap()["mandates"];
    let before = std::mem::replace(of_member, mandates.clone());
    std::fs::write(federation.root().join(file), content.to_string()).unwrap();
    federation.publish_register(file, &["node-nl"], Some("node-nl"));
    before
}

fn widenings(federation: &Federation) -> Value {
    serde_json::from_str(&run(&mut federation.as_user(ORIGIN, &["signals", "widen", "--json"]))).unwrap()
}

#[test]
fn what_one_more_member_may_have_is_listed_and_goes_when_a_releaser_says_so() {
    let mut federation = Federation::of_three();
    let mandates = with_mandates(&federation, "without.json", RECEIVER, &json!([]));
    eventually("the sender judges by the new register", || {
        let draft = federation.draft(ORIGIN, &case("c01")["submission"], &[]);
        (draft.body["table"]["members"][RECEIVER]["outcome"] != "permitted").then_some(())
    });
    let (record, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    federation.wait_for("be-grensbeek", &record);
    assert_eq!(widenings(&federation)["items"], json!([]));

    with_mandates(&federation, "again.json", RECEIVER, &mandates);

    let listed = eventually("it is listed", || {
        Some(widenings(&federation)["items"].clone()).filter(|items| *items != json!([]))
    });
    assert_eq!(listed[0]["signal"]["id"], record.as_str());
    assert!(listed[0]["members"][RECEIVER].is_string() && listed.as_array().unwrap().len() == 1, "{listed}");
    assert!(!federation.inbox(RECEIVER).contains(&record), "it went by itself");
    let submitter = federation.give_token("node-nl", ORIGIN, &["submitter"]);
    let asked = run_widen(&federation, &record).env("SLUIS_TOKEN", submitter).output().unwrap();
    assert!(!asked.status.success());

    run(&mut run_widen(&federation, &record));

    federation.wait_for(RECEIVER, &record);
    assert_eq!(widenings(&federation)["items"], json!([]));
    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);
    let words = run(run_widen(&federation, &record).args(["--lang", "nl", "--to", "nl-eiland"]));
    assert!(words.contains(RECEIVER) && words.contains("permitted"), "{words}");
    let body = json!({ "members": [] }).to_string().into_bytes();
    let none = federation.request(ORIGIN, "POST", &format!("/v1/signals/{record}/widening"), &[], Some(body));
    assert_eq!((none.status, &none.body["errors"][0]["pointer"]), (400, &json!("/members")), "{}", none.body);
}

fn run_widen(federation: &Federation, record: &str) -> std::process::Command {
    federation.as_user(ORIGIN, &["signals", "widen", record, "--to", RECEIVER])
}
