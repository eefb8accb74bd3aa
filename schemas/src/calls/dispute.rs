//! What is said over HTTP of disputes, and what is looked for among precedents.

use super::notice::needed;
use super::parse;
use crate::ids::{BasisId, Country, MemberId};
use crate::problem::{Fault, Problem};
use crate::vocabulary::{DisputeAnswer, DisputeGround, DisputeMatter, FindingOutcome, Purpose, SignalType};
use crate::walk::{Node, Read, code, country, id, string, text};
use crate::words::{MAX_WORDS, Words};

/// A dispute that is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeOf {
    /// The record that is disputed, in hex.
    pub record: String,
    /// With whom; without one, with its origin.
    pub with: Option<MemberId>,
    /// What of it.
    pub matter: DisputeMatter,
    /// Why.
    pub ground: DisputeGround,
    /// The same in words.
    pub words: Words,
}

/// A step of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisputeStepOf {
    /// Who is disputed with answers.
    Answered {
        /// Whether it gives way.
        answer: DisputeAnswer,
        /// Why.
        words: Words,
    },
    /// It goes to the next level.
    Escalated {
        /// Who mediates, where that is the next level.
        mediator: Option<MemberId>,
    },
    /// Who opened it lets it rest.
    Withdrawn,
}

/// What a mediator finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingOf {
    /// What is to become of the dispute.
    pub outcome: FoundOf,
    /// Why.
    pub words: Words,
}

/// What is to become of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundOf {
    /// The parties are to agree on a basis.
    Agreement {
        /// Which.
        basis: BasisId,
    },
    /// A country's pack is to permit a class of signals.
    PackChange {
        /// Whose.
        country: Country,
        /// Which.
        class: ClassOf,
    },
    /// The law lacks a ground for a class of signals.
    Gap {
        /// Which.
        class: ClassOf,
    },
}

/// A class of signals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassOf {
    /// Of which type.
    pub r#type: SignalType,
    /// What for.
    pub purpose: Purpose,
    /// On which basis.
    pub basis: BasisId,
}

/// What to look for among findings. Every condition must be met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrecedentsOf {
    /// What was disputed.
    pub matter: Option<DisputeMatter>,
    /// Words that all stand in it, in any order.
    pub text: Option<String>,
}

impl DisputeOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["record", "with", "matter", "ground", "words"])?;
            let (record, with) = (fields.required("record", record), fields.optional("with", id));
            let (matter, ground) = (fields.required("matter", code), fields.required("ground", code));
            let words = fields.required("words", words);
            Ok(Self { record: record?, with: with?, matter: matter?, ground: ground?, words: words? })
        })
    }
}

impl DisputeStepOf {
    /// Reads a step from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, step)
    }
}

impl FindingOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, finding)
    }
}

impl PrecedentsOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["matter", "text"])?;
            let (matter, text) = (fields.optional("matter", code), fields.optional("text", text(MAX_WORDS)));
            Ok(Self { matter: matter?, text: text? })
        })
    }
}

const NAMES: &str = "give `answered`, `escalated` or `withdrawn`";
const RECORD: &str = "64 hexadecimal digits";
/// What words must be that name nobody.
pub const NAMELESS: &str =
    "1 to 1,000 characters without members, addresses with `@` or numbers of five or more digits";

fn step(node: Node<'_>) -> Read<DisputeStepOf> {
    let fields = node.object(&["step", "answer", "words", "mediator"])?;
    let name = fields.required("step", |node| string(node).map(str::to_owned));
    let (answer, words) = (fields.optional("answer", code), fields.optional("words", words));
    let mediator = fields.optional("mediator", id);
    let name = name?;
    let belong: &[&str] = match name.as_str() {
        "answered" => &["answer", "words"],
        "escalated" => &["mediator"],
        _ => &[],
    };
    for field in ["answer", "words", "mediator"].iter().filter(|field| !belong.contains(field)) {
        if !fields.lacks(field) {
            fields.report_at(field, Fault::UnknownField);
        }
    }
    match name.as_str() {
        "answered" => {
            let (answer, words) = (needed(&fields, "answer", answer), needed(&fields, "words", words));
            Ok(DisputeStepOf::Answered { answer: answer?, words: words? })
        }
        "escalated" => Ok(DisputeStepOf::Escalated { mediator: mediator? }),
        "withdrawn" => Ok(DisputeStepOf::Withdrawn),
        _ => Err(fields.report_at("step", Fault::Malformed { what: "a step of a dispute", rule: NAMES })),
    }
}

fn finding(node: Node<'_>) -> Read<FindingOf> {
    let fields = node.object(&["outcome", "country", "type", "purpose", "basis", "words"])?;
    let (outcome, words) = (fields.required("outcome", code), fields.required("words", words));
    let (basis, country) = (fields.required("basis", id), fields.optional("country", country));
    let (r#type, purpose) = (fields.optional("type", code), fields.optional("purpose", code));
    let outcome: FindingOutcome = outcome?;
    let belong: &[&str] = match outcome {
        FindingOutcome::Agreement => &[],
        FindingOutcome::PackChange => &["country", "type", "purpose"],
        FindingOutcome::Gap => &["type", "purpose"],
    };
    for field in ["country", "type", "purpose"].iter().filter(|field| !belong.contains(field)) {
        if !fields.lacks(field) {
            fields.report_at(field, Fault::UnknownField);
        }
    }
    let outcome = if outcome == FindingOutcome::Agreement {
        FoundOf::Agreement { basis: basis? }
    } else {
        let (r#type, purpose) = (needed(&fields, "type", r#type), needed(&fields, "purpose", purpose));
        let country = (outcome == FindingOutcome::PackChange).then(|| needed(&fields, "country", country));
        let (country, class) = (country.transpose()?, ClassOf { r#type: r#type?, purpose: purpose?, basis: basis? });
        match country {
            Some(country) => FoundOf::PackChange { country, class },
            None => FoundOf::Gap { class },
        }
    };
    Ok(FindingOf { outcome, words: words? })
}

fn record(node: Node<'_>) -> Read<String> {
    let given = string(node)?;
    let is_id = given.len() == 64 && given.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if is_id { Ok(given.to_owned()) } else { Err(node.report(Fault::Malformed { what: "a record", rule: RECORD })) }
}

fn words(node: Node<'_>) -> Read<Words> {
    let given = string(node)?;
    Words::new(given).map_err(|_| node.report(Fault::Malformed { what: "words that name nobody", rule: NAMELESS }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn places<T>(read: Result<T, Vec<Problem>>) -> Vec<(String, &'static str)> {
        let problems = read.err().unwrap_or_default();
        problems.into_iter().map(|problem| (problem.pointer, problem.fault.code())).collect()
    }

    fn step_of(body: Value) -> Result<DisputeStepOf, Vec<Problem>> {
        DisputeStepOf::parse(body.to_string().as_bytes())
    }

    fn finding_of(body: Value) -> Result<FindingOf, Vec<Problem>> {
        FindingOf::parse(body.to_string().as_bytes())
    }

    #[test]
    fn what_is_missing_or_names_somebody_is_named_all_at_once() {
        let wrong = json!({ "record": "x", "matter": "weather", "words": "call 0123456789" });
        let wrong = places(DisputeOf::parse(wrong.to_string().as_bytes()));
        let at = |place: &str, code| (place.to_owned(), code);
        let expected = [
            at("/record", "malformed"),
            at("/matter", "unknown-code"),
            at("/ground", "missing"),
            at("/words", "malformed"),
        ];
        assert_eq!(wrong, expected);
        let right = json!({ "record": "a".repeat(64), "matter": "grading", "ground": "law", "words": "too low" });
        assert!(DisputeOf::parse(right.to_string().as_bytes()).is_ok());
    }

    #[test]
    fn each_step_has_its_own_fields() {
        let answered = step_of(json!({ "step": "answered", "answer": "upheld", "words": "no" }));
        assert!(matches!(answered, Ok(DisputeStepOf::Answered { answer: DisputeAnswer::Upheld, .. })));
        let up = step_of(json!({ "step": "escalated", "mediator": "eu-m" }));
        assert_eq!(up.unwrap(), DisputeStepOf::Escalated { mediator: "eu-m".parse().ok() });
        let wrong = places(step_of(json!({ "step": "withdrawn", "words": "sorry" })));
        assert_eq!(wrong, [("/words".to_owned(), "unknown-field")]);
        let wrong = places(step_of(json!({ "step": "answered" })));
        assert_eq!(wrong.len(), 2);
        assert_eq!(places(step_of(json!({ "step": "sulked" }))), [("/step".to_owned(), "malformed")]);
    }

    #[test]
    fn a_finding_has_what_its_outcome_needs() {
        let agreement = json!({ "outcome": "agreement", "basis": "be.law-2024-01-15", "words": "agree" });
        assert!(matches!(finding_of(agreement).unwrap().outcome, FoundOf::Agreement { .. }));
        let class = json!({ "outcome": "gap", "basis": "nl.gemeentewet", "type": "premises-misuse",
            "purpose": "licence-decision", "words": "no ground" });
        assert!(matches!(finding_of(class.clone()).unwrap().outcome, FoundOf::Gap { .. }));
        let mut pack = class.clone();
        pack["outcome"] = json!("pack-change");
        assert_eq!(places(finding_of(pack.clone())), [("/country".to_owned(), "missing")]);
        pack["country"] = json!("NL");
        assert!(matches!(finding_of(pack).unwrap().outcome, FoundOf::PackChange { .. }));
        let mut too_much = class;
        too_much["country"] = json!("NL");
        assert_eq!(places(finding_of(too_much)), [("/country".to_owned(), "unknown-field")]);
    }
}
