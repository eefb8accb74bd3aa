//! A copy of a database as it is at one moment, beside whoever writes to it.

use std::fs::File;
use std::path::Path;

use sluis_protocol::journal::JournalHead;
use sluis_protocol::standing::Incarnation;
use sqlx::{Connection, SqliteConnection};

use super::error::{DATA, KEYS, StoreError};
use super::open::{quick_check, reading};
use super::standing::state;

/// Copies a database into an empty file, without what was deleted in it, and looks at every page of the copy. Of the
/// data it gives whose life it is and how far its journal goes.
///
/// # Errors
/// [`StoreError`] says what is wrong with which.
pub async fn copy_of(from: &Path, to: &Path) -> Result<Option<(Incarnation, JournalHead)>, StoreError> {
    let is_data = from.file_name().is_some_and(|name| name == DATA);
    let file = if is_data { DATA } else { KEYS };
    let of = |e| StoreError::of(file, e);
    let mut source = SqliteConnection::connect_with(&reading(from)).await.map_err(of)?;
    let into = sqlx::query("VACUUM INTO ?").bind(to.to_string_lossy().into_owned());
    into.execute(&mut source).await.map_err(of)?;
    source.close().await.map_err(of)?;
    let mut copy = SqliteConnection::connect_with(&reading(to)).await.map_err(of)?;
    quick_check(&mut copy, file, "PRAGMA quick_check(1)").await?;
    let state = match is_data {
        true => Some(state(&mut copy).await?),
        false => None,
    };
    copy.close().await.map_err(of)?;
    // SQLite does not promise that what it wrote so is on the disk.
    File::open(to).and_then(|file| file.sync_all()).map_err(|e| StoreError::io(to.to_owned(), file, e))?;
    Ok(state)
}
