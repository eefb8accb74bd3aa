//! From columns to the domain and back.

use std::fmt::Display;

use sluis_protocol::core::{Against, Contradiction, Direction, GapEnd, HeldState, Side};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::{FeedState, Pruned};
use sluis_protocol::journal::Kind;
use sluis_protocol::records::{FeedId, Lane, LaneHead, Lanes, State};
use sluis_schemas::Timestamp;
use sluis_schemas::vocabulary::Ending;

use super::error::{RowError, StoreError};

/// A row being read: names itself when one of its columns is damaged.
pub(super) struct Row<'a> {
    pub(super) table: &'static str,
    pub(super) id: &'a (dyn Display + Sync),
}

impl Row<'_> {
    pub(super) fn bad(&self, column: &'static str) -> RowError {
        RowError { table: self.table, column, id: self.id.to_string() }
    }

    pub(super) fn digest(&self, column: &'static str, bytes: &[u8]) -> Result<Digest, RowError> {
        Digest::from_slice(bytes).ok_or_else(|| self.bad(column))
    }

    pub(super) fn number(&self, column: &'static str, value: i64) -> Result<u64, RowError> {
        u64::try_from(value).map_err(|_| self.bad(column))
    }

    pub(super) fn time(&self, column: &'static str, value: i64) -> Result<Timestamp, RowError> {
        self.number(column, value).map(Timestamp::from_millis)
    }

    pub(super) fn parse<T: std::str::FromStr>(&self, column: &'static str, text: &str) -> Result<T, RowError> {
        text.parse().map_err(|_| self.bad(column))
    }

    pub(super) fn code<T: Code>(&self, column: &'static str, code: i64) -> Result<T, RowError> {
        T::from_code(code).ok_or_else(|| self.bad(column))
    }

    /// Ids of records, one after another.
    pub(super) fn ids(&self, column: &'static str, bytes: &[u8]) -> Result<Vec<RecordId>, RowError> {
        let (ids, rest) = bytes.as_chunks::<32>();
        if rest.is_empty() { Ok(ids.iter().map(|id| RecordId(Digest(*id))).collect()) } else { Err(self.bad(column)) }
    }
}

/// The stored form of an enum.
pub(super) trait Code: Sized {
    fn code(self) -> i64;
    fn from_code(code: i64) -> Option<Self>;
}

macro_rules! code {
    ($name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl Code for $name {
            fn code(self) -> i64 {
                match self { $(Self::$variant => $code,)+ }
            }
            fn from_code(code: i64) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

code!(Direction { Out = 0, In = 1 });
code!(Lane { Urgent = 0, Bulk = 1 });
code!(HeldState { Own = 0, Accepted = 1, Deferred = 2, Notice = 3 });
code!(Contradiction { Fork = 0, Gap = 1, Ahead = 2, WentBack = 3 });
code!(Against { Head = 0, Receipt = 1 });
code!(Side { Asking = 0, Asked = 1 });
code!(State { Declined = 0, Deferred = 1, Relinquished = 2, Erased = 3, Restricted = 4, Lifted = 5, Absent = 6 });
code!(GapEnd { Widened = 0, Relayed = 1, Corrected = 2, Answered = 3, Dropped = 4, Recalled = 5, Expired = 6 });
code!(Ending { Recalled = 0, Retracted = 1, Superseded = 2, Expired = 3 });

impl Code for Kind {
    fn code(self) -> i64 {
        i64::from(self.number())
    }
    fn from_code(code: i64) -> Option<Self> {
        u8::try_from(code).ok().and_then(Self::from_number)
    }
}

/// A number as SQLite holds it.
pub(super) fn number(what: &'static str, value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::TooLarge { what })
}

/// A moment as SQLite holds it.
pub(super) fn millis(at: Timestamp) -> Result<i64, StoreError> {
    number("a moment", at.as_millis())
}

/// A feed's name and number.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct FeedRow {
    pub(super) number: i64,
    pub(super) direction: i64,
    pub(super) discloser: String,
    pub(super) receiver: String,
}

impl TryFrom<&FeedRow> for (Direction, FeedId) {
    type Error = RowError;
    fn try_from(row: &FeedRow) -> Result<Self, RowError> {
        let at = Row { table: "feed", id: &row.number };
        let discloser = at.parse("discloser", &row.discloser)?;
        let receiver = at.parse("receiver", &row.receiver)?;
        Ok((at.code("direction", row.direction)?, FeedId { discloser, receiver }))
    }
}

/// How far a feed has come.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct StateRow {
    pub(super) feed: i64,
    pub(super) epoch: i64,
    pub(super) urgent_place: i64,
    pub(super) urgent_hash: Vec<u8>,
    pub(super) bulk_place: i64,
    pub(super) bulk_hash: Vec<u8>,
    pub(super) acked_urgent_place: i64,
    pub(super) acked_urgent_hash: Vec<u8>,
    pub(super) acked_bulk_place: i64,
    pub(super) acked_bulk_hash: Vec<u8>,
    pub(super) receipt_at: i64,
    pub(super) anchor_urgent_place: Option<i64>,
    pub(super) anchor_urgent_hash: Option<Vec<u8>>,
    pub(super) anchor_bulk_place: Option<i64>,
    pub(super) anchor_bulk_hash: Option<Vec<u8>>,
    pub(super) pruned_urgent: i64,
    pub(super) pruned_bulk: i64,
}

impl TryFrom<&StateRow> for FeedState {
    type Error = RowError;
    fn try_from(row: &StateRow) -> Result<Self, RowError> {
        let at = Row { table: "feed_state", id: &row.feed };
        let head = |column, place, hash: &[u8]| -> Result<LaneHead, RowError> {
            Ok(LaneHead { place: at.number(column, place)?, hash: at.digest(column, hash)? })
        };
        let urgent = row.anchor_urgent_place.zip(row.anchor_urgent_hash.as_deref());
        let anchor = urgent.zip(row.anchor_bulk_place.zip(row.anchor_bulk_hash.as_deref()));
        Ok(Self {
            epoch: u32::try_from(row.epoch).map_err(|_| at.bad("epoch"))?,
            lanes: Lanes {
                urgent: head("urgent", row.urgent_place, &row.urgent_hash)?,
                bulk: head("bulk", row.bulk_place, &row.bulk_hash)?,
            },
            acknowledged: Lanes {
                urgent: head("acked_urgent", row.acked_urgent_place, &row.acked_urgent_hash)?,
                bulk: head("acked_bulk", row.acked_bulk_place, &row.acked_bulk_hash)?,
            },
            anchor: anchor
                .map(|(urgent, bulk)| {
                    Ok::<_, RowError>(Lanes {
                        urgent: head("anchor_urgent", urgent.0, urgent.1)?,
                        bulk: head("anchor_bulk", bulk.0, bulk.1)?,
                    })
                })
                .transpose()?,
            receipt_at: at.time("receipt_at", row.receipt_at)?,
            pruned: Pruned {
                urgent: at.number("pruned_urgent", row.pruned_urgent)?,
                bulk: at.number("pruned_bulk", row.pruned_bulk)?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_row_names_table_column_and_id() {
        let row = FeedRow { number: 7, direction: 0, discloser: "nl-a".into(), receiver: "NOT OK".into() };
        let error = <(Direction, FeedId)>::try_from(&row).unwrap_err();
        assert_eq!(error, RowError { table: "feed", column: "receiver", id: "7".into() });
        assert!(error.to_string().contains("column receiver of feed `7`"), "{error}");
    }

    #[test]
    fn ids_must_be_whole() {
        let at = Row { table: "block", id: &1 };
        assert_eq!(at.ids("ids", &[5; 64]).unwrap(), vec![RecordId(Digest([5; 32])); 2]);
        assert_eq!(at.ids("ids", &[5; 63]).unwrap_err().column, "ids");
    }

    #[test]
    fn unknown_codes_are_refused() {
        assert_eq!(HeldState::from_code(2), Some(HeldState::Deferred));
        assert_eq!(HeldState::from_code(4), None);
        assert_eq!(Kind::from_code(0), None);
    }
}
