//! Legal gaps, and refusals that wait for their hand-over.

use std::collections::BTreeSet;
use std::mem::discriminant;
use std::sync::Arc;

use sluis_protocol::core::{Gap, GapEnd, Write};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::{Date, MemberId, Timestamp};
use sqlx::{QueryBuilder, Sqlite};

use super::{Context, StoreError};
use crate::store::gaps::bases_text;
use crate::store::rows::{Code, millis, number};
use crate::store::statement::{ROWS, insert};

/// Those writes of a batch, in their order: what ends a gap ends those before it.
#[derive(Default)]
pub(super) struct Gaps(Vec<Write>);

impl Gaps {
    /// Takes a write of these kinds; gives the moment that it names.
    pub(super) fn add(&mut self, write: Write) -> Option<Timestamp> {
        let at = match &write {
            Write::Refusal { at, .. } | Write::HandedOver { at, .. } => Some(*at),
            // A gap knows days alone.
            _ => None,
        };
        self.0.push(write);
        at
    }
}

const ANSWERED: &str = "UPDATE gap SET ended = ?1, how = ?2, signal = NULL, receiver = NULL WHERE number = (\
                        SELECT number FROM gap WHERE member = ?3 AND receiver = ?4 AND purpose = ?5 \
                        AND signal IS NOT NULL AND missing LIKE 'ask-first:%' ORDER BY began, signal LIMIT 1)";
const REFUSAL: &str = "INSERT INTO refusal (id, member, at, purpose, type, rule, entry) VALUES (?, ?, ?, ?, ?, ?, ?)";
const HANDED_OVER: &str = "UPDATE refusal SET handed_over = ? WHERE member = ? AND id = ? AND handed_over IS NULL";

impl Context<'_> {
    pub(super) async fn gaps(&mut self, gaps: &Gaps) -> Result<(), StoreError> {
        for alike in gaps.0.chunk_by(|a, b| discriminant(a) == discriminant(b)) {
            if matches!(alike.first(), Some(Write::Gap { .. })) {
                self.begin_gaps(alike).await?;
            } else {
                for write in alike {
                    self.gap(write).await?;
                }
            }
        }
        Ok(())
    }

    /// Where one is there already, this is what is missing now; since when stays.
    async fn begin_gaps(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        let rows: Vec<(RecordId, &MemberId, &Arc<Gap>, Date)> = writes
            .iter()
            .filter_map(|write| match write {
                Write::Gap { signal, receiver, gap, on } => Some((*signal, receiver, gap, *on)),
                _ => None,
            })
            .collect();
        let head = "INSERT INTO gap (member, origin_country, receiver_country, purpose, type, bases, missing, began, \
                    signal, receiver) ";
        let tail = " ON CONFLICT (signal, receiver) WHERE signal IS NOT NULL DO UPDATE SET \
                    receiver_country = excluded.receiver_country, purpose = excluded.purpose, type = excluded.type, \
                    bases = excluded.bases, missing = excluded.missing";
        insert(self.connection, head, &rows, tail, |tuple, (signal, receiver, gap, on)| {
            tuple.push_bind(gap.member.to_string()).push_bind(gap.origin.to_string());
            tuple.push_bind(gap.receiver.to_string()).push_bind(gap.purpose.as_str()).push_bind(gap.r#type.as_str());
            tuple.push_bind(bases_text(&gap.bases)).push_bind(gap.missing.clone()).push_bind(on.to_string());
            tuple.push_bind(signal.0.0.to_vec()).push_bind(receiver.to_string());
        })
        .await
    }

    async fn gap(&mut self, write: &Write) -> Result<(), StoreError> {
        match write {
            Write::GapsEnded { signal, of, end, on } => {
                return self.gaps_ended(*signal, of.as_ref(), (*end, *on)).await;
            }
            Write::GapAnswered { member, receiver, purpose, on } => {
                let query = sqlx::query(ANSWERED).bind(on.to_string()).bind(GapEnd::Answered.code());
                let query = query.bind(member.as_str()).bind(receiver.as_str()).bind(purpose.as_str());
                query.execute(&mut *self.connection).await?;
            }
            Write::Refusal { id, member, entry, purpose, r#type, rule, at } => {
                let query = sqlx::query(REFUSAL).bind(id.0.0.to_vec()).bind(member.as_str()).bind(millis(*at)?);
                let query = query.bind(purpose.as_str()).bind(r#type.as_str()).bind(rule);
                query.bind(number("a place", entry.0)?).execute(&mut *self.connection).await?;
            }
            Write::HandedOver { id, member, entry, .. } => {
                let query = sqlx::query(HANDED_OVER).bind(number("a place", entry.0)?);
                let query = query.bind(member.as_str()).bind(id.0.0.to_vec());
                if query.execute(&mut *self.connection).await?.rows_affected() != 1 {
                    return Err(StoreError::Unknown { table: "refusal", id: id.to_string() });
                }
            }
            // `Batch::add` gives nothing else here.
            _ => {}
        }
        Ok(())
    }

    /// Of those named, or of all; which signal it was and from whom it was kept is forgotten.
    async fn gaps_ended(
        &mut self,
        signal: RecordId,
        of: Option<&BTreeSet<MemberId>>,
        (end, on): (GapEnd, Date),
    ) -> Result<(), StoreError> {
        let named: Option<Vec<&MemberId>> = of.map(|members| members.iter().collect());
        let chunks = named.as_deref().map_or_else(|| vec![None], |all| all.chunks(ROWS).map(Some).collect());
        for chunk in chunks {
            let mut update = QueryBuilder::<Sqlite>::new("UPDATE gap SET signal = NULL, receiver = NULL, ended = ");
            update.push_bind(on.to_string()).push(", how = ").push_bind(end.code());
            update.push(" WHERE signal = ").push_bind(signal.0.0.to_vec());
            if let Some(chunk) = chunk {
                update.push(" AND receiver IN (");
                let mut list = update.separated(", ");
                chunk.iter().for_each(|member| {
                    list.push_bind(member.to_string());
                });
                update.push(")");
            }
            update.build().execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}
