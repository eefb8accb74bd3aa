//! Policy packs as they were in force, one set after the other.

use sluis_protocol::cbor;
use sluis_protocol::core::packs_digest;
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::Detail;
use sluis_schemas::packs::PackSource;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{Connection, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Row, millis};
use crate::crypto::RingCrypto;

/// A time in which a set of packs was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Era {
    /// Since when.
    pub at: Timestamp,
    /// Digest over all packs of the set.
    pub digest: Digest,
    /// Whose officer put them in force, and why. None of the first, nor where the journal does not say any more.
    pub said: Option<(MemberId, String)>,
}

impl Reader {
    /// The packs in force; none before the first were installed.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn packs(&self) -> Result<Option<Vec<PackSource>>, StoreError> {
        let mut connection = self.connection().await?;
        let select = "SELECT digest FROM in_force ORDER BY number DESC LIMIT 1";
        let newest: Option<Vec<u8>> = sqlx::query_scalar(select).fetch_optional(&mut *connection).await?;
        drop(connection);
        let Some(newest) = newest else { return Ok(None) };
        self.pack_set(Row { table: "in_force", id: &"newest" }.digest("digest", &newest)?).await
    }

    /// The packs of a set that was ever in force.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn pack_set(&self, digest: Digest) -> Result<Option<Vec<PackSource>>, StoreError> {
        let mut connection = self.connection().await?;
        let select = sqlx::query_scalar("SELECT packs FROM pack_set WHERE digest = ?").bind(digest.0.to_vec());
        let found: Option<Vec<u8>> = select.fetch_optional(&mut *connection).await?;
        let at = Row { table: "pack_set", id: &digest };
        let read = |bytes: Vec<u8>| {
            let packs: Vec<PackSource> = cbor::decode(&bytes).map_err(|_| at.bad("packs"))?;
            // Whoever changed a text in the file would change the law.
            if packs_digest(&RingCrypto, &packs) == digest { Ok(packs) } else { Err(at.bad("digest")) }
        };
        Ok(found.map(read).transpose()?)
    }

    /// Which sets were in force, the newest first, so many at most.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn eras(&self, limit: u32) -> Result<Vec<Era>, StoreError> {
        let mut connection = self.connection().await?;
        let select = "SELECT number, at, digest FROM in_force ORDER BY number DESC LIMIT ?";
        let rows: Vec<(i64, i64, Vec<u8>)> = sqlx::query_as(select).bind(limit).fetch_all(&mut *connection).await?;
        let mut eras = Vec::with_capacity(rows.len());
        for (number, at, digest) in &rows {
            let row = Row { table: "in_force", id: number };
            eras.push(Era { at: row.time("at", *at)?, digest: row.digest("digest", digest)?, said: None });
        }
        for entry in self.activations(&mut connection, limit).await? {
            let said = entry.opening.and_then(|opening| opening.detail().ok());
            let Some(Detail::Activation { actor, packs, reason, .. }) = said else { continue };
            if let Some(era) = eras.iter_mut().find(|era| era.at == entry.entry.at && era.digest == packs) {
                era.said = Some((actor.member, reason));
            }
        }
        Ok(eras)
    }
}

/// Installs the packs that a store begins with, where it has none.
pub(super) async fn install(
    connection: &mut SqliteConnection,
    at: Timestamp,
    packs: &[PackSource],
) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let held = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM in_force)");
    if !held.fetch_one(&mut *transaction).await? {
        add(&mut transaction, at, packs_digest(&RingCrypto, packs), packs).await?;
    }
    Ok(transaction.commit().await?)
}

/// From a moment on these are in force.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    at: Timestamp,
    digest: Digest,
    packs: &[PackSource],
) -> Result<(), StoreError> {
    let insert = sqlx::query("INSERT OR IGNORE INTO pack_set (digest, packs) VALUES (?, ?)");
    insert.bind(digest.0.to_vec()).bind(cbor::encode(&packs)?).execute(&mut *connection).await?;
    let insert = sqlx::query("INSERT INTO in_force (at, digest) VALUES (?, ?)");
    insert.bind(millis(at)?).bind(digest.0.to_vec()).execute(connection).await?;
    Ok(())
}
