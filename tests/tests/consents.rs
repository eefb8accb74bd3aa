//! Consent of a signal's origin, across the border and over a kill: asked, granted, refused and withdrawn, by command and
//! HTTP.

use serde_json::{Value, json};

use crate::federation::{Federation, case, eventually, output, run};

const ORIGIN: &str = "nl-maasdorp";
const HOLDER: &str = "be-ariec-oost";
const OTHER: &str = "de-rurheim";

fn consent(federation: &Federation, member: &str, words: &[&str]) -> Value {
    let mut command = federation.as_user(member, &["consent"]);
    serde_json::from_str(&run(command.args(words).arg("--json"))).unwrap()
}

fn until(federation: &Federation, member: &str, id: &str, state: &str) -> Value {
    eventually(&format!("{id} {state} at {member}"), || {
        let mut command = federation.as_user(member, &["consent", "show", id, "--json"]);
        let shown: Value = serde_json::from_slice(&output(&mut command).stdout).ok()?;
        Some(shown).filter(|shown| shown["state"] == state)
    })
}

fn ask(federation: &Federation, signal: &str, kind: &[&str]) -> String {
    let words = ["ask", signal, "--case", "2026-114", "--until", "2099-01-31", "--kind"];
    let asked = consent(federation, HOLDER, &[&words, kind].concat());
    asked["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_origin_consents_over_the_border_and_withdraws_it_after_a_kill() {
    let mut federation = Federation::of_three();
    let (signal, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    for holder in [HOLDER, OTHER] {
        federation.wait_for(holder, &signal);
    }
    let id = ask(&federation, &signal, &["cite"]);
    let seen = until(&federation, ORIGIN, &id, "asked");
    assert_eq!((&seen["holder"], &seen["case"]), (&json!(HOLDER), &json!("2026-114")));
    consent(&federation, ORIGIN, &["grant", &id, "--until", "2098-12-31"]);

    // Both ends come back with what was said.
    for node in ["node-be", "node-nl"] {
        federation.process(node).kill();
        federation.start(node, &[]);
    }
    let known = until(&federation, HOLDER, &id, "granted");
    assert_eq!((&known["until"], &known["use"]), (&json!("2098-12-31"), &json!("ask-before-citing")));
    let shown = |lang: &str| {
        let words = ["signals", "show", &signal, "--purpose", "premises-measure", "--case", "Z-1", "--lang", lang];
        run(&mut federation.as_user(HOLDER, &words))
    };
    let german = shown("de");
    assert!(german.contains("in einer Entscheidung anführen: erteilt (bis einschließlich: 2098-12-31)"), "{german}");
    let dutch = shown("nl");
    assert!(dutch.contains("aanhalen in een besluit: toegestaan (tot en met: 2098-12-31)"), "{dutch}");
    let listed = run(&mut federation.as_user(OTHER, &["consent", "list", "--lang", "nl"]));
    assert!(listed.contains("er is niets gevraagd"), "{listed}");

    let path = format!("/v1/consents/{id}/answer");
    let withdrawn = json!({ "step": "withdrawn" }).to_string().into_bytes();
    let key = [("idempotency-key", "one")];
    for _ in 0..2 {
        let withdrawn = federation.request(ORIGIN, "POST", &path, &key, Some(withdrawn.clone()));
        assert_eq!(withdrawn.status, 201, "{}", withdrawn.body);
    }
    until(&federation, HOLDER, &id, "withdrawn");

    let body = json!({
        "signal": signal, "kind": "purpose", "purpose": "licence-decision", "case": "2026-115", "until": "2099-01-31",
    });
    let asked = federation.request(HOLDER, "POST", "/v1/consents", &[], Some(body.to_string().into_bytes()));
    assert_eq!(asked.status, 201, "{}", asked.body);
    let asked: Value = serde_json::from_str(&asked.body.to_string()).unwrap();
    let second = asked["id"].as_str().unwrap();
    until(&federation, ORIGIN, second, "asked");
    consent(&federation, ORIGIN, &["refuse", second, "--ground", "secrecy"]);
    let refused = until(&federation, HOLDER, second, "refused");
    assert_eq!(refused["ground"], "secrecy");

    let mut verify = crate::federation::sluis();
    let verified = run(verify.args(["audit", "verify", "--dir"]).arg(federation.dir_of("node-nl")));
    assert!(!verified.is_empty());
}

#[test]
fn what_cannot_be_asked_is_told_in_the_readers_language() {
    let federation = Federation::of_three();
    let (signal, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    federation.wait_for(HOLDER, &signal);
    let refused = |lang: &str| {
        let words = ["consent", "ask", &signal, "--kind", "purpose", "--purpose", "tax-assessment"];
        let mut command = federation.as_user(HOLDER, &words);
        let output = output(command.args(["--case", "1", "--until", "2099-01-31", "--lang", lang]));
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused("nl").contains("geen mandaat voor dat doel"), "{}", refused("nl"));
    assert!(refused("de").contains("kein Mandat für diesen Zweck"), "{}", refused("de"));
}
