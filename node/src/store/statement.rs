//! Statements over many rows at once.

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
        let mut query = QueryBuilder::<Sqlite>::new(head);
        query.push_values(chunk, |mut tuple, row| bind(&mut tuple, row));
        query.push(tail);
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
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
