//! Every planted defect of `defects/*.patch` is caught by the test that its first line names.
//!
//! The crates are copied, the copy is proven sound, and then each patch is applied, tested and taken back. The build
//! uses this test's own target directory, so that dependencies are not built twice.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the seconds are told, not judged")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

struct Defect {
    name: String,
    patch: PathBuf,
    test: String,
}

impl Defect {
    /// The number of the invariant that it breaks.
    fn invariant(&self) -> &str {
        self.name.split('-').next().unwrap()
    }
}

#[test]
fn every_planted_defect_is_caught() {
    if Command::new("patch").arg("--version").output().is_err() {
        assert_ne!(std::env::var("SLUIS_TEST_REQUIRE").as_deref(), Ok("all"), "`patch` is not installed");
        println!("skipped every_planted_defect_is_caught: `patch` is not installed");
        return;
    }
    let only = std::env::var("SLUIS_DEFECTS").unwrap_or_default();
    let asked = |d: &Defect| only.split(',').any(|part| d.name.contains(part));
    let defects: Vec<Defect> = planted().into_iter().filter(asked).collect();
    let copy = copy_of_crates();
    let began = Instant::now();
    let named: BTreeSet<&str> = defects.iter().map(|d| d.test.as_str()).collect();
    let sound = outcomes(&copy, &named);
    for test in named {
        assert_eq!(sound.of(test).as_deref(), Ok("ok"), "{test} must pass without any defect");
    }
    println!("without any defect: {:.1} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let missed: Vec<String> = defects.iter().filter_map(|defect| missed(&copy, defect)).collect();
    let took = began.elapsed();
    let caught = |d: &&Defect| missed.iter().all(|m| !m.starts_with(&format!("{}:", d.name)));
    for invariant in defects.iter().map(Defect::invariant).collect::<BTreeSet<_>>() {
        let all: Vec<&Defect> = defects.iter().filter(|d| d.invariant() == invariant).collect();
        println!("invariant {invariant}: caught {} of {}", all.iter().filter(|d| caught(d)).count(), all.len());
    }
    println!("caught {} of {}", defects.len() - missed.len(), defects.len());
    println!("{:.1} s, {:.1} s each", took.as_secs_f64(), took.as_secs_f64() / defects.len() as f64);
    assert!(missed.is_empty(), "not caught:\n{}", missed.join("\n"));
}

#[test]
fn every_invariant_has_three_planted_defects() {
    let defects = planted();
    for invariant in ["1", "2", "3", "4", "5", "6", "8"] {
        let count = defects.iter().filter(|d| d.invariant() == invariant).count();
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
    let outcome = outcomes(copy, &[defect.test.as_str()].into()).of(&defect.test);
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

/// What tests printed, and what the compiler said.
struct Outcomes {
    printed: String,
    compiler: String,
}

impl Outcomes {
    /// What became of one test; what the compiler said where it did not come to that.
    fn of(&self, test: &str) -> Result<String, String> {
        let start = format!("test {test} ... ");
        let line = self.printed.lines().find_map(|line| line.strip_prefix(&start).map(str::to_owned));
        line.ok_or_else(|| self.compiler.clone())
    }
}

/// Builds the copy as it is now and runs tests of it. Each patch touches a few lines, so what the compiler kept of the
/// build before saves most of the next one, also where builds otherwise keep nothing.
fn outcomes(copy: &Path, tests: &BTreeSet<&str>) -> Outcomes {
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--offline", "--package", "sluis-simulations", "--no-default-features", "--test", "all"]);
    command.args(["--", "--exact"]).args(tests).current_dir(copy);
    command.env("CARGO_TARGET_DIR", target()).env("CARGO_INCREMENTAL", "1");
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Outcomes { printed: text(&output.stdout), compiler: text(&output.stderr) }
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
    let trimmed = manifest.lines().filter(|line| !line.starts_with("default-members")).map(|line| match line {
        members if members.starts_with("members") => "members = [\"protocol\", \"schemas\", \"simulations\"]",
        // Nobody looks for lines in a copy.
        "debug = \"line-tables-only\"" => "debug = 0",
        other => other,
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
