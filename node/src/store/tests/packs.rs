//! Packs in force, and what an audit says of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_protocol::core::{Write, packs_digest};
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::{Actor, Detail};
use sluis_schemas::packs::{self, PackSource};

use super::recovery::findings;
use super::world::*;
use crate::crypto::RingCrypto;
use crate::store::Era;

fn other() -> Arc<[PackSource]> {
    vec![PackSource { name: "nl".to_owned(), country: "NL".parse().ok(), text: "// none".to_owned() }].into()
}

fn digest(packs: &[PackSource]) -> Digest {
    packs_digest(&RingCrypto, packs)
}

/// A store in which others were put in force.
async fn activated() -> World {
    let mut world = World::new().await;
    world.store.install_genesis(&directory()).await.unwrap();
    world.store.install_packs(at(1), &packs::all()).await.unwrap();
    // That there are some already changes nothing.
    world.store.install_packs(at(2), &other()).await.unwrap();
    let actor = Actor { member: origin(), user: "o".into(), roles: BTreeSet::new(), purpose: None, case: None };
    let (before, now) = (digest(&packs::all()), digest(&other()));
    let told = Detail::Activation { actor, before, packs: now, reason: "the law".to_owned() };
    let told = world.journal_of(&told, 3);
    world.commit(vec![Write::Packs { at: at(3), digest: now, packs: other() }, told]).await;
    world
}

#[tokio::test]
async fn the_last_that_were_put_in_force_are_with_who_did_and_why() {
    let world = activated().await.restart().await;
    let reader = world.store.reader();
    assert_eq!(reader.packs().await.unwrap().as_deref(), Some(&*other()));
    assert_eq!(reader.pack_set(digest(&packs::all())).await.unwrap(), Some(packs::all()));
    assert_eq!(reader.pack_set(Digest([7; 32])).await.unwrap(), None);
    let first = Era { at: at(1), digest: digest(&packs::all()), said: None };
    let second = Era { at: at(3), digest: digest(&other()), said: Some((origin(), "the law".to_owned())) };
    assert_eq!(reader.eras(9).await.unwrap(), [second, first]);
}

#[tokio::test]
async fn an_audit_finds_packs_that_no_entry_tells_of_and_texts_that_were_changed() {
    let mut world = activated().await;
    assert_eq!(findings(&world).await, Vec::<String>::new());
    let insert = "INSERT INTO in_force (at, digest) SELECT 4, digest FROM in_force WHERE number = 1";
    sqlx::query(insert).execute(world.store.writer.connection()).await.unwrap();
    assert_eq!(findings(&world).await.len(), 2, "one more than told, and the last is another");
    sqlx::query("DELETE FROM in_force WHERE number > 1").execute(world.store.writer.connection()).await.unwrap();
    assert_eq!(findings(&world).await, ["in_force 1: audit-removed-told"]);

    let mut world = activated().await;
    let text = sluis_protocol::cbor::encode(&packs::all()).unwrap();
    let update = sqlx::query("UPDATE pack_set SET packs = ? WHERE digest = ?").bind(text);
    update.bind(digest(&other()).0.to_vec()).execute(world.store.writer.connection()).await.unwrap();
    let audit = world.store.reader().audit(&"node-nl".parse().unwrap(), &mut |_| ()).await.unwrap();
    assert!(audit.findings.iter().any(|found| found.table == "in_force"), "{:?}", audit.findings);
    assert!(world.store.reader().packs().await.is_err(), "law that was changed in the file is not used");
}
