//! Durable, judged, signed submissions to a running node.

use std::collections::BTreeSet;
use std::path::Path;

use sluis_protocol::journal::Actor;
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::UserRole;

use super::books::{Books, per_signal};
use super::crowd::{Desk, Done, Way, submit};
use super::ground::{Ground, SENDER, stop};
use super::measure::{Rounds, Ticks, median, per_second};
use super::report::{Complete, Row, Samples};
use super::{Bounds, FULL, ceiling, tell};
use crate::node::Node;

/// Submissions in flight in bulk: twice what the node takes into one commit.
pub(super) const IN_FLIGHT: u32 = 512;

/// All rows of `bench submit`.
pub(super) async fn run(dir: &Path, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    let ground = Ground::make(dir)?;
    tell("the ceiling");
    let ceiling = ceiling::submissions(&ground, bounds, false).await?;
    let most = median(&ceiling.rounds);
    let node = ground.start(SENDER).await?;
    let one = ground.receivers(1)?;
    tell("in bulk");
    let service = || Ok(Way::Service(node.service.clone(), ground.actor.clone()));
    let bulk = rows(&ground, &service, &one, bounds, IN_FLIGHT).await?;
    let token = token(&node, &ground.actor.member).await?;
    let desk = || Ok(Way::Http(Desk::new(node.http, token.clone())?));
    tell("over HTTP, clients that wait for each answer");
    let http = rows(&ground, &desk, &one, bounds, bounds.clients).await?;
    tell("over HTTP, one client");
    let few = Bounds { count: bounds.count.min(1_000), ..*bounds };
    let alone = rows(&ground, &desk, &one, &few, 1).await?;
    stop(node).await?;
    let what = format!("draft and release beneath HTTP, {IN_FLIGHT} in flight, each with its idempotency key");
    let bulk = bulk.row("in bulk", what).against(most);
    let clients = bounds.clients;
    let what = format!("POST draft, then POST release; {clients} clients on connections kept open");
    let http = http.row("over HTTP", what).against(most);
    let alone = alone.row("over HTTP, one client", "the same, one at a time".to_owned()).against(most);
    Ok(vec![ceiling, bulk, http, alone])
}

/// A token for what a member's program does.
async fn token(node: &Node, member: &MemberId) -> anyhow::Result<String> {
    let operator = Actor {
        member: member.clone(),
        user: "operator".to_owned(),
        roles: BTreeSet::from([UserRole::Administrator]),
        purpose: None,
        case: None,
    };
    let roles = BTreeSet::from([UserRole::Submitter, UserRole::Releaser]);
    Ok(node.service.grant(operator, member.clone(), "bench".to_owned(), roles).await?)
}

/// Several rounds of one way to submit.
struct Measured {
    rates: Rounds,
    samples: Vec<std::time::Duration>,
    count: u64,
    complete: Complete,
    rows: std::collections::BTreeMap<String, f64>,
}

impl Measured {
    fn row(self, name: &'static str, what: String) -> Row {
        let Self { rates, samples: all, count, complete, rows } = self;
        let milliseconds = Row::latency(name, "", Samples { rounds: rates.clone(), all, count }).milliseconds;
        let row = Row::rate(name, what, count, rates).durable(FULL).complete(complete).costs(rows);
        Row { milliseconds, ..row }
    }
}

/// The receiver is down, so that each record waits in its outbox: one row for each receiver.
async fn rows(
    ground: &Ground,
    way: &dyn Fn() -> anyhow::Result<Way>,
    receivers: &[MemberId],
    bounds: &Bounds,
    clients: u32,
) -> anyhow::Result<Measured> {
    let Bounds { count, seconds, rounds, .. } = *bounds;
    submit(ground, way()?, receivers, (count / 10).clamp(1, 500), seconds, clients).await?;
    let mut books = Books::open(&ground.dir_of(SENDER)).await?;
    let (before, waiting) = (books.rows().await?, books.progress().await?.waiting);
    let own = books.own(&ground.actor.member).await?;
    let (mut values, mut samples, mut done) = (Vec::new(), Vec::new(), 0);
    let mut counted = 0;
    let quiet = Ticks::now();
    for _ in 0..rounds {
        let Done { count, took, each } = submit(ground, way()?, receivers, count, seconds, clients).await?;
        values.push(per_second(count, took));
        samples.extend(each);
        counted = count;
        done += count;
    }
    let others = quiet.and_then(Ticks::others_since);
    let after = books.rows().await?;
    let stored = books.own(&ground.actor.member).await? - own;
    let waiting = books.progress().await?.waiting - waiting;
    // Every acknowledged submission is a record of the origin's own, and waits for each of its receivers.
    let entitled = done * (1 + receivers.len() as u64);
    let arrived = stored.min(done) + waiting.min(done * receivers.len() as u64);
    let complete = Complete::new(entitled, arrived, stored + waiting - arrived);
    let rows = per_signal(&before, &after, done);
    Ok(Measured { rates: Rounds { values, others }, samples, count: counted, complete, rows })
}
