//! The store of a node: SQLite in two files, one for everything and one for data keys.
//!
//! It serves the core's contract (a [`Key`](sluis_protocol::core::Key)'s fact, a batch all or nothing, a snapshot) and
//! what people look at. Content lies encrypted with a data key for each item; data keys are wrapped for each holder and
//! durable before the content they open. It decides nothing, and reads nobody's content on its own account.
//!
//! | look for | in |
//! |---|---|
//! | tables | `migrations` |
//! | lock, migration, checks at start | `open` |
//! | writing a batch | `commit` |
//! | facts for the core | `facts`, `snapshot`; of endings: `endings`, `spread` |
//! | lists, searches, what arrived | `search`; their keyed hashes: `blind`, `index` |
//! | what is kept about an identifier | `subject` |
//! | drafts, tokens, faults | `people` |
//! | what became of a record, and the receipts that say so | `delivery`, `receipts` |
//! | how a recall fares, what waits to be destroyed | `board` |
//! | policy packs in force | `packs` |
//! | requests and replies | `requests` |
//! | legal gaps, refusals that wait for their hand-over | `gaps` |
//! | figures | `figures` |
//! | what was signed with keys that ended | `reaffirmed` |
//! | what members pass on that others signed | `relays` |
//! | the journal and its tree; what is not as it tells | `journal`, `tree`; `audit` |
//! | what of it was decided, and about what | `decisions` |
//! | a store that was put back: what it asks peers, what it lost | `standing`, `forgotten` |
//! | what peers signed that contradicts itself | `evidence` |
//! | a copy of one moment, for a backup | `copy` |
//! | encryption, data keys | `vault`, `datakeys`, `seal` |
//! | rows and their domain values | `rows` |

mod absences;
mod audit;
mod blind;
mod board;
mod commit;
mod consents;
mod copy;
mod datakeys;
mod decisions;
mod delivery;
mod disputes;
mod endings;
mod error;
mod evidence;
mod facts;
mod figures;
mod follow_ups;
mod forgotten;
mod gaps;
mod index;
mod journal;
mod matches;
pub(crate) mod open;
mod packs;
mod people;
mod pruned;
mod reader;
mod reaffirmed;
mod receipts;
mod relays;
mod requests;
mod rows;
mod seal;
mod search;
mod snapshot;
mod spread;
mod standing;
pub(crate) mod statement;
mod status;
mod subject;
#[cfg(test)]
mod tests;
mod tree;
mod vault;

use std::fs::File;
use std::path::Path;

use sluis_protocol::core::{Facts, ReadSet, Snapshot, WriteBatch};
use sluis_protocol::register::Directory;
use sluis_schemas::Timestamp;
use sluis_schemas::packs::PackSource;

use crate::keys::KeyRing;
use commit::Writer;
pub use error::{DATA, KEYS};
pub use open::PARTIAL;

pub use audit::{Audit, Finding, JournalFork};
pub use board::{Board, Exports, Told, Version, WaitingErasure};
pub use consents::ListedConsent;
pub use copy::copy_of;
pub use decisions::Between;
pub use delivery::Delivery;
pub use disputes::WhichDisputes;
pub use error::{RowError, StoreError};
pub use evidence::{LostRecord, StoredEvidence};
pub use follow_ups::{ListedFollowUp, WhichFollowUps};
pub use gaps::{Gaps, WaitingRefusal};
pub use journal::JournalRow;
pub use matches::StoredMatch;
pub use packs::Era;
pub use people::{FaultRow, Token};
pub use reader::Reader;
pub use receipts::Acknowledgement;
pub use requests::{ListedRequest, WhichRequests};
pub use search::{Conditions, Cursor, Direction, Ended, Listed};
pub use status::{Figures, Outstanding};
pub use subject::Kept;

/// An open store. Its owner is the only one that writes.
pub struct Store {
    reader: Reader,
    writer: Writer,
    /// Keeps other processes out for as long as the store is open.
    _lock: File,
}

impl Store {
    /// Opens the store in a node's directory, or makes an empty one. Brings older files up to date, checks that both
    /// belong together and to the keys, and sweeps what a crash left behind.
    ///
    /// # Errors
    /// [`StoreError`] says what is wrong with which file, and what to do.
    pub async fn open(dir: &Path, ring: &KeyRing) -> Result<Self, StoreError> {
        let open::Opened { lock, mut writer, pool, vault } = open::open(dir, ring).await?;
        tree::complete(writer.connection()).await.map_err(|e| e.in_file(DATA))?;
        journal::check_head(writer.connection()).await.map_err(|e| e.in_file(DATA))?;
        let reader = Reader::new(pool, vault.clone());
        index::complete(writer.connection(), &reader, &vault).await.map_err(|e| e.in_file(DATA))?;
        Ok(Self { reader, writer, _lock: lock })
    }

    /// Reads a store beside whoever owns it, and changes nothing in it.
    ///
    /// # Errors
    /// [`StoreError`] says what is wrong with which file, and what to do.
    pub async fn beside(dir: &Path, ring: &KeyRing) -> Result<Reader, StoreError> {
        open::beside(dir, ring).await
    }

    /// For those who read beside the core.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// See [`Reader::read`].
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub async fn read(&self, keys: &ReadSet) -> Result<Facts, StoreError> {
        self.reader.read(keys).await
    }

    /// See [`Reader::snapshot`].
    ///
    /// # Errors
    /// As [`Reader::snapshot`].
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.reader.snapshot().await
    }

    /// Makes a batch durable, all or nothing. After an error the core must be restored; the store may go on.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the batch is stored then.
    pub async fn commit(&mut self, batch: WriteBatch) -> Result<(), StoreError> {
        self.writer.commit(batch).await
    }

    /// Whether what was destroyed may still stand in a write-ahead log, since somebody reads from it: nobody is to be told
    /// yet that it is gone.
    #[must_use]
    pub const fn is_held_back(&self) -> bool {
        self.writer.is_held_back()
    }

    /// Tries whether the files can be written, and changes nothing in them.
    ///
    /// # Errors
    /// [`StoreError`] if not.
    pub async fn probe(&mut self) -> Result<(), StoreError> {
        self.writer.probe().await
    }

    /// Tries to cut the write-ahead logs down to nothing where that was held back; whether nothing stands in them now.
    ///
    /// # Errors
    /// If the database does.
    pub async fn cut_logs(&mut self) -> Result<bool, StoreError> {
        self.writer.cut_logs().await
    }

    /// Installs the first register.
    ///
    /// # Errors
    /// [`StoreError::RegisterHeld`] if there is one.
    pub async fn install_genesis(&mut self, directory: &Directory) -> Result<(), StoreError> {
        snapshot::install(self.writer.connection(), directory).await.map_err(|e| e.in_file(DATA))
    }

    /// Installs the packs that it begins with, where it has none yet.
    ///
    /// # Errors
    /// If the database does.
    pub async fn install_packs(&mut self, at: Timestamp, packs: &[PackSource]) -> Result<(), StoreError> {
        packs::install(self.writer.connection(), at, packs).await.map_err(|e| e.in_file(DATA))
    }

    /// Closes the store and folds its write-ahead logs into the files. Readers find it closed from then on.
    ///
    /// # Errors
    /// If the database does.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await;
        self.writer.close().await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}
