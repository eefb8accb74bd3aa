//! Disputes as members keep them, and what was found in them.

use std::collections::BTreeMap;

use sluis_protocol::core::{Disputed, Fact, Key};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::vocabulary::DisputeState;
use sluis_schemas::{Date, MemberId};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::Cursor;
use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Row, number};

/// Which disputes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichDisputes {
    /// Those that go on.
    Open,
    /// Of these, those whose term was over before this day.
    Overdue(Date),
    /// All.
    All,
}

#[derive(FromRow)]
struct DisputeRow {
    number: i64,
    id: Vec<u8>,
    kept: String,
}

impl DisputeRow {
    fn read(&self) -> Result<(RecordId, Disputed), super::RowError> {
        let name = hex::encode(&self.id);
        let at = Row { table: "dispute", id: &name };
        let kept = serde_json::from_str(&self.kept).map_err(|_| at.bad("kept"))?;
        Ok((RecordId(at.digest("id", &self.id)?), kept))
    }
}

/// A dispute as its column holds it.
pub(super) fn kept_text(kept: &Disputed) -> Result<String, StoreError> {
    serde_json::to_string(kept).map_err(|_| StoreError::Unknown { table: "dispute", id: "kept".to_owned() })
}

impl Reader {
    /// A dispute as a member keeps it.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn dispute(&self, member: &MemberId, id: RecordId) -> Result<Option<Disputed>, StoreError> {
        one(&mut *self.connection().await?, member, id).await
    }

    /// A member's disputes, newest first, and where to go on if there are more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn list_disputes(
        &self,
        member: &MemberId,
        which: WhichDisputes,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<(RecordId, Disputed)>, Option<Cursor>), StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT number, id, kept FROM dispute WHERE member = ");
        query.push_bind(member.to_string());
        match which {
            WhichDisputes::Open => drop(query.push(" AND due IS NOT NULL")),
            WhichDisputes::Overdue(today) => drop(query.push(" AND due < ").push_bind(today.to_string())),
            WhichDisputes::All => {}
        }
        if let Some(Cursor { major, .. }) = after {
            query.push(" AND number < ").push_bind(number("a cursor", major)?);
        }
        query.push(" ORDER BY number DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let rows: Vec<DisputeRow> = query.build_query_as().fetch_all(&mut *self.connection().await?).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = rows.iter().take(limit).map(DisputeRow::read).collect::<Result<Vec<_>, _>>()?;
        // One row more than asked for says that there is more.
        let last = rows.get(..limit).filter(|_| rows.len() > limit).and_then(<[_]>::last);
        let next = last.map(|row| {
            let major = Row { table: "dispute", id: &row.number }.number("number", row.number)?;
            Ok::<_, StoreError>(Cursor { major, minor: 0 })
        });
        Ok((listed, next.transpose()?))
    }

    /// Disputes in which a mediator found, newest first, each once however many members here keep it: at most so many.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn found_disputes(&self, limit: u32) -> Result<Vec<Disputed>, StoreError> {
        let select = "SELECT number, id, kept FROM dispute WHERE number IN \
                      (SELECT max(number) FROM dispute WHERE state = ? GROUP BY id) ORDER BY number DESC LIMIT ?";
        let query = sqlx::query_as(select).bind(DisputeState::Found.as_str()).bind(limit);
        let rows: Vec<DisputeRow> = query.fetch_all(&mut *self.connection().await?).await?;
        Ok(rows.iter().map(|row| row.read().map(|(_, kept)| kept)).collect::<Result<_, _>>()?)
    }
}

/// What the core is told of disputes.
pub(super) async fn find(connection: &mut SqliteConnection, key: &Key) -> Result<Option<Fact>, StoreError> {
    Ok(match key {
        Key::Dispute(member, id) => one(connection, member, *id).await?.map(Fact::Dispute),
        Key::Disputes(member, signal) => {
            let select = "SELECT number, id, kept FROM dispute WHERE member = ? AND signal = ?";
            let query = sqlx::query_as(select).bind(member.as_str()).bind(signal.0.0.to_vec());
            let rows: Vec<DisputeRow> = query.fetch_all(connection).await?;
            Some(Fact::Disputes(rows.iter().map(DisputeRow::read).collect::<Result<BTreeMap<_, _>, _>>()?))
        }
        _ => None,
    })
}

async fn one(
    connection: &mut SqliteConnection,
    member: &MemberId,
    id: RecordId,
) -> Result<Option<Disputed>, StoreError> {
    let select = "SELECT number, id, kept FROM dispute WHERE member = ? AND id = ?";
    let query = sqlx::query_as(select).bind(member.as_str()).bind(id.0.0.to_vec());
    let row: Option<DisputeRow> = query.fetch_optional(connection).await?;
    Ok(row.map(|row| row.read()).transpose()?.map(|(_, kept)| kept))
}
