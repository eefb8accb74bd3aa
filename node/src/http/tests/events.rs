//! Following what arrives.

use std::collections::BTreeMap;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use futures::StreamExt;
use serde_json::Value;
use sluis_schemas::vocabulary::UserRole;
use tower::ServiceExt;

use super::world::{Answer, PATIENCE, ROLES, World, submission};

/// A stream that was opened.
struct Events {
    body: BodyDataStream,
    text: String,
}

/// One event: its fields by name.
type Fields = BTreeMap<String, String>;

impl Events {
    async fn open(world: &World, token: &str, query: &str, last: Option<&str>) -> Self {
        let mut request = Request::get(format!("/v1/events{query}")).header("authorization", format!("Bearer {token}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Fields> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let fields = event.lines().filter_map(|line| line.split_once(": "));
                let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                self.text = rest.to_owned();
                return Some(fields);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("an event or the end")?;
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
    }

    /// The next arrival: its id and the record's.
    async fn arrival(&mut self) -> (String, String) {
        loop {
            let event = self.next().await.expect("an arrival");
            if event.get("event").is_some_and(|kind| kind == "arrival") {
                let item: Value = serde_json::from_str(&event["data"]).unwrap();
                return (event["id"].clone(), item["id"].as_str().unwrap().to_owned());
            }
        }
    }
}

async fn release(world: &World, token: &str, title: &str) -> String {
    let mut submission = submission("c03");
    submission["title"] = title.into();
    let draft = world.draft(token, &submission).await.body;
    world.release(token, &draft).await.body["recordId"].as_str().unwrap().to_owned()
}

async fn refused(world: &World, token: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let answer = world.get(token, path, headers).await;
    assert_ne!(answer.status, StatusCode::OK);
    answer
}

#[tokio::test]
async fn what_arrives_comes_as_the_lists_item_without_content_and_is_journalled() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let reader = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    let mut events = Events::open(&world, &reader, "", None).await;
    let first = events.next().await.unwrap();
    assert_eq!((first["retry"].as_str(), first.contains_key("data"), first["id"].len()), ("3000", false, 88));
    let record = release(&world, &riec, "Zandloper").await;
    let event = events.next().await.unwrap();
    let item: Value = serde_json::from_str(&event["data"]).unwrap();
    assert_eq!((&event["event"], item["id"].as_str().unwrap()), (&"arrival".to_owned(), record.as_str()));
    assert!(!event["data"].contains("Zandloper"), "{event:?}");
    let listed = world.get(&reader, "/v1/signals", &[]).await;
    assert_eq!(listed.body["items"][0], item);
    let rows = world.service.store().journal_page(sluis_protocol::journal::JournalSeq(0), 99).await.unwrap();
    let kinds: Vec<_> = rows.iter().map(|row| row.entry.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == sluis_protocol::journal::Kind::Read).count(), 2, "stream and list");
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_over_a_restart() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let reader = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    let mut events = Events::open(&world, &reader, "", None).await;
    let one = release(&world, &riec, "1").await;
    let (seen, record) = events.arrival().await;
    assert_eq!(record, one);
    drop(events);
    let mut released = vec![one];
    for title in ["2", "3"] {
        released.push(release(&world, &riec, title).await);
    }
    let world = world.restart().await;
    let mut events = Events::open(&world, &reader, "", Some(&seen)).await;
    released.push(release(&world, &riec, "4").await);
    let mut all = Events::open(&world, &reader, "?start=oldest", None).await;
    for expected in &released {
        assert_eq!(&all.arrival().await.1, expected);
    }
    for expected in &released[1..] {
        assert_eq!(&events.arrival().await.1, expected);
    }
}

#[tokio::test]
async fn who_held_what_is_recalled_is_told_at_once_in_words() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let reader = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    let record = release(&world, &riec, "Zandloper").await;
    let mut events = Events::open(&world, &reader, "?start=oldest", None).await;
    assert_eq!(events.arrival().await.1, record);
    world.post(&riec, &format!("/v1/signals/{record}/recall"), &[], r#"{"ground": "unlawful"}"#).await;
    let ended = loop {
        let event = events.next().await.expect("an end");
        if event.get("event").is_some_and(|kind| kind == "ended") {
            break event;
        }
    };
    let item: Value = serde_json::from_str(&ended["data"]).unwrap();
    assert_eq!((item["id"].as_str(), item["ending"].as_str()), (Some(record.as_str()), Some("recalled")));
    assert!(item["endingLabel"] == "recalled" && item["at"].is_string() && ended["id"].len() == 88, "{ended:?}");
}

#[tokio::test]
async fn who_was_away_is_told_of_what_ended_meanwhile_in_its_place_and_once() {
    let world = World::new().await;
    let riec = world.token("nl-riec-zuid", &ROLES).await;
    let reader = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    let one = release(&world, &riec, "1").await;
    let mut events = Events::open(&world, &reader, "?start=oldest", None).await;
    let (seen, _) = events.arrival().await;
    drop(events);
    world.post(&riec, &format!("/v1/signals/{one}/recall"), &[], r#"{"ground": "unlawful"}"#).await;
    let two = release(&world, &riec, "2").await;
    let world = world.restart().await;

    let mut events = Events::open(&world, &reader, "", Some(&seen)).await;

    let mut came = Vec::new();
    while came.len() < 2 {
        let event = events.next().await.unwrap();
        let Some(kind) = event.get("event") else { continue };
        let item: Value = serde_json::from_str(&event["data"]).unwrap();
        came.push((kind.clone(), item["id"].as_str().unwrap().to_owned(), event["id"].clone()));
    }
    let told: Vec<_> = came.iter().map(|(kind, record, _)| (kind.as_str(), record.as_str())).collect();
    assert_eq!(told, [("ended", one.as_str()), ("arrival", two.as_str())]);
    let mut after_the_end = Events::open(&world, &reader, "", Some(&came[0].2)).await;
    assert_eq!(after_the_end.arrival().await.1, two);
    let mut anew = Events::open(&world, &reader, "?start=oldest", None).await;
    anew.next().await.unwrap();
    assert_eq!(anew.next().await.unwrap()["event"], "arrival", "what ended before is nobody's who begins anew");
}

#[tokio::test]
async fn a_stream_ends_when_its_token_is_taken_back_and_when_the_node_stops() {
    let world = World::new().await;
    let (reader, other) =
        (world.token("nl-maasdorp", &[UserRole::Reader]).await, world.token("nl-maasdorp", &[UserRole::Reader]).await);
    let mut events = Events::open(&world, &reader, "", None).await;
    let mut others = Events::open(&world, &other, "", None).await;
    assert!(events.next().await.is_some() && others.next().await.is_some());
    world.revoke(&reader).await;
    assert_eq!(events.next().await, None);
    world.stop.cancel();
    assert_eq!(others.next().await, None);
}

#[tokio::test]
async fn a_token_has_only_so_many_streams_and_one_that_ended_makes_room() {
    let world = World::new().await;
    let reader = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(Events::open(&world, &reader, "", None).await);
    }
    let answer = refused(&world, &reader, "/v1/events", &[]).await;
    answer.assert_problem(429, "too-many-streams");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    open.pop();
    Events::open(&world, &reader, "", None).await;
}

#[tokio::test]
async fn where_to_begin_is_read_strictly_and_belongs_to_its_member() {
    let world = World::new().await;
    let reader = world.token("nl-maasdorp", &[UserRole::Reader]).await;
    let answer = refused(&world, &reader, "/v1/events?start=now", &[("last-event-id", "7")]).await;
    answer.assert_problem(400, "malformed");
    assert_eq!(answer.parameters(), ["start", "Last-Event-ID"]);
    let id = Events::open(&world, &reader, "", None).await.next().await.unwrap()["id"].clone();
    let other = world.token("nl-riec-zuid", &[UserRole::Reader]).await;
    let foreign = refused(&world, &other, "/v1/events", &[("last-event-id", &id)]).await;
    foreign.assert_problem(400, "malformed");
    refused(&world, &reader, "/v1/events?since=1", &[]).await.assert_problem(400, "malformed");
}
