//! The threat model's claims are shown by tests that exist, and some of them here.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};

use crate::federation::{Federation, READING, case, eventually, output, sluis};
use crate::structure::files;

/// Rows of the page's tables of threats: threat, what Sluis does, the tests that show it, what remains.
fn rows() -> Vec<[String; 4]> {
    let page = files::text("docs/threats.md");
    let mut rows = Vec::new();
    let mut in_table = false;
    for line in page.lines() {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
        in_table = line.starts_with("| threat |") || (in_table && line.starts_with('|'));
        if in_table && !line.starts_with("| threat |") && !line.starts_with("|---") {
            let cells = <[String; 4]>::try_from(cells);
            rows.push(cells.unwrap_or_else(|cells| panic!("{cells:?} has not four cells")));
        }
    }
    assert!(rows.len() > 20, "the page has its tables: {}", rows.len());
    rows
}

/// Whether a file has a test of that name.
fn is_test(file: &str, name: &str) -> bool {
    let text = std::fs::read_to_string(files::root().join(file)).unwrap_or_default();
    let lines: Vec<_> = text.lines().map(str::trim_start).collect();
    let head = [format!("fn {name}("), format!("async fn {name}(")];
    lines.iter().enumerate().filter(|(_, line)| head.iter().any(|head| line.starts_with(head))).any(|(at, _)| {
        let attributes = lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        attributes.into_iter().any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
    })
}

#[test]
fn each_threat_names_tests_that_exist_or_says_what_remains() {
    for [threat, what, shown, remains] in rows() {
        let tests: Vec<_> = shown.split('`').filter_map(|part| part.split_once(".rs::")).collect();
        assert!(!what.is_empty() && !remains.is_empty(), "{threat}: an empty cell");
        assert!(!tests.is_empty() || (shown == "–" && remains != "–"), "{threat}: no test, and nothing remains");
        for (file, name) in tests {
            assert!(is_test(&format!("{file}.rs"), name), "{threat}: there is no test `{file}.rs::{name}`");
        }
    }
}

#[test]
fn a_user_cannot_see_in_the_nodes_status_that_a_neighbour_is_at_work() {
    let federation = Federation::of_three();
    let look = || {
        let mut status = federation.request("nl-terminal-b", "GET", "/v1/status", &[], None).body;
        status.as_object_mut().unwrap().remove("links");
        status
    };
    let before = look();

    federation.submit("nl-terminal-a", &case("c18")["submission"]);

    assert_eq!(look(), before);
}

#[test]
fn no_content_and_no_token_stands_in_a_log_that_tells_everything() {
    let mut federation = Federation::of_three();
    for node in ["node-nl", "node-de"] {
        federation.process(node).stop();
        federation.start(node, &[("SLUIS_LOG__LEVEL", "warn,sluis_node=trace")]);
    }
    let mut closed = case("c01")["submission"].clone();
    closed["subjects"][0]["name"] = json!("Merkwoord-naam B.V.");
    let (record, _) = federation.submit("nl-maasdorp", &closed);
    federation.wait_for("de-rurheim", &record);
    federation.request("de-rurheim", "GET", &format!("/v1/signals/{record}"), &READING, None);
    closed["handling"]["purpose"] = json!("Merkwoord-doel");
    assert_eq!(federation.draft("nl-maasdorp", &closed, &[]).status, 400);
    assert_eq!(federation.request_with_token("Merkwoord-token", "nl-maasdorp", "GET", "/v1/signals").status, 401);

    for node in ["node-nl", "node-de"] {
        let log = federation.process(node).log();
        assert!(log.contains("request") && !log.contains("Merkwoord"), "{node}:\n{log}");
        assert!(!federation.tokens().any(|token| log.contains(token)), "{node} logs a token");
    }
}

#[test]
fn a_token_taken_back_counts_no_more() {
    let federation = Federation::of_three();
    let token = federation.give_token("node-nl", "nl-maasdorp", &["reader"]);
    let ask = || federation.request_with_token(&token, "nl-maasdorp", "GET", "/v1/signals").status;
    assert_eq!(ask(), 200);
    let operator = |arguments: &[&str]| output(sluis().args(arguments).arg("--dir").arg(federation.dir_of("node-nl")));
    let listed: Vec<Value> = serde_json::from_slice(&operator(&["token", "list", "--json"]).stdout).unwrap();
    let newest = listed.iter().max_by_key(|token| token["at"].as_str().unwrap().to_owned()).unwrap();

    assert!(operator(&["token", "revoke", newest["hash"].as_str().unwrap()]).status.success());

    assert_eq!(ask(), 401);
}

#[test]
fn a_node_with_another_register_gets_no_link_and_is_told_why() {
    let federation = Federation::of_three();
    let stranger = Federation::stranger_to(&federation);

    let why = eventually("the stranger's operator sees why there is no link", || {
        let status = output(sluis().args(["status", "--json", "--dir"]).arg(stranger.dir_of("node-be"))).stdout;
        let status: Value = serde_json::from_slice(&status).ok()?;
        status["peers"].as_array()?.iter().find_map(|peer| Some(peer["obstacle"].as_str()?.to_owned()))
    });

    assert!(why.contains("register") || why.contains("127.0.0.1"), "{why}");
    let doctor = output(sluis().args(["doctor", "--json", "--dir"]).arg(stranger.dir_of("node-be")));
    assert_eq!(doctor.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let wrong = found["findings"].as_array().unwrap().iter().filter(|finding| finding["ok"] == false);
    let wrong: BTreeSet<_> = wrong.map(|finding| finding["what"].as_str().unwrap()).collect();
    assert_eq!(wrong, BTreeSet::from(["links"]), "{found}");
}

#[test]
fn nothing_but_the_answer_is_printed_where_nobody_watches_and_a_reader_may_leave() {
    let federation = Federation::of_three();
    let token = federation.give_token("node-nl", "nl-maasdorp", &["reader", "submitter"]);
    let submissions = federation.root().join("many.ndjson");
    let line = case("c01")["submission"].to_string() + "\n";
    std::fs::write(&submissions, line.repeat(40)).unwrap();
    let call = |line: &str| {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line, env!("CARGO_BIN_EXE_sluis-under-test")])
            .arg(&submissions)
            .arg(federation.dir_of("node-nl"));
        output(shell.env("SLUIS_TOKEN", &token).env("SLUIS_URL", federation.url_of("node-nl")))
    };

    let submitted = call("\"$0\" submit \"$1\"");
    let left = call("\"$0\" status --dir \"$2\" | true; \"$0\" signals list | true; \"$0\" check --dir \"$2\" | true");

    assert!(submitted.status.success() && submitted.stderr.is_empty(), "{submitted:?}");
    assert_eq!(String::from_utf8(submitted.stdout).unwrap().lines().count(), 80, "a table and a draft for each");
    assert!(!String::from_utf8(left.stderr).unwrap().contains("panicked"));
}
