//! What happened, counted.

use sluis_protocol::core::{Figure, Figures};
use sluis_schemas::MemberId;

use super::MemoryStore;

impl MemoryStore {
    /// How often what happened to a member.
    pub fn figures(&self, member: &MemberId) -> impl Iterator<Item = (&Figure, u64)> {
        let of_member = self.figures.iter().filter(move |((whose, _), _)| whose == member);
        of_member.map(|((_, figure), count)| (figure, *count))
    }

    pub(super) fn add_figures(&mut self, counted: &Figures) {
        for (figure, count) in counted {
            *self.figures.entry(figure.clone()).or_default() += count;
        }
    }
}
