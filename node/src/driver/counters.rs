//! What the driver counts, since the node started.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use sluis_protocol::core::{Direction, Effect, HeldState, Write};
use sluis_protocol::wire::Message;

/// Totals. Cheap to clone; all clones count together.
#[derive(Debug, Clone)]
pub struct Counters {
    /// Records that members here took in.
    pub received: Counter,
    /// Entries that joined feeds.
    pub disclosed: Counter,
    /// Receipts that came.
    pub receipts_received: Counter,
    /// Receipts that were given.
    pub receipts_given: Counter,
    /// Records whose content a member here destroyed.
    pub destroyed: Counter,
    /// Commits that failed.
    pub failed: Counter,
    /// How long commits took, in seconds.
    pub commits: Histogram,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            received: Counter::default(),
            disclosed: Counter::default(),
            receipts_received: Counter::default(),
            receipts_given: Counter::default(),
            destroyed: Counter::default(),
            failed: Counter::default(),
            // From half a millisecond to some eight seconds.
            commits: Histogram::new(exponential_buckets(0.000_5, 2.0, 15)),
        }
    }
}

impl Counters {
    /// What a commit wrote; to be added once it is durable.
    pub(super) fn of(writes: &[Write]) -> Totals {
        let mut totals = Totals::default();
        for write in writes {
            match write {
                Write::Held { state: HeldState::Accepted, .. } => totals.received += 1,
                Write::Entries { direction: Direction::Out, block, .. } => totals.disclosed += block.ids.len() as u64,
                Write::Acknowledged { .. } => totals.receipts += 1,
                Write::Destroy { .. } => totals.destroyed += 1,
                _ => {}
            }
        }
        totals
    }

    pub(super) fn add(&self, totals: Totals, took: Duration) {
        self.received.inc_by(totals.received);
        self.disclosed.inc_by(totals.disclosed);
        self.receipts_received.inc_by(totals.receipts);
        self.destroyed.inc_by(totals.destroyed);
        self.commits.observe(took.as_secs_f64());
    }

    pub(super) fn send(&self, effect: &Effect) {
        if matches!(effect, Effect::Send { message: Message::Receipt(_), .. }) {
            self.receipts_given.inc();
        }
    }
}

/// What one commit adds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    received: u64,
    disclosed: u64,
    receipts: u64,
    destroyed: u64,
}
