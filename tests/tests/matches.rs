//! A match across the border, between real processes and over a kill, and the request that follows it.

use serde_json::{Value, json};

use crate::federation::{Federation, case, run};

const ASKER: &str = "nl-maasdorp";
const ASKED: &str = "de-rurheim";

fn matched(federation: &Federation, value: &str, more: &[&str]) -> Value {
    let words =
        ["match", "de-hr", value, "--of", ASKED, "--purpose", "licence-decision", "--case", "voorbeeld-2026-114"];
    let mut ask = federation.as_user(ASKER, &words);
    serde_json::from_str(&run(ask.args(["--wait", "60", "--json"]).args(more))).unwrap()
}

fn answer(found: &Value) -> &str {
    found["members"][ASKED]["answer"].as_str().unwrap()
}

#[test]
fn a_hit_leads_to_a_request_that_a_person_sends_and_nothing_else_gives_one() {
    let mut federation = Federation::of_three();
    let (secret, _) = federation.submit(ASKED, &case("c05")["submission"]);
    let file = federation.root().join("question.json");
    let found = matched(&federation, "Aachen HRB 999001", &["--request", file.to_str().unwrap()]);
    assert_eq!(answer(&found), "hit");
    assert!(!found.to_string().contains(&secret));
    let nothing = matched(&federation, "Aachen HRB 999009", &[]);
    assert_eq!((answer(&nothing), &nothing["members"][ASKED]["request"]), ("no-answer", &Value::Null));

    let question: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!((&question["type"], &question["caseRef"]), (&json!("request"), &json!("voorbeeld-2026-114")));
    assert_eq!(question["subjects"][0]["identifiers"][0]["value"], "Aachen HRB 999001");
    let mut ask = federation.as_user(ASKER, &["request", "ask"]);
    let fate: Value = serde_json::from_str(&run(ask.arg(&file).args(["--release", "--json"]))).unwrap();
    federation.wait_for(ASKED, fate["record"].as_str().unwrap());

    let id = found["id"].as_str().unwrap();
    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);
    let again = federation.request(ASKER, "GET", &format!("/v1/matches/{id}"), &[], None);
    assert_eq!(answer(&again.body), "hit", "{}", again.body);
}
