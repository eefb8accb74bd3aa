//! What is left of the oldest entries of feeds.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::{Direction, HeldState, Keeps, OldBlock, OldEntry, subjects};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane, LaneHead, State};
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::error::StoreError;
use super::facts::current;
use super::reader::Reader;
use super::rows::{Code, Row, millis, number};
use super::statement::{ROWS, push_ids};

type BlockRow = (i64, i64, Vec<u8>, Vec<u8>, i64);

/// One end of a lane: the feed's number there, and the member that keeps it.
struct End<'a> {
    feed: i64,
    lane: Lane,
    member: &'a MemberId,
}

/// What a member has of a record.
#[derive(FromRow)]
struct HeldRow {
    id: Vec<u8>,
    first: Vec<u8>,
    state: i64,
    destroyed: bool,
    ended_at: Option<i64>,
}

struct Had {
    first: RecordId,
    state: HeldState,
    destroyed: bool,
    ended_at: Option<Timestamp>,
}

impl Reader {
    /// The oldest entries of a lane that joined before a moment.
    pub(super) async fn oldest(
        &self,
        connection: &mut SqliteConnection,
        (direction, feed, lane): (Direction, &FeedId, Lane),
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<OldBlock>, StoreError> {
        let Some((number, epoch)) = current(connection, direction, feed).await? else { return Ok(Vec::new()) };
        let member = match direction {
            Direction::Out => &feed.discloser,
            Direction::In => &feed.receiver,
        };
        let end = End { feed: number, lane, member };
        let select = "WITH RECURSIVE past(epoch) AS (SELECT 1 UNION ALL SELECT epoch + 1 FROM past WHERE epoch < ?2) \
                      SELECT b.epoch, b.first, b.before, b.ids, b.at FROM past p CROSS JOIN block b ON b.feed = ?1 \
                      AND b.epoch = p.epoch AND b.lane = ?3 ORDER BY b.epoch, b.first LIMIT ?4";
        let select = sqlx::query_as(select).bind(number).bind(epoch).bind(lane.code()).bind(limit);
        let rows: Vec<BlockRow> = select.fetch_all(&mut *connection).await?;
        let (mut room, mut found) = (usize::try_from(limit).unwrap_or(usize::MAX), Vec::new());
        for (epoch, first, hash, ids, time) in rows {
            let at = Row { table: "block", id: feed };
            let (first, joined) = (at.number("first", first)?, at.time("at", time)?);
            if room == 0 || joined >= before {
                break;
            }
            let mut ids = at.ids("ids", &ids)?;
            ids.truncate(room);
            room -= ids.len();
            let epoch = u32::try_from(epoch).map_err(|_| at.bad("epoch"))?;
            let place = first.checked_sub(1).ok_or_else(|| at.bad("first"))?;
            let before = LaneHead { place, hash: at.digest("before", &hash)? };
            let entries = self.old_entries(connection, &end, (epoch, first, &ids), joined).await?;
            found.push(OldBlock { epoch, before, entries });
        }
        Ok(found)
    }

    /// Entries of one block, the first of them at a place.
    async fn old_entries(
        &self,
        connection: &mut SqliteConnection,
        end: &End<'_>,
        (epoch, first, ids): (u32, u64, &[RecordId]),
        joined: Timestamp,
    ) -> Result<Vec<OldEntry>, StoreError> {
        let had = had(connection, end.member, ids).await?;
        let said = said(connection, end, epoch, (first, ids.len() as u64)).await?;
        let due = retractions_due(connection, end).await?;
        let evidence: Vec<RecordId> =
            had.iter().filter(|(_, had)| had.state == HeldState::Notice).map(|(id, _)| *id).collect();
        let evidence = self.records(connection, end.member, &evidence).await?;
        let mut entries = Vec::with_capacity(ids.len());
        for (place, id) in (first..).zip(ids) {
            let (had, said) = (had.get(id), said.get(&place));
            let keeps = match had {
                None => Keeps::Nothing,
                Some(had) if had.state == HeldState::Notice => {
                    let bytes = evidence.get(id).map(|(bytes, _)| bytes.as_ref());
                    let state = said.map(|(state, _)| *state);
                    let is_needed = is_needed(connection, end, (*id, bytes), state, joined).await?;
                    Keeps::Evidence { is_needed }
                }
                Some(had) if had.destroyed => Keeps::Nothing,
                Some(_) => Keeps::Content,
            };
            let times = [said.map(|(_, at)| *at), had.and_then(|had| had.ended_at)];
            let last = times.into_iter().flatten().chain([joined]).max().unwrap_or(joined);
            let signal = had.map_or(*id, |had| had.first);
            entries.push(OldEntry { id: *id, last, said: said.copied(), keeps, retraction_due: due.contains(&signal) });
        }
        Ok(entries)
    }
}

async fn had(
    connection: &mut SqliteConnection,
    member: &MemberId,
    ids: &[RecordId],
) -> Result<BTreeMap<RecordId, Had>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(ROWS) {
        let mut select = QueryBuilder::<Sqlite>::new(
            "SELECT r.id, coalesce(r.first, r.id) AS first, h.state, h.destroyed, h.ended_at FROM record r \
             CROSS JOIN held h ON h.record = r.number AND h.member = ",
        );
        select.push_bind(member.to_string()).push(" WHERE r.id IN");
        push_ids(&mut select, chunk);
        for row in select.build_query_as::<HeldRow>().fetch_all(&mut *connection).await? {
            let name = hex::encode(&row.id);
            let at = Row { table: "held", id: &name };
            let had = Had {
                first: RecordId(at.digest("first", &row.first)?),
                state: at.code("state", row.state)?,
                destroyed: row.destroyed,
                ended_at: row.ended_at.map(|time| at.time("ended_at", time)).transpose()?,
            };
            found.insert(RecordId(at.digest("record", &row.id)?), had);
        }
    }
    Ok(found)
}

/// What was said last of so many entries of an epoch, and when, by place. In an earlier one others stood there.
async fn said(
    connection: &mut SqliteConnection,
    end: &End<'_>,
    epoch: u32,
    (first, count): (u64, u64),
) -> Result<BTreeMap<u64, (State, Timestamp)>, StoreError> {
    let select = "SELECT place, state, at FROM exception INDEXED BY exception_by_place \
                  WHERE feed = ? AND lane = ? AND place >= ? AND place < ? AND epoch >= ? ORDER BY place, epoch";
    let select = sqlx::query_as(select).bind(end.feed).bind(end.lane.code());
    let select = select.bind(number("a place", first)?).bind(number("a place", first.saturating_add(count))?);
    let select = select.bind(i64::from(epoch));
    let rows: Vec<(i64, i64, i64)> = select.fetch_all(connection).await?;
    let said = |(place, state, time)| {
        let at = Row { table: "exception", id: &place };
        Ok((at.number("place", place)?, (at.code("state", state)?, at.time("at", time)?)))
    };
    rows.into_iter().map(said).collect()
}

/// Signals that are still to be taken back from the receiver.
async fn retractions_due(connection: &mut SqliteConnection, end: &End<'_>) -> Result<BTreeSet<RecordId>, StoreError> {
    let select = sqlx::query_scalar("SELECT signal FROM to_retract WHERE feed = ?").bind(end.feed);
    let rows: Vec<Vec<u8>> = select.fetch_all(connection).await?;
    let at = Row { table: "to_retract", id: &end.feed };
    Ok(rows.iter().map(|signal| at.digest("signal", signal).map(RecordId)).collect::<Result<_, _>>()?)
}

/// Whether something that evidence is about is still kept or listed, or an order of the member's still to be answered.
async fn is_needed(
    connection: &mut SqliteConnection,
    end: &End<'_>,
    (id, bytes): (RecordId, Option<&[u8]>),
    said: Option<State>,
    joined: Timestamp,
) -> Result<bool, StoreError> {
    let Some(about) = bytes.and_then(subjects) else { return Ok(true) };
    if !said.is_some_and(State::is_last_word) && is_unanswered(connection, end.member, id).await? {
        return Ok(true);
    }
    for subject in about {
        if is_left(connection, end, subject, joined).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an own order was signed of which its receiver has not said the last word.
async fn is_unanswered(
    connection: &mut SqliteConnection,
    member: &MemberId,
    order: RecordId,
) -> Result<bool, StoreError> {
    let select = "SELECT s.state FROM relay_order o LEFT JOIN relay_said s ON s.origin = o.origin \
                  AND s.signal = o.signal AND s.receiver = o.receiver AND s.relay = o.relay AND s.record = o.record \
                  WHERE o.signed = ? AND o.keeper = ? AND o.origin = o.keeper";
    let select = sqlx::query_scalar(select).bind(order.0.0.to_vec()).bind(member.as_str());
    let rows: Vec<Option<i64>> = select.fetch_all(connection).await?;
    let is_answered = |code: &Option<i64>| code.and_then(State::from_code).is_some_and(State::is_last_word);
    Ok(!rows.iter().all(is_answered))
}

/// Whether a member keeps some version of a signal, or lists one that joined the feed by a moment.
async fn is_left(
    connection: &mut SqliteConnection,
    end: &End<'_>,
    subject: RecordId,
    joined: Timestamp,
) -> Result<bool, StoreError> {
    let select = "WITH version AS (SELECT number, id, at FROM record WHERE id = ?1 \
                  UNION SELECT number, id, at FROM record WHERE first = ?1) \
                  SELECT EXISTS (SELECT 1 FROM version v CROSS JOIN held h ON h.record = v.number AND h.member = ?2 \
                  AND h.destroyed = 0 AND h.state <> 3) OR EXISTS (SELECT 1 FROM version v CROSS JOIN block b \
                  ON b.feed = ?3 AND b.at BETWEEN v.at AND ?4 AND instr(b.ids, v.id) > 0)";
    let select = sqlx::query_scalar(select).bind(subject.0.0.to_vec()).bind(end.member.as_str());
    Ok(select.bind(end.feed).bind(millis(joined)?).fetch_one(connection).await?)
}
