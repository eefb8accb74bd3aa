//! Figures as they are kept: by day and class.

use std::collections::BTreeMap;

use sluis_protocol::core::Figure;
use sluis_schemas::{Date, MemberId};
use sqlx::FromRow;

use super::error::{RowError, StoreError};
use super::reader::Reader;
use super::rows::Row;

/// A figure as its row holds it; what it does not have is empty.
#[derive(Default, FromRow)]
pub(super) struct Columns {
    pub(super) what: i64,
    pub(super) r#type: String,
    pub(super) purpose: String,
    pub(super) country: String,
    pub(super) code: String,
    pub(super) sector: String,
    pub(super) region: String,
}

const SENT: i64 = 0;
const RECEIVED: i64 = 1;
const OUTCOME: i64 = 2;
const RECALLED: i64 = 3;
const SEEN: i64 = 4;
const OFFERED: i64 = 5;
const OWNED: i64 = 6;
const FOLLOWED_UP: i64 = 7;

/// Whether something was in time, as a column holds it.
const fn in_time_text(in_time: bool) -> &'static str {
    if in_time { "in-time" } else { "late" }
}

impl From<&Figure> for Columns {
    fn from(figure: &Figure) -> Self {
        let class = |what, r#type: &dyn ToString, purpose: &dyn ToString, country: &dyn ToString| Self {
            what,
            r#type: r#type.to_string(),
            purpose: purpose.to_string(),
            country: country.to_string(),
            ..Self::default()
        };
        match figure {
            Figure::Sent { r#type, purpose, to } => class(SENT, r#type, purpose, to),
            Figure::Received { r#type, purpose, from } => class(RECEIVED, r#type, purpose, from),
            Figure::Outcome { kind } => Self { what: OUTCOME, code: kind.clone(), ..Self::default() },
            Figure::Recalled { ground } => Self { what: RECALLED, code: ground.to_string(), ..Self::default() },
            Figure::Offered { to } => Self { what: OFFERED, country: to.to_string(), ..Self::default() },
            Figure::Owned { by, in_time } => {
                let code = in_time_text(*in_time).to_owned();
                Self { what: OWNED, country: by.to_string(), code, ..Self::default() }
            }
            Figure::FollowedUp { by, days, in_time } => {
                let code = format!("{} {days}", in_time_text(*in_time));
                Self { what: FOLLOWED_UP, country: by.to_string(), code, ..Self::default() }
            }
            Figure::Seen { sector, region } => Self {
                what: SEEN,
                sector: sector.as_ref().map(ToString::to_string).unwrap_or_default(),
                region: region.as_ref().map(ToString::to_string).unwrap_or_default(),
                ..Self::default()
            },
        }
    }
}

impl TryFrom<&Columns> for Figure {
    type Error = RowError;
    fn try_from(row: &Columns) -> Result<Self, RowError> {
        let at = Row { table: "figure", id: &row.what };
        let (r#type, purpose) = (|| at.parse("type", &row.r#type), || at.parse("purpose", &row.purpose));
        let country = || at.parse("country", &row.country);
        Ok(match row.what {
            SENT => Self::Sent { r#type: r#type()?, purpose: purpose()?, to: country()? },
            RECEIVED => Self::Received { r#type: r#type()?, purpose: purpose()?, from: country()? },
            OUTCOME => Self::Outcome { kind: row.code.clone() },
            RECALLED => Self::Recalled { ground: at.parse("code", &row.code)? },
            OFFERED => Self::Offered { to: country()? },
            OWNED => Self::Owned { by: country()?, in_time: row.code == in_time_text(true) },
            FOLLOWED_UP => {
                let (in_time, days) = row.code.split_once(' ').ok_or_else(|| at.bad("code"))?;
                let days = days.parse().map_err(|_| at.bad("code"))?;
                Self::FollowedUp { by: country()?, days, in_time: in_time == in_time_text(true) }
            }
            SEEN => {
                let sector = Some(&row.sector).filter(|sector| !sector.is_empty());
                let region = Some(&row.region).filter(|region| !region.is_empty());
                Self::Seen {
                    sector: sector.map(|sector| at.parse("sector", sector)).transpose()?,
                    region: region.map(|region| at.parse("region", region)).transpose()?,
                }
            }
            _ => return Err(at.bad("what")),
        })
    }
}

#[derive(FromRow)]
struct FigureRow {
    #[sqlx(flatten)]
    columns: Columns,
    count: i64,
}

impl Reader {
    /// What happened to a member in a span of days, both included, by class.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn counted(
        &self,
        member: &MemberId,
        from: Date,
        until: Date,
    ) -> Result<BTreeMap<Figure, u64>, StoreError> {
        let select = "SELECT what, type, purpose, country, code, sector, region, sum(count) AS count FROM figure \
                      WHERE member = ? AND day >= ? AND day <= ? \
                      GROUP BY what, type, purpose, country, code, sector, region";
        let select = sqlx::query_as(select).bind(member.as_str()).bind(from.to_string()).bind(until.to_string());
        let rows: Vec<FigureRow> = select.fetch_all(&mut *self.connection().await?).await?;
        let figure = |row: &FigureRow| {
            let count = Row { table: "figure", id: member }.number("count", row.count)?;
            Ok((Figure::try_from(&row.columns)?, count))
        };
        rows.iter().map(figure).collect()
    }

    /// The first day that figures tell of; none in a store where nothing has happened yet.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn counted_since(&self) -> Result<Option<Date>, StoreError> {
        let select = "SELECT coalesce((SELECT day FROM counted_since), \
                      (SELECT date(at / 1000, 'unixepoch') FROM journal WHERE seq = 1))";
        let day: Option<String> = sqlx::query_scalar(select).fetch_one(&mut *self.connection().await?).await?;
        let at = Row { table: "counted_since", id: &1 };
        Ok(day.map(|day| at.parse("day", &day)).transpose()?)
    }
}
