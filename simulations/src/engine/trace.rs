//! The hash of all that happened in a run, in order.

use sha2::{Digest as _, Sha256};

use super::{Id, Moment};

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl std::fmt::Display for Digest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, out)
    }
}

/// The hash of bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// Bytes that wait to be hashed together.
const TOGETHER: usize = 4096;
/// Who stands in the place of the sender where an actor was woken.
const NOBODY: Id = Id(u32::MAX);

/// Hashes what happens: when, by whom, at whom, and which message.
#[derive(Default)]
pub(super) struct Trace {
    hash: Sha256,
    waiting: Vec<u8>,
    events: u64,
}

impl Trace {
    pub(super) fn woken(&mut self, now: Moment, who: Id) {
        self.happened(now, NOBODY, who, 0);
    }

    pub(super) fn arrived(&mut self, now: Moment, from: Id, to: Id, label: u64) {
        self.happened(now, from, to, label);
    }

    fn happened(&mut self, now: Moment, from: Id, to: Id, label: u64) {
        self.events += 1;
        self.waiting.extend_from_slice(&now.0.to_be_bytes());
        self.waiting.extend_from_slice(&from.0.to_be_bytes());
        self.waiting.extend_from_slice(&to.0.to_be_bytes());
        self.waiting.extend_from_slice(&label.to_be_bytes());
        if self.waiting.len() >= TOGETHER {
            self.hash.update(&self.waiting);
            self.waiting.clear();
        }
    }

    pub(super) fn events(&self) -> u64 {
        self.events
    }

    pub(super) fn digest(mut self) -> Digest {
        self.hash.update(&self.waiting);
        Digest(self.hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_events_counts() {
        let trace = |events: [(u64, u32); 2]| {
            let mut trace = Trace::default();
            events.iter().for_each(|&(now, who)| trace.woken(Moment(now), Id(who)));
            trace.digest()
        };
        assert_eq!(trace([(1, 0), (1, 1)]), trace([(1, 0), (1, 1)]));
        assert_ne!(trace([(1, 0), (1, 1)]), trace([(1, 1), (1, 0)]));
    }

    #[test]
    fn many_events_are_hashed_as_their_bytes() {
        let mut trace = Trace::default();
        let mut bytes = Vec::new();
        for n in 0..1_000_u64 {
            trace.arrived(Moment(n), Id(1), Id(2), n);
            bytes.extend([&n.to_be_bytes()[..], &[0, 0, 0, 1, 0, 0, 0, 2], &n.to_be_bytes()].concat());
        }
        assert_eq!(trace.events(), 1_000);
        assert_eq!(trace.digest(), hash(&bytes));
    }
}
