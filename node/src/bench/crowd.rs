//! Many submissions at once, through a running node: beneath HTTP, or over it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use sluis_protocol::journal::Actor;
use sluis_schemas::MemberId;
use tokio::task::JoinSet;

use super::ground::{Ground, deadline, within};
use crate::service::Service;

/// How one submission is made.
pub(super) enum Way {
    /// Through the service that HTTP stands on.
    Service(Service, Actor),
    /// Over HTTP, as a member's program does.
    Http(Desk),
}

/// A member's program.
pub(super) struct Desk {
    http: reqwest::Client,
    url: String,
    token: String,
}

/// What a crowd did.
pub(super) struct Done {
    /// Submissions that were acknowledged.
    pub(super) count: u64,
    /// From the first to the last answer.
    pub(super) took: Duration,
    /// How long each took: draft and release.
    pub(super) each: Vec<Duration>,
}

struct Crowd {
    way: Way,
    bodies: Vec<(String, Arc<[u8]>)>,
    next: AtomicU64,
    end: Instant,
}

impl Desk {
    /// With a connection kept open for each client.
    pub(super) fn new(address: std::net::SocketAddr, token: String) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().pool_max_idle_per_host(usize::MAX).build()?;
        Ok(Self { http, url: format!("http://{address}/v1/drafts"), token })
    }

    async fn submit(&self, key: &str, body: &[u8]) -> anyhow::Result<()> {
        let draft = self.http.post(&self.url).header("Content-Type", "application/json").header("Idempotency-Key", key);
        let draft = self.answer(draft.body(body.to_vec())).await?;
        let text = |pointer| draft.pointer(pointer).and_then(Value::as_str).context("a draft has its id and table");
        let body = json!({ "tableHash": text("/table/hash")? });
        self.answer(self.http.post(format!("{}/{}/release", self.url, text("/id")?)).json(&body)).await?;
        Ok(())
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        let answer = request.bearer_auth(&self.token).send().await?;
        let (status, body) = (answer.status().as_u16(), answer.bytes().await?);
        anyhow::ensure!(status == 201, "answered with {status}: {}", String::from_utf8_lossy(&body));
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Crowd {
    async fn client(self: Arc<Self>) -> anyhow::Result<Vec<Duration>> {
        let mut each = Vec::new();
        loop {
            let place = usize::try_from(self.next.fetch_add(1, Ordering::Relaxed))?;
            let Some((key, body)) = self.bodies.get(place).filter(|_| Instant::now() < self.end) else {
                return Ok(each);
            };
            let began = Instant::now();
            match &self.way {
                Way::Http(desk) => desk.submit(key, body).await?,
                Way::Service(service, actor) => {
                    let draft = service.draft(actor, body, Some(key)).await?;
                    service.release(actor, &draft.id, draft.preview.hash).await?;
                }
            }
            each.push(began.elapsed());
        }
    }
}

/// Submits `count`, or as many as `seconds` allow, `clients` at once.
pub(super) async fn submit(
    ground: &Ground,
    way: Way,
    receivers: &[MemberId],
    count: u64,
    seconds: f64,
    clients: u32,
) -> anyhow::Result<Done> {
    let run = uuid::Uuid::now_v7();
    let body = |number: u64| {
        let reference = format!("bench-{run}-{number}");
        let body = ground.submission(&reference, receivers);
        (reference, body)
    };
    let bodies = (0..count).map(body).collect();
    let crowd = Arc::new(Crowd { way, bodies, next: AtomicU64::new(0), end: deadline(seconds) });
    let began = Instant::now();
    let mut tasks: JoinSet<_> = (0..clients).map(|_| crowd.clone().client()).collect();
    let mut each = Vec::new();
    within("every client is done", async {
        while let Some(done) = tasks.join_next().await {
            each.extend(done??);
        }
        anyhow::Ok(())
    })
    .await??;
    Ok(Done { count: each.len() as u64, took: began.elapsed(), each })
}
