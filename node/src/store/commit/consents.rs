//! What was asked of origins.

use sluis_protocol::core::KeptConsent;
use sluis_protocol::envelope::RecordId;
use sluis_schemas::MemberId;

use super::{Context, StoreError};
use crate::store::consents::kept_text;
use crate::store::rows::millis;

/// A consent as a member keeps it from now on.
pub(super) struct Consented {
    pub(super) member: MemberId,
    pub(super) signal: RecordId,
    pub(super) request: RecordId,
    pub(super) as_kept: KeptConsent,
}

const KEEP: &str = "INSERT INTO consent (member, request, signal, kept, changed) VALUES (?, ?, ?, ?, ?) \
                    ON CONFLICT (member, request) DO UPDATE SET kept = excluded.kept, changed = excluded.changed";

impl Context<'_> {
    pub(super) async fn consents(&mut self, consents: &[Consented]) -> Result<(), StoreError> {
        for Consented { member, signal, request, as_kept } in consents {
            let query = sqlx::query(KEEP).bind(member.as_str()).bind(request.0.0.to_vec()).bind(signal.0.0.to_vec());
            let query = query.bind(kept_text(as_kept)?).bind(millis(as_kept.changed)?);
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}
