//! What the core asks for where a store was put back, here or at a peer.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{BeyondEntry, Direction, Fact, Key, KnownEntry};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane};
use sluis_schemas::MemberId;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::error::StoreError;
use super::facts::{current, withheld};
use super::reader::Reader;
use super::rows::{Code, Row, number};
use super::statement::{ROWS, push_ids};

/// Finds one of these keys.
pub(super) async fn find(connection: &mut SqliteConnection, key: &Key) -> Result<Option<Fact>, StoreError> {
    Ok(match key {
        Key::NewestHead(feed) => newest_head(connection, feed).await?.map(|bytes| Fact::Signed(bytes.into())),
        Key::NewestReceipt(feed) => newest_receipt(connection, feed).await?.map(|bytes| Fact::Signed(bytes.into())),
        Key::Beyond { feed, lane, after } => {
            let ids = entries(connection, (Direction::Out, feed), *lane, *after, i64::MAX).await?;
            let stay = withheld(connection, feed, &ids).await?;
            let mut lost_there = BTreeMap::new();
            for chunk in ids.chunks(ROWS) {
                lost_there.extend(lost(connection, feed, chunk).await?);
            }
            let entry = |record| BeyondEntry {
                record,
                goes: !stay.contains_key(&record),
                lost: lost_there.get(&record).copied(),
            };
            Some(Fact::Beyond(ids.into_iter().map(entry).collect()))
        }
        Key::LostAt(member, record) => Some(Fact::LostAt(lost_at(connection, member, *record).await?)),
        Key::Known { feed, ids } => Some(known(connection, feed, ids).await?),
        _ => None,
    })
}

impl Reader {
    /// What a member here holds of a feed after a place: of the urgent lane with the records that are kept.
    pub(super) async fn received(
        &self,
        connection: &mut SqliteConnection,
        feed: &FeedId,
        (lane, after): (Lane, u64),
        limit: u32,
    ) -> Result<Vec<(RecordId, Option<Arc<[u8]>>)>, StoreError> {
        let ids = entries(connection, (Direction::In, feed), lane, after, i64::from(limit)).await?;
        let mut records = BTreeMap::new();
        if lane == Lane::Urgent {
            records = self.records(connection, &feed.receiver, &ids).await?;
        }
        Ok(ids.into_iter().map(|id| (id, records.remove(&id).map(|(bytes, _)| bytes))).collect())
    }
}

async fn lost_at(
    connection: &mut SqliteConnection,
    member: &MemberId,
    signal: RecordId,
) -> Result<BTreeMap<MemberId, u32>, StoreError> {
    let select = "SELECT f.receiver, max(l.told) FROM lost l JOIN feed f ON f.number = l.feed \
                  WHERE l.signal = ? AND f.discloser = ? GROUP BY f.receiver";
    let select = sqlx::query_as(select).bind(signal.0.0.to_vec()).bind(member.as_str());
    let rows: Vec<(String, u32)> = select.fetch_all(connection).await?;
    let at = Row { table: "lost", id: member };
    let receiver = |(receiver, told): (String, u32)| Ok((at.parse("receiver", &receiver)?, told));
    Ok(rows.into_iter().map(receiver).collect::<Result<_, super::RowError>>()?)
}

async fn newest_head(connection: &mut SqliteConnection, feed: &FeedId) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((feed, _)) = current(connection, Direction::In, feed).await? else { return Ok(None) };
    let select = sqlx::query_scalar("SELECT bytes FROM feed_head WHERE feed = ?").bind(feed);
    Ok(select.fetch_optional(connection).await?)
}

async fn newest_receipt(connection: &mut SqliteConnection, feed: &FeedId) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((feed, _)) = current(connection, Direction::Out, feed).await? else { return Ok(None) };
    let select =
        "SELECT bytes FROM receipt WHERE feed = ? ORDER BY epoch DESC, bulk_place DESC, urgent_place DESC LIMIT 1";
    Ok(sqlx::query_scalar(select).bind(feed).fetch_optional(connection).await?)
}

/// The ids of the entries after a place, whatever their epoch: places go on from one to the next.
pub(super) async fn entries(
    connection: &mut SqliteConnection,
    (direction, feed): (Direction, &FeedId),
    lane: Lane,
    after: u64,
    limit: i64,
) -> Result<Vec<RecordId>, StoreError> {
    let Some((feed_number, epoch)) = current(connection, direction, feed).await? else { return Ok(Vec::new()) };
    let select = "WITH RECURSIVE past(epoch) AS (SELECT ?2 UNION ALL SELECT epoch - 1 FROM past WHERE epoch > 1) \
                  SELECT b.first, b.ids FROM past p CROSS JOIN block b ON b.feed = ?1 AND b.epoch = p.epoch \
                  AND b.lane = ?3 AND b.first >= coalesce((SELECT max(first) FROM block WHERE feed = ?1 \
                  AND epoch = p.epoch AND lane = ?3 AND first <= ?4 + 1), 0) \
                  WHERE b.first + length(b.ids) / 32 - 1 > ?4 ORDER BY b.first LIMIT ?5";
    let select = sqlx::query_as(select).bind(feed_number).bind(epoch).bind(lane.code()).bind(number("a place", after)?);
    let rows: Vec<(i64, Vec<u8>)> = select.bind(limit).fetch_all(connection).await?;
    let at = Row { table: "block", id: feed };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for (first, ids) in rows {
        let first = at.number("first", first)?;
        let known = usize::try_from((after + 1).saturating_sub(first)).unwrap_or(usize::MAX);
        found.extend(at.ids("ids", &ids)?.into_iter().skip(known).take(limit.saturating_sub(found.len())));
    }
    Ok(found)
}

/// Those of the records that their receiver holds and of which nothing is kept here: the signal that each belongs to, and
/// what its receiver was told of that.
pub(super) async fn lost(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    ids: &[RecordId],
) -> Result<BTreeMap<RecordId, (RecordId, u32)>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT record, signal, told FROM lost WHERE feed = (SELECT number FROM feed WHERE ",
    );
    query.push("direction = ").push_bind(Direction::Out.code());
    query.push(" AND discloser = ").push_bind(feed.discloser.to_string());
    query.push(" AND receiver = ").push_bind(feed.receiver.to_string()).push(") AND record IN");
    push_ids(&mut query, ids);
    let rows: Vec<(Vec<u8>, Vec<u8>, u32)> = query.build_query_as().fetch_all(connection).await?;
    let at = Row { table: "lost", id: feed };
    let entry = |(record, signal, told): (Vec<u8>, Vec<u8>, u32)| {
        Ok((RecordId(at.digest("record", &record)?), (RecordId(at.digest("signal", &signal)?), told)))
    };
    Ok(rows.into_iter().map(entry).collect::<Result<_, super::RowError>>()?)
}

/// Those that wait for the feed, and those of which the discloser keeps something.
async fn known(connection: &mut SqliteConnection, feed: &FeedId, ids: &[RecordId]) -> Result<Fact, StoreError> {
    let number = sqlx::query_scalar("SELECT number FROM feed WHERE direction = ? AND discloser = ? AND receiver = ?");
    let number = number.bind(Direction::Out.code()).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
    let number: Option<i64> = number.fetch_optional(&mut *connection).await?;
    let (mut waiting, mut kept) = (BTreeMap::new(), BTreeMap::new());
    for chunk in ids.chunks(ROWS) {
        kept.extend(kept_of(connection, feed, number, chunk).await?);
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT r.id, (SELECT y.signed FROM relay_order y WHERE y.signed IS NOT NULL AND y.relay = y.keeper \
             AND y.record = r.id AND y.keeper = ",
        );
        query.push_bind(feed.discloser.as_str()).push(" AND y.receiver = ").push_bind(feed.receiver.as_str());
        query.push(") FROM record r JOIN outbox o ON o.record = r.number AND o.feed = ");
        query.push_bind(number).push(" WHERE r.id IN");
        push_ids(&mut query, chunk);
        let at = Row { table: "outbox", id: feed };
        let rows: Vec<(Vec<u8>, Option<Vec<u8>>)> = query.build_query_as().fetch_all(&mut *connection).await?;
        for (id, order) in rows {
            let order = order.map(|order| at.digest("order", &order).map(RecordId)).transpose()?;
            waiting.insert(RecordId(at.digest("record", &id)?), order);
        }
    }
    Ok(Fact::Known { waiting, kept })
}

async fn kept_of(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    number: Option<i64>,
    ids: &[RecordId],
) -> Result<BTreeMap<RecordId, KnownEntry>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT r.id, coalesce(r.first, r.id), (SELECT outcome FROM withheld w WHERE w.record = r.number AND w.feed = ",
    );
    query.push_bind(number).push(") FROM record r JOIN held h ON h.record = r.number AND h.member = ");
    query.push_bind(feed.discloser.to_string()).push(" WHERE r.id IN");
    push_ids(&mut query, ids);
    let rows: Vec<(Vec<u8>, Vec<u8>, Option<String>)> = query.build_query_as().fetch_all(connection).await?;
    let at = Row { table: "held", id: feed };
    let known = |(id, first, withheld): (Vec<u8>, Vec<u8>, Option<String>)| {
        let first = RecordId(at.digest("first", &first)?);
        Ok((RecordId(at.digest("record", &id)?), KnownEntry { first, withheld }))
    };
    Ok(rows.into_iter().map(known).collect::<Result<_, super::RowError>>()?)
}
