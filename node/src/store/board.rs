//! How a recall fares: who had the signal, who was told, what each said became of it. And what waits to be destroyed.

use std::collections::BTreeMap;

use sluis_protocol::core::Closed;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::State;
use sluis_schemas::vocabulary::RecallGround;
use sluis_schemas::{MemberId, Timestamp};

use super::error::StoreError;
use super::reader::Reader;
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
    /// How often users here exported the signal.
    pub exports: u64,
    /// Everybody who had it.
    pub members: BTreeMap<MemberId, Told>,
}

/// Who had a recalled signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When the recall was let out to the member.
    pub told: Timestamp,
    /// When its receipt for the recall came.
    pub closed: Option<Timestamp>,
    /// What it said became of the signal, in every version that it had, and when that came.
    pub said: Option<(State, Timestamp)>,
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
}

impl Reader {
    pub async fn versions(&self, member: &MemberId, signal: RecordId) -> Result<Vec<Version>, StoreError> {
        let _ = (member, signal);
        todo!()
    }
    pub async fn closed_signal(&self, member: &MemberId, signal: RecordId) -> Result<Option<Closed>, StoreError> {
        let _ = (member, signal);
        todo!()
    }
    pub async fn board(&self, member: &MemberId, signal: RecordId) -> Result<Option<Board>, StoreError> {
        let _ = (member, signal);
        todo!()
    }
    pub async fn waiting_erasures(&self) -> Result<Vec<WaitingErasure>, StoreError> {
        todo!()
    }
    pub async fn overdue_erasures(&self, recalled_before: Timestamp) -> Result<Vec<Outstanding>, StoreError> {
        let _ = recalled_before;
        todo!()
    }
}
