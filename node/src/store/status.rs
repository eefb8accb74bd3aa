//! How the store fares, in numbers.

use sluis_protocol::journal::JournalHead;
use sluis_protocol::records::FeedId;
use sluis_schemas::Timestamp;
use sqlx::{Connection, FromRow};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Row, millis};
use super::tree::head;

/// How much is stored and what is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Records whose content is kept, each once however many members hold it.
    pub records: u64,
    /// Drafts that were not released.
    pub drafts: u64,
    /// Records that wait to join a feed, once for each receiver.
    pub outbox: u64,
    /// Feeds, both those that go out and those that come in.
    pub feeds: u64,
    /// The journal's head.
    pub journal: JournalHead,
    /// Feeds with records that wait to join them.
    pub waiting: Vec<Outstanding>,
    /// Feeds with entries that no receipt covers yet.
    pub outstanding: Vec<Outstanding>,
}

/// A feed of which some is not settled: it waits to join, or its receiver has not answered for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outstanding {
    /// The feed.
    pub feed: FeedId,
    /// How many.
    pub entries: u64,
    /// Since when the oldest of them waits, or when it was let out.
    pub since: Timestamp,
}

#[derive(FromRow)]
struct OutstandingRow {
    discloser: String,
    receiver: String,
    entries: i64,
    urgent: Option<i64>,
    bulk: Option<i64>,
}

/// The block of the first entry after the one acknowledged tells since when.
const OUTSTANDING: &str = "SELECT f.discloser, f.receiver, \
     s.urgent_place - s.acked_urgent_place + s.bulk_place - s.acked_bulk_place AS entries, \
     CASE WHEN s.urgent_place > s.acked_urgent_place THEN (SELECT at FROM block b WHERE b.feed = s.feed \
       AND b.epoch = s.epoch AND b.lane = 0 AND b.first <= s.acked_urgent_place + 1 ORDER BY b.first DESC LIMIT 1) END \
       AS urgent, \
     CASE WHEN s.bulk_place > s.acked_bulk_place THEN (SELECT at FROM block b WHERE b.feed = s.feed \
       AND b.epoch = s.epoch AND b.lane = 1 AND b.first <= s.acked_bulk_place + 1 ORDER BY b.first DESC LIMIT 1) END \
       AS bulk \
     FROM feed_state s JOIN feed f ON f.number = s.feed WHERE f.direction = 0 AND entries > 0 \
     ORDER BY f.discloser, f.receiver";

/// What has not joined its feed; of its two times only the bulk one is set.
const WAITING: &str = "SELECT f.discloser, f.receiver, count(*) AS entries, NULL AS urgent, min(o.at) AS bulk \
     FROM outbox o JOIN feed f ON f.number = o.feed GROUP BY f.number ORDER BY f.discloser, f.receiver";

/// What monitoring is told of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Entries without a receipt in the urgent lanes of all feeds.
    pub outstanding_urgent: u64,
    /// The same of the bulk lanes.
    pub outstanding_bulk: u64,
    /// Records that wait to join a feed, once for each receiver.
    pub waiting: u64,
    /// Entries of the journal.
    pub journal: u64,
    /// Own signals that were recalled, and of which somebody has not said yet what became of them.
    pub recalls_pending: u64,
    /// Those of them that are past their deadline.
    pub recalls_overdue: u64,
    /// Pieces of evidence against peers.
    pub evidence: u64,
}

/// Recalls that somebody has not answered.
const PENDING: &str = "SELECT count(DISTINCT t.signal) FROM told t \
     LEFT JOIN withheld w ON w.feed = t.feed AND w.record = t.version WHERE t.open = 1 \
     AND coalesce(w.outcome, 'recalled') IN ('recalled', 'retracted', 'superseded') AND t.at < ?";

impl Reader {
    /// Figures for monitoring; what was recalled before `overdue` is past its deadline. Costs what is not settled.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn figures(&self, overdue: Timestamp) -> Result<Figures, StoreError> {
        let evidence = self.count_evidence().await?;
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let select = "SELECT coalesce(sum(s.urgent_place - s.acked_urgent_place), 0), \
                      coalesce(sum(s.bulk_place - s.acked_bulk_place), 0), (SELECT count(*) FROM outbox) \
                      FROM feed_state s JOIN feed f ON f.number = s.feed WHERE f.direction = 0";
        let counted: (i64, i64, i64) = sqlx::query_as(select).fetch_one(&mut *moment).await?;
        let pending: i64 = sqlx::query_scalar(PENDING).bind(i64::MAX).fetch_one(&mut *moment).await?;
        let past: i64 = sqlx::query_scalar(PENDING).bind(millis(overdue)?).fetch_one(&mut *moment).await?;
        let at = Row { table: "head", id: &1 };
        Ok(Figures {
            outstanding_urgent: at.number("urgent", counted.0)?,
            outstanding_bulk: at.number("bulk", counted.1)?,
            waiting: at.number("outbox", counted.2)?,
            journal: head(&mut moment).await?.0.seq.0,
            recalls_pending: at.number("told", pending)?,
            recalls_overdue: at.number("told", past)?,
            evidence,
        })
    }

    /// Counts what is stored. Walks an index of the records: for people, not for a loop.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let select = "SELECT (SELECT count(*) FROM record) - (SELECT count(*) FROM record WHERE sealed = x''), \
                      (SELECT count(*) FROM draft WHERE released IS NULL), (SELECT count(*) FROM outbox), (SELECT count(*) FROM feed_state)";
        let counted: (i64, i64, i64, i64) = sqlx::query_as(select).fetch_one(&mut *moment).await?;
        let waiting: Vec<OutstandingRow> = sqlx::query_as(WAITING).fetch_all(&mut *moment).await?;
        let rows: Vec<OutstandingRow> = sqlx::query_as(OUTSTANDING).fetch_all(&mut *moment).await?;
        let at = Row { table: "head", id: &1 };
        Ok(Counts {
            records: at.number("records", counted.0)?,
            drafts: at.number("drafts", counted.1)?,
            outbox: at.number("outbox", counted.2)?,
            feeds: at.number("feeds", counted.3)?,
            journal: head(&mut moment).await?.0,
            waiting: waiting.iter().map(Outstanding::try_from).collect::<Result<_, _>>()?,
            outstanding: rows.iter().map(Outstanding::try_from).collect::<Result<_, _>>()?,
        })
    }
}

impl TryFrom<&OutstandingRow> for Outstanding {
    type Error = super::RowError;
    fn try_from(row: &OutstandingRow) -> Result<Self, Self::Error> {
        let name = format!("{} → {}", row.discloser, row.receiver);
        let at = Row { table: "feed", id: &name };
        let feed = FeedId {
            discloser: at.parse("discloser", &row.discloser)?,
            receiver: at.parse("receiver", &row.receiver)?,
        };
        let since = row.urgent.into_iter().chain(row.bulk).min().ok_or_else(|| at.bad("block"))?;
        Ok(Self { feed, entries: at.number("entries", row.entries)?, since: at.time("at", since)? })
    }
}
