//! Nodes that nobody reaches, and the one that carries their links.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::federation::{Federation, Place, case, cases, eventually, run, sluis};
use crate::recall::recall;

const CARRIER: &str = "node-fr";

/// NL and DE, both behind a node that none of their signals is meant for.
fn federation() -> Federation {
    let places = [Place::on_loopback(CARRIER), Place::behind("node-nl", CARRIER), Place::behind("node-de", CARRIER)];
    let federation = Federation::at(tempfile::tempdir().unwrap(), &cases(), &places);
    let settings = federation.dir_of(CARRIER).join("sluis.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(settings, text.replace("carries = []", "carries = [\"node-nl\", \"node-de\"]")).unwrap();
    federation.all_started()
}

fn peers(federation: &Federation, node: &str) -> Vec<Value> {
    let status: Value =
        serde_json::from_str(&run(sluis().args(["status", "--json", "--dir"]).arg(federation.dir_of(node)))).unwrap();
    status["peers"].as_array().unwrap().clone()
}

#[test]
fn what_goes_over_a_carried_link_arrives_with_proof_and_leaves_nothing_at_the_carrier() {
    let federation = federation();
    let through = |peer: &Value| peer["node"] == "node-de" && peer["linked"] == true && peer["through"] == CARRIER;
    assert!(peers(&federation, "node-nl").iter().any(through), "{:?}", peers(&federation, "node-nl"));

    let (record, outcomes) = federation.submit("nl-maasdorp", &case("c01")["submission"]);

    assert_ne!(outcomes["fr-prefecture"], "permitted", "the carrier is to have no part in it");
    federation.wait_for("de-rurheim", &record);
    federation.wait_for_receipts("nl-maasdorp", &record, &BTreeSet::from(["de-rurheim"]));
    recall(&federation, &record);
    eventually("the recall arrived", || {
        let path = format!("/v1/signals/{record}");
        (federation.request("de-rurheim", "GET", &path, &crate::federation::READING, None).status == 410).then_some(())
    });
    assert!(federation.inbox("fr-prefecture").is_empty());
    let log = std::fs::read_to_string(federation.dir_of(CARRIER).join("log")).unwrap();
    assert!(log.contains("carrying a link") && !log.contains(&record), "{log}");
}

#[test]
fn what_is_released_while_the_carrier_is_killed_arrives_once_it_is_back() {
    let mut federation = federation();
    federation.process(CARRIER).kill();
    eventually("the link is gone", || (federation.links("node-nl") == 0).then_some(()));

    let (record, _) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
    assert!(federation.inbox("de-rurheim").is_empty());
    federation.start(CARRIER, &[]);

    federation.wait_for("de-rurheim", &record);
    federation.wait_for_receipts("nl-maasdorp", &record, &BTreeSet::from(["de-rurheim"]));
    assert_eq!(federation.inbox("de-rurheim"), [record]);
}
