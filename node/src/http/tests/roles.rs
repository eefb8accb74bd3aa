//! Each role at each endpoint.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use sluis_schemas::vocabulary::UserRole::{self, Administrator, Auditor, PolicyOfficer, Reader, Releaser, Submitter};

use super::world::{ROLES, World, submission};

/// Status of each call in each role: drafts are made, seen, changed, released, forgotten; signals are listed, searched,
/// read, followed; the node's status is seen; requests are asked and listed; a signal is corrected, held, accounted for,
/// looked for on the board before it is recalled, recalled.
const EXPECTED: [(UserRole, [u16; 17]); 6] = [
    (Reader, [403, 403, 403, 403, 403, 200, 200, 200, 200, 200, 403, 200, 403, 403, 200, 404, 403]),
    (Submitter, [201, 200, 200, 403, 204, 200, 200, 200, 200, 200, 201, 200, 201, 403, 200, 404, 403]),
    (Releaser, [403, 200, 403, 201, 403, 200, 200, 200, 200, 200, 403, 200, 403, 403, 200, 404, 201]),
    (PolicyOfficer, [403, 403, 403, 403, 403, 200, 200, 200, 200, 200, 403, 200, 403, 204, 200, 404, 403]),
    (Administrator, [403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403, 403, 403, 403, 403]),
    (Auditor, [403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403, 403, 403, 403, 403]),
];

#[tokio::test]
async fn each_role_may_do_its_own_and_no_more() {
    let world = World::new().await;
    let all = world.token("nl-riec-zuid", &ROLES).await;
    let draft = world.draft(&all, &submission("c13")).await.body;
    let record = world.release(&all, &draft).await.body["recordId"].as_str().unwrap().to_owned();
    let question = submission("c07").to_string().replace("nl.gemeentewet", "nl.wgs");
    for (role, expected) in EXPECTED {
        let token = world.token("nl-riec-zuid", &[role]).await;
        let draft = world.draft(&all, &submission("c03")).await.body;
        let id = draft["id"].as_str().unwrap();
        let gone = world.draft(&all, &submission("c03")).await.body;
        let gone = gone["id"].as_str().unwrap();
        let ends = draft_and_release(&world, &all, role).await;
        let body = submission("c03").to_string();
        let corrected = titled(&format!("Rechtgezet {role}")).to_string();
        let hash = json!({ "tableHash": draft["table"]["hash"] }).to_string();
        let calls = [
            (Method::POST, "/v1/drafts".to_owned(), body.clone()),
            (Method::GET, format!("/v1/drafts/{id}"), String::new()),
            (Method::PUT, format!("/v1/drafts/{id}"), body),
            (Method::POST, format!("/v1/drafts/{id}/release"), hash),
            (Method::DELETE, format!("/v1/drafts/{gone}"), String::new()),
            (Method::GET, "/v1/signals".to_owned(), String::new()),
            (Method::POST, "/v1/signals/search".to_owned(), "{}".to_owned()),
            (Method::GET, format!("/v1/signals/{record}"), String::new()),
            (Method::GET, "/v1/events".to_owned(), String::new()),
            (Method::GET, "/v1/status".to_owned(), String::new()),
            (Method::POST, "/v1/requests".to_owned(), question.clone()),
            (Method::GET, "/v1/requests".to_owned(), String::new()),
            (Method::POST, format!("/v1/signals/{ends}/corrections"), corrected),
            (Method::PUT, format!("/v1/signals/{ends}/hold"), r#"{"on": true, "reason": "bezwaar"}"#.to_owned()),
            (Method::GET, format!("/v1/signals/{ends}/account"), String::new()),
            (Method::GET, format!("/v1/signals/{ends}/recall"), String::new()),
            (Method::POST, format!("/v1/signals/{ends}/recall"), r#"{"ground": "error"}"#.to_owned()),
        ];
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("if-match", "*"),
            ("sluis-purpose", "phenomenon-picture"),
            ("sluis-case", "Z-1"),
        ];
        for ((method, path, body), expected) in calls.into_iter().zip(expected) {
            let status = world.status(method.clone(), &path, &headers, Body::from(body)).await;
            assert_eq!(status, expected, "{role}: {method} {path}");
        }
    }
}

/// A signal of its own for each role: what was recalled does not come back.
async fn draft_and_release(world: &World, token: &str, role: UserRole) -> String {
    let draft = world.draft(token, &titled(role.as_str())).await.body;
    world.release(token, &draft).await.body["recordId"].as_str().unwrap().to_owned()
}

fn titled(title: &str) -> serde_json::Value {
    let mut submission = submission("c03");
    submission["title"] = title.into();
    submission
}

#[tokio::test]
async fn who_reads_nothing_is_told_so_also_where_nothing_is_held() {
    let world = World::new().await;
    for role in [Administrator, Auditor] {
        let token = world.token("nl-eiland", &[role]).await;
        world.get(&token, "/v1/signals", &[]).await.assert_problem(403, "not-allowed");
        world.post(&token, "/v1/signals/search", &[], "{}").await.assert_problem(403, "not-allowed");
    }
    let token = world.token("nl-eiland", &[Auditor, Reader]).await;
    assert_eq!(world.get(&token, "/v1/signals", &[]).await.status, 200, "one role that reads is enough");
}
