//! The oldest entries of a lane go, with all that hangs on them at this end of the feed.

use sluis_protocol::core::Direction;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane, LaneHead};
use sqlx::{QueryBuilder, Sqlite};

use super::{Context, StoreError};
use crate::store::rows::{Code, number};
use crate::store::statement::{ROWS, push_ids};

/// Entries of a lane up to a place.
pub(super) struct Pruned {
    pub(super) feed: (Direction, FeedId),
    pub(super) lane: Lane,
    pub(super) last: LaneHead,
    pub(super) records: Vec<RecordId>,
}

/// What stands at places of a lane.
const AT_PLACES: [&str; 2] = [
    "DELETE FROM block WHERE feed = ?1 AND lane = ?2 AND first + length(ids) / 32 - 1 <= ?3",
    "DELETE FROM exception WHERE feed = ?1 AND lane = ?2 AND place <= ?3",
];
/// The same of what only the discloser keeps.
const AT_PLACES_OUT: [&str; 2] = [
    "DELETE FROM told WHERE feed = ?1 AND lane = ?2 AND place <= ?3",
    "DELETE FROM lost WHERE feed = ?1 AND lane = ?2 AND place <= ?3",
];
/// Receipts that prove nothing any more of what is listed; the newest stays, since a peer that was put back is shown it.
const RECEIPTS: &str = "DELETE FROM receipt WHERE feed = ?1 AND number <> (SELECT number FROM receipt WHERE feed = ?1 \
                        ORDER BY epoch DESC, bulk_place DESC, urgent_place DESC LIMIT 1) AND EXISTS (SELECT 1 \
                        FROM feed_state s WHERE s.feed = ?1 AND receipt.bulk_place <= s.pruned_bulk \
                        AND receipt.urgent_place <= s.pruned_urgent)";

impl Context<'_> {
    /// After the feeds' states and all that was said of them in the same commit.
    pub(super) async fn pruned(&mut self, pruned: &[Pruned]) -> Result<(), StoreError> {
        for one in pruned {
            self.prune(one).await?;
        }
        Ok(())
    }

    async fn prune(&mut self, Pruned { feed, lane, last, records }: &Pruned) -> Result<(), StoreError> {
        let (is_out, feed) = (feed.0 == Direction::Out, self.known.feeds.number(feed)?);
        let place = number("a place", last.place)?;
        let of_discloser = AT_PLACES_OUT.iter().filter(|_| is_out);
        for delete in AT_PLACES.iter().chain(of_discloser) {
            let delete = sqlx::query(*delete).bind(feed).bind(lane.code()).bind(place);
            delete.execute(&mut *self.connection).await?;
        }
        // A block of which some is left begins behind that.
        let cut = "UPDATE block SET ids = substr(ids, (?3 - first + 1) * 32 + 1), before = ?4, first = ?3 + 1 \
                   WHERE feed = ?1 AND lane = ?2 AND first <= ?3";
        let cut = sqlx::query(cut).bind(feed).bind(lane.code()).bind(place).bind(last.hash.0.to_vec());
        cut.execute(&mut *self.connection).await?;
        if is_out {
            self.forget_entries(feed, records).await?;
            sqlx::query(RECEIPTS).bind(feed).execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// What names records of an outgoing feed and not their places.
    async fn forget_entries(&mut self, feed: i64, records: &[RecordId]) -> Result<(), StoreError> {
        for chunk in records.chunks(ROWS) {
            let mut withheld = QueryBuilder::<Sqlite>::new("DELETE FROM withheld WHERE feed = ");
            withheld.push_bind(feed).push(" AND record IN (SELECT number FROM record WHERE id IN");
            push_ids(&mut withheld, chunk);
            withheld.push(")").build().execute(&mut *self.connection).await?;
            let mut relayed = QueryBuilder::<Sqlite>::new("DELETE FROM relayed WHERE feed = ");
            relayed.push_bind(feed).push(" AND record IN");
            push_ids(&mut relayed, chunk);
            relayed.build().execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}
