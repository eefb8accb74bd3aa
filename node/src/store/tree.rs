//! The journal's tree as stored: leaves in its rows, subtrees of every third level in a table of their own.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use sluis_protocol::core::Witnessed;
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::note::Note;
use sluis_protocol::journal::tree::{Frontier, KEPT, Span, Subtree, node_hash};
use sluis_protocol::journal::{Entry, JournalHead, JournalSeq};
use sluis_schemas::NodeId;
use sqlx::{Connection, SqliteConnection};

use super::error::StoreError;
use super::journal::{EntryRow, ROWS_OF_ENTRIES, broken};
use super::rows::{Row, number};
use super::statement::insert;
use crate::crypto::RingCrypto;

/// A complete subtree; none where one of its parts is not stored.
pub(super) async fn subtree(connection: &mut SqliteConnection, wanted: Subtree) -> Result<Option<Digest>, StoreError> {
    let below = wanted.level % KEPT;
    let level = wanted.level - below;
    let first = number("a place", wanted.number << below)?;
    let last = first + (1 << below) - 1;
    let parts: Vec<Vec<u8>> = if level == 0 {
        let select = "SELECT leaf FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq";
        sqlx::query_scalar(select).bind(first + 1).bind(last + 1).fetch_all(connection).await?
    } else {
        let select = "SELECT hash FROM subtree WHERE level = ? AND number BETWEEN ? AND ? ORDER BY number";
        sqlx::query_scalar(select).bind(level).bind(first).bind(last).fetch_all(connection).await?
    };
    if parts.len() != 1 << below {
        return Ok(None);
    }
    let at = Row { table: "subtree", id: &wanted.number };
    let mut parts = parts.iter().map(|hash| at.digest("hash", hash)).collect::<Result<Vec<_>, _>>()?;
    while parts.len() > 1 {
        let pairs = parts.chunks(2).filter_map(|pair| match pair {
            [left, right] => Some(node_hash(&RingCrypto, *left, *right)),
            _ => None,
        });
        parts = pairs.collect();
    }
    Ok(parts.pop())
}

/// The hashes of some spans of the tree, as a proof is made of them.
pub(super) async fn spans(connection: &mut SqliteConnection, spans: &[Span]) -> Result<Vec<Digest>, StoreError> {
    let mut hashes = Vec::with_capacity(spans.len());
    for span in spans {
        let mut parts = BTreeMap::new();
        for one in span.subtrees() {
            parts.insert(one, subtree(connection, one).await?.ok_or_else(|| broken((one.number << one.level) + 1))?);
        }
        hashes.extend(span.hash(&RingCrypto, &|one| parts.get(&one).copied()));
    }
    Ok(hashes)
}

/// The tree's right edge, of so many entries.
pub(super) async fn frontier(connection: &mut SqliteConnection, size: u64) -> Result<Frontier, StoreError> {
    let mut edge = Vec::new();
    for one in Span::tree(size).subtrees() {
        edge.push(subtree(connection, one).await?.ok_or_else(|| broken((one.number << one.level) + 1))?);
    }
    Frontier::new(size, edge).ok_or_else(|| broken(size))
}

/// Computes leaves and subtrees of a journal that has none yet: one from before there was a tree, or an empty one.
pub(super) async fn complete(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let (seq, root): (i64, Vec<u8>) =
        sqlx::query_as("SELECT journal_seq, journal_root FROM head").fetch_one(&mut *connection).await?;
    if !root.is_empty() {
        return Ok(());
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("DELETE FROM subtree").execute(&mut *transaction).await?;
    let mut tree = Frontier::default();
    while let Some(page) = page(&mut transaction, tree.size()).await? {
        let mut completed = Vec::new();
        for entry in page {
            if entry.seq.0 != tree.size() + 1 {
                return Err(broken(tree.size() + 1));
            }
            let leaf = entry.leaf_hash(&RingCrypto);
            let update = sqlx::query("UPDATE journal SET leaf = ? WHERE seq = ?").bind(leaf.0.to_vec());
            update.bind(number("a place", entry.seq.0)?).execute(&mut *transaction).await?;
            completed.extend(tree.append(&RingCrypto, leaf));
        }
        keep(&mut transaction, &completed).await?;
    }
    if number("a place", tree.size())? != seq {
        return Err(broken(tree.size() + 1));
    }
    let update = sqlx::query("UPDATE head SET journal_root = ?").bind(tree.root(&RingCrypto).0.to_vec());
    update.execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// The next entries after a place; none at the end.
async fn page(connection: &mut SqliteConnection, after: u64) -> Result<Option<Vec<Entry>>, StoreError> {
    let select = "SELECT seq, at, kind, commitment, leaf FROM journal WHERE seq > ? ORDER BY seq LIMIT ?";
    let select = sqlx::query_as::<_, EntryRow>(select).bind(number("a place", after)?).bind(ROWS_OF_ENTRIES);
    let rows: Vec<EntryRow> = select.fetch(connection).try_collect().await?;
    let entries = rows.iter().map(EntryRow::entry).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(entries).filter(|entries| !entries.is_empty()))
}

/// Stores complete subtrees.
pub(super) async fn keep(connection: &mut SqliteConnection, completed: &[(Subtree, Digest)]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(completed.len());
    for (subtree, hash) in completed {
        rows.push((i64::from(subtree.level), number("a place", subtree.number)?, hash.0));
    }
    insert(connection, "INSERT INTO subtree (level, number, hash) ", &rows, "", |tuple, (level, number, hash)| {
        tuple.push_bind(*level).push_bind(*number).push_bind(hash.to_vec());
    })
    .await
}

/// The journal's head, and the number of its log.
pub(super) async fn head(connection: &mut SqliteConnection) -> Result<(JournalHead, u32), StoreError> {
    let select = "SELECT journal_seq, journal_root, journal_log FROM head";
    let (seq, root, log): (i64, Vec<u8>, i64) = sqlx::query_as(select).fetch_one(connection).await?;
    let at = Row { table: "head", id: &1 };
    let head = JournalHead { seq: JournalSeq(at.number("journal_seq", seq)?), root: at.digest("journal_root", &root)? };
    Ok((head, u32::try_from(log).map_err(|_| at.bad("journal_log"))?))
}

/// The newest checkpoint cosigned here, of each node.
pub(super) async fn witnessed(connection: &mut SqliteConnection) -> Result<BTreeMap<NodeId, Witnessed>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT node, note FROM witnessed").fetch_all(&mut *connection).await?;
    let mut witnessed = BTreeMap::new();
    for (node, note) in rows {
        let at = Row { table: "witnessed", id: &node };
        let checkpoint = Note::parse(&note).map_err(|_| at.bad("note"))?.checkpoint;
        witnessed.insert(at.parse("node", &node)?, Witnessed { checkpoint, note: note.into() });
    }
    Ok(witnessed)
}

/// How far each node has cosigned this one's journal: log and size.
pub(super) async fn cosigned(connection: &mut SqliteConnection) -> Result<BTreeMap<NodeId, (u32, u64)>, StoreError> {
    let select = "SELECT witness, log, max(size) FROM cosignature c \
                  WHERE log = (SELECT max(log) FROM cosignature n WHERE n.witness = c.witness) GROUP BY witness, log";
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
    let row = |(witness, log, size): (String, i64, i64)| {
        let at = Row { table: "cosignature", id: &witness };
        let log = u32::try_from(log).map_err(|_| at.bad("log"))?;
        Ok::<_, super::RowError>((at.parse("witness", &witness)?, (log, at.number("size", size)?)))
    };
    Ok(rows.into_iter().map(row).collect::<Result<_, _>>()?)
}
