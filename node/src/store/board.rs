//! How a recall fares: who had the signal, who was told, what each said became of it. And what waits to be destroyed.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::cbor;
use sluis_protocol::core::{Closed, Direction, Fact};
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_protocol::journal::{Detail, JournalSeq};
use sluis_protocol::records::{FeedId, Lane, Recall, State};
use sluis_schemas::vocabulary::RecallGround;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{Connection, FromRow, SqliteConnection};

use super::delivery::{self, Place, Said, Sought, ended_by, is_final, said};
use super::error::StoreError;
use super::reader::Reader;
use super::relays;
use super::rows::{FeedRow, Row, millis};
use super::spread::{VersionRow, own_versions};
use super::status::Outstanding;

/// A version of an own signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its record.
    pub id: RecordId,
    /// Its number, from 1.
    pub version: u32,
    /// When it was released.
    pub at: Timestamp,
}

/// A recall as its origin follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// The recall.
    pub recall: RecordId,
    /// Why.
    pub ground: RecallGround,
    /// When.
    pub at: Timestamp,
    /// How often users here exported the signal, in any of its versions.
    pub exports: u64,
    /// Everybody who had it, as far as that is kept.
    pub members: BTreeMap<MemberId, Told>,
    /// Members that it was released to and never went to.
    pub not_sent: BTreeSet<MemberId>,
}

/// Who had a recalled signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When the recall was let out to the member.
    pub told: Timestamp,
    /// When its receipt for the recall came.
    pub closed: Option<Timestamp>,
    /// What it said became of the signal, in every version that it had, and when that came. Where it said several things,
    /// `restricted` before all else.
    pub said: Option<(State, Timestamp)>,
    /// Who passed it on; none where it went there by itself.
    pub through: Option<MemberId>,
}

/// Records that wait for the operator to be destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingErasure {
    /// Who holds them.
    pub member: MemberId,
    /// Who signed them.
    pub signer: MemberId,
    /// How many.
    pub count: u64,
    /// Since when the oldest is ended.
    pub since: Timestamp,
    /// Whether it waits for its number; else for the clock.
    pub is_mass: bool,
}

/// Exports that a member made of a record: copies that are its own to destroy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exports {
    /// How many.
    pub count: u64,
    /// Who made them, as far as the journal can still be opened.
    pub users: BTreeSet<String>,
}

#[derive(FromRow)]
struct ToldRow {
    #[sqlx(flatten)]
    feed: FeedRow,
    epoch: i64,
    lane: i64,
    place: i64,
    urgent: i64,
    at: i64,
    outcome: Option<String>,
}

const TOLD: &str = "SELECT f.number, f.direction, f.discloser, f.receiver, t.epoch, t.lane, t.place, t.urgent, t.at, \
                    w.outcome FROM told t JOIN feed f ON f.number = t.feed \
                    LEFT JOIN withheld w ON w.feed = t.feed AND w.record = t.version WHERE ";

impl Reader {
    /// The versions of an own signal in their order, given any of them; none if it is not the member's own.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn versions(&self, member: &MemberId, signal: RecordId) -> Result<Vec<Version>, StoreError> {
        let mut connection = self.connection().await?;
        let first = first_of(&mut connection, signal).await?;
        let rows = own_versions(&mut connection, member, &[first]).await?;
        let version = |row: &VersionRow| {
            let at = Row { table: "held", id: &row.number }.time("at", row.at)?;
            Ok(Version { id: row.id()?, version: row.version()?, at })
        };
        rows.iter().map(version).collect()
    }

    /// Why an own signal is closed, if so: by its newest version, given any of them.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn closed_signal(&self, member: &MemberId, signal: RecordId) -> Result<Option<Closed>, StoreError> {
        let Some(newest) = self.versions(member, signal).await?.pop() else { return Ok(None) };
        self.closed(member, newest.id).await
    }

    /// Why a record that a member holds or held may not be read, if so.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn closed(&self, member: &MemberId, record: RecordId) -> Result<Option<Closed>, StoreError> {
        let mut connection = self.connection().await?;
        Ok(match self.held(&mut connection, member, &[record]).await?.remove(&record) {
            Some(Fact::Closed(why)) => Some(why),
            _ => None,
        })
    }

    /// How the recall of an own signal fares, given the signal's first version; none if it was not recalled.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn board(&self, member: &MemberId, signal: RecordId) -> Result<Option<Board>, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let Some((recall, at)) = recalled(&mut moment, member, signal).await? else { return Ok(None) };
        let versions = own_versions(&mut moment, member, &[signal]).await?;
        if versions.is_empty() {
            return Ok(None);
        }
        let ground = self.ground(&mut moment, member, recall).await?;
        let (members, mut not_sent) = told(&mut moment, (member, signal), (recall, at)).await?;
        let mut exports = 0;
        for row in &versions {
            let sought = Sought { id: row.id()?, number: row.number, at: row.at };
            for receiver in self.receivers(&mut moment, member, &sought).await? {
                if !is_let_go(&mut moment, member, &receiver, &sought).await? {
                    not_sent.insert(receiver);
                }
            }
            exports += count_exports(&mut moment, member, sought.id).await?;
        }
        not_sent.retain(|receiver| !members.contains_key(receiver));
        Ok(Some(Board { recall, ground, at, exports, members, not_sent }))
    }

    async fn ground(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        recall: RecordId,
    ) -> Result<RecallGround, StoreError> {
        let record = self.records(connection, member, &[recall]).await?.remove(&recall);
        let (bytes, _) = record.ok_or(StoreError::UnknownRecord { record: recall })?;
        let read = Unverified::parse(&bytes, MAX_RECORD).ok().and_then(|e| cbor::decode::<Recall>(&e.payload).ok());
        Ok(read.ok_or_else(|| Row { table: "record", id: &recall }.bad("sealed"))?.ground)
    }

    /// Exports that a member made of a record.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn exports(&self, member: &MemberId, record: RecordId) -> Result<Exports, StoreError> {
        let entries = {
            let mut connection = self.connection().await?;
            export_entries(&mut connection, member, record).await?
        };
        let mut exports = Exports { count: entries.len() as u64, users: BTreeSet::new() };
        for seq in entries {
            let before = JournalSeq(seq.0.saturating_sub(1));
            let opening = self.journal_page(before, 1).await?.pop().and_then(|row| row.opening);
            if let Some(Ok(Detail::Read { actor, .. })) = opening.map(|opening| opening.detail()) {
                exports.users.insert(actor.user);
            }
        }
        Ok(exports)
    }

    /// How many exports a member made of a record.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn count_exports(&self, member: &MemberId, record: RecordId) -> Result<u64, StoreError> {
        let mut connection = self.connection().await?;
        count_exports(&mut connection, member, record).await
    }

    /// What waits for the operator to be destroyed; where the clock is doubted, also what was due at a moment.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn waiting_erasures(&self, due: Option<Timestamp>) -> Result<Vec<WaitingErasure>, StoreError> {
        let select = "SELECT member, signer, waits, count(*), min(at) FROM ( \
                      SELECT h.member, r.signer, h.waits, h.ended_at AS at FROM held h INDEXED BY held_ended \
                      CROSS JOIN record r ON r.number = h.record \
                      WHERE h.ending IS NOT NULL AND h.destroyed = 0 AND h.waits = 1 \
                      UNION ALL SELECT h.member, r.signer, 0, coalesce(h.ended_at, h.ends) \
                      FROM held h INDEXED BY held_by_end CROSS JOIN record r ON r.number = h.record \
                      WHERE h.ends IS NOT NULL AND h.waits <> 1 AND h.hold_at IS NULL AND h.destroyed = 0 \
                      AND h.ends <= ?) GROUP BY member, signer, waits";
        let mut connection = self.connection().await?;
        let select = sqlx::query_as(select).bind(due.map(millis).transpose()?);
        let rows: Vec<(String, String, i64, i64, i64)> = select.fetch_all(&mut *connection).await?;
        let waiting = |(member, signer, waits, count, since): (String, String, i64, i64, i64)| {
            let at = Row { table: "held", id: &member };
            let (signer, count) = (at.parse("signer", &signer)?, at.number("waits", count)?);
            let (member, since) = (at.parse("member", &member)?, at.time("ended_at", since)?);
            Ok(WaitingErasure { member, signer, count, since, is_mass: waits == 1 })
        };
        rows.into_iter().map(waiting).collect()
    }

    /// Feeds whose receivers were told of recalls before a moment and have not said what became of the signals: how many
    /// signals, and since when the oldest.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn overdue_erasures(&self, recalled_before: Timestamp) -> Result<Vec<Outstanding>, StoreError> {
        let select = "SELECT f.number, f.direction, f.discloser, f.receiver, count(DISTINCT t.signal) AS entries, \
                      min(t.at) AS since FROM told t CROSS JOIN feed f ON f.number = t.feed \
                      LEFT JOIN withheld w ON w.feed = t.feed AND w.record = t.version WHERE t.open = 1 AND t.at < ? \
                      AND coalesce(w.outcome, 'recalled') IN ('recalled', 'retracted', 'superseded') \
                      GROUP BY f.number ORDER BY f.discloser, f.receiver";
        let mut connection = self.connection().await?;
        let select = sqlx::query_as(select).bind(millis(recalled_before)?);
        let rows: Vec<OverdueRow> = select.fetch_all(&mut *connection).await?;
        let overdue = |row: OverdueRow| {
            let (_, feed): (Direction, FeedId) = (&row.feed).try_into()?;
            let at = Row { table: "told", id: &row.feed.number };
            Ok(Outstanding { feed, entries: at.number("signal", row.entries)?, since: at.time("at", row.since)? })
        };
        let direct: Vec<Outstanding> = rows.into_iter().map(overdue).collect::<Result<_, StoreError>>()?;
        let mut by_feed: BTreeMap<_, _> = direct.into_iter().map(|one| (one.feed.clone(), one)).collect();
        for relayed in relays::overdue(&mut connection, recalled_before).await? {
            let one =
                by_feed.entry(relayed.feed.clone()).or_insert_with(|| Outstanding { entries: 0, ..relayed.clone() });
            one.entries += relayed.entries;
            one.since = one.since.min(relayed.since);
        }
        Ok(by_feed.into_values().collect())
    }
}

#[derive(FromRow)]
struct OverdueRow {
    #[sqlx(flatten)]
    feed: FeedRow,
    entries: i64,
    since: i64,
}

/// The first version of a signal, given any of them.
async fn first_of(connection: &mut SqliteConnection, signal: RecordId) -> Result<RecordId, StoreError> {
    let select = sqlx::query_scalar("SELECT coalesce(first, id) FROM record WHERE id = ?").bind(signal.0.0.to_vec());
    let first: Option<Vec<u8>> = select.fetch_optional(connection).await?;
    let at = Row { table: "record", id: &signal };
    Ok(first.map(|first| at.digest("first", &first)).transpose()?.map_or(signal, RecordId))
}

async fn recalled(
    connection: &mut SqliteConnection,
    signer: &MemberId,
    signal: RecordId,
) -> Result<Option<(RecordId, Timestamp)>, StoreError> {
    let select = "SELECT recall, at FROM tombstone WHERE record = ? AND signer = ? AND recall IS NOT NULL";
    let select = sqlx::query_as(select).bind(signal.0.0.to_vec()).bind(signer.as_str());
    let row: Option<(Vec<u8>, i64)> = select.fetch_optional(connection).await?;
    let at = Row { table: "tombstone", id: &signal };
    row.map(|(recall, time)| Ok((RecordId(at.digest("recall", &recall)?), at.time("at", time)?))).transpose()
}

/// Who was told of a recall, and how far each has come; and whom a relay was never ordered to pass the signal on to, though
/// that was asked for. A version that the rules kept back after it joined the feed was never there.
async fn told(
    connection: &mut SqliteConnection,
    (origin, signal): (&MemberId, RecordId),
    recall: (RecordId, Timestamp),
) -> Result<(BTreeMap<MemberId, Told>, BTreeSet<MemberId>), StoreError> {
    let select = sqlx::query_as(sqlx::AssertSqlSafe(format!("{TOLD} t.signal = ?"))).bind(signal.0.0.to_vec());
    let rows: Vec<ToldRow> = select.fetch_all(&mut *connection).await?;
    let mut versions: BTreeMap<MemberId, Vec<(Told, bool)>> = BTreeMap::new();
    for row in rows {
        let (_, feed): (Direction, FeedId) = (&row.feed).try_into()?;
        let was_there = row.outcome.as_deref().is_none_or(|outcome| ended_by(outcome).is_some());
        versions.entry(feed.receiver).or_default().push((told_one(connection, &row).await?, was_there));
    }
    let behind = relays::behind(connection, (origin, signal), recall, &versions).await?;
    for (receiver, told) in behind.told {
        versions.entry(receiver).or_default().push((told, true));
    }
    let told = versions.into_iter().filter_map(|(member, told)| Some((member, merged(told)?))).collect();
    Ok((told, behind.not_sent))
}

/// Whether it is kept no more what became of a version that joined the feed to a receiver.
async fn is_let_go(
    connection: &mut SqliteConnection,
    member: &MemberId,
    receiver: &MemberId,
    version: &Sought,
) -> Result<bool, StoreError> {
    let feed = FeedId { discloser: member.clone(), receiver: receiver.clone() };
    let Some(number) = delivery::number(connection, &feed).await? else { return Ok(false) };
    // What never joined it was withheld, and stays so.
    let select = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM withheld WHERE feed = ? AND record = ?)");
    let withheld: bool = select.bind(number).bind(version.number).fetch_one(&mut *connection).await?;
    Ok(!withheld && delivery::is_pruned(connection, number).await?)
}

async fn told_one(connection: &mut SqliteConnection, row: &ToldRow) -> Result<Told, StoreError> {
    let at = Row { table: "told", id: &row.feed.number };
    let told = at.time("at", row.at)?;
    let urgent = Place { epoch: row.epoch, lane: Lane::Urgent, place: row.urgent, at: told };
    let had = Place { epoch: row.epoch, lane: at.code("lane", row.lane)?, place: row.place, at: told };
    let closed = delivery::covered(connection, row.feed.number, &urgent).await?;
    let said = said(connection, row.feed.number, &had).await?;
    let said = said.filter(|said| is_final(said.state)).map(|Said { state, at, .. }| (state, at));
    Ok(Told { told, closed, said, through: None })
}

/// What a member says of all versions that it had: nothing, until it was said of each.
fn merged(versions: Vec<(Told, bool)>) -> Option<Told> {
    let (first, _) = versions.first()?;
    let (told, closed) = (first.told, versions.iter().find_map(|(told, _)| told.closed));
    let through = versions.iter().find_map(|(told, _)| told.through.clone());
    let had: Vec<_> = versions.iter().filter(|(_, was_there)| *was_there).map(|(told, _)| told.said).collect();
    let weight = |(state, at): &(State, Timestamp)| (*state == State::Restricted, *state != State::Absent, *at);
    let said = had.iter().copied().collect::<Option<Vec<_>>>().and_then(|said| said.into_iter().max_by_key(weight));
    Some(Told { told, closed, said, through })
}

async fn count_exports(
    connection: &mut SqliteConnection,
    member: &MemberId,
    record: RecordId,
) -> Result<u64, StoreError> {
    let select = sqlx::query_scalar("SELECT count(*) FROM export WHERE record = ? AND member = ?");
    let count: i64 = select.bind(record.0.0.to_vec()).bind(member.as_str()).fetch_one(connection).await?;
    Ok(Row { table: "export", id: &record }.number("seq", count)?)
}

/// The journal's entries of a member's exports of a record.
async fn export_entries(
    connection: &mut SqliteConnection,
    member: &MemberId,
    record: RecordId,
) -> Result<Vec<JournalSeq>, StoreError> {
    let select = sqlx::query_scalar("SELECT seq FROM export WHERE record = ? AND member = ? ORDER BY seq");
    let rows: Vec<i64> = select.bind(record.0.0.to_vec()).bind(member.as_str()).fetch_all(connection).await?;
    let at = Row { table: "export", id: &record };
    rows.into_iter().map(|seq| Ok(JournalSeq(at.number("seq", seq)?))).collect()
}
