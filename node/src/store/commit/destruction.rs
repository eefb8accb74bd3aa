//! Destroying what a member holds of a record: what it is found by, what it keeps beside it, its key; with the last
//! holder the content.
//!
//! What goes from `sluis.db` goes in the commit, with the names of the keys that go after it. These are destroyed once
//! that is durable, then both write-ahead logs are cut down to nothing. While somebody reads from them they cannot be:
//! commits go on, and who speaks for the store holds back what it would say of the destruction, until a later try
//! succeeds. A crash in between is made good at the next start.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::{Private, own_copy, terms};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::endings::Destroyed;
use super::{Context, Writer};
use crate::store::error::{DATA, KEYS, StoreError};
use crate::store::open::BUSY;
use crate::store::rows::{Code, millis};
use crate::store::seal;
use crate::store::spread::receivers;
use crate::store::statement::{ROWS, insert, over, push_numbers, runs};
use crate::store::vault::{HolderKeys, Item};

/// How long a try waits for readers, in milliseconds: those of a request are gone by then.
const PATIENCE: &str = "PRAGMA busy_timeout = 100";

/// Record and member, sealed private part, and the draft that the record was.
type PrivateRow = (i64, String, Vec<u8>, Option<String>);

/// What is destroyed, with what that takes.
struct Going<'a> {
    member: &'a MemberId,
    record: RecordId,
    number: i64,
    /// None where they are gone already.
    keys: Option<&'a HolderKeys>,
    by: (Ending, Timestamp),
}

impl Context<'_> {
    pub(super) async fn destructions(&mut self, destroyed: &[Destroyed]) -> Result<(), StoreError> {
        let provided = self.keys;
        let (mut numbers, mut unread) = (BTreeSet::new(), BTreeSet::new());
        for run in runs(destroyed, |one| (&one.member, one.record)) {
            let mut going = Vec::with_capacity(run.len());
            for Destroyed { member, record, ending, at } in run {
                let keys = provided.keys(&Item::record(*record), member.as_str()).ok();
                going.push(Going {
                    member,
                    record: *record,
                    number: self.number_of(*record)?,
                    keys,
                    by: (*ending, *at),
                });
            }
            unread.extend(self.forget_identifiers(&going).await?);
            let fingerprints = self.forget_privates(&going).await?;
            self.mark(&going, fingerprints).await?;
            self.doomed.extend(going.iter().map(|one| (Item::record(one.record), one.member.to_string())));
            numbers.extend(going.iter().map(|one| one.number));
        }
        // Of what nobody could read, tokens that nobody else needs are found by going through all.
        self.where_nobody_holds("DELETE FROM identifier WHERE record IN", "identifier.record", &unread).await?;
        self.where_nobody_holds("UPDATE record SET sealed = x'' WHERE number IN", "record.number", &numbers).await
    }

    /// Changes rows of those of the records that nobody holds any more.
    async fn where_nobody_holds(
        &mut self,
        change: &str,
        column: &str,
        numbers: &BTreeSet<i64>,
    ) -> Result<(), StoreError> {
        for chunk in numbers.iter().copied().collect::<Vec<_>>().chunks(ROWS) {
            let mut change = QueryBuilder::<Sqlite>::new(change);
            push_numbers(&mut change, chunk);
            change.push(" AND NOT EXISTS (SELECT 1 FROM held h WHERE h.destroyed = 0 AND h.record = ").push(column);
            change.push(")").build().execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Deletes the tokens of the members' identifiers, which only the content tells. Gives the records that nobody reads
    /// any more.
    async fn forget_identifiers(&mut self, going: &[Going<'_>]) -> Result<BTreeSet<i64>, StoreError> {
        let mut select = QueryBuilder::<Sqlite>::new("SELECT number, sealed FROM record WHERE number IN");
        push_numbers(&mut select, &going.iter().map(|one| one.number).collect::<Vec<_>>());
        let rows: Vec<(i64, Vec<u8>)> = select.build_query_as().fetch_all(&mut *self.connection).await?;
        let sealed: BTreeMap<_, _> = rows.into_iter().collect();
        let (mut tokens, mut unread) = (Vec::new(), BTreeSet::new());
        for one in going {
            let sealed = sealed.get(&one.number).ok_or(StoreError::UnknownRecord { record: one.record })?;
            let open = |keys: &HolderKeys| self.vault.open(&keys.shared, &seal::record(one.record), sealed);
            let Some(bytes) = one.keys.and_then(open) else {
                unread.insert(one.number);
                continue;
            };
            // What is not understood is found by nothing.
            let Some(signal) = own_copy(&bytes) else { continue };
            let packed = self.vault.blind().of(one.member).pack(&terms(&signal.content));
            tokens.extend(packed.identifiers.into_iter().map(|token| (token, one.number)));
        }
        for chunk in tokens.chunks(ROWS) {
            let head = "DELETE FROM identifier WHERE (token, record) IN (SELECT column1, column2 FROM (";
            let mut delete = over(head, chunk, "))", |tuple, (token, number)| {
                tuple.push_bind(token.clone()).push_bind(*number);
            });
            delete.build().execute(&mut *self.connection).await?;
        }
        Ok(unread)
    }

    /// Deletes what origins keep beside their records, and the drafts that the records were. To whom they were released
    /// stays. Gives what was submitted, as keyed hashes by number of the record and member.
    async fn forget_privates(&mut self, going: &[Going<'_>]) -> Result<BTreeMap<(i64, String), Vec<u8>>, StoreError> {
        let head = "DELETE FROM private WHERE rowid IN (SELECT p.rowid FROM (";
        let tail = ") v CROSS JOIN private p ON p.record = v.column1 AND p.member = v.column2) \
                    RETURNING record, member, sealed, draft";
        let mut delete = over(head, going, tail, |tuple, one| {
            tuple.push_bind(one.number).push_bind(one.member.to_string());
        });
        let rows: Vec<PrivateRow> = delete.build_query_as().fetch_all(&mut *self.connection).await?;
        let (mut released, mut drafts) = (Vec::new(), Vec::new());
        for (number, member, sealed, draft) in rows {
            let is_of = |one: &&Going<'_>| one.number == number && one.member.as_str() == member;
            let Some(one) = going.iter().find(is_of) else { continue };
            let open = |keys: &HolderKeys| self.vault.open(&keys.own, &seal::private(one.member, one.record), &sealed);
            let private =
                one.keys.and_then(open).and_then(|plain| sluis_protocol::cbor::decode::<Private>(&plain).ok());
            released.extend(private.iter().flat_map(receivers).map(|receiver| (number, one.member, receiver)));
            drafts.extend(draft.map(|draft| (number, member, draft)));
        }
        let head = "INSERT INTO released_to (record, member, receiver) ";
        insert(self.connection, head, &released, " ON CONFLICT DO NOTHING", |tuple, (number, member, receiver)| {
            tuple.push_bind(*number).push_bind(member.to_string()).push_bind(receiver.to_string());
        })
        .await?;
        self.forget_drafts(drafts).await
    }

    /// Keys that stand for drafts go with them. Gives the fingerprints by number of the record and member.
    async fn forget_drafts(
        &mut self,
        drafts: Vec<(i64, String, String)>,
    ) -> Result<BTreeMap<(i64, String), Vec<u8>>, StoreError> {
        if drafts.is_empty() {
            return Ok(BTreeMap::new());
        }
        let head = "DELETE FROM draft WHERE rowid IN (SELECT d.rowid FROM (";
        let tail = ") v CROSS JOIN draft d ON d.member = v.column1 AND d.id = v.column2) \
                    RETURNING member, id, fingerprint";
        let mut delete = over(head, &drafts, tail, |tuple, (_, member, draft)| {
            tuple.push_bind(member.clone()).push_bind(draft.clone());
        });
        let rows: Vec<(String, String, Option<Vec<u8>>)> =
            delete.build_query_as().fetch_all(&mut *self.connection).await?;
        let mut fingerprints: BTreeMap<_, _> =
            rows.into_iter().map(|(member, draft, fingerprint)| ((member, draft), fingerprint)).collect();
        let mut delete = QueryBuilder::<Sqlite>::new("DELETE FROM idempotency WHERE draft IN (");
        let mut list = delete.separated(", ");
        drafts.iter().for_each(|(_, _, draft)| {
            list.push_bind(draft.clone());
        });
        delete.push(")").build().execute(&mut *self.connection).await?;
        let mut found = BTreeMap::new();
        for (number, member, draft) in drafts {
            self.doomed.push((Item::draft(&draft), member.clone()));
            let fingerprint = fingerprints.remove(&(member.clone(), draft)).flatten();
            found.extend(fingerprint.map(|fingerprint| ((number, member), fingerprint)));
        }
        Ok(found)
    }

    async fn mark(
        &mut self,
        going: &[Going<'_>],
        mut fingerprints: BTreeMap<(i64, String), Vec<u8>>,
    ) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(going.len());
        for one in going {
            let (ending, at) = one.by;
            let fingerprint = fingerprints.remove(&(one.number, one.member.to_string()));
            // What was recalled is known by its fingerprint already.
            rows.push((one, ending.code(), millis(at)?, fingerprint.filter(|_| ending != Ending::Recalled)));
        }
        let head = "UPDATE held SET destroyed = 1, terms = x'', arrival = NULL, ends = NULL, waits = 0, \
                    ending = coalesce(ending, v.column3), ended_at = coalesce(ended_at, v.column4), \
                    fingerprint = v.column5 FROM (";
        let tail = ") AS v WHERE member = v.column1 AND record = v.column2 RETURNING record, member";
        let mut update = over(head, &rows, tail, |tuple, (one, ending, at, fingerprint)| {
            tuple.push_bind(one.member.to_string()).push_bind(one.number);
            tuple.push_bind(*ending).push_bind(*at).push_bind(fingerprint.clone());
        });
        let marked: Vec<(i64, String)> = update.build_query_as().fetch_all(&mut *self.connection).await?;
        let marked: BTreeSet<_> = marked.iter().map(|(number, member)| (*number, member.as_str())).collect();
        match going.iter().find(|one| !marked.contains(&(one.number, one.member.as_str()))) {
            Some(unknown) => Err(StoreError::UnknownRecord { record: unknown.record }),
            None => Ok(()),
        }
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
