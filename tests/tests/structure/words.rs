//! Words that stand nowhere, and files that stay short.

use super::files;

/// Past this a file has surely more than one reason to change; past some 600 lines ask.
const MAX_LINES: usize = 800;

#[test]
fn no_file_names_a_place_of_one_machine() {
    // Put together here, so that this file does not name them either.
    let places = [["../", "shared"], ["/", "work/"], ["/", "root/"], ["/", "tmp/"]].map(|parts| parts.concat());
    for (path, text) in files::all() {
        for place in &places {
            let named = text.match_indices(place).any(|(at, _)| starts_a_path(&text[..at]));
            assert!(!named, "{path} names {place}");
        }
    }
}

/// Whether a path that comes after `before` starts there, instead of going on.
fn starts_a_path(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || ['.', '-', '_', '}', '~'].contains(&c))
}

#[test]
fn no_rule_is_named_in_rust_but_in_tests_and_generated_tables() {
    for (path, text) in files::rust() {
        let is_test = path.split('/').any(|part| ["tests", "tests.rs", "testing.rs", "vectors"].contains(&part));
        if is_test || text.starts_with("// @generated") {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let rule = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(|word| is_rule(word));
        assert_eq!(rule, None, "{path} names a rule: law belongs in the packs");
    }
}

/// Whether a word is a rule's id: layer or country, then letter and number.
fn is_rule(word: &str) -> bool {
    let Some((layer, rule)) = word.split_once('-') else { return false };
    let mut rule = rule.chars();
    ["EU", "NL", "BE", "DE", "IT", "FR", "ES", "SE", "PT"].contains(&layer)
        && rule.next().is_some_and(|c| c.is_ascii_uppercase())
        && rule.next().is_some_and(|c| c.is_ascii_digit())
        && rule.all(|c| c.is_ascii_digit())
}

#[test]
fn rule_ids_are_told_from_other_words() {
    assert!(["EU-F1", "NL-P4", "BE-A10"].into_iter().all(is_rule));
    assert!(!["EU", "NL-", "NL-F", "EU-eu1", "XX-F1", "NL-F1a", "DE-2024"].into_iter().any(is_rule));
}

#[test]
fn no_rust_file_grows_past_its_limit() {
    for (path, text) in files::rust() {
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "{path} has {lines} lines: find its two reasons to change and split it");
    }
}
