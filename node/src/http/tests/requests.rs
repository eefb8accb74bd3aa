//! Requests between two members of one node.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sluis_protocol::core::Terms;
use sluis_schemas::vocabulary::UserRole;
use sqlx::Connection;

use super::world::{Answer, PATIENCE, ROLES, World, submission};

const ASKER: &str = "nl-maasdorp";
const ASKED: &str = "nl-riec-zuid";

fn question() -> Value {
    json!({
        "type": "request", "questions": ["known-to-you"], "dueBy": "2026-12-24",
        "urgency": { "level": "urgent", "reason": "beslistermijn" },
        "handling": {
            "purpose": "licence-decision", "legalBases": ["nl.gemeentewet"], "categories": [], "adminUse": true,
            "handlingCode": "H3", "audience": { "members": [ASKED] },
        },
    })
}

/// What the information centre knows, for who asked.
fn answer() -> Value {
    let mut answer = submission("c03");
    answer["handling"]["audience"].take();
    answer["answer"] = json!("full");
    answer
}

/// A node, tokens of who asks and of who is asked, and a request that arrived.
async fn asked() -> (World, String, String, String) {
    let world = World::new().await;
    let (asker, asked) = (world.token(ASKER, &ROLES).await, world.token(ASKED, &ROLES).await);
    let draft = world.post(&asker, "/v1/requests", &[], question().to_string()).await;
    assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);
    assert!(draft.header("location").starts_with("/v1/drafts/"));
    let released = world.release(&asker, &draft.body).await;
    let id = released.body["recordId"].as_str().unwrap().to_owned();
    until(&world, &asked, &id, "open").await;
    (world, asker, asked, id)
}

/// Waits until a request stands so at a member.
async fn until(world: &World, token: &str, id: &str, state: &str) -> Value {
    let reached = async {
        loop {
            let shown = world.get(token, &format!("/v1/requests/{id}"), &[]).await;
            if shown.body["items"][0]["state"] == state {
                return shown.body["items"][0].clone();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("{id} is not {state}"))
}

async fn step(world: &World, token: &str, id: &str, step: Value) -> Answer {
    world.post(token, &format!("/v1/requests/{id}/steps"), &[], step.to_string()).await
}

async fn rate(world: &World, token: &str, id: &str, rating: Value) -> Answer {
    world.post(token, &format!("/v1/requests/{id}/rating"), &[], rating.to_string()).await
}

async fn reply(world: &World, token: &str, id: &str, answer: &Value) -> Answer {
    world.post(token, &format!("/v1/requests/{id}/replies"), &[], answer.to_string()).await
}

#[tokio::test]
async fn a_question_is_listed_on_both_sides_without_its_content() {
    let (world, asker, asked, id) = asked().await;
    for (token, side, other) in [(&asker, "asking", ASKED), (&asked, "asked", ASKER)] {
        let page = world.get(token, &format!("/v1/requests?side={side}&open=true"), &[("accept-language", "nl")]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let item = &page.body["items"][0];
        assert_eq!((&item["id"], &item["other"], &item["side"]), (&json!(id), &json!(other), &json!(side)));
        assert_eq!((&item["dueBy"], &item["urgency"]), (&json!("2026-12-24"), &json!("urgent")));
        assert!(!page.body.to_string().contains("beslistermijn"));
        let none = world.get(token, "/v1/requests?open=false", &[]).await;
        assert_eq!(none.body["items"], json!([]));
    }
}

#[tokio::test]
async fn an_answer_goes_to_who_asked_and_ends_the_request() {
    let (world, asker, asked, id) = asked().await;
    let draft = reply(&world, &asked, &id, &answer()).await;
    assert_eq!(draft.status, StatusCode::CREATED, "{}", draft.body);
    assert_eq!(draft.body["table"]["members"][ASKER]["outcome"], "permitted");
    assert_eq!(draft.body["table"]["members"]["be-ariec-oost"]["outcome"], "not-in-audience");
    world.release(&asked, &draft.body).await;

    assert_eq!(until(&world, &asker, &id, "answered").await["answer"], "full");
    until(&world, &asked, &id, "answered").await;
    reply(&world, &asked, &id, &answer()).await.assert_problem(409, "request-ended");
}

#[tokio::test]
async fn a_refusal_has_its_ground_and_saying_it_again_changes_nothing() {
    let (world, asker, asked, id) = asked().await;
    let refusal = json!({ "step": "refused", "ground": "no-legal-ground", "basis": "nl.wgs" });
    let said = step(&world, &asked, &id, refusal.clone()).await;
    assert_eq!((said.status, said.body["notices"].as_array().unwrap().len()), (StatusCode::CREATED, 1));
    let again = step(&world, &asked, &id, refusal).await;
    assert_eq!((again.status, &again.body["notices"]), (StatusCode::OK, &json!([])));
    let shown = until(&world, &asker, &id, "refused").await;
    assert_eq!((&shown["ground"], &shown["basis"]), (&json!("no-legal-ground"), &json!("nl.wgs")));
    step(&world, &asked, &id, json!({ "step": "accepted" })).await.assert_problem(409, "request-ended");
    step(&world, &asker, &id, json!({ "step": "closed" })).await.assert_problem(409, "request-ended");
}

#[tokio::test]
async fn each_side_is_told_which_steps_are_the_others() {
    let (world, asker, asked, id) = asked().await;
    step(&world, &asked, &id, json!({ "step": "closed" })).await.assert_problem(409, "others-step");
    step(&world, &asker, &id, json!({ "step": "accepted" })).await.assert_problem(409, "others-step");
    reply(&world, &asker, &id, &answer()).await.assert_problem(409, "others-step");
    until(&world, &asker, &id, "open").await;
}

#[tokio::test]
async fn nobody_else_can_tell_that_a_request_exists() {
    let (world, asker, _, id) = asked().await;
    let stranger = world.token("nl-arbeid", &ROLES).await;
    let unknown = "0".repeat(64);
    let accept = json!({ "step": "accepted" });
    for (token, own) in [(&stranger, &id), (&asker, &unknown)] {
        for answer in [
            world.get(token, &format!("/v1/requests/{own}"), &[]).await,
            step(&world, token, own, accept.clone()).await,
            reply(&world, token, own, &answer()).await,
            rate(&world, token, own, json!({ "rating": "helped" })).await,
            world.post(token, &format!("/v1/requests/{own}/pass-on"), &[], r#"{"to": "nl-douane"}"#).await,
        ] {
            answer.assert_problem(404, "not-found");
            assert_eq!(answer.body["detail"], format!("there is no request `{own}` for this member"));
        }
    }
}

#[tokio::test]
async fn faults_of_requests_are_named_at_their_places() {
    let (world, asker, asked, id) = asked().await;
    let mut other = question();
    other["type"] = json!("phenomenon");
    other["handling"]["audience"] = json!({ "members": ["nl-nobody"] });
    let found = world.post(&asker, "/v1/requests", &[], other.to_string()).await;
    found.assert_problem(400, "malformed");
    assert!(found.pointers().contains(&"/type") && found.pointers().contains(&"/handling/audience/members/0"));

    let mut silent = answer();
    silent.as_object_mut().unwrap().remove("answer");
    silent["handling"]["inReplyTo"] = json!("another");
    let found = reply(&world, &asked, &id, &silent).await;
    assert_eq!(found.pointers(), ["/answer", "/handling/inReplyTo"], "{}", found.body);

    let found = step(&world, &asked, &id, json!({ "step": "forwarded", "to": ASKED })).await;
    assert_eq!((found.status.as_u16(), found.pointers()), (400, vec!["/to"]));
    let query = world.get(&asker, "/v1/requests?side=left&open=maybe&overdue=no&cursor=x&limit=0", &[]).await;
    assert_eq!(query.parameters(), ["side", "open", "overdue", "cursor", "limit"]);
    let found = rate(&world, &asker, &id, json!({ "rating": "splendid", "of": "nl-nobody", "why": "x" })).await;
    assert_eq!((found.status.as_u16(), found.pointers().len()), (400, 2), "{}", found.body);
    let found = rate(&world, &asker, &id, json!({ "rating": "helped", "of": "nl-nobody" })).await;
    assert_eq!((found.status.as_u16(), found.pointers()), (400, vec!["/of"]));
}

#[tokio::test]
async fn a_question_goes_on_to_whom_it_was_forwarded_and_roles_are_asked_for() {
    let (world, asker, asked, id) = asked().await;
    let reader = world.token(ASKED, &[UserRole::Reader]).await;
    step(&world, &reader, &id, json!({ "step": "accepted" })).await.assert_problem(403, "not-allowed");
    let said = step(&world, &asked, &id, json!({ "step": "forwarded", "to": "nl-eiland" })).await;
    assert_eq!(said.status, StatusCode::CREATED, "{}", said.body);

    let third = world.token("nl-eiland", &ROLES).await;
    until(&world, &third, &id, "open").await;
    let shown = world.get(&asker, &format!("/v1/requests/{id}"), &[]).await;
    let others: Vec<_> = shown.body["items"].as_array().unwrap().iter().map(|item| &item["other"]).collect();
    assert_eq!(others, ["nl-eiland", ASKED]);
    let forwarded = shown.body["items"].as_array().unwrap().iter().find(|item| item["other"] == ASKED).unwrap();
    assert_eq!((&forwarded["state"], &forwarded["forwardedTo"]), (&json!("forwarded"), &json!("nl-eiland")));
    let auditor = world.token(ASKER, &[UserRole::Auditor]).await;
    world.get(&auditor, "/v1/requests", &[]).await.assert_problem(403, "not-allowed");
}

#[tokio::test]
async fn requests_survive_a_restart() {
    let (world, asker, asked, id) = asked().await;
    step(&world, &asked, &id, json!({ "step": "accepted" })).await;
    until(&world, &asker, &id, "accepted").await;
    let world = world.restart().await;
    until(&world, &asker, &id, "accepted").await;
    until(&world, &asked, &id, "accepted").await;
}

#[tokio::test]
async fn who_asked_says_whether_the_answer_helped_and_nobody_else_sees_it() {
    let (world, asker, asked, id) = asked().await;
    let no_help = || json!({ "rating": "no-help" });
    rate(&world, &asker, &id, no_help()).await.assert_problem(409, "not-answered");
    let draft = reply(&world, &asked, &id, &answer()).await.body;
    world.release(&asked, &draft).await;
    until(&world, &asker, &id, "answered").await;

    assert_eq!(rate(&world, &asker, &id, json!({ "rating": "helped" })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(rate(&world, &asker, &id, json!({ "rating": "no-help", "of": ASKED })).await.status, 204);

    let dutch = [("accept-language", "nl")];
    let shown = &world.get(&asker, &format!("/v1/requests/{id}"), &dutch).await.body["items"][0];
    assert_eq!((&shown["rating"], &shown["ratingLabel"]), (&json!("no-help"), &json!("hielp niet")));
    let there = world.get(&asked, &format!("/v1/requests/{id}"), &[]).await;
    assert_eq!(there.body["items"][0].get("rating"), None, "{}", there.body);
    rate(&world, &asked, &id, no_help()).await.assert_problem(409, "others-step");
    let other = json!({ "rating": "helped", "of": "nl-eiland" });
    rate(&world, &asker, &id, other).await.assert_problem(409, "not-answered");
    let reader = world.token(ASKER, &[UserRole::Reader, UserRole::Releaser]).await;
    rate(&world, &reader, &id, no_help()).await.assert_problem(403, "not-allowed");
}

#[tokio::test]
async fn where_more_than_one_answered_it_is_said_whose_answer_it_is() {
    let (world, asker, asked, id) = asked().await;
    step(&world, &asked, &id, json!({ "step": "forwarded", "to": "nl-eiland" })).await;
    let third = world.token("nl-eiland", &ROLES).await;
    until(&world, &third, &id, "open").await;
    let mut own = submission("c01");
    own["handling"]["audience"].take();
    own["handling"]["purpose"] = json!("licence-decision");
    own["answer"] = json!("full");
    for (token, answer) in [(&asked, answer()), (&third, own)] {
        let draft = reply(&world, token, &id, &answer).await;
        assert_eq!(draft.body["table"]["members"][ASKER]["outcome"], "permitted", "{}", draft.body);
        world.release(token, &draft.body).await;
        until(&world, token, &id, "answered").await;
    }
    let unnamed = rate(&world, &asker, &id, json!({ "rating": "helped" })).await;
    assert_eq!((unnamed.status.as_u16(), unnamed.pointers()), (400, vec!["/of"]));
    assert_eq!(rate(&world, &asker, &id, json!({ "rating": "helped", "of": "nl-eiland" })).await.status, 204);
    let shown = world.get(&asker, &format!("/v1/requests/{id}"), &[]).await.body;
    let rated: Vec<_> = shown["items"].as_array().unwrap().iter().map(|item| item.get("rating")).collect();
    assert_eq!(rated, [Some(&json!("helped")), None], "{shown}");
}

/// The same node with its questions as if they had been asked two months ago, wanted by a day of last month.
async fn two_months_later(world: World) -> World {
    let dir = world.stopped().await;
    let file = format!("sqlite://{}", dir.path().join("sluis.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&file).await.unwrap();
    let last_month = sluis_schemas::Date::of(crate::clock::now()).minus_days(30).to_string();
    let aged = "UPDATE request SET at = at - 5184000000, due = ?, term = ?";
    sqlx::query(aged).bind(&last_month).bind(&last_month).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    World::opened(dir, Terms::DEFAULT).await
}

#[tokio::test]
async fn an_overdue_question_is_listed_at_both_ends_and_goes_to_a_coordinator_where_it_may() {
    let (world, asker, asked, id) = asked().await;
    let overdue = async |world: &World, token: &str| {
        let page = world.get(token, "/v1/requests?overdue=true", &[]).await.body;
        page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
    };
    let pass_on = async |world: &World, to: &str| {
        world.post(&asker, &format!("/v1/requests/{id}/pass-on"), &[], json!({ "to": to }).to_string()).await
    };
    assert_eq!((overdue(&world, &asker).await, overdue(&world, &asked).await), (vec![], vec![]));
    pass_on(&world, "nl-eiland").await.assert_problem(404, "not-found");

    let world = two_months_later(world).await;

    assert_eq!((overdue(&world, &asker).await, overdue(&world, &asked).await), (vec![json!(id)], vec![json!(id)]));
    let shown = world.get(&asker, &format!("/v1/requests/{id}"), &[]).await.body;
    assert_eq!(shown["items"][0]["overdue"], json!(true));
    pass_on(&world, "nl-douane").await.assert_problem(409, "not-permitted");
    assert_eq!(pass_on(&world, "nl-eiland").await.status, StatusCode::NO_CONTENT);
    let coordinator = world.token("nl-eiland", &ROLES).await;
    assert_eq!(until(&world, &coordinator, &id, "open").await["overdue"], json!(false));
    let half = sluis_schemas::HalfYear::of(sluis_schemas::Date::of(crate::clock::now()).minus_days(60));
    let report = world.get(&asker, &format!("/v1/reports/half-year?half={half}"), &[]).await.body;
    let of_country = &report["asking"]["items"][0];
    assert_eq!(of_country["country"]["code"], "NL", "{report}");
    assert_eq!(of_country["figures"]["unanswered"], json!({ "kept": "few" }), "{report}");
}
