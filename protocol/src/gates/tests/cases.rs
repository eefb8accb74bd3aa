//! Every published case comes out exactly as it says.

use serde_json::json;

use super::fixture::{Case, published, rules};

#[test]
fn every_published_case_comes_out_as_expected() {
    assert!(published().len() >= 29, "the published cases are missing");
    for (file, value) in published() {
        let table = Case::read(value).table().hash_input();
        assert_eq!(table, value["expect"], "{file}");
    }
}

#[test]
fn both_forbids_are_reasons_and_the_first_is_the_outcome() {
    let decision = Case::published("c02").decision("de-rurheim");
    assert_eq!(rules(&decision), ["EU-F5", "NL-F1"]);
    assert!(decision.reasons.iter().all(|reason| reason.remedy.is_none()));
}

#[test]
fn the_hash_input_names_the_outcomes_alone() {
    let table = Case::published("c12").table();
    assert_eq!(table.hash_input(), json!({ "submit": "refused:EU-F1", "members": {} }));
    assert_eq!(table.submit.reasons[0].pointer.as_deref(), Some("/handling/purpose"));
}
