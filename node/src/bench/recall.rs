//! From a recall to the receipt that says that it is destroyed: many at once, on two nodes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Actor;
use sluis_schemas::vocabulary::RecallGround;
use tokio::task::JoinSet;

use super::books::Books;
use super::crowd::{Way, submit};
use super::ground::{Ground, PATIENCE, RECEIVER, SENDER, linked, stop, within};
use super::measure::{Latency, Rounds, Ticks, median, per_second};
use super::report::{Complete, Row, Samples};
use super::submit::IN_FLIGHT;
use super::{Bounds, tell};
use crate::clock;
use crate::service::Service;

/// What durable means for what is destroyed.
const DESTROYED: &str = "SQLite, WAL, synchronous=FULL on both nodes: data keys overwritten and both logs cut down to \
                         nothing before the receipt is signed";

/// What the rounds took.
#[derive(Default)]
struct Taken {
    answered: Vec<f64>,
    settled: Vec<f64>,
    /// From each recall to its receipt, by round.
    each: Vec<Vec<Duration>>,
    recalled: u64,
}

/// All rows of `bench recall`.
pub(super) async fn run(dir: &Path, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    let ground = Ground::make(dir)?;
    let (sender, receiver) = (ground.start(SENDER).await?, ground.start(RECEIVER).await?);
    linked(&sender, &receiver).await?;
    let mut from = Books::open(&ground.dir_of(SENDER)).await?;
    let mut taken = Taken::default();
    let quiet = Ticks::now();
    for round in 0..bounds.rounds {
        tell(&format!("delivering what is recalled, round {}", round + 1));
        one_round(&ground, &sender.service, &mut from, bounds.count, &mut taken).await?;
    }
    let others = quiet.and_then(Ticks::others_since);
    drop(from);
    stop(sender).await?;
    stop(receiver).await?;
    let complete = recount(&ground, taken.recalled).await?;
    Ok(taken.rows(others).into_iter().map(|row| row.durable(DESTROYED).complete(complete)).collect())
}

/// Delivers signals, then recalls them all.
async fn one_round(
    ground: &Ground,
    service: &Service,
    from: &mut Books,
    count: u64,
    taken: &mut Taken,
) -> anyhow::Result<()> {
    let one = ground.receivers(1)?;
    let way = Way::Service(service.clone(), ground.actor.clone());
    let done = submit(ground, way, &one, count, PATIENCE.as_secs_f64(), IN_FLIGHT).await?;
    from.until_settled(taken.recalled + done.count).await?;
    let live = from.live(&ground.actor.member).await?;
    tell("recalling them all");
    let began = Instant::now();
    let asked = recall_all(service, &ground.actor, live).await?;
    taken.answered.push(began.elapsed().as_secs_f64());
    taken.recalled += done.count;
    from.until_erased(taken.recalled).await?;
    taken.settled.push(began.elapsed().as_secs_f64());
    let erased = from.erased().await?;
    let took = |(id, asked): (&RecordId, &u64)| Some(Duration::from_millis(erased.get(id)?.saturating_sub(*asked)));
    taken.each.push(asked.iter().filter_map(took).collect());
    Ok(())
}

/// Recalls everything, as many at once as submissions are; when each was asked for, in milliseconds.
async fn recall_all(
    service: &Service,
    actor: &Actor,
    signals: Vec<RecordId>,
) -> anyhow::Result<BTreeMap<RecordId, u64>> {
    let (signals, next) = (Arc::new(signals), Arc::new(AtomicUsize::new(0)));
    let mut tasks = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let (service, actor, signals, next) = (service.clone(), actor.clone(), signals.clone(), next.clone());
        tasks.spawn(async move {
            let mut asked = Vec::new();
            while let Some(signal) = signals.get(next.fetch_add(1, Ordering::Relaxed)) {
                let at = clock::now().as_millis();
                service.recall(&actor, *signal, RecallGround::Error).await?;
                asked.push((*signal, at));
            }
            anyhow::Ok(asked)
        });
    }
    let mut all = BTreeMap::new();
    within("every recall is answered", async {
        while let Some(asked) = tasks.join_next().await {
            all.extend(asked??);
        }
        anyhow::Ok(())
    })
    .await??;
    Ok(all)
}

impl Taken {
    fn rows(self, others: Option<f64>) -> Vec<Row> {
        let Self { answered, settled, each, .. } = self;
        let counts: Vec<f64> = each.iter().map(|round| round.len() as f64).collect();
        let count = median(&counts) as u64;
        let rates = each
            .iter()
            .zip(&settled)
            .map(|(round, seconds)| per_second(round.len() as u64, Duration::from_secs_f64(*seconds)));
        let rates = Rounds { values: rates.collect(), others };
        let medians = each.iter().filter_map(|round| Latency::of(round.clone())).map(|latency| latency.p50).collect();
        let all = each.concat();
        let what =
            format!("recalled one by one, {IN_FLIGHT} in flight, until each is durable at the origin and answered");
        let answered = Row::time("recall, until answered", what, count, Rounds { values: answered, others });
        let what = "the same, until the receipt of the last one's destruction is durable at the origin";
        let settled = Row::time("recall, to every receipt", what, count, Rounds { values: settled, others });
        let rate = Row::rate("recall, signals", "the same as a rate", count, rates);
        let what = "each of these, from the call to the receipt of its destruction durable at the origin";
        let samples = Samples { rounds: Rounds { values: medians, others }, all, count };
        vec![answered, settled, rate, Row::latency("recall → receipt durable", what, samples)]
    }
}

/// What both databases say when nothing runs any more: destroyed there and here, with a receipt; surplus is what is
/// left of any of them, content or key.
async fn recount(ground: &Ground, recalled: u64) -> anyhow::Result<Complete> {
    let (mut from, mut to) = (Books::open(&ground.dir_of(SENDER)).await?, Books::open(&ground.dir_of(RECEIVER)).await?);
    let receipts = from.erased().await?.len() as u64;
    let (here, there) = (from.remains().await?, to.remains().await?);
    let gone = here.destroyed.min(there.destroyed).min(receipts);
    Ok(Complete::new(recalled, gone, here.left + there.left))
}
