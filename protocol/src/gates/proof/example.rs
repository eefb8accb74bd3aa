//! A combination of facts as a submission between invented members, to be read by people and by `policy explain`.

use serde_json::{Map, Value, json};
use sluis_schemas::vocabulary::{Category, Purpose, SignalType};
use sluis_schemas::{BasisId, Date};

use crate::gates::facts::{Facts, MemberFacts, SubmissionFacts};

/// The sector that a mandate covers, or does not.
const SECTOR: &str = "56";
const ORIGIN: &str = "origin-example";
const RECEIVER: &str = "receiver-example";
const HOLDER: &str = "holder-example";
const REQUEST: &str = "request-example";

/// What leaves against a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The day.
    pub on: Date,
    /// As the gate of submissions saw it, when it was submitted.
    pub submission: SubmissionFacts,
    /// As the gates see it when it goes.
    pub disclosure: Facts,
}

impl Example {
    /// The members and agreements, as a federation file.
    #[must_use]
    pub fn federation(&self) -> Value {
        let Facts { receiver, relation, record, .. } = &self.disclosure;
        let mut members =
            vec![member(ORIGIN, &self.submission.origin, record.purpose), member(RECEIVER, receiver, record.purpose)];
        if relation.relayed {
            let here = if relation.in_holder_country { receiver } else { &self.submission.origin };
            members.push(member(HOLDER, here, record.purpose));
        }
        let agreed = relation.agreement_bases.iter();
        let agreed = agreed.map(|basis| json!({"between": [ORIGIN, RECEIVER], "basis": basis, "since": self.on}));
        json!({
            "name": "example",
            "note": "Invented members.",
            "environment": "test",
            "authorities": [{"country": "NL"}],
            "threshold": 1,
            "nodes": [{"id": "node-example", "country": "NL", "operator": "Example"}],
            "members": members,
            "agreements": agreed.collect::<Vec<_>>(),
        })
    }

    /// The submission in its surroundings, as a case file.
    #[must_use]
    pub fn case(&self) -> Value {
        let Facts { relation, record, .. } = &self.disclosure;
        let mut case = json!({ "submittedBy": ORIGIN, "today": self.on, "submission": self.content() });
        if relation.relayed {
            set(&mut case, "holder", HOLDER.into());
        }
        if relation.consent {
            set(&mut case, "consents", json!([{"holder": HOLDER, "receiver": RECEIVER}]));
        }
        if relation.reply_to_receiver {
            let purpose = record.purpose.as_str();
            let request = json!({"id": REQUEST, "from": RECEIVER, "to": ORIGIN, "purpose": purpose, "open": true});
            set(&mut case, "requests", json!([request]));
        }
        case
    }

    fn content(&self) -> Value {
        let Facts { relation, record, receiver, .. } = &self.disclosure;
        let draft = &self.submission.draft;
        let categories: Vec<_> = record.categories.iter().map(|category: &Category| category.as_str()).collect();
        let only = |named: bool| if named { json!([RECEIVER]) } else { json!([]) };
        let mut handling = json!({
            "purpose": record.purpose.as_str(),
            "legalBases": record.bases,
            "categories": categories,
            "adminUse": record.admin_use,
            "handlingCode": record.handling_code.as_str(),
            "onward": record.onward.as_str(),
            "audience": {
                "members": only(relation.in_audience),
                "countries": [],
                "roles": [],
            },
            "exclude": only(relation.excluded),
        });
        if draft.necessity {
            set(&mut handling, "necessity", "The receiver decides on an application by the same subject.".into());
        }
        if draft.retain_until {
            let last = if record.expired { self.on.before() } else { self.on };
            set(&mut handling, "retainUntil", json!(last));
        }
        if relation.reply_to_receiver {
            set(&mut handling, "inReplyTo", REQUEST.into());
        }
        let kinds = draft.subject_kinds.iter().map(|kind| json!({"kind": kind.as_str(), "role": "operator"}));
        let mut content = json!({
            "type": record.signal_type.as_str(),
            "title": "Example",
            "summary": [{"lang": "en", "text": "An invented example.", "original": true}],
            "subjects": kinds.collect::<Vec<_>>(),
            "handling": handling,
        });
        if !record.corroborated {
            set(&mut content, "grading", json!({"scheme": "4x4", "source": "X", "information": "4"}));
        }
        if record.signal_type == SignalType::EnforcementMeasure {
            let measure = json!({"kind": "closure", "decidedOn": "2026-09-14", "review": "under-appeal"});
            set(&mut content, "measure", measure);
        }
        if receiver.sector_covered || self.submission.origin.sector_covered {
            set(&mut content, "sector", json!({"nace": "2.1", "code": SECTOR}));
        }
        content
    }
}

fn member(id: &str, facts: &MemberFacts, purpose: Purpose) -> Value {
    let mandate = |basis: &BasisId| {
        let mut mandate = json!({ "purpose": purpose.as_str(), "legalBasis": basis, "offence": facts.offence_flag });
        if facts.transfer_instrument {
            set(&mut mandate, "transferInstrument", "an invented instrument".into());
        }
        if facts.sector_covered {
            set(&mut mandate, "sectors", json!([SECTOR]));
        }
        mandate
    };
    json!({
        "id": id,
        "country": facts.country,
        "role": facts.role.as_str(),
        "name": format!("{id} (invented)"),
        "node": "node-example",
        "thirdCountry": facts.third_country,
        "mandates": facts.mandate_bases.iter().map(mandate).collect::<Vec<_>>(),
    })
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        let fields: &mut Map<String, Value> = fields;
        fields.insert(name.to_owned(), value);
    }
}
