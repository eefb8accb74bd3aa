//! The demo, as a newcomer runs it.

use serde_json::Value;

use crate::federation::{run, sluis};

#[test]
fn the_demo_tells_its_story_and_every_outcome_is_as_expected() {
    let told: Value = serde_json::from_str(&run(sluis().args(["demo", "--once", "--json"]))).unwrap();

    assert_eq!(told["ok"], Value::Bool(true));
    let signals = told["signals"].as_array().unwrap();
    let outcome = |case: &str, member: &str| {
        let signal = signals.iter().find(|s| s["case"].as_str().unwrap().starts_with(case)).unwrap();
        signal["members"][member].clone()
    };
    assert!(outcome("c01", "de-rurheim")["receipt"].is_string());
    assert_eq!(outcome("c18", "nl-terminal-b")["outcome"], "forbidden:EU-F12");
    assert_eq!(outcome("c03", "be-ariec-oost")["outcome"], "no-ground");
    assert!(told["correction"]["receipts"]["de-rurheim"].is_string());
    let holder = &told["recall"]["members"]["de-rurheim"];
    assert!(["erased", "relinquished"].contains(&holder["state"].as_str().unwrap()), "{holder}");
    assert_eq!(holder["answer"], "recalled");
    assert_eq!(told["recall"]["resubmission"], "was-recalled");
}
