//! What is said over HTTP to end a signal or to keep it from being destroyed, and to let it go further.

use std::collections::BTreeSet;

use super::parse;
use crate::federation::MAX_MEMBERS;
use crate::ids::MemberId;
use crate::problem::{Fault, Problem};
use crate::vocabulary::RecallGround;
use crate::walk::{Node, Read, code, flag, id, set, text};

/// Longest reason of a hold; as long as other reasons are.
pub const MAX_REASON: usize = 2_000;

/// Why an own signal is recalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecallOf {
    /// Why.
    pub ground: RecallGround,
}

impl RecallOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| Ok(Self { ground: node.object(&["ground"])?.required("ground", code)? }))
    }
}

/// Whom an own signal is to go to as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WideningOf {
    /// The members.
    pub members: BTreeSet<MemberId>,
}

impl WideningOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let members = node.object(&["members"])?.required("members", members)?;
            Ok(Self { members })
        })
    }
}

/// By whom an own signal is to be passed on, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayOf {
    /// Who has it.
    pub through: MemberId,
    /// The members that are to get it.
    pub members: BTreeSet<MemberId>,
}

impl RelayOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["through", "members"])?;
            let (through, members) = (fields.required("through", id), fields.required("members", members));
            Ok(Self { through: through?, members: members? })
        })
    }
}

fn members(node: Node<'_>) -> Read<BTreeSet<MemberId>> {
    let members = set(MAX_MEMBERS, id)(node)?;
    if members.is_empty() { Err(node.report(Fault::Empty)) } else { Ok(members) }
}

/// Whether a record is under legal hold, and why that is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldOf {
    /// Whether it is.
    pub on: bool,
    /// Why, for the journal.
    pub reason: String,
}

impl HoldOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["on", "reason"])?;
            let (on, reason) = (fields.required("on", flag), fields.required("reason", reason));
            Ok(Self { on: on?, reason: reason? })
        })
    }
}

/// Why an operator does not wait: with destroying what is much at once, or for nodes that have not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasoned {
    /// Why, for the journal.
    pub reason: String,
}

impl Reasoned {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| Ok(Self { reason: node.object(&["reason"])?.required("reason", reason)? }))
    }
}

pub(super) fn reason(node: Node<'_>) -> Read<String> {
    Ok(text(MAX_REASON)(node)?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places<T>(read: Result<T, Vec<Problem>>) -> Vec<(String, &'static str)> {
        read.err().unwrap_or_default().into_iter().map(|p| (p.pointer, p.fault.code())).collect()
    }

    #[test]
    fn a_recall_names_its_ground_and_nothing_else() {
        let read = |body: serde_json::Value| RecallOf::parse(body.to_string().as_bytes());
        assert_eq!(read(json!({ "ground": "error" })), Ok(RecallOf { ground: RecallGround::Error }));
        for (body, place, fault) in [
            (json!({}), "/ground", "missing"),
            (json!({ "ground": "spite" }), "/ground", "unknown-code"),
            (json!({ "ground": "error", "to": "nl-a" }), "/to", "unknown-field"),
            (json!([]), "", "wrong-type"),
        ] {
            assert_eq!(places(read(body)), [(place.to_owned(), fault)]);
        }
    }

    #[test]
    fn a_relay_and_whom_it_passes_on_to_are_named() {
        let read = |body: serde_json::Value| RelayOf::parse(body.to_string().as_bytes());
        let asked = read(json!({ "through": "nl-a", "members": ["nl-b"] })).unwrap();
        assert_eq!((asked.through.as_str(), asked.members.len()), ("nl-a", 1));
        let missing = ["/through", "/members"].map(|place| (place.to_owned(), "missing"));
        assert_eq!(places(read(json!({}))), missing);
        assert_eq!(places(read(json!({ "through": "nl-a", "members": [] }))), [("/members".to_owned(), "empty")]);
    }

    #[test]
    fn a_hold_and_what_an_operator_does_have_a_reason() {
        let hold = |body: serde_json::Value| HoldOf::parse(body.to_string().as_bytes());
        let kept = hold(json!({ "on": true, "reason": " Z-1 " })).unwrap();
        assert_eq!((kept.on, kept.reason.as_str()), (true, "Z-1"));
        let missing = ["/on", "/reason"].map(|place| (place.to_owned(), "missing"));
        assert_eq!(places(hold(json!({}))), missing);
        let blank = hold(json!({ "on": false, "reason": " " }));
        assert_eq!(places(blank), [("/reason".to_owned(), "empty")]);
        let long = Reasoned::parse(json!({ "reason": "x".repeat(MAX_REASON + 1) }).to_string().as_bytes());
        assert_eq!(places(long), [("/reason".to_owned(), "too-long")]);
    }
}
