//! Receipts as evidence: the signed bytes, and what ties a record to the head that they repeat.

use std::collections::BTreeMap;

use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::Block;
use sluis_protocol::records::{FeedId, Lane};
use sluis_schemas::MemberId;
use sqlx::{Connection, SqliteConnection};

use super::delivery::{Place, number, own, place};
use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row};
use crate::crypto::RingCrypto;

/// That a member acknowledged a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The first receipt that covers the record, as signed.
    pub receipt: Vec<u8>,
    /// The record's lane.
    pub lane: Lane,
    /// The entries from the record to the head that the receipt repeats, and the chain's hash before them.
    pub run: Block,
}

impl Reader {
    /// For each member whose receipt covers a member's own record, that receipt. None if the record is not its own.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn receipts(
        &self,
        member: &MemberId,
        record: RecordId,
    ) -> Result<Option<BTreeMap<MemberId, Acknowledgement>>, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let Some(sought) = own(&mut moment, member, record).await? else { return Ok(None) };
        let mut receipts = BTreeMap::new();
        for receiver in &self.receivers(&mut moment, member, &sought).await? {
            let feed = FeedId { discloser: member.clone(), receiver: receiver.clone() };
            let Some(number) = number(&mut moment, &feed).await? else { continue };
            let Some(place) = place(&mut moment, &feed, number, &sought).await? else { continue };
            let acknowledged = acknowledgement(&mut moment, &feed, number, &place).await?;
            receipts.extend(acknowledged.map(|acknowledged| (receiver.clone(), acknowledged)));
        }
        Ok(Some(receipts))
    }
}

async fn acknowledgement(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    number: i64,
    place: &Place,
) -> Result<Option<Acknowledgement>, StoreError> {
    let select = match place.lane {
        Lane::Bulk => {
            "SELECT bytes, bulk_place FROM receipt WHERE feed = ? AND epoch = ? AND bulk_place >= ? \
             ORDER BY bulk_place, number LIMIT 1"
        }
        Lane::Urgent => {
            "SELECT bytes, urgent_place FROM receipt WHERE feed = ? AND epoch = ? AND urgent_place >= ? \
             ORDER BY urgent_place, number LIMIT 1"
        }
    };
    let select = sqlx::query_as(select).bind(number).bind(place.epoch).bind(place.place);
    let receipt: Option<(Vec<u8>, i64)> = select.fetch_optional(&mut *connection).await?;
    let Some((receipt, end)) = receipt else { return Ok(None) };
    let run = run(connection, feed, number, place, end).await?;
    Ok(Some(Acknowledgement { receipt, lane: place.lane, run }))
}

/// The entries from a place to another, both included, with the hash before them.
async fn run(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    number: i64,
    place: &Place,
    end: i64,
) -> Result<Block, StoreError> {
    let at = Row { table: "block", id: feed };
    let select = "SELECT first, before, ids FROM block WHERE feed = ? AND epoch = ? AND lane = ? \
                  AND first <= ? AND first + length(ids) / 32 > ? ORDER BY first";
    let select = sqlx::query_as(select).bind(number).bind(place.epoch).bind(place.lane.code());
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = select.bind(end).bind(place.place).fetch_all(connection).await?;
    let [first, end] = [at.number("first", place.place)?, at.number("first", end)?];
    let (mut before, mut ids) = (None, Vec::new());
    for (block_first, hash, block_ids) in rows {
        let block = Block {
            before: at.digest("before", &hash)?,
            first: at.number("first", block_first)?,
            ids: at.ids("ids", &block_ids)?,
        };
        before = before.or_else(|| block.head_at(&RingCrypto, first.checked_sub(1)?));
        let within = |(_, place): &(RecordId, u64)| (first..=end).contains(place);
        ids.extend(block.ids.into_iter().zip(block.first..).filter(within).map(|(id, _)| id));
    }
    let before = before.ok_or_else(|| at.bad("before"))?.hash;
    Ok(Block { before, first, ids })
}
