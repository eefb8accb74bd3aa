//! Matches between two members of one node.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sluis_schemas::vocabulary::UserRole;

use super::world::{Answer, PATIENCE, ROLES, World, submission};

const ASKER: &str = "nl-riec-zuid";
const ASKED: &str = "nl-maasdorp";

fn asking(number: &str) -> Value {
    json!({
        "identifier": { "scheme": "nl-kvk", "value": number }, "purpose": "licence-decision",
        "case": "voorbeeld-2026-114", "members": [ASKED],
    })
}

/// A node, a token of who asks, and a signal of who is asked.
async fn held() -> (World, String) {
    let world = World::new().await;
    let (asker, asked) = (world.token(ASKER, &ROLES).await, world.token(ASKED, &ROLES).await);
    let draft = world.draft(&asked, &submission("c16")).await;
    world.release(&asked, &draft.body).await;
    (world, asker)
}

/// Asks, and waits for the answer.
async fn answered(world: &World, token: &str, body: &Value) -> Answer {
    let asked = world.post(token, "/v1/matches", &[], body.to_string()).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.body);
    settled(world, token, asked.header("location")).await
}

/// The match once nothing is awaited any more.
async fn settled(world: &World, token: &str, path: &str) -> Answer {
    let reached = async {
        loop {
            let shown = world.get(token, path, &[("accept-language", "nl")]).await;
            if shown.body["members"][ASKED]["answer"] != "waiting" {
                return shown;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("no answer"))
}

#[tokio::test]
async fn a_hit_brings_a_request_that_can_be_drafted_as_it_is() {
    let (world, asker) = held().await;
    let found = answered(&world, &asker, &asking("KvK 90000001")).await;
    let said = &found.body["members"][ASKED];
    assert_eq!((&said["answer"], &found.body["identifier"]["value"]), (&json!("hit"), &json!("90000001")));
    assert!(said["answerLabel"].as_str().unwrap().contains("verzoek"), "{said}");
    let draft = world.post(&asker, "/v1/requests", &[], said["request"].to_string()).await;
    assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);

    let nothing = answered(&world, &asker, &asking("90000009")).await;
    let said = nothing.body["members"][ASKED].as_object().unwrap().clone();
    assert_eq!(said.keys().collect::<Vec<_>>(), ["answer", "answerLabel"]);
    assert_eq!(said["answer"], "no-answer");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_its_place_and_leaves_nothing() {
    let (world, asker) = held().await;
    let post = |body: Value| world.post(&asker, "/v1/matches", &[], body.to_string());
    let mut named = asking("90000001");
    named["identifier"] = json!({ "scheme": "it-cf", "value": "RSSMRA85T10A562S" });
    named["name"] = json!("Jansen");
    named["members"] = json!([ASKER]);
    let malformed = post(named).await;
    malformed.assert_problem(400, "malformed");
    let mut places = malformed.pointers();
    places.sort_unstable();
    assert_eq!(places, ["/identifier", "/members/0", "/name"], "nobody asks themselves");

    let mut police = asking("90000001");
    police["purpose"] = json!("criminal-investigation");
    let refused = post(police).await;
    refused.assert_problem(422, "refused");
    assert_eq!(refused.body["rule"], "refused:EU-F1");
    let mut customs = asking("90000001");
    customs["members"] = json!([ASKED, "nl-douane"]);
    let not_permitted = post(customs).await;
    not_permitted.assert_problem(409, "not-permitted");
    assert!(not_permitted.body["detail"].as_str().unwrap().contains("nl-douane"), "{}", not_permitted.body);

    let reader = world.token(ASKER, &[UserRole::Reader]).await;
    let asked = world.post(&reader, "/v1/matches", &[], asking("90000001").to_string()).await;
    asked.assert_problem(403, "not-allowed");
    world.get(&asker, "/v1/matches/m-1", &[]).await.assert_problem(404, "not-found");
}

#[tokio::test]
async fn a_match_is_its_members_alone() {
    let (world, asker) = held().await;
    let asked = world.post(&asker, "/v1/matches", &[], asking("90000001").to_string()).await;
    let path = asked.header("location").to_owned();
    let other = world.token(ASKED, &ROLES).await;
    world.get(&other, &path, &[]).await.assert_problem(404, "not-found");
    let auditor = world.token(ASKER, &[UserRole::Auditor]).await;
    world.get(&auditor, &path, &[]).await.assert_problem(403, "not-allowed");
}

#[tokio::test]
async fn the_same_key_gives_the_same_match_and_another_body_a_conflict() {
    let (world, asker) = held().await;
    let key = [("idempotency-key", "m-1")];
    let first = world.post(&asker, "/v1/matches", &key, asking("90000001").to_string()).await;
    settled(&world, &asker, first.header("location")).await;
    let journal = world.service.store().counts().await.unwrap().journal.seq;
    let again = world.post(&asker, "/v1/matches", &key, asking("KvK 90000001").to_string()).await;
    let location = |answer: &Answer| answer.header("location").to_owned();
    assert_eq!((again.status, location(&again)), (StatusCode::CREATED, location(&first)));
    assert_eq!(world.service.store().counts().await.unwrap().journal.seq, journal, "nobody is asked again");

    let other = world.post(&asker, "/v1/matches", &key, asking("90000009").to_string()).await;
    other.assert_problem(409, "idempotency-conflict");
    let draft = world.post(&asker, "/v1/drafts", &key, submission("c03").to_string()).await;
    draft.assert_problem(409, "idempotency-conflict");
    let unkeyed = world.post(&asker, "/v1/matches", &[], asking("90000001").to_string()).await;
    assert_ne!(location(&unkeyed), location(&first));

    let mut customs = asking("90000001");
    customs["members"] = json!([ASKED, "nl-douane"]);
    let unused = [("idempotency-key", "m-2")];
    let refused = world.post(&asker, "/v1/matches", &unused, customs.to_string()).await;
    refused.assert_problem(409, "not-permitted");
    let asked = world.post(&asker, "/v1/matches", &unused, asking("90000001").to_string()).await;
    assert_eq!(asked.status, StatusCode::CREATED, "what was refused made nothing");
}

#[tokio::test]
async fn a_quota_that_is_used_up_says_when_to_come_back() {
    let (world, asker) = held().await;
    for _ in 0..100 {
        let asked = world.post(&asker, "/v1/matches", &[], asking("90000001").to_string()).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.body);
    }
    let over = world.post(&asker, "/v1/matches", &[("accept-language", "de")], asking("90000001").to_string()).await;
    over.assert_problem(429, "over-quota");
    assert!(over.body["detail"].as_str().unwrap().contains("100"), "{}", over.body);
    let seconds: u64 = over.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&seconds));
}
