//! Outboxes, blocks of feeds, receipts and what they say.

use std::collections::BTreeMap;

use sluis_protocol::core::Direction;
use sluis_protocol::feeds::FIRST_EPOCH;
use sluis_protocol::records::{FeedId, Lane, Lanes};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::batch::Batch;
use super::{Context, StoreError};
use crate::store::delivery::is_final;
use crate::store::rows::{Code, FeedRow, Row, millis, number};
use crate::store::statement::{ROWS, insert, over};

/// Number and epoch of every feed.
pub(super) struct Feeds {
    known: BTreeMap<(Direction, FeedId), Feed>,
    next: i64,
}

#[derive(Clone, Copy)]
struct Feed {
    number: i64,
    epoch: u32,
}

impl Feeds {
    pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let select = "SELECT number, direction, discloser, receiver FROM feed";
        let rows: Vec<FeedRow> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
        let select = "SELECT feed, epoch FROM feed_state";
        let epochs: Vec<(i64, i64)> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
        let epochs: BTreeMap<i64, i64> = epochs.into_iter().collect();
        let mut feeds = Self { known: BTreeMap::new(), next: 1 };
        for row in &rows {
            let epoch = epochs.get(&row.number).map_or(Ok(FIRST_EPOCH), |epoch| u32::try_from(*epoch));
            let epoch = epoch.map_err(|_| Row { table: "feed_state", id: &row.number }.bad("epoch"))?;
            feeds.known.insert(row.try_into()?, Feed { number: row.number, epoch });
            feeds.next = feeds.next.max(row.number + 1);
        }
        Ok(feeds)
    }

    fn get(&self, feed: &(Direction, FeedId)) -> Result<Feed, StoreError> {
        self.known.get(feed).copied().ok_or_else(|| StoreError::Unknown { table: "feed", id: feed.1.to_string() })
    }

    pub(super) fn number(&self, feed: &(Direction, FeedId)) -> Result<i64, StoreError> {
        self.get(feed).map(|feed| feed.number)
    }

    pub(super) fn number_out(&self, feed: &FeedId) -> Result<i64, StoreError> {
        self.number(&(Direction::Out, feed.clone()))
    }
}

impl Context<'_> {
    pub(super) async fn feeds(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.new_feeds(batch).await?;
        self.new_epochs(&batch.recovery).await?;
        self.waiting(batch).await?;
        self.gone(batch).await?;
        self.withheld(batch).await?;
        self.entries(batch).await?;
        self.states(batch).await?;
        self.receipts(batch).await?;
        self.exceptions(batch).await
    }

    async fn new_feeds(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        for feed in batch.named_feeds() {
            let epoch = batch.states.get(&feed).map(|state| state.epoch);
            let feeds = &mut self.known.feeds;
            if let Some(known) = feeds.known.get_mut(&feed) {
                known.epoch = epoch.unwrap_or(known.epoch);
                continue;
            }
            let number = feeds.next;
            feeds.next += 1;
            feeds.known.insert(feed.clone(), Feed { number, epoch: epoch.unwrap_or(FIRST_EPOCH) });
            rows.push((number, feed));
        }
        let head = "INSERT INTO feed (number, direction, discloser, receiver) ";
        insert(self.connection, head, &rows, "", |tuple, (number, (direction, feed))| {
            tuple.push_bind(*number).push_bind(direction.code());
            tuple.push_bind(feed.discloser.to_string()).push_bind(feed.receiver.to_string());
        })
        .await
    }

    async fn waiting(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.waiting.len());
        for (feed, record, at) in &batch.waiting {
            let seq = self.known.next_waiting;
            self.known.next_waiting += 1;
            rows.push((self.known.feeds.number_out(feed)?, seq, self.number_of(*record)?, millis(*at)?));
        }
        let head = "INSERT INTO outbox (feed, seq, record, at) ";
        insert(self.connection, head, &rows, "", |tuple, (feed, seq, record, at)| {
            tuple.push_bind(*feed).push_bind(*seq).push_bind(*record).push_bind(*at);
        })
        .await
    }

    async fn gone(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (feed, records) in &batch.gone {
            let feed = self.known.feeds.number_out(feed)?;
            for chunk in records.chunks(ROWS) {
                let mut query = QueryBuilder::<Sqlite>::new("DELETE FROM outbox WHERE feed = ");
                query.push_bind(feed).push(" AND record IN (");
                let mut list = query.separated(", ");
                for record in chunk {
                    list.push_bind(self.number_of(*record)?);
                }
                query.push(")");
                query.build().execute(&mut *self.connection).await?;
            }
        }
        Ok(())
    }

    async fn withheld(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.withheld.len());
        for (feed, record, outcome, at) in &batch.withheld {
            rows.push((self.known.feeds.number_out(feed)?, self.number_of(*record)?, outcome, millis(*at)?));
        }
        let head = "INSERT INTO withheld (feed, record, outcome, at) ";
        insert(self.connection, head, &rows, "", |tuple, (feed, record, outcome, at)| {
            tuple.push_bind(*feed).push_bind(*record).push_bind(outcome.to_string()).push_bind(*at);
        })
        .await
    }

    async fn entries(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.entries.len());
        for entries in &batch.entries {
            let feed = self.known.feeds.number(&entries.feed)?;
            let ids = entries.block.ids.iter().flat_map(|id| id.0.0).collect::<Vec<u8>>();
            rows.push((feed, entries, number("a place", entries.block.first)?, ids, millis(entries.at)?));
        }
        let head = "INSERT INTO block (feed, epoch, lane, first, before, ids, at) ";
        insert(self.connection, head, &rows, "", |tuple, (feed, entries, first, ids, at)| {
            tuple.push_bind(*feed).push_bind(i64::from(entries.epoch)).push_bind(entries.lane.code());
            tuple.push_bind(*first).push_bind(entries.block.before.0.to_vec());
            tuple.push_bind(ids.clone()).push_bind(*at);
        })
        .await
    }

    async fn states(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.states.len());
        for (feed, state) in &batch.states {
            let places = (places(&state.lanes)?, places(&state.acknowledged)?);
            let anchor = state.anchor.as_ref().map(self::places).transpose()?;
            let pruned = (number("a place", state.pruned.urgent)?, number("a place", state.pruned.bulk)?);
            rows.push((self.known.feeds.number(feed)?, state, places, (anchor, pruned), millis(state.receipt_at)?));
        }
        let head = "INSERT OR REPLACE INTO feed_state (feed, epoch, urgent_place, urgent_hash, bulk_place, bulk_hash, \
                    acked_urgent_place, acked_urgent_hash, acked_bulk_place, acked_bulk_hash, \
                    anchor_urgent_place, anchor_urgent_hash, anchor_bulk_place, anchor_bulk_hash, \
                    pruned_urgent, pruned_bulk, receipt_at) ";
        insert(
            self.connection,
            head,
            &rows,
            "",
            |tuple, (feed, state, (reached, acked), (anchor, pruned), receipt_at)| {
                tuple.push_bind(*feed).push_bind(i64::from(state.epoch));
                for (lanes, places) in [(&state.lanes, reached), (&state.acknowledged, acked)] {
                    tuple.push_bind(places.0).push_bind(lanes.urgent.hash.0.to_vec());
                    tuple.push_bind(places.1).push_bind(lanes.bulk.hash.0.to_vec());
                }
                let hash = |lane| state.anchor.map(|anchor| anchor.get(lane).hash.0.to_vec());
                tuple.push_bind(anchor.map(|places| places.0)).push_bind(hash(Lane::Urgent));
                tuple.push_bind(anchor.map(|places| places.1)).push_bind(hash(Lane::Bulk));
                tuple.push_bind(pruned.0).push_bind(pruned.1).push_bind(*receipt_at);
            },
        )
        .await
    }

    async fn receipts(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.acknowledged.len());
        for receipt in &batch.acknowledged {
            let feed = self.known.feeds.number_out(&receipt.feed)?;
            rows.push((feed, receipt, places(&receipt.state.acknowledged)?, millis(receipt.at)?));
        }
        let head = "INSERT INTO receipt (feed, epoch, urgent_place, bulk_place, at, bytes) ";
        insert(self.connection, head, &rows, "", |tuple, (feed, receipt, places, at)| {
            tuple.push_bind(*feed).push_bind(i64::from(receipt.state.epoch)).push_bind(places.0).push_bind(places.1);
            tuple.push_bind(*at).push_bind(receipt.receipt.to_vec());
        })
        .await
    }

    async fn exceptions(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.exceptions.len());
        for (feed, exception, at) in &batch.exceptions {
            rows.push((self.known.feeds.get(feed)?, exception, number("a place", exception.place)?, millis(*at)?));
        }
        let head = "INSERT INTO exception (feed, epoch, lane, place, state, rule, at) ";
        let tail = " ON CONFLICT (feed, epoch, lane, place) DO UPDATE SET state = excluded.state, \
                    rule = excluded.rule, at = excluded.at \
                    WHERE state <> excluded.state OR rule IS NOT excluded.rule";
        insert(self.connection, head, &rows, tail, |tuple, (feed, exception, place, at)| {
            tuple.push_bind(feed.number).push_bind(i64::from(feed.epoch)).push_bind(exception.lane.code());
            tuple.push_bind(*place).push_bind(exception.state.code());
            tuple.push_bind(exception.rule.clone()).push_bind(*at);
        })
        .await?;
        let said = rows.iter().zip(&batch.exceptions).filter(|(_, ((direction, _), ..))| *direction == Direction::Out);
        // Of one entry the last counts.
        let told: BTreeMap<_, _> = said
            .map(|((feed, exception, place, _), _)| {
                ((feed.number, exception.lane.code(), *place), (i64::from(feed.epoch), !is_final(exception.state)))
            })
            .collect();
        for chunk in told.into_iter().collect::<Vec<_>>().chunks(ROWS) {
            let tail =
                ") AS v WHERE feed = v.column1 AND lane = v.column2 AND place = v.column3 AND epoch <= v.column4";
            let mut update = over(
                "UPDATE told SET open = v.column5 FROM (",
                chunk,
                tail,
                |tuple, ((feed, lane, place), (epoch, is_open))| {
                    tuple.push_bind(*feed).push_bind(*lane).push_bind(*place).push_bind(*epoch).push_bind(*is_open);
                },
            );
            update.build().execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}

/// Places of both lanes, urgent first.
fn places(lanes: &Lanes) -> Result<(i64, i64), StoreError> {
    Ok((number("a place", lanes.urgent.place)?, number("a place", lanes.bulk.place)?))
}
