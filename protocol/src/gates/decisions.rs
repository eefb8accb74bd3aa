//! Decisions kept by their facts: a million signals cost a few hundred evaluations.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::engine::Engine;
use super::facts::{Facts, SubmissionFacts};
use super::outcome::{Decision, SubmitDecision};

/// Decisions of one engine, bounded. Which leave first depends on the order of questions alone, so that two nodes with
/// the same questions do the same work. Start a new one when the packs change; where other rules of them hold than at the last
/// question it starts anew by itself.
#[derive(Debug)]
pub struct DecisionTable {
    disclosures: Kept<Facts, Decision>,
    submissions: Kept<SubmissionFacts, SubmitDecision>,
    period: Option<usize>,
}

/// Answers by what was asked.
#[derive(Debug)]
struct Kept<Q, A> {
    capacity: NonZeroUsize,
    answers: BTreeMap<Arc<Q>, Arc<A>>,
    order: VecDeque<Arc<Q>>,
}

impl DecisionTable {
    /// Combinations of facts kept by default: some hundred bytes each, so a few MiB.
    pub const DEFAULT_CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(16_383);

    /// An empty table of at most `capacity` decisions at each gate.
    #[must_use]
    pub const fn new(capacity: NonZeroUsize) -> Self {
        Self { disclosures: Kept::new(capacity), submissions: Kept::new(capacity), period: None }
    }

    /// The decision on these facts, judged only where it is not known yet. When full, the oldest makes room.
    pub fn decide(&mut self, engine: &Engine, facts: &Facts) -> Arc<Decision> {
        self.turn(engine);
        self.disclosures.answer(facts, |facts| engine.judge_disclosure(facts))
    }

    /// The same at the submission gate.
    pub fn decide_submission(&mut self, engine: &Engine, facts: &SubmissionFacts) -> Arc<SubmitDecision> {
        self.turn(engine);
        self.submissions.answer(facts, |facts| engine.judge_submission(facts))
    }

    fn turn(&mut self, engine: &Engine) {
        if self.period != engine.period() {
            let capacity = self.disclosures.capacity;
            *self = Self { period: engine.period(), ..Self::new(capacity) };
        }
    }

    /// How many disclosures are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.disclosures.answers.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.disclosures.answers.is_empty()
    }
}

impl<Q: Ord + Clone, A> Kept<Q, A> {
    const fn new(capacity: NonZeroUsize) -> Self {
        Self { capacity, answers: BTreeMap::new(), order: VecDeque::new() }
    }

    fn answer(&mut self, question: &Q, judge: impl FnOnce(&Q) -> A) -> Arc<A> {
        if let Some(known) = self.answers.get(question) {
            return Arc::clone(known);
        }
        let answer = Arc::new(judge(question));
        self.keep(Arc::new(question.clone()), Arc::clone(&answer));
        answer
    }

    fn keep(&mut self, question: Arc<Q>, answer: Arc<A>) {
        if self.answers.len() >= self.capacity.get()
            && let Some(oldest) = self.order.pop_front()
        {
            self.answers.remove(&oldest);
        }
        self.order.push_back(Arc::clone(&question));
        self.answers.insert(question, answer);
    }
}

impl Default for DecisionTable {
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}
