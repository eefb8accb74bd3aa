//! To whom own records were released, and how far each of their signals' versions came.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use sluis_protocol::core::{Direction, FeedPlace, HeldState, Private, Reached, SentVersion};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::MemberId;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::delivery::{Sought, place};
use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row};
use super::statement::{ROWS, over, push_ids, push_numbers};

/// An own version of a signal.
#[derive(FromRow)]
pub(super) struct VersionRow {
    pub(super) number: i64,
    pub(super) id: Vec<u8>,
    first: Vec<u8>,
    pub(super) version: i64,
    pub(super) at: i64,
    ending: Option<i64>,
}

impl VersionRow {
    pub(super) fn id(&self) -> Result<RecordId, StoreError> {
        Ok(RecordId(Row { table: "record", id: &self.number }.digest("id", &self.id)?))
    }

    pub(super) fn version(&self) -> Result<u32, StoreError> {
        let version = u32::try_from(self.version);
        Ok(version.map_err(|_| Row { table: "record", id: &self.number }.bad("version"))?)
    }

    /// The signal that it is a version of.
    fn first(&self) -> Result<RecordId, StoreError> {
        Ok(RecordId(Row { table: "record", id: &self.number }.digest("first", &self.first)?))
    }
}

/// How far a record came in a feed.
#[derive(FromRow)]
struct FarRow {
    feed: i64,
    record: i64,
    waits: bool,
    withheld: bool,
    epoch: Option<i64>,
    lane: Option<i64>,
    place: Option<i64>,
    is_whole: Option<bool>,
}

const FAR: &str = "SELECT v.column1 AS feed, v.column2 AS record, o.record IS NOT NULL AS waits, \
                   w.record IS NOT NULL AS withheld, b.epoch, b.lane, \
                   b.first + (instr(b.ids, v.column4) - 1) / 32 AS place, \
                   ((instr(b.ids, v.column4) - 1) | length(b.ids)) % 32 = 0 AS is_whole FROM (";
/// The block as `delivery::place` finds it: the first since the record came to be.
const OF_FEEDS: &str = ") v LEFT JOIN outbox o ON o.feed = v.column1 AND o.record = v.column2 \
                        LEFT JOIN withheld w ON w.feed = v.column1 AND w.record = v.column2 \
                        LEFT JOIN block b ON o.record IS NULL AND b.rowid = (SELECT rowid FROM block \
                        WHERE feed = v.column1 AND at >= v.column3 AND instr(ids, v.column4) > 0 ORDER BY at LIMIT 1)";

impl FarRow {
    fn entry(&self, feed: &FeedId) -> Result<Option<FeedPlace>, StoreError> {
        let (Some(epoch), Some(lane), Some(place)) = (self.epoch, self.lane, self.place) else { return Ok(None) };
        let at = Row { table: "block", id: feed };
        let lane = at.code("lane", lane)?;
        let epoch = u32::try_from(epoch).map_err(|_| at.bad("epoch"))?;
        Ok(Some(FeedPlace { epoch, lane, place: at.number("first", place)? }))
    }
}

/// Whom a record was released to, and passed on to since.
pub(super) fn receivers(private: &Private) -> BTreeSet<MemberId> {
    private.receivers().cloned().collect()
}

impl Reader {
    /// Whom a member's own record was released to, also where what it kept beside it is destroyed.
    pub(super) async fn receivers(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        record: &Sought,
    ) -> Result<BTreeSet<MemberId>, StoreError> {
        let mut found = self.receivers_of(connection, member, slice::from_ref(record)).await?;
        Ok(found.remove(&record.id).unwrap_or_default())
    }

    async fn receivers_of(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        records: &[Sought],
    ) -> Result<BTreeMap<RecordId, BTreeSet<MemberId>>, StoreError> {
        let ids: Vec<_> = records.iter().map(|record| record.id).collect();
        let privates = self.privates(connection, member, &ids).await?;
        let mut found: BTreeMap<_, _> = privates.iter().map(|(id, private)| (*id, receivers(private))).collect();
        let destroyed = records.iter().filter(|record| !privates.contains_key(&record.id));
        let destroyed: BTreeMap<_, _> = destroyed.map(|record| (record.number, record.id)).collect();
        for chunk in destroyed.keys().copied().collect::<Vec<_>>().chunks(ROWS) {
            let mut select = QueryBuilder::<Sqlite>::new("SELECT record, receiver FROM released_to WHERE member = ");
            select.push_bind(member.to_string()).push(" AND record IN");
            push_numbers(&mut select, chunk);
            for (number, receiver) in select.build_query_as::<(i64, String)>().fetch_all(&mut *connection).await? {
                let Some(id) = destroyed.get(&number) else { continue };
                let receiver = Row { table: "released_to", id }.parse("receiver", &receiver)?;
                found.entry(*id).or_default().insert(receiver);
            }
        }
        Ok(found)
    }

    /// Every version of a member's own signals, by their first, and where each went.
    pub(super) async fn spreads(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        firsts: &[RecordId],
    ) -> Result<BTreeMap<RecordId, Vec<SentVersion>>, StoreError> {
        let rows = own_versions(connection, member, firsts).await?;
        let sought = rows.iter().map(|row| Ok(Sought { id: row.id()?, number: row.number, at: row.at }));
        let sought = sought.collect::<Result<Vec<_>, StoreError>>()?;
        let receivers = self.receivers_of(connection, member, &sought).await?;
        let mut reached = how_far(connection, member, &sought, &receivers).await?;
        let mut spreads: BTreeMap<_, _> = firsts.iter().map(|first| (*first, Vec::new())).collect();
        for (row, Sought { id, .. }) in rows.iter().zip(&sought) {
            let receivers = reached.remove(id).unwrap_or_default();
            let sent = SentVersion { id: *id, version: row.version()?, live: row.ending.is_none(), receivers };
            spreads.entry(row.first()?).or_default().push(sent);
        }
        Ok(spreads)
    }
}

/// A member's own versions of signals, those of each in their order.
pub(super) async fn own_versions(
    connection: &mut SqliteConnection,
    member: &MemberId,
    firsts: &[RecordId],
) -> Result<Vec<VersionRow>, StoreError> {
    let mut versions = Vec::with_capacity(firsts.len());
    for chunk in firsts.chunks(ROWS) {
        let mut select = QueryBuilder::<Sqlite>::new(
            "SELECT r.number, r.id, coalesce(r.first, r.id) AS first, r.version, h.at, h.ending FROM (\
             SELECT number FROM record WHERE first IS NULL AND id IN",
        );
        push_ids(&mut select, chunk);
        select.push(" UNION ALL SELECT number FROM record WHERE first IN");
        push_ids(&mut select, chunk);
        select.push(") v CROSS JOIN record r ON r.number = v.number CROSS JOIN held h ON h.record = r.number");
        select.push(" AND h.member = ").push_bind(member.to_string());
        select.push(" WHERE r.signer = ").push_bind(member.to_string());
        select.push(" AND h.state = ").push_bind(HeldState::Own.code()).push(" ORDER BY r.version");
        versions.extend(select.build_query_as::<VersionRow>().fetch_all(&mut *connection).await?);
    }
    Ok(versions)
}

/// How far a member's own records came at those that they were released to.
async fn how_far(
    connection: &mut SqliteConnection,
    member: &MemberId,
    records: &[Sought],
    receivers: &BTreeMap<RecordId, BTreeSet<MemberId>>,
) -> Result<BTreeMap<RecordId, BTreeMap<MemberId, Reached>>, StoreError> {
    let feeds = feeds_of(connection, member).await?;
    let mut asked = BTreeMap::new();
    for record in records {
        for receiver in receivers.get(&record.id).into_iter().flatten() {
            asked.extend(feeds.get(receiver.as_str()).map(|feed| ((*feed, record.number), (receiver, record))));
        }
    }
    let mut found: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for chunk in asked.iter().collect::<Vec<_>>().chunks(ROWS) {
        let mut select = over(FAR, chunk, OF_FEEDS, |tuple, ((feed, number), (_, record))| {
            tuple.push_bind(*feed).push_bind(*number).push_bind(record.at).push_bind(record.id.0.0.to_vec());
        });
        for row in select.build_query_as::<FarRow>().fetch_all(&mut *connection).await? {
            let Some((receiver, record)) = asked.get(&(row.feed, row.record)) else { continue };
            let feed = FeedId { discloser: member.clone(), receiver: (*receiver).clone() };
            let far = reached(connection, &feed, row, record).await?;
            found.entry(record.id).or_default().extend(far.map(|far| ((*receiver).clone(), far)));
        }
    }
    Ok(found)
}

async fn reached(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    mut row: FarRow,
    record: &Sought,
) -> Result<Option<Reached>, StoreError> {
    if row.waits {
        return Ok(Some(Reached::Waiting));
    }
    // Its bytes stand across two ids, or these are damaged: then it is looked for closely.
    if row.is_whole == Some(false) {
        let place = place(connection, feed, row.feed, record).await?;
        row.epoch = place.as_ref().map(|place| place.epoch);
        row.lane = place.as_ref().map(|place| place.lane.code());
        row.place = place.map(|place| place.place);
    }
    Ok(match (row.entry(feed)?, row.withheld) {
        (Some(entry), false) => Some(Reached::Joined(entry)),
        (Some(entry), true) => Some(Reached::Ended(entry)),
        (None, true) => Some(Reached::Withheld),
        (None, false) => None,
    })
}

/// The numbers of a member's outgoing feeds, by receiver.
async fn feeds_of(connection: &mut SqliteConnection, member: &MemberId) -> Result<BTreeMap<String, i64>, StoreError> {
    let select = sqlx::query_as("SELECT receiver, number FROM feed WHERE direction = ? AND discloser = ?");
    let select = select.bind(Direction::Out.code()).bind(member.as_str());
    let rows: Vec<(String, i64)> = select.fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}
