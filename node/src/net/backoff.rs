//! Pauses between dials: doubled each time, with jitter so that nodes cut off together do not return together.

use std::time::Duration;

use super::limits::{BACKOFF_FIRST, BACKOFF_LAST};

/// How often in a row dialling one peer led to nothing lasting.
#[derive(Debug, Clone, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The next pause, between half and all of the doubled step. `random` is any number.
    pub(super) fn next(&mut self, random: u64) -> Duration {
        let step = BACKOFF_FIRST.saturating_mul(1 << self.failures.min(16)).min(BACKOFF_LAST);
        self.failures = self.failures.saturating_add(1);
        let half = step / 2;
        half + half.mul_f64((random % 1024) as f64 / 1023.0)
    }

    /// The peer was reached and stayed.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_start_again() {
        let mut backoff = Backoff::default();
        assert_eq!(backoff.next(1023), BACKOFF_FIRST);
        assert_eq!(backoff.next(1023), BACKOFF_FIRST * 2);
        for _ in 0..100 {
            backoff.next(0);
        }
        assert_eq!(backoff.next(1023), BACKOFF_LAST);
        backoff.reset();
        assert_eq!(backoff.next(0), BACKOFF_FIRST / 2);
    }
}
