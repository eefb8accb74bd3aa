//! What is said over HTTP of a refusal that was handed over to another channel.

use super::parse;
use crate::problem::Problem;
use crate::vocabulary::Channel;
use crate::walk::{code, text};

/// Longest reference.
pub const MAX_REFERENCE: usize = 200;

/// Where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverOf {
    /// The channel.
    pub to: Channel,
    /// What it is known by there.
    pub reference: Option<String>,
}

impl HandOverOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["to", "reference"])?;
            let (to, reference) = (fields.required("to", code), fields.optional("reference", text(MAX_REFERENCE)));
            Ok(Self { to: to?, reference: reference? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_named_and_what_it_is_known_by_there_may_be() {
        let read = |text: &str| HandOverOf::parse(text.as_bytes());
        let told = read(r#"{"to": "fiu", "reference": "F-7"}"#).unwrap();
        assert_eq!(told, HandOverOf { to: Channel::Fiu, reference: Some("F-7".to_owned()) });
        assert_eq!(read(r#"{"to": "police", "reference": " "}"#).unwrap().reference, None);
        let wrong = read(r#"{"to": "newspaper", "by": "me"}"#).unwrap_err();
        let places: Vec<_> = wrong.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(places, ["/by", "/to"]);
    }
}
