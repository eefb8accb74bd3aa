//! Disputes as members keep them.

use sluis_protocol::core::Disputed;
use sluis_protocol::envelope::RecordId;
use sluis_schemas::MemberId;

use super::{Context, StoreError};
use crate::store::disputes::kept_text;
use crate::store::rows::millis;

/// What a batch keeps of a dispute.
pub(super) type Kept = (MemberId, RecordId, Disputed);

const KEEP: &str = "INSERT INTO dispute (member, id, signal, state, due, kept, changed) VALUES (?, ?, ?, ?, ?, ?, ?) \
                    ON CONFLICT (member, id) DO UPDATE SET state = excluded.state, due = excluded.due, \
                    kept = excluded.kept, changed = excluded.changed";

impl Context<'_> {
    pub(super) async fn disputes(&mut self, disputes: &[Kept]) -> Result<(), StoreError> {
        for (member, id, kept) in disputes {
            let signal = kept.about.as_ref().map(|about| about.signal.0.0.to_vec());
            let due = kept.end.is_none().then(|| kept.due.to_string());
            let query = sqlx::query(KEEP).bind(member.as_str()).bind(id.0.0.to_vec()).bind(signal);
            let query = query.bind(kept.state().as_str()).bind(due).bind(kept_text(kept)?);
            query.bind(millis(kept.changed)?).execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}
