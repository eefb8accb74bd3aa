//! The lints that keep clocks, randomness and unordered iteration out of what must repeat itself.

use std::collections::BTreeSet;

use super::files;

const BANNED: [&str; 6] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "std::thread::sleep",
    "std::collections::HashMap",
    "std::collections::HashSet",
    "std::hash::RandomState",
];

fn banned(config: &toml::Table) -> BTreeSet<&str> {
    let lists = ["disallowed-methods", "disallowed-types"].map(|list| config[list].as_array().unwrap());
    lists.into_iter().flatten().map(path_with_reason).collect()
}

fn path_with_reason(entry: &toml::Value) -> &str {
    assert!(!entry["reason"].as_str().unwrap().is_empty(), "{entry} gives no reason");
    entry["path"].as_str().unwrap()
}

#[test]
fn clippy_bans_clocks_randomness_and_unordered_iteration_each_with_a_reason() {
    for path in ["protocol/clippy.toml", "simulations/clippy.toml"] {
        let config = files::toml(path);
        let banned = banned(&config);
        assert!(BANNED.iter().all(|item| banned.contains(item)), "{path} bans only {banned:?}");
    }
}

#[test]
fn every_crate_has_the_lints_of_the_workspace() {
    for folder in ["node", "protocol", "schemas", "simulations", "tests"] {
        let manifest = files::toml(&format!("{folder}/Cargo.toml"));
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{folder}");
    }
}
