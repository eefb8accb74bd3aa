//! What was done in runs, counted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::actions::Action;

/// Actions and faults by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Actions that did something.
    pub done: BTreeMap<&'static str, u64>,
    /// Actions that could do nothing: a node was down, the rules refused, there was no such request.
    pub idle: BTreeMap<&'static str, u64>,
    /// Faults that came about.
    pub faults: BTreeMap<&'static str, u64>,
    /// Events of the world that were handled.
    pub events: u64,
}

impl Tally {
    /// Counts an action, by whether it did anything.
    pub(super) fn count(&mut self, action: &Action, done: bool) {
        let counts = match (done, action.is_fault()) {
            (true, true) => &mut self.faults,
            (true, false) => &mut self.done,
            (false, _) => &mut self.idle,
        };
        *counts.entry(action.kind()).or_default() += 1;
    }

    /// Adds what another run did.
    pub fn add(&mut self, other: &Self) {
        let pairs = [(&mut self.done, &other.done), (&mut self.idle, &other.idle), (&mut self.faults, &other.faults)];
        for (to, from) in pairs {
            for (kind, count) in from {
                *to.entry(kind).or_default() += count;
            }
        }
        self.events += other.events;
    }
}
