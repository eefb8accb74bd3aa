//! The journal as stored: its entries, and apart from them what opens them.

use futures::TryStreamExt;
use sluis_protocol::crypto::Salt;
use sluis_protocol::journal::tree::Frontier;
use sluis_protocol::journal::{Entry, JournalHead, JournalSeq, Opening};
use sqlx::{Connection, FromRow, SqliteConnection};

use super::error::{DATA, StoreError};
use super::reader::Reader;
use super::rows::{Row, number};
use super::vault::Item;
use super::{datakeys::NODE, seal, tree};
use crate::crypto::RingCrypto;

/// Entries read at a time.
pub(super) const ROWS_OF_ENTRIES: u32 = 500;

/// An entry of the journal as people look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// The entry.
    pub entry: Entry,
    /// What opens it; none once its key was destroyed.
    pub opening: Option<Opening>,
}

#[derive(FromRow)]
pub(super) struct EntryRow {
    pub(super) seq: i64,
    at: i64,
    kind: i64,
    commitment: Vec<u8>,
    pub(super) leaf: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct PageRow {
    #[sqlx(flatten)]
    pub(super) entry: EntryRow,
    pub(super) day: Option<Vec<u8>>,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) wrapped: Option<Vec<u8>>,
}

/// Entries with what opens them.
macro_rules! entries {
    ($which:literal) => {
        concat!(
            "SELECT j.seq, j.at, j.kind, j.commitment, j.leaf, o.day, o.sealed, k.wrapped \
             FROM journal j LEFT JOIN opening o ON o.seq = j.seq \
             LEFT JOIN keys.data_key k ON k.kind = 4 AND k.item = o.day AND k.holder = '' WHERE ",
            $which
        )
    };
}

/// Those after a place, so many at most.
pub(super) const PAGE: &str = entries!("j.seq > ? ORDER BY j.seq LIMIT ?");

/// Those of which a condition follows.
pub(super) const WHICH: &str = entries!("");

/// Those of [`sluis_protocol::journal::Kind::Activation`], by an index of their own.
const ACTIVATIONS: &str = entries!("j.kind = 28 ORDER BY j.seq DESC LIMIT ?");

impl EntryRow {
    pub(super) fn entry(&self) -> Result<Entry, super::RowError> {
        let at = Row { table: "journal", id: &self.seq };
        Ok(Entry {
            seq: JournalSeq(at.number("seq", self.seq)?),
            at: at.time("at", self.at)?,
            kind: at.code("kind", self.kind)?,
            commitment: at.digest("commitment", &self.commitment)?,
        })
    }
}

impl Reader {
    /// Recomputes the tree from its first entry to its head.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] names the first entry that is not what its leaf says, or missing.
    pub async fn verify_journal(&self) -> Result<JournalHead, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let (expected, _) = tree::head(&mut moment).await?;
        verify(&mut moment, Frontier::default(), expected).await
    }

    /// Opens every entry that still can be opened; says how many.
    ///
    /// # Errors
    /// Damage is named: an opening that does not open its entry.
    pub async fn verify_openings(&self) -> Result<u64, StoreError> {
        let (mut after, mut opened) = (JournalSeq(0), 0);
        loop {
            let page = self.journal_page(after, ROWS_OF_ENTRIES).await?;
            let Some(last) = page.last() else { return Ok(opened) };
            after = last.entry.seq;
            opened += page.iter().filter(|row| row.opening.is_some()).count() as u64;
        }
    }

    /// Entries after a place, in order.
    ///
    /// # Errors
    /// Damage is named, also an opening that does not open its entry.
    pub async fn journal_page(&self, after: JournalSeq, limit: u32) -> Result<Vec<JournalRow>, StoreError> {
        let mut connection = self.connection().await?;
        let select = sqlx::query_as::<_, PageRow>(PAGE).bind(number("a place", after.0)?).bind(limit);
        let rows = select.fetch_all(&mut *connection).await?;
        rows.iter().map(|row| self.journal_row(row)).collect()
    }

    /// The newest entries that put packs in force, the newest first.
    pub(super) async fn activations(
        &self,
        connection: &mut SqliteConnection,
        limit: u32,
    ) -> Result<Vec<JournalRow>, StoreError> {
        let select = sqlx::query_as::<_, PageRow>(ACTIVATIONS).bind(limit);
        let rows = select.fetch_all(connection).await?;
        rows.iter().map(|row| self.journal_row(row)).collect()
    }

    pub(super) fn journal_row(&self, row: &PageRow) -> Result<JournalRow, StoreError> {
        let entry = row.entry.entry()?;
        let opening = match (&row.day, &row.sealed, &row.wrapped) {
            (Some(day), Some(sealed), Some(wrapped)) => {
                let at = Row { table: "opening", id: &row.entry.seq };
                let item = Item { kind: Item::DAY, id: day.clone() };
                let keys = self.keys(&at, item, NODE, Some(wrapped))?;
                let plain = self.vault.open(&keys.shared, &seal::opening(entry.seq), sealed);
                let opening = plain.as_deref().and_then(read_opening);
                let opens = |o: &Opening| o.commitment(&RingCrypto) == entry.commitment;
                Some(opening.filter(opens).ok_or_else(|| at.bad("sealed"))?)
            }
            _ => None,
        };
        Ok(JournalRow { entry, opening })
    }
}

pub(super) fn read_opening(plain: &[u8]) -> Option<Opening> {
    let (salt, detail) = plain.split_first_chunk::<32>()?;
    Some(Opening { salt: Salt(*salt), detail: detail.to_vec() })
}

/// Checks that the right edge of the tree has the root that the head names, and that the last entry is as its leaf says.
pub(super) async fn check_head(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let (expected, _) = tree::head(connection).await?;
    let edge = tree::frontier(connection, expected.seq.0).await?;
    if edge.root(&RingCrypto) != expected.root {
        return Err(broken(expected.seq.0));
    }
    let Some(before) = expected.seq.0.checked_sub(1) else { return Ok(()) };
    let tree = tree::frontier(connection, before).await?;
    verify(connection, tree, expected).await.map(drop)
}

/// Appends what follows a tree to the end, which must be `expected`.
async fn verify(
    connection: &mut SqliteConnection,
    mut tree: Frontier,
    expected: JournalHead,
) -> Result<JournalHead, StoreError> {
    let select = "SELECT seq, at, kind, commitment, leaf FROM journal WHERE seq > ? ORDER BY seq";
    let mut rows = sqlx::query_as::<_, EntryRow>(select).bind(number("a place", tree.size())?).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let (entry, next) = (row.entry()?, tree.size().saturating_add(1));
        let leaf = entry.leaf_hash(&RingCrypto);
        if entry.seq.0 != next || row.leaf != leaf.0 {
            return Err(broken(next));
        }
        tree.append(&RingCrypto, leaf);
    }
    let reached = JournalHead { seq: JournalSeq(tree.size()), root: tree.root(&RingCrypto) };
    if reached == expected { Ok(reached) } else { Err(broken(reached.seq.0.min(expected.seq.0))) }
}

pub(super) fn broken(seq: u64) -> StoreError {
    let what = format!("the journal does not hold at entry {seq}; `sluis audit verify` looks through all of it");
    StoreError::Damaged { file: DATA, what }
}
