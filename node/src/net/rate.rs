//! A token bucket that lets a taker go into debt and says how long to wait until it is paid.

use std::time::Duration;

use tokio::time::Instant;

/// Tokens that refill at a steady rate.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    per_second: f64,
    capacity: f64,
    level: f64,
    at: Instant,
}

impl Bucket {
    /// A full bucket. A rate of zero counts as one, so that a wait always ends.
    pub(super) fn new(per_second: u32, burst_seconds: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second.max(1));
        let capacity = per_second * f64::from(burst_seconds.max(1));
        Self { per_second, capacity, level: capacity, at: now }
    }

    /// Takes `amount`, into debt if need be, and returns the time until the debt is paid.
    pub(super) fn take(&mut self, amount: u32, now: Instant) -> Duration {
        self.refill(now);
        self.level -= f64::from(amount);
        Duration::from_secs_f64((-self.level).max(0.0) / self.per_second)
    }

    /// Takes one token if there is one.
    pub(super) fn try_take(&mut self, now: Instant) -> bool {
        self.refill(now);
        let some = self.level >= 1.0;
        if some {
            self.level -= 1.0;
        }
        some
    }

    fn refill(&mut self, now: Instant) {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * self.per_second;
        self.level = (self.level + gained).min(self.capacity);
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn burst_is_free_and_the_rest_is_paid_in_time() {
        let now = Instant::now();
        let mut bucket = Bucket::new(10, 2, now);
        assert_eq!(bucket.take(20, now), Duration::ZERO);
        assert_eq!(bucket.take(5, now), Duration::from_millis(500));
        assert_eq!(bucket.take(5, now + Duration::from_millis(500)), Duration::from_millis(500));
    }

    #[test]
    fn quiet_peer_saves_no_more_than_its_burst() {
        let now = Instant::now();
        let mut bucket = Bucket::new(10, 1, now);
        assert_eq!(bucket.take(20, now + Duration::from_secs(3600)), Duration::from_secs(1));
    }

    #[test]
    fn empty_bucket_gives_nothing_until_refilled() {
        let now = Instant::now();
        let mut bucket = Bucket::new(1, 1, now);
        assert!(bucket.try_take(now));
        assert!(!bucket.try_take(now));
        assert!(bucket.try_take(now + Duration::from_secs(1)));
    }
}
