//! Titles rendered from facts, in the reader's language. The submitter's own short text stands beside them.

use super::{Arg, Args, Text, label, text};
use crate::content::Content;
use crate::vocabulary::{Language, SignalType, SubjectRole};

/// The title of a signal: what was decided or else its type, and the part of its first subject.
#[must_use]
pub fn title(lang: Language, content: &Content) -> Text {
    let what = match &content.measure {
        Some(measure) => text(lang, &format!("title-measure-{}", measure.kind), &Args::new()),
        None => label(lang, SignalType::LIST, content.r#type.as_str()),
    };
    let Some(subject) = content.subjects.first() else { return what };
    let role = label(lang, SubjectRole::LIST, subject.role.as_str());
    let args = Args::from([("what".to_owned(), Arg::Text(what.text)), ("role".to_owned(), Arg::Text(role.text))]);
    text(lang, "title", &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn content(measure: Option<&str>, roles: &[&str]) -> Content {
        let subjects: Vec<Value> = roles.iter().map(|role| json!({ "kind": "legal-entity", "role": role })).collect();
        let measure = measure.map(|kind| json!({ "kind": kind, "decidedOn": "2026-09-14", "review": "open" }));
        let handling = json!({
            "purpose": "premises-measure", "legalBases": ["nl.gemeentewet"], "categories": [], "adminUse": true,
            "handlingCode": "H3", "use": "lead-only", "onward": "none",
        });
        let kind = if measure.is_some() { "enforcement-measure" } else { "premises-misuse" };
        serde_json::from_value(json!({ "type": kind, "subjects": subjects, "measure": measure, "handling": handling }))
            .unwrap()
    }

    #[test]
    fn a_measure_and_the_first_role_make_the_title() {
        let closure = content(Some("closure"), &["operator", "location"]);
        assert_eq!(title(Language::En, &closure).text, "Closure of premises – operator");
        assert_eq!(title(Language::Nl, &closure).text, "Sluiting van een pand – exploitant");
    }

    #[test]
    fn without_measure_or_subject_the_type_is_the_title() {
        assert_eq!(title(Language::En, &content(None, &[])).text, "Misuse of premises");
    }

    #[test]
    fn every_language_has_titles() {
        for lang in Language::ALL {
            assert_eq!(title(*lang, &content(Some("closure"), &["operator"])).lang, *lang);
            assert_eq!(title(*lang, &content(None, &["operator"])).lang, *lang);
        }
    }
}
