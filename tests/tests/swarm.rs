//! The fault swarm as a program: it breaks nothing, and what fails is told, played again and shrunk.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::structure::files;

/// Seconds of the swarm where `SLUIS_SWARM_SECONDS` does not say so.
const USUAL_SECONDS: &str = "5";

fn sluis_sim(arguments: &[&str], dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sluis-sim-under-test")).args(arguments).current_dir(dir).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_swarm_breaks_no_invariant() {
    let seconds = std::env::var("SLUIS_SWARM_SECONDS").unwrap_or_else(|_| USUAL_SECONDS.to_owned());
    let dir = tempfile::tempdir().unwrap();

    let output = sluis_sim(&["swarm", "--seconds", &seconds, "--json"], dir.path());

    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (seeds, violations) = (report["seeds"].as_u64().unwrap(), report["violations"].as_array().unwrap());
    println!("swarm: {seeds} seeds in {seconds} s, {} violations", violations.len());
    assert!(output.status.success() && violations.is_empty(), "{}", printed(&output));
    assert!(seeds > 0 && report["faults"].as_object().unwrap().len() > 1, "{}", printed(&output));
}

#[test]
fn what_fails_is_played_again_and_shrunk_to_what_it_takes() {
    let dir = tempfile::tempdir().unwrap();
    let trace = files::root().join("simulations/traces/lying-disk.json");
    let trace = trace.to_str().unwrap();

    let replayed = sluis_sim(&["replay", trace], dir.path());
    let shrunk = sluis_sim(&["shrink", trace, "--out", "small.json"], dir.path());
    let again = sluis_sim(&["replay", "small.json"], dir.path());

    assert_eq!(replayed.status.code(), Some(1), "{}", printed(&replayed));
    assert!(shrunk.status.success(), "{}", printed(&shrunk));
    let small: Value = serde_json::from_slice(&std::fs::read(dir.path().join("small.json")).unwrap()).unwrap();
    let kinds: Vec<&str> = small["actions"].as_array().unwrap().iter().map(|a| a["do"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["lying-disk", "submit", "advance", "crash"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(printed(&again).contains("as in the file"), "{}", printed(&again));
}

#[test]
fn a_file_that_is_no_trace_is_refused_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("no.json"), "{\n \"seed\": true\n}").unwrap();

    let output = sluis_sim(&["replay", "no.json"], dir.path());

    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("`no.json`") && said.contains("line 2"), "{said}");
}
