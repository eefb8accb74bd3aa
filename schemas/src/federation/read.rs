//! Reads a federation file: codes, names that are used once, and references that lead somewhere.

use std::collections::BTreeSet;

use serde_json::Value;

use super::MAX_MEMBERS;
use super::{Agreement, Authority, Federation, Mandate, MemberEntry, NodeEntry};
use crate::ids::{MemberId, NodeId};
use crate::json;
use crate::problem::{Fault, Problem};
use crate::walk::{Fields, Node, Problems, Read, code, country, date, flag, id, list, number, set, string, text};

const MAX_NAME: usize = 200;
const MAX_AUTHORITIES: usize = 256;
const MAX_MANDATES: usize = 256;
/// NACE has fewer divisions and groups than this.
const MAX_SECTORS: usize = 1_024;
const MAX_AGREEMENTS: usize = 65_536;

const FIELDS: &[&str] = &["name", "note", "environment", "authorities", "threshold", "nodes", "members", "agreements"];

impl Federation {
    /// Reads a federation file from JSON text (RFC 8259). `note` is for people and not kept.
    ///
    /// # Errors
    /// Every problem of the text, at most 128.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = json::read(bytes, &problems).and_then(|value| federation(Node::root(&value, &problems)));
        problems.finish(read)
    }

    /// Reads a federation from a JSON value.
    ///
    /// # Errors
    /// Every problem of the value, at most 128.
    pub fn from_json(value: &Value) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = federation(Node::root(value, &problems));
        problems.finish(read)
    }
}

fn federation(node: Node<'_>) -> Read<Federation> {
    let fields = node.object(FIELDS)?;
    let name = fields.required("name", text(MAX_NAME));
    let environment = fields.required("environment", code);
    let authorities = fields.required("authorities", authorities);
    let threshold = fields.required("threshold", |node| threshold(node, fields.entries("authorities")));
    let nodes = fields.required("nodes", nodes);
    let node_ids = nodes.as_ref().ok().map(|nodes| nodes.iter().map(|n| n.id.clone()).collect());
    let members = fields.required("members", |node| members(node, node_ids.as_ref()));
    let member_ids = members.as_ref().ok().map(|members| members.iter().map(|m| m.id.clone()).collect());
    let one_agreement = |node: Node<'_>| agreement(node, member_ids.as_ref());
    let agreements = fields.or_default("agreements", list(MAX_AGREEMENTS, one_agreement));
    Ok(Federation {
        name: name?,
        environment: environment?,
        authorities: authorities?,
        threshold: threshold?,
        nodes: nodes?,
        members: members?,
        agreements: agreements?,
    })
}

fn authorities(node: Node<'_>) -> Read<Vec<Authority>> {
    let mut seen = BTreeSet::new();
    list(MAX_AUTHORITIES, |node| {
        let fields = node.object(&["country"])?;
        Ok(Authority { country: fields.required("country", |node| once(node, country(node)?, &mut seen))? })
    })(node)
}

/// A majority, so that two sets of signers always share one.
fn threshold(node: Node<'_>, authorities: usize) -> Read<u16> {
    let given = u16::try_from(number(node)?).ok();
    let majority = given.filter(|k| usize::from(*k) * 2 > authorities && usize::from(*k) <= authorities);
    majority.ok_or_else(|| node.report(Fault::ThresholdOutOfRange { authorities }))
}

fn nodes(node: Node<'_>) -> Read<Vec<NodeEntry>> {
    let mut seen = BTreeSet::new();
    list(MAX_MEMBERS, |node| {
        let fields = node.object(&["id", "country", "operator"])?;
        let id = fields.required("id", |node| once(node, id(node)?, &mut seen));
        let country = fields.required("country", country);
        let operator = fields.required("operator", text(MAX_NAME));
        Ok(NodeEntry { id: id?, country: country?, operator: operator? })
    })(node)
}

fn members(node: Node<'_>, nodes: Option<&BTreeSet<NodeId>>) -> Read<Vec<MemberEntry>> {
    let mut seen = BTreeSet::new();
    list(MAX_MEMBERS, |node| {
        let fields = node.object(&["id", "country", "role", "name", "node", "thirdCountry", "mandates"])?;
        let id = fields.required("id", |node| once(node, id(node)?, &mut seen));
        member(&fields, id, nodes)
    })(node)
}

fn member(fields: &Fields<'_>, id: Read<MemberId>, nodes: Option<&BTreeSet<NodeId>>) -> Read<MemberEntry> {
    let country = fields.required("country", country);
    let role = fields.required("role", code);
    let name = fields.required("name", text(MAX_NAME));
    let node = fields.required("node", |node| served_by(node, nodes));
    // Never guessed: taking a third country for a part of the Union would open a door.
    let third_country = fields.required("thirdCountry", flag);
    let mandates = fields.or_default("mandates", list(MAX_MANDATES, mandate));
    Ok(MemberEntry {
        id: id?,
        country: country?,
        role: role?,
        name: name?,
        node: node?,
        third_country: third_country?,
        mandates: mandates?,
    })
}

/// Where the nodes themselves could not be read, a reference to them is not judged.
fn served_by(at: Node<'_>, nodes: Option<&BTreeSet<NodeId>>) -> Read<NodeId> {
    let node = id(at)?;
    if nodes.is_none_or(|nodes| nodes.contains(&node)) { Ok(node) } else { Err(at.report(Fault::UnknownNode { node })) }
}

fn mandate(node: Node<'_>) -> Read<Mandate> {
    let fields = node.object(&["purpose", "legalBasis", "offence", "sectors", "transferInstrument"])?;
    let purpose = fields.required("purpose", code);
    let legal_basis = fields.required("legalBasis", id);
    let offence = fields.or_default("offence", flag);
    let sectors = fields.or_default("sectors", set(MAX_SECTORS, sector_prefix));
    let transfer_instrument = fields.optional("transferInstrument", text(MAX_NAME));
    Ok(Mandate {
        purpose: purpose?,
        legal_basis: legal_basis?,
        offence: offence?,
        sectors: sectors?,
        transfer_instrument: transfer_instrument?,
    })
}

/// The beginning of a NACE code. A blank one would begin every code.
fn sector_prefix(node: Node<'_>) -> Read<String> {
    let given = string(node)?;
    if given.len() <= 5 && given.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Ok(given.to_owned());
    }
    let rule = "1 to 5 digits and a dot, as `56` or `56.1`, without the section letter";
    Err(node.report(Fault::Malformed { what: "the beginning of a NACE code", rule }))
}

fn agreement(node: Node<'_>, members: Option<&BTreeSet<MemberId>>) -> Read<Agreement> {
    let fields = node.object(&["between", "basis", "since"])?;
    let between = fields.required("between", |node| parties(node, members));
    let basis = fields.required("basis", id);
    let since = fields.required("since", date);
    Ok(Agreement { between: between?, basis: basis?, since: since? })
}

fn parties(node: Node<'_>, members: Option<&BTreeSet<MemberId>>) -> Read<BTreeSet<MemberId>> {
    let parties = list(MAX_MEMBERS, |node| party(node, members))(node)?;
    let distinct: BTreeSet<MemberId> = parties.iter().cloned().collect();
    if parties.len() == 2 && distinct.len() == 2 { Ok(distinct) } else { Err(node.report(Fault::AgreementParties)) }
}

fn party(node: Node<'_>, members: Option<&BTreeSet<MemberId>>) -> Read<MemberId> {
    let member = id(node)?;
    let known = members.is_none_or(|members| members.contains(&member));
    if known { Ok(member) } else { Err(node.report(Fault::UnknownMember { member })) }
}

/// What must not stand in an earlier entry.
fn once<T: Ord + Clone>(node: Node<'_>, given: T, seen: &mut BTreeSet<T>) -> Read<T> {
    if seen.insert(given.clone()) { Ok(given) } else { Err(node.report(Fault::Repeated)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::case::FEDERATION;

    fn changed(pointer: &str, value: Value) -> Vec<(String, &'static str)> {
        let mut file: Value = serde_json::from_str(FEDERATION).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match file.pointer_mut(parent).unwrap() {
            Value::Array(entries) => entries[name.parse::<usize>().unwrap()] = value,
            Value::Object(fields) => drop(fields.insert(name.to_owned(), value)),
            _ => unreachable!(),
        }
        let found = Federation::from_json(&file).err().unwrap_or_default();
        found.into_iter().map(|p| (p.pointer, p.fault.code())).collect()
    }

    #[test]
    fn the_federation_of_the_cases_is_read() {
        let federation = Federation::parse(FEDERATION.as_bytes()).unwrap();
        assert_eq!((federation.nodes.len(), federation.members.len()), (5, 16));
        let sectors = &federation.members.iter().find(|m| m.id.as_str() == "be-grensbeek").unwrap().mandates[0].sectors;
        assert_eq!(sectors.iter().collect::<Vec<_>>(), ["56", "92"]);
    }

    #[test]
    fn a_federation_reads_back_what_it_writes() {
        let federation = Federation::parse(FEDERATION.as_bytes()).unwrap();
        assert_eq!(Federation::from_json(&serde_json::to_value(&federation).unwrap()), Ok(federation));
    }

    #[test]
    fn each_fault_is_found_at_its_place() {
        let long = "x".repeat(201);
        for (pointer, value, code) in [
            ("/name", json!("  "), "empty"),
            ("/name", json!(long), "too-long"),
            ("/environment", json!("live"), "unknown-code"),
            ("/authorities/1/country", json!("NL"), "repeated"),
            ("/authorities/1/country", json!("ZZ"), "unknown-code"),
            ("/nodes/1/id", json!("node-nl"), "repeated"),
            ("/members/1/id", json!("nl-riec-zuid"), "repeated"),
            ("/members/0/node", json!("node-xx"), "unknown-node"),
            ("/members/0/role", json!("mayor"), "unknown-code"),
            ("/members/0/thirdCountry", Value::Null, "missing"),
            ("/members/0/mandates/0/legalBasis", json!("Wgs"), "malformed"),
            ("/members/0/mandates/0/ofence", json!(true), "unknown-field"),
            ("/agreements/0/between", json!(["be-ariec-oost"]), "agreement-parties"),
            ("/agreements/0/between", json!(["be-ariec-oost", "be-ariec-oost"]), "agreement-parties"),
        ] {
            assert_eq!(changed(pointer, value), [(pointer.to_owned(), code)]);
        }
    }

    #[test]
    fn a_sector_is_the_beginning_of_a_code_and_never_blank() {
        let place = "/members/0/mandates/0/sectors";
        assert_eq!(changed(place, json!(["56", "56.1"])), []);
        for (wrong, code) in [("", "empty"), ("I", "malformed"), ("56.1011", "malformed")] {
            assert_eq!(changed(place, json!([wrong])), [(format!("{place}/0"), code)]);
        }
    }

    #[test]
    fn the_threshold_is_a_majority() {
        for wrong in [0, 1, 4, 70_000] {
            assert_eq!(changed("/threshold", json!(wrong)), [("/threshold".to_owned(), "threshold-out-of-range")]);
        }
        assert_eq!(changed("/threshold", json!(3)), []);
    }

    #[test]
    fn an_agreement_with_a_stranger_is_refused() {
        let found = changed("/agreements/0/between", json!(["be-ariec-oost", "nl-nobody"]));
        assert_eq!(found, [("/agreements/0/between/1".to_owned(), "unknown-member")]);
    }

    #[test]
    fn a_blank_transfer_instrument_is_none() {
        assert_eq!(changed("/members/0/mandates/0/transferInstrument", json!(" ")), []);
    }
}
