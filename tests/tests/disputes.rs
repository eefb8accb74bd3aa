//! Disputes across the border, over kills: opened, answered, taken up and found in, by command and HTTP; what follows from a
//! finding, and that no gate opens by it.

use std::path::Path;

use serde_json::{Value, json};

use crate::federation::{Answer, Federation, Place, case, cases, eventually, output, run, sluis};

const ORIGIN: &str = "nl-maasdorp";
const HOLDER: &str = "be-ariec-oost";
const MEDIATOR: &str = "de-schlichtung";
const NEIGHBOUR: &str = "nl-riec-zuid";

/// NL, BE and DE, with a mediator at the German node; officers and lawyers are one user.
fn federation() -> Federation {
    let mut file = cases();
    let mediator = json!({ "id": MEDIATOR, "country": "DE", "role": "mediator", "name": "Schlichtungsstelle (Beispiel)",
        "node": "node-de", "thirdCountry": false, "mandates": [] });
    file["members"].as_array_mut().unwrap().push(mediator);
    let places = ["node-nl", "node-be", "node-de"].map(Place::on_loopback);
    let mut federation = Federation::at(tempfile::tempdir().unwrap(), &file, &places).all_started();
    for member in [ORIGIN, HOLDER, MEDIATOR] {
        federation.give_roles(member, &["reader", "submitter", "releaser", "policy-officer"]);
    }
    federation
}

fn dispute(federation: &Federation, member: &str, words: &[&str]) -> Value {
    let mut command = federation.as_user(member, &["dispute"]);
    serde_json::from_str(&run(command.args(words).arg("--json"))).unwrap()
}

fn until(federation: &Federation, member: &str, id: &str, at: &str, is: &str) -> Value {
    eventually(&format!("{id} has {at} {is} at {member}"), || {
        let shown = federation.request(member, "GET", &format!("/v1/disputes/{id}"), &[], None);
        Some(shown.body).filter(|shown| shown[at] == is)
    })
}

fn said(federation: &Federation, member: &str, path: &str, key: &str, body: &Value) -> Answer {
    let headers = [("idempotency-key", key), ("accept-language", "de")];
    federation.request(member, "POST", &format!("/v1/disputes{path}"), &headers, Some(body.to_string().into_bytes()))
}

fn upheld() -> Value {
    json!({ "step": "answered", "answer": "upheld", "words": "the decision of the council stands, art. 13b" })
}

/// Opened by the holder, answered by the origin and taken up by the holder until the mediator has it.
fn brought(federation: &Federation, signal: &str, matter: &str) -> String {
    let words = ["open", signal, "--about", matter, "--ground", "law", "--words", "our law asks for more"];
    let opened = dispute(federation, HOLDER, &words);
    let id = opened["id"].as_str().unwrap().to_owned();
    for (level, more) in [("officer", &[][..]), ("lawyer", &["--mediator", MEDIATOR][..])] {
        until(federation, ORIGIN, &id, "level", level);
        let answered = said(federation, ORIGIN, &format!("/{id}/steps"), &format!("{id} {level}"), &upheld());
        assert_eq!(answered.status, 201, "{}", answered.body);
        until(federation, HOLDER, &id, "state", "upheld");
        dispute(federation, HOLDER, &[&["escalate", &id], more].concat());
    }
    let seen = until(federation, MEDIATOR, &id, "level", "mediator");
    assert_eq!((&seen["record"], &seen["opener"]), (&Value::Null, &json!(HOLDER)));
    id
}

/// Every pack that ships, with one replaced, as a folder.
fn packs_with(dir: &Path, file: &str, text: &str) {
    std::fs::create_dir_all(dir).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/packs");
    for entry in std::fs::read_dir(shipped).unwrap() {
        let from = entry.unwrap().path();
        let is_pack =
            from.extension().is_some_and(|extension| extension == "cedar") && !from.ends_with("promises.cedar");
        if is_pack {
            std::fs::copy(&from, dir.join(from.file_name().unwrap())).unwrap();
        }
    }
    std::fs::write(dir.join(file), text).unwrap();
}

#[test]
fn a_dispute_goes_up_over_the_border_and_its_finding_is_a_draft_a_precedent_and_no_open_gate() {
    let mut federation = federation();
    let submission = case("c01")["submission"].clone();
    let (signal, before) = federation.submit(ORIGIN, &submission);
    federation.wait_for(HOLDER, &signal);

    let body =
        json!({ "record": signal, "matter": "condition", "ground": "proportion", "words": "lead only is too little" });
    let opened = said(&federation, HOLDER, "", "open once", &body);
    assert_eq!((opened.status, &opened.body["levelLabel"]), (201, &json!("Sachbearbeitung")), "{}", opened.body);
    let again = said(&federation, HOLDER, "", "open once", &body);
    assert_eq!((again.status, &again.body["id"]), (201, &opened.body["id"]));
    let id = opened.body["id"].as_str().unwrap().to_owned();
    let other = said(
        &federation,
        HOLDER,
        "",
        "open once",
        &json!({ "record": signal, "matter": "grading",
        "ground": "facts", "words": "another" }),
    );
    assert_eq!(other.status, 409);
    let early = output(&mut federation.as_user(HOLDER, &["dispute", "escalate", &id, "--lang", "nl"]));
    assert!(String::from_utf8_lossy(&early.stderr).contains("de termijn loopt nog"), "{early:?}");

    until(&federation, ORIGIN, &id, "state", "open");
    dispute(&federation, ORIGIN, &["answer", &id, "--answer", "upheld", "--words", "it stands"]);
    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);
    until(&federation, HOLDER, &id, "state", "upheld");
    dispute(&federation, HOLDER, &["escalate", &id]);
    federation.process("node-be").kill();
    federation.start("node-be", &[]);
    until(&federation, ORIGIN, &id, "level", "lawyer");
    said(&federation, ORIGIN, &format!("/{id}/steps"), "lawyers", &upheld());
    until(&federation, HOLDER, &id, "state", "upheld");
    let missing = said(&federation, HOLDER, &format!("/{id}/steps"), "to whom", &json!({ "step": "escalated" }));
    assert_eq!((missing.status, &missing.body["errors"][0]["pointer"]), (400, &json!("/mediator")));
    dispute(&federation, HOLDER, &["escalate", &id, "--mediator", MEDIATOR]);
    until(&federation, MEDIATOR, &id, "state", "open");

    let finding = format!("/{id}/finding");
    let found = json!({ "outcome": "pack-change", "country": "BE", "type": "premises-misuse",
        "purpose": "licence-decision", "basis": "be.law-2024-01-15", "words": "the pack leaves out a class that the law covers" });
    let by_party = said(&federation, ORIGIN, &finding, "by a party", &found);
    assert_eq!((by_party.status, &by_party.body["type"]), (409, &json!("urn:sluis:problem:not-a-mediator")));
    assert!(by_party.body["detail"].as_str().unwrap().contains("Schlichtungsstelle"), "{}", by_party.body);
    for words in ["as be-ariec-oost says", "see 0123456789"] {
        let mut naming = found.clone();
        naming["words"] = json!(words);
        let refused = said(&federation, MEDIATOR, &finding, words, &naming);
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (400, &json!("/words")), "{words}");
    }
    let ended = said(&federation, MEDIATOR, &finding, "found", &found);
    assert_eq!(ended.status, 201, "{}", ended.body);
    for member in [ORIGIN, HOLDER] {
        let shown = until(&federation, member, &id, "state", "found");
        assert_eq!(shown["finding"]["outcome"], "pack-change", "{member}");
    }
    let over = said(&federation, HOLDER, &format!("/{id}/steps"), "over", &json!({ "step": "withdrawn" }));
    assert_eq!((over.status, &over.body["type"]), (409, &json!("urn:sluis:problem:dispute-over")));

    // What it proposes is a pack that can be compared with those in force, and nothing more goes until somebody signs it.
    let draft = run(&mut federation.as_user(HOLDER, &["dispute", "draft", &id]));
    let folder = federation.root().join("new-packs");
    packs_with(&folder, "be.cedar", &draft);
    let compared: Value =
        serde_json::from_str(&run(sluis().args(["policy", "diff", "shipped", "--json"]).arg(&folder))).unwrap();
    assert_eq!(compared["added"].as_array().unwrap().len(), 1, "{compared}");
    let table = federation.draft(ORIGIN, &submission, &[]);
    for (member, outcome) in &before {
        assert_eq!(table.body["table"]["members"][member]["outcome"], *outcome, "{member}");
    }

    // Who had no part in it reads it as a precedent, and not whose it was.
    let search = json!({ "matter": "condition", "text": "class law" }).to_string().into_bytes();
    let headers = [("accept-language", "nl")];
    let precedents = federation.request(NEIGHBOUR, "POST", "/v1/precedents/search", &headers, Some(search));
    let items = precedents.body["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["finding"]["outcomeLabel"]), (1, &json!("wijziging van een regelpakket")));
    for told in [ORIGIN, HOLDER, MEDIATOR, id.as_str(), signal.as_str()] {
        assert!(!precedents.body.to_string().contains(told), "{told}: {}", precedents.body);
    }
    let german =
        run(&mut federation.as_user(NEIGHBOUR, &["dispute", "precedents", "--about", "condition", "--lang", "de"]));
    assert!(german.contains("Regelpakets"), "{german}");
    let none =
        run(&mut federation.as_user(NEIGHBOUR, &["dispute", "precedents", "--about", "grading", "--lang", "nl"]));
    assert!(none.contains("geen bevinding gevonden"), "{none}");

    for node in ["node-nl", "node-be", "node-de"] {
        run(sluis().args(["audit", "verify", "--dir"]).arg(federation.dir_of(node)));
    }
}

#[test]
fn an_agreement_is_drafted_for_the_register_and_a_gap_is_counted() {
    let federation = federation();
    let (signal, _) = federation.submit(ORIGIN, &case("c01")["submission"]);
    federation.wait_for(HOLDER, &signal);

    let id = brought(&federation, &signal, "grading");
    let words = ["finding", &id, "--outcome", "agreement", "--basis", "nl.gemeentewet", "--words", "they are to agree"];
    dispute(&federation, MEDIATOR, &words);
    until(&federation, HOLDER, &id, "state", "found");
    let file = federation.root().join("federation.json");
    let next = federation.root().join("next.json");
    let mut draft = federation.as_user(HOLDER, &["dispute", "draft", &id, "--federation"]);
    std::fs::write(&next, run(draft.arg(&file))).unwrap();
    let mut propose = sluis();
    propose.args(["register", "propose", "--register"]).arg(federation.dir_of("node-nl").join("register.cbor"));
    propose.arg("--federation").arg(&next).arg("--out").arg(federation.root().join("next.cose"));
    let proposed = run(&mut propose);
    assert!(proposed.contains("section of BE") && proposed.contains("section of NL"), "{proposed}");

    let id = brought(&federation, &signal, "ownership");
    let gaps = || {
        let mut gaps = federation.as_user(ORIGIN, &["gaps", "--json"]);
        run(&mut gaps)
    };
    assert!(!gaps().contains("premises-misuse"));
    let class = ["--type", "premises-misuse", "--purpose", "licence-decision", "--basis", "nl.gemeentewet"];
    let words = [&["finding", &id, "--outcome", "gap", "--words", "no ground covers it"][..], &class].concat();
    dispute(&federation, MEDIATOR, &words);
    until(&federation, ORIGIN, &id, "state", "found");
    eventually("the gap is counted", || gaps().contains("premises-misuse").then_some(()));
    let listed = dispute(&federation, MEDIATOR, &["list", "--only", "open"]);
    assert_eq!(listed["items"], json!([]));
    let nothing = output(&mut federation.as_user(ORIGIN, &["dispute", "draft", &id, "--lang", "de"]));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("Rechtslücke"), "{nothing:?}");
}
