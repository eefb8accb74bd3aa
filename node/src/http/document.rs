//! The OpenAPI document: routes and answers come from the code, the other schemas from `schema`.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use serde_json::{Value, json};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Components, Content, Header, HeaderBuilder, Info, KnownFormat, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    ResponseBuilder, Schema, SchemaFormat, SecurityRequirement, Server, Tag, Type,
};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use super::answer;
use super::problem::{MEDIA_TYPE, Problem};
use super::schema;
use super::shell::API_VERSION;
use crate::service::Service;

const TOKEN: &str = "token";

/// The document before routes are added.
pub(super) fn base() -> OpenApi {
    let mut info = Info::new("Sluis", API_VERSION);
    info.description = Some("A node's interface for the users and programs of the members that it serves.".to_owned());
    let mut components = Components::new();
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.description = Some("Acts for one member, in the roles it was given: `sluis token create`.".to_owned());
    components.security_schemes.insert(TOKEN.to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let tags = ["drafts", "signals", "requests", "disputes", "policy", "gaps", "reports", "node"].map(Tag::new);
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new("/")]))
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
        schemas.extend(schema::all().map(|(name, schema)| (name.to_owned(), schema)));
        if let Some(content) = schemas.get_mut("Signal").and_then(|s| s.pointer_mut("/properties/content")) {
            *content = json!({ "$ref": "#/components/schemas/Content", "description": "What was signed" });
        }
        schemas.extend(nested_problem_schemas());
    }
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        paths.insert("/v1/openapi.json".to_owned(), own_path());
        for (answer, links) in links() {
            let answer = paths.get_mut(answer.0).and_then(|path| path.pointer_mut(answer.1));
            if let Some(answer) = answer.and_then(Value::as_object_mut) {
                answer.insert("links".to_owned(), links);
            }
        }
    }
    document
}

/// Where an answer leads: which calls take what it gives.
fn links() -> [((&'static str, &'static str), Value); 4] {
    let draft = json!({ "id": "$response.body#/id" });
    let changed = json!({ "id": "$response.body#/id", "header.If-Match": "$response.header.ETag" });
    let release = json!({ "tableHash": "$response.body#/table/hash" });
    let record = |at: &str| json!({ "operationId": "show", "parameters": { "id": at } });
    [
        (
            ("/v1/drafts", "/post/responses/201"),
            json!({
                "look": { "operationId": "look", "parameters": draft },
                "replace": { "operationId": "replace", "parameters": changed },
                "discard": { "operationId": "discard", "parameters": changed },
                "release": { "operationId": "release", "parameters": draft, "requestBody": release },
            }),
        ),
        (("/v1/drafts/{id}/release", "/post/responses/201"), json!({ "show": record("$response.body#/recordId") })),
        (("/v1/signals", "/get/responses/200"), json!({ "show": record("$response.body#/items/0/id") })),
        (("/v1/requests", "/get/responses/200"), {
            let id = json!({ "id": "$response.body#/items/0/id" });
            let call = |name: &str| json!({ "operationId": name, "parameters": id });
            json!({ "show": call("show_request"), "answer": call("answer"), "step": call("step") })
        }),
    ]
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
    AnyProblems: 400, 401, 408, 429, 500, 503;
    /// [`super::drafts::create`], [`super::matches::ask`]
    DraftProblems: 400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503;
    /// [`super::drafts::look`]
    LookProblems: 400, 401, 403, 404, 408, 429, 500, 503;
    /// [`super::drafts::replace`]
    ChangeProblems: 400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 428, 429, 500, 503;
    /// [`super::drafts::discard`]
    DiscardProblems: 400, 401, 403, 404, 408, 409, 412, 428, 429, 500, 503;
    /// [`super::reduce::reduce`]
    ReduceProblems: 400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 500, 503;
    /// [`super::drafts::release`]
    ReleaseProblems: 400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 500, 503;
    /// [`super::signals::list`], [`super::widen::list`], [`super::gaps::gaps`], [`super::gaps::refusals`], figures of reports
    ListProblems: 400, 401, 403, 408, 429, 500, 503;
    /// [`super::signals::search`], [`super::subject::report`], [`super::disputes::precedents`]
    SearchProblems: 400, 401, 403, 408, 413, 415, 429, 500, 503;
    /// [`super::signals::show`]
    ShowProblems: 400, 401, 403, 404, 408, 410, 429, 500, 503;
    /// [`super::recall::board`]
    BoardProblems: 400, 401, 403, 404, 408, 429, 500, 503;
    /// [`super::requests::show`], [`super::matches::show`], [`super::disputes::show`]
    RequestProblems: 400, 401, 403, 404, 408, 429, 500, 503;
    /// [`super::requests::answer`], [`super::disputes::step`], [`super::disputes::find`]
    AnswerProblems: 400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 503;
    /// [`super::recall::correct`], [`super::disputes::open`]
    CorrectProblems: 400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 500, 503;
    /// [`super::requests::step`], [`super::requests::rate`], [`super::recall::recall`], [`super::recall::hold`],
    /// [`super::gaps::hand_over`]
    StepProblems: 400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503;
    /// [`super::widen::widen`], [`super::widen::relay`]
    WidenProblems: 400, 401, 403, 404, 408, 409, 410, 413, 415, 429, 500, 503;
    /// [`super::packs::activate`], [`super::packs::compare`]
    PacksProblems: 400, 401, 403, 404, 408, 413, 415, 422, 429, 500, 503;
    /// [`super::follow_ups::step`]
    OwnershipProblems: 400, 401, 403, 404, 408, 409, 410, 412, 413, 415, 422, 428, 429, 500, 503;
    /// [`super::absences::announce`]
    AbsenceProblems: 400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503;
    /// [`super::absences::end`]
    EndAbsenceProblems: 400, 401, 403, 404, 408, 429, 500, 503;
    /// [`super::consents::ask`], [`super::consents::answer`]
    ConsentProblems: 400, 401, 403, 404, 408, 409, 410, 413, 415, 429, 500, 503;
    /// [`super::requests::pass_on`]
    PassOnProblems: 400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503;
    /// [`super::events::follow`]
    EventsProblems: 400, 401, 403, 408, 429, 500, 503;
    /// [`super::status::ready`]
    NotReady: 408, 500, 503;
}

fn response(status: u16) -> RefOr<utoipa::openapi::Response> {
    let schema = Ref::from_schema_name(Problem::name());
    let body = Content::new(Some(schema));
    let response = ResponseBuilder::new().description(meaning(status)).content(MEDIA_TYPE, body);
    let response = match status {
        401 => response.header("WWW-Authenticate", header_of("The scheme that is wanted")),
        429 | 503 => response.header("Retry-After", header_of("Seconds after which to come back")),
        _ => response,
    };
    RefOr::T(response.build())
}

fn header_of(description: &str) -> Header {
    HeaderBuilder::new().schema(Some(String::schema())).description(Some(description)).build()
}

const fn meaning(status: u16) -> &'static str {
    match status {
        400 => "Malformed: every error at once, each with its place",
        401 => "No token, or one that is not known",
        403 => "The token lacks the role, or the access gate says no",
        404 => "There is no such thing for this member",
        408 => "It took too long",
        409 => {
            "Another body under the same key, submitted before and recalled, the table changed, or what it is about has come too far"
        }
        410 => "It was held, and is no longer to be read: recalled, retracted, superseded, expired or restricted",
        412 => "It is not the version that `If-Match` names",
        413 => "The body is too large",
        415 => "The body is not `application/json`",
        422 => {
            "The submission gate refuses, with rule, place and the right channel; or packs are refused, and why; or working days \
             are not known for a term"
        }
        428 => "`If-Match` is needed",
        429 => "Too often, or too many streams: `Retry-After` says when to come back",
        503 => "Not now; try again",
        _ => "Something that must not happen did; the node's log says what",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
