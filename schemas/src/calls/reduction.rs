//! For whom a draft is to be reduced.

use super::{hash, parse};
use crate::ids::MemberId;
use crate::problem::Problem;
use crate::walk::id;

/// Who should get it, and which proposal is to become a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReductionOf {
    /// The member.
    pub wanted: MemberId,
    /// The proposal's name; none to look at them all.
    pub take: Option<String>,
}

impl ReductionOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["for", "take"])?;
            let (wanted, take) = (fields.required("for", id), fields.optional("take", hash("a proposal's name")));
            Ok(Self { wanted: wanted?, take: take? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_a_member_and_perhaps_one_whole_hash() {
        let read = |text: &str| ReductionOf::parse(text.as_bytes());
        assert_eq!(read(r#"{"for": "de-a"}"#).unwrap().take, None);
        assert_eq!(
            read(&format!(r#"{{"for": "de-a", "take": "{}"}}"#, "0a".repeat(32))).unwrap().take.unwrap().len(),
            64
        );
        for wrong in [r"{}", r#"{"for": "de-a", "take": "0a"}"#, r#"{"for": "de-a", "number": 1}"#] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
