//! What peers signed that contradicts what they signed before, and what this store has forgotten.

use sluis_protocol::core::{Against, Contradiction, Direction};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::{NodeId, Timestamp};
use sqlx::FromRow;

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row};

/// Two signed statements of one peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvidence {
    /// Its number.
    pub number: u64,
    /// The peer.
    pub node: NodeId,
    /// The feed.
    pub feed: FeedId,
    /// How they contradict each other.
    pub kind: Contradiction,
    /// When it came.
    pub at: Timestamp,
    /// What the earlier one is; the later one is of the same kind.
    pub against: Against,
    /// The later one, as signed.
    pub statement: Vec<u8>,
    /// The earlier one, as signed, where one was kept.
    pub earlier: Option<Vec<u8>>,
}

/// A record that a member elsewhere holds and of which nothing is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostRecord {
    /// From whom to whom it went.
    pub feed: FeedId,
    /// The record.
    pub record: RecordId,
}

#[derive(FromRow)]
struct EvidenceRow {
    number: i64,
    node: String,
    discloser: String,
    receiver: String,
    kind: i64,
    at: i64,
    against: i64,
    statement: Vec<u8>,
    earlier: Option<Vec<u8>>,
}

impl TryFrom<EvidenceRow> for StoredEvidence {
    type Error = super::RowError;
    fn try_from(row: EvidenceRow) -> Result<Self, Self::Error> {
        let at = Row { table: "evidence", id: &row.number };
        Ok(Self {
            number: at.number("number", row.number)?,
            node: at.parse("node", &row.node)?,
            feed: FeedId {
                discloser: at.parse("discloser", &row.discloser)?,
                receiver: at.parse("receiver", &row.receiver)?,
            },
            kind: at.code("kind", row.kind)?,
            at: at.time("at", row.at)?,
            against: at.code("against", row.against)?,
            statement: row.statement,
            earlier: row.earlier,
        })
    }
}

impl Reader {
    /// How much evidence there is against peers: statements that contradict each other, and forks of their journals.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn count_evidence(&self) -> Result<u64, StoreError> {
        let mut connection = self.connection().await?;
        let select = "SELECT (SELECT count(*) FROM evidence) + (SELECT count(*) FROM journal_fork)";
        let count: i64 = sqlx::query_scalar(select).fetch_one(&mut *connection).await?;
        Ok(Row { table: "evidence", id: &"count" }.number("number", count)?)
    }

    /// All evidence kept, newest first. Bounded for each node.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn evidence(&self) -> Result<Vec<StoredEvidence>, StoreError> {
        let mut connection = self.connection().await?;
        let select = "SELECT number, node, discloser, receiver, kind, at, against, statement, earlier \
                      FROM evidence ORDER BY number DESC";
        let rows: Vec<EvidenceRow> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
        Ok(rows.into_iter().map(StoredEvidence::try_from).collect::<Result<_, _>>()?)
    }

    /// How many records members elsewhere hold of which nothing is kept here, and the newest of them.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn lost(&self, limit: u32) -> Result<(u64, Vec<LostRecord>), StoreError> {
        let mut connection = self.connection().await?;
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM lost").fetch_one(&mut *connection).await?;
        let select = "SELECT f.discloser, f.receiver, l.record FROM lost l \
                      JOIN feed f ON f.number = l.feed AND f.direction = ? ORDER BY l.at DESC, l.feed, l.place LIMIT ?";
        let select = sqlx::query_as(select).bind(Direction::Out.code()).bind(limit);
        let rows: Vec<(String, String, Vec<u8>)> = select.fetch_all(&mut *connection).await?;
        let record = |(discloser, receiver, id): (String, String, Vec<u8>)| {
            let name = hex::encode(&id);
            let at = Row { table: "lost", id: &name };
            let feed =
                FeedId { discloser: at.parse("discloser", &discloser)?, receiver: at.parse("receiver", &receiver)? };
            Ok(LostRecord { feed, record: RecordId(at.digest("record", &id)?) })
        };
        let count = Row { table: "lost", id: &"count" }.number("record", count)?;
        Ok((count, rows.into_iter().map(record).collect::<Result<_, super::RowError>>()?))
    }
}
