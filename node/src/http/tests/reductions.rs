//! Reduced drafts: proposed, and kept as drafts of their own.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::world::{ROLES, World, submission};

/// A draft that only an uncorroborated person keeps from going abroad.
fn doubtful() -> Value {
    let mut doubtful = submission("c01");
    let person = json!({ "kind": "natural-person", "role": "director", "name": "N. N." });
    doubtful["subjects"].as_array_mut().unwrap().push(person);
    doubtful["grading"] = json!({ "scheme": "4x4", "source": "X", "information": "4" });
    doubtful["handling"]["categories"] = json!(["personal"]);
    doubtful["handling"]["necessity"] = json!("The receiver decides on an application.");
    doubtful["handling"]["retainUntil"] = json!("2029-09-14");
    doubtful
}

#[tokio::test]
async fn a_draft_without_the_person_may_go_and_becomes_a_draft_of_its_own() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let draft = world.draft(&token, &doubtful()).await;
    assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);
    let path = format!("/v1/drafts/{}/reductions", draft.body["id"].as_str().unwrap());
    let body = json!({ "for": "de-rurheim" });
    let found = world.post(&token, &path, &[], body.to_string()).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    assert_eq!(found.body["members"]["de-rurheim"], "forbidden:EU-F11");
    let proposal = &found.body["proposals"][0];
    assert_eq!(proposal["members"]["de-rurheim"], "permitted", "{proposal}");
    let kinds: Vec<_> = proposal["leftOut"].as_array().unwrap().iter().map(|left| left["what"].clone()).collect();
    assert!(kinds.contains(&json!("subject")) && kinds.contains(&json!("category")), "{kinds:?}");

    let body = json!({ "for": "de-rurheim", "take": proposal["name"] });
    let taken = world.post(&token, &path, &[], body.to_string()).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    assert_ne!(taken.body["id"], draft.body["id"]);
    assert_eq!(taken.body["table"]["members"]["de-rurheim"]["outcome"], "permitted");
    let before = world.get(&token, &format!("/v1/drafts/{}", draft.body["id"].as_str().unwrap()), &[]).await;
    assert_eq!(before.body["table"]["hash"], draft.body["table"]["hash"], "it stays as it was");
}

#[tokio::test]
async fn a_name_that_no_proposal_has_and_a_stranger_are_not_found() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let draft = world.draft(&token, &doubtful()).await;
    let path = format!("/v1/drafts/{}/reductions", draft.body["id"].as_str().unwrap());
    for body in [json!({ "for": "de-rurheim", "take": "0".repeat(64) }), json!({ "for": "de-nobody" })] {
        let answer = world.post(&token, &path, &[], body.to_string()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{body}: {}", answer.body);
    }
    let neighbour = world.token("nl-riec-zuid", &ROLES).await;
    let body = json!({ "for": "de-rurheim" });
    let answer = world.post(&neighbour, &path, &[], body.to_string()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "another member's draft");
}
