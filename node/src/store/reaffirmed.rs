//! What the core asks about records that were signed with keys that ended.

use sluis_protocol::core::{Direction, Fact, Key};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::MemberId;
use sqlx::{FromRow, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{FeedRow, Row};

#[derive(FromRow)]
struct WaitingRow {
    #[sqlx(flatten)]
    feed: FeedRow,
    record: Vec<u8>,
}

/// A fact for one of those keys; none for any other.
pub(super) async fn find(connection: &mut SqliteConnection, key: &Key) -> Result<Option<Fact>, StoreError> {
    Ok(match key {
        Key::Reaffirmed(signer, record) => {
            let select = "SELECT EXISTS (SELECT 1 FROM reaffirmed WHERE record = ? AND signer = ?)";
            let select = sqlx::query_scalar(select).bind(record.0.0.to_vec()).bind(signer.as_str());
            let known: bool = select.fetch_one(connection).await?;
            known.then_some(Fact::Reaffirmed)
        }
        Key::ReaffirmedCount(signer) => {
            let select = sqlx::query_scalar("SELECT count(*) FROM reaffirmed WHERE signer = ?").bind(signer.as_str());
            let count: i64 = select.fetch_one(connection).await?;
            Some(Fact::Count(Row { table: "reaffirmed", id: signer }.number("signer", count)?))
        }
        Key::ToReaffirm { limit } => Some(Fact::ToReaffirm(to_reaffirm(connection, *limit).await?)),
        Key::Reaffirmable { limit } => Some(Fact::Reaffirmable(reaffirmable(connection, *limit).await?)),
        _ => None,
    })
}

async fn to_reaffirm(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<(FeedId, RecordId)>, StoreError> {
    let select = "SELECT f.number, f.direction, f.discloser, f.receiver, t.record \
                  FROM to_reaffirm t JOIN feed f ON f.number = t.feed LEFT JOIN record r ON r.id = t.record \
                  WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.feed = t.feed AND o.record = r.number) \
                  AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.feed = t.feed AND w.record = r.number) \
                  AND NOT EXISTS (SELECT 1 FROM relay_order o WHERE o.keeper = f.discloser AND o.origin = o.keeper \
                  AND o.record = t.record AND o.receiver = f.receiver AND o.ended IS NULL \
                  AND NOT EXISTS (SELECT 1 FROM relay_said s WHERE s.origin = o.origin AND s.signal = o.signal \
                  AND s.receiver = o.receiver AND s.relay = o.relay AND s.record = o.record)) LIMIT ?";
    let rows: Vec<WaitingRow> = sqlx::query_as(select).bind(limit).fetch_all(connection).await?;
    let waiting = |row: WaitingRow| {
        let (_, feed): (Direction, FeedId) = (&row.feed).try_into()?;
        let at = Row { table: "to_reaffirm", id: &row.feed.number };
        Ok((feed, RecordId(at.digest("record", &row.record)?)))
    };
    rows.into_iter().map(waiting).collect()
}

async fn reaffirmable(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<(MemberId, RecordId)>, StoreError> {
    let select = "SELECT h.member, r.id FROM held h INDEXED BY held_unread JOIN record r ON r.number = h.record \
                  JOIN reaffirmed a ON a.record = r.id AND a.signer = r.signer \
                  WHERE h.state = 2 AND h.ending IS NULL AND h.hold_at IS NULL AND h.destroyed = 0 LIMIT ?";
    let rows: Vec<(String, Vec<u8>)> = sqlx::query_as(select).bind(limit).fetch_all(connection).await?;
    let known = |(member, record): (String, Vec<u8>)| {
        let at = Row { table: "held", id: &member };
        Ok((at.parse("member", &member)?, RecordId(at.digest("record", &record)?)))
    };
    rows.into_iter().map(known).collect()
}

impl Reader {
    /// A record that a member keeps unread, and from whom it came.
    pub(super) async fn unread(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        record: RecordId,
    ) -> Result<Option<Fact>, StoreError> {
        let select = "SELECT h.source FROM held h JOIN record r ON r.number = h.record WHERE r.id = ? AND h.member = ? \
                      AND h.state = 2 AND h.ending IS NULL AND h.hold_at IS NULL AND h.destroyed = 0";
        let select = sqlx::query_scalar(select).bind(record.0.0.to_vec()).bind(member.as_str());
        let source: Option<String> = select.fetch_optional(&mut *connection).await?;
        let Some(source) = source else { return Ok(None) };
        let from = Row { table: "held", id: &record }.parse("source", &source)?;
        let bytes = self.records(connection, member, &[record]).await?.remove(&record).map(|(bytes, _)| bytes);
        Ok(bytes.map(|bytes| Fact::Unread { bytes, from }))
    }
}
