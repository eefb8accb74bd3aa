//! Brings what was held before there was a search into its index. Once, at the first start after that.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_protocol::core::{own_copy, terms};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::MemberId;
use sqlx::{Connection, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::Row;
use super::statement::insert;
use super::vault::Vault;

/// Rows in one transaction: a start that is broken off goes on where it was.
const CHUNK: i64 = 512;

/// Indexes the rows that lack it; says how many there were.
pub(super) async fn complete(
    connection: &mut SqliteConnection,
    reader: &Reader,
    vault: &Arc<Vault>,
) -> Result<u64, StoreError> {
    let count = "SELECT count(*) FROM held WHERE terms IS NULL";
    let total: i64 = sqlx::query_scalar(count).fetch_one(&mut *connection).await?;
    let mut done = 0;
    while done < total {
        let select = "SELECT h.member, h.record, r.id FROM held h JOIN record r ON r.number = h.record \
                      WHERE h.terms IS NULL ORDER BY h.member LIMIT ?";
        let rows: Vec<(String, i64, Vec<u8>)> = sqlx::query_as(select).bind(CHUNK).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            break;
        }
        done += i64::try_from(rows.len()).unwrap_or(CHUNK);
        index(connection, reader, vault, rows).await?;
        tracing::info!(done, total, "indexing for searches what is held");
    }
    Ok(total.unsigned_abs())
}

async fn index(
    connection: &mut SqliteConnection,
    reader: &Reader,
    vault: &Arc<Vault>,
    rows: Vec<(String, i64, Vec<u8>)>,
) -> Result<(), StoreError> {
    let mut of_member: BTreeMap<MemberId, BTreeMap<RecordId, i64>> = BTreeMap::new();
    for (member, number, id) in rows {
        let at = Row { table: "held", id: &number };
        let record = RecordId(at.digest("record", &id)?);
        of_member.entry(at.parse("member", &member)?).or_default().insert(record, number);
    }
    let mut transaction = connection.begin().await?;
    for (member, numbers) in of_member {
        let ids: Vec<_> = numbers.keys().copied().collect();
        let records = reader.records(&mut *reader.connection().await?, &member, &ids).await?;
        let tokens = vault.blind().of(&member);
        let mut identifiers = Vec::new();
        for (record, number) in numbers {
            // What is not understood is found by nothing.
            let content = records.get(&record).and_then(|(bytes, _)| own_copy(bytes)).map(|signal| signal.content);
            let packed = tokens.pack(&content.map_or_else(BTreeSet::new, |content| terms(&content)));
            identifiers.extend(packed.identifiers.into_iter().map(|token| (token, number)));
            let update = sqlx::query("UPDATE held SET terms = ? WHERE record = ? AND member = ?");
            let update = update.bind(packed.terms).bind(number).bind(member.as_str());
            update.execute(&mut *transaction).await?;
        }
        let head = "INSERT INTO identifier (token, record) ";
        insert(&mut transaction, head, &identifiers, " ON CONFLICT DO NOTHING", |tuple, (token, number)| {
            tuple.push_bind(token.clone()).push_bind(*number);
        })
        .await?;
    }
    Ok(transaction.commit().await?)
}
