//! The OpenAPI document: routes and answers come from the code, the submission's form from the code lists.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use serde_json::{Value, json};
use sluis_schemas::content::{AdmiraltyInformation, AdmiraltySource, FourInformation, FourSource};
use sluis_schemas::vocabulary::{
    Answer, Category, HandlingCode, Language, MeasureKind, Onward, Purpose, Question, RelationKind, Review, Role,
    Scheme, SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel, Use,
};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Components, Content, Info, KnownFormat, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder,
    Schema, SchemaFormat, SecurityRequirement, Tag, Type,
};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use super::answer;
use super::problem::{MEDIA_TYPE, Problem};
use crate::service::Service;

const TOKEN: &str = "token";

/// The document before routes are added.
pub(super) fn base() -> OpenApi {
    let mut info = Info::new("Sluis", env!("CARGO_PKG_VERSION"));
    info.description = Some("A node's interface for the users and programs of the members that it serves.".to_owned());
    let mut components = Components::new();
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.description = Some("Acts for one member, in the roles it was given: `sluis token create`.".to_owned());
    components.security_schemes.insert(TOKEN.to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let tags = ["drafts", "signals", "node"].map(Tag::new);
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([SecurityRequirement::new(TOKEN, Vec::<String>::new())]))
        .tags(Some(tags))
        .build()
}

/// Serves the document beside the routes it describes.
pub(super) fn serve(router: Router<Service>, document: OpenApi) -> Router<Service> {
    let document = complete(document);
    // Viewers in a browser may come from anywhere, as the NL API Design Rules want (`/core/publish-openapi`).
    let open = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    let answer = move || std::future::ready((open, answer::json(StatusCode::OK, &document)));
    router.route("/v1/openapi.json", get(answer))
}

/// The document as JSON, with what does not come from types of this crate.
pub(super) fn complete(document: OpenApi) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.insert("Submission".to_owned(), submission());
        schemas.insert("Content".to_owned(), content());
        if let Some(content) = schemas.get_mut("Signal").and_then(|s| s.pointer_mut("/properties/content")) {
            *content = json!({ "$ref": "#/components/schemas/Content", "description": "What was signed" });
        }
        schemas.extend(nested_problem_schemas());
    }
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        paths.insert("/v1/openapi.json".to_owned(), own_path());
    }
    document
}

/// What [`Problem`] refers to; its own schema was put in by hand, so they were not collected.
fn nested_problem_schemas() -> serde_json::Map<String, Value> {
    let mut nested = Vec::new();
    Problem::schemas(&mut nested);
    nested.into_iter().filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?))).collect()
}

fn own_path() -> Value {
    let ok = json!({ "description": "An OpenAPI 3.1 document", "content": { "application/json": { "schema": { "type": "object" } } } });
    json!({ "get": {
        "tags": ["node"], "summary": "This document", "operationId": "openapi", "security": [], "responses": { "200": ok },
    } })
}

/// A record's bytes as its origin signed them.
pub(super) enum Record {}

impl PartialSchema for Record {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}

impl ToSchema for Record {}

macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident: $($status:literal),+;)+) => {$(
        $(#[$meta])*
        pub(super) enum $name {}

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
                [$($status),+].map(|status: u16| (status.to_string(), response(status))).into()
            }
        }
    )+};
}

problems! {
    /// Any call with a token.
    AnyProblems: 401, 408, 500, 503;
    /// [`super::drafts::create`]
    DraftProblems: 400, 401, 403, 408, 409, 413, 415, 422, 500, 503;
    /// [`super::drafts::look`]
    LookProblems: 401, 403, 404, 408, 500, 503;
    /// [`super::drafts::release`]
    ReleaseProblems: 400, 401, 403, 404, 408, 409, 413, 415, 422, 500, 503;
    /// [`super::signals::list`]
    ListProblems: 400, 401, 403, 408, 500, 503;
    /// [`super::signals::show`], [`super::signals::export`], [`super::signals::receipts`]
    ShowProblems: 400, 401, 403, 404, 408, 500, 503;
    /// [`super::status::ready`]
    NotReady: 503;
}

fn response(status: u16) -> RefOr<utoipa::openapi::Response> {
    let schema = Ref::from_schema_name(Problem::name());
    let body = Content::new(Some(schema));
    RefOr::T(ResponseBuilder::new().description(meaning(status)).content(MEDIA_TYPE, body).build())
}

const fn meaning(status: u16) -> &'static str {
    match status {
        400 => "Malformed: every error at once, each with its place",
        401 => "No token, or one that is not known",
        403 => "The token lacks the role, or the access gate says no",
        404 => "There is no such thing for this member",
        408 => "It took too long",
        409 => "Another body under the same key, or the table changed",
        413 => "The body is too large",
        415 => "The body is not `application/json`",
        422 => "The submission gate refuses, with rule, place and the right channel",
        503 => "Not now; try again",
        _ => "Something that must not happen did; the node's log says what",
    }
}

macro_rules! codes {
    ($list:ident) => {
        json!({ "type": "string", "enum": $list::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>() })
    };
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

/// What is sent: content, and whom it is meant for.
fn submission() -> Value {
    let audience =
        object(&[], json!({ "members": list(text()), "countries": list(text()), "roles": list(codes!(Role)) }));
    record(Some(audience), "value")
}

/// What is signed: no audience, and each identifier as given and normalised.
fn content() -> Value {
    record(None, "given")
}

fn record(audience: Option<Value>, given: &str) -> Value {
    let mut record = object(
        &["type", "handling"],
        json!({
            "type": codes!(SignalType),
            "title": text(),
            "summary": list(object(&["lang", "text", "original"], json!({
                "lang": codes!(Language), "text": text(), "original": { "type": "boolean" },
            }))),
            "observed": object(&[], json!({ "from": date(), "to": date() })),
            "assessment": text(),
            "subjects": list(subject(given)),
            "relations": list(relation()),
            "sector": object(&["nace", "code"], json!({ "nace": { "type": "string", "enum": ["2.1"] }, "code": text() })),
            "regions": list(text()),
            "threats": list(codes!(Threat)),
            "measure": measure(),
            "grading": grading(),
            "questions": list(codes!(Question)),
            "dueBy": date(),
            "urgency": object(&["level", "reason"], json!({ "level": codes!(UrgencyLevel), "reason": text() })),
            "caseRef": text(),
            "answer": codes!(Answer),
            "handling": handling(),
        }),
    );
    if let (Some(audience), Some(Value::Object(handling))) =
        (audience, record.pointer_mut("/properties/handling/properties"))
    {
        handling.insert("audience".to_owned(), audience);
        handling.insert("exclude".to_owned(), list(text()));
    }
    if let (true, Some(Value::Array(required))) =
        (given == "value", record.pointer_mut("/properties/handling/required"))
    {
        required.push("audience".into());
    }
    record
}

fn subject(given: &str) -> Value {
    let mut identifier = json!({ "scheme": codes!(Scheme), "value": text() });
    if given != "value"
        && let Some(fields) = identifier.as_object_mut()
    {
        fields.insert(given.to_owned(), text());
    }
    let address = json!({ "nuts": text(), "lau": text(), "postcode": text(), "street": text(), "locality": text() });
    object(
        &["kind", "role"],
        json!({
            "kind": codes!(SubjectKind),
            "role": codes!(SubjectRole),
            "name": text(),
            "address": object(&[], address),
            "identifiers": list(object(&["scheme", "value"], identifier)),
        }),
    )
}

fn relation() -> Value {
    let place = json!({ "type": "integer", "minimum": 0, "description": "place of a subject, from 0" });
    let fields = json!({ "from": place, "kind": codes!(RelationKind), "to": place, "since": date() });
    object(&["from", "kind", "to"], fields)
}

fn measure() -> Value {
    let fields = json!({
        "kind": codes!(MeasureKind), "article": text(), "decidedOn": date(), "from": date(), "to": date(),
        "review": codes!(Review), "reference": text(),
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

fn handling() -> Value {
    let deferred =
        json!({ "state": { "const": "deferred" }, "ground": text(), "reviewOn": date(), "responsible": text() });
    let deferred = object(&["state", "ground", "reviewOn", "responsible"], deferred);
    object(
        &["purpose", "legalBases", "categories", "adminUse", "handlingCode"],
        json!({
            "purpose": codes!(Purpose),
            "legalBases": list(text()),
            "necessity": text(),
            "categories": list(codes!(Category)),
            "adminUse": { "type": "boolean" },
            "handlingCode": codes!(HandlingCode),
            "tlp": codes!(Tlp),
            "use": codes!(Use),
            "onward": codes!(Onward),
            "retainUntil": date(),
            "inReplyTo": text(),
            "notification": { "oneOf": [{ "type": "string", "enum": ["due", "done"] }, deferred] },
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_schemas::case::CASES;

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(fields) => {
                    found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    fields.values().for_each(|v| references(v, found));
                }
                Value::Array(items) => items.iter().for_each(|v| references(v, found)),
                _ => {}
            }
        }
        let document = super::super::openapi();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference} leads nowhere");
        }
    }

    #[test]
    fn every_case_has_the_documented_form() {
        fn check(schema: &Value, value: &Value, place: &str) {
            if let Some(options) = schema["oneOf"].as_array() {
                let fits = |option: &&Value| match value {
                    Value::Object(fields) => {
                        fields.get("scheme").is_none_or(|scheme| option["properties"]["scheme"]["const"] == *scheme)
                            && option["type"] == "object"
                    }
                    _ => option["type"] == "string",
                };
                return check(options.iter().find(fits).unwrap(), value, place);
            }
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
                Value::Array(items) => items.iter().for_each(|item| check(&schema["items"], item, place)),
                Value::String(text) => {
                    let codes = schema["enum"].as_array();
                    assert!(codes.is_none_or(|codes| codes.contains(value)), "{place}: {text}");
                }
                _ => {}
            }
        }
        for (name, case) in CASES {
            let case: Value = serde_json::from_str(case).unwrap();
            check(&submission(), &case["submission"], name);
        }
    }
}
