//! What officials write to each other of a matter, and not of anybody.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most characters of them.
pub const MAX_WORDS: usize = 1000;

/// Digits in a row that a number of a register, an account or a telephone has, and a year or an article has not.
const DIGITS_OF_A_NUMBER: usize = 5;

/// A text without numbers or addresses that anybody could be known by. That no name stands in it is for who writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Words(String);

/// Why a text cannot be taken; the text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotWords {
    /// Nothing is said.
    #[error("nothing is said")]
    Empty,
    /// Too much is said, or what is no text.
    #[error("more than {MAX_WORDS} characters, or control characters")]
    TooLong,
    /// There is a number or an address in it.
    #[error("a number of {DIGITS_OF_A_NUMBER} or more digits, or an address with `@`")]
    Identifies,
}

impl Words {
    /// Takes a text.
    ///
    /// # Errors
    /// [`NotWords`].
    pub fn new(text: &str) -> Result<Self, NotWords> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotWords::Empty);
        }
        if text.chars().count() > MAX_WORDS || text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(NotWords::TooLong);
        }
        if text.contains('@') || has_number(text) {
            return Err(NotWords::Identifies);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether so many digits stand in a row. Those of a law, such as `15 January 2024` or `art. 5, 6`, do not.
fn has_number(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|c| {
        digits = if c.is_numeric() { digits + 1 } else { 0 };
        digits >= DIGITS_OF_A_NUMBER
    })
}

impl TryFrom<String> for Words {
    type Error = NotWords;
    fn try_from(text: String) -> Result<Self, NotWords> {
        Self::new(&text)
    }
}

impl From<Words> for String {
    fn from(words: Words) -> Self {
        words.0
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matter_can_be_written_of_and_nobody_by_number() {
        for text in ["The law of 15 January 2024 covers this", "art. 6(3) en 8:20", " ja \n nee "] {
            assert_eq!(Words::new(text).map(String::from), Ok(text.trim().to_owned()));
        }
        for (text, why) in [
            ("  ", NotWords::Empty),
            ("KVK 81122373", NotWords::Identifies),
            ("jan@voorbeeld.example", NotWords::Identifies),
            ("bell\u{7}", NotWords::TooLong),
        ] {
            assert_eq!(Words::new(text), Err(why), "{text:?}");
        }
        assert_eq!(Words::new(&"x".repeat(MAX_WORDS + 1)), Err(NotWords::TooLong));
    }
}
