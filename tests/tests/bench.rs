//! Each bench in small: its form, that all arrived, that rows were counted. Times are for quiet machines.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::federation::{output, run, sluis};

/// Runs a bench with as little as it takes, in a directory of its own; gives its rows by name.
fn bench(arguments: &[&str]) -> BTreeMap<String, Value> {
    let dir = tempfile::tempdir().unwrap();
    let little = ["--count", "40", "--seconds", "10", "--rounds", "1", "--json", "--dir"];
    let report: Value =
        serde_json::from_str(&run(sluis().arg("bench").args(arguments).args(little).arg(dir.path()))).unwrap();
    assert_eq!((&report["bench"], &report["ok"]), (&arguments[0].into(), &true.into()));
    assert!(report["machine"]["cores"].as_u64().unwrap() > 0);
    assert!(is_empty(dir.path()));
    let rows = report["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["name"].as_str().unwrap().to_owned(), row.clone())).collect()
}

fn is_empty(dir: &Path) -> bool {
    std::fs::read_dir(dir).unwrap().next().is_none()
}

/// Every row has a figure, and each that writes says what durable means and that nothing is missing.
fn assert_whole(rows: &BTreeMap<String, Value>) {
    for (name, row) in rows {
        let figures = row["rounds"].as_array().unwrap();
        assert!(!figures.is_empty() && figures.iter().all(|figure| figure.as_f64().unwrap() > 0.0), "{name}: {row}");
        assert!(row["complete"].is_null() || row["durable"].is_string(), "{name}: {row}");
        assert!(row["complete"].is_null() || row["complete"]["ratio"] == 1.0, "{name}: {row}");
    }
}

fn cost(rows: &BTreeMap<String, Value>, name: &str, table: &str) -> f64 {
    rows[name]["rowsPerSignal"][table].as_f64().unwrap_or_default()
}

#[test]
fn the_ceiling_has_single_parts_and_whole_submissions() {
    let rows = bench(&["ceiling"]);
    assert_whole(&rows);
    for part in ["Ed25519 verify", "decision from the table", "decision fresh", "fdatasync of 1 KB", "CBOR decode"] {
        assert!(rows.contains_key(part), "{part}");
    }
    assert_eq!(rows["submissions"]["complete"]["entitled"], 2 * 40);
    assert_eq!(rows["both ends in turn"]["complete"]["arrived"], rows["arrivals"]["complete"]["entitled"]);
}

#[test]
fn submissions_are_counted_in_the_database_and_held_against_the_ceiling() {
    let rows = bench(&["submit", "--clients", "4"]);
    assert_whole(&rows);
    for way in ["in bulk", "over HTTP", "over HTTP, one client"] {
        assert!(rows[way]["ofCeiling"].as_f64().unwrap() > 0.0);
        assert_eq!(rows[way]["count"], 40);
        assert_eq!(cost(&rows, way, "sluis.db/record"), 1.0, "{way}");
        assert_eq!(cost(&rows, way, "sluis.db/outbox"), 1.0, "{way}");
    }
}

#[test]
fn deliveries_are_compared_in_both_databases_and_a_signal_to_ten_is_stored_once() {
    let rows = bench(&["deliver", "--missed", "60"]);
    assert_whole(&rows);
    assert_eq!(rows["catch-up"]["count"], 60);
    for (name, members) in [("rows, to one member", 1.0), ("rows, to ten members", 10.0)] {
        assert_eq!(cost(&rows, name, "receiver sluis.db/held"), members, "{name}");
        assert_eq!(cost(&rows, name, "receiver sluis.db/record"), 1.0, "{name}");
        assert_eq!(cost(&rows, name, "origin sluis.db/receipt"), members, "{name}");
    }
}

#[test]
fn recalls_are_destroyed_on_both_nodes_and_each_has_its_receipt() {
    let rows = bench(&["recall"]);
    assert_whole(&rows);
    for name in ["recall, until answered", "recall, to every receipt", "recall → receipt durable"] {
        assert_eq!(rows[name]["count"], 40, "{name}");
        assert_eq!(rows[name]["complete"], rows["recall, signals"]["complete"]);
    }
    assert_eq!(
        (&rows["recall, signals"]["complete"]["entitled"], &rows["recall, signals"]["complete"]["surplus"]),
        (&40.into(), &0.into())
    );
}

#[test]
fn a_directory_that_is_not_there_is_named() {
    let failed = output(sluis().args(["bench", "ceiling", "--dir", "/nowhere/at/all"]));
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("/nowhere/at/all"));
}
