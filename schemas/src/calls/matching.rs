//! What is asked in a match: whether members have something about one exact identifier.

use std::collections::BTreeSet;

use super::{identifier, parse};
use crate::identifiers::Matchable;
use crate::ids::MemberId;
use crate::problem::{Fault, Problem};
use crate::vocabulary::Purpose;
use crate::walk::{Node, Read, code, id, set, text};

/// Most members asked at once: a match goes to whoever may know, not to everybody.
pub const MAX_MATCHED: usize = 16;
/// Longest reference of a case, in characters; as long as other references are.
pub const MAX_CASE: usize = 200;

/// One identifier, what for, in which case, and who is asked. There is no field for a name, and none takes a list of
/// identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchOf {
    /// The identifier.
    pub identifier: Matchable,
    /// What for.
    pub purpose: Purpose,
    /// The asker's own case.
    pub case: String,
    /// The members asked.
    pub members: BTreeSet<MemberId>,
}

impl MatchOf {
    /// Reads it from JSON text; only members that `known` knows may be named.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8], known: impl Fn(&MemberId) -> bool) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["identifier", "purpose", "case", "members"])?;
            let identifier = fields.required("identifier", matchable);
            let purpose = fields.required("purpose", code);
            let case = fields.required("case", text(MAX_CASE));
            let members = fields.required("members", |node| members(node, &known));
            Ok(Self { identifier: identifier?, purpose: purpose?, case: case?, members: members? })
        })
    }
}

fn matchable(node: Node<'_>) -> Read<Matchable> {
    let identifier = identifier(node)?;
    Matchable::try_from(identifier).map_err(|refused| node.report(Fault::NotMatchable { scheme: refused.scheme }))
}

fn members(node: Node<'_>, known: &dyn Fn(&MemberId) -> bool) -> Read<BTreeSet<MemberId>> {
    let named = |node: Node<'_>| {
        let member = id(node)?;
        if known(&member) { Ok(member) } else { Err(node.report(Fault::UnknownMember { member })) }
    };
    let members = set(MAX_MATCHED, named)(node)?;
    if members.is_empty() { Err(node.report(Fault::Empty)) } else { Ok(members) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn good() -> Value {
        json!({
            "identifier": { "scheme": "be-kbo", "value": "BE 0999.000.129" },
            "purpose": "licence-decision", "case": "2026-114", "members": ["be-brugdorp"],
        })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut body = good();
        body[field] = value;
        body
    }

    fn read(body: &Value) -> Result<MatchOf, Vec<(String, &'static str)>> {
        let found = MatchOf::parse(body.to_string().as_bytes(), |member| member.as_str() != "be-nowhere");
        found.map_err(|problems| problems.into_iter().map(|p| (p.pointer, p.fault.code())).collect())
    }

    #[test]
    fn one_identifier_is_asked_of_named_members_for_a_purpose_in_a_case() {
        let read = read(&good()).unwrap();
        assert_eq!(read.identifier.value(), "0999000129");
        assert_eq!((read.purpose, read.case.as_str()), (Purpose::LicenceDecision, "2026-114"));
        assert_eq!(read.members.len(), 1);
    }

    #[test]
    fn names_persons_and_lists_are_refused_each_at_its_place() {
        let at = |place: &str, code| Err(vec![(place.to_owned(), code)]);
        let iban = json!({ "scheme": "iban", "value": "NL91ABNA0417164300" });
        assert_eq!(read(&with("identifier", iban)), at("/identifier", "not-matchable"));
        let person = json!({ "scheme": "it-cf", "value": "RSSMRA85T10A562S" });
        assert_eq!(read(&with("identifier", person)), at("/identifier", "not-matchable"));
        let list = json!([good()["identifier"], good()["identifier"]]);
        assert_eq!(read(&with("identifier", list)), at("/identifier", "wrong-type"));
        let numbers = json!({ "scheme": "be-kbo", "value": ["0999000129", "0999000228"] });
        assert_eq!(read(&with("identifier", numbers)), at("/identifier/value", "wrong-type"));
        assert_eq!(read(&with("name", json!("Jansen"))), at("/name", "unknown-field"));
        assert_eq!(read(&with("identifiers", json!([]))), at("/identifiers", "unknown-field"));
        let prefix = json!({ "scheme": "be-kbo", "value": "0999" });
        assert_eq!(read(&with("identifier", prefix)), at("/identifier/value", "identifier"));
    }

    #[test]
    fn purpose_case_and_members_must_be_there() {
        let found = read(&json!({ "identifier": good()["identifier"] })).unwrap_err();
        assert_eq!(found, ["/purpose", "/case", "/members"].map(|place| (place.to_owned(), "missing")));
        let at = |place: &str, code| Err(vec![(place.to_owned(), code)]);
        assert_eq!(read(&with("members", json!([]))), at("/members", "empty"));
        assert_eq!(read(&with("members", json!(["be-nowhere"]))), at("/members/0", "unknown-member"));
        let many: Vec<_> = (0..=MAX_MATCHED).map(|n| format!("be-{n}")).collect();
        assert_eq!(read(&with("members", json!(many))), at("/members", "too-many"));
        assert_eq!(read(&with("case", json!("x".repeat(MAX_CASE + 1)))), at("/case", "too-long"));
        assert_eq!(read(&with("purpose", json!("gossip"))), at("/purpose", "unknown-code"));
    }
}
