//! Journal, rights, register, faults, and the head of it all.

use sluis_protocol::gates::PERMITTED;
use sluis_protocol::journal::{Detail, Kind, ReadForm, RightsChange};
use sluis_schemas::{MemberId, Timestamp};

use super::batch::Batch;
use super::{Context, StoreError};
use crate::store::datakeys::NODE;
use crate::store::packs;
use crate::store::rows::{Code, millis, number};
use crate::store::seal;
use crate::store::statement::insert;
use crate::store::tree;
use crate::store::vault::Item;

impl Context<'_> {
    pub(super) async fn ledger(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.journal(batch).await?;
        self.witnesses(batch).await?;
        self.openings(batch).await?;
        self.exports(batch).await?;
        self.rights(batch).await?;
        self.register(batch).await?;
        for (at, digest, packs) in &batch.packs {
            packs::add(self.connection, *at, *digest, packs).await?;
        }
        self.faults(batch).await?;
        self.head(batch).await
    }

    async fn journal(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.journal.len());
        for (entry, _, leaf) in &batch.journal {
            rows.push((number("a place", entry.seq.0)?, millis(entry.at)?, entry, leaf));
        }
        let into = "INSERT INTO journal (seq, at, kind, commitment, leaf) ";
        insert(self.connection, into, &rows, "", |tuple, (seq, at, entry, leaf)| {
            tuple.push_bind(*seq).push_bind(*at).push_bind(entry.kind.code());
            tuple.push_bind(entry.commitment.0.to_vec()).push_bind(leaf.0.to_vec());
        })
        .await?;
        tree::keep(self.connection, &batch.subtrees).await
    }

    async fn openings(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.journal.len());
        for (entry, opening, _) in &batch.journal {
            let day = Item::day(entry.at);
            let key = &self.keys.keys(&day, NODE)?.shared;
            let plain = [opening.salt.0.as_slice(), &opening.detail].concat();
            let sealed = self.vault.seal(key, &seal::opening(entry.seq), &plain)?;
            rows.push((number("a place", entry.seq.0)?, day.id, sealed));
        }
        let into = "INSERT INTO opening (seq, day, sealed) ";
        insert(self.connection, into, &rows, "", |tuple, (seq, day, sealed)| {
            tuple.push_bind(*seq).push_bind(day.clone()).push_bind(sealed.clone());
        })
        .await
    }

    async fn exports(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        for (entry, opening, _) in batch.journal.iter().filter(|(entry, ..)| entry.kind == Kind::Read) {
            let Detail::Read { actor, form: ReadForm::Export, records, outcome } = opening.detail()? else { continue };
            if outcome == PERMITTED {
                let (member, seq) = (actor.member.to_string(), number("a place", entry.seq.0)?);
                rows.extend(records.into_iter().map(|record| (record.0.0.to_vec(), member.clone(), seq)));
            }
        }
        let into = "INSERT INTO export (record, member, seq) ";
        insert(self.connection, into, &rows, " ON CONFLICT DO NOTHING", |tuple, (record, member, seq)| {
            tuple.push_bind(record.clone()).push_bind(member.clone()).push_bind(*seq);
        })
        .await
    }

    async fn rights(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (change, at) in &batch.rights {
            match change {
                RightsChange::Grant { token, member, user, roles } => {
                    let roles = roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
                    self.grant(*token, member, user, roles, *at).await?;
                }
                RightsChange::Revoke { token } => {
                    let delete = sqlx::query_scalar("DELETE FROM token WHERE hash = ? RETURNING member");
                    let delete = delete.bind(token.0.to_vec());
                    let holders: Vec<String> = delete.fetch_all(&mut *self.connection).await?;
                    self.doomed.extend(holders.into_iter().map(|holder| (Item::token(*token), holder)));
                }
            }
        }
        Ok(())
    }

    async fn grant(
        &mut self,
        token: sluis_protocol::crypto::Digest,
        member: &MemberId,
        user: &str,
        roles: String,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = &self.keys.keys(&Item::token(token), member.as_str())?.shared;
        let sealed = self.vault.seal(key, &seal::token(member, token), user.as_bytes())?;
        let insert = sqlx::query("INSERT INTO token (hash, member, roles, at, sealed) VALUES (?, ?, ?, ?, ?)");
        let insert = insert.bind(token.0.to_vec()).bind(member.as_str()).bind(roles).bind(millis(at)?).bind(sealed);
        insert.execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn register(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (sequence, bytes) in &batch.register {
            let insert = sqlx::query("INSERT INTO register_version (sequence, bytes) VALUES (?, ?)");
            let insert = insert.bind(number("a sequence number", *sequence)?).bind(bytes.to_vec());
            insert.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    async fn faults(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.faults.len());
        for fault in &batch.faults {
            rows.push((fault, millis(fault.at)?));
        }
        let into = "INSERT INTO fault (node, at, ours, code, text) ";
        insert(self.connection, into, &rows, "", |tuple, (fault, at)| {
            tuple.push_bind(fault.node.to_string()).push_bind(*at).push_bind(i64::from(fault.ours));
            tuple.push_bind(fault.fault.code.clone()).push_bind(fault.fault.text.clone());
        })
        .await
    }

    async fn head(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let seq = batch.head.map(|head| number("a place", head.seq.0)).transpose()?;
        let update = "UPDATE head SET batch = ?, journal_seq = coalesce(?, journal_seq), \
                      journal_root = coalesce(?, journal_root), journal_log = coalesce(?, journal_log), \
                      reviewed = CASE WHEN ? THEN ? ELSE reviewed END, \
                      last_time = max(last_time, ?)";
        let root = batch.head.map(|head| head.root.0.to_vec());
        let reviewed = batch.reviewed.flatten().map(|epoch| sluis_protocol::cbor::encode(&epoch)).transpose()?;
        let update = sqlx::query(update).bind(self.known.batch).bind(seq).bind(root);
        let update = update.bind(batch.log).bind(batch.reviewed.is_some()).bind(reviewed);
        update.bind(millis(batch.last_time)?).execute(&mut *self.connection).await?;
        Ok(())
    }
}
