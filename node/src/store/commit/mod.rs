//! Making a batch durable: data keys first, then everything else in one transaction.

mod batch;
mod consents;
mod content;
mod destruction;
mod disputes;
mod endings;
mod feeds;
mod figures;
mod follow_ups;
mod gaps;
mod ledger;
mod matches;
mod pruned;
mod reaffirmed;
mod recovery;
mod relays;
mod requests;
mod witnesses;

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::WriteBatch;
use sluis_protocol::envelope::RecordId;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, QueryBuilder, Sqlite, SqliteConnection};

use super::datakeys::{DataKeys, Provided};
use super::error::{DATA, KEYS, StoreError};
use super::open::renew;
use super::rows::Row;
use super::statement::{ROWS, push_ids};
use super::vault::{Item, Vault};
use crate::kill_point::kill_point;
use batch::Batch;
use feeds::Feeds;

/// The one writer of a store.
pub(super) struct Writer {
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    keys: DataKeys,
    vault: std::sync::Arc<Vault>,
    /// What it knows of the last commit; none after a failure, until it is read again.
    known: Option<Known>,
    /// Whether what was destroyed may still stand in a write-ahead log: nobody knows at the start.
    is_held_back: bool,
}

/// What need not be read at each commit.
struct Known {
    batch: i64,
    next_record: i64,
    next_waiting: i64,
    feeds: Feeds,
}

/// What the statements of one commit share.
struct Context<'a> {
    connection: &'a mut SqliteConnection,
    vault: &'a Vault,
    keys: &'a Provided,
    known: &'a mut Known,
    /// Numbers of the records that the batch names.
    numbers: BTreeMap<RecordId, i64>,
    /// Those of them whose content is destroyed.
    blank: BTreeSet<RecordId>,
    /// Keys, each of one holder, that go once the commit is durable.
    doomed: Vec<(Item, String)>,
}

impl Writer {
    pub(super) const fn new(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        keys: DataKeys,
        vault: std::sync::Arc<Vault>,
    ) -> Self {
        Self { connection, options, keys, vault, known: None, is_held_back: true }
    }

    /// Reads where the last commit left off and sweeps what a commit that failed left behind.
    pub(super) async fn recover(&mut self) -> Result<(), StoreError> {
        let read = read_known(&mut self.connection).await;
        let known = read.map_err(|e| e.in_file(DATA))?;
        self.keys.sweep(known.batch).await.map_err(|e| e.in_file(KEYS))?;
        self.destroy_doomed().await?;
        self.known = Some(known);
        Ok(())
    }

    pub(super) async fn commit(&mut self, writes: WriteBatch) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        self.connect_anew_if_needed().await?;
        // Taken out: if anything below fails or is dropped half-way, the next commit starts by recovering.
        let Some(mut known) = self.known.take() else { return Ok(()) };
        known.batch += 1;
        let batch = Batch::from(writes);
        let keys = self.keys.provide(batch.wanted_keys(), known.batch).await.map_err(|e| e.in_file(KEYS))?;
        let written = write(&mut self.connection, &self.vault, &keys, &mut known, &batch).await;
        if written.map_err(|e| e.in_file(DATA))? {
            kill_point("before-keys-go");
            self.destroy_doomed().await?;
        }
        self.known = Some(known);
        Ok(())
    }

    /// After a commit that failed.
    async fn connect_anew_if_needed(&mut self) -> Result<(), StoreError> {
        if self.known.is_none() {
            renew(&mut self.connection, &self.options).await.map_err(|e| StoreError::of(DATA, e))?;
            self.keys.renew().await.map_err(|e| StoreError::of(KEYS, e))?;
            self.recover().await?;
        }
        Ok(())
    }

    /// Writes what stands there already, and waits until it is on the disk.
    pub(super) async fn probe(&mut self) -> Result<(), StoreError> {
        self.connect_anew_if_needed().await?;
        let written = sqlx::query("UPDATE head SET batch = batch").execute(&mut self.connection).await;
        written.map(drop).map_err(|e| StoreError::of(DATA, e))
    }

    pub(super) const fn is_held_back(&self) -> bool {
        self.is_held_back
    }

    /// For what is written outside of batches.
    pub(super) const fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// For what is written outside of batches.
    pub(super) const fn keys(&mut self) -> &mut DataKeys {
        &mut self.keys
    }

    /// Folds the write-ahead logs into their files.
    pub(super) async fn close(self) -> Result<(), StoreError> {
        self.connection.close().await.map_err(|e| StoreError::of(DATA, e))?;
        self.keys.close().await
    }
}

async fn read_known(connection: &mut SqliteConnection) -> Result<Known, StoreError> {
    let numbers = "SELECT batch, (SELECT coalesce(max(number), 0) FROM record), \
                   (SELECT coalesce(max(seq), 0) FROM outbox) FROM head";
    let (batch, record, waiting): (i64, i64, i64) = sqlx::query_as(numbers).fetch_one(&mut *connection).await?;
    let feeds = Feeds::read(connection).await?;
    Ok(Known { batch, next_record: record + 1, next_waiting: waiting + 1, feeds })
}

/// Says whether keys are to go now.
async fn write(
    connection: &mut SqliteConnection,
    vault: &Vault,
    keys: &Provided,
    known: &mut Known,
    batch: &Batch,
) -> Result<bool, StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let (numbers, blank) = numbers_of(&mut transaction, &batch.named_records()).await?;
    let doomed = Vec::new();
    let mut context = Context { connection: &mut transaction, vault, keys, known, numbers, blank, doomed };
    context.content(batch).await?;
    context.feeds(batch).await?;
    context.recovery(&batch.recovery).await?;
    context.requests(batch).await?;
    context.endings(&batch.endings).await?;
    context.never_there(&batch.recovery).await?;
    context.reaffirmed(&batch.reaffirmed).await?;
    context.relays(&batch.relays).await?;
    context.gaps(&batch.gaps).await?;
    context.figures(&batch.figures).await?;
    context.follow_ups(&batch.follow_ups).await?;
    context.disputes(&batch.disputes).await?;
    context.consents(&batch.consents).await?;
    context.matches(&batch.matches).await?;
    context.pruned(&batch.pruned).await?;
    context.ledger(batch).await?;
    context.doom().await?;
    let dooms = !context.doomed.is_empty();
    transaction.commit().await?;
    Ok(dooms)
}

/// The numbers of those records that are stored already, and which of them are destroyed.
async fn numbers_of(
    connection: &mut SqliteConnection,
    ids: &[RecordId],
) -> Result<(BTreeMap<RecordId, i64>, BTreeSet<RecordId>), StoreError> {
    let (mut numbers, mut blank) = (BTreeMap::new(), BTreeSet::new());
    for chunk in ids.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT number, id, sealed = x'' FROM record WHERE id IN");
        push_ids(&mut query, chunk);
        let rows: Vec<(i64, Vec<u8>, bool)> = query.build_query_as().fetch_all(&mut *connection).await?;
        for (number, id, is_blank) in rows {
            let id = RecordId(Row { table: "record", id: &number }.digest("id", &id)?);
            numbers.insert(id, number);
            if is_blank {
                blank.insert(id);
            }
        }
    }
    Ok((numbers, blank))
}

impl Context<'_> {
    fn number_of(&self, record: RecordId) -> Result<i64, StoreError> {
        self.numbers.get(&record).copied().ok_or(StoreError::UnknownRecord { record })
    }
}
