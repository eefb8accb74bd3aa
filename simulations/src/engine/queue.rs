//! What is to happen, in order.

use std::collections::{BTreeMap, VecDeque};

use super::Moment;

/// Events by their time, and at one time in the order in which they came.
///
/// Those of one time stand in one row: in protocols that go in cycles most do, and are then neither sorted nor searched.
pub(super) struct Queue<E> {
    now: Moment,
    due: VecDeque<E>,
    later: BTreeMap<Moment, VecDeque<E>>,
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self { now: Moment(0), due: VecDeque::new(), later: BTreeMap::new() }
    }
}

impl<E> Queue<E> {
    /// Puts an event behind those of its time. One for a time that is over is due now.
    pub(super) fn push(&mut self, at: Moment, event: E) {
        if at <= self.now {
            self.due.push_back(event);
        } else {
            self.later.entry(at).or_default().push_back(event);
        }
    }

    /// When the next event is due.
    pub(super) fn next(&self) -> Option<Moment> {
        if self.due.is_empty() { self.later.keys().next().copied() } else { Some(self.now) }
    }

    /// Takes the next event.
    pub(super) fn pop(&mut self) -> Option<(Moment, E)> {
        if self.due.is_empty() {
            (self.now, self.due) = self.later.pop_first()?;
        }
        self.due.pop_front().map(|event| (self.now, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_time_and_then_in_the_order_in_which_they_were_put() {
        let mut queue = Queue::default();
        for (at, event) in [(5, 'd'), (3, 'a'), (5, 'e'), (3, 'b')] {
            queue.push(Moment(at), event);
        }
        assert_eq!(queue.pop(), Some((Moment(3), 'a')));
        queue.push(Moment(3), 'c');
        queue.push(Moment(1), 'x');
        let rest: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(at, event)| (at.0, event)).collect();
        assert_eq!(rest, [(3, 'b'), (3, 'c'), (3, 'x'), (5, 'd'), (5, 'e')]);
        assert_eq!(queue.next(), None);
    }
}
