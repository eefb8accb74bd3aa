//! Statements over many rows at once.

use std::collections::BTreeSet;

use sluis_protocol::envelope::RecordId;
use sqlx::query_builder::Separated;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::error::StoreError;

/// Rows a statement: more gain nothing, and a bound keeps the number of prepared statements small.
pub(super) const ROWS: usize = 32;

/// One row's values.
pub(crate) type Tuple<'a> = Separated<'a, Sqlite, &'static str>;

/// Inserts rows, [`ROWS`] a statement; `tail` may say what happens on a conflict.
pub(crate) async fn insert<T: Sync>(
    connection: &mut SqliteConnection,
    head: &str,
    rows: &[T],
    tail: &str,
    bind: impl Fn(&mut Tuple<'_>, &T) + Send + Sync,
) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS) {
        over(head, chunk, tail, &bind).build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// One statement over rows, of which there are [`ROWS`] at most: `head`, `VALUES (…), (…)`, `tail`. As a table they have
/// the columns `column1`, `column2`, …
///
/// Plans that look rows up by such a table: `UPDATE t … FROM (VALUES …) v WHERE t.a = v.column1 …`, and
/// `DELETE FROM t WHERE rowid IN (SELECT t.rowid FROM (VALUES …) v CROSS JOIN t ON …)`. `(a, b) IN (VALUES …)` goes
/// through the whole of `t`.
pub(super) fn over<T>(head: &str, rows: &[T], tail: &str, bind: impl Fn(&mut Tuple<'_>, &T)) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(head);
    query.push_values(rows, |mut tuple, row| bind(&mut tuple, row));
    query.push(tail);
    query
}

/// Cuts rows into runs for one statement each, in which no key occurs twice: where it does, the order counts.
pub(super) fn runs<'a, T, K: Ord>(rows: &'a [T], key: impl Fn(&'a T) -> K) -> Vec<&'a [T]> {
    let (mut runs, mut rest) = (Vec::new(), rows);
    while !rest.is_empty() {
        let mut seen = BTreeSet::new();
        let length = rest.iter().take(ROWS).take_while(|row| seen.insert(key(row))).count();
        let (run, later) = rest.split_at(length);
        runs.push(run);
        rest = later;
    }
    runs
}

/// Adds ` (number, number, …)`.
pub(super) fn push_numbers(query: &mut QueryBuilder<Sqlite>, numbers: &[i64]) {
    query.push(" (");
    let mut list = query.separated(", ");
    numbers.iter().for_each(|number| {
        list.push_bind(*number);
    });
    query.push(")");
}

/// Adds ` (id, id, …)`.
pub(super) fn push_ids(query: &mut QueryBuilder<Sqlite>, ids: &[RecordId]) {
    query.push(" (");
    let mut list = query.separated(", ");
    ids.iter().for_each(|id| {
        list.push_bind(id.0.0.to_vec());
    });
    query.push(")");
}
