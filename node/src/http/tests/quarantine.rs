//! While the store is in quarantine everything is shut, and says why and what to do.

use axum::http::{Method, StatusCode};
use sluis_protocol::core::Terms;
use sluis_protocol::crypto::Salt;
use sluis_protocol::standing::Incarnation;

use super::world::{ROLES, World, submission};
use crate::clock;
use crate::keys::KeyRing;
use crate::store::Store;

/// A node that was put back with a signal on its way to a node that is away.
async fn put_back() -> (World, String) {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let draft = world.draft(&token, &submission("c01")).await;
    assert_eq!(world.release(&token, &draft.body).await.status, StatusCode::CREATED);
    let dir = world.stopped().await;
    let keys = KeyRing::load(dir.path()).unwrap();
    let mut store = Store::open(dir.path(), &keys).await.unwrap();
    store.put_back(Incarnation(Salt([7; 32])), clock::now()).await.unwrap();
    store.close().await.unwrap();
    (World::opened(dir, Terms::DEFAULT).await, token)
}

#[tokio::test]
async fn every_call_is_answered_with_what_to_do_in_the_readers_language() {
    let (world, token) = put_back().await;
    for (language, word) in [("en", "backup"), ("nl", "back-up"), ("fr", "sauvegarde"), ("de", "Sicherung")] {
        let answer = world.get(&token, "/v1/signals", &[("accept-language", language)]).await;
        answer.assert_problem(503, "quarantined");
        assert!(answer.body["detail"].as_str().unwrap().contains(word), "{}", answer.body);
        assert_eq!(answer.header("content-language"), language);
    }
    world.draft(&token, &submission("c01")).await.assert_problem(503, "quarantined");
    let ready = world.send(Method::GET, "/readyz", &[], "").await;
    ready.assert_problem(503, "not-ready");
    assert_eq!(ready.parameters(), ["quarantine"]);
    assert_eq!(world.send(Method::GET, "/healthz", &[], "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_operators_reason_opens_it_once_and_stands_in_the_journal() {
    let (world, token) = put_back().await;
    let lift = |reason: &str| world.service.lift_quarantine("operator".to_owned(), reason.to_owned());
    lift("the others are away").await.unwrap();
    assert_eq!(world.get(&token, "/v1/signals", &[]).await.status, StatusCode::OK);
    assert!(lift("again").await.is_err(), "there is nothing to lift any more");
    let page = world.service.store().journal_page(Default::default(), 99).await.unwrap();
    let told = page.iter().filter_map(|row| row.opening.as_ref()?.detail().ok());
    assert!(told.into_iter().any(|detail| format!("{detail:?}").contains("the others are away")));
}
