//! Identifiers as an independent library (python-stdnum) judges them: thousands of numbers of each scheme it has, right
//! and wrong, clean and dirty, one batch through the command for each scheme.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::federation::sluis;
use crate::tools::python_has;

/// Numbers of each scheme, and of each country for VAT, that the others are made from.
const COUNT: &str = "40";
const SEED: &str = "20261125";

/// Where the rules here, which follow `identifiers.json`, are not those of the library.
fn known_difference(ours: &Value, theirs: &Value) -> Option<&'static str> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (given, number, refused) = (text(&ours["given"]), text(&theirs["normalised"]), ours["valid"] == false);
    let belgian = ours["scheme"] == "be-kbo" || number.starts_with("BE");
    match ours["scheme"].as_str()? {
        _ if refused && belgian && ["00", "98", "99"].iter().any(|check| number.ends_with(check)) => {
            Some("a Belgian number ends with 97 minus a remainder by 97: 01 to 97")
        }
        "se-orgnr" if refused && number.chars().nth(2) < Some('2') => Some("a person's number is no organisation's"),
        "lei" if refused && number.len() != 20 => Some("an LEI has 20 characters"),
        "de-hr" if !refused && given.contains(" 0") => Some("zeros before a register number mean nothing"),
        _ => None,
    }
}

/// What the library says, by scheme: a line for each number.
fn library() -> BTreeMap<String, Vec<Value>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/identifiers/judge.py");
    let said = Command::new("python3").args([script, SEED, COUNT]).stderr(Stdio::inherit()).output().unwrap();
    assert!(said.status.success(), "judge.py: {}", said.status);
    let mut schemes = BTreeMap::<_, Vec<_>>::new();
    for line in said.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: Value = serde_json::from_slice(line).unwrap();
        schemes.entry(line["scheme"].as_str().unwrap().to_owned()).or_default().push(line);
    }
    schemes
}

/// What the command says of each number, in their order.
fn ours(scheme: &str, numbers: &[Value]) -> Vec<Value> {
    let mut command = sluis();
    command.args(["vocabulary", "check", scheme, "-", "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let given: String = numbers.iter().map(|number| format!("{}\n", number["given"].as_str().unwrap())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(given.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(output.status.code(), Some(1), "some numbers are wrong");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_independent_library_judges_thousands_of_numbers_the_same() {
    if !python_has("stdnum") {
        return;
    }
    let mut differences = Vec::new();
    let library = library();
    assert!(library.len() >= 14, "{:?}", library.keys());
    for (scheme, numbers) in &library {
        let ours = ours(scheme, numbers);
        assert_eq!(ours.len(), numbers.len(), "{scheme}");
        for (ours, theirs) in ours.iter().zip(numbers) {
            assert_eq!(ours["given"], theirs["given"]);
            assert_eq!(ours["valid"] == Value::Bool(true), ours["reason"].is_null(), "{ours}");
            let same = ours["valid"] == theirs["valid"] && ours["normalised"] == theirs["normalised"];
            if !same && known_difference(ours, theirs).is_none() {
                differences.push(format!("{ours}\n    but the library: {}", theirs["normalised"]));
            }
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
