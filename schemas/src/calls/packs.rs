//! What is said over HTTP of policy packs.

use super::recall::reason;
use super::{hash, parse};
use crate::packs::PackSource;
use crate::problem::{Fault, Problem};
use crate::walk::{Fields, Node, Read, country, list, string, text};

/// Most packs in a set: one for each country of the world, and some that bind everyone.
const MAX_PACKS: usize = 256;
/// Longest pack, in characters.
const MAX_TEXT: usize = 1 << 19;
/// Longest name of a pack.
const MAX_NAME: usize = 32;

/// A set of policy packs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PacksOf {
    /// These.
    Texts(Vec<PackSource>),
    /// Those that were in force before, by the digest over all of them: 64 of 0-9 and a-f.
    Before(String),
}

/// Which packs are compared with those in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonOf {
    /// The packs.
    pub packs: PacksOf,
}

impl ComparisonOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| Ok(Self { packs: packs(&node.object(&["packs", "set"])?)? }))
    }
}

/// Which packs are put in force, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivationOf {
    /// The packs.
    pub packs: PacksOf,
    /// Why, for the journal.
    pub reason: String,
}

impl ActivationOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["packs", "set", "reason"])?;
            let (packs, reason) = (packs(&fields), fields.required("reason", reason));
            Ok(Self { packs: packs?, reason: reason? })
        })
    }
}

/// Either texts, or the digest of a set.
fn packs(fields: &Fields<'_>) -> Read<PacksOf> {
    if fields.lacks("set") {
        return fields.required("packs", texts).map(PacksOf::Texts);
    }
    if !fields.lacks("packs") {
        return Err(fields.report_at("set", Fault::Repeated));
    }
    fields.required("set", hash("a digest of packs")).map(PacksOf::Before)
}

fn texts(node: Node<'_>) -> Read<Vec<PackSource>> {
    let packs = list(MAX_PACKS, pack)(node)?;
    if packs.is_empty() { Err(node.report(Fault::Empty)) } else { Ok(packs) }
}

fn pack(node: Node<'_>) -> Read<PackSource> {
    let fields = node.object(&["name", "country", "text"])?;
    let (name, country) = (fields.required("name", name), fields.optional("country", country));
    let text = fields.required("text", text(MAX_TEXT));
    Ok(PackSource { name: name?, country: country?, text: text? })
}

fn name(node: Node<'_>) -> Read<String> {
    let given = string(node)?;
    let is_name = given.len() <= MAX_NAME && given.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let rule = "at most 32 of a-z, 0-9 and the dash";
    if is_name { Ok(given.to_owned()) } else { Err(node.report(Fault::Malformed { what: "a pack's name", rule })) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn places(body: &Value) -> Vec<(String, &'static str)> {
        let found = ActivationOf::parse(body.to_string().as_bytes()).err().unwrap_or_default();
        found.into_iter().map(|p| (p.pointer, p.fault.code())).collect()
    }

    #[test]
    fn packs_are_given_as_texts_or_named_by_a_set_that_was() {
        let texts = json!({ "packs": [{ "name": "nl", "country": "NL", "text": "//" }], "reason": "Stb. 2026, 1" });
        let read = ActivationOf::parse(texts.to_string().as_bytes()).unwrap();
        assert!(matches!(read.packs, PacksOf::Texts(packs) if packs[0].country == "NL".parse().ok()));
        let before = json!({ "set": "0f".repeat(32) });
        let read = ComparisonOf::parse(before.to_string().as_bytes()).unwrap();
        assert_eq!(read.packs, PacksOf::Before("0f".repeat(32)));
    }

    #[test]
    fn every_fault_is_named_with_its_place() {
        let both = json!({ "packs": [], "set": "0f".repeat(32), "reason": "r" });
        assert_eq!(places(&both), [("/set".to_owned(), "repeated")]);
        assert_eq!(places(&json!({})), ["/packs", "/reason"].map(|place| (place.to_owned(), "missing")));
        let wrong = json!({ "packs": [{ "name": "N L", "country": "XX", "text": " ", "more": 1 }], "reason": "r" });
        let mut found = places(&wrong);
        found.sort();
        let expected = [
            ("/packs/0/country", "unknown-code"),
            ("/packs/0/more", "unknown-field"),
            ("/packs/0/name", "malformed"),
            ("/packs/0/text", "empty"),
        ];
        assert_eq!(found, expected.map(|(place, code)| (place.to_owned(), code)));
        assert_eq!(places(&json!({ "packs": [], "reason": "r" })), [("/packs".to_owned(), "empty")]);
        assert_eq!(places(&json!({ "set": "0f", "reason": "r" })), [("/set".to_owned(), "malformed")]);
    }
}
