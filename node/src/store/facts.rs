//! What the core asks for before it handles a batch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::TryStreamExt;
use sluis_protocol::core::{
    Direction, DraftId, Fact, Facts, Fingerprint, HeldState, IdempotencyKey, Key, LOST, PageEntry, ReadSet, Waiting,
    WaitingFor,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::Block;
use sluis_protocol::records::{Exception, FeedId, Lane};
use sluis_schemas::MemberId;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row, number};
use super::statement::{ROWS, push_ids};
use super::{absences, disputes, endings, forgotten, gaps, reaffirmed, relays, requests, tree};

type BlockRow = (i64, Vec<u8>, Vec<u8>);

/// Keys of which many are read by one statement.
#[derive(Default)]
struct Many<'a> {
    held: BTreeMap<&'a MemberId, Vec<RecordId>>,
    drafts: BTreeMap<&'a MemberId, Vec<DraftId>>,
    spreads: BTreeMap<&'a MemberId, Vec<RecordId>>,
    requests: BTreeMap<&'a MemberId, Vec<RecordId>>,
    repeated: Vec<IdempotencyKey>,
    resubmitted: Vec<Fingerprint>,
    buried: BTreeSet<(&'a MemberId, RecordId)>,
    holdings: BTreeSet<(&'a MemberId, RecordId)>,
    /// By keeper and origin.
    orders: BTreeMap<(&'a MemberId, &'a MemberId), Vec<RecordId>>,
}

impl<'a> Many<'a> {
    /// Takes a key in, if it is one of these.
    fn takes(&mut self, key: &'a Key) -> bool {
        match key {
            Key::Held(member, record) => self.held.entry(member).or_default().push(*record),
            Key::Draft(member, draft) => self.drafts.entry(member).or_default().push(draft.clone()),
            Key::Spread(member, first) => self.spreads.entry(member).or_default().push(*first),
            Key::Request(member, request) => self.requests.entry(member).or_default().push(*request),
            Key::Idempotency(key) => self.repeated.push(*key),
            Key::Resubmitted(fingerprint) => self.resubmitted.push(*fingerprint),
            Key::Tombstone(signer, record) => drop(self.buried.insert((signer, *record))),
            Key::Holdings(signer, first) => drop(self.holdings.insert((signer, *first))),
            Key::Orders { keeper, origin, signal } => self.orders.entry((keeper, origin)).or_default().push(*signal),
            _ => return false,
        }
        true
    }
}

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
        let mut many = Many::default();
        for key in keys {
            if many.takes(key) {
                continue;
            }
            if let Some(fact) = self.find_one(&mut connection, key).await? {
                found.insert(key.clone(), fact);
            }
        }
        self.find_many(&mut connection, many, &mut found).await?;
        Ok(found)
    }

    async fn find_many(
        &self,
        connection: &mut SqliteConnection,
        many: Many<'_>,
        found: &mut BTreeMap<Key, Fact>,
    ) -> Result<(), StoreError> {
        for (member, ids) in many.drafts {
            for (id, draft) in self.stored_drafts(connection, member, &ids).await? {
                let fact = Fact::Draft { body: draft.body, released: draft.released, recalled: draft.recalled };
                found.insert(Key::Draft(member.clone(), id), fact);
            }
        }
        for (member, ids) in many.held {
            let facts = self.held(connection, member, &ids).await?;
            found.extend(facts.into_iter().map(|(id, fact)| (Key::Held(member.clone(), id), fact)));
        }
        for (member, firsts) in many.spreads {
            let spreads = self.spreads(connection, member, &firsts).await?;
            let fact = |(first, spread)| (Key::Spread(member.clone(), first), Fact::Spread(spread));
            found.extend(spreads.into_iter().map(fact));
        }
        for (member, ids) in many.requests {
            let requests = requests::requests_of(connection, member, &ids).await?;
            let fact = |(id, requests)| (Key::Request(member.clone(), id), Fact::Request(requests));
            found.extend(requests.into_iter().map(fact));
        }
        found.extend(idempotency(connection, &many.repeated).await?);
        found.extend(endings::resubmitted(connection, &many.resubmitted).await?);
        found.extend(endings::tombstones(connection, &many.buried).await?);
        found.extend(endings::holdings(connection, &many.holdings).await?);
        for ((keeper, origin), signals) in many.orders {
            for (signal, orders) in self.orders(connection, keeper, origin, &signals).await? {
                let (keeper, origin) = (keeper.clone(), origin.clone());
                found.insert(Key::Orders { keeper, origin, signal }, Fact::Orders(orders));
            }
        }
        Ok(())
    }

    async fn find_one(&self, connection: &mut SqliteConnection, key: &Key) -> Result<Option<Fact>, StoreError> {
        Ok(match key {
            Key::Held(..)
            | Key::Draft(..)
            | Key::Spread(..)
            | Key::Idempotency(_)
            | Key::Request(..)
            | Key::Tombstone(..)
            | Key::Resubmitted(_)
            | Key::Holdings(..)
            | Key::Orders { .. } => None, // Read together.
            Key::Outbox { feed, limit } => Some(Fact::Outbox(self.outbox(connection, feed, *limit).await?)),
            Key::Page { feed, lane, after, limit } => {
                Some(Fact::Page(self.page(connection, feed, *lane, *after, *limit).await?))
            }
            Key::Exceptions { feed, lane, from, to } => {
                Some(Fact::Exceptions(exceptions(connection, feed, *lane, *from, *to).await?))
            }
            Key::Own(member, id) => self.own(connection, member, *id).await?,
            Key::Unread(member, id) => self.unread(connection, member, *id).await?,
            key @ (Key::Reaffirmed(..)
            | Key::ReaffirmedCount(_)
            | Key::ToReaffirm { .. }
            | Key::Reaffirmable { .. }) => reaffirmed::find(connection, key).await?,
            key @ (Key::Entered(..) | Key::OrderAt { .. } | Key::ToOrder { .. } | Key::Relayed { .. }) => {
                self.relay_fact(connection, key).await?
            }
            key @ (Key::MatchCount(_)
            | Key::AskedMatch(_)
            | Key::OpenMatches { .. }
            | Key::MatchAnswered(..)
            | Key::Matching { .. }) => self.match_fact(connection, key).await?,
            Key::Consents(member, signal) => Some(Self::consents_fact(connection, member, *signal).await?),
            Key::Due { on, limit } => Some(absences::due(connection, *on, *limit).await?),
            key @ (Key::FollowUp(..) | Key::ToTell { .. } | Key::TellDue(..)) => {
                self.follow_up_fact(connection, key).await?
            }
            key @ (Key::Dispute(..) | Key::Disputes(..)) => disputes::find(connection, key).await?,
            Key::Replies(feed) => Some(Fact::Replies(requests::awaited(connection, feed).await?)),
            Key::Subtree(subtree) => tree::subtree(connection, *subtree).await?.map(Fact::Subtree),
            key @ (Key::NewestHead(_)
            | Key::NewestReceipt(_)
            | Key::Beyond { .. }
            | Key::LostAt(..)
            | Key::Known { .. }) => forgotten::find(connection, key).await?,
            Key::Received { feed, lane, after, limit } => {
                Some(Fact::Received(self.received(connection, feed, (*lane, *after), *limit).await?))
            }
            Key::BlockAt { feed, lane, place } => block_at(connection, feed, *lane, *place).await?.map(Fact::Block),
            Key::Oldest { direction, feed, lane, before, limit } => {
                Some(Fact::Oldest(self.oldest(connection, (*direction, feed, *lane), *before, *limit).await?))
            }
            Key::Refusal(member, id) => gaps::refusal(connection, member, *id).await?,
            Key::Ends { limit } => Some(Fact::Ends(endings::due(connection, *limit).await?)),
            Key::Kept(member, record) => endings::kept(connection, member, *record).await?.map(Fact::Kept),
            Key::SaidSince { feed, after, limit } => {
                Some(Fact::SaidSince(endings::said_since(connection, feed, *after, *limit).await?))
            }
            Key::ToRetract { limit } => Some(Fact::ToRetract(endings::to_retract(connection, *limit).await?)),
            Key::RetractionDue(feed, signal) => {
                endings::retraction_due(connection, feed, *signal).await?.then_some(Fact::RetractionDue)
            }
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
        let mut waiting = self.disclosed(connection, feed, &ids).await?;
        self.beside_signals(connection, feed, &mut waiting).await?;
        Ok(waiting)
    }

    /// Records of a feed in the order asked for: its discloser's own with whom they are meant for, and those of others with
    /// the orders that they go by.
    pub(super) async fn disclosed(
        &self,
        connection: &mut SqliteConnection,
        feed: &FeedId,
        ids: &[RecordId],
    ) -> Result<Vec<Waiting>, StoreError> {
        let member = &feed.discloser;
        let mut records = self.records(connection, member, ids).await?;
        let mut relayed = self.relayed(connection, feed, &records).await?;
        let mut privates = self.privates(connection, member, ids).await?;
        let requests: Vec<_> = privates.iter().map(|(id, private)| private.answers.unwrap_or(*id)).collect();
        let requests = requests::requests_of(connection, member, &requests).await?;
        let own = privates.keys().map(|id| (member, *id)).collect();
        let ended = endings::tombstones(connection, &own).await?;
        let waiting = ids.iter().map(|id| {
            let (bytes, state) = records.remove(id).ok_or_else(|| not_held(*id))?;
            if let Some(what) = relayed.remove(id) {
                return Ok(Waiting { id: *id, bytes, what });
            }
            if state == HeldState::Notice {
                return Ok(Waiting { id: *id, bytes, what: WaitingFor::Notice });
            }
            let private = privates.remove(id).ok_or_else(|| not_held(*id))?;
            let request = requests.get(&private.answers.unwrap_or(*id)).cloned().unwrap_or_default();
            let distribution = private.meant_for().into();
            let ended = match ended.get(&Key::Tombstone(member.clone(), *id)) {
                Some(Fact::Tombstone(buried)) => Some(*buried),
                _ => None,
            };
            Ok(Waiting { id: *id, bytes, what: WaitingFor::Signal { distribution, request, ended } })
        });
        waiting.collect()
    }

    /// By which orders those of the records go that their discloser did not sign.
    async fn relayed(
        &self,
        connection: &mut SqliteConnection,
        feed: &FeedId,
        records: &BTreeMap<RecordId, (Arc<[u8]>, HeldState)>,
    ) -> Result<BTreeMap<RecordId, WaitingFor>, StoreError> {
        let others = records.iter().filter(|(_, (_, state))| *state != HeldState::Own);
        let others: Vec<RecordId> = others.map(|(id, _)| *id).collect();
        let carried = relays::carried(connection, feed, &others).await?;
        let orders: Vec<RecordId> = carried.values().map(|carried| carried.order).collect();
        let orders = self.records(connection, &feed.discloser, &orders).await?;
        let waiting = carried.into_iter().map(|(record, carried)| {
            let (order, _) = orders.get(&carried.order).ok_or_else(|| not_held(carried.order))?;
            let (order, entry, is_open) = (order.clone(), carried.entry, carried.is_open);
            Ok((record, WaitingFor::Relayed { order, entry, is_open }))
        });
        waiting.collect()
    }

    /// A member's own record with what is kept beside it, unless it ended: then it goes to nobody else.
    async fn own(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        id: RecordId,
    ) -> Result<Option<Fact>, StoreError> {
        let record = match self.held(connection, member, &[id]).await?.remove(&id) {
            Some(Fact::Held { bytes, .. }) => Some(bytes),
            _ => None,
        };
        let private = self.privates(connection, member, &[id]).await?.remove(&id);
        Ok(record.zip(private).map(|(bytes, private)| Fact::Own { bytes, private: private.into() }))
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
        let withheld = withheld(connection, feed, &ids).await?;
        let going: Vec<_> = ids.iter().copied().filter(|id| !withheld.contains_key(id)).collect();
        let mut records = self.disclosed(connection, feed, &going).await?;
        self.beside_signals(connection, feed, &mut records).await?;
        let mut records = records.into_iter();
        let entry = |id: RecordId| match withheld.get(&id) {
            Some((first, outcome)) => Ok(PageEntry::Withheld { id, first: *first, outcome: outcome.clone() }),
            None => records.next().map(PageEntry::Record).ok_or_else(|| not_held(id)),
        };
        ids.into_iter().map(entry).collect()
    }
}

/// Those of the records that go no more in a feed: withheld, destroyed at their origin, or lost to it. Each with its
/// first version.
pub(super) async fn withheld(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    ids: &[RecordId],
) -> Result<BTreeMap<RecordId, (RecordId, String)>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT r.id, coalesce(r.first, r.id), coalesce(w.outcome, 'expired') FROM record r \
             LEFT JOIN held h ON h.record = r.number AND h.destroyed = 1 AND h.member = ",
        );
        query.push_bind(feed.discloser.to_string());
        query.push(
            " LEFT JOIN withheld w ON w.record = r.number AND w.feed = (SELECT number FROM feed WHERE direction = ",
        );
        query.push_bind(Direction::Out.code()).push(" AND discloser = ").push_bind(feed.discloser.to_string());
        query.push(" AND receiver = ").push_bind(feed.receiver.to_string());
        query.push(") WHERE (w.outcome IS NOT NULL OR h.record IS NOT NULL) AND r.id IN");
        push_ids(&mut query, chunk);
        let rows: Vec<(Vec<u8>, Vec<u8>, String)> = query.build_query_as().fetch_all(&mut *connection).await?;
        let at = Row { table: "withheld", id: feed };
        for (id, first, outcome) in rows {
            let (id, first) = (RecordId(at.digest("record", &id)?), RecordId(at.digest("first", &first)?));
            found.insert(id, (first, outcome));
        }
        for id in forgotten::lost(connection, feed, chunk).await?.into_keys() {
            found.entry(id).or_insert_with(|| (id, LOST.to_owned()));
        }
    }
    Ok(found)
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
        for (key, body, made) in rows {
            let name = hex::encode(&key);
            let at = Row { table: "idempotency", id: &name };
            let fact = Fact::Idempotency { body: at.digest("body", &body)?, made };
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
    let Some((feed_number, epoch)) = current(connection, Direction::Out, feed).await? else { return Ok(Vec::new()) };
    let from = match lane {
        Lane::Urgent => "SELECT coalesce(anchor_urgent_place, 0), pruned_urgent FROM feed_state WHERE feed = ?",
        Lane::Bulk => "SELECT coalesce(anchor_bulk_place, 0), pruned_bulk FROM feed_state WHERE feed = ?",
    };
    let (anchor, pruned): (i64, i64) = sqlx::query_as(from).bind(feed_number).fetch_one(&mut *connection).await?;
    if number("a place", after)? < pruned {
        return Ok(Vec::new());
    }
    if number("a place", after)? < anchor {
        return forgotten::entries(connection, (Direction::Out, feed), lane, after, i64::from(limit)).await;
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
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

pub(super) async fn block_at(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    lane: Lane,
    place: u64,
) -> Result<Option<Block>, StoreError> {
    let Some((feed_number, epoch)) = current(connection, Direction::Out, feed).await? else { return Ok(None) };
    // The block that begins right behind the place is asked for where none holds it.
    let select = "SELECT first, before, ids FROM block WHERE feed = ? AND epoch = ? AND lane = ? AND first <= ? + 1 \
                  ORDER BY first DESC LIMIT 2";
    let select = sqlx::query_as::<_, BlockRow>(select).bind(feed_number).bind(epoch).bind(lane.code());
    // A peer may name any place.
    let Some(stored_place) = i64::try_from(place).ok().filter(|place| *place < i64::MAX) else { return Ok(None) };
    let rows = select.bind(stored_place).fetch_all(connection).await?;
    let mut blocks = rows.into_iter().map(|row| block(feed, row)).collect::<Result<Vec<_>, _>>()?;
    let holds = |block: &Block| place.checked_sub(block.first).is_some_and(|index| index < block.ids.len() as u64);
    let begins = |block: &Block| place > 0 && block.first == place + 1;
    let found = blocks.iter().position(holds).or_else(|| blocks.iter().position(begins));
    Ok(found.map(|index| blocks.swap_remove(index)))
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
