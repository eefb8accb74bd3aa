//! What this machine can do at most with the node's own parts: the same parse, judge, sign, verify, journal and insert
//! with no HTTP, no network and no queue between tasks.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use sluis_schemas::MemberId;
use tokio::sync::mpsc;

use super::ground::{Ground, RECEIVER, SENDER, deadline};
use super::measure::{Rounds, Ticks, per_second};
use super::report::{Complete, Row};
use super::side::{BATCH, Prepared, Side, link, prepare, talk};
use super::{Bounds, FULL, books::Books, parts, tell};
use crate::policy::JudgeFactory;

/// Batches that may wait for the core while it commits one.
const AHEAD: usize = 2;

/// All rows of `bench ceiling`.
pub(super) async fn run(dir: &Path, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    tell("single parts");
    let ground = Ground::make(dir)?;
    let mut rows = parts::run(&ground, bounds).await?;
    tell("whole submissions, judged from the table");
    rows.push(submissions(&ground, bounds, false).await?);
    tell("whole submissions, every decision fresh");
    rows.push(submissions(&ground, bounds, true).await?);
    tell("both ends in turn");
    rows.extend(both_ends(&ground, bounds).await?);
    Ok(rows)
}

/// Submissions a second: workers prepare batches on all cores while one task commits them.
pub(super) async fn submissions(ground: &Ground, bounds: &Bounds, fresh: bool) -> anyhow::Result<Row> {
    let dir = ground.dir_of(SENDER);
    let mut side = Side::open(&dir, SENDER).await?;
    let receivers = ground.receivers(1)?;
    let own = Books::open(&dir).await?.own(&ground.actor.member).await?;
    let name = if fresh { "submissions, judged fresh" } else { "submissions" };
    // A round apart, to warm up.
    let warm = Bounds { count: bounds.count.min(2 * BATCH as u64), ..*bounds };
    let mut done = round(ground, &mut side, &receivers, &warm, fresh).await?.0;
    let quiet = Ticks::now();
    let mut values = Vec::new();
    let mut counted = 0;
    for _ in 0..bounds.rounds {
        let (count, rate) = round(ground, &mut side, &receivers, bounds, fresh).await?;
        values.push(rate);
        counted = count;
        done += count;
    }
    let others = quiet.and_then(Ticks::others_since);
    anyhow::ensure!(side.refused == 0, "{} submissions were refused", side.refused);
    side.close().await?;
    let stored = Books::open(&dir).await?.own(&ground.actor.member).await? - own;
    let what = format!(
        "parse, judge {}, sign, verify, journal, insert: draft and release in batches of {BATCH}",
        if fresh { "fresh" } else { "from the table" }
    );
    let row = Row::rate(name, what, counted, Rounds { values, others }).durable(FULL);
    Ok(row.complete(Complete::new(done, stored.min(done), stored.saturating_sub(done))))
}

/// One round; gives how many were submitted, and how many a second.
async fn round(
    ground: &Ground,
    side: &mut Side,
    receivers: &[MemberId],
    bounds: &Bounds,
    fresh: bool,
) -> anyhow::Result<(u64, f64)> {
    let (sender, mut batches) = mpsc::channel::<anyhow::Result<(u64, Prepared)>>(AHEAD);
    let work = Arc::new(Work {
        directory: side.directory(),
        keys: side.keys.clone(),
        actor: ground.actor.clone(),
        next: AtomicU64::new(0),
    });
    let bodies = Arc::new(bodies(ground, receivers, bounds.count));
    let end = deadline(bounds.seconds);
    let began = Instant::now();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for _ in 0..cores {
        let (work, bodies, sender) = (work.clone(), bodies.clone(), sender.clone());
        tokio::task::spawn_blocking(move || work.produce(&bodies, fresh, end, &sender));
    }
    drop(sender);
    let mut done = 0;
    while let Some(batch) = batches.recv().await {
        let (count, prepared) = batch?;
        side.submit(prepared).await?;
        done += count;
    }
    Ok((done, per_second(done, began.elapsed())))
}

/// Submissions as they would lie in a file, each with its idempotency key.
fn bodies(ground: &Ground, receivers: &[MemberId], count: u64) -> Vec<(String, Arc<[u8]>)> {
    let run = uuid::Uuid::now_v7();
    let body = |number: u64| {
        let reference = format!("bench-{run}-{number}");
        let body = ground.submission(&reference, receivers);
        (reference, body)
    };
    (0..count).map(body).collect()
}

struct Work {
    directory: Arc<sluis_protocol::register::Directory>,
    keys: Arc<crate::keys::KeyRing>,
    actor: sluis_protocol::journal::Actor,
    next: AtomicU64,
}

impl Work {
    fn produce(
        &self,
        bodies: &[(String, Arc<[u8]>)],
        fresh: bool,
        end: Instant,
        to: &mpsc::Sender<anyhow::Result<(u64, Prepared)>>,
    ) {
        let mut judge = match JudgeFactory::default().make() {
            Ok(judge) => judge,
            // Whoever waited for the answer is gone already, or will stop at it.
            Err(error) => return drop(to.blocking_send(Err(error.into()))),
        };
        while Instant::now() < end {
            let place = usize::try_from(self.next.fetch_add(1, Ordering::Relaxed)).unwrap_or(usize::MAX);
            let Some(bodies) = bodies.chunks(BATCH).nth(place) else { return };
            let prepared = prepare(&self.directory, &self.keys, &mut judge, &self.actor, bodies, fresh);
            if to.blocking_send(prepared.map(|prepared| (bodies.len() as u64, prepared))).is_err() {
                return;
            }
        }
    }
}

/// Sender and receiver in turn, in one task: what each could do alone, and both together on one core.
async fn both_ends(ground: &Ground, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    let (dir, other_dir) = (ground.dir_of(SENDER), ground.dir_of(RECEIVER));
    let (mut sender, mut receiver) = (Side::open(&dir, SENDER).await?, Side::open(&other_dir, RECEIVER).await?);
    let receivers = ground.receivers(1)?;
    // What earlier rows left waiting is let out first, and warms up.
    link(&mut sender, &mut receiver).await?;
    let (directory, keys) = (sender.directory(), sender.keys.clone());
    let mut judge = JudgeFactory::default().make()?;
    let quiet = Ticks::now();
    let (mut receiving, mut both) = (Vec::new(), Vec::new());
    let mut counted = 0;
    for _ in 0..bounds.rounds {
        let bodies = bodies(ground, &receivers, bounds.count);
        let end = deadline(bounds.seconds);
        (sender.busy, receiver.busy) = Default::default();
        let (began, mut done) = (Instant::now(), 0);
        for bodies in bodies.chunks(BATCH) {
            let prepared = prepare(&directory, &keys, &mut judge, &ground.actor, bodies, false)?;
            let effects = sender.submit(prepared).await?;
            talk(&mut sender, &mut receiver, effects).await?;
            done += bodies.len() as u64;
            if Instant::now() > end {
                break;
            }
        }
        both.push(per_second(done, began.elapsed()));
        receiving.push(per_second(done, receiver.busy));
        counted = done;
    }
    let others = quiet.and_then(Ticks::others_since);
    anyhow::ensure!(sender.refused + receiver.refused == 0, "some submissions were refused");
    sender.close().await?;
    receiver.close().await?;
    let mut books = Books::open(&dir).await?;
    let entitled = receivers.iter().cloned().zip([books.own(&ground.actor.member).await?]).collect();
    let complete = books.compare(&other_dir, &entitled).await?;
    let what = format!("check a push of {BATCH} (verify each), judge, journal, insert, sign a receipt");
    let one = Row::rate("arrivals", what, counted, Rounds { values: receiving, others });
    let what = "the same, submitted, let out, received and acknowledged, in one task";
    let both = Row::rate("both ends in turn", what, counted, Rounds { values: both, others });
    Ok(vec![one.durable(FULL).complete(complete), both.durable(FULL).complete(complete)])
}
