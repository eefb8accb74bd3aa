//! Policy packs over HTTP: shown, compared for what is held, put in force, and back.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sluis_schemas::packs::{self, PackSource};
use sluis_schemas::vocabulary::UserRole;

use super::world::{Answer, ROLES, World, submission};

const READS: [(&str, &str); 2] = [("sluis-purpose", "licence-decision"), ("sluis-case", "Z-1")];

/// The packs that ship, with a text of one of them changed.
fn changed(pack: &str, from: &str, to: &str) -> Vec<PackSource> {
    let mut all = packs::all();
    let text = &mut all.iter_mut().find(|source| source.name == pack).unwrap().text;
    assert!(text.contains(from));
    *text = text.replace(from, to);
    all
}

/// Without the ground on which an information centre shares in the country.
fn without_ground() -> Vec<PackSource> {
    changed(
        "nl",
        "context.record.bases.contains(Basis::\"nl.wgs\") &&\n    context.receiver.country",
        "context.record.bases.contains(Basis::\"nl.wgs\") &&\n    context.record.type == SignalType::\"phenomenon\" &&\n    context.receiver.country",
    )
}

async fn activate(world: &World, token: &str, packs: Value) -> Answer {
    let mut body = packs;
    body["reason"] = "Stb. 2026, 1".into();
    world.post(token, "/v1/policy/activations", &[], body.to_string()).await
}

/// A signal that its neighbour on the node received; the origin's officer, the neighbour, its id.
async fn received() -> (World, String, String, String) {
    let world = World::new().await;
    let roles = [ROLES.as_slice(), &[UserRole::PolicyOfficer]].concat();
    let officer = world.token("nl-riec-zuid", &roles).await;
    let neighbour = world.token("nl-maasdorp", &ROLES).await;
    let draft = world.draft(&officer, &submission("c03")).await.body;
    let id = world.release(&officer, &draft).await.body["recordId"].as_str().unwrap().to_owned();
    world.until_received(&neighbour, &[]).await;
    (world, officer, neighbour, id)
}

#[tokio::test]
async fn what_packs_would_change_is_shown_before_and_done_after_they_are_put_in_force_and_survives_a_restart() {
    let (world, officer, neighbour, id) = received().await;
    let shipped = world.get(&officer, "/v1/policy", &[]).await.body;
    assert_eq!((&shipped["asShipped"], shipped["history"].as_array().unwrap().len()), (&json!(true), 1));
    let narrower = json!({ "packs": without_ground() });

    let compared = world.post(&officer, "/v1/policy/comparisons", &[], narrower.to_string()).await.body;
    assert_eq!(compared["items"][0]["signal"]["id"], json!(id), "{compared}");
    assert_eq!(compared["items"][0]["retracted"], json!({ "nl-maasdorp": "no-ground" }));
    let path = format!("/v1/signals/{id}");
    assert_eq!(world.get(&neighbour, &path, &READS).await.status, StatusCode::OK, "to look changes nothing");

    let activated = activate(&world, &officer, narrower.clone()).await;
    assert_eq!(activated.status, StatusCode::OK, "{}", activated.body);
    assert_eq!((&activated.body["before"], &activated.body["notRegistered"]), (&shipped["set"], &json!(["nl"])));
    let gone = async {
        while world.get(&neighbour, &path, &READS).await.status != StatusCode::GONE {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(super::world::PATIENCE, gone).await.expect("it was not taken back");

    let world = world.restart().await;
    let policy = world.get(&officer, "/v1/policy", &[]).await.body;
    assert_eq!((&policy["set"], &policy["asShipped"]), (&activated.body["set"], &json!(false)));
    assert_eq!(policy["history"][0]["reason"], "Stb. 2026, 1");
    let again = world.draft(&officer, &submission("c03")).await.body;
    assert_eq!(again["table"]["members"]["nl-maasdorp"]["outcome"], "no-ground");

    // Back, by the name of the set; what was taken back goes again as a correction alone.
    let back = json!({ "set": shipped["set"] });
    let compared = world.post(&officer, "/v1/policy/comparisons", &[], back.to_string()).await.body;
    assert_eq!(compared["items"], json!([]));
    assert_eq!(activate(&world, &officer, back).await.status, StatusCode::OK);
    let policy = world.get(&officer, "/v1/policy", &[]).await.body;
    assert_eq!((&policy["set"], policy["history"].as_array().unwrap().len()), (&shipped["set"], 3));
    assert_eq!(world.get(&neighbour, &path, &READS).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn packs_that_break_a_promise_or_are_none_or_come_from_anybody_are_refused_and_nothing_changes() {
    let (world, officer, neighbour, _) = received().await;
    let anyone = activate(&world, &neighbour, json!({ "packs": packs::all() })).await;
    anyone.assert_problem(403, "not-allowed");

    let broken = changed(
        "nl",
        "context.record.bases.contains(Basis::\"nl.bibob\") && context.relation.abroad",
        "context.record.bases.contains(Basis::\"nl.bibob\") && context.relation.abroad && context.relation.excluded",
    );
    let refused = activate(&world, &officer, json!({ "packs": broken })).await;
    refused.assert_problem(422, "packs-refused");
    assert_eq!(refused.body["errors"][0]["code"], "promise-broken", "{}", refused.body);

    let reading = changed("access", "permit", "// read by all\npermit");
    activate(&world, &officer, json!({ "packs": reading })).await.assert_problem(422, "packs-refused");
    let no_law = json!({ "packs": [{ "name": "nl", "country": "NL", "text": "permit(everything)" }] });
    activate(&world, &officer, no_law).await.assert_problem(422, "packs-refused");
    activate(&world, &officer, json!({ "set": "0".repeat(64) })).await.assert_problem(404, "not-found");
    activate(&world, &officer, json!({ "packs": [] })).await.assert_problem(400, "malformed");

    let policy = world.get(&officer, "/v1/policy", &[]).await.body;
    assert_eq!((&policy["asShipped"], policy["history"].as_array().unwrap().len()), (&json!(true), 1));
    let set = world.get(&officer, &format!("/v1/policy/sets/{}", policy["set"].as_str().unwrap()), &[]).await.body;
    assert_eq!(set["packs"], json!(packs::all()));
    world.get(&officer, "/v1/policy/sets/none", &[]).await.assert_problem(404, "not-found");
}
