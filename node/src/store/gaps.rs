//! Legal gaps as they are counted, and refusals that wait for their hand-over.

use std::collections::BTreeSet;

use sluis_protocol::core::{Fact, Gap, GapEnd};
use sluis_protocol::journal::{Detail, JournalSeq, RefusalId};
use sluis_schemas::vocabulary::{Purpose, SignalType};
use sluis_schemas::{BasisId, Date, MemberId, Timestamp};
use sqlx::{FromRow, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Row, number};

/// Gaps of one class that began on the same day and ended alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gaps {
    /// What they are counted by.
    pub class: Gap,
    /// Their first day.
    pub began: Date,
    /// How and on which day they ended; none while they last.
    pub ended: Option<(GapEnd, Date)>,
    /// How many.
    pub count: u64,
}

/// A refusal that waits for its hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRefusal {
    /// Its name.
    pub id: RefusalId,
    /// When it was refused.
    pub at: Timestamp,
    /// What it was for.
    pub purpose: Purpose,
    /// Of which type it was.
    pub r#type: SignalType,
    /// The rule that refused it.
    pub rule: String,
    /// The journal's entry that says so: refusals are listed in that order.
    pub entry: JournalSeq,
    /// Who submitted it, as long as that entry can be opened.
    pub user: Option<String>,
}

#[derive(FromRow)]
struct GapRow {
    origin_country: String,
    receiver_country: String,
    purpose: String,
    r#type: String,
    bases: String,
    missing: String,
    began: String,
    ended: Option<String>,
    how: Option<i64>,
    count: i64,
}

#[derive(FromRow)]
struct RefusalRow {
    id: Vec<u8>,
    at: i64,
    purpose: String,
    r#type: String,
    rule: String,
    entry: i64,
}

/// Bases as a column holds them.
pub(super) fn bases_text(bases: &BTreeSet<BasisId>) -> String {
    bases.iter().map(BasisId::as_str).collect::<Vec<_>>().join(" ")
}

impl GapRow {
    fn gaps(&self, member: &MemberId) -> Result<Gaps, super::RowError> {
        let at = Row { table: "gap", id: &self.began };
        let bases = self.bases.split_whitespace().map(|basis| at.parse("bases", basis));
        let class = Gap {
            member: member.clone(),
            origin: at.parse("origin_country", &self.origin_country)?,
            receiver: at.parse("receiver_country", &self.receiver_country)?,
            purpose: at.parse("purpose", &self.purpose)?,
            r#type: at.parse("type", &self.r#type)?,
            bases: bases.collect::<Result<_, _>>()?,
            missing: self.missing.clone(),
        };
        let ended = match (self.how, &self.ended) {
            (Some(how), Some(day)) => Some((at.code("how", how)?, at.parse("ended", day)?)),
            _ => None,
        };
        Ok(Gaps { class, began: at.parse("began", &self.began)?, ended, count: at.number("count", self.count)? })
    }
}

impl Reader {
    /// Gaps of a member's signals that began in a span of days, both included.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn gaps(
        &self,
        member: &MemberId,
        since: Option<Date>,
        until: Option<Date>,
    ) -> Result<Vec<Gaps>, StoreError> {
        let mut connection = self.connection().await?;
        let columns = "origin_country, receiver_country, purpose, type, bases, missing, began, ended, how";
        let select = format!(
            "SELECT {columns}, count(*) AS count FROM gap WHERE member = ?1 AND (?2 IS NULL OR began >= ?2) \
             AND (?3 IS NULL OR began <= ?3) GROUP BY {columns}"
        );
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let select = sqlx::query_as(sqlx::AssertSqlSafe(select)).bind(member.as_str());
        let rows: Vec<GapRow> = select.bind(day(since)).bind(day(until)).fetch_all(&mut *connection).await?;
        Ok(rows.iter().map(|row| row.gaps(member)).collect::<Result<_, _>>()?)
    }

    /// Refusals of a member that wait, oldest first, after one.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn refusals(
        &self,
        member: &MemberId,
        after: JournalSeq,
        limit: u32,
    ) -> Result<Vec<WaitingRefusal>, StoreError> {
        let select = "SELECT id, at, purpose, type, rule, entry FROM refusal \
                      WHERE member = ? AND handed_over IS NULL AND entry > ? ORDER BY entry LIMIT ?";
        let select = sqlx::query_as(select).bind(member.as_str()).bind(number("a place", after.0)?).bind(limit);
        let mut connection = self.connection().await?;
        let rows: Vec<RefusalRow> = select.fetch_all(&mut *connection).await?;
        drop(connection);
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let name = hex::encode(&row.id);
            let at = Row { table: "refusal", id: &name };
            let entry = JournalSeq(at.number("entry", row.entry)?);
            found.push(WaitingRefusal {
                id: RefusalId(at.digest("id", &row.id)?),
                at: at.time("at", row.at)?,
                purpose: at.parse("purpose", &row.purpose)?,
                r#type: at.parse("type", &row.r#type)?,
                rule: row.rule,
                entry,
                user: self.refused_user(entry).await?,
            });
        }
        Ok(found)
    }

    async fn refused_user(&self, entry: JournalSeq) -> Result<Option<String>, StoreError> {
        let page = self.journal_page(JournalSeq(entry.0.saturating_sub(1)), 1).await?;
        let opening = page.into_iter().find(|row| row.entry.seq == entry).and_then(|row| row.opening);
        match opening.map(|opening| opening.detail()) {
            Some(Ok(Detail::Refusal { actor, .. })) => Ok(Some(actor.user)),
            _ => Ok(None),
        }
    }
}

/// Whether a refusal of a member waits for its hand-over.
pub(super) async fn refusal(
    connection: &mut SqliteConnection,
    member: &MemberId,
    id: RefusalId,
) -> Result<Option<Fact>, StoreError> {
    let select = sqlx::query_scalar("SELECT handed_over IS NULL FROM refusal WHERE member = ? AND id = ?");
    let select = select.bind(member.as_str()).bind(id.0.0.to_vec());
    Ok(select.fetch_optional(connection).await?.map(|is_waiting| Fact::Refusal { is_waiting }))
}
