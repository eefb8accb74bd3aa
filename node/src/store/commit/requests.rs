//! Requests, how far they have come, and replies whose receipt is awaited.

use sluis_protocol::core::Request;

use super::batch::Batch;
use super::{Context, StoreError};
use crate::store::requests::progress_text;
use crate::store::rows::{Code, millis};
use crate::store::seal;
use crate::store::statement::insert;
use crate::store::vault::Item;

/// When who was asked first accepted, and first answered, as columns hold it.
struct Moments {
    accepted: Option<i64>,
    replied: Option<i64>,
}

impl Moments {
    fn of(kept: &Request) -> Result<Self, StoreError> {
        Ok(Self { accepted: kept.accepted.map(millis).transpose()?, replied: kept.replied.map(millis).transpose()? })
    }
}

impl Context<'_> {
    /// After content and feeds: its rows name both.
    pub(super) async fn requests(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.widened(batch).await?;
        self.asked(batch).await?;
        self.progress(batch).await?;
        self.rated(batch).await?;
        self.awaited(batch).await?;
        self.settled(batch).await
    }

    async fn widened(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (record, member, private) in &batch.widened {
            let key = &self.keys.keys(&Item::record(*record), member.as_str())?.own;
            let plain = sluis_protocol::cbor::encode(private.as_ref())?;
            let sealed = self.vault.seal(key, &seal::private(member, *record), &plain)?;
            let update = sqlx::query("UPDATE private SET sealed = ? WHERE record = ? AND member = ?");
            let update = update.bind(sealed).bind(self.number_of(*record)?).bind(member.as_str());
            if update.execute(&mut *self.connection).await?.rows_affected() != 1 {
                return Err(StoreError::UnknownRecord { record: *record });
            }
        }
        Ok(())
    }

    async fn asked(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.requests.len());
        for asked in &batch.requests {
            let progress = progress_text(&asked.as_kept.progress)?;
            let moments = (millis(asked.as_kept.at)?, millis(asked.as_kept.changed)?);
            rows.push((asked, progress, moments, Moments::of(&asked.as_kept)?));
        }
        let head = "INSERT INTO request (member, id, other, side, purpose, progress, open, due, term, at, changed, \
                    accepted, replied) ";
        insert(self.connection, head, &rows, "", |tuple, (asked, progress, (at, changed), first)| {
            tuple.push_bind(asked.member.to_string()).push_bind(asked.request.0.0.to_vec());
            tuple.push_bind(asked.other.to_string()).push_bind(asked.as_kept.side.code());
            tuple.push_bind(asked.as_kept.purpose.as_str()).push_bind(progress.clone());
            tuple.push_bind(asked.as_kept.progress.is_open());
            tuple.push_bind(asked.as_kept.due.map(|due| due.to_string()));
            tuple.push_bind(asked.as_kept.term().to_string()).push_bind(*at).push_bind(*changed);
            tuple.push_bind(first.accepted).push_bind(first.replied);
        })
        .await
    }

    async fn progress(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for step in &batch.progress {
            let update = sqlx::query(
                "UPDATE request SET progress = ?, open = ?, changed = ?, accepted = ?, replied = ? \
                 WHERE member = ? AND id = ? AND other = ?",
            );
            let (kept, first) = (&step.as_kept, Moments::of(&step.as_kept)?);
            let update = update.bind(progress_text(&kept.progress)?).bind(kept.progress.is_open());
            let update = update.bind(millis(kept.changed)?).bind(first.accepted).bind(first.replied);
            let update = update.bind(step.member.as_str());
            let update = update.bind(step.request.0.0.to_vec()).bind(step.other.as_str());
            if update.execute(&mut *self.connection).await?.rows_affected() != 1 {
                return Err(StoreError::Unknown { table: "request", id: step.request.to_string() });
            }
        }
        Ok(())
    }

    async fn rated(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (member, request, other, rating) in &batch.rated {
            let update = sqlx::query("UPDATE request SET rating = ? WHERE member = ? AND id = ? AND other = ?");
            let update = update.bind(rating.as_str()).bind(member.as_str());
            let update = update.bind(request.0.0.to_vec()).bind(other.as_str());
            if update.execute(&mut *self.connection).await?.rows_affected() != 1 {
                return Err(StoreError::Unknown { table: "request", id: request.to_string() });
            }
        }
        Ok(())
    }

    async fn awaited(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(batch.awaited.len());
        for (feed, record, request, answer) in &batch.awaited {
            rows.push((self.known.feeds.number_out(feed)?, self.number_of(*record)?, request.0.0, answer.as_str()));
        }
        let head = "INSERT INTO awaited_reply (feed, record, request, answer) ";
        insert(self.connection, head, &rows, "", |tuple, (feed, record, request, answer)| {
            tuple.push_bind(*feed).push_bind(*record).push_bind(request.to_vec()).push_bind(*answer);
        })
        .await
    }

    async fn settled(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (feed, record) in &batch.settled {
            let delete = sqlx::query("DELETE FROM awaited_reply WHERE feed = ? AND record = ?");
            let delete = delete.bind(self.known.feeds.number_out(feed)?).bind(self.number_of(*record)?);
            delete.execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}
