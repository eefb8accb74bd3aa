//! Pages that have a form.

use super::files;

const SECTIONS: [&str; 4] = ["## Problem", "## Options", "## Choice", "## What would change it"];

#[test]
fn each_decision_says_problem_options_choice_and_what_would_change_it() {
    let pages: Vec<_> = files::all().into_iter().filter(|(path, _)| path.starts_with("docs/decisions/0")).collect();
    assert!(!pages.is_empty());
    for (path, text) in pages {
        let sections: Vec<_> = text.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(sections, SECTIONS, "{path}");
    }
}

#[test]
fn decisions_are_numbered_without_gaps_and_listed() {
    let index = files::text("docs/decisions/README.md");
    let mut names: Vec<_> = files::all()
        .into_iter()
        .filter_map(|(path, _)| path.strip_prefix("docs/decisions/0").map(|rest| format!("0{rest}")))
        .collect();
    names.sort();
    for (number, name) in (1..).zip(&names) {
        assert!(name.starts_with(&format!("{number:04}-")), "{name} should have number {number}");
        assert!(index.contains(&format!("]({name})")), "docs/decisions/README.md does not list {name}");
    }
}

#[test]
fn the_changelog_says_what_is_not_released_yet() {
    assert!(files::text("CHANGELOG.md").lines().any(|line| line == "## Unreleased"));
}
