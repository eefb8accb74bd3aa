//! Changing and forgetting drafts.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use sluis_schemas::vocabulary::UserRole;

use super::world::{Answer, ROLES, World, submission};

async fn change(world: &World, token: &str, method: Method, draft: &str, seen: Option<&str>, body: String) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    headers.extend(seen.map(|seen| ("if-match", seen)));
    world.send(method, &format!("/v1/drafts/{draft}"), &headers, Body::from(body)).await
}

/// A draft's id and tag.
async fn drafted(world: &World, token: &str) -> (String, String) {
    let answer = world.draft(token, &submission("c03")).await;
    (answer.body["id"].as_str().unwrap().to_owned(), answer.header("etag").to_owned())
}

fn other() -> String {
    let mut other = submission("c03");
    other["title"] = "Iets anders".into();
    other["handling"]["audience"] = json!({ "members": ["nl-arbeid"] });
    other.to_string()
}

#[tokio::test]
async fn who_saw_the_newest_version_may_replace_it_and_nobody_else() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let (id, tag) = drafted(&world, &token).await;
    let unseen = change(&world, &token, Method::PUT, &id, None, other()).await;
    unseen.assert_problem(428, "precondition-required");
    assert_eq!(unseen.parameters(), ["If-Match"]);
    let replaced = change(&world, &token, Method::PUT, &id, Some(&tag), other()).await;
    assert_eq!((replaced.status, &replaced.body["id"]), (StatusCode::OK, &json!(id)), "{}", replaced.body);
    let late = change(&world, &token, Method::PUT, &id, Some(&tag), submission("c03").to_string()).await;
    late.assert_problem(412, "changed");
    let looked = world.get(&token, &format!("/v1/drafts/{id}"), &[("accept-language", "nl")]).await;
    assert_eq!(looked.body["table"]["hash"], replaced.body["table"]["hash"], "nothing of the late one was kept");
    // The tag of what was looked at in Dutch names the same version.
    let seen = looked.header("etag").to_owned();
    let again = change(&world, &token, Method::PUT, &id, Some(&seen), submission("c03").to_string()).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    assert_eq!(world.release(&token, &again.body).await.status, StatusCode::CREATED);
    for method in [Method::PUT, Method::DELETE] {
        change(&world, &token, method, &id, Some("*"), other()).await.assert_problem(409, "already-released");
    }
}

#[tokio::test]
async fn of_two_who_change_the_same_version_at_once_one_is_told_to_look_again() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    for _ in 0..8 {
        let (id, tag) = drafted(&world, &token).await;
        let put = || change(&world, &token, Method::PUT, &id, Some(&tag), other());
        let delete = change(&world, &token, Method::DELETE, &id, Some(&tag), String::new());
        let (one, two, three) = futures::join!(put(), put(), delete);
        let mut statuses = [one, two, three].map(|answer| answer.status.as_u16());
        statuses.sort_unstable();
        // Where it was forgotten first, the others find none.
        assert!(matches!(statuses, [200, 412, 412] | [204, 404 | 412, 404 | 412]), "{statuses:?}");
    }
}

#[tokio::test]
async fn what_may_not_be_submitted_replaces_nothing() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let (id, tag) = drafted(&world, &token).await;
    let mut police = submission("c03");
    police["handling"]["purpose"] = "criminal-investigation".into();
    let refused = change(&world, &token, Method::PUT, &id, Some(&tag), police.to_string()).await;
    refused.assert_problem(422, "refused");
    let malformed = change(&world, &token, Method::PUT, &id, Some("nonsense"), r#"{"type": "gossip"}"#.into()).await;
    malformed.assert_problem(400, "malformed");
    assert_eq!((malformed.parameters(), malformed.pointers().len()), (vec!["If-Match"], 2));
    let kept = change(&world, &token, Method::PUT, &id, Some(&tag), other()).await;
    assert_eq!(kept.status, StatusCode::OK, "the version did not change");
}

#[tokio::test]
async fn a_draft_that_was_forgotten_is_gone_with_its_key_and_the_journal_says_so() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let key = [("idempotency-key", "once")];
    let draft = world.post(&token, "/v1/drafts", &key, submission("c03").to_string()).await;
    let (id, tag) = (draft.body["id"].as_str().unwrap().to_owned(), draft.header("etag").to_owned());
    change(&world, &token, Method::DELETE, &id, None, String::new()).await.assert_problem(428, "precondition-required");
    change(&world, &token, Method::DELETE, &id, Some("\"0\""), String::new()).await.assert_problem(412, "changed");
    let before = world.service.store().counts().await.unwrap().journal.seq.0;
    let gone = change(&world, &token, Method::DELETE, &id, Some(&tag), String::new()).await;
    assert_eq!((gone.status, &gone.body), (StatusCode::NO_CONTENT, &Value::Null));
    assert_eq!(world.service.store().counts().await.unwrap().journal.seq.0, before + 1);
    change(&world, &token, Method::DELETE, &id, Some("*"), String::new()).await.assert_problem(404, "not-found");
    world.get(&token, &format!("/v1/drafts/{id}"), &[]).await.assert_problem(404, "not-found");
    let again = world.post(&token, "/v1/drafts", &key, submission("c03").to_string()).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_ne!(again.body["id"], json!(id), "the key stands for a new draft");
    let world = world.restart().await;
    world.get(&token, &format!("/v1/drafts/{id}"), &[]).await.assert_problem(404, "not-found");
}

#[tokio::test]
async fn another_members_draft_looks_like_none_and_a_role_is_needed() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let (id, tag) = drafted(&world, &token).await;
    let stranger = world.token("nl-maasdorp", &ROLES).await;
    let releaser = world.token("nl-riec-zuid", &[UserRole::Releaser]).await;
    for method in [Method::PUT, Method::DELETE] {
        let theirs = change(&world, &stranger, method.clone(), &id, Some(&tag), other()).await;
        let nobodys = change(&world, &stranger, method.clone(), "x", Some(&tag), other()).await;
        theirs.assert_problem(404, "not-found");
        assert_eq!(theirs.body.to_string().replace(&id, "x"), nobodys.body.to_string());
        for seen in [tag.as_str(), "\"0\""] {
            let answer = change(&world, &releaser, method.clone(), &id, Some(seen), other()).await;
            answer.assert_problem(403, "not-allowed");
            assert_eq!(answer.body["rule"], "needs-role-submitter");
        }
    }
}

/// Changes a draft by a JSON Patch.
async fn patched(world: &World, token: &str, draft: &str, seen: &str, body: String) -> Answer {
    let bearer = format!("Bearer {token}");
    let json_patch =
        [("authorization", bearer.as_str()), ("content-type", "application/json-patch+json"), ("if-match", seen)];
    world.send(Method::PATCH, &format!("/v1/drafts/{draft}"), &json_patch, Body::from(body)).await
}

#[tokio::test]
async fn a_next_step_is_carried_out_as_the_answer_names_it() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let draft = world.draft(&token, &submission("c01")).await;
    let id = draft.body["id"].as_str().unwrap().to_owned();
    let refused = &draft.body["table"]["members"]["nl-riec-zuid"];
    assert_eq!(refused["outcome"], "not-in-audience");
    let action = &refused["reasons"][0]["action"];
    assert_eq!(
        (&action["step"], &action["pointer"]),
        (&json!("name-in-audience"), &json!("/handling/audience/members"))
    );
    let change = action["changes"][0].to_string();

    let answer = patched(&world, &token, &id, draft.header("etag"), change.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.body["table"]["members"]["nl-riec-zuid"]["outcome"], "permitted");
    assert_eq!(answer.body["table"]["members"]["de-rurheim"]["outcome"], "permitted");
    patched(&world, &token, &id, draft.header("etag"), change.clone()).await.assert_problem(412, "changed");
    assert_eq!(world.release(&token, &answer.body).await.status, StatusCode::CREATED);
    patched(&world, &token, &id, "*", change).await.assert_problem(409, "already-released");
}

#[tokio::test]
async fn a_patch_that_does_not_fit_changes_nothing() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let (id, tag) = drafted(&world, &token).await;
    let title = json!({ "op": "replace", "path": "/title", "value": "Iets anders" });
    let absent = json!([title, { "op": "remove", "path": "/no/such/place" }]).to_string();
    let misfit = patched(&world, &token, &id, &tag, absent).await;
    misfit.assert_problem(422, "not-applicable");
    assert_eq!(misfit.pointers(), ["/1"]);
    let endless = [
        json!([title, { "op": "copy", "from": "", "path": "/again" }]),
        json!([title, { "op": "move", "from": "/title", "path": "/summary" }]),
        json!([title, { "op": "add", "path": "/a".repeat(9), "value": {} }]),
    ];
    for patch in endless {
        let refused = patched(&world, &token, &id, &tag, patch.to_string()).await;
        refused.assert_problem(422, "not-applicable");
        assert_eq!(refused.pointers(), ["/1"], "{patch}");
    }
    let wrong = json!([{ "op": "replace", "path": "/handling/purpose", "value": "unheard-of" }]).to_string();
    let malformed = patched(&world, &token, &id, &tag, wrong).await;
    malformed.assert_problem(400, "malformed");
    assert_eq!(malformed.pointers(), ["/handling/purpose"]);
    patched(&world, &token, &id, &tag, "{}".to_owned()).await.assert_problem(400, "malformed");
    change(&world, &token, Method::PATCH, &id, Some(&tag), json!([title]).to_string())
        .await
        .assert_problem(415, "unsupported-media-type");
    let looked = world.get(&token, &format!("/v1/drafts/{id}"), &[]).await;
    let version = |tag: &str| tag.trim_matches('"').split('.').next().unwrap().to_owned();
    assert_eq!(version(looked.header("etag")), version(&tag), "something was changed");
}
