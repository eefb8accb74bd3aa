//! Drafts, records, private parts and who holds what.

use std::collections::BTreeMap;

use sluis_protocol::core::HeldState;
use sqlx::{QueryBuilder, Sqlite};

use super::batch::Batch;
use super::{Context, StoreError};
use crate::store::rows::{Code, millis};
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
        for (member, id, at, body) in &batch.drafts {
            let key = &self.keys.keys(&Item::draft(&id.0), member.as_str())?.shared;
            let sealed = self.vault.seal(key, &seal::draft(member, id), &body.encode()?)?;
            rows.push((member.to_string(), id.0.clone(), millis(*at)?, sealed));
        }
        let head = "INSERT INTO draft (member, id, at, sealed) ";
        let tail = " ON CONFLICT (member, id) DO UPDATE SET sealed = excluded.sealed";
        insert(self.connection, head, &rows, tail, |tuple, (member, id, at, sealed)| {
            tuple.push_bind(member.clone()).push_bind(id.clone()).push_bind(*at).push_bind(sealed.clone());
        })
        .await
    }

    async fn records(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.records.len());
        for (id, (at, bytes)) in &batch.records {
            let key = self.keys.shared(&Item::record(*id)).ok_or(StoreError::UnknownRecord { record: *id })?;
            if let Some(number) = self.numbers.get(id) {
                if !self.known.lost_keys {
                    continue;
                }
                // Only what lost its key with a restore has no bytes here: they came again, under a new one.
                let again = "UPDATE record SET sealed = ? WHERE number = ? AND sealed = x''";
                let sealed = self.vault.seal(key, &seal::record(*id), bytes)?;
                sqlx::query(again).bind(sealed).bind(number).execute(&mut *self.connection).await?;
                continue;
            }
            let number = self.known.next_record;
            self.known.next_record += 1;
            self.numbers.insert(*id, number);
            rows.push((number, id.0.0, millis(*at)?, self.vault.seal(key, &seal::record(*id), bytes)?));
        }
        let head = "INSERT INTO record (number, id, at, sealed) ";
        insert(self.connection, head, &rows, "", |tuple, (number, id, at, sealed)| {
            tuple.push_bind(*number).push_bind(id.to_vec()).push_bind(*at).push_bind(sealed.clone());
        })
        .await
    }

    async fn privates(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.privates.len());
        for (record, member, private) in &batch.privates {
            let key = &self.keys.keys(&Item::record(*record), member.as_str())?.own;
            let plain = sluis_protocol::cbor::encode(private.as_ref())?;
            let sealed = self.vault.seal(key, &seal::private(member, *record), &plain)?;
            rows.push((self.number_of(*record)?, member.to_string(), sealed));
        }
        let head = "INSERT INTO private (record, member, sealed) ";
        insert(self.connection, head, &rows, "", |tuple, (record, member, sealed)| {
            tuple.push_bind(*record).push_bind(member.clone()).push_bind(sealed.clone());
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
            rows.push((held, millis(held.at)?, record, packed.terms, arrival));
        }
        let head = "INSERT INTO held (member, at, record, source, state, terms, arrival) ";
        // What was deferred is judged again and then held in another state, since the same moment.
        let tail = " ON CONFLICT (record, member) DO UPDATE SET state = excluded.state, terms = excluded.terms, \
                    arrival = excluded.arrival";
        insert(self.connection, head, &rows, tail, |tuple, (held, at, record, terms, arrival)| {
            tuple.push_bind(held.member.to_string()).push_bind(*at).push_bind(*record);
            tuple.push_bind(held.from.to_string()).push_bind(held.state.code());
            tuple.push_bind(terms.clone()).push_bind(*arrival);
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
        }
        Ok(())
    }

    async fn idempotency(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.idempotency.len());
        for (idempotency, draft, at) in &batch.idempotency {
            rows.push((idempotency, draft, millis(*at)?));
        }
        let head = "INSERT INTO idempotency (key, body, draft, at) ";
        insert(self.connection, head, &rows, "", |tuple, (idempotency, draft, at)| {
            tuple.push_bind(idempotency.key.0.to_vec()).push_bind(idempotency.body.0.to_vec());
            tuple.push_bind(draft.0.clone()).push_bind(*at);
        })
        .await
    }
}
