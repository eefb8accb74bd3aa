//! A member is absent, across the border and over a kill: what is due meanwhile goes back to its origin, by command.

use serde_json::{Value, json};

use crate::federation::{Federation, case, eventually, output, run};

const ORIGIN: &str = "nl-maasdorp";
const OWNER: &str = "be-ariec-oost";
const DELEGATE: &str = "de-rurheim";

fn says(federation: &Federation, member: &str, words: &[&str]) -> Value {
    serde_json::from_str(&run(federation.as_user(member, words).arg("--json"))).unwrap()
}

fn until(federation: &Federation, member: &str, signal: &str, state: &str) -> Value {
    eventually(&format!("{signal} {state} at {member}"), || {
        Some(says(federation, member, &["follow-up", "show", signal])).filter(|shown| shown["state"] == state)
    })
}

#[test]
fn an_offer_to_who_is_absent_comes_back_over_the_border_and_who_is_named_takes_it() {
    let mut federation = Federation::of_three();
    let (signal, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    for holder in [OWNER, DELEGATE] {
        federation.wait_for(holder, &signal);
    }
    let days = ["--from", "2026-01-01", "--until", "2099-12-31", "--delegate", DELEGATE];
    let set = says(&federation, OWNER, &[&["absence", "set"], &days[..]].concat());
    assert_eq!(set["delegate"], DELEGATE);
    federation.process("node-be").kill();
    federation.start("node-be", &[]);

    says(&federation, ORIGIN, &["follow-up", "offer", &signal, "--to", OWNER, "--close-within", "10"]);

    let back = until(&federation, ORIGIN, &signal, "refused");
    assert_eq!((&back["ground"], &back["absentUntil"]), (&json!("absent"), &json!("2099-12-31")));
    assert_eq!(back["proposed"], json!([DELEGATE]));
    let dutch = run(&mut federation.as_user(ORIGIN, &["follow-up", "show", &signal, "--lang", "nl"]));
    assert!(dutch.contains("afwezig"), "{dutch}");
    says(&federation, ORIGIN, &["follow-up", "offer", &signal, "--to", DELEGATE]);
    until(&federation, DELEGATE, &signal, "offered");
    says(&federation, DELEGATE, &["follow-up", "accept", &signal]);
    until(&federation, ORIGIN, &signal, "owned");

    let again = output(&mut federation.as_user(OWNER, &[&["absence", "set", "--lang", "de"], &days[..]].concat()));
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(!again.status.success() && said.contains("bereits abwesend"), "{said}");
    run(&mut federation.as_user(OWNER, &["absence", "end", "2026-01-01"]));
    let none = run(&mut federation.as_user(OWNER, &["absence", "list", "--lang", "fr"]));
    assert!(none.contains("aucune absence"), "{none}");

    let mut verify = crate::federation::sluis();
    let verified = run(verify.args(["audit", "verify", "--dir"]).arg(federation.dir_of("node-be")));
    assert!(!verified.is_empty());
}
