//! Single parts of the work, each alone.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use sluis_protocol::cbor;
use sluis_protocol::core::{Proposed, view};
use sluis_protocol::crypto::{Crypto, Signer};
use sluis_protocol::gates::facts::{RecordFacts, Surroundings};
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::gates::{AcceptFacts, DecisionTable, Facts, MemberView};
use sluis_protocol::records::Signal;
use sluis_protocol::register::{Directory, Verified};
use sluis_schemas::content::Submission;
use sluis_schemas::{Date, MemberId};
use sqlx::{Connection, SqliteConnection};

use super::ground::{Ground, SENDER};
use super::measure::{Rounds, Ticks, median, rate};
use super::report::{Row, Samples};
use super::{Bounds, FULL};
use crate::clock;
use crate::crypto::{Ed25519Signer, RingCrypto};
use crate::keys::KeyRing;
use crate::policy::JudgeFactory;
use crate::register_file::{self, read_register};
use crate::service;
use crate::store::open::{CACHE_KIB, durable};
use crate::store::statement::insert;

/// What the processor parts work on.
struct Sample {
    directory: Directory,
    signer: Ed25519Signer,
    submission: Submission,
    body: Arc<[u8]>,
    record: Verified<Signal>,
    origin: MemberId,
    receiver: MemberId,
}

impl Sample {
    fn of(ground: &Ground) -> anyhow::Result<Self> {
        let dir = ground.dir_of(SENDER);
        let directory = read_register(&dir.join(register_file::FILE))?;
        let keys = KeyRing::load(&dir)?;
        let receivers = ground.receivers(1)?;
        let body = ground.submission("bench-sample", &receivers);
        let submission = Submission::parse(&body).map_err(|_| anyhow::anyhow!("the sample does not parse"))?;
        let origin = ground.actor.member.clone();
        let mut judge = JudgeFactory::default().make()?;
        let proposed = Proposed { origin: &origin, submission: &submission, request: None, corrects: None };
        let (_, table) = judge.preview(&RingCrypto, &directory, clock::now(), proposed, Reasons::Kept)?;
        let signing = service::Signing { table, request: None, corrects: None };
        let record = service::sign(&directory, &keys, &origin, submission.clone(), signing)?.record;
        let signer = Ed25519Signer::try_from(&keys.member(&origin).context("the origin's key")?.newest().seed)?;
        let receiver = receivers.into_iter().next().context("a receiver")?;
        Ok(Self { directory, signer, submission, body, record, origin, receiver })
    }

    fn view(&self, id: &MemberId) -> anyhow::Result<MemberView<'_>> {
        view(self.directory.head(), id).context("a member of the register")
    }

    /// The facts that a disclosure to the receiver is decided on.
    fn facts(&self) -> anyhow::Result<Facts> {
        let Submission { content, distribution } = &self.submission;
        let agreements: Vec<_> = self.directory.head().agreements.iter().cloned().collect();
        let (origin, today) = (self.view(&self.origin)?, Date::of(clock::now()));
        let (agreements, requests, consents) = (agreements.as_slice(), [].as_slice(), [].as_slice());
        let around =
            Surroundings { content, distribution, origin, holder: None, agreements, requests, consents, today };
        Ok(around.facts(&Arc::new(RecordFacts::of(content, today)), self.view(&self.receiver)?))
    }
}

/// The gates alone.
pub(super) fn policy(ground: &Ground, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    judging(&Sample::of(ground)?, bounds)
}

/// All single parts.
pub(super) async fn run(ground: &Ground, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    let sample = Sample::of(ground)?;
    let mut rows = processor(&sample, bounds)?;
    rows.extend(judging(&sample, bounds)?);
    rows.push(sync(&ground.dir_of(SENDER), bounds)?);
    for (name, batch) in [("SQLite rows, commits of 1", 1), ("SQLite rows, of 32", 32), ("SQLite rows, of 256", 256)] {
        rows.push(sqlite(&ground.dir_of(SENDER), bounds, name, batch).await?);
    }
    Ok(rows)
}

fn processor(sample: &Sample, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    let bytes: &[u8] = sample.record.bytes();
    let signature = sample.signer.sign(bytes);
    let key = sample.signer.public_key();
    let signal = sample.record.record();
    let encoded = cbor::encode(signal)?;
    let now = clock::now();
    let size = bytes.len();
    let part = |name, what: String, work: &mut dyn FnMut()| part(bounds, name, what, work);
    Ok(vec![
        part("Ed25519 sign", format!("{size} bytes, one core"), &mut || {
            std::hint::black_box(sample.signer.sign(bytes));
        }),
        part("Ed25519 verify", format!("{size} bytes, one core"), &mut || {
            std::hint::black_box(RingCrypto.verify(&key, bytes, &signature));
        }),
        all_cores(bounds, size, &|| RingCrypto.verify(&key, bytes, &signature)),
        part("record verified", format!("envelope, key, signature, canonical form of {size} bytes"), &mut || {
            std::hint::black_box(sample.directory.verify::<Signal>(&RingCrypto, bytes, now).is_ok());
        }),
        part("CBOR encode", format!("a signal of {} bytes", encoded.len()), &mut || {
            std::hint::black_box(cbor::encode(signal).is_ok());
        }),
        part("CBOR decode", "the same, and encoded again to see that it is canonical".to_owned(), &mut || {
            std::hint::black_box(cbor::decode::<Signal>(&encoded).is_ok());
        }),
        part("submission parsed", format!("{} bytes of JSON, every field checked", sample.body.len()), &mut || {
            std::hint::black_box(Submission::parse(&sample.body).is_ok());
        }),
    ])
}

/// What the gates cost, one core each.
fn judging(sample: &Sample, bounds: &Bounds) -> anyhow::Result<Vec<Row>> {
    let facts = sample.facts()?;
    let mut judge = JudgeFactory::default().make()?;
    let engine = JudgeFactory::default().make()?;
    let mut table = DecisionTable::default();
    let content = &sample.record.record().content;
    let accept = AcceptFacts::of(content, sample.view(&sample.receiver)?, Date::of(clock::now()));
    let now = clock::now();
    let members = sample.directory.head().members.len();
    let part = |name, what: String, work: &mut dyn FnMut()| part(bounds, name, what, work);
    let mut rows = vec![
        part("decision from the table", "one receiver, facts at hand".to_owned(), &mut || {
            std::hint::black_box(table.decide(engine.engine(), &facts));
        }),
        part("decision fresh", "one receiver, every policy asked".to_owned(), &mut || {
            std::hint::black_box(engine.engine().judge_disclosure(&facts));
        }),
        part("acceptance", "by the receiver's law, always fresh".to_owned(), &mut || {
            std::hint::black_box(engine.engine().judge_acceptance(&accept));
        }),
    ];
    let proposed = Proposed { origin: &sample.origin, submission: &sample.submission, request: None, corrects: None };
    for (name, what, reasons) in [
        ("outcome table", "its hash", Reasons::Kept),
        ("outcome table, told", "its hash and what readers are told", Reasons::Told),
    ] {
        rows.push(part(name, format!("{members} members from the table, with {what}"), &mut || {
            let table = judge.preview(&RingCrypto, &sample.directory, now, proposed, reasons);
            std::hint::black_box(table.is_ok());
        }));
    }
    Ok(rows)
}

fn part(bounds: &Bounds, name: &'static str, what: String, work: &mut dyn FnMut()) -> Row {
    let seconds = bounds.part_seconds();
    rate(seconds / 4.0, 1, &mut *work);
    let quiet = Ticks::now();
    let values: Vec<f64> = (0..bounds.rounds).map(|_| rate(seconds, 1, &mut *work)).collect();
    let others = quiet.and_then(Ticks::others_since);
    let count = (median(&values) * seconds) as u64;
    Row::rate(name, what, count, Rounds { values, others })
}

fn all_cores(bounds: &Bounds, size: usize, work: &(dyn Fn() -> bool + Sync)) -> Row {
    let seconds = bounds.part_seconds();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let quiet = Ticks::now();
    let round = |_| {
        std::thread::scope(|scope| {
            let one = || {
                rate(seconds, 1, || {
                    std::hint::black_box(work());
                })
            };
            let threads: Vec<_> = (0..cores).map(|_| scope.spawn(one)).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).sum()
        })
    };
    let values: Vec<f64> = (0..bounds.rounds).map(round).collect();
    let others = quiet.and_then(Ticks::others_since);
    let count = (median(&values) * seconds) as u64;
    Row::rate("Ed25519 verify, all cores", format!("{size} bytes, {cores} cores"), count, Rounds { values, others })
}

/// Appends of 1 KB, each on the disk before the next.
fn sync(dir: &Path, bounds: &Bounds) -> anyhow::Result<Row> {
    let path = dir.join("sync.bench");
    let mut file = File::create(&path)?;
    let mut all = Vec::new();
    let quiet = Ticks::now();
    let mut values = Vec::new();
    for _ in 0..bounds.rounds {
        let end = Instant::now() + Duration::from_secs_f64(bounds.part_seconds());
        let mut round = Vec::new();
        while Instant::now() < end {
            let began = Instant::now();
            file.write_all(&[7; 1024])?;
            file.sync_data()?;
            round.push(began.elapsed());
        }
        let seconds: Vec<f64> = round.iter().map(Duration::as_secs_f64).collect();
        values.push(median(&seconds) * 1e3);
        all.extend(round);
    }
    std::fs::remove_file(&path)?;
    let rounds = Rounds { values, others: quiet.and_then(Ticks::others_since) };
    let count = all.len() as u64 / u64::from(bounds.rounds.max(1));
    Ok(Row::latency("fdatasync of 1 KB", "append and fdatasync, one at a time", Samples { rounds, all, count })
        .durable("fdatasync returned"))
}

/// Rows of 1 KB under random keys, into a file opened as the store opens its own.
async fn sqlite(dir: &Path, bounds: &Bounds, name: &'static str, batch: usize) -> anyhow::Result<Row> {
    let path = dir.join(format!("rows-{batch}.bench"));
    let mut connection = SqliteConnection::connect_with(&durable(&path, CACHE_KIB).create_if_missing(true)).await?;
    sqlx::query("CREATE TABLE row (id BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT").execute(&mut connection).await?;
    let body = vec![7_u8; 1024];
    let quiet = Ticks::now();
    let mut values = Vec::new();
    let mut counted = 0;
    for _ in 0..bounds.rounds {
        let (began, mut done) = (Instant::now(), 0_u64);
        while began.elapsed().as_secs_f64() < bounds.part_seconds() {
            let keys = (0..batch).map(|_| crate::crypto::random()).collect::<Option<Vec<_>>>();
            let keys = keys.context("the system gives no random numbers")?;
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
            insert(&mut transaction, "INSERT INTO row (id, body) ", &keys, "", |tuple, key| {
                tuple.push_bind(key.to_vec()).push_bind(body.clone());
            })
            .await?;
            transaction.commit().await?;
            done += batch as u64;
        }
        values.push(super::measure::per_second(done, began.elapsed()));
        counted = done;
    }
    let others = quiet.and_then(Ticks::others_since);
    connection.close().await?;
    for suffix in ["", "-wal", "-shm"] {
        // Its companions are gone already where the close folded them in.
        let _ = std::fs::remove_file(dir.join(format!("rows-{batch}.bench{suffix}")));
    }
    let what = format!("1 KB under a random key of 32 bytes, {batch} a commit");
    Ok(Row::rate(name, what, counted, Rounds { values, others }).durable(FULL))
}
