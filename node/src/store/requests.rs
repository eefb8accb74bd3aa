//! Requests as members here keep them.

use std::collections::BTreeMap;

use sluis_protocol::core::{AwaitedReply, Direction, Progress, Request, Requests};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::{Date, MemberId};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::delivery::{Sought, place};
use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row, millis, number};
use super::statement::{ROWS, push_ids};

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRequest {
    /// The request.
    pub id: RecordId,
    /// The other member.
    pub other: MemberId,
    /// How it stands.
    pub request: Request,
}

/// Which requests are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WhichRequests {
    /// Only those that the member asked, or only those that it was asked.
    pub side: Option<sluis_protocol::core::Side>,
    /// Only those that a reply still counts for, or only those that ended.
    pub open: Option<bool>,
    /// Only those that wait for an answer after their term, as of this day.
    pub overdue: Option<Date>,
}

#[derive(FromRow)]
struct RequestRow {
    number: i64,
    id: Vec<u8>,
    other: String,
    side: i64,
    purpose: String,
    progress: String,
    due: Option<String>,
    at: i64,
    changed: i64,
    accepted: Option<i64>,
    replied: Option<i64>,
    rating: Option<String>,
}

const COLUMNS: &str = "SELECT number, id, other, side, purpose, progress, due, at, changed, accepted, replied, rating \
                       FROM request WHERE member = ";

impl TryFrom<&RequestRow> for ListedRequest {
    type Error = super::RowError;
    fn try_from(row: &RequestRow) -> Result<Self, Self::Error> {
        let name = hex::encode(&row.id);
        let at = Row { table: "request", id: &name };
        let progress: Progress = serde_json::from_str(&row.progress).map_err(|_| at.bad("progress"))?;
        Ok(Self {
            id: RecordId(at.digest("id", &row.id)?),
            other: at.parse("other", &row.other)?,
            request: Request {
                side: at.code("side", row.side)?,
                purpose: at.parse("purpose", &row.purpose)?,
                progress,
                due: row.due.as_deref().map(|due| at.parse("due", due)).transpose()?,
                at: at.time("at", row.at)?,
                changed: at.time("changed", row.changed)?,
                accepted: row.accepted.map(|moment| at.time("accepted", moment)).transpose()?,
                replied: row.replied.map(|moment| at.time("replied", moment)).transpose()?,
                rating: row.rating.as_deref().map(|code| at.parse("rating", code)).transpose()?,
            },
        })
    }
}

/// How far a request has come, as its column holds it.
pub(super) fn progress_text(progress: &Progress) -> Result<String, StoreError> {
    serde_json::to_string(progress).map_err(|_| StoreError::Unknown { table: "request", id: "progress".to_owned() })
}

impl Reader {
    /// A request as a member keeps it; empty where it has none of that id.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn requests(&self, member: &MemberId, id: RecordId) -> Result<Requests, StoreError> {
        let mut connection = self.connection().await?;
        Ok(requests_of(&mut connection, member, &[id]).await?.remove(&id).unwrap_or_default())
    }

    /// A member's requests, newest first, and the number to go on after if there are more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn list_requests(
        &self,
        member: &MemberId,
        which: WhichRequests,
        after: Option<u64>,
        limit: u32,
    ) -> Result<(Vec<ListedRequest>, Option<u64>), StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(COLUMNS);
        query.push_bind(member.to_string());
        if let Some(side) = which.side {
            query.push(" AND side = ").push_bind(side.code());
        }
        if let Some(open) = which.open {
            query.push(" AND open = ").push_bind(open);
        }
        if let Some(today) = which.overdue {
            query.push(" AND open = 1 AND term < ").push_bind(today.to_string());
        }
        if let Some(after) = after {
            query.push(" AND number < ").push_bind(number("a cursor", after)?);
        }
        query.push(" ORDER BY number DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let mut connection = self.connection().await?;
        let rows: Vec<RequestRow> = query.build_query_as().fetch_all(&mut *connection).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = rows.iter().take(limit).map(ListedRequest::try_from).collect::<Result<Vec<_>, _>>()?;
        // One row more than asked for says that there is more.
        let last = rows.get(..limit).filter(|_| rows.len() > limit).and_then(<[_]>::last);
        let next = last.map(|row| Row { table: "request", id: &row.number }.number("number", row.number));
        Ok((listed, next.transpose()?))
    }

    /// Requests that a member asked or was asked in a span of days, both included.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn asked_between(
        &self,
        member: &MemberId,
        from: Date,
        until: Date,
    ) -> Result<Vec<ListedRequest>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(COLUMNS);
        query.push_bind(member.to_string()).push(" AND at >= ").push_bind(millis(from.start())?);
        query.push(" AND at < ").push_bind(millis(until.end())?);
        let rows: Vec<RequestRow> = query.build_query_as().fetch_all(&mut *self.connection().await?).await?;
        Ok(rows.iter().map(ListedRequest::try_from).collect::<Result<_, _>>()?)
    }
}

/// Requests of a member by their ids.
pub(super) async fn requests_of(
    connection: &mut SqliteConnection,
    member: &MemberId,
    ids: &[RecordId],
) -> Result<BTreeMap<RecordId, Requests>, StoreError> {
    let mut found = BTreeMap::<RecordId, Requests>::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(COLUMNS);
        query.push_bind(member.to_string()).push(" AND id IN");
        push_ids(&mut query, chunk);
        for row in query.build_query_as::<RequestRow>().fetch_all(&mut *connection).await? {
            let ListedRequest { id, other, request } = ListedRequest::try_from(&row)?;
            found.entry(id).or_default().insert(other, request);
        }
    }
    Ok(found)
}

/// Number of the feed; id, number and time of the reply; the request; how far it answers.
type AwaitedRow = (i64, Vec<u8>, i64, i64, Vec<u8>, String);

/// Replies in an outgoing feed whose receipt is awaited, with their places.
pub(super) async fn awaited(connection: &mut SqliteConnection, feed: &FeedId) -> Result<Vec<AwaitedReply>, StoreError> {
    let select = "SELECT w.feed, r.id, r.number, r.at, w.request, w.answer FROM awaited_reply w \
                  JOIN record r ON r.number = w.record WHERE w.feed = \
                  (SELECT number FROM feed WHERE direction = ? AND discloser = ? AND receiver = ?)";
    let select = sqlx::query_as(select).bind(Direction::Out.code()).bind(feed.discloser.as_str());
    let rows: Vec<AwaitedRow> = select.bind(feed.receiver.as_str()).fetch_all(&mut *connection).await?;
    let mut replies = Vec::with_capacity(rows.len());
    for (feed_number, id, number, at, request, answer) in rows {
        let row = Row { table: "awaited_reply", id: feed };
        let id = RecordId(row.digest("record", &id)?);
        let request = RecordId(row.digest("request", &request)?);
        let kept = requests_of(connection, &feed.discloser, &[request]).await?.remove(&request).unwrap_or_default();
        let place = place(connection, feed, feed_number, &Sought { id, number, at }).await?;
        replies.push(AwaitedReply {
            record: id,
            request,
            kept,
            answer: row.parse("answer", &answer)?,
            place: place.map(|at| Ok::<_, StoreError>((at.lane, row.number("place", at.place)?))).transpose()?,
        });
    }
    Ok(replies)
}
