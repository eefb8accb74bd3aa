//! From one node to another: one at a time, in a burst, and after an absence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use sluis_protocol::journal::Actor;
use sluis_schemas::{MemberId, NodeId};
use tokio::sync::watch;

use super::books::{Books, per_signal};
use super::crowd::{Way, submit};
use super::ground::{Ground, RECEIVER, SENDER, linked, stop, within};
use super::measure::{Latency, Rounds, Ticks, median, per_second};
use super::report::{Row, Samples};
use super::submit::IN_FLIGHT;
use super::{Bounds, ceiling, tell};
use crate::node::Node;

/// What durable means where two nodes are involved.
const BOTH: &str =
    "SQLite, WAL, synchronous=FULL on both nodes: fsync of each node's two files for each group of commits";
/// Signals one at a time in a round: enough for a 99th percentile.
const SINGLES: u64 = 500;
/// Signals whose rows are counted one at a time.
const FEW: u64 = 20;

/// All rows of `bench deliver`.
pub(super) async fn run(dir: &Path, bounds: &Bounds, missed: u64) -> anyhow::Result<Vec<Row>> {
    let ground = Ground::make(dir)?;
    tell("the ceiling");
    let ceiling = ceiling::submissions(&ground, bounds, false).await?;
    let most = median(&ceiling.rounds);
    let mut pair = Pair::start(&ground).await?;
    tell("one at a time");
    let mut rows = pair.singles(bounds).await?;
    tell("rows of a signal to one and to ten members");
    rows.push(pair.cost("rows, to one member", 1).await?);
    rows.push(pair.cost("rows, to ten members", 10).await?);
    tell("a burst");
    rows.extend(pair.bursts(bounds).await?.into_iter().map(|row| row.against(most)));
    tell("catching up after an absence");
    rows.extend(pair.catch_up(bounds, missed).await?.into_iter().map(|row| row.against(most)));
    let complete = pair.end().await?;
    let mut rows: Vec<Row> = rows.into_iter().map(|row| row.durable(BOTH).complete(complete)).collect();
    rows.insert(0, ceiling);
    Ok(rows)
}

/// Two running nodes.
struct Pair<'g> {
    ground: &'g Ground,
    sender: Node,
    /// None while it is down.
    receiver: Option<Node>,
    from: Books,
    to: Books,
    /// Records that each member is entitled to.
    entitled: BTreeMap<MemberId, u64>,
}

/// How long one signal took.
struct Single {
    drafted: Duration,
    released: Duration,
    durable: Duration,
    receipt: Duration,
}

impl<'g> Pair<'g> {
    async fn start(ground: &'g Ground) -> anyhow::Result<Self> {
        let (sender, receiver) = (ground.start(SENDER).await?, ground.start(RECEIVER).await?);
        linked(&sender, &receiver).await?;
        let mut from = Books::open(&ground.dir_of(SENDER)).await?;
        let to = Books::open(&ground.dir_of(RECEIVER)).await?;
        // What the ceiling's rounds left in the outbox goes to one member.
        let own = from.own(&ground.actor.member).await?;
        let entitled: BTreeMap<MemberId, u64> = ground.receivers(1)?.into_iter().map(|m| (m, own)).collect();
        from.until_settled(own).await?;
        Ok(Self { ground, sender, receiver: Some(receiver), from, to, entitled })
    }

    fn entries(&self) -> u64 {
        self.entitled.values().sum()
    }

    fn entitle(&mut self, receivers: &[MemberId], signals: u64) {
        for member in receivers {
            *self.entitled.entry(member.clone()).or_default() += signals;
        }
    }

    fn way(&self) -> Way {
        Way::Service(self.sender.service.clone(), self.ground.actor.clone())
    }

    /// One signal, from its draft until its receipt is durable. Nothing else happens meanwhile, so that each commit is
    /// known by its number: two at the sender, one at the receiver, and the receipt's at the sender.
    async fn single(&mut self, reference: &str, receivers: &[MemberId]) -> anyhow::Result<Single> {
        let body = self.ground.submission(reference, receivers);
        let (service, actor): (_, &Actor) = (&self.sender.service, &self.ground.actor);
        let mut here = self.sender.service.core().commits();
        let mut there = self.receiver.as_ref().context("the receiver runs")?.service.core().commits();
        let (before_here, before_there) = (*here.borrow(), *there.borrow());
        let durable = tokio::spawn(async move { reached(&mut there, before_there + 1).await });
        let receipt = tokio::spawn(async move { reached(&mut here, before_here + 3).await });
        let began = Instant::now();
        let draft = service.draft(actor, &body, Some(reference)).await?;
        let drafted = Instant::now();
        service.release(actor, &draft.id, draft.preview.hash).await?;
        let released = drafted.elapsed();
        let (durable, receipt) = within("one signal arrives", async { (durable.await, receipt.await) }).await?;
        self.entitle(receivers, 1);
        Ok(Single {
            drafted: drafted - began,
            released,
            durable: durable?.saturating_duration_since(drafted),
            receipt: receipt?.saturating_duration_since(drafted),
        })
    }

    async fn singles(&mut self, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
        let one = self.ground.receivers(1)?;
        let count = bounds.count.min(SINGLES);
        let run = uuid::Uuid::now_v7();
        for number in 0..count.min(50) {
            self.single(&format!("warm-{run}-{number}"), &one).await?;
        }
        let mut rounds: Vec<Vec<Single>> = Vec::new();
        let quiet = Ticks::now();
        for round in 0..bounds.rounds {
            let end = super::ground::deadline(bounds.seconds);
            let mut singles = Vec::new();
            for number in 0..count {
                singles.push(self.single(&format!("single-{run}-{round}-{number}"), &one).await?);
                if Instant::now() > end {
                    break;
                }
            }
            rounds.push(singles);
        }
        let others = quiet.and_then(Ticks::others_since);
        // Whatever the numbers of commits said, the databases must say it too.
        self.to.until_received(self.entries()).await?;
        self.from.until_settled(self.entries()).await?;
        let row = |name, what: &str, of: fn(&Single) -> Duration| {
            let samples = |round: &Vec<Single>| round.iter().map(of).collect::<Vec<_>>();
            let medians = rounds.iter().filter_map(|round| Latency::of(samples(round))).map(|l| l.p50).collect();
            let all: Vec<Duration> = rounds.iter().flat_map(samples).collect();
            let count = all.len() as u64 / u64::from(bounds.rounds.max(1));
            Row::latency(name, what, Samples { rounds: Rounds { values: medians, others }, all, count })
        };
        Ok(vec![
            row("draft", "from its JSON until it is durable and judged, one at a time", |s| s.drafted),
            row("release", "until it is durable at the origin and answered", |s| s.released),
            row("release → durable at the other", "until the receiver's commit returned", |s| s.durable),
            row("release → receipt durable", "until the origin's commit of the receipt returned", |s| s.receipt),
            row("draft → durable at the other", "draft and release, until the receiver's commit returned", |s| {
                s.drafted + s.durable
            }),
        ])
    }

    /// Counts the rows of a few signals, each alone.
    async fn cost(&mut self, name: &'static str, members: usize) -> anyhow::Result<Row> {
        let receivers = self.ground.receivers(members)?;
        let run = uuid::Uuid::now_v7();
        // The first to a member also makes its feed.
        self.alone(&format!("first-{run}"), &receivers).await?;
        let before = self.rows().await?;
        let began = Instant::now();
        for number in 0..FEW {
            self.alone(&format!("cost-{run}-{number}"), &receivers).await?;
        }
        let took = began.elapsed();
        let rows = per_signal(&before, &self.rows().await?, FEW);
        let what = format!("one at a time, each settled before the next; rows on both nodes, {members} receiver(s)");
        let rounds = Rounds { values: vec![per_second(FEW, took)], others: None };
        Ok(Row::rate(name, what, FEW, rounds).costs(rows))
    }

    /// One signal that is settled before this returns, however many commits that takes.
    async fn alone(&mut self, reference: &str, receivers: &[MemberId]) -> anyhow::Result<()> {
        let body = self.ground.submission(reference, receivers);
        let (service, actor) = (&self.sender.service, &self.ground.actor);
        let draft = service.draft(actor, &body, Some(reference)).await?;
        service.release(actor, &draft.id, draft.preview.hash).await?;
        self.entitle(receivers, 1);
        self.from.until_settled(self.entries()).await
    }

    /// Rows of both nodes, by `node file/table`.
    async fn rows(&mut self) -> anyhow::Result<BTreeMap<String, u64>> {
        let mut rows = BTreeMap::new();
        for (end, books) in [("origin", &mut self.from), ("receiver", &mut self.to)] {
            rows.extend(books.rows().await?.into_iter().map(|(table, count)| (format!("{end} {table}"), count)));
        }
        Ok(rows)
    }

    async fn bursts(&mut self, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
        let one = self.ground.receivers(1)?;
        let (mut arrived, mut settled, mut counted, mut all) = (Vec::new(), Vec::new(), 0, 0);
        let before = self.rows().await?;
        let quiet = Ticks::now();
        for _ in 0..bounds.rounds {
            let began = Instant::now();
            let done = submit(self.ground, self.way(), &one, bounds.count, bounds.seconds, IN_FLIGHT).await?;
            self.entitle(&one, done.count);
            self.to.until_received(self.entries()).await?;
            arrived.push(per_second(done.count, began.elapsed()));
            self.from.until_settled(self.entries()).await?;
            settled.push(per_second(done.count, began.elapsed()));
            counted = done.count;
            all += done.count;
        }
        let others = quiet.and_then(Ticks::others_since);
        let rows = per_signal(&before, &self.rows().await?, all);
        let what = format!("drafted and released, {IN_FLIGHT} in flight, until durable at the receiver");
        let arrived = Row::rate("burst, to durable at the other", what, counted, Rounds { values: arrived, others });
        let what = "the same, until every receipt is durable at the origin";
        let settled = Row::rate("burst, to every receipt", what, counted, Rounds { values: settled, others });
        Ok(vec![arrived.costs(rows), settled])
    }

    /// The receiver is stopped, misses `missed`, and comes back.
    async fn catch_up(&mut self, bounds: &Bounds, missed: u64) -> anyhow::Result<Vec<Row>> {
        let one = self.ground.receivers(1)?;
        let (mut all, mut first) = (Vec::new(), Vec::new());
        let quiet = Ticks::now();
        // Each round costs as long as it takes to submit what is missed.
        for round in 0..bounds.rounds {
            if let Some(receiver) = self.receiver.take() {
                stop(receiver).await?;
            }
            let forever = super::ground::PATIENCE.as_secs_f64();
            let done = submit(self.ground, self.way(), &one, missed, forever, IN_FLIGHT).await?;
            self.entitle(&one, done.count);
            tell(&format!("catching up, round {}", round + 1));
            let core = self.sender.service.core().clone();
            let to: NodeId = RECEIVER.parse()?;
            let linked = tokio::spawn(async move {
                core.linked(&to).await;
                Instant::now()
            });
            let receiver = self.receiver.insert(self.ground.start(RECEIVER).await?);
            let mut there = receiver.service.core().commits();
            let (arrival, linked) =
                within("the first record arrives", async { (reached(&mut there, 1).await, linked.await) }).await?;
            let linked = linked?;
            self.from.until_settled(self.entries()).await?;
            all.push(linked.elapsed().as_secs_f64());
            first.push(arrival.saturating_duration_since(linked));
        }
        let others = quiet.and_then(Ticks::others_since);
        let rates = all.iter().map(|seconds| missed as f64 / seconds).collect();
        let what = "from the link that is ready until every receipt is durable at the origin";
        let caught_up = Row::time("catch-up", what, missed, Rounds { values: all, others });
        let rate = Row::rate("catch-up, records", "the same as a rate", missed, Rounds { values: rates, others });
        let rounds = Rounds { values: first.iter().map(|f| f.as_secs_f64() * 1e3).collect(), others };
        let what = "from the link that is ready until the receiver's first commit returned";
        let first = Row::latency("catch-up, first record", what, Samples { rounds, count: 1, all: first });
        Ok(vec![caught_up, rate, first])
    }

    /// Stops both and compares what they hold.
    async fn end(self) -> anyhow::Result<super::report::Complete> {
        let Self { ground, sender, receiver, mut from, to, entitled } = self;
        let own = from.own(&ground.actor.member).await?;
        let most = entitled.values().max().copied().unwrap_or(0);
        drop(to);
        stop(sender).await?;
        if let Some(receiver) = receiver {
            stop(receiver).await?;
        }
        anyhow::ensure!(own == most, "{own} records are the origin's own, of {most} that were acknowledged");
        let other: PathBuf = ground.dir_of(RECEIVER);
        from.compare(&other, &entitled).await
    }
}

/// Waits until so many commits are durable; says when it was.
async fn reached(commits: &mut watch::Receiver<u64>, number: u64) -> Instant {
    // An error means that the node is gone; whoever waits finds out by its bound.
    let _ = commits.wait_for(|commits| *commits >= number).await;
    Instant::now()
}
