//! About whom a report is wanted.

use super::{identifier_in, parse};
use crate::identifiers::Identifier;
use crate::problem::Problem;
use crate::walk::flag;

/// A data subject, by one identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectOf {
    /// The identifier, normalised.
    pub identifier: Identifier,
    /// Whether a text is wanted that can be handed to the data subject.
    pub letter: bool,
}

impl SubjectOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["scheme", "value", "letter"])?;
            let (identifier, letter) = (identifier_in(&fields), fields.or_default("letter", flag));
            Ok(Self { identifier: identifier?, letter: letter? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_checked_and_normalised_and_a_letter_is_not_written_unasked() {
        let read = |text: &str| SubjectOf::parse(text.as_bytes());
        let asked = read(r#"{"scheme": "be-kbo", "value": "BE 0999.000.129"}"#).unwrap();
        assert_eq!((asked.identifier.value(), asked.letter), ("0999000129", false));
        assert!(read(r#"{"scheme": "be-kbo", "value": "0999000129", "letter": true}"#).unwrap().letter);
        let places = |text: &str| {
            let mut places: Vec<_> = read(text).unwrap_err().into_iter().map(|problem| problem.pointer).collect();
            places.sort();
            places
        };
        assert_eq!(places(r#"{"scheme": "be-kbo", "value": "0123456789", "name": "x"}"#), ["/name", "/value"]);
        assert_eq!(places(r#"{"letter": 1}"#), ["/letter", "/scheme", "/value"]);
    }
}
