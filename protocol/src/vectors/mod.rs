//! The golden vectors of `schemas/vectors`: written from fixed seeds, compared with the files, and read back through
//! the doors that peers' bytes come in by.
//!
//! Each refused vector is right in all but the one thing it is named after; its signature holds over the bytes as they
//! stand, unless the signature is what is wrong.
#![allow(clippy::disallowed_methods, reason = "golden files are compared with what the code writes")]

mod attested;
mod classes;
mod consents;
mod disputes;
mod endings;
pub(crate) mod federation;
mod grammar;
mod journals;
mod links;
mod matches;
mod notices;
mod ownerships;
mod random;
mod raw;
mod reaffirmations;
mod records;
mod registers;
pub(crate) mod relays;
mod signals;

pub(crate) use attested::{sealed_head, sealed_receipt};
pub(crate) use links::good_messages;
pub(crate) use random::content;
pub(crate) use signals::{full_content, sealed_signal, signal};

use std::path::PathBuf;

use serde_json::{Value, json};
use sluis_schemas::Timestamp;

use crate::crypto::Digest;
use crate::register::Rejection;
use federation::now;

/// What becomes of a vector.
#[derive(Clone)]
enum Expected {
    /// Accepted: its id, where it has one, and what it says.
    Accepted { id: Option<Digest>, view: Value },
    /// Refused: the stable code and the words.
    Refused { code: String, reason: String },
}

#[derive(Clone)]
struct Vector {
    name: String,
    what: String,
    bytes: Vec<u8>,
    evidence: Timestamp,
    /// Names of the vectors that are held before this one; of registers only.
    after: Vec<&'static str>,
    expected: Expected,
}

impl Vector {
    fn accepted(name: &str, what: &str, bytes: Vec<u8>, id: Option<Digest>, view: Value) -> Self {
        Self::new(name, what, bytes, Expected::Accepted { id, view })
    }

    fn refused(name: &str, what: &str, bytes: Vec<u8>, rejection: &Rejection) -> Self {
        Self::refused_as(name, what, bytes, rejection.code(), rejection.to_string())
    }

    fn refused_as(name: &str, what: &str, bytes: Vec<u8>, code: &str, reason: String) -> Self {
        Self::new(name, what, bytes, Expected::Refused { code: code.to_owned(), reason })
    }

    fn new(name: &str, what: &str, bytes: Vec<u8>, expected: Expected) -> Self {
        let (name, what) = (name.to_owned(), what.to_owned());
        Self { name, what, bytes, evidence: now(), after: Vec::new(), expected }
    }

    fn at(self, evidence: Timestamp) -> Self {
        Self { evidence, ..self }
    }

    fn after(self, after: &[&'static str]) -> Self {
        Self { after: after.to_vec(), ..self }
    }

    fn to_json(&self) -> Value {
        let mut form = json!({"name": self.name, "what": self.what, "evidence": self.evidence.to_string()});
        if !self.after.is_empty() {
            form["after"] = json!(self.after);
        }
        match &self.expected {
            Expected::Accepted { id, view } => {
                form["accept"] = true.into();
                form["id"] = json!(id);
                form["says"] = view.clone();
            }
            Expected::Refused { code, reason } => {
                form["accept"] = false.into();
                form["code"] = code.clone().into();
                form["reason"] = reason.clone().into();
            }
        }
        form["hex"] = hex::encode(&self.bytes).into();
        form
    }

    fn from_json(form: &Value) -> Self {
        let text = |field: &str| form[field].as_str().unwrap_or_else(|| panic!("no `{field}` in {form:.200}"));
        let expected = if form["accept"].as_bool().unwrap() {
            let id = form["id"].as_str().map(|id| id.parse().unwrap());
            Expected::Accepted { id, view: form["says"].clone() }
        } else {
            Expected::Refused { code: text("code").to_owned(), reason: text("reason").to_owned() }
        };
        let bytes = hex::decode(text("hex")).unwrap();
        Self::new(text("name"), text("what"), bytes, expected).at(text("evidence").parse().unwrap())
    }

    /// Holds what a door made of this vector against what is expected.
    fn assert(&self, outcome: Result<(Option<Digest>, Value), (String, String)>) {
        match (&self.expected, outcome) {
            (Expected::Accepted { id, view }, Ok((found, says))) => {
                assert_eq!((id, view), (&found, &says), "{}", self.name);
            }
            (Expected::Refused { code, reason }, Err(found)) => {
                assert_eq!((code, reason), (&found.0, &found.1), "{}: {}", self.name, self.what);
            }
            (Expected::Accepted { .. }, Err(found)) => panic!("{} was refused: {found:?}", self.name),
            (Expected::Refused { .. }, Ok(_)) => panic!("{} was accepted: {}", self.name, self.what),
        }
    }
}

fn path(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "schemas", "vectors", file].iter().collect()
}

fn committed(file: &str) -> Value {
    let text = std::fs::read_to_string(path(file)).unwrap_or_else(|e| panic!("schemas/vectors/{file}: {e}"));
    serde_json::from_str(&text).unwrap()
}

fn committed_vectors(file: &str) -> Vec<Value> {
    let vectors = committed(file)["vectors"].as_array().unwrap().clone();
    assert!(vectors.len() > 5, "{file} holds next to nothing");
    vectors
}

/// Compares what is generated with what is committed, or writes it where `SLUIS_BLESS` is set.
fn compare(file: &str, generated: &Value) {
    if std::env::var_os("SLUIS_BLESS").is_some() {
        std::fs::write(path(file), serde_json::to_string_pretty(generated).unwrap() + "\n").unwrap();
    }
    // As values: the order of fields depends on features that other crates turn on.
    assert!(
        committed(file) == *generated,
        "schemas/vectors/{file} is not what the code gives; if the wire form was meant to change, rewrite it with \
         `SLUIS_BLESS=1 cargo test -p sluis-protocol as_committed` and look at the difference"
    );
}

fn file(about: &str, vectors: &[Vector]) -> Value {
    let names: std::collections::BTreeSet<_> = vectors.iter().map(|v| &v.name).collect();
    assert_eq!(names.len(), vectors.len(), "two vectors have one name");
    json!({"about": about, "vectors": vectors.iter().map(Vector::to_json).collect::<Vec<_>>()})
}

#[test]
fn the_federation_of_the_vectors_is_as_committed() {
    compare("federation.json", &federation::file());
}
