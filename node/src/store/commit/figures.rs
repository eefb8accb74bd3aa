//! Figures.

use std::collections::BTreeMap;

use sluis_protocol::core::Figures;
use sluis_schemas::Date;

use super::{Context, StoreError};
use crate::store::figures::Columns;
use crate::store::rows::number;
use crate::store::statement::insert;

/// What a batch adds, by day.
pub(super) type Counted = BTreeMap<Date, Figures>;

const INTO: &str = "INSERT INTO figure (member, what, day, type, purpose, country, code, sector, region, count) ";
const ADD: &str = " ON CONFLICT DO UPDATE SET count = count + excluded.count";

impl Context<'_> {
    pub(super) async fn figures(&mut self, counted: &Counted) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        for (day, figures) in counted {
            for ((member, figure), count) in figures {
                rows.push((member, *day, figure, number("a figure", *count)?));
            }
        }
        insert(self.connection, INTO, &rows, ADD, |tuple, (member, day, figure, count)| {
            let Columns { what, r#type, purpose, country, code, sector, region } = Columns::from(*figure);
            tuple.push_bind(member.to_string()).push_bind(what).push_bind(day.to_string());
            for text in [r#type, purpose, country, code, sector, region] {
                tuple.push_bind(text);
            }
            tuple.push_bind(*count);
        })
        .await
    }
}
