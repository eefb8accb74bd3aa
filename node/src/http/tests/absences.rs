//! A member is absent: what is due meanwhile goes back to who offered it, between two members of one node.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use sluis_schemas::vocabulary::UserRole;

use super::world::{Answer, PATIENCE, ROLES, World, submission};

const ORIGIN: &str = "nl-riec-zuid";
const OWNER: &str = "nl-maasdorp";
const DELEGATE: &str = "nl-eiland";

fn away(from: &str, until: &str) -> Value {
    json!({ "from": from, "until": until, "delegate": DELEGATE })
}

async fn announce(world: &World, token: &str, body: &Value) -> Answer {
    world.post(token, "/v1/absences", &[], body.to_string()).await
}

/// Waits until a signal stands so at a member.
async fn until(world: &World, token: &str, id: &str, state: &str) -> Answer {
    let reached = async {
        loop {
            let shown = world.get(token, &format!("/v1/signals/{id}/ownership"), &[]).await;
            if shown.body["state"] == state {
                return shown;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("{id} is not {state}"))
}

#[tokio::test]
async fn an_offer_to_a_member_that_is_absent_comes_back_with_whom_to_ask_instead() {
    let world = World::new().await;
    let (origin, owner) = (world.token(ORIGIN, &ROLES).await, world.token(OWNER, &ROLES).await);
    let announced = announce(&world, &owner, &away("2026-11-23", "2099-12-31")).await;
    assert_eq!(announced.status, StatusCode::CREATED, "{}", announced.body);
    assert_eq!(announced.header("location"), "/v1/absences/2026-11-23");
    // It outlives a restart.
    let world = world.restart().await;
    let draft = world.draft(&origin, &submission("c03")).await;
    let signal = world.release(&origin, &draft.body).await.body["recordId"].as_str().unwrap().to_owned();
    until(&world, &owner, &signal, "unowned").await;

    let offer = json!({ "step": "offered", "to": OWNER }).to_string();
    let path = format!("/v1/signals/{signal}/ownership");
    let offered = world.post(&origin, &path, &[("if-match", "*")], offer).await;
    assert_eq!(offered.status, StatusCode::CREATED, "{}", offered.body);

    let refused = until(&world, &origin, &signal, "refused").await.body;
    assert_eq!((&refused["ground"], &refused["absentUntil"]), (&json!("absent"), &json!("2099-12-31")), "{refused}");
    assert_eq!(refused["proposed"], json!([DELEGATE]));
    until(&world, &owner, &signal, "refused").await;
}

#[tokio::test]
async fn an_absence_is_listed_until_it_is_ended_and_counts_once_under_its_key() {
    let world = World::new().await;
    let owner = world.token(OWNER, &ROLES).await;
    let key = [("idempotency-key", "one")];
    let body = away("2099-12-21", "2099-12-31");
    for _ in 0..2 {
        let announced = world.post(&owner, "/v1/absences", &key, body.to_string()).await;
        assert_eq!(announced.status, StatusCode::CREATED, "{}", announced.body);
    }
    let other = away("2099-11-21", "2099-11-22").to_string();
    world.post(&owner, "/v1/absences", &key, other).await.assert_problem(409, "idempotency-conflict");
    let listed = world.get(&owner, "/v1/absences", &[]).await.body;
    assert_eq!(listed["items"][0]["delegate"], DELEGATE);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    let neighbour = world.token(DELEGATE, &ROLES).await;
    assert_eq!(world.get(&neighbour, "/v1/absences", &[]).await.body["items"], json!([]));

    let end = async |token: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        world.send(Method::DELETE, "/v1/absences/2099-12-21", &headers, Body::empty()).await
    };
    end(&neighbour).await.assert_problem(404, "not-found");
    assert_eq!(end(&owner).await.status, StatusCode::NO_CONTENT);
    end(&owner).await.assert_problem(404, "not-found");
    assert_eq!(world.get(&owner, "/v1/absences", &[]).await.body["items"], json!([]));
}

#[tokio::test]
async fn an_absence_that_is_not_taken_is_refused_with_its_reason() {
    let world = World::new().await;
    let owner = world.token(OWNER, &ROLES).await;
    let with = |from: &str, until: &str, delegate: &str| {
        let mut body = away(from, until);
        body["delegate"] = json!(delegate);
        body
    };
    let (from, until) = ("2099-12-21", "2099-12-31");
    announce(&world, &owner, &with(from, until, OWNER)).await.assert_problem(409, "own-delegate");
    announce(&world, &owner, &with(from, until, "nl-terminal-a")).await.assert_problem(409, "delegate-not-competent");
    announce(&world, &owner, &with("2020-01-01", "2020-01-02", DELEGATE)).await.assert_problem(409, "day-is-over");
    for (body, place, code) in [
        (with(until, from, DELEGATE), "/until", "period-reversed"),
        (with(from, until, "nl-nowhere"), "/delegate", "unknown-member"),
    ] {
        let refused = announce(&world, &owner, &body).await;
        assert_eq!((refused.status, refused.pointers()), (StatusCode::BAD_REQUEST, vec![place]));
        assert_eq!(refused.body["errors"][0]["code"], code);
    }
    let reader = world.token(OWNER, &[UserRole::Reader]).await;
    announce(&world, &reader, &away(from, until)).await.assert_problem(403, "not-allowed");

    let delegate = world.token(DELEGATE, &ROLES).await;
    assert_eq!(announce(&world, &delegate, &with(from, from, ORIGIN)).await.status, StatusCode::CREATED);
    announce(&world, &owner, &away(from, until)).await.assert_problem(409, "delegate-absent");
    assert_eq!(announce(&world, &owner, &away("2099-12-22", until)).await.status, StatusCode::CREATED);
    announce(&world, &owner, &away(until, until)).await.assert_problem(409, "absent-already");
}
