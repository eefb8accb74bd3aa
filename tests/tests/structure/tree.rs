//! The dependency tree, as cargo sees it.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::LazyLock;

use super::files;

/// A package of the tree.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) licence: String,
}

/// The workspace alone, without resolving anything.
pub(crate) fn workspace() -> serde_json::Value {
    serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps"])).unwrap()
}

/// What is built into a crate: its normal dependencies, all the way down.
pub(crate) fn built_into(package: &str) -> BTreeSet<String> {
    tree(&["-p", package, "-e", "normal"]).into_iter().map(|p| p.name).collect()
}

/// What building and testing this workspace takes on this machine.
pub(crate) fn whole() -> &'static BTreeSet<Package> {
    static WHOLE: LazyLock<BTreeSet<Package>> = LazyLock::new(|| tree(&["--workspace", "-e", "normal,build,dev"]));
    &WHOLE
}

fn tree(which: &[&str]) -> BTreeSet<Package> {
    let format = ["tree", "--locked", "--prefix", "none", "--no-dedupe", "-f", "{p}|{l}"];
    let lines = cargo(&[&format, which].concat());
    let package = |line: &str| {
        let (package, licence) = line.split_once('|').unwrap();
        Package { name: package.split(' ').next().unwrap().to_owned(), licence: licence.to_owned() }
    };
    lines.lines().filter(|l| !l.is_empty()).map(package).collect()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(files::root()).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
