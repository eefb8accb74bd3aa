//! What members pass on that others signed: orders as origin and relay keep them, what goes by them, what was said of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sluis_protocol::core::{Direction, Fact, FeedPlace, HeldState, Key, NOT_HELD, Ordered, OrderedSignal, ToOrder};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane, State};
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::board::Told;
use super::delivery::{self, Delivery, Said, Sought, final_codes, is_final};
use super::error::StoreError;
use super::facts::block_at;
use super::reader::Reader;
use super::rows::{Code, Row, millis};
use super::statement::{ROWS, push_ids};
use super::status::Outstanding;

/// An order as it is kept.
#[derive(FromRow)]
struct OrderRow {
    record: Vec<u8>,
    receiver: String,
    relay: String,
    origin: String,
    signal: Vec<u8>,
    signed: Option<Vec<u8>>,
    at: i64,
    ended: Option<i64>,
    until: Option<String>,
}

const ORDER: &str = "SELECT o.record, o.receiver, o.relay, o.origin, o.signal, o.signed, o.at, o.ended, o.until \
                     FROM relay_order o WHERE ";

impl OrderRow {
    fn what(&self) -> Result<ToOrder, StoreError> {
        let name = hex::encode(&self.record);
        let at = Row { table: "relay_order", id: &name };
        Ok(ToOrder {
            origin: at.parse("origin", &self.origin)?,
            relay: at.parse("relay", &self.relay)?,
            receiver: at.parse("receiver", &self.receiver)?,
            signal: RecordId(at.digest("signal", &self.signal)?),
            record: RecordId(at.digest("record", &self.record)?),
            until: self.until.as_deref().map(|until| at.parse("until", until)).transpose()?,
        })
    }

    fn signed(&self) -> Result<Option<RecordId>, StoreError> {
        let name = hex::encode(&self.record);
        let at = Row { table: "relay_order", id: &name };
        Ok(self.signed.as_ref().map(|signed| at.digest("signed", signed).map(RecordId)).transpose()?)
    }

    fn time(&self, column: &'static str, time: i64) -> Result<Timestamp, StoreError> {
        let name = hex::encode(&self.record);
        Ok(Row { table: "relay_order", id: &name }.time(column, time)?)
    }
}

/// A record that another member signed, as it goes in a feed.
pub(super) struct Carried {
    /// The order that lets it.
    pub(super) order: RecordId,
    /// Where that came.
    pub(super) entry: FeedPlace,
    /// Whether that stands, nothing here has ended the record, and who passes it on may read it.
    pub(super) is_open: bool,
}

#[derive(FromRow)]
struct CarriedRow {
    record: Vec<u8>,
    signed: Vec<u8>,
    epoch: Option<i64>,
    lane: Option<i64>,
    place: Option<i64>,
    is_open: bool,
}

const CARRIED: &str = "o.signed, o.epoch, o.lane, o.place, o.ended IS NULL AND EXISTS (\
                       SELECT 1 FROM record r CROSS JOIN held h ON h.record = r.number AND h.member = o.keeper \
                       WHERE r.id = o.record AND h.state = 1 AND h.ending IS NULL AND h.hold_at IS NULL \
                       AND h.destroyed = 0) \
                       AND NOT EXISTS (SELECT 1 FROM tombstone b WHERE b.record = o.record AND b.signer = o.origin) \
                       AS is_open ";

impl CarriedRow {
    fn carried(&self) -> Result<(RecordId, Carried), StoreError> {
        let name = hex::encode(&self.record);
        let at = Row { table: "relay_order", id: &name };
        let missing = || at.bad("place");
        let entry = FeedPlace {
            epoch: self.epoch.and_then(|epoch| u32::try_from(epoch).ok()).ok_or_else(missing)?,
            lane: at.code("lane", self.lane.ok_or_else(missing)?)?,
            place: at.number("place", self.place.ok_or_else(missing)?)?,
        };
        let order = RecordId(at.digest("signed", &self.signed)?);
        Ok((RecordId(at.digest("record", &self.record)?), Carried { order, entry, is_open: self.is_open }))
    }
}

/// By which orders records go in a feed, or wait for it, that its discloser did not sign.
pub(super) async fn carried(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    ids: &[RecordId],
) -> Result<BTreeMap<RecordId, Carried>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(ROWS) {
        let mut waiting = QueryBuilder::<Sqlite>::new("SELECT o.record, ");
        waiting.push(CARRIED).push("FROM relay_order o WHERE o.signed IS NOT NULL AND o.keeper = ");
        waiting.push_bind(feed.discloser.to_string()).push(" AND o.relay = ").push_bind(feed.discloser.to_string());
        waiting.push(" AND o.receiver = ").push_bind(feed.receiver.to_string()).push(" AND o.record IN");
        push_ids(&mut waiting, chunk);
        let mut rows: Vec<CarriedRow> = waiting.build_query_as().fetch_all(&mut *connection).await?;
        // What ends a signal is no version, and goes by the order of one.
        let mut joined = QueryBuilder::<Sqlite>::new("SELECT y.record, ");
        joined.push(CARRIED).push("FROM relayed y JOIN relay_order o ON o.signed = y.signed AND o.keeper = ");
        joined.push_bind(feed.discloser.to_string());
        joined.push(" WHERE y.feed = (SELECT number FROM feed WHERE direction = ").push_bind(Direction::Out.code());
        joined.push(" AND discloser = ").push_bind(feed.discloser.to_string());
        joined.push(" AND receiver = ").push_bind(feed.receiver.to_string()).push(") AND y.record IN");
        push_ids(&mut joined, chunk);
        rows.extend(joined.build_query_as::<CarriedRow>().fetch_all(&mut *connection).await?);
        for row in rows {
            let (record, carried) = row.carried()?;
            found.insert(record, carried);
        }
    }
    Ok(found)
}

/// By which orders a member passes a record on, in which feeds, and where these came.
pub(super) async fn onwards(
    connection: &mut SqliteConnection,
    member: &str,
    record: &[u8],
) -> Result<Vec<(FeedId, RecordId, FeedPlace)>, StoreError> {
    let select = "SELECT receiver, signed, epoch, lane, place FROM relay_order WHERE keeper = ?1 AND record = ?2 \
                  AND relay = ?1 AND origin <> ?1 AND signed IS NOT NULL AND place IS NOT NULL";
    let select = sqlx::query_as(select).bind(member).bind(record);
    let rows: Vec<(String, Vec<u8>, i64, i64, i64)> = select.fetch_all(connection).await?;
    let onwards = |(receiver, signed, epoch, lane, place): (String, Vec<u8>, i64, i64, i64)| {
        let at = Row { table: "relay_order", id: &receiver };
        let entry = FeedPlace {
            epoch: u32::try_from(epoch).map_err(|_| at.bad("epoch"))?,
            lane: at.code("lane", lane)?,
            place: at.number("place", place)?,
        };
        let feed = FeedId { discloser: at.parse("keeper", member)?, receiver: at.parse("receiver", &receiver)? };
        Ok((feed, RecordId(at.digest("signed", &signed)?), entry))
    };
    rows.into_iter().map(onwards).collect()
}

/// Members behind relays that attested to have what was recalled before a moment, and not that it is gone.
pub(super) async fn overdue(
    connection: &mut SqliteConnection,
    recalled_before: Timestamp,
) -> Result<Vec<Outstanding>, StoreError> {
    let mut select = QueryBuilder::<Sqlite>::new(
        "SELECT o.origin, o.receiver, count(DISTINCT o.signal), min(o.ended) FROM relay_order o JOIN relay_said s \
         ON s.origin = o.origin AND s.signal = o.signal AND s.receiver = o.receiver AND s.relay = o.relay \
         AND s.record = o.record WHERE o.keeper = o.origin AND o.ended < ",
    );
    select.push_bind(millis(recalled_before)?).push(" AND (s.state IS NULL OR s.state NOT IN (");
    select.push(final_codes()).push(")) GROUP BY o.origin, o.receiver");
    let rows: Vec<(String, String, i64, i64)> = select.build_query_as().fetch_all(connection).await?;
    let overdue = |(origin, receiver, entries, since): (String, String, i64, i64)| {
        let at = Row { table: "relay_order", id: &receiver };
        let feed = FeedId { discloser: at.parse("origin", &origin)?, receiver: at.parse("receiver", &receiver)? };
        Ok(Outstanding { feed, entries: at.number("signal", entries)?, since: at.time("ended", since)? })
    };
    rows.into_iter().map(overdue).collect()
}

/// Whether a record is known to have been taken in the outbox of a feed, or to have joined it, by an order; or waits there.
async fn entered(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    record: RecordId,
) -> Result<Option<Fact>, StoreError> {
    let select = "WITH f AS (SELECT number FROM feed WHERE direction = 0 AND discloser = ?1 AND receiver = ?2) \
                  SELECT EXISTS (SELECT 1 FROM relay_order WHERE keeper = ?1 AND record = ?3 AND receiver = ?2) \
                  OR EXISTS (SELECT 1 FROM relayed WHERE feed = (SELECT number FROM f) AND record = ?3) \
                  OR EXISTS (SELECT 1 FROM block WHERE feed = (SELECT number FROM f) AND instr(ids, ?3) > 0) \
                  OR EXISTS (SELECT 1 FROM lost WHERE feed = (SELECT number FROM f) AND record = ?3), \
                  EXISTS (SELECT 1 FROM outbox WHERE feed = (SELECT number FROM f) \
                  AND record = (SELECT number FROM record WHERE id = ?3))";
    let select = sqlx::query_as(select).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
    let (by_order, waits): (bool, bool) = select.bind(record.0.0.to_vec()).fetch_one(connection).await?;
    Ok((by_order || waits).then_some(Fact::Entered { waits: !by_order }))
}

/// The order that an origin let out at a place of a feed, whether one for an earlier version stands for its receiver, and
/// whether it ended while that has the version.
async fn order_at(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    (lane, place): (Lane, u64),
) -> Result<Option<Fact>, StoreError> {
    let block = block_at(connection, feed, lane, place).await?;
    let id = block.and_then(|block| {
        let index = usize::try_from(place.checked_sub(block.first)?).ok()?;
        block.ids.get(index).copied()
    });
    let Some(id) = id else { return Ok(None) };
    let mut select = QueryBuilder::<Sqlite>::new(ORDER);
    select.push("o.signed = ").push_bind(id.0.0.to_vec()).push(" AND o.keeper = o.origin AND o.keeper = ");
    select.push_bind(feed.discloser.to_string());
    let Some(row) = select.build_query_as::<OrderRow>().fetch_optional(&mut *connection).await? else {
        return Ok(None);
    };
    let what = row.what()?;
    let mut select = QueryBuilder::<Sqlite>::new(ORDER);
    select.push("o.keeper = o.origin AND o.keeper = ").push_bind(what.origin.to_string()).push(" AND o.signal = ");
    select.push_bind(what.signal.0.0.to_vec()).push(" AND o.receiver = ").push_bind(what.receiver.to_string());
    select.push(" AND (SELECT version FROM record WHERE id = o.record) < (SELECT version FROM record WHERE id = ");
    select.push_bind(what.record.0.0.to_vec()).push(")");
    let mut has_earlier = false;
    for other in select.build_query_as::<OrderRow>().fetch_all(&mut *connection).await? {
        has_earlier |= stands(connection, &what.origin, &other, &other.what()?).await?;
    }
    let ended_while_held = row.ended.is_some() && is_held(connection, &what).await?;
    Ok(Some(Fact::OrderAt { what, has_earlier, ended_while_held }))
}

async fn to_order(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<ToOrder>, StoreError> {
    let mut select = QueryBuilder::<Sqlite>::new(ORDER);
    select.push("o.signed IS NULL AND o.ended IS NULL AND o.keeper = o.origin ORDER BY o.at LIMIT ").push_bind(limit);
    let rows: Vec<OrderRow> = select.build_query_as().fetch_all(connection).await?;
    rows.iter().map(OrderRow::what).collect()
}

/// What the receiver of a feed holds of it and of which its discloser keeps nothing since a restore.
async fn lost(connection: &mut SqliteConnection, feed: &FeedId) -> Result<BTreeSet<RecordId>, StoreError> {
    let Some(number) = delivery::number(connection, feed).await? else { return Ok(BTreeSet::new()) };
    let select = sqlx::query_scalar("SELECT record FROM lost WHERE feed = ?").bind(number);
    let rows: Vec<Vec<u8>> = select.fetch_all(connection).await?;
    let at = Row { table: "lost", id: feed };
    Ok(rows.iter().map(|id| at.digest("record", id).map(RecordId)).collect::<Result<_, _>>()?)
}

async fn passed(connection: &mut SqliteConnection, feed: &FeedId, record: RecordId) -> Result<bool, StoreError> {
    let Some(number) = delivery::number(connection, feed).await? else { return Ok(false) };
    let select = "SELECT EXISTS (SELECT 1 FROM relayed WHERE feed = ? AND record = ?)";
    Ok(sqlx::query_scalar(select).bind(number).bind(record.0.0.to_vec()).fetch_one(connection).await?)
}

/// What became of a record that was passed on, as its receiver attests.
async fn said_by_receiver(
    connection: &mut SqliteConnection,
    what: &ToOrder,
    record: RecordId,
) -> Result<Option<(Option<State>, Option<String>, Timestamp)>, StoreError> {
    let select = "SELECT state, rule, at FROM relay_said WHERE origin = ? AND signal = ? AND receiver = ? \
                  AND relay = ? AND record = ?";
    let select = sqlx::query_as(select).bind(what.origin.as_str()).bind(what.signal.0.0.to_vec());
    let select = select.bind(what.receiver.as_str()).bind(what.relay.as_str()).bind(record.0.0.to_vec());
    let row: Option<(Option<i64>, Option<String>, i64)> = select.fetch_optional(connection).await?;
    let at = Row { table: "relay_said", id: &record };
    let said = |(state, rule, time): (Option<i64>, Option<String>, i64)| {
        Ok((state.map(|state| at.code("state", state)).transpose()?, rule, at.time("at", time)?))
    };
    row.map(said).transpose()
}

/// Whether its receiver attests to have the version of an order, and not that this is gone.
async fn is_held(connection: &mut SqliteConnection, what: &ToOrder) -> Result<bool, StoreError> {
    let said = said_by_receiver(connection, what, what.record).await?;
    Ok(said.is_some_and(|(state, ..)| !state.is_some_and(State::is_last_word)))
}

/// How far an order came, in the feed of its origin.
enum OnItsWay {
    Waiting,
    LetOut,
    /// The relay passes nothing on by it.
    Declined(Said),
    /// It was withdrawn before it was sent: the relay knows that there was something, and no more.
    Withdrawn(Said),
    /// It came there, and the account of it is kept no more.
    LetGo,
}

async fn on_its_way(
    connection: &mut SqliteConnection,
    what: &ToOrder,
    (order, since): (RecordId, i64),
) -> Result<OnItsWay, StoreError> {
    let feed = FeedId { discloser: what.origin.clone(), receiver: what.relay.clone() };
    let Some(number) = delivery::number(connection, &feed).await? else { return Ok(OnItsWay::Waiting) };
    // It is found by its id alone.
    let sought = Sought { id: order, number: 0, at: since };
    let Some(place) = delivery::place(connection, &feed, number, &sought).await? else {
        let is_pruned = delivery::is_pruned(connection, number).await?;
        return Ok(if is_pruned { OnItsWay::LetGo } else { OnItsWay::Waiting });
    };
    let said = delivery::said(connection, number, &place).await?;
    Ok(match said {
        Some(said) if said.state == State::Declined => OnItsWay::Declined(said),
        Some(said) if said.state == State::Absent => OnItsWay::Withdrawn(said),
        Some(_) | None => OnItsWay::LetOut,
    })
}

/// Whether an order stands at who keeps it.
async fn stands(
    connection: &mut SqliteConnection,
    keeper: &MemberId,
    row: &OrderRow,
    what: &ToOrder,
) -> Result<bool, StoreError> {
    if row.ended.is_some() {
        return Ok(false);
    }
    let (true, Some(order)) = (*keeper == what.origin, row.signed()?) else { return Ok(true) };
    let said = said_by_receiver(connection, what, what.record).await?;
    if matches!(said, Some((Some(State::Declined), ..))) {
        return Ok(false);
    }
    Ok(!matches!(on_its_way(connection, what, (order, row.at)).await?, OnItsWay::Declined(_)))
}

impl Reader {
    /// A fact for a key of relays; none for any other.
    pub(super) async fn relay_fact(
        &self,
        connection: &mut SqliteConnection,
        key: &Key,
    ) -> Result<Option<Fact>, StoreError> {
        Ok(match key {
            Key::Entered(feed, record) => entered(connection, feed, *record).await?,
            Key::OrderAt { feed, lane, place } => order_at(connection, feed, (*lane, *place)).await?,
            Key::ToOrder { limit } => Some(Fact::ToOrder(to_order(connection, *limit).await?)),
            Key::Relayed { after, limit } => {
                Some(Fact::Relayed(self.standing_orders(connection, after.as_ref(), *limit).await?))
            }
            _ => None,
        })
    }

    /// The orders that a member keeps of an origin's signals, of each the oldest first.
    pub(super) async fn orders(
        &self,
        connection: &mut SqliteConnection,
        keeper: &MemberId,
        origin: &MemberId,
        signals: &[RecordId],
    ) -> Result<BTreeMap<RecordId, Vec<Ordered>>, StoreError> {
        let mut orders: BTreeMap<_, _> = signals.iter().map(|signal| (*signal, Vec::new())).collect();
        for chunk in signals.chunks(ROWS) {
            let mut select = QueryBuilder::<Sqlite>::new(ORDER);
            select.push("o.keeper = ").push_bind(keeper.to_string()).push(" AND o.origin = ");
            select.push_bind(origin.to_string()).push(" AND o.signal IN");
            push_ids(&mut select, chunk);
            let rows: Vec<OrderRow> =
                select.push(" ORDER BY o.at").build_query_as().fetch_all(&mut *connection).await?;
            let signed: Vec<_> = rows.iter().filter_map(|row| row.signed().transpose()).collect::<Result<_, _>>()?;
            let bytes = self.records(connection, keeper, &signed).await?;
            for row in &rows {
                let what = row.what()?;
                let order = row.signed()?.and_then(|id| bytes.get(&id).map(|(bytes, _)| (id, bytes.clone())));
                let stands = stands(connection, keeper, row, &what).await?;
                let feed = FeedId { discloser: keeper.clone(), receiver: what.receiver.clone() };
                let passed = passed(connection, &feed, what.record).await?;
                let lost = lost(connection, &feed).await?;
                let of = orders.entry(what.signal).or_default();
                let held = is_held(connection, &what).await?;
                of.push(Ordered { what, order, stands, ended: row.ended.is_some(), passed, lost, held });
            }
        }
        Ok(orders)
    }

    /// Orders that stand at their origins, of versions that are the newest.
    async fn standing_orders(
        &self,
        connection: &mut SqliteConnection,
        after: Option<&(MemberId, RecordId, MemberId)>,
        limit: u32,
    ) -> Result<Vec<OrderedSignal>, StoreError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut after, mut found) = (after.cloned(), Vec::new());
        while found.len() < limit {
            let rows = live_orders(connection, after.as_ref()).await?;
            for row in &rows {
                let what = row.what()?;
                after = Some((what.origin.clone(), what.record, what.receiver.clone()));
                if found.len() < limit && stands(connection, &what.origin, row, &what).await? {
                    found.push(what);
                }
            }
            if rows.len() < ROWS {
                break;
            }
        }
        let mut signals = Vec::with_capacity(found.len());
        for of_one in found.chunk_by(|a, b| a.origin == b.origin) {
            signals.extend(self.ordered_signals(connection, of_one).await?);
        }
        Ok(signals)
    }

    /// Orders of one origin, with what is judged.
    async fn ordered_signals(
        &self,
        connection: &mut SqliteConnection,
        orders: &[ToOrder],
    ) -> Result<Vec<OrderedSignal>, StoreError> {
        let Some(first) = orders.first() else { return Ok(Vec::new()) };
        let ids: BTreeSet<RecordId> = orders.iter().map(|what| what.record).collect();
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let records = self.records(connection, &first.origin, &ids).await?;
        let privates = self.privates(connection, &first.origin, &ids).await?;
        let signal = |what: &ToOrder| {
            let (bytes, private) = records.get(&what.record).zip(privates.get(&what.record))?;
            let (bytes, distribution): (Arc<[u8]>, _) = (bytes.0.clone(), private.meant_for().into());
            Some(OrderedSignal { what: what.clone(), bytes, distribution })
        };
        Ok(orders.iter().filter_map(signal).collect())
    }
}

/// Some orders of live versions that were not ended, after one.
async fn live_orders(
    connection: &mut SqliteConnection,
    after: Option<&(MemberId, RecordId, MemberId)>,
) -> Result<Vec<OrderRow>, StoreError> {
    let mut select = QueryBuilder::<Sqlite>::new(ORDER);
    select.push(
        "o.ended IS NULL AND o.keeper = o.origin AND EXISTS (SELECT 1 FROM record r CROSS JOIN held h \
         ON h.record = r.number AND h.member = o.keeper WHERE r.id = o.record AND h.ending IS NULL \
         AND h.destroyed = 0 AND h.state = ",
    );
    select.push_bind(HeldState::Own.code()).push(")");
    if let Some((origin, record, receiver)) = after {
        select.push(" AND (o.keeper, o.record, o.receiver) > (").push_bind(origin.to_string()).push(", ");
        select.push_bind(record.0.0.to_vec()).push(", ").push_bind(receiver.to_string()).push(")");
    }
    select.push(" ORDER BY o.keeper, o.record, o.receiver LIMIT ").push_bind(i64::try_from(ROWS).unwrap_or(i64::MAX));
    Ok(select.build_query_as().fetch_all(connection).await?)
}

/// How an own record ended, if it did.
async fn ended(
    connection: &mut SqliteConnection,
    origin: &MemberId,
    record: RecordId,
) -> Result<Option<(Ending, Timestamp)>, StoreError> {
    let select = "SELECT h.ending, h.ended_at FROM record r JOIN held h ON h.record = r.number AND h.member = ? \
                  WHERE r.id = ? AND h.ending IS NOT NULL AND h.ended_at IS NOT NULL";
    let select = sqlx::query_as(select).bind(origin.as_str()).bind(record.0.0.to_vec());
    let row: Option<(i64, i64)> = select.fetch_optional(connection).await?;
    let at = Row { table: "held", id: &record };
    let Some((ending, time)) = row else { return Ok(None) };
    let (ending, time) = (at.code("ending", ending)?, at.time("ended_at", time)?);
    Ok((ending != Ending::Expired).then_some((ending, time)))
}

/// What became of an own record at each member that a relay was ordered to pass it on to.
pub(super) async fn deliveries(
    connection: &mut SqliteConnection,
    origin: &MemberId,
    record: RecordId,
) -> Result<BTreeMap<MemberId, Delivery>, StoreError> {
    let mut select = QueryBuilder::<Sqlite>::new(ORDER);
    select.push("o.keeper = ").push_bind(origin.to_string()).push(" AND o.origin = o.keeper AND o.record = ");
    // Of several to one receiver what was ordered last counts.
    select.push_bind(record.0.0.to_vec()).push(" ORDER BY o.ended IS NULL, o.at");
    let rows: Vec<OrderRow> = select.build_query_as().fetch_all(&mut *connection).await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let what = row.what()?;
        let became = Box::new(became(connection, row, &what).await?);
        found.insert(what.receiver, Delivery::Relayed { through: what.relay, became });
    }
    Ok(found)
}

async fn became(connection: &mut SqliteConnection, row: &OrderRow, what: &ToOrder) -> Result<Delivery, StoreError> {
    let since = row.time("at", row.at)?;
    let record_ended = ended(connection, &what.origin, what.record).await?;
    let taken_back = row.ended.map(|at| row.time("ended", at)).transpose()?.map(|at| (Ending::Retracted, at));
    let ending = record_ended.or(taken_back);
    let on_its_way = match row.signed()? {
        Some(order) => on_its_way(connection, what, (order, row.at)).await?,
        None => OnItsWay::Waiting,
    };
    let said = said_by_receiver(connection, what, what.record).await?;
    Ok(match (said, on_its_way, ending) {
        (Some((Some(State::Declined), rule, _)), ..) => Delivery::Declined { rule },
        (Some((Some(state), ..)), ..) if is_final(state) => Delivery::Ended { state },
        (None, OnItsWay::Declined(Said { rule, .. }), _) => {
            Delivery::Withheld { outcome: format!("declined:{}", rule.unwrap_or_else(|| NOT_HELD.to_owned())) }
        }
        (None, OnItsWay::Waiting | OnItsWay::Withdrawn(_), Some((ending, _))) => {
            Delivery::Withheld { outcome: ending.as_str().to_owned() }
        }
        (None, OnItsWay::LetGo, _) => Delivery::LetGo,
        (_, _, Some((ending, since))) => Delivery::Ending { ending, since },
        (Some((Some(State::Deferred), ..)), ..) => Delivery::Deferred,
        (Some((_, _, at)), ..) => Delivery::Accepted { at },
        (None, OnItsWay::Waiting, None) => Delivery::Waiting { since },
        (None, _, None) => Delivery::Sent { since },
    })
}

/// How a recall fares behind relays.
#[derive(Default)]
pub(super) struct Behind {
    /// Who was ordered to get a version, with what was said of it.
    pub(super) told: Vec<(MemberId, Told)>,
    /// Whom no order was signed for.
    pub(super) not_sent: BTreeSet<MemberId>,
}

/// How a recall fares behind relays; `told` says when each relay was told.
pub(super) async fn behind(
    connection: &mut SqliteConnection,
    (origin, signal): (&MemberId, RecordId),
    (recall, at): (RecordId, Timestamp),
    told: &BTreeMap<MemberId, Vec<(Told, bool)>>,
) -> Result<Behind, StoreError> {
    let mut select = QueryBuilder::<Sqlite>::new(ORDER);
    select.push("o.keeper = ").push_bind(origin.to_string()).push(" AND o.origin = o.keeper AND o.signal = ");
    select.push_bind(signal.0.0.to_vec());
    let rows: Vec<OrderRow> = select.build_query_as().fetch_all(&mut *connection).await?;
    let mut found = Behind::default();
    for row in &rows {
        let what = row.what()?;
        let Some(order) = row.signed()? else {
            found.not_sent.insert(what.receiver);
            continue;
        };
        let closed = said_by_receiver(connection, &what, recall).await?.map(|(.., at)| at);
        let said = said_by_receiver(connection, &what, what.record).await?;
        let said = said.and_then(|(state, _, at)| state.filter(|state| is_final(*state)).map(|state| (state, at)));
        // What the relay says it did not pass on never came there, unless the receiver says otherwise.
        let declined = match on_its_way(connection, &what, (order, row.at)).await? {
            OnItsWay::Declined(Said { at, .. }) | OnItsWay::Withdrawn(Said { at, .. }) => Some((State::Absent, at)),
            OnItsWay::Waiting | OnItsWay::LetOut | OnItsWay::LetGo => None,
        };
        let when = told.get(&what.relay).and_then(|told| told.first()).map_or(at, |(relay, _)| relay.told);
        let one = Told { told: when, closed, said: said.or(declined), through: Some(what.relay) };
        found.told.push((what.receiver, one));
    }
    Ok(found)
}
