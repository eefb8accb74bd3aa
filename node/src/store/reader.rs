//! Reading what is stored, beside the writer.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{Closed, DraftBody, DraftId, Fact, HeldState, Private};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::MemberId;
use sqlx::pool::PoolConnection;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection, SqlitePool};

use super::error::{DATA, KEYS, StoreError};
use super::open::quick_check;
use super::rows::Row;
use super::seal;
use super::statement::{ROWS, push_ids};
use super::vault::{HolderKeys, Item, Vault};

/// Reads a store. Cheap to clone; each query sees every commit that came before it.
#[derive(Clone)]
pub struct Reader {
    pool: SqlitePool,
    pub(super) vault: Arc<Vault>,
}

/// A draft as its member wrote it.
#[derive(Debug, Clone)]
pub(super) struct StoredDraft {
    pub(super) body: Arc<DraftBody>,
    pub(super) released: Option<RecordId>,
    /// The signal that the same submission became before, and that was recalled.
    pub(super) recalled: Option<RecordId>,
}

#[derive(FromRow)]
struct RecordRow {
    id: Vec<u8>,
    sealed: Vec<u8>,
    state: i64,
    since: i64,
    reaffirmed: bool,
    #[sqlx(flatten)]
    closed: ClosedRow,
    wrapped: Option<Vec<u8>>,
}

/// Whether a member may read what it holds.
#[derive(FromRow)]
pub(super) struct ClosedRow {
    ending: Option<i64>,
    ended_at: Option<i64>,
    hold_at: Option<i64>,
    destroyed: bool,
}

impl ClosedRow {
    pub(super) const COLUMNS: &str = "h.ending, h.ended_at, h.hold_at, h.destroyed";

    /// Why it may not be read, if so.
    pub(super) fn why(&self, at: &Row<'_>) -> Result<Option<Closed>, StoreError> {
        Ok(match (self.ending, self.hold_at) {
            (Some(ending), _) => {
                let ended_at = self.ended_at.ok_or_else(|| at.bad("ended_at"))?;
                let (ending, time) = (at.code("ending", ending)?, at.time("ended_at", ended_at)?);
                Some(Closed::Ended { ending, at: time, destroyed: self.destroyed })
            }
            (None, Some(since)) => Some(Closed::Restricted { since: at.time("hold_at", since)? }),
            (None, None) => None,
        })
    }
}

#[derive(FromRow)]
struct PrivateRow {
    id: Vec<u8>,
    sealed: Vec<u8>,
    wrapped: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct DraftRow {
    id: String,
    sealed: Vec<u8>,
    released: Option<Vec<u8>>,
    recalled: Option<Vec<u8>>,
    wrapped: Option<Vec<u8>>,
}

impl Reader {
    pub(super) const fn new(pool: SqlitePool, vault: Arc<Vault>) -> Self {
        Self { pool, vault }
    }

    pub(super) async fn connection(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// Looks at every page of both files. Takes about as long as reading them.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] says what was found first.
    pub async fn check_files(&self) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        for (file, check) in [(DATA, "PRAGMA main.quick_check(1)"), (KEYS, "PRAGMA keys.quick_check(1)")] {
            quick_check(&mut connection, file, check).await?;
        }
        Ok(())
    }

    /// Those of the records that a member keeps, opened with its key; also those that it may not read.
    pub(super) async fn records(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        ids: &[RecordId],
    ) -> Result<BTreeMap<RecordId, (Arc<[u8]>, HeldState)>, StoreError> {
        let mut found = BTreeMap::new();
        for row in record_rows(connection, member, ids).await?.iter().filter(|row| !row.closed.destroyed) {
            let (id, bytes, state) = self.open_record(member, row)?;
            found.insert(id, (bytes, state));
        }
        Ok(found)
    }

    /// Those of the records that a member holds or held, opened where it may read them.
    pub(super) async fn held(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        ids: &[RecordId],
    ) -> Result<BTreeMap<RecordId, Fact>, StoreError> {
        let mut found = BTreeMap::new();
        for row in record_rows(connection, member, ids).await? {
            let name = hex::encode(&row.id);
            let at = Row { table: "held", id: &name };
            let (id, fact) = match row.closed.why(&at)? {
                Some(why) => (RecordId(at.digest("record", &row.id)?), Fact::Closed(why)),
                None => {
                    let (id, bytes, state) = self.open_record(member, &row)?;
                    let since = at.time("at", row.since)?;
                    (id, Fact::Held { bytes, state, since, reaffirmed: row.reaffirmed })
                }
            };
            found.insert(id, fact);
        }
        Ok(found)
    }

    fn open_record(&self, member: &MemberId, row: &RecordRow) -> Result<(RecordId, Arc<[u8]>, HeldState), StoreError> {
        let name = hex::encode(&row.id);
        let at = Row { table: "record", id: &name };
        let id = RecordId(at.digest("id", &row.id)?);
        let keys = self.keys(&at, Item::record(id), member.as_str(), row.wrapped.as_deref())?;
        let bytes = self.vault.open(&keys.shared, &seal::record(id), &row.sealed).ok_or_else(|| at.bad("sealed"))?;
        let state = Row { table: "held", id: &name }.code("state", row.state)?;
        Ok((id, bytes.into(), state))
    }

    /// What a member keeps to itself of its own records.
    pub(super) async fn privates(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        ids: &[RecordId],
    ) -> Result<BTreeMap<RecordId, Private>, StoreError> {
        let mut found = BTreeMap::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT r.id, p.sealed, k.wrapped FROM record r JOIN private p ON p.record = r.number AND p.member = ",
            );
            query.push_bind(member.to_string());
            query.push(" LEFT JOIN keys.data_key k ON k.kind = 1 AND k.item = r.id AND k.holder = p.member");
            query.push(" WHERE r.id IN");
            push_ids(&mut query, chunk);
            for row in query.build_query_as::<PrivateRow>().fetch_all(&mut *connection).await? {
                let (id, private) = self.open_private(member, &row)?;
                found.insert(id, private);
            }
        }
        Ok(found)
    }

    /// The same, beside the core.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn kept_beside(
        &self,
        member: &MemberId,
        ids: &[RecordId],
    ) -> Result<BTreeMap<RecordId, Private>, StoreError> {
        let mut connection = self.connection().await?;
        self.privates(&mut connection, member, ids).await
    }

    fn open_private(&self, member: &MemberId, row: &PrivateRow) -> Result<(RecordId, Private), StoreError> {
        let name = hex::encode(&row.id);
        let at = Row { table: "private", id: &name };
        let id = RecordId(at.digest("record", &row.id)?);
        let keys = self.keys(&at, Item::record(id), member.as_str(), row.wrapped.as_deref())?;
        let plain = self.vault.open(&keys.own, &seal::private(member, id), &row.sealed);
        let private = plain.and_then(|plain| sluis_protocol::cbor::decode(&plain).ok());
        Ok((id, private.ok_or_else(|| at.bad("sealed"))?))
    }

    /// Those of the drafts that a member wrote.
    pub(super) async fn stored_drafts(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        ids: &[DraftId],
    ) -> Result<BTreeMap<DraftId, StoredDraft>, StoreError> {
        let mut found = BTreeMap::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT d.id, d.sealed, d.released, r.signal AS recalled, k.wrapped FROM draft d \
                 LEFT JOIN refused_again r ON r.fingerprint = d.fingerprint \
                 LEFT JOIN keys.data_key k ON k.kind = 2 AND k.item = CAST(d.id AS BLOB) AND k.holder = d.member \
                 WHERE d.member = ",
            );
            query.push_bind(member.to_string()).push(" AND d.id IN (");
            let mut list = query.separated(", ");
            chunk.iter().for_each(|id| {
                list.push_bind(id.0.clone());
            });
            query.push(")");
            for row in query.build_query_as::<DraftRow>().fetch_all(&mut *connection).await? {
                let (id, draft) = self.open_draft(member, row)?;
                found.insert(id, draft);
            }
        }
        Ok(found)
    }

    fn open_draft(&self, member: &MemberId, row: DraftRow) -> Result<(DraftId, StoredDraft), StoreError> {
        let id = DraftId(row.id);
        let at = Row { table: "draft", id: &id.0 };
        let keys = self.keys(&at, Item::draft(&id.0), member.as_str(), row.wrapped.as_deref())?;
        let plain = self.vault.open(&keys.shared, &seal::draft(member, &id), &row.sealed);
        let body = plain.and_then(|plain| DraftBody::decode(&plain).ok()).ok_or_else(|| at.bad("sealed"))?;
        let record = |column, id: Option<Vec<u8>>| id.map(|id| at.digest(column, &id).map(RecordId)).transpose();
        let (released, recalled) = (record("released", row.released)?, record("recalled", row.recalled)?);
        Ok((id, StoredDraft { body: Arc::new(body), released, recalled }))
    }

    /// Unwraps a holder's keys of an item that a row needs.
    pub(super) fn keys(
        &self,
        at: &Row<'_>,
        item: Item,
        holder: &str,
        wrapped: Option<&[u8]>,
    ) -> Result<HolderKeys, StoreError> {
        let missing = || StoreError::KeyMissing { table: at.table, id: at.id.to_string(), holder: holder.to_owned() };
        let keys = self.vault.unwrap(&item, holder, wrapped.ok_or_else(missing)?);
        Ok(keys.ok_or_else(|| Row { table: "data_key", id: at.id }.bad("wrapped"))?)
    }
}

async fn record_rows(
    connection: &mut SqliteConnection,
    member: &MemberId,
    ids: &[RecordId],
) -> Result<Vec<RecordRow>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT r.id, r.sealed, h.state, h.at AS since, EXISTS (SELECT 1 FROM reaffirmed a WHERE a.record = r.id \
             AND a.signer = r.signer) AS reaffirmed, k.wrapped, ",
        );
        query.push(ClosedRow::COLUMNS);
        query.push(" FROM record r JOIN held h ON h.record = r.number AND h.member = ").push_bind(member.to_string());
        query.push(" LEFT JOIN keys.data_key k ON k.kind = 1 AND k.item = r.id AND k.holder = h.member");
        query.push(" WHERE r.id IN");
        push_ids(&mut query, chunk);
        rows.extend(query.build_query_as::<RecordRow>().fetch_all(&mut *connection).await?);
    }
    Ok(rows)
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}
