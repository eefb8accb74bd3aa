//! Bad input gets the promised answer, and leaves nothing behind.

use serde_json::{Value, json};

use crate::federation::{Answer, Federation, case, output, sluis};

fn problem(answer: &Answer, status: u16) -> &Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.content_type, "application/problem+json");
    assert_eq!(answer.body["status"], json!(status));
    &answer.body
}

fn pointers(answer: &Answer) -> Vec<&str> {
    answer.body["errors"].as_array().unwrap().iter().filter_map(|e| e["pointer"].as_str()).collect()
}

#[test]
fn malformed_and_refused_submissions_get_their_problem_and_store_no_content() {
    let federation = Federation::of_three();
    let good = case("c01")["submission"].clone();
    let with = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    let draft = |body: Vec<u8>| federation.request("nl-maasdorp", "POST", "/v1/drafts", &[], Some(body));

    problem(&draft(b"{\"type\": ".to_vec()), 400);
    problem(&draft(vec![0xff, 0xfe]), 400);
    problem(&draft(vec![b'['; 100_000]), 400);
    problem(&draft(vec![b' '; 10 * 1024 * 1024]), 413);
    let unknown = draft(with("/handling/purpose", json!("merkwoord")).to_string().into_bytes());
    problem(&unknown, 400);
    assert_eq!(pointers(&unknown), ["/handling/purpose"]);
    let check_digit =
        with("/subjects/0/identifiers/0", json!({ "scheme": "be-kbo", "value": "0403170702" })).to_string();
    let check_digit = draft(check_digit.into_bytes());
    problem(&check_digit, 400);
    assert_eq!(pointers(&check_digit), ["/subjects/0/identifiers/0/value"]);
    let mut twice = with("/handling/purpose", json!("nonsense"));
    twice["type"] = json!("nonsense");
    assert_eq!(pointers(&draft(twice.to_string().into_bytes())).len(), 2, "all problems are told at once");
    let police = draft(case("c12")["submission"].to_string().into_bytes());
    assert_eq!(problem(&police, 422)["rule"], json!("refused:EU-F1"));

    assert!(federation.inbox("de-rurheim").is_empty());
    let own = federation.request("nl-maasdorp", "GET", "/v1/signals", &[], None);
    assert_eq!(own.body["items"], json!([]));
    let status: Value = serde_json::from_slice(
        &output(sluis().args(["status", "--json", "--dir"]).arg(federation.dir_of("node-nl"))).stdout,
    )
    .unwrap();
    // Tokens were given to eight members; the refusal stands in the journal, what was malformed does not.
    assert_eq!(status["journalSeq"], json!(8 + 1), "eight rights and one refusal");
}

#[test]
fn the_same_key_with_another_body_is_a_conflict() {
    let federation = Federation::of_three();
    let key = [("Idempotency-Key", "merk-1")];
    let (one, other) = (case("c01"), case("c02"));

    let first = federation.draft("nl-maasdorp", &one["submission"], &key);
    let again = federation.draft("nl-maasdorp", &one["submission"], &key);
    let conflict = federation.draft("nl-maasdorp", &other["submission"], &key);

    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body["id"], again.body["id"]);
    problem(&conflict, 409);
}

#[test]
fn a_release_under_a_table_that_was_not_shown_is_refused_with_the_one_that_holds() {
    let federation = Federation::of_three();
    let draft = federation.draft("nl-maasdorp", &case("c01")["submission"], &[]);
    let path = format!("/v1/drafts/{}/release", draft.body["id"].as_str().unwrap());
    let body = json!({ "tableHash": "00".repeat(32) }).to_string();

    let refused = federation.request("nl-maasdorp", "POST", &path, &[], Some(body.into_bytes()));

    assert_eq!(problem(&refused, 409)["table"]["hash"], draft.body["table"]["hash"]);
    assert_eq!(federation.release("nl-maasdorp", &draft).status, 201);
}

#[test]
fn tokens_act_for_their_member_only() {
    let federation = Federation::of_three();
    let draft = federation.draft("nl-maasdorp", &case("c01")["submission"], &[]);
    let path = format!("/v1/drafts/{}", draft.body["id"].as_str().unwrap());

    problem(&federation.request("nl-riec-zuid", "GET", &path, &[], None), 404);
    problem(&federation.request("nl-maasdorp", "GET", "/v1/nowhere", &[], None), 404);
    problem(&federation.request("nl-maasdorp", "DELETE", "/v1/signals", &[], None), 405);
    problem(&federation.request_with_token("wrong", "nl-maasdorp", "GET", "/v1/signals"), 401);
}

#[test]
fn a_damaged_store_or_configuration_is_reported_with_what_to_do() {
    let mut federation = Federation::of_three();
    federation.process("node-de").stop();
    let dir = federation.dir_of("node-de").to_owned();
    let run = || {
        let output = output(sluis().arg("run").arg("--dir").arg(&dir));
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!text.contains("panicked"), "{text}");
        text
    };

    let config = std::fs::read_to_string(dir.join("sluis.toml")).unwrap();
    std::fs::write(dir.join("sluis.toml"), config.replace("[http]", "[htpt]")).unwrap();
    assert!(run().contains("htpt"));
    std::fs::write(dir.join("sluis.toml"), config).unwrap();

    let mut bytes = std::fs::read(dir.join("sluis.db")).unwrap();
    bytes.iter_mut().skip(64).step_by(3).for_each(|b| *b ^= 0x55);
    std::fs::write(dir.join("sluis.db"), bytes).unwrap();
    let text = run();
    assert!(text.contains("sluis.db") && text.contains("backup"), "{text}");
}
