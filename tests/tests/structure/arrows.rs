//! The five crates and who may know whom.

use std::collections::{BTreeMap, BTreeSet};

use super::tree;

/// Each crate and those it depends on, whatever for.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let workspace = tree::workspace();
    let packages = workspace["packages"].as_array().unwrap();
    let short = |name: &serde_json::Value| name.as_str().unwrap().strip_prefix("sluis-").map(str::to_owned);
    let arrow = |package: &serde_json::Value| {
        let to = package["dependencies"].as_array().unwrap().iter().filter_map(|d| short(&d["name"])).collect();
        (short(&package["name"]).unwrap(), to)
    };
    packages.iter().map(arrow).collect()
}

#[test]
fn arrows_between_the_crates_go_one_way() {
    let mut arrows = arrows();
    let tests = arrows.remove("tests").unwrap();
    let set = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect::<BTreeSet<_>>();

    // So node and simulations share no code but protocol and schemas.
    let expected = [
        ("schemas", set(&[])),
        ("protocol", set(&["schemas"])),
        ("node", set(&["protocol", "schemas"])),
        ("simulations", set(&["protocol", "schemas"])),
    ];
    assert_eq!(arrows, expected.map(|(from, to)| (from.to_owned(), to)).into());
    assert!(tests.is_subset(&set(&["node", "simulations"])), "tests see programs from outside only: {tests:?}");
}

#[test]
fn each_crate_lies_in_the_folder_of_its_name() {
    for package in tree::workspace()["packages"].as_array().unwrap() {
        let folder = package["name"].as_str().unwrap().strip_prefix("sluis-").unwrap();
        let manifest = package["manifest_path"].as_str().unwrap();
        assert!(manifest.ends_with(&format!("/{folder}/Cargo.toml")), "{manifest}");
    }
}

#[test]
fn nothing_that_touches_the_world_is_built_into_schemas_protocol_or_simulations() {
    let outside =
        ["tokio", "libp2p", "sqlx", "ring", "rand", "getrandom", "mio", "socket2", "reqwest", "iana-time-zone"];
    for package in ["sluis-schemas", "sluis-protocol", "sluis-simulations"] {
        let built_in = tree::built_into(package);
        assert!(built_in.contains("sluis-schemas"), "{built_in:?}");
        let found: Vec<_> = outside.iter().filter(|name| built_in.contains(**name)).collect();
        assert!(found.is_empty(), "{package} must not depend on {found:?}, not even through others");
    }
}
