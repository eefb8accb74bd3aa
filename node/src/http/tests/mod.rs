//! The interface over a real node: core, store on disk, no peers.

mod absences;
mod changes;
mod consents;
mod events;
mod export;
mod gaps;
mod hostile;
mod matches;
mod metrics;
mod ownership;
mod packs;
mod quarantine;
mod recall;
mod reductions;
mod reports;
mod requests;
mod roles;
mod search;
mod sockets;
mod subject;
mod what_if;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use sluis_protocol::crypto::Crypto;
use sluis_schemas::vocabulary::UserRole;

use crate::crypto::RingCrypto;
use world::{NODE, ROLES, World, ask, case, submission};

#[tokio::test]
async fn a_draft_shows_each_members_outcome_with_its_reason() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let answer = world.draft(&token, &submission("c03")).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let id = answer.body["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), format!("/v1/drafts/{id}"));
    let table = &answer.body["table"];
    let outcomes: BTreeMap<&str, &Value> =
        table["members"].as_object().unwrap().iter().map(|(id, m)| (id.as_str(), &m["outcome"])).collect();
    let expected = case("c03")["expect"]["members"].clone();
    assert_eq!(json!(outcomes), expected);
    for (member, outcome) in outcomes {
        let reason = &table["members"][member]["reasons"][0];
        assert!(!reason["text"].as_str().unwrap().is_empty(), "{member}: {outcome}");
    }
    let hashed = serde_json_canonical(&json!({ "submit": "accepted", "members": expected }));
    assert_eq!(table["hash"], RingCrypto.sha256(&[hashed.as_bytes()]).to_string());
    assert_eq!(table["registerDigest"], world.service.directory().digest().to_string());
    let again = world.get(&token, &format!("/v1/drafts/{id}"), &[]).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &answer.body));
}

/// Names of members and codes are plain ASCII: sorted keys without white space are RFC 8785 then.
fn serde_json_canonical(value: &Value) -> String {
    let sorted: BTreeMap<String, Value> = serde_json::from_value(value.clone()).unwrap();
    let members: BTreeMap<String, Value> = serde_json::from_value(value["members"].clone()).unwrap();
    json!(
        sorted
            .into_iter()
            .map(|(k, v)| if k == "members" { (k, json!(members)) } else { (k, v) })
            .collect::<BTreeMap<_, _>>()
    )
    .to_string()
}

#[tokio::test]
async fn a_clock_that_was_set_back_over_midnight_keeps_nobody_from_drafting() {
    let world = World::behind_its_store().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let answer = world.draft(&token, &submission("c13")).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let answer = world.release(&token, &answer.body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
}

#[tokio::test]
async fn a_released_signal_reaches_its_neighbour_and_tells_who_received_it() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let draft = world.draft(&token, &submission("c03")).await.body;
    let released = world.release(&token, &draft).await;
    assert_eq!(released.status, StatusCode::CREATED, "{}", released.body);
    let id = released.body["recordId"].as_str().unwrap();
    assert_eq!(released.body["table"]["hash"], draft["table"]["hash"]);
    assert_eq!(world.release(&token, &draft).await.body["recordId"], id, "releasing again gives the same record");

    let reader = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    let inbox = world.until_received(&reader, &[("accept-language", "nl")]).await;
    assert_eq!(inbox.status, StatusCode::OK, "{}", inbox.body);
    let item = &inbox.body["items"][0];
    assert_eq!(
        (&item["id"], &item["origin"], &item["state"]),
        (&json!(id), &json!("nl-riec-zuid"), &json!("accepted"))
    );
    assert_eq!(inbox.header("content-language"), "nl");
    assert!(world.get(&reader, "/v1/signals?direction=sent", &[]).await.body["items"].as_array().unwrap().is_empty());

    let path = format!("/v1/signals/{id}");
    let given = [("sluis-purpose", "licence-decision"), ("sluis-case", "Z-1")];
    let shown = world.get(&reader, &path, &given).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    assert_eq!(shown.body["content"]["title"], submission("c03")["title"]);
    assert!(shown.body["delivery"].is_null(), "a receiver learns nothing of the others");
    assert!(shown.body["content"]["handling"]["audience"].is_null(), "the audience stays at the origin");
    let own = world.get(&token, &path, &given).await;
    assert!(own.body["delivery"]["nl-maasdorp"].is_object(), "{}", own.body);
    assert_eq!(own.body["delivery"].as_object().unwrap().len(), 1, "only who may have it");
}

#[tokio::test]
async fn a_member_learns_nothing_of_what_another_member_holds() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let draft = world.draft(&token, &submission("c03")).await.body;
    let id = world.release(&token, &draft).await.body["recordId"].as_str().unwrap().to_owned();
    let stranger = world.token("nl-arbeid", &ROLES).await;
    let given = [("sluis-purpose", "labour-supervision"), ("sluis-case", "Z-1")];
    let held = world.get(&stranger, &format!("/v1/signals/{id}"), &given).await;
    let unknown = world.get(&stranger, &format!("/v1/signals/{}", "0".repeat(64)), &given).await;
    held.assert_problem(404, "not-found");
    assert_eq!(held.body.to_string().replace(&id, "X"), unknown.body.to_string().replace(&"0".repeat(64), "X"));
    world
        .get(&stranger, &format!("/v1/drafts/{}", draft["id"].as_str().unwrap()), &[])
        .await
        .assert_problem(404, "not-found");
    world.release(&stranger, &draft).await.assert_problem(404, "not-found");
}

#[tokio::test]
async fn reading_takes_a_purpose_and_a_case_and_the_answer_says_so() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let draft = world.draft(&token, &submission("c03")).await.body;
    let path = format!("/v1/signals/{}", world.release(&token, &draft).await.body["recordId"].as_str().unwrap());
    let nothing = world.get(&token, &path, &[]).await;
    nothing.assert_problem(403, "not-allowed");
    assert_eq!(nothing.parameters(), ["Sluis-Purpose", "Sluis-Case"]);
    let no_case = world.get(&token, &path, &[("sluis-purpose", "licence-decision")]).await;
    no_case.assert_problem(403, "not-allowed");
    assert_eq!(no_case.parameters(), ["Sluis-Case"]);
    let foreign = world.get(&token, &path, &[("sluis-purpose", "care-supervision"), ("sluis-case", "Z")]).await;
    foreign.assert_problem(403, "not-allowed");
    let unknown = world.get(&token, &path, &[("sluis-purpose", "curiosity")]).await;
    unknown.assert_problem(400, "malformed");
    assert_eq!(unknown.parameters(), ["Sluis-Purpose"]);
}

#[tokio::test]
async fn the_same_key_gives_the_same_draft_and_another_body_a_conflict() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let key = [("idempotency-key", "k-1")];
    let first = world.post(&token, "/v1/drafts", &key, submission("c03").to_string()).await;
    let again = world.post(&token, "/v1/drafts", &key, submission("c03").to_string()).await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body));
    let mut other = submission("c03");
    other["title"] = "Iets anders".into();
    world.post(&token, "/v1/drafts", &key, other.to_string()).await.assert_problem(409, "idempotency-conflict");
    let neighbour = world.token("nl-maasdorp", &ROLES).await;
    let theirs = world.post(&neighbour, "/v1/drafts", &key, submission("c01").to_string()).await;
    assert_eq!(theirs.status, StatusCode::CREATED, "a key counts for its member alone");
}

#[tokio::test]
async fn a_release_under_a_table_that_was_not_shown_is_refused_with_the_one_that_counts() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let draft = world.draft(&token, &submission("c03")).await.body;
    let path = format!("/v1/drafts/{}/release", draft["id"].as_str().unwrap());
    let other = json!({ "tableHash": "0".repeat(64) });
    let changed = world.post(&token, &path, &[], other.to_string()).await;
    changed.assert_problem(409, "table-changed");
    assert_eq!(changed.body["table"], draft["table"]);
    let malformed = world.post(&token, &path, &[], json!({ "tableHash": "abc" }).to_string()).await;
    malformed.assert_problem(400, "malformed");
    assert_eq!(malformed.pointers(), ["/tableHash"]);
    assert_eq!(world.release(&token, &draft).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn what_the_submission_gate_refuses_names_rule_place_and_channel_in_the_readers_language() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let refused = world.draft(&token, &submission("c12")).await;
    refused.assert_problem(422, "refused");
    assert_eq!(refused.body["rule"], "refused:EU-F1");
    assert_eq!(refused.body["errors"][0]["pointer"], "/handling/purpose");
    assert!(refused.body["detail"].as_str().unwrap().contains("police channel"), "{}", refused.body);
    let dutch = [("accept-language", "nl-NL, en;q=0.3")];
    let dutch = world.post(&token, "/v1/drafts", &dutch, submission("c12").to_string()).await;
    assert_eq!(dutch.header("content-language"), "nl");
    assert!(dutch.body["detail"].as_str().unwrap().contains("politie"), "{}", dutch.body);
}

#[tokio::test]
async fn malformed_input_is_refused_with_every_fault_and_leaves_no_journal_entry() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let before = world.service.store().counts().await.unwrap().journal;
    let mut bad = submission("c01");
    bad["type"] = "gossip".into();
    bad["subjects"][0]["identifiers"][0] = json!({ "scheme": "be-kbo", "value": "0123456789" });
    bad["handling"]["audience"]["members"] = json!(["nl-nobody"]);
    let answer = world.draft(&token, &bad).await;
    answer.assert_problem(400, "malformed");
    assert_eq!(
        BTreeSet::from_iter(answer.pointers()),
        BTreeSet::from(["/type", "/subjects/0/identifiers/0/value", "/handling/audience/members/0"])
    );
    for body in ["{", "", "[]", "{\"type\": \"request\", \"type\": \"request\"}", "\u{0}"] {
        world.post(&token, "/v1/drafts", &[], body).await.assert_problem(400, "malformed");
    }
    world.post(&token, "/v1/drafts", &[], vec![0xff, 0xfe]).await.assert_problem(400, "malformed");
    let long = "k".repeat(201);
    let key = [("idempotency-key", long.as_str())];
    world.post(&token, "/v1/drafts", &key, submission("c01").to_string()).await.assert_problem(400, "malformed");
    assert_eq!(world.service.store().counts().await.unwrap().journal, before);
}

#[tokio::test]
async fn faults_of_a_body_are_told_in_the_readers_language() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let mut bad = submission("c01");
    bad["type"] = Value::from(1);
    let dutch = world.post(&token, "/v1/drafts", &[("accept-language", "nl")], bad.to_string()).await;
    dutch.assert_problem(400, "malformed");
    assert_eq!(dutch.header("content-language"), "nl");
    assert_eq!(dutch.body["errors"][0]["code"], "wrong-type");
    assert_eq!(dutch.body["errors"][0]["detail"], "moet een tekst zijn");
    assert_eq!(dutch.body["detail"], "er is één ding mis met het verzoek, zie `errors`");
}

#[tokio::test]
async fn nothing_of_refused_input_is_stored() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let marked = |case: &str| {
        let mut marked = submission(case);
        marked["title"] = "Zandloperkwartel".into();
        marked
    };
    world.draft(&token, &marked("c12")).await.assert_problem(422, "refused");
    let mut malformed = marked("c01");
    malformed["handling"]["purpose"] = "curiosity".into();
    world.draft(&token, &malformed).await.assert_problem(400, "malformed");
    let huge = format!("{{\"title\": \"Zandloperkwartel{}\"}}", "x".repeat(10 << 20));
    world.post(&token, "/v1/drafts", &[], huge).await.assert_problem(413, "payload-too-large");
    let bytes = world.stop_and_read_files().await;
    assert!(bytes.len() > 10_000);
    assert!(!bytes.windows(16).any(|window| window == b"Zandloperkwartel"));
    assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
}

#[tokio::test]
async fn every_failure_is_a_problem_document() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let none = world.send(Method::GET, "/v1/signals", &[], Body::empty()).await;
    none.assert_problem(401, "unauthorized");
    assert!(none.header("www-authenticate").starts_with("Bearer"));
    world.get("nonsense", "/v1/status", &[]).await.assert_problem(401, "unauthorized");
    world.get(&token, "/nowhere", &[]).await.assert_problem(404, "not-found");
    world.get(&token, "/v1/signals/short", &[]).await.assert_problem(404, "not-found");
    let method = world.send(Method::DELETE, "/v1/signals", &[], Body::empty()).await;
    method.assert_problem(405, "method-not-allowed");
    assert!(method.header("allow").contains("GET"));
    let bearer = format!("Bearer {token}");
    let text = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    let text = world.send(Method::POST, "/v1/drafts", &text, "{}").await;
    text.assert_problem(415, "unsupported-media-type");
    let query = world.get(&token, "/v1/signals?direction=up&cursor=?&limit=1000", &[]).await;
    query.assert_problem(400, "malformed");
    assert_eq!(query.parameters(), ["direction", "cursor", "limit"]);
    world.get(&token, "/v1/signals?colour=red", &[]).await.assert_problem(400, "malformed");
}

#[tokio::test]
async fn who_lacks_a_role_is_told_which() {
    let world = World::new().await;
    let reader = world.token("nl-riec-zuid", &[UserRole::Reader]).await;
    let auditor = world.token("nl-riec-zuid", &[UserRole::Auditor]).await;
    let submitter = world.token("nl-riec-zuid", &[UserRole::Submitter]).await;
    let answer = world.draft(&reader, &submission("c03")).await;
    answer.assert_problem(403, "not-allowed");
    assert_eq!(answer.body["rule"], "needs-role-submitter");
    let maasdorp = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    world.draft(&maasdorp, &submission("c12")).await.assert_problem(403, "not-allowed");
    let draft = world.draft(&submitter, &submission("c03")).await.body;
    let answer = world.release(&submitter, &draft).await;
    answer.assert_problem(403, "not-allowed");
    assert_eq!(answer.body["rule"], "needs-role-releaser");
    let releaser = world.token("nl-riec-zuid", &[UserRole::Releaser]).await;
    let id = world.release(&releaser, &draft).await.body["recordId"].as_str().unwrap().to_owned();
    let given = [("sluis-purpose", "licence-decision"), ("sluis-case", "Z-1")];
    world.get(&auditor, &format!("/v1/signals/{id}"), &given).await.assert_problem(403, "not-allowed");
    world.get(&auditor, "/v1/signals", &[]).await.assert_problem(403, "not-allowed");
}

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let mut released = BTreeSet::new();
    for n in 0..3 {
        let mut one = submission("c03");
        one["title"] = format!("Nummer {n}").into();
        let draft = world.draft(&token, &one).await.body;
        released.insert(world.release(&token, &draft).await.body["recordId"].as_str().unwrap().to_owned());
    }
    let (mut seen, mut path, mut pages) = (BTreeSet::new(), "/v1/signals?limit=2".to_owned(), 0);
    loop {
        let page = world.get(&token, &path, &[]).await.body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/signals?limit=2&cursor={next}");
    }
    assert_eq!((seen, pages), (released, 2));
}

#[tokio::test]
async fn what_a_client_has_already_is_not_sent_again() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let draft = world.draft(&token, &submission("c03")).await.body;
    let path = format!("/v1/drafts/{}", draft["id"].as_str().unwrap());
    let first = world.get(&token, &path, &[]).await;
    let again = world.get(&token, &path, &[("if-none-match", first.header("etag"))]).await;
    assert_eq!((again.status, again.body), (StatusCode::NOT_MODIFIED, Value::Null));
    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(first.header("api-version"), "1.0.0");
}

#[tokio::test]
async fn the_node_says_how_it_fares() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &[UserRole::Auditor]).await;
    let status = world.get(&token, "/v1/status", &[]).await.body;
    assert_eq!((&status["node"], &status["register"]["sequence"]), (&json!(NODE), &json!(0)));
    assert_eq!(status["journalSeq"], Value::Null, "neighbours would see each other's work in it");
    for path in ["/healthz", "/readyz"] {
        assert_eq!(world.send(Method::GET, path, &[], Body::empty()).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_node_whose_core_stopped_is_not_ready_and_says_why() {
    let world = World::new().await;
    world.stop.cancel();
    world.driver.await.unwrap().unwrap();
    let answer = ask(&world.router, Request::get("/readyz").body(Body::empty()).unwrap()).await;
    answer.assert_problem(503, "not-ready");
    assert!(answer.parameters().contains(&"journal"), "{}", answer.body);
}

/// What the members' interface promises: no more is documented, and no less.
const ROUTES: [(&str, &str); 63] = [
    ("/v1/drafts", "post"),
    ("/v1/drafts/{id}", "get"),
    ("/v1/drafts/{id}", "put"),
    ("/v1/drafts/{id}", "patch"),
    ("/v1/drafts/{id}", "delete"),
    ("/v1/drafts/{id}/release", "post"),
    ("/v1/drafts/{id}/reductions", "post"),
    ("/v1/signals", "get"),
    ("/v1/signals/search", "post"),
    ("/v1/signals/{id}", "get"),
    ("/v1/signals/{id}/record", "get"),
    ("/v1/signals/{id}/what-if", "get"),
    ("/v1/signals/{id}/receipts", "get"),
    ("/v1/signals/{id}/corrections", "post"),
    ("/v1/signals/{id}/recall", "post"),
    ("/v1/signals/{id}/recall", "get"),
    ("/v1/signals/{id}/account", "get"),
    ("/v1/signals/{id}/hold", "put"),
    ("/v1/signals/{id}/relay", "post"),
    ("/v1/signals/{id}/widening", "post"),
    ("/v1/widenings", "get"),
    ("/v1/signals/{id}/reaffirmation", "post"),
    ("/v1/signals/{id}/ownership", "get"),
    ("/v1/signals/{id}/ownership", "post"),
    ("/v1/follow-ups", "get"),
    ("/v1/disputes", "post"),
    ("/v1/disputes", "get"),
    ("/v1/disputes/{id}", "get"),
    ("/v1/disputes/{id}/steps", "post"),
    ("/v1/disputes/{id}/finding", "post"),
    ("/v1/precedents/search", "post"),
    ("/v1/consents", "get"),
    ("/v1/absences", "post"),
    ("/v1/absences", "get"),
    ("/v1/absences/{id}", "delete"),
    ("/v1/consents", "post"),
    ("/v1/consents/{id}", "get"),
    ("/v1/consents/{id}/answer", "post"),
    ("/v1/policy", "get"),
    ("/v1/policy/sets/{id}", "get"),
    ("/v1/policy/activations", "post"),
    ("/v1/policy/comparisons", "post"),
    ("/v1/gaps", "get"),
    ("/v1/refusals", "get"),
    ("/v1/refusals/{id}/hand-over", "post"),
    ("/v1/reports/subject", "post"),
    ("/v1/reports/half-year", "get"),
    ("/v1/reports/trends", "get"),
    ("/v1/reports/displacement", "get"),
    ("/v1/events", "get"),
    ("/v1/requests", "get"),
    ("/v1/requests", "post"),
    ("/v1/requests/{id}", "get"),
    ("/v1/requests/{id}/replies", "post"),
    ("/v1/matches", "post"),
    ("/v1/matches/{id}", "get"),
    ("/v1/requests/{id}/steps", "post"),
    ("/v1/requests/{id}/rating", "post"),
    ("/v1/requests/{id}/pass-on", "post"),
    ("/v1/status", "get"),
    ("/v1/openapi.json", "get"),
    ("/healthz", "get"),
    ("/readyz", "get"),
];

#[tokio::test]
async fn every_documented_route_is_served_and_no_other_method() {
    let world = World::new().await;
    let document = world.send(Method::GET, "/v1/openapi.json", &[], Body::empty()).await.body;
    assert_eq!(document, super::openapi());
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    let documented: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| methods(item).into_iter().map(move |method| (path.clone(), method)))
        .collect();
    assert_eq!(documented, ROUTES.map(|(path, method)| (path.to_owned(), method.to_owned())).into());
    for (path, item) in paths {
        let concrete = path.replace("{id}", "x");
        for other in ["get", "post", "put", "delete", "patch", "options", "trace"] {
            let served: Method = other.to_uppercase().parse().unwrap();
            let answer = world.send(served, &concrete, &[], Body::empty()).await;
            let is_served = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_served, methods(item).contains(other), "{other} {path}: {}", answer.status);
            if !is_served {
                answer.assert_problem(405, "method-not-allowed");
                let allowed = answer.header("allow").to_lowercase();
                assert!(methods(item).iter().all(|method| allowed.contains(method.as_str())), "{path}: {allowed}");
            }
        }
    }
}

/// A route that is served without being documented could only be added beside `routes!`.
#[test]
fn no_route_is_added_past_the_document() {
    let sources = [
        include_str!("../mod.rs"),
        include_str!("../document.rs"),
        include_str!("../drafts.rs"),
        include_str!("../events.rs"),
        include_str!("../disputes.rs"),
        include_str!("../consents.rs"),
        include_str!("../follow_ups.rs"),
        include_str!("../recall.rs"),
        include_str!("../reduce.rs"),
        include_str!("../matches.rs"),
        include_str!("../requests.rs"),
        include_str!("../signals.rs"),
        include_str!("../status.rs"),
        include_str!("../subject.rs"),
        include_str!("../what_if.rs"),
    ];
    let added: Vec<&str> = sources.iter().flat_map(|s| s.split(".route(").skip(1)).collect();
    assert_eq!(added.len(), 1);
    assert!(added[0].starts_with("\"/v1/openapi.json\""), "the document itself, which `own_path` documents");
}

#[tokio::test]
async fn the_operator_gives_lists_and_takes_tokens_and_they_work_until_then() {
    let world = World::new().await;
    let control = super::control_router(world.service.clone(), "127.0.0.1:1".parse().unwrap());
    let send = |method: &str, path: &str, body: String| {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.body(Body::from(body)).unwrap();
        let control = control.clone();
        async move { ask(&control, request).await }
    };
    let wanted = json!({ "member": "nl-maasdorp", "user": "d.devries", "roles": ["reader", "submitter"] });
    let given = send("POST", "/tokens", wanted.to_string()).await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    let token = given.body["token"].as_str().unwrap();
    assert_eq!(world.get(token, "/v1/status", &[]).await.status, StatusCode::OK);
    let known = send("GET", "/tokens", String::new()).await.body;
    assert_eq!((&known[0]["user"], &known[0]["roles"]), (&json!("d.devries"), &json!(["reader", "submitter"])));
    assert!(!known.to_string().contains(token));
    let path = format!("/tokens/{}", known[0]["hash"].as_str().unwrap());
    assert_eq!(send("DELETE", &path, String::new()).await.status, StatusCode::NO_CONTENT);
    world.get(token, "/v1/status", &[]).await.assert_problem(401, "unauthorized");
    send("DELETE", &path, String::new()).await.assert_problem(404, "not-found");

    let foreign = json!({ "member": "be-grensbeek", "user": "x", "roles": ["reader"] });
    send("POST", "/tokens", foreign.to_string()).await.assert_problem(404, "not-found");
    let bad = json!({ "member": "NL", "user": " ", "roles": ["king"] });
    let bad = send("POST", "/tokens", bad.to_string()).await;
    bad.assert_problem(400, "malformed");
    assert_eq!(bad.pointers(), ["/member", "/user", "/roles/0"]);
    let status = send("GET", "/status", String::new()).await.body;
    assert_eq!(status["http"], "127.0.0.1:1");
    assert!(status["members"].as_array().unwrap().contains(&json!("nl-maasdorp")));
}
