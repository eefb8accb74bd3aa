//! The decision log as stored: entries of the kinds that hold decisions, and what they were decided about.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::{Private, own_copy};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::JournalSeq;
use sluis_protocol::journal::decisions::KINDS;
use sluis_protocol::records::Signal;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{QueryBuilder, Sqlite};

use super::error::StoreError;
use super::journal::{JournalRow, PageRow, WHICH};
use super::reader::Reader;
use super::rows::{Code, Row, number};

/// Moments between which entries were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between {
    /// The first.
    pub from: Timestamp,
    /// The first that is too late.
    pub before: Timestamp,
}

impl Reader {
    /// Entries of the kinds that hold decisions, after a place, in order.
    ///
    /// # Errors
    /// Damage is named, also an opening that does not open its entry.
    pub async fn decision_page(
        &self,
        after: JournalSeq,
        between: Between,
        limit: u32,
    ) -> Result<Vec<JournalRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(WHICH);
        query.push("j.seq > ").push_bind(number("a place", after.0)?);
        query.push(" AND j.at >= ").push_bind(number("a moment", between.from.as_millis())?);
        query.push(" AND j.at < ").push_bind(number("a moment", between.before.as_millis())?);
        query.push(" AND j.kind IN (");
        let mut kinds = query.separated(", ");
        for kind in KINDS {
            kinds.push_bind(kind.code());
        }
        query.push(") ORDER BY j.seq LIMIT ").push_bind(limit);
        let mut connection = self.connection().await?;
        let rows: Vec<PageRow> = query.build_query_as().fetch_all(&mut *connection).await?;
        rows.iter().map(|row| self.journal_row(row)).collect()
    }

    /// Own records of a member with what it keeps to itself of them, as far as they were not destroyed.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn decided_about(
        &self,
        member: &MemberId,
        ids: &BTreeSet<RecordId>,
    ) -> Result<BTreeMap<RecordId, (Signal, Private)>, StoreError> {
        let ids: Vec<_> = ids.iter().copied().collect();
        let mut connection = self.connection().await?;
        let records = self.records(&mut connection, member, &ids).await?;
        let left: Vec<_> = records.keys().copied().collect();
        let mut privates = self.privates(&mut connection, member, &left).await?;
        let mut found = BTreeMap::new();
        for (id, (bytes, _)) in records {
            let Some(private) = privates.remove(&id) else { continue };
            let at = Row { table: "record", id: &id };
            found.insert(id, (own_copy(&bytes).ok_or_else(|| at.bad("sealed"))?, private));
        }
        Ok(found)
    }
}
