//! What the core asks for before it handles a batch.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use sluis_protocol::core::{
    Direction, DraftId, Fact, Facts, HeldState, IdempotencyKey, Key, PageEntry, ReadSet, Waiting, WaitingFor,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::Block;
use sluis_protocol::records::{Exception, FeedId, Lane};
use sluis_schemas::MemberId;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row, number};
use super::statement::ROWS;
use super::{forgotten, requests};

type BlockRow = (i64, Vec<u8>, Vec<u8>);

impl Reader {
    /// Finds what the core asks for. A key without a fact is not there.
    ///
    /// # Errors
    /// [`StoreError`]; damage is named.
    pub async fn read(&self, keys: &ReadSet) -> Result<Facts, StoreError> {
        Ok(Facts::new(self.find(keys).await?))
    }

    pub(super) async fn find(&self, keys: &ReadSet) -> Result<BTreeMap<Key, Fact>, StoreError> {
        let mut found = BTreeMap::new();
        if keys.is_empty() {
            return Ok(found);
        }
        let mut connection = self.connection().await?;
        let mut held: BTreeMap<&MemberId, Vec<RecordId>> = BTreeMap::new();
        let mut drafts: BTreeMap<&MemberId, Vec<DraftId>> = BTreeMap::new();
        let mut repeated = Vec::new();
        for key in keys {
            match key {
                Key::Held(member, record) => held.entry(member).or_default().push(*record),
                Key::Draft(member, draft) => drafts.entry(member).or_default().push(draft.clone()),
                Key::Idempotency(key) => repeated.push(*key),
                one => {
                    if let Some(fact) = self.find_one(&mut connection, one).await? {
                        found.insert(one.clone(), fact);
                    }
                }
            }
        }
        for (member, ids) in drafts {
            for (id, draft) in self.stored_drafts(&mut connection, member, &ids).await? {
                let fact = Fact::Draft { body: draft.body, released: draft.released };
                found.insert(Key::Draft(member.clone(), id), fact);
            }
        }
        found.extend(idempotency(&mut connection, &repeated).await?);
        for (member, ids) in held {
            for (id, (bytes, state)) in self.records(&mut connection, member, &ids).await? {
                found.insert(Key::Held(member.clone(), id), Fact::Held { bytes, state });
            }
        }
        Ok(found)
    }

    async fn find_one(&self, connection: &mut SqliteConnection, key: &Key) -> Result<Option<Fact>, StoreError> {
        Ok(match key {
            // Read together.
            Key::Held(..) | Key::Draft(..) | Key::Idempotency(_) => None,
            Key::Outbox { feed, limit } => Some(Fact::Outbox(self.outbox(connection, feed, *limit).await?)),
            Key::Page { feed, lane, after, limit } => {
                Some(Fact::Page(self.page(connection, feed, *lane, *after, *limit).await?))
            }
            Key::Exceptions { feed, lane, from, to } => {
                Some(Fact::Exceptions(exceptions(connection, feed, *lane, *from, *to).await?))
            }
            Key::Request(member, id) => {
                requests::requests_of(connection, member, &[*id]).await?.remove(id).map(Fact::Request)
            }
            Key::Own(member, id) => self.own(connection, member, *id).await?,
            Key::Replies(feed) => Some(Fact::Replies(requests::awaited(connection, feed).await?)),
            key @ (Key::NewestHead(_)
            | Key::NewestReceipt(_)
            | Key::Received { .. }
            | Key::Beyond { .. }
            | Key::Known { .. }) => forgotten::find(connection, key).await?,
            Key::BlockAt { feed, lane, place } => block_at(connection, feed, *lane, *place).await?.map(Fact::Block),
        })
    }

    async fn outbox(
        &self,
        connection: &mut SqliteConnection,
        feed: &FeedId,
        limit: u32,
    ) -> Result<Vec<Waiting>, StoreError> {
        let select = "SELECT r.id FROM outbox o JOIN record r ON r.number = o.record WHERE o.feed = \
                      (SELECT number FROM feed WHERE direction = ? AND discloser = ? AND receiver = ?) \
                      ORDER BY o.seq LIMIT ?";
        let select = sqlx::query_scalar(select).bind(Direction::Out.code()).bind(feed.discloser.as_str());
        let rows: Vec<Vec<u8>> = select.bind(feed.receiver.as_str()).bind(limit).fetch_all(&mut *connection).await?;
        let at = Row { table: "outbox", id: feed };
        let ids = rows.iter().map(|id| at.digest("record", id).map(RecordId)).collect::<Result<Vec<_>, _>>()?;
        self.own_records(connection, &feed.discloser, &ids).await
    }

    /// A member's own records with whom they are meant for, in the order asked for.
    async fn own_records(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        ids: &[RecordId],
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut records = self.records(connection, member, ids).await?;
        let mut privates = self.privates(connection, member, ids).await?;
        let answered: Vec<_> = privates.values().filter_map(|private| private.answers).collect();
        let requests = requests::requests_of(connection, member, &answered).await?;
        let waiting = ids.iter().map(|id| {
            let (bytes, state) = records.remove(id).ok_or_else(|| not_held(*id))?;
            if state == HeldState::Notice {
                return Ok(Waiting { id: *id, bytes, what: WaitingFor::Notice });
            }
            let private = privates.remove(id).ok_or_else(|| not_held(*id))?;
            let request = private.answers.and_then(|id| requests.get(&id)).cloned().unwrap_or_default();
            let distribution = private.meant_for().into();
            Ok(Waiting { id: *id, bytes, what: WaitingFor::Signal { distribution, request } })
        });
        waiting.collect()
    }

    /// A member's own record with what is kept beside it.
    async fn own(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        id: RecordId,
    ) -> Result<Option<Fact>, StoreError> {
        let record = self.records(connection, member, &[id]).await?.remove(&id);
        let private = self.privates(connection, member, &[id]).await?.remove(&id);
        Ok(record.zip(private).map(|((bytes, _), private)| Fact::Own { bytes, private: private.into() }))
    }

    async fn page(
        &self,
        connection: &mut SqliteConnection,
        feed: &FeedId,
        lane: Lane,
        after: u64,
        limit: u32,
    ) -> Result<Vec<PageEntry>, StoreError> {
        let ids = entries_after(connection, feed, lane, after, limit).await?;
        let withheld = forgotten::not_going(connection, feed, &ids).await?;
        let going: Vec<_> = ids.iter().copied().filter(|id| !withheld.contains(id)).collect();
        let mut records = self.own_records(connection, &feed.discloser, &going).await?.into_iter();
        let entry = |id: RecordId| {
            if withheld.contains(&id) {
                return Ok(PageEntry::Withheld(id));
            }
            records.next().map(PageEntry::Record).ok_or_else(|| not_held(id))
        };
        ids.into_iter().map(entry).collect()
    }
}

fn not_held(record: RecordId) -> StoreError {
    StoreError::UnknownRecord { record }
}

async fn idempotency(
    connection: &mut SqliteConnection,
    keys: &[IdempotencyKey],
) -> Result<BTreeMap<Key, Fact>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in keys.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT key, body, draft FROM idempotency WHERE key IN (");
        let mut list = query.separated(", ");
        chunk.iter().for_each(|key| {
            list.push_bind(key.0.to_vec());
        });
        query.push(")");
        let rows: Vec<(Vec<u8>, Vec<u8>, String)> = query.build_query_as().fetch_all(&mut *connection).await?;
        for (key, body, draft) in rows {
            let name = hex::encode(&key);
            let at = Row { table: "idempotency", id: &name };
            let fact = Fact::Idempotency { body: at.digest("body", &body)?, draft: DraftId(draft) };
            found.insert(Key::Idempotency(at.digest("key", &key)?), fact);
        }
    }
    Ok(found)
}

/// The ids of the entries after a place.
async fn entries_after(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    lane: Lane,
    after: u64,
    limit: u32,
) -> Result<Vec<RecordId>, StoreError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let Some((feed_number, epoch)) = current(connection, Direction::Out, feed).await? else { return Ok(Vec::new()) };
    let select = "SELECT first, before, ids FROM block WHERE feed = ?1 AND epoch = ?2 AND lane = ?3 AND first >= \
                  coalesce((SELECT max(first) FROM block WHERE feed = ?1 AND epoch = ?2 AND lane = ?3 \
                  AND first <= ?4), 0) ORDER BY first";
    let select = sqlx::query_as::<_, BlockRow>(select).bind(feed_number).bind(epoch).bind(lane.code());
    let mut rows = select.bind(number("a place", after.saturating_add(1))?).fetch(connection);
    let mut ids = Vec::new();
    while let Some(row) = rows.try_next().await? {
        let block = block(feed, row)?;
        let known = usize::try_from((after + 1).saturating_sub(block.first)).unwrap_or(usize::MAX);
        ids.extend(block.ids.into_iter().skip(known).take(limit - ids.len()));
        if ids.len() == limit {
            break;
        }
    }
    Ok(ids)
}

async fn block_at(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    lane: Lane,
    place: u64,
) -> Result<Option<Block>, StoreError> {
    let Some((feed_number, epoch)) = current(connection, Direction::Out, feed).await? else { return Ok(None) };
    let select = "SELECT first, before, ids FROM block WHERE feed = ? AND epoch = ? AND lane = ? AND first <= ? \
                  ORDER BY first DESC LIMIT 1";
    let select = sqlx::query_as::<_, BlockRow>(select).bind(feed_number).bind(epoch).bind(lane.code());
    // A peer may name any place.
    let Ok(stored_place) = i64::try_from(place) else { return Ok(None) };
    let row = select.bind(stored_place).fetch_optional(connection).await?;
    let block = row.map(|row| block(feed, row)).transpose()?;
    Ok(block.filter(|block| place - block.first < block.ids.len() as u64))
}

fn block(feed: &FeedId, (first, before, ids): BlockRow) -> Result<Block, StoreError> {
    let name = format!("{feed} {first}");
    let at = Row { table: "block", id: &name };
    let (before, first) = (at.digest("before", &before)?, at.number("first", first)?);
    Ok(Block { before, first, ids: at.ids("ids", &ids)? })
}

async fn exceptions(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    lane: Lane,
    from: u64,
    to: u64,
) -> Result<Vec<Exception>, StoreError> {
    let Some((feed_number, epoch)) = current(connection, Direction::In, feed).await? else { return Ok(Vec::new()) };
    let select = "SELECT place, state, rule FROM exception \
                  WHERE feed = ? AND epoch = ? AND lane = ? AND place BETWEEN ? AND ? ORDER BY place";
    let select = sqlx::query_as(select).bind(feed_number).bind(epoch).bind(lane.code());
    let select = select.bind(number("a place", from)?).bind(number("a place", to)?);
    let rows: Vec<(i64, i64, Option<String>)> = select.fetch_all(connection).await?;
    let exception = |(place, state, rule)| {
        let at = Row { table: "exception", id: feed };
        Ok(Exception { lane, place: at.number("place", place)?, state: at.code("state", state)?, rule })
    };
    rows.into_iter().map(exception).collect()
}

/// A feed's number and epoch, if anything joined it.
pub(super) async fn current(
    connection: &mut SqliteConnection,
    direction: Direction,
    feed: &FeedId,
) -> Result<Option<(i64, i64)>, StoreError> {
    let select = "SELECT f.number, s.epoch FROM feed f JOIN feed_state s ON s.feed = f.number \
                  WHERE f.direction = ? AND f.discloser = ? AND f.receiver = ?";
    let select =
        sqlx::query_as(select).bind(direction.code()).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
    Ok(select.fetch_optional(connection).await?)
}
