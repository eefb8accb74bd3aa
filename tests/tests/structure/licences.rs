//! `deny.toml` holds against the real tree, also where cargo-deny is not installed.

use std::collections::BTreeSet;

use super::{files, tree};

fn allowed() -> BTreeSet<String> {
    let deny = files::toml("deny.toml");
    deny["licenses"]["allow"].as_array().unwrap().iter().map(|l| l.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_package_has_a_licence_that_is_allowed() {
    let allowed = allowed();
    for package in tree::whole() {
        let may = allows(&package.licence, &|licence| allowed.contains(licence));
        assert!(may, "{} is under `{}`, which deny.toml does not allow", package.name, package.licence);
    }
}

#[test]
fn every_allowed_licence_is_needed() {
    let (allowed, tree) = (allowed(), tree::whole());
    for licence in &allowed {
        let without = |other: &str| other != licence && allowed.contains(other);
        assert!(tree.iter().any(|p| !allows(&p.licence, &without)), "nothing needs `{licence}`: take it out");
    }
}

#[test]
fn no_banned_package_is_in_the_tree() {
    let deny = files::toml("deny.toml");
    let banned = deny["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap());
    let tree = tree::whole();
    for banned in banned {
        assert!(!tree.iter().any(|p| p.name == banned), "{banned} is banned by deny.toml");
    }
}

#[test]
fn every_package_comes_from_the_one_registry() {
    let deny = files::toml("deny.toml");
    let registry = deny["sources"]["allow-registry"][0].as_str().unwrap();
    let lock = files::toml("Cargo.lock");
    for package in lock["package"].as_array().unwrap() {
        let source = package.get("source").map(|s| s.as_str().unwrap());
        assert!(source.is_none_or(|s| s == format!("registry+{registry}")), "{package}");
    }
}

/// Whether an SPDX expression can be met by licences that `may` accepts. AND binds tighter than OR; `/` is an old OR.
fn allows(expression: &str, may: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let (met, rest) = any_of(&words, may);
    assert!(rest.is_empty(), "`{expression}` is no licence expression");
    met
}

fn any_of<'a>(words: &'a [&'a str], may: &dyn Fn(&str) -> bool) -> (bool, &'a [&'a str]) {
    let (met, rest) = all_of(words, may);
    match rest {
        ["OR", rest @ ..] => {
            let (other, rest) = any_of(rest, may);
            (met || other, rest)
        }
        _ => (met, rest),
    }
}

fn all_of<'a>(words: &'a [&'a str], may: &dyn Fn(&str) -> bool) -> (bool, &'a [&'a str]) {
    let (met, rest) = one(words, may);
    match rest {
        ["AND", rest @ ..] => {
            let (other, rest) = all_of(rest, may);
            (met && other, rest)
        }
        _ => (met, rest),
    }
}

fn one<'a>(words: &'a [&'a str], may: &dyn Fn(&str) -> bool) -> (bool, &'a [&'a str]) {
    match words {
        ["(", rest @ ..] => {
            let (met, rest) = any_of(rest, may);
            (met, rest.strip_prefix(&[")"]).unwrap())
        }
        [licence, "WITH", exception, rest @ ..] => (may(&format!("{licence} WITH {exception}")), rest),
        [licence, rest @ ..] => (may(licence), rest),
        [] => (false, words),
    }
}

#[test]
fn licence_expressions_are_read_with_their_precedence() {
    let may = |licence: &str| ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].contains(&licence);
    for met in ["MIT", "MIT/GPL-3.0-only", "GPL-3.0-only OR MIT AND ISC", "(GPL-3.0-only OR MIT) AND ISC"] {
        assert!(allows(met, &may), "{met}");
    }
    assert!(allows("Apache-2.0 WITH LLVM-exception OR GPL-3.0-only", &may));
    for unmet in ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT OR ISC) AND GPL-3.0-only", "Apache-2.0"] {
        assert!(!allows(unmet, &may), "{unmet}");
    }
}
