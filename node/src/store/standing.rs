//! How the store stands to what its node last knew, and what a restore changes in it.

use sluis_protocol::crypto::Salt;
use sluis_protocol::standing::{Cause, Incarnation, Stage, Standing};
use sluis_schemas::Timestamp;
use sluis_schemas::vocabulary::Ending;
use sqlx::{Connection, SqliteConnection};

use super::Store;
use super::error::{DATA, StoreError};
use super::rows::{Code, Row, millis};

/// Reads the standing.
pub(super) async fn standing(connection: &mut SqliteConnection) -> Result<Standing, StoreError> {
    let select = "SELECT incarnation, recovery FROM standing";
    let (incarnation, recovery): (Vec<u8>, Option<String>) = sqlx::query_as(select).fetch_one(connection).await?;
    let at = Row { table: "standing", id: &1 };
    let incarnation = Incarnation(Salt(at.digest("incarnation", &incarnation)?.0));
    let recovery = recovery.map(|text| serde_json::from_str(&text).map_err(|_| at.bad("recovery"))).transpose()?;
    Ok(Standing { incarnation, recovery })
}

impl Store {
    /// Marks a store that was put back from a backup: it is in quarantine, under a new incarnation, until its peers have
    /// confirmed. What no data key opens any more counts as destroyed; says how much of it members hold.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is marked then.
    pub async fn put_back(&mut self, incarnation: Incarnation, now: Timestamp) -> Result<u64, StoreError> {
        let standing = Standing::after(incarnation, Cause::Restored, Stage::Found, now);
        let recovery = serde_json::to_string(&standing.recovery);
        let recovery = recovery.map_err(|e| StoreError::Damaged { file: DATA, what: e.to_string() })?;
        let mut connection = self.reader.connection().await?;
        // One list for all: readers see both files, the writer one.
        let held = "SELECT h.member, h.record FROM held h JOIN record r ON r.number = h.record \
                    LEFT JOIN keys.data_key k ON k.kind = 1 AND k.item = r.id AND k.holder = h.member \
                    WHERE k.number IS NULL AND h.destroyed = 0";
        let held: Vec<(String, i64)> = sqlx::query_as(held).fetch_all(&mut *connection).await?;
        let drafts = "SELECT d.id FROM draft d LEFT JOIN keys.data_key k \
                      ON k.kind = 2 AND k.item = CAST(d.id AS BLOB) AND k.holder = d.member WHERE k.number IS NULL";
        let drafts: Vec<String> = sqlx::query_scalar(drafts).fetch_all(&mut *connection).await?;
        let tokens = "SELECT t.hash FROM token t LEFT JOIN keys.data_key k \
                      ON k.kind = 3 AND k.item = t.hash AND k.holder = t.member WHERE k.number IS NULL";
        let tokens: Vec<Vec<u8>> = sqlx::query_scalar(tokens).fetch_all(&mut *connection).await?;
        let orphans = "SELECT r.number FROM record r WHERE NOT EXISTS \
                       (SELECT 1 FROM keys.data_key k WHERE k.kind = 1 AND k.item = r.id)";
        let orphans: Vec<i64> = sqlx::query_scalar(orphans).fetch_all(&mut *connection).await?;
        drop(connection);
        let mut transaction = self.writer.connection().begin_with("BEGIN IMMEDIATE").await?;
        for (member, record) in &held {
            destroyed_without_key(&mut transaction, member, *record, now).await?;
        }
        for draft in &drafts {
            sqlx::query("DELETE FROM draft WHERE id = ?").bind(draft).execute(&mut *transaction).await?;
            sqlx::query("DELETE FROM idempotency WHERE draft = ?").bind(draft).execute(&mut *transaction).await?;
        }
        for token in &tokens {
            sqlx::query("DELETE FROM token WHERE hash = ?").bind(token).execute(&mut *transaction).await?;
        }
        // Their bytes may come again, for another member, and are sealed with a new key then.
        for record in &orphans {
            sqlx::query("UPDATE record SET sealed = x'' WHERE number = ?")
                .bind(record)
                .execute(&mut *transaction)
                .await?;
        }
        let update = sqlx::query("UPDATE standing SET incarnation = ?, recovery = ?");
        update.bind(incarnation.0.0.to_vec()).bind(recovery).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(held.len() as u64)
    }
}

/// What a member held counts as destroyed, as what ended does. Who has it is known by the feeds that it joined: what it
/// kept of that beside it cannot be read either.
async fn destroyed_without_key(
    connection: &mut SqliteConnection,
    member: &str,
    record: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sent = "INSERT INTO released_to (record, member, receiver) SELECT r.number, h.member, f.receiver \
                FROM record r JOIN held h ON h.record = r.number AND h.member = ?1 AND h.state = 0 \
                JOIN feed f ON f.direction = 0 AND f.discloser = ?1 WHERE r.number = ?2 AND EXISTS \
                (SELECT 1 FROM block b WHERE b.feed = f.number AND instr(b.ids, r.id) > 0) ON CONFLICT DO NOTHING";
    let out = "DELETE FROM outbox WHERE record = ?2 AND feed IN \
               (SELECT number FROM feed WHERE direction = 0 AND discloser = ?1)";
    let private = "DELETE FROM private WHERE member = ?1 AND record = ?2";
    let tokens = "DELETE FROM identifier WHERE record = ?2 AND NOT EXISTS \
                  (SELECT 1 FROM held WHERE record = ?2 AND member <> ?1 AND destroyed = 0)";
    for statement in [sent, out, private, tokens] {
        sqlx::query(statement).bind(member).bind(record).execute(&mut *connection).await?;
    }
    let update = "UPDATE held SET destroyed = 1, terms = x'', arrival = NULL, ends = NULL, waits = 0, \
                  ending = coalesce(ending, ?), ended_at = coalesce(ended_at, ?) WHERE member = ? AND record = ?";
    let update = sqlx::query(update).bind(Ending::Expired.code()).bind(millis(now)?).bind(member).bind(record);
    update.execute(connection).await?;
    Ok(())
}
