//! Opening the two files of a store: lock, migrate, check.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::blind::Blind;
use super::commit::Writer;
use super::datakeys::DataKeys;
use super::error::{DATA, KEYS, StoreError};
use super::reader::Reader;
use super::vault::Vault;
use crate::keys::KeyRing;

pub(super) static DATA_MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations/data");
static KEY_MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations/keys");

/// Memory for pages of `sluis.db`, in KiB.
pub(crate) const CACHE_KIB: u32 = 65_536;
/// The same of `datakeys.db`.
const KEYS_CACHE_KIB: u32 = 32_768;

const LOCK: &str = "sluis.lock";
/// Where a restore puts the files together. With it and without the data, a restore was broken off.
pub const PARTIAL: &str = "restore.partial";
/// Readers beside the writer: as many as serve a small machine's cores twice over.
const READERS: u32 = 4;
/// How long a statement waits for a lock: only a backup or a checkpoint can hold one.
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements kept: each kind of row in each number of rows up to 32.
const STATEMENTS: usize = 512;
/// Largest file that is checked page by page at each start, in bytes; it takes some tenths of a second.
const QUICK_CHECK: u64 = 256 * 1024 * 1024;

/// What an open store consists of.
pub(super) struct Opened {
    pub(super) lock: File,
    pub(super) writer: Writer,
    pub(super) pool: SqlitePool,
    pub(super) vault: Arc<Vault>,
}

pub(super) async fn open(dir: &Path, ring: &KeyRing) -> Result<Opened, StoreError> {
    let lock = lock(dir)?;
    if dir.join(PARTIAL).exists() && !dir.join(DATA).exists() {
        return Err(StoreError::BrokenOff { dir: dir.to_owned() });
    }
    let vault = Arc::new(Vault::new(ring.storage(), Blind::new(ring))?);
    let mut data = connect(dir, DATA, CACHE_KIB, &DATA_MIGRATIONS).await?;
    let mut keys = connect(dir, KEYS, KEYS_CACHE_KIB, &KEY_MIGRATIONS).await?;
    pair(&mut data, &mut keys, &vault, ring).await?;
    let keys = DataKeys::new(keys, durable(&dir.join(KEYS), KEYS_CACHE_KIB), vault.clone());
    let mut writer = Writer::new(data, durable(&dir.join(DATA), CACHE_KIB), keys, vault.clone());
    writer.recover().await?;
    Ok(Opened { lock, writer, pool: readers(dir).await?, vault })
}

/// Reads the files of a store that somebody else may own.
pub(super) async fn beside(dir: &Path, ring: &KeyRing) -> Result<Reader, StoreError> {
    for file in [DATA, KEYS] {
        let path = dir.join(file);
        std::fs::metadata(&path).map_err(|e| StoreError::io(path.clone(), file, e))?;
    }
    let vault = Arc::new(Vault::new(ring.storage(), Blind::new(ring))?);
    let pool = readers(dir).await?;
    let version = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&pool).await;
    let version: i64 = version.map_err(|e| StoreError::of(DATA, e))?;
    let newest = DATA_MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    if version > newest {
        return Err(StoreError::NewerSchema { file: DATA, version });
    }
    if version < newest {
        return Err(StoreError::OlderSchema { file: DATA });
    }
    let check = "SELECT wrapped, store_id FROM keys.key_check, head";
    let (wrapped, id): (Vec<u8>, Vec<u8>) = sqlx::query_as(check).fetch_one(&pool).await?;
    match vault.open_check(&wrapped) {
        Some(store_id) if store_id == id => Ok(Reader::new(pool, vault)),
        Some(_) => Err(StoreError::NotTogether),
        None => Err(StoreError::WrongStorageKey),
    }
}

/// Takes the directory, until the file is dropped.
fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join(LOCK);
    let open = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    let file = open.map_err(|e| StoreError::io(path.clone(), "the node's directory", e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked { dir: dir.to_owned() }),
        Err(TryLockError::Error(error)) => Err(StoreError::Io { path, error }),
    }
}

async fn connect(
    dir: &Path,
    file: &'static str,
    cache_kib: u32,
    migrations: &Migrator,
) -> Result<SqliteConnection, StoreError> {
    let path = dir.join(file);
    let size = touch(&path).map_err(|e| StoreError::io(path.clone(), file, e))?;
    let of = |e| StoreError::of(file, e);
    let mut connection = SqliteConnection::connect_with(&durable(&path, cache_kib)).await.map_err(of)?;
    if size <= QUICK_CHECK {
        quick_check(&mut connection, file, "PRAGMA quick_check(1)").await?;
    }
    migrations.run(&mut connection).await.map_err(|e| StoreError::migrating(file, e))?;
    Ok(connection)
}

/// A connection to write with: a commit is on the disk when it returns.
pub(crate) fn durable(path: &Path, cache_kib: u32) -> SqliteConnectOptions {
    options(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .pragma("cache_size", format!("-{cache_kib}"))
}

/// Connects anew after a failure. A transaction that meets a full or failing disk is rolled back by SQLite itself, while
/// the library still counts it as open: nothing could begin another on that connection.
pub(super) async fn renew(
    connection: &mut SqliteConnection,
    options: &SqliteConnectOptions,
) -> Result<(), sqlx::Error> {
    let old = std::mem::replace(connection, SqliteConnection::connect_with(options).await?);
    // It is given up, whatever it says.
    let _ = old.close().await;
    Ok(())
}

/// A connection that only reads, beside whoever writes.
pub(super) fn reading(path: &Path) -> SqliteConnectOptions {
    options(path).read_only(true)
}

fn options(path: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(true).busy_timeout(BUSY);
    options.statement_cache_capacity(STATEMENTS)
}

/// Makes the file for its owner alone, since SQLite would make it for all; its companions take over its mode.
fn touch(path: &PathBuf) -> io::Result<u64> {
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(path)?;
    Ok(file.metadata()?.len())
}

/// Looks at every page of a file.
pub(super) async fn quick_check(
    connection: &mut SqliteConnection,
    file: &'static str,
    pragma: &'static str,
) -> Result<(), StoreError> {
    let check = sqlx::query_scalar(pragma).fetch_one(connection).await;
    let found: String = check.map_err(|e| StoreError::of(file, e))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged { file, what: found }) }
}

/// Checks that both files belong together and to these keys, or makes it so where both are new.
async fn pair(
    data: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    vault: &Vault,
    ring: &KeyRing,
) -> Result<(), StoreError> {
    let head = sqlx::query_scalar("SELECT store_id FROM head").fetch_optional(&mut *data).await;
    let head: Option<Vec<u8>> = head.map_err(|e| StoreError::of(DATA, e))?;
    let check = sqlx::query_as("SELECT wrapped, index_hash FROM key_check").fetch_optional(&mut *keys).await;
    let check: Option<(Vec<u8>, Vec<u8>)> = check.map_err(|e| StoreError::of(KEYS, e))?;
    let index_hash = ring.keyed_hash("store/index-check", &[]);
    let store_id = match check {
        Some((wrapped, hash)) => {
            let store_id = vault.open_check(&wrapped).ok_or(StoreError::WrongStorageKey)?;
            if hash != index_hash.0 {
                return Err(StoreError::WrongIndexKey);
            }
            store_id
        }
        None if head.is_some() => return Err(StoreError::NotTogether),
        None => new_key_check(keys, vault, &index_hash.0).await?,
    };
    match head {
        Some(head) if head == store_id => Ok(()),
        Some(_) => Err(StoreError::NotTogether),
        None => new_head(data, keys, &store_id).await,
    }
}

async fn new_key_check(
    keys: &mut SqliteConnection,
    vault: &Vault,
    index_hash: &[u8; 32],
) -> Result<Vec<u8>, StoreError> {
    let store_id = vault.random::<16>()?.to_vec();
    let insert = sqlx::query("INSERT INTO key_check (one, wrapped, index_hash) VALUES (1, ?, ?)");
    let insert = insert.bind(vault.seal_check(&store_id)?).bind(index_hash.to_vec());
    insert.execute(keys).await.map_err(|e| StoreError::of(KEYS, e))?;
    Ok(store_id)
}

/// Begins an empty store. Keys that exist already belong to content that was lost.
async fn new_head(data: &mut SqliteConnection, keys: &mut SqliteConnection, id: &[u8]) -> Result<(), StoreError> {
    let used = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM data_key)").fetch_one(keys).await;
    if used.map_err(|e| StoreError::of(KEYS, e))? {
        return Err(StoreError::NotTogether);
    }
    let insert = "INSERT INTO head (one, store_id, batch, journal_seq, journal_root, last_time) \
                  VALUES (1, ?, 0, 0, zeroblob(0), 0)";
    sqlx::query(insert).bind(id.to_vec()).execute(data).await.map_err(|e| StoreError::of(DATA, e))?;
    Ok(())
}

/// Connections that see both files and write neither.
async fn readers(dir: &Path) -> Result<SqlitePool, StoreError> {
    let keys = dir.join(KEYS);
    let options = options(&dir.join(DATA)).read_only(true).pragma("cache_size", "-16384");
    let pool = SqlitePoolOptions::new().max_connections(READERS).after_connect(move |connection, _| {
        let keys = keys.to_string_lossy().into_owned();
        Box::pin(async move {
            sqlx::query("ATTACH DATABASE ? AS keys").bind(keys).execute(connection).await?;
            Ok(())
        })
    });
    pool.connect_with(options).await.map_err(StoreError::from)
}
