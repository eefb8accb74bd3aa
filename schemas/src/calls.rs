//! Bodies of calls to a node other than submissions, read as strictly: every problem at once, each with its place.

mod absence;
mod consent;
mod dispute;
mod follow_up;
mod hand_over;
mod matching;
mod notice;
mod packs;
mod recall;
mod reduction;
mod subject;

use serde_json::Value;

pub use absence::AbsenceOf;
pub use consent::{ConsentAnswer, ConsentFor, ConsentOf};
pub use dispute::{ClassOf, DisputeOf, DisputeStepOf, FindingOf, FoundOf, NAMELESS, PrecedentsOf};
pub use follow_up::{FollowUpStep, Refusal};
pub use hand_over::{HandOverOf, MAX_REFERENCE};
pub use matching::{MAX_CASE, MAX_MATCHED, MatchOf};
pub use notice::{PassOn, RatingOf, RequestStep};
pub use packs::{ActivationOf, ComparisonOf, PacksOf};
pub use recall::{HoldOf, MAX_REASON, Reasoned, RecallOf, RelayOf, WideningOf};
pub use reduction::ReductionOf;
pub use subject::SubjectOf;

use crate::codelists::{Nace, Region};
use crate::date::Date;
use crate::identifiers::Identifier;
use crate::json;
use crate::problem::{Fault, Problem};
use crate::vocabulary::{Scheme, SignalType};
use crate::walk::{Fields, Node, Problems, Read, code, date, listed, number, string, text};

/// Longest identifier as given; as in submissions.
const MAX_IDENTIFIER: usize = 200;
/// Longest cursor; nobody makes one but the node.
const MAX_CURSOR: usize = 200;
/// Most signals in a page.
pub const MAX_PAGE: u32 = 100;

/// Sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The member's own.
    Sent,
    /// What others disclosed to it.
    Received,
}

/// What to look for among what a member holds. Every condition must be met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// An identifier of one of its subjects, normalised.
    pub identifier: Option<Identifier>,
    /// Its type.
    pub r#type: Option<SignalType>,
    /// The branch that its sector lies in.
    pub sector: Option<Nace>,
    /// The region that one of its regions lies in.
    pub region: Option<Region>,
    /// Sent or received.
    pub direction: Option<Way>,
    /// First day (UTC) on which it was released or came.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Most signals in the page.
    pub limit: Option<u32>,
}

impl Search {
    /// Reads a search from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, search)
    }
}

/// Which outcome table a release was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its hash: 64 of 0-9 and a-f.
    pub table_hash: String,
}

impl Release {
    /// Reads a release from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["tableHash"])?;
            Ok(Self { table_hash: fields.required("tableHash", hash("a table hash"))? })
        })
    }
}

fn parse<T>(bytes: &[u8], read: impl FnOnce(Node<'_>) -> Read<T>) -> Result<T, Vec<Problem>> {
    let problems = Problems::default();
    let value: Read<Value> = json::read(bytes, &problems);
    let read = value.and_then(|value| read(Node::root(&value, &problems)));
    problems.finish(read)
}

fn search(node: Node<'_>) -> Read<Search> {
    let fields = node.object(&["identifier", "type", "sector", "region", "direction", "period", "cursor", "limit"])?;
    let identifier = fields.optional("identifier", identifier);
    let kind = fields.optional("type", code);
    let sector = fields.optional("sector", listed("nace"));
    let region = fields.optional("region", listed("regions"));
    let direction = fields.optional("direction", way);
    let period = fields.optional("period", |node| {
        let fields = node.object(&["from", "to"])?;
        let (from, to) = days(&fields);
        Ok((from?, to?))
    });
    let cursor = fields.optional("cursor", text(MAX_CURSOR));
    let limit = fields.optional("limit", limit);
    let (from, to) = period?.unwrap_or_default();
    Ok(Search {
        identifier: identifier?,
        r#type: kind?,
        sector: sector?,
        region: region?,
        direction: direction?,
        from,
        to,
        cursor: cursor?,
        limit: limit?,
    })
}

fn days(fields: &Fields<'_>) -> (Read<Option<Date>>, Read<Option<Date>>) {
    let (from, to) = (fields.optional("from", date), fields.optional("to", date));
    if let (Ok(Some(from)), Ok(Some(to))) = (from, to)
        && to < from
    {
        fields.report_at("to", Fault::PeriodReversed);
    }
    (from, to)
}

fn identifier(node: Node<'_>) -> Read<Identifier> {
    identifier_in(&node.object(&["scheme", "value"])?)
}

fn identifier_in(fields: &Fields<'_>) -> Read<Identifier> {
    let scheme = fields.required("scheme", code::<Scheme>);
    let checked = fields.required("value", |node| {
        let given = text(MAX_IDENTIFIER)(node)?;
        let scheme = scheme?;
        Identifier::parse(scheme, &given).map_err(|e| node.report(Fault::Identifier { scheme, rule: e.reason() }))
    });
    scheme?;
    checked
}

fn way(node: Node<'_>) -> Read<Way> {
    match string(node)? {
        "sent" => Ok(Way::Sent),
        "received" => Ok(Way::Received),
        _ => Err(node.report(Fault::Malformed { what: "a direction", rule: "give `sent` or `received`" })),
    }
}

fn limit(node: Node<'_>) -> Read<u32> {
    let given = number(node)?;
    let limit = u32::try_from(given).ok().filter(|n| (1..=MAX_PAGE).contains(n));
    limit.ok_or_else(|| node.report(Fault::Malformed { what: "a page length", rule: "a number from 1 to 100" }))
}

fn hash(what: &'static str) -> impl Fn(Node<'_>) -> Read<String> {
    move |node| {
        let given = string(node)?;
        let is_hash = given.len() == 64 && given.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let malformed = Fault::Malformed { what, rule: "64 of 0-9 and a-f" };
        if is_hash { Ok(given.to_owned()) } else { Err(node.report(malformed)) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places(body: &Value) -> Vec<(String, &'static str)> {
        let found = Search::parse(body.to_string().as_bytes()).err().unwrap_or_default();
        found.into_iter().map(|p| (p.pointer, p.fault.code())).collect()
    }

    #[test]
    fn a_search_takes_dirty_identifiers_and_normalises_them() {
        let body = json!({ "identifier": { "scheme": "be-kbo", "value": "BE 0999.000.129" }, "sector": "5611" });
        let search = Search::parse(body.to_string().as_bytes()).unwrap();
        assert_eq!(search.identifier.unwrap().value(), "0999000129");
        assert_eq!(search.sector.unwrap().as_str(), "56.11");
        assert_eq!(Search::parse(b"{}").unwrap(), Search::default());
    }

    #[test]
    fn every_fault_of_a_search_is_named_at_once() {
        let body = json!({
            "identifier": { "scheme": "be-kbo", "value": "0123456789" }, "type": "gossip", "sector": "A",
            "region": "XX999", "direction": "up", "period": { "from": "2026-02-01", "to": "2026-01-01" },
            "limit": 101, "colour": 1,
        });
        let mut found = places(&body);
        found.sort();
        let expected = [
            ("/colour", "unknown-field"),
            ("/direction", "malformed"),
            ("/identifier/value", "identifier"),
            ("/limit", "malformed"),
            ("/period/to", "period-reversed"),
            ("/region", "unknown-code"),
            ("/sector", "unknown-code"),
            ("/type", "unknown-code"),
        ];
        assert_eq!(found, expected.map(|(place, code)| (place.to_owned(), code)));
        assert_eq!(Search::parse(br#"{"limit": 1, "limit": 2}"#).unwrap_err()[0].fault.code(), "duplicate-field");
    }

    #[test]
    fn a_release_names_one_whole_hash() {
        let read = |body: Value| Release::parse(body.to_string().as_bytes());
        assert_eq!(read(json!({ "tableHash": "ab".repeat(32) })).unwrap().table_hash.len(), 64);
        for (body, place) in [
            (json!({}), "/tableHash"),
            (json!({ "tableHash": "AB".repeat(32) }), "/tableHash"),
            (json!({ "tableHash": "ab".repeat(32), "x": 1 }), "/x"),
            (json!([]), ""),
        ] {
            assert_eq!(read(body).unwrap_err()[0].pointer, place);
        }
    }
}
