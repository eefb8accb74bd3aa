//! Searches: what is found, by whom, and what a cursor is good for.

use serde_json::{Value, json};
use sluis_protocol::journal::{Detail, ReadForm};
use sluis_schemas::vocabulary::UserRole;

use super::world::{Answer, ROLES, World, submission};

async fn release(world: &World, token: &str, submission: &Value) -> String {
    let draft = world.draft(token, submission).await.body;
    world.release(token, &draft).await.body["recordId"].as_str().unwrap().to_owned()
}

async fn search(world: &World, token: &str, body: Value) -> Answer {
    world.post(token, "/v1/signals/search", &[], body.to_string()).await
}

async fn found(world: &World, token: &str, body: Value) -> Vec<String> {
    let answer = search(world, token, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn kvk(value: &str) -> Value {
    json!({ "identifier": { "scheme": "nl-kvk", "value": value } })
}

#[tokio::test]
async fn what_is_held_is_found_by_identifier_type_sector_region_direction_and_period_together() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let (lunchroom, phenomenon) =
        (release(&world, &riec, &submission("c03")).await, release(&world, &riec, &submission("c13")).await);
    for condition in [
        kvk("KVK 90000001"),
        json!({ "type": "licence-integrity-concern" }),
        json!({ "sector": "56", "region": "NL4" }),
        json!({ "region": "nl423", "direction": "sent", "period": { "from": "2020-01-01", "to": "2999-12-31" } }),
    ] {
        assert_eq!(found(&world, &riec, condition.clone()).await, [lunchroom.as_str()], "{condition}");
    }
    assert_eq!(found(&world, &riec, json!({})).await, [phenomenon.as_str(), &lunchroom]);
    assert_eq!(found(&world, &riec, json!({ "region": "BE" })).await, [phenomenon.as_str()]);
    for condition in [
        kvk("90000002"),
        json!({ "type": "phenomenon", "identifier": kvk("90000001")["identifier"] }),
        json!({ "sector": "56.1" }),
        json!({ "direction": "received" }),
        json!({ "period": { "to": "2020-01-01" } }),
    ] {
        assert_eq!(found(&world, &riec, condition.clone()).await, [""; 0], "{condition}");
    }
}

#[tokio::test]
async fn a_member_finds_what_it_received_and_nothing_of_others() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let record = release(&world, &riec, &submission("c03")).await;
    let maasdorp = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    world.until_received(&maasdorp, &[]).await;
    assert_eq!(found(&world, &maasdorp, kvk("90000001")).await, [record]);
    let stranger = world.token("nl-arbeid", &[UserRole::Reader]).await;
    let (held_by_others, held_by_nobody) =
        (search(&world, &stranger, kvk("90000001")).await, search(&world, &stranger, kvk("90000002")).await);
    assert_eq!((held_by_others.status, &held_by_others.body), (held_by_nobody.status, &held_by_nobody.body));
}

#[tokio::test]
async fn a_search_shows_classes_and_is_journalled_as_a_list() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let record = release(&world, &riec, &submission("c03")).await;
    let before = world.service.store().counts().await.unwrap().journal.seq;
    let answer = search(&world, &riec, kvk("90000001")).await;
    let listed = world.get(&riec, "/v1/signals", &[]).await;
    assert_eq!(answer.body["items"], listed.body["items"], "the same class-only items");
    let rows = world.service.store().journal_page(before, 99).await.unwrap();
    // The first read after it; what arrives at others meanwhile stands there too.
    let details = rows.iter().map(|row| row.opening.as_ref().unwrap().detail().unwrap());
    let read = details.filter_map(|detail| match detail {
        Detail::Read { form, records, outcome, .. } => Some((form, records, outcome)),
        _ => None,
    });
    let (form, records, outcome) = read.into_iter().next().unwrap();
    assert_eq!((form, records.len(), records[0].to_string()), (ReadForm::List, 1, record));
    assert_eq!(outcome, "permitted");
}

#[tokio::test]
async fn a_cursor_goes_on_with_its_own_question_for_its_own_member_only() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    for case in ["c03", "c13", "c03"] {
        let mut submission = submission(case);
        submission["title"] = case.into();
        release(&world, &riec, &submission).await;
    }
    let first = search(&world, &riec, json!({ "limit": 2, "region": "NL" })).await.body;
    let next = first["next"].as_str().unwrap();
    let rest = found(&world, &riec, json!({ "region": "NL", "cursor": next })).await;
    assert_eq!((first["items"].as_array().unwrap().len(), rest.len()), (2, 1));
    let maasdorp = world.token("nl-maasdorp", &ROLES).await;
    for (token, body) in [
        (&riec, json!({ "region": "BE", "cursor": next })),
        (&riec, json!({ "region": "NL", "cursor": next.replace(&next[..2], "00") })),
        (&riec, json!({ "region": "NL", "cursor": "1a.2b" })),
        (&maasdorp, json!({ "region": "NL", "cursor": next })),
    ] {
        let answer = search(&world, token, body).await;
        answer.assert_problem(400, "malformed");
        assert_eq!(answer.pointers(), ["/cursor"]);
    }
    let listed = world.get(&riec, &format!("/v1/signals?cursor={next}"), &[]).await;
    listed.assert_problem(400, "malformed");
    assert_eq!(listed.parameters(), ["cursor"]);
}

#[tokio::test]
async fn every_fault_of_a_search_is_told_at_once_in_the_readers_language() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let body = json!({ "type": "gossip", "limit": 0, "identifier": { "scheme": "nl-kvk" }, "x": 1 });
    let dutch = [("accept-language", "nl")];
    let answer = world.post(&riec, "/v1/signals/search", &dutch, body.to_string()).await;
    answer.assert_problem(400, "malformed");
    let mut pointers = answer.pointers();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/identifier/value", "/limit", "/type", "/x"]);
    assert_eq!(answer.header("content-language"), "nl");
    for body in ["", "{", "[]", r#"{"limit": 1, "limit": 1}"#] {
        world.post(&riec, "/v1/signals/search", &[], body).await.assert_problem(400, "malformed");
    }
}
