//! What a member holds: newest first and by what it is found by, or in the order in which it came.

use sluis_protocol::core::{HeldState, Term};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Row, millis, number};

/// Which of the records that a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Its own.
    Own,
    /// Received.
    Received,
}

/// What records must meet, all of it.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// Only these.
    pub direction: Option<Direction>,
    /// Released or received not before.
    pub from: Option<Timestamp>,
    /// Released or received before.
    pub until: Option<Timestamp>,
    /// Found by each of these.
    pub terms: Vec<Term>,
}

/// A place in a list, newest first, or in the order of arrival. What it says is for the store alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// A moment in milliseconds, or the number of a commit.
    pub major: u64,
    /// The number of a record.
    pub minor: u64,
}

impl Cursor {
    /// Before everything that ever came.
    pub const OLDEST: Self = Self { major: 0, minor: 0 };
}

/// A record in a list. What it says is shown only through the core, which judges and journals each look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The record.
    pub record: RecordId,
    /// Who disclosed it: the member itself for its own.
    pub from: MemberId,
    /// Since when it is held.
    pub at: Timestamp,
    /// How it is held.
    pub state: HeldState,
    /// Its place.
    pub cursor: Cursor,
}

#[derive(FromRow)]
struct HeldRow {
    number: i64,
    id: Vec<u8>,
    source: String,
    at: i64,
    state: i64,
    major: i64,
}

impl TryFrom<HeldRow> for Listed {
    type Error = super::RowError;
    fn try_from(row: HeldRow) -> Result<Self, Self::Error> {
        let at = Row { table: "held", id: &row.number };
        Ok(Self {
            record: RecordId(at.digest("record", &row.id)?),
            from: at.parse("source", &row.source)?,
            at: at.time("at", row.at)?,
            state: at.code("state", row.state)?,
            cursor: Cursor { major: at.number("at", row.major)?, minor: at.number("record", row.number)? },
        })
    }
}

/// A record that a member held, and may not read any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The record.
    pub record: RecordId,
    /// How it ended.
    pub ending: Ending,
    /// When.
    pub at: Timestamp,
    /// Its place among what came.
    pub cursor: Cursor,
}

/// In a commit's places what ends comes after what arrives.
const ENDED: i64 = 1 << 62;

#[derive(FromRow)]
struct EndedRow {
    number: i64,
    id: Vec<u8>,
    ending: i64,
    ended_at: i64,
    ended_in: i64,
}

impl TryFrom<EndedRow> for Ended {
    type Error = super::RowError;
    fn try_from(row: EndedRow) -> Result<Self, Self::Error> {
        let at = Row { table: "held", id: &row.number };
        let minor = row.number.saturating_add(ENDED);
        Ok(Self {
            record: RecordId(at.digest("record", &row.id)?),
            ending: at.code("ending", row.ending)?,
            at: at.time("ended_at", row.ended_at)?,
            cursor: Cursor { major: at.number("ended_in", row.ended_in)?, minor: at.number("record", minor)? },
        })
    }
}

/// What ended or is under legal hold is in no list.
const OPEN: &str = " AND h.ending IS NULL AND h.hold_at IS NULL";

impl Reader {
    /// Those of a member's records that meet the conditions, newest first, and whether there are more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn search(
        &self,
        member: &MemberId,
        conditions: &Conditions,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<Listed>, bool), StoreError> {
        let mut query =
            QueryBuilder::<Sqlite>::new("SELECT r.number, r.id, h.source, h.at, h.state, h.at AS major FROM ");
        let tokens = self.vault.blind().of(member);
        let (identifiers, others): (Vec<&Term>, Vec<&Term>) =
            conditions.terms.iter().partition(|term| matches!(term, Term::Identifier(..)));
        // An identifier is in few records, so that these are looked at first; else the newest are.
        for (n, term) in identifiers.iter().enumerate() {
            query.push("(SELECT record FROM identifier WHERE token = ").push_bind(tokens.token(term));
            query.push(format!(") i{n} CROSS JOIN "));
        }
        query.push("held h CROSS JOIN record r ON r.number = h.record WHERE h.member = ").push_bind(member.to_string());
        for n in 0..identifiers.len() {
            query.push(format!(" AND h.record = i{n}.record"));
        }
        for term in others {
            query.push(" AND instr(h.terms, ").push_bind(tokens.token(term)).push(") > 0");
        }
        query.push(OPEN);
        query.push(match conditions.direction {
            // Notices about requests are no signals.
            None => " AND h.state <> 3",
            Some(Direction::Own) => " AND h.state = 0",
            Some(Direction::Received) => " AND h.state IN (1, 2)",
        });
        if let Some(from) = conditions.from {
            query.push(" AND h.at >= ").push_bind(millis(from)?);
        }
        if let Some(until) = conditions.until {
            query.push(" AND h.at < ").push_bind(millis(until)?);
        }
        if let Some(Cursor { major, minor }) = after {
            query.push(" AND (h.at, h.record) < (").push_bind(number("a cursor", major)?).push(", ");
            query.push_bind(number("a cursor", minor)?).push(")");
        }
        query.push(" ORDER BY h.at DESC, h.record DESC LIMIT ").push_bind(i64::from(limit) + 1);
        self.listed(query, limit).await
    }

    /// What a member received after a place, in the order in which it came, and whether there is more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn arrived(
        &self,
        member: &MemberId,
        after: Cursor,
        limit: u32,
    ) -> Result<(Vec<Listed>, bool), StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT r.number, r.id, h.source, h.at, h.state, h.arrival AS major FROM held h \
             CROSS JOIN record r ON r.number = h.record WHERE h.arrival IS NOT NULL AND h.member = ",
        );
        query.push_bind(member.to_string()).push(OPEN).push(" AND (h.arrival, h.record) > (");
        query.push_bind(number("a cursor", after.major)?).push(", ").push_bind(number("a cursor", after.minor)?);
        query.push(") ORDER BY h.arrival, h.record LIMIT ").push_bind(i64::from(limit) + 1);
        self.listed(query, limit).await
    }

    /// What a member may not read any more, of what ended after a place, in the order in which it was told so.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn ended(&self, member: &MemberId, after: Cursor, limit: u32) -> Result<Vec<Ended>, StoreError> {
        let select = "SELECT r.number, r.id, h.ending, h.ended_at, h.ended_in FROM held h \
                      CROSS JOIN record r ON r.number = h.record WHERE h.member = ?1 AND h.ended_in IS NOT NULL \
                      AND (h.ended_in, h.record + ?2) > (?3, ?4) AND h.ended_in >= ?3 \
                      ORDER BY h.ended_in, h.record LIMIT ?5";
        let select = sqlx::query_as(select).bind(member.as_str()).bind(ENDED);
        let select = select.bind(number("a cursor", after.major)?).bind(number("a cursor", after.minor)?).bind(limit);
        let rows: Vec<EndedRow> = select.fetch_all(&mut *self.connection().await?).await?;
        Ok(rows.into_iter().map(Ended::try_from).collect::<Result<_, _>>()?)
    }

    /// The place after everything that came so far.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn newest_arrival(&self) -> Result<Cursor, StoreError> {
        let mut connection = self.connection().await?;
        let batch: i64 = sqlx::query_scalar("SELECT batch FROM head").fetch_one(&mut *connection).await?;
        let major = Row { table: "head", id: &1 }.number("batch", batch)?;
        Ok(Cursor { major, minor: i64::MAX.unsigned_abs() })
    }

    /// One row more than asked for says that there is more.
    async fn listed(&self, mut query: QueryBuilder<Sqlite>, limit: u32) -> Result<(Vec<Listed>, bool), StoreError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut connection = self.connection().await?;
        let mut rows: Vec<HeldRow> = query.build_query_as().fetch_all(&mut *connection).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows.into_iter().map(Listed::try_from).collect::<Result<_, _>>()?, more))
    }
}
