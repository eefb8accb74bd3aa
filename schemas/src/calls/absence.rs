//! What is said over HTTP of absences.

use super::parse;
use crate::date::Date;
use crate::ids::MemberId;
use crate::problem::{Fault, Problem};
use crate::walk::{date, id};

/// Days on which nobody of a member is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsenceOf {
    /// First day, UTC.
    pub from: Date,
    /// Last day, UTC.
    pub until: Date,
    /// The member that is named instead.
    pub delegate: MemberId,
}

impl AbsenceOf {
    /// Reads it from JSON text.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        parse(bytes, |node| {
            let fields = node.object(&["from", "until", "delegate"])?;
            let (from, until) = (fields.required("from", date), fields.required("until", date));
            if let (Ok(from), Ok(until)) = (from, until)
                && until < from
            {
                fields.report_at("until", Fault::PeriodReversed);
            }
            let delegate = fields.required("delegate", id);
            Ok(Self { from: from?, until: until?, delegate: delegate? })
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_fault_of_an_absence_is_named_at_once() {
        let faults = |body: serde_json::Value| {
            let problems = AbsenceOf::parse(body.to_string().as_bytes()).unwrap_err();
            problems.into_iter().map(|p| (p.pointer, p.fault.code())).collect::<Vec<_>>()
        };
        let reversed = json!({ "from": "2026-12-24", "until": "2026-12-21", "delegate": "de-c" });
        assert_eq!(faults(reversed), [("/until".to_owned(), "period-reversed")]);
        let lacks = faults(json!({ "from": "soon", "until": "2026-12-21" }));
        assert_eq!(lacks.iter().map(|(at, _)| at.as_str()).collect::<Vec<_>>(), ["/from", "/delegate"]);
    }
}
