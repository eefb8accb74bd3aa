//! Legal gaps in figures, and what was refused until it was handed over.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sluis_schemas::vocabulary::UserRole::{self, Administrator, Auditor, PolicyOfficer, Reader, Releaser, Submitter};

use super::world::{ROLES, World, submission};

async fn released(world: &World, token: &str, title: &str) {
    let mut signal = submission("c03");
    signal["title"] = title.into();
    let draft = world.draft(token, &signal).await.body;
    assert_eq!(world.release(token, &draft).await.status, 201);
}

async fn report(world: &World, token: &str, query: &str) -> Value {
    let answer = world.get(token, &format!("/v1/gaps{query}"), &[("accept-language", "nl")]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn a_member_sees_how_often_its_own_signals_met_a_gap_and_others_only_what_is_many() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    assert_eq!(report(&world, &token, "").await["items"], json!([]));
    for number in 0..4 {
        released(&world, &token, &format!("Signaal {number}")).await;
    }
    let own = report(&world, &token, "").await;
    let to = |country: &str, report: &Value| {
        let items = report["items"].as_array().unwrap();
        items.iter().find(|item| item["receiverCountry"] == country).cloned().unwrap()
    };
    let item = to("BE", &own);
    assert_eq!((&item["count"], &item["open"], &item["days"]["total"]), (&json!(4), &json!(4), &json!(0)), "{own}");
    assert_eq!((&item["missing"], &item["bases"]), (&json!("no-ground"), &json!(["nl.wgs"])));
    assert!(item["missingLabel"].as_str().unwrap().contains("leemte"), "{item}");
    assert_eq!(own["total"], json!({ "count": 8, "open": 8, "days": 0 }));

    let few = report(&world, &token, "?export=true").await;
    assert_eq!((&few["below"], few.get("total")), (&json!(5), None));
    let item = to("BE", &few);
    assert!(["count", "open", "days", "ended"].iter().all(|figure| item.get(*figure).is_none()), "{item}");
    released(&world, &token, "Signaal 5").await;
    assert_eq!(to("DE", &report(&world, &token, "?export=true").await)["count"], 5);

    assert_eq!(report(&world, &token, "?since=2100-01-01").await["items"], json!([]));
    let wrong = world.get(&token, "/v1/gaps?since=yesterday&export=2", &[]).await;
    wrong.assert_problem(400, "malformed");
    assert_eq!(wrong.parameters(), ["since", "export"]);
    let neighbour = world.token("nl-maasdorp", &ROLES).await;
    assert_eq!(report(&world, &neighbour, "").await["items"], json!([]), "a neighbour on the node");
}

#[tokio::test]
async fn each_role_sees_figures_that_reads_content_or_audits() {
    let world = World::new().await;
    let expected: [(UserRole, [u16; 3]); 6] = [
        (Reader, [200, 200, 403]),
        (Submitter, [200, 200, 404]),
        (Releaser, [200, 200, 403]),
        (PolicyOfficer, [200, 200, 403]),
        (Administrator, [403, 403, 403]),
        (Auditor, [200, 200, 403]),
    ];
    for (role, expected) in expected {
        let token = world.token("nl-maasdorp", &[role]).await;
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let unknown = format!("/v1/refusals/{}/hand-over", "0".repeat(64));
        let calls = [
            (Method::GET, "/v1/gaps".to_owned(), ""),
            (Method::GET, "/v1/refusals".to_owned(), ""),
            (Method::POST, unknown, r#"{"to": "tax"}"#),
        ];
        for ((method, path, body), expected) in calls.into_iter().zip(expected) {
            let status = world.status(method.clone(), &path, &headers, Body::from(body)).await;
            assert_eq!(status, expected, "{role}: {method} {path}");
        }
    }
}

#[tokio::test]
async fn what_belongs_to_the_police_waits_once_until_its_hand_over_is_recorded() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let refused = world.draft(&token, &submission("c12")).await;
    refused.assert_problem(422, "refused");
    let id = refused.body["refusal"].as_str().unwrap().to_owned();
    let journalled = world.service.store().counts().await.unwrap().journal;
    assert_eq!(world.draft(&token, &submission("c12")).await.body["refusal"], id.as_str());
    assert_eq!(world.service.store().counts().await.unwrap().journal, journalled, "it waits already");
    let waiting = world.get(&token, "/v1/refusals", &[("accept-language", "de")]).await.body;
    let item = &waiting["items"][0];
    assert_eq!(
        (&item["id"], &item["member"], &item["purpose"]),
        (&json!(id), &json!("nl-maasdorp"), &json!("criminal-investigation"))
    );
    assert!(item["channel"].as_str().unwrap().contains("olizei") && item["user"].is_string(), "{item}");
    assert!(!waiting.to_string().contains("Drugslab"), "{waiting}");

    let path = format!("/v1/refusals/{id}/hand-over");
    let done = json!({ "to": "police", "reference": "2026-118" }).to_string();
    let neighbour = world.token("nl-riec-zuid", &ROLES).await;
    world.post(&neighbour, &path, &[], done.clone()).await.assert_problem(404, "not-found");
    world.post(&token, "/v1/refusals/5f/hand-over", &[], done.clone()).await.assert_problem(404, "not-found");
    let wrong =
        world.post(&token, &path, &[], json!({ "to": "press", "reference": "x".repeat(201) }).to_string()).await;
    wrong.assert_problem(400, "malformed");
    assert_eq!(wrong.pointers(), ["/to", "/reference"]);
    assert_eq!(world.post(&token, &path, &[], done.clone()).await.status, 204);
    world.post(&token, &path, &[], done).await.assert_problem(409, "handed-over");
    assert_eq!(world.get(&token, "/v1/refusals", &[]).await.body, json!({ "items": [] }));
    let again = world.draft(&token, &submission("c12")).await;
    again.assert_problem(422, "refused");
    assert_eq!(again.body.get("refusal"), None, "it was handed over");
    let other = world.draft(&token, &submission("c15")).await;
    other.assert_problem(422, "refused");
    assert_eq!(other.body.get("refusal"), None, "no other channel");
}
