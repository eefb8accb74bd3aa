//! A direct event loop over actors: virtual time in integers, ordered collections, draws keyed by seed, purpose and entity.
//!
//! | look for | in |
//! |---|---|
//! | what happens when, in order | `queue` |
//! | how long a message is on its way, and whether it arrives | `links` |
//! | the hash that proves two runs equal | `trace` |
//!
//! An actor is a state machine: it is woken, it receives, and by its [`Context`] it sends and asks to be woken again. What
//! is to be measured, the actors write into the record of the run. There are no ticks; a protocol that goes in cycles asks
//! to be woken once a cycle. A run depends on its actors, its graph and its seed alone, on one thread, so that runs of many
//! seeds can go side by side.

mod links;
mod queue;
mod trace;

pub use links::{Delay, Each, Links};
pub use trace::{Digest, hash};

use queue::Queue;
use trace::Trace;

use crate::topology::Graph;

/// A moment of virtual time: microseconds since the run began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    /// So many microseconds later.
    #[must_use]
    pub const fn after(self, microseconds: u64) -> Self {
        Self(self.0.saturating_add(microseconds))
    }
}

/// Who takes part: a place in the graph, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub u32);

/// What actors send each other.
pub trait Message {
    /// Which message it is, for the trace and for the luck of the link: the same for one that says the same.
    fn label(&self) -> u64;
}

/// A state machine that takes part in a run.
pub trait Actor: Sized {
    /// What it sends and receives.
    type Message: Message;
    /// What actors note of a run, for its measures.
    type Record;

    /// The time has come for which it asked to be woken.
    fn wake(&mut self, context: &mut Context<'_, Self>);

    /// A message arrives.
    fn receive(&mut self, from: Id, message: Self::Message, context: &mut Context<'_, Self>);
}

/// What an actor sees of the run, and may do in it, while it is woken or receives.
pub struct Context<'a, A: Actor> {
    /// The present.
    pub now: Moment,
    /// The actor's own place.
    pub me: Id,
    /// Who can reach whom.
    pub graph: &'a Graph,
    /// What is noted of the run.
    pub record: &'a mut A::Record,
    links: &'a Links,
    queue: &'a mut Queue<Event<A::Message>>,
    sent: &'a mut u64,
}

impl<A: Actor> Context<'_, A> {
    /// Sends; whether it will arrive, which the sender is not to act upon, but may count.
    pub fn send(&mut self, to: Id, message: A::Message) -> bool {
        *self.sent += 1;
        let travel = self.links.travel(self.me, to, self.now, message.label());
        let arrives = travel.map(|microseconds| self.now.after(microseconds));
        arrives.map(|at| self.queue.push(at, Event::Arrives { from: self.me, to, message })).is_some()
    }

    /// Asks to be woken.
    pub fn wake_at(&mut self, at: Moment) {
        self.queue.push(at.max(self.now), Event::Wakes(self.me));
    }
}

enum Event<M> {
    Wakes(Id),
    Arrives { from: Id, to: Id, message: M },
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nothing was left to happen.
    Quiet,
    /// The record was as whoever ran it wished.
    Done,
    /// The time was over.
    Late,
}

/// A run.
pub struct Engine<'g, A: Actor> {
    actors: Vec<A>,
    graph: &'g Graph,
    links: Links,
    queue: Queue<Event<A::Message>>,
    record: A::Record,
    trace: Trace,
    sent: u64,
}

impl<'g, A: Actor> Engine<'g, A> {
    /// Actors in their places, before anything happens.
    #[must_use]
    pub fn new(actors: Vec<A>, graph: &'g Graph, links: Links, record: A::Record) -> Self {
        Self { actors, graph, links, queue: Queue::default(), record, trace: Trace::default(), sent: 0 }
    }

    /// Has an actor woken.
    pub fn wake(&mut self, who: Id, at: Moment) {
        self.queue.push(at, Event::Wakes(who));
    }

    /// Lets happen what is due, in the order of time, and at one time in the order in which it was asked for: until
    /// nothing is left, the record is as wished, or what comes next would come after `last`.
    pub fn run(&mut self, last: Moment, done: impl Fn(&A::Record) -> bool) -> End {
        loop {
            if done(&self.record) {
                return End::Done;
            }
            match self.queue.next() {
                None => return End::Quiet,
                Some(at) if at > last => return End::Late,
                Some(_) => self.step(),
            }
        }
    }

    fn step(&mut self) {
        let Some((now, event)) = self.queue.pop() else { return };
        let (Event::Wakes(me) | Event::Arrives { to: me, .. }) = event;
        let Some(actor) = self.actors.get_mut(me.0 as usize) else { return };
        let mut context = Context {
            now,
            me,
            graph: self.graph,
            record: &mut self.record,
            links: &self.links,
            queue: &mut self.queue,
            sent: &mut self.sent,
        };
        match event {
            Event::Wakes(_) => {
                self.trace.woken(now, me);
                actor.wake(&mut context);
            }
            Event::Arrives { from, message, .. } => {
                self.trace.arrived(now, from, me, message.label());
                actor.receive(from, message, &mut context);
            }
        }
    }

    /// What was noted.
    #[must_use]
    pub fn record(&self) -> &A::Record {
        &self.record
    }

    /// Messages that were sent, those included that were lost.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Events that happened.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.trace.events()
    }

    /// The hash of all that happened.
    #[must_use]
    pub fn digest(self) -> Digest {
        self.trace.digest()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Chance;

    /// Passes a count on to its neighbour until it is spent.
    struct Passer;
    struct Count(u64);

    impl Message for Count {
        fn label(&self) -> u64 {
            self.0
        }
    }

    impl Actor for Passer {
        type Message = Count;
        type Record = Vec<(u64, u32)>;

        fn wake(&mut self, context: &mut Context<'_, Self>) {
            let next = Id((context.me.0 + 1) % 3);
            context.send(next, Count(4));
        }

        fn receive(&mut self, from: Id, message: Count, context: &mut Context<'_, Self>) {
            context.record.push((context.now.0, context.me.0));
            if message.0 > 0 {
                context.send(from, Count(message.0 - 1));
            }
        }
    }

    fn run(seed: u64, delay: Delay) -> (Vec<(u64, u32)>, Digest, End) {
        let graph = Graph::full(3);
        let links = Links::new(seed, delay, Chance::NEVER);
        let mut engine = Engine::new(vec![Passer, Passer, Passer], &graph, links, Vec::new());
        engine.wake(Id(0), Moment(5));
        let end = engine.run(Moment(1_000), |_| false);
        (engine.record().clone(), engine.digest(), end)
    }

    #[test]
    fn events_happen_in_the_order_of_time_until_nothing_is_left() {
        let (record, _, end) = run(1, Delay::Fixed(10));
        assert_eq!(record, [(15, 1), (25, 0), (35, 1), (45, 0), (55, 1)]);
        assert_eq!(end, End::Quiet);
    }

    #[test]
    fn one_seed_gives_one_trace_and_another_seed_another() {
        let drawn = Delay::Drawn { from: 1, to: 50, each: Each::Message, jitter: Chance::NEVER };
        assert_eq!(run(1, drawn), run(1, drawn));
        assert_ne!(run(1, drawn).1, run(2, drawn).1);
    }

    #[test]
    fn a_run_ends_when_its_time_is_over_or_its_record_as_wished() {
        let graph = Graph::full(3);
        let links = || Links::new(1, Delay::Fixed(10), Chance::NEVER);
        let mut late = Engine::new(vec![Passer, Passer, Passer], &graph, links(), Vec::new());
        late.wake(Id(0), Moment(0));
        assert_eq!(late.run(Moment(20), |_| false), End::Late);
        assert_eq!(late.record().len(), 2);
        assert_eq!(late.run(Moment(1_000), |record| record.len() == 4), End::Done);
        assert_eq!((late.sent(), late.events()), (5, 5));
    }
}
