//! Destroying what a member holds of a record: what it is found by, what it keeps beside it, its key; with the last
//! holder the content.
//!
//! What goes from `sluis.db` goes in the commit, with the names of the keys that go after it. These are destroyed once
//! that is durable, then both write-ahead logs are cut down to nothing. While somebody reads from them they cannot be:
//! commits go on, and who speaks for the store holds back what it would say of the destruction, until a later try
//! succeeds. A crash in between is made good at the next start.

use std::collections::BTreeSet;

use sluis_protocol::core::{Private, own_copy, terms};
use sluis_schemas::MemberId;
use sluis_schemas::vocabulary::Ending;
use sqlx::SqliteConnection;

use super::endings::Destroyed;
use super::{Context, Writer};
use crate::store::error::{DATA, KEYS, StoreError};
use crate::store::open::BUSY;
use crate::store::rows::{Code, millis};
use crate::store::seal;
use crate::store::spread::receivers;
use crate::store::statement::insert;
use crate::store::vault::{HolderKeys, Item};

/// How long a try waits for readers, in milliseconds: those of a request are gone by then.
const PATIENCE: &str = "PRAGMA busy_timeout = 100";

/// Sealed private part, and the draft that the record was.
type PrivateRow = (Vec<u8>, Option<String>);

impl Context<'_> {
    pub(super) async fn destructions(&mut self, destroyed: &[Destroyed]) -> Result<(), StoreError> {
        let (provided, mut numbers) = (self.keys, BTreeSet::new());
        for one in destroyed {
            let number = self.number_of(one.record)?;
            let keys = provided.keys(&Item::record(one.record), one.member.as_str()).ok();
            self.forget_identifiers(one, number, keys).await?;
            let fingerprint = self.forget_private(one, number, keys).await?;
            self.mark(one, number, fingerprint).await?;
            self.doomed.push((Item::record(one.record), one.member.to_string()));
            numbers.insert(number);
        }
        for number in numbers {
            let update = "UPDATE record SET sealed = x'' WHERE number = ?1 AND NOT EXISTS \
                          (SELECT 1 FROM held WHERE record = ?1 AND destroyed = 0)";
            sqlx::query(update).bind(number).execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Deletes the tokens of the member's identifiers, which only the content tells.
    async fn forget_identifiers(
        &mut self,
        one: &Destroyed,
        number: i64,
        keys: Option<&HolderKeys>,
    ) -> Result<(), StoreError> {
        let select = sqlx::query_scalar("SELECT sealed FROM record WHERE number = ?").bind(number);
        let sealed: Vec<u8> = select.fetch_one(&mut *self.connection).await?;
        let open = |keys: &HolderKeys| self.vault.open(&keys.shared, &seal::record(one.record), &sealed);
        let Some(bytes) = keys.and_then(open) else {
            // Nobody reads it any more; tokens that nobody else needs are found by going through all.
            let delete = "DELETE FROM identifier WHERE record = ?1 AND NOT EXISTS \
                          (SELECT 1 FROM held WHERE record = ?1 AND member <> ?2 AND destroyed = 0)";
            let delete = sqlx::query(delete).bind(number).bind(one.member.to_string());
            delete.execute(&mut *self.connection).await?;
            return Ok(());
        };
        // What is not understood is found by nothing.
        let Some(signal) = own_copy(&bytes) else { return Ok(()) };
        let packed = self.vault.blind().of(&one.member).pack(&terms(&signal.content));
        for token in packed.identifiers {
            let delete = sqlx::query("DELETE FROM identifier WHERE token = ? AND record = ?").bind(token).bind(number);
            delete.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Deletes what the origin keeps beside its record, and the draft that the record was. To whom it was released stays.
    /// Gives what was submitted, as a keyed hash.
    async fn forget_private(
        &mut self,
        one: &Destroyed,
        number: i64,
        keys: Option<&HolderKeys>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let member = one.member.as_str();
        let delete = "DELETE FROM private WHERE record = ? AND member = ? RETURNING sealed, draft";
        let delete = sqlx::query_as(delete).bind(number).bind(member);
        let rows: Vec<PrivateRow> = delete.fetch_all(&mut *self.connection).await?;
        let Some((sealed, draft)) = rows.into_iter().next() else { return Ok(None) };
        let open = |keys: &HolderKeys| self.vault.open(&keys.own, &seal::private(&one.member, one.record), &sealed);
        let private = keys.and_then(open).and_then(|plain| sluis_protocol::cbor::decode::<Private>(&plain).ok());
        let receivers: Vec<_> = private.iter().flat_map(receivers).collect();
        let head = "INSERT INTO released_to (record, member, receiver) ";
        insert(self.connection, head, &receivers, " ON CONFLICT DO NOTHING", |tuple, receiver| {
            tuple.push_bind(number).push_bind(member.to_owned()).push_bind(receiver.to_string());
        })
        .await?;
        match draft {
            Some(draft) => self.forget_draft(&one.member, &draft).await,
            None => Ok(None),
        }
    }

    /// A key that stands for a draft goes with it. Gives the fingerprint.
    async fn forget_draft(&mut self, member: &MemberId, draft: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let delete = sqlx::query_scalar("DELETE FROM draft WHERE member = ? AND id = ? RETURNING fingerprint");
        let delete = delete.bind(member.as_str()).bind(draft);
        let fingerprints: Vec<Option<Vec<u8>>> = delete.fetch_all(&mut *self.connection).await?;
        let delete = sqlx::query("DELETE FROM idempotency WHERE draft = ?").bind(draft);
        delete.execute(&mut *self.connection).await?;
        self.doomed.push((Item::draft(draft), member.to_string()));
        Ok(fingerprints.into_iter().flatten().next())
    }

    async fn mark(&mut self, one: &Destroyed, number: i64, fingerprint: Option<Vec<u8>>) -> Result<(), StoreError> {
        // What was recalled is known by its fingerprint already.
        let fingerprint = fingerprint.filter(|_| one.ending != Ending::Recalled);
        let update = "UPDATE held SET destroyed = 1, terms = x'', arrival = NULL, ends = NULL, waits = 0, \
                      ending = coalesce(ending, ?), ended_at = coalesce(ended_at, ?), fingerprint = ? \
                      WHERE member = ? AND record = ?";
        let update = sqlx::query(update).bind(one.ending.code()).bind(millis(one.at)?).bind(fingerprint);
        let update = update.bind(one.member.as_str()).bind(number);
        if update.execute(&mut *self.connection).await?.rows_affected() == 1 {
            return Ok(());
        }
        Err(StoreError::UnknownRecord { record: one.record })
    }

    /// Keeps which keys go now, so that a crash before they are gone is made good.
    pub(super) async fn doom(&mut self) -> Result<(), StoreError> {
        let head = "INSERT INTO doomed_key (kind, item, holder) ";
        insert(self.connection, head, &self.doomed, "", |tuple, (item, holder)| {
            tuple.push_bind(item.kind).push_bind(item.id.clone()).push_bind(holder.clone());
        })
        .await
    }
}

impl Writer {
    /// Destroys the keys that commits doomed, and leaves no trace of content in the logs.
    pub(super) async fn destroy_doomed(&mut self) -> Result<(), StoreError> {
        let select = sqlx::query_as("SELECT kind, item, holder FROM doomed_key").fetch_all(&mut self.connection);
        let rows: Vec<(i64, Vec<u8>, String)> = select.await.map_err(|e| StoreError::of(DATA, e))?;
        if !rows.is_empty() {
            let doomed: Vec<_> = rows.into_iter().map(|(kind, id, holder)| (Item { kind, id }, holder)).collect();
            self.keys.destroy(&doomed).await.map_err(|e| e.in_file(KEYS))?;
            // Before anything can be stored anew under the same names.
            let delete = sqlx::query("DELETE FROM doomed_key").execute(&mut self.connection).await;
            delete.map_err(|e| StoreError::of(DATA, e))?;
            self.is_held_back |= doomed.iter().any(|(item, _)| item.kind == Item::RECORD);
        }
        self.cut_logs().await.map(drop)
    }

    /// Cuts the logs down to nothing, if something destroyed may stand in them; whether nothing does any more.
    pub(in crate::store) async fn cut_logs(&mut self) -> Result<bool, StoreError> {
        if self.is_held_back {
            let cut = truncate(&mut self.connection, DATA).await? && truncate(self.keys.connection(), KEYS).await?;
            self.is_held_back = !cut;
        }
        Ok(!self.is_held_back)
    }
}

/// Folds a write-ahead log into its file and cuts it down to nothing, unless somebody reads from it; whether it did.
async fn truncate(connection: &mut SqliteConnection, file: &'static str) -> Result<bool, StoreError> {
    let of = |e| StoreError::of(file, e);
    sqlx::query(PATIENCE).execute(&mut *connection).await.map_err(of)?;
    let checkpoint = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
    let patience = sqlx::AssertSqlSafe(format!("PRAGMA busy_timeout = {}", BUSY.as_millis()));
    sqlx::query(patience).execute(&mut *connection).await.map_err(of)?;
    let (busy, _, _): (i64, i64, i64) = checkpoint.map_err(of)?;
    Ok(busy == 0)
}
