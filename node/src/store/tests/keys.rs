//! Data keys: one an item, wrapped for each holder, durable before what they open.

use sluis_protocol::core::{HeldState, Write};

use super::world::*;
use crate::store::StoreError;

#[tokio::test]
async fn keys_of_a_commit_that_failed_are_swept() {
    let mut world = World::new().await;
    let journal = world.journal("user", 1);
    world.commit([released(1, 0, &[]), vec![idempotency(1, 1), journal]].concat()).await;
    let before = world.store.writer.keys().count().await;
    world.refused([released(2, 0, &[]), vec![draft(1, "text"), idempotency(1, 1)]].concat()).await;
    assert_eq!(world.store.writer.keys().count().await, before + 2);
    let mut world = world.restart().await;
    assert_eq!(world.store.writer.keys().count().await, before);
    assert_eq!(world.bytes(origin(), 1).await.unwrap(), b"record 1");
}

#[tokio::test]
async fn keys_swept_in_between_are_made_anew() {
    let mut world = World::new().await;
    world.commit(vec![idempotency(1, 1)]).await;
    let journal = world.journal("user", 1);
    let batch = || [released(2, 0, &[]), vec![draft(1, "text"), journal.clone()]].concat();
    world.refused([batch(), vec![idempotency(1, 1)]].concat()).await;
    world.commit(batch()).await;
    let world = world.restart().await;
    assert_eq!(world.bytes(origin(), 2).await.unwrap(), b"record 2");
    let page = world.store.reader().journal_page(Default::default(), 9).await.unwrap();
    assert!(page[0].opening.is_some());
}

#[tokio::test]
async fn nothing_is_swept_where_the_files_are_of_different_moments() {
    let mut world = World::new().await;
    world.commit(released(1, 0, &[])).await;
    world.commit(released(2, 0, &[])).await;
    sqlx::query("UPDATE head SET batch = 0").execute(world.store.writer.connection()).await.unwrap();
    let world = world.restart().await;
    assert_eq!(world.bytes(origin(), 2).await.unwrap(), b"record 2");
}

#[tokio::test]
async fn one_holder_loses_its_key_and_the_neighbour_keeps_reading() {
    let mut world = World::new().await;
    let batch = [released(1, 0, &[]), vec![held(1, neighbour(), 0, HeldState::Accepted)]].concat();
    world.commit(batch).await;
    world.store.writer.keys().destroy_holder(origin().as_str()).await;
    assert_eq!(world.bytes(neighbour(), 1).await.unwrap(), b"record 1");
    let keys = [sluis_protocol::core::Key::Held(origin(), record_id(1))].into();
    let error = world.store.reader().find(&keys).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::KeyMissing { table: "record", holder, .. } if *holder == origin().to_string())
    );
}

#[tokio::test]
async fn a_revoked_token_takes_its_key_along() {
    let mut world = World::new().await;
    world.commit(vec![Write::Rights { change: grant(1, "user"), at: at(0) }]).await;
    assert_eq!(world.store.writer.keys().count().await, 1);
    let change = sluis_protocol::journal::RightsChange::Revoke { token: sluis_protocol::crypto::Digest([1; 32]) };
    world.commit(vec![Write::Rights { change, at: at(1) }]).await;
    assert_eq!(world.store.writer.keys().count().await, 0);
}
