//! What the gates say today of what is held.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::world::{Answer, ROLES, World, case, submission};

const READING: [(&str, &str); 2] = [("sluis-purpose", "licence-decision"), ("sluis-case", "Z-2026-17")];

/// Released by `nl-maasdorp` and held by its neighbour `nl-riec-zuid`; gives the record.
async fn held(world: &World, submission: &Value) -> String {
    let (origin, holder) = (world.token("nl-maasdorp", &ROLES).await, world.token("nl-riec-zuid", &ROLES).await);
    let before = world.get(&holder, "/v1/signals?direction=received", &[]).await.body["items"].clone();
    let draft = world.draft(&origin, submission).await;
    assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);
    let released = world.release(&origin, &draft.body).await;
    while world.get(&holder, "/v1/signals?direction=received", &[]).await.body["items"] == before {
        tokio::task::yield_now().await;
    }
    released.body["recordId"].as_str().unwrap().to_owned()
}

async fn asked(world: &World, member: &str, record: &str) -> Answer {
    let token = world.token(member, &ROLES).await;
    world.get(&token, &format!("/v1/signals/{record}/what-if"), &READING).await
}

#[tokio::test]
async fn the_origin_sees_each_outcome_of_today_beside_what_became_of_it() {
    let world = World::new().await;
    let record = held(&world, &submission("c02")).await;
    let answer = asked(&world, "nl-maasdorp", &record).await;
    assert_eq!((answer.status, &answer.body["judgedBy"]), (StatusCode::OK, &json!("origin")), "{}", answer.body);
    for (member, expected) in case("c02")["expect"]["members"].as_object().unwrap() {
        assert_eq!(answer.body["members"][member]["outcome"], *expected, "{member}");
        assert!(answer.body["members"][member].get("change").is_none(), "{member}");
    }
    assert!(answer.body["members"]["nl-riec-zuid"]["has"]["state"].is_string(), "{}", answer.body);
    assert!(answer.body["members"]["de-rurheim"].get("has").is_none());
}

#[tokio::test]
async fn a_holder_sees_what_is_certain_and_what_it_cannot_know() {
    let world = World::new().await;
    let record = held(&world, &submission("c02")).await;
    let answer = asked(&world, "nl-riec-zuid", &record).await;
    assert_eq!((answer.status, &answer.body["judgedBy"]), (StatusCode::OK, &json!("holder")), "{}", answer.body);
    let codes: Vec<_> = answer.body["unknown"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["audience", "consent"]);
    for (member, now) in answer.body["members"].as_object().unwrap() {
        // `onward: none` is in the record: nobody gets it from a holder.
        let at_best = now["atBest"].as_str().unwrap();
        assert!(at_best.starts_with("forbidden:") && now.get("outcome").is_none(), "{member}: {now}");
    }
}

#[tokio::test]
async fn a_holders_answer_tells_nothing_of_audience_and_exclusions() {
    let world = World::new().await;
    let mut narrow = submission("c02");
    narrow["handling"]["onward"] = json!("in-country");
    let mut wide = narrow.clone();
    wide["handling"]["audience"] = json!({ "members": [], "countries": ["NL"], "roles": [] });
    wide["handling"]["exclude"] = json!(["nl-register"]);
    wide["title"] = json!("Bevinding, anders");
    let mut answers = Vec::new();
    for one in [narrow, wide] {
        let record = held(&world, &one).await;
        let answer = asked(&world, "nl-riec-zuid", &record).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answers.push(answer.body["members"].clone());
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0]["nl-register"]["atBest"].is_string(), "also for who is excluded: {}", answers[0]);
}

#[tokio::test]
async fn who_does_not_hold_it_or_names_no_purpose_learns_nothing() {
    let world = World::new().await;
    let record = held(&world, &submission("c02")).await;
    let stranger = asked(&world, "nl-douane", &record).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{}", stranger.body);
    let holder = world.token("nl-riec-zuid", &ROLES).await;
    let without = world.get(&holder, &format!("/v1/signals/{record}/what-if"), &[]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN, "{}", without.body);
}
