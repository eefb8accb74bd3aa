//! What a restore leaves behind: new epochs, entries that wait again or are lost, the standing of the store; and
//! evidence against peers.

use std::collections::BTreeMap;
use std::sync::Arc;

use sluis_protocol::core::{Direction, Evidence, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::FeedState;
use sluis_protocol::records::{FeedId, Lane, Lanes};
use sluis_protocol::standing::Standing;
use sluis_schemas::Timestamp;
use sqlx::{QueryBuilder, Sqlite};

use super::{Context, StoreError};
use crate::store::delivery::final_codes;
use crate::store::error::DATA;
use crate::store::rows::{Code, millis, number};
use crate::store::statement::insert;

/// Most evidence kept against one node: what matters is that there is some.
const MAX_EVIDENCE: i64 = 64;

/// Those writes of a batch, by kind.
#[derive(Default)]
pub(super) struct Recovery {
    pub(super) heads: BTreeMap<FeedId, Head>,
    pub(super) epochs: Vec<(FeedId, FeedState)>,
    parted: Vec<Parted>,
    unsaid: Vec<(FeedId, Timestamp)>,
    pub(super) again: Vec<(FeedId, Vec<RecordId>, Timestamp)>,
    pub(super) lost: Vec<Lost>,
    pub(super) lost_ended: Vec<(FeedId, RecordId, u32)>,
    pub(super) not_withheld: Vec<(FeedId, RecordId)>,
    evidence: Vec<Evidence>,
    standing: Option<Standing>,
}

/// An entry of which nothing is kept here.
pub(super) struct Lost {
    pub(super) feed: FeedId,
    lane: Lane,
    place: u64,
    record: RecordId,
    signal: RecordId,
    at: Timestamp,
}

/// The newest head of a feed.
pub(super) struct Head {
    epoch: u32,
    lanes: Lanes,
    at: Timestamp,
    bytes: Arc<[u8]>,
}

/// A lane that went another way than its receiver holds after a place, and where its entries stand now.
struct Parted {
    feed: FeedId,
    lane: Lane,
    after: u64,
    places: Vec<(u64, Option<u64>)>,
}

impl Recovery {
    /// Takes a write of these kinds; gives the latest moment that it names.
    pub(super) fn add(&mut self, write: Write) -> Option<Timestamp> {
        match write {
            Write::HeadReceived { feed, epoch, lanes, at, bytes } => {
                let head = Head { epoch, lanes, at, bytes };
                let goes_on = |before: &Head| (before.epoch, before.lanes.exceed(&lanes)) <= (epoch, false);
                if self.heads.get(&feed).is_none_or(goes_on) {
                    self.heads.insert(feed, head);
                }
                Some(at)
            }
            Write::Epoch { feed, state } => {
                self.epochs.push((feed, state));
                None
            }
            Write::Parted { feed, lane, after, places } => {
                self.parted.push(Parted { feed, lane, after, places });
                None
            }
            Write::Unsaid { feed, since, .. } => {
                self.unsaid.push((feed, since));
                None
            }
            Write::Requeue { feed, records, at } => {
                self.again.push((feed, records, at));
                Some(at)
            }
            Write::Lost { feed, lane, place, record, signal, at } => {
                self.lost.push(Lost { feed, lane, place, record, signal, at });
                Some(at)
            }
            Write::LostEnded { feed, signal, version } => {
                self.lost_ended.push((feed, signal, version));
                None
            }
            Write::NotWithheld { feed, record } => {
                self.not_withheld.push((feed, record));
                None
            }
            Write::Evidence(evidence) => {
                let at = evidence.at;
                self.evidence.push(evidence);
                Some(at)
            }
            Write::Standing(standing) => {
                self.standing = Some(standing);
                None
            }
            // `Batch::add` gives nothing else here.
            _ => None,
        }
    }
}

impl Context<'_> {
    /// Before the entries and what leaves outboxes in the same commit.
    pub(super) async fn new_epochs(&mut self, recovery: &Recovery) -> Result<(), StoreError> {
        for Parted { feed, lane, after, places } in &recovery.parted {
            let feed = self.known.feeds.number_out(feed)?;
            self.cut_off(feed, *lane, *after).await?;
            self.stand_elsewhere(feed, *lane, places).await?;
        }
        for (feed, since) in &recovery.unsaid {
            self.unsay(self.known.feeds.number_out(feed)?, *since).await?;
        }
        for (feed, state) in &recovery.epochs {
            let feed = self.known.feeds.number_out(feed)?;
            let anchor = state.anchor.unwrap_or(state.lanes);
            for lane in Lane::ALL {
                self.cut_off(feed, lane, anchor.get(lane).place).await?;
            }
        }
        for (feed, records, at) in &recovery.again {
            self.wait_again(feed, records, *at).await?;
        }
        Ok(())
    }

    /// Whoever was told of an end and has not said long ago what became of it has still to say so.
    async fn unsay(&mut self, feed: i64, since: Timestamp) -> Result<(), StoreError> {
        let delete = sqlx::query("DELETE FROM exception WHERE feed = ? AND at >= ?").bind(feed).bind(millis(since)?);
        delete.execute(&mut *self.connection).await?;
        let mut open = QueryBuilder::<Sqlite>::new("UPDATE told SET open = 1 WHERE feed = ");
        open.push_bind(feed).push(
            " AND coalesce((SELECT e.state FROM exception e INDEXED BY exception_by_place \
             WHERE e.feed = told.feed AND e.epoch >= told.epoch AND e.lane = told.lane AND e.place = told.place \
             ORDER BY e.epoch DESC LIMIT 1) NOT IN (",
        );
        open.push(final_codes()).push("), 1)").build().execute(&mut *self.connection).await?;
        Ok(())
    }

    /// Entries beyond a place are no part of the feed any more.
    async fn cut_off(&mut self, feed: i64, lane: Lane, last: u64) -> Result<(), StoreError> {
        let last = number("a place", last)?;
        let delete = sqlx::query("DELETE FROM block WHERE feed = ? AND lane = ? AND first > ?");
        delete.bind(feed).bind(lane.code()).bind(last).execute(&mut *self.connection).await?;
        let cut = "UPDATE block SET ids = substr(ids, 1, (? - first + 1) * 32) \
                   WHERE feed = ? AND lane = ? AND first + length(ids) / 32 - 1 > ?";
        let cut = sqlx::query(cut).bind(last).bind(feed).bind(lane.code()).bind(last);
        cut.execute(&mut *self.connection).await?;
        Ok(())
    }

    /// Entries of a lane stand at other places: so do what they told receivers, and the versions that they are. A version
    /// that stands nowhere never came there.
    async fn stand_elsewhere(
        &mut self,
        feed: i64,
        lane: Lane,
        places: &[(u64, Option<u64>)],
    ) -> Result<(), StoreError> {
        const TOLD: &str = "UPDATE told SET urgent = ? WHERE feed = ? AND urgent = ?";
        const VERSION: &str = "UPDATE told SET place = ? WHERE feed = ? AND place = ? AND lane = ?";
        const NOWHERE: &str = "DELETE FROM told WHERE feed = ? AND place = ? AND lane = ?";
        // By way of no place at all: two may change theirs.
        let mut steps = Vec::with_capacity(2 * places.len());
        for (before, after) in places {
            let before = number("a place", *before)?;
            if after.is_some() {
                steps.push((before, -before));
            } else {
                sqlx::query(NOWHERE).bind(feed).bind(before).bind(lane.code()).execute(&mut *self.connection).await?;
            }
        }
        for (before, after) in places {
            if let Some(after) = after {
                steps.push((-number("a place", *before)?, number("a place", *after)?));
            }
        }
        for (from, to) in steps {
            if lane == Lane::Urgent {
                let told = sqlx::query(TOLD).bind(to).bind(feed).bind(from);
                told.execute(&mut *self.connection).await?;
            }
            let version = sqlx::query(VERSION).bind(to).bind(feed).bind(from).bind(lane.code());
            version.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// After who is told in the same commit: versions that ended beyond an anchor never came there, and join no epoch
    /// again; their places go to other records.
    pub(super) async fn never_there(&mut self, recovery: &Recovery) -> Result<(), StoreError> {
        for (feed, state) in &recovery.epochs {
            let feed = self.known.feeds.number_out(feed)?;
            let last = number("a place", state.anchor.unwrap_or(state.lanes).bulk.place)?;
            let delete = sqlx::query("DELETE FROM told WHERE feed = ? AND epoch < ? AND lane = ? AND place > ?");
            let delete = delete.bind(feed).bind(i64::from(state.epoch)).bind(Lane::Bulk.code()).bind(last);
            delete.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Records go ahead of all that waits for the feed.
    async fn wait_again(&mut self, feed: &FeedId, records: &[RecordId], at: Timestamp) -> Result<(), StoreError> {
        let feed = self.known.feeds.number_out(feed)?;
        let first = sqlx::query_scalar("SELECT min(seq) FROM outbox WHERE feed = ?").bind(feed);
        let first: Option<i64> = first.fetch_one(&mut *self.connection).await?;
        let count = number("a backlog", records.len() as u64)?;
        let begin = first.unwrap_or(self.known.next_waiting).saturating_sub(count);
        let mut rows = Vec::with_capacity(records.len());
        for (seq, record) in (begin..).zip(records) {
            // What was passed on is yet to be.
            let delete = sqlx::query("DELETE FROM relayed WHERE feed = ? AND record = ?");
            delete.bind(feed).bind(record.0.0.to_vec()).execute(&mut *self.connection).await?;
            rows.push((feed, seq, self.number_of(*record)?, millis(at)?));
        }
        let head = "INSERT INTO outbox (feed, seq, record, at) ";
        insert(self.connection, head, &rows, "", |tuple, (feed, seq, record, at)| {
            tuple.push_bind(*feed).push_bind(*seq).push_bind(*record).push_bind(*at);
        })
        .await
    }

    pub(super) async fn recovery(&mut self, recovery: &Recovery) -> Result<(), StoreError> {
        self.heads(recovery).await?;
        self.lost(recovery).await?;
        for evidence in &recovery.evidence {
            self.evidence(evidence).await?;
        }
        if let Some(standing) = &recovery.standing {
            let state = standing.recovery.as_ref().map(serde_json::to_string).transpose();
            let state = state.map_err(|e| StoreError::Damaged { file: DATA, what: e.to_string() })?;
            let update = sqlx::query("UPDATE standing SET incarnation = ?, recovery = ?");
            let update = update.bind(standing.incarnation.0.0.to_vec()).bind(state);
            update.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    async fn heads(&mut self, recovery: &Recovery) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(recovery.heads.len());
        for (feed, head) in &recovery.heads {
            let feed = self.known.feeds.number(&(Direction::In, feed.clone()))?;
            let places = (number("a place", head.lanes.urgent.place)?, number("a place", head.lanes.bulk.place)?);
            rows.push((feed, head, places, millis(head.at)?));
        }
        let into = "INSERT INTO feed_head (feed, epoch, urgent_place, bulk_place, at, bytes) ";
        let tail = " ON CONFLICT (feed) DO UPDATE SET epoch = excluded.epoch, urgent_place = excluded.urgent_place, \
                    bulk_place = excluded.bulk_place, at = excluded.at, bytes = excluded.bytes \
                    WHERE excluded.epoch > epoch OR excluded.epoch = epoch \
                    AND excluded.urgent_place >= urgent_place AND excluded.bulk_place >= bulk_place";
        insert(self.connection, into, &rows, tail, |tuple, (feed, head, (urgent, bulk), at)| {
            tuple.push_bind(*feed).push_bind(i64::from(head.epoch)).push_bind(*urgent).push_bind(*bulk);
            tuple.push_bind(*at).push_bind(head.bytes.to_vec());
        })
        .await
    }

    async fn lost(&mut self, recovery: &Recovery) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(recovery.lost.len());
        for Lost { feed, lane, place, record, signal, at } in &recovery.lost {
            let feed = self.known.feeds.number_out(feed)?;
            rows.push((feed, record.0.0, signal.0.0, *lane, number("a place", *place)?, millis(*at)?));
        }
        let into = "INSERT INTO lost (feed, record, signal, lane, place, at) ";
        // Where it was lost before, what was said since may be lost too.
        let tail = " ON CONFLICT (feed, record) DO UPDATE SET told = 0, signal = excluded.signal, lane = excluded.lane, \
                    place = excluded.place";
        insert(self.connection, into, &rows, tail, |tuple, (feed, record, signal, lane, place, at)| {
            tuple.push_bind(*feed).push_bind(record.to_vec()).push_bind(signal.to_vec()).push_bind(lane.code());
            tuple.push_bind(*place).push_bind(*at);
        })
        .await?;
        for (feed, signal, version) in &recovery.lost_ended {
            let update = sqlx::query("UPDATE lost SET told = max(told, ?) WHERE feed = ? AND signal = ?").bind(version);
            let update = update.bind(self.known.feeds.number_out(feed)?).bind(signal.0.0.to_vec());
            update.execute(&mut *self.connection).await?;
        }
        for (feed, record) in &recovery.not_withheld {
            let delete = "DELETE FROM withheld WHERE feed = ? AND record = (SELECT number FROM record WHERE id = ?)";
            let delete = sqlx::query(delete).bind(self.known.feeds.number_out(feed)?).bind(record.0.0.to_vec());
            delete.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// The same again adds nothing, and no node fills the table.
    async fn evidence(&mut self, evidence: &Evidence) -> Result<(), StoreError> {
        let earlier = match evidence.against {
            sluis_protocol::core::Against::Head => {
                "SELECT h.bytes FROM feed_head h JOIN feed f ON f.number = h.feed \
                 WHERE f.direction = 1 AND f.discloser = ? AND f.receiver = ?"
            }
            sluis_protocol::core::Against::Receipt => {
                "SELECT r.bytes FROM receipt r JOIN feed f ON f.number = r.feed \
                 WHERE f.direction = 0 AND f.discloser = ? AND f.receiver = ? \
                 ORDER BY r.epoch DESC, r.bulk_place DESC, r.urgent_place DESC LIMIT 1"
            }
        };
        let Evidence { node, feed, kind, epoch, places, at, statement, against } = evidence;
        let earlier = sqlx::query_scalar(earlier).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
        let earlier: Option<Vec<u8>> = earlier.fetch_optional(&mut *self.connection).await?;
        let into = "INSERT OR IGNORE INTO evidence (node, discloser, receiver, kind, epoch, urgent_place, bulk_place, \
                    at, against, statement, earlier) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 \
                    WHERE (SELECT count(*) FROM evidence WHERE node = ?1) < ?12";
        let into = sqlx::query(into).bind(node.to_string()).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
        let into = into.bind(kind.code()).bind(i64::from(*epoch)).bind(place(places.0)).bind(place(places.1));
        let into = into.bind(millis(*at)?).bind(against.code()).bind(statement.to_vec()).bind(earlier);
        into.bind(MAX_EVIDENCE).execute(&mut *self.connection).await?;
        Ok(())
    }
}

/// A peer may claim any place.
fn place(claimed: u64) -> i64 {
    i64::try_from(claimed).unwrap_or(i64::MAX)
}
