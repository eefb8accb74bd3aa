//! What the core asks about endings: tombstones, what ends and when, who holds what, what was said.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::{
    Buried, Direction, DueEnds, Fact, FeedPlace, Fingerprint, HeldState, Holding, Kept, Key, Reached, SaidAfter,
    ToRetract,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{Exception, FeedId};
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::error::StoreError;
use super::facts::current;
use super::relays;
use super::rows::{Code, FeedRow, Row, millis, number};
use super::statement::{ROWS, over, push_ids, push_numbers};

/// Signers with records of theirs.
type Asked<'a> = BTreeSet<(&'a MemberId, RecordId)>;

fn ids(asked: &Asked<'_>) -> Vec<RecordId> {
    asked.iter().map(|(_, record)| *record).collect::<BTreeSet<_>>().into_iter().collect()
}

pub(super) async fn tombstones(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<BTreeMap<Key, Fact>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in ids(asked).chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT record, signer, recall FROM tombstone WHERE record IN");
        push_ids(&mut query, chunk);
        let rows: Vec<(Vec<u8>, String, Option<Vec<u8>>)> = query.build_query_as().fetch_all(&mut *connection).await?;
        for (record, signer, recall) in rows {
            let at = Row { table: "tombstone", id: &signer };
            let (signer, record) = (at.parse("signer", &signer)?, RecordId(at.digest("record", &record)?));
            let recall = recall.map(|recall| at.digest("recall", &recall).map(RecordId)).transpose()?;
            if asked.contains(&(&signer, record)) {
                let buried = recall.map_or(Buried::Superseded, |recall| Buried::Recalled { recall });
                found.insert(Key::Tombstone(signer, record), Fact::Tombstone(buried));
            }
        }
    }
    Ok(found)
}

pub(super) async fn resubmitted(
    connection: &mut SqliteConnection,
    fingerprints: &[Fingerprint],
) -> Result<BTreeMap<Key, Fact>, StoreError> {
    let mut found = BTreeMap::new();
    let asked: Vec<_> = fingerprints.iter().copied().map(RecordId).collect();
    for chunk in asked.chunks(ROWS) {
        let mut query =
            QueryBuilder::<Sqlite>::new("SELECT fingerprint, signal FROM refused_again WHERE fingerprint IN");
        push_ids(&mut query, chunk);
        for (fingerprint, signal) in query.build_query_as::<(Vec<u8>, Vec<u8>)>().fetch_all(&mut *connection).await? {
            let name = hex::encode(&signal);
            let at = Row { table: "refused_again", id: &name };
            let key = Key::Resubmitted(at.digest("fingerprint", &fingerprint)?);
            found.insert(key, Fact::Resubmitted(RecordId(at.digest("signal", &signal)?)));
        }
    }
    Ok(found)
}

#[derive(FromRow)]
struct HoldingRow {
    member: String,
    source: String,
    id: Vec<u8>,
    first: Vec<u8>,
    signer: String,
    version: i64,
}

/// What members here hold of signals, named by their first versions, and what did not end yet.
pub(super) async fn holdings(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<BTreeMap<Key, Fact>, StoreError> {
    let mut found: BTreeMap<(MemberId, RecordId), Vec<Holding>> = BTreeMap::new();
    for chunk in ids(asked).chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT h.member, h.source, r.id, coalesce(r.first, r.id) AS first, r.signer, r.version FROM (\
             SELECT number FROM record WHERE first IS NULL AND id IN",
        );
        push_ids(&mut query, chunk);
        query.push(" UNION ALL SELECT number FROM record WHERE first IN");
        push_ids(&mut query, chunk);
        query.push(
            ") v CROSS JOIN record r ON r.number = v.number CROSS JOIN held h ON h.record = r.number \
             WHERE h.destroyed = 0 AND h.ending IS NULL AND h.state <> 3",
        );
        for row in query.build_query_as::<HoldingRow>().fetch_all(&mut *connection).await? {
            let name = hex::encode(&row.id);
            let at = Row { table: "record", id: &name };
            let key = (at.parse("signer", &row.signer)?, RecordId(at.digest("first", &row.first)?));
            let holding = Holding {
                member: at.parse("member", &row.member)?,
                record: RecordId(at.digest("id", &row.id)?),
                version: u32::try_from(row.version).map_err(|_| at.bad("version"))?,
                from: at.parse("source", &row.source)?,
            };
            if asked.contains(&(&key.0, key.1)) {
                found.entry(key).or_default().push(holding);
            }
        }
    }
    let fact = |((signer, first), held)| (Key::Holdings(signer, first), Fact::Holdings(held));
    Ok(found.into_iter().map(fact).collect())
}

#[derive(FromRow)]
struct KeptRow {
    ends: Option<i64>,
    member: String,
    number: i64,
    id: Vec<u8>,
    first: Vec<u8>,
    signer: String,
    source: String,
    state: i64,
    passes_on: bool,
    epoch: Option<i64>,
    lane: Option<i64>,
    place: Option<i64>,
    ending: Option<i64>,
    held_back: bool,
    waits: i64,
    others: i64,
}

const KEPT: &str = "SELECT h.ends, h.member, r.number, r.id, coalesce(r.first, r.id) AS first, r.signer, h.source, \
                    h.state, h.epoch, h.lane, h.place, h.ending, h.hold_at IS NOT NULL AS held_back, h.waits, \
                    EXISTS (SELECT 1 FROM relay_order o WHERE o.keeper = h.member AND o.record = r.id \
                    AND o.relay = h.member) AS passes_on, \
                    (SELECT count(*) FROM held o WHERE o.record = h.record AND o.member <> h.member \
                     AND o.destroyed = 0) AS others \
                    FROM held h CROSS JOIN record r ON r.number = h.record WHERE h.destroyed = 0 AND ";
/// As the index of what ends says it.
const ENDS: &str = "h.ends IS NOT NULL AND h.waits <> 1 AND h.hold_at IS NULL";
const AWAITS: i64 = 1;
const LET: i64 = 2;

impl KeptRow {
    /// Whether it may be in a feed of its member. What its origin ended goes in none any more; what is passed on waits until
    /// its turn comes all the same.
    fn may_go(&self) -> bool {
        self.passes_on || self.state == HeldState::Own.code() && self.ending.is_none()
    }

    fn kept(
        &self,
        unheard: Vec<(FeedId, Reached)>,
        ordered: Vec<(FeedId, RecordId, FeedPlace)>,
    ) -> Result<Kept, StoreError> {
        let name = hex::encode(&self.id);
        let at = Row { table: "held", id: &name };
        let entry = match (self.epoch, self.lane, self.place) {
            (Some(epoch), Some(lane), Some(place)) => Some(FeedPlace {
                epoch: u32::try_from(epoch).map_err(|_| at.bad("epoch"))?,
                lane: at.code("lane", lane)?,
                place: at.number("place", place)?,
            }),
            _ => None,
        };
        let ends = self.ends.filter(|_| self.waits != AWAITS);
        Ok(Kept {
            ends: ends.map(|ends| at.time("ends", ends)).transpose()?,
            member: at.parse("member", &self.member)?,
            record: RecordId(at.digest("record", &self.id)?),
            signal: RecordId(at.digest("first", &self.first)?),
            signer: at.parse("signer", &self.signer)?,
            from: at.parse("source", &self.source)?,
            entry,
            ending: self.ending.map(|ending| at.code("ending", ending)).transpose()?,
            hold: self.held_back,
            let_by_operator: self.waits == LET,
            other_holders: at.number("record", self.others)?,
            unheard,
            ordered,
        })
    }
}

async fn with_unheard(connection: &mut SqliteConnection, rows: &[KeptRow]) -> Result<Vec<Kept>, StoreError> {
    let disclosed: Vec<_> = rows.iter().filter(|row| row.may_go()).collect();
    let mut unheard = outboxes(connection, &disclosed.iter().map(|row| row.number).collect::<Vec<_>>()).await?;
    if !disclosed.is_empty() {
        let numbers: BTreeMap<&[u8], i64> = disclosed.iter().map(|row| (row.id.as_slice(), row.number)).collect();
        for (number, feed, entry) in backlog(connection, &numbers).await? {
            unheard.entry(number).or_default().push((feed, Reached::Joined(entry)));
        }
    }
    // Several members here may disclose one record, each in its own feeds.
    let of = |row: &KeptRow| {
        let here = unheard.get(&row.number).into_iter().flatten();
        here.filter(|(feed, _)| feed.discloser.as_str() == row.member).cloned().collect()
    };
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let ordered = if row.passes_on { relays::onwards(connection, &row.member, &row.id).await? } else { Vec::new() };
        kept.push(row.kept(if row.may_go() { of(row) } else { Vec::new() }, ordered)?);
    }
    Ok(kept)
}

/// Where records stand in feeds beyond what their receivers acknowledged, and may still go. Costs what the receivers
/// are behind.
async fn backlog(
    connection: &mut SqliteConnection,
    records: &BTreeMap<&[u8], i64>,
) -> Result<Vec<(i64, FeedId, FeedPlace)>, StoreError> {
    let select = "WITH behind AS (SELECT feed, epoch, 0 AS lane, acked_urgent_place AS acked FROM feed_state \
                  WHERE urgent_place > acked_urgent_place UNION ALL \
                  SELECT feed, epoch, 1, acked_bulk_place FROM feed_state WHERE bulk_place > acked_bulk_place) \
                  SELECT f.number, f.direction, f.discloser, f.receiver, b.epoch, b.lane, b.first, b.ids \
                  FROM behind s CROSS JOIN feed f ON f.number = s.feed CROSS JOIN block b ON b.feed = s.feed \
                  AND b.epoch = s.epoch AND b.lane = s.lane AND b.first >= \
                  coalesce((SELECT max(first) FROM block WHERE feed = s.feed AND epoch = s.epoch AND lane = s.lane \
                  AND first <= s.acked + 1), 0) WHERE f.direction = 0";
    let blocks: Vec<BlockRow> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
    let mut found = Vec::new();
    for block in blocks {
        let (_, feed): (Direction, FeedId) = (&block.feed).try_into()?;
        let at = Row { table: "block", id: &block.feed.number };
        let (first, lane) = (at.number("first", block.first)?, at.code("lane", block.lane)?);
        let epoch = u32::try_from(block.epoch).map_err(|_| at.bad("epoch"))?;
        for (place, id) in (first..).zip(at.ids("ids", &block.ids)?) {
            if let Some(number) = records.get(id.0.0.as_slice()) {
                let entry = FeedPlace { epoch, lane, place };
                found.push(((block.feed.number, *number), feed.clone(), entry));
            }
        }
    }
    let withheld = withheld(connection, &found.iter().map(|(of, ..)| *of).collect::<Vec<_>>()).await?;
    found.retain(|(of, ..)| !withheld.contains(of));
    Ok(found.into_iter().map(|((_, number), feed, entry)| (number, feed, entry)).collect())
}

/// Those of the feeds and records by number of which the one is withheld from the other.
async fn withheld(connection: &mut SqliteConnection, asked: &[(i64, i64)]) -> Result<BTreeSet<(i64, i64)>, StoreError> {
    let mut found = BTreeSet::new();
    for chunk in asked.chunks(ROWS) {
        let tail = ") v CROSS JOIN withheld w ON w.feed = v.column1 AND w.record = v.column2";
        let mut select = over("SELECT w.feed, w.record FROM (", chunk, tail, |tuple, (feed, record)| {
            tuple.push_bind(*feed).push_bind(*record);
        });
        found.extend(select.build_query_as::<(i64, i64)>().fetch_all(&mut *connection).await?);
    }
    Ok(found)
}

#[derive(FromRow)]
struct BlockRow {
    #[sqlx(flatten)]
    feed: FeedRow,
    epoch: i64,
    lane: i64,
    first: i64,
    ids: Vec<u8>,
}

/// In which outboxes records still wait.
async fn outboxes(
    connection: &mut SqliteConnection,
    numbers: &[i64],
) -> Result<BTreeMap<i64, Vec<(FeedId, Reached)>>, StoreError> {
    let mut waits: BTreeMap<i64, Vec<(FeedId, Reached)>> = BTreeMap::new();
    for chunk in numbers.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT o.record, f.number, f.direction, f.discloser, f.receiver FROM feed f \
             CROSS JOIN outbox o ON o.feed = f.number WHERE f.direction = 0 AND o.record IN",
        );
        push_numbers(&mut query, chunk);
        for row in query.build_query_as::<OutboxRow>().fetch_all(&mut *connection).await? {
            let (_, feed): (Direction, FeedId) = (&row.feed).try_into()?;
            waits.entry(row.record).or_default().push((feed, Reached::Waiting));
        }
    }
    Ok(waits)
}

#[derive(FromRow)]
struct OutboxRow {
    record: i64,
    #[sqlx(flatten)]
    feed: FeedRow,
}

/// What ends soonest, and what it is held against: that is counted only where something was ended by its signer.
pub(super) async fn due(connection: &mut SqliteConnection, limit: u32) -> Result<DueEnds, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(KEPT);
    query.push(ENDS).push(" ORDER BY h.ends, h.member, h.record LIMIT ").push_bind(i64::from(limit) + 1);
    let mut rows: Vec<KeptRow> = query.build_query_as().fetch_all(&mut *connection).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let next = rows.get(limit).and_then(|row| row.ends);
    rows.truncate(limit);
    let ending = with_unheard(connection, &rows).await?;
    let (mut by_signer, mut held) = (BTreeMap::new(), 0);
    if ending.iter().any(|kept| kept.ending.is_some() && !kept.let_by_operator) {
        by_signer = ended_by_signer(connection).await?;
        held = how_many_held(connection).await?;
    }
    let next = next.map(|next| Row { table: "held", id: &"ends" }.time("ends", next)).transpose()?;
    Ok(DueEnds { ending, next, by_signer, held })
}

async fn ended_by_signer(connection: &mut SqliteConnection) -> Result<BTreeMap<MemberId, u64>, StoreError> {
    let select = "SELECT r.signer, count(*) FROM held h CROSS JOIN record r ON r.number = h.record \
                  WHERE h.ending IS NOT NULL AND h.destroyed = 0 AND h.waits <> 2 AND h.hold_at IS NULL \
                  GROUP BY r.signer";
    let rows: Vec<(String, i64)> = sqlx::query_as(select).fetch_all(connection).await?;
    let count = |(signer, count): (String, i64)| {
        let at = Row { table: "record", id: &signer };
        Ok((at.parse("signer", &signer)?, at.number("signer", count)?))
    };
    rows.into_iter().map(count).collect()
}

/// Counts two indexes, and reads no row.
async fn how_many_held(connection: &mut SqliteConnection) -> Result<u64, StoreError> {
    let select = "SELECT (SELECT count(*) FROM held) - (SELECT count(*) FROM held WHERE destroyed = 1)";
    let count: i64 = sqlx::query_scalar(select).fetch_one(connection).await?;
    Ok(Row { table: "held", id: &"count" }.number("record", count)?)
}

/// What a member keeps of a record. Of evidence nothing is kept back or destroyed.
pub(super) async fn kept(
    connection: &mut SqliteConnection,
    member: &MemberId,
    record: RecordId,
) -> Result<Option<Kept>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(KEPT);
    query.push("h.state <> 3 AND h.member = ").push_bind(member.to_string());
    query.push(" AND h.record = (SELECT number FROM record WHERE id = ").push_bind(record.0.0.to_vec()).push(")");
    let rows: Vec<KeptRow> = query.build_query_as().fetch_all(&mut *connection).await?;
    Ok(with_unheard(connection, &rows).await?.pop())
}

pub(super) async fn said_since(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    after: SaidAfter,
    limit: u32,
) -> Result<Vec<(Timestamp, Exception)>, StoreError> {
    let Some((feed_number, _)) = current(connection, Direction::In, feed).await? else { return Ok(Vec::new()) };
    // A peer may name any moment.
    let (Ok(time), Ok(place)) = (millis(after.at), number("a place", after.place)) else { return Ok(Vec::new()) };
    let select = "SELECT at, lane, place, state, rule FROM exception WHERE feed = ? \
                  AND (at, lane, place) > (?, ?, ?) ORDER BY at, lane, place LIMIT ?";
    let select = sqlx::query_as(select).bind(feed_number).bind(time).bind(after.lane.code());
    let rows: Vec<(i64, i64, i64, i64, Option<String>)> = select.bind(place).bind(limit).fetch_all(connection).await?;
    let said = |(time, lane, place, state, rule)| {
        let at = Row { table: "exception", id: feed };
        let (lane, state) = (at.code("lane", lane)?, at.code("state", state)?);
        Ok((at.time("at", time)?, Exception { lane, place: at.number("place", place)?, state, rule }))
    };
    rows.into_iter().map(said).collect()
}

#[derive(FromRow)]
struct RetractRow {
    #[sqlx(flatten)]
    feed: FeedRow,
    signal: Vec<u8>,
    ground: String,
}

pub(super) async fn to_retract(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<ToRetract>, StoreError> {
    let select = "SELECT f.number, f.direction, f.discloser, f.receiver, t.signal, t.ground \
                  FROM to_retract t JOIN feed f ON f.number = t.feed ORDER BY t.at LIMIT ?";
    let rows: Vec<RetractRow> = sqlx::query_as(select).bind(limit).fetch_all(connection).await?;
    let what = |row: RetractRow| {
        let (_, feed): (Direction, FeedId) = (&row.feed).try_into()?;
        let at = Row { table: "to_retract", id: &row.feed.number };
        let signal = RecordId(at.digest("signal", &row.signal)?);
        Ok(ToRetract { feed, signal, ground: at.parse("ground", &row.ground)? })
    };
    rows.into_iter().map(what).collect()
}

pub(super) async fn retraction_due(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    signal: RecordId,
) -> Result<bool, StoreError> {
    let select = "SELECT EXISTS (SELECT 1 FROM to_retract WHERE signal = ? AND feed = \
                  (SELECT number FROM feed WHERE direction = ? AND discloser = ? AND receiver = ?))";
    let select = sqlx::query_scalar(select).bind(signal.0.0.to_vec()).bind(Direction::Out.code());
    Ok(select.bind(feed.discloser.as_str()).bind(feed.receiver.as_str()).fetch_one(connection).await?)
}

/// When the first of what is held ends.
pub(super) async fn first_end(connection: &mut SqliteConnection) -> Result<Option<Timestamp>, StoreError> {
    let select = sqlx::query_scalar(
        "SELECT min(ends) FROM held WHERE ends IS NOT NULL AND waits <> 1 AND hold_at IS NULL AND destroyed = 0",
    );
    let ends: Option<i64> = select.fetch_one(connection).await?;
    Ok(ends.map(|ends| Row { table: "held", id: &"ends" }.time("ends", ends)).transpose()?)
}

/// How many recalls of records that nobody here held are kept, by signer.
pub(super) async fn unknown_recalled(connection: &mut SqliteConnection) -> Result<BTreeMap<MemberId, u64>, StoreError> {
    let select = "SELECT t.signer, count(*) FROM tombstone t WHERE t.recall IS NOT NULL \
                  AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.record AND r.signer = t.signer) \
                  AND NOT EXISTS (SELECT 1 FROM record r WHERE r.first = t.record AND r.signer = t.signer) \
                  GROUP BY t.signer";
    let rows: Vec<(String, i64)> = sqlx::query_as(select).fetch_all(connection).await?;
    let count = |(signer, count): (String, i64)| {
        let at = Row { table: "tombstone", id: &signer };
        Ok((at.parse("signer", &signer)?, at.number("signer", count)?))
    };
    rows.into_iter().map(count).collect()
}
