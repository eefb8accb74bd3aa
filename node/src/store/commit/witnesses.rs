//! Checkpoints of journals: those that this node cosigns, those that others cosigned, and evidence of forks.

use super::batch::Batch;
use super::{Context, StoreError};
use crate::clock::DAY;
use crate::store::rows::{millis, number};

impl Context<'_> {
    pub(super) async fn witnesses(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.witnessed(batch).await?;
        self.cosigned(batch).await?;
        self.forks(batch).await
    }

    async fn witnessed(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for (node, (at, witnessed)) in &batch.witnessed {
            let insert = sqlx::query("INSERT OR REPLACE INTO witnessed (node, size, at, note) VALUES (?, ?, ?, ?)");
            let insert = insert.bind(node.as_str()).bind(number("a size", witnessed.checkpoint.size)?);
            insert.bind(millis(*at)?).bind(witnessed.note.as_ref()).execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Of one day only a witness's newest is kept: it says what those before it said.
    async fn cosigned(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for cosigned in &batch.cosigned {
            let (witness, log) = (cosigned.witness.as_str(), i64::from(cosigned.checkpoint.origin.log));
            let (size, at) = (number("a size", cosigned.checkpoint.size)?, millis(cosigned.at)?);
            let delete = "DELETE FROM cosignature WHERE witness = ? AND log = ? AND size < ? AND at >= ?";
            let delete = sqlx::query(delete).bind(witness).bind(log).bind(size).bind(at - at % number("a day", DAY)?);
            delete.execute(&mut *self.connection).await?;
            let insert = "INSERT OR REPLACE INTO cosignature (witness, log, size, at, note) VALUES (?, ?, ?, ?, ?)";
            let insert = sqlx::query(insert).bind(witness).bind(log).bind(size).bind(at);
            insert.bind(cosigned.note.as_ref()).execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    async fn forks(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for fork in &batch.forks {
            let insert = sqlx::query("INSERT OR IGNORE INTO journal_fork (node, at, held, shown) VALUES (?, ?, ?, ?)");
            let insert = insert.bind(fork.node.as_str()).bind(millis(fork.at)?);
            insert.bind(fork.held.as_ref()).bind(fork.shown.as_ref()).execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}
