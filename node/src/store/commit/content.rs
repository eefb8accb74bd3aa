//! Drafts, records, private parts and who holds what.

use std::collections::BTreeMap;

use sluis_protocol::core::HeldState;
use sqlx::{QueryBuilder, Sqlite};

use super::batch::{Batch, Draft};
use super::{Context, StoreError};
use crate::store::rows::{Code, millis, number};
use crate::store::seal;
use crate::store::statement::{ROWS, insert};
use crate::store::vault::Item;

impl Context<'_> {
    pub(super) async fn content(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.drafts(batch).await?;
        self.records(batch).await?;
        self.privates(batch).await?;
        self.held(batch).await?;
        self.released(batch).await?;
        self.idempotency(batch).await?;
        self.discarded(batch).await
    }

    async fn drafts(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.drafts.len());
        for Draft { member, id, at, body, fingerprint } in &batch.drafts {
            let key = &self.keys.keys(&Item::draft(&id.0), member.as_str())?.shared;
            let sealed = self.vault.seal(key, &seal::draft(member, id), &body.encode()?)?;
            let fingerprint = fingerprint.map(|fingerprint| fingerprint.0.to_vec());
            rows.push((member.to_string(), id.0.clone(), millis(*at)?, sealed, fingerprint));
        }
        let head = "INSERT INTO draft (member, id, at, sealed, fingerprint) ";
        // Under another table it is still the same submission.
        let tail = " ON CONFLICT (member, id) DO UPDATE SET sealed = excluded.sealed, \
                    fingerprint = coalesce(excluded.fingerprint, fingerprint)";
        insert(self.connection, head, &rows, tail, |tuple, (member, id, at, sealed, fingerprint)| {
            tuple.push_bind(member.clone()).push_bind(id.clone()).push_bind(*at);
            tuple.push_bind(sealed.clone()).push_bind(fingerprint.clone());
        })
        .await
    }

    async fn records(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.records.len());
        for (id, (at, bytes, of)) in &batch.records {
            let key = self.keys.shared(&Item::record(*id)).ok_or(StoreError::UnknownRecord { record: *id })?;
            if let Some(number) = self.numbers.get(id) {
                if self.blank.contains(id) {
                    self.fill(*number, self.vault.seal(key, &seal::record(*id), bytes)?).await?;
                }
                continue;
            }
            let number = self.known.next_record;
            self.known.next_record += 1;
            self.numbers.insert(*id, number);
            rows.push((number, id.0.0, millis(*at)?, self.vault.seal(key, &seal::record(*id), bytes)?, of));
        }
        let head = "INSERT INTO record (number, id, at, sealed, signer, first, version) ";
        insert(self.connection, head, &rows, "", |tuple, (number, id, at, sealed, of)| {
            tuple.push_bind(*number).push_bind(id.to_vec()).push_bind(*at).push_bind(sealed.clone());
            let first = (of.first.0.0 != *id).then(|| of.first.0.0.to_vec());
            tuple.push_bind(of.signer.to_string()).push_bind(first).push_bind(i64::from(of.version));
        })
        .await
    }

    /// Its content was destroyed, and came again.
    async fn fill(&mut self, number: i64, sealed: Vec<u8>) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE record SET sealed = ? WHERE number = ?").bind(sealed).bind(number);
        update.execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn privates(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.privates.len());
        let released = batch.released.iter().map(|(member, draft, record)| ((member, *record), draft));
        let drafts: BTreeMap<_, _> = released.collect();
        for (record, member, private) in &batch.privates {
            let key = &self.keys.keys(&Item::record(*record), member.as_str())?.own;
            let plain = sluis_protocol::cbor::encode(private.as_ref())?;
            let sealed = self.vault.seal(key, &seal::private(member, *record), &plain)?;
            let draft = drafts.get(&(member, *record)).map(|draft| draft.0.clone());
            rows.push((self.number_of(*record)?, member.to_string(), sealed, draft));
        }
        let head = "INSERT INTO private (record, member, sealed, draft) ";
        insert(self.connection, head, &rows, "", |tuple, (record, member, sealed, draft)| {
            tuple.push_bind(*record).push_bind(member.clone()).push_bind(sealed.clone()).push_bind(draft.clone());
        })
        .await
    }

    async fn held(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.held.len());
        let mut identifiers = Vec::new();
        let mut tokens = BTreeMap::new();
        for held in &batch.held {
            let record = self.number_of(held.record)?;
            let tokens = tokens.entry(&held.member).or_insert_with(|| self.vault.blind().of(&held.member));
            let packed = tokens.pack(&held.terms);
            identifiers.extend(packed.identifiers.into_iter().map(|token| (token, record)));
            let arrival = (held.state == HeldState::Accepted).then_some(self.known.batch);
            let place = held.place.map(|entry| number("a place", entry.place)).transpose()?;
            let times = (millis(held.at)?, held.ends.map(millis).transpose()?);
            rows.push((held, times, record, packed.terms, arrival, place));
        }
        let head = "INSERT INTO held (member, at, record, source, state, terms, arrival, ends, place, epoch, lane) ";
        // What was deferred is judged again and then held in another state, since the same moment. What had ended is
        // held anew.
        let tail = " ON CONFLICT (record, member) DO UPDATE SET state = excluded.state, terms = excluded.terms, \
                    arrival = excluded.arrival, source = excluded.source, ends = excluded.ends, \
                    place = excluded.place, epoch = excluded.epoch, lane = excluded.lane, \
                    at = CASE WHEN ending IS NULL THEN at ELSE excluded.at END, \
                    ending = NULL, ended_at = NULL, ended_in = NULL, waits = 0, destroyed = 0, fingerprint = NULL";
        insert(self.connection, head, &rows, tail, |tuple, (held, (at, ends), record, terms, arrival, place)| {
            tuple.push_bind(held.member.to_string()).push_bind(*at).push_bind(*record);
            tuple.push_bind(held.from.to_string()).push_bind(held.state.code());
            tuple.push_bind(terms.clone()).push_bind(*arrival).push_bind(*ends).push_bind(*place);
            tuple.push_bind(held.place.map(|entry| i64::from(entry.epoch)));
            tuple.push_bind(held.place.map(|entry| entry.lane.code()));
        })
        .await?;
        let head = "INSERT INTO identifier (token, record) ";
        insert(self.connection, head, &identifiers, " ON CONFLICT DO NOTHING", |tuple, (token, record)| {
            tuple.push_bind(token.clone()).push_bind(*record);
        })
        .await
    }

    async fn released(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for chunk in batch.released.chunks(ROWS) {
            let mut query = QueryBuilder::<Sqlite>::new("UPDATE draft SET released = v.column3 FROM (");
            query.push_values(chunk, |mut tuple, (member, id, record)| {
                tuple.push_bind(member.to_string()).push_bind(id.0.clone()).push_bind(record.0.0.to_vec());
            });
            query.push(") AS v WHERE draft.member = v.column1 AND draft.id = v.column2");
            let updated = query.build().execute(&mut *self.connection).await?.rows_affected();
            if usize::try_from(updated).ok() != Some(chunk.len()) {
                let ids = chunk.iter().map(|(_, id, _)| id.0.as_str()).collect::<Vec<_>>().join(", ");
                return Err(StoreError::Unknown { table: "draft", id: ids });
            }
        }
        Ok(())
    }

    /// A key that stands for a draft goes with it: repeating that request makes a draft again.
    async fn discarded(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (member, id) in &batch.discarded {
            let delete = sqlx::query("DELETE FROM draft WHERE member = ? AND id = ? AND released IS NULL");
            let delete = delete.bind(member.as_str()).bind(&id.0);
            if delete.execute(&mut *self.connection).await?.rows_affected() != 1 {
                return Err(StoreError::Unknown { table: "draft", id: id.0.clone() });
            }
            let delete = sqlx::query("DELETE FROM idempotency WHERE draft = ?").bind(&id.0);
            delete.execute(&mut *self.connection).await?;
            self.doomed.push((Item::draft(&id.0), member.to_string()));
        }
        Ok(())
    }

    /// The column `draft` holds the id of what was made: of a draft, or of a match.
    async fn idempotency(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.idempotency.len());
        for (idempotency, made, at) in &batch.idempotency {
            rows.push((idempotency, made, millis(*at)?));
        }
        let head = "INSERT INTO idempotency (key, body, draft, at) ";
        insert(self.connection, head, &rows, "", |tuple, (idempotency, made, at)| {
            tuple.push_bind(idempotency.key.0.to_vec()).push_bind(idempotency.body.0.to_vec());
            tuple.push_bind((*made).clone()).push_bind(*at);
        })
        .await
    }
}
