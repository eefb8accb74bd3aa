//! JSON schemas of what is not a type of this crate: submissions, contents, searches. They say what the parsers take,
//! as far as a schema can: check digits, code lists of thousands and rules between fields are the parsers' alone.

use serde_json::{Value, json};
use sluis_schemas::calls::{MAX_CASE, MAX_MATCHED, MAX_PAGE, MAX_REASON, MAX_REFERENCE};
use sluis_schemas::content::{AdmiraltyInformation, AdmiraltySource, FourInformation, FourSource};
use sluis_schemas::federation::MAX_MEMBERS;
use sluis_schemas::vocabulary::{
    Answer, Category, Channel, DisputeAnswer, DisputeGround, DisputeMatter, FindingOutcome, FollowUpOutcome,
    HandlingCode, Language, MeasureKind, Onward, OwnCheck, Purpose, Question, Rating, RecallGround, RefusalGround,
    RelationKind, Review, Role, Scheme, SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel, Use,
};
use sluis_schemas::words::MAX_WORDS;
use sluis_schemas::working_days::{ACCEPT_WITHIN, LONGEST_TERM};

use crate::cursor;

/// Codes in a list of codes, at most; longer than each list is.
const CODES: usize = 16;

macro_rules! codes {
    ($list:ident) => {
        json!({ "type": "string", "enum": $list::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>() })
    };
}

/// Every schema that this page knows, with its name.
pub(super) fn all() -> [(&'static str, Value); 25] {
    [
        ("Submission", submission()),
        ("Reply", reply()),
        ("RequestStep", request_step()),
        ("FollowUpStep", follow_up_step()),
        ("Dispute", dispute()),
        ("DisputeStep", dispute_step()),
        ("Finding", finding()),
        ("PrecedentSearch", object(&[], json!({ "matter": codes!(DisputeMatter), "text": text(MAX_WORDS) }))),
        ("Absence", absence()),
        ("Consent", consent()),
        ("ConsentAnswer", consent_answer()),
        ("Matching", matching_of()),
        ("Rating", object(&["rating"], json!({ "rating": codes!(Rating), "of": member() }))),
        ("PassOn", object(&["to"], json!({ "to": member() }))),
        ("Recall", object(&["ground"], json!({ "ground": codes!(RecallGround) }))),
        ("Hold", object(&["on", "reason"], json!({ "on": flag(), "reason": text(MAX_REASON) }))),
        ("Widening", object(&["members"], json!({ "members": some_members() }))),
        ("Relaying", object(&["through", "members"], json!({ "through": member(), "members": some_members() }))),
        ("Activation", of_packs(&["reason"], json!({ "reason": text(MAX_REASON) }))),
        ("PacksCompared", of_packs(&[], json!({}))),
        ("HandOver", object(&["to"], json!({ "to": codes!(Channel), "reference": optional(text(MAX_REFERENCE)) }))),
        ("Subject", subject_asked_for()),
        ("Content", content()),
        ("Search", search()),
        ("Absent", absent()),
    ]
}

/// A submission that answers a request: it says how far, and may leave to the node whom it goes to.
fn reply() -> Value {
    let mut reply = submission();
    if let Some(Value::Array(required)) = reply.get_mut("required") {
        required.push("answer".into());
    }
    if let Some(Value::Array(required)) = reply.pointer_mut("/properties/handling/required") {
        required.retain(|field| field != "audience");
    }
    if let Some(audience) = reply.pointer_mut("/properties/handling/properties/audience") {
        *audience = optional(audience.take());
    }
    if let Some(answer) = reply.pointer_mut("/properties/answer") {
        *answer = codes!(Answer);
    }
    if let Some(examples) = reply.get_mut("examples") {
        *examples = json!([]);
    }
    reply
}

/// Something with a set of policy packs: their texts, or the digest of a set that was in force before.
fn of_packs(required: &[&str], fields: Value) -> Value {
    let country = optional(matching("^[A-Z]{2}$"));
    let pack = json!({ "name": matching("^[a-z0-9-]{1,32}$"), "country": country, "text": text(1 << 19) });
    let mut packs = list(256, object(&["name", "text"], pack));
    if let Some(fields) = packs.as_object_mut() {
        fields.insert("minItems".to_owned(), json!(1));
    }
    let either = [("packs", packs), ("set", matching("^[0-9a-f]{64}$"))].map(|(name, value)| {
        let mut fields = fields.clone();
        if let Some(fields) = fields.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
        object(&[&[name], required].concat(), fields)
    });
    json!({ "oneOf": either })
}

/// One step of several, with the fields that belong to it.
fn step(name: &str, required: &[&str], fields: Value) -> Value {
    let mut step = object(required, fields);
    if let Some(properties) = step.pointer_mut("/properties").and_then(Value::as_object_mut) {
        properties.insert("step".to_owned(), json!({ "const": name }));
    }
    if let Some(Value::Array(required)) = step.get_mut("required") {
        required.push("step".into());
    }
    step
}

/// What becomes of a request.
fn request_step() -> Value {
    let basis = matching("^[a-z]{2}\\.[a-z0-9_-]{1,40}$");
    json!({ "oneOf": [
        step("accepted", &[], json!({})),
        step("closed", &[], json!({})),
        step("forwarded", &["to"], json!({ "to": member() })),
        step("refused", &["ground"], json!({ "ground": codes!(RefusalGround), "basis": basis })),
    ] })
}

/// What is said of who follows a signal up.
fn follow_up_step() -> Value {
    let days = json!({ "type": "integer", "minimum": ACCEPT_WITHIN + 1, "maximum": LONGEST_TERM });
    let refused = |ground: Value, required: &[&str], more: Value| {
        let mut fields = more;
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("ground".to_owned(), ground);
        }
        step("refused", required, fields)
    };
    json!({ "oneOf": [
        step("offered", &["to"], json!({ "to": member(), "closeWithin": optional(days) })),
        step("withdrawn", &[], json!({})),
        step("accepted", &[], json!({})),
        refused(json!({ "const": "not-competent" }), &["ground", "better"], json!({ "better": member() })),
        refused(json!({ "type": "string", "enum": ["insufficient", "duplicate"] }), &["ground"], json!({})),
        step("handed-over", &["to"], json!({ "to": member() })),
        step("closed", &["outcome", "check"], json!({ "outcome": codes!(FollowUpOutcome), "check": codes!(OwnCheck) })),
    ] })
}

/// Days on which nobody of a member is there.
fn absence() -> Value {
    let day = || json!({ "type": "string", "format": "date" });
    object(&["from", "until", "delegate"], json!({ "from": day(), "until": day(), "delegate": member() }))
}

/// What is asked of an origin.
fn consent() -> Value {
    let asked = |kind: &str, required: &[&str], of_kind: Option<(&str, Value)>| {
        let mut fields = json!({
            "signal": matching("^[0-9a-f]{64}$"),
            "kind": { "const": kind },
            "case": text(MAX_CASE),
            "until": { "type": "string", "format": "date" },
        });
        if let (Some(fields), Some((name, value))) = (fields.as_object_mut(), of_kind) {
            fields.insert(name.to_owned(), value);
        }
        object(required, fields)
    };
    json!({ "oneOf": [
        asked("cite", &["signal", "kind", "case", "until"], None),
        asked("purpose", &["signal", "kind", "purpose", "case", "until"], Some(("purpose", codes!(Purpose)))),
        asked("onward", &["signal", "kind", "receiver", "case", "until"], Some(("receiver", member()))),
    ] })
}

/// What an origin answers.
fn consent_answer() -> Value {
    json!({ "oneOf": [
        step("granted", &[], json!({ "until": optional(json!({ "type": "string", "format": "date" })) })),
        step("refused", &["ground"], json!({ "ground": codes!(RefusalGround) })),
        step("withdrawn", &[], json!({})),
    ] })
}

/// A question of a match. Schemes that may name a person, an account or a place are left out.
/// Words that name nobody, as far as a pattern can tell.
fn nameless() -> Value {
    json!({ "type": "string", "maxLength": MAX_WORDS, "pattern": r"^[A-Za-z][A-Za-z ,;.()-]*$" })
}

fn dispute() -> Value {
    let fields = json!({
        "record": matching("^[0-9a-f]{64}$"), "with": member(), "matter": codes!(DisputeMatter),
        "ground": codes!(DisputeGround), "words": nameless(),
    });
    object(&["record", "matter", "ground", "words"], fields)
}

/// What is said of a dispute.
fn dispute_step() -> Value {
    let answered = json!({ "answer": codes!(DisputeAnswer), "words": nameless() });
    json!({ "oneOf": [
        step("answered", &["answer", "words"], answered),
        step("escalated", &[], json!({ "mediator": member() })),
        step("withdrawn", &[], json!({})),
    ] })
}

/// What a mediator finds, with the fields that belong to each outcome.
fn finding() -> Value {
    let of = |outcome: FindingOutcome, more: &[&str]| {
        let fields = [
            ("outcome", json!({ "const": outcome.as_str() })),
            ("basis", matching("^[a-z]{2}[.][a-z0-9_-]{1,40}$")),
            ("words", nameless()),
            ("country", matching("^[A-Z]{2}$")),
            ("type", codes!(SignalType)),
            ("purpose", codes!(Purpose)),
        ];
        let required = [&["outcome", "basis", "words"], more].concat();
        let fields = fields.into_iter().filter(|(name, _)| required.contains(name));
        object(&required, fields.map(|(name, schema)| (name.to_owned(), schema)).collect())
    };
    json!({ "oneOf": [
        of(FindingOutcome::Agreement, &[]),
        of(FindingOutcome::PackChange, &["country", "type", "purpose"]),
        of(FindingOutcome::Gap, &["type", "purpose"]),
    ] })
}

fn matching_of() -> Value {
    let names_nobody =
        |scheme: &&Scheme| !matches!(scheme, Scheme::ItCf | Scheme::Iso6346 | Scheme::Iban | Scheme::Locode);
    let schemes: Vec<_> = Scheme::ALL.iter().filter(names_nobody).map(|scheme| scheme.as_str()).collect();
    let identifier =
        object(&["scheme", "value"], json!({ "scheme": { "type": "string", "enum": schemes }, "value": text(200) }));
    let mut members = list(MAX_MATCHED, member());
    if let Some(fields) = members.as_object_mut() {
        fields.insert("minItems".to_owned(), json!(1));
    }
    let fields = json!({
        "identifier": identifier, "purpose": codes!(Purpose), "case": text(MAX_CASE), "members": members,
    });
    object(&["identifier", "purpose", "case", "members"], fields)
}

/// What may stand for a field that is left out.
fn absent() -> Value {
    json!({ "type": ["null", "string"], "pattern": r"^\s*$", "description": "The same as leaving the field out" })
}

fn optional(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "$ref": "#/components/schemas/Absent" }] })
}

fn text(max: usize) -> Value {
    json!({ "type": "string", "maxLength": max, "pattern": r"\S" })
}

fn matching(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

fn member() -> Value {
    matching("^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$")
}

fn some_members() -> Value {
    let mut members = list(MAX_MEMBERS, member());
    if let Some(fields) = members.as_object_mut() {
        fields.insert("minItems".to_owned(), json!(1));
    }
    members
}

fn nace() -> Value {
    json!({ "type": "string", "pattern": r"^[0-9]{2}(\.?[0-9]{1,2})?$", "example": "56.1" })
}

/// NUTS of any level, or a place of UN/LOCODE.
fn region() -> Value {
    json!({ "type": "string", "minLength": 2, "maxLength": 6, "example": "NL414" })
}

fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn list(max: usize, of: Value) -> Value {
    json!({ "type": "array", "items": of, "maxItems": max })
}

/// An object of these fields alone. Those that are not required may be null or blank.
fn object(required: &[&str], properties: Value) -> Value {
    let field = |(name, schema): (String, Value)| {
        let needed = required.contains(&name.as_str());
        (name, if needed { schema } else { optional(schema) })
    };
    let properties: serde_json::Map<String, Value> = match properties {
        Value::Object(fields) => fields.into_iter().map(field).collect(),
        _ => serde_json::Map::new(),
    };
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

/// What is looked for.
fn search() -> Value {
    let period = json!({ "from": date(), "to": date() });
    let cursor = format!("^[0-9a-f]{{{}}}$", cursor::LENGTH);
    object(
        &[],
        json!({
            "identifier": object(&["scheme", "value"], json!({ "scheme": codes!(Scheme), "value": text(200) })),
            "type": codes!(SignalType),
            "sector": nace(),
            "region": region(),
            "direction": { "type": "string", "enum": ["sent", "received"] },
            "period": object(&[], period),
            "cursor": matching(&cursor),
            "limit": { "type": "integer", "minimum": 1, "maximum": MAX_PAGE },
        }),
    )
}

/// About whom a report is wanted.
fn subject_asked_for() -> Value {
    object(&["scheme", "value"], json!({ "scheme": codes!(Scheme), "value": text(200), "letter": flag() }))
}

/// What is sent: content, and whom it is meant for.
fn submission() -> Value {
    let audience = json!({
        "members": list(MAX_MEMBERS, member()),
        "countries": list(300, matching("^[A-Z]{2}$")),
        "roles": list(CODES, codes!(Role)),
    });
    let mut submission = record(Some(object(&[], audience)));
    if let Some(fields) = submission.as_object_mut() {
        fields.insert("examples".to_owned(), json!([example()]));
    }
    submission
}

/// A submission that may go to everybody, so that it is none's secret.
fn example() -> Value {
    let text = "Steeds vaker worden zorgbedrijven opgericht door dezelfde tussenpersonen.";
    json!({
        "type": "phenomenon",
        "title": "Zorgbedrijven met dezelfde tussenpersonen",
        "summary": [{ "lang": "nl", "text": text, "original": true }],
        "sector": { "nace": "2.1", "code": "88" },
        "regions": ["NL42"],
        "handling": {
            "purpose": "phenomenon-picture", "legalBases": [], "categories": [], "adminUse": true,
            "handlingCode": "H3", "audience": { "countries": ["NL", "BE"] },
        },
    })
}

/// What is signed: no audience, and each identifier as given and normalised.
fn content() -> Value {
    record(None)
}

fn record(audience: Option<Value>) -> Value {
    let summary = json!({ "lang": codes!(Language), "text": text(8_000), "original": flag() });
    object(
        &["type", "handling"],
        json!({
            "type": codes!(SignalType),
            "title": text(200),
            "summary": list(Language::ALL.len(), object(&["lang", "text"], summary)),
            "observed": object(&[], json!({ "from": date(), "to": date() })),
            "assessment": text(8_000),
            "subjects": list(64, subject(audience.is_none())),
            "relations": list(128, relation()),
            "sector": object(&[], json!({ "nace": { "type": "string", "enum": ["2.1"] }, "code": nace() })),
            "regions": list(64, region()),
            "threats": list(CODES, codes!(Threat)),
            "measure": measure(),
            "grading": grading(),
            "questions": list(CODES, codes!(Question)),
            "dueBy": date(),
            "urgency": object(&["level", "reason"], json!({ "level": codes!(UrgencyLevel), "reason": text(2_000) })),
            "caseRef": text(200),
            "answer": codes!(Answer),
            "handling": handling(audience),
        }),
    )
}

fn subject(signed: bool) -> Value {
    let mut identifier = json!({ "scheme": codes!(Scheme), "value": text(200) });
    if let (true, Some(fields)) = (signed, identifier.as_object_mut()) {
        fields.insert("given".to_owned(), text(200));
    }
    let address = json!({
        "nuts": region(), "lau": text(32), "postcode": text(16), "street": text(200), "locality": text(200),
    });
    object(
        &["kind", "role"],
        json!({
            "kind": codes!(SubjectKind),
            "role": codes!(SubjectRole),
            "name": text(300),
            "address": object(&[], address),
            "identifiers": list(16, object(&["scheme", "value"], identifier)),
        }),
    )
}

fn relation() -> Value {
    let place = json!({
        "type": "integer", "minimum": 0, "maximum": 63, "description": "place of a subject, from 0",
    });
    let fields = json!({ "from": place, "kind": codes!(RelationKind), "to": place, "since": date() });
    object(&["from", "kind", "to"], fields)
}

fn measure() -> Value {
    let fields = json!({
        "kind": codes!(MeasureKind), "article": text(200), "decidedOn": date(), "from": date(), "to": date(),
        "review": codes!(Review), "reference": text(200),
    });
    object(&["kind", "decidedOn", "review"], fields)
}

fn grading() -> Value {
    let native = |scheme: &str, source: Value, information: Value| {
        let fields = json!({ "scheme": { "const": scheme }, "source": source, "information": information });
        object(&["scheme", "source", "information"], fields)
    };
    json!({ "oneOf": [
        native("4x4", codes!(FourSource), codes!(FourInformation)),
        native("admiralty", codes!(AdmiraltySource), codes!(AdmiraltyInformation)),
    ] })
}

fn handling(audience: Option<Value>) -> Value {
    let deferred = json!({
        "state": { "const": "deferred" }, "ground": text(2_000), "reviewOn": date(), "responsible": text(200),
    });
    let deferred = object(&["state", "ground", "reviewOn", "responsible"], deferred);
    let mut required = vec!["purpose", "legalBases", "categories", "adminUse", "handlingCode"];
    let mut fields = json!({
        "purpose": codes!(Purpose),
        "legalBases": list(CODES, matching("^[a-z]{2}\\.[a-z0-9_-]{1,40}$")),
        "necessity": text(8_000),
        "categories": list(CODES, codes!(Category)),
        "adminUse": flag(),
        "handlingCode": codes!(HandlingCode),
        "tlp": codes!(Tlp),
        "use": codes!(Use),
        "onward": codes!(Onward),
        "retainUntil": date(),
        "inReplyTo": text(128),
        "notification": { "oneOf": [{ "type": "string", "enum": ["due", "done"] }, deferred] },
    });
    if let (Some(audience), Some(fields)) = (audience, fields.as_object_mut()) {
        required.push("audience");
        fields.insert("audience".to_owned(), audience);
        fields.insert("exclude".to_owned(), list(MAX_MEMBERS, member()));
    }
    object(&required, fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_schemas::case::CASES;

    /// The option of a schema that a value is meant to have.
    fn option<'a>(schema: &'a Value, value: &Value) -> &'a Value {
        let options = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
        let Some(options) = options else { return schema };
        let fits = |option: &&Value| match value {
            Value::Object(fields) => {
                let scheme = &option["properties"]["scheme"]["const"];
                !scheme.is_string() || fields.get("scheme").is_none_or(|given| scheme == given)
            }
            _ => option["type"] != "object",
        };
        let inner = options.iter().find(fits).unwrap();
        option(inner, value)
    }

    fn check(schema: &Value, value: &Value, place: &str) {
        let schema = option(schema, value);
        match value {
            Value::Object(fields) => {
                for required in schema["required"].as_array().into_iter().flatten() {
                    assert!(fields.contains_key(required.as_str().unwrap()), "{place} lacks {required}");
                }
                for (name, value) in fields {
                    let schema = &schema["properties"][name];
                    assert!(!schema.is_null(), "{place}/{name} is not documented");
                    check(schema, value, &format!("{place}/{name}"));
                }
            }
            Value::Array(items) => {
                assert!(items.len() <= schema["maxItems"].as_u64().unwrap() as usize, "{place}");
                items.iter().for_each(|item| check(&schema["items"], item, place));
            }
            Value::String(text) => {
                let codes = schema["enum"].as_array();
                assert!(codes.is_none_or(|codes| codes.contains(value)), "{place}: {text}");
                let max = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
                assert!(text.chars().count() as u64 <= max, "{place}: {text}");
            }
            _ => {}
        }
    }

    #[test]
    fn every_case_has_the_documented_form() {
        for (name, case) in CASES {
            let case: Value = serde_json::from_str(case).unwrap();
            check(&submission(), &case["submission"], name);
        }
    }

    #[test]
    fn the_example_is_a_submission_of_the_documented_form() {
        check(&submission(), &example(), "");
        sluis_schemas::content::Submission::from_json(&example()).unwrap();
    }

    #[test]
    fn a_misspelt_field_has_no_documented_form() {
        let mut case: Value = serde_json::from_str(CASES[0].1).unwrap();
        case["submission"]["titel"] = json!("x");
        assert!(std::panic::catch_unwind(|| check(&submission(), &case["submission"], "")).is_err());
    }
}
