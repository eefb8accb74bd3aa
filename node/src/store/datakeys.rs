//! The data keys of `datakeys.db`, written before the commit that needs them.
//!
//! A commit that then fails leaves keys that open nothing; they are swept at the next start or commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, QueryBuilder, Sqlite, SqliteConnection};

use super::error::{KEYS, StoreError};
use super::open::renew;
use super::rows::Row;
use super::statement::{ROWS, insert, over};
use super::vault::{DataKey, HolderKeys, Item, Vault};

/// Which holders need keys of which items.
pub(super) type Wanted = BTreeMap<Item, BTreeSet<String>>;

/// The holder of what belongs to the node as a whole.
pub(super) const NODE: &str = "";

/// Keys that are durable.
pub(super) struct Provided(BTreeMap<Item, BTreeMap<String, HolderKeys>>);

impl Provided {
    pub(super) fn keys(&self, item: &Item, holder: &str) -> Result<&HolderKeys, StoreError> {
        self.0.get(item).and_then(|holders| holders.get(holder)).ok_or_else(|| missing(item, holder))
    }

    /// The key that all holders of an item share.
    pub(super) fn shared(&self, item: &Item) -> Option<&DataKey> {
        self.0.get(item)?.values().next().map(|keys| &keys.shared)
    }
}

fn missing(item: &Item, holder: &str) -> StoreError {
    StoreError::KeyMissing { table: "data_key", id: hex::encode(&item.id), holder: holder.to_owned() }
}

/// The one connection that writes `datakeys.db`.
pub(super) struct DataKeys {
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    vault: Arc<Vault>,
    /// The key of the journal's newest day, which nearly every commit needs.
    day: Option<(Item, HolderKeys)>,
}

impl DataKeys {
    pub(super) const fn new(connection: SqliteConnection, options: SqliteConnectOptions, vault: Arc<Vault>) -> Self {
        Self { connection, options, vault, day: None }
    }

    /// Connects anew after a failure.
    pub(super) async fn renew(&mut self) -> Result<(), sqlx::Error> {
        renew(&mut self.connection, &self.options).await
    }

    /// Finds or makes what a commit needs, and makes it durable.
    pub(super) async fn provide(&mut self, mut wanted: Wanted, batch: i64) -> Result<Provided, StoreError> {
        let known = self.day.clone().filter(|(day, _)| wanted.remove(day).is_some());
        let items: Vec<Item> = wanted.keys().cloned().collect();
        let mut provided = self.find(&items).await?;
        let mut rows = Vec::new();
        for (item, holders) in &wanted {
            for holder in holders {
                rows.extend(self.new_holder(&mut provided, item, holder)?);
            }
        }
        self.write(&rows, batch).await?;
        if let Some((day, keys)) = known {
            provided.entry(day).or_default().insert(NODE.to_owned(), keys);
        } else if let Some((day, holders)) = provided.iter().rfind(|(item, _)| item.kind == Item::DAY) {
            self.day = holders.get(NODE).map(|keys| (day.clone(), keys.clone()));
        }
        Ok(Provided(provided))
    }

    /// A holder's keys of an item: the item's key from another holder's row, if it has any.
    fn new_holder(
        &self,
        provided: &mut BTreeMap<Item, BTreeMap<String, HolderKeys>>,
        item: &Item,
        holder: &str,
    ) -> Result<Option<KeyRow>, StoreError> {
        let holders = provided.entry(item.clone()).or_default();
        if holders.contains_key(holder) {
            return Ok(None);
        }
        let shared = match holders.values().next() {
            Some(neighbour) => neighbour.shared.clone(),
            None => self.vault.new_key()?,
        };
        let keys = HolderKeys { shared, own: self.vault.new_key()? };
        let wrapped = self.vault.wrap(item, holder, &keys)?;
        holders.insert(holder.to_owned(), keys);
        Ok(Some(KeyRow { item: item.clone(), holder: holder.to_owned(), wrapped }))
    }

    async fn find(&mut self, items: &[Item]) -> Result<BTreeMap<Item, BTreeMap<String, HolderKeys>>, StoreError> {
        let mut found: BTreeMap<Item, BTreeMap<String, HolderKeys>> = BTreeMap::new();
        // Items are ordered by kind, so that each kind is one run.
        for same_kind in items.chunk_by(|a, b| a.kind == b.kind) {
            for chunk in same_kind.chunks(ROWS) {
                for row in self.find_chunk(chunk).await? {
                    let keys = self.vault.unwrap(&row.item, &row.holder, &row.wrapped);
                    let keys = keys.ok_or_else(|| damaged_key(&row))?;
                    found.entry(row.item).or_default().insert(row.holder, keys);
                }
            }
        }
        Ok(found)
    }

    async fn find_chunk(&mut self, chunk: &[Item]) -> Result<Vec<KeyRow>, StoreError> {
        let Some(kind) = chunk.first().map(|item| item.kind) else { return Ok(Vec::new()) };
        let mut query = QueryBuilder::<Sqlite>::new("SELECT item, holder, wrapped FROM data_key WHERE kind = ");
        query.push_bind(kind).push(" AND item IN (");
        let mut list = query.separated(", ");
        chunk.iter().for_each(|item| {
            list.push_bind(item.id.clone());
        });
        query.push(")");
        let rows: Vec<(Vec<u8>, String, Vec<u8>)> = query.build_query_as().fetch_all(&mut self.connection).await?;
        let row = |(id, holder, wrapped)| KeyRow { item: Item { kind, id }, holder, wrapped };
        Ok(rows.into_iter().map(row).collect())
    }

    async fn write(&mut self, rows: &[KeyRow], batch: i64) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut transaction = self.connection.begin().await?;
        let head = "INSERT INTO data_key (kind, item, holder, wrapped, batch) ";
        insert(&mut transaction, head, rows, "", |tuple, row| {
            tuple.push_bind(row.item.kind).push_bind(row.item.id.clone()).push_bind(row.holder.clone());
            tuple.push_bind(row.wrapped.clone()).push_bind(batch);
        })
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Removes the keys of the one commit after `committed`, which never came. Where the file is further ahead than
    /// one commit, the two files are of different moments (a restore), and nothing is touched.
    pub(super) async fn sweep(&mut self, committed: i64) -> Result<(), StoreError> {
        self.day = None;
        let last = "SELECT batch FROM data_key ORDER BY number DESC LIMIT 1";
        let last: Option<i64> = sqlx::query_scalar(last).fetch_optional(&mut self.connection).await?;
        let Some(orphans) = last.filter(|last| *last == committed.saturating_add(1)) else { return Ok(()) };
        let kept = "SELECT number FROM data_key WHERE batch <> ? ORDER BY number DESC LIMIT 1";
        let kept: Option<i64> = sqlx::query_scalar(kept).bind(orphans).fetch_optional(&mut self.connection).await?;
        let sweep = sqlx::query("DELETE FROM data_key WHERE number > ?").bind(kept.unwrap_or(0));
        sweep.execute(&mut self.connection).await?;
        Ok(())
    }

    /// Destroys keys, each of one holder of an item.
    pub(super) async fn destroy(&mut self, doomed: &[(Item, String)]) -> Result<(), StoreError> {
        let mut transaction = self.connection.begin().await?;
        for chunk in doomed.chunks(ROWS) {
            let head = "DELETE FROM data_key WHERE number IN (SELECT k.number FROM (";
            let tail =
                ") v CROSS JOIN data_key k ON k.kind = v.column1 AND k.item = v.column2 AND k.holder = v.column3)";
            let mut delete = over(head, chunk, tail, |tuple, (item, holder)| {
                tuple.push_bind(item.kind).push_bind(item.id.clone()).push_bind(holder.clone());
            });
            delete.build().execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// For what is not about rows.
    pub(super) const fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Closes the connection, which also folds the write-ahead log into the file.
    pub(super) async fn close(self) -> Result<(), StoreError> {
        self.connection.close().await.map_err(|e| StoreError::of(KEYS, e))
    }

    #[cfg(test)]
    pub(super) async fn destroy_holder(&mut self, holder: &str) {
        let delete = sqlx::query("DELETE FROM data_key WHERE holder = ?").bind(holder.to_owned());
        delete.execute(&mut self.connection).await.unwrap();
    }

    #[cfg(test)]
    pub(super) async fn rows(&mut self) -> Vec<StoredKey> {
        let select = sqlx::query_as("SELECT kind, item, holder, wrapped, batch FROM data_key");
        select.fetch_all(&mut self.connection).await.unwrap()
    }

    /// Puts back what is missing, as a restore with older keys does.
    #[cfg(test)]
    pub(super) async fn put_rows(&mut self, rows: &[StoredKey]) {
        for (kind, item, holder, wrapped, batch) in rows {
            let into = "INSERT OR IGNORE INTO data_key (kind, item, holder, wrapped, batch) VALUES (?, ?, ?, ?, ?)";
            let into = sqlx::query(into).bind(kind).bind(item).bind(holder).bind(wrapped).bind(batch);
            into.execute(&mut self.connection).await.unwrap();
        }
    }

    #[cfg(test)]
    pub(super) async fn count(&mut self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM data_key").fetch_one(&mut self.connection).await.unwrap()
    }
}

/// Every column but the number.
#[cfg(test)]
type StoredKey = (i64, Vec<u8>, String, Vec<u8>, i64);

struct KeyRow {
    item: Item,
    holder: String,
    wrapped: Vec<u8>,
}

fn damaged_key(row: &KeyRow) -> StoreError {
    Row { table: "data_key", id: &hex::encode(&row.item.id) }.bad("wrapped").into()
}
