//! The status page says what the program says of itself.

use std::collections::BTreeSet;
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
    let federation = Federation::of_three();
    let document: Value = federation.request("nl-maasdorp", "GET", "/v1/openapi.json", &[], None).body;
    let paths: BTreeSet<String> = document["paths"].as_object().expect("paths").keys().cloned().collect();
    let mut promised = present("HTTP");
    promised.remove("/v1/openapi.json");
    assert_eq!(paths.into_iter().filter(|p| p != "/v1/openapi.json").collect::<BTreeSet<_>>(), promised);
}
