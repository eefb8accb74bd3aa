//! The status page says what the program says of itself.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use serde_json::Value;

use crate::federation::{Federation, run, sluis};

const PAGE: &str = include_str!("../../docs/status.md");

/// First cells of the rows of a section, with whether the row says that something is there.
fn rows(section: &str) -> Vec<(String, bool)> {
    let text = PAGE.split("\n## ").find(|part| part.starts_with(section)).expect("the section");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let name = cells.next().expect("a name").trim_matches('`').to_owned();
        (name, cells.next().expect("a status") != "absent")
    })
    .collect()
}

fn present(section: &str) -> BTreeSet<String> {
    rows(section).into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

/// The commands that a program's help lists.
fn commands(mut program: Command) -> BTreeSet<String> {
    let help = run(program.arg("--help"));
    let listed = help.split("Commands:").nth(1).expect("commands").split("Options:").next().expect("an end");
    let words = listed.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    words.filter_map(|l| l.split_whitespace().next()).filter(|word| *word != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_stands_on_the_status_page_and_the_other_way_round() {
    assert_eq!(commands(sluis()), present("`sluis`"));
    assert_eq!(commands(Command::new(env!("CARGO_BIN_EXE_sluis-sim-under-test"))), present("`sluis-sim`"));
}

#[test]
fn every_path_stands_on_the_status_page_and_the_other_way_round() {
    let mut federation = Federation::of_three();
    let document: Value = federation.request("nl-maasdorp", "GET", "/v1/openapi.json", &[], None).body;
    let mut paths: BTreeSet<String> = document["paths"].as_object().expect("paths").keys().cloned().collect();
    paths.insert("/v1/openapi.json".to_owned());
    if let Some(path) = path_of_metrics(&mut federation) {
        paths.insert(path);
    }
    assert_eq!(paths, present("HTTP"));
}

/// Where figures are told, on a listener of their own that no document describes.
fn path_of_metrics(federation: &mut Federation) -> Option<String> {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    federation.process("node-nl").stop();
    federation.start("node-nl", &[("SLUIS_METRICS__LISTEN", &free.to_string())]);
    let mut stream = TcpStream::connect(free).ok()?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    (answer.starts_with("HTTP/1.1 200") && answer.contains("sluis_links_up")).then(|| "/metrics".to_owned())
}
