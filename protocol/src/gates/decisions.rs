//! Decisions kept by their facts: a million signals cost a few hundred evaluations.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::engine::Engine;
use super::facts::Facts;
use super::outcome::Decision;

/// Decisions of one engine, bounded. Which leave first depends on the order of questions alone, so that two nodes with
/// the same questions do the same work. Start a new one when the packs change.
#[derive(Debug)]
pub struct DecisionTable {
    capacity: NonZeroUsize,
    kept: BTreeMap<Arc<Facts>, Arc<Decision>>,
    order: VecDeque<Arc<Facts>>,
}

impl DecisionTable {
    /// Combinations of facts kept by default: some hundred bytes each, so a few MiB.
    pub const DEFAULT_CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(16_383);

    /// An empty table of at most `capacity` decisions.
    #[must_use]
    pub const fn new(capacity: NonZeroUsize) -> Self {
        Self { capacity, kept: BTreeMap::new(), order: VecDeque::new() }
    }

    /// The decision on these facts, judged only where it is not known yet. When full, the oldest makes room.
    pub fn decide(&mut self, engine: &Engine, facts: Facts) -> Arc<Decision> {
        if let Some(known) = self.kept.get(&facts) {
            return Arc::clone(known);
        }
        let decision = Arc::new(engine.judge_disclosure(&facts));
        self.keep(Arc::new(facts), Arc::clone(&decision));
        decision
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn keep(&mut self, facts: Arc<Facts>, decision: Arc<Decision>) {
        if self.kept.len() >= self.capacity.get()
            && let Some(oldest) = self.order.pop_front()
        {
            self.kept.remove(&oldest);
        }
        self.order.push_back(Arc::clone(&facts));
        self.kept.insert(facts, decision);
    }
}

impl Default for DecisionTable {
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}
