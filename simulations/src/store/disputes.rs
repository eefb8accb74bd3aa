//! Disputes as members keep them.

use sluis_protocol::core::{Disputed, Fact, Key};
use sluis_protocol::envelope::RecordId;
use sluis_schemas::{Date, MemberId};

use super::MemoryStore;

impl MemoryStore {
    pub(super) fn find_dispute(&self, key: &Key) -> Option<Fact> {
        match key {
            Key::Dispute(member, id) => self.disputes.get(&(member.clone(), *id)).cloned().map(Fact::Dispute),
            Key::Disputes(member, signal) => {
                let about = |kept: &Disputed| kept.about.as_ref().is_some_and(|about| about.signal == *signal);
                let of = self.disputes.iter().filter(|((of, _), kept)| of == member && about(kept));
                Some(Fact::Disputes(of.map(|((_, id), kept)| (*id, kept.clone())).collect()))
            }
            _ => None,
        }
    }

    /// Disputes of a member whose term is over, by the day that it is.
    pub fn overdue_disputes(&self, member: &MemberId, today: Date) -> impl Iterator<Item = RecordId> {
        let of = self.disputes.iter().filter(move |((of, _), kept)| of == member && kept.is_overdue(today));
        of.map(|((_, id), _)| *id)
    }
}
