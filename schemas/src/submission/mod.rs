//! Submissions as JSON: the one way in for what people and their programs write (API, command line, NDJSON, CSV).
//!
//! All problems of a document are found at once, each with its place. Null is absent, and so is a text of only white
//! space where a field may be absent. Here stands what is malformed whatever the rules say; whether a legal basis
//! exists, and what may go to whom, is for the rules.

mod content;
mod handling;
pub mod rows;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::content::{Distribution, Submission};
use crate::ids::MemberId;
use crate::json;
use crate::problem::{Fault, Problem};
use crate::vocabulary::SignalType;
use crate::walk::{Fields, Node, Place, Problems, Read, code, is_absent};

/// Whether the register has a member.
pub(crate) type Known<'a> = &'a dyn Fn(&MemberId) -> bool;

/// Takes every well-formed member id, where no register is at hand.
pub(crate) const ANY_MEMBER: Known<'static> = &|_| true;

impl Submission {
    /// Reads a submission from JSON text (RFC 8259). Whether its members exist is not looked at.
    ///
    /// # Errors
    /// Every problem of the text, at most 128.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        Self::parse_among(bytes, ANY_MEMBER)
    }

    /// Reads a submission from JSON text; its audience and exclusions may name only members that `known` knows.
    ///
    /// # Errors
    /// Every problem of the text, at most 128.
    pub fn parse_among(bytes: &[u8], known: impl Fn(&MemberId) -> bool) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = json::read(bytes, &problems).and_then(|value| submission(Node::root(&value, &problems), &known));
        problems.finish(read)
    }

    /// Reads a request from JSON text: a submission of that type.
    ///
    /// # Errors
    /// Every problem of the text, at most 128.
    pub fn parse_request(bytes: &[u8], known: impl Fn(&MemberId) -> bool) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = json::read(bytes, &problems).and_then(|value| {
            if value.get("type").is_some_and(|kind| kind != SignalType::Request.as_str()) {
                let fault = Fault::Malformed { what: "the type of a question", rule: "it is `request`" };
                problems.note(&Place::ROOT.field("type"), fault);
            }
            submission(Node::root(&value, &problems), &known)
        });
        problems.finish(read)
    }

    /// Reads a reply to a request from JSON text. Where the text says nothing else, it goes to `asker` alone; `inReplyTo`
    /// may be left out, `answer` may not.
    ///
    /// # Errors
    /// Every problem of the text, at most 128.
    pub fn parse_reply(
        bytes: &[u8],
        request: &str,
        asker: &MemberId,
        known: impl Fn(&MemberId) -> bool,
    ) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = json::read(bytes, &problems).and_then(|mut value| {
            complete(&mut value, request, asker);
            if value.get("answer").is_none_or(is_absent) {
                problems.note(&Place::ROOT.field("answer"), Fault::Missing);
            }
            if value.pointer("/handling/inReplyTo").is_some_and(|named| named != request) {
                let rule = "name the request that is answered, or leave it out";
                let fault = Fault::Malformed { what: "the request of this reply", rule };
                problems.note(&Place::ROOT.field("handling").field("inReplyTo"), fault);
            }
            submission(Node::root(&value, &problems), &known)
        });
        problems.finish(read)
    }

    /// Reads a submission from a JSON value. Whether its members exist is not looked at, and a field that stood twice
    /// in the text can no longer be seen: texts go to [`Self::parse`].
    ///
    /// # Errors
    /// Every problem of the value, at most 128.
    pub fn from_json(value: &Value) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let read = submission(Node::root(value, &problems), ANY_MEMBER);
        problems.finish(read)
    }

    /// The named members that `known` does not know, for what was read before the register changed. The pointers lead
    /// into the JSON form of this submission, where members stand in order of their names; [`Self::parse_among`] points
    /// into the text as it was given.
    #[must_use]
    pub fn unknown_members(&self, known: impl Fn(&MemberId) -> bool) -> Vec<Problem> {
        let Distribution { audience, exclude } = &self.distribution;
        let lists = [("/handling/audience/members", &audience.members), ("/handling/exclude", exclude)];
        let places =
            lists.iter().flat_map(|(list, members)| members.iter().enumerate().map(move |(i, m)| (list, i, m)));
        places
            .filter(|(_, _, member)| !known(member))
            .map(|(list, i, member)| Problem {
                pointer: format!("{list}/{i}"),
                fault: Fault::UnknownMember { member: member.clone() },
            })
            .collect()
    }
}

/// Says of a reply what follows from its request.
fn complete(value: &mut Value, request: &str, asker: &MemberId) {
    let Some(Value::Object(handling)) = value.get_mut("handling") else { return };
    let mut fill = |field: &str, with: Value| {
        if handling.get(field).is_none_or(is_absent) {
            handling.insert(field.to_owned(), with);
        }
    };
    fill("inReplyTo", request.into());
    fill("audience", serde_json::json!({ "members": [asker] }));
}

/// The JSON form that [`Submission::parse`] reads, with content and distribution in one document again.
impl Serialize for Submission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        to_json(self).map_err(S::Error::custom)?.serialize(serializer)
    }
}

fn to_json(submission: &Submission) -> serde_json::Result<Value> {
    let mut form = serde_json::to_value(&submission.content)?;
    let distribution = serde_json::to_value(&submission.distribution)?;
    if let (Some(Value::Object(handling)), Value::Object(distribution)) = (form.get_mut("handling"), distribution) {
        handling.extend(distribution);
    }
    if let Some(Value::Array(subjects)) = form.get_mut("subjects") {
        subjects.iter_mut().filter_map(|s| s.get_mut("identifiers")?.as_array_mut()).flatten().for_each(as_given);
    }
    Ok(form)
}

/// People give an identifier as it stands on paper; its normalised value is ours.
fn as_given(identifier: &mut Value) {
    if let Some(fields) = identifier.as_object_mut()
        && let Some(given) = fields.remove("given")
    {
        fields.insert("value".to_owned(), given);
    }
}

const FIELDS: &[&str] = &[
    "type",
    "title",
    "summary",
    "observed",
    "assessment",
    "subjects",
    "relations",
    "sector",
    "regions",
    "threats",
    "measure",
    "grading",
    "questions",
    "dueBy",
    "urgency",
    "caseRef",
    "answer",
    "handling",
];

/// Reads a submission at a node.
pub(crate) fn submission(node: Node<'_>, known: Known<'_>) -> Read<Submission> {
    let fields = node.object(FIELDS)?;
    let kind = fields.required("type", code::<SignalType>);
    if let Ok(kind) = kind {
        check_type(&fields, kind);
    }
    let replies = node.value().pointer("/handling/inReplyTo").is_some_and(|request| !is_absent(request));
    if !fields.lacks("answer") && !replies {
        fields.report_at("answer", Fault::AnswerWithoutRequest);
    }
    let (handling, distribution) = match fields.required("handling", |node| handling::handling(node, kind.ok(), known))
    {
        Ok((handling, distribution)) => (Ok(handling), Ok(distribution)),
        Err(reported) => (Err(reported), Err(reported)),
    };
    let content = content::content(&fields, kind, handling);
    Ok(Submission { content: content?, distribution: distribution? })
}

fn check_type(fields: &Fields<'_>, kind: SignalType) {
    if kind == SignalType::EnforcementMeasure && fields.lacks("measure") {
        fields.report_at("measure", Fault::MeasureMissing);
    }
    if kind != SignalType::Request && fields.entries("questions") > 0 {
        fields.report_at("questions", Fault::QuestionsOutsideRequest);
    }
}

#[cfg(test)]
mod tests;
