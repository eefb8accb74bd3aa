//! What can go wrong with a store, and what to do then.

use std::io;
use std::path::PathBuf;

use sluis_protocol::cbor::CborError;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::register::RegisterError;
use sqlx::migrate::MigrateError;
use thiserror::Error;

/// The database of everything but data keys.
pub const DATA: &str = "sluis.db";
/// The database of data keys.
pub const KEYS: &str = "datakeys.db";
/// Where a query spans both files and the message does not say which.
const EITHER: &str = "sluis.db or datakeys.db";

/// Why the store cannot do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another process has the directory.
    #[error("another process uses `{}`: stop it first", dir.display())]
    Locked {
        /// The node's directory.
        dir: PathBuf,
    },
    /// A restore did not come to its end.
    #[error("a restore into `{}` was broken off: run `sluis restore` again", dir.display())]
    BrokenOff {
        /// The node's directory.
        dir: PathBuf,
    },
    /// The file system.
    #[error("cannot use `{}`: {error}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// May not be written.
    #[error("{file} cannot be written: check owner, mode and mount of the node's directory")]
    ReadOnly {
        /// Which.
        file: &'static str,
    },
    /// No room.
    #[error("no room left on disk for {file}: free some; nothing acknowledged is lost")]
    DiskFull {
        /// Which.
        file: &'static str,
    },
    /// A file does not hold together.
    #[error("{file} is damaged ({what}): restore the node from its backup")]
    Damaged {
        /// Which.
        file: &'static str,
        /// What was found.
        what: String,
    },
    /// A row does not read.
    #[error(transparent)]
    Row(#[from] RowError),
    /// The data key of something stored is gone.
    #[error("datakeys.db has no key for {table} `{id}` of `{holder}`: restore datakeys.db from its newest backup")]
    KeyMissing {
        /// Table of what cannot be opened.
        table: &'static str,
        /// Its id.
        id: String,
        /// Who holds it.
        holder: String,
    },
    /// The two files are not of one store.
    #[error("datakeys.db is missing or does not belong to this sluis.db: restore the file that belongs to it")]
    NotTogether,
    /// Another storage key.
    #[error("keys/storage.key is not the key that datakeys.db was made with: restore the right one")]
    WrongStorageKey,
    /// Another index key.
    #[error("keys/index.key is not the key that this store was made with: restore the right one")]
    WrongIndexKey,
    /// Made by a later build.
    #[error("{file} has schema version {version}, which is newer than this build: run the newer build")]
    NewerSchema {
        /// Which.
        file: &'static str,
        /// Version found.
        version: i64,
    },
    /// Made by an earlier build, and read without bringing it up to date.
    #[error("{file} is of an earlier build: start the node once, or run `sluis check`, to bring it up to date")]
    OlderSchema {
        /// Which.
        file: &'static str,
    },
    /// The register stored is not acceptable.
    #[error("the register in sluis.db is refused: {0}")]
    Register(#[from] RegisterError),
    /// There is no register yet.
    #[error("the node has no register yet: give it one with `sluis register publish`")]
    NoRegister,
    /// There is a register, and its first version is given only once.
    #[error("the node has a register already: later versions come as extensions")]
    RegisterHeld,
    /// A write names a record that is not stored, or that nobody holds.
    #[error("record {record} is not stored here, or held by nobody")]
    UnknownRecord {
        /// Which.
        record: RecordId,
    },
    /// A write names something else that is not stored.
    #[error("{table} `{id}` is not stored here")]
    Unknown {
        /// Its table.
        table: &'static str,
        /// Its id.
        id: String,
    },
    /// A number that the store cannot hold.
    #[error("{what} is too large to be stored")]
    TooLarge {
        /// What.
        what: &'static str,
    },
    /// The stored form could not be made.
    #[error(transparent)]
    Encoding(#[from] CborError),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Randomness,
    /// Anything else that the database says.
    #[error("{file}: {error}")]
    Database {
        /// Which.
        file: &'static str,
        /// What it said.
        error: Box<sqlx::Error>,
    },
}

/// A row that does not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("column {column} of {table} `{id}` is damaged: restore the node from its backup")]
pub struct RowError {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// The row's key.
    pub id: String,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::of(EITHER, error)
    }
}

impl StoreError {
    /// Whether it was closed before it was asked.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Database { error, .. } if matches!(**error, sqlx::Error::PoolClosed))
    }

    /// What an error of the database means for one of the files.
    pub(super) fn of(file: &'static str, error: sqlx::Error) -> Self {
        // SQLite's primary result codes: the low byte of the extended ones.
        let code = error.as_database_error().and_then(|e| e.code()).and_then(|c| c.parse::<i32>().ok());
        match code.map(|c| c & 0xff) {
            Some(8) => Self::ReadOnly { file },
            Some(11 | 26) => Self::Damaged { file, what: error.to_string() },
            Some(13) => Self::DiskFull { file },
            _ => Self::Database { file, error: Box::new(error) },
        }
    }

    /// The same error, of a file that is known now.
    pub(super) fn in_file(self, known: &'static str) -> Self {
        match self {
            Self::ReadOnly { .. } => Self::ReadOnly { file: known },
            Self::DiskFull { .. } => Self::DiskFull { file: known },
            Self::Damaged { what, .. } => Self::Damaged { file: known, what },
            Self::Database { error, .. } => Self::Database { file: known, error },
            other => other,
        }
    }

    /// What an error of migration means for one of the files.
    pub(super) fn migrating(file: &'static str, error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::NewerSchema { file, version },
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Self::of(file, error),
            other => Self::Damaged { file, what: other.to_string() },
        }
    }

    /// What an error of the file system means.
    pub(super) fn io(path: PathBuf, file: &'static str, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { file },
            io::ErrorKind::StorageFull => Self::DiskFull { file },
            _ => Self::Io { path, error },
        }
    }
}
