//! What a member keeps about an identifier, also what it may not read any more.

use sluis_protocol::core::{Closed, DraftId, HeldState, Term, terms};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{FromRow, SqliteConnection};

use super::error::StoreError;
use super::reader::{ClosedRow, Reader};
use super::rows::{Row, number};

/// A record that a member keeps about an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The record.
    pub record: RecordId,
    /// The signal that it is a version of, by its first.
    pub first: RecordId,
    /// Which version, from 1.
    pub version: u32,
    /// Who signed it.
    pub origin: MemberId,
    /// Who disclosed it: the member itself for its own.
    pub from: MemberId,
    /// Since when it is held.
    pub at: Timestamp,
    /// How it is held.
    pub state: HeldState,
    /// Why it may not be read, if so.
    pub closed: Option<Closed>,
    /// When its content is destroyed; none where nothing says so.
    pub ends: Option<Timestamp>,
    /// Whom this member passed it on to, though another signed it.
    pub passed_on: Vec<MemberId>,
}

#[derive(FromRow)]
struct KeptRow {
    id: Vec<u8>,
    first: Option<Vec<u8>>,
    version: i64,
    signer: String,
    source: String,
    at: i64,
    state: i64,
    ends: Option<i64>,
    #[sqlx(flatten)]
    closed: ClosedRow,
}

impl KeptRow {
    fn kept(&self, passed_on: Vec<MemberId>) -> Result<Kept, StoreError> {
        let name = hex::encode(&self.id);
        let at = Row { table: "held", id: &name };
        let record = RecordId(at.digest("record", &self.id)?);
        let first = self.first.as_deref().map(|first| at.digest("first", first).map(RecordId)).transpose()?;
        Ok(Kept {
            record,
            first: first.unwrap_or(record),
            version: u32::try_from(self.version).map_err(|_| at.bad("version"))?,
            origin: at.parse("signer", &self.signer)?,
            from: at.parse("source", &self.source)?,
            at: at.time("at", self.at)?,
            state: at.code("state", self.state)?,
            closed: self.closed.why(&at)?,
            ends: self.ends.map(|ends| at.time("ends", ends)).transpose()?,
            passed_on,
        })
    }
}

const PASSED_ON: &str = "SELECT DISTINCT receiver FROM relay_order WHERE keeper = ?1 AND relay = ?1 AND origin <> ?1 \
                         AND record = ?2 AND signed IS NOT NULL AND place IS NOT NULL ORDER BY receiver";

impl Reader {
    /// What a member keeps about an identifier, newest first, so many at most; and how many there are. What was destroyed is
    /// found no more, and what is kept unread not yet.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn kept_about(
        &self,
        member: &MemberId,
        identifier: &Term,
        limit: u32,
    ) -> Result<(Vec<Kept>, u64), StoreError> {
        let token = self.vault.blind().of(member).token(identifier);
        let mut connection = self.connection().await?;
        let count = "SELECT count(*) FROM identifier i CROSS JOIN held h ON h.record = i.record AND h.member = ? \
                     WHERE i.token = ? AND h.state <> 3";
        let count = sqlx::query_scalar(count).bind(member.as_str()).bind(&token);
        let all: i64 = count.fetch_one(&mut *connection).await?;
        let select = format!(
            "SELECT r.id, r.first, r.version, r.signer, h.source, h.at, h.state, h.ends, {} FROM identifier i \
             CROSS JOIN held h ON h.record = i.record AND h.member = ? CROSS JOIN record r ON r.number = h.record \
             WHERE i.token = ? AND h.state <> 3 ORDER BY h.at DESC, h.record DESC LIMIT ?",
            ClosedRow::COLUMNS
        );
        let select = sqlx::query_as(sqlx::AssertSqlSafe(select)).bind(member.as_str()).bind(&token).bind(limit);
        let rows: Vec<KeptRow> = select.fetch_all(&mut *connection).await?;
        let mut kept = Vec::with_capacity(rows.len());
        for row in &rows {
            let passed_on = passed_on(&mut connection, member, &row.id).await?;
            kept.push(row.kept(passed_on)?);
        }
        Ok((kept, Row { table: "identifier", id: member }.number("record", all)?))
    }

    /// A member's drafts that were not released and name an identifier, with the moments they were written; and whether
    /// there are more drafts than were looked through.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn drafts_about(
        &self,
        member: &MemberId,
        identifier: &Term,
        limit: u32,
    ) -> Result<(Vec<(DraftId, Timestamp)>, bool), StoreError> {
        let mut connection = self.connection().await?;
        let select = "SELECT id, at FROM draft WHERE member = ? AND released IS NULL ORDER BY at DESC, id DESC LIMIT ?";
        let wanted = number("a limit", u64::from(limit).saturating_add(1))?;
        let select = sqlx::query_as(select).bind(member.as_str()).bind(wanted);
        let mut rows: Vec<(String, i64)> = select.fetch_all(&mut *connection).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let ids: Vec<DraftId> = rows.iter().map(|(id, _)| DraftId(id.clone())).collect();
        let stored = self.stored_drafts(&mut connection, member, &ids).await?;
        let mut found = Vec::new();
        for (id, at) in rows {
            let at = Row { table: "draft", id: &id }.time("at", at)?;
            let id = DraftId(id);
            if stored.get(&id).is_some_and(|draft| terms(&draft.body.content).contains(identifier)) {
                found.push((id, at));
            }
        }
        Ok((found, more))
    }
}

async fn passed_on(
    connection: &mut SqliteConnection,
    member: &MemberId,
    record: &[u8],
) -> Result<Vec<MemberId>, StoreError> {
    let receivers: Vec<String> =
        sqlx::query_scalar(PASSED_ON).bind(member.as_str()).bind(record).fetch_all(connection).await?;
    let at = Row { table: "relay_order", id: member };
    Ok(receivers.iter().map(|receiver| at.parse("receiver", receiver)).collect::<Result<_, _>>()?)
}
