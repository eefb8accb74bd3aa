//! Every planted defect of `defects/*.patch` is caught by the test that its first line names.
//!
//! The crates are copied, the copy is proven sound, and then each patch is applied, tested and taken back. The build
//! uses this test's own target directory, so that dependencies are not built twice.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Defect {
    name: String,
    patch: PathBuf,
    test: String,
}

#[test]
fn every_planted_defect_is_caught() {
    if Command::new("patch").arg("--version").output().is_err() {
        assert_ne!(std::env::var("SLUIS_TEST_REQUIRE").as_deref(), Ok("all"), "`patch` is not installed");
        println!("skipped every_planted_defect_is_caught: `patch` is not installed");
        return;
    }
    let defects = planted();
    let copy = copy_of_crates();
    let named: BTreeSet<&str> = defects.iter().map(|d| d.test.as_str()).collect();
    for test in named {
        assert_eq!(outcome(&copy, test).as_deref(), Ok("ok"), "{test} must pass without any defect");
    }
    let missed: Vec<String> = defects.iter().filter_map(|defect| missed(&copy, defect)).collect();
    println!("caught {} of {}", defects.len() - missed.len(), defects.len());
    assert!(missed.is_empty(), "not caught:\n{}", missed.join("\n"));
}

#[test]
fn every_invariant_has_three_planted_defects() {
    let defects = planted();
    for invariant in ["1", "2", "3", "4", "5", "6", "8"] {
        let count = defects.iter().filter(|d| d.name.split('-').next() == Some(invariant)).count();
        assert!(count >= 3, "invariant {invariant} has {count}");
    }
}

fn planted() -> Vec<Defect> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("defects");
    let mut patches: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    patches.sort();
    patches.into_iter().map(read).collect()
}

fn read(patch: PathBuf) -> Defect {
    let text = fs::read_to_string(&patch).unwrap();
    let test = text.lines().next().and_then(|line| line.strip_prefix("# caught by: "));
    let test = test.unwrap_or_else(|| panic!("{} names no test", patch.display())).to_owned();
    Defect { name: patch.file_stem().unwrap().to_string_lossy().into_owned(), patch, test }
}

/// Says what is wrong if a defect is not caught.
fn missed(copy: &Path, defect: &Defect) -> Option<String> {
    patch(copy, defect, &[]);
    let outcome = outcome(copy, &defect.test);
    patch(copy, defect, &["--reverse"]);
    println!("{}: {} {outcome:?}", defect.name, defect.test);
    (outcome.as_deref() != Ok("FAILED")).then(|| format!("{}: {} {outcome:?}", defect.name, defect.test))
}

fn patch(copy: &Path, defect: &Defect, options: &[&str]) {
    let mut command = Command::new("patch");
    command.args(["--strip=1", "--batch", "--silent"]).args(options).arg("--input").arg(&defect.patch);
    let done = command.current_dir(copy).status().unwrap();
    assert!(done.success(), "{} no longer applies", defect.name);
}

/// What became of one test; what the compiler said where it did not come to that.
fn outcome(copy: &Path, test: &str) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--offline", "--package", "sluis-simulations", "--test", "all", "--", "--exact", test]);
    command.current_dir(copy).env("CARGO_TARGET_DIR", target());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said.lines().find_map(|line| line.strip_prefix(&format!("test {test} ... ")).map(str::to_owned));
    line.ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The directory that this test was built in.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().to_owned()
}

fn copy_of_crates() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let copy = target().join("defects");
    if copy.exists() {
        fs::remove_dir_all(&copy).unwrap();
    }
    for folder in ["schemas", "protocol", "simulations"] {
        copy_folder(&root.join(folder), &copy.join(folder));
    }
    fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let trimmed = manifest.lines().filter(|line| !line.starts_with("default-members")).map(|line| {
        let is_members = line.starts_with("members");
        if is_members { "members = [\"protocol\", \"schemas\", \"simulations\"]" } else { line }
    });
    fs::write(copy.join("Cargo.toml"), trimmed.collect::<Vec<_>>().join("\n")).unwrap();
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
