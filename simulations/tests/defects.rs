//! Every planted defect of `defects/*.patch` is caught by the test that its first line names. Where that test ends with a
//! broken invariant, it is the one whose number the file's name begins with; else the test saw it by itself.
//!
//! `SLUIS_DEFECTS` plants those alone whose names hold one of the parts that it lists, parted by commas.
//! `SLUIS_DEFECT_SECONDS` begins with no other after so long; which come first is drawn anew each time.
//!
//! The crates are copied, the copy is proven sound, and then each patch is applied, tested and taken back, in two copies
//! at a time, since one build keeps little more than one core busy. The first builds in this test's own target directory
//! and the second in one with the same files of dependencies, so that these are not built twice.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the seconds are told, not judged")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use sluis_simulations::invariants::Invariant;

/// The invariants of the architecture that this version has; ownership comes later.
const NUMBERED: [u8; 7] = [1, 2, 3, 4, 5, 6, 8];
/// Planted defects of each that must be caught as what they are.
const ENOUGH: usize = 3;
/// Seconds that each planted defect takes at least. Tests of more than there is time for need not be proven sound.
const SHORTEST: usize = 6;
/// Planted defects of which the builds take longer than those of another copy's crates.
const WORTH_ANOTHER_COPY: usize = 12;

struct Defect {
    name: String,
    patch: PathBuf,
    test: String,
}

impl Defect {
    /// The number of the invariant that it breaks.
    fn invariant(&self) -> u8 {
        self.name.split('-').next().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{}", self.name))
    }
}

/// What became of a planted defect.
#[derive(PartialEq, Eq)]
enum Caught {
    /// The invariant that it breaks was found to be broken.
    ByItsInvariant,
    /// The test saw something else than it expects.
    ByTheTest,
    /// It was not.
    Not(String),
}

#[test]
fn every_planted_defect_is_caught() {
    if Command::new("patch").arg("--version").output().is_err() {
        assert_ne!(std::env::var("SLUIS_TEST_REQUIRE").as_deref(), Ok("all"), "`patch` is not installed");
        println!("skipped every_planted_defect_is_caught: `patch` is not installed");
        return;
    }
    let only = std::env::var("SLUIS_DEFECTS").unwrap_or_default();
    let mut defects = asked_for(planted(), &only);
    let there_are = defects.len();
    let copy = Copy::of_crates("defects", target());
    // Before the first of them is built: a patch that is out of date is told at once.
    defects.iter().for_each(|defect| copy.patch(defect, &["--dry-run"]));
    let draw = RandomState::new();
    defects.sort_by_key(|defect| draw.hash_one(&defect.name));
    let time = time();
    if let Some(time) = time {
        defects.truncate(usize::try_from(time.as_secs()).unwrap() / SHORTEST);
    }
    let began = Instant::now();
    let named: BTreeSet<&str> = defects.iter().map(|d| d.test.as_str()).collect();
    let sound = copy.outcomes(&named);
    for test in named {
        assert_eq!(sound.of(test).as_deref(), Ok("ok"), "{test} must pass without any defect");
    }
    println!("without any defect: {:.1} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let caught = plant_all(&copy, &defects, time);
    let took = began.elapsed();
    for invariant in caught.iter().map(|(defect, _)| defect.invariant()).collect::<BTreeSet<_>>() {
        let all = || caught.iter().filter(|(defect, _)| defect.invariant() == invariant);
        let missed = all().filter(|(_, caught)| matches!(caught, Caught::Not(_))).count();
        let checked = all().filter(|(_, caught)| *caught == Caught::ByItsInvariant).count();
        println!("invariant {invariant}: caught {} of {}, {checked} as such", all().count() - missed, all().count());
    }
    let missed = caught.iter().filter_map(|(defect, caught)| match caught {
        Caught::Not(why) => Some(format!("{}: {why}", defect.name)),
        Caught::ByItsInvariant | Caught::ByTheTest => None,
    });
    let missed: Vec<String> = missed.collect();
    let planted = caught.len();
    println!("caught {} of {planted} planted; there are {}", planted - missed.len(), there_are);
    println!("{:.1} s, {:.1} s each", took.as_secs_f64(), took.as_secs_f64() / planted as f64);
    assert!(planted > 0, "nothing was shown");
    assert!(missed.is_empty(), "not caught:\n{}", missed.join("\n"));
}

#[test]
fn every_invariant_has_three_planted_defects() {
    let defects = planted();
    for invariant in NUMBERED {
        let count = defects.iter().filter(|d| d.invariant() == invariant).count();
        assert!(count >= ENOUGH, "invariant {invariant} has {count}");
    }
}

#[test]
fn a_defect_that_nobody_planted_is_not_caught() {
    let asked = std::panic::catch_unwind(|| asked_for(planted(), "a-recall-is-not-journalled,a-recal-is"));
    let error = asked.err().and_then(|error| error.downcast::<String>().ok());
    assert!(error.is_some_and(|error| error.contains("`a-recal-is`")));
}

/// Those whose names hold one of the parts asked for; each part must name one at least.
fn asked_for(defects: Vec<Defect>, only: &str) -> Vec<Defect> {
    let parts: Vec<&str> = only.split(',').map(str::trim).collect();
    for part in &parts {
        assert!(defects.iter().any(|defect| defect.name.contains(part)), "no planted defect is named `{part}`");
    }
    defects.into_iter().filter(|defect| parts.iter().any(|part| defect.name.contains(part))).collect()
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

/// How long defects are planted, where that is limited.
fn time() -> Option<Duration> {
    let seconds = std::env::var("SLUIS_DEFECT_SECONDS").ok()?;
    Some(Duration::from_secs(seconds.parse().unwrap_or_else(|_| panic!("SLUIS_DEFECT_SECONDS: `{seconds}`"))))
}

/// Plants each defect in whichever copy is free, as long as there is time.
fn plant_all<'a>(copy: &Copy, defects: &'a [Defect], time: Option<Duration>) -> Vec<(&'a Defect, Caught)> {
    let began = Instant::now();
    let (left, caught) = (Mutex::new(defects.iter()), Mutex::new(Vec::with_capacity(defects.len())));
    let plant_in = |copy: &Copy| {
        let has_time = || time.is_none_or(|time| began.elapsed() < time);
        let next = || if has_time() { left.lock().unwrap().next() } else { None };
        while let Some(defect) = next() {
            let outcome = copy.plant(defect);
            caught.lock().unwrap().push((defect, outcome));
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| plant_in(copy));
        if defects.len() >= WORTH_ANOTHER_COPY {
            scope.spawn(|| plant_in(&Copy::of_crates("defects-too", dependencies())));
        }
    });
    let mut caught = caught.into_inner().unwrap();
    caught.sort_by_key(|(defect, _)| &defect.name);
    caught
}

/// A copy of the crates.
struct Copy {
    folder: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn of_crates(name: &str, target: PathBuf) -> Self {
        Self { folder: copy_of_crates(name), target }
    }

    /// Plants a defect, runs the test that must see it, and takes it back.
    fn plant(&self, defect: &Defect) -> Caught {
        self.patch(defect, &[]);
        let outcomes = self.outcomes(&[defect.test.as_str()].into());
        self.patch(defect, &["--reverse"]);
        let (outcome, reported) = (outcomes.of(&defect.test), outcomes.reported());
        println!("{}: {} {outcome:?}, invariant {reported:?}", defect.name, defect.test);
        match reported {
            _ if outcome.as_deref() != Ok("FAILED") => Caught::Not(format!("{} {outcome:?}", defect.test)),
            Some(invariant) if invariant == defect.invariant() => Caught::ByItsInvariant,
            // Another invariant may see it first.
            _ => Caught::ByTheTest,
        }
    }

    fn patch(&self, defect: &Defect, options: &[&str]) {
        let mut command = Command::new("patch");
        command.args(["--strip=1", "--batch", "--silent"]).args(options).arg("--input").arg(&defect.patch);
        let done = command.current_dir(&self.folder).status().unwrap();
        assert!(done.success(), "{} no longer applies", defect.name);
    }

    /// Builds the copy as it is now and runs tests of it. Each patch touches a few lines, so what the compiler kept of
    /// the build before saves most of the next one, also where builds otherwise keep nothing.
    fn outcomes(&self, tests: &BTreeSet<&str>) -> Outcomes {
        let mut command = Command::new(env!("CARGO"));
        command.args(["test", "--offline", "--package", "sluis-simulations", "--no-default-features", "--test", "all"]);
        // Every patch has it built again, for one test.
        command.args(["--config", "profile.dev.package.sluis-simulations.opt-level=0"]);
        command.args(["--", "--exact"]).args(tests).current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "1");
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Outcomes { printed: text(&output.stdout), compiler: text(&output.stderr) }
    }
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

    /// The number of the first invariant that a test found broken, if it ended so.
    fn reported(&self) -> Option<u8> {
        let named = Invariant::ALL.into_iter().filter_map(|invariant| {
            let (debug, display) = (format!("invariant: {invariant:?},"), format!("({invariant:?}) at "));
            let at = [debug, display].iter().filter_map(|text| self.printed.find(text)).min()?;
            Some((at, invariant as u8))
        });
        named.min().map(|(_, number)| number)
    }
}

/// The directory that this test was built in.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().to_owned()
}

/// Another target directory, in which the files of the dependencies are the same as in this one. Of the crates themselves
/// nothing is there: their files would be written over.
fn dependencies() -> PathBuf {
    let to = target().join("defects-too-target");
    if to.exists() {
        fs::remove_dir_all(&to).unwrap();
    }
    for folder in ["deps", "build", ".fingerprint"] {
        link_folder(&target().join("debug").join(folder), &to.join("debug").join(folder));
    }
    to
}

fn link_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        // What depends on nothing but what was compiled needs neither programs nor lists of sources.
        let is_compiled = [".rlib", ".rmeta", ".so"].iter().any(|ending| name.ends_with(ending));
        if name.trim_start_matches("lib").starts_with("sluis") || from.ends_with("deps") && !is_compiled {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type().unwrap().is_dir() {
            link_folder(&entry.path(), &target);
        } else if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn copy_of_crates(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let copy = target().join(name);
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
