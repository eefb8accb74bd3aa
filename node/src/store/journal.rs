//! The journal as stored: its chain, and apart from it what opens its entries.

use futures::TryStreamExt;
use sluis_protocol::crypto::{Digest, Salt};
use sluis_protocol::journal::{Entry, JournalHead, JournalSeq, Opening};
use sqlx::{Connection, FromRow, SqliteConnection};

use super::error::{DATA, StoreError};
use super::reader::Reader;
use super::rows::{Row, number};
use super::snapshot::head;
use super::vault::Item;
use super::{datakeys::NODE, seal};
use crate::crypto::RingCrypto;

/// Entries opened at a time.
const PAGE: u32 = 500;

/// An entry of the journal as people look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// The entry.
    pub entry: Entry,
    /// What opens it; none once its key was destroyed.
    pub opening: Option<Opening>,
}

#[derive(FromRow)]
struct EntryRow {
    seq: i64,
    at: i64,
    kind: i64,
    commitment: Vec<u8>,
    hash: Vec<u8>,
}

#[derive(FromRow)]
struct PageRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    day: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
    wrapped: Option<Vec<u8>>,
}

impl TryFrom<&EntryRow> for (Entry, Digest) {
    type Error = super::RowError;
    fn try_from(row: &EntryRow) -> Result<Self, Self::Error> {
        let at = Row { table: "journal", id: &row.seq };
        let entry = Entry {
            seq: JournalSeq(at.number("seq", row.seq)?),
            at: at.time("at", row.at)?,
            kind: at.code("kind", row.kind)?,
            commitment: at.digest("commitment", &row.commitment)?,
        };
        Ok((entry, at.digest("hash", &row.hash)?))
    }
}

impl Reader {
    /// Recomputes the chain from its first entry to its head.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] names the first entry that does not follow from those before it.
    pub async fn verify_journal(&self) -> Result<JournalHead, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let (expected, _) = head(&mut moment).await?;
        verify(&mut moment, JournalHead::EMPTY, expected).await
    }

    /// Opens every entry that still can be opened; says how many.
    ///
    /// # Errors
    /// Damage is named: an opening that does not open its entry.
    pub async fn verify_openings(&self) -> Result<u64, StoreError> {
        let (mut after, mut opened) = (JournalSeq(0), 0);
        loop {
            let page = self.journal_page(after, PAGE).await?;
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
        let select = "SELECT j.seq, j.at, j.kind, j.commitment, j.hash, o.day, o.sealed, k.wrapped FROM journal j \
                      LEFT JOIN opening o ON o.seq = j.seq \
                      LEFT JOIN keys.data_key k ON k.kind = 4 AND k.item = o.day AND k.holder = '' \
                      WHERE j.seq > ? ORDER BY j.seq LIMIT ?";
        let select = sqlx::query_as::<_, PageRow>(select).bind(number("a place", after.0)?).bind(limit);
        let rows = select.fetch_all(&mut *connection).await?;
        rows.iter().map(|row| self.journal_row(row)).collect()
    }

    fn journal_row(&self, row: &PageRow) -> Result<JournalRow, StoreError> {
        let (entry, _): (Entry, Digest) = (&row.entry).try_into()?;
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

fn read_opening(plain: &[u8]) -> Option<Opening> {
    let (salt, detail) = plain.split_first_chunk::<32>()?;
    Some(Opening { salt: Salt(*salt), detail: detail.to_vec() })
}

/// Checks that the last entry is the one that the head names and follows from the one before it.
pub(super) async fn check_head(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let (expected, _) = head(connection).await?;
    let Some(before) = expected.seq.0.checked_sub(1) else {
        return verify(connection, JournalHead::EMPTY, expected).await.map(drop);
    };
    let select = sqlx::query_scalar("SELECT hash FROM journal WHERE seq = ?").bind(number("a place", before)?);
    let hash: Option<Vec<u8>> = select.fetch_optional(&mut *connection).await?;
    let hash = match hash {
        Some(hash) => Row { table: "journal", id: &before }.digest("hash", &hash)?,
        None => Digest::ZERO,
    };
    verify(connection, JournalHead { seq: JournalSeq(before), hash }, expected).await.map(drop)
}

/// Follows the chain from one head to the end, which must be `expected`.
async fn verify(
    connection: &mut SqliteConnection,
    from: JournalHead,
    expected: JournalHead,
) -> Result<JournalHead, StoreError> {
    let select = "SELECT seq, at, kind, commitment, hash FROM journal WHERE seq > ? ORDER BY seq";
    let mut rows = sqlx::query_as::<_, EntryRow>(select).bind(number("a place", from.seq.0)?).fetch(connection);
    let mut reached = from;
    while let Some(row) = rows.try_next().await? {
        let (entry, hash) = (&row).try_into()?;
        let next = reached.after(&RingCrypto, &entry).filter(|next| next.hash == hash);
        reached = next.ok_or_else(|| broken(reached.seq.0.saturating_add(1)))?;
    }
    if reached == expected { Ok(reached) } else { Err(broken(reached.seq.0.min(expected.seq.0))) }
}

fn broken(seq: u64) -> StoreError {
    StoreError::Damaged { file: DATA, what: format!("the journal's chain does not hold at entry {seq}") }
}
