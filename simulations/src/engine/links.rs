//! How long a message is on its way, and whether it arrives: drawn by link, message and time, and so the same whatever
//! else happens. Nothing is kept for a link.

use super::{Id, Moment};
use crate::draws::{Chance, key, nth};

/// How long messages are on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// Each as long, in microseconds.
    Fixed(u64),
    /// Drawn evenly, in microseconds.
    Drawn {
        /// The shortest.
        from: u64,
        /// The longest.
        to: u64,
        /// For what it is drawn.
        each: Each,
        /// What is added to it, drawn for each message: up to this share of it.
        jitter: Chance,
    },
}

/// For what a delay is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// Once for two actors, both ways.
    Link,
    /// Anew for each message.
    Message,
}

/// The network between actors.
#[derive(Debug, Clone, Copy)]
pub struct Links {
    delay: Delay,
    loss: Chance,
    for_loss: u64,
    for_link: u64,
    for_message: u64,
}

impl Links {
    /// Under a seed.
    #[must_use]
    pub fn new(seed: u64, delay: Delay, loss: Chance) -> Self {
        let key = |purpose| key(seed, purpose, "");
        Self { delay, loss, for_loss: key("loss"), for_link: key("link-delay"), for_message: key("message-delay") }
    }

    /// Microseconds that a message is on its way; none where it is lost.
    pub(super) fn travel(&self, from: Id, to: Id, now: Moment, label: u64) -> Option<u64> {
        let drawn = |key: u64| nth(nth(nth(key, pair(from, to)), now.0), label);
        if self.loss > Chance::NEVER && self.loss.with(drawn(self.for_loss)) {
            return None;
        }
        Some(match self.delay {
            Delay::Fixed(delay) => delay,
            Delay::Drawn { from: least, to: most, each, jitter } => {
                let draw = match each {
                    Each::Link => nth(self.for_link, pair(from.min(to), from.max(to))),
                    Each::Message => drawn(self.for_message),
                };
                let delay = least + draw % (most.saturating_sub(least) + 1);
                delay + jitter.of(delay, drawn(self.for_message ^ 1))
            }
        })
    }
}

fn pair(from: Id, to: Id) -> u64 {
    u64::from(from.0) << 32 | u64::from(to.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_as_long_both_ways_and_a_message_later_by_its_jitter() {
        let delay = |jitter| Delay::Drawn { from: 10_000, to: 150_000, each: Each::Link, jitter };
        let still = Links::new(3, delay(Chance::NEVER), Chance::NEVER);
        let shaky = Links::new(3, delay(Chance::new(0.1).unwrap()), Chance::NEVER);
        for (a, b) in [(0, 1), (4, 9), (7, 2)] {
            let there = still.travel(Id(a), Id(b), Moment(5), 1).unwrap();
            assert_eq!(still.travel(Id(b), Id(a), Moment(90), 8), Some(there));
            assert!((10_000..=150_000).contains(&there));
            let late = shaky.travel(Id(a), Id(b), Moment(5), 1).unwrap();
            assert!((there..=there + there / 10).contains(&late));
            assert_ne!(shaky.travel(Id(a), Id(b), Moment(6), 1), Some(late));
        }
    }

    #[test]
    fn one_in_ten_messages_is_lost_and_which_does_not_depend_on_others() {
        let links = Links::new(3, Delay::Fixed(0), Chance::new(0.1).unwrap());
        let lost = |n| links.travel(Id(0), Id(1), Moment(n), 0).is_none();
        let count = (0..10_000).filter(|&n| lost(n)).count();
        assert!((900..=1_100).contains(&count), "{count}");
    }
}
