//! Completions, as a shell takes them.

use std::process::Command;

use crate::federation::{run, sluis};
use crate::tools;

#[test]
fn bash_completes_commands_options_and_values() {
    if !tools::need("bash", tools::runs("bash", &["--version"])) {
        return;
    }
    // In a file, as users source it: the script is longer than one argument may be.
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("sluis.bash");
    std::fs::write(&script, run(sluis().args(["completions", "bash"]))).unwrap();
    let complete = |words: &[&str]| -> Vec<String> {
        let (last, before) = words.split_last().unwrap();
        // What bash does on a tab: the words so far, and the function that the script registered.
        let ask = format!(
            "set -eu\nsource '{}'\nCOMP_WORDS=({}) COMP_CWORD={}\n_sluis sluis '{last}' '{}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"",
            script.display(),
            words.join(" "),
            words.len() - 1,
            before.last().unwrap()
        );
        run(Command::new("bash").args(["--norc", "-c", &ask])).lines().map(str::to_owned).collect()
    };

    assert_eq!(complete(&["sluis", "reg"]), ["register"]);
    assert_eq!(complete(&["sluis", "register", "pub"]), ["publish"]);
    assert_eq!(complete(&["sluis", "status", "--wa"]), ["--wait"]);
    assert_eq!(complete(&["sluis", "signals", "list", "--direction", "rec"]), ["received"]);
}

#[test]
fn every_shell_has_its_script() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(sluis().args(["completions", shell]));
        assert!(script.contains("register") && script.contains("doctor"), "{shell}");
    }
}
