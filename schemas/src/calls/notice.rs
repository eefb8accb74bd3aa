//! What is said of a request over HTTP.

use super::parse;
use crate::ids::{BasisId, MemberId};
use crate::problem::{Fault, Problem};
use crate::vocabulary::{Rating, RefusalGround};
use crate::walk::{Fields, Node, Read, code, id, string};

/// What becomes of a request, replies apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestStep {
    /// It is worked on.
    Accepted,
    /// Another member is named.
    Forwarded {
        /// Which.
        to: MemberId,
    },
    /// It will not be answered.
    Refused {
        /// Why.
        ground: RefusalGround,
        /// On which law.
        basis: Option<BasisId>,
    },
    /// No more answers are wanted.
    Closed,
}

impl RequestStep {
    /// Reads a step from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, step)
    }
}

/// What who asked says of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingOf {
    /// Whether it helped.
    pub rating: Rating,
    /// Whose answer, where more than one member answered.
    pub of: Option<MemberId>,
}

impl RatingOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["rating", "of"])?;
            let (rating, of) = (fields.required("rating", code), fields.optional("of", id));
            Ok(Self { rating: rating?, of: of? })
        })
    }
}

/// To whom a request is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassOn {
    /// The member that it was forwarded to, or another one once an answer is overdue.
    pub to: MemberId,
}

impl PassOn {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| Ok(Self { to: node.object(&["to"])?.required("to", id)? }))
    }
}

const NAMES: &str = "give `accepted`, `forwarded`, `refused` or `closed`";

fn step(node: Node<'_>) -> Read<RequestStep> {
    let fields = node.object(&["step", "to", "ground", "basis"])?;
    let name = fields.required("step", |node| string(node).map(str::to_owned));
    let (to, ground, basis) =
        (fields.optional("to", id), fields.optional("ground", code), fields.optional("basis", id));
    let name = name?;
    let belong: &[&str] = match name.as_str() {
        "forwarded" => &["to"],
        "refused" => &["ground", "basis"],
        _ => &[],
    };
    for field in ["to", "ground", "basis"].iter().filter(|field| !belong.contains(field) && !fields.lacks(field)) {
        fields.report_at(field, Fault::UnknownField);
    }
    match name.as_str() {
        "accepted" => Ok(RequestStep::Accepted),
        "closed" => Ok(RequestStep::Closed),
        "forwarded" => Ok(RequestStep::Forwarded { to: needed(&fields, "to", to)? }),
        "refused" => Ok(RequestStep::Refused { ground: needed(&fields, "ground", ground)?, basis: basis? }),
        _ => Err(fields.report_at("step", Fault::Malformed { what: "a step of a request", rule: NAMES })),
    }
}

pub(super) fn needed<T>(fields: &Fields<'_>, name: &str, given: Read<Option<T>>) -> Read<T> {
    given?.ok_or_else(|| fields.report_at(name, Fault::Missing))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(body: Value) -> Result<RequestStep, Vec<(String, &'static str)>> {
        let found = RequestStep::parse(body.to_string().as_bytes());
        found.map_err(|problems| problems.into_iter().map(|p| (p.pointer, p.fault.code())).collect())
    }

    #[test]
    fn each_step_has_its_own_fields() {
        assert_eq!(read(json!({ "step": "accepted" })), Ok(RequestStep::Accepted));
        let refused = json!({ "step": "refused", "ground": "secrecy", "basis": "de.ao-30" });
        assert!(matches!(read(refused), Ok(RequestStep::Refused { basis: Some(_), .. })));
        assert!(matches!(read(json!({ "step": "forwarded", "to": "nl-a" })), Ok(RequestStep::Forwarded { .. })));
    }

    #[test]
    fn a_rating_names_its_code_and_may_name_whose_answer() {
        let read = |body: Value| RatingOf::parse(body.to_string().as_bytes());
        let both = read(json!({ "rating": "no-help", "of": "de-a" })).unwrap();
        assert_eq!((both.rating, both.of), (Rating::NoHelp, Some("de-a".parse().unwrap())));
        assert_eq!(read(json!({ "rating": "helped" })).unwrap().of, None);
        let found = read(json!({ "rating": "splendid", "of": "?", "why": "it" })).unwrap_err();
        let mut places: Vec<_> = found.iter().map(|problem| problem.pointer.as_str()).collect();
        places.sort_unstable();
        assert_eq!(places, ["/of", "/rating", "/why"]);
    }

    #[test]
    fn what_is_missing_or_does_not_belong_is_named() {
        let at = |place: &str, code| Err(vec![(place.to_owned(), code)]);
        assert_eq!(read(json!({ "step": "forwarded" })), at("/to", "missing"));
        assert_eq!(read(json!({ "step": "refused" })), at("/ground", "missing"));
        assert_eq!(read(json!({ "step": "accepted", "to": "nl-a" })), at("/to", "unknown-field"));
        assert_eq!(read(json!({ "step": "dance" })), at("/step", "malformed"));
        assert_eq!(read(json!({ "step": "refused", "ground": "tired" })), at("/ground", "unknown-code"));
        assert_eq!(read(json!({})), at("/step", "missing"));
    }
}
