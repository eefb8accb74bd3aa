//! How the store stands to what its node last knew, and what a restore changes in it.

use sluis_protocol::core::{Direction, GapEnd, Write};
use sluis_protocol::crypto::Salt;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{self, Appended, Destroyed, Detail, JournalHead, LostDraft};
use sluis_protocol::records::State;
use sluis_protocol::standing::{Cause, Incarnation, Stage, Standing};
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{Date, Timestamp};
use sqlx::{Connection, FromRow, SqliteConnection};

use super::error::{DATA, KEYS, RowError, StoreError};
use super::reader::Reader;
use super::rows::{Code, Row, millis};
use super::vault::Item;
use super::{Store, tree};
use crate::crypto::RingCrypto;

/// Reads the standing.
pub(super) async fn standing(connection: &mut SqliteConnection) -> Result<Standing, StoreError> {
    let select = "SELECT incarnation, recovery FROM standing";
    let (incarnation, recovery): (Vec<u8>, Option<String>) = sqlx::query_as(select).fetch_one(connection).await?;
    let at = Row { table: "standing", id: &1 };
    let incarnation = Incarnation(Salt(at.digest("incarnation", &incarnation)?.0));
    let recovery = recovery.map(|text| serde_json::from_str(&text).map_err(|_| at.bad("recovery"))).transpose()?;
    Ok(Standing { incarnation, recovery })
}

/// Whose life it is, and how far its journal goes.
pub(super) async fn state(connection: &mut SqliteConnection) -> Result<(Incarnation, JournalHead), StoreError> {
    Ok((standing(connection).await?.incarnation, tree::head(connection).await?.0))
}

impl Reader {
    /// Whose life the store is, and how far its journal goes.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn state(&self) -> Result<(Incarnation, JournalHead), StoreError> {
        state(&mut *self.connection().await?).await
    }
}

impl Store {
    /// Marks a store that was put back from a backup: it is in quarantine, under a new incarnation, until its peers have
    /// confirmed. What no data key opens any more counts as destroyed, which the journal is told; keys of what the data
    /// does not hold go. Says how much of what members hold is without a key.
    ///
    /// # Errors
    /// [`StoreError`]; the store must not be used then.
    pub async fn put_back(&mut self, incarnation: Incarnation, now: Timestamp) -> Result<u64, StoreError> {
        let standing = Standing::after(incarnation, Cause::Restored, Stage::Found, now);
        let recovery = serde_json::to_string(&standing.recovery);
        let recovery = recovery.map_err(|e| StoreError::Damaged { file: DATA, what: e.to_string() })?;
        let lost = WithoutKey::read(&mut *self.reader.connection().await?).await?;
        let unused = self.unused_keys().await?;
        if !lost.is_empty() {
            self.tell(&lost.detail()?, now).await?;
        }
        let mut transaction = self.writer.connection().begin_with("BEGIN IMMEDIATE").await?;
        lost.forget(&mut transaction, now).await?;
        let update = sqlx::query("UPDATE standing SET incarnation = ?, recovery = ?");
        update.bind(incarnation.0.0.to_vec()).bind(recovery).execute(&mut *transaction).await?;
        transaction.commit().await?;
        self.writer.keys().destroy(&unused).await.map_err(|e| e.in_file(KEYS))?;
        Ok(lost.held.len() as u64)
    }

    /// Keys, each of one holder, that open nothing here: what they opened was destroyed, or is of another moment.
    async fn unused_keys(&self) -> Result<Vec<(Item, String)>, StoreError> {
        let select = "SELECT k.kind, k.item, k.holder FROM keys.data_key k WHERE CASE k.kind \
                      WHEN 1 THEN NOT EXISTS (SELECT 1 FROM record r JOIN held h ON h.record = r.number \
                      WHERE r.id = k.item AND h.member = k.holder AND h.destroyed = 0) \
                      WHEN 2 THEN NOT EXISTS (SELECT 1 FROM draft WHERE id = CAST(k.item AS TEXT)) \
                      WHEN 3 THEN NOT EXISTS (SELECT 1 FROM token WHERE hash = k.item) ELSE 0 END";
        let rows: Vec<(i64, Vec<u8>, String)> =
            sqlx::query_as(select).fetch_all(&mut *self.reader.connection().await?).await?;
        Ok(rows.into_iter().map(|(kind, id, holder)| (Item { kind, id }, holder)).collect())
    }

    /// Adds an entry to the journal of a store that no core has.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is added then.
    pub async fn tell(&mut self, detail: &Detail, now: Timestamp) -> Result<(), StoreError> {
        let salt = Salt(crate::crypto::random().ok_or(StoreError::Randomness)?);
        let connection = self.writer.connection();
        let (head, _) = tree::head(&mut *connection).await?;
        let mut edge = tree::frontier(&mut *connection, head.seq.0).await?;
        let last: i64 = sqlx::query_scalar("SELECT last_time FROM head").fetch_one(&mut *connection).await?;
        let at = now.max(Row { table: "head", id: &1 }.time("last_time", last)?);
        let Appended { entry, opening, leaf, completed } = journal::append(&RingCrypto, &mut edge, salt, at, detail)?;
        let head = JournalHead { seq: entry.seq, root: edge.root(&RingCrypto) };
        let entry = Write::Journal { entry, opening, leaf, completed };
        self.writer.commit(vec![entry, Write::JournalHead(head)]).await
    }
}

/// A record that a member held: its number and id, how it had ended, and whether a neighbour here can still open it.
#[derive(FromRow)]
struct LostHolding {
    member: String,
    number: i64,
    id: Vec<u8>,
    ending: Option<i64>,
    is_shared: bool,
}

impl LostHolding {
    fn destroyed(&self) -> Result<Destroyed, RowError> {
        let at = Row { table: "held", id: &self.number };
        Ok(Destroyed {
            member: at.parse("member", &self.member)?,
            record: RecordId(at.digest("record", &self.id)?),
            ending: self.ending.map_or(Ok(Ending::Expired), |ending| at.code("ending", ending))?,
            state: self.state(),
        })
    }

    const fn state(&self) -> State {
        if self.is_shared { State::Relinquished } else { State::Erased }
    }
}

/// What a store holds and no data key opens.
struct WithoutKey {
    held: Vec<LostHolding>,
    /// Member and id.
    drafts: Vec<(String, String)>,
    tokens: Vec<Vec<u8>>,
    /// Numbers of records that have no key at all.
    blank: Vec<i64>,
}

impl WithoutKey {
    /// For readers, who see both files: the writer sees one.
    async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let held = "SELECT h.member, r.number, r.id, h.ending, EXISTS (SELECT 1 FROM held o JOIN keys.data_key k \
                    ON k.kind = 1 AND k.item = r.id AND k.holder = o.member WHERE o.record = h.record \
                    AND o.destroyed = 0) AS is_shared FROM held h JOIN record r ON r.number = h.record \
                    LEFT JOIN keys.data_key k ON k.kind = 1 AND k.item = r.id AND k.holder = h.member \
                    WHERE k.number IS NULL AND h.destroyed = 0";
        let drafts = "SELECT d.member, d.id FROM draft d LEFT JOIN keys.data_key k \
                      ON k.kind = 2 AND k.item = CAST(d.id AS BLOB) AND k.holder = d.member WHERE k.number IS NULL";
        let tokens = "SELECT t.hash FROM token t LEFT JOIN keys.data_key k \
                      ON k.kind = 3 AND k.item = t.hash AND k.holder = t.member WHERE k.number IS NULL";
        let blank = "SELECT r.number FROM record r WHERE r.sealed <> x'' AND NOT EXISTS \
                     (SELECT 1 FROM keys.data_key k WHERE k.kind = 1 AND k.item = r.id)";
        Ok(Self {
            held: sqlx::query_as(held).fetch_all(&mut *connection).await?,
            drafts: sqlx::query_as(drafts).fetch_all(&mut *connection).await?,
            tokens: sqlx::query_scalar(tokens).fetch_all(&mut *connection).await?,
            blank: sqlx::query_scalar(blank).fetch_all(&mut *connection).await?,
        })
    }

    const fn is_empty(&self) -> bool {
        self.held.is_empty() && self.drafts.is_empty() && self.tokens.is_empty()
    }

    fn detail(&self) -> Result<Detail, StoreError> {
        let held = self.held.iter().map(LostHolding::destroyed);
        let drafts = self.drafts.iter().map(|(member, draft)| {
            let member = Row { table: "draft", id: draft }.parse("member", member)?;
            Ok(LostDraft { member, draft: draft.clone() })
        });
        let tokens = self.tokens.iter().map(|hash| Row { table: "token", id: &"hash" }.digest("hash", hash));
        Ok(Detail::KeysLost {
            held: held.collect::<Result<_, RowError>>()?,
            drafts: drafts.collect::<Result<_, RowError>>()?,
            tokens: tokens.collect::<Result<_, _>>()?,
        })
    }

    async fn forget(&self, connection: &mut SqliteConnection, now: Timestamp) -> Result<(), StoreError> {
        for lost in &self.held {
            destroyed_without_key(connection, lost, now).await?;
        }
        for (_, draft) in &self.drafts {
            sqlx::query("DELETE FROM draft WHERE id = ?").bind(draft).execute(&mut *connection).await?;
            sqlx::query("DELETE FROM idempotency WHERE draft = ?").bind(draft).execute(&mut *connection).await?;
        }
        for token in &self.tokens {
            sqlx::query("DELETE FROM token WHERE hash = ?").bind(token).execute(&mut *connection).await?;
        }
        // Their bytes may come again, for another member, and are sealed with a new key then.
        for record in &self.blank {
            sqlx::query("UPDATE record SET sealed = x'' WHERE number = ?")
                .bind(record)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// What a member held counts as destroyed, as what ended does. Who has it is known by the feeds that it joined: what it
/// kept of that beside it cannot be read either.
async fn destroyed_without_key(
    connection: &mut SqliteConnection,
    lost: &LostHolding,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (member, record) = (&lost.member, lost.number);
    // From whom it came is told, as of all that is destroyed.
    let said = "INSERT INTO exception (feed, epoch, lane, place, state, at) \
                SELECT f.number, s.epoch, h.lane, h.place, ?, ? FROM held h JOIN feed f \
                ON f.direction = ? AND f.discloser = h.source AND f.receiver = h.member \
                JOIN feed_state s ON s.feed = f.number WHERE h.member = ? AND h.record = ? AND h.place IS NOT NULL \
                ON CONFLICT (feed, epoch, lane, place) DO UPDATE SET state = excluded.state, rule = NULL, at = excluded.at";
    let said = sqlx::query(said).bind(lost.state().code()).bind(millis(now)?).bind(Direction::In.code());
    said.bind(member).bind(record).execute(&mut *connection).await?;
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
    // What was in its way is so no more, as when its retention is over.
    let gaps = "UPDATE gap SET signal = NULL, receiver = NULL, ended = ?3, how = ?4 WHERE member = ?1 AND signal = \
                (SELECT coalesce(r.first, r.id) FROM record r JOIN held h ON h.record = r.number AND h.member = ?1 \
                WHERE r.number = ?2 AND h.ending IS NULL)";
    let gaps = sqlx::query(gaps).bind(member).bind(record).bind(Date::of(now).to_string());
    gaps.bind(GapEnd::Expired.code()).execute(&mut *connection).await?;
    let update = "UPDATE held SET destroyed = 1, terms = x'', arrival = NULL, ends = NULL, waits = 0, \
                  ending = coalesce(ending, ?), ended_at = coalesce(ended_at, ?) WHERE member = ? AND record = ?";
    let update = sqlx::query(update).bind(Ending::Expired.code()).bind(millis(now)?).bind(member).bind(record);
    update.execute(connection).await?;
    Ok(())
}
