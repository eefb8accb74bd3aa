//! What stands in the databases, counted with statements of its own: nothing here trusts what the nodes say.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use sluis_protocol::envelope::RecordId;
use sluis_schemas::MemberId;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::ground::within;
use super::report::Complete;

/// How often a condition in the files is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// One node's databases, to read.
pub(super) struct Books(SqliteConnection);

/// How far the outgoing feeds of a node are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Progress {
    /// Entries that joined a feed.
    pub(super) let_out: u64,
    /// Those that a receipt covers.
    pub(super) acknowledged: u64,
    /// Records that wait to join one, once for each receiver.
    pub(super) waiting: u64,
}

/// What is left of what ended on a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remains {
    /// Held once, and destroyed with its content.
    pub(super) destroyed: u64,
    /// Ended, with content or key still there.
    pub(super) left: u64,
}

/// Recalls that were told, with the receipt that says that the signal is erased.
const ERASED: &str = "FROM told t JOIN exception e ON e.feed = t.feed AND e.epoch >= t.epoch AND e.lane = t.lane \
                      AND e.place = t.place WHERE e.state = 3";

fn record_id(bytes: &[u8]) -> anyhow::Result<RecordId> {
    Ok(hex::encode(bytes).parse()?)
}

impl Books {
    /// Opens the databases in a node's directory.
    pub(super) async fn open(dir: &Path) -> anyhow::Result<Self> {
        let data = SqliteConnectOptions::new().filename(dir.join("sluis.db")).read_only(true);
        let mut connection = SqliteConnection::connect_with(&data.busy_timeout(Duration::from_secs(5))).await?;
        let keys = dir.join("datakeys.db").to_string_lossy().into_owned();
        sqlx::query("ATTACH DATABASE ? AS keys").bind(keys).execute(&mut connection).await?;
        Ok(Self(connection))
    }

    /// How many rows each table holds, by `file/table`.
    pub(super) async fn rows(&mut self) -> anyhow::Result<BTreeMap<String, u64>> {
        let mut rows = BTreeMap::new();
        for (schema, file) in [("main", "sluis.db"), ("keys", "datakeys.db")] {
            let list = format!(
                "SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                 AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'"
            );
            let tables: Vec<String> = sqlx::query_scalar(AssertSqlSafe(list)).fetch_all(&mut self.0).await?;
            for table in tables {
                let count = self.number(format!("SELECT count(*) FROM {schema}.\"{table}\"")).await?;
                rows.insert(format!("{file}/{table}"), count);
            }
        }
        Ok(rows)
    }

    async fn number(&mut self, select: String) -> anyhow::Result<u64> {
        let number: i64 = sqlx::query_scalar(AssertSqlSafe(select)).fetch_one(&mut self.0).await?;
        Ok(u64::try_from(number)?)
    }

    /// How far this node's outgoing feeds are.
    pub(super) async fn progress(&mut self) -> anyhow::Result<Progress> {
        let select = "SELECT coalesce(sum(s.bulk_place), 0), coalesce(sum(s.acked_bulk_place), 0), \
                      (SELECT count(*) FROM outbox) FROM feed_state s JOIN feed f ON f.number = s.feed \
                      WHERE f.direction = 0";
        let (let_out, acknowledged, waiting): (i64, i64, i64) = sqlx::query_as(select).fetch_one(&mut self.0).await?;
        let number = |n: i64| u64::try_from(n);
        Ok(Progress { let_out: number(let_out)?, acknowledged: number(acknowledged)?, waiting: number(waiting)? })
    }

    /// Entries that came in.
    pub(super) async fn received(&mut self) -> anyhow::Result<u64> {
        let select = "SELECT coalesce(sum(s.bulk_place), 0) FROM feed_state s JOIN feed f ON f.number = s.feed \
                      WHERE f.direction = 1";
        self.number(select.to_owned()).await
    }

    /// Waits until all entries are in.
    pub(super) async fn until_received(&mut self, entries: u64) -> anyhow::Result<()> {
        within("the receiver holds every entry", async {
            while self.received().await? < entries {
                tokio::time::sleep(LOOK).await;
            }
            Ok(())
        })
        .await?
    }

    /// Waits until a receipt covers every entry and nothing waits.
    pub(super) async fn until_settled(&mut self, entries: u64) -> anyhow::Result<()> {
        within("the origin holds a receipt for every entry", async {
            loop {
                let progress = self.progress().await?;
                if progress.waiting == 0 && progress.acknowledged >= entries {
                    return Ok(());
                }
                tokio::time::sleep(LOOK).await;
            }
        })
        .await?
    }

    /// Records of a member's own.
    pub(super) async fn own(&mut self, member: &MemberId) -> anyhow::Result<u64> {
        let select =
            "SELECT count(*) FROM held h JOIN record r ON r.number = h.record WHERE h.member = ? AND state = 0";
        let own: i64 = sqlx::query_scalar(select).bind(member.as_str()).fetch_one(&mut self.0).await?;
        Ok(u64::try_from(own)?)
    }

    /// A member's own signals that it may still read.
    pub(super) async fn live(&mut self, member: &MemberId) -> anyhow::Result<Vec<RecordId>> {
        let select = "SELECT r.id FROM held h JOIN record r ON r.number = h.record \
                      WHERE h.member = ? AND h.state = 0 AND h.ending IS NULL";
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(select).bind(member.as_str()).fetch_all(&mut self.0).await?;
        ids.iter().map(|id| record_id(id)).collect()
    }

    /// Recalled signals of which a receipt says that they are erased, and when it came, in milliseconds.
    pub(super) async fn erased(&mut self) -> anyhow::Result<BTreeMap<RecordId, u64>> {
        let select = format!("SELECT t.signal, e.at {ERASED}");
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(AssertSqlSafe(select)).fetch_all(&mut self.0).await?;
        rows.iter().map(|(id, at)| Ok((record_id(id)?, u64::try_from(*at)?))).collect()
    }

    /// Waits until receipts say of so many that they are erased.
    pub(super) async fn until_erased(&mut self, signals: u64) -> anyhow::Result<()> {
        within("the origin holds a receipt for every signal destroyed", async {
            while self.number(format!("SELECT count(*) {ERASED}")).await? < signals {
                tokio::time::sleep(LOOK).await;
            }
            Ok(())
        })
        .await?
    }

    /// What is left of what ended here.
    pub(super) async fn remains(&mut self) -> anyhow::Result<Remains> {
        let destroyed = "SELECT count(*) FROM held h JOIN record r ON r.number = h.record \
                         WHERE h.ending IS NOT NULL AND h.destroyed = 1 AND length(r.sealed) = 0";
        let left = "SELECT count(*) FROM held h JOIN record r ON r.number = h.record WHERE h.ending IS NOT NULL \
                    AND (h.destroyed = 0 OR length(r.sealed) > 0 \
                    OR EXISTS (SELECT 1 FROM keys.data_key k WHERE k.kind = 1 AND k.item = r.id AND k.holder = h.member))";
        let (destroyed, left) = (self.number(destroyed.to_owned()).await?, self.number(left.to_owned()).await?);
        Ok(Remains { destroyed, left })
    }

    /// Compares what each receiver holds with what the origin's node stored as its own: the same records, each once
    /// and accepted, as many as each is entitled to, and all under a receipt.
    pub(super) async fn compare(
        &mut self,
        receiver: &Path,
        entitled: &BTreeMap<MemberId, u64>,
    ) -> anyhow::Result<Complete> {
        let other = receiver.join("sluis.db").to_string_lossy().into_owned();
        sqlx::query("ATTACH DATABASE ? AS other").bind(other).execute(&mut self.0).await?;
        let select = "SELECT h.member, count(o.id), count(*) FROM other.held h JOIN other.record r \
                      ON r.number = h.record LEFT JOIN main.record o ON o.id = r.id AND h.state = 1 GROUP BY h.member";
        let held: Vec<(String, i64, i64)> = sqlx::query_as(select).fetch_all(&mut self.0).await?;
        sqlx::query("DETACH DATABASE other").execute(&mut self.0).await?;
        let acknowledged = self.progress().await?.acknowledged;
        let mut complete = Complete::new(entitled.values().sum(), 0, 0);
        for (member, same, all) in held {
            let due = member.parse().ok().and_then(|member: MemberId| entitled.get(&member).copied()).unwrap_or(0);
            let (same, all) = (u64::try_from(same)?, u64::try_from(all)?);
            complete.arrived += same.min(due);
            complete.surplus += all - same.min(due);
        }
        let arrived = complete.arrived.min(acknowledged);
        Ok(Complete::new(complete.entitled, arrived, complete.surplus))
    }
}

/// Rows that each of `signals` added.
pub(super) fn per_signal(
    before: &BTreeMap<String, u64>,
    after: &BTreeMap<String, u64>,
    signals: u64,
) -> BTreeMap<String, f64> {
    let added = |(table, rows): (&String, &u64)| {
        let added = rows.saturating_sub(before.get(table).copied().unwrap_or(0));
        (added > 0).then(|| (table.clone(), super::measure::rounded(added as f64 / signals.max(1) as f64)))
    };
    after.iter().filter_map(added).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tables_that_grew_are_counted() {
        let before = BTreeMap::from([("a".to_owned(), 5), ("b".to_owned(), 1)]);
        let after = BTreeMap::from([("a".to_owned(), 25), ("b".to_owned(), 1), ("c".to_owned(), 5)]);
        let rows = per_signal(&before, &after, 10);
        assert_eq!(rows, BTreeMap::from([("a".to_owned(), 2.0), ("c".to_owned(), 0.5)]));
    }
}
