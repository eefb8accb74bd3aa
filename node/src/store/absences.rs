//! When members here are absent, and what is due meanwhile.

use std::collections::BTreeMap;

use sluis_protocol::core::{Absence, Fact, FollowUp};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::{Date, MemberId};
use sqlx::{FromRow, SqliteConnection};

use super::error::StoreError;
use super::follow_ups::read_kept;
use super::reader::Reader;
use super::rows::Row;

#[derive(FromRow)]
struct AbsenceRow {
    member: String,
    from_day: String,
    until_day: String,
    delegate: String,
    said: i64,
}

impl AbsenceRow {
    fn read(&self) -> Result<((MemberId, Date), Absence), super::RowError> {
        let at = Row { table: "absence", id: &self.member };
        let from = at.parse("from_day", &self.from_day)?;
        let absence = Absence {
            from,
            until: at.parse("until_day", &self.until_day)?,
            delegate: at.parse("delegate", &self.delegate)?,
            said: at.time("said", self.said)?,
        };
        Ok(((at.parse("member", &self.member)?, from), absence))
    }
}

/// All absences that are not over.
pub(super) async fn all(connection: &mut SqliteConnection) -> Result<BTreeMap<(MemberId, Date), Absence>, StoreError> {
    let select = "SELECT member, from_day, until_day, delegate, said FROM absence";
    let rows: Vec<AbsenceRow> = sqlx::query_as(select).fetch_all(connection).await?;
    Ok(rows.iter().map(AbsenceRow::read).collect::<Result<_, _>>()?)
}

#[derive(FromRow)]
struct DueRow {
    member: String,
    signal: Vec<u8>,
    kept: String,
}

impl DueRow {
    fn read(&self) -> Result<(MemberId, RecordId, FollowUp), super::RowError> {
        let name = hex::encode(&self.signal);
        let at = Row { table: "follow_up", id: &name };
        let signal = RecordId(at.digest("signal", &self.signal)?);
        Ok((at.parse("member", &self.member)?, signal, read_kept(&name, &self.kept)?))
    }
}

const DUE: &str = "SELECT f.member, f.signal, f.kept FROM absence a CROSS JOIN follow_up f \
                   ON f.member = a.member AND f.asked = a.member AND f.due <= a.until_day \
                   WHERE a.from_day <= ? AND a.until_day >= ? AND json_extract(f.kept, '$.origin') <> f.member \
                   ORDER BY f.due LIMIT ?";

/// What members that are absent on a day are asked, or own, of others' signals, and is due before they are back.
pub(super) async fn due(connection: &mut SqliteConnection, on: Date, limit: u32) -> Result<Fact, StoreError> {
    let day = on.to_string();
    let rows: Vec<DueRow> = sqlx::query_as(DUE).bind(&day).bind(&day).bind(limit).fetch_all(connection).await?;
    Ok(Fact::Due(rows.iter().map(DueRow::read).collect::<Result<_, _>>()?))
}

impl Reader {
    /// When a member is absent, or will be, by the first day.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn absences(&self, member: &MemberId) -> Result<Vec<Absence>, StoreError> {
        let select =
            "SELECT member, from_day, until_day, delegate, said FROM absence WHERE member = ? ORDER BY from_day";
        let rows: Vec<AbsenceRow> =
            sqlx::query_as(select).bind(member.as_str()).fetch_all(&mut *self.connection().await?).await?;
        Ok(rows.iter().map(|row| row.read().map(|(_, absence)| absence)).collect::<Result<_, _>>()?)
    }
}
