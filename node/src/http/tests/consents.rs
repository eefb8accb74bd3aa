//! Consents of origins, between two members of one node.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sluis_schemas::vocabulary::UserRole;

use super::world::{Answer, PATIENCE, ROLES, World, submission};

const ORIGIN: &str = "nl-riec-zuid";
const HOLDER: &str = "nl-maasdorp";

/// A node, tokens of a signal's origin and of who holds it, and the signal: to be asked before it is cited.
async fn arrived() -> (World, String, String, String) {
    arrived_at([ORIGIN, HOLDER], &submission("c03")).await
}

async fn arrived_at([origin, holder]: [&str; 2], submission: &Value) -> (World, String, String, String) {
    let world = World::new().await;
    let (origin, holder) = (world.token(origin, &ROLES).await, world.token(holder, &ROLES).await);
    let draft = world.draft(&origin, submission).await;
    let released = world.release(&origin, &draft.body).await;
    let id = released.body["recordId"].as_str().unwrap().to_owned();
    let there = async {
        while world.get(&holder, &format!("/v1/signals/{id}/ownership"), &[]).await.status != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, there).await.unwrap();
    (world, origin, holder, id)
}

fn cite(signal: &str) -> Value {
    json!({ "signal": signal, "kind": "cite", "case": "2026-114", "until": "2099-01-31" })
}

fn for_purpose(signal: &str, purpose: &str) -> Value {
    json!({ "signal": signal, "kind": "purpose", "purpose": purpose, "case": "2026-114", "until": "2099-01-31" })
}

async fn ask(world: &World, token: &str, body: &Value) -> Answer {
    world.post(token, "/v1/consents", &[], body.to_string()).await
}

/// Asks what is let be asked; its id.
async fn asked(world: &World, token: &str, body: &Value) -> String {
    let answer = ask(world, token, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn answer(world: &World, token: &str, id: &str, step: Value) -> Answer {
    world.post(token, &format!("/v1/consents/{id}/answer"), &[], step.to_string()).await
}

/// Waits until a consent stands so at a member.
async fn until(world: &World, token: &str, id: &str, state: &str) -> Value {
    let reached = async {
        loop {
            let shown = world.get(token, &format!("/v1/consents/{id}"), &[]).await;
            if shown.body["state"] == state {
                return shown.body;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("{id} is not {state}"))
}

#[tokio::test]
async fn what_an_origin_consents_to_is_shown_beside_its_signal_at_both_ends() {
    let (world, origin, holder, signal) = arrived().await;
    let id = asked(&world, &holder, &cite(&signal)).await;
    let seen = until(&world, &origin, &id, "asked").await;
    assert_eq!((&seen["holder"], &seen["case"], &seen["kind"]), (&json!(HOLDER), &json!("2026-114"), &json!("cite")));
    assert_eq!((&seen["use"], &seen["askedUntil"]), (&json!("ask-before-citing"), &json!("2099-01-31")));

    let granted = answer(&world, &origin, &id, json!({ "step": "granted", "until": "2098-12-31" })).await;
    assert_eq!((granted.status, &granted.body["state"]), (StatusCode::CREATED, &json!("granted")), "{}", granted.body);
    let known = until(&world, &holder, &id, "granted").await;
    assert_eq!((&known["until"], &known["stateLabel"]), (&json!("2098-12-31"), &json!("granted")));

    let why = [("sluis-purpose", "licence-decision"), ("sluis-case", "Z-1")];
    for token in [&origin, &holder] {
        let shown = world.get(token, &format!("/v1/signals/{signal}"), &why).await;
        assert_eq!(shown.body["use"], "ask-before-citing", "{}", shown.body);
        assert_eq!(shown.body["consents"][0]["id"], json!(id));
        assert_eq!(shown.body["consents"][0]["state"], "granted");
        let listed = world.get(token, "/v1/signals", &[]).await.body;
        assert_eq!(listed["items"][0]["use"], "ask-before-citing");
        assert_eq!(listed["items"][0]["consents"][0]["until"], "2098-12-31");
        assert_eq!(world.get(token, "/v1/consents", &[]).await.body["items"][0]["id"], json!(id));
    }

    let world = world.restart().await;
    until(&world, &holder, &id, "granted").await;
    let withdrawn = answer(&world, &origin, &id, json!({ "step": "withdrawn" })).await;
    assert_eq!(withdrawn.body["state"], "withdrawn", "{}", withdrawn.body);
    until(&world, &holder, &id, "withdrawn").await;
}

#[tokio::test]
async fn what_cannot_be_asked_or_answered_is_refused_with_its_reason() {
    let (world, origin, holder, signal) = arrived().await;
    ask(&world, &holder, &for_purpose(&signal, "tax-assessment")).await.assert_problem(409, "no-mandate");
    ask(&world, &holder, &for_purpose(&signal, "licence-decision")).await.assert_problem(409, "consent-not-needed");
    ask(&world, &origin, &cite(&signal)).await.assert_problem(409, "own-signal");
    let mut late = cite(&signal);
    late["until"] = json!("2020-01-01");
    ask(&world, &holder, &late).await.assert_problem(409, "day-is-over");
    let mut wrong = cite(&signal);
    wrong["kind"] = json!("borrow");
    let wrong = ask(&world, &holder, &wrong).await;
    wrong.assert_problem(400, "malformed");
    assert_eq!(wrong.pointers(), ["/kind"]);
    let elsewhere = world.token("nl-douane", &ROLES).await;
    ask(&world, &elsewhere, &cite(&signal)).await.assert_problem(404, "not-found");
    let submitter = world.token(HOLDER, &[UserRole::Reader, UserRole::Submitter]).await;
    ask(&world, &submitter, &cite(&signal)).await.assert_problem(403, "not-allowed");

    let id = asked(&world, &holder, &for_purpose(&signal, "premises-measure")).await;
    until(&world, &origin, &id, "asked").await;
    answer(&world, &holder, &id, json!({ "step": "granted" })).await.assert_problem(409, "not-origin");
    answer(&world, &origin, &id, json!({ "step": "withdrawn" })).await.assert_problem(409, "not-granted");
    answer(&world, &origin, &signal, json!({ "step": "granted" })).await.assert_problem(404, "not-found");
    let refused = answer(&world, &origin, &id, json!({ "step": "refused", "ground": "secrecy" })).await;
    assert_eq!((refused.status, &refused.body["ground"]), (StatusCode::CREATED, &json!("secrecy")), "{}", refused.body);
    answer(&world, &origin, &id, json!({ "step": "granted" })).await.assert_problem(409, "consent-answered");
    assert_eq!(until(&world, &holder, &id, "refused").await["purpose"], "premises-measure");
}

#[tokio::test]
async fn a_call_that_is_repeated_under_its_key_asks_and_answers_once() {
    let (world, origin, holder, signal) = arrived().await;
    let key = [("idempotency-key", "one")];
    let ask = async |body: Value| world.post(&holder, "/v1/consents", &key, body.to_string()).await;
    let (first, again) = (ask(cite(&signal)).await, ask(cite(&signal)).await);
    assert_eq!((first.status, &first.body["id"]), (StatusCode::CREATED, &again.body["id"]), "{}", first.body);
    assert_eq!(first.header("location"), format!("/v1/consents/{}", first.body["id"].as_str().unwrap()));
    ask(for_purpose(&signal, "premises-measure")).await.assert_problem(409, "idempotency-conflict");

    let id = first.body["id"].as_str().unwrap();
    until(&world, &origin, id, "asked").await;
    let grant = async || {
        let granted = json!({ "step": "granted" }).to_string();
        world.post(&origin, &format!("/v1/consents/{id}/answer"), &key, granted).await
    };
    for granted in [grant().await, grant().await] {
        assert_eq!((granted.status, &granted.body["until"]), (StatusCode::CREATED, &json!("2099-01-31")));
    }
}

#[tokio::test]
async fn a_recall_ends_consents_and_a_list_goes_on_where_its_page_ended() {
    let (world, origin, holder, signal) = arrived().await;
    let first = asked(&world, &holder, &cite(&signal)).await;
    let second = asked(&world, &holder, &for_purpose(&signal, "premises-measure")).await;
    let page = world.get(&holder, "/v1/consents?limit=1", &[]).await;
    assert_eq!(page.body["items"][0]["id"], json!(second));
    let next = page.body["next"].as_str().unwrap();
    let page = world.get(&holder, &format!("/v1/consents?limit=1&cursor={next}"), &[]).await;
    assert_eq!((&page.body["items"][0]["id"], &page.body["next"]), (&json!(first), &Value::Null));
    until(&world, &origin, &second, "asked").await;

    let path = format!("/v1/signals/{signal}/recall");
    let recalled = world.post(&origin, &path, &[], json!({ "ground": "error" }).to_string()).await;
    assert_eq!(recalled.status, StatusCode::CREATED);

    let gone = async {
        for token in [&origin, &holder] {
            while world.get(token, "/v1/consents", &[]).await.body["items"] != json!([]) {
                tokio::task::yield_now().await;
            }
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.unwrap();
    answer(&world, &origin, &first, json!({ "step": "granted" })).await.assert_problem(410, "recalled");
    ask(&world, &holder, &cite(&signal)).await.assert_problem(410, "recalled");
}

fn onward(signal: &str, receiver: &str) -> Value {
    json!({ "signal": signal, "kind": "onward", "receiver": receiver, "case": "2026-114", "until": "2099-01-31" })
}

#[tokio::test]
async fn an_origin_is_asked_to_let_its_signal_be_passed_on_where_the_rules_do() {
    let mut submission = submission("c01");
    submission["handling"]["onward"] = json!("with-consent");
    submission["handling"]["audience"] = json!({ "members": [ORIGIN], "countries": [], "roles": [] });
    let (world, origin, holder, signal) = arrived_at([HOLDER, ORIGIN], &submission).await;
    ask(&world, &holder, &onward(&signal, ORIGIN)).await.assert_problem(409, "consent-not-needed");
    ask(&world, &holder, &onward(&signal, "nl-douane")).await.assert_problem(409, "may-not-be-passed-on");
    for (body, place, code) in [
        (onward(&signal, "nl-nowhere"), "/receiver", "unknown-member"),
        (json!({ "signal": signal, "kind": "onward", "case": "1", "until": "2099-01-31" }), "/receiver", "missing"),
    ] {
        let refused = ask(&world, &holder, &body).await;
        assert_eq!((refused.status, refused.pointers()), (StatusCode::BAD_REQUEST, vec![place]), "{}", refused.body);
        assert_eq!(refused.body["errors"][0]["code"], code);
    }

    // It may be asked, since the holder does not know whom the origin means it for; that does not go beyond it.
    let id = asked(&world, &holder, &onward(&signal, "be-grensbeek")).await;
    let seen = until(&world, &origin, &id, "asked").await;
    assert_eq!((&seen["kind"], &seen["receiver"]), (&json!("onward"), &json!("be-grensbeek")));
    answer(&world, &origin, &id, json!({ "step": "granted" })).await.assert_problem(409, "may-not-be-passed-on");
    answer(&world, &origin, &id, json!({ "step": "refused", "ground": "disproportionate" })).await;
    assert_eq!(until(&world, &holder, &id, "refused").await["ground"], "disproportionate");
}
