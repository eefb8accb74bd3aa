//! Who follows a signal up, between two members of one node.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sluis_schemas::vocabulary::UserRole;

use super::world::{Answer, PATIENCE, ROLES, World, submission};

const ORIGIN: &str = "nl-riec-zuid";
const HOLDER: &str = "nl-maasdorp";

/// A node, tokens of a signal's origin and of who holds it, and the signal.
async fn arrived() -> (World, String, String, String) {
    let world = World::new().await;
    let (origin, holder) = (world.token(ORIGIN, &ROLES).await, world.token(HOLDER, &ROLES).await);
    let draft = world.draft(&origin, &submission("c03")).await;
    let released = world.release(&origin, &draft.body).await;
    let id = released.body["recordId"].as_str().unwrap().to_owned();
    until(&world, &holder, &id, "unowned").await;
    (world, origin, holder, id)
}

/// Waits until a signal stands so at a member.
async fn until(world: &World, token: &str, id: &str, state: &str) -> Value {
    let reached = async {
        loop {
            let shown = world.get(token, &format!("/v1/signals/{id}/ownership"), &[]).await;
            if shown.body["state"] == state {
                return shown.body;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("{id} is not {state}"))
}

async fn step_as_seen(world: &World, token: &str, id: &str, tag: &str, step: Value) -> Answer {
    world.post(token, &format!("/v1/signals/{id}/ownership"), &[("if-match", tag)], step.to_string()).await
}

async fn step(world: &World, token: &str, id: &str, step: Value) -> Answer {
    step_as_seen(world, token, id, "*", step).await
}

async fn list(world: &World, token: &str, list: &str) -> Vec<String> {
    let page = world.get(token, &format!("/v1/follow-ups?list={list}"), &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn offered(to: &str) -> Value {
    json!({ "step": "offered", "to": to, "closeWithin": 10 })
}

#[tokio::test]
async fn a_signal_is_listed_until_it_is_owned_and_its_outcome_returns_to_its_origin() {
    let (world, origin, holder, id) = arrived().await;
    for token in [&origin, &holder] {
        assert_eq!(list(&world, token, "unowned").await, std::slice::from_ref(&id));
        assert!(list(&world, token, "mine").await.is_empty());
    }
    let said = step(&world, &origin, &id, offered(HOLDER)).await;
    assert_eq!((said.status, &said.body["state"]), (StatusCode::CREATED, &json!("offered")), "{}", said.body);
    let asked = until(&world, &holder, &id, "offered").await;
    assert_eq!((&asked["owner"], &asked["acceptBy"]), (&json!(HOLDER), &said.body["acceptBy"]));
    assert_eq!(list(&world, &holder, "mine").await, std::slice::from_ref(&id));

    step(&world, &holder, &id, json!({ "step": "accepted" })).await;
    until(&world, &origin, &id, "owned").await;
    for token in [&origin, &holder] {
        assert!(list(&world, token, "unowned").await.is_empty() && list(&world, token, "overdue").await.is_empty());
    }
    let closed = json!({ "step": "closed", "outcome": "measure-taken", "check": "confirmed" });
    assert_eq!(step(&world, &holder, &id, closed).await.status, StatusCode::CREATED);
    let done = until(&world, &origin, &id, "closed").await;
    assert_eq!((&done["outcome"], &done["check"]), (&json!("measure-taken"), &json!("confirmed")));
    assert_eq!(done["outcomeLabel"], "measure taken");
    assert!(list(&world, &holder, "mine").await.is_empty());
}

#[tokio::test]
async fn a_step_needs_the_version_that_was_seen() {
    let (world, origin, _, id) = arrived().await;
    let path = format!("/v1/signals/{id}/ownership");
    world.post(&origin, &path, &[], offered(HOLDER).to_string()).await.assert_problem(428, "precondition-required");
    let seen = world.get(&origin, &path, &[]).await;
    let tag = seen.header("etag").to_owned();
    assert_eq!(step_as_seen(&world, &origin, &id, &tag, offered(HOLDER)).await.status, StatusCode::CREATED);
    step_as_seen(&world, &origin, &id, &tag, json!({ "step": "withdrawn" })).await.assert_problem(412, "changed");
    let now = world.get(&origin, &path, &[]).await.header("etag").to_owned();
    let withdrawn = step_as_seen(&world, &origin, &id, &now, json!({ "step": "withdrawn" })).await;
    assert_eq!((withdrawn.status, &withdrawn.body["state"]), (StatusCode::CREATED, &json!("unowned")));
}

#[tokio::test]
async fn what_cannot_be_said_as_things_stand_is_refused_with_its_reason() {
    let (world, origin, holder, id) = arrived().await;
    step(&world, &holder, &id, json!({ "step": "accepted" })).await.assert_problem(409, "not-offered");
    step(&world, &holder, &id, json!({ "step": "withdrawn" })).await.assert_problem(409, "not-origin");
    step(&world, &origin, &id, offered("de-rurheim")).await.assert_problem(409, "not-a-holder");
    step(&world, &origin, &id, offered("xx-nobody")).await.assert_problem(400, "malformed");
    step(&world, &origin, &id, offered(HOLDER)).await;
    step(&world, &origin, &id, offered(ORIGIN)).await.assert_problem(409, "already-offered");
    until(&world, &holder, &id, "offered").await;
    let closed = json!({ "step": "closed", "outcome": "no-power", "check": "not-confirmed" });
    step(&world, &holder, &id, closed.clone()).await.assert_problem(409, "not-owner");
    step(&world, &holder, &id, json!({ "step": "accepted" })).await;
    until(&world, &origin, &id, "owned").await;
    step(&world, &origin, &id, offered(HOLDER)).await.assert_problem(409, "already-owned");
    step(&world, &origin, &id, closed).await.assert_problem(409, "not-owner");
    let submitter = world.token(ORIGIN, &[UserRole::Reader, UserRole::Submitter]).await;
    step(&world, &submitter, &id, json!({ "step": "withdrawn" })).await.assert_problem(403, "not-allowed");
    let elsewhere = world.token("nl-douane", &ROLES).await;
    step(&world, &elsewhere, &id, json!({ "step": "accepted" })).await.assert_problem(404, "not-found");
}

#[tokio::test]
async fn who_refuses_or_proposes_names_who_could() {
    let (world, origin, holder, id) = arrived().await;
    let proposed = step(&world, &holder, &id, json!({ "step": "offered", "to": HOLDER })).await;
    assert_eq!(proposed.status, StatusCode::CREATED, "{}", proposed.body);
    let named = async {
        loop {
            let shown = world.get(&origin, &format!("/v1/signals/{id}/ownership"), &[]).await;
            if shown.body["proposed"] == json!([HOLDER]) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, named).await.unwrap();
    step(&world, &origin, &id, offered(HOLDER)).await;
    until(&world, &holder, &id, "offered").await;
    let refused = json!({ "step": "refused", "ground": "not-competent", "better": "nl-douane" });
    step(&world, &holder, &id, refused).await;
    let shown = until(&world, &origin, &id, "refused").await;
    assert_eq!((&shown["ground"], &shown["proposed"]), (&json!("not-competent"), &json!(["nl-douane"])));
    assert_eq!(list(&world, &origin, "unowned").await, [id]);
}

#[tokio::test]
async fn who_owns_what_survives_a_restart_and_is_let_go_of_with_a_recall() {
    let (world, origin, holder, id) = arrived().await;
    step(&world, &origin, &id, offered(HOLDER)).await;
    until(&world, &holder, &id, "offered").await;
    step(&world, &holder, &id, json!({ "step": "accepted" })).await;
    until(&world, &origin, &id, "owned").await;

    let world = world.restart().await;
    until(&world, &holder, &id, "owned").await;
    assert_eq!(list(&world, &holder, "mine").await, std::slice::from_ref(&id));

    let path = format!("/v1/signals/{id}/recall");
    let recalled = world.post(&origin, &path, &[], json!({ "ground": "error" }).to_string()).await;
    assert_eq!(recalled.status, StatusCode::CREATED);
    for token in [&origin, &holder] {
        let gone = async {
            while !list(&world, token, "mine").await.is_empty() || !list(&world, token, "unowned").await.is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.unwrap();
    }
    let closed = json!({ "step": "closed", "outcome": "no-power", "check": "not-confirmed" });
    step(&world, &holder, &id, closed).await.assert_problem(410, "recalled");
}

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended() {
    let (world, origin, _, first) = arrived().await;
    let mut other = submission("c03");
    other["summary"] = json!([{ "lang": "nl", "text": "een ander signaal" }]);
    let draft = world.draft(&origin, &other).await;
    let second = world.release(&origin, &draft.body).await.body["recordId"].clone();
    let page = world.get(&origin, "/v1/follow-ups?list=unowned&limit=1", &[]).await;
    assert_eq!(page.body["items"][0]["id"], second);
    let next = page.body["next"].as_str().unwrap();
    let page = world.get(&origin, &format!("/v1/follow-ups?list=unowned&limit=1&cursor={next}"), &[]).await;
    assert_eq!((&page.body["items"][0]["id"], &page.body["next"]), (&json!(first), &Value::Null));
    world.get(&origin, &format!("/v1/follow-ups?list=mine&cursor={next}"), &[]).await.assert_problem(400, "malformed");
    world.get(&origin, "/v1/follow-ups?list=none", &[]).await.assert_problem(400, "malformed");
}
