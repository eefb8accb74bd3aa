//! Brings what was held before there was a search into its index, and fills in where it came from in its feed and when
//! its retention is over. Once, at the first start after these.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_protocol::core::{Direction, HeldState, own_copy, terms};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::{Date, MemberId};
use sqlx::{Connection, FromRow, SqliteConnection};

use super::delivery::{Place, Sought, place};
use super::error::StoreError;
use super::facts::current;
use super::reader::Reader;
use super::rows::{Code, Row, millis};
use super::statement::insert;
use super::vault::Vault;

#[derive(FromRow)]
struct HeldRow {
    member: String,
    source: String,
    at: i64,
    state: i64,
    record: i64,
    id: Vec<u8>,
}

/// Rows in one transaction: a start that is broken off goes on where it was.
const CHUNK: i64 = 512;

/// Indexes the rows that lack it; says how many there were.
pub(super) async fn complete(
    connection: &mut SqliteConnection,
    reader: &Reader,
    vault: &Arc<Vault>,
) -> Result<u64, StoreError> {
    let count = "SELECT count(*) FROM held WHERE terms IS NULL";
    let total: i64 = sqlx::query_scalar(count).fetch_one(&mut *connection).await?;
    let mut done = 0;
    while done < total {
        let select = "SELECT h.member, h.source, h.at, h.state, h.record, r.id FROM held h \
                      JOIN record r ON r.number = h.record WHERE h.terms IS NULL ORDER BY h.member LIMIT ?";
        let rows: Vec<HeldRow> = sqlx::query_as(select).bind(CHUNK).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            break;
        }
        done += i64::try_from(rows.len()).unwrap_or(CHUNK);
        index(connection, reader, vault, rows).await?;
        tracing::info!(done, total, "indexing for searches what is held");
    }
    Ok(total.unsigned_abs())
}

async fn index(
    connection: &mut SqliteConnection,
    reader: &Reader,
    vault: &Arc<Vault>,
    rows: Vec<HeldRow>,
) -> Result<(), StoreError> {
    let mut of_member: BTreeMap<MemberId, BTreeMap<RecordId, HeldRow>> = BTreeMap::new();
    for row in rows {
        let at = Row { table: "held", id: &row.record };
        let record = RecordId(at.digest("record", &row.id)?);
        of_member.entry(at.parse("member", &row.member)?).or_default().insert(record, row);
    }
    let mut transaction = connection.begin().await?;
    for (member, rows) in of_member {
        let ids: Vec<_> = rows.keys().copied().collect();
        let records = reader.records(&mut *reader.connection().await?, &member, &ids).await?;
        let tokens = vault.blind().of(&member);
        let mut identifiers = Vec::new();
        for (record, row) in rows {
            // What is not understood is found by nothing.
            let content = records.get(&record).and_then(|(bytes, _)| own_copy(bytes)).map(|signal| signal.content);
            let ends = content.as_ref().and_then(|content| content.handling.retain_until).map(Date::end);
            let packed = tokens.pack(&content.map_or_else(BTreeSet::new, |content| terms(&content)));
            identifiers.extend(packed.identifiers.into_iter().map(|token| (token, row.record)));
            let place = place_of(&mut transaction, &member, record, &row).await?;
            let update = "UPDATE held SET terms = ?, ends = coalesce(ends, ?), epoch = coalesce(epoch, ?), \
                          lane = coalesce(lane, ?), place = coalesce(place, ?) WHERE record = ? AND member = ?";
            let update = sqlx::query(update).bind(packed.terms).bind(ends.map(millis).transpose()?);
            let update = update.bind(place.as_ref().map(|at| at.epoch)).bind(place.as_ref().map(|at| at.lane.code()));
            let update = update.bind(place.map(|at| at.place)).bind(row.record).bind(member.as_str());
            update.execute(&mut *transaction).await?;
        }
        let head = "INSERT INTO identifier (token, record) ";
        insert(&mut transaction, head, &identifiers, " ON CONFLICT DO NOTHING", |tuple, (token, number)| {
            tuple.push_bind(token.clone()).push_bind(*number);
        })
        .await?;
    }
    Ok(transaction.commit().await?)
}

/// Where a record that was received stands in its feed.
async fn place_of(
    connection: &mut SqliteConnection,
    member: &MemberId,
    id: RecordId,
    row: &HeldRow,
) -> Result<Option<Place>, StoreError> {
    let discloser = Row { table: "held", id: &row.record }.parse("source", &row.source)?;
    if row.state == HeldState::Own.code() {
        return Ok(None);
    }
    let feed = FeedId { discloser, receiver: member.clone() };
    let Some((number, _)) = current(connection, Direction::In, &feed).await? else { return Ok(None) };
    place(connection, &feed, number, &Sought { id, number: row.record, at: row.at }).await
}
