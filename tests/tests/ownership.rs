//! Who follows a signal up, across the border and over a kill: asked, refused, handed over and closed, by command and HTTP.

use serde_json::{Value, json};

use crate::federation::{Federation, case, eventually, output, run};

const ORIGIN: &str = "nl-maasdorp";
const OWNER: &str = "be-ariec-oost";
const NEXT: &str = "de-rurheim";
const OTHER: &str = "be-grensbeek";

fn follow_up(federation: &Federation, member: &str, words: &[&str]) -> Value {
    let mut command = federation.as_user(member, &["follow-up"]);
    serde_json::from_str(&run(command.args(words).arg("--json"))).unwrap()
}

fn until(federation: &Federation, member: &str, signal: &str, state: &str) -> Value {
    eventually(&format!("{signal} {state} at {member}"), || {
        Some(follow_up(federation, member, &["show", signal])).filter(|shown| shown["state"] == state)
    })
}

fn listed(federation: &Federation, member: &str, list: &str) -> Vec<String> {
    let page = follow_up(federation, member, &["list", "--only", list]);
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_signal_finds_its_owner_over_the_border_and_its_outcome_returns() {
    let mut federation = Federation::of_three();
    let (signal, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    for holder in [OWNER, NEXT, OTHER] {
        federation.wait_for(holder, &signal);
        assert_eq!(listed(&federation, holder, "unowned"), std::slice::from_ref(&signal), "{holder}");
    }
    follow_up(&federation, ORIGIN, &["offer", &signal, "--to", OWNER, "--close-within", "10"]);
    let asked = until(&federation, OWNER, &signal, "offered");
    assert_eq!(asked["owner"], OWNER);

    // Who is asked was away for the answer of a moment ago, and comes back with it.
    follow_up(&federation, OWNER, &["accept", &signal]);
    federation.process("node-be").kill();
    federation.start("node-be", &[]);
    until(&federation, ORIGIN, &signal, "owned");
    until(&federation, OWNER, &signal, "owned");
    let told = until(&federation, OTHER, &signal, "owned");
    assert_eq!(told["owner"], Value::Null);
    assert!(listed(&federation, ORIGIN, "unowned").is_empty());
    assert_eq!(listed(&federation, OWNER, "mine"), std::slice::from_ref(&signal));

    follow_up(&federation, OWNER, &["hand-over", &signal, "--to", NEXT]);
    let back = until(&federation, ORIGIN, &signal, "handed-over");
    assert_eq!(back["proposed"], json!([NEXT]));
    assert_eq!(listed(&federation, ORIGIN, "unowned"), std::slice::from_ref(&signal));
    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);

    let path = format!("/v1/signals/{signal}/ownership");
    let step = |member: &str, step: Value| {
        federation.request(member, "POST", &path, &[("if-match", "*")], Some(step.to_string().into_bytes()))
    };
    let offered = step(ORIGIN, json!({ "step": "offered", "to": NEXT, "closeWithin": 10 }));
    assert_eq!(offered.status, 201, "{}", offered.body);
    until(&federation, NEXT, &signal, "offered");
    let refused = step(NEXT, json!({ "step": "refused", "ground": "insufficient" }));
    assert_eq!(refused.status, 201, "{}", refused.body);
    until(&federation, ORIGIN, &signal, "refused");
    step(ORIGIN, json!({ "step": "offered", "to": NEXT }));
    until(&federation, NEXT, &signal, "offered");
    step(NEXT, json!({ "step": "accepted" }));
    until(&federation, OTHER, &signal, "owned");
    let closed = step(NEXT, json!({ "step": "closed", "outcome": "no-power", "check": "partly-confirmed" }));
    assert_eq!(closed.status, 201, "{}", closed.body);
    let done = until(&federation, ORIGIN, &signal, "closed");
    assert_eq!((&done["outcome"], &done["check"]), (&json!("no-power"), &json!("partly-confirmed")));
    until(&federation, OWNER, &signal, "closed");

    let mut verify = crate::federation::sluis();
    let verified = run(verify.args(["audit", "verify", "--dir"]).arg(federation.dir_of("node-nl")));
    assert!(!verified.is_empty());
}

#[test]
fn what_cannot_be_said_is_told_in_the_readers_language() {
    let federation = Federation::of_three();
    let (signal, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    federation.wait_for(NEXT, &signal);
    let refused = |lang: &str| {
        let mut command = federation.as_user(NEXT, &["follow-up", "accept", &signal, "--lang", lang]);
        let output = output(&mut command);
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused("nl").contains("dat aanbod geldt niet"), "{}", refused("nl"));
    assert!(refused("de").contains("dieses Angebot besteht nicht"), "{}", refused("de"));
    let mut show = federation.as_user(NEXT, &["follow-up", "list", "--only", "unowned", "--lang", "de", "--json"]);
    let listed: Value = serde_json::from_str(&run(&mut show)).unwrap();
    assert_eq!(listed["items"][0]["stateLabel"], "ohne Verantwortlichen");
    let mut show = federation.as_user(NEXT, &["follow-up", "list", "--only", "overdue", "--lang", "nl"]);
    assert!(run(&mut show).contains("niets in deze lijst"));
}
