//! Case files: a submission, what surrounds it, and what it must lead to. `sluis policy explain` reads them, and every
//! case of the project is one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::content::Submission;
use crate::date::Date;
use crate::ids::MemberId;
use crate::json;
use crate::problem::{Fault, Problem};
use crate::submission::{ANY_MEMBER, submission};
use crate::vocabulary::Purpose;
use crate::walk::{Node, Problems, Read, code, date, flag, id, list, text};

/// A submission in its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Name of the case; empty where the file has none.
    pub id: String,
    /// One line; empty where the file has none.
    pub title: String,
    /// What happens, and why; empty where the file has none.
    pub story: String,
    /// The origin.
    pub submitted_by: Option<MemberId>,
    /// What it submits.
    pub submission: Submission,
    /// Who passes it on, where that is not the origin.
    pub holder: Option<MemberId>,
    /// Requests that exist.
    pub requests: Vec<CaseRequest>,
    /// Consents of the origin that exist: to pass on, without end.
    pub consents: Vec<CaseConsent>,
    /// The day it is judged on, where that is not the usual one.
    pub today: Option<Date>,
    /// What must come of it.
    pub expect: Option<Expect>,
}

/// A request between two members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRequest {
    /// What `inReplyTo` names.
    pub id: String,
    /// Who asked.
    pub from: MemberId,
    /// Who was asked.
    pub to: MemberId,
    /// To whom it was forwarded.
    pub forwarded_to: BTreeSet<MemberId>,
    /// What for.
    pub purpose: Purpose,
    /// Neither refused, answered nor closed.
    pub open: bool,
}

/// The origin's consent that a holder passes its record on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseConsent {
    /// Who may pass it on.
    pub holder: MemberId,
    /// To whom.
    pub receiver: MemberId,
}

/// Outcomes in words, as `policy explain` prints them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// For the submission.
    pub submit: String,
    /// For each other member.
    pub members: BTreeMap<String, String>,
}

/// What `policy explain` is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExplainInput {
    /// A case file: an object with a field `submission`.
    Case(Case),
    /// A submission alone.
    Submission(Submission),
}

impl Case {
    /// Reads a case file from JSON text (RFC 8259). Requests and consents may have further fields, which are not kept.
    ///
    /// # Errors
    /// Every problem of the text, at most 128.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = json::read(bytes, &problems).and_then(|value| case(Node::root(&value, &problems)));
        problems.finish(read)
    }
}

impl ExplainInput {
    /// Reads a case file or a submission from JSON text.
    ///
    /// # Errors
    /// Every problem of the text, at most 128.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = json::read(bytes, &problems).and_then(|value| explain_input(Node::root(&value, &problems)));
        problems.finish(read)
    }
}

fn explain_input(node: Node<'_>) -> Read<ExplainInput> {
    if node.value().get("submission").is_some() {
        case(node).map(ExplainInput::Case)
    } else {
        submission(node, ANY_MEMBER).map(ExplainInput::Submission)
    }
}

const MAX_NAME: usize = 200;
const MAX_TEXT: usize = 8_000;
/// Requests, consents and expected outcomes of one case.
const MAX_ENTRIES: usize = 4_096;

const FIELDS: &[&str] =
    &["id", "title", "story", "note", "submittedBy", "submission", "holder", "requests", "consents", "today", "expect"];

fn case(node: Node<'_>) -> Read<Case> {
    let fields = node.object(FIELDS)?;
    let case_id = fields.or_default("id", text(MAX_NAME));
    let title = fields.or_default("title", text(MAX_NAME));
    let story = fields.or_default("story", text(MAX_TEXT));
    let submitted_by = fields.optional("submittedBy", id);
    let submission = fields.required("submission", |node| submission(node, ANY_MEMBER));
    let holder = fields.optional("holder", id);
    let requests = fields.or_default("requests", list(MAX_ENTRIES, request));
    let consents = fields.or_default("consents", list(MAX_ENTRIES, consent));
    let today = fields.optional("today", date);
    let expect = fields.optional("expect", expect);
    Ok(Case {
        id: case_id?,
        title: title?,
        story: story?,
        submitted_by: submitted_by?,
        submission: submission?,
        holder: holder?,
        requests: requests?,
        consents: consents?,
        today: today?,
        expect: expect?,
    })
}

fn request(node: Node<'_>) -> Read<CaseRequest> {
    let fields = node.open_object()?;
    let request_id = fields.required("id", text(128));
    let from = fields.required("from", id);
    let to = fields.required("to", id);
    let forwarded_to = fields.or_default("forwardedTo", one_or_more);
    let purpose = fields.required("purpose", code);
    let open = fields.required("open", flag);
    Ok(CaseRequest {
        id: request_id?,
        from: from?,
        to: to?,
        forwarded_to: forwarded_to?,
        purpose: purpose?,
        open: open?,
    })
}

fn one_or_more(node: Node<'_>) -> Read<BTreeSet<MemberId>> {
    match node.value() {
        Value::Array(_) => list(MAX_ENTRIES, id)(node).map(BTreeSet::from_iter),
        _ => id(node).map(|member| BTreeSet::from([member])),
    }
}

fn consent(node: Node<'_>) -> Read<CaseConsent> {
    let fields = node.open_object()?;
    let (holder, receiver) = (fields.required("holder", id), fields.required("receiver", id));
    Ok(CaseConsent { holder: holder?, receiver: receiver? })
}

fn expect(node: Node<'_>) -> Read<Expect> {
    let fields = node.object(&["submit", "members"])?;
    let submit = fields.required("submit", text(MAX_NAME));
    let members = fields.or_default("members", outcomes);
    Ok(Expect { submit: submit?, members: members? })
}

fn outcomes(node: Node<'_>) -> Read<BTreeMap<String, String>> {
    let fields = node.open_object()?;
    let members: Vec<&str> = fields.names().collect();
    if members.len() > MAX_ENTRIES {
        return Err(node.report(Fault::TooMany { max: MAX_ENTRIES }));
    }
    let outcome = |member: &str| Ok((member.to_owned(), fields.required(member, text(MAX_NAME))?));
    let read: Vec<Read<(String, String)>> = members.into_iter().map(outcome).collect();
    read.into_iter().collect()
}

/// The federation of the cases: invented members.
pub const FEDERATION: &str = include_str!("../cases/federation.json");

/// The cases of the project: name and text, in order of their names.
pub const CASES: &[(&str, &str)] = &[
    ("c01-closed-lunchroom", include_str!("../cases/c01-closed-lunchroom.json")),
    ("c02-bibob-stays-home", include_str!("../cases/c02-bibob-stays-home.json")),
    ("c03-wgs-gap", include_str!("../cases/c03-wgs-gap.json")),
    ("c04-agreement-first", include_str!("../cases/c04-agreement-first.json")),
    ("c05-german-warning", include_str!("../cases/c05-german-warning.json")),
    ("c06-german-reply", include_str!("../cases/c06-german-reply.json")),
    ("c07-question", include_str!("../cases/c07-question.json")),
    ("c08-tax-secrecy", include_str!("../cases/c08-tax-secrecy.json")),
    ("c09-gatekeeper", include_str!("../cases/c09-gatekeeper.json")),
    ("c10-customs-risk", include_str!("../cases/c10-customs-risk.json")),
    ("c11-h0-trap", include_str!("../cases/c11-h0-trap.json")),
    ("c12-police-matter", include_str!("../cases/c12-police-matter.json")),
    ("c13-phenomenon", include_str!("../cases/c13-phenomenon.json")),
    ("c14-uncorroborated", include_str!("../cases/c14-uncorroborated.json")),
    ("c15-health-data", include_str!("../cases/c15-health-data.json")),
    ("c16-island", include_str!("../cases/c16-island.json")),
    ("c17-sector-not-listed", include_str!("../cases/c17-sector-not-listed.json")),
    ("c18-insider", include_str!("../cases/c18-insider.json")),
    ("c19-registers", include_str!("../cases/c19-registers.json")),
    ("c20-relay-in-country", include_str!("../cases/c20-relay-in-country.json")),
    ("c21-relay-consent", include_str!("../cases/c21-relay-consent.json")),
    ("c22-own-mandate", include_str!("../cases/c22-own-mandate.json")),
    ("c23-hidden-person", include_str!("../cases/c23-hidden-person.json")),
    ("c24-admiralty", include_str!("../cases/c24-admiralty.json")),
    ("c25-expired", include_str!("../cases/c25-expired.json")),
    ("c26-antimafia", include_str!("../cases/c26-antimafia.json")),
    ("c27-customs-unasked", include_str!("../cases/c27-customs-unasked.json")),
    ("c28-two-bases", include_str!("../cases/c28-two-bases.json")),
    ("c29-two-steps", include_str!("../cases/c29-two-steps.json")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_read_and_none_is_left_out() {
        for (name, text) in CASES {
            let case = Case::parse(text.as_bytes()).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
            assert_eq!(case.id, *name);
            assert!(case.submitted_by.is_some() && case.expect.is_some(), "{name} lacks its origin or outcome");
        }
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/cases")).unwrap();
        let files = folder.filter(|f| f.as_ref().unwrap().file_name().to_string_lossy().starts_with('c')).count();
        assert_eq!(files, CASES.len());
    }

    #[test]
    fn a_case_tells_its_surroundings() {
        let (_, text) = CASES.iter().find(|(name, _)| name.starts_with("c06")).unwrap();
        let case = Case::parse(text.as_bytes()).unwrap();
        assert_eq!(Some(case.requests[0].id.clone()), case.submission.content.handling.in_reply_to);
        assert!(case.requests[0].open);
        let (_, text) = CASES.iter().find(|(name, _)| name.starts_with("c25")).unwrap();
        let case = Case::parse(text.as_bytes()).unwrap();
        assert_eq!(case.today.map(String::from).as_deref(), Some("2027-02-01"));
        assert_eq!(case.holder.map(String::from).as_deref(), Some("be-ariec-oost"));
    }

    #[test]
    fn a_request_may_be_forwarded_to_one_or_several_and_have_further_fields() {
        let (_, text) = CASES.iter().find(|(name, _)| name.starts_with("c06")).unwrap();
        for (given, count) in [(serde_json::json!("be-a"), 1), (serde_json::json!(["be-a", "be-b"]), 2)] {
            let mut file: Value = serde_json::from_str(text).unwrap();
            file["requests"][0]["forwardedTo"] = given;
            file["requests"][0]["askedOn"] = "2026-11-01".into();
            let case = Case::parse(file.to_string().as_bytes()).unwrap();
            assert_eq!(case.requests[0].forwarded_to.len(), count);
        }
    }

    #[test]
    fn an_object_with_a_submission_is_a_case_and_any_other_a_submission() {
        let (_, text) = CASES[0];
        let Ok(ExplainInput::Case(case)) = ExplainInput::parse(text.as_bytes()) else { panic!("not a case") };
        let alone = serde_json::to_vec(&case.submission).unwrap();
        assert_eq!(ExplainInput::parse(&alone), Ok(ExplainInput::Submission(case.submission)));
    }

    #[test]
    fn problems_of_a_case_point_into_its_submission() {
        let found = Case::parse(br#"{"submission": {"type": "gossip"}, "holdr": "x"}"#).unwrap_err();
        let pointers: Vec<_> = found.iter().map(|p| p.pointer.as_str()).collect();
        assert_eq!(pointers, ["/holdr", "/submission/type", "/submission/handling"]);
    }
}
