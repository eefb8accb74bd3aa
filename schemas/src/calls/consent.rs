//! What is said over HTTP of consents.

use super::notice::needed;
use super::{MAX_CASE, parse};
use crate::date::Date;
use crate::ids::MemberId;
use crate::problem::{Fault, Problem};
use crate::vocabulary::{ConsentKind, Purpose, RefusalGround};
use crate::walk::{Node, Read, code, date, id, string, text};

/// Longest name of a signal; an id has 64 characters.
const MAX_SIGNAL: usize = 64;

/// What it is to be let do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentFor {
    /// To cite the signal in a decision.
    Cite,
    /// To use it for another purpose.
    Purpose(Purpose),
    /// To pass it on to this member.
    Onward(MemberId),
}

/// What a holder of a signal asks of its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentOf {
    /// A version of the signal, as given.
    pub signal: String,
    /// For what.
    pub to: ConsentFor,
    /// The holder's own case.
    pub case: String,
    /// Last day, UTC.
    pub until: Date,
}

impl ConsentOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["signal", "kind", "purpose", "receiver", "case", "until"])?;
            let signal = fields.required("signal", text(MAX_SIGNAL));
            let kind = fields.required("kind", code);
            let (purpose, receiver) = (fields.optional("purpose", code), fields.optional("receiver", id));
            let (case, until) = (fields.required("case", text(MAX_CASE)), fields.required("until", date));
            let kind = kind?;
            let belongs = match kind {
                ConsentKind::Cite => "kind",
                ConsentKind::Purpose => "purpose",
                ConsentKind::Onward => "receiver",
            };
            for field in ["purpose", "receiver"].into_iter().filter(|field| *field != belongs && !fields.lacks(field)) {
                fields.report_at(field, Fault::UnknownField);
            }
            let to = match kind {
                ConsentKind::Cite => ConsentFor::Cite,
                ConsentKind::Purpose => ConsentFor::Purpose(needed(&fields, "purpose", purpose)?),
                ConsentKind::Onward => ConsentFor::Onward(needed(&fields, "receiver", receiver)?),
            };
            Ok(Self { signal: signal?, to, case: case?, until: until? })
        })
    }
}

/// What its origin answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// It consents.
    Granted {
        /// Last day, UTC; none for the one that was asked.
        until: Option<Date>,
    },
    /// It does not.
    Refused {
        /// Why.
        ground: RefusalGround,
    },
    /// It did, and does no more.
    Withdrawn,
}

const NAMES: &str = "give `granted`, `refused` or `withdrawn`";

impl ConsentAnswer {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, answer)
    }
}

fn answer(node: Node<'_>) -> Read<ConsentAnswer> {
    let fields = node.object(&["step", "until", "ground"])?;
    let name = fields.required("step", |node| string(node).map(str::to_owned));
    let (until, ground) = (fields.optional("until", date), fields.optional("ground", code));
    let name = name?;
    let belongs = match name.as_str() {
        "granted" => "until",
        "refused" => "ground",
        _ => "step",
    };
    for field in ["until", "ground"].into_iter().filter(|field| *field != belongs && !fields.lacks(field)) {
        fields.report_at(field, Fault::UnknownField);
    }
    match name.as_str() {
        "granted" => Ok(ConsentAnswer::Granted { until: until? }),
        "refused" => Ok(ConsentAnswer::Refused { ground: needed(&fields, "ground", ground)? }),
        "withdrawn" => Ok(ConsentAnswer::Withdrawn),
        _ => Err(fields.report_at("step", Fault::Malformed { what: "an answer to what was asked", rule: NAMES })),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn places(problems: Vec<Problem>) -> Vec<(String, &'static str)> {
        problems.into_iter().map(|p| (p.pointer, p.fault.code())).collect()
    }

    fn asked(body: &Value) -> Result<ConsentOf, Vec<(String, &'static str)>> {
        ConsentOf::parse(body.to_string().as_bytes()).map_err(places)
    }

    #[test]
    fn what_is_asked_names_a_purpose_or_a_receiver_where_it_is_for_one() {
        let mut body = json!({ "signal": "5f", "kind": "cite", "case": "2026-114", "until": "2027-01-31" });
        assert_eq!(asked(&body).unwrap().to, ConsentFor::Cite);
        body["purpose"] = json!("licence-decision");
        assert_eq!(asked(&body), Err(vec![("/purpose".to_owned(), "unknown-field")]));
        body["kind"] = json!("purpose");
        assert_eq!(asked(&body).unwrap().to, ConsentFor::Purpose(Purpose::LicenceDecision));
        let lacks = asked(&json!({ "signal": "5f", "kind": "purpose", "case": "1", "until": "2027-01-31" }));
        assert_eq!(lacks, Err(vec![("/purpose".to_owned(), "missing")]));
        let mut body =
            json!({ "signal": "5f", "kind": "onward", "receiver": "de-c", "case": "1", "until": "2027-01-31" });
        assert_eq!(asked(&body).unwrap().to, ConsentFor::Onward("de-c".parse().unwrap()));
        body["kind"] = json!("cite");
        assert_eq!(asked(&body), Err(vec![("/receiver".to_owned(), "unknown-field")]));
    }

    #[test]
    fn each_answer_has_its_own_fields() {
        let read = |body: Value| ConsentAnswer::parse(body.to_string().as_bytes()).map_err(places);
        assert_eq!(read(json!({ "step": "granted" })), Ok(ConsentAnswer::Granted { until: None }));
        let ground = RefusalGround::Secrecy;
        assert_eq!(read(json!({ "step": "refused", "ground": "secrecy" })), Ok(ConsentAnswer::Refused { ground }));
        assert_eq!(read(json!({ "step": "refused" })), Err(vec![("/ground".to_owned(), "missing")]));
        let both = json!({ "step": "withdrawn", "until": "2027-01-31" });
        assert_eq!(read(both), Err(vec![("/until".to_owned(), "unknown-field")]));
        assert_eq!(read(json!({ "step": "dance" })), Err(vec![("/step".to_owned(), "malformed")]));
    }
}
