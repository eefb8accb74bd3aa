//! What is wrong with a document, place by place: for people, for problem documents (RFC 9457) and for message keys.
//!
//! No text here repeats a name, a title or an identifier: a problem may end in a log.

use std::fmt;

use thiserror::Error;

use crate::ids::{MemberId, NodeId};
use crate::vocabulary::Scheme;

/// One fault and its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Problem {
    /// JSON pointer (RFC 6901) into the document; empty for the whole. It ends at the object that holds a field name of
    /// more than 64 characters.
    pub pointer: String,
    /// What is wrong there.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return write!(f, "the document: {}", self.fault);
        }
        // Field names are the sender's own: escaped, so that they cannot steer a terminal.
        write!(f, "`{}`: {}", self.pointer.escape_debug(), self.fault)
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// Not JSON (RFC 8259), not UTF-8, or nested too deeply.
    #[error("is not JSON at line {line}, column {column}: {detail}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the JSON reader says, without anything of the document.
        detail: String,
    },
    /// A field that stands more than once in an object.
    #[error("stands more than once in its object, keep one")]
    DuplicateField,
    /// A field that must be there.
    #[error("is missing")]
    Missing,
    /// A field that nobody knows.
    #[error("is not a known field, remove it or check its spelling")]
    UnknownField,
    /// A value of another JSON type.
    #[error("must be {expected}")]
    WrongType {
        /// What it must be.
        expected: &'static str,
    },
    /// A code that is not in its list.
    #[error("`{}` is not a code of the list {list}, see `sluis vocabulary show {list}`", .given.escape_debug())]
    UnknownCode {
        /// Name of the list.
        list: &'static str,
        /// What was given, cut to 64 characters.
        given: String,
    },
    /// A text that does not have its form.
    #[error("is not {what}: {rule}")]
    Malformed {
        /// What it must be.
        what: &'static str,
        /// The form of it.
        rule: &'static str,
    },
    /// An identifier against the rules of its scheme; its value is not repeated.
    #[error("is not a valid identifier of the scheme {scheme}: {rule}")]
    Identifier {
        /// Its scheme.
        scheme: Scheme,
        /// The rule that it breaks.
        rule: String,
    },
    /// A text beyond its limit.
    #[error("is longer than {max} characters")]
    TooLong {
        /// The limit, in characters.
        max: usize,
    },
    /// A list beyond its limit.
    #[error("has more than {max} entries")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Nothing but white space where something must stand.
    #[error("is empty")]
    Empty,
    /// What must be there once stands there again.
    #[error("repeats an earlier entry of the list, keep one")]
    Repeated,
    /// `may-be-cited` with handling code H1.
    #[error("`may-be-cited` never goes with handling code H1, choose `lead-only` or `ask-before-citing`")]
    CitedWithH1,
    /// An enforcement measure that does not say which.
    #[error("is missing: an `enforcement-measure` says what was decided")]
    MeasureMissing,
    /// No legal basis in a type that needs one.
    #[error("is empty: name at least one legal basis")]
    BasesMissing,
    /// A request to other than one named member.
    #[error("must name exactly one member, and no countries or roles, in a `request`")]
    RequestAudience,
    /// Questions in what is not a request.
    #[error("stands only in a `request`")]
    QuestionsOutsideRequest,
    /// An answer that does not say to what.
    #[error("stands only in a reply, name the request in `handling.inReplyTo`")]
    AnswerWithoutRequest,
    /// A member that the register does not have.
    #[error("`{member}` is not a member of this federation")]
    UnknownMember {
        /// The member.
        member: MemberId,
    },
    /// A relation to a subject that is not there.
    #[error("there is no subject {given}, they count from 0 to {last}", last = .subjects.saturating_sub(1))]
    SubjectOutOfRange {
        /// The place given.
        given: u64,
        /// How many subjects there are.
        subjects: usize,
    },
    /// A period that ends before it begins.
    #[error("ends before it begins")]
    PeriodReversed,
    /// A member on a node that the file does not have.
    #[error("`{node}` is not among the nodes")]
    UnknownNode {
        /// The node.
        node: NodeId,
    },
    /// A threshold that is no majority of the authorities, or more than all.
    #[error("must be more than half of the {authorities} authorities and at most all of them")]
    ThresholdOutOfRange {
        /// How many authorities there are.
        authorities: usize,
    },
    /// An agreement that is not between two members.
    #[error("must name two different members")]
    AgreementParties,
}

impl Fault {
    /// A stable name in kebab-case: key of the sentence in a reader's language, and last part of a problem's type.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not-json",
            Self::DuplicateField => "duplicate-field",
            Self::Missing => "missing",
            Self::UnknownField => "unknown-field",
            Self::WrongType { .. } => "wrong-type",
            Self::UnknownCode { .. } => "unknown-code",
            Self::Malformed { .. } => "malformed",
            Self::Identifier { .. } => "identifier",
            Self::TooLong { .. } => "too-long",
            Self::TooMany { .. } => "too-many",
            Self::Empty => "empty",
            Self::Repeated => "repeated",
            Self::CitedWithH1 => "cited-with-h1",
            Self::MeasureMissing => "measure-missing",
            Self::BasesMissing => "bases-missing",
            Self::RequestAudience => "request-audience",
            Self::QuestionsOutsideRequest => "questions-outside-request",
            Self::AnswerWithoutRequest => "answer-without-request",
            Self::UnknownMember { .. } => "unknown-member",
            Self::SubjectOutOfRange { .. } => "subject-out-of-range",
            Self::PeriodReversed => "period-reversed",
            Self::UnknownNode { .. } => "unknown-node",
            Self::ThresholdOutOfRange { .. } => "threshold-out-of-range",
            Self::AgreementParties => "agreement-parties",
        }
    }

    pub(crate) fn unknown_code(list: &'static str, given: &str) -> Self {
        Self::UnknownCode { list, given: given.chars().take(64).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_place_and_cannot_steer_a_terminal() {
        let problem = |pointer: &str| Problem { pointer: pointer.to_owned(), fault: Fault::Missing }.to_string();
        assert_eq!(problem("/handling/purpose"), "`/handling/purpose`: is missing");
        assert_eq!(problem(""), "the document: is missing");
        assert!(!problem("/\u{1b}[2J").contains('\u{1b}'));
    }

    #[test]
    fn a_wrong_code_is_repeated_to_64_characters_only() {
        let Fault::UnknownCode { given, .. } = Fault::unknown_code("types", &"é".repeat(70)) else {
            panic!("other fault")
        };
        assert_eq!(given.chars().count(), 64);
    }
}
