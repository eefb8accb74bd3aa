//! Records as signed bytes.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use sluis_protocol::envelope::{MAX_RECORD, Unverified};
use sluis_protocol::journal::{Detail, JournalSeq, ReadForm};
use sluis_protocol::records::Signal;
use tower::ServiceExt;

use super::super::bodies::RECORD;
use super::world::{ROLES, World, submission};
use crate::clock;
use crate::crypto::RingCrypto;

const READING: [(&str, &str); 2] = [("sluis-purpose", "licence-decision"), ("sluis-case", "Z-1")];

async fn released(world: &World, token: &str) -> String {
    let draft = world.draft(token, &submission("c03")).await.body;
    world.release(token, &draft).await.body["recordId"].as_str().unwrap().to_owned()
}

async fn newest_read(world: &World) -> (ReadForm, String, Option<String>) {
    let page = world.service.store().journal_page(JournalSeq(0), 100).await.unwrap();
    let details = page.iter().rev().map(|row| row.opening.as_ref().unwrap().detail().unwrap());
    let mut reads = details.filter_map(|detail| match detail {
        Detail::Read { actor, form, outcome, .. } => Some((form, outcome, actor.case)),
        _ => None,
    });
    reads.next().unwrap()
}

#[tokio::test]
async fn a_record_is_exported_as_signed_and_journalled_as_an_export() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let id = released(&world, &token).await;
    let mut request =
        Request::get(format!("/v1/signals/{id}/record")).header("authorization", format!("Bearer {token}"));
    for (name, value) in READING {
        request = request.header(name, value);
    }
    let response = world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], RECORD);
    assert_eq!(response.headers()["content-disposition"], format!("attachment; filename=\"{id}.cose\""));
    let bytes = to_bytes(response.into_body(), MAX_RECORD).await.unwrap();
    assert_eq!(Unverified::parse(&bytes, MAX_RECORD).unwrap().id(&RingCrypto).to_string(), id);
    assert!(world.service.directory().verify::<Signal>(&RingCrypto, &bytes, clock::now()).is_ok());
    let journalled = newest_read(&world).await;
    assert_eq!(journalled, (ReadForm::Export, "permitted".to_owned(), Some("Z-1".to_owned())));
}

#[tokio::test]
async fn an_export_passes_the_gate_of_a_read_and_its_refusal_is_journalled_too() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let path = format!("/v1/signals/{}/record", released(&world, &token).await);
    let nothing = world.get(&token, &path, &[]).await;
    nothing.assert_problem(403, "not-allowed");
    assert_eq!(nothing.parameters(), ["Sluis-Purpose", "Sluis-Case"]);
    let (form, outcome, _) = newest_read(&world).await;
    assert!(form == ReadForm::Export && outcome.starts_with("refused:"), "{outcome}");
    let stranger = world.token("nl-arbeid", &ROLES).await;
    for path in [path, format!("/v1/signals/{}/record", "0".repeat(64)), "/v1/signals/x/record".to_owned()] {
        world.get(&stranger, &path, &READING).await.assert_problem(404, "not-found");
    }
    world.get("none", "/v1/signals/x/record", &READING).await.assert_problem(401, "unauthorized");
}
