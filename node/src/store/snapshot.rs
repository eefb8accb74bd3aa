//! What the core starts from.

use std::collections::BTreeMap;

use sluis_protocol::cbor;
use sluis_protocol::core::{Direction, Snapshot};
use sluis_protocol::feeds::FeedState;
use sluis_protocol::journal::PolicyEpoch;
use sluis_protocol::records::FeedId;
use sluis_protocol::register::Directory;
use sluis_schemas::Timestamp;
use sqlx::{Connection, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{FeedRow, Row, StateRow, number};
use super::standing::standing;
use super::{absences, endings, tree};
use crate::crypto::RingCrypto;

/// Every feed by its number.
pub(super) type FeedNumbers = BTreeMap<i64, (Direction, FeedId)>;

impl Reader {
    /// Everything the core needs to go on.
    ///
    /// # Errors
    /// [`StoreError::NoRegister`] before a first register was installed; damage is named.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let feeds = feed_numbers(&mut moment).await?;
        let (head, log) = tree::head(&mut moment).await?;
        Ok(Snapshot {
            directory: directory(&mut moment).await?.ok_or(StoreError::NoRegister)?,
            outbox: outbox(&mut moment, &feeds).await?,
            feeds: states(&mut moment, &feeds).await?,
            journal: tree::frontier(&mut moment, head.seq.0).await?,
            log,
            witnessed: tree::witnessed(&mut moment).await?,
            cosigned: tree::cosigned(&mut moment).await?,
            last_time: last_time(&mut moment).await?,
            ends: endings::first_end(&mut moment).await?,
            unknown_recalled: endings::unknown_recalled(&mut moment).await?,
            absences: absences::all(&mut moment).await?,
            reviewed: reviewed(&mut moment).await?,
            standing: standing(&mut moment).await?,
        })
    }
}

async fn reviewed(connection: &mut SqliteConnection) -> Result<Option<PolicyEpoch>, StoreError> {
    let bytes: Option<Vec<u8>> = sqlx::query_scalar("SELECT reviewed FROM head").fetch_one(connection).await?;
    let at = Row { table: "head", id: &1 };
    Ok(bytes.map(|bytes| cbor::decode(&bytes).map_err(|_| at.bad("reviewed"))).transpose()?)
}

/// The register stored, verified from its genesis on.
pub(super) async fn directory(connection: &mut SqliteConnection) -> Result<Option<Directory>, StoreError> {
    let select = "SELECT bytes FROM register_version ORDER BY sequence";
    let versions: Vec<Vec<u8>> = sqlx::query_scalar(select).fetch_all(connection).await?;
    if versions.is_empty() {
        return Ok(None);
    }
    Ok(Some(Directory::open(&RingCrypto, &versions)?))
}

/// Stores a first register.
pub(super) async fn install(connection: &mut SqliteConnection, directory: &Directory) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let held = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM register_version)");
    if held.fetch_one(&mut *transaction).await? {
        return Err(StoreError::RegisterHeld);
    }
    for (sequence, bytes) in (0..).zip(directory.versions()) {
        let insert = sqlx::query("INSERT INTO register_version (sequence, bytes) VALUES (?, ?)");
        let insert = insert.bind(number("a sequence number", sequence)?).bind(bytes.to_vec());
        insert.execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

pub(super) async fn feed_numbers(connection: &mut SqliteConnection) -> Result<FeedNumbers, StoreError> {
    let select = "SELECT number, direction, discloser, receiver FROM feed";
    let rows: Vec<FeedRow> = sqlx::query_as(select).fetch_all(connection).await?;
    Ok(rows.iter().map(|row| Ok((row.number, row.try_into()?))).collect::<Result<_, super::RowError>>()?)
}

async fn states(
    connection: &mut SqliteConnection,
    feeds: &FeedNumbers,
) -> Result<BTreeMap<(Direction, FeedId), FeedState>, StoreError> {
    let rows: Vec<StateRow> = sqlx::query_as("SELECT * FROM feed_state").fetch_all(connection).await?;
    let mut states = BTreeMap::new();
    for row in &rows {
        states.insert(feed(feeds, "feed_state", row.feed)?, row.try_into()?);
    }
    Ok(states)
}

async fn outbox(connection: &mut SqliteConnection, feeds: &FeedNumbers) -> Result<BTreeMap<FeedId, u64>, StoreError> {
    let select = "SELECT feed, count(*) FROM outbox GROUP BY feed";
    let rows: Vec<(i64, i64)> = sqlx::query_as(select).fetch_all(connection).await?;
    let mut outbox = BTreeMap::new();
    for (number, count) in rows {
        let (_, feed) = feed(feeds, "outbox", number)?;
        outbox.insert(feed, Row { table: "outbox", id: &number }.number("feed", count)?);
    }
    Ok(outbox)
}

fn feed(feeds: &FeedNumbers, table: &'static str, number: i64) -> Result<(Direction, FeedId), StoreError> {
    Ok(feeds.get(&number).cloned().ok_or_else(|| Row { table, id: &number }.bad("feed"))?)
}

/// The time of the last commit.
async fn last_time(connection: &mut SqliteConnection) -> Result<Timestamp, StoreError> {
    let last_time = sqlx::query_scalar("SELECT last_time FROM head").fetch_one(connection).await?;
    Ok(Row { table: "head", id: &1 }.time("last_time", last_time)?)
}
