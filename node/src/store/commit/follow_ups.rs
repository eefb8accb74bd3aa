//! How signals are followed up, who is to be told, and who is absent.

use sluis_protocol::core::Write;
use sluis_schemas::Timestamp;

use super::{Context, StoreError};
use crate::store::follow_ups::{announced_text, kept_text};
use crate::store::rows::millis;

/// Those writes of a batch, in their order.
#[derive(Default)]
pub(super) struct FollowUps(Vec<Write>);

impl FollowUps {
    /// Takes a write of these kinds; gives the moment that it names.
    pub(super) fn add(&mut self, write: Write) -> Option<Timestamp> {
        let at = match &write {
            Write::FollowUp { as_kept, .. } => Some(as_kept.changed),
            Write::ToTell { at, .. } => Some(*at),
            Write::Absence { absence, .. } => Some(absence.said),
            _ => None,
        };
        self.0.push(write);
        at
    }
}

const KEEP: &str = "INSERT INTO follow_up (member, signal, state, asked, due, kept, changed) VALUES (?, ?, ?, ?, ?, ?, ?) \
                    ON CONFLICT (member, signal) DO UPDATE SET state = excluded.state, asked = excluded.asked, \
                    due = excluded.due, kept = excluded.kept, changed = excluded.changed";
const TELL: &str = "INSERT INTO to_tell (discloser, receiver, signal, state, at) VALUES (?, ?, ?, ?, ?) \
                    ON CONFLICT (discloser, receiver, signal) DO UPDATE SET state = excluded.state, at = excluded.at";
const TOLD: &str = "DELETE FROM to_tell WHERE discloser = ? AND receiver = ? AND signal = ?";
const AWAY: &str = "INSERT INTO absence (member, from_day, until_day, delegate, said) VALUES (?, ?, ?, ?, ?)";
const BACK: &str = "DELETE FROM absence WHERE member = ? AND from_day = ?";

impl Context<'_> {
    pub(super) async fn follow_ups(&mut self, follow_ups: &FollowUps) -> Result<(), StoreError> {
        for write in &follow_ups.0 {
            match write {
                Write::FollowUp { member, signal, as_kept } => {
                    let stage = &as_kept.stage;
                    let asked = stage.offer().filter(|offer| stage.is_with(&offer.to)).map(|offer| offer.to.as_str());
                    let query = sqlx::query(KEEP).bind(member.as_str()).bind(signal.0.0.to_vec());
                    let query = query.bind(stage.state().as_str()).bind(asked);
                    let query = query.bind(stage.due().map(|due| due.to_string())).bind(kept_text(as_kept)?);
                    query.bind(millis(as_kept.changed)?).execute(&mut *self.connection).await?;
                }
                Write::ToTell { what, at } => {
                    let query = sqlx::query(TELL).bind(what.feed.discloser.as_str()).bind(what.feed.receiver.as_str());
                    let query = query.bind(what.signal.0.0.to_vec()).bind(announced_text(what.state)?);
                    query.bind(millis(*at)?).execute(&mut *self.connection).await?;
                }
                Write::TellDone { feed, signal } => {
                    let query = sqlx::query(TOLD).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
                    query.bind(signal.0.0.to_vec()).execute(&mut *self.connection).await?;
                }
                Write::Absence { member, absence } => {
                    let query = sqlx::query(AWAY).bind(member.as_str()).bind(absence.from.to_string());
                    let query = query.bind(absence.until.to_string()).bind(absence.delegate.as_str());
                    query.bind(millis(absence.said)?).execute(&mut *self.connection).await?;
                }
                Write::AbsenceOver { member, from } => {
                    let query = sqlx::query(BACK).bind(member.as_str()).bind(from.to_string());
                    query.execute(&mut *self.connection).await?;
                }
                // `Batch::add` gives nothing else here.
                _ => {}
            }
        }
        Ok(())
    }
}
