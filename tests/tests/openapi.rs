//! The interface of a real node as others see it: a fuzzer that knows it from its document alone, and a stream of
//! events over a kill.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use crate::federation::{Federation, PATIENCE, case, output};
use crate::tools;

/// What every answer must be. Data that the document allows may still be refused: check digits, code lists of
/// thousands and rules between fields are in no schema, so that `positive_data_acceptance` is not asked for.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
    response_schema_conformance,unsupported_method,allow_header_conformance,negative_data_rejection,\
    missing_required_header,ignored_auth,use_after_free,ensure_resource_availability";

/// One node with something in it, and with limits that a fuzzer does not meet.
fn node() -> Federation {
    let mut federation = Federation::prepared(&["node-nl"]);
    let limits = ["TOKEN_PER_SECOND", "TOKEN_BURST", "CLIENT_PER_SECOND", "CLIENT_BURST"];
    let limits = limits.map(|name| (format!("SLUIS_HTTP__LIMITS__{name}"), "1000000"));
    let environment: Vec<(&str, &str)> = limits.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    federation.start("node-nl", &environment);
    federation.give_tokens();
    federation
}

#[test]
fn a_fuzzer_finds_no_failure_and_no_undocumented_answer() {
    if !tools::need("schemathesis", tools::runs("schemathesis", &["--version"])) {
        return;
    }
    let federation = node();
    federation.submit("nl-riec-zuid", &case("c03")["submission"]);
    let mut fuzzer = Command::new("schemathesis");
    // No configuration of whoever runs this, and nothing left behind in the tree.
    fuzzer.current_dir(federation.root()).env("NO_COLOR", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    fuzzer.args(["run", &format!("{}/v1/openapi.json", federation.url("node-nl"))]);
    fuzzer.args(["-H", &format!("Authorization: Bearer {}", federation.token("nl-riec-zuid"))]);
    // What has no end is followed in `events_are_followed_over_a_kill_of_the_node`.
    fuzzer.args(["--exclude-path", "/v1/events", "--checks", CHECKS, "--phases", "examples,coverage,fuzzing,stateful"]);
    // Always the same examples: what is found is found again.
    fuzzer.args(["--max-examples", "25", "--seed", "20260526", "--suppress-health-check", "all"]);
    fuzzer.args(["--request-timeout", "20", "--continue-on-failure", "--warnings", "off"]);

    let run = output(&mut fuzzer);

    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("passed"), "{said}");
}

/// A stream of events of a member, read line by line.
struct Events(BufReader<TcpStream>);

impl Events {
    /// Follows from now on, or after an event; returns once the node follows too.
    fn of(federation: &Federation, member: &str, last: Option<&str>) -> Self {
        let address = federation.url("node-nl").trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let token = federation.token(member);
        let last = last.map_or_else(String::new, |last| format!("Last-Event-ID: {last}\r\n"));
        write!(stream, "GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{last}\r\n")
            .expect("a request");
        let mut events = Self(BufReader::new(stream));
        assert_eq!(events.event()["content-type"], "text/event-stream", "the head of the answer");
        assert!(events.event().contains_key("id"));
        events
    }

    /// The next event's fields by name; comments that keep the stream alive count for nothing.
    fn event(&mut self) -> BTreeMap<String, String> {
        let by = Instant::now() + PATIENCE;
        let mut fields = BTreeMap::new();
        loop {
            if self.line(&mut fields) && !fields.is_empty() {
                return fields;
            }
            assert!(Instant::now() < by, "no event within {PATIENCE:?}");
        }
    }

    /// Reads a line; whether it ends an event.
    fn line(&mut self, fields: &mut BTreeMap<String, String>) -> bool {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("the stream goes on");
        assert!(!line.is_empty(), "the stream ended");
        if let Some((name, value)) = line.trim_end().split_once(": ").filter(|(name, _)| !name.is_empty()) {
            fields.insert(name.to_owned(), value.to_owned());
        }
        line.trim_end().is_empty()
    }

    /// The next arrival: its id and the record's.
    fn arrival(&mut self) -> (String, String) {
        let event = self.event();
        assert_eq!(event["event"], "arrival");
        let item: Value = serde_json::from_str(&event["data"]).expect("an item");
        (event["id"].clone(), item["id"].as_str().expect("a record").to_owned())
    }
}

#[test]
fn events_are_followed_over_a_kill_of_the_node() {
    let mut federation = node();
    let submit = |federation: &Federation, title: &str| {
        let mut submission = case("c03")["submission"].clone();
        submission["title"] = json!(title);
        federation.submit("nl-riec-zuid", &submission).0
    };
    let mut events = Events::of(&federation, "nl-maasdorp", None);
    let one = submit(&federation, "Een");
    let (seen, record) = events.arrival();
    assert_eq!(record, one);

    let two = submit(&federation, "Twee");
    federation.process("node-nl").kill();
    federation.start("node-nl", &[]);
    let mut events = Events::of(&federation, "nl-maasdorp", Some(&seen));
    let three = submit(&federation, "Drie");

    assert_eq!([events.arrival().1, events.arrival().1], [two, three]);
}
