//! A member that has a signal passes it on to one whose node the origin's node never reaches.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::federation::{Federation, Place, READING, case, cases, eventually, output, run, sluis};
use crate::recall::{AT_ONCE, recall, wait_for_board};

const ORIGIN: &str = "nl-maasdorp";
const RELAY: &str = "be-grensbeek";
const OTHER: &str = "be-ariec-oost";
const RECEIVER: &str = "de-rurheim";
const NODES: [&str; 3] = ["node-be", "node-nl", "node-de"];

/// NL and DE each reach BE, which carries no links; so they never reach each other.
fn federation() -> Federation {
    let places =
        [Place::on_loopback("node-be"), Place::behind("node-nl", "node-be"), Place::behind("node-de", "node-be")];
    let mut federation = Federation::at(tempfile::tempdir().unwrap(), &cases(), &places);
    NODES.iter().for_each(|node| federation.start(node, &[AT_ONCE]));
    federation.give_tokens();
    federation.wait_for_links("node-be", 2);
    federation
}

/// Case c01, that may be passed on as said.
fn submission(onward: &str) -> Value {
    let mut closed = case("c01")["submission"].clone();
    closed["handling"]["onward"] = json!(onward);
    closed
}

fn relay(federation: &Federation, record: &str) -> std::process::Command {
    let words = ["signals", "relay", record, "--through", RELAY, "--to", RECEIVER, "--json"];
    federation.as_user(ORIGIN, &words)
}

/// The cases in which a holder passes on what it has; the day of the other one is over.
#[test]
fn what_a_holder_may_pass_on_is_what_each_case_says() {
    let federation = federation();
    for name in ["c20", "c21", "c29"] {
        let case = case(name);
        let (origin, holder) = (case["submittedBy"].as_str().unwrap(), &case["holder"]);
        let (record, _) = federation.submit(origin, &case["submission"]);
        federation.wait_for_receipts(origin, &record, &BTreeSet::from([holder.as_str().unwrap()]));
        let expect = case["expect"]["members"].as_object().unwrap();
        let body = json!({ "through": holder, "members": expect.keys().collect::<Vec<_>>() }).to_string().into_bytes();

        let answer = federation.request(origin, "POST", &format!("/v1/signals/{record}/relay"), &[], Some(body));

        for (member, outcome) in expect {
            // The order is the origin's consent.
            let as_said = match outcome.as_str().unwrap() {
                "permitted" | "ask-first:origin-consent" => &["permitted", "has-it"],
                other => &[other, other],
            };
            let became = answer.body["members"][member].as_str().unwrap_or_else(|| panic!("{name}: {}", answer.body));
            assert!(as_said.contains(&became), "{name}: {member} should be {outcome}, not {became}");
        }
    }
}

/// What became of a record at the receiver, as its origin is shown it.
fn delivery(federation: &Federation, record: &str) -> Value {
    let answer = federation.request(ORIGIN, "GET", &format!("/v1/signals/{record}"), &READING, None);
    answer.body["delivery"][RECEIVER].clone()
}

fn assert_audited(federation: &Federation) {
    for node in NODES {
        let audit = output(sluis().args(["audit", "verify", "--json", "--dir"]).arg(federation.dir_of(node)));
        assert!(audit.status.success(), "{node}: {}", String::from_utf8_lossy(&audit.stdout));
    }
}

#[test]
fn what_a_relay_passes_on_arrives_once_with_proof_and_what_ends_it_follows() {
    let federation = federation();
    let (record, outcomes) = federation.submit(ORIGIN, &submission("with-consent"));
    assert_eq!(outcomes[RECEIVER], "permitted");
    federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RELAY]));
    assert_eq!(delivery(&federation, &record)["state"], "waiting");

    let widened: Value = serde_json::from_str(&run(&mut relay(&federation, &record))).unwrap();

    assert_eq!(widened["members"], json!({ RECEIVER: "permitted" }));
    federation.wait_for(RECEIVER, &record);
    let shown = federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RELAY, RECEIVER]));
    assert_eq!((&shown[RECEIVER]["through"], &shown[RELAY]["through"]), (&json!(RELAY), &Value::Null), "{shown}");
    let again: Value = serde_json::from_str(&run(&mut relay(&federation, &record))).unwrap();
    assert_eq!(again, json!({ "members": { RECEIVER: "ordered" }, "goesTo": [RECEIVER] }));
    assert_eq!(federation.inbox(RECEIVER), [record.as_str()]);
    assert_eq!(federation.inbox(RELAY), [record.as_str()]);

    let mut better = submission("with-consent");
    better["title"] = json!("Rechtgezet");
    let file = federation.root().join("better.json");
    std::fs::write(&file, better.to_string()).unwrap();
    let mut correct = federation.as_user(ORIGIN, &["signals", "correct", &record]);
    let fate: Value = serde_json::from_str(&run(correct.arg(&file).args(["--release", "--json"]))).unwrap();
    let second = fate["record"].as_str().unwrap();
    eventually("the receiver has the correction alone", || (federation.inbox(RECEIVER) == [second]).then_some(()));
    federation.wait_for_receipts(ORIGIN, second, &BTreeSet::from([RECEIVER]));
    eventually("the version before is gone there", || (delivery_of(&federation, &record) == "erased").then_some(()));
    assert_audited(&federation);

    recall(&federation, second);

    let board = wait_for_board(&federation, second);
    assert_eq!(board["members"][RECEIVER]["state"], "erased", "{board}");
    assert_eq!(
        (&board["members"][RECEIVER]["through"], &board["members"][RELAY]["through"]),
        (&json!(RELAY), &Value::Null)
    );
    let path = format!("/v1/signals/{second}");
    assert_eq!(federation.request(RECEIVER, "GET", &path, &READING, None).status, 410);
    let words = run(&mut federation.as_user(ORIGIN, &["signals", "board", second, "--lang", "de"]));
    assert!(words.contains(&format!("über {RELAY}")), "{words}");
    assert_audited(&federation);
}

/// The state of an older version, which the account tells.
fn delivery_of(federation: &Federation, record: &str) -> String {
    let account = federation.request(ORIGIN, "GET", &format!("/v1/signals/{record}/account"), &[], None).body;
    let versions = account["versions"].as_array().cloned().unwrap_or_default();
    let of = versions.iter().find(|version| version["id"] == record);
    of.and_then(|of| of["members"][RECEIVER]["state"].as_str()).unwrap_or_default().to_owned()
}

#[test]
fn what_was_ordered_while_the_receiver_is_away_comes_to_it_once_over_kills() {
    let mut federation = federation();
    federation.process("node-de").kill();
    let (record, _) = federation.submit(ORIGIN, &submission("with-consent"));
    federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RELAY]));
    run(&mut relay(&federation, &record));
    eventually("the order went", || {
        let shown = delivery(&federation, &record);
        (shown["state"] == "sent" && shown["through"] == RELAY).then_some(())
    });
    for node in ["node-be", "node-nl"] {
        federation.process(node).kill();
        federation.start(node, &[AT_ONCE]);
    }

    federation.start("node-de", &[AT_ONCE]);

    federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RECEIVER]));
    assert_eq!(federation.inbox(RECEIVER), [record]);
    assert_audited(&federation);
}

#[test]
fn what_its_relay_may_not_read_is_not_passed_on_and_another_may_be_asked() {
    let mut federation = federation();
    federation.process("node-de").kill();
    let (record, _) = federation.submit(ORIGIN, &submission("with-consent"));
    federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RELAY, OTHER]));
    run(&mut relay(&federation, &record));
    eventually("the order went", || (delivery(&federation, &record)["state"] == "sent").then_some(()));
    let officer = federation.give_token("node-be", RELAY, &["policy-officer"]);
    let mut hold = federation.as_user(RELAY, &["signals", "hold", &record, "--reason", "bezwaar"]);
    run(hold.env("SLUIS_TOKEN", officer));

    federation.start("node-de", &[AT_ONCE]);

    eventually("the origin is told", || {
        let expected = json!({ "state": "withheld", "outcome": "declined:not-held", "through": RELAY });
        (delivery(&federation, &record) == expected).then_some(())
    });
    assert!(federation.inbox(RECEIVER).is_empty());
    let other = ["signals", "relay", &record, "--through", OTHER, "--to", RECEIVER];
    run(&mut federation.as_user(ORIGIN, &other));
    let shown = federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RECEIVER]));
    assert_eq!(shown[RECEIVER]["through"], OTHER);
    assert_audited(&federation);
}

#[test]
fn who_may_not_pass_it_on_or_lacks_it_is_not_made_a_relay() {
    let federation = federation();
    let (record, _) = federation.submit(ORIGIN, &submission("none"));
    federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RELAY]));

    let refused = output(&mut relay(&federation, &record));

    let said: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert!(!refused.status.success());
    assert_eq!(said, json!({ "members": { RECEIVER: "forbidden:EU-F9" }, "goesTo": [] }));
    assert_eq!(delivery(&federation, &record)["state"], "waiting");
    let path = format!("/v1/signals/{record}/relay");
    let ask = |body: Value| federation.request(ORIGIN, "POST", &path, &[], Some(body.to_string().into_bytes()));
    let lacks = ask(json!({ "through": "nl-riec-zuid", "members": [RECEIVER] }));
    assert_eq!(
        (lacks.status, &lacks.body["type"]),
        (409, &json!("urn:sluis:problem:relay-lacks-it")),
        "{}",
        lacks.body
    );
    let nobody = ask(json!({ "through": RELAY, "members": [] }));
    assert_eq!((nobody.status, &nobody.body["errors"][0]["pointer"]), (400, &json!("/members")), "{}", nobody.body);
    assert!(federation.inbox(RECEIVER).is_empty());
}

#[test]
fn a_holder_asks_to_pass_on_and_what_is_granted_goes_and_comes_back() {
    let mut federation = federation();
    let (record, _) = federation.submit(ORIGIN, &submission("with-consent"));
    federation.wait_for_receipts(ORIGIN, &record, &BTreeSet::from([RELAY]));
    let consent = |federation: &Federation, member: &str, words: &[&str]| -> Value {
        serde_json::from_str(&run(federation.as_user(member, &["consent"]).args(words).arg("--json"))).unwrap()
    };
    let until = |federation: &Federation, member: &str, id: &str, state: &str| {
        eventually(&format!("{id} {state} at {member}"), || {
            let shown = output(&mut federation.as_user(member, &["consent", "show", id, "--json"]));
            let shown: Value = serde_json::from_slice(&shown.stdout).ok()?;
            Some(shown).filter(|shown| shown["state"] == state)
        })
    };
    let words = ["ask", &record, "--kind", "onward", "--receiver", RECEIVER, "--case", "1", "--until", "2099-01-31"];
    let id = consent(&federation, RELAY, &words)["id"].as_str().unwrap().to_owned();
    assert_eq!(until(&federation, ORIGIN, &id, "asked")["receiver"], RECEIVER);
    assert!(federation.inbox(RECEIVER).is_empty());

    consent(&federation, ORIGIN, &["grant", &id]);
    federation.process("node-nl").kill();
    federation.start("node-nl", &[AT_ONCE]);

    federation.wait_for(RECEIVER, &record);
    until(&federation, RELAY, &id, "granted");
    let words = ["signals", "show", &record, "--purpose", "premises-measure", "--case", "Z-1", "--lang", "nl"];
    let dutch = run(&mut federation.as_user(RELAY, &words));
    assert!(dutch.contains("doorgeven aan, de-rurheim: toegestaan"), "{dutch}");

    consent(&federation, ORIGIN, &["withdraw", &id]);
    eventually("what was passed on is taken back", || federation.inbox(RECEIVER).is_empty().then_some(()));
    assert_eq!(federation.inbox(RELAY), [record.as_str()]);
    assert_audited(&federation);
}
